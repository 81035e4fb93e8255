"""Opening a congress file: what is none, is damaged, is held, is of another version; each said by its own type."""

import errno
import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Connection
from tally_files import (
    PASS,
    SET_UP,
    Ticking,
    a_file,
    as_earlier_versions_left_it,
    begin_pass,
    by_hand,
    check_chains,
    key,
    killed_while_writing,
    make,
    reopen,
)

from tally.application.intake import BadInput
from tally.application.journal_file import Damaged, Foreign, Locked, Moved, NotTally, ReadOnly, TooNew
from tally.domain.journal import CONGRESS_CHAIN
from tally.store.migrations import MIGRATIONS
from tally.store.opening import open_file
from tally.store.schema import SCHEMA, _digest, _made


def test_there_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError) as raised:
        reopen(tmp_path / "không có.tally")
    assert raised.value.filename == str(tmp_path / "không có.tally")
    assert list(tmp_path.iterdir()) == [], "none was made by looking for it"


@pytest.mark.parametrize(
    "content", [b"", b"format = 1\n", b"PK\3\4" + bytes(4096), b"SQLite format 3\0" + bytes(20)], ids=len
)
def test_a_file_of_another_kind_is_none_of_ours_and_is_left_alone(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.tally"
    path.write_bytes(content)
    with pytest.raises(NotTally) as raised:
        reopen(path)
    assert [(finding.file, finding.code) for finding in raised.value.findings] == [(str(path), "E994")]
    assert path.read_bytes() == content
    assert list(tmp_path.iterdir()) == [path]


def test_a_database_of_another_program_is_none_of_ours_and_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.tally"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE notes (text)")
    before = path.read_bytes()
    with pytest.raises(NotTally):
        reopen(path)
    assert path.read_bytes() == before


def test_a_newer_version_is_refused_naming_both_and_left_alone(tmp_path: Path) -> None:
    path = a_file(tmp_path / "a.tally")
    with by_hand(path) as connection:
        connection.execute("UPDATE meta SET format = 7")
    before = path.read_bytes()
    with pytest.raises(TooNew) as raised:
        reopen(path)
    assert (raised.value.found, raised.value.known) == (7, 2)
    assert raised.value.findings[0].fields == {"found": 7, "known": 2}
    assert path.read_bytes() == before


def test_a_damaged_file_is_said_to_be_damaged(tmp_path: Path) -> None:
    path = tmp_path / "a.tally"
    with closing(make(path)) as journal:
        key(journal, range(1, 400))
    content = bytearray(path.read_bytes())
    page = 4096
    for start in range(2 * page, len(content) - page, page):
        content[start : start + 200] = b"\xff" * 200
    path.write_bytes(content)
    with pytest.raises(Damaged) as raised:
        reopen(path)
    assert raised.value.findings[0].code == "E990"
    assert raised.value.why


def test_a_file_cut_off_is_said_to_be_damaged(tmp_path: Path) -> None:
    path = tmp_path / "a.tally"
    with closing(make(path)) as journal:
        key(journal, range(1, 400))
    path.write_bytes(path.read_bytes()[:-9000])
    with pytest.raises(Damaged):
        reopen(path)


def test_a_file_without_its_version_is_said_to_be_damaged(tmp_path: Path) -> None:
    path = a_file(tmp_path / "a.tally")
    with by_hand(path) as connection:
        connection.execute("DELETE FROM meta")
    with pytest.raises(Damaged):
        reopen(path)


def test_a_file_held_by_another_program_is_said_to_be_and_nothing_is_appended(tmp_path: Path) -> None:
    path = a_file(tmp_path / "a.tally")
    with closing(reopen(path, busy_seconds=0.05)) as journal, by_hand(path) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(Locked) as raised:
            key(journal, [4])
        assert (raised.value.errno, raised.value.filename) == (errno.EBUSY, str(path))
        other.execute("ROLLBACK")
        key(journal, [4])
        assert [entry.ballot for entry in journal.entries(PASS)] == [1, 2, 3, 4]


def test_what_another_program_writes_makes_nobody_wait_to_read(tmp_path: Path) -> None:
    path = a_file(tmp_path / "a.tally")
    with closing(reopen(path, busy_seconds=0.05)) as journal, by_hand(path) as other:
        other.execute("BEGIN IMMEDIATE")
        assert len(list(journal.entries(PASS))) == 3
        assert check_chains(journal).sound
        other.execute("ROLLBACK")


