"""A congress file (`.tally`) as the use cases see it: what can be wrong with one, and whether its journal is sound."""

import errno
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple, Protocol

from tally.application.declarations import declarations
from tally.application.desk.desk import CongressCodec, Journal
from tally.application.intake import BadInput, FileFinding
from tally.application.law_of_counts import ASKED, Act, LawOfCounts, PassEnd
from tally.domain.batch import PassContents
from tally.domain.desk import ContestKey, DeskState
from tally.domain.journal import CONGRESS_CHAIN, GENESIS, Broken, Entry, EntryKind, EntryRow, broken_row, pass_chain
from tally.domain.law import Breach, PassLaw, Verdict, judge, pass_name


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

    def ends(self) -> Mapping[str, int]:
        """Return how many entries every chain has now."""


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
        latest: the time of the last entry of all chains, as it stands there.
    """

    chains: int
    entries: int
    head: tuple[int, bytes]
    closed: int
    open: int
    broken: tuple[Broken, ...]
    latest: str = ""

    @property
    def sound(self) -> bool:
        """True when no chain has a flaw."""
        return not self.broken


class Piece(NamedTuple):
    """Some rows of a chain, checked.

    Attributes:
        plain: their marks, where they are nothing but one ballot after the other and so was everything before; else
            None.
    """

    chain: str
    rows: list[EntryRow]
    plain: Sequence[bytes] | None = None


class ChainCheck:
    """Checks every chain of a journal as its entries go by: that it is what was appended, and lawful.

    Attributes:
        state: the replay of the congress's chain, as far as it is sound.
    """

    def __init__(self, codec: CongressCodec) -> None:
        """Begin with nothing; `codec` reads what is declared."""
        self.state = DeskState()
        self._read = declarations(codec.read)
        self._ends: dict[str, tuple[int, bytes]] = {}
        self._broken: dict[str, Broken] = {}
        self._latest = ""
        self._acts: list[Act] = []
        self._pass_ends: dict[str, PassEnd] = {}
        self._plain: dict[bytes, bytes] = {}
        self._pass: tuple[str, PassLaw] | None = None
        self._too_early: list[Broken] = []

    def check(self, journal: StoredJournal) -> Iterator[Piece]:
        """Yield the pieces of a journal, each after it was checked; the congress's chain is taken into the state."""
        for name, rows in journal.pieces():
            sequence, previous = self._ends.get(name, (0, GENESIS))
            plain = None
            if name not in self._broken:
                broken = broken_row(name, rows, sequence=sequence + 1, previous=previous)
                if broken is None and name == CONGRESS_CHAIN:
                    broken = self._replay(rows)
                elif broken is None:
                    broken, plain = self._judge_pass(name, rows)
                if broken is not None:
                    self._broken[name] = broken
            last = rows[-1]
            self._ends[name] = (last[1], last[10])
            self._latest = max(self._latest, str(last[2]))
            yield Piece(name, rows, plain)
        self._end_pass()
        if not self._flaws():
            # Ballots of which every chain is sound say whether what the board did with them was lawful.
            contents = partial(_contents, journal)
            law = LawOfCounts(self.state, self._read, self._pass_ends, contents, self._latest)
            broken = law.judge(self._acts)
            if broken is not None:
                self._broken[broken.chain] = broken

    def report(self) -> ChainReport:
        """Return what was found, once every piece went by."""
        heads = self.state.heads
        return ChainReport(
            chains=len(self._ends),
            entries=sum(sequence for sequence, _ in self._ends.values()),
            head=self._ends.get(CONGRESS_CHAIN, (0, GENESIS)),
            closed=len(heads),
            open=sum(name not in heads for name in self._ends if name != CONGRESS_CHAIN),
            broken=tuple(self._flaws().values()),
            latest=self._latest,
        )

    def _flaws(self) -> dict[str, Broken]:
        """Return the first flaw of every chain that has one."""
        if CONGRESS_CHAIN not in self._ends:
            return {CONGRESS_CHAIN: Broken(CONGRESS_CHAIN, 1, "missing"), **self._broken}
        flaws = dict(self._broken)
        if CONGRESS_CHAIN not in flaws:
            if any(self.state.importing.values()):
                flaws[CONGRESS_CHAIN] = Broken(CONGRESS_CHAIN, self.state.entries, Breach.IMPORT.value)
            # Only a sound congress's chain can tell which passes there were and how they ended.
            found = [*map(self._against_head, self.state.heads), *self._too_early]
            for flaw in filter(None, found):
                flaws.setdefault(flaw.chain, flaw)
        return flaws

    def _replay(self, rows: list[EntryRow]) -> Broken | None:
        for row in rows:
            try:
                entry = entry_of(CONGRESS_CHAIN, row)
            except ValueError:
                # Its hash is right, yet it says nothing that this program knows.
                return Broken(CONGRESS_CHAIN, row[1], Breach.SHAPE.value)
            verdict = judge(self.state, entry, self._read)
            if verdict.breach is not None:
                return Broken(CONGRESS_CHAIN, row[1], verdict.breach.value)
            if verdict.changes and entry.kind in ASKED and self._holds(entry, verdict):
                details = verdict.details
                count = self.state.contests.get((details.get("contest", ""), details.get("round", 0)))
                wanted = 0 if count is None else count.wanted
                said = (entry.sequence, entry.kind, entry.person, details)
                self._acts.append(Act(*said, self.state.declaration, wanted, len(self.state.people)))
            self.state.apply(entry, verdict.details)
        return None

    def _holds(self, entry: Entry, verdict: Verdict) -> bool:
        """Tell whether it counts: a seal over all that there was, a decision before the next round began."""
        details = verdict.details
        if entry.kind is EntryKind.CONTEST_SEALED:
            return bool(details["entries"] == self.state.entries)
        return entry.kind is not EntryKind.DECISION_REPORTED or not self.state.goes_on(
            (details["contest"], details["round"])
        )

    def _judge_pass(self, name: str, rows: list[EntryRow]) -> tuple[Broken | None, Sequence[bytes] | None]:
        """Judge the next rows of a pass; return what is wrong, and their marks where they are plain."""
        if CONGRESS_CHAIN in self._broken:
            return None, None
        if CONGRESS_CHAIN not in self._ends:
            # The congress's chain is the first of a file of ours: nobody can have opened this pass.
            self._too_early.append(Broken(name, 1, "unknown"))
            return None, None
        if self._pass is None or self._pass[0] != name:
            self._end_pass()
            law = self._law_of(name)
            if isinstance(law, Broken):
                return law, None
            self._pass = (name, law)
        law = self._pass[1]
        before = law.ballots
        broken = law.judge_rows(rows)
        return broken, None if law.keyed is None else law.keyed[before:]

    def _law_of(self, name: str) -> PassLaw | Broken:
        found = pass_name(name)
        if found is None:
            return Broken(name, 1, Breach.CHAIN.value)
        key = (found.contest, found.round)
        count, declared = self.state.contests.get(key), self._read(self.state.declaration)
        batch = None if count is None else count.batches.get(found.batch)
        one = None if batch is None else batch.passes.get(found.number)
        contest = None if declared is None else declared.contests.get(key)
        if one is None or contest is None:
            return Broken(name, 1, "unknown")
        return PassLaw(name, one, len(contest.slate))

    def _end_pass(self) -> None:
        """Judge the pass that went by last as a whole."""
        if self._pass is None:
            return
        (name, law), self._pass = self._pass, None
        if name in self._broken:
            return
        if self.state.heads.get(name, self._ends[name]) == self._ends[name]:
            breach = law.end()
            if breach is not None:
                self._broken[name] = Broken(name, law.entries, breach.value)
        # What was recorded plainly is kept for a seal, of passes that agree once, and not read again.
        marks = None if law.keyed is None else b"".join(law.keyed)
        if marks is not None:
            marks = self._plain.setdefault(marks, marks)
        self._pass_ends[name] = PassEnd(law.entries, marks)

    def _against_head(self, name: str) -> Broken | None:
        """Hold the end of a closed pass's chain against what the congress's chain took in."""
        entries, head = self.state.heads[name]
        last, own = self._ends.get(name, (0, GENESIS))
        if last < entries:
            return Broken(name, last + 1, "shortened")
        if last > entries:
            return Broken(name, entries + 1, "added")
        return None if own == head else Broken(name, last, "replaced")


def _contents(journal: StoredJournal, key: ContestKey, batch: int, number: int) -> PassContents:
    return PassContents.replay(journal.entries(pass_chain(*key, batch, number)), batch, number)


def entry_of(chain: str, row: EntryRow) -> Entry:
    """Return a row as an entry of its chain.

    Raises:
        ValueError: its kind is none that this program knows.
    """
    _, sequence, time, station, person, kind, ballot, marks, payload, previous, own = row
    return Entry(chain, sequence, time, station, person, EntryKind(kind), ballot, marks, payload, previous, own)


def check_chains(journal: StoredJournal, codec: CongressCodec) -> ChainReport:
    """Check every chain of a journal, the heads that the congress's chain took in, and that all of it is lawful."""
    check = ChainCheck(codec)
    for _ in check.check(journal):
        pass
    return check.report()
