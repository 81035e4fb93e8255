"""The tables of a congress file, and the triggers that keep its journal append-only.

`table=True` skips SQLModel's validation (a `ge=0` field takes -5), so what may not be is refused by the tables:
CHECK, NOT NULL, UNIQUE, foreign keys, strict types where SQLite has them. Rows are not domain objects.
"""

from sqlalchemy import CheckConstraint, Column, Connection, ForeignKey, Integer, LargeBinary, Table, Text
from sqlmodel import Field, SQLModel

FORMAT = 2
"""The version of the tables that this program writes; `migrations.py` leads from older ones to it."""

APPLICATION = 0x54414C59
"""SQLite's application id of a congress file: `TALY`."""

_TEXTS = ("time", "station", "person", "kind", "payload")
_OF_BALLOTS = "('ballot-keyed', 'ballot-corrected', 'ballot-withdrawn')"
_WITH_MARKS = "('ballot-keyed', 'ballot-corrected')"


def _sqlite_only(condition: str, name: str) -> CheckConstraint:
    """Return a check in SQLite's own functions; other databases refuse a NUL in a text by themselves."""
    return CheckConstraint(condition, name=name).ddl_if(dialect="sqlite")


class MetaRow(SQLModel, table=True):
    """What the file is; one row."""

    __tablename__ = "meta"
    __table_args__ = (
        CheckConstraint("id = 1", name="one_row"),
        CheckConstraint("format >= 0", name="format_known"),
        {"sqlite_strict": True},
    )

    id: int = Field(default=1, sa_column=Column(Integer, primary_key=True))
    format: int = Field(sa_column=Column(Integer, nullable=False))
    created: str = Field(sa_column=Column(Text, nullable=False))


class ChainRow(SQLModel, table=True):
    """The name of a chain; entries bear its short id, which says nothing by itself."""

    __tablename__ = "chain"
    __table_args__ = (
        CheckConstraint("name <> ''", name="name_given"),
        _sqlite_only("instr(name, char(0)) = 0", "name_without_nul"),
        {"sqlite_strict": True},
    )

    id: int | None = Field(default=None, sa_column=Column(Integer, primary_key=True))
    name: str = Field(sa_column=Column(Text, nullable=False, unique=True))


class EntryRecord(SQLModel, table=True):
    """One entry of a chain; the fields of `tally.domain.journal.Entry`, the chain by its id."""

    __tablename__ = "entry"
    __table_args__ = (
        CheckConstraint("sequence >= 1", name="sequence_from_one"),
        CheckConstraint("length(time) = 24", name="time_with_milliseconds"),
        CheckConstraint("kind <> ''", name="kind_given"),
        CheckConstraint(f"(kind IN {_OF_BALLOTS}) = (ballot IS NOT NULL)", name="ballot_where_it_belongs"),
        CheckConstraint("ballot IS NULL OR ballot >= 1", name="ballot_from_one"),
        CheckConstraint(f"kind IN {_WITH_MARKS} OR length(marks) = 0", name="marks_where_they_belong"),
        CheckConstraint("payload = '' OR payload LIKE '{%}'", name="payload_is_an_object"),
        CheckConstraint("length(previous) = 32", name="previous_is_sha256"),
        CheckConstraint("length(hash) = 32", name="hash_is_sha256"),
        *(_sqlite_only(f"instr({text}, char(0)) = 0", f"{text}_without_nul") for text in _TEXTS),
        # Entries of a chain lie together: a chain is read as one stretch of the file.
        {"sqlite_strict": True, "sqlite_with_rowid": False},
    )

    chain: int = Field(sa_column=Column(Integer, ForeignKey("chain.id"), primary_key=True, autoincrement=False))
    sequence: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=False))
    time: str = Field(sa_column=Column(Text, nullable=False))
    station: str = Field(sa_column=Column(Text, nullable=False))
    person: str = Field(sa_column=Column(Text, nullable=False))
    kind: str = Field(sa_column=Column(Text, nullable=False))
    ballot: int | None = Field(default=None, sa_column=Column(Integer, nullable=True))
    marks: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    payload: str = Field(sa_column=Column(Text, nullable=False))
    previous: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    hash: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


TABLES: tuple[Table, ...] = tuple(SQLModel.metadata.tables[name] for name in ("meta", "chain", "entry"))
"""In the order in which they are made."""

_REFUSALS = {
    "entry_follows": (
        "entry",
        "the entry does not follow",
        """new.sequence <> 1 + coalesce((SELECT max(sequence) FROM entry WHERE chain = new.chain), 0)
        OR new.sequence = 1 AND new.previous <> zeroblob(32)
        OR new.sequence > 1 AND NOT EXISTS (
            SELECT 1 FROM entry
            WHERE chain = new.chain AND sequence = new.sequence - 1 AND hash = new.previous AND time <= new.time
        )""",
    ),
    "chain_is_new": (
        "chain",
        "the chain is there already",
        "EXISTS (SELECT 1 FROM chain WHERE name = new.name OR id = new.id)",
    ),
}
"""Inserts that are refused, by trigger: table, why, when. INSERT OR REPLACE would else delete without a trigger."""

TRIGGERS = (
    *(
        f"CREATE TRIGGER {table}_no_{what.lower()} BEFORE {what} ON {table} "
        "BEGIN SELECT RAISE(ABORT, 'tally: the journal is only ever appended to'); END"
        for table in ("chain", "entry")
        for what in ("UPDATE", "DELETE")
    ),
    *(
        f"CREATE TRIGGER {name} BEFORE INSERT ON {table} BEGIN SELECT RAISE(ABORT, 'tally: {why}') WHERE {when}; END"
        for name, (table, why, when) in _REFUSALS.items()
    ),
)
"""For SQLite."""


def make_tables(connection: Connection) -> None:
    """Make tables and triggers in an empty database, within the transaction of the connection."""
    SQLModel.metadata.create_all(connection, tables=TABLES, checkfirst=False)
    if connection.dialect.name == "sqlite":
        for trigger in TRIGGERS:
            connection.exec_driver_sql(trigger)
