"""A line of text is what was typed, however an input method sends it, however fast."""

import asyncio
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Literal

import pytest
from desk_screens import play_on, press, shown
from textual import events
from textual._xterm_parser import XTermParser
from textual.app import ComposeResult
from textual.pilot import Pilot
from textual.screen import ModalScreen
from typed_vietnamese import DEL, LETTERS, LOWER, METHODS, key_events, writes

from tally.tui import in_order
from tally.tui.path_prompt import PathPrompt
from tally.tui.values import path_of
from tally.tui.widgets.choices import Line
from tally.tui.widgets.field import Field
from tally.tui.widgets.form import FormField
from tally.tui.widgets.form_dialog import FormDialog
from tally.tui.widgets.listing import Listing, Row

UPPER = LETTERS[len(LOWER) :]


def in_words(letters: str) -> str:
    """Return letters as words of five."""
    return " ".join(letters[place : place + 5] for place in range(0, len(letters), 5))


def post(pilot: Pilot[None], *sent: str) -> None:
    """Send it all in one burst: without waiting for anything."""
    for one in sent:
        for key in key_events(one):
            pilot.app.post_message(key)


async def until(true: Callable[[], bool]) -> None:
    """Wait until something is so, for five seconds at most."""
    for _ in range(500):
        if true():
            break
        await asyncio.sleep(0.01)


async def at_last(pilot: Pilot[None], text: str) -> str:
    """Return what stands in the field, once it is this or does not come."""
    await until(lambda: value(pilot) == text)
    return value(pilot)


def value(pilot: Pilot[None]) -> str:
    """Return what stands in the field that has the focus."""
    line = pilot.app.screen.focused
    assert isinstance(line, Field)
    return line.value


async def show(pilot: Pilot[None], screen: ModalScreen[str | None] | ModalScreen[bool] | ModalScreen[None]) -> None:
    """Put a dialog in front."""
    pilot.app.push_screen(screen)
    await pilot.pause(0.1)


async def show_line(pilot: Pilot[None], text: str = "") -> None:
    """Put a dialog with one line in front."""
    await show(pilot, Line("?", "", lambda _typed: (True, ""), text))
    await press(pilot, "end")


@pytest.mark.parametrize("method", METHODS)
def test_every_letter_in_one_burst(method: str) -> None:
    async def play(pilot: Pilot[None]) -> None:
        for text in ("Đảng bộ xã Tường Thượng", in_words(LOWER), in_words(UPPER)):
            await show_line(pilot)
            post(pilot, *writes(text, method))
            assert await at_last(pilot, text) == text
            await press(pilot, "escape")

    play_on(play)


@pytest.mark.parametrize("method", METHODS)
def test_a_form_filled_in_and_handed_in_by_one_burst(method: str) -> None:
    taken: list[dict[str, str]] = []

    async def play(pilot: Pilot[None]) -> None:
        fields = [FormField("one", "1"), FormField("two", "2"), FormField("three", "3")]
        await show(pilot, FormDialog("home", "?", fields, lambda values, _reason: taken.append(dict(values))))
        sent = [write for text in ("Đảng bộ", "Tường Thượng", "Lò Thị Hoa") for write in (*writes(text, method), "\t")]
        post(pilot, *sent[:-1], "\r")
        await until(lambda: not isinstance(pilot.app.screen, FormDialog))

    play_on(play)
    assert taken == [{"one": "Đảng bộ", "two": "Tường Thượng", "three": "Lò Thị Hoa"}]


NFD_WORD = unicodedata.normalize("NFD", "Tường")
M_GRAVE = "m\u0300"  # one letter to whoever sees it, two characters to Unicode


