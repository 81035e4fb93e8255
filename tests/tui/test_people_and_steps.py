"""Who sits at the desk, and what the board does next: PINs and their lock, the checklist and its order."""

from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from builders import a_congress
from desk_app import a_declared_contest
from desk_screens import SIZES, at, play_on, press, shown
from textual.events import Key
from textual.pilot import Pilot
from textual.widgets import DataTable, Input, OptionList

from tally import bootstrap
from tally.application.desk.desk import Desk
from tally.application.desk.narration import refusal
from tally.application.desk.people import People
from tally.application.desk.setup import Setup
from tally.domain.congress import Level
from tally.domain.journal import CONGRESS_CHAIN, EntryKind
from tally.locales import Words
from tally.tui.screens.next_step import NextStepScreen
from tally.tui.screens.people import PeopleScreen
from tally.tui.sign_in import SignIn, wait_text
from tally.tui.widgets.dialogs import Question, Reason
from tally.tui.widgets.form_dialog import FormDialog

STEPS = [
    "check-box", "issue", "return", "report", "opening", "open", "begin", "key", "slips", "compare", "rule", "seal",
    "announce", "sign", "hand-over",
]  # fmt: skip


def a_file(path: Path, pin: str = "", contests: int = 1) -> Path:
    """Make a congress that is set up, with a head who has a PIN when one is given."""
    desk = bootstrap.desk_on(bootstrap.create_journal(path))
    first = a_declared_contest(16, 14)
    more = [a_declared_contest(5, 3)] if contests > 1 else []
    Setup(desk).declare(a_congress(106), (first, *(replace(one, id="doan", title="Đoàn đại biểu") for one in more)))
    people = People(desk, bootstrap.pin_hasher())
    head = people.add("Bùi Thị Quế", "head", pin)
    people.add("Lò Thị Hoa", "keyer", pin)
    people.sign_in(head.id, pin)
    desk.journal.close()
    return path


def reopened(path: Path) -> Desk:
    return bootstrap.open_desk(path)


def test_three_wrong_pins_lock_for_longer_and_longer_and_a_restart_does_not_help(folder: Path) -> None:
    path = a_file(folder / "dai-hoi.tally", "246813")

    async def wrong(pilot: Pilot[None]) -> None:
        await pilot.pause(0.5)
        assert at(pilot, SignIn)
        for left in (2, 1):
            await press(pilot, *"271828", "enter")
            await pilot.pause(0.3)
            assert f"Còn {left} lần thử" in shown(pilot)
            assert pilot.app.screen.query_one(Input).value == ""
        await press(pilot, *"271828", "enter")
        await pilot.pause(0.3)
        assert "chờ" in shown(pilot)
        assert "giây nữa" in shown(pilot)

    async def after_a_restart(pilot: Pilot[None]) -> None:
        await pilot.pause(0.5)
        assert at(pilot, SignIn)
        # The right PIN does not help while the lock holds.
        for _ in range(60):
            if "giây nữa" not in shown(pilot):
                break
            await pilot.pause(0.2)
        await press(pilot, *"246813", "enter")
        await pilot.pause(0.5)
        assert at(pilot, NextStepScreen)
        assert "Bùi Thị Quế" in shown(pilot)

    play_on(wrong, path=path)
    desk = reopened(path)
    with closing(desk.journal):
        assert desk.state.people["p1"].failures == 3
    play_on(after_a_restart, path=path)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_no_tries_left_is_said_in_words_and_not_as_nought(language: str) -> None:
    said = [refusal(Words(language), "wrong_pin", {"name": "Lò Thị Hoa", "left": left}) for left in (1, 0)]
    assert "1" in said[0]
    assert "0" not in said[1]
    assert ("chờ lâu gấp đôi" if language == "vi" else "doubles the wait") in said[1]


