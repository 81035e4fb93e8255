"""Two windows that set one congress up: what the one declares, the other does not undo by what it saw before."""

from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from builders import a_congress, a_contest, a_slate
from desk_app import KEY
from desk_screens import at, choose, fill, play_on, press, shown, wait_for
from memory_journal import QuickHasher
from textual.pilot import Pilot

from tally import bootstrap
from tally.domain.congress import BoardRole
from tally.tui.screens.next_step import NextStepScreen
from tally.tui.screens.setup import SetupScreen
from tally.tui.screens.slate import SlateScreen
from tally.tui.services import OpenDesk
from tally.tui.widgets.form_dialog import FormDialog

Elsewhere = Callable[[OpenDesk], object]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return a congress file in which a congress is declared and nobody sits at the desk."""
    file = tmp_path / "dai-hoi.tally"
    with closing(bootstrap.create_journal(file)) as journal:
        OpenDesk.on(file, bootstrap.desk_on(journal), QuickHasher()).setup.declare(
            a_congress(), (a_contest(issued=None, returned=None), replace(a_contest(), id="them", title="Thêm"))
        )
    return file


def elsewhere(path: Path, done: Elsewhere) -> None:
    """Do something in another window."""
    with closing(bootstrap.open_journal(path)) as journal:
        done(OpenDesk.on(path, bootstrap.desk_on(journal), QuickHasher()))


def board_only_has(path: Path) -> tuple[str, ...]:
    with closing(bootstrap.open_journal(path, reading=True)) as journal:
        return tuple(member.name for member in bootstrap.desk_on(journal).congress.board)


def names(path: Path) -> list[str]:
    with closing(bootstrap.open_journal(path, reading=True)) as journal:
        return [one.name for one in bootstrap.desk_on(journal).contest(KEY).slate]


def told(pilot: Pilot[None]) -> str:
    """Return the last sentence said at the edge of the screen."""
    return [one.message for one in pilot.app._notifications][-1]


async def to_setup(pilot: Pilot[None]) -> None:
    await wait_for(pilot, NextStepScreen)
    await press(pilot, "f4")
    await wait_for(pilot, SetupScreen)


async def to_slate(pilot: Pilot[None]) -> None:
    await to_setup(pilot)
    await choose(pilot, "slate/bch/1")
    await wait_for(pilot, SlateScreen)


async def take_off_the_last(pilot: Pilot[None]) -> None:
    await press(pilot, "end", "delete")


def test_a_slate_typed_while_something_else_was_declared_is_kept_and_recorded_at_the_second_press(path: Path) -> None:
    async def play(pilot: Pilot[None]) -> None:
        await to_slate(pilot)
        await take_off_the_last(pilot)
        elsewhere(path, lambda table: table.setup.update_congress(replace(table.desk.congress, place="Nhà văn hóa")))
        await press(pilot, "f8")
        assert at(pilot, SlateScreen)
        assert "danh sách trên màn hình còn nguyên" in told(pilot)
        assert len(names(path)) == 4
        await press(pilot, "f8")
        await wait_for(pilot, SetupScreen)

    play_on(play, path=path)
    assert len(names(path)) == 3
    with closing(bootstrap.open_journal(path, reading=True)) as journal:
        assert bootstrap.desk_on(journal).congress.place == "Nhà văn hóa"


def test_a_slate_recorded_in_the_other_window_is_not_replaced_before_that_is_said(path: Path) -> None:
    async def play(pilot: Pilot[None]) -> None:
        await to_slate(pilot)
        await take_off_the_last(pilot)
        elsewhere(
            path,
            lambda table: table.setup.update_contest(replace(table.desk.contest(KEY), slate=a_slate(5))),
        )
        await press(pilot, "f8")
        assert at(pilot, SlateScreen)
        assert "ở cửa sổ hoặc máy khác: 5 người" in told(pilot)

    play_on(play, path=path)
    assert len(names(path)) == 5


def test_a_slate_of_a_contest_that_went_in_the_other_window_says_so(path: Path) -> None:
    async def play(pilot: Pilot[None]) -> None:
        await to_slate(pilot)
        await take_off_the_last(pilot)
        elsewhere(path, lambda table: table.setup.remove_contest(KEY))
        for _ in range(2):
            await press(pilot, "f8")
            assert at(pilot, SlateScreen)
        assert "Không có cuộc bầu mã bch" in told(pilot)
        await press(pilot, "escape", "enter")
        await wait_for(pilot, SetupScreen)

    play_on(play, path=path)


@pytest.mark.parametrize("returned", ["8", ""])
def test_ballots_reported_in_two_windows_are_not_written_over_each_other(path: Path, returned: str) -> None:
    async def play(pilot: Pilot[None]) -> None:
        await wait_for(pilot, NextStepScreen)
        await press(pilot, "f2", "enter")
        await choose(pilot, "check-box")
        await press(pilot, "enter")
        await choose(pilot, "issue")
        await wait_for(pilot, FormDialog)
        elsewhere(path, reported)
        await fill(pilot, "9", returned)
        await press(pilot, "f8")
        assert at(pilot, FormDialog), shown(pilot)
        assert "khai báo đã được sửa ở cửa sổ hoặc máy khác" in " ".join(shown(pilot).split())

    def reported(table: OpenDesk) -> None:
        table.people.sign_in("p1")
        table.setup.report_ballots(KEY, 10, 10, 10)

    elsewhere(path, lambda table: table.people.add("Lò Thị Hoa", "head"))
    play_on(play, path=path)
    with closing(bootstrap.open_journal(path, reading=True)) as journal:
        contest = bootstrap.desk_on(journal).contest(KEY)
    assert (contest.issued, contest.returned) == (10, 10)


def test_a_person_is_taken_off_the_board_that_was_looked_at(path: Path) -> None:
    first, *others = board_only_has(path)

    async def play(pilot: Pilot[None]) -> None:
        await to_setup(pilot)
        await choose(pilot, "board/1", enter=False)
        await press(pilot, "delete")
        elsewhere(path, without_the_first)
        await press(pilot, "enter")
        assert "khai báo đã được sửa ở cửa sổ hoặc máy khác" in told(pilot)

    def without_the_first(table: OpenDesk) -> None:
        left = table.desk.congress.board[1:]
        assert left[0].role is not BoardRole.HEAD
        table.setup.update_congress(replace(table.desk.congress, board=left))

    play_on(play, path=path)
    assert board_only_has(path) == tuple(others)
    assert first
