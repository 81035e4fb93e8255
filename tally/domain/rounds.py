"""What may follow a result, as the regulation has it (QĐ 190-QĐ/TW art. 30; QĐ 244-QĐ/TW art. 32).

All seats filled: nothing. A tie across the last seat: the congress votes again among the tied, the highest votes win
and need not be over half. Tied again, or seats that nobody won: the congress decides. The machine is drawn in
`docs/may-trang-thai.md`.
"""

from dataclasses import dataclass, replace
from enum import StrEnum

from tally.domain.ballot import BallotStyle
from tally.domain.body import BodyResult, Way, body_result
from tally.domain.contest import Contest, Office, RoundKind
from tally.domain.persons import renumbered
from tally.domain.rules import RuleProfile, TieRule, Topic


class Stand(StrEnum):
    """Where a body stands after its rounds so far."""

    COMPLETE = "complete"
    TIE = "tie"
    TIE_AGAIN = "tie-again"
    SHORT = "short"
    ROUND_DUE = "round-due"
    LEFT_OPEN = "left-open"


OVER = frozenset({Stand.COMPLETE, Stand.LEFT_OPEN})
"""Where nothing more is voted on."""


@dataclass(frozen=True, slots=True)
class Following:
    """What may follow the last round of a body.

    Attributes:
        ways: what may be done; empty when nothing is to follow, or what was decided is still to be done.
        asks_congress: whether the congress decides among them; else the regulation says it.
        clause: of the regulation.
        stop_clause: by which there is usually no further vote after so many short rounds; empty before that.
    """

    stand: Stand
    ways: tuple[Way, ...] = ()
    asks_congress: bool = False
    clause: str = ""
    stop_clause: str = ""


def what_may_follow(profile: RuleProfile, body: BodyResult) -> Following:
    """Say what may follow the last round of a body."""
    tie, short = profile.tie_clause, profile.clauses[Topic.UNDER_FILLED]
    stop = profile.short_rounds_clause if _enough_short_rounds(profile, body) else ""
    # In a further round more than half is asked again, whoever stands in it; alternates are no seats of the body.
    further = (*((Way.SAME_PEOPLE,) if body.others else ()), Way.NEW_SLATE) if body.missing else ()
    stand = stand_of(profile, body)
    match stand:
        case Stand.TIE:
            return Following(stand, (Way.VOTE_AGAIN,), asks_congress=False, clause=tie)
        case Stand.TIE_AGAIN:
            again = () if profile.tie_rule is TieRule.OLDER else (Way.VOTE_AGAIN,)
            return Following(stand, (*again, *further, Way.LEAVE_OPEN), True, tie, stop)  # noqa: FBT003 - it asks
        case Stand.SHORT:
            return Following(stand, (*further, Way.LEAVE_OPEN), True, short, stop)  # noqa: FBT003 - as above
        case Stand.COMPLETE:
            return Following(stand, clause=profile.clauses[Topic.ELECTED])
        case _:
            return Following(stand, clause=short)


def stand_of(profile: RuleProfile, body: BodyResult) -> Stand:
    """Say where a body stands after its last round."""
    decision = body.last.decision
    if decision is not None and decision.way is not Way.LEAVE_OPEN:
        return Stand.ROUND_DUE
    if body.seats_in_tie or body.alternates_in_tie:
        # A law that lets age decide knows no vote among the tied; where the birth dates left a doubt, people decide.
        again = body.last.contest.kind is RoundKind.TIE_BREAK or profile.tie_rule is TieRule.OLDER
        return Stand.TIE_AGAIN if again else Stand.TIE
    if body.unfilled:
        return Stand.SHORT
    left_open = decision is not None or any(one.decision for one in body.open)
    return Stand.LEFT_OPEN if left_open else Stand.COMPLETE


def _enough_short_rounds(profile: RuleProfile, body: BodyResult) -> bool:
    return profile.most_short_rounds is not None and body.short_rounds >= profile.most_short_rounds


def undecided(body: BodyResult) -> BodyResult:
    """Return the body as it stood before the congress decided on its last round: that may be reported anew."""
    return body_result((*body.rounds[:-1], replace(body.last, decision=None)))


def seats_of(body: BodyResult, way: Way) -> range:
    """Return how many seats may be voted on in a round of that way, or how many are left open."""
    tied = body.seats_in_tie or body.alternates_in_tie
    if way is Way.VOTE_AGAIN:
        return range(tied, tied + 1)
    most = body.missing or body.alternates_in_tie
    return range(most if way is Way.LEAVE_OPEN else 1, most + 1)


def needs_reason(following: Following, body: BodyResult, way: Way, seats: int) -> bool:
    """Tell whether a decision must say why: seats stay open, or the regulation advises against another vote."""
    if way is Way.VOTE_AGAIN:
        return bool(following.stop_clause)
    return way is Way.LEAVE_OPEN or seats < body.missing or bool(following.stop_clause)


def next_round(body: BodyResult, way: Way, seats: int) -> Contest:
    """Return the contest of the next round, with nothing issued or returned yet.

    With more people than seats the names are struck through, else there are two boxes for each (QĐ 190 art. 15). The
    list of `NEW_SLATE` is the congress's to give: it is empty, and as a rule has surplus.

    Args:
        body: undecided, or as the congress decided.
        way: any but `LEAVE_OPEN`, after which there is no round.
        seats: to be filled; one of `seats_of`.
    """
    last, tied = body.last.contest, way is Way.VOTE_AGAIN
    people = {Way.VOTE_AGAIN: body.tied, Way.SAME_PEOPLE: body.others}.get(way, ())
    for_alternates = tied and not body.seats_in_tie
    # Whoever loses the vote for the last seats is the next alternate: that vote orders them too.
    alternates = body.contest.alternates
    if tied:
        alternates = 0 if for_alternates else min(alternates, len(people) - seats)
    return replace(
        last,
        office=Office.ALTERNATES if for_alternates else body.contest.office,
        round=last.round + 1,
        kind=RoundKind.TIE_BREAK if tied else RoundKind.FURTHER,
        seats=seats,
        body_size=seats,
        alternates=alternates,
        style=BallotStyle.CROSS_OUT if not people or len(people) > seats else BallotStyle.AGREE_DISAGREE,
        slate=renumbered(people),
        issued=None,
        returned=None,
    )
