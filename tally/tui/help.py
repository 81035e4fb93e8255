"""F1: what this screen is for, and every key of it, from the screen's words and the one table of commands."""

from typing import TYPE_CHECKING, ClassVar, cast

from rich.table import Table
from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Static

from tally.tui.commands import commands_of

if TYPE_CHECKING:
    from tally.tui.app import TallyApp

MOVES = frozenset({"up", "down", "pageup", "pagedown", "home", "end", "tab", "shift+tab"})


class HelpScreen(ModalScreen[None]):
    """The help of one screen."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,f1", "leave", show=False, priority=True)]

    def __init__(self, screen_name: str) -> None:
        super().__init__()
        self._screen_name = screen_name

    def compose(self) -> ComposeResult:
        """The screen's own words, then its keys, one line each."""
        words = cast("TallyApp", self.app).words
        with VerticalScroll(classes="card"):
            if self._screen_name:
                yield Static(words(f"tui.{self._screen_name}.title"), classes="card--title", markup=False)
                yield Static(words(f"tui.{self._screen_name}.help") + "\n", markup=False)
            yield Static(self._keys())
            yield Static("\n" + words("tui.shell.everywhere"), markup=False)
            yield Static(words("tui.shell.leave"), classes="card--keys", markup=False)

    def on_mount(self) -> None:
        """Let the arrow keys scroll."""
        self.query_one(VerticalScroll).focus()

    def on_key(self, event: events.Key) -> None:
        """Ring for a key that does nothing here: who goes on keying ballots over the help must hear it."""
        if event.key not in MOVES:
            self.app.bell()

    def action_leave(self) -> None:
        """Go back to the screen."""
        self.dismiss()

    def _keys(self) -> Table:
        """Return one row a key; what does not fit on its line goes on beside the key, not under it."""
        words = cast("TallyApp", self.app).words
        table = Table.grid(padding=(0, 2))
        table.add_column(style="bold", no_wrap=True)
        table.add_column()
        for command in commands_of(self._screen_name):
            table.add_row(Text(command.shown), Text(f"{words(command.title_key)}: {words(command.help_key)}"))
        return table
