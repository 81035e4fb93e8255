"""Home: the congresses opened before, a new one, one on the disk, one to practise on."""

from pathlib import Path
from typing import ClassVar

from rich.cells import cell_len, set_cell_size
from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from tally.application.conference import NotReady
from tally.locales.visible import visible
from tally.tui.asking import FAILURES, carry_out, failure_text
from tally.tui.commands import bindings
from tally.tui.new_congress import Conference, conference_form, new_form
from tally.tui.path_prompt import PathPrompt
from tally.tui.restoring import restore_form
from tally.tui.screens.base import TallyScreen

TALLY = (".tally",)
ACTIONS = ("new_congress", "new_conference", "open_congress", "practise", "doctor", "roll_up")


class HomeScreen(TallyScreen):
    """Where everything begins."""

    NAME = "home"
    BINDINGS: ClassVar[list[BindingType]] = bindings("home")
    CSS_PATH = "setup.tcss"

    def __init__(self, path: Path | None = None) -> None:
        """Begin here.

        Args:
            path: of a congress file that is opened at once; Esc then leads back here.
        """
        super().__init__()
        self._path = path

    def compose_body(self) -> ComposeResult:
        """What can be done, then the files opened before."""
        yield OptionList(markup=False, compact=True)
        yield Static(self.word("advice"), classes="next", markup=False)

    def on_mount(self) -> None:
        """Show them."""
        self._fill()
        self.query_one(OptionList).focus()
        if self._path is not None:
            self._open(self._path)

    def on_screen_resume(self) -> None:
        """Show what was opened since."""
        if self.query(OptionList):
            self._fill()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only what can be done."""
        del parameters
        if action == "restore":
            return self.desk_app.services.copies is not None
        if action == "doctor":
            return self.desk_app.services.doctor is not None
        return action != "roll_up" or self.desk_app.services.reports is not None

    def action_new_congress(self) -> None:
        """Make a congress file, and go on with setting it up."""
        made: list[Path] = []

        def go_on(done: bool | None) -> None:  # noqa: FBT001 - the answer of a dialog
            if done:
                self._set_up(made[0])

        form = new_form(self.words, self.desk_app.services, self._folder(), made.append)
        self.app.push_screen(form, go_on)

    def action_new_conference(self) -> None:
        """Make the conference of the committee that a congress elected."""
        prompt = PathPrompt(self.NAME, self.word("which_elected"), TALLY, self._folder())
        self.app.push_screen(prompt, self._elected_in)

    def _elected_in(self, path: Path | None) -> None:
        if path is not None:
            self.say(self.word("reading_elected", file=path.name))
            self._read_elected(path)

    @work(thread=True)
    def _read_elected(self, path: Path) -> None:
        """Count a congress aside, so that keys are still answered."""
        try:
            made: Conference | str = self.desk_app.services.conference(path)
        except NotReady as not_ready:
            made = not_ready.words(self.words)
        except FAILURES as failure:
            made = failure_text(self.words, failure)
        self.app.call_from_thread(self._conference_read, path, made)

    def _conference_read(self, path: Path, made: "Conference | str") -> None:
        if isinstance(made, str):
            self.app.bell()
            self.say(made, wrong=True)
            return
        file: list[Path] = []

        def go_on(done: bool | None) -> None:  # noqa: FBT001 - the answer of a dialog
            if done:
                self._set_up(file[0])

        form = conference_form(self.words, self.desk_app.services, path, made, file.append)
        self.app.push_screen(form, go_on)

    def action_open_congress(self) -> None:
        """Ask for a congress file."""
        self.app.push_screen(PathPrompt(self.NAME, self.word("which_file"), TALLY, self._folder()), self._chosen_file)

    def action_restore(self) -> None:
        """Bring a copy of a congress file back."""
        self.app.push_screen(PathPrompt(self.NAME, self.word("which_copy"), TALLY, self._folder()), self._copy_chosen)

    def _copy_chosen(self, copy: Path | None) -> None:
        copies = self.desk_app.services.copies
        if copy is None or copies is None:
            return

        brought: list[tuple[Path, Path | None]] = []

        def go_on(done: bool | None) -> None:  # noqa: FBT001 - the answer of a dialog
            if done:
                file, kept = brought[0]
                key = "restored" if kept is None else "restored_kept"
                self.app.notify(self.word(key, file=file, kept=kept), markup=False, timeout=10)
                self._open(file)

        form = restore_form(self.words, copies, copy, self._folder(), lambda *told: brought.append(told))
        self.app.push_screen(form, go_on)

    def action_practise(self) -> None:
        """Learn on a made-up congress."""
        self.desk_app.go("practice")

    def action_doctor(self) -> None:
        """Examine this machine."""
        doctor = self.desk_app.services.doctor
        if doctor is not None:
            self.desk_app.go("doctor", doctor=doctor, folder=self._folder())

    def action_roll_up(self) -> None:
        """Put the results of many congresses together."""
        reports = self.desk_app.services.reports
        if reports is not None:
            self.desk_app.go("report", reports=reports, folder=self._folder())

    @on(OptionList.OptionSelected)
    async def _chosen(self, event: OptionList.OptionSelected) -> None:
        if not self.is_active:
            return  # the second Enter of a burst
        name = event.option.id or ""
        if name in ACTIONS:
            await self.run_action(name)
        else:
            self._open(self._recent[int(name)])

    def _chosen_file(self, path: Path | None) -> None:
        if path is not None:
            self._open(path)

    def _open(self, path: Path) -> None:
        self.desk_app.go("opening", path=path, then="overview")

    def _set_up(self, path: Path) -> None:
        """Work on the file that was just made: its set-up lies above its overview."""

        def shown() -> None:
            self.desk_app.go("overview")
            self.desk_app.go("setup")

        carry_out(self, lambda _reason: self.desk_app.open_file(path), shown)

    def _folder(self) -> Path:
        return self._recent[0].parent if self._recent else Path.cwd()

    _recent: tuple[Path, ...] = ()

    def _fill(self) -> None:
        self._recent = self.desk_app.services.recent.paths()
        lines = self.query_one(OptionList)
        before = lines.highlighted
        actions = [action for action in ACTIONS if self.check_action(action, ())]
        lines.clear_options()
        lines.add_options(Option(Content(f"  {self.words(f'tui.home.{action}')}"), id=action) for action in actions)
        lines.add_option(None)
        if self._recent:
            lines.add_option(Option(Content(f" {self.word('recent')}"), disabled=True))
            names = [visible(path.stem) for path in self._recent]
            width = max(map(cell_len, names))
            for place, (name, path) in enumerate(zip(names, self._recent, strict=True)):
                line = f"  {set_cell_size(name, width)}   {visible(str(path.parent))}"
                lines.add_option(Option(Content(line), id=str(place)))
        else:
            lines.add_option(Option(Content(f" {self.word('nothing_recent')}"), disabled=True))
        first = len(actions) + 1 if self._recent else 0
        lines.highlighted = first if before is None else before


SCREEN = HomeScreen
