"""The header of a table that somebody typed: how its labels are compared, and which column somebody spoke of.

A heading names its column; where it is blank, or another column has it too, the letter of the column does.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from typing import Generic, NamedTuple, TypeVar

from tally.domain.names import fold, normalise, plain
from tally.files.findings import shown

SEARCHED_ROWS = 30
"""Rows that hold something among which the header must be; above it stand titles."""

ORDINAL = r"(so |s ?)?t ?t|(so )?thu tu"
"""How a column of numbers is headed, as `label_key` writes it."""

Meaning = TypeVar("Meaning")

_LONGEST_LABEL = 200  # characters; the patterns below would take long over a text made to make them

_BRACKETS = re.compile(r"\(.*?\)")
_APART = re.compile("[^a-z0-9]+")
_IS_ORDINAL = re.compile(rf"{ORDINAL}|no|number")
_NUMBER_SIGNS = {"#", "№", "nº", "n°"}
_INDEX = re.compile(r"\(?(\d{1,2}|[A-ZĐ])\)?")


class Said(NamedTuple, Generic[Meaning]):
    """What somebody said of a table.

    Attributes:
        columns: what they said, by the places of columns.
        unmatched: headings that they spoke of and that no column has.
    """

    columns: Mapping[int, Meaning]
    unmatched: tuple[str, ...]


def label_key(label: object) -> str:
    """Return a label as it is compared: `Số  TT.` becomes `so tt`, `Họ và tên (khai sinh)` becomes `ho va ten`."""
    if not isinstance(label, str):
        return ""
    return " ".join(_APART.sub(" ", _BRACKETS.sub(" ", fold(label[:_LONGEST_LABEL]))).split())


def is_ordinal(label: object) -> bool:
    """Tell whether a heading says that its column numbers the rows: `STT`, `Số TT`, `#`, `№`."""
    if not isinstance(label, str):
        return False
    return plain(label).strip(". ") in _NUMBER_SIGNS or _IS_ORDINAL.fullmatch(label_key(label)) is not None


def numbers_columns(values: Iterable[object]) -> bool:
    """Tell whether the cells of a row number the columns: `(1) (2) (3)`, `A B C`."""
    return all(_INDEX.fullmatch(str(value).strip()) for value in values)


def headings(cells: Mapping[int, object]) -> dict[int, str]:
    """Return the texts of a row as headings, by their places, none blank."""
    texts = {place: shown(normalise(text)) for place, text in sorted(cells.items()) if isinstance(text, str)}
    return {place: text for place, text in texts.items() if text}


_LETTERED = 18_278
"""Columns that have letters (ZZZ is the last); a CSV may have more, and they go by their number."""


def keys_of(labels: Mapping[int, str], bare: Iterable[int] = ()) -> dict[int, str]:
    """Return by what somebody calls each column: its heading, or its letter where that names no column alone.

    Args:
        labels: the headings, by the places of their columns.
        bare: columns with something in them, of which some have no heading.
    """
    names = {place: plain(label) for place, label in labels.items()}
    times = Counter(names.values())
    alone = {place: labels[place] for place, name in names.items() if name and times[name] == 1}
    nameless = {*labels, *bare} - alone.keys()
    if not nameless:
        return alone
    from openpyxl.utils import get_column_letter  # noqa: PLC0415 - loads openpyxl, which a sound CSV never needs

    return alone | {place: get_column_letter(place) if place <= _LETTERED else str(place) for place in nameless}


def said_of(labels: Mapping[int, str], said: Mapping[str, Meaning], bare: Collection[int] = ()) -> Said[Meaning]:
    """Return what was said of which column.

    A heading is that of a column as it stands there, else however it is spelled, else without what stands in brackets
    if it is that of one column then.

    Args:
        labels: as of `keys_of`.
        said: by headings, or by letters of columns.
        bare: as of `keys_of`.
    """
    found: dict[int, Meaning] = {}
    unmatched = []
    keys = keys_of(labels, bare) if said else {}
    letters = {key: place for place, key in keys.items() if key != labels.get(place)}
    for key, meaning in said.items():
        letter = letters.get(key.strip().upper())
        places = _named(shown(normalise(key)), labels) or ([] if letter is None else [letter])
        if not places:
            unmatched.append(key)
        found |= dict.fromkeys(places, meaning)
    return Said(found, tuple(unmatched))


def _named(heading: str, labels: Mapping[int, str]) -> list[int]:
    for spelling in (plain, fold):
        places = [place for place, label in labels.items() if spelling(label) == spelling(heading)]
        if places:
            return places
    key = label_key(heading)
    places = [place for place, label in labels.items() if key and label_key(label) == key]
    return places if len(places) == 1 else []
