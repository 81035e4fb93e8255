"""What fails at the desk, whoever forgot to catch it: expected failures are said and the desk stays; else it leaves.

Every message, timer, worker, callback and key binding of every widget goes through `FailingSafely`, Textual's own
widgets among them. Handlers that know better (hold a line, keep a dialog open) catch `asking.FAILURES` themselves.
"""

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from rich.segment import Segment
from textual import events, messages
from textual._context import active_message_pump
from textual.color import Color
from textual.filter import LineFilter
from textual.message import Message
from textual.screen import Screen
from textual.worker import WorkerFailed

from tally.locales.visible import obeyed_by_nobody
from tally.tui.asking import FAILURES, Failure, failure_text
from tally.tui.in_order import InOrder

if TYPE_CHECKING:
    from rich.console import RenderableType
    from textual.css.styles import RulesMap
    from textual.dom import DOMNode
    from textual.widget import Widget

    from tally.locales import Words

FAILED = 4
"""The return code of a desk that closed for a failure (`cli.diagnostics.Exit.MACHINE_FAILED`)."""

_SECONDS = 15  # a failure is said longer than a remark
_BEGINS = (events.Compose, events.Mount)
_ENDS = (events.Unmount, messages.Prune, messages.CloseMessages)
_FIRST = 2  # from here on there is a screen to go back to: below are Textual's blank one and our first


class TerminalLost(Exception):  # noqa: N818 - it is the terminal that is lost
    """Keys can no longer be read from the terminal."""


class OnlyShown(LineFilter):
    """Leaves out of every painted line what the terminal would obey, whichever widget it comes from."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Return the segments, as wide as before."""
        del background
        if all(text.isprintable() for text, _, _ in segments):
            return segments
        return [Segment(obeyed_by_nobody(text), style) for text, style, _ in segments]


class FailingSafely(InOrder):
    """An app in which nothing that fails prints a traceback or goes unsaid.

    Attributes:
        words: the language.
        ended_by: what closed the app before anybody left it, or None.
    """

    words: "Words"

    def __init__(self) -> None:
        super().__init__()
        self.ended_by: Exception | None = None
        self._only_shown = OnlyShown()
        self._given_up: set[Screen[Any]] = set()

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Return what every painted line goes through."""
        return [*super().get_line_filters(), self._only_shown]

    def leave_for(self, error: Exception) -> None:
        """Close the desk for a failure; the terminal is restored, and whoever ran it looks at `ended_by`."""
        self._return_code = FAILED
        if self.ended_by is None:
            self.ended_by = error
        if self._exception is None:
            # A test's pilot raises it.
            self._exception = error
            self._exception_event.set()
        self._close_messages_no_wait()

    def say_failure(self, failure: Failure) -> None:
        """Say an expected failure at the edge of whatever screen is in front; the same one, every second, once."""
        text = failure_text(self.words, failure)
        if any(one.message == text for one in self._notifications):
            return
        self.bell()
        self.notify(text, severity="error", markup=False, timeout=_SECONDS)

    def panic(self, *renderables: "RenderableType") -> None:
        """Close for what Textual would print; only its thread that reads keys calls this itself."""
        del renderables
        self.leave_for(TerminalLost())

    def on_load(self) -> None:
        """Hear of what failed in a task that nobody waits for."""
        asyncio.get_running_loop().set_exception_handler(self._in_the_loop)

    def _in_the_loop(self, _loop: asyncio.AbstractEventLoop, about: dict[str, Any]) -> None:
        error = about.get("exception")
        if isinstance(error, Exception):
            self._handle_exception(error)

    def _handle_exception(self, error: Exception) -> None:
        """Take what Textual caught anywhere: say it where it was to be expected, else close."""
        if isinstance(error, WorkerFailed) and isinstance(error.error, Exception):
            if self._exit:
                return  # the desk was left while something was read beside it; there is no screen to tell
            error = error.error
        if not isinstance(error, FAILURES):
            self.leave_for(error)
            return
        pump = active_message_pump.get(None)
        if isinstance(pump, Screen) and not pump.is_mounted:
            self._give_up(pump, error)
        else:
            self.say_failure(error)

    async def _dispatch_message(self, message: Message) -> None:
        try:
            await super()._dispatch_message(message)
        except FAILURES as failure:
            if isinstance(message, _BEGINS):
                self.leave_for(failure)  # there is not even a first screen
            else:
                self.say_failure(failure)

    def _register(
        self,
        parent: "DOMNode",
        *widgets: "Widget",
        before: int | None = None,
        after: int | None = None,
        cache: "dict[tuple[Any, ...], RulesMap] | None" = None,
    ) -> "list[Widget]":
        for widget in widgets:
            self._watch_over(widget)
        return super()._register(parent, *widgets, before=before, after=after, cache=cache)

    def _watch_over(self, pump: "Widget") -> None:
        """Have a widget go on after an expected failure: Textual would let its messages end there."""
        dispatch = pump._dispatch_message  # noqa: SLF001 - the one way that every message of a widget goes

        async def watched(message: Message) -> None:
            if pump in self._given_up and not isinstance(message, _ENDS):
                return
            try:
                await dispatch(message)
            except FAILURES as failure:
                if isinstance(pump, Screen) and isinstance(message, _BEGINS):
                    self._give_up(pump, failure)
                else:
                    self.say_failure(failure)

        pump._dispatch_message = watched  # type: ignore[method-assign]  # noqa: SLF001 - as above

    def _give_up(self, screen: Screen[Any], failure: Failure) -> None:
        """Go back from a screen that cannot even be shown; where there is none to go back to, close."""
        if screen in self._given_up:
            return
        self._given_up.add(screen)
        if screen not in self.screen_stack[_FIRST:]:
            self.leave_for(failure)
            return
        self.say_failure(failure)
        self.call_later(self._go_back_from, screen)

    def _go_back_from(self, screen: Screen[Any]) -> None:
        while screen in self.screen_stack:
            self.pop_screen()
