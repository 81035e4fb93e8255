"""Findings about the slate and its surplus: each fires exactly when it should, and not one step before."""

import unicodedata
from dataclasses import replace
from datetime import date

import pytest
from builders import BOARD, LUAT_2015, NAMES, QD_190, QD_244, a_congress, a_contest, a_slate, a_stack
from soundness import about_slate, codes, find_all, stack_of

from tally.domain.ballot import BallotStyle
from tally.domain.congress import BoardMember, BoardRole
from tally.domain.contest import Contest, Office, RoundKind
from tally.domain.rules import RuleProfile, SurplusLimit
from tally.domain.slate import Candidate

AGREE = BallotStyle.AGREE_DISAGREE
NFD_SPELLING = unicodedata.normalize("NFD", "Cà Văn Bình")


def test_e201_nobody_on_the_slate() -> None:
    assert about_slate(a_contest(0, 3)) == [("E201", {})]


def test_e203_the_body_is_smaller_than_the_seats_filled_now() -> None:
    assert about_slate(a_contest(4, 3, body_size=2)) == [("E203", {"body_size": 2, "seats": 3})]
    assert about_slate(a_contest(4, 3, body_size=3)) == []
    assert about_slate(a_contest(4, 3, body_size=4)) == []


def test_e203_is_found_on_an_empty_slate_too() -> None:
    assert codes(about_slate(a_contest(0, 3, body_size=2))) == ["E201", "E203"]


@pytest.mark.parametrize("office", list(Office))
def test_w205_a_slate_shorter_than_the_seats_whatever_the_office(office: Office) -> None:
    # No word of a surplus: a slate that is too short has none to measure.
    contest = a_contest(2, 3, office=office, style=AGREE)
    assert about_slate(contest) == [("W205", {"candidates": 2, "seats": 3})]
    assert "W205" not in codes(about_slate(a_contest(3, 3, office=office, style=AGREE)))


def test_e204_a_tie_break_whose_slate_is_no_longer_than_the_seats() -> None:
    contest = a_contest(2, 2, kind=RoundKind.TIE_BREAK, style=AGREE)
    assert about_slate(contest) == [("E204", {"candidates": 2, "seats": 2})]
    shorter = a_contest(1, 2, kind=RoundKind.TIE_BREAK, style=AGREE)
    assert about_slate(shorter) == [("E204", {"candidates": 1, "seats": 2})]
    assert about_slate(a_contest(3, 2, kind=RoundKind.TIE_BREAK)) == []


def test_w211_cross_out_ballots_without_surplus() -> None:
    assert about_slate(a_contest(3, 3, office=Office.DELEGATES)) == [("W211", {"candidates": 3, "seats": 3})]
    assert codes(about_slate(a_contest(2, 3, office=Office.DELEGATES))) == ["W205", "W211"]
    assert about_slate(a_contest(4, 3, office=Office.DELEGATES)) == []


def test_w212_agree_disagree_ballots_with_surplus() -> None:
    contest = a_contest(4, 3, office=Office.DELEGATES, style=AGREE)
    assert about_slate(contest) == [("W212", {"candidates": 4, "seats": 3})]
    assert about_slate(a_contest(3, 3, office=Office.DELEGATES, style=AGREE)) == []


@pytest.mark.parametrize("spelling", ["Cà Văn Bình", "CÀ VĂN BÌNH", " Cà  văn Bình ", NFD_SPELLING])
def test_e202_a_member_of_the_board_stands_in_the_election_however_the_name_is_spelled(spelling: str) -> None:
    congress = a_congress(10, board=(*BOARD, BoardMember(spelling, BoardRole.MEMBER)))
    assert find_all(congress) == [("E202", {"name": "Cà Văn Bình", "no": 2})]


def test_e202_sees_through_the_two_ways_of_placing_a_tone() -> None:
    congress = a_congress(1, board=(BoardMember("Lò Thị Hòa", BoardRole.HEAD),))
    contest = replace(a_contest(4, 3, issued=1, returned=1), slate=a_slate([*NAMES[:3], "Lò Thị Hoà"]))
    assert find_all(congress, contest, stack_of(1)) == [("E202", {"name": "Lò Thị Hoà", "no": 4})]


