"""A bar of votes with the half line in it, and a sign for every outcome: the same on the page and on screen."""

from tally.domain.counting import Outcome

HALF_LINE = "┃"
OUTCOME_SIGNS = {Outcome.ELECTED: "✓", Outcome.TIED: "=", Outcome.OVER_HALF: "○", Outcome.NOT_ELECTED: "·"}
"""Beside the bar: no meaning by colour alone."""

_FULL = "█"


def vote_bar(votes: int, base: int, half: int, *, half_line: bool = True) -> str:
    """Draw the votes against the base; a bar crosses the half line exactly when the votes are over half.

    The left side is full at half and not before; the first cell on the right stands for one vote more.

    Args:
        votes: of a candidate.
        base: what half is taken of; without one there is no bar.
        half: cells on each side of the half line.
        half_line: False where no majority is asked.
    """
    if base <= 0:
        return ""
    left, right = bar_parts(votes, base, half)
    line = HALF_LINE if half_line else _FULL if right else " "
    return _FULL * left + " " * (half - left) + line + _FULL * right


def bar_parts(votes: int, base: int, half: int) -> tuple[int, int]:
    """Return how much of a bar is full on the left and on the right of the half line.

    Args:
        votes: of a candidate.
        base: what half is taken of, over zero.
        half: parts on each side of the half line.
    """
    return min(2 * votes * half // base, half), min(max(-(-(2 * votes - base) * half // base), 0), half)
