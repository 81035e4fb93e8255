"""The head and one more stand behind something: who, and their PINs."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, ClassVar, cast

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from tally.application.desk.desk import Refused
from tally.tui.asking import FAILURES, Failure, failure_text
from tally.tui.widgets.field import Field

if TYPE_CHECKING:
    from tally.domain.desk import Person
    from tally.tui.app import TallyApp

Act = Callable[[str, str, str, str], None]
"""Does it: the head's id and PIN, the other's id and PIN. Raises any of `FAILURES`; then the dialog stays."""


class TwoPeople(ModalScreen[bool]):
    """Asks the head and one more for their PINs, and does it when they are right; nothing is lost by a wrong one."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", show=False, priority=True),
        Binding("up", "choose_again", show=False),
    ]
    DEFAULT_CSS = """
    TwoPeople OptionList { height: auto; max-height: 6; border: none; padding: 0; background: $surface; }
    TwoPeople .two--said { color: $error; text-style: bold; height: auto; }
    TwoPeople Field { border: none; height: 1; background: $panel; margin-bottom: 1; }
    """

    def __init__(  # noqa: PLR0913 - what for, who, and what is then done
        self,
        title: str,
        details: str,
        head: "Person",
        others: "Sequence[Person]",
        act: Act,
        *,
        head_pin: bool = True,
        other_pin: bool = True,
        is_head: bool = True,
    ) -> None:
        """Ask.

        Args:
            title: what is done.
            details: what follows from it.
            head: of the board.
            others: of whom one more is chosen.
            act: does it.
            head_pin: whether the head is asked for a PIN; not where nobody has one, or where the head is signed in.
            other_pin: whether the other is.
            is_head: whether the first of the two is the head; not where the head is let in again.
        """
        super().__init__()
        self._title = title
        self._details = details
        self._head = head
        self._others = tuple(others)
        self._act = act
        self._pins = (head_pin, other_pin)
        self._first = "two_head" if is_head else "two_first"

    def compose(self) -> ComposeResult:
        """Title, details, the head, the other, what is wrong, keys."""
        words = cast("TallyApp", self.app).words
        with Vertical(classes="card"):
            yield Static(self._title, classes="card--title", markup=False)
            yield Static(self._details, markup=False)
            yield Static(words(f"tui.shell.{self._first}", name=self._head.name), markup=False)
            if self._pins[0]:
                yield Field(
                    password=True,
                    id="head-pin",
                    placeholder=words("tui.shell.pin"),
                    restrict=r"[0-9]{0,12}",
                    compact=True,
                )
            yield Static(words("tui.shell.two_other"), markup=False)
            yield OptionList(*(Option(person.name, person.id) for person in self._others), markup=False, compact=True)
            if self._pins[1]:
                yield Field(
                    password=True,
                    id="other-pin",
                    placeholder=words("tui.shell.pin"),
                    restrict=r"[0-9]{0,12}",
                    compact=True,
                )
            yield Static("", classes="two--said", markup=False)
            yield Static(words("tui.shell.two_keys"), classes="card--keys", markup=False)

    def on_mount(self) -> None:
        """Begin with the head."""
        options = self.query_one(OptionList)
        if options.option_count:
            options.highlighted = 0
        self.query_one("#head-pin" if self._pins[0] else "OptionList").focus()

    @on(Field.Submitted, "#head-pin")
    def _head_typed(self) -> None:
        self.query_one(OptionList).focus()

    @on(OptionList.OptionSelected)
    def _other_chosen(self) -> None:
        if self._pins[1]:
            self.query_one("#other-pin").focus()
        else:
            self._try()

    @on(Field.Submitted, "#other-pin")
    def _other_typed(self) -> None:
        self._try()

    def action_leave(self) -> None:
        """Do nothing."""
        self.dismiss(False)  # noqa: FBT003 - Textual's signature

    def action_choose_again(self) -> None:
        """Go back from the PIN to the people: somebody else is the second."""
        self.query_one(OptionList).focus()

    def _pin(self, which: str) -> str:
        found = self.query(f"#{which}-pin").results(Field)
        return next((one.value for one in found), "")

    def _try(self) -> None:
        words = cast("TallyApp", self.app).words
        options = self.query_one(OptionList)
        other = "" if options.highlighted is None else options.get_option_at_index(options.highlighted).id or ""
        try:
            self._act(self._head.id, self._pin("head"), other, self._pin("other"))
        except FAILURES as failure:
            self.app.bell()
            self.query_one(".two--said", Static).update(failure_text(words, failure))
            self._ask_again(failure)
        else:
            self.dismiss(True)  # noqa: FBT003 - Textual's signature

    def _ask_again(self, failure: Failure) -> None:
        """Have the PIN typed anew that was refused; the other's was right, or was not looked at, and stays."""
        name = failure.fields.get("name") if isinstance(failure, Refused) else None
        which = "head" if name == self._head.name else "other" if name else ""
        for pin in self.query(f"#{which}-pin").results(Field) if which else ():
            pin.value = ""
            pin.focus()
