"""Everywhere that text is typed, one place after the other and over again, to be run on a pty.

`python tests/typing_desk.py ANSWERS FOLDER`: each dialog's answer is a line of JSON in the file `ANSWERS`; a path is
looked for in `FOLDER`.
"""

import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from builders import a_congress, a_contest
from desk_app import services
from memory_journal import Clock, Codec, MemoryJournal, QuickHasher
from textual import on
from textual.app import ComposeResult
from textual.screen import ModalScreen

from tally.application.desk.desk import Desk
from tally.locales import Words
from tally.tui import app
from tally.tui.app import TallyApp
from tally.tui.path_prompt import PathPrompt
from tally.tui.services import OpenDesk
from tally.tui.sign_in import SignIn
from tally.tui.widgets.choices import Line
from tally.tui.widgets.dialogs import Reason
from tally.tui.widgets.form import FormField
from tally.tui.widgets.form_dialog import FormDialog
from tally.tui.widgets.listing import Listing, Row

PINS = {"Bùi Thị Quế": "739164", "Lò Thị Hoa": "284751"}


class Filter(ModalScreen[str]):
    """A list that is narrowed; the answer is what was typed."""

    def compose(self) -> ComposeResult:
        """The list, with a row that has everything."""
        yield Listing("", "")

    def on_mount(self) -> None:
        """Begin."""
        self.query_one(Listing).show([Row("1", "1")])
        self.query_one(Listing).focus()

    @on(Listing.Narrowed)
    def _narrowed(self, event: Listing.Narrowed) -> None:
        if event.typed.endswith("."):
            self.dismiss(event.typed)


class TypingDesk(TallyApp):
    """Asks for a text in one place after the other."""

    CSS_PATH = str(Path(app.__file__).with_name("app.tcss"))

    def __init__(self, answers: Path, folder: Path) -> None:
        super().__init__(Words("vi"), services())
        self._answers = answers
        self._folder = folder
        self._signing_in = a_table()
        self._places = self._round()

    def go(self, name: str, **arguments: object) -> None:
        """Begin with the first place instead of a screen."""
        del name, arguments
        self._ask(None)

    def _ask(self, answer: object) -> None:
        if answer is not None:
            with self._answers.open("a", encoding="utf-8") as file:
                file.write(f"{json.dumps(answer, ensure_ascii=False, default=str)}\n")
        self.push_screen(*next(self._places))

    def _round(self) -> Iterator[tuple[ModalScreen[Any], Callable[[Any], None]]]:
        taken: list[dict[str, str]] = []
        fields = [FormField("one", "1"), FormField("two", "2", "Đảng bộ xã cũ")]  # what stands there gives way
        while True:
            form = FormDialog("home", "FORM", fields, lambda values, _reason: taken.append(dict(values)))
            yield form, lambda _done: self._ask(taken.pop())
            yield Line("LINE", "", lambda _typed: (True, "")), self._ask
            yield Reason("REASON", ["?"]), self._ask
            yield PathPrompt("home", "PATH", (".toml",), self._folder), self._ask
            yield SignIn(self._signing_in), self._ask
            yield Filter(), self._ask


def a_table() -> OpenDesk:
    """Return a desk with two people who have PINs."""
    clock = Clock()
    desk = Desk(MemoryJournal(clock), Codec(), "may-1", clock)
    table = OpenDesk.on(Path("dai-hoi.tally"), desk, QuickHasher())
    table.setup.declare(a_congress(10), (a_contest(),))
    for name, pin in PINS.items():
        table.people.add(name, "head" if name == next(iter(PINS)) else "keyer", pin)
    return table


if __name__ == "__main__":
    asking = TypingDesk(Path(sys.argv[1]), Path(sys.argv[2]))
    asking.run()
    if asking.ended_by is not None:
        raise asking.ended_by
