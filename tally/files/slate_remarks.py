"""Remarks of a slate that say that somebody stands no more: in a cell beside the name, around the list, in a note.

The columns that nobody needs are where an office writes that somebody withdrew; whoever overlooks it elects them.
"""

import re
from collections.abc import Sequence

from tally.application.intake import FileFinding
from tally.application.slate_reading import Column
from tally.domain.names import fold, normalise, plain
from tally.files.answers import NO, YES
from tally.files.cells import as_shown, cell_name
from tally.files.excel_notes import notes_of
from tally.files.findings import Findings, shown
from tally.files.labels import label_key
from tally.files.slate_header import Header
from tally.files.values import Row, Value
from tally.files.workbook import Sheet

_SOMEBODY = r"(ông|bà|đ ?/ ?c|đ\.c|đồng chí|anh|chị)\b"
# Of somebody on the list, and around it, where the same words tell voters what to do ("gạch tên người không bầu").
_WITHDREW = (
    r"\brút\b(?! (kinh nghiệm|gọn|ngắn|ra\b))|\b(không|thôi|từ chối|chưa nhận)( còn)?( tham gia)? (tái |ứng |đề )cử\b"
    rf"|\b(thay( thế)?( cho)?|loại|bỏ|đưa) {_SOMEBODY}|\b(thay|bổ sung) cho\b|\b(được|bị) thay\b|\bthay thế\b"
    r"|\b(đưa|loại|bỏ|gạch|xóa|xoá|rút)( tên)?( ra)? khỏi (danh sách|phiếu)|\b(bị|đã) (loại|gạch|xóa|xoá|hủy|huỷ|bỏ)\b"
    r"|\btừ trần\b|\bqua đời\b|\bđã (mất|chết|hy sinh|chuyển)\b|\bdừng (bầu|ứng cử)\b|\bxin thôi\b|\bchuyển đi\b"
    r"|\bwithdr(e|a)wn?\b|\bwithdraw(s|al)\b|\bdeceased\b|\breplace[ds]?\b|\bremoved\b|\bstands? no more\b"
    r"|\b(not|no longer) (a candidate|standing|running)\b"
)
_STANDS_NOT = (
    rf"{_WITHDREW}|\bkhông (còn|bầu|đưa|vào|để|đồng ý|nhận|có trong|thuộc|đủ|được|tham gia bầu|giới thiệu)\b"
    r"|\b(loại|bỏ|gạch|hủy)$"
    r"|^(loại|bỏ|gạch|xóa|xoá|hủy|huỷ|mất|dự phòng)\b|^thay$|\bchưa (đủ|đồng ý|nhận)\b|\btừ chối\b|\bđình chỉ\b"
    r"|\bbị (khởi tố|tạm giam|bắt|khai trừ|kỷ luật|kỉ luật)\b|\bdeclined\b"
)
_ASKED = re.compile(
    r"((co|con|dong y|duoc) )*(ung cu|de cu|tham gia( ung cu)?|bau|nhan( de cu)?"
    r"|((dua )?vao |(co )?trong )?danh sach( bau( cu)?)?)"
)
"""Headings of columns that ask whether somebody stands."""

_ANSWERS = frozenset({Column.NO, Column.SEX, Column.MALE, Column.FEMALE, Column.BORN, Column.FIRST_TERM})
_ETHNIC = frozenset({Column.ETHNICITY, Column.SEX_ETHNICITY})
_PERSONAL = re.compile(
    r"(ton giao|dan toc|ky luat|khen thuong|dang vien|dang|quoc tich|vo|chong|ly luan|ngoai ngu|tin hoc).*"
)
"""Headings under which "không" says that somebody has none of something."""

_LONGEST = 2_000  # characters of a cell or a note that are looked at
_MOST_NOTES = 500  # of people that are named; a slate has no more people


