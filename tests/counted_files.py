"""Congress files in which a board counts, and what a hall does to them: older copies, cut tails, forks."""

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from builders import a_congress, marks
from desk_app import KEY, a_declared_contest
from memory_journal import QuickHasher

from tally import bootstrap
from tally.application.desk.guarding import Guard
from tally.application.desk.keyer import Keyer
from tally.application.desk.slips import Slip
from tally.domain.journal import CONGRESS_CHAIN, pass_chain
from tally.tui.services import OpenDesk

HEAD, SECRETARY, KEYER, OTHER = "p1", "p2", "p3", "p4"
PEOPLE = (("Bùi Thị Quế", "head"), ("Cà Văn Nam", "secretary"), ("Lò Thị Hoa", "keyer"), ("Vì Văn Sơn", "keyer"))
PIN = "246810"
TWO = (HEAD, PIN, SECRETARY, PIN)
FIRST_PASS = pass_chain(*KEY, 1, 1)
BALLOTS = ("+++-", "++-+", "+-++", "-+++")
CANDIDATES, SEATS = 4, 3


class Ran(NamedTuple):
    """What a command came to."""

    status: int
    out: str
    err: str


def new_file(path: Path) -> Path:
    """Make a congress file with a board of four, counting, one batch open; nothing remembers it yet."""
    desk = bootstrap.desk_on(bootstrap.create_journal(path))
    table = OpenDesk.on(path, desk, QuickHasher())
    table.setup.declare(a_congress(106), (a_declared_contest(CANDIDATES, SEATS),))
    for name, role in PEOPLE:
        table.people.add(name, role, PIN)
    table.people.sign_in(HEAD, PIN)
    table.batches.begin_counting(KEY)
    table.batches.open_batch(KEY)
    table.close()
    return path


def opened(path: Path, *, despite_loss: bool = False) -> OpenDesk:
    """Open a file as the program does, watched over."""
    desk, guard = bootstrap.open_guarded(path, despite_loss=despite_loss)
    return OpenDesk.on(path, desk, QuickHasher(), guard)


def guard_of(table: OpenDesk) -> Guard:
    """Return what watches over a file."""
    assert table.guard is not None
    return table.guard


def keyer(table: OpenDesk, person: str = KEYER, batch: int = 1) -> Keyer:
    """Let somebody sit down and key a batch."""
    table.people.sign_in(person, PIN)
    return table.batches.open_pass(KEY, batch)


def key(keyer_: Keyer, ballots: int, first: int = 0) -> None:
    """Key so many ballots; from another `first` on they are other ballots."""
    for number in range(first, first + ballots):
        keyer_.key(marks(BALLOTS[number % len(BALLOTS)]))


def count(path: Path, ballots: int, *, first: int = 0, close: bool = False) -> Slip | None:
    """Open a file, key so many ballots into the first pass, and leave; return the slip where it is closed."""
    table = opened(path)
    one = keyer(table)
    key(one, ballots, first)
    if close:
        one.close(anyway=True)
    table.close()
    return one.slip()


def copied(path: Path, name: str) -> Path:
    """Copy a file that nobody has open, as a file manager does."""
    return Path(shutil.copyfile(path, path.with_name(name)))


def cut(path: Path, chain: str, keep: int) -> None:
    """Cut the tail of a chain off, as somebody with full access to the file can: the triggers are there again after."""
    with closing(sqlite3.connect(path)) as connection:
        triggers = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _ in triggers:
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute(
            "DELETE FROM entry WHERE sequence > ? AND chain = (SELECT id FROM chain WHERE name = ?)", (keep, chain)
        )
        for _, statement in triggers:
            connection.execute(statement)
        connection.commit()


def tally(*arguments: str | Path, home: Path | None = None) -> Ran:
    """Run a command as a user does, in a process of its own."""
    environment = {**os.environ, "PYTHONUTF8": "1", "TALLY_LANG": "vi"}
    if home is not None:
        environment["TALLY_HOME"] = str(home)
    ran = subprocess.run(
        [sys.executable, "-m", "tally", *map(str, arguments)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env=environment,
        check=False,
        timeout=60,
    )
    return Ran(ran.returncode, " ".join(ran.stdout.split()), " ".join(ran.stderr.split()))


def entries_in(path: Path, chain: str = CONGRESS_CHAIN) -> int:
    """Return how many entries of a chain a file holds."""
    with closing(sqlite3.connect(path)) as connection:
        (number,) = connection.execute(
            "SELECT count(*) FROM entry WHERE chain = (SELECT id FROM chain WHERE name = ?)", (chain,)
        ).fetchone()
    return int(number)


def codes_of(slips: Iterable[Slip | None]) -> list[str]:
    """Return the codes of some slips: of the passes, and of the congress's chain."""
    return [code for slip in slips if slip is not None for code in (slip.code, slip.congress_code)]
