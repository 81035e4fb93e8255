"""From ballots to a result (QĐ 190-QĐ/TW art. 30; QĐ 244-QĐ/TW art. 32)."""

import itertools
import random
import tracemalloc
from dataclasses import replace

import pytest
from builders import (
    LUAT_2015,
    QD_190,
    a_base,
    a_congress,
    a_contest,
    a_stack,
    count,
    decided,
    marks,
    outcomes,
)

from tally.domain.ballot import Ballot, BallotStyle, Ruling
from tally.domain.contest import RoundKind
from tally.domain.counting import (
    MarkCounts,
    Outcome,
    RuledBallot,
    Status,
    Tally,
    count_ballots,
    decide,
)
from tally.domain.rules import InvalidReason

BOTH_OR_NEITHER, MARKED, NONE, NOT_ISSUED, TOO_MANY = (
    InvalidReason.BOTH_OR_NEITHER,
    InvalidReason.MARKED,
    InvalidReason.NONE,
    InvalidReason.NOT_ISSUED,
    InvalidReason.TOO_MANY,
)
VALID = Ruling(None, "ý định rõ ràng")


def tallied(*stack: str | tuple[str, Ruling], candidates: int = 4, seats: int = 3) -> Tally:
    return count_ballots(a_contest(candidates, seats), QD_190, a_stack(*stack))


# Adding up the ballots


def test_votes_are_the_names_left_standing_on_valid_ballots() -> None:
    tally = tallied("+++-", "++--", "-+-+")
    assert [counts.votes for counts in tally.marks] == [2, 3, 1, 1]
    assert [counts.against for counts in tally.marks] == [1, 0, 2, 2]


def test_an_invalid_ballot_gives_nobody_a_vote() -> None:
    tally = tallied("++++", "----", "+---")
    assert (tally.ballots, tally.valid, tally.invalid) == (3, 1, 2)
    assert [counts.votes for counts in tally.marks] == [1, 0, 0, 0]
    assert tally.invalid_by_reason == {TOO_MANY: 1, NONE: 1}


def test_all_four_kinds_of_mark_are_counted_for_each_candidate() -> None:
    tally = tallied("+-*.", "+-*.", "++-.", "+.**")
    assert tally.marks == (
        MarkCounts(votes=4, against=0, both=0, neither=0),
        MarkCounts(votes=1, against=2, both=0, neither=1),
        MarkCounts(votes=0, against=1, both=3, neither=0),
        MarkCounts(votes=0, against=0, both=1, neither=3),
    )


def test_the_invalid_are_counted_by_reason_in_the_order_of_the_regulation() -> None:
    stack = [
        ("+---", Ruling(reason))
        for reason in (InvalidReason.OTHER, MARKED, InvalidReason.OUTSIDE_LIST, NOT_ISSUED, NOT_ISSUED)
    ]
    tally = tallied("----", *stack, "++++", "----", "++++", "----")
    assert list(tally.invalid_by_reason.items()) == [
        (TOO_MANY, 2),
        (NONE, 3),
        (NOT_ISSUED, 2),
        (InvalidReason.OUTSIDE_LIST, 1),
        (MARKED, 1),
        (InvalidReason.OTHER, 1),
    ]
    assert (tally.ballots, tally.valid, tally.invalid) == (10, 0, 10)


def test_one_candidate_with_both_boxes_or_neither_is_invalid_and_a_vote_against_is_not() -> None:
    tally = count_ballots(
        a_contest(1, 1, style=BallotStyle.AGREE_DISAGREE), QD_190, a_stack("+", "+", "-", "*", ".", "+")
    )
    assert tally.marks == (MarkCounts(votes=3, against=1),)
    assert tally.invalid_by_reason == {BOTH_OR_NEITHER: 2}


def test_a_ruling_counts_the_ballot_under_the_board_s_reason_and_not_the_machine_s() -> None:
    tally = tallied(("++++", Ruling(MARKED, "ký tên")), ("+++-", Ruling(NOT_ISSUED)))
    assert tally.invalid_by_reason == {MARKED: 1, NOT_ISSUED: 1}
    assert tally.valid == 0


def test_a_ballot_held_valid_counts_with_all_its_names() -> None:
    tally = tallied(("++++", VALID), ("----", VALID))
    assert tally.valid == 2
    assert [counts.votes for counts in tally.marks] == [1, 1, 1, 1]
    assert [counts.against for counts in tally.marks] == [1, 1, 1, 1]


