"""What the screens of one contest have in common: which contest, who sits here, and being up to date when shown."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import ClassVar

from textual import events, on
from textual.binding import BindingType

from tally.application.desk.desk import Refused
from tally.application.desk.narration import contest_heading, contest_title
from tally.domain.contest import Contest
from tally.domain.desk import ContestKey
from tally.tui.screens.base import TallyScreen
from tally.tui.sign_in import SignIn
from tally.tui.widgets.bars import TitleBar


class ContestScreen(TallyScreen):
    """A screen of one contest; a subclass shows everything anew in `show`."""

    BINDINGS: ClassVar[list[BindingType]] = []

    def __init__(self, contest: ContestKey) -> None:
        """Make the screen.

        Args:
            contest: its key.
        """
        super().__init__()
        self.key = contest

    @property
    def contest(self) -> Contest:
        """The contest as last declared."""
        return self.table.desk.contest(self.key)

    @property
    def contest_title(self) -> str:
        """Its title, with the round where it is not the first."""
        return contest_title(self.words, self.contest)

    def heading(self) -> str:
        """What the screen is for, and which contest."""
        return f"{self.word('title')} · {contest_heading(self.words, self.contest)}"

    def heading_right(self) -> str:
        """Who sits here."""
        person = self.table.desk.person
        return "" if person is None else person.name

    def show(self) -> None:
        """Show what the desk says now."""
        raise NotImplementedError

    @on(events.ScreenResume)
    def show_again(self) -> None:
        """Be up to date whenever the screen comes to the front."""
        if self.is_mounted and self.query(TitleBar):
            with self.attempt():
                self.query_one(TitleBar).show(self.heading(), self.heading_right())
                self.show()
            self.refresh_bindings()

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """Do what may be refused; where nobody sits here, ask who does."""
        with super().attempt():
            try:
                yield
            except Refused as refused:
                if refused.key != "sign_in_first" or not self.table.people.all():
                    raise
                self.action_switch_person()

    def action_switch_person(self) -> None:
        """Let somebody else sit down."""
        self.app.push_screen(SignIn(self.table), lambda _signed_in: self.show_again())

    def person_name(self, person_id: str) -> str:
        """Return the name of a person at the desk."""
        person = self.table.desk.state.people.get(person_id)
        return self.words("desk.unknown_person") if person is None else person.name
