"""Somebody sits down at this computer: a name, and a PIN where the board uses them."""

from typing import TYPE_CHECKING, ClassVar, cast

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from tally.application.desk.narration import role_word
from tally.domain.pins import PIN_MAX
from tally.tui.asking import FAILURES, failure_text
from tally.tui.widgets.field import Field

if TYPE_CHECKING:
    from tally.domain.desk import Person
    from tally.locales import Words
    from tally.tui.app import TallyApp
    from tally.tui.services import OpenDesk

MINUTE = 60  # seconds
MOST_LINES = 10


class SignIn(ModalScreen[bool]):
    """Choose one's name, and show the PIN; True when somebody signed in."""

    NAME: ClassVar[str] = "people"
    DEFAULT_CSS = """
    SignIn > .card > OptionList { height: 1; background: $surface; border: none; padding: 0; }
    SignIn > .card > Field { background: $background; margin-top: 1; }
    SignIn > .card > .form--wrong { color: $error; text-style: bold; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", show=False, priority=True),
        Binding("down", "move(1)", show=False, priority=True),
        Binding("up", "move(-1)", show=False, priority=True),
        Binding("ctrl+l", "let_in", show=False, priority=True),
    ]

    def __init__(self, table: "OpenDesk", person_id: str = "") -> None:
        """Ask who it is.

        Args:
            table: the open congress.
            person_id: of the person marked at first.
        """
        super().__init__()
        self._table = table
        self._people = table.people.all()
        self._first = person_id

    @property
    def _words(self) -> "Words":
        return cast("TallyApp", self.app).words

    def compose(self) -> ComposeResult:
        """Names, and a line for the PIN."""
        words = self._words
        needs_pin = self._table.people.needs_pin()
        with Vertical(classes="card"):
            yield Static(words("tui.people.who"), classes="card--title", markup=False)
            yield OptionList(
                *(Option(f"{one.name} · {role_word(words, one.role)}", id=one.id) for one in self._people),
                markup=False,
                compact=True,
            )
            if needs_pin:
                yield Field(
                    placeholder=words("tui.people.pin"),
                    password=True,
                    restrict="[0-9]*",
                    max_length=PIN_MAX,
                    compact=True,
                )
            yield Static("", classes="form--wrong", markup=False)
            key = "sign_in_keys" if needs_pin else "sign_in_keys_without"
            yield Static(words(f"tui.people.{key}"), classes="card--keys", markup=False)

    def on_mount(self) -> None:
        """Begin at the person asked for; a lock is counted down."""
        ids = [one.id for one in self._people]
        self.query_one(OptionList).styles.height = min(len(ids), MOST_LINES)
        self.query_one(OptionList).highlighted = ids.index(self._first) if self._first in ids else 0
        pin = self.query(Field)
        (pin.first() if pin else self.query_one(OptionList)).focus()
        self.set_interval(1, self._count_down)

    def action_move(self, step: int) -> None:
        """Move along the names; the PIN keeps the focus."""
        names = self.query_one(OptionList)
        if step > 0:
            names.action_cursor_down()
        else:
            names.action_cursor_up()

    def action_let_in(self) -> None:
        """Give whoever forgot their PIN another one, with two others who vouch for them; then they sign in by it."""
        if not self._table.people.needs_pin():
            return
        from tally.tui.letting_in import let_in  # noqa: PLC0415 - a PIN is seldom forgotten

        let_in(cast("TallyApp", self.app), self._table, self._person(), lambda _done: self._other_person())

    def action_leave(self) -> None:
        """Nobody signs in."""
        self.dismiss(False)  # noqa: FBT003 - the answer

    @on(OptionList.OptionHighlighted)
    def _other_person(self) -> None:
        for line in self.query(Field):
            line.value = ""
        self._say("")
        self._count_down()

    @on(OptionList.OptionSelected)
    @on(Field.Submitted)
    def _entered(self) -> None:
        pin = "".join(line.value for line in self.query(Field))
        person = self._person()
        if person.pin and not pin:
            # Enter pressed once too often is not a PIN that somebody tried.
            self.app.bell()
            self._say(self._words("tui.people.pin_first", name=person.name))
            return
        try:
            self._table.people.sign_in(person.id, pin)
        except FAILURES as failure:
            self.app.bell()
            for line in self.query(Field):
                line.value = ""
            self._say(failure_text(self._words, failure))
            self._count_down()
        else:
            self.dismiss(True)  # noqa: FBT003 - the answer

    def _count_down(self) -> None:
        """Say for how long this person has to wait; what else was said stays."""
        person, people = self._person(), self._table.people
        if people.locked_out(person):
            self._say(self._words("tui.people.locked_out", name=person.name, failures=person.failures))
            return
        seconds = people.locked_for(person)
        if seconds:
            self._say(wait_text(self._words, person.name, seconds))
        elif self._waiting:
            self._say(self._words("tui.people.again"))
        self._waiting = bool(seconds)

    _waiting = False

    def _person(self) -> "Person":
        place = self.query_one(OptionList).highlighted or 0
        return self._table.desk.state.people[self._people[place].id]

    def _say(self, text: str) -> None:
        self.query_one(".form--wrong", Static).update(text)


def wait_text(words: "Words", name: str, seconds: int) -> str:
    """Say how long a person who is locked out has to wait."""
    minutes, rest = divmod(seconds, MINUTE)
    if minutes:
        return words("tui.people.wait_minutes", name=name, minutes=minutes, seconds=rest)
    return words("tui.people.wait", name=name, seconds=rest)
