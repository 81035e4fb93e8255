"""The roll-up: a folder of results, read while a bar moves; its tables side by side; a workbook of them."""

from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, ClassVar

from rich.console import Group
from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import ProgressBar, Static
from textual.worker import Worker, get_current_worker

from tally.application.intake import BadInput
from tally.application.proof import NoKeys
from tally.application.report.layout import Section, sections
from tally.application.report.making import NoSources
from tally.tui.commands import bindings
from tally.tui.report_view import about, drawn
from tally.tui.screens.base import TallyScreen
from tally.tui.values import path_of
from tally.tui.widgets.bars import TitleBar
from tally.tui.widgets.field import Field

if TYPE_CHECKING:
    from tally.application.report.tables import Report
    from tally.tui.services import Believed, Reports

MOST_ROWS = 200
"""Rows of one table that the screen draws; the workbook has them all."""

PAINT = 0.1  # seconds between two looks at how far it is
WORKBOOK = "-tong-hop.xlsx"
TABLES = frozenset({"section_before", "section_after", "export_report"})
FORM = frozenset({"take_unsigned"})


class _Left(Exception):  # noqa: N818 - somebody left the screen; nothing is wrong
    """The screen was left while results were read."""


class ReportScreen(TallyScreen):
    """Rolls up the results in a folder."""

    NAME = "report"
    BINDINGS: ClassVar[list[BindingType]] = bindings("report")
    CSS_PATH = "report.tcss"

    def __init__(self, reports: "Reports", folder: Path) -> None:
        """Ask for a folder.

        Args:
            reports: reads and writes.
            folder: offered first.
        """
        super().__init__()
        self._reports = reports
        self._folder = folder
        self._unsigned = False
        self._report: Report | None = None
        self._sections: tuple[Section, ...] = ()
        self._shown = 0
        self._reading: Worker[None] | None = None

    def compose_body(self) -> ComposeResult:
        """What to read; how far; the tables."""
        with Vertical(classes="form"):
            yield Static(self.word("what"), classes="what", markup=False)
            yield Static(self.word("folder"), classes="label", markup=False)
            yield Field(str(self._folder), id="folder", compact=True)
            yield Static(self.word("list"), classes="label", markup=False)
            yield Field(placeholder=self.word("list_hint"), id="list", compact=True)
            yield Static(self.word("pins"), classes="label", markup=False)
            yield Field(placeholder=self.word("pins_hint"), id="pins", compact=True)
            yield Static(classes="believed", markup=False)
            yield Static(classes="unsigned", markup=False)
            yield ProgressBar(show_percentage=False, show_eta=False)
            yield Static(classes="said", markup=False)
        yield Static(classes="tabs", markup=False)
        yield VerticalScroll(Static(classes="tables"))

    def on_mount(self) -> None:
        """Begin in the line of the folder."""
        self._show_form()
        self._look_at_pins()

    def on_unmount(self) -> None:
        """Let whoever still reads stop."""
        if self._reading is not None:
            self._reading.cancel()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only what can be done."""
        del parameters
        if action in TABLES:
            return self._report is not None
        if action in FORM:
            return self._report is None and self._reading is None
        if action == "read_results":
            return self._reading is None
        return True

    def action_read_results(self) -> None:
        """Read in the background; over the tables, ask for a folder again."""
        if self._report is not None:
            self._report = None
            self._show_form()
            return
        folder, listed, pinned = (self.query_one(line, Field).value.strip() for line in ("#folder", "#list", "#pins"))
        if self._reading is not None or not folder:
            self.app.bell()
            return
        self._folder = path_of(folder)
        expected, pins = (path_of(one) if one else None for one in (listed, pinned))
        bar = self.query_one(ProgressBar)
        bar.display = True
        bar.update(total=None, progress=0)
        self._say("")
        self._lock(reading=True)
        self._reading = self.run_worker(lambda: self._read(self._folder, expected, pins), thread=True)
        self.refresh_bindings()

    def action_take_unsigned(self) -> None:
        """Take workbooks that are not signed too, or do not."""
        self._unsigned = not self._unsigned
        self._show_unsigned()

    def action_section_before(self) -> None:
        """Show the tables on the left."""
        self._show_section(self._shown - 1)

    def action_section_after(self) -> None:
        """Show the tables on the right."""
        self._show_section(self._shown + 1)

    def action_export_report(self) -> None:
        """Write the workbook beside the folder."""
        report = self._report
        if report is None:
            return
        folder = self._folder.resolve()
        with self.attempt():
            # Not into the folder: the next time it is read everything in it should be a result.
            written = self._reports.write(report, folder.with_name(f"{folder.stem}{WORKBOOK}"))
            self.say(self.word("written", file=written.path))
            if written.kept is not None:
                self.say(self.word("kept", file=written.kept.name))

    @on(Field.Submitted)
    def _submitted(self) -> None:
        self.action_read_results()

    @on(Field.Blurred, "#pins")
    def _pins_typed(self) -> None:
        if self._reading is None:
            self._look_at_pins()

    def _look_at_pins(self) -> None:
        """Say whose signatures are believed; thousands of certificates take a while, so beside the screen."""
        typed = self.query_one("#pins", Field).value.strip()
        path = path_of(typed) if typed else None
        self.run_worker(lambda: self._say_believed(path), thread=True, group="pins", exclusive=True)

    def _say_believed(self, path: Path | None) -> None:
        worker = get_current_worker()
        try:
            said = self._believed_words(self._reports.believed(path))
        except (NoKeys, BadInput, OSError) as error:
            said = self._why(error, self._folder)
        if not worker.is_cancelled:
            self.app.call_from_thread(self._show_believed, said)

    def _believed_words(self, believed: "Believed") -> str:
        if believed.source is None:
            return self.word("believed_nobody")
        number = self.words.number
        fields = {"boards": number(believed.boards), "certificates": number(len(believed.pins.certificates))}
        said = self.word("believed", **fields, source=believed.source)
        if not believed.unread:
            return said
        first, number_of_all = Path(believed.unread[0]).name, number(len(believed.unread))
        return f"{said}\n{self.word('believed_unread', number=number_of_all, file=first)}"

    def _show_believed(self, said: str) -> None:
        self.query_one(".believed", Static).update(said)

    def _read(self, folder: Path, expected: Path | None, pins: Path | None) -> None:
        """Read everything; runs beside the screen, which is told how far it is."""
        worker = get_current_worker()
        painted = 0.0

        def progress(done: int, total: int, last: str) -> None:
            nonlocal painted
            if worker.is_cancelled:
                raise _Left
            if done in {0, total} or monotonic() - painted > PAINT:
                painted = monotonic()
                self.app.call_from_thread(self._show_progress, done, total, last)

        try:
            believed = self._reports.believed(pins)
            self.app.call_from_thread(self._show_believed, self._believed_words(believed))
            report = self._reports.read(folder, progress, expected, allow_unsigned=self._unsigned, believed=believed)
        except _Left:
            return
        except (NoKeys, NoSources, BadInput, OSError) as error:
            self.app.call_from_thread(self._failed, self._why(error, folder))
        else:
            self.app.call_from_thread(self._show_report, report)

    def _why(self, error: NoKeys | NoSources | BadInput | OSError, folder: Path) -> str:
        """Say why nothing was read."""
        match error:
            case NoKeys():
                return self.word("no_pins", file=error.path)
            case NoSources():
                return self.words("report.nothing", paths=folder)
            case BadInput():
                return self.why(error)
            case _:
                return self.words.machine(error)

    def _show_form(self) -> None:
        self.query_one(".form").display = True
        self.query_one(VerticalScroll).display = False
        self.query_one(".tabs").display = False
        self.query_one(ProgressBar).display = False
        self.query_one(TitleBar).show(self.heading())
        self._show_unsigned()
        self._say(self.word("begin"))
        self.query_one("#folder", Field).focus()
        self.refresh_bindings()

    def _show_unsigned(self) -> None:
        self.query_one(".unsigned", Static).update(self.word("unsigned_yes" if self._unsigned else "unsigned_no"))

    def _say(self, text: str) -> None:
        self.query_one(".said", Static).update(text)

    def _show_progress(self, done: int, total: int, last: str) -> None:
        self.query_one(ProgressBar).update(total=total, progress=done)
        number = self.words.number
        self._say(self.word("reading", done=number(done), total=number(total), file=Path(last).name))

    def _lock(self, *, reading: bool) -> None:
        for line in self.query(Field):
            line.disabled = reading

    def _failed(self, why: str) -> None:
        self._reading = None
        self._lock(reading=False)
        self.query_one("#folder", Field).focus()
        self.app.bell()
        self.query_one(ProgressBar).display = False
        self._say(why)
        self.refresh_bindings()

    def _show_report(self, report: "Report") -> None:
        self._reading = None
        self._lock(reading=False)
        self._report = report
        self._sections = sections(report, self.words)
        self.query_one(".form").display = False
        self.query_one(".tabs").display = True
        tables = self.query_one(VerticalScroll)
        tables.display = True
        tables.focus()
        self.query_one(TitleBar).show(self.heading(), about(report, self.words))
        # What was left out is what has to be looked at first.
        keys = [section.key for section in self._sections]
        self._show_section(keys.index("summary" if report.sound else "rejected"))
        self.refresh_bindings()

    def _show_section(self, place: int) -> None:
        self._shown = place % len(self._sections)
        section = self._sections[self._shown]
        tabs = (self._tab(place) for place in range(len(self._sections)))
        self.query_one(".tabs", Static).update(Content(" ").join(tabs))
        parts = [part for table in section.tables for part in drawn(table, self.words, MOST_ROWS)]
        self.query_one(".tables", Static).update(Group(*parts[1:]))
        self.query_one(VerticalScroll).scroll_home(animate=False)

    def _tab(self, place: int) -> Content:
        title = self._sections[place].title
        if self._sections[place].key == "rejected" and self._report is not None and self._report.rejected:
            title = f"{title} {self.words.number(len(self._report.rejected))}"
        return Content.styled(f"[{title}]", "bold") if place == self._shown else Content(f" {title} ")


SCREEN = ReportScreen
