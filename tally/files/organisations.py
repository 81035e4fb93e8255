"""A list of organisations that should send their results: a sheet, a CSV file, or a text with one name a line."""

import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from io import StringIO
from pathlib import Path

from tally.application.report.sent import Organisation
from tally.domain.names import normalise
from tally.files.labels import SEARCHED_ROWS, label_key
from tally.files.text import MEGABYTE, read_text
from tally.files.values import Value

MAX_LIST = 4 * MEGABYTE
"""Bytes of a list that is no workbook: some fifty thousand names."""

_WORKBOOKS = (".xlsx", ".xlsm")
_NAME = re.compile("(ten )?(to chuc( dang)?|don vi|dang bo|chi bo|dang bo chi bo|organisation|organization|name)|ten")
_SUPERIOR = re.compile("(to chuc( dang)? |dang bo |don vi )?(cap tren|truc thuoc|superior)( truc tiep)?")

Lines = Sequence[Sequence[str]]


def read_organisations(path: Path) -> tuple[Organisation, ...]:
    """Return the organisations of a list, each once, in its order; empty when there is none in it.

    A header that names the column of the organisation (`Tổ chức`, `Đơn vị`, `Tên`) and perhaps that of its superior
    (`Cấp trên`, `Trực thuộc`) is heeded; without one the names are the first column that holds words.

    Raises:
        BadInput: it cannot be read.
        OSError: the machine failed.
    """
    lines = _lines(path)
    header = next((place for place, line in enumerate(lines[:SEARCHED_ROWS]) if _column(line, _NAME) is not None), None)
    if header is None:
        found = _without_header(lines)
    else:
        name, superior = _column(lines[header], _NAME), _column(lines[header], _SUPERIOR)
        found = (Organisation(_cell(line, name), _cell(line, superior)) for line in lines[header + 1 :])
    return tuple(dict.fromkeys(one for one in found if _is_name(one.name)))


def _lines(path: Path) -> Lines:
    if path.suffix.lower() in _WORKBOOKS:
        from tally.files.workbook import open_workbook  # noqa: PLC0415 - Excel is loaded only for a list in Excel

        sheet = next(sheet for sheet in open_workbook(path, path.name) if sheet.visible)
        return [_texts(row.cells) for row in sheet.rows()]
    text = read_text(path, path.name, MAX_LIST)
    if path.suffix.lower() != ".csv":
        return [[line] for line in text.splitlines()]
    delimiter = ";" if text.partition("\n")[0].count(";") else ","
    return list(csv.reader(StringIO(text), delimiter=delimiter))


def _texts(cells: Mapping[int, Value]) -> list[str]:
    """Return the cells of a row from column A on; a name is a text, whatever else there is counts as nothing."""
    return [value if isinstance(value := cells.get(column), str) else "" for column in range(1, max(cells) + 1)]


def _column(line: Sequence[str], label: re.Pattern[str]) -> int | None:
    return next((place for place, cell in enumerate(line) if label.fullmatch(label_key(cell))), None)


def _cell(line: Sequence[str], column: int | None) -> str:
    return normalise(line[column]) if column is not None and column < len(line) else ""


def _without_header(lines: Iterable[Sequence[str]]) -> Iterator[Organisation]:
    for line in lines:
        name = next((cell for cell in line if _is_name(cell)), "")
        yield Organisation(normalise(name))


def _is_name(text: str) -> bool:
    return any(letter.isalpha() for letter in text)
