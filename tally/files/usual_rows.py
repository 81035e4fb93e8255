"""The rows of a sheet as programs usually write them, taken off its text: thousands of workbooks are read in a minute.

Between `<sheetData>` and `</sheetData>` a pattern has to account for every character: rows of cells, each with one
value, one text without runs, or one formula, and nothing else. Such a text is well-formed and means what any XML parser
makes of it. Where one character is left over, nothing is read here and the sheet is parsed as a whole; a row in which
anything is out of the ordinary (a date, an error, a cell that stands in another row) is parsed by itself.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from openpyxl.utils import get_column_letter
from openpyxl.xml.constants import SHEET_MAIN_NS

from tally.files.package import root_of
from tally.files.rows import MAX_ROW, RowReader
from tally.files.values import Formula, Row, Value, plain_text

_ONCE = 2  # times that a name stands there: where something begins, and where it ends
_NAME, _OPEN, _CLOSE = "sheetData", "<sheetData>", "</sheetData>"
_ENTITIES = (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'"), ("&amp;", "&"))  # the last one last

# Every repetition takes all it can and gives nothing back: no text can keep a pattern busy.
_TEXT = "[^<&]*+(?:&(?:amp|lt|gt|quot|apos);[^<&]*+)*+"
_PLACE = '<c r="([A-Z]{1,3}+)([0-9]{1,7}+)"(?: s="([0-9]{1,5}+)")?(?: t="([A-Za-z]{1,9}+)")?'
_INSIDE = (
    rf"<v>({_TEXT})</v>"
    rf'|<is><t(?: xml:space="preserve")?>({_TEXT})</t></is>'
    rf"|<f>(?=[^<])({_TEXT})</f>(?:<v ?/>|<v>{_TEXT}</v>)?"
)
_CELL = re.compile(rf"{_PLACE}(?: ?/>|>(?:{_INSIDE})?</c>)")
_HEAD = re.compile(
    r'<row r="([0-9]{1,7}+)"'
    r'((?: (?:(?:spans|s|customHeight|customFormat)="[^"<&\s]{0,40}+"|ht="[1-9][^"<&\s]{0,40}+")){0,8}+) ?(/?)>'
)
_GROUP = re.compile(r"\((?!\?)")


def _without_groups(pattern: re.Pattern[str]) -> str:
    return _GROUP.sub("(?:", pattern.pattern)


_ROW_OPEN = _without_groups(_HEAD).replace(" ?(?:/?)>", "")
_BODY = re.compile(rf"(?:{_ROW_OPEN}(?: ?/>|>(?:{_without_groups(_CELL)})*+</row>))*+")

_XML = re.compile(
    r"""<\?xml version=["']1\.0["'](?: encoding=["'](?i:utf-8)["'])?(?: standalone=["']yes["'])? ?\?>\s*"""
)
_CONTROL = bytes(set(range(32)) - {9, 10})
_COLUMNS = {get_column_letter(column): column for column in range(1, 703)}
_NUMBERS = {str(number): number for number in range(1000)}
_DIGITS = 15  # every whole number of so many is exact, in Excel as in Python


class _Unusual(Exception):  # noqa: N818 - nothing is wrong
    """A row is out of the ordinary."""


@dataclass(frozen=True, slots=True)
class UsualSheet:
    """A sheet whose rows a pattern accounts for.

    Attributes:
        rest: the sheet without its rows, still to be parsed: it must hold `sheetData` once.
    """

    rest: bytes
    _rows: str

    @classmethod
    def of(cls, data: bytes) -> "UsualSheet | None":
        """Take a sheet apart, or return None: it is written in another way."""
        # What XML forbids, or reads otherwise than it stands there: control characters, line ends of Windows.
        if len(data.translate(None, _CONTROL)) != len(data):
            return None
        try:
            text = data.decode()
        except UnicodeDecodeError:
            return None
        declared = _XML.match(text)
        after = declared.end() if declared else 0
        begin, end = text.find(_OPEN), text.find(_CLOSE)
        if any(sign in text for sign in ("]]>", "\ufffe", "\uffff")):
            return None
        if not after <= begin < end or not _BODY.fullmatch(text, begin + len(_OPEN), end):
            return None
        rest = text[: begin + len(_OPEN)] + text[end:]
        # Among the rows the pattern leaves no room for remarks and the like. Of several lots of rows, whatever their
        # prefix or how they are spelt, another one may be the sheet's.
        if "<!" in rest or rest.find("<?", after) >= 0 or rest.count(_NAME) > _ONCE:
            return None
        return cls(rest.encode(), text[begin + len(_OPEN) : end])

    def rows(self, reader: RowReader, columns: int | None = None) -> Iterator[Row]:
        """Yield the rows, each as the reader would read it.

        Args:
            reader: reads what is out of the ordinary.
            columns: how many are asked for, from the left; None: all. A row may hold more.

        Raises:
            Exception: as `RowReader.row`.
        """
        place, text = 0, self._rows
        is_date = _Dates(reader)
        others = None if columns is None else _Others.beyond(columns)
        while head := _HEAD.match(text, place):
            begin = head.end()
            end = begin if head[3] else text.index("</row>", begin)
            place = end if head[3] else end + len("</row>")
            try:
                asked = end if others is None else others.cut(text, begin, end)
                row = Row(_row_number(head, reader), _cells(text, (begin, asked), head[1], is_date))
            except _Unusual:
                sheet = f'<sheetData xmlns="{SHEET_MAIN_NS}">{text[head.start() : place]}</sheetData>'
                yield reader.row(root_of(sheet.encode())[0])
            else:
                reader.row_counter = row.number
                yield row
        if place != len(text):
            raise ValueError(place)


@dataclass(frozen=True, slots=True)
class _Others:
    """The cells to the right of those that are asked for: formulas that nobody here works out, thousands of them."""

    first: str
    asked: re.Pattern[str]

    @classmethod
    @lru_cache(maxsize=16)
    def beyond(cls, columns: int) -> "_Others":
        """Return those beyond so many columns from the left, fewer than 26."""
        letters = "".join(get_column_letter(column) for column in range(1, columns + 1))
        return cls(f'<c r="{get_column_letter(columns + 1)}', re.compile(f'<c r="[{letters}][0-9]'))

    def cut(self, text: str, begin: int, end: int) -> int:
        """Return where the cells that are asked for end; one that stands further on is out of the ordinary."""
        place = text.find(self.first, begin, end)
        if place < 0:
            return end
        if self.asked.search(text, place, end):
            raise _Unusual
        return place


def _row_number(head: re.Match[str], reader: RowReader) -> int:
    number = int(head[1])
    if head[1].startswith("0") or not reader.row_counter < number <= MAX_ROW or _says_twice(head[2]):
        raise _Unusual
    return number


@lru_cache(maxsize=256)
def _says_twice(attributes: str) -> bool:
    names = re.findall(" ([A-Za-z]+)=", attributes)
    return len(names) > len(set(names))


class _Dates(dict[str, bool]):
    """Which styles show a number as a date; each is asked for once."""

    def __init__(self, reader: RowReader) -> None:
        super().__init__()
        self._reader = reader

    def __missing__(self, style: str) -> bool:
        self[style] = self._reader.shows_date(style)
        return self[style]


def _cells(text: str, where: tuple[int, int], row: str, is_date: Mapping[str, bool]) -> dict[int, Value]:
    """Return what the cells of a row hold, by column.

    Args:
        text: of the rows.
        where: the cells begin and end.
        row: the number of the row.
        is_date: whether a style shows a number as a date.
    """
    values: dict[int, Value] = {}
    last = 0
    found = _CELL.findall(text, *where)
    # `<` begins a tag wherever it stands: no cell is passed over, whatever a version of `re` makes of a pattern.
    if len(found) != text.count("<c ", *where):
        raise _Unusual
    for letters, digits, style, kind, value, string, formula in found:
        column = _COLUMNS.get(letters, 0)
        if column <= last or digits != row or is_date[style]:
            raise _Unusual
        last = column
        if value:
            number = _NUMBERS.get(value)
            values[column] = _whole(value) if number is None else number
            if kind != "n" and kind:
                raise _Unusual
        elif formula:
            values[column] = Formula(plain_text(f"={_resolved(formula)}"))
        elif string:
            values[column] = plain_text(_resolved(string))
            if kind != "inlineStr":
                raise _Unusual
    return values


def _whole(digits: str) -> int:
    if len(digits) > _DIGITS or not (digits.isascii() and digits.isdecimal()):
        raise _Unusual
    return int(digits)


def _resolved(text: str) -> str:
    """Return a text with what stands for signs that XML cannot hold."""
    if "&" in text:
        for name, sign in _ENTITIES:
            text = text.replace(name, sign)
    return text
