"""What is asked before it is done: another's pass, leaving in the middle, a day that is not today, more than can be."""

import datetime as dt
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from builders import a_congress, a_contest, marks
from desk_screens import at, choose, fill, play_on, press, shown
from on_a_screen import HEAD, KEY, KEYER, SECRETARY, play_on_screen
from textual.pilot import Pilot
from textual.widgets import Input, Static

from tally import bootstrap
from tally.application.desk.clock import moment_text
from tally.application.desk.keying import Batches
from tally.application.desk.people import People
from tally.application.desk.procedure import Procedure
from tally.application.desk.setup import Setup
from tally.domain.congress import Congress
from tally.domain.contest import Contest
from tally.domain.journal import CONGRESS_CHAIN, EntryKind
from tally.tui.app import TallyApp
from tally.tui.screens.batches import BatchesScreen
from tally.tui.screens.count import CountScreen
from tally.tui.screens.next_step import NextStepScreen
from tally.tui.screens.setup import SetupScreen
from tally.tui.screens.slate import SlateScreen
from tally.tui.widgets.choices import Choose
from tally.tui.widgets.dialogs import Question
from tally.tui.widgets.form_dialog import FormDialog


def in_one_line(pilot: Pilot[None]) -> str:
    """Return the screen in one line, without the edges of dialogs."""
    return " ".join(shown(pilot).replace("│", " ").split())


def declared(path: Path) -> tuple[Congress, Contest]:
    """Read the declaration anew."""
    desk = bootstrap.open_desk(path)
    with closing(desk.journal):
        return desk.congress, desk.contests[0]


def a_file(path: Path, congress: Congress | None = None, contest: Contest | None = None) -> Path:
    """Make a congress that is declared, with its head at the desk."""
    desk = bootstrap.desk_on(bootstrap.create_journal(path))
    Setup(desk).declare(congress or a_congress(10), (contest or a_contest(issued=None, returned=None),))
    people = People(desk, bootstrap.pin_hasher())
    people.sign_in(people.add(HEAD, "head").id)
    Procedure(desk).mark_done(KEY, "check-box")
    desk.journal.close()
    return path


# Another's pass


def half_keyed(path: Path, *keyed: str) -> Path:
    """Make a count whose batch 1 somebody else left half keyed, in each of so many passes."""
    desk = bootstrap.desk_on(bootstrap.create_journal(path))
    Setup(desk).declare(a_congress(10), (a_contest(),))
    board = People(desk, bootstrap.pin_hasher())
    board.sign_in(board.add(HEAD, "head").id)
    board.add(SECRETARY, "secretary")
    board.add(KEYER, "keyer")
    Batches(desk).begin_counting(KEY)
    Batches(desk).open_batch(KEY)
    for person, stack in zip(("p3", "p2"), keyed, strict=False):
        board.sign_in(person)
        keyer = Batches(desk).open_pass(KEY, 1)
        for signs in stack.split():
            keyer.key(marks(signs))
    desk.journal.close()
    return path


def opened_by(path: Path) -> list[str]:
    """Return who opened or took over a pass, in that order."""
    desk = bootstrap.open_desk(path)
    with closing(desk.journal):
        return [one.person for one in desk.journal.entries(CONGRESS_CHAIN) if one.kind is EntryKind.PASS_OPENED]


def test_a_pass_of_somebody_else_is_taken_over_only_after_a_question_that_says_whose_it_is(folder: Path) -> None:
    path = half_keyed(folder / "a.tally", "+++- ++-+")
    desk = bootstrap.open_desk(path)
    with closing(desk.journal):
        opening = [one for one in desk.journal.entries(CONGRESS_CHAIN) if one.kind is EntryKind.PASS_OPENED][-1]

    async def play(pilot: Pilot[None]) -> None:
        await press(pilot, "f5")
        assert at(pilot, Choose)
        text = in_one_line(pilot)
        assert f"Nhận lượt 1 của tập 1 từ {KEYER}?" in text
        assert f"từ {moment_text(opening.time)}" in text
        assert "đã ghi 2 phiếu, lần cuối lúc " in text
        assert "tờ đang gõ dở, chưa ⏎, không được ghi và phải nhập lại" in text
        # Esc is no, and so is an Enter pressed once too often.
        for key in ("escape", "enter"):
            await press(pilot, key)
            assert at(pilot, BatchesScreen)
            assert opened_by(path) == ["p3"]
            await press(pilot, "f5")
        assert "nhập tiếp từ tờ 3" in in_one_line(pilot)
        await press(pilot, "2")
        assert at(pilot, CountScreen)

    play_on_screen(path, "batches", play, contest=KEY)
    assert opened_by(path) == ["p3", "p1"]


