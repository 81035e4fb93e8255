"""The law of a keying pass: one ballot after the other, by whoever's turn it is, read in bulk or one by one."""

import time
from typing import Any

import pytest
from builders import marks

from tally.domain.ballot import Ruling
from tally.domain.batch import PassState, Turn, ruling_details
from tally.domain.journal import GENESIS, Broken, Entry, EntryKind, EntryRow, canonical, entry_hash
from tally.domain.law import Breach, PassLaw, PassName, pass_name
from tally.domain.rules import InvalidReason

CHAIN = "pass/bch/1/1/1"
A, B = marks("++-"), marks("+-+")
WHO = ("p3", "may-1")
KEYED, CORRECTED, WITHDRAWN = EntryKind.BALLOT_KEYED, EntryKind.BALLOT_CORRECTED, EntryKind.BALLOT_WITHDRAWN


class Pass:
    """The chain of a pass, written entry by entry."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []

    def add(  # noqa: PLR0913 - the fields of an entry
        self,
        ballot: int | None,
        value: bytes = A,
        kind: EntryKind = KEYED,
        *,
        who: tuple[str, str] = WHO,
        payload: str | None = None,
        time: str | None = None,
        **details: object,
    ) -> "Pass":
        """Append an entry, a second later."""
        sequence = len(self.entries) + 1
        moment = f"2026-11-29T10:00:{sequence:02d}.000Z" if time is None else time
        text = (canonical(details) if details else "") if payload is None else payload
        previous = self.head
        fields = (CHAIN, sequence, moment, who[1], who[0], kind.value, ballot, value, text)
        own = entry_hash(previous, *fields)
        self.entries.append(Entry(CHAIN, sequence, moment, who[1], who[0], kind, ballot, value, text, previous, own))
        return self

    @property
    def head(self) -> bytes:
        """The hash of the last entry."""
        return self.entries[-1].hash if self.entries else GENESIS

    @property
    def rows(self) -> list[EntryRow]:
        """The entries as a table holds them."""
        return [(7, *entry[1:5], entry.kind.value, *entry[6:]) for entry in self.entries]


def of(*turns: Turn, closed: bool = False, ballots: int = 0) -> PassState:
    first = Turn(*WHO, 0, GENESIS)
    return PassState(1, *WHO, closed=closed, ballots=ballots, turns=(first, *turns))


def judged(written: Pass, one: PassState | None = None, *, by: int = 0) -> tuple[Broken | None, PassLaw]:
    """Judge a pass, all at once or by so many rows."""
    law = PassLaw(CHAIN, of() if one is None else one, 3)
    rows = written.rows
    pieces: list[list[EntryRow]] = [rows[at : at + by] for at in range(0, len(rows), by)] if by else [rows]
    for piece in pieces:
        broken = law.judge_rows(piece)
        if broken is not None:
            return broken, law
    return None, law


def test_moments_may_be_the_same() -> None:
    written = Pass()
    for number in range(1, 4):
        written.add(number, time="2026-11-29T10:00:01.000Z")
    for by in (0, 1):
        assert judged(written, by=by)[1].keyed == [A] * 3


def plain(ballots: int) -> Pass:
    written = Pass()
    for number in range(1, ballots + 1):
        written.add(number, (A, B)[number % 2])
    return written


def breach_of(written: Pass, one: PassState | None = None) -> Breach | None:
    """Return what the last entry breaks; those before it are lawful."""
    broken, _ = judged(written, one)
    if broken is None:
        return None
    assert (broken.chain, broken.sequence) == (CHAIN, len(written.entries))
    return Breach(broken.why)


# The name


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("pass/bch/1/2/3", PassName("bch", 1, 2, 3)),
        ("pass/doan-dai-bieu-2/12/9999999/1", PassName("doan-dai-bieu-2", 12, 9_999_999, 1)),
        ("congress", None),
        ("pass/bch/1/2/4", None),
        ("pass/bch/01/2/1", None),
        ("pass/bch/1/0/1", None),
        ("pass/bch/1/2/1/", None),
        ("pass/bch/1/2/1\n", None),
        ("pass/BCH/1/2/1", None),
        ("pass/bch/1/12345678/1", None),
        ("pass//1/2/1", None),
        ("#3", None),
        ("pass/bch/١/2/1", None),
    ],
)
def test_a_chain_is_called_in_one_way(name: str, says: PassName | None) -> None:
    assert pass_name(name) == says


# Ballots


def test_one_ballot_after_the_other_is_read_in_bulk_and_its_marks_are_kept() -> None:
    for by in (0, 1, 3):
        broken, law = judged(plain(7), by=by)
        assert broken is None
        assert law.keyed == [(A, B)[number % 2] for number in range(1, 8)]
        assert (law.entries, law.ballots) == (7, 7)


@pytest.mark.parametrize("by", [0, 1, 2, 4])
def test_what_was_corrected_is_read_one_by_one_and_counted_as_it_stands(by: int) -> None:
    written = plain(4).add(2, B, CORRECTED, reason="gõ nhầm").add(3, b"", WITHDRAWN, reason="nhập hai lần").add(5, A)
    broken, law = judged(written, by=by)
    assert broken is None
    assert (law.keyed, law.entries, law.ballots) == (None, 7, 4)
    assert law.end() is None


@pytest.mark.parametrize(
    ("change", "breach"),
    [
        ({"ballot": 6}, Breach.BALLOT),
        ({"ballot": 0}, Breach.BALLOT),
        ({"ballot": None}, Breach.SHAPE),
        ({"value": b"\1\1"}, Breach.MARKS),
        ({"value": b"\1\1\4"}, Breach.MARKS),
        ({"value": b""}, Breach.MARKS),
        ({"payload": "{}"}, Breach.SHAPE),
        ({"payload": '{"ruling": null}'}, Breach.SHAPE),
        ({"kind": EntryKind.BALLOT_AMENDED}, Breach.KIND),
        ({"who": ("p4", "may-1")}, Breach.NOT_KEYER),
        ({"who": ("p3", "may-2")}, Breach.NOT_KEYER),
        ({"time": "2026-11-29T10:00:03.999Z"}, Breach.TIME),
        ({"time": "2026-11-29T10:00:60.000Z"}, Breach.TIME),
        ({"repeated": True, "value": A}, Breach.NOT_REPEATED),
        ({"repeated": True, "value": B, "ruling": ["marked", ""]}, Breach.NOT_REPEATED),
        ({"kind": CORRECTED, "ballot": 5, "reason": "x"}, Breach.BALLOT),
        ({"kind": CORRECTED, "ballot": 4, "value": A, "reason": "x"}, Breach.NOTHING_CHANGED),
        ({"kind": CORRECTED, "ballot": 4, "value": b"\1", "reason": "x"}, Breach.MARKS),
        ({"kind": CORRECTED, "ballot": 4, "value": A}, Breach.SHAPE),
        ({"kind": WITHDRAWN, "ballot": 4, "value": A, "reason": "x"}, Breach.MARKS),
        ({"kind": WITHDRAWN, "ballot": 9, "value": b"", "reason": "x"}, Breach.BALLOT),
    ],
)
def test_what_no_keyer_keys_is_named(change: dict[str, Any], breach: Breach) -> None:
    written = plain(4)
    assert written.entries[-1].marks == A
    if breach is Breach.NOT_REPEATED and "ruling" not in change:
        change = {**change, "value": B}
    written.add(**{"ballot": 5, "value": B, **change})
    assert breach_of(written) is breach


def test_what_was_repeated_is_the_ballot_before_with_its_ruling() -> None:
    marked = ruling_details(Ruling(InvalidReason.MARKED))
    written = Pass().add(1, A, ruling=marked).add(2, A, ruling=marked, repeated=True)
    assert breach_of(written) is None
    assert breach_of(Pass().add(1, A, repeated=True)) is Breach.NOT_REPEATED


def test_two_windows_of_an_older_version_could_use_a_number_twice() -> None:
    written = plain(3).add(3, B).add(5, A)
    broken, law = judged(written)
    assert broken is None
    assert law.ballots == 5
    assert breach_of(plain(3).add(3, A, repeated=True)) is None, "nobody knows what that window saw"


def test_a_number_is_used_twice_only_by_who_could_not_know() -> None:
    assert breach_of(plain(3).add(2, B)) is Breach.BALLOT
    assert breach_of(plain(3).add(1, A, repeated=True)) is Breach.BALLOT
    other = ("p4", "may-2")
    taken = of(Turn(*other, None, b""))
    behind = plain(1).add(2, who=other).add(3).add(4)
    assert breach_of(behind.add(3, who=other), taken) is None, "it wrote before that"
    assert breach_of(behind.add(3, who=other), taken) is Breach.BALLOT, "now it knew"


def test_repeating_again_and_again_takes_no_longer_with_every_ballot() -> None:
    law = judged(Pass().add(1, A).add(2, A, repeated=True))[1]
    began = time.process_time()
    for number in range(3, 20_003):
        entry = law.proposed(KEYED, "may-1", "p3", "2026-11-29T10:01:00.000Z", number, A, {"repeated": True})
        assert law.judge(entry) is None
        law.take_in(entry)
    assert time.process_time() - began < 7, "20,000 ballots"


def test_a_row_of_a_kind_that_nobody_knows_is_named() -> None:
    row = plain(1).rows[0]
    law = PassLaw(CHAIN, of(), 3)
    assert law.judge_rows([(*row[:5], "ballot-eaten", *row[6:])]) == Broken(CHAIN, 1, "kind")


# Whose turn it is


def test_after_a_take_over_that_says_where_each_keys_in_their_turn() -> None:
    written = plain(2)
    other = ("p4", "may-2")
    taken = of(Turn(*other, 2, written.head))
    assert breach_of(Pass().add(1, who=other), taken) is Breach.NOT_KEYER
    for number in (3, 4):
        written.add(number, who=other)
    broken, law = judged(written, taken)
    assert broken is None
    assert law.end() is None
    assert breach_of(plain(3), taken) is Breach.NOT_KEYER


def test_a_take_over_names_what_the_pass_held() -> None:
    written = plain(2)
    other = ("p4", "may-2")
    wrong = of(Turn(*other, 2, bytes(32)))
    broken, law = judged(written, wrong)
    assert broken is None
    assert law.end() is Breach.TAKEN_OVER_OTHERWISE
    assert breach_of(written.add(3, who=other), wrong) is Breach.TAKEN_OVER_OTHERWISE
    _, law = judged(plain(2), of(Turn(*other, 3, bytes(32))))
    assert law.end() is Breach.TAKEN_OVER_OTHERWISE
    # Taken over before anything was keyed.
    assert breach_of(Pass().add(1, who=other), of(Turn(*other, 0, GENESIS))) is None
    assert breach_of(Pass().add(1), of(Turn(*other, 0, GENESIS))) is Breach.NOT_KEYER


def test_a_take_over_of_an_older_version_does_not_say_where() -> None:
    other, third = ("p4", "may-2"), ("p2", "may-1")
    taken = of(Turn(*other, None, b""))
    assert breach_of(plain(1).add(2, who=other).add(3), taken) is None
    assert breach_of(plain(1).add(2, who=third), taken) is Breach.NOT_KEYER
    written = plain(1).add(2, who=other)
    known = of(Turn(*other, None, b""), Turn(*third, 2, written.head))
    assert breach_of(written.add(3, who=third), known) is None
    assert breach_of(written.add(4, who=other), known) is Breach.NOT_KEYER


def test_what_is_proposed_is_judged_as_it_would_follow_and_changes_nothing() -> None:
    written = plain(2)
    _, law = judged(written)
    for _ in range(2):
        now = law.proposed(KEYED, "may-1", "p3", "2020-01-01T00:00:00.000Z", 3, A, {})
        assert (now.sequence, now.time, now.previous, now.payload) == (3, written.entries[-1].time, written.head, "")
        assert law.judge(now) is None
        assert law.judge(law.proposed(KEYED, "may-1", "p3", now.time, 3, A, {"reason": "x"})) is Breach.SHAPE
    law.take_in(written.add(3, A).entries[-1])
    assert (law.entries, law.ballots) == (3, 3)


# Its end


def test_a_pass_ends_with_the_ballots_it_was_closed_with() -> None:
    for ballots, breach in ((3, None), (2, Breach.PASS_ENDS_OTHERWISE)):
        _, law = judged(plain(3), of(closed=True, ballots=ballots))
        assert law.end() is breach
    _, law = judged(plain(3).add(1, b"", WITHDRAWN, reason="thừa"), of(closed=True, ballots=2))
    assert law.end() is None
