"""Who is summoned, and what "more than half" is taken of (QĐ 190-QĐ/TW art. 30; QĐ 244-QĐ/TW art. 32)."""

import datetime as dt
from dataclasses import dataclass, replace
from enum import StrEnum

from tally.domain.hand_vote import HandVote
from tally.domain.slate import Candidate


class CongressKind(StrEnum):
    """The three kinds of gathering that elect; each has its own base."""

    MEMBERS = "members"
    DELEGATES = "delegates"
    CONFERENCE = "conference"


class Level(StrEnum):
    """The level of the organisation, for the roll-up."""

    CELL = "cell"
    GRASSROOTS = "grassroots"
    ABOVE_GRASSROOTS = "above-grassroots"
    PROVINCE = "province"


class BoardRole(StrEnum):
    """A person's part in the counting board (ban kiểm phiếu)."""

    HEAD = "head"
    SECRETARY = "secretary"
    MEMBER = "member"


@dataclass(frozen=True, slots=True)
class BoardMember:
    """A person of the counting board."""

    name: str
    role: BoardRole


@dataclass(frozen=True, slots=True)
class Deduction:
    """People who come off the base for a reason the rule profile knows."""

    reason: str
    count: int


@dataclass(frozen=True, slots=True)
class Roll:
    """People summoned and present; `present` is None until it has been reported."""

    summoned: int
    present: int | None = None
    deductions: tuple[Deduction, ...] = ()

    @property
    def deducted(self) -> int:
        """People who come off the base, all reasons together."""
        return sum(deduction.count for deduction in self.deductions)


@dataclass(frozen=True, slots=True)
class Congress:
    """A gathering that elects, without its contests.

    Attributes:
        body: the members of the committee that meets, where that is known: only they can stand for some offices.
        hand_votes: what the gathering decides by show of hands.
        slate_columns: what the board said that columns of slates in Excel are, by their headings.
        samples: of what the numbers are still those of a template, which nobody has looked at: `roll`, ids of contests.
    """

    organisation: str
    kind: CongressKind
    rules: str
    roll: Roll
    title: str = ""
    term: str = ""
    superior: str = ""
    level: Level | None = None
    date: dt.date | None = None
    place: str = ""
    board: tuple[BoardMember, ...] = ()
    body: tuple[Candidate, ...] = ()
    hand_votes: tuple[HandVote, ...] = ()
    slate_columns: tuple[tuple[str, str], ...] = ()
    samples: tuple[str, ...] = ()

    def looked_at(self, what: str) -> "Congress":
        """Return the congress with numbers that the board has looked at: `roll`, or the id of a contest."""
        return replace(self, samples=tuple(one for one in self.samples if one != what))


@dataclass(frozen=True, slots=True)
class BaseStep:
    """One line of the base's arithmetic: people (or ballots) to add, or to take off when `count` is negative."""

    what: str
    count: int
    clause: str


@dataclass(frozen=True, slots=True)
class Base:
    """The majority base with the arithmetic that led to it, so that it can be printed line by line.

    Attributes:
        more_than: percent of the base that the votes must exceed: half, or what an opinion ballot asks for.
    """

    steps: tuple[BaseStep, ...]
    more_than: int = 50

    @property
    def value(self) -> int:
        """The number that "more than half" is taken of; zero or less when the roll is wrong."""
        return sum(step.count for step in self.steps)

    @property
    def needed(self) -> int | None:
        """The smallest number of votes over the share, or None when no number can be (a base of zero or less)."""
        return self.more_than * self.value // 100 + 1 if self.value > 0 else None

    def is_majority(self, votes: int) -> bool:
        """Tell whether the votes are more than the share asked, in integers, never by a rounded percentage.

        For half: twice the votes exceed the base.
        """
        return self.value > 0 and 100 * votes > self.more_than * self.value
