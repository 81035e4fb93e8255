"""The papers handed over for each contest: which there are, what they are called, and who makes and writes them."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from tally.application.recount import CountedContest, Recount


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


def export_papers(
    recount: Recount,
    directory: Path,
    maker: PaperMaker,
    write: Callable[[Path, bytes], Written],
    begin: Callable[[str], None],
    done: Callable[[Written], None],
) -> tuple[Written, ...]:
    """Write minutes and record of every contest; return where they are.

    Args:
        recount: what to put on paper.
        directory: made when it is not there.
        maker: makes the workbooks.
        write: writes one file whole or not at all, and loses none that stood there.
        begin: told the name of each paper before it is made.
        done: told of each paper once it is on disk.

    Raises:
        OSError: the machine failed; papers already written stay.
    """
    papers: list[Written] = []
    for counted in recount.contests:
        contest = counted.result.contest
        for kind, make in (("bien-ban", maker.minutes), ("ho-so", maker.record)):
            name = f"{kind}-{contest.id}-{contest.round}.xlsx"
            begin(name)
            papers.append(write(directory / name, make(recount, counted)))
            done(papers[-1])
    return tuple(papers)