def test_e202_sees_through_an_alias_that_one_of_the_two_lacks() -> None:
    congress = a_congress(1, board=(BoardMember("Lò Thị Hòa", BoardRole.HEAD),))
    slate = a_slate([*NAMES[:3], "Lò Thị Hoà (tức Tư)"])
    contest = replace(a_contest(4, 3, issued=1, returned=1), slate=slate)
    assert find_all(congress, contest, stack_of(1)) == [("E202", {"name": "Lò Thị Hoà (tức Tư)", "no": 4})]


def test_w207_looks_before_the_alias() -> None:
    assert about_slate(a_contest(["Nguyễn Văn An (tức Sáu)", "Cà Văn Bình", "Cà Văn Chung"], 2)) == []
    assert about_slate(a_contest(["Cà Văn An (Út)", "Cà Văn An (Ba)", "Cà Văn Chung"], 2)) == []


def test_w206_candidates_of_one_name() -> None:
    contest = a_contest(["Lò Văn Ánh", "LÒ VĂN ÁNH", "Cà Văn Bình", "lò văn ánh"], 3)
    assert about_slate(contest) == [
        ("W206", {"name": "Lò Văn Ánh", "numbers": "1, 2, 4"}),
        ("W207", {"before": "Cà Văn Bình", "after": "lò văn ánh"}),
    ]


def test_w207_neighbours_against_the_order_of_given_names() -> None:
    contest = a_contest(["Vì Văn Dũng", "Cà Văn Bình", "Quàng Văn Đức", "Lò Văn Ánh"], 3)
    assert about_slate(contest) == [
        ("W207", {"before": "Vì Văn Dũng", "after": "Cà Văn Bình"}),
        ("W207", {"before": "Quàng Văn Đức", "after": "Lò Văn Ánh"}),
    ]


def test_w210_numbers_missing_on_the_ballot() -> None:
    names = zip((2, 3, 5, 9), NAMES, strict=False)
    contest = a_contest([Candidate(no, name) for no, name in names], 3)
    assert about_slate(contest) == [("W210", {"missing": "1, 4, 6-8"})]


def born(year: int | date | None) -> Contest:
    return a_contest([Candidate(1, "Lò Văn Ánh", born=year)], 1, office=Office.SECRETARY, style=AGREE)


@pytest.mark.parametrize("year", [1925, 1970, 2007, date(1925, 1, 1), date(2007, 12, 31), None])
def test_an_age_from_18_to_100_is_likely(year: int | date | None) -> None:
    assert about_slate(born(year)) == []


@pytest.mark.parametrize("year", [1924, 2008])
def test_w213_an_age_under_18_or_over_100_is_unlikely(year: int) -> None:
    expected = [("W213", {"name": "Lò Văn Ánh", "no": 1, "born": year})]
    assert about_slate(born(year)) == expected
    assert about_slate(born(date(year, 6, 1))) == expected


def test_no_age_is_judged_where_the_date_of_the_congress_is_not_known() -> None:
    result = find_all(a_congress(1, held=None), replace(born(1800), issued=1, returned=1), a_stack("+"))
    assert result == []


# W208, W209: surplus. A warning, never a block: the congress decides its list.


def surplus_codes(candidates: int, seats: int, office: Office = Office.COMMITTEE) -> list[str]:
    style = BallotStyle.CROSS_OUT if candidates > seats else AGREE
    return codes(
        about_slate(a_contest([f"Lò Văn {no:03}" for no in range(candidates)], seats, office=office, style=style))
    )


@pytest.mark.parametrize(
    ("seats", "most"),
    [
        (1, 1),  # 30 % of one seat is nobody, but a surplus there must be
        (2, 1),
        (3, 1),  # three to five seats: one person at most
        (4, 1),
        (5, 1),
        (6, 1),
        (7, 2),
        (9, 2),
        (10, 3),  # exactly 30 %
        (14, 4),
        (20, 6),
        (180, 54),
    ],
)
@pytest.mark.parametrize("office", [Office.COMMITTEE, Office.STANDING_COMMITTEE])
def test_w208_the_surplus_of_a_committee_is_at_most_30_percent(office: Office, seats: int, most: int) -> None:
    assert surplus_codes(seats + most, seats, office) == []
    assert surplus_codes(seats + most + 1, seats, office) == ["W208"]


