"""`tally verify` on a folder: what can be proven is examined, what cannot is named, and nothing hides anything."""

import errno
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import load_workbook
from signed_papers import Papers, sign
from spoilt_papers import change, swapped, without_signatures

from tally import bootstrap
from tally.application.recount import recount
from tally.cli.diagnostics import Exit

Verify = Callable[..., tuple[int, str, str]]

FORMS = {"phieu-bau-bch-1.xlsx", "phieu-kiem-bch-1.xlsx", "phieu-tap-bch-1.xlsx", "mo-dau-bch-1.xlsx"}
FURTHER = {"trang-chieu-bch-1.html", "congress.toml", "ballots.csv", "nhat-ky.jsonl"}
SIGNED_BY_HEAD = "✓ Lò Thị Hoa đã ký"


@pytest.fixture
def folder(papers: Papers) -> Path:
    """Return a folder with everything that is written of a sealed contest; minutes and record are signed."""
    counted = recount(bootstrap.open_source(papers.congress))
    for paper in bootstrap.planned_papers(counted, papers.congress):
        if paper.name in FORMS | FURTHER:
            bootstrap.write_planned(paper, papers.folder)
    return papers.folder


def told_of(out: str, name: str) -> str:
    """Return what is said of a source by itself."""
    lines = out.splitlines()
    begin = lines.index(name) + 1
    end = next((place for place in range(begin, len(lines)) if not lines[place].startswith("  ")), len(lines))
    return "\n".join(lines[begin:end])


def nothing_in(out: str) -> set[str]:
    """Return the names of the files in which there is nothing to prove."""
    (line,) = [line for line in out.splitlines() if line.startswith("– Không có gì để chứng minh trong")]
    return set(line.rpartition("đã kiểm. ")[2].split(", "))


def test_a_folder_of_papers_is_sound_and_its_forms_are_no_fault(folder: Path, verify: Verify) -> None:
    status, out, err = verify(folder, "--pin", folder / "board.pem")
    assert (status, err, "✗" in out) == (Exit.SOUND, "", False), out
    assert nothing_in(out) == FORMS | FURTHER | {"board.pem"}
    for name in ("bien-ban-bch-1.xlsx", "ho-so-bch-1.xlsx"):
        assert SIGNED_BY_HEAD in told_of(out, name)
    assert "NGUYÊN VẸN" in told_of(out, "dai-hoi.tally")
    assert "Mã QR nói: cuộc bầu bch lần 1" in told_of(out, "qr.txt")
    assert out.splitlines()[-1].startswith("KẾT LUẬN: ĐÚNG")


def test_the_same_is_said_in_english(folder: Path, verify: Verify) -> None:
    status, out, _ = verify(folder, "--pin", folder / "board.pem", "--lang", "en")
    assert status == Exit.SOUND
    assert "– Nothing to prove in 9 files" in out


def test_certificates_that_lie_beside_the_papers_are_not_believed(folder: Path, verify: Verify) -> None:
    (folder / "dai-hoi.tally").unlink()
    status, out, _ = verify(folder)
    assert status == Exit.NOT_SOUND
    assert "✗ chưa biết tin chứng thư nào" in out


def spoilt_minutes(folder: Path, name: str) -> Path:
    """Put signed minutes with one figure changed into the folder."""
    path = Path(shutil.copy(folder / "bien-ban-bch-1.xlsx", folder / name))
    change(path, {"xl/worksheets/sheet2.xml": swapped("<v>8</v>", "<v>9</v>")})
    return path


def unsigned_minutes(folder: Path, name: str) -> Path:
    """Put minutes that nobody signed into the folder."""
    path = Path(shutil.copy(folder / "bien-ban-bch-1.xlsx", folder / name))
    without_signatures(path)
    return path


def for_people_alone(folder: Path, name: str) -> Path:
    """Put minutes there without the sheets that machines read."""
    path = unsigned_minutes(folder, name)
    workbook = load_workbook(path)
    for sheet in workbook.worksheets[1:]:
        workbook.remove(sheet)
    workbook.save(path)
    return path


def renamed_sheets(folder: Path, name: str) -> Path:
    """Put an unsigned record there whose sheets have other names, which no machine looks for."""
    path = Path(shutil.copy(folder / "ho-so-bch-1.xlsx", folder / name))
    without_signatures(path)
    workbook = load_workbook(path)
    for number, sheet in enumerate(workbook.worksheets):
        sheet.title = f"Trang {number}"
    workbook.save(path)
    return path


def signed_form(folder: Path, name: str) -> Path:
    """Put opening minutes there that were changed after they were signed."""
    path = Path(shutil.copy(folder / "mo-dau-bch-1.xlsx", folder / name))
    sign(path)
    change(path, {"xl/worksheets/sheet1.xml": swapped("BIÊN BẢN", "BIEN BAN")})
    return path


@pytest.mark.parametrize(
    ("forged", "name"),
    [
        (spoilt_minutes, "phieu-bau-bch-2.xlsx"),
        (spoilt_minutes, "mo-dau-bch-2.xlsx"),
        (unsigned_minutes, "phieu-bau-bch-2.xlsx"),
        (unsigned_minutes, "bien-ban-bieu-quyet-a.xlsx"),
        (for_people_alone, "bien-ban-bch-2.xlsx"),
        (for_people_alone, "ket-qua.xlsx"),
        (for_people_alone, "ho-so-bch-2.xlsx"),
        (renamed_sheets, "ho-so-bch-2.xlsx"),
        (renamed_sheets, "Ho-So-bch-2.xlsx"),
        (signed_form, "mo-dau-bch-3.xlsx"),
    ],
)
def test_a_forged_paper_is_named_whatever_it_is_called_and_hides_nothing(
    folder: Path, verify: Verify, forged: Callable[[Path, str], Path], name: str
) -> None:
    forged(folder, name)
    status, out, _ = verify(folder, "--pin", folder / "board.pem")
    assert status == Exit.NOT_SOUND
    assert "✗" in told_of(out, name)
    assert name not in nothing_in(out)
    assert "✗" not in told_of(out, "bien-ban-bch-1.xlsx")
    assert SIGNED_BY_HEAD in told_of(out, "bien-ban-bch-1.xlsx")
    assert nothing_in(out) == FORMS | FURTHER | {"board.pem"}


