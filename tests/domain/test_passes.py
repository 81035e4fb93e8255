"""Passes held against each other: a skipped, a doubled and a differing ballot are recognised wherever they are."""

from collections.abc import Sequence
from functools import cache
from itertools import combinations, groupby

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tally.domain.ballot import Ruling
from tally.domain.passes import Dispute, DisputeKind, Keying, Slot, align, disputes, standing
from tally.domain.rules import InvalidReason

DIFFERS, SKIPPED, DOUBLED = DisputeKind.DIFFERS, DisputeKind.SKIPPED, DisputeKind.DOUBLED


def keyed(text: str) -> list[Keying]:
    """Read a pass in which every letter is another ballot."""
    return [Keying(letter.encode()) for letter in text]


def found(*passes: str, paper: int | None = None) -> list[tuple[int, DisputeKind, tuple[int, ...]]]:
    """Return ballot, kind and passes of every dispute."""
    slots = align([keyed(one) for one in passes])
    return [(one.ballot, one.kind, one.passes) for one in disputes(slots, paper)]


def by_people(*keyings: Keying | None) -> list[tuple[Keying | None, frozenset[str]]]:
    """Give each keying a person of its own."""
    return [(keying, frozenset((f"p{person}",))) for person, keying in enumerate(keyings, start=1)]


def shown(*passes: str) -> list[str]:
    """Return the aligned passes, one text each, with `.` where a pass lacks a ballot."""
    slots = align([keyed(one) for one in passes])
    return [
        "".join("." if (keying := slot.keyings[one]) is None else keying.marks.decode() for slot in slots)
        for one in range(len(passes))
    ]


def run_of(stack: str, place: int) -> range:
    """Return the numbers of the equal ballots in a row among which the one at an index stands."""
    start = 0
    for _letter, group in groupby(stack):
        size = len(list(group))
        if place < start + size:
            return range(start + 1, start + size + 1)
        start += size
    raise AssertionError


few_kinds = st.text("ab", min_size=1, max_size=14)
many_kinds = st.text("abcdefgh", min_size=1, max_size=14)
stacks = few_kinds | many_kinds
distinct = st.permutations("abcdefghijklmnop").map("".join)


@given(stacks, st.data())
def test_one_skipped_ballot_is_that_one_dispute(stack: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(stack) - 1))
    shorter = stack[:place] + stack[place + 1 :]
    alike = run_of(stack, place)
    for passes, who in (((stack, shorter), 2), ((shorter, stack), 1)):
        [(ballot, kind, by)] = found(*passes, paper=len(stack))
        assert (kind, by) == (SKIPPED, (who,))
        assert ballot in alike
        # Nobody counted the paper: where a neighbour is the same, it may be the other pass that keyed it twice.
        [(ballot, kind, by)] = found(*passes)
        assert ballot in alike
        assert (kind, by) == ((SKIPPED, (who,)) if len(alike) == 1 else (DOUBLED, (3 - who,)))


@given(stacks, st.data())
def test_one_doubled_ballot_is_that_one_dispute(stack: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(stack) - 1))
    longer = stack[: place + 1] + stack[place:]
    for passes, who in (((stack, longer), 2), ((longer, stack), 1)):
        for paper in (None, len(stack)):
            [(ballot, kind, by)] = found(*passes, paper=paper)
            assert (kind, by) == (DOUBLED, (who,))
            assert ballot in run_of(stack, place)


@given(stacks, st.data())
def test_one_differing_ballot_is_that_one_dispute(stack: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(stack) - 1))
    other = data.draw(st.sampled_from("abcdefghxyz").filter(lambda letter: letter != stack[place]))
    wrong = stack[:place] + other + stack[place + 1 :]
    for passes in ((stack, wrong), (wrong, stack)):
        for paper in (None, len(stack)):
            assert found(*passes, paper=paper) == [(place + 1, DIFFERS, (1, 2))]


def err(stack: str, place: int, kind: DisputeKind) -> str:
    """Return a pass in which one ballot was keyed wrongly, skipped or doubled."""
    keyed_there = {DIFFERS: "z", SKIPPED: "", DOUBLED: stack[place] * 2}[kind]
    return stack[:place] + keyed_there + stack[place + 1 :]


