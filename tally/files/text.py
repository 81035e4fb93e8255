"""Reading a text file with distrust: every refusal is quick and says what the file really is and what to do.

Rows count lines, columns count characters, both from 1, as an editor shows them.
"""

import codecs
import errno
import unicodedata
from pathlib import Path

from tally.application.intake import BadInput
from tally.disk import SpecialFile, check_regular, read_regular
from tally.files.findings import refusal, shown

MEGABYTE = 1024 * 1024

MAX_CSV = 64 * MEGABYTE
"""Bytes of a `ballots.csv`: about a million ballots of thirty candidates."""

MAX_TOML = MEGABYTE
"""Bytes of a TOML file; a congress with 220 candidates has 40 kilobytes."""

_BOMS = (
    # UTF-32 first: its mark begins with that of UTF-16.
    (codecs.BOM_UTF32_LE, "UTF-32 LE"),
    (codecs.BOM_UTF32_BE, "UTF-32 BE"),
    (codecs.BOM_UTF16_LE, "UTF-16 LE"),
    (codecs.BOM_UTF16_BE, "UTF-16 BE"),
)

_ZIP = b"PK\x03\x04"
_ZIPPED = (
    (b"xl/workbook", "xlsx"),
    (b"word/document", "docx"),
    (b"opendocument.spreadsheet", "ods"),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLE_WORKBOOK = "Workbook".encode("utf-16-le")
_PDF = b"%PDF-"

_NOT_THERE = frozenset({errno.ENOENT, errno.ENOTDIR, errno.ENAMETOOLONG})
"""Among them a name longer than any file has: a stranger's file may name another one as it likes."""

_GUESSED_FROM = 64 * 1024  # bytes that the guess of an encoding looks at; enough to be right, little enough to be quick
_GUESSES = ["cp1258", "cp1252", "gb18030", "shift_jis"]  # what turns up in Vietnam; more would make worse guesses
_PIECE = MEGABYTE


def read_text(path: Path, file: str, limit: int) -> str:
    """Return the text of a UTF-8 file in Unicode NFC, without its byte order mark.

    Args:
        path: where the file is.
        file: its name as findings give it.
        limit: the most bytes it may have.

    Raises:
        BadInput: E901 to E907: it is no such file, or not text.
        OSError: the machine failed.
    """
    data = read_bytes(path, file, limit)
    check_text(data, file)
    return unicodedata.normalize("NFC", data.decode("utf-8-sig"))


def read_bytes(path: Path, file: str, limit: int, special: str = "E905") -> bytes:
    """Return the bytes of a file that is there, is not empty and is not too large.

    Args:
        path: where it is.
        file: its name as findings give it.
        limit: the most bytes it may have.
        special: the code for a pipe, a device and the like.

    Raises:
        BadInput: E901 to E904, `special`; a file that is too large is refused before it is read.
        OSError: the machine failed.
    """
    try:
        _check_size(check_regular(path, file).st_size, file, limit)
        data = read_regular(path, limit, file)
    except OSError as error:
        if error.errno in _NOT_THERE:
            raise refusal(file, "E901", value=shown(file)) from error
        raise
    except SpecialFile as error:
        raise refusal(file, special, file_kind=error.kind) from error
    _check_size(len(data), file, limit)
    if not data or data.isspace() or data == codecs.BOM_UTF8:
        raise refusal(file, "E903", value=shown(file))
    return data


def is_there(path: Path) -> bool:
    """Tell whether there is anything at a path. Raises OSError: the machine failed."""
    try:
        return path.exists()
    except OSError as error:
        if error.errno in _NOT_THERE:
            return False
        raise


def check_text(data: bytes, file: str) -> None:
    """Refuse what is not UTF-8 text.

    Raises:
        BadInput: E905 to E907, at the first byte that is wrong.
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            raise refusal(file, "E906", encoding=encoding, value=mark.hex(" ").upper())
    if kind := _known_kind(data):
        raise refusal(file, "E905", file_kind=kind)
    if (zero := data.find(0)) >= 0:
        raise _refuse_zero(data, zero, file)
    if (bad := _first_bad_byte(data)) is not None:
        raise _refuse_encoding(data, bad, file)


def _check_size(size: int, file: str, limit: int) -> None:
    if size > limit:
        raise refusal(file, "E904", size=-(-size // MEGABYTE), limit=limit // MEGABYTE)


def _known_kind(data: bytes) -> str:
    """Return which well-known kind of file this is, as a key of `words.file`, or nothing."""
    if data.startswith(_ZIP):
        return next((kind for part, kind in _ZIPPED if part in data), "zip")
    if data.startswith(_OLE):
        return "xls" if _OLE_WORKBOOK in data else "ole"
    return "pdf" if data.startswith(_PDF) else ""


def _refuse_zero(data: bytes, zero: int, file: str) -> BadInput:
    """Tell UTF-16 without its mark, where every other byte of a plain text is zero, from binary data."""
    start = data[:_GUESSED_FROM]
    even, odd = start[::2].count(0), start[1::2].count(0)
    if max(even, odd) * 4 > len(start) and min(even, odd) * 20 < max(even, odd):
        encoding = "UTF-16 LE" if odd > even else "UTF-16 BE"
        return refusal(file, "E906", encoding=encoding, value="00")
    row, column = _place(data, zero)
    return refusal(file, "E905", row, column, file_kind="binary")


def _first_bad_byte(data: bytes) -> int | None:
    """Decode piece by piece, so that a large file is never held a second time as text."""
    if data.isascii():
        return None
    decoder = codecs.getincrementaldecoder("utf-8")()
    view = memoryview(data)
    for start in range(0, len(data), _PIECE):
        begun = len(decoder.getstate()[0])  # bytes of a letter whose end is in this piece
        try:
            decoder.decode(view[start : start + _PIECE], final=start + _PIECE >= len(data))
        except UnicodeDecodeError as error:
            return start - begun + error.start
    return None


def _refuse_encoding(data: bytes, bad: int, file: str) -> BadInput:
    row, column = _place(data, bad)
    value = f"{data[bad]:02X}"
    # Letters beyond ASCII that are right before the bad byte: UTF-8 that was damaged, not another encoding.
    damaged = not data[:bad].removeprefix(codecs.BOM_UTF8).isascii()
    encoding = "" if damaged else _guess(data[max(0, bad - _GUESSED_FROM // 2) :][:_GUESSED_FROM])
    if not encoding:
        return refusal(file, "E907", row, column, value=value)
    return refusal(file, "E906", row, column, encoding=encoding, value=value)


def _guess(sample: bytes) -> str:
    """Return the encoding the bytes seem to be in, or nothing."""
    from charset_normalizer import from_bytes  # noqa: PLC0415 - a sound file never needs it

    best = from_bytes(sample, cp_isolation=_GUESSES).best()
    return "" if best is None else best.encoding.replace("cp125", "windows-125")


def _place(data: bytes, offset: int) -> tuple[int, int]:
    """Return row and column of a byte; what is no UTF-8 before it counts as an editor shows it."""
    line_start = data.rfind(b"\n", 0, offset) + 1
    before = data[line_start:offset].decode("utf-8-sig" if line_start == 0 else "utf-8", errors="replace")
    return data.count(b"\n", 0, offset) + 1, len(before) + 1
