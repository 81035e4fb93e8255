"""The schema of a congress file held against what this program makes, before a row of it is read.

A schema is input too: a trigger in a stranger's file runs in our process and can swallow ballots; a view named `entry`
can go on for ever.
"""

import hashlib
import json
import sqlite3
from collections import Counter
from contextlib import closing
from functools import lru_cache

from sqlalchemy import create_engine
from sqlalchemy.pool import StaticPool

from tally.application.journal_file import Damaged, Foreign
from tally.store.tables import make_tables

SCHEMA = "f15ed32c0ea28bb9bee2b2ab15bdcfbf3af1c4d406c565daa30249581b409688"
"""SHA-256 of the schema of versions 1 and 2 (`_digest`), whichever version of SQLAlchemy wrote its white space."""

_MOST = 64  # rows that are read of a schema; ours has ten, so that one with more never equals it
_LONGEST = 16_384  # characters that are read of any part of a row
_PARTS = ", ".join(f"substr({part}, 1, {_LONGEST})" for part in ("type", "name", "tbl_name", "sql"))
_QUERY = f"SELECT {_PARTS} FROM sqlite_schema LIMIT {_MOST}"  # noqa: S608 - our own names and numbers
_Schema = list[list[str]]
"""Every row, sorted: type, name, table, the words with which it was made. A row that is there twice stands twice."""


def check_schema(connection: sqlite3.Connection, file: str) -> None:
    """Check that a file has the tables and triggers that this program makes, and nothing else.

    Args:
        connection: of the file.
        file: its name as the user knows it.

    Raises:
        Foreign: it has others; they are named.
        Damaged: its schema is no text.
        sqlite3.Error: as SQLite says.
    """
    found = _schema(connection, file)
    if _digest(found) == SCHEMA:
        return
    rows, ours = Counter(map(tuple, found)), Counter(map(tuple, _made()))
    different = {name for _type, name, _table, _sql in (rows - ours) + (ours - rows)}
    if different:
        raise Foreign(file, ", ".join(sorted(different)))


def _schema(connection: sqlite3.Connection, file: str) -> _Schema:
    factory, connection.text_factory = connection.text_factory, bytes
    try:
        rows = connection.execute(_QUERY).fetchall()
        texts = [[b"" if part is None else part for part in row] for row in rows]
        # White space of bytes: what SQLite takes for it, no more.
        return sorted([*(part.decode() for part in row[:-1]), b" ".join(row[-1].split()).decode()] for row in texts)
    except UnicodeDecodeError as error:
        raise Damaged(file, "UTF-8") from error
    finally:
        connection.text_factory = factory


def _digest(schema: _Schema) -> str:
    return hashlib.sha256(json.dumps(schema).encode()).hexdigest()


@lru_cache(maxsize=1)
def _made() -> _Schema:
    memory = sqlite3.connect(":memory:", check_same_thread=False)
    engine = create_engine("sqlite://", creator=lambda: memory, poolclass=StaticPool)
    with closing(memory), engine.connect() as connection:
        make_tables(connection)
        return _schema(memory, ":memory:")
