"""A journal in memory and a PIN hasher without a cost, for tests of the desk; the real ones are in `tally/store`."""

import datetime as dt
import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from tally.domain.congress import Congress
from tally.domain.contest import Contest
from tally.domain.journal import CONGRESS_CHAIN, GENESIS, Entry, EntryKind, EntryRow, canonical, entry_hash
from tally.domain.rules import RuleProfile
from tally.files.congress_toml import read_congress, write_congress

_BEGIN = dt.datetime(2025, 6, 10, tzinfo=dt.UTC)


class Clock:
    """A clock that moves when told to, and may be set.

    Attributes:
        seconds: what it shows.
        set_on: by how many seconds somebody set it on; back where negative.
    """

    def __init__(self) -> None:
        self.seconds = 0.0
        self.set_on = 0.0

    @property
    def ticks(self) -> float:
        """Seconds that really went by."""
        return self.seconds - self.set_on

    def set(self, seconds: float) -> None:
        """Set it on, or back."""
        self.seconds += seconds
        self.set_on += seconds

    def __call__(self) -> str:
        """Return the time as the journal writes it."""
        shown = _BEGIN + dt.timedelta(seconds=self.seconds)
        return shown.isoformat(timespec="milliseconds").replace("+00:00", "Z")


class MemoryJournal:
    """Chains of entries in lists; several stations may share one `chains_`."""

    def __init__(self, clock: Clock, station: str = "may-1", chains_: dict[str, list[Entry]] | None = None) -> None:
        self.clock = clock
        self.station = station
        self.held: dict[str, list[Entry]] = {CONGRESS_CHAIN: []} if chains_ is None else chains_
        self.broken = False
        self._within = False

    @property
    def name(self) -> str:
        """Return a name."""
        return "trong bộ nhớ"

    def at(self, station: str) -> "MemoryJournal":
        """Return the same journal as another station opens it."""
        return MemoryJournal(self.clock, station, self.held)

    def append(  # noqa: PLR0913 - the fields of an entry
        self,
        chain: str,
        kind: EntryKind,
        *,
        person: str = "",
        ballot: int | None = None,
        marks: bytes = b"",
        details: Mapping[str, object] | None = None,
    ) -> Entry:
        """Append an entry, or fail as a full disk does when `broken`."""
        if self.broken:
            raise OSError(28, "No space left on device")
        entries = self.held.setdefault(chain, [])
        previous = entries[-1].hash if entries else GENESIS
        payload = canonical(details) if details else ""
        # As the store has it: no entry is older than the one before it.
        sequence, time = len(entries) + 1, max(self.clock(), entries[-1].time if entries else "")
        own = entry_hash(previous, chain, sequence, time, self.station, person, kind.value, ballot, marks, payload)
        entry = Entry(chain, sequence, time, self.station, person, kind, ballot, marks, payload, previous, own)
        entries.append(entry)
        return entry

    def entries(self, chain: str, after: int = 0) -> Iterator[Entry]:
        """Yield the entries of a chain."""
        yield from self.held.get(chain, [])[after:]

    def chains(self) -> tuple[str, ...]:
        """Return the names of all chains."""
        return tuple(self.held)

    def ends(self) -> dict[str, int]:
        """Return how many entries every chain has."""
        return {name: len(entries) for name, entries in self.held.items() if entries}

    def pieces(self) -> Iterator[tuple[str, list[EntryRow]]]:
        """Yield every entry, chain by chain."""
        for name, entries in self.held.items():
            if entries:
                yield name, [(name, *entry[1:5], entry.kind.value, *entry[6:]) for entry in entries]

    @contextmanager
    def together(self) -> Iterator[None]:
        """Take back what was appended within when anything fails."""
        if self._within:
            yield
            return
        before = {chain: len(entries) for chain, entries in self.held.items()}
        self._within = True
        try:
            yield
        except BaseException:
            for chain, entries in list(self.held.items()):
                del entries[before.get(chain, 0) :]
                if chain not in before:
                    del self.held[chain]
            raise
        finally:
            self._within = False

    def close(self) -> None:
        """Keep everything."""


class Codec:
    """The congress file, read and written as the program does."""

    def read(self, text: str) -> tuple[Congress, tuple[Contest, ...], RuleProfile]:
        """Return what a congress file says."""
        return read_congress(text)

    def write(self, congress: Congress, contests: tuple[Contest, ...]) -> str:
        """Return the congress file."""
        return write_congress(congress, contests)


class QuickHasher:
    """Hashes a PIN so that a test need not wait."""

    def hash(self, pin: str) -> str:
        """Return the hash."""
        return hashlib.sha256(pin.encode()).hexdigest()

    def verify(self, pin_hash: str, pin: str) -> bool:
        """Compare."""
        return self.hash(pin) == pin_hash
