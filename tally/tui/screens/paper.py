"""One paper keyed again: fetch it, key it; nothing of what anybody keyed is shown."""

from collections.abc import Callable
from pathlib import PurePath
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import Static

from tally.application.desk.review import Review
from tally.domain.ballot import Ruling
from tally.domain.desk import ContestKey
from tally.domain.passes import Keying
from tally.domain.rules import InvalidReason
from tally.tui.commands import bindings
from tally.tui.contest_screen import ContestScreen
from tally.tui.one_paper import OnePaper, PaperCounting
from tally.tui.widgets.counting_desk import CountingDesk
from tally.tui.widgets.drawn_paper import DrawnPaper


class PaperScreen(ContestScreen):
    """Keys one paper and hands it over."""

    NAME = "paper"
    BINDINGS: ClassVar[list[BindingType]] = bindings("paper")
    CSS_PATH: ClassVar[list[str | PurePath]] = ["paper.tcss", "count.tcss"]

    def __init__(
        self,
        contest: ContestKey,
        place: tuple[int, int],
        what: str,
        record: Callable[[Keying], object],
        done: Callable[[], None],
    ) -> None:
        """Key a paper.

        Args:
            contest: its key.
            place: batch and number of the paper.
            what: what it is keyed for, one or two lines.
            record: takes what is keyed; what it raises is said, and the line keeps the ballot.
            done: called once it is recorded and this screen is gone.
        """
        super().__init__(contest)
        self._place = place
        self._what = what
        self._record = record
        self._done = done

    @property
    def unfinished(self) -> str:
        """The ballot that is being keyed."""
        return self.query_one(CountingDesk).counting.unfinished

    def compose_body(self) -> ComposeResult:
        """What for, the paper where one practises, the entry."""
        yield Static(self._what, classes="what", markup=False)
        practice = self.desk_app.practice
        batch, ballot = self._place
        if practice is not None and 1 <= ballot <= len(practice.papers):
            paper = DrawnPaper(practice.contest)
            note = self.words("tui.practice.signed") if ballot == practice.doubtful else ""
            paper.show(self.words("tui.practice.paper", batch=batch, ballot=ballot), practice.papers[ballot - 1], note)
            yield paper
        review = Review(self.table.desk)

        def finding(marks: bytes, ruling: Ruling | None) -> InvalidReason | None:
            return review.finding(self.key, marks, ruling)

        one = OnePaper(self.contest, self._place, finding, self._record)
        yield CountingDesk(PaperCounting(one, self.words))

    def on_mount(self) -> None:
        """Every key goes to the desk."""
        self.query_one(CountingDesk).focus()

    def show(self) -> None:
        """Nothing here changes."""

    @on(CountingDesk.Left)
    async def _left(self) -> None:
        await self.desk_app.action_back()

    @on(CountingDesk.Closed)
    async def _keyed(self) -> None:
        app, done = self.desk_app, self._done
        await app.action_back()
        app.call_next(done)


SCREEN = PaperScreen
