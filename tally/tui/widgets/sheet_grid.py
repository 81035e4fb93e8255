"""A part of a sheet of Excel with one cell marked: somebody finds it again in the program that made the sheet."""

from collections.abc import Iterator, Sequence

from rich.cells import cell_len, set_cell_size
from textual.content import Content
from textual.widget import Widget

from tally.application.sheet_picture import SheetPicture

_NARROWEST, _WIDEST = 3, 20  # cells of a column on the screen
_GAP = 1


class SheetGrid(Widget):
    """Rows and columns around a cell, with their numbers and letters."""

    DEFAULT_CSS = """
    SheetGrid { height: 1fr; min-height: 5; color: $foreground; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._picture: SheetPicture | None = None
        self._row = self._column = 1

    def show(self, picture: SheetPicture | None, row: int, column: int) -> None:
        """Show a sheet around a cell; None: nothing."""
        self._picture, self._row, self._column = picture, row, column
        self.display = picture is not None
        self.refresh()

    def render(self) -> Content:
        """The letters of the columns, then the rows around the cell."""
        if self._picture is None or not self.size.height:
            return Content("")
        rows = around(self._row, max((row for row, _column in self._picture.cells), default=1), self.size.height - 1)
        number_width = len(str(rows[-1]))
        columns, widths = self._columns(rows, self.size.width - number_width)
        return Content("\n").join(self._lines(self._picture, rows, columns, widths))

    def _lines(
        self, picture: SheetPicture, rows: Sequence[int], columns: Sequence[int], widths: Sequence[int]
    ) -> Iterator[Content]:
        from openpyxl.utils import get_column_letter  # noqa: PLC0415 - whoever has a sheet to show has loaded it

        number_width = len(str(rows[-1]))
        heads = [
            (
                " " * _GAP + _fitted(get_column_letter(column), width),
                "bold $error" if column == self._column else "$secondary",
            )
            for column, width in zip(columns, widths, strict=True)
        ]
        yield Content.assemble(" " * number_width, *heads)
        for row in rows:
            here = row == self._row
            parts: list[str | tuple[str, str]] = [(f"{row:>{number_width}}", "bold $error" if here else "$secondary")]
            cells = [(column, width) for column, width in zip(columns, widths, strict=True)]
            while cells:
                column, width = cells.pop(0)
                text = picture.cells.get((row, column), "")
                marked = here and column == self._column
                # As in Excel, a long text runs on over the blank cells beside it.
                while not marked and cells and cell_len(text) > width and (row, cells[0][0]) not in picture.cells:
                    if here and cells[0][0] == self._column:
                        break
                    width += _GAP + cells.pop(0)[1]
                text = _fitted(text, width)
                parts += [" " * _GAP, (text, "bold reverse $error") if marked else text]
            yield Content.assemble(*parts)

    def _columns(self, rows: Sequence[int], room: int) -> tuple[list[int], list[int]]:
        """Return the columns that fit, the marked one among them, and their widths."""
        cells = {} if self._picture is None else self._picture.cells
        last = max([self._column, *(column for _row, column in cells)])
        crowded = [row for row in rows if sum((row, column) in cells for column in range(1, last + 1)) > 1]
        wanted = {
            column: min(max([_NARROWEST, *(cell_len(cells.get((row, column), "")) for row in crowded)]), _WIDEST)
            for column in range(1, last + 1)
        }
        first = 1
        while first < self._column and sum(wanted[one] + _GAP for one in range(first, self._column + 1)) > room:
            first += 1
        columns: list[int] = []
        for column in range(first, last + 1):
            if columns and sum(wanted[one] + _GAP for one in (*columns, column)) > room:
                break
            columns.append(column)
        return columns, [min(wanted[column], max(room - _GAP, 1)) for column in columns]


def around(row: int, last: int, height: int) -> range:
    """Return so many rows, the one that is asked for among them, in the middle where there are others on both sides."""
    height = max(height, 1)
    first = max(min(row - height // 2, max(last, row) - height + 1), 1)
    return range(first, first + height)


def _fitted(text: str, width: int) -> str:
    """Return a text in so many cells; one that is cut says so."""
    if cell_len(text) > width:
        return set_cell_size(text, width - 1) + "…"
    return set_cell_size(text, width)
