"""Asking for a file: a line for its path, and below it what lies in that folder.

What stands in the line is replaced by what is typed: a whole path, or a name in the folder that stood there.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, cast

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from tally.domain.names import fold
from tally.locales.visible import visible
from tally.tui.values import path_of
from tally.tui.widgets.field import Field

if TYPE_CHECKING:
    from tally.tui.app import TallyApp

MOST_LINES = 12
_HERE = "."
"""The id of the line that takes the folder itself."""

MOST_SHOWN = 200  # entries of a folder; what is typed narrows them down


class PathPrompt(ModalScreen[Path | None]):
    """Find a file, or a folder; the answer is a path that is one, or None."""

    DEFAULT_CSS = """
    PathPrompt > .card > Field { background: $background; }
    PathPrompt > .card > OptionList { height: 1; background: $surface; border: none; padding: 0; }
    PathPrompt > .card > .form--wrong { color: $error; text-style: bold; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", show=False, priority=True),
        Binding("down", "move(1)", show=False, priority=True),
        Binding("up", "move(-1)", show=False, priority=True),
        Binding("tab", "complete", show=False, priority=True),
    ]

    def __init__(self, name: str, title: str, suffixes: Sequence[str], start: Path, *, folder: bool = False) -> None:
        """Ask.

        Args:
            name: of the screen below, whose help F1 shows.
            title: what the file is.
            suffixes: how the names of such files end.
            start: the folder to begin in.
            folder: a folder is looked for, and no file.
        """
        super().__init__()
        self.NAME = name
        self._title = title
        self._suffixes = tuple(suffixes)
        self._base = start
        self._folder = folder
        self._shown: dict[str, Path] = {}

    def compose(self) -> ComposeResult:
        """The line, the folder, keys."""
        words = cast("TallyApp", self.app).words
        with Vertical(classes="card"):
            yield Static(self._title, classes="card--title", markup=False)
            yield Field(f"{self._base}{_separator(self._base)}", compact=True)
            yield Static("", classes="form--wrong", markup=False)
            yield OptionList(markup=False, compact=True)
            keys = words("tui.form.folder_keys" if self._folder else "tui.form.path_keys")
            yield Static(keys, classes="card--keys", markup=False)

    def on_mount(self) -> None:
        """Begin in the line; the folder is filled as it changes."""
        self.query_one(Field).focus()

    def action_move(self, step: int) -> None:
        """Move along the folder; the line keeps the focus."""
        found = self.query_one(OptionList)
        if step > 0:
            found.action_cursor_down()
        else:
            found.action_cursor_up()

    def action_complete(self) -> None:
        """Put the chosen entry into the line."""
        path = self._chosen()
        if path is not None:
            self._write(path)

    def action_leave(self) -> None:
        """Choose nothing."""
        self.dismiss(None)

    @on(Field.Changed)
    def _typed(self, event: Field.Changed) -> None:
        self._fill(event.value)

    @on(Field.Submitted)
    def _entered(self, event: Field.Submitted) -> None:
        typed = self._path(event.value)
        self._take(typed if _is_file(typed) else self._chosen() or typed, here=self._chosen_id() == _HERE)

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        if event.option.id is not None:
            self._take(self._shown[event.option.id], here=event.option.id == _HERE)

    def _take(self, path: Path, *, here: bool = False) -> None:
        if here or (_is_file(path) and not self._folder):
            self.dismiss(path)
        elif path.is_dir():
            self._write(path)
        else:
            self.app.bell()
            words = cast("TallyApp", self.app).words
            key = "no_such_folder" if self._folder else "no_such_file"
            self.query_one(".form--wrong", Static).update(words(f"tui.form.{key}", file=path))

    def _path(self, typed: str) -> Path:
        """Return what was typed as a path: a name alone is one in the folder that stood there last."""
        return path_of(typed if typed.startswith("~") else str(self._base / typed))

    def _write(self, path: Path) -> None:
        self._base = path
        line = self.query_one(Field)
        line.value = f"{path}{_separator(path)}"
        line.cursor_position = len(line.value)
        line.focus()

    def _chosen(self) -> Path | None:
        return self._shown.get(self._chosen_id())

    def _chosen_id(self) -> str:
        found = self.query_one(OptionList)
        return "" if found.highlighted is None else found.get_option_at_index(found.highlighted).id or ""

    def _fill(self, typed: str) -> None:
        words = cast("TallyApp", self.app).words
        path = self._path(typed)
        folder, part = (path, "") if typed.endswith(("/", "\\")) or not typed else (path.parent, path.name)
        self.query_one(".form--wrong", Static).update("")
        found = self.query_one(OptionList)
        found.clear_options()
        entries = [one for one in self._entries(folder) if fold(part) in fold(one.name)]
        here = {_HERE: path} if self._folder and _is_folder(path) else {}
        self._shown = here | {str(number): one for number, one in enumerate(entries[:MOST_SHOWN])}
        above = {} if folder.parent == folder else {"..": folder.parent}
        self._shown |= above
        labels = {
            number: f"{visible(one.name)}{_separator(one)}" for number, one in self._shown.items()
        } | dict.fromkeys(above, "..")
        if here:
            labels[_HERE] = words("tui.form.this_folder", folder=visible(path.name or str(path)))
        found.add_options([Option(label, id=number) for number, label in labels.items()])
        if entries or here:
            found.highlighted = 0
        elif self._folder:
            found.add_option(Option(words("tui.form.no_folder_here"), disabled=True))
        else:
            found.add_option(Option(words("tui.form.nothing_here", kinds=", ".join(self._suffixes)), disabled=True))
        found.styles.height = min(found.option_count, MOST_LINES)

    def _entries(self, folder: Path) -> list[Path]:
        """Return the files that may be meant, then the folders; none where the machine does not let us look."""
        try:
            listed = [one for one in folder.iterdir() if not one.name.startswith((".", "~$"))]
            files = (
                []
                if self._folder
                else [one for one in listed if one.suffix.lower() in self._suffixes and one.is_file()]
            )
            folders = [one for one in listed if one.is_dir()]
        except OSError:
            return []
        return [*sorted(files), *sorted(folders)]


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:
        return False


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:
        return False


def _separator(path: Path) -> str:
    try:
        is_folder = path.is_dir()
    except OSError:
        return ""
    return "/" if is_folder and not str(path).endswith(("/", "\\")) else ""
