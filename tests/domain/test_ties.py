"""A tie across the last seat: the congress votes again; the tool never breaks it by itself, by order or by lot."""

from datetime import date

import pytest
from builders import decided, outcomes

from tally.domain.contest import RoundKind
from tally.domain.counting import Status
from tally.domain.rules import TieRule

OLDER = TieRule.OLDER


def test_a_tie_that_fits_the_seats_is_no_tie() -> None:
    result = decided([60, 60, 90, 30], seats=3, base=104)
    assert outcomes(result) == ["elected", "elected", "elected", "not-elected"]
    assert (result.status, result.seats_in_tie) == (Status.COMPLETE, 0)


def test_a_tie_that_fits_the_last_seats_is_no_tie_where_others_are_over_half_too() -> None:
    result = decided([60, 60, 90, 55], seats=3, base=104)
    assert outcomes(result) == ["elected", "elected", "elected", "over-half"]


def test_a_tie_across_the_last_seat_is_left_to_the_congress() -> None:
    result = decided([60, 90, 60, 55, 50], seats=2, base=104)
    assert outcomes(result) == ["tied", "elected", "tied", "over-half", "not-elected"]
    assert result.status is Status.TIE
    assert (result.seats_in_tie, result.unfilled) == (1, 0)
    assert [line.candidate.no for line in result.tied] == [1, 3]
    assert [line.candidate.no for line in result.elected] == [2]


def test_a_tie_for_more_than_one_seat_holds_them_all() -> None:
    result = decided([60, 60, 60, 90, 60], seats=3, base=104)
    assert outcomes(result) == ["tied", "tied", "tied", "elected", "tied"]
    assert (result.seats_in_tie, result.unfilled) == (2, 0)


def test_a_tie_of_everybody_elects_nobody() -> None:
    result = decided([60, 60, 60], seats=2, base=104)
    assert outcomes(result) == ["tied"] * 3
    assert (result.status, result.seats_in_tie, result.elected) == (Status.TIE, 2, ())


def test_a_tie_below_half_is_no_tie_nobody_is_elected() -> None:
    result = decided([52, 52], seats=1, base=104)
    assert outcomes(result) == ["not-elected", "not-elected"]
    assert (result.status, result.unfilled, result.tied) == (Status.UNDER_FILLED, 1, ())


def test_equal_votes_above_the_cut_are_no_tie() -> None:
    result = decided([90, 90, 60, 55], seats=3, base=104)
    assert outcomes(result) == ["elected", "elected", "elected", "over-half"]


def test_the_party_s_regulations_never_ask_for_age() -> None:
    result = decided([60, 60], seats=1, base=104, born=[1950, 1990])
    assert outcomes(result) == ["tied", "tied"]


# The vote again


def test_in_a_tie_break_the_higher_number_wins_and_need_not_be_over_half() -> None:
    result = decided([40, 45], seats=1, base=104, kind=RoundKind.TIE_BREAK)
    assert outcomes(result) == ["not-elected", "elected"]
    assert result.needed is None
    assert (result.status, result.unfilled) == (Status.COMPLETE, 0)


def test_those_who_lose_a_tie_break_are_not_elected_even_over_half() -> None:
    result = decided([60, 70, 55], seats=1, base=104, kind=RoundKind.TIE_BREAK)
    assert outcomes(result) == ["not-elected", "elected", "not-elected"]


def test_those_who_tie_again_are_tied_again() -> None:
    result = decided([40, 40, 30], seats=1, base=104, kind=RoundKind.TIE_BREAK)
    assert outcomes(result) == ["tied", "tied", "not-elected"]
    assert (result.status, result.seats_in_tie) == (Status.TIE, 1)


def test_a_tie_break_needs_no_base() -> None:
    result = decided([3, 2], seats=1, base=0, kind=RoundKind.TIE_BREAK)
    assert outcomes(result) == ["elected", "not-elected"]
    assert [line.hundredths for line in result.candidates] == [None, None]


# The law of 2015: the older candidate wins


