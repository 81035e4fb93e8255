"""The law of the journal where only the ballots can say: what was in dispute, what stood before, what stood in the way.

A batch on which the board acts is keyed in full, so that its passes never change again: what was known at the moment
of an act is known again once the passes are read, whichever entries came after.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import count
from typing import NamedTuple

from tally.domain.ballot import overruling
from tally.domain.batch import BatchCount, BatchState, Details, PassContents, keying_of, ruling_of
from tally.domain.desk import ContestKey, ContestState, DeskState
from tally.domain.journal import CONGRESS_CHAIN, Broken, EntryKind, pass_chain
from tally.domain.law import Breach, Read
from tally.domain.passes import Keying

OF_A_BATCH = frozenset(
    {EntryKind.BALLOT_REKEYED, EntryKind.DISPUTE_SETTLED, EntryKind.BALLOT_RULED, EntryKind.BALLOT_AMENDED}
)
"""What the board says of the ballots of a batch."""

ASKED = OF_A_BATCH | {EntryKind.CONTEST_SEALED, EntryKind.CORRIGENDUM}
"""Kinds of which only the ballots can say whether they are lawful."""


class Act(NamedTuple):
    """An entry that is to be held against the ballots.

    Attributes:
        declaration: what was declared at that moment.
    """

    sequence: int
    kind: EntryKind
    person: str
    details: Details
    declaration: str

    @property
    def key(self) -> ContestKey:
        """The contest it is about."""
        return self.details["contest"], self.details["round"]


class PassEnd(NamedTuple):
    """How a pass ended.

    Attributes:
        entries: in its chain.
        digest: of its marks, where there is nothing but marks; else None.
    """

    entries: int
    digest: bytes | None


class LawOfCounts:
    """The acts of a journal held against its ballots."""

    def __init__(
        self,
        state: DeskState,
        read: Read,
        ends: Mapping[str, PassEnd],
        contents: Callable[[ContestKey, int, int], PassContents],
    ) -> None:
        """Take what is known once every chain was read.

        Args:
            state: the replay of the congress's chain.
            read: reads a declaration.
            ends: of every pass that has an entry, by chain.
            contents: returns what a pass of a batch holds; asked where an act is about it, and where passes differ.
        """
        self._state = state
        self._read = read
        self._ends = ends
        self._contents = contents
        self._batches: dict[tuple[ContestKey, int], _Batch] = {}

    def judge(self, acts: Sequence[Act]) -> Broken | None:
        """Judge acts in their order; return the first that breaks the law."""
        for act in acts:
            breach = next(self._breaches(act), None)
            if breach is not None:
                return Broken(CONGRESS_CHAIN, act.sequence, breach.value)
        return None

    def _breaches(self, act: Act) -> Iterator[Breach]:
        count_ = self._state.contest(act.key)
        if act.kind is EntryKind.CONTEST_SEALED:
            yield from self._obstacles(act.key, count_)
        elif act.kind is EntryKind.CORRIGENDUM:
            yield from self._corrected(act, count_)
        else:
            yield from self._of_a_batch(act, self._batch(act.key, act.details["batch"]))

    def _of_a_batch(self, act: Act, batch: "_Batch") -> Iterator[Breach]:
        details = act.details
        if act.kind in {EntryKind.BALLOT_REKEYED, EntryKind.DISPUTE_SETTLED}:
            if details["place"] not in batch.open_places:
                yield Breach.NO_DISPUTE
            batch.settle(act)
            return
        if not batch.compared.accepted:
            yield Breach.NOT_ACCEPTED
        before = batch.stands.get(details["ballot"])
        if before is None:
            yield Breach.BALLOT
        elif act.kind is EntryKind.BALLOT_AMENDED:
            if before != keying_of(details["before"]):
                yield Breach.BEFORE
            batch.stands[details["ballot"]] = keying_of(details["after"])
        else:
            yield from self._ruled(act, before)
            batch.stands[details["ballot"]] = Keying(before.marks, ruling_of(details))

    def _ruled(self, act: Act, before: Keying) -> Iterator[Breach]:
        """Yield what is wrong with a ruling: it changes nothing, or lacks the second person that overruling takes."""
        ruling = ruling_of(act.details)
        if ruling == before.ruling:
            yield Breach.NOTHING_CHANGED
        declared = self._read(act.declaration)
        if declared is not None:
            found = declared.contests[act.key].finding(before.marks, declared.profile)
            if overruling(before.ruling, ruling, found) != ("second" in act.details):
                yield Breach.SECOND

    def _corrected(self, act: Act, count_: ContestState) -> Iterator[Breach]:
        for change in act.details["changes"]:
            if change["batch"] not in count_.batches:
                yield Breach.BALLOT
                return
            batch = self._batch(act.key, change["batch"])
            before = batch.stands.get(change["ballot"])
            if before is None:
                yield Breach.BALLOT
            elif before != keying_of(change["before"]):
                yield Breach.BEFORE
            batch.stands[change["ballot"]] = keying_of(change["after"])

    def _obstacles(self, key: ContestKey, count_: ContestState) -> Iterator[Breach]:
        """Yield what stood in the way of a seal; nothing of a contest changes after it, so what is true now was."""
        ballots = 0
        for number, state in sorted(count_.batches.items()):
            ends = [self._ends.get(pass_chain(*key, number, one)) for one in state.passes]
            if len(state.closed) < count_.wanted:
                if any(ends):
                    yield Breach.OBSTACLE
            elif (key, number) not in self._batches and self._alike(key, state):
                ballots += sum(end.entries for end in ends if end is not None)
            else:
                batch = self._batch(key, number)
                if not batch.compared.accepted:
                    yield Breach.OBSTACLE
                ballots += sum(keying is not None for keying in batch.stands.values())
        if not ballots:
            yield Breach.OBSTACLE

    def _alike(self, key: ContestKey, state: BatchState) -> bool:
        """Tell whether the closed passes of a batch hold the same, and nothing but marks."""
        ends = [self._ends.get(pass_chain(*key, state.number, one)) for one in state.closed]
        digests = {b"" if end is None else end.digest for end in ends}
        return len(digests) == 1 and None not in digests

    def _batch(self, key: ContestKey, number: int) -> "_Batch":
        known = self._batches.get((key, number))
        if known is None:
            count_ = self._state.contest(key)
            state = count_.batches[number]
            known = _Batch(state, count_.wanted, lambda one: self._contents(key, number, one))
            self._batches[key, number] = known
        return known


class _Batch:
    """A batch keyed in full, before the board acted on it, and after each of its acts.

    Attributes:
        compared: its passes held against each other.
    """

    def __init__(self, state: BatchState, wanted: int, contents: Callable[[int], PassContents]) -> None:
        before = BatchState(state.number, state.size, state.opened, state.numbers, state.passes)
        self.compared = BatchCount(before, wanted, contents)
        self._stands: dict[int, Keying | None] | None = None

    @property
    def open_places(self) -> frozenset[int]:
        """The places in dispute."""
        return frozenset(one.place for one in self.compared.open_disputes)

    @property
    def stands(self) -> dict[int, Keying | None]:
        """What stands by number, of an accepted batch; None: there is no such paper any more.

        Where two ballots taken in bear one number, the first is meant.
        """
        if self._stands is None:
            numbers = self.compared.state.numbers or count(1)
            self._stands = {}
            for number, keying in zip(numbers, self.compared.final(), strict=False):
                self._stands.setdefault(number, keying)
        return self._stands

    def settle(self, act: Act) -> None:
        """Take in that a ballot was keyed again, or that the head settled it."""
        state, place, keying = self.compared.state, act.details["place"], keying_of(act.details["keying"])
        if act.kind is EntryKind.DISPUTE_SETTLED:
            state.settled[place] = keying
        else:
            state.rekeyed.setdefault(place, {})[act.person] = keying
        self.compared.look_again()
