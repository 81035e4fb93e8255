"""Biên bản kiểm phiếu: the sheet that is announced, printed, signed and sent up. It bears no single ballot's marks."""

from collections.abc import Iterator
from dataclasses import dataclass

from tally.application.bodies import what_follows_by_rule
from tally.application.recount import CountedContest, Recount
from tally.application.sentences import base_arithmetic, base_steps, outcome_word, ruling_sentences, step_label
from tally.documents import signatures
from tally.documents.book import FACE, Book, Look, Margins, Sheet, protect, set_foot, set_page
from tally.documents.minutes_kinds import alternate_lines, listed_lines, say_of
from tally.documents.minutes_lines import (
    COLUMNS,
    FREE_TEXT,
    SECTION,
    TABLE_HEAD,
    TEXT,
    candidate_line,
    figure_head,
    figure_line,
    findings_alike,
    heading,
    lines_to_write_on,
    numbered_sections,
    paper_head,
    paper_title,
)
from tally.documents.minutes_proof import proof_lines
from tally.documents.minutes_rounds import decision_lines, final_lines, why_lines
from tally.documents.minutes_sections import board_lines, held_lines, returned_lines, slate_lines
from tally.documents.pages import Box, Line, kept, paginate, set_pages
from tally.documents.wording import (
    WORDS,
    begin,
    clock_text,
    date_text,
    footer,
    gathering,
    listed,
    local,
    named_by_age,
    numbered,
    paper_names,
    percent_head,
    presidium,
    say,
)
from tally.domain.congress import Congress
from tally.domain.contest import Office, RoundKind
from tally.domain.counting import Outcome
from tally.domain.rules import TieRule, Topic

SHEET = "Biên bản"


def fill_minutes(book: Book, recount: Recount, counted: CountedContest) -> None:
    """Add the sheet Biên bản to a workbook."""
    sheet = book.sheet(SHEET)
    sheet.widths(COLUMNS.units)
    set_page(sheet, landscape=False, margins=Margins(30, 20, 20, 20), scale=100)
    body = list(_Minutes(recount, counted).lines())
    set_signed(sheet, body, counted.congress, _closing(counted))
    set_foot(sheet, footer(counted, "minutes"), head=f'&"{FACE},Regular"&13&P')
    protect(sheet)
    sheet.close()


def set_signed(sheet: Sheet, body: list[Line], congress: Congress, closing: str) -> None:
    """Put lines and the places to sign on the pages of a sheet, on as few as it takes."""
    drafts = [paginate([*body, *signatures.lines(congress, COLUMNS, room, closing)]) for room in signatures.ROOMS]
    shortest: list[list[Line]] = min(drafts, key=len)
    last = set_pages(shortest, sheet)
    sheet.worksheet.print_area = f"A1:E{last}"


def _closing(counted: CountedContest) -> str:
    """Return the words above the signatures; counting ended with the seal, where there is one."""
    congress, seal = counted.congress, counted.how.seal
    if seal is None:
        time, day = "", congress.date
    else:
        time, day = seal.time, local(seal.time).date()
    contest, chair = counted.result.contest, presidium(congress)
    return say_of(
        contest, "closing.text", "closing.text_opinion", time=clock_text(time), date=date_text(day), presidium=chair
    )


