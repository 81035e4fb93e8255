"""After a sealed round on the screen: what follows, a decision recorded, the next slate, the final result."""

from dataclasses import replace

import pytest
from builders import a_congress, a_contest
from desk_screens import SIZES, at, in_one_line, play_at, press, shown
from scenes import KEY, a_body, declared, hold
from textual.pilot import Pilot

from tally.domain.body import Way
from tally.domain.contest import Method
from tally.domain.rounds import Stand
from tally.tui.screens.next_step import NextStepScreen
from tally.tui.screens.papers import PapersScreen
from tally.tui.screens.result import ResultScreen
from tally.tui.screens.rounds import RoundsScreen
from tally.tui.screens.setup import SetupScreen
from tally.tui.screens.slate import SlateScreen
from tally.tui.widgets.dialogs import Question
from tally.tui.widgets.form_dialog import FormDialog

SECOND = ("bch", 2)
TIE, SHORT, FULL = (9, 8, 7, 6, 6), (9, 8, 5, 5, 2), (9, 8, 7, 6, 2)


@pytest.mark.parametrize("size", SIZES)
def test_a_tie_is_voted_on_again_by_the_rule(size: tuple[int, int]) -> None:
    table = a_body(*TIE)

    async def play(pilot: Pilot[None]) -> None:
        assert "Đại hội bầu lại trong số những người này" in in_one_line(pilot)
        assert "Điều 30, QĐ 190-QĐ/TW" in in_one_line(pilot)
        await press(pilot, "enter")
        assert at(pilot, Question)
        assert "1 Vì Văn Dũng, 2 Quàng Văn Đức" in in_one_line(pilot)
        await press(pilot, "escape")
        assert table.rounds.following(KEY) is None, "nothing is declared before somebody agrees"
        await press(pilot, "enter", "enter")
        assert at(pilot, SlateScreen)
        assert [one.name for one in table.desk.contest(SECOND).slate] == ["Vì Văn Dũng", "Quàng Văn Đức"]
        await press(pilot, "escape")
        assert at(pilot, RoundsScreen)
        assert "Lần bầu 2 đã có trong khai báo" in in_one_line(pilot)
        # Enter now opens what is ready, and declares nothing again.
        await press(pilot, "enter")
        assert at(pilot, SlateScreen)

    play_at(table, "rounds", play, size, contest=KEY)


@pytest.mark.parametrize("size", SIZES)
def test_a_decision_is_recorded_with_who_reported_it_and_the_slate_made_ready(size: tuple[int, int]) -> None:
    table = a_body(*SHORT)

    async def play(pilot: Pilot[None]) -> None:
        await press(pilot, "enter", "1", "1", "down", *"Lan")
        assert "1 chỗ còn lại để trống, phải ghi lý do." in in_one_line(pilot)
        await press(pilot, "f8")
        assert at(pilot, FormDialog), "seats stay open: that needs a reason"
        assert "Lý do: chưa ghi mục này." in in_one_line(pilot)
        await press(pilot, *"it nguoi", "f8")
        assert at(pilot, Question)
        assert "Lan báo cáo. Lý do: it nguoi." in in_one_line(pilot)
        # Not right: what was typed is still there.
        await press(pilot, "escape")
        assert at(pilot, FormDialog)
        assert "it nguoi" in shown(pilot)
        assert table.desk.count_of(KEY).decision is None
        await press(pilot, "f8", "enter")
        decision = table.desk.count_of(KEY).decision
        assert decision is not None
        assert (decision.way, decision.seats, decision.reported_by) == (Way.SAME_PEOPLE, 1, "Lan")
        assert "Chuẩn bị lần bầu 2?" in shown(pilot)
        await press(pilot, "enter")
        assert at(pilot, SlateScreen)
        assert table.desk.contest(SECOND).seats == 1

    play_at(table, "rounds", play, size, contest=KEY)


