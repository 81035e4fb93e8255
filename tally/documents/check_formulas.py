"""The live formulas of the check sheet: the count once more, from the cells of sheet Phiếu alone.

They are the second counter of every record: written from the regulation and not from `tally.domain`, in functions that
every spreadsheet has had for twenty years (no dynamic arrays). Texts are compared with `=` or EXACT: for COUNTIF, `*`
would stand for anything.
"""

from dataclasses import dataclass

from openpyxl.utils import get_column_letter

from tally.application.notation import BARE_RULINGS, WORDED_RULINGS
from tally.application.record_layout import (
    BALLOT_COLUMN,
    BATCH_COLUMN,
    FIRST_BALLOT_ROW,
    FIRST_CANDIDATE,
    RULING_COLUMN,
    SHEET_BALLOTS,
)
from tally.documents.book import Formula
from tally.documents.wording import WORDS, say
from tally.domain.contest import RoundKind
from tally.domain.counting import Outcome, Result, Status
from tally.domain.rules import InvalidReason, RuleProfile, TieRule

_LAST_ROW = 1_048_576  # of a sheet of Excel


@dataclass(frozen=True, slots=True)
class Span:
    """Cells of one column: its letter, first and last row."""

    column: str
    first: int
    last: int

    def __str__(self) -> str:
        return f"${self.column}${self.first}:${self.column}${self.last}"

    def at(self, row: int) -> str:
        """Return the cell of a row."""
        return f"${self.column}{row}"


def quoted(text: str) -> str:
    """Write a text into a formula."""
    return '"' + text.replace('"', '""') + '"'


def _reason(reason: InvalidReason) -> str:
    return quoted(WORDS(f"words.reason.{reason}"))


def outcome_text(outcome: Outcome) -> str:
    """Write the word for an outcome into a formula."""
    return quoted(WORDS(f"words.outcome.{outcome}"))


def _status(status: Status) -> str:
    return quoted(WORDS(f"words.status.{status}"))


def agreement(one: str, other: str) -> Formula:
    """Say KHỚP where two cells show the same, LỆCH where they do not or one cannot be computed."""
    agrees, differs = quoted(say("check.agrees")), quoted(say("check.differs"))
    return Formula(f"IFERROR(IF(EXACT({one},{other}),{agrees},{differs}),{differs})")


@dataclass(frozen=True, slots=True)
class BallotFormulas:
    """The formulas that classify one ballot of sheet Phiếu.

    Attributes:
        names: where the number of names voted for is computed.
        machine: where the finding of the marks is.
        ruled: where the ruling is.
        reason: where the reason is that counts.
    """

    result: Result
    profile: RuleProfile
    seats: str
    names: Span
    machine: Span
    ruled: Span
    reason: Span

    def of(self, row: int) -> list[Formula]:
        """Return the formulas of a ballot: batch, number, names, machine's finding, ruling, valid, reason."""
        return [
            Formula(_ballot_cell(BATCH_COLUMN, row)),
            Formula(_ballot_cell(BALLOT_COLUMN, row)),
            Formula(f"SUMPRODUCT(--({self._marks(row)}=1))" if self._candidates else "0"),
            Formula(self._finding(row)),
            Formula(self._ruling(row)),
            Formula(f'IF({self.reason.at(row)}="",1,0)'),
            Formula(
                f'IF({self.ruled.at(row)}="",{self.machine.at(row)},'
                f'IF({self.ruled.at(row)}={quoted(say("check.ruled_valid"))},"",{self.ruled.at(row)}))'
            ),
        ]

    @property
    def _candidates(self) -> int:
        return len(self.result.contest.slate)

    def _marks(self, row: int) -> str:
        last = FIRST_CANDIDATE + self._candidates - 1
        first_cell = f"${get_column_letter(FIRST_CANDIDATE)}{row}"
        return f"'{SHEET_BALLOTS}'!{first_cell}:${get_column_letter(last)}{row}"

    def _finding(self, row: int) -> str:
        """What the marks alone decide, of the reasons that the regulation knows."""
        known = self.profile.opinion_invalid if self.result.contest.is_opinion else self.profile.invalid
        if self._candidates == 1:
            # One person: exactly one of the two boxes, so the cell shows a number and neither sign.
            cell = _ballot_cell(FIRST_CANDIDATE, row)
            both_or_neither = _reason(InvalidReason.BOTH_OR_NEITHER)
            return f'IF(ISNUMBER({cell}),"",{both_or_neither})' if InvalidReason.BOTH_OR_NEITHER in known else '""'
        none = f'IF({self.names.at(row)}=0,{_reason(InvalidReason.NONE)},"")' if InvalidReason.NONE in known else '""'
        if InvalidReason.TOO_MANY not in known:
            return none
        return f"IF({self.names.at(row)}>{self.seats},{_reason(InvalidReason.TOO_MANY)},{none})"

    def _ruling(self, row: int) -> str:
        cell = _ballot_cell(RULING_COLUMN, row)
        formula = quoted(say("check.ruling_unknown"))
        for bare in BARE_RULINGS:
            formula = f"IF({cell}={quoted(bare.value)},{_reason(bare)},{formula})"
        for word, reason in WORDED_RULINGS.items():
            concluded = quoted(say("check.ruled_valid")) if reason is None else _reason(reason)
            formula = f"IF(LEFT({cell},{len(word) + 1})={quoted(f'{word}:')},{concluded},{formula})"
        return f'IF({cell}="","",{formula})'


