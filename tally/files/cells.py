"""What a cell says to someone who needs a text or a whole number; what it must not be becomes a finding."""

import re
from datetime import datetime, time

from openpyxl.utils import column_index_from_string, get_column_letter

from tally.domain.names import normalise
from tally.files.findings import Findings, shown
from tally.files.marks import parse_number
from tally.files.plain_text import LONGEST_LINE, hidden_character
from tally.files.values import ExcelError, Formula, MonthShown, Row, Value

_BREAKS = str.maketrans("\n\r\t", "   ")  # the layout of a cell, not part of its text


_MERGED = re.compile(r"([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})")


def cell_name(row: int, column: int) -> str:
    """Return the name of a cell as Excel shows it, such as `B7`."""
    return f"{get_column_letter(column)}{row}"


def merged_range(text: str) -> tuple[int, int, int, int]:
    """Return left, top, right and bottom of a merged range such as `B4:C4`; zeros for what is none."""
    match = _MERGED.fullmatch(text)
    if match is None:
        return 0, 0, 0, 0
    left, top, right, bottom = match.groups()
    return column_index_from_string(left), int(top), column_index_from_string(right), int(bottom)


def as_shown(value: Value) -> str:
    """Write the value of a cell much as a Vietnamese Excel shows it, for a message."""
    if isinstance(value, datetime):
        day = f"{value:%m/%Y}" if isinstance(value, MonthShown) else f"{value:%d/%m/%Y}"
        return day if value.time() == time() else f"{day} {value:%H:%M}"
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, (Formula, ExcelError)):
        return shown(value.text)
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float):
        return f"{value:.15g}".replace(".", ",")
    return shown(value.translate(_BREAKS) if isinstance(value, str) else value)


class Cells:
    """The cells of one row, read as what they should be.

    Attributes:
        number: of the row, from 1.
        refused: whether a finding was made of any of them.
    """

    def __init__(self, row: Row, findings: Findings) -> None:
        self.number = row.number
        self._cells = row.cells
        self._findings = findings
        self.refused = False

    def has(self, column: int | None) -> bool:
        """Tell whether a cell says anything; spaces are nothing."""
        value = self.value(column)
        if isinstance(value, str):
            return len(value) > LONGEST_LINE or bool(normalise(value))
        return value is not None

    def value(self, column: int | None) -> Value | None:
        """Return what the cell holds; None for a blank cell and for a column that the sheet does not have."""
        return None if column is None else self._cells.get(column)

    def complain(self, column: int, code: str, **fields: int | str) -> None:
        """Add a finding about a cell, which every such message names with what it holds."""
        value = self._cells.get(column, "")
        fields = {"cell": cell_name(self.number, column), "value": as_shown(value), **fields}
        self.add(column, code, **fields)

    def add(self, column: int, code: str, **fields: int | str) -> None:
        """Add a finding about a cell."""
        self.refused = True
        self._findings.add(self.number, column, code, **fields)

    def known(self, column: int | None) -> Value | None:
        """Return what the cell holds, or None: it is blank, or computes or shows an error, which is then a finding."""
        value = self.value(column)
        if column is None or not isinstance(value, (Formula, ExcelError)):
            return value
        self.complain(column, "E958" if isinstance(value, Formula) else "E959")
        return None

    def text(self, column: int | None, key: str) -> str:
        """Return the text in its one spelling, empty for a blank cell; what is not text is a finding.

        Args:
            column: may be None: the sheet does not have it.
            key: what the column is called, for the message.
        """
        value = self.known(column)
        if column is None or value is None:
            return ""
        if isinstance(value, int) and not isinstance(value, bool):
            return str(value)
        if not isinstance(value, str):
            self.complain(column, "E960")
            return ""
        spelling = value.translate(_BREAKS)
        if character := hidden_character(spelling):
            self.add(column, "E923", key=key, value=shown(normalise(spelling)), character=character)
            return ""
        return normalise(spelling)

    def whole(self, column: int | None, key: str) -> int | None:
        """Return a whole number from 1 up, stored as text or not; None for a blank cell, and with a finding."""
        value = self.known(column)
        if column is None or not self.has(column) or value is None:
            return None
        # `1.` is how people number a list; 3,5 is no number of anything here.
        number = parse_number(normalise(value).removesuffix(".") if isinstance(value, str) else as_shown(value))
        if number is None:
            self.complain(column, "E961", key=key)
        return number
