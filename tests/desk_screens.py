"""A board at the screens, on a real file: the app with the services of the program, keys as they are pressed."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from scenes import at as scene_at
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets import Input, OptionList

from tally.cli.desk import services
from tally.locales import Words
from tally.tui.app import TallyApp
from tally.tui.services import OpenDesk

SIZES = [(80, 24), (120, 36)]

Play = Callable[[Pilot[None]], Awaitable[None]]


def play_on(play: Play, size: tuple[int, int] = SIZES[0], language: str = "vi", path: Path | None = None) -> None:
    """Run the app from its home screen, and play; of a file, from the list of its first contest that is not over."""
    words = Words(language)
    app = TallyApp(words, services(words), "home")

    async def go() -> None:
        async with app.run_test(size=size) as pilot:
            if path is not None:
                app.go("opening", path=path, then="next_step")
            await pilot.pause(0.3)
            await play(pilot)

    asyncio.run(go())


def at(pilot: Pilot[None], screen: type[Screen[Any]]) -> bool:
    """Tell whether this screen is in front."""
    return isinstance(pilot.app.screen, screen)


def shown(pilot: Pilot[None]) -> str:
    """Return the whole screen as text."""
    strips = pilot.app.screen._compositor.render_strips()
    return "\n".join("".join(segment.text for segment in strip) for strip in strips)


async def press(pilot: Pilot[None], *keys: str) -> None:
    """Press keys, then wait until the screen stands still."""
    await pilot.press(*keys)
    await pilot.pause(0.15)


async def fill(pilot: Pilot[None], *texts: str | None) -> None:
    """Type a text into one field after the other, from the one that has the focus; None leaves a field as it is."""
    for place, text in enumerate(texts):
        if place:
            await pilot.press("down")
        if text is not None:
            await pilot.pause()
            line = pilot.app.screen.focused
            assert isinstance(line, Input)
            line.value = text
    await pilot.pause(0.1)


async def choose(pilot: Pilot[None], line: str, *, enter: bool = True) -> None:
    """Put the cursor on a line of a list, and press Enter unless told otherwise."""
    lines = pilot.app.screen.query_one(OptionList)
    lines.highlighted = lines.get_option_index(line)
    await pilot.pause()
    if enter:
        await press(pilot, "enter")


def play_at(table: OpenDesk, screen: str, play: Play, size: tuple[int, int] = SIZES[0], **arguments: object) -> None:
    """Show a screen of a desk, and play."""
    app = scene_at(table, screen, **arguments).app

    async def go() -> None:
        async with app.run_test(size=size) as pilot:
            await pilot.pause(0.2)
            await play(pilot)

    asyncio.run(go())


def in_one_line(pilot: Pilot[None]) -> str:
    return " ".join(shown(pilot).split())


async def wait_for(pilot: Pilot[None], screen: type[object]) -> None:
    """Wait until a screen is in front."""
    for _ in range(60):
        await pilot.pause(0.1)
        if isinstance(pilot.app.screen, screen):
            return
    raise AssertionError(shown(pilot))
