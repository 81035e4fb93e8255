"""Making and opening a congress file: only a file of ours, of a version we know, whole; an older one after a copy."""

from collections.abc import Callable, Mapping
from pathlib import Path

from sqlalchemy import Engine, insert, select, update

from tally.application.journal_file import Damaged, NotTally, TooNew
from tally.domain.journal import CONGRESS_CHAIN
from tally.store.backup import backup
from tally.store.engine import APPENDS, BUSY_SECONDS, failures, file_engine, use_log, writable
from tally.store.journal import SqlJournal
from tally.store.migrations import MIGRATIONS, Migration
from tally.store.tables import APPLICATION, FORMAT, TABLES, make_tables

META, CHAIN, _ = TABLES


def create(path: Path, station: str, now: Callable[[], str]) -> SqlJournal:
    """Make a congress file with an empty journal, and open it.

    Raises:
        FileExistsError: something is there already.
        OSError: the machine failed.
    """
    # Not over anything, not even for a moment: the file is claimed before SQLite opens it.
    path.open("xb").close()
    engine = file_engine(path)
    with failures(str(path)):
        use_log(engine)
        with engine.connect().execution_options(**{APPENDS: True}) as connection, connection.begin():
            connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION}")
            make_tables(connection)
            connection.execute(insert(META).values(id=1, format=FORMAT, created=now()))
            connection.execute(insert(CHAIN).values(id=1, name=CONGRESS_CHAIN))
    return SqlJournal(engine, str(path), station, now)


def open_file(  # noqa: PLR0913 - the file, who opens it, and how
    path: Path,
    station: str,
    now: Callable[[], str],
    *,
    busy_seconds: float = BUSY_SECONDS,
    migrations: Mapping[int, Migration] = MIGRATIONS,
    reading: bool = False,
) -> SqlJournal:
    """Open a congress file.

    Args:
        path: of the file.
        station: the name of this computer.
        now: the time, ISO 8601 in UTC with milliseconds.
        busy_seconds: how long to wait for another program.
        migrations: from older versions of the tables.
        reading: nothing will be appended: a copy whose SHA-256 stands on paper stays as it is.

    Raises:
        NotTally, TooNew, Damaged: it cannot be worked with.
        OSError: there is no such file (FileNotFoundError), or the machine failed.
    """
    with path.open("rb") as file:
        # An empty file is an empty database to SQLite; to us it is none of ours.
        if not file.read(1):
            raise NotTally(str(path))
    engine = file_engine(path, busy_seconds=busy_seconds)
    try:
        with failures(str(path)):
            found = _checked(engine, str(path))
            if found < FORMAT:
                _migrate(engine, path, found, migrations)
            if writable(path) and not reading:
                # A copy brought back from a backup has none.
                use_log(engine)
    except BaseException:
        engine.dispose()
        raise
    return SqlJournal(engine, str(path), station, now)


def _checked(engine: Engine, file: str) -> int:
    """Return the version of a file of ours that is whole."""
    with engine.connect() as connection:
        if connection.exec_driver_sql("PRAGMA application_id").scalar_one() != APPLICATION:
            raise NotTally(file)
        # It reads every page. What an entry says is for its hash to show, which names the entry: checks are off.
        connection.exec_driver_sql("PRAGMA ignore_check_constraints = ON")
        answer = str(connection.exec_driver_sql("PRAGMA quick_check(1)").scalar_one())
        if answer != "ok":
            raise Damaged(file, answer)
        connection.exec_driver_sql("PRAGMA ignore_check_constraints = OFF")
        found = connection.execute(select(META.c.format)).scalar_one_or_none()
    if found is None:
        raise Damaged(file, "meta")
    if found > FORMAT:
        raise TooNew(file, found, FORMAT)
    return int(found)


def _migrate(engine: Engine, path: Path, found: int, migrations: Mapping[int, Migration]) -> None:
    """Lead the tables to this version, after a verified copy of the file was put beside it."""
    copy = path.with_name(f"{path.name}.v{found}-copy")
    if not copy.exists():
        backup(path, copy)
    with engine.connect().execution_options(**{APPENDS: True}) as connection, connection.begin():
        for version in range(found, FORMAT):
            migrations[version](connection)
            connection.execute(update(META).values(format=version + 1))
