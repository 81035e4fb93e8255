"""What the board does next: its procedure as a checklist that knows where every contest stands."""

from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from tally.application.desk.narration import step_words
from tally.application.papers import PaperKind, PaperState
from tally.tui import step_forms
from tally.tui.asking import FAILURES, carry_out
from tally.tui.commands import bindings
from tally.tui.screens.base import TallyScreen
from tally.tui.setup_forms import contest_title
from tally.tui.sign_in import SignIn
from tally.tui.step_acts import ask_not_needed, papers_folder, step_line, write_own_paper
from tally.tui.widgets.bars import TitleBar
from tally.tui.widgets.dialogs import Question

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tally.application.desk.procedure import Step
    from tally.domain.contest import Contest
    from tally.domain.desk import ContestKey
    from tally.tui.widgets.form_dialog import FormDialog

_MARGIN = 2  # cells beside the line of the contest

SCREEN_OF = {
    "key": "batches",
    "compare": "disputes",
    "rule": "rulings",
    "seal": "result",
    "announce": "papers",
    "after": "rounds",
    "sign": "papers",
}
"""The steps that are done on a screen of their own; its argument is `contest`."""

PAPERS = frozenset(kind.value for kind in (PaperKind.OPENING, PaperKind.SLIPS))
"""The steps that are a paper of the board's own, called as its kind is."""

SHOWN_AT = {
    PaperKind.BALLOT: "issue",
    PaperKind.OPENING: "opening",
    PaperKind.SLIPS: "slips",
    PaperKind.MINUTES: "announce",
    PaperKind.CORRIGENDUM: "announce",
    PaperKind.HALL: "announce",
}
"""The step at which it is said that a paper is outdated."""


