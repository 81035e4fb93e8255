"""A paper ballot drawn on the screen, to key from when practising."""

from textual.content import Content
from textual.widget import Widget

from tally.domain.ballot import Mark
from tally.domain.contest import Contest
from tally.tui.slate_view import grid_of, shortened


class DrawnPaper(Widget):
    """The slate as on paper, names struck through as a voter did."""

    DEFAULT_CSS = """
    DrawnPaper {
        height: auto; max-height: 14; margin: 0 2; padding: 0 1; background: $surface;
        border: round $secondary; border-title-color: $accent; border-title-style: bold;
        border-subtitle-color: $warning;
    }
    """

    def __init__(self, contest: Contest) -> None:
        super().__init__()
        self._contest = contest
        self._marks: bytes | None = None

    def show(self, title: str, marks: bytes | None, note: str = "") -> None:
        """Draw a paper, with what else is written on it; None: nothing lies there any more."""
        self.border_title = title
        self.border_subtitle = note
        self._marks = marks
        self.refresh(layout=True)

    def render(self) -> Content:
        """Draw it in as few columns as there is room for."""
        slate = self._contest.slate
        width = max(self.content_size.width or self.size.width, 20)
        if self._marks is None:
            return Content("")
        grid = grid_of(slate, width, 6)
        rows = -(-len(slate) // grid.columns)
        lines: list[Content] = []
        for row in range(rows):
            line = Content("")
            for place in range(row, len(slate), rows):
                candidate = slate.candidates[place]
                name = shortened(candidate.name, grid.name_width)
                struck = self._marks[place] == Mark.AGAINST
                number = f"{candidate.no:>{grid.number_width}}. "
                cell = Content(number) + (Content.styled(f"━{name}━", "strike") if struck else Content(f" {name} "))
                line += cell.pad_right(max(grid.name_width + grid.number_width + 6 - cell.cell_length, 0))
            lines.append(line)
        return Content("\n").join(lines)
