"""Biên bản mở thùng phiếu: ballots issued and returned, reported and signed before anyone counts (QĐ 190 art. 8)."""

from collections.abc import Iterator
from dataclasses import dataclass

from tally.application.recount import CountedContest, Recount
from tally.documents.book import Book, Margins, protect, set_foot, set_page
from tally.documents.minutes import set_signed
from tally.documents.minutes_lines import (
    COLUMNS,
    FREE_TEXT,
    TEXT,
    figure_head,
    figure_line,
    findings_alike,
    heading,
    lines_to_write_on,
    numbered_sections,
    paper_head,
    paper_title,
)
from tally.documents.minutes_sections import board_lines, held_lines, returned_lines, slate_lines
from tally.documents.pages import Line, kept
from tally.documents.wording import clock_text, date_text, footer, gathering, local, presidium, say
from tally.domain.rules import Topic

SHEET = "Mở thùng phiếu"
_KNOWN_BEFORE = ("E101", "E102", "W105", "E302")
"""What is wrong with the people and the ballots before any of them is counted."""


def fill_opening(book: Book, recount: Recount, counted: CountedContest) -> None:
    """Add the sheet Mở thùng phiếu to a workbook."""
    sheet = book.sheet(SHEET)
    sheet.widths(COLUMNS.units)
    set_page(sheet, landscape=False, margins=Margins(30, 20, 20, 20), scale=100)
    body = list(_Opening(recount, counted).lines())
    closing = say("opening_minutes.closing", presidium=presidium(counted.congress))
    set_signed(sheet, body, counted.congress, closing)
    set_foot(sheet, footer(counted, "opening"))
    protect(sheet)
    sheet.close()


@dataclass(frozen=True, slots=True)
class _Opening:
    """The lines of the opening minutes; nothing in them changes while ballots are counted."""

    recount: Recount
    counted: CountedContest

    def lines(self) -> Iterator[Line]:
        """Return all of them but the signatures."""
        congress, contest = self.counted.congress, self.counted.result.contest
        yield from paper_head(congress, self.recount.profile.paper_head, congress.date)
        yield from paper_title(say("opening_minutes.title"), congress, contest)
        yield Line(9)
        yield from held_lines(self.recount, self.counted)
        sections = (
            board_lines(congress),
            slate_lines(self.counted),
            self._box(),
            self._ballots(),
            self._report(),
            self._findings(),
            self._remarks(),
        )
        yield from numbered_sections(sections)

    def _box(self) -> Iterator[Line]:
        clause = self.recount.profile.clauses[Topic.BOARD]
        yield heading("opening_minutes.box_title")
        text = say("opening_minutes.box", gathering=gathering(self.counted.congress), clause=clause)
        yield from COLUMNS.text(text, FREE_TEXT)

    def _ballots(self) -> Iterator[Line]:
        roll = self.counted.congress.roll
        people = say(f"people.{self.counted.congress.kind}")
        yield heading("opening_minutes.ballots_title")
        yield from kept(
            [
                figure_head(),
                figure_line(say("roll.summoned", people=people), roll.summoned),
                figure_line(say("roll.present", people=people), roll.present),
                *returned_lines(self.counted.result.contest),
            ]
        )

    def _report(self) -> Iterator[Line]:
        reported = self.counted.how.reported
        text = say(
            "opening_minutes.report",
            gathering=gathering(self.counted.congress),
            time=clock_text(reported),
            date=date_text(local(reported).date() if reported else self.counted.congress.date),
            clause=self.recount.profile.clauses[Topic.RECONCILIATION],
        )
        yield heading("opening_minutes.report_title")
        yield from COLUMNS.text(text, TEXT)

    def _findings(self) -> Iterator[Line]:
        findings = [finding for finding in self.counted.findings if finding.code in _KNOWN_BEFORE]
        if not findings:
            return
        yield heading("findings.title")
        for finding in findings:
            yield from findings_alike([finding], self.counted.explanation(finding.code))

    def _remarks(self) -> Iterator[Line]:
        yield heading("remarks.title")
        yield from lines_to_write_on()
