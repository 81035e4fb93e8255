"""Somebody changes a congress file by hand, the guarding triggers dropped: checking finds it and names where."""

import hashlib
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tally_files import PASS, SET_UP, a_file, begin_pass, by_hand, check_chains, close_pass, key, make, reopen

from tally.application.journal_file import ChainReport, Damaged
from tally.domain.journal import CONGRESS_CHAIN, Broken, EntryKind


def checked(path: Path) -> ChainReport:
    with closing(reopen(path)) as journal:
        return check_chains(journal)


def test_a_file_as_it_was_left_is_sound(tmp_path: Path) -> None:
    report = checked(a_file(tmp_path / "a.tally"))
    assert report.sound
    assert (report.chains, report.entries, report.closed, report.open) == (2, SET_UP + 6, 1, 0)
    with closing(reopen(tmp_path / "a.tally")) as journal:
        last = list(journal.entries(CONGRESS_CHAIN))[-1]
    assert report.head == (SET_UP + 3, last.hash)


def test_a_pass_still_being_keyed_is_open(tmp_path: Path) -> None:
    with closing(make(tmp_path / "a.tally")) as journal:
        begin_pass(journal, 1)
        begin_pass(journal, 2)
        key(journal, [1, 2])
        close_pass(journal)
        key(journal, [1], "pass/bch/1/2/1")
        report = check_chains(journal)
    assert report.sound
    assert (report.closed, report.open) == (1, 1)


