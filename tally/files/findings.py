"""Collecting what is wrong with one file: all of it, up to a number that nobody would read to the end."""

import re

from tally.application.intake import BadInput, FileFinding
from tally.locales.visible import visible

MAX_FINDINGS = 10_000
"""Findings of one file after which reading stops with E910: a wrong file of 64 MB would have millions of them."""

LONGEST_VALUE = 60  # characters of a value that a message repeats

_ODD_BLANK = re.compile(r"[^\S ]")


class Findings:
    """The findings of one file, in the order they were added.

    Attributes:
        file: the name as the user knows it.
    """

    def __init__(self, file: str) -> None:
        self.file = file
        self._found: list[FileFinding] = []

    def __bool__(self) -> bool:
        return bool(self._found)

    def add(self, row: int, column: int, code: str, **fields: int | str) -> None:
        """Add one finding.

        Args:
            row: counted from 1.
            column: counted from 1.
            code: a key of `FILE_CODES`.
            fields: what the message needs; a value from the file has gone through `shown`.

        Raises:
            BadInput: there are too many; the last one says so.
        """
        self._found.append(FileFinding(self.file, row, column, code, fields))
        if len(self._found) == MAX_FINDINGS:
            self._found.append(FileFinding(self.file, row, column, "E910", {"limit": MAX_FINDINGS}))
            self.refuse()

    def in_order(self) -> tuple[FileFinding, ...]:
        """Return what was found, by rows."""
        return tuple(sorted(self._found, key=lambda finding: finding.row))

    def refuse(self) -> None:
        """Raise what was found, if anything was.

        Raises:
            BadInput: something was found.
        """
        if self._found:
            raise BadInput(self._found)


def refusal(file: str, code: str, row: int = 1, column: int = 1, **fields: int | str) -> BadInput:
    """Return the refusal of a file for one finding alone."""
    return BadInput([FileFinding(file, row, column, code, fields)])


def _text(value: object) -> str:
    try:
        return str(value)
    except (ValueError, RecursionError):
        # Such a number, or lists in lists without an end, within a list or a table.
        return "…"


def shown(value: object) -> str:
    """Write a value as a message repeats it: at most 60 characters, and none that the terminal would obey.

    Args:
        value: what stood in the file; true and false as TOML spells them.
    """
    if isinstance(value, bool):
        text = str(value).lower()
    elif isinstance(value, int) and value.bit_length() > LONGEST_VALUE * 4:
        # Python refuses to write out a number of thousands of digits in decimal (TOML can bring one in as 0x…).
        text = hex(value)
    else:
        text = _text(value)
    # A blank that is no space is most often why a value was refused.
    return visible(_ODD_BLANK.sub(lambda found: f"\\u{ord(found[0]):04x}", text[: LONGEST_VALUE + 1]), LONGEST_VALUE)
