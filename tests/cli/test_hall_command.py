"""`tally hall`: pages of what is sealed, and a word about what is not."""

from dataclasses import replace
from pathlib import Path

import pytest
from board import HEAD, Board, write_file
from counted_at_desk import corrected, corrected_to, counted, sealed

from tally.cli.main import main

NAME = "trang-chieu-bch-1.html"


def ran(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> tuple[int, str, str]:
    """Run `tally`; return its status and what it wrote to stdout and stderr."""
    status = main([str(argument) for argument in arguments])
    streams = capsys.readouterr()
    return status, streams.out, streams.err


@pytest.fixture(autouse=True)
def _vietnamese(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TALLY_LANG", raising=False)


def file_of(board: Board, folder: Path) -> Path:
    path = folder / "đại hội.tally"
    write_file(board, path)
    return path


def with_another(board: Board) -> Board:
    """Add a contest that nobody has counted."""
    board.sit(HEAD).setup.add_contest(replace(board.desk.contests[0], id="khac", title="Cuộc khác"))
    return board


def test_a_sealed_contest_gets_its_page_beside_the_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = ran(capsys, "hall", file_of(sealed(), tmp_path))
    assert (status, out) == (0, "")
    assert f"Đã ghi {tmp_path / NAME}" in err
    assert sorted(path.name for path in tmp_path.iterdir()) == [NAME, "đại hội.tally"]
    page = (tmp_path / NAME).read_text(encoding="utf-8")
    assert page.startswith("<!DOCTYPE html>\n")
    assert 'lang="vi"' in page


def test_to_a_folder_and_in_english(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "máy chiếu"
    assert ran(capsys, "hall", file_of(sealed(), tmp_path), "--to", out, "--lang", "en")[0] == 0
    page = (out / NAME).read_text(encoding="utf-8")
    assert 'lang="en"' in page
    assert "elected, by votes" in page
    assert "Kết quả" not in page


def test_again_the_same_bytes_and_no_copy(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = file_of(sealed(), tmp_path)
    ran(capsys, "hall", file)
    first = (tmp_path / NAME).read_bytes()
    assert ran(capsys, "hall", file)[0] == 0
    assert (tmp_path / NAME).read_bytes() == first
    assert sorted(path.name for path in tmp_path.iterdir()) == [NAME, "đại hội.tally"]


def test_what_is_not_sealed_is_named_and_left_out(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, _, err = ran(capsys, "hall", file_of(with_another(sealed()), tmp_path))
    assert status == 0
    assert "cuộc bầu khac lần 1 chưa khóa sổ" in err
    assert sorted(path.suffix for path in tmp_path.iterdir()) == [".html", ".tally"]


@pytest.mark.parametrize("options", [(), ("--contest", "bch")])
def test_where_nothing_is_sealed_there_is_no_page_and_a_script_notices(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], options: tuple[str, ...]
) -> None:
    status, out, err = ran(capsys, "hall", file_of(counted(), tmp_path), *options)
    assert (status, out) == (1, "")
    assert "cuộc bầu bch lần 1 chưa khóa sổ" in err
    assert [path.suffix for path in tmp_path.iterdir()] == [".tally"]


def test_one_contest_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = file_of(with_another(sealed()), tmp_path)
    status, _, err = ran(capsys, "hall", file, "--contest", "bch")
    assert status == 0
    assert "khac" not in err
    status, _, err = ran(capsys, "hall", file, "--contest", "khac")
    assert status == 1
    status, _, err = ran(capsys, "hall", file, "--contest", "ubkt")
    assert status == 2
    assert "bch, khac" in err


def test_a_count_that_differs_from_its_seal_is_not_shown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    board = sealed()
    corrected_to(board, "b" * 64)
    status, _, err = ran(capsys, "hall", file_of(board, tmp_path))
    assert status == 1
    assert "KHÔNG CHIẾU: cuộc bầu bch lần 1" in err
    assert [path.suffix for path in tmp_path.iterdir()] == [".tally"]


def test_a_corrected_contest_is_shown_as_corrected(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert ran(capsys, "hall", file_of(corrected(), tmp_path))[0] == 0
    assert "ĐÃ ĐÍNH CHÍNH LẦN 1" in (tmp_path / NAME).read_text(encoding="utf-8")


def test_saved_ballots_and_records_do_not_say_that_they_are_sealed(
    tmp_path: Path, fixtures: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for source in (fixtures / "thanh-chan", tmp_path / "ho-so-bch-1.xlsx"):
        status, _, err = ran(capsys, "hall", source)
        assert status == 2
        assert "chỉ làm từ tệp đại hội .tally" in err


def test_a_file_that_is_not_there_and_an_empty_folder_name(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, _, err = ran(capsys, "hall", tmp_path / "không có.tally")
    assert status == 4
    assert "Traceback" not in err
    assert ran(capsys, "hall", file_of(sealed(), tmp_path), "--to", " ")[0] == 2
