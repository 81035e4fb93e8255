"""One ballot: its marks, and whether it is valid (QĐ 190-QĐ/TW art. 15; QĐ 244-QĐ/TW art. 17).

Both styles come down to one mark per candidate, kept as one byte per candidate in the order of the ballot:
a name left standing on a cross-out ballot is a mark FOR, a name struck through a mark AGAINST.
"""

from collections.abc import Container
from dataclasses import dataclass
from enum import IntEnum, StrEnum

from tally.domain.rules import InvalidReason


class BallotStyle(StrEnum):
    """How the voter marks the paper."""

    CROSS_OUT = "cross-out"
    AGREE_DISAGREE = "agree-disagree"


class Mark(IntEnum):
    """What a ballot says of one candidate."""

    NEITHER = 0
    FOR = 1
    AGAINST = 2
    BOTH = 3


@dataclass(frozen=True, slots=True)
class Ruling:
    """The board's recorded conclusion on one ballot.

    Attributes:
        reason: why the board holds the ballot invalid, or None: it holds the ballot valid.
        text: the board's words; given with `other` and with "valid".
    """

    reason: InvalidReason | None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Ballot:
    """One paper ballot: its place in its stack, one `Mark` byte per candidate in ballot order, the board's ruling."""

    batch: int
    number: int
    marks: bytes
    ruling: Ruling | None = None


def find(marks: bytes, seats: int, machine_reasons: Container[InvalidReason]) -> InvalidReason | None:
    """Return why the marks alone make a ballot invalid, or None when they do not.

    Args:
        marks: one `Mark` byte per candidate.
        seats: people to be elected.
        machine_reasons: those of the profile's reasons that marks can decide.
    """
    if len(marks) == 1:
        # One candidate only: valid with exactly one of the two boxes marked; "disagree" is a vote too.
        reason = InvalidReason.BOTH_OR_NEITHER if marks[0] in (Mark.BOTH, Mark.NEITHER) else None
    else:
        names = marks.count(Mark.FOR)
        if names > seats:
            reason = InvalidReason.TOO_MANY
        elif names == 0:
            reason = InvalidReason.NONE
        else:
            # Fewer names than seats is valid; so are both boxes or neither for some of several candidates.
            reason = None
    return reason if reason in machine_reasons else None


def conclude(finding: InvalidReason | None, ruling: Ruling | None) -> InvalidReason | None:
    """Return why a ballot is invalid, or None when it is valid: a recorded ruling overrides the machine either way."""
    return finding if ruling is None else ruling.reason
