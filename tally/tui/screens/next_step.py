"""What the board does next: its procedure as a checklist that knows where every contest stands."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from tally.application.desk.desk import HEAD
from tally.application.desk.narration import step_words
from tally.domain.rounds import OVER
from tally.domain.rules import Topic
from tally.tui import step_forms
from tally.tui.asking import carry_out
from tally.tui.commands import bindings
from tally.tui.screens.base import TallyScreen
from tally.tui.setup_forms import about_ballots, contest_title
from tally.tui.sign_in import SignIn
from tally.tui.widgets.bars import TitleBar
from tally.tui.widgets.dialogs import Question

if TYPE_CHECKING:
    from collections.abc import Callable

    from tally.domain.contest import Contest
    from tally.domain.desk import ContestKey
    from tally.tui.widgets.form_dialog import FormDialog

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

DONE, NEXT, LATER = "✓", "▶", "·"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the checklist: a step of the procedure, or of what comes before it."""

    id: str
    title: str
    help: str
    clause: str
    done: bool
    available: bool
    by_hand: bool = False


class NextStepScreen(TallyScreen):
    """The checklist; the first thing shown of an open congress."""

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
        self._lines: list[Line] = []

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
        line = self._line()
        if action == "mark_done":
            return line is not None and line.by_hand and line.available
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
        line = self._line()
        if line is not None:
            self._ask_done(line)

    @on(OptionList.OptionSelected)
    def _chosen(self) -> None:
        line = self._line()
        # A second Enter of a burst comes here while the first already opened something.
        if line is not None and self.is_active:
            self._do(line)

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
        self._lines = []
        self._fill()

    def _do(self, line: Line) -> None:
        """Go where the step under the cursor is done."""
        match line.id:
            case "setup" | "people":
                self.desk_app.go(line.id)
            case "issue" | "return":
                self._form(step_forms.report_form(self.words, self.table, self._key, line.id))
            case "begin" if not line.done:
                self._form(step_forms.begin_form(self.words, self.table, self._key))
            case "begin":
                self.desk_app.go("batches", contest=self._key)
            case step if step in SCREEN_OF and (line.available or line.done):
                self.desk_app.go(SCREEN_OF[step], contest=self._key)
            case _:
                self._ask_done(line)

    def _form(self, form: "FormDialog") -> None:
        self.app.push_screen(form, lambda _done: self._fill())

    def _ask_done(self, line: Line) -> None:
        if line.done:
            self.say(self.words("desk.refused.step_done"))
            return
        if not line.available:
            self.app.bell()
            self.say(self.words("desk.refused.step_not_yet"), wrong=True)
            return

        def answered(agreed: bool | None) -> None:  # noqa: FBT001 - the answer of a dialog
            if agreed:
                carry_out(self, lambda _reason: self.table.procedure.mark_done(self._key, line.id), self._fill)

        details = line.help
        if line.id == "report":
            details = f"{step_forms.figures(self.words, self.table, self._key)}\n\n{details}"
        self.app.push_screen(Question(self.word("is_done", step=line.title), details), answered)

    def _line(self) -> Line | None:
        lists = self.query(OptionList)
        place = lists.first().highlighted if lists else None
        return self._lines[place] if place is not None and place < len(self._lines) else None

    def _fill(self) -> None:
        """Write the list anew; the cursor stays on its step until that is done, then goes to the next."""
        before = self._line()
        self._lines = self._all_lines()
        steps = self.query_one(OptionList)
        steps.clear_options()
        steps.add_options(Option(self._content(line), id=line.id) for line in self._lines)
        following = next((place for place, line in enumerate(self._lines) if not line.done), len(self._lines) - 1)
        steps.highlighted = following
        if before is not None:
            here = [line.id for line in self._lines].index(before.id)
            if before.done or not self._lines[here].done:
                steps.highlighted = here
        self.query_one(".contest", Static).update(self._contest_text())
        self.query_one(TitleBar).show(self.heading(), self.heading_right())
        self._show_line()
        self.refresh_bindings()

    def _contest_text(self) -> str:
        contests = self.table.desk.contests
        title = contest_title(self.words, self._contest)
        if len(contests) == 1:
            return title
        return self.word("contest", title=title, place=contests.index(self._contest) + 1, contests=len(contests))

    def _all_lines(self) -> list[Line]:
        """Return what is set up first, then the procedure."""
        desk = self.table.desk
        clause = desk.profile.clauses[Topic.BOARD]
        errors = any(one.level == "error" and not about_ballots(one) for one in self.table.setup.findings(self._key))
        declared = bool(len(self._contest.slate)) and not errors
        head = any(person.role in HEAD for person in self.table.people.all())
        begun = desk.count_of(self._key).begun
        lines = [
            Line("setup", self.word("setup"), self.word("setup_help"), clause, declared or begun, available=True),
            Line("people", self.word("people"), self.word("people_help"), clause, head, available=True),
        ]
        for step in self.table.procedure.steps(self._key):
            title, help_ = step_words(self.words, step.id)
            lines.append(Line(step.id, title, help_, step.clause, step.done, step.available, step.by_hand))
            if step.id == "announce" and not self._contest.is_opinion:
                lines.append(self._after())
        return lines

    def _after(self) -> Line:
        """Return the line of what may follow the result: done when nothing does, or the next round is declared."""
        rounds, following = self.table.rounds, self.table.rounds.follow_up(self._key)
        clause = self.table.desk.profile.clauses[Topic.UNDER_FILLED]
        done = following is not None and (rounds.following(self._key) is not None or following.stand in OVER)
        available = following is not None
        return Line("after", self.word("after"), self.word("after_help"), clause, done, available)

    def _content(self, line: Line) -> Content:
        following = next((one for one in self._lines if not one.done), None)
        sign = DONE if line.done else NEXT if line is following else LATER
        content = Content(f" {sign}  {self._lines.index(line) + 1:>2}  {line.title}")
        facts = self._facts(line)
        if facts:
            content += Content(f"   {facts}").stylize("$secondary")
        return content.stylize("bold") if sign == NEXT else content

    def _facts(self, line: Line) -> str:
        """Return the figures that a step has led to."""
        contest, count = self._contest, self.table.desk.count_of(self._key)
        told: dict[str, Callable[[], str]] = {
            "issue": lambda: step_forms.issued_line(self.words, self.table, self._key),
            "return": lambda: step_forms.returned_line(self.words, contest),
            "begin": lambda: self.word("passes", passes=count.wanted),
        }
        following = self.table.rounds.follow_up(self._key) if line.id == "after" else None
        if following is not None:
            return self.words(f"words.stand.{following.stand}")
        return told[line.id]() if line.done and line.id in told else ""

    def _show_line(self) -> None:
        line = self._line()
        if line is None:
            return
        self.query_one(".next", Static).update(f"{line.help}  ({line.clause})\n{self.word(_how(line))}")


def _how(line: Line) -> str:
    """Return the key of what to press on a line."""
    if line.done:
        return "how_done"
    if not line.available:
        return "how_later"
    if line.by_hand:
        return "how_on_screen" if line.id in SCREEN_OF else "how_by_hand"
    return "how"


SCREEN = NextStepScreen
