"""The journal of the count: entries are appended, never changed or deleted, and each holds the hash of the one before.

The congress has one chain; every keying pass of a batch has its own, so that several stations never wait for one
another. When a pass closes, the congress's chain takes in its head. State, totals and documents are replays.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from tally.domain.ballot import DIGITS

CONGRESS_CHAIN = "congress"
GENESIS = bytes(32)
"""What stands in place of a hash before the first entry of a chain."""


class EntryKind(StrEnum):
    """What an entry records; its payload's keys are named in `desk.py`, which replays it."""

    CONGRESS_DECLARED = "congress-declared"
    PERSON_ADDED = "person-added"
    PIN_SET = "pin-set"
    SIGN_IN_FAILED = "sign-in-failed"
    SIGNED_IN = "signed-in"
    STEP_DONE = "step-done"
    BALLOTS_REPORTED = "ballots-reported"
    HAND_VOTE_COUNTED = "hand-vote-counted"
    COUNTING_BEGUN = "counting-begun"
    PASSES_WAIVED = "passes-waived"
    BATCH_OPENED = "batch-opened"
    PASS_OPENED = "pass-opened"  # noqa: S105 - a keying pass, no password
    PASS_CLOSED = "pass-closed"  # noqa: S105 - as above
    BALLOT_REKEYED = "ballot-rekeyed"
    DISPUTE_SETTLED = "dispute-settled"
    BALLOT_RULED = "ballot-ruled"
    BALLOT_AMENDED = "ballot-amended"
    PILES_COUNTED = "piles-counted"
    FINDING_EXPLAINED = "finding-explained"
    TOTALS_SHOWN = "totals-shown"
    CONTEST_SEALED = "contest-sealed"
    CORRIGENDUM = "corrigendum"
    QR_SIGNED = "qr-signed"
    DECISION_REPORTED = "decision-reported"
    IMPORTED = "imported"
    EXPORTED = "exported"
    KEYS_PINNED = "keys-pinned"
    CLOCK_NOTED = "clock-noted"
    LOSS_ACCEPTED = "loss-accepted"
    # In the chain of a pass
    BALLOT_KEYED = "ballot-keyed"
    BALLOT_CORRECTED = "ballot-corrected"
    BALLOT_WITHDRAWN = "ballot-withdrawn"


EntryRow = tuple[int | str, int, str, str, str, str, int | None, bytes, str, bytes, bytes]
"""The fields of an entry in their order, as a table holds them: a chain may go by a short id there."""


class Entry(NamedTuple):
    """One entry; a tuple, because a journal has a million of them.

    Attributes:
        chain: `congress`, or `pass/CONTEST/ROUND/BATCH/PASS`.
        sequence: from 1, without a hole in its chain.
        time: ISO 8601 in UTC with milliseconds.
        station: the computer.
        person: who; the id of a person of the board, or empty before there is one.
        kind: what is recorded.
        ballot: the number in the batch, for entries of a pass; else None.
        marks: one `Mark` byte per candidate, for a ballot keyed or corrected; else empty.
        payload: canonical JSON (see `canonical`), empty when there is nothing more to say.
        previous: hash of the entry before it, `GENESIS` for the first.
        hash: its own.
    """

    chain: str
    sequence: int
    time: str
    station: str
    person: str
    kind: EntryKind
    ballot: int | None
    marks: bytes
    payload: str
    previous: bytes
    hash: bytes


@dataclass(frozen=True, slots=True)
class Broken:
    """Where a chain does not hold: the first entry that is wrong, and what is wrong with it.

    Attributes:
        why: `missing` (it should be there), `previous` (it does not name the entry before it), `changed` (its content
            is not what was appended), `unreadable` (no entry that this program knows). Found by what the congress's
            chain says of a pass: `shortened` (entries of a closed pass are gone), `added` (a closed pass went on),
            `replaced` (it has another head) and `unknown` (nobody opened it). Anything else is what of the law of the
            journal the entry breaks (`tally.domain.law.Breach`).
    """

    chain: str
    sequence: int
    why: str


def canonical(payload: Mapping[str, object] | Sequence[object]) -> str:
    """Return a payload in its one form: JSON, keys sorted, no spaces, Unicode as it is."""
    return json.dumps(payload, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def entry_hash(  # noqa: PLR0913, PLR0917 - the fields of an entry, in their order
    previous: bytes,
    chain: str,
    sequence: int,
    time: str,
    station: str,
    person: str,
    kind: str,
    ballot: int | None,
    marks: bytes,
    payload: str,
) -> bytes:
    """Return the SHA-256 of an entry: the hash before it, then every field as UTF-8, with a NUL between them.

    No field can hold a NUL: the tables refuse it. `marks` are written as digits.
    """
    fields = f"{chain}\0{sequence}\0{time}\0{station}\0{person}\0{kind}\0{'' if ballot is None else ballot}\0"
    return hashlib.sha256(
        b"".join((previous, fields.encode(), marks.translate(DIGITS), b"\0", payload.encode()))
    ).digest()


def broken_link(entries: Iterable[Entry], *, sequence: int = 1, previous: bytes = GENESIS) -> Broken | None:
    """Return the first entry of a chain that is not what was appended, or None when the chain is sound.

    Args:
        entries: of one chain in order; an iterator is read once, so that a million entries need no memory.
        sequence: what the first of them must be numbered.
        previous: the hash before the first of them.
    """
    for entry in entries:
        broken = broken_row(entry.chain, (entry,), sequence=sequence, previous=previous)
        if broken is not None:
            return broken
        previous = entry.hash
        sequence += 1
    return None


def broken_row(chain: str, rows: Iterable[EntryRow], *, sequence: int = 1, previous: bytes = GENESIS) -> Broken | None:
    """Return the first row of a chain that is not what was appended; as `broken_link`, for a million rows of a table.

    Args:
        chain: whose rows they are; how they name it themselves does not matter.
        rows: in order.
        sequence: what the first of them must be numbered.
        previous: the hash before the first of them.
    """
    for _, number, time, station, person, kind, ballot, marks, payload, before, own in rows:
        if number != sequence:
            return Broken(chain, sequence, "missing")
        if before != previous:
            return Broken(chain, sequence, "previous")
        previous = entry_hash(previous, chain, sequence, time, station, person, kind, ballot, marks, payload)
        if own != previous:
            return Broken(chain, sequence, "changed")
        sequence += 1
    return None


def pass_chain(contest: str, round_: int, batch: int, pass_: int) -> str:
    """Return the name of the chain of one keying pass of a batch."""
    return f"pass/{contest}/{round_}/{batch}/{pass_}"
