"""Tries a folder as a place for a congress file: with the very settings of one, in a file that is gone afterwards."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from statistics import median
from time import perf_counter

from tally.application.doctor import DiskFacts
from tally.disk import take_away, temporary_in
from tally.store.engine import connect
from tally.store.place import BESIDE, claim
from tally.store.volumes import kind_of

BALLOTS = 25
"""Ballots that are saved, each committed by itself."""

_BYTES = 400  # of an entry


def probe(folder: Path) -> DiskFacts:
    """Save ballots in a folder, read them again, try to write from a second program; nothing is left behind."""
    if not folder.is_dir():
        return DiskFacts(folder, "missing")
    file = temporary_in(folder)
    try:
        claim(file)
        seconds, locks = _save(file)
        kept = _read(file)
        free = shutil.disk_usage(folder).free
    except (OSError, sqlite3.Error):
        return DiskFacts(folder, "not_writable", kind_of(folder))
    finally:
        take_away(*(file.with_name(file.name + suffix) for suffix in ("", *BESIDE)))
    return DiskFacts(folder, "", kind_of(folder), free, seconds * 1000, kept, locks)


def _ballot(number: int) -> bytes:
    return bytes(number * step % 251 for step in range(_BYTES))


def _save(file: Path) -> tuple[float, bool]:
    """Return the median seconds that a ballot took, and whether somebody else was kept out meanwhile."""
    seconds = []
    with closing(connect(file)) as connection:
        connection.execute("CREATE TABLE ballot (number INTEGER PRIMARY KEY, content BLOB NOT NULL)")
        for number in range(BALLOTS):
            began = perf_counter()
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("INSERT INTO ballot VALUES (?, ?)", (number, _ballot(number)))
            connection.execute("COMMIT")
            seconds.append(perf_counter() - began)
        connection.execute("BEGIN IMMEDIATE")
        locks = not _another_writes(file)
        connection.execute("ROLLBACK")
    return median(seconds), locks


def _another_writes(file: Path) -> bool:
    with closing(connect(file, busy_seconds=0.0)) as other:
        try:
            other.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError:
            return False
        other.execute("ROLLBACK")
        return True


def _read(file: Path) -> bool:
    with closing(connect(file, reading=True)) as connection:
        rows = connection.execute("SELECT number, content FROM ballot ORDER BY number").fetchall()
    return rows == [(number, _ballot(number)) for number in range(BALLOTS)]
