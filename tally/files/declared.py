"""Sheet Khai báo of a record or of minutes: what kind of paper it is, and the congress file that stands in it."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from tally.application.record_layout import (
    CORRIGENDA_COLUMN,
    DECISION_ROW,
    DECLARATION_ROW,
    FIGURE_COLUMN,
    FIGURE_KEY_COLUMN,
    PRACTICE,
    PRACTICE_COLUMN,
    SHEET_DECLARATION,
)
from tally.domain.body import Decision, Way
from tally.domain.rules import RuleProfile
from tally.files.cells import as_shown, cell_name
from tally.files.congress_toml import CongressFile, read_congress
from tally.files.findings import Findings, refusal
from tally.files.values import Row, Value
from tally.files.workbook import Sheet, open_workbook

_FORMAT = re.compile(r"(tally-[a-z]+)/\d{1,4}")


@dataclass(frozen=True, slots=True)
class DeclaredSheet:
    """The rows of sheet Khai báo, by number."""

    sheet: Sheet
    rows: Mapping[int, Row]

    @classmethod
    def of(cls, sheet: Sheet) -> "DeclaredSheet":
        """Read a sheet."""
        return cls(sheet, {row.number: row for row in sheet.rows()})

    @property
    def format(self) -> str:
        """The mark of the format with its version, or the empty text where cell A1 is no such mark."""
        mark = self.rows[1].cells.get(1) if 1 in self.rows else None
        return mark.strip() if isinstance(mark, str) and _FORMAT.fullmatch(mark.strip()) else ""

    def is_a(self, known: str) -> bool:
        """Tell whether the paper is of a format, in whatever version; a newer version than ours is refused.

        Args:
            known: the format that we read, such as `tally-record/1`.

        Raises:
            BadInput: E982.
        """
        found = self.format
        if found.partition("/")[0] != known.partition("/")[0]:
            return False
        if found != known:
            raise refusal(self.sheet.file, "E982", value=found, known=known)
        return True

    @property
    def practice(self) -> bool:
        """Tell whether the congress is made up, to practise on."""
        return self._head(1, PRACTICE_COLUMN) == PRACTICE

    def corrigenda(self) -> int:
        """Return how many corrigenda there were when the paper was made.

        Raises:
            BadInput: E986: something else stands there.
        """
        found = self._head(1, CORRIGENDA_COLUMN)
        if found is None:
            return 0
        if not isinstance(found, int) or isinstance(found, bool) or found < 1:
            findings = Findings(self.sheet.file)
            _complain(findings, 1, CORRIGENDA_COLUMN, found)
            findings.refuse()
        return int(str(found))

    def decision(self) -> Decision | None:
        """Return what the congress decided after the result, or None: nothing was reported.

        Raises:
            BadInput: E986: something else stands there.
        """
        ways = {way.value: way for way in Way}
        way, seats = (self._head(DECISION_ROW, column) for column in (FIGURE_KEY_COLUMN, FIGURE_COLUMN))
        who, why = (self._head(DECISION_ROW + 1, column) for column in (FIGURE_KEY_COLUMN, FIGURE_COLUMN))
        if all(value is None for value in (way, seats, who, why)):
            return None
        findings = Findings(self.sheet.file)
        if not isinstance(way, str) or way not in ways:
            _complain(findings, DECISION_ROW, FIGURE_KEY_COLUMN, way)
        if not isinstance(seats, int) or isinstance(seats, bool) or seats < 1:
            _complain(findings, DECISION_ROW, FIGURE_COLUMN, seats)
        findings.refuse()
        return Decision(ways[str(way)], int(str(seats)), _text(who), _text(why))

    def _head(self, row: int, column: int) -> Value | None:
        return self.rows[row].cells.get(column) if row in self.rows else None

    def declaration(self, load_rules: Callable[[str], RuleProfile]) -> CongressFile:
        """Return the congress file with its one contest; its lines are numbered as the rows of the sheet.

        Raises:
            BadInput: E986, E987, or the congress file has flaws; all of them.
        """
        findings = Findings(self.sheet.file)
        text = "\n".join(("", *self._lines(findings), ""))
        findings.refuse()
        declared = read_congress(text, self.sheet.file, load_rules=load_rules)
        if len(declared.contests) != 1:
            raise refusal(self.sheet.file, "E987", DECLARATION_ROW, found=len(declared.contests))
        return declared

    def _lines(self, findings: Findings) -> Iterable[str]:
        yield from [""] * (DECLARATION_ROW - 2)
        for number in range(DECLARATION_ROW, max(self.rows) + 1):
            line = self.rows[number].cells.get(1, "") if number in self.rows else ""
            if not isinstance(line, str):
                findings.add(number, 1, "E986", cell=cell_name(number, 1), value=as_shown(line))
            yield str(line)


def _complain(findings: Findings, row: int, column: int, value: Value | None) -> None:
    said = "" if value is None else as_shown(value)
    findings.add(row, column, "E986", cell=cell_name(row, column), value=said)


def _text(value: Value | None) -> str:
    return value if isinstance(value, str) else ""


def paper_format(path: Path) -> str:
    """Return the mark of the format of a paper of ours, such as `tally-record/1`; empty for any other workbook.

    Raises:
        BadInput: it is no workbook.
        OSError: the machine failed.
    """
    sheets = (sheet for sheet in open_workbook(path, path.name) if sheet.name == SHEET_DECLARATION)
    return next((DeclaredSheet.of(sheet).format for sheet in sheets), "")
