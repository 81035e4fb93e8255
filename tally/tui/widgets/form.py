"""Fields to fill in: a line of text or digits, or one of a few values; all on lines of their own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.events import Click
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Static

from tally.domain.names import normalise
from tally.tui.widgets.field import Field

MOST_TEXT = 200  # characters of a line
MOST_DIGITS = 6


@dataclass(frozen=True, slots=True)
class FormField:
    """One thing to fill in.

    Attributes:
        id: by which its value is asked for.
        label: its name.
        value: what stands there at first.
        options: value and label of what can be chosen; empty for a line to type in.
        digits: nothing but digits can be typed.
        secret: what is typed is not shown.
        hint: shown in brackets as long as the line is empty; an example says that it is one.
        wide: its name is long and its value short.
        follows: the field whose value this one has for as long as both are the same.
        only_with: a field and a value: this one is shown, and means something, only while that stands there.
    """

    id: str
    label: str
    value: str = ""
    options: Sequence[tuple[str, str]] = ()
    digits: bool = False
    secret: bool = False
    hint: str = ""
    wide: bool = False
    follows: str = ""
    only_with: tuple[str, str] | None = None


class Choice(Widget, can_focus=True):
    """One of a few values on one line: left and right go through them, so does a click.

    Attributes:
        value: the one that stands there.
    """

    DEFAULT_CSS = """
    Choice { height: 1; width: 1fr; color: $foreground; }
    Choice:focus { background: $panel; text-style: bold; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "turn(-1)", show=False),
        Binding("right,space", "turn(1)", show=False),
        Binding("enter", "take", show=False),
    ]

    class Changed(Message):
        """Another value stands there."""

    class Taken(Message):
        """Enter: on to the next field."""

    def __init__(self, options: Sequence[tuple[str, str]], value: str, id: str) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._options = tuple(options)
        values = [one for one, _label in self._options]
        self.value = value if value in values else values[0]

    def render(self) -> Content:
        """The value between two arrows."""
        return Content(f"‹ {dict(self._options)[self.value]} ›")

    def on_click(self, event: Click) -> None:
        """Go on to the next value."""
        event.stop()
        self.focus()
        self.action_turn(1)

    def action_turn(self, step: int) -> None:
        """Go to another value, round and round."""
        values = [one for one, _label in self._options]
        self.value = values[(values.index(self.value) + step) % len(values)]
        self.refresh()
        self.post_message(self.Changed())

    def action_take(self) -> None:
        """Leave it as it stands."""
        self.post_message(self.Taken())


class Form(VerticalScroll, can_focus=False):
    """Fields under one another; Enter goes to the next, and on the last one hands the form in."""

    DEFAULT_CSS = """
    Form { height: auto; }
    Form > Horizontal { height: 1; }
    Form > Horizontal > Static { width: 26; color: $secondary; }
    Form > .wide { height: auto; }
    Form > .wide > Static { width: 62; }
    Form > Horizontal > Field { width: 1fr; background: $background; }
    Form > Horizontal > Field:focus { background: $panel; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "step(-1)", show=False),
        Binding("down", "step(1)", show=False),
    ]

    class Changed(Message):
        """Something was typed or chosen."""

    class Submitted(Message):
        """Enter on the last field."""

    class AtEnd(Message):
        """There is no field above or below."""

    def __init__(self, fields: Sequence[FormField], first: str = "") -> None:
        """Show fields.

        Args:
            fields: to fill in, at least one.
            first: where the cursor begins; the first of them unless given.
        """
        super().__init__()
        self._fields = tuple(fields)
        self._first = first or self._fields[0].id
        self._followed = {field.follows: "" for field in self._fields if field.follows}

    def compose(self) -> ComposeResult:
        """One line for each field."""
        for field in self._fields:
            with Horizontal(classes="wide" if field.wide else ""):
                yield Static(field.label, markup=False)
                if field.options:
                    yield Choice(field.options, field.value, id=field.id)
                else:
                    yield Field(
                        field.value,
                        # In brackets: nobody takes it for what stands there.
                        placeholder=f"({field.hint})" if field.hint else "",
                        password=field.secret,
                        restrict="[0-9]*" if field.digits else None,
                        max_length=MOST_DIGITS if field.digits and not field.secret else MOST_TEXT,
                        id=field.id,
                        compact=True,
                    )

    def on_mount(self) -> None:
        """Begin at the field asked for."""
        self._followed = {followed: self._input(followed).value for followed in self._followed}
        self._show_what_applies()
        self.go_to(self._first)

    @property
    def values(self) -> Mapping[str, str]:
        """What stands in the fields, by id: every text in its one spelling, a secret as it was typed (NFC)."""
        found: dict[str, str] = {}
        for field in self._fields:
            widget = self.query_one(f"#{field.id}")
            value = widget.value if isinstance(widget, Choice) else self._input(field.id).value
            # Two spaces of a passphrase are two wherever else it is typed.
            found[field.id] = value if field.options or field.secret else normalise(value)
        return found

    @property
    def touched(self) -> bool:
        """Whether anything differs from what stood there at first."""
        return any(self.values[field.id] != normalise(field.value) for field in self._fields)

    def go_to(self, field_id: str) -> None:
        """Put the cursor into a field."""
        self.query_one(f"#{field_id}").focus()

    def clear(self, field_id: str) -> None:
        """Empty a line."""
        self._input(field_id).value = ""

    def action_step(self, step: int) -> None:
        """Go to the field above or below; at an end stay, as if just come: what is typed replaces what stands."""
        ids = [field.id for field in self._fields if self._applies(field)]
        focused = self.screen.focused
        place = ids.index(focused.id) + step if focused is not None and focused.id in ids else 0
        if 0 <= place < len(ids):
            self.go_to(ids[place])
        else:
            self.app.bell()
            if isinstance(focused, Field):
                focused.select_all()
            self.post_message(self.AtEnd())

    @on(Field.Changed)
    @on(Choice.Changed)
    def _changed(self, event: Message) -> None:
        event.stop()
        self._follow()
        self._show_what_applies()
        self.post_message(self.Changed())

    @on(Field.Submitted)
    @on(Choice.Taken)
    def _next(self, event: Message) -> None:
        event.stop()
        focused = self.screen.focused
        if focused is not None and focused.id == [field for field in self._fields if self._applies(field)][-1].id:
            self.post_message(self.Submitted())
        else:
            self.action_step(1)

    def _follow(self) -> None:
        """Write a value that changed also where the same stood: what is shown is what is taken."""
        for field in self._fields:
            if field.follows:
                before, now = self._followed[field.follows], self._input(field.follows).value
                if self._input(field.id).value == before:
                    self._input(field.id).value = now
        self._followed = {followed: self._input(followed).value for followed in self._followed}

    def _applies(self, field: FormField) -> bool:
        return field.only_with is None or self.values[field.only_with[0]] == field.only_with[1]

    def _show_what_applies(self) -> None:
        for field in self._fields:
            row = self.query_one(f"#{field.id}").parent
            if field.only_with is not None and isinstance(row, Horizontal):
                row.display = self._applies(field)

    def _input(self, field_id: str) -> Field:
        return self.query_one(f"#{field_id}", Field)
