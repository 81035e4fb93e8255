"""Sealed contests for the hall: 3, 30 and 220 candidates, among them the longest and the strangest names."""

from collections.abc import Sequence
from dataclasses import replace

from builders import QD_190, a_contest
from desk_app import people_named
from paper_cases import THANH_CHAN, Case, ballots_for, small_case

from tally.application.how_counted import HowCounted
from tally.application.recount import SavedContest, SavedCount, recount
from tally.domain.ballot import Ballot
from tally.domain.congress import Congress, Roll
from tally.domain.contest import Contest
from tally.domain.rules import RuleProfile
from tally.domain.seal import Seal

SEAL = Seal("p1", "p2", "", "2025-06-10T08:30:00.000Z", "", b"")
LONGEST = "Nguyễn Phước Vĩnh Thụy Hoàng Trương Thị Phượng Khương Nghiêng"
"""Sixty-one letters."""
CAPITALS = "NGUYỄN HOÀNG TRƯƠNG THỊ PHƯỢNG KHƯƠNG"
MARKUP = "<script>alert('x')</script> & \"Lò\""
FORMULA = "=1+1"
UNBROKEN = "Nguyễnphướcvĩnhthụyhoàngtrươngthịphượngkhươngnghiêngnguyễnvă"
ODD = (LONGEST, CAPITALS, MARKUP, FORMULA, UNBROKEN)
TITLE = "Đoàn đại biểu dự Đại hội đại biểu Đảng bộ tỉnh Điện Biên lần thứ XV"
"""A title as long as they come."""


class _Given:
    def __init__(self, saved: SavedCount) -> None:
        self._saved = saved

    def load(self) -> SavedCount:
        return self._saved


def sealed(  # noqa: PLR0913 - a contest in its parts; a test names the one it is about
    contest: Contest,
    ballots: Sequence[Ballot],
    congress: Congress,
    *,
    practice: bool = False,
    digest: str = "",
    profile: RuleProfile = QD_190,
) -> Case:
    """Count a contest that its board sealed; with a digest, over that."""
    saved = SavedContest(contest, ballots, sealed=digest, how=HowCounted(seal=SEAL, practice=practice))
    return Case(recount(_Given(SavedCount(congress, profile, (saved,)))))


def three(*, practice: bool = False) -> Case:
    """Return three candidates for two seats, both filled."""
    small = small_case()
    return sealed(small.counted.result.contest, small.counted.ballots, THANH_CHAN, practice=practice)


def many(candidates: int, seats: int, *, missing: int = 0, tied: bool = False, title: str = TITLE) -> Case:
    """Return a contest of many, with the odd names among them.

    Args:
        candidates: on the slate.
        seats: to be filled; one tie or some missing aside, so many are elected.
        missing: so many of the seats find nobody over half.
        tied: two share the last seat.
        title: of the contest.
    """
    names = [*ODD, *(one.name for one in people_named(candidates - len(ODD)))]
    base = 1510
    votes = [base * 4 // 5 - place for place in range(candidates)]
    votes[seats - missing : seats] = [base // 2 - place for place in range(missing)]
    votes[seats:] = [base // 3 - place for place in range(candidates - seats)]
    if tied:
        votes[seats - 1] = votes[seats] = base // 2 + 1
    contest = replace(a_contest(names, seats), title=title, issued=base, returned=base)
    congress = replace(THANH_CHAN, roll=Roll(base + 2, base, THANH_CHAN.roll.deductions))
    return sealed(contest, ballots_for(votes, base), congress)
