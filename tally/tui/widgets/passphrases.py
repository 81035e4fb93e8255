"""Head and secretary unlock their keys one after the other; a wrong passphrase is said and changes nothing."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar, cast

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Static

from tally.application.intake import BadInput
from tally.application.proof import NoKeys, WrongPassphrase
from tally.application.signing import SIGNERS, Owner, Passphrase, Signing, Unlocked
from tally.tui.widgets.field import Field

if TYPE_CHECKING:
    from tally.tui.app import TallyApp


class Passphrases(ModalScreen[Unlocked | None]):
    """Asks for two passphrases and returns the keys they unlock; None when it was left."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave", show=False, priority=True)]
    DEFAULT_CSS = """
    Passphrases .passphrases--said { color: $error; text-style: bold; height: auto; }
    Passphrases Field { border: none; height: 1; background: $panel; margin-bottom: 1; }
    """

    def __init__(self, signing: Signing, names: Mapping[Owner, str], details: str) -> None:
        """Ask.

        Args:
            signing: unlocks the keys.
            names: of head and secretary, as their certificates have them.
            details: what is signed.
        """
        super().__init__()
        self._signing = signing
        self._names = names
        self._details = details
        self._typed: dict[Owner, Passphrase] = {}

    def compose(self) -> ComposeResult:
        """Title, what is signed, whose passphrase, what was wrong, keys."""
        words = cast("TallyApp", self.app).words
        with Vertical(classes="card"):
            yield Static(words("tui.papers.sign_title"), classes="card--title", markup=False)
            yield Static(self._details, markup=False)
            yield Static("", classes="passphrases--who", markup=False)
            yield Field(password=True, compact=True)
            yield Static("", classes="passphrases--said", markup=False)
            yield Static(words("tui.papers.sign_keys"), classes="card--keys", markup=False)

    def on_mount(self) -> None:
        """Begin with the head."""
        self._ask()

    def action_leave(self) -> None:
        """Unlock nothing."""
        self._typed.clear()
        self.dismiss(None)

    @property
    def _asked(self) -> Owner:
        """Whose passphrase is asked for."""
        return SIGNERS[len(self._typed)]

    def _ask(self) -> None:
        words = cast("TallyApp", self.app).words
        who = words(f"tui.papers.passphrase_{self._asked}", name=self._names[self._asked])
        self.query_one(".passphrases--who", Static).update(who)
        line = self.query_one(Field)
        line.value = ""
        line.focus()

    @on(Field.Submitted)
    def _given(self, event: Field.Submitted) -> None:
        words = cast("TallyApp", self.app).words
        owner = self._asked
        typed = {**self._typed, owner: Passphrase(event.value)}
        try:
            unlocked = self._signing.unlock(typed)
        except WrongPassphrase:
            self._said(words("tui.papers.passphrase_wrong", name=self._names[owner]))
            self._ask()
            return
        except NoKeys as missing:
            self._said(words("tui.papers.no_keys", folder=missing.path))
            return
        except BadInput as bad:
            self._said("\n".join(f"{one.code} {words.file_finding(one)}" for one in bad.findings))
            return
        except OSError as error:
            self._said(words.machine(error))
            return
        self._typed = typed
        if len(typed) == len(SIGNERS):
            self._typed = {}
            self.dismiss(unlocked)
        else:
            self._said("")
            self._ask()

    def _said(self, text: str) -> None:
        if text:
            self.app.bell()
        self.query_one(".passphrases--said", Static).update(text)
