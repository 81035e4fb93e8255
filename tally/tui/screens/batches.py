"""The batches of a contest: which stack is keyed by whom, which one is next."""

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import DataTable, Static

from tally.tui.commands import bindings
from tally.tui.screens.base import TallyScreen
from tally.tui.widgets.dialogs import Number

if TYPE_CHECKING:
    from tally.application.desk.keyer import Keyer
    from tally.application.desk.keying import BatchRow, PassRow
    from tally.domain.desk import ContestKey


class BatchesScreen(TallyScreen):
    """Choose a stack and key it."""

    NAME = "batches"
    BINDINGS: ClassVar[list[BindingType]] = bindings("batches")
    CSS_PATH = "batches.tcss"

    def __init__(self, contest: "ContestKey") -> None:
        super().__init__()
        self._contest = contest
        self._rows: dict[int, BatchRow] = {}

    def heading(self) -> str:
        """Which contest."""
        return self.word("heading", title=self.table.desk.contest(self._contest).title)

    def heading_right(self) -> str:
        """Who sits here."""
        person = self.table.desk.person
        return "" if person is None else person.name

    def compose_body(self) -> ComposeResult:
        """The table, and what to do next."""
        yield DataTable(cursor_type="row", zebra_stripes=False)
        yield Static(classes="next", markup=False)

    def on_mount(self) -> None:
        """Show every batch."""
        table = self.query_one(DataTable)
        for column in ("batch", "papers", "state", "passes"):
            table.add_column(self.word(f"column.{column}"), key=column)
        self._fill()
        table.focus()

    def on_screen_resume(self) -> None:
        """Show what has changed since: a pass was keyed, here or at another station."""
        if self.is_mounted and self.query(DataTable):
            self._fill()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only what can be done with the batch under the cursor."""
        del parameters
        row = self._chosen()
        if action == "key_batch":
            return row is not None
        if action == "resume_pass":
            return row is not None and any(not one.closed for one in row.passes)
        return True

    def action_new_batch(self) -> None:
        """Open the next batch, with the size of its stack when it was counted."""
        self.app.push_screen(Number(self.word("size"), self.word("size_hint")), self._open_batch)

    def action_key_batch(self) -> None:
        """Key the next pass of the batch, or go on with one's own."""
        row = self._chosen()
        if row is not None:
            with self.attempt():
                self._count(self.table.batches.open_pass(self._contest, row.number), row)

    def action_resume_pass(self) -> None:
        """Take over the first open pass of the batch, begun at another computer or by somebody who left."""
        row = self._chosen()
        if row is not None:
            first = next(one for one in row.passes if not one.closed)
            with self.attempt():
                self._count(self.table.batches.resume_pass(self._contest, row.number, first.number), row)

    @on(DataTable.RowSelected)
    def _row_chosen(self) -> None:
        self.action_key_batch()

    @on(DataTable.RowHighlighted)
    def _row_highlighted(self) -> None:
        self.refresh_bindings()

    def _open_batch(self, size: str | None) -> None:
        if size is not None:
            with self.attempt():
                number = self.table.batches.open_batch(self._contest, int(size) if size else None)
                self._fill()
                self.query_one(DataTable).move_cursor(row=self.query_one(DataTable).get_row_index(str(number)))

    def _count(self, keyer: "Keyer", row: "BatchRow") -> None:
        person = self.table.desk.person
        self.desk_app.go("count", keyer=keyer, person="" if person is None else person.name, papers=row.size)

    def _chosen(self) -> "BatchRow | None":
        tables = self.query(DataTable)
        if not tables or not tables.first().row_count:
            return None
        return list(self._rows.values())[tables.first().cursor_row]

    def _fill(self) -> None:
        """Bring the table up to date cell by cell; its rows stay, and so does the cursor."""
        table = self.query_one(DataTable)
        self._rows = {row.number: row for row in self.table.batches.batches(self._contest)}
        for number, row in self._rows.items():
            cells = {
                "batch": str(number),
                "papers": "–" if row.size is None else str(row.size),
                "state": self.word(f"state.{_state(row)}"),
                "passes": " · ".join(self._pass(one) for one in row.passes),
            }
            if str(number) not in {key.value for key in table.rows}:
                table.add_row(*cells.values(), key=str(number))
            for column, text in cells.items():
                table.update_cell(str(number), column, text, update_width=True)
        self.query_one(".next", Static).update(self.word("next" if self._rows else "next_first"))
        self.refresh_bindings()

    def _pass(self, one: "PassRow") -> str:
        person = self.table.desk.state.people.get(one.person)
        name = one.person if person is None else person.name
        key = "pass_closed" if one.closed else "pass_open"
        return self.word(key, number=one.number, person=name, keyed=one.keyed)


def _state(row: "BatchRow") -> str:
    """Return the state of a batch, with what `keying` waits for: its first pass, the next one, or whoever keys it."""
    if row.state != "keying" or any(not one.closed for one in row.passes):
        return row.state
    return "waiting" if row.passes else "new"


SCREEN = BatchesScreen
