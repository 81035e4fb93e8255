"""One keying pass: ballots into the journal, each on the disk before it is acknowledged."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from tally.application.desk.desk import Desk, Refused
from tally.application.desk.slips import Slip, slips
from tally.domain.ballot import Mark, Ruling, conclude
from tally.domain.batch import PassContents, ruling_details
from tally.domain.desk import ContestKey
from tally.domain.journal import Entry, EntryKind, pass_chain
from tally.domain.law import PassLaw
from tally.domain.passes import Keying
from tally.domain.rules import InvalidReason

MOST_REPEATS = 500  # ballots; a slip of the finger on a keypad makes thousands
_PACE_OF = 20  # ballots keyed last; the pace is their median, so that a pause for tea does not count


class Progress(NamedTuple):
    """How far keying has come.

    Attributes:
        keyed_in_pass: ballots in this pass, without those withdrawn.
        keyed_in_contest: ballots in the passes of this number over all batches.
        returned: ballots found in the box, None when nobody reported them.
        seconds_per_ballot: the median of the last twenty, repeated ones left out; None before two ballots.
    """

    keyed_in_pass: int
    keyed_in_contest: int
    returned: int | None
    seconds_per_ballot: float | None


class Keyer:
    """One person keying one pass of one batch; made by `Batches.open_pass`.

    Attributes:
        contents: what this pass holds; nothing of another pass is ever in it.
        number: of the pass.
    """

    def __init__(self, desk: Desk, key: ContestKey, batch: int, number: int) -> None:
        self._desk = desk
        self._contest_key = key
        self._chain = pass_chain(*key, batch, number)
        self._person = desk.signed_in().id
        self._elsewhere: dict[int, PassContents] = {}
        self._slip: Slip | None = None
        self.batch = batch
        self.number = number
        self.contents = PassContents(batch, number)
        self.contest = desk.contest(key)
        one = desk.count_of(key).batches[batch].passes[number]
        self._law = PassLaw(self._chain, one, len(self.contest.slate))
        self._catch_up()

    @property
    def next_ballot(self) -> int:
        """The number that the next ballot will have in the journal."""
        return self.contents.next_ballot

    @property
    def next_place(self) -> int:
        """The number of the paper that is keyed next: where it lies in the stack."""
        return self.contents.next_place

    def key(self, marks: bytes, ruling: Ruling | None = None, *, repeated: bool = False) -> Entry:
        """Record the next ballot of the stack; it is on the disk when this returns.

        Args:
            marks: one `Mark` byte per candidate in ballot order.
            ruling: the board's, keyed with the ballot.
            repeated: it was keyed by repeating the ballot before.

        Raises:
            Refused: `marks_wrong`; `pass_moved` when another window keyed into this pass; `pass_closed`,
                `pass_taken_over`, `sealed`, `sign_in_first`.
            OSError: the machine failed; nothing was recorded.
        """
        (entry,) = self._key(Keying(marks, ruling), 1, repeated=repeated)
        return entry

    def repeat(self, times: int) -> list[Entry]:
        """Record the last ballot again so many times: single records, each noted as repeated, all of them or none.

        Raises:
            Refused: `nothing_to_repeat`; `repeat_out_of_range`; and as `key`.
        """
        if not self.contents.ballots:
            raise Refused("nothing_to_repeat")
        if not 1 <= times <= MOST_REPEATS:
            raise Refused("repeat_out_of_range", maximum=MOST_REPEATS)
        return self._key(self.contents.ballots[max(self.contents.ballots)], times, repeated=True)

    def correct(self, ballot: int, marks: bytes, ruling: Ruling | None, reason: str) -> Entry:
        """Key a ballot of this pass again; what was keyed first stays in the journal.

        Raises:
            Refused: `no_such_ballot`; `reason_needed`; `nothing_changed`; and as `key`.
        """
        with self._at_pass():
            before = self._existing(ballot, reason)
            check_marks(marks, len(self.contest.slate))
            if before == Keying(marks, ruling):
                raise Refused("nothing_changed", ballot=ballot)
            details: dict[str, object] = {"reason": reason.strip()}
            if ruling is not None:
                details["ruling"] = ruling_details(ruling)
            entry = self._append(EntryKind.BALLOT_CORRECTED, ballot, marks, details)
        self._acknowledged(entry)
        return entry

    def withdraw(self, ballot: int, reason: str) -> Entry:
        """Take back a ballot of this pass that is not in the stack, such as one keyed twice.

        Raises:
            Refused: `no_such_ballot`; `reason_needed`; and as `key`.
        """
        with self._at_pass():
            self._existing(ballot, reason)
            entry = self._append(EntryKind.BALLOT_WITHDRAWN, ballot, b"", {"reason": reason.strip()})
        self._acknowledged(entry)
        return entry

    def finding(self, marks: bytes, ruling: Ruling | None = None) -> InvalidReason | None:
        """Return why a ballot as it is being typed is invalid, or None when it is valid."""
        return conclude(self.contest.finding(marks, self._desk.profile), ruling)

    def close(self, *, anyway: bool = False) -> None:
        """Close the pass: the congress's chain takes in its head, and nothing of it changes any more.

        Args:
            anyway: close it although it is empty, or although the paper stack was counted otherwise.

        Raises:
            Refused: `empty_pass`; `size_differs` with `keyed` and `size`; `pass_not_needed` when enough others were
                closed meanwhile; and as `key`.
        """
        with self._at_pass():
            state = self._desk.count_of(self._contest_key).batches[self.batch]
            keyed = len(self.contents.ballots)
            if not anyway and not keyed:
                raise Refused("empty_pass", batch=self.batch)
            if not anyway and state.size not in (None, keyed):
                raise Refused("size_differs", keyed=keyed, size=state.size)
            if len(state.closed) >= self._desk.count_of(self._contest_key).wanted:
                raise Refused("pass_not_needed", batch=self.batch)
            details = {
                "batch": self.batch,
                "pass": self.number,
                "ballots": keyed,
                "entries": self.contents.entries,
                "head": self.contents.head.hex(),
            }
            entry = self._desk.record(EntryKind.PASS_CLOSED, details, self._contest_key)
        self._slip = next(slips(self._desk.state.first, (entry,)))

    def slip(self) -> Slip | None:
        """Return the slip of the pass, once it was closed here."""
        return self._slip

    def progress(self) -> Progress:
        """Return how far keying has come."""
        here = len(self.contents.ballots)
        last = sorted(self.contents.ballots)[-_PACE_OF - 1 :]
        moments = {number: dt.datetime.fromisoformat(self.contents.keyed_at[number]) for number in last}
        # A ballot that was repeated took no keying.
        steps = [
            (moments[after] - moments[before]).total_seconds()
            for before, after in pairwise(last)
            if after not in self.contents.repeated
        ]
        return Progress(here, here + self._keyed_elsewhere(), self.contest.returned, median(steps) if steps else None)

    def _keyed_elsewhere(self) -> int:
        """Count the ballots of the passes of this number in other batches; open ones are read on."""
        total = 0
        for batch in self._desk.count_of(self._contest_key).batches.values():
            one = batch.passes.get(self.number)
            if one is None or batch.number == self.batch:
                continue
            if one.closed:
                total += one.ballots
                continue
            contents = self._elsewhere.setdefault(batch.number, PassContents(batch.number, self.number))
            chain = pass_chain(*self._contest_key, batch.number, self.number)
            for entry in self._desk.journal.entries(chain, after=contents.entries):
                contents.apply(entry)
            total += len(contents.ballots)
        return total

    def _existing(self, ballot: int, reason: str) -> Keying:
        if ballot not in self.contents.ballots:
            raise Refused("no_such_ballot", batch=self.batch, ballot=ballot)
        if not reason.strip():
            raise Refused("reason_needed")
        return self.contents.ballots[ballot]

    def _check_open(self) -> None:
        count = self._desk.unsealed(self._contest_key)
        one = count.batches[self.batch].passes[self.number]
        if one.closed:
            raise Refused("pass_closed", batch=self.batch)
        if (one.person, one.station) != (self._desk.signed_in().id, self._desk.station):
            raise Refused("pass_taken_over", batch=self.batch)

    @contextmanager
    def _at_pass(self) -> Iterator[None]:
        """Decide and append on what this pass holds, as this window last saw it.

        Raises:
            Refused: `pass_moved` when another window keyed into it meanwhile: it is taken in, so that the person can
                look which ballot lies on the table before going on; and as `_check_open`.
        """
        with self._desk.deciding():
            self._check_open()
            before = self.contents.entries
            self._catch_up()
            if self.contents.entries != before:
                raise Refused("pass_moved", entries=self.contents.entries - before, ballot=self.next_place)
            yield

    def _key(self, keying: Keying, times: int, *, repeated: bool) -> list[Entry]:
        check_marks(keying.marks, len(self.contest.slate))
        details: dict[str, object] = {}
        if keying.ruling is not None:
            details["ruling"] = ruling_details(keying.ruling)
        if repeated:
            details["repeated"] = True
        with self._at_pass():
            numbers = range(self.next_ballot, self.next_ballot + times)
            entries = [self._append(EntryKind.BALLOT_KEYED, number, keying.marks, details) for number in numbers]
        return self._acknowledged(*entries)

    def _append(self, kind: EntryKind, ballot: int, marks: bytes, details: dict[str, object]) -> Entry:
        if ballot <= self.next_ballot:  # of many repeats, the others say the same of the numbers after it
            self._check_lawful(kind, ballot, marks, details)
        return self._desk.journal.append(
            self._chain, kind, person=self._person, ballot=ballot, marks=marks, details=details
        )

    def _check_lawful(self, kind: EntryKind, ballot: int, marks: bytes, details: dict[str, object]) -> None:
        now = self._law.proposed(kind, self._desk.station, self._person, self._desk.now(), ballot, marks, details)
        breach = self._law.judge(now)
        if breach is not None:
            raise Refused("unlawful", kind=kind.value, why=breach.value)

    def _acknowledged(self, *entries: Entry) -> list[Entry]:
        """Take in what is on the disk now, and return it."""
        for entry in entries:
            self.contents.apply(entry)
            self._law.take_in(entry)
        return list(entries)

    def _catch_up(self) -> None:
        """Take in what the chain of the pass holds beyond what is known."""
        self._acknowledged(*self._desk.journal.entries(self._chain, after=self.contents.entries))


def check_marks(marks: bytes, candidates: int) -> None:
    """Refuse what no ballot of such a slate can be.

    Raises:
        Refused: `marks_wrong`.
    """
    if len(marks) != candidates or any(mark > Mark.BOTH for mark in marks):
        raise Refused("marks_wrong", candidates=candidates)
