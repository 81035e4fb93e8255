"""Counting boards of many organisations, with throwaway keys, and the papers that they sign and send to a province.

Making RSA keys takes a while and a certificate does not: all boards share three keys, and each has certificates of its
own, as a board has that made its keys with `tally key new`.
"""

import hashlib
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509.oid import NameOID
from rollup_sources import congress_file
from throwaway_signers import ThrowawaySigner, key

from tally import bootstrap
from tally.application.desk.closing import Closing
from tally.application.desk.people import People
from tally.application.papers import PaperKind, papers_of
from tally.application.proof import Pins, Signer
from tally.application.recount import recount
from tally.application.signing import Unlocked, sign_congress
from tally.signing.package import sign_package

SINCE, UNTIL = datetime(2025, 1, 1, tzinfo=UTC), datetime(2030, 1, 1, tzinfo=UTC)
SIGNED = datetime(2025, 6, 10, 3, 30, tzinfo=UTC)
_CA, _HEAD, _SECRETARY, _QR = range(4)


@dataclass(frozen=True)
class SendingBoard:
    """The board of an organisation; `until`: when its certificates expire."""

    organisation: str
    until: datetime = UNTIL

    @property
    def ca(self) -> bytes:
        """Return the certificate of its CA."""
        return self._certificate("Ban kiểm phiếu", _CA)

    @property
    def head(self) -> Signer:
        """Return the head's key."""
        return self._signer("Lò Thị Hoa", _HEAD)

    @property
    def secretary(self) -> Signer:
        """Return the secretary's."""
        return self._signer("Cà Văn Nam", _SECRETARY)

    @property
    def qr(self) -> "SendingQrKey":
        """Return its key for QR codes, another one for each organisation."""
        return SendingQrKey(_qr_key(self.organisation), self._certificate("Mã QR", _QR))

    @property
    def pins(self) -> Pins:
        """Return what it published."""
        return Pins.of((self.ca, self.head.certificates[0], self.secretary.certificates[0], self.qr.certificate))

    def publish(self, path: Path) -> Path:
        """Write its `board.pem`."""
        path.parent.mkdir(parents=True, exist_ok=True)
        found = (x509.load_der_x509_certificate(one) for one in self.pins.certificates)
        path.write_bytes(b"".join(one.public_bytes(Encoding.PEM) for one in found))
        return path

    def sign(self, path: Path, *signers: Signer) -> Path:
        """Sign a workbook in place, by head and secretary unless told otherwise."""
        content = path.read_bytes()
        for signer in signers or (self.head, self.secretary):
            content = sign_package(content, signer, SIGNED)
        path.write_bytes(content)
        return path

    def send(self, saved: Path, to: Path, *kinds: PaperKind) -> list[Path]:
        """Count a folder of saved ballots at a desk, seal, sign, and write the papers that are sent.

        Args:
            saved: the folder.
            to: where they are written; the congress file too.
            kinds: which papers; minutes and records unless given.
        """
        file = congress_file(saved, to / "dai-hoi.tally")
        with closing(bootstrap.open_journal(file)) as journal:
            desk = bootstrap.desk_on(journal)
            closed = Closing(desk, People(desk, bootstrap.pin_hasher()))
            sign_congress(desk, closed, Unlocked((), self.qr, self.pins))
        counted = recount(bootstrap.open_source(file))
        wanted = kinds or (PaperKind.MINUTES, PaperKind.RECORD)
        planned = [one for one in papers_of(counted, bootstrap.paper_maker()) if one.kind in wanted]
        return [self.sign(bootstrap.write_planned(paper, to).path) for paper in planned]

    def _signer(self, name: str, number: int) -> ThrowawaySigner:
        return ThrowawaySigner(key(number), (self._certificate(name, number), self.ca))

    def _certificate(self, name: str, number: int) -> bytes:
        return _certificate(self.organisation, self.until, name, number)


@dataclass(frozen=True)
class SendingQrKey:
    """A key for QR codes (`application.proof.QrSigner`)."""

    key: Ed25519PrivateKey
    certificate: bytes

    @property
    def key_id(self) -> str:
        """Return the first 8 bytes of SHA-256 over the public key."""
        public = self.key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        return hashlib.sha256(public).hexdigest()[:16]

    def sign(self, data: bytes) -> bytes:
        """Return the signature."""
        return self.key.sign(data)


def _qr_key(organisation: str) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(hashlib.sha256(organisation.encode()).digest())


@cache
def _certificate(organisation: str, until: datetime, name: str, number: int) -> bytes:
    def named(whose: str) -> x509.Name:
        of = x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation)
        return x509.Name([of, x509.NameAttribute(NameOID.COMMON_NAME, whose)])

    owner = _qr_key(organisation).public_key() if number == _QR else key(number).public_key()
    builder = x509.CertificateBuilder(named("Ban kiểm phiếu"), named(name), owner, 1, SINCE, until)
    builder = builder.add_extension(x509.BasicConstraints(ca=number == _CA, path_length=None), critical=True)
    return builder.sign(key(_CA), SHA256()).public_bytes(Encoding.DER)


def publish_all(boards: Sequence[SendingBoard], folder: Path) -> Path:
    """Write what many boards published, each to a folder of its own; return the folder of all."""
    for number, board in enumerate(boards):
        board.publish(folder / f"ban-{number}" / "board.pem")
    return folder
