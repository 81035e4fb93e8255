"""The end of a count: its seal, what was found wrong after it, and the QR codes that were signed over both."""

from dataclasses import dataclass

from tally.domain.batch import Change


@dataclass(frozen=True, slots=True)
class Seal:
    """The end of a count: the head and one more closed it over this digest (see `application/digest.py`).

    Attributes:
        time: when, by the clock of the machine that sealed it.
        declaration: the congress file as it was then; what is declared later changes nothing of a sealed contest.
        entry: hash of the entry of the congress's chain that is this seal; a QR code names it.
        dated: the time that this entry bears, where the journal was ahead of the machine's clock; else empty.
    """

    head: str
    second: str
    digest: str
    time: str
    declaration: str
    entry: bytes
    dated: str = ""


@dataclass(frozen=True, slots=True)
class Corrigendum:
    """A mistake found after the seal, with its own minutes: what was sealed, and what is right.

    Attributes:
        before: digest of the count as sealed, or as the corrigendum before left it.
        after: digest of the count as it should have been.
        changes: the ballots concerned, before -> after.
        people: the head and one more.
        time: as of a seal.
        entry: hash of the entry of the congress's chain that is this corrigendum; a QR code names it.
        dated: as of a seal.
    """

    reason: str
    before: str
    after: str
    changes: tuple[Change, ...]
    people: tuple[str, str]
    time: str
    entry: bytes
    dated: str = ""


@dataclass(frozen=True, slots=True)
class SignedQr:
    """A QR code of a paper, signed: of the minutes of a seal, or of a corrigendum.

    Attributes:
        text: what the code says (see `application/qr.py`).
        certificate: of the key that signed it, DER in base64.
        time: when, by the clock of the machine that signed it.
    """

    text: str
    certificate: str
    time: str
