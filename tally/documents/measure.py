"""How wide and how high a text will be in Times New Roman, so that no row of a paper cuts its text.

Excel and LibreOffice do not grow the row of a merged cell by themselves: every height is computed here, a little
generously, because a screen, a printer and two programs each round the letters in their own way.
"""

import math
import unicodedata
from functools import cache

# Advance widths in thousandths of the letter size, as in the metrics of the face; an accent adds none.
_REGULAR = {
    180: "'",
    200: "|",
    250: " ,.",
    278: "/:;\\ijlt",
    333: "!()-I[]`fr",
    389: "Js",
    408: '"',
    444: "?acez“”",
    469: "^",
    480: "{}",
    500: "#$*0123456789_bdghknopquvxyđ–",
    541: "~",
    556: "FPS",
    564: "+<=>",
    611: "ELTZ",
    667: "BCR",
    722: "ADGHKNOQUVXYwĐ",
    778: "&m",
    833: "%",
    889: "M",
    921: "@",
    944: "W",
    1000: "…—",
}
_BOLD = {
    220: "|",
    250: " ,.",
    278: "'/\\il",
    333: "!()-:;[]`fjt",
    389: "Is",
    394: "{}",
    444: "cerz",
    500: "#$*0123456789?J_agovxy–“”",
    520: "~",
    555: '"',
    556: "Sbdhknpquđ",
    570: "+<=>",
    581: "^",
    611: "FP",
    667: "BELTZ",
    722: "ACDNRUVXYwĐ",
    778: "GHKOQ",
    833: "&m",
    930: "@",
    944: "M",
    1000: "%W…—",
}
_WIDTHS, _BOLD_WIDTHS = (
    {letter: width for width, letters in table.items() for letter in letters} for table in (_REGULAR, _BOLD)
)
_OTHER = 1000  # a sign of another script: at most a square
_HORN = "\N{COMBINING HORN}"
_HORN_WIDTH = 60
_ROUNDING = 0.95  # the part of a cell's width that may be relied on
_PADDING = 5  # points on both sides of a cell together
_LINE = 1.27  # height of a line for a letter size of 1, with the accents above capital letters
_EDGE = 2  # points above and below the text together

UNIT = 6.0
"""Points in one unit of column width, where the workbook's own face is Times New Roman 12 (8 pixels a digit)."""

TALLEST = 408.0
"""Points; Excel has no higher row."""


@cache
def _letter(letter: str, *, bold: bool) -> int:
    widths = _BOLD_WIDTHS if bold else _WIDTHS
    plain = unicodedata.normalize("NFKD", letter)
    return widths.get(letter) or widths.get(plain[0], _OTHER) + (_HORN_WIDTH if _HORN in plain else 0)


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """Return how many points a line of text is wide; `size` is the size of its letters in points."""
    return _thousandths(text, bold=bold) * size / 1000


def _thousandths(text: str, *, bold: bool) -> int:
    return sum(_letter(letter, bold=bold) for letter in text)


def wrap(text: str, size: float, units: float, *, bold: bool = False) -> list[str]:
    """Break a text into the lines it will have in a cell.

    Args:
        text: its line ends stay.
        size: of the letters, in points.
        units: width of the cell, all its columns together, less what an indent takes of it.
        bold: whether the letters are.

    Returns:
        At least one line; a word longer than a line is broken.
    """
    room = int((units * UNIT - _PADDING) * _ROUNDING * 1000 / size)  # thousandths of the size
    space = _thousandths(" ", bold=bold)
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line, width = "", 0
        for word in paragraph.split(" "):
            wide = _thousandths(word, bold=bold)
            if line and width + space + wide <= room:
                line, width = f"{line} {word}", width + space + wide
                continue
            if line:
                lines.append(line)
            *whole, line = [word] if wide <= room else _broken(word, room, bold=bold)
            lines += whole
            width = _thousandths(line, bold=bold)
        lines.append(line)
    return lines


def _broken(word: str, room: int, *, bold: bool) -> list[str]:
    """Break a word that is longer than a line, letter by letter; a letter at least stands on every line."""
    pieces, begin, width = [], 0, 0
    for place, letter in enumerate(word):
        wide = _letter(letter, bold=bold)
        if place > begin and width + wide > room:
            pieces.append(word[begin:place])
            begin, width = place, 0
        width += wide
    return [*pieces, word[begin:]]


def height_of(lines: int, size: float) -> float:
    """Return the height in points of a row with so many lines: whole pixels, and never more than Excel can show."""
    return min(math.ceil((lines * _LINE * size + _EDGE) / 0.75) * 0.75, TALLEST)
