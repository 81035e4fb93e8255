"""One ballot: its marks, and whether it is valid (QĐ 190-QĐ/TW art. 15; QĐ 244-QĐ/TW art. 17).

Both styles come down to one mark per candidate, kept as one byte per candidate in the order of the ballot:
a name left standing on a cross-out ballot is a mark FOR, a name struck through a mark AGAINST.
"""

from bisect import bisect_right
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from itertools import accumulate, chain, repeat
from operator import eq
from typing import overload

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


DIGITS = bytes(ord(str(byte)) if byte <= Mark.BOTH else ord("?") for byte in range(256))
"""Marks as digits, for `bytes.translate`; a byte that is no mark shows as `?`."""


@dataclass(frozen=True, slots=True)
class Ruling:
    """The board's recorded conclusion on one ballot.

    Attributes:
        reason: why the board holds the ballot invalid, or None: it holds the ballot valid.
        text: the board's words; given with `other` and with "valid".
    """

    reason: InvalidReason | None
    text: str = ""

    def overrules(self, found: InvalidReason | None) -> bool:
        """Tell whether it makes valid what the marks make invalid, or the other way round; `found`: by the marks."""
        return (found is None) != (self.reason is None)


def overruling(before: Ruling | None, after: Ruling | None, found: InvalidReason | None) -> bool:
    """Tell whether what a ruling says, or what it takes the place of, overrules the marks.

    Taking such a ruling back makes a ballot valid or invalid again: it can elect somebody, as making it did.
    """
    return any(ruling is not None and ruling.overrules(found) for ruling in (before, after))


@dataclass(frozen=True, slots=True)
class Ballot:
    """One paper ballot: its place in its stack, one `Mark` byte per candidate in ballot order, the board's ruling."""

    batch: int
    number: int
    marks: bytes
    ruling: Ruling | None = None


@dataclass(frozen=True, slots=True)
class Batch:
    """A stack of ballots kept in its order (tập phiếu), without an object for each ballot.

    Attributes:
        numbers: of the ballots in the batch.
        marks: as many, one `Mark` byte per candidate in each.
        rulings: the board's, by place in `marks`; places without a ruling are not there.
    """

    number: int
    numbers: Sequence[int]
    marks: Sequence[bytes]
    rulings: Mapping[int, Ruling] = field(default_factory=dict)

    @classmethod
    def of(cls, number: int, ballots: Iterable[Ballot]) -> "Batch":
        """Return ballots as a batch, in their order."""
        ordered = sorted(ballots, key=place_and_content)
        return cls(
            number,
            [ballot.number for ballot in ordered],
            [ballot.marks for ballot in ordered],
            {place: ballot.ruling for place, ballot in enumerate(ordered) if ballot.ruling is not None},
        )

    def ballot(self, place: int) -> Ballot:
        """Return the ballot at a place, counted from 0."""
        return Ballot(self.number, self.numbers[place], self.marks[place], self.rulings.get(place))

    def __iter__(self) -> Iterator[Ballot]:
        """Yield the ballots in their order."""
        return map(self.ballot, range(len(self.marks)))


class SavedBallots(Sequence[Ballot]):
    """The ballots of a contest batch by batch: a million of them fit, and a `Ballot` is made only to be looked at."""

    def __init__(self, batches: Iterable[Batch]) -> None:
        self.batches = tuple(batches)
        self._ends = tuple(accumulate(len(batch.marks) for batch in self.batches))

    def __len__(self) -> int:
        """Return the number of ballots."""
        return self._ends[-1] if self._ends else 0

    def __iter__(self) -> Iterator[Ballot]:
        """Yield every ballot, batch after batch."""
        return chain.from_iterable(self.batches)

    @overload
    def __getitem__(self, index: int) -> Ballot: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Ballot, ...]: ...
    def __getitem__(self, index: int | slice) -> Ballot | tuple[Ballot, ...]:
        """Return the ballot at a place, or those of a stretch."""
        if isinstance(index, slice):
            return tuple(self[place] for place in range(*index.indices(len(self))))
        place = range(len(self))[index]
        position = bisect_right(self._ends, place)
        batch = self.batches[position]
        return batch.ballot(place - self._ends[position] + len(batch.marks))

    def __eq__(self, other: object) -> bool:
        """Tell whether these are the same ballots in the same order, however they lie in batches."""
        if not isinstance(other, SavedBallots):
            return NotImplemented
        return len(self) == len(other) and all(map(eq, self, other))

    def __hash__(self) -> int:
        """Return the same number for the same ballots."""
        return hash(tuple(self))

    def without_ruling(self) -> Iterator[bytes]:
        """Yield the marks of every ballot on which the board did not rule."""
        return chain.from_iterable(map(_without_ruling, self.batches))

    def ruled(self) -> Iterator[Ballot]:
        """Yield every ballot on which the board ruled."""
        return (batch.ballot(place) for batch in self.batches for place in batch.rulings)


def digits(marks: bytes) -> str:
    """Return marks as text, one digit a candidate."""
    return marks.translate(DIGITS).decode("ascii")


def place_and_content(ballot: Ballot) -> tuple[int, int, bytes, str]:
    """Return what ballots are sorted by: their place, and where two bear one number, what is on them."""
    return ballot.batch, ballot.number, ballot.marks, str(ballot.ruling)


def numbering(ballots: Iterable[Ballot]) -> Iterator[tuple[int, int]]:
    """Yield batch and number of every ballot."""
    if isinstance(ballots, SavedBallots):
        for batch in ballots.batches:
            yield from zip(repeat(batch.number), batch.numbers, strict=False)
    else:
        yield from ((ballot.batch, ballot.number) for ballot in ballots)


def _without_ruling(batch: Batch) -> Sequence[bytes]:
    if not batch.rulings:
        return batch.marks
    return [marks for place, marks in enumerate(batch.marks) if place not in batch.rulings]


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
