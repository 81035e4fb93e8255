"""The database under a journal: a SQLite file with every safeguard on; and its failures as ours.

Everything above speaks SQLAlchemy, so that another engine (PostgreSQL by URL) can be handed in.
"""

import errno
import os
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import cast

from sqlalchemy import Connection, Engine, FromClause, create_engine, event, exc
from sqlalchemy.dialects.sqlite.base import SQLiteCompiler
from sqlalchemy.pool import QueuePool

from tally.application.journal_file import Damaged, DiskFull, Locked, Moved, NotTally, ReadOnly
from tally.store.place import FileId, given_back, is_half_written, keeps_log, log_left, taken, uri

BUSY_SECONDS = 5.0
"""How long to wait for another station's write; one takes milliseconds."""

APPENDS = "tally_appends"
"""Execution option of a connection whose transactions are for writing, from their first statement on."""

_UNDECODABLE = "Could not decode to UTF-8"
"""What Python's own sqlite3 says, without a code, of a text that somebody damaged."""

_PRIMARY = 0xFF  # the low byte of an extended result code


def file_engine(path: Path, *, busy_seconds: float = BUSY_SECONDS, reading: bool = False) -> Engine:
    """Return an engine on a file that is there.

    Args:
        path: of the file.
        busy_seconds: how long to wait for another program.
        reading: nothing will be written.
    """
    creator = partial(connect, path, busy_seconds, reading=reading or not writable(path))
    engine = create_engine("sqlite://", creator=creator, poolclass=QueuePool)
    engine.dialect.statement_compiler = _Compiler
    # The driver's own notion of when a transaction begins is switched off (`connect`): we say it.
    event.listen(engine, "begin", _begin)
    return engine


class _Compiler(SQLiteCompiler):
    """SQLite's, with its one hint for a table: NOT INDEXED."""

    def get_from_hint_text(self, table: FromClause, text: str | None) -> str | None:  # noqa: ARG002 - as SQLAlchemy calls it
        """Return what follows the name of a table."""
        return text


def connect(path: Path, busy_seconds: float = BUSY_SECONDS, *, reading: bool = False) -> sqlite3.Connection:
    """Open a file that is there, with every safeguard on.

    A rollback journal rather than a write-ahead log: what was acknowledged stands in the file itself, not in another
    one beside it that is left behind when the file is copied; and no memory is shared, which sticks and network drives
    often cannot.

    Args:
        path: of the file.
        busy_seconds: how long to wait for another program.
        reading: nothing is written, so that the file stays as it is, and a full or write-protected disk will do.

    Raises:
        ReadOnly: it cannot be written to, yet a program was killed while writing to it: that has to be undone first.
        sqlite3.Error: as SQLite says.
    """
    connection = _opened(path, busy_seconds, reading=reading)
    try:
        for setting in _SETTINGS:
            connection.execute(setting)
        if not reading and not _is_log(connection):
            connection.execute("PRAGMA journal_mode = PERSIST")
    except sqlite3.Error:
        connection.close()
        raise
    return connection


_SETTINGS = (
    "PRAGMA foreign_keys = ON",
    "PRAGMA synchronous = EXTRA",
    "PRAGMA trusted_schema = OFF",
    "PRAGMA cell_size_check = ON",
    "PRAGMA temp_store = MEMORY",  # a full disk must not keep anybody from reading
    "PRAGMA mmap_size = 0",  # a stick that is pulled would end the program, not the read
)

_LONGEST = 64 * 1024 * 1024
"""Bytes of the longest value that is read; no entry comes near."""


def leave_log(engine: Engine) -> None:
    """Have a file that earlier versions wrote keep a rollback journal, as all do now.

    Raises:
        sqlite3.Error: another program has it open, or as SQLite says.
    """
    with closing(engine.raw_connection()) as raw:
        connection = cast("_Connection", raw.driver_connection)
        if _is_log(connection):
            connection.execute("PRAGMA journal_mode = PERSIST")
            if connection.file is not None:
                log_left(connection.file)