class NextStepScreen(TallyScreen):
    """The checklist of one contest."""

    NAME = "next_step"
    BINDINGS: ClassVar[list[BindingType]] = bindings("next_step")
    CSS_PATH = "next_step.tcss"

    def __init__(self, contest: "ContestKey | None" = None) -> None:
        """Show where a contest stands.

        Args:
            contest: which; None for the first that is not over.
        """
        super().__init__()
        self._asked = contest
        self._place = 0
        self._steps: tuple[Step, ...] = ()
        self._looked_at: tuple[ContestKey, int] | None = None
        self._outdated: frozenset[str] = frozenset()

    def heading(self) -> str:
        """Which congress; a made-up one is marked."""
        organisation = self.table.desk.congress.organisation
        return self.word("heading_practice" if self.table.desk.state.practice else "heading", organisation=organisation)

    def heading_right(self) -> str:
        """Who sits here."""
        person = self.table.desk.person
        return self.words("tui.people.nobody") if person is None else person.name

    def compose_body(self) -> ComposeResult:
        """The contest, its checklist, one sentence about the step under the cursor."""
        yield Static(classes="contest", markup=False)
        yield OptionList(markup=False, compact=True)
        yield Static(classes="next", markup=False)

    def on_mount(self) -> None:
        """Begin at the first contest that is not over, at its next step."""
        keys = [(one.id, one.round) for one in self.table.desk.contests]
        over = [self.table.procedure.next_step(key) is None for key in keys]
        self._place = keys.index(self._asked) if self._asked in keys else over.index(False) if False in over else 0
        self._fill()
        self.query_one(OptionList).focus()
        if self.table.desk.person is None and self.table.desk.state.attended:
            self.action_switch_person()

    def on_screen_resume(self) -> None:
        """Show what has been done since, here or at another station."""
        if self.query(".next"):
            self._fill()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only what can be done now."""
        del parameters
        step = self._step()
        if action == "mark_done":
            return step is not None and step.by_hand and step.available and not step.optional
        if action == "not_needed":
            return step is not None and step.optional and step.waits
        if action == "show_hall":
            return self.table.desk.count_of(self._key).seal is not None
        if action in ("contest_before", "contest_after"):
            return len(self.table.desk.contests) > 1
        return True

    def action_contest_before(self) -> None:
        """Show the contest before."""
        self._turn(-1)

    def action_contest_after(self) -> None:
        """Show the contest after."""
        self._turn(1)

    def action_switch_person(self) -> None:
        """Let somebody else sit down; where nobody is known yet, ask who there is."""
        if self.table.people.all():
            self.app.push_screen(SignIn(self.table), lambda _signed_in: self._fill())
        else:
            self.desk_app.go("people")

    def action_setup(self) -> None:
        """Go to what is declared."""
        self.desk_app.go("setup")

    def action_result(self) -> None:
        """Go to the result."""
        self.desk_app.go("result", contest=self._key)

    def action_show_hall(self) -> None:
        """Show the sealed result to the hall."""
        self.desk_app.go("hall", contest=self._key)

    def action_papers(self) -> None:
        """Go to the papers."""
        self.desk_app.go("papers", contest=self._key)

    def action_journal(self) -> None:
        """Go to the journal."""
        self.desk_app.go("journal")

    def action_mark_done(self) -> None:
        """Note that a step is done that only people can see."""
        step = self._step()
        if step is not None:
            self._ask_done(step)

    def action_not_needed(self) -> None:
        """Note that an optional step is not needed."""
        step = self._step()
        if step is not None:
            ask_not_needed(self, step, lambda: self.table.procedure.waive(self._key, step.id), self._fill)

    @on(OptionList.OptionSelected)
    def _chosen(self) -> None:
        step = self._step()
        # A second Enter of a burst comes here while the first already opened something.
        if step is not None and self.is_active:
            self._do(step)

    @on(OptionList.OptionHighlighted)
    def _highlighted(self) -> None:
        self._show_line()
        self.refresh_bindings()

    @property
    def _contest(self) -> "Contest":
        contests = self.table.desk.contests
        return contests[min(self._place, len(contests) - 1)]

    @property
    def _key(self) -> "ContestKey":
        return self._contest.id, self._contest.round

    def _turn(self, step: int) -> None:
        self._place = (self._place + step) % len(self.table.desk.contests)
        self._steps = ()
        self._fill()

    def _do(self, step: "Step") -> None:
        """Go where the step under the cursor is done."""
        match step.id:
            case "setup" | "people":
                self.desk_app.go(step.id)
            case "issue" | "return" if step.available or step.done:
                self._form(step_forms.report_form(self.words, self.table, self._key, step.id))
            case "begin" if not step.done:
                self._form(step_forms.begin_form(self.words, self.table, self._key))
            case "begin":
                self.desk_app.go("batches", contest=self._key)
            case "opening" | "slips" if step.available or step.done:
                self._write_paper(step)
            case id_ if id_ in SCREEN_OF and (step.available or step.done):
                self.desk_app.go(SCREEN_OF[id_], contest=self._key)
            case _:
                self._ask_done(step)

    def _form(self, form: "FormDialog") -> None:
        self.app.push_screen(form, lambda _done: self._fill())

    def _write_paper(self, step: "Step") -> None:
        """Write the paper of a step; once it is printed and signed, the step is done."""

        def written(paper: "Path") -> None:
            said = self.word("paper_written", file=paper, signers=self.word(f"signers.{step.id}"))
            if step.done:
                self.say(said)
            else:
                self._ask_done(step, said)

        with self.attempt():
            write_own_paper(self, self._key, PaperKind(step.id), written)

    def _ask_done(self, step: "Step", details: str = "") -> None:
        if step.done:
            self.say(self.words("desk.refused.step_done"))
            return
        if not step.available:
            self.app.bell()
            first = self.table.procedure.waits_for(self._key, step.id)
            key = "not_before" if first else "not_yet"
            title = step_words(self.words, first)[0] if first else ""
            self.say(self.word(key, step=step_words(self.words, step.id)[0], first=title), wrong=True)
            return

        def answered(agreed: bool | None) -> None:  # noqa: FBT001 - the answer of a dialog
            if agreed:
                carry_out(self, lambda _reason: self.table.procedure.mark_done(self._key, step.id), self._fill)

        title, help_ = step_words(self.words, step.id)
        if step.id == "report":
            help_ = f"{step_forms.figures(self.words, self.table, self._key)}\n\n{help_}"
        self.app.push_screen(Question(self.word("is_done", step=title), details or help_), answered)

    def _step(self) -> "Step | None":
        lists = self.query(OptionList)
        place = lists.first().highlighted if lists else None
        return self._steps[place] if place is not None and place < len(self._steps) else None

    def _fill(self) -> None:
        """Write the list anew; the cursor stays on its step until that is done, then goes to the next."""
        before = self._step()
        self._steps = self.table.overview.steps(self._key)
        listed, ids = self.query_one(OptionList), [step.id for step in self._steps]
        listed.clear_options()
        listed.add_options(Option(self._content(step), id=step.id) for step in self._steps)
        following = next((place for place, step in enumerate(self._steps) if step.waits), len(self._steps) - 1)
        listed.highlighted = following
        if before is not None and before.id in ids:
            here = ids.index(before.id)
            if not before.waits or self._steps[here].waits:
                listed.highlighted = here
        self.query_one(".contest", Static).update(self._contest_text())
        self.query_one(TitleBar).show(self.heading(), self.heading_right())
        self._show_line()
        self.refresh_bindings()
        self._look_at_papers()

    def _look_at_papers(self) -> None:
        """Look beside the screen whether papers of the contest were written that would be others now."""
        key, table, services = self._key, self.table, self.desk_app.services
        about, folder = (key, table.desk.state.entries), papers_folder(self)
        if about == self._looked_at:
            return
        if self._looked_at is None or self._looked_at[0] != key:
            self._outdated = frozenset()
        self._looked_at = about
        if not folder.is_dir():
            return

        def look() -> None:
            try:
                planned = [one for one in services.papers(table) if one.contest == key and one.kind in SHOWN_AT]
                ready = (one for one in planned if one.state is PaperState.READY)
                found = frozenset(SHOWN_AT[one.kind] for one in ready if services.outdated(one, folder))
            except FAILURES:
                return  # the screen of the papers says why
            self.app.call_from_thread(self._papers_looked_at, about, found)

        self.run_worker(look, thread=True, exclusive=True, group="papers")

    def _papers_looked_at(self, about: "tuple[ContestKey, int]", outdated: frozenset[str]) -> None:
        if about == self._looked_at and outdated != self._outdated:
            self._outdated = outdated
            self._fill()

    def _contest_text(self) -> str:
        contests = self.table.desk.contests
        title = contest_title(self.words, self._contest)
        if len(contests) == 1:
            return title
        place = {"place": contests.index(self._contest) + 1, "contests": len(contests)}
        # The title gives way: what its keys do is said behind it.
        room = self.app.size.width - _MARGIN - cell_len(self.word("contest", title="", **place))
        return self.word("contest", title=Content(title).truncate(max(room, 1), ellipsis=True).plain, **place)

    def _content(self, step: "Step") -> Content:
        following = next((one for one in self._steps if one.waits), None)
        content = step_line(self.words, step, self._steps.index(step) + 1, is_next=step is following)
        facts = self._facts(step)
        return content + Content(f"   {facts}").stylize("$secondary") if facts else content

    def _facts(self, step: "Step") -> str:
        """Return the figures that a step has led to."""
        contest, count = self._contest, self.table.desk.count_of(self._key)
        told: dict[str, Callable[[], str]] = {
            "issue": lambda: step_forms.issued_line(self.words, self.table, self._key),
            "return": lambda: step_forms.returned_line(self.words, contest),
            "begin": lambda: self.word("passes", passes=count.wanted),
        }
        following = self.table.rounds.follow_up(self._key) if step.id == "after" else None
        if following is not None:
            return self.words(f"words.stand.{following.stand}")
        facts = told[step.id]() if step.done and step.id in told else ""
        outdated = self.word("outdated") if step.id in self._outdated else ""
        return " · ".join(filter(None, (facts, outdated)))

    def _show_line(self) -> None:
        step = self._step()
        if step is None:
            return
        help_ = step_words(self.words, step.id)[1]
        self.query_one(".next", Static).update(f"{help_}  ({step.clause})\n{self.word(_how(step))}")


def _how(step: "Step") -> str:
    """Return the key of what to press on a step."""
    if step.done:
        return "how_done"
    if not step.available:
        return "how_later"
    if step.optional and not step.waits:
        return "how_left_out"
    if step.id in PAPERS:
        return "how_paper"
    if step.by_hand:
        return "how_on_screen" if step.id in SCREEN_OF else "how_by_hand"
    return "how"


SCREEN = NextStepScreen