def test_a_file_on_a_write_protected_stick_can_be_read_but_not_appended_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = a_file(tmp_path / "Đại hội #1.tally")
    before = path.read_bytes()
    # As on a write-protected stick; the rights of an administrator, who may run the tests, would hide a real one.
    monkeypatch.setattr("tally.store.engine.writable", lambda _path: False)
    monkeypatch.setattr("tally.store.opening.writable", lambda _path: False)
    with closing(reopen(path)) as journal:
        assert check_chains(journal).sound
        with pytest.raises(ReadOnly) as raised:
            key(journal, [4])
        assert (raised.value.errno, raised.value.filename) == (errno.EROFS, str(path))
        assert len(list(journal.entries(PASS))) == 3
        assert [file.name for file in tmp_path.iterdir()] == [path.name]
    assert path.read_bytes() == before


@pytest.mark.parametrize("left", [killed_while_writing, as_earlier_versions_left_it], ids=["journal", "log"])
def test_a_write_protected_file_that_was_being_written_to_is_read_as_it_was_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, left: Callable[[Path, Path], Path]
) -> None:
    path = left(a_file(tmp_path / "a.tally"), tmp_path / "usb")
    before = {file.name: file.read_bytes() for file in path.parent.iterdir()}
    monkeypatch.setattr("tally.store.engine.writable", lambda _path: False)
    monkeypatch.setattr("tally.store.opening.writable", lambda _path: False)
    with closing(reopen(path)) as journal:
        assert check_chains(journal).sound
        assert [entry.ballot for entry in journal.entries(PASS)] == [1, 2, 3]
        with pytest.raises(ReadOnly):
            key(journal, [4])
        with pytest.raises(ReadOnly):
            key(journal, [4])
    assert {file.name: file.read_bytes() for file in path.parent.iterdir()} == before


def test_a_write_protected_file_of_an_earlier_version_can_be_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = as_earlier_versions_left_it(a_file(tmp_path / "a.tally"))
    before = path.read_bytes()
    monkeypatch.setattr("tally.store.engine.writable", lambda _path: False)
    monkeypatch.setattr("tally.store.opening.writable", lambda _path: False)
    with closing(reopen(path)) as journal:
        assert check_chains(journal).sound
    assert path.read_bytes() == before


def test_a_file_of_an_earlier_version_leaves_its_log_after_a_copy_was_made(tmp_path: Path) -> None:
    path = as_earlier_versions_left_it(a_file(tmp_path / "a.tally"), tmp_path / "usb")
    with closing(reopen(path)) as journal:
        key(journal, [4])
        assert [entry.ballot for entry in journal.entries(PASS)] == [1, 2, 3, 4]
        assert not path.with_name("a.tally-wal").exists()
        alone = path.read_bytes()
    copy = path.with_name("a.tally.v1-copy")
    with by_hand(path) as connection, by_hand(copy) as before:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("delete",)
        assert [one.execute("SELECT format FROM meta").fetchone() for one in (connection, before)] == [(2,), (1,)]
    (tmp_path / "alone.tally").write_bytes(alone)
    with closing(reopen(tmp_path / "alone.tally")) as journal:
        assert [entry.ballot for entry in journal.entries(PASS)] == [1, 2, 3, 4], "the file alone holds everything"


def test_reading_leaves_a_file_of_an_earlier_version_as_it_is(tmp_path: Path) -> None:
    path = as_earlier_versions_left_it(a_file(tmp_path / "a.tally"))
    before = path.read_bytes()
    with closing(open_file(path, "m", Ticking(), reading=True)) as journal:
        assert check_chains(journal).sound
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def give_every_entry_a_station(connection: Connection) -> None:
    """Lead the tables of a version 0 that never was, which knew no station, to version 1."""
    connection.exec_driver_sql("ALTER TABLE entry ADD COLUMN station TEXT NOT NULL DEFAULT ''")


STEPS = {**MIGRATIONS, 0: give_every_entry_a_station}


def fail(_connection: Connection) -> None:
    raise ZeroDivisionError


def an_old_file(path: Path) -> Path:
    """Make a file of version 0: as version 1, but for a column."""
    a_file(path)
    with by_hand(path, triggers=False) as connection:
        connection.execute("CREATE TABLE kept AS SELECT * FROM entry")
        connection.execute("DROP TABLE entry")
        connection.execute("ALTER TABLE kept DROP COLUMN station")
        connection.execute("ALTER TABLE kept RENAME TO entry")
        connection.execute("UPDATE meta SET format = 0")
    return path


