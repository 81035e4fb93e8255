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
        self._typed: deque[events.Event] = deque()
        self._settling: asyncio.Task[None] | None = None

    async def on_event(self, event: events.Event) -> None:
        """Hold a key back while the one before is still being carried out."""
        if isinstance(event, (events.Key, events.Paste)) and not event.is_forwarded:
            self._typed.append(event)
            await self._take_next()
        else:
            await super().on_event(event)

    async def _take_next(self) -> None:
        if self._settling is None and self._typed:
            try:
                await super().on_event(self._typed.popleft())
            finally:
                self._settling = asyncio.create_task(self._settle())

    async def _settle(self) -> None:
        """Wait until no message waits anywhere on the screen; then it is the turn of the next key."""
        for look in range(_MOST_LOOKS):
            await asyncio.sleep(0 if look < _AT_ONCE else _PAUSE)
            if not self._at_work():
                break
        self._settling = None
        if self._typed:
            self.call_later(self._take_next)

    def _at_work(self) -> bool:
        """Whether a message of the screen in front, or of the app, waits to be handled."""
        in_front = (one for screen in self.screen_stack[-1:] for one in screen.walk_children(with_self=True))
        return any(one.message_queue_size for one in (self, *in_front))
