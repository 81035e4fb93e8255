"""Desks on one real file, stopped between reading and writing while others act: `python tests/interleavings.py`."""

import random
from pathlib import Path

import pytest
from acts_at_desk import MOMENTS
from interleavings import PAIRS, Figures, Hall, Windows, every_stop, sample

SAME, TWO, AWAY = PAIRS


@pytest.fixture
def figures() -> Figures:
    return Figures()


@pytest.mark.parametrize(
    ("moment", "seats", "acts"),
    [
        # What broke a chain, or left an acknowledged ballot uncounted, before acts decided within their transactions
        ("counting", SAME, ("close pass", "key")),
        ("counting", TWO, ("take over", "key")),
        ("ready", SAME, ("seal", "key")),
        ("counting", AWAY, ("key", "take over")),
        # Which of two is told
        ("counting", SAME, ("update contest", "update congress")),
        ("sealed", TWO, ("prepare round", "decide again")),
        ("sealed", SAME, ("begin counting", "undo prepared")),
    ],
)
def test_two_desks_at_once_leave_what_one_after_the_other_does(
    tmp_path: Path, figures: Figures, moment: str, seats: str, acts: tuple[str, str]
) -> None:
    windows = Windows(Hall(tmp_path, moment, figures), seats)
    assert windows.can(0, acts[0])
    assert windows.can(1, acts[1])
    every_stop(windows, acts)
    assert figures.interleavings > 8
    assert figures.locked, "one of them found the file held by the other, and could do its act afterwards"


def test_two_and_three_desks_taking_turns_by_lot(tmp_path: Path, figures: Figures) -> None:
    halls = {moment: Hall(tmp_path, moment, figures) for moment in MOMENTS}
    lots = random.Random(20261122)  # noqa: S311 - whose turn it is, no secret
    sample(halls, lots, 36)
    assert figures.interleavings > 100
    assert figures.kept > 20


def test_a_desk_that_waits_for_another_does_its_act_then(tmp_path: Path, figures: Figures) -> None:
    windows = Windows(Hall(tmp_path, "counting", figures), SAME)
    windows.can(0, "key")
    before = figures.refused["pass_moved"]
    # The first is stopped with the file in its hands; the second waits, and then is told that the pass has moved.
    held = [0] * (windows.turns(("key", "key"))[0] - 2)
    windows.run(("key", "key"), [*held, 1, 1], (0, 1), busy_seconds=5.0, patience=0.05)
    assert figures.locked == 0
    assert figures.refused["pass_moved"] == before + 3, "in both orders, and here"


@pytest.mark.parametrize(
    ("moment", "acts", "seen"),
    [
        ("counting", ("close pass", "key"), "a chain is broken"),
        ("ready", ("seal", "key"), "does not cover"),
        ("counting", ("open batch", "open batch"), "twice"),
    ],
)
def test_acts_that_do_not_decide_within_their_transaction_are_found_out(
    tmp_path: Path, figures: Figures, moment: str, acts: tuple[str, str], seen: str
) -> None:
    windows = Windows(Hall(tmp_path, moment, figures, together=False), SAME)
    with pytest.raises(AssertionError, match="Seat") as found:
        every_stop(windows, acts)
    assert seen in str(found.value.__cause__)
