"""Findings in tests: a count that is sound in every respect, of which a test changes the one thing it is about."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from builders import QD_190, a_congress, a_contest, a_stack, count

from tally.domain.ballot import Ballot
from tally.domain.checks import check_contest
from tally.domain.congress import Congress
from tally.domain.contest import Contest
from tally.domain.rules import RuleProfile

Found = list[tuple[str, dict[str, int | str]]]

CONGRESS = a_congress(10)
CONTEST = a_contest(4, 3, issued=10, returned=10)
STACK = a_stack(*["+++-"] * 10)


def find_all(
    congress: Congress = CONGRESS,
    contest: Contest = CONTEST,
    stack: Sequence[Ballot] = STACK,
    profile: RuleProfile = QD_190,
) -> Found:
    """Return code and fields of every finding."""
    result = count(contest, stack, congress, profile)
    numbering = ((ballot.batch, ballot.number) for ballot in stack)
    return [(finding.code, dict(finding.fields)) for finding in check_contest(congress, profile, result, numbering)]


def codes(found: Found) -> list[str]:
    """Return the codes alone."""
    return [code for code, _ in found]


def on_the_roll(summoned: int, present: int | None, deducted: int = 0) -> Congress:
    """Return a congress of so many people; those present may be unknown."""
    congress = a_congress(summoned, 0, *([("absent-without-alternate", deducted)] if deducted else []))
    return replace(congress, roll=replace(congress.roll, present=present))


def stack_of(ballots: int) -> list[Ballot]:
    """Return so many valid ballots for a slate of four and three seats."""
    return a_stack(*["+++-"] * ballots)


def about_slate(contest: Contest, profile: RuleProfile = QD_190) -> Found:
    """Return the findings about a slate on which one ballot names the first candidate alone."""
    size = len(contest.slate)
    stack = a_stack("+" + "-" * (size - 1) if size else "")
    one = replace(contest, issued=1, returned=1)
    held = min(date(2025, 6, 10), profile.in_force_to or date.max)
    return find_all(a_congress(1, held=held), one, stack, profile)
