"""The only place that writes to stdout: data, in UTF-8, whatever the machine's own encoding.

Nothing that a terminal would obey leaves by here, whoever forgot to make it visible (`locales/visible.py`); the colours
of a page are our own.
"""

import json
import shutil
import sys
import textwrap
from typing import TYPE_CHECKING, TextIO

from tally.locales.visible import hidden, visible, visible_lines

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

PAGE = 80  # columns; what a result is laid out for when nobody says how wide the terminal is
_NARROWEST = 40
_HELD = "\N{NO-BREAK SPACE}"


def speak_utf8() -> None:
    """Make stdout and stderr UTF-8, as every document of ours is: a Windows pipe would else be cp1252 or cp1258."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="backslashreplace")


def on_a_terminal() -> bool:
    """Tell whether a person sits at the other end: keys come from a terminal and go to one."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def write_json(document: object) -> None:
    """Write one JSON document, indented so that a person can compare two of them.

    What a terminal would obey, or does not show, is escaped as JSON escapes it: the document says the same.
    """
    text = json.dumps(document, ensure_ascii=False, indent=1)
    sys.stdout.write("\n".join(hidden(line, _in_json) for line in text.split("\n")) + "\n")
    sys.stdout.flush()


def write_line(line: str) -> None:
    """Write one line of what was found."""
    sys.stdout.write(visible(line) + "\n")


def write_wrapped(line: str, hang: int = 0) -> None:
    """Write a line of words; on a terminal wrapped at its width, in a file or a pipe as one line.

    Args:
        line: what is said, with its indentation; it is not wrapped at no-break spaces, which are written as others.
        hang: columns by which further lines are indented.
    """
    if not sys.stdout.isatty():
        write_line(line.replace(_HELD, " "))
        return
    width = max(shutil.get_terminal_size((PAGE, 24)).columns, _NARROWEST)
    shown = visible(line)
    for one in textwrap.wrap(shown, width, subsequent_indent=" " * hang, break_on_hyphens=False, drop_whitespace=True):
        write_line(one.replace(_HELD, " "))


def write_help(text: str) -> None:
    """Write a help page, whose every word is ours."""
    sys.stdout.write(visible_lines(text) + "\n")


def write_page(page: "RenderableType") -> None:
    """Write one page for people."""
    console_on(sys.stdout).print(page)


def console_on(stream: TextIO) -> "Console":
    """Return a console on a stream: as wide as its terminal, or one page wide when it is a file or a pipe."""
    from tally.cli.console import OwnConsole  # noqa: PLC0415 - only pages for people need it; --help starts without

    return OwnConsole(stream, None if stream.isatty() else PAGE)


def _in_json(code: int) -> str:
    """Write a character as JSON escapes it: in two parts beyond the first plane."""
    return json.dumps(chr(code))[1:-1]
