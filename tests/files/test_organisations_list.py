"""Lists of organisations that should send: text, CSV, Excel; with a header and without."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from openpyxl import Workbook

from tally.application.intake import BadInput
from tally.application.report.sent import Organisation
from tally.files.organisations import read_organisations

ONE, TWO = Organisation("Đảng bộ xã Nậm Mơ"), Organisation("Chi bộ 2", "Đảng bộ xã Nậm Mơ")


def text(path: Path, content: str) -> Path:
    path.write_text(content, encoding="utf-8")
    return path


def workbook(path: Path, rows: Sequence[Sequence[object]]) -> Path:
    made = Workbook()
    sheet = made.active
    assert sheet is not None
    for row in rows:
        sheet.append(list(row))
    made.save(path)
    return path


def test_a_name_a_line_each_once(tmp_path: Path) -> None:
    path = text(tmp_path / "ds.txt", "\ufeffĐảng bộ xã Nậm Mơ\r\n\r\n  Đảng bộ  xã Nậm Mơ \r\n---\r\n")
    assert read_organisations(path).organisations == (ONE,)


@pytest.mark.parametrize("delimiter", [",", ";"])
def test_csv_by_its_header(tmp_path: Path, delimiter: str) -> None:
    lines = (("TT", "Tên tổ chức Đảng", "Cấp trên"), ("1", ONE.name, ""), ("2", TWO.name, TWO.superior), ("3",))
    content = "\n".join(delimiter.join(line) for line in lines)
    assert read_organisations(text(tmp_path / "ds.csv", content)).organisations == (ONE, TWO)


def test_csv_without_a_header(tmp_path: Path) -> None:
    assert read_organisations(text(tmp_path / "ds.csv", f"1,{ONE.name}\n2,{TWO.name}\n")).organisations == (
        ONE,
        Organisation(TWO.name),
    )


def test_excel_with_a_title_above_its_header(tmp_path: Path) -> None:
    rows = [
        ("DANH SÁCH TỔ CHỨC ĐẢNG TRỰC THUỘC",),
        (),
        ("STT", "Trực thuộc", "Đơn vị"),
        (1, None, ONE.name),
        (2, TWO.superior, TWO.name),
        (None, None, None),
    ]
    assert read_organisations(workbook(tmp_path / "ds.xlsx", rows)).organisations == (ONE, TWO)


def test_excel_without_a_header(tmp_path: Path) -> None:
    assert read_organisations(workbook(tmp_path / "ds.xlsx", [(1, ONE.name), (2, TWO.name)])).organisations == (
        ONE,
        Organisation(TWO.name),
    )


def test_no_name_at_all(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"ds\.txt:1:1: E814"):
        read_organisations(text(tmp_path / "ds.txt", "\n1\n--\n"))


def test_what_cannot_be_read(tmp_path: Path) -> None:
    for path in (tmp_path / "khong-co.txt", text(tmp_path / "hong.xlsx", "hong")):
        with pytest.raises(BadInput):
            read_organisations(path)
