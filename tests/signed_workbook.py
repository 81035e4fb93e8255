"""A small workbook with every kind of part that our papers have, signed; and zips taken apart and put together."""

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import throwaway_signers as signers
from openpyxl import Workbook
from openpyxl.chart import BarChart, Reference
from openpyxl.drawing.image import Image
from openpyxl.styles import Font
from PIL import Image as Picture

from tally.signing.package import sign_package
from tally.xlsx import workbook_bytes

SHEET, CHECKS = "xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml"
STYLES, BOOK = "xl/styles.xml", "xl/workbook.xml"
PICTURE, CHART = "xl/media/image1.png", "xl/charts/chart1.xml"
TYPES, ROOT_LINKS, BOOK_LINKS = "[Content_Types].xml", "_rels/.rels", "xl/_rels/workbook.xml.rels"
ORIGIN, ORIGIN_LINKS = "_xmlsignatures/origin.sigs", "_xmlsignatures/_rels/origin.sigs.rels"
SIGNATURE, SECOND = "_xmlsignatures/sig1.xml", "_xmlsignatures/sig2.xml"


@cache
def plain(votes: int = 7) -> bytes:
    """Return minutes in small: two sheets, a formula, a style, a picture and a chart; not signed.

    Args:
        votes: of the first candidate; another number gives the minutes of another contest.
    """
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Biên bản"
    for row in (("Lò Văn Ánh", votes), ("Cà Văn Bình", 6), ("Nguyễn Thị Chanh", 1)):
        sheet.append(row)
    sheet["A1"].font = Font(bold=True)
    pixels = BytesIO()
    Picture.new("1", (29, 29), 1).save(pixels, "PNG")
    pixels.seek(0)
    sheet.add_image(Image(pixels), "D1")
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=2, min_row=1, max_row=3))
    sheet.add_chart(chart, "D10")
    checks = book.create_sheet("Kiểm tra")
    checks["A1"] = "=SUM('Biên bản'!B1:B3)"
    return workbook_bytes(book, datetime(2025, 6, 9, tzinfo=UTC))


@cache
def signed(votes: int = 7) -> bytes:
    """Return it signed by the head of the board."""
    return sign_package(plain(votes), signers.head(), signers.SIGNED)


@cache
def signed_twice() -> bytes:
    """Return it signed by the head, then by the secretary."""
    return sign_package(signed(), signers.secretary(), signers.SIGNED)


def parts_of(content: bytes) -> dict[str, bytes]:
    """Return the parts of a workbook in their order."""
    with ZipFile(BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(*parts: tuple[str, bytes]) -> bytes:
    """Return a zip of parts."""
    buffer = BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as archive:
        for name, data in parts:
            archive.writestr(name, data)
    return buffer.getvalue()


def with_parts(content: bytes, parts: Mapping[str, bytes | None]) -> bytes:
    """Return a workbook some of whose parts are others, new, or (None) left out."""
    return zipped(*((name, data) for name, data in (parts_of(content) | dict(parts)).items() if data is not None))


def edited(content: bytes, part: str, old: str, new: str) -> bytes:
    """Return a workbook in one part of which a text, that has to be there, is another."""
    data = parts_of(content)[part]
    assert old.encode() in data, f"{part} has no {old}"
    return with_parts(content, {part: data.replace(old.encode(), new.encode(), 1)})
