"""Kiểm tra: live formulas that count the record again, so that anyone with a spreadsheet can recount.

Left: every official figure, the formula beside it, KHỚP or LỆCH. Below them the declared numbers that the formulas use,
and how the numbers hang together. Right: one row a ballot, then one row a candidate, where the counting happens.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from openpyxl.formatting.rule import Rule
from openpyxl.styles import Font, PatternFill
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.utils import get_column_letter

from tally.application.figures import figures_of
from tally.application.record_layout import FIRST_BALLOT_ROW, FIRST_CHECK_ROW, SHEET_CHECK, SHEET_RESULT
from tally.application.recount import CountedContest, Recount
from tally.application.sentences import base_steps, step_label
from tally.documents import check_alternates as alternates
from tally.documents import check_formulas as formulas
from tally.documents.book import (
    BOX,
    HUNDREDTHS,
    Book,
    Formula,
    Look,
    Margins,
    Sheet,
    Value,
    protect,
    set_foot,
    set_page,
)
from tally.documents.check_formulas import BallotFormulas, CandidateFormulas, Span, agreement, quoted
from tally.documents.measure import height_of, wrap
from tally.documents.tally_sheet import OUTCOME, VOTES, TallyRows
from tally.documents.wording import WORDS, election, figure_label, figure_value, footer, paper_names, say
from tally.domain.rules import BaseOf, InvalidReason, TieRule
from tally.domain.slate import Candidate

KEY, LABEL, OFFICIAL, FORMULA, VERDICT = range(1, 6)
_WIDTHS = (16.0, 46.0, 16.0, 16.0, 12.0)
_BALLOTS_FROM = 7  # column G
_BALLOT_TITLES = (
    "ballot_sheet.batch",
    "ballot_sheet.ballot",
    "check.names_voted",
    "check.machine",
    "check.ruling",
    "check.valid",
    "check.reason",
)
_BALLOT_WIDTHS = (6.0, 7.0, 9.0, 24.0, 24.0, 8.0, 24.0)
_CANDIDATES_FROM = 15  # column O
_CANDIDATE_COLUMNS = (
    "no",
    "name",
    "votes",
    "against",
    "both",
    "neither",
    "sum",
    "sum_valid",
    "percent",
    "eligible",
    "more",
    "equal",
    "outcome",
    "tally_sheet",
)
_AGE_COLUMNS = ("born_from", "born_to", "on_cut", "older_than", "wins_by_age")
_CANDIDATE_WIDTHS = (
    6.0,
    34.0,
    9.0,
    9.0,
    8.0,
    8.0,
    9.0,
    10.0,
    9.0,
    9.0,
    11.0,
    11.0,
    18.0,
    10.0,
    12.0,
    12.0,
    9.0,
    11.0,
    9.0,
)
_UNKNOWN_BORN = (0, 99_999_999)  # as year, month and day in one number: older and younger than anybody

_HEAD = Look(size=11, bold=True, across="center", lines=BOX, fill="E7E6E6")
_GREY = Look(size=9, lines=BOX, colour="7F7F7F")
_CELL = Look(size=12, lines=BOX)
_CENTRED = Look(size=12, lines=BOX, across="center")
_BOLD = Look(size=12, bold=True, lines=BOX, across="center")
_SMALL = Look(size=10, lines=BOX, across="center")
_SMALL_PERCENT = Look(size=10, lines=BOX, across="center", numbers=HUNDREDTHS)
_SMALL_TEXT = Look(size=10, lines=BOX)


def fill_check_sheet(book: Book, recount: Recount, counted: CountedContest, tally_rows: TallyRows) -> None:
    """Add the sheet Kiểm tra to a workbook that has the sheets Kết quả and Phiếu.

    Args:
        book: the workbook.
        recount: the congress.
        counted: the contest.
        tally_rows: where the candidates stand on sheet Kết quả.
    """
    _CheckSheet(book.sheet(SHEET_CHECK), recount, counted, tally_rows).fill()


@dataclass(frozen=True, slots=True)
class _Inputs:
    """Cells of the declared numbers that formulas use."""

    issued: str
    returned: str
    seats: str
    alternates: str
    steps: str
    last_row: int


class _CheckSheet:
    def __init__(self, sheet: Sheet, recount: Recount, counted: CountedContest, tally_rows: TallyRows) -> None:
        self.sheet = sheet
        self.recount = recount
        self.counted = counted
        self.result = counted.result
        self.tally_rows = tally_rows
        self.figures = figures_of(counted.result)
        self.rows = {key: row for row, key in enumerate(self.figures, start=FIRST_CHECK_ROW)}
        self.last = FIRST_CHECK_ROW + len(self.figures) - 1
        self.names = paper_names(self.result.contest.slate)
        ballots = max(len(counted.ballots), 1)
        # The row of a ballot here is its row on sheet Phiếu.
        self.ballot_spans = [
            Span(get_column_letter(_BALLOTS_FROM + place), FIRST_BALLOT_ROW, FIRST_BALLOT_ROW + ballots - 1)
            for place in range(len(_BALLOT_TITLES))
        ]
        self.by_age = recount.profile.tie_rule is TieRule.OLDER
        self.with_alternates = bool(self.result.contest.alternates)
        columns = _CANDIDATE_COLUMNS + (_AGE_COLUMNS if self.by_age else ())
        self.candidate_widths = _CANDIDATE_WIDTHS[: len(columns)]
        if self.with_alternates:
            columns += alternates.COLUMNS
            self.candidate_widths += alternates.WIDTHS
        candidates = max(len(self.result.candidates), 1)
        self.spans = {
            name: Span(get_column_letter(_CANDIDATES_FROM + place), FIRST_CHECK_ROW, FIRST_CHECK_ROW + candidates - 1)
            for place, name in enumerate(columns)
        }

    def fill(self) -> None:
        """Write the sheet."""
        self.sheet.widths(_WIDTHS)
        self.sheet.widths(_BALLOT_WIDTHS, first=_BALLOTS_FROM)
        self.sheet.widths(self.candidate_widths, first=_CANDIDATES_FROM)
        inputs = self._inputs()
        self._lines(inputs)
        relations = self._relations(inputs)
        self._ballots(inputs)
        self._candidates(inputs)
        self._headings(relations)
        self._print(relations.last)
        protect(self.sheet)
        self.sheet.close()

    def _inputs(self) -> _Inputs:
        """Set the declared numbers below the figures, apart from them by an empty row."""
        contest = self.result.contest
        row = self.last + 2
        self.sheet.put(row, LABEL, say("check.inputs"), _HEAD, across=2)
        known: list[tuple[str, Value]] = [
            (say("figures.issued"), contest.issued),
            (say("figures.returned"), contest.returned),
            (say("figures.seats"), contest.seats),
        ]
        if self.with_alternates:
            known.append((say("figures.alternates"), contest.alternates))
        ahead = len(known)
        if contest.is_opinion or self.recount.profile.base_of is not BaseOf.VALID_BALLOTS:
            for step in base_steps(self.result.base):
                label = step_label(WORDS, self.recount, self.counted, step)
                text = say("roll.deduction", reason=label) if step.count < 0 else say(f"figures.{step.what}")
                known.append((text, step.count))
        for label, value in known:
            row += 1
            self.sheet.put(row, LABEL, label, _CELL)
            self.sheet.put(row, OFFICIAL, value, _CENTRED)
            self.sheet.height(row, height_of(len(wrap(label, _CELL.size, _WIDTHS[LABEL - 1])), _CELL.size))
        first = self.last + 3
        issued, returned, seats, wanted, steps = (f"$C${first + offset}" for offset in (0, 1, 2, ahead - 1, ahead))
        return _Inputs(issued, returned, seats, wanted, f"{steps}:$C${row}", row)

    def _lines(self, inputs: _Inputs) -> None:
        """Set every official figure with the formula that counts it again."""
        for column, key in enumerate(("key", "label", "official", "formula", "verdict"), start=1):
            self.sheet.put(FIRST_CHECK_ROW - 1, column, say(f"check.{key}"), _HEAD)
        live = self._formulas(inputs)
        for key, figure in self.figures.items():
            row = self.rows[key]
            label = figure_label(key, self.result.contest.slate, self.names)
            self.sheet.put(row, KEY, key, _GREY)
            self.sheet.put(row, LABEL, label, _CELL)
            self.sheet.put(row, OFFICIAL, figure_value(key, figure), _CENTRED)
            self.sheet.put(row, FORMULA, live[key], _CENTRED)
            self.sheet.put(row, VERDICT, agreement(f"C{row}", f"D{row}"), _BOLD)
            lines = len(wrap(label, _CELL.size, _WIDTHS[LABEL - 1]))
            self.sheet.height(
                row, max(height_of(lines, _CELL.size), height_of(2 if key == "status" else 1, _CELL.size))
            )

    def _formulas(self, inputs: _Inputs) -> Mapping[str, Formula]:
        """Return the formula of every figure."""
        valid, reasons, outcomes = self.ballot_spans[5], self.ballot_spans[6], self.spans["outcome"]
        base = f"$D${self.rows['base']}"
        live = {
            "issued": Formula(f'IF({inputs.issued}="","",{inputs.issued})'),
            "returned": Formula(f'IF({inputs.returned}="","",{inputs.returned})'),
            "counted": formulas.ballots_counted(),
            "valid": Formula(f"SUM({valid})"),
            "invalid": Formula(f"SUMPRODUCT(ISNUMBER({valid})*({valid}=0))"),
            "base": self._base(inputs),
            "needed": formulas.needed(self.result, base),
        }
        if not self.result.contest.is_opinion:
            live["unfilled"] = formulas.unfilled(outcomes, inputs.seats)
            live["status"] = formulas.status(outcomes, f"$D${self.rows['unfilled']}")
        if self.with_alternates:
            live["alternates_unfilled"] = alternates.unfilled(inputs.alternates, self.spans)
        live |= {f"invalid.{reason}": formulas.invalid_for(reason, reasons) for reason in InvalidReason}
        for row, line in enumerate(self.result.candidates, start=FIRST_CHECK_ROW):
            live[f"votes.{line.candidate.no}"] = Formula(self.spans["votes"].at(row))
            live[f"outcome.{line.candidate.no}"] = Formula(outcomes.at(row))
            if self.with_alternates:
                live[f"alternate.{line.candidate.no}"] = Formula(self.spans["alternate"].at(row))
        return live

    def _base(self, inputs: _Inputs) -> Formula:
        if self.recount.profile.base_of is BaseOf.VALID_BALLOTS and not self.result.contest.is_opinion:
            return Formula(f"$D${self.rows['valid']}")
        return Formula(f"SUM({inputs.steps})")

    def _relations(self, inputs: _Inputs) -> Span:
        """Set how the numbers hang together below the inputs; return where the verdicts on the first of them stand.

        A difference between the paper and the ballots keyed is a finding that the minutes explain, not a wrong figure.
        """
        row = inputs.last_row + 2
        self.sheet.put(row, LABEL, say("check.relations"), _HEAD, across=VERDICT - 1)
        counted = f"$D${self.rows['counted']}"
        total = Formula(f"$D${self.rows['valid']}+$D${self.rows['invalid']}")
        self.sheet.put(row + 1, LABEL, say("check.sum_counted"), _CELL)
        self.sheet.put(row + 1, OFFICIAL, total, _CENTRED)
        self.sheet.put(row + 1, FORMULA, Formula(counted), _CENTRED)
        self.sheet.put(row + 1, VERDICT, agreement(f"C{row + 1}", f"D{row + 1}"), _BOLD)
        holds, explained = quoted(say("check.holds")), quoted(say("check.explained"))
        unknown = quoted(say("check.unknown"))
        for offset, (key, known, test) in enumerate(
            (
                ("sum_returned", f'{inputs.returned}=""', f"{inputs.returned}={counted}"),
                (
                    "sum_issued",
                    f'OR({inputs.issued}="",{inputs.returned}="")',
                    f"{inputs.issued}>={inputs.returned}",
                ),
            ),
            start=2,
        ):
            self.sheet.put(row + offset, LABEL, say(f"check.{key}"), _CELL)
            answer = Formula(f"IF({known},{unknown},IF({test},{holds},{explained}))")
            self.sheet.put(row + offset, OFFICIAL, answer, _CENTRED, across=3)
        return Span("E", row + 1, row + 3)

    def _ballots(self, inputs: _Inputs) -> None:
        """Classify each ballot again."""
        self._block_title(_BALLOTS_FROM, say("check.per_ballot"))
        for place, key in enumerate(_BALLOT_TITLES):
            self.sheet.put(FIRST_CHECK_ROW - 1, _BALLOTS_FROM + place, say(key), _HEAD)
        spans = self.ballot_spans
        ballot = BallotFormulas(
            self.result,
            self.recount.profile,
            inputs.seats,
            names=spans[2],
            machine=spans[3],
            ruled=spans[4],
            reason=spans[6],
        )
        for row in range(FIRST_BALLOT_ROW, FIRST_BALLOT_ROW + len(self.counted.ballots)):
            for place, formula in enumerate(ballot.of(row)):
                self.sheet.put(row, _BALLOTS_FROM + place, formula, _SMALL)

    def _candidates(self, inputs: _Inputs) -> None:
        """Count each candidate again."""
        self._block_title(_CANDIDATES_FROM, say("check.per_candidate"))
        for place, name in enumerate(self.spans):
            title = say(f"table.{name}") if name in {"no", "name"} else say(f"check.{name}")
            self.sheet.put(FIRST_CHECK_ROW - 1, _CANDIDATES_FROM + place, title, _HEAD)
        base, valid = f"$D${self.rows['base']}", self.ballot_spans[5]
        candidate = CandidateFormulas(self.result, self.recount.profile, valid, base, inputs.seats, self.spans)
        for place, line in enumerate(self.result.candidates):
            row = FIRST_CHECK_ROW + place
            votes, neither = self.spans["votes"].at(row), self.spans["neither"].at(row)
            cells: dict[str, Value] = {
                "no": line.candidate.no,
                "name": self.names[line.candidate.no],
                "sum": Formula(f"SUM({votes}:{neither})"),
                "sum_valid": agreement(self.spans["sum"].at(row), f"$D${self.rows['valid']}"),
                "percent": candidate.percent(row),
                "eligible": candidate.eligible(row),
                "more": candidate.more(row),
                "equal": candidate.equal(row),
                "outcome": candidate.outcome(row),
                "tally_sheet": self._tally_sheet(place, row),
            }
            cells |= dict(zip(("votes", "against", "both", "neither"), candidate.marks(place), strict=True))
            if self.by_age:
                cells |= dict(zip(("born_from", "born_to"), _born(line.candidate), strict=True))
                cells |= dict(zip(_AGE_COLUMNS[2:], candidate.by_age(row), strict=True))
            if self.with_alternates:
                cells |= alternates.cells(self.result, inputs.alternates, self.spans, row)
            for offset, name in enumerate(self.spans):
                look = {"name": _SMALL_TEXT, "percent": _SMALL_PERCENT}.get(name, _SMALL)
                self.sheet.put(row, _CANDIDATES_FROM + offset, cells[name], look)

    def _tally_sheet(self, place: int, row: int) -> Formula:
        """Hold the tally sheet of this workbook against the formulas too."""
        tally_row = self.tally_rows.first + place
        votes, outcome = (f"'{SHEET_RESULT}'!{get_column_letter(column)}{tally_row}" for column in (VOTES, OUTCOME))
        theirs = f'{votes}&"/"&{outcome}'
        ours = f'{self.spans["votes"].at(row)}&"/"&{self.spans["outcome"].at(row)}'
        return agreement(theirs, ours)

    def _block_title(self, column: int, text: str) -> None:
        self.sheet.put(FIRST_CHECK_ROW - 2, column, text, Look(size=12, bold=True, wrapped=False))

    def _headings(self, relations: Span) -> None:
        """Set the verdict on everything in large letters: one line that differs, or cannot be computed, is enough."""
        verdicts = [Span("E", FIRST_CHECK_ROW, self.last), Span("E", relations.first, relations.first)]
        if self.result.candidates:
            verdicts += [self.spans["sum_valid"], self.spans["tally_sheet"]]
        lines = sum(span.last - span.first + 1 for span in verdicts)
        agrees, differs = quoted(say("check.agrees")), quoted(say("check.differs"))
        agreeing = "+".join(f"COUNTIF({span},{agrees})" for span in verdicts)
        self.sheet.put(
            1,
            KEY,
            say("check.title", election=election(self.counted.congress, self.result.contest)),
            Look(size=14, bold=True, wrapped=False),
        )
        verdict = Formula(f"IF({agreeing}={lines},{agrees},{differs})")
        self.sheet.put(2, KEY, verdict, Look(size=28, bold=True, across="center", lines=BOX), across=VERDICT)
        note = Formula(f'{quoted(say("check.note") + " ")}&({lines}-({agreeing}))&"/{lines}"')
        self.sheet.put(3, KEY, note, Look(size=11, italic=True), across=VERDICT)
        for row, height in ((1, 24.0), (2, 42.0), (3, height_of(2, 11)), (4, height_of(3, 11))):
            self.sheet.height(row, height)
        ranges = ["$A$2:$E$2", *(str(span) for span in verdicts)]
        for cells in ranges:
            first = cells.partition(":")[0].replace("$", "")
            for word, fill, ink in ((agrees, "C6EFCE", "006100"), (differs, "FFC7CE", "9C0006")):
                style = DifferentialStyle(
                    font=Font(color=f"FF{ink}", bold=True),
                    fill=PatternFill("solid", start_color=f"FF{fill}", end_color=f"FF{fill}"),
                )
                rule = Rule(type="expression", dxf=style, formula=[f"{'$A$2' if first == 'A2' else first}={word}"])
                self.sheet.worksheet.conditional_formatting.add(cells.replace("$", ""), rule)

    def _print(self, last: int) -> None:
        set_page(self.sheet, landscape=False, margins=Margins(20, 15, 15, 15))
        worksheet = self.sheet.worksheet
        worksheet.freeze_panes = f"A{FIRST_CHECK_ROW}"
        worksheet.print_area = f"A1:E{last}"
        worksheet.print_title_rows = f"{FIRST_CHECK_ROW - 1}:{FIRST_CHECK_ROW - 1}"
        set_foot(self.sheet, footer(self.counted, "record"))


def _born(candidate: Candidate) -> tuple[int, int]:
    """Return the first and the last day of birth possible, each as one number: 19750101, 19751231."""
    between = candidate.born_between()
    if between is None:
        return _UNKNOWN_BORN
    first, last = (day.year * 10_000 + day.month * 100 + day.day for day in between)
    return first, last
