"""Slates as people type them in Excel: what is read, and what is refused with its cell."""
# ruff: noqa: DTZ001 - dates of Excel have no zone

from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl import Workbook
from refused import in_vietnamese, place_of, refused
from xlsx_making import Rows, save_rows

from tally.domain.slate import Candidate
from tally.files.slate_xlsx import read_slate

SHEET = "ds.xlsx[Danh sách]"
HEAD: Sequence[object] = ["TT", "Họ và tên", "Ngày sinh", "Giới tính"]


def nothing(_workbook: Workbook) -> None:
    """Change nothing."""


def slate(
    tmp_path: Path, rows: Rows, change: Callable[[Workbook], None] = nothing, name: str = "Danh sách"
) -> tuple[Candidate, ...]:
    path = save_rows(tmp_path / "ds.xlsx", {name: rows}, change)
    return read_slate(path, "ds.xlsx")


def told(tmp_path: Path, rows: Rows, change: Callable[[Workbook], None] = nothing) -> list[str]:
    """Return the findings of a slate as they are printed, without the file and without the words."""
    return [place_of(one).removeprefix(f"{SHEET}:") for one in refused(lambda: slate(tmp_path, rows, change))]


def words(tmp_path: Path, rows: Rows) -> str:
    """Return the message of the only finding of a slate."""
    (finding,) = refused(lambda: slate(tmp_path, rows))
    return in_vietnamese(finding)


def test_a_list_with_everything_a_list_can_have(tmp_path: Path) -> None:
    assert slate(
        tmp_path,
        [
            ["ĐẢNG BỘ XÃ THANH CHĂN", None, None, "ĐẢNG CỘNG SẢN VIỆT NAM"],
            ["DANH SÁCH BẦU CỬ BAN CHẤP HÀNH"],
            [],
            ["Số\nTT", "HỌ VÀ TÊN", "Ngày, tháng,\nnăm sinh", "Nam/Nữ", "Dân tộc", "Chức vụ", "Đơn vị công tác", "Mới"],
            [1, "Lò Văn  Ánh ", "20/03/1975", "Nam", "Thái", "Phó Bí thư", "UBND xã", None],
            [2, "Cà Thị Bích", datetime(1984, 12, 1), "NỮ", "Thái", "Chủ tịch", "Hội Phụ nữ", "x"],
            ["3", "=A+A không", 1972, None, None, "Bí thư chi bộ", None, "X"],
            [],
            [4.0, "H'Hen Niê", "1-2-1990", "nu", "Ê Đê", None, "Trường\nTiểu học", "không"],
            [],
        ],
        _text_in("B7"),
    ) == (
        Candidate(1, "Lò Văn Ánh", date(1975, 3, 20), "nam", "Thái", first_term=False, position="Phó Bí thư, UBND xã"),
        Candidate(2, "Cà Thị Bích", date(1984, 12, 1), "nữ", "Thái", first_term=True, position="Chủ tịch, Hội Phụ nữ"),
        Candidate(3, "=A+A không", 1972, first_term=True, position="Bí thư chi bộ"),
        Candidate(4, "H'Hen Niê", date(1990, 2, 1), "nữ", "Ê Đê", first_term=False, position="Trường Tiểu học"),
    )


def _text_in(*cells: str) -> Callable[[Workbook], None]:
    """Return a change that makes text of what openpyxl takes for formulas."""

    def change(workbook: Workbook) -> None:
        for cell in cells:
            workbook.worksheets[0][cell].data_type = "s"

    return change


@pytest.mark.parametrize(
    "head",
    [
        ["TT", "Họ và tên", "Năm sinh", "Giới tính"],
        ["tt", "ho va ten", "nam sinh", "gioi tinh"],
        ["STT", "HỌ TÊN", "SINH NĂM", "NAM/NỮ"],
        ["Số thứ\ntự", "Họ, tên", "Ngày tháng năm sinh", "Nam, nữ"],
        ["Số TT", "Họ và tên\n(chữ in hoa)", "Ngày sinh (dd/mm/yyyy)", "Giới"],
        ["No.", "Name", "Born", "Sex"],
        ["No", "Full name", "Date of birth", "Gender"],
        ["TT\n(No.)", "Họ và tên\n(Name)", "Ngày sinh\n(Born)", "Giới tính\n(Sex)"],
        ["T.T", "Họ và tên khai sinh", "Ngày/tháng/năm sinh", "Phái"],
        ["S.T.T", "Người ứng cử", "Sinh ngày", "giới tính: nam, nữ"],
        ["Số", "Ho\u0323 va\u0300 te\u0302n", "Na\u0306m sinh", "Giơ\u0301i ti\u0301nh"],
        ["TT", "Họ và tên", "Năm", "Giới tính"],
    ],
)
def test_headers_however_they_are_written(tmp_path: Path, head: Sequence[str]) -> None:
    (candidate,) = slate(tmp_path, [["DANH SÁCH"], head, [7, "Lò Văn Ánh", 1975, "nam"]])
    assert candidate == Candidate(7, "Lò Văn Ánh", 1975, "nam")


