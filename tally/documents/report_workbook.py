"""The tables of a roll-up as a workbook: numbers are numbers, names are text; every sheet prints on A4 lying down."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from tally.application.report.layout import Cell, Column, Kind, Part, Section, Table
from tally.documents.book import BOX, HUNDREDTHS, WHOLE, Book, Look, Margins, Sheet, Value, set_foot, set_page
from tally.documents.measure import height_of, wrap
from tally.locales import Words

_SIZE = 11.0
_TITLE = Look(size=15, bold=True)
_HEADING = Look(size=12, bold=True, wrapped=False)
_HEAD = Look(size=_SIZE, bold=True, across="center", lines=BOX, fill="E7E6E6")
_NOTHING = Look(size=_SIZE, italic=True, wrapped=False)
_TEXT = Look(size=_SIZE, lines=BOX)
_LOOKS = {
    Kind.TEXT: _TEXT,
    Kind.WHOLE: Look(size=_SIZE, across="right", lines=BOX, numbers=WHOLE),
    Kind.PERCENT: Look(size=_SIZE, across="right", lines=BOX, numbers=HUNDREDTHS),
    Kind.TENTHS: Look(size=_SIZE, across="right", lines=BOX, numbers="0.0"),
}
_MARGINS = Margins(left=15, right=12, top=15, bottom=15)
_CREATED = datetime(2020, 1, 1)  # noqa: DTZ001 - a workbook's times have no zone; the same roll-up gives the same bytes

_PAGE = 118.0  # units on the width of a page lying down
_NUMBER = 8.5  # units of a column of numbers
_NARROWEST = 14.0  # units of a column of text
_LONGEST = 60  # letters of a text that a column is made wide for


def report_workbook(sections: Sequence[Section], words: Words) -> bytes:
    """Return the workbook, a sheet a section."""
    book = Book()
    for section in sections:
        sheet = book.sheet(section.title)
        _fill(sheet, section, words)
        set_page(sheet, landscape=True, margins=_MARGINS)
        set_foot(sheet, f"{section.title} – &P/&N")
    return book.save(_CREATED)


def _fill(sheet: Sheet, section: Section, words: Words) -> None:
    widths = _widths(section.tables)
    sheet.widths(widths)
    sheet.put(1, 1, f"{words('report.title')} – {section.title.upper()}", _TITLE, across=len(widths))
    sheet.height(1, height_of(1, _TITLE.size) + 6)
    row = 2
    for table in section.tables:
        row = _set(sheet, table, row + 1, widths, words) + 1
    if len(section.tables) == 1:
        # The heads of a table over several pages come again on each; title, heading, two rows of heads.
        sheet.worksheet.print_title_rows = "3:5"
    sheet.close()


def _set(sheet: Sheet, table: Table, row: int, widths: Sequence[float], words: Words) -> int:
    """Set a table from a row on; return the last row."""
    sheet.put(row, 1, table.title, _HEADING)
    sheet.height(row, height_of(1, _HEADING.size) + 4)
    if not table.rows:
        sheet.put(row + 1, 1, words("report.none"), _NOTHING)
        return row + 1
    _head(sheet, table.columns, row + 1, widths, words)
    row += 2
    for cells in table.rows:
        row += 1
        column = 1
        lines = 1
        for about, cell in zip(table.columns, cells, strict=True):
            for value, look in _values(about, cell):
                sheet.put(row, column, value, look)
                if isinstance(value, str):
                    lines = max(lines, len(wrap(value, _SIZE, widths[column - 1])))
                column += 1
        sheet.height(row, height_of(lines, _SIZE))
    return row


def _head(sheet: Sheet, columns: Sequence[Column], row: int, widths: Sequence[float], words: Words) -> None:
    """Set the heads in two rows: a part has its number and its percent below one heading."""
    at = 1
    lines = 1
    for column in columns:
        room = widths[at - 1]
        if column.kind is Kind.SHARE:
            sheet.put(row, at, column.label, _HEAD, across=2)
            sheet.put(row + 1, at, words("report.column.count"), _HEAD)
            sheet.put(row + 1, at + 1, words("report.column.percent"), _HEAD)
            room += widths[at]
        else:
            sheet.put(row, at, column.label, _HEAD, down=2)
        needed = len(wrap(column.label, _SIZE, room, bold=True))
        # A heading over two rows has the second row's line too.
        lines = max(lines, needed if column.kind is Kind.SHARE else needed - 1)
        at += 2 if column.kind is Kind.SHARE else 1
    sheet.height(row, height_of(lines, _SIZE))
    sheet.height(row + 1, height_of(1, _SIZE))


def _values(column: Column, cell: Cell) -> Iterator[tuple[Value, Look]]:
    """Yield what stands in the cells of a column: two for a part, else one."""
    if isinstance(cell, Part):
        known = cell.hundredths is not None
        yield cell.count if known else None, _LOOKS[Kind.WHOLE]
        yield cell.hundredths / 100 if cell.hundredths is not None else None, _LOOKS[Kind.PERCENT]
    elif cell is None or isinstance(cell, str):
        yield cell, _LOOKS[column.kind]
    elif column.kind is Kind.PERCENT:
        yield cell / 100, _LOOKS[column.kind]
    elif column.kind is Kind.TENTHS:
        yield cell / 10, _LOOKS[column.kind]
    else:
        yield cell, _LOOKS[column.kind]


def _widths(tables: Sequence[Table]) -> list[float]:
    """Return the widths of a sheet's columns: numbers alike, texts share what is left of the page by their length."""
    longest: dict[int, int] = {}
    for table in tables:
        at = 0
        for place, column in enumerate(table.columns):
            texts = [column.label, *(str(row[place]) for row in table.rows)] if column.kind is Kind.TEXT else []
            for _ in range(2 if column.kind is Kind.SHARE else 1):
                longest[at] = max(longest.get(at, 0), min(max(map(len, texts), default=0), _LONGEST))
                at += 1
    numbers = sum(not length for length in longest.values())
    room = max(_PAGE - numbers * _NUMBER, _NARROWEST)
    letters = sum(longest.values()) or 1
    return [max(_NARROWEST, room * longest[at] / letters) if longest[at] else _NUMBER for at in range(len(longest))]
