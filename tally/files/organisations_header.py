"""The header of a list of organisations: which column names them, which their superior, and which might."""

import re
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import NamedTuple

from tally.application import column_meanings
from tally.application.column_meanings import Meanings
from tally.files.cells import cell_name
from tally.files.findings import Findings, shown
from tally.files.labels import headings, is_ordinal, keys_of, label_key, said_of
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


_NAMED = 1_000
"""More than any row has headings: a row that names a name is the header before one that somebody spoke of."""


class Header(NamedTuple):
    """The header of a list.

    Attributes:
        row: where it stands.
        columns: where each thing stands; `NAME` always does.
        known: every column that has a heading, or of which somebody spoke.
        not_taken: what the columns are called that say something else.
        label: the heading of the names.
        named_again: columns of which the heading names organisations too.
    """

    row: int
    columns: Mapping[Column, int]
    known: frozenset[int]
    not_taken: tuple[str, ...]
    label: str
    named_again: frozenset[int]


def score(row: Row, meanings: Meanings) -> int:
    """Return how plainly a row is the header: it names a name, or somebody spoke of a heading of it; 0: it is none."""
    labels = headings(row.cells)
    said = said_of(labels, meanings).columns
    found = _meant(labels, said)
    named = _NAMED if Column.NAME in found.values() else 0
    return named + sum(one is not None for one in found.values()) if named or said else 0


def header_of(row: Row, below: Iterable[Row], meanings: Meanings, findings: Findings) -> Header:
    """Return what the columns of a header say; one that may name the organisation and is not taken is a finding.

    Args:
        row: the header.
        below: rows below it.
        meanings: what somebody said that columns are.
        findings: where to say what is wrong: E820, E817.

    Raises:
        BadInput: E847: by what somebody said no column names the organisations.
    """
    labels = headings(row.cells)
    bare = {place for one in below for place in one.cells}
    keys = keys_of(labels, bare)
    known = shown(", ".join(labels.values()))
    said, unmatched = said_of(labels, meanings, bare)
    for heading in unmatched:
        findings.add(row.number, 1, "E820", value=shown(heading), known=known)
    found = _meant(labels, said)
    if Column.NAME not in found.values():
        findings.add(row.number, min(said, default=1), "E847", columns=shown(", ".join(meanings)), known=known)
        findings.refuse()
    columns: dict[Column, int] = {}
    not_taken = []
    for place, meaning in found.items():
        key = label_key(labels.get(place))
        may_be_name = meaning is None and _MAY_BE_NAME.fullmatch(key) and not _SOMETHING_ELSE.fullmatch(key)
        if may_be_name or (meaning in columns and meaning is not Column.NO):
            findings.add(row.number, place, "E817", cell=cell_name(row.number, place), value=keys[place])
        elif meaning is None or meaning is Column.NOT_TAKEN or meaning in columns:
            not_taken.append(keys[place])
        else:
            columns[meaning] = place
    name = columns[Column.NAME]
    again = {place for place, label in labels.items() if place != name and _meaning_of(label) is Column.NAME}
    return Header(row.number, columns, frozenset(found), tuple(not_taken), labels.get(name, ""), frozenset(again))


def _meant(labels: Mapping[int, str], said: Mapping[int, str]) -> dict[int, Column | None]:
    """Return what each column says, from the left."""
    found = {place: _meaning_of(label) for place, label in labels.items()}
    found |= {place: Column(meaning) for place, meaning in said.items()}
    subordinate = [place for place, label in labels.items() if _SUBORDINATE.fullmatch(label_key(label))]
    others = [place for place in subordinate if place not in said]
    if Column.NAME not in found.values() and others and len(labels) > 1:
        found[others[0]] = Column.NAME
    return dict(sorted(found.items()))


def _meaning_of(label: str) -> Column | None:
    if is_ordinal(label):
        return Column.NO
    return next((column for column, pattern in _MEANT if pattern.fullmatch(label_key(label))), None)