class _Words:
    """A pattern, which finds what was typed without diacritics too where it is more than one word."""

    def __init__(self, pattern: str) -> None:
        self._spelt = re.compile(pattern)
        self._bare = re.compile(fold(pattern).replace("d ?/ ?c", "d ?/ ?c"))

    def are_in(self, text: str) -> bool:
        spelt = plain(text[:_LONGEST])
        if self._spelt.search(spelt):
            return True
        found = self._bare.search(spelt) if spelt.isascii() else None
        return found is not None and (" " in found[0] or found[0] == "rut")


_OF_PERSON, _AROUND = _Words(_STANDS_NOT), _Words(_WITHDREW)


class SlateRemarks:
    """What stands on a sheet beside and around its list."""

    def __init__(self, sheet: Sheet, header: Header, rows: Sequence[Row], people: Sequence[tuple[Row, int]]) -> None:
        """Look at a sheet.

        Args:
            sheet: the sheet.
            header: of its table.
            rows: all that hold something, in Unicode.
            people: the rows of candidates, each with its number.
        """
        self._sheet = sheet
        self._header = header
        self._rows = rows
        self._people = {row.number: row for row, _no in people}
        self._notes: list[FileFinding] = []

    def refuse(self, findings: Findings) -> None:
        """Add a finding for each remark that says that somebody stands no more: E853, E855; E854 in a note of Excel.

        Raises:
            BadInput: the notes are damaged, or there is far too much of them.
        """
        self._refuse_cells(findings)
        self._refuse_notes(findings)

    def _refuse_cells(self, findings: Findings) -> None:
        asked = {place for place, label in self._header.labels.items() if _ASKED.fullmatch(label_key(label))}
        crossed = {
            place
            for place in asked - set(self._header.columns.values())
            if any(fold(str(row.cells.get(place, ""))) in YES for row in self._people.values())
        }
        for row in self._people.values():
            for place in sorted(row.cells.keys() | crossed):
                value = row.cells.get(place, "")
                if self._says_so(place, value) or (place in crossed and not str(value).strip()):
                    cell = {"cell": cell_name(row.number, place), "value": as_shown(value), "key": self._key(place)}
                    findings.add(row.number, place, "E853", **cell, name=self._name(row))
        for row in self._rows:
            if row.number not in self._people and not self._header.row <= row.number <= self._header.last_row:
                for place, value in sorted(row.cells.items()):
                    if isinstance(value, str) and _AROUND.are_in(value):
                        cell = {"cell": cell_name(row.number, place), "value": as_shown(value)}
                        findings.add(row.number, place, "E855", **cell)

    def _refuse_notes(self, findings: Findings) -> None:
        for (number, place), text in notes_of(self._sheet).items():
            person = self._people.get(number)
            cell = {"cell": cell_name(number, place), "value": shown(normalise(text))}
            if (_AROUND if person is None else _OF_PERSON).are_in(normalise(text)):
                findings.add(number, place, "E854", **cell)
            elif person is not None and len(self._notes) < _MOST_NOTES:
                self._notes.append(FileFinding(findings.file, number, place, "W854", cell))

    def notes(self) -> tuple[FileFinding, ...]:
        """Return the notes of Excel in the rows of people that say something else."""
        return tuple(self._notes)

    def _says_so(self, place: int, value: Value) -> bool:
        """Tell whether a cell in the row of a candidate says that they stand no more."""
        meaning = next((one for one, column in self._header.columns.items() if column == place), None)
        if place in self._header.names or meaning in _ANSWERS:
            return False
        label = self._header.label(place)
        answer = fold(as_shown(value)).strip()
        if _AROUND.are_in(label):
            return bool(answer) and answer not in {*NO, "0"}
        heading = label_key(label)
        if answer in NO:
            return bool(_ASKED.fullmatch(heading))
        if not isinstance(value, str):
            return False
        plain_no = meaning in _ETHNIC or _PERSONAL.match(heading) is not None
        words = _AROUND if plain_no or meaning in {Column.POSITION, Column.UNIT} else _OF_PERSON
        return words.are_in(normalise(value))

    def _key(self, place: int) -> str:
        return self._header.keys.get(place, "")

    def _name(self, row: Row) -> str:
        return shown(normalise(" ".join(str(row.cells[one]) for one in self._header.names if one in row.cells)))
