"""What may follow a result (regulation section 5), and the final result of a body over its rounds."""

from dataclasses import replace

import pytest
from builders import LUAT_2015, NAMES, QD_190, QD_244, a_contest
from rounds_of import CHAIR, a_round, decided, held, names, slate_of, union, with_round

from tally.domain.ballot import BallotStyle
from tally.domain.body import Decision, OpenReason, OpenSeats, RefusedBecause, Round, Way, bodies
from tally.domain.contest import Contest, Method, Office, RoundKind
from tally.domain.rounds import (
    Following,
    Stand,
    needs_reason,
    next_round,
    seats_of,
    stand_of,
    undecided,
    what_may_follow,
)
from tally.domain.rules import TieRule, Topic
from tally.domain.slate import Candidate, Slate

ANH, BINH, CHANH, DUNG, DUC, EM = NAMES[:6]
ARTICLE_30 = "Điều 30, QĐ 190-QĐ/TW"
TIE_BREAK, FURTHER = RoundKind.TIE_BREAK, RoundKind.FURTHER


# What may follow


def test_after_a_body_is_complete_nothing_follows() -> None:
    body = union(a_round({ANH: 90, BINH: 80, CHANH: 20}, seats=2))
    assert what_may_follow(QD_190, body) == Following(Stand.COMPLETE, (), False, ARTICLE_30)  # noqa: FBT003 - nobody is asked
    assert (body.open, body.missing, names(body)) == ((), 0, {ANH: 1, BINH: 1})


def test_after_a_tie_the_congress_votes_again_among_the_tied_for_the_seats_left() -> None:
    body = union(a_round({ANH: 60, BINH: 90, CHANH: 60, DUNG: 55}, seats=2))
    following = what_may_follow(QD_190, body)
    assert following == Following(Stand.TIE, (Way.VOTE_AGAIN,), False, ARTICLE_30)  # noqa: FBT003 - as above
    assert seats_of(body, Way.VOTE_AGAIN) == range(1, 2)
    again = next_round(body, Way.VOTE_AGAIN, 1)
    assert (again.round, again.kind, again.seats, again.body_size) == (2, TIE_BREAK, 1, 1)
    assert [(one.no, one.name) for one in again.slate] == [(1, ANH), (2, CHANH)]
    assert again.style is BallotStyle.CROSS_OUT
    assert (again.issued, again.returned) == (None, None)
    assert body.open == (OpenSeats(1, OpenReason.TIE, 1),)


def test_the_tie_break_is_won_by_the_higher_number_without_a_majority() -> None:
    first = a_round({ANH: 60, BINH: 90, CHANH: 60}, seats=2)
    body = union(first, a_round({ANH: 30, CHANH: 41}, number=2, kind=TIE_BREAK))
    assert names(body) == {BINH: 1, CHANH: 2}
    assert stand_of(QD_190, body) is Stand.COMPLETE


def test_when_they_tie_again_the_congress_decides() -> None:
    first = a_round({ANH: 60, BINH: 90, CHANH: 60, DUNG: 20}, seats=2)
    again = a_round({ANH: 40, CHANH: 40}, number=2, kind=TIE_BREAK)
    body = union(first, again)
    following = what_may_follow(QD_190, body)
    assert following.stand is Stand.TIE_AGAIN
    assert following.asks_congress
    assert following.clause == ARTICLE_30
    assert following.ways == (Way.VOTE_AGAIN, Way.SAME_PEOPLE, Way.NEW_SLATE, Way.LEAVE_OPEN)
    third = next_round(body, Way.VOTE_AGAIN, 1)
    assert ([one.name for one in third.slate], third.round, third.kind) == ([ANH, CHANH], 3, TIE_BREAK)
    other_way = next_round(body, Way.SAME_PEOPLE, 1)
    assert ([one.name for one in other_way.slate], other_way.kind) == ([ANH, CHANH, DUNG], FURTHER)


def test_a_tie_for_two_seats_of_which_one_is_won_goes_on_among_those_still_tied() -> None:
    first = a_round({ANH: 60, BINH: 60, CHANH: 60}, seats=2)
    body = union(first, a_round({ANH: 40, BINH: 50, CHANH: 40}, seats=2, number=2, kind=TIE_BREAK))
    assert names(body) == {BINH: 2}
    assert (body.seats_in_tie, [one.name for one in body.tied]) == (1, [ANH, CHANH])


