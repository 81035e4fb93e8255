"""Steps that are due, and clocks that cannot be right, as far as the tests of the law do not come."""

import datetime as dt

import pytest
from law_cases import HEAD, Court

from tally.domain.clock import Jump, jump_of
from tally.domain.law.shapes import is_base64
from tally.domain.steps import all_there


@pytest.mark.parametrize(
    ("papers", "returned", "explained", "there"),
    [(3, None, (), True), (3, 3, (), True), (3, 4, (), False), (3, 4, ("E103",), True), (3, 4, ("E104",), False)],
)
def test_papers_are_waited_for_until_the_board_explains_why_they_are_missing(
    papers: int, returned: int | None, explained: tuple[str, ...], *, there: bool
) -> None:
    assert all_there(papers, returned, explained) is there


@pytest.mark.parametrize(
    ("day", "now", "asked"),
    [
        (dt.date(2027, 3, 1), "2026-11-29T10:00:09.000Z", Jump.BEFORE_THE_DAY),
        (dt.date(2026, 11, 29), "2026-12-20T10:00:00.000Z", Jump.AFTER_THE_DAY),
        (dt.date(2026, 11, 29), "2026-11-30T10:00:00.000Z", None),
        (None, "2026-12-20T10:00:00.000Z", None),
    ],
)
def test_a_day_that_is_not_that_of_the_congress_is_asked_about(
    day: dt.date | None, now: str, asked: Jump | None
) -> None:
    state = Court().set_up().sit(HEAD).state
    assert jump_of(state, now, state.time, day) is asked


def test_nothing_is_asked_of_the_clock_once_all_that_was_begun_is_sealed() -> None:
    state = Court().sealed().state
    assert jump_of(state, "2027-11-30T10:00:00.000Z", state.time, dt.date(2026, 11, 29)) is None


def test_what_is_no_base64_is_told() -> None:
    assert not is_base64("é")
