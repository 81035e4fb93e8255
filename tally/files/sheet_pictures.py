"""The sheets of a workbook to look at, whatever is wrong with what they say."""

from collections.abc import Mapping
from pathlib import Path

from tally.application.intake import BadInput
from tally.application.sheet_picture import SheetPicture
from tally.files.cells import as_shown
from tally.files.workbook import open_workbook

_MOST_ROWS = 5_000
"""Rows of a sheet that are looked at; a longer one is not shown."""


def sheet_pictures(path: Path, file: str) -> Mapping[str, SheetPicture]:
    """Return the visible sheets by the names that findings give them; the file itself is its first sheet.

    What cannot be opened, or is too large, has none: its finding says so.

    Args:
        path: where it is.
        file: its name as findings give it.

    Raises:
        OSError: the machine failed.
    """
    pictures: dict[str, SheetPicture] = {}
    try:
        for sheet in open_workbook(path, file):
            if sheet.visible:
                rows, _merges = sheet.content(_MOST_ROWS)
                cells = {(row.number, column): as_shown(value) for row in rows for column, value in row.cells.items()}
                pictures[sheet.file] = SheetPicture(sheet.name, cells)
                pictures.setdefault(file, pictures[sheet.file])
    except BadInput:
        pass
    return pictures
