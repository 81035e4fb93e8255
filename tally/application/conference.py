"""The conference of a committee, made from the congress that elected it: members, who is summoned, what it elects."""

from dataclasses import replace
from enum import StrEnum

from tally.application.bodies import body_results, was_held
from tally.application.congress_kinds import conference_contests
from tally.application.recount import Recount
from tally.domain.congress import Congress, CongressKind, Level, Roll
from tally.domain.contest import Contest, Office
from tally.domain.names import sort_key
from tally.domain.slate import Candidate
from tally.locales import Words


class Why(StrEnum):
    """Why no conference can be made yet; its words are `kinds.not_ready.WHY`."""

    NO_COMMITTEE = "no_committee"
    NOT_HELD = "not_held"
    TIE = "tie"


class NotReady(Exception):  # noqa: N818 - nothing failed: the congress is not over
    """A congress from which no conference can be made yet: why, and the title of which contest."""

    def __init__(self, why: Why, title: str = "") -> None:
        self.why = why
        self.title = title
        super().__init__(why)

    def words(self, words: Words) -> str:
        """Say what to do first."""
        return words(f"kinds.not_ready.{self.why}", title=self.title)


def conference_of(recount: Recount, words: Words) -> tuple[Congress, tuple[Contest, ...]]:
    """Return the conference of the committee that a congress elected, and its contests without candidates yet.

    Everybody elected in any round is a member and is summoned. Nobody is on the board: who counts does not stand.

    Args:
        recount: the whole congress.
        words: the language of the titles.

    Raises:
        NotReady: no committee was elected; a round of it is not sealed, or has no ballots; it is tied.
    """
    contests = [one for one in recount.contests if one.result.contest.office is Office.COMMITTEE]
    contests = [one for one in contests if not one.result.contest.is_opinion]
    for counted in contests:
        if not was_held(counted):
            raise NotReady(Why.NOT_HELD, counted.result.contest.title)
    results = body_results(recount)
    committees = [body for body in results if body.contest.office is Office.COMMITTEE and not body.contest.is_opinion]
    for body in committees:
        if body.seats_in_tie:
            raise NotReady(Why.TIE, body.contest.title)
    elected = [one.candidate for body in committees for one in body.elected]
    if not elected:
        raise NotReady(Why.NO_COMMITTEE)
    members = _numbered(elected)
    done = {body.contest.office for body in results if body.elected and not body.contest.is_opinion}
    contests_left = [one for one in _contests(recount, len(members), words) if one.office not in done]
    congress = replace(
        recount.congress,
        kind=CongressKind.CONFERENCE,
        title=words("kinds.gathering.conference"),
        roll=Roll(len(members)),
        date=None,
        board=(),
        body=members,
        hand_votes=(),
    )
    return congress, tuple(contests_left)


def _contests(recount: Recount, members: int, words: Words) -> tuple[Contest, ...]:
    rule = recount.profile.conference
    fewest = rule.standing_committee_from if rule else None
    cell = recount.congress.level is Level.CELL
    standing = not cell and (fewest is None or members >= fewest)
    return conference_contests(members, words, standing=standing, inspection=not cell)


def _numbered(people: list[Candidate]) -> tuple[Candidate, ...]:
    """Number people in the order of their given names, as every list of them stands."""
    ordered = sorted(people, key=lambda person: sort_key(person.name))
    return tuple(replace(person, no=number) for number, person in enumerate(ordered, start=1))
