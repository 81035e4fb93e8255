"""One key at a time: what a key leads to has happened before the next one is looked at.

Textual inserts a letter in the field at once, but lets Backspace, Enter and arrows first rise to the app, and puts the
focus somewhere else, or opens a dialog, later still. An input method sends Backspace and the new letter in one read, so
they overtook each other; so did Tab and what was typed after it (design/terminal.md, traps 1 and 2).
"""

import asyncio
from collections import deque

from textual import events
from textual.app import App

_AT_ONCE = 50  # looks without a pause: nearly every key has been carried out after three
_PAUSE = 0.01  # seconds between later looks
_MOST_LOOKS = 200  # then whatever still goes on is not what keys should wait for: some two seconds


class InOrder(App[None]):
    """An app that takes typed and pasted text in the order in which it came, wherever the focus goes meanwhile."""

    def __init__(self) -> None:
        super().__init__()
        self._waiting: deque[events.Event] = deque()
        self._taking: asyncio.Task[None] | None = None

    async def on_event(self, event: events.Event) -> None:
        """Hold a key back while the one before is still being carried out."""
        if not isinstance(event, (events.Key, events.Paste)) or event.is_forwarded:
            await super().on_event(event)
        elif self._taking is not None:
            self._waiting.append(event)
        else:
            try:
                await super().on_event(event)
            finally:
                self._taking = asyncio.create_task(self._take_others())

    async def _take_others(self) -> None:
        """Take what came meanwhile, each when the one before has been carried out."""
        await self._settle()
        while self._waiting:
            try:
                await super().on_event(self._waiting.popleft())
            except Exception as error:  # noqa: BLE001 - as Textual does with what fails in a handler of the app
                self._handle_exception(error)
            await self._settle()
        self._taking = None

    async def _settle(self) -> None:
        """Wait until no message waits anywhere on the screen."""
        for look in range(_MOST_LOOKS):
            await asyncio.sleep(0 if look < _AT_ONCE else _PAUSE)
            if not self._at_work():
                return

    def _at_work(self) -> bool:
        """Whether a message of the screen in front, or of the app, waits to be handled."""
        in_front = (one for screen in self.screen_stack[-1:] for one in screen.walk_children(with_self=True))
        return any(one.message_queue_size for one in (self, *in_front))
