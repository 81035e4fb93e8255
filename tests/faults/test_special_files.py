"""Pipes, devices, links in a circle and files that grow: none is opened, none is waited for, by any command."""

import os
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tally.application.intake import BadInput
from tally.cli.diagnostics import Exit
from tally.cli.main import main
from tally.disk import SpecialFile, check_regular, is_folder, read_regular

needs_pipes = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes in its file system")
LIMIT = 1000

Door = Callable[[Path], object]
DOORS = pytest.mark.parametrize("door", [check_regular, lambda path: read_regular(path, LIMIT)], ids=["check", "read"])


@needs_pipes
@DOORS
def test_a_pipe_is_no_regular_file(tmp_path: Path, door: Door) -> None:
    os.mkfifo(tmp_path / "X.tally")
    with pytest.raises(SpecialFile) as refused:
        door(tmp_path / "X.tally")
    (finding,) = refused.value.findings
    assert (finding.code, finding.fields) == ("E812", {"file_kind": "device"})
    assert finding.file == str(tmp_path / "X.tally")


@DOORS
def test_a_device_is_no_regular_file(door: Door) -> None:
    with pytest.raises(SpecialFile):
        door(Path(os.devnull))


@DOORS
def test_links_in_a_circle_are_no_regular_file(tmp_path: Path, door: Door) -> None:
    (tmp_path / "a").symlink_to(tmp_path / "b")
    (tmp_path / "b").symlink_to(tmp_path / "a")
    with pytest.raises(SpecialFile) as refused:
        door(tmp_path / "a")
    assert refused.value.kind == "link-loop"
    assert not is_folder(tmp_path / "a")


@DOORS
def test_a_folder_is_said_to_be_one(tmp_path: Path, door: Door) -> None:
    with pytest.raises(BadInput) as refused:
        door(tmp_path)
    assert [finding.code for finding in refused.value.findings] == ["E902"]
    assert is_folder(tmp_path)


@DOORS
def test_what_is_not_there_is_said_so(tmp_path: Path, door: Door) -> None:
    with pytest.raises(FileNotFoundError):
        door(tmp_path / "none")
    assert not is_folder(tmp_path / "none")


@needs_pipes
def test_a_pipe_put_in_the_place_of_a_file_after_it_was_looked_at_is_not_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "X.csv"
    path.write_bytes(b"a file")
    opening = os.open

    def exchanged(name: Path, flags: int) -> int:
        path.unlink()
        os.mkfifo(path)
        return opening(name, flags)

    monkeypatch.setattr(os, "open", exchanged)
    with pytest.raises(SpecialFile):
        read_regular(path, LIMIT)


@pytest.mark.parametrize("size", [0, 1, LIMIT - 1, LIMIT, LIMIT + 1, 5 * LIMIT])
def test_no_more_is_read_than_tells_that_a_file_is_too_large(tmp_path: Path, size: int) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"x" * size)
    assert len(read_regular(path, LIMIT)) == min(size, LIMIT + 1)


def test_a_file_that_grows_while_it_is_read_is_read_as_far_as_the_limit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"x" * 10)
    status = path.stat()
    path.write_bytes(b"x" * 5 * LIMIT)
    monkeypatch.setattr(os, "fstat", lambda _: status)
    assert len(read_regular(path, LIMIT)) == LIMIT + 1


@pytest.mark.skipif(sys.platform != "linux", reason="a file that calls itself regular and says nothing")
def test_a_file_of_the_system_that_has_nothing_to_say_is_not_waited_for() -> None:
    kernel = Path("/proc/kmsg")
    if not os.access(kernel, os.R_OK):
        pytest.skip("only the administrator may read it")
    try:
        read_regular(kernel, LIMIT)
    except PermissionError:
        pytest.skip("only the administrator may read it")


