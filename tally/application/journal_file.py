"""A congress file (`.tally`) as the use cases see it: what can be wrong with one, and whether its journal is sound."""

import errno
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from tally.application.desk.desk import Journal
from tally.application.intake import BadInput, FileFinding
from tally.domain.desk import DeskState
from tally.domain.journal import CONGRESS_CHAIN, GENESIS, Broken, Entry, EntryKind, EntryRow, broken_row, pass_chain


class NotTally(BadInput):
    """The file is no congress file."""

    def __init__(self, file: str) -> None:
        super().__init__([FileFinding(file, 1, 1, "E994")])


class TooNew(BadInput):
    """The file was written by a newer version of the program."""

    def __init__(self, file: str, found: int, known: int) -> None:
        self.found = found
        self.known = known
        super().__init__([FileFinding(file, 1, 1, "E989", {"found": found, "known": known})])


class Damaged(BadInput):
    """The database itself is damaged, whatever its entries say."""

    def __init__(self, file: str, why: str) -> None:
        self.why = why
        super().__init__([FileFinding(file, 1, 1, "E990", {"value": why})])


class Locked(OSError):  # noqa: N818 - a typed OSError, named for what happened
    """Another program holds the file and does not let go of it."""

    def __init__(self, file: str) -> None:
        super().__init__(errno.EBUSY, "locked by another program", file)


class DiskFull(OSError):  # noqa: N818 - a typed OSError, named for what happened
    """There is no room for one more entry; nothing was appended."""

    def __init__(self, file: str) -> None:
        super().__init__(errno.ENOSPC, "disk full", file)


class ReadOnly(OSError):  # noqa: N818 - a typed OSError, named for what happened
    """The file or its folder cannot be written to."""

    def __init__(self, file: str) -> None:
        super().__init__(errno.EROFS, "read-only", file)


class Moved(OSError):  # noqa: N818 - a typed OSError, named for what happened
    """The name of the file does not lead any more to the file that was opened: it was moved, replaced or deleted."""

    def __init__(self, file: str) -> None:
        super().__init__(errno.ESTALE, "moved, replaced or deleted", file)


class Foreign(BadInput):
    """The file has tables, views or triggers that this program does not make, or lacks some that it makes."""

    def __init__(self, file: str, what: str) -> None:
        self.what = what
        super().__init__([FileFinding(file, 1, 1, "E997", {"value": what})])


class StoredJournal(Journal, Protocol):
    """A journal in a file, with what reading and writing all of it at once needs."""

    def pieces(self) -> Iterator[tuple[str, list[EntryRow]]]:
        """Yield every entry: name of the chain and some rows of it; the congress's chain first, each chain in order."""


@dataclass(frozen=True, slots=True)
class ChainReport:
    """What checking every chain of a journal found.

    Attributes:
        chains: how many there are.
        entries: in all chains together.
        head: sequence and hash of the last entry of the congress's chain: what a paper can name.
        closed: chains of keying passes whose heads the congress's chain took in.
        open: chains of passes still being keyed; their last entries are held by nothing yet.
        broken: the first flaw of every chain that has one.
    """

    chains: int
    entries: int
    head: tuple[int, bytes]
    closed: int
    open: int
    broken: tuple[Broken, ...]

    @property
    def sound(self) -> bool:
        """True when no chain has a flaw."""
        return not self.broken


class ChainCheck:
    """Checks every chain of a journal as its entries go by.

    Attributes:
        state: the replay of the congress's chain, as far as it is sound.
    """

    def __init__(self) -> None:
        self.state = DeskState()
        self._ends: dict[str, tuple[int, bytes]] = {}
        self._broken: dict[str, Broken] = {}

    def check(self, journal: StoredJournal) -> Iterator[tuple[str, list[EntryRow]]]:
        """Yield the pieces of a journal, each after it was checked; the congress's chain is taken into the state."""
        for name, rows in journal.pieces():
            sequence, previous = self._ends.get(name, (0, GENESIS))
            if name not in self._broken:
                broken = broken_row(name, rows, sequence=sequence + 1, previous=previous)
                if broken is None and name == CONGRESS_CHAIN:
                    broken = self._replay(rows)
                if broken is not None:
                    self._broken[name] = broken
            last = rows[-1]
            self._ends[name] = (last[1], last[10])
            yield name, rows

    def report(self) -> ChainReport:
        """Return what was found, once every piece went by."""
        heads = self.state.heads
        passes = [name for name in self._ends if name != CONGRESS_CHAIN]
        flaws = dict(self._broken)
        if CONGRESS_CHAIN not in self._ends:
            flaws[CONGRESS_CHAIN] = Broken(CONGRESS_CHAIN, 1, "missing")
        if CONGRESS_CHAIN not in flaws:
            # Only a sound congress's chain can tell which passes there were and how they ended.
            opened = self._opened()
            found = [*map(self._against_head, heads)]
            found += [Broken(name, 1, "unknown") for name in passes if name not in opened]
            for flaw in filter(None, found):
                flaws.setdefault(flaw.chain, flaw)
        return ChainReport(
            chains=len(self._ends),
            entries=sum(sequence for sequence, _ in self._ends.values()),
            head=self._ends.get(CONGRESS_CHAIN, (0, GENESIS)),
            closed=len(heads),
            open=sum(name not in heads for name in passes),
            broken=tuple(flaws.values()),
        )

    def _replay(self, rows: list[EntryRow]) -> Broken | None:
        for row in rows:
            try:
                self.state.apply(entry_of(CONGRESS_CHAIN, row))
            except (ValueError, LookupError, TypeError, AttributeError):
                # Its hash is right, yet it says nothing that this program knows.
                return Broken(CONGRESS_CHAIN, row[1], "unreadable")
        return None

    def _opened(self) -> set[str]:
        return {
            pass_chain(*key, batch.number, number)
            for key, contest in self.state.contests.items()
            for batch in contest.batches.values()
            for number in batch.passes
        }

    def _against_head(self, name: str) -> Broken | None:
        """Hold the end of a closed pass's chain against what the congress's chain took in."""
        entries, head = self.state.heads[name]
        last, own = self._ends.get(name, (0, GENESIS))
        if last < entries:
            return Broken(name, last + 1, "shortened")
        if last > entries:
            return Broken(name, entries + 1, "added")
        return None if own == head else Broken(name, last, "replaced")


def entry_of(chain: str, row: EntryRow) -> Entry:
    """Return a row as an entry of its chain.

    Raises:
        ValueError: its kind is none that this program knows.
    """
    _, sequence, time, station, person, kind, ballot, marks, payload, previous, own = row
    return Entry(chain, sequence, time, station, person, EntryKind(kind), ballot, marks, payload, previous, own)


def check_chains(journal: StoredJournal) -> ChainReport:
    """Check every chain of a journal, and the heads that the congress's chain took in."""
    check = ChainCheck()
    for _ in check.check(journal):
        pass
    return check.report()
