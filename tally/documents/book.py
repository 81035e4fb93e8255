"""A workbook in the making: looks of cells, and sheets filled by row and column."""

from collections.abc import Generator, Iterable
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import cast

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.drawing.image import Image
from openpyxl.drawing.spreadsheet_drawing import AnchorMarker, OneCellAnchor
from openpyxl.drawing.xdr import XDRPositiveSize2D
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.utils.indexed_list import IndexedList
from openpyxl.worksheet.cell_range import CellRange
from openpyxl.worksheet.header_footer import HeaderFooterItem, _HeaderFooterPart
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from tally.application.stamp import MAKER, SEALED
from tally.xlsx import set_text, workbook_bytes

FACE = "Times New Roman"
WHOLE = '[<1000]0;[<1000000]#"."000;#"."000"."000'
"""A whole number with its thousands apart by points, whatever language the machine that prints it speaks.

The smallest come first: LibreOffice drops the minus of a number that only the last section takes.
"""

HUNDREDTHS = "0.00"
"""Two decimals; whether a comma or a point stands before them is the machine's habit."""

_MM_PER_INCH = 25.4
_EMU = 12_700  # a point, in the units of drawings
_A4 = 9  # Excel's number for the size of the paper


@dataclass(frozen=True, slots=True)
class Look:
    """How a cell looks.

    Attributes:
        size: of the letters, in points.
        across: `left`, `center`, `right` or `justify`.
        down: `top`, `center` or `bottom`.
        lines: which borders are drawn: any of `l`, `r`, `t`, `b`; `d` is a dotted line below, to write on.
        fill: a colour as `RRGGBB`, or nothing.
        locked: False where the board may write although the sheet is protected.
        indent: steps of `INDENT` before the text.
        turned: degrees, against the clock.
        wrapped: whether a long text goes on in a second line.
    """

    size: float = 13
    bold: bool = False
    italic: bool = False
    underlined: bool = False
    across: str = "left"
    down: str = "center"
    lines: str = ""
    fill: str = ""
    colour: str = "000000"
    locked: bool = True
    indent: int = 0
    turned: int = 0
    wrapped: bool = True
    numbers: str = "General"
    face: str = FACE

    def style(self, name: str) -> NamedStyle:
        """Return the style that Excel keeps under that name."""
        side = Side("thin", color="000000")
        below = Side("dotted", color="000000") if "d" in self.lines else None
        return NamedStyle(
            name,
            font=Font(
                name=self.face,
                size=self.size,
                bold=self.bold,
                italic=self.italic,
                underline="single" if self.underlined else None,
                color=f"FF{self.colour}",
            ),
            fill=PatternFill("solid", fgColor=f"FF{self.fill}") if self.fill else PatternFill(),
            border=Border(
                left=side if "l" in self.lines else None,
                right=side if "r" in self.lines else None,
                top=side if "t" in self.lines else None,
                bottom=side if "b" in self.lines else below,
            ),
            alignment=Alignment(
                horizontal=self.across,
                vertical=self.down,
                wrap_text=self.wrapped,
                text_rotation=self.turned,
                indent=self.indent,
            ),
            number_format=self.numbers,
            protection=Protection(locked=self.locked),
            hidden=True,
        )


BOX = "lrtb"
"""Lines all around a cell."""

INDENT = 1.5
"""Units of width that one step of indent takes: three spaces of the workbook's own face."""


@dataclass(frozen=True, slots=True)
class Formula:
    """A live formula, English function names, without its `=`."""

    text: str


@dataclass(frozen=True, slots=True)
class Pictured:
    """A picture that stands in a cell, above the text of the cell; it keeps its size whatever becomes of the rows.

    Attributes:
        text: of the cell.
        png: the picture, square.
        side: points of its side.
        right: points from the left edge of the cell.
        down: points from its upper edge.
    """

    text: str
    png: bytes
    side: float
    right: float
    down: float


Value = str | int | float | Formula | Pictured | None


