"""Writing a file whole or not at all: a half document is never left behind, and none that stood there is lost."""

import os
from collections.abc import Iterable
from itertools import count
from pathlib import Path
from typing import BinaryIO

from tally.disk import PUT_ASIDE, flush_folder, make_folders, take_away, temporary_in

_PAPER_MODE, _PRIVATE_MODE = 0o666, 0o600


def write_file(path: Path, content: bytes, *, private: bool = False) -> None:
    """Write a file whole or not at all; as `write_pieces`.

    Args:
        path: as there.
        content: the whole content.
        private: as there.
    """
    write_pieces(path, (content,), private=private)


def write_pieces(path: Path, pieces: Iterable[bytes], *, private: bool = False) -> None:
    """Write a file: a temporary name in the same folder, flushed to the disk, then moved into place.

    Args:
        path: its folders are made when they are not there; a file that is there is replaced.
        pieces: the whole content, piece by piece, so that it needs no room.
        private: it can be read by its owner alone, from its first byte on; else by whom the user's files can be read.

    Raises:
        OSError: the machine failed; what stood at `path` before still stands there, and nothing else is left behind.
    """
    make_folders(path.parent)
    temporary = temporary_in(path.parent)
    try:
        with _new_file(temporary, _PRIVATE_MODE if private else _PAPER_MODE) as file:
            file.writelines(pieces)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except OSError as error:
        # The name the user knows, not the temporary one.
        error.filename, error.filename2 = str(path), None
        raise
    finally:
        take_away(temporary)
    flush_folder(path.parent)


def keep(path: Path, *, unless: bytes) -> Path | None:
    """Move a file out of the way under the name `NAME.truoc-1.xlsx`, or the next number that is free.

    Args:
        path: the file that is about to be written.
        unless: its new content; a file that has it already may stay.

    Returns:
        Where the file is now, or None: there was none, or it has that content.

    Raises:
        OSError: the machine failed.
    """
    if not path.is_file() or (path.stat().st_size == len(unless) and path.read_bytes() == unless):
        return None
    names = (path.with_name(f"{path.stem}{PUT_ASIDE}{number}{path.suffix}") for number in count(1))
    free = next(name for name in names if not name.exists())
    path.rename(free)
    return free


def _new_file(path: Path, mode: int) -> BinaryIO:
    """Make a file that has its mode from the first byte on, and open it.

    Windows knows no such modes and takes none of these bits: there a file inherits from its folder who may read it, and
    a user's own folders are closed to the others.
    """
    # A paper is for the whole board, as far as the user lets others read what is new (umask).
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
    return os.fdopen(os.open(path, flags, mode), "wb")
