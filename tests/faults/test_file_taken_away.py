"""The file is moved, replaced or deleted under a desk that has it open: nothing typed is lost, none acknowledged."""

import os
import re
import shutil
import sys
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

import pytest
from tally_files import check_chains

from tally import bootstrap
from tally.domain.journal import pass_chain

pytestmark = pytest.mark.skipif(
    sys.platform == "win32", reason="Windows has no pty that pexpect can drive, and does not let go of an open file"
)

DESK = Path(__file__).parents[1] / "desk_app.py"
_ESCAPES = re.compile(rb"\x1b\[[0-9;?<>=$]*[ -/]*[@-~]|\x1b[@-_]")

TakenAway = Callable[[Path, Path], None]


def moved(file: Path, aside: Path) -> None:
    file.rename(aside)


def deleted(file: Path, aside: Path) -> None:
    os.link(file, aside)  # so that it can be put back
    file.unlink()


def replaced(file: Path, aside: Path) -> None:
    os.link(file, aside)
    shutil.copyfile(file, file.with_name("khác"))
    file.with_name("khác").replace(file)


def folder_moved(file: Path, aside: Path) -> None:
    file.parent.rename(aside.with_suffix(""))
    (aside.with_suffix("") / file.name).rename(aside)
    aside.with_suffix("").rename(file.parent)


class Screen:
    """A desk on a pty of 80 x 24."""

    def __init__(self, file: Path) -> None:
        import pexpect  # noqa: PLC0415 - needs a pty

        command = [str(DESK), str(file), "--candidates", "4", "--seats", "3"]
        self.child: pexpect.spawn[bytes] = pexpect.spawn(sys.executable, command, dimensions=(24, 80), timeout=60)
        self._quiet = pexpect.TIMEOUT

    def send(self, keys: str, text: str) -> str:
        """Press keys; return all that is shown from then on until a text is, and nothing more comes."""
        self.child.send(keys)
        said = ""
        while text not in said:
            said += self._more()
        return said

    def _more(self) -> str:
        self.child.expect(b"(?s).+")
        assert isinstance(self.child.after, bytes)
        piece = self.child.after
        with suppress(self._quiet):
            while True:
                piece += self.child.read_nonblocking(1 << 16, timeout=0.5)
        return f" {' '.join(_ESCAPES.sub(b' ', piece).decode(errors='replace').split())}"


def recorded(file: Path) -> int:
    with closing(bootstrap.open_journal(file)) as journal:
        assert check_chains(journal).sound
        return len(list(journal.entries(pass_chain("bch", 1, 1, 1))))


@pytest.mark.parametrize("taken_away", [moved, deleted, replaced, folder_moved])
def test_the_screen_says_so_and_keeps_the_line_until_the_file_is_back(tmp_path: Path, taken_away: TakenAway) -> None:
    folder = tmp_path / "bàn"
    folder.mkdir()
    file, aside = folder / "đh.tally", tmp_path / "để riêng.tally"
    screen = Screen(file)
    screen.send("", "PHIẾU")
    screen.send("1\r2\r", "2 ✓ gạch")
    taken_away(file, aside)
    for keys in ("3\r", "\x7f\r"):
        said = screen.send(keys, "CHƯA GHI phiếu 3")
        assert "không còn ở chỗ cũ" in said
        assert "bấm ⌫ rồi ⏎ để ghi lại." in said
        assert "3 ✓ gạch" not in said
    assert recorded(aside) == 2
    aside.replace(file)
    screen.send("\x7f\r", "3 ✓ gạch")
    screen.send("4\r", "4 ✓ gạch")
    screen.child.kill(9)
    screen.child.close(force=True)
    assert recorded(file) == 4
