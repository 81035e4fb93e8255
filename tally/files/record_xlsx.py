"""A record workbook (hồ sơ kiểm phiếu) as a source: its ballots are counted again, its figures held against the count.

Where things stand in it is said once, in `tally.application.record_layout`.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from tally.application.digest import RECORD_FORMAT
from tally.application.figures import Figures
from tally.application.how_counted import FROM_SAVED_BALLOTS
from tally.application.record_layout import (
    BALLOT_COLUMN,
    BATCH_COLUMN,
    DIGEST_COLUMN,
    FIRST_BALLOT_ROW,
    FIRST_CANDIDATE,
    FIRST_CHECK_ROW,
    MARK_SIGNS,
    NUMBERS_ROW,
    RULING_COLUMN,
    SHEET_BALLOTS,
    SHEET_CHECK,
    SHEET_DECLARATION,
    SHEET_MINUTES,
)
from tally.application.recount import SavedContest, SavedCount
from tally.domain.ballot import Ballot, BallotStyle, Mark
from tally.domain.contest import Contest
from tally.domain.counting import Outcome, Status
from tally.domain.names import normalise
from tally.domain.rules import RuleProfile
from tally.files.cells import Cells, as_shown, cell_name
from tally.files.declared import DeclaredSheet
from tally.files.findings import Findings, refusal, shown
from tally.files.marks import Problem, parse_ruling
from tally.files.rules_toml import load_profile
from tally.files.values import ExcelError, Formula, Row, Value
from tally.files.workbook import Sheet, open_workbook
from tally.locales import Words

_KEY_COLUMN, _OFFICIAL_COLUMN = 1, 3
_USUAL_NUMBER = 9_999  # what is larger is looked at more closely


class RecordSource:
    """The saved ballots, and the figures once handed over, of one contest."""

    def __init__(self, path: Path, load_rules: Callable[[str], RuleProfile] = load_profile) -> None:
        self._path = path
        self._file = path.name
        self._load_rules = load_rules

    def load(self) -> SavedCount:
        """Read the workbook.

        Raises:
            BadInput: it is no record, or something in it is wrong.
            OSError: the machine failed.
        """
        sheets = {sheet.name: sheet for sheet in open_workbook(self._path, self._file)}
        declared = DeclaredSheet.of(sheets[SHEET_DECLARATION]) if SHEET_DECLARATION in sheets else None
        return record_in(self._file, sheets, declared, self._load_rules)


def record_in(
    file: str, sheets: Mapping[str, Sheet], sheet: DeclaredSheet | None, load_rules: Callable[[str], RuleProfile]
) -> SavedCount:
    """Read a record from its sheets.

    Args:
        file: as findings name it.
        sheets: by name.
        sheet: Khai báo, where there is one.
        load_rules: returns the regulation of an id, or raises `UnknownProfile` or `BadInput`.

    Raises:
        BadInput: it is no record, or something in it is wrong.
    """
    if sheet is None or not sheet.is_a(RECORD_FORMAT):
        is_minutes = SHEET_MINUTES in sheets and SHEET_BALLOTS not in sheets
        raise refusal(file, "E981" if is_minutes else "E980")
    digest = sheet.rows[1].cells.get(DIGEST_COLUMN, "")
    declared = sheet.declaration(load_rules)
    (contest,) = declared.contests
    for name in (SHEET_BALLOTS, SHEET_CHECK):
        if name not in sheets:
            raise refusal(file, "E983", sheet=name)
    ballots = read_ballots(sheets[SHEET_BALLOTS], contest)
    figures = read_figures(sheets[SHEET_CHECK])
    official = {**figures, "digest": digest if isinstance(digest, str) else as_shown(digest)}
    how = replace(FROM_SAVED_BALLOTS, practice=sheet.practice, decision=sheet.decision())
    saved = SavedContest(contest, ballots, official, corrigenda=sheet.corrigenda(), how=how)
    return SavedCount(declared.congress, declared.profile, (saved,))


def read_ballots(sheet: Sheet, contest: Contest) -> tuple[Ballot, ...]:
    """Return the ballots of sheet Phiếu, in the order of its rows.

    Raises:
        BadInput: a cell holds what no ballot can, or the numbers above the marks are not those of the slate; all of it.
    """
    reader = _BallotRows(sheet.file, contest)
    for row in sheet.rows():
        reader.take(row)
    return reader.ballots()


class _BallotRows:
    def __init__(self, file: str, contest: Contest) -> None:
        self._findings = Findings(file)
        self._numbers = [candidate.no for candidate in contest.slate]
        self._names = [normalise(candidate.name) for candidate in contest.slate]
        self._columns = range(FIRST_CANDIDATE, FIRST_CANDIDATE + len(self._numbers))
        can_be = [Mark.FOR, Mark.AGAINST]
        if contest.style is BallotStyle.AGREE_DISAGREE:
            can_be += [Mark.NEITHER, Mark.BOTH]
        # By text: as a key, TRUE would be a 1.
        self._marks = {str(MARK_SIGNS[mark]): mark for mark in can_be}
        self._ballots: list[Ballot] = []
        self._has_numbers = self._has_names = False

    def ballots(self) -> tuple[Ballot, ...]:
        """Return all ballots.

        Raises:
            BadInput: something was wrong.
        """
        if not self._has_numbers:
            self._check_numbers(Row(NUMBERS_ROW, {}))
        if not self._has_names:
            self._check_names(Row(NUMBERS_ROW + 1, {}))
        self._findings.refuse()
        return tuple(self._ballots)

    def take(self, row: Row) -> None:
        """Take one row: the numbers of the candidates, their names, or a ballot."""
        if row.number == NUMBERS_ROW:
            self._check_numbers(row)
        elif row.number == NUMBERS_ROW + 1:
            self._check_names(row)
        elif row.number >= FIRST_BALLOT_ROW:
            self._take_ballot(row)

    def _check_numbers(self, row: Row) -> None:
        self._has_numbers = True
        found = {column: as_shown(value) for column, value in sorted(row.cells.items()) if column >= FIRST_CANDIDATE}
        expected = {column: str(number) for column, number in zip(self._columns, self._numbers, strict=True)}
        if found != expected:
            texts = {key: shown(" ".join(one.values())) for key, one in (("found", found), ("expected", expected))}
            self._findings.add(NUMBERS_ROW, FIRST_CANDIDATE, "E984", **texts)

    def _check_names(self, row: Row) -> None:
        """Two names exchanged above the marks would show every ballot to the eye as one for somebody else."""
        self._has_names = True
        for column, no, name in zip(self._columns, self._numbers, self._names, strict=True):
            value = row.cells.get(column, "")
            found = normalise(value) if isinstance(value, str) else as_shown(value)
            # Those who share a name have more behind it, in brackets.
            if found != name and not found.startswith(f"{name} ("):
                self._findings.add(row.number, column, "E998", no=no, found=shown(found), expected=shown(name))

    def _take_ballot(self, row: Row) -> None:
        read, mark_of = row.cells.get, self._marks.get
        marks = [mark_of(str(read(column))) for column in self._columns]
        cells = Cells(row, self._findings)
        batch = self._number(cells, BATCH_COLUMN, "batch")
        number = self._number(cells, BALLOT_COLUMN, "ballot")
        ruling = parse_ruling(cells.text(RULING_COLUMN, "ruling"))
        if isinstance(ruling, Problem):
            self._findings.add(row.number, RULING_COLUMN, ruling.code, **ruling.fields)
            return
        if max(row.cells) >= self._columns.stop:
            for column in row.cells:
                if column >= self._columns.stop:
                    cells.complain(column, "E964")
        for column, mark in zip(self._columns, marks, strict=True) if None in marks else ():
            if mark is None and not isinstance(cells.value(column), (Formula, ExcelError)):
                cells.complain(column, "E985", allowed=" ".join(self._marks))
            elif mark is None:
                cells.known(column)
        self._ballots.append(Ballot(batch, number, bytes(mark or 0 for mark in marks), ruling))

    def _number(self, cells: Cells, column: int, key: str) -> int:
        """Return the number of a batch or a ballot; 0 with a finding."""
        value = cells.value(column)
        if type(value) is int and 0 < value <= _USUAL_NUMBER:
            return value
        number = cells.whole(column, key)
        if number is None and not cells.has(column):
            self._findings.add(cells.number, column, "E942", key=key, value="")
        return number or 0


def read_figures(sheet: Sheet) -> Figures:
    """Return the official figures of sheet Kiểm tra by their keys, with our words for outcomes and status.

    What is no figure of ours is returned as it stands: it disagrees with the count, and is shown as such.

    Raises:
        BadInput: E986: a key stands there twice, or is no text.
    """
    findings = Findings(sheet.file)
    figures: dict[str, int | str] = {}
    expected = FIRST_CHECK_ROW
    for row in sheet.rows(_OFFICIAL_COLUMN):
        if row.number < expected:
            continue
        key = row.cells.get(_KEY_COLUMN)
        if key is None or row.number > expected:
            break
        expected += 1
        if not isinstance(key, str) or key in figures:
            findings.add(row.number, _KEY_COLUMN, "E986", cell=cell_name(row.number, _KEY_COLUMN), value=as_shown(key))
            continue
        figures[key] = _figure(key, row.cells.get(_OFFICIAL_COLUMN))
    findings.refuse()
    return figures


def _figure(key: str, value: Value | None) -> int | str:
    if value is None:
        return ""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    text = as_shown(value)
    words: Mapping[str, str] = {}
    if key == "status":
        words = _STATUSES
    elif key.startswith("outcome."):
        words = _OUTCOMES
    elif key.startswith("alternate."):
        words = _ALTERNATES
    return words.get(normalise(text), text)


_VIETNAMESE = Words("vi")
_OUTCOMES = {_VIETNAMESE(f"words.outcome.{outcome}"): outcome.value for outcome in Outcome}
_ALTERNATES = {_VIETNAMESE(f"words.alternate.{kind}"): kind for kind in ("alternate", "tied", "waiting")}
_STATUSES = {_VIETNAMESE(f"words.status.{status}"): status.value for status in Status}
