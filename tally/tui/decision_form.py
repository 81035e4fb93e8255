"""What the congress decided after a round: which way, for how many seats, who reported it, and why."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tally.domain.body import Way
from tally.domain.rounds import needs_reason, seats_of
from tally.tui.values import filled, number_of
from tally.tui.widgets.form import FormField
from tally.tui.widgets.form_dialog import FormDialog, Values

if TYPE_CHECKING:
    from tally.domain.body import BodyResult
    from tally.domain.desk import ContestKey
    from tally.locales import Words
    from tally.tui.services import OpenDesk

_ROUNDS = "rounds"


@dataclass(slots=True)
class Typed:
    """A decision as it was typed."""

    way: Way
    seats: int
    reported_by: str = ""
    reason: str = ""


def decision_form(words: "Words", table: "OpenDesk", key: "ContestKey", body: "BodyResult", typed: Typed) -> FormDialog:
    """Return the form of a decision; what it takes goes to `typed` and is recorded by nobody yet.

    Args:
        words: the language.
        table: the open desk.
        key: the round.
        body: as it stood before the decision.
        typed: the way, and what stands in the fields at first.
    """
    possible = seats_of(body, typed.way)
    fields = [
        FormField("by", words("tui.rounds.reported_by"), typed.reported_by, hint=words("tui.rounds.reported_by_hint")),
        FormField("why", words("tui.rounds.why"), typed.reason, hint=words("tui.rounds.why_hint")),
    ]
    if len(possible) > 1:
        fields.insert(0, FormField("seats", words("tui.rounds.seats"), str(typed.seats), digits=True))

    def read(values: Values) -> Typed:
        seats = number_of(values, "seats", 1) if len(possible) > 1 else typed.seats
        return replace(typed, seats=seats, reported_by=values["by"], reason=values["why"])

    def live(values: Values) -> str:
        left = possible[-1] - read(values).seats
        return words("tui.rounds.left_open", seats=left) if left > 0 else ""

    def accept(values: Values, _reason: str) -> None:
        filled(values, "by")
        given = read(values)
        if needs_reason(table.rounds.ways(key), body, given.way, given.seats):
            filled(values, "why")
        table.rounds.check_decision(key, given.way, given.seats, given.reported_by, given.reason)
        typed.seats, typed.reported_by, typed.reason = given.seats, given.reported_by, given.reason

    title = words(f"words.way.{typed.way}")
    return FormDialog(_ROUNDS, title, fields, accept, live=live, help_text=words("tui.rounds.form_help"))
