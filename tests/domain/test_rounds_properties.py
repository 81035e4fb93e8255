"""Sequences of rounds as congresses hold them, and as nobody should: the union against a naive counter's."""

import os
from dataclasses import replace
from itertools import pairwise
from typing import Any

from builders import QD_190, a_contest
from hypothesis import event, example, given, settings
from hypothesis import strategies as st
from naive_rounds import NaiveRound, naive_body
from rounds_of import BASE, decided, held, slate_of, with_round

from tally.domain.body import BodyResult, OpenReason, Round, Way, body_result, is_for_alternates
from tally.domain.contest import Contest, Office, RoundKind
from tally.domain.persons import renumbered
from tally.domain.rounds import Stand, next_round, seats_of, stand_of, what_may_follow
from tally.domain.slate import Candidate, Slate

EXAMPLES = int(os.environ.get("TALLY_EXAMPLES", "1000"))
thorough = settings(max_examples=EXAMPLES, deadline=None, derandomize="CI" in os.environ)

MOST_ROUNDS = 6
PEOPLE = tuple(f"Người thứ {letter}" for letter in "ABCDEFGHIJKLMN")
VOTES = st.sampled_from([0, 10, 50, 51, 60, 60, 70, 90])
"""Few values, so that ties are common."""


class Play:
    """A body voted on round after round, told to the program and to the naive counter."""

    def __init__(self, first: Contest) -> None:
        self.contest = first
        self.rounds: list[Round] = []
        self.told: list[NaiveRound] = []

    def hold(self, votes: dict[int, int]) -> BodyResult:
        """Hold the round that is due."""
        contest = self.contest
        self.rounds.append(Round(held(contest, votes)))
        first = self.rounds[0].contest
        self.told.append(
            {
                "kind": contest.kind.value,
                "seats": contest.seats,
                "base": BASE,
                "votes": {PEOPLE.index(candidate.name): votes[candidate.no] for candidate in contest.slate},
                "decision": None,
                "alternates": contest.alternates,
                "planned": max(contest.body_size - contest.seats, 0),
                "for_alternates": is_for_alternates(first, contest),
            }
        )
        return self.body

    def decide(self, way: Way, seats: int) -> None:
        """Report what the congress decided."""
        self.rounds[-1] = Round(self.rounds[-1].result, decided(way, seats, "đại hội quyết định"))
        self.told[-1]["decision"] = (way.value, seats)

    @property
    def body(self) -> BodyResult:
        """The union so far."""
        return body_result(self.rounds)


@st.composite
def plays(draw: st.DrawFn, *, faulty: bool) -> Play:
    """Draw a body over its rounds; `faulty`: some of them with slates and seats that they should not have."""
    seats = draw(st.integers(1, 4))
    slate = draw(st.lists(st.sampled_from(PEOPLE[:8]), min_size=1, max_size=8, unique=True))
    contest = with_round(a_contest(slate_of(dict.fromkeys(slate, 0)), seats, office=Office.DELEGATES), 1)
    contest = replace(contest, body_size=seats + draw(st.integers(0, 2)), alternates=draw(st.integers(0, 3)))
    play = Play(contest)
    for _ in range(draw(st.integers(1, MOST_ROUNDS))):
        body = play.hold({candidate.no: draw(VOTES) for candidate in play.contest.slate})
        following = what_may_follow(QD_190, body)
        if not following.ways:
            break
        way = draw(st.sampled_from(following.ways))
        number = draw(st.sampled_from(list(seats_of(body, way))))
        if following.asks_congress:
            play.decide(way, number)
        if way is Way.LEAVE_OPEN:
            break
        following_contest = next_round(body, way, number)
        if not len(following_contest.slate) or (faulty and draw(st.booleans())):
            names = draw(st.lists(st.sampled_from(PEOPLE), min_size=1, max_size=6, unique=True))
            if not faulty:
                names = [name for name in names if name not in {one.candidate.name for one in body.elected}]
            people = [Candidate(no, name) for no, name in enumerate(names, start=1)]
            following_contest = replace(following_contest, slate=renumbered(people) if people else Slate(()))
        if faulty and draw(st.booleans()):
            following_contest = replace(following_contest, seats=draw(st.integers(1, 5)))
        if faulty and draw(st.integers(0, 3)) == 0:
            kind = draw(st.sampled_from([RoundKind.FURTHER, RoundKind.TIE_BREAK]))
            following_contest = replace(following_contest, kind=kind, office=Office.DELEGATES)
        play.contest = following_contest
    return play


def as_told(body: BodyResult) -> dict[str, Any]:
    """Return what the naive counter says, as the program says it."""
    return {
        "body": {PEOPLE.index(one.candidate.name): one.round for one in body.elected},
        "not_taken": sorted((PEOPLE.index(one.candidate.name), one.round) for one in body.not_taken),
        "open": [(one.seats, one.reason.value) for one in body.open],
        "alternates": [PEOPLE.index(one.candidate.name) for one in body.alternates],
        "alternates_in_tie": body.alternates_in_tie,
        "stand": stand_of(QD_190, body).value,
    }


