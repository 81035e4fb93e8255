"""What the journal says: who is at the desk, and how far the count of every contest has come, entry by entry.

`DeskState` replays the congress's chain; the chains of the keying passes are replayed by `batch.py`. A batch is keyed,
then compared, then accepted: as many passes as the contest asks for are closed and nothing is disputed any more. Its
ballots are then numbered 1, 2, 3 … as in the stack.
The machine is drawn in `docs/may-trang-thai.md`.
"""

from base64 import b64decode
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import count
from typing import NamedTuple

from tally.domain.ballot import Ballot, Ruling
from tally.domain.batch import (
    BatchCount,
    BatchState,
    Change,
    Details,
    PassState,
    Turn,
    details_of,
    keying_of,
    ruling_of,
)
from tally.domain.body import Decision, Way
from tally.domain.contest import Contest
from tally.domain.height import accepted_in
from tally.domain.journal import GENESIS, Entry, EntryKind, pass_chain
from tally.domain.names import SortKey, sort_key
from tally.domain.passes import Keying
from tally.domain.seal import Corrigendum, Seal, SignedQr
from tally.domain.told import Alone, AloneIs, Loss, Renamed, Settlement, Waiver

DEFAULT_PASSES = 2

ContestKey = tuple[str, int]
"""A contest's id and round."""

BallotPlace = tuple[int, int]
"""Batch, and number in the accepted batch."""


@dataclass(slots=True)
class ContestState:
    """The count of one contest in one round, as the congress's chain knows it.

    Attributes:
        begun: True once a batch may be keyed; from then on the slate changes only with a reason.
        begun_at: when that was.
        begun_in: sequence of the entry that says so.
        wanted: keying passes asked for.
        imported: True when the ballots were taken in as saved.
        renamed: lines of the slate that were changed after ballots were keyed; they print in the minutes.
        waivers: every decision for fewer passes, or for one person keying several; they print in the minutes.
        settlements: what the head settled; it prints in the minutes.
        without_pins: True when counting began with nobody having a PIN; it prints in the minutes.
        rulings: by place, the board's last ruling; None: what was keyed with the ballot is withdrawn.
        amended: by place, what an accepted ballot was changed to; None: there is no such paper.
        steps: steps of the procedure marked done by hand, each with its time.
        first_shown: who had running totals shown first, and when; None: nobody.
        piles: by number of names voted, ballots counted by hand.
        explained: the board's explanation of a finding, by code.
        figures: the figures it explained, by code: it explains no others.
        sealed_in: sequence of the entry that is the seal.
        qrs: by the hash of the entry that it is signed over, the seal's or a corrigendum's, the QR code signed last.
        decisions: what the congress decided after the result, as it was reported; the last one counts.
    """

    key: ContestKey
    begun: bool = False
    begun_at: str = ""
    begun_in: int = 0
    wanted: int = DEFAULT_PASSES
    imported: bool = False
    renamed: list[Renamed] = field(default_factory=list)
    waivers: list[Waiver] = field(default_factory=list)
    settlements: list[Settlement] = field(default_factory=list)
    without_pins: bool = False
    batches: dict[int, BatchState] = field(default_factory=dict)
    rulings: dict[BallotPlace, Ruling | None] = field(default_factory=dict)
    amended: dict[BallotPlace, Keying | None] = field(default_factory=dict)
    changes: list[Change] = field(default_factory=list)
    piles: dict[int, int] = field(default_factory=dict)
    explained: dict[str, str] = field(default_factory=dict)
    figures: dict[str, str] = field(default_factory=dict)
    steps: dict[str, str] = field(default_factory=dict)
    totals_shown: bool = False
    first_shown: tuple[str, str] | None = None
    seal: Seal | None = None
    sealed_in: int = 0
    corrigenda: list[Corrigendum] = field(default_factory=list)
    qrs: dict[bytes, SignedQr] = field(default_factory=dict)
    decisions: list[Decision] = field(default_factory=list)

    @property
    def is_keyed(self) -> bool:
        """True once a pass was opened: what the numbers on the ballots mean does not change any more."""
        return any(batch.passes for batch in self.batches.values())

    @property
    def waiver(self) -> str:
        """The reason given last for fewer passes, or for one person keying several; empty: none was."""
        return self.waivers[-1].reason if self.waivers else ""

    @property
    def decision(self) -> Decision | None:
        """What the congress decided after the result; None: nothing was reported."""
        return self.decisions[-1] if self.decisions else None

    def final_ballots(self, batch: BatchCount) -> list[Ballot]:
        """Return the ballots of a batch with amendments and rulings; the ruling made last counts.

        Where saved ballots that were taken in bear one number twice, what was ruled or amended is the first of them.
        """
        ballots: list[Ballot] = []
        seen: set[int] = set()
        for number, keying in zip(batch.state.numbers or count(1), batch.final(), strict=False):
            place = (batch.state.number, number)
            first = number not in seen
            seen.add(number)
            value = self.amended.get(place, keying) if first else keying
            # A ballot taken out leaves its number unused: the numbers of the others are written down elsewhere.
            if value is not None:
                ruling = self.rulings.get(place, value.ruling) if first else value.ruling
                ballots.append(Ballot(*place, value.marks, ruling))
        return ballots


