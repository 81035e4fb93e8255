"""Choosing the second medium: a folder on a USB stick, to which a copy goes while the board counts."""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from tally.tui.asking import carry_out
from tally.tui.path_prompt import PathPrompt
from tally.tui.widgets.dialogs import Question

if TYPE_CHECKING:
    from tally.application.desk.guarding import Guard
    from tally.tui.screens.base import TallyScreen


def choose_medium(screen: "TallyScreen", chosen_one: Callable[[], object] = lambda: None) -> None:
    """Ask for a folder, and copy to it from now on.

    Args:
        screen: on which it is asked.
        chosen_one: called once there is a second medium.
    """
    guard = screen.table.guard
    if guard is None:
        screen.say(screen.words("heights.medium.practice"), wrong=True)
        return
    state = guard.medium
    start = next((one for one in (*([] if state is None else [state.folder.parent]), *_mounts()) if _holds(one)), None)

    def chosen(folder: Path | None) -> None:
        if folder is not None:
            _take(screen, guard, folder, chosen_one)

    title = screen.words("heights.medium.which")
    screen.app.push_screen(PathPrompt(screen.NAME, title, (), start or guard.file.parent, folder=True), chosen)


def _take(screen: "TallyScreen", guard: "Guard", folder: Path, chosen_one: Callable[[], object]) -> None:
    def begin() -> None:
        carry_out(screen, lambda _reason: guard.choose(folder), done)

    def done() -> None:
        screen.say(screen.words("heights.medium.chosen", folder=folder))
        chosen_one()

    def agreed(yes: bool | None) -> None:  # noqa: FBT001 - the answer of a dialog
        if yes:
            begin()

    own = folder.resolve() == guard.file.resolve().parent
    if guard.same_disk(folder) and not own:
        details = screen.words("heights.medium.same_disk_details", folder=folder)
        screen.app.push_screen(Question(screen.words("heights.medium.same_disk"), details), agreed)
    else:
        begin()


def _holds(folder: Path) -> bool:
    """Tell whether there is anything in a folder: one without a stick in it is no place to begin."""
    try:
        return any(folder.iterdir())
    except OSError:
        return False


def _mounts() -> list[Path]:
    """Return where this machine shows the sticks that are plugged in."""
    if sys.platform == "win32":
        return [Path(f"{letter}:\\") for letter in "EFGHD"]
    if sys.platform == "darwin":
        return [Path("/Volumes")]
    user = os.environ.get("USER", "")
    return [Path("/run/media") / user, Path("/media") / user, Path("/media")]
