"""What the screens work with: an open desk with the use cases on it, and the few things done to files.

`bootstrap` makes one `Services`; tests make their own. Nothing here knows SQL, Excel or Textual.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from datetime import datetime

    from tally.application.desk.agreeing import Agreeing
    from tally.application.desk.clock import Clock
    from tally.application.desk.closing import Closing
    from tally.application.desk.comparing import Comparing
    from tally.application.desk.desk import Desk
    from tally.application.desk.guarding import Guard
    from tally.application.desk.hand_votes import HandVotes
    from tally.application.desk.keying import Batches
    from tally.application.desk.losses import Losses
    from tally.application.desk.overview import Overview
    from tally.application.desk.people import People, PinHasher
    from tally.application.desk.procedure import Procedure
    from tally.application.desk.rounds import Rounds
    from tally.application.desk.setup import Setup
    from tally.application.doctor import Answers, Check
    from tally.application.papers import PlannedPaper, SignedBefore, Written
    from tally.application.practice import Practice
    from tally.application.proof import Pins
    from tally.application.report.making import Progress
    from tally.application.report.tables import Report
    from tally.application.sheet_picture import SheetPicture
    from tally.application.signing import Owner, Passphrase, Signing
    from tally.application.slate_reading import Columns, SlateReading
    from tally.domain.congress import Congress
    from tally.domain.contest import Contest


@dataclass(frozen=True, slots=True)
class OpenDesk:
    """A congress file that is open, with everything a board does at its table.

    Attributes:
        guard: what watches over the file; None: nothing does, as over a congress to practise on.
    """

    path: Path
    desk: "Desk"
    people: "People"
    setup: "Setup"
    procedure: "Procedure"
    overview: "Overview"
    batches: "Batches"
    comparing: "Comparing"
    closing: "Closing"
    agreeing: "Agreeing"
    hand_votes: "HandVotes"
    rounds: "Rounds"
    clock: "Clock"
    losses: "Losses"
    guard: "Guard | None" = None

    @classmethod
    def on(cls, path: Path, desk: "Desk", hasher: "PinHasher", guard: "Guard | None" = None) -> "OpenDesk":
        """Put the use cases on a desk."""
        # Imported here so that the first paint does not wait for them.
        from tally.application.desk.agreeing import Agreeing  # noqa: PLC0415
        from tally.application.desk.clock import Clock  # noqa: PLC0415
        from tally.application.desk.closing import Closing  # noqa: PLC0415
        from tally.application.desk.comparing import Comparing  # noqa: PLC0415
        from tally.application.desk.hand_votes import HandVotes  # noqa: PLC0415
        from tally.application.desk.keying import Batches  # noqa: PLC0415
        from tally.application.desk.losses import Losses  # noqa: PLC0415
        from tally.application.desk.overview import Overview  # noqa: PLC0415
        from tally.application.desk.people import People  # noqa: PLC0415
        from tally.application.desk.procedure import Procedure  # noqa: PLC0415
        from tally.application.desk.rounds import Rounds  # noqa: PLC0415
        from tally.application.desk.setup import Setup  # noqa: PLC0415

        people = People(desk, hasher)
        return cls(
            path=path,
            desk=desk,
            people=people,
            setup=Setup(desk),
            procedure=Procedure(desk),
            overview=Overview(desk, guard),
            batches=Batches(desk),
            comparing=Comparing(desk),
            closing=Closing(desk, people),
            agreeing=Agreeing(desk, people),
            hand_votes=HandVotes(desk),
            rounds=Rounds(desk),
            clock=Clock(desk),
            losses=Losses(desk, people),
            guard=guard,
        )

    def close(self) -> None:
        """Let go of the file."""
        self.desk.journal.close()


class RecentFiles(Protocol):
    """The congress files opened before on this computer, the last one first."""

    def paths(self) -> tuple[Path, ...]:
        """Return those that are still there."""

    def add(self, path: Path) -> None:
        """Note that a file was opened; a machine that cannot note it is no reason to stop."""


@dataclass(frozen=True, slots=True)
class Believed:
    """Whose signatures a roll-up believes.

    Attributes:
        pins: the certificates.
        boards: of how many counting boards they are.
        source: where they were read; None: there are none.
        unread: files of certificates that could not be read.
    """

    pins: "Pins"
    boards: int
    source: Path | None
    unread: tuple[str, ...] = ()


class Doctor(Protocol):
    """Examines this machine."""

    answers: "Answers"

    def examine(self, folder: Path, medium: Path | None) -> "tuple[Check, ...]":
        """Examine it; takes a second or two."""

    def stick(self) -> Path | None:
        """Return the folder of the stick that is plugged in, where there is one only."""

    def now(self) -> "datetime":
        """Return the time, with its zone."""

    def write_page(self, checks: "tuple[Check, ...]", folder: Path) -> "Written":
        """Write the page to print. Raises OSError."""


class Reports(Protocol):
    """Rolls up the results of many congresses."""

    def believed(self, path: Path | None) -> "Believed":
        """Return whose signatures are believed: those of a file or a folder, else of this computer's own board.

        Raises:
            NoKeys: nothing is at that path.
            BadInput: not one certificate could be read.
            OSError: the machine failed.
        """

    def read(
        self,
        folder: Path,
        progress: "Progress",
        expected: Path | None,
        *,
        allow_unsigned: bool,
        believed: "Believed",
    ) -> "Report":
        """Read and verify what is in a folder, or one file; as `bootstrap.report_over`."""

    def write(self, report: "Report", path: Path) -> "Written":
        """Write the workbook. Raises OSError."""


class Copies(Protocol):
    """Verified copies of congress files; each raises BadInput, BrokenJournal, OSError."""

    def backup(self, file: Path, folder: Path) -> Path:
        """Copy a congress file to a folder, under a name of its own; return the copy."""

    def restore(self, copy: Path, file: Path) -> Path | None:
        """Bring a copy back; return where the file that stood there is kept now, None where none did."""


class Keys(Protocol):
    """The board's keys on this computer, as they are made."""

    def folder(self) -> Path:
        """Return where they are, or are made unless another folder is typed."""

    def make(self, folder: Path, organisation: str, people: "Mapping[Owner, tuple[str, Passphrase]]") -> None:
        """Make keys in a folder, whole or not at all, and sign with them from now on. Raises OSError."""


