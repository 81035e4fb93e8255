"""Throwaway keys for QR codes, made from a number, so that one number always signs the same text."""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509.oid import NameOID

from tally.application.proof import Pins

SINCE, UNTIL = datetime(2025, 1, 1, tzinfo=UTC), datetime(2030, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class ThrowawayQrKey:
    """A key for QR codes whose certificate it signed itself (`application.proof.QrSigner`)."""

    seed: int = 1

    @property
    def _key(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(bytes([self.seed]) * 32)

    @property
    def key_id(self) -> str:
        """Return the first 8 bytes of SHA-256 over the public key."""
        public = self._key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        return hashlib.sha256(public).hexdigest()[:16]

    @property
    def certificate(self) -> bytes:
        """Return the certificate, DER."""
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"Mã QR {self.seed}")])
        builder = x509.CertificateBuilder(name, name, self._key.public_key(), self.seed, SINCE, UNTIL)
        return builder.sign(self._key, None).public_bytes(Encoding.DER)

    @property
    def pins(self) -> Pins:
        """Return the pins of a board that published this key."""
        return Pins((self.certificate,))

    def sign(self, data: bytes) -> bytes:
        """Return the signature."""
        return self._key.sign(data)
