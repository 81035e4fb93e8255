"""The people at the desk: who they are, their PINs, who sits at this computer."""

from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import DataTable, Static

from tally.application.desk.desk import BOARD, KEYER
from tally.application.desk.narration import role_word
from tally.domain.names import sort_key
from tally.tui.asking import carry_out
from tally.tui.commands import bindings
from tally.tui.letting_in import let_in, pin_fields, pin_typed
from tally.tui.screens.base import TallyScreen
from tally.tui.sign_in import SignIn
from tally.tui.values import name_of
from tally.tui.widgets.bars import TitleBar
from tally.tui.widgets.dialogs import Question
from tally.tui.widgets.form import FormField
from tally.tui.widgets.form_dialog import Accept, FormDialog, Values
from tally.tui.widgets.in_order import InOrder
from tally.tui.widgets.plain_table import PlainTable

if TYPE_CHECKING:
    from tally.domain.congress import BoardMember
    from tally.domain.desk import Person


class PeopleScreen(TallyScreen):
    """Who may do what, and who does it now."""

    NAME = "people"
    BINDINGS: ClassVar[list[BindingType]] = bindings("people")
    CSS_PATH = "setup.tcss"

    def heading_right(self) -> str:
        """Who sits here."""
        person = self.table.desk.person
        return self.word("nobody") if person is None else person.name

    def compose_body(self) -> ComposeResult:
        """The table, and what is still missing."""
        yield InOrder()
        yield PlainTable(cursor_type="row")
        yield Static(classes="next", markup=False)

    def on_mount(self) -> None:
        """Show everybody; the board as declared sits here from the start."""
        table = self.query_one(PlainTable)
        for column in ("name", "role", "pin"):
            table.add_column(self.word(f"column_{column}"), key=column)
        # Wide enough from the start: a column that grows is painted at its old width first.
        here = max(self.word("column_here"), self.word("sits_here"), key=cell_len)
        table.add_column(self.word("column_here"), key="here", width=cell_len(here))
        if not self.table.people.all() and self._missing():
            self.action_take_board()
        self._fill()
        table.focus()

    def action_sign_in(self) -> None:
        """Let the person under the cursor sit down."""
        if self._people:
            self.app.push_screen(SignIn(self.table, self._chosen().id), lambda _signed_in: self._fill())

    def action_add_person(self) -> None:
        """Add somebody."""
        roles = [(role, role_word(self.words, role)) for role in (*BOARD, KEYER)]
        heads = any(person.role == BOARD[0] for person in self._people)
        fields = (
            FormField("name", self.word("name")),
            FormField("role", self.word("role"), KEYER if heads else BOARD[0], roles),
            FormField("pin", self.word("pin_optional"), digits=True, secret=True),
            FormField("again", self.word("pin_again"), digits=True, secret=True),
        )
        self._ask(self.word("add_title"), fields, self._add, self.word("add_help"))

    def action_set_pin(self) -> None:
        """Give the person under the cursor a PIN; another one in place of somebody else's only when that is meant."""
        if not self._people:
            return
        person, here = self._chosen(), self.table.desk.person
        attended = self.table.desk.state.attended
        if person.pin and (here is None or here.id != person.id):
            if attended and self.table.people.takes_two(person):
                self.action_let_in()
                return
            details = self.word("pin_alone_details" if attended else "pin_again_details", name=person.name)
            question = Question(self.word("pin_again_question", name=person.name), details)
            self.app.push_screen(question, lambda agreed: self._ask_pin(person) if agreed else None)
        else:
            self._ask_pin(person)

    def _ask_pin(self, person: "Person") -> None:
        def accept(values: Values, _reason: str) -> None:
            pin, people = pin_typed(values), self.table.people
            people.set_pin(person.id, pin)
            if self.table.desk.person is None:
                # Whoever typed a PIN of their own at a computer where nobody sits, sits there.
                people.sign_in(person.id, pin)

        self._ask(self.word("pin_title", name=person.name), pin_fields(self.words), accept, self.word("pin_help"))

    def action_let_in(self) -> None:
        """Give the person under the cursor a new PIN, with two others who vouch for them."""
        if not self._people:
            return
        let_in(self.desk_app, self.table, self._chosen(), lambda _done: self._fill())

    def action_take_board(self) -> None:
        """Let everybody of the declared board sit at the desk."""
        missing = self._missing()
        if not missing:
            self.say(self.word("board_here"))
            return

        def add_all(_reason: str) -> None:
            for member in missing:
                self.table.people.add(member.name, member.role)

        carry_out(self, add_all, self._fill)

    def action_sign_out(self) -> None:
        """Let the person who sits here leave."""
        self.table.people.sign_out()
        self._fill()

    @on(DataTable.RowSelected)
    def _row_chosen(self) -> None:
        if self.is_active:  # not for the second Enter of a burst
            self.action_sign_in()

    def _ask(self, title: str, fields: tuple[FormField, ...], accept: Accept, help_text: str) -> None:
        dialog = FormDialog(self.NAME, title, fields, accept, help_text=help_text)
        self.app.push_screen(dialog, lambda _done: self._fill())

    def _add(self, values: Values, _reason: str) -> None:
        pin = pin_typed(values) if values["pin"] or values["again"] else ""
        self.table.people.add(name_of(values, "name", self.words), values["role"], pin)

    def _missing(self) -> "list[BoardMember]":
        here = {sort_key(person.name) for person in self.table.people.all()}
        return [member for member in self.table.desk.congress.board if sort_key(member.name) not in here]

    @property
    def _people(self) -> "tuple[Person, ...]":
        return self.table.people.all()

    def _chosen(self) -> "Person":
        return self._people[self.query_one(PlainTable).cursor_row]

    def _fill(self) -> None:
        """Bring the table up to date cell by cell."""
        table = self.query_one(PlainTable)
        sitting = self.table.desk.person
        for person in self._people:
            cells = {
                "name": person.name,
                "role": role_word(self.words, person.role),
                "pin": self.word("has_pin" if person.pin else "no_pin"),
                "here": self.word("sits_here") if sitting is not None and sitting.id == person.id else "",
            }
            table.show_row(person.id, cells)
        self._show_order()
        self.query_one(".next", Static).update(self._advice())
        self.query_one(TitleBar).show(self.heading(), self.heading_right())

    def _show_order(self) -> None:
        """Say whether all of the board is here, with a head, and with PINs where there are any."""
        people = self._people
        pins, missing = sum(bool(person.pin) for person in people), len(self._missing())
        lacks = [] if any(person.role == BOARD[0] for person in people) else [self.word("order.head")]
        lacks += [self.word("order.board", people=missing)] if missing else []
        lacks += [self.word("order.pins", people=len(people) - pins)] if 0 < pins < len(people) else []
        all_of_it = self.word("order.all" if pins else "order.all_without_pins")
        said = self.word("order.said", people=len(people), stand=", ".join(lacks) or all_of_it)
        self.query_one(InOrder).show(said, good=not lacks)

    def _advice(self) -> str:
        """Say what comes next."""
        people = self._people
        if not any(person.role == BOARD[0] for person in people):
            return self.word("next_head")
        if any(person.pin for person in people) and not all(person.pin for person in people):
            names = ", ".join(person.name for person in people if not person.pin)
            return self.word("next_pins", names=names)
        if self.table.desk.person is None:
            return self.word("next_sign_in")
        return self.word("next_done" if self.table.people.needs_pin() else "next_without_pins")


SCREEN = PeopleScreen
