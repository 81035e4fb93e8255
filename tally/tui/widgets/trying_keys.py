"""Two dialogs of the evening before: whether the keypad's keys arrive, and whether Vietnamese can be typed."""

from typing import TYPE_CHECKING, ClassVar, cast

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from tally.tui.widgets.field import Field

if TYPE_CHECKING:
    from tally.tui.app import TallyApp

KEYS = (("7", "8", "9", "/"), ("4", "5", "6", "*"), ("1", "2", "3", "-"), ("0", ".", "⏎", "+"))
"""As they lie on the keypad."""

SENTENCE = "Đảng bộ xã Thanh Chăn, Lường Thị Hưởng"
"""Most of what an input method does: đ, a horn, a breve, marks set after the end of a word."""

_ENTER = "enter"
_COMMA = ","
"""What the keypad's point is on many a keyboard; the counting line takes a point alone."""


class TryKeypad(ModalScreen[bool | None]):
    """Shows which keys have arrived; the answer is True once all have, False when it is left before that."""

    def __init__(self) -> None:
        super().__init__()
        self._arrived: set[str] = set()

    def compose(self) -> ComposeResult:
        """The keypad, and keys."""
        words = cast("TallyApp", self.app).words
        with Vertical(classes="card"):
            yield Static(words("doctor.keypad.title"), classes="card--title", markup=False)
            yield Static(words("tui.doctor.keypad"), markup=False)
            yield Static("", id="keys")
            yield Static(words("tui.doctor.keypad_keys"), classes="card--keys", markup=False)

    def on_mount(self) -> None:
        """Show that none has arrived."""
        self._show()

    def on_key(self, event: events.Key) -> None:
        """Take a key."""
        event.stop()
        if event.key == "escape":
            self.dismiss(False if self._arrived else None)
            return
        arrived = "⏎" if event.key == _ENTER else event.character or ""
        if arrived == _COMMA:
            self.app.bell()
            self.notify(cast("TallyApp", self.app).words("tui.doctor.comma"), severity="warning", markup=False)
        self._arrived.add(arrived)
        self._show()
        if all(key in self._arrived for row in KEYS for key in row):
            self.dismiss(result=True)

    def _show(self) -> None:
        lines = [Content("   ").join(self._key(key) for key in row) for row in KEYS]
        self.query_one("#keys", Static).update(Content("\n\n").join(lines))

    def _key(self, key: str) -> Content:
        return Content(f"✓{key}").stylize("bold $success") if key in self._arrived else Content(f" {key}")


class TryTyping(ModalScreen[bool | None]):
    """A line to type a sentence into; the answer is True once it stands there, False when it was given up."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave", show=False, priority=True)]

    def compose(self) -> ComposeResult:
        """The sentence, a line for it, what came out, keys."""
        words = cast("TallyApp", self.app).words
        with Vertical(classes="card"):
            yield Static(words("doctor.typing.title"), classes="card--title", markup=False)
            yield Static(words("tui.doctor.typing", sentence=SENTENCE), markup=False)
            yield Field()
            yield Static("", id="read", markup=False)
            yield Static(words("tui.doctor.typing_keys"), classes="card--keys", markup=False)

    @on(Field.Submitted)
    def _given(self, event: Field.Submitted) -> None:
        typed = event.value.strip()
        if typed == SENTENCE:
            self.dismiss(result=True)
            return
        self.app.bell()
        right = next((at for at, (one, other) in enumerate(zip(typed, SENTENCE, strict=False)) if one != other), None)
        at = min(len(typed), len(SENTENCE)) if right is None else right
        words = cast("TallyApp", self.app).words
        key = "typed_wrong" if typed[at:] else "typed_short"
        self.query_one("#read", Static).update(words(f"tui.doctor.{key}", right=SENTENCE[:at], typed=typed[at:]))

    def action_leave(self) -> None:
        """Give it up: it came out wrong, or nothing was typed."""
        self.dismiss(False if self.query_one(Field).value else None)
