"""The shell: one table of commands behind key bar, palette and help; opening a file; batches; themes; words of all."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest
from desk_app import KEY, a_declared_contest, begin, opened, services
from textual.pilot import Pilot
from textual.widgets import DataTable, Input, OptionList

from tally import bootstrap
from tally.application.papers import PaperKind, PaperState, PlannedPaper
from tally.locales import LANGUAGES, Words
from tally.tui.app import TallyApp
from tally.tui.commands import COMMANDS, EVERYWHERE, commands_of
from tally.tui.help import HelpScreen
from tally.tui.palette import Palette
from tally.tui.screens.batches import BatchesScreen
from tally.tui.screens.count import CountScreen
from tally.tui.screens.opening import OpeningScreen
from tally.tui.screens.papers import PapersScreen
from tally.tui.services import OpenDesk
from tally.tui.widgets.bars import KeyBar
from tally.tui.widgets.counting_desk import CountingDesk
from tally.tui.widgets.slip_dialog import SlipDialog

Play = Callable[[Pilot[None]], Awaitable[None]]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Make a congress file with one batch."""
    path = tmp_path / "dai-hoi.tally"
    desk = bootstrap.desk_on(bootstrap.create_journal(path))
    begin(desk, a_declared_contest(16, 14), 3)
    desk.journal.close()
    return path


def run(path: Path, play: Play, language: str = "vi", size: tuple[int, int] = (80, 24)) -> None:
    """Open a file as `tally open` does, then play."""
    app: TallyApp

    def batches() -> None:
        app.go_instead("batches", contest=KEY)

    app = TallyApp(Words(language), services(opened), "opening", path=path, then=batches)

    async def go() -> None:
        async with app.run_test(size=size) as pilot:
            await pilot.pause(0.3)
            await play(pilot)

    asyncio.run(go())


def shown(pilot: Pilot[None]) -> str:
    """Return the whole screen as text."""
    strips = pilot.app.screen._compositor.render_strips()
    return "\n".join("".join(segment.text for segment in strip) for strip in strips)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_command_has_a_title_and_a_sentence(language: str) -> None:
    words = Words(language)
    for command in COMMANDS:
        assert words(command.title_key)
        assert words(command.help_key).endswith(".")


def test_no_key_means_two_things_on_one_screen_and_none_is_a_key_that_terminals_eat() -> None:
    screens = {screen for command in COMMANDS for screen in command.screens}
    for screen in screens:
        keys = [command.key for command in commands_of(screen)]
        assert len(keys) == len(set(keys)), screen
    assert not {command.key for command in COMMANDS} & {"f3", "f11", "alt+enter"}


def test_help_names_the_screen_and_every_key_of_it(file: Path) -> None:
    async def play(pilot: Pilot[None]) -> None:
        await pilot.press("f1")
        await pilot.pause()
        assert isinstance(pilot.app.screen, HelpScreen)
        words = Words("vi")
        text = " ".join(shown(pilot).replace("│", " ").split())
        assert words("tui.batches.help") in text
        for command in commands_of("batches"):
            assert f"{command.shown} {words(command.title_key)}: " in text
            assert words(command.help_key).split()[-1] in text
        await pilot.press("escape")
        await pilot.pause()
        assert isinstance(pilot.app.screen, BatchesScreen)

    run(file, play, size=(120, 36))


def test_the_palette_finds_a_command_without_tone_marks_and_runs_it(file: Path) -> None:
    async def play(pilot: Pilot[None]) -> None:
        await pilot.press("ctrl+p")
        await pilot.pause()
        assert isinstance(pilot.app.screen, Palette)
        options = pilot.app.screen.query_one(OptionList)
        assert options.option_count == len(commands_of("batches"))
        await pilot.press(*"tap moi")
        await pilot.pause()
        assert options.option_count == 1
        await pilot.press("enter")
        await pilot.pause()
        assert "Chồng phiếu này" in shown(pilot)

    run(file, play)


def test_the_palette_says_when_there_is_no_such_command(file: Path) -> None:
    async def play(pilot: Pilot[None]) -> None:
        await pilot.press("ctrl+p", *"zzz")
        await pilot.pause()
        assert "Không có việc nào như vậy" in shown(pilot)
        await pilot.press("down", "up", "enter", "escape")
        await pilot.pause()
        assert isinstance(pilot.app.screen, BatchesScreen)

    run(file, play)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
def test_a_stack_is_opened_keyed_and_closed(file: Path, language: str, size: tuple[int, int]) -> None:
    async def play(pilot: Pilot[None]) -> None:
        await pilot.press("plus", *"2")
        await pilot.press("enter")
        await pilot.pause()
        table = pilot.app.screen.query_one(DataTable)
        assert [table.get_cell(row, "papers") for row in ("1", "2")] == ["3", "2"]
        assert table.cursor_row == 1
        before = table.get_cell("2", "state")
        await pilot.press("enter")
        await pilot.pause(0.2)
        assert isinstance(pilot.app.screen, CountScreen)
        await pilot.press("1", "full_stop", "2", "enter", "0", "enter", "f8", "2", "enter")
        await pilot.pause(0.3)
        assert isinstance(pilot.app.screen, SlipDialog)
        await pilot.press("enter")
        await pilot.pause(0.1)
        assert isinstance(pilot.app.screen, BatchesScreen)
        waits = "chờ lượt sau" if language == "vi" else "waits for a pass"
        assert waits not in before
        assert waits in table.get_cell("2", "state")

    run(file, play, language, size)


