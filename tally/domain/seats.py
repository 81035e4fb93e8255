"""The highest votes fill the seats; a tie across the last one is a value, never broken by the order of a list.

Written once for seats and for alternates (QĐ 190-QĐ/TW art. 30; QĐ 244-QĐ/TW art. 32).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from tally.domain.rules import TieRule
from tally.domain.slate import Slate


@dataclass(frozen=True, slots=True)
class Filled:
    """Who has a seat and who is tied across the last one, by place on the ballot from 0."""

    taken: frozenset[int] = frozenset()
    tied: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Alternates:
    """Who is an alternate (dự khuyết), by place on the ballot from 0.

    Attributes:
        taken: most votes first; equal votes in ballot order.
        tied: on whom the congress votes again, in ballot order.
        unfilled: alternates that nobody over half is left for.
        waiting: a tie across the last seat comes first: until it is settled nobody can be told.
    """

    taken: tuple[int, ...] = ()
    tied: tuple[int, ...] = ()
    unfilled: int = 0
    waiting: bool = False


def fill_seats(slate: Slate, votes: Sequence[int], eligible: Sequence[int], seats: int, tie_rule: TieRule) -> Filled:
    """Give the seats to the highest votes.

    Args:
        slate: the candidates, whose age may settle a tie.
        votes: of every candidate in ballot order.
        eligible: places of those who may have a seat.
        seats: how many there are.
        tie_rule: what settles a tie across the last seat.
    """
    if len(eligible) <= seats:
        return Filled(frozenset(eligible))
    # More people than seats: the highest votes fill them, and the last seat's votes are the cut.
    cut = sorted((votes[place] for place in eligible), reverse=True)[seats - 1]
    above = frozenset(place for place in eligible if votes[place] > cut)
    on_cut = [place for place in eligible if votes[place] == cut]
    settled = _settle(slate, tie_rule, on_cut, seats - len(above))
    return Filled(above | settled) if settled else Filled(above, frozenset(on_cut))


def choose_alternates(slate: Slate, votes: Sequence[int], remaining: Sequence[int], wanted: int) -> Alternates:
    """Take alternates from those who got no seat, in the order of votes.

    Age settles no tie here: the law whose ties age settles has no alternates.

    Args:
        slate: the candidates.
        votes: of every candidate in ballot order.
        remaining: places of those over half, or standing in a vote again, who got no seat.
        wanted: alternates to be taken, at least one.
    """
    filled = fill_seats(slate, votes, remaining, wanted, TieRule.VOTE_AGAIN)
    taken = tuple(sorted(filled.taken, key=lambda place: (-votes[place], place)))
    return Alternates(taken, tuple(sorted(filled.tied)), 0 if filled.tied else wanted - len(taken))


def _settle(slate: Slate, tie_rule: TieRule, on_cut: Sequence[int], seats_left: int) -> frozenset[int]:
    """Return those on the cut who get the seats left, or nobody when only a new vote can tell."""
    if len(on_cut) == seats_left:
        return frozenset(on_cut)
    if tie_rule is not TieRule.OLDER:
        return frozenset()
    # The older candidate wins, where the birth dates known leave no doubt which of them are the older ones.
    candidates = slate.candidates
    older = frozenset(
        place
        for place in on_cut
        if sum(candidates[place].is_older_than(candidates[other]) for other in on_cut) >= len(on_cut) - seats_left
    )
    return older if len(older) == seats_left else frozenset()
