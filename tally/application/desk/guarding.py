"""What watches over an open congress file: this computer's memory of it, and its second medium."""

import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

from tally.application.desk.desk import Refused
from tally.application.heights import Notebook, Outside, Remembering
from tally.application.intake import BadInput
from tally.application.second_medium import MediumState, SecondMedium
from tally.domain.height import Height, Lost
from tally.domain.journal import CONGRESS_CHAIN

EVERY = 10
"""Ballots, or acts, after which memory and medium are brought up to date, unless something of weight happens before."""


class Guard:
    """Watches over one congress file while it is open.

    Attributes:
        file: the congress file.
        journal: of it; what is appended to it is remembered.
        lost: what is missing of it and is not accepted yet; nothing is copied before that.
        longer: copies that hold something of it, the one that holds most first.
    """

    def __init__(  # noqa: PLR0913, PLR0917 - the file, who watches, and what is known
        self,
        file: Path,
        journal: Remembering,
        notebook: Notebook,
        outside: Outside,
        medium: "Callable[[Path, Guard], SecondMedium]",
        longer: tuple[Path, ...] = (),
    ) -> None:
        """Begin.

        Args:
            file: the congress file.
            journal: of it, read through.
            notebook: this computer's memory.
            outside: what was known when it was opened.
            medium: begins to copy to a folder.
            longer: copies that hold something of what is missing.
        """
        self.file = file
        self.lost: tuple[Lost, ...] = journal.lost()
        self.longer = longer
        self.journal = journal
        self._notebook = notebook
        self._outside = outside
        self._make_medium = medium
        self._medium: SecondMedium | None = None
        self._since = 0
        self._asked_at = 0
        self._looked_at: tuple[int, int] | None = None
        journal.heights = dict(journal.comparison.ends)
        journal.watched_by(self._appended)
        if not self.lost:
            self._begin()

    @property
    def ballots(self) -> int:
        """Ballots in all passes of the file, as this computer knows it."""
        return sum(height.ballots for height in list(self.journal.heights.values()))

    @property
    def medium(self) -> MediumState | None:
        """How the second medium stands; None: none was chosen."""
        return None if self._medium is None else self._medium.state

    @property
    def forgetful(self) -> bool:
        """True when this computer cannot note what it acknowledges."""
        return self._notebook.failed

    def accepted(self) -> None:
        """Go on as with any file: the board accepted what is missing."""
        self.lost = ()
        self._begin()

    def choose(self, folder: Path | None) -> None:
        """Copy to another folder from now on, or to none.

        Raises:
            Refused: `medium_no_folder`; `medium_own_folder` when the file itself lies there.
        """
        if folder is not None:
            if not folder.is_dir():
                raise Refused("medium_no_folder", folder=str(folder))
            if folder.resolve() == self.file.resolve().parent:
                raise Refused("medium_own_folder", folder=str(folder))
        if self._medium is not None:
            self._medium.leave(0)
        self._notebook.medium(folder)
        self._notebook.flush()
        self._medium = None if folder is None else self._make_medium(folder, self)

    def same_disk(self, folder: Path) -> bool:
        """Tell whether a folder is on the disk of the file: one accident takes both."""
        return same_disk(folder, self.file)

    def ask(self) -> None:
        """Bring memory and medium up to date."""
        self._since, self._asked_at = 0, self.ballots
        self._notebook.flush()
        if self._medium is not None:
            self._medium.ask()

    def look(self) -> None:
        """Take in what other windows keyed into the file; where nothing was written to it, it is only looked at."""
        # A file that cannot be read is said by whoever works on it; here the last number known stays.
        with suppress(OSError, BadInput, ValueError):
            stat = self.file.stat()
            stamp = (stat.st_mtime_ns, stat.st_size)
            if stamp != self._looked_at:
                self._looked_at = stamp
                self.journal.catch_up()

    def close(self) -> bool:
        """Stop watching, after a last copy; tell whether the medium, where there is one, holds everything."""
        if self._since:
            self.ask()
        self._notebook.close()
        return self._medium is None or self._medium.leave()

    def _begin(self) -> None:
        remembered = self._outside.remembered
        for chain, height in self.journal.heights.items():
            if height not in remembered.heights.get(chain, ()):
                self._notebook.note(chain, height)
        if remembered.files[:1] != (self.file.absolute(),):
            self._notebook.file(self.file)
        self._notebook.flush()
        self._asked_at = self.ballots
        if remembered.medium is not None:
            self._medium = self._make_medium(remembered.medium, self)

    def _appended(self, new: Mapping[str, Height]) -> None:
        if self.lost:
            return  # what comes before the board has accepted is no height that it stands behind
        for chain, height in new.items():
            self._notebook.note(chain, height)
        self._since += 1
        # One act may be many ballots: the same one repeated.
        if CONGRESS_CHAIN in new or max(self._since, self.ballots - self._asked_at) >= EVERY:
            self.ask()


def same_disk(one: Path, other: Path) -> bool:
    """Tell whether two paths are on one disk, as far as the machine tells."""
    if os.name == "nt":
        return one.resolve().drive.casefold() == other.resolve().drive.casefold()
    try:
        return one.stat().st_dev == other.stat().st_dev
    except OSError:
        return False
