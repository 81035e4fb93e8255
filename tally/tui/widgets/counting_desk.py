"""The one widget of the counting screen: it owns the keys and the lines.

Every key is handled where it arrives and stopped there, so that Enter never overtakes a digit (design/terminal.md,
trap 1); only the lines that changed are painted (design/performance.md).
"""

from time import monotonic
from typing import TYPE_CHECKING, ClassVar

from rich.segment import Segment
from textual import events
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from tally.domain.entry import ENTER, ERASE
from tally.tui.counting import Counting, Outcome
from tally.tui.counting_view import CountingView
from tally.tui.spans import Look, Row

if TYPE_CHECKING:
    from rich.style import Style

KEYS = {
    "enter": ENTER,
    "ctrl+j": ENTER,
    "newline": ENTER,
    "backspace": ERASE,
    "ctrl+h": ERASE,
    "minus": "-",
    "subtract": "-",
    "plus": "+",
    "add": "+",
    "slash": "/",
    "divide": "/",
    "asterisk": "*",
    "multiply": "*",
    "full_stop": ".",
    "decimal": ".",
    "comma": ",",
    "separator": ",",
    "space": " ",
}
"""Textual's names of keys that stand for a character, whether or not the terminal sent one with them."""

FRAME = 0.012  # seconds; Textual paints no oftener, so a burst of keys is laid out no oftener either

NAMED = frozenset({"escape", "delete", "f4", "f7", "f8"})
PAGES = {"pageup": -1, "pagedown": 1, "up": -1, "down": 1}


class CountingDesk(Widget, can_focus=True):
    """Keys in, lines out."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {f"counting--{look}" for look in Look}
    DEFAULT_CSS = "CountingDesk { height: 1fr; }"

    class Left(Message):
        """The keyer wants to do something else; the pass stays open."""

    class Closed(Message):
        """The pass was closed."""

    def __init__(self, counting: Counting) -> None:
        super().__init__()
        self.counting = counting
        self._view = CountingView(counting)
        self._rows: list[Row] = []
        self._looks: dict[Look, Style] = {}
        self._shown_at = 0.0
        self._show_waits = False

    def on_key(self, event: events.Key) -> None:
        """Take every key that belongs to counting; the others go on to the screen and the app."""
        key = KEYS.get(event.key) or (event.key if event.key in NAMED else "")
        if not key and event.is_printable and event.character is not None:
            key = event.character
        if key:
            event.stop()
            event.prevent_default()
            self.take(key)
        elif event.key in PAGES:
            event.stop()
            self._view.turn(PAGES[event.key])
            self._show()

    def on_paste(self, event: events.Paste) -> None:
        """Take pasted ballots as if they were keyed."""
        event.stop()
        event.prevent_default()
        for key in event.text.replace("\r\n", "\n").replace("\r", "\n"):
            self.take(key)

    def on_click(self, event: events.Click) -> None:
        """Type the number of the candidate under the mouse."""
        number = self._view.candidate_at(event.x, event.y)
        if number is not None and self.counting.prompt is None:
            for key in f"{number}.":
                self.take(key)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Turn the page."""
        event.stop()
        self._view.turn(1)
        self._show()

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Turn the page back."""
        event.stop()
        self._view.turn(-1)
        self._show()

    def on_resize(self) -> None:
        """Lay everything out anew."""
        self._show()

    def take(self, key: str) -> None:
        """Take one key, and paint what it changed."""
        self._view.follow()
        match self.counting.press(key):
            case Outcome.REFUSED:
                self.app.bell()
            case Outcome.LEAVE:
                self.post_message(self.Left())
            case Outcome.CLOSED:
                self.post_message(self.Closed())
            case Outcome.DONE:
                pass
        self._show_soon()

    def render_line(self, y: int) -> Strip:
        """Return one line."""
        row = self._rows[y] if y < len(self._rows) else ()
        plain = self._look(Look.PLAIN)
        strip = Strip([Segment(text, self._look(look)) for text, look in row if text])
        return strip.adjust_cell_length(self.size.width, plain)

    def notify_style_update(self) -> None:
        """Forget the looks when the theme changes."""
        self._looks.clear()
        super().notify_style_update()

    def _show_soon(self) -> None:
        """Show at once; in a burst, what all keys of a frame came to."""
        if self._show_waits:
            return
        if monotonic() - self._shown_at >= FRAME:
            self._show()
        else:
            self._show_waits = True
            self.set_timer(FRAME, self._show)

    def _show(self) -> None:
        """Lay the screen out, and have just those lines painted that changed."""
        self._show_waits = False
        self._shown_at = monotonic()
        width, height = self.size
        if not height:
            return
        before, self._rows = self._rows, self._view.rows(width, height)
        if len(before) != len(self._rows):
            self.refresh()
            return
        changed = [y for y, row in enumerate(self._rows) if row != before[y]]
        if changed:
            self.refresh(*(Region(0, y, width, 1) for y in changed))

    def _look(self, look: Look) -> "Style":
        style = self._looks.get(look)
        if style is None:
            style = self._looks[look] = self.get_component_rich_style(f"counting--{look}")
        return style
