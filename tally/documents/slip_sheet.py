"""Phiếu tập: the slips of the closed passes, several on a page: ballots, entries, and the codes of their heads."""

from collections.abc import Iterator

from tally.application.desk.slips import Slip, slips
from tally.application.how_counted import HowCounted
from tally.application.recount import CountedContest
from tally.documents.book import BOX, WHOLE, Book, Look, Margins, protect, set_foot, set_page
from tally.documents.minutes_lines import COLUMNS, TITLE
from tally.documents.pages import Box, Line, kept, paginate, set_pages
from tally.documents.wording import WORDS, clock_text, date_text, election, footer, local, round_text, say

SHEET = "Phiếu tập"

_ACROSS = len(COLUMNS.units)
_HALF = 2  # columns of the label
_HEAD = Look(size=13, bold=True, lines=BOX, indent=1, fill="E7E6E6")
_LABEL = Look(size=12, lines=BOX, indent=1)
_VALUE = Look(size=12, lines=BOX, indent=1, numbers=WHOLE)
_CODE = Look(size=14, bold=True, face="Courier New", lines=BOX, indent=1, wrapped=False)
_SIGN = Look(size=11, across="center", lines="lr", down="top")
_EMPTY = Look(lines="lrb", locked=False)
_SIGNING = 24.0  # points of room to sign in
_BETWEEN = 10.0


def fill_slips(book: Book, counted: CountedContest) -> None:
    """Add the sheet Phiếu tập to a workbook: a slip for every closed pass, to be signed and kept."""
    sheet = book.sheet(SHEET)
    sheet.widths(COLUMNS.units)
    set_page(sheet, landscape=False, margins=Margins(30, 20, 20, 20), scale=100)
    set_pages(paginate(_lines(counted)), sheet)
    set_foot(sheet, footer(counted, "slips"))
    protect(sheet)
    sheet.close()


def _lines(counted: CountedContest) -> Iterator[Line]:
    congress, contest = counted.congress, counted.result.contest
    yield from COLUMNS.text(congress.organisation.upper(), Look(size=12, bold=True))
    yield from COLUMNS.text(say("slips.title"), Look(size=16, bold=True, across="center"))
    yield from COLUMNS.text(" ".join(filter(None, (election(congress, contest), round_text(contest)))), TITLE)
    yield from COLUMNS.text(say("slips.how"), Look(size=12, italic=True, across="justify"))
    yield Line(_BETWEEN)
    entries = (line.entry for line in counted.how.journal())
    for slip in slips(counted.how.first, entries):
        if slip.contest == (contest.id, contest.round):
            yield from kept(list(_slip(counted.how, slip)))
            yield Line(_BETWEEN)


def _slip(how: HowCounted, slip: Slip) -> Iterator[Line]:
    number = {"batch": slip.batch, "pass": slip.pass_}
    yield COLUMNS.line(Box(1, say("slips.head", **number), _HEAD, across=_ACROSS))
    when = say("slips.when", time=clock_text(slip.time), date=date_text(local(slip.time).date()))
    name = how.name(slip.person) or say("how.unknown")
    yield _row("slips.keyer", say("slips.by", name=name, when=when))
    yield _row("slips.ballots", WORDS.number(slip.ballots))
    yield _row("slips.pass", say("slips.entries", entries=WORDS.number(slip.entries)))
    yield COLUMNS.line(Box(1, slip.code, _CODE, across=_ACROSS), least=24)
    yield _row("slips.congress", say("slips.entry", entries=WORDS.number(slip.congress_entries)))
    yield COLUMNS.line(Box(1, slip.congress_code, _CODE, across=_ACROSS), least=24)
    yield COLUMNS.line(
        Box(1, say("slips.sign_keyer"), _SIGN, across=_HALF),
        Box(1 + _HALF, say("slips.sign_secretary"), _SIGN, across=_ACROSS - _HALF),
    )
    yield Line(_SIGNING, (Box(1, None, _EMPTY, across=_HALF), Box(1 + _HALF, None, _EMPTY, across=_ACROSS - _HALF)))


def _row(label: str, value: str) -> Line:
    return COLUMNS.line(Box(1, say(label), _LABEL, across=_HALF), Box(1 + _HALF, value, _VALUE, across=_ACROSS - _HALF))
