"""Comparing: which ballots the passes disagree on, keying those again, and the head's word where that does not help."""

from collections.abc import Iterator

from tally.application.desk.desk import BOARD, HEAD, Desk, Refused, act
from tally.application.desk.keyer import check_marks
from tally.domain.ballot import Ballot
from tally.domain.batch import BatchCount, keying_details
from tally.domain.desk import ContestKey, ContestState, Person
from tally.domain.journal import EntryKind
from tally.domain.passes import Dispute, Keying


class Comparing:
    """The passes of every batch held against each other."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def batch(self, key: ContestKey, number: int) -> BatchCount:
        """Return a batch with its passes compared; nothing is compared before every pass asked for is closed.

        Raises:
            Refused: `no_such_batch`.
        """
        self._desk.refresh()
        if number not in self._desk.count_of(key).batches:
            raise Refused("no_such_batch", batch=number)
        return self._desk.batch_count(key, number)

    def disputes(self, key: ContestKey) -> tuple[tuple[int, Dispute], ...]:
        """Return every dispute that is still open, with its batch, in the order of the stacks."""
        self._desk.refresh()
        numbers = sorted(self._desk.count_of(key).batches)
        return tuple(
            (number, dispute) for number in numbers for dispute in self._desk.batch_count(key, number).open_disputes
        )

    def waits_for_head(self, key: ContestKey, batch: int, place: int) -> bool:
        """Tell whether an open dispute was keyed again without agreeing with anything: now the head rules."""
        return place in self._desk.count_of(key).batches[batch].rekeyed

    @act
    def rekey(self, key: ContestKey, batch: int, place: int, keying: Keying | None) -> bool:
        """Key a disputed ballot again from the paper, without seeing what the passes hold.

        Args:
            key: the contest.
            batch: its number.
            place: of the dispute.
            keying: what the paper says; None: there is no such paper.

        Returns:
            True when two keyings now agree, which settles the dispute.

        Raises:
            Refused: `no_dispute`; `rekeyed_already` by this person: only another keying, or the head, can settle it;
                `marks_wrong`; `sealed`, `no_such_contest`, `no_such_batch`, `sign_in_first`.
        """
        self.check_rekey(key, batch, place, keying)
        details = {"batch": batch, "place": place, "keying": keying_details(keying)}
        self._desk.record(EntryKind.BALLOT_REKEYED, details, key)
        return not self.batch(key, batch).is_open(place)

    def check_rekey(self, key: ContestKey, batch: int, place: int, keying: Keying | None = None) -> None:
        """Refuse what `rekey` would refuse, so that nobody fetches and keys a paper for nothing.

        Raises:
            Refused: as `rekey`.
        """
        person = self._desk.signed_in().id
        count = self._disputed(key, batch, place, keying)
        if person in count.batches[batch].rekeyed.get(place, {}):
            raise Refused("rekeyed_already", batch=batch)

    @act
    def settle(  # noqa: PLR0913, PLR0917 - a place, what the head rules, why, and who stands behind it
        self,
        key: ContestKey,
        batch: int,
        place: int,
        keying: Keying | None,
        reason: str,
        second: Person | None = None,
    ) -> None:
        """Record what the head rules on a disputed ballot.

        Two people say what stands: the head and whoever else keyed it so; where nobody else did, one more of the board.

        Args:
            key: the contest.
            batch: its number.
            place: of the dispute.
            keying: what stands; None: there is no such paper.
            reason: in the head's words.
            second: where `takes_second`, one more of the board, who showed a PIN (`People.confirm`).

        Raises:
            Refused: `reason_needed`; `second_needed`, `two_people`, `board_only`, `changed_meanwhile`; and as
                `takes_second`.
        """
        takes_second = self.takes_second(key, batch, place, keying)
        if not reason.strip():
            raise Refused("reason_needed")
        details = {"batch": batch, "place": place, "keying": keying_details(keying), "reason": reason.strip()}
        beside = self._beside_the_head(second) if takes_second else {}
        self._desk.record(EntryKind.DISPUTE_SETTLED, {**details, **beside}, key)

    @act
    def takes_second(self, key: ContestKey, batch: int, place: int, keying: Keying | None) -> bool:
        """Tell whether nobody but the head says what the head would rule: then one more of the board has to.

        Whoever is alone at the desk has nobody to ask.

        Raises:
            Refused: `head_only`; `no_dispute`; and as `rekey`.
        """
        head = self._desk.signed_in(HEAD)
        self._disputed(key, batch, place, keying)
        seconded = self._desk.batch_count(key, batch).is_seconded(place, keying, head.id)
        return not seconded and len(self._desk.state.people) > 1

    def _beside_the_head(self, second: Person | None) -> dict[str, object]:
        """Return who stands behind a ruling beside the head, as an entry names them. Raises Refused."""
        if second is None:
            raise Refused("second_needed")
        if second.id == self._desk.signed_in(HEAD).id:
            raise Refused("two_people")
        if second.role not in BOARD:
            raise Refused("board_only", name=second.name)
        self._desk.still(second)
        pins = self._desk.state.pins
        return {"second": second.id, **({"pins": [pins[second.id]]} if pins else {})}

    def ballots(self, key: ContestKey) -> Iterator[Ballot]:
        """Yield the ballots of the accepted batches, with rulings and amendments, in the order of the stacks."""
        self._desk.refresh()
        count = self._desk.count_of(key)
        for number in sorted(count.batches):
            compared = self._desk.batch_count(key, number)
            if compared.accepted:
                yield from count.final_ballots(compared)

    def _disputed(self, key: ContestKey, batch: int, place: int, keying: Keying | None) -> ContestState:
        count = self._desk.unsealed(key)
        if not self.batch(key, batch).is_open(place):
            raise Refused("no_dispute", batch=batch)
        if keying is not None:
            check_marks(keying.marks, len(self._desk.contest(key).slate))
        return count