@dataclass(frozen=True, slots=True)
class Person:
    """A person of the board at this desk.

    Attributes:
        role: a `BoardRole`, or `keyer` for technical staff who are not delegates (QĐ 190 art. 8).
        pin: the memory-hard hash of the PIN as its library writes it; empty without a PIN.
        failures: wrong PINs since the last right one; they survive a restart.
    """

    id: str
    name: str
    role: str
    pin: str = ""
    failures: int = 0


class ClockNoted(NamedTuple):
    """What the board was asked about the machine's clock, and answered.

    Attributes:
        machine: what the clock showed.
        last: of which time the last entry was.
    """

    machine: str
    last: str


class DeskState:
    """Everything the congress's chain says, kept up to date by `apply`.

    Attributes:
        declaration: the congress file as last declared (`congress.toml`).
        practice: True for a made-up congress.
        people: by id, in the order they were added.
        attended: True once anybody signed in; before that a congress is set up by whoever sits there.
        heads: of the closed passes' chains, by chain.
        pinned: the board's certificates (DER), each once, in the order they were pinned.
        losses: what the board accepted to be lost, in the order of time.
        alone: what the head did alone, in the order of time.
        begun: contests of which counting has begun.
        sealed: contests, in the order of their seals.
        first: the hash of the first entry, by which a congress is known whatever its file is called.
        signed_in: who ever signed in at which station: person and station.
        names: of the people, as they are compared.
        pins: by person, the sequence of the entry that set the PIN.
        pins_told: True once a seal or the like said which PINs were shown: older versions said nothing of it.
        importing: by contest, saved ballots that are still to come of an import, which is appended at once.
        wrote: by station, the sequence of its last entry: up to there it knows the journal.
        began: the time of the first entry.
        time: of the last one.
        clock_noted: what the board last said of the machine's clock; None: it was never asked.
    """

    def __init__(self, entries: Iterable[Entry] = ()) -> None:
        self.declaration = ""
        self.practice = False
        self.people: dict[str, Person] = {}
        self.names: set[SortKey] = set()
        self.attended = False
        self.contests: dict[ContestKey, ContestState] = {}
        self.heads: dict[str, tuple[int, bytes]] = {}
        self.pinned: tuple[bytes, ...] = ()
        self.losses: list[Loss] = []
        self.alone: list[Alone] = []
        self.begun = 0
        self.sealed: list[ContestKey] = []
        self.first = b""
        self.signed_in: set[tuple[str, str]] = set()
        self.pins: dict[str, int] = {}
        self.pins_told = False
        self.importing: dict[ContestKey, int] = {}
        self.wrote: dict[str, int] = {}
        self.time = ""
        self.entries = 0
        self.head = GENESIS
        self.began = ""
        self.clock_noted: ClockNoted | None = None
        for entry in entries:
            self.apply(entry)

    def contest(self, key: ContestKey) -> ContestState:
        """Return the count of a contest; an empty one before anything happened."""
        return self.contests.setdefault(key, ContestState(key))

    @property
    def indistinct(self) -> bool:
        """Tell whether nobody can be told apart: there is one person, or nobody has a PIN."""
        return len(self.people) == 1 or not self.pins

    def changed_lines(self, before: Iterable[Contest], after: Mapping[ContestKey, Contest]) -> list[list[object]]:
        """Return the lines of slates that change after ballots were keyed, as an entry says them.

        The votes go to whoever stands there: a contest's id and round, the number, who stood there and who does.
        """
        keyed = [(key, one) for one in before if self.contest(key := (one.id, one.round)).is_keyed and key in after]
        return [[*key, *line] for key, one in keyed for line in one.slate.changed_lines(after[key].slate)]

    def goes_on(self, key: ContestKey) -> bool:
        """Tell whether the round after one has begun."""
        following = self.contests.get((key[0], key[1] + 1))
        return following is not None and following.begun

    def apply(self, entry: Entry, details: Details | None = None) -> None:
        """Take in the next entry of the congress's chain.

        Args:
            entry: one that the law lets through (`tally/domain/law`).
            details: its payload, where somebody has read it already.

        Raises:
            KeyError: an entry of a kind that does not belong here, or without what its kind needs.
        """
        if details is None:
            details = details_of(entry)
        if self.importing and (entry.person or entry.kind not in OF_AN_IMPORT):
            self.importing.clear()
        # A station that did not know of the seal yet may have written after it: recorded, but nothing changes.
        if entry.kind not in CHANGES_A_COUNT or _contest(self, details).seal is None:
            _APPLY[entry.kind](self, entry, details)
        self.first = self.first or entry.hash
        self.pins_told = self.pins_told or "pins" in details
        self.wrote[entry.station] = entry.sequence
        self.time = entry.time
        self.entries = entry.sequence
        self.head = entry.hash
        self.began = self.began or entry.time


