"""Khai báo: what a machine needs of a paper; where it stands is said in `application/record_layout.py`."""

from tally.application.digest import CORRIGENDUM_FORMAT, MINUTES_FORMAT, RECORD_FORMAT, results_digest
from tally.application.figures import figures_of
from tally.application.record_layout import (
    BEFORE_COLUMN,
    CORRIGENDA_COLUMN,
    DECISION_ROW,
    DECLARATION_ROW,
    DIGEST_COLUMN,
    EARLIER_COLUMN,
    FIGURE_COLUMN,
    FIGURE_KEY_COLUMN,
    PRACTICE,
    PRACTICE_COLUMN,
    QR_ROW,
    RESULTS_DIGEST_ROW,
    SHEET_DECLARATION,
)
from tally.application.recount import Corrected, CountedContest
from tally.documents.book import Book, Look, Margins, Sheet, protect, set_foot, set_page
from tally.documents.measure import height_of, wrap
from tally.documents.wording import footer, say
from tally.domain.counting import Result

_WIDTH = 120.0
_LEFT, _RIGHT, _KEY, _FIGURE = 64.0, 70.0, 24.0, 16.0  # columns of the minutes; lines of the declaration run over two
_TYPED_A_LINE = 55  # letters of the typed face in the second column
_MACHINE = Look(size=11, face="Courier New", wrapped=False)
_LONG = Look(size=11, face="Courier New", down="top")
_NOTE = Look(size=11, italic=True, wrapped=False)
_LONG_NOTE = Look(size=11, italic=True, down="top")


def fill_declaration_sheet(book: Book, counted: CountedContest, declaration: str) -> None:
    """Add the sheet Khai báo to a record.

    Args:
        book: the workbook.
        counted: the contest.
        declaration: the congress file of this contest.
    """
    sheet = book.sheet(SHEET_DECLARATION)
    sheet.widths((_WIDTH, 76))
    sheet.put(1, 1, RECORD_FORMAT, _MACHINE)
    sheet.put(1, DIGEST_COLUMN, counted.digest, _MACHINE)
    _circumstances(sheet, counted, len(counted.corrigenda))
    sheet.put(2, 1, say("declaration.digest_note"), _NOTE)
    sheet.put(3, 1, say("declaration.text_note"), _NOTE)
    _declare(sheet, declaration)
    set_page(sheet, landscape=False, margins=Margins(20, 15, 15, 15))
    set_foot(sheet, footer(counted, "record"))
    protect(sheet)
    sheet.close()


def fill_minutes_declaration(book: Book, counted: CountedContest, declaration: str, qr: str = "") -> None:
    """Add the sheet Khai báo to minutes, so that they are read without the ballots.

    Only its head is printed: that is a page for people too; what stands below it would be many pages.

    Args:
        book: the workbook.
        counted: the contest.
        declaration: the congress file of this contest.
        qr: the text of the QR code; empty until it is signed.
    """
    sheet = book.sheet(SHEET_DECLARATION)
    sheet.widths((_LEFT, _RIGHT, _KEY, _FIGURE))
    digests = counted.digest, results_digest(counted.congress, counted.result)
    _tell(sheet, counted, MINUTES_FORMAT, digests, qr)
    _declare(sheet, declaration)
    _figures(sheet, counted.result)
    _close_for_machines(sheet, footer(counted, "minutes"))


