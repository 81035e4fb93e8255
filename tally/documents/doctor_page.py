"""Trang thử máy: every Vietnamese letter, a line to measure, and what was found, to be printed the evening before."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from tally.application.doctor import Check, letters, remedy_text, what_text
from tally.documents.book import BOX, Book, Look, Margins, protect, set_foot, set_page
from tally.documents.pages import Box, Columns, Line, paginate, set_pages
from tally.documents.wording import WORDS, date_text, say

SHEET = "Trang thử"

_MEASURED = 47.25  # units of width that make 100 mm: one is 2.1164 mm in the face of every workbook of ours
_COLUMNS = Columns((6, _MEASURED - 6, 73 - _MEASURED))
_ACROSS = len(_COLUMNS.units)
_A_LINE = 23  # letters
_TITLE = Look(size=16, bold=True, across="center")
_LETTERS = Look(size=14, across="center")
_RULER = Look(size=11, across="center", lines=BOX)
_SIGN = Look(size=13, bold=True, across="center", lines=BOX, down="top")
_TEXT = Look(size=12, lines=BOX, indent=1, down="top")
_WRONG = Look(size=12, bold=True, lines=BOX, indent=1, down="top")


def doctor_page(checks: Iterable[Check], station: str, time: datetime) -> bytes:
    """Return the page as a workbook (.xlsx).

    Args:
        checks: what was found.
        station: the name of the machine.
        time: when, by the machine's clock.
    """
    book = Book()
    sheet = book.sheet(SHEET)
    sheet.widths(_COLUMNS.units)
    set_page(sheet, landscape=False, margins=Margins(30, 20, 20, 20), scale=100)
    set_pages(paginate(_lines(tuple(checks), station, time)), sheet)
    set_foot(sheet, say("doctor.foot", station=station))
    protect(sheet)
    sheet.close()
    return book.save(time.replace(tzinfo=None, microsecond=0))


def _lines(checks: tuple[Check, ...], station: str, time: datetime) -> Iterator[Line]:
    yield from _COLUMNS.text(say("doctor.title"), _TITLE)
    when = say("doctor.when", station=station, time=f"{time:%H:%M}", date=date_text(time.date()))
    yield from _COLUMNS.text(when, Look(size=12, across="center"))
    yield Line(9)
    yield from _COLUMNS.text(say("doctor.letters"), Look(size=12, bold=True))
    small, capital = letters()
    for one_case in (small, capital):
        for at in range(0, len(one_case), _A_LINE):
            line = " ".join(one_case[at : at + _A_LINE])
            yield _COLUMNS.line(Box(1, line, _LETTERS, across=_ACROSS))
    yield from _COLUMNS.text(say("doctor.faces"), Look(size=13, italic=True, across="center"))
    yield Line(9)
    yield _COLUMNS.line(Box(1, say("doctor.ruler"), _RULER, across=2), least=28)
    yield Line(9)
    yield from _COLUMNS.text(say("doctor.found"), Look(size=12, bold=True))
    for check in checks:
        sign, look, text = "✓", _TEXT, what_text(WORDS, check)
        if not check.ok:
            sign, look = "✗", _WRONG
            text += "\n" + say("doctor.remedy", remedy=remedy_text(WORDS, check))
        yield _COLUMNS.line(Box(1, sign, _SIGN), Box(2, text, look, across=_ACROSS - 1))
    yield Line(9)
    yield from _COLUMNS.text(say("doctor.sign"), Look(size=12))