def test_an_older_version_is_migrated_after_a_copy_was_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = an_old_file(tmp_path / "đại hội.tally")
    monkeypatch.setattr("tally.store.opening.check_schema", lambda *_: None)  # of a version that never was
    with closing(open_file(path, "m", Ticking(), migrations=STEPS)) as journal:
        assert len(list(journal.entries(CONGRESS_CHAIN))) == SET_UP + 3
    with by_hand(path) as connection:
        assert connection.execute("SELECT format FROM meta").fetchone() == (2,)
        assert connection.execute("SELECT DISTINCT station FROM entry").fetchall() == [("",)]
    copy = tmp_path / "đại hội.tally.v0-copy"
    with by_hand(copy) as connection:
        assert connection.execute("SELECT format FROM meta").fetchone() == (0,)
        assert connection.execute("SELECT count(*) FROM entry").fetchone() == (SET_UP + 6,)
        with pytest.raises(sqlite3.OperationalError, match="station"):
            connection.execute("SELECT station FROM entry")


def test_a_migration_that_fails_leaves_the_file_and_the_copy_as_they_were(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tally.store.opening.check_schema", lambda *_: None)
    path = an_old_file(tmp_path / "a.tally")
    with pytest.raises(ZeroDivisionError):
        open_file(path, "m", Ticking(), migrations={0: fail})
    with by_hand(path) as connection:
        assert connection.execute("SELECT format FROM meta").fetchone() == (0,)
    copy = (tmp_path / "a.tally.v0-copy").read_bytes()
    with closing(open_file(path, "m", Ticking(), migrations=STEPS)):
        pass
    assert (tmp_path / "a.tally.v0-copy").read_bytes() == copy, "the first copy stays"


def test_a_file_of_this_version_is_not_copied(tmp_path: Path) -> None:
    path = a_file(tmp_path / "a.tally")
    reopen(path).close()
    assert list(tmp_path.iterdir()) == [path]


def test_what_is_wrong_with_a_file_is_bad_input() -> None:
    for error in (NotTally("a"), TooNew("a", 2, 1), Damaged("a", "page 3")):
        assert isinstance(error, BadInput)


@pytest.mark.parametrize("reading", [True, False])
def test_a_file_left_by_a_program_killed_in_a_commit_opens_as_it_was_before(tmp_path: Path, *, reading: bool) -> None:
    path = killed_while_writing(a_file(tmp_path / "a.tally"), tmp_path / "như lúc mất điện")
    with closing(open_file(path, "m", Ticking(), reading=reading)) as journal:
        assert [entry.ballot for entry in journal.entries(PASS)] == [1, 2, 3]
        assert check_chains(journal).sound


def test_what_was_acknowledged_is_in_the_file_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.tally"
    with closing(make(path)) as journal:
        begin_pass(journal)
        for ballot in range(1, 6):
            key(journal, [ballot])
            (tmp_path / "chép tay.tally").write_bytes(path.read_bytes())
            with closing(reopen(tmp_path / "chép tay.tally")) as copied:
                assert [entry.ballot for entry in copied.entries(PASS)] == list(range(1, ballot + 1))


@pytest.mark.parametrize(
    ("statement", "named"),
    [
        ("CREATE TRIGGER nuốt BEFORE INSERT ON entry BEGIN SELECT RAISE(IGNORE); END", "nuốt"),
        ("DROP TRIGGER entry_no_delete", "entry_no_delete"),
        ("CREATE VIEW other AS SELECT 1", "other"),
        ("CREATE INDEX by_time ON entry (time)", "by_time"),
        ("ALTER TABLE meta ADD COLUMN more TEXT", "meta"),
    ],
)
def test_a_file_with_a_schema_that_is_not_ours_is_not_read(tmp_path: Path, statement: str, named: str) -> None:
    path = a_file(tmp_path / "a.tally")
    with by_hand(path) as connection:
        connection.execute(statement)
    with pytest.raises(Foreign) as raised:
        reopen(path)
    assert raised.value.what == named


def test_a_trigger_put_into_a_file_that_is_open_is_noticed_before_the_next_ballot(tmp_path: Path) -> None:
    path = a_file(tmp_path / "a.tally")
    with closing(reopen(path)) as journal:
        with by_hand(path) as connection:
            connection.execute("CREATE TRIGGER nuốt BEFORE INSERT ON entry BEGIN SELECT RAISE(IGNORE); END")
        with pytest.raises(Foreign):
            key(journal, [4])


def test_the_schema_that_is_known_is_the_one_that_is_made() -> None:
    assert _digest(_made()) == SCHEMA


def test_no_chain_hides_before_the_congress_s(tmp_path: Path) -> None:
    path = a_file(tmp_path / "a.tally")
    with by_hand(path) as connection:
        connection.execute("INSERT INTO chain (id, name) VALUES (-7, 'pass/bch/1/9/1')")
    with pytest.raises(Damaged):
        reopen(path)


def moved_away(path: Path) -> None:
    path.rename(path.with_name("dời.tally"))


def replaced(path: Path) -> None:
    other = path.with_name("khác.tally")
    other.write_bytes(path.read_bytes())
    other.replace(path)


def folder_renamed(path: Path) -> None:
    path.parent.rename(path.parent.with_name("usb đã rút"))


@pytest.mark.skipif(os.name == "nt", reason="Windows does not let go of a file that is open")
@pytest.mark.parametrize("happening", [moved_away, replaced, folder_renamed, Path.unlink])
def test_a_file_that_is_not_where_it_was_takes_no_ballot(tmp_path: Path, happening: Callable[[Path], object]) -> None:
    (tmp_path / "usb").mkdir()
    path = a_file(tmp_path / "usb" / "a.tally")
    with closing(reopen(path)) as journal:
        happening(path)
        for _ in range(2):
            with pytest.raises(Moved) as raised:
                key(journal, [4])
            assert raised.value.filename == str(path)
        assert len(list(journal.entries(PASS))) == 3, "nothing was written to where nobody finds it"


@pytest.mark.skipif(os.name == "nt", reason="as above")
def test_a_file_put_back_takes_ballots_again(tmp_path: Path) -> None:
    path = a_file(tmp_path / "a.tally")
    with closing(reopen(path)) as journal:
        path.rename(tmp_path / "dời.tally")
        with pytest.raises(Moved):
            key(journal, [4])
        (tmp_path / "dời.tally").rename(path)
        key(journal, [4])
    with closing(reopen(path)) as journal:
        assert [entry.ballot for entry in journal.entries(PASS)] == [1, 2, 3, 4]


def put_to_a_log(path: Path) -> None:
    with closing(sqlite3.connect(path)) as other:
        assert other.execute("PRAGMA journal_mode = WAL").fetchone() == ("wal",)


@pytest.mark.parametrize("read_first", [False, True])
def test_a_log_that_another_tool_gave_an_open_file_is_left_before_the_next_ballot(
    tmp_path: Path,
    read_first: bool,  # noqa: FBT001
) -> None:
    path = a_file(tmp_path / "a.tally")
    with closing(reopen(path)) as journal:
        put_to_a_log(path)
        if read_first:
            assert [entry.ballot for entry in journal.entries(PASS)] == [1, 2, 3]
        key(journal, [4])
        alone = tmp_path / "b.tally"
        alone.write_bytes(path.read_bytes())
        assert not path.with_name("a.tally-wal").exists()
    with closing(open_file(alone, "", str, reading=True)) as journal:
        assert [entry.ballot for entry in journal.entries(PASS)] == [1, 2, 3, 4]


def test_nothing_is_acknowledged_into_a_log_that_another_tool_keeps(tmp_path: Path) -> None:
    path = a_file(tmp_path / "a.tally")
    with closing(open_file(path, "m", Ticking(), busy_seconds=0.1)) as journal:
        with closing(sqlite3.connect(path)) as other:
            other.execute("PRAGMA journal_mode = WAL")
            other.execute("SELECT count(*) FROM chain").fetchone()
            with pytest.raises(Locked):
                key(journal, [4])
        key(journal, [4])
        assert [entry.ballot for entry in journal.entries(PASS)] == [1, 2, 3, 4]


def test_a_file_of_this_version_that_keeps_a_log_leaves_it_when_it_is_opened(tmp_path: Path) -> None:
    path = a_file(tmp_path / "a.tally")
    put_to_a_log(path)
    with closing(reopen(path)) as journal:
        assert path.read_bytes()[18:20] == b"\1\1"
        key(journal, [4])


@pytest.mark.parametrize("change", ["UPDATE meta SET format = 0", "INSERT INTO meta VALUES (2, 2, '')"])
def test_a_file_of_no_version_is_damaged(tmp_path: Path, change: str) -> None:
    path = a_file(tmp_path / "a.tally")
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("PRAGMA ignore_check_constraints = ON")
        other.execute(change)
    for reading in (True, False):
        with pytest.raises(Damaged):
            open_file(path, "m", Ticking(), reading=reading, migrations=MIGRATIONS)