KINDS = st.sampled_from(DisputeKind)
WHO = st.sampled_from(((1, 1), (1, 2)))


@given(distinct, st.integers(0, 12), st.integers(2, 15), KINDS, KINDS, WHO, st.sampled_from((None, 16)))
def test_two_errors_that_do_not_touch_are_those_two(  # noqa: PLR0913, PLR0917 - two errors, each with its place
    stack: str, first: int, apart: int, one: DisputeKind, other: DisputeKind, who: tuple[int, int], paper: int | None
) -> None:
    second = min(first + apart, len(stack) - 1)
    passes = [err(err(stack, second, other), first, one), stack]
    if who == (1, 2):
        passes = [err(stack, first, one), err(stack, second, other)]
    assert found(*passes, paper=paper) == [
        (place + 1, kind, (1, 2) if kind is DIFFERS else (by,))
        for place, kind, by in ((first, one, who[0]), (second, other, who[1]))
    ]


@given(stacks, KINDS, st.integers(0, 2), st.integers(0, 1), st.data())
def test_of_three_passes_the_one_that_erred_is_named(
    stack: str, kind: DisputeKind, erring: int, counted: int, data: st.DataObject
) -> None:
    place = data.draw(st.integers(0, len(stack) - 1))
    passes = [stack, stack, stack]
    passes[erring] = err(stack, place, kind)
    slots = align([keyed(one) for one in passes])
    [dispute] = disputes(slots, len(stack) if counted else None)
    assert dispute.kind is kind
    assert dispute.passes == ((1, 2, 3) if kind is DIFFERS else (erring + 1,))
    assert dispute.ballot in ([place + 1] if kind is DIFFERS else run_of(stack, place))
    stands = [standing(by_people(*slot.keyings)) for slot in slots]
    assert [one[0] for one in stands if one is not None and one[0] is not None] == keyed(stack)
    assert None not in stands


@given(st.lists(few_kinds | many_kinds | st.just(""), min_size=1, max_size=3))
def test_no_ballot_of_any_pass_is_lost_or_moved(passes: list[str]) -> None:
    slots = align([keyed(one) for one in passes])
    assert [slot.place for slot in slots] == list(range(1, len(slots) + 1))
    assert [line.replace(".", "") for line in shown(*passes)] == passes
    assert all(any(slot.keyings) for slot in slots)


@given(st.lists(few_kinds | many_kinds | st.just(""), min_size=1, max_size=3), st.none() | st.integers(0, 40))
@example(["aca", "abcb", "abb"], 2)
def test_every_slot_without_agreement_is_one_dispute_in_the_order_of_the_paper(
    passes: list[str], paper: int | None
) -> None:
    slots = align([keyed(one) for one in passes])
    named = disputes(slots, paper)
    assert [one.place for one in named] == [slot.place for slot in slots if len(set(slot.keyings)) > 1]
    numbers = [one.ballot for one in named]
    assert numbers == sorted(numbers)
    assert all(number >= 1 for number in numbers)
    for one in named:
        keyings = slots[one.place - 1].keyings
        having = tuple(number for number, keying in enumerate(keyings, start=1) if keying is not None)
        lacking = tuple(number for number, keying in enumerate(keyings, start=1) if keying is None)
        assert one.passes == {DIFFERS: having, DOUBLED: having, SKIPPED: lacking}[one.kind]
        assert (one.kind is DIFFERS) == (not lacking)


@given(st.lists(stacks, min_size=2, max_size=3), st.data())
def test_the_paper_count_says_how_many_were_skipped(passes: list[str], data: st.DataObject) -> None:
    slots = align([keyed(one) for one in passes])
    whole = sum(None not in slot.keyings for slot in slots)
    paper = data.draw(st.integers(whole, len(slots)))
    kinds = [one.kind for one in disputes(slots, paper)]
    assert whole + kinds.count(SKIPPED) == paper
    assert all(one.ballot <= max(paper, 1) for one in disputes(slots, paper))


