"""`tally` on a terminal is the desk; anywhere else it is the help, and `tally open` says what it needs."""

import os
import sys
from pathlib import Path

import pexpect
import pytest

from tally import bootstrap
from tally.cli.main import main


def on_a_terminal(folder: Path, *arguments: str) -> "pexpect.spawn[str]":
    """Run the program on a pty of 80 by 24."""
    return pexpect.spawn(
        sys.executable,
        ["-m", "tally", *arguments],
        cwd=str(folder),
        env={**os.environ, "TALLY_HOME": str(folder / "home"), "TERM": "xterm-256color", "PYTHONUTF8": "1"},
        encoding="utf-8",
        dimensions=(24, 80),
        timeout=30,
    )


@pytest.mark.parametrize(("arguments", "said"), [((), "Chưa mở đại hội nào"), (("--lang", "en"), "New congress")])
def test_tally_alone_on_a_terminal_is_the_home_screen(tmp_path: Path, arguments: tuple[str, ...], said: str) -> None:
    desk = on_a_terminal(tmp_path, *arguments)
    desk.expect(said)
    desk.send("\x11")  # Ctrl+Q
    desk.expect(pexpect.EOF)
    desk.close()
    assert desk.exitstatus == 0


def test_opening_a_file_that_is_not_there_is_said_on_the_screen(tmp_path: Path) -> None:
    desk = on_a_terminal(tmp_path, "open", "khong-co.tally")
    desk.expect("Chưa mở được")
    desk.send("\x11")
    desk.expect(pexpect.EOF)
    desk.close()
    assert desk.exitstatus == 0


@pytest.mark.parametrize("arguments", [["open", "x.tally"], ["practice"]])
def test_without_a_terminal_the_desk_says_what_it_needs(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert "cần một cửa sổ dòng lệnh" in err


def test_without_a_terminal_tally_alone_is_the_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 0
    assert capsys.readouterr().out.startswith("Cách dùng: tally")


# The files opened before


def test_recent_files_stand_last_opened_first_each_once_and_only_while_they_are_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TALLY_HOME", str(tmp_path / "home"))
    paths = [tmp_path / name for name in ("Thanh Chăn.tally", "b.tally", "c.tally")]
    for path in paths:
        path.touch()
        bootstrap.recent_files().add(path)
    bootstrap.recent_files().add(paths[0])
    assert bootstrap.recent_files().paths() == (paths[0], paths[2], paths[1])
    paths[2].unlink()
    assert bootstrap.recent_files().paths() == (paths[0], paths[1])


def test_no_more_than_twelve_are_remembered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TALLY_HOME", str(tmp_path / "home"))
    paths = [tmp_path / f"{number}.tally" for number in range(14)]
    for path in paths:
        path.touch()
        bootstrap.recent_files().add(path)
    assert bootstrap.recent_files().paths() == tuple(reversed(paths[2:]))


@pytest.mark.parametrize("content", [b"", b"{", b"[1, null]", b'"x"', b"\xff\xfe", b'["a\\u0000b"]', b"[" * 100_000])
def test_a_list_that_was_damaged_is_an_empty_list(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes
) -> None:
    monkeypatch.setenv("TALLY_HOME", str(tmp_path))
    (tmp_path / "recent.json").write_bytes(content)
    assert bootstrap.recent_files().paths() == ()
    (tmp_path / "a.tally").touch()
    bootstrap.recent_files().add(tmp_path / "a.tally")
    assert tmp_path / "a.tally" in bootstrap.recent_files().paths()


def test_a_folder_that_cannot_be_made_stops_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("TALLY_HOME", str(tmp_path / "file" / "below"))
    bootstrap.recent_files().add(tmp_path / "file")
    assert bootstrap.recent_files().paths() == ()
