"""The law of a keying pass's chain: the ballots of a stack one after the other, by whoever's turn it is."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from tally.domain.ballot import Mark
from tally.domain.batch import PassContents, PassState, ruling_of
from tally.domain.journal import GENESIS, Broken, Entry, EntryKind, EntryRow, canonical
from tally.domain.law.breach import Breach
from tally.domain.law.shapes import HIGHEST_NUMBER, MOST_PASSES, is_time, payload_of
from tally.domain.passes import Keying

_NAME = re.compile(r"pass/([a-z0-9-]{1,1000})/([1-9][0-9]{0,6})/([1-9][0-9]{0,6})/([1-9])")
_KINDS = frozenset({EntryKind.BALLOT_KEYED, EntryKind.BALLOT_CORRECTED, EntryKind.BALLOT_WITHDRAWN})
_KEYED = EntryKind.BALLOT_KEYED.value
_EVERY_MARK = bytes(Mark)


class PassName(NamedTuple):
    """What the name of a pass's chain says."""

    contest: str
    round: int
    batch: int
    number: int


def pass_name(chain: str) -> PassName | None:
    """Return what the name of a chain says, or None where it is none of a keying pass."""
    found = _NAME.fullmatch(chain)
    if found is None or int(found[4]) > MOST_PASSES:
        return None
    return PassName(found[1], int(found[2]), int(found[3]), int(found[4]))


