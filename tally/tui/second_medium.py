"""Choosing the second medium: a folder on a USB stick, to which a copy goes while the board counts."""

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
    state, doctor = guard.medium, screen.desk_app.services.doctor
    places = (None if state is None else state.folder.parent, None if doctor is None else doctor.stick())
    start = next((one for one in places if one is not None and _holds(one)), None)

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
