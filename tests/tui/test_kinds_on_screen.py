"""Kinds of congress and of contest through the screens, on real files: templates, a conference, picking, hand votes."""

from contextlib import closing
from pathlib import Path

import pytest
from desk_screens import SIZES, at, fill, play_on, press, shown, wait_for
from textual.pilot import Pilot
from textual.widgets import DataTable, OptionList

from tally import bootstrap
from tally.application.desk.desk import Desk
from tally.application.desk.hand_votes import HandVotes
from tally.domain.congress import CongressKind
from tally.domain.contest import Method, Office
from tally.domain.hand_vote import HandVote
from tally.locales import Words
from tally.tui.pick_people import PickPeople
from tally.tui.screens.home import HomeScreen
from tally.tui.screens.papers import PapersScreen
from tally.tui.screens.setup import SetupScreen
from tally.tui.screens.slate import SlateScreen
from tally.tui.widgets.dialogs import Question
from tally.tui.widgets.form_dialog import FormDialog

FIXTURES = Path(__file__).parents[2] / "fixtures"


def reopened(path: Path) -> Desk:
    """Read the file anew, as another program would."""
    return bootstrap.open_desk(path)


async def choose(pilot: Pilot[None], line: str) -> None:
    """Put the cursor on a line of a list and press Enter."""
    lines = pilot.app.screen.query_one(OptionList)
    lines.highlighted = lines.get_option_index(line)
    await pilot.pause()
    await press(pilot, "enter")
    await pilot.pause(0.3)


def told(pilot: Pilot[None]) -> list[str]:
    """Return what was said beside the screen."""
    return [str(one.message) for one in pilot.app._notifications]


def a_congress_file(folder: Path) -> Path:
    """Make a congress file that elected its committee: that of Thanh Chăn, its saved ballots taken in."""
    from tally.cli.main import main  # noqa: PLC0415 - only this makes a file by commands

    path = folder / "dai-hoi.tally"
    assert main(["new", str(path), "--from", str(FIXTURES / "thanh-chan" / "congress.toml")]) == 0
    assert main(["import", str(path), str(FIXTURES / "thanh-chan")]) == 0
    return path


def a_conference_file(folder: Path) -> Path:
    """Make the file of its committee's conference."""
    congress, contests = bootstrap.conference_from(FIXTURES / "thanh-chan", Words("vi"))
    path = folder / "hoi-nghi.tally"
    bootstrap.new_congress_file(path, congress, contests)
    return path


async def set_up(pilot: Pilot[None]) -> None:
    """Go to the set-up of the file that was opened."""
    await pilot.pause(0.5)
    await press(pilot, "f4")
    await wait_for(pilot, SetupScreen)


@pytest.mark.parametrize("size", SIZES)
def test_a_new_congress_says_what_each_kind_elects_and_is_made_so(folder: Path, size: tuple[int, int]) -> None:
    async def play(pilot: Pilot[None]) -> None:
        await press(pilot, "plus")
        text = " ".join(shown(pilot).split())
        assert "Đảng bộ cơ sở" in text
        assert "đoàn đại biểu có dự khuyết" in text
        await fill(pilot, "Chi bộ 5")
        await press(pilot, "down", "left", "left")
        text = " ".join(shown(pilot).split())
        assert "Chi bộ không có chi ủy" in text
        assert "Các cuộc bầu: Bí thư · Phó Bí thư" in text
        await press(pilot, "f8")
        await wait_for(pilot, SetupScreen)
        assert "Phó Bí thư · số mẫu: bầu 1 · đồng ý / không đồng ý" in shown(pilot)

    play_on(play, size)
    desk = reopened(folder / "chi-bo-5.tally")
    with closing(desk.journal):
        assert desk.congress.kind is CongressKind.MEMBERS
        assert [contest.office for contest in desk.contests] == [Office.SECRETARY, Office.DEPUTY_SECRETARY]


