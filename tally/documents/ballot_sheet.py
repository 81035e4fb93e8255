"""Phiếu: every saved ballot as a row, for counting again by formula, by program or by eye.

A national congress has 300,000 marks. openpyxl takes five seconds to write so many cells; the rows of the ballots are
therefore written here as they stand in the file, and openpyxl writes all the rest.
"""

from collections.abc import Iterable, Iterator
from xml.sax.saxutils import escape

from openpyxl.cell import WriteOnlyCell
from openpyxl.utils import get_column_letter

from tally.application.notation import format_ruling
from tally.application.record_layout import (
    BALLOT_COLUMN,
    BATCH_COLUMN,
    FIRST_BALLOT_ROW,
    FIRST_CANDIDATE,
    MARK_SIGNS,
    NUMBERS_ROW,
    RULING_COLUMN,
    SHEET_BALLOTS,
    VERDICT_COLUMN,
)
from tally.application.recount import CountedContest, Recount
from tally.documents.book import BOX, Book, Look, Margins, Sheet, protect, set_foot, set_page
from tally.documents.measure import TALLEST, height_of, text_width, wrap
from tally.documents.wording import WORDS, election, footer, paper_names, round_text, say
from tally.domain.ballot import Ballot, Mark, conclude, find
from tally.domain.rules import RuleProfile
from tally.xlsx import cell_text

_LEFT_WIDTHS = (6.0, 7.0, 18.0, 24.0)
_MARK_WIDTH = 4.0
_SIZE = 10
_ROW_HEIGHT = 13.5  # points
_NAME_ROOM = 120.0  # points for a turned name; a longer one gets two lines
_MOST_ON_ONE_PAGE = 45  # candidates that can still be read where all of them stand on one page's width
_SCALE_OF_MANY = 75  # percent

_HEAD = Look(size=10, bold=True, across="center", lines=BOX, fill="E7E6E6")
_TURNED = Look(size=9, across="center", down="bottom", lines=BOX, turned=90)
_CELL = Look(size=_SIZE, across="center", lines=BOX)
_TEXT = Look(size=_SIZE, lines=BOX)


def fill_ballot_sheet(book: Book, recount: Recount, counted: CountedContest) -> bytes:
    """Add the sheet Phiếu to a workbook, with its head; return the rows of the ballots for `Book.save`."""
    contest = counted.result.contest
    sheet = book.sheet(SHEET_BALLOTS)
    candidates = len(contest.slate)
    sheet.widths((*_LEFT_WIDTHS, *[_MARK_WIDTH] * candidates))
    title = " ".join(filter(None, (election(recount.congress, contest), round_text(contest))))
    sheet.put(1, 1, say("ballot_sheet.title", election=title), Look(size=14, bold=True, wrapped=False))
    sheet.put(2, 1, say(f"ballot_sheet.legend_{contest.style}"), Look(size=11, wrapped=False))
    titles = {
        BATCH_COLUMN: say("ballot_sheet.batch"),
        BALLOT_COLUMN: say("ballot_sheet.ballot"),
        RULING_COLUMN: say("ballot_sheet.ruling"),
        VERDICT_COLUMN: say("ballot_sheet.verdict"),
    }
    for column, text in titles.items():
        sheet.put(NUMBERS_ROW, column, text, _HEAD, down=2)
    names = paper_names(contest.slate)
    for column, candidate in enumerate(contest.slate, start=FIRST_CANDIDATE):
        sheet.put(NUMBERS_ROW, column, candidate.no, _HEAD)
        sheet.put(NUMBERS_ROW + 1, column, names[candidate.no], _TURNED)
    sheet.height(NUMBERS_ROW + 1, _head_height(names.values()))
    _print(sheet, recount, counted)
    protect(sheet)
    styles = {look: _style_id(book, sheet, look) for look in (_CELL, _TEXT)}
    sheet.close()
    return "".join(_rows(counted, recount.profile, styles[_CELL], styles[_TEXT])).encode()


