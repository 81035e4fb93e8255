"""Finding the table in a list of candidates that somebody typed in Excel: its header, and which column says what.

Headers are compared without diacritics, in small letters, without line breaks and without what stands in brackets.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto

from openpyxl.utils import column_index_from_string

from tally.domain.names import normalise, plain
from tally.files.findings import shown
from tally.files.labels import SEARCHED_ROWS, label_key
from tally.files.values import Row

_MERGED = re.compile(r"([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})")


class Column(Enum):
    """What a column of a slate says."""

    NO = auto()
    NAME = auto()
    FAMILY = auto()
    GIVEN = auto()
    BORN = auto()
    SEX = auto()
    MALE = auto()
    FEMALE = auto()
    ETHNICITY = auto()
    POSITION = auto()
    UNIT = auto()
    FIRST_TERM = auto()


_PATTERNS = tuple(
    (column, re.compile(pattern))
    for column, pattern in (
        (Column.NO, r"(so |s ?)?t ?t|(so )?thu tu|so|no|number"),
        (Column.FAMILY, r"ho( va)?( ten| chu)?( dem| lot)|ho|family name|surname|last name"),
        (Column.NAME, r"ho( va)?( chu dem)?( va)? ten\b.*|(full )?name|candidate|(nguoi )?ung cu( vien)?"),
        (Column.GIVEN, r"ten|given name|first name"),
        (Column.MALE, r"nam|nam sinh nam|male"),
        (Column.FEMALE, r"nu|nam sinh nu|female"),
        (
            Column.BORN,
            (
                r"(ngay )?(thang )?(va )?nam sinh|ngay (thang )?sinh|sinh (ngay|nam)|ngay thang nam|born"
                r"|(date|year) of birth|birth ?(date|year|day)?"
            ),
        ),
        (Column.SEX, r"gioi( tinh)?( nam nu)?|nam nu|phai|sex|gender"),
        (Column.ETHNICITY, r"dan toc.*|ethnic.*"),
        (Column.POSITION, r"chuc (vu|danh).*|nghe nghiep.*|position.*|post"),
        (Column.UNIT, r"(don vi|noi) (cong tac|lam viec).*|don vi|co quan.*|unit|workplace"),
        (Column.FIRST_TERM, r"(tham gia )?lan dau.*|(tham gia )?moi( tham gia)?|first term.*|new"),
    )
)


_NAME_COLUMNS = 8  # that one header may be merged over; the ninth, were it filled, would be a finding
_HALVES = {Column.MALE, Column.FEMALE}
_BARE = {"ho va ten", "ho ten", "name", "full name"}


@dataclass(frozen=True, slots=True)
class Header:
    """The header of a slate.

    Attributes:
        row: where it stands.
        last_row: the last row that belongs to it: a second line, or cells merged downwards.
        columns: where each thing stands; never both `NAME` and `GIVEN`.
        names: the columns that make up the name, from the left.
        labels: what each column of the header is called in the file.
        twice: columns that say what another one says already.
    """

    row: int
    last_row: int
    columns: Mapping[Column, int]
    names: tuple[int, ...]
    labels: Mapping[int, str]
    twice: tuple[int, ...] = field(default=())

    def label(self, column: int | None) -> str:
        """Return what a column is called in the file."""
        return self.labels.get(column or 0, "")


def find_header(rows: Sequence[Row], merges: Sequence[str]) -> Header | None:
    """Return the header of the sheet's table of candidates, or None when it has none.

    Args:
        rows: the rows of the sheet that hold something.
        merges: its merged ranges, such as `B4:C4`.
    """
    for place, row in enumerate(rows[:SEARCHED_ROWS]):
        columns, twice = _recognise(row)
        has_name = Column.NAME in columns or {Column.FAMILY, Column.GIVEN} <= columns.keys()
        # One cell alone may be a title ("Họ và tên người lập: ..."), unless it is plainly the header of a bare list.
        if has_name and (len(columns) > 1 or label_key(row.cells[columns[Column.NAME]]) in _BARE):
            below = rows[place + 1] if place + 1 < len(rows) else None
            return _complete(row, columns, twice, below, merges)
    return None


def _recognise(row: Row) -> tuple[dict[Column, int], list[int]]:
    columns: dict[Column, int] = {}
    twice: list[int] = []
    for place, value in sorted(row.cells.items()):
        column = _column_of(value)
        if column is None:
            continue
        if column in columns:
            twice.append(place)
        else:
            columns[column] = place
    return columns, twice


def _column_of(label: object) -> Column | None:
    key = label_key(label)
    found = next((column for column, pattern in _PATTERNS if pattern.fullmatch(key)), None)
    # Without diacritics năm (year) and nam (man) are one word.
    if found is Column.MALE and isinstance(label, str) and plain(label).endswith("năm"):
        return Column.BORN
    return found


def _complete(
    row: Row, columns: dict[Column, int], twice: list[int], below: Row | None, merges: Sequence[str]
) -> Header:
    """Follow merged cells and a second line of the header."""
    labels = {place: shown(normalise(label)) for place, label in row.cells.items() if isinstance(label, str)}
    name = columns.get(Column.NAME, 0)
    last_row, name_end = row.number, name
    anchors = {columns.get(Column.NO), columns.get(Column.NAME), columns.get(Column.FAMILY)}
    for left, top, right, bottom in map(_range, merges):
        if top == row.number and left in anchors:
            last_row = max(last_row, bottom)
            name_end = min(right, name + _NAME_COLUMNS - 1) if left == name else name_end
    if below is not None and below.number == row.number + 1:
        second, _twice = _recognise(below)
        if second.keys() >= _HALVES:
            last_row = max(last_row, below.number)
            columns |= {half: second[half] for half in _HALVES}
            labels |= {second[half]: shown(below.cells[second[half]]) for half in _HALVES}
    _settle_sexes(columns)
    names = tuple(range(name, name_end + 1)) if name else (columns[Column.FAMILY], columns[Column.GIVEN])
    return Header(row.number, last_row, columns, names, labels, tuple(twice))


def _settle_sexes(columns: dict[Column, int]) -> None:
    """Decide what "Nam" and "Nữ" are: a pair of columns, under "Năm sinh" or "Giới tính" or alone."""
    if Column.MALE in columns and Column.FEMALE not in columns:
        # Alone, "nam" may be a year written without diacritics; a lone "nữ" can only be a column of crosses.
        del columns[Column.MALE]
    halves = {columns.get(half) for half in _HALVES}
    for whole in (Column.BORN, Column.SEX):
        if columns.get(whole) in halves:
            columns.pop(whole, None)


def _range(merged: str) -> tuple[int, int, int, int]:
    """Return left, top, right and bottom of a range; zeros for what is none."""
    match = _MERGED.fullmatch(merged)
    if match is None:
        return 0, 0, 0, 0
    left, top, right, bottom = match.groups()
    return column_index_from_string(left), int(top), column_index_from_string(right), int(bottom)
