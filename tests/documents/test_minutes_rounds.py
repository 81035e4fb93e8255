"""Biên bản of a later round: which round and why, what was decided after it, and the body over all rounds."""

import re
from dataclasses import replace
from io import BytesIO
from pathlib import Path

from board import Board
from builders import NAMES, a_contest, a_slate
from held_rounds import FIRST, a_body, hold
from paper_cases import declare, sheet, texts

from tally import bootstrap
from tally.application.recount import Recount, recount
from tally.application.sentences import what_follows
from tally.documents.minutes_rounds import decision_lines
from tally.documents.workbooks import Workbooks
from tally.domain.body import Way
from tally.domain.contest import Office
from tally.locales import Words

ANH, BINH, CHANH, DUNG = NAMES[:4]
CHAIR = "Bùi Thị Quế"
FIXTURES = Path(__file__).parents[2] / "fixtures"


def minutes_of(counted: Recount, place: int) -> str:
    """Return the minutes of the contest at a place as one text, a cell a line."""
    return "\n".join(texts(sheet(Workbooks(declare).minutes(counted, counted.contests[place]), "Biên bản")))


def section(text: str, title: str) -> str:
    """Return one numbered section."""
    found = re.search(rf"^\d+\. {re.escape(title)}\n(.*?)(?=^\d+\. |\Z)", text, re.MULTILINE | re.DOTALL)
    assert found is not None, f"no section {title}"
    return found[1]


def titles(text: str) -> list[str]:
    return re.findall(r"^\d+\. (.*)$", text, re.MULTILINE)


def at(board: Board, hour: int) -> None:
    board.clock.seconds = hour * 3600


def two_rounds() -> Board:
    """Return a body of three seats: two elected, one of three further people, and one seat left open in the end."""
    board, rounds = a_body(a_contest(5, 4, issued=None, returned=None, body_size=5))
    at(board, 1)
    hold(board, FIRST, 9, 8, 5, 5, 2)
    at(board, 2)
    rounds.report_decision(FIRST, Way.SAME_PEOPLE, 2, CHAIR)
    second = rounds.prepare_round(FIRST)
    at(board, 3)
    hold(board, second, 6, 3, 3)
    at(board, 4)
    rounds.report_decision(second, Way.LEAVE_OPEN, 1, CHAIR, "đã hai lần bầu thiếu.")
    return board


def test_the_minutes_of_a_first_round_say_what_was_decided_after_it_and_nothing_of_rounds() -> None:
    text = minutes_of(two_rounds().closing.recount(), 0)
    assert not {"Lần bầu này", "Kết quả chung qua các lần bầu"} & set(titles(text))
    said = section(text, "Bầu thiếu")
    assert "Đại hội quyết định: bầu thêm 2 người trong số những người chưa trúng cử." in said
    # 02:00 in UTC is nine o'clock in Vietnam.
    assert f"thay mặt đoàn chủ tịch: {CHAIR}; báo cáo lúc 09 giờ 00 phút, ngày 10 tháng 6 năm 2025." in said


def test_a_reason_stands_on_one_page_with_what_was_decided() -> None:
    counted = two_rounds().closing.recount().contests[1]
    lines = list(decision_lines(counted, asked=True))
    assert str(lines[-1].boxes[0].value).startswith("Lý do: đã hai lần bầu thiếu")
    assert [line.keep for line in lines] == [True, True, False]


def test_before_a_decision_is_reported_there_are_lines_to_write_it_on() -> None:
    board, _rounds = a_body()
    hold(board, FIRST, 8, 7, 3, 2)
    assert "Quyết định của đại hội" in section(minutes_of(board.closing.recount(), 0), "Bầu thiếu")


def test_a_first_tie_is_voted_on_by_the_rule_so_its_minutes_ask_for_no_decision() -> None:
    board, _rounds = a_body()
    hold(board, FIRST, 8, 7, 6, 6)
    text = minutes_of(board.closing.recount(), 0)
    said = section(text, "Ngang phiếu")
    assert "Đại hội bầu lại trong số những người này để lấy 1 người" in said
    assert "Quyết định của" not in text
    assert "....." not in said


def test_a_second_tie_has_lines_for_what_the_congress_decides() -> None:
    board, rounds = a_body()
    hold(board, FIRST, 8, 7, 6, 6)
    second = rounds.prepare_round(FIRST)
    hold(board, second, 4, 4)
    counted = board.closing.recount()
    assert "Quyết định của đại hội" not in section(minutes_of(counted, 0), "Ngang phiếu")
    assert "Quyết định của đại hội" in section(minutes_of(counted, 1), "Ngang phiếu")


