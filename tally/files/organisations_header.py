"""The header of a list of organisations: which column names them, which their superior, and which might."""

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple

from tally.application import column_meanings
from tally.application.column_meanings import Meanings
from tally.domain.names import normalise
from tally.files.cells import cell_name
from tally.files.findings import Findings, shown
from tally.files.labels import label_key
from tally.files.values import Row


class Column(StrEnum):
    """What a column of the list says."""

    NO = "no"
    NAME = "name"
    SUPERIOR = "superior"
    NOT_TAKEN = column_meanings.NOT_TAKEN


SAYABLE = (Column.NAME.value, Column.SUPERIOR.value, Column.NO.value, Column.NOT_TAKEN.value)
"""What somebody can say that a column is."""

_BODY = (
    r"(to chuc( co so)?( dang)?( co so)?|tccs ?(d|dang)?|don vi|co so dang|dang bo|chi bo|chi dang bo"
    r"|(dang|chi) bo( va)? (dang|chi) bo|dang uy|chi uy)( co so)?"
)
_MEANT = (
    (Column.NO, re.compile(r"(so |s ?)?t ?t|(so )?thu tu|no|number")),
    (Column.SUPERIOR, re.compile(rf"({_BODY} )?(cap tren|truc thuoc)( truc tiep)?|thuoc( {_BODY})?|superior|parent")),
    (Column.NAME, re.compile(rf"(ten )?(cac )?{_BODY}|ten|ten goi|organi[sz]ation( name)?|name|unit")),
)
_SUBORDINATE = re.compile(rf"(ten )?(cac )?{_BODY} truc thuoc")
"""Names the superior beside a name, and the organisations themselves where nothing else does."""

_SOMETHING_ELSE = re.compile(
    r"(so|tong|ty le|ngay|thoi gian|nam|dia (chi|diem)|ghi chu|loai|cap|ma|hinh thuc|dang vien|dien thoai|sdt|email"
    r"|bi thu|pho bi thu|ho( va)? ten|nguoi|can bo|ten (bi thu|nguoi|can bo|viet tat|dong chi)|note|code|date)\b.*"
)
_MAY_BE_NAME = re.compile(rf".*\b({_BODY}|ten|name|organi[sz]ation)\b.*")
_NUMBER_SIGNS = {"#", "№"}


class Header(NamedTuple):
    """The header of a list.

    Attributes:
        row: where it stands.
        columns: where each thing stands; `NAME` always does.
        headed: every column that has a heading.
        not_taken: what the columns are called that say something else.
    """

    row: int
    columns: Mapping[Column, int]
    headed: frozenset[int]
    not_taken: tuple[str, ...]


def score(row: Row, meanings: Meanings) -> int:
    """Return how many cells of a row are headings that are understood; 0: it is no header, for nothing names a name."""
    found = [_meaning(label, meanings) for label in _labels(row).values()]
    subordinate = any(_SUBORDINATE.fullmatch(label_key(label)) for label in _labels(row).values())
    if Column.NAME not in found and not (subordinate and len(found) > 1):
        return 0
    return sum(one is not None for one in found)


def header_of(row: Row, meanings: Meanings, findings: Findings) -> Header:
    """Return what the columns of a header say; one that may name the organisation and is not taken is a finding.

    Args:
        row: the header.
        meanings: what somebody said that columns are.
        findings: where to say what is wrong: E820, E817.
    """
    labels = _labels(row)
    found = {place: _meaning(label, meanings) for place, label in labels.items()}
    if Column.NAME not in found.values():
        first = next(place for place, label in labels.items() if _SUBORDINATE.fullmatch(label_key(label)))
        found[first] = Column.NAME
    columns: dict[Column, int] = {}
    not_taken = []
    for place, label in labels.items():
        meaning, key = found[place], label_key(label)
        may_be_name = meaning is None and _MAY_BE_NAME.fullmatch(key) and not _SOMETHING_ELSE.fullmatch(key)
        if may_be_name or (meaning in columns and meaning is not Column.NO):
            findings.add(row.number, place, "E817", cell=cell_name(row.number, place), value=shown(label))
        elif meaning is None or meaning is Column.NOT_TAKEN or meaning in columns:
            not_taken.append(shown(label))
        else:
            columns[meaning] = place
    for heading in meanings:
        if label_key(heading) not in map(label_key, labels.values()):
            findings.add(row.number, 1, "E820", value=shown(heading), known=shown(", ".join(labels.values())))
    return Header(row.number, columns, frozenset(labels), tuple(not_taken))


def _labels(row: Row) -> dict[int, str]:
    texts = {place: normalise(text) for place, text in sorted(row.cells.items()) if isinstance(text, str)}
    return {place: text for place, text in texts.items() if text}


def _meaning(label: str, meanings: Meanings) -> Column | None:
    key = label_key(label)
    for heading, meaning in meanings.items():
        if label_key(heading) == key:
            return Column(meaning)
    if label in _NUMBER_SIGNS:
        return Column.NO
    return next((column for column, pattern in _MEANT if pattern.fullmatch(key)), None)
