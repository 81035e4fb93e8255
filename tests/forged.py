"""A congress's journal in the hands of somebody who may write anything: edited entry by entry, every hash made anew.

What entries say of others follows the edit: heads, numbers of entries and ballots, what a seal saw, its digest.
"""

import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

from board import Board
from memory_journal import Clock, MemoryJournal

from tally.domain.batch import PassContents
from tally.domain.desk import ContestKey
from tally.domain.journal import CONGRESS_CHAIN, GENESIS, Entry, EntryKind, canonical, entry_hash, pass_chain

Chains = dict[str, list[Entry]]


class Draft:
    """A journal being edited; entries keep their old numbers and hashes until it is written.

    Attributes:
        held: by chain, its entries.
    """

    def __init__(self, journal: MemoryJournal) -> None:
        self.held: Chains = {chain: list(entries) for chain, entries in journal.held.items()}

    @property
    def congress(self) -> list[Entry]:
        """The congress's chain."""
        return self.held[CONGRESS_CHAIN]

    @property
    def passes(self) -> list[str]:
        """The chains of passes."""
        return [chain for chain, entries in self.held.items() if chain != CONGRESS_CHAIN and entries]

    def places(self, *kinds: EntryKind, chain: str = CONGRESS_CHAIN) -> list[int]:
        """Return the places of entries of some kinds in a chain; of any kind where none is named."""
        return [at for at, entry in enumerate(self.held[chain]) if not kinds or entry.kind in kinds]

    def change(self, at: int, chain: str = CONGRESS_CHAIN, **fields: Any) -> None:  # noqa: ANN401 - fields of an entry
        """Change fields of an entry."""
        self.held[chain][at] = self.held[chain][at]._replace(**fields)

    def say(self, at: int, chain: str = CONGRESS_CHAIN, **details: object) -> None:
        """Change what an entry says."""
        self.put(at, details, chain)

    def put(self, at: int, details: Mapping[str, object], chain: str = CONGRESS_CHAIN) -> None:
        """Change what an entry says, whatever the names."""
        entry = self.held[chain][at]
        self.change(at, chain, payload=canonical({**said(entry), **details}))

    def insert(self, at: int, like: Entry, chain: str = CONGRESS_CHAIN, **fields: Any) -> None:  # noqa: ANN401 - as above
        """Insert an entry made after another."""
        self.held[chain].insert(at, like._replace(sequence=-1, hash=b"", **fields))

    def pass_entries_of(self, ballot: int, chain: str) -> list[int]:
        """Return the places of the entries of a ballot in a pass."""
        return [at for at, entry in enumerate(self.held[chain]) if entry.ballot == ballot]

    def written(self, *, right_digests: bool = True) -> MemoryJournal:
        """Return the journal with all hashes made anew.

        Args:
            right_digests: seals and corrigenda are over the result that the edited journal has.
        """
        journal = rechained(self.held)
        if right_digests:
            with suppress(Exception):  # what cannot be counted keeps the digest it had
                journal = _with_digests(journal)
        return journal


def said(entry: Entry) -> dict[str, Any]:
    """Return what an entry says."""
    return json.loads(entry.payload) if entry.payload else {}


def rechained(held: Chains) -> MemoryJournal:
    """Return a journal of entries that were edited: numbers, hashes and what names them made anew."""
    journal = MemoryJournal(Clock(), "may-1", {CONGRESS_CHAIN: []})
    for chain, entries in held.items():
        if chain != CONGRESS_CHAIN:
            journal.held[chain] = []
            for entry in entries:
                _append(journal.held[chain], entry)
    hashes: dict[str, str] = {}
    numbers: dict[int, int] = {}
    for entry in held[CONGRESS_CHAIN]:
        details = said(entry)
        _FOLLOWS.get(entry.kind, _nothing_follows)(details, journal)
        if details.get("over") in hashes:
            details["over"] = hashes[details["over"]]
        if isinstance(details.get("pins"), list):
            details["pins"] = [numbers.get(one, one) for one in details["pins"]]
        payload = canonical(details) if details else entry.payload
        now = _append(journal.held[CONGRESS_CHAIN], entry._replace(payload=payload))
        hashes[entry.hash.hex()] = now.hash.hex()
        numbers[entry.sequence] = now.sequence
    journal.held = {chain: entries for chain, entries in journal.held.items() if entries or chain == CONGRESS_CHAIN}
    return journal


def _closed_pass(details: dict[str, Any], journal: MemoryJournal) -> None:
    chain = pass_chain(details["contest"], details["round"], details["batch"], details["pass"])
    entries = journal.held.get(chain)
    if entries:
        contents = PassContents.replay(entries, details["batch"], details["pass"])
        details.update(ballots=len(contents.ballots), entries=len(entries), head=entries[-1].hash.hex())


def _seal(details: dict[str, Any], journal: MemoryJournal) -> None:
    details["entries"] = len(journal.held[CONGRESS_CHAIN])


def _nothing_follows(details: dict[str, Any], journal: MemoryJournal) -> None:
    """Keep what an entry says."""


_FOLLOWS: Mapping[EntryKind, Callable[[dict[str, Any], MemoryJournal], None]] = {
    EntryKind.PASS_CLOSED: _closed_pass,
    EntryKind.CONTEST_SEALED: _seal,
}


def _with_digests(journal: MemoryJournal) -> MemoryJournal:
    """Return a journal whose seals and corrigenda are over what it says."""
    draft = Draft(journal)
    for at in draft.places(EntryKind.CONTEST_SEALED):
        before = MemoryJournal(Clock(), "may-1", {**journal.held, CONGRESS_CHAIN: journal.held[CONGRESS_CHAIN][:at]})
        draft.say(at, digest=Board(before).closing.result(_contest(draft.congress[at])).digest)
    journal = rechained(draft.held)
    corrigenda = Draft(journal).places(EntryKind.CORRIGENDUM)
    for at in corrigenda:
        closing, draft = Board(journal).closing, Draft(journal)
        key = _contest(draft.congress[at])
        number = sum(_contest(draft.congress[one]) == key for one in corrigenda if one <= at)
        before_ = closing.corrected(key, number - 1).digest
        draft.say(at, before=before_, after=closing.corrected(key, number).digest)
        journal = rechained(draft.held)
    return journal


def _contest(entry: Entry) -> ContestKey:
    details = said(entry)
    return details["contest"], details["round"]


def _append(chain: list[Entry], entry: Entry) -> Entry:
    sequence, previous = len(chain) + 1, chain[-1].hash if chain else GENESIS
    # Whoever writes a journal anew gives it moments that follow each other.
    moment = max(entry.time, chain[-1].time) if chain else entry.time
    rest = (moment, entry.station, entry.person, entry.kind.value, entry.ballot, entry.marks, entry.payload)
    own = entry_hash(previous, entry.chain, sequence, *rest)
    now = entry._replace(sequence=sequence, time=moment, previous=previous, hash=own)
    chain.append(now)
    return now
