"""The line above and the line below every screen."""

from typing import TYPE_CHECKING, cast

from rich.cells import cell_len
from textual.content import Content
from textual.widget import Widget

from tally.tui.commands import Command, commands_of

if TYPE_CHECKING:
    from tally.tui.app import TallyApp

MOST_LINES = 2  # of keys
GAP = 2  # cells between two keys, and between what stands left and right


class TitleBar(Widget):
    """Where we are, on the left; who or how far, on the right. The left gives way when the line is too short."""

    def __init__(self, left: str, right: str = "") -> None:
        super().__init__()
        self._left = left
        self._right = right

    def show(self, left: str, right: str = "") -> None:
        """Say something else."""
        if (left, right) != (self._left, self._right):
            self._left, self._right = left, right
            self.refresh()

    def render(self) -> Content:
        """Put both on one line."""
        width = self.content_size.width
        watched = cast("TallyApp", self.app).watching.text
        right = Content(" · ".join(filter(None, (self._right, watched))))
        left = Content(self._marked(self._left)).truncate(max(width - right.cell_length - GAP, 0), ellipsis=True)
        return left.pad_right(max(width - left.cell_length - right.cell_length, 0)) + right

    def _marked(self, text: str) -> str:
        """Put the mark of a made-up congress before what does not bear it."""
        app = cast("TallyApp", self.app)
        mark = app.words("tui.shell.practice_mark")
        made_up = app.table is not None and app.table.desk.state.practice
        return f"{mark} · {text}" if made_up and mark not in text else text


class KeyBar(Widget):
    """The keys that do something now, on one line or two. A click does what the key does."""

    def __init__(self, screen_name: str) -> None:
        super().__init__()
        self._screen_name = screen_name

    def on_mount(self) -> None:
        """Follow what can be done."""
        self.screen.bindings_updated_signal.subscribe(self, lambda _screen: self.refresh(layout=True))

    def render(self) -> Content:
        """Lay out the keys that can be used now."""
        words = cast("TallyApp", self.app).words
        shown = [command for command in commands_of(self._screen_name) if command.in_bar and self._usable(command)]
        lines: list[list[Content]] = [[]]
        room = width = self.content_size.width or self.app.size.width
        for command in shown:
            title = words(command.title_key)
            needed = cell_len(f"{command.shown} {title}") + GAP
            if needed > room + GAP and lines[-1] and len(lines) < MOST_LINES:
                lines.append([])
                room = width
            if needed <= room + GAP:
                lines[-1].append(self._key(command, title))
                room -= needed
        return Content("\n").join(Content(" " * GAP).join(line) for line in lines)

    def _usable(self, command: Command) -> bool:
        return bool(self.screen.check_action(command.id, ()))

    def _key(self, command: Command, title: str) -> Content:
        click = f"[@click=app.press('{command.key}')]"
        return Content.from_markup(click + "[bold]$shown[/bold] $title[/]", shown=command.shown, title=title)
