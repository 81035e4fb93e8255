"""The slate: the candidates as printed on the ballot (QĐ 190-QĐ/TW art. 15)."""

from datetime import date

import pytest
from builders import a_slate

from tally.domain.slate import Candidate, Slate


def born(when: int | date | None) -> Candidate:
    return Candidate(1, "Lò Văn Ánh", born=when)


def test_the_candidates_stand_in_the_order_of_their_numbers_however_they_were_read() -> None:
    slate = Slate((Candidate(10, "Cà Văn Bình"), Candidate(2, "Lò Văn Ánh"), Candidate(9, "Vì Văn An")))
    assert [candidate.no for candidate in slate] == [2, 9, 10]
    assert len(slate) == 3


def test_two_candidates_of_one_number_make_no_slate() -> None:
    with pytest.raises(ValueError, match=r"^two candidates share a number: \[1, 2, 2\]$"):
        Slate((Candidate(2, "Lò Văn Ánh"), Candidate(1, "Cà Văn Bình"), Candidate(2, "Vì Văn An")))


def test_a_number_on_the_ballot_leads_to_its_place_on_the_ballot() -> None:
    slate = Slate((Candidate(7, "Cà Văn Bình"), Candidate(3, "Lò Văn Ánh")))
    assert slate.positions() == {3: 0, 7: 1}


def test_what_is_not_known_of_a_candidate_is_left_open() -> None:
    candidate = Candidate(1, "Lò Văn Ánh")
    assert (candidate.born, candidate.first_term) == (None, None)
    assert (candidate.sex, candidate.ethnicity, candidate.position) == ("", "", "")


def test_a_year_of_birth_is_every_day_of_that_year() -> None:
    assert born(1975).born_between() == (date(1975, 1, 1), date(1975, 12, 31))


def test_a_date_of_birth_is_that_day() -> None:
    assert born(date(1975, 5, 19)).born_between() == (date(1975, 5, 19), date(1975, 5, 19))


def test_an_unknown_birth_is_no_day() -> None:
    assert born(None).born_between() is None


@pytest.mark.parametrize(
    ("one", "other", "older"),
    [
        (1974, 1975, True),
        (1975, 1974, False),
        (date(1975, 5, 19), date(1975, 5, 20), True),
        (date(1975, 5, 20), date(1975, 5, 19), False),
        (1974, date(1975, 1, 1), True),
        (date(1974, 12, 31), 1975, True),
    ],
)
def test_the_older_is_the_one_born_earlier(one: int | date, other: int | date, older: bool) -> None:  # noqa: FBT001 - a column of the table above
    assert born(one).is_older_than(born(other)) is older


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (1975, 1975),
        (date(1975, 5, 19), date(1975, 5, 19)),
        (1975, date(1975, 12, 31)),
        (date(1975, 1, 1), 1975),
        (None, 1975),
        (1975, None),
        (None, None),
    ],
)
def test_age_is_not_guessed_where_the_dates_leave_a_doubt(one: int | date | None, other: int | date | None) -> None:
    assert not born(one).is_older_than(born(other))
    assert not born(other).is_older_than(born(one))


def test_a_slate_in_the_order_of_given_names_has_nothing_out_of_order() -> None:
    assert a_slate(16).out_of_name_order() == ()


def test_neighbours_against_the_order_of_given_names_are_named() -> None:
    slate = a_slate(["Cà Văn Bình", "Lò Văn Ánh", "Vì Văn Dũng", "Lường Thị Êm", "Quàng Văn Đức"])
    found = [(before.name, after.name) for before, after in slate.out_of_name_order()]
    assert found == [("Cà Văn Bình", "Lò Văn Ánh"), ("Lường Thị Êm", "Quàng Văn Đức")]


def test_two_candidates_of_the_same_name_may_stand_either_way() -> None:
    assert a_slate(["Lò Văn Ánh", "LÒ VĂN ÁNH", "Lò Văn Ánh"]).out_of_name_order() == ()


def test_candidates_who_share_a_name_are_grouped_in_ballot_order() -> None:
    slate = a_slate(["Lò Văn Ánh", "Cà Thị Hoà", "lò văn  ánh", "Cà Thị Hòa", "Vì Văn Yên", "LÒ VĂN ÁNH"])
    assert [[candidate.no for candidate in group] for group in slate.same_names()] == [[1, 3, 6], [2, 4]]


def test_different_names_make_no_group() -> None:
    assert a_slate(16).same_names() == ()
    assert a_slate(["Lò Văn Ánh", "Lò Văn Anh", "Lò Thị Ánh", "Văn Ánh"]).same_names() == ()


def test_an_empty_slate_has_nobody() -> None:
    slate = a_slate(0)
    assert len(slate) == 0
    assert list(slate) == []
    assert slate.positions() == {}
    assert slate.out_of_name_order() == ()
    assert slate.same_names() == ()
