"""Alternates in order of votes, opinion ballots, hand votes, and who can stand at a committee's conference."""

from dataclasses import replace

import pytest
from builders import LUAT_2015, QD_190, a_base, a_congress, a_contest, a_slate, a_stack, count

from tally.domain.ballot import Ballot, BallotStyle
from tally.domain.checks import check_contest, check_hand_vote, surplus_bounds
from tally.domain.congress import Congress, CongressKind
from tally.domain.contest import Contest, Method, Office, RoundKind
from tally.domain.counting import MarkCounts, Result, Status, Tally, decide
from tally.domain.hand_vote import HandVote
from tally.domain.rules import InvalidReason, TieRule
from tally.domain.slate import Candidate


def delegates(votes: list[int], seats: int, alternates: int, *, kind: RoundKind = RoundKind.FIRST) -> Result:
    """Decide an election of delegates by votes, of a base of 100."""
    contest = a_contest(
        [f"Người thứ {no}" for no in range(1, len(votes) + 1)], seats, office=Office.DELEGATES, kind=kind
    )
    tally = Tally(100, {}, tuple(MarkCounts(number, 100 - number) for number in votes), ())
    return decide(replace(contest, alternates=alternates), a_base(100), TieRule.VOTE_AGAIN, tally)


def numbers(lines: tuple[object, ...]) -> list[int]:
    return [line.candidate.no for line in lines]  # type: ignore[attr-defined]  # any line of a result


def an_opinion(people: int = 3, style: BallotStyle = BallotStyle.AGREE_DISAGREE) -> Contest:
    return replace(a_contest(people, 1, style=style), seats=0, body_size=0, method=Method.OPINION)


def opinion_of(votes: list[int], present: int | None) -> Result:
    """Ask for an opinion on as many nominees as there are numbers of votes, by ballots of ten people at least."""
    most = max(*votes, 10)
    signs = ["".join("+" if number > ballot else "-" for number in votes) for ballot in range(most)]
    congress = a_congress(summoned=100)
    congress = replace(congress, roll=replace(congress.roll, present=present))
    return count(an_opinion(len(votes)), a_stack(*signs), congress)


# Alternates


def test_alternates_are_the_next_over_half_in_the_order_of_votes() -> None:
    result = delegates([55, 90, 70, 60, 50], seats=2, alternates=2)
    assert numbers(result.elected) == [2, 3]
    assert numbers(result.alternates) == [4, 1]
    assert [line.outcome for line in result.alternates] == ["over-half", "over-half"]
    assert (result.chosen.unfilled, result.alternates_tied, result.alternates_in_tie) == (0, (), 0)


def test_exactly_half_is_no_alternate() -> None:
    result = delegates([90, 50], seats=1, alternates=1)
    assert (numbers(result.alternates), result.chosen.unfilled) == ([], 1)


def test_a_tie_at_the_second_cut_is_voted_on_again_while_the_delegation_is_complete() -> None:
    result = delegates([60, 90, 60, 70, 55], seats=1, alternates=2)
    assert numbers(result.alternates) == [4]
    assert numbers(result.alternates_tied) == [1, 3]
    assert (result.alternates_in_tie, result.chosen.unfilled) == (1, 0)
    assert (result.status, result.tied) == (Status.COMPLETE, ())


def test_a_tie_that_fits_among_the_alternates_is_no_tie() -> None:
    result = delegates([60, 90, 60], seats=1, alternates=2)
    assert numbers(result.alternates) == [1, 3]
    assert result.alternates_tied == ()


def test_alternates_wait_while_the_last_official_seat_is_tied() -> None:
    result = delegates([60, 90, 60, 55], seats=2, alternates=1)
    assert result.status is Status.TIE
    assert (result.alternates, result.alternates_tied, result.chosen.unfilled) == ((), (), 0)
    assert result.chosen.waiting


def test_whoever_loses_the_vote_among_the_tied_is_the_next_alternate() -> None:
    result = delegates([30, 40, 20], seats=1, alternates=1, kind=RoundKind.TIE_BREAK)
    assert (numbers(result.elected), numbers(result.alternates)) == ([2], [1])
    assert [line.outcome for line in result.alternates] == ["not-elected"]


def test_without_alternates_nobody_is_one() -> None:
    result = delegates([90, 80], seats=1, alternates=0)
    assert (result.alternates, result.chosen.unfilled, result.alternates_in_tie) == ((), 0, 0)


