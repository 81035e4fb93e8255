"""The slate of one contest: a table to fill in, from Excel or by hand; nothing is declared before it is recorded."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widgets import DataTable, Static

from tally.application.column_meanings import NOTHING_SAID
from tally.application.desk.desk import Refused
from tally.application.desk.drawing import Pool, pool_of
from tally.application.desk.narration import contest_heading
from tally.application.intake import BadInput
from tally.application.slate_reading import Columns, SlateReading, columns_of, with_columns
from tally.domain.names import sort_key
from tally.domain.slate import Candidate, Slate
from tally.tui.asking import Failure, carry_out, failure_text
from tally.tui.commands import bindings
from tally.tui.path_prompt import PathPrompt
from tally.tui.pick_people import PickPeople
from tally.tui.screens.base import TallyScreen
from tally.tui.setup_forms import about_slate, contest_line, finding_lines, slate_line
from tally.tui.slate_names import converted_lines, to_be_mended
from tally.tui.slate_preview import Answer, SlatePreview, SlateRefused
from tally.tui.values import Wrong, born_of, name_of, number_of, shown_date
from tally.tui.widgets.bars import TitleBar
from tally.tui.widgets.dialogs import Question
from tally.tui.widgets.form import FormField
from tally.tui.widgets.form_dialog import FormDialog, Values
from tally.tui.widgets.plain_table import PlainTable

if TYPE_CHECKING:
    from tally.application.sheet_picture import SheetPicture
    from tally.domain.contest import Contest
    from tally.domain.desk import ContestKey

COLUMNS = ("no", "name", "born", "sex", "ethnicity", "first_term", "position")
EXCEL = (".xlsx", ".xlsm")


class SlateScreen(TallyScreen):
    """The candidates in the order of the ballot."""

    NAME = "slate"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("slate"), Binding("escape", "back", show=False)]
    CSS_PATH = "setup.tcss"

    def __init__(self, contest: "ContestKey", *, import_now: bool = False) -> None:
        """Show a slate.

        Args:
            contest: whose it is.
            import_now: ask for the Excel file at once.
        """
        super().__init__()
        self._key = contest
        self._import_now = import_now
        self._seen: tuple[str, Contest] | None = None
        self._slate = Slate(())
        self._among: tuple[str, ...] = ()
        self._said: Columns = NOTHING_SAID

    def heading(self) -> str:
        """Whose slate."""
        return self.word("heading", title=contest_heading(self.words, self._declared))

    def heading_right(self) -> str:
        """Whether all of it is in order, and whether it is recorded."""
        found = [
            one for one in self.table.setup.findings_if(self.table.desk.congress, self._contest) if about_slate(one)
        ]
        errors = sum(one.level == "error" for one in found)
        parts = [self.word("order_errors", errors=errors)] if errors else []
        parts += [self.word("order_others", others=len(found) - errors)] if len(found) > errors else []
        if not found and len(self._slate):
            parts.append(self.word("order_all"))
        return " · ".join([*parts, *([self.word("unsaved")] if self._changed else [])])

    @property
    def unfinished(self) -> str:
        """The slate as long as it is not recorded."""
        return self.word("drop") if self._changed else ""

    def compose_body(self) -> ComposeResult:
        """Figures, the table, what a careful board would want to know."""
        yield Static(classes="figures", markup=False)
        yield PlainTable(cursor_type="row")
        with VerticalScroll(classes="findings", can_focus=False):
            yield Static(markup=False)

    def on_mount(self) -> None:
        """Show the slate as it is declared."""
        table = self.query_one(PlainTable)
        for column in COLUMNS:
            table.add_column(self.word(f"column_{column}"), key=column)
        self._among = self._declared.among
        self._take(self._declared.slate)
        table.focus()
        if self._import_now:
            self.action_import_slate()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only what there is something to do with."""
        del parameters
        if action in ("edit", "remove"):
            return bool(len(self._slate))
        if action == "draw":
            return pool_of(self.table.desk, self._contest) is not None
        if action == "sort":
            return bool(self._slate.out_of_name_order())
        if action == "save":
            return self._changed
        return True

    def action_back(self) -> None:
        """Leave; what is not recorded goes only when that is agreed to."""
        if not self._changed:
            self.app.pop_screen()
            return

        def answered(agreed: bool | None) -> None:  # noqa: FBT001 - the answer of a dialog
            if agreed:
                self.app.pop_screen()

        self.app.push_screen(Question(self.word("drop"), self.word("drop_details")), answered)

    def action_import_slate(self) -> None:
        """Ask for an Excel file; it is shown before it is taken."""
        start = self.table.path.parent.absolute()
        self.app.push_screen(PathPrompt(self.NAME, self.word("which_file"), EXCEL, start), self._chosen_file)

    def action_draw(self) -> None:
        """Pick the candidates from those who can stand: those just elected, or the members of the committee."""
        pool = pool_of(self.table.desk, self._contest)
        if pool is None:
            return
        if not pool.people:
            self.app.bell()
            self.say(self.word("pool_not_yet", title=pool.source), wrong=True)
            return
        listed = {sort_key(one.name) for one in self._slate}
        people = sorted(pool.people, key=lambda one: sort_key(one.name))
        known = {sort_key(one.name) for one in people}
        picked = [place for place, one in enumerate(people) if sort_key(one.name) in listed]

        def answered(chosen: tuple[Candidate, ...] | None) -> None:
            if chosen is None:
                return
            # The inspection committee has people from outside: whoever was typed stays.
            outside = () if pool.binding else tuple(one for one in self._slate if sort_key(one.name) not in known)
            ordered = sorted((*chosen, *outside), key=lambda one: sort_key(one.name))
            self._among = tuple(one.name for one in people) if pool.binding else ()
            self._take(Slate(tuple(replace(one, no=number) for number, one in enumerate(ordered, start=1))))

        self.app.push_screen(PickPeople(self._source(pool), people, picked), answered)

    def action_sort(self) -> None:
        """Put the candidates in the order of their given names and number them from 1."""
        ordered = sorted(self._slate, key=lambda candidate: sort_key(candidate.name))
        self._take(Slate(tuple(replace(one, no=number) for number, one in enumerate(ordered, start=1))))
        self.say(self.word("sorted"))

    def action_add_candidate(self) -> None:
        """Ask for one more candidate."""
        highest = max((candidate.no for candidate in self._slate), default=0)
        self._form(Candidate(highest + 1, ""), is_new=True)

    def action_edit(self) -> None:
        """Change the candidate under the cursor."""
        if len(self._slate):
            self._form(self._chosen())

    def action_remove(self) -> None:
        """Take the candidate under the cursor off; the other numbers stay as they are printed."""
        if len(self._slate):
            gone = self._chosen()
            self._take(Slate(tuple(one for one in self._slate if one.no != gone.no)))
            self.say(self.word("removed", no=gone.no, name=gone.name))

    def action_save(self) -> None:
        """Declare the slate."""
        if self._changed:
            carry_out(self, self._declare, self._saved, self._not_saved)

    @on(DataTable.RowSelected)
    def _row_chosen(self) -> None:
        if self.is_active:  # not for the second Enter of a burst
            self.action_edit()

    @property
    def _declared(self) -> "Contest":
        """The contest as it was declared when this screen last looked: what the person changes."""
        return self._look()[1] if self._seen is None else self._seen[1]

    def _look(self) -> "tuple[str, Contest]":
        """Look at what is declared now. Raises Refused where the contest is gone."""
        self._seen = self.table.desk.state.declaration, self.table.desk.contest(self._key)
        return self._seen

    @property
    def _changed(self) -> bool:
        return self._slate != self._declared.slate or self._among != self._declared.among

    @property
    def _contest(self) -> "Contest":
        return replace(self._declared, slate=self._slate, among=self._among)

    def _source(self, pool: Pool) -> str:
        return self.word("pick_elected", title=pool.source) if pool.binding else self.word("pick_members")

    def _declare(self, reason: str) -> None:
        contest = self._contest
        congress = with_columns(self.table.desk.congress, self._said)
        self.table.setup.update_contest(contest, reason, seen=self._seen and self._seen[0], congress=congress)

    def _not_saved(self, failure: Failure) -> None:
        if not isinstance(failure, Refused) or failure.key != "declared_meanwhile":
            self.say(failure_text(self.words, failure), wrong=True)
            return
        # What was typed stays, however long it took; the person has seen now that there is something else.
        before = self._declared.slate
        with self.attempt():
            now = self._look()[1].slate
            said = "declared_meanwhile" if now == before else "slate_meanwhile"
            self.say(self.word(said, people=len(now)), wrong=True)
            self._take(self._slate)

    def _saved(self) -> None:
        self.say(self.word("saved", people=len(self._slate)))
        self.app.pop_screen()

    def _chosen(self) -> Candidate:
        return self._slate.candidates[self.query_one(PlainTable).cursor_row]

    def _form(self, candidate: Candidate, *, is_new: bool = False) -> None:
        yes_no = [("", self.word("not_known")), ("x", self.word("yes")), ("-", self.word("no"))]
        first_term = {None: "", True: "x", False: "-"}[candidate.first_term]
        sexes = [("", self.word("not_known")), ("nam", self.word("sex_man")), ("nữ", self.word("sex_woman"))]
        fields = (
            FormField("no", self.word("column_no"), str(candidate.no), digits=True),
            FormField("name", self.word("column_name"), candidate.name),
            FormField("born", self.word("column_born"), shown_date(candidate.born), hint=self.word("born_hint")),
            FormField("sex", self.word("column_sex"), candidate.sex, sexes),
            FormField("ethnicity", self.word("column_ethnicity"), candidate.ethnicity),
            FormField("first_term", self.word("first_term"), first_term, yes_no),
            FormField("position", self.word("column_position"), candidate.position),
        )

        def accept(values: Values, _reason: str) -> None:
            typed = Candidate(
                number_of(values, "no", 1),
                name_of(values, "name", self.words),
                born_of(values, "born"),
                values["sex"],
                values["ethnicity"],
                {"": None, "x": True, "-": False}[values["first_term"]],
                values["position"],
            )
            others = tuple(one for one in self._slate if is_new or one.no != candidate.no)
            if any(one.no == typed.no for one in others):
                raise Wrong("no", "number_taken", no=typed.no)
            self._take(Slate((*others, typed)))

        title = self.word("add_title" if is_new else "edit_title")
        self.app.push_screen(FormDialog(self.NAME, title, fields, accept, first="name" if is_new else ""))

    def _chosen_file(self, path: Path | None) -> None:
        if path is not None:
            self._begin_reading(path, NOTHING_SAID)

    def _begin_reading(self, path: Path, said: Columns) -> None:
        self.query_one(".figures", Static).update(self.word("reading", file=path.name))
        self._read(path, said)

    @work(thread=True)
    def _read(self, path: Path, said: Columns) -> None:
        """Read a slate aside, so that keys are still answered; nothing is taken yet."""
        services = self.desk_app.services
        pictures: Mapping[str, SheetPicture] = {}
        read: SlateReading | OSError
        try:
            try:
                read = services.read_slate(path, {**columns_of(self.table.desk.congress), **self._said, **said})
            except BadInput as bad:
                read = SlateReading((), findings=bad.findings)
            if read.findings:
                pictures = services.pictures(path)
        except OSError as failure:
            read = failure
        self.app.call_from_thread(self._preview, path, read, said, pictures)

    def _preview(
        self, path: Path, read: SlateReading | OSError, said: Columns, pictures: "Mapping[str, SheetPicture]"
    ) -> None:
        self._show_figures()
        if isinstance(read, OSError):
            self.say(self.words.machine(read), wrong=True)
            return

        def answered(answer: Answer | None) -> None:
            if isinstance(answer, Mapping):
                self._begin_reading(path, {**said, **answer})
            elif answer:
                self._said = {**self._said, **said}
                self._take(preview.slate)

        if read.findings and read.old_encoding is None:
            self.app.push_screen(SlateRefused(path.name, to_be_mended(read.findings), read.columns, pictures), answered)
            return
        slate = Slate(read.candidates)
        contest = replace(self._declared, slate=slate)
        figures = slate_line(self.words, self.table, contest)
        # What is left out of the columns is said with them.
        notes = [self.words.file_finding(note) for note in read.notes if note.code != "W845"]
        found = [*notes, *converted_lines(self.words, read), *self._findings(contest)]
        preview = SlatePreview(path.name, slate, read.columns, figures, found)
        self.app.push_screen(preview, answered)

    def _findings(self, contest: "Contest") -> list[str]:
        found = self.table.setup.findings_if(self.table.desk.congress, contest)
        return finding_lines(self.words, (one for one in found if about_slate(one)))

    def _take(self, slate: Slate) -> None:
        """Show a slate in place of the one before; the cursor stays in its row."""
        self._slate = slate
        table = self.query_one(PlainTable)
        row = table.cursor_row
        table.clear()
        for candidate in slate:
            table.show_row(str(candidate.no), dict(zip(COLUMNS, cells_of(candidate), strict=True)))
        table.move_cursor(row=min(row, max(len(slate) - 1, 0)))
        self._show_figures()
        pool = pool_of(self.table.desk, self._contest)
        empty = self.word("empty") if pool is None else self.word("empty_pool", source=self._source(pool))
        text = "\n".join(self._findings(self._contest)) if len(slate) else empty
        self.query_one(".findings Static", Static).update(text or self.words("tui.setup.no_findings"))
        self.query_one(TitleBar).show(self.heading(), self.heading_right())
        self.refresh_bindings()

    def _show_figures(self) -> None:
        contest = self._contest
        figures = f"{contest_line(self.words, contest)} · {slate_line(self.words, self.table, contest)}"
        self.query_one(".figures", Static).update(figures)


def cells_of(candidate: Candidate) -> tuple[str, ...]:
    """Return a candidate as a row of the table."""
    first_term = {None: "", True: "x", False: "–"}[candidate.first_term]
    return (
        str(candidate.no),
        candidate.name,
        shown_date(candidate.born),
        candidate.sex,
        candidate.ethnicity,
        first_term,
        candidate.position,
    )


SCREEN = SlateScreen
