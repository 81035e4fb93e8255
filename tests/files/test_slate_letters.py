"""Slates typed in old fonts, with lost letters and strange signs; what their cells of ethnicity say."""

from pathlib import Path

import pytest
from refused import in_vietnamese, place_of, refused
from xlsx_making import Rows, save_rows

from tally.application.slate_reading import SlateReading
from tally.domain.old_letters import TABLES, OldEncoding
from tally.files.slate_xlsx import examine_slate, read_slate

NAMES = ("Lò Văn Ánh", "Cà Thị Bình", "Vũ Đình Chương")
HEAD = ("TT", "Họ và tên", "Năm sinh", "Giới tính", "Chức vụ")


def old(text: str, encoding: OldEncoding) -> str:
    table = TABLES[encoding]
    return "".join(table.get(letter, table.get(letter.lower(), letter)) for letter in text)


def examined(tmp_path: Path, rows: Rows) -> SlateReading:
    return examine_slate(save_rows(tmp_path / "ds.xlsx", {"DS": rows}), "ds.xlsx")


def found(reading: SlateReading) -> list[str]:
    return [f"{one.row}:{one.column} {one.code}" for one in reading.findings]


@pytest.mark.parametrize("encoding", list(TABLES))
def test_names_of_an_old_font_are_refused_with_what_they_mean(tmp_path: Path, encoding: OldEncoding) -> None:
    rows: Rows = [HEAD, *([no, old(name, encoding), 1975, "nam", None] for no, name in enumerate(NAMES, 1))]
    path = save_rows(tmp_path / "ds.xlsx", {"DS": rows})
    findings = refused(lambda: read_slate(path, "ds.xlsx"))
    assert [place_of(one) for one in findings] == [f"ds.xlsx[DS]:{row}:2: E850" for row in (2, 3, 4)]
    said = in_vietnamese(findings[0])
    assert "“Lò Văn Ánh”" in said
    assert f"--encoding {encoding.value}" in said


@pytest.mark.parametrize("encoding", list(TABLES))
def test_the_whole_sheet_in_an_old_font_is_read_with_its_heading(tmp_path: Path, encoding: OldEncoding) -> None:
    sexes = ("Nữ", "Nam", "Nữ")
    people = [[no, NAMES[no - 1], 1975, sex, "Bí thư Đảng ủy"] for no, sex in enumerate(sexes, 1)]
    rows = [[old(str(cell), encoding) if isinstance(cell, str) else cell for cell in row] for row in (HEAD, *people)]
    reading = examined(tmp_path, rows)
    assert {one.code for one in reading.findings} == {"E850"}
    assert reading.old_encoding is encoding
    taken = reading.in_unicode(encoding).taken()
    assert [(one.name, one.sex, one.position) for one in taken] == [
        (NAMES[0], "nữ", "Bí thư Đảng ủy"),
        (NAMES[1], "nam", "Bí thư Đảng ủy"),
        (NAMES[2], "nữ", "Bí thư Đảng ủy"),
    ]


def test_another_encoding_than_the_one_that_was_said_stays_refused(tmp_path: Path) -> None:
    rows: Rows = [HEAD, *([no, old(name, OldEncoding.VNI), 1975, "nam"] for no, name in enumerate(NAMES, 1))]
    assert found(examined(tmp_path, rows).in_unicode(OldEncoding.TCVN3)) == ["2:2 E850", "3:2 E850", "4:2 E850"]


def test_only_what_is_not_in_unicode_is_named(tmp_path: Path) -> None:
    rows: Rows = [HEAD[:2], [1, NAMES[0]], [2, old(NAMES[1], OldEncoding.TCVN3)], [3, old(NAMES[2], OldEncoding.TCVN3)]]
    reading = examined(tmp_path, rows)
    assert found(reading) == ["3:2 E850", "4:2 E850"]
    assert [one.name for one in reading.candidates] == list(NAMES)


def test_a_column_that_is_not_taken_may_be_in_whatever_font(tmp_path: Path) -> None:
    note = old("Đã nghỉ hưu ở xã Thượng", OldEncoding.TCVN3)
    assert [one.name for one in examined(tmp_path, [["TT", "Họ và tên", "Ghi chú"], [1, NAMES[0], note]]).taken()] == [
        NAMES[0]
    ]


def test_who_signs_below_in_an_old_font_is_no_candidate(tmp_path: Path) -> None:
    rows: Rows = [HEAD[:2], *([no, old(name, OldEncoding.TCVN3)] for no, name in enumerate(NAMES, 1))]
    rows = [
        *rows,
        [None, old("Tổng cộng: 3 người", OldEncoding.TCVN3)],
        [None, old("Người lập biểu", OldEncoding.TCVN3)],
    ]
    assert found(examined(tmp_path, rows)) == ["2:2 E850", "3:2 E850", "4:2 E850"]


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Lò V?n Ánh", "E851"),
        ("Lò V\ufffdn Ánh", "E851"),
        ("Lò Văn\xad Ánh", "E852"),
        ("Lò\u202e Văn Ánh", "E852"),
        ("Lò Văn Änh", "E852"),
    ],
)
def test_lost_letters_and_strange_signs_are_findings(tmp_path: Path, name: str, code: str) -> None:
    assert found(examined(tmp_path, [HEAD[:2], [1, name], [2, NAMES[1]]])) == [f"2:2 {code}"]


ETHNICITY = ("TT", "Họ và tên", "Dân tộc")


@pytest.mark.parametrize(
    ("heading", "cells", "said"),
    [
        ("Dân tộc", ["Kinh", "nt", "K", "Kinh (Việt)", "Không"], ["Kinh", "Kinh", "Kinh", "Kinh", ""]),
        ("Dân tộc", ["Thái", '"', "nt", "Mông", "như trên"], ["Thái", "Thái", "Thái", "Mông", "Mông"]),
        ("Dân tộc", ["nt", "x", "Pa Na Ma", "-", None], ["", "", "Pa Na Ma", "", ""]),
        ("Dân tộc, tôn giáo", ["Kinh, không", "Thái - Không", "Mường; Phật giáo"], ["Kinh", "Thái", "Mường"]),
        ("Dân tộc thiểu số", ["x", None, "X", "không", "Thái"], ["Dân tộc thiểu số", "Kinh"] * 2 + ["Thái"]),
        ("Dân tộc thiểu số", [None, None], ["", ""]),
    ],
)
def test_a_cell_of_ethnicity_says_what_its_heading_asks(
    tmp_path: Path, heading: str, cells: list[str | None], said: list[str]
) -> None:
    names = ("Lò Văn An", "Lò Văn Bình", "Lò Văn Chung", "Lò Văn Dũng", "Lò Văn Em")
    rows: Rows = [("TT", "Họ và tên", heading), *([no, names[no - 1], cell] for no, cell in enumerate(cells, 1))]
    assert [one.ethnicity for one in examined(tmp_path, rows).taken()] == said


def test_a_position_may_be_that_of_the_row_above(tmp_path: Path) -> None:
    rows: Rows = [
        ("TT", "Họ và tên", "Chức vụ"),
        [1, NAMES[0], "Đảng viên"],
        [2, NAMES[1], "nt"],
        [3, NAMES[2], "-nt-"],
    ]
    assert {one.position for one in examined(tmp_path, rows).taken()} == {"Đảng viên"}
