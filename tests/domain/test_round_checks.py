"""A later round held against the rounds before it: its slate, its seats, its people."""

from collections.abc import Sequence

import pytest
from builders import NAMES, QD_190, a_contest
from rounds_of import a_round, decided, held, slate_of, union, with_round

from tally.domain.body import BodyResult, Round, Way
from tally.domain.contest import Contest, RoundKind
from tally.domain.round_checks import check_round, unsealed_before
from tally.domain.rounds import next_round
from tally.domain.slate import Candidate

ANH, BINH, CHANH, DUNG = NAMES[:4]
TIE = union(a_round({ANH: 60, BINH: 90, CHANH: 60, DUNG: 55}, seats=2))
SHORT = union(a_round({ANH: 90, BINH: 50, CHANH: 20, DUNG: 10}, seats=3))


def found(before: BodyResult, contest: Contest) -> list[tuple[str, dict[str, int | str]]]:
    return [(one.code, dict(one.fields)) for one in check_round(QD_190, before, contest)]


def second(people: Sequence[str | Candidate], seats: int = 1, kind: RoundKind = RoundKind.FURTHER) -> Contest:
    return with_round(a_contest(people, seats, kind=kind), 2)


@pytest.mark.parametrize(
    ("body", "way", "seats"),
    [(TIE, Way.VOTE_AGAIN, 1), (SHORT, Way.SAME_PEOPLE, 2), (SHORT, Way.SAME_PEOPLE, 1)],
)
def test_a_round_as_the_program_prepares_it_has_no_finding(body: BodyResult, way: Way, seats: int) -> None:
    decision = None if way is Way.VOTE_AGAIN else decided(way, seats)
    before = union(Round(body.last.result, decision))
    assert found(before, next_round(body, way, seats)) == []


def test_somebody_already_elected_does_not_stand_again() -> None:
    assert found(SHORT, second([ANH.upper(), BINH, CHANH], 2)) == [("E701", {"name": ANH, "no": 1, "round": 1})]


@pytest.mark.parametrize(
    ("people", "extra", "missing"),
    [
        ((ANH, CHANH, DUNG), DUNG, "–"),
        ((ANH,), "–", CHANH),
        ((DUNG, BINH), f"{DUNG}, {BINH}", f"{ANH}, {CHANH}"),
    ],
)
def test_a_tie_break_is_of_exactly_the_tied(people: tuple[str, ...], extra: str, missing: str) -> None:
    findings = dict(found(TIE, second(people, kind=RoundKind.TIE_BREAK)))
    assert findings["E702"] == {"extra": extra, "missing": missing}


def test_a_tie_break_without_a_tie_is_of_too_many() -> None:
    findings = dict(found(SHORT, second([BINH, CHANH], kind=RoundKind.TIE_BREAK)))
    assert findings == {"E702": {"extra": f"{BINH}, {CHANH}", "missing": "–"}, "E703": {"seats": 1, "open": 0}}


@pytest.mark.parametrize(
    ("body", "kind", "seats", "left"),
    [
        (SHORT, RoundKind.FURTHER, 1, 2),
        (SHORT, RoundKind.FURTHER, 3, 2),
        (TIE, RoundKind.FURTHER, 1, 0),
        (TIE, RoundKind.TIE_BREAK, 2, 1),
        (union(a_round({ANH: 90})), RoundKind.FURTHER, 1, 0),
    ],
)
def test_the_seats_of_a_round_are_those_left(body: BodyResult, kind: RoundKind, seats: int, left: int) -> None:
    people = [one.name for one in body.tied] or [CHANH, DUNG]
    assert ("E703", {"seats": seats, "open": left}) in found(body, second(people, seats, kind))


def test_the_seats_of_a_round_are_those_the_congress_decided_on() -> None:
    before = union(Round(SHORT.last.result, decided(Way.NEW_SLATE, 1)))
    assert found(before, second([CHANH, DUNG], 1)) == []
    assert found(before, second([CHANH, DUNG], 2)) == [("E703", {"seats": 2, "open": 1})]


def test_a_vote_on_the_last_alternate_is_for_as_many_as_are_tied() -> None:
    contest = with_round(a_contest(slate_of({ANH: 0, BINH: 0, CHANH: 0}), 1), 1)
    alternates = Contest(
        contest.id,
        contest.title,
        contest.office,
        1,
        1,
        contest.style,
        contest.slate,
        alternates=1,
    )
    body = union(Round(held(alternates, {1: 90, 2: 60, 3: 60})))
    assert found(body, next_round(body, Way.VOTE_AGAIN, 1)) == []


def test_whoever_may_be_two_people_has_to_be_told_apart() -> None:
    first = a_round({Candidate(0, ANH, born=1970): 90, Candidate(0, ANH, born=1980): 20}, seats=2)
    assert found(union(first), second([ANH])) == [("E705", {"name": ANH, "no": 1})]
    assert found(union(first), second([Candidate(1, ANH, born=1980)])) == []


def test_before_the_round_before_is_sealed_nothing_can_be_held_against_it() -> None:
    finding = unsealed_before(QD_190, 1)
    assert (finding.code, finding.level, dict(finding.fields)) == ("E704", "error", {"round": 1})
