"""What stands on the sheets that people read and is kept from them: hidden, painted over, struck out, not printed.

The program hides nothing on Biên bản, Kết quả and Đính chính, and LibreOffice and Excel hide nothing when they save.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree.ElementTree import Element

from openpyxl.utils import get_column_letter
from openpyxl.utils.cell import coordinate_from_string
from openpyxl.xml.constants import SHEET_DRAWING_NS, SHEET_MAIN_NS

from tally.application.record_layout import SHEET_CORRIGENDUM, SHEET_MINUTES, SHEET_RESULT
from tally.application.shown import How, Unseen, Written
from tally.files.cells import cell_name, merged_range
from tally.files.looks import OF_ANYBODY, OF_PROGRAM, Bounds, Looks, number, runs_of
from tally.files.rows import TRUE
from tally.files.values import Formula
from tally.files.workbook import Sheet, open_workbook

READ_BY_PEOPLE = frozenset({SHEET_MINUTES, SHEET_RESULT, SHEET_CORRIGENDUM})
"""The sheets that bear the result for people."""

_NS = f"{{{SHEET_MAIN_NS}}}"
_DRAWING = f"{{{SHEET_DRAWING_NS}}}"
_LOWEST = 6.0  # points: no letter that can be read is lower
_PRINT_AREA = "_xlnm.print_area"
_AREA = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})(?::\$?([A-Z]{1,3})\$?([0-9]{1,7}))?")
_ATTACHED = frozenset({"drawing", "printerSettings"})
_DRAWN = {SHEET_RESULT: "graphicFrame"}  # charts there, on the others one picture: the QR code
_OF_ANCHOR = {f"{_DRAWING}{one}" for one in ("from", "to", "ext", "clientData")}
_CHARTS = 50  # no contest has so many
_BAR = "H"  # the column of bars beside the candidates on Kết quả
_EMU = 12_700  # a point, in the units of drawings
_POINTS_PER_UNIT = 6.0  # of a column's width
_HEIGHT = 15.0  # points of a row that says none

_WIDTH = 9.0  # units of a column that says none
_MOST_LOOKS = 1_000_000  # at cells below joined ones; the largest minutes take some thousands
_MOST_COLUMNS = 2_000  # entries on columns; the program makes ten
_MOST_AREAS = 8  # to be printed; the program makes one
_UNKNOWN = "?"  # a place that cannot be told

_Box = tuple[int, int, int, int]  # first column and row, last column and row
_Place = tuple[int, int]  # row and column


def unseen_on(path: Path) -> tuple[Unseen, ...]:
    """Return what the sheets of a workbook keep from people.

    Raises:
        BadInput: it is no workbook, or damaged.
        OSError: the machine failed.
    """
    return unseen_in(open_workbook(path, path.name))


def unseen_in(sheets: Iterable[Sheet]) -> tuple[Unseen, ...]:
    """Return what sheets keep from people; as `unseen_on`."""
    found: list[Unseen] = []
    for sheet in sheets:
        if sheet.name in READ_BY_PEOPLE:
            with sheet.reading():
                found += _Seen.of(sheet).unseen()
    return tuple(found)


def unseen_cells(sheet: Sheet, cells: Iterable[_Place], merges: Iterable[str]) -> Mapping[_Place, How]:
    """Return which cells of a sheet that an office typed people do not see, or see struck out, and why.

    Args:
        sheet: the sheet.
        cells: rows and columns of those that are asked about.
        merges: the merged ranges of the sheet; what is none is passed over.

    Raises:
        BadInput: E953 to E955: the sheet or its looks are damaged, or there is far too much of them.
    """
    with sheet.reading():
        joined = {(box[1], box[0]): box for box in map(merged_range, merges)}
        seen = _Seen(sheet, dict.fromkeys(sorted(cells)), frozenset(), joined, OF_ANYBODY)
        return seen.unseen_cells()


def written_on(path: Path) -> tuple[Written, ...]:
    """Return every cell of the sheet Biên bản that holds something, in its order; as `unseen_on`."""
    found: list[Written] = []
    for sheet in open_workbook(path, path.name):
        if sheet.name == SHEET_MINUTES:
            for row in sheet.rows():
                for column, value in sorted(row.cells.items()):
                    whole = isinstance(value, int) and not isinstance(value, bool)
                    text = value.text if isinstance(value, Formula) else str(value)
                    found.append(Written(row.number, column, int(str(value)) if whole else text))
    return tuple(found)


@dataclass
class _Seen:
    """One sheet, and what was found on it.

    Attributes:
        used: the cells that hold something, by row and column, in the order of the sheet.
        hidden: rows that are.
        joined: joined cells, by the row and the column of the first.
        bounds: from where on people do not see something.
    """

    sheet: Sheet
    used: dict[tuple[int, int], None]
    hidden: frozenset[int]
    joined: dict[tuple[int, int], _Box]
    bounds: Bounds = OF_PROGRAM
    _heights: dict[int, float] = field(default_factory=dict)
    _widths: dict[int, float] = field(default_factory=dict)
    _found: dict[How, dict[str, None]] = field(default_factory=dict)

    @classmethod
    def of(cls, sheet: Sheet) -> "_Seen":
        """Read where something stands."""
        rows, merges = sheet.content()
        joined = {(box[1], box[0]): box for box in map(_range, merges)}
        used = dict.fromkeys((row.number, column) for row in rows for column in sorted(row.cells))
        return cls(sheet, used, frozenset(row.number for row in rows if row.hidden), joined)

    def unseen(self) -> Iterator[Unseen]:
        """Yield what is kept from people."""
        self._under_joined()
        self._columns()
        self._rows()
        self._printed()
        self._conditional()
        self._drawn()
        for how, places in self._found.items():
            yield Unseen(self.sheet.name, how, tuple(places))

    def unseen_cells(self) -> dict[_Place, How]:
        """Return which of the cells people do not see, or see struck out, and why."""
        self._under_joined()
        self._columns()
        self._rows()
        self._under_drawn()
        found: dict[_Place, How] = {}
        for how, places in self._found.items():
            for row, column in self.used:
                if not places.keys().isdisjoint({cell_name(row, column), get_column_letter(column), str(row)}):
                    found.setdefault((row, column), how)
        return found

    def _add(self, how: How, place: str) -> None:
        self._found.setdefault(how, {})[place] = None

    def _under_joined(self) -> None:
        """Find cells below joined ones: Excel keeps what stands there and shows none of it."""
        cells, looked_at = list(self.used), 0
        for left, top, right, bottom in self.joined.values():
            below = cells[bisect_left(cells, (top, left)) : bisect_right(cells, (bottom, right))]
            looked_at += len(below)
            if looked_at > _MOST_LOOKS:
                self._add(How.COVERED, _UNKNOWN)
                return
            for row, column in below:
                if left <= column <= right and (row, column) != (top, left):
                    self._add(How.COVERED, cell_name(row, column))

    def _columns(self) -> None:
        used = sorted({column for _, column in self.used})
        for at, element in enumerate(self.sheet.elements("worksheet/cols/col")):
            if at == _MOST_COLUMNS:
                self._add(How.COLUMN, _UNKNOWN)
                return
            first, last = int(element.get("min", "0")), int(element.get("max", "0"))
            width = number(element.get("width", _WIDTH))
            for column in used:
                if first <= column <= last:
                    self._widths[column] = width
                    if element.get("hidden") in TRUE or width < self.bounds.narrowest:
                        self._add(How.COLUMN, get_column_letter(column))

    def _rows(self) -> None:
        default, none_shown = _HEIGHT, False
        for element in self.sheet.elements("worksheet/sheetFormatPr"):
            default = number(element.get("defaultRowHeight", _HEIGHT))
            none_shown = element.get("zeroHeight") in TRUE
        looks, texts = Looks(self.sheet, self.bounds), self._runs()
        last = 0
        for element in self.sheet.elements("worksheet/sheetData/row"):
            last = int(number(element.get("r", last + 1)))
            own = element.get("ht")
            height = default if own is None else number(own)
            self._heights[last] = height
            least = self._letters(last, element, looks, texts)
            hidden = last in self.hidden or element.get("hidden") in TRUE or (none_shown and own is None)
            if least and (hidden or height < least):
                self._add(How.ROW, str(last))

    def _letters(self, at: int, row: Element, looks: Looks, texts: dict[str, list[Element]]) -> float:
        """Look at every cell of a row that holds something; return how high the row has to be, in points."""
        least, column = 0.0, 0
        for cell in row.iterfind(f"{_NS}c"):
            place = cell.get("r")
            column = column + 1 if place is None else _column(place)
            if (at, column) not in self.used:
                continue
            runs = list(runs_of(cell))
            if cell.get("t") == "s":
                runs += texts.get((cell.findtext(f"{_NS}v") or "").strip(), [])
            look = looks.of(cell, runs)
            for how in look.flaws:
                self._add(how, cell_name(at, column))
            joined = self.joined.get((at, column))
            several = joined is not None and joined[3] > joined[1]
            least = max(least, _LOWEST if several else max(_LOWEST, look.size * self.bounds.of_size))
        return least

    def _runs(self) -> dict[str, list[Element]]:
        """Return the looks of parts of the shared texts, by the number of the text; only of those that have any."""
        found: dict[str, list[Element]] = {}
        for at, text in enumerate(self.sheet.beside_workbook("sharedStrings", "sst/si")):
            if runs := list(runs_of(text)):
                found[str(at)] = runs
        return found

    def _printed(self) -> None:
        """Find cells that the areas to be printed leave out; without an area all is printed."""
        areas: list[_Box] | None = None
        for element in self.sheet.of_workbook("workbook/definedNames/definedName"):
            mine = element.get("localSheetId") == str(self.sheet.place)
            if mine and element.get("name", "").lower() == _PRINT_AREA:
                areas = [area for piece in (element.text or "").split(",", _MOST_AREAS) for area in _area(piece)]
        if areas is None:
            return
        for row, column in self.used:
            left, top, right, bottom = self.joined.get((row, column), (column, row, column, row))
            if not any(a <= left and b <= top and right <= c and bottom <= d for a, b, c, d in areas):
                self._add(How.NOT_PRINTED, cell_name(row, column))

    def _conditional(self) -> None:
        """Find looks that come and go with values: the program has none but the bars on Kết quả."""
        for element in self.sheet.elements("worksheet/conditionalFormatting"):
            self._rule(element, element.get("sqref", ""))
        for element in self.sheet.elements("worksheet/extLst/ext"):
            for one in element.iter():
                if one.tag.endswith("}conditionalFormatting"):
                    cells = "".join(each.text or "" for each in one.iter() if each.tag.endswith("}sqref"))
                    self._rule(one, cells)

    def _rule(self, element: Element, cells: str) -> None:
        kinds = {each.get("type") for each in element.iter() if each.tag.endswith("}cfRule")}
        bars = kinds <= {"dataBar"} and set(re.sub("[^A-Z]", "", cells)) <= {_BAR}
        if self.sheet.name != SHEET_RESULT or not bars:
            self._add(How.CONDITIONAL, cells or _UNKNOWN)

    def _drawn(self) -> None:
        """Find what is laid over the sheet: remarks, shapes, further pictures, and what lies upon cells."""
        kind = _DRAWN.get(self.sheet.name, "pic")
        left = _CHARTS if kind == "graphicFrame" else 1
        for what, part in self.sheet.attached():
            if what not in _ATTACHED:
                self._add(How.COVERED, what)
            if what != "drawing":
                continue
            paths = [f"wsDr/{anchor}" for anchor in ("oneCellAnchor", "twoCellAnchor", "absoluteAnchor")]
            for anchor in self.sheet.elements_of(part, SHEET_DRAWING_NS, *paths):
                left -= 1
                box = _box(anchor, self._heights, self._widths)
                drawn = {each.tag for each in anchor} - {
                    f"{_DRAWING}{one}" for one in ("from", "to", "ext", "clientData")
                }
                if box is None or left < 0 or drawn != {f"{_DRAWING}{kind}"}:
                    self._add(How.COVERED, _UNKNOWN if box is None else cell_name(box[1], box[0]))
                else:
                    self._covered(box)

    def _under_drawn(self) -> None:
        """Find cells below a picture or a shape, or with a line drawn through them: in an office that strikes out."""
        for what, part in self.sheet.attached():
            paths = ("wsDr/oneCellAnchor", "wsDr/twoCellAnchor") if what == "drawing" else ()
            for anchor in self.sheet.elements_of(part, SHEET_DRAWING_NS, *paths) if paths else ():
                left, top, right, bottom = _box(anchor, self._heights, self._widths) or (0, 0, 0, 0)
                end = anchor.find(f"{_DRAWING}to")
                if end is not None and bottom > top and not _marker(end, "rowOff"):
                    bottom -= 1
                for row, column in self.used:
                    if top <= row <= bottom and left <= column <= right:
                        self._add(How.COVERED, cell_name(row, column))

    def _covered(self, box: _Box) -> None:
        """Find cells below a picture; its own, above whose text it stands, is none of them."""
        left, top, right, bottom = box
        for row, column in self.used:
            if top <= row < bottom and left <= column <= right and (row, column) != (top, left):
                self._add(How.COVERED, cell_name(row, column))


def _range(merge: str) -> _Box:
    """Return the range of joined cells. Raises ValueError: it is none."""
    found = _AREA.fullmatch(merge)
    if found is None:
        raise ValueError(merge)
    left, top, right, bottom = found.groups()
    return _column(left), int(top), _column(right or left), int(bottom or top)


def _area(piece: str) -> Iterator[_Box]:
    """Yield the range of one area; nothing where it cannot be told."""
    with suppress(ValueError):
        yield _range(piece.strip().rpartition("!")[2])


def _column(place: str) -> int:
    """Return the number of a column by its letters or a cell of it."""
    letters = place if place.isalpha() else coordinate_from_string(place)[0]
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def _box(anchor: Element, heights: dict[int, float], widths: dict[int, float]) -> _Box | None:
    """Return which cells something lies upon, or None: it hangs on no cell."""
    start = anchor.find(f"{_DRAWING}from")
    if start is None:
        return None
    column, row = _marker(start, "col") + 1, _marker(start, "row") + 1
    end, size = anchor.find(f"{_DRAWING}to"), anchor.find(f"{_DRAWING}ext")
    if end is not None:
        return column, row, _marker(end, "col") + 1, _marker(end, "row") + 1
    if size is None:
        return None
    right = (_marker(start, "colOff") + int(size.get("cx", "0"))) / _EMU
    down = (_marker(start, "rowOff") + int(size.get("cy", "0"))) / _EMU
    units = {at: width * _POINTS_PER_UNIT for at, width in widths.items()}
    return column, row, _reached(column, right, units, _WIDTH * _POINTS_PER_UNIT), _reached(row, down, heights, _HEIGHT)


def _reached(first: int, points: float, sizes: dict[int, float], usual: float) -> int:
    """Return the last row or column that something reaches that begins in one."""
    last = first
    points -= sizes.get(first, usual)
    while points > 0 and last < first + 1_000:
        last += 1
        points -= sizes.get(last, usual)
    return last


def _marker(marker: Element, name: str) -> int:
    return int(marker.findtext(f"{_DRAWING}{name}") or 0)
