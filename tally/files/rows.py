"""The rows of a sheet, read by openpyxl, and refused where it would lose something or read it in its own way.

It lets a row be given twice or backwards, a cell stand in another row, a text be counted from the end of its table; of
two texts in one cell it takes one.

Nearly all cells are of three simple shapes, which are read here at once, because a province reads thousands of
workbooks. A row with any other cell is read by openpyxl as a whole; where both can read a row they read the same.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, time
from io import BytesIO
from math import isfinite
from typing import Any, TypeGuard, cast
from xml.etree.ElementTree import Element

from openpyxl.utils import get_column_letter
from openpyxl.utils.datetime import from_excel
from openpyxl.worksheet._reader import CELL_TAG, FORMULA_TAG, INLINE_STRING, VALUE_TAG, WorkSheetParser
from openpyxl.xml.constants import SHEET_MAIN_NS

from tally.files.values import ExcelError, Formula, Row, Value, plain_text

TRUE = ("1", "true", "on")
"""How the XML of a workbook says yes."""

_TEXT_TAG = f"{{{SHEET_MAIN_NS}}}t"
_PLAIN = frozenset((VALUE_TAG, FORMULA_TAG, _TEXT_TAG))
_ONCE = _PLAIN | {INLINE_STRING}

_USUAL_COLUMNS = ("", *(get_column_letter(column) for column in range(1, 257)), "\0")  # the last one stands nowhere
_COLUMN_OF = {letters: column for column, letters in enumerate(_USUAL_COLUMNS[:-1])}
_USUAL_NUMBERS = {str(number): number for number in range(1000)}
_USUAL_DIGITS = 15  # every whole number of so many is exact, in Excel as in Python

_EXCEL_ROWS = 1_048_576
_EXCEL_COLUMNS = 16_384
_EXACT = 2**53
_NO_DATE = "#####"


class RowReader(WorkSheetParser):
    """openpyxl's reader of the rows of a sheet, which takes nothing that no program writes or that holds two truths."""

    def __init__(self, texts: Sequence[str], dates: Collection[int], epoch: datetime) -> None:
        """Begin a sheet.

        Args:
            texts: the shared texts.
            dates: the numbers of the styles that show a number as a date or a time.
            epoch: the day from which days are counted.
        """
        super().__init__(BytesIO(), texts, epoch=epoch)
        self._dates = dates
        self._no_dates: set[str | None] = set() if 0 in dates else {None}

    def row(self, element: Element) -> Row:
        """Return a row.

        Raises:
            ValueError: it stands above the one before, or a cell in it stands elsewhere, twice, or holds two things.
            Exception: whatever openpyxl raises at a cell that is damaged.
        """
        try:
            row = self._usual_row(element)
        except _Unusual:
            return self.any_row(element)
        self.row_counter = row.number
        return row

    def any_row(self, element: Element) -> Row:
        """Return a row of whatever cells; as `row`."""
        last = self.row_counter
        number, cells = self.parse_row(cast("Any", unambiguous(element)))
        self.row_dimensions.clear()
        if not last < number <= _EXCEL_ROWS:
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
        return Row(number, values, element.get("hidden") in TRUE)

    def _usual_row(self, element: Element) -> Row:
        """Return a row whose every cell says where it stands, one after the other, and is of a simple shape.

        Raises:
            _Unusual: it is none.
        """
        digits = element.get("r", "")
        if not _is_whole(digits) or not self.row_counter < int(digits) <= _EXCEL_ROWS:
            raise _Unusual
        values: dict[int, Value] = {}
        column = 0
        for cell in element:
            column += 1
            said = cell.attrib
            place, style = said.get("r", ""), said.get("s")
            if place != _USUAL_COLUMNS[column] + digits:
                column = _column(place, digits, column)
            if cell.tag != CELL_TAG:
                raise _Unusual
            if style not in self._no_dates:
                self._look_at_style(style)
            inside = len(cell)
            if inside:
                first = cell[0]
                if first.tag == VALUE_TAG and inside == 1 and not len(first) and said.get("t", "n") == "n":
                    values[column] = _usual_number(first.text)
                elif first.tag == FORMULA_TAG:
                    values[column] = _usual_formula(cell, first)
                else:
                    text = _usual_text(cell, first)
                    if text:
                        values[column] = text
        return Row(int(digits), values, element.get("hidden") in TRUE)

    def _look_at_style(self, style: str | None) -> None:
        """Note a style that does not show a number as a date; what is a date is unusual."""
        if not _is_whole(style) or int(style) in self._dates:
            raise _Unusual
        self._no_dates.add(style)

    def parse_formula(self, element: Element) -> str:
        """Return a formula as it is written; openpyxl would work out every one that refers to another, at any cost."""
        return f"={element.findtext(FORMULA_TAG) or ''}"

    def _value(self, element: Element, cell: Mapping[str, Any]) -> Value | None:
        """Return what the cell holds, or None: it is blank."""
        value, kind, raw = cell["value"], element.get("t", "n"), element.findtext(VALUE_TAG) or ""
        if cell["data_type"] == "f":
            return Formula(plain_text(value))
        if value is None or value == "":
            return None
        # Python reads 1_0 and the digits of every script; no program writes them.
        if kind == "n" and raw.isascii() and "_" not in raw:
            number = _exact(value)
            return self._moment(number) if cell["style_id"] in self._dates else number
        return _other(kind, raw, value)

    def _moment(self, number: float) -> Value:
        """Return the date or time that a number stands for; Excel itself shows ##### where there is none."""
        try:
            moment = from_excel(number, self.epoch)
        except (OverflowError, ValueError):
            return ExcelError(_NO_DATE)
        return moment if isinstance(moment, (datetime, time)) else ExcelError(_NO_DATE)


