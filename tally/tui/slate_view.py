"""The slate in columns of the screen: names that fit, pages of consecutive numbers, signs beside every mark."""

from typing import NamedTuple

from rich.cells import cell_len, set_cell_size

from tally.domain.ballot import Mark
from tally.domain.slate import Slate

GAP = 2  # cells between columns
WIDEST = 34  # cells of a name in the grid when there is room to spare
NARROWEST = 16  # a name is not shortened below this as long as paging can help


class Grid(NamedTuple):
    """How a slate lies on the screen.

    Attributes:
        columns: side by side.
        rows: of a page; candidates run down the first column, then down the next.
        name_width: cells for a name.
        number_width: cells for a number.
        pages: how many there are.
    """

    columns: int
    rows: int
    name_width: int
    number_width: int
    pages: int

    @property
    def per_page(self) -> int:
        """Candidates on one page."""
        return self.columns * self.rows

    def page_of(self, place: int) -> int:
        """Return the page, from 0, of a candidate by place on the ballot, from 0."""
        return place // self.per_page


def grid_of(slate: Slate, width: int, rows: int) -> Grid:
    """Choose the fewest columns that show everybody at once; where none does, as many as fit, in pages.

    Args:
        slate: the candidates.
        width: cells across.
        rows: lines there are, at least one.
    """
    people = max(len(slate), 1)
    number_width = max((len(str(candidate.no)) for candidate in slate), default=1)
    longest = min(max((cell_len(candidate.name) for candidate in slate), default=1), WIDEST)
    beside = 2 + number_width + 2 + GAP  # sign, number, and the spaces around them
    for columns in range(1, people + 1):
        name_width = min((width + GAP) // columns - beside, WIDEST)
        if name_width < min(longest, NARROWEST):
            break
        needed = -(-people // columns)
        if needed <= rows and (name_width >= longest or not _fits_whole(people, longest, width, rows, beside)):
            return Grid(columns, needed, name_width, number_width, 1)
    columns = max((width + GAP) // (min(longest, NARROWEST) + beside), 1)
    name_width = max(min((width + GAP) // columns - beside, WIDEST), 1)
    return Grid(columns, rows, name_width, number_width, -(-people // (columns * rows)))


def _fits_whole(people: int, longest: int, width: int, rows: int, beside: int) -> bool:
    """Tell whether everybody can be shown at once without shortening a name."""
    return max((width + GAP) // (longest + beside), 1) * rows >= people


def shortened(name: str, width: int) -> str:
    """Return the name within so many cells: the words between are cut to initials first, the given name stays.

    `Nguyễn Thị Minh Chanh` becomes `Nguyễn T. M. Chanh`, then `N. T. M. Chanh`.
    """
    words = name.split()
    for place in (*range(1, len(words) - 1), 0):
        if cell_len(" ".join(words)) <= width:
            break
        if len(words) > 1:
            words[place] = words[place][0] + "."
    text = " ".join(words)
    return text if cell_len(text) <= width else set_cell_size(text, max(width - 1, 0)) + "…"


SIGNS = {Mark.FOR: " ", Mark.AGAINST: "✗", Mark.BOTH: "±", Mark.NEITHER: "○"}
