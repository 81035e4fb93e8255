"""Where the passes differ: which paper to fetch, never what anybody keyed."""

from collections.abc import Callable
from functools import partial
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import OptionList, Static

from tally.application.desk.desk import BOARD, HEAD
from tally.application.practice import key_again_as_second
from tally.domain.desk import ContestKey
from tally.domain.passes import Dispute, DisputeKind, Keying
from tally.tui.commands import bindings
from tally.tui.contest_screen import ContestScreen
from tally.tui.widgets.choices import Choose
from tally.tui.widgets.dialogs import Question, Reason
from tally.tui.widgets.in_order import InOrder
from tally.tui.widgets.listing import Listing, Row
from tally.tui.widgets.two_people import TwoPeople

PHRASES = 3  # words `tui.disputes.reasons.1` to `.3`


class DisputesScreen(ContestScreen):
    """Choose a ballot that differs and key it again."""

    NAME = "disputes"
    BINDINGS: ClassVar[list[BindingType]] = bindings("disputes")
    CSS_PATH = "disputes.tcss"

    def __init__(self, contest: ContestKey, batch: int | None = None) -> None:
        """Show disputes.

        Args:
            contest: its key.
            batch: whose dispute is highlighted first, or None.
        """
        super().__init__(contest)
        self._batch = batch
        self._open: dict[str, tuple[int, Dispute]] = {}
        self._done = False

    def compose_body(self) -> ComposeResult:
        """How far the batches agree, the disputes, what to do with the one highlighted."""
        yield InOrder()
        yield Static(classes="agree", markup=False)
        yield Listing(self.word("empty"), self.words("tui.shell.nothing_found"))
        yield Static(classes="next", markup=False)

    def on_mount(self) -> None:
        """Show everything."""
        self.show()
        first = next((row for row, (batch, _) in self._open.items() if batch == self._batch), None)
        listing = self.query_one(Listing)
        if first is not None:
            listing.choose(first)
        listing.focus()

    def show(self) -> None:
        """Compare anew."""
        comparing = self.table.comparing
        self._open = {f"{batch}/{one.place}": (batch, one) for batch, one in comparing.disputes(self.key)}
        rows = self.table.batches.batches(self.key)
        lines = [self._agreement(row.number) for row in rows if row.state != "keying"]
        self._done = any(step.id == "compare" and step.done for step in self.table.procedure.steps(self.key))
        # Of a batch opened by mistake nothing is said once all papers are known to be in the others.
        waiting = 0 if self._done else len(rows) - len(lines)
        order = {"disputes": len(self._open), "compared": len(lines), "waiting": waiting}
        good = bool(lines) and not self._open and not waiting
        self.query_one(InOrder).show(self.word("order_all" if good else "order_some", **order), good=good)
        self.query_one(".agree", Static).update("\n".join(lines) or self.word("no_batch"))
        self.query_one(Listing).show(Row(row, self._said(*one)) for row, one in self._open.items())
        self._show_next()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only what can be done."""
        del parameters
        return bool(self._open) if action in {"rekey", "no_paper", "head_rules"} else True

    def action_rekey(self) -> None:
        """Key the highlighted ballot again from its paper."""
        found = self._chosen()
        if found is not None:
            batch, one = found
            with self.attempt():
                self.table.comparing.check_rekey(self.key, batch, one.place)
                rekey = partial(self.table.comparing.rekey, self.key, batch, one.place)
                what = self.word("rekey_what", batch=batch, ballot=self._paper(one))
                self._key_paper(found, what, rekey, partial(self._keyed_again, found))

    def action_no_paper(self) -> None:
        """Record that there is no such paper."""
        found = self._chosen()
        if found is not None:
            batch, one = found
            question = self.word(f"no_paper_question.{one.kind}", batch=batch, ballot=one.ballot)
            self.app.push_screen(Question(question, self.word("no_paper_details")), self._no)

    def action_head_rules(self) -> None:
        """Have the head rule on the highlighted ballot."""
        found = self._chosen()
        if found is None:
            return
        with self.attempt():
            self.table.desk.signed_in(HEAD)
            choices = [(what, self.word(f"head.{what}")) for what in ("paper", "none")]
            title = self.word("head.title", batch=found[0], ballot=self._paper(found[1]))
            self.app.push_screen(Choose(title, choices, self.word("head.details")), self._head_chose)

    @on(OptionList.OptionSelected)
    def _selected(self) -> None:
        self.action_rekey()

    @on(OptionList.OptionHighlighted)
    def _show_next(self) -> None:
        found = self._chosen()
        if found is None:
            text = self.word("none_chosen" if self._open else "all_agree" if self._done else "more_to_key")
        else:
            batch, one = found
            text = self.word(f"explain.{one.kind}", **self._fields(batch, one))
            if self.table.comparing.waits_for_head(self.key, batch, one.place):
                text += " " + self.word("waits_for_head")
        self.query_one(".next", Static).update(text)

    def _chosen(self) -> tuple[int, Dispute] | None:
        return self._open.get(self.query_one(Listing).chosen or "")

    def _no(self, agreed: bool | None) -> None:  # noqa: FBT001 - Textual calls back by position
        found = self._chosen()
        if agreed and found is not None:
            with self.attempt():
                self.table.comparing.rekey(self.key, found[0], found[1].place, None)
                self._keyed_again(found)

    def _head_chose(self, what: str | None) -> None:
        found = self._chosen()
        if what is None or found is None:
            return
        phrases = [self.word(f"reasons.{number}") for number in range(1, PHRASES + 1)]
        title = self.word("head.reason", batch=found[0], ballot=self._paper(found[1]))
        self.app.push_screen(Reason(title, phrases), partial(self._head_reasoned, found, what))

    def _head_reasoned(self, found: tuple[int, Dispute], what: str, reason: str | None) -> None:
        if reason is None:
            return
        batch, one = found
        settle = self.table.comparing.settle
        said: list[Keying | None] = []

        def record(keying: Keying | None) -> None:
            """Record it; where one more has to stand behind it, that is asked for once the paper's screen is gone."""
            said[:] = [keying]
            if not self.table.comparing.takes_second(self.key, batch, one.place, keying):
                settle(self.key, batch, one.place, keying, reason)
                said.clear()

        def done() -> None:
            if said:
                self._ask_second(found, said[0], reason)
            else:
                self._after(settled=True)

        if what == "none":
            with self.attempt():
                record(None)
                done()
            return
        text = self.word("head.what", batch=batch, ballot=self._paper(one), reason=reason)
        self._key_paper(found, text, record, done)

    def _ask_second(self, found: tuple[int, Dispute], keying: Keying | None, reason: str) -> None:
        batch, one = found
        head = self.table.desk.signed_in()
        others = [person for person in self.table.people.all() if person.id != head.id and person.role in BOARD]

        def act(_head: str, _head_pin: str, second: str, pin: str) -> None:
            person = self.table.people.confirm(second, pin)
            self.table.comparing.settle(self.key, batch, one.place, keying, reason, person)

        title = self.word("head.second", batch=batch, ballot=self._paper(one))
        pins = self.table.people.needs_pin()
        dialog = TwoPeople(title, self.word("head.second_details"), head, others, act, head_pin=False, other_pin=pins)
        self.app.push_screen(dialog, lambda agreed: self._after(settled=bool(agreed)))

    def _keyed_again(self, found: tuple[int, Dispute]) -> None:
        practice = self.desk_app.practice
        if practice is not None:
            with self.attempt():
                key_again_as_second(self.table.desk, self.table.people, practice, found[1])
        self._after(settled=all(place != found for place in self.table.comparing.disputes(self.key)))

    def _key_paper(
        self, found: tuple[int, Dispute], what: str, record: Callable[[Keying], object], done: Callable[[], None]
    ) -> None:
        batch, one = found
        place = (batch, self._paper(one))
        self.desk_app.go("paper", contest=self.key, place=place, what=what, record=record, done=done)

    def _after(self, *, settled: bool) -> None:
        self.say(self.word("settled" if settled else "not_settled"))
        self.show()
        self.refresh_bindings()

    def _agreement(self, batch: int) -> str:
        compared = self.table.comparing.batch(self.key, batch)
        disputed = len(compared.open_disputes)
        passes = self.word("and").join(
            self.word("pass", number=one.number, person=self.person_name(one.person))
            for one in compared.state.passes.values()
            if one.closed
        )
        agreed = self.word("agree" if disputed else "agree_all", ballots=len(compared.slots) - disputed, open=disputed)
        return self.word("batch", batch=batch, passes=passes, agreed=agreed)

    def _said(self, batch: int, one: Dispute) -> str:
        text = self.word(f"said.{one.kind}", **self._fields(batch, one))
        if self.table.comparing.waits_for_head(self.key, batch, one.place):
            text += self.word("said_again")
        return text

    def _fields(self, batch: int, one: Dispute) -> dict[str, object]:
        passes = ", ".join(map(str, one.passes))
        return {"batch": batch, "ballot": one.ballot, "next": one.ballot + 1, "passes": passes}

    @staticmethod
    def _paper(one: Dispute) -> int:
        """Return the paper to fetch: of a ballot keyed twice the one after it, if there is one."""
        return one.ballot + 1 if one.kind is DisputeKind.DOUBLED else one.ballot


SCREEN = DisputesScreen
