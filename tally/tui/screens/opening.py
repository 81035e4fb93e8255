"""The first thing that is painted when a file is opened: the shell; the file is opened once it stands there."""

from collections.abc import Callable
from pathlib import Path
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import Static

from tally.application.height_words import another_sentence
from tally.application.heights import AnotherCongress, Shorter
from tally.tui.asking import FAILURES
from tally.tui.clock import ask_about_clock
from tally.tui.commands import bindings
from tally.tui.screens.base import TallyScreen
from tally.tui.widgets.dialogs import Question


class OpeningScreen(TallyScreen):
    """Opens a congress file, then makes way for the screen that shows it."""

    NAME = "opening"
    BINDINGS: ClassVar[list[BindingType]] = bindings("opening")

    def __init__(self, path: Path, then: str | Callable[[], object]) -> None:
        """Open a file.

        Args:
            path: the congress file.
            then: the screen shown next, or what is called when the file is open.
        """
        super().__init__()
        self._path = path
        self._then = then

    def heading(self) -> str:
        """Which file."""
        return self.word("opening", file=self._path.name)

    def compose_body(self) -> ComposeResult:
        """Nothing yet; later, why it could not be opened."""
        yield Static(markup=False)

    def on_mount(self) -> None:
        """Paint first."""
        self.call_after_refresh(self._open)

    def _open(self, *, another: bool = False) -> None:
        try:
            table = self.desk_app.open_file(self._path, another=another)
        except Shorter as shorter:
            self.desk_app.go_instead("shorter", shorter=shorter, then=self._then)
        except AnotherCongress as exchanged:
            self._ask(exchanged)
        except FAILURES as failure:
            self._failed(self.why(failure))
        else:
            ask_about_clock(self.desk_app, table, self._go_on, self._leave)

    def _ask(self, exchanged: AnotherCongress) -> None:
        """Ask whether it is right that another congress stands in the place of one that was counted here."""

        def answered(yes: bool | None) -> None:  # noqa: FBT001 - the answer of a dialog
            if yes:
                self._open(another=True)
            else:
                self._leave()

        sentence = another_sentence(self.words, self._path, exchanged.entries)
        details = self.word("another_details", sentence=sentence)
        self.app.push_screen(Question(self.word("another"), details), answered)

    def _go_on(self) -> None:
        # Said only now: over a question it would hide what is asked.
        self.app.notify(self.word("sound", chains=len(self.table.desk.journal.chains())), timeout=3, markup=False)
        if isinstance(self._then, str):
            self.desk_app.go_instead(self._then)
        else:
            self._then()

    def _leave(self) -> None:
        """Open nothing after all."""
        self.desk_app.put_away()
        self.app.pop_screen()

    def _failed(self, why: str) -> None:
        self.app.bell()
        self.query_one(Static).update(self.word("failed", why=why))


SCREEN = OpeningScreen
