"""Counted contests to put on paper, made from the values of the domain and not through a reader of files."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from io import BytesIO

from builders import QD_190, a_congress, a_contest, a_stack
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from tally.application.recount import CountedContest, Recount, SavedContest, SavedCount, recount
from tally.documents.workbooks import Workbooks
from tally.domain.ballot import Ballot, Mark, Ruling
from tally.domain.congress import Congress
from tally.domain.contest import Contest
from tally.domain.rules import InvalidReason, RuleProfile

DECLARATION = 'format = "tally-congress/1"\n\n[congress]\norganisation = "Đảng bộ xã Thanh Chăn"\n'


@dataclass(frozen=True, slots=True)
class _Given:
    saved: SavedCount

    def load(self) -> SavedCount:
        return self.saved


@dataclass(frozen=True)
class Case:
    """A counted contest, and both its workbooks, each made when it is first asked for."""

    recount: Recount

    @cached_property
    def minutes(self) -> bytes:
        """Return the minutes."""
        return Workbooks(declare).minutes(self.recount, self.counted)

    @cached_property
    def record(self) -> bytes:
        """Return the record."""
        return Workbooks(declare).record(self.recount, self.counted)

    @property
    def counted(self) -> CountedContest:
        """Return the contest."""
        return self.recount.contests[0]


def declare(_congress: Congress, _contest: Contest) -> str:
    """Stand in for the writer of congress files."""
    return DECLARATION


def a_case(
    contest: Contest, ballots: Iterable[Ballot], congress: Congress | None = None, profile: RuleProfile = QD_190
) -> Case:
    """Count a contest, of a congress of ten unless told otherwise."""
    held = replace(a_congress() if congress is None else congress, rules=profile.id)
    return Case(recount(_Given(SavedCount(held, profile, (SavedContest(contest, tuple(ballots)),)))))


def ballots_for(votes: Sequence[int], ballots: int) -> list[Ballot]:
    """Return ballots that give each candidate so many votes, shared out none with many more names than another."""
    marks = [bytearray([Mark.AGAINST] * len(votes)) for _ in range(ballots)]
    given = 0
    for place, wanted in enumerate(votes):
        for _ in range(wanted):
            marks[given % ballots][place] = Mark.FOR
            given += 1
    return [Ballot(1, number, bytes(one)) for number, one in enumerate(marks, start=1)]


def opened(data: bytes) -> Workbook:
    """Open a workbook from its bytes."""
    return load_workbook(BytesIO(data))


def sheet(data: bytes, title: str) -> Worksheet:
    """Open one sheet of a workbook."""
    found = opened(data)[title]
    assert isinstance(found, Worksheet)
    return found


def texts(worksheet: Worksheet) -> list[str]:
    """Return what stands in the cells of a sheet, row after row."""
    return [str(cell) for row in worksheet.iter_rows(values_only=True) for cell in row if cell is not None]


THANH_CHAN = replace(
    a_congress(12, 10, ("absent-without-alternate", 2), held=date(2025, 6, 9)),
    superior="Đảng bộ huyện Điện Biên",
    title="Đại hội đại biểu lần thứ XXII",
    term="2025-2030",
    place="Hội trường UBND xã",
)
"""Twelve summoned, ten present, two absent and not replaced: the base is 10 and more than half of it 6."""


def small_case() -> Case:
    """Return three candidates for two seats: seven valid ballots, two invalid by their marks, one by ruling."""
    contest = a_contest(["Lò Văn Ánh", "Cà Văn Bình", "Nguyễn Thị Chanh"], 2)
    ballots = a_stack("++-", "++-", "++-", "++-", "++-", "+-+", "+++", "---", batch=1)
    ballots += a_stack("++-", ("++-", Ruling(InvalidReason.MARKED)), batch=2)
    # Valid: 1.1 to 1.6 and 2.1. Ánh 7; Bình 5 and 1 = 6; Chanh 1.
    return a_case(replace(contest, title="Ban Chấp hành Đảng bộ xã"), ballots, THANH_CHAN)
