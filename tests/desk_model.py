"""What the machine of the desk draws from: two contests of four for two seats, few kinds of ballots, four persons."""

from typing import Any

import hypothesis.strategies as st

from tally.domain.ballot import Mark, Ruling
from tally.domain.desk import ContestKey
from tally.domain.passes import Keying
from tally.domain.rules import InvalidReason

NUMBERS = (1, 2, 3, 4)
PIN = {"p1": "271828", "p2": "314159", "p3": "161803", "p4": "141421"}
CONGRESS: dict[str, Any] = {
    "congress": {"organisation": "Đảng bộ xã Thanh Chăn", "kind": "delegates", "rules": "qd-190-2024"},
    "roll": {"summoned": 9, "present": 9},
}
KEYS: tuple[ContestKey, ...] = (("bch", 1), ("dai-bieu", 1))


def plain_contest(key: ContestKey, returned: int | None) -> dict[str, Any]:
    """Return a contest of four for two seats."""
    return {
        "id": key[0],
        "title": f"Cuộc bầu {key[0]}",
        "office": "committee",
        "seats": 2,
        "body_size": 2,
        "style": "cross-out",
        "round": key[1],
        "kind": "first",
        "issued": returned,
        "returned": returned,
        "candidate": [{"no": no, "name": f"Người thứ {no}"} for no in NUMBERS],
    }


# Few kinds of ballots, so that equal ones lie side by side as in a real stack.
MARKS = st.sampled_from(["++--", "+--+", "+---", "++++", "----"]).map(
    lambda signs: bytes(Mark.FOR if sign == "+" else Mark.AGAINST for sign in signs)
)
RULINGS = st.none() | st.just(Ruling(InvalidReason.MARKED)) | st.just(Ruling(None, "nét gạch mờ"))
BALLOTS = st.builds(Keying, MARKS, RULINGS)
PICK = st.integers(0, 10**6)
"""Chooses among what there is at the time; a bundle would hold what is gone."""


def as_row(key: ContestKey, batch: int, number: int, keying: Keying) -> dict[str, str]:
    """Write a ballot as `ballots.csv` has it."""
    struck = " ".join(str(no) for no, mark in zip(NUMBERS, keying.marks, strict=True) if mark == Mark.AGAINST)
    ruling = ""
    if keying.ruling is not None:
        ruling = f"valid:{keying.ruling.text}" if keying.ruling.reason is None else keying.ruling.reason.value
    return {
        "contest": key[0],
        "round": str(key[1]),
        "batch": str(batch),
        "ballot": str(number),
        "marks": struck,
        "ruling": ruling,
    }