class Book:
    """A workbook whose sheets are written once, row after row.

    Attributes:
        mark: what stands above every page, in large letters: empty but for a congress to practise on.
    """

    def __init__(self, mark: str = "") -> None:
        self.mark = mark
        self.workbook = Workbook(write_only=True)
        # The width of a column is counted in digits of the workbook's own face; Times New Roman 12 makes them 8 pixels
        # on every machine. openpyxl has no public way to set it.
        face = Font(name=FACE, size=12, family=1)
        self.workbook._fonts = IndexedList([face])  # type: ignore[attr-defined]  # noqa: SLF001 - see above
        self.workbook._named_styles["Normal"].font = face  # type: ignore[attr-defined]  # noqa: SLF001 - see above
        self._names: dict[Look, str] = {}

    def sheet(self, title: str) -> "Sheet":
        """Add an empty sheet."""
        # openpyxl gives a write-only sheet everything of a sheet that is asked of it here; its types do not say so.
        return Sheet(self, cast("Worksheet", self.workbook.create_sheet(title)))

    def style(self, look: Look) -> str:
        """Return the name of the style of a look."""
        if look not in self._names:
            self._names[look] = f"tally {len(self._names) + 1}"
            self.workbook.add_named_style(look.style(self._names[look]))
        return self._names[look]

    def save(self, created: datetime, sealed: str = "") -> bytes:
        """Return the workbook as an .xlsx; see `workbook_bytes`.

        Args:
            created: the time that stands in the file of a paper about nothing sealed.
            sealed: when it was sealed or corrected, as the journal has it; stands in the file instead of `created`.
        """
        self.workbook.properties.creator = MAKER
        if sealed:
            self.workbook.properties.contentStatus = SEALED
        return workbook_bytes(self.workbook, datetime.fromisoformat(sealed) if sealed else created)


class Pen:
    """One cell of a look, filled and written again and again: a cell of its own for each of 300,000 marks is slow."""

    def __init__(self, worksheet: Worksheet, style: str) -> None:
        self._cell = WriteOnlyCell(worksheet)
        self._cell.style = style

    def write(self, value: Value) -> Cell:
        """Return the cell with a value; it must be written before the next is asked for."""
        fill(self._cell, value)
        return self._cell


Cells = tuple[float, Generator[Cell]]
"""A row made while it is written: its height in points (0: that of every row), and its cells from column A on."""


_FITS = 10_000
"""Characters of a text that go into a cell whatever they are; nobody writes so many, but a stranger's journal may."""


def _set_text(cell: Cell, text: str) -> None:
    try:
        set_text(cell, text)
    except ValueError:
        set_text(cell, f"{text[:_FITS]}… (+{len(text) - _FITS})")


def fill(cell: Cell, value: Value) -> None:
    """Put a value into a cell; text always stays text, and one too long for a cell says how much is left out."""
    if isinstance(value, Formula):
        cell.value = f"={value.text}"
    elif isinstance(value, Pictured):
        _set_text(cell, value.text)
    elif isinstance(value, str):
        _set_text(cell, value)
    else:
        cell.value = value


