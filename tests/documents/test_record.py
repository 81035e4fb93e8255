"""Hồ sơ: the sheets stand where `record_layout` says, so that a reader finds them."""

import re
from collections.abc import Mapping
from datetime import date
from io import BytesIO
from zipfile import ZipFile

import pytest
from builders import LUAT_2015, a_contest, a_stack
from openpyxl.worksheet.worksheet import Worksheet
from paper_cases import DECLARATION, a_case, opened, sheet, small_case, texts

from tally.domain.ballot import BallotStyle, Ruling
from tally.domain.contest import RoundKind
from tally.domain.rules import InvalidReason
from tally.domain.slate import Candidate


def rows(worksheet: Worksheet, first: int, last: int, columns: int) -> list[list[object]]:
    return [list(row) for row in worksheet.iter_rows(first, last, 1, columns, values_only=True)]


def test_the_record_has_its_sheets_in_order() -> None:
    assert opened(small_case().record).sheetnames == ["Kết quả", "Phiếu", "Kiểm tra", "Khai báo"]


def test_every_sheet_is_protected_without_a_password() -> None:
    for worksheet in opened(small_case().record).worksheets:
        assert worksheet.protection.sheet
        assert worksheet.protection.password is None


def test_cross_out_ballots_stand_row_by_row_with_ruling_and_verdict() -> None:
    worksheet = sheet(small_case().record, "Phiếu")
    assert rows(worksheet, 3, 4, 7) == [
        ["Tập", "Phiếu", "Kết luận của ban", "Kết quả phân loại", 1, 2, 3],
        [None, None, None, None, "Lò Văn Ánh", "Cà Văn Bình", "Nguyễn Thị Chanh"],
    ]
    assert rows(worksheet, 9, 15, 7) == [
        [1, 5, None, "hợp lệ", 1, 1, 0],
        [1, 6, None, "hợp lệ", 1, 0, 1],
        [1, 7, None, "không hợp lệ: bầu quá số lượng", 1, 1, 1],
        [1, 8, None, "không hợp lệ: không bầu cho ai", 0, 0, 0],
        [2, 1, None, "hợp lệ", 1, 1, 0],
        [2, 2, "marked", "không hợp lệ: ký tên, đánh dấu hoặc viết thêm (ban kết luận)", 1, 1, 0],
        [None] * 7,
    ]
    assert worksheet.freeze_panes == "E5"
    assert worksheet.print_title_rows == "$3:$4"


def test_ballots_with_boxes_show_the_four_marks() -> None:
    contest = a_contest(4, 4, style=BallotStyle.AGREE_DISAGREE, issued=1, returned=1)
    worksheet = sheet(a_case(contest, a_stack("+-*.", batch=7, first=12)).record, "Phiếu")
    assert rows(worksheet, 5, 5, 8) == [[7, 12, None, "hợp lệ", 1, 0, "*", "-"]]
    assert [cell.data_type for cell in worksheet[5]][4:] == ["n", "n", "s", "s"]


@pytest.mark.parametrize(
    ("ruling", "written"),
    [
        (Ruling(InvalidReason.NOT_ISSUED), "not-issued"),
        (Ruling(InvalidReason.OUTSIDE_LIST), "outside-list"),
        (Ruling(InvalidReason.MARKED), "marked"),
        (Ruling(InvalidReason.TOO_MANY, "Lò Thị Hoa, Cà Văn Nam"), "too-many:Lò Thị Hoa, Cà Văn Nam"),
        (Ruling(InvalidReason.OTHER, "=1+1 & <rách>, “_x0041_”"), "other:=1+1 & <rách>, “_x0041_”"),
        (Ruling(None, "gạch mờ\nđã xem lại"), "valid:gạch mờ\nđã xem lại"),
    ],
)
def test_a_ruling_is_written_as_in_the_file_of_ballots(ruling: Ruling, written: str) -> None:
    worksheet = sheet(a_case(a_contest(2, 1), a_stack(("+-", ruling))).record, "Phiếu")
    cell = worksheet["C5"]
    # openpyxl hands back the escape of a text that looks like an escape.
    assert str(cell.value).replace("_x005F_", "_") == written
    assert cell.data_type == "s"


