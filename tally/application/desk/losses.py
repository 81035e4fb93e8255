"""After a loss: the board goes on from the longest copy there is, by an act of its head and one more."""

from collections.abc import Sequence

from tally.application.desk.desk import BOARD, HEAD, Desk, Refused
from tally.application.desk.people import People
from tally.domain.desk import Person
from tally.domain.height import Lost, accepted_details, accepted_of
from tally.domain.journal import EntryKind


class Losses:
    """What the board accepts to be lost."""

    def __init__(self, desk: Desk, people: People) -> None:
        self._desk = desk
        self._people = people

    def head(self) -> Person | None:
        """Return the head of the board, or None where the file knows none: nothing was counted in it yet."""
        return next((one for one in self._people.all() if one.role in HEAD), None)

    def others(self) -> tuple[Person, ...]:
        """Return who may stand behind it beside the head."""
        return tuple(one for one in self._people.all() if one.role in BOARD and one.role not in HEAD)

    def accept(  # noqa: PLR0913, PLR0917 - what is lost, why, and two people
        self, lost: Sequence[Lost], reason: str, head_id: str, head_pin: str, second_id: str, second_pin: str
    ) -> None:
        """Record what is missing of the file and that the board goes on without it; it prints in the minutes.

        The head signs in with it. A pass whose end was lost stays open: its keyer goes on from what is there.

        Args:
            lost: what is missing.
            reason: how it came to be lost, in words.
            head_id: the head.
            head_pin: the head's PIN.
            second_id: one more of the board.
            second_pin: that person's PIN.

        Raises:
            Refused: `nothing_lost`; `reason_needed`; `head_only`, `board_only`, `two_people`; `changed_meanwhile`;
                PINs as `People.sign_in`.
            OSError: the machine failed; nothing was recorded.
        """
        if not lost:
            raise Refused("nothing_lost")
        if not reason.strip():
            raise Refused("reason_needed")
        if second_id == head_id:
            raise Refused("two_people")
        head = self._people.sign_in(head_id, head_pin)
        if head.role not in HEAD:
            raise Refused("head_only", name=head.name)
        second = self._people.confirm(second_id, second_pin)
        if second.role not in BOARD:
            raise Refused("board_only", name=second.name)
        accepted = accepted_details(map(accepted_of, lost))
        details = {"head": head.id, "second": second.id, "reason": reason.strip(), "lost": accepted}
        with self._desk.deciding():
            self._people.still(head)
            self._people.still(second)
            pins = self._desk.state.pins
            shown = {"pins": [pins[head.id], pins[second.id]]} if pins else {}
            self._desk.record(EntryKind.LOSS_ACCEPTED, {**details, **shown})
