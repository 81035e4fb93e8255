r"""Whatever comes from outside as it can be shown: nothing in it that a terminal obeys, that hides, or that turns text.

Names of files above all, but also values that findings repeat, names on papers and in certificates: a terminal that is
handed `ESC [ 2 J` clears itself and draws what a stranger wrote. `Words` passes every field through here, so that
nobody has to remember it; whoever writes outside text without words calls it himself.
"""

import re
from collections.abc import Callable

LONGEST = 32_767
"""Characters of a field of a text: as many as a cell of Excel keeps, and more than any list of names has."""

NAME = 400
"""Characters of one name: of a file with its folders, of an argument of the command line."""

_BYTE = 0xDC00  # Python stands a byte of a file's name that is no UTF-8 for a lone surrogate, counted from here
_BYTES = range(_BYTE + 0x80, _BYTE + 0x100)
_PLANE = 0xFFFF  # the last code that four digits write

_HIDDEN = re.compile(
    "["
    "\x00-\x1f\x7f-\x9f"  # control characters: C0, DEL, C1
    "\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"  # what no font shows
    "\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2"  # signs of Arabic that format what follows
    "\u200b-\u200f\u2028-\u202e\u2060-\u206f"  # zero-width; line and paragraph separators; bidi controls and isolates
    "\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff"  # blanks that are letters; variations
    "\ud800-\udfff\ue000-\uf8ff"  # lone surrogates; private use, which every font draws otherwise
    "\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"  # formats of other scripts
    "\U000e0000-\U0010ffff"  # tags, variations, private use
    "]"
)


class Lines(str):
    """Several lines that the program itself put together: as a field they stay lines, of which each is made visible."""

    __slots__ = ()


def visible(text: str, most: int = LONGEST) -> str:
    r"""Return a text in which everything is seen: `ESC` is written `\u001b`, a byte that is no UTF-8 `\xff`.

    A line break is written too: one name is one line, whatever is in it. A backslash stays as it is, for the paths of
    Windows.

    Args:
        text: from outside, or made of what comes from outside; made visible twice it is the same.
        most: characters of what is returned; longer ones end in `…`.
    """
    if text.isascii() and text.isprintable() and len(text) <= most:
        return text
    # Of an endless text no more is looked at than can be shown.
    shown = _HIDDEN.sub(_written, text[: most + 1])
    return shown if len(shown) <= most else f"{shown[: most - 1]}…"


def hidden(text: str, write: Callable[[int], str]) -> str:
    """Return a text whose hidden characters are written by their codes, as some format writes them."""
    return text if text.isascii() and text.isprintable() else _HIDDEN.sub(lambda found: write(ord(found[0])), text)


def visible_lines(text: str) -> str:
    """Return a text of several lines of ours, each as `visible` shows it."""
    return "\n".join(map(visible, text.split("\n")))


def obeyed_by_nobody(text: str) -> str:
    """Return a text without what a terminal obeys or does not show, as wide as before: for what is laid out already."""
    return text if text.isascii() and text.isprintable() else _HIDDEN.sub("", text)


def _written(found: re.Match[str]) -> str:
    code = ord(found[0])
    if code in _BYTES:
        return f"\\x{code - _BYTE:02x}"
    return f"\\u{code:04x}" if code <= _PLANE else f"\\U{code:08x}"
