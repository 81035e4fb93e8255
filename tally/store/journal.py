"""The journal in a database: one entry a transaction, on the disk when `append` returns."""

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import groupby
from operator import itemgetter
from sys import getsizeof
from typing import Any, Final

from sqlalchemy import BindParameter, Engine, Select, bindparam, func, insert, literal, select, tuple_

from tally.application.journal_file import Damaged, Moved, entry_of
from tally.domain.journal import CONGRESS_CHAIN, GENESIS, Entry, EntryKind, EntryRow, canonical, entry_hash
from tally.store.engine import APPENDS, failures, leave_log, tidy
from tally.store.place import Place
from tally.store.schema import check_schema
from tally.store.tables import TABLES

_, CHAIN, ENTRY = TABLES
_BLOCK = 5000  # rows read or written together; with the bytes of those read it bounds the memory
_BLOCK_BYTES = 8 << 20
_INDEX: Final = CHAIN.alias("by_index")


def _table_itself(query: Select[Any]) -> Select[Any]:
    """Have the names of chains read from their table: an index that is damaged says others, or none."""
    return query.with_hint(CHAIN, "NOT INDEXED", "sqlite")


# What is asked for every ballot is put together once: that takes SQLAlchemy longer than SQLite takes to answer.
_NAME: Final[BindParameter[str]] = bindparam("name")
_BY_INDEX: Final = select(_INDEX.c.id).where(_INDEX.c.name == _NAME)
_IN_TABLE: Final = _table_itself(select(CHAIN.c.id).where(CHAIN.c.name == _NAME))
_ID: Final = func.coalesce(
    _IN_TABLE.where(CHAIN.c.id == _BY_INDEX.scalar_subquery()).scalar_subquery(), _IN_TABLE.scalar_subquery()
)
"""Of a chain: where the index says, if the table says so too; else wherever the table has it."""

_AFTER: Final = (
    select(ENTRY)
    .where(ENTRY.c.chain == _ID, ENTRY.c.sequence > bindparam("after"))
    .order_by(ENTRY.c.sequence)
    .limit(_BLOCK)
)
_HASH: Final = select(ENTRY.c.hash).where(ENTRY.c.chain == _ID, ENTRY.c.sequence == bindparam("at"))
_END: Final = (
    select(ENTRY.c.sequence, ENTRY.c.hash, ENTRY.c.time)
    .where(ENTRY.c.chain == bindparam("id"))
    .order_by(ENTRY.c.sequence.desc())
    .limit(1)
)
_CHAINS: Final = _table_itself(select(CHAIN.c.id, CHAIN.c.name).order_by(CHAIN.c.id))
_LAST: Final = select(func.max(ENTRY.c.sequence)).where(ENTRY.c.chain == CHAIN.c.id).scalar_subquery()
_ENDS: Final = _table_itself(select(CHAIN.c.id, CHAIN.c.name, _LAST))

CONGRESS_ID: Final = 1
"""The id of the congress's chain: the first that is made."""

_Last = tuple[int, int, bytes, str]
"""Of a chain: its id, and sequence, hash and time of its last entry; 0 as id before the chain is there."""