def test_what_cannot_be_read_is_said_and_hides_nothing(folder: Path, verify: Verify) -> None:
    (folder / "anh.png").write_bytes(b"\x89PNG")
    (folder / "hong.xlsx").write_bytes(b"PK\x03\x04")
    (folder / "ghi-chu.txt").write_text("Họp lúc 7 giờ", encoding="utf-8")
    status, out, err = verify(folder, "--pin", folder / "board.pem")
    assert status == Exit.BAD_INPUT
    assert "hong.xlsx:1:1: E953" in err
    assert "anh.png:1:1: E810" in err
    assert "ghi-chu.txt" in nothing_in(out)
    assert SIGNED_BY_HEAD in told_of(out, "ho-so-bch-1.xlsx")
    assert out.splitlines()[-1].startswith("KẾT LUẬN: CHƯA KIỂM XONG")


def test_folders_below_are_looked_into_and_what_programs_leave_is_not(folder: Path, verify: Verify) -> None:
    below = folder / "bầu thêm"
    below.mkdir()
    unsigned_minutes(folder, "bầu thêm/bien-ban-bch-2.xlsx")
    (folder / "~$bien-ban-bch-1.xlsx").write_bytes(b"Excel")
    (folder / ".DS_Store").write_bytes(b"Finder")
    (below / "vòng").symlink_to(folder)
    status, out, err = verify(folder, "--pin", folder / "board.pem")
    assert (status, "E9" in err) == (Exit.NOT_SOUND, False)
    assert "✗ tệp không có chữ ký nào" in told_of(out, "bien-ban-bch-2.xlsx")
    assert nothing_in(out) == FORMS | FURTHER | {"board.pem"}


def test_papers_put_aside_by_an_export_are_named_and_examined_when_asked_for(folder: Path, verify: Verify) -> None:
    old = unsigned_minutes(folder, "bien-ban-bch-1.truoc-1.xlsx")
    status, out, _ = verify(folder, "--pin", folder / "board.pem")
    assert status == Exit.SOUND
    assert (
        f"– Không kiểm 1 bản cũ mà lần xuất sau đã để riêng ra (.truoc-); muốn kiểm thì gọi đích danh: {old.name}"
        in out
    )
    status, out, _ = verify(folder, old, "--pin", folder / "board.pem")
    assert status == Exit.NOT_SOUND
    assert "✗ tệp không có chữ ký nào" in told_of(out, old.name)


@pytest.mark.parametrize("forms", [(), sorted(FORMS)])
def test_a_folder_with_nothing_to_verify_is_said_and_hides_nothing(
    folder: Path, verify: Verify, forms: tuple[str, ...]
) -> None:
    other = folder.with_name("mẫu")
    other.mkdir()
    for name in forms:
        shutil.copy(folder / name, other)
    status, out, err = verify(other, folder / "bien-ban-bch-1.xlsx", "--pin", folder / "board.pem")
    assert status == Exit.BAD_INPUT
    assert f"{other}:1:1: E815 " in err
    assert SIGNED_BY_HEAD in told_of(out, "bien-ban-bch-1.xlsx")
    assert "✗" not in out


def test_a_folder_whose_only_paper_is_named_too_is_not_empty(folder: Path, verify: Verify) -> None:
    other = folder.with_name("một")
    other.mkdir()
    paper = shutil.copy(folder / "bien-ban-bch-1.xlsx", other)
    status, out, err = verify(other, paper, "--pin", folder / "board.pem")
    assert (status, err) == (Exit.SOUND, "")
    assert out.count("bien-ban-bch-1.xlsx\n") == 1


def test_a_pattern_that_no_shell_filled_in_stands_for_what_it_fits(folder: Path, verify: Verify) -> None:
    status, out, _ = verify(folder / "*-bch-1.xlsx", "--pin", folder / "board.pem")
    assert status == Exit.NOT_SOUND, "a ballot that is named is asked for a proof"
    assert SIGNED_BY_HEAD in told_of(out, "ho-so-bch-1.xlsx")
    assert "Sổ này không phải biên bản" in told_of(out, "phieu-bau-bch-1.xlsx")
    status, _, err = verify(folder / "không-có-*.xlsx", "--pin", folder / "board.pem")
    assert status in {Exit.BAD_INPUT, Exit.MACHINE_FAILED}
    assert "không-có-*.xlsx" in err


def test_a_folder_that_cannot_be_looked_into_is_said_and_hides_nothing(
    folder: Path, verify: Verify, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = folder / "khóa"
    closed.mkdir()
    scandir: Callable[[Path], object] = os.scandir

    def refused(path: Path) -> object:
        if path == closed:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refused)
    status, out, err = verify(folder, "--pin", folder / "board.pem")
    assert (status, "khóa" in err, "Traceback" in err) == (Exit.MACHINE_FAILED, True, False), err
    assert SIGNED_BY_HEAD in told_of(out, "bien-ban-bch-1.xlsx")
    assert out.splitlines()[-1].startswith("KẾT LUẬN: CHƯA KIỂM XONG")