@pytest.mark.parametrize(
    ("way", "seats", "expected"),
    [
        (Way.VOTE_AGAIN, 1, Stand.ROUND_DUE),
        (Way.SAME_PEOPLE, 1, Stand.ROUND_DUE),
        (Way.NEW_SLATE, 1, Stand.ROUND_DUE),
        (Way.LEAVE_OPEN, 1, Stand.LEFT_OPEN),
    ],
)
def test_after_a_second_tie_whatever_the_congress_decides_is_done(way: Way, seats: int, expected: Stand) -> None:
    first = a_round({ANH: 60, BINH: 90, CHANH: 60}, seats=2)
    again = a_round({ANH: 40, CHANH: 40}, number=2, kind=TIE_BREAK, decision=decided(way, seats))
    body = union(first, again)
    assert stand_of(QD_190, body) is expected
    assert what_may_follow(QD_190, body).ways == ()


def test_when_seats_stay_unfilled_the_congress_decides() -> None:
    body = union(a_round({ANH: 90, BINH: 50, CHANH: 20}, seats=2))
    following = what_may_follow(QD_190, body)
    assert following.stand is Stand.SHORT
    assert following.asks_congress
    assert following.ways == (Way.SAME_PEOPLE, Way.NEW_SLATE, Way.LEAVE_OPEN)
    assert following.clause == QD_190.clauses[Topic.UNDER_FILLED]
    assert following.stop_clause == "", "once is not twice"
    assert body.open == (OpenSeats(1, OpenReason.VOTES_FAILED, 1),)


def test_a_further_round_with_the_same_people_is_of_those_not_elected() -> None:
    body = union(a_round({ANH: 50, BINH: 90, CHANH: 20}, seats=2))
    again = next_round(body, Way.SAME_PEOPLE, 1)
    assert [(one.no, one.name) for one in again.slate] == [(1, ANH), (2, CHANH)]
    assert (again.kind, again.seats, again.body_size, again.style) == (FURTHER, 1, 1, BallotStyle.CROSS_OUT)


def test_without_surplus_the_further_ballot_has_two_boxes() -> None:
    body = union(a_round({ANH: 50, BINH: 90}, seats=2))
    assert next_round(body, Way.SAME_PEOPLE, 1).style is BallotStyle.AGREE_DISAGREE


def test_a_new_slate_is_the_congress_s_to_give() -> None:
    body = union(a_round({ANH: 50, BINH: 90, CHANH: 20}, seats=2, body_size=5))
    again = next_round(body, Way.NEW_SLATE, 1)
    assert (len(again.slate), again.style, again.kind) == (0, BallotStyle.CROSS_OUT, FURTHER)
    assert again.open_by_plan == 0, "what is open by plan is so since the first round"


def test_where_everybody_is_elected_only_a_new_slate_can_fill_the_rest() -> None:
    body = union(a_round({ANH: 90}, seats=2))
    assert what_may_follow(QD_190, body).ways == (Way.NEW_SLATE, Way.LEAVE_OPEN)


def test_after_a_second_short_round_the_tool_advises_to_stop_and_says_by_which_rule() -> None:
    first = a_round({ANH: 90, BINH: 50, CHANH: 20}, seats=2)
    body = union(first, a_round({BINH: 50, CHANH: 20}, number=2))
    following = what_may_follow(QD_190, body)
    assert following.stop_clause == ARTICLE_30
    assert following.ways == (Way.SAME_PEOPLE, Way.NEW_SLATE, Way.LEAVE_OPEN), "it is the congress that decides"
    assert what_may_follow(QD_244, body).stop_clause == "Điều 32, QĐ 244-QĐ/TW"
    assert what_may_follow(LUAT_2015, body).stop_clause == "", "a law that does not say so"
    assert what_may_follow(replace(QD_190, most_short_rounds=3), body).stop_clause == ""


