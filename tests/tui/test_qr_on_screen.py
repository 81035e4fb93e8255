"""The QR code on the result screen: whole and readable, or what the window needs; whichever theme there is."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from board import KEY, Board
from counted_at_desk import corrected, counted, sealed
from desk_screens import at, press, shown
from memory_journal import QuickHasher
from PIL import Image
from qr_keys import ThrowawayQrKey
from textual.pilot import Pilot
from textual.widgets import Static

from tally.application.desk.signing import sign_qr
from tally.application.qr_squares import half_blocks, squares
from tally.cli.desk import services
from tally.locales import Words
from tally.tui.app import TallyApp
from tally.tui.screens.result import ResultScreen
from tally.tui.services import OpenDesk
from tally.tui.widgets.choices import Choose
from tally.tui.widgets.qr_dialog import QrDialog

LARGE = (100, 50)
PIXELS = 6

Play = Callable[[Pilot[None]], Awaitable[None]]


def play_on(board: Board, play: Play, size: tuple[int, int], language: str = "vi", theme: str = "") -> None:
    """Show the result of a board's count, and play."""
    app = TallyApp(Words(language), services(Words(language)), "result", contest=KEY)
    app.use(OpenDesk.on(Path("xa.tally"), board.desk, QuickHasher()))

    async def go() -> None:
        async with app.run_test(size=size) as pilot:
            if theme:
                pilot.app.theme = theme
            await pilot.pause(0.2)
            await play(pilot)

    asyncio.run(go())


def photographed(pilot: Pilot[None]) -> Image.Image:
    """Return the screen as a camera sees it: a cell is twice as high as it is wide, in the colours it has."""
    width, height = pilot.app.size
    picture = Image.new("RGB", (width * PIXELS, height * 2 * PIXELS))
    for row, strip in enumerate(pilot.app.screen._compositor.render_strips()):
        column = 0
        for segment in strip:
            style = segment.style
            ink = style.color.get_truecolor() if style and style.color else (128, 128, 128)
            paper = style.bgcolor.get_truecolor() if style and style.bgcolor else (128, 128, 128)
            for sign in segment.text:
                for half, dark in enumerate((sign in "▀█", sign in "▄█")):
                    left, top = column * PIXELS, (2 * row + half) * PIXELS
                    picture.paste(tuple(ink if dark else paper), (left, top, left + PIXELS, top + PIXELS))
                column += 1
    return picture


def read(picture: Image.Image) -> list[str]:
    zxingcpp = pytest.importorskip("zxingcpp", reason="zxing-cpp is not installed: no reader looked at the screen")
    return [found.text for found in zxingcpp.read_barcodes(picture)]


@pytest.mark.parametrize("theme", ["tally-dark", "tally-light"])
def test_the_code_is_read_off_the_screen_in_every_theme(theme: str) -> None:
    board = sealed()
    text = sign_qr(board.desk, board.closing, KEY, ThrowawayQrKey())

    async def play(pilot: Pilot[None]) -> None:
        await press(pilot, "q")
        assert at(pilot, QrDialog)
        assert "Mã QR của biên bản · Ban Chấp hành" in shown(pilot)
        assert read(photographed(pilot)) == [text]
        await press(pilot, "escape")
        assert at(pilot, ResultScreen)

    play_on(board, play, LARGE, theme=theme)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_window_too_small_says_what_the_code_needs_and_shows_no_part_of_it(language: str) -> None:
    board = sealed()
    text = sign_qr(board.desk, board.closing, KEY, ThrowawayQrKey())
    side = len(squares(text))

    async def play(pilot: Pilot[None]) -> None:
        await press(pilot, "q")
        said = shown(pilot)
        assert "80 × 24" in said
        assert str(side) in said
        assert str((side + 1) // 2 + 2) in said
        assert "bien-ban-….xlsx" in said
        assert not pilot.app.screen.query_one(".code").display
        # Enlarged to what was said, and one line less again.
        await pilot.resize_terminal(side, (side + 1) // 2 + 2)
        await pilot.pause(0.2)
        assert read(photographed(pilot)) == [text]
        await pilot.resize_terminal(side, (side + 1) // 2 + 1)
        await pilot.pause(0.2)
        assert not pilot.app.screen.query_one(".code").display
        assert read(photographed(pilot)) == []

    play_on(board, play, (80, 24), language)


@pytest.mark.parametrize("size", [(80, 24), (120, 36), (60, 20)])
@pytest.mark.parametrize("language", ["vi", "en"])
def test_what_a_small_window_says_stands_whole_in_it(size: tuple[int, int], language: str) -> None:
    board = sealed()
    sign_qr(board.desk, board.closing, KEY, ThrowawayQrKey())

    async def play(pilot: Pilot[None]) -> None:
        await press(pilot, "q")
        said = pilot.app.screen.query_one(".too-small")
        window = pilot.app.screen.region
        for one in (said, pilot.app.screen.query_one(".card"), pilot.app.screen.query_one(".card--keys")):
            assert window.contains_region(one.region)
            assert one.region.height >= one.get_content_height(one.size, window.size, one.size.width)
        assert "Esc" in shown(pilot)

    play_on(board, play, size, language)


def test_of_several_codes_one_is_chosen() -> None:
    board = corrected()
    texts = [sign_qr(board.desk, board.closing, KEY, ThrowawayQrKey(), number) for number in (0, 1)]

    async def play(pilot: Pilot[None]) -> None:
        await press(pilot, "q")
        assert at(pilot, Choose)
        await press(pilot, "escape")
        assert at(pilot, ResultScreen)
        await press(pilot, "Q", "down", "enter")
        assert "Mã QR của đính chính số 1" in shown(pilot)
        assert read(photographed(pilot)) == [texts[1]]
        await pilot.resize_terminal(80, 24)
        await pilot.pause(0.2)
        said = str(pilot.app.screen.query_one(".too-small", Static).render())
        assert "biên bản đính chính số 1 (tệp dinh-chinh-….xlsx)" in said

    play_on(board, play, LARGE)


def test_what_is_not_signed_says_who_signs_and_what_is_not_sealed_has_no_code() -> None:
    async def unsigned(pilot: Pilot[None]) -> None:
        assert "Q mã QR" in shown(pilot)
        await press(pilot, "q")
        assert at(pilot, ResultScreen)
        assert "Trưởng ban ký ở màn hình giấy tờ" in [one.message for one in pilot.app._notifications][-1]

    async def unsealed(pilot: Pilot[None]) -> None:
        assert "Q mã QR" not in shown(pilot)
        await press(pilot, "q")
        assert at(pilot, ResultScreen)
        assert not list(pilot.app._notifications)

    play_on(sealed(), unsigned, LARGE)
    play_on(counted(), unsealed, LARGE)


def test_half_blocks_hold_two_rows_each_and_the_last_may_be_light() -> None:
    code = ((True, False, True), (True, True, False), (False, True, True))
    assert half_blocks(code) == ("█▄▀", " ▀▀")