def test_every_ruling_is_shown_beside_what_the_marks_say() -> None:
    tally = tallied("++++", ("++++", VALID), ("++--", VALID), ("++--", Ruling(MARKED)), ("++++", Ruling(MARKED)))
    assert tally.ruled == (
        RuledBallot(1, 2, TOO_MANY, VALID),
        RuledBallot(1, 3, None, VALID),
        RuledBallot(1, 4, None, Ruling(MARKED)),
        RuledBallot(1, 5, TOO_MANY, Ruling(MARKED)),
    )
    assert [ruled.overrides for ruled in tally.ruled] == [True, False, True, False]


def test_rulings_are_shown_in_the_order_of_the_stacks_however_they_were_read() -> None:
    stack = [
        *a_stack(("++--", VALID), batch=10, first=1),
        *a_stack(("+---", VALID), ("-+--", VALID), batch=2, first=9),
        *a_stack(("--+-", VALID), batch=10, first=1),
    ]
    contest = a_contest()
    expected = count_ballots(contest, QD_190, stack).ruled
    assert [(ruled.batch, ruled.number) for ruled in expected] == [(2, 9), (2, 10), (10, 1), (10, 1)]
    for shuffled in itertools.permutations(stack):
        assert count_ballots(contest, QD_190, shuffled).ruled == expected


def test_two_rulings_on_one_number_do_not_depend_on_the_order_of_reading() -> None:
    stack = [Ballot(1, 1, marks("++--"), Ruling(MARKED)), Ballot(1, 1, marks("++++"), VALID)]
    contest = a_contest()
    assert count_ballots(contest, QD_190, stack) == count_ballots(contest, QD_190, reversed(stack))


def test_no_ballot_at_all_is_a_tally_of_nothing() -> None:
    tally = tallied()
    assert (tally.ballots, tally.valid, tally.invalid) == (0, 0, 0)
    assert tally.invalid_by_reason == {}
    assert tally.marks == (MarkCounts(), MarkCounts(), MarkCounts(), MarkCounts())
    assert tally.ruled == ()


def test_ballots_on_an_empty_slate_vote_for_no_one() -> None:
    tally = count_ballots(a_contest(0, 3), QD_190, a_stack("", ""))
    assert tally.invalid_by_reason == {NONE: 2}
    assert tally.marks == ()


@pytest.mark.parametrize("signs", ["+++", "+++-+", ""])
def test_a_ballot_with_a_mark_too_few_or_too_many_is_never_counted_for_other_people(signs: str) -> None:
    message = rf"^batch 3 ballot 8: {len(signs)} marks, 4 candidates$"
    with pytest.raises(ValueError, match=message):
        count_ballots(a_contest(4, 3), QD_190, [*a_stack("+---"), *a_stack(signs, batch=3, first=8)])


def test_a_mark_that_is_none_of_the_four_is_never_counted() -> None:
    with pytest.raises(ValueError, match=r"^a ballot bears a mark that is none of the four$"):
        count_ballots(a_contest(4, 3), QD_190, [Ballot(1, 1, bytes([1, 0, 0, 4]))])


@pytest.mark.parametrize("ballots", [4095, 4096, 4097, 9000])
def test_any_number_of_ballots_is_added_up(ballots: int) -> None:
    stack = (Ballot(1, number, marks("+-" if number % 3 else "--")) for number in range(1, ballots + 1))
    tally = count_ballots(a_contest(2, 1), QD_190, stack)
    nobody = ballots // 3
    assert (tally.ballots, tally.valid, tally.invalid_by_reason) == (ballots, ballots - nobody, {NONE: nobody})
    assert tally.marks == (MarkCounts(votes=ballots - nobody), MarkCounts(against=ballots - nobody))


def test_the_memory_of_a_count_does_not_grow_with_the_ballots() -> None:
    contest = a_contest(2, 1)
    stream = (Ballot(1, number, marks("+-")) for number in range(1, 50_001))
    tracemalloc.start()
    count_ballots(contest, QD_190, stream)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 2_000_000  # bytes; fifty thousand ballots at once take 11 MB


def test_the_order_of_the_ballots_changes_nothing() -> None:
    stack = a_stack("+++-", "++++", ("-+-+", Ruling(MARKED)), "-++-", ("++++", VALID), "----", "*..+", "+.*-")
    expected = count(a_contest(), stack)
    shuffler = random.Random(31)  # noqa: S311 - a shuffled stack, no secret
    for _ in range(20):
        shuffler.shuffle(stack)
        assert count(a_contest(), stack) == expected


