"""What watches over the open file, as every screen shows it: how far the file has come, and its second medium."""

from typing import TYPE_CHECKING

from tally.tui.values import clock_time
from tally.tui.widgets.bars import TitleBar

if TYPE_CHECKING:
    from tally.application.desk.guarding import Guard
    from tally.application.second_medium import MediumState
    from tally.tui.app import TallyApp

LOOK_SECONDS = 0.5
"""How often the screens ask how the second medium stands."""

_WARNING_SECONDS = 20


class Watching:
    """Shows how file and second medium stand, and warns once when the medium is lost; it never asks for a key."""

    def __init__(self, app: "TallyApp") -> None:
        self._app = app
        self._guard: Guard | None = None
        self._shown = ""
        self._lost = False
        self._forgetful = False

    @property
    def text(self) -> str:
        """What the title bar says; empty where nothing watches, or no medium was chosen."""
        guard = None if self._app.table is None else self._app.table.guard
        state = None if guard is None else guard.medium
        if guard is None or state is None:
            return ""
        copy = self._app.words(
            f"heights.medium.bar.{state.stands}", ballots=state.ballots, time=clock_time(state.since)
        )
        return self._app.words("heights.medium.bar.both", ballots=guard.ballots, copy=copy)

    def look(self) -> None:
        """Bring the title bar up to date; say once what was lost, and that it is back."""
        if self._app.table is not None and self._app.table.guard is not None:
            self._app.table.guard.look()
        text = self.text
        if text != self._shown:
            self._shown = text
            for screen in self._app.screen_stack:
                for bar in screen.query(TitleBar):
                    bar.refresh()
        guard = None if self._app.table is None else self._app.table.guard
        if guard is not self._guard:
            self._guard, self._lost, self._forgetful = guard, False, False
        if guard is None:
            return
        if guard.forgetful and not self._forgetful:
            self._forgetful = True
            self._warn(self._app.words("heights.medium.forgetful"))
        state = guard.medium
        if state is not None and state.lost is not self._lost:
            self._told(state)

    def _told(self, state: "MediumState") -> None:
        if state.lost:
            self._lost = True
            why = "" if state.why is None else self._app.words.machine(state.why)
            self._warn(self._app.words(f"heights.medium.said.{state.stands}", folder=state.folder, why=why))
        elif state.stands == "whole":
            self._lost = False
            text = self._app.words("heights.medium.back", folder=state.folder, ballots=state.ballots)
            self._app.notify(text, markup=False)

    def _warn(self, text: str) -> None:
        self._app.bell()
        self._app.notify(text, severity="error", timeout=_WARNING_SECONDS, markup=False)
