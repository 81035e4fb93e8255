"""The shell: themes, commands that apply everywhere, and the way from screen to screen."""

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.binding import BindingType
from textual.widgets import Static

from tally.locales import Words
from tally.tui.clock import EVERY, moved_text
from tally.tui.commands import EVERYWHERE, bindings
from tally.tui.failing import FailingSafely
from tally.tui.hints import key_at
from tally.tui.services import OpenDesk, Services
from tally.tui.themes import DARK, LIGHT, THEMES
from tally.tui.watching import LOOK_SECONDS, Watching

if TYPE_CHECKING:
    from tally.application.practice import Practice
    from tally.tui.screens.base import TallyScreen


_READ = 1.5  # seconds after which a sentence that was said may go with the next key, or with its screen
_SAID_LONG = 20  # seconds; whoever keys looks at the paper


class TallyApp(FailingSafely):
    """The counting desk on a terminal.

    Attributes:
        words: the language.
        services: what reaches beyond the open desk.
        table: the congress that is open, or None.
        practice: the papers that are practised on, or None.
        watching: shows how the open file and its second medium stand.
    """

    TITLE = "tally"
    NOTIFICATION_TIMEOUT = 4
    ENABLE_COMMAND_PALETTE = False  # Textual's own speaks English; ours is `palette.py`
    CSS_PATH = "app.tcss"
    BINDINGS: ClassVar[list[BindingType]] = bindings(EVERYWHERE)

    def __init__(self, words: Words, services: Services, start: str = "home", **arguments: object) -> None:
        """Make the app.

        Args:
            words: the language.
            services: what reaches beyond the open desk.
            start: the screen shown first.
            arguments: that screen's.
        """
        super().__init__()
        self.words = words
        self.services = services
        self.table: OpenDesk | None = None
        self.practice: Practice | None = None
        self.watching = Watching(self)
        self._start = (start, arguments)
        self._leaving = False
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = DARK.name

    def on_mount(self) -> None:
        """Show the first screen, and keep an eye on the clock and on the second medium."""
        self.set_interval(EVERY, self._look_at_clock)
        self.set_interval(LOOK_SECONDS, self.watching.look)
        self.screen_change_signal.subscribe(self, lambda _screen: self._let_go_of_said())
        name, arguments = self._start
        self.go(name, **arguments)

    async def on_event(self, event: events.Event) -> None:
        """Uncover with a key what a sentence lies over."""
        if isinstance(event, events.Key):
            self._let_go_of_said()
        await super().on_event(event)

    def _let_go_of_said(self) -> None:
        """Take away what was said of something done, once it could be read; warnings that are to be seen long stay."""
        read = [
            one
            for one in self._notifications
            if one.timeout <= self.NOTIFICATION_TIMEOUT and one.timeout - one.time_left > _READ
        ]
        for one in read:
            self._unnotify(one)

    def go(self, name: str, **arguments: object) -> None:
        """Show a screen on top of the one before.

        Args:
            name: of the screen: `tally.tui.screens.NAME` holds its class as `SCREEN`.
            arguments: the screen's own.
        """
        self.push_screen(self._make(name, arguments))

    def go_instead(self, name: str, **arguments: object) -> None:
        """Show a screen in place of the one before."""
        self.switch_screen(self._make(name, arguments))

    def open_file(self, path: Path, *, another: bool = False) -> OpenDesk:
        """Open a congress file and note it among the recent ones; raises as `Services.open` and `open_another`."""
        opened = self.services.open_another if another else None
        table = (opened or self.services.open)(path)
        self.services.recent.add(path)
        return self.use(table)

    def use(self, table: OpenDesk) -> OpenDesk:
        """Work on this congress from now on; the one before is let go of."""
        if self.table is not None:
            self.table.close()
        self.table = table
        self.practice = None
        return table

    def put_away(self) -> None:
        """Let go of the congress that is open."""
        if self.table is not None:
            self.table.close()
        self.table = None

    def _look_at_clock(self) -> None:
        said = moved_text(self.words, self.table) if self.table is not None else ""
        if said:
            self.bell()
            self.notify(said, severity="warning", timeout=_SAID_LONG, markup=False)

    def action_help(self) -> None:
        """Explain the screen and its keys."""
        from tally.tui.help import HelpScreen  # noqa: PLC0415 - not before somebody asks: the first paint comes first

        screen = self.screen
        if not isinstance(screen, HelpScreen):
            self.push_screen(HelpScreen(getattr(screen, "NAME", "")))

    def action_palette(self) -> None:
        """Offer every command of the screen by name."""
        from tally.tui.palette import Palette  # noqa: PLC0415 - as above

        screen = self.screen
        if not screen.is_modal:
            self.push_screen(Palette(getattr(screen, "NAME", "")), self._run_command)

    def action_theme(self) -> None:
        """Change between light and dark."""
        self.theme = LIGHT.name if self.theme == DARK.name else DARK.name

    async def action_back(self) -> None:
        """Leave the screen for the one before; the first screen stays."""
        if len(self.screen_stack) > 2:  # noqa: PLR2004 - Textual's blank screen and our first one
            # Not awaited: a screen that leaves from its own message would wait for itself for ever.
            self.pop_screen()

    async def action_quit(self) -> None:
        """Close the program; what is typed and not recorded goes only when that is agreed to."""
        half = [text for screen in reversed(self.screen_stack) if (text := getattr(screen, "unfinished", ""))]
        if not half:
            self.exit()
            return
        if self._leaving:
            return
        self._leaving = True
        from tally.tui.widgets.dialogs import Question  # noqa: PLC0415 - not before somebody leaves in the middle

        def answered(agreed: bool | None) -> None:  # noqa: FBT001 - the answer of a dialog
            self._leaving = False
            if agreed:
                self.exit()

        gone = self.table is not None and not self.table.path.exists()
        left = self.words(f"tui.shell.quit_{'moved' if gone else 'details'}", file=self.table and self.table.path)
        details = "\n".join([*half, "", left])
        self.push_screen(Question(self.words("tui.shell.quit_half"), details), answered)

    def action_press(self, key: str) -> None:
        """Do what a key does: what a click in the key bar means."""
        self.simulate_key(key)

    def on_click(self, event: events.Click) -> None:
        """Do what a key does whose name is clicked in a line of text."""
        if isinstance(event.widget, Static):
            key = key_at(event.widget.render_line(event.y).text, event.x)
            if key is not None:
                event.stop()
                self.simulate_key(key)

    def action_help_quit(self) -> None:
        """Answer Ctrl+C, which many press to copy or to leave: it does neither here."""
        self.notify(self.words("tui.shell.ctrl_c"), markup=False)

    def on_unmount(self) -> None:
        """Let go of the file."""
        if self.table is not None:
            self.table.close()

    def _run_command(self, key: str | None) -> None:
        if key is not None:
            self.simulate_key(key)

    def _make(self, name: str, arguments: dict[str, object]) -> "TallyScreen":
        screen: TallyScreen = import_module(f"tally.tui.screens.{name}").SCREEN(**arguments)
        return screen
