"""The command palette: every command of the screen by name; letters without tone marks find it too."""

from typing import TYPE_CHECKING, ClassVar, cast

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from tally.domain.names import fold
from tally.tui.commands import Command, commands_of
from tally.tui.widgets.field import Field

if TYPE_CHECKING:
    from tally.tui.app import TallyApp


class Palette(ModalScreen[str | None]):
    """Find a command; the answer is its key, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", show=False, priority=True),
        Binding("down", "move(1)", show=False, priority=True),
        Binding("up", "move(-1)", show=False, priority=True),
    ]

    def __init__(self, screen_name: str) -> None:
        super().__init__()
        self._screen_name = screen_name

    def compose(self) -> ComposeResult:
        """A line to type in, and the commands found."""
        words = cast("TallyApp", self.app).words
        with Vertical(classes="card"):
            yield Static(words("tui.shell.palette"), classes="card--title", markup=False)
            yield Field(placeholder=words("tui.shell.palette_hint"))
            yield OptionList()

    def on_mount(self) -> None:
        """Show everything until something is typed."""
        self._fill("")

    @on(Field.Changed)
    def _typed(self, event: Field.Changed) -> None:
        self._fill(event.value)

    @on(Field.Submitted)
    def _chosen_by_enter(self) -> None:
        self.query_one(OptionList).action_select()

    @on(OptionList.OptionSelected)
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(event.option.id)

    def action_move(self, step: int) -> None:
        """Move along the commands found."""
        found = self.query_one(OptionList)
        if step > 0:
            found.action_cursor_down()
        else:
            found.action_cursor_up()

    def action_leave(self) -> None:
        """Choose nothing."""
        self.dismiss(None)

    def _fill(self, typed: str) -> None:
        words = cast("TallyApp", self.app).words
        asked = fold(typed).split()
        found = self.query_one(OptionList)
        found.clear_options()
        for command in commands_of(self._screen_name):
            line = self._line(command)
            if all(part in fold(line) for part in asked):
                found.add_option(Option(line, id=command.key))
        if found.option_count:
            found.highlighted = 0
        else:
            found.add_option(Option(words("tui.shell.palette_nothing"), disabled=True))

    def _line(self, command: Command) -> str:
        words = cast("TallyApp", self.app).words
        return f"{words(command.title_key)} · {command.shown} · {words(command.help_key)}"
