"""What is known of the heights of a congress's chains outside its file, and what is missing of the file therefore."""

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple, Protocol

from tally.application.journal_file import StoredJournal
from tally.domain.height import NOTHING, Accepted, Comparison, Height, Lost, accepted_in, code_number, number_of
from tally.domain.journal import CONGRESS_CHAIN, Entry, EntryKind, EntryRow, pass_chain

Known = Mapping[str, Collection[Height]]
"""By chain, every height that somebody outside the file knows."""


_TOLD = frozenset({EntryKind.LOSS_ACCEPTED.value, EntryKind.PASS_CLOSED.value})


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
    """A copy of a congress file, and the heights of its chains."""

    path: Path
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

    def before(self, file: Path, congress: bytes) -> int:
        """Return how many entries another congress had whose file had this name; 0: none, or this one was there too."""

    def open(self, congress: bytes) -> Notebook:
        """Go on remembering."""


class Outside:
    """What is known outside a file: by this computer, and by the copy on its second medium.

    Attributes:
        remembered: by this computer.
        copy: on the second medium; None: there is none, or it cannot be read.
        before: entries of another congress whose file had the name that this one has now; 0: there was none.
    """

    def __init__(self, remembered: Remembered, copy: Place | None, before: int = 0) -> None:
        self.remembered = remembered
        self.copy = copy
        self.before = before

    @property
    def known(self) -> Known:
        """All of it together."""
        return together_known([self.remembered.heights, {} if self.copy is None else self.copy.heights])


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


class AnotherCongress(Exception):  # noqa: N818 - as `Shorter`
    """Under the name of a file this computer counted another congress: somebody exchanged the file, or wrote it anew.

    Attributes:
        file: its path.
        entries: that the other congress had.
    """

    def __init__(self, file: Path, entries: int) -> None:
        self.file = file
        self.entries = entries
        super().__init__(f"{file}: another congress of {entries} entries was counted under this name")


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
        self._codes = {number_of(code): code for code in codes}
        self._accepted: list[tuple[int, Accepted]] = []
        self._found: dict[str, tuple[str, int]] = {}
        self._closed: set[str] = set()
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

    def ends(self) -> Mapping[str, int]:
        """Return how many entries every chain has now."""
        return self._journal.ends()

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

    @property
    def agreed(self) -> int:
        """Up to which entry the congress's chain is as somebody outside the file knows it, once every piece went by."""
        return self.comparison.agreed(CONGRESS_CHAIN)

    def lost(self, agreed: int | None = None) -> tuple[Lost, ...]:
        """Return what is missing, once every piece went by; without what the board is known to have given up.

        A file alone cannot say that its own missing end was given up: whoever cut it could have written that too. The
        entry that says so counts where somebody outside the file knows the congress's chain up to it.

        Args:
            agreed: up to which entry somebody does; None: whoever knows the heights.
        """
        height = self.agreed if agreed is None else agreed
        known = [one for entry, one in self._accepted if entry <= height]
        return self.comparison.lost(known, self.accepted)

    @property
    def accepted(self) -> tuple[Accepted, ...]:
        """What the file says that the board accepted to be lost, once every piece went by."""
        return tuple(one for _, one in self._accepted)

    def found(self) -> Mapping[str, Found]:
        """Return where the heads of the codes are, by code, once every piece went by."""
        ends = self.comparison.ends
        return {
            code: Found(chain, entries, ends[chain].entries - entries) for code, (chain, entries) in self._found.items()
        }

    @property
    def open_passes(self) -> tuple[str, ...]:
        """The chains of passes that are not closed: their ends are held by nothing in the file."""
        return tuple(sorted(chain for chain in self.comparison.ends if chain not in self._closed | {CONGRESS_CHAIN}))

    def _take_in(self, entry: int, kind: str, details: Mapping[str, Any]) -> None:
        if kind == EntryKind.LOSS_ACCEPTED:
            self._accepted += ((entry, one) for one in accepted_in(details))
        else:
            self._closed.add(pass_chain(details["contest"], details["round"], details["batch"], details["pass"]))

    def _see(self, chain: str, rows: list[EntryRow], ballots: dict[str, int]) -> None:
        wanted = {*self.comparison.wanted(chain, rows[0][1], rows[-1][1]), rows[-1][1]}
        highest = ballots.get(chain, 0)
        for row in rows:
            highest = max(highest, row[6] or 0)
            if row[1] in wanted:
                self.comparison.see(chain, Height(row[1], row[10], highest))
            if row[5] in _TOLD and chain == CONGRESS_CHAIN:
                # What it says wrongly is for the law of the journal to name.
                with suppress(KeyError, TypeError, ValueError, RecursionError):
                    self._take_in(row[1], row[5], json.loads(row[8]))
            if self._codes:
                # Of every entry: compared as a number, which takes a fifth of the time that writing the code does.
                code = self._codes.get(code_number(self.first, chain, row[1], row[10]))
                if code is not None:
                    self._found[code] = (chain, row[1])
        ballots[chain] = highest


class Remembering(Measured):
    """A journal of which this computer remembers what it acknowledged.

    A height is noted after the transaction that appended to it: what is not on the disk was never acknowledged.

    Attributes:
        heights: of every chain, as far as this program knows: as it read them, and as it appended.
    """

    def __init__(self, journal: StoredJournal, known: Callable[[bytes], Known]) -> None:
        """Begin; `known` as that of `Measured`."""
        super().__init__(journal, known)
        self._depth = 0
        self._waiting: dict[str, Height] = {}
        self._watchers: list[Callable[[Mapping[str, Height]], object]] = []
        self._closing: list[Callable[[], object]] = []
        self.heights: dict[str, Height] = {}

    def watched_by(self, watcher: Callable[[Mapping[str, Height]], object]) -> None:
        """Have somebody told of the new heights, after every transaction that appended something."""
        self._watchers.append(watcher)

    def catch_up(self) -> None:
        """Take in the heights to which others brought the chains; raises as the journal does."""
        for chain, last in self.ends().items():
            before = self.heights.get(chain, NOTHING)
            if last > before.entries:
                ballots = before.ballots
                for entry in self.entries(chain, before.entries):
                    ballots = max(ballots, entry.ballot or 0)
                    self.heights[chain] = Height(entry.sequence, entry.hash, ballots)

    def closed_with(self, act: Callable[[], object]) -> None:
        """Have something done after the file was let go of."""
        self._closing.append(act)

    def close(self) -> None:
        """Let go of the file."""
        super().close()
        while self._closing:
            self._closing.pop()()

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


def together_known(places: Iterable[Known]) -> Known:
    """Put what several places know together."""
    known: dict[str, set[Height]] = {}
    for place in places:
        for chain, heights in place.items():
            known.setdefault(chain, set()).update(heights)
    return known
