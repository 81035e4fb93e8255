"""One person over several rounds: a name, and what tells two people of one name apart."""

from datetime import date

import pytest
from builders import a_slate

from tally.domain.persons import Roster, may_be_one, renumbered
from tally.domain.slate import Candidate


def anh(no: int = 1, born: int | date | None = None, position: str = "", name: str = "Lò Văn Ánh") -> Candidate:
    return Candidate(no, name, born=born, position=position)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (anh(), anh(no=7), True),
        (anh(), anh(name="LÒ VĂN ÁNH"), True),
        (anh(name="Vì Thị Hoà"), anh(name="Vì Thị Hòa"), True),
        (anh(), anh(name="Lò Văn Anh"), False),
        (anh(), anh(name="Lò Văn Ánh (tức Sáu)"), True),
        (anh(name="Lò Văn Ánh (Ba)"), anh(name="Lò Văn Ánh (tức Sáu)"), False),
        (anh(born=1975), anh(born=1975), True),
        (anh(born=1975), anh(born=1976), False),
        (anh(born=1975), anh(born=date(1975, 12, 31)), True),
        (anh(born=1975), anh(born=date(1975, 6, 15)), True),
        (anh(born=date(1975, 1, 1)), anh(born=1974), False),
        (anh(born=date(1975, 1, 1)), anh(born=date(1975, 1, 2)), False),
        (anh(born=1975), anh(), True),
        (anh(position="Bí thư"), anh(position="bí thư"), True),
        (anh(position="Bí thư"), anh(position="Trưởng công an"), False),
        (anh(position="Bí thư"), anh(), True),
        # Whoever is promoted between two rounds was still born on the same day.
        (anh(born=1975, position="Bí thư"), anh(born=1975, position="Chủ tịch"), True),
        (anh(born=1975, position="Bí thư"), anh(position="Chủ tịch"), False),
    ],
)
def test_who_may_be_one_person(one: Candidate, other: Candidate, same: bool) -> None:  # noqa: FBT001 - a column
    assert may_be_one(one, other) is same
    assert may_be_one(other, one) is same


def test_numbers_change_and_people_stay() -> None:
    roster = Roster()
    assert roster.take_in(a_slate(["Lò Văn Ánh", "Cà Văn Bình", "Vì Văn Dũng"])) == {1: 0, 2: 1, 3: 2}
    assert roster.take_in(a_slate(["VÌ VĂN DŨNG", "Quàng Văn Đức"])) == {1: 2, 2: 3}
    assert [person.name for person in roster.people] == ["Lò Văn Ánh", "Cà Văn Bình", "Vì Văn Dũng", "Quàng Văn Đức"]


def test_two_of_a_name_are_told_apart_by_what_the_slate_says_of_them() -> None:
    roster = Roster()
    roster.take_in(a_slate([anh(1, 1975), anh(2, 1980)]))
    assert roster.take_in(a_slate([anh(1, 1980)])) == {1: 1}
    assert roster.take_in(a_slate([anh(1, 1980), anh(2, 1975)])) == {1: 1, 2: 0}
    assert roster.take_in(a_slate([anh(1, 1990), anh(2, 1975)])) == {1: 2, 2: 0}


def test_of_two_who_may_be_meant_nobody_is_guessed() -> None:
    roster = Roster()
    roster.take_in(a_slate([anh(1, 1975), anh(2, 1980), Candidate(3, "Cà Văn Bình")]))
    assert roster.take_in(a_slate([anh(1), Candidate(2, "Cà Văn Bình")])) == {2: 2}


def test_two_new_lines_that_may_both_be_one_person_are_nobody() -> None:
    roster = Roster()
    roster.take_in(a_slate([anh()]))
    assert roster.take_in(a_slate([anh(1, 1975), anh(2, 1980)])) == {}


def test_a_line_that_says_the_same_is_that_person_and_the_other_one_somebody_new() -> None:
    roster = Roster()
    roster.take_in(a_slate([anh(1, 1975)]))
    assert roster.take_in(a_slate([anh(1, 1975), anh(2, 1975, "Bí thư")])) == {1: 0, 2: 1}


def test_two_of_a_name_without_anything_else_are_never_told_apart() -> None:
    roster = Roster()
    assert roster.take_in(a_slate([anh(1), anh(2)])) == {1: 0, 2: 1}
    assert roster.take_in(a_slate([anh(1), anh(2)])) == {}
    assert len(roster.people) == 2


def test_what_a_later_slate_says_is_kept() -> None:
    roster = Roster()
    roster.take_in(a_slate([anh(1)]))
    assert roster.take_in(a_slate([anh(1, 1975, "Bí thư")])) == {1: 0}
    assert roster.people == [anh(1, 1975, "Bí thư")]
    assert roster.take_in(a_slate([anh(1, 1980)])) == {1: 1}, "born in another year: another person"
    assert roster.take_in(a_slate([anh(1, 1975, "Chủ tịch")])) == {1: 0}
    assert roster.people[0].position == "Bí thư"


def test_people_are_numbered_anew_in_the_order_of_their_given_names() -> None:
    slate = renumbered([Candidate(9, "Vì Văn Dũng"), Candidate(4, "Cà Văn Bình", born=1980), Candidate(1, "Lò Thị Ân")])
    assert slate.candidates == (
        Candidate(1, "Lò Thị Ân"),
        Candidate(2, "Cà Văn Bình", born=1980),
        Candidate(3, "Vì Văn Dũng"),
    )


def test_people_are_numbered_anew_by_the_name_before_their_alias() -> None:
    slate = renumbered(a_slate(["Cà Văn Chung", "Nguyễn Văn An (tức Sáu)", "Lò Văn Bình"]))
    assert [person.name for person in slate] == ["Nguyễn Văn An (tức Sáu)", "Lò Văn Bình", "Cà Văn Chung"]
