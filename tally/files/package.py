"""An .xlsx as a zip of parts, opened with distrust: every refusal is quick, small, and says what the file really is.

`tally.zips` has checked what the zip declares before the first byte of it is unpacked. A large part is read as a
stream, one element at a time is handed on to openpyxl, so that no file fills the memory before somebody can say "too
much"; a part that is not larger than one element may be is read at once. defusedxml looks at where a document type
could stand and refuses every one.
"""

import posixpath
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from struct import error as StructError  # noqa: N812 - it is a class
from typing import IO, NoReturn, cast
from xml.etree.ElementTree import Element, ParseError, XMLParser, XMLPullParser
from zipfile import BadZipFile

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser
from openpyxl.xml.constants import REL_NS, SHEET_MAIN_NS

from tally.application.intake import BadInput
from tally.files.findings import refusal, shown
from tally.files.foreign import WORKBOOK, kind_of, kind_of_zip
from tally.files.text import MEGABYTE, read_bytes
from tally.zips import Unsafe, UnsafeZip, open_zip, part_key

MAX_FILE = 32 * MEGABYTE
"""Bytes on disk. A record of 1,510 ballots and 220 candidates takes about one megabyte."""

MAX_XML = 100 * MEGABYTE
"""Bytes of XML read from one file, all its parts together."""

MAX_TAGS = 4_000_000
"""XML tags read from one file: about 1,000,000 cells, which is 4,500 ballots with 220 candidates."""

_MAX_HELD = 1_000_000  # bytes of one row, one text or one tag; a row of 220 candidates takes 9,000

AT_ONCE = _MAX_HELD
"""Bytes of a part that is read at once: of a larger one so much may be held at a time."""

_MAX_DEPTH = 64
_MAX_START = 1_024
_PIECE = 16_384  # bytes parsed at once

_STRICT = (
    (b"http://purl.oclc.org/ooxml/spreadsheetml/main", SHEET_MAIN_NS.encode()),
    (b"http://purl.oclc.org/ooxml/officeDocument/relationships", REL_NS.encode()),
)
"""What the kind of workbook named "Strict Open XML" calls things, and what openpyxl calls them."""

_UNREADABLE = (
    *(BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, StructError),  # of zipfile
    *(ParseError, LookupError, ValueError),  # of the parser; LookupError also: an unknown encoding, a missing part
    *(TypeError, AttributeError, ArithmeticError, AssertionError),  # of openpyxl, at what no program writes
)

_Place = tuple[str, ...]
"""The tags from the root down to an element, its own the last."""

ALTERNATIVES = "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"
"""Of what it holds, each program shows what it understands: none of it can be what is asked for."""

_ZIP_STARTS = (b"PK\x03\x04", b"PK\x05\x06")