def test_of_two_open_passes_it_is_said_which_one(folder: Path) -> None:
    path = half_keyed(folder / "a.tally", "+++-", "")

    async def play(pilot: Pilot[None]) -> None:
        await press(pilot, "f5")
        assert at(pilot, Choose)
        await press(pilot, "2")
        assert at(pilot, Choose)
        assert "Nhận lượt 2 của tập 1" in shown(pilot)
        assert "chưa ghi phiếu nào" in in_one_line(pilot)

    play_on_screen(path, "batches", play, contest=KEY)
    assert opened_by(path) == ["p3", "p2"]


def test_ones_own_pass_is_gone_on_with_without_a_question(folder: Path) -> None:
    path = half_keyed(folder / "a.tally", "+++-")

    async def play(pilot: Pilot[None]) -> None:
        await press(pilot, "f5")
        assert at(pilot, CountScreen)

    play_on_screen(path, "batches", play, contest=KEY, person=KEYER)
    assert opened_by(path) == ["p3"]


# Leaving in the middle


def test_quitting_with_a_half_typed_ballot_is_asked_about_and_one_that_is_recorded_is_not(folder: Path) -> None:
    path = half_keyed(folder / "a.tally", "+++-")

    async def play(pilot: Pilot[None]) -> None:
        app = pilot.app
        assert isinstance(app, TallyApp)
        await press(pilot, "enter", "2", "3")
        assert at(pilot, CountScreen)
        await press(pilot, "ctrl+q", "ctrl+q")
        assert at(pilot, Question)
        assert "Phiếu 2 đang gõ, CHƯA GHI" in in_one_line(pilot)
        await press(pilot, "escape")
        assert at(pilot, CountScreen)
        # A question that is open is in the middle, too.
        await press(pilot, "enter", "f4", "1", "ctrl+q")
        assert at(pilot, Question)
        await press(pilot, "escape", "escape", "ctrl+q")
        assert app._exit

    play_on_screen(path, "batches", play, contest=KEY, person=KEYER)


@pytest.mark.parametrize("answer", ["enter", "escape"])
def test_quitting_with_a_form_half_filled_in_is_asked_about(folder: Path, answer: str) -> None:
    path = a_file(folder / "a.tally")

    async def play(pilot: Pilot[None]) -> None:
        await choose(pilot, "roll")
        await press(pilot, "7", "ctrl+q")
        assert at(pilot, Question)
        assert "Triệu tập, có mặt và mẫu số tính quá nửa: đã gõ, CHƯA GHI." in in_one_line(pilot)
        await press(pilot, answer)
        assert pilot.app._exit is (answer == "enter")
        assert at(pilot, FormDialog)

    play_on_screen(path, "setup", play)


def test_quitting_with_a_slate_not_recorded_is_asked_about(folder: Path) -> None:
    async def play(pilot: Pilot[None]) -> None:
        await press(pilot, "delete", "ctrl+q")
        assert at(pilot, Question)
        assert "Danh sách chưa ghi" in in_one_line(pilot)
        await press(pilot, "escape")
        assert at(pilot, SlateScreen)

    play_on_screen(a_file(folder / "a.tally"), "slate", play, contest=KEY)


def test_quitting_where_the_file_is_gone_does_not_say_that_all_is_well(folder: Path) -> None:
    path = a_file(folder / "a.tally")

    async def play(pilot: Pilot[None]) -> None:
        await press(pilot, "delete", "ctrl+q")
        assert "Những gì đã ghi vẫn còn" in in_one_line(pilot)
        await press(pilot, "escape")
        path.rename(folder / "b.tally")
        await press(pilot, "ctrl+q")
        assert "KHÔNG CÒN ở" in in_one_line(pilot)
        assert "vẫn còn" not in in_one_line(pilot)
        await press(pilot, "escape")

    play_on_screen(path, "slate", play, contest=KEY)


# What forms show and take


