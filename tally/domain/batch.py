"""One batch: the replay of its keying passes (`PassContents`), and the passes held against each other (`BatchCount`).

Also the payloads of entries: rulings and keyings as JSON values, read and written here alone.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from tally.domain.ballot import Ruling
from tally.domain.journal import GENESIS, Entry, EntryKind
from tally.domain.passes import Dispute, Keying, Slot, align, disputes, standing
from tally.domain.rules import InvalidReason

Details = Mapping[str, Any]


def details_of(entry: Entry) -> Details:
    """Return the payload of an entry."""
    details: Details = json.loads(entry.payload) if entry.payload else {}
    return details


def ruling_of(details: Details) -> Ruling | None:
    """Return the ruling in a payload, or None."""
    ruling = details.get("ruling")
    if ruling is None:
        return None
    reason, text = ruling
    return Ruling(None if reason is None else InvalidReason(reason), text)


def ruling_details(ruling: Ruling | None) -> list[str | None] | None:
    """Return a ruling as a payload holds it: `[reason or null, text]`, or null."""
    return None if ruling is None else [None if ruling.reason is None else ruling.reason.value, ruling.text]


def keying_of(details: Details | None) -> Keying | None:
    """Return the keying in a payload: `{"marks": digits, "ruling": …}`, or None for null (no such paper)."""
    return None if details is None else Keying(bytes(map(int, details["marks"])), ruling_of(details))


def keying_details(keying: Keying | None) -> dict[str, object] | None:
    """Return a keying as a payload holds it."""
    if keying is None:
        return None
    return {"marks": "".join(map(str, keying.marks)), "ruling": ruling_details(keying.ruling)}


@dataclass(frozen=True, slots=True)
class Change:
    """A ballot keyed once and then again: both values stay in the journal and print as before -> after.

    Attributes:
        pass_: the keying pass in which it was corrected; 0 when an accepted ballot was amended.
        after: None when the ballot was withdrawn (keyed twice, no such paper).
        second: who stood for it beside the person, where an accepted ballot was amended.
    """

    batch: int
    ballot: int
    pass_: int
    before: Keying
    after: Keying | None
    reason: str
    person: str
    time: str
    second: str = ""


@dataclass(slots=True)
class PassContents:
    """The replay of one keying pass.

    Attributes:
        ballots: by number, as last keyed; a withdrawn ballot is gone and its number stays unused.
        repeated: numbers that were keyed by repeating the ballot before.
        keyed_at: by number, when the ballot was first acknowledged.
    """

    batch: int = 0
    number: int = 0
    ballots: dict[int, Keying] = field(default_factory=dict)
    repeated: set[int] = field(default_factory=set)
    keyed_at: dict[int, str] = field(default_factory=dict)
    changes: list[Change] = field(default_factory=list)
    entries: int = 0
    head: bytes = GENESIS
    next_ballot: int = 1

    @classmethod
    def replay(cls, entries: Iterable[Entry], batch: int, number: int) -> "PassContents":
        """Return what the entries of one pass's chain say."""
        contents = cls(batch, number)
        for entry in entries:
            contents.apply(entry)
        return contents

    def apply(self, entry: Entry) -> None:
        """Take in the next entry of the chain.

        Raises:
            ValueError: an entry that no pass can hold.
        """
        if entry.ballot is None:
            message = f"{entry.chain} {entry.sequence}: no ballot"
            raise ValueError(message)
        details = details_of(entry)
        before = self.ballots.get(entry.ballot)
        if entry.kind is EntryKind.BALLOT_KEYED:
            # Two stations at one pass may use a number twice; neither ballot is lost.
            number = max(entry.ballot, self.next_ballot)
            self.ballots[number] = Keying(entry.marks, ruling_of(details))
            self.keyed_at[number] = entry.time
            if details.get("repeated"):
                self.repeated.add(number)
            self.next_ballot = number + 1
        elif before is not None and entry.kind in (EntryKind.BALLOT_CORRECTED, EntryKind.BALLOT_WITHDRAWN):
            after = Keying(entry.marks, ruling_of(details)) if entry.kind is EntryKind.BALLOT_CORRECTED else None
            reason = str(details["reason"])
            self.changes.append(
                Change(self.batch, entry.ballot, self.number, before, after, reason, entry.person, entry.time)
            )
            if after is None:
                del self.ballots[entry.ballot]
            else:
                self.ballots[entry.ballot] = after
        else:
            message = f"{entry.chain} {entry.sequence}: {entry.kind} of ballot {entry.ballot}"
            raise ValueError(message)
        self.entries = entry.sequence
        self.head = entry.hash

    @property
    def next_place(self) -> int:
        """Where the next ballot lies in the paper stack, counted from 1; what was withdrawn is no paper of it."""
        return len(self.ballots) + 1

    def place_of(self, number: int) -> int:
        """Return where the ballot of a number lies in the paper stack."""
        return 1 + sum(one < number for one in self.ballots)

    def number_at(self, place: int) -> int | None:
        """Return the number of the ballot that lies at a place of the paper stack, or None."""
        return sorted(self.ballots)[place - 1] if 1 <= place < self.next_place else None

    def in_order(self) -> list[Keying]:
        """Return the keyings in the order of the stack."""
        return [self.ballots[number] for number in sorted(self.ballots)]


class Turn(NamedTuple):
    """Somebody's turn at keying a pass, from being opened or taken over on.

    Attributes:
        entries: that the pass held before it; None where an older version did not say.
        head: hash of the last of them.
    """

    person: str
    station: str
    entries: int | None
    head: bytes


