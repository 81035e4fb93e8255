"""An .xlsx opened with distrust, as sheets of rows: the one way in for every Excel reader.

openpyxl says what each part means: where the sheets are, the shared texts, the cells. It is asked part by part instead
of by `load_workbook`, whose read-only mode knows neither hidden rows nor merged cells, passes over a row that is given
twice and cells out of order without a word, and takes no dates from a table of styles that has another place or name.
All of it is held in memory at once (at most 32 MB), so that no file stays open. Macros, pictures, links and charts are
never looked at.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any, Generic, NamedTuple, TypeVar, cast
from xml.etree.ElementTree import Element

from openpyxl.cell.text import Text
from openpyxl.descriptors.serialisable import Serialisable
from openpyxl.packaging.relationship import Relationship, get_rels_path
from openpyxl.packaging.workbook import ChildSheet
from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900
from openpyxl.worksheet._reader import ROW_TAG
from openpyxl.xml.constants import PKG_REL_NS, SHEET_MAIN_NS

from tally.files.findings import refusal
from tally.files.package import Package, beside, check_is_workbook, open_package
from tally.files.rows import TRUE, RowReader, unambiguous
from tally.files.usual_rows import UsualSheet
from tally.files.values import Row, plain_text
from tally.zips import once

MAX_ROWS = 200_000
"""The last row that may hold anything."""

MAX_COLUMNS = 2_000
"""The last column that may hold anything."""

_MAIN_PART = "xl/workbook.xml"
_WORKSHEET = "worksheet"
_OF_SHEET = ("worksheet/sheetData/row", "worksheet/mergeCells/mergeCell")
_MERGE_TAG = f"{{{SHEET_MAIN_NS}}}mergeCell"
_SHEET_TAG = f"{{{SHEET_MAIN_NS}}}sheet"
_FORMAT_TAG = f"{{{SHEET_MAIN_NS}}}numFmt"
_EXCEL_ENTRIES = 65_536  # sheets, relationships, number formats, styles: Excel takes fewer of each
_NO_PART_OF_DATE = re.compile(r'"[^"]*"?|\\.|\[[^\]]*\]?|_.|\*.')
_LONGEST_FORMAT = 255  # characters, as many as Excel takes; openpyxl's patterns would take long over more

_Kind = TypeVar("_Kind", bound=Serialisable)
_Meaning = TypeVar("_Meaning")


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet.

    Attributes:
        name: as on its tab, in NFC.
        file: as findings name it, `name.xlsx[sheet]`.
        visible: False when it is hidden.
        place: among all sheets of the workbook, from 0.
    """

    name: str
    file: str
    visible: bool
    place: int
    _part: str
    _book: "_Book"

    def rows(self, columns: int | None = None) -> Iterator[Row]:
        """Yield the rows that hold something, from the top.

        Args:
            columns: how many are asked for, from the left, fewer than 26; None: all. A row may hold more.

        Raises:
            BadInput: E953 to E957: damaged, or far too much; it may come after some rows.
        """
        return self._read([], columns)

    def content(self, most: int = MAX_ROWS) -> tuple[list[Row], list[str]]:
        """Return the rows that hold something, and the merged ranges, such as `B4:C4`.

        Args:
            most: how many rows there may be.

        Raises:
            BadInput: E953 to E957: damaged, or far too much.
        """
        merges: list[str] = []
        rows: list[Row] = []
        for row in self._read(merges):
            if len(rows) == most:
                raise refusal(self.file, "E956", row.number, min(row.cells), limit=most)
            rows.append(row)
        return rows, merges

    def reading(self) -> AbstractContextManager[None]:
        """Turn whatever is raised over what the sheet says of its looks into its refusal; see `Package.reading`."""
        return self._book.package.reading(self._part)

    def elements(self, *paths: str) -> Iterator[Element]:
        """Yield elements of the sheet that say how it looks, such as `worksheet/cols/col`.

        Raises:
            BadInput: E953 to E955: damaged, or far too much.
        """
        yield from self._elements(self._part, SHEET_MAIN_NS, paths)

    def of_workbook(self, *paths: str) -> Iterator[Element]:
        """Yield elements of the workbook's main part; as `elements`."""
        yield from self._elements(self._book.main, SHEET_MAIN_NS, paths)

    def beside_workbook(self, kind: str, *paths: str) -> Iterator[Element]:
        """Yield elements of what the workbook has one of, such as `styles`; nothing without one. As `elements`."""
        part = _first(_relationships(self._book.package, self._book.main), kind)
        if part is not None:
            yield from self._elements(part, SHEET_MAIN_NS, paths)

    def attached(self) -> tuple[tuple[str, str], ...]:
        """Return what the sheet refers to inside of the workbook: its kind, such as `drawing`, and its part."""
        return tuple(_relationships(self._book.package, self._part).values())

    def elements_of(self, part: str, namespace: str, *paths: str) -> Iterator[Element]:
        """Yield elements of a part that the sheet refers to; as `elements`."""
        yield from self._elements(part, namespace, paths)

    def _elements(self, part: str, namespace: str, paths: Iterable[str]) -> Iterator[Element]:
        package = self._book.package
        with package.reading(part):
            yield from package.elements(part, namespace, *paths)

    def _read(self, merges: list[str], columns: int | None = None) -> Iterator[Row]:
        package, texts, dates, epoch, _ = self._book
        reader = RowReader(texts, dates, epoch)
        with package.reading(self._part):
            for row in self._usual(reader, merges, columns) or self._parsed(reader, merges):
                if not row.cells:
                    continue
                if row.number > MAX_ROWS:
                    raise refusal(self.file, "E956", row.number, min(row.cells), limit=MAX_ROWS)
                column = max(row.cells)
                if column > MAX_COLUMNS:
                    raise refusal(self.file, "E957", row.number, column, limit=MAX_COLUMNS)
                yield row

    def _usual(self, reader: RowReader, merges: list[str], columns: int | None) -> Iterator[Row] | None:
        """Return the rows taken off the text, or None: the sheet is large, or not written in the usual way."""
        package = self._book.package
        data = package.small(self._part)
        usual = None if data is None else UsualSheet.of(data)
        if usual is None:
            return None
        elements = package.elements_in(usual.rest, SHEET_MAIN_NS, "worksheet/sheetData", *_OF_SHEET)
        sheets, merged = 0, []
        for element in elements:
            if element.tag == _MERGE_TAG:
                merged.append(element.get("ref", ""))
            else:
                sheets += 1
        if sheets != 1:
            return None
        merges += merged
        return usual.rows(reader, columns)

    def _parsed(self, reader: RowReader, merges: list[str]) -> Iterator[Row]:
        """Yield the rows."""
        package = self._book.package
        for element in package.elements(self._part, SHEET_MAIN_NS, *_OF_SHEET):
            if element.tag == ROW_TAG:
                yield reader.row(element)
            else:
                merges.append(element.get("ref", ""))


