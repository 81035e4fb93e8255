"""The grid of the minutes, how their cells look, and the lines they are made of."""

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import zip_longest

from tally.documents.book import BOX, WHOLE, Look, Value
from tally.documents.measure import wrap
from tally.documents.pages import Box, Columns, Line
from tally.documents.wording import (
    WORDS,
    date_text,
    election,
    locality,
    percent_cell,
    round_text,
    say,
    with_term,
)
from tally.domain.checks import Finding
from tally.domain.congress import Congress
from tally.domain.contest import Contest
from tally.domain.counting import CandidateResult
from tally.domain.rules import PaperHead

NO, NAME, VOTES, PERCENT, OUTCOME = range(1, 6)
COLUMNS = Columns((6, 27, 10, 13, 17))
"""Number, name, votes, percent, outcome: 154.5 mm of the 160 between the margins; left of the head: the first two."""

LEFT, RIGHT = 2, 3  # columns in the left and the right half of the page
QR_FROM = PERCENT  # the frame for the QR code: 63 mm wide

TEXT = Look(across="justify")
FREE_TEXT = Look(across="justify", locked=False)
TITLE = Look(size=14, bold=True, across="center")
SECTION = Look(bold=True)
CELL = Look(lines=BOX, indent=1)
CENTRED = Look(lines=BOX, across="center")
NUMBER = Look(lines=BOX, across="center", numbers=WHOLE)
STRONG = Look(lines=BOX, bold=True, indent=1)
STRONG_NUMBER = Look(lines=BOX, bold=True, across="center", numbers=WHOLE)
TABLE_HEAD = Look(size=11, bold=True, across="center", lines=BOX, fill="E7E6E6")
CLAUSE = Look(size=12, lines=BOX, across="center")
NOTE = Look(size=12, across="justify")
ERROR = Look(bold=True, across="justify")
TO_WRITE_ON = Look(lines="d", locked=False)
_WRITING = 21.0  # points of a line to write on by hand
GAP = 9.0  # points
_MOST_WARNINGS = 5  # of one code


def heading(key: str, **fields: object) -> Line:
    """Set the heading of a section, still without its number; it stays with what follows."""
    return COLUMNS.line(Box(NO, say(key, **fields), SECTION, across=len(COLUMNS.units)), keep=True)


def numbered_sections(sections: Iterable[Iterable[Line]]) -> Iterable[Line]:
    """Set sections one after the other: those without matter are left out, and the rest numbered on."""
    number = 0
    for section in sections:
        lines = list(section)
        if lines:
            number += 1
            yield numbered_heading(number, lines[0])
            yield from lines[1:]


def paper_head(congress: Congress, head: PaperHead, day: date | None) -> Iterable[Line]:
    """Set the head of a paper: left the organisation and its congress, right the Party (or State), place and day."""
    small = Look(across="center", down="top")
    bold = Look(across="center", down="top", bold=True)
    left = [(congress.superior.upper(), small)] if congress.superior else []
    left.append((congress.organisation.upper(), bold))
    if congress.title:
        left.append((unbroken(with_term(congress.title, congress).upper()), small))
    left.append((say(f"head.{head}_star"), small))
    if head is PaperHead.PARTY:
        right = [(say("head.party"), Look(size=14, bold=True, underlined=True, across="center", down="top"))]
    else:
        right = [(say("head.state"), Look(size=12, bold=True, across="center", down="top"))]
        right.append((say("head.state_motto"), Look(bold=True, underlined=True, across="center", down="top")))
    dateline = say("head.dateline", place=locality(congress), date=date_text(day))
    right.append((dateline, Look(italic=True, across="center", down="top", locked=False)))
    for (left_text, left_look), (right_text, right_look) in zip_longest(left, right, fillvalue=("", small)):
        yield COLUMNS.line(Box(NO, left_text, left_look, across=LEFT), Box(VOTES, right_text, right_look, across=RIGHT))
    yield Line(GAP)


def paper_title(title: str, congress: Congress, contest: Contest) -> Iterable[Line]:
    """Set the title of a paper, and below it what was elected."""
    yield from COLUMNS.text(title, Look(size=16, bold=True, across="center"))
    yield from COLUMNS.text(in_two_lines(election(congress, contest)), TITLE)
    if round_text(contest):
        yield from COLUMNS.text(round_text(contest), Look(across="center"))


