"""The file is overwritten or cut under a desk that keys: nothing is acknowledged that is not on the disk."""

import os
import re
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from tally_files import check_chains

from tally import bootstrap
from tally.application.intake import BadInput, BrokenJournal
from tally.domain.batch import PassContents
from tally.domain.journal import pass_chain

DESK = Path(__file__).parents[1] / "desk_app.py"
BEFORE, AFTER = 5, 5
_ESCAPES = re.compile(r"\x1b\[[0-9;?<>=$]*[ -/]*[@-~]|\x1b[@-_]")
_NEXT_BALLOT = re.compile(r"PHIẾU\s+(\d+)")

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pty that pexpect can drive")


def overwritten(path: Path, start: int, end: int) -> None:
    with path.open("r+b") as file:
        file.seek(start)
        file.write(b"\xff" * (end - start))


def every_byte(path: Path) -> None:
    overwritten(path, 0, path.stat().st_size)


def all_but_the_header(path: Path) -> None:
    overwritten(path, 100, path.stat().st_size)


def the_end(path: Path) -> None:
    size = path.stat().st_size
    overwritten(path, size // 2, size)


def cut(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


@pytest.mark.parametrize("damage", [every_byte, all_but_the_header, the_end, cut], ids=lambda one: one.__name__)
def test_a_desk_whose_file_is_damaged_says_so_or_has_everything_on_the_disk(
    tmp_path: Path, damage: Callable[[Path], None]
) -> None:
    import pexpect  # noqa: PLC0415 - needs a pty

    path = tmp_path / "dai-hoi.tally"
    child = pexpect.spawn(
        sys.executable,
        [str(DESK), str(path), "--candidates", "9", "--seats", "8"],
        env={**os.environ, "TERM": "xterm-256color"},
        encoding="utf-8",
        dimensions=(24, 80),
        timeout=30,
    )
    raw = ""

    def listen(seconds: float) -> None:
        nonlocal raw
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            try:
                raw += child.read_nonblocking(1 << 16, timeout=0.05)
            except pexpect.TIMEOUT:
                continue
            except pexpect.EOF:
                return

    def acknowledged() -> int:
        return max((int(one) - 1 for one in _NEXT_BALLOT.findall(_ESCAPES.sub("", raw))), default=0)

    child.expect("PHIẾU")
    for _ in range(BEFORE):
        child.send("1\r")
        listen(0.2)
    assert acknowledged() == BEFORE
    damage(path)
    for _ in range(AFTER):
        child.send("2\r")
        listen(0.2)
    listen(0.5)
    child.send("\x11")
    listen(1)
    child.close()
    text = " ".join(_ESCAPES.sub(" ", raw).split())
    for never in ("Traceback", "locals", "sqlalchemy", "disk I/O error"):
        assert never not in text
    shown = acknowledged()
    assert recorded(path) >= shown or shown == BEFORE, "a ballot was acknowledged that is nowhere"
    if shown < BEFORE + AFTER:
        assert "CHƯA GHI" in text, text[-800:]


def recorded(path: Path) -> int:
    """Return how many ballots the file holds; none where it cannot be read any more."""
    try:
        journal = bootstrap.open_journal(path)
    except (BadInput, BrokenJournal, OSError):
        return 0
    try:
        assert check_chains(journal).sound
        return len(PassContents.replay(journal.entries(pass_chain("bch", 1, 1, 1)), 1, 1).ballots)
    finally:
        journal.close()