def _contest(state: DeskState, details: Details) -> ContestState:
    return state.contest((details["contest"], details["round"]))


def _batch(state: DeskState, details: Details) -> BatchState:
    return _contest(state, details).batches[details["batch"]]


def _declared(state: DeskState, entry: Entry, details: Details) -> None:
    for contest, round_, no, before, after in details.get("renamed", ()):
        renamed = Renamed(no, before, after, details.get("reason", ""), entry.person, entry.time)
        state.contest((contest, round_)).renamed.append(renamed)
    state.declaration = details["toml"]
    state.practice = bool(details.get("practice", state.practice))


def _person_added(state: DeskState, entry: Entry, details: Details) -> None:
    state.people[details["id"]] = Person(details["id"], details["name"], details["role"], details.get("pin", ""))
    state.names.add(sort_key(details["name"]))
    if details.get("pin"):
        state.pins[details["id"]] = entry.sequence
    if state.begun:
        state.alone.append(Alone(AloneIs.ADDED, details["id"], entry.person, entry.time, entry.sequence))


def _pin_set(state: DeskState, entry: Entry, details: Details) -> None:
    person = state.people[details["person"]]
    state.pins[person.id] = entry.sequence
    state.people[person.id] = replace(person, pin=details["pin"], failures=0)
    if "reset" in details:
        state.alone.append(Alone(AloneIs.RESET_PIN, person.id, entry.person, entry.time, entry.sequence))
    elif state.begun and not person.pin and entry.person != person.id and "by" not in details:
        state.alone.append(Alone(AloneIs.FIRST_PIN, person.id, entry.person, entry.time, entry.sequence))