@dataclass(frozen=True, slots=True)
class _Minutes:
    """The lines of the minutes in the board's order."""

    recount: Recount
    counted: CountedContest

    def lines(self) -> Iterator[Line]:
        """Return all of them but the signatures; sections without matter are left out and the rest numbered on."""
        yield from self._head()
        yield from self._opening()
        sections = (
            board_lines(self.counted.congress),
            why_lines(self.recount, self.counted),
            slate_lines(self.counted),
            self._roll(),
            self._ballots(),
            self._result(),
            self._elected(),
            self._alternates(),
            self._tie(),
            self._unfilled(),
            final_lines(self.recount, self.counted),
            self._rulings(),
            self._findings(),
            self._remarks(),
            proof_lines(self.counted),
        )
        yield from numbered_sections(sections)

    def _head(self) -> Iterator[Line]:
        congress = self.counted.congress
        yield from paper_head(congress, self.recount.profile.paper_head, congress.date)
        contest = self.counted.result.contest
        yield from paper_title(say_of(contest, "head.title", "head.title_opinion"), congress, contest)
        yield from COLUMNS.text(say("head.rule"), Look(across="center"))

    def _opening(self) -> Iterator[Line]:
        yield from held_lines(self.recount, self.counted)
        begun = self.counted.how.begun
        start = say("opening.start", time=clock_text(begun))
        if begun and local(begun).date() != self.counted.congress.date:
            start = say("opening.start_on", time=clock_text(begun), date=date_text(local(begun).date()))
        yield from COLUMNS.text(start, FREE_TEXT)

    def _roll(self) -> Iterator[Line]:
        people = WORDS(f"papers.people.{self.counted.congress.kind}")
        yield heading("roll.title_opinion" if self.counted.result.contest.is_opinion else "roll.title", people=people)
        arithmetic = base_arithmetic(WORDS, self.recount, self.counted)
        yield from COLUMNS.text(f"{begin(arithmetic)}.", SECTION, keep=True)
        yield from kept([figure_head(), *self._roll_figures(people)])

    def _roll_figures(self, people: str) -> Iterator[Line]:
        congress, profile, result = self.counted.congress, self.recount.profile, self.counted.result
        roll = congress.roll
        absent = None if roll.present is None else roll.summoned - roll.present
        yield figure_line(say("roll.summoned", people=people), roll.summoned)
        yield figure_line(say("roll.present", people=people), roll.present)
        yield figure_line(say("roll.absent", people=people), absent)
        for step in base_steps(result.base):
            if step.count < 0:
                label = say("roll.deduction", reason=step_label(WORDS, self.recount, self.counted, step))
                yield figure_line(label, -step.count, step.clause)
            elif step.what not in {"summoned", "present"}:
                yield figure_line(begin(step_label(WORDS, self.recount, self.counted, step)), step.count, step.clause)
        contest, base_clause, clause = result.contest, profile.base_clause, profile.clauses[Topic.ELECTED]
        if contest.is_opinion and profile.opinion:
            base_clause = clause = profile.opinion.clause
        yield figure_line(
            say_of(contest, "roll.base", "roll.base_opinion"), result.base.value, base_clause, strong=True
        )
        if contest.kind is not RoundKind.TIE_BREAK:
            yield figure_line(say_of(contest, "roll.needed", "roll.needed_opinion"), result.needed, clause, strong=True)

    def _ballots(self) -> Iterator[Line]:
        yield heading("ballots.title_opinion" if self.counted.result.contest.is_opinion else "ballots.title")
        yield from kept([figure_head(), *self._ballot_figures()])

    def _ballot_figures(self) -> Iterator[Line]:
        contest, tally = self.counted.result.contest, self.counted.result.tally
        yield from returned_lines(contest)
        if contest.returned != tally.ballots:
            yield figure_line(say("ballots.counted"), tally.ballots)
        yield figure_line(say("ballots.valid"), tally.valid, strong=True)
        yield figure_line(say("ballots.invalid"), tally.invalid, strong=True)
        for reason, number in tally.invalid_by_reason.items():
            label = say("ballots.reason", reason=WORDS(f"words.reason.{reason}"))
            # A law may not know a reason that a board has ruled all the same.
            yield figure_line(label, number, self.recount.profile.invalid.get(reason, ""))

    def _result(self) -> Iterator[Line]:
        result = self.counted.result
        yield heading("result.title_opinion" if result.contest.is_opinion else "result.title")
        if not result.candidates:
            yield from COLUMNS.text(say("table.empty"), TEXT)
            return
        names = paper_names(result.contest.slate)
        head = self._table_head(say("table.outcome"))
        yield head
        for line in result.candidates:
            strong = line.outcome in {Outcome.ELECTED, Outcome.LISTED}
            outcome = outcome_word(WORDS, result, line)
            yield candidate_line(line.candidate.no, names[line.candidate.no], line, outcome, head=head, strong=strong)

    def _elected(self) -> Iterator[Line]:
        result = self.counted.result
        if result.contest.is_opinion:
            yield from listed_lines(result, self._table_head(say("table.ballot_no")))
            return
        elected, seats = WORDS.number(len(result.elected)), WORDS.number(result.contest.seats)
        alternates = result.contest.office is Office.ALTERNATES
        yield heading("elected.title_alternates" if alternates else "elected.title")
        if not result.elected:
            yield from COLUMNS.text(say("elected.nobody", seats=seats), TEXT)
            return
        yield from COLUMNS.text(say("elected.count", elected=elected, seats=seats), TEXT, keep=True)
        names = paper_names(result.contest.slate)
        head = self._table_head(say("table.ballot_no"))
        yield head
        for place, line in enumerate(result.elected, start=1):
            yield candidate_line(place, names[line.candidate.no], line, line.candidate.no, head=head)
        if settled := named_by_age(self.counted):
            by_age = say("elected.by_age", names=settled[0], votes=settled[1], clause=self.recount.profile.tie_clause)
            yield from COLUMNS.text(by_age, TEXT)

    def _alternates(self) -> Iterator[Line]:
        yield from alternate_lines(self.recount, self.counted, self._table_head(say("table.ballot_no")))

    def _table_head(self, last: str) -> Line:
        percent = percent_head(self.recount.profile, self.counted.result)
        titles = (say("table.no"), say("table.name"), say("table.votes"), percent, last)
        boxes = [Box(column, title, TABLE_HEAD) for column, title in enumerate(titles, start=1)]
        return COLUMNS.line(*boxes, keep=True)

    def _tie(self) -> Iterator[Line]:
        result, profile = self.counted.result, self.recount.profile
        if not result.tied:
            return
        names = paper_names(result.contest.slate)
        seats = WORDS.number(result.seats_in_tie)
        who = say(
            "tie.who",
            people=WORDS.number(len(result.tied)),
            votes=WORDS.number(result.tied[0].votes),
            names=listed(numbered(line.candidate, names) for line in result.tied),
            seats=seats,
        )
        if profile.tie_rule is TieRule.OLDER:
            kind = "older"
        else:
            kind = "again" if result.contest.kind is RoundKind.TIE_BREAK else "vote-again"
        assembly = gathering(self.counted.congress)
        next_step = say(f"tie.{kind}", gathering=assembly, seats=seats, clause=profile.tie_clause)
        decision = self._decision()
        yield heading("tie.title")
        yield from COLUMNS.text(who, SECTION, keep=True)
        yield from COLUMNS.text(begin(next_step), TEXT, keep=bool(decision))
        yield from decision

    def _unfilled(self) -> Iterator[Line]:
        result = self.counted.result
        if not result.unfilled:
            return
        what = say(
            "unfilled.what",
            unfilled=WORDS.number(result.unfilled),
            seats=WORDS.number(result.contest.seats),
            gathering=gathering(self.counted.congress),
            clause=self.recount.profile.clauses[Topic.UNDER_FILLED],
        )
        decision = self._decision()
        yield heading("unfilled.title")
        yield from COLUMNS.text(what, TEXT, keep=bool(decision))
        yield from decision

    def _decision(self) -> list[Line]:
        asked = what_follows_by_rule(self.recount, self.counted).asks_congress
        return list(decision_lines(self.counted, asked=asked))

    def _rulings(self) -> Iterator[Line]:
        ruled = self.counted.result.tally.ruled
        if not ruled:
            return
        yield heading("rulings.title")
        for said in ruling_sentences(WORDS, ruled):
            yield from COLUMNS.text(say("rulings.one", ruling=said.removesuffix(".")), TEXT)

    def _findings(self) -> Iterator[Line]:
        # W404 names a ballot ruled valid against its marks: the rulings above have said so.
        findings = [finding for finding in self.counted.findings if finding.code != "W404"]
        if not findings:
            return
        yield heading("findings.title")
        for code in dict.fromkeys(finding.code for finding in findings):
            alike = [finding for finding in findings if finding.code == code]
            yield from findings_alike(alike, self.counted.explanation(code))

    def _remarks(self) -> Iterator[Line]:
        yield heading("remarks.title")
        yield from lines_to_write_on()