# Who is elected


def test_over_half_and_no_more_of_them_than_seats_are_all_elected() -> None:
    result = decided([60, 53, 52, 90], seats=3, base=104)
    assert outcomes(result) == ["elected", "elected", "not-elected", "elected"]
    assert result.status is Status.COMPLETE
    assert (result.unfilled, result.seats_in_tie, result.needed) == (0, 0, 53)


def test_over_half_and_more_of_them_than_seats_the_highest_votes_fill_the_seats() -> None:
    result = decided([60, 53, 70, 90], seats=2, base=104)
    assert outcomes(result) == ["over-half", "over-half", "elected", "elected"]
    assert result.status is Status.COMPLETE
    assert [line.candidate.no for line in result.elected] == [4, 3]


def test_with_all_candidates_over_half_exactly_as_many_as_seats_are_elected() -> None:
    # Another program elected 23 people for 20 seats.
    result = decided(list(range(100, 77, -1)), seats=20, base=104)
    assert outcomes(result) == ["elected"] * 20 + ["over-half"] * 3


def test_exactly_half_is_not_elected() -> None:
    result = decided([52, 53], seats=2, base=104)
    assert outcomes(result) == ["not-elected", "elected"]
    assert (result.status, result.unfilled) == (Status.UNDER_FILLED, 1)


def test_nobody_over_half_leaves_every_seat_unfilled() -> None:
    result = decided([52, 40, 0], seats=2, base=104)
    assert outcomes(result) == ["not-elected"] * 3
    assert (result.status, result.unfilled, result.seats_in_tie) == (Status.UNDER_FILLED, 2, 0)
    assert result.elected == ()


def test_the_highest_votes_do_not_elect_without_more_than_half() -> None:
    # Another program elected on 40 % for lack of a threshold.
    result = decided([42, 31], seats=1, base=104)
    assert outcomes(result) == ["not-elected", "not-elected"]


def test_eleven_members_ten_present_five_votes_are_not_enough_six_are() -> None:
    cell = a_congress(11, 10)
    contest = a_contest(1, 1, style=BallotStyle.AGREE_DISAGREE)
    five = count(contest, a_stack(*["+"] * 5, *["-"] * 5), cell)
    assert (outcomes(five), five.needed) == (["not-elected"], 6)
    six = count(contest, a_stack(*["+"] * 6, *["-"] * 4), cell)
    assert outcomes(six) == ["elected"]


def test_the_base_is_not_the_valid_ballots() -> None:
    # Six of seven valid ballots, but twelve people were summoned.
    result = count(a_contest(2, 1), a_stack(*["+-"] * 6, "-+", "++", "++"), a_congress(12))
    assert outcomes(result) == ["not-elected", "not-elected"]
    assert (result.base.value, result.needed) == (12, 7)


def test_the_law_of_2015_takes_the_valid_ballots() -> None:
    stack = a_stack(*["+-"] * 6, "-+", "++", "++")
    result = count(a_contest(2, 1), stack, a_congress(12), LUAT_2015)
    assert outcomes(result) == ["elected", "not-elected"]
    assert (result.base.value, result.needed) == (7, 4)


def test_more_seats_than_candidates_leaves_seats_unfilled() -> None:
    result = decided([60, 60], seats=3, base=104)
    assert outcomes(result) == ["elected", "elected"]
    assert (result.status, result.unfilled) == (Status.UNDER_FILLED, 1)


def test_no_candidate_leaves_every_seat_unfilled() -> None:
    result = count(a_contest(0, 3), [])
    assert result.candidates == ()
    assert (result.status, result.unfilled) == (Status.UNDER_FILLED, 3)


@pytest.mark.parametrize("base", [0, -4])
def test_a_base_of_nothing_elects_nobody_and_shows_no_percent(base: int) -> None:
    result = decided([5, 0], seats=1, base=base)
    assert outcomes(result) == ["not-elected", "not-elected"]
    assert [line.hundredths for line in result.candidates] == [None, None]
    assert result.needed is None
    assert (result.status, result.unfilled) == (Status.UNDER_FILLED, 1)


def test_a_further_round_asks_for_more_than_half_too() -> None:
    result = decided([52, 53], seats=2, base=104, kind=RoundKind.FURTHER)
    assert outcomes(result) == ["not-elected", "elected"]
    assert result.needed == 53


