"""Independent keyings of a batch held against each other: what agrees stands, the rest is disputed.

A skipped or doubled ballot is recognised as such by aligning the passes as sequences, not as a tail of differences.
"""

from collections import Counter
from collections.abc import Container, Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby, zip_longest

from tally.domain.ballot import Ruling

TWO = 2  # people who agree let a ballot stand


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

    The first pass is taken as it is; each further one is aligned to what stands so far with the fewest differences, a
    ballot that differs being likelier than one skipped beside one doubled. Of equal ballots in a row the last is the
    one that a shorter pass lacks.
    """
    slots: list[tuple[Keying | None, ...]] = [(keying,) for keying in passes[0]]
    for number, keyings in enumerate(passes[1:], start=1):
        slots = _merge(slots, list(keyings), number)
    return tuple(Slot(place, slot) for place, slot in enumerate(slots, start=1))


def disputes(slots: Sequence[Slot], paper: int | None = None) -> tuple[Dispute, ...]:
    """Return the ballots over which the passes differ.

    A ballot that a pass lacks was skipped by it, or else keyed twice by the others. It was skipped when it is not
    what the others keyed right before or after it, or when most passes have it; the count of the paper, where there
    is one, has the last word on how many were skipped.

    Args:
        slots: from `align`.
        paper: ballots in the paper stack when they were counted by hand.
    """
    doubles = _doubles(slots)
    skipped = _skipped(slots, paper, doubles)
    found: list[Dispute] = []
    ballot = 0  # papers up to here: what was keyed twice is one paper
    for index, slot in enumerate(slots):
        having = tuple(one for one, keying in enumerate(slot.keyings, start=1) if keying is not None)
        lacking = tuple(one for one, keying in enumerate(slot.keyings, start=1) if keying is None)
        if not lacking or index in skipped:
            ballot += 1
            if lacking:
                found.append(Dispute(slot.place, ballot, DisputeKind.SKIPPED, lacking))
            elif not slot.agreed:
                found.append(Dispute(slot.place, ballot, DisputeKind.DIFFERS, having))
        else:
            # Keyed once more is the ballot before, unless what stands there is another one.
            twin = ballot + 1 if index in doubles and not doubles[index] else max(ballot, 1)
            if found:
                twin = max(twin, found[-1].ballot)  # the stack is gone through once, from the top
            found.append(Dispute(slot.place, twin, DisputeKind.DOUBLED, having))
    return tuple(found)


def standing(keyings: Iterable[tuple[Keying | None, AbstractSet[str]]]) -> tuple[Keying | None] | None:
    """Return, in a tuple, what two people agree on (None in it: no such ballot), or None when there is no such thing.

    Whoever keys a ballot again as before only repeats it: of keyings of the same person one counts. When two agree on
    one thing and two on another, nothing stands.

    Args:
        keyings: each with everybody who keyed in it.
    """
    heard: dict[Keying | None, set[str]] = {}
    votes: Counter[Keying | None] = Counter()
    # A pass of several people is one keying: those of one person are heard first.
    for keying, people in sorted(keyings, key=lambda one: len(one[1])):
        known = heard.setdefault(keying, set())
        if known.isdisjoint(people):
            known.update(people)
            votes[keying] += 1
    by_number = votes.most_common(TWO)
    if not by_number or by_number[0][1] < TWO:
        return None
    if len(by_number) == TWO and by_number[0][1] == by_number[1][1]:
        return None
    return (by_number[0][0],)


def _skipped(slots: Sequence[Slot], paper: int | None, doubles: Container[int]) -> frozenset[int]:
    """Return the indices of the slots that a pass lacks although the paper is there."""
    partial = [index for index, slot in enumerate(slots) if None in slot.keyings]
    lacking = {index: slots[index].keyings.count(None) for index in partial}
    if paper is None:
        return frozenset(
            index for index in partial if index not in doubles or 2 * lacking[index] < len(slots[index].keyings)
        )
    likeliest = sorted(partial, key=lambda index: (lacking[index], index in doubles))
    return frozenset(likeliest[: max(paper - (len(slots) - len(partial)), 0)])


def _doubles(slots: Sequence[Slot]) -> dict[int, bool]:
    """Return the slots a pass lacks that may be a ballot keyed twice: equal to one that another slot in the row holds.

    True: that one comes before; False: the slot is the first of the row.
    """
    found: dict[int, bool] = {}
    for one in range(len(slots[0].keyings) if slots else 0):
        own = [(index, keying) for index, slot in enumerate(slots) if (keying := slot.keyings[one]) is not None]
        for _keying, group in groupby(own, lambda held: held[1]):
            row = [index for index, _ in group]
            partial = [index for index in row if None in slots[index].keyings]
            # A ballot that nobody else has in the whole row was there once at least.
            candidates = partial if len(partial) < len(row) else partial[1:]
            for index in candidates:
                found[index] = found.get(index, False) or index != row[0]
    return found


_Slots = list[tuple[Keying | None, ...]]

# What a difference costs. One ballot that differs is likelier than one skipped beside one doubled, and two of them are
# less likely; of two readings that cost about the same, the one with fewer differences is taken.
_DIFFERS = 400
_LACKS = 301
_LACKS_TOO = 201  # another pass lacks the ballot as well

# Nobody skips so many ballots in a row beside as many keyed twice. Where one pass lacks more than that of a long stack,
# ballots are held against each other in their order: a stranger's file must not keep anybody waiting.
_REACH = 100
_MOST = 1_000_000

_NEVER = 1 << 60
_SLOT_ALONE, _KEYING_ALONE, _TOGETHER = range(3)


def _merge(slots: _Slots, keyings: list[Keying], width: int) -> _Slots:
    """Align one more pass to `width` passes that are aligned already."""
    # What agrees at both ends needs no search: differences are few, and a stack may be long.
    shorter = min(len(slots), len(keyings))
    head = 0
    while head < shorter and _plain(slots[head], keyings[head]):
        head += 1
    tail = 0
    while tail < shorter - head and _plain(slots[-1 - tail], keyings[-1 - tail]):
        tail += 1
    # Equal ballots in a row stay together, so that the last of them can be the one that is lacking.
    first_of_tail = keyings[-tail] if tail else None
    while tail and keyings[-tail] == first_of_tail:
        tail -= 1
    middle = _search(slots[head : len(slots) - tail], keyings[head : len(keyings) - tail], width)
    agreed_head = [(*slot, keying) for slot, keying in zip(slots[:head], keyings[:head], strict=True)]
    after, last = slots[len(slots) - tail :], keyings[len(keyings) - tail :]
    return [*agreed_head, *middle, *((*slot, keying) for slot, keying in zip(after, last, strict=True))]


def _plain(slot: tuple[Keying | None, ...], keying: Keying) -> bool:
    return all(one == keying for one in slot)


def _search(slots: _Slots, keyings: list[Keying], width: int) -> _Slots:
    """Find the alignment that costs least (edit distance), looking `_REACH` ballots further than the passes differ."""
    longer = len(keyings) - len(slots)
    back, ahead = _REACH + max(-longer, 0), _REACH + max(longer, 0)
    if len(slots) * abs(longer) > _MOST:
        nothing: tuple[Keying | None, ...] = (None,) * width
        return [(*(slot or nothing), keying) for slot, keying in zip_longest(slots, keyings)]
    cost = [_LACKS * column if column <= ahead else _NEVER for column in range(len(keyings) + 1)]
    ways: list[tuple[int, bytearray]] = []
    for row, slot in enumerate(slots, start=1):
        lacks = _LACKS_TOO if None in slot else _LACKS
        first, last = max(row - back, 0), min(row + ahead, len(keyings))
        way = bytearray()
        ways.append((first, way))
        diagonal, left = cost[first - 1] if first else _NEVER, _NEVER
        for column in range(first, last + 1):
            # From the end: a ballot that is lacking is looked for first, so that it is the last of equal ones in a row.
            above = cost[column]
            best, step = above + lacks, _SLOT_ALONE
            if left + _LACKS < best:
                best, step = left + _LACKS, _KEYING_ALONE
            if diagonal < best and (together := diagonal + (0 if keyings[column - 1] in slot else _DIFFERS)) < best:
                best, step = together, _TOGETHER
            diagonal, cost[column], left = above, best, best
            way.append(step)
    merged: _Slots = []
    row, column = len(slots), len(keyings)
    while row or column:
        step = _KEYING_ALONE
        if row:
            first, way = ways[row - 1]
            step = way[column - first]
        row, column = row - (step != _KEYING_ALONE), column - (step != _SLOT_ALONE)
        slot = slots[row] if step != _KEYING_ALONE else (None,) * width
        merged.append((*slot, None if step == _SLOT_ALONE else keyings[column]))
    return merged[::-1]
