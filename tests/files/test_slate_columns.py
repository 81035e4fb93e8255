"""Columns of a slate: each is taken, or named as left out; what could be a number or a name is asked about."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path

import pytest
from openpyxl import Workbook
from refused import in_vietnamese, place_of
from xlsx_making import Rows, save_rows

from tally.application.column_meanings import NOTHING_SAID
from tally.application.intake import BadInput
from tally.application.slate_reading import Column, Columns, SlateReading
from tally.files.slate_xlsx import examine_slate

NAMES = ("Lò Văn Ánh", "Cà Thị Bình", "Vì Văn Chung", "Quàng Thị Đào", "Tòng Văn Hải")
MIXED = (3, 1, 2, 5, 4)


def nothing(_workbook: Workbook) -> None:
    """Change nothing."""


def reading(
    tmp_path: Path, rows: Rows, said: Columns = NOTHING_SAID, change: Callable[[Workbook], None] = nothing
) -> SlateReading:
    path = save_rows(tmp_path / "ds.xlsx", {"Danh sách": rows}, change)
    return examine_slate(path, "ds.xlsx", said)


def told(read: SlateReading) -> list[str]:
    return [place_of(one).removeprefix("ds.xlsx[Danh sách]:") for one in read.findings]


def left_out(read: SlateReading) -> str:
    """Return the columns that a note says are not taken."""
    return " ".join(str(note.fields["columns"]) for note in read.notes)


def numbered(heading: str, numbers: Sequence[object] = MIXED) -> Rows:
    rows = [[no, name, 1970] for no, name in zip(numbers, NAMES, strict=True)]
    return [[heading, "Họ và tên", "Năm sinh"], *rows]


@pytest.mark.parametrize(
    "heading",
    [
        "Số trên phiếu",
        "STT trên phiếu",
        "TT trên phiếu bầu",
        "Số TT phiếu",
        "Số thứ tự trên phiếu",
        "STT/Số phiếu",
        "Số ghi trên phiếu",
        "Số in trên lá phiếu",
        "Số thứ tự in trên phiếu bầu cử",
        "#",
        "№",
        "No. on ballot",
    ],
)
def test_a_heading_that_says_number_on_the_ballot_is_that_number(tmp_path: Path, heading: str) -> None:
    read = reading(tmp_path, numbered(heading))
    assert [one.no for one in read.taken()] == list(MIXED)
    assert read.columns[0].meaning is Column.NO


@pytest.mark.parametrize(
    "heading",
    ["Số phiếu", "Mã số", "Số báo danh", "Số hiệu", "SBD", "STT danh sách cũ", "Số phiếu bầu", "Thứ hạng", None],
)
def test_a_heading_that_may_be_the_number_refuses_until_it_is_said(tmp_path: Path, heading: str | None) -> None:
    rows = numbered(heading or "")
    key = heading or "A"
    read = reading(tmp_path, rows)
    assert told(read) == ["1:1: E840"]
    assert [column.key for column in read.columns if column.unclear] == [key]
    assert f'--column "{key}=no"' in in_vietnamese(read.findings[0])
    assert [one.no for one in reading(tmp_path, rows, {key: Column.NO}).taken()] == list(MIXED)
    assert [one.no for one in reading(tmp_path, rows, {key: Column.NOT_TAKEN}).taken()] == [1, 2, 3, 4, 5]


@pytest.mark.parametrize(
    ("heading", "values"),
    [
        ("Mã số", ["ĐB-01", "ĐB-02", "ĐB-03", "ĐB-04", "ĐB-05"]),
        ("Số thẻ đảng viên", [12034567, 12034568, 12034569, 12034570, 12034571]),
        ("Điện thoại", ["0912345678", "0912345679", "0912345670", "0912345671", "0912345672"]),
        ("Tuổi", [41, 38, 52, 47, 38]),
        ("", [1, 2, 3, 4, 5]),
    ],
)
def test_a_column_that_can_be_no_number_on_the_ballot_is_named_as_left_out(
    tmp_path: Path, heading: str, values: Sequence[object]
) -> None:
    read = reading(tmp_path, numbered(heading, values))
    assert [one.no for one in read.taken()] == [1, 2, 3, 4, 5]
    assert left_out(read) == f"“{heading or 'A'}”"


def two_numbers(heading: str, numbers: Sequence[object] = MIXED) -> Rows:
    rows = [[place, no, name] for place, (no, name) in enumerate(zip(numbers, NAMES, strict=True), 1)]
    return [["TT", heading, "Họ và tên"], *rows]


@pytest.mark.parametrize("heading", ["Số trên phiếu", "Số", "Số phiếu", "Mã số", "Cột lạ", "TT đơn vị"])
def test_a_second_number_column_that_differs_refuses_until_one_is_said(tmp_path: Path, heading: str) -> None:
    rows = two_numbers(heading)
    read = reading(tmp_path, rows)
    assert told(read) == ["1:2: E841"]
    assert f'--column "{heading}=no", --column "TT=no"' in in_vietnamese(read.findings[0])
    taken = reading(tmp_path, rows, {heading: Column.NO})
    assert [one.no for one in taken.taken()] == list(MIXED)
    assert "“TT”" in left_out(taken)
    assert [one.no for one in reading(tmp_path, rows, {"TT": Column.NO}).taken()] == [1, 2, 3, 4, 5]
    assert [one.no for one in reading(tmp_path, rows, {heading: Column.NOT_TAKEN}).taken()] == [1, 2, 3, 4, 5]


def test_a_second_number_column_that_says_the_same_is_no_question(tmp_path: Path) -> None:
    assert [one.no for one in reading(tmp_path, two_numbers("Số trên phiếu", (1, 2, 3, 4, 5))).taken()] == [
        1,
        2,
        3,
        4,
        5,
    ]


@pytest.mark.parametrize("middle", ["Chữ đệm", "Đệm", "Tên đệm", "Tên lót", "Chữ lót", "Lót", "Middle name"])
def test_a_middle_name_in_a_column_of_its_own_is_kept(tmp_path: Path, middle: str) -> None:
    rows: Rows = [["TT", "Họ", middle, "Tên"], [1, "Lò", "Văn", "Ánh"], [2, "Y", None, "Thông"]]
    assert [one.name for one in reading(tmp_path, rows).taken()] == ["Lò Văn Ánh", "Y Thông"]


@pytest.mark.parametrize("heading", ["Họ, đệm và tên", "Họ, chữ lót và tên", "Tên ứng cử viên", "Họ tên người ứng cử"])
def test_whole_names_however_they_are_headed(tmp_path: Path, heading: str) -> None:
    assert reading(tmp_path, [["TT", heading], [1, "Lò Văn Ánh"]]).taken()[0].name == "Lò Văn Ánh"


def test_the_parts_of_a_name_are_put_in_their_order_wherever_they_stand(tmp_path: Path) -> None:
    rows: Rows = [["TT", "Tên", "Họ", "Đệm"], [1, "Ánh", "Lò", "Văn"]]
    assert reading(tmp_path, rows).taken()[0].name == "Lò Văn Ánh"


HALVES: Rows = [["TT", "Họ và tên", "Tên"], [1, "Lò Văn", "Ánh"], [2, "Cà Thị", "Bình"]]


def test_a_given_name_beside_a_whole_name_is_asked_about(tmp_path: Path) -> None:
    assert told(reading(tmp_path, HALVES)) == ["1:3: E842"]
    said = {"ho va ten": Column.FAMILY, "TÊN": Column.GIVEN}
    assert [one.name for one in reading(tmp_path, HALVES, said).taken()] == ["Lò Văn Ánh", "Cà Thị Bình"]


def test_a_given_name_that_repeats_the_whole_name_is_left_out(tmp_path: Path) -> None:
    rows: Rows = [["TT", "Họ và tên", "Tên"], [1, "Lò Văn Ánh", "Ánh"], [2, "Cà Thị Bình", "bình"]]
    read = reading(tmp_path, rows)
    assert [one.name for one in read.taken()] == ["Lò Văn Ánh", "Cà Thị Bình"]
    assert left_out(read) == "“Tên”"


@pytest.mark.parametrize(
    ("heading", "asked"),
    [
        ("Tên chính", True),
        ("Chữ đệm (nếu có)", True),
        ("Tên gọi khác", False),
        ("Tên đơn vị", False),
        ("Bí danh", False),
    ],
)
def test_what_may_be_part_of_a_name_is_asked_about_and_another_name_is_left_out(
    tmp_path: Path, heading: str, *, asked: bool
) -> None:
    read = reading(tmp_path, [["TT", "Họ và tên", "Năm sinh", heading], [1, "Lò Văn Ánh", 1970, "Hùng"]])
    assert told(read) == (["1:4: E842"] if asked else [])
    assert left_out(read) == ("" if asked else f"“{heading}”")


def test_a_lone_given_name_is_asked_about(tmp_path: Path) -> None:
    rows: Rows = [["TT", "Tên", "Năm sinh"], [1, "Lò Văn Ánh", 1970]]
    assert told(reading(tmp_path, rows)) == ["1:2: E842"]
    assert reading(tmp_path, rows, {"Tên": Column.NAME}).taken()[0].name == "Lò Văn Ánh"


def test_two_names_in_one_cell_are_a_finding_with_both(tmp_path: Path) -> None:
    rows: Rows = [["TT", "HỌ VÀ TÊN\nHọ và tên khai sinh"], [1, "LÒ VĂN ÁNH\nLò Văn A"], [2, "CÀ THỊ BÌNH\n"]]
    read = reading(tmp_path, rows)
    assert told(read) == ["2:2: E843"]
    assert "LÒ VĂN ÁNH / Lò Văn A" in in_vietnamese(read.findings[0])


@pytest.mark.parametrize(
    ("value", "sex", "ethnicity"),
    [
        ("Nam, Thái, không", "nam", "Thái"),
        ("Nữ; Bru-Vân Kiều", "nữ", "Bru-Vân Kiều"),
        ("nữ\ndân tộc: Mông", "nữ", "Mông"),
        ("Nam", "nam", ""),
        (None, "", ""),
    ],
)
def test_sex_and_ethnicity_in_one_column_are_both_taken(
    tmp_path: Path, value: object, sex: str, ethnicity: str
) -> None:
    rows: Rows = [["TT", "Họ và tên", "Nam, nữ, dân tộc, tôn giáo"], [1, "Lò Văn Ánh", value]]
    (one,) = reading(tmp_path, rows).taken()
    assert (one.sex, one.ethnicity) == (sex, ethnicity)


def test_a_column_of_both_that_names_no_sex_is_a_finding(tmp_path: Path) -> None:
    rows: Rows = [["TT", "Họ và tên", "Giới tính, dân tộc"], [1, "Lò Văn Ánh", "Thái"]]
    assert told(reading(tmp_path, rows)) == ["2:3: E971"]


@pytest.mark.parametrize(
    "heading", ["DT", "D.tộc", "Dtộc", "D.T", "D/tộc", "Dân\ntộc", "TP dân tộc", "Thành phần dân tộc"]
)
def test_abbreviations_of_ethnicity(tmp_path: Path, heading: str) -> None:
    (one,) = reading(tmp_path, [["TT", "Họ và tên", heading], [1, "Lò Văn Ánh", "Thái"]]).taken()
    assert one.ethnicity == "Thái"


@pytest.mark.parametrize(("heading", "value"), [("ĐT", "0912345678"), ("DT", "0912345678"), ("ĐT", "Thái")])
def test_a_telephone_is_no_ethnicity(tmp_path: Path, heading: str, value: str) -> None:
    read = reading(tmp_path, [["TT", "Họ và tên", heading], [1, "Lò Văn Ánh", value]])
    assert read.taken()[0].ethnicity == ""
    assert left_out(read) == f"“{heading}”"


def test_columns_that_are_left_out_are_named_once_and_empty_ones_are_not(tmp_path: Path) -> None:
    rows: Rows = [
        ["TT", "Họ và tên", "Quê quán", "Trình độ", "Ghi chú", "Nam"],
        [1, "Lò Văn Ánh", "Bản Mẫu", None, " ", 1970],
        [2, "Cà Thị Bình", None, "Đại học", None, 1971],
    ]
    read = reading(tmp_path, rows)
    assert left_out(read) == "“Quê quán”, “Trình độ”, “Nam”"
    assert in_vietnamese(read.notes[0]).startswith("Không lấy cột: “Quê quán”")
    said = {"Nam": Column.BORN, "quê quán": Column.NOT_TAKEN, "Cột khác": Column.NO}
    read = reading(tmp_path, rows, said)
    assert [one.born for one in read.taken()] == [1970, 1971]
    assert left_out(read) == "“Trình độ”"
    assert read.unmatched == ("Cột khác",)


def test_a_remembered_heading_that_is_a_letter_takes_no_column_of_another_heading(tmp_path: Path) -> None:
    rows: Rows = [["TT", "Họ và tên", "Dân tộc"], [1, "Lò Văn Ánh", "Thái"]]
    read = reading(tmp_path, rows, {"C": Column.POSITION, "DT": Column.ETHNICITY})
    assert (read.taken()[0].ethnicity, read.taken()[0].position) == ("Thái", "")
    assert read.unmatched == ("C", "DT")


def test_the_only_number_column_is_not_left_out_because_another_list_had_a_better_one(tmp_path: Path) -> None:
    said = {"TT": Column.NOT_TAKEN, "Số trên phiếu": Column.NO}
    rows: Rows = [["TT", "Họ và tên"], [2, "Lò Văn Ánh"], [1, "Cà Thị Bình"]]
    assert told(reading(tmp_path, rows, said)) == ["1:1: E840"]


def test_a_header_of_hundreds_of_columns_is_named_whole(tmp_path: Path) -> None:
    head = ["TT", "Họ và tên", *[f"Cột {no}" for no in range(1_900)]]
    rows: Rows = [head, *[[no, "Lò Văn Ánh", *["x"] * 1_900] for no in range(1, 20)]]
    read = reading(tmp_path, rows)
    assert len(read.taken()) == 19
    assert left_out(read).count("“Cột ") == 1_900


def test_two_columns_of_one_heading_go_by_their_letters(tmp_path: Path) -> None:
    rows: Rows = [["TT", "Họ và tên", "Họ và tên"], [1, "Lò Văn Ánh", "Lò Văn A"]]
    assert told(reading(tmp_path, rows)) == ["1:3: E938"]
    assert reading(tmp_path, rows, {"B": Column.NAME}).taken()[0].name == "Lò Văn Ánh"
    assert reading(tmp_path, rows, {"C": Column.NAME}).taken()[0].name == "Lò Văn A"


def test_a_family_name_left_of_the_name_without_a_heading_is_never_lost(tmp_path: Path) -> None:
    assert told(reading(tmp_path, [["TT", None, "Họ và tên"], [1, "Lò Văn", "Ánh"]])) == ["2:2: E964"]


BORN = ["Họ và tên", "Năm sinh"]
PEOPLE = [["Lò Văn Ánh", 1970], ["Cà Thị Bình", 1975]]


@pytest.mark.parametrize(
    "below",
    [
        [[], ["BÍ THƯ"], [], ["Bế Văn Ghi"]],
        [["Phó Bí thư thường trực"], ["Bế Văn Ghi"]],
        [["TM. BAN THƯỜNG VỤ"], ["CHỦ TỊCH"], ["(đã ký)"], ["Bế Văn Ghi"]],
        [["KT. TRƯỞNG BAN"], ["Bế Văn Ghi"]],
        [[None, "Bản Mẫu, ngày 5 tháng 3 năm 2025"], [None, "NGƯỜI LẬP BIỂU"], ["Bế Văn Ghi"]],
        [["Nơi nhận:"], ["- Như trên;"], ["- Lưu: Văn phòng"]],
        [["Ghi chú: xếp theo thứ tự chữ cái"]],
    ],
)
def test_who_signs_a_list_without_numbers_is_no_candidate(tmp_path: Path, below: Rows) -> None:
    assert [one.name for one in reading(tmp_path, [BORN, *PEOPLE, *below]).taken()] == ["Lò Văn Ánh", "Cà Thị Bình"]


@pytest.mark.parametrize(
    ("head", "people", "below", "finding"),
    [
        (BORN, PEOPLE, [[], ["Bế Văn Ghi"]], "5:1: E976"),
        (BORN, PEOPLE, [["Bế Văn Ghi"]], "4:1: E976"),
        (BORN, PEOPLE, [["* Xếp theo tên"]], "4:1: E976"),
        (BORN, PEOPLE, [["- Danh sách đã duyệt"]], "4:1: E976"),
        (BORN, PEOPLE, [["BÍ THƯ"], ["Bế Văn Ghi", 1960]], "5:1: E976"),
        (["Họ và tên"], [["Lò Văn Ánh"]], [[], ["Bế Văn Ghi"]], "4:1: E976"),
        (["Họ và tên"], [["Lò Văn Ánh"]], [["BÍ THƯ"], ["Bế Văn Ghi"]], "4:1: E976"),
    ],
)
def test_who_may_be_a_candidate_or_not_is_asked_about(
    tmp_path: Path, head: Sequence[object], people: Rows, below: Rows, finding: str
) -> None:
    assert told(reading(tmp_path, [head, *people, *below])) == [finding]


def test_a_person_without_a_birth_among_others_is_a_candidate_where_something_else_is_said(tmp_path: Path) -> None:
    rows: Rows = [["Họ và tên", "Năm sinh", "Chức vụ"], ["Lò Văn Ánh", 1970, "Bí thư"], ["Cà Thị Bình", None, "Bí thư"]]
    assert len(reading(tmp_path, rows).taken()) == 2


def test_an_office_beside_a_name_below_the_signatures_does_not_hide_somebody(tmp_path: Path) -> None:
    rows: Rows = [
        ["TT", "Họ và tên", "Chức vụ"],
        [1, "Lò Văn Ánh", "Bí thư"],
        ["Tổng cộng: 1 người"],
        [None, "Cà Thị Bình", "Bí thư"],
    ]
    assert told(reading(tmp_path, rows)) == ["4:2: E976"]


FORMATS: Mapping[str, object] = {
    "mmm-yy": 1975,
    "mm/yyyy": 1975,
    "[$-42A]mmmm\\ yyyy;@": 1975,
    '"tháng" mm "năm" yyyy': 1975,
    "yyyy": 1975,
    "dd/mm/yyyy": datetime(1975, 5, 1).date(),  # noqa: DTZ001 - dates of Excel have no zone
    "d-mmm-yy": datetime(1975, 5, 1).date(),  # noqa: DTZ001 - as above
}


@pytest.mark.parametrize("form", FORMATS)
def test_a_date_says_no_day_that_its_cell_does_not_show(tmp_path: Path, form: str) -> None:
    def shown_as(workbook: Workbook) -> None:
        workbook.worksheets[0]["C2"].number_format = form

    rows: Rows = [["TT", "Họ và tên", "Ngày sinh"], [1, "Hà Văn An", datetime(1975, 5, 1)]]  # noqa: DTZ001 - as above
    assert reading(tmp_path, rows, NOTHING_SAID, shown_as).taken()[0].born == FORMATS[form]


def test_a_cell_that_shows_a_month_is_repeated_as_a_month(tmp_path: Path) -> None:
    def shown_as(workbook: Workbook) -> None:
        workbook.worksheets[0]["B2"].number_format = "mmm-yy"

    rows: Rows = [["TT", "Họ và tên"], [1, datetime(1975, 5, 1)]]  # noqa: DTZ001 - as above
    (finding,) = reading(tmp_path, rows, NOTHING_SAID, shown_as).findings
    assert finding.fields["value"] == "05/1975"


def test_a_slate_whose_name_is_said_to_be_something_else_is_told_so(tmp_path: Path) -> None:
    with pytest.raises(BadInput) as bad:
        reading(tmp_path, numbered("TT"), {"Họ và tên": Column.NOT_TAKEN})
    (finding,) = bad.value.findings
    assert (place_of(finding), finding.fields["columns"]) == ("ds.xlsx[Danh sách]:1:1: E847", "Họ và tên")


def test_a_heading_is_said_without_its_brackets_where_it_is_one_column_then(tmp_path: Path) -> None:
    rows: Rows = [["TT", "Họ và tên (khai sinh)", "Mã (cũ)", "Mã (mới)"], [1, NAMES[0], 2, 1], [2, NAMES[1], 1, 2]]
    said = {"Họ và tên": Column.NAME, "Mã (cũ)": Column.NOT_TAKEN, "Mã (mới)": Column.NO}
    assert [one.no for one in reading(tmp_path, rows, said).taken()] == [1, 2]
    assert reading(tmp_path, rows, {"Mã": Column.NO}).unmatched == ("Mã",)


SIDES: Rows = [
    ["STT", "Họ và tên", "Năm sinh", "STT", "Họ và tên", "Năm sinh"],
    [1, "Lò Văn Ánh", 1970, 4, "Quàng Thị Đào", 1971],
    [2, "Cà Thị Bình", 1972, 5, "Tòng Văn Hải", 1973],
    [3, "Vì Văn Chung", 1974, 6, "Bạc Thị Lan", 1975],
]


@pytest.mark.parametrize(
    "said",
    [
        NOTHING_SAID,
        dict.fromkeys("DEF", Column.NOT_TAKEN),
        {"A": Column.NO, "B": Column.NAME, "C": Column.BORN, **dict.fromkeys("DEF", Column.NOT_TAKEN)},
    ],
)
@pytest.mark.parametrize("bare", [(), (4, 5, 6), (4,)])
def test_two_lists_beside_one_another_are_never_half_a_list(
    tmp_path: Path, said: Columns, bare: tuple[int, ...]
) -> None:
    head = [None if place in bare else label for place, label in enumerate(SIDES[0], 1)]
    known = {key: meaning for key, meaning in said.items() if not bare}
    read = reading(tmp_path, [head, *SIDES[1:]], known)
    assert told(read) == ["1:4: E857"]
    assert "ở dưới" in in_vietnamese(read.findings[0])
    assert "--column" not in in_vietnamese(read.findings[0])


def test_lists_of_two_contests_beside_one_another_are_refused(tmp_path: Path) -> None:
    rows = [SIDES[0], *([*row[:3], row[3] - 3, *row[4:]] for row in SIDES[1:])]  # type: ignore[operator]
    assert told(reading(tmp_path, rows)) == ["1:4: E857"]


def test_three_lists_beside_one_another_and_one_that_is_longer_are_refused(tmp_path: Path) -> None:
    rows: Rows = [
        ["TT", "Họ tên"] * 3,
        [1, "Lò Văn Ánh", 3, "Vì Văn Chung", 5, "Tòng Văn Hải"],
        [2, "Cà Thị Bình", 4, "Quàng Thị Đào"],
    ]
    assert told(reading(tmp_path, rows)) == ["1:3: E857"]


def test_a_number_and_a_name_of_somebody_else_are_no_second_list(tmp_path: Path) -> None:
    rows: Rows = [
        ["TT", "Họ và tên", "Số", "Họ tên vợ, chồng"],
        [1, "Lò Văn Ánh", 101, "Lò Thị Hoa"],
        [2, "Cà Thị Bình", 102, "Cà Văn Nam"],
    ]
    assert "1:3: E857" not in told(reading(tmp_path, rows))
