"""The counting screen on a real file, to be run on a pty: `python tests/desk_app.py FILE [--candidates N] [--seats N]`.

Run again on the same file, it goes on where it was.
"""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

from builders import a_congress
from memory_journal import QuickHasher

from tally import bootstrap
from tally.application.desk.desk import Desk
from tally.application.desk.keyer import Keyer
from tally.application.desk.keying import Batches
from tally.application.desk.people import People
from tally.application.desk.setup import Setup
from tally.domain.ballot import BallotStyle
from tally.domain.contest import Contest, Office
from tally.domain.slate import Candidate, Slate
from tally.locales import Words
from tally.tui.app import TallyApp
from tally.tui.services import OpenDesk, Services

KEY = ("bch", 1)
MANY = 9999  # papers: as many ballots as anybody keys in a test
FAMILIES = ("Lò", "Cà", "Nguyễn", "Vì", "Quàng", "Lường", "Tòng", "Mai", "Phan", "Bùi", "Trần", "Đỗ", "Hoàng")
MIDDLES = ("Văn", "Thị", "Thị Minh", "Đức", "Hữu", "Thanh")
GIVEN = (
    "Ánh",
    "Bình",
    "Chanh",
    "Dũng",
    "Đức",
    "Êm",
    "Giang",
    "Hải",
    "Hoa",
    "Hùng",
    "Ín",
    "Mai",
    "Nga",
    "Phượng",
    "Yên",
)


class NothingRecent:
    """No file was opened before."""

    def paths(self) -> tuple[Path, ...]:
        """Return none."""
        return ()

    def add(self, path: Path) -> None:
        """Forget it."""


def people_named(number: int) -> Slate:
    """Return so many candidates, all of different names, in no order of names."""
    names = [f"{family} {middle} {given}" for given in GIVEN for middle in MIDDLES for family in FAMILIES]
    step = max(len(names) // number, 1)
    return Slate(tuple(Candidate(no, names[(no - 1) * step % len(names)]) for no in range(1, number + 1)))


def a_declared_contest(
    candidates: int, seats: int, style: BallotStyle = BallotStyle.CROSS_OUT, papers: int = 106
) -> Contest:
    """Return a contest with so many candidates and papers."""
    slate = people_named(candidates)
    return Contest("bch", "Ban Chấp hành", Office.COMMITTEE, seats, seats, style, slate, issued=papers, returned=papers)


def begin(desk: Desk, contest: Contest, size: int | None = None) -> None:
    """Declare a congress with one contest, its board, and the first batch."""
    Setup(desk).declare(a_congress(106), (contest,))
    people = People(desk, QuickHasher())
    head = people.add("Bùi Thị Quế", "head")
    people.add("Lò Thị Hoa", "keyer")
    people.sign_in(head.id)
    batches = Batches(desk)
    batches.begin_counting(KEY)
    batches.open_batch(KEY, size)


def keyer_of(desk: Desk, batch: int = 1, person: str = "p2", taken_over: int = 0) -> Keyer:
    """Sign a keyer in and return their pass; one that they take over, where its number is given."""
    People(desk, QuickHasher()).sign_in(person)
    if taken_over:
        return Batches(desk).resume_pass(KEY, batch, taken_over)
    return Batches(desk).open_pass(KEY, batch)


def services(open_: Callable[[Path], OpenDesk] | None = None) -> Services:
    """Return services that can open a file, and nothing else."""

    def refuse(*_arguments: object) -> NoReturn:
        message = "not in this test"
        raise AssertionError(message)

    return Services(open_ or refuse, refuse, refuse, refuse, refuse, refuse, NothingRecent())


def opened(path: Path) -> OpenDesk:
    """Open a file with the keyer signed in."""
    desk = bootstrap.desk_on(bootstrap.open_journal(path))
    table = OpenDesk.on(path, desk, QuickHasher())
    table.people.sign_in(table.people.all()[1].id)
    return table


def counting_app(keyer: Keyer, language: str = "vi", size: int | None = None) -> TallyApp:
    """Return the app on the counting screen."""
    return TallyApp(Words(language), services(), "count", keyer=keyer, person="Lò Thị Hoa", papers=size)


def main() -> None:
    """Make the file, or open it, and count."""
    parser = argparse.ArgumentParser()
    parser.add_argument("file", type=Path)
    parser.add_argument("--candidates", type=int, default=16)
    parser.add_argument("--seats", type=int, default=14)
    parser.add_argument("--style", default="cross-out")
    parser.add_argument("--size", type=int)
    parser.add_argument("--lang", default="vi")
    parser.add_argument("--batches", action="store_true", help="begin with the list of batches, as `tally open` would")
    parser.add_argument("--person", default="p2")
    parser.add_argument("--batch", type=int, default=1)
    parser.add_argument("--take-over", type=int, default=0, metavar="PASS")
    asked = parser.parse_args()
    if asked.file.exists():
        desk = bootstrap.desk_on(bootstrap.open_journal(asked.file))
    else:
        desk = bootstrap.desk_on(bootstrap.create_journal(asked.file))
        contest = a_declared_contest(asked.candidates, asked.seats, BallotStyle(asked.style), MANY)
        begin(desk, contest, asked.size)
    if asked.batches:
        desk.journal.close()
        app: TallyApp
        then = lambda: app.go_instead("batches", contest=KEY)  # noqa: E731 - one line
        app = TallyApp(Words(asked.lang), services(opened), "opening", path=asked.file, then=then)
        app.run()
        return
    counting_app(keyer_of(desk, asked.batch, asked.person, asked.take_over), asked.lang, asked.size).run()
    sys.stdout.write("left\n")


if __name__ == "__main__":
    main()
