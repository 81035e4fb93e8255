"""The shape of every payload: what the desk writes fits; a key too many or too few, or another type, does not."""

import json
from base64 import b64decode, b64encode
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from law_cases import CERTIFICATE, FIELDS, HASH, der

from tally.domain.journal import EntryKind, canonical
from tally.domain.law.shapes import LONGEST_PAYLOAD, SHAPES, is_base64, is_certificate, is_time, payload_of

KEYING = {"marks": "1122", "ruling": None}
RULED = {"marks": "0123", "ruling": ["marked", ""]}
ABOUT = {"contest": "bch", "round": 1}
PASS = {**ABOUT, "batch": 1, "pass": 2}
LOST = {
    "chain": "pass/bch/1/1/1",
    "entries": 9,
    "head": "ab" * 32,
    "found": 4,
    "kept": 4,
    "ballots": 9,
    "other": False,
}
CHANGE = {"batch": 1, "ballot": 2, "before": KEYING, "after": RULED}

TIME = "2026-11-29T10:00:00.000Z"
EXAMPLES: dict[EntryKind, list[dict[str, Any]]] = {
    EntryKind.CONGRESS_DECLARED: [
        {"toml": "x"},
        {"toml": "x", "reason": "", "practice": True},
        {"toml": "x", "reason": "gõ nhầm", "renamed": [["bch", 1, 3, "Lò Văn Ánh", "Lò Văn Anh"]]},
    ],
    EntryKind.PERSON_ADDED: [
        {"id": "p1", "name": "Lò Thị Hoa", "role": "head"},
        {"id": "p12", "name": "Lò Thị Hoa", "role": "keyer", "pin": "scrypt$32768$8$1$bN+/==$Ab"},
    ],
    EntryKind.PIN_SET: [
        {"person": "p1", "pin": "x"},
        {"person": "p3", "pin": "x", "by": ["p1", "p2"], "pins": [2, 3]},
        {"person": "p2", "pin": "x", "reset": True},
    ],
    EntryKind.SIGN_IN_FAILED: [{"person": "p1"}],
    EntryKind.SIGNED_IN: [{"person": "p1"}],
    EntryKind.STEP_DONE: [{**ABOUT, "step": "check-box"}],
    EntryKind.BALLOTS_REPORTED: [
        {**ABOUT, "present": None, "issued": 0, "returned": 10, "toml": "x"},
        {**ABOUT, "present": 9, "issued": 0, "returned": 10, "toml": "x"},
    ],
    EntryKind.HAND_VOTE_COUNTED: [
        {
            "vote": "doan-chu-tich",
            "title": "Đoàn chủ tịch",
            "agree": 9,
            "disagree": 0,
            "no_opinion": 1,
            "present": 10,
            "reason": "",
            "toml": "x",
        }
    ],
    EntryKind.COUNTING_BEGUN: [{**ABOUT, "passes": 2}, {**ABOUT, "passes": 1, "reason": "x", "without_pins": False}],
    EntryKind.PASSES_WAIVED: [{**ABOUT, "passes": 1, "reason": "hỏng máy"}],
    EntryKind.BATCH_OPENED: [{**ABOUT, "batch": 1, "size": None}, {**ABOUT, "batch": 1, "size": 2, "numbers": [4, 4]}],
    EntryKind.PASS_OPENED: [
        PASS,
        {**PASS, "taken_over": True},
        {**PASS, "taken_over": True, "entries": 0, "head": HASH},
    ],
    EntryKind.PASS_CLOSED: [{**PASS, "ballots": 3, "entries": 4, "head": HASH}],
    EntryKind.BALLOT_REKEYED: [{**ABOUT, "batch": 1, "place": 3, "keying": keying} for keying in (None, KEYING)],
    EntryKind.DISPUTE_SETTLED: [
        {**ABOUT, "batch": 1, "place": 3, "keying": None, "reason": "xem phiếu", **beside}
        for beside in ({}, {"second": "p2", "pins": [3]})
    ],
    EntryKind.BALLOT_RULED: [
        {**ABOUT, "batch": 1, "ballot": 3, "ruling": None},
        {**ABOUT, "batch": 1, "ballot": 3, "ruling": [None, "rõ ràng"], "second": "p2", "pins": [3]},
    ],
    EntryKind.BALLOT_AMENDED: [
        {**ABOUT, **CHANGE, "reason": "x", "second": "p2"},
        {**ABOUT, **CHANGE, "after": None, "reason": "x", "second": "p2", "pins": [3]},
    ],
    EntryKind.PILES_COUNTED: [{**ABOUT, "piles": {}}, {**ABOUT, "piles": {"0": 1, "12": 0}}],
    EntryKind.FINDING_EXPLAINED: [{**ABOUT, "code": "E103", "text": "một phiếu rơi", "figures": "{}"}],
    EntryKind.TOTALS_SHOWN: [{**ABOUT, "shown": True}, {**ABOUT, "shown": False}],
    EntryKind.CONTEST_SEALED: [
        {**ABOUT, "head": "p1", "second": "p2", "digest": HASH, "entries": 7},
        {**ABOUT, "head": "p1", "second": "p2", "digest": HASH, "entries": 7, "pins": [2, 3], "machine_time": TIME},
    ],
    EntryKind.CORRIGENDUM: [
        {
            **ABOUT,
            "head": "p1",
            "second": "p2",
            "before": HASH,
            "after": HASH,
            "reason": "x",
            "changes": [CHANGE],
            **own,
        }
        for own in ({}, {"machine_time": TIME})
    ],
    EntryKind.QR_SIGNED: [
        {
            **ABOUT,
            "corrigendum": 0,
            "over": HASH,
            "key": "0123456789abcdef",
            "qr": "T:X",
            "certificate": CERTIFICATE,
            **own,
        }
        for own in ({}, {"machine_time": TIME})
    ],
    EntryKind.DECISION_REPORTED: [
        {**ABOUT, "decision": "vote-again", "seats": 1, "reported_by": "Đoàn chủ tịch"},
        {**ABOUT, "decision": "leave-open", "seats": 0, "reported_by": "Đoàn chủ tịch", "reason": "x"},
    ],
    EntryKind.IMPORTED: [
        {"source": "x", "files": {"ballots.csv": HASH}, "contests": [["bch", 1, 106]]},
    ],
    EntryKind.EXPORTED: [{"target": "giấy tờ"}],
    EntryKind.CLOCK_NOTED: [{"machine": TIME, "last": TIME, "right": one} for one in ("machine", "journal")],
    EntryKind.KEYS_PINNED: [{"certificates": [CERTIFICATE]}],
    EntryKind.LOSS_ACCEPTED: [
        {"head": "p1", "second": "p2", "reason": "máy hỏng", "lost": [LOST]},
        {"head": "p1", "second": "p2", "reason": "x", "lost": [{**LOST, "chain": "congress"}], "pins": [3, 4]},
    ],
    EntryKind.BALLOT_KEYED: [{"ruling": ["other", "rách"]}, {"repeated": True}],
    EntryKind.BALLOT_CORRECTED: [{"reason": "gõ nhầm"}, {"reason": "gõ nhầm", "ruling": ["marked", ""]}],
    EntryKind.BALLOT_WITHDRAWN: [{"reason": "nhập hai lần"}],
}
"""Payloads as the desk writes them."""

