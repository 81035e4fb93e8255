"""The journal in its file: what is appended is there, in order, by whichever connection; nothing else can be done."""

import json
import sqlite3
import threading
from contextlib import closing
from itertools import pairwise
from pathlib import Path

import pytest
from tally_files import MARKS, PASS, Ticking, a_file, begin_pass, by_hand, key, make, reopen

from tally.domain.journal import CONGRESS_CHAIN, GENESIS, EntryKind, broken_link
from tally.store.journal import SqlJournal


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return where a congress file may be made: with spaces and Vietnamese letters, as boards write."""
    folder = tmp_path / "Đại hội xã Thanh Chăn"
    folder.mkdir()
    return folder / "nhiệm kỳ 2025 %20 #1.tally"


def test_what_is_appended_is_there(path: Path) -> None:
    with closing(make(path)) as journal:
        first = journal.append(
            CONGRESS_CHAIN, EntryKind.PERSON_ADDED, person="p1", details={"name": "Lò Thị Ánh", "id": 1}
        )
        second = journal.append(CONGRESS_CHAIN, EntryKind.STEP_DONE)
        ballot = journal.append(PASS, EntryKind.BALLOT_KEYED, person="p2", ballot=1, marks=MARKS)
    with closing(reopen(path)) as journal:
        assert list(journal.entries(CONGRESS_CHAIN)) == [first, second]
        assert list(journal.entries(PASS)) == [ballot]
        assert journal.chains() == (CONGRESS_CHAIN, PASS)
        assert journal.name == str(path)
    assert (first.sequence, first.time, first.station) == (1, "2026-11-22T05:00:00.002Z", "máy-1")
    assert (first.payload, first.previous) == ('{"id":1,"name":"Lò Thị Ánh"}', GENESIS)
    assert (second.sequence, second.payload, second.previous) == (2, "", first.hash)
    assert (ballot.ballot, ballot.marks, ballot.kind) == (1, MARKS, EntryKind.BALLOT_KEYED)


def test_entries_after_a_number_and_of_a_chain_that_is_not_there(path: Path) -> None:
    with closing(make(path)) as journal:
        key(journal, range(1, 6))
        assert [entry.sequence for entry in journal.entries(PASS, after=3)] == [4, 5]
        assert list(journal.entries(PASS, after=5)) == []
        assert list(journal.entries("pass/bch/1/9/1")) == []


def test_many_entries_are_read_block_by_block(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tally.store.journal._BLOCK", 4)
    with closing(make(path)) as journal:
        begin_pass(journal)
        key(journal, range(1, 8))
        assert [entry.ballot for entry in journal.entries(PASS)] == list(range(1, 8))
        pieces = list(journal.pieces())
        assert [(chain, [row[1] for row in rows]) for chain, rows in pieces] == [
            (CONGRESS_CHAIN, [1, 2, 3, 4]),
            (CONGRESS_CHAIN, [5, 6]),
            (PASS, [1, 2]),
            (PASS, [3, 4, 5, 6]),
            (PASS, [7]),
        ]


def test_long_entries_are_read_few_at_a_time(path: Path) -> None:
    with closing(make(path)) as journal:
        for number in range(5):
            journal.append("other", EntryKind.EXPORTED, details={"target": f"{number}" + "x" * 6_000_000})
        pieces = [len(rows) for name, rows in journal.pieces() if name == "other"]
        assert (sum(pieces), max(pieces)) == (5, 2)
        targets = [json.loads(entry.payload)["target"][0] for entry in journal.entries("other")]
        assert targets == ["0", "1", "2", "3", "4"]
        # What reads only some of them holds nothing.
        next(journal.entries("other"))
        journal.append("other", EntryKind.EXPORTED, details={"target": "short"})


def test_a_closed_file_is_one_file_that_may_be_moved_and_deleted(path: Path) -> None:
    a_file(path)
    assert [file.name for file in path.parent.iterdir()] == [path.name]
    moved = path.rename(path.with_name("khác.tally"))
    with closing(reopen(moved)) as journal:
        assert len(list(journal.entries(PASS))) == 3
    moved.unlink()


def test_closing_twice_does_nothing(path: Path) -> None:
    journal = make(path)
    journal.close()
    journal.close()


def test_the_disk_is_asked_for_everything_that_was_promised(path: Path) -> None:
    with closing(make(path)) as journal:
        connection = journal._writer
        for pragma, value in (("journal_mode", "persist"), ("synchronous", 3), ("foreign_keys", 1)):
            with connection.begin():
                assert connection.exec_driver_sql(f"PRAGMA {pragma}").scalar_one() == value


def test_a_clock_set_back_does_not_turn_time_back(path: Path) -> None:
    clock = Ticking()
    with closing(make(path, clock)) as journal:
        clock.milliseconds = 5000
        key(journal, [1])
        clock.milliseconds = 2000
        key(journal, [2])
        journal.append(CONGRESS_CHAIN, EntryKind.STEP_DONE)
    with closing(reopen(path)) as journal:
        key(journal, [3])
        assert [entry.time[17:] for entry in journal.entries(PASS)] == ["05.001Z"] * 3


@pytest.mark.parametrize("text", ["a\0b", "a\ud800b"])
@pytest.mark.parametrize("where", ["person", "chain", "payload", "key", "list"])
def test_a_nul_or_half_a_letter_is_refused_and_nothing_is_appended(path: Path, text: str, where: str) -> None:
    payloads: dict[str, dict[str, object]] = {
        "payload": {"reason": text},
        "key": {text: 1},
        "list": {"ruling": [None, {"text": text}]},
    }
    with closing(make(path)) as journal:
        with pytest.raises(ValueError, match=r"NUL|surrogates"):
            journal.append(
                text if where == "chain" else CONGRESS_CHAIN,
                EntryKind.STEP_DONE,
                person=text if where == "person" else "",
                details=payloads.get(where),
            )
        assert list(journal.entries(CONGRESS_CHAIN)) == []
        assert journal.chains() == (CONGRESS_CHAIN,)


def test_a_backslash_is_no_nul(path: Path) -> None:
    with closing(make(path)) as journal:
        entry = journal.append(CONGRESS_CHAIN, EntryKind.STEP_DONE, details={"text": r"C:\u0000\tệp"})
        assert list(journal.entries(CONGRESS_CHAIN)) == [entry]


def test_two_connections_append_to_different_chains(path: Path) -> None:
    other = "pass/bch/1/1/2"
    with closing(make(path)) as one, closing(reopen(path, "máy-2")) as two:
        for ballot in range(1, 6):
            key(one, [ballot])
            key(two, [ballot], other)
        for chain, station in ((PASS, "máy-1"), (other, "máy-2")):
            entries = list(one.entries(chain))
            assert [entry.ballot for entry in entries] == [1, 2, 3, 4, 5]
            assert {entry.station for entry in entries} == {station}
            assert broken_link(entries) is None


@pytest.mark.parametrize("chain", [CONGRESS_CHAIN, PASS])
def test_two_connections_append_to_the_same_chain(path: Path, chain: str) -> None:
    kind = EntryKind.STEP_DONE if chain == CONGRESS_CHAIN else EntryKind.BALLOT_KEYED
    ballot = None if chain == CONGRESS_CHAIN else 1
    with closing(make(path)) as one, closing(reopen(path, "máy-2")) as two:
        for journal in (one, two, two, one, one, two):
            journal.append(chain, kind, ballot=ballot)
        entries = list(two.entries(chain))
    assert [entry.station[-1] for entry in entries] == list("122112")
    assert broken_link(entries) is None


def test_threads_may_share_a_journal_and_several_files_at_once(path: Path) -> None:
    with closing(make(path)) as one, closing(reopen(path, "máy-2")) as two:
        threads = [
            threading.Thread(target=key, args=(journal, range(1, 21), f"pass/bch/1/1/{number}"))
            for number, journal in enumerate((one, one, two, two), start=1)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        for number in range(1, 5):
            entries = list(one.entries(f"pass/bch/1/1/{number}"))
            assert [entry.ballot for entry in entries] == list(range(1, 21))
            assert broken_link(entries) is None


def fail_half_way(journal: SqlJournal) -> None:
    with journal.together():
        key(journal, [4])
        key(journal, [1], "pass/bch/1/3/1")
        raise ZeroDivisionError


def test_together_is_everything_or_nothing(path: Path) -> None:
    with closing(make(path)) as journal:
        key(journal, [1])
        with journal.together():
            key(journal, [2, 3])
            key(journal, [1], "pass/bch/1/2/1")
            assert [entry.ballot for entry in journal.entries(PASS)] == [1, 2, 3]
            assert journal.chains() == (CONGRESS_CHAIN, PASS, "pass/bch/1/2/1")
        with pytest.raises(ZeroDivisionError):
            fail_half_way(journal)
        key(journal, [4])
    with closing(reopen(path)) as journal:
        entries = list(journal.entries(PASS))
        assert [entry.ballot for entry in entries] == [1, 2, 3, 4]
        assert broken_link(entries) is None
        assert journal.chains() == (CONGRESS_CHAIN, PASS, "pass/bch/1/2/1")


def test_many_entries_together_are_written_block_by_block(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tally.store.journal._BLOCK", 4)
    with closing(make(path)) as journal:
        with journal.together():
            key(journal, range(1, 11))
        entries = list(journal.entries(PASS))
    assert all(after.previous == before.hash for before, after in pairwise(entries))
    assert [entry.ballot for entry in entries] == list(range(1, 11))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE entry SET marks = x'02020202' WHERE sequence = 2",
        "UPDATE entry SET sequence = sequence",
        "DELETE FROM entry",
        "DELETE FROM entry WHERE chain = 2 AND sequence = 3",
        "UPDATE chain SET name = 'pass/bch/1/1/9' WHERE id = 2",
        "DELETE FROM chain",
        "INSERT OR REPLACE INTO entry SELECT * FROM entry WHERE chain = 2 AND sequence = 3",
        "INSERT OR IGNORE INTO entry SELECT * FROM entry WHERE chain = 2 AND sequence = 3",
        "INSERT OR REPLACE INTO chain VALUES (2, 'pass/bch/1/1/9')",
        "INSERT OR REPLACE INTO chain VALUES (9, 'pass/bch/1/1/1')",
        "REPLACE INTO entry SELECT * FROM entry WHERE chain = 2 AND sequence = 1",
    ],
)
def test_nothing_in_the_journal_can_be_changed_or_deleted(path: Path, statement: str) -> None:
    a_file(path)
    with by_hand(path) as connection:
        before = (
            connection.execute("SELECT * FROM entry").fetchall(),
            connection.execute("SELECT * FROM chain").fetchall(),
        )
        with pytest.raises(sqlite3.IntegrityError, match="tally: "):
            connection.execute(statement)
        after = (
            connection.execute("SELECT * FROM entry").fetchall(),
            connection.execute("SELECT * FROM chain").fetchall(),
        )
    assert after == before


NEXT = {
    "chain": "2",
    "sequence": "4",
    "time": "'2026-11-22T06:00:00.000Z'",
    "station": "'m'",
    "person": "'p'",
    "kind": "'ballot-keyed'",
    "ballot": "4",
    "marks": "x'01020101'",
    "payload": "''",
    "previous": "(SELECT hash FROM entry WHERE chain = 2 AND sequence = 3)",
    "hash": "zeroblob(32)",
}


def insert_by_hand(connection: sqlite3.Connection, **changed: str) -> None:
    values = {**NEXT, **changed}
    connection.execute(f"INSERT INTO entry ({', '.join(values)}) VALUES ({', '.join(values.values())})")  # noqa: S608 - the test's own values


def test_an_entry_by_hand_that_follows_is_taken_and_its_hash_is_for_the_check_to_judge(path: Path) -> None:
    with by_hand(a_file(path)) as connection:
        insert_by_hand(connection)
        assert connection.execute("SELECT count(*) FROM entry WHERE chain = 2").fetchone() == (4,)


@pytest.mark.parametrize(
    "changed",
    [
        {"sequence": "5"},
        {"sequence": "3"},
        {"sequence": "0"},
        {"previous": "zeroblob(32)"},
        {"time": "'2026-11-22T04:00:00.000Z'"},
        {"time": "'2026-11-22'"},
        {"chain": "77", "sequence": "1", "previous": "zeroblob(32)"},
        {"chain": "77"},
        {"kind": "''"},
        {"kind": "'step-done'"},
        {"kind": "'step-done'", "ballot": "NULL"},
        {"ballot": "NULL"},
        {"ballot": "0"},
        {"ballot": "'four'"},
        {"marks": "NULL"},
        {"marks": "'1211'"},
        {"payload": "'not an object'"},
        {"payload": "NULL"},
        {"payload": "x'7b7d'"},
        {"person": "'a' || char(0)"},
        {"station": "char(0)"},
        {"hash": "zeroblob(31)"},
        {"hash": "NULL"},
        {"previous": "x'00'"},
    ],
    ids=str,
)
def test_a_row_that_cannot_be_is_refused_by_the_table(path: Path, changed: dict[str, str]) -> None:
    with by_hand(a_file(path)) as connection:
        connection.execute("PRAGMA foreign_keys = ON")
        with pytest.raises(sqlite3.IntegrityError):
            insert_by_hand(connection, **changed)
        assert connection.execute("SELECT count(*) FROM entry WHERE chain = 2").fetchone() == (3,)


def test_nothing_is_made_over_a_file_that_is_there(path: Path) -> None:
    path.write_bytes(b"the board's own notes")
    with pytest.raises(FileExistsError):
        make(path)
    assert path.read_bytes() == b"the board's own notes"
