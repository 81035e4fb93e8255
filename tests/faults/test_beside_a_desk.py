"""A board at work: papers and copies while counting, a forgotten second desk, a copied file; nothing acknowledged goes.

Each was seen to lose ballots when the count lay in a log beside the file.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

import pytest
from desk_app import KEY, a_declared_contest, begin
from tally_files import check_chains

from tally import bootstrap
from tally.domain.batch import PassContents
from tally.domain.journal import pass_chain

TESTS = Path(__file__).parents[1]
UTF8 = {**os.environ, "PYTHONUTF8": "1"}  # folders are named in Vietnamese, on pipes too


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Return a congress file that is being counted."""
    path = tmp_path / "đại hội.tally"
    with closing(bootstrap.create_journal(path)) as journal:
        begin(bootstrap.desk_on(journal), a_declared_contest(4, 3))
    return path


class DeskProcess:
    """A desk in another process."""

    def __init__(self, file: Path) -> None:
        command = [sys.executable, str(TESTS / "desk_process.py"), str(file)]
        self._process = subprocess.Popen(command, env=UTF8, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        assert self._answer() == ["ready"]

    def do(self, line: str) -> list[str]:
        """Have it do something; return what it said."""
        assert self._process.stdin is not None
        self._process.stdin.write(f"{line}\n".encode())
        self._process.stdin.flush()
        return self._answer()

    def key(self, times: int) -> None:
        """Have it key so many ballots, all of which it acknowledges."""
        said = self.do(f"key {times}")
        assert [line[0] for line in said[:-1]] == ["✓"] * times, said

    def leave(self) -> None:
        """Have it let go of the file in good order."""
        self._process.communicate(b"leave\n", timeout=60)
        assert self._process.returncode == 0

    def kill(self) -> None:
        """Kill it, where it still runs."""
        self._process.kill()
        self._process.communicate()

    def _answer(self) -> list[str]:
        assert self._process.stdout is not None
        said: list[str] = []
        while not said or said[-1] not in {"ready", "done"}:
            line = self._process.stdout.readline().decode().strip()
            assert line, f"the desk ended: {said}"
            said.append(line)
        return said


@contextmanager
def a_desk(file: Path) -> Iterator[DeskProcess]:
    with ExitStack() as ends:
        desk = DeskProcess(file)
        ends.callback(desk.kill)
        yield desk


def tally(folder: Path, *arguments: object) -> None:
    """Run the program beside the desk."""
    environment = {**UTF8, "TALLY_HOME": str(folder / "nhà")}
    command = [sys.executable, "-m", "tally", *map(str, arguments)]
    done = subprocess.run(command, env=environment, capture_output=True, timeout=120, check=False)
    assert done.returncode in {0, 1}, done.stdout.decode() + done.stderr.decode()


def another_desk_leaves(folder: Path, file: Path) -> None:
    del folder
    with a_desk(file) as other:
        other.leave()


def verify(folder: Path, file: Path) -> None:
    tally(folder, "verify", file)


def backup(folder: Path, file: Path) -> None:
    tally(folder, "backup", file, "--to", folder / "usb")


def export(folder: Path, file: Path) -> None:
    tally(folder, "export", file, "--to", folder / "xuất")


def recount(folder: Path, file: Path) -> None:
    tally(folder, "recount", file)


def ballots_in(file: Path) -> int:
    """Open a file and count its ballots."""
    with closing(bootstrap.open_journal(file)) as journal:
        assert check_chains(journal).sound
        return len(PassContents.replay(journal.entries(pass_chain(*KEY, 1, 1)), 1, 1).ballots)


@pytest.mark.parametrize("beside", [verify, backup, export, recount, another_desk_leaves])
def test_ballots_acknowledged_after_papers_and_after_another_program_are_there_when_the_desk_is_killed(
    tmp_path: Path, file: Path, beside: Callable[[Path, Path], None]
) -> None:
    with a_desk(file) as desk:
        desk.key(5)
        desk.do(f"papers {tmp_path / 'giấy'}")
        assert list((tmp_path / "giấy").iterdir())
        beside(tmp_path, file)
        desk.key(20)
        desk.kill()
    assert ballots_in(file) == 25
    tally(tmp_path, "verify", file)


def test_ballots_of_two_desks_are_there_when_both_are_left_in_good_order(tmp_path: Path, file: Path) -> None:
    with a_desk(file) as desk:
        desk.key(5)
        desk.do(f"papers {tmp_path / 'giấy'}")
        with a_desk(file) as other:
            other.key(3)
            verify(tmp_path, file)
            assert desk.do("key 2") == ["pass_moved", "✓ 9", "done"]
            other.leave()
        desk.leave()
    assert ballots_in(file) == 9


def test_the_file_alone_copied_after_a_kill_holds_all_that_was_acknowledged(tmp_path: Path, file: Path) -> None:
    with a_desk(file) as desk:
        desk.key(120)
        desk.kill()
    stick = tmp_path / "usb"
    stick.mkdir()
    copy = Path(shutil.copyfile(file, stick / file.name))
    assert [one.name for one in stick.iterdir()] == [file.name]
    assert ballots_in(copy) == 120
