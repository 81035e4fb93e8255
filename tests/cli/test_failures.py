"""Whatever fails, the user gets words and a status; stdout stays empty or whole."""

import errno
import json
import os
import re
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from tally import __version__
from tally.cli.diagnostics import Exit, guarded
from tally.cli.last_resort import MOST_LOGS, keep_log, log_text
from tally.cli.main import main
from tally.locales import Words


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (errno.ENOSPC, "Đĩa đầy, không ghi được giay-to/x.xlsx."),
        (errno.EACCES, "đang mở trong Excel"),
        (errno.EROFS, "chỉ cho đọc"),
        (errno.ENOENT, "Không tìm thấy giay-to/x.xlsx."),
        (errno.ENAMETOOLONG, "quá dài"),
        (errno.EIO, "Máy báo lỗi với giay-to/x.xlsx"),
    ],
)
def test_a_failing_machine_is_said_in_words_with_status_4(
    number: int, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail() -> None:
        raise OSError(number, os.strerror(number), "giay-to/x.xlsx")

    assert guarded(fail, Words("vi")) == Exit.MACHINE_FAILED
    out, err = capsys.readouterr()
    assert out == ""
    assert said in err


def test_a_bug_keeps_where_it_was_in_a_log_without_what_was_typed_and_tells_the_user_where(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("TALLY_DEBUG", raising=False)
    monkeypatch.setenv("TALLY_HOME", str(tmp_path))

    def fail() -> None:
        message = "a passphrase that somebody typed"
        raise AssertionError(message)

    assert guarded(fail, Words("vi")) == Exit.MACHINE_FAILED
    (kept,) = (tmp_path / "state").iterdir()
    log = kept.read_text(encoding="utf-8")
    assert "builtins.AssertionError\n" in log
    assert re.search(r"^  tally\.cli\.diagnostics:\d+ guarded$", log, re.MULTILINE)
    assert "passphrase that" not in log
    assert f"tally {__version__}" in log
    if sys.platform != "win32":
        assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    err = capsys.readouterr().err
    assert str(kept) in err
    assert "Traceback" not in err


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (KeyError("491763"), "builtins.KeyError\n"),
        (AttributeError("'X' object has no attribute 'y'"), "AttributeError: 'X' object has no attribute 'y'\n"),
        (OSError(errno.EIO, "disk I/O error", "491763"), "builtins.OSError errno 5\n"),
        (ExceptionGroup("491763", [ValueError("491763")]), "one of these: builtins.ValueError\n"),
    ],
)
def test_the_log_repeats_only_what_nobody_can_have_typed(error: Exception, said: str) -> None:
    text = log_text(error)
    assert said in text
    assert "491763" not in text


def test_the_log_goes_through_what_is_behind_an_exception_and_ends(tmp_path: Path) -> None:
    def deep(level: int) -> None:
        if level:
            deep(level - 1)
        try:
            raise ValueError("491763")  # noqa: EM101, TRY301 - what may not be repeated
        except ValueError:
            tmp_path.joinpath("none").read_bytes()

    with pytest.raises(FileNotFoundError) as raised:
        deep(0)
    text = log_text(raised.value)
    assert "while handling: builtins.ValueError\n" in text
    assert "491763" not in text

    def endless() -> None:
        endless()

    with pytest.raises(RecursionError) as too_deep:
        endless()
    text = log_text(too_deep.value)
    assert "more ..." in text
    assert len(text.splitlines()) < 100


def test_where_the_state_folder_cannot_be_written_the_log_goes_elsewhere_or_nowhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("TALLY_DEBUG", raising=False)
    in_the_way = tmp_path / "file"
    in_the_way.touch()
    monkeypatch.setenv("TALLY_HOME", str(in_the_way))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    kept = keep_log(ValueError())
    assert kept is not None
    assert kept.parent == tmp_path
    monkeypatch.setattr("tempfile.tempdir", str(in_the_way))
    assert keep_log(ValueError()) is None

    def fail() -> None:
        raise ValueError

    assert guarded(fail, Words("vi")) == Exit.MACHINE_FAILED
    assert "không ghi được nhật ký lỗi ở đâu" in capsys.readouterr().err


def test_old_logs_make_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TALLY_HOME", str(tmp_path))
    logs = [keep_log(ValueError()) for _ in range(MOST_LOGS + 5)]
    left = list((tmp_path / "state").iterdir())
    assert len(left) == MOST_LOGS
    assert set(left) <= set(logs)


def test_a_bug_crashes_loudly_when_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TALLY_DEBUG", "1")

    def fail() -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        guarded(fail, Words("vi"))


def test_stopping_by_the_keyboard_is_no_failure_of_the_machine(capsys: pytest.CaptureFixture[str]) -> None:
    def stop() -> None:
        raise KeyboardInterrupt

    assert guarded(stop, Words("vi")) == Exit.INTERRUPTED
    assert "Đã dừng" in capsys.readouterr().err


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full to write to")
def test_a_full_disk_behind_stdout_is_status_4(fixtures: Path) -> None:
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        ended = subprocess.run(
            [sys.executable, "-m", "tally", "recount", str(fixtures / "cell-of-eleven"), "--json"],
            stdout=full,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            check=False,
        )
    assert ended.returncode == Exit.MACHINE_FAILED
    assert "Đĩa đầy" in ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="a closed pipe is another error there")
def test_a_reader_who_leaves_is_not_told_of_a_traceback(fixtures: Path) -> None:
    command = f"{sys.executable} -m tally recount {fixtures / 'national'} --json | head -n 1"
    ended = subprocess.run(["bash", "-c", command], capture_output=True, encoding="utf-8", check=False)
    assert ended.stdout == "{\n"
    assert ended.stderr == ""


