"""A line of text is what was typed, however an input method sends it, however fast."""

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from desk_screens import play_on, press
from textual.pilot import Pilot
from textual.widgets import Input
from typed_vietnamese import LETTERS, LOWER, METHODS, key_events, writes

from tally.tui.widgets.choices import Line
from tally.tui.widgets.form import Field as FormField
from tally.tui.widgets.form_dialog import FormDialog

if TYPE_CHECKING:
    from textual.screen import ModalScreen

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
    assert isinstance(line, Input)
    return line.value


async def show(pilot: Pilot[None], screen: "ModalScreen[str | None] | ModalScreen[bool]") -> None:
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