# Opinion ballots


@pytest.mark.parametrize(
    ("votes", "present", "outcome"),
    [(30, 100, "not-listed"), (31, 100, "listed"), (3, 10, "not-listed"), (4, 11, "listed"), (3, 11, "not-listed")],
)
def test_more_than_three_in_ten_of_those_present_enter_the_list(votes: int, present: int, outcome: str) -> None:
    result = opinion_of([votes, 0], present)
    assert result.candidates[0].outcome == outcome
    assert (result.base.value, result.base.more_than) == (present, 30)


@pytest.mark.parametrize(("present", "needed"), [(100, 31), (10, 4), (11, 4), (1, 1), (13, 4), (14, 5)])
def test_the_votes_needed_are_the_smallest_number_over_three_in_ten(present: int, needed: int) -> None:
    assert opinion_of([1, 0], present).needed == needed


@pytest.mark.parametrize("present", [0, None])
def test_of_nobody_present_nobody_enters_the_list(present: int | None) -> None:
    result = opinion_of([5, 2], present)
    assert (result.listed, result.needed) == ((), None)


def test_an_opinion_elects_nobody_and_leaves_no_seat_open() -> None:
    result = opinion_of([10, 9, 1], 10)
    assert numbers(result.listed) == [1, 2]
    assert (result.elected, result.tied, result.unfilled, result.status) == ((), (), 0, Status.COMPLETE)


def test_to_agree_with_everybody_or_with_nobody_is_an_opinion() -> None:
    result = count(an_opinion(3), a_stack("+++", "---", "...", "+*-"))
    assert (result.tally.valid, result.tally.invalid) == (4, 0)


def test_one_nominee_with_both_boxes_or_neither_is_no_opinion() -> None:
    result = count(an_opinion(1), a_stack("+", "-", "*", "."))
    assert result.tally.invalid_by_reason == {InvalidReason.BOTH_OR_NEITHER: 2}


def test_a_law_without_opinion_ballots_counts_none() -> None:
    assert LUAT_2015.opinion_invalid == frozenset()
    ballots: list[Ballot] = []
    with pytest.raises(ValueError, match="knows no opinion ballots"):
        count(an_opinion(2), ballots, profile=LUAT_2015)


@pytest.mark.parametrize(
    "wrong", [{"seats": 1}, {"body_size": 1}, {"alternates": 1}, {"kind": RoundKind.TIE_BREAK}], ids=str
)
def test_an_opinion_has_neither_seats_nor_alternates(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="elect nobody"):
        replace(an_opinion(2), **wrong)  # type: ignore[arg-type]  # one wrong part after the other


def test_an_opinion_has_no_surplus_to_warn_of() -> None:
    assert surplus_bounds(QD_190, an_opinion(9)) == (0, None)
    struck = an_opinion(9, BallotStyle.CROSS_OUT)
    result = count(struck, a_stack(*["+" * 9] * 10))
    assert check_contest(a_congress(), QD_190, result, ((1, number) for number in range(1, 11))) == ()


# Who can stand


def a_conference(*members: str, summoned: int | None = None) -> Congress:
    congress = a_congress(len(members) if summoned is None else summoned, kind=CongressKind.CONFERENCE)
    return replace(congress, body=tuple(Candidate(no, name) for no, name in enumerate(members, start=1)))


MEMBERS = ("Lò Văn Ánh", "Cà Văn Bình", "Nguyễn Thị Chanh", "Vì Văn Dũng")


def found(congress: Congress, contest: Contest) -> list[tuple[str, str, dict[str, object]]]:
    """Return what is found about who can stand: code, clause, name and number."""
    findings = check_contest(congress, QD_190, count(contest, (), congress), ())
    return [(one.code, one.clause, dict(one.fields)) for one in findings if one.code in {"E214", "E215"}]


@pytest.mark.parametrize("office", [Office.STANDING_COMMITTEE, Office.SECRETARY, Office.DEPUTY_SECRETARY])
def test_only_members_of_the_committee_stand_for_its_posts(office: Office) -> None:
    contest = a_contest(["Lò Văn Ánh", "Lò Văn Sơn"], 1, office=office)
    assert found(a_conference(*MEMBERS), contest) == [
        ("E214", "Điều 20, Điều lệ Đảng", {"name": "Lò Văn Sơn", "no": 2})
    ]


