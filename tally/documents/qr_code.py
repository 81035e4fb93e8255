"""A QR code as squares, and as a picture whose bytes are the same wherever and whenever it is made."""

from io import BytesIO

QUIET = 4
"""Light squares around a code, without which no reader finds it (ISO/IEC 18004)."""

_PIXELS = 6  # a square: finer than a printer needs, and coarse enough that no program makes the picture smaller

Squares = tuple[tuple[bool, ...], ...]


def squares(text: str) -> Squares:
    """Return a code at error level M, row by row, dark is True, with the light squares around it.

    Args:
        text: in the alphanumeric mode of QR codes alone, as `application/qr.py` writes it.
    """
    # Loaded when a code is drawn: it takes Pillow with it, and most papers have no code yet.
    from qrcode.constants import ERROR_CORRECT_M  # type: ignore[import-untyped]  # noqa: PLC0415 - see above
    from qrcode.main import QRCode  # type: ignore[import-untyped]  # noqa: PLC0415 - see above

    code = QRCode(error_correction=ERROR_CORRECT_M, border=QUIET)
    code.add_data(text, optimize=0)  # in one piece: a run of digits would not be worth a change of mode
    return tuple(tuple(bool(square) for square in row) for row in code.get_matrix())


def picture(code: Squares) -> bytes:
    """Return a code as a PNG of black and white."""
    from PIL import Image  # noqa: PLC0415 - as above

    side = len(code)
    image = Image.new("1", (side, side), 1)
    image.putdata([not square for row in code for square in row])
    large = image.resize((side * _PIXELS, side * _PIXELS), Image.Resampling.NEAREST)
    content = BytesIO()
    # Not compressed: every build of zlib compresses in its own way, and the workbook is a zip anyway.
    large.save(content, "PNG", compress_level=0)
    return content.getvalue()
