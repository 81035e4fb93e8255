"""A contest: one body or post to be elected, in one round, with its slate and the ballots issued and returned.

Opinion ballots on nominees are a contest too: the same paper and the same count, but nobody is elected.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from tally.domain.ballot import BallotStyle, find
from tally.domain.rules import InvalidReason, RuleProfile
from tally.domain.slate import Slate


class Office(StrEnum):
    """What is elected."""

    COMMITTEE = "committee"
    STANDING_COMMITTEE = "standing-committee"
    SECRETARY = "secretary"
    DEPUTY_SECRETARY = "deputy-secretary"
    INSPECTION = "inspection"
    INSPECTION_HEAD = "inspection-head"
    DELEGATES = "delegates"
    ALTERNATES = "alternates"
    OTHER = "other"


class Method(StrEnum):
    """What the papers are for: to elect, or to ask whether nominees may enter the list (phiếu xin ý kiến)."""

    BALLOT = "ballot"
    OPINION = "opinion"


class RoundKind(StrEnum):
    """First vote, a further round for seats left open, or a vote again among the tied."""

    FIRST = "first"
    FURTHER = "further"
    TIE_BREAK = "tie-break"


@dataclass(frozen=True, slots=True)
class Contest:
    """One contest in one round.

    Attributes:
        id: `[a-z0-9-]+`; with `round` it names the contest within its congress.
        seats: people to be elected now; 0 for opinion ballots, which elect nobody.
        body_size: people the body will have; larger than `seats` when seats are left open by plan.
        issued: ballots handed to voters, None until counted.
        returned: ballots found in the box, None until counted.
        alternates: alternates to be taken from those over half who get no seat; 0: none, or on a ballot of their own.
        drawn_from: the id of the contest whose elected alone can stand here; empty for none.
        among: the names of those who can stand, once they were drawn; empty while that is not known.
    """

    id: str
    title: str
    office: Office
    seats: int
    body_size: int
    style: BallotStyle
    slate: Slate
    round: int = 1
    kind: RoundKind = RoundKind.FIRST
    issued: int | None = None
    returned: int | None = None
    method: Method = Method.BALLOT
    alternates: int = 0
    drawn_from: str = ""
    among: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse what no election can be.

        Raises:
            ValueError: there is no seat to fill, or opinion ballots would fill one; a reader reports that before.
        """
        if self.seats < 1 and not self.is_opinion:
            message = f"a contest fills at least one seat, not {self.seats}"
            raise ValueError(message)
        tie_break = self.kind is RoundKind.TIE_BREAK
        if self.is_opinion and (self.seats or self.body_size or self.alternates or tie_break):
            message = f"opinion ballots elect nobody, yet {self.seats} seats and {self.alternates} alternates are asked"
            raise ValueError(message)

    @property
    def is_opinion(self) -> bool:
        """True when nobody is elected: the papers ask for an opinion on nominees."""
        return self.method is Method.OPINION

    @property
    def most_names(self) -> int:
        """The most names a valid paper can be for: the seats, or everybody asked about."""
        return len(self.slate) if self.is_opinion else self.seats

    def has_piles(self, names: Iterable[int]) -> bool:
        """Tell whether ballots with so many names voted can be, of each of some numbers."""
        return all(0 <= one <= len(self.slate) for one in names)

    def finding(self, marks: bytes, profile: RuleProfile) -> InvalidReason | None:
        """Return why the marks alone make a paper invalid under a regulation, or None when they do not."""
        return find(marks, self.most_names, profile.opinion_invalid if self.is_opinion else profile.invalid)

    @property
    def surplus(self) -> int:
        """Candidates beyond the seats (số dư); negative when there are fewer candidates than seats."""
        return len(self.slate) - self.seats

    @property
    def open_by_plan(self) -> int:
        """Seats the congress leaves open on purpose."""
        return self.body_size - self.seats