@pytest.mark.parametrize(
    ("sent", "left"),
    [
        (("e\u0302\u0301", DEL), ""),
        (("be\u0323\u0302", DEL, "o"), "bo"),
        ((M_GRAVE, "e", DEL, DEL, "a"), "a"),
        ((NFD_WORD, DEL, DEL), "Tườ"),
        (("ab", "\x1b[D", "\u0301", "c"), "ácb"),
        ((f"a{M_GRAVE}b", "\x1b[D", "\x1b[D", "c"), f"ac{M_GRAVE}b"),
        ((f"a{M_GRAVE}b", "\x1b[H", "\x1b[C", "\x1b[C", "c"), f"a{M_GRAVE}cb"),
        ((f"{M_GRAVE}b", "\x1b[H", "\x1b[3~"), "b"),
    ],
)
def test_what_is_seen_as_one_letter_is_one_however_it_was_sent(sent: tuple[str, ...], left: str) -> None:
    async def play(pilot: Pilot[None]) -> None:
        await show_line(pilot)
        for message in XTermParser().feed("".join(sent)):
            pilot.app.post_message(message)
        assert await at_last(pilot, left) == left

    play_on(play)


def test_a_value_is_nfc_whoever_puts_it_there() -> None:
    async def play(pilot: Pilot[None]) -> None:
        await show_line(pilot, NFD_WORD)
        assert value(pilot) == "Tường"
        pilot.app.post_message(events.Paste(NFD_WORD))
        assert await at_last(pilot, "TườngTường") == "TườngTường"

    play_on(play)


@pytest.mark.parametrize(
    ("key", "left"), [("1", "Chi bộ một."), ("2", "Chi bộ một hai ba."), ("3", "Chi bộ ."), ("escape", "Chi bộ .")]
)
def test_of_several_pasted_lines_it_is_asked_which(key: str, left: str) -> None:
    async def play(pilot: Pilot[None]) -> None:
        await show_line(pilot, "Chi bộ .")
        await press(pilot, "left")
        pilot.app.post_message(events.Paste("một\r\n\r\n  hai \nba\n"))
        await until(lambda: "3 dòng" in shown(pilot))
        assert "một hai ba" in shown(pilot)
        await press(pilot, "enter", key)
        assert value(pilot) == left

    play_on(play)


def test_a_cell_of_a_sheet_is_one_line_and_what_is_selected_gives_way_to_it() -> None:
    async def play(pilot: Pilot[None]) -> None:
        await show_line(pilot, "cũ")
        await press(pilot, "shift+home")
        pilot.app.post_message(events.Paste("Lò\tThị Hoa\r\n"))
        assert await at_last(pilot, "Lò Thị Hoa") == "Lò Thị Hoa"

    play_on(play)


def test_pasted_lines_of_a_secret_are_not_shown() -> None:
    async def play(pilot: Pilot[None]) -> None:
        fields = [FormField("one", "1", secret=True)]
        await show(pilot, FormDialog("home", "?", fields, lambda _values, _reason: None))
        pilot.app.post_message(events.Paste("con trâu\nđi trước"))
        await until(lambda: "2 dòng" in shown(pilot))
        assert "2 dòng" in shown(pilot)
        assert "trâu" not in shown(pilot)
        await press(pilot, "1")
        assert value(pilot) == "con trâu"

    play_on(play)


def test_a_paste_that_cannot_stand_there_is_said() -> None:
    async def play(pilot: Pilot[None]) -> None:
        fields = [FormField("one", "1", "12", digits=True)]
        await show(pilot, FormDialog("home", "?", fields, lambda _values, _reason: None))
        pilot.app.post_message(events.Paste("mười hai"))
        await until(lambda: bool(pilot.app._notifications))
        assert ["Không dán được" in one.message for one in pilot.app._notifications] == [True]
        assert value(pilot) == "12"

    play_on(play)


class Narrow(ModalScreen[None]):
    """A list of two."""

    def compose(self) -> ComposeResult:
        """The list."""
        yield Listing("", "")

    def on_mount(self) -> None:
        """Fill it."""
        self.query_one(Listing).show([Row("1", "Đảng bộ"), Row("2", "Chi bộ")])
        self.query_one(Listing).focus()


def test_a_list_is_narrowed_by_whole_letters_and_by_what_is_pasted() -> None:
    async def play(pilot: Pilot[None]) -> None:
        await show(pilot, Narrow())
        listing = pilot.app.screen.query_one(Listing)
        post(pilot, *writes("Đảng", "telex"), *writes("ế", "nfd"))
        await until(lambda: listing.typed == "Đảngế")
        await press(pilot, "backspace")
        assert listing.typed == "Đảng"
        assert listing.chosen == "1"
        pilot.app.post_message(events.Paste(unicodedata.normalize("NFD", " bộ\n")))
        await until(lambda: listing.typed == "Đảngbộ")
        assert listing.typed == "Đảngbộ"

    play_on(play)


