"""What a congress file may hold after a fault: all that was acknowledged, and of what was in the making all or none.

`noting` has a process say into the log of its disk what it is about to commit and what it acknowledged; `Acknowledged`
reads that.
"""

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from disk_steps import say

from tally.domain.journal import GENESIS, Entry
from tally.store.journal import SqlJournal

Chains = Mapping[str, tuple[bytes, ...]]
"""By chain, the hashes of its entries in order."""


def chains_of(journal: SqlJournal) -> dict[str, tuple[bytes, ...]]:
    """Return what a journal holds."""
    chains: dict[str, tuple[bytes, ...]] = {}
    for name, rows in journal.pieces():
        chains[name] = (*chains.get(name, ()), *(row[10] for row in rows))
    return chains


def as_said(chains: Chains) -> dict[str, list[str]]:
    """Return chains as a mark holds them."""
    return {name: [own.hex() for own in hashes] for name, hashes in chains.items()}


@contextmanager
def noting(log: Path, file: Path) -> Iterator[None]:
    """Have every journal of a file, opened in this process, say what it commits and acknowledges.

    Args:
        log: of the disk.
        file: the congress file.
    """
    together, append = SqlJournal.together, SqlJournal._append
    appended: list[Entry] = []

    def noted_append(self: SqlJournal, chain: str, *new: Any) -> Entry:  # noqa: ANN401 - as that of the journal
        entry = append(self, chain, *new)
        appended.append(entry)
        return entry

    @contextmanager
    def noted_together(self: SqlJournal) -> Iterator[None]:
        if self._waiting is not None or self.name != str(file):
            with together(self):
                yield
            return
        appended.clear()
        entries: list[list[object]] = []
        with together(self):
            yield
            entries = [[one.chain, one.sequence, one.previous.hex(), one.hash.hex()] for one in appended]
            if entries:
                say(log, {"tried": entries})
        if entries:
            say(log, {"acknowledged": entries})

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(SqlJournal, "_append", noted_append)
        patch.setattr(SqlJournal, "together", noted_together)
        yield


class Acknowledged:
    """What was acknowledged up to some moment of a run.

    Attributes:
        states: every content that the congress file may have; None: there is no file yet, or no whole one.
        whole: the SHA-256 of other files that were acknowledged as written, by name within the folder.
        entries: those that were acknowledged, before the run and in it: hash by chain and sequence.
    """

    def __init__(self, before: Chains | None) -> None:
        self.states: list[Chains | None] = [before]
        self.whole: dict[str, str] = {}
        self.entries: dict[tuple[str, int], bytes] = _numbered(before)

    def hear(self, said: Mapping[str, Any]) -> None:
        """Take in a mark."""
        for what, value in said.items():
            match what:
                case "tried":
                    self._try(value)
                case "acknowledged":
                    self._acknowledge(value)
                case "stands":
                    self.states = [_chains(value)]
                    self.entries |= _numbered(self.states[0])
                case "may_stand":
                    self.states.append(_chains(value))
                case "whole":
                    self.whole |= value

    def _try(self, entries: list[Any]) -> None:
        for state in list(self.states):
            grown = _grown(state, entries)
            if grown is not None and grown not in self.states:
                self.states.append(grown)

    def _acknowledge(self, entries: list[Any]) -> None:
        new = {(chain, sequence): bytes.fromhex(own) for chain, sequence, _, own in entries}
        self.states = [one for one in self.states if one is not None and _holds(one, new)]
        self.entries |= new

    def missing(self, *held: Chains) -> dict[tuple[str, int], bytes]:
        """Return the acknowledged entries that none of some files holds."""
        return {place: own for place, own in self.entries.items() if not any(_holds(one, {place: own}) for one in held)}


def _chains(said: Mapping[str, list[str]]) -> dict[str, tuple[bytes, ...]]:
    return {name: tuple(map(bytes.fromhex, hashes)) for name, hashes in said.items()}


def _numbered(chains: Chains | None) -> dict[tuple[str, int], bytes]:
    return {(name, at): own for name, hashes in (chains or {}).items() for at, own in enumerate(hashes, 1)}


def _holds(chains: Chains, entries: Mapping[tuple[str, int], bytes]) -> bool:
    return all(chains.get(name, ())[at - 1 : at] == (own,) for (name, at), own in entries.items())


def _grown(state: Chains | None, entries: list[Any]) -> Chains | None:
    """Return a content with entries that follow it; None: they do not."""
    grown = dict(state or {})
    for chain, sequence, previous, own in entries:
        held = grown.get(chain, ())
        if len(held) != sequence - 1 or (held[-1] if held else GENESIS).hex() != previous:
            return None
        grown[chain] = (*held, bytes.fromhex(own))
    return grown


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file, in hex."""
    return hashlib.sha256(path.read_bytes()).hexdigest()
