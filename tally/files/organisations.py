"""A list of organisations that should send their results: a sheet, a CSV file, or a text with one name a line."""

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from io import StringIO
from itertools import chain, islice
from pathlib import Path

from tally.application.report.sent import Organisation
from tally.domain.names import normalise
from tally.files.findings import refusal, shown
from tally.files.labels import SEARCHED_ROWS, label_key
from tally.files.text import MEGABYTE, read_text
from tally.files.values import Value

MAX_LIST = 4 * MEGABYTE
"""Bytes of a list that is no workbook: some fifty thousand names."""

_WORKBOOKS = (".xlsx", ".xlsm")
_NAME = re.compile("(ten )?(to chuc( dang)?|don vi|dang bo|chi bo|dang bo chi bo|organisation|organization|name)|ten")
_SUPERIOR = re.compile("(to chuc( dang)? |dang bo |don vi )?(cap tren|truc thuoc|superior)( truc tiep)?")

Line = Mapping[int, str]
"""The texts of a line by their columns, from the left; no blank ones: a sheet of few bytes may be very wide."""


def read_organisations(path: Path) -> tuple[Organisation, ...]:
    """Return the organisations of a list, each once, in its order.

    A header that names the column of the organisation (`Tổ chức`, `Đơn vị`, `Tên`) and perhaps that of its superior
    (`Cấp trên`, `Trực thuộc`) is heeded; without one the names are the first column that holds words.

    Raises:
        BadInput: it cannot be read; E814: it names nobody.
        OSError: the machine failed.
    """
    lines = _lines(path)
    first = list(islice(lines, SEARCHED_ROWS))
    header = next((place for place, line in enumerate(first) if _column(line, _NAME) is not None), None)
    if header is None:
        found = _without_header(chain(first, lines))
    else:
        name, superior = _column(first[header], _NAME), _column(first[header], _SUPERIOR)
        below = chain(first[header + 1 :], lines)
        found = (Organisation(_cell(line, name), _cell(line, superior)) for line in below)
    named = tuple(dict.fromkeys(one for one in found if _is_name(one.name)))
    if not named:
        raise refusal(path.name, "E814")
    return named


def _lines(path: Path) -> Iterator[Line]:
    """Yield the lines one by one: a file of few bytes may have many."""
    if path.suffix.lower() in _WORKBOOKS:
        from tally.files.workbook import open_workbook  # noqa: PLC0415 - Excel is loaded only for a list in Excel

        visible = (sheet for sheet in open_workbook(path, path.name) if sheet.visible)
        return (_texts(row.cells) for sheet in islice(visible, 1) for row in sheet.rows())
    text = read_text(path, path.name, MAX_LIST)
    return _rows_of(text, path.name) if path.suffix.lower() == ".csv" else ({1: line} for line in text.splitlines())


def _rows_of(text: str, file: str) -> Iterator[Line]:
    r"""Yield the rows of a CSV file, whatever its lines end in: `\n`, `\r\n` or, from an old Macintosh, `\r` alone.

    Raises:
        BadInput: E940: a row that cannot be read.
    """
    lines = StringIO(text, newline="")
    delimiter = ";" if lines.readline().count(";") else ","
    lines.seek(0)
    reader = csv.reader(lines, delimiter=delimiter)
    try:
        for fields in reader:
            yield {column: field for column, field in enumerate(fields) if field}
    except csv.Error as error:
        row = reader.line_num
        line = next(islice(StringIO(text, newline=""), row - 1, None), "")
        raise refusal(file, "E940", row, value=shown(line.strip())) from error


def _texts(cells: Mapping[int, Value]) -> Line:
    """Return the texts of a row; a name is a text, whatever else there is counts as nothing."""
    return {column: value for column, value in sorted(cells.items()) if isinstance(value, str)}


def _column(line: Line, label: re.Pattern[str]) -> int | None:
    return next((column for column, text in line.items() if label.fullmatch(label_key(text))), None)


def _cell(line: Line, column: int | None) -> str:
    return normalise(line.get(column, "")) if column is not None else ""


def _without_header(lines: Iterable[Line]) -> Iterator[Organisation]:
    for line in lines:
        name = next((text for text in line.values() if _is_name(text)), "")
        yield Organisation(normalise(name))


def _is_name(text: str) -> bool:
    return any(letter.isalpha() for letter in text)
