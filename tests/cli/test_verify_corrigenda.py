"""`tally verify` on corrigenda: what it says of sound ones, alone and beside others, and what is wrong of the rest."""

from collections.abc import Callable
from pathlib import Path

import pytest
from corrigenda_sent import FIRST, MINUTES, ORGANISATION, RECORD, SECOND, TALLY, again, back, once, sent
from rollup_boards import SendingBoard
from spoilt_papers import change, swapped, without_signatures

from tally.cli.diagnostics import Exit
from tally.files.minutes_xlsx import read_minutes

SHEET, DECLARATION = "xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml"
Verify = Callable[..., tuple[int, str, str]]


def sound(told: tuple[int, str, str], conclusion: str) -> str:
    status, out, err = told
    assert "✗" not in out
    assert (status, err) == (Exit.SOUND, "")
    assert out.splitlines()[-1].startswith(conclusion)
    return out


NOT_COUNTED = "KẾT LUẬN: ĐÚNG, do ban kiểm phiếu ký và không bị sửa từ khi ký. Chưa đếm lại số liệu sau đính chính"
COUNTED = "KẾT LUẬN: ĐÚNG, do ban kiểm phiếu ký, không bị sửa từ khi ký, đếm lại khớp."


def test_one_alone_says_what_is_right_and_what_it_stands_for(tmp_path: Path, verify: Verify) -> None:
    folder = sent(tmp_path / "gui")
    out = sound(verify(folder / FIRST, "--pin", folder / "board.pem"), NOT_COUNTED)
    for said in (
        "✓ Lò Thị Hoa đã ký",
        "✓ Số liệu máy đọc trong biên bản khớp mã kết quả",
        "✓ Mã QR trong biên bản đúng là của kết quả này.",
        "– Đính chính số 1 của cuộc bầu bch lần 1: số liệu ở đây thay cho kết quả có mã hồ sơ phiếu",
        "trúng cử (số phiếu): 1. Lò Văn Ánh (8); 2. Cà Văn Bình (8)",
    ):
        assert said in out, said


def test_beside_the_record_its_own_figures_are_not_counted_again(tmp_path: Path, verify: Verify) -> None:
    folder = sent(tmp_path / "gui")
    papers = [folder / name for name in (MINUTES, RECORD, FIRST)]
    out = sound(verify(*papers, "--pin", folder / "board.pem"), NOT_COUNTED)
    assert f"✓ Cuộc bầu bch lần 1: khớp với {FIRST}." in out


@pytest.mark.parametrize(("made", "names"), [(once, (FIRST,)), (again, (FIRST, SECOND)), (back, (FIRST, SECOND))])
def test_the_congress_file_prints_every_one(
    tmp_path: Path, verify: Verify, made: Callable[..., object], names: tuple[str, ...]
) -> None:
    folder = sent(tmp_path / "gui", made)  # type: ignore[arg-type]  # it makes boards
    papers = [folder / name for name in (MINUTES, RECORD, *names, TALLY)]
    out = sound(verify(*papers, "--pin", folder / "board.pem"), COUNTED)
    assert out.count("✓ Giấy này đúng từng phần như nhật ký của dai-hoi.tally in ra.") == 2 + len(names)
    assert ("Sau đính chính này, nhật ký của dai-hoi.tally còn ghi 1 lần đính chính nữa" in out) is (len(names) > 1)


def test_a_congress_file_that_knows_nothing_of_it(tmp_path: Path, verify: Verify) -> None:
    folder, other = sent(tmp_path / "gui", again), sent(tmp_path / "cu")
    status, out, _ = verify(folder / SECOND, other / TALLY, "--pin", folder / "board.pem")
    assert status == Exit.NOT_SOUND
    assert "✗ Giấy này KHÁC bản in ra từ nhật ký của dai-hoi.tally" in out


def resigned(path: Path, changes: dict[str, Callable[[bytes], bytes]]) -> None:
    without_signatures(path)
    change(path, changes)
    SendingBoard(ORGANISATION).sign(path)


@pytest.mark.parametrize(
    ("part", "old", "new", "said"),
    [
        (SHEET, "số 2 Cà Văn Bình.", "số 3 Nguyễn Thị Chanh.", "✗ Trang Đính chính (đúng là)"),
        (SHEET, "Số phiếu: số 3 Nguyễn Thị Chanh", "Ghi chú", "“Ghi chú”"),
        (SHEET, ">trúng cử<", ">không trúng cử<", "✗ Trang Đính chính (trước đính chính)"),
        (DECLARATION, "<v>5</v>", "<v>4</v>", "✗ Số liệu trong biên bản KHÔNG khớp mã kết quả"),
        (DECLARATION, "<v>6</v>", "<v>7</v>", "✗ Số liệu trong biên bản KHÔNG khớp mã kết quả"),
    ],
)
def test_what_people_and_machines_read_of_it_must_be_one(  # noqa: PLR0913, PLR0917 - what is changed, and what is said
    tmp_path: Path, verify: Verify, part: str, old: str, new: str, said: str
) -> None:
    folder = sent(tmp_path / "gui")
    resigned(folder / FIRST, {part: swapped(old, new)})
    status, out, _ = verify(folder / FIRST, "--pin", folder / "board.pem")
    assert status == Exit.NOT_SOUND
    assert said in out


def test_one_of_another_sealed_result_does_not_agree_with_the_minutes(tmp_path: Path, verify: Verify) -> None:
    folder = sent(tmp_path / "gui")
    correction = read_minutes(folder / FIRST).correction
    assert correction is not None
    resigned(folder / FIRST, {DECLARATION: swapped(correction.earlier[0][0], "ab" * 32)})
    status, out, _ = verify(folder / FIRST, folder / MINUTES, "--pin", folder / "board.pem")
    assert status == Exit.NOT_SOUND
    assert f"✗ Cuộc bầu bch lần 1: cùng kết quả nhưng HỒ SƠ PHIẾU KHÁC với {MINUTES}." in out