class Sheet:
    """A sheet filled by row and column in any order, and written when it is closed."""

    def __init__(self, book: Book, worksheet: Worksheet) -> None:
        self.book = book
        self.worksheet = worksheet
        worksheet.sheet_view.showGridLines = False
        self._rows: dict[int, dict[int, Cell]] = {}
        self._heights: dict[int, float] = {}

    def widths(self, units: Iterable[float], first: int = 1) -> None:
        """Set the widths of columns from `first` on."""
        for column, width in enumerate(units, start=first):
            self.worksheet.column_dimensions[get_column_letter(column)].width = width

    def put(  # noqa: PLR0913 - where, what, how, and how large
        self, row: int, column: int, value: Value, look: Look, *, across: int = 1, down: int = 1
    ) -> None:
        """Put a value into a cell, or into several joined to one; text always stays text."""
        for each_row in range(row, row + down):
            for each_column in range(column, column + across):
                self._cell(each_row, each_column, None, look)
        self._cell(row, column, value, look)
        if isinstance(value, Pictured):
            self._picture(row, column, value)
        if across > 1 or down > 1:
            joined = CellRange(min_row=row, min_col=column, max_row=row + down - 1, max_col=column + across - 1)
            self.worksheet.merged_cells.add(joined)

    def height(self, row: int, points: float) -> None:
        """Set the height of a row."""
        self._heights[row] = points

    def height_at(self, row: int) -> float:
        """Return the height set for a row, or 0."""
        return self._heights.get(row, 0.0)

    def page_break(self, row: int) -> None:
        """Begin a new page after a row."""
        self.worksheet.row_breaks.append(Break(id=row))

    def pen(self, look: Look) -> Pen:
        """Return what writes the cells of many rows in one look, see `close`."""
        return Pen(self.worksheet, self.book.style(look))

    def close(self, below: Iterable[Cells] = ()) -> None:
        """Write the rows.

        Args:
            below: more rows under those that were put, made one by one, so that they never fill the memory.
        """
        last = max(self._rows, default=0)
        for row in range(1, last + 1):
            if row in self._heights:
                self.worksheet.row_dimensions[row].height = self._heights[row]
            cells = self._rows.get(row, {})
            self.worksheet.append([cells.get(column) for column in range(1, max(cells, default=0) + 1)])
        for row, (height, made) in enumerate(below, start=last + 1):
            if height:
                self.worksheet.row_dimensions[row].height = height
            self.worksheet.append(made)  # type: ignore[arg-type]  # a generator; the stubs name its class at run time

    def _picture(self, row: int, column: int, value: Pictured) -> None:
        side = round(value.side * _EMU)
        start = AnchorMarker(
            col=column - 1, colOff=round(value.right * _EMU), row=row - 1, rowOff=round(value.down * _EMU)
        )
        image = Image(BytesIO(value.png))
        # Held by one corner: a picture held by two is stretched with the rows between them.
        image.anchor = OneCellAnchor(_from=start, ext=XDRPositiveSize2D(side, side))
        self.worksheet.add_image(image)

    def _cell(self, row: int, column: int, value: Value, look: Look) -> None:
        cell = WriteOnlyCell(self.worksheet)
        cell.style = self.book.style(look)
        cell.row, cell.column = row, column
        fill(cell, value)
        self._rows.setdefault(row, {})[column] = cell


@dataclass(frozen=True, slots=True)
class Margins:
    """Margins of a page in millimetres."""

    left: float
    right: float
    top: float
    bottom: float


def set_page(sheet: Sheet, *, landscape: bool, margins: Margins, scale: int | None = None) -> None:
    """Make a sheet print on A4.

    Args:
        sheet: what prints.
        landscape: whether the long side lies.
        margins: around it.
        scale: in percent, where the sheet breaks its pages itself (Excel may heed no break of ours where it fits pages
            by itself); None: all columns on the width of one page.
    """
    worksheet = sheet.worksheet
    worksheet.page_setup.paperSize = _A4
    worksheet.page_setup.orientation = "landscape" if landscape else "portrait"
    if scale is None:
        worksheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        worksheet.page_setup.fitToWidth = 1
        worksheet.page_setup.fitToHeight = 0
    else:
        worksheet.page_setup.scale = scale
    for side in ("left", "right", "top", "bottom"):
        setattr(worksheet.page_margins, side, getattr(margins, side) / _MM_PER_INCH)
    worksheet.page_margins.header = worksheet.page_margins.footer = min(margins.top, margins.bottom) / 2 / _MM_PER_INCH


def protect(sheet: Sheet) -> None:
    """Guard a sheet against a slip of the hand: no password, and rows and columns may still be made wider."""
    protection = sheet.worksheet.protection
    protection.sheet = True
    protection.formatRows = False
    protection.formatColumns = False


def set_foot(sheet: Sheet, foot: str, head: str = "") -> None:
    """Set the foot of every page in the middle; `head` stands above every page but the first.

    The mark of the workbook, where it has one, stands above every page in its place.
    """
    worksheet = sheet.worksheet
    _middle(worksheet.oddFooter).text = foot or None  # an empty text is a command that no reader understands
    if sheet.book.mark:
        _middle(worksheet.oddHeader).text = f'&"{FACE},Bold"&14&KC00000{sheet.book.mark}'
    elif head:
        worksheet.HeaderFooter.differentFirst = True
        _middle(worksheet.firstFooter).text = foot
        _middle(worksheet.oddHeader).text = head


def _middle(part: HeaderFooterItem | None) -> _HeaderFooterPart:
    assert part is not None  # noqa: S101 - a new sheet has all its headers and footers
    return part.center
