"""Writing a file whole or not at all: a half document is never left behind, and none that stood there is lost."""

import os
import secrets
from collections.abc import Iterable
from itertools import count
from pathlib import Path

from tally.disk import flush_folder, make_folders


def write_file(path: Path, content: bytes) -> None:
    """Write a file whole or not at all; as `write_pieces`.

    Args:
        path: as there.
        content: the whole content.
    """
    write_pieces(path, (content,))


def write_pieces(path: Path, pieces: Iterable[bytes]) -> None:
    """Write a file: a temporary name in the same folder, flushed to the disk, then moved into place.

    Args:
        path: its folders are made when they are not there; a file that is there is replaced.
        pieces: the whole content, piece by piece, so that it needs no room.

    Raises:
        OSError: the machine failed; what stood at `path` before still stands there, and nothing else is left behind.
    """
    make_folders(path.parent)
    # Not tempfile: its files can be read by their owner alone, and a paper is for the whole board.
    temporary = path.with_name(f".tally-{secrets.token_hex(8)}.tmp")
    try:
        with temporary.open("xb") as file:
            file.writelines(pieces)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except OSError as error:
        # The name the user knows, not the temporary one.
        error.filename, error.filename2 = str(path), None
        raise
    finally:
        temporary.unlink(missing_ok=True)
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
    names = (path.with_name(f"{path.stem}.truoc-{number}{path.suffix}") for number in count(1))
    free = next(name for name in names if not name.exists())
    path.rename(free)
    return free