def test_a_number_of_returned_ballots_that_is_known_cannot_be_emptied(folder: Path) -> None:
    path = a_file(folder / "a.tally", contest=a_contest(issued=10, returned=9))

    async def play(pilot: Pilot[None]) -> None:
        await choose(pilot, "return")
        assert at(pilot, FormDialog)
        await press(pilot, "delete", "f8")
        assert at(pilot, FormDialog), "it would be saved as the nine that stood there"
        assert pilot.app.focused is not None
        assert pilot.app.focused.id == "back"
        assert "phải là một số, ít nhất 0" in in_one_line(pilot)

    play_on_screen(path, "next_step", play)
    assert declared(path)[1].returned == 9


def test_one_more_candidate_begins_at_the_name(folder: Path) -> None:
    async def play(pilot: Pilot[None]) -> None:
        await press(pilot, "plus", *"Vi Van An")
        assert of(pilot, "name") == "Vi Van An"
        assert of(pilot, "no") == "5", "its number stands there"
        await press(pilot, "escape", "enter")

    play_on_screen(a_file(folder / "a.tally"), "slate", play, contest=KEY)


def test_a_long_title_of_a_contest_says_that_it_is_cut_and_its_keys_are_read(folder: Path) -> None:
    title = "Đoàn đại biểu dự Đại hội đại biểu Đảng bộ cấp trên trực tiếp nhiệm kỳ 2025-2030"
    contests = (replace(a_contest(issued=None, returned=None), title=title), replace(a_contest(), id="hai"))
    desk = bootstrap.desk_on(bootstrap.create_journal(folder / "a.tally"))
    Setup(desk).declare(a_congress(10), contests)
    desk.journal.close()

    async def play(pilot: Pilot[None]) -> None:
        line = shown(pilot).splitlines()[1]
        assert "… (1/2, ← → đổi cuộc bầu)" in line

    play_on_screen(folder / "a.tally", "next_step", play, person="")


def of(pilot: Pilot[None], field: str) -> str:
    """Return what stands in a field."""
    return pilot.app.screen.query_one(f"#{field}", Input).value


def test_the_total_of_the_term_follows_the_seats_on_the_screen_until_it_is_another_number(folder: Path) -> None:
    path = a_file(folder / "a.tally", contest=a_contest(4, 3, issued=None, returned=None))

    async def play(pilot: Pilot[None]) -> None:
        await choose(pilot, "contest/bch/1")
        assert (of(pilot, "seats"), of(pilot, "body")) == ("3", "3")
        await press(pilot, "down", "down", "1")
        assert (of(pilot, "seats"), of(pilot, "body")) == ("1", "1")
        await press(pilot, "5")
        assert (of(pilot, "seats"), of(pilot, "body")) == ("15", "15")
        # Another total stays; fewer than the seats, or nothing, is no total.
        await fill(pilot, "2", "3")
        await fill(pilot, None)
        await press(pilot, "backspace", "f8")
        assert "ít nhất 2" in in_one_line(pilot)
        await press(pilot, "1", "f8")
        assert "ít nhất 2" in in_one_line(pilot)
        await press(pilot, "backspace", "4", "up", "2")
        assert (of(pilot, "seats"), of(pilot, "body")) == ("2", "4")
        await press(pilot, "f8")
        assert at(pilot, SetupScreen), shown(pilot)

    play_on_screen(path, "setup", play)
    contest = declared(path)[1]
    assert (contest.seats, contest.body_size) == (2, 4)


def test_an_opinion_shows_no_number_that_it_does_not_take(folder: Path) -> None:
    path = a_file(folder / "a.tally", contest=a_contest(4, 3, issued=None, returned=None))

    async def play(pilot: Pilot[None]) -> None:
        await choose(pilot, "contest/bch/1")
        assert "Số lượng bầu lần này" in shown(pilot)
        await press(pilot, *["down"] * 8, "right")
        for gone in ("Số lượng bầu lần này", "Tổng số của khóa", "Dự khuyết lấy thêm"):
            assert gone not in shown(pilot)
        await press(pilot, "enter")
        assert at(pilot, SetupScreen), shown(pilot)

    play_on_screen(path, "setup", play)
    assert declared(path)[1].is_opinion


@pytest.mark.parametrize(("language", "example"), [("vi", "ví dụ: "), ("en", "e.g. ")])
def test_an_example_says_that_it_is_one(folder: Path, language: str, example: str) -> None:
    path = a_file(folder / "a.tally", congress=a_congress(10, held=None))

    async def play(pilot: Pilot[None]) -> None:
        await choose(pilot, "congress")
        hints = {line.id: line.placeholder for line in pilot.app.screen.query(Input) if line.placeholder}
        assert {"term", "date"} <= hints.keys()
        for hint in hints.values():
            assert hint.startswith("(")
            assert example in hint

    play_on_screen(path, "setup", play, language=language)