def test_columns_in_any_order_and_others_between_them(tmp_path: Path) -> None:
    rows: Rows = [
        ["Ghi chú", "Giới tính", "Họ và tên", "Trình độ", "TT", "Tuổi"],
        ["x", "nữ", "Cà Thị Bích", "Đại học", 2, "=1+1"],
    ]
    assert slate(tmp_path, rows) == (Candidate(2, "Cà Thị Bích", sex="nữ"),)


def test_without_a_column_of_numbers_the_order_of_the_sheet_numbers_them(tmp_path: Path) -> None:
    rows: Rows = [["Họ và tên"], ["Lò Văn Ánh"], ["Cà Thị Bích"]]
    assert slate(tmp_path, rows) == (Candidate(1, "Lò Văn Ánh"), Candidate(2, "Cà Thị Bích"))


def test_numbers_stay_in_the_order_of_the_sheet(tmp_path: Path) -> None:
    rows: Rows = [["TT", "Họ và tên"], ["2.", "Lò Văn Ánh"], [" 1 ", "Cà Thị Bích"], ["012", "Vì Văn Yên"]]
    assert [candidate.no for candidate in slate(tmp_path, rows)] == [2, 1, 12]


@pytest.mark.parametrize("family", ["Họ và tên đệm", "Họ đệm", "HỌ", "Họ và chữ đệm", "Family name"])
def test_family_and_given_name_in_two_columns(tmp_path: Path, family: str) -> None:
    given = "Given name" if family == "Family name" else "Tên"
    assert slate(tmp_path, [["TT", family, given], [1, "Lò Văn", "Ánh"]]) == (Candidate(1, "Lò Văn Ánh"),)


def test_a_name_under_a_header_merged_over_two_columns_keeps_its_given_name(tmp_path: Path) -> None:
    def merge(workbook: Workbook) -> None:
        workbook.worksheets[0].merge_cells("B1:C1")

    rows: Rows = [["TT", "Họ và tên", None, "Năm sinh"], [1, "Lò Văn", "Ánh", 1975]]
    assert slate(tmp_path, rows, merge) == (Candidate(1, "Lò Văn Ánh", 1975),)


def test_a_given_name_in_a_column_without_a_header_is_never_lost(tmp_path: Path) -> None:
    assert told(tmp_path, [["TT", "Họ và tên", None, "Năm sinh"], [1, "Lò Văn", "Ánh", 1975]]) == ["2:3: E964"]


@pytest.mark.parametrize("crosses", [False, True])
@pytest.mark.parametrize("merged", [False, True])
def test_the_year_of_birth_stands_in_the_column_of_the_sex(tmp_path: Path, *, merged: bool, crosses: bool) -> None:
    def merge(workbook: Workbook) -> None:
        sheet = workbook.worksheets[0]
        for cells in ("A2:A3", "B2:B3", "C2:D2") if merged else ():
            sheet.merge_cells(cells)

    rows: Rows = [
        ["DANH SÁCH"],
        ["TT", "Họ và tên", "Giới tính" if crosses else "Năm sinh", None, "Dân tộc"],
        [None, None, "Nam", "Nữ"],
        ["(1)", "(2)", "(3)", "(4)", "(5)"],
        [1, "Lò Văn Ánh", "x" if crosses else 1975, None, "Thái"],
        [2, "Cà Thị Bích", None, "X" if crosses else "20/3/1984", "Kinh"],
    ]
    born = (None, None) if crosses else (1975, date(1984, 3, 20))
    assert slate(tmp_path, rows, merge) == (
        Candidate(1, "Lò Văn Ánh", born[0], "nam", "Thái"),
        Candidate(2, "Cà Thị Bích", born[1], "nữ", "Kinh"),
    )


