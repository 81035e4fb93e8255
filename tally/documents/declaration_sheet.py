"""Khai báo: what the record needs to be counted again from this workbook alone."""

from tally.application.digest import RECORD_FORMAT
from tally.application.record_layout import DECLARATION_ROW, SHEET_DECLARATION
from tally.documents.book import Book, Look, Margins, protect, set_page
from tally.documents.wording import say

_WIDTH = 120.0


def fill_declaration_sheet(book: Book, digest: str, declaration: str) -> None:
    """Add the sheet Khai báo to a workbook.

    Args:
        book: the workbook.
        digest: of the record, in hex.
        declaration: the congress file of this contest.
    """
    sheet = book.sheet(SHEET_DECLARATION)
    sheet.widths((_WIDTH, 76))
    plain, note = Look(size=11, face="Courier New", wrapped=False), Look(size=11, italic=True, wrapped=False)
    sheet.put(1, 1, RECORD_FORMAT, plain)
    sheet.put(1, 2, digest, plain)
    sheet.put(2, 1, say("declaration.digest_note"), note)
    sheet.put(3, 1, say("declaration.text_note"), note)
    for row, line in enumerate(declaration.rstrip("\n").split("\n"), start=DECLARATION_ROW):
        sheet.put(row, 1, line, plain)
    set_page(sheet, landscape=False, margins=Margins(20, 15, 15, 15))
    protect(sheet)
    sheet.close()
