"""What of a count may be looked at now, and which ballots the board should look at."""

from typing import NamedTuple

from tally.application.desk.comparing import Comparing
from tally.application.desk.desk import Desk, Refused
from tally.application.desk.procedure import Procedure
from tally.domain.ballot import Ballot, Ruling
from tally.domain.desk import ContestKey
from tally.domain.rules import InvalidReason


class LookedAt(NamedTuple):
    """A ballot of an accepted batch.

    Attributes:
        finding: why the marks alone make it invalid, or None.
        ruling: the board's, or None.
    """

    batch: int
    number: int
    marks: bytes
    finding: InvalidReason | None
    ruling: Ruling | None


class Review:
    """Looking at what was counted."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._comparing = Comparing(desk)

    def totals_visible(self, key: ContestKey) -> bool:
        """Tell whether votes may be shown: all ballots keyed and compared, or the head has them shown, or sealed."""
        count = self._desk.count_of(key)
        if count.seal is not None or count.totals_shown:
            return True
        return any(step.id == "compare" and step.done for step in Procedure(self._desk).steps(key))

    def accepted(self, key: ContestKey, batch: int) -> bool:
        """Tell whether the passes of a batch agree; before that nobody may see what another keyed."""
        count = self._desk.count_of(key)
        return batch in count.batches and self._desk.batch_count(key, batch).accepted

    def remarkable(self, key: ContestKey) -> tuple[LookedAt, ...]:
        """Return the accepted ballots that are invalid by their marks, or that the board ruled on."""
        looked_at = (self._looked_at(key, ballot) for ballot in self._comparing.ballots(key))
        return tuple(one for one in looked_at if one.finding is not None or one.ruling is not None)

    def ballot(self, key: ContestKey, batch: int, number: int) -> LookedAt:
        """Return one ballot of an accepted batch.

        Raises:
            Refused: `no_such_ballot`; `not_accepted`; `no_such_batch`.
        """
        if not self._comparing.batch(key, batch).accepted:
            raise Refused("not_accepted", batch=batch)
        for ballot in self._comparing.ballots(key):
            if (ballot.batch, ballot.number) == (batch, number):
                return self._looked_at(key, ballot)
        raise Refused("no_such_ballot", batch=batch, ballot=number)

    def finding(self, key: ContestKey, marks: bytes, ruling: Ruling | None = None) -> InvalidReason | None:
        """Return why a ballot as it is being keyed is invalid, or None."""
        reason = self._desk.contest(key).finding(marks, self._desk.profile)
        return reason if ruling is None else ruling.reason

    def _looked_at(self, key: ContestKey, ballot: Ballot) -> LookedAt:
        finding = self.finding(key, ballot.marks)
        return LookedAt(ballot.batch, ballot.number, ballot.marks, finding, ballot.ruling)