def test_a_header_merged_over_two_lines_is_one_header(tmp_path: Path) -> None:
    def merge(workbook: Workbook) -> None:
        for cells in ("A1:A2", "B1:B2", "C1:D1"):
            workbook.worksheets[0].merge_cells(cells)

    rows: Rows = [
        ["TT", "Họ và tên", "Trình độ"],
        [None, None, "Văn hóa", "Chính trị"],
        [1, "Lò Văn Ánh", "12/12", "TC"],
    ]
    assert slate(tmp_path, rows, merge) == (Candidate(1, "Lò Văn Ánh"),)


@pytest.mark.parametrize("numbers", [[1, 2, 3, 4], ["(1)", "(2)", "(3)", "(4)"], ["A", "B", 1, 2]])
def test_the_line_that_numbers_the_columns_is_nobody(tmp_path: Path, numbers: Sequence[object]) -> None:
    assert slate(tmp_path, [HEAD, numbers, [1, "Lò Văn Ánh", 1975, "nam"]]) == (
        Candidate(1, "Lò Văn Ánh", 1975, "nam"),
    )


@pytest.mark.parametrize(
    ("written", "born"),
    [
        (1975, 1975),
        ("1975", 1975),
        (" 1975 ", 1975),
        (1975.0, 1975),
        ("20/03/1975", date(1975, 3, 20)),
        ("20/3/1975", date(1975, 3, 20)),
        ("20-03-1975", date(1975, 3, 20)),
        ("20.3.1975", date(1975, 3, 20)),
        ("20 / 3 / 1975", date(1975, 3, 20)),
        ("1975-03-20", date(1975, 3, 20)),
        ("4/5/1975", date(1975, 5, 4)),
        ("29/02/1976", date(1976, 2, 29)),
        ("3/1975", 1975),
        (datetime(1975, 3, 20), date(1975, 3, 20)),
        (date(1975, 3, 20), date(1975, 3, 20)),
        (None, None),
        ("  ", None),
        (1900, 1900),
        (2100, 2100),
    ],
)
def test_a_birth_however_it_is_written(tmp_path: Path, written: object, born: object) -> None:
    (candidate,) = slate(tmp_path, [HEAD, [1, "Lò Văn Ánh", written, None]])
    assert candidate.born == born
    assert type(candidate.born) is type(born)


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("20/3/75", "E973"),
        ("5-6-07", "E973"),
        (75, "E973"),
        ("75", "E973"),
        ("31/04/1975", "E972"),
        ("03/25/1975", "E972"),
        ("29/02/1975", "E972"),
        ("13/1975", "E972"),
        ("0/0/1975", "E972"),
        ("không rõ", "E972"),
        ("1975?", "E972"),
        (1899, "E972"),
        (2101, "E972"),
        (197, "E972"),
        (19755, "E972"),
        (27473, "E972"),
        (1975.5, "E972"),
        (True, "E972"),
        (datetime(1905, 5, 28), "E972"),
        ("=YEAR(A1)", "E958"),
        ("#REF!", "E959"),
    ],
)
def test_a_birth_that_cannot_be_used_is_a_finding(tmp_path: Path, written: object, code: str) -> None:
    assert told(tmp_path, [HEAD, [1, "Lò Văn Ánh", written, "nam"]]) == [f"2:3: {code}"]


def test_a_year_typed_into_a_date_cell_is_not_taken_for_a_day_of_1905(tmp_path: Path) -> None:
    def format_as_date(workbook: Workbook) -> None:
        workbook.worksheets[0]["C2"].number_format = "dd/mm/yyyy"

    rows: Rows = [HEAD, [1, "Lò Văn Ánh", 1975, "nam"]]
    assert told(tmp_path, rows, format_as_date) == ["2:3: E972"]
    (finding,) = refused(lambda: slate(tmp_path, rows, format_as_date))
    assert "28/05/1905" in in_vietnamese(finding)


