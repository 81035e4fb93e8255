"""QR codes read off pictures: a scan, a photograph, pages of a PDF, the pictures in a workbook (extra `pictures`)."""

import warnings
import zlib
from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import Path
from struct import error as StructError  # noqa: N812 - it is a class
from typing import TYPE_CHECKING

from tally.application.evidence import NoPictureReader
from tally.application.intake import BadInput, FileFinding
from tally.application.qr import PREFIX
from tally.disk import read_regular
from tally.zips import MEGABYTE, UnsafeZip, open_zip, unpacked

if TYPE_CHECKING:
    from PIL.Image import Image

MAX_PICTURE = 110 * MEGABYTE
"""Bytes of a file with a picture; a page of A4 at 600 dpi without any compression takes 104 MB."""

MAX_PIXELS = 71_000_000
"""A page of A3 at 600 dpi has 70 million: what has more is no scan of a page, and would fill the memory."""

MAX_UNPACKED = 160 * MEGABYTE
"""Bytes that a picture may take while it is turned into shades of grey; a page of A4 at 600 dpi in colour takes 140."""

MAX_PIXELS_IN_ALL = 200_000_000
"""Of all pictures of a workbook, or all pages of a PDF (fifty of A4): thousands would keep the reader waiting."""

_MEDIA = "xl/media/"
_DPI = 200  # at which the pages of a PDF are drawn; the code is read from 150 on
_POINTS = 72
_PAGES = 50  # more than any minutes have
_PIXELS_OF_PAGE = 20_000_000  # A2 at 200 dpi; a larger page is drawn coarser

_LARGEST_PAGE = 14_400  # points, as many as a page of a PDF may have (ISO 32000, annex C)

_FORMATS = ("PNG", "JPEG")
"""What is read, whatever a name ends in: of the dozens that Pillow knows, some run other programs."""

_ONE_BYTE = frozenset({"1", "L", "P"})  # modes of which Pillow keeps a byte a pixel; four of all others

_NO_PICTURE = (
    *(ValueError, SyntaxError, RuntimeError, OSError, EOFError, MemoryError, zlib.error, StructError),
    *(TypeError, LookupError, AttributeError, ArithmeticError, AssertionError),
)
"""In so many ways Pillow and PDFium say that something is no picture."""


class _TooLargeError(ValueError):
    """A picture with more pixels than any page has."""


def codes_on(path: Path) -> tuple[str, ...]:
    """Return the texts of our QR codes on a picture or on the pages of a PDF, each once.

    Raises:
        NoPictureReader: the extra is not installed.
        BadInput: E810: it cannot be read as a picture; E811: it is too large; E902, E812: it is no file.
        OSError: the machine failed.
    """
    content = read_regular(path, MAX_PICTURE, path.name)
    if len(content) > MAX_PICTURE:
        raise BadInput([FileFinding(path.name, 1, 1, "E811")])
    try:
        return codes_of(content, is_pdf=path.suffix.lower() == ".pdf")
    except _TooLargeError as error:
        raise BadInput([FileFinding(path.name, 1, 1, "E811")]) from error
    except _NO_PICTURE as error:
        # The file itself was read above: whatever the reader of pictures says is about what is in it.
        raise BadInput([FileFinding(path.name, 1, 1, "E810")]) from error


def codes_of(content: bytes, *, is_pdf: bool = False) -> tuple[str, ...]:
    """Return the texts of our QR codes on a picture or a PDF in memory, each once.

    Raises:
        NoPictureReader: the extra is not installed.
        _NO_PICTURE: it cannot be read as a picture.
    """
    pictures = _pages(content) if is_pdf else [_picture(content, MAX_PIXELS)]
    return tuple(dict.fromkeys(text for picture in pictures for text in _codes(picture)))


def codes_in(content: bytes) -> tuple[str, ...] | None:
    """Return the texts of our QR codes in the pictures of a workbook, each once; None: no reader is installed.

    A picture that cannot be read holds no code, nor does one that is too large or one too many.

    Args:
        content: of the workbook.
    """
    found: dict[str, None] = {}
    left = MAX_PIXELS_IN_ALL
    try:
        archive, entries = open_zip(content)
    except UnsafeZip:
        return ()
    for key, entry in entries.items():
        if not key.startswith(_MEDIA):
            continue
        try:
            picture = _picture(unpacked(archive, entry), min(left, MAX_PIXELS))
            left -= picture.width * picture.height
            found |= dict.fromkeys(_codes(picture))
        except NoPictureReader:
            return None
        except (UnsafeZip, *_NO_PICTURE):
            continue
    return tuple(found)


def _picture(content: bytes, most: int) -> "Image":
    """Return a picture in shades of grey.

    Args:
        content: of its file.
        most: pixels that it may have.

    Raises:
        _TooLargeError: it has more, or takes more memory than any page.
        _NO_PICTURE: it is none.
    """
    try:
        from PIL import Image  # noqa: PLC0415 - loaded when a picture is read
    except ImportError as error:  # pragma: no cover - it comes with the program
        raise NoPictureReader from error

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = Image.open(BytesIO(content), formats=_FORMATS)
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
        raise _TooLargeError from error
    with picture:
        pixels = picture.width * picture.height
        if pixels > most:
            raise _TooLargeError
        # A JPEG can be unpacked in shades of grey, which takes a quarter of the memory.
        picture.draft("L", picture.size)
        if pixels * (1 if picture.mode in _ONE_BYTE else 4) > MAX_UNPACKED:
            raise _TooLargeError
        if picture.mode != "L":
            return picture.convert("L")
        picture.load()
    return picture  # what it was unpacked from is closed, the picture is in memory


def _pages(content: bytes) -> Iterator["Image"]:
    try:
        import pypdfium2  # type: ignore[import-untyped]  # noqa: PLC0415 - an extra, without types
    except ImportError as error:
        raise NoPictureReader from error

    left = MAX_PIXELS_IN_ALL
    with pypdfium2.PdfDocument(content) as document:
        for number in range(min(len(document), _PAGES)):
            page = document[number]
            width, height = page.get_size()
            if not (0 < width <= _LARGEST_PAGE and 0 < height <= _LARGEST_PAGE):
                raise _TooLargeError
            coarsest = (_PIXELS_OF_PAGE / max(width * height, 1)) ** 0.5
            picture = page.render(scale=min(_DPI / _POINTS, coarsest), grayscale=True).to_pil().convert("L")
            left -= picture.width * picture.height
            if left < 0:
                raise _TooLargeError
            yield picture


def _codes(picture: "Image") -> Iterable[str]:
    try:
        import zxingcpp  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise NoPictureReader from error

    found = zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode))
    return [one.text for one in found if one.text.startswith(PREFIX)]
