"""The one line to type text in: every form, dialog, path and filter uses it.

What stands in it is always NFC, and Backspace and the arrows go by what somebody sees as one letter, however it was
typed: as a letter, as a letter and a mark (the keyboard of the system), or rewritten by an input method. That keys
keep their order is the business of `in_order.py`.
"""

from typing import TYPE_CHECKING, cast

from textual import events
from textual.widgets import Input
from textual.widgets.input import Selection

from tally.tui.letters import composed, letter_after, letter_before

if TYPE_CHECKING:
    from tally.tui.app import TallyApp

MOST_SHOWN = 60  # characters of a pasted line in a question


class Field(Input):
    """A line of text."""

    def validate_value(self, value: str) -> str:
        """Have every text in NFC, whoever puts it here."""
        return composed(value)

    def replace(self, text: str, start: int, end: int) -> None:
        """Put a text in place of a part; a mark joins the letter before it."""
        start, end = sorted((start, end))
        before = composed(self.value[: max(start, 0)] + text)
        super().replace(before, 0, end)

    def action_delete_left(self) -> None:
        """Delete the letter before the cursor, or what is selected."""
        if self.selection.is_empty:
            self.delete(letter_before(self.value, self.cursor_position), self.cursor_position)
        else:
            self.delete_selection()

    def action_delete_right(self) -> None:
        """Delete the letter after the cursor, or what is selected."""
        if self.selection.is_empty:
            self.delete(self.cursor_position, letter_after(self.value, self.cursor_position))
        else:
            self.delete_selection()

    def action_cursor_left(self, select: bool = False) -> None:  # noqa: FBT001, FBT002 - Textual's signature
        """Go one letter to the left."""
        start, end = self.selection
        if select or start == end:
            to = letter_before(self.value, end)
            self.selection = Selection(start if select else to, to)
        else:
            self.cursor_position = min(start, end)

    def action_cursor_right(self, select: bool = False) -> None:  # noqa: FBT001, FBT002 - Textual's signature
        """Go one letter to the right."""
        start, end = self.selection
        if select or start == end:
            to = letter_after(self.value, end)
            self.selection = Selection(start if select else to, to)
        else:
            self.cursor_position = max(start, end)

    def action_paste(self) -> None:
        """Take what was copied here."""
        self._take(self.app.clipboard)

    def _on_paste(self, event: events.Paste) -> None:
        event.stop()
        event.prevent_default()
        self._take(event.text)

    def _take(self, text: str) -> None:
        """Take a pasted line; of several lines ask which."""
        # A cell of a sheet comes with an empty line after it, and a tab before the next cell.
        lines = [line.replace("\t", " ") for line in composed(text).splitlines() if line.strip()]
        if len(lines) > 1:
            self._ask(lines)
        elif lines:
            self._put(lines[0])

    def _put(self, text: str) -> None:
        self.replace(text, *self.selection)
        if text not in self.value:
            words = cast("TallyApp", self.app).words
            self.notify(words("tui.field.refused"), severity="error", markup=False)

    def _ask(self, lines: list[str]) -> None:
        from tally.tui.widgets.choices import Choose  # noqa: PLC0415 - it holds a dialog with such a line itself

        words = cast("TallyApp", self.app).words
        first, joined = lines[0], " ".join(line.strip() for line in lines)
        shown = ["" if self.password else _cut(text) for text in (first, joined)]
        choices = [
            ("first", words("tui.field.first_line", text=shown[0])),
            ("joined", words("tui.field.joined", text=shown[1])),
            ("nothing", words("tui.field.nothing")),
        ]
        takes = {"first": first, "joined": joined}

        def take(answer: str | None) -> None:
            if answer in takes:
                self._put(takes[answer])

        title = words("tui.field.several", number=len(lines))
        self.app.push_screen(Choose(title, choices, by_digit=True), take)


def _cut(text: str) -> str:
    return text if len(text) <= MOST_SHOWN else f"{text[: MOST_SHOWN - 1]}…"
