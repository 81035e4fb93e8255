"""How long until a ballot is acknowledged, beside raw sqlite3 on the same tables with the same triggers and hashes.

Ours is the whole act of the desk (`Keyer.key`): who may, in which state, on what this pass holds, appended in the same
transaction, and the file where it was. The other does as little as can be done in the same journal mode. Both append
to files on the same disk in turn, block by block, so that whatever else the machine does falls on both.
"""

import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from itertools import count
from pathlib import Path

from tally import bootstrap
from tally.application.desk.desk import Desk
from tally.application.desk.keying import Batches, Keyer
from tally.application.desk.people import People
from tally.application.practice import BATCH, KEY, begin_practice, make_practice
from tally.domain.ballot import Mark
from tally.domain.journal import GENESIS, entry_hash, pass_chain
from tally.locales import Words

CHAIN = pass_chain("bch", 1, 1, 1)
MARKS = bytes([Mark.FOR] * 12 + [Mark.AGAINST] * 4)
BLOCKS, BLOCK = 40, 50
MOST_TIMES = 2.5


def main() -> int:
    """Measure both; return 0 when what is asked is met."""
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as folder:
        path = Path(folder) / "đại hội.tally"
        with closing(bootstrap.create_journal(path)) as journal:
            keyer = counting(bootstrap.desk_on(journal))
            with closing(raw(path, Path(folder) / "raw.db")) as connection:
                ours, theirs = in_turn(lambda: keyer.key(MARKS), raw_appending(connection))
    (our_half, our_most), (their_half, their_most) = percentiles(ours), percentiles(theirs)
    ratio = our_half / their_half
    met = ratio <= MOST_TIMES
    print(f"ballot acknowledged: p50 {our_half:.2f} ms, p99 {our_most:.2f} ms")
    print(f"raw sqlite3: p50 {their_half:.2f} ms, p99 {their_most:.2f} ms")
    print(f"ratio of p50 {ratio:.2f} (asked: <= {MOST_TIMES:g})")
    print("met" if met else "NOT MET")
    return 0 if met else 1


def counting(desk: Desk) -> Keyer:
    """Return a pass of a contest of sixteen, open to keying."""
    begin_practice(
        desk, People(desk, bootstrap.pin_hasher()), make_practice(Words("vi"), candidates=len(MARKS), seed=1)
    )
    return Batches(desk).open_pass(KEY, BATCH)


def in_turn(*appends: Callable[[], object]) -> list[list[float]]:
    """Return the milliseconds of every append of each, taken block by block in turn after one warm-up block."""
    times: list[list[float]] = [[] for _ in appends]
    for block in range(BLOCKS + 1):
        for append, taken in zip(appends, times, strict=True):
            for _ in range(BLOCK):
                begin = time.perf_counter()
                append()
                if block:
                    taken.append((time.perf_counter() - begin) * 1000)
    return times


def raw(path: Path, raw_path: Path) -> sqlite3.Connection:
    """Return a connection to a database with the tables and triggers of a congress file."""
    with closing(sqlite3.connect(path)) as source:
        schema = [sql for (sql,) in source.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL")]
    connection = sqlite3.connect(raw_path, isolation_level=None)
    for pragma in ("journal_mode = PERSIST", "synchronous = EXTRA", "foreign_keys = ON"):
        connection.execute(f"PRAGMA {pragma}")
    for statement in schema:
        connection.execute(statement)
    connection.execute("INSERT INTO chain VALUES (1, ?)", (CHAIN,))
    return connection


def raw_appending(connection: sqlite3.Connection) -> Callable[[], None]:
    """Return what appends one ballot as little as can be done: hash, insert, commit."""

    def appending() -> Iterator[None]:
        previous = GENESIS
        for ballot in count(1):
            fields = (bootstrap.now(), "m", "p1", "ballot-keyed", ballot, MARKS, "")
            own = entry_hash(previous, CHAIN, ballot, *fields)
            connection.execute("BEGIN IMMEDIATE")
            row = (1, ballot, *fields, previous, own)
            connection.execute("INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", row)
            connection.execute("COMMIT")
            previous = own
            yield

    stream = appending()
    return lambda: next(stream)


def percentiles(times: list[float]) -> tuple[float, float]:
    """Return the 50th and the 99th percentile."""
    cuts = statistics.quantiles(times, n=100)
    return cuts[49], cuts[98]


if __name__ == "__main__":
    sys.exit(main())
