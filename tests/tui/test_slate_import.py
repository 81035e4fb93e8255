"""A slate in Excel on its way in: what is wrong with it is shown in its sheet, what its columns are can be said."""

import asyncio
from contextlib import closing
from pathlib import Path

import pytest
from desk_screens import SIZES, at, choose, fill, play_on, press, shown, wait_for
from textual.app import App, ComposeResult
from textual.pilot import Pilot
from textual.widgets import DataTable, Static
from xlsx_making import Rows, save_rows

from tally import bootstrap
from tally.application.sheet_picture import SheetPicture
from tally.tui.screens.setup import SetupScreen
from tally.tui.screens.slate import SlateScreen
from tally.tui.slate_preview import SlatePreview, SlateRefused
from tally.tui.widgets.form import Choice
from tally.tui.widgets.form_dialog import FormDialog
from tally.tui.widgets.sheet_grid import SheetGrid, around

TWO_NUMBERS: Rows = [
    ["DANH SÁCH BẦU CỬ"],
    ["TT", "Số trên phiếu", "Họ và tên", "Năm sinh", "Quê quán"],
    [1, 2, "Lò Văn Ánh", 1970, "Bản Mẫu"],
    [2, 1, "Cà Thị Bình", 1975, "Bản Mẫu"],
]


async def make_congress(pilot: Pilot[None]) -> None:
    """Make a congress of delegates from the home screen; its set-up is shown then."""
    await press(pilot, "plus")
    await fill(pilot, "Đảng bộ xã Thanh Chăn", None, "thanh-chan")
    await press(pilot, "f8")
    await wait_for(pilot, SetupScreen)


async def import_into(pilot: Pilot[None], path: Path, expected: type[object]) -> None:
    await press(pilot, "f5")
    await fill(pilot, str(path))
    await press(pilot, "enter")
    await wait_for(pilot, expected)
    await pilot.pause(0.2)


async def say(pilot: Pilot[None], letter: str, meaning: str) -> None:
    """Turn a column of the form to a meaning."""
    choice = pilot.app.screen.query_one(f"#column-{letter}", Choice)
    choice.focus()
    await pilot.pause()
    for _ in range(20):
        if choice.value == meaning:
            return
        await pilot.press("right")
    raise AssertionError(shown(pilot))


@pytest.mark.parametrize("size", SIZES)
def test_what_a_column_is_can_be_said_and_is_remembered(folder: Path, size: tuple[int, int]) -> None:
    first = save_rows(folder / "mot.xlsx", {"Danh sách": TWO_NUMBERS})
    second = save_rows(folder / "hai.xlsx", {"Danh sách": [*TWO_NUMBERS, [3, 4, "Vì Văn Chung", 1980, None]]})

    async def play(pilot: Pilot[None]) -> None:
        await make_congress(pilot)
        await choose(pilot, "slate/bch/1")
        await import_into(pilot, first, SlateRefused)
        assert "Số trên phiếu” (ô B2) khác cột “TT”" in " ".join(shown(pilot).replace("│", " ").split())
        await press(pilot, "f4")
        assert at(pilot, FormDialog)
        assert "? chưa rõ" in shown(pilot)
        await say(pilot, "B", "no")
        await press(pilot, "f8")
        await wait_for(pilot, SlatePreview)
        columns = str(pilot.app.screen.query_one(".columns", Static).render())
        assert "B “Số trên phiếu” = số trên phiếu" in columns
        assert "Không lấy cột: A “TT” · E “Quê quán”" in columns
        await press(pilot, "enter")
        table = pilot.app.screen.query_one(DataTable)
        assert [table.get_row_at(row)[:2] for row in range(2)] == [["1", "Cà Thị Bình"], ["2", "Lò Văn Ánh"]]
        await press(pilot, "f8")
        assert at(pilot, SetupScreen)
        # The next list with that heading is not asked about again.
        await choose(pilot, "slate/bch/1")
        assert at(pilot, SlateScreen)
        await import_into(pilot, second, SlatePreview)
        assert "= số trên phiếu" in str(pilot.app.screen.query_one(".columns", Static).render())
        await press(pilot, "escape")

    play_on(play, size=size)
    desk = bootstrap.open_desk(folder / "thanh-chan.tally")
    with closing(desk.journal):
        assert desk.congress.slate_columns == (("Số trên phiếu", "no"),)
        assert [one.name for one in desk.contest(("bch", 1)).slate] == ["Cà Thị Bình", "Lò Văn Ánh"]


def test_a_column_that_was_understood_can_be_said_to_be_another(folder: Path) -> None:
    rows: Rows = [["TT", "Họ và tên", "Ghi chú"], [1, "Lò Văn Ánh", "Thái"]]
    path = save_rows(folder / "ds.xlsx", {"Danh sách": rows})

    async def play(pilot: Pilot[None]) -> None:
        await make_congress(pilot)
        await choose(pilot, "slate/bch/1")
        await import_into(pilot, path, SlatePreview)
        await press(pilot, "f4", "f8")
        assert at(pilot, SlatePreview), "nothing was said"
        await press(pilot, "f4")
        await say(pilot, "C", "ethnicity")
        await press(pilot, "f8")
        await pilot.pause(0.3)
        await wait_for(pilot, SlatePreview)
        await press(pilot, "enter")
        assert "Thái" in pilot.app.screen.query_one(DataTable).get_row_at(0)
        await press(pilot, "f4")
        assert at(pilot, SlateScreen), "it is of the preview alone"

    play_on(play)


