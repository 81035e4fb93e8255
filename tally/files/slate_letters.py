"""The letters of a slate in Excel: columns typed in an old font, names with letters that no name has.

Each column is looked at by itself, the columns of the name together: in many lists the names alone are from a machine
with old fonts.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from tally.application.name_findings import finding_of
from tally.domain.name_letters import NameFlaw, Wrong, flaws_of_names
from tally.domain.old_letters import OldEncoding, in_unicode, recognised
from tally.files.cells import Cells
from tally.files.findings import Findings
from tally.files.labels import SEARCHED_ROWS
from tally.files.plain_text import LONGEST_LINE
from tally.files.values import Row, Value

Found = TypeVar("Found")


def header_in(rows: Sequence[Row], find: Callable[[Sequence[Row]], Found | None]) -> Found | None:
    """Return the header that is found in the rows of a sheet; one in an old font is found as it is meant.

    Args:
        rows: of the sheet.
        find: returns the header, or None.
    """
    header = find(rows)
    for encoding in OldEncoding if header is None else ():
        header = find([_spelt(row, dict.fromkeys(row.cells, encoding), ()) for row in rows[:SEARCHED_ROWS]])
        if header is not None:
            break
    return header


class SlateLetters:
    """The rows below the header, in Unicode.

    Attributes:
        rows: every text of an old font as it is meant.
        found: the texts of candidates that are in an old font: nothing but that is wrong with them.
    """

    def __init__(self, file: str, rows: Sequence[Row], names: Sequence[int]) -> None:
        """Look at all columns.

        Args:
            file: the sheet as findings give it.
            rows: below the header.
            names: the columns of the name.
        """
        texts: dict[int, dict[int, str]] = {}
        for row in rows:
            for column, value in row.cells.items():
                if isinstance(value, str) and len(value) <= LONGEST_LINE:
                    texts.setdefault(column, {})[row.number] = value
        encodings = {column: recognised(cells.values()) for column, cells in texts.items() if column not in names}
        of_names = [(number, column) for column in names for number in texts.get(column, ())]
        flaws = flaws_of_names([texts[column][number] for number, column in of_names])
        found = {place: flaw for place, flaw in zip(of_names, flaws, strict=True) if flaw is not None}
        encoding = next((flaw.encoding for flaw in found.values() if flaw.encoding), None)
        encodings |= dict.fromkeys(names, encoding)
        for column in encodings.keys() - set(names):
            for number, text in texts[column].items():
                old = encodings[column]
                if old is not None and (meant := in_unicode(text, old)) != text:
                    found[number, column] = NameFlaw(Wrong.OLD, text, old, meant)
        self._flaws: dict[int, list[tuple[int, NameFlaw]]] = {}
        for (number, column), flaw in sorted(found.items(), key=lambda one: one[0]):
            self._flaws.setdefault(number, []).append((column, flaw))
        self.found = Findings(file)
        self.rows = [_spelt(row, encodings, names) for row in rows]

    def complain(self, cells: Cells, columns: Sequence[int]) -> None:
        """Add a finding about each cell of a row, of some columns, whose letters are wrong.

        What the letters of an old font mean is known, so the other findings of the row are found all the same.
        """
        for column, flaw in self._flaws.get(cells.number, ()):
            if column in columns:
                code, fields = finding_of(flaw)
                if flaw.what is Wrong.OLD:
                    self.found.add(cells.number, column, code, **fields)
                else:
                    cells.add(column, code, **fields)


def _spelt(row: Row, encodings: Mapping[int, OldEncoding | None], names: Sequence[int]) -> Row:
    cells = {
        column: _in_unicode(value, encodings.get(column), name=column in names) for column, value in row.cells.items()
    }
    return row._replace(cells=cells)


def _in_unicode(value: Value, encoding: OldEncoding | None, *, name: bool) -> Value:
    if encoding is None or not isinstance(value, str) or len(value) > LONGEST_LINE:
        return value
    return in_unicode(value, encoding, name=name)
