"""Reading the journal: every entry of all chains in the order of time, filtered, without holding all of it at once."""

import json
from collections import OrderedDict
from collections.abc import Iterator
from functools import lru_cache
from heapq import merge
from itertools import islice
from typing import Any, NamedTuple

from tally.application.desk.desk import Desk
from tally.application.desk.review import Review
from tally.domain.batch import keying_of
from tally.domain.desk import ContestKey
from tally.domain.journal import CONGRESS_CHAIN, GENESIS, Broken, Entry, EntryKind, broken_link
from tally.domain.names import fold
from tally.domain.passes import Keying
from tally.locales import Words

_KEPT = 20_000  # entries kept at hand; more are read from the file again


class Ref(NamedTuple):
    """Where an entry stands."""

    chain: str
    sequence: int


class Corrected(NamedTuple):
    """A ballot before and after; `after` None: there is no such paper."""

    contest: ContestKey
    batch: int
    ballot: int
    before: Keying
    after: Keying | None


class JournalReader:
    """Entries in the order of time, as far as they were read.

    Attributes:
        found: those read so far that the filter lets through.
        done: whether everything was read.
        entries: read so far, let through or not.
        broken: where what was read does not hold together, or None.
    """

    def __init__(self, desk: Desk, words: Words, asked: str = "", *, ballots: bool = True) -> None:
        """Begin at the first entry.

        Args:
            desk: whose journal.
            words: the language of the filter.
            asked: words, each in the name of who, in what was done, or in the station; a number is that of a batch.
            ballots: False leaves out every single ballot keyed; corrections stay.
        """
        self._desk = desk
        self._words = words
        self._asked = fold(asked).split()
        self._ballots = ballots
        self._kept: OrderedDict[Ref, Entry] = OrderedDict()
        self._entries = self._in_order()
        self._label = lru_cache(maxsize=4096)(self._labelled)
        self.found: list[Ref] = []
        self.done = False
        self.entries = 0
        self.broken: Broken | None = None
        self._ends: dict[str, tuple[int, bytes]] = {}

    def more(self, entries: int) -> bool:
        """Read so many entries more; tell whether there may be others."""
        read = 0
        for entry in islice(self._entries, entries):
            read += 1
            self._check(entry)
            if self._lets_through(entry):
                ref = Ref(entry.chain, entry.sequence)
                self.found.append(ref)
                self._keep(ref, entry)
        self.done = read < entries
        return not self.done

    def entry(self, ref: Ref) -> Entry:
        """Return an entry that was found."""
        if ref not in self._kept:
            self._keep(ref, next(iter(self._desk.journal.entries(ref.chain, after=ref.sequence - 1))))
        return self._kept[ref]

    def who(self, entry: Entry) -> str:
        """Return the name of who did it, empty before there was anybody."""
        person = self._desk.state.people.get(entry.person)
        return "" if person is None else person.name

    def corrected(self, entry: Entry) -> tuple[Corrected, ...]:
        """Return before and after of what an entry changed; nothing of a pass before the passes of its batch agree."""
        if entry.kind in {EntryKind.BALLOT_CORRECTED, EntryKind.BALLOT_WITHDRAWN}:
            _pass, contest, round_, batch, number = entry.chain.split("/")
            key = (contest, int(round_))
            if not Review(self._desk).accepted(key, int(batch)):
                return ()
            changes = self._desk.pass_contents(key, int(batch), int(number)).changes
            return tuple(
                Corrected(key, int(batch), one.ballot, one.before, one.after)
                for one in changes
                if (one.ballot, one.time) == (entry.ballot, entry.time)
            )
        if entry.kind in {EntryKind.BALLOT_AMENDED, EntryKind.CORRIGENDUM}:
            details = json.loads(entry.payload)
            key = (details["contest"], details["round"])
            return tuple(_changed(key, one) for one in details.get("changes", [details]))
        return ()

    def _in_order(self) -> Iterator[Entry]:
        journal = self._desk.journal
        chains = [journal.entries(chain) for chain in journal.chains()]
        # Of one millisecond, the congress's chain comes first: a pass is opened before a ballot is keyed in it.
        return merge(*chains, key=lambda entry: (entry.time, entry.chain != CONGRESS_CHAIN))

    def _check(self, entry: Entry) -> None:
        """Hold an entry against the one before it in its chain."""
        sequence, previous = self._ends.get(entry.chain, (0, GENESIS))
        if self.broken is None:
            self.broken = broken_link((entry,), sequence=sequence + 1, previous=previous)
        self._ends[entry.chain] = entry.sequence, entry.hash
        self.entries += 1

    def _keep(self, ref: Ref, entry: Entry) -> None:
        self._kept[ref] = entry
        if len(self._kept) > _KEPT:
            self._kept.popitem(last=False)

    def _lets_through(self, entry: Entry) -> bool:
        if not self._ballots and entry.kind is EntryKind.BALLOT_KEYED:
            return False
        if not self._asked:
            return True
        label = self._label(entry.person, entry.kind, entry.station)
        batch = ""
        for word in self._asked:
            if word.isdecimal():
                batch = batch or _batch_of(entry)
                if word != batch:
                    return False
            elif word not in label:
                return False
        return True

    def _labelled(self, person: str, kind: EntryKind, station: str) -> str:
        known = self._desk.state.people.get(person)
        name = "" if known is None else known.name
        return fold(f"{name} {self._words(f'desk.kind.{kind}')} {station}")


def _batch_of(entry: Entry) -> str:
    """Return the number of the batch an entry is about, or a dash."""
    if entry.chain != CONGRESS_CHAIN:
        return entry.chain.split("/")[3]
    details: dict[str, Any] = json.loads(entry.payload) if entry.payload else {}
    return str(details.get("batch", "–"))


def _changed(key: ContestKey, one: dict[str, Any]) -> Corrected:
    before = keying_of(one["before"])
    if before is None:
        message = "a change needs the ballot before"
        raise KeyError(message)
    return Corrected(key, one["batch"], one["ballot"], before, keying_of(one["after"]))
