"""The forms of the checklist: the ballots issued and returned, and the beginning of the count."""

from dataclasses import replace
from typing import TYPE_CHECKING

from tally.application.desk.keying import MOST_PASSES
from tally.domain.desk import DEFAULT_PASSES
from tally.tui.values import Wrong, number_of, number_or_none, shown_number
from tally.tui.widgets.form import Field
from tally.tui.widgets.form_dialog import FormDialog, Values

if TYPE_CHECKING:
    from tally.domain.desk import ContestKey
    from tally.locales import Words
    from tally.tui.services import OpenDesk

_STEPS = "next_step"


def report_form(words: "Words", table: "OpenDesk", key: "ContestKey") -> FormDialog:
    """Return the form of people present, ballots issued, ballots returned; the last may come later."""
    contest, present = table.desk.contest(key), table.desk.congress.roll.present
    seen = table.desk.state.declaration
    fields = (
        Field("present", words("tui.setup.present"), shown_number(present), digits=True),
        Field("issued", words("tui.next_step.issued_label"), shown_number(contest.issued), digits=True),
        Field("back", words("tui.next_step.returned_label"), shown_number(contest.returned), digits=True),
    )

    def live(values: Values) -> str:
        typed = replace(
            table.desk.contest(key),
            issued=number_or_none(values, "issued"),
            returned=number_or_none(values, "back"),
        )
        roll = replace(table.desk.congress.roll, present=number_or_none(values, "present"))
        found = table.setup.findings_if(replace(table.desk.congress, roll=roll), typed)
        return "\n".join(f"! {words.finding(one)}" for one in found if one.code in _ABOUT_BALLOTS)

    def accept(values: Values, reason: str) -> None:
        issued, returned = number_of(values, "issued"), number_or_none(values, "back")
        if returned is not None:
            table.setup.report_ballots(key, number_or_none(values, "present"), issued, returned, seen=seen)
            return
        if contest.returned is not None:
            raise Wrong("back", "number", least=0)
        # Ballots were handed out and the box is still out there: that, too, is kept.
        table.setup.update_contest(replace(contest, issued=issued), reason, seen=seen)

    return FormDialog(
        _STEPS, words("tui.next_step.report"), fields, accept, live=live, help_text=words("tui.next_step.report_help")
    )


_ABOUT_BALLOTS = frozenset({"E101", "E102", "W105", "E302"})


def begin_form(words: "Words", table: "OpenDesk", key: "ContestKey") -> FormDialog:
    """Return the form that opens a contest to keying."""
    options = [(str(passes), words(f"tui.next_step.passes_{passes}")) for passes in range(1, MOST_PASSES + 1)]
    fields = (Field("passes", words("tui.next_step.passes_label"), str(DEFAULT_PASSES), options),)

    def accept(values: Values, reason: str) -> None:
        table.batches.begin_counting(key, int(values["passes"]), reason)

    return FormDialog(_STEPS, words("tui.next_step.begin"), fields, accept, help_text=words("tui.next_step.begin_help"))


def figures(words: "Words", table: "OpenDesk", key: "ContestKey") -> str:
    """Say what is reported to the congress."""
    contest, present = table.desk.contest(key), table.desk.congress.roll.present
    return words(
        "tui.next_step.figures",
        present="–" if present is None else present,
        issued="–" if contest.issued is None else contest.issued,
        returned="–" if contest.returned is None else contest.returned,
    )
