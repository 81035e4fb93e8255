"""Saved ballots in Excel: the columns of `ballots.csv` with Vietnamese or English headers, as strict as the CSV.

Excel's own mistakes are told apart: a mark typed as `4` is the number 4 and is taken; `4,10`, `4-10` or `1/2` have
become a fraction, a date or a time, and what the board typed is gone.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, time
from pathlib import Path
from typing import NamedTuple

from tally.domain.contest import Contest
from tally.files.ballots_csv import COLUMNS, OPTIONAL, BallotReader
from tally.files.cells import Cells
from tally.files.findings import Findings, refusal, shown
from tally.files.labels import SEARCHED_ROWS, label_key
from tally.files.marks import Ballots
from tally.files.values import Row
from tally.files.workbook import Sheet, open_workbook

_ENOUGH = 3  # columns recognised that make a row a header

_PATTERNS = {
    "contest": re.compile(r"(ma )?cuoc bau( cu)?|contest"),
    "round": re.compile(r"lan( bau)?|round"),
    "batch": re.compile(r"(so )?tap( phieu)?( so)?|batch"),
    "ballot": re.compile(r"(so )?phieu( so)?|ballot"),
    "marks": re.compile(r"(so )?(bi )?gach( ten)?( hoac)?( danh dau)?|danh dau|dau( tren phieu)?|marks"),
    "ruling": re.compile(r"ket luan.*|ruling"),
}

_EXAMPLE = "4 10; 4+ 10-"


class _Table(NamedTuple):
    sheet: Sheet
    header: Row
    rows: Sequence[Row]


def read_ballots(path: Path, contests: Iterable[Contest], file: str = "ballots.xlsx") -> Ballots:
    """Return the ballots of every contest, in the order of the one visible sheet that has a table of ballots.

    Args:
        path: where the file is.
        contests: the contests that the ballots can be of.
        file: its name as findings give it.

    Raises:
        BadInput: the file has flaws; all of them.
        OSError: the machine failed.
    """
    table = _find_table(path, file)
    findings = Findings(table.sheet.file)
    columns = _columns(table.header, findings)
    reader = BallotReader(contests, {name: column - 1 for name, column in columns.items()}, findings)
    reader.read(_fields(table.rows, columns, findings))
    findings.refuse()
    return reader.ballots()


def _find_table(path: Path, file: str) -> _Table:
    tables = []
    for sheet in open_workbook(path, file):
        rows = list(sheet.rows()) if sheet.visible else []
        header = next((row for row in rows[:SEARCHED_ROWS] if len(_recognised(row)) >= _ENOUGH), None)
        if header is not None:
            tables.append(_Table(sheet, header, [row for row in rows if row.number > header.number]))
    if not tables:
        raise refusal(file, "E962", expected=", ".join(COLUMNS))
    filled = [table for table in tables if table.rows] or tables[:1]
    if len(filled) > 1:
        # An older copy of the table would be counted along.
        raise refusal(file, "E965", sheets=", ".join(table.sheet.name for table in filled))
    return filled[0]


def _recognised(row: Row) -> dict[int, str]:
    """Return which column of ours each cell of a header names."""
    keys = {column: label_key(value) for column, value in row.cells.items()}
    return {
        column: name for column, key in keys.items() for name, pattern in _PATTERNS.items() if pattern.fullmatch(key)
    }


def _columns(header: Row, findings: Findings) -> Mapping[str, int]:
    """Return where each column stands, counted from 1.

    Raises:
        BadInput: E937, E938, E963: a column is missing, unknown, or there twice.
    """
    recognised = _recognised(header)
    columns: dict[str, int] = {}
    cells = Cells(header, findings)
    for column in sorted(header.cells):
        if not cells.has(column):
            continue
        label, name = shown(cells.text(column, "")), recognised.get(column)
        if name is None:
            findings.add(header.number, column, "E937", value=label, known=", ".join(COLUMNS))
        elif name in columns:
            findings.add(header.number, column, "E938", value=label)
        else:
            columns[name] = column
    if missing := [name for name in COLUMNS if name not in columns and name not in OPTIONAL]:
        findings.add(header.number, 1, "E963", missing=", ".join(missing))
    findings.refuse()
    return columns


def _fields(rows: Iterable[Row], columns: Mapping[str, int], findings: Findings) -> Iterator[tuple[int, Sequence[str]]]:
    """Yield the number and the texts of every row that says something, unless a cell of it had to be refused."""
    for row in rows:
        cells = Cells(row, findings)
        present = [column for column in row.cells if cells.has(column)]
        if present and row.hidden:
            cells.complain(present[0], "E966")
        elif present:
            fields = _texts(cells, present, columns)
            if not cells.refused:
                yield row.number, fields


def _texts(cells: Cells, present: Iterable[int], columns: Mapping[str, int]) -> Sequence[str]:
    """Return the texts of one row, each at its column."""
    for column in present:
        if column not in columns.values():
            # A second number typed into the next cell is a mark too.
            cells.complain(column, "E964")
    texts = [""] * max(columns.values())
    for name, column in columns.items():
        if name == "marks" and isinstance(cells.value(column), (float, bool, datetime, time)):
            cells.complain(column, "E979", example=_EXAMPLE)
        else:
            texts[column - 1] = cells.text(column, name)
    return texts