def test_a_tie_break_is_no_short_round() -> None:
    first = a_round({ANH: 60, BINH: 60, CHANH: 20}, seats=1)
    body = union(first, a_round({ANH: 40, BINH: 40}, number=2, kind=TIE_BREAK))
    assert body.short_rounds == 0
    assert what_may_follow(QD_190, body).stop_clause == ""


def test_a_tie_that_the_law_leaves_to_age_and_the_dates_do_not_settle_is_decided_by_people() -> None:
    people = {Candidate(0, ANH, born=1960): 60, Candidate(0, BINH, born=1960): 60}
    body = union(a_round(people, tie_rule=TieRule.OLDER))
    following = what_may_follow(LUAT_2015, body)
    assert following.stand is Stand.TIE_AGAIN
    assert Way.VOTE_AGAIN not in following.ways


def test_a_tie_and_a_shortage_at_once_are_counted_apart_and_the_tie_comes_first() -> None:
    first = a_round({ANH: 90, BINH: 20, CHANH: 20, DUNG: 20}, seats=4)
    # Of the three seats missing two were voted on, without a decision on the third.
    second = a_round({BINH: 60, CHANH: 60, DUNG: 90}, seats=2, number=2)
    body = union(first, second)
    assert (body.seats_in_tie, body.unfilled, body.missing) == (1, 1, 2)
    assert body.open == (OpenSeats(1, OpenReason.TIE, 2), OpenSeats(1, OpenReason.VOTES_FAILED, 2))
    assert stand_of(QD_190, body) is Stand.TIE
    third = next_round(body, Way.VOTE_AGAIN, 1)
    assert (third.seats, [one.name for one in third.slate]) == (1, [BINH, CHANH])
    settled = union(first, second, Round(held(third, {1: 30, 2: 40})))
    assert names(settled) == {ANH: 1, DUNG: 2, CHANH: 3}
    assert (settled.seats_in_tie, settled.unfilled) == (0, 1)
    assert stand_of(QD_190, settled) is Stand.SHORT
    assert [one.name for one in settled.others] == [BINH]


# What the congress decided


def test_a_vote_on_fewer_seats_leaves_the_rest_open_with_the_reason_given() -> None:
    fewer = decided(Way.SAME_PEOPLE, 1, "chỉ còn một người đủ tiêu chuẩn")
    first = a_round({ANH: 90, BINH: 50, CHANH: 20}, seats=3, decision=fewer)
    body = union(first, a_round({BINH: 60}, number=2))
    assert names(body) == {ANH: 1, BINH: 2}
    assert body.open == (OpenSeats(1, OpenReason.VOTES_FAILED, 1, fewer),)
    assert stand_of(QD_190, body) is Stand.LEFT_OPEN


def test_seats_that_the_congress_votes_on_next_are_told_from_those_it_gave_up() -> None:
    first = {ANH: 60, BINH: 90, CHANH: 30}
    undecided_yet = union(a_round(first, seats=3, body_size=4))
    assert [undecided_yet.votes_on(one) for one in undecided_yet.open] == [False, False]
    short = union(a_round(first, seats=4, body_size=5, decision=decided(Way.NEW_SLATE, 1, "ít người")))
    # One given up, one voted on, one open by plan.
    assert [(one.reason, short.votes_on(one)) for one in short.open] == [
        (OpenReason.VOTES_FAILED, False),
        (OpenReason.VOTES_FAILED, True),
        (OpenReason.BY_PLAN, False),
    ]
    given_up = union(a_round(first, seats=3, decision=decided(Way.LEAVE_OPEN, 1, "bổ sung sau")))
    assert [given_up.votes_on(one) for one in given_up.open] == [False]
    tie = a_round({ANH: 60, BINH: 60}, decision=decided(Way.VOTE_AGAIN))
    assert [(one.reason, union(tie).votes_on(one)) for one in union(tie).open] == [(OpenReason.TIE, True)]


