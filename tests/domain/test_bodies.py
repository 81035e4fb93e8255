"""A body over its rounds in its small print: which clause is cited, whom a round cannot have elected, who is next."""

from dataclasses import replace

import pytest
from builders import NAMES, QD_190, a_congress, a_contest
from rounds_of import People, a_round, decided, held, names, slate_of, union, with_round

from tally.domain.body import BodyResult, NotTaken, RefusedBecause, Round, Way
from tally.domain.congress import BaseStep
from tally.domain.contest import Contest, Office, RoundKind
from tally.domain.counting import opinion_base
from tally.domain.round_checks import check_round
from tally.domain.rounds import Following, Stand, next_round, stand_of, undecided, what_may_follow
from tally.domain.rules import Topic
from tally.domain.slate import Candidate

ANH, BINH, CHANH, DUNG, DUC = NAMES[:5]
TIE_BREAK = RoundKind.TIE_BREAK
CLAUSES = replace(
    QD_190,
    tie_clause="về ngang phiếu",
    short_rounds_clause="về lần hai",
    clauses={**QD_190.clauses, Topic.ELECTED: "về trúng cử", Topic.UNDER_FILLED: "về bầu thiếu"},
)
"""A regulation in which each rule has a clause of its own, as in the law; the Party's have them all in one article."""


def following(body: BodyResult) -> tuple[Stand, str, str]:
    said = what_may_follow(CLAUSES, body)
    return said.stand, said.clause, said.stop_clause


# Clauses


def test_each_stand_of_a_body_is_told_by_its_own_clause() -> None:
    tie = a_round({ANH: 60, BINH: 60}, seats=1)
    short = a_round({ANH: 90, BINH: 20}, seats=2)
    assert following(union(a_round({ANH: 90}))) == (Stand.COMPLETE, "về trúng cử", "")
    assert following(union(tie)) == (Stand.TIE, "về ngang phiếu", "")
    assert following(union(short)) == (Stand.SHORT, "về bầu thiếu", "")
    left_open = replace(short, decision=decided(Way.LEAVE_OPEN))
    assert what_may_follow(CLAUSES, union(left_open)) == Following(Stand.LEFT_OPEN, clause="về bầu thiếu")
    due = replace(short, decision=decided(Way.NEW_SLATE))
    assert what_may_follow(CLAUSES, union(due)) == Following(Stand.ROUND_DUE, clause="về bầu thiếu")


def test_after_two_short_rounds_a_tie_that_comes_again_is_advised_to_stop_too() -> None:
    first = a_round({ANH: 20, BINH: 20}, seats=2)
    second = a_round({ANH: 20, BINH: 20}, seats=2, number=2)
    third = a_round({ANH: 60, BINH: 60}, number=3)
    again = a_round({ANH: 40, BINH: 40}, number=4, kind=RoundKind.TIE_BREAK)
    assert following(union(first, second, third, again)) == (Stand.TIE_AGAIN, "về ngang phiếu", "về lần hai")


def test_an_opinion_is_of_the_people_present_by_its_own_clause() -> None:
    congress = replace(a_congress(20, 18))
    base = opinion_base(congress, QD_190)
    assert (base.steps, base.more_than) == ((BaseStep("present", 18, "Điều 14, QĐ 190-QĐ/TW"),), 30)


# Rounds that were not what they should have been


def test_everybody_whom_a_round_cannot_have_elected_is_named_with_the_round() -> None:
    first = a_round({ANH: 90, BINH: 20, CHANH: 20}, seats=2)
    body = union(first, a_round({ANH: 70, BINH: 60, CHANH: 60}, seats=3, number=2))
    assert names(body) == {ANH: 1}
    assert body.not_taken == (
        NotTaken(Candidate(1, ANH), 2, RefusedBecause.ALREADY_ELECTED),
        NotTaken(Candidate(2, BINH), 2, RefusedBecause.NO_SEAT_LEFT),
        NotTaken(Candidate(3, CHANH), 2, RefusedBecause.NO_SEAT_LEFT),
    )


def test_a_tie_among_people_already_elected_holds_no_seat() -> None:
    first = a_round({ANH: 90, BINH: 80, CHANH: 20}, seats=3)
    body = union(first, a_round({ANH: 60, BINH: 60}, number=2))
    assert (body.tied, body.seats_in_tie, body.unfilled) == ((), 0, 1)


def test_whoever_was_elected_in_any_round_before_does_not_stand_again() -> None:
    first = a_round({ANH: 90, BINH: 20, CHANH: 20}, seats=3)
    second = a_round({BINH: 60, CHANH: 20}, seats=2, number=2)
    third = with_round(a_contest([ANH, BINH, CHANH], 1, kind=RoundKind.FURTHER), 3)
    found = [
        (one.code, one.fields["name"], one.fields["round"]) for one in check_round(QD_190, union(first, second), third)
    ]
    assert found == [("E701", ANH, 1), ("E701", BINH, 2)]


# What was decided, and what comes next


def test_a_decision_taken_back_leaves_every_round_before_as_it_was() -> None:
    first = a_round({ANH: 90, BINH: 20, CHANH: 20}, seats=3, decision=decided(Way.SAME_PEOPLE, 2))
    second = a_round({BINH: 60, CHANH: 20}, seats=2, number=2, decision=decided(Way.LEAVE_OPEN))
    body = undecided(union(first, second))
    assert [(one.contest.round, one.decision) for one in body.rounds] == [(1, first.decision), (2, None)]
    assert (names(body), body.unfilled) == ({ANH: 1, BINH: 2}, 1)