def test_with_the_law_of_2015_the_older_candidate_wins() -> None:
    result = decided([60, 60], seats=1, base=104, tie_rule=OLDER, born=[1975, 1974])
    assert outcomes(result) == ["over-half", "elected"]
    assert (result.status, result.tied) == (Status.COMPLETE, ())


def test_the_older_of_the_tied_win_no_more_seats_than_are_left() -> None:
    result = decided([60, 60, 90, 60, 60], seats=3, base=104, tie_rule=OLDER, born=[1980, 1960, 1990, 1970, 1950])
    assert outcomes(result) == ["over-half", "elected", "elected", "over-half", "elected"]


def test_age_gives_nobody_a_seat_over_higher_votes() -> None:
    result = decided([60, 61], seats=1, base=104, tie_rule=OLDER, born=[1940, 1990])
    assert outcomes(result) == ["over-half", "elected"]


def test_age_gives_nobody_a_seat_without_more_than_half() -> None:
    result = decided([52, 52, 53], seats=2, base=104, tie_rule=OLDER, born=[1940, 1950, 1990])
    assert outcomes(result) == ["not-elected", "not-elected", "elected"]


def test_a_tie_that_fits_asks_for_no_age() -> None:
    result = decided([60, 60, 90], seats=3, base=104, tie_rule=OLDER)
    assert outcomes(result) == ["elected"] * 3


def test_the_whole_date_tells_people_of_one_year_apart() -> None:
    births = [date(1975, 5, 20), date(1975, 5, 19)]
    result = decided([60, 60], seats=1, base=104, tie_rule=OLDER, born=births)
    assert outcomes(result) == ["over-half", "elected"]


@pytest.mark.parametrize(
    "births",
    [
        [1950, None],
        [None, 1950],
        [None, None],
        [1975, 1975],
        [date(1975, 5, 19), date(1975, 5, 19)],
        [1975, date(1975, 12, 31)],
        [date(1975, 1, 1), 1975],
    ],
)
def test_a_missing_birth_date_or_a_doubt_leaves_the_tie(births: list[int | date | None]) -> None:
    result = decided([60, 60], seats=1, base=104, tie_rule=OLDER, born=births)
    assert outcomes(result) == ["tied", "tied"]
    assert (result.status, result.seats_in_tie) == (Status.TIE, 1)


def test_a_doubt_between_those_who_win_anyway_leaves_no_tie() -> None:
    result = decided([60, 60, 60], seats=2, base=104, tie_rule=OLDER, born=[1950, 1950, 1980])
    assert outcomes(result) == ["elected", "elected", "over-half"]


def test_a_doubt_between_those_who_lose_anyway_leaves_no_tie() -> None:
    result = decided([60, 60, 60], seats=1, base=104, tie_rule=OLDER, born=[1950, 1980, 1980])
    assert outcomes(result) == ["elected", "over-half", "over-half"]


def test_a_doubt_about_the_last_seat_leaves_the_tie_of_all() -> None:
    result = decided([60, 60, 60], seats=2, base=104, tie_rule=OLDER, born=[1950, 1980, 1980])
    assert outcomes(result) == ["tied"] * 3
    assert (result.status, result.seats_in_tie) == (Status.TIE, 2)


def test_one_missing_birth_date_among_three_leaves_the_tie_of_all() -> None:
    result = decided([60, 60, 60], seats=1, base=104, tie_rule=OLDER, born=[1950, 1980, None])
    assert outcomes(result) == ["tied"] * 3


def test_the_missing_birth_date_of_somebody_off_the_cut_does_not_matter() -> None:
    result = decided([60, 60, 90, 55], seats=2, base=104, tie_rule=OLDER, born=[1950, 1980, None, None])
    assert outcomes(result) == ["elected", "over-half", "elected", "over-half"]


def test_the_law_of_2015_settles_a_tie_break_by_age_too() -> None:
    result = decided([40, 40], seats=1, base=104, tie_rule=OLDER, kind=RoundKind.TIE_BREAK, born=[1980, 1950])
    assert outcomes(result) == ["not-elected", "elected"]
