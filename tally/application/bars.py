"""A bar of votes with the half line in it, and a sign for every outcome: the same on the page and on screen."""

from tally.domain.counting import Outcome

HALF_LINE = "┃"
OUTCOME_SIGNS = {
    Outcome.ELECTED: "✓",
    Outcome.TIED: "=",
    Outcome.OVER_HALF: "○",
    Outcome.NOT_ELECTED: "·",
    Outcome.LISTED: "✓",
    Outcome.NOT_LISTED: "·",
}
"""Beside the bar: no meaning by colour alone."""

_FULL = "█"


def vote_bar(votes: int, base: int, half: int, *, half_line: bool = True, more_than: int = 50) -> str:
    """Draw the votes against the base; a bar crosses the half line exactly when the votes are over half.

    The left side is full at half and not before; the first cell on the right stands for one vote more.

    Args:
        votes: of a candidate.
        base: what half is taken of; without one there is no bar.
        half: cells on each side of the half line.
        half_line: False where no majority is asked.
        more_than: percent of the base at which the line stands, where it is not half (`Base.more_than`).
    """
    if base <= 0:
        return ""
    before = cells_before(half, more_than)
    left, right = bar_parts(votes, base, half, more_than)
    line = HALF_LINE if half_line else _FULL if right else " "
    return _FULL * left + " " * (before - left) + line + _FULL * right


def cells_before(half: int, more_than: int = 50) -> int:
    """Return the cells before the line of a bar of twice `half` cells, at least one; as many as `half` at half."""
    return max(2 * half * more_than // 100, 1)


def bar_parts(votes: int, base: int, half: int, more_than: int = 50) -> tuple[int, int]:
    """Return how much of a bar is full on the left and on the right of the half line.

    Args:
        votes: of a candidate.
        base: what half is taken of, over zero.
        half: parts on each side of the half line.
        more_than: as of `vote_bar`.
    """
    before = cells_before(half, more_than)
    after, share = 2 * half - before, more_than * base
    left = min(100 * votes * before // share, before)
    return left, min(max(-(-(100 * votes - share) * after // ((100 - more_than) * base)), 0), after)
