"""Vietnamese as input methods send it, through a real terminal, at the speeds at which they do."""

import json
import os
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

import pytest
from typed_vietnamese import DEL, LETTERS, LOWER, METHODS, writes
from typing_desk import PINS

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pty that pexpect can drive")

ROOT = Path(__file__).parents[2]
SHORT = "Đỗ"
DOWN = "\x1b[B"
_, HER = PINS.values()


def in_words(letters: str) -> str:
    """Return letters as words of five."""
    return " ".join(letters[place : place + 5] for place in range(0, len(letters), 5))


def part(place: int, share: int) -> tuple[str, str]:
    """Return one part of so many of the small letters, and of the capitals."""
    return in_words(LOWER[place::share]), in_words(LETTERS[len(LOWER) :][place::share])


ALL = part(0, 1)
PARTS = [part(place, len(METHODS)) for place in range(len(METHODS))]


class Terminal:
    """A terminal in which every place for text is offered, one after the other and over again."""

    def __init__(self, folder: Path) -> None:
        import pexpect  # noqa: PLC0415 - not on Windows

        self._answers = folder / "answers"
        self._read = 0
        self.folder = folder / "files"
        for names in (*PARTS, (SHORT, SHORT), ("aaaaa", "aaaaa")):  # a wrong name finds a wrong file
            (self.folder / names[0]).mkdir(parents=True)
            for name in (names[1], "aaaaa"):
                (self.folder / names[0] / f"{name}.toml").touch()
        self._child = pexpect.spawn(
            sys.executable,
            [str(ROOT / "tests" / "typing_desk.py"), str(self._answers), str(self.folder)],
            env={
                **os.environ,
                "PYTHONPATH": os.pathsep.join((str(ROOT), str(ROOT / "tests"))),
                "TERM": "xterm-256color",
            },
            dimensions=(40, 100),
            timeout=30,
            encoding="utf-8",
        )
        self._child.expect("FORM")
        self._drain = threading.Thread(target=self._throw_away, daemon=True)
        self._drain.start()

    def close(self) -> None:
        """Turn it off."""
        self._child.kill(9)
        self._drain.join()
        self._child.close()

    def type(self, sent: Sequence[str], pause: float) -> None:
        """Send one write after the other, so many seconds apart; all at once where there is no pause."""
        for write in sent if pause else ["".join(sent)]:
            rest = write.encode()
            while rest:
                rest = rest[os.write(self._child.child_fd, rest) :]
            time.sleep(pause)

    def answers(self, number: int) -> list[object]:
        """Wait for so many more answers, and return them."""
        lines: list[str] = []
        for _ in range(3000):  # thirty seconds: other tests run beside this one
            lines = self._answers.read_text(encoding="utf-8").splitlines() if self._answers.exists() else []
            if len(lines) >= self._read + number:
                break
            time.sleep(0.01)
        new = lines[self._read :]
        self._read = len(lines)
        return [json.loads(line) for line in new]

    def _throw_away(self) -> None:
        with suppress(OSError):
            while os.read(self._child.child_fd, 65536):
                pass


@pytest.fixture(scope="module")
def terminal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Terminal]:
    """Return one terminal for all tests: what they type into it begins at the form and ends before it."""
    one = Terminal(tmp_path_factory.mktemp("typing"))
    yield one
    one.close()


def in_form(first: str, second: str, method: str) -> list[str]:
    """Return the writes that fill in the form and hand it in."""
    return [*writes(first, method), "\t", *writes(second, method), "\r"]


def elsewhere(first: str, second: str, method: str) -> list[str]:
    """Return the writes for the places after the form: two dialogs, a path, a PIN, a filter."""
    return [
        *(*writes(first, method), "\r"),
        *(*writes(second, method), "\r"),
        *(*writes(first, method), "/", *writes(second, method), *".toml", "\r"),
        *("12", DOWN, HER[:3], "9", DEL, HER[3:], "\r"),
        *(*writes(first, method), "."),
    ]


def right(folder: Path, first: str, second: str) -> list[object]:
    """Return the answers that are right."""
    return [{"one": first, "two": second}, first, second, str(folder / first / f"{second}.toml"), True, f"{first}."]


@pytest.mark.parametrize("method", METHODS)
def test_every_place_in_one_burst(terminal: Terminal, method: str) -> None:
    some = PARTS[METHODS.index(method)]  # the four methods together all letters in every place
    terminal.type([*in_form(*ALL, method), *elsewhere(*some, method)], 0)
    assert terminal.answers(6) == [{"one": ALL[0], "two": ALL[1]}, *right(terminal.folder, *some)[1:]]


@pytest.mark.parametrize(("pause", "share"), [(0.005, 2), (0.03, 12)])
@pytest.mark.parametrize("method", METHODS)
def test_a_form_at_the_speed_of_an_input_method(terminal: Terminal, method: str, pause: float, share: int) -> None:
    first, second = part(METHODS.index(method), share)
    terminal.type(in_form(first, second, method), pause)
    terminal.type(elsewhere(SHORT, SHORT, method), 0)
    assert terminal.answers(6)[0] == {"one": first, "two": second}


@pytest.mark.parametrize(("method", "pause"), [("telex", 0.03), ("nfd", 0.03), ("telex", 0.09)])
def test_every_place_at_the_speed_of_somebody_who_types(terminal: Terminal, method: str, pause: float) -> None:
    terminal.type([*in_form(SHORT, SHORT, method), *elsewhere(SHORT, SHORT, method)], pause)
    assert terminal.answers(6) == right(terminal.folder, SHORT, SHORT)
