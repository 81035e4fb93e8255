"""A slate read from Excel, shown before it is taken; or all that is wrong with the file, and nothing is taken."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar, cast

from rich.cells import cell_len
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import OptionList, Static

from tally.application.intake import FileFinding
from tally.application.sheet_picture import SheetPicture
from tally.application.slate_reading import Column, Columns, SlateColumn
from tally.domain.slate import Candidate, Slate
from tally.locales import Words
from tally.locales.visible import visible
from tally.tui.slate_names import titled
from tally.tui.values import shown_date
from tally.tui.widgets.form import FormField
from tally.tui.widgets.form_dialog import FormDialog, Values
from tally.tui.widgets.sheet_grid import SheetGrid

if TYPE_CHECKING:
    from tally.tui.app import TallyApp

Answer = bool | Columns
"""Whether the slate is taken; or what was said of its columns, with which it is to be read again."""

_NOT_SAID = "?"
_MOST_FINDINGS = 500  # that are listed; who has corrected them reads the file again
_MOST_COLUMNS = 60  # that are asked about; no office makes more


class SlatePreview(ModalScreen[Answer]):
    """Enter takes a sound slate; a file with flaws can only be left, or be read anew with what its columns are.

    Attributes:
        slate: who is on it, the names written as they were chosen to be.
    """

    NAME: ClassVar[str] = "slate"
    DEFAULT_CSS = """
    SlatePreview > .card > VerticalScroll { height: 1fr; }
    SlatePreview > .card > VerticalScroll > .found { margin-bottom: 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "take", show=False, priority=True),
        Binding("f4", "columns", show=False, priority=True),
        Binding("space", "names", show=False, priority=True),
        Binding("escape", "leave", show=False, priority=True),
    ]

    def __init__(
        self, file: str, slate: Slate, columns: Sequence[SlateColumn], figures: str, found: Sequence[str]
    ) -> None:
        """Show a sound slate.

        Args:
            file: its name.
            slate: who is on it.
            columns: what its columns were taken for.
            figures: candidates and surplus, in words.
            found: a line for everything that a careful board would want to know.
        """
        super().__init__()
        self._file = file
        self.slate = slate
        self._other = titled(slate)
        self._columns = columns
        self._figures = figures
        self._found = found

    def compose(self) -> ComposeResult:
        """What was found first, then the columns, then the people, one line each."""
        words = cast("TallyApp", self.app).words
        with Vertical(classes="card"):
            yield Static(words("tui.slate.preview", file=self._file), classes="card--title", markup=False)
            with VerticalScroll():
                yield Static(self._figures, markup=False)
                yield Static("\n".join(column_lines(words, self._columns)), classes="columns", markup=False)
                if self._found:
                    yield Static("\n".join(self._found), classes="found", markup=False)
                yield Static("\n".join(_lines(self.slate)), classes="people", markup=False)
            keys = "preview_keys" if self._other == self.slate else "preview_capitals_keys"
            yield Static(words(f"tui.slate.{keys}"), classes="card--keys", markup=False)

    def on_mount(self) -> None:
        """Arrows and pages go through the list."""
        self.query_one(VerticalScroll).focus()

    def action_take(self) -> None:
        """Take it."""
        self.dismiss(True)  # noqa: FBT003 - the answer

    def action_names(self) -> None:
        """Write names in capitals in title case, or as they are again."""
        if self._other == self.slate:
            self.app.bell()
            return
        self.slate, self._other = self._other, self.slate
        self.query_one(".people", Static).update("\n".join(_lines(self.slate)))

    def action_columns(self) -> None:
        """Say what the columns are."""
        ask_columns(self, self._columns)

    def action_leave(self) -> None:
        """Take nothing."""
        self.dismiss(False)  # noqa: FBT003 - the answer


