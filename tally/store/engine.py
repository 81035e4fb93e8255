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
from typing import TYPE_CHECKING, cast

from sqlalchemy import Connection, Engine, FromClause, create_engine, event, exc
from sqlalchemy.dialects.sqlite.base import SQLiteCompiler
from sqlalchemy.pool import QueuePool

from tally.application.intake import BadInput
from tally.application.journal_file import Damaged, DiskFull, Locked, Moved, NotTally, ReadOnly
from tally.store.left_over import check_beside, check_own, has_log, is_half_written, private_copy
from tally.store.place import FileId, given_back, keeps_log, let_alone, log_left, open_elsewhere, real, taken, uri

if TYPE_CHECKING:
    from tempfile import TemporaryDirectory

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
    often cannot. Where a program was killed while writing, whoever writes has that undone in the file itself; whoever
    reads, in a copy of their own.

    Args:
        path: of the file.
        busy_seconds: how long to wait for another program.
        reading: nothing is written, so that the file stays as it is, and a full or write-protected disk will do.

    Raises:
        BadInput: what lies beside it is none of ours (`left_over`).
        OSError: it is not there, or the machine failed.
        sqlite3.Error: as SQLite says.
    """
    connection = _opened(path, busy_seconds, reading=reading)
    try:
        for setting in _SETTINGS:
            connection.execute(setting)
        if connection.folder is not None:
            connection.execute("PRAGMA query_only = ON")  # nothing is kept that is written to a copy of our own
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

_LONGEST = 16 << 20
"""Bytes of the longest row that is read or written; no entry comes near: a congress of 20,000 candidates has 4 MB."""


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
    folder: "TemporaryDirectory[str] | None" = None

    def close(self) -> None:
        """Let go of the file; of a copy of our own nothing is left."""
        super().close()
        if self.folder is not None:
            self.folder.cleanup()
            self.folder = None
        if self.file is not None:
            given_back(self.file)
            self.file = None


def _opened(path: Path, busy_seconds: float, *, reading: bool) -> "_Connection":
    place = real(path)
    check_beside(place)
    folder = _looked_at(place, reading=reading)
    if folder is not None:
        place = Path(folder.name) / place.name
    file = taken(place)
    try:
        mode = _mode(place, file) if reading and folder is None else "mode=rw"
        connection = sqlite3.connect(
            uri(place, mode),
            timeout=busy_seconds,
            isolation_level=None,
            check_same_thread=False,
            uri=True,
            factory=_Connection,
        )
    except (OSError, BadInput, sqlite3.Error):
        given_back(file)
        if folder is not None:
            folder.cleanup()
        raise
    connection.file, connection.folder = file, folder
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LONGEST)
    return connection


def _looked_at(path: Path, *, reading: bool) -> "TemporaryDirectory[str] | None":
    """Look at a file that a killed program left half written; return the folder of a copy of it, where it is read.

    Raises:
        BadInput, OSError: as `private_copy` and `check_own`.
    """
    with let_alone(path) as is_alone:
        if not is_alone or not _is_left(path):
            return None
        if reading:
            return private_copy(path)
        check_own(path)
        return None


def _is_left(path: Path) -> bool:
    """Tell whether a file has to be brought in order before it is read, nobody being about to do so."""
    if not is_half_written(path):
        return False
    if has_log(path):
        return True
    # Only SQLite knows whether somebody is writing just now; asked like this it changes nothing.
    with closing(sqlite3.connect(uri(path, "mode=ro"), timeout=0, isolation_level=None, uri=True)) as asked:
        try:
            asked.execute("PRAGMA schema_version")
        except sqlite3.Error as error:
            return getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_READONLY_ROLLBACK
    return False


def _mode(path: Path, file: FileId) -> str:
    """Return how a file is opened to be read."""
    if open_elsewhere(file) and is_half_written(path):
        return "mode=rw"  # whoever in this process writes to it brings it in order too
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
