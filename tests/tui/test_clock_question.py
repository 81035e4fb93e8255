"""The question about the machine's clock when a file is opened, and at the seal."""

import datetime as dt
from contextlib import closing
from pathlib import Path

import pytest
from builders import a_congress, a_contest, marks
from desk_screens import SIZES, at, in_one_line, play_on, press, shown
from on_a_screen import HEAD, KEY, SECRETARY, play_on_screen
from textual.pilot import Pilot

from tally import bootstrap
from tally.application.desk.keying import Batches
from tally.application.desk.people import People
from tally.application.desk.setup import Setup
from tally.domain.journal import CONGRESS_CHAIN, Entry, EntryKind
from tally.store.opening import create
from tally.tui.screens.home import HomeScreen
from tally.tui.sign_in import SignIn
from tally.tui.widgets.choices import Choose
from tally.tui.widgets.two_people import TwoPeople


def a_file(path: Path, ahead: dt.timedelta) -> Path:
    """Make a file that was counted by a clock that is ahead of this computer's; nobody has a PIN."""

    def now() -> str:
        moment = dt.datetime.now(dt.UTC) + ahead
        return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")

    desk = bootstrap.desk_on(create(path, bootstrap.station(), now))
    Setup(desk).declare(a_congress(3), (a_contest(issued=3, returned=3),))
    people = People(desk, bootstrap.pin_hasher())
    head, secretary = people.add(HEAD, "head"), people.add(SECRETARY, "secretary")
    people.sign_in(head.id)
    work = Batches(desk)
    work.begin_counting(KEY)
    work.open_batch(KEY, 3)
    for person in (head, secretary):
        people.sign_in(person.id)
        keyer = work.open_pass(KEY, 1)
        for _ in range(3):
            keyer.key(marks("+++-"))
        keyer.close()
    people.sign_in(head.id)
    desk.journal.close()
    return path


def entries(path: Path) -> list[Entry]:
    """Return the congress's chain."""
    with closing(bootstrap.open_journal(path, reading=True)) as journal:
        return list(journal.entries(CONGRESS_CHAIN))


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(("digit", "right"), [("1", "machine"), ("3", "journal")])
def test_a_clock_behind_is_asked_about_and_the_answer_is_noted(
    tmp_path: Path, size: tuple[int, int], digit: str, right: str
) -> None:
    path = a_file(tmp_path / "dai-hoi.tally", dt.timedelta(days=2))
    before = entries(path)

    async def play(pilot: Pilot[None]) -> None:
        await pilot.pause(0.5)
        assert at(pilot, Choose)
        said = in_one_line(pilot)
        for text in ("Giờ nào đúng?", "Đồng hồ máy chậm hơn", "Máy này báo giờ", "Mục cuối trong tệp", "Esc: không mở"):
            assert text in said, text
        assert len(entries(path)) == len(before), "nothing is noted before there is an answer"
        await press(pilot, digit)
        await pilot.pause(0.5)
        assert at(pilot, SignIn)

    play_on(play, size=size, path=path)
    (noted,) = entries(path)[len(before) :]
    assert noted.kind is EntryKind.CLOCK_NOTED
    assert f'"right":"{right}"' in noted.payload
    assert noted.time == before[-1].time

    async def not_again(pilot: Pilot[None]) -> None:
        await pilot.pause(0.5)
        assert at(pilot, SignIn)

    play_on(not_again, path=path)


def test_the_clock_that_was_set_meanwhile_is_looked_at_again(tmp_path: Path) -> None:
    path = a_file(tmp_path / "dai-hoi.tally", dt.timedelta(days=2))
    before = entries(path)
    real = bootstrap.now

    async def play(pilot: Pilot[None]) -> None:
        await pilot.pause(0.5)
        await press(pilot, "2")
        assert at(pilot, Choose), "it was not set"
        table = getattr(pilot.app, "table")  # noqa: B009 - of our app
        table.desk.now = ahead
        await press(pilot, "2")
        await pilot.pause(0.3)
        assert at(pilot, SignIn)

    def ahead() -> str:
        moment = dt.datetime.fromisoformat(real()) + dt.timedelta(days=2, minutes=1)
        return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")

    play_on(play, path=path)
    assert entries(path) == before


def test_esc_opens_nothing_and_records_nothing(tmp_path: Path) -> None:
    path = a_file(tmp_path / "dai-hoi.tally", dt.timedelta(days=2))
    before = entries(path)

    async def play(pilot: Pilot[None]) -> None:
        await pilot.pause(0.5)
        await press(pilot, "escape")
        await pilot.pause(0.3)
        assert at(pilot, HomeScreen)
        assert getattr(pilot.app, "table") is None  # noqa: B009 - of our app

    play_on(play, path=path)
    assert entries(path) == before


def test_a_clock_that_goes_with_the_journal_is_not_asked_about(tmp_path: Path) -> None:
    path = a_file(tmp_path / "dai-hoi.tally", dt.timedelta())

    async def play(pilot: Pilot[None]) -> None:
        await pilot.pause(0.5)
        assert at(pilot, SignIn)

    play_on(play, path=path)


@pytest.mark.parametrize("size", SIZES)
def test_the_two_who_seal_are_told_of_a_clock_behind(tmp_path: Path, size: tuple[int, int]) -> None:
    path = a_file(tmp_path / "dai-hoi.tally", dt.timedelta(hours=3))

    async def play(pilot: Pilot[None]) -> None:
        await press(pilot, "f8", "enter")
        assert at(pilot, TwoPeople)
        assert "ĐỒNG HỒ MÁY CHẬM" in in_one_line(pilot)
        assert "⏎ tiếp · Esc quay lại" in shown(pilot), "the keys are still on the screen"
        await press(pilot, "enter")
        await pilot.pause(0.5)
        assert not at(pilot, TwoPeople), shown(pilot)

    play_on_screen(path, "result", play, size=size, contest=KEY)
    sealed = entries(path)[-1]
    assert sealed.kind is EntryKind.CONTEST_SEALED
    assert '"machine_time":"' in sealed.payload


@pytest.mark.parametrize(("seconds", "said"), [(-7200, "vừa lùi 7200 giây"), (7200, "vừa nhảy tới 120 phút")])
def test_a_clock_set_while_the_file_is_open_is_said_at_once(tmp_path: Path, seconds: int, said: str) -> None:
    path = a_file(tmp_path / "dai-hoi.tally", dt.timedelta())

    async def play(pilot: Pilot[None]) -> None:
        table = getattr(pilot.app, "table")  # noqa: B009 - of our app
        real = table.desk.now

        def now() -> str:
            moment = dt.datetime.fromisoformat(real()) + dt.timedelta(seconds=seconds)
            return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")

        table.desk.now = now
        for _ in range(60):
            if any(said in one.message for one in pilot.app._notifications):
                return
            await pilot.pause(0.2)
        raise AssertionError([one.message for one in pilot.app._notifications])

    play_on_screen(path, "result", play, contest=KEY)


def test_an_enter_pressed_once_too_often_is_no_answer(tmp_path: Path) -> None:
    path = a_file(tmp_path / "dai-hoi.tally", dt.timedelta(days=2))
    before = entries(path)

    async def play(pilot: Pilot[None]) -> None:
        await pilot.pause(0.5)
        await press(pilot, "enter", "enter")
        assert at(pilot, Choose)

    play_on(play, path=path)
    assert entries(path) == before
