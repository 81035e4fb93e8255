"""Where a congress file is: a name, and the file that it led to when it was opened.

On Linux and macOS a file that was moved, replaced or deleted goes on taking commits of whoever has it open, into
nowhere. So whoever is about to acknowledge a ballot asks first whether the name still leads there. While SQLite has a
file open in this process, nothing else opens it: closing any descriptor of it would give back all locks SQLite holds.
"""

import os
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from tally.application.journal_file import Moved, NotTally
from tally.disk import check_regular

_WRITE_VERSION, _HEADER, _LOG = 18, 20, b"\x02\x02"
"""Where the header of a SQLite file says that it keeps a log, up to where it is read, and how it says so."""

PRIVATE = 0o600
"""Only its owner reads a congress file: it holds the hashes of the board's PINs. (Windows has the folder's rights.)"""

BESIDE = ("-journal", "-wal", "-shm")
"""What SQLite may keep beside a database of this name."""


FileId = tuple[int, int]
"""Device and number of a file, whatever its name."""

_OPEN: Counter[FileId] = Counter()
_LOGS: dict[FileId, bool] = {}
"""Of the files that are open: whether they keep a log."""

_OPENING = threading.RLock()


class Place:
    """A name, and the file that it led to when this was made.

    Attributes:
        path: the name.
    """

    def __init__(self, path: Path) -> None:
        """Remember what the name leads to.

        Raises:
            OSError: there is nothing (FileNotFoundError), or the machine failed.
        """
        self.path = path
        self._file = _identity(path)

    def check(self) -> None:
        """Check that the name still leads to that file; it takes microseconds.

        Raises:
            Moved: it was moved, replaced or deleted, or its disk is gone.
        """
        try:
            now = _identity(self.path)
        except OSError as error:
            raise Moved(str(self.path)) from error
        if now != self._file:
            raise Moved(str(self.path))

    def stamp(self) -> tuple[int, ...]:
        """Return what changes when anybody writes to the file: its size, and when that was; empty: it is not there."""
        try:
            status = self.path.stat()
        except OSError:
            return ()
        return status.st_size, status.st_mtime_ns, status.st_ctime_ns


def regular(path: Path) -> None:
    """Refuse what is no file with something in it.

    Raises:
        NotTally: an empty file.
        BadInput: E902 a folder, E812 a pipe, a device, links in a circle.
        OSError: there is nothing (FileNotFoundError), or the machine failed.
    """
    if not check_regular(path).st_size:
        raise NotTally(str(path))


def claim(path: Path) -> None:
    """Make an empty file that only its owner reads, over nothing, not even for a moment.

    Raises:
        FileExistsError: something is there already.
        OSError: the machine failed.
    """
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, PRIVATE))


def real(path: Path) -> Path:
    """Return where the file is that a link leads to: what SQLite keeps lies beside it, on Windows too."""
    return path.resolve() if path.is_symlink() else path


def uri(path: Path, mode: str) -> str:
    """Return a path as SQLite takes it in a URI.

    Args:
        path: any, also of a Windows share, with any letters.
        mode: what follows the question mark.
    """
    name = path.absolute().as_posix()
    slashes = "//" if name.startswith("/") else "///"
    return f"file:{slashes}{quote(name.encode('utf-8', 'surrogateescape'), safe='/:')}?{mode}"


def beside(path: Path) -> list[Path]:
    """Return what SQLite left beside a database."""
    return [other for suffix in BESIDE if (other := path.with_name(path.name + suffix)).exists()]


def taken(path: Path) -> FileId:
    """Note that SQLite is about to open a file in this process; it is known until `given_back`.

    Raises:
        OSError: there is nothing (FileNotFoundError), or the machine failed.
    """
    with _OPENING:
        file = _identity(path)
        if file not in _OPEN:
            # Only now: closing the file later would give back the locks that SQLite holds on it in this process.
            _LOGS[file] = _says_log(path)
        _OPEN[file] += 1
    return file


def given_back(file: FileId) -> None:
    """Note that SQLite closed a file."""
    with _OPENING:
        _OPEN[file] -= 1
        if not _OPEN[file]:
            del _OPEN[file], _LOGS[file]


@contextmanager
def let_alone(path: Path) -> Iterator[bool]:
    """Tell whether nobody in this process has a file open; nobody opens it meanwhile."""
    with _OPENING:
        yield _identity(path) not in _OPEN


def open_elsewhere(file: FileId) -> bool:
    """Tell whether a file that is open in this process is open more than once."""
    return _OPEN[file] > 1


def keeps_log(file: FileId) -> bool:
    """Tell whether a file that is open keeps a write-ahead log, as earlier versions had it."""
    return _LOGS[file]


def log_left(file: FileId) -> None:
    """Note that an open file keeps a log no more."""
    _LOGS[file] = False


def _says_log(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(_HEADER)[_WRITE_VERSION:_HEADER] == _LOG


def _identity(path: Path) -> FileId:
    found = path.stat()
    return found.st_dev, found.st_ino
