"""The official figures of a result, each under a key that stays put, so that a later count can be held against them.

Keys: `issued`, `returned`, `counted`, `valid`, `invalid`, `invalid.REASON`, `base`, `needed`, `unfilled`, `status`,
and for each candidate `votes.NO` and `outcome.NO`; of a contest that takes alternates also `alternates_unfilled`, and
for each candidate `alternate.NO` (`alternate`, `tied`, `waiting` or empty). A number that is not known or not asked is
the empty text.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from tally.domain.contest import Contest
from tally.domain.counting import Outcome, Result
from tally.domain.rules import InvalidReason

Figures = Mapping[str, int | str]

ALTERNATES = frozenset({"alternate", "tied", "waiting"})
"""What `alternate.NO` says of a candidate, where it says anything."""


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A figure that was handed over, and what the ballots say now; None where one side does not have the figure."""

    key: str
    official: int | str | None
    counted: int | str | None


def figures_of(result: Result) -> Figures:
    """Return every official figure of a result."""
    contest, tally = result.contest, result.tally
    figures: dict[str, int | str] = {
        "issued": "" if contest.issued is None else contest.issued,
        "returned": "" if contest.returned is None else contest.returned,
        "counted": tally.ballots,
        "valid": tally.valid,
        "invalid": tally.invalid,
    }
    figures |= {f"invalid.{reason}": tally.invalid_by_reason.get(reason, 0) for reason in InvalidReason}
    figures["base"] = result.base.value
    figures["needed"] = "" if result.needed is None else result.needed
    figures |= {f"votes.{line.candidate.no}": line.votes for line in result.candidates}
    figures |= {f"outcome.{line.candidate.no}": line.outcome.value for line in result.candidates}
    if not contest.is_opinion:
        figures["unfilled"] = result.unfilled
        figures["status"] = result.status.value
    if contest.alternates:
        figures |= _alternates(result)
    return figures


def _alternates(result: Result) -> Figures:
    """Return who is an alternate, or why nobody is yet."""
    chosen = result.chosen
    figures: dict[str, int | str] = {}
    for place, line in enumerate(result.candidates):
        is_left = line.outcome not in {Outcome.ELECTED, Outcome.NOT_ELECTED}
        said = "waiting" if chosen.waiting and is_left else ""
        said = "alternate" if place in chosen.taken else "tied" if place in chosen.tied else said
        figures[f"alternate.{line.candidate.no}"] = said
    figures["alternates_unfilled"] = chosen.unfilled
    return figures


def figure_keys(contest: Contest) -> tuple[str, ...]:
    """Return the keys of every official figure of a contest, in the order of `figures_of`."""
    numbers = [candidate.no for candidate in contest.slate]
    return (
        *("issued", "returned", "counted", "valid", "invalid"),
        *(f"invalid.{reason}" for reason in InvalidReason),
        *("base", "needed"),
        *(f"votes.{no}" for no in numbers),
        *(f"outcome.{no}" for no in numbers),
        *(() if contest.is_opinion else ("unfilled", "status")),
        *((*(f"alternate.{no}" for no in numbers), "alternates_unfilled") if contest.alternates else ()),
    )


def disagreements(official: Figures, counted: Figures) -> tuple[Disagreement, ...]:
    """Compare figures handed over with those counted now, in the order of the count and then of what only they had."""
    keys = dict.fromkeys((*counted, *official))
    return tuple(
        Disagreement(key, official.get(key), counted.get(key)) for key in keys if official.get(key) != counted.get(key)
    )
