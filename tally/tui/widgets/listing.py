"""A list that is filtered by typing: letters without tone marks find names, digits find numbers."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple, cast

from textual import events
from textual.content import Content
from textual.message import Message
from textual.widgets import OptionList
from textual.widgets.option_list import Option, OptionDoesNotExist

from tally.domain.names import fold
from tally.tui.letters import composed, without_last

if TYPE_CHECKING:
    from tally.tui.app import TallyApp

_KEYS = (None, "+", "*")
"""What narrows no list: these keys mean the same everywhere (`tui/commands.py`)."""


class Row(NamedTuple):
    """One entry of the list.

    Attributes:
        id: stays put while the list changes.
        text: what is shown; as it is, never as markup.
        look: a style for the whole of it, empty for the usual one.
    """

    id: str
    text: str
    look: str = ""


class Listing(OptionList):
    """Rows to choose from; what is typed narrows them, Backspace and Esc widen them again."""

    DEFAULT_CSS = """
    Listing { height: 1fr; background: $background; border: none; padding: 0 1; scrollbar-size-vertical: 1; }
    Listing:focus { border: none; background-tint: $background 0%; }
    Listing > .option-list--option-highlighted { background: $panel; color: $foreground; text-style: bold; }
    """

    class Narrowed(Message):
        """What is typed has changed."""

        def __init__(self, typed: str) -> None:
            super().__init__()
            self.typed = typed

    def __init__(self, empty: str, nothing: str, *, tells: bool = True) -> None:
        """Make an empty list.

        Args:
            empty: said when there are no rows.
            nothing: said when no row has what is typed.
            tells: what is typed is said above the rows; False: the screen says it elsewhere.
        """
        super().__init__(markup=False)
        self._tells = tells
        self._empty = empty
        self._nothing = nothing
        self._rows: tuple[Row, ...] = ()
        self.typed = ""

    def show(self, rows: Iterable[Row]) -> None:
        """Show rows; the one that was highlighted stays so where it is still there."""
        rows = tuple(rows)
        if rows != self._rows or not self.option_count:
            self._rows = rows
            self._fill()

    @property
    def chosen(self) -> str | None:
        """The id of the highlighted row, or None."""
        if self.highlighted is None:
            return None
        return self.get_option_at_index(self.highlighted).id

    def choose(self, row_id: str) -> None:
        """Highlight a row, if it is there."""
        try:
            self.highlighted = self.get_option_index(row_id)
        except OptionDoesNotExist:
            self.typed = ""
            self._fill()

    def on_key(self, event: events.Key) -> None:
        """Take what narrows the list; the rest is the list's or the screen's."""
        typed = self.typed
        if event.key == "backspace":
            typed = without_last(typed)
        elif event.key == "escape" and typed:
            typed = ""
        elif event.is_printable and event.character not in _KEYS and (typed or event.character != " "):
            typed = composed(typed + str(event.character))
        else:
            return
        event.stop()
        event.prevent_default()
        self._narrow(typed)

    def on_paste(self, event: events.Paste) -> None:
        """Narrow the list to what was copied elsewhere."""
        event.stop()
        self._narrow(composed(self.typed + " ".join(event.text.split())))

    def _narrow(self, typed: str) -> None:
        if typed != self.typed:
            self.typed = typed
            self._fill()
            self.post_message(self.Narrowed(typed))

    def _fill(self) -> None:
        kept = self.chosen
        asked = fold(self.typed).split()
        shown = [row for row in self._rows if all(part in fold(row.text) for part in asked)]
        self.clear_options()
        if self.typed and self._tells:
            words = cast("TallyApp", self.app).words
            said = words("tui.shell.filtered", typed=self.typed, shown=len(shown), rows=len(self._rows))
            self.add_option(Option(Content.styled(said, "$accent"), disabled=True))
        above = self.option_count
        self.add_options(Option(Content.styled(row.text, row.look) if row.look else row.text, row.id) for row in shown)
        if shown:
            place = next((place for place, row in enumerate(shown) if row.id == kept), 0)
            self.highlighted = above + place
        else:
            self.add_option(Option(self._nothing if self._rows else self._empty, disabled=True))
