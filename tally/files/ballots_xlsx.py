"""Saved ballots in Excel: the columns of `ballots.csv` with Vietnamese or English headers, as strict as the CSV.

Excel's own mistakes are told apart: a mark typed as `4` is the number 4 and is taken; `4,10`, `4-10` or `1/2` have
become a fraction, a date or a time, and what the board typed is gone.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, time
from pathlib import Path
from typing import NamedTuple

from tally.application.column_meanings import NOTHING_SAID, Meanings
from tally.domain.contest import Contest
from tally.files.ballots_columns import COLUMNS, Columns, find_columns, missing_from, recognised
from tally.files.ballots_csv import BallotReader
from tally.files.cells import Cells, cell_name
from tally.files.excel_notes import notes_of
from tally.files.findings import Findings, refusal, shown
from tally.files.kept_back import refuse_unseen
from tally.files.labels import SEARCHED_ROWS, headings
from tally.files.marks import Ballots
from tally.files.values import Row
from tally.files.workbook import Sheet, open_workbook

_ENOUGH = 3  # columns recognised that make a row a header

_OF_A_BALLOT = ("batch", "ballot", "marks", "ruling")
_EXAMPLE = "4 10; 4+ 10-"


class _Table(NamedTuple):
    sheet: Sheet
    header: Row
    rows: Sequence[Row]
    merges: Sequence[str]


def read_ballots(
    path: Path, contests: Iterable[Contest], file: str = "ballots.xlsx", meanings: Meanings = NOTHING_SAID
) -> Ballots:
    """Return the ballots of every contest, in the order of the one visible sheet that has a table of ballots.

    Args:
        path: where the file is.
        contests: the contests that the ballots can be of.
        file: its name as findings give it.
        meanings: what somebody said that columns mean.

    Raises:
        BadInput: the file has flaws; all of them.
        OSError: the machine failed.
    """
    table = _find_table(path, file, meanings)
    findings = Findings(table.sheet.file)
    columns = _columns(table, findings, meanings)
    reader = BallotReader(contests, {name: column - 1 for name, column in columns.places.items()}, findings)
    reader.read(_fields(table.rows, columns, findings))
    _refuse_beside(table, columns, findings)
    findings.refuse()
    return reader.ballots()


def _refuse_beside(table: _Table, columns: Columns, findings: Findings) -> None:
    """Say which ballots people do not see, or see struck out (E846), and which have a note of Excel (E863).

    Raises:
        BadInput: as `unseen_cells` and `notes_of`.
    """
    places = [columns.places[name] for name in _OF_A_BALLOT if name in columns.places]
    shown_rows = [row for row in table.rows if not row.hidden]  # the others are findings already
    taken = {(row.number, place): row.cells[place] for row in shown_rows for place in places if place in row.cells}
    refuse_unseen(table.sheet, table.merges, taken, findings)
    ballots = {row.number for row in table.rows}
    for (row, column), text in sorted(notes_of(table.sheet).items()):
        if row in ballots:
            findings.add(row, column, "E863", cell=cell_name(row, column), value=shown(text))


def _find_table(path: Path, file: str, meanings: Meanings) -> _Table:
    tables = []
    for sheet in open_workbook(path, file):
        rows, merges = sheet.content() if sheet.visible else ([], [])
        header = next(
            (row for row in rows[:SEARCHED_ROWS] if recognised(headings(row.cells), meanings) >= _ENOUGH), None
        )
        if header is not None:
            tables.append(_Table(sheet, header, [row for row in rows if row.number > header.number], merges))
    if not tables:
        raise refusal(file, "E962", expected=", ".join(COLUMNS))
    filled = [table for table in tables if table.rows] or tables[:1]
    if len(filled) > 1:
        # An older copy of the table would be counted along.
        raise refusal(file, "E965", sheets=", ".join(table.sheet.name for table in filled))
    return filled[0]


def _columns(table: _Table, findings: Findings, meanings: Meanings) -> Columns:
    """Return where each column stands, counted from 1.

    Raises:
        BadInput: E820, E937, E938, E963: a column is missing, not understood, or there twice.
    """
    header = table.header
    cells = Cells(header, findings)
    labels = {column: cells.text(column, "") for column in sorted(header.cells) if cells.has(column)}
    bare = {column for row in table.rows for column in row.cells} - labels.keys()
    columns = find_columns(labels, header.number, findings, meanings, bare)
    if missing := missing_from(labels, meanings, bare):
        findings.add(header.number, 1, "E963", missing=missing)
    findings.refuse()
    return columns


def _fields(rows: Iterable[Row], columns: Columns, findings: Findings) -> Iterator[tuple[int, Sequence[str]]]:
    """Yield the number and the texts of every row that says something, unless a cell of it had to be refused."""
    for row in rows:
        cells = Cells(row, findings)
        present = [column for column in row.cells if column not in columns.left_out and cells.has(column)]
        if present and row.hidden:
            cells.complain(present[0], "E966")
        elif present:
            fields = _texts(cells, present, columns.places)
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
