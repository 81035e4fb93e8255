"""The law of the journal where only the ballots can say: what was in dispute, what stood before, what stood in the way.

A batch on which the board acts is keyed in full, so that its passes never change again: what was known at the moment
of an act is known again once the passes are read, whichever entries came after.
"""

from collections import Counter
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import count
from typing import NamedTuple

from tally.application.bodies import is_before, round_findings
from tally.application.recount import count_and_check, figures_found, unexplained, with_changes
from tally.domain.ballot import Ballot, Batch, SavedBallots, overruling
from tally.domain.batch import BatchCount, BatchState, Details, PassContents, keying_of, ruling_of
from tally.domain.body import Round, Way, body_result
from tally.domain.checks import Finding
from tally.domain.contest import Contest
from tally.domain.counting import Result
from tally.domain.desk import ContestKey, ContestState, DeskState
from tally.domain.height import accepted_in
from tally.domain.journal import CONGRESS_CHAIN, Broken, EntryKind, pass_chain
from tally.domain.law import Breach, Declared, Read
from tally.domain.passes import Keying
from tally.domain.rounds import needs_reason, seats_of, undecided, what_may_follow
from tally.domain.seal import Corrigendum, Seal
from tally.domain.steps import all_there

OF_A_BATCH = frozenset(
    {EntryKind.BALLOT_REKEYED, EntryKind.DISPUTE_SETTLED, EntryKind.BALLOT_RULED, EntryKind.BALLOT_AMENDED}
)
"""What the board says of the ballots of a batch."""

OF_A_COUNT = frozenset({EntryKind.STEP_DONE, EntryKind.FINDING_EXPLAINED})
"""What the board says of a count as far as it has come."""

OF_ALL_CHAINS = frozenset({EntryKind.CLOCK_NOTED, EntryKind.LOSS_ACCEPTED})
"""What is said of the ends of chains."""

ASKED = (
    OF_A_BATCH
    | OF_A_COUNT
    | OF_ALL_CHAINS
    | {EntryKind.CONTEST_SEALED, EntryKind.CORRIGENDUM, EntryKind.DECISION_REPORTED}
)
"""Kinds of which only the ballots can say whether they are lawful, or the chains that hold them."""


class Act(NamedTuple):
    """An entry that is to be held against the ballots.

    Attributes:
        declaration: what was declared at that moment.
        wanted: passes that its contest asked for at that moment; 0 where it is about none.
        people: at the desk at that moment.
    """

    sequence: int
    kind: EntryKind
    person: str
    details: Details
    declaration: str
    wanted: int = 0
    people: int = 0

    @property
    def key(self) -> ContestKey:
        """The contest it is about."""
        return self.details["contest"], self.details["round"]


class PassEnd(NamedTuple):
    """How a pass ended.

    Attributes:
        entries: in its chain.
        marks: of its ballots in their order, one after the other, where there is nothing but marks; else None.
    """

    entries: int
    marks: bytes | None


