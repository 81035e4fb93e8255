"""A form in a dialog: what is typed stays until it is taken, or until somebody says that it may go."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar, NamedTuple, cast

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Static

from tally.application.desk.desk import Refused
from tally.tui.asking import Failure, carry_out, failure_text
from tally.tui.values import Wrong
from tally.tui.widgets.dialogs import Question
from tally.tui.widgets.field import Field
from tally.tui.widgets.form import Form, FormField

if TYPE_CHECKING:
    from tally.tui.app import TallyApp

Values = Mapping[str, str]
Accept = Callable[[Values, str], object]


_OF_A_LINE = frozenset({"empty", "number", "date", "name_old", "name_lost", "name_strange"})
"""What is wrong with one line, whose words name none."""


class Unlikely(NamedTuple):
    """A value that may be right and is asked about before it is taken; on a no the cursor goes to its field."""

    field: str
    question: str
    details: str


class FormDialog(ModalScreen[bool]):
    """Fill in and hand in; the answer is True once `accept` took it.

    Attributes:
        NAME: of the screen below, whose help F1 shows.
    """

    DEFAULT_CSS = """
    FormDialog > .card > Form { max-height: 16; }
    FormDialog > .card > .form--live { margin-top: 1; color: $foreground; }
    FormDialog > .card > .form--wrong { color: $error; text-style: bold; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", show=False, priority=True),
        Binding("f8", "hand_in", show=False, priority=True),
    ]

    def __init__(  # noqa: PLR0913 - the parts of a form
        self,
        name: str,
        title: str,
        fields: Sequence[FormField],
        accept: Accept,
        *,
        live: Callable[[Values], str] | None = None,
        unlikely: Callable[[Values], Unlikely | None] | None = None,
        help_text: str = "",
        first: str = "",
    ) -> None:
        """Ask.

        Args:
            name: of the screen below.
            title: what it is for.
            fields: to fill in, at least one.
            accept: takes the values and, where the desk asked for one, a reason; raises `Wrong` or as the desk.
            live: what follows from the values, said below the fields while they are typed.
            unlikely: what of the values is asked about before they are handed in; raises `Wrong` as `accept`.
            help_text: what a newcomer needs to know.
            first: the field where the cursor begins; the first of them unless given.
        """
        super().__init__()
        self.NAME = name
        self._title = title
        self._fields = fields
        self._accept = accept
        self._live = live
        self._unlikely = unlikely
        self._help_text = help_text
        self._first = first

    def compose(self) -> ComposeResult:
        """Title, fields, what follows from them, what is wrong, keys."""
        words = cast("TallyApp", self.app).words
        with Vertical(classes="card"):
            yield Static(self._title, classes="card--title", markup=False)
            if self._help_text:
                yield Static(self._help_text, markup=False)
            yield Form(self._fields, self._first)
            if self._live is not None:
                yield Static("", classes="form--live", markup=False)
            yield Static("", classes="form--wrong", markup=False)
            yield Static(words("tui.form.keys"), classes="card--keys", markup=False)

    def on_mount(self) -> None:
        """Say what follows from what stands there already."""
        self._show_live()

    def action_hand_in(self) -> None:
        """Have it taken; what is unlikely is asked about first."""
        values = dict(self._form.values)
        try:
            unlikely = None if self._unlikely is None else self._unlikely(values)
        except Wrong as wrong:
            self.app.bell()
            self._refused(wrong)
            return
        if unlikely is None:
            self._hand_in(values)
            return

        def answered(agreed: bool | None) -> None:  # noqa: FBT001 - the answer of a dialog
            if agreed:
                self._hand_in(values)
            else:
                self._form.go_to(unlikely.field)

        self.app.push_screen(Question(unlikely.question, unlikely.details), answered)

    def _hand_in(self, values: Values) -> None:
        carry_out(self, lambda reason: self._accept(values, reason), self._taken, self._refused)

    def action_leave(self) -> None:
        """Leave; what was typed goes only when that is agreed to."""
        words = cast("TallyApp", self.app).words

        def leave(agreed: bool | None) -> None:  # noqa: FBT001 - the answer of a dialog
            if agreed:
                self.dismiss(False)  # noqa: FBT003 - the answer of this one

        if self._form.touched:
            self.app.push_screen(Question(words("tui.form.drop"), words("tui.form.drop_details")), leave)
        else:
            leave(agreed=True)

    @property
    def unfinished(self) -> str:
        """What was typed and not taken yet, in words; empty when nothing was."""
        words = cast("TallyApp", self.app).words
        return words("tui.form.would_be_lost", title=self._title) if self._form.touched else ""

    @property
    def _form(self) -> Form:
        return self.query_one(Form)

    def _taken(self) -> None:
        self.dismiss(True)  # noqa: FBT003 - the answer

    def _refused(self, failure: Failure) -> None:
        self.query_one(".form--wrong", Static).update(self._why(failure))
        if isinstance(failure, Wrong):
            self._form.go_to(failure.field)
        elif isinstance(failure, Refused):
            self._ask_pin_again(failure)

    def _ask_pin_again(self, failure: Refused) -> None:
        """Have the PIN typed anew that was refused: its dots cannot be put right, only added to."""
        for field in self._fields:
            if field.secret and field.label == failure.fields.get("name"):
                with self.prevent(Field.Changed):  # else what was just said would go
                    self._form.clear(field.id)
                self._form.go_to(field.id)

    def _why(self, failure: Failure) -> str:
        """Say what is wrong, and in which line."""
        words = cast("TallyApp", self.app).words
        why = failure_text(words, failure)
        if not isinstance(failure, Wrong) or failure.key not in _OF_A_LINE:
            return why
        label = next(field.label for field in self._fields if field.id == failure.field)
        return words("tui.form.wrong_at", label=label.removeprefix("− "), why=why)

    @on(Form.Changed)
    def _show_live(self) -> None:
        self.query_one(".form--wrong", Static).update("")
        if self._live is not None:
            try:
                text = self._live(self._form.values)
            except Wrong as wrong:
                text = self._why(wrong)
            self.query_one(".form--live", Static).update(text)

    @on(Form.AtEnd)
    def _at_end(self) -> None:
        self.query_one(".form--wrong", Static).update(cast("TallyApp", self.app).words("tui.form.at_end"))

    @on(Form.Submitted)
    def _entered(self) -> None:
        if self.is_active:  # not for the second Enter of a burst
            self.action_hand_in()
