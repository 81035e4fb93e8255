"""The hash chain: what an entry's hash covers, written out byte by byte, and that no change goes unseen."""

import hashlib
import json
from dataclasses import FrozenInstanceError
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tally.domain.journal import (
    CONGRESS_CHAIN,
    GENESIS,
    Broken,
    Entry,
    EntryKind,
    broken_link,
    broken_row,
    canonical,
    entry_hash,
    pass_chain,
)

TIME = "2026-11-22T05:22:49.123Z"


def appended(number: int, previous: bytes, marks: bytes = b"\1\2", payload: str = "") -> Entry:
    """Make the entry that follows, its hash computed here from the definition and not by the code under test."""
    text = "".join(str(mark) for mark in marks)
    fields = f"pass/bch/1/2/1\0{number}\0{TIME}\0máy 1\0p1\0ballot-keyed\0{number}\0{text}\0{payload}"
    own = hashlib.sha256(previous + fields.encode("utf-8")).digest()
    return Entry(
        "pass/bch/1/2/1", number, TIME, "máy 1", "p1", EntryKind.BALLOT_KEYED, number, marks, payload, previous, own
    )


def a_chain(length: int = 4) -> list[Entry]:
    entries: list[Entry] = []
    for number in range(1, length + 1):
        entries.append(appended(number, entries[-1].hash if entries else GENESIS, bytes([number % 4, 2])))
    return entries


def with_field(entry: Entry, field: str, value: object) -> Entry:
    """Return an entry with one field changed, and its hash as it was."""
    fields: dict[str, Any] = {**entry._asdict(), field: value}
    return Entry(**fields)


def test_a_hash_covers_the_hash_before_and_every_field_with_a_nul_between() -> None:
    previous = bytes(range(32))
    own = entry_hash(previous, CONGRESS_CHAIN, 7, TIME, "máy 1", "p2", "step-done", None, b"", '{"step":"open"}')
    by_hand = (
        previous + b"congress\x007\x002026-11-22T05:22:49.123Z\0m\xc3\xa1y 1\0p2\0step-done\0\0\0" + b'{"step":"open"}'
    )
    assert own == hashlib.sha256(by_hand).digest()


def test_marks_are_hashed_as_digits_and_what_is_no_mark_as_a_question_mark() -> None:
    own = entry_hash(GENESIS, "c", 1, TIME, "", "", "ballot-keyed", 3, bytes([0, 1, 2, 3, 4, 255]), "")
    assert own == hashlib.sha256(GENESIS + f"c\x001\0{TIME}\0\0\0ballot-keyed\x003\x000123??\0".encode()).digest()


def test_a_sound_chain_has_no_broken_link() -> None:
    assert broken_link(a_chain()) is None
    assert broken_link([]) is None


def test_a_chain_may_be_checked_from_the_middle() -> None:
    entries = a_chain()
    assert broken_link(iter(entries[2:]), sequence=3, previous=entries[1].hash) is None
    assert broken_link(entries[2:]) == Broken("pass/bch/1/2/1", 1, "missing")


def test_an_entry_taken_out_is_missed() -> None:
    entries = a_chain()
    del entries[1]
    assert broken_link(entries) == Broken("pass/bch/1/2/1", 2, "missing")


def test_an_entry_replaced_with_a_right_hash_of_its_own_does_not_fit_the_next() -> None:
    entries = a_chain()
    entries[1] = appended(2, entries[0].hash, b"\1\1")
    assert broken_link(entries) == Broken("pass/bch/1/2/1", 3, "previous")


def test_an_entry_whose_marks_were_changed_is_named() -> None:
    entries = a_chain()
    entries[2] = entries[2]._replace(marks=b"\2\1")
    assert broken_link(entries) == Broken("pass/bch/1/2/1", 3, "changed")


def test_an_entry_of_another_chain_does_not_fit() -> None:
    entries = a_chain()
    entries[3] = entries[3]._replace(chain="pass/bch/1/2/2")
    assert broken_link(entries) == Broken("pass/bch/1/2/2", 4, "changed")


def test_rows_are_checked_as_entries_are() -> None:
    entries = a_chain()
    rows = [(7, *entry[1:]) for entry in entries]
    assert broken_row("pass/bch/1/2/1", rows) is None
    assert broken_row("pass/bch/1/2/1", rows[1:], sequence=2, previous=entries[0].hash) is None
    assert broken_row("pass/bch/1/2/2", rows) == Broken("pass/bch/1/2/2", 1, "changed")


def test_a_payload_has_one_form() -> None:
    assert canonical({"b": 1, "a": ["Lò Thị Ánh", None, True]}) == '{"a":["Lò Thị Ánh",null,true],"b":1}'
    with pytest.raises(ValueError, match="not JSON compliant"):
        canonical({"a": float("nan")})


def test_the_chain_of_a_pass_names_contest_round_batch_and_pass() -> None:
    assert pass_chain("bch", 2, 13, 1) == "pass/bch/2/13/1"


def test_what_was_found_broken_stays_as_found() -> None:
    found = Broken("congress", 1, "changed")
    with pytest.raises(FrozenInstanceError):
        found.why = "missing"  # type: ignore[misc]


TEXTS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=12)


@given(
    st.dictionaries(TEXTS, st.none() | st.booleans() | st.integers() | TEXTS | st.lists(TEXTS, max_size=3), max_size=4)
)
def test_a_canonical_payload_reads_back_and_is_the_same_whatever_the_order(payload: dict[str, object]) -> None:
    text = canonical(payload)
    assert json.loads(text) == payload
    assert canonical(dict(reversed(payload.items()))) == text


@given(
    place=st.integers(0, 3),
    field=st.sampled_from(["time", "station", "person", "kind", "payload"]),
    text=TEXTS,
)
def test_no_text_of_an_entry_can_change_unseen(place: int, field: str, text: str) -> None:
    entries = a_chain()
    changed = with_field(entries[place], field, text)
    entries[place] = changed
    expected = None if changed == a_chain()[place] else Broken("pass/bch/1/2/1", place + 1, "changed")
    assert broken_link(entries) == expected


@given(
    place=st.integers(0, 3),
    field=st.sampled_from(["marks", "previous", "hash"]),
    at=st.integers(0, 31),
    flip=st.integers(1, 3),
)
def test_no_byte_of_an_entry_can_change_unseen(place: int, field: str, at: int, flip: int) -> None:
    entries = a_chain()
    value = bytearray(getattr(entries[place], field))
    # Two bits of a mark: it stays one of the four, which is the change that matters.
    value[at % len(value)] ^= flip
    entries[place] = with_field(entries[place], field, bytes(value))
    found = broken_link(entries)
    assert found is not None
    assert found.sequence == place + 1
