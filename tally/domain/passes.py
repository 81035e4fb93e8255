"""Independent keyings of a batch held against each other: what agrees stands, the rest is disputed.

A skipped or doubled ballot is recognised as such by aligning the passes as sequences, not as a tail of differences.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from tally.domain.ballot import Ruling

TWO = 2  # keyings that agree let a ballot stand


@dataclass(frozen=True, slots=True)
class Keying:
    """What one keying says of a ballot: its marks and the ruling keyed with it."""

    marks: bytes
    ruling: Ruling | None = None


class DisputeKind(StrEnum):
    """How the passes differ over a ballot."""

    DIFFERS = "differs"
    SKIPPED = "skipped"
    DOUBLED = "doubled"


@dataclass(frozen=True, slots=True)
class Slot:
    """One place in the stack with what each pass keyed there; None where a pass has no such ballot.

    Attributes:
        place: counted from 1 in the stack as the passes together see it; it stays put while disputes are settled.
        keyings: one per pass, in the order of the passes.
    """

    place: int
    keyings: tuple[Keying | None, ...]

    @property
    def agreed(self) -> bool:
        """True when every pass keyed the same here."""
        return len(set(self.keyings)) == 1


@dataclass(frozen=True, slots=True)
class Dispute:
    """A ballot over which the passes differ.

    Attributes:
        place: of the slot.
        ballot: the number to look for in the paper stack.
        kind: whether a keying differs, or a pass skipped or doubled the ballot.
        passes: the passes (from 1) that skipped or doubled it; all of them when keyings differ.
    """

    place: int
    ballot: int
    kind: DisputeKind
    passes: tuple[int, ...]


def align(passes: Sequence[Sequence[Keying]]) -> tuple[Slot, ...]:
    """Return the stack as the passes together see it.

    One pass is taken as it is; the second and the third are each aligned to what stands so far with the fewest
    differences, a ballot that differs being likelier than one skipped beside one doubled.
    """
    slots: list[tuple[Keying | None, ...]] = [(keying,) for keying in passes[0]]
    for number, keyings in enumerate(passes[1:], start=1):
        slots = _merge(slots, list(keyings), number)
    return tuple(Slot(place, slot) for place, slot in enumerate(slots, start=1))


def disputes(slots: Sequence[Slot], paper: int | None = None) -> tuple[Dispute, ...]:
    """Return the ballots over which the passes differ.

    Args:
        slots: from `align`.
        paper: ballots in the paper stack when they were counted by hand; it tells a skipped ballot from a doubled one.
    """
    passes = len(slots[0].keyings) if slots else 0
    sizes = [sum(slot.keyings[one] is not None for slot in slots) for one in range(passes)]
    reference = _reference(sizes, paper)
    found: list[Dispute] = []
    ballot = 0
    for index, slot in enumerate(slots):
        there = slot.keyings[reference] is not None
        ballot += there
        if slot.agreed:
            continue
        having = tuple(one for one, keying in enumerate(slot.keyings, start=1) if keying is not None)
        lacking = tuple(one for one, keying in enumerate(slot.keyings, start=1) if keying is None)
        if not lacking:
            found.append(Dispute(slot.place, ballot, DisputeKind.DIFFERS, having))
        elif there and not _doubles(slots, index, reference, paper, sizes):
            found.append(Dispute(slot.place, ballot, DisputeKind.SKIPPED, lacking))
        else:
            found.append(Dispute(slot.place, max(ballot, 1), DisputeKind.DOUBLED, having))
    return tuple(found)


def standing(keyings: Sequence[Keying | None]) -> tuple[Keying | None] | None:
    """Return, in a tuple, what two keyings agree on (None in it: no such ballot), or None when no two agree."""
    for keying in keyings:
        if keyings.count(keying) >= TWO:
            return (keying,)
    return None


def _reference(sizes: Sequence[int], paper: int | None) -> int:
    """Return the pass by which ballots are numbered: the one as long as the paper stack, else the longest."""
    if paper in sizes:
        return sizes.index(paper)
    return sizes.index(max(sizes))


def _doubles(slots: Sequence[Slot], index: int, reference: int, paper: int | None, sizes: Sequence[int]) -> bool:
    """Tell whether the reference keyed the ballot before it once more, when nobody counted the paper."""
    if paper in sizes or index == 0:
        return False
    return slots[index].keyings[reference] == slots[index - 1].keyings[reference]


def _merge(
    slots: list[tuple[Keying | None, ...]], keyings: list[Keying], width: int
) -> list[tuple[Keying | None, ...]]:
    """Align one more pass with the fewest edits: a ballot that differs costs 2, one that a side lacks costs 3 / 2."""
    rows, columns = len(slots), len(keyings)
    differs, lacks = 4, 3
    cost = [[0] * (columns + 1) for _ in range(rows + 1)]
    for row in range(rows + 1):
        for column in range(columns + 1):
            if row and column:
                same = keyings[column - 1] in slots[row - 1]
                cost[row][column] = min(
                    cost[row - 1][column - 1] + (0 if same else differs),
                    cost[row - 1][column] + lacks,
                    cost[row][column - 1] + lacks,
                )
            else:
                cost[row][column] = lacks * (row + column)
    merged: list[tuple[Keying | None, ...]] = []
    row, column = rows, columns
    while row or column:
        same = bool(row and column) and keyings[column - 1] in slots[row - 1]
        if row and column and cost[row][column] == cost[row - 1][column - 1] + (0 if same else differs):
            row, column = row - 1, column - 1
            merged.append((*slots[row], keyings[column]))
        elif row and cost[row][column] == cost[row - 1][column] + lacks:
            row -= 1
            merged.append((*slots[row], None))
        else:
            column -= 1
            merged.append((*(None,) * width, keyings[column]))
    return merged[::-1]
