"""The hall view: a sealed result on the projector, page by page; nothing of the desk is on it."""

from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static

from tally.application.fours import in_fours
from tally.application.hall import HallView, NotSealed, hall_view
from tally.domain.desk import ContestKey
from tally.tui.commands import bindings
from tally.tui.hall_pages import HallScreenPage, hall_pages
from tally.tui.screens.base import TallyScreen

_AROUND = 4  # lines of the band, the heading with room above it, and the foot
_MARGINS = 4  # cells left and right
_SHORT_DIGEST = 16


class HallScreen(TallyScreen):
    """Shows one contest to the hall."""

    NAME = "hall"
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings("hall"),
        # What a hand reaches for without looking, and what a presenter's remote control sends.
        Binding("down,pagedown,space,enter", "page_after", show=False),
        Binding("up,pageup,backspace", "page_before", show=False),
    ]
    CSS_PATH = "hall.tcss"

    def __init__(self, contest: ContestKey) -> None:
        """Show a contest.

        Args:
            contest: its key; its board has sealed it.
        """
        super().__init__()
        self._key = contest
        self._view: HallView | None = None
        self._pages: list[HallScreenPage] = []
        self._page = 0

    def compose(self) -> ComposeResult:
        """No bars of the desk: what is counted, one page of it, and which page it is."""
        yield Static(classes="band", markup=False)
        yield Static(classes="heading", markup=False)
        yield Static(classes="body", markup=False)
        yield Static(classes="foot", markup=False)

    def on_mount(self) -> None:
        """Count again what was sealed."""
        with self.attempt():
            recount = self.table.closing.recount()
            contests = {(one.result.contest.id, one.result.contest.round): one for one in recount.contests}
            try:
                self._view = hall_view(self.words, recount, contests[self._key])
            except NotSealed:
                self.query_one(".body", Static).update(self.word("not_shown"))
        self._lay_out()

    @on(events.Resize)
    def _resized(self) -> None:
        self._lay_out()

    def action_page_after(self) -> None:
        """Go on by a page."""
        self._turn_to(self._page + 1)

    def action_page_before(self) -> None:
        """Go back by a page."""
        self._turn_to(self._page - 1)

    def action_page_first(self) -> None:
        """Go to the first page."""
        self._turn_to(0)

    def action_page_last(self) -> None:
        """Go to the last page."""
        self._turn_to(len(self._pages) - 1)

    def _lay_out(self) -> None:
        if self._view is not None:
            self._pages = hall_pages(self.words, self._view, self.size.width - 2 * _MARGINS, self.size.height - _AROUND)
            self._turn_to(self._page)

    def _turn_to(self, page: int) -> None:
        view = self._view
        if view is None:
            return
        self._page = min(max(page, 0), len(self._pages) - 1)
        shown = self._pages[self._page]
        about = " · ".join(part for part in (view.practice, view.contest, view.round, view.corrected_mark) if part)
        self.query_one(".band", Static).update(Content(about if shown.heading else view.practice))
        self.query_one(".heading", Static).update(Content.styled(shown.heading, "bold"))
        self.query_one(".body", Static).update(shown.body)
        self.query_one(".body", Static).set_class(not shown.heading, "-title")
        digest = in_fours(view.digest[:_SHORT_DIGEST])
        foot = self.word("foot", digest=digest, page=self._page + 1, pages=len(self._pages))
        self.query_one(".foot", Static).update(Content(foot))


SCREEN = HallScreen