def test_chains_longer_than_one_piece_are_checked_across_pieces(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tally.store.journal._BLOCK", 2)
    assert checked(a_file(tmp_path / "a.tally")).sound
    with by_hand(tmp_path / "a.tally", triggers=False) as connection:
        connection.execute("UPDATE entry SET person = 'p9' WHERE chain = 2 AND sequence = 3")
    assert checked(tmp_path / "a.tally").broken == (Broken(PASS, 3, "changed"),)


@pytest.mark.parametrize(
    ("statement", "broken"),
    [
        ("UPDATE entry SET marks = x'02010101' WHERE chain = 2 AND sequence = 2", Broken(PASS, 2, "changed")),
        (
            "UPDATE entry SET time = '2020-01-01T00:00:00.000Z' WHERE chain = 2 AND sequence = 1",
            Broken(PASS, 1, "changed"),
        ),
        ("UPDATE entry SET ballot = 9 WHERE chain = 2 AND sequence = 3", Broken(PASS, 3, "changed")),
        ("UPDATE entry SET hash = zeroblob(32) WHERE chain = 2 AND sequence = 3", Broken(PASS, 3, "changed")),
        ("UPDATE entry SET previous = zeroblob(32) WHERE chain = 2 AND sequence = 3", Broken(PASS, 3, "previous")),
        ("DELETE FROM entry WHERE chain = 2 AND sequence = 2", Broken(PASS, 2, "missing")),
        ("DELETE FROM entry WHERE chain = 2 AND sequence = 1", Broken(PASS, 1, "missing")),
        ("DELETE FROM entry WHERE chain = 2 AND sequence = 3", Broken(PASS, 3, "shortened")),
        ("DELETE FROM entry WHERE chain = 2", Broken(PASS, 1, "shortened")),
        ("UPDATE chain SET name = 'pass/bch/1/1/2' WHERE id = 2", Broken("pass/bch/1/1/2", 1, "changed")),
        ("UPDATE entry SET payload = '{}' WHERE chain = 1 AND sequence = 2", Broken(CONGRESS_CHAIN, 2, "changed")),
        ("DELETE FROM entry WHERE chain = 1 AND sequence = 1", Broken(CONGRESS_CHAIN, 1, "missing")),
        ("DELETE FROM entry WHERE chain = 1", Broken(CONGRESS_CHAIN, 1, "missing")),
        ("DELETE FROM entry", Broken(CONGRESS_CHAIN, 1, "missing")),
    ],
)
def test_what_was_done_by_hand_is_found_and_named(tmp_path: Path, statement: str, broken: Broken) -> None:
    path = a_file(tmp_path / "a.tally")
    with by_hand(path, triggers=False) as connection:
        connection.execute(statement)
    report = checked(path)
    assert not report.sound
    assert report.broken[0] == broken


def rewritten(previous: bytes, sequence: int, marks: bytes) -> bytes:
    """Compute a hash as somebody would who knows how, to have a changed pass look whole."""
    digits = "".join(map(str, marks))
    fields = f"{PASS}\0{sequence}\0{TIME}\0máy-1\0p1\0ballot-keyed\0{sequence}\0{digits}\0"
    return hashlib.sha256(previous + fields.encode()).digest()


TIME = "2026-11-22T05:10:00.000Z"


@pytest.mark.parametrize(
    ("ballots", "broken"),
    [(2, Broken(PASS, 3, "shortened")), (3, Broken(PASS, 3, "replaced")), (4, Broken(PASS, 4, "added"))],
)
def test_a_pass_written_anew_with_right_hashes_is_not_the_one_that_was_closed(
    tmp_path: Path, ballots: int, broken: Broken
) -> None:
    path = a_file(tmp_path / "a.tally")
    with by_hand(path, triggers=False) as connection:
        connection.execute("DELETE FROM entry WHERE chain = 2")
        previous, marks = bytes(32), bytes([2, 2, 2, 1])
        for sequence in range(1, ballots + 1):
            own = rewritten(previous, sequence, marks)
            row = (2, sequence, TIME, "máy-1", "p1", "ballot-keyed", sequence, marks, "", previous, own)
            connection.execute("INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", row)
            previous = own
    assert checked(path).broken == (broken,)


def test_a_pass_that_nobody_opened_is_named(tmp_path: Path) -> None:
    with closing(make(tmp_path / "a.tally")) as journal:
        begin_pass(journal)
        key(journal, [1], "pass/bch/1/7/1")
        assert check_chains(journal).broken == (Broken("pass/bch/1/7/1", 1, "unknown"),)


def test_an_entry_with_a_right_hash_that_says_nothing_we_know_is_named(tmp_path: Path) -> None:
    with closing(make(tmp_path / "a.tally")) as journal:
        begin_pass(journal)
        journal.append(CONGRESS_CHAIN, EntryKind.PASS_CLOSED, details={"contest": "bch"})
        assert check_chains(journal).broken == (Broken(CONGRESS_CHAIN, SET_UP + 3, "unreadable"),)


def test_every_flaw_is_named_not_only_the_first(tmp_path: Path) -> None:
    path = tmp_path / "a.tally"
    with closing(make(path)) as journal:
        for batch in (1, 2, 3):
            begin_pass(journal, batch)
            key(journal, [1, 2], f"pass/bch/1/{batch}/1")
            close_pass(journal, batch)
    with by_hand(path, triggers=False) as connection:
        connection.execute("UPDATE entry SET marks = x'02020202' WHERE chain = 2 AND sequence = 1")
        connection.execute("DELETE FROM entry WHERE chain = 4 AND sequence = 2")
    assert set(checked(path).broken) == {Broken(PASS, 1, "changed"), Broken("pass/bch/1/3/1", 2, "shortened")}


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    row=st.integers(0, 5),
    column=st.sampled_from(["time", "station", "person", "marks", "payload", "previous", "hash"]),
    at=st.integers(0, 200),
    flip=st.integers(1, 127),
)
def test_any_single_byte_changed_in_the_tables_is_found(
    untouched: Callable[[], Path], row: int, column: str, at: int, flip: int
) -> None:
    path = untouched()
    chain, sequence = divmod(row, 3)
    with by_hand(path, triggers=False) as connection:
        where = f"WHERE chain = {chain + 1} AND sequence = {sequence + 1}"
        (value,) = connection.execute(f"SELECT CAST({column} AS BLOB) FROM entry {where}").fetchone()  # noqa: S608 - the test's own names
        changed = bytearray(value)
        if changed:
            changed[at % len(changed)] ^= flip
        else:
            changed.append(flip)
        kind = "TEXT" if column in {"time", "station", "person", "payload"} else "BLOB"
        connection.execute("PRAGMA ignore_check_constraints = ON")
        connection.execute(f"UPDATE entry SET {column} = CAST(? AS {kind}) {where}", (bytes(changed),))  # noqa: S608 - as above
    try:
        report = checked(path)
    except Damaged as damaged:
        # Half a letter: no text at all any more, so nothing can be read to the end.
        assert damaged.why == "UTF-8"  # noqa: PT017 - one of two ways to be found
        return
    assert [(one.chain, one.sequence) for one in report.broken][:1] == [
        (PASS if chain else CONGRESS_CHAIN, sequence + 1)
    ]


@pytest.fixture
def untouched(tmp_path: Path) -> Callable[[], Path]:
    """Return a function that gives a fresh copy of one congress file."""
    original = a_file(tmp_path / "nguyên.tally").read_bytes()

    def copy() -> Path:
        path = tmp_path / "bản.tally"
        path.write_bytes(original)
        return path

    return copy
