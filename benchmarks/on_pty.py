"""Runs a Textual program on a pty as a terminal would: answers its query for synchronized output, and cuts frames."""

import fcntl
import os
import pty
import re
import select
import signal
import struct
import sys
import termios
import time
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).parent.parent
SYNC_QUERY = b"\x1b[?2026$p"
SYNC_ANSWER = b"\x1b[?2026;2$y"
FRAME_END = b"\x1b[?2026l"
_ESCAPES = re.compile(rb"\x1b\[[0-9;?<>=$]*[ -/]*[@-~]|\x1b[@-_]")


class Terminal:
    """One program on a pty."""

    def __init__(self, command: Sequence[str], columns: int = 120, lines: int = 40) -> None:
        self.began = time.perf_counter()
        self._pid, self._fd = pty.fork()
        if self._pid == 0:
            fcntl.ioctl(1, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
            os.environ["TERM"] = "xterm-256color"
            os.environ["PYTHONPATH"] = os.pathsep.join((str(ROOT), str(ROOT / "tests")))
            os.execvp(command[0], list(command))  # noqa: S606 - our own program
        self._buffer = b""
        self._answered = False

    def send(self, keys: str) -> float:
        """Write keys in one go; return when."""
        begun = time.perf_counter()
        os.write(self._fd, keys.encode())
        return begun

    def wait_for(self, text: str, seconds: float = 20.0) -> float:
        """Read until a whole frame shows the text; return when its last byte was read.

        Raises:
            TimeoutError: no frame showed it.
        """
        wanted = text.encode()
        deadline = time.perf_counter() + seconds
        while time.perf_counter() < deadline:
            end = self._buffer.rfind(FRAME_END)
            if end >= 0:
                whole, rest = self._buffer[:end], self._buffer[end:]
                if wanted in _ESCAPES.sub(b"", whole):
                    self._buffer = rest[len(FRAME_END) :]
                    return time.perf_counter()
            if select.select([self._fd], [], [], 0.05)[0]:
                self._read()
        message = f"no frame shows {text!r}; last: {_ESCAPES.sub(b'', self._buffer)[-2000:].decode(errors='replace')}"
        raise TimeoutError(message)

    def wait_for_first(self, text: str, seconds: float = 30.0) -> float:
        """Read until the text was written, in a frame or before frames are cut; return seconds since the start.

        Raises:
            TimeoutError: it was not written.
        """
        wanted = text.encode()
        while time.perf_counter() - self.began < seconds:
            if wanted in _ESCAPES.sub(b"", self._buffer):
                return time.perf_counter() - self.began
            if select.select([self._fd], [], [], 0.05)[0]:
                self._read()
        message = f"{text!r} was not written"
        raise TimeoutError(message)

    def settle(self, seconds: float = 0.15) -> None:
        """Read and forget until nothing came for so long."""
        while select.select([self._fd], [], [], seconds)[0]:
            self._read()
        self._buffer = b""

    def close(self) -> None:
        """End the program."""
        os.kill(self._pid, signal.SIGKILL)
        os.waitpid(self._pid, 0)
        os.close(self._fd)

    def _read(self) -> None:
        self._buffer += os.read(self._fd, 1 << 16)
        if not self._answered and SYNC_QUERY in self._buffer:
            self._answered = True
            os.write(self._fd, SYNC_ANSWER)


PYTHON = sys.executable
