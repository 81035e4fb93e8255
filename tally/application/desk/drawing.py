"""Who can stand: a slate is drawn from those just elected, or from the members of the committee that meets."""

from typing import NamedTuple

from tally.application.desk.desk import Desk
from tally.application.desk.results import Results
from tally.domain.body import bodies
from tally.domain.contest import Contest
from tally.domain.slate import Candidate


class Pool(NamedTuple):
    """People to draw a slate from.

    Attributes:
        people: none while the contest they come from has no sealed result.
        source: the title of that contest; empty for the members of the committee.
        binding: whether nobody else can stand.
    """

    people: tuple[Candidate, ...]
    source: str = ""
    binding: bool = False


def pool_of(desk: Desk, contest: Contest) -> Pool | None:
    """Return from whom the slate of a contest can be drawn, or None where the congress is free to name anybody."""
    source = next((one for one in desk.contests if contest.drawn_from and one.id == contest.drawn_from), None)
    if source is not None:
        last = max(one.round for one in desk.contests if one.id == source.id)
        elected = [one.candidate for body in bodies(Results(desk).held(source.id, last)) for one in body.elected]
        return Pool(tuple(elected), source.title, binding=True)
    body = desk.congress.body
    return Pool(body) if body else None
