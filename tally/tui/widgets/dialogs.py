"""A question, a number, a reason: what screens ask for in a dialog."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar, cast

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Static

from tally.tui.widgets.field import Field

if TYPE_CHECKING:
    from tally.tui.app import TallyApp


class Question(ModalScreen[bool]):
    """Something to be agreed to before it is done; Esc is no."""

    DEFAULT_CSS = "Question .card--details { height: auto; max-height: 16; scrollbar-size-vertical: 1; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "answer(True)", show=False, priority=True),
        Binding("escape,minus", "answer(False)", show=False, priority=True),
    ]

    def __init__(self, text: str, details: str = "") -> None:
        """Ask.

        Args:
            text: the question, one line.
            details: what it means and what follows.
        """
        super().__init__()
        self._text = text
        self._details = details

    def compose(self) -> ComposeResult:
        """Question, details, keys."""
        words = cast("TallyApp", self.app).words
        with Vertical(classes="card"):
            yield Static(self._text, classes="card--title", markup=False)
            if self._details:
                with VerticalScroll(classes="card--details"):
                    yield Static(self._details, markup=False)
            yield Static(words("tui.shell.yes_no"), classes="card--keys", markup=False)

    def action_answer(self, answer: bool) -> None:  # noqa: FBT001 - Textual passes an action's arguments by position
        """Answer and close."""
        self.dismiss(answer)


class Number(ModalScreen[str | None]):
    """A number; empty when Enter alone was pressed, None when it was left."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave", show=False, priority=True)]

    def __init__(self, title: str, details: str = "") -> None:
        """Ask for a number.

        Args:
            title: what it is.
            details: what Enter alone means.
        """
        super().__init__()
        self._title = title
        self._details = details

    def compose(self) -> ComposeResult:
        """Title and a line for digits."""
        with Vertical(classes="card"):
            yield Static(self._title, classes="card--title", markup=False)
            yield Field(type="integer", restrict=r"[0-9]{0,4}")
            yield Static(self._details, classes="card--keys", markup=False)

    @on(Field.Submitted)
    def _typed(self, event: Field.Submitted) -> None:
        self.dismiss(event.value)

    def action_leave(self) -> None:
        """Give no number."""
        self.dismiss(None)


class Reason(ModalScreen[str | None]):
    """A reason: one of a short list by its digit, or typed; None when it was left."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave", show=False, priority=True)]

    def __init__(self, title: str, choices: Sequence[str] = ()) -> None:
        """Ask for a reason.

        Args:
            title: what it is for.
            choices: at most nine; a digit alone takes one of them.
        """
        super().__init__()
        self._title = title
        self._choices = tuple(choices)

    def compose(self) -> ComposeResult:
        """Choices and a line to type in."""
        words = cast("TallyApp", self.app).words
        with Vertical(classes="card"):
            yield Static(self._title, classes="card--title", markup=False)
            if self._choices:
                lines = [f"{digit}  {choice}" for digit, choice in enumerate(self._choices, start=1)]
                yield Static("\n".join(lines), markup=False)
            yield Field()
            yield Static(words("tui.shell.reason_hint"), classes="card--keys", markup=False)

    @on(Field.Submitted)
    def _typed(self, event: Field.Submitted) -> None:
        text = event.value.strip()
        if text.isdecimal() and 1 <= int(text) <= len(self._choices):
            self.dismiss(self._choices[int(text) - 1])
        elif text and not text.isdecimal():
            self.dismiss(text)
        else:
            self.app.bell()
            self.notify(cast("TallyApp", self.app).words("tui.shell.reason_missing"), severity="error", markup=False)

    def action_leave(self) -> None:
        """Give no reason."""
        self.dismiss(None)
