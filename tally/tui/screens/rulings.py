"""What the board concludes on single ballots of accepted batches, beside what the marks alone say."""

import re
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import OptionList, Static

from tally.application.desk.desk import BOARD, HEAD, Refused
from tally.application.desk.review import LookedAt, Review
from tally.domain.ballot import Ruling
from tally.domain.congress import BoardRole
from tally.domain.desk import BallotPlace, ContestKey
from tally.domain.passes import Keying
from tally.domain.rules import InvalidReason
from tally.tui.agreeing import agree
from tally.tui.asking import FAILURES
from tally.tui.ballot_words import marks_said, ruling_said, verdict_said
from tally.tui.commands import bindings
from tally.tui.contest_screen import ContestScreen
from tally.tui.counting import PHRASES, RULINGS
from tally.tui.widgets.choices import Choose, Line
from tally.tui.widgets.dialogs import Reason
from tally.tui.widgets.in_order import InOrder
from tally.tui.widgets.listing import Listing, Row
from tally.tui.widgets.two_people import TwoPeople

if TYPE_CHECKING:
    from collections.abc import Callable

TAKE_BACK, AMEND, NO_PAPER, VALID = "take-back", "amend", "no-paper", "valid"


class RulingsScreen(ContestScreen):
    """Choose a ballot and conclude on it."""

    NAME = "rulings"
    BINDINGS: ClassVar[list[BindingType]] = bindings("rulings")
    CSS_PATH = "rulings.tcss"

    def __init__(self, contest: ContestKey) -> None:
        super().__init__(contest)
        self._found: dict[str, LookedAt] = {}

    @property
    def review(self) -> Review:
        """What may be looked at."""
        return Review(self.table.desk)

    def compose_body(self) -> ComposeResult:
        """How many, the ballots, what can be done."""
        yield InOrder()
        yield Listing(self.word("empty"), self.words("tui.shell.nothing_found"))
        yield Static(self.word("next"), classes="next", markup=False)

    def on_mount(self) -> None:
        """Show everything."""
        self.show()
        self.query_one(Listing).focus()

    def show(self) -> None:
        """Look at the accepted ballots anew."""
        found = self.review.remarkable(self.key)
        self._found = {f"{one.batch}/{one.number}": one for one in found}
        ruled = sum(one.ruling is not None for one in found)
        batches = self.table.batches.batches(self.key)
        open_ = sum(row.state != "accepted" for row in batches)
        text = self.word("count", ballots=len(found), ruled=ruled)
        if open_:
            text += " " + self.word("open_batches", batches=open_)
        good = bool(batches) and not open_ and ruled == len(found)
        self.query_one(InOrder).show(self.word("order_all", ballots=len(found)) if good else text, good=good)
        self.query_one(Listing).show(Row(row, self._said(one)) for row, one in self._found.items())

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only what can be done."""
        del parameters
        if action == "agree":
            return bool(self._found) and bool(self.table.agreeing.waiting(self.key))
        return bool(self._found) if action == "rule_ballot" else True

    def action_rule_ballot(self) -> None:
        """Conclude on the highlighted ballot."""
        one = self._found.get(self.query_one(Listing).chosen or "")
        if one is not None:
            self._ask(one)

    def action_agree(self) -> None:
        """Have the board agree with the machine on every ballot on which nobody ruled yet."""
        with self.attempt():
            agree(self, self.key, self._agreed)

    def _agreed(self, said: str) -> None:
        self.say(said)
        self.show_again()

    def action_find_ballot(self) -> None:
        """Conclude on any ballot of an accepted batch."""
        self.app.push_screen(Line(self.word("find"), self.word("find_how"), self._read_place), self._found_place)

    @on(OptionList.OptionSelected)
    def _selected(self) -> None:
        self.action_rule_ballot()

    def _read_place(self, text: str) -> tuple[bool, str]:
        place = read_place(text)
        if place is None:
            return False, self.word("find_wrong")
        try:
            one = self.review.ballot(self.key, *place)
        except Refused as refused:
            return False, self.words(f"desk.refused.{refused.key}", **refused.fields)
        return True, self._said(one)

    def _found_place(self, text: str | None) -> None:
        place = read_place(text or "")
        if place is not None:
            with self.attempt():
                self._ask(self.review.ballot(self.key, *place))

    def _ask(self, one: LookedAt) -> None:
        """Offer what can be concluded on a ballot."""
        with self.attempt():
            self.table.desk.unsealed(self.key)
            self.table.desk.signed_in(BOARD)
            choices = [(_code(reason), self._choice(reason)) for reason in RULINGS]
            if one.ruling is not None:
                choices.append((TAKE_BACK, self.word("take_back")))
            choices += [(AMEND, self.word("amend")), (NO_PAPER, self.word("no_paper"))]
            title = self.word("ballot", batch=one.batch, ballot=one.number)
            details = self.word(
                "details",
                marks=marks_said(self.words, self.contest, one.marks),
                finding=verdict_said(self.words, one.finding),
                ruling=ruling_said(self.words, one.ruling),
            )
            self.app.push_screen(Choose(title, choices, details), partial(self._chose, one))

    def _chose(self, one: LookedAt, what: str | None) -> None:
        if what is None:
            return
        if what == TAKE_BACK:
            self._rule(one, None)
        elif what in (AMEND, NO_PAPER):
            with self.attempt():
                self.table.desk.signed_in(HEAD)
                phrases = self._phrases("correct" if what == AMEND else "withdraw")
                title = self.word("amend_reason", batch=one.batch, ballot=one.number)
                self.app.push_screen(Reason(title, phrases), partial(self._amend, one, what))
        elif what in (VALID, InvalidReason.OTHER):
            reason = None if what == VALID else InvalidReason.OTHER
            title = self.words(f"tui.count.ask.{'valid' if reason is None else 'other'}")
            phrases = self._phrases("valid" if reason is None else "other")
            self.app.push_screen(Reason(title, phrases), partial(self._reasoned, one, reason))
        else:
            self._rule(one, Ruling(InvalidReason(what)))

    def _reasoned(self, one: LookedAt, reason: InvalidReason | None, text: str | None) -> None:
        if text is not None:
            self._rule(one, Ruling(reason, text))

    def _rule(self, one: LookedAt, ruling: Ruling | None) -> None:
        """Record a ruling; where it overrules the marks, one more has to stand behind it."""
        rule = partial(self.table.closing.rule, self.key, one.batch, one.number, ruling)
        try:
            rule()
        except Refused as refused:
            if refused.key == "second_needed":
                self._ask_second(one, ruling)
                return
            with self.attempt():
                raise
        except FAILURES:
            with self.attempt():
                raise
        else:
            self._ruled(one)

    def _ask_second(self, one: LookedAt, ruling: Ruling | None) -> None:
        against = ruling is not None and ruling.overrules(one.finding)
        title = self.word("second" if against else "second_back", batch=one.batch, ballot=one.number)
        said = self.word("take_back") if ruling is None else ruling_said(self.words, ruling)
        act = partial(self.table.closing.rule, self.key, one.batch, one.number, ruling)
        self._with_one_more(title, self.word("second_details", ruling=said), act, partial(self._ruled, one))

    def _with_one_more(
        self, title: str, said: str, act: "Callable[[str, str], None]", done: "Callable[[], None]"
    ) -> None:
        """Do what takes the head, who sits here, and one more of the board."""
        head = self.table.desk.signed_in()
        others = [
            person for person in self.table.people.all() if person.id != head.id and person.role in set(BoardRole)
        ]
        dialog = TwoPeople(
            title,
            said,
            head,
            others,
            lambda _head, _head_pin, second, pin: act(second, pin),
            head_pin=False,
            other_pin=self.table.people.needs_pin(),
        )
        self.app.push_screen(dialog, lambda agreed: done() if agreed else self.say(self.word("left_as_it_is")))

    def _ruled(self, one: LookedAt) -> None:
        with self.attempt():
            now = self.review.ballot(self.key, one.batch, one.number)
            self.say(self._said(now))
            self.show()
            self.query_one(Listing).choose(f"{one.batch}/{one.number}")
        self.refresh_bindings()

    def _amend(self, one: LookedAt, what: str, reason: str | None) -> None:
        if reason is None:
            return
        closing, place = self.table.closing, (one.batch, one.number)
        if what == NO_PAPER:
            question = self.word("no_paper_question", batch=one.batch, ballot=one.number)
            details = f"{self.word('no_paper_details')} {self.word('one_more')}"
            take_out = partial(closing.amend, self.key, *place, None, None, reason)
            self._with_one_more(question, details, take_out, partial(self._taken_out, one))
            return
        keyed: list[Keying] = []

        def take(keying: Keying) -> None:
            closing.check_amend(self.key, *place, keying.marks, keying.ruling, reason)
            keyed.append(keying)

        def confirm() -> None:
            now = keyed[-1]
            values = {"before": self._ballot(one.marks, one.ruling), "after": self._ballot(now.marks, now.ruling)}
            details = f"{self.word('amend_values', **values)}\n{self.word('one_more')}"
            title = self.word("amend_question", batch=one.batch, ballot=one.number)
            amend = partial(closing.amend, self.key, *place, now.marks, now.ruling, reason)
            self._with_one_more(title, details, amend, partial(self._ruled, one))

        text = self.word("amend_what", batch=one.batch, ballot=one.number, reason=reason)
        self.desk_app.go("paper", contest=self.key, place=place, what=text, record=take, done=confirm)

    def _taken_out(self, one: LookedAt) -> None:
        with self.attempt():
            self.say(self.word("taken_out", batch=one.batch, ballot=one.number))
            self.show()

    def _ballot(self, marks: bytes, ruling: Ruling | None) -> str:
        said = marks_said(self.words, self.contest, marks)
        return said if ruling is None else f"{said} ({ruling_said(self.words, ruling)})"

    def _phrases(self, list_: str) -> list[str]:
        return [self.words(f"tui.count.reasons.{list_}.{number}") for number in range(1, PHRASES + 1)]

    def _choice(self, reason: InvalidReason | None) -> str:
        if reason is None:
            return self.words("tui.count.ruling_valid")
        return self.word("invalid", reason=self.words(f"words.reason.{reason}"))

    def _said(self, one: LookedAt) -> str:
        return self.word(
            "said",
            batch=one.batch,
            ballot=one.number,
            finding=verdict_said(self.words, one.finding),
            ruling=ruling_said(self.words, one.ruling),
        )


def read_place(text: str) -> BallotPlace | None:
    """Read batch and ballot from two numbers with anything but digits between them."""
    numbers = re.findall(r"[0-9]{1,6}", text)
    return (int(numbers[0]), int(numbers[1])) if len(numbers) == 2 else None  # noqa: PLR2004 - batch and ballot


def _code(reason: InvalidReason | None) -> str:
    return VALID if reason is None else reason.value


SCREEN = RulingsScreen
