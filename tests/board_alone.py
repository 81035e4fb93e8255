"""A board at a real terminal with nothing but the program: keys are pressed and counted, the screen is read."""

import os
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from time import monotonic

import pexpect

ROWS, COLUMNS = 24, 80
PATIENCE = 15.0  # seconds; the machine may have other things to do
ANSWER = 1.5  # seconds; a key that changes nothing on the screen is answered by nothing
QUIET = 0.1  # seconds without output: the screen stands still

KEYS: Mapping[str, str] = {
    "enter": "\r",
    "escape": "\x1b",
    "up": "\x1b[A",
    "down": "\x1b[B",
    "right": "\x1b[C",
    "left": "\x1b[D",
    "space": " ",
    "delete": "\x1b[3~",
    "f2": "\x1bOQ",
    "f4": "\x1bOS",
    "f5": "\x1b[15~",
    "f6": "\x1b[17~",
    "f7": "\x1b[18~",
    "f8": "\x1b[19~",
    "ctrl+e": "\x05",
    "ctrl+q": "\x11",
    "ctrl+s": "\x13",
}

_PIECES = re.compile(
    r"\x1b\][^\x1b\x07]*(?:\x1b\\|\x07)|\x1b\[([0-9;?<>=$]*)[ -/]*([@-~])|\x1b[@-_]|[\r\n]|[^\x1b\r\n]+"
)
_UNFINISHED = re.compile(r"\x1b(\[[0-9;?<>=$]*[ -/]*|\][^\x07\x1b]*\x1b?)?$")


class Screen:
    """What stands on a terminal: text where the cursor was sent; colours and the like are passed over."""

    def __init__(self) -> None:
        self._cells = [[" "] * COLUMNS for _ in range(ROWS)]
        self._row = self._column = 0
        self._held = ""

    @property
    def text(self) -> str:
        """Return the lines."""
        return "\n".join("".join(row).rstrip() for row in self._cells)

    def write(self, output: str) -> None:
        """Take what a program wrote; a sequence may come in two pieces."""
        output = self._held + output
        unfinished = _UNFINISHED.search(output)
        self._held = unfinished.group() if unfinished else ""
        for piece in _PIECES.finditer(output, 0, len(output) - len(self._held)):
            if piece.group(2) == "H":
                row, _, column = piece.group(1).partition(";")
                self._row, self._column = int(row or 1) - 1, int(column or 1) - 1
            elif piece.group() == "\r":
                self._column = 0
            elif piece.group() == "\n":
                self._row += 1
            elif not piece.group().startswith("\x1b"):
                self._put(piece.group())

    def _put(self, text: str) -> None:
        for letter in text:
            if 0 <= self._row < ROWS and 0 <= self._column < COLUMNS:
                self._cells[self._row][self._column] = letter
            self._column += 1


class Terminal:
    """The program on a pty.

    Attributes:
        keys: pressed so far; a letter is one.
    """

    def __init__(self, folder: Path) -> None:
        self.keys = 0
        self._screen = Screen()
        self._child: pexpect.spawn[str] = pexpect.spawn(
            sys.executable,
            ["-m", "tally"],
            cwd=str(folder),
            env={**os.environ, "TERM": "xterm-256color", "PYTHONUTF8": "1", "TALLY_LANG": "vi"},
            encoding="utf-8",
            dimensions=(ROWS, COLUMNS),
        )
        self._child.delaybeforesend = None

    @property
    def shown(self) -> str:
        """Return what stands on the screen."""
        return self._screen.text

    def press(self, *keys: str, see: str = "") -> None:
        """Press keys one after the other, each once the screen stands still; then wait until a text is on it.

        Args:
            keys: names of `KEYS`, or a text that is typed.
            see: what is then on the screen; empty: whatever is.
        """
        for key in keys:
            self.keys += 1 if key in KEYS else len(key)
            self._child.send(KEYS.get(key, key))
            self._settle()
        self.see(see)

    def see(self, text: str) -> None:
        """Wait until a text is on the screen, over the ends of lines too."""
        end = monotonic() + PATIENCE
        while text not in " ".join(self.shown.split()):
            if monotonic() > end:
                message = f"{text!r} is not on the screen after {self.keys} keys:\n{self.shown}"
                raise AssertionError(message)
            self._read(1.0)

    def leave(self) -> None:
        """Leave the program, and wait until it has gone."""
        self._child.send(KEYS["ctrl+q"])
        self._child.expect(pexpect.EOF, timeout=PATIENCE)
        self._child.close()
        assert self._child.exitstatus == 0

    def kill(self) -> None:
        """End it, however it stands."""
        self._child.close(force=True)

    def _settle(self) -> None:
        if self._read(ANSWER):
            while self._read(QUIET):
                pass

    def _read(self, seconds: float) -> bool:
        try:
            self._screen.write(self._child.read_nonblocking(1 << 16, seconds))
        except pexpect.TIMEOUT:
            return False
        return True