def fill_corrigendum_declaration(book: Book, counted: CountedContest, corrected: Corrected, declaration: str) -> None:
    """Add the sheet Khai báo to the minutes of a corrigendum: as that of minutes, and what was before.

    Args:
        book: the workbook.
        counted: the contest.
        corrected: the corrigendum, one of the contest's.
        declaration: the congress file of this contest.
    """
    sheet = book.sheet(SHEET_DECLARATION)
    sheet.widths((_LEFT, _RIGHT, _KEY, _FIGURE, _FIGURE, _RIGHT, _RIGHT))
    signed = counted.how.qrs.get(corrected.made.entry)
    digests = corrected.digests[1], corrected.results
    _tell(sheet, counted, CORRIGENDUM_FORMAT, digests, "" if signed is None else signed.text)
    _declare(sheet, declaration)
    _figures(sheet, corrected.after)
    for row, figure in enumerate(figures_of(corrected.before).values(), start=DECLARATION_ROW):
        sheet.put(row, BEFORE_COLUMN, None if figure == "" else figure, _MACHINE)
    for row, earlier in enumerate(counted.versions[: corrected.number], start=DECLARATION_ROW):
        for column, digest in enumerate(earlier, start=EARLIER_COLUMN):
            sheet.put(row, column, digest, _MACHINE)
    _close_for_machines(sheet, footer(counted, "corrigendum", corrected.digests[1]))


def _tell(sheet: Sheet, counted: CountedContest, paper: str, digests: tuple[str, str], qr: str) -> None:
    """Set the head: which paper it is, the digests of record and results, and the text of the QR code."""
    record, results = digests
    sheet.put(1, 1, paper, _MACHINE)
    sheet.put(1, DIGEST_COLUMN, record, _MACHINE)
    is_corrigendum = paper == CORRIGENDUM_FORMAT
    # A corrigendum says how many there were before it, and stays what was signed whatever comes after it.
    _circumstances(sheet, counted, 0 if is_corrigendum else len(counted.corrigenda))
    kind = "corrigendum" if is_corrigendum else "minutes"
    _noted(sheet, RESULTS_DIGEST_ROW, say(f"declaration.{kind}_digests"), results)
    _noted(sheet, QR_ROW, say(f"declaration.{kind}_qr"), qr)


def _figures(sheet: Sheet, result: Result) -> None:
    for row, (key, figure) in enumerate(figures_of(result).items(), start=DECLARATION_ROW):
        sheet.put(row, FIGURE_KEY_COLUMN, key, _MACHINE)
        sheet.put(row, FIGURE_COLUMN, None if figure == "" else figure, _MACHINE)


def _close_for_machines(sheet: Sheet, foot: str) -> None:
    set_page(sheet, landscape=False, margins=Margins(20, 15, 15, 15))
    sheet.worksheet.print_area = f"A1:B{QR_ROW}"
    set_foot(sheet, foot)
    protect(sheet)
    sheet.close()


def _circumstances(sheet: Sheet, counted: CountedContest, corrigenda: int) -> None:
    """Set beside the head whether it is practice, and what came after the result: corrigenda, what was decided."""
    if counted.how.practice:
        sheet.put(1, PRACTICE_COLUMN, PRACTICE, _MACHINE)
    if corrigenda:
        sheet.put(1, CORRIGENDA_COLUMN, corrigenda, _MACHINE)
    decision = counted.how.decision
    if decision is not None:
        sheet.put(DECISION_ROW, FIGURE_KEY_COLUMN, decision.way.value, _MACHINE)
        sheet.put(DECISION_ROW, FIGURE_COLUMN, decision.seats, _MACHINE)
        sheet.put(DECISION_ROW + 1, FIGURE_KEY_COLUMN, decision.reported_by, _MACHINE)
        sheet.put(DECISION_ROW + 1, FIGURE_COLUMN, decision.reason or None, _MACHINE)


def _noted(sheet: Sheet, row: int, note: str, text: str) -> None:
    """Set a text for machines beside what people should know of it."""
    sheet.put(row, 1, note, _LONG_NOTE)
    sheet.put(row, DIGEST_COLUMN, text or None, _LONG)
    lines = max(len(wrap(note, _LONG_NOTE.size, _LEFT)), -(-len(text) // _TYPED_A_LINE))
    sheet.height(row, height_of(lines, _LONG.size))


def _declare(sheet: Sheet, declaration: str) -> None:
    for row, line in enumerate(declaration.rstrip("\n").split("\n"), start=DECLARATION_ROW):
        sheet.put(row, 1, line, _MACHINE)
