"""What boards did to a file and lost ballots by, done again: papers and other programs while keying, a full disk."""

import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from counted_files import FIRST_PASS, count, new_file, opened, tally
from faulty_disk import NoCompiler, with_disk
from tally_files import as_earlier_versions_left_it

from tally import bootstrap
from tally.application.journal_file import check_chains
from tally.domain.batch import PassContents

TESTS = Path(__file__).parents[1]


class Keying:
    """A desk in a process of its own."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def ask(self, what: str, answers: int = 1) -> list[str]:
        """Have something done; return the answers."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{what}\n")
        self._process.stdin.flush()
        return [self._process.stdout.readline().strip() for _ in range(answers)]

    def kill(self) -> None:
        """Kill it."""
        self._process.kill()
        self._process.wait()

    def leave(self) -> None:
        """Have it leave in good order."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        assert self._process.wait(timeout=60) == 0


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return where this computer remembers."""
    monkeypatch.setenv("TALLY_HOME", str(tmp_path / "nhà"))
    return tmp_path / "nhà"


@contextmanager
def keying(file: Path, folder: Path) -> Iterator[Keying]:
    """Open a desk on a file."""
    command = [sys.executable, str(TESTS / "keying_in_a_hall.py"), str(file), str(folder)]
    environment = {**os.environ, "PYTHONUTF8": "1"}
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen(command, text=True, encoding="utf-8", env=environment, **pipes) as process:  # type: ignore[call-overload]
        yield Keying(process)


def ballots(file: Path) -> list[int]:
    """Return the ballots that a sound file holds."""
    with closing(bootstrap.open_journal(file, reading=True)) as journal:
        assert check_chains(journal, bootstrap.congress_codec()).sound
        return list(PassContents.replay(journal.entries(FIRST_PASS), 1, 1).ballots)


OTHERS = ("verify", "recount", "export", "backup", "desk")


@pytest.mark.parametrize("ends", ["kill", "leave"])
@pytest.mark.parametrize("other", OTHERS)
def test_papers_and_another_program_while_keying_lose_no_ballot(
    tmp_path: Path, home: Path, other: str, ends: str
) -> None:
    file = new_file(tmp_path / "đại hội.tally")
    with keying(file, tmp_path / "giấy") as desk:
        assert desk.ask("3", 3) == ["✓ 1", "✓ 2", "✓ 3"]
        assert desk.ask("papers") == ["papers"]
        assert desk.ask("again") == ["again"]
        if other == "desk":
            opened(file).close()
        else:
            to: list[str | Path] = ["--to", tmp_path / "ra"] if other in {"export", "backup"} else []
            assert tally(other, file, *to, home=home).status == 0
        acknowledged = desk.ask("20", 20)
        assert acknowledged[-1] == "✓ 23"
        getattr(desk, ends)()
    assert ballots(file) == list(range(1, 24))


def test_the_file_copied_alone_after_a_kill_holds_everything(tmp_path: Path, home: Path) -> None:
    del home
    file = new_file(tmp_path / "đại hội.tally")
    with keying(file, tmp_path / "giấy") as desk:
        assert desk.ask("12", 12)[-1] == "✓ 12"
        desk.kill()
    (tmp_path / "usb").mkdir()
    assert ballots(Path(shutil.copy(file, tmp_path / "usb"))) == list(range(1, 13))


@pytest.mark.parametrize("earlier", [False, True])
def test_reading_and_copying_elsewhere_work_on_a_full_disk(tmp_path: Path, home: Path, *, earlier: bool) -> None:
    try:
        environment = with_disk({**os.environ, "PYTHONUTF8": "1", "TALLY_HOME": str(home)})
    except NoCompiler:
        assert not os.environ.get("CI"), "CI has to install gcc and libc6-dev"
        pytest.skip("NO DISK IS FILLED HERE: that takes Linux and a C compiler")
    folder, usb = tmp_path / "đầy", tmp_path / "usb"
    folder.mkdir()
    file = new_file(folder / "đại hội.tally")
    count(file, 5, close=True)
    if earlier:
        as_earlier_versions_left_it(file)
    before = file.read_bytes()
    commands = [
        ["verify", file],
        ["recount", file, "--json"],
        ["export", file, "--to", usb / "giấy"],
        ["backup", file, "--to", usb],
    ]
    typed = "\n".join(shlex.join(map(str, one)) for one in commands)
    script = [sys.executable, str(TESTS / "on_a_full_disk.py"), str(folder), str(tmp_path / "log")]
    ran = subprocess.run(
        script, input=typed, capture_output=True, text=True, encoding="utf-8", env=environment, check=False, timeout=120
    )
    assert ran.returncode == 0, ran.stderr
    told = [line for line in ran.stdout.splitlines() if line.partition(":")[0] in {one[0] for one in commands}]
    assert told == [f"{one[0]}: 0" for one in commands], ran.stdout + ran.stderr
    assert file.read_bytes() == before
    assert len(list(usb.glob("*.tally"))) == 1
