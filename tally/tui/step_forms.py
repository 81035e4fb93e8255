"""The forms of the checklist: the ballots issued and returned, and the beginning of the count."""

from dataclasses import replace
from typing import TYPE_CHECKING

from tally.application.desk.keying import MOST_PASSES
from tally.domain.desk import DEFAULT_PASSES
from tally.tui.setup_forms import more_present
from tally.tui.values import number_of, number_or_none, shown_number
from tally.tui.widgets.form import FormField
from tally.tui.widgets.form_dialog import FormDialog, Unlikely, Values

if TYPE_CHECKING:
    from tally.domain.contest import Contest
    from tally.domain.desk import ContestKey
    from tally.locales import Words
    from tally.tui.services import OpenDesk

_STEPS = "next_step"


def report_form(words: "Words", table: "OpenDesk", key: "ContestKey", step: str = "issue") -> FormDialog:
    """Return the form of people present, ballots issued, ballots returned; the last may come later.

    Args:
        words: the language.
        table: the open desk.
        key: the contest.
        step: `issue` or `return`: at which of the two the cursor begins.
    """
    contest, present = table.desk.contest(key), table.desk.congress.roll.present
    seen = table.desk.state.declaration
    fields = (
        FormField("present", words("tui.setup.present"), shown_number(present), digits=True),
        FormField("issued", words("tui.next_step.issued_label"), shown_number(contest.issued), digits=True),
        FormField("back", words("tui.next_step.returned_label"), shown_number(contest.returned), digits=True),
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
        # What was known stays known: an emptied line would be saved as the number that stood there.
        now = number_of(values, "present") if present is not None else number_or_none(values, "present")
        issued = number_of(values, "issued")
        returned = number_of(values, "back") if contest.returned is not None else number_or_none(values, "back")
        table.setup.report_ballots(key, now, issued, returned, reason, seen=seen)

    def unlikely(values: Values) -> Unlikely | None:
        """Ask about what is more than it can be, unless that is declared already."""
        here, issued, returned = (number_or_none(values, field) for field in ("present", "issued", "back"))
        told = {"present": here, "issued": issued, "returned": returned}
        found: list[str] = []
        if here is not None and issued is not None and issued > here and (here, issued) != (present, contest.issued):
            found.append("issued")
        if issued is not None and returned is not None and returned > issued and returned != contest.returned:
            found.append("back")
        if not found:
            roll = table.desk.congress.roll
            return more_present(words, roll.summoned, here, roll)
        question, *more = (words(f"tui.next_step.more.{field}", **told) for field in found)
        details = (words(f"tui.next_step.more.{field}_details") for field in found)
        return Unlikely(found[0], question, "\n\n".join([*more, *details]))

    return FormDialog(
        _STEPS,
        words("tui.next_step.report"),
        fields,
        accept,
        live=live,
        unlikely=unlikely,
        help_text=words("tui.next_step.report_help"),
        first="back" if step == "return" else "issued",
    )


_ABOUT_BALLOTS = frozenset({"E101", "E102", "W105", "E302"})


def issued_line(words: "Words", table: "OpenDesk", key: "ContestKey") -> str:
    """Say how many ballots were issued, and that it is too many where it is."""
    issued, present = table.desk.contest(key).issued, table.desk.congress.roll.present
    more = issued is not None and present is not None and issued > present
    return words(f"tui.next_step.{'more_than_present' if more else 'issued'}", ballots=issued, present=present)


def returned_line(words: "Words", contest: "Contest") -> str:
    """Say how many ballots returned, and that it is too many where it is."""
    issued, returned = contest.issued, contest.returned
    more = issued is not None and returned is not None and returned > issued
    return words(f"tui.next_step.{'more_than_issued' if more else 'returned'}", ballots=returned, issued=issued)


def begin_form(words: "Words", table: "OpenDesk", key: "ContestKey") -> FormDialog:
    """Return the form that opens a contest to keying."""
    options = [(str(passes), words(f"tui.next_step.passes_{passes}")) for passes in range(1, MOST_PASSES + 1)]
    fields = (FormField("passes", words("tui.next_step.passes_label"), str(DEFAULT_PASSES), options),)

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