@pytest.mark.parametrize("size", SIZES)
def test_a_conference_is_made_from_the_congress_and_its_slate_picked(folder: Path, size: tuple[int, int]) -> None:
    source = a_congress_file(folder)

    async def play(pilot: Pilot[None]) -> None:
        await press(pilot, "ctrl+n")
        await fill(pilot, str(source))
        await press(pilot, "enter")
        await wait_for(pilot, FormDialog)
        text = " ".join(shown(pilot).split())
        assert "14 ủy viên trúng cử" in text
        assert "Chủ nhiệm Ủy ban Kiểm tra" in text
        await press(pilot, "f8")
        await wait_for(pilot, SetupScreen)
        assert "14 ủy viên ban chấp hành" in shown(pilot)
        await choose(pilot, "slate/btv/1")
        assert "Ctrl+E chọn trong danh sách có sẵn" in " ".join(shown(pilot).split())
        await press(pilot, "ctrl+e")
        assert at(pilot, PickPeople)
        await press(pilot, "space", "down", "space", "down", "down", "space")
        assert "đã chọn 3" in shown(pilot)
        # Space once more leaves one out; typing finds another, in whichever spelling.
        await press(pilot, "space")
        await press(pilot, *"hanh")
        await press(pilot, "space", "enter")
        assert at(pilot, SlateScreen)
        table = pilot.app.screen.query_one(DataTable)
        picked = [table.get_row_at(row)[:2] for row in range(table.row_count)]
        assert picked == [["1", "Lò Văn Ánh"], ["2", "Cà Thị Bích"], ["3", "Vì Thị Hạnh"]]
        await press(pilot, "f8")
        assert at(pilot, SetupScreen)

    play_on(play, size)
    desk = reopened(folder / "dai-hoi-hoi-nghi.tally")
    with closing(desk.journal):
        slate = desk.contest(("btv", 1)).slate
        assert [candidate.name for candidate in slate] == ["Lò Văn Ánh", "Cà Thị Bích", "Vì Thị Hạnh"]
        assert [candidate.born for candidate in slate] == [1975, 1984, 1986]
        assert desk.contest(("btv", 1)).among == ()


def test_of_a_congress_without_a_committee_no_conference_is_made_and_that_is_said(folder: Path) -> None:
    path = folder / "dai-hoi.tally"
    congress, contests = bootstrap.read_congress(FIXTURES / "thanh-chan" / "congress.toml")
    bootstrap.new_congress_file(path, congress, contests)

    async def play(pilot: Pilot[None]) -> None:
        await press(pilot, "ctrl+n")
        await fill(pilot, str(path))
        await press(pilot, "enter")
        for _ in range(40):
            await pilot.pause(0.1)
            if len(told(pilot)) > 1:
                break
        assert at(pilot, HomeScreen)
        assert "chưa có kết quả đã khóa sổ" in told(pilot)[-1]

    play_on(play)
    assert sorted(file.name for file in folder.glob("*.tally")) == ["dai-hoi.tally"]


def test_the_secretary_waits_until_the_standing_committee_is_sealed(folder: Path) -> None:
    path = a_conference_file(folder)

    async def play(pilot: Pilot[None]) -> None:
        await set_up(pilot)
        await choose(pilot, "slate/bi-thu/1")
        await press(pilot, "ctrl+e")
        assert at(pilot, SlateScreen)
        assert told(pilot)[-1].startswith("Ban Thường vụ chưa khóa sổ")

    play_on(play, path=path)


def test_a_candidate_from_outside_is_told_of_and_the_inspection_committee_keeps_them(folder: Path) -> None:
    path = a_conference_file(folder)

    async def play(pilot: Pilot[None]) -> None:
        await set_up(pilot)
        await choose(pilot, "slate/btv/1")
        await press(pilot, "plus")
        await fill(pilot, "Lò Văn Xuân")
        await press(pilot, "f8")
        assert "không có trong danh sách ban chấp hành" in " ".join(shown(pilot).split())
        await press(pilot, "escape", "enter")
        await choose(pilot, "slate/ubkt/1")
        await press(pilot, "plus")
        await fill(pilot, "Lò Văn Xuân")
        await press(pilot, "f8", "ctrl+e", "space", "enter")
        table = pilot.app.screen.query_one(DataTable)
        names = [table.get_row_at(row)[1] for row in range(table.row_count)]
        assert names == ["Lò Văn Ánh", "Lò Văn Xuân"]
        assert "không có trong danh sách ban chấp hành" not in " ".join(shown(pilot).split())

    play_on(play, path=path)


def test_picking_is_left_without_a_change_by_esc(folder: Path) -> None:
    path = a_conference_file(folder)

    async def play(pilot: Pilot[None]) -> None:
        await set_up(pilot)
        await choose(pilot, "slate/btv/1")
        await press(pilot, "ctrl+e", "space", *"anh")
        # Esc widens the list first, and leaves only then.
        await press(pilot, "escape")
        assert at(pilot, PickPeople)
        await press(pilot, "escape")
        assert at(pilot, SlateScreen)
        assert pilot.app.screen.query_one(DataTable).row_count == 0

    play_on(play, path=path)


def test_a_member_who_is_none_any_more_is_left_out(folder: Path) -> None:
    path = a_conference_file(folder)

    async def play(pilot: Pilot[None]) -> None:
        await set_up(pilot)
        await choose(pilot, "body")
        assert "đã chọn 14" in shown(pilot)
        await press(pilot, "space", "enter")
        assert "13 ủy viên ban chấp hành" in shown(pilot)

    play_on(play, path=path)
    desk = reopened(path)
    with closing(desk.journal):
        body = desk.congress.body
        assert [(one.no, one.name) for one in body[:2]] == [(1, "Cà Thị Bích"), (2, "Quàng Văn Chung")]
        assert len(body) == 13