def test_the_declaration_stands_line_by_line_below_format_and_digest() -> None:
    case = small_case()
    worksheet = sheet(case.record, "Khai báo")
    assert worksheet["A1"].value == "tally-record/1"
    assert worksheet["B1"].value == case.counted.digest
    lines = [str(row[0] or "") for row in worksheet.iter_rows(4, values_only=True)]
    assert lines == DECLARATION.rstrip("\n").split("\n")


def official(worksheet: Worksheet) -> Mapping[str, object]:
    """Read key and official figure from row 5 down to the first row without a key."""
    figures: dict[str, object] = {}
    for row in worksheet.iter_rows(5, values_only=True):
        if row[0] is None:
            break
        figures[str(row[0])] = row[2]
    return figures


def test_every_official_figure_stands_on_the_check_sheet() -> None:
    assert official(sheet(small_case().record, "Kiểm tra")) == {
        "issued": 10,
        "returned": 10,
        "counted": 10,
        "valid": 7,
        "invalid": 3,
        "invalid.too-many": 1,
        "invalid.none": 1,
        "invalid.both-or-neither": 0,
        "invalid.not-issued": 0,
        "invalid.outside-list": 0,
        "invalid.marked": 1,
        "invalid.other": 0,
        "base": 10,
        "needed": 6,
        "votes.1": 7,
        "votes.2": 6,
        "votes.3": 1,
        "outcome.1": "trúng cử",
        "outcome.2": "trúng cử",
        "outcome.3": "không trúng cử",
        "unfilled": 0,
        "status": "đủ số lượng",
    }


def test_a_figure_that_is_not_known_or_not_asked_is_an_empty_cell() -> None:
    contest = a_contest(2, 1, kind=RoundKind.TIE_BREAK, issued=None, returned=None)
    figures = official(sheet(a_case(contest, a_stack("+-")).record, "Kiểm tra"))
    assert {key for key, figure in figures.items() if figure is None} == {"issued", "returned", "needed"}


def test_formulas_stand_on_the_check_sheet_alone_and_each_figure_has_one() -> None:
    for data, live in ((small_case().record, {"Kiểm tra"}), (small_case().minutes, set[str]())):
        with_formulas = {
            worksheet.title
            for worksheet in opened(data).worksheets
            for row in worksheet.iter_rows()
            for cell in row
            if cell.data_type == "f"
        }
        assert with_formulas == live
    worksheet = sheet(small_case().record, "Kiểm tra")
    for row in range(5, 5 + len(official(worksheet))):
        assert worksheet.cell(row, 4).data_type == "f"
        assert worksheet.cell(row, 5).data_type == "f"


def test_the_tally_sheet_has_every_figure_as_a_number() -> None:
    worksheet = sheet(small_case().record, "Kết quả")
    head = next(cell.row for cell in worksheet["A"] if cell.value == "TT")
    assert rows(worksheet, head, head + 3, 10) == [
        [
            "TT",
            "Họ và tên",
            "Số phiếu đồng ý",
            "Tỷ lệ %",
            "Xếp thứ",
            "Kết quả",
            "Trúng cử",
            "Biểu đồ số phiếu",
            "Quá nửa từ",
            "Số phiếu gạch tên",
        ],
        [1, "Lò Văn Ánh", 7, 70, 1, "trúng cử", "X", 7, 6, 0],
        [2, "Cà Văn Bình", 6, 60, 2, "trúng cử", "X", 6, 6, 1],
        [3, "Nguyễn Thị Chanh", 1, 10, 3, "không trúng cử", None, 1, 6, 6],
    ]
    assert worksheet.cell(head + 1, 4).number_format == "0.00"
    assert worksheet.print_title_rows == f"${head}:${head}"
    found = texts(worksheet)
    for label, number in (("Được triệu tập", 12), ("Mẫu số để tính quá nửa", 10), ("Phiếu không hợp lệ", 3)):
        assert found[found.index(label) + 1] == str(number)


