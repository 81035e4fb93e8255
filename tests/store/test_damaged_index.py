"""An index of the file that is damaged, or made to lie: nothing is decided by it, and no ballot is lost or doubled."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from tally_files import MARKS, PASS, Ticking, a_file, by_hand, check_chains, key, reopen

from tally.application.journal_file import Damaged, Foreign, Moved
from tally.domain.journal import Entry, EntryKind
from tally.store.opening import open_file

INDEX = "sqlite_autoindex_chain_1"
EVIL = "CREATE TRIGGER evil BEFORE INSERT ON entry BEGIN SELECT RAISE(IGNORE); END"


def row_again(connection: sqlite3.Connection, times: int) -> None:
    row = connection.execute("SELECT * FROM sqlite_schema WHERE type = 'index'").fetchone()
    connection.executemany("INSERT INTO sqlite_schema VALUES (?, ?, ?, ?, ?)", [row] * times)


@pytest.mark.parametrize("times", [1, 53, 54, 55, 70])
@pytest.mark.parametrize("evil", [True, False])
def test_rows_of_the_schema_that_are_there_twice_are_refused_and_hide_nothing(
    tmp_path: Path, times: int, *, evil: bool
) -> None:
    path = a_file(tmp_path / "a.tally")
    with by_hand(path) as connection:
        connection.execute("PRAGMA writable_schema = ON")
        row_again(connection, times)
        if evil:
            connection.execute("INSERT INTO sqlite_schema VALUES ('trigger', 'evil', 'entry', 0, ?)", (EVIL,))
        connection.execute("PRAGMA schema_version = 90")
    with pytest.raises(Foreign) as raised:
        reopen(path)
    assert INDEX in raised.value.what
    assert raised.value.findings[0].code == "E997"


@pytest.mark.parametrize(
    "change",
    [
        "sql = replace(sql, ' ', char(160)) WHERE name = 'entry_follows'",
        "name = 5 WHERE name = 'entry_follows'",
        "name = name || char(10) || 'x' WHERE name = 'entry_follows'",
        "type = NULL WHERE name = 'entry_follows'",
        "type = 7.5 WHERE name = 'entry_follows'",
        "tbl_name = 'chain' WHERE name = 'entry_follows'",
    ],
)
def test_a_row_of_the_schema_that_only_looks_like_ours_is_refused(tmp_path: Path, change: str) -> None:
    path = a_file(tmp_path / "a.tally")
    with by_hand(path) as connection:
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute(f"UPDATE sqlite_schema SET {change}")  # noqa: S608 - the test's own words
    with pytest.raises((Foreign, Damaged)):
        reopen(path)


@pytest.mark.parametrize(
    ("name", "root"),
    [
        (name, root)
        for name in ("meta", "chain", "entry", INDEX)
        for root in ("0", "1", "-1", "99", "(SELECT rootpage FROM sqlite_schema WHERE name = 'chain')")
        if (name, root[:2]) != ("chain", "(S")
    ],
)
def test_a_table_or_index_that_is_said_to_be_elsewhere_is_damage(tmp_path: Path, name: str, root: str) -> None:
    path = a_file(tmp_path / "a.tally")
    with by_hand(path) as connection:
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute(f"UPDATE sqlite_schema SET rootpage = {root} WHERE name = ?", (name,))  # noqa: S608 - as above
    with pytest.raises(Damaged):
        reopen(path)


def page_of(path: Path, name: str) -> tuple[int, int]:
    """Return where the page of a table or index begins, and its size."""
    with by_hand(path) as connection:
        (root,) = connection.execute("SELECT rootpage FROM sqlite_schema WHERE name = ?", (name,)).fetchone()
        (size,) = connection.execute("PRAGMA page_size").fetchone()
    return (root - 1) * size, size


def content_of(path: Path) -> dict[str, list[Entry]]:
    with closing(open_file(path, "m", Ticking(), reading=True)) as journal:
        assert check_chains(journal).sound
        return {chain: list(journal.entries(chain)) for chain in journal.chains()}


def used(page: bytes) -> Iterator[int]:
    """Yield the offsets of a page of an index that SQLite reads: header, pointers, cells; and some in between."""
    cells, content = int.from_bytes(page[3:5], "big"), int.from_bytes(page[5:7], "big")
    yield from range(8 + 2 * cells)
    yield from range(8 + 2 * cells, content, 97)
    yield from range(content, len(page))


def test_every_bit_of_the_index_that_flips_is_said_or_changes_nothing(tmp_path: Path) -> None:
    path = a_file(tmp_path / "a.tally")
    before, honest = content_of(path), path.read_bytes()
    start, size = page_of(path, INDEX)
    said = 0
    for offset in used(honest[start : start + size]):
        for bit in range(8):
            content = bytearray(honest)
            content[start + offset] ^= 1 << bit
            path.write_bytes(content)
            try:
                assert content_of(path) == before, (offset, bit)
            except Damaged:
                said += 1
    assert said > 100, "the names are in that page"


def flip_name(path: Path, *, in_index: bool) -> None:
    """Flip one bit of a pass's name, in the index or in the table, behind the back of whoever has the file open."""
    start, size = page_of(path, INDEX if in_index else "chain")
    with path.open("rb+") as file:
        file.seek(start)
        at = start + file.read(size).index(PASS.encode())
        file.seek(at)
        file.write(bytes([PASS.encode()[0] ^ 1]))


