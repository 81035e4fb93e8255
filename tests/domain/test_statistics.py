"""Ages, shares and surplus of a roll-up, on examples; what is unknown stays unknown."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from tally.domain.peoples import is_of_minority
from tally.domain.slate import Candidate
from tally.domain.statistics import (
    Ages,
    Band,
    Figures,
    PersonFigures,
    Share,
    age_on,
    band_of,
    is_woman,
    median,
)

CONGRESS = date(2019, 12, 10)


@pytest.mark.parametrize(
    ("born", "age"),
    [
        (1947, 72),
        (1993, 26),
        (date(1947, 12, 10), 72),
        (date(1947, 12, 11), 71),
        (date(1947, 11, 30), 72),
        (2019, 0),
        (2020, None),
        (date(2019, 12, 11), None),
        (None, None),
    ],
)
def test_age_on_the_day_of_the_congress(born: int | date | None, age: int | None) -> None:
    assert age_on(born, CONGRESS) == age


def test_without_a_day_no_age_is_known() -> None:
    assert age_on(1947, None) is None


@pytest.mark.parametrize(
    ("age", "band"),
    [
        (18, Band.TO_30),
        (30, Band.TO_30),
        (31, Band.TO_40),
        (40, Band.TO_40),
        (41, Band.TO_50),
        (50, Band.TO_50),
        (51, Band.TO_60),
        (60, Band.TO_60),
        (61, Band.OVER_60),
    ],
)
def test_bands(age: int, band: Band) -> None:
    assert band_of(age) is band


@pytest.mark.parametrize(("sex", "woman"), [("nữ", True), ("NỮ", True), ("nam", False), ("", None), ("?", None)])
def test_who_is_a_woman(sex: str, *, woman: bool | None) -> None:
    assert is_woman(sex) is woman


@pytest.mark.parametrize(
    ("ethnicity", "minority"),
    [("Kinh", False), (" kinh ", False), ("Thái", True), ("H'Mông", True), ("", None), ("-", None), ("…", None)],
)
def test_who_is_of_a_minority(ethnicity: str, *, minority: bool | None) -> None:
    assert is_of_minority(ethnicity) is minority


def test_a_person_of_whom_nothing_is_known() -> None:
    assert PersonFigures.of(Candidate(1, "Lò Văn Ánh"), CONGRESS) == PersonFigures(None, None, None, None)


def test_a_person_of_whom_everything_is_known() -> None:
    person = Candidate(1, "Lò Thị Ánh", 1980, "nữ", "Thái", first_term=True)
    assert PersonFigures.of(person, CONGRESS) == PersonFigures(True, True, True, 39)  # noqa: FBT003 - its four facts


def test_the_median_is_exact() -> None:
    third, half, one = Fraction(1, 3), Fraction(1, 2), Fraction(1)
    assert median([]) is None
    assert median([one, third, half]) == half
    assert median([one, third, half, one]) == Fraction(3, 4)


NOBODY = Figures(
    contests=1,
    seats=5,
    elected=0,
    under_filled=1,
    first_term=Share(0, 0),
    women=Share(0, 0),
    minority=Share(0, 0),
    ages=Ages(0, 0, 0, None, None, ()),
    surpluses=(Fraction(1, 5),),
    lowest=None,
    highest=None,
)


def test_of_nobody_no_percent_and_no_age_is_said() -> None:
    assert NOBODY.percent(NOBODY.women) is None
    assert NOBODY.ages.mean_tenths is None


@pytest.mark.parametrize(
    ("count", "elected", "hundredths"),
    [(56, 224, 2500), (52, 224, 2321), (27, 224, 1205), (11, 60, 1833), (5, 60, 833)],
)
def test_percent_of_the_elected_as_in_the_report(count: int, elected: int, hundredths: int) -> None:
    assert replace(NOBODY, elected=elected).percent(Share(count, 0)) == hundredths


def test_percent_is_of_all_elected_as_long_as_it_is_known_of_anybody() -> None:
    ten = replace(NOBODY, elected=10)
    assert ten.percent(Share(1, 9)) == 1000
    assert ten.percent(Share(0, 10)) is None


@pytest.mark.parametrize(("total", "known", "tenths"), [(171, 3, 570), (113, 2, 565), (170, 3, 567), (1, 20, 1)])
def test_mean_age_to_a_tenth_halves_up(total: int, known: int, tenths: int) -> None:
    assert Ages(total, known, 0, None, None, ()).mean_tenths == tenths


def test_surplus_least_median_most() -> None:
    of_seats = (Fraction(1, 7), Fraction(1, 9), Fraction(1, 3), Fraction(-1, 8))
    assert replace(NOBODY, surpluses=of_seats).surplus() == (-1250, 1270, 3333)
    assert replace(NOBODY, surpluses=()).surplus() is None