def test_seats_left_open_have_the_congress_s_reason_and_those_open_by_plan_their_own() -> None:
    stop = decided(Way.LEAVE_OPEN, 1, "bổ sung sau đại hội")
    body = union(a_round({ANH: 90, BINH: 50}, seats=2, body_size=4, decision=stop))
    assert body.open == (OpenSeats(1, OpenReason.VOTES_FAILED, 1, stop), OpenSeats(2, OpenReason.BY_PLAN))
    assert (body.open_because(OpenReason.BY_PLAN), body.open_because(OpenReason.TIE)) == (2, 0)
    assert what_may_follow(QD_190, body).stand is Stand.LEFT_OPEN
    assert body.seats == 2


def test_a_decision_reported_by_mistake_gives_way_to_another() -> None:
    body = union(a_round({ANH: 90, BINH: 50}, seats=2, decision=decided(Way.LEAVE_OPEN)))
    assert stand_of(QD_190, undecided(body)) is Stand.SHORT
    assert undecided(body).missing == 1


def test_a_decision_says_why_where_seats_stay_open_or_the_regulation_advises_against_another_vote() -> None:
    body = union(a_round({ANH: 90, BINH: 50, CHANH: 20}, seats=3))
    once = what_may_follow(QD_190, body)
    advised_against = replace(once, stop_clause=ARTICLE_30)
    assert not needs_reason(once, body, Way.SAME_PEOPLE, 2)
    assert needs_reason(once, body, Way.SAME_PEOPLE, 1)
    assert needs_reason(once, body, Way.LEAVE_OPEN, 2)
    assert needs_reason(advised_against, body, Way.NEW_SLATE, 2)
    assert not needs_reason(once, body, Way.VOTE_AGAIN, 1)
    assert needs_reason(advised_against, body, Way.VOTE_AGAIN, 1)


@pytest.mark.parametrize(("way", "seats"), [(Way.SAME_PEOPLE, [1, 2]), (Way.NEW_SLATE, [1, 2]), (Way.LEAVE_OPEN, [2])])
def test_how_many_seats_a_decision_may_be_about(way: Way, seats: list[int]) -> None:
    body = union(a_round({ANH: 90, BINH: 50, CHANH: 20}, seats=3))
    assert list(seats_of(body, way)) == seats


def test_a_tie_that_the_congress_leaves_for_a_further_round_holds_no_seat_any_more() -> None:
    first = a_round({ANH: 60, BINH: 60, CHANH: 20})
    second = a_round({ANH: 40, BINH: 40}, number=2, kind=TIE_BREAK, decision=decided(Way.NEW_SLATE))
    body = union(first, second)
    assert (body.seats_in_tie, body.unfilled, body.tied) == (0, 1, ())
    assert body.open == (OpenSeats(1, OpenReason.VOTES_FAILED, 2),)


# Rounds that were not what they should have been


def test_nobody_is_elected_twice_to_one_body() -> None:
    body = union(a_round({ANH: 90, BINH: 20}, seats=2), a_round({ANH: 90, BINH: 60}, seats=2, number=2))
    assert names(body) == {ANH: 1, BINH: 2}
    assert [(one.candidate.name, one.round, one.because) for one in body.not_taken] == [
        (ANH, 2, RefusedBecause.ALREADY_ELECTED)
    ]


def test_more_people_than_seats_left_are_not_taken_at_all() -> None:
    body = union(a_round({ANH: 90, BINH: 20, CHANH: 20}, seats=2), a_round({BINH: 60, CHANH: 60}, seats=2, number=2))
    assert names(body) == {ANH: 1}
    assert {one.because for one in body.not_taken} == {RefusedBecause.NO_SEAT_LEFT}
    assert body.unfilled == 1


def test_a_tie_beyond_the_seats_left_holds_none() -> None:
    first = a_round({ANH: 90, BINH: 20, CHANH: 20, DUNG: 20}, seats=2)
    body = union(first, a_round({BINH: 70, CHANH: 60, DUNG: 60}, seats=2, number=2))
    assert names(body) == {ANH: 1, BINH: 2}
    assert (body.seats_in_tie, body.tied, stand_of(QD_190, body)) == (0, (), Stand.COMPLETE)


def test_whoever_was_not_tied_cannot_win_a_tie_break() -> None:
    first = a_round({ANH: 60, BINH: 60, CHANH: 20})
    body = union(first, a_round({ANH: 30, CHANH: 50}, number=2, kind=TIE_BREAK))
    assert names(body) == {}
    assert [(one.candidate.name, one.because) for one in body.not_taken] == [(CHANH, RefusedBecause.NOT_TIED)]