CASES = [(kind, example) for kind, examples in EXAMPLES.items() for example in examples]


def test_every_kind_of_entry_has_a_shape_and_an_example_of_each_key() -> None:
    assert set(SHAPES) == set(EXAMPLES) == set(EntryKind)
    for kind, shape in SHAPES.items():
        assert {key for one in EXAMPLES[kind] for key in one} >= {*shape.needed, *shape.optional} - {"pins"}, kind


@pytest.mark.parametrize(("kind", "example"), CASES)
def test_what_the_desk_writes_fits(kind: EntryKind, example: dict[str, Any]) -> None:
    assert payload_of(kind, canonical(example)) == example


@pytest.mark.parametrize(("kind", "example"), CASES)
def test_a_key_too_few_or_too_many_does_not_fit(kind: EntryKind, example: dict[str, Any]) -> None:
    for key in SHAPES[kind].needed:
        less = {one: value for one, value in example.items() if one != key}
        assert payload_of(kind, canonical(less) if less else "") is None, key
    assert payload_of(kind, canonical({**example, "zz": 1})) is None


OF_NO_TYPE: list[Any] = [1.5, -1, -(10**30), 10**30, [1.5], {"x": [1.5]}, [[], []], {"marks": "1", "x": 1}]


@pytest.mark.parametrize(("kind", "example"), CASES)
def test_a_value_of_another_type_does_not_fit(kind: EntryKind, example: dict[str, Any]) -> None:
    for key, right in example.items():
        for value in OF_NO_TYPE:
            assert payload_of(kind, canonical({**example, key: value})) is None, (key, value)
        if not isinstance(right, bool):
            assert payload_of(kind, canonical({**example, key: True})) is None, key


