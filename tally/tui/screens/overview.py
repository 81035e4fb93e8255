"""The first thing shown of an open congress: what is done once for it, where each contest stands, what is left."""

from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from tally.application.desk.narration import step_words
from tally.application.desk.overview import ContestIs
from tally.tui import once_steps
from tally.tui.commands import bindings
from tally.tui.screens.base import TallyScreen
from tally.tui.setup_forms import contest_line, contest_title
from tally.tui.sign_in import SignIn
from tally.tui.spans import head
from tally.tui.step_acts import DONE, LATER, NEXT, ask_not_needed, step_line
from tally.tui.widgets.bars import TitleBar

if TYPE_CHECKING:
    from tally.application.desk.overview import CongressStands, ContestLine
    from tally.application.desk.procedure import Step


_MARGIN = 3  # cells beside a line of the list
_GAP = 3  # cells between the title of a contest and how far it has come


class OverviewScreen(TallyScreen):
    """Everything there is to do for a congress, one line each; Enter goes there.

    The lines are known by ids: `step/ID`, `contest/ID/ROUND`.
    """

    NAME = "overview"
    BINDINGS: ClassVar[list[BindingType]] = bindings("overview")
    CSS_PATH = "overview.tcss"

    def __init__(self) -> None:
        super().__init__()
        self._stands: CongressStands | None = None
        self._waiting: list[str] = []

    def heading(self) -> str:
        """Which congress; a made-up one is marked."""
        organisation = self.table.desk.congress.organisation
        key = "heading_practice" if self.table.desk.state.practice else "heading"
        return self.words(f"tui.next_step.{key}", organisation=organisation)

    def heading_right(self) -> str:
        """Who sits here."""
        person = self.table.desk.person
        return self.words("tui.people.nobody") if person is None else person.name

    def compose_body(self) -> ComposeResult:
        """The lines, whether the congress is complete, a sentence about the line under the cursor."""
        yield OptionList(markup=False, compact=True)
        yield Static(classes="whole", markup=False)
        yield Static(classes="next", markup=False)

    def on_mount(self) -> None:
        """Begin at what comes next."""
        self.show()
        self.query_one(OptionList).focus()
        if self.table.desk.person is None and self.table.desk.state.attended:
            self.action_switch_person()

    def on_screen_resume(self) -> None:
        """Show what has been done since, here or at another station."""
        if self.query(".next"):
            self.show()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only what can be done."""
        del parameters
        if action == "not_needed":
            step = self._step()
            return step is not None and step.optional and step.waits
        return True

    def action_switch_person(self) -> None:
        """Let somebody else sit down; where nobody is known yet, ask who there is."""
        if self.table.people.all():
            self.app.push_screen(SignIn(self.table), lambda _signed_in: self.show())
        else:
            self.desk_app.go("people")

    def action_setup(self) -> None:
        """Go to what is declared."""
        self.desk_app.go("setup")

    def action_papers(self) -> None:
        """Go to the papers of all contests."""
        self.desk_app.go("papers")

    def action_journal(self) -> None:
        """Go to the journal."""
        self.desk_app.go("journal")

    def action_not_needed(self) -> None:
        """Note that the step under the cursor is not needed."""
        step = self._step()
        if step is not None:
            ask_not_needed(self, step, lambda: self.table.overview.note(step.id, needed=False), self.show)

    @on(OptionList.OptionSelected)
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        if not self.is_active:
            return  # the second Enter of a burst
        kind, _, rest = (event.option.id or "").partition("/")
        if kind == "contest":
            contest_id, _, number = rest.rpartition("/")
            self.desk_app.go("next_step", contest=(contest_id, int(number)))
        elif rest in ("setup", "people"):
            self.desk_app.go(rest)
        else:
            once_steps.begin(self, rest, self.show)

    @on(OptionList.OptionHighlighted)
    def _highlighted(self) -> None:
        self._show_line()
        self.refresh_bindings()

    def show(self) -> None:
        """Write the list anew; the cursor stays on its line while that waits, then goes to what comes next."""
        before, waited = self._cursor(), self._waiting
        self._stands = stands = self.table.overview.stands()
        self._waiting = waiting = self._following(stands)
        lines = self.query_one(OptionList)
        lines.clear_options()
        lines.add_options(self._options(stands, waiting[:1]))
        listed = [option.id for option in lines.options]
        done = before in waited and before not in waiting
        stays = before is not None and before in listed and not done
        lines.highlighted = listed.index(before if stays else (waiting or listed[-1:])[0])
        self.query_one(".whole", Static).update(self._whole(stands))
        self.query_one(TitleBar).show(self.heading(), self.heading_right())
        self._show_line()
        self.refresh_bindings()

    @staticmethod
    def _following(stands: "CongressStands") -> list[str]:
        """Return the ids of the lines where something is still to be done, in their order."""
        before = [f"step/{step.id}" for step in stands.before if step.waits]
        contests = [_name(line) for line in stands.contests if line.next is not None]
        return [*before, *contests, *(f"step/{step.id}" for step in stands.after if step.waits)]

    def _options(self, stands: "CongressStands", following: list[str]) -> list[Option]:
        def step(one: "Step", place: int) -> Option:
            name = f"step/{one.id}"
            return Option(step_line(self.words, one, place, is_next=name in following), id=name)

        first, last = len(stands.before) + 1, len(stands.before) + len(stands.contests) + 1
        return [
            self._head("before"),
            *(step(one, place) for place, one in enumerate(stands.before, start=1)),
            self._head("contests"),
            *(
                Option(self._contest(line, place, _name(line) in following), id=_name(line))
                for place, line in enumerate(stands.contests, start=first)
            ),
            self._head("after"),
            *(step(one, place) for place, one in enumerate(stands.after, start=last)),
        ]

    def _head(self, key: str) -> Option:
        return Option(Content(f" {self.word(key)}").stylize("bold"), disabled=True)

    def _contest(self, line: "ContestLine", place: int, is_next: bool) -> Content:  # noqa: FBT001 - one of three facts
        sign = DONE if line.next is None else NEXT if is_next else LATER
        before, problems = f" {sign}  {place:>2}  ", "".join(f" · ! {one}" for one in self._problems(line))
        stands, following = self._how_far(line)
        # What is wrong is said to its end: what comes next gives way to it, then the title.
        room = self.app.size.width - _MARGIN - cell_len(before + stands + problems) - _GAP
        title = contest_title(self.words, line.contest)
        following = head(following, room - cell_len(title))
        title = head(title, room - cell_len(following))
        facts = Content(f"{' ' * _GAP}{stands}{following}").stylize("$secondary")
        content = Content(before + title) + facts + Content(problems).stylize("$warning")
        return content.stylize("bold") if sign == NEXT else content

    def _how_far(self, line: "ContestLine") -> tuple[str, str]:
        """Say how far a contest has come, and what comes next."""
        stands = self.word(f"stands.{line.stands}")
        if line.next is None or line.stands is ContestIs.NOT_READY:
            return stands, ""
        return stands, f" → {step_words(self.words, line.next.id)[0]}"

    @on(events.Resize)
    def _resized(self) -> None:
        if self.query(".next"):
            self.show()

    def _problems(self, line: "ContestLine") -> list[str]:
        """Say what is wrong with a contest, or stands open."""
        problems = []
        if line.waits_for:
            problems.append(self.word("waits_for", title=line.waits_for))
        elif not len(line.contest.slate):
            problems.append(self.word("no_slate"))
        elif line.errors:
            problems.append(self.word("errors", errors=len(line.errors)))
        if line.disputes:
            problems.append(self.word("disputes", ballots=line.disputes))
        if line.due is not None:
            problems.append(self.words(f"words.stand.{line.due}"))
        if line.unsigned:
            problems.append(self.word("unsigned"))
        return problems

    def _whole(self, stands: "CongressStands") -> str:
        """Say whether the congress is complete, and what is left."""
        if not stands.complete:
            sealed = sum(line.stands in {ContestIs.SEALED, ContestIs.OVER} for line in stands.contests)
            contests = len(stands.contests)
            return self.word("left", sealed=sealed, over=contests - stands.left, contests=contests)
        waiting = [step_words(self.words, step.id)[0] for step in stands.waiting]
        waiting += [self.word("unsigned")] if any(line.unsigned for line in stands.contests) else []
        return self.word("complete_but" if waiting else "complete", steps=", ".join(waiting))

    def _cursor(self) -> str | None:
        lists = self.query(OptionList)
        place = lists.first().highlighted if lists else None
        return None if place is None else lists.first().get_option_at_index(place).id

    def _step(self) -> "Step | None":
        stands, name = self._stands, (self._cursor() or "").removeprefix("step/")
        steps = () if stands is None else (*stands.before, *stands.after)
        return next((step for step in steps if step.id == name), None)

    def _line(self) -> "ContestLine | None":
        lines = () if self._stands is None else self._stands.contests
        return next((line for line in lines if _name(line) == self._cursor()), None)

    def _show_line(self) -> None:
        step, line = self._step(), self._line()
        if step is not None:
            how = "how_done" if step.done else "how_once" if step.optional else "how"
            text = f"{step_words(self.words, step.id)[1]}  ({step.clause})\n{self.word(how)}"
        elif line is not None:
            findings = "\n".join(f"✗ {self.words.finding(one)} ({one.clause})" for one in line.errors)
            text = "\n".join(filter(None, (contest_line(self.words, line.contest), findings, self.word("how_contest"))))
        else:
            text = ""
        self.query_one(".next", Static).update(text)


def _name(line: "ContestLine") -> str:
    return f"contest/{line.contest.id}/{line.contest.round}"


SCREEN = OverviewScreen