class _Book(NamedTuple):
    """What the cells of a workbook refer to.

    Attributes:
        texts: the shared texts, in NFC.
        dates: the numbers of the styles that show a number as a date or a time; whether they hide the day.
        epoch: the day from which days are counted.
        main: the part that names the sheets.
    """

    package: Package
    texts: Sequence[str]
    dates: Mapping[int, bool]
    epoch: datetime
    main: str


def open_workbook(path: Path, file: str) -> tuple[Sheet, ...]:
    """Return the sheets of an .xlsx or .xlsm, in their order.

    Args:
        path: where it is.
        file: as findings shall name it.

    Raises:
        BadInput: E901 to E904, E950 to E955: it is no workbook, says it is more than any count needs, or is damaged.
        OSError: the machine failed.
    """
    return sheets_in(open_package(path, file))


def sheets_in(package: Package) -> tuple[Sheet, ...]:
    """Return the sheets of a package in memory; as `open_workbook`."""
    check_is_workbook(package)
    main = _first(_relationships(package, ""), "officeDocument") or _MAIN_PART
    related = _relationships(package, main)
    declared: list[ChildSheet] = []
    epoch = CALENDAR_WINDOWS_1900
    with package.reading(main):
        for element in package.elements(main, SHEET_MAIN_NS, "workbook/workbookPr", "workbook/sheets/sheet"):
            if element.tag == _SHEET_TAG:
                declared.append(_as(ChildSheet, element))
            elif element.get("date1904") in TRUE:
                epoch = CALENDAR_MAC_1904
            if len(declared) > _EXCEL_ENTRIES:
                raise package.too_much()
    book = _Book(package, _texts(package, related), _date_styles(package, related), epoch, main)
    sheets = []
    for place, sheet in enumerate(declared):
        kind, part = related.get(sheet.id, ("", ""))
        if kind == _WORKSHEET:
            name = unicodedata.normalize("NFC", sheet.name)
            sheets.append(Sheet(name, f"{package.file}[{name}]", sheet.state == "visible", place, part, book))
    if not sheets:
        raise package.damaged(main)
    return tuple(sheets)


