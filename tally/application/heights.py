"""What is known of the heights of a congress's chains outside its file, and what is missing of the file therefore."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple, Protocol

from tally.application.journal_file import StoredJournal
from tally.domain.desk import Loss
from tally.domain.height import Accepted, Comparison, Height, Lost, code_of
from tally.domain.journal import CONGRESS_CHAIN, Entry, EntryKind, EntryRow

Known = Mapping[str, Collection[Height]]
"""By chain, every height that somebody outside the file knows."""


class Remembered(NamedTuple):
    """What this computer remembers of a congress.

    Attributes:
        heights: that it acknowledged.
        files: where the congress's file was opened, the last one first.
        medium: the folder of its second medium; None: none was chosen.
    """

    heights: Known = MappingProxyType({})
    files: tuple[Path, ...] = ()
    medium: Path | None = None


class Place(NamedTuple):
    """Something outside a file that knows heights: a copy on the second medium, or this computer.

    Attributes:
        path: of the copy; None: it is this computer's memory.
        heights: that it knows.
    """

    path: Path | None
    heights: Known


class Notebook(Protocol):
    """This computer's memory of one congress, open while it is counted; what cannot be noted never stops the count."""

    @property
    def failed(self) -> bool:
        """True once something could not be noted."""

    def note(self, chain: str, height: Height) -> None:
        """Note a height that was acknowledged; in the machine's hands when this returns, but not yet on the disk."""

    def flush(self) -> None:
        """Have everything noted on the disk."""

    def file(self, path: Path) -> None:
        """Note where the congress's file is."""

    def medium(self, folder: Path | None) -> None:
        """Note the folder of the second medium."""

    def close(self) -> None:
        """Flush, and let go."""


class Memory(Protocol):
    """What this computer remembers of congresses, each by the hash of its first entry."""

    def recall(self, congress: bytes) -> Remembered:
        """Return what is remembered; nothing where nothing can be read."""

    def open(self, congress: bytes) -> Notebook:
        """Go on remembering."""


class Shorter(Exception):  # noqa: N818 - as `BrokenJournal`: it is the file that is shorter
    """A congress file is shorter or other than is known of it.

    Attributes:
        file: its path.
        lost: what is missing of it.
        longer: where there are copies that hold more, the one that holds most first.
    """

    def __init__(self, file: Path, lost: tuple[Lost, ...], longer: tuple[Path, ...] = ()) -> None:
        self.file = file
        self.lost = lost
        self.longer = longer
        super().__init__(f"{file}: {len(lost)} chains are shorter or other than known")


class Found(NamedTuple):
    """Where in a file the head of a code is.

    Attributes:
        entries: of the chain, up to the head.
        after: entries of the chain after it.
    """

    chain: str
    entries: int
    after: int


