"""What a board met that never counted before: what is said is so, keys do what is said, the cursor stays."""

import asyncio
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
import scenes
from board import HEAD, KEYER, OTHER, Board, a_board
from builders import a_congress, a_contest, marks
from desk_app import people_named
from desk_screens import SIZES, Play, at, choose, fill, in_one_line, play_at, press, shown
from on_a_screen import HEAD as CHIEF_NAME
from on_a_screen import KEY, a_count, play_on_screen
from textual.pilot import Pilot
from textual.widgets import OptionList

from tally import bootstrap
from tally.application.desk.desk import Refused
from tally.application.desk.keying import Batches
from tally.application.desk.people import People
from tally.application.desk.setup import Setup
from tally.cli.desk import open_desk, services
from tally.domain.congress import BoardMember, BoardRole
from tally.locales import Words
from tally.tui.app import TallyApp
from tally.tui.screens.batches import BatchesScreen
from tally.tui.screens.next_step import NextStepScreen
from tally.tui.screens.people import PeopleScreen
from tally.tui.screens.result import ResultScreen
from tally.tui.screens.slate import SlateScreen
from tally.tui.widgets.dialogs import Number, Question, Reason
from tally.tui.widgets.form_dialog import FormDialog
from tally.tui.widgets.plain_table import PlainTable

PASS, OTHERS = ["+++-", "++-+", "+-++"], ["+++-", "+-++", "++-+"]
PIN = "284617"


def declared(path: Path, *board: BoardMember, pin: str = "") -> Path:
    """Declare a congress with a board, and the head at the desk."""
    desk = bootstrap.desk_on(bootstrap.create_journal(path))
    with closing(desk.journal):
        congress = replace(a_congress(10), board=board)
        Setup(desk).declare(congress, (a_contest(issued=None, returned=None),))
        people = People(desk, bootstrap.pin_hasher())
        head = people.add(CHIEF_NAME, "head", pin)
        people.add("Cà Văn Nam", "secretary", pin)
        people.add("Vì Văn Sơn", "member", pin)
        people.sign_in(head.id, pin)
    return path


def heard(pilot: Pilot[None]) -> list[str]:
    """Return what is said at the edge of the screen from now on."""
    said: list[str] = []
    pilot.app.notify = lambda message, **_: said.append(message)  # type: ignore[method-assign]
    return said


def row(pilot: Pilot[None]) -> int:
    return pilot.app.screen.query_one(PlainTable).cursor_row


def line(pilot: Pilot[None]) -> str | None:
    lines = pilot.app.screen.query_one(OptionList)
    return lines.get_option_at_index(lines.highlighted or 0).id


# Keys do what is said


def test_what_narrows_a_list_is_said_above_it_and_how_to_be_rid_of_it(folder: Path) -> None:
    path = a_count(folder / "a.tally", (PASS, OTHERS))

    async def play(pilot: Pilot[None]) -> None:
        lines = pilot.app.screen.query_one(OptionList)
        found = next(option.id for option in lines.options if "phiếu 3" in str(option.prompt))
        await press(pilot, "3")
        assert "lọc: 3_ · còn 1/2 dòng · ⌫ bớt chữ, Esc bỏ lọc" in in_one_line(pilot)
        assert line(pilot) == found, "the row below it is the one that Enter takes"
        await press(pilot, "escape")
        assert "lọc:" not in shown(pilot)

    play_on_screen(path, "disputes", play, contest=KEY)


def test_a_reason_is_asked_for_as_it_is_given_a_digit_then_enter(folder: Path) -> None:
    path = a_count(folder / "a.tally", (PASS, OTHERS))

    async def play(pilot: Pilot[None]) -> None:
        await press(pilot, "f4", "1", "enter")
        assert at(pilot, Reason)
        assert "gõ số của một lý do ở trên, hoặc gõ lý do khác, rồi ⏎" in in_one_line(pilot)
        await press(pilot, "1", "enter")
        assert at(pilot, BatchesScreen)

    play_on_screen(path, "batches", play, contest=KEY)


def test_the_same_number_of_passes_is_offered_only_where_it_changes_something(folder: Path) -> None:
    path = declared(folder / "a.tally", pin=PIN)
    desk = bootstrap.open_desk(path)
    with closing(desk.journal):
        People(desk, bootstrap.pin_hasher()).sign_in("p1", PIN)
        batches = Batches(desk)
        batches.begin_counting(KEY)
        batches.open_batch(KEY, 3)
        with pytest.raises(Refused, match="passes_same"):
            batches.waive_passes(KEY, 2, "thiếu người")

    async def play(pilot: Pilot[None]) -> None:
        await press(pilot, "f2", *PIN, "enter")
        await pilot.pause(0.3)
        await press(pilot, "f4")
        assert at(pilot, Number)
        assert "gõ số lượt, ít hơn 2, rồi ⏎" in in_one_line(pilot)
        said = heard(pilot)
        await press(pilot, "enter")
        assert at(pilot, BatchesScreen), "no reason is asked for what changes nothing"
        assert "mỗi lượt của một tập phải do một người khác nhập" in said[-1]

    play_on_screen(path, "batches", play, person="", contest=KEY)