class LawOfCounts:
    """The acts of a journal held against its ballots."""

    def __init__(
        self,
        state: DeskState,
        read: Read,
        ends: Mapping[str, PassEnd],
        contents: Callable[[ContestKey, int, int], PassContents],
        latest: str,
    ) -> None:
        """Take what is known once every chain was read.

        Args:
            state: the replay of the congress's chain.
            read: reads a declaration.
            ends: of every pass that has an entry, by chain.
            contents: returns what a pass of a batch holds; asked where an act is about it, and where passes differ.
            latest: the time of the last entry of all chains.
        """
        self._state = state
        self._read = read
        self._ends = ends
        self._contents = contents
        self._latest = latest
        self._decided_on: Counter[ContestKey] = Counter()
        self._in_force: frozenset[int] = frozenset()
        self._explained: dict[ContestKey, set[str]] = {}
        self._batches: dict[tuple[ContestKey, int], _Batch] = {}
        self._corrigenda: Counter[ContestKey] = Counter()
        self._acted_on: set[tuple[ContestKey, int]] = set()
        self._results: dict[tuple[ContestKey, int], Result | None] = {}
        self._right: dict[ContestKey, tuple[int, Sequence[Ballot] | None]] = {}

    def judge(self, acts: Sequence[Act]) -> Broken | None:
        """Judge acts in their order; return the first that breaks the law."""
        in_force = {
            (act.key, act.details["code"]): act.sequence for act in acts if act.kind is EntryKind.FINDING_EXPLAINED
        }
        self._in_force = frozenset(in_force.values())
        for act in acts:
            breach = next(self._breaches(act), None)
            if breach is not None:
                return Broken(CONGRESS_CHAIN, act.sequence, breach.value)
        return None

    def _breaches(self, act: Act) -> Iterator[Breach]:
        if act.kind in OF_ALL_CHAINS:
            yield from self._of_all_chains(act)
            return
        count_ = self._state.contest(act.key)
        if act.kind is EntryKind.CONTEST_SEALED:
            yield from self._obstacles(act, count_)
        elif act.kind is EntryKind.DECISION_REPORTED:
            yield from self._decided(act)
            self._decided_on[act.key] += 1
        elif act.kind is EntryKind.CORRIGENDUM:
            yield from self._corrected(act, count_)
        elif act.kind in OF_A_COUNT:
            yield from self._as_far_as_counted(act, count_)
        else:
            yield from self._of_a_batch(act, self._batch(act.key, act.details["batch"]))

    def _of_all_chains(self, act: Act) -> Iterator[Breach]:
        """Yield what no chain bears out: a time later than every entry, or more left of a pass than there is."""
        if act.kind is EntryKind.CLOCK_NOTED:
            if act.details["last"] > self._latest:
                yield Breach.CLOCK
            return
        for one in accepted_in(act.details):
            end = self._ends.get(one.chain)
            if one.chain != CONGRESS_CHAIN and one.found > (0 if end is None else end.entries):
                yield Breach.LOSS

    def _as_far_as_counted(self, act: Act, count_: ContestState) -> Iterator[Breach]:
        """Yield what the ballots accepted up to an act do not bear out: a step that was due, a finding explained.

        Of explanations of one code the last is in force, and the others count for nothing: it alone is looked into, so
        that a contest is counted again a few times at most.
        """
        explained = self._explained.setdefault(act.key, set())
        if act.kind is EntryKind.FINDING_EXPLAINED:
            explained.add(act.details["code"])
            if act.sequence in self._in_force and not self._was_found(act, count_):
                yield Breach.NO_FINDING
        elif act.details["step"] == "rule" and not self._was_compared(act, count_, explained):
            yield Breach.STEP

    def _was_found(self, act: Act, count_: ContestState) -> bool:
        declared = self._read(act.declaration)
        if declared is None:
            return False
        ballots = SavedBallots(stack.ballots for stack in self._keyed(act, count_) if stack is not None)
        found = figures_found(self._findings(act, declared, ballots), act.details["code"])
        return bool(found == act.details["figures"])

    def _was_compared(self, act: Act, count_: ContestState, explained: Container[str]) -> bool:
        """Tell whether all ballots were keyed and agreed on.

        Whether an unfinished pass held ballots already is not asked where it is known how many there are: no entry says
        so of a moment.
        """
        stacks = list(self._keyed(act, count_))
        declared = self._read(act.declaration)
        if not stacks or None in stacks or declared is None:
            return False
        returned = declared.contests[act.key].returned
        opened = sum(batch.opened < act.sequence for batch in count_.batches.values())
        if returned is None and len(stacks) < opened:
            return False
        return all_there(sum(stack.papers for stack in stacks if stack is not None), returned, explained)

    def _keyed(self, act: Act, count_: ContestState) -> Iterator["_Stack | None"]:
        """Yield the batches that were keyed in full before an act, as they stood then; None: one was in dispute."""
        for number, state in sorted(count_.batches.items()):
            if not act.wanted or sum(state.passes[one].ended < act.sequence for one in state.closed) < act.wanted:
                continue
            marks = None if state.numbers or (act.key, number) in self._acted_on else self._alike(act.key, state)
            if marks is not None:
                yield _Stack(Batch(number, range(1, len(marks) + 1), marks), len(marks))
                continue
            batch = self._compared(act.key, number)
            yield _Stack(batch.now(), len(batch.compared.final())) if batch.compared.accepted else None

    def _of_a_batch(self, act: Act, batch: "_Batch") -> Iterator[Breach]:
        details = act.details
        if act.kind in {EntryKind.BALLOT_REKEYED, EntryKind.DISPUTE_SETTLED}:
            if not batch.compared.is_open(details["place"]):
                yield Breach.NO_DISPUTE
            if act.kind is EntryKind.DISPUTE_SETTLED:
                said = batch.compared.is_seconded(details["place"], keying_of(details["keying"]), act.person)
                if (said or act.people == 1) == ("second" in details):
                    yield Breach.SECOND
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
        self._corrigenda[act.key] += 1

    def _obstacles(self, act: Act, count_: ContestState) -> Iterator[Breach]:
        """Yield what stood in the way of a seal; nothing of a contest changes after it, so what is true now was."""
        for number, state in count_.batches.items():
            if len(state.closed) < count_.wanted and any(
                pass_chain(*act.key, number, one) in self._ends for one in state.passes
            ):
                yield Breach.OBSTACLE
        ballots = self._final(act.key)
        declared = self._read(act.declaration)
        if not ballots or declared is None or unexplained(self._findings(act, declared, ballots), count_.figures):
            yield Breach.OBSTACLE

    def _decided(self, act: Act) -> Iterator[Breach]:
        """Yield what is wrong with a decision: it is none that was open to the congress, or does not say why."""
        declared = self._read(act.declaration)
        if declared is None:
            yield Breach.DECISION
            return
        rounds = [one for one in declared.contests.values() if one.id == act.key[0] and one.round <= act.key[1]]
        held = sorted(self._held(act, rounds), key=lambda one: one.contest.round)
        if len(held) < len(rounds):
            yield Breach.DECISION
            return
        body = undecided(body_result(held))
        following = what_may_follow(declared.profile, body)
        way, seats = Way(act.details["decision"]), act.details["seats"]
        if not following.asks_congress or way not in following.ways or seats not in seats_of(body, way):
            yield Breach.DECISION
        elif needs_reason(following, body, way, seats) and not act.details.get("reason", "").strip():
            yield Breach.REASON

    def _findings(self, act: Act, declared: Declared, ballots: Sequence[Ballot]) -> tuple[Finding, ...]:
        """Return what the desk found of a contest when it was sealed."""
        congress, contests, profile = declared
        contest = contests[act.key]
        _, findings = count_and_check(congress, contest, profile, ballots)
        before = [one for one in contests.values() if is_before(one, contest)]
        return (*findings, *round_findings(profile, self._held(act, before), len(before), contest))

    def _held(self, act: Act, contests: Iterable[Contest]) -> Iterator[Round]:
        """Yield those of some rounds that were sealed before an act, each with its result as it was right then."""
        for contest in contests:
            key = (contest.id, contest.round)
            count_ = self._state.contest(key)
            if count_.seal is not None and count_.sealed_in <= act.sequence:
                corrected = self._corrigenda[key]
                if (key, corrected) not in self._results:
                    self._results[key, corrected] = self._result(key, count_.seal, count_.corrigenda[:corrected])
                result = self._results[key, corrected]
                if result is not None:
                    decisions = count_.decisions[: self._decided_on[key]]
                    yield Round(result, decisions[-1] if decisions else None)

    def _result(self, key: ContestKey, seal: Seal, corrigenda: Sequence[Corrigendum]) -> Result | None:
        """Return what a sealed contest came to after some corrigenda; None: a flaw of its seal, which was named."""
        sealed = self._read(seal.declaration)
        done, ballots = self._right.pop(key, (0, None))
        ballots = self._final(key) if ballots is None else ballots
        if sealed is None or ballots is None:
            return None
        for made in corrigenda[done:]:
            ballots = with_changes(ballots, {(one.batch, one.ballot): one.after for one in made.changes})
        if corrigenda:
            self._right[key] = len(corrigenda), ballots
        result, _ = count_and_check(sealed.congress, sealed.contests[key], sealed.profile, ballots)
        return result

    def _final(self, key: ContestKey) -> SavedBallots | None:
        """Return the ballots of a contest as they stand before any corrigendum; None: some are in dispute."""
        count_ = self._state.contest(key)
        stacks: list[Batch] = []
        for number, state in sorted(count_.batches.items()):
            if len(state.closed) < count_.wanted:
                continue
            if not state.numbers and (key, number) not in self._acted_on:
                marks = self._alike(key, state)
                if marks is not None:
                    stacks.append(Batch(number, range(1, len(marks) + 1), marks))
                    continue
            compared = BatchCount(state, count_.wanted, partial(self._contents, key, number))
            if not compared.accepted:
                return None
            stacks.append(Batch.of(number, count_.final_ballots(compared)))
        return SavedBallots(stacks)

    def _alike(self, key: ContestKey, state: BatchState) -> list[bytes] | None:
        """Return the marks of a batch whose closed passes hold the same, and nothing but marks; else None."""
        empty = PassEnd(0, b"")
        ends = {self._ends.get(pass_chain(*key, state.number, one), empty) for one in state.closed}
        (end, *others) = ends
        if others or end.marks is None:
            return None
        size = len(end.marks) // max(end.entries, 1)
        return [end.marks[start : start + size] for start in range(0, len(end.marks), size or 1)]

    def _batch(self, key: ContestKey, number: int) -> "_Batch":
        """Return a batch on which the board acts."""
        self._acted_on.add((key, number))
        return self._compared(key, number)

    def _compared(self, key: ContestKey, number: int) -> "_Batch":
        if (key, number) not in self._batches:
            count_ = self._state.contest(key)
            contents = partial(self._contents, key, number)
            self._batches[key, number] = _Batch(count_.batches[number], count_.wanted, contents)
        return self._batches[key, number]


class _Stack(NamedTuple):
    """An accepted batch: the ballots that stand, and how many papers its passes hold, also those taken out since."""

    ballots: Batch
    papers: int


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

    def now(self) -> Batch:
        """Return the ballots that stand, of an accepted batch."""
        left = dict(self.stands)
        ballots: list[Ballot] = []
        for number, keying in zip(self.compared.state.numbers or count(1), self.compared.final(), strict=False):
            value = left.pop(number, keying)
            if value is not None:
                ballots.append(Ballot(self.compared.state.number, number, value.marks, value.ruling))
        return Batch.of(self.compared.state.number, ballots)

    def settle(self, act: Act) -> None:
        """Take in that a ballot was keyed again, or that the head settled it."""
        state, place, keying = self.compared.state, act.details["place"], keying_of(act.details["keying"])
        if act.kind is EntryKind.DISPUTE_SETTLED:
            state.settled[place] = keying
        else:
            state.rekeyed.setdefault(place, {})[act.person] = keying
        self.compared.look_again(place)
