"""How saved files write what the board ruled on a ballot: the same words in `ballots.csv` and on sheet Phiếu."""

from collections.abc import Mapping

from tally.domain.ballot import Ruling
from tally.domain.rules import MACHINE_REASONS, InvalidReason

BARE_RULINGS = (InvalidReason.NOT_ISSUED, InvalidReason.OUTSIDE_LIST, InvalidReason.MARKED)
"""The rulings written without words of the board."""

WORDED_RULINGS: Mapping[str, InvalidReason | None] = {
    "other": InvalidReason.OTHER,
    "valid": None,
    **{reason.value: reason for reason in InvalidReason if reason in MACHINE_REASONS},
}
"""The rulings written with words: the board's own, or who of it agree with what the machine found."""


def format_ruling(ruling: Ruling | None) -> str:
    """Write a ruling: `marked`, `other:TEXT`, `valid:TEXT`, `too-many:NAMES`; the empty text for none.

    Raises:
        ValueError: it is no ruling that a board can write: it has words too many or too few.
    """
    if ruling is None:
        return ""
    if ruling.reason in BARE_RULINGS and not ruling.text:
        return ruling.reason.value
    word = next((word for word, reason in WORDED_RULINGS.items() if reason is ruling.reason), None)
    if word is None or not ruling.text:
        message = f"not a ruling of a board: {ruling}"
        raise ValueError(message)
    return f"{word}:{ruling.text}"
