"""The second medium: a copy of the congress file on a USB stick, made in the background while the board counts.

It never holds a key back and never stops the count. A copy that holds more than the file is never replaced.
"""

import errno
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from time import monotonic

LOOK_SECONDS = 2.0
"""How often it is looked whether the medium is there."""

TRY_SECONDS = 15.0
"""How long to wait before another try, where the medium is there and a copy failed."""

LEAVE_SECONDS = 20.0
"""How long leaving waits for the last copy."""


class MediumIs(StrEnum):
    """How the second medium stands; all but the first two are said aloud."""

    WAITING = "waiting"
    WHOLE = "whole"
    GONE = "gone"
    FULL = "full"
    READ_ONLY = "read-only"
    LONGER = "longer"
    FAILED = "failed"


class LongerThere(Exception):  # noqa: N818 - named for what lies there
    """The copy on the medium holds something that the file does not: it is no copy of an earlier state."""

    def __init__(self, path: Path) -> None:
        self.path = path
        super().__init__(str(path))


@dataclass(frozen=True, slots=True)
class MediumState:
    """How the second medium stands.

    Attributes:
        ballots: in the last good copy.
        since: when it came to stand so, as the journal writes times.
        why: what the machine said, where a copy failed.
    """

    folder: Path
    stands: MediumIs
    ballots: int
    since: str
    why: OSError | None = None

    @property
    def lost(self) -> bool:
        """Tell whether the board has to do something."""
        return self.stands not in {MediumIs.WAITING, MediumIs.WHOLE}


class SecondMedium:
    """Copies a congress file to a folder, in a thread of its own, whenever it is asked to; it catches up by itself.

    Attributes:
        state: how it stands now; another value whenever that changes.
    """

    def __init__(
        self,
        folder: Path,
        copy: Callable[[Path], object],
        ballots: Callable[[], int],
        now: Callable[[], str],
        *,
        there: Callable[[Path], bool] = Path.is_dir,
    ) -> None:
        """Begin with a copy.

        Args:
            folder: on the medium.
            copy: makes a verified copy in the folder, or raises OSError or `LongerThere`; the last good one stays.
            ballots: tells how many ballots the file holds.
            now: the time, as the journal writes it.
            there: tells whether the medium is there.
        """
        self.state = MediumState(folder, MediumIs.WAITING, 0, now())
        self._copy = copy
        self._ballots = ballots
        self._now = now
        self._there = there
        self._changed = threading.Condition()
        self._behind = True
        self._leaving = False
        self._not_before = 0.0
        self._thread = threading.Thread(target=self._work, name="second-medium", daemon=True)
        self._thread.start()

    def ask(self) -> None:
        """Have what was recorded since copied soon; returns at once."""
        with self._changed:
            self._behind = True
            self._changed.notify()

    def leave(self, seconds: float = LEAVE_SECONDS) -> bool:
        """Stop after a last copy; tell whether the copy is whole. A medium that hangs is not waited for longer."""
        with self._changed:
            self._leaving = True
            self._changed.notify()
        self._thread.join(seconds)
        return not self._thread.is_alive() and self.state.stands is MediumIs.WHOLE and not self._behind

    def _work(self) -> None:
        while not self._told_to_leave():
            there = self._look()
            if there and self._due():
                self._try()
            with self._changed:
                if not (self._leaving or (there and self._due())):
                    self._changed.wait(LOOK_SECONDS)
        if self._look():
            with self._changed:
                behind = self._behind
            if behind:
                self._try()

    def _told_to_leave(self) -> bool:
        with self._changed:
            return self._leaving

    def _look(self) -> bool:
        """Tell whether the medium is there; note it where it is gone."""
        there = self._is_there()
        if not there:
            self._stands(MediumIs.GONE)
        return there

    def _due(self) -> bool:
        return self._behind and monotonic() >= self._not_before

    def _is_there(self) -> bool:
        try:
            return self._there(self.state.folder)
        except OSError:
            return False

    def _try(self) -> None:
        with self._changed:
            self._behind = False
        ballots = self._ballots()
        try:
            self._copy(self.state.folder)
        except LongerThere:
            self._failed(MediumIs.LONGER)
        except OSError as error:
            self._failed(_BY_ERROR.get(error.errno or 0, MediumIs.FAILED), error)
        except Exception as error:  # noqa: BLE001 - whatever happens to the copy, the count goes on and the board is told
            self._failed(MediumIs.FAILED, OSError(errno.EIO, str(error), str(self.state.folder)))
        else:
            self.state = MediumState(self.state.folder, MediumIs.WHOLE, ballots, self._now())

    def _failed(self, stands: MediumIs, why: OSError | None = None) -> None:
        with self._changed:
            self._behind = True
            self._not_before = monotonic() + TRY_SECONDS
        self._stands(stands if self._is_there() else MediumIs.GONE, why)

    def _stands(self, stands: MediumIs, why: OSError | None = None) -> None:
        if stands is MediumIs.GONE:
            # It is copied to as soon as it is back: whatever lies on it then may be another stick.
            with self._changed:
                self._behind = True
                self._not_before = 0.0
        if self.state.stands is not stands:
            self.state = replace(self.state, stands=stands, since=self._now(), why=why)


_BY_ERROR = {
    errno.ENOSPC: MediumIs.FULL,
    getattr(errno, "EDQUOT", errno.ENOSPC): MediumIs.FULL,
    errno.EROFS: MediumIs.READ_ONLY,
    errno.EACCES: MediumIs.READ_ONLY,
    errno.EPERM: MediumIs.READ_ONLY,
    errno.ENOENT: MediumIs.GONE,
    errno.ENODEV: MediumIs.GONE,
    errno.EIO: MediumIs.GONE,
}
