"""A list of organisations that should send their results: a sheet, a CSV file, or a text with one name a line.

An organisation that is left out in silence is one that nobody asks for its result, and a total that is taken for one is
asked for in vain. So a row is plainly an organisation, plainly something else, or a finding.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, islice, pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from openpyxl.utils import get_column_letter

from tally.application.column_meanings import NOTHING_SAID, Meanings
from tally.application.report.sent import ExpectedList, Organisation
from tally.domain.names import normalise, plain
from tally.files.cells import Cells, merged_range
from tally.files.delimited import delimited_rows
from tally.files.findings import Findings, refusal, shown
from tally.files.labels import SEARCHED_ROWS, label_key, numbers_columns
from tally.files.list_phrases import REMARK, SIGNER, TOTAL_OF_ORGANISATIONS
from tally.files.organisations_header import Column, Header, header_of, score
from tally.files.text import MEGABYTE, read_text
from tally.files.values import Formula, Row, Value

if TYPE_CHECKING:
    from tally.files.workbook import Sheet

MAX_LIST = 4 * MEGABYTE
"""Bytes of a list that is no workbook: some fifty thousand names."""

_MOST_ROWS = 50_000
_WORKBOOKS = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")

_TITLE = re.compile(r"danh sách\b.*")
_ORGANISATION = re.compile(
    r"((chi|đảng|chi, đảng) (đảng )?bộ|trường|trạm|(tổng )?công ty|công an|hợp tác xã|doanh nghiệp|(văn )?phòng|sở"
    r"|xã|phường|thị trấn|thôn|tiểu khu|tổ dân phố)\b.*"
)
_COUNTED = re.compile(r"\b(\d{1,6}) *(tổ chức|đơn vị|chi bộ|đảng bộ|chi, đảng bộ|organi[sz]ations)")
_NUMBER = re.compile(r"\(?\d{1,6}[.)]?")
_SECTION = re.compile(r"\(?([IVXLC]{1,7}|[A-ZĐ])[.)]?")
_NUMBERED = re.compile(r"(?:(\(?\d{1,6}[.)])|[-+*•–])\s+(.+)", re.DOTALL)
_LINES = re.compile(r"[\n;]")
_BRANCH = re.compile(r"(chi|đảng) bộ\b")
_COMPUTED = "0"  # a number, whichever: `=A4+1`
_PHRASE = 200  # characters of a text that are looked at
_FEWEST = 2  # names that make a sheet without a header a list


@dataclass(frozen=True, slots=True)
class _Line:
    """A row below the header, as far as it matters.

    Attributes:
        row: its number.
        column: where the name stands.
        ordinal: what stands in the column of numbers.
        others: the texts beside the name.
        unheaded: the texts in columns without a heading.
        beside: the texts of a second list to the right: each has its own number, as the first one has.
        lines: of a name that has several, each that begins as an organisation does.
    """

    row: int
    column: int
    ordinal: str
    name: str
    superior: str
    others: str
    unheaded: Mapping[int, str] = field(default_factory=dict)
    beside: Mapping[int, str] = field(default_factory=dict)
    lines: tuple[str, ...] = ()


def read_organisations(path: Path, meanings: Meanings = NOTHING_SAID) -> ExpectedList:
    """Return the organisations of a list, each once, in its order.

    The header may stand below titles and on any visible sheet; without one the names are the first column with words,
    beside the numbers if there are numbers. Totals, headings of sections, signatures and notes are no organisations.

    Args:
        path: where the list is.
        meanings: what somebody said that columns are: values of `Column`, by heading.

    Raises:
        BadInput: it cannot be read, something in it is not clear, or it names nobody (E814).
        OSError: the machine failed.
    """
    tables = [_Table(*sheet, meanings) for sheet in _sheets(path, meanings)]
    with_header = [table for table in tables if table.header is not None]
    if meanings and not with_header:
        raise refusal(path.name, "E820", value=shown(", ".join(meanings)), known="–")
    found = [table for table in with_header if table.organisations] or _without_header(tables)
    if len(found) > 1:
        raise refusal(path.name, "E965", sheets=", ".join(table.findings.file for table in found))
    for table in found or with_header:
        table.refuse()
    if not found:
        raise refusal(path.name, "E814")
    (table,) = found
    named: dict[object, Organisation] = {}
    for one in table.organisations:
        named.setdefault(one.key, one)
    return ExpectedList(table.findings.file, tuple(named.values()), table.not_taken)


def _without_header(tables: Sequence["_Table"]) -> list["_Table"]:
    """Return the sheets without a header that may be the list: a cover has a name or two on it."""
    named = [table for table in tables if table.organisations]
    for likely in ([one for one in named if one.numbered], [one for one in named if len(one.organisations) >= _FEWEST]):
        if likely:
            return likely
    return named[:1]


def _sheets(path: Path, meanings: Meanings) -> Iterator[tuple[str, Iterable[Row], Sequence[str], "Sheet | None"]]:
    """Yield the sheets, each with its name for findings, its rows and its merged ranges; None: it is of a text."""
    if path.suffix.lower() in _WORKBOOKS:
        from tally.files.workbook import open_workbook  # noqa: PLC0415 - Excel is loaded only for a list in Excel

        for sheet in open_workbook(path, path.name):
            if sheet.visible:
                rows, merges = sheet.content(_MOST_ROWS)
                yield sheet.file, rows, merges, sheet
        return
    text = read_text(path, path.name, MAX_LIST)
    if path.suffix.lower() == ".csv" or "\t" in text:
        yield path.name, delimited_rows(text, path.name, lambda rows: _best(rows, meanings)), (), None
    else:
        lines = enumerate(text.splitlines(), start=1)
        yield path.name, (Row(number, {1: line}) for number, line in lines if line.strip()), (), None


def _best(rows: Sequence[Row], meanings: Meanings) -> int:
    return max((score(row, meanings) for row in rows), default=0)


class _Table:
    """What one sheet says.

    Attributes:
        header: None where it has none.
        numbered: whether its rows are numbered.
        organisations: in its order.
        findings: what is not clear; nothing of a list with a finding is taken.
    """

    def __init__(
        self, file: str, rows: Iterable[Row], merges: Sequence[str], sheet: "Sheet | None", meanings: Meanings
    ) -> None:
        self.findings = Findings(file)
        self._sheet = sheet
        self._merges = merges
        self._taken: dict[tuple[int, int], Value] = {}
        self.organisations: list[Organisation] = []
        self._unheaded: set[int] = set()
        rows = iter(rows)
        first = list(islice(rows, SEARCHED_ROWS))
        scores = [score(row, meanings) for row in first]
        place = scores.index(max(scores)) if any(scores) else None
        self.header = None if place is None else header_of(first[place], first[place + 1 :], meanings, self.findings)
        below = chain(first if place is None else first[place + 1 :], rows)
        self._lines = list(self._lines_of(below, _merged_downwards(merges, self.header)))
        self.numbered = any(_NUMBER.fullmatch(line.ordinal) and _is_name(line.name) for line in self._lines)
        self._take()

    def _lines_of(self, rows: Iterable[Row], merged: Mapping[int, int]) -> Iterator[_Line]:
        """Yield the rows that say something, of which one that numbers columns right below the header does not."""
        superior, until = "", 0
        for place, row in enumerate(rows):
            if place == _MOST_ROWS:
                raise refusal(self.findings.file, "E956", row.number, limit=_MOST_ROWS)
            if self.header is not None and row.number == self.header.row + 1 and numbers_columns(row.cells.values()):
                continue
            cells = Cells(row, self.findings)
            present = [column for column in sorted(row.cells) if cells.has(column)]
            if present and row.hidden:
                cells.complain(present[0], "E966")
            elif present:
                line = _bare_line(cells, present) if self.header is None else _line(cells, present, self.header)
                if row.number in merged:
                    superior, until = line.superior, merged[row.number]
                yield replace(line, superior=superior) if row.number <= until else line

    def _take(self) -> None:
        """Take the organisations; say what may be one."""
        start = _below_titles(self._lines) if self.header is None else 0
        total: _Line | None = None
        signed = over = False
        for place, line in enumerate(self._lines[start:], start=start):
            said = _said(line)
            if self.numbered and _NUMBER.fullmatch(line.ordinal):
                if _is_name(line.name):
                    self._add(line)
            elif TOTAL_OF_ORGANISATIONS.fullmatch(said):
                total, over = line, True
            elif SIGNER.fullmatch(said) or REMARK.fullmatch(said):
                signed, over = signed or not REMARK.fullmatch(said), True
            elif _is_name(line.name) and not self.numbered and not over and not self._is_heading(line):
                self._add(line)
            elif _is_name(line.name) and (
                self._is_heading(line) or self._may_be_one(place, line, over=over, signed=signed)
            ):
                Cells(Row(line.row, {line.column: line.name}), self.findings).complain(line.column, "E818")
        if total is not None:
            self._check_total(total)

    def _is_heading(self, line: _Line) -> bool:
        """Tell whether a row repeats the header, as at the top of every page."""
        return self.header is not None and label_key(line.name) == label_key(self.header.label)

    def _may_be_one(self, place: int, line: _Line, *, over: bool, signed: bool) -> bool:
        """Tell whether a row that is not among those of the list may be an organisation all the same."""
        numbers = [place for place, line in enumerate(self._lines) if _NUMBER.fullmatch(line.ordinal)]
        inside = _is_inside(place, numbers, self.header, over=over) if self.numbered else not signed
        if _ORGANISATION.fullmatch(_said(line)) or (inside and not line.ordinal):
            return True
        return bool(line.ordinal) and not _SECTION.fullmatch(line.ordinal)

    def _add(self, line: _Line) -> None:
        """Take an organisation; words beside it below no heading may be the other half of its name."""
        self._taken[line.row, line.column] = line.name
        self.organisations.append(Organisation(line.name, line.superior))
        for column, text in line.beside.items():
            Cells(Row(line.row, {column: text}), self.findings).complain(column, "E860")
        if len(line.lines) > 1:
            Cells(Row(line.row, {line.column: " / ".join(line.lines)}), self.findings).complain(line.column, "E861")
        for column, text in line.unheaded.items():
            if column == line.column + 1 and _is_name(text):
                Cells(Row(line.row, {column: text}), self.findings).complain(column, "E964")
            else:
                self._unheaded.add(column)

    def refuse(self) -> None:
        """Refuse a list with a finding, also one of which people do not see a name.

        Raises:
            BadInput: E846 and what was found before.
        """
        if self._sheet is not None:
            from tally.files.kept_back import refuse_unseen  # noqa: PLC0415 - only for a list in Excel, as above

            refuse_unseen(self._sheet, self._merges, self._taken, self.findings)
        self.findings.refuse()

    @property
    def not_taken(self) -> tuple[str, ...]:
        """What the columns are called that were left out: by their letters where they have no heading."""
        headed = () if self.header is None else self.header.not_taken
        return (*headed, *map(get_column_letter, sorted(self._unheaded)))

    def _check_total(self, line: _Line) -> None:
        """Hold the last total against the list, where it says how many organisations there are."""
        counted = _COUNTED.search(plain(f"{line.name} {line.others}"[:_PHRASE]))
        found = len(self.organisations)
        if counted is not None and int(counted[1]) != found:
            self.findings.add(line.row, line.column, "E819", found=found, expected=int(counted[1]))


def _is_inside(place: int, numbers: Sequence[int], header: Header | None, *, over: bool) -> bool:
    """Tell whether a row stands among those that are numbered, or right below them before a total or who signs.

    Above them stand titles where there is no header.
    """
    return (place < numbers[-1] or not over) and (header is not None or place > numbers[0])


def _line(cells: Cells, present: Sequence[int], header: Header) -> _Line:
    """Return a row below the header."""
    columns = header.columns
    name, superior = (cells.text(columns.get(column), "name") for column in (Column.NAME, Column.SUPERIOR))
    others = " ".join(_text(cells.value(column)) for column in present if column != columns[Column.NAME])
    number = cells.value(columns.get(Column.NO))
    index = _COMPUTED if isinstance(number, Formula) else _text(number)
    unheaded = {
        column: text for column in present if column not in header.known and (text := _text(cells.value(column)))
    }
    place = columns[Column.NAME]
    beside = _beside(cells, present, place, columns.values(), {*unheaded, *header.named_again})
    lines = _lines(cells.value(place))
    return _Line(cells.number, place, index, name, superior, others, unheaded, beside, lines)


def _bare_line(cells: Cells, present: Sequence[int]) -> _Line:
    """Return a row of a list without a header: the first text that is a name, and the number before it."""
    texts = {column: _text(cells.value(column)) for column in present}
    column = next((column for column, text in texts.items() if _is_name(text)), present[0])
    before = [text for place, text in texts.items() if place < column]
    index, name = next((text for text in before if _NUMBER.fullmatch(text)), ""), cells.text(column, "name")
    begun = None if before else _NUMBERED.fullmatch(name)
    if begun is not None:
        index, name = begun[1] or "", begun[2]
    beside = _beside(cells, present, column, (), present)
    return _Line(cells.number, column, index, name, "", "", beside=beside, lines=_lines(cells.value(column)))


def _beside(
    cells: Cells, present: Sequence[int], name: int, taken: Iterable[int], asked: Collection[int]
) -> Mapping[int, str]:
    """Return the texts to the right of a name that are organisations with a number of their own before them."""
    left_over = sorted({*present} - {*taken})
    found: dict[int, str] = {}
    for before, column in pairwise(left_over):
        text = _text(cells.value(column))
        if before > name and column in asked and _NUMBER.fullmatch(_text(cells.value(before))):
            found |= {column: text} if _ORGANISATION.fullmatch(plain(text[:_PHRASE])) else {}
    return found


def _lines(value: Value | None) -> tuple[str, ...]:
    """Return the lines of a cell, or what semicolons part, if each is an organisation."""
    parts = [part.strip() for part in _LINES.split(value) if part.strip()] if isinstance(value, str) else []
    return tuple(parts) if all(_BRANCH.match(plain(part[:_PHRASE])) for part in parts) else ()


def _merged_downwards(merges: Iterable[str], header: Header | None) -> Mapping[int, int]:
    """Return the rows down to which a superior is merged, by the rows where it stands."""
    column = None if header is None else header.columns.get(Column.SUPERIOR)
    return {
        top: bottom for left, top, _right, bottom in map(merged_range, merges) if column is not None and left == column
    }


def _below_titles(lines: Sequence[_Line]) -> int:
    """Return where a list without a header begins: below its title, if it has one."""
    titles = [place for place, line in enumerate(lines[:SEARCHED_ROWS]) if _TITLE.fullmatch(plain(line.name[:_PHRASE]))]
    return next((place + 1 for place in titles if not TOTAL_OF_ORGANISATIONS.fullmatch(_said(lines[place]))), 0)


def _said(line: _Line) -> str:
    """Return what a row says, as phrases are compared."""
    return plain((line.name or line.others)[:_PHRASE])


def _text(value: Value | None) -> str:
    return normalise(str(value)) if isinstance(value, (str, int)) and not isinstance(value, bool) else ""


def _is_name(text: str) -> bool:
    return any(letter.isalpha() for letter in text)
