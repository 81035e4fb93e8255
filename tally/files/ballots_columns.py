"""The columns of a table of ballots, the same in CSV and in Excel: which is which, and what nobody may pass over."""

import re
from collections.abc import Iterable, Mapping
from difflib import get_close_matches

from tally.application.column_meanings import NOT_TAKEN, NOTHING_SAID, Meanings
from tally.files.findings import Findings, shown
from tally.files.labels import label_key

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


def meaning_of(label: str, meanings: Meanings = NOTHING_SAID) -> str | None:
    """Return which column a heading names, as somebody said or as it is understood; None: it names none."""
    key = label_key(label)
    said = {label_key(heading): meaning for heading, meaning in meanings.items()}
    return said.get(key) or next((name for name, pattern in _PATTERNS.items() if pattern.fullmatch(key)), None)


def find_columns(
    labels: Mapping[int, str], row: int, findings: Findings, meanings: Meanings = NOTHING_SAID
) -> Mapping[str, int]:
    """Return where each column stands; what stands there twice, or is not understood, is a finding.

    A column that is not understood could hold another mark or another number: it must be said that it is not needed.

    Args:
        labels: the headings by their place, none blank.
        row: where they stand.
        findings: where to say what is wrong: E937, E938, and E820 for a heading that was spoken of and is not there.
        meanings: what somebody said that columns mean.
    """
    columns: dict[str, int] = {}
    for place, label in sorted(labels.items()):
        meaning = meaning_of(label, meanings)
        if meaning is None:
            known = get_close_matches(label.casefold(), COLUMNS, n=1) or COLUMNS
            findings.add(row, place, "E937", value=shown(label), known=", ".join(known))
        elif meaning in columns:
            findings.add(row, place, "E938", value=shown(label))
        elif meaning != NOT_TAKEN:
            columns[meaning] = place
    there = {label_key(label) for label in labels.values()}
    for heading in meanings:
        if label_key(heading) not in there:
            findings.add(row, 1, "E820", value=shown(heading), known=shown(", ".join(labels.values())))
    return columns


def missing_from(labels: Iterable[str], meanings: Meanings = NOTHING_SAID) -> str:
    """Return the names of the columns that must be there and that no heading names."""
    named = {meaning_of(label, meanings) for label in labels}
    return ", ".join(name for name in COLUMNS if name not in named and name not in OPTIONAL)
