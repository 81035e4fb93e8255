"""How the styles of a workbook let a value be seen: its letters, their colour, lines through them, how numbers show."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import isfinite
from xml.etree.ElementTree import Element

from openpyxl.styles.colors import COLOR_INDEX
from openpyxl.styles.numbers import BUILTIN_FORMATS
from openpyxl.xml.constants import SHEET_MAIN_NS

from tally.application.shown import How
from tally.files.rows import TRUE
from tally.files.workbook import Sheet

_NS = f"{{{SHEET_MAIN_NS}}}"
_SMALLEST = 5.0  # points: the program's own smallest letters on a sheet have 9
_USUAL = 11.0  # points of letters that say no size
_LINEAR = 0.03928  # of full light: up to here WCAG 2 takes the parts of a colour as they are
_AUTOMATIC = "64"  # the indexed colour that is the system's own for letters
_RGB = re.compile("(?:[0-9A-Fa-f]{2})?([0-9A-Fa-f]{6})")
_BLACK, _WHITE = (0, 0, 0), (255, 255, 255)
_THEME = {"0": _WHITE, "1": _BLACK}  # of paper and of letters; the others are different in every workbook
_FORMATS = frozenset(
    {
        *("General", "GENERAL", "0", "0.00", "#,##0", "#,##0.00", "@"),
        '[<1000]0;[<1000000]#"."000;#"."000"."000',
    }
)
"""How the program's numbers are shown; everything else may show another number than stands there."""

_Colour = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Bounds:
    """From where on people do not see what stands on a sheet.

    Attributes:
        contrast: the least between letters and what is behind them, from 1 to 21 (WCAG 2).
        narrowest: width of a column, in units of Excel.
        of_size: the height of a row, as a part of the size of its letters.
        by_program: what the program never makes (colours of a palette, other formats of numbers) counts as unseen;
            else it is seen unless it is known that it is not.
    """

    contrast: float
    narrowest: float
    of_size: float
    by_program: bool


OF_PROGRAM = Bounds(3.0, 3.0, 0.75, by_program=True)
"""What the program printed: 3 is what WCAG 2 asks for large letters, its palest have 4 on white; its narrowest column
has 6 units, and a lower row cuts its letters."""

OF_ANYBODY = Bounds(1.5, 1.0, 0.0, by_program=False)
"""What an office typed: grey letters, narrow columns and low rows are seen; white letters on white are not."""


@dataclass(frozen=True, slots=True)
class Look:
    """How a style shows a value.

    Attributes:
        size: of the letters, in points.
        flaws: why it does not show it.
    """

    size: float
    flaws: frozenset[How]


class Looks:
    """The styles of a workbook."""

    def __init__(self, sheet: Sheet, bounds: Bounds = OF_PROGRAM) -> None:
        """Read them.

        Args:
            sheet: any of the workbook.
            bounds: from where on a value is not seen.

        Raises:
            BadInput: E953 to E955: damaged, or far too much.
        """
        self._bounds = bounds
        paths = ("fonts/font", "fills/fill", "borders/border", "numFmts/numFmt", "cellXfs/xf")
        found: dict[str, list[Element]] = {path.rpartition("/")[2]: [] for path in paths}
        for element in sheet.beside_workbook("styles", *(f"styleSheet/{path}" for path in paths)):
            found[element.tag.removeprefix(_NS)].append(element)
        self._fonts, self._fills, self._borders = found["font"], found["fill"], found["border"]
        self._formats = {one.get("numFmtId"): one.get("formatCode", "") for one in found["numFmt"]}
        self._looks = [self._look(style) for style in found["xf"]]
        self._backs = [self._back(style) for style in found["xf"]]

    def of(self, cell: Element, runs: Iterable[Element]) -> Look:
        """Return how a cell shows what stands in it.

        Args:
            cell: as the sheet has it.
            runs: `rPr` of the parts of its text that have a look of their own.
        """
        at = _number(cell.get("s"))
        if not self._looks:
            return Look(_USUAL, frozenset())
        if not 0 <= at < len(self._looks):
            return Look(_USUAL, frozenset({How.FORMAT}))
        look = self._looks[at]
        return Look(look.size, look.flaws.union(*(self._letters(run, self._backs[at]) for run in runs)))

    def _look(self, style: Element) -> Look:
        font = _at(self._fonts, style.get("fontId"))
        flaws = set() if font is None else set(self._letters(font, self._back(style)))
        border = _at(self._borders, style.get("borderId"))
        if border is not None and _crossed(border):
            flaws.add(How.STRUCK)
        if not self._shows(style.get("numFmtId", "0")):
            flaws.add(How.FORMAT)
        return Look(_USUAL if font is None else _size(font), frozenset(flaws))

    def _back(self, style: Element) -> _Colour | None:
        """Return the colour behind the letters, or None: it cannot be told."""
        fill = _at(self._fills, style.get("fillId"))
        if fill is None:
            return _WHITE
        pattern = fill.find(f"{_NS}patternFill")
        if pattern is None:
            return None if len(fill) else _WHITE
        kind = pattern.get("patternType", "none")
        if kind == "none":
            return _WHITE
        return self._rgb(pattern.find(f"{_NS}fgColor")) if kind == "solid" else None

    def _letters(self, font: Element, back: _Colour | None) -> Iterator[How]:
        """Yield why letters cannot be seen."""
        strike = font.find(f"{_NS}strike")
        if strike is not None and strike.get("val", "1") in TRUE:
            yield How.STRUCK
        if _size(font) < _SMALLEST:
            yield How.SMALL
        colour = font.find(f"{_NS}color")
        front = _BLACK if colour is None else self._rgb(colour)
        if front is None or back is None:
            if self._bounds.by_program:
                yield How.COLOUR
        elif _contrast(front, back) < self._bounds.contrast:
            yield How.COLOUR

    def _rgb(self, colour: Element | None) -> _Colour | None:
        found = _rgb(colour)
        return found if found is not None or colour is None or self._bounds.by_program else _usual(colour)

    def _shows(self, format_id: str) -> bool:
        """Tell whether a number format shows the number that stands there."""
        code = self._formats.get(format_id)
        if code is None:
            code = BUILTIN_FORMATS.get(_number(format_id), "")
        if self._bounds.by_program:
            return code.replace("\\.", '"."') in _FORMATS
        return bool(code.replace(";", "").strip()) or ";" not in code