def test_a_day_that_is_not_today_is_asked_about_and_today_is_not(folder: Path) -> None:
    path = a_file(folder / "a.tally", congress=a_congress(10, held=None))
    today = dt.datetime.now(dt.timezone(dt.timedelta(hours=7))).date()
    tomorrow = today + dt.timedelta(days=1)

    async def play(pilot: Pilot[None]) -> None:
        await choose(pilot, "congress")
        await press(pilot, *["down"] * 7)
        await fill(pilot, f"{tomorrow:%d/%m/%Y}")
        await press(pilot, "f8")
        assert at(pilot, Question)
        assert f"Ngày bầu là {tomorrow:%d/%m/%Y}, không phải hôm nay?" in in_one_line(pilot)
        await press(pilot, "escape")
        assert at(pilot, FormDialog)
        assert pilot.app.focused is pilot.app.screen.query_one("#date")
        await fill(pilot, f"{today:%d/%m/%Y}")
        await press(pilot, "f8")
        assert at(pilot, SetupScreen), shown(pilot)

    play_on_screen(path, "setup", play)
    assert declared(path)[0].date == today


# Ballots issued and returned


def live(pilot: Pilot[None]) -> str:
    """Return what the form says of what is typed."""
    return str(pilot.app.screen.query_one(".form--live", Static).render())


def test_issuing_begins_at_the_ballots_issued_and_asks_where_they_are_more_than_people(folder: Path) -> None:
    path = a_file(folder / "a.tally")

    async def play(pilot: Pilot[None]) -> None:
        await choose(pilot, "issue")
        assert pilot.app.focused is pilot.app.screen.query_one("#issued")
        await press(pilot, *"12")
        assert "(12) nhiều hơn số người có mặt (10)" in live(pilot)
        await press(pilot, "f8")
        assert at(pilot, Question)
        assert "Phiếu phát ra 12, có mặt 10: phát nhiều hơn số người?" in in_one_line(pilot)
        await press(pilot, "escape")
        # Back in the form, at the field: it is mended where it was typed.
        assert pilot.app.focused is pilot.app.screen.query_one("#issued")
        await press(pilot, "f8", "enter")
        assert at(pilot, NextStepScreen)
        # The list says so at the step where it is mended, not at the declaration.
        assert "12 phiếu · ✗ hơn 10 người có mặt: ⏎ để sửa" in in_one_line(pilot)
        assert isinstance(pilot.app, TallyApp)
        assert pilot.app.table is not None
        declared = pilot.app.table.overview.stands().before[0]
        assert (declared.id, declared.done) == ("setup", True)
        await choose(pilot, "return")
        assert pilot.app.focused is pilot.app.screen.query_one("#back")
        await press(pilot, *"13", "f8")
        assert "Phiếu thu về 13, phát ra 12" in in_one_line(pilot)

    play_on_screen(path, "next_step", play)


def test_people_present_are_kept_although_the_box_is_not_back_yet(folder: Path) -> None:
    path = a_file(folder / "a.tally")

    async def play(pilot: Pilot[None]) -> None:
        await choose(pilot, "issue")
        await press(pilot, "up", *"9", "down", *"9", "f8")
        assert at(pilot, NextStepScreen)
        await choose(pilot, "issue")
        assert (of(pilot, "present"), of(pilot, "issued"), of(pilot, "back")) == ("9", "9", "")
        # A line that is emptied is not saved as what stood there.
        await press(pilot, "up", "backspace", "f8")
        assert "Có mặt: phải là một số" in in_one_line(pilot)

    play_on_screen(path, "next_step", play)
    congress, contest = declared(path)
    assert (congress.roll.present, contest.issued, contest.returned) == (9, 9, None)


@pytest.mark.usefixtures("folder")
def test_home_asks_for_an_organisation_that_is_no_example() -> None:
    async def play(pilot: Pilot[None]) -> None:
        await press(pilot, "plus", "f8")
        assert "(ví dụ: Đảng bộ xã Thanh Chăn)" in shown(pilot)
        assert "Tổ chức đảng: chưa ghi mục này." in shown(pilot)

    play_on(play)
