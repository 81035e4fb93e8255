"""A QR code as squares: for the printed page and for the screen."""

QUIET = 4
"""Light squares around a code, without which no reader finds it (ISO/IEC 18004)."""

Squares = tuple[tuple[bool, ...], ...]
"""Row by row from the top; dark is True."""


def squares(text: str) -> Squares:
    """Return a code at error level M, with the light squares around it.

    Args:
        text: in the alphanumeric mode of QR codes alone, as `qr.py` writes it.
    """
    # Loaded when a code is drawn: it takes Pillow with it, and most screens and papers have no code.
    from qrcode.constants import ERROR_CORRECT_M  # type: ignore[import-untyped]  # noqa: PLC0415 - see above
    from qrcode.main import QRCode  # type: ignore[import-untyped]  # noqa: PLC0415 - see above

    code = QRCode(error_correction=ERROR_CORRECT_M, border=QUIET)
    code.add_data(text, optimize=0)  # in one piece: a run of digits would not be worth a change of mode
    return tuple(tuple(bool(square) for square in row) for row in code.get_matrix())


def half_blocks(code: Squares) -> tuple[str, ...]:
    """Return a code as lines of text, two rows of squares in each, for a terminal that shows dark signs on light."""
    light = (False,) * len(code)
    below = (*code[1:], light)
    return tuple(
        "".join(_SIGNS[upper, lower] for upper, lower in zip(code[row], below[row], strict=True))
        for row in range(0, len(code), 2)
    )


_SIGNS = {(False, False): " ", (True, False): "▀", (False, True): "▄", (True, True): "█"}
