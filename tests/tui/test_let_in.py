"""Somebody who is locked out is let in again by two others, on the screens."""

from contextlib import closing
from pathlib import Path

import pytest
from builders import a_congress, a_contest
from desk_screens import SIZES, at, in_one_line, play_on, press
from memory_journal import QuickHasher
from textual.pilot import Pilot

from tally import bootstrap
from tally.application.desk.desk import Refused
from tally.application.desk.narration import sentence
from tally.application.desk.people import People
from tally.application.desk.setup import Setup
from tally.domain.journal import CONGRESS_CHAIN, EntryKind
from tally.domain.pins import LAST_TRY
from tally.locales import Words
from tally.tui.screens.people import PeopleScreen
from tally.tui.sign_in import SignIn
from tally.tui.widgets.choices import Choose
from tally.tui.widgets.form_dialog import FormDialog
from tally.tui.widgets.two_people import TwoPeople

PEOPLE = (("Bùi Thị Quế", "head"), ("Cà Văn Thịnh", "secretary"), ("Lò Thị Hoa", "member"), ("Vì Văn Sơn", "keyer"))
PINS = ("271828", "314159", "161803", "135724")


def a_file(path: Path, locked_out: str) -> Path:
    """Make a file whose people all have PINs, one of whom was typed wrongly ten times."""
    desk = bootstrap.desk_on(bootstrap.create_journal(path))
    Setup(desk).declare(a_congress(), (a_contest(),))
    people = People(desk, bootstrap.pin_hasher())
    for (name, role), pin in zip(PEOPLE, PINS, strict=True):
        people.add(name, role, pin)
    people.sign_in("p1", PINS[0])
    # The wrong ones need not be hashed, and time flies.
    hurried = People(desk, QuickHasher(), iter(range(0, 10**6, 1000)).__next__)
    for _ in range(LAST_TRY):
        with pytest.raises(Refused, match="wrong_pin"):
            hurried.sign_in(locked_out, "0000")
    desk.journal.close()
    return path


async def let_in(pilot: Pilot[None], downs: int, *, head: bool) -> None:
    """Let somebody in from the list of people."""
    await press(pilot, "escape", "f4")
    await press(pilot, "f2")
    await pilot.pause(0.3)
    assert at(pilot, PeopleScreen)
    await press(pilot, *["down"] * downs, "ctrl+l")
    if head:
        assert at(pilot, Choose), "one of two is the first"
        await press(pilot, "1")
    assert at(pilot, FormDialog)
    await press(pilot, *"112233", "down", *"112233", "f8")
    assert "ai cũng đoán được" in in_one_line(pilot)
    await press(pilot, *["backspace"] * 6, *"902176", "up", *["backspace"] * 6, *"902176", "f8")
    assert at(pilot, TwoPeople)


@pytest.mark.parametrize("size", SIZES)
def test_a_keyer_locked_out_is_let_in_by_the_head_and_one_more(tmp_path: Path, size: tuple[int, int]) -> None:
    path = a_file(tmp_path / "dai-hoi.tally", "p4")

    async def play(pilot: Pilot[None]) -> None:
        await pilot.pause(0.5)
        assert at(pilot, SignIn)
        await press(pilot, "down", "down", "down")
        assert "Vì Văn Sơn: gõ sai 10 lần. Chờ không mở được" in in_one_line(pilot)
        await press(pilot, *"135724", "enter")
        await pilot.pause(0.5)
        assert at(pilot, SignIn), "not by the right PIN"
        await let_in(pilot, 3, head=False)
        assert "Trưởng ban: Bùi Thị Quế" in in_one_line(pilot)
        await press(pilot, *"0000", "enter", "enter", *"314159", "enter")
        await pilot.pause(0.5)
        assert "Sai mã PIN của Bùi Thị Quế" in in_one_line(pilot)
        await press(pilot, *"271828", "enter", "enter", *"314159", "enter")
        await pilot.pause(0.8)
        assert at(pilot, PeopleScreen)
        assert "Vì Văn Sơn đã có mã PIN mới." in [one.message for one in pilot.app._notifications]

    play_on(play, size=size, path=path)
    desk = bootstrap.open_desk(path)
    with closing(desk.journal):
        (entry,) = [one for one in desk.journal.entries(CONGRESS_CHAIN) if one.kind is EntryKind.PIN_SET]
        said = sentence(Words("vi"), desk, entry)
        assert said == "Đặt mã PIN cho Vì Văn Sơn. Hai người cho vào lại: Bùi Thị Quế, Cà Văn Thịnh."
        People(desk, bootstrap.pin_hasher()).sign_in("p4", "902176")