def agrees(play: Play) -> None:
    """Hold the program against the naive counter after every round."""
    for upto in range(1, len(play.rounds) + 1):
        ours, theirs = as_told(body_result(play.rounds[:upto])), naive_body(play.told[:upto])
        lines, steps = ours.pop("alternates"), theirs.pop("alternates")
        assert ours == theirs
        # Equal votes stand on one step, in whichever order.
        for step in steps:
            assert set(lines[: len(step)]) == step
            lines = lines[len(step) :]
        assert lines == []


def holds_whatever_happened(body: BodyResult) -> None:
    """Nobody twice, never more than the seats, every open seat has a reason."""
    elected = [one.candidate.name for one in body.elected]
    assert len(set(elected)) == len(elected) <= body.seats
    size = max(body.contest.body_size, body.seats)
    assert len(elected) + sum(one.seats for one in body.open) == size
    assert all(one.seats > 0 for one in body.open)
    assert body.open_because(OpenReason.TIE) == body.seats_in_tie
    alternates = [one.candidate.name for one in body.alternates]
    assert len(set(alternates)) == len(alternates)
    assert not set(alternates) & set(elected)
    wanted = body.contest.alternates
    assert len(alternates) + body.alternates_in_tie + body.alternates_unfilled == wanted
    assert min(body.seats_in_tie, body.unfilled, body.alternates_in_tie, body.alternates_unfilled) >= 0
    assert [one.round for one in body.elected] == sorted(one.round for one in body.elected)


def winners_are_alternates(play: Play) -> None:
    """Hold the body to what the sealed minutes of a vote among those tied for the last alternates say."""
    for upto in range(2, len(play.rounds) + 1):
        before, last = body_result(play.rounds[: upto - 1]), play.rounds[upto - 1]
        if is_for_alternates(play.rounds[0].contest, last.contest) and last.contest.seats <= before.alternates_in_tie:
            tied = {one.name for one in before.tied}
            won = {line.candidate.name for line in last.result.elected} & tied
            assert won <= {one.candidate.name for one in body_result(play.rounds[:upto]).alternates}


def tied_in_two_votes(*last: int) -> Play:
    """Four are tied for the one alternate; a vote on it is without two of them, and another is among those two.

    No desk prepares either, yet a board may seal the first with E702 explained and the second with E703. The program
    once held the votes of the one against those of the other, and the naive counter put whoever did not stand first.

    Args:
        last: votes of the two in the second vote.
    """
    everybody = slate_of({PEOPLE[person]: 0 for person in range(5)})
    play = Play(replace(with_round(a_contest(everybody, 1, office=Office.DELEGATES), 1), alternates=1))
    vote = next_round(play.hold({1: 90, 2: 60, 3: 60, 4: 60, 5: 60}), Way.VOTE_AGAIN, 1)
    play.contest = replace(vote, slate=renumbered([everybody[0], *everybody[3:]]))
    play.hold({1: 0, 2: 40, 3: 50})
    play.decide(Way.VOTE_AGAIN, 1)
    play.contest = replace(vote, round=3, slate=renumbered(everybody[1:3]))
    play.hold(dict(enumerate(last, start=1)))
    return play


@thorough
@given(plays(faulty=False))
def test_a_body_over_its_rounds_is_the_naive_counter_s(play: Play) -> None:
    agrees(play)
    winners_are_alternates(play)
    holds_whatever_happened(play.body)
    assert play.body.not_taken == (), "rounds as the program prepares them elect nobody in vain"
    event(f"{len(play.rounds)} rounds")
    event(f"stands {stand_of(QD_190, play.body)}")
    event(f"{len(play.body.alternates)} alternates")


@thorough
@given(plays(faulty=True))
@example(tied_in_two_votes(0, 10))
@example(tied_in_two_votes(0, 0))
def test_rounds_that_should_not_have_been_break_nothing(play: Play) -> None:
    agrees(play)
    winners_are_alternates(play)
    holds_whatever_happened(play.body)
    for one in play.body.not_taken:
        event(f"not taken: {one.because}")


@thorough
@given(plays(faulty=False))
def test_each_round_only_adds_to_the_body(play: Play) -> None:
    so_far = [as_told(body_result(play.rounds[:upto]))["body"] for upto in range(1, len(play.rounds) + 1)]
    for before, after in pairwise(so_far):
        assert before.items() <= after.items()


@thorough
@given(plays(faulty=False))
def test_what_was_left_open_for_good_was_decided(play: Play) -> None:
    body = play.body
    if stand_of(QD_190, body) in (Stand.COMPLETE, Stand.LEFT_OPEN):
        for seats in body.open:
            assert seats.reason is OpenReason.BY_PLAN or (seats.decision is not None and seats.decision.reason)
