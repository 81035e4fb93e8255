"""A regulation as data: what a profile says and to whom."""

import pytest
from builders import LUAT_2015, QD_190, QD_244

from tally.domain.congress import CongressKind
from tally.domain.rules import MACHINE_REASONS, InvalidReason, RuleProfile, SurplusLimit


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        (CongressKind.MEMBERS, "transferred"),
        (CongressKind.MEMBERS, "exempt-not-present"),
        (CongressKind.MEMBERS, "suspended"),
        (CongressKind.MEMBERS, "absent-with-leave"),
        (CongressKind.DELEGATES, "committee-member-absent"),
        (CongressKind.DELEGATES, "absent-without-alternate"),
        (CongressKind.CONFERENCE, "suspended"),
    ],
)
def test_each_congress_knows_its_own_deductions(kind: CongressKind, reason: str) -> None:
    rule = QD_190.deduction(kind, reason)
    assert rule is not None
    assert (rule.congress, rule.reason) == (kind, reason)


@pytest.mark.parametrize(
    ("profile", "kind", "reason"),
    [
        (QD_190, CongressKind.DELEGATES, "suspended"),
        (QD_190, CongressKind.CONFERENCE, "transferred"),
        (QD_190, CongressKind.MEMBERS, "absent-without-alternate"),
        (QD_190, CongressKind.MEMBERS, "tired"),
        (LUAT_2015, CongressKind.MEMBERS, "suspended"),
    ],
)
def test_a_deduction_of_another_congress_is_not_known(profile: RuleProfile, kind: CongressKind, reason: str) -> None:
    assert profile.deduction(kind, reason) is None


def test_the_marks_alone_decide_three_reasons_and_the_board_the_rest() -> None:
    assert {reason.value for reason in MACHINE_REASONS} == {"too-many", "none", "both-or-neither"}
    assert {reason.value for reason in set(InvalidReason) - MACHINE_REASONS} == {
        "not-issued",
        "outside-list",
        "marked",
        "other",
    }


@pytest.mark.parametrize(("seats", "concerned"), [(1, False), (2, False), (3, True), (4, True), (5, True), (6, False)])
def test_the_limit_for_three_to_five_seats_concerns_three_four_and_five(seats: int, concerned: bool) -> None:  # noqa: FBT001 - a column of the table above
    limit = SurplusLimit("Điều 14", seats_from=3, seats_to=5, max_people=1)
    assert limit.concerns("committee", seats) is concerned


def test_a_limit_without_an_upper_number_of_seats_concerns_any_number() -> None:
    limit = SurplusLimit("Điều 14", max_percent=30)
    assert limit.concerns("committee", 1)
    assert limit.concerns("committee", 180)


def test_a_limit_concerns_the_offices_it_names_or_all_when_it_names_none() -> None:
    committees = SurplusLimit("Điều 14", ("committee", "standing-committee"))
    assert committees.concerns("committee", 9)
    assert committees.concerns("standing-committee", 9)
    assert not committees.concerns("delegates", 9)
    assert SurplusLimit("Điều 14").concerns("delegates", 9)


def test_the_regulation_of_2014_ended_on_the_day_the_next_one_began() -> None:
    assert QD_244.in_force_to == QD_190.in_force_from
    assert QD_190.in_force_to is None