def test_with_boxes_the_tally_sheet_counts_all_four_marks() -> None:
    contest = a_contest(["An", "Bình"], 2, style=BallotStyle.AGREE_DISAGREE, issued=4, returned=4)
    worksheet = sheet(a_case(contest, a_stack("++", "+-", "+*", "+.")).record, "Kết quả")
    head = next(cell.row for cell in worksheet["A"] if cell.value == "TT")
    assert rows(worksheet, head, head, 12)[0][9:] == ["Không đồng ý", "Cả hai ô", "Không ô nào"]
    assert [row[2:3] + row[9:] for row in rows(worksheet, head + 1, head + 2, 12)] == [[4, 0, 0, 0], [1, 1, 1, 1]]


def charts(data: bytes) -> list[str]:
    """Return the charts of a workbook as they stand in the file."""
    with ZipFile(BytesIO(data)) as parts:
        return [
            parts.read(name).decode() for name in parts.namelist() if re.fullmatch(r"xl/charts/chart\d+\.xml", name)
        ]


@pytest.mark.parametrize(("people", "drawn"), [(0, []), (1, [1]), (30, [30]), (31, [30, 1]), (95, [30, 30, 30, 5])])
def test_a_chart_shows_thirty_candidates_at_most(people: int, drawn: list[int]) -> None:
    names = [f"Lò Văn {number}" for number in range(1, people + 1)]
    ballots = a_stack("+" + "-" * (people - 1)) if people else []
    found: list[int] = []
    for chart in charts(a_case(a_contest(names, 1), ballots).record):
        span = re.search(r"'Kết quả'!\$C\$(\d+):\$C\$(\d+)", chart)
        found.append(int(span[2]) - int(span[1]) + 1 if span else 1)
    assert found == drawn


@pytest.mark.parametrize("people", [1, 31])
def test_the_half_line_of_one_candidate_goes_through_the_column_from_side_to_side(people: int) -> None:
    names = [f"Lò Văn {number}" for number in range(1, people + 1)]
    case = a_case(a_contest(names, 1), a_stack(*["-" * (people - 1) + "+"] * 7))
    chart = next(one for one in charts(case.record) if "numLit" in one)
    bars, line = chart.split("<lineChart>")
    assert f"Lò Văn {people}" in bars
    assert re.findall(r"<v>(\d+)</v>", bars.partition("numLit")[2]) == ["7"]
    assert re.findall(r"<v>(\d+)</v>", line.partition("numLit")[2].partition("/numLit")[0]) == ["6", "6", "6"]


def test_the_chart_has_the_half_line_and_a_vote_among_the_tied_has_none() -> None:
    def lines(kind: RoundKind) -> int:
        (chart,) = charts(a_case(a_contest(2, 1, kind=kind), a_stack("+-")).record)
        assert chart.count("<barChart>") == 1
        return chart.count("<lineChart>")

    assert lines(RoundKind.FIRST) == 1
    assert lines(RoundKind.TIE_BREAK) == 0


def test_births_stand_on_the_check_sheet_only_where_age_settles_ties() -> None:
    people = (Candidate(1, "An", born=1960), Candidate(2, "Bình", born=date(1970, 2, 3)), Candidate(3, "Chanh"))

    worksheet = sheet(a_case(a_contest(people, 2), a_stack("++-"), profile=LUAT_2015).record, "Kiểm tra")
    titles = rows(worksheet, 4, 4, 40)[0]
    first, last = titles.index("Sinh sớm nhất") + 1, titles.index("Sinh muộn nhất") + 1
    assert [(worksheet.cell(row, first).value, worksheet.cell(row, last).value) for row in (5, 6, 7)] == [
        (19600101, 19601231),
        (19700203, 19700203),
        (0, 99999999),
    ]
    worksheet = sheet(a_case(a_contest(people, 2), a_stack("++-")).record, "Kiểm tra")
    assert "Sinh sớm nhất" not in rows(worksheet, 4, 4, 40)[0]
