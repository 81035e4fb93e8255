"""The board's certificates: a small CA that issues those of head, secretary and QR code, and reading them again.

A certificate that signs itself never reads as trusted; one issued by a CA does, as soon as that CA is trusted.
Subjects are Vietnamese whichever language the program speaks: spreadsheet programs show them to those who check.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from cryptography import x509
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
