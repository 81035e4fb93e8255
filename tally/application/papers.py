"""The papers handed over for each contest: which there are, what they are called, and who makes and writes them."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Protocol

from tally.application.desk.desk import Desk
from tally.application.recount import CountedContest, Recount
from tally.domain.journal import EntryKind


class PaperMaker(Protocol):
    """Makes the workbooks of one contest; the same count gives the same bytes."""

    def record(self, recount: Recount, counted: CountedContest) -> bytes:
        """Return the record (hồ sơ kiểm phiếu): every ballot, and formulas that count them again."""

    def minutes(self, recount: Recount, counted: CountedContest) -> bytes:
        """Return the minutes (biên bản kiểm phiếu): no single ballot in them, ready to print and sign."""


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


PAPERS_EACH = 2
"""Papers of a contest: minutes and record."""


def note_papers(desk: Desk, folder: Path) -> None:
    """Record that papers were written, and where.

    Raises:
        OSError: the machine failed.
    """
    desk.record(EntryKind.EXPORTED, {"target": str(folder)})


def papers_of(recount: Recount, maker: PaperMaker) -> tuple[PlannedPaper, ...]:
    """Return the papers of every contest and round: minutes, then record; none is made yet, so that a bar can move."""
    return tuple(
        PlannedPaper(
            f"{kind}-{counted.result.contest.id}-{counted.result.contest.round}.xlsx", partial(make, recount, counted)
        )
        for counted in recount.contests
        for kind, make in (("bien-ban", maker.minutes), ("ho-so", maker.record))
    )
