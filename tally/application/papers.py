"""The papers handed over for each contest: which there are, what they are called, and who makes and writes them."""

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from tally.application.recount import CountedContest, Recount


class PaperMaker(Protocol):
    """Makes the workbooks of one contest; the same count gives the same bytes."""

    def record(self, recount: Recount, counted: CountedContest) -> bytes:
        """Return the record (hồ sơ kiểm phiếu): every ballot, and formulas that count them again."""

    def minutes(self, recount: Recount, counted: CountedContest) -> bytes:
        """Return the minutes (biên bản kiểm phiếu): no single ballot in them, ready to print and sign."""


def export_papers(
    recount: Recount,
    directory: Path,
    maker: PaperMaker,
    write: Callable[[Path, bytes], None],
    progress: Callable[[str], None] = lambda _name: None,
) -> tuple[Path, ...]:
    """Write minutes and record of every contest; return their paths.

    Args:
        recount: what to put on paper.
        directory: made when it is not there.
        maker: makes the workbooks.
        write: writes one file whole or not at all.
        progress: told the name of each paper before it is made.

    Raises:
        OSError: the machine failed; papers already written stay.
    """
    written: list[Path] = []
    for counted in recount.contests:
        contest = counted.result.contest
        for kind, make in (("bien-ban", maker.minutes), ("ho-so", maker.record)):
            name = f"{kind}-{contest.id}-{contest.round}.xlsx"
            progress(name)
            write(directory / name, make(recount, counted))
            written.append(directory / name)
    return tuple(written)
