"""One of a few, by its digit; a line of text that is checked while it is typed."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, ClassVar, cast

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from tally.tui.widgets.field import Field

if TYPE_CHECKING:
    from tally.tui.app import TallyApp


class Choose(ModalScreen[str | None]):
    """Something to choose: by its digit, by arrows and Enter, or by the mouse; None when it was left."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,minus", "leave", show=False, priority=True)]
    DEFAULT_CSS = """
    Choose OptionList { height: auto; max-height: 14; border: none; padding: 0; background: $surface; }
    Choose .card--details { height: auto; max-height: 12; margin-bottom: 1; }
    """

    def __init__(
        self, title: str, choices: Sequence[tuple[str, str]], details: str = "", *, by_digit: bool = False
    ) -> None:
        """Ask.

        Args:
            title: what is to be chosen, one line.
            choices: what is answered, and its words; at most nine can be chosen by a digit.
            details: what there is to know before.
            by_digit: an Enter pressed once too often must be no answer.
        """
        super().__init__()
        self._title = title
        self._choices = tuple(choices)
        self._details = details
        self._by_digit = by_digit

    def compose(self) -> ComposeResult:
        """Title, details, choices, keys."""
        words = cast("TallyApp", self.app).words
        with Vertical(classes="card"):
            yield Static(self._title, classes="card--title", markup=False)
            if self._details:
                yield Static(self._details, classes="card--details", markup=False)
            options = [Option(f"{digit}  {said}", given) for digit, (given, said) in enumerate(self._choices, start=1)]
            listed = OptionList(*options, markup=False, compact=True)
            listed.can_focus = not self._by_digit
            yield listed
            keys = "tui.shell.digit_keys" if self._by_digit else "tui.shell.choice_keys"
            yield Static(words(keys), classes="card--keys", markup=False)

    def on_key(self, event: events.Key) -> None:
        """Take a digit."""
        if event.character is not None and event.character.isdecimal() and event.character.isascii():
            event.stop()
            if 1 <= int(event.character) <= len(self._choices):
                self.dismiss(self._choices[int(event.character) - 1][0])
            else:
                self.app.bell()

    @on(OptionList.OptionSelected)
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(event.option.id)

    def action_leave(self) -> None:
        """Choose nothing."""
        self.dismiss(None)


class Line(ModalScreen[str | None]):
    """A line of text; None when it was left."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave", show=False, priority=True)]
    DEFAULT_CSS = "Line .line--read { height: auto; min-height: 1; }"

    def __init__(self, title: str, details: str, read: Callable[[str], tuple[bool, str]], value: str = "") -> None:
        """Ask.

        Args:
            title: what is to be typed.
            details: how.
            read: tells whether a text will do, and says how it is understood, or what is missing.
            value: what stands there at first.
        """
        super().__init__()
        self._title = title
        self._details = details
        self._read = read
        self._value = value

    def compose(self) -> ComposeResult:
        """Title, how, the line, how it is understood, keys."""
        words = cast("TallyApp", self.app).words
        with Vertical(classes="card"):
            yield Static(self._title, classes="card--title", markup=False)
            yield Static(self._details, markup=False)
            yield Field(self._value)
            yield Static("", classes="line--read", markup=False)
            yield Static(words("tui.shell.line_keys"), classes="card--keys", markup=False)

    @on(Field.Changed)
    def _changed(self, event: Field.Changed) -> None:
        self.query_one(".line--read", Static).update(self._read(event.value)[1] if event.value.strip() else "")

    @on(Field.Submitted)
    def _submitted(self, event: Field.Submitted) -> None:
        good, said = self._read(event.value)
        if good:
            self.dismiss(event.value)
        else:
            self.app.bell()
            self.query_one(".line--read", Static).update(said)

    def action_leave(self) -> None:
        """Type nothing."""
        self.dismiss(None)