def least_cost(one: str, other: str) -> int:
    """Find the cheapest way to explain two passes by trying all: 4 for a differing ballot, 3 for one lacking."""

    @cache
    def cost(left: int, right: int) -> int:
        if left == len(one) or right == len(other):
            return 3 * (len(one) - left + len(other) - right)
        together = cost(left + 1, right + 1) + (0 if one[left] == other[right] else 4)
        return min(together, cost(left + 1, right) + 3, cost(left, right + 1) + 3)

    return cost(0, 0)


@given(stacks | st.just(""), stacks | st.just(""))
def test_two_passes_are_explained_with_the_fewest_differences_either_way_round(one: str, other: str) -> None:
    weights = {DIFFERS: 4, SKIPPED: 3, DOUBLED: 3}
    there, back = (found(*passes) for passes in ((one, other), (other, one)))
    assert sum(weights[kind] for _, kind, _ in there) == least_cost(one, other)
    assert sorted(weights[kind] for _, kind, _ in there) == sorted(weights[kind] for _, kind, _ in back)


@pytest.mark.parametrize(
    ("passes", "paper", "expected"),
    [
        pytest.param(("abc",), None, [], id="one pass is taken as it is"),
        pytest.param(("", ""), None, [], id="two empty passes agree"),
        pytest.param(("abc", ""), None, [(n, SKIPPED, (2,)) for n in (1, 2, 3)], id="one pass is empty"),
        pytest.param(("abc", ""), 0, [(1, DOUBLED, (1,))] * 3, id="one pass is empty and so is the stack"),
        pytest.param(("aab", "ab"), 3, [(2, SKIPPED, (2,))], id="one of a pair skipped"),
        pytest.param(("aab", "ab"), 2, [(1, DOUBLED, (1,))], id="a single one doubled"),
        pytest.param(("aab", "ab"), None, [(1, DOUBLED, (1,))], id="not counted: doubled is asked for first"),
        pytest.param(("abcd", "bbcd"), None, [(1, DIFFERS, (1, 2))], id="the first differs"),
        pytest.param(("bcd", "abcd"), None, [(1, SKIPPED, (1,))], id="the first skipped"),
        pytest.param(("abcda", "abcd"), 4, [(4, DOUBLED, (1,))], id="paper has the last word, twin or not"),
        # Both errors in one pass, whose length is that of the stack all the same.
        pytest.param(("aabcd", "abcde"), 5, [(1, DOUBLED, (1,)), (5, SKIPPED, (1,))], id="doubled, and one skipped"),
        pytest.param(("abcdefg", "bcdefgg"), 7, [(1, SKIPPED, (2,)), (7, DOUBLED, (2,))], id="skipped, then doubled"),
        pytest.param(("axb", "ab", "azb"), None, [(2, SKIPPED, (2,))], id="two differ where the third skipped"),
        pytest.param(("axb", "ayb", "azb"), None, [(2, DIFFERS, (1, 2, 3))], id="all three differ"),
        pytest.param(("axb", "ab", "ab"), None, [(2, SKIPPED, (2, 3))], id="two skipped what nobody doubles"),
        pytest.param(("aab", "ab", "ab"), None, [(1, DOUBLED, (1,))], id="two against one that doubled"),
        pytest.param(("aab", "aab", "ab"), None, [(2, SKIPPED, (3,))], id="two have it"),
        pytest.param(("aab", "ab", "ab"), 3, [(2, SKIPPED, (2, 3))], id="the paper against two of three"),
    ],
)
def test_examples(
    passes: Sequence[str], paper: int | None, expected: list[tuple[int, DisputeKind, tuple[int, ...]]]
) -> None:
    assert found(*passes, paper=paper) == expected


def test_a_ballot_lacking_among_equal_ones_is_the_last_of_them() -> None:
    assert shown("abbbc", "abbc") == ["abbbc", "abb.c"]
    assert shown("abbc", "abbbc") == ["abb.c", "abbbc"]


def test_a_third_pass_that_lacks_what_the_second_lacked_agrees_with_it() -> None:
    assert shown("xaay", "xay", "xay") == ["xaay", "xa.y", "xa.y"]
    assert shown("abxcd", "abcd", "abzcd") == ["abxcd", "ab.cd", "abzcd"]


def test_of_two_readings_a_third_pass_lacks_rather_what_another_lacks_too() -> None:
    assert shown("ab", "b", "c") == ["ab", ".b", ".c"]