@dataclass(frozen=True, slots=True)
class PassState:
    """One keying pass of a batch, as the congress's chain knows it.

    Attributes:
        person: who keys it; after it was taken over, who took it over.
        keyers: everybody who ever keyed in it; none of them may key another pass of the batch.
        opened: sequence of the entry that opened it, by which a station knows that it is its own.
        ballots: keyed when it was closed.
        turns: whose turn it was, in their order.
        ended: sequence of the entry that closed it.
    """

    number: int
    person: str
    station: str
    closed: bool = False
    keyers: tuple[str, ...] = ()
    opened: int = 0
    ballots: int = 0
    turns: tuple[Turn, ...] = field(default=(), compare=False)
    ended: int = field(default=0, compare=False)

    def who_keyed(self, entries: int) -> tuple[str, ...]:
        """Return who recorded anything in it, in their order, or may have: older versions say less of a turn.

        Args:
            entries: that the pass holds now.
        """
        ends = (*(turn.entries for turn in self.turns[1:]), entries)
        keyed = (turn.person for turn, end in zip(self.turns, ends, strict=False) if turn.entries != end or end is None)
        return tuple(dict.fromkeys(keyed))


@dataclass(slots=True)
class BatchState:
    """One stack of ballots, as the congress's chain knows it.

    Attributes:
        size: ballots in the paper stack when counted by hand, else None.
        opened: sequence of the entry that opened it, by which a station knows that it is its own.
        numbers: of saved ballots that were taken in with numbers of their own, in their order; empty: 1, 2, 3 …
        rekeyed: by place, what was keyed blind after a dispute, by person; a keying None: there is no such paper.
        settled: by place, what the head ruled.
    """

    number: int
    size: int | None = None
    opened: int = 0
    numbers: tuple[int, ...] = ()
    passes: dict[int, PassState] = field(default_factory=dict)
    rekeyed: dict[int, dict[str, Keying | None]] = field(default_factory=dict)
    settled: dict[int, Keying | None] = field(default_factory=dict)

    @property
    def closed(self) -> list[int]:
        """The closed passes, in the order of their numbers."""
        return sorted(number for number, one in self.passes.items() if one.closed)


class BatchCount:
    """A batch with what its passes hold.

    Attributes:
        keyed: True when as many passes as asked for are closed; before that nothing is compared.
        slots: the stack as the passes see it together.
        disputes: every dispute, settled or not.
    """

    def __init__(self, state: BatchState, wanted: int, contents: Callable[[int], PassContents]) -> None:
        """Compare the passes.

        Args:
            state: of the batch.
            wanted: passes that the contest asks for.
            contents: returns what a pass holds; asked only for closed passes.
        """
        # Every closed pass counts, whichever they are: one that a station never finished may have been waived.
        numbers = state.closed
        self.state = state
        self._keyers = [frozenset(state.passes[number].keyers) for number in numbers]
        self.keyed = len(numbers) >= wanted
        self.slots: tuple[Slot, ...] = ()
        self.disputes: tuple[Dispute, ...] = ()
        if self.keyed:
            self.slots = align([contents(number).in_order() for number in numbers])
            self.disputes = tuple(
                replace(one, passes=tuple(numbers[place - 1] for place in one.passes))
                for one in disputes(self.slots, state.size)
            )
        self._disputed = frozenset(one.place for one in self.disputes)
        self._no_paper = {slot.place for slot in self.slots if self._believed(slot) == (None,)}
        self._open: tuple[Dispute, ...] | None = None

    def look_again(self, place: int) -> None:
        """Take in that the state says more of a ballot in dispute, keyed again or settled; the passes stay compared."""
        self._no_paper.discard(place)
        if self._believed(self.slots[place - 1]) == (None,):
            self._no_paper.add(place)
        self._open = None

    @property
    def open_disputes(self) -> tuple[Dispute, ...]:
        """The disputes that neither two people who agree nor the head have settled."""
        if self._open is None:
            self._open = tuple(one for one in self.disputes if self.is_open(one.place))
        return self._open

    def is_open(self, place: int) -> bool:
        """Tell whether the ballot at a place is in dispute still."""
        return place in self._disputed and self._standing(self.slots[place - 1]) is None

    @property
    def accepted(self) -> bool:
        """True when the ballots of the batch are final, but for amendments."""
        return self.keyed and not self.open_disputes

    def final(self) -> list[Keying]:
        """Return the ballots that stand, in the order of the stack; a ballot still in dispute is not among them."""
        return [keying for slot in self.slots for keying in self._standing(slot) or () if keying is not None]

    def is_seconded(self, place: int, keying: Keying | None, person: str) -> bool:
        """Tell whether somebody else keyed at a place what a person says of it: then two people say so.

        A pass is a keying of everybody who keyed in it, as in `passes.standing`.
        """
        at = self.slots[place - 1]
        again = self.state.rekeyed.get(place, {})
        return any(
            said == keying and person not in people for said, people in zip(at.keyings, self._keyers, strict=True)
        ) or any(said == keying and who != person for who, said in again.items())

    @property
    def _doubted(self) -> bool:
        """Tell whether the paper was counted otherwise: a ballot that two passes lack may have been skipped by both."""
        return self.state.size not in (None, len(self.slots) - len(self._no_paper))

    def _standing(self, slot: Slot) -> tuple[Keying | None] | None:
        said = slot.place in self.state.settled or slot.place in self.state.rekeyed
        if None in slot.keyings and not said and self._doubted:
            return None  # it is looked at, not believed
        return self._believed(slot)

    def _believed(self, slot: Slot) -> tuple[Keying | None] | None:
        if slot.place in self.state.settled:
            return (self.state.settled[slot.place],)
        if slot.agreed:
            return (slot.keyings[0],)
        again = self.state.rekeyed.get(slot.place, {})
        said = ((keying, frozenset((person,))) for person, keying in again.items())
        return standing([*zip(slot.keyings, self._keyers, strict=True), *said])