class Package:
    """The parts of one .xlsx held in memory; no file stays open.

    Attributes:
        file: the file as findings name it.
    """

    def __init__(self, file: str, data: bytes) -> None:
        """Check the zip without unpacking it.

        Raises:
            BadInput: E951 a part has a password, E953 damaged, E954 it would unpack to too much.
        """
        self.file = file
        try:
            self._zip, self._parts = open_zip(data)
        except UnsafeZip as error:
            if error.why is Unsafe.LOCKED:
                raise refusal(file, "E951") from error
            raise (self.too_much() if error.why is Unsafe.TOO_MUCH else self.damaged(error.part)) from error
        self._tags_left, self._bytes_left = MAX_TAGS, MAX_XML
        # A tag takes more than one byte: in a small file there is no need to count them.
        self._may_be_too_many = sum(entry.file_size for entry in self._parts.values()) > MAX_TAGS

    def too_much(self) -> BadInput:
        """Return the refusal of a file that would fill the memory: a bomb, or no list of people or ballots."""
        return refusal(self.file, "E954")

    def damaged(self, part: str) -> BadInput:
        """Return the refusal of a file of which a part is missing or cannot be read."""
        return refusal(self.file, "E953", part=shown(part))

    def __contains__(self, part: str) -> bool:
        return part_key(part) in self._parts

    def names(self) -> tuple[str, ...]:
        """Return the names of the parts, in small letters, with slashes."""
        return tuple(self._parts)

    def start(self, part: str, size: int = _MAX_START) -> bytes:
        """Return the first bytes of a part.

        Args:
            part: its name.
            size: so many at most.

        Raises:
            BadInput: E953: the part is missing or damaged.
        """
        with self.reading(part), self._zip.open(self._parts[part_key(part)]) as source:
            return source.read(size)

    @contextmanager
    def reading(self, part: str) -> Iterator[None]:
        """Turn whatever is raised over a part that is missing, damaged or hostile into its refusal.

        Raises:
            BadInput: E953 missing or damaged, E955 it declares a document type.
        """
        try:
            yield
        except DefusedXmlException as error:
            raise refusal(self.file, "E955") from error
        except _UNREADABLE as error:
            raise self.damaged(part) from error

    def elements(self, part: str, namespace: str, *paths: str) -> Iterator[Element]:
        """Yield some elements of a part, each when it is whole, and keep none; to be used within `reading`.

        Args:
            part: its name.
            namespace: of the root and of all that is asked for; what belongs to another one is passed over.
            paths: which elements, as `root/child/grandchild`; what stands anywhere else is passed over, as Excel does.

        Raises:
            BadInput: E954: there is more in the file than any count can need.
            Exception: whatever `reading` refuses; the checksum is verified after the last element.
        """
        data = self.small(part)
        if data is not None:
            yield from self.elements_in(data, namespace, *paths)
            return
        with self._zip.open(self._parts[part_key(part)]) as source:
            yield from self._one_by_one(_Stream(source, self), _Wanted(namespace, paths))

    def small(self, part: str) -> bytes | None:
        """Return a part that is read at once, or None: it is larger; to be used within `reading`.

        Raises:
            BadInput: E954: there is more in the file than any count can need.
            Exception: whatever `reading` refuses.
        """
        entry = self._parts[part_key(part)]
        if entry.file_size > AT_ONCE:
            return None
        with self._zip.open(entry) as source:
            # Without a number zipfile unpacks all that is there before it cuts off what was not declared.
            data = _Stream(source, self).read(entry.file_size + 1)
        if self._may_be_too_many:
            # No fewer than the tags: a remark may hold the sign too.
            self._tags_left -= data.count(b"<") + data.count(b"/>")
            if self._tags_left < 0:
                raise self.too_much()
        return data

    @staticmethod
    def elements_in(data: bytes, namespace: str, *paths: str) -> Iterator[Element]:
        """Yield some elements of a small part; as `elements`."""
        wanted, root = _Wanted(namespace, paths), root_of(data)
        if not root.tag.startswith(wanted.namespace):
            raise ParseError(root.tag)
        yield from _inside(root, (root.tag,), wanted)

    def _one_by_one(self, stream: "_Stream", wanted: "_Wanted") -> Iterator[Element]:
        """Yield what is wanted of a part that is read bit by bit."""
        opened: list[Element] = []
        inside = 0  # how deep the element stands that is wanted and not yet whole
        for event, element in _events(stream):
            self._tags_left -= 1  # here and not by `spend`: it is done for every tag
            if self._tags_left < 0:
                raise self.too_much()
            if event == "start":
                opened.append(element)
                if len(opened) > _MAX_DEPTH or not opened[0].tag.startswith(wanted.namespace):
                    raise ParseError(element.tag)
                if not inside and wanted.at(tuple(one.tag for one in opened)):
                    inside = len(opened)
                continue
            if inside == len(opened):
                inside = 0
                yield element
            opened.pop()
            if not inside:
                stream.held = 0
                if opened:
                    opened[-1].clear()

    def spend(self, size: int) -> None:
        """Take bytes of XML off what may still be read from the file.

        Raises:
            BadInput: E954: there is more in the file than any count can need.
        """
        self._bytes_left -= size
        if self._bytes_left < 0:
            raise self.too_much()


class _Stream:
    """The XML of a part while it is unpacked.

    Attributes:
        held: bytes given out since the parser last let go of what it had made of them.
    """

    def __init__(self, source: IO[bytes], package: Package) -> None:
        self.held = 0
        self._source = source
        self._package = package
        self._begun = False

    def read(self, size: int) -> bytes:
        """Return the next bytes, so many at most."""
        data = self._source.read(size)
        self._package.spend(size=len(data))
        self.held += len(data)
        if self.held > _MAX_HELD:
            raise ParseError(self.held)
        if not self._begun:
            self._begun = True
            for strict, known in _STRICT:
                data = data.replace(strict, known, 1)
        return data


class _RootBegins(Exception):  # noqa: N818 - nothing is wrong
    """The root element of a document begins: no document type, and so no entity, can be declared after that."""


