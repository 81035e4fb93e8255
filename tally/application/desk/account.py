"""The account of a count, read from its journal: who keyed what, what was disputed, corrected, explained and sealed."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from heapq import merge
from itertools import count
from typing import NamedTuple

from tally.application.how_counted import HowCounted, JournalLine, Told
from tally.domain.batch import BatchCount, BatchState, Change, Details, PassContents, details_of, keying_of, ruling_of
from tally.domain.contest import Contest
from tally.domain.desk import BallotPlace, ContestKey, ContestState, DeskState
from tally.domain.journal import CONGRESS_CHAIN, Entry, EntryKind, pass_chain
from tally.domain.passes import Keying
from tally.domain.told import Settlement


class PassTold(NamedTuple):
    """What there is to tell of one keying pass.

    Attributes:
        keyed: ballots acknowledged in it.
        repeated: those of them keyed by repeating the ballot before.
        corrections: the entries that corrected or withdrew a ballot, each with the ballot before and after.
    """

    keyed: int
    repeated: int = 0
    corrections: tuple[tuple[Entry, Change], ...] = ()


def pass_told(entries: Iterable[Entry], batch: int, number: int) -> PassTold:
    """Read a pass's chain for what there is to tell of it."""
    contents = PassContents(batch, number)
    corrections: list[tuple[Entry, Change]] = []
    for entry in entries:
        contents.apply(entry)
        if len(contents.changes) > len(corrections):
            corrections.append((entry, contents.changes[-1]))
    return PassTold(len(contents.keyed_at), len(contents.repeated), tuple(corrections))


def accounts(
    state: DeskState,
    contests: tuple[Contest, ...],
    entries: Callable[[], Iterable[Entry]],
    told: Callable[[ContestKey, int, int], PassTold],
    compared: Callable[[ContestKey, int], BatchCount | None],
) -> Mapping[ContestKey, HowCounted]:
    """Return how each contest was counted.

    Args:
        state: the replay of the congress's chain.
        contests: as last declared.
        entries: reads the congress's chain in order, as far as `state` goes; asked only when a journal is wanted.
        told: returns what there is to tell of a pass of a batch.
        compared: returns a batch with its passes compared; None where they agree and nothing was said of it since.
    """
    keys = [(contest.id, contest.round) for contest in contests]
    return {key: _Account(state, contests, key, told, compared).of(entries) for key in keys}


def _is_about(entry: Entry, details: Details, key: ContestKey) -> bool:
    """Tell whether an entry of the congress's chain is about a contest."""
    if entry.kind is EntryKind.CONGRESS_DECLARED:
        return True
    if entry.kind is EntryKind.IMPORTED:
        return key in {(contest, round_) for contest, round_, _ballots in details.get("contests", ())}
    return (details.get("contest"), details.get("round")) == key