class _Unusual(Exception):  # noqa: N818 - nothing is wrong
    """A row, or a cell of it, is of no simple shape."""


def _is_whole(digits: str | None) -> TypeGuard[str]:
    """Tell whether a text is a whole number as programs write it, and not a large one."""
    return (
        digits is not None
        and digits.isascii()
        and digits.isdecimal()
        and len(digits) <= _USUAL_DIGITS
        and (digits[0] != "0" or digits == "0")
    )


def _column(place: str, digits: str, least: int) -> int:
    """Return the column of a cell.

    Args:
        place: of the cell, such as `B7`.
        digits: the number of its row.
        least: the column can be no smaller.
    """
    column = _COLUMN_OF.get(place.removesuffix(digits), 0)
    if column < least or not place.endswith(digits):
        raise _Unusual
    return column


def _usual_number(digits: str | None) -> int:
    """Return a whole number; any other is unusual."""
    number = _USUAL_NUMBERS.get(digits or "")
    if number is not None:
        return number
    if not _is_whole(digits):
        raise _Unusual
    return int(digits)


def _usual_formula(cell: Element, formula: Element) -> Formula:
    """Return the formula in a cell, whatever was computed last; anything else in it is unusual."""
    if len(formula) or len(cell) > 2 or (len(cell) == 2 and (cell[1].tag != VALUE_TAG or len(cell[1]))):  # noqa: PLR2004 - what it computes and what came of it
        raise _Unusual
    return Formula(plain_text(f"={formula.text or ''}"))


def _usual_text(cell: Element, inline: Element) -> str:
    """Return the text in a cell, all of it in one run; anything else in it is unusual."""
    if len(cell) > 1 or len(inline) != 1 or inline.tag != INLINE_STRING or cell.get("t") != "inlineStr":
        raise _Unusual
    if inline[0].tag != _TEXT_TAG or len(inline[0]):
        raise _Unusual
    return plain_text(inline[0].text or "")


def unambiguous(element: Element) -> Element:
    """Return a row or a shared text as it is.

    Raises:
        ValueError: it holds two texts, values or formulas where openpyxl would take one, or one in pieces.
    """
    for each in element.iter():
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