def _sign_in_failed(state: DeskState, _entry: Entry, details: Details) -> None:
    person = state.people[details["person"]]
    state.people[person.id] = replace(person, failures=person.failures + 1)


def _signed_in(state: DeskState, entry: Entry, details: Details) -> None:
    person = state.people[details["person"]]
    state.signed_in.add((person.id, entry.station))
    state.people[person.id] = replace(person, failures=0)
    state.attended = True


def _ballots_reported(state: DeskState, _entry: Entry, details: Details) -> None:
    state.declaration = details["toml"]


def _step_done(state: DeskState, entry: Entry, details: Details) -> None:
    _contest(state, details).steps[details["step"]] = entry.time


def _counting_begun(state: DeskState, entry: Entry, details: Details) -> None:
    contest = _contest(state, details)
    state.begun += not contest.begun
    contest.begun = True
    contest.begun_at = entry.time
    contest.begun_in = entry.sequence
    contest.wanted = details["passes"]
    if details.get("reason"):
        contest.waivers.append(Waiver(details["passes"], details["reason"], entry.person, entry.time))
    contest.without_pins = details.get("without_pins", False)


def _passes_waived(state: DeskState, entry: Entry, details: Details) -> None:
    contest = _contest(state, details)
    contest.wanted = details["passes"]
    contest.waivers.append(Waiver(details["passes"], details["reason"], entry.person, entry.time))


def _batch_opened(state: DeskState, entry: Entry, details: Details) -> None:
    # Two stations may have asked for the same number at once: the first has it, the other tries again.
    batches = _contest(state, details).batches
    numbers = tuple(details.get("numbers", ()))
    batches.setdefault(details["batch"], BatchState(details["batch"], details.get("size"), entry.sequence, numbers))


def _pass_opened(state: DeskState, entry: Entry, details: Details) -> None:
    number = details["pass"]
    passes = _batch(state, details).passes
    who = (entry.person, entry.station)
    if number not in passes:
        first = (Turn(*who, 0, GENESIS),)
        passes[number] = PassState(number, *who, keyers=(entry.person,), opened=entry.sequence, turns=first)
    elif details.get("taken_over") and not passes[number].closed:
        keyers = tuple(dict.fromkeys((*passes[number].keyers, entry.person)))
        said = (details["entries"], bytes.fromhex(details["head"])) if "head" in details else (None, b"")
        turns = (*passes[number].turns, Turn(*who, *said))
        passes[number] = PassState(number, *who, keyers=keyers, opened=entry.sequence, turns=turns)


def _pass_closed(state: DeskState, entry: Entry, details: Details) -> None:
    number = details["pass"]
    batch = _batch(state, details)
    if len(batch.closed) >= _contest(state, details).wanted:
        # Waived while it was being keyed: what was accepted without it stays as it is.
        return
    batch.passes[number] = replace(batch.passes[number], closed=True, ballots=details["ballots"], ended=entry.sequence)
    chain = pass_chain(details["contest"], details["round"], batch.number, number)
    state.heads[chain] = (details["entries"], bytes.fromhex(details["head"]))
    key = (details["contest"], details["round"])
    if key in state.importing:
        state.importing[key] -= details["ballots"]


def _ballot_rekeyed(state: DeskState, entry: Entry, details: Details) -> None:
    _batch(state, details).rekeyed.setdefault(details["place"], {})[entry.person] = keying_of(details["keying"])


def _dispute_settled(state: DeskState, entry: Entry, details: Details) -> None:
    batch, place = details["batch"], details["place"]
    _batch(state, details).settled[place] = keying_of(details["keying"])
    second = details.get("second", "")
    made = Settlement(batch, place, details["reason"], entry.person, entry.time, second)
    _contest(state, details).settlements.append(made)


def _ballot_ruled(state: DeskState, _entry: Entry, details: Details) -> None:
    _contest(state, details).rulings[details["batch"], details["ballot"]] = ruling_of(details)


