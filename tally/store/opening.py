"""Making and opening a congress file: only a file of ours, of a version we know, whole; an older one after a copy."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, cast

from sqlalchemy import Engine, func, insert, select, update

from tally.application.journal_file import Damaged, NotTally, TooNew
from tally.disk import flush_folder
from tally.domain.journal import CONGRESS_CHAIN
from tally.store.copying import copy_file
from tally.store.engine import APPENDS, BUSY_SECONDS, failures, file_engine, leave_log, writable
from tally.store.journal import CONGRESS_ID, SqlJournal
from tally.store.migrations import MIGRATIONS, Migration
from tally.store.place import Place, claim, regular
from tally.store.schema import check_schema
from tally.store.tables import APPLICATION, FORMAT, TABLES, make_tables

if TYPE_CHECKING:
    import sqlite3

META, CHAIN, ENTRY = TABLES


def create(path: Path, station: str, now: Callable[[], str]) -> SqlJournal:
    """Make a congress file with an empty journal, and open it.

    Raises:
        FileExistsError: something is there already.
        OSError: the machine failed.
    """
    claim(path)
    engine = file_engine(path)
    with failures(str(path)), engine.connect().execution_options(**{APPENDS: True}) as connection, connection.begin():
        connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION}")
        make_tables(connection)
        connection.execute(insert(META).values(id=1, format=FORMAT, created=now()))
        connection.execute(insert(CHAIN).values(id=CONGRESS_ID, name=CONGRESS_CHAIN))
    flush_folder(path.parent)
    return SqlJournal(engine, str(path), station, now, Place(path))


def open_file(  # noqa: PLR0913 - the file, who opens it, and how
    path: Path,
    station: str,
    now: Callable[[], str],
    *,
    busy_seconds: float = BUSY_SECONDS,
    migrations: Mapping[int, Migration] = MIGRATIONS,
    reading: bool = False,
    name: str = "",
) -> SqlJournal:
    """Open a congress file.

    Args:
        path: of the file.
        station: the name of this computer.
        now: the time, ISO 8601 in UTC with milliseconds.
        busy_seconds: how long to wait for another program.
        migrations: from older versions of the tables.
        reading: nothing will be appended: a copy whose SHA-256 stands on paper stays as it is.
        name: as the user knows the file, where that is not its path.

    Raises:
        NotTally, TooNew, Damaged, Foreign: it cannot be worked with.
        OSError: there is no such file (FileNotFoundError), or the machine failed.
    """
    name = name or str(path)
    regular(path)
    place = Place(path)
    engine = file_engine(path, busy_seconds=busy_seconds, reading=reading)
    try:
        with failures(name):
            found = _checked(engine, name, min((FORMAT, *migrations)))
            if found < FORMAT and writable(path) and not reading:
                _migrate(engine, path, found, migrations)
            elif writable(path) and not reading:
                leave_log(engine)  # another tool may have put it to a log: what is acknowledged would stand there
        if not reading:  # a copy that is read may be replaced by the next one meanwhile
            place.check()
    except BaseException:
        engine.dispose()
        raise
    return SqlJournal(engine, name, station, now, None if reading else place)


def _checked(engine: Engine, file: str, oldest: int) -> int:
    """Return the version of a file of ours that is whole, at least the oldest that is known."""
    with engine.connect() as connection:
        raw = cast("sqlite3.Connection", connection.connection.driver_connection)
        if raw.execute("PRAGMA application_id").fetchone() != (APPLICATION,):
            raise NotTally(file)
        check_schema(raw, file)
        # It reads every page, and holds the index of names against its table. What an entry says is for its hash to
        # show, which names the entry: checks are off.
        raw.execute("PRAGMA ignore_check_constraints = ON")
        (answer,) = raw.execute("PRAGMA integrity_check(1)").fetchone()
        if answer != "ok":
            raise Damaged(file, answer)
        raw.execute("PRAGMA ignore_check_constraints = OFF")
        formats = connection.execute(select(META.c.format)).scalars().all()
        first = connection.execute(select(CHAIN.c.id, CHAIN.c.name).order_by(CHAIN.c.id).limit(1)).first()
        least = connection.execute(select(func.min(ENTRY.c.chain))).scalar_one_or_none()
    if len(formats) != 1 or formats[0] < oldest:
        raise Damaged(file, "meta")
    (found,) = formats
    if found > FORMAT:
        raise TooNew(file, found, FORMAT)
    if first is None or tuple(first) != (CONGRESS_ID, CONGRESS_CHAIN) or (least or CONGRESS_ID) < CONGRESS_ID:
        raise Damaged(file, "chain")
    return int(found)


def _migrate(engine: Engine, path: Path, found: int, migrations: Mapping[int, Migration]) -> None:
    """Lead the tables to this version, after a verified copy of the file was put beside it."""
    copy = path.with_name(f"{path.name}.v{found}-copy")
    if not copy.exists():
        copy_file(path, copy)
    leave_log(engine)
    with engine.connect().execution_options(**{APPENDS: True}) as connection, connection.begin():
        for version in range(found, FORMAT):
            migrations[version](connection)
            connection.execute(update(META).values(format=version + 1))