def test_a_decision_reported_by_mistake_is_reported_anew() -> None:
    table = a_body(*SHORT)
    table.rounds.report_decision(KEY, Way.NEW_SLATE, 2, "Lan")
    table.rounds.prepare_round(KEY)

    async def play(pilot: Pilot[None]) -> None:
        assert "danh sách mới" in in_one_line(pilot)
        await press(pilot, "f4", "3", *"Mai", "down", *"bau sau", "f8", "enter")
        assert table.rounds.what_may_follow(KEY).stand is Stand.LEFT_OPEN
        assert table.rounds.following(KEY) is None
        assert [one.way for one in table.desk.count_of(KEY).decisions] == [Way.NEW_SLATE, Way.LEAVE_OPEN]
        assert "Đã xong các lần bầu" in in_one_line(pilot)
        await press(pilot, "enter")
        assert at(pilot, RoundsScreen), "nothing is left to do"

    play_at(table, "rounds", play, contest=KEY)


def test_once_the_next_round_is_counted_nothing_is_reported_anew() -> None:
    table = a_body(*SHORT)
    table.rounds.report_decision(KEY, Way.SAME_PEOPLE, 2, "Lan")
    table.batches.begin_counting(table.rounds.prepare_round(KEY), 1, "tổ chức nhỏ")

    async def play(pilot: Pilot[None]) -> None:
        assert "sửa quyết định" not in shown(pilot)
        await press(pilot, "f4")
        assert at(pilot, RoundsScreen)

    play_at(table, "rounds", play, contest=KEY)


def test_a_new_slate_is_asked_for_empty() -> None:
    table = a_body(*SHORT)

    async def play(pilot: Pilot[None]) -> None:
        await press(pilot, "enter", "2", "down", *"Lan", "f8", "enter")
        assert "Danh sách do đại hội lập" in in_one_line(pilot)
        await press(pilot, "enter")
        assert at(pilot, SlateScreen)
        assert len(table.desk.contest(SECOND).slate) == 0

    play_at(table, "rounds", play, contest=KEY)


def test_after_two_short_rounds_the_screen_advises_to_stop_and_cites_the_rule() -> None:
    table = a_body(*SHORT)
    table.rounds.report_decision(KEY, Way.SAME_PEOPLE, 2, "Lan")
    second = table.rounds.prepare_round(KEY)
    hold(table, second, 5, 3, 3)

    async def play(pilot: Pilot[None]) -> None:
        assert "Đã 2 lần bầu chưa đủ số lượng: thường không bầu thêm nữa (Điều 30, QĐ 190-QĐ/TW)" in in_one_line(pilot)
        await press(pilot, "enter")
        assert "thường không bầu thêm nữa" in in_one_line(pilot), "also where the way is chosen"

    play_at(table, "rounds", play, contest=second)


def test_the_final_result_says_by_which_round_each_was_elected_and_why_seats_are_open() -> None:
    table = a_body(*SHORT)
    table.rounds.report_decision(KEY, Way.SAME_PEOPLE, 2, "Lan")
    second = table.rounds.prepare_round(KEY)
    hold(table, second, 6, 3, 3)
    table.rounds.report_decision(second, Way.LEAVE_OPEN, 1, "Lan", "bổ sung sau")

    async def play(pilot: Pilot[None]) -> None:
        text = in_one_line(pilot)
        assert "✓ Lò Văn Ánh lần 1 · 9 phiếu · 90,00 %" in text
        assert "✓ Nguyễn Thị Chanh lần 2 · 6 phiếu · 60,00 %" in text
        assert "Lý do: bổ sung sau (Lan báo cáo)" in text
        assert "để trống theo kế hoạch" in text
        assert "Lần 2 · bầu thêm: lấy 2 trong 3 người · trúng cử 1 · thiếu 1" in text
        await press(pilot, "f6")
        assert at(pilot, PapersScreen)

    play_at(table, "rounds", play, contest=second)


