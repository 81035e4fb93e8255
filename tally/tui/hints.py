"""Keys named in a line of text: a click on one, or on what stands after it, presses it."""

import re
from collections.abc import Mapping

from rich.cells import cell_len

_NAMED: Mapping[str, str] = {
    "⏎": "enter",
    "␣": "space",
    "⌫": "backspace",
    "↑": "up",
    "↓": "down",
    "←": "left",
    "→": "right",
    "+": "plus",
    "*": "asterisk",
    "Esc": "escape",
    "Tab": "tab",
    "Delete": "delete",
}
_KEY = re.compile(
    r"[⏎␣⌫↑↓←]"
    r"|(?<=←)\s?→"  # by itself it is an arrow that points at something
    r"|(?<!\S)[+*](?=\s)"
    r"|\b(?:Esc|Tab|Delete|F\d{1,2}|Ctrl\+[A-Z])\b"
)
_END = re.compile(r"[·.;:│]|\s\s")


def key_at(line: str, x: int) -> str | None:
    """Return Textual's name of the key that a line names at a place, or None.

    Args:
        line: of text, as shown.
        x: the cell, counted from 0. What stands after a key belongs to it, to the end of its phrase or the next key.
    """
    keys = list(_KEY.finditer(line))
    starts = [*(key.start() for key in keys), len(line)]
    for key, following in zip(keys, starts[1:], strict=True):
        end = _END.search(line, key.end(), following)
        stop = following if end is None else end.start()
        if cell_len(line[: key.start()]) <= x < cell_len(line[:stop]):
            name = key.group().strip()
            return _NAMED.get(name, name.lower())
    return None
