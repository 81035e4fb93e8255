"""What nobody foresaw ends in a sentence, status 4 and a log without secrets; what was foreseen never ends the desk.

Everything here is seen from outside: a real process, the desk on a real pty, every byte that it wrote.
"""

import os
import re
import shlex
import stat
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import pytest
from builders import a_congress
from desk_app import a_declared_contest

from tally import bootstrap
from tally.application.desk.keying import Batches
from tally.application.desk.people import People
from tally.application.desk.setup import Setup
from tally.cli import last_resort

TESTS = Path(__file__).parents[1]
PIN = "491763"
KEY = ("bch", 1)
NEVER = ("Traceback", "locals", PIN, "SELECT", "sqlalchemy", "disk I/O error", "NOTE:")
_ESCAPES = re.compile(r"\x1b\[[0-9;?<>=$]*[ -/]*[@-~]|\x1b[@-_]")

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pty that pexpect can drive")


class Seen(NamedTuple):
    """What a desk wrote.

    Attributes:
        raw: every character.
        after: the sentence after the full screen was left, and our own lines below it.
        status: the exit status of the desk.
        echo: whether the terminal echoes keys again.
    """

    raw: str
    after: str
    status: int
    echo: bool

    @property
    def text(self) -> str:
        """All that could be read."""
        return " ".join(_ESCAPES.sub(" ", self.raw).replace("▌", " ").split())

    def says(self, words: str) -> bool:
        """Tell whether these words were said, however they were wrapped or painted."""
        return "".join(words.split()) in "".join(self.text.split())


def a_file(folder: Path, pin: str = PIN) -> Path:
    """Make a congress whose head has a PIN, with a batch to key."""
    path = folder / "dai-hoi.tally"
    desk = bootstrap.desk_on(bootstrap.create_journal(path))
    Setup(desk).declare(a_congress(106), (a_declared_contest(9, 8),))
    people = People(desk, bootstrap.pin_hasher())
    head = people.add("Bùi Thị Quế", "head", pin)
    people.sign_in(head.id, pin)
    batches = Batches(desk)
    batches.begin_counting(KEY)
    batches.open_batch(KEY)
    desk.journal.close()
    return path


def a_desk(
    folder: Path, program: Sequence[str], keys: Sequence[str], wait_for: str = "mã PIN", **environment: str
) -> Seen:
    """Run a desk below a shell on a pty, press keys, and look at everything.

    Args:
        folder: it works in; its home is there too.
        program: what runs.
        keys: sent one after the other, some time apart, once `wait_for` stands on the screen.
        wait_for: empty: no keys are waited with.
        environment: what is set beside the usual.
    """
    import pexpect  # noqa: PLC0415 - needs a pty

    script = f"{shlex.join([sys.executable, *program])}; echo status=$?; stty -a | grep -qw -- '-echo' || echo echoes"
    child = pexpect.spawn(
        "bash",
        ["-c", script],
        cwd=str(folder),
        env={
            **_environment(),
            "TALLY_HOME": str(folder / "home"),
            "TERM": "xterm-256color",
            "TALLY_LANG": "vi",
            **environment,
        },
        encoding="utf-8",
        dimensions=(24, 100),
        timeout=30,
    )
    raw = ""

    def listen(seconds: float) -> None:
        nonlocal raw
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            try:
                raw += child.read_nonblocking(1 << 16, timeout=0.1)
            except pexpect.TIMEOUT:
                continue
            except pexpect.EOF:
                return

    def is_there() -> bool:
        return wait_for in " ".join(_ESCAPES.sub(" ", raw).split())

    end = time.monotonic() + 30
    while wait_for and not is_there() and "status=" not in raw and time.monotonic() < end:
        listen(0.2)
    for key in keys:
        listen(0.4)
        if "status=" not in raw:
            child.send(key)
    end = time.monotonic() + 30
    while "status=" not in raw and time.monotonic() < end:
        listen(0.2)
    listen(0.5)
    child.close(force=True)
    found = re.search(r"status=(\d+)", raw)
    assert found is not None, _ESCAPES.sub(" ", raw)[-2000:]
    return Seen(raw, raw[raw.rfind("\x1b[?1049l") :].partition("tally: ")[2], int(found[1]), "echoes" in raw)


def _environment() -> dict[str, str]:
    """Return the environment of a user: nothing of a developer's in it."""
    return {name: value for name, value in os.environ.items() if name != last_resort.DEBUG}


def the_log(folder: Path) -> Path:
    """Return the one log that was written."""
    (log,) = (folder / "home" / "state").glob("tally-*.log")
    return log


def faulty(place: str, kind: str, path: Path) -> list[str]:
    return [str(TESTS / "faulty_desk.py"), place, kind, "open", path.name]


