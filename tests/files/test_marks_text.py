"""The marks and the ruling of one ballot as text: read as they are meant, and written so that they read back."""

import unicodedata

import pytest
from drawn_congresses import RULINGS, ballots, slates
from hypothesis import given
from hypothesis import strategies as st

from tally.application.notation import format_ruling
from tally.domain.ballot import Ballot, BallotStyle, Ruling
from tally.domain.contest import Contest, Office
from tally.domain.rules import InvalidReason
from tally.domain.slate import Candidate, Slate
from tally.files.marks import (
    HIGHEST_NUMBER,
    format_marks,
    parse_marks,
    parse_number,
    parse_ruling,
)

SLATE = Slate(tuple(Candidate(no, f"Người thứ {no}") for no in (2, 4, 9, 12)))
CROSS_OUT, AGREE_DISAGREE = BallotStyle.CROSS_OUT, BallotStyle.AGREE_DISAGREE


@pytest.mark.parametrize(
    ("text", "marks"),
    [
        ("", bytes([1, 1, 1, 1])),
        ("   ", bytes([1, 1, 1, 1])),
        ("4", bytes([1, 2, 1, 1])),
        ("4 9", bytes([1, 2, 2, 1])),
        ("12 2", bytes([2, 1, 1, 2])),
        ("2 4 9 12", bytes([2, 2, 2, 2])),
        (" 4  9 ", bytes([1, 2, 2, 1])),
        ("4\t9", bytes([1, 2, 2, 1])),
        ("4\u00a09", bytes([1, 2, 2, 1])),
        ("04 009", bytes([1, 2, 2, 1])),
    ],
)
def test_the_numbers_struck_out(text: str, marks: bytes) -> None:
    assert parse_marks(text, CROSS_OUT, SLATE) == marks


@pytest.mark.parametrize(
    ("text", "marks"),
    [
        ("", bytes([0, 0, 0, 0])),
        ("4+", bytes([0, 1, 0, 0])),
        ("4-", bytes([0, 2, 0, 0])),
        ("4*", bytes([0, 3, 0, 0])),
        ("12* 2+ 9-", bytes([1, 0, 2, 3])),
        ("04+", bytes([0, 1, 0, 0])),
    ],
)
def test_the_boxes_marked(text: str, marks: bytes) -> None:
    assert parse_marks(text, AGREE_DISAGREE, SLATE) == marks


@pytest.mark.parametrize(
    ("text", "ruling"),
    [
        ("", None),
        ("  ", None),
        ("not-issued", Ruling(InvalidReason.NOT_ISSUED)),
        ("outside-list", Ruling(InvalidReason.OUTSIDE_LIST)),
        (" marked ", Ruling(InvalidReason.MARKED)),
        ("other:phiếu rách", Ruling(InvalidReason.OTHER, "phiếu rách")),
        ("other: phiếu  rách ", Ruling(InvalidReason.OTHER, "phiếu rách")),
        ("valid:ý định rõ: bầu 4, 9", Ruling(None, "ý định rõ: bầu 4, 9")),
        ("too-many:Lò Thị Hoa, Cà Văn Nam", Ruling(InvalidReason.TOO_MANY, "Lò Thị Hoa, Cà Văn Nam")),
        ("none:Lò Thị Hoa", Ruling(InvalidReason.NONE, "Lò Thị Hoa")),
        ("both-or-neither: Lò Thị Hoa", Ruling(InvalidReason.BOTH_OR_NEITHER, "Lò Thị Hoa")),
        (unicodedata.normalize("NFD", "other:phiếu rách"), Ruling(InvalidReason.OTHER, "phiếu rách")),
    ],
)
def test_the_rulings_of_a_board(text: str, ruling: Ruling | None) -> None:
    assert parse_ruling(text) == ruling


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1", 1),
        (" 07 ", 7),
        ("9999999", HIGHEST_NUMBER),
        ("0", None),
        ("10000000", None),
        ("-1", None),
        ("+1", None),
        ("1.0", None),
        ("1_0", None),
        ("1 0", None),
        ("", None),
        ("x", None),
        ("٣", None),
        ("²", None),
        ("9" * 5000, None),
    ],
)
def test_the_number_of_a_batch_or_a_ballot(text: str, number: int | None) -> None:
    assert parse_number(text) == number


CONTESTS = st.builds(
    Contest,
    id=st.just("bch"),
    title=st.just("Ban Chấp hành"),
    office=st.just(Office.COMMITTEE),
    seats=st.just(1),
    body_size=st.just(1),
    style=st.sampled_from(BallotStyle),
    slate=slates(40),
)


@given(CONTESTS.flatmap(lambda contest: st.tuples(st.just(contest), ballots(contest))))
def test_marks_that_are_written_read_back_the_same(drawn: tuple[Contest, tuple[Ballot, ...]]) -> None:
    contest, stack = drawn
    for ballot in stack:
        text = format_marks(ballot.marks, contest.style, contest.slate)
        assert parse_marks(text, contest.style, contest.slate) == ballot.marks


@given(RULINGS)
def test_a_ruling_that_is_written_reads_back_the_same(ruling: Ruling | None) -> None:
    assert parse_ruling(format_ruling(ruling)) == ruling


def test_marks_are_written_in_the_order_of_the_ballot() -> None:
    assert format_marks(bytes([2, 1, 1, 2]), CROSS_OUT, SLATE) == "2 12"
    assert format_marks(bytes([1, 2, 3, 0]), AGREE_DISAGREE, SLATE) == "2+ 4- 9*"


@pytest.mark.parametrize(
    ("marks", "style"),
    [
        (bytes([1, 1, 1]), CROSS_OUT),
        (bytes([1, 1, 1, 1, 1]), CROSS_OUT),
        (bytes([1, 1, 1, 0]), CROSS_OUT),
        (bytes([1, 1, 1, 3]), CROSS_OUT),
        (bytes([1, 1, 1, 4]), AGREE_DISAGREE),
    ],
)
def test_marks_of_no_such_ballot_are_not_written(marks: bytes, style: BallotStyle) -> None:
    with pytest.raises(ValueError, match=r"mark|zip"):
        format_marks(marks, style, SLATE)


@pytest.mark.parametrize(
    "ruling",
    [
        Ruling(InvalidReason.TOO_MANY),
        Ruling(InvalidReason.NONE),
        Ruling(InvalidReason.OTHER),
        Ruling(None),
        Ruling(InvalidReason.MARKED, "có chữ ký"),
    ],
)
def test_a_ruling_that_no_board_can_write_is_not_written(ruling: Ruling) -> None:
    with pytest.raises(ValueError, match="ruling"):
        format_ruling(ruling)
