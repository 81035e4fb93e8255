"""The columns of a table of ballots, the same in CSV and in Excel: which is which, and what nobody may pass over."""

import re
from collections.abc import Collection, Mapping
from difflib import get_close_matches
from typing import NamedTuple

from tally.application.column_meanings import NOT_TAKEN, Meanings
from tally.files.findings import Findings, shown
from tally.files.labels import keys_of, label_key, said_of

COLUMNS = ("contest", "round", "batch", "ballot", "marks", "ruling")
OPTIONAL = frozenset({"ruling"})

SAYABLE = (*COLUMNS, NOT_TAKEN)
"""What somebody can say that a column is."""

_PATTERNS = {
    "contest": re.compile(r"(ma )?cuoc bau( cu)?|contest"),
    "round": re.compile(r"lan( bau)?|round"),
    "batch": re.compile(r"(so )?tap( phieu)?( so)?|batch"),
    "ballot": re.compile(r"(so )?phieu( so)?|ballot"),
    "marks": re.compile(r"(so )?(bi )?gach( ten)?( hoac)?( danh dau)?|danh dau|dau( tren phieu)?|marks"),
    "ruling": re.compile(r"ket luan.*|ruling"),
}


class Columns(NamedTuple):
    """The columns of a table of ballots.

    Attributes:
        places: where each of `COLUMNS` stands.
        left_out: columns of which somebody said that they are not needed.
    """

    places: Mapping[str, int]
    left_out: frozenset[int]


def recognised(labels: Mapping[int, str], meanings: Meanings) -> int:
    """Return how many columns are named by headings, as somebody said or as they are understood."""
    return len({*_meant(labels, said_of(labels, meanings).columns).values()} - {None})


def find_columns(
    labels: Mapping[int, str], row: int, findings: Findings, meanings: Meanings, bare: Collection[int] = ()
) -> Columns:
    """Return where each column stands; what stands there twice, or is not understood, is a finding.

    A column that is not understood could hold another mark or another number: it must be said that it is not needed.

    Args:
        labels: the headings by their place, none blank.
        row: where they stand.
        findings: where to say what is wrong: E862, E937, E938; E820 for a heading that was spoken of and is not there.
        meanings: what somebody said that columns mean.
        bare: columns without a heading.
    """
    said = said_of(labels, meanings, bare)
    meant = _meant(labels, said.columns)
    keys = keys_of(labels, bare)
    places: dict[str, int] = {}
    second = _second_table(labels)
    if second:
        # Left out, its ballots would be lost.
        findings.add(row, second, "E862", value=shown(labels[second]))
    for place, meaning in sorted(meant.items()):
        if second and place >= second:
            continue
        if meaning is None:
            known = get_close_matches(labels[place].casefold(), COLUMNS, n=1) or COLUMNS
            fields = {"value": shown(labels[place]), "key": keys[place]}
            findings.add(row, place, "E937", **fields, known=", ".join(known))
        elif meaning in places:
            option = {"key": keys[place], "option": "--ballot-column"}
            findings.add(row, place, "E938", value=shown(labels.get(place, "")), **option)
        elif meaning != NOT_TAKEN:
            places[meaning] = place
    for heading in said.unmatched:
        findings.add(row, 1, "E820", value=shown(heading), known=shown(", ".join(labels.values())))
    left_out = frozenset(place for place, meaning in meant.items() if meaning == NOT_TAKEN)
    return Columns(places, left_out)


def _second_table(labels: Mapping[int, str]) -> int:
    """Return where a second table of ballots begins to the right of the first, or 0: it has ballots and marks again."""
    seen: set[str] = set()
    again = {}
    for place, label in sorted(labels.items()):
        meaning = _meaning_of(label)
        if meaning in seen:
            again[meaning] = place
        elif meaning is not None:
            seen.add(meaning)
    return min(again.values()) if {"ballot", "marks"} <= again.keys() else 0


def missing_from(labels: Mapping[int, str], meanings: Meanings, bare: Collection[int] = ()) -> str:
    """Return the names of the columns that must be there and are not; arguments as of `find_columns`."""
    meant = _meant(labels, said_of(labels, meanings, bare).columns).values()
    return ", ".join(name for name in COLUMNS if name not in meant and name not in OPTIONAL)


def _meant(labels: Mapping[int, str], said: Mapping[int, str]) -> dict[int, str | None]:
    return {place: _meaning_of(label) for place, label in labels.items()} | dict(said)


def _meaning_of(label: str) -> str | None:
    """Return which column a heading names; None: it names none."""
    return next((name for name, pattern in _PATTERNS.items() if pattern.fullmatch(label_key(label))), None)
