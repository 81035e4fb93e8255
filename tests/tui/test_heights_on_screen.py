"""Slips, the shorter file, the second medium, backup and restore, as a board meets them on its screens."""

import asyncio
import os
import shutil
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import counted_files
import pexpect
import pytest
from counted_files import FIRST_PASS, HEAD, PIN, count, cut, entries_in, key, new_file, opened, tally
from desk_screens import SIZES, at, in_one_line, press, shown
from textual.pilot import Pilot
from textual.widgets import Input, OptionList, Static

from tally import bootstrap
from tally.application import second_medium
from tally.cli.desk import services
from tally.domain.clock import VIETNAM
from tally.locales import Words
from tally.tui.app import TallyApp
from tally.tui.path_prompt import PathPrompt
from tally.tui.screens.home import HomeScreen
from tally.tui.screens.overview import OverviewScreen
from tally.tui.screens.shorter import ShorterScreen
from tally.tui.widgets.dialogs import Question, Reason
from tally.tui.widgets.two_people import TwoPeople


@pytest.fixture
def file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a congress file whose PINs the program itself can verify."""
    monkeypatch.setattr(counted_files, "QuickHasher", bootstrap.pin_hasher)
    monkeypatch.setattr(second_medium, "LOOK_SECONDS", 0.05)
    return new_file(folder / "đại hội.tally")


async def until(pilot: Pilot[None], true: Callable[[], bool]) -> None:
    """Wait for something that a thread beside the screen does."""
    for _ in range(300):
        if true():
            return
        await pilot.pause(0.05)
    raise AssertionError(shown(pilot))


def run(path: Path | None, play: Callable[[Pilot[None]], object], size: tuple[int, int] = SIZES[0]) -> None:
    """Open the program as `tally open` does, and play."""
    words = Words("vi")
    app = TallyApp(words, services(words), "home", path=path)

    async def go() -> None:
        async with app.run_test(size=size) as pilot:
            await pilot.pause(0.3)
            await play(pilot)  # type: ignore[misc]

    asyncio.run(go())


async def type_path(pilot: Pilot[None], path: Path) -> None:
    """Write a path into the prompt and press Enter."""
    assert at(pilot, PathPrompt), shown(pilot)
    pilot.app.screen.query_one(Input).value = str(path)
    await pilot.pause(0.1)
    await press(pilot, "enter")


async def sit(pilot: Pilot[None]) -> None:
    """The head sits down."""
    await until(pilot, lambda: "Ai ngồi vào máy" in shown(pilot))
    await press(pilot, *PIN, "enter")


# The shorter file


@pytest.mark.parametrize("size", SIZES)
def test_a_shorter_file_is_shown_with_what_is_missing_and_left_alone(file: Path, size: tuple[int, int]) -> None:
    count(file, 12)
    cut(file, FIRST_PASS, 4)

    async def play(pilot: Pilot[None]) -> None:
        await until(pilot, lambda: at(pilot, ShorterScreen) and "thiếu phiếu" in shown(pilot))
        said = in_one_line(pilot)
        assert "Lượt nhập 1, tập 1, cuộc bầu bch lần 1: thiếu phiếu 5–12" in said
        assert "Không thấy bản dài hơn trên máy này" in said
        assert pilot.app.screen.query_one(OptionList).option_count == 2
        await press(pilot, "enter")
        assert at(pilot, HomeScreen)

    run(file, play, size)
    assert entries_in(file, FIRST_PASS) == 4


def test_the_longer_copy_is_taken_and_the_shorter_file_kept(file: Path) -> None:
    count(file, 12)
    longer = Path(shutil.copyfile(file, file.with_name("dài hơn.tally")))
    opened(longer).close()
    cut(file, FIRST_PASS, 4)

    async def play(pilot: Pilot[None]) -> None:
        await until(pilot, lambda: at(pilot, ShorterScreen))
        await press(pilot, "enter")
        assert at(pilot, Question)
        await press(pilot, "enter")
        await until(pilot, lambda: "Ai ngồi vào máy" in shown(pilot))

    run(file, play)
    assert entries_in(file, FIRST_PASS) == 12
    assert entries_in(file.with_name("đại hội.truoc-1.tally"), FIRST_PASS) == 4


def test_after_a_real_loss_the_head_and_one_more_go_on_by_their_pins(file: Path) -> None:
    count(file, 12)
    cut(file, FIRST_PASS, 4)

    async def play(pilot: Pilot[None]) -> None:
        await until(pilot, lambda: at(pilot, ShorterScreen))
        await press(pilot, "end", "enter")
        await until(pilot, lambda: at(pilot, Reason))
        await press(pilot, "1", "enter")
        assert at(pilot, TwoPeople)
        assert "thiếu phiếu 5–12" in in_one_line(pilot)
        await press(pilot, *PIN, "enter", "enter", *"000000", "enter")
        assert "Sai mã PIN" in shown(pilot)
        await press(pilot, *PIN, "enter")  # the second one's again; the first one's was right and stands
        await until(pilot, lambda: at(pilot, OverviewScreen))
        assert "Bùi Thị Quế" in shown(pilot), "the head sits there"

    run(file, play)
    table = opened(file)
    (loss,) = table.desk.state.losses
    assert (loss.head, loss.reason) == (HEAD, "máy hỏng, chỉ còn bản sao cũ")
    table.close()


def test_leaving_the_two_pins_leaves_the_file_as_it_was_missed(file: Path) -> None:
    count(file, 12)
    cut(file, FIRST_PASS, 4)

    async def play(pilot: Pilot[None]) -> None:
        await until(pilot, lambda: at(pilot, ShorterScreen))
        await press(pilot, "end", "enter")
        await until(pilot, lambda: at(pilot, Reason))
        await press(pilot, "1", "enter")
        await until(pilot, lambda: at(pilot, TwoPeople))
        await press(pilot, "escape")
        assert at(pilot, ShorterScreen)
        await press(pilot, "end", "enter")
        await until(pilot, lambda: at(pilot, Reason))
        await press(pilot, "escape")
        assert at(pilot, ShorterScreen)

    run(file, play)
    assert "thiếu phiếu 5–12" in tally("verify", file).out


def test_another_congress_in_the_place_of_one_that_was_counted_is_asked_about(file: Path) -> None:
    count(file, 12)
    file.unlink()
    new_file(file)

    async def refuse(pilot: Pilot[None]) -> None:
        await until(pilot, lambda: at(pilot, Question))
        # Its words are painted a frame after it is in front; where they wrap is a matter of the folder's name.
        await until(pilot, lambda: "trước đây là nhật ký KHÁC" in " ".join(shown(pilot).replace("│", " ").split()))
        await press(pilot, "escape")
        assert at(pilot, HomeScreen)

    async def agree(pilot: Pilot[None]) -> None:
        await until(pilot, lambda: at(pilot, Question))
        await press(pilot, "enter")
        await sit(pilot)

    async def go_on(pilot: Pilot[None]) -> None:
        await sit(pilot)

    run(file, refuse)
    run(file, agree)
    run(file, go_on)


# The second medium


def test_a_stick_is_chosen_and_stands_in_the_title_bar_of_every_screen(file: Path, folder: Path) -> None:
    stick = folder / "USB"
    stick.mkdir()

    async def play(pilot: Pilot[None]) -> None:
        await sit(pilot)
        await press(pilot, "ctrl+o")
        await type_path(pilot, folder / "không có")
        assert "Không có thư mục" in in_one_line(pilot)
        await type_path(pilot, folder)
        await until(pilot, lambda: bool(pilot.app._notifications))
        assert any("chính tệp đại hội" in one.message for one in pilot.app._notifications)
        await press(pilot, "ctrl+o")
        await type_path(pilot, stick)
        assert at(pilot, Question), "it is the same disk in a test"
        await press(pilot, "enter")
        await until(pilot, lambda: "Tệp ✓ 0 · USB ✓ 0" in shown(pilot))
        await press(pilot, "f4")
        assert "USB ✓ 0" in shown(pilot)

    run(file, play)
    assert len(list(stick.glob("*.sao-*.tally"))) == 1


def test_losing_the_stick_warns_once_and_its_return_is_said(file: Path, folder: Path) -> None:
    stick = folder / "ổ" / "USB"
    stick.mkdir(parents=True)
    count(file, 3)
    table = opened(file)
    assert table.guard is not None
    table.guard.choose(stick)
    table.close()

    async def play(pilot: Pilot[None]) -> None:
        await sit(pilot)
        await until(pilot, lambda: "USB ✓ 3" in shown(pilot))
        away = stick.parent.rename(folder / "kéo ra")
        await until(pilot, lambda: "USB ! mất từ" in shown(pilot))
        await pilot.pause(1.2)
        warned = [one.message for one in pilot.app._notifications if "MẤT Ổ THỨ HAI" in one.message]
        assert len(warned) == 1
        away.rename(stick.parent)
        await until(pilot, lambda: "USB ✓ 3" in shown(pilot))
        # The title bar shows what is; the sentence comes with the next look at it.
        await until(pilot, lambda: any("đã có lại" in one.message for one in pilot.app._notifications))

    run(file, play)


# Backup and restore


def test_a_backup_is_made_on_the_papers_screen_and_brought_back_from_home(file: Path, folder: Path) -> None:
    count(file, 3)
    to = folder / "sao lưu"
    to.mkdir()

    async def back_up(pilot: Pilot[None]) -> None:
        await sit(pilot)
        await press(pilot, "f6", "ctrl+b")
        await type_path(pilot, to)
        await until(pilot, lambda: any("✓ Đã sao lưu vào" in one.message for one in pilot.app._notifications))
        line = str(pilot.app.screen.query_one(".said", Static).content)
        assert line.startswith("✓ Đã sao lưu vào"), "it stays on the screen"
        assert str(to) in line

    begun = datetime.now(UTC).astimezone(VIETNAM).replace(microsecond=0, tzinfo=None)
    run(file, back_up)
    (copy,) = to.glob("*.tally")
    named = datetime.strptime(copy.stem.rpartition(".")[2].partition("-")[0], "%Y%m%dT%H%M%S")  # noqa: DTZ007
    assert begun <= named <= begun + timedelta(minutes=5), "by the clocks of Vietnam"
    for one in (file, copy):
        table = opened(one)
        assert table.overview.stands().after[0].done, "the step of the overview is done, in the copy too"
        table.close()
    count(file, 2, first=3)

    async def restore(pilot: Pilot[None]) -> None:
        await press(pilot, "ctrl+b")
        await type_path(pilot, copy)
        assert "Tệp đang có ở đó được giữ bên cạnh" in in_one_line(pilot)
        await press(pilot, "f8")
        await until(pilot, lambda: at(pilot, ShorterScreen))
        assert "thiếu phiếu 4–5" in in_one_line(pilot), "a backup that is older is no way around what is known"

    run(None, restore)
    assert entries_in(file, FIRST_PASS) == 3
    assert entries_in(file.with_name("đại hội.truoc-1.tally"), FIRST_PASS) == 5


# On a real terminal


@pytest.mark.skipif(os.name == "nt", reason="there is no pty there")
def test_a_stick_pulled_while_keying_on_a_real_terminal_never_stops_the_count(file: Path, folder: Path) -> None:
    stick = folder / "ổ" / "USB"
    stick.mkdir(parents=True)
    table = opened(file)
    assert table.guard is not None
    table.guard.choose(stick)
    table.close()
    desk = pexpect.spawn(
        sys.executable,
        ["-m", "tally", "open", str(file)],
        env={**os.environ, "TERM": "xterm-256color", "PYTHONUTF8": "1", "TALLY_LANG": "vi"},
        encoding="utf-8",
        dimensions=(24, 80),
        timeout=60,
    )
    desk.expect("Ai ngồi vào máy")
    desk.send("\x1b[B\x1b[B")
    time.sleep(1.0)  # moving to another name clears what was typed of a PIN
    desk.send(f"{PIN}\r")
    desk.expect("Lò Thị Hoa · Tệp ✓ 0")
    time.sleep(1.0)
    desk.send("\r")
    desk.expect("Báo cáo số phiếu")
    time.sleep(1.0)
    desk.send("\x1b[B" * 7)
    time.sleep(1.0)
    desk.send("\r")
    desk.expect("nhập tập")
    desk.send("\r")
    desk.expect("PHIẾU 1")
    desk.send("1\r" * 10)
    desk.expect("USB ✓ 10")
    away = stick.parent.rename(folder / "kéo ra")
    desk.expect("USB ! mất từ")
    desk.send("2\r" * 15)
    desk.expect("PHIẾU 26")
    away.rename(stick.parent)
    desk.expect("USB ✓ 25")
    desk.sendcontrol("q")
    desk.expect(pexpect.EOF)
    desk.close()
    assert desk.exitstatus == 0
    (copy,) = stick.glob("*.sao-*.tally")
    assert entries_in(copy, FIRST_PASS) == entries_in(file, FIRST_PASS) == 25


@pytest.mark.skipif(os.name == "nt", reason="there is no pty there")
def test_a_desk_killed_at_any_ballot_has_remembered_every_one(file: Path) -> None:
    table = opened(file)
    one = counted_files.keyer(table)
    key(one, 7)
    # Nothing is flushed or closed: as after a kill.
    measured = bootstrap.MeasuredFile(file).read()
    assert measured.outside is not None
    assert max(height.ballots for height in measured.outside.remembered.heights[FIRST_PASS]) == 7
    table.close()
