"""A contest: seats, surplus, seats left open by plan."""

import pytest
from builders import a_contest, a_slate

from tally.domain.ballot import BallotStyle
from tally.domain.contest import Contest, Office, RoundKind


@pytest.mark.parametrize(("candidates", "seats", "surplus"), [(16, 14, 2), (14, 14, 0), (1, 1, 0), (2, 3, -1)])
def test_the_surplus_is_the_candidates_beyond_the_seats(candidates: int, seats: int, surplus: int) -> None:
    assert a_contest(candidates, seats).surplus == surplus


def test_seats_left_open_by_plan_are_those_of_the_body_not_elected_now() -> None:
    assert a_contest(16, 14, body_size=15).open_by_plan == 1
    assert a_contest(16, 14, body_size=14).open_by_plan == 0


@pytest.mark.parametrize("seats", [0, -1])
def test_a_contest_without_a_seat_is_none(seats: int) -> None:
    with pytest.raises(ValueError, match=rf"^a contest fills at least one seat, not {seats}$"):
        a_contest(4, seats)


def test_one_seat_is_a_contest() -> None:
    assert a_contest(1, 1).seats == 1


def test_a_contest_is_the_first_vote_and_its_ballots_uncounted_unless_told_otherwise() -> None:
    contest = Contest("bch", "Ban Chấp hành", Office.COMMITTEE, 3, 3, BallotStyle.CROSS_OUT, a_slate(4))
    assert (contest.round, contest.kind) == (1, RoundKind.FIRST)
    assert (contest.issued, contest.returned) == (None, None)
