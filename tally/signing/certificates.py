"""The board's certificates: a small CA that issues those of head, secretary and QR code, and reading them again.

A certificate that signs itself never reads as trusted; one issued by a CA does, as soon as that CA is trusted.
Subjects are Vietnamese whichever language the program speaks: spreadsheet programs show them to those who check.
"""

import warnings
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import TypeVar

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509.oid import NameOID

from tally.application.signing import Certified, Owner
from tally.locales import Words

LONGEST_NAME = 64
"""Characters of a name in a certificate (X.520, ub-common-name)."""

_RSA_BITS, _RSA_EXPONENT = 2048, 65537
_VALID_YEARS = 5  # a term
_COUNTRY = "VN"
_KEY_ID = 8  # bytes
_WORDS = Words("vi")

PrivateKey = RSAPrivateKey | Ed25519PrivateKey

Extension = TypeVar("Extension", bound=x509.ExtensionType)

_NOT_UNDERSTOOD = (
    *(ValueError, TypeError, OverflowError, UnsupportedAlgorithm),
    *(x509.InvalidVersion, x509.DuplicateExtension, x509.UnsupportedGeneralNameType),
)
"""In so many ways the library says that a certificate, or something in it, is not what it should be."""


class Unreadable(ValueError):  # noqa: N818 - it is the certificate that is unreadable
    """Bytes that are no certificate, or one of which it cannot be said whose it is, by whom, and for how long."""


def read_certificate(der: bytes) -> x509.Certificate:
    """Return a certificate of anybody's of which the library, which reads lazily, has read all that is asked for later.

    What it says about its use (`extension_of`) and its key (`x509.Certificate.public_key`) may be missing or odd.

    Args:
        der: the bytes.

    Raises:
        Unreadable: it is none.
    """
    try:
        # It warns of serial numbers and names that are against the rules: no reason to say anything in its words.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            certificate = x509.load_der_x509_certificate(der)
            for name in (certificate.subject, certificate.issuer):
                name.public_bytes()
                name.rfc4514_string()
            certified(certificate)
    except _NOT_UNDERSTOOD as error:
        raise Unreadable from error
    return certificate


def read_pem(content: bytes) -> list[x509.Certificate]:
    """Return the certificates of a PEM file, at least one; as `read_certificate`."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            found = [one.public_bytes(Encoding.DER) for one in x509.load_pem_x509_certificates(content)]
    except _NOT_UNDERSTOOD as error:
        raise Unreadable from error
    return list(map(read_certificate, found))


def extension_of(certificate: x509.Certificate, kind: type[Extension]) -> Extension | None:
    """Return what a certificate says of its use; None where it does not, or not so that it could be understood."""
    try:
        return certificate.extensions.get_extension_for_class(kind).value
    except (x509.ExtensionNotFound, *_NOT_UNDERSTOOD):
        return None


def issued(issuer: x509.Certificate, certificate: x509.Certificate) -> bool:
    """Tell whether the owner of one certificate issued another one."""
    try:
        certificate.verify_directly_issued_by(issuer)
    except (InvalidSignature, *_NOT_UNDERSTOOD):
        return False
    return True


@dataclass(frozen=True, slots=True)
class Issued:
    """A new private key and its certificate."""

    key: PrivateKey
    certificate: x509.Certificate


def issue_board(organisation: str, head: str, secretary: str, now: datetime) -> dict[Owner, Issued]:
    """Make the keys and certificates of a board: RSA-2048, and Ed25519 for QR codes; valid five years from yesterday.

    Args:
        organisation: whose congress it is.
        head: name of the head of the board, at most `LONGEST_NAME` characters.
        secretary: name of its secretary, as long at most.
        now: with its zone; yesterday, because the clock of another computer may be behind.
    """
    names = {Owner.CA: _word(Owner.CA, "name"), Owner.HEAD: head, Owner.SECRETARY: secretary}
    names[Owner.QR] = _word(Owner.QR, "name")
    since = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=1)
    # Not replace(year=…): a 29th of February has none five years later.
    until = since + timedelta(days=_VALID_YEARS * 365 + 1)
    ca_key = generate_private_key(_RSA_EXPONENT, _RSA_BITS)
    ca_name = _subject(organisation, names[Owner.CA], _word(Owner.CA, "unit"))
    issued: dict[Owner, Issued] = {}
    for owner, name in names.items():
        match owner:
            case Owner.CA:
                key: PrivateKey = ca_key
            case Owner.QR:
                key = Ed25519PrivateKey.generate()
            case _:
                key = generate_private_key(_RSA_EXPONENT, _RSA_BITS)
        subject = _subject(organisation, name, _word(owner, "unit"))
        builder = (
            x509.CertificateBuilder()
            .issuer_name(ca_name)
            .subject_name(subject)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(since)
            .not_valid_after(until)
            .add_extension(_constraints(owner), critical=True)
            .add_extension(_usage(owner), critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(ca_key.public_key()), critical=False)
        )
        issued[owner] = Issued(key, builder.sign(ca_key, hashes.SHA256()))
    return issued


def _word(owner: Owner, what: str) -> str:
    return _WORDS(f"signing.certificate.{owner}.{what}")


def _subject(organisation: str, name: str, unit: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, _COUNTRY),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation),
            x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, unit),
            x509.NameAttribute(NameOID.COMMON_NAME, name),
        ]
    )


def _constraints(owner: Owner) -> x509.BasicConstraints:
    is_ca = owner is Owner.CA
    return x509.BasicConstraints(ca=is_ca, path_length=0 if is_ca else None)


def _usage(owner: Owner) -> x509.KeyUsage:
    """Say what a key is for: a CA's issues certificates, all others sign what nobody shall deny later."""
    is_ca = owner is Owner.CA
    return x509.KeyUsage(
        digital_signature=not is_ca,
        content_commitment=not is_ca,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=is_ca,
        crl_sign=is_ca,
        encipher_only=False,
        decipher_only=False,
    )


def certified(certificate: x509.Certificate, owner: Owner | None = None) -> Certified:
    """Return what a certificate says of its owner.

    Args:
        certificate: anybody's.
        owner: whose it is; None: it is not known.
    """
    return Certified(
        owner=owner,
        name=_of_subject(certificate, NameOID.COMMON_NAME),
        organisation=_of_subject(certificate, NameOID.ORGANIZATION_NAME),
        fingerprint=sha256(encoded(certificate)).hexdigest(),
        since=certificate.not_valid_before_utc,
        until=certificate.not_valid_after_utc,
    )


def encoded(certificate: x509.Certificate) -> bytes:
    """Return a certificate as DER."""
    return certificate.public_bytes(Encoding.DER)


def key_id(key: Ed25519PublicKey | RSAPublicKey) -> str:
    """Return the id of a key: the first 8 bytes of SHA-256 over its SubjectPublicKeyInfo (DER), in hex."""
    return sha256(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).digest()[:_KEY_ID].hex()


def _of_subject(certificate: x509.Certificate, oid: x509.ObjectIdentifier) -> str:
    values = certificate.subject.get_attributes_for_oid(oid)
    return str(values[0].value) if values else ""
