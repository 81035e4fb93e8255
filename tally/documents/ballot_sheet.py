"""Phiếu: every saved ballot as a row, for counting again by formula, by program or by eye."""

from collections.abc import Generator, Iterable, Iterator

from openpyxl.cell import Cell
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
from tally.documents.book import BOX, Book, Cells, Look, Margins, Sheet, protect, set_foot, set_page
from tally.documents.measure import TALLEST, height_of, text_width, wrap
from tally.documents.wording import WORDS, election, footer, paper_names, round_text, say
from tally.domain.ballot import Ballot, conclude
from tally.domain.contest import Contest
from tally.domain.rules import RuleProfile

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

_SIGNS: dict[int, int | str] = {int(mark): sign for mark, sign in MARK_SIGNS.items()}


def fill_ballot_sheet(book: Book, recount: Recount, counted: CountedContest) -> None:
    """Add the sheet Phiếu to a workbook."""
    contest = counted.result.contest
    sheet = book.sheet(SHEET_BALLOTS)
    candidates = len(contest.slate)
    sheet.widths((*_LEFT_WIDTHS, *[_MARK_WIDTH] * candidates))
    title = " ".join(filter(None, (election(counted.congress, contest), round_text(contest))))
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
    _print(sheet, counted)
    protect(sheet)
    sheet.close(_ballots(sheet, counted, recount.profile))


def _head_height(names: Iterable[str]) -> float:
    """Return the height in points that lets every turned name stand in one line or, when it is long, in two."""
    longest = max((text_width(name, _TURNED.size) for name in names), default=0) * 1.1 + 12
    return float(round(min(max(min(longest, _NAME_ROOM), 0.65 * longest, 60), TALLEST)))


def _print(sheet: Sheet, counted: CountedContest) -> None:
    few = len(counted.result.contest.slate) <= _MOST_ON_ONE_PAGE
    set_page(sheet, landscape=True, margins=Margins(12, 12, 12, 14), scale=None if few else _SCALE_OF_MANY)
    worksheet = sheet.worksheet
    worksheet.freeze_panes = f"{get_column_letter(FIRST_CANDIDATE)}{FIRST_BALLOT_ROW}"
    worksheet.print_title_rows = f"{NUMBERS_ROW}:{FIRST_BALLOT_ROW - 1}"
    if not few:
        worksheet.print_title_cols = "A:B"
        worksheet.page_setup.pageOrder = "overThenDown"
    set_foot(sheet, footer(counted, "record"))


def _ballots(sheet: Sheet, counted: CountedContest, profile: RuleProfile) -> Iterator[Cells]:
    """Make one row for each ballot."""
    number, text = sheet.pen(_CELL), sheet.pen(_TEXT)
    contest, valid = counted.result.contest, say("ballot_sheet.valid")

    def cells(ballot: Ballot, ruling: str, verdict: str) -> Generator[Cell]:
        yield number.write(ballot.batch)
        yield number.write(ballot.number)
        yield text.write(ruling or None)
        yield text.write(verdict)
        for mark in ballot.marks:
            yield number.write(_SIGNS[mark])

    for ballot in counted.ballots:
        ruling, verdict = format_ruling(ballot.ruling), _verdict(ballot, contest, profile)
        tall = ballot.ruling is not None or len(verdict) > len(valid)
        yield _height(ruling, verdict) if tall else 0.0, cells(ballot, ruling, verdict)


def _height(*texts: str) -> float:
    lines = [
        len(wrap(text, _SIZE, width)) for text, width in zip(texts, _LEFT_WIDTHS[RULING_COLUMN - 1 :], strict=True)
    ]
    return max(height_of(max(lines), _SIZE), _ROW_HEIGHT)


def _verdict(ballot: Ballot, contest: Contest, profile: RuleProfile) -> str:
    """Say what the ballot is counted as, and whether the board or the marks decided it."""
    reason = conclude(contest.finding(ballot.marks, profile), ballot.ruling)
    verdict = (
        say("ballot_sheet.valid")
        if reason is None
        else say("ballot_sheet.invalid", reason=WORDS(f"words.reason.{reason}"))
    )
    return verdict if ballot.ruling is None else say("ballot_sheet.by_board", verdict=verdict)
