"""A contest: one body or post to be elected, in one round, with its slate and the ballots issued and returned."""

from dataclasses import dataclass
from enum import StrEnum

from tally.domain.ballot import BallotStyle
from tally.domain.slate import Slate


class Office(StrEnum):
    """What is elected."""

    COMMITTEE = "committee"
    STANDING_COMMITTEE = "standing-committee"
    SECRETARY = "secretary"
    DEPUTY_SECRETARY = "deputy-secretary"
    INSPECTION = "inspection"
    DELEGATES = "delegates"
    ALTERNATES = "alternates"
    OTHER = "other"


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
        seats: people to be elected now.
        body_size: people the body will have; larger than `seats` when seats are left open by plan.
        issued: ballots handed to voters, None until counted.
        returned: ballots found in the box, None until counted.
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

    def __post_init__(self) -> None:
        """Refuse what no election can be.

        Raises:
            ValueError: there is no seat to fill; a reader reports that before it makes a contest.
        """
        if self.seats < 1:
            message = f"a contest fills at least one seat, not {self.seats}"
            raise ValueError(message)

    @property
    def surplus(self) -> int:
        """Candidates beyond the seats (số dư); negative when there are fewer candidates than seats."""
        return len(self.slate) - self.seats

    @property
    def open_by_plan(self) -> int:
        """Seats the congress leaves open on purpose."""
        return self.body_size - self.seats
