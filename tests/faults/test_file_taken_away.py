"""The file is moved, replaced or deleted under a desk that has it open: nothing typed is lost, none acknowledged."""

import os
import re
import shutil
import sys
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

import pytest
from counted_files import KEYER, OTHER, PIN, copied, count, key, keyer, new_file, opened
from tally_files import check_chains

from tally import bootstrap
from tally.application.journal_file import Moved
from tally.domain.journal import pass_chain
from tally.tui.services import OpenDesk

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


# Written over in place: the name and the file stay, what is in it does not


def _key(table: OpenDesk, ballots: int, first: int = 0) -> None:
    key(keyer(table), ballots, first=first)


@pytest.fixture
def held(tmp_path: Path) -> Path:
    """Return a congress file of a counting board, in which five ballots were keyed."""
    file = new_file(tmp_path / "đại hội.tally")
    count(file, 5)
    return file


def _same_length_fork(held: Path) -> bytes:
    fork = copied(held, "nhánh.tally")
    count(fork, 4, first=5)
    return fork.read_bytes()


def _other_congress(held: Path) -> bytes:
    other = new_file(held.with_name("khác.tally"))
    count(other, 9)
    return other.read_bytes()


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(Path.read_bytes, id="an older copy"),
        pytest.param(_same_length_fork, id="a fork of the same length"),
        pytest.param(_other_congress, id="another congress"),
    ],
)
def test_what_is_copied_over_an_open_file_is_noticed_before_the_next_ballot(
    held: Path, content: Callable[[Path], bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file manager asks SQLite for no lock: the desk goes on in a file that lacks what it acknowledged."""
    with monkeypatch.context() as elsewhere:
        elsewhere.setenv("TALLY_HOME", str(tmp_path / "máy khác"))
        over = content(held)
    table = opened(held)
    one = keyer(table)
    key(one, 4, first=5)
    whole = held.read_bytes()
    held.write_bytes(over)
    for _ in range(2):
        with pytest.raises(Moved):
            key(one, 1, first=9)
    held.write_bytes(whole)
    key(one, 1, first=9)
    table.close()
    assert recorded(held) == 10


def test_what_is_copied_over_a_file_that_was_just_opened_is_noticed_before_the_first_entry(
    held: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing was appended yet: what was read at the opening is what has to be there."""
    with monkeypatch.context() as elsewhere:
        elsewhere.setenv("TALLY_HOME", str(tmp_path / "máy khác"))
        over = _same_length_fork(held)
    count(held, 4, first=9)
    table = opened(held)
    held.write_bytes(over)
    with pytest.raises(Moved):
        table.people.sign_in(KEYER, PIN)
    table.close()


def test_another_window_s_ballots_are_no_such_thing(held: Path) -> None:
    one, other = opened(held), opened(held)
    _key(one, 2, first=5)
    other.people.sign_in(OTHER, PIN)
    theirs = keyer(other, OTHER)
    key(theirs, 3)
    _key(one, 1, first=7)
    key(theirs, 1, first=3)
    one.close()
    other.close()
    assert recorded(held) == 8


def test_a_backup_of_ours_copied_over_the_open_file_is_no_file_of_a_stranger(held: Path) -> None:
    """A backup is written anew, so the number of its schema is another; its tables and triggers are ours."""
    backup = held.with_name("sao lưu.tally")
    bootstrap.backup(held, backup)
    table = opened(held)
    one = keyer(table)
    key(one, 2, first=5)
    held.write_bytes(backup.read_bytes())
    with pytest.raises(Moved):
        key(one, 1, first=7)
    table.close()