def test_a_tie_break_alone_is_taken_as_it_is() -> None:
    body = union(a_round({ANH: 30, BINH: 50}, kind=TIE_BREAK))
    assert names(body) == {BINH: 1}


def test_whoever_may_be_two_people_is_not_taken() -> None:
    first = a_round({Candidate(0, ANH, born=1970): 60, Candidate(0, ANH, born=1980): 20}, seats=2)
    body = union(first, a_round({ANH: 90, BINH: 30}, number=2))
    assert [(one.candidate.born, one.round) for one in body.elected] == [(1970, 1)]
    assert [one.because for one in body.not_taken] == [RefusedBecause.AMBIGUOUS]
    assert body.unfilled == 1


def test_whoever_may_be_two_people_is_not_tied_either() -> None:
    first = a_round(
        {Candidate(0, ANH, born=1970): 60, Candidate(0, ANH, born=1980): 20, Candidate(0, BINH): 30}, seats=2
    )
    body = union(first, a_round({ANH: 60, BINH: 60}, number=2))
    assert [one.name for one in body.tied] == [BINH]


# Alternates in the order of votes


def alternates_of(*rounds: Round) -> list[str]:
    return [one.candidate.name for one in union(*rounds).alternates]


def with_alternates(votes: dict[str, int], seats: int, alternates: int) -> Round:
    contest = replace(a_contest(slate_of(votes), seats, office=Office.DELEGATES), alternates=alternates)
    return Round(held(with_round(contest, 1), dict(enumerate(votes.values(), start=1))))


def test_alternates_are_those_over_half_without_a_seat_by_votes() -> None:
    first = with_alternates({ANH: 90, BINH: 80, CHANH: 60, DUNG: 70, DUC: 40}, seats=2, alternates=1)
    body = union(first)
    assert alternates_of(first) == [DUNG]
    assert (body.alternates_in_tie, body.alternates_unfilled) == (0, 0)
    assert stand_of(QD_190, body) is Stand.COMPLETE


def test_fewer_over_half_than_alternates_asked_are_no_shortage_of_the_body() -> None:
    body = union(with_alternates({ANH: 90, BINH: 80, CHANH: 60}, seats=2, alternates=3))
    assert ([one.candidate.name for one in body.alternates], body.alternates_unfilled) == ([CHANH], 2)
    assert stand_of(QD_190, body) is Stand.COMPLETE


def test_while_a_seat_is_tied_nobody_is_an_alternate() -> None:
    first = with_alternates({ANH: 90, BINH: 70, CHANH: 70, DUNG: 60}, seats=2, alternates=2)
    body = union(first)
    assert (body.alternates, body.alternates_unfilled) == ((), 2)
    again = next_round(body, Way.VOTE_AGAIN, 1)
    assert again.alternates == 1, "the one who loses"
    # Whoever loses the vote for the seat had more votes than the others over half.
    settled = Round(held(again, {1: 30, 2: 40}))
    assert alternates_of(first, settled) == [BINH, DUNG]
    assert names(union(first, settled)) == {ANH: 1, CHANH: 2}


def test_a_tie_for_the_last_alternate_is_voted_on_again_too() -> None:
    first = with_alternates({ANH: 90, BINH: 70, CHANH: 60, DUNG: 60, DUC: 55}, seats=1, alternates=2)
    body = union(first)
    assert stand_of(QD_190, body) is Stand.TIE
    assert (body.missing, body.alternates_in_tie, [one.name for one in body.tied]) == (0, 1, [CHANH, DUNG])
    assert ([one.candidate.name for one in body.alternates], body.alternates_unfilled) == ([BINH], 0)
    again = next_round(body, Way.VOTE_AGAIN, 1)
    assert (again.office, again.kind, again.alternates, again.seats) == (Office.ALTERNATES, TIE_BREAK, 0, 1)
    settled = union(first, Round(held(again, {1: 30, 2: 40})))
    assert names(settled) == {ANH: 1}, "an alternate has no seat"
    assert [(one.candidate.name, one.round) for one in settled.alternates] == [(BINH, 1), (DUNG, 2)]
    assert (settled.not_taken, stand_of(QD_190, settled)) == ((), Stand.COMPLETE)