def _ballot_cell(column: int, row: int) -> str:
    return f"'{SHEET_BALLOTS}'!${get_column_letter(column)}{row}"


def ballots_counted() -> Formula:
    """Count the ballots of sheet Phiếu, a row added below them too."""
    column = get_column_letter(BALLOT_COLUMN)
    return Formula(f"COUNT('{SHEET_BALLOTS}'!${column}${FIRST_BALLOT_ROW}:${column}${_LAST_ROW})")


def invalid_for(reason: InvalidReason, reasons: Span) -> Formula:
    """Count the ballots invalid for one reason."""
    return Formula(f"SUMPRODUCT(--({reasons}={_reason(reason)}))")


def needed(result: Result, base: str) -> Formula:
    """Compute the smallest number over half; no number in a vote among the tied."""
    if result.contest.kind is RoundKind.TIE_BREAK:
        return Formula('""')
    if result.contest.is_opinion:
        return Formula(f'IF({base}>0,INT({base}*{result.base.more_than}/100)+1,"")')
    return Formula(f'IF({base}>0,INT({base}/2)+1,"")')


def unfilled(outcomes: Span, seats: str) -> Formula:
    """Compute the seats that nobody won and no tie holds."""
    tied, elected = how_many(outcomes, Outcome.TIED), how_many(outcomes, Outcome.ELECTED)
    return Formula(f"IF({tied}>0,0,MAX({seats}-{elected},0))")


def status(outcomes: Span, unfilled_cell: str) -> Formula:
    """Say what the vote means for the body."""
    short = f"IF({unfilled_cell}>0,{_status(Status.UNDER_FILLED)},{_status(Status.COMPLETE)})"
    return Formula(f"IF({how_many(outcomes, Outcome.TIED)}>0,{_status(Status.TIE)},{short})")


def how_many(outcomes: Span, outcome: Outcome) -> str:
    """Count the candidates with an outcome, as a part of a formula."""
    return f"SUMPRODUCT(--({outcomes}={outcome_text(outcome)}))"