def number(text: str | float) -> float:
    """Return a size, such as a height, as a number.

    Raises:
        ValueError: it is no finite one.
    """
    found = float(text)
    if not isfinite(found):
        raise ValueError(text)
    return found


def runs_of(text: Element) -> Iterator[Element]:
    """Yield the looks of the parts of a text that have one of their own."""
    yield from text.iter(f"{_NS}rPr")


def _size(font: Element) -> float:
    size = font.find(f"{_NS}sz")
    return _USUAL if size is None else number(size.get("val", _USUAL))


def _crossed(border: Element) -> bool:
    """Tell whether a line goes through the cell."""
    line = border.find(f"{_NS}diagonal")
    drawn = line is not None and line.get("style", "none") != "none"
    return drawn and any(border.get(way) in TRUE for way in ("diagonalUp", "diagonalDown"))


def _rgb(colour: Element | None) -> _Colour | None:
    """Return a colour, or None: it hangs on a palette, which the program's own never do."""
    if colour is None:
        return None
    if colour.get("auto") in TRUE or colour.get("indexed") == _AUTOMATIC:
        return _BLACK
    found = _RGB.fullmatch(colour.get("rgb", ""))
    if found is None or number(colour.get("tint", "0")):
        return None
    red, green, blue = bytes.fromhex(found[1])
    return red, green, blue


def _usual(colour: Element) -> _Colour | None:
    """Return a colour of the palette or of the theme that most workbooks have, or None: it is another.

    A tint is taken on each part of a colour; Excel takes it on their lightness, which is the same for greys.
    """
    if colour.get("auto") in TRUE:
        return _BLACK
    known, place = _THEME.get(colour.get("theme", "")), _number(colour.get("indexed", "-1"))
    if found := _RGB.fullmatch(colour.get("rgb", "")) or (
        0 <= place < len(COLOR_INDEX) and _RGB.fullmatch(COLOR_INDEX[place])
    ):
        red, green, blue = bytes.fromhex(found[1])
        known = red, green, blue
    if known is None:
        return None
    tint = max(-1.0, min(1.0, number(colour.get("tint", "0"))))
    red, green, blue = (round(part * (1 + tint) if tint < 0 else part + (255 - part) * tint) for part in known)
    return red, green, blue


def _contrast(one: _Colour, other: _Colour) -> float:
    """Return how far two colours stand apart, from 1 to 21 (WCAG 2)."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: _Colour) -> float:
    parts = [part / 255 for part in colour]
    linear = [part / 12.92 if part <= _LINEAR else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def _at(elements: Sequence[Element], place: str | None) -> Element | None:
    at = _number(place)
    return elements[at] if 0 <= at < len(elements) else None


def _number(text: str | None) -> int:
    return int(text) if text else 0
