"""Papers: made by the documents, written whole or not at all."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from tally.application.papers import PaperMaker, PlannedPaper, SignedBefore, Written
from tally.application.recount import Recount
from tally.bootstrap import congress_file

if TYPE_CHECKING:
    from collections.abc import Callable

    from tally.application.recount import CountedContest
    from tally.locales import Words

_WORKBOOK = ".xlsx"


def paper_maker() -> PaperMaker:
    """Return the maker of all papers."""
    from tally.documents.workbooks import Workbooks
    from tally.files.congress_toml import write_congress
    from tally.locales import Words

    class Maker(Workbooks):
        """The workbooks, and what other rooms write; papers are Vietnamese whichever language the program speaks."""

        def hall(self, recount: Recount, counted: "CountedContest") -> bytes:
            """Return the page for the hall's projector."""
            return hall_page(recount, counted, Words("vi"))

        def congress(self, recount: Recount) -> bytes:
            """Return the declaration."""
            return saved_congress(recount)

        def saved_ballots(self, recount: Recount) -> bytes:
            """Return every ballot."""
            return saved_ballots(recount)

    return Maker(declare=lambda congress, contest: write_congress(congress, (contest,)))


def planned_papers(counted: Recount, path: Path | None = None) -> tuple[PlannedPaper, ...]:
    """Return every paper of a count, made or not yet to be made.

    Args:
        counted: the count.
        path: the congress file whose journal is one of them; None: there is none.
    """
    from tally.application.papers import papers_of

    return papers_of(counted, paper_maker(), None if path is None else lambda: _journal_of(path))


def _journal_of(path: Path) -> Iterator[bytes]:
    """Read the journal of a congress file as JSON lines."""
    from tally.application.journal_lines import journal_lines

    with closing(congress_file.open_journal(path, reading=True)) as journal:
        yield from journal_lines(journal)


def write_planned(planned: PlannedPaper, folder: Path) -> Written:
    """Make a paper and write it to a folder, whole or not at all.

    A different paper of that name is kept under another, and one that is signed and tells the same stays; a journal
    alone is replaced, for it is the beginning of this one.

    Raises:
        OSError: the machine failed.
    """
    content, path = planned.make(), folder / planned.name
    if isinstance(content, bytes):
        return write_paper(path, content, private=planned.private)
    from tally.files.atomic import write_pieces

    write_pieces(path, content, private=planned.private)
    return Written(path)


def hall_page(recount: Recount, counted: "CountedContest", words: "Words") -> bytes:
    """Return the page of a sealed contest for the hall's projector (HTML).

    Raises:
        NotSealed: the contest is not sealed, or its count is not what was sealed.
    """
    from tally.documents.hall.page import hall_page as page

    return page(recount, counted, words)


def write_paper(path: Path, content: bytes, *, private: bool = False) -> Written:
    """Write a paper whole or not at all; one that is signed and tells the same stays, a different one is kept aside.

    Args:
        path: where.
        content: the whole of it.
        private: its owner alone can read it.

    Raises:
        OSError: the machine failed.
    """
    from tally.files.atomic import keep, write_file

    before = _signed_before(path, lambda: content)
    if before.stays:
        return Written(path, signed_by=before.signed_by)
    kept = keep(path, unless=content)
    write_file(path, content, private=private)
    return Written(path, kept, kept_signed_by=before.signed_by)


def signed_by(planned: PlannedPaper, folder: Path) -> tuple[str, ...]:
    """Return who signed a paper that was written to a folder before; empty: nobody, or there is none."""
    return _signed_before(folder / planned.name, lambda: None).signed_by


def signed_before(planned: PlannedPaper, folder: Path) -> SignedBefore:
    """Return who signed a paper that was written to a folder before, and whether writing it again leaves it there."""

    def made() -> bytes | None:
        content = planned.make()
        return content if isinstance(content, bytes) else None

    return _signed_before(folder / planned.name, made)


def outdated(planned: PlannedPaper, folder: Path) -> bool:
    """Tell whether a paper that was written to a folder before is another than would be written now. Raises OSError."""
    from tally.application.papers import GROWING

    path = folder / planned.name
    if planned.kind in GROWING or not planned.possible or not path.is_file():
        return False
    content = planned.make()
    before = _signed_before(path, lambda: content if isinstance(content, bytes) else None)
    return not before.stays and path.read_bytes() != content


def _signed_before(path: Path, make: "Callable[[], bytes | None]") -> SignedBefore:
    """Look at what stands at a path; a paper is made for it only where somebody signed what stands there."""
    if path.suffix != _WORKBOOK or not path.is_file():
        return SignedBefore()
    from tally.application.intake import BadInput
    from tally.files.package import MAX_FILE
    from tally.files.text import read_bytes
    from tally.signing.signable import signed_before

    try:
        content = read_bytes(path, path.name, MAX_FILE, special="E952")
    except BadInput:
        return SignedBefore()  # no workbook, then: it is kept aside as any other file
    return signed_before(content, make)


def write_new(path: Path, content: bytes) -> None:
    """Write a file whole or not at all.

    Raises:
        OSError: the machine failed.
    """
    from tally.files.atomic import write_file

    write_file(path, content)


def saved_congress(counted: Recount) -> bytes:
    """Return `congress.toml` of a recount."""
    from tally.files.congress_toml import write_congress

    contests = [one.result.contest for one in counted.contests]
    rolls = {
        (one.result.contest.id, one.result.contest.round): one.congress.roll
        for one in counted.contests
        if one.congress.roll != counted.congress.roll
    }
    return write_congress(counted.congress, contests, rolls).encode()


def saved_ballots(counted: Recount) -> bytes:
    """Return `ballots.csv` of a recount, which with `congress.toml` beside it is a source of saved ballots."""
    from tally.application.recount import SavedContest
    from tally.files.ballots_csv import write_ballots

    return write_ballots(SavedContest(one.result.contest, one.ballots) for one in counted.contests).encode()
