"""Finding the table in a list of candidates that somebody typed in Excel: its header, and which column says what.

Headers are compared without diacritics, in small letters, without line breaks and without what stands in brackets. What
the board said of a column goes before what its heading seems to say.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from tally.application.column_meanings import NOTHING_SAID
from tally.application.slate_reading import Column, Columns
from tally.domain.names import plain
from tally.files.cells import merged_range
from tally.files.labels import ORDINAL, SEARCHED_ROWS, headings, is_ordinal, keys_of, label_key, said_of
from tally.files.values import Row

_ON_BALLOT = r"((ghi |in )?tren )?(la |to )?phieu( bau)?( cu)?"
_PATTERNS = tuple(
    (column, re.compile(pattern))
    for column, pattern in (
        # "Số phiếu" is not among them: it may be a number of votes.
        (
            Column.NO,
            (
                rf"so|({ORDINAL}) {_ON_BALLOT}|so (ghi |in )?tren (la |to )?phieu( bau)?( cu)?"
                rf"|({ORDINAL}) so phieu( bau)?|(no|number) on( the)? ballot|ballot (no|number)"
            ),
        ),
        (Column.FAMILY, r"ho( va)?( ten| chu)?( dem| lot)|ho|family name|surname|last name"),
        (Column.MIDDLE, r"((chu|ten|tieng) )?(dem|lot)|middle( name)?"),
        (
            Column.NAME,
            (
                r"ho( va)?( (chu )?(dem|lot))?( va)? ten\b.*|ten (nguoi )?ung cu( vien)?|(full )?name|candidate"
                r"|(nguoi )?ung cu( vien)?"
            ),
        ),
        (Column.GIVEN, r"ten|given name|first name"),
        (Column.MALE, r"nam|nam sinh nam|male"),
        (Column.FEMALE, r"nu|nam sinh nu|female"),
        (
            Column.BORN,
            (
                r"(ngay )?(thang )?(va )?nam sinh|ngay (thang )?sinh|sinh (ngay|nam)|ngay thang nam|n(am|g)? ?sinh|born"
                r"|(date|year) of birth|birth ?(date|year|day)?"
            ),
        ),
        (Column.SEX, r"g(ioi)? ?tinh( nam nu)?|gioi( nam nu)?|nam nu|phai|sex|gender"),
        (Column.SEX_ETHNICITY, r"(gioi( tinh)?|nam nu|phai)( va)? dan toc.*|dan toc( va)? (gioi tinh|nam nu).*"),
        (Column.ETHNICITY, r"(thanh phan |tp )?(dan|d) ?toc.*|d ?t|ethnic.*"),
        (Column.POSITION, r"chuc (vu|danh).*|nghe nghiep.*|position.*|post"),
        (Column.UNIT, r"(don vi|noi) (cong tac|lam viec).*|don vi|co quan.*|unit|workplace"),
        (Column.FIRST_TERM, r"(tham gia )?lan dau.*|(tham gia )?moi( tham gia)?|first term.*|new"),
    )
)
_SHORT_ETHNICITY = re.compile("d ?t")

NAME_PARTS = (Column.FAMILY, Column.MIDDLE, Column.GIVEN)
"""In the order in which they make up a name."""

_NAME_COLUMNS = 8  # that one header may be merged over; the ninth, were it filled, would be a finding
_HALVES = {Column.MALE, Column.FEMALE}
_BARE = {"ho va ten", "ho ten", "name", "full name"}
_A_TABLE = 3  # columns that are understood, beside which a lone "Tên" is a heading
_LONGEST_DIGITS = 60  # characters of a cell in which digits are looked for


@dataclass(frozen=True, slots=True)
class Header:
    """The header of a slate.

    Attributes:
        row: where it stands.
        last_row: the last row that belongs to it: a second line, or cells merged downwards.
        columns: where each thing stands.
        names: the columns that make up the name, in its order.
        labels: what each column of the header is called in the file.
        keys: by what the board calls every column with something in it.
        twice: columns that say what another one says already, with what that is.
        said: what the board said of columns, by their places.
        unmatched: headings that the board named and the header does not have.
    """

    row: int
    last_row: int
    columns: Mapping[Column, int]
    names: tuple[int, ...]
    labels: Mapping[int, str]
    keys: Mapping[int, str]
    twice: Mapping[int, Column]
    said: Mapping[int, Column]
    unmatched: tuple[str, ...]

    def label(self, column: int | None) -> str:
        """Return what a column is called in the file."""
        return self.labels.get(column or 0, "")

    def key(self, column: int) -> str:
        """Return by what the board calls a column: its heading, or its letter where that names no column alone."""
        return self.keys[column]

    def is_said(self, *columns: Column) -> bool:
        """Tell whether the board said of any column that it is one of these."""
        return not set(columns).isdisjoint(self.said.values())


def find_header(rows: Sequence[Row], merges: Sequence[str], said: Columns = NOTHING_SAID) -> Header | None:
    """Return the header of the sheet's table of candidates, or None when it has none.

    Args:
        rows: the rows of the sheet that hold something.
        merges: its merged ranges, such as `B4:C4`.
        said: what the board said that columns are.
    """
    for place, row in enumerate(rows[:SEARCHED_ROWS]):
        columns, _twice = _recognise(row.cells, said_of(headings(row.cells), said).columns)
        if _is_header(row, columns):
            return _complete(row, rows[place + 1 :], merges, said)
    return None


def _is_header(row: Row, columns: Mapping[Column, int]) -> bool:
    """Tell whether a row is the header: a table has a name, or parts of one, and something else."""
    if Column.NAME in columns:
        # One cell alone may be a title ("Họ và tên người lập: ..."), unless it is plainly the header of a bare list.
        return len(columns) > 1 or label_key(row.cells[columns[Column.NAME]]) in _BARE
    parts = columns.keys() & set(NAME_PARTS)
    return {Column.FAMILY, Column.GIVEN} <= parts or (bool(parts) and len(columns) >= _A_TABLE)


def _recognise(cells: Mapping[int, object], said: Mapping[int, Column]) -> tuple[dict[Column, int], dict[int, Column]]:
    columns: dict[Column, int] = {}
    twice: dict[int, Column] = {}
    explicit = set(said.values())
    for place, value in sorted(cells.items()):
        column = said.get(place) or meaning_of(value)
        if column in {None, Column.NOT_TAKEN} or (place not in said and column in explicit):
            continue
        if column in columns:
            twice[place] = column
        else:
            columns[column] = place
    return columns, twice


def meaning_of(label: object) -> Column | None:
    """Return what a heading says that its column is, or None where it is not understood."""
    if is_ordinal(label):
        return Column.NO
    key = label_key(label)
    found = next((column for column, pattern in _PATTERNS if pattern.fullmatch(key)), None)
    # Without diacritics năm (year) and nam (man) are one word, and so are ĐT (telephone) and DT.
    if isinstance(label, str):
        if found is Column.MALE and plain(label).endswith("năm"):
            return Column.BORN
        if found is Column.ETHNICITY and plain(label).startswith("đ"):
            return None
    return found


def _complete(row: Row, below: Sequence[Row], merges: Sequence[str], said: Columns) -> Header:
    """Follow merged cells and a second line of the header, and settle what is two things at once."""
    labels = headings(row.cells)
    columns, _twice = _recognise(row.cells, said_of(labels, said).columns)
    name = columns.get(Column.NAME, 0)
    last_row, name_end = row.number, name
    anchors = {columns.get(column) for column in (Column.NO, Column.NAME, *NAME_PARTS)}
    for left, top, right, bottom in map(merged_range, merges):
        if top == row.number and left in anchors:
            last_row = max(last_row, bottom)
            name_end = min(right, name + _NAME_COLUMNS - 1) if left == name else name_end
    second = next((one for one in below if one.number == row.number + 1), None)
    halves: dict[Column, int] = {}
    if second is not None:
        beneath, _twice = _recognise(second.cells, {})
        if beneath.keys() >= _HALVES:
            last_row = max(last_row, second.number)
            halves = {half: beneath[half] for half in _HALVES}
            labels |= {place: label for place, label in headings(second.cells).items() if place in halves.values()}
    for one in below:
        if one.number <= last_row:
            labels = {**headings(one.cells), **labels}
    filled = {place for one in below for place in one.cells}
    known, unmatched = said_of(labels, said, filled)
    columns, twice = _recognise({**dict.fromkeys(known, ""), **row.cells}, known)
    if not known.keys() & halves.values():
        columns |= halves
    _settle_sexes(columns, known)
    _settle_ethnicity(columns, labels, known, [one for one in below if one.number > last_row])
    parts = [columns[part] for part in NAME_PARTS if part in columns]
    names = tuple(range(name, name_end + 1)) if columns.get(Column.NAME) == name != 0 else ()
    if not names:
        names = (columns[Column.NAME],) if Column.NAME in columns else tuple(parts)
    return Header(
        row.number, last_row, columns, names, labels, keys_of(labels, {*filled, *names}), twice, known, unmatched
    )


def _settle_sexes(columns: dict[Column, int], said: Collection[int]) -> None:
    """Decide what "Nam" and "Nữ" are: a pair of columns, under "Năm sinh" or "Giới tính" or alone."""
    if Column.MALE in columns and Column.FEMALE not in columns and columns[Column.MALE] not in said:
        # Alone, "nam" may be a year written without diacritics; a lone "nữ" can only be a column of crosses.
        del columns[Column.MALE]
    halves = {columns.get(half) for half in _HALVES}
    for whole in (Column.BORN, Column.SEX):
        if columns.get(whole) in halves:
            columns.pop(whole, None)


def _settle_ethnicity(
    columns: dict[Column, int], labels: Mapping[int, str], said: Collection[int], rows: Sequence[Row]
) -> None:
    """Leave out a column "DT" that has digits: they are of telephones."""
    place = columns.get(Column.ETHNICITY)
    if place is None or place in said or not _SHORT_ETHNICITY.fullmatch(label_key(labels.get(place))):
        return
    values = [row.cells[place] for row in rows if place in row.cells]
    digits = sum(any(sign.isdigit() for sign in str(value)[:_LONGEST_DIGITS]) for value in values)
    if digits * 2 > len(values):
        del columns[Column.ETHNICITY]
