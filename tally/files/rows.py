"""The rows of a sheet, read by openpyxl, and refused where it would lose something or read it in its own way.

It lets a row be given twice or backwards, a cell stand in another row, a text be counted from the end of its table; of
two texts in one cell it takes one.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, time
from io import BytesIO
from math import isfinite
from typing import Any, cast
from xml.etree.ElementTree import Element

from openpyxl.utils import get_column_letter
from openpyxl.utils.datetime import from_excel
from openpyxl.worksheet._reader import CELL_TAG, FORMULA_TAG, INLINE_STRING, VALUE_TAG, WorkSheetParser
from openpyxl.xml.constants import SHEET_MAIN_NS

from tally.files.package import ALTERNATIVES
from tally.files.values import ExcelError, Formula, MonthShown, Row, Value, plain_text

TRUE = ("1", "true", "on")
"""How the XML of a workbook says yes."""

MAX_ROW = 1_048_576
"""The last row that Excel knows."""

_ROW_NUMBER = re.compile(r"[0-9]{1,7}(?:\.0*)?")  # Python reads more, and LibreOffice each in its own way
_PLAIN = frozenset((VALUE_TAG, FORMULA_TAG, f"{{{SHEET_MAIN_NS}}}t"))
_ONCE = _PLAIN | {INLINE_STRING}

_EXCEL_COLUMNS = 16_384
_EXACT = 2**53
_LOWEST = 1.0  # points of height: a row that is lower is seen by nobody
_NO_DATE = "#####"


class RowReader(WorkSheetParser):
    """openpyxl's reader of the rows of a sheet, which takes nothing that no program writes or that holds two truths."""

    def __init__(self, texts: Sequence[str], dates: Mapping[int, bool], epoch: datetime) -> None:
        """Begin a sheet.

        Args:
            texts: the shared texts.
            dates: the numbers of the styles that show a number as a date or a time; whether they hide the day.
            epoch: the day from which days are counted.
        """
        super().__init__(BytesIO(), texts, epoch=epoch)
        self._dates = dates

    def shows_date(self, style: str) -> bool:
        """Tell whether a style shows a number as a date or a time.

        Args:
            style: its number as a cell gives it; empty: it gives none.
        """
        return int(style or 0) in self._dates

    def row(self, element: Element) -> Row:
        """Return a row.

        Raises:
            ValueError: it stands above the one before, or a cell in it stands elsewhere, twice, or holds two things.
            Exception: whatever openpyxl raises at a cell that is damaged.
        """
        last = self.row_counter
        if not _ROW_NUMBER.fullmatch(element.get("r", "1")):
            raise ValueError(element.get("r"))
        number, cells = self.parse_row(cast("Any", unambiguous(element)))
        self.row_dimensions.clear()
        if not last < number <= MAX_ROW:
            raise ValueError(number)
        values: dict[int, Value] = {}
        for child, cell in zip(element, cells, strict=True):
            if child.tag != CELL_TAG:
                continue
            column, place = cell["column"], child.get("r")
            if column > _EXCEL_COLUMNS or place not in (None, f"{get_column_letter(column)}{number}"):
                raise ValueError(place)
            value = self._value(child, cell)
            if value is None:
                continue
            if column in values:
                raise ValueError(place)
            values[column] = value
        return Row(number, values, element.get("hidden") in TRUE or _has_no_height(element))

    def parse_formula(self, element: Element) -> str:
        """Return a formula as it is written; openpyxl would work out every one that refers to another, at any cost."""
        return f"={element.findtext(FORMULA_TAG) or ''}"

    def _value(self, element: Element, cell: Mapping[str, Any]) -> Value | None:
        """Return what the cell holds, or None: it is blank."""
        value, kind, raw = cell["value"], element.get("t", "n"), element.findtext(VALUE_TAG) or ""
        if cell["data_type"] == "f":
            return Formula(plain_text(value))
        if raw and element.find(INLINE_STRING) is not None:
            raise ValueError(raw)
        if value is None or value == "":
            return None
        # Python reads 1_0 and the digits of every script; no program writes them.
        if kind == "n" and raw.isascii() and "_" not in raw:
            number = _exact(value)
            return self._moment(number, cell["style_id"]) if cell["style_id"] in self._dates else number
        return _other(kind, raw, value)

    def _moment(self, number: float, style: int) -> Value:
        """Return the date or time that a number stands for; Excel itself shows ##### where there is none."""
        try:
            moment = from_excel(number, self.epoch)
        except (OverflowError, ValueError):
            return ExcelError(_NO_DATE)
        if isinstance(moment, datetime) and self._dates[style]:
            return MonthShown.combine(moment.date(), moment.time())
        return moment if isinstance(moment, (datetime, time)) else ExcelError(_NO_DATE)


def unambiguous(element: Element) -> Element:
    """Return a row or a shared text as it is.

    Raises:
        ValueError: it holds two texts, values or formulas where openpyxl would take one, or one in pieces, or
            alternatives of which LibreOffice shows one.
    """
    for each in element.iter():
        if each.tag == ALTERNATIVES:
            raise ValueError(each.tag)
        names = [child.tag for child in each if child.tag in _ONCE]
        if len(names) > len(set(names)) or (len(each) and each.tag in _PLAIN):
            raise ValueError(each.tag)
    return element


def _exact(number: float) -> int | float:
    """Return a number as an int when it has no fraction.

    Raises:
        ValueError: it is no finite number.
    """
    value = float(number)
    if not isfinite(value):
        raise ValueError(number)
    return int(value) if value.is_integer() and abs(value) < _EXACT else value


def _other(kind: str, raw: str, value: Any) -> Value:  # noqa: ANN401 - whatever openpyxl makes of it
    """Return what a cell holds that is no number.

    Raises:
        ValueError: there is no such kind of cell, or no such value of its kind.
    """
    if kind in ("str", "inlineStr"):
        return plain_text(str(value))
    if kind == "s" and raw.isascii() and raw.isdecimal():
        return str(value)
    if kind == "b" and raw in ("0", "1"):
        return raw == "1"
    if kind == "e":
        return ExcelError(raw[:40])
    if kind == "d":
        return datetime.fromisoformat(raw).replace(tzinfo=None)
    raise ValueError(raw)


def _has_no_height(row: Element) -> bool:
    """Tell whether a row is hidden in another way: it has no height."""
    try:
        return float(row.get("ht", _LOWEST)) < _LOWEST
    except ValueError:
        return False
