"""A use case carried out on a disk that notes every step (`faulty_disk.py`), and again on one that fails.

The use cases themselves stand in `fault_cases.py`.
"""

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path
from typing import TypeVar

from acknowledged import as_said, chains_of, noting, sha256
from board import TWO
from disk_steps import say
from memory_journal import Clock, Codec, QuickHasher

from tally.application.desk.desk import Desk, Refused
from tally.application.intake import BadInput, BrokenJournal
from tally.cli.main import main
from tally.store.journal import SqlJournal
from tally.store.opening import open_file
from tally.tui.services import OpenDesk

FILE = "đại hội.tally"
HOME = "nhà"
"""The folder of what this computer remembers."""

PIN = TWO[1]
EXPECTED = (OSError, BadInput, BrokenJournal, Refused)
"""What a fault may raise; anything else is a crash."""

_T = TypeVar("_T")


class Going(Clock):
    """A clock that goes on by a second whenever it is asked."""

    def __call__(self) -> str:
        """Return the time as the journal writes it."""
        self.seconds += 1
        at = dt.datetime(2025, 6, 10, tzinfo=dt.UTC) + dt.timedelta(seconds=self.seconds)
        return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


class Failed(Exception):  # noqa: N818 - named for what happened
    """An act could not be done, and the user was told why."""


@dataclass
class Run:
    """One run of a use case.

    Attributes:
        folder: where everything lies.
        log: of the disk, outside the folder.
        again: an act that failed is tried once more, as a user would.
        before_act: called before each act with its number, from 0.
    """

    folder: Path
    log: Path
    again: bool = False
    before_act: Callable[[int], object] = lambda _number: None
    clock: Going = field(default_factory=Going)
    acts: int = 0
    failed: bool = False

    def __post_init__(self) -> None:
        self.clock.seconds = 8 * 3600

    @property
    def file(self) -> Path:
        """The congress file."""
        return self.folder / FILE

    def do(self, act: Callable[[], _T]) -> _T:
        """Carry out an act; where it fails and that is wanted, once more.

        Raises:
            Failed: it failed for good.
        """
        self.before_act(self.acts)
        self.acts += 1
        try:
            return act()
        except EXPECTED as error:
            self.failed = True
            if not self.again:
                raise Failed(repr(error)) from error
        try:
            return act()
        except EXPECTED as error:
            raise Failed(repr(error)) from error

    def goes_on(self, act: Callable[[], object]) -> None:
        """Carry out an act after which others can follow, whether it failed or not."""
        try:
            self.do(act)
        except Failed:
            if not self.again:
                raise

    def command(self, *arguments: object, whole: Callable[[], Iterator[Path]] = lambda: iter(())) -> None:
        """Run `tally`; what it says it wrote is whole.

        Args:
            arguments: its own.
            whole: returns the files it acknowledged.
        """

        def run() -> None:
            with redirect_stdout(StringIO()), redirect_stderr(StringIO()) as said:
                status = main([str(argument) for argument in arguments])
            if status:
                raise OSError(status, said.getvalue())

        self.do(run)
        say(self.log, {"whole": {str(path.relative_to(self.folder)): sha256(path) for path in whole()}})

    @contextmanager
    def table(self, station: str = "may-1") -> Iterator[OpenDesk]:
        """Open the congress file at a station, and leave it at the end."""
        journal = self.do(lambda: open_file(self.file, station, self.clock, busy_seconds=2.0))
        with closing(journal):
            yield on_table(self.file, journal, station, self.clock)

    def stands(self) -> None:
        """Say that what the congress file now holds was acknowledged."""
        with closing(open_file(self.file, "", self.clock, reading=True)) as journal:
            say(self.log, {"stands": as_said(chains_of(journal))})


def on_table(file: Path, journal: SqlJournal, station: str, clock: Clock) -> OpenDesk:
    """Return the desk on an open journal."""
    return OpenDesk.on(file, Desk(journal, Codec(), station, clock), QuickHasher())


@dataclass(frozen=True)
class UseCase:
    """One use case.

    Attributes:
        prepare: makes what lies in a folder before.
        run: carries it out.
        notes: its journals say what they acknowledge; otherwise it does itself.
        may_move: the congress file may be under another name for a moment, kept beside.
        at_desk: its acts are those of a desk that has the file open.
        beside: what another program does on the same file meanwhile; None: nothing is tried.
    """

    name: str
    prepare: Callable[[Path], None]
    run: Callable[[Run], None]
    notes: bool = True
    may_move: bool = False
    at_desk: bool = True
    beside: Callable[[Run], None] | None = None

    def carry_out(self, run: Run) -> None:
        """Carry it out, on a file whose acknowledgements are noted."""
        if not self.notes:
            self.run(run)
            return
        with noting(run.log, run.file):
            self.run(run)