@pytest.mark.parametrize(
    ("seconds", "said"), [(4, "chờ 4 giây"), (60, "chờ 1 phút 0 giây"), (75, "chờ 1 phút 15 giây")]
)
def test_a_wait_is_said_in_words(seconds: int, said: str) -> None:
    assert said in wait_text(Words("vi"), "Lò Thị Hoa", seconds)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_checklist_stands_in_the_order_of_the_work_and_fits_the_screen(
    folder: Path, size: tuple[int, int], language: str
) -> None:
    path = a_file(folder / "dai-hoi.tally")

    async def play(pilot: Pilot[None]) -> None:
        await pilot.pause(0.4)
        await press(pilot, "enter")
        steps = pilot.app.screen.query_one(OptionList)
        # What may follow the result comes once it is announced, before the minutes are signed.
        place = STEPS.index("sign")
        assert [option.id for option in steps.options] == [*STEPS[:place], "after", *STEPS[place:]]
        assert steps.max_scroll_y == 0
        words = Words(language)
        text = shown(pilot)
        for step in STEPS:
            assert words(f"desk.step.{step}.title") in text
        assert words("desk.step.after.title") in text
        # The cursor stands on what comes next, with one sentence about it and its clause.
        highlighted = steps.get_option_at_index(steps.highlighted or 0)
        assert highlighted.id == "check-box"
        assert words("desk.step.check-box.help")[:40] in text
        assert "QĐ 190-QĐ/TW" in text

    play_on(play, path=path, size=size, language=language)


def test_a_step_that_is_not_due_is_refused_in_words_and_one_that_is_moves_on(folder: Path) -> None:
    path = a_file(folder / "dai-hoi.tally")
    said: list[str] = []

    async def play(pilot: Pilot[None]) -> None:
        await pilot.pause(0.4)
        await press(pilot, "enter")
        pilot.app.notify = lambda message, **_: said.append(message)  # type: ignore[method-assign]
        steps = pilot.app.screen.query_one(OptionList)
        steps.highlighted = STEPS.index("announce")
        await press(pilot, "enter")
        assert at(pilot, NextStepScreen)
        steps.highlighted = STEPS.index("check-box")
        await press(pilot, "enter")
        assert at(pilot, Question)
        await press(pilot, "enter")
        # Issued and returned are declared already, so the report is next.
        assert steps.get_option_at_index(steps.highlighted or 0).id == "report"

    play_on(play, path=path)
    assert said == ["Chưa làm được “Công bố kết quả”: làm “Kiểm tra và niêm phong thùng phiếu” trước."]
    desk = reopened(path)
    with closing(desk.journal):
        assert desk.count_of(("bch", 1)).steps.keys() == {"check-box"}


def test_one_pass_takes_a_reason_unless_it_is_a_cell(folder: Path) -> None:
    path = a_file(folder / "dai-hoi.tally")

    async def play(pilot: Pilot[None]) -> None:
        await pilot.pause(0.4)
        await press(pilot, "enter")
        pilot.app.screen.query_one(OptionList).highlighted = STEPS.index("begin")
        await press(pilot, "enter")
        assert at(pilot, FormDialog)
        await press(pilot, "left", "f8")
        assert at(pilot, Reason)
        await press(pilot, *"it phieu", "enter")
        await pilot.pause(0.2)
        assert at(pilot, NextStepScreen)

    play_on(play, path=path)
    desk = reopened(path)
    with closing(desk.journal):
        assert desk.congress.level is not Level.CELL
        assert desk.count_of(("bch", 1)).wanted == 1


def test_every_contest_has_its_own_place_in_the_work(folder: Path) -> None:
    path = a_file(folder / "dai-hoi.tally", contests=2)

    async def play(pilot: Pilot[None]) -> None:
        await pilot.pause(0.4)
        await press(pilot, "enter")
        await press(pilot, "enter", "enter")
        assert "(1/2" in shown(pilot)
        await press(pilot, "right")
        text = shown(pilot)
        assert "Đoàn đại biểu" in text
        assert "(2/2" in text
        steps = pilot.app.screen.query_one(OptionList)
        assert steps.get_option_at_index(steps.highlighted or 0).id == "check-box"

    play_on(play, path=path)
    desk = reopened(path)
    with closing(desk.journal):
        assert "check-box" in desk.count_of(("bch", 1)).steps
        assert "check-box" not in desk.count_of(("doan", 1)).steps


@pytest.mark.parametrize("size", SIZES)
def test_persons_are_added_with_a_pin_typed_twice(folder: Path, size: tuple[int, int]) -> None:
    path = a_file(folder / "dai-hoi.tally", "246813")

    async def play(pilot: Pilot[None]) -> None:
        await pilot.pause(0.5)
        await press(pilot, *"246813", "enter")
        await pilot.pause(0.3)
        await press(pilot, "f4", "f2")
        assert at(pilot, PeopleScreen)
        await press(pilot, "plus", *"Mai", "down", "down", *"135724", "down", *"135725", "f8")
        assert "không giống nhau" in shown(pilot)
        await press(pilot, *"135724", "down", *"135724", "f8")
        await pilot.pause(0.3)
        assert at(pilot, PeopleScreen), shown(pilot)
        assert pilot.app.screen.query_one(DataTable).row_count == 3
        # Setting somebody's PIN anew is asked about; too short, it is refused; what was typed is not shown.
        await press(pilot, "down", "down", "f4")
        assert at(pilot, Question)
        assert "Mai đã có mã PIN; đặt lại?" in shown(pilot)
        await press(pilot, "escape")
        assert at(pilot, PeopleScreen)
        await press(pilot, "f4", "enter", *"12", "down", *"12", "f8")
        text = shown(pilot)
        assert "6 đến 12 chữ số. Chọn mã khác" in text
        assert "••" in text

    play_on(play, path=path, size=size)
    desk = reopened(path)
    with closing(desk.journal):
        mai = desk.state.people["p3"]
        assert (mai.name, mai.role) == ("Mai", "keyer")
        assert bootstrap.pin_hasher().verify(mai.pin, "135724")


