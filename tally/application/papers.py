"""The papers handed over for each contest: which there are, what they are called, and who makes and writes them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Protocol

from tally.application.desk.desk import Desk
from tally.application.recount import Corrected, CountedContest, Recount
from tally.domain.hand_vote import HandVote
from tally.domain.journal import EntryKind


class PaperMaker(Protocol):
    """Makes the workbooks of one contest; the same count gives the same bytes."""

    def record(self, recount: Recount, counted: CountedContest) -> bytes:
        """Return the record (hồ sơ kiểm phiếu): every ballot, and formulas that count them again."""

    def minutes(self, recount: Recount, counted: CountedContest) -> bytes:
        """Return the minutes (biên bản kiểm phiếu): no single ballot in them, ready to print and sign."""

    def hand_vote(self, recount: Recount, vote: HandVote) -> bytes:
        """Return the minutes of a hand vote (biên bản biểu quyết)."""

    def corrigendum(self, recount: Recount, counted: CountedContest, corrected: Corrected) -> bytes:
        """Return the minutes of a mistake found after the seal (biên bản đính chính): before and after, no ballot."""


@dataclass(frozen=True, slots=True)
class Written:
    """A paper on disk.

    Attributes:
        kept: where a different paper of the same name was put before, or None: nothing stood in its place.
    """

    path: Path
    kept: Path | None = None


@dataclass(frozen=True, slots=True)
class PlannedPaper:
    """A paper to be made: what it will be called, and how to make it."""

    name: str
    make: Callable[[], bytes]


def paper_count(recount: Recount) -> int:
    """Return how many papers there are of a count: minutes and record of each contest, corrigenda, hand votes."""
    return sum(2 + len(counted.corrigenda) for counted in recount.contests) + len(recount.hand_votes)


def note_papers(desk: Desk, folder: Path) -> None:
    """Record that papers were written, and where.

    Raises:
        OSError: the machine failed.
    """
    desk.record(EntryKind.EXPORTED, {"target": str(folder)})


def papers_of(recount: Recount, maker: PaperMaker) -> tuple[PlannedPaper, ...]:
    """Return the papers of every contest and round: minutes, record, corrigenda; none is made yet: a bar can move."""
    hands = [
        PlannedPaper(f"bien-ban-bieu-quyet-{vote.id}.xlsx", partial(maker.hand_vote, recount, vote))
        for vote in recount.hand_votes
    ]
    return (*hands, *(planned for counted in recount.contests for planned in _papers_of(recount, counted, maker)))


def _papers_of(recount: Recount, counted: CountedContest, maker: PaperMaker) -> Iterator[PlannedPaper]:
    which = f"{counted.result.contest.id}-{counted.result.contest.round}"
    yield PlannedPaper(f"bien-ban-{which}.xlsx", partial(maker.minutes, recount, counted))
    yield PlannedPaper(f"ho-so-{which}.xlsx", partial(maker.record, recount, counted))
    for one in counted.corrigenda:
        name = f"dinh-chinh-{which}-{one.number}.xlsx"
        yield PlannedPaper(name, partial(maker.corrigendum, recount, counted, one))
