"""The schema of a congress file held against what this program makes, before a row of it is read.

A schema is input too: a trigger in a stranger's file runs in our process and can swallow ballots; a view named `entry`
can go on for ever.
"""

import hashlib
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from functools import lru_cache

from sqlalchemy import create_engine
from sqlalchemy.pool import StaticPool

from tally.application.journal_file import Damaged, Foreign
from tally.store.tables import make_tables

SCHEMA = "fdea76d054ba230e673aa5bef7cc6855d77ffeecf0326eed6810e96996965a81"
"""SHA-256 of the schema of versions 1 and 2 (`_digest`), whichever version of SQLAlchemy wrote its white space."""

_MOST = 64  # things in a schema; ours has ten
_LONGEST = 16_384  # characters that any of them is made with
_QUERY = "SELECT type, name, tbl_name, substr(sql, 1, ?) FROM sqlite_schema LIMIT ?"
_Schema = Mapping[tuple[str, str, str], str]
"""By type, name and table, the words with which a thing was made."""


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
    made = _made()
    different = {name for (_type, name, _table), _sql in set(found.items()) ^ set(made.items())}
    if different:
        raise Foreign(file, ", ".join(sorted(different)))


def _schema(connection: sqlite3.Connection, file: str) -> _Schema:
    factory, connection.text_factory = connection.text_factory, bytes
    try:
        rows = connection.execute(_QUERY, (_LONGEST, _MOST)).fetchall()
        texts = [[b"" if part is None else part for part in row] for row in rows]
        return {
            (kind.decode(), name.decode(), table.decode()): " ".join(sql.decode().split())
            for kind, name, table, sql in texts
        }
    except UnicodeDecodeError as error:
        raise Damaged(file, "UTF-8") from error
    finally:
        connection.text_factory = factory


def _digest(schema: _Schema) -> str:
    lines = sorted("\0".join((*key, sql)) for key, sql in schema.items())
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


@lru_cache(maxsize=1)
def _made() -> _Schema:
    memory = sqlite3.connect(":memory:", check_same_thread=False)
    engine = create_engine("sqlite://", creator=lambda: memory, poolclass=StaticPool)
    with closing(memory), engine.connect() as connection:
        make_tables(connection)
        return _schema(memory, ":memory:")