@dataclass(frozen=True, slots=True)
class CandidateFormulas:
    """The formulas that count one candidate and say what the votes mean, in the order of `check_sheet` columns.

    Attributes:
        valid: the column of 1 and 0 beside the ballots.
        base: the cell of the majority base.
        seats: the cell of the seats.
        columns: the columns of this block by name, see `check_sheet`.
    """

    result: Result
    profile: RuleProfile
    valid: Span
    base: str
    seats: str
    columns: dict[str, Span]

    def marks(self, place: int) -> list[Formula]:
        """Count the valid ballots for, against, with both and with neither box; `place` on the ballot, from 0."""
        letter = get_column_letter(FIRST_CANDIDATE + place)
        cells = f"'{SHEET_BALLOTS}'!${letter}${self.valid.first}:${letter}${self.valid.last}"
        tests = (f"({cells}=1)", f"ISNUMBER({cells})*({cells}=0)", f'({cells}="*")', f'({cells}="-")')
        return [Formula(f"SUMPRODUCT({self.valid}*{test})") for test in tests]

    def percent(self, row: int) -> Formula:
        """Compute the percentage, halves up, by whole numbers."""
        base, votes = self.base, self._at("votes", row)
        return Formula(f'IF({base}>0,INT((20000*{votes}+{base})/(2*{base}))/100,"")')

    def eligible(self, row: int) -> Formula:
        """Compute 1 for more than half, which a vote among the tied does not ask for."""
        if self.result.contest.kind is RoundKind.TIE_BREAK:
            return Formula("1")
        if self.result.contest.is_opinion:
            share = f"100*{self._at('votes', row)}>{self.result.base.more_than}*{self.base}"
            return Formula(f"IF(AND({self.base}>0,{share}),1,0)")
        return Formula(f"IF(AND({self.base}>0,2*{self._at('votes', row)}>{self.base}),1,0)")

    def more(self, row: int) -> Formula:
        """Count those over half with more votes."""
        return Formula(f"SUMPRODUCT({self.columns['eligible']}*({self.columns['votes']}>{self._at('votes', row)}))")

    def equal(self, row: int) -> Formula:
        """Count those over half with the same votes, this one too."""
        return Formula(f"SUMPRODUCT({self.columns['eligible']}*({self.columns['votes']}={self._at('votes', row)}))")

    def outcome(self, row: int) -> Formula:
        """Say elected, tied, over half without a seat, or not elected."""
        if self.result.contest.is_opinion:
            listed, not_listed = outcome_text(Outcome.LISTED), outcome_text(Outcome.NOT_LISTED)
            return Formula(f"IF({self._at('eligible', row)}=1,{listed},{not_listed})")
        more, equal = self._at("more", row), self._at("equal", row)
        in_tie_break = self.result.contest.kind is RoundKind.TIE_BREAK
        beaten = outcome_text(Outcome.NOT_ELECTED if in_tie_break else Outcome.OVER_HALF)
        tied = outcome_text(Outcome.TIED)
        if self.profile.tie_rule is TieRule.OLDER:
            wins = f"IF({self._at('wins_by_age', row)}=1,{outcome_text(Outcome.ELECTED)},{beaten})"
            tied = f"IF(SUM({self.columns['wins_by_age']})={self.seats}-{more},{wins},{tied})"
        below_all = f"IF({more}<{self.seats},{tied},{beaten})"
        placed = f"IF({more}+{equal}<={self.seats},{outcome_text(Outcome.ELECTED)},{below_all})"
        return Formula(f"IF({self._at('eligible', row)}=0,{outcome_text(Outcome.NOT_ELECTED)},{placed})")

    def by_age(self, row: int) -> list[Formula]:
        """Where age settles a tie: on the cut or not, how many others on it are surely younger, who gets a seat."""
        more, equal, on_cut = self._at("more", row), self._at("equal", row), self.columns["on_cut"]
        in_reach = f"{self._at('eligible', row)}=1,{more}<{self.seats},{more}+{equal}>{self.seats}"
        younger = f"SUMPRODUCT({on_cut}*({self.columns['born_from']}>{self._at('born_to', row)}))"
        enough = f"{self._at('older_than', row)}>={equal}-({self.seats}-{more})"
        return [
            Formula(f"IF(AND({in_reach}),1,0)"),
            Formula(f"IF({self._at('on_cut', row)}=1,{younger},0)"),
            Formula(f"IF(AND({self._at('on_cut', row)}=1,{enough}),1,0)"),
        ]

    def _at(self, name: str, row: int) -> str:
        return self.columns[name].at(row)
