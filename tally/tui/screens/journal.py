"""The journal: one line for everything that was done; only the lines on the screen are made."""

from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.widgets import Static

from tally.application.desk.clock import moment_text
from tally.application.desk.narration import sentence
from tally.application.desk.reading import Corrected, JournalReader
from tally.domain.journal import Entry
from tally.tui.ballot_words import marks_said, ruling_said
from tally.tui.commands import bindings
from tally.tui.letters import composed, without_last
from tally.tui.screens.base import TallyScreen
from tally.tui.widgets.in_order import InOrder

if TYPE_CHECKING:
    from textual.timer import Timer

AT_ONCE = 1500  # entries read between two frames
EVERY = 0.02  # seconds
NAME = 16  # cells for who
TITLE = 15  # cells for the title of a contest on a line


class JournalLines(ScrollView, can_focus=True):
    """The lines; a cursor walks on them."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"journal--line", "journal--cursor", "journal--quiet"}
    DEFAULT_CSS = """
    JournalLines { height: 1fr; background: $background; scrollbar-size-vertical: 1; padding: 0; }
    JournalLines > .journal--line { color: $foreground; background: $background; }
    JournalLines > .journal--quiet { color: $secondary; background: $background; }
    JournalLines > .journal--cursor { color: $foreground; background: $panel; text-style: bold; }
    """

    class Moved(Message):
        """The cursor stands elsewhere."""

    class Typed(Message):
        """The filter was typed on."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    def __init__(self, screen: "JournalScreen") -> None:
        super().__init__()
        self._journal = screen
        self.cursor = 0
        self.follows = True
        self.typed = ""

    def grown(self) -> None:
        """Make room for what was read since; the cursor stays at the end until somebody moves it."""
        lines = len(self._journal.reader.found)
        self.virtual_size = Size(self.size.width, lines)
        if self.follows:
            self.cursor = max(lines - 1, 0)
            self.scroll_end(animate=False)
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """Make one line."""
        width = self.scrollable_content_region.width
        place = y + int(self.scroll_offset.y)
        found = self._journal.reader.found
        plain = self.get_component_rich_style("journal--line")
        if place >= len(found):
            return Strip.blank(width, plain)
        entry = self._journal.reader.entry(found[place])
        style = self.get_component_rich_style("journal--cursor") if place == self.cursor else plain
        quiet = style if place == self.cursor else self.get_component_rich_style("journal--quiet")
        return Strip(self._segments(entry, width, style, quiet)).adjust_cell_length(width, style)

    def on_key(self, event: events.Key) -> None:
        """Walk, or filter."""
        page = max(self.size.height - 1, 1)
        steps = {"up": -1, "down": 1, "pageup": -page, "pagedown": page, "home": -self.cursor}
        lines = len(self._journal.reader.found)
        if event.key in steps:
            self._move(self.cursor + steps[event.key])
        elif event.key == "end":
            self._move(lines - 1)
        elif event.key == "backspace":
            self._type(without_last(self.typed))
        elif event.key == "escape" and self.typed:
            self._type("")
        elif event.is_printable and event.character is not None and (self.typed or event.character != " "):
            self._type(composed(self.typed + event.character))
        else:
            return
        event.stop()
        event.prevent_default()

    def on_paste(self, event: events.Paste) -> None:
        """Filter by what was copied elsewhere."""
        event.stop()
        self._type(composed(self.typed + " ".join(event.text.split())))

    def on_click(self, event: events.Click) -> None:
        """Put the cursor under the mouse."""
        self._move(event.y + int(self.scroll_offset.y))

    def _move(self, place: int) -> None:
        lines = len(self._journal.reader.found)
        self.cursor = min(max(place, 0), max(lines - 1, 0))
        self.follows = self.cursor == lines - 1
        self.scroll_to_region(Region(0, self.cursor, 1, 1), animate=False)
        self.refresh()
        self.post_message(self.Moved())

    def _type(self, text: str) -> None:
        if text != self.typed:
            self.typed = text
            self.post_message(self.Typed(text))

    def _segments(self, entry: Entry, width: int, style: Style, quiet: Style) -> list[Segment]:
        time = moment_text(entry.time).partition(" ")[0]
        who = set_cell_size(_cut(self._journal.reader.who(entry), NAME), NAME)
        head = f" {time}  {who}  "
        room = max(width - cell_len(head), 0)
        return [Segment(head, quiet), Segment(_cut(self._journal.said_shortly(entry), room), style)]


