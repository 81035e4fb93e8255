"""Who signs papers, and which certificates are believed: values and ports; the cryptography is in `tally.signing`."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol


class Signer(Protocol):
    """A person's key for workbooks, unlocked: from a file or on a token; the key itself is never handed out.

    Attributes:
        certificates: DER, the signer's own first, then the one of the board's CA that issued it.
    """

    @property
    def certificates(self) -> tuple[bytes, ...]:
        """Return the signer's certificate and the chain above it, DER, leaf first."""

    def sign(self, data: bytes) -> bytes:
        """Return the signature RSASSA-PKCS1-v1_5 with SHA-256 over the data.

        Raises:
            OSError: a token failed or was pulled out.
        """


class QrSigner(Protocol):
    """The board's key for QR codes, unlocked."""

    @property
    def key_id(self) -> str:
        """Return the first 8 bytes of SHA-256 over the public key (SubjectPublicKeyInfo, DER), in hex."""

    @property
    def certificate(self) -> bytes:
        """Return the certificate of this key, DER, issued by the board's CA."""

    def sign(self, data: bytes) -> bytes:
        """Return the Ed25519 signature over the data: 64 bytes."""


@dataclass(frozen=True, slots=True)
class Pins:
    """The certificates that are believed, because the board published them or the congress file holds them.

    Attributes:
        certificates: DER, each once, in the order they were pinned.
    """

    certificates: tuple[bytes, ...] = ()

    @classmethod
    def of(cls, certificates: Iterable[bytes]) -> "Pins":
        """Pin certificates (DER), each once."""
        return cls(tuple(dict.fromkeys(certificates)))

    def __bool__(self) -> bool:
        return bool(self.certificates)

    def __or__(self, other: "Pins") -> "Pins":
        """Return both sets of pins."""
        return Pins.of((*self.certificates, *other.certificates))


class WrongPassphrase(Exception):  # noqa: N818 - named for what was typed
    """A passphrase (or the PIN of a token) does not open the key; neither is ever kept in this error.

    Attributes:
        key: the name of the key: `head`, `secretary`, `qr`, or the label of a token.
    """

    def __init__(self, key: str) -> None:
        self.key = key
        super().__init__(key)


class NoKeys(Exception):  # noqa: N818 - named for what is missing
    """There is no key, or not the one asked for, where keys are looked for.

    Attributes:
        path: the key folder, the file in it, or the library of a token.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        super().__init__(str(path))
