"""Names of a slate on screen: an old font is offered converted, capitals in title case, strange letters refused."""

from contextlib import closing
from pathlib import Path

import pytest
from desk_screens import SIZES, at, choose, fill, play_on, press, shown
from textual.pilot import Pilot
from xlsx_making import save_rows

from tally import bootstrap
from tally.tui.screens.slate import SlateScreen
from tally.tui.slate_preview import SlatePreview, SlateRefused
from tally.tui.widgets.form_dialog import FormDialog

HEADER = ("TT", "Họ và tên", "Ngày sinh", "Giới tính", "Chức vụ")
TCVN3 = ("Lß V¨n ¸nh", "L\xadêng ThÞ B×nh", "Vò §×nh Ch\xad¬ng")
UNICODE = ("Lò Văn Ánh", "Lường Thị Bình", "Vũ Đình Chương")


def a_slate(path: Path, names: tuple[str, ...], position: str) -> Path:
    rows = [(number, name, 1975, "nam", position) for number, name in enumerate(names, start=1)]
    return save_rows(path, {"Danh sách": [HEADER, *rows]})


async def to_the_slate(pilot: Pilot[None]) -> None:
    """Make a congress and open the slate of its first contest."""
    await press(pilot, "plus")
    await fill(pilot, "Đảng bộ xã Thanh Chăn", None, "thanh-chan")
    await press(pilot, "f8")
    await pilot.pause(0.4)
    await choose(pilot, "slate/bch/1")
    await pilot.pause(0.2)


async def preview(pilot: Pilot[None], path: Path) -> None:
    await press(pilot, "f5")
    await fill(pilot, str(path))
    await press(pilot, "enter")
    for _ in range(40):
        await pilot.pause(0.1)
        if at(pilot, SlatePreview) or at(pilot, SlateRefused):
            return
    raise AssertionError(shown(pilot))


def recorded(folder: Path) -> list[tuple[str, str]]:
    desk = bootstrap.open_desk(folder / "thanh-chan.tally")
    with closing(desk.journal):
        return [(one.name, one.position) for one in desk.contest(("bch", 1)).slate]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", ["vi", "en"])
def test_names_of_an_old_font_are_shown_as_they_are_meant_and_taken_so(
    folder: Path, size: tuple[int, int], language: str
) -> None:
    path = a_slate(folder / "cu.xlsx", TCVN3, "BÝ th\xad")

    async def play(pilot: Pilot[None]) -> None:
        await to_the_slate(pilot)
        await preview(pilot, path)
        text = shown(pilot)
        assert at(pilot, SlatePreview), text
        assert "TCVN3" in text
        assert "Lò Văn Ánh ← Lß V¨n ¸nh" in text
        assert r"Lường Thị Bình ← L\u00adêng ThÞ B×nh" in text
        await press(pilot, "enter", "f8")

    play_on(play, size=size, language=language)
    assert recorded(folder) == [(name, "Bí thư") for name in UNICODE]


def test_leaving_the_offer_takes_nothing(folder: Path) -> None:
    path = a_slate(folder / "cu.xlsx", TCVN3, "")

    async def play(pilot: Pilot[None]) -> None:
        await to_the_slate(pilot)
        await preview(pilot, path)
        await press(pilot, "escape")
        assert at(pilot, SlateScreen)
        assert "Lò Văn Ánh" not in shown(pilot)

    play_on(play)
    assert recorded(folder) == []


def test_what_else_is_wrong_with_the_file_comes_first(folder: Path) -> None:
    path = a_slate(folder / "cu.xlsx", (*TCVN3, "Quàng V?n Ðào"), "")

    async def play(pilot: Pilot[None]) -> None:
        await to_the_slate(pilot)
        await preview(pilot, path)
        assert at(pilot, SlateRefused)
        text = shown(pilot)
        assert text.index("E851") < text.index("E850")

    play_on(play)


@pytest.mark.parametrize("presses", [0, 1, 2])
def test_capitals_are_taken_as_they_are_or_in_title_case(folder: Path, presses: int) -> None:
    capitals = ("LÒ VĂN ÁNH (TỨC SÁU)", "K'BRƠI", "Vũ Đình Chương")
    path = a_slate(folder / "hoa.xlsx", capitals, "")

    async def play(pilot: Pilot[None]) -> None:
        await to_the_slate(pilot)
        await preview(pilot, path)
        assert "␣ viết hoa" in shown(pilot)
        await press(pilot, *["space"] * presses)
        await press(pilot, "enter", "f8")

    play_on(play)
    written = ("Lò Văn Ánh (tức Sáu)", "K'Brơi", "Vũ Đình Chương") if presses == 1 else capitals
    assert [name for name, _position in recorded(folder)] == list(written)


def test_a_list_without_capitals_is_not_asked_about_them(folder: Path) -> None:
    path = a_slate(folder / "thuong.xlsx", UNICODE, "")

    async def play(pilot: Pilot[None]) -> None:
        await to_the_slate(pilot)
        await preview(pilot, path)
        assert "␣ viết hoa" not in shown(pilot)
        await press(pilot, "space")
        assert "Lò Văn Ánh" in shown(pilot)

    play_on(play)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("NguyÔn V¨n An", "TCVN3"),
        ("Nguy?n Văn An", "dấu hỏi"),
        ("Nguyễn Văn Ãn😀", "U+1F600"),
    ],
)
def test_a_typed_name_has_letters_that_names_have(folder: Path, typed: str, said: str) -> None:
    async def play(pilot: Pilot[None]) -> None:
        await to_the_slate(pilot)
        await press(pilot, "plus")
        await fill(pilot, typed)
        await press(pilot, "f8")
        assert at(pilot, FormDialog)
        assert said in shown(pilot)
        await fill(pilot, "Nguyễn Văn An")
        await press(pilot, "f8", "f8")

    play_on(play)
    assert [name for name, _position in recorded(folder)] == ["Nguyễn Văn An"]
