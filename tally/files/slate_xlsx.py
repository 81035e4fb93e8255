"""A slate that somebody typed in Excel, read as it was meant, or refused row by row.

A person who is skipped in silence would be a disaster, so a row is either plainly a candidate, plainly blank, plainly
below the list (a total, signatures), or a finding.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

from tally.application.column_meanings import NOTHING_SAID
from tally.application.intake import BadInput, FileFinding
from tally.application.slate_reading import Column, Columns, SlateReading
from tally.domain.names import beside_name, fold, normalise
from tally.domain.slate import Candidate
from tally.files.answers import NO, YES
from tally.files.births import birth_of
from tally.files.cells import Cells, cell_name
from tally.files.ethnicities import as_above, ethnicity_of, with_blanks
from tally.files.findings import Findings, refusal, shown
from tally.files.kept_back import refuse_unseen
from tally.files.labels import numbers_columns
from tally.files.list_phrases import NOBODY, PEOPLE, SIGNED, TOTAL, is_remark, phrase
from tally.files.plain_text import LONGEST_LINE
from tally.files.slate_columns import ColumnCheck
from tally.files.slate_header import Header, find_header, meaning_of
from tally.files.slate_letters import SlateLetters, header_in
from tally.files.slate_remarks import SlateRemarks
from tally.files.slate_titles import SlateTitles
from tally.files.toml_values import MAX_CANDIDATES
from tally.files.values import Row, Value
from tally.files.workbook import Sheet, open_workbook

_SEXES = dict.fromkeys(("nam", "male", "m"), "nam") | dict.fromkeys(("nu", "female", "f"), "nữ")

_MOST_ROWS = 5_000
"""Rows of a sheet that may hold something, whatever it is: a slate has its candidates, and a page of words."""

_BETWEEN = re.compile(r"[,;/\n]| [-–] ")
_OFPEOPLE = re.compile(r"^dân tộc\s*:?\s*", re.IGNORECASE)


def read_slate(path: Path, file: str, said: Columns = NOTHING_SAID) -> tuple[Candidate, ...]:
    """Return the candidates of the one visible sheet that has a table of them, in the order of the sheet.

    Args:
        path: an .xlsx.
        file: its name as findings give it.
        said: what the board said that columns are.

    Raises:
        BadInput: all that is wrong with it.
        OSError: the machine failed.
    """
    return examine_slate(path, file, said).taken()


def examine_slate(path: Path, file: str, said: Columns = NOTHING_SAID) -> SlateReading:
    """Return all that a slate says, sound or not; arguments and OSError as of `read_slate`.

    Raises:
        BadInput: there is no table of candidates in it, or more than one.
    """
    tables: list[tuple[Sheet, Header, list[Row], list[Row], list[str]]] = []
    for sheet in open_workbook(path, file):
        if sheet.visible:
            rows, merges = sheet.content(_MOST_ROWS)
            header = header_in(rows, partial(find_header, merges=merges, said=said))
            if header is not None:
                above = [row for row in rows if row.number < header.row]
                below = [row for row in rows if row.number > header.last_row]
                tables.append((sheet, header, above, below, merges))
    if not tables and said:
        _refuse_said(path, file, said)
    if not tables:
        raise refusal(file, "E962", expected="TT, Họ và tên, Ngày sinh, Giới tính")
    filled = [table for table in tables if table[3]] or tables[:1]
    if len(filled) > 1:
        # Two contests in one workbook: taking the first would put the wrong people on the ballot.
        raise refusal(file, "E965", sheets=", ".join(sheet.name for sheet, *_ in filled))
    sheet, header, above, below, merges = filled[0]
    findings = Findings(sheet.file)
    letters = SlateLetters(sheet.file, below, header.names)
    reader = _Reader(findings, header, letters)
    candidates: tuple[Candidate, ...] = ()
    columns = ColumnCheck(header, reader.people)
    notes: tuple[FileFinding, ...] = ()
    try:
        for row in _without_index(letters.rows, header):
            reader.take(row)
        if len(reader.people) <= MAX_CANDIDATES:
            columns.refuse_unclear(findings)
            refuse_unseen(sheet, merges, reader.names_and_numbers(), findings)
            remarks = SlateRemarks(sheet, header, [*above, *letters.rows], reader.people)
            remarks.refuse(findings)
            notes = remarks.notes()
        candidates = reader.candidates()
    except BadInput:
        pass  # every finding is among those that are returned
    found = (*letters.found.in_order(), *findings.in_order())
    return SlateReading(
        candidates,
        columns.columns(),
        tuple(sorted(found, key=lambda finding: finding.row)),
        (*columns.notes(sheet.file), *reader.titles.notes(sheet.file), *notes),
        header.unmatched,
    )


def _refuse_said(path: Path, file: str, said: Columns) -> None:
    """Refuse a slate that has a table of candidates as long as nothing is said of its columns. Raises BadInput."""
    for sheet in open_workbook(path, file):
        rows, merges = sheet.content(_MOST_ROWS) if sheet.visible else ([], [])
        header = header_in(rows, partial(find_header, merges=merges))
        if header is not None:
            known = shown(", ".join(header.labels.values()))
            raise refusal(sheet.file, "E847", header.row, columns=shown(", ".join(said)), known=known)


def _without_index(rows: list[Row], header: Header) -> list[Row]:
    """Drop the line `(1) (2) (3)` that numbers the columns right under the header."""
    if rows and rows[0].number == header.last_row + 1 and len(rows[0].cells) > 1:
        cells = rows[0].cells
        if header.names[0] in cells and numbers_columns(cells.values()):
            return rows[1:]
    return rows


class _Reader:
    """Takes the rows below the header one by one.

    Attributes:
        people: the rows of candidates, each with the number it was given; 0 with a finding.
        titles: how they are addressed.
    """

    def __init__(self, findings: Findings, header: Header, letters: SlateLetters) -> None:
        self._header = header
        self._letters = letters
        self._above: dict[int, str] = {}
        self._columns = header.columns
        self._findings = findings
        self.people: list[tuple[Row, int]] = []
        self.titles = SlateTitles()
        self._candidates: list[Candidate] = []
        self._numbers: dict[int, str] = {}
        self._alone: list[tuple[Cells, int]] = []
        self._below_list = False
        self._signatures = False

    def candidates(self) -> tuple[Candidate, ...]:
        """Return all candidates.

        Raises:
            BadInput: something is wrong with the list, or nobody is on it.
        """
        personal = sum(one.born is not None or bool(one.sex) for one in self._candidates)
        for cells, column in self._alone:
            # A name alone where most have a birth or a sex: a heading of the rows below it, for all that is known.
            if personal * 2 > len(self._candidates) and not cells.refused:
                cells.complain(column, "E976")
        # A family name in a column of its own is one, whatever else it could be.
        if self._columns.get(Column.FAMILY) not in self._header.names:
            self.titles.settle(self._candidates)
        self._findings.refuse()
        if not self._candidates:
            self._findings.add(self._header.row, 1, "E967")
        elif len(self._candidates) > MAX_CANDIDATES:
            self._findings.add(self._header.row, 1, "E826", key="candidate", limit=MAX_CANDIDATES)
        self._findings.refuse()
        candidates = with_blanks(self._candidates, self._header.label(self._columns.get(Column.ETHNICITY)))
        if any(candidate.first_term for candidate in candidates):
            # A column with crosses: no cross means no.
            return tuple(replace(one, first_term=bool(one.first_term)) for one in candidates)
        return candidates

    def names_and_numbers(self) -> dict[tuple[int, int], Value]:
        """Return what stands in the cells that say who a candidate is, and which number."""
        columns = {self._columns.get(Column.NO, 0), *self._header.names}
        rows = [row for row, _no in self.people]
        return {(row.number, place): row.cells[place] for row in rows for place in columns & row.cells.keys()}

    def take(self, row: Row) -> None:
        """Take one row: a candidate, something below the list, or a finding."""
        cells = Cells(row, self._findings)
        present = [column for column in row.cells if cells.has(column)]
        if not present:
            return
        if row.hidden:
            cells.complain(present[0], "E966")
        elif self._below_list:
            self._take_below(cells, present)
        elif not self._ends_list(cells, present):
            if self._is_doubtful(cells, present):
                names = [column for column in self._header.names if column in present]
                cells.complain((names or present)[0], "E976")
            else:
                self._take_candidate(row, cells, present)

    def _is_doubtful(self, cells: Cells, present: Sequence[int]) -> bool:
        """Tell whether a row may be a remark, a heading of rows, or, in a list without numbers, somebody who signs."""
        names = [column for column in self._header.names if column in present]
        text = " ".join(str(cells.value(column)) for column in names)
        if NOBODY.fullmatch(phrase(text)) or (" " in text.strip() and meaning_of(text) is not None):
            return True
        if Column.NO in self._columns or self._is_personal(cells):
            return False
        if is_remark(text):
            return True
        alone = present == names
        if alone:
            self._alone.append((cells, present[0]))
        return bool(self.people) and alone and (self._all_personal or self.people[-1][0].number + 1 < cells.number)

    @property
    def _all_personal(self) -> bool:
        """Whether every candidate up to here has a birth or a sex."""
        return all(one.born is not None or one.sex for one in self._candidates)

    def _is_personal(self, cells: Cells) -> bool:
        """Tell whether a row has what only a person has: a number, a birth, a sex."""
        number = cells.value(self._columns.get(Column.NO))
        if isinstance(number, (int, float)) or (isinstance(number, str) and number.strip().rstrip(".").isdigit()):
            return True
        births = (cells.value(self._columns.get(column)) for column in (Column.BORN, Column.MALE, Column.FEMALE))
        if any(value is not None and not isinstance(birth_of(value), str) for value in births):
            return True
        return fold(str(cells.value(self._columns.get(Column.SEX)))) in _SEXES

    def _ends_list(self, cells: Cells, present: Sequence[int]) -> bool:
        """Tell whether the row is plainly the total or the signatures, and note that the list is over."""
        if not self._candidates or self._is_personal(cells):
            return False
        keys = {column: phrase(cells.value(column)) for column in present}
        total = next((key for key in keys.values() if TOTAL.fullmatch(key)), None)
        signed = next((key for key in keys.values() if SIGNED.fullmatch(key)), None)
        name = next((keys[column] for column in self._header.names if column in keys), None)
        if (total is None and signed is None) or name not in (None, total, signed):
            return False
        self._below_list = True
        self._signatures = signed is not None
        people = PEOPLE.search(total or "")
        if people and int(people[1]) != len(self._candidates):
            self._findings.add(cells.number, present[0], "E978", found=len(self._candidates), expected=int(people[1]))
        return True

    def _take_below(self, cells: Cells, present: Sequence[int]) -> None:
        keys = {column: phrase(cells.value(column)) for column in present}
        signed = {column for column, key in keys.items() if SIGNED.fullmatch(key)}
        names = [column for column in self._header.names if column in present]
        if not self._is_personal(cells) and signed and (not names or signed.issuperset(names)):
            self._signatures = True
            return
        # Who signs stands there with a name alone; a row that begins like a person must not vanish.
        told_apart = Column.NO in self._columns or self._all_personal
        if self._is_personal(cells) or (names and not (told_apart and self._signatures)):
            cells.complain((names or present)[0], "E976")

    def _take_candidate(self, row: Row, cells: Cells, present: Sequence[int]) -> None:
        names = [column for column in self._header.names if column in present]
        for beside in (self._header.names[0] - 1, self._header.names[-1] + 1):
            if beside in present and self._is_part_of_name(cells, beside):
                # "Họ và tên" over two columns without merging: the given name would be lost.
                cells.complain(beside, "E964")
        self._letters.complain(cells, (*names, *self._columns.values()))
        number = self._number(cells, names)
        name = self._text(cells, self._header.names, " ")
        if names:
            name = self.titles.without(len(self._candidates), cells, names[0], name)
        if not names:
            cells.complain(present[0], "E968")
        elif name and not any(character.isalpha() for character in name):
            cells.complain(names[0], "E969")
        elif not self._has_lines(cells, names) and (part := beside_name(name)):
            column = next((one for one in names if part in str(cells.value(one))), names[0])
            cells.complain(column, "E848", name_part=shown(part))
        born, sex = self._born_and_sex(cells)
        told_sex, told_ethnicity = self._sex_and_ethnicity(cells)
        candidate = Candidate(
            no=number,
            name=name,
            born=born,
            sex=sex or told_sex,
            ethnicity=self._ethnicity(cells) or ethnicity_of(told_ethnicity, ""),
            first_term=self._first_term(cells),
            position=self._text(cells, [self._columns.get(Column.POSITION), self._columns.get(Column.UNIT)], ", "),
        )
        self._candidates.append(candidate)
        self.people.append((row, number))

    def _has_lines(self, cells: Cells, names: Sequence[int]) -> bool:
        """Tell whether a cell of the name has several lines, which is a finding."""
        several = False
        for column in names:
            value = cells.value(column)
            lines = [line for line in value.splitlines() if line.strip()] if isinstance(value, str) else []
            if len(lines) > 1:
                several = True
                cells.complain(column, "E843", value=shown(" / ".join(" ".join(one.split()) for one in lines)))
        return several

    def _is_part_of_name(self, cells: Cells, column: int) -> bool:
        """Tell whether a cell beside the name, in a column without a heading, may belong to it."""
        if column in self._header.labels or column in self._header.said or column in self._columns.values():
            return False
        value = cells.value(column)
        return column > self._header.names[-1] or (isinstance(value, str) and any(map(str.isalpha, value)))

    def _text(self, cells: Cells, columns: Sequence[int | None], between: str = "") -> str:
        """Return the texts of some columns as one; nothing, with a finding, when it is longer than a line can be."""
        texts = {column: self._read(cells, column) for column in columns if column is not None}
        line = between.join(text for text in texts.values() if text)
        if len(line) <= LONGEST_LINE:
            return line
        first = next(iter(texts))
        cells.add(first, "E988", key=self._header.label(first), value=shown(line), limit=LONGEST_LINE)
        return ""

    def _read(self, cells: Cells, column: int) -> str:
        """Return the text of a cell; outside of the name that of the cell above where it says so."""
        text = cells.text(column, self._header.label(column))
        if column not in self._header.names:
            text = self._above[column] = as_above(text, self._above.get(column, ""))
        return text

    def _ethnicity(self, cells: Cells) -> str:
        column = self._columns.get(Column.ETHNICITY)
        return ethnicity_of(self._text(cells, [column]), self._header.label(column))

    def _number(self, cells: Cells, names: Sequence[int]) -> int:
        """Return the number on the ballot; 0 with a finding."""
        column = self._columns.get(Column.NO)
        if column is None:
            return len(self._candidates) + 1
        if not cells.has(column):
            if names:
                cells.complain(names[0], "E977")
            return 0
        number = cells.whole(column, self._header.label(column))
        if number is None:
            return 0
        here = cell_name(cells.number, column)
        if self._numbers.setdefault(number, here) != here:
            self._findings.add(cells.number, column, "E970", no=number, cell=self._numbers[number])
        return number

    def _born_and_sex(self, cells: Cells) -> tuple[int | date | None, str]:
        """Return birth and sex; lists often have the year of birth under "Nam" or "Nữ"."""
        births: set[int | date] = set()
        sexes: set[str] = set()
        for column, sex in ((Column.BORN, ""), (Column.MALE, "nam"), (Column.FEMALE, "nữ")):
            place = self._columns.get(column)
            value = cells.known(place)
            if place is None or value is None or not cells.has(place):
                continue
            sexes |= {sex} - {""}
            if not (sex and fold(str(value)) in YES):
                born = birth_of(value)
                if isinstance(born, str):
                    cells.complain(place, born)
                else:
                    births.add(born)
            if len(births) > 1 or len(sexes) > 1:
                cells.complain(place, "E974")
        place = self._columns.get(Column.SEX)
        if word := self._text(cells, [place]):
            sex = _SEXES.get(fold(word), "")
            if not sex:
                cells.complain(place or 0, "E971")
            elif sexes and sex not in sexes:
                cells.complain(place or 0, "E974")
            sexes.add(sex)
        return next(iter(births), None), next(iter(sexes), "")

    def _sex_and_ethnicity(self, cells: Cells) -> tuple[str, str]:
        """Return what a column says that has both, such as "Nam, Thái, không": the religion after them is not kept."""
        place = self._columns.get(Column.SEX_ETHNICITY)
        value = cells.known(place)
        if place is None or not isinstance(value, str) or not cells.has(place):
            return "", ""
        parts = [part.strip() for part in _BETWEEN.split(value) if part.strip()]
        sexes = [part for part in parts if fold(part) in _SEXES]
        others = [part for part in parts if part not in sexes]
        if len(sexes) != 1:
            cells.complain(place, "E971")
            return "", ""
        word = cells.text(place, self._header.label(place)) and next(iter(others), "")
        return _SEXES[fold(sexes[0])], normalise(_OFPEOPLE.sub("", word))

    def _first_term(self, cells: Cells) -> bool | None:
        column = self._columns.get(Column.FIRST_TERM)
        value = cells.known(column)
        if column is None or value is None or not cells.has(column):
            return None
        word = fold(str(value))
        if word in YES:
            return True
        if word not in NO:
            cells.complain(column, "E975")
        return False
