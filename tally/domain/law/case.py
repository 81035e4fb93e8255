"""One entry before the law: what it says, who says it, and what is known at that moment."""

from collections.abc import Callable, Mapping
from typing import NamedTuple, NoReturn

from tally.domain.batch import BatchState, Details
from tally.domain.congress import BoardRole, Congress
from tally.domain.contest import Contest
from tally.domain.desk import ContestKey, ContestState, DeskState, Person
from tally.domain.journal import Entry
from tally.domain.law.breach import Breach
from tally.domain.pins import is_locked_out
from tally.domain.rules import RuleProfile

HEAD = frozenset({BoardRole.HEAD.value})
"""The role that rules disputes, waives passes, shows totals."""

BOARD = frozenset(role.value for role in BoardRole)
"""The roles of the board; a keyer is not one of them."""

ANYBODY: frozenset[str] = frozenset()
"""In place of roles: everybody at the desk."""


class Declared(NamedTuple):
    """What a declaration says: the congress, its contests, the regulation."""

    congress: Congress
    contests: Mapping[ContestKey, Contest]
    profile: RuleProfile


Read = Callable[[str], Declared | None]
"""Reads a declaration; None: it cannot be read."""


class Broke(Exception):  # noqa: N818 - the entry broke the law; nothing failed
    """The entry breaks the law; never seen outside of it."""

    def __init__(self, breach: Breach) -> None:
        self.breach = breach
        super().__init__(breach.value)


def breaks(breach: Breach) -> NoReturn:
    """Say that the entry breaks the law."""
    raise Broke(breach)


class Case:
    """One entry of the congress's chain before the law.

    Attributes:
        state: everything that was said before it.
        details: its payload, of the shape of its kind.
        declared: what is declared before the entry; None where nothing is.
        key: the contest that the entry is about; of nothing where it is about none.
        count: how far the count of that contest had come; an empty one where nothing was said of it.
    """

    __slots__ = ("count", "declared", "details", "entry", "key", "read", "state")

    def __init__(self, state: DeskState, entry: Entry, details: Details, read: Read) -> None:
        self.state = state
        self.entry = entry
        self.details = details
        self.read = read
        self.declared = read(state.declaration) if state.declaration else None
        self.key: ContestKey = (details.get("contest", ""), details.get("round", 0))
        self.count = state.contests.get(self.key) or ContestState(self.key)

    @property
    def contest(self) -> Contest:
        """The contest that the entry is about, as declared. Raises Broke: it is not."""
        contest = None if self.declared is None else self.declared.contests.get(self.key)
        return breaks(Breach.NO_CONTEST) if contest is None else contest

    @property
    def batch(self) -> BatchState:
        """The batch that the entry is about. Raises Broke: there is none."""
        batch = self.count.batches.get(self.details["batch"])
        return breaks(Breach.BATCH) if batch is None else batch

    def actor(self, roles: frozenset[str] = ANYBODY) -> Person:
        """Return who did it: somebody who signed in at that station, with one of some roles.

        Raises:
            Broke: nobody known; not signed in there; of another role.
        """
        person = self.person(self.entry.person)
        if (person.id, self.entry.station) not in self.state.signed_in:
            breaks(Breach.NOT_SIGNED_IN)
        if roles and person.role not in roles:
            breaks(Breach.HEAD_ONLY if roles == HEAD else Breach.BOARD_ONLY)
        return person

    def anybody_or_nobody(self) -> None:
        """Let through what is also done by a command, at which nobody sits. Raises Broke: as `actor`."""
        if self.entry.person:
            self.actor()

    def set_up_by(self, roles: frozenset[str]) -> None:
        """Let through what whoever sits there may do until anybody signed in. Raises Broke: as `actor`."""
        if self.state.attended:
            self.actor(roles)
        elif self.entry.person:
            breaks(Breach.NOT_SIGNED_IN)

    def person(self, person_id: str) -> Person:
        """Return a person of the desk. Raises Broke: nobody knows such a one."""
        person = self.state.people.get(person_id)
        return breaks(Breach.NOBODY) if person is None else person

    def two_people(self, head_id: str, second_id: str) -> None:
        """Let through what takes the head and one more of the board, each with a PIN where anybody has one.

        Raises:
            Broke: they are not; or nothing tells of the PINs they showed.
        """
        head, second = self.person(head_id), self.person(second_id)
        if head.role not in HEAD:
            breaks(Breach.HEAD_ONLY)
        if second.id == head.id:
            breaks(Breach.TWO_PEOPLE)
        if second.role not in BOARD:
            breaks(Breach.BOARD_ONLY)
        self.pins_shown(*((head.id, second.id) if "head" in self.details else (second.id,)))

    def pins_shown(self, *people: str) -> None:
        """Hold what is said of the PINs shown against the entries that set them. Raises Broke."""
        told = self.details.get("pins")
        if not self.state.pins:
            if told is not None:
                breaks(Breach.PINS_NOT_SHOWN)
            return
        if not all(person in self.state.pins for person in people):
            breaks(Breach.NO_PIN)
        if told is None:
            # Older versions sealed and ruled without a word of it. A corrigendum and an amendment have always to tell:
            # they say what stood before, and change what people agreed on. No older version asked for two to settle a
            # dispute or to set a PIN anew.
            always = {"before", "by", "place"}
            if self.state.pins_told or not always.isdisjoint(self.details):
                breaks(Breach.PINS_NOT_SHOWN)
        elif told != [self.state.pins[person] for person in people]:
            breaks(Breach.PINS_NOT_SHOWN)
        for person in people:
            self.not_locked_out(self.person(person))

    def not_locked_out(self, person: Person) -> None:
        """Let through whom wrong PINs do not keep out. Raises Broke: two others have to let this person in first."""
        if is_locked_out(self.state.people.values(), person):
            breaks(Breach.LOCKED_OUT)

    def own_clock(self) -> None:
        """Let through what says nothing of its machine's clock, or that it was behind. Raises Broke: it was not."""
        if self.details.get("machine_time", "") >= self.entry.time:
            breaks(Breach.TIME)

    def raced(self, sequence: int) -> bool:
        """Tell whether whoever wrote this could not know of an entry yet: it came between reading and appending.

        Older versions read first and appended then; what lost the race was recorded and changed nothing.
        """
        return self.state.wrote.get(self.entry.station, 0) < sequence or sequence == self.state.entries
