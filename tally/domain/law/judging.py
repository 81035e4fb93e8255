"""The law of the congress's chain: whether the desk could have appended an entry to what was there before it."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from tally.domain.batch import Details
from tally.domain.desk import CHANGES_A_COUNT, OF_AN_IMPORT, DeskState
from tally.domain.journal import CONGRESS_CHAIN, Entry, EntryKind, canonical
from tally.domain.law import closing, counting, people
from tally.domain.law.breach import Breach
from tally.domain.law.case import Broke, Case, Read
from tally.domain.law.shapes import NONE, is_time, payload_of, text

LONGEST_NAME = 1_000
"""Characters of the name of a station."""

LAW: Mapping[EntryKind, Callable[[Case], None]] = {
    EntryKind.CONGRESS_DECLARED: people.congress_declared,
    EntryKind.PERSON_ADDED: people.person_added,
    EntryKind.PIN_SET: people.pin_set,
    EntryKind.SIGN_IN_FAILED: people.sign_in_failed,
    EntryKind.SIGNED_IN: people.signed_in,
    EntryKind.STEP_DONE: closing.step_done,
    EntryKind.BALLOTS_REPORTED: people.ballots_reported,
    EntryKind.HAND_VOTE_COUNTED: people.hand_vote_counted,
    EntryKind.COUNTING_BEGUN: counting.counting_begun,
    EntryKind.PASSES_WAIVED: counting.passes_waived,
    EntryKind.BATCH_OPENED: counting.batch_opened,
    EntryKind.PASS_OPENED: counting.pass_opened,
    EntryKind.PASS_CLOSED: counting.pass_closed,
    EntryKind.BALLOT_REKEYED: closing.ballot_rekeyed,
    EntryKind.DISPUTE_SETTLED: closing.dispute_settled,
    EntryKind.BALLOT_RULED: closing.ballot_ruled,
    EntryKind.BALLOT_AMENDED: closing.ballot_amended,
    EntryKind.PILES_COUNTED: closing.piles_counted,
    EntryKind.FINDING_EXPLAINED: closing.finding_explained,
    EntryKind.TOTALS_SHOWN: closing.totals_shown,
    EntryKind.CONTEST_SEALED: closing.contest_sealed,
    EntryKind.CORRIGENDUM: closing.corrigendum,
    EntryKind.QR_SIGNED: closing.qr_signed,
    EntryKind.DECISION_REPORTED: closing.decision_reported,
    EntryKind.IMPORTED: counting.imported,
    EntryKind.EXPORTED: people.noted,
    EntryKind.KEYS_PINNED: people.noted,
    EntryKind.CLOCK_NOTED: people.clock_noted,
    EntryKind.LOSS_ACCEPTED: people.loss_accepted,
}
"""Of every kind that belongs in the congress's chain; the kinds of a pass are judged in `passes.py`."""

_name = text(0, LONGEST_NAME)


class Verdict(NamedTuple):
    """What the law says of an entry.

    Attributes:
        breach: what of the law it breaks; None: the desk could have appended it.
        details: its payload, where it is of the shape of its kind.
        changes: False where it is recorded, and nothing changes: it lost a race in an older version.
    """

    breach: Breach | None
    details: Details = NONE
    changes: bool = True


def judge(state: DeskState, entry: Entry, read: Read) -> Verdict:
    """Judge the next entry of the congress's chain; to be asked before the state takes it in.

    Args:
        state: everything that the chain said before.
        entry: the next; its hashes, and its sequence, are judged by `journal.broken_row`.
        read: reads a declaration.
    """
    law = LAW.get(entry.kind)
    if law is None or entry.ballot is not None or entry.marks:
        return Verdict(Breach.KIND)
    details = payload_of(entry.kind, entry.payload)
    if details is None or not _name(entry.station):
        return Verdict(Breach.SHAPE)
    if entry.time < state.time or not is_time(entry.time):
        return Verdict(Breach.TIME)
    # An import is appended at once: nothing comes between, and it is never left half done.
    if state.importing and (entry.person or entry.kind not in OF_AN_IMPORT) and any(state.importing.values()):
        return Verdict(Breach.IMPORT)
    case = Case(state, entry, details, read)
    changes = True
    try:
        if entry.kind in CHANGES_A_COUNT and case.count.seal is not None:
            _after_the_seal(case)
            changes = False
        else:
            law(case)
    except Broke as broke:
        return Verdict(broke.breach)
    return Verdict(None, details, changes)


def _after_the_seal(case: Case) -> None:
    """Let through what a station of an older version wrote that could not know of the seal yet."""
    case.actor()
    knew = case.entry.kind is EntryKind.CONTEST_SEALED and case.details["entries"] >= case.count.sealed_in
    if knew or not case.raced(case.count.sealed_in):
        raise Broke(Breach.SEALED)


def proposed(  # noqa: PLR0913, PLR0917 - the fields of an entry that is not there yet
    state: DeskState, kind: EntryKind, station: str, person: str, time: str, details: Mapping[str, object]
) -> Entry:
    """Return an entry as it would follow, to be judged before it is appended; it has no hash yet.

    Args:
        state: everything that the chain says.
        kind: of what is to be recorded.
        station: the computer.
        person: who sits at it, by id; empty: nobody.
        time: now.
        details: its payload.
    """
    payload = canonical(details) if details else ""
    # A clock that was set back makes no entry older than the one before it.
    moment = max(time, state.time)
    return Entry(CONGRESS_CHAIN, state.entries + 1, moment, station, person, kind, None, b"", payload, state.head, b"")
