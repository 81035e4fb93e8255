"""F1: what this screen is for, and every key of it, from the screen's words and the one table of commands."""

from typing import TYPE_CHECKING, ClassVar, cast

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from tally.tui.commands import commands_of

if TYPE_CHECKING:
    from tally.tui.app import TallyApp


class HelpScreen(ModalScreen[None]):
    """The help of one screen."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,enter,f1,space", "leave", show=False, priority=True)]

    def __init__(self, screen_name: str) -> None:
        super().__init__()
        self._screen_name = screen_name

    def compose(self) -> ComposeResult:
        """The screen's own words, then its keys, one line each."""
        words = cast("TallyApp", self.app).words
        with VerticalScroll(classes="card"):
            if self._screen_name:
                yield Static(words(f"tui.{self._screen_name}.title"), classes="card--title", markup=False)
                yield Static(words(f"tui.{self._screen_name}.help"), markup=False)
            yield Static(self._keys())
            yield Static(words("tui.shell.leave"), classes="card--keys", markup=False)

    def action_leave(self) -> None:
        """Go back to the screen."""
        self.dismiss()

    def _keys(self) -> Content:
        words = cast("TallyApp", self.app).words
        commands = commands_of(self._screen_name)
        width = max(cell_len(command.shown) for command in commands)
        lines = [
            Content.from_markup(
                "[bold]$shown[/bold]  $title: $help",
                shown=command.shown + " " * (width - cell_len(command.shown)),
                title=words(command.title_key),
                help=words(command.help_key),
            )
            for command in commands
        ]
        return Content("\n").join([Content(""), *lines])
