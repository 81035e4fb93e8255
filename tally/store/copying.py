"""A copy put under its name whole or not at all: written by SQLite, flushed, read back, and only then moved there."""

import errno
import hashlib
import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from tally.application.journal_file import Damaged, NotTally
from tally.disk import PUT_ASIDE, flush_folder, take_away, temporary_in
from tally.store.engine import connect, failures
from tally.store.left_over import check_beside, refuse_left
from tally.store.place import BESIDE, Place, beside, claim, let_alone, regular, uri

_CHUNK = 1 << 20


class Copied(NamedTuple):
    """A copy that stands under its name.

    Attributes:
        digest: its SHA-256, in hex.
        kept: where what stood under the name is now; None: nothing did, or it was replaced.
    """

    digest: str
    kept: Path | None = None


Writes = Callable[[Path, Path], None]
"""Writes a file's content to an empty file: from where, to where."""


def copy_file(source: Path, target: Path) -> str:
    """Copy a congress file as it stands, even while a station writes to it; return the SHA-256 of the copy, in hex.

    Raises:
        BadInput, OSError: as `put`.
    """
    return put(source, target, snapshot, lambda _copy: None).digest


def put(source: Path, target: Path, write: Writes, check: Callable[[Path], None], *, keep: bool = False) -> Copied:
    """Put a copy of a congress file under a name.

    The copy is one file that needs no other beside it, and that its owner alone can read. What stood at `target` is
    replaced only by a copy that was checked and read back from the disk.

    Args:
        source: the congress file; only SQLite touches it.
        target: the name.
        write: `snapshot` or `same_bytes`.
        check: raises what is wrong with the copy before anything stands under the name.
        keep: what stood at `target` is kept beside it (`set_aside`).

    Raises:
        FileExistsError: beside `target` lies what a killed program left, whose ballots would be lost.
        BadInput, BrokenJournal: the source is not sound.
        OSError: the machine failed; what stood at `target` still stands there.
    """
    if keep and target.exists():
        check_beside(target)
    else:
        refuse_left(target)
    regular(source)
    temporary = temporary_in(target.parent)
    try:
        with failures(str(source)):
            claim(temporary)
            write(source, temporary)
            check(temporary)
        with temporary.open("rb+") as file:
            os.fsync(file.fileno())
        written = _sha256(temporary)
        kept = set_aside(target) if keep else None
        for left in beside(target):
            left.unlink()
        temporary.replace(target)
        flush_folder(target.parent)
        if _sha256(target) != written:
            raise Damaged(str(target), "SHA-256")
    except OSError as error:
        is_full = error.errno == errno.ENOSPC and error.filename in {None, str(source)}
        if is_full or error.filename == str(temporary):
            # The name the user knows, not the temporary one; and there is no room where it is written, not read.
            error.filename, error.filename2 = str(target), None
        raise
    finally:
        take_away(*(temporary.with_name(temporary.name + suffix) for suffix in ("", *BESIDE)))
    return Copied(written, kept)


def snapshot(source: Path, target: Path) -> None:
    """Write what a file holds now, also while another program writes to it."""
    with closing(connect(source, reading=True)) as reading, closing(_unguarded(target)) as writing:
        reading.backup(writing)
        # The copy stands alone: no log, nothing beside it.
        writing.execute("PRAGMA journal_mode = DELETE")


def same_bytes(source: Path, target: Path) -> None:
    """Write a file byte by byte, so that its SHA-256 is the one said when it was made."""
    if _copied_alone(source, target):
        return
    with closing(connect(source, reading=True)) as reading:
        if reading.execute("PRAGMA page_count").fetchone() == (0,):
            raise NotTally(str(source))  # what a full stick, or one that was pulled, kept of a copy
        target.write_bytes(reading.serialize())


def _copied_alone(source: Path, target: Path) -> bool:
    """Copy a file that nobody has open, as copies are, however large; tell whether it was one."""
    with let_alone(source) as is_alone:
        if not is_alone or beside(source):
            return False
        before = Place(source).stamp()
        with source.open("rb") as read, target.open("rb+") as written:
            shutil.copyfileobj(read, written, _CHUNK)
            written.truncate()
        # Whoever writes keeps a journal beside the file, and leaves another time.
        return not beside(source) and Place(source).stamp() == before


def set_aside(path: Path) -> Path | None:
    """Give a congress file another name beside its own, with all that a killed program left beside it.

    Returns:
        `NAME.truoc-1.tally`, or the next number that is free; None: there was nothing.
    """
    if not path.exists():
        return None
    numbers = iter(range(1, 10_000))
    names = (path.with_name(f"{path.stem}{PUT_ASIDE}{number}{path.suffix}") for number in numbers)
    kept = next(name for name in names if not name.exists() and not beside(name))
    in_the_way = beside(path)
    for left in in_the_way:
        # Never a moment without it under the one name or the other: the file is half a commit without its journal.
        copy = kept.with_name(kept.name + left.name.removeprefix(path.name))
        claim(copy)
        _write_through(copy, left.read_bytes())
    flush_folder(path.parent)
    path.rename(kept)
    flush_folder(path.parent)
    for left in in_the_way:
        left.unlink()
    return kept


def _write_through(path: Path, content: bytes) -> None:
    with path.open("rb+") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _unguarded(target: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(uri(target, "mode=rw"), isolation_level=None, uri=True)
    # A copy that is not finished is thrown away: nothing of it has to survive.
    connection.execute("PRAGMA journal_mode = OFF")
    connection.execute("PRAGMA synchronous = OFF")
    return connection


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()
