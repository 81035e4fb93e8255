"""What keeps a congress file whole, left out piece by piece: that the faults find it shows that they look."""

import os
import stat
from collections.abc import Callable, Mapping

from tally.store import engine

_FSYNC = os.fsync


def _sync() -> None:
    engine._SETTINGS = tuple(one.replace("EXTRA", "OFF") for one in engine._SETTINGS)  # type: ignore[assignment]


def _journal() -> None:
    engine._SETTINGS = (*engine._SETTINGS, "PRAGMA journal_mode = OFF")  # type: ignore[assignment]
    engine._is_log = lambda connection: connection is not None


def _folders() -> None:
    def fsync(file: int) -> None:
        if not stat.S_ISDIR(os.fstat(file).st_mode):
            _FSYNC(file)

    os.fsync = fsync  # type: ignore[assignment]


LEFT_OUT: Mapping[str, Callable[[], None]] = {"sync": _sync, "journal": _journal, "folders": _folders}
"""By name: SQLite syncs nothing; it keeps no rollback journal; nothing flushes a folder."""
