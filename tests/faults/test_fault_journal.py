"""The machine fails while ballots are keyed: what was acknowledged is there, what was not is gone whole."""

import errno
import random
import signal
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest
from tally_files import PASS, SET_UP, begin_pass, check_chains, key, make, reopen

from tally.application.journal_file import DiskFull
from tally.domain.journal import CONGRESS_CHAIN, EntryKind, broken_link
from tally.store.journal import SqlJournal

KEYING = """
import sys
from pathlib import Path
from tally_files import begin_pass, PASS, MARKS, reopen
from tally.domain.journal import EntryKind
journal = reopen(Path(sys.argv[1]))
ballot = len(list(journal.entries(PASS)))
while True:
    ballot += 1
    journal.append(PASS, EntryKind.BALLOT_KEYED, person="p1", ballot=ballot, marks=MARKS)
    print(ballot, flush=True)
"""
KILLS = 12


def test_a_full_disk_is_said_and_nothing_of_the_ballot_is_there(tmp_path: Path) -> None:
    path = tmp_path / "a.tally"
    with closing(make(path)) as journal:
        begin_pass(journal)
        key(journal, range(1, 4))
        with journal._writer.begin():
            pages = journal._writer.exec_driver_sql("PRAGMA page_count").scalar_one()
            journal._writer.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
        with pytest.raises(DiskFull) as raised:
            key(journal, range(4, 1000))
        keyed = len(list(journal.entries(PASS)))
        assert (raised.value.errno, raised.value.filename) == (errno.ENOSPC, str(path))
        assert [entry.ballot for entry in journal.entries(PASS)] == list(range(1, keyed + 1))
        # Room was made: keying goes on where it stopped.
        with journal._writer.begin():
            journal._writer.exec_driver_sql(f"PRAGMA max_page_count = {pages + 100}")
        key(journal, [keyed + 1])
    with closing(reopen(path)) as journal:
        entries = list(journal.entries(PASS))
        assert [entry.ballot for entry in entries] == list(range(1, keyed + 2))
        assert broken_link(entries) is None


def test_a_full_disk_during_an_import_leaves_nothing_of_it(tmp_path: Path) -> None:
    path = tmp_path / "a.tally"
    with closing(make(path)) as journal:
        begin_pass(journal)
        with journal._writer.begin():
            pages = journal._writer.exec_driver_sql("PRAGMA page_count").scalar_one()
            journal._writer.exec_driver_sql(f"PRAGMA max_page_count = {pages + 3}")
        with pytest.raises(DiskFull):
            import_thousands(journal)
        assert journal.chains() == (CONGRESS_CHAIN,)
        assert len(list(journal.entries(CONGRESS_CHAIN))) == SET_UP + 2


def import_thousands(journal: SqlJournal) -> None:
    with journal.together():
        journal.append(CONGRESS_CHAIN, EntryKind.IMPORTED, details={"source": "x"})
        key(journal, range(1, 3000))


def test_a_disk_that_fails_under_the_journal_is_no_success(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with closing(make(tmp_path / "a.tally")) as journal:
        key(journal, [1])

        def fail(*_arguments: object) -> None:
            raise OSError(errno.EIO, "input/output error")

        monkeypatch.setattr(journal._writer.dialect, "do_commit", fail)
        with pytest.raises(OSError, match="input/output"):
            key(journal, [2])
        monkeypatch.undo()
        key(journal, [2])
        assert [entry.ballot for entry in journal.entries(PASS)] == [1, 2]


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is not known there")
def test_killed_again_and_again_every_acknowledged_ballot_is_there(tmp_path: Path) -> None:
    path = tmp_path / "mất điện.tally"
    with closing(make(path)) as journal:
        begin_pass(journal)
    tests = Path(__file__).parent.parent
    chance = random.Random(190)  # noqa: S311 - when to kill, the same every time
    acknowledged = 0
    for _ in range(KILLS):
        with subprocess.Popen(
            [sys.executable, "-c", KEYING, str(path)],
            stdout=subprocess.PIPE,
            env={"PYTHONPATH": f"{tests}:{tests.parent}", "PATH": ""},
            encoding="utf-8",
        ) as program:
            assert program.stdout is not None
            acknowledged = int(program.stdout.readline())
            time.sleep(chance.uniform(0, 0.05))
            program.send_signal(signal.SIGKILL)
            rest = program.stdout.read().splitlines()
            # A line may be cut off by the kill; what it said was acknowledged before.
            acknowledged = max([acknowledged, *map(int, rest[:-1])])
        with closing(reopen(path)) as journal:
            entries = list(journal.entries(PASS))
            assert [entry.ballot for entry in entries] == list(range(1, len(entries) + 1))
            assert len(entries) >= acknowledged
            assert check_chains(journal).sound
    assert acknowledged > KILLS