def _as(kind: type[_Kind], element: Element) -> _Kind:
    """Return what openpyxl makes of an element."""
    return cast("_Kind", kind.from_tree(cast("Any", element)))  # its types are narrower than what it takes and returns


class _TooMany(Exception):  # noqa: N818 - named for what there is
    """More of something than Excel itself takes."""


def _few(elements: Iterable[Element]) -> Iterator[Element]:
    """Yield what no workbook has very many of. Raises _TooMany."""
    for count, element in enumerate(elements):
        if count == _EXCEL_ENTRIES:
            raise _TooMany
        yield element


@dataclass(frozen=True)
class _Listing(Generic[_Meaning]):
    """A kind of part that lists something; what many workbooks list in the same bytes is understood once.

    Attributes:
        namespace: as for `Package.elements`.
        paths: as there.
        understood: makes something of the elements that nobody changes afterwards.
    """

    namespace: str
    paths: tuple[str, ...]
    understood: Callable[[Iterable[Element]], _Meaning]

    def of(self, package: Package, part: str) -> _Meaning:
        """Read such a part.

        Raises:
            BadInput: E952 to E955: it is damaged, or there is more in it than any workbook needs.
        """
        with package.reading(part):
            try:
                data = package.small(part)
                if data is not None:
                    return self._small(data)
                return self.understood(_few(package.elements(part, self.namespace, *self.paths)))
            except _TooMany:
                raise package.too_much() from None

    @cached_property
    def _small(self) -> Callable[[bytes], _Meaning]:
        return once(lambda data: self.understood(_few(Package.elements_in(data, self.namespace, *self.paths))))


def _relationships(package: Package, of: str) -> Mapping[str, tuple[str, str]]:
    """Return, by id, what the parts are that a part refers to, and where; none when it says nothing about them.

    What they are is the last word of its address, which is written in several ways.
    """
    part: str = get_rels_path(of)  # type: ignore[no-untyped-call]  # openpyxl has no types for it
    if part not in package:
        return {}
    related = _RELATIONSHIPS.of(package, part)
    return {name: (kind, beside(of, target)) for name, (kind, target) in related.items()}


def _related(elements: Iterable[Element]) -> Mapping[str, tuple[str, str]]:
    found: dict[str, tuple[str, str]] = {}
    for element in elements:
        one = _as(Relationship, element)
        if one.TargetMode != "External":
            found[one.Id or ""] = one.Type.rpartition("/")[2], one.Target
    return found


_RELATIONSHIPS = _Listing(PKG_REL_NS, ("Relationships/Relationship",), _related)


def _first(related: Mapping[str, tuple[str, str]], kind: str) -> str | None:
    """Return where the first part of a kind is."""
    return next((part for found, part in related.values() if found == kind), None)


def _texts(package: Package, related: Mapping[str, tuple[str, str]]) -> Sequence[str]:
    """Return the table of texts that cells point to."""
    part = _first(related, "sharedStrings")
    if part is None:
        return ()
    with package.reading(part):
        elements = package.elements(part, SHEET_MAIN_NS, "sst/si")
        return [plain_text(_as(Text, unambiguous(element)).content) for element in elements]


def _date_styles(package: Package, related: Mapping[str, tuple[str, str]]) -> Mapping[int, bool]:
    """Return the numbers of the styles that show a number as a date or a time, and whether they hide the day."""
    part = _first(related, "styles")
    return {} if part is None else _STYLES.of(package, part)


def _dates(elements: Iterable[Element]) -> Mapping[int, bool]:
    formats = dict(BUILTIN_FORMATS)
    styles: list[int] = []
    for element in elements:
        number = int(element.get("numFmtId", "0"))
        if element.tag == _FORMAT_TAG:
            formats[number] = element.get("formatCode", "")[:_LONGEST_FORMAT]
        else:
            styles.append(number)
    hides_day = {number: _hides_day(code) for number, code in formats.items() if is_date_format(code)}
    return {style: hides_day[number] for style, number in enumerate(styles) if number in hides_day}


def _hides_day(code: str) -> bool:
    """Tell whether a format shows a date as a month and a year, or as a year."""
    shown = _NO_PART_OF_DATE.sub("", code.split(";", maxsplit=1)[0]).lower()
    return "y" in shown and "d" not in shown


_STYLES = _Listing(SHEET_MAIN_NS, ("styleSheet/numFmts/numFmt", "styleSheet/cellXfs/xf"), _dates)
