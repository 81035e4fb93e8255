"""The congress files opened before on this computer, in one small file of the user's."""

import json
from collections.abc import Callable
from pathlib import Path

from tally.application.intake import BadInput
from tally.disk import read_regular
from tally.files.atomic import write_file

MOST = 12
NAME = "recent.json"
_LONGEST = 1_000_000  # bytes


class RecentInFolder:
    """Keeps the list in a folder; a folder that cannot be read or written is no reason to stop."""

    def __init__(self, folder: Callable[[], Path]) -> None:
        """Keep the list.

        Args:
            folder: tells where, when it is first needed; it may fail as a folder does.
        """
        self._folder = folder

    def paths(self) -> tuple[Path, ...]:
        """Return those that are still there, the last one opened first."""
        return tuple(path for path in self._listed() if _is_file(path))

    def add(self, path: Path) -> None:
        """Note that a file was opened."""
        whole = path.absolute()
        kept = [whole, *(one for one in self._listed() if one != whole)][:MOST]
        document = json.dumps([str(one) for one in kept], ensure_ascii=False, indent=1)
        try:
            write_file(self._folder() / NAME, document.encode(), private=True)
        except (OSError, RuntimeError, UnicodeError):
            # RuntimeError: there is no home folder. The congress itself is open, and that is what matters.
            return

    def _listed(self) -> list[Path]:
        try:
            listed = json.loads(read_regular(self._folder() / NAME, _LONGEST))
        except (BadInput, OSError, RuntimeError, ValueError):
            return []
        return [Path(one) for one in listed if isinstance(one, str)] if isinstance(listed, list) else []


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False
