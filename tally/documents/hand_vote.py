"""Biên bản biểu quyết: the minutes of a hand vote. Hands are just counted: no number of them is asked for."""

from collections.abc import Iterator

from tally.application.recount import Recount
from tally.documents.book import FACE, Book, Look, Margins, Sheet, protect, set_foot, set_page
from tally.documents.minutes import SHEET, set_signed
from tally.documents.minutes_lines import (
    CELL,
    CENTRED,
    COLUMNS,
    FREE_TEXT,
    NO,
    NUMBER,
    OUTCOME,
    PERCENT,
    STRONG,
    STRONG_NUMBER,
    TABLE_HEAD,
    TITLE,
    VOTES,
    figure_head,
    figure_line,
    findings_alike,
    heading,
    lines_to_write_on,
    numbered_sections,
    paper_head,
)
from tally.documents.pages import Box, Line, kept
from tally.documents.wording import WORDS, begin, clock_text, congress_name, date_text, percent_cell, say
from tally.domain.checks import check_hand_vote
from tally.domain.congress import BoardRole
from tally.domain.counting import hundredths
from tally.domain.hand_vote import HandVote


def fill_hand_vote(book: Book, recount: Recount, vote: HandVote) -> None:
    """Add the sheet Biên bản of a hand vote to a workbook."""
    sheet: Sheet = book.sheet(SHEET)
    sheet.widths(COLUMNS.units)
    set_page(sheet, landscape=False, margins=Margins(30, 20, 20, 20), scale=100)
    congress = recount.congress
    closing = say("hand_vote.closing", time=clock_text(""), date=date_text(congress.date))
    set_signed(sheet, list(_lines(recount, vote)), congress, closing)
    page = say("footer.page", page="&P", pages="&N")
    foot = say("footer.hand_vote", title=vote.title).replace("&", "&&")
    set_foot(sheet, f'&"{FACE},Italic"&9 {foot} – {page}', head=f'&"{FACE},Regular"&13&P')
    protect(sheet)
    sheet.close()


def _lines(recount: Recount, vote: HandVote) -> Iterator[Line]:
    congress = recount.congress
    yield from paper_head(congress, recount.profile.paper_head, congress.date)
    yield from COLUMNS.text(say("hand_vote.title"), Look(size=16, bold=True, across="center"))
    yield from COLUMNS.text(vote.title, TITLE)
    yield from COLUMNS.text(say("head.rule"), Look(across="center"))
    held = say(
        "hand_vote.held",
        date=begin(date_text(congress.date)),
        place=congress.place or say("text.place_unknown"),
        congress=congress_name(congress),
        title=vote.title,
    )
    yield from COLUMNS.text(held, FREE_TEXT)
    sections = (_question(vote), _board(recount), _roll(recount, vote), _hands(recount, vote), _findings(recount, vote))
    yield from numbered_sections((*sections, _remarks()))


def _question(vote: HandVote) -> Iterator[Line]:
    if vote.question:
        yield heading("hand_vote.question")
        yield from COLUMNS.text(vote.question, FREE_TEXT)


def _board(recount: Recount) -> Iterator[Line]:
    yield heading("hand_vote.counted_by")
    heads = [one for one in recount.congress.board if one.role is BoardRole.HEAD]
    others = [one for one in recount.congress.board if one.role is not BoardRole.HEAD]
    for member in (*heads, *others):
        person = say("names.person", name=member.name)
        yield from COLUMNS.text(
            say("board.one", role=begin(WORDS(f"words.role.{member.role}")), person=person), FREE_TEXT
        )
    if not recount.congress.board:
        yield from lines_to_write_on()


def _roll(recount: Recount, vote: HandVote) -> Iterator[Line]:
    people = WORDS(f"papers.people.{recount.congress.kind}")
    yield heading("hand_vote.roll", people=people)
    summoned, present = recount.congress.roll.summoned, _present(recount, vote)
    figures = [
        figure_line(say("roll.summoned", people=people), summoned),
        figure_line(say("roll.present", people=people), present),
        figure_line(say("roll.absent", people=people), None if present is None else summoned - present),
    ]
    yield from kept([figure_head(), *figures])


def _hands(recount: Recount, vote: HandVote) -> Iterator[Line]:
    """Set how many hands there were of each kind, with the percentage of those present and of those summoned."""
    summoned, present = recount.congress.roll.summoned, _present(recount, vote)
    yield heading("hand_vote.result")
    head = COLUMNS.line(
        Box(NO, say("hand_vote.opinion"), TABLE_HEAD, across=2),
        Box(VOTES, say("hand_vote.hands"), TABLE_HEAD),
        Box(PERCENT, say("hand_vote.of_present"), TABLE_HEAD),
        Box(OUTCOME, say("hand_vote.of_summoned"), TABLE_HEAD),
        keep=True,
    )
    rows: list[Line] = [head]
    numbers = {"agree": vote.agree, "disagree": vote.disagree, "no_opinion": vote.no_opinion, "total": vote.counted}
    for key, number in numbers.items():
        strong = key in {"agree", "total"}
        hands = number or 0
        rows.append(
            COLUMNS.line(
                Box(NO, say(f"hand_vote.{key}"), STRONG if strong else CELL, across=2),
                Box(VOTES, hands, STRONG_NUMBER if strong else NUMBER),
                Box(PERCENT, percent_cell(hundredths(hands, present or 0)), CENTRED),
                Box(OUTCOME, percent_cell(hundredths(hands, summoned)), CENTRED),
            )
        )
    yield from kept(rows)


def _findings(recount: Recount, vote: HandVote) -> Iterator[Line]:
    findings = check_hand_vote(recount.congress, recount.profile, vote)
    if findings:
        yield heading("findings.title")
        yield from findings_alike(findings)


def _remarks() -> Iterator[Line]:
    yield heading("remarks.title")
    yield from lines_to_write_on()


def _present(recount: Recount, vote: HandVote) -> int | None:
    return recount.congress.roll.present if vote.present is None else vote.present