class SlateRefused(ModalScreen[Answer]):
    """All that is wrong with a file, and where in its sheet each of it is; nothing of it can be taken."""

    NAME: ClassVar[str] = "slate"
    DEFAULT_CSS = """
    SlateRefused > .card > OptionList {
        height: auto; max-height: 50%; border: none; padding: 0; margin-bottom: 1; background: $surface;
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f4", "columns", show=False, priority=True),
        Binding("escape", "leave", show=False, priority=True),
    ]

    def __init__(
        self,
        file: str,
        findings: Sequence[FileFinding],
        columns: Sequence[SlateColumn],
        pictures: Mapping[str, SheetPicture],
    ) -> None:
        """Show what is wrong.

        Args:
            file: its name.
            findings: at least one.
            columns: of its table, where it has one.
            pictures: its sheets, by the names that findings give them.
        """
        super().__init__()
        self._file = file
        self._found = len(findings)
        self._findings = findings[:_MOST_FINDINGS]
        self._columns = columns
        self._pictures = pictures

    def compose(self) -> ComposeResult:
        """A line for each finding, the sheet around the one that is chosen, keys."""
        words = cast("TallyApp", self.app).words
        lines = [
            words("tui.slate.file_row", row=one.row, code=one.code, text=words.file_finding(one))
            for one in self._findings
        ]
        with Vertical(classes="card"):
            title = words("tui.slate.preview_wrong", file=self._file, found=self._found)
            yield Static(title, classes="card--title", markup=False)
            yield OptionList(*lines, markup=False, compact=True)
            yield SheetGrid()
            keys = "preview_wrong_columns_keys" if self._columns else "preview_wrong_keys"
            yield Static(words(f"tui.slate.{keys}"), classes="card--keys", markup=False)

    def on_mount(self) -> None:
        """Begin with the first finding."""
        self.query_one(OptionList).focus()
        self._show(self._findings[0])

    @on(OptionList.OptionHighlighted)
    def _chosen(self, event: OptionList.OptionHighlighted) -> None:
        self._show(self._findings[event.option_index])

    def _show(self, finding: FileFinding) -> None:
        self.query_one(SheetGrid).show(self._pictures.get(finding.file), finding.row, finding.column)

    def action_columns(self) -> None:
        """Say what the columns are, where there are any."""
        if self._columns:
            ask_columns(self, self._columns)
        else:
            self.app.bell()

    def action_leave(self) -> None:
        """Take nothing."""
        self.dismiss(False)  # noqa: FBT003 - the answer


def ask_columns(screen: ModalScreen[Answer], columns: Sequence[SlateColumn]) -> None:
    """Ask what each column is; a preview ends with what was said otherwise than it was understood."""
    words = cast("TallyApp", screen.app).words
    columns = columns[:_MOST_COLUMNS]
    known = [(column.value, words(f"words.slate_column.{column.value}")) for column in Column]
    fields = [
        FormField(
            f"column-{one.letter}",
            f"{one.letter}  {visible(one.key)}",
            _NOT_SAID if one.unclear else one.meaning.value,
            [(_NOT_SAID, words("tui.slate.column_not_said")), *known] if one.unclear else known,
        )
        for one in columns
    ]

    said: dict[str, Column] = {}

    def accept(values: Values, _reason: str) -> None:
        said.clear()
        for column, field in zip(columns, fields, strict=True):
            if values[field.id] != field.value:
                said[column.key] = Column(values[field.id])

    def answered(handed_in: bool | None) -> None:  # noqa: FBT001 - the answer of a dialog
        if handed_in and said:
            screen.dismiss(said)

    title, help_text = words("tui.slate.columns_title"), words("tui.slate.columns_help")
    screen.app.push_screen(FormDialog("slate", title, fields, accept, help_text=help_text), answered)


def column_lines(words: Words, columns: Sequence[SlateColumn]) -> list[str]:
    """Return what columns were taken for, and those that are left out."""
    taken = [one for one in columns if one.meaning is not Column.NOT_TAKEN]
    left_out = [one for one in columns if one.meaning is Column.NOT_TAKEN]
    lines = [
        words(
            "tui.slate.columns_taken",
            columns=" · ".join(
                f"{one.letter} “{one.key}” = {words(f'words.slate_column.{one.meaning}')}" for one in taken
            ),
        )
    ]
    if left_out:
        named = " · ".join(f"{one.letter} “{one.key}”" for one in left_out)
        lines.append(words("tui.slate.columns_left_out", columns=named))
    return lines


def _lines(slate: Slate) -> list[str]:
    width = max((cell_len(candidate.name) for candidate in slate), default=0)
    return [_line(candidate, width) for candidate in slate]


def _line(candidate: Candidate, width: int) -> str:
    name = candidate.name + " " * (width - cell_len(candidate.name))
    rest = (shown_date(candidate.born), candidate.sex, candidate.ethnicity, candidate.position)
    return f"{candidate.no:>3}  {name}  {' · '.join(part for part in rest if part)}".rstrip()
