"""A new PIN for somebody who is locked out or forgot theirs: two others of the board vouch for them."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from tally.application.desk.desk import HEAD
from tally.tui.values import Wrong
from tally.tui.widgets.choices import Choose
from tally.tui.widgets.form import FormField
from tally.tui.widgets.form_dialog import FormDialog, Values
from tally.tui.widgets.two_people import TwoPeople

if TYPE_CHECKING:
    from tally.domain.desk import Person
    from tally.locales import Words
    from tally.tui.app import TallyApp
    from tally.tui.services import OpenDesk

NAME = "people"  # whose words and help it has


def let_in(app: "TallyApp", table: "OpenDesk", person: "Person", done: Callable[[bool], object]) -> None:
    """Ask for the new PIN, then for those of the two, and set it.

    Args:
        app: on which it is asked.
        table: the open congress.
        person: who gets it.
        done: told at the end whether there is a new PIN.
    """
    able = table.people.helpers(person.id)
    firsts = able if person.role in HEAD else tuple(one for one in able if one.role in HEAD)
    if not firsts or len(able) < len(("one", "another")):
        app.bell()
        said = app.words("tui.people.let_in_nobody", name=person.name)
        app.notify(said, severity="error", markup=False)
        return
    asking = _LettingIn(app, table, person, done)
    if len(firsts) == 1:
        asking.ask(able, firsts[0].id)
    else:
        choices = [(one.id, one.name) for one in firsts]
        app.push_screen(
            Choose(app.words("tui.people.let_in_first", name=person.name), choices), partial(asking.ask, able)
        )


class _LettingIn:
    """What is asked one after the other."""

    def __init__(self, app: "TallyApp", table: "OpenDesk", person: "Person", done: Callable[[bool], object]) -> None:
        self._app = app
        self._table = table
        self._person = person
        self._done = done
        self._pin = ""

    def ask(self, able: "Sequence[Person]", first: str | None) -> None:
        """Ask for the new PIN, once it is known who is the first of the two."""
        if first is None:
            return
        vouching = next(one for one in able if one.id == first)
        others = [one for one in able if one.id != first]
        title, help_text = self._word("let_in_title"), self._word("let_in_help")
        form = FormDialog(NAME, title, pin_fields(self._app.words), self._accept, help_text=help_text)
        self._app.push_screen(form, partial(self._vouch, vouching, others))

    def _accept(self, values: Values, _reason: str) -> None:
        pin = pin_typed(values)
        self._table.people.check_pin(pin)
        self._pin = pin

    def _vouch(self, vouching: "Person", others: "Sequence[Person]", given: bool | None) -> None:  # noqa: FBT001 - as Textual calls back
        if given:
            title, details = self._word("let_in_who"), self._word("let_in_details")
            dialog = TwoPeople(title, details, vouching, others, self._act, is_head=vouching.role in HEAD)
            self._app.push_screen(dialog, self._was_let_in)

    def _act(self, one: str, one_pin: str, other: str, other_pin: str) -> None:
        self._table.people.let_in(self._person.id, self._pin, (one, one_pin), (other, other_pin))

    def _was_let_in(self, done: bool | None) -> None:  # noqa: FBT001 - as Textual calls back
        if done:
            self._app.notify(self._word("let_in_done"), markup=False)
        self._done(bool(done))

    def _word(self, key: str) -> str:
        return self._app.words(f"tui.people.{key}", name=self._person.name)


def pin_fields(words: "Words") -> tuple[FormField, ...]:
    """Return the fields of a PIN that is typed twice."""
    return (
        FormField("pin", words("tui.people.pin"), digits=True, secret=True),
        FormField("again", words("tui.people.pin_again"), digits=True, secret=True),
    )


def pin_typed(values: Values) -> str:
    """Return the PIN typed twice. Raises Wrong when the two differ."""
    if values["pin"] != values["again"]:
        raise Wrong("pin", "pins_differ")
    return values["pin"]