def tidy(engine: Engine) -> None:
    """Take away the journal that the last commit left beside the file; one that is in use stays."""
    with suppress(sqlite3.Error, exc.DBAPIError), closing(engine.raw_connection()) as raw:
        connection = cast("sqlite3.Connection", raw.driver_connection)
        connection.execute("PRAGMA busy_timeout = 0")
        connection.execute("PRAGMA journal_mode = DELETE")


def _is_log(connection: sqlite3.Connection) -> bool:
    return bool(connection.execute("PRAGMA journal_mode").fetchone() == ("wal",))


class _Connection(sqlite3.Connection):
    """A connection that is known as long as it is open."""

    file: FileId | None = None

    def close(self) -> None:
        """Let go of the file."""
        super().close()
        if self.file is not None:
            given_back(self.file)
            self.file = None


def _opened(path: Path, busy_seconds: float, *, reading: bool) -> sqlite3.Connection:
    file = taken(path)
    try:
        mode = _mode(path, file) if reading else "mode=rw"
        connection = sqlite3.connect(
            uri(path, mode),
            timeout=busy_seconds,
            isolation_level=None,
            check_same_thread=False,
            uri=True,
            factory=_Connection,
        )
    except (OSError, sqlite3.Error):
        given_back(file)
        raise
    connection.file = file
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LONGEST)
    return connection


def _mode(path: Path, file: FileId) -> str:
    """Return how a file is opened to be read. Raises ReadOnly."""
    if is_half_written(path):
        # A program was killed while writing, or is writing now: SQLite itself brings the file in order.
        if not writable(path):
            raise ReadOnly(str(path))
        return "mode=rw"
    # With a log that is empty nobody is writing to it, and SQLite would leave helper files beside it.
    return "mode=ro&immutable=1" if keeps_log(file) else "mode=ro"


def writable(path: Path) -> bool:
    """Tell whether the file and its folder may be written to."""
    return os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)


def _begin(connection: Connection) -> None:
    immediate = connection.get_execution_options().get(APPENDS, False)
    if immediate:
        # What is decided on is read from the disk, not from what was there: a file damaged meanwhile is found now.
        connection.exec_driver_sql("PRAGMA shrink_memory")
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
    except UnicodeDecodeError as error:
        # Of a message in which SQLite quotes a schema that is no UTF-8.
        raise Damaged(file, "UTF-8") from error
    except (exc.DBAPIError, sqlite3.Error) as error:
        cause = error.orig if isinstance(error, exc.DBAPIError) else error
        code = getattr(cause, "sqlite_errorcode", None)
        if code is None and _UNDECODABLE in str(cause):
            raise Damaged(file, "UTF-8") from error
        if isinstance(cause, sqlite3.IntegrityError) or code is None:
            raise
        raise _said(code, str(cause), file) from error


def _said(extended: int, text: str, file: str) -> Exception:
    code = extended & _PRIMARY
    if extended == _MOVED:
        return Moved(file)
    if code in _FAILURES:
        return _FAILURES[code](file)
    if code in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_FORMAT, sqlite3.SQLITE_TOOBIG} or text == _UNSUPPORTED:
        return Damaged(file, text)
    number = errno.EIO
    if code in {sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH}:
        number = errno.EACCES if Path(file).parent.is_dir() else errno.ENOENT
    return OSError(number, text, file)


_UNSUPPORTED = "unsupported file format"
"""What SQLite says, with its most general code, of a file whose schema has a number that it does not know."""

_MOVED = sqlite3.SQLITE_READONLY_DBMOVED

_FAILURES: Mapping[int, Callable[[str], Exception]] = {
    sqlite3.SQLITE_BUSY: Locked,
    sqlite3.SQLITE_LOCKED: Locked,
    sqlite3.SQLITE_FULL: DiskFull,
    sqlite3.SQLITE_READONLY: ReadOnly,
    sqlite3.SQLITE_NOTADB: NotTally,
}