class Stuck(ModalScreen[None]):
    """A screen that is never done with a key."""

    def compose(self) -> ComposeResult:
        """A line."""
        yield Field()

    def __init__(self) -> None:
        super().__init__()
        self.freed = asyncio.Event()

    async def on_key(self, event: events.Key) -> None:
        """Wait for something that does not come."""
        if event.key == "f12":
            await self.freed.wait()


def test_a_screen_that_is_never_done_does_not_keep_the_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(in_order, "_MOST_LOOKS", 60)

    async def play(pilot: Pilot[None]) -> None:
        stuck = Stuck()
        await show(pilot, stuck)
        for key in (events.Key("f12", None), events.Key("f12", None), *key_events("ab")):
            pilot.app.post_message(key)
        stands = await at_last(pilot, "ab")
        stuck.freed.set()
        assert stands == "ab"

    play_on(play)


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_a_typed_path_is_found_as_the_disk_spells_it(tmp_path: Path, form: Literal["NFC", "NFD"]) -> None:
    folder = tmp_path / unicodedata.normalize(form, "Đại hội") / "phiếu"
    folder.mkdir(parents=True)
    (folder / unicodedata.normalize(form, "bầu cử.toml")).touch()
    typed = unicodedata.normalize("NFC", str(folder / "bầu cử.toml"))
    assert path_of(typed).is_file()
    assert path_of(f"{typed}x") == folder / unicodedata.normalize("NFC", "bầu cử.tomlx")
    assert path_of("~nobody-of-that-name/ế") == Path("~nobody-of-that-name/ế")


@pytest.mark.parametrize("method", METHODS)
def test_what_stands_in_a_field_gives_way_to_what_is_typed(method: str) -> None:
    taken: list[dict[str, str]] = []

    async def play(pilot: Pilot[None]) -> None:
        fields = [
            FormField("one", "1", "Đảng bộ cũ"),
            FormField("two", "2", "Chi bộ cũ"),
            FormField("three", "3", "cũ"),
        ]
        form = FormDialog("home", "?", fields, lambda values, _reason: taken.append(dict(values)))
        await show(pilot, form)
        post(pilot, *writes("Đảng bộ mới", method), "\t", *writes("Chi bộ mới", method), "\r", "\r")
        await until(lambda: bool(taken))

    play_on(play)
    assert taken == [{"one": "Đảng bộ mới", "two": "Chi bộ mới", "three": "cũ"}]


def test_a_name_is_corrected_where_somebody_goes_into_it_first() -> None:
    async def play(pilot: Pilot[None]) -> None:
        await show_line(pilot, "Lò Văn Anh")
        await press(pilot, "right", "backspace", "h", "o")
        assert value(pilot) == "Lò Văn Anho"

    play_on(play)


def test_a_path_typed_where_a_folder_stands_is_that_path_and_a_name_is_one_in_that_folder(tmp_path: Path) -> None:
    (tmp_path / "ở đây").mkdir()
    (tmp_path / "ở đó").mkdir()
    for folder in ("ở đây", "ở đó"):
        (tmp_path / folder / "danh sách.xlsx").touch()
    found: list[Path | None] = []

    async def ask(pilot: Pilot[None], typed: str) -> None:
        pilot.app.push_screen(PathPrompt("home", "?", (".xlsx",), tmp_path / "ở đây"), found.append)
        await pilot.pause(0.2)
        post(pilot, *writes(typed, "telex"), "\r")
        await until(lambda: not isinstance(pilot.app.screen, PathPrompt))

    async def play(pilot: Pilot[None]) -> None:
        await ask(pilot, str(tmp_path / "ở đó" / "danh sách.xlsx"))
        await ask(pilot, "danh")
        await ask(pilot, "../ở đó/danh sách.xlsx")

    play_on(play)
    there = tmp_path / "ở đó" / "danh sách.xlsx"
    assert [path.resolve() for path in found if path is not None] == [there, tmp_path / "ở đây" / there.name, there]
