"""Copies: whole, read back, and never over anything before they are."""

import errno
import hashlib
import os
import shutil
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from tally_files import PASS, a_file, begin_pass, by_hand, check_chains, key, killed_while_writing, make, reopen

from tally.application.intake import BrokenJournal
from tally.application.journal_file import Damaged, DiskFull, NotTally
from tally.domain.journal import CONGRESS_CHAIN, Broken
from tally.files.codec import CongressToml
from tally.store import backup as store
from tally.store.copying import Copied


def backup(source: Path, target: Path) -> str:
    return store.backup(source, target, CongressToml())


def restore(copy: Path, target: Path) -> Copied:
    return store.restore(copy, target, CongressToml())


def test_a_copy_is_one_file_with_everything_and_says_its_sha256(tmp_path: Path) -> None:
    path, copy = a_file(tmp_path / "a.tally"), tmp_path / "bản sao.tally"
    assert backup(path, copy) == hashlib.sha256(copy.read_bytes()).hexdigest()
    assert sorted(file.name for file in tmp_path.iterdir()) == ["a.tally", "bản sao.tally"]
    with closing(reopen(copy)) as journal:
        assert len(list(journal.entries(PASS))) == 3
        assert check_chains(journal).sound


def test_a_copy_made_while_a_station_keys_has_every_acknowledged_ballot(tmp_path: Path) -> None:
    path, copy = tmp_path / "a.tally", tmp_path / "b.tally"
    with closing(make(path)) as journal:
        begin_pass(journal)
        key(journal, range(1, 8))
        backup(path, copy)
        key(journal, [8])
    with closing(reopen(copy)) as journal:
        assert [entry.ballot for entry in journal.entries(PASS)] == list(range(1, 8))


def test_what_is_brought_back_is_the_copy_byte_by_byte_and_can_be_keyed_into(tmp_path: Path) -> None:
    path, copy, back = a_file(tmp_path / "a.tally"), tmp_path / "b.tally", tmp_path / "c.tally"
    assert backup(path, copy) == restore(copy, back).digest
    assert back.read_bytes() == copy.read_bytes()
    with closing(reopen(back)) as journal:
        key(journal, [4])
        assert [entry.ballot for entry in journal.entries(PASS)] == [1, 2, 3, 4]


@pytest.mark.parametrize("copying", [backup, restore])
def test_a_file_that_a_killed_program_left_is_copied_as_it_was_before_the_last_commit(
    tmp_path: Path, copying: Callable[[Path, Path], object]
) -> None:
    left = killed_while_writing(a_file(tmp_path / "a.tally"), tmp_path / "usb")
    copying(left, tmp_path / "back.tally")
    with closing(reopen(tmp_path / "back.tally")) as journal:
        assert [entry.ballot for entry in journal.entries(PASS)] == [1, 2, 3]
        assert journal.chains() == (CONGRESS_CHAIN, PASS)


@pytest.mark.parametrize("copying", [backup, restore])
def test_no_copy_is_made_of_a_journal_that_is_not_what_was_appended(
    tmp_path: Path, copying: Callable[[Path, Path], object]
) -> None:
    path, target = a_file(tmp_path / "a.tally"), tmp_path / "b.tally"
    with by_hand(path, triggers=False) as connection:
        connection.execute("UPDATE entry SET marks = x'02020202' WHERE chain = 2 AND sequence = 2")
    with pytest.raises(BrokenJournal) as raised:
        copying(path, target)
    assert raised.value.broken == (Broken(PASS, 2, "changed"),)
    assert [file.name for file in tmp_path.iterdir()] == ["a.tally"]


def test_what_stood_where_a_copy_is_brought_back_is_kept_with_all_that_lies_beside_it(tmp_path: Path) -> None:
    copy = tmp_path / "b.tally"
    backup(a_file(tmp_path / "a.tally"), copy)
    for number in (1, 2):
        left = killed_while_writing(tmp_path / "a.tally", tmp_path / f"usb{number}")
        before = left.read_bytes()
        (tmp_path / "a.tally").write_bytes(before)
        (tmp_path / "a.tally-journal").write_bytes(left.with_name("a.tally-journal").read_bytes())
        kept = restore(copy, tmp_path / "a.tally").kept
        assert kept == tmp_path / f"a.truoc-{number}.tally"
        assert kept.read_bytes() == before
        assert not (tmp_path / "a.tally-journal").exists()
        for file in (kept, tmp_path / "a.tally"):
            with closing(reopen(file)) as journal:
                assert [entry.ballot for entry in journal.entries(PASS)] == [1, 2, 3]


@pytest.mark.skipif(os.name == "nt", reason="Windows has the rights of the folder")
def test_a_copy_can_be_read_by_its_owner_alone(tmp_path: Path) -> None:
    copy = tmp_path / "b.tally"
    backup(a_file(tmp_path / "a.tally"), copy)
    assert [stat.S_IMODE(file.stat().st_mode) for file in (tmp_path / "a.tally", copy)] == [0o600, 0o600]