def test_a_secretary_elected_by_everybody_has_a_hundred_percent() -> None:
    result = count(a_contest(1, 1, style=BallotStyle.AGREE_DISAGREE), a_stack(*["+"] * 10))
    assert outcomes(result) == ["elected"]
    assert result.candidates[0].hundredths == 10_000


def test_a_name_that_looks_like_a_formula_and_two_people_of_one_name_are_counted_by_their_numbers() -> None:
    contest = a_contest(["=1+1", "Lò Văn Ánh", "Lò Văn Ánh"], 2)
    result = count(contest, a_stack(*["++-"] * 6, *["+-+"] * 4))
    assert [(line.candidate.name, line.votes) for line in result.candidates] == [
        ("=1+1", 10),
        ("Lò Văn Ánh", 6),
        ("Lò Văn Ánh", 4),
    ]
    assert outcomes(result) == ["elected", "elected", "not-elected"]


def test_the_elected_are_listed_by_votes_and_equal_votes_in_ballot_order() -> None:
    result = decided([60, 90, 60, 95], seats=4, base=104)
    assert [line.candidate.no for line in result.elected] == [4, 2, 1, 3]
    assert result.tied == ()


def test_the_result_keeps_what_it_was_decided_from() -> None:
    contest, base = a_contest(2, 1), a_base(10)
    tally = Tally(9, {NONE: 1}, (MarkCounts(6, 1, 1, 0), MarkCounts(2, 6, 0, 0)), ())
    result = decide(contest, base, QD_190.tie_rule, tally)
    assert (result.contest, result.base, result.tally) == (contest, base, tally)
    assert [line.marks for line in result.candidates] == list(tally.marks)
    assert [line.candidate for line in result.candidates] == list(contest.slate)
    assert [line.votes for line in result.candidates] == [6, 2]
    assert result.candidates[0].outcome is Outcome.ELECTED


def test_a_tally_of_other_people_decides_nothing() -> None:
    tally = Tally(9, {}, (MarkCounts(6, 3), MarkCounts(3, 6)), ())
    with pytest.raises(ValueError, match="zip"):
        decide(a_contest(3, 1), a_base(10), QD_190.tie_rule, tally)


# Rank and percent


def test_ranks_are_by_votes_and_ties_share_the_smaller_number() -> None:
    result = decided([80, 90, 80, 70], seats=4, base=104)
    assert [line.rank for line in result.candidates] == [2, 1, 2, 4]


def test_ranks_do_not_depend_on_being_elected() -> None:
    result = decided([0, 10, 0], seats=1, base=104)
    assert [line.rank for line in result.candidates] == [2, 1, 2]


@pytest.mark.parametrize(
    ("votes", "base", "hundredths"),
    [
        (56, 224, 2500),
        (52, 224, 2321),
        (27, 224, 1205),
        (11, 60, 1833),
        (5, 60, 833),
        (6, 60, 1000),
        (0, 60, 0),
        (60, 60, 10_000),
        (100, 104, 9615),
        (1, 8000, 1),  # 0,0125 %
        (3, 8000, 4),  # 0,0375 %
        (1, 20_000, 1),  # 0,005 % is a half, and halves go up
        (1, 20_001, 0),
        (1, 1, 10_000),
        (10_001, 20_001, 5000),
        (10_000, 20_000, 5000),
        (12, 10, 12_000),
    ],
)
def test_percent_is_votes_of_the_base_with_two_decimals_halves_up(votes: int, base: int, hundredths: int) -> None:
    assert decided([votes], seats=1, base=base).candidates[0].hundredths == hundredths


def test_percent_is_display_only_two_candidates_showing_half_may_differ_in_outcome() -> None:
    over = decided([10_001], seats=1, base=20_001)
    assert (over.candidates[0].hundredths, outcomes(over)) == (5000, ["elected"])
    not_over = decided([10_000], seats=1, base=20_000)
    assert (not_over.candidates[0].hundredths, outcomes(not_over)) == (5000, ["not-elected"])


def test_name_by_name_the_marks_come_to_the_valid_ballots() -> None:
    tally = count(a_contest(3, 2), a_stack("++-", "+-.", "*+-", "+++")).tally
    assert tally.adds_up
    for wrong in (
        replace(tally.marks[0], votes=tally.marks[0].votes + 1),
        replace(tally.marks[0], against=tally.marks[0].against + 1),
        replace(tally.marks[0], both=tally.marks[0].both + 1),
        replace(tally.marks[0], neither=tally.marks[0].neither + 1),
    ):
        assert not replace(tally, marks=(wrong, *tally.marks[1:])).adds_up