FIXTURES = Path(__file__).parents[2] / "fixtures"
SOUND = str(FIXTURES / "sent" / "bien-ban-in-lai.xlsx")
COMMANDS = {
    "open": ["open", "P.tally"],
    "new from": ["new", "X.tally", "--from", "P.toml"],
    "new from elected": ["new", "X.tally", "--from-elected", "P.tally"],
    "new slate": ["new", "X.tally", "--from", str(FIXTURES / "cell-of-eleven" / "congress.toml"), "--slate", "P.xlsx"],
    "import into": ["import", "P.tally", str(FIXTURES / "cell-of-eleven")],
    "recount a record": ["recount", "P.xlsx"],
    "recount a congress": ["recount", "P.tally"],
    "recount a folder": ["recount", "folder"],
    "export": ["export", "P.tally", "--to", "out"],
    "hall": ["hall", "P.tally", "--to", "out.html"],
    "sign a paper": ["sign", "P.xlsx"],
    "sign a congress": ["sign", "P.tally"],
    "sign a folder": ["sign", "folder"],
    "sign with a token": ["sign", SOUND, "--token", "P.so"],
    "sign with a certificate": ["sign", SOUND, "--token", "P.so", "--certificate", "P.pem"],
    "keys": ["key", "show", "--keys", "keys"],
    "verify a paper": ["verify", "P.xlsx", SOUND],
    "verify a congress": ["verify", "P.tally", SOUND],
    "verify a text": ["verify", "P.txt", SOUND],
    "verify a picture": ["verify", "P.png", SOUND],
    "verify a PDF": ["verify", "P.pdf", SOUND],
    "verify with pins": ["verify", SOUND, "--pin", "P.pem"],
    "report a paper": ["report", "P.xlsx", SOUND],
    "report a folder": ["report", "folder", SOUND],
    "report with pins": ["report", SOUND, "--pin", "P.pem"],
    "report with a list": ["report", SOUND, "--expected", "P.csv"],
    "report with a list in Excel": ["report", SOUND, "--expected", "P.xlsx"],
    "backup": ["backup", "P.tally", "--to", "out"],
    "restore": ["restore", "P.tally", "--to", "X.tally"],
    "template": ["template", "P.xlsx"],
}
"""Every command that takes a path, where a pipe of that name lies; `folder` and `keys` hold pipes only."""

IN_FOLDER = ("congress.toml", "ballots.csv", "bien-ban-bch-1.xlsx", "a.tally")
KEYS = ("ca.crt.pem", "head.crt.pem", "secretary.crt.pem", "qr.crt.pem", "board.pem")


@needs_pipes
@pytest.mark.parametrize("command", COMMANDS, ids=lambda name: name.replace(" ", "-"))
def test_no_command_waits_for_a_pipe(tmp_path: Path, command: str) -> None:
    for suffix in ("tally", "toml", "xlsx", "csv", "txt", "png", "pdf", "pem", "so"):
        os.mkfifo(tmp_path / f"P.{suffix}")
    for folder, names in (("folder", IN_FOLDER), ("keys", KEYS)):
        (tmp_path / folder).mkdir()
        for name in names:
            os.mkfifo(tmp_path / folder / name)
    done = subprocess.run(
        [sys.executable, "-m", "tally", *COMMANDS[command]],
        cwd=tmp_path,
        capture_output=True,
        encoding="utf-8",
        timeout=30,
        check=False,
        stdin=subprocess.DEVNULL,
        env={**os.environ, "TALLY_HOME": str(tmp_path / "home"), "COLUMNS": "400"},  # no name is broken
    )
    assert done.returncode in {1, 2, 3}, done.stderr
    assert "Traceback" not in done.stderr
    assert "ngoài dự tính" not in done.stderr
    assert "E899" not in done.stderr
    assert all(stat.S_ISFIFO(pipe.stat().st_mode) for pipe in tmp_path.glob("P.*"))
    if command.startswith(("verify", "report")) and SOUND in COMMANDS[command][1:]:
        assert Path(SOUND).name in done.stdout or done.returncode in {2, 3}


@needs_pipes
def test_what_was_no_file_is_named_by_verify_and_report_and_the_others_are_examined(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TALLY_HOME", str(tmp_path / "home"))
    pipes = [tmp_path / f"P{suffix}" for suffix in (".tally", ".xlsx", ".txt", ".png")]
    for pipe in pipes:
        os.mkfifo(pipe)
    assert main(["verify", *map(str, pipes), SOUND]) == Exit.NOT_SOUND
    out, err = capsys.readouterr()
    assert [code for code in ("E812", "E952", "E905") if code not in err] == []
    assert [pipe.name for pipe in pipes if f"{pipe.name}:1:1:" not in err and f"{pipe}:1:1:" not in err] == []
    assert Path(SOUND).name in out
    assert main(["report", str(tmp_path), SOUND, "--allow-unsigned"]) == Exit.NOT_SOUND
    out, err = capsys.readouterr()
    assert [pipe.name for pipe in pipes[:2] if pipe.name not in err] == []
