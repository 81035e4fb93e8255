"""One made-up congress in every form in which a result is sent: a folder, a record workbook, a congress file."""

from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from rollup_congresses import Gathering, write

from tally import bootstrap
from tally.application.desk.closing import Closing
from tally.application.desk.people import People
from tally.application.desk.setup import Setup
from tally.application.papers import PaperKind, papers_of
from tally.application.recount import recount
from tally.application.taking_in import take_in
from tally.domain.desk import ContestKey
from tally.domain.journal import EntryKind


def folder(gathering: Gathering, root: Path) -> Path:
    """Write the saved ballots; return their folder."""
    return write([gathering], root) / gathering.folder


def papers(saved: Path, to: Path) -> list[Path]:
    """Write minutes and record of every contest of a folder of saved ballots; return where they are."""
    counted = recount(bootstrap.open_source(saved))
    planned = papers_of(counted, bootstrap.paper_maker())
    wanted = [one for one in planned if one.kind in {PaperKind.MINUTES, PaperKind.RECORD}]
    return [bootstrap.write_planned(paper, to).path for paper in wanted]


def records(saved: Path, to: Path) -> list[Path]:
    """Write the records alone."""
    counted = recount(bootstrap.open_source(saved))
    planned = [one for one in papers_of(counted, bootstrap.paper_maker()) if one.kind is PaperKind.RECORD]
    return [bootstrap.write_planned(paper, to).path for paper in planned]


def congress_file(saved: Path, path: Path, sealed: Sequence[ContestKey] | None = None) -> Path:
    """Make a congress file of a folder of saved ballots, some of its contests sealed.

    Args:
        saved: the folder.
        path: of the file.
        sealed: which; all unless given.
    """
    source = bootstrap.open_source(saved).load()
    path.parent.mkdir(parents=True, exist_ok=True)
    with closing(bootstrap.create_journal(path)) as journal:
        desk = bootstrap.desk_on(journal)
        Setup(desk).declare(source.congress, tuple(one.contest for one in source.contests))
        take_in(desk, journal, source, saved.name, {"ballots.csv": "ab" * 32}, "phiếu đã lưu")
        people = People(desk, bootstrap.pin_hasher())
        head, second = people.add("Lò Thị Hoa", "head"), people.add("Cà Văn Nam", "secretary")
        people.sign_in(head.id)
        closed = Closing(desk, people)
        for one in source.contests:
            key = (one.contest.id, one.contest.round)
            if sealed is None or key in sealed:
                # At the desk findings are explained before; here it is the entry that counts.
                details = {"head": head.id, "second": second.id, "digest": closed.result(key).digest}
                desk.record(EntryKind.CONTEST_SEALED, {**details, "entries": desk.state.entries}, key)
    return path