def test_w208_says_the_surplus_the_seats_and_the_limit() -> None:
    names = [f"Lò Văn {no}" for no in range(5)]
    assert about_slate(a_contest(names, 3)) == [("W208", {"surplus": 2, "seats": 3, "limit": 1})]
    names = [f"Lò Văn {no:02}" for no in range(19)]
    assert about_slate(a_contest(names, 14)) == [("W208", {"surplus": 5, "seats": 14, "limit": 4})]


@pytest.mark.parametrize("profile", [QD_190, QD_244], ids=lambda profile: profile.id)
def test_w209_a_committee_is_elected_with_surplus(profile: RuleProfile) -> None:
    contest = a_contest(3, 3, style=AGREE)
    assert about_slate(contest, profile) == [("W209", {"surplus": 0, "seats": 3, "minimum": 1})]


def test_w209_one_candidate_for_one_seat_of_a_committee_is_no_surplus_either() -> None:
    assert about_slate(a_contest(1, 1, style=AGREE)) == [("W209", {"surplus": 0, "seats": 1, "minimum": 1})]


@pytest.mark.parametrize("office", sorted(set(Office) - {Office.COMMITTEE, Office.STANDING_COMMITTEE}))
def test_other_offices_have_no_limit_of_surplus(office: Office) -> None:
    assert surplus_codes(3, 3, office) == []
    assert surplus_codes(13, 3, office) == []


@pytest.mark.parametrize("kind", [RoundKind.FURTHER, RoundKind.TIE_BREAK])
def test_later_rounds_take_the_list_the_congress_gives_them(kind: RoundKind) -> None:
    assert about_slate(a_contest(9, 3, kind=kind)) == []


def test_the_law_of_2015_as_written_here_sets_no_limit_of_surplus() -> None:
    assert about_slate(a_contest(9, 3), LUAT_2015) == []
    assert about_slate(a_contest(3, 3, style=AGREE), LUAT_2015) == []


def with_limits(*limits: SurplusLimit) -> RuleProfile:
    return replace(QD_190, surplus_limits=limits)


def test_of_several_limits_the_strictest_holds() -> None:
    profile = with_limits(SurplusLimit("a", max_people=4), SurplusLimit("b", max_people=2), SurplusLimit("c"))
    assert about_slate(a_contest(6, 3), profile) == [("W208", {"surplus": 3, "seats": 3, "limit": 2})]
    profile = with_limits(SurplusLimit("a", min_people=1), SurplusLimit("b", min_people=2), SurplusLimit("c"))
    assert about_slate(a_contest(4, 3), profile) == [("W209", {"surplus": 1, "seats": 3, "minimum": 2})]
    assert about_slate(a_contest(5, 3), profile) == []
    profile = with_limits(SurplusLimit("a", max_percent=50), SurplusLimit("b", max_percent=20))
    assert about_slate(a_contest(13, 10), profile) == [("W208", {"surplus": 3, "seats": 10, "limit": 2})]


def test_a_limit_in_people_holds_instead_of_one_in_percent() -> None:
    profile = with_limits(SurplusLimit("a", max_percent=10), SurplusLimit("b", max_people=3))
    assert about_slate(a_contest(13, 10), profile) == []
    assert about_slate(a_contest(14, 10), profile) == [("W208", {"surplus": 4, "seats": 10, "limit": 3})]


def test_a_regulation_may_allow_no_surplus_at_all() -> None:
    profile = with_limits(SurplusLimit("a", max_people=0))
    assert about_slate(a_contest(3, 3, style=AGREE), profile) == []
    assert about_slate(a_contest(4, 3), profile) == [("W208", {"surplus": 1, "seats": 3, "limit": 0})]


def test_a_surplus_that_is_asked_for_is_never_more_than_is_allowed() -> None:
    profile = with_limits(SurplusLimit("a", min_people=2, max_percent=10))
    assert about_slate(a_contest(5, 3), profile) == []
    assert about_slate(a_contest(6, 3), profile) == [("W208", {"surplus": 3, "seats": 3, "limit": 2})]
