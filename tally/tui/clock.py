"""The machine's clock on the screens: asked about when a file is opened, watched while it is open."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from tally.application.desk.clock import Doubt, moment_text
from tally.tui.widgets.choices import Choose

if TYPE_CHECKING:
    from tally.locales import Words
    from tally.tui.app import TallyApp
    from tally.tui.services import OpenDesk

EVERY = 5.0
"""Seconds between two looks at the clock while a file is open."""

MACHINE_RIGHT, LOOK_AGAIN, MACHINE_WRONG = "machine_right", "look_again", "machine_wrong"
_MINUTE = 60  # seconds


def ask_about_clock(
    app: "TallyApp", table: "OpenDesk", go_on: Callable[[], object], leave: Callable[[], object]
) -> None:
    """Ask which time is right where the clock cannot be, note the answer, and go on.

    Args:
        app: on whose screen it is asked.
        table: the congress that was opened.
        go_on: called where there is nothing to ask, or the answer was noted.
        leave: called where the file is not to be opened with such a clock.
    """
    doubt = table.clock.doubt()
    if doubt is None:
        go_on()
        return

    def answered(choice: str | None) -> None:
        if choice is None:
            leave()
        elif choice == LOOK_AGAIN:
            ask_about_clock(app, table, go_on, leave)
        else:
            try:
                table.clock.note(doubt, machine_right=choice == MACHINE_RIGHT)
            except OSError as error:
                app.bell()
                app.notify(app.words.machine(error), severity="error", markup=False)
            go_on()

    choices = [(one, app.words(f"tui.clock.{one}")) for one in (MACHINE_RIGHT, LOOK_AGAIN, MACHINE_WRONG)]
    question = Choose(app.words("tui.clock.title"), choices, _details(app.words, doubt), by_digit=True)
    app.push_screen(question, answered)


def moved_text(words: "Words", table: "OpenDesk") -> str:
    """Return what there is to say of a clock that was set while the file is open; empty: nothing."""
    moved = table.clock.moved()
    if moved < 0:
        last = moment_text(table.desk.state.time)
        return words("tui.clock.set_back", seconds=-moved, last=last) if table.desk.state.time else ""
    return words("tui.clock.set_on", minutes=round(moved / _MINUTE)) if moved else ""


def _details(words: "Words", doubt: Doubt) -> str:
    lines = [
        words(f"tui.clock.{doubt.jump}"),
        "",
        words("tui.clock.machine", time=moment_text(doubt.machine)),
        words("tui.clock.last", time=moment_text(doubt.last)),
    ]
    if doubt.day is not None:
        lines.append(words("tui.clock.day", day=f"{doubt.day:%d-%m-%Y}"))
    return "\n".join([*lines, "", words("tui.clock.advice")])
