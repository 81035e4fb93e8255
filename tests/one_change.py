"""One change of one entry of a lawful journal, by somebody who recomputes every hash: one after another."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from memory_journal import MemoryJournal

from tally.domain.journal import CONGRESS_CHAIN, GENESIS, Entry, EntryKind, canonical, entry_hash

Chains = dict[str, list[Entry]]


@dataclass(frozen=True)
class Changed:
    """A journal of which one entry is changed.

    Attributes:
        how: `left out`, `twice`, `swapped`, or the field.
        what: of a payload, the key.
        entry: as it was.
    """

    how: str
    what: str
    entry: Entry
    journal: MemoryJournal

    @property
    def kind(self) -> EntryKind:
        """The kind of the entry as it was."""
        return self.entry.kind

    def __str__(self) -> str:
        """Say what was changed."""
        return (
            f"{self.entry.chain} {self.entry.sequence} {self.entry.kind} by {self.entry.person}: {self.how} {self.what}"
        )


def changes_of(journal: MemoryJournal) -> Iterator[Changed]:
    """Yield every change that is tried, each on a journal of its own."""
    people = {entry.person for entry in journal.held[CONGRESS_CHAIN]} | {"", "p9"}
    stations = {entry.station for entry in journal.held[CONGRESS_CHAIN]} | {"máy lạ"}
    for chain, entries in journal.held.items():
        for place, entry in enumerate(entries):
            for how, what, now in (*_moved(entries, place), *_altered(entry, people, stations)):
                if now == [entry]:
                    continue
                kept, rest = entries[:place], entries[place + 1 + (how == "swapped") :]
                yield Changed(how, what, entry, rebuilt(journal, chain, [*kept, *now, *rest]))


def _moved(entries: list[Entry], place: int) -> Iterator[tuple[str, str, list[Entry]]]:
    entry = entries[place]
    yield "twice", "", [entry, entry]
    # What is cut off at the end only the height shows.
    if place + 1 < len(entries):
        yield "left out", "", []
        yield "swapped", entries[place + 1].kind.value, [entries[place + 1], entry]


def _altered(entry: Entry, people: set[str], stations: set[str]) -> Iterator[tuple[str, str, list[Entry]]]:
    for person in sorted(people - {entry.person}):
        yield "person", person, [entry._replace(person=person)]
    for station in sorted(stations - {entry.station}):
        yield "station", station, [entry._replace(station=station)]
    for kind in _kinds_like(entry.kind):
        yield "kind", kind.value, [entry._replace(kind=kind)]
    for marks in _other_marks(entry.marks):
        yield "marks", "", [entry._replace(marks=marks)]
    for key, payload in _other_payloads(entry):
        yield "payload", key, [entry._replace(payload=payload)]
    yield "time", "", [entry._replace(time=f"{entry.time[:-2]}9Z")]


def rebuilt(journal: MemoryJournal, chain: str, entries: list[Entry]) -> MemoryJournal:
    """Return the journal with one chain changed: sequences, hashes and everything that names them follow."""
    held: Chains = {**journal.held, chain: entries}
    again = MemoryJournal(journal.clock, journal.station, {CONGRESS_CHAIN: []})
    for name, old in held.items():
        if name != CONGRESS_CHAIN:
            again.held[name] = []
            for entry in old:
                _append(again.held[name], entry)
    hashes: dict[str, str] = {}
    numbers: dict[int, int] = {}
    ends = {
        journal.held[name][-1].hash.hex(): (len(journal.held[name]), len(chain), chain[-1].hash.hex())
        for name, chain in again.held.items()
        if chain and journal.held[name]
    }
    for entry in held[CONGRESS_CHAIN]:
        details: dict[str, Any] = json.loads(entry.payload) if entry.payload else {}
        # What an entry says of others follows them: heads of passes, what a seal saw, entries that set a PIN.
        if details.get("head") in ends:
            before, length, details["head"] = ends[details["head"]]
            if details.get("entries") == before:
                details["entries"] = length
        if entry.kind is EntryKind.CONTEST_SEALED and details.get("entries") == entry.sequence - 1:
            details["entries"] = len(again.held[CONGRESS_CHAIN])
        if details.get("over") in hashes:
            details["over"] = hashes[details["over"]]
        if isinstance(details.get("pins"), list):
            details["pins"] = [numbers.get(one, one) for one in details["pins"]]
        following = entry._replace(payload=canonical(details) if details else entry.payload)
        now = _append(again.held[CONGRESS_CHAIN], following)
        hashes[entry.hash.hex()] = now.hash.hex()
        numbers[entry.sequence] = now.sequence
    return again


def _append(chain: list[Entry], entry: Entry) -> Entry:
    sequence, previous = len(chain) + 1, chain[-1].hash if chain else GENESIS
    # Whoever writes a journal anew gives it moments that follow each other.
    moment = max(entry.time, chain[-1].time) if chain else entry.time
    rest = (moment, entry.station, entry.person, entry.kind.value, entry.ballot, entry.marks, entry.payload)
    own = entry_hash(previous, entry.chain, sequence, *rest)
    now = entry._replace(sequence=sequence, time=moment, previous=previous, hash=own)
    chain.append(now)
    return now


def _kinds_like(kind: EntryKind) -> list[EntryKind]:
    """Return kinds that an entry of a kind could be passed off as."""
    alike = (
        {EntryKind.BALLOT_KEYED, EntryKind.BALLOT_CORRECTED, EntryKind.BALLOT_WITHDRAWN},
        {EntryKind.BALLOT_REKEYED, EntryKind.DISPUTE_SETTLED},
        {EntryKind.SIGNED_IN, EntryKind.SIGN_IN_FAILED},
        {EntryKind.COUNTING_BEGUN, EntryKind.PASSES_WAIVED},
        {EntryKind.CONGRESS_DECLARED, EntryKind.BALLOTS_REPORTED},
        {EntryKind.CONTEST_SEALED, EntryKind.CORRIGENDUM},
    )
    return sorted(one for kinds in alike if kind in kinds for one in kinds - {kind})


def _other_marks(marks: bytes) -> list[bytes]:
    if not marks:
        return []
    return [bytes([3 - marks[0], *marks[1:]]), marks[:-1], bytes([7, *marks[1:]])]


def _other_payloads(entry: Entry) -> Iterator[tuple[str, str]]:
    details: dict[str, Any] = json.loads(entry.payload) if entry.payload else {}
    for key, value in details.items():
        if key in {"toml", "pin"}:
            continue
        for other in _others(value):
            yield key, canonical({**details, key: other})
        yield key, canonical({one: kept for one, kept in details.items() if one != key})
    yield "x", canonical({**details, "x": 1})


def _others(value: object) -> Iterator[object]:
    match value:
        case bool():
            yield not value
        case int():
            yield value + 1
            yield value - 1
            yield str(value)
        case str():
            yield f"{value}x"
            yield value[::-1]
            yield {"p1": "p2", "p2": "p3", "bch": "khac"}.get(value, "p9")
        case list():
            yield value[:-1]
            yield [*value, *value[-1:]]
            yield value[::-1]
        case dict():
            yield {}
            yield None
        case _:
            yield 0
            yield ""
