"""Who counts towards "more than half": the base (QĐ 190-QĐ/TW art. 30; QĐ 244-QĐ/TW art. 32)."""

from dataclasses import FrozenInstanceError, replace

import pytest
from builders import LUAT_2015, PROFILES, QD_190, QD_244, a_base, a_congress

from tally.domain.congress import BaseStep, Congress, CongressKind, Roll
from tally.domain.counting import majority_base
from tally.domain.rules import RuleProfile


@pytest.mark.parametrize(
    ("base", "needed"),
    [(1, 1), (2, 2), (3, 2), (10, 6), (11, 6), (104, 53), (1510, 756), (20_000, 10_001), (20_001, 10_001)],
)
def test_more_than_half_is_the_first_number_whose_double_exceeds_the_base(base: int, needed: int) -> None:
    assert a_base(base).needed == needed
    assert a_base(base).is_majority(needed)
    assert not a_base(base).is_majority(needed - 1)


def test_exactly_half_is_not_more_than_half() -> None:
    assert not a_base(20_000).is_majority(10_000)
    assert a_base(20_001).is_majority(10_001)


@pytest.mark.parametrize("base", [0, -1, -7])
def test_nobody_can_have_more_than_half_of_nothing(base: int) -> None:
    assert a_base(base).needed is None
    assert not a_base(base).is_majority(1)
    assert not a_base(base).is_majority(1000)


def test_the_base_of_a_congress_of_delegates_written_line_by_line() -> None:
    # Thanh Chăn: 106 summoned, two of them absent for the whole congress with no alternate in their place.
    congress = a_congress(106, 104, ("absent-without-alternate", 2))
    base = majority_base(congress, QD_190, valid=99)
    assert base.steps == (
        BaseStep("summoned", 106, "Điều 30, QĐ 190-QĐ/TW"),
        BaseStep("absent-without-alternate", -2, "Điều 30, QĐ 190-QĐ/TW"),
    )
    assert base.value == 104
    assert base.needed == 53


def test_the_base_of_a_congress_of_members_loses_all_four_kinds_of_absent_people() -> None:
    congress = a_congress(
        60,
        50,
        ("transferred", 4),
        ("exempt-not-present", 3),
        ("suspended", 2),
        ("absent-with-leave", 1),
        kind=CongressKind.MEMBERS,
    )
    base = majority_base(congress, QD_244, valid=0)
    assert [(step.what, step.count) for step in base.steps] == [
        ("summoned", 60),
        ("transferred", -4),
        ("exempt-not-present", -3),
        ("suspended", -2),
        ("absent-with-leave", -1),
    ]
    assert {step.clause for step in base.steps} == {"Điều 32, QĐ 244-QĐ/TW"}
    assert base.value == 50
    assert congress.roll.deducted == 10


def test_the_base_of_a_conference_loses_only_suspended_members() -> None:
    base = majority_base(a_congress(15, 13, ("suspended", 1), kind=CongressKind.CONFERENCE), QD_190, valid=13)
    assert base.value == 14
    assert base.needed == 8


def test_a_line_of_the_base_cites_the_clause_of_its_own_deduction() -> None:
    profile = RuleProfile(
        **{name: getattr(QD_190, name) for name in QD_190.__slots__ if name != "deductions"},
        deductions=tuple(
            type(rule)(rule.congress, rule.reason, rule.label_vi, rule.label_en, f"khoản {place}")
            for place, rule in enumerate(QD_190.deductions)
        ),
    )
    # The same reason stands in the regulation twice: for members and for a conference.
    conference = a_congress(15, 15, ("suspended", 1), kind=CongressKind.CONFERENCE)
    assert majority_base(conference, profile, valid=0).steps[1] == BaseStep("suspended", -1, "khoản 6")
    members = a_congress(15, 15, ("suspended", 1), kind=CongressKind.MEMBERS)
    assert majority_base(members, profile, valid=0).steps[1] == BaseStep("suspended", -1, "khoản 2")


def test_a_deduction_that_the_regulation_does_not_know_is_shown_under_the_clause_of_the_base() -> None:
    base = majority_base(a_congress(10, 9, ("absent-with-leave", 1)), QD_190, valid=0)
    assert base.steps[1] == BaseStep("absent-with-leave", -1, "Điều 30, QĐ 190-QĐ/TW")


@pytest.mark.parametrize("profile", [QD_190, QD_244], ids=lambda profile: profile.id)
def test_the_base_is_people_summoned_and_not_those_present_or_valid_ballots(profile: RuleProfile) -> None:
    # Eleven official members, ten present; the absence had not been taken off: six votes are needed.
    base = majority_base(a_congress(11, 10, kind=CongressKind.MEMBERS), profile, valid=9)
    assert base.value == 11
    assert base.needed == 6


def test_the_law_of_2015_takes_valid_ballots_as_the_base() -> None:
    base = majority_base(a_congress(1000, 900, ("suspended", 5)), LUAT_2015, valid=801)
    assert base.steps == (BaseStep("valid-ballots", 801, "Điều 78, Luật 85/2015/QH13"),)
    assert base.needed == 401


def test_nobody_comes_off_the_base_where_nothing_is_deducted() -> None:
    assert a_congress(106).roll.deducted == 0
    assert majority_base(a_congress(106), QD_190, valid=1).steps == (
        BaseStep("summoned", 106, "Điều 30, QĐ 190-QĐ/TW"),
    )


def test_what_is_not_known_of_a_congress_is_left_open() -> None:
    congress = Congress("Đảng bộ xã Thanh Chăn", CongressKind.MEMBERS, "qd-190-2024", Roll(106))
    assert (congress.roll.present, congress.roll.deductions) == (None, ())
    assert (congress.title, congress.term, congress.superior, congress.place) == ("", "", "", "")
    assert (congress.level, congress.date, congress.board) == (None, None, ())


def test_a_roll_once_written_is_not_changed_in_passing() -> None:
    roll = a_congress(106).roll
    with pytest.raises(FrozenInstanceError):
        roll.summoned = 107  # type: ignore[misc]


def test_every_regulation_has_its_profile() -> None:
    assert set(PROFILES) == {"qd-190-2024", "qd-244-2014", "luat-bau-cu-2015"}


def test_what_was_looked_at_is_no_number_of_a_template_any_more() -> None:
    congress = replace(a_congress(), samples=("roll", "bch"))
    assert congress.looked_at("roll").samples == ("bch",)
    assert congress.looked_at("roll").looked_at("bch") == a_congress()
    assert congress.looked_at("doan") == congress
