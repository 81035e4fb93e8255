"""Copies of a congress file: a snapshot by SQLite itself, flushed, read back, and only then put under its name."""

import errno
import hashlib
import os
import secrets
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from tally.application.journal_file import Damaged, NotTally
from tally.store.engine import connect, failures
from tally.store.tables import APPLICATION

_CHUNK = 1 << 20


def backup(source: Path, target: Path) -> str:
    """Copy a congress file, even while a station writes to it; return the SHA-256 of the copy, in hex.

    The copy is one file that needs no other beside it. What stood at `target` is replaced only by a copy that was read
    back from the disk and is whole.

    Raises:
        NotTally, Damaged: the source is no congress file, or is damaged.
        FileExistsError: beside `target` lies the log of a congress file of that name, whose ballots would be lost.
        OSError: the machine failed; what stood at `target` still stands there.
    """
    return _put(source, target, _snapshot)


def restore(copy: Path, target: Path) -> str:
    """Bring a copy back byte by byte, so that its SHA-256, which is returned, is the one said when it was made.

    Raises:
        NotTally, Damaged, OSError: as `backup`.
    """
    log = copy.with_name(f"{copy.name}-wal")
    # A file that a program was killed over is no finished copy: what its log holds is taken along.
    return _put(copy, target, _snapshot if log.exists() else _same_bytes)


def _put(source: Path, target: Path, write: Callable[[Path, Path], object]) -> str:
    log = target.with_name(f"{target.name}-wal")
    if log.exists():
        raise FileExistsError(errno.EEXIST, "in the way", str(log))
    with source.open("rb"):
        pass  # a missing source is said as such, and never made
    temporary = target.with_name(f".tally-{secrets.token_hex(8)}.tmp")
    try:
        with failures(str(source)):
            write(source, temporary)
            _refuse_unsound(temporary, str(source))
        with temporary.open("rb+") as file:
            os.fsync(file.fileno())
        written = _sha256(temporary)
        temporary.replace(target)
        if _sha256(target) != written:
            raise Damaged(str(target), "SHA-256")
    except OSError as error:
        if error.filename == str(temporary):
            # The name the user knows, not the temporary one.
            error.filename, error.filename2 = str(target), None
        raise
    finally:
        for suffix in ("", "-wal", "-shm"):
            temporary.with_name(temporary.name + suffix).unlink(missing_ok=True)
    return written


def _same_bytes(source: Path, target: Path) -> None:
    shutil.copyfile(source, target)


def _snapshot(source: Path, target: Path) -> None:
    with closing(connect(source)) as reading, closing(sqlite3.connect(target)) as writing:
        reading.backup(writing)
        # The copy stands alone: no log, nothing beside it.
        writing.execute("PRAGMA journal_mode = DELETE")


def _refuse_unsound(copy: Path, source: str) -> None:
    with closing(sqlite3.connect(copy)) as connection:
        if connection.execute("PRAGMA application_id").fetchone() != (APPLICATION,):
            raise NotTally(source)
        (answer,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
    if answer != "ok":
        raise Damaged(source, answer)


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()
