"""Screens after sealed rounds: from a tied result to the next slate; a whole congress looked at; its conference."""

import shutil
from contextlib import closing
from pathlib import Path

import pytest
from desk_screens import SIZES, at, fill, in_one_line, play_at, play_on, press, shown, wait_for
from memory_journal import Codec, QuickHasher
from scenes import KEY, a_body
from textual.pilot import Pilot
from textual.widgets import DataTable, OptionList, Static
from whole_congress import ALTERNATES, LAST, played

from tally import bootstrap
from tally.application.desk.desk import Desk
from tally.tui.pick_people import PickPeople
from tally.tui.screens.result import ResultScreen
from tally.tui.screens.rounds import RoundsScreen
from tally.tui.screens.setup import SetupScreen
from tally.tui.screens.slate import SlateScreen
from tally.tui.services import OpenDesk
from tally.tui.widgets.form_dialog import FormDialog


@pytest.mark.parametrize("size", SIZES)
def test_a_tied_result_leads_to_the_vote_again_and_its_slate(size: tuple[int, int]) -> None:
    table = a_body(9, 8, 7, 6, 6)

    async def play(pilot: Pilot[None]) -> None:
        assert at(pilot, ResultScreen)
        assert "NGANG PHIẾU" in in_one_line(pilot)
        await press(pilot, "enter")
        assert at(pilot, RoundsScreen), shown(pilot)
        assert "ai nhiều phiếu hơn thì trúng cử, không cần quá nửa (Điều 30, QĐ 190-QĐ/TW)" in in_one_line(pilot)
        await press(pilot, "enter", "enter")
        assert at(pilot, SlateScreen), shown(pilot)
        slate = pilot.app.screen.query_one(DataTable)
        assert [slate.get_row_at(row)[:2] for row in range(slate.row_count)] == [
            ["1", "Vì Văn Dũng"],
            ["2", "Quàng Văn Đức"],
        ]

    play_at(table, "result", play, size, contest=KEY)


def whole() -> OpenDesk:
    """Return a desk on the congress that was played."""
    path = played().congress
    return OpenDesk.on(path, Desk(bootstrap.open_journal(path), Codec(), "may-1", bootstrap.now), QuickHasher())


@pytest.mark.parametrize("size", SIZES)
def test_the_final_result_of_a_whole_congress(size: tuple[int, int]) -> None:
    async def committee(pilot: Pilot[None]) -> None:
        assert "đại hội để trống những chỗ còn lại" in in_one_line(pilot)
        # All of the page, also what is scrolled away.
        text = " ".join(str(pilot.app.screen.query_one(".page Static", Static).render()).split())
        assert "Trúng cử 10/11, qua 4 lần bầu · kết thúc, có chỗ để trống" in text
        assert "✓ Lường Văn Hùng lần 2 · 14 phiếu · 46,67 %" in text
        assert "✓ Lò Văn Phong lần 3 · 18 phiếu · 60,00 %" in text
        assert "Lần 2 · bầu lại do ngang phiếu: lấy 3 trong 4 người · trúng cử 1 · 3 người ngang phiếu" in text
        assert "Lần 4 · bầu thêm: lấy 1 trong 2 người · trúng cử 0 · thiếu 1" in text

    async def delegates(pilot: Pilot[None]) -> None:
        assert "○ Lò Văn Giang lần 1 · 17 phiếu" in in_one_line(pilot)
        assert "○ Quàng Thị Hoa lần 2 · 16 phiếu" in in_one_line(pilot)

    # The app closes the file when it ends.
    play_at(whole(), "rounds", committee, size, contest=LAST)
    play_at(whole(), "rounds", delegates, size, contest=ALTERNATES)


@pytest.mark.parametrize("size", SIZES)
def test_its_conference_is_made_of_those_elected_in_any_round(folder: Path, size: tuple[int, int]) -> None:
    source = Path(shutil.copy(played().congress, folder / "dai-hoi.tally"))

    async def play(pilot: Pilot[None]) -> None:
        await press(pilot, "ctrl+n")
        await fill(pilot, str(source))
        await press(pilot, "enter")
        await wait_for(pilot, FormDialog)
        assert "10 ủy viên trúng cử" in in_one_line(pilot)
        # The congress elected the secretary.
        assert "Các cuộc bầu: Ban Thường vụ · Phó Bí thư · Ủy ban Kiểm tra · Chủ nhiệm" in in_one_line(pilot)
        await press(pilot, "f8")
        await wait_for(pilot, SetupScreen)
        lines = pilot.app.screen.query_one(OptionList)
        lines.highlighted = lines.get_option_index("slate/btv/1")
        await press(pilot, "enter")
        await wait_for(pilot, SlateScreen)
        await press(pilot, "ctrl+e")
        assert at(pilot, PickPeople)
        assert pilot.app.screen.query_one(OptionList).option_count == 10
        await press(pilot, *"phong")
        assert "Lò Văn Phong" in shown(pilot), "elected in the third round"

    play_on(play, size)
    desk = bootstrap.open_desk(folder / "dai-hoi-hoi-nghi.tally")
    with closing(desk.journal):
        assert desk.congress.roll.summoned == 10