def test_keying_shows_the_keys_that_correct_withdraw_and_close() -> None:
    scene = scenes.counting_sixteen()

    async def go() -> None:
        async with scene.app.run_test(size=SIZES[0]) as pilot:
            await pilot.pause(0.3)
            text = in_one_line(pilot)
            assert "F4 sửa phiếu" in text
            assert "F7 rút phiếu" in text
            assert "F8 khóa lượt" in text

    asyncio.run(go())


def test_below_the_last_line_of_a_form_there_is_none_and_what_is_typed_takes_its_place(folder: Path) -> None:
    async def play(pilot: Pilot[None]) -> None:
        await choose(pilot, "roll")
        last = pilot.app.screen.query("Field").last()
        await press(pilot, *["down"] * 6)
        assert pilot.app.focused is last
        await press(pilot, "1", "down")
        assert "Hết dòng: F8 ghi" in in_one_line(pilot)
        await press(pilot, "2")
        assert getattr(last, "value", None) == "2"

    play_on_screen(declared(folder / "a.tally"), "setup", play)


# The cursor stays


SECRETARY = BoardMember("Cà Văn Nam", BoardRole.SECRETARY)
CHIEF = BoardMember(CHIEF_NAME, BoardRole.HEAD)
MEMBERS = tuple(BoardMember(name, BoardRole.MEMBER) for name in ("Vì Văn Sơn", "Hờ A Vàng"))


def test_after_the_secretary_the_next_one_of_the_board_can_be_added(folder: Path) -> None:
    async def play(pilot: Pilot[None]) -> None:
        await choose(pilot, "new-member")
        await fill(pilot, "Cà Văn Nam")
        await press(pilot, "f8")
        assert line(pilot) == "new-member"

    play_on_screen(declared(folder / "a.tally", CHIEF), "setup", play)


@pytest.mark.parametrize(("gone", "then"), [("board/1", "board/1"), ("board/3", "new-member")])
def test_what_is_removed_leaves_the_cursor_where_it_was(folder: Path, gone: str, then: str) -> None:
    async def play(pilot: Pilot[None]) -> None:
        await choose(pilot, gone, enter=False)
        await press(pilot, "delete", "enter")
        assert line(pilot) == then

    play_on_screen(declared(folder / "a.tally", CHIEF, SECRETARY, *MEMBERS), "setup", play)


def test_adding_a_candidate_leaves_the_cursor_where_it_was(folder: Path) -> None:
    path = folder / "a.tally"
    desk = bootstrap.desk_on(bootstrap.create_journal(path))
    with closing(desk.journal):
        Setup(desk).declare(a_congress(10), (replace(a_contest(), slate=people_named(30)),))

    async def play(pilot: Pilot[None]) -> None:
        await press(pilot, *["down"] * 20)
        table = pilot.app.screen.query_one(PlainTable)
        scrolled = table.scroll_y
        assert (row(pilot), scrolled > 0) == (20, True)
        await press(pilot, "plus")
        await fill(pilot, "Vì Văn Sơn")
        await press(pilot, "f8")
        assert at(pilot, SlateScreen)
        await pilot.pause(0.3)
        assert row(pilot) == 20
        assert table.scroll_y == scrolled

    play_on_screen(path, "slate", play, person="", contest=KEY)


def test_a_pin_that_is_set_leaves_the_cursor_at_its_person(folder: Path) -> None:
    async def play(pilot: Pilot[None]) -> None:
        await press(pilot, "down", "f4")
        await fill(pilot, PIN, PIN)
        await press(pilot, "f8")
        await pilot.pause(0.3)
        assert at(pilot, PeopleScreen)
        assert row(pilot) == 1

    play_on_screen(declared(folder / "a.tally"), "people", play)


# The order of the steps, and one wording


def test_ballots_are_issued_and_taken_back_in_their_turn_and_the_first_step_is_named(folder: Path) -> None:
    async def play(pilot: Pilot[None]) -> None:
        said = heard(pilot)
        await choose(pilot, "return")
        assert at(pilot, NextStepScreen)
        assert said == ["Chưa làm được “Thu phiếu”: làm “Kiểm tra và niêm phong thùng phiếu” trước."]
        await choose(pilot, "check-box")
        await press(pilot, "enter")
        await choose(pilot, "return")
        assert at(pilot, NextStepScreen)
        await choose(pilot, "issue")
        assert at(pilot, FormDialog)
        await press(pilot, *"10", "f8")
        await choose(pilot, "return")
        assert at(pilot, FormDialog)

    play_on_screen(declared(folder / "a.tally"), "next_step", play)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_slips_are_signed_by_those_whom_they_name_for_it(language: str) -> None:
    words, paper = Words(language), Words("vi")
    assert paper("papers.slips.sign_keyer").startswith("Người nhập")
    assert paper("papers.slips.sign_secretary").startswith("Thư ký")
    signers = words("tui.next_step.signers.slips")
    assert signers == {"vi": "người nhập và thư ký", "en": "keyer and secretary"}[language]
    assert signers in words("desk.step.slips.help")


