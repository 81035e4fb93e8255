"""Two desks on one congress file, through every interleaving of their acts at each step between reading and writing.

`python tests/interleavings.py` runs all of them and prints how many there were; `tests/faults/test_interleavings.py`
runs a part. What every interleaving must come to: the very journal, hash by hash, that the same acts leave when one
follows the other, on which the laws of `sound_files` and those of `tally verify` and `tally recount` hold.
"""

import random
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from itertools import permutations, product
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, cast

from acts_at_desk import (
    ACTS,
    AT_A_PASS,
    HEAD,
    IN_PARTS,
    MOMENTS,
    SECRETARY,
    SITS_DOWN,
    WRONG,
    NotHere,
    Seat,
    noon,
    table_on,
)
from sound_files import Held, check_held, check_seals, said
from sqlalchemy import create_engine
from stepping import UNHURRIED, Actor, SteppedJournal, play
from tally_files import check_chains

from tally import bootstrap
from tally.application.journal_file import StoredJournal
from tally.domain.desk import DeskState
from tally.domain.journal import CONGRESS_CHAIN, EntryKind
from tally.store.engine import file_engine
from tally.store.journal import SqlJournal
from tally.store.place import Place

if TYPE_CHECKING:
    import sqlite3

SEATS: dict[str, tuple[Seat, ...]] = {
    "two windows of one person": (Seat(HEAD, "may-1"), Seat(HEAD, "may-1")),
    "two persons at two computers": (Seat(HEAD, "may-1"), Seat(SECRETARY, "may-2")),
    "one person at two computers": (Seat(HEAD, "may-1"), Seat(HEAD, "may-2")),
    "three windows, two of them of one person": (Seat(HEAD, "may-1"), Seat(HEAD, "may-1"), Seat(SECRETARY, "may-2")),
}
PAIRS = tuple(SEATS)[:3]
_SEEN_WAITING = 0.02  # seconds after which a desk that says nothing waits for another program

Heads = frozenset[bytes]
"""The hash of the last entry of every chain: what a file holds, in short."""

_FIRST = create_engine("sqlite://")


@dataclass
class Figures:
    """What was run, and what was seen.

    Attributes:
        interleavings: how many.
        kept: ballots that were acknowledged and are in the file, each once.
        locked: acts that ended because another held the file, and were done again.
        refused: by key, acts refused in the end.
    """

    interleavings: int = 0
    kept: int = 0
    locked: int = 0
    refused: Counter[str] = field(default_factory=Counter)


class Window:
    """A desk at a file, with an act made ready."""

    def __init__(self, path: Path, journal: SteppedJournal, seat: Seat, act: str) -> None:
        self.journal = journal
        table = table_on(path, journal, seat.station)
        self.desk = table.desk
        self.desk.person = self.desk.people[seat.person]
        self.act = ACTS[act](table)


def _journal(path: Path, seat: Seat, busy_seconds: float) -> SqlJournal:
    engine = file_engine(path, busy_seconds=busy_seconds)
    # What SQLAlchemy compiled for another file is good for this one.
    engine.dialect, engine._compiled_cache = _FIRST.dialect, _FIRST._compiled_cache
    journal = SqlJournal(engine, str(path), seat.station, noon, Place(path))
    for connection in (journal._reader, journal._writer):
        # The power stays on here; the order of reading and writing is the same.
        cast("sqlite3.Connection", connection.connection.driver_connection).execute("PRAGMA synchronous = OFF")
    return journal


@dataclass(frozen=True)
class Came:
    """What some acts came to, by window.

    Attributes:
        heads: what the file holds afterwards.
        outcomes: `done`, or why not.
        turns: that each act took.
    """

    heads: Heads
    outcomes: Mapping[int, str]
    turns: Mapping[int, int]


