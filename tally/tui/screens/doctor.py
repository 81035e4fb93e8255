"""Is this machine fit for the hall? What it tells itself, then what only a person in front of it sees."""

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from tally.application.doctor import (
    CLOCK_RIGHT,
    DRAWN,
    KEYPAD,
    LETTERS,
    PAGE,
    PEOPLE,
    TYPING,
    Check,
    answered,
    letters,
    remedy_text,
    what_text,
)
from tally.tui.commands import bindings
from tally.tui.path_prompt import PathPrompt
from tally.tui.screens.base import TallyScreen
from tally.tui.widgets.bars import TitleBar
from tally.tui.widgets.choices import Choose
from tally.tui.widgets.trying_keys import TryKeypad, TryTyping

if TYPE_CHECKING:
    from tally.tui.services import Doctor

RIGHT, WRONG, UNSEEN = "✓", "✗", "·"
_YES, _NO = "yes", "no"
_FOLDERS = ("disk", "medium")


class DoctorScreen(TallyScreen):
    """The evening before, on the very laptop and stick."""

    NAME = "doctor"
    BINDINGS: ClassVar[list[BindingType]] = bindings("doctor")
    CSS_PATH = "setup.tcss"

    def __init__(self, doctor: "Doctor", folder: Path) -> None:
        """Examine this machine.

        Args:
            doctor: examines it.
            folder: where congress files are.
        """
        super().__init__()
        self._doctor = doctor
        self._folder = folder
        self._medium: Path | None = None
        self._machine: tuple[Check, ...] = ()
        self._people: tuple[Check, ...] = ()
        self._runs = 0

    def compose_body(self) -> ComposeResult:
        """What was found, one line each; below it all of the line under the cursor."""
        yield OptionList(markup=False, compact=True)
        yield Static(classes="next", markup=False)

    def on_mount(self) -> None:
        """Begin with the machine."""
        self._fill()
        self.query_one(OptionList).focus()
        self._examine()

    def heading_right(self) -> str:
        """How much of it is as it should be."""
        checks = (*self._machine, *self._people)
        if not self._machine:
            return self.word("looking")
        right = sum(one.ok for one in checks)
        return self.word("right", right=right, all=len(self._machine) + len(PEOPLE))

    def _examine(self) -> None:
        self._runs += 1
        self._look(self._runs, self._folder, self._medium)

    @work(thread=True)
    def _look(self, run: int, folder: Path, medium: Path | None) -> None:
        found = self._doctor.examine(folder, medium)
        self.app.call_from_thread(self._found, run, found)

    def _found(self, run: int, found: tuple[Check, ...]) -> None:
        """Show what was found, unless it was looked again meanwhile: a slow disk answers after the one chosen next."""
        if run == self._runs:
            self._machine = found
            self._fill()

    def _fill(self) -> None:
        """Write the list anew; the cursor stays, and at first goes to what is not right."""
        self._people = answered(self._doctor.answers.all(), self._doctor.now())
        told = {one.id: one for one in self._people}
        lines = self.query_one(OptionList)
        before = lines.highlighted
        lines.clear_options()
        if not self._machine:
            lines.add_option(Option(Content(f" {UNSEEN}  {self.word('looking')}"), id="looking"))
        for one in self._machine:
            lines.add_option(Option(self._line(one), id=one.id))
        for what in PEOPLE:
            unseen = Content(f" {UNSEEN}  {self.words(f'doctor.{what}.title')}")
            lines.add_option(Option(self._line(told[what]) if what in told else unseen, id=what))
        lines.highlighted = before or 0
        self.query_one(TitleBar).show(self.heading(), self.heading_right())
        self._explain()

    def _line(self, check: Check) -> Content:
        line = Content(f" {RIGHT if check.ok else WRONG}  {what_text(self.words, check)}")
        short = line.truncate(max(self.size.width - 1, len(RIGHT)), ellipsis=True)
        return short if check.ok else short.stylize("bold $error")

    @on(OptionList.OptionHighlighted)
    def _explain(self) -> None:
        lines = self.query_one(OptionList)
        at = lines.highlighted
        what = None if at is None else lines.get_option_at_index(at).id
        check = next((one for one in (*self._machine, *self._people) if one.id == what), None)
        said = [] if check is None else [what_text(self.words, check), remedy_text(self.words, check)]
        how = self.word("how_folder" if what in _FOLDERS else "how_person" if what in PEOPLE else "how_again")
        self.query_one(".next", Static).update("\n".join([*filter(None, said), how]))

    @on(OptionList.OptionSelected)
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        if not self.is_active:
            return  # the second Enter of a burst
        match event.option.id:
            case "disk" | "medium" as which:
                self._ask_folder(which)
            case "letters":
                self._ask(LETTERS, "\n".join((*_in_lines(letters()), DRAWN)))
            case "keypad":
                self.app.push_screen(TryKeypad(), lambda ok: self._told(KEYPAD, ok=ok))
            case "typing":
                self.app.push_screen(TryTyping(), lambda ok: self._told(TYPING, ok=ok))
            case "clock_right":
                self._ask(CLOCK_RIGHT, self.word("clock", now=f"{self._doctor.now().astimezone():%H:%M:%S  %d-%m-%Y}"))
            case "page":
                self._ask_page()
            case _:
                self._examine()

    def _ask_folder(self, which: str) -> None:
        def chosen(folder: Path | None) -> None:
            if folder is not None:
                if which == "disk":
                    self._folder = folder
                else:
                    self._medium = folder
                self._examine()

        start = self._folder if which == "disk" else self._medium or self._doctor.stick() or self._folder
        self.app.push_screen(PathPrompt(self.NAME, self.word(f"which_{which}"), (), start, folder=True), chosen)

    def _ask(self, what: str, details: str) -> None:
        choices = [(_YES, self.word("yes")), (_NO, self.word("no"))]
        title = self.words(f"doctor.{what}.title")

        def chosen(answer: str | None) -> None:
            self._told(what, ok=None if answer is None else answer == _YES)

        self.app.push_screen(Choose(f"{title}?", choices, details, by_digit=True), chosen)

    def _ask_page(self) -> None:
        """Write the page to print, say where, and ask how it came out."""

        def chosen(folder: Path | None) -> None:
            if folder is not None:
                with self.attempt():
                    written = self._doctor.write_page((*self._machine, *self._people), folder)
                    self._ask(PAGE, self.word("page", file=written.path))

        self.app.push_screen(PathPrompt(self.NAME, self.word("which_page"), (), self._folder, folder=True), chosen)

    def _told(self, what: str, *, ok: bool | None) -> None:
        if ok is not None:
            self._doctor.answers.note(what, ok=ok)
            self._fill()


def _in_lines(cases: tuple[str, ...], length: int = 23) -> list[str]:
    return [" ".join(one[at : at + length]) for one in cases for at in range(0, len(one), length)]


SCREEN = DoctorScreen
