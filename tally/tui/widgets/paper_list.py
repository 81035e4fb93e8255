"""The list of papers: Space chooses one, `a` all or none, Enter writes; other letters narrow it as in every list."""

from textual import events
from textual.message import Message

from tally.tui.widgets.listing import Listing


class PaperList(Listing):
    """A list whose rows are chosen one by one."""

    class Toggled(Message):
        """A row is to be chosen, or left out."""

        def __init__(self, row_id: str) -> None:
            super().__init__()
            self.row_id = row_id

    class AllToggled(Message):
        """All rows are to be chosen, or none."""

    def on_key(self, event: events.Key) -> None:
        """Take Space and `a` while nothing narrows the list; the rest is the list's."""
        if not self.typed and event.key in {"space", "a"}:
            event.stop()
            event.prevent_default()
            if event.key == "a":
                self.post_message(self.AllToggled())
            elif self.chosen is not None:
                self.post_message(self.Toggled(self.chosen))
            return
        super().on_key(event)
