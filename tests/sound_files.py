"""Laws of what a congress file holds when several desks wrote to it, told of its entries one by one, without the desk.

`tally verify` has laws of its own; these are written a second time, by what people would see go wrong: a number given
twice, a pass opened twice, a ballot after the seal.
"""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from tally import bootstrap
from tally.application.recount import recount
from tally.domain.batch import PassContents
from tally.domain.desk import ContestKey, ContestState, DeskState
from tally.domain.journal import CONGRESS_CHAIN, Entry, EntryKind

Held = Mapping[str, tuple[Entry, ...]]
"""Everything a file holds, by chain."""

_ONCE: Mapping[EntryKind, tuple[str, ...]] = {
    EntryKind.PERSON_ADDED: ("id",),
    EntryKind.COUNTING_BEGUN: ("contest", "round"),
    EntryKind.BATCH_OPENED: ("contest", "round", "batch"),
    EntryKind.PASS_OPENED: ("contest", "round", "batch", "pass", "taken_over", "entries"),
    EntryKind.PASS_CLOSED: ("contest", "round", "batch", "pass"),
    EntryKind.BALLOT_REKEYED: ("contest", "round", "batch", "place", "by"),
    EntryKind.DISPUTE_SETTLED: ("contest", "round", "batch", "place"),
    EntryKind.STEP_DONE: ("contest", "round", "step"),
    EntryKind.CONTEST_SEALED: ("contest", "round"),
}
"""What can be recorded but once, by the fields that say of what. (A pass is taken over again after it grew.)"""

_AFTER_A_SEAL = frozenset(
    {
        EntryKind.STEP_DONE,
        EntryKind.CORRIGENDUM,
        EntryKind.QR_SIGNED,
        EntryKind.DECISION_REPORTED,
    }
)
"""What of a contest may be recorded after its seal."""


def check_held(held: Held, state: DeskState) -> None:
    """Check the laws of a file.

    Args:
        held: what it holds.
        state: the replay of its congress's chain.

    Raises:
        AssertionError: one does not hold.
    """
    _check_congress(held[CONGRESS_CHAIN])
    for chain, entries in held.items():
        if chain != CONGRESS_CHAIN:
            _check_pass(entries)
    for key, count in state.contests.items():
        if count.seal is not None:
            assert not uncounted(held, key, count), "a ballot was keyed that the seal does not cover"


def _check_congress(entries: Iterable[Entry]) -> None:
    once: set[tuple[object, ...]] = set()
    sealed: set[tuple[object, object]] = set()
    for entry in entries:
        details: dict[str, Any] = json.loads(entry.payload) if entry.payload else {}
        details["by"] = entry.person
        about = (details.get("contest"), details.get("round"))
        assert about not in sealed or entry.kind in _AFTER_A_SEAL, f"{entry.kind} after the seal"
        if entry.kind in _ONCE:
            what = (entry.kind, *(details.get(name) for name in _ONCE[entry.kind]))
            assert what not in once or details.get("taken_over"), f"{what} twice"
            once.add(what)
        if entry.kind is EntryKind.CONTEST_SEALED:
            assert details["entries"] == entry.sequence - 1, "sealed is what the head saw"
            sealed.add(about)


def _check_pass(entries: Iterable[Entry]) -> None:
    contents = PassContents()
    withdrawn = 0
    for entry in entries:
        if entry.kind is EntryKind.BALLOT_KEYED:
            assert entry.ballot == contents.next_ballot, "a number was given twice, or left out"
        withdrawn += entry.kind is EntryKind.BALLOT_WITHDRAWN
        contents.apply(entry)
    assert len(contents.ballots) == contents.next_ballot - 1 - withdrawn, "each once, or withdrawn"


def uncounted(held: Held, key: ContestKey, count: ContestState) -> Counter[int]:
    """Return how many ballots were keyed, by batch, in passes that never came to be compared."""
    return Counter(
        {
            batch.number: keyed
            for batch in count.batches.values()
            if len(batch.closed) < count.wanted
            and (
                keyed := sum(len(held.get(f"pass/{key[0]}/{key[1]}/{batch.number}/{one}", ())) for one in batch.passes)
            )
        }
    )


def check_seals(path: Path, state: DeskState) -> None:
    """Count a file again as `tally recount` does; raises AssertionError where a seal covers something else."""
    counted = {
        (one.result.contest.id, one.result.contest.round): one for one in recount(bootstrap.open_source(path)).contests
    }
    for key, count in state.contests.items():
        assert count.seal is None or counted[key].digest == count.seal.digest, "sealed is what is there"


def said(state: DeskState) -> dict[str, object]:
    """Return everything that a state says; a contest of which it says nothing is as good as none."""
    contests = {key: count for key, count in state.contests.items() if count != ContestState(key)}
    return {**vars(state), "contests": contests}
