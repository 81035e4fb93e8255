"""A counting board at its desk, ready to count one contest of four for three seats; everything in memory."""

import json
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack, closing
from pathlib import Path

from builders import a_congress, a_contest, marks
from memory_journal import Clock, Codec, MemoryJournal, QuickHasher

from tally.application.desk.agreeing import Agreeing
from tally.application.desk.closing import Closing
from tally.application.desk.comparing import Comparing
from tally.application.desk.desk import Desk
from tally.application.desk.keying import Batches
from tally.application.desk.people import People
from tally.application.desk.procedure import Procedure
from tally.application.desk.setup import Setup
from tally.domain.congress import Congress
from tally.domain.contest import Contest
from tally.domain.desk import ContestKey
from tally.store.opening import create, open_file

KEY: ContestKey = ("bch", 1)
HEAD, SECRETARY, KEYER, OTHER = "p1", "p2", "p3", "p4"
PEOPLE = (("Lò Thị Hoa", "head"), ("Cà Văn Nam", "secretary"), ("Vì Văn Sơn", "keyer"), ("Quàng Thị Mai", "keyer"))
TWO = (HEAD, "271828", SECRETARY, "271828")
"""The head and one more, with their PINs."""
ONE_MORE = TWO[2:]
"""Who stands behind something beside the head, who sits there."""


class Board:
    """One station; `Board.at` is another one at the same journal."""

    def __init__(self, journal: MemoryJournal, station: str = "may-1") -> None:
        self.journal = journal
        self.clock = journal.clock
        self.desk = Desk(journal, Codec(), station, journal.clock)
        self.people = People(self.desk, QuickHasher(), lambda: journal.clock.ticks)
        self.setup = Setup(self.desk)
        self.procedure = Procedure(self.desk)
        self.batches = Batches(self.desk)
        self.comparing = Comparing(self.desk)
        self.closing = Closing(self.desk, self.people)
        self.agreeing = Agreeing(self.desk, self.people)

    def at(self, station: str) -> "Board":
        """Return another station, or this one after a restart."""
        return Board(self.journal.at(station), station)

    def sit(self, person: str, pin: str = "271828") -> "Board":
        """Let a person sign in."""
        self.people.sign_in(person, pin)
        return self

    def key_pass(self, batch: int, person: str, *ballots: str) -> None:
        """Key a whole pass and close it, whatever the paper count says."""
        keyer = self.sit(person).batches.open_pass(KEY, batch)
        for ballot in ballots:
            keyer.key(marks(ballot))
        keyer.close(anyway=True)

    def batch(self, *passes: tuple[str, ...], size: int | None = None) -> int:
        """Open a batch and key its passes by keyers of their own."""
        number = self.sit(HEAD).batches.open_batch(KEY, size)
        for person, ballots in zip((KEYER, OTHER, SECRETARY), passes, strict=False):
            self.key_pass(number, person, *ballots)
        self.sit(HEAD)
        return number

    def overtaken(self, transaction: int, act: Callable[[], object]) -> None:
        """Let something happen at another station just before so many-th transaction of this one from now on."""
        together, left = self.journal.together, [transaction]

        def a_moment_later() -> AbstractContextManager[None]:
            left[0] -= 1
            if not left[0]:
                self.journal.together = together  # type: ignore[method-assign]
                act()
            return together()

        self.journal.together = a_moment_later  # type: ignore[method-assign, assignment]

    def appended(self) -> int:
        """Return how many entries the journal holds."""
        return sum(len(entries) for entries in self.journal.held.values())


def write_file(board: Board, path: Path) -> None:
    """Write what a board recorded to a congress file: the very entries, with the stations and times they had."""
    time = [board.clock()]
    create(path, board.journal.station, lambda: time[0]).close()
    entries = [entry for chain in board.journal.held.values() for entry in chain]
    with ExitStack() as open_journals:
        stations = {
            station: open_journals.enter_context(closing(open_file(path, station, lambda: time[0])))
            for station in {entry.station for entry in entries}
        }
        for entry in entries:
            time[0] = entry.time
            details = json.loads(entry.payload) if entry.payload else None
            again = stations[entry.station].append(
                entry.chain, entry.kind, person=entry.person, ballot=entry.ballot, marks=entry.marks, details=details
            )
            assert again == entry, "the file holds the very entries, hash by hash"


def a_board(
    *, pin: str = "271828", people: int = 4, congress: Congress | None = None, contest: Contest | None = None
) -> Board:
    """Return a board whose congress is declared; nobody is signed in yet."""
    board = Board(MemoryJournal(Clock()))
    one = a_contest(issued=None, returned=None) if contest is None else contest
    board.setup.declare(a_congress() if congress is None else congress, (one,))
    for name, role in PEOPLE[:people]:
        board.people.add(name, role, pin)
    return board


def counting(passes: int = 2, **how: object) -> Board:
    """Return a board that has begun to count."""
    board = a_board(**how).sit(HEAD)  # type: ignore[arg-type]  # the keywords of `a_board`
    board.batches.begin_counting(KEY, passes, "" if passes > 1 else "tổ chức nhỏ")
    return board