@pytest.mark.parametrize(
    ("written", "sex"),
    [("Nam", "nam"), ("NỮ", "nữ"), ("nu", "nữ"), ("Nu\u031b\u0303", "nữ"), ("male", "nam"), ("F", "nữ"), (None, "")],
)
def test_a_sex_however_it_is_written(tmp_path: Path, written: object, sex: str) -> None:
    assert slate(tmp_path, [HEAD, [1, "Lò Văn Ánh", None, written]]) == (Candidate(1, "Lò Văn Ánh", sex=sex),)


def test_a_sex_that_is_not_understood_is_a_finding_that_repeats_it(tmp_path: Path) -> None:
    assert told(tmp_path, [HEAD, [1, "Lò Văn Ánh", None, "Nà"]]) == ["2:4: E971"]
    assert "“Nà”" in words(tmp_path, [HEAD, [1, "Lò Văn Ánh", None, "Nà"]])


@pytest.mark.parametrize(
    ("crosses", "read"),
    [
        (["x", None], [True, False]),
        (["X", "không"], [True, False]),
        ([None, None], [None, None]),
        (["có", "-"], [True, False]),
        ([True, False], [True, False]),
        ([1, 0], [True, False]),
        (["không", None], [False, None]),
    ],
)
def test_first_term_is_unknown_only_where_nobody_has_a_cross(
    tmp_path: Path, crosses: Sequence[object], read: Sequence[bool | None]
) -> None:
    rows: Rows = [["TT", "Họ và tên", "Lần đầu tham gia"], [1, "A Lò", crosses[0]], [2, "B Lò", crosses[1]]]
    assert [candidate.first_term for candidate in slate(tmp_path, rows)] == read


def test_a_cross_that_is_not_understood_is_a_finding(tmp_path: Path) -> None:
    rows: Rows = [["TT", "Họ và tên", "Mới"], [1, "A Lò", "tái cử"], [2, "B Lò", 2]]
    assert told(tmp_path, rows) == ["2:3: E975", "3:3: E975"]


def test_a_lone_column_nam_is_neither_a_year_nor_a_sex(tmp_path: Path) -> None:
    assert slate(tmp_path, [["TT", "Ho va ten", "Nam"], [1, "Lò Văn Ánh", 1975]]) == (Candidate(1, "Lò Văn Ánh"),)


def test_a_lone_column_of_women_has_crosses(tmp_path: Path) -> None:
    rows: Rows = [["TT", "Họ và tên", "Năm sinh", "Nữ"], [1, "Lò Văn Ánh", 1975, None], [2, "Cà Thị Bích", 1984, "x"]]
    assert [(one.born, one.sex) for one in slate(tmp_path, rows)] == [(1975, ""), (1984, "nữ")]


@pytest.mark.parametrize(
    ("row", "finding"),
    [
        pytest.param([None, "Lò Văn Ánh"], "3:2: E977", id="a name without a number"),
        pytest.param(["một", "Lò Văn Ánh"], "3:1: E961", id="a number in words"),
        pytest.param([3.5, "Lò Văn Ánh"], "3:1: E961", id="half a number"),
        pytest.param([0, "Lò Văn Ánh"], "3:1: E961", id="number 0"),
        pytest.param([-1, "Lò Văn Ánh"], "3:1: E961", id="a number below 0"),
        pytest.param([datetime(2020, 1, 2), "Lò Văn Ánh"], "3:1: E961", id="a number that became a date"),
        pytest.param(["I", "Cán bộ xã"], "3:1: E961", id="a heading inside the list"),
        pytest.param([1, "Lò Văn Ánh"], "3:1: E970", id="a number given twice"),
        pytest.param(["=A2+1", "Lò Văn Ánh"], "3:1: E958", id="a number by formula"),
        pytest.param([2, "=UPPER(B2)"], "3:2: E958", id="a name by formula"),
        pytest.param([2, "#NAME?"], "3:2: E959", id="a name that became an error"),
        pytest.param([2, None, 1975], "3:1: E968", id="a number and a birth without a name"),
        pytest.param([None, None, None, None, "đã xác minh"], "3:5: E968", id="a remark in a row of its own"),
        pytest.param([2, 12], "3:2: E969", id="a name that is a number"),
        pytest.param([2, "..."], "3:2: E969", id="a name of dots"),
        pytest.param([2, datetime(2020, 1, 2)], "3:2: E960", id="a name that became a date"),
        pytest.param([2, True], "3:2: E960", id="a name that became TRUE"),
        pytest.param([2, "Lò " * 400], "3:2: E988", id="a name that never ends"),
        pytest.param([2, "Lò_x0007_Ánh"], "3:2: E923", id="a hidden character"),
        pytest.param([2, "Lò Văn Ánh", None, None, "x"], "", id="a remark beside a person"),
    ],
)
def test_a_row_that_is_not_plainly_a_person_is_a_finding(tmp_path: Path, row: Sequence[object], finding: str) -> None:
    rows: Rows = [["TT", "Họ và tên", "Ngày sinh", "Giới tính"], [1, "Cà Thị Bích"], row]
    if finding:
        assert told(tmp_path, rows) == [finding]
    else:
        assert len(slate(tmp_path, rows)) == 2


