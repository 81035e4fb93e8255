"""QR codes read off pictures: a scan, a photograph, pages of a PDF, the pictures in a workbook (extra `pictures`)."""

import warnings
import zlib
from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import BadZipFile

from tally.application.evidence import NoPictureReader
from tally.application.intake import BadInput, FileFinding
from tally.application.qr import PREFIX
from tally.zips import MEGABYTE, UnsafeZip, open_zip, unpacked

if TYPE_CHECKING:
    from PIL.Image import Image

MAX_PICTURE = 200 * MEGABYTE
"""Bytes of a file with a picture; a page of A4 at 600 dpi without any compression takes 104 MB."""

MAX_PIXELS = 80_000_000
"""A page of A3 at 600 dpi has 70 million: what has more is no scan of a page, and would fill the memory."""

_MEDIA = "xl/media/"
_DPI = 200  # at which the pages of a PDF are drawn; the code is read from 150 on
_POINTS = 72
_PAGES = 50  # more than any minutes have
_PIXELS_OF_PAGE = 20_000_000  # A2 at 200 dpi; a larger page is drawn coarser

_NO_PICTURE = (ValueError, SyntaxError, RuntimeError, OSError, BadZipFile, zlib.error, EOFError, MemoryError)
"""In so many ways Pillow, PDFium and zipfile say that something is no picture."""


class _TooLargeError(ValueError):
    """A picture with more pixels than any page has."""


def codes_on(path: Path) -> tuple[str, ...]:
    """Return the texts of our QR codes on a picture or on the pages of a PDF, each once.

    Raises:
        NoPictureReader: the extra is not installed.
        BadInput: E810: it cannot be read as a picture; E811: it is too large.
        OSError: the machine failed.
    """
    with path.open("rb") as opened:
        content = opened.read(MAX_PICTURE + 1)
    if len(content) > MAX_PICTURE:
        raise BadInput([FileFinding(path.name, 1, 1, "E811")])
    try:
        pictures = _pages(content) if path.suffix.lower() == ".pdf" else _picture(content)
        return tuple(dict.fromkeys(text for picture in pictures for text in _codes(picture)))
    except _TooLargeError as error:
        raise BadInput([FileFinding(path.name, 1, 1, "E811")]) from error
    except _NO_PICTURE as error:
        # The file itself was read above: whatever the reader of pictures says is about what is in it.
        raise BadInput([FileFinding(path.name, 1, 1, "E810")]) from error


def codes_in(path: Path) -> tuple[str, ...] | None:
    """Return the texts of our QR codes in the pictures of a workbook, each once; None: no reader is installed.

    A picture that cannot be read holds no code.

    Raises:
        OSError: the machine failed.
    """
    content = path.read_bytes()
    found: dict[str, None] = {}
    try:
        archive, entries = open_zip(content)
    except UnsafeZip:
        return ()
    for key, entry in entries.items():
        if not key.startswith(_MEDIA):
            continue
        try:
            for picture in _picture(unpacked(archive, entry)):
                found |= dict.fromkeys(_codes(picture))
        except NoPictureReader:
            return None
        except _NO_PICTURE:
            continue
    return tuple(found)


def _picture(content: bytes) -> Iterator["Image"]:
    try:
        from PIL import Image  # noqa: PLC0415 - loaded when a picture is read
    except ImportError as error:  # pragma: no cover - it comes with the program
        raise NoPictureReader from error

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = Image.open(BytesIO(content))
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
        raise _TooLargeError from error
    with picture:
        if picture.width * picture.height > MAX_PIXELS:
            raise _TooLargeError
        yield picture.convert("L")


def _pages(content: bytes) -> Iterator["Image"]:
    try:
        import pypdfium2  # type: ignore[import-untyped]  # noqa: PLC0415 - an extra, without types
    except ImportError as error:
        raise NoPictureReader from error

    with pypdfium2.PdfDocument(content) as document:
        for number in range(min(len(document), _PAGES)):
            page = document[number]
            width, height = page.get_size()
            coarsest = (_PIXELS_OF_PAGE / max(width * height, 1)) ** 0.5
            yield page.render(scale=min(_DPI / _POINTS, coarsest)).to_pil().convert("L")


def _codes(picture: "Image") -> Iterable[str]:
    try:
        import zxingcpp  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise NoPictureReader from error

    found = zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode))
    return [one.text for one in found if one.text.startswith(PREFIX)]
