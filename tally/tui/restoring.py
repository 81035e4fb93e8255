"""Bringing a copy of a congress file back: where to, and what happens to the file that stands there."""

import re
from collections.abc import Callable
from pathlib import Path

from tally.locales import Words
from tally.tui.new_congress import SUFFIX
from tally.tui.services import Copies
from tally.tui.values import Wrong, filled, path_of
from tally.tui.widgets.form import FormField
from tally.tui.widgets.form_dialog import FormDialog, Values

_MARK = re.compile(r"\.(?:(?:sao|bo)-[0-9a-f]{8}(?:-\d+)?|\d{8}T\d{6}(?:-\d+)?)$")
"""What the name of a copy has more than that of the file: see `bootstrap.heights.COPY` and `bootstrap.copy_path`."""


def restore_form(
    words: Words, copies: Copies, copy: Path, folder: Path, restored: Callable[[Path, Path | None], object]
) -> FormDialog:
    """Return the form that asks where a copy is brought back to, and does it.

    Args:
        words: the language.
        copies: bring it back.
        copy: the copy.
        folder: where the file lies unless another path is typed.
        restored: called with the file, and with where the one that stood there is kept.
    """
    name = _MARK.sub("", copy.stem) + SUFFIX

    def live(values: Values) -> str:
        path = _path(values, folder)
        key = "restore_over" if path.exists() else "restore_new"
        return words(f"tui.home.{key}", copy=copy, file=path)

    def accept(values: Values, _reason: str) -> None:
        path = _path(values, folder)
        if path.exists() and path.samefile(copy):
            raise Wrong("file", "exists", file=path)
        restored(path, copies.restore(copy, path))

    field = FormField("file", words("tui.home.file"), str(folder / name))
    return FormDialog(
        "home", words("tui.home.restore_title"), (field,), accept, live=live, help_text=words("tui.home.restore_help")
    )


def _path(values: Values, folder: Path) -> Path:
    path = folder / path_of(filled(values, "file"))
    return path if path.suffix.lower() == SUFFIX else path.with_name(f"{path.name}{SUFFIX}")
