"""The signature of a QR code: by a key that the board published, over the very bytes that the code says."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import lru_cache

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.x509.oid import PublicKeyAlgorithmOID

from tally.application.proof import Pins
from tally.application.qr import BadQr, QrCode, QrFlaw, QrReport, read_qr
from tally.signing.certificates import certified, key_id, read_certificate


def verify_qr(text: str, pins: Pins, at: datetime | None = None) -> QrReport:
    """Return what is proven of the text of a QR code, and what speaks against it.

    Args:
        text: as a reader of QR codes gives it.
        pins: the certificates that are believed; among them must be that of the key itself, for the code has no room
            for it.
        at: when it was signed, with its zone, where a journal or a paper says so: the certificate must be valid then.
            None: a code alone bears no time, and validity is left to who looks at `valid_from` and `valid_until`.
    """
    try:
        code = read_qr(text)
    except BadQr as bad:
        return QrReport(None, (bad.flaw,))
    reports = [_report(code, certificate, key, at) for certificate, key in _by_id(pins).get(code.payload.key, ())]
    if not reports:
        return QrReport(code, (QrFlaw.NOT_PINNED if pins else QrFlaw.NO_PINS,))
    # A key may have been certified anew: the certificate that speaks least against it counts.
    return min(reports, key=lambda report: len(report.flaws))


def _report(code: QrCode, certificate: x509.Certificate, key: Ed25519PublicKey, at: datetime | None) -> QrReport:
    owner = certified(certificate)
    flaws: list[QrFlaw] = []
    try:
        key.verify(code.signature, code.payload.content)
    except InvalidSignature:
        flaws.append(QrFlaw.SIGNATURE_WRONG)
    if at is not None and at > owner.until:
        flaws.append(QrFlaw.EXPIRED)
    if at is not None and at < owner.since:
        flaws.append(QrFlaw.NOT_YET_VALID)
    return QrReport(code, tuple(flaws), owner.name, owner.organisation, owner.fingerprint, owner.since, owner.until)


@lru_cache(maxsize=16)
def _by_id(pins: Pins) -> Mapping[str, Sequence[tuple[x509.Certificate, Ed25519PublicKey]]]:
    """Return the pinned keys for QR codes by their ids: a province pins those of thousands of boards."""
    found: dict[str, list[tuple[x509.Certificate, Ed25519PublicKey]]] = {}
    for certificate, key in _keys(pins):
        found.setdefault(key_id(key), []).append((certificate, key))
    return found


def _keys(pins: Pins) -> Iterator[tuple[x509.Certificate, Ed25519PublicKey]]:
    """Yield the pinned certificates of keys for QR codes; one that nobody can read proves nothing."""
    for encoded in pins.certificates:
        try:
            certificate = read_certificate(encoded)
            if certificate.public_key_algorithm_oid != PublicKeyAlgorithmOID.ED25519:
                continue
            key = certificate.public_key()
        except (ValueError, UnsupportedAlgorithm):
            continue
        if isinstance(key, Ed25519PublicKey):
            yield certificate, key
