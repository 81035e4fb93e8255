"""Biên bản: what stands on it, in which words, and what does not."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from builders import LUAT_2015, NAMES, a_congress, a_contest, a_stack
from openpyxl.worksheet.worksheet import Worksheet
from paper_cases import THANH_CHAN, a_case, ballots_for, opened, sheet, small_case, texts

from tally.domain.ballot import BallotStyle, Ruling
from tally.domain.congress import BoardMember, BoardRole, CongressKind
from tally.domain.contest import RoundKind
from tally.domain.rules import InvalidReason
from tally.domain.slate import Candidate

GOLDEN = Path(__file__).with_name("bien-ban-nho.txt")
SIXTY = "Nguyễn Trường Thượng Hoàng Phương Nghiêng Khuỷu Thuyền Nguyệ"


def cell_by_cell(worksheet: Worksheet) -> Iterator[str]:
    for row in worksheet.iter_rows():
        for cell in row:
            if cell.value is not None:
                yield f"{cell.coordinate}: {cell.value}"


def minutes_of(data: bytes) -> str:
    """Return the minutes as one text, a cell a line."""
    return "\n".join(texts(sheet(data, "Biên bản")))


def test_the_minutes_of_a_small_contest_say_what_was_reviewed_by_hand() -> None:
    written = "\n".join(cell_by_cell(sheet(small_case().minutes, "Biên bản"))) + "\n"
    assert written == GOLDEN.read_text(encoding="utf-8")


def test_the_minutes_have_a_sheet_to_sign_one_of_figures_and_one_for_machines() -> None:
    assert opened(small_case().minutes).sheetnames == ["Biên bản", "Kết quả", "Khai báo"]


def test_the_same_totals_from_other_ballots_give_the_same_minutes_but_for_the_digest() -> None:
    contest = a_contest(3, 2, issued=3, returned=3)
    one = a_case(contest, a_stack("++-", "-++", "+-+"))
    other = a_case(contest, a_stack("+-+", "-++", "++-"))
    assert one.counted.digest != other.counted.digest
    assert one.counted.ballots != other.counted.ballots

    def without_digest(data: bytes, digest: str) -> list[str]:
        fours = re.findall("....", digest)
        halves = {" ".join(fours[:8]), " ".join(fours[8:]), digest}
        cells = [text for title in opened(data).sheetnames for text in texts(sheet(data, title))]
        assert halves <= set(cells)
        return [text for text in cells if text not in halves]

    assert without_digest(one.minutes, one.counted.digest) == without_digest(other.minutes, other.counted.digest)


def test_the_sheets_are_protected_without_a_password_and_what_the_board_writes_is_free() -> None:
    case = a_case(a_contest(3, 2, issued=9, returned=10), ballots_for([6, 5, 5], 10))
    workbook = opened(case.minutes)
    for worksheet in workbook.worksheets:
        assert worksheet.protection.sheet
        assert worksheet.protection.password is None
    minutes = workbook["Biên bản"]
    rows = {str(cell.value): cell.row for cell in minutes["A"] if cell.value is not None}
    explanation = rows["Lời giải thích của ban:"]
    remarks = next(row for text, row in rows.items() if "Ý kiến khác, khiếu nại" in text)
    for row in (
        remarks + 1,
        explanation + 1,
        explanation + 2,
        next(row for text, row in rows.items() if "lúc ......." in text),
    ):
        assert not minutes.cell(row, 1).protection.locked
    votes = next(cell for row in minutes.iter_rows() for cell in row if cell.value == "Lò Văn Ánh")
    assert votes.protection.locked
    assert minutes.cell(votes.row, votes.column + 1).protection.locked


def test_a_tie_says_who_how_many_seats_and_what_follows() -> None:
    case = a_case(a_contest(["An", "Bình", "Chanh"], 2), ballots_for([8, 6, 6], 10))
    minutes = minutes_of(case.minutes)
    assert "2 người ngang phiếu ở chỗ cuối, mỗi người được 6 phiếu: số 2 Bình; số 3 Chanh. Còn lấy 1 người." in minutes
    assert (
        "Đại hội bầu lại trong số những người này để lấy 1 người; người được nhiều phiếu hơn trúng cử, "
        "không cần quá nửa (Điều 30, QĐ 190-QĐ/TW)." in minutes
    )
    assert "Quyết định của" not in minutes
    assert "Số người trúng cử: 1; số lượng cần bầu: 2." in minutes


def test_a_tie_after_a_vote_among_the_tied_leaves_it_to_the_congress_to_go_on() -> None:
    case = a_case(a_contest(["An", "Bình"], 1, kind=RoundKind.TIE_BREAK), ballots_for([5, 5], 10))
    minutes = minutes_of(case.minutes)
    assert "Đã bầu lại mà vẫn ngang phiếu: có bầu tiếp hay không do đại hội quyết định" in minutes
    assert minutes.count("Quyết định của đại hội:") == 1
    assert "(Bầu lại do ngang phiếu, lần bầu thứ 2)" in minutes
    assert "10 triệu tập; bầu lại do ngang phiếu: người nhiều phiếu hơn trúng cử, không cần quá nửa" in minutes
    assert "Số phiếu ít nhất để quá nửa" not in minutes


def test_under_filled_seats_say_how_many_are_missing_and_leave_room_for_the_decision() -> None:
    case = a_case(a_contest(["An", "Bình", "Chanh"], 2), ballots_for([8, 5, 4], 10))
    minutes = minutes_of(case.minutes)
    assert "Còn thiếu 1 người so với số lượng cần bầu 2 người." in minutes
    assert "do đại hội quyết định (Điều 30, QĐ 190-QĐ/TW)" in minutes
    assert minutes.count("Quyết định của đại hội:") == 1


def test_a_conference_decides_as_a_conference() -> None:
    congress = a_congress(kind=CongressKind.CONFERENCE)
    case = a_case(a_contest(["An", "Bình"], 1), ballots_for([5, 5], 10), congress)
    minutes = minutes_of(case.minutes)
    assert "Quyết định của hội nghị:" in minutes
    assert "Hội nghị quyết định số lượng cần bầu: 1 người" in minutes
    assert "Số ủy viên được triệu tập" in minutes
    assert "đã đọc lại trước ban kiểm phiếu và chủ trì hội nghị" in minutes
    assert "CHỦ TRÌ HỘI NGHỊ" in minutes
    assert "ĐOÀN CHỦ TỊCH" not in minutes


def test_the_regulation_says_whose_head_the_paper_bears() -> None:
    party = minutes_of(a_case(a_contest(2, 1), a_stack("+-")).minutes)
    state = minutes_of(a_case(a_contest(2, 1), a_stack("+-"), profile=LUAT_2015).minutes)
    assert "ĐẢNG CỘNG SẢN VIỆT NAM" in party
    assert "CỘNG HÒA" not in party
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n-------\nĐộc lập – Tự do – Hạnh phúc" in state
    assert "ĐẢNG CỘNG SẢN" not in state


def test_nobody_elected_is_said() -> None:
    case = a_case(a_contest(2, 1), ballots_for([5, 4], 10))
    assert "Không có ai trúng cử; số lượng cần bầu: 1." in minutes_of(case.minutes)


def test_seats_left_open_by_plan_are_said() -> None:
    case = a_case(a_contest(3, 2, body_size=5), ballots_for([8, 8, 2], 10))
    assert "Số lượng của cả khóa: 5 người; để lại 3 người bầu sau theo kế hoạch." in minutes_of(case.minutes)


def test_without_surplus_with_it_or_short_of_the_seats_the_slate_says_so() -> None:
    boxes = a_contest(2, 2, style=BallotStyle.AGREE_DISAGREE)
    assert "danh sách bầu cử: 2 người, không có số dư." in minutes_of(a_case(boxes, a_stack("++")).minutes)
    assert "đánh dấu X vào ô đồng ý hoặc ô không đồng ý" in minutes_of(a_case(boxes, a_stack("++")).minutes)
    short = minutes_of(a_case(a_contest(2, 3), a_stack("++")).minutes)
    assert "danh sách bầu cử: 2 người, ít hơn số lượng cần bầu 1 người." in short


def test_rulings_name_batch_ballot_and_both_conclusions() -> None:
    ballots = a_stack(
        "+-",
        ("++", Ruling(None, "gạch mờ, cả ban thống nhất")),
        ("+-", Ruling(InvalidReason.NOT_ISSUED)),
        ("--", Ruling(InvalidReason.OTHER, "phiếu rách")),
        batch=3,
    )
    minutes = minutes_of(a_case(a_contest(2, 1), ballots).minutes)
    assert (
        "- Tập 3 phiếu 2: máy xếp không hợp lệ: bầu quá số lượng; "
        "ban kết luận hợp lệ (gạch mờ, cả ban thống nhất)." in minutes
    )
    assert "- Tập 3 phiếu 3: máy xếp hợp lệ; ban kết luận không hợp lệ: không do ban kiểm phiếu phát ra." in minutes
    assert "- Tập 3 phiếu 4: ban kết luận không hợp lệ: phiếu rách." in minutes
    assert "W404" not in minutes, "the ruling has said it already"


def test_an_error_asks_the_board_for_its_explanation_once_for_each_code() -> None:
    case = a_case(a_contest(3, 2, issued=9, returned=10), [*ballots_for([6, 5, 5], 9), *a_stack("++-", first=9)])
    codes = [finding.code for finding in case.counted.findings if finding.level == "error"]
    assert codes == ["E102", "E401"]
    minutes = minutes_of(case.minutes)
    assert "E102. Phiếu thu về (10) nhiều hơn phiếu phát ra (9)." in minutes
    assert "E401. Tập 1 có 2 phiếu cùng số 9." in minutes
    assert minutes.count("Lời giải thích của ban:") == 2
    assert "Phiếu thu về nhiều hơn phát ra" in minutes


def test_a_warning_made_many_times_is_cut_short_and_says_so() -> None:
    backwards = tuple(reversed(NAMES))[:8]
    case = a_case(a_contest(backwards, 6), a_stack("++------"))
    assert [finding.code for finding in case.counted.findings].count("W207") == 7
    minutes = minutes_of(case.minutes)
    assert minutes.count("W207. Thứ tự trên phiếu:") == 5
    assert "W207. Còn 2 trường hợp cùng loại" in minutes


def test_two_of_one_name_are_told_apart_by_the_year_of_birth() -> None:
    people = (Candidate(1, "Trần Thị Bình", born=1970), Candidate(2, "Trần Thị Bình", born=date(1980, 3, 5)))
    minutes = minutes_of(a_case(a_contest(people, 1), ballots_for([4, 6], 10)).minutes)
    assert "Trần Thị Bình (1970)" in minutes
    assert "Trần Thị Bình (1980)" in minutes


def test_two_of_one_name_and_year_are_told_apart_by_the_day_and_else_by_the_position() -> None:
    people = (
        Candidate(1, "Trần Thị Bình", born=date(1980, 3, 5)),
        Candidate(2, "Trần Thị Bình", born=date(1980, 11, 20)),
        Candidate(3, "Trần Thị Bình", position="Trưởng bản Na Khưa"),
        Candidate(4, "Trần Thị Bình"),
    )
    lines = texts(sheet(a_case(a_contest(people, 3), a_stack("++--")).minutes, "Biên bản"))
    for name in (
        "Trần Thị Bình (05-3-1980)",
        "Trần Thị Bình (20-11-1980)",
        "Trần Thị Bình (Trưởng bản Na Khưa)",
        "Trần Thị Bình",
    ):
        assert name in lines


def test_where_age_settles_a_tie_the_minutes_say_that_it_did() -> None:
    people = (Candidate(1, "An", born=1960), Candidate(2, "Bình", born=1970), Candidate(3, "Chanh", born=1965))
    case = a_case(a_contest(people, 2), ballots_for([8, 6, 6], 10), profile=LUAT_2015)
    assert [line.candidate.no for line in case.counted.result.elected] == [1, 3]
    minutes = minutes_of(case.minutes)
    assert (
        "Bằng phiếu ở chỗ cuối (6 phiếu): số 2 Bình; số 3 Chanh. Theo Điều 78, Luật 85/2015/QH13, "
        "người nhiều tuổi hơn trúng cử." in minutes
    )
    assert "Tỷ lệ % so với số phiếu hợp lệ (10)" in minutes
    unknown = replace(people[2], born=None)
    tied = a_case(a_contest((*people[:2], unknown), 2), ballots_for([8, 6, 6], 10), profile=LUAT_2015)
    assert "ngày sinh đã ghi chưa đủ để phân biệt những người này." in minutes_of(tied.minutes)


def test_what_is_not_known_is_left_as_dots_to_write_on() -> None:
    congress = a_congress(held=None, board=())
    congress = replace(congress, organisation="Chi bộ Na Khưa", roll=replace(congress.roll, present=None))
    case = a_case(a_contest(2, 1, issued=None, returned=None), a_stack("+-"), congress)
    worksheet = sheet(case.minutes, "Biên bản")
    minutes = minutes_of(case.minutes)
    assert "...................., ngày ..... tháng ..... năm 20...." in minutes
    assert "- Trưởng ban: đồng chí ......" in minutes
    assert "- Ủy viên: ......" in minutes
    numbers = {str(row[0].value): row[2].value for row in worksheet.iter_rows() if row[2].value is not None}
    for label in ("Phiếu phát ra", "Phiếu thu về", "Phiếu phát ra không thu về", "Số đại biểu có mặt"):
        assert numbers[label] == "......"
    assert numbers["Phiếu đã kiểm"] == 1


@pytest.mark.parametrize(
    ("organisation", "place"),
    [
        ("Đảng bộ xã Thanh Chăn", "Thanh Chăn"),
        ("Đảng bộ thị xã Kỳ Anh", "Kỳ Anh"),
        ("Đảng bộ tỉnh Sóc Trăng", "Sóc Trăng"),
        ("Đảng bộ Sở Lao động - Thương binh và Xã hội", "...................."),
        ("Đảng bộ xã hội hóa", "...................."),
        ("Chi bộ 5", "...................."),
    ],
)
def test_the_place_beside_the_date_is_named_only_where_it_is_sure(organisation: str, place: str) -> None:
    case = a_case(a_contest(2, 1), a_stack("+-"), replace(THANH_CHAN, organisation=organisation))
    assert sheet(case.minutes, "Biên bản")["C2"].value == f"{place}, ngày 09 tháng 6 năm 2025"


def test_a_name_like_a_formula_and_one_of_sixty_letters_stay_what_they_are() -> None:
    assert len(SIXTY) == 60
    case = a_case(a_contest(["=1+1", SIXTY], 1), ballots_for([4, 6], 10))
    for title in ("Biên bản", "Kết quả"):
        found = {
            cell.value: cell.data_type
            for row in sheet(case.minutes, title).iter_rows()
            for cell in row
            if cell.value in {"=1+1", SIXTY}
        }
        assert found == {"=1+1": "s", SIXTY: "s"}


def test_a_column_of_the_ballot_order_and_one_of_the_votes_order() -> None:
    case = a_case(a_contest(["An", "Bình", "Chanh"], 2), ballots_for([6, 3, 9], 10))
    lines = texts(sheet(case.minutes, "Biên bản"))
    names = [text for text in lines if text in {"An", "Bình", "Chanh"}]
    assert names == ["An", "Bình", "Chanh", "Chanh", "An"]


def test_many_members_sign_in_a_list_and_every_head_has_a_place() -> None:
    members = tuple(BoardMember(f"Lò Văn {number}", BoardRole.MEMBER) for number in range(1, 7))
    heads = (BoardMember("Bùi Thị Quế", BoardRole.HEAD), BoardMember("Mai Văn Thịnh", BoardRole.HEAD))
    case = a_case(a_contest(2, 1), a_stack("+-"), a_congress(board=(*heads, *members)))
    lines = texts(sheet(case.minutes, "Biên bản"))
    assert lines.count("TRƯỞNG BAN KIỂM PHIẾU") == 2
    assert lines.count("THƯ KÝ") == 1
    assert lines.count("ỦY VIÊN") == 0
    at = lines.index("ỦY VIÊN BAN KIỂM PHIẾU")
    assert lines[at + 1 : at + 4] == ["TT", "Họ và tên", "Chữ ký"]
    assert [text for text in lines[at:] if text.startswith("Lò Văn")] == [member.name for member in members]


def test_without_a_slate_there_are_minutes_all_the_same() -> None:
    case = a_case(a_contest([], 1, issued=0, returned=0), [])
    minutes = minutes_of(case.minutes)
    assert "Danh sách bầu cử không có người nào." in minutes
    assert "Còn thiếu 1 người" in minutes


def test_a_base_below_nothing_is_said_as_a_number() -> None:
    congress = a_congress(2, 2, ("absent-without-alternate", 3))
    case = a_case(a_contest(2, 1), a_stack("+-"), congress)
    minutes = minutes_of(case.minutes)
    assert "2 triệu tập - 3 vắng suốt đại hội không có dự khuyết thay thế = -1; không thể tính quá nửa." in minutes
    worksheet = sheet(case.minutes, "Biên bản")
    numbers = {str(row[0].value): row[2].value for row in worksheet.iter_rows() if row[2].value is not None}
    assert numbers["Mẫu số để tính quá nửa"] == -1


def test_it_prints_on_a4_upright_with_the_margins_of_the_party() -> None:
    worksheet = sheet(small_case().minutes, "Biên bản")
    assert worksheet.page_setup.paperSize == 9
    assert worksheet.page_setup.orientation == "portrait"
    margins = worksheet.page_margins
    found = [round(float(side) * 25.4, 1) for side in (margins.left, margins.right, margins.top, margins.bottom)]
    assert found == [30, 20, 20, 20]
    points = sum(worksheet.column_dimensions[letter].width for letter in "ABCDE") * 6
    assert points < 160 / 25.4 * 72
    assert {cell.font.name for row in worksheet.iter_rows() for cell in row if cell.value is not None} == {
        "Times New Roman",
        "Courier New",
    }
