"""What a paper would leave blank is said before it is sealed; a paper older than what it tells is said to be."""

from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from builders import a_congress, a_contest
from desk_screens import SIZES, at, choose, in_one_line, press, shown
from on_a_screen import KEY, a_count, play_on_screen, until
from textual.pilot import Pilot

from tally import bootstrap
from tally.application.blanks import blanks
from tally.application.desk.closing import Closing
from tally.application.desk.people import People
from tally.application.desk.setup import Setup
from tally.domain.desk import ContestKey
from tally.tui.screens.next_step import NextStepScreen
from tally.tui.screens.papers import PapersScreen
from tally.tui.screens.result import ResultScreen
from tally.tui.widgets.dialogs import Question
from tally.tui.widgets.two_people import TwoPeople

PASS = ["+++-", "++-+", "+-++", "-+++"]
BLANK = replace(a_congress(10, held=None), title="Đại hội đại biểu lần thứ ...")


@pytest.mark.parametrize(
    ("congress", "left"),
    [
        (a_congress(10), ()),
        (BLANK, ("title", "date")),
        (replace(a_congress(10), title="Đại hội lần thứ…"), ("title",)),
        (replace(a_congress(10), organisation="Đảng bộ xã ..."), ("organisation",)),
    ],
)
def test_dots_of_a_template_and_a_missing_day_are_blanks(congress: object, left: tuple[str, ...]) -> None:
    assert blanks(congress) == left  # type: ignore[arg-type]


def keyed(path: Path) -> Path:
    """Make a file with a count that can be sealed, of a congress whose title and day nobody filled in."""
    a_count(path, (PASS, PASS), contest=replace(a_contest(), issued=4, returned=4), people=4)
    desk = bootstrap.open_desk(path)
    with closing(desk.journal):
        People(desk, bootstrap.pin_hasher()).sign_in("p1")
        congress = replace(BLANK, roll=replace(BLANK.roll, summoned=4, present=4))
        Setup(desk).update_congress(congress, "kiểm thử")
    return path


@pytest.mark.parametrize("size", SIZES)
def test_what_is_blank_is_asked_for_where_the_congress_is_declared(folder: Path, size: tuple[int, int]) -> None:
    async def play(pilot: Pilot[None]) -> None:
        await choose(pilot, "congress", enter=False)
        text = in_one_line(pilot)
        assert "2 điều phải xem ở 1 dòng" in text
        assert "Tên đại hội còn chỗ “...” chưa ghi" in text
        assert "Chưa ghi ngày bầu." in text

    play_on_screen(keyed(folder / "a.tally"), "setup", play, size=size)


def test_nothing_is_sealed_with_a_blank_unless_somebody_says_so(folder: Path) -> None:
    async def play(pilot: Pilot[None]) -> None:
        assert "Ghi ở Khai báo (F4 ở màn hình Việc tiếp theo)" in in_one_line(pilot)
        await press(pilot, "f8")
        assert at(pilot, Question)
        assert "Biên bản còn chỗ trống" in shown(pilot)
        assert "Chưa ghi ngày bầu" in shown(pilot)
        await press(pilot, "escape")
        assert at(pilot, ResultScreen)
        await press(pilot, "f8", "enter")
        assert at(pilot, TwoPeople)
        await press(pilot, "enter")
        assert "ĐÃ KHÓA SỔ" in in_one_line(pilot)

    play_on_screen(keyed(folder / "a.tally"), "result", play, contest=KEY)


def seal_and_write(path: Path) -> Path:
    """Seal the contest of a file and write all of its papers; return the file."""
    a_count(path, (PASS, PASS), contest=replace(a_contest(), issued=4, returned=4), people=4)
    desk = bootstrap.open_desk(path)
    with closing(desk.journal):
        people = People(desk, bootstrap.pin_hasher())
        people.sign_in("p1")
        closing_ = Closing(desk, people)
        for one in closing_.unexplained(KEY):
            closing_.explain(KEY, one.code, "đúng như vậy")
        closing_.seal(KEY, "p1", "", "p2", "")

    async def play(pilot: Pilot[None]) -> None:
        assert "đã cũ" not in shown(pilot)
        await press(pilot, "f8")
        await until(pilot, "Đã ghi xong")
        assert "đã cũ" not in shown(pilot)

    play_on_screen(path, "papers", play, contest=KEY)
    return path


def correct(path: Path, key: ContestKey = KEY) -> None:
    """Declare another name of a place, and change what the minutes tell: a mistake found after the seal."""
    desk = bootstrap.open_desk(path)
    with closing(desk.journal):
        people = People(desk, bootstrap.pin_hasher())
        people.sign_in("p1")
        changes = {(1, 1): (None, None)}
        Closing(desk, people).corrigendum(key, "nhập sai", changes, "p1", "", "p2", "")


def test_papers_older_than_what_they_tell_are_said_to_be(folder: Path) -> None:
    path = seal_and_write(folder / "a.tally")
    correct(path)

    async def play(pilot: Pilot[None]) -> None:
        await until(pilot, "! đã cũ")
        assert "giấy trong thư mục đã cũ so với bây giờ: ⏎ ghi lại" in in_one_line(pilot)
        await press(pilot, "f8")
        await until(pilot, "Đã ghi xong")
        assert "! đã cũ" not in shown(pilot)

    play_on_screen(path, "papers", play, contest=KEY)


def test_the_list_of_steps_offers_to_write_them_again(folder: Path) -> None:
    path = seal_and_write(folder / "a.tally")
    correct(path)

    async def play(pilot: Pilot[None]) -> None:
        await until(pilot, "! giấy đã cũ: F6 ghi lại")
        await press(pilot, "f6")
        assert at(pilot, PapersScreen)
        await press(pilot, "f8")
        await until(pilot, "Đã ghi xong")
        await press(pilot, "escape")
        assert at(pilot, NextStepScreen)
        await pilot.pause(1)
        assert "giấy đã cũ" not in shown(pilot)

    play_on_screen(path, "next_step", play, contest=KEY)