class Hall:
    """A moment of a congress in a file, copied for everything that is tried."""

    def __init__(self, folder: Path, moment: str, figures: Figures, *, together: bool = True) -> None:
        """Make the file.

        Args:
            folder: for the file and its copies.
            moment: one of `MOMENTS`.
            figures: of what is run.
            together: False: as of `SteppedJournal`.
        """
        self._folder = folder / moment
        self._folder.mkdir()
        self._number = 0
        self._template = self._folder / "mẫu.tally"
        MOMENTS[moment](self._template)
        self._together = together
        self.figures = figures
        with closing(bootstrap.open_journal(self._template)) as journal:
            self._before = _held(journal)
        self._sound: set[Heads] = set()

    def run(  # noqa: PLR0913 - who, what, whose turn, and how patient they are
        self,
        seats: Mapping[int, Seat],
        acts: Mapping[int, str],
        turns: Iterable[int],
        then: Sequence[int],
        *,
        busy_seconds: float = 0.0,
        patience: float = UNHURRIED,
    ) -> Came:
        """Let windows act in turns; whoever found the file locked does it again afterwards.

        Args:
            seats: of the windows, by number.
            acts: what is done at each.
            turns: whose turn it is.
            then: in which order they come to their ends.
            busy_seconds: how long a desk waits for another; 0: it ends at once with `Locked`.
            patience: as of `Actor.advance`.

        Raises:
            AssertionError: a law does not hold.
            NotHere: one of the acts cannot be begun there.
        """
        with self._windows(seats, acts, busy_seconds) as windows:
            people = {place: window.desk.person for place, window in windows.items()}
            actors = {place: Actor(window.journal, window.act) for place, window in windows.items()}
            play(actors, turns, then, patience)
            taken = {place: actor.turns for place, actor in actors.items()}
            for place in then:
                if actors[place].outcome() == "Locked":
                    self.figures.locked += 1
                    assert acts[place] in SITS_DOWN or windows[place].desk.person == people[place], "nobody sat down"
                    actors[place] = Actor(windows[place].journal, windows[place].act)
                    play(actors, (), (place,))
            outcomes = {place: actor.outcome() for place, actor in actors.items()}
            self.figures.interleavings += 1
            self.figures.refused.update(outcome for outcome in outcomes.values() if outcome != "done")
            for place, outcome in outcomes.items():
                assert outcome != "unlawful", "the law refused what the desk would have done"
                assert acts[place] in SITS_DOWN or windows[place].desk.person == people[place], "nobody sat down"
            return Came(self._check(list(windows.values())), outcomes, taken)

    @contextmanager
    def _windows(
        self, seats: Mapping[int, Seat], acts: Mapping[int, str], busy_seconds: float
    ) -> Iterator[dict[int, Window]]:
        """Open windows at a file as it was. Raises NotHere."""
        self._number += 1
        path = self._folder / f"{self._number}.tally"
        shutil.copyfile(self._template, path)
        opened: dict[int, Window] = {}
        try:
            with ExitStack() as journals:
                for place, seat in seats.items():
                    journal = journals.enter_context(closing(_journal(path, seat, busy_seconds)))
                    opened[place] = Window(path, SteppedJournal(journal, together=self._together), seat, acts[place])
                yield opened
        finally:
            path.unlink()

    def _check(self, windows: Sequence[Window]) -> Heads:
        """Check the laws of whatever may be left; return what the file holds."""
        journal = windows[0].journal.journal
        held = _held(journal)
        recorded = [entry for window in windows for entry in window.journal.recorded]
        expected = Counter(entry for chain in self._before.values() for entry in chain) + Counter(recorded)
        assert Counter(entry for chain in held.values() for entry in chain) == expected, "lost, or recorded twice"
        replayed = DeskState(held[CONGRESS_CHAIN])
        for window in windows:
            window.desk.refresh()
            assert said(window.desk.state) == said(replayed), "a desk believes something else"
        if heads(held) not in self._sound:
            assert check_chains(journal).sound, "a chain is broken"
            check_held(held, replayed)
            check_seals(Path(journal.name), replayed)
            self._sound.add(heads(held))
        self.figures.kept += sum(entry.kind is EntryKind.BALLOT_KEYED for entry in recorded)
        return heads(held)


def heads(held: Held) -> Heads:
    """Return the heads of what a file holds."""
    return frozenset(entries[-1].hash for entries in held.values())


def _held(journal: StoredJournal) -> Held:
    return {chain: tuple(journal.entries(chain)) for chain in journal.chains()}


