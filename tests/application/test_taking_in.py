"""Ballots of another congress are known by whatever both say of it, and by nothing that one of them leaves out."""

from dataclasses import replace
from datetime import date

import pytest
from builders import a_congress

from tally.application.taking_in import of_another_congress
from tally.domain.congress import Congress, CongressKind

DECLARED = replace(a_congress(), superior="Đảng bộ huyện Điện Biên", kind=CongressKind.MEMBERS, date=date(2025, 3, 10))


@pytest.mark.parametrize(
    ("other", "part", "said"),
    [
        (
            replace(DECLARED, superior="Đảng bộ huyện Mường Chà"),
            "superior",
            ("Đảng bộ huyện Mường Chà", "Đảng bộ huyện Điện Biên"),
        ),
        (replace(DECLARED, kind=CongressKind.DELEGATES), "kind", ("delegates", "members")),
        (replace(DECLARED, date=date(2025, 3, 11)), "date", ("2025-03-11", "2025-03-10")),
    ],
)
def test_the_superior_the_kind_and_the_day_tell_another_congress(
    other: Congress, part: str, said: tuple[str, str]
) -> None:
    (found,) = of_another_congress(DECLARED, other)
    assert (found["congress_part"], found["saved"], found["declared"]) == (part, *said)


@pytest.mark.parametrize(
    "less",
    [
        replace(DECLARED, superior=""),
        replace(DECLARED, date=None),
        replace(DECLARED, term=""),
        replace(DECLARED, organisation=""),
    ],
)
def test_what_one_of_them_does_not_say_is_no_difference(less: Congress) -> None:
    assert of_another_congress(DECLARED, less) == of_another_congress(less, DECLARED) == []


def test_another_spelling_of_the_superior_is_no_difference() -> None:
    assert of_another_congress(DECLARED, replace(DECLARED, superior="ĐẢNG BỘ  huyện Ðiện Biên")) == []
