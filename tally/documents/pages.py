"""Lines of a paper laid out on pages: nothing is cut, a table's head is repeated, what belongs together stays together.

Heights are all known, so the pages are broken here and not by the program that prints them; Excel's own repeated rows
would stand on every page of the sheet, above the signatures too.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from tally.documents.book import INDENT, Look, Sheet, Value
from tally.documents.measure import height_of, wrap

PAGE = 708.0
"""Points of height filled on an A4 page with margins of 20 mm; 20 more are left for a printer's rounding."""

_MOST_LINES = 22  # of text in one row: what Excel's highest row shows


@dataclass(frozen=True, slots=True)
class Box:
    """A value in one cell or several joined to one.

    Attributes:
        column: counted from 1.
        across: columns joined.
        down: rows joined, all of them on one page.
    """

    column: int
    value: Value
    look: Look
    across: int = 1
    down: int = 1


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the paper.

    Attributes:
        height: in points.
        keep: stays on the page of the line after it.
        head: lines set again when a page begins with this line.
    """

    height: float
    boxes: tuple[Box, ...] = ()
    keep: bool = False
    head: tuple["Line", ...] = ()


@dataclass(frozen=True, slots=True)
class Columns:
    """The widths of a paper's columns, in units."""

    units: tuple[float, ...]

    def line(self, *boxes: Box, keep: bool = False, head: tuple[Line, ...] = (), least: float = 0) -> Line:
        """Make a line high enough for all its text; `least` in points."""
        height = max((self._height(box) for box in boxes), default=0.0)
        return Line(max(height, least), boxes, keep, head)

    def text(self, text: str, look: Look, *, keep: bool = False) -> list[Line]:
        """Set a text over all columns: in one row, or in several where Excel has no row so high."""
        lines = wrap(text, look.size, sum(self.units), bold=look.bold)
        parts = [" ".join(lines[at : at + _MOST_LINES]) for at in range(0, len(lines), _MOST_LINES)]
        texts = [text] if len(parts) == 1 else parts
        return [self.line(Box(1, part, look, across=len(self.units)), keep=keep) for part in texts]

    def _height(self, box: Box) -> float:
        if not isinstance(box.value, str) or not box.look.wrapped or box.down > 1:
            return height_of(1, box.look.size)
        width = sum(self.units[box.column - 1 : box.column - 1 + box.across]) - INDENT * box.look.indent
        return height_of(len(wrap(box.value, box.look.size, width, bold=box.look.bold)), box.look.size)


def kept(lines: Sequence[Line]) -> list[Line]:
    """Keep lines on one page; the last is free to part from what follows."""
    return [replace(line, keep=True) for line in lines[:-1]] + list(lines[-1:])


def paginate(lines: Iterable[Line], page: float = PAGE) -> list[list[Line]]:
    """Share lines out to pages: what is kept together stays so, and a table that goes on gets its head again.

    Args:
        lines: in their order.
        page: points of height on a page.
    """
    pages: list[list[Line]] = [[]]
    used = 0.0
    for block in _blocks(lines):
        height = sum(line.height for line in block)
        if pages[-1] and used + height > page:
            pages.append(list(block[0].head))
            used = sum(line.height for line in pages[-1])
        pages[-1] += block
        used += height
    return pages


def set_pages(pages: Iterable[Iterable[Line]], sheet: Sheet) -> int:
    """Put pages on a sheet, from its first row on; return the last row."""
    row = 0
    for page in pages:
        if row:
            sheet.page_break(row)
        for line in page:
            row += 1
            sheet.height(row, line.height)
            for box in line.boxes:
                sheet.put(row, box.column, box.value, box.look, across=box.across, down=box.down)
    return row


def _blocks(lines: Iterable[Line]) -> Iterable[list[Line]]:
    """Gather lines that stay together."""
    block: list[Line] = []
    for line in lines:
        block.append(line)
        if not line.keep:
            yield block
            block = []
    if block:
        yield block
