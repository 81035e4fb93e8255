"""The slip of a pass that was just closed: its ballots, and the codes to be read aloud and kept on paper."""

from typing import TYPE_CHECKING, ClassVar, cast

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

if TYPE_CHECKING:
    from tally.application.desk.slips import Slip
    from tally.tui.app import TallyApp


class SlipDialog(ModalScreen[bool]):
    """Shows a slip until somebody has read it; the answer is True when it is to be printed."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,escape", "leave(False)", show=False, priority=True),
        Binding("f6", "leave(True)", show=False, priority=True),
    ]

    def __init__(self, slip: "Slip", title: str, person: str) -> None:
        """Show a slip.

        Args:
            slip: of the pass.
            title: of its contest.
            person: the name of who closed it.
        """
        super().__init__()
        self._slip = slip
        self._title = title
        self._person = person

    def compose(self) -> ComposeResult:
        """What was closed, its codes, what they are for, keys."""
        words, slip = cast("TallyApp", self.app).words, self._slip
        with Vertical(classes="card"):
            head = words("heights.slip.head", batch=slip.batch, number=slip.pass_)
            yield Static(head, classes="card--title", markup=False)
            fields = {"title": self._title, "person": self._person, "ballots": words.number(slip.ballots)}
            yield Static(words("heights.slip.closed", **fields), markup=False)
            yield Static("")
            for key, code, entries in (
                ("of_pass", slip.code, slip.entries),
                ("of_congress", slip.congress_code, slip.congress_entries),
            ):
                yield Static(words(f"heights.slip.{key}", entries=words.number(entries)), markup=False)
                yield Static(Content.styled(f"   {code}", "bold"))
            yield Static("")
            yield Static(words("heights.slip.advice"), markup=False)
            yield Static(words("heights.slip.keys"), classes="card--keys", markup=False)

    def action_leave(self, printed: bool) -> None:  # noqa: FBT001 - Textual passes an action's arguments by position
        """Answer and close."""
        self.dismiss(printed)