def test_the_slip_of_a_pass_just_closed_leads_to_the_papers_with_it_chosen(file: Path) -> None:
    def papers(_table: OpenDesk) -> tuple[PlannedPaper, ...]:
        kinds = ((PaperKind.BALLOT, "phieu-bau.xlsx"), (PaperKind.SLIPS, "phieu-tap.xlsx"))
        return tuple(PlannedPaper(name, kind, KEY, PaperState.READY, bytes) for kind, name in kinds)

    async def play(pilot: Pilot[None]) -> None:
        app = cast("TallyApp", pilot.app)
        app.services = replace(app.services, papers=papers)
        await pilot.press("plus", *"1", "enter")
        await pilot.pause()
        await pilot.press("enter")
        await pilot.pause(0.2)
        await pilot.press("1", "enter", "f8", "1", "enter")
        await pilot.pause(0.3)
        assert isinstance(pilot.app.screen, SlipDialog)
        await pilot.press("f6")
        await pilot.pause(0.5)
        assert isinstance(pilot.app.screen, PapersScreen)
        chosen = [line for line in shown(pilot).splitlines() if "[x]" in line]
        assert len(chosen) == 1
        assert "[x] Phiếu tập" in chosen[0]

    run(file, play)


def test_a_half_keyed_pass_is_gone_on_with(file: Path) -> None:
    async def play(pilot: Pilot[None]) -> None:
        await pilot.press("enter", "4", "enter", "escape")
        await pilot.pause(0.2)
        assert isinstance(pilot.app.screen, BatchesScreen)
        assert "… Lò Thị Hoa 1" in shown(pilot)
        await pilot.press("enter")
        await pilot.pause(0.2)
        assert "PHIẾU 2" in pilot.app.screen.query_one(CountingDesk).render_line(0).text

    run(file, play)


def test_a_pass_of_ones_own_may_not_be_keyed_twice_and_that_is_said(file: Path) -> None:
    said: list[str] = []

    async def play(pilot: Pilot[None]) -> None:
        await pilot.press("enter", "4", "enter", "f8", "3", "enter", "enter")
        await pilot.pause(0.2)
        await pilot.press("enter")  # the slip was read
        await pilot.pause(0.2)
        pilot.app.notify = lambda message, **_: said.append(message)  # type: ignore[method-assign]
        await pilot.press("enter")
        await pilot.pause(0.2)
        assert isinstance(pilot.app.screen, BatchesScreen)

    run(file, play)
    assert said
    assert said[0].startswith("Bạn đã nhập một lượt của tập 1")


def test_a_file_that_cannot_be_opened_is_said(tmp_path: Path) -> None:
    async def play(pilot: Pilot[None]) -> None:
        assert isinstance(pilot.app.screen, OpeningScreen)
        assert "Chưa mở được" in shown(pilot)

    run(tmp_path / "khong-co.tally", play)


def test_a_file_that_is_no_congress_is_said(tmp_path: Path) -> None:
    path = tmp_path / "la.tally"
    path.write_text("không phải tệp đại hội", encoding="utf-8")

    async def play(pilot: Pilot[None]) -> None:
        assert "Chưa mở được" in shown(pilot)
        assert "la.tally" in shown(pilot)

    run(path, play)


def test_light_and_dark(file: Path) -> None:
    async def play(pilot: Pilot[None]) -> None:
        before = pilot.app.theme
        await pilot.press("f9")
        assert pilot.app.theme != before
        await pilot.press("f9")
        assert pilot.app.theme == before

    run(file, play)


def test_without_colour_every_meaning_keeps_its_sign(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")

    async def play(pilot: Pilot[None]) -> None:
        await pilot.press("enter", "4", "full_stop")
        await pilot.pause(0.2)
        strips = pilot.app.screen._compositor.render_strips()
        colours = {
            segment.style.color.triplet
            for strip in strips
            for segment in strip
            if segment.style is not None and segment.style.color is not None and segment.style.color.triplet is not None
        }
        assert all(colour.red == colour.green == colour.blue for colour in colours)
        assert "✗  4" in shown(pilot)

    run(file, play)


def test_ctrl_c_is_answered_in_words(file: Path) -> None:
    said: list[str] = []

    async def play(pilot: Pilot[None]) -> None:
        pilot.app.notify = lambda message, **_: said.append(message)  # type: ignore[method-assign]
        await pilot.press("ctrl+c")
        await pilot.pause()

    run(file, play)
    assert said == [Words("vi")("tui.shell.ctrl_c")]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_key_bar_of_the_counting_screen_shows_all_its_keys_on_80_columns(file: Path, language: str) -> None:
    async def play(pilot: Pilot[None]) -> None:
        await pilot.press("enter")
        await pilot.pause(0.2)
        bar = str(pilot.app.screen.query_one(KeyBar).render())
        words = Words(language)
        for command in commands_of("count"):
            if command.in_bar and EVERYWHERE not in command.screens:
                assert f"{command.shown} {words(command.title_key)}" in bar
        assert "F1" in bar

    run(file, play, language)


def test_the_number_of_papers_may_be_left_open(file: Path) -> None:
    async def play(pilot: Pilot[None]) -> None:
        await pilot.press("plus")
        await pilot.pause()
        assert pilot.app.screen.query_one(Input).value == ""
        await pilot.press("escape")
        await pilot.pause()
        assert pilot.app.screen.query_one(DataTable).row_count == 1
        await pilot.press("plus", "enter")
        await pilot.pause()
        assert pilot.app.screen.query_one(DataTable).get_cell("2", "papers") == "–"

    run(file, play)
