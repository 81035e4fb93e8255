"""What is told of a count wherever it is told: what one person decided, what was lost, what was changed late."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from tally.domain.height import Accepted
from tally.domain.journal import CONGRESS_CHAIN, pass_chain


class Waiver(NamedTuple):
    """Fewer keying passes, or one person keying several, and why.

    Attributes:
        person: who decided it, by id.
    """

    passes: int
    reason: str
    person: str
    time: str


class Settlement(NamedTuple):
    """A dispute that the head settled, and why.

    Attributes:
        place: of the dispute in the batch.
        person: the head, by id.
        second: who stood for it beside the head, where nobody else had keyed what stands; else empty.
    """

    batch: int
    place: int
    reason: str
    person: str
    time: str
    second: str = ""


class Renamed(NamedTuple):
    """A line of a slate that was changed after ballots were keyed; it prints in the minutes.

    Attributes:
        before: who stood there, by name; the same as `after` where something else of them was changed.
        person: who changed it, by id.
    """

    no: int
    before: str
    after: str
    reason: str
    person: str
    time: str


@dataclass(frozen=True, slots=True)
class Loss:
    """What the board accepted to be lost, so that it could go on from the longest copy there was.

    Attributes:
        head: by id, and so is `second`.
        lost: the chains whose ends are missing, or went on otherwise.
        sealed: contests, by id and round, that were sealed in what was left: it is none of theirs.
        entry: the hash of the entry that records it.
    """

    head: str
    second: str
    reason: str
    time: str
    lost: tuple[Accepted, ...]
    sealed: frozenset[tuple[str, int]]
    entry: bytes

    def concerns(self, key: tuple[str, int]) -> bool:
        """Tell whether it is about a contest: one of its passes, or the congress's chain while it was open."""
        passes = f"{pass_chain(*key, 0, 0).rsplit('/', 2)[0]}/"
        return key not in self.sealed and any(
            one.chain == CONGRESS_CHAIN or one.chain.startswith(passes) for one in self.lost
        )


class AloneIs(StrEnum):
    """What the head did alone: another PIN for somebody, a first one, or somebody more, while ballots were counted."""

    RESET_PIN = "reset_pin"
    FIRST_PIN = "first_pin"
    ADDED = "added"


class Alone(NamedTuple):
    """What the head did alone that lets somebody stand for another; it is said wherever the count is told.

    Attributes:
        person: by id, to whom it was done.
        head: by id.
        sequence: of the entry.
    """

    what: AloneIs
    person: str
    head: str
    time: str
    sequence: int