@pytest.mark.parametrize("size", SIZES)
def test_hands_are_planned_counted_and_put_right(folder: Path, size: tuple[int, int]) -> None:
    path = a_conference_file(folder)

    async def play(pilot: Pilot[None]) -> None:
        await set_up(pilot)
        await choose(pilot, "new-hand")
        await fill(pilot, "Đoàn Chủ tịch", "Các đồng chí Ánh, Bích")
        await press(pilot, "f8")
        await choose(pilot, "hand/doan-chu-tich")
        await fill(pilot, None, None, "12", "1", "1", "13")
        assert "đồng ý 12 · không đồng ý 1" in shown(pilot)
        assert "Số người giơ tay (14) nhiều hơn" in shown(pilot)
        await fill(pilot, "14")
        await press(pilot, "f8")
        assert at(pilot, SetupScreen)
        assert "Đoàn Chủ tịch: đồng ý 12 · không 1 · không ý kiến 1 · có mặt 14" in " ".join(shown(pilot).split())
        # What was counted changes with a reason only.
        await choose(pilot, "hand/doan-chu-tich")
        await fill(pilot, None, None, "13", "0")
        await press(pilot, "f8")
        assert "phải có lý do" in shown(pilot)
        await press(pilot, *"dem lai", "enter")
        assert at(pilot, SetupScreen)

    play_on(play, size, path=path)
    desk = reopened(path)
    with closing(desk.journal):
        assert desk.congress.hand_votes == (
            HandVote("doan-chu-tich", "Đoàn Chủ tịch", "Các đồng chí Ánh, Bích", 13, 0, 1, 14),
        )


def test_the_papers_of_two_hand_votes_are_told_apart(folder: Path) -> None:
    path = a_conference_file(folder)
    desk = bootstrap.open_desk(path)
    with closing(desk.journal):
        for vote_id, title in (("chu-tich", "Đoàn Chủ tịch"), ("thu-ky", "Đoàn Thư ký")):
            HandVotes(desk).put(HandVote(vote_id, title, "", 14, 0, 0))

    async def play(pilot: Pilot[None]) -> None:
        await pilot.pause(0.5)
        await press(pilot, "f6")
        await wait_for(pilot, PapersScreen)
        await press(pilot, "end")
        text = shown(pilot)
        assert "Biên bản biểu quyết" in text
        assert "ghi được · Đoàn Chủ tịch" in text
        assert "ghi được · Đoàn Thư ký" in text

    play_on(play, path=path)


def test_only_some_of_the_three_numbers_are_not_taken(folder: Path) -> None:
    path = a_conference_file(folder)

    async def play(pilot: Pilot[None]) -> None:
        await set_up(pilot)
        await choose(pilot, "new-hand")
        await fill(pilot, "Đoàn Chủ tịch", None, "12")
        await press(pilot, "f8")
        assert at(pilot, FormDialog)
        assert "Ghi đủ ba số" in shown(pilot)

    play_on(play, path=path)


def test_a_planned_hand_vote_is_removed_after_a_question(folder: Path) -> None:
    path = a_conference_file(folder)

    async def play(pilot: Pilot[None]) -> None:
        await set_up(pilot)
        await choose(pilot, "new-hand")
        await fill(pilot, "Đoàn Thư ký")
        await press(pilot, "f8")
        lines = pilot.app.screen.query_one(OptionList)
        lines.highlighted = lines.get_option_index("hand/doan-thu-ky")
        await press(pilot, "delete")
        assert at(pilot, Question)
        await press(pilot, "enter")

    play_on(play, path=path)
    desk = reopened(path)
    with closing(desk.journal):
        assert desk.congress.hand_votes == ()


def test_a_contest_becomes_an_opinion_and_takes_alternates_on_the_screen(folder: Path) -> None:
    path = folder / "dai-hoi.tally"
    congress, contests = bootstrap.read_congress(FIXTURES / "thanh-chan" / "congress.toml")
    bootstrap.new_congress_file(path, congress, contests)

    async def play(pilot: Pilot[None]) -> None:
        await set_up(pilot)
        await choose(pilot, "contest/doan-dai-bieu/1")
        for _ in range(6):
            await press(pilot, "down")
        await fill(pilot, "1")
        await press(pilot, "f8")
        assert at(pilot, SetupScreen)
        await choose(pilot, "contest/bch/1")
        for _ in range(8):
            await press(pilot, "down")
        await press(pilot, "right")
        text = shown(pilot)
        assert "xin ý kiến · gạch tên" in text
        assert "danh sách 16 người xin ý kiến" in text
        await press(pilot, "f8")
        assert at(pilot, SetupScreen)

    play_on(play, path=path)
    desk = reopened(path)
    with closing(desk.journal):
        assert desk.contest(("doan-dai-bieu", 1)).alternates == 1
        opinion = desk.contest(("bch", 1))
        assert (opinion.method, opinion.seats, opinion.body_size) == (Method.OPINION, 0, 0)
