"""What the desk looks like: every scene as it was looked at and found good.

After a change on purpose: look at the report that pytest writes, then `pytest tests/tui/test_snapshots.py
--snapshot-update`. `docs/make_screens.py` makes the pictures of the README of the same files.
"""

import os
import time
from collections.abc import Callable, Iterator

import pytest
from scenes import SCENES
from textual.pilot import Pilot
from textual.widgets import Input

from tally.tui.app import TallyApp

pytestmark = pytest.mark.skipif(os.name == "nt", reason="paths are written otherwise there, and the time zone is fixed")

SMALL, LARGE, FOR_CODES = (80, 24), (120, 36), (100, 50)
AT_LARGE = {
    "home-recent",
    "set-up",
    "set-up-conference",
    "result-opinion",
    "counting-220",
    "result-under-filled",
    "hall-votes-large",
    "hall-elected-large",
    "journal",
    "papers-of-several",
    "report",
    "rounds-over",
    "counting-light",
}

Compare = Callable[..., bool]


@pytest.fixture(autouse=True)
def _same_everywhere(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Set what a machine could add: its colours and its time zone."""
    monkeypatch.delenv("NO_COLOR", raising=False)
    with monkeypatch.context() as zone:
        zone.setenv("TZ", "ICT-7")
        time.tzset()
        yield
    time.tzset()


async def stand_still(pilot: Pilot[None]) -> None:
    """Stop the cursor from blinking, and everything from moving."""
    app = pilot.app
    assert isinstance(app, TallyApp)
    app.animation_level = "none"
    app.watching.look()  # what is said of the second medium is said now, not half a second later
    await pilot.pause()
    for line in pilot.app.screen.query(Input):
        line.cursor_blink = False


@pytest.mark.parametrize("name", SCENES)
def test_the_screen(name: str, snap_compare: Compare) -> None:
    scene = SCENES[name]()
    size = FOR_CODES if name == "result-qr" else LARGE if name in AT_LARGE else SMALL
    assert snap_compare(scene.app, press=scene.keys, terminal_size=size, run_before=stand_still)


def test_without_colours_nothing_is_lost(monkeypatch: pytest.MonkeyPatch, snap_compare: Compare) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    scene = SCENES["result-under-filled"]()
    assert snap_compare(scene.app, press=scene.keys, terminal_size=SMALL, run_before=stand_still)