@pytest.mark.parametrize("copying", [backup, restore])
def test_a_source_that_is_none_or_is_not_there_leaves_the_target_as_it_was(
    tmp_path: Path, copying: Callable[[Path, Path], str]
) -> None:
    target = a_file(tmp_path / "b.tally")
    before = target.read_bytes()
    (tmp_path / "a.tally").write_bytes(b"not a congress file at all" * 100)
    with pytest.raises(NotTally):
        copying(tmp_path / "a.tally", target)
    with pytest.raises(FileNotFoundError):
        copying(tmp_path / "không có.tally", target)
    assert target.read_bytes() == before
    assert sorted(file.name for file in tmp_path.iterdir()) == ["a.tally", "b.tally"]


@pytest.mark.parametrize("copying", [backup, restore])
def test_a_damaged_source_leaves_the_target_as_it_was(tmp_path: Path, copying: Callable[[Path, Path], str]) -> None:
    path, target = tmp_path / "a.tally", a_file(tmp_path / "b.tally")
    with closing(make(path)) as journal:
        key(journal, range(1, 300))
    content = bytearray(path.read_bytes())
    for start in range(8 * 4096, len(content), 4096):
        content[start : start + 300] = b"\xee" * 300
    path.write_bytes(content)
    before = target.read_bytes()
    with pytest.raises(Damaged):
        copying(path, target)
    assert target.read_bytes() == before


def test_a_copy_that_cannot_be_put_on_the_disk_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_handle: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    path = a_file(tmp_path / "a.tally")
    monkeypatch.setattr("os.fsync", fail)
    for copying in (backup, restore):
        with pytest.raises(OSError, match="No space") as raised:
            copying(path, tmp_path / "b.tally")
        assert raised.value.filename == str(tmp_path / "b.tally"), "there is room where it is read"
    assert [file.name for file in tmp_path.iterdir()] == ["a.tally"]


def test_no_copy_is_put_beside_the_log_of_another_file(tmp_path: Path) -> None:
    path = a_file(tmp_path / "a.tally")
    (tmp_path / "b.tally-wal").write_bytes(b"ballots that were not copied into their file yet")
    with pytest.raises(FileExistsError):
        restore(path, tmp_path / "b.tally")
    assert not (tmp_path / "b.tally").exists()


def test_a_copy_holds_the_guards_too(tmp_path: Path) -> None:
    backup(a_file(tmp_path / "a.tally"), tmp_path / "b.tally")
    with by_hand(tmp_path / "a.tally") as one, by_hand(tmp_path / "b.tally") as other:
        schema = "SELECT sql FROM sqlite_master ORDER BY name"
        assert one.execute(schema).fetchall() == other.execute(schema).fetchall()


@pytest.mark.parametrize("length", [1, 15, 16, 100, 511, 512, 4095])
def test_what_a_stick_kept_of_a_copy_that_was_cut_short_is_none_of_ours(tmp_path: Path, length: int) -> None:
    path = a_file(tmp_path / "a.tally")
    path.write_bytes(path.read_bytes()[:length])
    target = a_file(tmp_path / "b.tally")
    before = target.read_bytes()
    with pytest.raises((NotTally, Damaged)):
        restore(path, target)
    assert target.read_bytes() == before


def test_a_disk_that_sqlite_finds_full_is_the_one_that_is_written_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Full(sqlite3.Connection):
        def backup(self, *_arguments: object, **_named: object) -> None:
            self.execute("PRAGMA max_page_count = 1")
            self.execute("CREATE TABLE more (x)")

    def no_room(_path: Path, **_named: object) -> sqlite3.Connection:
        return sqlite3.connect(tmp_path / "other", factory=Full)

    path = a_file(tmp_path / "a.tally")
    monkeypatch.setattr("tally.store.copying.connect", no_room)
    with pytest.raises(DiskFull) as raised:
        backup(path, tmp_path / "b.tally")
    assert raised.value.filename == str(tmp_path / "b.tally")


def test_a_copy_that_somebody_writes_to_is_brought_back_by_sqlite(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is copied byte by byte may be torn when somebody begins to write meanwhile."""
    path, back = tmp_path / "a.tally", tmp_path / "b.tally"
    with closing(make(path)) as journal:
        begin_pass(journal)
        key(journal, range(1, 4))
    copy_bytes = shutil.copyfileobj

    def meanwhile(*arguments: Any) -> None:  # noqa: ANN401 - as it is called
        copy_bytes(*arguments)
        with closing(reopen(path)) as journal:
            key(journal, [4])

    monkeypatch.setattr("shutil.copyfileobj", meanwhile)
    restore(path, back)
    assert back.read_bytes() == path.read_bytes()


def test_a_large_copy_is_brought_back_in_little_memory(tmp_path: Path) -> None:
    path = a_file(tmp_path / "a.tally")
    with by_hand(path) as database:
        for text in ("CREATE TABLE more (x)", "INSERT INTO more VALUES (zeroblob(160000000))"):
            database.execute(text)
    script = (
        "import resource, sys; from pathlib import Path; from tally.store.copying import same_bytes;"
        "from tally.store.place import claim; claim(Path(sys.argv[2]));"
        "peak = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss; before = peak();"
        "same_bytes(*map(Path, sys.argv[1:])); print(peak() - before)"
    )
    run = subprocess.run(
        [sys.executable, "-c", script, path, tmp_path / "b.tally"], capture_output=True, text=True, check=True
    )
    assert int(run.stdout) < 40_000, "kilobytes; the file has 160,000"