@pytest.mark.parametrize(
    ("kind", "changed"),
    [
        (EntryKind.PASS_OPENED, {"contest": "BCH"}),
        (EntryKind.PASS_OPENED, {"contest": "bch\n"}),
        (EntryKind.PASS_OPENED, {"contest": ""}),
        (EntryKind.PASS_OPENED, {"round": 0}),
        (EntryKind.PASS_OPENED, {"pass": 4}),
        (EntryKind.PERSON_ADDED, {"id": "p01"}),
        (EntryKind.PERSON_ADDED, {"id": "p١"}),
        (EntryKind.PERSON_ADDED, {"name": "  "}),
        (EntryKind.PERSON_ADDED, {"name": "a\0b"}),
        (EntryKind.PERSON_ADDED, {"name": "a" * 100_001}),
        (EntryKind.PERSON_ADDED, {"role": "boss"}),
        (EntryKind.PASS_CLOSED, {"head": "AB" * 32}),
        (EntryKind.PASS_CLOSED, {"head": "ab" * 31}),
        (EntryKind.BALLOT_REKEYED, {"keying": {"marks": "4", "ruling": None}}),
        (EntryKind.BALLOT_REKEYED, {"keying": {"marks": "", "ruling": None}}),
        (EntryKind.BALLOT_REKEYED, {"keying": {"marks": "1"}}),
        (EntryKind.BALLOT_REKEYED, {"keying": {"marks": 1, "ruling": None}}),
        (EntryKind.BALLOT_REKEYED, {"keying": {"marks": "1", "ruling": ["marked"]}}),
        (EntryKind.BALLOT_REKEYED, {"keying": {"marks": "1", "ruling": ["new", ""]}}),
        (EntryKind.BALLOT_REKEYED, {"keying": {"marks": "1", "ruling": [None, None]}}),
        (EntryKind.BATCH_OPENED, {"numbers": []}),
        (EntryKind.BATCH_OPENED, {"numbers": [1, True]}),
        (EntryKind.BALLOT_RULED, {"pins": [1, 2, 3]}),
        (EntryKind.PILES_COUNTED, {"piles": {"01": 1}}),
        (EntryKind.PILES_COUNTED, {"piles": {"1": -1}}),
        (EntryKind.CORRIGENDUM, {"changes": []}),
        (EntryKind.CORRIGENDUM, {"changes": [{**CHANGE, "before": None}]}),
        (EntryKind.CORRIGENDUM, {"changes": [{**CHANGE, "x": 1}]}),
        (EntryKind.QR_SIGNED, {"certificate": "no base64!"}),
        (EntryKind.QR_SIGNED, {"certificate": "é"}),
        (EntryKind.QR_SIGNED, {"certificate": "YQ=="}),
        (EntryKind.KEYS_PINNED, {"certificates": [CERTIFICATE, "YQ=="]}),
        (EntryKind.EXPORTED, {"target": ""}),
        (EntryKind.IMPORTED, {"contests": [["bch", 1, 0]]}),
        (EntryKind.IMPORTED, {"contests": [["bch", 1]]}),
        (EntryKind.IMPORTED, {"files": {"a": "x"}}),
        (EntryKind.FINDING_EXPLAINED, {"code": "X103"}),
        (EntryKind.LOSS_ACCEPTED, {"lost": []}),
        (EntryKind.LOSS_ACCEPTED, {"lost": [{**LOST, "x": 1}]}),
        (EntryKind.LOSS_ACCEPTED, {"lost": [{**LOST, "chain": "pass/bch/1/1/4"}]}),
        (EntryKind.LOSS_ACCEPTED, {"lost": [{**LOST, "entries": "9"}]}),
        (EntryKind.LOSS_ACCEPTED, {"lost": [{**LOST, "other": 0}]}),
        (EntryKind.LOSS_ACCEPTED, {"reason": " "}),
    ],
)
def test_a_value_out_of_its_bounds_does_not_fit(kind: EntryKind, changed: dict[str, Any]) -> None:
    assert payload_of(kind, canonical({**EXAMPLES[kind][-1], **changed})) is None


