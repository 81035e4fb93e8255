"""Phiếu kiểm: a blank tally sheet for a batch, so that the board goes on by hand when the computer fails."""

from collections.abc import Iterator

from openpyxl.utils import get_column_letter

from tally.application.recount import CountedContest, Recount
from tally.documents.book import BOX, Book, Look, Margins, protect, set_foot, set_page
from tally.documents.pages import Box, Columns, Line, paginate, set_pages
from tally.documents.wording import WORDS, election, footer, listed, paper_names, round_text, say
from tally.domain.contest import Contest
from tally.domain.rules import InvalidReason, RuleProfile

SHEET = "Phiếu kiểm"
PER_BOX = 5
"""Strokes in a box; ten boxes hold a batch of fifty ballots."""

_NO, _NAME, _FIRST_BOX = 1, 2, 3
_BOXES_A_GROUP = 5
_BOX_WIDTH, _BETWEEN = 4.4, 0.8
_COLUMNS = Columns((5, 27, *[_BOX_WIDTH] * _BOXES_A_GROUP, _BETWEEN, *[_BOX_WIDTH] * _BOXES_A_GROUP, 8))
_SUM = len(_COLUMNS.units)
_BOX_COLUMNS = tuple(
    _FIRST_BOX + place + place // _BOXES_A_GROUP for place in range(2 * _BOXES_A_GROUP)
)  # one column between the groups stays free
_ROW = 24.0  # points; a box is about as high as it is wide
_PAGE = (297 - 12 - 14) * 72 / 25.4 * 0.97
_SIGNING = 52.0
_OF_ONE = frozenset({InvalidReason.BOTH_OR_NEITHER})
_OF_SEVERAL = frozenset({InvalidReason.TOO_MANY, InvalidReason.NONE})

_HEAD = Look(size=11, bold=True, across="center", lines=BOX, fill="E7E6E6")
_CELL = Look(size=12, lines=BOX, indent=1)
_NUMBER = Look(size=12, lines=BOX, across="center")
_EMPTY = Look(lines=BOX, locked=False)
_LINE = Look(size=12, locked=False)
_CENTRED = Look(size=11, italic=True, across="center", down="top")


def fill_blank_tally(book: Book, recount: Recount, counted: CountedContest) -> None:
    """Add the sheet Phiếu kiểm to a workbook: one batch's worth, to be copied for each."""
    sheet = book.sheet(SHEET)
    sheet.widths(_COLUMNS.units)
    set_page(sheet, landscape=False, margins=Margins(12, 12, 12, 14), scale=100)
    last = set_pages(paginate(_lines(recount.profile, counted), _PAGE), sheet)
    sheet.worksheet.print_area = f"A1:{get_column_letter(_SUM)}{last}"
    sheet.worksheet.print_options.horizontalCentered = True
    set_foot(sheet, footer(counted, "blank_tally"))
    protect(sheet)
    sheet.close()


def _lines(profile: RuleProfile, counted: CountedContest) -> Iterator[Line]:
    congress, contest = counted.congress, counted.result.contest
    yield from _COLUMNS.text(congress.organisation.upper(), Look(size=12, bold=True))
    yield from _COLUMNS.text(say("blank_tally.title"), Look(size=16, bold=True, across="center"))
    title = " ".join(filter(None, (election(congress, contest), round_text(contest))))
    yield from _COLUMNS.text(title, Look(size=14, bold=True, across="center"))
    yield Line(6)
    yield from _COLUMNS.text(say("blank_tally.batch"), _LINE)
    yield from _COLUMNS.text(say(f"blank_tally.how_{contest.style}"), Look(size=12, italic=True))
    yield Line(6)
    kinds = [("", say(key)) for key in ("ballots.valid", "ballots.invalid", "blank_tally.all")]
    yield from _table(say("blank_tally.kinds"), kinds)
    yield from _COLUMNS.text(say("blank_tally.reasons", reasons=_reasons(profile, contest)), _LINE)
    yield Line(9)
    names = paper_names(contest.slate)
    yield from _table(say("table.name"), [(str(one.no), names[one.no]) for one in contest.slate])
    yield Line(9, keep=True)
    yield from _signatures()


def _reasons(profile: RuleProfile, contest: Contest) -> str:
    """Return why a ballot may be invalid, each reason with dots for the number."""
    never = _OF_SEVERAL if len(contest.slate) == 1 else _OF_ONE
    reasons = [WORDS(f"words.reason.{one}") for one in InvalidReason if one in profile.invalid and one not in never]
    return listed(say("blank_tally.reason", reason=reason) for reason in reasons)


def _table(title: str, rows: list[tuple[str, str]]) -> Iterator[Line]:
    head = _COLUMNS.line(
        Box(_NO, say("table.no"), _HEAD),
        Box(_NAME, title, _HEAD),
        *(Box(column, PER_BOX * place, _HEAD) for place, column in enumerate(_BOX_COLUMNS, start=1)),
        Box(_SUM, say("blank_tally.sum"), _HEAD),
        keep=True,
    )
    yield head
    for number, text in rows:
        yield _COLUMNS.line(
            Box(_NO, int(number) if number else None, _NUMBER),
            Box(_NAME, text, _CELL),
            *(Box(column, None, _EMPTY) for column in _BOX_COLUMNS),
            Box(_SUM, None, _EMPTY),
            head=(head,),
            least=_ROW,
        )


def _signatures() -> Iterator[Line]:
    """Set the places of the three who made the sheet: one reads out, one writes, one watches."""
    spans = ((1, 2), (3, 6), (9, 5))
    people = [say(f"blank_tally.{who}") for who in ("reader", "writer", "watcher")]
    bold = Look(size=12, bold=True, across="center")
    yield _COLUMNS.line(
        *(Box(column, text, bold, across=across) for (column, across), text in zip(spans, people, strict=True)),
        keep=True,
    )
    yield _COLUMNS.line(
        *(Box(column, say("signature.hint"), _CENTRED, across=across) for column, across in spans), keep=True
    )
    yield Line(_SIGNING)
