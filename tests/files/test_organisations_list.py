"""Lists of organisations that should send: text, CSV, Excel; with a header and without."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from refused import place_of, refused

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


def names(path: Path, **meanings: str) -> list[str]:
    return [one.name for one in read_organisations(path, meanings).organisations]


CELLS = ["Chi bộ thôn 1", "Chi bộ thôn 2", "Chi bộ thôn 3"]
NUMBERED = [(number, name) for number, name in enumerate(CELLS, start=1)]


@pytest.mark.parametrize(
    "heading",
    [
        "Tên tổ chức cơ sở đảng",
        "Tổ chức cơ sở Đảng",
        "TÊN TCCSĐ",
        "Đảng bộ, chi bộ",
        "Chi bộ/Đảng bộ cơ sở",
        "Các chi bộ trực thuộc",
        "Đơn vị",
        "Tên tổ chức\n(ghi đầy đủ)",
    ],
)
def test_the_headings_that_offices_give(tmp_path: Path, heading: str) -> None:
    rows = [("ĐẢNG BỘ XÃ MẪU",), ("DANH SÁCH TỔ CHỨC CƠ SỞ ĐẢNG",), ("Số TT", heading, "Số đảng viên"), *NUMBERED]
    read = read_organisations(workbook(tmp_path / "ds.xlsx", rows))
    assert [one.name for one in read.organisations] == CELLS
    assert (read.file, read.not_taken) == ("ds.xlsx[Sheet]", ("Số đảng viên",))


@pytest.mark.parametrize(
    "below",
    [
        [(None, "Tổng cộng: 3 tổ chức")],
        [("Tổng cộng", None, 75)],
        [
            (None, "Cộng", 75),
            (),
            (None, "Điện Biên, ngày 10 tháng 3 năm 2025"),
            (None, "T/M ĐẢNG ỦY"),
            (None, "Lò Văn A"),
        ],
        [(None, "Danh sách này có 3 chi bộ")],
        [(None, "Ghi chú: gửi trước ngày 10")],
        [(None, "BÍ THƯ"), (None, "Lò Văn A")],
    ],
)
def test_what_stands_below_a_numbered_list_is_no_organisation(tmp_path: Path, below: list[tuple[object, ...]]) -> None:
    assert names(workbook(tmp_path / "ds.xlsx", [("TT", "Tổ chức"), *NUMBERED, *below])) == CELLS


def test_a_list_without_numbers_ends_at_its_total(tmp_path: Path) -> None:
    rows = [
        ("Tổ chức", "Ghi chú"),
        *((name, "ngày 1 tháng 2 năm 2025") for name in CELLS),
        ("Tổng số: 3",),
    ]
    assert names(workbook(tmp_path / "ds.xlsx", rows)) == CELLS
    for below in ("Lò Văn A", "Trường Mầm non"):  # nothing tells that he signs, nor that it is none of the list
        with pytest.raises(BadInput, match="E818"):
            names(workbook(tmp_path / "ds.xlsx", [*rows, (below,)]))
    assert names(workbook(tmp_path / "ds.xlsx", [*rows, ("TM. BAN CHẤP HÀNH",), ("Lò Văn A",)])) == CELLS


@pytest.mark.parametrize(
    "signed",
    ["BÍ THƯ", "KT. BÍ THƯ", "NGƯỜI DUYỆT", "Người lập biểu", "Thủ trưởng cơ quan", "T/L CHỦ TỊCH", "Thư ký", "Duyệt"],
)
def test_who_signs_is_no_organisation_in_a_list_without_numbers_or_a_total(tmp_path: Path, signed: str) -> None:
    rows = [("Tổ chức",), *((name,) for name in CELLS), (signed,)]
    assert names(workbook(tmp_path / "ds.xlsx", [*rows, ("Lò Văn A",)])) == CELLS
    assert names(text(tmp_path / "ds.txt", "\n".join([*CELLS, signed, "Lò Văn A"]))) == CELLS
    for missed in ("Chi bộ thôn 4", "Trường Mầm non"):
        rows.append((missed,))
        assert [one.code for one in refused(lambda: names(workbook(tmp_path / "ds.xlsx", rows)))][-1:] == ["E818"]


@pytest.mark.parametrize("remark", ["Lưu ý: gửi trước ngày 10", "* Ghi chú:", "(Ghi chú: ba chi bộ)", "Chú ý"])
def test_a_remark_is_no_organisation_and_what_stands_below_it_is_asked_about(tmp_path: Path, remark: str) -> None:
    rows = [("Tổ chức",), *((name,) for name in CELLS), (remark,)]
    assert names(workbook(tmp_path / "ds.xlsx", rows)) == CELLS
    path = workbook(tmp_path / "ds.xlsx", [*rows, ("Hội Cựu chiến binh",)])
    assert [place_of(one) for one in refused(lambda: names(path))] == ["ds.xlsx[Sheet]:6:1: E818"]


@pytest.mark.parametrize("name", ["Đảng ủy Công an", "Chi ủy bản Mớ", "Ban Tổ chức Huyện ủy", "Hội đồng nhân dân xã"])
def test_a_body_that_signs_elsewhere_may_be_an_organisation(tmp_path: Path, name: str) -> None:
    rows = [("Tổ chức",), (CELLS[0],), (name,), (CELLS[1],)]
    assert names(workbook(tmp_path / "ds.xlsx", rows)) == [CELLS[0], name, CELLS[1]]


def test_a_column_is_said_by_its_heading_as_it_stands_or_by_its_letter(tmp_path: Path) -> None:
    rows = [("#", "Tổ chức (ghi đủ)", "Tên", "Tên", "(ghi)"), *((no, name, "A", "B", "c") for no, name in NUMBERED)]
    path = workbook(tmp_path / "ds.xlsx", rows)
    assert [one.fields["value"] for one in refused(lambda: names(path))] == ["C", "D"]
    read = read_organisations(path, {"c": "-", "D": "-"})
    assert ([one.name for one in read.organisations], read.not_taken) == (CELLS, ("C", "D", "(ghi)"))
    assert read_organisations(path, {"#": "-", "Tên": "-"}).not_taken == ("#", "C", "D", "(ghi)")
    assert names(path, **{"Tổ chức": "-", "C": "name", "D": "-", "(ghi)": "superior"}) == ["A"]
    assert [one.code for one in refused(lambda: names(path, **{"Tên": "-", "()": "-"}))] == ["E820"]


def test_a_column_without_a_heading_is_said_by_its_letter(tmp_path: Path) -> None:
    path = workbook(tmp_path / "ds.xlsx", [("STT", "Tổ chức"), *((no, name, "cũ") for no, name in NUMBERED)])
    assert [one.code for one in refused(lambda: names(path))] == ["E964"] * 3
    assert (names(path, C="-"), read_organisations(path, {"C": "-"}).not_taken) == (CELLS, ("C",))


@pytest.mark.parametrize("sign", ["#", "№", "Nº", "№.", "Số TT", "N°"])
def test_a_number_sign_heads_the_numbers(tmp_path: Path, sign: str) -> None:
    path = workbook(tmp_path / "ds.xlsx", [(sign, "Tổ chức"), *NUMBERED, (None, "Cộng"), (None, "Lò Văn A")])
    assert (names(path), read_organisations(path).not_taken) == (CELLS, ())


def test_a_list_whose_name_is_said_to_be_something_else_is_told_so(tmp_path: Path) -> None:
    path = workbook(tmp_path / "ds.xlsx", [("DANH SÁCH",), ("STT", "Tên đơn vị"), *NUMBERED])
    for said in ({"Tên đơn vị": "-"}, {"Tên đơn vị": "superior"}):
        (finding,) = refused(partial(read_organisations, path, said))
        assert place_of(finding) == "ds.xlsx[Sheet]:2:2: E847"
        assert finding.fields == {"columns": "Tên đơn vị", "known": "STT, Tên đơn vị"}
    (finding,) = refused(lambda: names(path, **{"Huyện": "-", "Tên đơn vị": "name"}))
    assert (finding.code, finding.fields["value"]) == ("E820", "Huyện")


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        ([*NUMBERED[:1], (None, "Trường Mầm non"), *NUMBERED[1:]], "4:2: E818"),
        ([*NUMBERED, (None, "Chi bộ thôn 4")], "6:2: E818"),
        ([*NUMBERED, (None, "Hội Cựu chiến binh")], "6:2: E818"),
        ([*NUMBERED, (None, "Tổng cộng"), (None, "Chi bộ thôn 4")], "7:2: E818"),
        ([("I", "Đảng bộ xã A"), *NUMBERED], "3:2: E818"),
        ([*NUMBERED[:2], ("3a", "Chi bộ thôn 3")], "5:2: E818"),
        ([*NUMBERED, (None, "Tổng cộng: 4 tổ chức")], "6:2: E819"),
        ([*NUMBERED, ("4", "=A1")], "6:2: E958"),
        ([(1, "Chi bộ", "thôn 1"), (2, "Chi bộ", "thôn 2")], "3:3: E964"),
    ],
)
def test_what_may_be_an_organisation_is_never_passed_over(
    tmp_path: Path, rows: list[tuple[object, ...]], found: str
) -> None:
    path = workbook(tmp_path / "ds.xlsx", [("DANH SÁCH",), ("TT", "Tổ chức"), *rows])
    assert place_of(refused(lambda: names(path))[0]) == f"ds.xlsx[Sheet]:{found}"


def test_sections_numbers_of_columns_and_computed_numbers(tmp_path: Path) -> None:
    rows = [
        ("STT", "Tổ chức"),
        ("(1)", "(2)"),
        ("I", "Khối xã"),
        (1, CELLS[0]),
        ("=A4+1", CELLS[1]),
        ("II. Khối cơ quan",),
        ("1.", CELLS[2]),
        (None, "Tổng cộng: 3 chi bộ"),
    ]
    assert names(workbook(tmp_path / "ds.xlsx", rows)) == CELLS


def test_a_company_and_a_commune_whose_names_begin_like_a_total(tmp_path: Path) -> None:
    rows = [("Tên",), ("Tổng công ty Sông Đà",), ("Cộng Hòa",), ("Tổng cộng",)]
    assert names(workbook(tmp_path / "ds.xlsx", rows)) == ["Tổng công ty Sông Đà", "Cộng Hòa"]


def test_a_column_that_may_name_the_organisation_must_be_said(tmp_path: Path) -> None:
    rows = [("STT", "Đảng bộ", "Chi bộ"), (1, "Đảng bộ xã A", "Chi bộ 1"), (2, "Đảng bộ xã B", "Chi bộ 1")]
    path = workbook(tmp_path / "ds.xlsx", rows)
    assert [place_of(one) for one in refused(lambda: names(path))] == ["ds.xlsx[Sheet]:1:3: E817"]
    read = read_organisations(path, {"đảng bộ": "superior"})
    assert read.organisations == (Organisation("Chi bộ 1", "Đảng bộ xã A"), Organisation("Chi bộ 1", "Đảng bộ xã B"))
    assert names(path, **{"Chi bộ": "-"}) == ["Đảng bộ xã A", "Đảng bộ xã B"]
    assert [one.code for one in refused(lambda: names(path, **{"Chi bộ": "-", "Huyện": "-"}))] == ["E820"]


def test_a_superior_merged_down_is_that_of_every_row(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "ds.xlsx",
        [
            ("STT", "Trực thuộc", "Chi bộ"),
            (1, "Đảng bộ xã A", "Chi bộ 1"),
            (2, None, "Chi bộ 2"),
            (3, None, "Chi bộ 3"),
        ],
    )
    book = load_workbook(path)
    book["Sheet"].merge_cells("B2:B3")
    book.save(path)
    assert [one.superior for one in read_organisations(path).organisations] == ["Đảng bộ xã A", "Đảng bộ xã A", ""]


def test_two_spellings_are_listed_once(tmp_path: Path) -> None:
    assert names(text(tmp_path / "ds.txt", "Đảng bộ xã Hoà Bình\nĐẢNG BỘ XÃ HÒA BÌNH\n")) == ["Đảng bộ xã Hoà Bình"]


def test_numbered_lines_of_a_text(tmp_path: Path) -> None:
    lines = ["ĐẢNG BỘ XÃ MẪU", "DANH SÁCH CHI BỘ", *(f"{no}. {name}" for no, name in NUMBERED), "Tổng cộng: 3 chi bộ"]
    assert names(text(tmp_path / "ds.txt", "\n".join(lines))) == CELLS
    assert names(text(tmp_path / "ds.txt", "\n".join(f"- {name}" for name in CELLS))) == CELLS


def test_the_sheet_with_the_list_is_found_and_two_are_not_guessed_between(tmp_path: Path) -> None:
    path = workbook(tmp_path / "ds.xlsx", [("ĐẢNG BỘ XÃ MẪU",), ("Năm 2025",)])
    book = load_workbook(path)
    for row in NUMBERED:
        book.create_sheet("DS") if "DS" not in book.sheetnames else None
        book["DS"].append(row)
    book.save(path)
    assert names(path) == CELLS
    book.copy_worksheet(book["DS"])
    book.save(path)
    assert [one.code for one in refused(lambda: names(path))] == ["E965"]
    book["DS"].sheet_state = "hidden"
    book.save(path)
    assert read_organisations(path).file == "ds.xlsx[DS Copy]"


def test_a_hidden_row_is_a_finding(tmp_path: Path) -> None:
    path = workbook(tmp_path / "ds.xlsx", [("STT", "Tổ chức"), *NUMBERED])
    book = load_workbook(path)
    book["Sheet"].row_dimensions[3].hidden = True
    book.save(path)
    assert [place_of(one) for one in refused(lambda: names(path))] == ["ds.xlsx[Sheet]:3:1: E966"]


def test_a_line_of_a_million_fields_is_refused_at_once(tmp_path: Path) -> None:
    path = text(tmp_path / "ds.csv", "Tên,Ghi chú\n" + "x," * 1_000_000)
    assert [place_of(one) for one in refused(lambda: names(path))] == ["ds.csv:2:1001: E957"]


def test_a_list_of_far_too_many_lines_is_refused(tmp_path: Path) -> None:
    path = text(tmp_path / "ds.txt", "a\n" * 60_000)
    assert [place_of(one) for one in refused(lambda: names(path))] == ["ds.txt:50001:1: E956"]


HEAD = ["TT", "Tổ chức đảng"]


@pytest.mark.parametrize("head", [[HEAD * 2], [HEAD], []])
def test_a_second_list_beside_the_first_is_not_left_out(tmp_path: Path, head: list[list[object]]) -> None:
    rows = [*head, [1, "Chi bộ Một", 3, "Chi bộ Ba"], [2, "Chi bộ Hai", 4, "Chi bộ Bốn"]]
    path = workbook(tmp_path / "ds.xlsx", rows)
    said = {"D": "-", "C": "-"} if head == [HEAD * 2] else {}
    first = len(head) + 1
    found = [place_of(one) for one in refused(lambda: read_organisations(path, said))]
    assert found == [f"ds.xlsx[Sheet]:{row}:4: E860" for row in (first, first + 1)]


def test_what_stands_beside_an_organisation_with_a_number_is_no_second_list(tmp_path: Path) -> None:
    rows: list[list[object]] = [[*HEAD, "Số đảng viên", "Bí thư", "Nơi làm việc"]]
    rows += [[1, "Chi bộ Một", 35, "Lò Văn Ánh", "Xã Mẫu"], [2, "Chi bộ Hai", 12, "Cà Thị Bình", "Xã Mẫu"]]
    assert len(read_organisations(workbook(tmp_path / "ds.xlsx", rows)).organisations) == 2


def test_a_header_that_is_repeated_is_no_organisation(tmp_path: Path) -> None:
    path = workbook(tmp_path / "ds.xlsx", [["Tổ chức đảng"], ["Chi bộ Một"], ["Tổ chức  đảng"], ["Chi bộ Hai"]])
    (finding,) = refused(lambda: read_organisations(path))
    assert place_of(finding) == "ds.xlsx[Sheet]:3:1: E818"


@pytest.mark.parametrize("between", ["\n", "; "])
def test_several_organisations_in_a_cell_are_refused(tmp_path: Path, between: str) -> None:
    path = workbook(tmp_path / "ds.xlsx", [HEAD, [1, f"Chi bộ Một{between}Chi bộ Hai"], [2, "Chi bộ Trường\nTiểu học"]])
    (finding,) = refused(lambda: read_organisations(path))
    assert place_of(finding) == "ds.xlsx[Sheet]:2:2: E861"


def test_an_organisation_named_twice_keeps_its_first_place(tmp_path: Path) -> None:
    path = workbook(tmp_path / "ds.xlsx", [HEAD, [1, "Chi bộ Một"], [2, "Chi bộ Hai"], [3, "Chi bộ  một"]])
    assert [one.name for one in read_organisations(path).organisations] == ["Chi bộ Một", "Chi bộ Hai"]
