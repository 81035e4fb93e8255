"""Throwaway signers with certificates of any kind, good or bad; keys are made once a session, for RSA takes a while."""

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from tally.application.proof import Pins

SINCE = datetime(2025, 1, 1, tzinfo=UTC)
UNTIL = datetime(2099, 1, 1, tzinfo=UTC)
"""Far off: LibreOffice holds a certificate against the clock, and these tests shall still pass in ten years."""

SIGNED = datetime(2025, 6, 9, 3, 30, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class ThrowawaySigner:
    """A key with its certificate and those above it."""

    key: RSAPrivateKey
    certificates: tuple[bytes, ...]

    def sign(self, data: bytes) -> bytes:
        """Sign as `tally.application.proof.Signer` says."""
        return self.key.sign(data, PKCS1v15(), SHA256())


@cache
def key(number: int) -> RSAPrivateKey:
    """Return one of the session's keys."""
    del number  # what the cache tells keys apart by
    return generate_private_key(public_exponent=65537, key_size=2048)


@cache
def certificate(  # noqa: PLR0913, PLR0917 - whatever can be wrong with a certificate
    name: str,
    owner: int,
    issuer: str,
    issuer_key: int,
    since: datetime = SINCE,
    until: datetime = UNTIL,
    *,
    ca: bool = False,
) -> bytes:
    """Return a certificate (DER), always the same for the same arguments.

    Args:
        name: of its owner.
        owner: number of the key it certifies.
        issuer: name of the issuer.
        issuer_key: number of the key that signs it.
        since: valid from.
        until: valid until.
        ca: its owner may issue others.
    """
    builder = x509.CertificateBuilder(
        _name(issuer), _name(name), key(owner).public_key(), owner + 1000 * ca + 1, since, until
    ).add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
    return builder.sign(key(issuer_key), SHA256()).public_bytes(Encoding.DER)


def _name(name: str) -> x509.Name:
    organisation = x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Đảng bộ xã Thanh Chăn")
    return x509.Name([organisation, x509.NameAttribute(NameOID.COMMON_NAME, name)])


CA_NAME = "Ban kiểm phiếu"
HEAD_NAME, SECRETARY_NAME = "Lò Văn Ánh", "Cà Thị Bình"
_CA, _HEAD, _SECRETARY, _STRANGER = range(4)


def ca() -> bytes:
    """Return the certificate of the board's CA."""
    return certificate(CA_NAME, _CA, CA_NAME, _CA, ca=True)


def head(since: datetime = SINCE, until: datetime = UNTIL) -> ThrowawaySigner:
    """Return the head of the board, with a certificate that is valid from and until a time."""
    return ThrowawaySigner(key(_HEAD), (certificate(HEAD_NAME, _HEAD, CA_NAME, _CA, since, until), ca()))


def secretary() -> ThrowawaySigner:
    """Return the secretary."""
    return ThrowawaySigner(key(_SECRETARY), (certificate(SECRETARY_NAME, _SECRETARY, CA_NAME, _CA), ca()))


def self_signed() -> ThrowawaySigner:
    """Return a stranger who issued a certificate to himself in the head's name."""
    return ThrowawaySigner(key(_STRANGER), (certificate(HEAD_NAME, _STRANGER, HEAD_NAME, _STRANGER),))


def of_another_board() -> ThrowawaySigner:
    """Return somebody whom another CA certified, with that CA."""
    other = certificate("Ban kiểm phiếu xã khác", _SECRETARY, "Ban kiểm phiếu xã khác", _SECRETARY, ca=True)
    own = certificate(HEAD_NAME, _STRANGER, "Ban kiểm phiếu xã khác", _SECRETARY)
    return ThrowawaySigner(key(_STRANGER), (own, other))


def pretending() -> ThrowawaySigner:
    """Return a stranger whose certificate names the board's CA, which did not issue it."""
    return ThrowawaySigner(key(_STRANGER), (certificate(HEAD_NAME, _STRANGER, CA_NAME, _STRANGER), ca()))


def pins() -> Pins:
    """Return what the board published."""
    return Pins.of((ca(), head().certificates[0], secretary().certificates[0]))


def pinned_ca() -> Pins:
    """Return the CA alone."""
    return Pins.of((ca(),))
