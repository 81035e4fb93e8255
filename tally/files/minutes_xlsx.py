"""Minutes (biên bản kiểm phiếu), those of a corrigendum too (đính chính), read by a machine: sheet Khai báo alone.

Where things stand in it is said once, in `tally.application.record_layout`. What the other sheets show is for people;
a signature covers both.
"""

import re
from collections.abc import Callable
from pathlib import Path

from tally.application.digest import CORRIGENDUM_FORMAT, MINUTES_FORMAT
from tally.application.figures import ALTERNATES, Figures, figure_keys
from tally.application.minutes import Correction, Minutes
from tally.application.record_layout import (
    BEFORE_COLUMN,
    DECLARATION_ROW,
    DIGEST_COLUMN,
    EARLIER_COLUMN,
    FIGURE_COLUMN,
    FIGURE_KEY_COLUMN,
    QR_ROW,
    RESULTS_DIGEST_ROW,
    SHEET_DECLARATION,
)
from tally.domain.contest import Contest
from tally.domain.counting import Outcome, Status
from tally.domain.rules import RuleProfile
from tally.files.cells import as_shown, cell_name
from tally.files.declared import DeclaredSheet
from tally.files.findings import Findings, refusal
from tally.files.rules_toml import load_profile
from tally.files.values import Value
from tally.files.workbook import open_workbook

_DIGEST = re.compile("[0-9a-f]{64}")
_OUTCOMES, _STATUSES = frozenset(Outcome), frozenset(Status)
_MAY_BE_UNKNOWN = frozenset({"issued", "returned", "needed"})
_MAY_BE_NEGATIVE = frozenset({"base"})


def read_minutes(
    path: Path, file: str | None = None, load_rules: Callable[[str], RuleProfile] = load_profile
) -> Minutes:
    """Read minutes, or those of a corrigendum.

    Args:
        path: where they are.
        file: their name as findings give it; the name of the file unless given.
        load_rules: returns the regulation of an id, or raises `UnknownProfile` or `BadInput`.

    Raises:
        BadInput: E995: no minutes of ours; or something in them is wrong: all of it.
        OSError: the machine failed.
    """
    name = path.name if file is None else file
    sheets = {sheet.name: sheet for sheet in open_workbook(path, name)}
    declared = DeclaredSheet.of(sheets[SHEET_DECLARATION]) if SHEET_DECLARATION in sheets else None
    if declared is None or not are_minutes(declared):
        raise refusal(name, "E995")
    return minutes_in(declared, load_rules)


def are_minutes(declared: DeclaredSheet) -> bool:
    """Tell whether a paper is minutes, or those of a corrigendum.

    Raises:
        BadInput: E982: of a newer version.
    """
    return declared.is_a(MINUTES_FORMAT) or declared.is_a(CORRIGENDUM_FORMAT)


def minutes_in(declared: DeclaredSheet, load_rules: Callable[[str], RuleProfile]) -> Minutes:
    """Read minutes from their sheet Khai báo; as `read_minutes`."""
    congress, (contest,), profile = declared.declaration(load_rules)
    reader = _Reader(declared)
    digest, results_digest, qr = reader.digest(1), reader.digest(RESULTS_DIGEST_ROW), reader.text(QR_ROW)
    figures = reader.figures(contest, FIGURE_COLUMN)
    correction = None
    if declared.is_a(CORRIGENDUM_FORMAT):
        correction = Correction(reader.figures(contest, BEFORE_COLUMN), reader.earlier())
    reader.findings.refuse()
    return Minutes(
        congress=congress,
        profile=profile,
        contest=contest,
        figures=figures,
        digest=digest,
        results_digest=results_digest,
        qr=qr,
        practice=declared.practice,
        decision=declared.decision(),
        corrigenda=declared.corrigenda(),
        correction=correction,
    )


class _Reader:
    """The cells of the sheet; what is wrong with them is collected."""

    def __init__(self, declared: DeclaredSheet) -> None:
        self.findings = Findings(declared.sheet.file)
        self._rows = declared.rows

    def digest(self, row: int, column: int = DIGEST_COLUMN) -> str:
        """Return a digest; what is none is a finding."""
        value = self._value(row, column)
        if isinstance(value, str) and _DIGEST.fullmatch(value):
            return value
        self._wrong(row, column)
        return ""

    def earlier(self) -> tuple[tuple[str, str], ...]:
        """Return the digests of record and results before a corrigendum, down to the first row that has none."""
        columns = (EARLIER_COLUMN, EARLIER_COLUMN + 1)
        rows = [DECLARATION_ROW]
        while any(self._value(rows[-1] + 1, column) is not None for column in columns):
            rows.append(rows[-1] + 1)
        return tuple((self.digest(row, columns[0]), self.digest(row, columns[1])) for row in rows)

    def text(self, row: int) -> str:
        """Return the text beside the notes, empty for a blank cell; what is no text is a finding."""
        value = self._value(row, DIGEST_COLUMN)
        if value is None or isinstance(value, str):
            return (value or "").strip()
        self._wrong(row, DIGEST_COLUMN)
        return ""

    def figures(self, contest: Contest, column: int) -> Figures:
        """Return every figure of a column by its key; a missing, unknown, doubled or impossible one is a finding."""
        expected = figure_keys(contest)
        wanted = frozenset(expected)
        found: dict[str, int | str] = {}
        last = DECLARATION_ROW
        for number in sorted(self._rows):
            cells = self._rows[number].cells
            if number < DECLARATION_ROW or not {FIGURE_KEY_COLUMN, column} & cells.keys():
                continue
            last = number
            key, value = cells.get(FIGURE_KEY_COLUMN), cells.get(column)
            if not isinstance(key, str) or key not in wanted or key in found:
                self._wrong(number, FIGURE_KEY_COLUMN)
                continue
            figure = _figure(key, value)
            if figure is None:
                self._wrong(number, column)
            found[key] = "" if figure is None else figure
        for key in expected:
            if key not in found:
                self.findings.add(last + 1, FIGURE_KEY_COLUMN, "E996", key=key)
        return {key: found[key] for key in expected if key in found}

    def _value(self, row: int, column: int) -> Value | None:
        return self._rows[row].cells.get(column) if row in self._rows else None

    def _wrong(self, row: int, column: int) -> None:
        value = self._value(row, column)
        shown = "" if value is None else as_shown(value)
        self.findings.add(row, column, "E986", cell=cell_name(row, column), value=shown)


def _figure(key: str, value: Value | None) -> int | str | None:
    """Return what stands for a figure, or None where it cannot be that."""
    if key == "status":
        return value if value in _STATUSES and isinstance(value, str) else None
    if key.startswith("outcome."):
        return value if value in _OUTCOMES and isinstance(value, str) else None
    if key.startswith("alternate."):
        return "" if value is None else value if value in ALTERNATES and isinstance(value, str) else None
    if value is None:
        return "" if key in _MAY_BE_UNKNOWN else None
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    return value if value >= 0 or key in _MAY_BE_NEGATIVE else None
