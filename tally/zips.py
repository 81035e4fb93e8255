"""Zip files: those of strangers are checked before the first byte is unpacked, ours are the same bytes every time.

A leaf: it knows the standard library alone. Nothing is unpacked to disk; all declared sizes are bounded first, and
`zipfile` never yields more of a part than it declares.
"""

import zlib
from collections.abc import Callable
from enum import StrEnum
from functools import lru_cache, wraps
from io import BytesIO
from struct import error as StructError  # noqa: N812 - it is a class
from typing import TypeVar
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

MEGABYTE = 1024 * 1024

MAX_PARTS = 2_000
MAX_PART = 100 * MEGABYTE
MAX_UNPACKED = 150 * MEGABYTE
"""Bytes of all parts together: verifying a signature holds them all at once."""

MAX_RATIO = 200
"""Times a large part may grow when unpacked; sheets of ballots grow 10 to 30 times, a bomb about 1,000 times."""

SMALL_PART = 4 * MEGABYTE
"""A part up to this size may grow as it likes: an empty but styled sheet packs very well and harms nobody."""

Meaning = TypeVar("Meaning")

_REMEMBERED, _FEW_BYTES = 64, 64 * 1024

_STILL_DATE = (1980, 1, 1, 0, 0, 0)
_UNIX = 3
_PLAIN_FILE = 0o100644 << 16

_DIRECTORY_ENTRY = b"PK\x01\x02"

_ENDS_OF_ZIPFILE = (BadZipFile, ValueError, NotImplementedError, OverflowError, OSError, StructError)
_ENDS_OF_UNPACKING = (*_ENDS_OF_ZIPFILE, zlib.error, EOFError, RuntimeError, LookupError)
"""In so many ways zipfile says that a zip, or a part of one, is damaged."""
_ENCRYPTED = 0x1


class Unsafe(StrEnum):
    """Why a zip is not unpacked."""

    DAMAGED = "damaged"
    DUPLICATE = "duplicate"
    LOCKED = "locked"
    TOO_MUCH = "too-much"


class UnsafeZip(Exception):  # noqa: N818 - it is the file that is unsafe
    """A zip that is not unpacked.

    Attributes:
        why: the reason.
        part: the name of the part it was seen at, as the file spells it; `ZIP` when it is the file as a whole.
    """

    def __init__(self, why: Unsafe, part: str = "ZIP") -> None:
        self.why = why
        self.part = part
        super().__init__(f"{why}: {part}")


def open_zip(data: bytes) -> tuple[ZipFile, dict[str, ZipInfo]]:
    """Open a zip held in memory and check all it declares, without unpacking anything.

    Returns:
        The zip, and its entries by `part_key`, in the order of the file.

    Raises:
        UnsafeZip: no zip or damaged, two parts of one name, a password, more than any workbook needs.
    """
    # Entries are counted by their signature before zipfile makes an object of each.
    if data.count(_DIRECTORY_ENTRY) > MAX_PARTS:
        raise UnsafeZip(Unsafe.TOO_MUCH)
    try:
        archive = ZipFile(BytesIO(data))
    except _ENDS_OF_ZIPFILE as error:
        raise UnsafeZip(Unsafe.DAMAGED) from error
    entries: dict[str, ZipInfo] = {}
    for entry in archive.infolist():
        key = part_key(entry.filename)
        if key in entries:
            raise UnsafeZip(Unsafe.DUPLICATE, entry.filename)
        if entry.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
            raise UnsafeZip(Unsafe.DAMAGED, entry.filename)
        if entry.flag_bits & _ENCRYPTED:
            raise UnsafeZip(Unsafe.LOCKED, entry.filename)
        packed_well = entry.file_size > SMALL_PART and entry.file_size > MAX_RATIO * entry.compress_size
        if packed_well or entry.file_size > MAX_PART:
            raise UnsafeZip(Unsafe.TOO_MUCH, entry.filename)
        entries[key] = entry
    if sum(entry.file_size for entry in entries.values()) > MAX_UNPACKED:
        raise UnsafeZip(Unsafe.TOO_MUCH)
    return archive, entries


def unpacked(archive: ZipFile, entry: ZipInfo) -> bytes:
    """Return a part; of one that holds more than it declares, no more than that is ever unpacked.

    Raises:
        UnsafeZip: it is damaged, or not what its checksum says.
    """
    try:
        with archive.open(entry) as source:
            # Without a number zipfile unpacks all that is there before it cuts off what was not declared.
            return source.read(entry.file_size + 1)
    except _ENDS_OF_UNPACKING as error:
        raise UnsafeZip(Unsafe.DAMAGED, entry.filename) from error


def part_key(name: str) -> str:
    """Return what two names of one part share: they differ neither by case nor by slashes (ECMA-376 part 2)."""
    return name.replace("\\", "/").lstrip("/").casefold()


def once(read: Callable[[bytes], Meaning]) -> Callable[[bytes], Meaning]:
    """Return a reader of parts that remembers what many packages say in the same few bytes, such as their styles.

    Args:
        read: makes something of a part that nobody changes afterwards, from its bytes alone.
    """
    remembered = lru_cache(maxsize=_REMEMBERED)(read)

    @wraps(read)
    def reading(data: bytes) -> Meaning:
        return remembered(data) if len(data) <= _FEW_BYTES else read(data)

    return reading


def still_entry(name: str) -> ZipInfo:
    """Return the entry of a part to be written: one fixed time and the marks of one system, wherever it is written."""
    entry = ZipInfo(name, _STILL_DATE)
    entry.create_system = _UNIX
    entry.external_attr = _PLAIN_FILE
    return entry


_OF_NO_MEANING = ("[content_types].xml", "_rels/.rels", "_xmlsignatures/", "docprops/")
"""Parts that signing changes or leaves out, by `part_key`: they hold nothing that is printed."""


def same_parts(one: bytes, other: bytes) -> bool:
    """Tell whether two workbooks, signed or not, hold the same parts, byte for byte, however they are packed.

    Raises:
        UnsafeZip: as `open_zip`.
    """
    return _parts(one) == _parts(other)


def _parts(content: bytes) -> dict[str, bytes]:
    archive, entries = open_zip(content)
    return {key: unpacked(archive, entry) for key, entry in entries.items() if not key.startswith(_OF_NO_MEANING)}