def test_the_minutes_of_a_second_tie_alone_still_ask_for_the_decision() -> None:
    counted = recount(bootstrap.open_source(FIXTURES / "edges" / "tie-break-tied-again"))
    assert "Quyết định của đại hội" in section(minutes_of(counted, 0), "Ngang phiếu")


def test_where_age_could_not_settle_a_tie_there_are_lines_for_what_is_decided() -> None:
    board, _rounds = a_body()
    board.setup.update_congress(replace(board.desk.congress, rules="luat-bau-cu-2015"))
    hold(board, FIRST, 8, 7, 6, 6)
    assert "Quyết định của đại hội" in section(minutes_of(board.closing.recount(), 0), "Ngang phiếu")


def test_the_minutes_of_a_further_round_say_which_it_is_and_by_whose_word() -> None:
    said = section(minutes_of(two_rounds().closing.recount(), 1), "Lần bầu này")
    assert "Trước lần bầu này đã có 2 người trúng cử trên số lượng cần bầu 4 người." in said
    assert "Sau lần bầu thứ 1, đại hội quyết định: bầu thêm 2 người trong số những người chưa trúng cử." in said
    assert f"{CHAIR}; báo cáo lúc 09 giờ 00 phút, ngày 10 tháng 6 năm 2025." in said


def test_the_minutes_of_a_later_round_end_with_the_body_over_all_of_them() -> None:
    text = minutes_of(two_rounds().closing.recount(), 1)
    said = section(text, "Kết quả chung qua các lần bầu").splitlines()
    assert said[0] == "Sau 2 lần bầu, có 3 người trúng cử trên số lượng cần bầu 4 người."
    assert said[1:6] == ["TT", "Họ và tên", "Số phiếu đồng ý", "Tỷ lệ %", "Lần bầu"]
    assert said[6:21] == [
        *("1", ANH, "9", "90,00", "lần 1"),
        *("2", BINH, "8", "80,00", "lần 1"),
        *("3", CHANH, "6", "60,00", "lần 2"),
    ]
    assert said[21:] == [
        (
            "Còn trống 1 chỗ: bầu thiếu vì không đủ phiếu; đại hội quyết định như vậy sau lần bầu thứ 2. "
            "Lý do: đã hai lần bầu thiếu."
        ),
        "Còn trống 1 chỗ: để trống theo kế hoạch, bổ sung sau đại hội.",
    ]
    assert "Lý do: đã hai lần bầu thiếu." in section(text, "Bầu thiếu")


def test_a_tie_break_is_held_by_the_rule_and_needs_no_decision() -> None:
    board, rounds = a_body()
    hold(board, FIRST, 8, 7, 6, 6)
    second = rounds.prepare_round(FIRST)
    hold(board, second, 4, 3)
    counted = board.closing.recount()
    said = section(minutes_of(counted, 1), "Lần bầu này")
    assert (
        "Ở lần bầu thứ 1 có 2 người ngang phiếu ở chỗ cuối. Theo Điều 30, QĐ 190-QĐ/TW, đại hội bầu lại trong số "
        "những người này để lấy 1 người." in said
    )
    final = section(minutes_of(counted, 1), "Kết quả chung qua các lần bầu")
    assert "Còn trống" not in final
    assert f"3\n{CHANH}\n4\n40,00\nlần 2" in final
    assert "Quyết định của đại hội" not in minutes_of(counted, 1)


def test_a_vote_on_the_last_alternate_says_so_and_the_body_lists_its_alternates() -> None:
    contest = replace(a_contest(4, 1, office=Office.DELEGATES, issued=None, returned=None), alternates=2)
    board, rounds = a_body(replace(contest, slate=a_slate(4), seats=3, body_size=3))
    hold(board, FIRST, 6, 6, 6, 6)
    second = rounds.prepare_round(FIRST)
    assert board.desk.contest(second).alternates == 1
    hold(board, second, 5, 4, 6, 3)
    final = section(minutes_of(board.closing.recount(), 1), "Kết quả chung qua các lần bầu")
    assert f"Dự khuyết, theo thứ tự số phiếu:\nTT\nHọ và tên\nSố phiếu đồng ý\nTỷ lệ %\nLần bầu\n1\n{DUNG}\n3" in final


