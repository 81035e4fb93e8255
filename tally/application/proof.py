"""Who signs papers, and which certificates are believed: values and ports; the cryptography is in `tally.signing`."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple, Protocol

from tally.application.intake import FileFinding


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
    _hash: int = field(init=False, repr=False, compare=False, default=0)

    def __post_init__(self) -> None:
        """Work out once what everything is found by that is known of thousands of certificates."""
        object.__setattr__(self, "_hash", hash(self.certificates))

    def __hash__(self) -> int:
        return self._hash

    def __reduce__(self) -> "tuple[type[Pins], tuple[tuple[bytes, ...]]]":
        # In another process everything has another hash.
        return Pins, (self.certificates,)

    @classmethod
    def of(cls, certificates: Iterable[bytes]) -> "Pins":
        """Pin certificates (DER), each once."""
        return cls(tuple(dict.fromkeys(certificates)))

    def __bool__(self) -> bool:
        return bool(self.certificates)

    def __or__(self, other: "Pins") -> "Pins":
        """Return both sets of pins."""
        return Pins.of((*self.certificates, *other.certificates))


class PinsRead(NamedTuple):
    """Certificates to be believed, read from files.

    Attributes:
        pins: the certificates.
        findings: what is wrong with the files that could not be read.
    """

    pins: Pins
    findings: tuple[FileFinding, ...] = ()


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


@dataclass(frozen=True, slots=True)
class PinnedSigner:
    """Whom a pinned certificate names as one who signs workbooks; attributes as of `SignatureFound`.

    Attributes:
        by_board: whether a board that is pinned issued it; else somebody is believed for himself, by his own token.
    """

    name: str
    unit: str
    organisation: str
    by_board: bool = True


class PackageFlaw(StrEnum):
    """What can be wrong with the signatures of a workbook; each has its words in `proof.flaw`."""

    DAMAGED = "damaged"
    DUPLICATE = "duplicate"
    HIDDEN_BYTES = "hidden-bytes"
    UNSIGNED = "unsigned"
    SIGNATURE_MISSING = "signature-missing"
    SIGNATURE_UNLINKED = "signature-unlinked"
    SIGNATURE_UNREADABLE = "signature-unreadable"
    ALGORITHM = "algorithm"
    SIGNATURE_WRONG = "signature-wrong"
    LIST_CHANGED = "list-changed"
    TIME_CHANGED = "time-changed"
    DETAILS_CHANGED = "details-changed"
    OTHER_CERTIFICATE = "other-certificate"
    PART_CHANGED = "part-changed"
    PART_ADDED = "part-added"
    PART_MISSING = "part-missing"
    LINK_ADDED = "link-added"
    OUTSIDE = "outside"
    CONTENT_TYPE = "content-type"
    NO_PINS = "no-pins"
    NOT_PINNED = "not-pinned"
    SELF_SIGNED = "self-signed"
    CHAIN_BROKEN = "chain-broken"
    NOT_TO_SIGN = "not-to-sign"
    EXPIRED = "expired"
    NOT_YET_VALID = "not-yet-valid"
    FROM_THE_FUTURE = "from-the-future"


ABOUT_TRUST = frozenset(
    {
        *(PackageFlaw.NO_PINS, PackageFlaw.NOT_PINNED, PackageFlaw.SELF_SIGNED, PackageFlaw.CHAIN_BROKEN),
        PackageFlaw.NOT_TO_SIGN,
        *(PackageFlaw.EXPIRED, PackageFlaw.NOT_YET_VALID, PackageFlaw.FROM_THE_FUTURE),
    }
)
"""What speaks against the signer or the time alone; the workbook may still be what was signed."""


@dataclass(frozen=True, slots=True)
class Flaw:
    """One thing wrong with a signed workbook.

    Attributes:
        code: what it is.
        part: the part of the workbook it was seen at, as `xl/worksheets/sheet1.xml`; empty when none is meant.
        sheet: the title of the sheet that the part is; empty when it is none, or its title is not known.
        said: what the file says there, where the words repeat it: a method, a target outside.
    """

    code: PackageFlaw
    part: str = ""
    sheet: str = ""
    said: str = ""


@dataclass(frozen=True, slots=True)
class SignatureFound:
    """One signature of a workbook, as it stands in it; what it says is proven only when it has no flaw.

    Attributes:
        part: the part it stands in, as `_xmlsignatures/sig1.xml`.
        flaws: everything that speaks against it.
        signer: the name in the certificate (its common name); empty when the signature cannot be read, as all below.
        unit: what the certificate says the signer is there, such as head of the counting board.
        organisation: whose the certificate says the signer is.
        issuer: the common name of who issued the certificate.
        fingerprint: SHA-256 over the certificate (DER), in hex.
        valid_from: the certificate's; UTC.
        valid_until: the certificate's; UTC.
        time: when it was signed, as the signer's computer said; UTC, whole seconds.
    """

    part: str
    flaws: tuple[Flaw, ...] = ()
    signer: str = ""
    unit: str = ""
    organisation: str = ""
    issuer: str = ""
    fingerprint: str = ""
    valid_from: datetime | None = None
    valid_until: datetime | None = None
    time: datetime | None = None

    @property
    def intact(self) -> bool:
        """Tell whether the workbook is still what was signed, whoever it was that signed."""
        return all(flaw.code in ABOUT_TRUST for flaw in self.flaws)


@dataclass(frozen=True, slots=True)
class PackageReport:
    """What was found about the signatures of one workbook.

    Attributes:
        signatures: in the order they were made.
        flaws: of the file as a whole.
    """

    signatures: tuple[SignatureFound, ...] = ()
    flaws: tuple[Flaw, ...] = ()

    @property
    def sound(self) -> bool:
        """Tell whether it is signed, every signature is by a pinned certificate, and nothing speaks against any."""
        return bool(self.signatures) and not self.all_flaws

    @property
    def all_flaws(self) -> tuple[Flaw, ...]:
        """Return the flaws of the file and of every signature, each once."""
        of_signatures = (flaw for signature in self.signatures for flaw in signature.flaws)
        return tuple(dict.fromkeys((*self.flaws, *of_signatures)))


class NotSignable(Exception):  # noqa: N818 - it is the workbook that cannot be signed
    """A workbook that cannot be signed as it is.

    Attributes:
        flaw: why.
    """

    def __init__(self, flaw: Flaw) -> None:
        self.flaw = flaw
        super().__init__(f"{flaw.code}: {flaw.part}")