@pytest.mark.parametrize(
    "payload",
    [
        "{}",
        "null",
        '[{"reason":"x"}]',
        '{"reason": "x"}',
        '{"reason":"x","reason":"x"}',
        '{"reason":"\\u0078"}',
        '{"reason":"\\ud800"}',
        '{"reason":NaN}',
        '{"reason":' + "9" * 5000 + "}",
        '{"reason":' + "[" * 100_000 + "]" * 100_000 + "}",
        '{"reason":"x"',
        "not json",
    ],
)
def test_a_payload_has_its_one_form(payload: str) -> None:
    assert payload_of(EntryKind.BALLOT_WITHDRAWN, payload) is None


def test_a_payload_of_hundreds_of_megabytes_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    assert LONGEST_PAYLOAD > 10**8
    monkeypatch.setattr("tally.domain.law.shapes.LONGEST_PAYLOAD", 10)
    assert payload_of(EntryKind.BALLOT_WITHDRAWN, '{"reason":"x"}') is None


def test_the_empty_payload_says_nothing() -> None:
    assert payload_of(EntryKind.BALLOT_KEYED, "") == {}
    assert payload_of(EntryKind.BALLOT_WITHDRAWN, "") is None


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(), lambda one: st.lists(one) | st.dictionaries(st.text(), one)
)


@given(ANYTHING)
def test_no_payload_at_all_raises_anything(value: object) -> None:
    text = json.dumps(value, ensure_ascii=False)
    assert all(payload_of(kind, text) is None for kind in EntryKind)


@pytest.mark.parametrize(
    ("moment", "holds"),
    [
        ("2026-11-29T10:05:59.999Z", True),
        ("2026-02-29T10:05:59.999Z", False),
        ("2026-13-01T10:05:59.999Z", False),
        ("2026-11-29T10:05:60.000Z", False),
        ("2026-11-29T10:05:59.999+", False),
        ("2026-11-29 10:05:59.999Z", False),
        ("2026-11-29T10:05:59.99Z", False),
        ("0001-01-01T00:00:00.000Z", False),
        ("9999-12-31T23:59:59.999Z", False),
        ("٢026-11-29T10:05:59.999Z", False),
        ("\ud8002026-11-29T10:05:59.99Z", False),
        ("", False),
    ],
)
def test_a_moment_is_written_in_one_way(moment: str, *, holds: bool) -> None:
    assert is_time(moment) is holds


@pytest.mark.parametrize(("value", "holds"), [("YQ==", True), ("", False), ("YQ=", False), ("Y Q", False), (7, False)])
def test_base64_has_something_in_it(value: object, *, holds: bool) -> None:
    assert is_base64(value) is holds


def certificate(*parts: bytes) -> str:
    return b64encode(b"".join(parts)).decode()


@pytest.mark.parametrize(
    ("value", "holds"),
    [
        (CERTIFICATE, True),
        (7, False),
        ("YQ==", False),
        (certificate(der(0x30, der(0x30, *FIELDS[1:]), der(0x30), der(3, b"\0"))), True),
        (certificate(der(0x30, der(0x30, *FIELDS), der(0x30), der(3, bytes(120)))), True),
        (certificate(b64decode(CERTIFICATE), der(0x30)), False),
        (certificate(b64decode(CERTIFICATE)[:-1]), False),
        (certificate(b64decode(CERTIFICATE), b"\x30"), False),
        (certificate(der(3, der(0x30, *FIELDS), der(0x30), der(3, b"\0"))), False),
        (certificate(der(0x30, der(0x30, *FIELDS), der(3, b"\0"))), False),
        (certificate(der(0x30, b"\x30\x05")), False),
        (certificate(der(0x30, der(0x30, *FIELDS[:-1]), der(0x30), der(3, b"\0"))), False),
        (certificate(der(0x30, der(0x30, b"\x02\x05"), der(0x30), der(3, b"\0"))), False),
    ],
)
def test_a_certificate_has_the_form_of_one(value: object, *, holds: bool) -> None:
    assert is_certificate(value) is holds
