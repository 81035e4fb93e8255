"""What the cells of a workbook hold, as the readers of slates, ballots and records take it."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import datetime, time
from typing import NamedTuple

_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")


class Formula(NamedTuple):
    """A cell that computes instead of saying; `text` begins with `=`."""

    text: str


class ExcelError(NamedTuple):
    """A cell that Excel shows as an error, such as `#REF!`."""

    text: str


class MonthShown(datetime):
    """A date of which the cell shows month and year, or the year alone: its day is Excel's, not anybody's.

    Excel makes the first of a month of a typed `5/1975`.
    """


Value = str | int | float | datetime | time | Formula | ExcelError
"""What a cell holds: a whole number is an int, TRUE and FALSE are bools, text is NFC, a date stands at its midnight."""


class Row(NamedTuple):
    """The cells of a row that hold something, by column; rows and columns are counted from 1."""

    number: int
    cells: Mapping[int, Value]
    hidden: bool = False


def plain_text(raw: str) -> str:
    """Return text in NFC with Excel's escapes of single characters (`_x000D_`) resolved, which openpyxl leaves in."""
    if "_x" in raw:
        resolved = _ESCAPED.sub(lambda match: chr(int(match[1], 16)), raw)
        raw = resolved.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return raw if unicodedata.is_normalized("NFC", raw) else unicodedata.normalize("NFC", raw)
