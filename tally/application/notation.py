"""How saved files write what the board ruled on a ballot: the same words in `ballots.csv` and on sheet Phiếu."""

from tally.domain.ballot import Ruling
from tally.domain.rules import InvalidReason

BARE_RULINGS = (InvalidReason.NOT_ISSUED, InvalidReason.OUTSIDE_LIST, InvalidReason.MARKED)
"""The rulings written without words of the board."""


def format_ruling(ruling: Ruling | None) -> str:
    """Write a ruling: `marked`, `other:TEXT`, `valid:TEXT`; the empty text for none.

    Raises:
        ValueError: it is no ruling that a board can write: a reason that the machine finds, or words too many or few.
    """
    if ruling is None:
        return ""
    if ruling.reason in BARE_RULINGS and not ruling.text:
        return ruling.reason.value
    word = {InvalidReason.OTHER: "other", None: "valid"}.get(ruling.reason)
    if word is None or not ruling.text:
        message = f"not a ruling of a board: {ruling}"
        raise ValueError(message)
    return f"{word}:{ruling.text}"