class JournalScreen(TallyScreen):
    """Reads the journal."""

    NAME = "journal"
    BINDINGS: ClassVar[list[BindingType]] = bindings("journal")
    CSS_PATH = "journal.tcss"

    def __init__(self) -> None:
        super().__init__()
        self._ballots = False
        self._timer: Timer | None = None
        self._reader: JournalReader | None = None

    @property
    def reader(self) -> JournalReader:
        """What was read so far."""
        if self._reader is None:
            self._reader = JournalReader(self.table.desk, self.words, ballots=self._ballots)
        return self._reader

    def compose_body(self) -> ComposeResult:
        """How many and which, the lines, the whole of the one under the cursor."""
        yield InOrder()
        yield Static(classes="filter", markup=False)
        yield JournalLines(self)
        yield Static(classes="whole", markup=False)

    def on_mount(self) -> None:
        """Begin to read."""
        self.query_one(JournalLines).focus()
        self._begin()

    def on_journal_lines_typed(self, message: JournalLines.Typed) -> None:
        """Read anew with another filter."""
        message.stop()
        self._begin()

    def on_journal_lines_moved(self, message: JournalLines.Moved) -> None:
        """Show the whole of the entry under the cursor."""
        message.stop()
        self._show_whole()

    def action_single_ballots(self) -> None:
        """Show every single ballot keyed, or leave them out."""
        self._ballots = not self._ballots
        self._begin()

    def said(self, entry: Entry) -> str:
        """Return the sentence of an entry, with what it changed."""
        said = sentence(self.words, self.table.desk, entry)
        return " ".join([said, *(self._before_after(one) for one in self.reader.corrected(entry))])

    def said_shortly(self, entry: Entry) -> str:
        """Return the same with the long title of a contest cut, so that what was done can be read."""
        said = self.said(entry)
        for contest in self.table.desk.contests:
            if said.startswith(contest.title) and cell_len(contest.title) > TITLE:
                return _cut(contest.title, TITLE) + said.removeprefix(contest.title)
        return said

    def _before_after(self, one: Corrected) -> str:
        keys = {(contest.id, contest.round): contest for contest in self.table.desk.contests}
        contest = keys[one.contest]

        def keying(marks: bytes, ruling: object) -> str:
            text = marks_said(self.words, contest, marks)
            return text if ruling is None else f"{text}, {ruling_said(self.words, ruling)}"  # type: ignore[arg-type]

        before = keying(one.before.marks, one.before.ruling)
        after = self.word("no_paper") if one.after is None else keying(one.after.marks, one.after.ruling)
        return self.word("changed", batch=one.batch, ballot=one.ballot, before=before, after=after)

    def _begin(self) -> None:
        lines = self.query_one(JournalLines)
        with self.attempt():
            self._reader = JournalReader(self.table.desk, self.words, lines.typed, ballots=self._ballots)
            lines.cursor, lines.follows = 0, True
            if self._timer is not None:
                self._timer.stop()
                self._timer = None
            self._read()

    def _read(self) -> None:
        with self.attempt():
            more = self.reader.more(AT_ONCE)
            self.query_one(JournalLines).grown()
            if more and self._timer is None:
                self._timer = self.set_interval(EVERY, self._read)
            elif not more and self._timer is not None:
                self._timer.stop()
                self._timer = None
            self._show_count()
            self._show_whole()

    def _show_count(self) -> None:
        lines = self.query_one(JournalLines)
        found = self.words.number(len(self.reader.found))
        key = "reading" if not self.reader.done else "read"
        text = self.word(key, entries=found)
        if not self._ballots:
            text += " · " + self.word("without_ballots")
        typed = self.word("typed", typed=lines.typed) if lines.typed else self.word("type_to_filter")
        self.query_one(".filter", Static).update(f"{typed} · {text}")
        reader = self.reader
        good = reader.done and reader.broken is None
        key = "order_broken" if reader.broken is not None else "order_all" if reader.done else "order_some"
        where = {} if reader.broken is None else {"chain": reader.broken.chain, "sequence": reader.broken.sequence}
        self.query_one(InOrder).show(self.word(key, entries=self.words.number(reader.entries), **where), good=good)

    def _show_whole(self) -> None:
        lines = self.query_one(JournalLines)
        found = self.reader.found
        if not found:
            text = self.word("nothing") if self.reader.done else ""
        else:
            entry = self.reader.entry(found[min(lines.cursor, len(found) - 1)])
            about = self.word(
                "about",
                time=moment_text(entry.time),
                who=self.reader.who(entry) or self.word("nobody"),
                station=entry.station,
                sequence=entry.sequence,
                hash=entry.hash.hex()[:8],
            )
            text = f"{about}\n{self.said(entry)}"
        self.query_one(".whole", Static).update(text)


def _cut(text: str, width: int) -> str:
    return text if cell_len(text) <= width else set_cell_size(text, max(width - 1, 0)) + "…"


SCREEN = JournalScreen
