"""The machine of a body walked every way it goes, each arrow held against its drawing in docs/may-trang-thai.md."""

import re
from itertools import product
from pathlib import Path

from builders import QD_190, a_contest
from rounds_of import decided, held, slate_of, with_round

from tally.domain.body import Round, Way, body_result
from tally.domain.contest import Contest
from tally.domain.rounds import Stand, next_round, seats_of, what_may_follow
from tally.domain.slate import Candidate, Slate

DRAWING = Path(__file__).parents[2] / "docs" / "may-trang-thai.md"
START, END = "[*]", "[*]"
VOTES = (20, 60, 70)
DEEPEST = 3  # rounds
NEWCOMERS = Slate((Candidate(1, "Người mới A"), Candidate(2, "Người mới B")))

Arrow = tuple[str, str]


def drawn() -> set[Arrow]:
    """Return the arrows of the drawing of a body."""
    section = DRAWING.read_text(encoding="utf-8").split("## Một cơ quan qua các lần bầu")[1].split("\n## ")[0]
    arrows = re.findall(r"^ +(\S+) --> (\S+)", section, re.MULTILINE)
    return {(before.replace("_", "-"), after.replace("_", "-")) for before, after in arrows}


def walk(contest: Contest, before: tuple[Round, ...]) -> set[Arrow]:
    """Hold a round in every way, and whatever may follow it; return the arrows gone."""
    gone: set[Arrow] = set()
    numbers = [candidate.no for candidate in contest.slate]
    for votes in product(VOTES, repeat=len(numbers)):
        one = Round(held(contest, dict(zip(numbers, votes, strict=True))))
        body = body_result((*before, one))
        following = what_may_follow(QD_190, body)
        gone.add((Stand.ROUND_DUE, following.stand))
        if following.stand in (Stand.COMPLETE, Stand.LEFT_OPEN):
            gone.add((following.stand, END))
            assert following.ways == ()
        if contest.round == DEEPEST:
            continue
        for way in following.ways:
            for seats in seats_of(body, way):
                decision = decided(way, seats) if following.asks_congress else None
                after = (*before, Round(one.result, decision))
                if decision is not None:
                    gone.add((following.stand, what_may_follow(QD_190, body_result(after)).stand))
                if way is not Way.LEAVE_OPEN:
                    gone |= {(following.stand, Stand.ROUND_DUE)} | walk(slated(next_round(body, way, seats)), after)
    return gone


def slated(contest: Contest) -> Contest:
    """Give a list to a round that has none."""
    return contest if len(contest.slate) else with_slate(contest)


def with_slate(contest: Contest) -> Contest:
    empty = with_round(contest, contest.round)
    return Contest(
        empty.id,
        empty.title,
        empty.office,
        empty.seats,
        empty.body_size,
        empty.style,
        NEWCOMERS,
        empty.round,
        empty.kind,
        alternates=empty.alternates,
    )


def test_the_machine_goes_every_drawn_way_and_no_other() -> None:
    people = slate_of({"Lò Văn Ánh": 0, "Cà Văn Bình": 0, "Vì Văn Dũng": 0})
    first = with_round(a_contest(people, seats=2), 1)
    gone = {(START, Stand.ROUND_DUE.value)}
    gone |= {(str(before), str(after)) for before, after in walk(first, ())}
    assert gone == drawn()


def test_every_stand_is_drawn() -> None:
    assert {stand.value for stand in Stand} == {name for arrow in drawn() for name in arrow} - {START}