def test_the_inspection_committee_has_people_from_outside() -> None:
    contest = a_contest(["Lò Văn Ánh", "Lò Văn Sơn"], 1, office=Office.INSPECTION)
    assert found(a_conference(*MEMBERS), contest) == []


def test_its_head_is_one_of_those_just_elected_to_it() -> None:
    head = replace(a_contest(["Vì Văn Dũng"], 1, office=Office.INSPECTION), among=("Lò Văn Ánh", "Lò Văn Sơn"))
    assert found(a_conference(*MEMBERS), head) == [("E215", "Điều 20, Điều lệ Đảng", {"name": "Vì Văn Dũng", "no": 1})]
    assert found(a_conference(*MEMBERS), replace(head, slate=a_slate(["Lò Văn Sơn"]))) == []


def test_a_secretary_elected_directly_is_one_of_the_committee_just_elected() -> None:
    secretary = replace(a_contest(["Vì Văn Dũng"], 1, office=Office.SECRETARY), among=("Lò Văn Ánh",))
    assert found(a_congress(), secretary) == [("E215", "Điều 14, QĐ 190-QĐ/TW", {"name": "Vì Văn Dũng", "no": 1})]


def test_a_name_spelled_otherwise_is_the_same_member() -> None:
    contest = a_contest(["LÒ VĂN ÁNH"], 1, office=Office.SECRETARY)
    assert found(a_conference(*MEMBERS), contest) == []


def test_where_the_members_are_not_known_nobody_is_refused() -> None:
    contest = a_contest(["Lò Văn Sơn"], 1, office=Office.SECRETARY)
    assert found(a_conference(summoned=9), contest) == []
    assert found(a_congress(), contest) == []


def test_a_regulation_that_says_nothing_of_conferences_refuses_nobody() -> None:
    contest = a_contest(["Lò Văn Sơn"], 1, office=Office.SECRETARY)
    congress = a_conference(*MEMBERS)
    silent = replace(QD_190, conference=None)
    findings = check_contest(congress, silent, count(contest, (), congress, silent), ())
    assert not [one for one in findings if one.code == "E214"]


def test_a_conference_summons_every_member() -> None:
    contest = a_contest(2, 1, office=Office.STANDING_COMMITTEE)
    one_short = a_conference(*MEMBERS, summoned=3)
    findings = check_contest(one_short, QD_190, count(contest, (), one_short), ())
    (about_body,) = [dict(one.fields) for one in findings if one.code == "W307"]
    assert about_body == {"members": 4, "summoned": 3}
    complete = a_conference(*MEMBERS)
    assert "W307" not in {one.code for one in check_contest(complete, QD_190, count(contest, (), complete), ())}


def test_a_slate_too_short_for_the_alternates_is_told_of() -> None:
    short = replace(a_contest(5, 4, office=Office.DELEGATES), alternates=2)
    findings = check_contest(a_congress(), QD_190, count(short, ()), ())
    (told,) = [dict(one.fields) for one in findings if one.code == "W216"]
    assert told == {"candidates": 5, "seats": 4, "alternates": 2}
    enough = replace(a_contest(6, 4, office=Office.DELEGATES), alternates=2)
    assert "W216" not in {one.code for one in check_contest(a_congress(), QD_190, count(enough, ()), ())}


# Hand votes


@pytest.mark.parametrize(
    ("hands", "present", "expected"),
    [((8, 1, 1), None, []), ((9, 1, 1), None, ["E601"]), ((7, 1, 1), None, ["W602"]), ((7, 1, 1), 9, [])],
)
def test_hands_are_held_against_the_people_present(
    hands: tuple[int, int, int], present: int | None, expected: list[str]
) -> None:
    vote = HandVote("doan-chu-tich", "Đoàn Chủ tịch", "", *hands, present)
    found = check_hand_vote(a_congress(10), QD_190, vote)
    assert [one.code for one in found] == expected
    assert all(one.fields == {"counted": sum(hands), "present": present or 10} for one in found)


def test_before_hands_are_counted_or_people_are_there_nothing_is_found() -> None:
    planned = HandVote("doan-chu-tich", "Đoàn Chủ tịch")
    assert planned.counted is None
    assert replace(planned, agree=5, disagree=1).counted is None
    assert check_hand_vote(a_congress(10), QD_190, planned) == ()
    congress = a_congress(10)
    unknown = replace(congress, roll=replace(congress.roll, present=None))
    assert check_hand_vote(unknown, QD_190, replace(planned, agree=5, disagree=0, no_opinion=0)) == ()