def test_equal_ballots_at_the_end_stay_together_when_one_before_them_differs() -> None:
    assert shown("baa", "ca") == ["baa", "ca."]


def test_what_agrees_only_across_places_is_no_common_end() -> None:
    assert shown("pqc", "sqpc") == ["pq.c", "sqpc"]
    assert shown("sqpc", "pqc") == ["sqpc", "pq.c"]


def stack(*slots: str) -> list[Slot]:
    """Return slots of which each text says what every pass keyed there; `.`: it lacks the ballot."""
    return [
        Slot(place, tuple(None if letter == "." else Keying(letter.encode()) for letter in one))
        for place, one in enumerate(slots, start=1)
    ]


def test_a_ballot_doubled_before_its_twin_is_looked_for_at_the_twin() -> None:
    assert disputes(stack("cc", "a.", "aa")) == (Dispute(2, 2, DOUBLED, (1,)),)


def test_of_two_equal_ballots_that_a_pass_lacks_one_was_skipped() -> None:
    assert found("caa", "c") == [(2, SKIPPED, (2,)), (2, DOUBLED, (1,))]


def test_a_ballot_doubled_after_its_twin_in_any_pass_is_looked_for_at_that_one() -> None:
    # The third paper lacks in the third pass: in the first pass it doubles the second paper, in the second the fourth.
    assert disputes(stack("ccc", "aba", "aa.", "dad"), 3) == (
        Dispute(2, 2, DIFFERS, (1, 2, 3)),
        Dispute(3, 2, DOUBLED, (1, 2)),
        Dispute(4, 3, DIFFERS, (1, 2, 3)),
    )


def test_two_ballots_that_differ_are_no_skipped_and_no_doubled_one() -> None:
    assert found("abcdef", "abyzef") == [(3, DIFFERS, (1, 2)), (4, DIFFERS, (1, 2))]


def test_three_that_differ_are_taken_as_three_and_not_as_four() -> None:
    # The last two of one pass are the first two of the other: that would be three skipped and three doubled ballots.
    assert [kind for _, kind, _ in found("xyzab", "abxyz")] == [SKIPPED] * 4
    assert [kind for _, kind, _ in found("abc", "xyz")] == [DIFFERS] * 3


def test_a_ruling_is_part_of_what_was_keyed() -> None:
    marked = Keying(b"\1", Ruling(InvalidReason.MARKED))
    assert disputes(align([[Keying(b"\1")], [marked]])) == (Dispute(1, 1, DIFFERS, (1, 2)),)
    assert disputes(align([[marked], [marked]])) == ()


def test_a_slot_agrees_when_every_pass_keyed_the_same() -> None:
    one = Keying(b"\1")
    assert Slot(1, (one, one, Keying(b"\1"))).agreed
    assert not Slot(1, (one, one, None)).agreed
    assert not Slot(1, (one, Keying(b"\2"))).agreed


X, Y, Z = keyed("xyz")


@pytest.mark.parametrize(
    ("keyings", "stands"),
    [
        ((), None),
        ((X,), None),
        ((X, X), (X,)),
        ((X, Y), None),
        ((X, Y, X), (X,)),
        ((X, Y, Z), None),
        ((X, None, None), (None,)),
        ((None, None, X, X), None),
        ((X, X, Y, Y), None),
        ((X, X, Y, Y, Z), None),
        ((X, Y, Y, X, Y), (Y,)),
    ],
)
def test_what_two_people_agree_on_stands(
    keyings: tuple[Keying | None, ...], stands: tuple[Keying | None] | None
) -> None:
    assert standing(by_people(*keyings)) == stands


