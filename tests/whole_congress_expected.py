"""The rounds of `whole_congress.py` as they went, by hand: no figure comes from the program."""

from typing import NamedTuple

from whole_congress import (
    AGAIN,
    ALTERNATES,
    DELEGATES,
    DEPUTY,
    FIRST,
    FURTHER,
    INSPECTION,
    INSPECTOR,
    LAST,
    OPINION,
    SECRETARY_POST,
    STANDING,
)

from tally.domain.desk import ContestKey

E, T, N, O = "elected", "tied", "not-elected", "over-half"  # noqa: E741 - one letter each, to be read as a table


class Expected(NamedTuple):
    """A round as it went, by hand.

    Attributes:
        ballots: issued, returned, valid, invalid.
        invalid: by reason.
        people: name, votes, percent of the base, outcome; in ballot order.
        unfilled: seats without a person and not held by a tie.
    """

    kind: str
    seats: int
    base: int
    needed: int | None
    ballots: tuple[int, int, int, int]
    invalid: dict[str, int]
    people: list[tuple[str, int, str, str]]
    status: str
    unfilled: int = 0
    open_by_plan: int = 0
    present: int = 30


AT_CONGRESS: dict[ContestKey, Expected] = {
    # More than 30 % of the 30 present: 10 at least; 9 are 30 % to the letter.
    OPINION: Expected(
        *("first", 0, 30, 10, (30, 30, 29, 1), {"marked": 1}),
        [
            ("Lò Thị Mai", 10, "33.33", "listed"),
            ("Vì Thị Thảo", 9, "30.00", "not-listed"),
            ("Lường Văn Yên", 4, "13.33", "not-listed"),
        ],
        "complete",
    ),
    # 33 summoned, 1 + 2 taken off: 30; over half is 16. Nga has 15, half of it.
    FIRST: Expected(
        *("first", 11, 30, 16, (30, 30, 28, 2), {"too-many": 1, "marked": 1}),
        [
            ("Lò Văn Ánh", 28, "93.33", E),
            ("Cà Văn Bình", 27, "90.00", E),
            ("Nguyễn Thị Chanh", 26, "86.67", E),
            ("Vì Văn Dũng", 25, "83.33", E),
            ("Quàng Văn Đức", 24, "80.00", E),
            ("Lường Thị Êm", 23, "76.67", E),
            ("Lò Văn Giang", 22, "73.33", E),
            ("Cà Văn Hải", 21, "70.00", E),
            ("Quàng Thị Hoa", 17, "56.67", T),
            ("Lường Văn Hùng", 17, "56.67", T),
            ("Tòng Văn Ín", 17, "56.67", T),
            ("Lò Thị Mai", 17, "56.67", T),
            ("Cà Thị Nga", 15, "50.00", N),
            ("Lò Văn Sơn", 9, "30.00", N),
        ],
        "tie",
        open_by_plan=1,
    ),
    # Hùng is elected with less than half of the base; the others tie again for the two seats left.
    AGAIN: Expected(
        *("tie-break", 3, 30, None, (30, 30, 29, 1), {"none": 1}),
        [
            ("Quàng Thị Hoa", 12, "40.00", T),
            ("Lường Văn Hùng", 14, "46.67", E),
            ("Tòng Văn Ín", 12, "40.00", T),
            ("Lò Thị Mai", 12, "40.00", T),
        ],
        "tie",
    ),
    FURTHER: Expected(
        *("further", 2, 30, 16, (30, 29, 29, 0), {}),
        [("Cà Thị Nga", 12, "40.00", N), ("Lò Văn Phong", 18, "60.00", E), ("Tòng Thị Vui", 15, "50.00", N)],
        "under-filled",
        unfilled=1,
    ),
    LAST: Expected(
        *("further", 1, 30, 16, (30, 30, 27, 3), {"too-many": 1, "none": 2}),
        [("Cà Thị Nga", 14, "46.67", N), ("Tòng Thị Vui", 13, "43.33", N)],
        "under-filled",
        unfilled=1,
    ),
    SECRETARY_POST: Expected(
        *("first", 1, 30, 16, (30, 30, 29, 1), {"both-or-neither": 1}),
        [("Lò Văn Ánh", 27, "90.00", E)],
        "complete",
    ),
    DELEGATES: Expected(
        *("first", 5, 30, 16, (29, 29, 29, 0), {}),
        [
            ("Cà Văn Bình", 20, "66.67", E),
            ("Nguyễn Thị Chanh", 19, "63.33", E),
            ("Vì Văn Dũng", 19, "63.33", E),
            ("Quàng Văn Đức", 18, "60.00", E),
            ("Lường Thị Êm", 18, "60.00", E),
            ("Lò Văn Giang", 17, "56.67", O),
            ("Cà Văn Hải", 16, "53.33", O),
            ("Quàng Thị Hoa", 16, "53.33", O),
        ],
        "complete",
        present=29,
    ),
    ALTERNATES: Expected(
        *("tie-break", 1, 30, None, (29, 29, 29, 0), {}),
        [("Cà Văn Hải", 13, "43.33", N), ("Quàng Thị Hoa", 16, "53.33", E)],
        "complete",
        present=29,
    ),
}

# Ten members of the committee vote: over half is 6.
AT_CONFERENCE: dict[ContestKey, Expected] = {
    STANDING: Expected(
        *("first", 3, 10, 6, (10, 10, 10, 0), {}),
        [
            ("Lò Văn Ánh", 10, "100.00", E),
            ("Cà Văn Bình", 9, "90.00", E),
            ("Nguyễn Thị Chanh", 7, "70.00", E),
            ("Vì Văn Dũng", 4, "40.00", N),
        ],
        "complete",
        present=10,
    ),
    DEPUTY: Expected(
        *("first", 1, 10, 6, (10, 10, 10, 0), {}), [("Cà Văn Bình", 9, "90.00", E)], "complete", present=10
    ),
    INSPECTION: Expected(
        *("first", 3, 10, 6, (10, 10, 10, 0), {}),
        [("Quàng Văn Đức", 10, "100.00", E), ("Lường Thị Êm", 8, "80.00", E), ("Tòng Văn Ín", 6, "60.00", E)],
        "complete",
        present=10,
    ),
    INSPECTOR: Expected(
        *("first", 1, 10, 6, (10, 10, 9, 1), {"both-or-neither": 1}),
        [("Quàng Văn Đức", 9, "90.00", E)],
        "complete",
        present=10,
    ),
}
EVERYTHING = {**AT_CONGRESS, **AT_CONFERENCE}

COMMITTEE = [
    *[(name, 1, "first", votes) for name, votes, _percent, outcome in AT_CONGRESS[FIRST].people if outcome == E],
    ("Lường Văn Hùng", 2, "tie-break", 14),
    ("Lò Văn Phong", 3, "further", 18),
]