def _head_height(names: Iterable[str]) -> float:
    """Return the height in points that lets every turned name stand in one line or, when it is long, in two."""
    longest = max((text_width(name, _TURNED.size) for name in names), default=0) * 1.1 + 12
    return float(round(min(max(min(longest, _NAME_ROOM), 0.65 * longest, 60), TALLEST)))


def _print(sheet: Sheet, recount: Recount, counted: CountedContest) -> None:
    few = len(counted.result.contest.slate) <= _MOST_ON_ONE_PAGE
    set_page(sheet, landscape=True, margins=Margins(12, 12, 12, 14), scale=None if few else _SCALE_OF_MANY)
    worksheet = sheet.worksheet
    worksheet.freeze_panes = f"{get_column_letter(FIRST_CANDIDATE)}{FIRST_BALLOT_ROW}"
    worksheet.print_title_rows = f"{NUMBERS_ROW}:{FIRST_BALLOT_ROW - 1}"
    if not few:
        worksheet.print_title_cols = "A:B"
        worksheet.page_setup.pageOrder = "overThenDown"
    set_foot(sheet, footer(recount, counted, "record"))


def _style_id(book: Book, sheet: Sheet, look: Look) -> int:
    """Return the number by which the file knows a look."""
    cell = WriteOnlyCell(sheet.worksheet)
    cell.style = book.style(look)
    return int(cell.style_id)


def _rows(counted: CountedContest, profile: RuleProfile, centred: int, left: int) -> Iterator[str]:
    """Return one `<row>` for each ballot."""
    contest = counted.result.contest
    letters = [get_column_letter(column) for column in range(1, FIRST_CANDIDATE + len(contest.slate))]
    marks: dict[int, list[str]] = {}
    for mark in Mark:
        sign = MARK_SIGNS[mark]
        content = f"<v>{sign}</v>" if isinstance(sign, int) else f"<is><t>{escape(sign)}</t></is>"
        kind = "" if isinstance(sign, int) else ' t="inlineStr"'
        # A line feed stands for the number of the row: it can stand in no cell of a mark.
        marks[mark] = [
            f'<c r="{letter}\n" s="{centred}"{kind}>{content}</c>' for letter in letters[FIRST_CANDIDATE - 1 :]
        ]
    for row, ballot in enumerate(counted.ballots, start=FIRST_BALLOT_ROW):
        ruling, verdict = format_ruling(ballot.ruling), _verdict(ballot, contest.seats, profile)
        height = ""
        if ballot.ruling is not None or len(verdict) > len(say("ballot_sheet.valid")):
            height = f' ht="{_height(ruling, verdict)}" customHeight="1"'
        row_marks = "".join([marks[mark][place] for place, mark in enumerate(ballot.marks)]).replace("\n", str(row))
        yield (
            f'<row r="{row}"{height}>'
            f'<c r="A{row}" s="{centred}"><v>{ballot.batch}</v></c>'
            f'<c r="B{row}" s="{centred}"><v>{ballot.number}</v></c>'
            f"{_text_cell(f'C{row}', left, ruling)}{_text_cell(f'D{row}', left, verdict)}{row_marks}</row>"
        )


def _text_cell(place: str, style: int, text: str) -> str:
    if not text:
        return f'<c r="{place}" s="{style}"/>'
    clean = escape(cell_text(text))
    return f'<c r="{place}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{clean}</t></is></c>'


def _height(*texts: str) -> float:
    lines = [
        len(wrap(text, _SIZE, width)) for text, width in zip(texts, _LEFT_WIDTHS[RULING_COLUMN - 1 :], strict=True)
    ]
    return max(height_of(max(lines), _SIZE), _ROW_HEIGHT)


def _verdict(ballot: Ballot, seats: int, profile: RuleProfile) -> str:
    """Say what the ballot is counted as, and whether the board or the marks decided it."""
    reason = conclude(find(ballot.marks, seats, profile.invalid), ballot.ruling)
    verdict = (
        say("ballot_sheet.valid")
        if reason is None
        else say("ballot_sheet.invalid", reason=WORDS(f"words.reason.{reason}"))
    )
    return verdict if ballot.ruling is None else say("ballot_sheet.by_board", verdict=verdict)
