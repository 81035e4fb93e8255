"""What a board counted, sealed and corrected at its desk, handed over and counted again by the commands."""

from pathlib import Path

import pytest
from board import Board, a_board, write_file
from counted_at_desk import corrected, corrected_to, sealed

from tally.cli.main import main


def ran(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> tuple[int, str]:
    """Run `tally`; return its status and everything it wrote."""
    status = main([str(argument) for argument in arguments])
    return status, "".join(capsys.readouterr())


@pytest.fixture(autouse=True)
def _vietnamese(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TALLY_LANG", raising=False)


def file_of(board: Board, folder: Path) -> Path:
    path = folder / "đại hội.tally"
    write_file(board, path)
    return path


def test_export_writes_every_paper_of_a_corrected_contest(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "xuất ra"
    status, said = ran(capsys, "export", file_of(corrected(), tmp_path), "--to", out)
    assert status == 0, said
    assert sorted(path.name for path in out.iterdir()) == [
        "ballots.csv",
        "bien-ban-bch-1.xlsx",
        "congress.toml",
        "dinh-chinh-bch-1-1.xlsx",
        "ho-so-bch-1.xlsx",
        "mo-dau-bch-1.xlsx",
        "nhat-ky.jsonl",
        "phieu-bau-bch-1.xlsx",
        "phieu-kiem-bch-1.xlsx",
        "phieu-tap-bch-1.xlsx",
        "trang-chieu-bch-1.html",
    ]
    assert "Chưa ghi" not in said


def test_export_before_the_count_writes_what_can_be_made_and_says_what_the_rest_waits_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "giấy tờ"
    status, said = ran(capsys, "export", file_of(a_board(), tmp_path), "--to", out)
    assert status == 0, said
    assert sorted(path.name for path in out.glob("*.xlsx")) == ["phieu-bau-bch-1.xlsx", "phieu-kiem-bch-1.xlsx"]
    assert "Chưa ghi mo-dau-bch-1.xlsx: chờ số phiếu phát ra và thu về." in said
    assert "Chưa ghi bien-ban-bch-1.xlsx: chờ kiểm phiếu." in said
    assert "Chưa ghi trang-chieu-bch-1.html: chờ khóa sổ." in said


def test_a_sealed_and_corrected_file_counts_to_its_digests(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, said = ran(capsys, "recount", file_of(corrected(), tmp_path))
    assert status == 0, said
    assert "KHÔNG KHỚP" not in said


def test_a_corrigendum_over_another_digest_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    board = sealed()
    corrected_to(board, "b" * 64)
    status, said = ran(capsys, "recount", file_of(board, tmp_path))
    assert status == 1
    assert "mã băm sau đính chính số 1" in said
    assert "b" * 64 in said.replace("\n", "").replace(" ", "")
