"""What people type into a field, as a value; and a value as people write it."""

import datetime as dt
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from tally.domain.name_letters import flaws_of_names

if TYPE_CHECKING:
    from tally.locales import Words

from tally.application.desk.clock import moment_text
from tally.tui.letters import composed

_DAY_FIRST = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})", re.ASCII)
_YEAR = re.compile(r"\d{4}", re.ASCII)


class Wrong(Exception):  # noqa: N818 - it is what was typed that is wrong
    """A field that says nothing usable; `key` and `fields` give its words (`tui.form.wrong.KEY`)."""

    def __init__(self, field: str, key: str, **fields: object) -> None:
        self.field = field
        self.key = key
        self.fields = fields
        super().__init__(key)


def path_of(typed: str) -> Path:
    """Return what was typed as a path, its names as the disk spells them.

    `~name` of somebody who is not known here is the name of a file.
    """
    path = Path(typed)
    try:
        path = path.expanduser()
    except RuntimeError:
        return path
    return path if os.path.lexists(path) else _as_on_disk(path)


def _as_on_disk(path: Path) -> Path:
    """Find a path whose letters are apart from their marks on the disk, as a Mac leaves them: fields compose them."""
    if path.parent == path:
        return path
    folder = _as_on_disk(path.parent)
    found = folder / path.name
    if path.name.isascii() or os.path.lexists(found):
        return found
    try:
        return next((one for one in folder.iterdir() if composed(one.name) == composed(path.name)), found)
    except OSError:
        return found


def clock_time(time: str) -> str:
    """Return hour and minute of a time of the journal, as Vietnam's clocks showed it: so do the papers."""
    return moment_text(time).rpartition(":")[0]


def filled(values: Mapping[str, str], field: str) -> str:
    """Return a text. Raises Wrong when there is none."""
    if not values[field]:
        raise Wrong(field, "empty")
    return values[field]


def name_of(values: Mapping[str, str], field: str, words: "Words") -> str:
    """Return a name. Raises Wrong when there is none, or its letters are not those of names."""
    name = filled(values, field)
    (flaw,) = flaws_of_names([name])
    if flaw is not None:
        encoding = words(f"words.encoding.{flaw.encoding}") if flaw.encoding else ""
        character = flaw.shown_character if flaw.character else ""
        raise Wrong(field, f"name_{flaw.what}", encoding=encoding, meant=flaw.meant, character=character)
    return name


def number_of(values: Mapping[str, str], field: str, least: int = 0) -> int:
    """Return a whole number. Raises Wrong when there is none, or it is less than `least`."""
    number = number_or_none(values, field)
    if number is None or number < least:
        raise Wrong(field, "number", least=least)
    return number


def number_or_none(values: Mapping[str, str], field: str) -> int | None:
    """Return a whole number, or None for an empty field."""
    text = values[field]
    return int(text) if text.isascii() and text.isdigit() else None


def date_of(values: Mapping[str, str], field: str) -> dt.date | None:
    """Return a day typed as 20/05/2025, or None for an empty field. Raises Wrong for anything else."""
    text = values[field]
    if not text:
        return None
    match = _DAY_FIRST.fullmatch(text.replace(" ", ""))
    if match is None:
        raise Wrong(field, "date", value=text)
    day, month, year = map(int, match.groups())
    try:
        return dt.date(year, month, day)
    except ValueError as error:
        raise Wrong(field, "date", value=text) from error


def born_of(values: Mapping[str, str], field: str) -> int | dt.date | None:
    """Return a year or a whole day of birth, or None for an empty field. Raises Wrong for anything else."""
    if _YEAR.fullmatch(values[field]):
        return int(values[field])
    return date_of(values, field)


def shown_date(value: int | dt.date | None) -> str:
    """Write a year or a day as it is typed: `1975`, `20/05/2025`; nothing for None."""
    if value is None:
        return ""
    return f"{value:%d/%m/%Y}" if isinstance(value, dt.date) else str(value)


def shown_number(value: int | None) -> str:
    """Write a number as it is typed; nothing for None."""
    return "" if value is None else str(value)