OPEN = ["-m", "tally", "open"]
SIGN_IN = [PIN, "\r"]
LEAVE = "\x11"  # Ctrl+Q
F1 = "\x1bOP"


@pytest.mark.parametrize(
    ("place", "keys"),
    [
        ("sign-in", SIGN_IN),
        ("message", []),
        ("binding", [*SIGN_IN, "", F1]),
        ("compose", []),
        ("mount", []),
        ("timer", []),
        ("callback", []),
        ("worker", []),
        ("task", []),
        ("input", ["x", "x"]),
        ("start", []),
    ],
)
def test_what_nobody_foresaw_closes_the_desk_with_a_sentence(tmp_path: Path, place: str, keys: list[str]) -> None:
    path = a_file(tmp_path)
    before = path.read_bytes()
    wait_for = "" if place in {"compose", "mount", "start", "input"} else "mã PIN"
    seen = a_desk(tmp_path, faulty(place, "unforeseen", path), keys, wait_for)
    assert seen.status == 4
    assert [word for word in NEVER if word in seen.raw] == []
    assert "\x1b" not in seen.after
    assert "lỗi ngoài dự tính" in seen.after
    assert "mọi phiếu đã báo ✓ đã nằm trong tệp" in seen.after
    assert len([line for line in seen.after.splitlines() if line.strip()]) == 3, "a sentence, and our own two lines"
    assert seen.echo, "the terminal is as it was before"
    log = the_log(tmp_path)
    assert str(log) in seen.after.replace("\r\n", "")
    text = log.read_text(encoding="utf-8")
    assert PIN not in text
    assert ("TerminalLost" if place == "input" else "builtins.ValueError\n") in text
    assert "faulty_desk.py" not in text, "places are named by module, not by folders of somebody's home"
    assert stat.S_IMODE(log.stat().st_mode) == 0o600
    assert place == "binding" or path.read_bytes() == before, "only there did somebody sign in"


@pytest.mark.parametrize("kind", ["locked", "disk-full", "read-only", "damaged", "io"])
@pytest.mark.parametrize("place", ["sign-in", "message", "timer", "callback", "worker", "task"])
def test_what_was_to_be_expected_is_said_and_the_desk_stays(tmp_path: Path, place: str, kind: str) -> None:
    path = a_file(tmp_path)
    keys = SIGN_IN if place == "sign-in" else []
    seen = a_desk(tmp_path, faulty(place, kind, path), [*keys, "", LEAVE])
    assert seen.status == 0, seen.text[-600:]
    assert [word for word in NEVER if word in seen.raw] == []
    assert seen.says("dai-hoi.tally")
    words = {"locked": "đang bị chương trình khác giữ", "disk-full": "Đĩa đầy", "read-only": "chỉ cho đọc"}
    assert seen.says(words.get(kind, "hỏng" if kind == "damaged" else "Máy báo lỗi"))
    assert not (tmp_path / "home" / "state").exists()


@pytest.mark.parametrize("place", ["compose", "mount"])
def test_a_screen_that_cannot_be_shown_leads_back_with_words(tmp_path: Path, place: str) -> None:
    path = a_file(tmp_path)
    seen = a_desk(tmp_path, faulty(place, "damaged", path), ["", "", LEAVE], "hỏng")
    assert seen.status == 0, seen.text[-600:]
    assert [word for word in NEVER if word in seen.raw] == []
    assert "Mở tệp" in seen.text or "Đại hội mới" in seen.text, "home again"


def test_where_there_is_no_screen_to_go_back_to_the_desk_leaves_and_says_why(tmp_path: Path) -> None:
    path = a_file(tmp_path)
    seen = a_desk(tmp_path, faulty("start", "damaged", path), [], "")
    assert seen.status == 3
    assert [word for word in NEVER if word in seen.raw] == []
    assert "E990" in seen.text
    assert "Giữ nguyên tệp" in seen.text


def test_a_developer_gets_the_failure_itself_without_local_variables(tmp_path: Path) -> None:
    path = a_file(tmp_path)
    seen = a_desk(tmp_path, faulty("timer", "unforeseen", path), [], TALLY_DEBUG="1")
    assert seen.status == 1
    assert "Traceback" in seen.raw
    assert "locals" not in seen.raw


def test_a_thread_that_dies_is_not_passed_over(tmp_path: Path) -> None:
    path = a_file(tmp_path)
    seen = a_desk(tmp_path, faulty("thread", "unforeseen", path), ["", LEAVE])
    assert seen.status == 4
    assert [word for word in NEVER if word in seen.raw] == []
    assert PIN not in the_log(tmp_path).read_text(encoding="utf-8")