def test_alternates_who_tie_again_are_left_to_the_congress_which_may_do_without() -> None:
    first = with_alternates({ANH: 90, BINH: 60, CHANH: 60}, seats=1, alternates=1)
    again = next_round(union(first), Way.VOTE_AGAIN, 1)
    body = union(first, Round(held(again, {1: 40, 2: 40})))
    following = what_may_follow(QD_190, body)
    assert (following.stand, following.ways) == (Stand.TIE_AGAIN, (Way.VOTE_AGAIN, Way.LEAVE_OPEN))
    assert (seats_of(body, Way.VOTE_AGAIN), seats_of(body, Way.LEAVE_OPEN)) == (range(1, 2), range(1, 2))
    third = next_round(body, Way.VOTE_AGAIN, 1)
    assert (third.office, third.round) == (Office.ALTERNATES, 3)
    done = union(first, Round(held(again, {1: 40, 2: 40}), decided(Way.LEAVE_OPEN)))
    assert (done.alternates, done.alternates_in_tie, done.alternates_unfilled) == ((), 0, 1)
    assert stand_of(QD_190, done) is Stand.LEFT_OPEN
    assert done.open == ()


def test_a_further_round_after_a_vote_on_alternates_elects_to_the_body_again() -> None:
    first = with_alternates({ANH: 90, BINH: 60, CHANH: 60}, seats=1, alternates=1)
    again = next_round(union(first), Way.VOTE_AGAIN, 1)
    assert next_round(union(first, Round(held(again, {1: 1, 2: 1}))), Way.NEW_SLATE, 1).office is Office.DELEGATES


# Bodies


def test_rounds_of_one_contest_are_one_body_whatever_their_order() -> None:
    first = a_round({ANH: 90, BINH: 50}, seats=2)
    second = a_round({BINH: 60}, number=2)
    other = Round(replace(first.result, contest=replace(first.contest, id="dai-bieu")))
    found = bodies([second, other, first])
    assert [(body.contest.id, [one.contest.round for one in body.rounds]) for body in found] == [
        ("bch", [1, 2]),
        ("dai-bieu", [1]),
    ]
    assert names(found[0]) == {ANH: 1, BINH: 2}
    assert found[0].last == second


def test_a_later_round_alone_is_no_body() -> None:
    assert bodies([a_round({BINH: 60}, number=2)]) == ()


def test_opinion_ballots_make_no_body() -> None:
    one = a_round({ANH: 60})
    asked = replace(one.contest, method=Method.OPINION, seats=0, body_size=0)
    assert bodies([Round(replace(one.result, contest=asked))]) == ()


def test_a_body_smaller_than_its_seats_has_nothing_open_by_plan() -> None:
    assert union(a_round({ANH: 90, BINH: 90}, seats=2, body_size=1)).open == ()


def test_what_was_reported_stays_with_its_round() -> None:
    decision = Decision(Way.LEAVE_OPEN, 1, CHAIR, "bổ sung sau", "p1", "2025-06-10T03:00:00.000Z")
    body = union(a_round({ANH: 90, BINH: 50}, seats=2, decision=decision))
    assert body.last.decision == decision
    assert body.open[0].decision == decision


def test_a_line_of_the_body_is_that_of_its_round() -> None:
    body = union(a_round({ANH: 50, BINH: 90}, seats=2), a_round({ANH: 77}, number=2))
    assert [(one.candidate.no, one.line.votes, one.round, one.kind) for one in body.elected] == [
        (2, 90, 1, RoundKind.FIRST),
        (1, 77, 2, FURTHER),
    ]


def test_an_empty_contest_stays_what_it_was() -> None:
    contest = Contest("bch", "Ban Chấp hành", Office.COMMITTEE, 1, 1, BallotStyle.CROSS_OUT, Slate(()))
    body = union(Round(held(contest, {})))
    assert (body.elected, body.others, body.unfilled) == ((), (), 1)