class _Account:
    """The account of one contest."""

    def __init__(
        self,
        state: DeskState,
        contests: tuple[Contest, ...],
        key: ContestKey,
        told: Callable[[ContestKey, int, int], PassTold],
        compared: Callable[[ContestKey, int], BatchCount | None],
    ) -> None:
        self._people = dict(state.people)
        self._practice = state.practice
        self._first = state.first
        self._heads = state.heads
        self._losses = tuple(loss for loss in state.losses if loss.concerns(key))
        self._contests = contests
        self._count: ContestState = state.contest(key)
        # What happened after the seal is no business of what was sealed: its papers stay as they are.
        sealed = self._count.sealed_in
        self._alone = tuple(one for one in state.alone if not sealed or one.sequence < sealed)
        self._alone_later = tuple(state.alone[len(self._alone) :])
        closed = [batch for _, batch in sorted(self._count.batches.items()) if len(batch.closed) >= self._count.wanted]
        self._compared = {batch.number: compared(key, batch.number) for batch in closed}
        # What a pass holds is nobody's business before the passes of its batch agree.
        self._accepted = [batch for batch in closed if _accepted(self._compared[batch.number])]
        self._passes = {
            (batch.number, number): told(key, batch.number, number)
            for batch in self._accepted
            for number in batch.closed
        }
        self._now: dict[BallotPlace, Keying | None] = {}

    def of(self, entries: Callable[[], Iterable[Entry]]) -> HowCounted:
        """Tell it; `entries` reads the congress's chain."""
        count_ = self._count
        corrections = [one for told in self._passes.values() for one in told.corrections]
        changes = sorted((*(change for _, change in corrections), *count_.changes), key=lambda change: change.time)
        agreed, ruled = self._disputes()
        return HowCounted(
            passes=count_.wanted if count_.begun else 0,
            imported=count_.imported,
            reported=count_.steps.get("report", ""),
            begun=count_.steps.get("open", count_.begun_at),
            batches=dict(sorted(Counter(len(batch.closed) for batch in self._accepted).items())),
            waivers=tuple(count_.waivers),
            without_pins=count_.without_pins,
            keyers=self._keyers(),
            stations=tuple(sorted({batch.passes[one].station for batch in self._accepted for one in batch.closed})),
            keyed=sum(told.keyed for told in self._passes.values()),
            repeated=sum(told.repeated for told in self._passes.values()),
            keyed_alone=sum(_keyed_alone(batch) for batch in self._accepted),
            agreed=agreed,
            ruled=ruled,
            settlements=tuple(map(self._paper_of, count_.settlements)),
            changes=tuple(changes),
            explained=dict(count_.explained),
            figures=dict(count_.figures),
            totals_shown=count_.first_shown,
            seal=count_.seal,
            corrigenda=tuple(count_.corrigenda),
            qrs=dict(count_.qrs),
            decision=count_.decision,
            journal=partial(self._journal, entries, corrections),
            closed=0 if count_.imported else sum(len(batch.closed) for batch in count_.batches.values()),
            losses=self._losses,
            alone=self._alone,
            renamed=tuple(count_.renamed),
            alone_later=self._alone_later,
            first=self._first,
            practice=self._practice,
            people=self._people,
            contests=self._contests,
        )

    def _keyers(self) -> dict[str, int]:
        """Return who keyed, each with the number of passes; not who took one over and keyed nothing."""
        return dict(
            Counter(
                person
                for batch in self._accepted
                for one in batch.closed
                for person in batch.passes[one].who_keyed(self._entries_in(batch.number, one))
                if person
            )
        )

    def _entries_in(self, batch: int, number: int) -> int:
        return self._heads[pass_chain(*self._count.key, batch, number)][0]

    def _disputes(self) -> tuple[int, int]:
        """Return how many disputes two keyings settled, and how many the head."""
        agreed = ruled = 0
        for batch in self._accepted:
            compared = self._compared[batch.number]
            for dispute in () if compared is None else compared.disputes:
                if dispute.place in batch.settled:
                    ruled += 1
                else:
                    agreed += 1
        return agreed, ruled

    def _paper_of(self, made: Settlement) -> Settlement:
        """Return what was settled with the number of the paper in its stack in place of the dispute's place."""
        compared = self._compared.get(made.batch)
        disputes = () if compared is None else compared.disputes
        return made._replace(place=next((one.ballot for one in disputes if one.place == made.place), made.place))

    def _journal(
        self, entries: Callable[[], Iterable[Entry]], corrections: list[tuple[Entry, Change]]
    ) -> tuple[JournalLine, ...]:
        self._now.clear()
        congress: list[JournalLine] = []
        losses = {loss.entry for loss in self._losses}
        seal, sealed = self._count.seal, False
        for entry in entries():
            details = details_of(entry)
            # What is declared after the seal is about the contests that follow.
            later = sealed and entry.kind is EntryKind.CONGRESS_DECLARED
            about = _is_about(entry, details, self._count.key) or entry.hash in losses
            if not later and about:
                congress.append(JournalLine(entry, self._told(entry, details)))
            sealed = sealed or (seal is not None and entry.hash == seal.entry)
        passes: dict[str, list[JournalLine]] = {}
        for entry, one in corrections:
            told = Told(one.batch, one.ballot, (one.before,), one.after)
            passes.setdefault(entry.chain, []).append(JournalLine(entry, (told,)))
        # Of one millisecond, the congress's chain comes first; what is in one chain stays in its order.
        return tuple(
            merge(congress, *passes.values(), key=lambda line: (line.entry.time, line.entry.chain != CONGRESS_CHAIN))
        )

    def _told(self, entry: Entry, details: Details) -> tuple[Told, ...]:
        if entry.kind in {EntryKind.BALLOT_REKEYED, EntryKind.DISPUTE_SETTLED}:
            return self._of_dispute(details)
        if entry.kind is EntryKind.BALLOT_RULED:
            return self._of_ruling(details)
        if entry.kind in {EntryKind.BALLOT_AMENDED, EntryKind.CORRIGENDUM}:
            changes = details.get("changes", [details])
            for one in changes:
                self._now[one["batch"], one["ballot"]] = keying_of(one["after"])
            return tuple(
                Told(one["batch"], one["ballot"], (keying_of(one["before"]),), keying_of(one["after"]))
                for one in changes
            )
        return ()

    def _of_dispute(self, details: Details) -> tuple[Told, ...]:
        compared = self._compared.get(details["batch"])
        if compared is None or not compared.accepted:
            return ()
        slot = next(one for one in compared.slots if one.place == details["place"])
        ballot = next((one.ballot for one in compared.disputes if one.place == details["place"]), slot.place)
        return (
            Told(details["batch"], ballot, slot.keyings, keying_of(details["keying"]), tuple(compared.state.closed)),
        )

    def _of_ruling(self, details: Details) -> tuple[Told, ...]:
        batch, ballot = details["batch"], details["ballot"]
        compared = self._compared.get(batch)
        if compared is None or not compared.accepted:
            return ()
        before = self._now.get((batch, ballot), _keyed(compared, ballot))
        if before is None:
            return ()
        after = self._now[batch, ballot] = Keying(before.marks, ruling_of(details))
        return (Told(batch, ballot, (before,), after),)


def _accepted(compared: BatchCount | None) -> bool:
    return compared is None or compared.accepted


def _keyed_alone(batch: BatchState) -> bool:
    """Tell whether one person keyed more than one pass of a batch."""
    keyers = [person for number in batch.closed for person in set(batch.passes[number].keyers) if person]
    return len(keyers) > len(set(keyers))


def _keyed(compared: BatchCount, ballot: int) -> Keying | None:
    """Return what stood for a ballot before anything was ruled or amended."""
    numbers = compared.state.numbers or count(1)
    return next((keying for number, keying in zip(numbers, compared.final(), strict=False) if number == ballot), None)
