"""Phiếu bầu: the ballot itself, ready to print; nothing on it tells one ballot from another.

The workbook holds one ballot (or two equal halves of a page), and as many copies are printed as voters are summoned:
no number, no code, no digest, not even the side of the page it was cut from.
"""

from collections.abc import Iterator
from dataclasses import replace
from itertools import zip_longest

from openpyxl.utils import get_column_letter

from tally.application.recount import CountedContest, Recount
from tally.documents.book import BOX, Book, Look, Margins, protect, set_foot, set_page
from tally.documents.measure import UNIT
from tally.documents.minutes_kinds import say_of
from tally.documents.minutes_lines import unbroken
from tally.documents.pages import Box, Columns, Line, paginate, set_pages
from tally.documents.wording import (
    WORDS,
    date_text,
    election,
    footer,
    locality,
    paper_names,
    round_text,
    say,
    with_term,
)
from tally.domain.ballot import BallotStyle
from tally.domain.congress import Congress
from tally.domain.contest import Contest
from tally.domain.rules import PaperHead, RuleProfile

SHEET = "Phiếu bầu"

_EDGE = 12.0  # millimetres around a ballot, on the cut side too
_POINTS = 72 / 25.4
_ROUNDING = 0.97
_HALF = ((297 / 2 - 2 * _EDGE) * _POINTS, (210 - 2 * _EDGE) * _POINTS * _ROUNDING)
_WHOLE = ((210 - 2 * _EDGE) * _POINTS, (297 - 2 * _EDGE) * _POINTS * _ROUNDING)
"""Width and height of what is printed, in points: half a page lying, or a whole one standing."""

_GAP = 2 * _EDGE * _POINTS / UNIT
_NUMBER, _BOX = 5.0, 10.0
_ROWS_OF_HALF = (33.0, 30.0, 27.0, 24.0)
_ROWS_OF_WHOLE = (33.0, 30.0, 27.0, 25.5, 24.0, 22.5, 21.0)
"""Points of height of a name's row, the best first; a smaller one is taken where it saves a page."""

_STAMP = 57.0  # points of height for a stamp beside the date and below the names of the organisation
_FIRST, _MIDDLE = 1, 3  # columns in which the left and the right half begin

_SMALL = Look(size=11, across="center", down="top")
_BOLD = Look(size=11, bold=True, across="center", down="top")
_PARTY = Look(size=11, bold=True, underlined=True, across="center", down="top")
_DATE = Look(size=10, italic=True, across="center", down="top", locked=False)
_STAMP_NOTE = Look(size=9, italic=True, across="center", down="bottom", colour="7F7F7F")
_TITLE = Look(size=16, bold=True, across="center")
_SUBTITLE = Look(size=13, bold=True, across="center")
_NOTE = Look(size=11, italic=True, across="center")
_HEAD = Look(size=11, bold=True, across="center", lines=BOX, fill="E7E6E6")
_NO = Look(size=13, lines=BOX, across="center")
_NAME = Look(size=13, lines=BOX, indent=1)
_EMPTY = Look(lines=BOX)


def fill_paper_ballot(book: Book, recount: Recount, counted: CountedContest) -> None:
    """Add the sheet Phiếu bầu to a workbook: two ballots a page where the slate is short, else one of several pages."""
    contest = counted.result.contest
    sheet = book.sheet(SHEET)
    pages, columns = _two_a_page(recount, counted), _columns(contest, _HALF[0])
    two = pages is not None
    if pages is None:
        columns = _columns(contest, _WHOLE[0])
        pages = _one_of_pages(columns, recount, counted)
    units = (*columns.units, _GAP, *columns.units) if two else columns.units
    sheet.widths(units)
    set_page(sheet, landscape=two, margins=Margins(_EDGE, _EDGE, _EDGE, _EDGE), scale=100)
    last = set_pages(pages, sheet)
    sheet.worksheet.print_area = f"A1:{get_column_letter(len(units))}{last}"
    sheet.worksheet.print_options.horizontalCentered = True
    set_foot(sheet, footer(counted, "ballot") if len(pages) > 1 else "")
    protect(sheet)
    sheet.close()


def _two_a_page(recount: Recount, counted: CountedContest) -> list[list[Line]] | None:
    """Return a page with two equal ballots, or None where half a page cannot hold one."""
    columns = _columns(counted.result.contest, _HALF[0])
    offset = len(columns.units) + 1
    for row in _ROWS_OF_HALF:
        lines = list(_ballot(columns, recount, counted, row))
        if sum(line.height for line in lines) <= _HALF[1]:
            return [[_twice(line, offset) for line in lines]]
    return None


def _twice(line: Line, offset: int) -> Line:
    """Set a line a second time, so many columns further on."""
    return replace(line, boxes=(*line.boxes, *(replace(box, column=box.column + offset) for box in line.boxes)))


