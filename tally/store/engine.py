"""The database under a journal: a SQLite file with every safeguard on; and its failures as ours.

Everything above speaks SQLAlchemy, so that another engine (PostgreSQL by URL) can be handed in.
"""

import errno
import os
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import cast

from sqlalchemy import Connection, Engine, create_engine, event, exc
from sqlalchemy.pool import QueuePool

from tally.application.journal_file import Damaged, DiskFull, Locked, NotTally, ReadOnly

BUSY_SECONDS = 5.0
"""How long to wait for another station's write; one takes milliseconds."""

APPENDS = "tally_appends"
"""Execution option of a connection whose transactions are for writing, from their first statement on."""

_UNDECODABLE = "Could not decode to UTF-8"
"""What Python's own sqlite3 says, without a code, of a text that somebody damaged."""

_PRIMARY = 0xFF  # the low byte of an extended result code


def file_engine(path: Path, *, busy_seconds: float = BUSY_SECONDS) -> Engine:
    """Return an engine on a file that is there, or will be.

    Args:
        path: of the file.
        busy_seconds: how long to wait for another program.
    """
    engine = create_engine("sqlite://", creator=lambda: connect(path, busy_seconds), poolclass=QueuePool)
    # The driver's own notion of when a transaction begins is switched off (`connect`): we say it.
    event.listen(engine, "begin", _begin)
    return engine


def use_log(engine: Engine) -> None:
    """Have writers and readers of the file not wait for each other (WAL); the file remembers it."""
    with closing(engine.raw_connection()) as raw:
        cast("sqlite3.Connection", raw.driver_connection).execute("PRAGMA journal_mode = WAL")


def connect(path: Path, busy_seconds: float = BUSY_SECONDS) -> sqlite3.Connection:
    """Open a file with every safeguard on; one that cannot be written to as it stands.

    Raises:
        ReadOnly: it cannot be written to, yet holds ballots that would have to be brought back first.
        sqlite3.Error: as SQLite says.
    """
    target, uri = str(path), False
    if path.is_file() and not writable(path):
        # Nobody can be writing to it, and WAL's helper files could not be made beside it. But where a program that was
        # killed left some, they hold ballots that only a copy in a writable folder brings back.
        log = path.with_name(f"{path.name}-wal")
        if log.is_file() and log.stat().st_size:
            raise ReadOnly(str(path))
        target, uri = f"{path.absolute().as_uri()}?mode=ro&immutable=1", True
    connection = sqlite3.connect(target, timeout=busy_seconds, isolation_level=None, check_same_thread=False, uri=uri)
    try:
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA trusted_schema = OFF")
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def writable(path: Path) -> bool:
    """Tell whether the file and its folder may be written to."""
    return os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)


def _begin(connection: Connection) -> None:
    immediate = connection.get_execution_options().get(APPENDS, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")


@contextmanager
def failures(file: str) -> Iterator[None]:
    """Raise the database's failures as ours.

    Args:
        file: where the database is, as the user knows it.

    Raises:
        OSError: the machine failed: `Locked`, `DiskFull`, `ReadOnly`, or another.
        BadInput: `NotTally`, `Damaged`.
    """
    try:
        yield
    except (exc.DBAPIError, sqlite3.Error) as error:
        cause = error.orig if isinstance(error, exc.DBAPIError) else error
        code = getattr(cause, "sqlite_errorcode", None)
        if code is None and _UNDECODABLE in str(cause):
            raise Damaged(file, "UTF-8") from error
        if isinstance(cause, sqlite3.IntegrityError) or code is None:
            raise
        raise _said(code & _PRIMARY, str(cause), file) from error


def _said(code: int, text: str, file: str) -> Exception:
    if code in _FAILURES:
        return _FAILURES[code](file)
    if code == sqlite3.SQLITE_CORRUPT:
        return Damaged(file, text)
    number = errno.EIO
    if code in {sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH}:
        number = errno.EACCES if Path(file).parent.is_dir() else errno.ENOENT
    return OSError(number, text, file)


_FAILURES: Mapping[int, Callable[[str], Exception]] = {
    sqlite3.SQLITE_BUSY: Locked,
    sqlite3.SQLITE_LOCKED: Locked,
    sqlite3.SQLITE_FULL: DiskFull,
    sqlite3.SQLITE_READONLY: ReadOnly,
    sqlite3.SQLITE_NOTADB: NotTally,
}
