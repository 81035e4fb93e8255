"""The frame with the QR code at the end of minutes, the text around it, and what it says where nothing is signed."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from tally.application.fours import in_fours
from tally.application.how_counted import HowCounted
from tally.application.qr import BadQr, read_qr
from tally.application.qr_squares import QUIET, squares
from tally.documents.book import BOX, Look, Pictured, Value
from tally.documents.measure import UNIT, height_of, wrap
from tally.documents.minutes_lines import COLUMNS, NO, QR_FROM
from tally.documents.pages import Box, Line, kept
from tally.documents.qr_picture import picture
from tally.documents.wording import say

_MM = 72 / 25.4  # points
_SIDE = 46 * _MM
"""Points of the code without its quiet zone: 45 to 50 mm on paper, whatever a printer's rounding makes of it."""

_ABOVE = 4.0  # points between frame and picture
_CAPTION = Look(size=10, across="center", down="bottom", lines=BOX)
_EMPTY = Look(size=11, italic=True, across="center", lines=BOX, colour="595959")
_NOTE = Look(size=12, italic=True, across="justify")
_WIDTH = sum(COLUMNS.units[QR_FROM - 1 :])


@dataclass(frozen=True, slots=True)
class Code:
    """What the frame shows.

    Attributes:
        value: the code with the line below it, or the words in its place.
        look: of the frame.
        height: points that it needs.
        note: what is said of it below the frame; empty where there is no code.
    """

    value: Value
    look: Look
    height: float
    note: str = ""


def code_of(how: HowCounted, over: bytes | None, results: str, record: str) -> Code:
    """Return the code signed over a seal or a corrigendum, or what to do where there is none.

    Args:
        how: how the contest was counted.
        over: hash of the entry that seals or corrects it; None: it is not sealed.
        results: digest of the results that the paper tells, in hex.
        record: digest of its record, in hex.
    """
    if over is None:
        return _instead("qr.not_sealed" if how.passes else "qr.no_desk")
    signed = how.qrs.get(over)
    if signed is None:
        return _instead("qr.not_signed")
    try:
        payload = read_qr(signed.text).payload
    except BadQr:
        return _instead("qr.other")
    if (payload.digest, payload.record) != (results, record):
        return _instead("qr.other")
    drawn = squares(signed.text)
    side = _SIDE * len(drawn) / (len(drawn) - 2 * QUIET)
    caption = say("qr.key", key=in_fours(payload.key))
    value = Pictured(caption, picture(drawn), side, right=(_WIDTH * UNIT - side) / 2, down=_ABOVE)
    below = height_of(len(wrap(caption, _CAPTION.size, _WIDTH)), _CAPTION.size)
    holds = say("qr.holds_votes") if payload.votes is not None else say("qr.votes_in_digest")
    return Code(value, _CAPTION, _ABOVE + side + below, f"{holds} {say('qr.check')}")


def framed(texts: Iterable[tuple[str, Look]], code: Code) -> Iterator[Line]:
    """Set texts one below the other, beside all of them the frame, and the note below; no page parts them."""
    rows = [COLUMNS.line(Box(NO, text, look, across=QR_FROM - 1)) for text, look in texts]
    missing = max(code.height - sum(row.height for row in rows), 0)
    frame = Box(QR_FROM, code.value, code.look, across=2, down=len(rows))
    lines = [replace(rows[0], boxes=(*rows[0].boxes, frame)), *rows[1:]]
    lines[-1] = replace(lines[-1], height=lines[-1].height + missing)
    if code.note:
        lines += COLUMNS.text(code.note, _NOTE)
    yield from kept(lines)


def _instead(key: str) -> Code:
    text = say(key)
    return Code(text, _EMPTY, height_of(len(wrap(text, _EMPTY.size, _WIDTH)) + 2, _EMPTY.size))
