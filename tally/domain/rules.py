"""A regulation as data: what differs from one regulation to the next, each value with its clause.

A profile is read from a TOML file in `tally/rules`; adding a regulation needs no Python. What all of them share
(more than half; the highest votes fill the seats; a tie is never broken silently) is in `counting.py`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tally.domain.congress import CongressKind


class BaseOf(StrEnum):
    """What "more than half" is taken of."""

    SUMMONED = "summoned"
    VALID_BALLOTS = "valid-ballots"


class InvalidReason(StrEnum):
    """Why a ballot is invalid (QĐ 190 art. 15; QĐ 244 art. 17)."""

    TOO_MANY = "too-many"
    NONE = "none"
    BOTH_OR_NEITHER = "both-or-neither"
    NOT_ISSUED = "not-issued"
    OUTSIDE_LIST = "outside-list"
    MARKED = "marked"
    OTHER = "other"


MACHINE_REASONS = frozenset({InvalidReason.TOO_MANY, InvalidReason.NONE, InvalidReason.BOTH_OR_NEITHER})
"""What the marks alone can decide; every other reason is a ruling of the board."""


class TieRule(StrEnum):
    """What settles a tie across the last seat."""

    VOTE_AGAIN = "vote-again"
    OLDER = "older"


class PaperHead(StrEnum):
    """Whose name stands at the head of every paper: the Party's, or the State's with its motto."""

    PARTY = "party"
    STATE = "state"


@dataclass(frozen=True, slots=True)
class DeductionRule:
    """A reason for which people come off the base of one kind of congress."""

    congress: CongressKind
    reason: str
    label_vi: str
    label_en: str
    clause: str


@dataclass(frozen=True, slots=True)
class SurplusLimit:
    """How many candidates beyond the seats an election may have; `None` where the regulation sets no such bound.

    Attributes:
        clause: where the regulation says so.
        offices: the offices it is about; empty for all.
        seats_from: the smallest number of seats it is about.
        seats_to: the largest number of seats it is about, or None.
        max_percent: the most, in percent of the seats.
        max_people: the most, in people.
        min_people: the fewest, in people.
    """

    clause: str
    offices: tuple[str, ...] = ()
    seats_from: int = 1
    seats_to: int | None = None
    max_percent: int | None = None
    max_people: int | None = None
    min_people: int | None = None

    def concerns(self, office: str, seats: int) -> bool:
        """Tell whether this limit is about such an election."""
        return (
            (not self.offices or office in self.offices)
            and self.seats_from <= seats
            and (self.seats_to is None or seats <= self.seats_to)
        )


@dataclass(frozen=True, slots=True)
class OpinionRule:
    """Opinion ballots on nominees: who enters the list, taken of the people present.

    Attributes:
        more_than_percent: of those present; more than that must agree.
        clause: where the regulation says so.
        invalid: what the marks alone make invalid; to agree with nobody is an opinion too.
    """

    more_than_percent: int
    clause: str
    invalid: frozenset[InvalidReason]


@dataclass(frozen=True, slots=True)
class ConferenceRule:
    """Who can stand at the conference of a committee.

    Attributes:
        members_only: the offices for which only members of the committee can stand.
        clause: where the regulation, or the Party's charter, says so.
        standing_committee_from: the fewest members of a committee that elects a standing committee; None: any.
    """

    members_only: frozenset[str]
    clause: str
    standing_committee_from: int | None = None


class Topic(StrEnum):
    """What a finding is about; every profile names the clause for each of them."""

    REGULATION = "regulation"
    BASE = "base"
    ELECTED = "elected"
    TIE_BREAK = "tie-break"
    BALLOT_ORDER = "ballot-order"
    INVALID_BALLOTS = "invalid-ballots"
    RULINGS = "rulings"
    RECONCILIATION = "reconciliation"
    BOARD = "board"
    SURPLUS = "surplus"
    SLATE = "slate"
    UNDER_FILLED = "under-filled"


@dataclass(frozen=True, slots=True)
class RuleProfile:
    """One regulation: the base, what makes a ballot invalid, the surplus limits, what settles a tie.

    Attributes:
        most_short_rounds: after so many rounds that leave seats unfilled there is usually no further vote; None where
            the regulation does not say.
        short_rounds_clause: where it says so.
        opinion: opinion ballots on nominees; None where the regulation knows none.
        conference: who can stand at the conference of a committee; None where the regulation does not say.
    """

    id: str
    title_vi: str
    title_en: str
    in_force_from: date
    in_force_to: date | None
    base_of: BaseOf
    base_clause: str
    deductions: tuple[DeductionRule, ...]
    invalid: Mapping[InvalidReason, str]
    tie_rule: TieRule
    tie_clause: str
    surplus_limits: tuple[SurplusLimit, ...]
    clauses: Mapping[Topic, str]
    paper_head: PaperHead = PaperHead.PARTY
    most_short_rounds: int | None = None
    short_rounds_clause: str = ""
    opinion: OpinionRule | None = None
    conference: ConferenceRule | None = None

    @property
    def opinion_invalid(self) -> frozenset[InvalidReason]:
        """What the marks alone make invalid on an opinion ballot; nothing where the regulation knows none."""
        return frozenset() if self.opinion is None else self.opinion.invalid

    def in_force(self, day: date) -> bool:
        """Tell whether the regulation governed congresses on a day; on the day of a change both did."""
        return self.in_force_from <= day and (self.in_force_to is None or day <= self.in_force_to)

    def deduction(self, congress: CongressKind, reason: str) -> DeductionRule | None:
        """Return the rule for a deduction, or None where this regulation knows no such reason for such a congress."""
        return next((rule for rule in self.deductions if rule.congress == congress and rule.reason == reason), None)