def _ballot_amended(state: DeskState, entry: Entry, details: Details) -> None:
    contest, place = _contest(state, details), (details["batch"], details["ballot"])
    change = _change(entry, details, details["reason"], details["second"])
    contest.amended[place] = change.after
    contest.rulings.pop(place, None)
    contest.changes.append(change)


def _change(entry: Entry, details: Details, reason: str, second: str = "") -> Change:
    before = keying_of(details["before"])
    if before is None:
        message = f"{entry.sequence}: an amendment needs the ballot before"
        raise KeyError(message)
    after = keying_of(details["after"])
    return Change(details["batch"], details["ballot"], 0, before, after, reason, entry.person, entry.time, second)


def _piles_counted(state: DeskState, _entry: Entry, details: Details) -> None:
    _contest(state, details).piles = {int(names): ballots for names, ballots in details["piles"].items()}


def _finding_explained(state: DeskState, _entry: Entry, details: Details) -> None:
    contest = _contest(state, details)
    contest.explained[details["code"]] = details["text"]
    contest.figures[details["code"]] = details["figures"]


def _totals_shown(state: DeskState, entry: Entry, details: Details) -> None:
    contest = _contest(state, details)
    contest.totals_shown = details["shown"]
    if contest.totals_shown and contest.first_shown is None:
        contest.first_shown = (entry.person, entry.time)


def _contest_sealed(state: DeskState, entry: Entry, details: Details) -> None:
    # Sealed is what the head saw: when another station wrote meanwhile, the seal does not hold and is asked for again.
    if details["entries"] != state.entries:
        return
    contest = _contest(state, details)
    contest.sealed_in = entry.sequence
    state.sealed.append(contest.key)
    contest.seal = Seal(
        details["head"],
        details["second"],
        details["digest"],
        time_of(entry, details),
        state.declaration,
        entry.hash,
        _dated(entry, details),
    )


def _corrigendum(state: DeskState, entry: Entry, details: Details) -> None:
    people, reason = (details["head"], details["second"]), details["reason"]
    changes = tuple(_change(entry, one, reason) for one in details["changes"])
    _contest(state, details).corrigenda.append(
        Corrigendum(
            reason,
            details["before"],
            details["after"],
            changes,
            people,
            time_of(entry, details),
            entry.hash,
            _dated(entry, details),
        )
    )


def _qr_signed(state: DeskState, entry: Entry, details: Details) -> None:
    contest = _contest(state, details)
    over = bytes.fromhex(details["over"])
    papers = (contest.seal, *contest.corrigenda)
    # Signed over something else (a seal that did not hold, another contest's): recorded, but of no paper of this one.
    if over in {paper.entry for paper in papers if paper is not None}:
        contest.qrs[over] = SignedQr(details["qr"], details["certificate"], time_of(entry, details))


def _decision_reported(state: DeskState, entry: Entry, details: Details) -> None:
    # A station that did not know of it yet may have reported after the next round's counting began.
    if not state.goes_on((details["contest"], details["round"])):
        _contest(state, details).decisions.append(decision_of(entry, details))


def decision_of(entry: Entry, details: Details) -> Decision:
    """Return the decision that an entry reports."""
    return Decision(
        Way(details["decision"]),
        details["seats"],
        details["reported_by"],
        details.get("reason", ""),
        entry.person,
        entry.time,
    )


def _imported(state: DeskState, _entry: Entry, details: Details) -> None:
    for contest, round_, ballots in details.get("contests", ()):
        state.contest((contest, round_)).imported = True
        state.importing[contest, round_] = ballots


def _keys_pinned(state: DeskState, _entry: Entry, details: Details) -> None:
    certificates = (b64decode(one) for one in details["certificates"])
    state.pinned = tuple(dict.fromkeys((*state.pinned, *certificates)))


