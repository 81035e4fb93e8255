"""Who stands no more by a remark of the sheet is not elected because nobody looked at it."""

import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.comments import Comment
from refused import in_vietnamese, place_of
from xlsx_making import Rows, save_rows

from tally.application.slate_reading import Column, Columns, SlateReading
from tally.files.slate_xlsx import examine_slate

HEAD = ["TT", "Họ và tên", "Năm sinh", "Chức vụ", "Ghi chú"]
NAMES = ("Lò Văn Ánh", "Cà Thị Bình", "Vì Văn Chung", "Quàng Thị Đào")


def reading(
    tmp_path: Path, rows: Rows, change: Callable[[Workbook], None] = lambda _book: None, said: Columns | None = None
) -> SlateReading:
    return examine_slate(save_rows(tmp_path / "ds.xlsx", {"Danh sách": rows}, change), "ds.xlsx", said or {})


def told(read: SlateReading) -> list[str]:
    return [place_of(one).removeprefix("ds.xlsx[Danh sách]:") for one in read.findings]


def remarked(remark: object, heading: str = "Ghi chú", position: str = "Chi ủy viên") -> Rows:
    rows: list[list[object]] = [[no, name, 1970, None, None] for no, name in enumerate(NAMES, 1)]
    rows[2][3:] = [position, remark]
    return [[*HEAD[:4], heading], *rows]


GONE = (
    "rút",
    "Rút",
    "Xin rút",
    "xin rút tên",
    "ĐÃ RÚT",
    "đã rút khỏi danh sách",
    "Đã rút ngày 10/3",
    "Cho rút theo nguyện vọng",
    "không ứng cử",
    "Không còn ứng cử",
    "không tái cử",
    "Không tham gia ứng cử",
    "Thôi không ứng cử",
    "thay ông Lò Văn Hùng",
    "thay đ/c Hùng",
    "Được thay bằng bà Cà Thị Hoa",
    "thay thế",
    "Bổ sung cho đ/c Hùng",
    "Loại khỏi danh sách",
    "Đưa ra khỏi danh sách",
    "gạch",
    "Bỏ",
    "từ trần",
    "Đã mất tháng 2",
    "Đã chuyển công tác",
    "Không đủ điều kiện",
    "Không đồng ý",
    "xin rut",
    "khong ung cu",
    "rut",
    "withdrew",
    "Withdrawn on 10 March",
    "deceased",
)


@pytest.mark.parametrize("remark", GONE)
def test_a_remark_that_somebody_stands_no_more_refuses(tmp_path: Path, remark: str) -> None:
    read = reading(tmp_path, remarked(remark))
    assert told(read) == ["4:5: E853"]
    said = in_vietnamese(read.findings[0])
    for part in ("E4", "Ghi chú", "Vì Văn Chung", f"“{remark}”", "xóa"):
        assert part in said
    # Not needed is no answer: another version of the list may say it of another person.
    assert told(reading(tmp_path, remarked(remark), said={"Ghi chú": Column.NOT_TAKEN})) == ["4:5: E853"]
    assert not told(reading(tmp_path, remarked(None)))


@pytest.mark.parametrize(
    "remark",
    [
        "Tái cử",
        "Ứng cử lần đầu",
        "Đương nhiệm",
        "Rút kinh nghiệm sau kiểm điểm",
        "Được biểu dương",
        "Thầy giáo ưu tú",
        "Thay mặt chi bộ",
        "Vắng có lý do",
        "Nghỉ hưu",
        "Trung tâm Y tế dự phòng",
        "Tự ứng cử",
        "Chi bộ giới thiệu",
        "Có mặt",
        "thay giao",
        12,
        "x",
    ],
)
def test_another_remark_is_no_question(tmp_path: Path, remark: object) -> None:
    assert not told(reading(tmp_path, remarked(remark)))


@pytest.mark.parametrize(
    ("heading", "value", "refused"),
    [
        ("Xin rút", "x", True),
        ("Xin rút", 1, True),
        ("Ngày rút", datetime(2025, 3, 10), True),  # noqa: DTZ001 - as Excel has it
        ("Không ứng cử", "x", True),
        ("Xin rút", "không", False),
        ("Xin rút", 0, False),
        ("Đồng ý ứng cử", "không", True),
        ("Đưa vào danh sách", "không", True),
        ("Kết quả hiệp thương", "Không đưa vào", True),
        ("Kết quả hiệp thương", "Đưa vào", False),
        ("Tôn giáo", "không", False),
        ("Kỷ luật", "Không", False),
        ("Kỷ luật", "Không bị kỷ luật", False),
    ],
)
def test_a_column_that_asks_whether_somebody_stands_is_read(
    tmp_path: Path,
    heading: str,
    value: object,
    refused: bool,  # noqa: FBT001 - a case
) -> None:
    assert told(reading(tmp_path, remarked(value, heading))) == (["4:5: E853"] if refused else [])