@pytest.mark.skipif(sys.platform == "win32", reason="as above")
def test_that_the_reader_of_verify_has_gone_is_no_fault_of_what_it_examines(tmp_path: Path, fixtures: Path) -> None:
    file = tmp_path / "dai-hoi.tally"
    assert main(["new", str(file), "--from", str(fixtures / "thanh-chan" / "congress.toml")]) == Exit.SOUND
    reading, writing = os.pipe()
    os.close(reading)
    command = [sys.executable, "-m", "tally", "verify", str(file)]
    done = subprocess.run(command, stdout=writing, stderr=subprocess.PIPE, encoding="utf-8", check=False)
    os.close(writing)
    assert done.returncode != Exit.SOUND
    assert "EPIPE" not in done.stderr
    assert "Traceback" not in done.stderr


def test_every_finding_of_a_bad_file_is_named_at_once_with_its_place(
    tmp_path: Path, fixtures: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("congress.toml", "ballots.csv"):
        (tmp_path / name).write_bytes((fixtures / "thanh-chan" / name).read_bytes())
    with (tmp_path / "ballots.csv").open("a", encoding="utf-8", newline="") as file:
        file.write("bch,1,9,1,491522,\nbch,1,9,2,1x,\nbch,1,9,3,2 2,\n")
    rows = len((fixtures / "thanh-chan" / "ballots.csv").read_text(encoding="utf-8").splitlines())
    assert main(["recount", str(tmp_path)]) == Exit.BAD_INPUT
    out, err = capsys.readouterr()
    assert out == "", "nothing of a file with a finding is counted"
    for row, value in ((rows + 1, "491522"), (rows + 2, "1x"), (rows + 3, "2")):
        (line,) = [line for line in err.splitlines() if f"ballots.csv:{row}:" in line]
        assert value in line
        assert f"ballots.csv:{row}:5: E" in line


def test_exporting_again_changes_nothing_and_keeps_a_paper_that_differs(
    fixtures: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["recount", str(fixtures / "cell-of-eleven"), "--export", str(tmp_path / "giấy tờ")]
    assert main(arguments) == 0
    before = {path.name: path.read_bytes() for path in (tmp_path / "giấy tờ").iterdir()}
    assert main(arguments) == 0
    assert {path.name: path.read_bytes() for path in (tmp_path / "giấy tờ").iterdir()} == before
    minutes = next(path for path in (tmp_path / "giấy tờ").iterdir() if path.name.startswith("bien-ban"))
    minutes.write_bytes(b"the board's own remarks")
    capsys.readouterr()
    assert main(arguments) == 0
    kept = minutes.with_name(f"{minutes.stem}.truoc-1.xlsx")
    assert kept.read_bytes() == b"the board's own remarks"
    assert minutes.read_bytes() == before[minutes.name]
    assert str(kept) in capsys.readouterr().err


def test_a_folder_that_cannot_be_made_is_status_4_and_nothing_is_written(
    fixtures: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    in_the_way = tmp_path / "out"
    in_the_way.write_text("a file, not a folder", encoding="utf-8")
    assert main(["recount", str(fixtures / "cell-of-eleven"), "--export", str(in_the_way)]) == Exit.MACHINE_FAILED
    assert in_the_way.read_text(encoding="utf-8") == "a file, not a folder"
    assert str(in_the_way) in capsys.readouterr().err


def test_a_paper_that_fails_half_way_leaves_no_half_paper(
    fixtures: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_handle: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "disk")

    monkeypatch.setattr("os.fsync", fail)
    assert main(["recount", str(fixtures / "cell-of-eleven"), "--export", str(tmp_path)]) == Exit.MACHINE_FAILED
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "begins"), [("danh-sach.xlsx", b"PK"), ("phieu.xlsx", b"PK"), ("congress.toml", b"#")]
)
def test_a_template_is_written_and_never_over_a_file(
    name: str, begins: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / name
    assert main(["template", str(path)]) == 0
    content = path.read_bytes()
    assert content.startswith(begins)
    assert main(["template", str(path)]) == Exit.WRONG_USAGE
    assert path.read_bytes() == content
    assert "không ghi đè" in capsys.readouterr().err


def test_a_template_needs_the_right_suffix(tmp_path: Path) -> None:
    assert main(["template", str(tmp_path / "x.csv"), "--kind", "slate"]) == Exit.WRONG_USAGE
    assert main(["template", str(tmp_path / "x.xlsx"), "--kind", "congress"]) == Exit.WRONG_USAGE


def test_nothing_is_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["recount", str(tmp_path / "không có")]) == Exit.BAD_INPUT
    assert "không có" in capsys.readouterr().err


def test_papers_that_cannot_be_written_do_not_take_the_result_away(
    fixtures: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    in_the_way = tmp_path / "giay-to"
    in_the_way.write_text("a file, not a folder", encoding="utf-8")
    arguments = ["recount", str(fixtures / "cell-of-eleven"), "--json", "--export", str(in_the_way)]
    assert main(arguments) == Exit.MACHINE_FAILED
    assert json.loads(capsys.readouterr().out)["format"] == "tally-result/1"


@pytest.mark.parametrize("command", [["recount", "{fixture}", "--export", ""], ["export", "x.tally", "--to", " "]])
def test_a_folder_without_a_name_is_refused_and_nothing_is_written(
    fixtures: Path,
    tmp_path: Path,
    command: list[str],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main([part.format(fixture=fixtures / "cell-of-eleven") for part in command]) == Exit.WRONG_USAGE
    assert "Chưa có tên thư mục" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