class _Root:
    """What defusedxml tells of the beginning of a document."""

    def start(self, _tag: str, _attributes: dict[str, str]) -> NoReturn:
        """Say that an element begins."""
        raise _RootBegins

    def close(self) -> None:
        """Keep nothing."""


class _Guard:
    """Reads a document as far as its root element, before the parser does, and refuses it where it declares a type.

    defusedxml, whose parser is several times slower, does it. Both are expat, and both are fed the same bytes in the
    same pieces: newer versions of expat put off what is handed to them bit by bit, and one must never be behind the
    other.
    """

    def __init__(self) -> None:
        self._parser = DefusedXMLParser(target=_Root(), forbid_dtd=True)
        self._passed = False

    def feed(self, data: bytes) -> None:
        """Look at the next piece.

        Raises:
            DefusedXmlException: it declares a document type or an entity.
            ParseError: it is broken.
        """
        if not self._passed:
            try:
                self._parser.feed(data)
            except _RootBegins:
                self._passed = True

    def close(self) -> None:
        """Look at what was put off; as `feed`."""
        if not self._passed:
            try:
                self._parser.close()
            except _RootBegins:
                self._passed = True


class _Wanted:
    """Which elements of a part are asked for.

    Attributes:
        namespace: of the root and of all that is asked for, as their tags begin.
    """

    def __init__(self, namespace: str, paths: Iterable[str]) -> None:
        self.namespace = f"{{{namespace}}}"
        self._places = {tuple(self.namespace + name for name in path.split("/")) for path in paths}
        self._names = {tag for place in self._places for tag in place}

    def at(self, place: _Place) -> bool:
        """Tell whether an element is asked for.

        Raises:
            ParseError: it would be, in a program that takes another one of several alternatives.
        """
        if ALTERNATIVES in place and place[-1] in self._names:
            raise ParseError(place)
        return place in self._places


def _inside(parent: Element, place: _Place, wanted: _Wanted) -> Iterator[Element]:
    """Yield what is wanted below an element, but nothing within what was yielded, in the order of the document."""
    if len(place) > _MAX_DEPTH:
        raise ParseError(parent.tag)
    for element in parent:
        below = (*place, element.tag)
        if wanted.at(below):
            yield element
        elif len(element):
            yield from _inside(element, below, wanted)


def _events(stream: _Stream) -> Iterator[tuple[str, Element]]:
    """Yield the begin and the end of every element."""
    guard = _Guard()
    parser: XMLPullParser[Element] = XMLPullParser(("start", "end"))
    while data := stream.read(_PIECE):
        guard.feed(data)
        parser.feed(data)
        yield from cast("Iterator[tuple[str, Element]]", parser.read_events())
    guard.close()
    parser.close()
    yield from cast("Iterator[tuple[str, Element]]", parser.read_events())


def root_of(data: bytes) -> Element:
    """Return the root element of a whole document.

    Raises:
        DefusedXmlException: it declares a document type or an entity.
        ParseError: it is broken.
    """
    guard = _Guard()
    guard.feed(data)
    guard.close()
    parser: XMLParser[Element] = XMLParser()  # noqa: S314 - the guard has looked
    parser.feed(data)
    return parser.close()


def open_package(path: Path, file: str) -> Package:
    """Read an .xlsx into memory, or say what the file is instead.

    Args:
        path: where it is.
        file: as findings shall name it.

    Raises:
        BadInput: E901 to E904, E950 to E954.
        OSError: the machine failed.
    """
    return Package(file, read_zip(path, file))


def read_zip(path: Path, file: str) -> bytes:
    """Return the bytes of a zip, or say what the file is instead; as `open_package`."""
    data = read_bytes(path, file, MAX_FILE, special="E952")
    if not data.startswith(_ZIP_STARTS):
        code, kind = kind_of(data)
        raise refusal(file, code, file_kind=kind) if kind else refusal(file, code)
    return data


def check_is_workbook(package: Package) -> None:
    """Refuse a zip that is something else.

    Raises:
        BadInput: E952, with what it is.
    """
    mimetype = package.start("mimetype") if "mimetype" in package else b""
    kind = kind_of_zip(package.names(), mimetype)
    if kind != WORKBOOK:
        raise refusal(package.file, "E952", file_kind=kind)


def beside(part: str, target: str) -> str:
    """Return the name of the part that a relationship of `part` points to."""
    joined = target if target.startswith("/") else posixpath.join(posixpath.dirname(part), target)
    return posixpath.normpath(joined).lstrip("/")