def test_a_position_is_measured_with_the_workplace_it_stands_with(tmp_path: Path) -> None:
    def rows(workplace: str) -> Rows:
        return [["TT", "Họ và tên", "Chức vụ", "Đơn vị công tác"], [1, "Lò Văn Ánh", "B" * 500, workplace]]

    assert len(slate(tmp_path, rows("C" * 498))[0].position) == 1000
    assert told(tmp_path, rows("C" * 499)) == ["2:3: E988"]


def test_all_findings_are_told_at_once_in_the_order_of_the_sheet(tmp_path: Path) -> None:
    rows: Rows = [
        HEAD,
        [1, "Lò Văn Ánh", "20/3/75", "?"],
        [1, "=A1", "1/1/1970", "nữ"],
        [],
        [None, "Vì Văn Yên"],
    ]
    assert told(tmp_path, rows) == ["2:3: E973", "2:4: E971", "3:1: E970", "3:2: E958", "5:2: E977"]


def test_findings_repeat_cell_and_value_and_say_what_to_do(tmp_path: Path) -> None:
    told_of_formula = words(tmp_path, [HEAD, [1, "=UPPER(B7)", 1975, "nam"]])
    assert "Ô B2 là công thức “=UPPER(B7)”" in told_of_formula
    assert "Paste Special" in told_of_formula
    assert "Số thứ tự 1 đã dùng ở ô A2" in words(tmp_path, [HEAD, [1, "Lò A"], [1, "Lò B"]])


SIGNATURES: Rows = [
    ["Tổng cộng: 2 người", None, None, None],
    [None, None, None, "Thanh Chăn, ngày 10 tháng 01 năm 2020"],
    [None, None, None, "T/M ĐOÀN CHỦ TỊCH"],
    [None, None, None, "(Ký, ghi rõ họ tên)"],
    [],
    [None, "Nguyễn Văn Chủ"],
]
TWO: Rows = [HEAD, [1, "Lò Văn Ánh", 1975, "nam"], [2, "Cà Thị Bích", 1984, "nữ"]]


def test_the_total_and_the_signatures_below_the_list_are_nobody(tmp_path: Path) -> None:
    assert [candidate.name for candidate in slate(tmp_path, [*TWO, *SIGNATURES])] == ["Lò Văn Ánh", "Cà Thị Bích"]


@pytest.mark.parametrize(
    "total", ["Tổng số: 2 đồng chí", "CỘNG: 2 người", "Danh sách này có 2 người", "Ấn định danh sách: 2 người", "Total"]
)
def test_totals_however_they_are_written(tmp_path: Path, total: str) -> None:
    assert len(slate(tmp_path, [*TWO, [None, total]])) == 2
    assert len(slate(tmp_path, [*TWO, [total]])) == 2


def test_a_total_that_is_not_the_number_of_people_is_a_finding(tmp_path: Path) -> None:
    rows: Rows = [*TWO, ["Tổng cộng: 3 người"]]
    assert told(tmp_path, rows) == ["4:1: E978"]
    assert "2 người nhưng dòng tổng cộng ghi 3" in words(tmp_path, rows)


@pytest.mark.parametrize(
    ("row", "finding"),
    [
        ([3, "Vì Văn Yên"], "5:2: E976"),
        ([None, "Vì Văn Yên", 1960], "5:2: E976"),
        ([None, "Vì Văn Yên", None, "nam"], "5:2: E976"),
        ([None, "Vì Văn Yên"], "5:2: E976"),
        ([3], "5:1: E976"),
    ],
)
def test_a_person_below_the_total_is_never_lost(tmp_path: Path, row: Sequence[object], finding: str) -> None:
    assert told(tmp_path, [*TWO, ["Tổng cộng: 2 người"], row]) == [finding]