class PassLaw:
    """One pass before the law, its entries in their order.

    Attributes:
        entries: judged so far.
        ballots: in the pass as it stands.
        keyed: their marks, while nothing but one ballot after the other was recorded; else None.
    """

    def __init__(self, chain: str, one: PassState, candidates: int) -> None:
        """Begin before the first entry.

        Args:
            chain: its name.
            one: what the congress's chain says of the pass.
            candidates: on the slate.
        """
        self._chain = chain
        self._one = one
        self._candidates = candidates
        self._time = ""
        self._head = GENESIS
        self._contents = PassContents()
        self._turns = one.turns
        # Entries after which somebody took over, where that is known: a turn does not begin within a stretch.
        self._taken_over = {turn.entries: turn.head for turn in one.turns[1:] if turn.entries is not None}
        # Where a number was used, once the pass is read one by one, and by station where it wrote last.
        self._used: dict[int, int] = {}
        self._wrote: dict[str, int] = {}
        self.entries = 0
        self.keyed: list[bytes] | None = []

    @property
    def ballots(self) -> int:
        """How many ballots the pass holds."""
        return len(self._contents.ballots) if self.keyed is None else len(self.keyed)

    def judge_rows(self, rows: Sequence[EntryRow]) -> Broken | None:
        """Judge the next rows, whose hashes hold, and take them in; return the first that breaks the law."""
        plain = None if self.keyed is None else self._judge_plainly(rows)
        if self.keyed is not None and plain is not None:
            self.keyed += plain
            return None
        for row in rows:
            if row[5] not in _KINDS:
                return Broken(self._chain, row[1], Breach.KIND.value)
            entry = _entry(self._chain, row)
            breach = self.judge(entry)
            if breach is not None:
                return Broken(self._chain, row[1], breach.value)
            self.take_in(entry)
        return None

    def judge(self, entry: Entry) -> Breach | None:
        """Judge the next entry; to be asked before it is appended, or taken in."""
        details = payload_of(entry.kind, entry.payload) if entry.kind in _KINDS else None
        number = entry.ballot
        if details is None or number is None:
            return Breach.SHAPE if entry.kind in _KINDS else Breach.KIND
        out_of_turn = self._out_of_turn(entry)
        if out_of_turn is not None:
            return out_of_turn
        withdrawn = entry.kind is EntryKind.BALLOT_WITHDRAWN
        if entry.marks if withdrawn else not self._may_be(entry.marks):
            return Breach.MARKS
        contents = self._one_by_one()
        after = None if withdrawn else Keying(entry.marks, ruling_of(details))
        if entry.kind is EntryKind.BALLOT_KEYED:
            return self._judge_keyed(contents, entry, after, repeated="repeated" in details)
        return _judge_changed(contents, number, after)

    def proposed(  # noqa: PLR0913, PLR0917 - the fields of an entry that is not there yet
        self,
        kind: EntryKind,
        station: str,
        person: str,
        time: str,
        ballot: int,
        marks: bytes,
        details: Mapping[str, object],
    ) -> Entry:
        """Return an entry as it would follow, to be judged before it is appended; as `judging.proposed`."""
        payload = canonical(details) if details else ""
        moment = max(time, self._time)
        sequence = self.entries + 1
        return Entry(self._chain, sequence, moment, station, person, kind, ballot, marks, payload, self._head, b"")

    def take_in(self, entry: Entry) -> None:
        """Take in the next entry, which is lawful."""
        contents = self._one_by_one()
        contents.apply(entry)
        if entry.kind is EntryKind.BALLOT_KEYED:
            self._used[contents.next_ballot - 1] = entry.sequence
        self._wrote[entry.station] = entry.sequence
        self.entries, self._time, self._head = self.entries + 1, entry.time, entry.hash

    def end(self) -> Breach | None:
        """Judge the pass as a whole, once every entry was."""
        one = self._one
        if any(entries > self.entries for entries in self._taken_over):
            return Breach.TAKEN_OVER_OTHERWISE
        if self._taken_over.get(self.entries, self._head) != self._head:
            return Breach.TAKEN_OVER_OTHERWISE
        return Breach.PASS_ENDS_OTHERWISE if one.closed and one.ballots != self.ballots else None

    def _judge_plainly(self, rows: Sequence[EntryRow]) -> Sequence[bytes] | None:
        """Return the marks of rows that are nothing but one ballot after the other; None: each is to be looked at."""
        columns: Any = zip(*rows, strict=True)
        _, sequences, times, stations, persons, kinds, ballots, marks, payloads, _, own = columns
        number = len(rows)
        plain = (
            kinds.count(_KEYED) == number
            and payloads.count("") == number
            and ballots == sequences
            and persons.count(persons[0]) == number
            and stations.count(stations[0]) == number
            and set(map(len, marks)) == {self._candidates}
            and not b"".join(marks).translate(None, _EVERY_MARK)
            and not any(self.entries <= entries < self.entries + number for entries in self._taken_over)
            and self._has_turn(persons[0], stations[0])
            and self._follow(times)
        )
        if not plain:
            return None
        self.entries, self._time, self._head = self.entries + number, times[-1], own[-1]
        self._wrote[stations[0]] = self.entries
        keyed: Sequence[bytes] = marks
        return keyed

    def _follow(self, times: Sequence[str]) -> bool:
        """Tell whether moments follow each other."""
        before = self._time
        seen = ""
        for time in times:
            if time != seen:
                if time < before or not is_time(time):
                    return False
                before = seen = time
        return True

    def _out_of_turn(self, entry: Entry) -> Breach | None:
        """Return what is wrong with when an entry was made, and by whom."""
        if entry.time < self._time or not is_time(entry.time):
            return Breach.TIME
        if self._taken_over.get(self.entries, self._head) != self._head:
            return Breach.TAKEN_OVER_OTHERWISE
        return None if self._has_turn(entry.person, entry.station) else Breach.NOT_KEYER

    def _has_turn(self, person: str, station: str) -> bool:
        """Tell whether it can be somebody's turn to make the next entry."""
        turns = self._turns
        # Whoever came before somebody of whom it is known when they took over, and before this entry, is out.
        begun = [place for place, turn in enumerate(turns) if turn.entries is not None and turn.entries <= self.entries]
        coming = [place for place, turn in enumerate(turns) if turn.entries is not None and turn.entries > self.entries]
        first = begun[-1] if begun else 0
        last = coming[0] if coming else len(turns)
        return any((turn.person, turn.station) == (person, station) for turn in turns[first:last])

    def _may_be(self, marks: bytes) -> bool:
        return len(marks) == self._candidates and not marks.translate(None, _EVERY_MARK)

    def _one_by_one(self) -> PassContents:
        """Return the contents of the pass; from now on it is read one by one, whatever was plain up to here."""
        if self.keyed is not None:
            ballots = enumerate(map(Keying, self.keyed), start=1)
            self._contents = PassContents(ballots=dict(ballots), next_ballot=len(self.keyed) + 1, entries=self.entries)
            self._used = {number: number for number in self._contents.ballots}
            self.keyed = None
        return self._contents

    def _judge_keyed(
        self, contents: PassContents, entry: Entry, keying: Keying | None, *, repeated: bool
    ) -> Breach | None:
        number = entry.ballot or 0
        if not 1 <= number <= min(contents.next_ballot, HIGHEST_NUMBER):
            return Breach.BALLOT
        if number < contents.next_ballot:
            # Two windows of an older version at one pass could use a number twice; neither ballot is lost.
            return None if self._raced(entry.station, self._used[number]) else Breach.BALLOT
        # Numbers only ever go up, so that the last ballot is the one keyed last.
        if repeated and next(reversed(contents.ballots.values()), None) != keying:
            return Breach.NOT_REPEATED
        return None

    def _raced(self, station: str, sequence: int) -> bool:
        """Tell whether a station could not know of an entry yet; as `Case.raced`."""
        return self._wrote.get(station, 0) < sequence or sequence == self.entries


def _judge_changed(contents: PassContents, number: int, after: Keying | None) -> Breach | None:
    if number not in contents.ballots:
        return Breach.BALLOT
    return Breach.NOTHING_CHANGED if contents.ballots[number] == after else None


def _entry(chain: str, row: EntryRow) -> Entry:
    """Return a row of a kind that we know as an entry of its chain."""
    _, sequence, time, station, person, kind, ballot, marks, payload, previous, own = row
    return Entry(chain, sequence, time, station, person, EntryKind(kind), ballot, marks, payload, previous, own)
