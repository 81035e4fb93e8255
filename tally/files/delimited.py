"""A text with columns, as spreadsheets and text editors leave it: which sign parts them, and its rows."""

import csv
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from io import StringIO
from itertools import islice

from tally.application.intake import BadInput
from tally.files.findings import refusal, shown
from tally.files.labels import SEARCHED_ROWS
from tally.files.values import Row

DELIMITERS = ",;\t"

MAX_COLUMNS = 1_000
"""Columns that a table may have; a list has a dozen."""

_SEP_LINE = re.compile(r'\ufeff?"?sep=([^\w\s"]|\t)"?[,;\t]*\s*', re.IGNORECASE)


def said_delimiter(line: str) -> str:
    """Return the delimiter that a first line `sep=;` tells Excel; others save the line along. Empty: it is none."""
    said = _SEP_LINE.fullmatch(line)
    return "" if said is None else said[1]


def delimited_rows(text: str, file: str, score: Callable[[Sequence[Row]], int]) -> Iterator[Row]:
    r"""Yield the rows of a CSV file that hold something, whatever its lines end in: `\n`, `\r\n`, or `\r` alone.

    Args:
        text: of the file.
        file: its name as findings give it.
        score: tells how much sense the first rows make; of delimiters that make the same the one counts that parts
            most rows into equally many fields.

    Raises:
        BadInput: E940, E957: a row that cannot be read, or that is far too wide.
    """
    first = StringIO(text, newline="").readline()
    said = said_delimiter(first)
    best, most = DELIMITERS[0], (-1, -1)
    for delimiter in dict.fromkeys(said + DELIMITERS):
        # With the wrong delimiter, quotation marks may make no sense.
        with suppress(csv.Error, BadInput):
            rows = list(islice(_rows(text, file, delimiter, said), SEARCHED_ROWS))
            widths = [max(row.cells) for row in rows]
            alike = max((widths.count(width) for width in set(widths) - {1}), default=0)
            if (makes := (score(rows), alike)) > most:
                best, most = delimiter, makes
    row = 0
    try:
        for one in _rows(text, file, best, said):
            row = one.number
            yield one
    except csv.Error as error:
        line = next(islice(StringIO(text, newline=""), row, None), "")
        raise refusal(file, "E940", row + 1, value=shown(line.strip())) from error


def _rows(text: str, file: str, delimiter: str, said: str) -> Iterator[Row]:
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter)
    number = 1
    for fields in reader:
        begin, number = number, reader.line_num + 1
        if len(fields) > MAX_COLUMNS:
            raise refusal(file, "E957", begin, MAX_COLUMNS + 1, limit=MAX_COLUMNS)
        cells = {column: field for column, field in enumerate(fields, start=1) if field.strip()}
        if cells and not (said and begin == 1):
            yield Row(begin, cells)
