"""Congress files for tests, and what somebody without our program could do to one."""

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from tally.application import journal_file
from tally.application.journal_file import ChainReport, StoredJournal
from tally.domain.journal import CONGRESS_CHAIN, EntryKind, pass_chain
from tally.files.codec import CongressToml
from tally.store.journal import SqlJournal
from tally.store.opening import create, open_file

PASS = pass_chain("bch", 1, 1, 1)
MARKS = bytes([1, 2, 1, 1])
SET_UP = 4
"""Entries of the congress's chain before a pass can be opened."""

DECLARATION = """format = "tally-congress/1"

[congress]
organisation = "Đảng bộ xã Thanh Chăn"
kind = "members"

[roll]
summoned = 10

[[contest]]
id = "bch"
seats = 3

[[contest.candidate]]
no = 1
name = "Lò Văn Ánh"

[[contest.candidate]]
no = 2
name = "Cà Văn Bình"

[[contest.candidate]]
no = 3
name = "Vì Văn Chung"

[[contest.candidate]]
no = 4
name = "Quàng Thị Đào"
"""


class Ticking:
    """A clock that goes on by a millisecond whenever it is asked, and can be set."""

    def __init__(self) -> None:
        self.milliseconds = 0

    def __call__(self) -> str:
        """Return the time as the journal writes it."""
        self.milliseconds += 1
        seconds, thousandths = divmod(self.milliseconds, 1000)
        return f"2026-11-22T05:{seconds // 60:02d}:{seconds % 60:02d}.{thousandths:03d}Z"


def make(path: Path, now: Callable[[], str] | None = None) -> SqlJournal:
    """Make a congress file."""
    return create(path, "máy-1", now or Ticking())


def reopen(path: Path, station: str = "máy-1", busy_seconds: float = 5.0) -> SqlJournal:
    """Open a congress file."""
    return open_file(path, station, Ticking(), busy_seconds=busy_seconds)


def key(journal: SqlJournal, ballots: Iterable[int], chain: str = PASS) -> None:
    """Key ballots into a pass."""
    for ballot in ballots:
        journal.append(chain, EntryKind.BALLOT_KEYED, person="p1", ballot=ballot, marks=MARKS)


def check_chains(journal: StoredJournal) -> ChainReport:
    """Check every chain of a journal, as the program does."""
    return journal_file.check_chains(journal, CongressToml())


def set_up(journal: SqlJournal) -> None:
    """Declare a congress, add the head, and begin to count in one pass, as the desk does."""
    about = {"contest": "bch", "round": 1}
    begun = {**about, "passes": 1, "reason": "ít phiếu", "without_pins": True}
    journal.append(CONGRESS_CHAIN, EntryKind.CONGRESS_DECLARED, details={"toml": DECLARATION, "reason": ""})
    journal.append(CONGRESS_CHAIN, EntryKind.PERSON_ADDED, details={"id": "p1", "name": "Lò Thị Hoa", "role": "head"})
    journal.append(CONGRESS_CHAIN, EntryKind.SIGNED_IN, person="p1", details={"person": "p1"})
    journal.append(CONGRESS_CHAIN, EntryKind.COUNTING_BEGUN, person="p1", details=begun)


def begin_pass(journal: SqlJournal, batch: int = 1) -> None:
    """Open a batch with one pass of it, so that its chain is known; the first time the congress is set up too."""
    if not any(journal.entries(CONGRESS_CHAIN)):
        set_up(journal)
    about = {"contest": "bch", "round": 1, "batch": batch}
    journal.append(CONGRESS_CHAIN, EntryKind.BATCH_OPENED, person="p1", details={**about, "size": 3})
    journal.append(CONGRESS_CHAIN, EntryKind.PASS_OPENED, person="p1", details={**about, "pass": 1})


def close_pass(journal: SqlJournal, batch: int = 1) -> None:
    """Close a pass: the congress's chain takes in its head."""
    last = list(journal.entries(pass_chain("bch", 1, batch, 1)))[-1]
    details = {
        "contest": "bch",
        "round": 1,
        "batch": batch,
        "pass": 1,
        "ballots": last.sequence,
        "entries": last.sequence,
        "head": last.hash.hex(),
    }
    journal.append(CONGRESS_CHAIN, EntryKind.PASS_CLOSED, person="p1", details=details)


def a_file(path: Path) -> Path:
    """Make a small congress file with a closed pass of three ballots; return its path."""
    with closing(make(path)) as journal:
        begin_pass(journal)
        key(journal, range(1, 4))
        close_pass(journal)
    return path


@contextmanager
def by_hand(path: Path, *, triggers: bool = True) -> Iterator[sqlite3.Connection]:
    """Open a congress file as anybody can with SQLite's own tools.

    Args:
        path: of the file.
        triggers: False takes those away that guard the journal, and puts them back, as somebody who means harm would.
    """
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        made = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        taken_away = [] if triggers else made
        for name, _sql in taken_away:
            connection.execute(f"DROP TRIGGER {name}")
        yield connection
        for _name, sql in taken_away:
            connection.execute(sql)


def killed_while_writing(path: Path, folder: Path) -> Path:
    """Copy a congress file as it stands when its program is killed in the middle of a commit; return the copy's path.

    Half of what was being written is in the file, and the journal that takes it back lies beside it.
    """
    folder.mkdir()
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = PERSIST")
        connection.execute("PRAGMA cache_size = 1")
        connection.execute("BEGIN IMMEDIATE")
        for number in range(1000, 2000):
            connection.execute("INSERT INTO chain (id, name) VALUES (?, ?)", (number, f"half of a commit {number}"))
        for file in (path, path.with_name(f"{path.name}-journal")):
            (folder / file.name).write_bytes(file.read_bytes())
        connection.execute("ROLLBACK")
    return folder / path.name


def as_earlier_versions_left_it(path: Path, folder: Path | None = None) -> Path:
    """Turn a congress file into one of version 1, which kept a log; with a folder, a copy whose log is not empty."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("UPDATE meta SET format = 1")
        if folder is None:
            return path
        folder.mkdir()
        for file in (path, path.with_name(f"{path.name}-wal")):
            (folder / file.name).write_bytes(file.read_bytes())
    return folder / path.name
