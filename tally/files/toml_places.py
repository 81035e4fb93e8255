"""Where each key and value of a TOML text stands: tomllib tells what a file says but not where.

Only for a text that tomllib has read without complaint, and only when there is something to complain about.
"""

import re
import tomllib
from bisect import bisect_right

Path = tuple[str | int, ...]
"""The way to a value: keys of tables and places in arrays, such as `("contest", 0, "candidate", 2, "name")`."""

_SPACE = re.compile(r"[ \t]*")
_BLANK = re.compile(r"(?:[ \t\r\n]+|#[^\n]*)*")
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_STRING = re.compile(
    r'"""(?:[^\\]|\\.)*?"{3,5}|' r"'''.*?'{3,5}|" r'"(?:[^"\\\n]|\\.)*"|' r"'[^'\n]*'",
    re.DOTALL,
)
_SCALAR = re.compile(r"[^,\]}#\r\n]+")


class Places:
    """The places of a TOML text."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._line_starts = [0, *(newline.end() for newline in re.finditer("\n", text))]
        self._at = 0
        self._keys: dict[Path, int] = {}
        self._values: dict[Path, int] = {}
        self._lengths: dict[Path, int] = {}
        self._document()

    def key(self, path: Path) -> tuple[int, int]:
        """Return row and column of a key, or of the nearest table around it when it is not there."""
        return self._row_and_column(self._nearest(path, self._keys))

    def value(self, path: Path) -> tuple[int, int]:
        """Return row and column of a value, or of the nearest table around it when it is not there."""
        found = self._values.get(path)
        return self.key(path) if found is None else self._row_and_column(found)

    def _nearest(self, path: Path, places: dict[Path, int]) -> int:
        return next((places[path[:size]] for size in range(len(path), 0, -1) if path[:size] in places), 0)

    def _row_and_column(self, offset: int) -> tuple[int, int]:
        row = bisect_right(self._line_starts, offset)
        return row, offset - self._line_starts[row - 1] + 1

    def _document(self) -> None:
        table: Path = ()
        while self._skip(_BLANK) < len(self._text):
            if self._text[self._at] == "[":
                table = self._header()
            else:
                self._pair(table)

    def _header(self) -> Path:
        """Read `[roll]` or `[[contest.candidate]]`; a name that is an array of tables means its last table."""
        start = self._at
        is_array = self._text.startswith("[[", start)
        self._at += 2 if is_array else 1
        *parents, last = self._dotted_key()
        self._at += 2 if is_array else 1
        table: Path = ()
        for key, _ in parents:
            table = (*table, key)
            # A table that only its inner tables mention stands where the first of them does.
            self._keys.setdefault(table, start)
            if table in self._lengths:
                table = (*table, self._lengths[table] - 1)
        table = (*table, last[0])
        if is_array:
            self._keys.setdefault(table, start)
            place = self._lengths.get(table, 0)
            self._lengths[table] = place + 1
            table = (*table, place)
        self._keys[table] = start
        return table

    def _pair(self, table: Path) -> None:
        keys = self._dotted_key()
        self._at += 1  # the equals sign
        path = table
        for key, start in keys:
            path = (*path, key)
            self._keys.setdefault(path, start)
        self._value(path)

    def _value(self, path: Path) -> None:
        self._skip(_SPACE)
        self._values[path] = self._at
        opening = self._text[self._at]
        if opening in "\"'":
            self._skip(_STRING)
        elif opening == "[":
            self._array(path)
        elif opening == "{":
            self._inline_table(path)
        else:
            self._skip(_SCALAR)

    def _array(self, path: Path) -> None:
        self._at += 1
        place = 0
        while self._text[self._skip(_BLANK)] != "]":
            self._keys[*path, place] = self._at
            self._value((*path, place))
            place += 1
            self._skip(_BLANK)
            if self._text[self._at] == ",":
                self._at += 1
        self._at += 1

    def _inline_table(self, path: Path) -> None:
        self._at += 1
        while self._text[self._skip(_BLANK)] != "}":
            self._pair(path)
            self._skip(_BLANK)
            if self._text[self._at] == ",":
                self._at += 1
        self._at += 1

    def _dotted_key(self) -> list[tuple[str, int]]:
        """Read `a."b c".d`; return each part with its offset, and stand at what follows."""
        parts: list[tuple[str, int]] = []
        while True:
            start = self._skip(_SPACE)
            self._skip(_STRING if self._text[start] in "\"'" else _BARE_KEY)
            parts.append((_unquoted(self._text[start : self._at]), start))
            if self._text[self._skip(_SPACE)] != ".":
                return parts
            self._at += 1

    def _skip(self, pattern: re.Pattern[str]) -> int:
        """Move past what the pattern matches here; return where that is."""
        if match := pattern.match(self._text, self._at):
            self._at = match.end()
        return self._at


def _unquoted(key: str) -> str:
    return next(iter(tomllib.loads(f"{key} = 0"))) if key[0] in "\"'" else key
