"""The board agrees with what the machine found: every such ballot is ruled on in one act."""

from collections.abc import Mapping, Sequence

from tally.application.desk.comparing import Comparing
from tally.application.desk.desk import BOARD, Desk, Refused
from tally.application.desk.people import People
from tally.application.desk.review import LookedAt, Review
from tally.domain.ballot import Ballot, Ruling
from tally.domain.batch import ruling_details
from tally.domain.desk import BallotPlace, ContestKey, Person
from tally.domain.journal import EntryKind


class Agreeing:
    """Ballots that their marks alone make invalid, and the board's word on all of them.

    Each is ruled on by an entry of its own, which says what the marks say: nothing is overruled. Ballots that need
    somebody to look (ruled on already, in dispute, doubtful to whoever keyed them) are not among them.
    """

    def __init__(self, desk: Desk, people: People) -> None:
        self._desk = desk
        self._people = people
        self._comparing = Comparing(desk)
        self._review = Review(desk)

    def waiting(self, key: ContestKey) -> tuple[LookedAt, ...]:
        """Return the accepted ballots that their marks alone make invalid and on which nobody ruled yet."""
        first: dict[BallotPlace, Ballot] = {}
        for ballot in self._comparing.ballots(key):
            # Of saved ballots that bear one number, what is ruled is the first.
            first.setdefault((ballot.batch, ballot.number), ballot)
        return tuple(
            LookedAt(ballot.batch, ballot.number, ballot.marks, finding, None)
            for ballot in first.values()
            if ballot.ruling is None and (finding := self._review.finding(key, ballot.marks)) is not None
        )

    def others(self) -> tuple[Person, ...]:
        """Return who of the board may agree beside the person who is signed in. Raises as `Desk.signed_in`."""
        here = self._desk.signed_in(BOARD)
        return tuple(one for one in self._people.all() if one.role in BOARD and one.id != here.id)

    def agree(self, key: ContestKey, seen: Sequence[LookedAt], others: Mapping[str, str]) -> tuple[LookedAt, ...]:
        """Rule on the ballots that the board saw, as the machine found them; all of it is recorded, or nothing.

        Args:
            key: the contest.
            seen: of `waiting`, what the board was shown. What is another by now is left to be looked at again.
            others: id and PIN of those who agree beside the person who is signed in.

        Returns:
            The ballots ruled on.

        Raises:
            Refused: `nothing_to_agree`; `agree_alone` where others of the board sit at this desk and none of them
                agrees; `changed_meanwhile` when none of the ballots is as it was seen; `board_only`; `sealed`; PINs as
                `People.sign_in`.
        """
        self._desk.unsealed(key)
        if not seen:
            raise Refused("nothing_to_agree")
        able = {person.id for person in self.others()}
        if able and not able.intersection(others):
            raise Refused("agree_alone")
        confirmed = [self._people.confirm(person, pin) for person, pin in others.items()]
        with self._desk.deciding():
            self._desk.unsealed(key)
            for person in confirmed:
                self._people.still(person)
                if person.role not in BOARD:
                    raise Refused("board_only", name=person.name)
            standing = set(self.waiting(key))
            ruled = tuple(one for one in seen if one in standing)
            if not ruled:
                raise Refused("changed_meanwhile")
            names = ", ".join(person.name for person in (self._desk.signed_in(BOARD), *confirmed))
            for one in ruled:
                ruling = ruling_details(Ruling(one.finding, names))
                details = {"batch": one.batch, "ballot": one.number, "ruling": ruling}
                self._desk.record(EntryKind.BALLOT_RULED, details, key)
        return ruled
