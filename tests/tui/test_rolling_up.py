"""The roll-up on its screen: a folder is read while a bar moves, tables side by side, a workbook beside the folder."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import load_workbook
from rollup_congresses import write
from rollup_gatherings import commune
from textual.pilot import Pilot
from textual.widgets import Input

from tally import bootstrap
from tally.application.report.layout import sections
from tally.cli.desk import Reporting, services
from tally.locales import LANGUAGES, Words
from tally.tui.app import TallyApp
from tally.tui.screens.home import HomeScreen

Play = Callable[[Pilot[None]], Awaitable[None]]


def play_at(folder: Path, play: Play, language: str = "vi", size: tuple[int, int] = (80, 24)) -> None:
    words = Words(language)
    app = TallyApp(words, services(words))

    async def go() -> None:
        async with app.run_test(size=size) as pilot:
            await pilot.pause(0.2)
            app.go("report", reports=Reporting(words), folder=folder)
            await pilot.pause(0.2)
            await play(pilot)

    asyncio.run(go())


def shown(pilot: Pilot[None]) -> str:
    strips = pilot.app.screen._compositor.render_strips()
    return "\n".join("".join(segment.text for segment in strip) for strip in strips)


async def until(pilot: Pilot[None], said: str) -> None:
    for _ in range(200):
        await pilot.pause(0.05)
        if said in shown(pilot):
            return
    pytest.fail(f"never said: {said}\n{shown(pilot)}")


@pytest.fixture
def results(tmp_path: Path) -> Path:
    return write([commune(number) for number in range(1, 4)], tmp_path / "ket-qua")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
def test_read_look_and_write(results: Path, language: str, size: tuple[int, int]) -> None:
    words = Words(language)

    async def play(pilot: Pilot[None]) -> None:
        await pilot.press("enter")
        await until(pilot, words("report.table.people"))
        for key in ("levels", "organisations", "under_filled", "ages", "rounds", "not_sent", "rejected", "summary"):
            await pilot.press("right")
            await pilot.pause()
            assert f"[{words(f'report.sheet.{key}')}]" in shown(pilot)
        await pilot.press("left", "f8")
        await pilot.pause()

    play_at(results, play, language, size)
    workbook = load_workbook(results.with_name("ket-qua-tong-hop.xlsx"))
    assert len(workbook.sheetnames) == 8


def test_what_is_left_out_is_shown_first(results: Path) -> None:
    (results / "hong.xlsx").write_bytes(b"PK\x03\x04")

    async def play(pilot: Pilot[None]) -> None:
        await pilot.press("enter")
        await until(pilot, "[Bị loại 1]")
        assert "hong.xlsx" in shown(pilot)
        await pilot.press("f5")
        await until(pilot, "⏎ để đọc")

    play_at(results, play)


def test_a_folder_without_results_says_so_and_another_can_be_typed(results: Path, tmp_path: Path) -> None:
    async def play(pilot: Pilot[None]) -> None:
        line = pilot.app.screen.query_one("#folder", Input)
        line.value = str(tmp_path / "ket-qua" / "xa-1" / "khong-co")
        await pilot.press("enter")
        await until(pilot, "[Bị loại 1]")
        await pilot.press("f5")
        (tmp_path / "trong").mkdir()
        line.value = str(tmp_path / "trong")
        await pilot.press("enter")
        await until(pilot, "Không có kết quả nào")
        line.value = str(results)
        await pilot.press("enter")
        await until(pilot, "3 tổ chức")

    play_at(results, play)


def test_the_list_of_organisations_says_who_has_not_sent(results: Path, tmp_path: Path) -> None:
    listed = tmp_path / "danh-sach.txt"
    listed.write_text("Đảng bộ xã số 1\nĐảng bộ xã số 7\n", encoding="utf-8")

    async def play(pilot: Pilot[None]) -> None:
        pilot.app.screen.query_one("#list", Input).value = str(listed)
        await pilot.press("f4", "f5")
        await until(pilot, "3 tổ chức")
        await pilot.press("left", "left")
        await until(pilot, "Đảng bộ xã số 7")
        assert "chưa gửi gì" in shown(pilot)

    play_at(results, play)


def test_leaving_while_it_reads_leaves_nothing_behind(tmp_path: Path) -> None:
    results = write([commune(number) for number in range(1, 81)], tmp_path / "ket-qua")

    async def play(pilot: Pilot[None]) -> None:
        await pilot.press("enter", "escape")
        await pilot.pause(0.2)
        assert isinstance(pilot.app.screen, HomeScreen)
        await pilot.app.workers.wait_for_complete()

    play_at(results, play)


def test_home_leads_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TALLY_HOME", str(tmp_path))
    words = Words("vi")
    app = TallyApp(words, services(words))

    async def go() -> None:
        async with app.run_test() as pilot:
            await pilot.pause(0.2)
            await pilot.press("ctrl+u")
            await until(pilot, words("tui.report.what")[:20])

    asyncio.run(go())


def test_where_nobody_says_when_they_were_born_there_are_no_ages_rather_than_noughts(tmp_path: Path) -> None:
    one = commune()
    nameless = [replace(person, born=None) for person in one.elections[0].people]
    folder = write([replace(one, elections=[replace(one.elections[0], people=nameless)])], tmp_path / "ket-qua")
    report = bootstrap.report_over([folder], lambda *_: None, allow_unsigned=True)
    words = Words("vi")
    tables = [table for section in sections(report, words) for table in section.tables]
    (ages,) = [table for table in tables if table.title == words("report.table.ages")]
    assert [set(row[1:]) for row in ages.rows] == [{None}]
