"""What the parts of an .xlsx say: which sheets there are, the shared texts, which styles are dates, and the rows.

What a number format and a day number of Excel mean is openpyxl's knowledge; how the XML is read is `xml_events`.
"""

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime, time
from typing import NamedTuple

from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format
from openpyxl.utils import column_index_from_string
from openpyxl.utils.datetime import from_excel

from tally.files.xml_events import End, Events, OddXml, Start

_MAX_TEXTS = 64 * 1024 * 1024

_COLUMN = re.compile("[A-Z]{1,3}")
_TRUE = ("1", "true", "on")
_EXCEL_ROWS = 1_048_576
_EXCEL_COLUMNS = 16_384

_NUMBER = re.compile(r"[+-]?(?:\d{1,40}(?:\.\d{0,40})?|\.\d{1,40})(?:[eE][+-]?\d{1,3})?", re.ASCII)
_SMALL = {str(number): number for number in range(1_000)}
_EXACT = 2**53
_INDEX_DIGITS = 9

_LONGEST_FORMAT = 255  # characters, as many as Excel takes; openpyxl's patterns would take long over more
_NO_DATE = "#####"
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")


class Formula(NamedTuple):
    """A cell that computes instead of saying; `text` begins with `=`."""

    text: str


class ExcelError(NamedTuple):
    """A cell that Excel shows as an error, such as `#REF!`."""

    text: str


Value = str | int | float | datetime | time | Formula | ExcelError
"""What a cell holds: a whole number is an int, TRUE and FALSE are bools, text is NFC, a date stands at its midnight."""


class Row(NamedTuple):
    """The cells of a row that hold something, by column; rows and columns are counted from 1."""

    number: int
    cells: Mapping[int, Value]
    hidden: bool = False


class Context(NamedTuple):
    """What the cells of a sheet refer to.

    Attributes:
        texts: the shared texts.
        dates: the styles, as cells name them, that show a number as a date or a time.
        epoch: the day from which the workbook counts days.
    """

    texts: Sequence[str]
    dates: Collection[str]
    epoch: datetime


class Relationships(Events):
    """Collects `(type, target)` by id; a type is the last word of its address, which is written in several ways."""

    def __init__(self) -> None:
        super().__init__({"Relationship": self._begin_relationship})
        self.by_id: dict[str, tuple[str, str]] = {}

    def _begin_relationship(self, attributes: dict[str, str]) -> None:
        if attributes.get("TargetMode") != "External":
            kind = attributes.get("Type", "").rpartition("/")[2]
            self.by_id[attributes.get("Id", "")] = kind, attributes.get("Target", "")

    def first(self, kind: str) -> str | None:
        """Return the target of the first relationship of a kind."""
        return next((target for found, target in self.by_id.values() if found == kind), None)


class Declared(NamedTuple):
    """A sheet as the workbook declares it."""

    name: str
    relationship: str
    visible: bool


class WorkbookPart(Events):
    """Collects the sheets in their order, and whether days are counted from 1904."""

    def __init__(self) -> None:
        super().__init__({"sheet": self._begin_sheet, "workbookPr": self._begin_properties})
        self.sheets: list[Declared] = []
        self.from_1904 = False

    def _begin_sheet(self, attributes: dict[str, str]) -> None:
        name = unicodedata.normalize("NFC", attributes.get("name", ""))
        relationship = next((value for key, value in attributes.items() if key.endswith("relationships}id")), "")
        self.sheets.append(Declared(name, relationship, attributes.get("state", "visible") == "visible"))

    def _begin_properties(self, attributes: dict[str, str]) -> None:
        self.from_1904 = attributes.get("date1904") in _TRUE