def entries_with(path: Path) -> list[tuple[int, int]]:
    with by_hand(path) as connection:
        return connection.execute("SELECT chain, sequence FROM entry").fetchall()


@pytest.mark.parametrize("in_index", [True, False])
def test_a_name_damaged_while_the_file_is_open_makes_no_second_chain(tmp_path: Path, *, in_index: bool) -> None:
    path = a_file(tmp_path / "a.tally")
    with closing(reopen(path)) as journal:
        before = entries_with(path)
        flip_name(path, in_index=in_index)
        for _ in range(2):
            # A name that is not in the table any more may be that of another file written over this one.
            with pytest.raises(Damaged if in_index else (Damaged, Moved)):
                key(journal, [4])
        if in_index:
            assert [entry.ballot for entry in journal.entries(PASS)] == [1, 2, 3], "read where they are"
            assert PASS in journal.chains()
    assert entries_with(path) == before
    with pytest.raises(Damaged):
        reopen(path)


def test_an_index_damaged_before_the_file_is_opened_is_said(tmp_path: Path) -> None:
    path = a_file(tmp_path / "a.tally")
    flip_name(path, in_index=True)
    with pytest.raises(Damaged) as raised:
        reopen(path)
    assert INDEX in raised.value.why


def test_a_number_that_was_acknowledged_is_not_given_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = a_file(tmp_path / "a.tally")
    with closing(reopen(path)) as journal:
        key(journal, [4, 5])
        with by_hand(path, triggers=False) as connection:
            connection.execute("DELETE FROM entry WHERE chain = 2 AND sequence = 5")
        # As a page that is damaged would have it: nobody wrote to the file, nobody changed the schema.
        monkeypatch.setattr(journal, "_schema", journal._pragma("schema_version"))
        monkeypatch.setattr(journal, "_written_by_others", lambda: False)
        with pytest.raises(Damaged) as raised:
            key(journal, [5])
        assert raised.value.why == f"{PASS} 4"
    assert entries_with(path)[-1] == (2, 4)


def test_what_another_station_appends_is_no_damage(tmp_path: Path) -> None:
    path = a_file(tmp_path / "a.tally")
    with closing(reopen(path)) as one, closing(reopen(path, "máy-2")) as two:
        for ballot, journal in enumerate((one, two, two, one), start=4):
            journal.append(PASS, EntryKind.BALLOT_KEYED, person="p1", ballot=ballot, marks=MARKS)
        assert [entry.ballot for entry in one.entries(PASS)] == list(range(1, 8))
