"""The machine is examined on screen: what it tells itself, then what a person answers, which is remembered."""

import threading
from datetime import datetime
from pathlib import Path

import pytest
from desk_screens import SIZES, at, choose, in_one_line, play_on, press, shown, wait_for
from textual.pilot import Pilot
from textual.widgets import Input

from tally import bootstrap
from tally.application.doctor import Check
from tally.application.papers import Written
from tally.tui.screens.doctor import DoctorScreen
from tally.tui.screens.home import HomeScreen
from tally.tui.widgets.trying_keys import KEYS, SENTENCE, TryKeypad, TryTyping


async def examined(pilot: Pilot[None]) -> None:
    """Open the screen, and wait until the machine has looked at itself."""
    await choose(pilot, "doctor")
    await wait_for(pilot, DoctorScreen)
    for _ in range(100):
        await pilot.pause(0.1)
        if "đang xem" not in shown(pilot) and "looking" not in shown(pilot):
            return
    raise AssertionError(shown(pilot))


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(("language", "disk"), [("vi", "Ổ của tệp đại hội"), ("en", "The congress file's disk")])
def test_every_line_is_right_or_says_what_to_do(size: tuple[int, int], language: str, disk: str) -> None:
    async def play(pilot: Pilot[None]) -> None:
        await examined(pilot)
        assert disk in shown(pilot)
        await choose(pilot, "medium", enter=False)
        await pilot.pause(0.1)
        assert "USB" in in_one_line(pilot)
        assert "/12 ✓" in shown(pilot)
        await press(pilot, "escape")
        assert at(pilot, HomeScreen)

    play_on(play, size, language)


def test_what_people_see_is_asked_and_remembered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    async def play(pilot: Pilot[None]) -> None:
        await examined(pilot)
        await choose(pilot, "letters")
        assert "ằ ắ ẳ ẵ ặ" in shown(pilot)
        await press(pilot, "enter")
        assert not at(pilot, DoctorScreen), "an Enter too many is no answer"
        await press(pilot, "1")
        await choose(pilot, "clock_right")
        await press(pilot, "2")
        await choose(pilot, "page")
        await press(pilot, "enter")
        await pilot.pause(0.3)
        assert "100 mm" in in_one_line(pilot)
        await press(pilot, "1")

    play_on(play)
    assert (tmp_path / "trang-thu-may.xlsx").exists()
    told = {what: ok for what, (ok, _) in bootstrap.doctor.answers().all().items()}
    assert told == {"letters": True, "clock_right": False, "page": True}


def test_the_keypad_is_right_once_every_key_arrived(tmp_path: Path) -> None:
    del tmp_path
    names = {"/": "slash", "*": "asterisk", "-": "minus", "+": "plus", ".": "full_stop", "⏎": "enter"}

    async def play(pilot: Pilot[None]) -> None:
        await examined(pilot)
        await choose(pilot, "keypad")
        assert at(pilot, TryKeypad)
        await press(pilot, "escape")
        assert bootstrap.doctor.answers().all() == {}, "nothing was pressed, nothing is known"
        await choose(pilot, "keypad")
        await press(pilot, "7", "comma", "escape")
        assert not bootstrap.doctor.answers().all()["keypad"][0]
        await choose(pilot, "keypad")
        keys = [names.get(key, key) for row in KEYS for key in row]
        await press(pilot, *keys[:-1])
        assert at(pilot, TryKeypad)
        await press(pilot, keys[-1])
        assert at(pilot, DoctorScreen)

    play_on(play)
    assert bootstrap.doctor.answers().all()["keypad"][0]


def test_typing_is_right_once_the_sentence_stands_there_in_either_form() -> None:
    async def play(pilot: Pilot[None]) -> None:
        await examined(pilot)
        await choose(pilot, "typing")
        line = pilot.app.screen.query_one(Input)
        line.value = SENTENCE[:12]
        await press(pilot, "enter")
        assert f"Chưa hết câu. Đúng đến: “{SENTENCE[:12].strip()}”" in in_one_line(pilot), "nothing wrong came out"
        line.value = SENTENCE.replace("ă", "a")
        await press(pilot, "enter")
        assert at(pilot, TryTyping)
        assert "Đúng đến: “Đảng bộ xã Thanh Ch”" in in_one_line(pilot)
        line.value = SENTENCE
        await press(pilot, "enter")
        assert at(pilot, DoctorScreen)

    play_on(play)
    assert bootstrap.doctor.answers().all()["typing"][0]


def test_a_disk_that_answers_late_does_not_stand_for_the_one_chosen_after_it(tmp_path: Path) -> None:
    slow, quick = tmp_path / "chậm", tmp_path / "nhanh"
    may_answer = threading.Event()

    class Disks:
        """Examines folders; one of them answers when it is told to."""

        answers = bootstrap.doctor.answers()

        def examine(self, folder: Path, _medium: Path | None) -> tuple[Check, ...]:
            if folder == slow:
                may_answer.wait(20)
            return (Check("disk", ok=False, how="missing", fields={"folder": folder}),)

        def stick(self) -> Path | None:
            return None

        def now(self) -> datetime:
            return bootstrap.clock()

        def write_page(self, *_arguments: object) -> Written:
            raise NotImplementedError

    async def play(pilot: Pilot[None]) -> None:
        screen = DoctorScreen(Disks(), slow)
        pilot.app.push_screen(screen)
        await pilot.pause(0.2)
        screen._folder = quick
        screen._examine()
        for answered in (False, True):
            if answered:
                may_answer.set()
            await pilot.pause(0.5)
            assert [one.fields["folder"] for one in screen._machine] == [quick]

    play_on(play)