def test_the_next_round_begins_with_nothing_issued_and_nothing_returned() -> None:
    contest = with_round(a_contest([ANH, BINH, CHANH], 2), 1)
    counted = replace(contest, issued=100, returned=99)
    body = union(Round(held(counted, {1: 90, 2: 20, 3: 10})))
    after = next_round(body, Way.SAME_PEOPLE, 1)
    assert (after.issued, after.returned) == (None, None)


# Alternates


def delegates(people: dict[str | Candidate, int], seats: int, alternates: int, number: int = 1) -> Round:
    kind = RoundKind.FIRST if number == 1 else RoundKind.FURTHER
    contest: Contest = a_contest(slate_of(people), seats, office=Office.DELEGATES, kind=kind)
    contest = replace(contest, alternates=alternates)
    return Round(held(with_round(contest, number), dict(enumerate(people.values(), start=1))))


def test_an_alternate_stands_with_votes_and_kind_of_the_round() -> None:
    (one,) = union(delegates({ANH: 90, BINH: 80}, 1, 1)).alternates
    assert (one.candidate.name, one.line.votes, one.round, one.kind) == (BINH, 80, 1, RoundKind.FIRST)


def test_whoever_may_be_two_people_is_no_alternate_and_those_below_on_the_ballot_are() -> None:
    twins: dict[str | Candidate, int] = {Candidate(0, ANH, born=1970): 20, Candidate(0, ANH, born=1980): 20, BINH: 90}
    first = delegates(twins, 2, 1)
    second = delegates({ANH: 55, CHANH: 80, DUNG: 70}, 1, 1, number=2)
    body = union(first, second)
    assert names(body) == {BINH: 1, CHANH: 2}
    assert [one.candidate.name for one in body.alternates] == [DUNG]


# Votes among the tied that some of the tied were missing from (E702): a board may seal them with an explanation


def among(people: People, office: Office = Office.ALTERNATES, number: int = 2) -> Round:
    """Return a vote for one place among some people, whoever else was tied."""
    contest = with_round(a_contest(slate_of(people), 1, office=office, kind=TIE_BREAK), number)
    return Round(held(contest, dict(enumerate(people.values(), start=1))))


def alternates(body: BodyResult) -> list[str]:
    return [one.candidate.name for one in body.alternates]


def test_the_last_alternate_is_who_won_the_vote_and_not_who_did_not_stand_in_it() -> None:
    first = delegates({ANH: 90, BINH: 60, CHANH: 60, DUNG: 60}, 1, 1)
    body = union(first, among({CHANH: 50, DUNG: 40}))
    assert (alternates(body), stand_of(QD_190, body)) == ([CHANH], Stand.COMPLETE)
    even_without_a_vote = union(first, among({DUNG: 0}))
    assert alternates(even_without_a_vote) == [DUNG]


def test_whoever_loses_the_vote_for_the_seat_is_next_before_who_did_not_stand_in_it() -> None:
    first = delegates({ANH: 60, BINH: 60, CHANH: 60}, 1, 1)
    vote = among({BINH: 50, CHANH: 40}, Office.DELEGATES)
    body = union(first, vote)
    assert (names(body), alternates(body)) == ({BINH: 2}, [CHANH])


def test_those_who_did_not_stand_stay_equal_and_are_tied_for_what_is_left() -> None:
    first = delegates({ANH: 90, BINH: 60, CHANH: 60, DUNG: 60}, 1, 2)
    body = union(first, among({DUNG: 40}))
    assert (alternates(body), body.alternates_in_tie) == ([DUNG], 1)
    assert [one.name for one in body.tied] == [BINH, CHANH]
    assert alternates(union(first, among({DUNG: 40}), among({BINH: 20, CHANH: 30}, number=3))) == [DUNG, CHANH]


def test_votes_of_two_votes_are_never_held_against_each_other() -> None:
    first = delegates({ANH: 90, BINH: 60, CHANH: 60, DUNG: 60, DUC: 60}, 1, 4)
    body = union(first, among({DUNG: 50, DUC: 40}), among({BINH: 45, CHANH: 80}, number=3))
    assert alternates(body) == [DUNG, DUC, CHANH, BINH]


@pytest.mark.parametrize(("twin", "other"), [(50, 20), (20, 50), (40, 40)])
def test_a_vote_in_which_somebody_may_be_two_of_the_tied_leaves_them_tied(twin: int, other: int) -> None:
    twins: dict[str | Candidate, int] = {Candidate(0, ANH, born=1970): 60, Candidate(0, ANH, born=1980): 60}
    first = delegates({**twins, BINH: 90, CHANH: 60}, 1, 1)
    body = union(first, among({ANH: twin, CHANH: other}))
    assert (alternates(body), body.alternates_in_tie, len(body.tied)) == ([], 1, 3)
    assert stand_of(QD_190, body) is Stand.TIE_AGAIN


def test_where_all_the_tied_stood_one_more_who_may_be_two_people_changes_nothing() -> None:
    twins: dict[str | Candidate, int] = {Candidate(0, ANH, born=1970): 20, Candidate(0, ANH, born=1980): 20}
    first = delegates({**twins, BINH: 90, CHANH: 60, DUNG: 60}, 1, 1)
    assert alternates(union(first, among({ANH: 50, CHANH: 20, DUNG: 40}))) == [DUNG]
