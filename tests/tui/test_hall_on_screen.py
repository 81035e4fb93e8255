"""The hall view: only what is sealed, every name on some page at every size, keys page, nothing of the desk on it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from builders import a_contest
from desk_screens import at, press, shown
from hall_cases import many, three
from hall_cases import sealed as sealed_case
from on_a_screen import HEAD, KEY, KEYER, SECRETARY, a_count, play_on_screen
from paper_cases import THANH_CHAN, Case, ballots_for
from rich.cells import cell_len
from scenes import hall
from textual.pilot import Pilot
from textual.widgets import Static

from tally import bootstrap
from tally.application.hall import hall_view
from tally.cli.desk import open_desk
from tally.domain.contest import RoundKind
from tally.domain.names import normalise
from tally.locales import Words
from tally.tui.hall_pages import hall_pages
from tally.tui.screens.hall import HallScreen
from tally.tui.screens.result import ResultScreen

PASS = ["+++-", "++-+", "+-++", "++++"]
SIZES = [(40, 12), (60, 18), (80, 24), (120, 36), (200, 60)]
CASES: dict[str, Callable[[], Case]] = {
    "3": three,
    "30": lambda: many(30, 20, tied=True),
    "220": lambda: many(220, 180, missing=3),
}


@pytest.fixture(scope="module", params=CASES)
def case(request: pytest.FixtureRequest) -> Case:
    return CASES[request.param]()


def sealed(path: Path) -> Path:
    """Make a file whose one contest is sealed; nobody has a PIN."""
    a_count(path, (PASS, PASS))
    table = open_desk(path)
    head, secretary = (next(one.id for one in table.people.all() if one.name == name) for name in (HEAD, SECRETARY))
    table.people.sign_in(head)
    table.setup.report_ballots(KEY, 4, 4, 10)
    for code in dict.fromkeys(finding.code for finding in table.closing.unexplained(KEY)):
        table.closing.explain(KEY, code, "đã đếm lại")
    table.closing.seal(KEY, head, "", secretary, "")
    table.close()
    return path


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_name_is_on_a_page_and_no_line_is_too_long(case: Case, size: tuple[int, int], language: str) -> None:
    words = Words(language)
    view = hall_view(words, case.recount, case.counted)
    width, height = size[0] - 8, size[1] - 4
    pages = hall_pages(words, view, width, height)
    with_bars = [page for page in pages if words("hall.results") in page.heading]
    lines = [line for page in with_bars for line in page.body.plain.split("\n")]
    assert all(len(page.body.plain.split("\n")) <= max(height, 5) for page in with_bars)
    assert max(cell_len(line) for line in lines) <= width
    started = [line for line in lines if line[:1] in set("✓=○·")]
    assert [int(line[1:].split()[0]) for line in started] == [one.no for one in view.lines]
    if size[0] >= 80:
        # A name of sixty letters stands whole.
        names = [line[2:].split(maxsplit=1)[1] for line in started]
        assert names == [normalise(one.candidate.name) for one in case.counted.result.candidates]
        counted = [line for line in lines if "%" in line]
        assert [line.split("┃")[1].strip("█ ").split()[0] for line in counted] == [one.number for one in view.lines]


@pytest.mark.parametrize("size", SIZES[2:], ids=lambda size: f"{size[0]}x{size[1]}")
def test_a_bar_crosses_the_half_line_exactly_when_the_votes_are_over_half(case: Case, size: tuple[int, int]) -> None:
    words = Words("vi")
    view = hall_view(words, case.recount, case.counted)
    lines = [
        line
        for page in hall_pages(words, view, size[0] - 8, size[1] - 4)
        for line in page.body.plain.split("\n")
        if "%" in line and "┃" in line
    ]
    over = [2 * one.votes > case.counted.result.base.value for one in case.counted.result.candidates]
    assert ["┃█" in line for line in lines] == over


def test_a_second_tie_is_headed_with_who_decides() -> None:
    contest = a_contest(["Lò Văn Ánh", "Cà Văn Bình"], 1, kind=RoundKind.TIE_BREAK)
    again = sealed_case(contest, ballots_for([5, 5], 10), THANH_CHAN)
    headings = []
    for tie in (again, many(30, 20, tied=True)):
        words = Words("vi")
        pages = hall_pages(words, hall_view(words, tie.recount, tie.counted), 72, 20)
        headings += [page.heading for page in pages if "ngang phiếu" in page.heading.casefold()]
    assert headings == ["Bầu lại vẫn ngang phiếu: đại hội quyết định", "Ngang phiếu, bầu lại"]


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
def test_keys_page_and_esc_leaves(tmp_path: Path, size: tuple[int, int]) -> None:
    seen: list[str] = []

    async def play(pilot: Pilot[None]) -> None:
        assert at(pilot, ResultScreen)
        await press(pilot, "ctrl+t")
        screen = pilot.app.screen
        assert isinstance(screen, HallScreen)
        assert "KẾT QUẢ KIỂM PHIẾU" in shown(pilot)
        last = len(screen._pages)
        for key in ("right", "down", "pagedown", "left", "up", "pageup"):
            await press(pilot, key)
            seen.append(shown(pilot).splitlines()[-1].split("trang ")[1].split()[0])
        assert seen == [f"{page}/{last}" for page in (2, 3, 4, 3, 2, 1)]
        await press(pilot, "end")
        assert "Trúng cử" in shown(pilot)
        assert f"{last}/{last}" in shown(pilot)
        await press(pilot, "right", "space")
        assert f"{last}/{last}" in shown(pilot)
        await press(pilot, "home", "left")
        assert f"1/{last}" in shown(pilot)
        await press(pilot, "escape")
        assert at(pilot, ResultScreen)

    play_on_screen(sealed(tmp_path / "a.tally"), "result", play, size=size, contest=KEY)


def test_nothing_of_the_desk_is_on_it(tmp_path: Path) -> None:
    async def play(pilot: Pilot[None]) -> None:
        screen = pilot.app.screen
        assert isinstance(screen, HallScreen)
        for _ in screen._pages:
            seen = shown(pilot)
            for name in (HEAD, SECRETARY, KEYER, "a.tally", "F1", "Tập 1"):
                assert name not in seen
            await press(pilot, "right")

    play_on_screen(sealed(tmp_path / "a.tally"), "hall", play, contest=KEY)


def test_what_is_not_sealed_is_not_shown(tmp_path: Path) -> None:
    path = a_count(tmp_path / "a.tally", (PASS, PASS))

    async def from_result(pilot: Pilot[None]) -> None:
        await press(pilot, "ctrl+t")
        assert not at(pilot, HallScreen)

    async def directly(pilot: Pilot[None]) -> None:
        await press(pilot, "right")
        said = str(pilot.app.screen.query_one(".body", Static).render())
        assert "Không chiếu được" in said
        assert "Lò Văn Ánh" not in shown(pilot)

    play_on_screen(path, "result", from_result, contest=KEY)
    play_on_screen(path, "hall", directly, contest=KEY)


def test_another_window_lays_the_page_out_anew(tmp_path: Path) -> None:
    async def play(pilot: Pilot[None]) -> None:
        await press(pilot, "end")
        await pilot.resize_terminal(120, 40)
        await pilot.pause(0.2)
        assert "Kết luận" in shown(pilot)
        assert max(len(line) for line in shown(pilot).splitlines()) == 120

    play_on_screen(sealed(tmp_path / "a.tally"), "hall", play, contest=KEY)


@pytest.mark.parametrize("screen", ["result", "next_step"])
def test_the_palette_finds_it(tmp_path: Path, screen: str) -> None:
    async def play(pilot: Pilot[None]) -> None:
        await press(pilot, "ctrl+p")
        await press(pilot, *"chieu")
        await press(pilot, "enter")
        assert at(pilot, HallScreen)

    play_on_screen(sealed(tmp_path / "a.tally"), screen, play, contest=KEY)


def test_the_screen_and_the_page_say_the_same() -> None:
    scene = hall()
    table = scene.app.table
    assert table is not None
    recount = table.closing.recount()
    words = Words("vi")
    view = hall_view(words, recount, recount.contests[0])
    page = bootstrap.hall_page(recount, recount.contests[0], words).decode()
    on_screen = "\n".join(one.body.plain for one in hall_pages(words, view, 112, 32))
    for line in view.lines:
        for text in (line.name, line.number, line.percent, line.said):
            assert text in page
            assert text in on_screen
    assert view.summary in page
    assert view.summary in on_screen
