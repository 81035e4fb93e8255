"""What lies beside a congress file, looked at before SQLite sees it: it obeys whatever lies there.

A rollback journal that a killed program left takes back half a commit, in whatever file has the name; and one that
names a super-journal has SQLite delete the file of that name. So all that lies beside must be ordinary files, no
journal may name another file, and one that is not done with must fit what it would be rolled back into. Whoever only
reads has that done in a copy that is nobody else's. Source: https://sqlite.org/fileformat.html, "The Rollback Journal".
"""

import errno
import filecmp
import os
import shutil
import stat
import struct
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO

from tally.application.intake import BadInput, FileFinding
from tally.application.journal_file import Locked
from tally.disk import SpecialFile, check_regular
from tally.store.place import BESIDE, beside

_LOG, _JOURNAL = "-wal", "-journal"
_MAGIC = bytes.fromhex("d9d505f920a163d7")
_SUPER = struct.Struct(">II8s")  # at the end: length and checksum of a name that stands before, magic
_SEGMENT = struct.Struct(">8sIIIII")  # magic, records, nonce, pages of the database, bytes of a sector, of a page
_NUMBER = 4  # bytes of the number of a page, and of a checksum
_SMALLEST_SECTOR, _LARGEST_PAGE = 32, 1 << 16
_PAGE_SIZE, _COUNTER = slice(16, 18), slice(24, 28)  # in the first page of a database
_TRIES = 5


class NamesAnother(BadInput):
    """The journal beside a congress file names another file, which SQLite would delete."""

    def __init__(self, file: str, journal: str) -> None:
        super().__init__([FileFinding(file, 1, 1, "E828", {"value": journal})])


class NotItsOwn(BadInput):
    """The journal beside a congress file is not of what the file holds: rolled back, it would ruin the file."""

    def __init__(self, file: str, journal: str) -> None:
        super().__init__([FileFinding(file, 1, 1, "E829", {"value": journal})])


def check_beside(path: Path, file: Path | None = None) -> None:
    """Check that what lies beside a database are ordinary files, and that its journal names no other file.

    Args:
        path: of the database, which is not opened.
        file: what the user knows it as; the path unless given.

    Raises:
        SpecialFile, BadInput: E812, E902: a pipe, a device, a link, a folder.
        NamesAnother: E828.
        OSError: the machine failed.
    """
    named = file or path
    for suffix in BESIDE:
        with suppress(FileNotFoundError):
            _check_ordinary(_beside(path, suffix), str(_beside(named, suffix)))
    with suppress(FileNotFoundError):
        if _names_another(_beside(path, _JOURNAL)):
            raise NamesAnother(str(named), _beside(named, _JOURNAL).name)


def check_own(path: Path, file: Path | None = None) -> None:
    """Check that a journal which is not done with is of what the file holds, as far as can be known.

    The first page of the database as it was has the count of commits; what was half written is at most one more.

    Args:
        path: of the database, which nobody in this process may have open.
        file: what the user knows it as; the path unless given.

    Raises:
        NotItsOwn: E829.
        OSError: the machine failed.
    """
    with suppress(FileNotFoundError):
        if not _is_own(path, _beside(path, _JOURNAL)):
            named = file or path
            raise NotItsOwn(str(named), _beside(named, _JOURNAL).name)


def is_half_written(path: Path) -> bool:
    """Tell whether a program was killed in the middle of writing to a database, or is writing now.

    What it left beside it is needed. A rollback journal that starts with zeros is one that is done with.

    Raises:
        SpecialFile, BadInput, NamesAnother, OSError: as `check_beside`.
    """
    check_beside(path)
    if has_log(path):
        return True
    try:
        with _beside(path, _JOURNAL).open("rb") as journal:
            return any(journal.read(8))
    except FileNotFoundError:
        return False


def refuse_left(path: Path) -> None:
    """Refuse a name for a new database beside which lies what a killed program left of another.

    Raises:
        FileExistsError: that would be lost, or would ruin the new one.
        SpecialFile, BadInput, NamesAnother, OSError: as `check_beside`.
    """
    if is_half_written(path):
        raise FileExistsError(errno.EEXIST, "in the way", str(beside(path)[0]))


