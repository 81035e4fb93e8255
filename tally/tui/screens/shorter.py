"""A congress file that is shorter or other than is known of it: what is missing, and what the board does about it."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from tally.application.height_words import lost_sentence
from tally.tui.asking import FAILURES, carry_out, failure_text
from tally.tui.commands import bindings
from tally.tui.screens.base import TallyScreen
from tally.tui.widgets.dialogs import Question, Reason
from tally.tui.widgets.two_people import TwoPeople

if TYPE_CHECKING:
    from tally.application.heights import Shorter
    from tally.tui.services import OpenDesk

PHRASES = 3  # words `tui.shorter.reasons.1` to `.3`
MOST_LINES = 3  # of what is missing, beside two PINs; the screen below shows all of it
_GO_ON, _LEAVE = "go-on", "leave"


class ShorterScreen(TallyScreen):
    """Nothing is done with the file before somebody has chosen."""

    NAME = "shorter"
    BINDINGS: ClassVar[list[BindingType]] = bindings("shorter")
    CSS_PATH = "shorter.tcss"

    def __init__(self, shorter: "Shorter", then: str | Callable[[], object]) -> None:
        """Show what is missing.

        Args:
            shorter: the file, and what is missing of it.
            then: the screen shown, or what is called, when a file is open.
        """
        super().__init__()
        self._shorter = shorter
        self._then = then

    def heading(self) -> str:
        """Which file."""
        return self.word("heading", file=self._shorter.file.name)

    def compose_body(self) -> ComposeResult:
        """What is missing, what can be done."""
        lines = [f"• {lost_sentence(self.words, one)}" for one in self._shorter.lost]
        with VerticalScroll(classes="missing"):
            yield Static(self.word("what"), classes="what", markup=False)
            yield Static("\n".join(lines), markup=False)
        yield Static(self.word("where" if self._shorter.longer else "nowhere"), classes="where", markup=False)
        yield OptionList(markup=False, compact=True)

    def on_mount(self) -> None:
        """Offer the longer copies first, going on without them last."""
        choices = self.query_one(OptionList)
        for place, path in enumerate(self._shorter.longer):
            choices.add_option(Option(Content(f" {self.word('take', file=path)}"), id=str(place)))
        choices.add_option(Option(Content(f" {self.word('leave')}"), id=_LEAVE))
        choices.add_option(Option(Content(f" {self.word('go_on')}"), id=_GO_ON))
        choices.highlighted = 0
        choices.focus()

    @on(OptionList.OptionSelected)
    async def _chosen(self, event: OptionList.OptionSelected) -> None:
        if not self.is_active:
            return  # the second Enter of a burst
        what = event.option.id or _LEAVE
        if what == _LEAVE:
            await self.desk_app.action_back()
        elif what == _GO_ON:
            self._go_on()
        else:
            self._take(self._shorter.longer[int(what)])

    def _take(self, longer: Path) -> None:
        """Bring the longer copy to where the file is; the shorter file is kept beside it."""

        def agreed(yes: bool | None) -> None:  # noqa: FBT001 - the answer of a dialog
            if yes:
                self.say(self.word("taking"))
                self._restore(longer)

        details = self.word("take_details", longer=longer, file=self._shorter.file)
        self.app.push_screen(Question(self.word("take_question"), details), agreed)

    @work(thread=True)
    def _restore(self, longer: Path) -> None:
        copies = self.desk_app.services.copies
        try:
            kept = None if copies is None else copies.restore(longer, self._shorter.file)
        except FAILURES as failure:
            self.app.call_from_thread(self.say, failure_text(self.words, failure), wrong=True)
            return
        self.app.call_from_thread(self._restored, kept)

    def _restored(self, kept: Path | None) -> None:
        if kept is not None:
            self.app.notify(self.word("taken", kept=kept.name), markup=False, timeout=10)
        self.desk_app.go_instead("opening", path=self._shorter.file, then=self._then)

    def _go_on(self) -> None:
        """Ask why, then the head and one more; they see once more what is lost."""
        opened: list[OpenDesk] = []

        def open_it(_reason: str) -> None:
            open_short = self.desk_app.services.open_despite_loss
            if open_short is not None:
                opened.append(open_short(self._shorter.file))

        carry_out(self, open_it, lambda: self._ask_why(opened[0]) if opened else None)

    def _ask_why(self, table: "OpenDesk") -> None:
        head = table.losses.head()
        if head is None:
            table.close()
            self.app.bell()
            self.say(self.word("no_head"), wrong=True)
            return

        def given(reason: str | None) -> None:
            if reason is None:
                table.close()
            else:
                self._ask_two(table, reason)

        phrases = [self.word(f"reasons.{number}") for number in range(1, PHRASES + 1)]
        self.app.push_screen(Reason(self.word("why"), phrases), given)

    def _ask_two(self, table: "OpenDesk", reason: str) -> None:
        head, guard = table.losses.head(), table.guard
        if head is None or guard is None:
            table.close()
            return
        lost = guard.lost

        def act(head_id: str, head_pin: str, second_id: str, second_pin: str) -> None:
            table.losses.accept(lost, reason, head_id, head_pin, second_id, second_pin)

        def answered(done: bool | None) -> None:  # noqa: FBT001 - the answer of a dialog
            if not done:
                table.close()
                return
            guard.accepted()
            self.desk_app.services.recent.add(self._shorter.file)
            self.desk_app.use(table)
            if isinstance(self._then, str):
                self.desk_app.go_instead(self._then)
            else:
                self._then()

        lines = [lost_sentence(self.words, one) for one in lost[:MOST_LINES]]
        if len(lost) > MOST_LINES:
            lines.append(self.word("more", chains=len(lost) - MOST_LINES))
        details = "\n".join(lines)
        pins = table.people.needs_pin()
        dialog = TwoPeople(
            self.word("accept"), details, head, table.losses.others(), act, head_pin=pins, other_pin=pins
        )
        self.app.push_screen(dialog, answered)


SCREEN = ShorterScreen
