"""An .xlsx as a zip of parts, opened with distrust: every refusal is quick, small, and says what the file really is.

Nothing is unpacked to disk. A part is read as a stream, within the size it declares (`zipfile` never yields more), and
all declared sizes are checked before the first byte is unpacked.
"""

import posixpath
import zlib
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from struct import error as StructError  # noqa: N812 - it is a class
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from tally.application.intake import BadInput
from tally.files.findings import refusal, shown
from tally.files.foreign import WORKBOOK, kind_of, kind_of_zip
from tally.files.text import MEGABYTE, read_bytes

MAX_FILE = 32 * MEGABYTE
"""Bytes on disk. A record of 1,510 ballots and 220 candidates takes about one megabyte."""

MAX_PARTS = 2_000
MAX_PART = 200 * MEGABYTE
MAX_UNPACKED = 300 * MEGABYTE

MAX_RATIO = 200
"""Times a large part may grow when unpacked; sheets of ballots grow 10 to 30 times, a bomb about 1,000 times."""

SMALL_PART = 4 * MEGABYTE
"""A part up to this size may grow as it likes: an empty but styled sheet packs very well and harms nobody."""

CHUNK = 64 * 1024

_ZIP_STARTS = (b"PK\x03\x04", b"PK\x05\x06")
_DIRECTORY_ENTRY = b"PK\x01\x02"
_ENCRYPTED = 0x1


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
        # Entries are counted by their signature before zipfile makes an object of each.
        if data.count(_DIRECTORY_ENTRY) > MAX_PARTS:
            raise self.too_much()
        try:
            self._zip = ZipFile(BytesIO(data))
        except (BadZipFile, ValueError, NotImplementedError, OverflowError, OSError, StructError) as error:
            raise self.damaged(part="ZIP") from error
        self._parts = self._checked(self._zip.infolist())

    def _checked(self, entries: list[ZipInfo]) -> dict[str, ZipInfo]:
        parts: dict[str, ZipInfo] = {}
        for entry in entries:
            key = _key(entry.filename)
            if key in parts or entry.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
                raise self.damaged(entry.filename)
            if entry.flag_bits & _ENCRYPTED:
                raise refusal(self.file, "E951")
            packed_well = entry.file_size > SMALL_PART and entry.file_size > MAX_RATIO * entry.compress_size
            if packed_well or entry.file_size > MAX_PART:
                raise self.too_much()
            parts[key] = entry
        if sum(entry.file_size for entry in entries) > MAX_UNPACKED:
            raise self.too_much()
        return parts

    def too_much(self) -> BadInput:
        """Return the refusal of a file that would fill the memory: a bomb, or no list of people or ballots."""
        return refusal(self.file, "E954")

    def damaged(self, part: str) -> BadInput:
        """Return the refusal of a file of which a part is missing or cannot be read."""
        return refusal(self.file, "E953", part=shown(part))

    def __contains__(self, part: str) -> bool:
        return _key(part) in self._parts

    def names(self) -> tuple[str, ...]:
        """Return the names of the parts, in small letters, with slashes."""
        return tuple(self._parts)

    def start(self, part: str) -> bytes:
        """Return the first bytes of a part.

        Raises:
            BadInput: E953: the part is missing or damaged.
        """
        return next(self.chunks(part), b"")

    def chunks(self, part: str) -> Iterator[bytes]:
        """Yield a part in pieces; its checksum is verified with the last one.

        Raises:
            BadInput: E953: the part is missing or damaged.
        """
        entry = self._parts.get(_key(part))
        if entry is None:
            raise self.damaged(part)
        try:
            with self._zip.open(entry) as stream:
                while chunk := stream.read(CHUNK):
                    yield chunk
        except (BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError) as error:
            raise self.damaged(part) from error


def open_package(path: Path, file: str) -> Package:
    """Read an .xlsx into memory, or say what the file is instead.

    Args:
        path: where it is.
        file: as findings shall name it.

    Raises:
        BadInput: E901 to E904, E950 to E954.
        OSError: the machine failed.
    """
    if path.exists() and not (path.is_file() or path.is_dir()):
        # Reading a pipe or a device might never end.
        raise refusal(file, "E952", file_kind="device")
    data = read_bytes(path, file, MAX_FILE)
    if not data.startswith(_ZIP_STARTS):
        code, kind = kind_of(data)
        raise refusal(file, code, file_kind=kind) if kind else refusal(file, code)
    return Package(file, data)


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


def _key(name: str) -> str:
    # Names of parts differ neither by case nor by the slashes of a careless writer (ECMA-376 part 2).
    return name.replace("\\", "/").lstrip("/").casefold()