def has_log(path: Path) -> bool:
    """Tell whether a write-ahead log with something in it lies beside a database."""
    log = _beside(path, _LOG)
    return log.is_file() and log.stat().st_size > 0


def private_copy(path: Path) -> "TemporaryDirectory[str]":
    """Copy a database, and what a killed program left beside it, to a folder of our own, under the same names.

    Nothing is written to a database before what lies beside it was written to: if that is still the same after the
    database was copied, then the copies belong together, even where another program rolled back meanwhile.

    Args:
        path: of the database, which nobody in this process may have open.

    Returns:
        The folder; it is gone when it is cleaned up.

    Raises:
        Locked: another program is writing again and again.
        SpecialFile, BadInput, NamesAnother, NotItsOwn, OSError: as `check_beside`, `check_own`.
    """
    for _ in range(_TRIES):
        folder = TemporaryDirectory(prefix="tally-", ignore_cleanup_errors=True)
        copy = Path(folder.name) / path.name
        try:
            if _copied(path, copy):
                check_beside(copy, path)
                check_own(copy, path)
                return folder
        except BaseException:
            folder.cleanup()
            raise
        folder.cleanup()
    raise Locked(str(path))


def _copied(path: Path, copy: Path) -> bool:
    left = [suffix for suffix in (_LOG, _JOURNAL) if _beside(path, suffix).exists()]
    try:
        for suffix in (*left, ""):
            shutil.copyfile(_beside(path, suffix), _beside(copy, suffix))
        return all(filecmp.cmp(_beside(path, suffix), _beside(copy, suffix), shallow=False) for suffix in left)
    except FileNotFoundError:
        if not path.exists():
            raise
        return False  # another program is done with it


def _beside(path: Path, suffix: str) -> Path:
    return path.with_name(path.name + suffix)


def _check_ordinary(path: Path, file: str) -> None:
    # SQLite would write through a link, to a file that is no business of ours.
    if stat.S_ISLNK(path.lstat().st_mode):
        raise SpecialFile(file, "link")
    check_regular(path, file)


def _names_another(journal: Path) -> bool:
    size = journal.stat().st_size
    if size < _SUPER.size:
        return False
    with journal.open("rb") as file:
        file.seek(size - _SUPER.size)
        end = file.read(_SUPER.size)
    if len(end) < _SUPER.size:
        return False  # whoever writes it shortened it
    length, _, magic = _SUPER.unpack(end)
    return magic == _MAGIC and 0 < length <= size - _SUPER.size


def _is_own(path: Path, journal: Path) -> bool:
    with journal.open("rb") as left:
        begin = left.read(_SEGMENT.size)
        if len(begin) < _SEGMENT.size or not begin.startswith(_MAGIC):
            return True  # done with, or cut off while it was begun: nothing is rolled back
        _, records, _, pages, sector, page = _SEGMENT.unpack(begin)
        with path.open("rb") as database:
            first = database.read(_COUNTER.stop)
        size = path.stat().st_size
        if sector < _SMALLEST_SECTOR or first[_PAGE_SIZE] != _as_header_says(page) or size < pages * page:
            return False
        if not records:
            return size == pages * page  # not flushed yet, so that the database was not written to
        count = int.from_bytes(first[_COUNTER])
        for start in _records(left, sector, page):
            left.seek(start)
            record = left.read(_NUMBER + _COUNTER.stop)
            if int.from_bytes(record[:_NUMBER]) == 1:
                return count - int.from_bytes(record[_NUMBER:][_COUNTER]) in {0, 1}
    return True


def _as_header_says(page: int) -> bytes:
    return (1 if page == _LARGEST_PAGE else page & 0xFFFF).to_bytes(2)


def _records(journal: BinaryIO, sector: int, page: int) -> Iterator[int]:
    """Yield where each record of a journal starts: the number of a page, the page as it was, a checksum."""
    size, start, record = journal.seek(0, os.SEEK_END), 0, _NUMBER + page + _NUMBER
    while start + sector <= size:
        journal.seek(start)
        magic, records, *_ = _SEGMENT.unpack(journal.read(_SEGMENT.size).ljust(_SEGMENT.size, b"\0"))
        if magic != _MAGIC or not records:
            return
        end = start + sector + min(records, (size - start - sector) // record) * record
        yield from range(start + sector, end, record)
        start = -(-end // sector) * sector  # segments begin with a sector