def test_a_pin_set_anew_leaves_the_cursor_where_it_is_and_ones_own_is_not_asked_about(folder: Path) -> None:
    path = a_file(folder / "dai-hoi.tally", "246813")
    desk = reopened(path)
    with closing(desk.journal):
        people = People(desk, bootstrap.pin_hasher())
        people.sign_in("p1", "246813")
        people.add("Mai", "keyer")

    async def play(pilot: Pilot[None]) -> None:
        await pilot.pause(0.5)
        await press(pilot, *"246813", "enter")
        await pilot.pause(0.3)
        await press(pilot, "f4", "f2")
        for answer in ([], ["enter"]):
            await press(pilot, "f4", *answer)
            assert at(pilot, FormDialog), shown(pilot)
            await press(pilot, *"135724", "down", *"135724", "f8")
            await pilot.pause(0.3)
            assert at(pilot, PeopleScreen), shown(pilot)
            assert pilot.app.screen.query_one(DataTable).cursor_row == len(answer)
            await press(pilot, "down")

    play_on(play, path=path)


def test_a_small_cell_needs_no_pins(folder: Path) -> None:
    path = a_file(folder / "chi-bo.tally")

    async def play(pilot: Pilot[None]) -> None:
        await pilot.pause(0.4)
        assert at(pilot, SignIn)
        assert not pilot.app.screen.query(Input)
        await press(pilot, "down", "enter")
        assert "Lò Thị Hoa" in shown(pilot)

    play_on(play, path=path)


def test_leaving_the_sign_in_leaves_the_desk_readable_and_asks_again_when_somebody_is_needed(folder: Path) -> None:
    path = a_file(folder / "dai-hoi.tally")

    async def play(pilot: Pilot[None]) -> None:
        await pilot.pause(0.4)
        await press(pilot, "escape")
        assert at(pilot, NextStepScreen)
        assert "chưa ai đăng nhập" in shown(pilot)
        await press(pilot, "enter", "enter")
        assert at(pilot, SignIn)
        await press(pilot, "enter")
        assert at(pilot, NextStepScreen)

    play_on(play, path=path)
    desk = reopened(path)
    with closing(desk.journal):
        assert "check-box" in desk.count_of(("bch", 1)).steps


def test_a_burst_of_enters_opens_one_question_and_records_one_step(folder: Path) -> None:
    path = a_file(folder / "dai-hoi.tally")

    async def play(pilot: Pilot[None]) -> None:
        await pilot.pause(0.4)
        await press(pilot, "enter")
        before = len(pilot.app.screen_stack)
        for _ in range(3):
            pilot.app.post_message(Key("enter", "\r"))
        await pilot.pause(0.4)
        # One Enter opened the question; the others agreed to it, or met the list while it was covered.
        assert len(pilot.app.screen_stack) <= before + 1
        await press(pilot, "escape")
        assert at(pilot, NextStepScreen)

    play_on(play, path=path)


def test_enter_without_a_pin_is_no_wrong_pin(folder: Path) -> None:
    path = a_file(folder / "dai-hoi.tally", "246813")

    async def play(pilot: Pilot[None]) -> None:
        await pilot.pause(0.4)
        assert at(pilot, SignIn)
        await press(pilot, "enter", "enter", "enter", "enter")
        assert "Gõ mã PIN của" in shown(pilot)
        await press(pilot, *"246813", "enter")
        await pilot.pause(0.3)
        assert at(pilot, NextStepScreen)

    play_on(play, path=path)
    desk = reopened(path)
    with closing(desk.journal):
        assert not [one for one in desk.journal.entries(CONGRESS_CHAIN) if one.kind is EntryKind.SIGN_IN_FAILED]
