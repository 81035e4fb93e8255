"""What the screens work with: an open desk with the use cases on it, and the few things done to files.

`bootstrap` makes one `Services`; tests make their own. Nothing here knows SQL, Excel or Textual.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from tally.application.desk.closing import Closing
    from tally.application.desk.comparing import Comparing
    from tally.application.desk.desk import Desk
    from tally.application.desk.keying import Batches
    from tally.application.desk.people import People
    from tally.application.desk.procedure import Procedure
    from tally.application.desk.setup import Setup
    from tally.application.papers import Written
    from tally.domain.congress import Congress
    from tally.domain.contest import Contest
    from tally.domain.desk import ContestKey
    from tally.domain.slate import Slate


@dataclass(frozen=True, slots=True)
class OpenDesk:
    """A congress file that is open, with everything a board does at its table."""

    path: Path
    desk: "Desk"
    people: "People"
    setup: "Setup"
    procedure: "Procedure"
    batches: "Batches"
    comparing: "Comparing"
    closing: "Closing"

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
class Services:
    """What reaches beyond the open desk; every callable raises OSError when the machine fails, BadInput for bad files.

    Attributes:
        open: opens a congress file.
        create: makes a congress file and opens it.
        practice: makes a congress to learn on, marked so on every screen and paper, and opens it.
        export: writes the papers of one contest, or of all for None, to a folder.
        read_slate: reads a slate from Excel.
        recent: the files opened before.
    """

    open: Callable[[Path], OpenDesk]
    create: "Callable[[Path, Congress, tuple[Contest, ...]], OpenDesk]"
    practice: Callable[[], OpenDesk]
    export: "Callable[[OpenDesk, Path, ContestKey | None], Sequence[Written]]"
    read_slate: "Callable[[Path], Slate]"
    recent: RecentFiles
