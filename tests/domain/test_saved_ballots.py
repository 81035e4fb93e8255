"""Ballots batch by batch without an object each: the same ballots, the same count."""

import pytest
from builders import QD_190, a_contest
from hypothesis import given
from hypothesis import strategies as st

from tally.domain.ballot import Ballot, Batch, Ruling, SavedBallots, digits, numbering, place_and_content
from tally.domain.counting import count_ballots
from tally.domain.rules import InvalidReason

RULED = Ruling(InvalidReason.MARKED)
VALID = Ruling(None, "rõ ý")


def saved() -> SavedBallots:
    return SavedBallots(
        [
            Batch(1, range(1, 4), [b"\1\1\2", b"\2\2\2", b"\1\2\2"], {1: RULED}),
            Batch(2, [], []),
            Batch(4, [2, 5], [b"\1\1\1", b"\2\1\2"], {0: VALID}),
        ]
    )


BALLOTS = [
    Ballot(1, 1, b"\1\1\2"),
    Ballot(1, 2, b"\2\2\2", RULED),
    Ballot(1, 3, b"\1\2\2"),
    Ballot(4, 2, b"\1\1\1", VALID),
    Ballot(4, 5, b"\2\1\2"),
]


def test_they_are_the_ballots_one_after_the_other() -> None:
    assert list(saved()) == BALLOTS
    assert len(saved()) == 5


def test_they_are_values() -> None:
    assert saved() == saved()
    assert hash(saved()) == hash(saved())
    assert saved() != SavedBallots(saved().batches[:2])
    ruled_otherwise = Batch(1, range(1, 4), [b"\1\1\2", b"\2\2\2", b"\1\2\2"], {1: VALID})
    assert saved() != SavedBallots([ruled_otherwise, *saved().batches[1:]])
    assert saved() != BALLOTS


def test_each_can_be_looked_at() -> None:
    assert [saved()[place] for place in range(5)] == BALLOTS
    assert saved()[-1] == BALLOTS[-1]
    assert saved()[1:4] == tuple(BALLOTS[1:4])
    with pytest.raises(IndexError):
        saved()[5]


def test_none_at_all() -> None:
    assert len(SavedBallots([])) == 0
    assert list(SavedBallots([])) == []


def test_those_with_a_ruling_and_those_without() -> None:
    assert list(saved().without_ruling()) == [b"\1\1\2", b"\1\2\2", b"\2\1\2"]
    assert list(saved().ruled()) == [BALLOTS[1], BALLOTS[3]]


def test_their_numbers() -> None:
    expected = [(1, 1), (1, 2), (1, 3), (4, 2), (4, 5)]
    assert list(numbering(saved())) == expected
    assert list(numbering(BALLOTS)) == expected


def test_the_count_is_that_of_the_single_ballots() -> None:
    contest, profile = a_contest(3, seats=2), QD_190
    assert count_ballots(contest, profile, saved()) == count_ballots(contest, profile, BALLOTS)


def test_a_ballot_with_too_many_marks_is_refused_by_its_place() -> None:
    odd = SavedBallots([Batch(3, [7, 8], [b"\1\1\2", b"\1\1"])])
    with pytest.raises(ValueError, match=r"^batch 3 ballot 8: 2 marks, 3 candidates$"):
        count_ballots(a_contest(3, seats=2), QD_190, odd)


def test_marks_as_digits() -> None:
    assert digits(bytes([0, 1, 2, 3])) == "0123"


def test_order_by_place_and_then_by_what_is_on_the_ballot() -> None:
    ballots = [Ballot(2, 1, b"\1"), Ballot(1, 2, b"\2"), Ballot(1, 2, b"\1", RULED), Ballot(1, 2, b"\1")]
    assert [ballots.index(one) for one in sorted(ballots, key=place_and_content)] == [3, 2, 1, 0]


@given(
    st.lists(
        st.tuples(
            st.lists(st.sampled_from([1, 2, 0, 3]), min_size=4, max_size=4), st.sampled_from([None, RULED, VALID])
        ),
        max_size=60,
    ),
    st.integers(1, 7),
    st.integers(1, 4),
)
def test_any_ballots_in_any_batches_count_alike(
    papers: list[tuple[list[int], Ruling | None]], size: int, seats: int
) -> None:
    contest, profile = a_contest(4, seats=seats), QD_190
    single = [
        Ballot(place // size + 1, place % size + 1, bytes(signs), ruling)
        for place, (signs, ruling) in enumerate(papers)
    ]
    batches = []
    for number in range(1, len(papers) // size + 2):
        stack = [ballot for ballot in single if ballot.batch == number]
        rulings = {place: one.ruling for place, one in enumerate(stack) if one.ruling is not None}
        batches.append(Batch(number, range(1, len(stack) + 1), [one.marks for one in stack], rulings))
    assert list(SavedBallots(batches)) == single
    assert count_ballots(contest, profile, SavedBallots(batches)) == count_ballots(contest, profile, single)


def test_ballots_make_a_batch_in_their_order_with_their_rulings() -> None:
    ruling = Ruling(InvalidReason.MARKED)
    ballots = [Ballot(7, 2, b"\1\2", ruling), Ballot(7, 1, b"\2\1")]
    batch = Batch.of(7, ballots)
    assert (list(batch), batch.rulings) == (ballots[::-1], {1: ruling})
