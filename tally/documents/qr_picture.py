"""A QR code as a picture whose bytes are the same wherever and whenever it is made."""

from io import BytesIO

from tally.application.qr_squares import Squares

_PIXELS = 6  # a square: finer than a printer needs, and coarse enough that no program makes the picture smaller


def picture(code: Squares) -> bytes:
    """Return a code as a PNG of black and white."""
    from PIL import Image  # noqa: PLC0415 - loaded when a code is drawn: most papers have none yet

    side = len(code)
    image = Image.new("1", (side, side), 1)
    image.putdata([not square for row in code for square in row])
    large = image.resize((side * _PIXELS, side * _PIXELS), Image.Resampling.NEAREST)
    content = BytesIO()
    # Not compressed: every build of zlib compresses in its own way, and the workbook is a zip anyway.
    large.save(content, "PNG", compress_level=0)
    return content.getvalue()
