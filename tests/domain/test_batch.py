"""One batch: its passes replayed, what they agree on, and what two keyings or the head settle."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from replay import CHAIN, A, B, C, Writer

from tally.domain.ballot import Ruling
from tally.domain.batch import (
    BatchCount,
    BatchState,
    Change,
    PassContents,
    PassState,
    Turn,
    keying_details,
    keying_of,
    ruling_details,
    ruling_of,
)
from tally.domain.journal import EntryKind
from tally.domain.passes import DisputeKind, Keying
from tally.domain.rules import InvalidReason

# Payloads


@pytest.mark.parametrize(
    "ruling", [None, Ruling(InvalidReason.MARKED), Ruling(None, "nét mờ"), Ruling(InvalidReason.OTHER, "rách")]
)
def test_a_ruling_and_a_keying_survive_their_payload(ruling: Ruling | None) -> None:
    assert ruling_of({"ruling": ruling_details(ruling)}) == ruling
    keying = Keying(bytes((0, 1, 2, 3)), ruling)
    assert keying_of(keying_details(keying)) == keying


def test_no_such_paper_is_null_and_marks_are_digits() -> None:
    assert keying_details(None) is None
    assert keying_of(None) is None
    assert keying_details(Keying(bytes((0, 1, 2, 3)), Ruling(InvalidReason.MARKED))) == {
        "marks": "0123",
        "ruling": ["marked", ""],
    }


# One pass


def test_a_pass_in_the_order_it_was_keyed() -> None:
    writer = Writer()
    writer.pass_(EntryKind.BALLOT_KEYED, 1, A)
    writer.pass_(EntryKind.BALLOT_KEYED, 2, Keying(B.marks, Ruling(InvalidReason.MARKED)))
    writer.pass_(EntryKind.BALLOT_KEYED, 3, B, repeated=True)
    contents = writer.contents()
    assert contents.in_order() == [A, Keying(B.marks, Ruling(InvalidReason.MARKED)), B]
    assert (contents.repeated, contents.next_ballot, contents.entries) == ({3}, 4, 3)
    assert contents.keyed_at == {number: f"2025-06-10T00:00:0{number}.000Z" for number in (1, 2, 3)}
    assert contents.head == writer.journal.held[CHAIN][-1].hash
    assert contents.changes == []


def test_a_correction_keeps_both_values_and_a_withdrawn_number_stays_unused() -> None:
    writer = Writer()
    for number in (1, 2, 3):
        writer.pass_(EntryKind.BALLOT_KEYED, number, A)
    writer.pass_(EntryKind.BALLOT_CORRECTED, 2, B, person="p9", reason="gõ nhầm")
    writer.pass_(EntryKind.BALLOT_WITHDRAWN, 3, person="p9", reason="nhập hai lần")
    writer.pass_(EntryKind.BALLOT_KEYED, 4, C)
    contents = writer.contents()
    assert contents.ballots == {1: A, 2: B, 4: C}
    assert contents.keyed_at[2] == "2025-06-10T00:00:02.000Z"
    assert contents.changes == [
        Change(1, 2, 1, A, B, "gõ nhầm", "p9", "2025-06-10T00:00:04.000Z"),
        Change(1, 3, 1, A, None, "nhập hai lần", "p9", "2025-06-10T00:00:05.000Z"),
    ]


def test_after_a_withdrawal_places_in_the_stack_and_numbers_in_the_journal_part() -> None:
    writer = Writer()
    for number in (1, 2, 3, 4):
        writer.pass_(EntryKind.BALLOT_KEYED, number, A)
    writer.pass_(EntryKind.BALLOT_WITHDRAWN, 2, reason="ghi hai lần")
    contents = writer.contents()
    assert {number: contents.place_of(number) for number in (1, 3, 4)} == {1: 1, 3: 2, 4: 3}
    assert [contents.number_at(place) for place in (0, 1, 2, 3, 4)] == [None, 1, 3, 4, None]
    assert (contents.next_place, contents.next_ballot) == (4, 5)


def test_a_correction_bears_the_ruling_that_was_keyed_with_it() -> None:
    ruled = Keying(B.marks, Ruling(InvalidReason.MARKED))
    writer = Writer().pass_(EntryKind.BALLOT_KEYED, 1, A)
    writer.pass_(EntryKind.BALLOT_CORRECTED, 1, ruled, reason="có dấu riêng")
    assert writer.contents().ballots == {1: ruled}


def test_two_stations_that_use_one_number_lose_no_ballot() -> None:
    writer = Writer()
    for keying in (A, B):
        writer.pass_(EntryKind.BALLOT_KEYED, 1, keying)
    assert writer.contents().ballots == {1: A, 2: B}


@pytest.mark.parametrize(
    ("kind", "ballot"),
    [
        (EntryKind.BALLOT_CORRECTED, 2),
        (EntryKind.BALLOT_WITHDRAWN, 2),
        (EntryKind.BALLOT_AMENDED, 1),
        (EntryKind.BALLOT_KEYED, None),
    ],
)
def test_what_no_pass_can_hold_is_an_error(kind: EntryKind, ballot: int | None) -> None:
    writer = Writer().pass_(EntryKind.BALLOT_KEYED, 1, A).pass_(kind, ballot, A, reason="lý do")
    with pytest.raises(ValueError, match=f"{CHAIN} 2"):
        writer.contents()


# A batch compared


def compared(*passes: list[Keying], wanted: int | None = None, **state: object) -> BatchCount:
    """Hold closed passes against each other."""
    batch = BatchState(1, **state)  # type: ignore[arg-type]  # the fields a test is about
    for number in range(1, len(passes) + 1):
        batch.passes[number] = PassState(number, f"p{number}", "may-1", closed=True, keyers=(f"p{number}",))
    held = {
        number: PassContents(ballots=dict(enumerate(keyings, start=1)))
        for number, keyings in enumerate(passes, start=1)
    }
    return BatchCount(batch, len(passes) if wanted is None else wanted, held.__getitem__)


@pytest.mark.parametrize(
    ("turns", "entries", "keyed"),
    [
        ([("p1", 0)], 3, ("p1",)),
        ([("p1", 0)], 0, ()),
        ([("p1", 0), ("p2", 3)], 3, ("p1",)),
        ([("p1", 0), ("p2", 0), ("p1", 2)], 4, ("p2", "p1")),
        ([("p1", 0), ("p2", None), ("p3", None)], 2, ("p1", "p2", "p3")),
    ],
)
def test_who_keyed_in_a_pass_is_who_recorded_something(
    turns: list[tuple[str, int | None]], entries: int, keyed: tuple[str, ...]
) -> None:
    one = PassState(1, "p1", "may-1", turns=tuple(Turn(person, "may-1", held, b"") for person, held in turns))
    assert one.who_keyed(entries) == keyed


def test_nothing_is_compared_before_every_pass_is_closed() -> None:
    one = compared([A, B], wanted=2)
    assert (one.keyed, one.accepted, one.slots, one.disputes, one.final()) == (False, False, (), (), [])


def test_a_batch_without_any_pass_is_not_keyed() -> None:
    assert not compared(wanted=1).keyed


def test_passes_that_agree_are_accepted_as_they_are() -> None:
    both = compared([A, B], [A, B])
    assert (both.keyed, both.accepted, both.disputes, both.final()) == (True, True, (), [A, B])


def test_a_ballot_in_dispute_is_not_among_the_final_ones() -> None:
    both = compared([A, B, C], [A, C, C])
    [dispute] = both.open_disputes
    assert (dispute.ballot, dispute.kind) == (2, DisputeKind.DIFFERS)
    assert (both.accepted, both.final()) == (False, [A, C])


@pytest.mark.parametrize(
    ("again", "stands"),
    [
        ({"p3": B}, [A, B, C]),
        ({"p3": C}, [A, C, C]),
        ({"p3": A}, None),
        ({"p3": None}, None),
        ({"p3": A, "p1": A}, [A, A, C]),
        ({"p3": B, "p1": C}, None),
        # Whoever keyed a pass keys the same again: no second person agrees.
        ({"p1": B}, None),
        ({"p2": C}, None),
        ({"p1": B, "p2": C}, None),
        ({"p1": C}, [A, C, C]),
        ({"p2": C, "p3": C}, [A, C, C]),
    ],
)
def test_what_is_keyed_again_stands_when_two_agree(
    again: dict[str, Keying | None], stands: list[Keying] | None
) -> None:
    both = compared([A, B, C], [A, C, C], rekeyed={2: again})
    assert both.accepted == (stands is not None)
    if stands is not None:
        assert both.final() == stands
    assert len(both.disputes) == 1


def test_what_the_head_settled_stands_against_any_agreement() -> None:
    assert compared([A, B], [A, C], settled={2: A}).final() == [A, A]
    assert compared([A, B], [A], settled={2: None}).final() == [A]
    assert compared([A, B], [A, C], rekeyed={2: {"p3": C}}, settled={2: B}).final() == [A, B]


def test_two_passes_of_three_settle_a_ballot_by_themselves() -> None:
    three = compared([A, B, C], [A, C, C], [A, B, C])
    assert (three.accepted, three.final(), len(three.disputes)) == (True, [A, B, C], 1)


def test_two_of_three_that_lack_a_ballot_are_believed_unless_the_paper_was_counted_otherwise() -> None:
    passes = ([A, B, C], [A, C], [A, C])
    assert compared(*passes).final() == [A, C]
    assert compared(*passes, size=2).accepted
    doubted = compared(*passes, size=3)
    assert (doubted.accepted, doubted.final()) == (False, [A, C])
    # One more agrees with those who lack it: three against one.
    again = compared(*passes, size=3, rekeyed={2: {"p4": None}})
    assert (again.accepted, again.final()) == (True, [A, C])
    # One more has it: two against two, so the head rules.
    assert not compared(*passes, size=3, rekeyed={2: {"p4": B}}).accepted


def test_the_count_of_the_paper_says_whether_a_ballot_was_skipped_or_keyed_twice() -> None:
    passes = ([A, B, B, C], [A, B, C])
    kinds = [[one.kind for one in compared(*passes, size=size).disputes] for size in (3, 4)]
    assert kinds == [[DisputeKind.DOUBLED], [DisputeKind.SKIPPED]]


def test_a_waived_pass_leaves_the_others_their_own_numbers() -> None:
    batch = BatchState(1)
    for number, closed in ((1, True), (2, False), (3, True)):
        batch.passes[number] = PassState(number, f"p{number}", "may-1", closed=closed)
    held = {1: PassContents(ballots={1: A, 2: B}), 3: PassContents(ballots={1: A})}
    both = BatchCount(batch, 2, held.__getitem__)
    assert [(one.ballot, one.kind, one.passes) for one in both.open_disputes] == [(2, DisputeKind.SKIPPED, (3,))]


@given(
    st.lists(st.lists(st.sampled_from([A, B, C]), max_size=5), min_size=2, max_size=3),
    st.none() | st.integers(1, 6),
    st.lists(st.tuples(st.integers(0, 9), st.sampled_from(["p1", "p8", "p9", None]), st.sampled_from([A, B, None]))),
)
def test_what_is_said_later_is_taken_in_as_if_it_had_been_known_at_once(
    passes: list[list[Keying]], size: int | None, acts: list[tuple[int, str | None, Keying | None]]
) -> None:
    batch = compared(*passes, size=size)
    for number, person, keying in acts:
        if not batch.open_disputes:
            break
        place = batch.open_disputes[number % len(batch.open_disputes)].place
        if person is None:
            batch.state.settled[place] = keying
        else:
            batch.state.rekeyed.setdefault(place, {})[person] = keying
        batch.look_again(place)
        at_once = compared(*passes, size=size, settled=batch.state.settled, rekeyed=batch.state.rekeyed)
        assert batch.open_disputes == at_once.open_disputes
        assert (batch.accepted, batch.final()) == (at_once.accepted, at_once.final())
        assert [batch.is_open(one) for one in range(9)] == [
            one in {dispute.place for dispute in at_once.open_disputes} for one in range(9)
        ]


def test_two_people_say_what_the_head_rules_where_somebody_else_keyed_it_so() -> None:
    batch = compared([A, B], [A, C], rekeyed={2: {"p3": None, "p9": A}})
    says = {
        (keying, person): batch.is_seconded(2, keying, person) for keying in (A, B, C, None) for person in ("p1", "p9")
    }
    assert says == {
        (A, "p1"): True,
        (A, "p9"): False,  # keyed again by the same person
        (B, "p1"): False,  # in the pass of the same person
        (B, "p9"): True,
        (C, "p1"): True,
        (C, "p9"): True,
        (None, "p1"): True,
        (None, "p9"): True,
    }