class StylesPart(Events):
    """Collects the styles that show a number as a date or a time."""

    def __init__(self) -> None:
        super().__init__(
            {"numFmt": self._begin_format, "cellXfs": self._begin_styles, "xf": self._begin_style},
            {"cellXfs": self._end_styles},
        )
        self.dates: set[str] = set()
        self._formats = {str(number): code for number, code in BUILTIN_FORMATS.items()}
        self._is_date: dict[str, bool] = {}
        self._in_styles = False
        self._style = 0

    def _begin_format(self, attributes: dict[str, str]) -> None:
        self._formats[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")[:_LONGEST_FORMAT]

    def _begin_styles(self, _attributes: dict[str, str]) -> None:
        self._in_styles = True

    def _end_styles(self) -> None:
        self._in_styles = False

    def _begin_style(self, attributes: dict[str, str]) -> None:
        if not self._in_styles:
            return
        code = self._formats.get(attributes.get("numFmtId", "0"), "")
        if code not in self._is_date:
            self._is_date[code] = is_date_format(code)
        if self._is_date[code]:
            self.dates.add(str(self._style))
        self._style += 1


class _Texts(Events):
    """Collects the texts of `t` elements, without the phonetic ones of East Asian names."""

    def __init__(self, starts: Mapping[str, Start], ends: Mapping[str, End]) -> None:
        super().__init__(
            {"t": self._begin_text, "rPh": self._begin_phonetic, **starts},
            {"t": self._end_text, "rPh": self._end_phonetic, **ends},
        )
        self._runs: list[str] = []
        self._phonetic = False

    def whole_text(self) -> str:
        """Return the runs of one text joined, and begin the next."""
        text = plain_text("".join(self._runs))
        self._runs.clear()
        return text

    def _begin_text(self, _attributes: dict[str, str]) -> None:
        if not self._phonetic:
            self.collect()

    def _end_text(self) -> None:
        if not self._phonetic:
            self._runs.append(self.collected())

    def _begin_phonetic(self, _attributes: dict[str, str]) -> None:
        self._phonetic = True

    def _end_phonetic(self) -> None:
        self._phonetic = False


class SharedTexts(_Texts):
    """Collects the table of texts that cells point to."""

    def __init__(self) -> None:
        super().__init__({}, {"si": self._end_item})
        self.texts: list[str] = []
        self._held = 0

    def _end_item(self) -> None:
        text = self.whole_text()
        self._held += len(text)
        if self._held > _MAX_TEXTS:
            raise OddXml
        self.texts.append(text)


class SheetPart(_Texts):
    """Collects the rows of a sheet that hold something; `taken` hands over what has come so far.

    Attributes:
        merges: the merged ranges, such as `B4:C4`; they stand in the file after all rows.
    """

    def __init__(self, context: Context) -> None:
        super().__init__(
            {
                "row": self._begin_row,
                "c": self._begin_cell,
                "v": self._begin_content,
                "f": self._begin_content,
                "mergeCell": self._begin_merge,
            },
            {"row": self._end_row, "c": self._end_cell, "v": self._end_value, "f": self._end_formula},
        )
        self.merges: list[str] = []
        self._context = context
        self._rows: list[Row] = []
        self._number = 0
        self._row_text = ""
        self._hidden = False
        self._cells: dict[int, Value] = {}
        self._columns: dict[str, int] = {}
        self._column = 0
        self._kind = "n"
        self._style = "0"
        self._raw = ""
        self._formula: str | None = None

    def taken(self) -> Iterator[Row]:
        """Hand over the rows that are complete."""
        rows, self._rows = self._rows, []
        return iter(rows)

    def _begin_merge(self, attributes: dict[str, str]) -> None:
        self.merges.append(attributes.get("ref", ""))

    def _begin_row(self, attributes: dict[str, str]) -> None:
        text = attributes.get("r") or str(self._number + 1)
        number = int(text) if text.isdecimal() and text.isascii() and len(text) <= len(str(_EXCEL_ROWS)) else 0
        # A row given twice, or backwards, could hold two truths.
        if not self._number < number <= _EXCEL_ROWS:
            raise OddXml
        self._number, self._row_text = number, str(number)
        self._hidden = attributes.get("hidden") in _TRUE
        self._cells = {}
        self._column = 0

    def _end_row(self) -> None:
        if self._cells:
            self._rows.append(Row(self._number, self._cells, self._hidden))
            self._cells = {}

    def _begin_cell(self, attributes: dict[str, str]) -> None:
        reference = attributes.get("r")
        if reference is None:
            self._column += 1
        else:
            letters = reference.removesuffix(self._row_text)
            self._column = self._columns.get(letters) or self._column_of(letters)
        self._kind = attributes.get("t", "n")
        self._style = attributes.get("s", "0")
        self._raw = ""
        self._formula = None
        self._runs.clear()

    def _begin_content(self, _attributes: dict[str, str]) -> None:
        self.collect()

    def _end_value(self) -> None:
        self._raw = self.collected()

    def _end_formula(self) -> None:
        self._formula = "=" + self.collected()

    def _end_cell(self) -> None:
        value = self._value()
        if value is not None:
            if self._column in self._cells:
                raise OddXml
            self._cells[self._column] = value

    def _column_of(self, letters: str) -> int:
        column = column_index_from_string(letters) if _COLUMN.fullmatch(letters) else 0
        if not 0 < column <= _EXCEL_COLUMNS:
            raise OddXml
        self._columns[letters] = column
        return column

    def _value(self) -> Value | None:
        """Return what the cell holds, or None: it is blank."""
        raw, kind = self._raw, self._kind
        if self._formula is not None:
            return Formula(plain_text(self._formula))
        if kind == "inlineStr":
            return self.whole_text() or None
        if not raw:
            return None
        if kind == "n":
            number = _SMALL.get(raw)
            if number is None:
                return self._number_of(raw)
            return self._moment(number) if self._style in self._context.dates else number
        return self._other(raw, kind)

    def _number_of(self, raw: str) -> Value:
        number = number_of(raw)
        return self._moment(number) if self._style in self._context.dates else number

    def _moment(self, number: float) -> Value:
        """Return the date or time that a number stands for; Excel itself shows ##### where there is none."""
        try:
            moment = from_excel(number, self._context.epoch)
        except (OverflowError, ValueError):
            return ExcelError(_NO_DATE)
        return moment if isinstance(moment, (datetime, time)) else ExcelError(_NO_DATE)

    def _other(self, raw: str, kind: str) -> Value | None:
        if kind == "s":
            index = int(raw) if raw.isascii() and raw.isdecimal() and len(raw) <= _INDEX_DIGITS else _EXACT
            if index >= len(self._context.texts):
                raise OddXml
            return self._context.texts[index] or None
        if kind == "str":
            return plain_text(raw)
        if kind == "b" and raw in ("0", "1"):
            return raw == "1"
        if kind == "e":
            return ExcelError(raw[:40])
        if kind == "d":
            try:
                return datetime.fromisoformat(raw).replace(tzinfo=None)
            except ValueError:
                raise OddXml from None
        raise OddXml


def number_of(raw: str) -> int | float:
    """Return a number as XML writes it; one without fraction is an int.

    Raises:
        OddXml: it is not a number.
    """
    if not _NUMBER.fullmatch(raw.strip()):
        raise OddXml
    number = float(raw)
    return int(number) if number.is_integer() and abs(number) < _EXACT else number


def plain_text(raw: str) -> str:
    """Return text in NFC with Excel's escapes of single characters (`_x000D_`) resolved."""
    if "_x" in raw:
        resolved = _ESCAPED.sub(lambda match: chr(int(match[1], 16)), raw)
        raw = resolved.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return raw if unicodedata.is_normalized("NFC", raw) else unicodedata.normalize("NFC", raw)
