"""The one table of commands: the key bar, the command palette and F1 all read it, so they cannot disagree.

A command's words are `tui.commands.ID.title` and `.help`; what it does is `action_ID` of the screen (or of the app).
"""

from dataclasses import dataclass

from textual.binding import Binding, BindingType

EVERYWHERE = ""


@dataclass(frozen=True, slots=True)
class Command:
    """One intention of the user.

    Attributes:
        id: also the name of its action, so `action_ID` carries it out and `check_action` may switch it off.
        key: Textual's name of the key.
        shown: the key as the user knows it.
        screens: names of the screens on which it applies; `EVERYWHERE` for all.
        typed: the counting line takes the key itself, in the order typed; Textual gets no binding for it.
        in_bar: whether the key bar shows it; F1 and the palette always do.
    """

    id: str
    key: str
    shown: str
    screens: tuple[str, ...] = (EVERYWHERE,)
    typed: bool = False
    in_bar: bool = True

    @property
    def title_key(self) -> str:
        """The word key of its name, two or three words."""
        return f"tui.commands.{self.id}.title"

    @property
    def help_key(self) -> str:
        """The word key of the sentence that explains it."""
        return f"tui.commands.{self.id}.help"


COMMANDS: tuple[Command, ...] = (
    # Counting: digits and keypad signs, one hand
    Command("commit", "enter", "⏎", ("count",), typed=True),
    Command("nobody", "0", "0", ("count",), typed=True),
    Command("separate", "full_stop", ".", ("count",), typed=True),
    Command("take_back", "minus", "-", ("count",), typed=True),
    Command("repeat", "slash", "/", ("count",), typed=True),
    Command("menu", "asterisk", "*", ("count",), typed=True),
    Command("other_way", "plus", "+", ("count",), typed=True, in_bar=False),
    Command("erase", "backspace", "⌫", ("count",), typed=True, in_bar=False),
    Command("erase_all", "delete", "Delete", ("count",), typed=True, in_bar=False),
    Command("usual_way", "f4", "F4", ("count",), typed=True, in_bar=False),
    Command("correct", "f6", "F6", ("count",), typed=True, in_bar=False),
    Command("withdraw", "f7", "F7", ("count",), typed=True, in_bar=False),
    Command("close_pass", "f8", "F8", ("count",), typed=True, in_bar=False),
    # Everywhere
    Command("help", "f1", "F1"),
    Command("back", "escape", "Esc", in_bar=False),
    Command("palette", "ctrl+p", "Ctrl+P", in_bar=False),
    Command("theme", "f9", "F9", in_bar=False),
    Command("quit", "ctrl+q", "Ctrl+Q", in_bar=False),
)


def commands_of(screen: str) -> tuple[Command, ...]:
    """Return the commands that apply on a screen: its own first, then those that apply everywhere."""
    own = tuple(command for command in COMMANDS if screen in command.screens)
    return own + tuple(command for command in COMMANDS if EVERYWHERE in command.screens)


def bindings(screen: str) -> list[BindingType]:
    """Return Textual's bindings of a screen's own commands (`EVERYWHERE`: of the app's).

    What leads out of a place (help, palette, quit) goes before whatever has the focus; Esc and the rest come after it.
    """
    return [
        Binding(command.key, command.id, show=False, priority=screen == EVERYWHERE and command.key != "escape")
        for command in COMMANDS
        if screen in command.screens and not command.typed
    ]
