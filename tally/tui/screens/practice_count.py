"""Keying when practising: the paper lies on the screen above the entry."""

from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType

from tally.tui.commands import bindings
from tally.tui.counting import Counting
from tally.tui.screens.base import TallyScreen
from tally.tui.widgets.counting_desk import CountingDesk
from tally.tui.widgets.drawn_paper import DrawnPaper

if TYPE_CHECKING:
    from tally.application.desk.keyer import Keyer


class PracticeDesk(CountingDesk):
    """The entry of the counting screen; tells after every key which ballot is being keyed."""

    def __init__(self, counting: Counting, turned: Callable[[int], None]) -> None:
        super().__init__(counting)
        self._turned = turned

    def take(self, key: str) -> None:
        """Take one key, then show the paper it leads to."""
        super().take(key)
        self._turned(self.counting.ballot)


class PracticeCountScreen(TallyScreen):
    """Keys the papers of a practice."""

    NAME = "practice_count"
    BINDINGS: ClassVar[list[BindingType]] = bindings("practice_count")
    CSS_PATH = "count.tcss"

    def __init__(self, keyer: "Keyer", closed: Callable[[], None]) -> None:
        """Key a pass.

        Args:
            keyer: the pass.
            closed: called when the pass is closed and this screen is gone.
        """
        super().__init__()
        self._keyer = keyer
        self._when_closed = closed
        self._shown = 0

    @property
    def unfinished(self) -> str:
        """The ballot that is being keyed."""
        return self.query_one(CountingDesk).counting.unfinished

    def compose_body(self) -> ComposeResult:
        """The paper, the entry."""
        yield DrawnPaper(self._keyer.contest)
        practice = self.desk_app.practice
        papers = len(practice.papers) if practice is not None else None
        yield PracticeDesk(Counting(self._keyer, self.words, papers), self._show_paper)

    def on_mount(self) -> None:
        """Every key goes to the desk."""
        self._show_paper(self._keyer.next_place)
        self.query_one(CountingDesk).focus()

    def _show_paper(self, ballot: int) -> None:
        practice = self.desk_app.practice
        if practice is None or ballot == self._shown:
            return
        self._shown = ballot
        paper = self.query_one(DrawnPaper)
        marks = practice.papers[ballot - 1] if ballot <= len(practice.papers) else None
        title = self.words("tui.practice.paper", batch=self._keyer.batch, ballot=ballot)
        note = self.words("tui.practice.signed") if ballot == practice.doubtful else ""
        paper.show(title if marks is not None else self.word("no_more"), marks, note)

    @on(CountingDesk.Left)
    async def _left(self) -> None:
        await self.desk_app.action_back()

    @on(CountingDesk.Closed)
    async def _pass_closed(self) -> None:
        app, closed = self.desk_app, self._when_closed
        await app.action_back()
        app.call_next(closed)


SCREEN = PracticeCountScreen
