"""Biên bản kiểm phiếu: the sheet that is announced, printed, signed and sent up. It bears no single ballot's marks."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from tally.application.recount import CountedContest, Recount
from tally.documents import signatures
from tally.documents.book import BOX, FACE, WHOLE, Book, Look, Margins, Value, protect, set_foot, set_page
from tally.documents.pages import Box, Columns, Line, kept, paginate, set_pages
from tally.documents.wording import (
    WORDS,
    base_steps,
    begin,
    congress_name,
    date_text,
    election,
    equation,
    finding_words,
    footer,
    gathering,
    grouped,
    listed,
    locality,
    numbered,
    paper_names,
    percent_cell,
    percent_head,
    ratio,
    round_text,
    say,
    settled_by_age,
    step_label,
    with_term,
)
from tally.domain.checks import Finding
from tally.domain.congress import BoardRole
from tally.domain.contest import RoundKind
from tally.domain.counting import CandidateResult, Outcome
from tally.domain.rules import TieRule, Topic

SHEET = "Biên bản"

NO, NAME, VOTES, PERCENT, OUTCOME = range(1, 6)
COLUMNS = Columns((6, 27, 10, 13, 17))
"""Number, name, votes, percent, outcome: 154.5 mm of the 160 between the margins; left of the head: the first two."""

_LEFT, _RIGHT = 2, 3  # columns in the left and the right half of the page
_QR_FROM, _QR_LINES = PERCENT, 5  # the frame for the QR: 63 mm wide, over the five lines beside it
_QR_HEIGHT = 138.0  # points: room for 45 mm

TEXT = Look(across="justify")
FREE_TEXT = Look(across="justify", locked=False)
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
_GAP = 9.0  # points
_MOST_WARNINGS = 5  # of one code


def fill_minutes(book: Book, recount: Recount, counted: CountedContest) -> None:
    """Add the sheet Biên bản to a workbook."""
    sheet = book.sheet(SHEET)
    sheet.widths(COLUMNS.units)
    set_page(sheet, landscape=False, margins=Margins(30, 20, 20, 20), scale=100)
    body = list(_Minutes(recount, counted).lines())
    drafts = [paginate([*body, *signatures.lines(recount.congress, COLUMNS, room)]) for room in signatures.ROOMS]
    shortest: list[list[Line]] = min(drafts, key=len)
    last = set_pages(shortest, sheet)
    sheet.worksheet.print_area = f"A1:E{last}"
    set_foot(sheet, footer(recount, counted, "minutes"), head=f'&"{FACE},Regular"&13&P')
    protect(sheet)
    sheet.close()


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
            self._board(),
            self._slate(),
            self._roll(),
            self._ballots(),
            self._result(),
            self._elected(),
            self._tie(),
            self._unfilled(),
            self._rulings(),
            self._findings(),
            self._proof(),
        )
        number = 0
        for section in sections:
            lines = list(section)
            if lines:
                number += 1
                yield _section(number, lines[0])
                yield from lines[1:]

    def _head(self) -> Iterator[Line]:
        congress, contest = self.recount.congress, self.counted.result.contest
        small = Look(across="center", down="top")
        bold = Look(across="center", down="top", bold=True)
        left = [(congress.superior.upper(), small)] if congress.superior else []
        left.append((congress.organisation.upper(), bold))
        if congress.title:
            left.append((_unbroken(with_term(congress.title, congress).upper()), small))
        left.append((say("head.star"), small))
        right = [
            (say("head.party"), Look(size=14, bold=True, underlined=True, across="center", down="top")),
            (
                say("head.dateline", place=locality(congress), date=date_text(congress.date)),
                Look(italic=True, across="center", down="top", locked=False),
            ),
        ]
        right += [("", small)] * (len(left) - len(right))
        for (left_text, left_look), (right_text, right_look) in zip(left, right, strict=True):
            yield COLUMNS.line(
                Box(NO, left_text, left_look, across=_LEFT), Box(VOTES, right_text, right_look, across=_RIGHT)
            )
        yield Line(_GAP)
        yield from COLUMNS.text(say("head.title"), Look(size=16, bold=True, across="center"))
        yield from COLUMNS.text(election(congress, contest), Look(size=14, bold=True, across="center"))
        if round_text(contest):
            yield from COLUMNS.text(round_text(contest), Look(across="center"))
        yield from COLUMNS.text(say("head.rule"), Look(across="center"))

    def _opening(self) -> Iterator[Line]:
        congress = self.recount.congress
        held = say(
            "opening.held",
            date=begin(date_text(congress.date)),
            place=congress.place or say("text.place_unknown"),
            congress=congress_name(congress),
            title=self.counted.result.contest.title,
            rules=self.recount.profile.title_vi,
        )
        yield from COLUMNS.text(held, FREE_TEXT)
        yield from COLUMNS.text(say("opening.start"), FREE_TEXT)

    def _board(self) -> Iterator[Line]:
        yield _title("board.title")
        people: dict[BoardRole, list[str]] = {role: [] for role in BoardRole}
        for member in self.recount.congress.board:
            people[member.role].append(say("names.person", name=member.name))
        for role in (BoardRole.HEAD, BoardRole.SECRETARY):
            for person in people[role] or [say("names.person", name=say("text.name_unknown"))]:
                line = say("board.one", role=begin(WORDS(f"words.role.{role}")), person=person)
                yield from COLUMNS.text(line, FREE_TEXT)
        if people[BoardRole.MEMBER] or not self.recount.congress.board:
            members = listed(people[BoardRole.MEMBER]) or say("text.name_unknown")
            yield from COLUMNS.text(say("board.members", people=members), FREE_TEXT)

    def _slate(self) -> Iterator[Line]:
        contest = self.counted.result.contest
        candidates, seats = WORDS.number(len(contest.slate)), WORDS.number(contest.seats)
        yield _title("slate.title")
        if contest.kind is RoundKind.TIE_BREAK:
            yield from COLUMNS.text(say("slate.tied", candidates=candidates, seats=seats), TEXT)
        else:
            fixed = say(
                "slate.fixed",
                gathering=begin(gathering(self.recount.congress)),
                seats=seats,
                candidates=candidates,
                surplus=self._surplus(),
            )
            yield from COLUMNS.text(fixed, TEXT)
        if contest.open_by_plan > 0:
            planned = say(
                "slate.open_by_plan",
                body_size=WORDS.number(contest.body_size),
                open=WORDS.number(contest.open_by_plan),
            )
            yield from COLUMNS.text(planned, TEXT)
        yield from COLUMNS.text(say(f"slate.{contest.style}"), TEXT)

    def _surplus(self) -> str:
        contest = self.counted.result.contest
        if contest.surplus < 0:
            return say("slate.short", missing=WORDS.number(-contest.surplus))
        if contest.surplus == 0:
            return say("slate.no_surplus")
        percent = WORDS.percent(ratio(contest.surplus, contest.seats))
        return say("slate.surplus", surplus=WORDS.number(contest.surplus), percent=percent)

    def _roll(self) -> Iterator[Line]:
        congress, profile, result = self.recount.congress, self.recount.profile, self.counted.result
        people = WORDS(f"papers.people.{congress.kind}")
        yield _title("roll.title", people=people)
        yield from COLUMNS.text(begin(equation(congress, profile, result)), SECTION, keep=True)
        yield from kept([_figure_head(), *self._roll_figures(people)])

    def _roll_figures(self, people: str) -> Iterator[Line]:
        congress, profile, result = self.recount.congress, self.recount.profile, self.counted.result
        roll = congress.roll
        absent = None if roll.present is None else roll.summoned - roll.present
        yield _figure(say("roll.summoned", people=people), roll.summoned)
        yield _figure(say("roll.present", people=people), roll.present)
        yield _figure(say("roll.absent", people=people), absent)
        for step in base_steps(result):
            if step.count < 0:
                label = say("roll.deduction", reason=step_label(congress, profile, step))
                yield _figure(label, -step.count, step.clause)
            elif step.what != "summoned":
                yield _figure(begin(step_label(congress, profile, step)), step.count, step.clause)
        yield _figure(say("roll.base"), result.base.value, profile.base_clause, strong=True)
        if result.contest.kind is not RoundKind.TIE_BREAK:
            yield _figure(say("roll.needed"), result.needed, profile.clauses[Topic.ELECTED], strong=True)

    def _ballots(self) -> Iterator[Line]:
        yield _title("ballots.title")
        yield from kept([_figure_head(), *self._ballot_figures()])

    def _ballot_figures(self) -> Iterator[Line]:
        contest, tally = self.counted.result.contest, self.counted.result.tally
        issued, returned = contest.issued, contest.returned
        yield _figure(say("ballots.issued"), issued)
        yield _figure(say("ballots.returned"), returned)
        if issued is not None and returned is not None and returned > issued:
            yield _figure(say("ballots.too_many_returned"), returned - issued)
        else:
            not_returned = None if issued is None or returned is None else issued - returned
            yield _figure(say("ballots.not_returned"), not_returned)
        if returned != tally.ballots:
            yield _figure(say("ballots.counted"), tally.ballots)
        yield _figure(say("ballots.valid"), tally.valid, strong=True)
        yield _figure(say("ballots.invalid"), tally.invalid, strong=True)
        for reason, number in tally.invalid_by_reason.items():
            label = say("ballots.reason", reason=WORDS(f"words.reason.{reason}"))
            # A law may not know a reason that a board has ruled all the same.
            yield _figure(label, number, self.recount.profile.invalid.get(reason, ""))

    def _result(self) -> Iterator[Line]:
        result = self.counted.result
        yield _title("result.title")
        if not result.candidates:
            yield from COLUMNS.text(say("table.empty"), TEXT)
            return
        names = paper_names(result.contest.slate)
        head = self._table_head(say("table.outcome"))
        yield head
        for line in result.candidates:
            strong = line.outcome is Outcome.ELECTED
            outcome = WORDS(f"words.outcome.{line.outcome}")
            yield _candidate(line.candidate.no, names[line.candidate.no], line, outcome, head=head, strong=strong)

    def _elected(self) -> Iterator[Line]:
        result = self.counted.result
        elected, seats = WORDS.number(len(result.elected)), WORDS.number(result.contest.seats)
        yield _title("elected.title")
        if not result.elected:
            yield from COLUMNS.text(say("elected.nobody", seats=seats), TEXT)
            return
        yield from COLUMNS.text(say("elected.count", elected=elected, seats=seats), TEXT, keep=True)
        names = paper_names(result.contest.slate)
        head = self._table_head(say("table.ballot_no"))
        yield head
        for place, line in enumerate(result.elected, start=1):
            yield _candidate(place, names[line.candidate.no], line, line.candidate.no, head=head)
        if settled := settled_by_age(self.counted):
            by_age = say("elected.by_age", names=settled[0], votes=settled[1], clause=self.recount.profile.tie_clause)
            yield from COLUMNS.text(by_age, TEXT)

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
        assembly = gathering(self.recount.congress)
        next_step = say(f"tie.{kind}", gathering=assembly, seats=seats, clause=profile.tie_clause)
        yield _title("tie.title")
        yield from COLUMNS.text(who, SECTION, keep=True)
        yield from COLUMNS.text(begin(next_step), TEXT, keep=True)
        yield from self._decision()

    def _unfilled(self) -> Iterator[Line]:
        result = self.counted.result
        if not result.unfilled:
            return
        what = say(
            "unfilled.what",
            unfilled=WORDS.number(result.unfilled),
            seats=WORDS.number(result.contest.seats),
            gathering=gathering(self.recount.congress),
            clause=self.recount.profile.clauses[Topic.UNDER_FILLED],
        )
        yield _title("unfilled.title")
        yield from COLUMNS.text(what, TEXT, keep=True)
        yield from self._decision()

    def _decision(self) -> Iterator[Line]:
        yield from _to_write(say("decision.line", gathering=gathering(self.recount.congress)))

    def _rulings(self) -> Iterator[Line]:
        ruled = self.counted.result.tally.ruled
        if not ruled:
            return
        yield _title("rulings.title")
        for one in ruled:
            fields: dict[str, Value] = {
                "batch": one.batch,
                "ballot": one.number,
                "finding": finding_words(one.finding),
                "ruling": finding_words(one.ruling.reason),
            }
            key = "rulings.one_with_text" if one.ruling.text else "rulings.one"
            yield from COLUMNS.text(say(key, **fields, text=one.ruling.text), TEXT)

    def _findings(self) -> Iterator[Line]:
        # W404 names a ballot ruled valid against its marks: the rulings above have said so.
        findings = [finding for finding in self.counted.findings if finding.code != "W404"]
        if not findings:
            return
        yield _title("findings.title")
        for code in dict.fromkeys(finding.code for finding in findings):
            yield from _alike([finding for finding in findings if finding.code == code])

    def _proof(self) -> Iterator[Line]:
        ballots = self.counted.ballots
        method = say(
            "proof.method",
            ballots=WORDS.number(len(ballots)),
            batches=WORDS.number(len({ballot.batch for ballot in ballots})),
        )
        digest = grouped(self.counted.digest)
        half = len(digest) // 2
        typed = Look(size=10, face="Courier New", bold=True, wrapped=False)
        beside = (
            (method, Look(down="top")),
            (say("proof.digest"), Look()),
            (digest[:half], typed),
            (digest[half + 1 :], typed),
            (say("proof.meaning"), Look(size=12, italic=True, down="top")),
        )
        yield _title("proof.title")
        rows = [
            COLUMNS.line(Box(NO, text, look, across=_QR_FROM - 1), keep=place < _QR_LINES)
            for place, (text, look) in enumerate(beside, start=1)
        ]
        missing = max(_QR_HEIGHT - sum(row.height for row in rows), 0)
        frame = Look(size=11, italic=True, across="center", lines=BOX, colour="7F7F7F")
        qr = Box(_QR_FROM, say("proof.qr"), frame, across=2, down=_QR_LINES)
        for place, row in enumerate(rows):
            boxes = (*row.boxes, qr) if place == 0 else row.boxes
            yield Line(row.height + (missing if place == _QR_LINES - 1 else 0), boxes, row.keep)


def _title(key: str, **fields: object) -> Line:
    return COLUMNS.line(Box(NO, say(key, **fields), SECTION, across=len(COLUMNS.units)), keep=True)


def _section(number: int, title: Line) -> Line:
    """Number the title of a section."""
    box = title.boxes[0]
    text = f"{number}. {box.value}"
    return COLUMNS.line(Box(box.column, text, box.look, across=box.across), keep=True, least=27)


def _unbroken(heading: str) -> str:
    """Keep a number with its word where a heading is broken: `LẦN THỨ XXI`; the term on a line of its own."""
    return heading.replace("LẦN THỨ ", "LẦN\N{NO-BREAK SPACE}THỨ\N{NO-BREAK SPACE}").replace(
        ", NHIỆM KỲ", ",\nNHIỆM KỲ"
    )


def _to_write(what: str) -> Iterable[Line]:
    """Set a title and two dotted lines to write on, by hand or by keyboard."""
    yield from COLUMNS.text(what, Look(italic=True), keep=True)
    for _ in range(2):
        yield Line(_WRITING, (Box(NO, None, TO_WRITE_ON, across=len(COLUMNS.units)),), keep=True)
    yield Line(_GAP)


def _figure_head() -> Line:
    return COLUMNS.line(
        Box(NO, say("table.item"), TABLE_HEAD, across=2),
        Box(VOTES, say("table.number"), TABLE_HEAD),
        Box(PERCENT, say("table.clause"), TABLE_HEAD, across=2),
    )


def _figure(label: str, number: int | None, clause: str = "", *, strong: bool = False) -> Line:
    """Set one figure with its clause; dots to write on where the figure is not known."""
    value: Value = say("text.number_unknown") if number is None else number
    if number is not None and number < 0:
        value = WORDS.number(number)  # a format of parts shows no sign
    return COLUMNS.line(
        Box(NO, label, STRONG if strong else CELL, across=2),
        Box(VOTES, value, STRONG_NUMBER if strong else NUMBER),
        Box(PERCENT, clause, CLAUSE, across=2),
    )


def _candidate(  # noqa: PLR0913 - a row has as many cells
    place: int, name: str, line: CandidateResult, last: Value, *, head: Line, strong: bool = False
) -> Line:
    return COLUMNS.line(
        Box(NO, place, NUMBER),
        Box(NAME, name, STRONG if strong else CELL),
        Box(VOTES, line.votes, STRONG_NUMBER if strong else NUMBER),
        Box(PERCENT, percent_cell(line.hundredths), CENTRED),
        Box(OUTCOME, last, STRONG_NUMBER if strong else NUMBER),
        head=(head,),
    )


def _alike(findings: Sequence[Finding]) -> Iterable[Line]:
    """Set the findings of one code: an error with one explanation for all, a warning often made a few times only."""
    is_error = findings[0].level == "error"
    shown = findings if is_error else findings[:_MOST_WARNINGS]
    for finding in shown:
        text = say("findings.one", code=finding.code, message=WORDS.finding(finding), clause=finding.clause)
        yield from COLUMNS.text(text, ERROR if is_error else NOTE, keep=is_error and finding is shown[-1])
    if len(shown) < len(findings):
        more = say("findings.more", code=findings[0].code, number=WORDS.number(len(findings) - len(shown)))
        yield from COLUMNS.text(more, NOTE)
    if is_error:
        yield from _to_write(say("findings.explanation"))
