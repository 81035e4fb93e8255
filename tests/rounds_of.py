"""Rounds of a body in one line each: who stood, with how many votes, and what the congress decided after it."""

from collections.abc import Mapping

from builders import a_base, a_contest

from tally.domain.body import BodyResult, Decision, Round, Way, body_result
from tally.domain.contest import Contest, RoundKind
from tally.domain.counting import MarkCounts, Result, Tally, decide
from tally.domain.rules import TieRule
from tally.domain.slate import Candidate

BASE = 100
CHAIR = "Bùi Thị Quế, thay mặt đoàn chủ tịch"

People = Mapping[str, int] | Mapping[Candidate, int] | Mapping[str | Candidate, int]
"""Votes by name, or by a candidate whose number is given anew, in ballot order."""


def held(
    contest: Contest, votes: Mapping[int, int], base: int = BASE, tie_rule: TieRule = TieRule.VOTE_AGAIN
) -> Result:
    """Return the result of a contest in which the numbers got so many votes."""
    valid = max([base, *votes.values()])
    marks = tuple(MarkCounts(votes[candidate.no], valid - votes[candidate.no]) for candidate in contest.slate)
    return decide(contest, a_base(base), tie_rule, Tally(valid, {}, marks, ()))


def slate_of(people: People) -> list[Candidate]:
    """Return candidates numbered as they are given."""
    return [
        Candidate(no, one) if isinstance(one, str) else Candidate(no, one.name, born=one.born, position=one.position)
        for no, one in enumerate(people, start=1)
    ]


def a_round(  # noqa: PLR0913 - a round has as many parts; a test names those it is about
    people: People,
    seats: int = 1,
    *,
    number: int = 1,
    kind: RoundKind | None = None,
    decision: Decision | None = None,
    body_size: int | None = None,
    tie_rule: TieRule = TieRule.VOTE_AGAIN,
) -> Round:
    """Return a round of a contest."""
    which = kind or (RoundKind.FIRST if number == 1 else RoundKind.FURTHER)
    contest = a_contest(slate_of(people), seats, kind=which, body_size=body_size)
    votes = dict(enumerate(people.values(), start=1))
    return Round(held(with_round(contest, number), votes, tie_rule=tie_rule), decision)


def with_round(contest: Contest, number: int) -> Contest:
    """Return a contest as another round of it."""
    return Contest(
        contest.id,
        contest.title,
        contest.office,
        contest.seats,
        contest.body_size,
        contest.style,
        contest.slate,
        number,
        contest.kind,
        alternates=contest.alternates,
    )


def decided(way: Way, seats: int = 1, reason: str = "") -> Decision:
    """Return a decision as it was reported."""
    return Decision(way, seats, CHAIR, reason)


def names(body: BodyResult) -> dict[str, int]:
    """Return the elected by name, each with the round that elected them."""
    return {one.candidate.name: one.round for one in body.elected}


def union(*rounds: Round) -> BodyResult:
    """Return the body of some rounds."""
    return body_result(rounds)