def test_a_person_below_the_signatures_is_never_lost(tmp_path: Path) -> None:
    assert told(tmp_path, [*TWO, *SIGNATURES, [3, "Vì Văn Yên"]]) == ["10:2: E976"]


@pytest.mark.parametrize("name", ["Tống Công Minh", "Đoàn Chủ", "Công Thị Nga", "Tổng Văn Cộng", "Ký Văn Tên"])
def test_a_name_that_resembles_a_total_is_a_person(tmp_path: Path, name: str) -> None:
    rows: Rows = [HEAD, [1, "Lò Văn Ánh"], [2, name], [3, "Vì Văn Yên"]]
    assert [candidate.name for candidate in slate(tmp_path, rows)] == ["Lò Văn Ánh", name, "Vì Văn Yên"]


@pytest.mark.parametrize("name", ["Tống Công Minh", "Đoàn Chủ", "Công Thị Nga"])
def test_the_same_in_a_bare_list_of_names(tmp_path: Path, name: str) -> None:
    rows: Rows = [["Họ và tên"], ["Lò Văn Ánh"], [name], ["Vì Văn Yên"]]
    assert [candidate.name for candidate in slate(tmp_path, rows)] == ["Lò Văn Ánh", name, "Vì Văn Yên"]


def test_in_a_bare_list_a_name_below_the_total_is_a_finding(tmp_path: Path) -> None:
    rows: Rows = [["Họ và tên"], ["Lò Văn Ánh"], ["Tổng cộng: 1 người"], ["T/M ĐOÀN CHỦ TỊCH"], ["Nguyễn Văn Chủ"]]
    assert told(tmp_path, rows) == ["5:1: E976"]


def test_a_hidden_row_may_be_somebody_or_nobody(tmp_path: Path) -> None:
    def hide(workbook: Workbook) -> None:
        workbook.worksheets[0].row_dimensions[3].hidden = True

    assert told(tmp_path, TWO, hide) == ["3:1: E966"]


def test_a_row_without_height_is_hidden_too(tmp_path: Path) -> None:
    def press_flat(workbook: Workbook) -> None:
        workbook.worksheets[0].row_dimensions[3].height = 0.75

    assert told(tmp_path, TWO, press_flat) == ["3:1: E966"]


@pytest.mark.parametrize(
    ("row", "finding"),
    [
        ([1, "Lò Văn Ánh", 1975, 1976], "3:4: E974"),
        ([1, "Lò Văn Ánh", 1975, "x"], "3:4: E974"),
        ([1, "Lò Văn Ánh", 1975, None, "nữ"], "3:5: E974"),
        ([1, "Lò Văn Ánh", "?", None], "3:3: E972"),
    ],
)
def test_two_places_that_contradict_each_other(tmp_path: Path, row: Sequence[object], finding: str) -> None:
    rows: Rows = [["TT", "Họ và tên", "Năm sinh", None, "Giới tính"], [None, None, "Nam", "Nữ"], row]
    assert told(tmp_path, rows) == [finding]


def test_two_columns_that_say_the_same_are_a_finding(tmp_path: Path) -> None:
    assert told(tmp_path, [["TT", "Họ và tên", "Họ và tên vợ"], [1, "Lò Văn Ánh", "Cà Thị Bích"]]) == ["1:3: E938"]


@pytest.mark.parametrize(
    "rows",
    [
        [["STT", "Ngày sinh"], [1, 1975]],
        [["Lò Văn Ánh"], ["Cà Thị Bích"]],
        [["Họ và tên người lập: Nguyễn Văn A"], ["a"]],
        *[[*[[f"dòng {number}"] for number in range(30)], HEAD, [1, "Lò Văn Ánh"]]],
    ],
)
def test_a_sheet_without_the_header_is_no_slate(tmp_path: Path, rows: Rows) -> None:
    path = save_rows(tmp_path / "ds.xlsx", {"Danh sách": rows})
    assert [place_of(one) for one in refused(lambda: read_slate(path, "ds.xlsx"))] == ["ds.xlsx:1:1: E962"]