def test_the_head_locked_out_is_let_in_by_two_others(tmp_path: Path) -> None:
    path = a_file(tmp_path / "dai-hoi.tally", "p1")

    async def play(pilot: Pilot[None]) -> None:
        await pilot.pause(0.5)
        assert "Bùi Thị Quế: gõ sai 10 lần" in in_one_line(pilot)
        await let_in(pilot, 0, head=True)
        assert "Người thứ nhất: Cà Văn Thịnh" in in_one_line(pilot)
        await press(pilot, *"314159", "enter", "enter", *"161803", "enter")
        await pilot.pause(0.8)
        assert at(pilot, PeopleScreen)

    play_on(play, path=path)
    desk = bootstrap.open_desk(path)
    with closing(desk.journal):
        People(desk, bootstrap.pin_hasher()).sign_in("p1", "902176")


def test_where_the_board_has_not_the_two_it_is_said(tmp_path: Path) -> None:
    path = tmp_path / "dai-hoi.tally"
    desk = bootstrap.desk_on(bootstrap.create_journal(path))
    Setup(desk).declare(a_congress(), (a_contest(),))
    people = People(desk, bootstrap.pin_hasher())
    people.add(*PEOPLE[0], PINS[0])
    people.add(*PEOPLE[3], PINS[3])
    people.sign_in("p1", PINS[0])
    desk.journal.close()

    async def play(pilot: Pilot[None]) -> None:
        await pilot.pause(0.5)
        await press(pilot, "escape", "f4")
        await press(pilot, "f2")
        await press(pilot, "down", "ctrl+l")
        assert any("chưa đủ hai người khác" in one.message for one in pilot.app._notifications)

    play_on(play, path=path)


def test_a_pin_set_anew_for_somebody_else_asks_for_two_where_the_board_has_them(tmp_path: Path) -> None:
    path = a_file(tmp_path / "dai-hoi.tally", "p4")

    async def play(pilot: Pilot[None]) -> None:
        await pilot.pause(0.5)
        await press(pilot, *PINS[0], "enter")
        await pilot.pause(0.5)
        await press(pilot, "f4", "f2")
        assert at(pilot, PeopleScreen)
        await press(pilot, "down", "down", "f4")
        await pilot.pause(0.3)
        assert at(pilot, FormDialog)
        await press(pilot, *"902176")
        assert at(pilot, FormDialog)
        assert "Cho Lò Thị Hoa vào lại: mã PIN mới" in in_one_line(pilot)

    play_on(play, path=path)


def test_a_forgotten_pin_is_set_anew_where_somebody_sits_down(tmp_path: Path) -> None:
    path = a_file(tmp_path / "dai-hoi.tally", "p4")

    async def play(pilot: Pilot[None]) -> None:
        await pilot.pause(0.5)
        assert at(pilot, SignIn)
        assert "quên mã PIN: Ctrl+L" in in_one_line(pilot)
        await press(pilot, "down", "down", "down", "ctrl+l")
        assert at(pilot, FormDialog)
        assert "Vì Văn Sơn" in in_one_line(pilot)
        await press(pilot, *"902176", "down", *"902176", "f8")
        assert at(pilot, TwoPeople)
        await press(pilot, *"271828", "enter", "enter", *"314159", "enter")
        await pilot.pause(0.8)
        assert at(pilot, SignIn)
        await press(pilot, *"902176", "enter")
        await pilot.pause(0.5)
        assert not at(pilot, SignIn)

    play_on(play, path=path)
    desk = bootstrap.open_desk(path)
    with closing(desk.journal):
        kinds = [one.kind for one in desk.journal.entries(CONGRESS_CHAIN)]
        assert kinds[-2:] == [EntryKind.PIN_SET, EntryKind.SIGNED_IN]
