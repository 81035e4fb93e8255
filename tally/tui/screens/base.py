"""What every screen has: a name, words, a title bar and a key bar, and refusals said in words."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, ClassVar, cast

from textual.app import ComposeResult
from textual.screen import Screen

from tally.application.intake import BadInput
from tally.locales.visible import Lines, visible
from tally.tui.asking import FAILURES, Failure, failure_text
from tally.tui.widgets.bars import KeyBar, TitleBar

if TYPE_CHECKING:
    from tally.locales import Words
    from tally.tui.app import TallyApp
    from tally.tui.services import OpenDesk


class TallyScreen(Screen[None]):
    """A screen of the desk.

    A subclass sets `NAME` (its words are `tui.NAME.*`, with `title` and `help` among them), `BINDINGS = bindings(NAME)`
    and `CSS_PATH = "NAME.tcss"`, and implements `compose_body`; its module ends with `SCREEN = ThatClass`.
    """

    NAME: ClassVar[str]

    @property
    def desk_app(self) -> "TallyApp":
        """The app, as ours."""
        return cast("TallyApp", self.app)

    @property
    def words(self) -> "Words":
        """The language."""
        return self.desk_app.words

    @property
    def table(self) -> "OpenDesk":
        """The open congress."""
        table = self.desk_app.table
        if table is None:
            message = f"{self.NAME} needs an open congress"
            raise RuntimeError(message)
        return table

    def word(self, key: str, /, **fields: object) -> str:
        """Return a text of this screen: `tui.NAME.KEY`."""
        return self.words(f"tui.{self.NAME}.{key}", **fields)

    def heading(self) -> str:
        """Return what the title bar says on the left."""
        return self.word("title")

    def heading_right(self) -> str:
        """Return what the title bar says on the right."""
        return ""

    @property
    def unfinished(self) -> str:
        """What would be lost by leaving now, in words; empty when nothing would be."""
        return ""

    def compose(self) -> ComposeResult:
        """Title bar, body, key bar."""
        yield TitleBar(self.heading(), self.heading_right())
        yield from self.compose_body()
        yield KeyBar(self.NAME)

    def compose_body(self) -> ComposeResult:
        """Yield what is between the two bars."""
        raise NotImplementedError

    def say(self, text: str, *, wrong: bool = False) -> None:
        """Say a sentence at the edge of the screen for a while."""
        self.notify(text, severity="error" if wrong else "information", markup=False)

    def action_second_medium(self) -> None:
        """Choose the USB stick to which a copy goes while the board counts."""
        from tally.tui.second_medium import choose_medium  # noqa: PLC0415 - most visits choose none

        choose_medium(self)

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """Do what the desk may refuse or the machine may fail at; either is said, and nothing is lost."""
        try:
            yield
        except FAILURES as failure:
            self.app.bell()
            self.say(self.why(failure), wrong=True)

    def why(self, failure: Failure) -> Lines:
        """Return in words what could not be done; what is wrong with a file with its place, one finding a line."""
        if not isinstance(failure, BadInput):
            return Lines(failure_text(self.words, failure))
        findings = failure.findings
        return Lines(
            "\n".join(f"{visible(f.file)}:{f.row}:{f.column}: {f.code} {self.words.file_finding(f)}" for f in findings)
        )