def numbered_heading(number: int, line: Line) -> Line:
    """Number the heading of a section."""
    box = line.boxes[0]
    text = f"{number}. {box.value}"
    return COLUMNS.line(Box(box.column, text, box.look, across=box.across), keep=True, least=27)


def unbroken(text: str) -> str:
    """Keep a number with its word where a heading is broken: `LẦN THỨ XXI`; the term on a line of its own."""
    return text.replace("LẦN THỨ ", "LẦN\N{NO-BREAK SPACE}THỨ\N{NO-BREAK SPACE}").replace(", NHIỆM KỲ", ",\nNHIỆM KỲ")


def in_two_lines(text: str) -> str:
    """Break a title that is too long for one line before its term, and not inside of it."""
    fits = len(wrap(text, TITLE.size, sum(COLUMNS.units), bold=True)) == 1
    return text if fits else text.replace(", nhiệm kỳ", ",\nnhiệm kỳ")


def lines_to_write_on(what: str = "") -> Iterable[Line]:
    """Set dotted lines to write on by hand or by keyboard: two below what they are for, or one below a heading."""
    if what:
        yield from COLUMNS.text(what, Look(italic=True), keep=True)
    for _ in range(2 if what else 1):
        yield Line(_WRITING, (Box(NO, None, TO_WRITE_ON, across=len(COLUMNS.units)),), keep=True)
    yield Line(GAP)


def figure_head() -> Line:
    """Set the head of a table of figures."""
    return COLUMNS.line(
        Box(NO, say("table.item"), TABLE_HEAD, across=2),
        Box(VOTES, say("table.number"), TABLE_HEAD),
        Box(PERCENT, say("table.clause"), TABLE_HEAD, across=2),
    )


def figure_line(label: str, number: int | None, clause: str = "", *, strong: bool = False) -> Line:
    """Set one figure with its clause; dots to write on where the figure is not known."""
    value: Value = say("text.number_unknown") if number is None else number
    return COLUMNS.line(
        Box(NO, label, STRONG if strong else CELL, across=2),
        Box(VOTES, value, STRONG_NUMBER if strong else NUMBER),
        Box(PERCENT, clause, CLAUSE, across=2),
    )


def candidate_line(  # noqa: PLR0913 - a row has as many cells
    place: int, name: str, line: CandidateResult, last: Value, *, head: Line, strong: bool = False
) -> Line:
    """Set the row of a candidate; `last` is what the table's last column shows, `head` what a new page repeats."""
    return COLUMNS.line(
        Box(NO, place, NUMBER),
        Box(NAME, name, STRONG if strong else CELL),
        Box(VOTES, line.votes, STRONG_NUMBER if strong else NUMBER),
        Box(PERCENT, percent_cell(line.hundredths), CENTRED),
        Box(OUTCOME, last, STRONG_NUMBER if strong else NUMBER),
        head=(head,),
    )


def findings_alike(findings: Sequence[Finding], explanation: str = "") -> Iterable[Line]:
    """Set the findings of one code: an error with one explanation for all, a warning often made a few times only.

    Args:
        findings: of one code.
        explanation: what the board has said of them; without it an error gets lines to write on.
    """
    is_error = findings[0].level == "error"
    shown = findings if is_error else findings[:_MOST_WARNINGS]
    for finding in shown:
        text = say("findings.one", code=finding.code, message=WORDS.finding(finding), clause=finding.clause)
        yield from COLUMNS.text(text, ERROR if is_error else NOTE, keep=is_error and finding is shown[-1])
    if len(shown) < len(findings):
        more = say("findings.more", code=findings[0].code, number=WORDS.number(len(findings) - len(shown)))
        yield from COLUMNS.text(more, NOTE)
    if explanation:
        yield from COLUMNS.text(f"{say('findings.explanation')} {explanation}", FREE_TEXT)
        yield Line(GAP)
    elif is_error:
        yield from lines_to_write_on(say("findings.explanation"))
