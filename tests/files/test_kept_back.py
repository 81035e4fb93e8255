"""What people do not see of a slate or a list, or see struck out, is not taken without a word."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.drawing.image import Image
from openpyxl.styles import Border, Color, Font, PatternFill, Side
from openpyxl.worksheet.worksheet import Worksheet
from PIL import Image as PILImage
from refused import in_vietnamese, place_of, refused
from xlsx_making import Rows, save_rows

from tally.files.organisations import read_organisations
from tally.files.slate_xlsx import examine_slate

ROWS: Rows = [
    ["TT", "Họ và tên", "Năm sinh", "Chức vụ"],
    [1, "Lò Văn Ánh", 1970, "Bí thư"],
    [2, "Cà Thị Bình", 1980, "Phó Bí thư"],
    [3, "Vì Văn Chung", 1975, "Chi ủy viên"],
]
GREY, WHITE, PALE = "FF808080", "FFFFFFFF", "FFFFF2CC"

Change = Callable[[Worksheet], None]


def font(cell: str, **looks: object) -> Change:
    def change(sheet: Worksheet) -> None:
        sheet[cell].font = Font(**looks)  # type: ignore[arg-type]

    return change


def crossed(sheet: Worksheet) -> None:
    sheet["B3"].border = Border(diagonal=Side("thin"), diagonalUp=True)


def part_struck(sheet: Worksheet) -> None:
    sheet["B3"] = CellRichText("Cà ", TextBlock(InlineFont(strike=True), "Thị Bình"))


def hidden(letter: str) -> Change:
    def change(sheet: Worksheet) -> None:
        sheet.column_dimensions[letter].hidden = True

    return change


def narrow(sheet: Worksheet) -> None:
    sheet.column_dimensions["B"].width = 0.2


def low(sheet: Worksheet) -> None:
    sheet.row_dimensions[3].height = 1.5


def filled(sheet: Worksheet) -> None:
    sheet["B3"].font = Font(color=WHITE)
    sheet["B3"].fill = PatternFill("solid", fgColor=PALE)


def no_format(sheet: Worksheet) -> None:
    sheet["A3"].number_format = ";;;"


def joined(sheet: Worksheet) -> None:
    sheet.merged_cells.add("B2:B3")


def drawn(cell: str, width: int = 100, height: int = 15) -> Change:
    """Lay a picture over a sheet, of so many pixels from a cell on."""

    def change(sheet: Worksheet) -> None:
        content = BytesIO()
        PILImage.new("RGB", (width, height), "white").save(content, "png")
        sheet.add_image(Image(content), cell)

    return change


def white_on_blue(sheet: Worksheet) -> None:
    sheet["B3"].font = Font(color=Color(theme=0))
    sheet["B3"].fill = PatternFill("solid", fgColor="FF1F4E78")


def plain_but_small(sheet: Worksheet) -> None:
    sheet.column_dimensions["A"].width = 2.5
    sheet.row_dimensions[3].height = 9
    sheet["A3"].number_format = "00"


def both(*changes: Change) -> Change:
    def change(sheet: Worksheet) -> None:
        for one in changes:
            one(sheet)

    return change


def book(path: Path, rows: Rows, change: Change) -> Path:
    def finish(workbook: Workbook) -> None:
        change(workbook.worksheets[0])

    return save_rows(path, {"Danh sách": rows}, finish)


@pytest.mark.parametrize(
    ("change", "places"),
    [
        (font("B3", strike=True), ["3:2"]),
        (font("A3", strike=True), ["3:1"]),
        (crossed, ["3:2"]),
        (part_struck, ["3:2"]),
        (font("B3", color=WHITE), ["3:2"]),
        (font("B3", color=Color(theme=0)), ["3:2"]),
        (font("B3", color=Color(theme=0, tint=-0.05)), ["3:2"]),
        (font("B3", color=Color(indexed=9)), ["3:2"]),
        (filled, ["3:2"]),
        (font("B3", size=1), ["3:2"]),
        (both(font("B2", strike=True), font("B4", size=2)), ["2:2", "4:2"]),
        (hidden("A"), ["2:1"]),
        (hidden("B"), ["2:2"]),
        (narrow, ["2:2"]),
        (low, ["3:1", "3:2"]),
        (no_format, ["3:1"]),
        (joined, ["3:2"]),
        (drawn("B3"), ["3:2"]),
        (drawn("A4"), ["4:1", "4:2"]),
        (drawn("A1", height=10), []),
    ],
)
def test_a_name_or_a_number_that_is_not_seen_is_refused(tmp_path: Path, change: Change, places: list[str]) -> None:
    read = examine_slate(book(tmp_path / "ds.xlsx", ROWS, change), "ds.xlsx")
    assert [place_of(one) for one in read.findings] == [f"ds.xlsx[Danh sách]:{place}: E846" for place in places]


@pytest.mark.parametrize(
    "change",
    [
        font("B3", color=GREY, bold=True),
        font("B3", color=Color(theme=1)),
        font("B3", color=Color(theme=4)),
        font("B3", color="FFFF0000"),
        font("D3", strike=True, color=WHITE),
        white_on_blue,
        font("B1", color=WHITE),
        hidden("C"),
        hidden("F"),
        plain_but_small,
    ],
)
def test_what_is_seen_is_taken_however_it_looks(tmp_path: Path, change: Change) -> None:
    read = examine_slate(book(tmp_path / "ds.xlsx", ROWS, change), "ds.xlsx")
    assert [one.name for one in read.taken()] == ["Lò Văn Ánh", "Cà Thị Bình", "Vì Văn Chung"]


def test_the_message_names_the_cell_its_value_and_what_to_do(tmp_path: Path) -> None:
    path = book(tmp_path / "ds.xlsx", ROWS, font("B3", strike=True))
    (finding,) = examine_slate(path, "ds.xlsx").findings
    said = in_vietnamese(finding)
    assert ("B3" in said, "“Cà Thị Bình”" in said, "gạch ngang" in said, "xóa hàng" in said) == (True, True, True, True)


def test_an_organisation_that_is_not_seen_is_refused(tmp_path: Path) -> None:
    rows: Rows = [
        ["TT", "Tổ chức", "Cấp trên"],
        [1, "Chi bộ thôn Một", "Đảng bộ A"],
        [2, "Chi bộ thôn Hai", "Đảng bộ A"],
    ]
    for change, place in ((font("B3", strike=True), "3:2"), (hidden("B"), "2:2"), (font("B2", color=WHITE), "2:2")):
        path = book(tmp_path / "ds.xlsx", rows, change)
        (finding,) = refused(lambda path=path: read_organisations(path))  # type: ignore[misc]
        assert place_of(finding) == f"ds.xlsx[Danh sách]:{place}: E846"
    assert len(read_organisations(book(tmp_path / "ds.xlsx", rows, font("C3", strike=True))).organisations) == 2


@pytest.mark.parametrize("name", ["Vì Văn Chung (1)", "Vì Văn Chung (vắng)", "Vì Văn Chung (rút)", "Vì Văn Chung 1"])
def test_what_stands_beside_a_name_is_refused_with_what_to_do(tmp_path: Path, name: str) -> None:
    path = book(tmp_path / "ds.xlsx", [*ROWS[:3], [3, name, 1975]], lambda _sheet: None)
    (finding,) = examine_slate(path, "ds.xlsx").findings
    assert place_of(finding) == "ds.xlsx[Danh sách]:4:2: E848"
    assert f"“{name.removeprefix('Vì Văn Chung ')}”" in in_vietnamese(finding)