def test_alternates_and_people_who_are_not_counted_are_shown_too() -> None:
    contest = replace(a_contest(4, 2, issued=None, returned=None), alternates=1)
    table = declared(a_congress(10), contest)
    hold(table, KEY, 7, 6, 6, 1)

    async def play(pilot: Pilot[None]) -> None:
        assert "Ngang phiếu ở chỗ cuối" in in_one_line(pilot)
        await press(pilot, "enter", "enter")

    play_at(table, "rounds", play, contest=KEY)
    hold(table, SECOND, 4, 3)

    async def over(pilot: Pilot[None]) -> None:
        assert "Dự khuyết: ○ Nguyễn Thị Chanh lần 2 · 3 phiếu" in in_one_line(pilot)

    play_at(table, "rounds", over, contest=SECOND)


def test_who_is_not_counted_is_named() -> None:
    table = a_body(*SHORT)
    table.rounds.report_decision(KEY, Way.SAME_PEOPLE, 2, "Lan")
    second = table.rounds.prepare_round(KEY)
    slate = table.desk.contest(KEY).slate
    table.setup.update_contest(replace(table.desk.contest(second), slate=slate))
    hold(table, second, 7, 3, 2, 1, 0)

    async def play(pilot: Pilot[None]) -> None:
        assert "✗ Không tính Lò Văn Ánh ở lần bầu 2: đã trúng cử ở lần bầu trước" in in_one_line(pilot)

    play_at(table, "rounds", play, contest=second)


def test_from_the_result_and_from_the_checklist() -> None:
    table = a_body(*SHORT)

    async def play(pilot: Pilot[None]) -> None:
        assert "bầu thiếu, chờ đại hội quyết định. ⏎" in in_one_line(pilot)
        await press(pilot, "enter")
        assert at(pilot, RoundsScreen)

    play_at(table, "result", play, contest=KEY)

    async def checklist(pilot: Pilot[None]) -> None:
        assert "14 Việc tiếp theo sau kết quả bầu thiếu, chờ đại hội quyết định" in in_one_line(pilot)
        place = 13 - (pilot.app.screen.query_one("OptionList").highlighted or 0)  # type: ignore[attr-defined]
        await press(pilot, *["down"] * place, "enter")
        assert at(pilot, RoundsScreen)
        await press(pilot, "escape")
        assert at(pilot, NextStepScreen)

    play_at(table, "next_step", checklist, contest=KEY)


def test_before_the_seal_and_after_opinion_ballots_nothing_leads_there() -> None:
    table = declared(a_congress(10), a_contest(5, 4, issued=None, returned=None))

    async def play(pilot: Pilot[None]) -> None:
        await press(pilot, "enter")
        assert at(pilot, ResultScreen)

    play_at(table, "result", play, contest=KEY)
    asked = replace(a_contest(2, 1, issued=None, returned=None), method=Method.OPINION, seats=0, body_size=0)
    opinion = declared(a_congress(10), asked)

    async def checklist(pilot: Pilot[None]) -> None:
        assert "Việc tiếp theo sau kết quả" not in shown(pilot)

    play_at(opinion, "next_step", checklist, contest=KEY)


def test_a_complete_body_is_done_in_the_checklist() -> None:
    table = a_body(*FULL)

    async def play(pilot: Pilot[None]) -> None:
        assert "✓ 14 Việc tiếp theo sau kết quả đủ số lượng" in in_one_line(pilot)

    play_at(table, "next_step", play, contest=KEY)


def test_one_more_round_from_the_set_up_goes_by_what_may_follow() -> None:
    table = a_body(*TIE)

    async def play(pilot: Pilot[None]) -> None:
        lines = pilot.app.screen.query_one("OptionList")
        lines.highlighted = lines.get_option_index("contest/bch/1")  # type: ignore[attr-defined]
        await press(pilot, "ctrl+r")
        assert at(pilot, RoundsScreen)
        await press(pilot, "escape")
        assert at(pilot, SetupScreen)

    play_at(table, "setup", play)