class Windows:
    """Acts at windows of one hall against each other."""

    def __init__(self, hall: Hall, seats: str) -> None:
        self._hall = hall
        self.seats = SEATS[seats]
        self._serial: dict[tuple[str | None, ...], frozenset[Heads]] = {}
        self._turns: dict[tuple[str, ...], tuple[int, ...]] = {}
        self._alone: dict[tuple[int, str], bool] = {}

    def possible(self, place: int) -> list[str]:
        """Return the acts that can be done at a window."""
        return [act for act in ACTS if self.can(place, act)]

    def can(self, place: int, act: str) -> bool:
        """Tell whether an act can be done at a window while nobody else does anything."""
        if (place, act) not in self._alone:
            try:
                came = self._hall.run({place: self.seats[place]}, {place: act}, (), (place,))
            except NotHere:
                self._alone[place, act] = False
            else:
                self._alone[place, act] = came.outcomes == {place: WRONG.get(act, "done")}
        return self._alone[place, act]

    def turns(self, acts: tuple[str, ...]) -> tuple[int, ...]:
        """Return how many turns each act takes when they follow each other."""
        self._left(acts)
        return self._turns[acts]

    def run(self, acts: tuple[str, ...], turns: Sequence[int], then: Sequence[int], **how: float) -> None:
        """Interleave acts.

        Raises:
            AssertionError: a law does not hold, or they left what no order of them would.
        """
        seats, by_place = dict(enumerate(self.seats)), dict(enumerate(acts))
        try:
            came = self._hall.run(seats, by_place, turns, then, **how)
            # Whoever changed a PIN between being shown it and what it was shown for: nothing was done.
            undone = {place for place, outcome in came.outcomes.items() if outcome == "changed_meanwhile"}
            left = self._left(tuple(None if place in undone else act for place, act in enumerate(acts)))
            assert came.heads in left or IN_PARTS & {*acts}, f"no order leaves that: {came.outcomes}"
        except Exception as error:
            message = f"{acts} at {self.seats}: {list(turns)}, then {then}"
            raise AssertionError(message) from error

    def _left(self, acts: tuple[str | None, ...]) -> frozenset[Heads]:
        """Return what acts leave that follow each other, in every order."""
        if acts not in self._serial:
            places = [place for place, act in enumerate(acts) if act is not None]
            by_place = {place: act for place, act in enumerate(acts) if act is not None}
            seats = {place: self.seats[place] for place in places}
            came = [self._hall.run(seats, by_place, (), order) for order in permutations(places)]
            self._serial[acts] = frozenset(one.heads for one in came)
            if None not in acts:
                self._turns[tuple(by_place.values())] = tuple(came[0].turns.values())
        return self._serial[acts]


def every_stop(windows: Windows, acts: tuple[str, str]) -> None:
    """Stop each of two desks at each of its steps, while the other does its whole act."""
    alike = windows.seats[0] == windows.seats[1]
    for place, other in ((0, 1),) if alike else ((0, 1), (1, 0)):
        for turns in range(1, windows.turns(acts)[place]):
            windows.run(acts, [place] * turns, (other, place))


def at_random(windows: Windows, moment: random.Random, *, patient: bool = False) -> bool:
    """Let some acts take turns at random; tell whether those that were drawn can be done there."""
    acts = tuple(moment.choice(tuple(ACTS)) for _ in windows.seats)
    if not all(windows.can(place, act) for place, act in enumerate(acts)):
        return False
    turns: list[int] = []
    while len(turns) < sum(windows.turns(acts)):
        turns += [moment.randrange(len(acts))] * moment.randint(1, 12)
    then = moment.sample(range(len(acts)), len(acts))
    windows.run(acts, turns, then, **({"busy_seconds": 5.0, "patience": _SEEN_WAITING} if patient else {}))
    return True


def sample(halls: Mapping[str, Hall], moment: random.Random, runs: int, *, patient: bool = False) -> None:
    """Draw moments of a congress, seats, acts and turns."""
    drawn = {(name, seats): Windows(hall, seats) for name, hall in halls.items() for seats in SEATS}
    while runs:
        runs -= at_random(drawn[moment.choice(tuple(drawn))], moment, patient=patient)


def main() -> int:
    """Run all there are of two, and as many drawn by lot as asked; print the figures."""
    drawn = int(sys.argv[1]) if len(sys.argv) > 1 else 5000
    figures, began = Figures(), perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        halls = {moment: Hall(Path(folder), moment, figures) for moment in MOMENTS}
        for (moment, hall), seats in product(halls.items(), PAIRS):
            windows, before = Windows(hall, seats), figures.interleavings
            pairs = list(product(windows.possible(0), windows.possible(1)))
            if seats == PAIRS[2]:  # one person elsewhere is the same person but at a pass
                pairs = [acts for acts in pairs if AT_A_PASS & {*acts}]
            for acts in pairs:
                every_stop(windows, acts)
            line = f"{moment}, {seats}: {len(pairs)} pairs of acts, {figures.interleavings - before} interleavings"
            sys.stdout.write(f"{line}, {perf_counter() - began:.0f} s\n")
            sys.stdout.flush()
        lots = random.Random(9)  # noqa: S311 - whose turn it is, no secret
        sample(halls, lots, drawn)
        sample(halls, lots, drawn // 10, patient=True)
    sys.stdout.write(
        f"{figures.interleavings} interleavings, {figures.kept} ballots acknowledged and kept, {figures.locked} acts"
        f" done again after the file was locked, refused: {dict(figures.refused.most_common())}\n"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