@pytest.mark.parametrize(
    ("keyings", "stands"),
    [
        # Nam keys his own mistake again: he repeats it, nobody agrees with him.
        (((X, {"Hoa"}), (Y, {"Nam"}), (Y, {"Nam"})), None),
        (((X, {"Hoa"}), (Y, {"Nam"}), (X, {"Nam"})), (X,)),
        (((X, {"Hoa"}), (Y, {"Nam"}), (Y, {"Hoa"})), (Y,)),
        (((X, {"Hoa"}), (Y, {"Nam"}), (Y, {"Nam"}), (Y, {"Lan"})), (Y,)),
        (((X, {"Hoa"}), (Y, {"Nam"}), (Y, {"Nam"}), (X, {"Lan"})), (X,)),
        # Whoever took a pass over has keyed in it, and so has who began it.
        (((X, {"Hoa"}), (Y, {"Nam", "Lan"}), (Y, {"Lan"})), None),
        (((X, {"Hoa"}), (Y, {"Nam", "Lan"}), (Y, {"Nam"})), None),
        (((X, {"Hoa"}), (Y, {"Nam", "Lan"}), (Y, {"Lan"}), (Y, {"Nam"})), (Y,)),
        # One person who keyed every pass agrees with nobody.
        (((X, {"Hoa"}), (X, {"Hoa"}), (Y, {"Hoa"})), None),
    ],
)
def test_nobody_agrees_with_themself(
    keyings: tuple[tuple[Keying | None, set[str]], ...], stands: tuple[Keying | None] | None
) -> None:
    assert standing(keyings) == stands


PEOPLE = st.sampled_from(("Hoa", "Nam", "Lan", "Sơn", "Mai"))


@given(
    st.lists(st.tuples(st.sampled_from((X, Y, None)), st.sets(PEOPLE, min_size=1, max_size=2)), max_size=3),
    st.dictionaries(PEOPLE, st.sampled_from((X, Y, None))),
)
def test_a_second_judge_who_tries_every_choice_of_keyings_says_the_same(
    passes: list[tuple[Keying | None, set[str]]], again: dict[str, Keying | None]
) -> None:
    said = [*passes, *((keying, {person}) for person, keying in again.items())]
    independent = {
        value: max(
            len(chosen)
            for many in range(len(said) + 1)
            for chosen in combinations([people for keying, people in said if keying == value], many)
            if not any(one & other for one, other in combinations(chosen, 2))
        )
        for value in (X, Y, None)
    }
    most = max(independent.values())
    leading = [value for value, people in independent.items() if people == most]
    assert standing(said) == ((leading[0],) if most >= 2 and len(leading) == 1 else None)


def test_a_long_stack_with_errors_at_its_ends_is_aligned() -> None:
    stack = keyed("abcdefgh" * 40)
    shorter = stack[1:-1]
    assert [(one.ballot, one.kind) for one in disputes(align([stack, shorter]), 320)] == [(1, SKIPPED), (320, SKIPPED)]


def numbered(first: int, last: int) -> list[Keying]:
    """Return a pass in which every ballot is another one."""
    return [Keying(number.to_bytes(4)) for number in range(first, last + 1)]


def test_a_whole_bundle_skipped_here_and_one_keyed_twice_there_are_found_in_a_long_stack() -> None:
    stack = numbered(1, 600)
    other = [*stack[:100], *stack[200:420], *stack[320:]]  # 101-200 skipped, 321-420 keyed twice
    slots = align([stack, other])
    assert [place for place, slot in enumerate(slots, start=1) if slot.keyings[1] is None] == [*range(101, 201)]
    assert {slot.keyings[1] for slot in slots if slot.keyings[0] is None} == {*stack[320:420]}
    assert len(slots) == 700


def test_passes_of_other_stacks_are_held_against_each_other_in_their_order() -> None:
    one, other = numbered(1, 2_000), numbered(40_001, 43_000)
    slots = align([one, other])
    assert [slot.keyings for slot in slots] == [*zip([*one, *[None] * 1_000], other, strict=True)]
    assert len(disputes(slots)) == 3_000
    fewer = align([other, one, numbered(80_001, 80_002)])
    assert fewer[0].keyings == (other[0], one[0], Keying((80_001).to_bytes(4)))
    assert {slot.keyings[1:] for slot in fewer[2_000:]} == {(None, None)}


def test_a_stack_of_thousands_in_one_batch_is_aligned_too() -> None:
    stack = numbered(1, 6_000)
    found = disputes(align([stack, [*stack[:9], *stack[10:5_990], stack[5_989], *stack[5_990:]]]))
    assert [(one.ballot, one.kind) for one in found] == [(10, SKIPPED), (5_990, DOUBLED)]
