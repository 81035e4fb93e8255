"""QR codes read off pictures: a scan, a photograph, pages of a PDF, the picture in a workbook (extra `pictures`)."""

from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from tally.application.intake import BadInput, FileFinding
from tally.application.qr import PREFIX
from tally.application.verify import NoPictureReader
from tally.zips import UnsafeZip, open_zip

if TYPE_CHECKING:
    from PIL.Image import Image

_MEDIA = "xl/media/"
_DPI = 200  # at which the pages of a PDF are drawn; the code is read from 150 on
_POINTS = 72
_PAGES = 50  # more than any minutes have


def codes_on(path: Path) -> tuple[str, ...]:
    """Return the texts of our QR codes on a picture or on the pages of a PDF, each once.

    Raises:
        NoPictureReader: the extra is not installed.
        BadInput: E810: it cannot be read as a picture.
        OSError: the machine failed.
    """
    content = path.read_bytes()
    try:
        pictures = _pages(content) if path.suffix.lower() == ".pdf" else _picture(content)
        return tuple(dict.fromkeys(text for picture in pictures for text in _codes(picture)))
    except (ValueError, SyntaxError, RuntimeError, OSError) as error:
        # Pillow and PDFium say in many ways that a file is no picture; the file itself was read above.
        raise BadInput([FileFinding(path.name, 1, 1, "E810")]) from error


def code_in(path: Path) -> str | None:
    """Return the text of the QR code that is a picture in a workbook; None: there is none, or no reader is installed.

    Raises:
        OSError: the machine failed.
    """
    try:
        archive, entries = open_zip(path.read_bytes())
        pictures = [archive.read(entry) for key, entry in entries.items() if key.startswith(_MEDIA)]
        for content in pictures:
            for picture in _picture(content):
                for text in _codes(picture):
                    return text
    except (NoPictureReader, UnsafeZip, ValueError, SyntaxError):
        return None
    return None


def _picture(content: bytes) -> Iterator["Image"]:
    try:
        from PIL import Image  # noqa: PLC0415 - loaded when a picture is read
    except ImportError as error:  # pragma: no cover - it comes with the program
        raise NoPictureReader from error

    with Image.open(BytesIO(content)) as picture:
        yield picture.convert("L")


def _pages(content: bytes) -> Iterator["Image"]:
    try:
        import pypdfium2  # type: ignore[import-untyped]  # noqa: PLC0415 - an extra, without types
    except ImportError as error:
        raise NoPictureReader from error

    with pypdfium2.PdfDocument(content) as document:
        for number in range(min(len(document), _PAGES)):
            yield document[number].render(scale=_DPI / _POINTS).to_pil().convert("L")


def _codes(picture: "Image") -> Iterable[str]:
    try:
        import zxingcpp  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise NoPictureReader from error

    found = zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode))
    return [one.text for one in found if one.text.startswith(PREFIX)]
