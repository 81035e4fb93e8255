"""An .xlsx opened with distrust, as sheets of rows: the one way in for every Excel reader.

All of it is read into memory at once (at most 32 MB), so that no file stays open, and each sheet as a stream. Macros,
pictures, links and charts are never looked at.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900

from tally.files.findings import refusal
from tally.files.package import Package, beside, check_is_workbook, open_package
from tally.files.sheet_xml import Context, Relationships, Row, SharedTexts, SheetPart, StylesPart, WorkbookPart
from tally.files.xml_events import Budget, Events, read_part

MAX_ROWS = 200_000
"""The last row that may hold anything."""

MAX_COLUMNS = 2_000
"""The last column that may hold anything."""

_MAIN_PART = "xl/workbook.xml"
_WORKSHEET = "worksheet"


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet.

    Attributes:
        name: as on its tab, in NFC.
        file: as findings name it, `name.xlsx[sheet]`.
        visible: False when it is hidden.
    """

    name: str
    file: str
    visible: bool
    _part: str
    _parts: "_Parts"

    def rows(self) -> Iterator[Row]:
        """Yield the rows that hold something, from the top.

        Raises:
            BadInput: E953 to E957: damaged, or far too much; it may come after some rows.
        """
        yield from self._stream(SheetPart(self._parts.context))

    def content(self) -> tuple[list[Row], list[str]]:
        """Return the rows that hold something, and the merged ranges, such as `B4:C4`.

        Raises:
            BadInput: E953 to E957: damaged, or far too much.
        """
        events = SheetPart(self._parts.context)
        return list(self._stream(events)), events.merges

    def _stream(self, events: SheetPart) -> Iterator[Row]:
        for _step in self._parts.read(self._part, events):
            for row in events.taken():
                if row.number > MAX_ROWS:
                    raise refusal(self.file, "E956", row.number, min(row.cells), limit=MAX_ROWS)
                column = max(row.cells)
                if column > MAX_COLUMNS:
                    raise refusal(self.file, "E957", row.number, column, limit=MAX_COLUMNS)
                yield row


class _Parts:
    """The parts of one workbook, and what its cells refer to."""

    def __init__(self, package: Package) -> None:
        self.package = package
        self._budget = Budget(package)
        self.context = Context((), frozenset(), CALENDAR_WINDOWS_1900)

    def read(self, part: str, events: Events) -> Iterator[None]:
        return read_part(self.package, self._budget, part, events)

    def read_whole(self, part: str, events: Events) -> None:
        for _step in self.read(part, events):
            pass

    def relationships(self, of: str) -> Relationships:
        """Return where the parts that `of` refers to are; none when it says nothing about them."""
        folder, slash, name = of.rpartition("/")
        part = f"{folder}{slash}_rels/{name}.rels"
        found = Relationships()
        if part in self.package:
            self.read_whole(part, found)
        return found


def open_workbook(path: Path, file: str) -> tuple[Sheet, ...]:
    """Return the sheets of an .xlsx or .xlsm, in their order.

    Args:
        path: where it is.
        file: as findings shall name it.

    Raises:
        BadInput: E901 to E904, E950 to E955: it is no workbook, says it is more than any count needs, or is damaged.
        OSError: the machine failed.
    """
    parts = _Parts(open_package(path, file))
    check_is_workbook(parts.package)
    main = beside("", parts.relationships("").first("officeDocument") or _MAIN_PART)
    book = WorkbookPart()
    parts.read_whole(main, book)
    relationships = parts.relationships(main)
    parts.context = _context(parts, main, relationships, CALENDAR_MAC_1904 if book.from_1904 else CALENDAR_WINDOWS_1900)
    sheets = []
    for declared in book.sheets:
        kind, target = relationships.by_id.get(declared.relationship, ("", ""))
        if kind == _WORKSHEET:
            part = beside(main, target)
            sheets.append(Sheet(declared.name, f"{file}[{declared.name}]", declared.visible, part, parts))
    if not sheets:
        raise parts.package.damaged(main)
    return tuple(sheets)


def _context(parts: _Parts, main: str, relationships: Relationships, epoch: datetime) -> Context:
    texts, styles = SharedTexts(), StylesPart()
    for kind, events in (("sharedStrings", texts), ("styles", styles)):
        if target := relationships.first(kind):
            parts.read_whole(beside(main, target), events)
    return Context(texts.texts, frozenset(styles.dates), epoch)