def test_alternates_tied_are_voted_on_by_the_rule() -> None:
    contest = replace(a_contest(3, 1, office=Office.DELEGATES, issued=None, returned=None), alternates=1)
    contest = replace(contest, seats=1, body_size=1)
    board, rounds = a_body(replace(contest, slate=a_slate(["Một", "Hai", "Ba"])))
    # One name on a ballot: nobody but one can be over half, so the tie is made with a smaller base.
    board.setup.update_congress(replace(board.desk.congress, roll=replace(board.desk.congress.roll, summoned=5)))
    hold(board, FIRST, 4, 3, 3)
    assert "Quyết định của" not in minutes_of(board.closing.recount(), 0)
    second = rounds.prepare_round(FIRST)
    hold(board, second, 2, 1)
    said = section(minutes_of(board.closing.recount(), 1), "Lần bầu này")
    assert "có 2 người ngang phiếu ở chỗ dự khuyết cuối" in said
    assert "để lấy 1 dự khuyết." in said


def test_alternates_tied_again_are_for_the_congress_to_decide() -> None:
    contest = replace(a_contest(5, 1, office=Office.DELEGATES, issued=None, returned=None), alternates=1)
    board, rounds = a_body(replace(contest, seats=3, body_size=3))
    hold(board, FIRST, 6, 6, 6, 6, 6)
    second = rounds.prepare_round(FIRST)
    hold(board, second, 7, 6, 5, 4, 4)
    counted = board.closing.recount()
    said = section(
        minutes_of(counted, 1), "Danh sách dự khuyết (lấy trong số còn lại quá nửa, theo số phiếu từ cao xuống thấp)"
    )
    assert "2 người bầu lại vẫn ngang phiếu ở chỗ dự khuyết cuối cùng" in said
    assert "Có bầu tiếp để lấy 1 dự khuyết hay không do đại hội quyết định (Điều 30, QĐ 190-QĐ/TW)." in said
    assert "Quyết định của đại hội:" in said
    follows = what_follows(Words("vi"), counted, counted.contests[1])
    assert [one for one in follows if one.startswith("Bầu lại vẫn ngang phiếu ở chỗ dự khuyết cuối cùng:")]


def test_a_further_round_of_saved_ballots_has_lines_for_what_was_decided() -> None:
    counted = recount(bootstrap.open_source(FIXTURES / "edges" / "further-round"))
    said = section(minutes_of(counted, 1), "Lần bầu này")
    assert "Quyết định của đại hội về lần bầu này (ai báo cáo, lúc nào, lý do):" in said
    assert "Lê Văn Cường" in section(minutes_of(counted, 1), "Kết quả chung qua các lần bầu")


def test_a_round_without_those_before_it_says_nothing_of_them() -> None:
    counted = recount(bootstrap.open_source(FIXTURES / "edges" / "tie-break-tied-again"))
    assert not {"Lần bầu này", "Kết quả chung qua các lần bầu"} & set(titles(minutes_of(counted, 0)))


def test_a_round_that_is_not_sealed_has_no_final_result_yet() -> None:
    board, rounds = a_body()
    hold(board, FIRST, 8, 7, 6, 6)
    rounds.prepare_round(FIRST)
    text = minutes_of(board.closing.recount(), 1)
    assert "Lần bầu này" in titles(text)
    assert "Kết quả chung qua các lần bầu" not in titles(text)


def test_whoever_is_not_counted_is_named_with_the_reason() -> None:
    counted = recount(bootstrap.open_source(FIXTURES / "edges" / "rounds-that-disagree"))
    final = section(minutes_of(counted, 2), "Kết quả chung qua các lần bầu")
    assert "Không tính đồng chí Lê Văn Cường ở lần bầu thứ 3: đã trúng cử ở lần bầu trước." in final


def test_the_minutes_of_a_round_are_the_same_bytes_whatever_came_after_it_but_its_decision() -> None:
    board, rounds = a_body()
    hold(board, FIRST, 8, 7, 6, 6)
    before = BytesIO(Workbooks(declare).minutes(board.closing.recount(), board.closing.recount().contests[0]))
    second = rounds.prepare_round(FIRST)
    hold(board, second, 4, 3)
    counted = board.closing.recount()
    assert Workbooks(declare).minutes(counted, counted.contests[0]) == before.getvalue()