def test_a_header_in_the_thirtieth_row_is_found(tmp_path: Path) -> None:
    titles = [[f"dòng {number}"] for number in range(29)]
    assert slate(tmp_path, [*titles, HEAD, [1, "Lò Văn Ánh"]]) == (Candidate(1, "Lò Văn Ánh"),)


def test_a_list_of_nobody_is_a_finding_at_its_header(tmp_path: Path) -> None:
    assert told(tmp_path, [["DANH SÁCH"], HEAD]) == ["2:1: E967"]
    assert told(tmp_path, [["DANH SÁCH"], HEAD, [" "]]) == ["2:1: E967"]


def test_the_visible_sheet_with_the_table_is_read(tmp_path: Path) -> None:
    def hide(workbook: Workbook) -> None:
        workbook["Bản cũ"].sheet_state = "hidden"

    sheets: dict[str, Rows] = {
        "Bản cũ": [HEAD, [1, "Người Cũ"]],
        "Hướng dẫn": [["Ghi danh sách vào trang sau"]],
        "Danh sách": [HEAD, [1, "Lò Văn Ánh"]],
        "Mẫu trống": [HEAD],
    }
    path = save_rows(tmp_path / "ds.xlsx", sheets, hide)
    assert read_slate(path, "ds.xlsx") == (Candidate(1, "Lò Văn Ánh"),)


def test_two_lists_in_one_workbook_are_not_guessed_between(tmp_path: Path) -> None:
    path = save_rows(tmp_path / "ds.xlsx", {"BCH": [HEAD, [1, "Lò Văn Ánh"]], "ĐB": [HEAD, [1, "Cà Thị Bích"]]})
    (finding,) = refused(lambda: read_slate(path, "ds.xlsx"))
    assert place_of(finding) == "ds.xlsx:1:1: E965"
    assert "BCH, ĐB" in in_vietnamese(finding)


def test_a_slate_of_the_national_congress_is_read(tmp_path: Path) -> None:
    rows: Rows = [
        HEAD,
        *[[number, f"Nguyễn Văn Ánh {chr(0x41 + number % 26)}", 1960, "nam"] for number in range(1, 221)],
    ]
    assert [candidate.no for candidate in slate(tmp_path, rows)] == list(range(1, 221))


@pytest.mark.parametrize(
    "sections",
    [("I. Khối Đảng", "II. Khối Chính quyền"), ("Khối Đảng", "Khối Chính quyền"), ("Xã Thanh Chăn", "Xã Thanh Xương")],
)
def test_a_heading_of_rows_is_nobody(tmp_path: Path, sections: tuple[str, str]) -> None:
    rows: Rows = [HEAD[1:], [sections[0]], ["Lò Văn Ánh", 1970, "nam"], [sections[1]], ["Cà Thị Bình", 1980, "nữ"]]
    found = told(tmp_path, [*rows, ["Vì Văn Chung", 1975, "nam"]])
    assert found == ["2:1: E976", "4:1: E976"]


def test_a_heading_is_nobody(tmp_path: Path) -> None:
    lying: Rows = [["Họ và tên", "Lò Văn Ánh", "Cà Thị Bình"], ["Năm sinh", 1970, 1980], ["Giới tính", "nam", "nữ"]]
    assert told(tmp_path, lying) == ["2:1: E976", "3:1: E976"]
    pages: Rows = [["Họ và tên"], ["Lò Văn Ánh"], ["Họ và tên"], ["Cà Thị Bình"]]
    assert told(tmp_path, pages)[0] == "3:1: E976"


@pytest.mark.parametrize("words", ["Bổ sung sau", "Chưa có nhân sự", "(để trống)", "Khuyết", "Như trên"])
def test_a_place_kept_free_is_nobody(tmp_path: Path, words: str) -> None:
    assert told(tmp_path, [HEAD, [1, "Lò Văn Ánh", 1970, "nam"], [2, words]])[0].startswith("3:")


@pytest.mark.parametrize("name", ["Đ/c Ánh", "Đồng chí Ánh", "Lò Văn Ánh, Bí thư", "Lò Văn Ánh - Bí thư"])
def test_half_an_address_or_an_office_is_no_part_of_a_name(tmp_path: Path, name: str) -> None:
    assert told(tmp_path, [HEAD, [1, name, 1970, "nam"]]) == ["2:2: E848"]
