"""Which ballots are valid (QĐ 190-QĐ/TW art. 15; QĐ 244-QĐ/TW art. 17): every line of the regulation, both styles."""

import pytest
from builders import marks

from tally.domain.ballot import Mark, Ruling, conclude, find, overruling
from tally.domain.rules import MACHINE_REASONS, InvalidReason

TOO_MANY, NONE, BOTH_OR_NEITHER = InvalidReason.TOO_MANY, InvalidReason.NONE, InvalidReason.BOTH_OR_NEITHER
ALL_RULINGS = [None, *InvalidReason]


def finding(signs: str, seats: int) -> InvalidReason | None:
    """Classify marks written `+` for, `-` against, `*` both, `.` neither."""
    return find(marks(signs), seats, MACHINE_REASONS)


def test_the_marks_are_kept_as_the_papers_say() -> None:
    assert [mark.value for mark in (Mark.NEITHER, Mark.FOR, Mark.AGAINST, Mark.BOTH)] == [0, 1, 2, 3]


# With surplus: the voter strikes through each name not voted for. A name left standing is `+`, a struck one `-`.


def test_as_many_names_as_seats_are_valid() -> None:
    assert finding("+++-", 3) is None


def test_fewer_names_than_seats_are_valid() -> None:
    assert finding("++--", 3) is None
    assert finding("+---", 3) is None


def test_one_name_more_than_the_seats_is_too_many() -> None:
    assert finding("++++", 3) is TOO_MANY
    assert finding("+++--", 2) is TOO_MANY


def test_nobody_struck_with_surplus_is_too_many() -> None:
    assert finding("+" * 16, 14) is TOO_MANY


def test_everybody_struck_is_a_vote_for_no_one() -> None:
    assert finding("----", 3) is NONE


def test_nobody_struck_where_the_slate_is_as_long_as_the_seats_is_valid() -> None:
    assert finding("+++", 3) is None


def test_nobody_struck_where_the_slate_is_shorter_than_the_seats_is_valid() -> None:
    assert finding("++", 3) is None


def test_one_name_left_standing_or_struck_is_a_vote_for_or_against() -> None:
    assert finding("+", 1) is None
    assert finding("-", 1) is None


# Without surplus: a box "đồng ý" and a box "không đồng ý" beside each name.


def test_one_candidate_with_exactly_one_box_marked_is_valid() -> None:
    assert finding("+", 1) is None
    assert finding("-", 1) is None


def test_one_candidate_with_both_boxes_or_neither_is_invalid() -> None:
    assert finding("*", 1) is BOTH_OR_NEITHER
    assert finding(".", 1) is BOTH_OR_NEITHER


def test_one_candidate_for_more_seats_is_one_candidate_all_the_same() -> None:
    assert finding("-", 2) is None
    assert finding(".", 2) is BOTH_OR_NEITHER


def test_several_candidates_with_both_boxes_or_neither_for_some_stay_valid() -> None:
    assert finding("+*.", 3) is None
    assert finding("*+", 2) is None
    assert finding(".+", 2) is None


@pytest.mark.parametrize("signs", ["--", "**", "..", "*.", "-*.", "-----"])
def test_several_candidates_without_a_vote_for_anyone_is_invalid(signs: str) -> None:
    assert finding(signs, len(signs)) is NONE


def test_both_boxes_are_no_vote_when_the_names_are_compared_with_the_seats() -> None:
    assert finding("++*", 2) is None
    assert finding("+++*", 2) is TOO_MANY


def test_a_ballot_without_candidates_votes_for_no_one() -> None:
    assert finding("", 1) is NONE


def test_a_regulation_that_does_not_know_a_reason_does_not_find_it() -> None:
    without_none = MACHINE_REASONS - {NONE}
    assert find(marks("---"), 2, without_none) is None
    assert find(marks("+++"), 2, without_none) is TOO_MANY
    assert find(marks("*"), 1, frozenset()) is None


# The rest is a ruling of the board, and the machine's finding is overruled only by a recorded ruling.


@pytest.mark.parametrize("found", ALL_RULINGS)
def test_without_a_ruling_the_machine_s_finding_stands(found: InvalidReason | None) -> None:
    assert conclude(found, None) is found


@pytest.mark.parametrize("found", ALL_RULINGS)
@pytest.mark.parametrize("ruled", list(InvalidReason))
def test_a_ruling_that_a_ballot_is_invalid_stands_with_the_board_s_reason(
    found: InvalidReason | None, ruled: InvalidReason
) -> None:
    assert conclude(found, Ruling(ruled)) is ruled


@pytest.mark.parametrize("found", ALL_RULINGS)
def test_a_ruling_that_a_ballot_is_valid_overrides_the_machine(found: InvalidReason | None) -> None:
    assert conclude(found, Ruling(None, "ý định rõ ràng")) is None


def test_a_ruling_may_have_no_words() -> None:
    assert Ruling(InvalidReason.MARKED).text == ""


ALLOWED, SIGNED, OVERVOTED = Ruling(None, "rõ ý"), Ruling(InvalidReason.OTHER, "ký tên"), Ruling(InvalidReason.TOO_MANY)


@pytest.mark.parametrize(
    ("before", "after", "found", "overrules"),
    [
        (None, SIGNED, None, True),
        (SIGNED, None, None, True),
        (None, ALLOWED, InvalidReason.TOO_MANY, True),
        (ALLOWED, OVERVOTED, InvalidReason.TOO_MANY, True),
        (None, OVERVOTED, InvalidReason.TOO_MANY, False),
        (OVERVOTED, SIGNED, InvalidReason.TOO_MANY, False),
        (None, ALLOWED, None, False),
        (None, None, InvalidReason.TOO_MANY, False),
    ],
)
def test_making_or_taking_back_a_ruling_against_the_marks_overrules_them(
    before: Ruling | None,
    after: Ruling | None,
    found: InvalidReason | None,
    overrules: bool,  # noqa: FBT001
) -> None:
    assert overruling(before, after, found) is overrules
