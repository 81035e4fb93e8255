"""The batches of a contest: which stack is keyed by whom, which one is next."""

from collections import Counter
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import DataTable, Static

from tally.application.desk.clock import moment_text
from tally.application.desk.desk import HEAD
from tally.tui.commands import bindings
from tally.tui.contest_screen import ContestScreen
from tally.tui.widgets.choices import Choose
from tally.tui.widgets.dialogs import Number, Reason
from tally.tui.widgets.in_order import InOrder
from tally.tui.widgets.plain_table import PlainTable

if TYPE_CHECKING:
    from tally.application.desk.keyer import Keyer
    from tally.application.desk.keying import BatchRow, PassRow
    from tally.domain.desk import ContestKey


PHRASES = 3  # words `tui.batches.reasons.1` to `.3`
_KEYED = {"compare": "disputes", "disputed": "disputes", "accepted": "rulings"}
"""Where Enter leads once every pass of a batch is closed."""


class BatchesScreen(ContestScreen):
    """Choose a stack and key it."""

    NAME = "batches"
    BINDINGS: ClassVar[list[BindingType]] = bindings("batches")
    CSS_PATH = "batches.tcss"

    def __init__(self, contest: "ContestKey") -> None:
        super().__init__(contest)
        self._rows: dict[int, BatchRow] = {}

    def compose_body(self) -> ComposeResult:
        """The table, and what to do next."""
        yield InOrder()
        yield PlainTable(cursor_type="row", zebra_stripes=False)
        yield Static(classes="next", markup=False)

    def on_mount(self) -> None:
        """Show every batch."""
        table = self.query_one(PlainTable)
        for column in ("batch", "papers", "state", "passes"):
            table.add_column(self.word(f"column.{column}"), key=column)
        self.show()
        table.focus()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only what can be done with the batch under the cursor."""
        del parameters
        row = self._chosen()
        if action == "key_batch":
            return row is not None
        if action == "resume_pass":
            return row is not None and any(not one.closed for one in row.passes)
        if action == "waive_passes":
            count = self.table.desk.count_of(self.key)
            return bool(self._rows) and count.seal is None and (count.wanted > 1 or self.table.batches.indistinct)
        return True

    def action_new_batch(self) -> None:
        """Open the next batch, with the size of its stack when it was counted."""
        self.app.push_screen(Number(self.word("size"), self.word("size_hint")), self._open_batch)

    def action_key_batch(self) -> None:
        """Key the next pass of the batch, or go on with one's own; one that is keyed is compared, or ruled on."""
        row = self._chosen()
        if row is None:
            return
        if row.state in _KEYED:
            self.desk_app.go(
                _KEYED[row.state], contest=self.key, **({} if row.state == "accepted" else {"batch": row.number})
            )
        else:
            with self.attempt():
                self._count(self.table.batches.open_pass(self.key, row.number), row)

    def action_resume_pass(self) -> None:
        """Take over an open pass of the batch, begun at another computer or by somebody who left."""
        row = self._chosen()
        passes = [] if row is None else [one for one in row.passes if not one.closed]
        if row is None or not passes:
            return
        if len(passes) == 1:
            self._take_over(row, passes[0].number)
            return

        def chosen(number: str | None) -> None:
            if number is not None:
                self._take_over(row, int(number))

        choices = [(str(one.number), self._pass(one)) for one in passes]
        self.app.push_screen(Choose(self.word("which_pass", batch=row.number), choices), chosen)

    def _take_over(self, row: "BatchRow", number: int) -> None:
        """Go on with a pass; one that somebody else may still be keying only when that is agreed to."""
        with self.attempt():
            held = self.table.batches.held(self.key, row.number, number)
            if held is None:
                self._resume(row, number, agreed=True)
                return
            person = self.person_name(held.person)
            question = self.word("take_over", batch=row.number, number=number, person=person)
            told = self.word(
                "take_over_details" if held.last else "take_over_empty",
                person=person,
                station=held.station,
                since=moment_text(held.since),
                ballot=held.ballots,
                last=moment_text(held.last),
            )
            # Enter pressed once too often interrupts nobody.
            go = self.word("take_over_go", person=person, next=held.ballots + 1)
            choices = [("stay", self.word("take_over_stay", person=person)), ("go", go)]
            self.app.push_screen(
                Choose(question, choices, told), lambda what: self._resume(row, number, agreed=what == "go")
            )

    def _resume(self, row: "BatchRow", number: int, *, agreed: bool | None) -> None:
        if agreed:
            with self.attempt():
                self._count(self.table.batches.resume_pass(self.key, row.number, number), row)

    def action_waive_passes(self) -> None:
        """Ask for fewer passes, or let one person key several; the head's, with a reason that prints in the minutes."""
        with self.attempt():
            self.table.desk.signed_in(HEAD)
            wanted = self.table.desk.count_of(self.key).wanted
            title = self.word("waive", wanted=wanted)
            hint = "waive_hint" if self.table.batches.indistinct else "waive_hint_fewer"
            self.app.push_screen(Number(title, self.word(hint, wanted=wanted)), self._waive)

    @on(DataTable.RowSelected)
    def _row_chosen(self) -> None:
        if self.is_active:  # not for the second Enter of a burst
            self.action_key_batch()

    @on(DataTable.RowHighlighted)
    def _row_highlighted(self) -> None:
        self._show_next()
        self.refresh_bindings()

    def _waive(self, passes: str | None) -> None:
        if passes is None:
            return
        with self.attempt():
            wanted = int(passes) if passes else self.table.desk.count_of(self.key).wanted
            self.table.batches.check_waiver(self.key, wanted)
            phrases = [self.word(f"reasons.{number}") for number in range(1, PHRASES + 1)]
            self.app.push_screen(Reason(self.word("waive_reason"), phrases), partial(self._waived, wanted))

    def _waived(self, passes: int, reason: str | None) -> None:
        if reason is not None:
            with self.attempt():
                self.table.batches.waive_passes(self.key, passes, reason)
                self.show()

    def _open_batch(self, size: str | None) -> None:
        if size is not None:
            with self.attempt():
                number = self.table.batches.open_batch(self.key, int(size) if size else None)
                self.show()
                self.query_one(PlainTable).move_cursor(row=self.query_one(PlainTable).get_row_index(str(number)))

    def _count(self, keyer: "Keyer", row: "BatchRow") -> None:
        person = self.table.desk.person
        self.desk_app.go("count", keyer=keyer, person="" if person is None else person.name, papers=row.size)

    def _chosen(self) -> "BatchRow | None":
        tables = self.query(PlainTable)
        if not tables or not tables.first().row_count:
            return None
        return list(self._rows.values())[tables.first().cursor_row]

    def show(self) -> None:
        """Bring the table up to date cell by cell; its rows stay, and so does the cursor."""
        table = self.query_one(PlainTable)
        self._rows = {row.number: row for row in self.table.batches.batches(self.key)}
        for number, row in self._rows.items():
            cells = {
                "batch": str(number),
                "papers": "–" if row.size is None else str(row.size),
                "state": self.word(f"state.{_state(row)}"),
                "passes": " · ".join(self._pass(one) for one in row.passes),
            }
            table.show_row(str(number), cells)
        self._show_order()
        self._show_next()
        self.refresh_bindings()

    def _show_order(self) -> None:
        """Say how all the batches stand, and whether all papers found in the box are in them."""
        states = Counter(row.state for row in self._rows.values())
        ballots, returned = sum(1 for _ in self.table.comparing.ballots(self.key)), self.contest.returned
        agreed, differ = states["accepted"], states["compare"] + states["disputed"]
        fields = {"batches": len(self._rows), "agreed": agreed, "differ": differ, "open": states["keying"]}
        if agreed < len(self._rows) or not self._rows:
            self.query_one(InOrder).show(self.word("order.some", **fields), good=False)
        elif returned is None or ballots >= returned:
            self.query_one(InOrder).show(self.word("order.all", ballots=ballots, **fields), good=True)
        else:
            missing = self.word("order.missing", ballots=ballots, returned=returned, **fields)
            self.query_one(InOrder).show(missing, good=False)

    def _show_next(self) -> None:
        """Say what can be done with the batch under the cursor."""
        row = self._chosen()
        if row is None:
            begun = self.table.desk.count_of(self.key).begun
            text = self.word("next_first" if begun else "not_begun")
        else:
            text = self.word(f"next.{row.state}", batch=row.number)
        self.query_one(".next", Static).update(text)

    def _pass(self, one: "PassRow") -> str:
        key = "pass_closed" if one.closed else "pass_open"
        return self.word(key, number=one.number, person=self.person_name(one.person), keyed=one.keyed)


def _state(row: "BatchRow") -> str:
    """Return the state of a batch, with what `keying` waits for: its first pass, the next one, or whoever keys it."""
    if row.state != "keying" or any(not one.closed for one in row.passes):
        return row.state
    return "waiting" if row.passes else "new"


SCREEN = BatchesScreen
