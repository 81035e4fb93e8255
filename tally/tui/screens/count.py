"""The counting screen: one person keys one pass of one batch."""

from typing import TYPE_CHECKING, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType

from tally.application.desk.narration import contest_heading, contest_title
from tally.tui.commands import bindings
from tally.tui.counting import Counting
from tally.tui.screens.base import TallyScreen
from tally.tui.widgets.counting_desk import CountingDesk

if TYPE_CHECKING:
    from tally.application.desk.keyer import Keyer


class CountScreen(TallyScreen):
    """Keying ballots; eyes on the paper."""

    NAME = "count"
    BINDINGS: ClassVar[list[BindingType]] = bindings("count")
    CSS_PATH = "count.tcss"

    def __init__(self, keyer: "Keyer", person: str = "", papers: int | None = None) -> None:
        """Key a pass.

        Args:
            keyer: the pass, from `Batches.open_pass` or `resume_pass`.
            person: the name of who keys it.
            papers: ballots in the paper stack when they were counted by hand.
        """
        super().__init__()
        self._keyer = keyer
        self._person = person
        self._papers = papers

    def heading(self) -> str:
        """What is counted."""
        contest = self._keyer.contest
        title = contest_heading(self.words, contest)
        return self.word("heading", title=title, seats=contest.seats, candidates=len(contest.slate))

    def heading_right(self) -> str:
        """Who keys which pass."""
        return self.word("pass", number=self._keyer.number, person=self._person)

    @property
    def unfinished(self) -> str:
        """The ballot that is being keyed."""
        return self.query_one(CountingDesk).counting.unfinished

    def compose_body(self) -> ComposeResult:
        """The one widget."""
        yield CountingDesk(Counting(self._keyer, self.words, self._papers))

    def on_mount(self) -> None:
        """Every key goes to the desk."""
        self.query_one(CountingDesk).focus()

    def on_key(self, event: events.Key) -> None:
        """Hand over a key that came while nothing had the focus: it was typed at the desk, and must not be lost."""
        desk = self.query_one(CountingDesk)
        if self.focused is not desk:
            desk.focus()
            desk.on_key(event)

    @on(CountingDesk.Left)
    async def _desk_left(self) -> None:
        await self.desk_app.action_back()

    @on(CountingDesk.Closed)
    async def _pass_closed(self) -> None:
        from tally.application.papers import PaperKind  # noqa: PLC0415 - as below
        from tally.tui.widgets.slip_dialog import SlipDialog  # noqa: PLC0415 - a pass is closed once in a hundred ballots

        app, slip, key = self.desk_app, self._keyer.slip(), (self._keyer.contest.id, self._keyer.contest.round)
        await app.action_back()

        def read(printed: bool | None) -> None:  # noqa: FBT001 - the answer of a dialog
            if printed:
                app.go("papers", contest=key, only=PaperKind.SLIPS)

        if slip is not None:
            dialog = SlipDialog(slip, contest_title(self.words, self._keyer.contest), self._person)
            # From the app: this screen is gone by then, and an answer to it would reach nobody.
            app.call_later(app.push_screen, dialog, read)


SCREEN = CountScreen
