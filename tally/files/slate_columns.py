"""What the columns of a slate were taken for, once its people are known: none is passed over in silence.

A column that could be the number on the ballot, or part of a name, refuses the slate until the board said what it is;
any other that is not understood is named as not taken.
"""

import re
from collections.abc import Sequence

from openpyxl.utils import get_column_letter

from tally.application.intake import FileFinding
from tally.application.slate_reading import Column, SlateColumn
from tally.domain.names import plain
from tally.files.cells import cell_name
from tally.files.findings import Findings
from tally.files.labels import label_key
from tally.files.slate_header import NAME_PARTS, Header, meaning_of
from tally.files.values import Row, Value

_MAY_BE_NUMBER = re.compile(
    r".*\bphieu\b.*|(so|ma)( so)?( hieu| bao danh| danh sach| thu tu)?( cua)?( nguoi)?( ung cu( vien)?)?|sbd"
    r"|((so |s ?)?t ?t|(so )?thu tu|no|number) .+|.*\bballot\b.*|code|id"
)
_MAY_BE_NAME = re.compile(r"ten\b.*|.*\b(dem|lot)\b.*|ho|.*\bname")
_OTHER_NAME = re.compile(
    r"ten (goi )?(khac|cu|thuong goi|thuong dung)|ten khai sinh|ten (vo|chong|cha|me|bo|con)\b.*"
    r"|ten (don vi|co quan|to chuc|chi bo|chi hoi|dang bo|dan toc|truong|cong ty)\b.*"
)
_WHOLE = re.compile(r"\s*(\d{1,4})\.?\s*", re.ASCII)
_LONGEST_NUMBER = 20  # characters of a cell that may be a number
_FEWEST = 2  # people of whom it can be said that their numbers are in another order