def no_conference(path: Path) -> "tuple[Congress, tuple[Contest, ...]]":
    """Stand in where no congress can be read. Raises NotReady."""
    from tally.application.conference import NotReady, Why  # noqa: PLC0415 - not before it is asked for

    raise NotReady(Why.NO_COMMITTEE, path.name)


def nothing_signed(_paper: "PlannedPaper", _folder: Path) -> "SignedBefore":
    """Stand in where nothing was ever signed."""
    from tally.application.papers import SignedBefore  # noqa: PLC0415 - not before papers are written

    return SignedBefore()


@dataclass(frozen=True, slots=True)
class Services:
    """What reaches beyond the open desk; every callable raises OSError when the machine fails, BadInput for bad files.

    Attributes:
        open: opens a congress file.
        create: makes a congress file and opens it.
        practice: makes a file with a congress to practise on (`application.practice.begin_practice`) and opens it.
        papers: returns every paper of the congress file of a desk, none of them made yet.
        write: makes one of them and writes it to a folder.
        signed_by: who signed one of them that was written to a folder before.
        signed_before: that, and whether it stays there when it is written again.
        outdated: whether one of them that was written to a folder before is another than would be written now.
        read_slate: reads a slate from Excel with what the board said of its columns.
        recent: the files opened before.
        regulations: id and title of every regulation there is, to choose from.
        signing: the board's signing on this computer's folder of keys, made when it is asked for, because cryptography
            takes a while to load; None: nothing is signed here.
        conference: the conference of the committee that a congress elected; raises NotReady while it is not over.
        reports: rolls up the results of many congresses; None where that is not offered.
        open_despite_loss: opens a congress file that is shorter than is known of it, for the board to accept that
            first of all; None where that is not offered.
        open_another: opens a congress file in whose place another congress was counted, once somebody said that this
            is right; None where that is not offered.
        copies: makes verified copies and brings them back; None where that is not offered.
        keys: makes the board's keys; None where that is not offered.
        pictures: the sheets of a workbook to look at, by the names that findings give them.
        doctor: examines this machine; None where that is not offered.
    """

    open: Callable[[Path], OpenDesk]
    create: "Callable[[Path, Congress, tuple[Contest, ...]], OpenDesk]"
    practice: "Callable[[Practice], OpenDesk]"
    papers: "Callable[[OpenDesk], Sequence[PlannedPaper]]"
    write: "Callable[[PlannedPaper, Path], Written]"
    read_slate: "Callable[[Path, Columns], SlateReading]"
    recent: RecentFiles
    regulations: Callable[[], Sequence[tuple[str, str]]] = tuple
    signing: "Callable[[], Signing] | None" = None
    conference: "Callable[[Path], tuple[Congress, tuple[Contest, ...]]]" = no_conference
    reports: Reports | None = None
    open_despite_loss: Callable[[Path], OpenDesk] | None = None
    open_another: Callable[[Path], OpenDesk] | None = None
    copies: Copies | None = None
    keys: Keys | None = None
    pictures: "Callable[[Path], Mapping[str, SheetPicture]]" = lambda _path: {}
    doctor: Doctor | None = None
    signed_by: "Callable[[PlannedPaper, Path], Sequence[str]]" = lambda _paper, _folder: ()
    signed_before: "Callable[[PlannedPaper, Path], SignedBefore]" = nothing_signed
    outdated: "Callable[[PlannedPaper, Path], bool]" = lambda _paper, _folder: False