def _one_of_pages(columns: Columns, recount: Recount, counted: CountedContest) -> list[list[Line]]:
    drafts = [paginate(_ballot(columns, recount, counted, row), _WHOLE[1]) for row in _ROWS_OF_WHOLE]
    return min(drafts, key=len)


def _columns(contest: Contest, width: float) -> Columns:
    """Return number, name in two columns that meet in the middle, and the two boxes where they are asked for.

    Args:
        contest: whose ballot it is.
        width: of the ballot, in points.
    """
    boxes = (_BOX, _BOX) if contest.style is BallotStyle.AGREE_DISAGREE else ()
    half = width / UNIT / 2
    return Columns((_NUMBER, half - _NUMBER, half - sum(boxes), *boxes))


def _ballot(columns: Columns, recount: Recount, counted: CountedContest, row: float) -> Iterator[Line]:
    """Set one ballot; `row` is the height of a name's row in points."""
    contest = counted.result.contest
    yield from _head(columns, recount.profile, counted.congress)
    yield from columns.text(say_of(contest, "ballot.title", "ballot.title_opinion"), _TITLE)
    yield from columns.text(_elected(counted), _SUBTITLE)
    if round_text(contest):
        yield from columns.text(round_text(contest), _NOTE)
    seats, candidates = WORDS.number(contest.seats), WORDS.number(len(contest.slate))
    numbers = say_of(contest, "ballot.numbers", "ballot.numbers_opinion", seats=seats, candidates=candidates)
    yield from columns.text(numbers, replace(_NOTE, italic=False))
    yield Line(4)
    for line in _reminder(contest):
        yield from columns.text(line, _NOTE)
    yield Line(6)
    yield from _names(columns, contest, row)


def _elected(counted: CountedContest) -> str:
    return election(counted.congress, counted.result.contest).replace(", nhiệm kỳ", ",\nnhiệm kỳ")


def _head(columns: Columns, profile: RuleProfile, congress: Congress) -> Iterator[Line]:
    """Set whose ballot it is, and the place for the stamp of the organisation that issues it."""
    left = [(congress.organisation.upper(), _BOLD)]
    if congress.title:
        left.append((unbroken(with_term(congress.title, congress).upper()), _SMALL))
    dateline = say("head.dateline", place=locality(congress), date=date_text(congress.date))
    if profile.paper_head is PaperHead.PARTY:
        right = [(say("head.party"), _PARTY), (dateline, _DATE)]
    else:
        state, motto = replace(_BOLD, size=8.5), replace(_PARTY, size=10)
        right = [(say("head.state"), state), (say("head.state_motto"), motto), (dateline, _DATE)]
    for one, other in zip_longest(left, right, fillvalue=("", _SMALL)):
        boxes = (Box(_FIRST, one[0], one[1], across=2), Box(_MIDDLE, other[0], other[1], across=_right(columns)))
        yield columns.line(*boxes)
    yield replace(columns.line(Box(_FIRST, say("ballot.stamp"), _STAMP_NOTE, across=2)), height=_STAMP)


def _right(columns: Columns) -> int:
    """Return how many columns the right half takes."""
    return len(columns.units) - _MIDDLE + 1


def _reminder(contest: Contest) -> tuple[str, str]:
    """Return the two lines that say how the ballot is marked."""
    seats = WORDS.number(contest.seats)
    if contest.style is BallotStyle.CROSS_OUT:
        how = say_of(contest, "ballot.cross-out", "ballot.cross-out_opinion", seats=seats)
        return how, say("ballot.nothing_else")
    surplus = contest.surplus > 0 and not contest.is_opinion
    kind = "one" if len(contest.slate) == 1 else "surplus" if surplus else "each"
    return say(f"ballot.agree-disagree_{kind}", seats=seats), say("ballot.nothing_else")


def _names(columns: Columns, contest: Contest, row: float) -> Iterator[Line]:
    """Set the table of names in the order of the ballot; a page that goes on with it bears its head again."""
    boxes = range(_MIDDLE + 1, len(columns.units) + 1)
    titles = [say("ballot.agree"), say("ballot.disagree")] if boxes else []
    head = columns.line(
        Box(_FIRST, say("table.no"), _HEAD),
        Box(_FIRST + 1, say("table.name"), _HEAD, across=2),
        *(Box(column, title, _HEAD) for column, title in zip(boxes, titles, strict=True)),
        keep=True,
    )
    yield head
    names = paper_names(contest.slate)
    for candidate in contest.slate:
        yield columns.line(
            Box(_FIRST, candidate.no, _NO),
            Box(_FIRST + 1, names[candidate.no], _NAME, across=2),
            *(Box(column, None, _EMPTY) for column in boxes),
            head=(head,),
            least=row,
        )
