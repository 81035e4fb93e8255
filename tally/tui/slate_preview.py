"""A slate read from Excel, shown before it is taken; or all that is wrong with the file, and nothing is taken."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar, cast

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Static

from tally.domain.slate import Candidate, Slate
from tally.tui.values import shown_date

if TYPE_CHECKING:
    from tally.tui.app import TallyApp


class SlatePreview(ModalScreen[bool]):
    """Enter takes a sound slate; a file with flaws can only be left."""

    NAME: ClassVar[str] = "slate"
    DEFAULT_CSS = """
    SlatePreview > .card { height: 92%; }
    SlatePreview > .card > VerticalScroll { height: 1fr; }
    SlatePreview > .card > VerticalScroll > .found { margin-bottom: 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "take", show=False, priority=True),
        Binding("escape", "leave", show=False, priority=True),
    ]

    def __init__(self, file: str, slate: Slate | None, figures: str, found: Sequence[str]) -> None:
        """Show what was read.

        Args:
            file: its name.
            slate: None when the file has flaws.
            figures: candidates and surplus, in words.
            found: a line for everything that a careful board would want to know.
        """
        super().__init__()
        self._file = file
        self._slate = slate
        self._figures = figures
        self._found = found

    def compose(self) -> ComposeResult:
        """What was found first, then the people, one line each."""
        words = cast("TallyApp", self.app).words
        key = "preview" if self._slate is not None else "preview_wrong"
        with Vertical(classes="card"):
            title = words(f"tui.slate.{key}", file=self._file, found=len(self._found))
            yield Static(title, classes="card--title", markup=False)
            with VerticalScroll():
                if self._figures:
                    yield Static(self._figures, markup=False)
                if self._found:
                    yield Static("\n".join(self._found), classes="found", markup=False)
                if self._slate is not None:
                    yield Static("\n".join(_lines(self._slate)), markup=False)
            yield Static(words(f"tui.slate.{key}_keys"), classes="card--keys", markup=False)

    def on_mount(self) -> None:
        """Arrows and pages go through the list."""
        self.query_one(VerticalScroll).focus()

    def action_take(self) -> None:
        """Take it, when it is sound."""
        if self._slate is None:
            self.app.bell()
        else:
            self.dismiss(True)  # noqa: FBT003 - the answer

    def action_leave(self) -> None:
        """Take nothing."""
        self.dismiss(False)  # noqa: FBT003 - the answer


def _lines(slate: Slate) -> list[str]:
    width = max((cell_len(candidate.name) for candidate in slate), default=0)
    return [_line(candidate, width) for candidate in slate]


def _line(candidate: Candidate, width: int) -> str:
    name = candidate.name + " " * (width - cell_len(candidate.name))
    rest = (shown_date(candidate.born), candidate.sex, candidate.ethnicity, candidate.position)
    return f"{candidate.no:>3}  {name}  {' · '.join(part for part in rest if part)}".rstrip()