def test_an_office_that_says_so_refuses_too(tmp_path: Path) -> None:
    assert told(reading(tmp_path, remarked(None, position="Bí thư (xin rút)"))) == ["4:4: E853"]
    assert not told(reading(tmp_path, remarked(None, position="Cán bộ y tế dự phòng")))


def test_words_around_the_list_refuse_where_they_speak_of_somebody(tmp_path: Path) -> None:
    rows = [["Đ/c Vì Văn Chung xin rút"], *remarked(None), [None, "Ghi chú: đ/c số 3 không ứng cử"]]
    assert told(reading(tmp_path, rows)) == ["1:1: E855", "7:2: E855"]
    voters = "Gạch tên người không bầu; bầu không quá 3 người"
    assert not told(reading(tmp_path, [["DANH SÁCH BẦU CỬ"], [voters], *remarked(None), [None, f"Ghi chú: {voters}"]]))


def noted(cell: str, text: str) -> Callable[[Workbook], None]:
    def change(book: Workbook) -> None:
        book.worksheets[0][cell].comment = Comment(text, "Văn phòng")

    return change


@pytest.mark.parametrize("cell", ["A4", "B4", "D4"])
def test_a_note_of_excel_that_says_so_refuses(tmp_path: Path, cell: str) -> None:
    read = reading(tmp_path, remarked(None), noted(cell, "Văn phòng:\nđã xin rút 10/3"))
    assert told(read) == [f"4:{'ABCD'.index(cell[0]) + 1}: E854"]
    said = in_vietnamese(read.findings[0])
    assert cell in said
    assert "đã xin rút 10/3" in said


def test_another_note_of_excel_is_said_not_to_be_taken(tmp_path: Path) -> None:
    read = reading(tmp_path, remarked(None), noted("B4", "Kiểm lại ngày sinh"))
    assert not told(read)
    assert [(note.code, note.row, note.column) for note in read.notes] == [("W854", 4, 2)]
    assert not reading(tmp_path, remarked(None), noted("B1", "In đậm")).notes
    assert told(reading(tmp_path, remarked(None), noted("B1", "Số 3 xin rút"))) == ["1:2: E854"]


def test_what_excel_tells_old_programs_of_a_thread_is_no_remark(tmp_path: Path) -> None:
    words = (
        "[Chuỗi nhận xét]\n\nPhiên bản Excel của bạn cho phép đọc chuỗi này; mọi chỉnh sửa sẽ bị loại bỏ nếu"
        " mở bằng bản mới hơn.\n\nNhận xét:\n    "
    )
    assert not told(reading(tmp_path, remarked(None), noted("B4", f"{words}Đã kiểm tra")))
    assert told(reading(tmp_path, remarked(None), noted("B4", f"{words}Xin rút"))) == ["4:2: E854"]


def test_who_has_no_cross_where_the_others_have_one_is_asked_about(tmp_path: Path) -> None:
    rows: list[list[object]] = [["TT", "Họ và tên", "Đồng ý ứng cử"]]
    rows += [[no, name, None if no == 3 else "x"] for no, name in enumerate(NAMES, 1)]
    assert told(reading(tmp_path, rows)) == ["4:3: E853"]
    assert not told(reading(tmp_path, [row[:2] for row in rows]))


def test_a_thread_of_notes_is_read_where_excel_keeps_it(tmp_path: Path) -> None:
    rows, path = remarked(None), tmp_path / "ds.xlsx"
    save_rows(path, {"Danh sách": rows}, noted("B4", "[Threaded comment]\n\nIt will get removed.\n\nComment:\n    ?"))
    kind = "http://schemas.microsoft.com/office/2017/10/relationships/threadedComment"
    space = "http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    beside = "xl/worksheets/_rels/sheet1.xml.rels"
    link = f'<Relationship Id="t1" Type="{kind}" Target="/xl/threadedComments/threadedComment1.xml"/></Relationships>'
    parts[beside] = parts[beside].replace(b"</Relationships>", link.encode())
    for text, found in (("đã xin rút", ["4:2: E854"]), ("đã kiểm tra", [])):
        thread = f'<threadedComment ref="B4" id="1"><text>{text}</text></threadedComment>'
        written = f'<ThreadedComments xmlns="{space}">{thread}</ThreadedComments>'
        with zipfile.ZipFile(path, "w") as new:
            for name, content in {**parts, "xl/threadedComments/threadedComment1.xml": written.encode()}.items():
                new.writestr(name, content)
        assert told(examine_slate(path, "ds.xlsx", {})) == found
