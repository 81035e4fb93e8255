"""Keying: batches and their independent passes; `keyer.py` is one pass ballot by ballot."""

from typing import NamedTuple

from tally.application.desk.desk import BOARD, HEAD, Desk, Refused, act
from tally.application.desk.keyer import Keyer, Progress
from tally.domain.batch import BatchState, PassContents, PassState
from tally.domain.congress import Level
from tally.domain.desk import DEFAULT_PASSES, ContestKey, ContestState
from tally.domain.journal import CONGRESS_CHAIN, EntryKind, pass_chain

__all__ = ["MOST_PASSES", "BatchRow", "Batches", "Held", "Keyer", "PassRow", "Progress"]

MOST_PASSES = 3


class PassRow(NamedTuple):
    """One pass of a batch as a list shows it; `keyed` ballots, `person` by id."""

    number: int
    person: str
    closed: bool
    keyed: int


class BatchRow(NamedTuple):
    """One batch as a list shows it.

    Attributes:
        state: `keying`: a pass asked for is not closed; `compare`: keyed, ballots wait to be keyed again;
            `disputed`: one that was keyed again agrees with no other keying, so the head rules; `accepted`.
    """

    number: int
    size: int | None
    passes: tuple[PassRow, ...]
    state: str


class Held(NamedTuple):
    """Who keys an open pass, and how far they are; nothing of what was keyed: whoever asks may key another pass.

    Attributes:
        person: by id.
        station: at which computer.
        since: since when, ISO 8601.
        ballots: papers keyed.
        last: when the last entry was made, ISO 8601; empty before the first.
    """

    person: str
    station: str
    since: str
    ballots: int
    last: str