class SqlJournal:
    """Chains of entries in a database; implements the `Journal` that the desk works with, and `StoredJournal`.

    Several programs may append to one file: their entries follow each other. Several threads may use one journal.
    """

    def __init__(
        self, engine: Engine, name: str, station: str, now: Callable[[], str], place: Place | None = None
    ) -> None:
        """Take a database with our tables in it.

        Args:
            engine: of the database; the journal disposes of it.
            name: where it is, as the user knows it.
            station: the name of this computer.
            now: the time, ISO 8601 in UTC with milliseconds.
            place: of the file, asked before anything is acknowledged; None: a server, or nothing will be appended.
        """
        self._engine = engine
        self._name = name
        self._station = station
        self._now = now
        self._place = place
        self._closed = False
        self._schema: object = None
        self._lock = threading.RLock()
        self._lasts: dict[str, _Last] = {}
        self._waiting: list[dict[str, Any]] | None = None
        self._ends: dict[str, tuple[int, bytes]] = {}
        self._stamp: tuple[int, ...] = ()
        self._version: object = None
        with failures(name):
            self._connect()
            self._schema = self._pragma("schema_version")

    @property
    def name(self) -> str:
        """Where it is, as the user knows it."""
        return self._name

    def append(  # noqa: PLR0913 - the fields of an entry
        self,
        chain: str,
        kind: EntryKind,
        *,
        person: str = "",
        ballot: int | None = None,
        marks: bytes = b"",
        details: Mapping[str, object] | None = None,
    ) -> Entry:
        """Append one entry to a chain; it is on the disk when this returns (within `together`: when that ends).

        Raises:
            OSError: the machine failed; nothing was appended.
            ValueError: a text holds a NUL or half a character; it would not be the same in the database.
        """
        payload = canonical(details) if details else ""
        if "\0" in f"{chain}{self._station}{person}" or ("\\u0000" in payload and _holds_nul(details)):
            message = "a text holds a NUL"
            raise ValueError(message)
        with self.together():
            return self._append(chain, kind, person, ballot, marks, payload)

    def entries(self, chain: str, after: int = 0) -> Iterator[Entry]:
        """Yield the entries of a chain in order, those after a sequence number; read block by block."""
        while True:
            # Blocks by sequence, not an open cursor: a reader that stops half way holds nothing.
            with self._answer(_AFTER, {"name": chain, "after": after}) as found:
                rows, is_last = _block(found)
            for row in rows:
                yield entry_of(chain, row)
            if is_last:
                return
            after = rows[-1].sequence

    def chains(self) -> tuple[str, ...]:
        """Return the names of all chains, the congress's first."""
        names = [name for _, name in self._read(_CHAINS)]
        return tuple(sorted(names, key=lambda name: name != CONGRESS_CHAIN))

    def ends(self) -> dict[str, int]:
        """Return how many entries every chain has now; the database finds it without going through them."""
        return {name: last for _, name, last in self._read(_ENDS) if last}

    def pieces(self) -> Iterator[tuple[str, list[EntryRow]]]:
        """Yield every entry as of now: name of the chain and some rows of it; the congress's chain first.

        Read in short transactions, because a commit waits for every reader; what is appended meanwhile is left out. A
        chain without a name goes by its id.
        """
        ends = {chain: (name, last or 0) for chain, name, last in self._read(_ENDS)}
        read: dict[str, tuple[int, bytes]] = {}
        chain, sequence = 0, 0
        while True:
            after = tuple_(ENTRY.c.chain, ENTRY.c.sequence) > tuple_(literal(chain), literal(sequence))
            block, is_last = self._rows(
                select(ENTRY).where(after).order_by(ENTRY.c.chain, ENTRY.c.sequence).limit(_BLOCK)
            )
            for chain, rows in groupby(block, itemgetter(0)):
                of_chain = list(rows)
                sequence = of_chain[-1][1]
                name, last = ends.get(chain) or self._nameless(chain, sequence)
                if sequence > last:
                    of_chain = [row for row in of_chain if row[1] <= last]
                if of_chain:
                    read[name] = of_chain[-1][1], of_chain[-1][10]
                    yield name, of_chain
            if is_last:
                # What is known already stays: what is read later may be of a file that was written over this one.
                self._ends = read | self._ends
                return

    def _nameless(self, chain: Any, sequence: int) -> tuple[str, int]:  # noqa: ANN401 - whatever a stranger put there
        """Return as what a chain goes that had no name when reading began, and how far it is read."""
        begun_since = self._read(select(CHAIN.c.name).where(CHAIN.c.id == chain))
        return (begun_since[0].name, 0) if begun_since else (f"#{chain}", sequence)

    @contextmanager
    def together(self) -> Iterator[None]:
        """Read and append as one transaction; as `Journal.together`.

        Raises:
            OSError: the machine failed, or the file is not where it was; nothing was appended.
            Moved: something else stands in the file than was read from it and appended to it; nothing was appended.
            Damaged: the database is damaged, or its tables are not ours any more; nothing was appended.
        """
        with self._lock, self._in_place(), failures(self._name):
            if self._waiting is not None:
                yield
                return
            if self._keeps_log():
                self._leave_log()
            self._lasts.clear()
            self._waiting = []
            try:
                with self._writing():
                    self._check_schema()
                    if self._written_by_others():
                        self._check_content()
                    yield
                    self._flush()
                    self._check_place()
                # What was written to a file without a name is in no file: it is not acknowledged.
                self._check_place()
                self._remember()
            finally:
                self._waiting = None
                self._lasts.clear()

    def close(self) -> None:
        """Let go of the file; a second time does nothing."""
        with self._lock:
            self._reader.close()
            self._writer.close()
            if self._place is not None and not self._closed:
                tidy(self._engine)
            self._closed = True
            self._engine.dispose()

    def _connect(self) -> None:
        self._reader = self._engine.connect()
        self._writer = self._engine.connect().execution_options(**{APPENDS: True})

    def _keeps_log(self) -> bool:
        """Tell whether somebody put the file to a write-ahead log since it was opened; it is asked in microseconds."""
        self._pragma("data_version")  # SQLite looks at the file again
        return self._pragma("journal_mode") == ("wal",)

    def _leave_log(self) -> None:
        """Have the file hold by itself again what is acknowledged.

        Raises:
            Locked: another program has it open: nothing is acknowledged into a log beside it.
        """
        self._reader.close()
        self._writer.close()
        self._engine.dispose()  # whoever reads keeps the log in use
        try:
            leave_log(self._engine)
        finally:
            self._connect()

    @contextmanager
    def _in_place(self) -> Iterator[None]:
        """Say of a failure that the file is gone where it is: SQLite says an I/O error of some kind."""
        try:
            yield
        except OSError:
            self._check_place()
            raise

    def _check_place(self) -> None:
        if self._place is not None:
            self._place.check()

    def _written_by_others(self) -> bool:
        """Tell whether anybody else wrote to the file since this journal did.

        SQLite's own number tells of other programs; a file manager that copies an older file over the open one asks
        SQLite for no lock and tells it nothing, and a fork of the same length has the same number.
        """
        stamp = () if self._place is None else self._place.stamp()
        return stamp != self._stamp or self._pragma("data_version") != self._version

    def _check_content(self) -> None:
        """Check that every chain holds what was read of it and appended to it, up to there.

        Raises:
            Moved: it does not: an older copy, or another file, was written over this one.
        """
        for chain, (sequence, head) in self._ends.items():
            if [row.hash for row in self._writer.execute(_HASH, {"name": chain, "at": sequence})] != [head]:
                raise Moved(self._name)

    def _remember(self) -> None:
        """Remember what the chains end with, once it is on the disk, and how the file looks then."""
        self._ends |= {chain: (last[1], last[2]) for chain, last in self._lasts.items()}
        self._version = self._pragma("data_version")
        if self._place is not None:
            self._stamp = self._place.stamp()

    def _check_schema(self) -> None:
        """Check that the tables and triggers are ours, where the number that goes with every change of them is another.

        Raises:
            Foreign: somebody put a trigger or a table of their own into the file since it was opened. Of another file
                of ours that was written over this one the number is another and the tables are the same.
        """
        number = self._pragma("schema_version")
        if number != self._schema:
            check_schema(self._driver, self._name)
            self._schema = number

    def _pragma(self, name: str) -> object:
        if self._writer.dialect.name != "sqlite":
            return None
        return self._driver.execute(f"PRAGMA {name}").fetchone()

    @property
    def _driver(self) -> Any:  # noqa: ANN401 - the driver's own connection
        return self._writer.connection.driver_connection

    @contextmanager
    def _writing(self) -> Iterator[None]:
        try:
            with self._writer.begin():
                yield
        except BaseException:
            # A commit that failed may leave the transaction open: it would hold the file, and take in what comes next.
            self._writer.connection.rollback()
            raise

    def _append(self, chain: str, *new: Any) -> Entry:  # noqa: ANN401 - as above
        """Append within `together`: hash now, write with what else is appended there."""
        last = self._last(chain)
        chain_id = last[0] or self._make_chain(chain)
        entry = self._entry(last, chain, *new)
        self._lasts[chain] = (chain_id, entry.sequence, entry.hash, entry.time)
        waiting = self._waiting or []
        waiting.append(_row(chain_id, entry))
        self._waiting = waiting
        if len(waiting) >= _BLOCK:
            self._flush()
        return entry

    def _flush(self) -> None:
        if self._waiting:
            self._writer.execute(insert(ENTRY), self._waiting)
            self._waiting = []

    def _last(self, chain: str) -> _Last:
        if chain in self._lasts:
            return self._lasts[chain]
        ids = list(self._writer.scalars(_IN_TABLE, {"name": chain}))
        if ids != list(self._writer.scalars(_BY_INDEX, {"name": chain})) or len(ids) > 1:
            # UNIQUE is held up by that very index: it would let a second chain of the name be made.
            raise Damaged(self._name, "chain")
        if not ids:
            last: _Last = 0, 0, GENESIS, ""
        else:
            row = self._writer.execute(_END, {"id": ids[0]}).first()
            last = (ids[0], 0, GENESIS, "") if row is None else (ids[0], row[0], row[1], row[2])
        if chain in self._ends and last[1] < self._ends[chain][0]:
            # What was acknowledged is not found: another entry would be given its number.
            raise Damaged(self._name, f"{chain} {last[1]}")
        return last

    def _make_chain(self, chain: str) -> int:
        made: Any = self._writer.execute(insert(CHAIN).values(name=chain)).inserted_primary_key
        return int(made[0])

    def _entry(  # noqa: PLR0913, PLR0917 - the fields of an entry
        self, last: _Last, chain: str, kind: EntryKind, person: str, ballot: int | None, marks: bytes, payload: str
    ) -> Entry:
        _, sequence, previous, before = last
        # A clock set back while the board counts must not make an entry older than the one before it.
        fields = (chain, sequence + 1, max(self._now(), before), self._station, person, kind, ballot, marks, payload)
        return Entry(*fields, previous, entry_hash(previous, *fields))

    def _rows(self, query: Select[Any]) -> tuple[list[EntryRow], bool]:
        """Return a block of the driver's own rows: SQLAlchemy's object for each would take longer than all the rest."""
        with self._lock, failures(self._name), self._reader.begin():
            result = self._reader.execute(query)
            cursor: Any = result.cursor
            try:
                return _block(cursor)
            finally:
                # A statement that failed half way would go on holding the file, and no commit could follow.
                cursor.close()
                result.close()

    def _read(self, query: Select[Any], **values: object) -> list[Any]:
        with self._answer(query, values) as rows:
            return list(rows)

    @contextmanager
    def _answer(self, query: Select[Any], values: Mapping[str, object]) -> Iterator[Iterable[Any]]:
        """Give the rows that are found, one after the other, while the file is held."""
        with self._lock, self._in_place(), failures(self._name):
            if self._waiting is not None:
                # Within `together` the entries not yet committed are seen too.
                self._flush()
                with self._writer.execute(query, values) as rows:
                    yield rows
            else:
                with self._reader.begin(), self._reader.execute(query, values) as rows:
                    yield rows


def _block(rows: Iterable[Any]) -> tuple[list[Any], bool]:
    """Return rows up to some bytes, and whether they are all that a query for a block finds."""
    block, size = [], 0
    for row in rows:
        block.append(row)
        size += sum(map(getsizeof, row))  # of whatever somebody put there
        if size > _BLOCK_BYTES:
            return block, False
    return block, len(block) < _BLOCK


def _row(chain_id: int, entry: Entry) -> dict[str, Any]:
    return {**entry._asdict(), "chain": chain_id, "kind": str(entry.kind)}


def _holds_nul(value: object) -> bool:
    if isinstance(value, Mapping):
        return any(_holds_nul(part) for pair in value.items() for part in pair)
    if isinstance(value, list | tuple):
        return any(map(_holds_nul, value))
    return isinstance(value, str) and "\0" in value