def test_each_finding_is_marked_in_the_sheet(folder: Path) -> None:
    people = [[no, "Lò Văn Ánh", 1970 + no % 30, *["…"] * 6, "Bản Mẫu"] for no in range(1, 60)]
    people[40][2] = "32/13/1975"
    people[57][1] = None
    head = ["TT", "Họ và tên", "Năm sinh", *[f"Cột {no}" for no in range(6)], "Quê quán"]
    path = save_rows(folder / "ds.xlsx", {"Danh sách": [["DANH SÁCH"], head, *people]})

    async def play(pilot: Pilot[None]) -> None:
        await make_congress(pilot)
        await choose(pilot, "slate/bch/1")
        await import_into(pilot, path, SlateRefused)
        grid = pilot.app.screen.query_one(SheetGrid)
        lines = str(grid.render()).splitlines()
        assert lines[0].split()[:4] == ["A", "B", "C", "D"]
        assert any(line.split()[:5] == ["43", "41", "Lò", "Văn", "Ánh"] and "32/13/1975" in line for line in lines)
        assert marked(grid) == "32/13/1975"
        await press(pilot, "down")
        lines = str(grid.render()).splitlines()
        assert any(line.split()[:2] == ["60", "58"] for line in lines)
        assert marked(grid) == "58"
        await press(pilot, "enter")
        assert at(pilot, SlateRefused), "nothing can be taken"

    play_on(play)


def test_a_file_that_is_no_workbook_has_no_sheet_to_show(folder: Path) -> None:
    path = folder / "ds.xlsx"
    path.write_text("không phải sổ Excel", encoding="utf-8")

    async def play(pilot: Pilot[None]) -> None:
        await make_congress(pilot)
        await choose(pilot, "slate/bch/1")
        await import_into(pilot, path, SlateRefused)
        assert not pilot.app.screen.query_one(SheetGrid).display
        await press(pilot, "f4")
        assert at(pilot, SlateRefused)

    play_on(play)


def marked(grid: SheetGrid) -> str:
    """Return the text of the cell that is marked."""
    content = grid.render()
    (span,) = [span for span in content.spans if "reverse" in str(span.style)]
    return content.plain[span.start : span.end].strip()


@pytest.mark.parametrize(
    ("row", "last", "height", "shown_rows"),
    [(1, 100, 5, (1, 5)), (50, 100, 5, (48, 52)), (100, 100, 5, (96, 100)), (3, 2, 5, (1, 5)), (9, 9, 0, (9, 9))],
)
def test_the_row_that_is_asked_for_is_among_those_shown(
    row: int, last: int, height: int, shown_rows: tuple[int, int]
) -> None:
    rows = around(row, last, height)
    assert (rows[0], rows[-1]) == shown_rows


def test_a_cell_far_to_the_right_is_scrolled_to_and_titles_run_on() -> None:
    cells = {(2, column): f"Tiêu đề {column}" for column in range(1, 41)} | {(1, 1): "DANH SÁCH BẦU CỬ CHI ỦY"}

    class Alone(App[None]):
        def compose(self) -> ComposeResult:
            yield SheetGrid()

    async def play() -> None:
        app = Alone()
        async with app.run_test(size=(60, 10)) as pilot:
            grid = pilot.app.query_one(SheetGrid)
            grid.show(SheetPicture("Danh sách", cells), 2, 40)
            await pilot.pause()
            assert "AN" in str(grid.render()).splitlines()[0].split()
            assert marked(grid) == "Tiêu đề 40"
            grid.show(SheetPicture("Danh sách", cells), 2, 1)
            await pilot.pause()
            assert "DANH SÁCH BẦU CỬ CHI ỦY" in str(grid.render())

    asyncio.run(play())


def test_what_is_said_of_a_slate_is_in_its_preview(folder: Path) -> None:
    rows: Rows = [["TT", "Họ và tên"], [1, "Đ/c Lò Văn Ánh"], [2, "TS. Cà Thị Bình"]]
    path = save_rows(folder / "mot.xlsx", {"Danh sách": rows})

    async def play(pilot: Pilot[None]) -> None:
        await make_congress(pilot)
        await choose(pilot, "slate/bch/1")
        await import_into(pilot, path, SlatePreview)
        assert "“Đ/c” B2; “TS.” B3" in str(pilot.app.screen.query_one(".found", Static).render())
        people = str(pilot.app.screen.query_one(".people", Static).render())
        assert "Lò Văn Ánh" in people
        assert "Đ/c" not in people

    play_on(play)
