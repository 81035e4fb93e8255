"""What a file is that calls itself .xlsx and is not: so that the refusal can say what to do."""

from collections.abc import Iterable

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PASSWORD = "EncryptedPackage".encode("utf-16-le")
_OLE_WORD = "WordDocument".encode("utf-16-le")
_OLE_WORKBOOKS = ("Workbook".encode("utf-16-le"), "Book".encode("utf-16-le"))

_MAGIC = (
    (b"%PDF", "pdf"),
    (b"{\\rtf", "rtf"),
    (b"\x89PNG", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"Rar!", "archive"),
    (b"7z\xbc\xaf", "archive"),
    (b"\x1f\x8b", "archive"),
)

_OFFICE_2003 = b"urn:schemas-microsoft-com:office:spreadsheet"
_HTML = (b"<!doctype html", b"<html", b"<table", b"<head", b"<body", b"<meta")

WORKBOOK = "xlsx"

_ZIPPED = (
    ("word/", "docx"),
    ("ppt/", "pptx"),
    ("xl/workbook.bin", "xlsb"),
    ("xl/", WORKBOOK),
    ("index/document.iwa", "numbers"),
)

_TEXT_BYTES = bytes((*b"\t\n\r\f", *range(32, 256)))
_LOOKED_AT = 8_192


def kind_of(data: bytes) -> tuple[str, str]:
    """Return the code of the refusal and, for E952, what the file is, as a key of `words.file`.

    Args:
        data: the whole of a file that is not a zip.
    """
    if data.startswith(_OLE):
        return _kind_of_ole(data)
    for magic, kind in _MAGIC:
        if data.startswith(magic):
            return "E952", kind
    start = _as_ascii(data[:_LOOKED_AT]).lstrip().lower()
    if _OFFICE_2003 in start:
        return "E952", "xml-2003"
    if any(tag in start for tag in _HTML):
        return "E952", "html"
    if start.startswith(b"<?xml"):
        return "E952", "xml"
    return "E952", "text" if _is_text(start) else "binary"


def kind_of_zip(names: Iterable[str], mimetype: bytes) -> str:
    """Return what a zip is, as a key of `words.file`: `WORKBOOK` when it has parts of one.

    Args:
        names: its parts, in small letters.
        mimetype: the start of its part of that name.
    """
    if b"opendocument.spreadsheet" in mimetype:
        return "ods"
    if b"opendocument" in mimetype:
        return "odt"
    present = tuple(names)
    for start, kind in _ZIPPED:
        if any(name.startswith(start) for name in present):
            return kind
    return "zip"


def _kind_of_ole(data: bytes) -> tuple[str, str]:
    """Tell the containers of old Office apart by the names in their directories."""
    if _PASSWORD in data:
        return "E951", ""
    if _OLE_WORD in data:
        return "E952", "ole"
    # A damaged container names nothing; an old workbook is by far the likeliest.
    return ("E950", "") if len(data) < _LOOKED_AT or any(book in data for book in _OLE_WORKBOOKS) else ("E952", "ole")


def _as_ascii(start: bytes) -> bytes:
    """Return text of any Unicode encoding so that its ASCII can be looked at."""
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        return start.decode("utf-16", errors="replace").encode("utf-8", errors="replace")
    return start.removeprefix(b"\xef\xbb\xbf")


def _is_text(start: bytes) -> bool:
    return not start.translate(None, _TEXT_BYTES)
