"""Picking people from a list: typing narrows it, Space picks or leaves out, Enter takes those who were picked."""

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, ClassVar, cast

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import OptionList, Static

from tally.domain.slate import Candidate
from tally.tui.values import shown_date
from tally.tui.widgets.listing import Listing, Row

if TYPE_CHECKING:
    from tally.tui.app import TallyApp

PICKED, LEFT = "✓", "·"


class PickPeople(ModalScreen[tuple[Candidate, ...] | None]):
    """Some of the people, in the order of the list; None when it was left."""

    NAME: ClassVar[str] = "slate"
    DEFAULT_CSS = """
    PickPeople > .card { height: 92%; }
    PickPeople > .card > Listing { background: $surface; padding: 0; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "pick", show=False, priority=True),
        Binding("enter", "take", show=False, priority=True),
        Binding("escape", "leave", show=False),
    ]

    def __init__(self, title: str, people: Sequence[Candidate], picked: Collection[int]) -> None:
        """Ask.

        Args:
            title: what they are picked for.
            people: to pick from.
            picked: places, counted from 0, of those who are picked at first.
        """
        super().__init__()
        self._title = title
        self._people = tuple(people)
        self._picked = set(picked)

    def compose(self) -> ComposeResult:
        """How many are picked, the list, keys."""
        words = cast("TallyApp", self.app).words
        with Vertical(classes="card"):
            yield Static("", classes="card--title", markup=False)
            yield Listing(words("tui.slate.pick_nothing"), words("tui.slate.pick_nothing"), tells=False)
            yield Static(words("tui.slate.pick_keys"), classes="card--keys", markup=False)

    def on_mount(self) -> None:
        """Show everybody."""
        self._show()
        self.query_one(Listing).focus()

    def action_pick(self) -> None:
        """Pick the person under the cursor, or leave that person out again."""
        chosen = self.query_one(Listing).chosen
        if chosen is not None:
            self._picked ^= {int(chosen)}
            self._show()

    def action_take(self) -> None:
        """Take those who were picked."""
        self.dismiss(tuple(self._people[place] for place in sorted(self._picked)))

    def action_leave(self) -> None:
        """Change nothing."""
        self.dismiss(None)

    @on(OptionList.OptionSelected)
    def _clicked(self) -> None:
        self.action_pick()

    @on(Listing.Narrowed)
    def _narrowed(self) -> None:
        self._show_title()

    def _show(self) -> None:
        rows = [
            Row(str(place), f"{PICKED if place in self._picked else LEFT} {_line(person)}")
            for place, person in enumerate(self._people)
        ]
        self.query_one(Listing).show(rows)
        self._show_title()

    def _show_title(self) -> None:
        words, typed = cast("TallyApp", self.app).words, self.query_one(Listing).typed
        title = words("tui.slate.picked", title=self._title, people=len(self._picked))
        self.query_one(".card--title", Static).update(f"{title}  ⌕ {typed}" if typed else title)


def _line(person: Candidate) -> str:
    known = (shown_date(person.born), person.sex, person.ethnicity, person.position)
    return " · ".join(part for part in (person.name, *known) if part)