def _clock_noted(state: DeskState, _entry: Entry, details: Details) -> None:
    state.clock_noted = ClockNoted(details["machine"], details["last"])


def time_of(entry: Entry, details: Details) -> str:
    """Return when an entry was made by the clock of its machine, which may be behind the time that the entry bears."""
    time: str = details.get("machine_time", entry.time)
    return time


def _dated(entry: Entry, details: Details) -> str:
    return entry.time if "machine_time" in details else ""


def _loss_accepted(state: DeskState, entry: Entry, details: Details) -> None:
    lost = accepted_in(details)
    sealed = frozenset(key for key, contest in state.contests.items() if contest.seal is not None)
    state.losses.append(
        Loss(details["head"], details["second"], details["reason"], entry.time, lost, sealed, entry.hash)
    )


def _noted(_state: DeskState, _entry: Entry, _details_: Details) -> None:
    """Take in an entry that only the journal's readers need."""


_APPLY: Mapping[EntryKind, Callable[[DeskState, Entry, Details], None]] = {
    EntryKind.CONGRESS_DECLARED: _declared,
    EntryKind.PERSON_ADDED: _person_added,
    EntryKind.PIN_SET: _pin_set,
    EntryKind.SIGN_IN_FAILED: _sign_in_failed,
    EntryKind.SIGNED_IN: _signed_in,
    EntryKind.STEP_DONE: _step_done,
    EntryKind.BALLOTS_REPORTED: _ballots_reported,
    EntryKind.HAND_VOTE_COUNTED: _ballots_reported,
    EntryKind.COUNTING_BEGUN: _counting_begun,
    EntryKind.PASSES_WAIVED: _passes_waived,
    EntryKind.BATCH_OPENED: _batch_opened,
    EntryKind.PASS_OPENED: _pass_opened,
    EntryKind.PASS_CLOSED: _pass_closed,
    EntryKind.BALLOT_REKEYED: _ballot_rekeyed,
    EntryKind.DISPUTE_SETTLED: _dispute_settled,
    EntryKind.BALLOT_RULED: _ballot_ruled,
    EntryKind.BALLOT_AMENDED: _ballot_amended,
    EntryKind.PILES_COUNTED: _piles_counted,
    EntryKind.FINDING_EXPLAINED: _finding_explained,
    EntryKind.TOTALS_SHOWN: _totals_shown,
    EntryKind.CONTEST_SEALED: _contest_sealed,
    EntryKind.CORRIGENDUM: _corrigendum,
    EntryKind.QR_SIGNED: _qr_signed,
    EntryKind.DECISION_REPORTED: _decision_reported,
    EntryKind.IMPORTED: _imported,
    EntryKind.EXPORTED: _noted,
    EntryKind.KEYS_PINNED: _keys_pinned,
    EntryKind.CLOCK_NOTED: _clock_noted,
    EntryKind.LOSS_ACCEPTED: _loss_accepted,
}

OF_AN_IMPORT = frozenset(
    {EntryKind.COUNTING_BEGUN, EntryKind.BATCH_OPENED, EntryKind.PASS_OPENED, EntryKind.PASS_CLOSED}
)
"""What follows an import at once, by nobody."""

CHANGES_A_COUNT = frozenset(
    {
        EntryKind.COUNTING_BEGUN,
        EntryKind.PASSES_WAIVED,
        EntryKind.BATCH_OPENED,
        EntryKind.PASS_OPENED,
        EntryKind.PASS_CLOSED,
        EntryKind.BALLOT_REKEYED,
        EntryKind.DISPUTE_SETTLED,
        EntryKind.BALLOT_RULED,
        EntryKind.BALLOT_AMENDED,
        EntryKind.PILES_COUNTED,
        EntryKind.FINDING_EXPLAINED,
        EntryKind.TOTALS_SHOWN,
        EntryKind.CONTEST_SEALED,
    }
)
"""What changes nothing of a contest once it is sealed."""
