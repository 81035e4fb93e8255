"""Copies of a congress file: a snapshot by SQLite itself, flushed, read back, and only then put under its name."""

import hashlib
import os
import secrets
import sqlite3
from contextlib import closing
from pathlib import Path

from tally.application.journal_file import Damaged, NotTally
from tally.store.engine import failures
from tally.store.tables import APPLICATION

_CHUNK = 1 << 20


def copy_verified(source: Path, target: Path) -> str:
    """Copy a congress file, even while a station writes to it; return the SHA-256 of the copy, in hex.

    The copy is one file that needs no other beside it. What stood at `target` is replaced only by a copy that was read
    back from the disk and is whole.

    Raises:
        NotTally, Damaged: the source is no congress file, or is damaged.
        OSError: the machine failed; what stood at `target` still stands there.
    """
    with source.open("rb"):
        pass  # a missing source is said as such, and never made
    temporary = target.with_name(f".tally-{secrets.token_hex(8)}.tmp")
    try:
        with failures(str(source)):
            _snapshot(source, temporary)
        with temporary.open("rb+") as file:
            os.fsync(file.fileno())
        written = _sha256(temporary)
        _refuse_damaged(temporary, source)
        temporary.replace(target)
        if _sha256(target) != written:
            raise Damaged(str(target), "SHA-256")
    finally:
        temporary.unlink(missing_ok=True)
    return written


def _snapshot(source: Path, target: Path) -> None:
    with closing(sqlite3.connect(source)) as reading, closing(sqlite3.connect(target)) as writing:
        if reading.execute("PRAGMA application_id").fetchone() != (APPLICATION,):
            raise NotTally(str(source))
        reading.backup(writing)
        # The copy stands alone: no WAL, nothing beside it.
        writing.execute("PRAGMA journal_mode = DELETE")


def _refuse_damaged(copy: Path, source: Path) -> None:
    with failures(str(source)), closing(sqlite3.connect(copy)) as connection:
        (answer,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
    if answer != "ok":
        raise Damaged(str(source), answer)


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()