def test_the_number_keyed_is_the_contest_s_whichever_window_keys() -> None:
    here = begun()
    there = here.at("may-2")
    first = here.sit(KEYER).batches.open_pass(KEY, 1)
    second = there.sit(OTHER).batches.open_pass(KEY, 2)
    for _ in range(3):
        second.key(marks("+++-"))
    first.key(marks("++-+"))
    assert first.progress().keyed_in_contest == 4
    second.withdraw(3, "nhập hai lần")
    assert first.progress().keyed_in_contest == 3


def begun() -> Board:
    """Return a board with two batches and nothing keyed."""
    board = a_board().sit(HEAD)
    board.batches.begin_counting(KEY)
    for _ in range(2):
        board.batches.open_batch(KEY, 10)
    return board


def test_the_line_below_the_declaration_is_about_one_line_of_it(folder: Path) -> None:
    async def play(pilot: Pilot[None]) -> None:
        await choose(pilot, "contest/bch/1", enter=False)
        text = in_one_line(pilot)
        assert "điều phải xem ở" in text
        assert "Dòng này: không có gì phải xem lại." in text

    congress = replace(a_congress(10), date=None)
    path = a_count(folder / "a.tally")
    desk = bootstrap.open_desk(path)
    with closing(desk.journal):
        People(desk, bootstrap.pin_hasher()).sign_in("p1")
        Setup(desk).update_congress(congress, "kiểm thử")
    play_on_screen(path, "setup", play)


def test_the_overview_tells_sealed_from_over() -> None:
    table = scenes.sealed(scenes.counted(scenes.thanh_chan(), scenes.KEY), scenes.KEY)

    async def play(pilot: Pilot[None]) -> None:
        assert "đã khóa sổ 1/1 cuộc bầu; công bố, ký, bàn giao xong 0/1" in in_one_line(pilot)

    play_at(table, "overview", play)


def test_more_people_present_than_summoned_are_asked_about(folder: Path) -> None:
    path = declared(folder / "a.tally")

    async def play(pilot: Pilot[None]) -> None:
        await choose(pilot, "roll")
        await fill(pilot, "10", "12")
        await press(pilot, "f8")
        assert at(pilot, Question)
        assert "Có mặt 12, triệu tập 10: có mặt nhiều hơn triệu tập?" in in_one_line(pilot)
        await press(pilot, "escape")
        assert pilot.app.focused is pilot.app.screen.query_one("#present")
        await press(pilot, "f8", "enter")
        assert not at(pilot, FormDialog)

    play_on_screen(path, "setup", play)


# What is on the screen at 80 by 24


@pytest.mark.parametrize("scene", ["overview", "setting_up"])
def test_no_line_of_these_lists_is_broken_in_two(scene: str) -> None:
    one = getattr(scenes, scene)()

    async def go() -> None:
        async with one.app.run_test(size=SIZES[0]) as pilot:
            await pilot.pause(0.5)
            lines = pilot.app.screen.query_one(OptionList)
            assert lines.virtual_size.height == lines.option_count

    asyncio.run(go())


def play_with_toasts(path: Path, play: Play) -> None:
    """Show the steps of a file, with what is said at the edge of the screen."""
    words = Words("vi")
    app = TallyApp(words, services(words), "next_step")
    table = app.use(open_desk(path))
    table.people.sign_in("p1")

    async def go() -> None:
        async with app.run_test(size=SIZES[0], notifications=True) as pilot:
            await pilot.pause(0.3)
            app.screen.notify("ĐÃ GHI XONG", markup=False)
            app.notify("ĐỒNG HỒ LÙI", severity="warning", timeout=20, markup=False)
            await pilot.pause(0.2)
            assert "ĐÃ GHI XONG" in shown(pilot)
            await play(pilot)
            assert "ĐÃ GHI XONG" not in shown(pilot)
            assert "ĐỒNG HỒ LÙI" in shown(pilot), "a warning is to be seen by somebody who looks at papers"

    asyncio.run(go())


def test_what_was_said_goes_with_the_next_key_once_it_could_be_read(folder: Path) -> None:
    async def play(pilot: Pilot[None]) -> None:
        await press(pilot, "down")
        assert "ĐÃ GHI XONG" in shown(pilot), "nobody can have read it yet"
        await pilot.pause(1.6)
        await press(pilot, "down")

    play_with_toasts(declared(folder / "a.tally"), play)


def test_what_was_said_goes_with_its_screen(folder: Path) -> None:
    async def play(pilot: Pilot[None]) -> None:
        assert isinstance(pilot.app, TallyApp)
        await pilot.pause(1.6)
        pilot.app.go("result", contest=KEY)
        await pilot.pause(0.3)
        assert at(pilot, ResultScreen)

    play_with_toasts(declared(folder / "a.tally"), play)


def test_a_line_that_is_not_filled_in_is_named(folder: Path) -> None:
    async def play(pilot: Pilot[None]) -> None:
        await choose(pilot, "new-contest")
        await press(pilot, "f8")
        assert "Tên cuộc bầu: chưa ghi mục này." in in_one_line(pilot)

    play_on_screen(declared(folder / "a.tally"), "setup", play)