class Measured:
    """A journal whose chains are held against what is known of their heights while all its pieces are read.

    It reads and appends as the journal does.

    Attributes:
        first: the hash of the congress's first entry, once it went by; until then empty.
        comparison: what is known, held against the file.
    """

    def __init__(self, journal: StoredJournal, known: Callable[[bytes], Known], codes: Iterable[str] = ()) -> None:
        """Begin.

        Args:
            journal: the journal.
            known: returns what is known of a congress, by the hash of its first entry.
            codes: of heads that are looked for.
        """
        self._journal = journal
        self._known = known
        self._codes = frozenset(codes)
        self._losses: list[Accepted] = []
        self._found: dict[str, tuple[str, int]] = {}
        self.first = b""
        self.comparison = Comparison({})

    @property
    def name(self) -> str:
        """Where it is, as the user knows it."""
        return self._journal.name

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
        """Append as the journal does."""
        return self._journal.append(chain, kind, person=person, ballot=ballot, marks=marks, details=details)

    def entries(self, chain: str, after: int = 0) -> Iterator[Entry]:
        """Read as the journal does."""
        return self._journal.entries(chain, after)

    def chains(self) -> tuple[str, ...]:
        """Return the names of all chains, the congress's first."""
        return self._journal.chains()

    @contextmanager
    def together(self) -> Iterator[None]:
        """Read and append as one."""
        with self._journal.together():
            yield

    def close(self) -> None:
        """Let go of the file."""
        self._journal.close()

    def pieces(self) -> Iterator[tuple[str, list[EntryRow]]]:
        """Yield every entry as the journal does, each piece after its heights were taken in."""
        ballots: dict[str, int] = {}
        for chain, rows in self._journal.pieces():
            if not self.first and chain == CONGRESS_CHAIN:
                self.first = rows[0][10]
                self.comparison = Comparison(self._known(self.first))
            self._see(chain, rows, ballots)
            yield chain, rows

    def found(self) -> Mapping[str, Found]:
        """Return where the heads of the codes are, by code, once every piece went by."""
        ends = self.comparison.ends
        return {
            code: Found(chain, entries, ends[chain].entries - entries) for code, (chain, entries) in self._found.items()
        }

    def _see(self, chain: str, rows: list[EntryRow], ballots: dict[str, int]) -> None:
        wanted = {*self.comparison.wanted(chain, rows[0][1], rows[-1][1]), rows[-1][1]}
        highest = ballots.get(chain, 0)
        for row in rows:
            highest = max(highest, row[6] or 0)
            if row[1] in wanted:
                self.comparison.see(chain, Height(row[1], row[10], highest))
            if self._codes:
                code = code_of(self.first, chain, row[1], row[10])
                if code in self._codes:
                    self._found[code] = (chain, row[1])
        ballots[chain] = highest


class Remembering(Measured):
    """A journal of which this computer remembers what it acknowledged.

    A height is noted after the transaction that appended to it: what is not on the disk was never acknowledged.
    """

    def __init__(self, journal: StoredJournal, known: Callable[[bytes], Known]) -> None:
        """Begin; `known` as that of `Measured`."""
        super().__init__(journal, known)
        self._depth = 0
        self._waiting: dict[str, Height] = {}
        self._watchers: list[Callable[[Mapping[str, Height]], object]] = []
        self.heights: dict[str, Height] = {}

    def watched_by(self, watcher: Callable[[Mapping[str, Height]], object]) -> None:
        """Have somebody told of the new heights, after every transaction that appended something."""
        self._watchers.append(watcher)

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
        """Append, and remember the height once it is on the disk."""
        with self.together():
            entry = super().append(chain, kind, person=person, ballot=ballot, marks=marks, details=details)
            before = self._waiting.get(chain) or self.heights.get(chain)
            ballots = max(0 if before is None else before.ballots, entry.ballot or 0)
            self._waiting[chain] = Height(entry.sequence, entry.hash, ballots)
        return entry

    @contextmanager
    def together(self) -> Iterator[None]:
        """Read and append as one; what was appended is remembered when it is on the disk."""
        self._depth += 1
        try:
            with super().together():
                yield
        except BaseException:
            if self._depth == 1:
                self._waiting.clear()
            raise
        finally:
            self._depth -= 1
        if not self._depth and self._waiting:
            new, self._waiting = self._waiting, {}
            self.heights |= new
            for watcher in self._watchers:
                watcher(new)


def read_through(journal: StoredJournal, known: Callable[[bytes], Known], codes: Iterable[str] = ()) -> Measured:
    """Read all of a journal for its heights."""
    measured = Measured(journal, known, codes)
    for _ in measured.pieces():
        pass
    return measured


def heights_of(measured: Measured) -> Known:
    """Return the height of every chain of a journal that was read through."""
    return {chain: (height,) for chain, height in measured.comparison.ends.items()}


def accepted_in(losses: Iterable[Loss]) -> tuple[Accepted, ...]:
    """Return the chains of which the board accepted that their ends are lost."""
    return tuple(one for loss in losses for one in loss.lost)


def together_known(places: Iterable[Known]) -> Known:
    """Put what several places know together."""
    known: dict[str, set[Height]] = {}
    for place in places:
        for chain, heights in place.items():
            known.setdefault(chain, set()).update(heights)
    return known