class Batches:
    """The batches of the contests, and the way into a pass."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    @act
    def begin_counting(self, key: ContestKey, passes: int = DEFAULT_PASSES, reason: str = "") -> None:
        """Open a contest to keying.

        Args:
            key: the contest.
            passes: independent keyings of every batch, 1 to 3.
            reason: asked for with one pass, unless the organisation is a cell; prints in the minutes.

        Raises:
            Refused: `counting_begun`; `slate_empty`; `no_head`; `passes_out_of_range`; `reason_needed`; `head_only`
                for one pass; `sealed`; `no_such_contest`; `sign_in_first`, `board_only`.
        """
        count = self._desk.unsealed(key)
        self._desk.signed_in(BOARD)
        contest = self._desk.contest(key)
        if count.begun:
            raise Refused("counting_begun", title=contest.title)
        if not len(contest.slate):
            raise Refused("slate_empty", title=contest.title)
        people = self._desk.state.people.values()
        if not any(person.role in HEAD for person in people):
            raise Refused("no_head")
        if not 1 <= passes <= MOST_PASSES:
            raise Refused("passes_out_of_range", maximum=MOST_PASSES)
        if passes < DEFAULT_PASSES and self._desk.congress.level is not Level.CELL:
            self._desk.signed_in(HEAD)
            if not reason.strip():
                raise Refused("reason_needed")
        without_pins = not any(person.pin for person in people)
        details = {"passes": passes, "reason": reason.strip(), "without_pins": without_pins}
        self._desk.record(EntryKind.COUNTING_BEGUN, details, key)

    @act
    def waive_passes(self, key: ContestKey, passes: int, reason: str) -> None:
        """Ask for fewer passes; or, with the same number, let one person key several where nobody can be told apart.

        What was accepted stays as it is.

        Raises:
            Refused: `head_only`; `reason_needed`; `not_begun`; `passes_not_fewer`; `passes_same`; `sealed`;
                `no_such_contest`.
        """
        self.check_waiver(key, passes)
        if not reason.strip():
            raise Refused("reason_needed")
        self._desk.record(EntryKind.PASSES_WAIVED, {"passes": passes, "reason": reason.strip()}, key)

    def check_waiver(self, key: ContestKey, passes: int) -> None:
        """Tell whether so many passes may be left, before a reason is asked for. Raises Refused as `waive_passes`."""
        count = self._begun(key)
        self._desk.signed_in(HEAD)
        if not 1 <= passes <= count.wanted:
            raise Refused("passes_not_fewer", wanted=count.wanted)
        if passes == count.wanted and not self.indistinct:
            raise Refused("passes_same", wanted=count.wanted)

    @property
    def indistinct(self) -> bool:
        """Whether nobody can be told apart: there is one person, or nobody has a PIN."""
        return self._desk.state.indistinct

    @act
    def open_batch(self, key: ContestKey, size: int | None = None) -> int:
        """Open the next batch and return its number.

        Args:
            key: the contest.
            size: ballots in the stack when they were counted by hand; it tells a skipped from a doubled ballot.

        Raises:
            Refused: `not_begun`; `size_wrong`; `sealed`; `no_such_contest`; `sign_in_first`.
        """
        count = self._begun(key)
        self._desk.signed_in()
        if size is not None and size < 1:
            raise Refused("size_wrong")
        number = max(count.batches, default=0) + 1
        self._desk.record(EntryKind.BATCH_OPENED, {"batch": number, "size": size}, key)
        return number

    def batches(self, key: ContestKey) -> tuple[BatchRow, ...]:
        """Return every batch of a contest, in order."""
        self._desk.refresh()
        count = self._desk.count_of(key)
        return tuple(self._row(key, count, batch) for _number, batch in sorted(count.batches.items()))

    @act
    def open_pass(self, key: ContestKey, batch: int) -> Keyer:
        """Begin the next pass of a batch, or go on with the one that this person left open at this station.

        Raises:
            Refused: `own_pass` when this person keyed another pass of the batch; `no_pass_left` when all passes asked
                for are taken; `no_such_batch`; `not_begun`; `sealed`; `no_such_contest`; `sign_in_first`.
        """
        person = self._desk.signed_in().id
        count, state = self._batch(key, batch)
        for number, one in sorted(state.passes.items()):
            if not one.closed and one.person == person and one.station == self._desk.station:
                return Keyer(self._desk, key, batch, number)
        self._check_independent(count, state, None)
        free = [number for number in range(1, count.wanted + 1) if number not in state.passes]
        if not free or len(state.closed) >= count.wanted:
            raise Refused("no_pass_left", batch=batch)
        self._desk.record(EntryKind.PASS_OPENED, {"batch": batch, "pass": free[0]}, key)
        return Keyer(self._desk, key, batch, free[0])

    @act
    def resume_pass(self, key: ContestKey, batch: int, number: int) -> Keyer:
        """Take over an open pass, begun at another station or by a person who left.

        Raises:
            Refused: `pass_closed`; `own_pass`, `no_such_batch`, `not_begun`, `sealed` and others as `open_pass`.
        """
        _one, own = self._resumable(key, batch, number)
        if not own:
            # How far the pass had come: what is keyed from here on is somebody else's.
            held = self._desk.pass_contents(key, batch, number)
            taken_over = {"taken_over": True, "entries": held.entries, "head": held.head.hex()}
            self._desk.record(EntryKind.PASS_OPENED, {"batch": batch, "pass": number, **taken_over}, key)
        return Keyer(self._desk, key, batch, number)

    def held(self, key: ContestKey, batch: int, number: int) -> Held | None:
        """Return from whom `resume_pass` would take a pass over; None: it is this person's own at this station.

        Raises:
            Refused: as `resume_pass`, before anybody is asked.
        """
        self._desk.refresh()
        one, own = self._resumable(key, batch, number)
        if own:
            return None
        opening = next(iter(self._desk.journal.entries(CONGRESS_CHAIN, after=one.opened - 1)))
        entries = list(self._desk.journal.entries(pass_chain(*key, batch, number)))
        ballots = len(PassContents.replay(entries, batch, number).ballots)
        return Held(one.person, one.station, opening.time, ballots, entries[-1].time if entries else "")

    def _resumable(self, key: ContestKey, batch: int, number: int) -> tuple[PassState, bool]:
        """Return an open pass that this person may go on with, and whether it is theirs at this station already."""
        person = self._desk.signed_in().id
        count, state = self._batch(key, batch)
        one = state.passes.get(number)
        if one is None or one.closed:
            raise Refused("pass_closed", batch=batch)
        if one.person != person:
            self._check_independent(count, state, number)
        return one, (one.person, one.station) == (person, self._desk.station)

    def _begun(self, key: ContestKey) -> ContestState:
        count = self._desk.unsealed(key)
        if not count.begun:
            raise Refused("not_begun", title=self._desk.contest(key).title)
        return count

    def _batch(self, key: ContestKey, batch: int) -> tuple[ContestState, BatchState]:
        count = self._begun(key)
        if batch not in count.batches:
            raise Refused("no_such_batch", batch=batch)
        return count, count.batches[batch]

    def _check_independent(self, count: ContestState, state: BatchState, taken_over: int | None) -> None:
        """Refuse a second pass by one person; where persons cannot be told apart, only once that was recorded."""
        person = self._desk.signed_in().id
        own = any(person in one.keyers for number, one in state.passes.items() if number != taken_over)
        if own and not (self.indistinct and count.waiver):
            raise Refused("own_pass", batch=state.number)

    def _row(self, key: ContestKey, count: ContestState, batch: BatchState) -> BatchRow:
        def keyed(one: PassState) -> int:
            return one.ballots if one.closed else len(self._desk.pass_contents(key, batch.number, one.number).ballots)

        passes = tuple(
            PassRow(number, one.person, one.closed, keyed(one)) for number, one in sorted(batch.passes.items())
        )
        state = "keying"
        if len(batch.closed) >= count.wanted:
            compared = self._desk.batch_count(key, batch.number)
            again = any(one.place in batch.rekeyed for one in compared.open_disputes)
            state = "accepted" if compared.accepted else "disputed" if again else "compare"
        return BatchRow(batch.number, batch.size, passes, state)
