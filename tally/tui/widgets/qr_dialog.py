"""A QR code on the screen, to be scanned with a phone; where the window is too small, how large it must be."""

from typing import TYPE_CHECKING, ClassVar, cast

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from tally.application.qr_squares import half_blocks, squares

if TYPE_CHECKING:
    from tally.tui.app import TallyApp

_INK = "not bold #000000 on #ffffff"  # not of the theme: readers want dark on light
_BESIDES = 2  # lines: the title and the keys


class QrDialog(ModalScreen[None]):
    """Shows a code whole, or not at all: half a code is none."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,enter,q,Q", "leave", show=False, priority=True)]

    def __init__(self, title: str, text: str, paper: str) -> None:
        """Show a code.

        Args:
            title: what it is the code of; one line.
            text: what it says.
            paper: on which it is printed, for those whose window cannot be large enough.
        """
        super().__init__()
        self._title = title
        self._paper = paper
        self._lines = half_blocks(squares(text))

    def compose(self) -> ComposeResult:
        """Title, code and keys; or in their place what to do."""
        words = cast("TallyApp", self.app).words
        yield Static(Content.styled(self._title, "bold"), classes="whole")
        yield Static(Content("\n").join(Content.styled(line, _INK) for line in self._lines), classes="whole code")
        yield Static(words("tui.result.qr.scan"), classes="whole", markup=False)
        with Vertical(classes="card"):
            yield Static(self._title, classes="card--title", markup=False)
            yield Static(classes="too-small", markup=False)
            yield Static(words("tui.result.qr.leave"), classes="card--keys", markup=False)

    @on(events.Resize)
    def _resized(self) -> None:
        width, height = self.app.size
        columns, lines = len(self._lines[0]), len(self._lines) + _BESIDES
        fits = width >= columns and height >= lines
        self.set_class(fits, "-whole")
        self.query(".whole").set(display=fits)
        self.query_one(".card").display = not fits
        words, fields = cast("TallyApp", self.app).words, {"columns": columns, "lines": lines, "paper": self._paper}
        said = words("tui.result.qr.too_small", width=width, height=height, **fields)
        self.query_one(".too-small", Static).update(said)

    def action_leave(self) -> None:
        """Go back to the result."""
        self.dismiss()