class ColumnCheck:
    """The columns of a slate beside its people."""

    def __init__(self, header: Header, people: Sequence[tuple[Row, int]]) -> None:
        """Look at a slate.

        Args:
            header: of the table.
            people: the rows of candidates, each with its number; read when it is asked for.
        """
        self._header = header
        self._people = people
        self._unclear = {place for place, column in header.twice.items() if column is not Column.NO}

    def refuse_unclear(self, findings: Findings) -> None:
        """Add a finding for every column that says what another does, or may be the number on the ballot or of a name.

        Of a second list beside the first nothing else is said: no column of it could be left out.
        """
        second = self._second_list()
        if second is not None:
            self._unclear.add(second)
            fields = {"cell": cell_name(self._header.row, second), "value": self._header.key(second)}
            findings.add(self._header.row, second, "E857", **fields)
            return
        for place, column in self._header.twice.items():
            if column is not Column.NO:
                fields = {"value": self._header.label(place), "key": self._header.key(place), "option": "--column"}
                findings.add(self._header.row, place, "E938", **fields)
        for place in self._others():
            if place in self._unclear or (place in self._header.said and not self._is_only_number(place)):
                continue
            code = self._unclear_number(place) or self._unclear_name(place)
            if code is not None:
                self._unclear.add(place)
                row = self._header.row
                fields = {"cell": cell_name(row, place), "value": self._header.key(place)}
                if code == "E841":
                    fields["other"] = self._header.key(self._header.columns[Column.NO])
                findings.add(row, place, code, **fields)
        if Column.NAME not in self._header.columns and not self._header.is_said(*NAME_PARTS):
            parts = [part for part in NAME_PARTS if part in self._header.columns]
            if Column.FAMILY not in parts or Column.GIVEN not in parts:
                place = self._header.columns[parts[0]]
                self._unclear.add(place)
                cell = cell_name(self._header.row, place)
                findings.add(self._header.row, place, "E842", cell=cell, value=self._header.key(place))

    def columns(self) -> tuple[SlateColumn, ...]:
        """Return every column with something in it, from the left."""
        taken = {place: column for column, place in self._header.columns.items()} | dict.fromkeys(
            self._header.names[1:], Column.NAME
        )
        if Column.NAME not in self._header.columns:
            taken |= {self._header.columns[part]: part for part in NAME_PARTS if part in self._header.columns}
        taken = {place: column for place, column in taken.items() if place not in self._left_out()}
        return tuple(
            SlateColumn(
                self._header.key(place),
                get_column_letter(place),
                taken.get(place, Column.NOT_TAKEN),
                place in self._unclear,
            )
            for place in sorted({*taken, *self._others()})
        )

    def notes(self, file: str) -> tuple[FileFinding, ...]:
        """Return a note that names the columns that are left out though nobody said so."""
        left_out = [place for place in self._others() if place not in self._unclear and place not in self._header.said]
        if not left_out:
            return ()
        named = ", ".join(f"“{self._header.key(place)}”" for place in left_out)
        return (FileFinding(file, self._header.row, left_out[0], "W845", {"columns": named}),)

    def _left_out(self) -> set[int]:
        """Return the columns of parts of a name that is whole in another column."""
        if Column.NAME not in self._header.columns:
            return set()
        return {self._header.columns[part] for part in NAME_PARTS if part in self._header.columns}

    def _others(self) -> list[int]:
        """Return the columns that say something of the people and are not taken, from the left."""
        taken = {*self._header.columns.values(), *self._header.names} - self._left_out()
        filled = {place for row, _no in self._people for place, value in row.cells.items() if _says(value)}
        return sorted(filled - taken)

    def _values(self, place: int) -> list[Value | None]:
        return [row.cells.get(place) for row, _no in self._people]

    def _is_only_number(self, place: int) -> bool:
        """Tell whether a column that is not to be taken is the one that plainly has the numbers.

        What was said of another list is remembered: there may have been a better column.
        """
        return Column.NO not in self._header.columns and meaning_of(self._header.label(place)) is Column.NO

    def _second_list(self) -> int | None:
        """Return where a second list begins to the right of the first, or None.

        It has its own numbers and its own names below the same headings, or its numbers go on where the first ends.
        What the board said does not matter: left out, half of the people would be.
        """
        first = max(self._header.names)
        heading = label_key(self._header.label(self._header.names[0]))
        texts = [place for place in self._others() if place > first and self._has_names(place)]
        for place in self._others():
            numbers = [number for number in map(_whole, self._values(place)) if number]
            if place < first or not numbers or not any(text > place for text in texts):
                continue
            taken = [no for _row, no in self._people if no]
            both = sorted([*taken, *numbers])
            goes_on = len(numbers) >= _FEWEST and both == list(range(1, len(both) + 1))
            same = meaning_of(self._header.label(place)) is Column.NO and any(
                label_key(self._header.label(text)) == heading for text in texts if text > place
            )
            if goes_on or same:
                return place
        return None

    def _has_names(self, place: int) -> bool:
        """Tell whether a column has names of people that are not those of the list."""
        texts = [value for value in self._values(place) if isinstance(value, str) and len(value.split()) >= _FEWEST]
        known = {self._name(row) for row, _no in self._people}
        return bool(texts) and not any(plain(text) in known for text in texts)

    def _unclear_number(self, place: int) -> str | None:
        """Return the finding of a column that may be the number on the ballot and is not what was taken for it."""
        if self._header.is_said(Column.NO):
            return None
        numbers = [_whole(value) for value in self._values(place)]
        taken = [no for _row, no in self._people]
        if numbers == taken or not any(numbers):
            return None
        again = self._header.twice.get(place) is Column.NO
        count = len(numbers)
        in_turn = count >= _FEWEST and sorted(one or 0 for one in numbers) == list(range(1, count + 1))
        if not (again or in_turn or _MAY_BE_NUMBER.fullmatch(label_key(self._header.label(place)))):
            return None
        return "E841" if Column.NO in self._header.columns else "E840"

    def _unclear_name(self, place: int) -> str | None:
        """Return the finding of a column that may be part of a name."""
        if self._header.is_said(Column.NAME, *NAME_PARTS):
            return None
        values = self._values(place)
        if not any(isinstance(value, str) and any(map(str.isalpha, value)) for value in values):
            return None
        if place in self._left_out():
            names = [self._name(row) for row, _no in self._people]
            inside = (f" {plain(str(value or ''))} " in f" {name} " for value, name in zip(values, names, strict=True))
            return None if all(inside) else "E842"
        key = label_key(self._header.label(place))
        return "E842" if _MAY_BE_NAME.fullmatch(key) and not _OTHER_NAME.fullmatch(key) else None

    def _name(self, row: Row) -> str:
        return plain(" ".join(str(row.cells.get(column, "")) for column in self._header.names))


def _says(value: Value) -> bool:
    return not isinstance(value, str) or bool(value.strip())


def _whole(value: Value | None) -> int | None:
    """Return a number as it can stand on a ballot, or None."""
    if isinstance(value, bool) or not isinstance(value, (int, str)):
        return None
    match = _WHOLE.fullmatch(str(value)[:_LONGEST_NUMBER])
    return int(match[1]) or None if match else None
