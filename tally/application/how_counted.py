"""How the ballots of a contest came to be counted: what the minutes and the record tell of it beside the figures."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from tally.domain.batch import Change
from tally.domain.body import Decision
from tally.domain.contest import Contest
from tally.domain.desk import Person
from tally.domain.journal import Entry
from tally.domain.passes import Keying
from tally.domain.seal import Corrigendum, Seal, SignedQr
from tally.domain.told import Alone, Loss, Renamed, Settlement, Waiver


class Told(NamedTuple):
    """A ballot before and after an entry of the journal.

    Attributes:
        before: what stood there; of a dispute what each pass had keyed, None where a pass had no such paper.
        after: what stands now; None: there is no such paper.
        passes: of a dispute, the numbers of the passes; else empty.
    """

    batch: int
    ballot: int
    before: tuple[Keying | None, ...]
    after: Keying | None
    passes: tuple[int, ...] = ()


class JournalLine(NamedTuple):
    """An entry of the journal that is about the contest, and the ballots that it changed."""

    entry: Entry
    told: tuple[Told, ...] = ()


@dataclass(frozen=True, slots=True)
class HowCounted:
    """How a contest was counted; the default: from saved ballots, of which nothing more is known.

    Persons go by their ids, which `name` resolves. Times are those of the journal (ISO 8601, UTC).

    Attributes:
        passes: independent keyings asked for of every batch; 0: no desk counted these ballots.
        imported: whether the ballots were taken in as saved and not keyed at the desk.
        reported: when the ballots issued and returned were reported to those who vote; empty where it is not known.
        begun: when the box was opened for counting, or else keying began; empty where it is not known.
        batches: so many batches by the number of passes that were closed: a waiver may have come half way.
        waivers: every decision for fewer passes, or for one person keying several, with its reason.
        without_pins: whether nobody had a PIN when counting began.
        keyers: who keyed, each with the number of closed passes.
        stations: the computers on which passes were keyed.
        keyed: ballots keyed in all closed passes together.
        repeated: those of them keyed by repeating the ballot before.
        keyed_alone: batches of which one person keyed more than one pass.
        agreed: disputes between passes settled by two keyings that agree.
        ruled: disputes that the head settled.
        settlements: what the head settled, with its reason; the places are those of the papers in their stacks.
        changes: ballots corrected while a pass was keyed, or amended afterwards, in the order of time.
        explained: the board's explanations of findings, by code.
        figures: the figures each explanation is about, by code: it explains no others.
        totals_shown: who had running totals shown before the seal first, and when; None: nobody.
        seal: the seal, or None while the contest is open.
        corrigenda: mistakes found after the seal.
        qrs: the QR codes signed, by the hash of the entry they are signed over: the seal's or a corrigendum's.
        decision: what the congress decided after the result, or None: nothing was reported.
        journal: reads the entries about the contest in the order of time, but no single ballot keyed: those are the
            record. Read when it is asked for, because only the record needs it and a million ballots make it long.
        closed: keying passes that are closed, whether their batches are accepted or not; each has a slip.
        losses: what the board accepted to be lost while this contest was open.
        alone: what the head did alone before the seal that lets somebody stand for another.
        renamed: lines of the slate that were changed after ballots were keyed.
        alone_later: as `alone`, after the seal: no paper of what was sealed says it, verifying does.
        first: the hash of the congress's first entry, which the codes of slips name; empty without a journal.
        practice: whether the congress is made up, to practise on.
        people: of the desk, by id.
        contests: as last declared; with `people` it is what sentences about entries need.
    """

    passes: int = 0
    imported: bool = False
    reported: str = ""
    begun: str = ""
    batches: Mapping[int, int] = field(default_factory=dict)
    waivers: tuple[Waiver, ...] = ()
    without_pins: bool = False
    keyers: Mapping[str, int] = field(default_factory=dict)
    stations: tuple[str, ...] = ()
    keyed: int = 0
    repeated: int = 0
    keyed_alone: int = 0
    agreed: int = 0
    ruled: int = 0
    settlements: tuple[Settlement, ...] = ()
    changes: tuple[Change, ...] = ()
    explained: Mapping[str, str] = field(default_factory=dict)
    figures: Mapping[str, str] = field(default_factory=dict)
    totals_shown: tuple[str, str] | None = None
    seal: Seal | None = None
    corrigenda: tuple[Corrigendum, ...] = ()
    qrs: Mapping[bytes, SignedQr] = field(default_factory=dict)
    decision: Decision | None = None
    journal: Callable[[], tuple[JournalLine, ...]] = field(default=tuple, compare=False)
    closed: int = 0
    losses: tuple[Loss, ...] = ()
    alone: tuple[Alone, ...] = ()
    renamed: tuple[Renamed, ...] = ()
    alone_later: tuple[Alone, ...] = ()
    first: bytes = b""
    practice: bool = False
    people: Mapping[str, Person] = field(default_factory=dict)
    contests: tuple[Contest, ...] = ()

    @property
    def journalled(self) -> bool:
        """Tell whether a congress file tells of this count; saved ballots alone say nothing of a desk."""
        return bool(self.contests)

    @property
    def qr(self) -> SignedQr | None:
        """Return the QR code of the minutes, or None where none was signed."""
        return None if self.seal is None else self.qrs.get(self.seal.entry)

    def name(self, person: str) -> str:
        """Return the name of a person, or the empty text where the journal does not know who it was."""
        return self.people[person].name if person in self.people else ""


FROM_SAVED_BALLOTS = HowCounted()
