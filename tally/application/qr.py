"""The text of the QR code on the minutes: what it says of a result, how it is written, and how it is read back.

`TALLY1:` and base45 (RFC 9285) of 64 bytes of Ed25519 signature and, behind them, the signed bytes: canonical JSON
(UTF-8, keys sorted, no spaces) with exactly these keys.

- `ballots`: issued, returned, valid, invalid; null where it is not known.
- `contest`, `round`: which vote.
- `digest`: of the results (`application/digest.py`). It covers the organisation, the regulation and every name, for
  which the code has no room: with them it would be larger than what prints well on 45-50 mm.
- `head`: hash of the entry of the journal by which the contest was sealed, or corrected after the seal.
- `key`: id of the key that signed (`QrSigner.key_id`).
- `record`: digest of the record with every ballot.
- `votes`: of each candidate in the order of the ballot; null where they do not fit, and `digest` alone covers them.

Digests and hashes are base64url without padding. The code is at most of version 16 at error level M.
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from base45 import b45decode, b45encode  # type: ignore[import-untyped]  # nobody publishes its types

from tally.application.proof import QrSigner
from tally.domain.counting import Result
from tally.domain.journal import canonical

PREFIX = "TALLY1:"
LONGEST = 656
"""Characters that QR version 16 holds at error level M in its alphanumeric mode."""

_SIGNATURE = 64  # bytes of Ed25519
_DIGEST = 32  # bytes of SHA-256
_MARK, _COLON = "TALLY", ":"


class QrFlaw(StrEnum):
    """What can be wrong with the text of a QR code: first with the text itself, then with its signature."""

    NOT_OURS = "not-ours"
    NEWER = "newer"
    TOO_LONG = "too-long"
    BROKEN_CODE = "broken-code"
    BROKEN_CONTENT = "broken-content"
    NO_PINS = "no-pins"
    NOT_PINNED = "not-pinned"
    SIGNATURE_WRONG = "signature-wrong"
    EXPIRED = "expired"
    NOT_YET_VALID = "not-yet-valid"


class BadQr(Exception):  # noqa: N818 - named for what was handed over
    """A text that cannot be read as a QR code of ours, and why.

    Attributes:
        flaw: `NOT_OURS`: it does not begin as one; `NEWER`: of a later edition of this program; `TOO_LONG`: more than
            ever fits; `BROKEN_CODE`: no base45, or too short to be signed; `BROKEN_CONTENT`: not the content as this
            program writes it.
    """

    def __init__(self, flaw: QrFlaw) -> None:
        self.flaw = flaw
        super().__init__(flaw.value)


@dataclass(frozen=True, slots=True)
class QrPayload:
    """What a QR code says, in the terms of the program; see the top of this module.

    Attributes:
        ballots: issued, returned, valid, invalid.
        digest: of the results, in hex.
        record: digest of the record, in hex.
        head: hash of the entry of the journal, in hex.
        key: id of the key, in hex.
    """

    contest: str
    round: int
    ballots: tuple[int | None, int | None, int, int]
    votes: tuple[int, ...] | None
    digest: str
    record: str
    head: str
    key: str

    @property
    def content(self) -> bytes:
        """Return the bytes that are signed."""
        digests = {name: _short(getattr(self, name)) for name in ("digest", "record", "head")}
        document = {
            "ballots": self.ballots,
            "contest": self.contest,
            "key": self.key,
            "round": self.round,
            "votes": self.votes,
            **digests,
        }
        return canonical(document).encode()


@dataclass(frozen=True, slots=True)
class QrCode:
    """A text that was read: what it says, and the signature over `payload.content`, not verified yet."""

    text: str
    payload: QrPayload
    signature: bytes


@dataclass(frozen=True, slots=True)
class QrReport:
    """What was found about one QR code.

    Attributes:
        code: what it says, or None where it cannot be read; proven only where nothing is wrong.
        flaws: everything that speaks against it.
        signer: the common name in the certificate of its key; empty where no pinned certificate has that key.
        organisation: whose the certificate says that key is.
        fingerprint: SHA-256 over that certificate (DER), in hex.
        valid_from: the certificate's; UTC.
        valid_until: the certificate's; UTC.
    """

    code: QrCode | None
    flaws: tuple[QrFlaw, ...] = ()
    signer: str = ""
    organisation: str = ""
    fingerprint: str = ""
    valid_from: datetime | None = None
    valid_until: datetime | None = None

    @property
    def sound(self) -> bool:
        """Tell whether a pinned key signed what the code says."""
        return self.code is not None and not self.flaws


def payload_of(result: Result, results: str, record: str, head: bytes, key: str) -> QrPayload:
    """Return what the QR code of a result says, without the votes where they do not fit.

    Args:
        result: the counted contest.
        results: digest of the results, in hex.
        record: digest of the record, in hex.
        head: hash of the entry of the journal that is the seal, or the corrigendum.
        key: id of the key that will sign.
    """
    contest, tally = result.contest, result.tally
    payload = QrPayload(
        contest=contest.id,
        round=contest.round,
        ballots=(contest.issued, contest.returned, tally.valid, tally.invalid),
        votes=tuple(line.votes for line in result.candidates),
        digest=results,
        record=record,
        head=head.hex(),
        key=key,
    )
    return payload if len(_text(bytes(_SIGNATURE), payload)) <= LONGEST else replace(payload, votes=None)


def signed_text(payload: QrPayload, signer: QrSigner) -> str:
    """Return the text of the QR code, signed; the same payload and key give the same text.

    Raises:
        BadQr: `TOO_LONG`: the id of the contest is longer than the code has room for.
    """
    text = _text(signer.sign(payload.content), payload)
    if len(text) > LONGEST:
        raise BadQr(QrFlaw.TOO_LONG)
    return text


def read_qr(text: str) -> QrCode:
    """Read the text of a QR code; spaces and line ends around it are not part of it. Its signature is not verified.

    Raises:
        BadQr: it is none of ours, or is not as it was written.
    """
    bare = text.strip()
    if not bare.startswith(PREFIX):
        edition, colon, _ = bare.removeprefix(_MARK).partition(_COLON)
        ours = bare.startswith(_MARK) and colon and edition.isascii() and edition.isdecimal()
        raise BadQr(QrFlaw.NEWER if ours and int(edition[:9]) > 1 else QrFlaw.NOT_OURS)
    if len(bare) > LONGEST:
        raise BadQr(QrFlaw.TOO_LONG)
    try:
        data: bytes = b45decode(bare.removeprefix(PREFIX))
    except ValueError as error:
        raise BadQr(QrFlaw.BROKEN_CODE) from error
    if len(data) <= _SIGNATURE:
        raise BadQr(QrFlaw.BROKEN_CODE)
    return QrCode(bare, _payload(data[_SIGNATURE:]), data[:_SIGNATURE])


def _text(signature: bytes, payload: QrPayload) -> str:
    coded: bytes = b45encode(signature + payload.content)
    return PREFIX + coded.decode()


def _payload(content: bytes) -> QrPayload:
    """Read the signed bytes; nothing but the very bytes that we would write passes."""
    try:
        document = json.loads(content)
        payload = _checked(document)
        if payload.content == content:
            return payload
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise BadQr(QrFlaw.BROKEN_CONTENT) from error
    raise BadQr(QrFlaw.BROKEN_CONTENT)


def _checked(document: Mapping[str, Any]) -> QrPayload:
    issued, returned, valid, invalid = document["ballots"]
    votes = document["votes"]
    numbers = [valid, invalid, document["round"], *(votes or ())]
    numbers += [number for number in (issued, returned) if number is not None]
    texts = [document["contest"], document["key"]]
    # A bool is an int to Python, and would be written back as it was read.
    if any(type(number) is not int for number in numbers) or any(type(text) is not str for text in texts):
        raise TypeError
    return QrPayload(
        contest=document["contest"],
        round=document["round"],
        ballots=(issued, returned, valid, invalid),
        votes=None if votes is None else tuple(votes),
        digest=_long(document["digest"]),
        record=_long(document["record"]),
        head=_long(document["head"]),
        key=document["key"],
    )


def _short(digest: str) -> str:
    return urlsafe_b64encode(bytes.fromhex(digest)).rstrip(b"=").decode()


def _long(short: str) -> str:
    digest = urlsafe_b64decode(f"{short}=")
    if len(digest) != _DIGEST:
        raise ValueError
    return digest.hex()
