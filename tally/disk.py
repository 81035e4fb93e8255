"""The one door to a file that comes from outside, and what a disk is told beside what is written to files.

Only a regular file is ever opened, and only so much of it is read. Opening a pipe waits for somebody to write into it,
and reading a device may never end. So it is asked first what stands at a path, then opened without waiting, and asked
again of what was opened: whoever exchanges the one for the other in between gains nothing.
"""

import errno
import os
import secrets
import stat
import time
from contextlib import suppress
from pathlib import Path

from tally.application.intake import BadInput, FileFinding

PUT_ASIDE = ".truoc-"
"""Stands in the name of a file that was put out of the way of something newer, before a number and the ending."""

_NO_FOLDER_SYNC = frozenset({errno.EINVAL, errno.ENOTSUP, errno.EBADF, errno.EACCES})
_LEFT = f".tally-{16 * '[0-9a-f]'}.tmp*"  # and what SQLite kept beside one
_LEFT_SECONDS = 3600.0  # since a temporary file was written to: whoever made it is done with it, or was killed
_DEVICE, _LOOP = "device", "link-loop"
_SHOWN = 60  # characters of a name that a message repeats: its end tells it from others

_GUARDED = 0
# Each where it exists: do not wait for a writer, do not become the terminal's process, no line ends of Windows.
for _flag in ("O_NONBLOCK", "O_NOCTTY", "O_BINARY"):
    _GUARDED |= getattr(os, _flag, 0)


class SpecialFile(BadInput):
    """What stands at a path is no regular file: a pipe, a device, a socket, or links that lead round in a circle.

    Attributes:
        kind: what it is, as a key of `words.file`.
    """

    def __init__(self, file: str, kind: str) -> None:
        self.kind = kind
        super().__init__([FileFinding(file, 1, 1, "E812", {"file_kind": kind})])


def check_regular(path: Path, file: str | None = None) -> os.stat_result:
    """Refuse what is no regular file, without opening it; return what the system says of it.

    Args:
        path: where it is.
        file: its name as findings give it; the path unless given.

    Raises:
        SpecialFile: E812.
        BadInput: E902: it is a folder.
        OSError: there is nothing (FileNotFoundError, NotADirectoryError), or the machine failed.
    """
    name = str(path) if file is None else file
    try:
        status = path.stat()
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise SpecialFile(name, _LOOP) from error
        raise
    except ValueError as error:  # a NUL in the name
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(path)) from error
    _refuse_special(status, name)
    return status


def read_regular(path: Path, limit: int, file: str | None = None) -> bytes:
    """Return the bytes of a regular file, and of one that is larger, or grows meanwhile, no more than `limit` + 1.

    Args:
        path: where it is.
        limit: bytes; whoever gets more of them says that it is too large.
        file: its name as findings give it; the path unless given.

    Raises:
        SpecialFile, BadInput, OSError: as `check_regular`.
    """
    name = str(path) if file is None else file
    check_regular(path, name)
    descriptor = os.open(path, os.O_RDONLY | _GUARDED)
    with os.fdopen(descriptor, "rb") as opened:
        status = os.fstat(descriptor)
        _refuse_special(status, name)
        # Python sets aside as much memory as is asked for: ask for the file, and for more only if it is growing.
        asked = min(status.st_size, limit) + 1
        # A file of the system that calls itself regular and has nothing yet to say gives None: nothing is waited for.
        data = opened.read(asked) or b""
        if len(data) == asked and asked <= limit:
            data += opened.read(limit + 1 - asked) or b""
    return data


def append_regular(path: Path, mode: int) -> int:
    """Open a regular file to append to it, and make it where there is none; return its descriptor.

    Args:
        path: where it is.
        mode: who may read and write a file that is made.

    Raises:
        SpecialFile, BadInput, OSError: as `check_regular`, but for a file that is not there.
    """
    with suppress(FileNotFoundError):
        check_regular(path)
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | _GUARDED, mode)
    try:
        _refuse_special(os.fstat(descriptor), str(path))
    except BadInput:
        os.close(descriptor)
        raise
    return descriptor


def is_folder(path: Path) -> bool:
    """Tell whether a path is a folder that can be looked into; links in a circle are none."""
    with suppress(OSError):
        return stat.S_ISDIR(path.stat().st_mode)
    return False


def make_folders(path: Path) -> None:
    """Make a folder, and those above it, so that a power cut does not take them back with all that is put into them.

    Raises:
        OSError: the machine failed, or something else has that name.
    """
    missing = [folder for folder in (path, *path.parents) if not folder.exists()]
    path.mkdir(parents=True, exist_ok=True)
    for folder in reversed(missing):
        flush_folder(folder.parent)


def temporary_in(folder: Path) -> Path:
    """Return a free name for a temporary file; what programs that were killed left in the folder is taken away.

    It may be a whole copy of a congress file, with every ballot in it.
    """
    long_ago = time.time() - _LEFT_SECONDS
    with suppress(OSError):
        left = [one for one in folder.glob(_LEFT) if one.lstat().st_mtime < long_ago]
        take_away(*left)
    return folder / f".tally-{secrets.token_hex(8)}.tmp"


def take_away(*temporary: Path) -> None:
    """Take temporary files away; one that cannot be stays, for what went wrong before that is what has to be said."""
    for path in temporary:
        with suppress(OSError):
            path.unlink()


def flush_folder(folder: Path) -> None:
    """Put new names in a folder on the disk too, where the system can (Windows does it by itself).

    Raises:
        OSError: the machine failed.
    """
    if not hasattr(os, "O_DIRECTORY"):
        return
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    except OSError as error:
        # Some network disks cannot; the file itself is safe by now.
        if error.errno not in _NO_FOLDER_SYNC:
            raise
    finally:
        os.close(descriptor)


def _refuse_special(status: os.stat_result, file: str) -> None:
    if stat.S_ISDIR(status.st_mode):
        name = "".join(one if one.isprintable() else "\N{REPLACEMENT CHARACTER}" for one in file[-_SHOWN:])
        raise BadInput([FileFinding(file, 1, 1, "E902", {"value": name})])
    if not stat.S_ISREG(status.st_mode):
        raise SpecialFile(file, _DEVICE)
