"""Signing as the board does it: certificates pinned, QR codes of sealed contests and workbooks signed.

Screens and command line call the same `Signing`; keys, packages and files are reached through ports.
"""

from base64 import b64encode
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple, Protocol
from unicodedata import normalize

from tally.application.desk.closing import Closing
from tally.application.desk.desk import Desk
from tally.application.desk.signing import sign_qr, unsigned_qrs
from tally.application.intake import BadInput, FileFinding
from tally.application.proof import NoKeys, NotSignable, Pins, QrSigner, Signer
from tally.application.stamp import Stamp
from tally.domain.desk import ContestKey
from tally.domain.journal import EntryKind
from tally.domain.names import normalise

SHORTEST_PASSPHRASE = 8
"""Characters."""

LONGEST_PASSPHRASE = 100
"""Characters; OpenSSL takes 1,023 bytes, and two passphrases together open the key of the CA."""


LONGEST_NAME = 64
"""Characters of a name in a certificate (X.520)."""

LONGEST_ORGANISATION = 200
"""Characters of an organisation in a certificate."""


class Owner(StrEnum):
    """Whose certificate one is."""

    CA = "ca"
    HEAD = "head"
    SECRETARY = "secretary"
    QR = "qr"


SIGNERS = (Owner.HEAD, Owner.SECRETARY)
"""Who signs workbooks, in the order of their signatures."""


def certified_name(text: str, longest: int) -> str:
    """Return a name as it stands in a certificate. Raises ValueError: it is empty, too long, or no line of text."""
    name = normalise(text)
    if not 1 <= len(name) <= longest or not name.isprintable():
        raise ValueError(name)
    return name


def same_owner(one: str, other: str) -> bool:
    """Tell whether two names are one: head and secretary sign, each with a key of their own."""
    return one.casefold() == other.casefold()


class Passphrase:
    """A passphrase, or the PIN of a token, that shows itself to nobody: not in a traceback, not in a log."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        # One keyboard writes ế as one character and another as three: the same passphrase all the same.
        self._text = normalize("NFC", text)

    def __repr__(self) -> str:
        return "Passphrase(…)"

    def __len__(self) -> int:
        return len(self._text)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Passphrase) and self._text == other._text

    __hash__ = None  # type: ignore[assignment]  # a key of no dictionary

    def text(self) -> str:
        """Return it, to be handed to a key at once and kept nowhere."""
        return self._text


@dataclass(frozen=True, slots=True)
class Certified:
    """What a certificate says of its owner.

    Attributes:
        owner: whose it is; None: of a token, which does not say.
        name: the person (or what the key is for), as the certificate has it.
        fingerprint: SHA-256 of the certificate (DER), in hex.
        since: valid from, UTC.
        until: valid up to, UTC.
    """

    owner: Owner | None
    name: str
    organisation: str
    fingerprint: str
    since: datetime
    until: datetime

    def valid_at(self, time: datetime) -> bool:
        """Tell whether the certificate is valid at a time."""
        return self.since <= time <= self.until


class TokenProblem(StrEnum):
    """Why a smart card or USB token does not sign; each has its words in `signing.token`."""

    NO_EXTRA = "no-extra"
    NO_LIBRARY = "no-library"
    NO_TOKEN = "no-token"  # noqa: S105 - no secret: nothing is plugged in
    SEVERAL = "several"
    LOCKED = "locked"
    NO_CERTIFICATE = "no-certificate"
    FAILED = "failed"


class TokenUnusable(Exception):  # noqa: N818 - named for what it is
    """A smart card or USB token that cannot sign; never holds the PIN.

    Attributes:
        why: `NO_EXTRA`: this program was installed without its extra `token`; `NO_LIBRARY`: `said` is no library of
            PKCS#11; `NO_TOKEN`: none is plugged in, or none labelled `said`; `SEVERAL`: labelled `said`, say which;
            `LOCKED`: after too many wrong PINs; `NO_CERTIFICATE`: none on the token `said`, nor beside it, that belongs
            to an RSA key of it; `FAILED`: what the token answered is `said`.
        said: see `why`.
    """

    def __init__(self, why: TokenProblem, said: str = "") -> None:
        self.why = why
        self.said = said
        super().__init__(f"{why}: {said}")


class KeyRing(Protocol):
    """The board's keys: certificates that everybody may read, and private keys that passphrases unlock."""

    @property
    def path(self) -> Path:
        """Return the folder they are in."""

    def owners(self) -> tuple[Certified, ...]:
        """Return whose keys there are: the CA, head, secretary, QR.

        Raises:
            NoKeys: there is no such folder, or it lacks one of them.
            BadInput: E801: a certificate cannot be read.
            OSError: the machine failed.
        """

    def pins(self) -> Pins:
        """Return every certificate; raises as `owners`."""

    def exposed(self) -> tuple[Path, ...]:
        """Return the files of private keys that other users of this computer can read."""

    def signer(self, owner: Owner, passphrase: Passphrase) -> Signer:
        """Unlock the key of the head or the secretary.

        Raises:
            WrongPassphrase: it does not open the key.
            NoKeys: there is none.
            BadInput: E801 unreadable, E802 the certificate is not valid today, E803 it is not the key's.
            OSError: the machine failed.
        """

    def qr_signer(self, passphrase: Passphrase) -> QrSigner:
        """Unlock the key of the QR codes with the head's passphrase; raises as `signer`."""


class Packages(Protocol):
    """Signs workbooks as packages (ECMA-376 part 2)."""

    def sign(self, content: bytes, signer: Signer, time: datetime) -> bytes:
        """Return the workbook with one more signature.

        Args:
            content: the workbook, signed by somebody else before or not.
            signer: who signs.
            time: with its zone.

        Raises:
            NotSignable: the workbook cannot be signed as it is.
        """

    def signatures(self, content: bytes) -> Mapping[str, bool]:
        """Return, by SHA-256 of the signer's certificate (hex), whether the workbook is still what was signed.

        Raises:
            NotSignable: the workbook cannot be signed as it is.
        """


class Papers(Protocol):
    """Papers on disk."""

    def read(self, path: Path) -> tuple[bytes, Stamp]:
        """Return a paper and its stamp.

        Raises:
            BadInput: E804: `tally` made no such paper; and whatever any workbook can be refused for.
            OSError: the machine failed.
        """

    def write(self, path: Path, content: bytes) -> None:
        """Put the paper in the place of the one that is there, whole or not at all. Raises OSError."""


@dataclass(frozen=True, slots=True)
class Unlocked:
    """Keys ready to sign; kept no longer than the signing takes.

    Attributes:
        signers: who signs workbooks, in the order of the signatures.
        qr: the key of the QR codes; None: the head did not unlock it.
        certificates: what is pinned in a congress file.
    """

    signers: tuple[tuple[Certified, Signer], ...]
    qr: QrSigner | None
    certificates: Pins


class SignedPaper(NamedTuple):
    """A workbook that was signed.

    Attributes:
        added: who signed it now; empty: all had signed before, and it was not touched.
        already: who had signed it before, of those who sign now.
        time: the time in the signature: when the contest was sealed, or the clock's where it was not.
    """

    path: Path
    added: tuple[str, ...]
    already: tuple[str, ...]
    time: datetime


class SignedCongress(NamedTuple):
    """What was recorded in a congress file.

    Attributes:
        pinned: certificates pinned now.
        signed: papers whose QR code was signed now: the contest, and `desk.signing.MINUTES` or the number of a
            corrigendum.
        left: papers whose QR code is not signed, because the key was not unlocked.
    """

    pinned: int
    signed: tuple[tuple[ContestKey, int], ...]
    left: tuple[tuple[ContestKey, int], ...]


class Signing:
    """The board's signing on one folder of keys."""

    def __init__(self, keys: KeyRing, packages: Packages, papers: Papers, now: Callable[[], datetime]) -> None:
        self.keys = keys
        self._packages = packages
        self._papers = papers
        self._now = now

    def owners(self) -> tuple[Certified, ...]:
        """Return whose keys there are; empty: the board made none. Raises BadInput, OSError."""
        try:
            return self.keys.owners()
        except NoKeys:
            return ()

    def unlock(self, passphrases: Mapping[Owner, Passphrase]) -> Unlocked:
        """Unlock the keys of head, secretary or both; the head's passphrase also opens that of the QR codes.

        Raises:
            WrongPassphrase, NoKeys, BadInput, OSError: as `KeyRing.signer`.
        """
        certified = {one.owner: one for one in self.keys.owners()}
        signers = tuple(
            (certified[owner], self.keys.signer(owner, passphrases[owner])) for owner in SIGNERS if owner in passphrases
        )
        qr = self.keys.qr_signer(passphrases[Owner.HEAD]) if Owner.HEAD in passphrases else None
        return Unlocked(signers, qr, self.keys.pins())

    def sign_papers(self, paths: Iterable[Path], unlocked: Unlocked) -> Iterator[SignedPaper]:
        """Sign workbooks in place; all are looked at first, so that nothing is signed while one of them is bad.

        Returns:
            Each paper when it is written, one after the other as they are asked for.

        Raises:
            BadInput: E804: `tally` made no such paper; E805: it was changed after somebody signed it; and whatever any
                workbook can be refused for: the findings of all papers together.
            OSError: the machine failed; the paper it happened to stands as it was.
        """
        different = tuple(dict.fromkeys(paths))
        self.check_papers(different)
        return (self._sign(path, unlocked) for path in different)

    def check_papers(self, paths: Iterable[Path]) -> None:
        """Look whether papers can be signed, before anybody types a passphrase. Raises as `sign_papers`."""
        findings: list[FileFinding] = []
        for path in dict.fromkeys(paths):
            try:
                self._look_at(path)
            except BadInput as error:
                findings += error.findings
        if findings:
            raise BadInput(findings)

    def _look_at(self, path: Path) -> tuple[bytes, Stamp, frozenset[str]]:
        """Return a paper, its stamp and the fingerprints of those who signed it."""
        content, stamp = self._papers.read(path)
        try:
            signatures = self._packages.signatures(content)
        except NotSignable as error:
            raise BadInput([FileFinding(path.name, 1, 1, "E806", {"value": error.flaw.part})]) from error
        if not all(signatures.values()):
            raise BadInput([FileFinding(path.name, 1, 1, "E805")])
        return content, stamp, frozenset(signatures)

    def _sign(self, path: Path, unlocked: Unlocked) -> SignedPaper:
        content, stamp, signed_by = self._look_at(path)
        missing = [(who, signer) for who, signer in unlocked.signers if who.fingerprint not in signed_by]
        now = self._now()
        sealed = stamp.sealed
        # The time of the seal makes the same bytes whenever it is signed; a key made after it cannot claim it, and no
        # signature claims a time that has not come yet.
        holds = sealed is not None and sealed <= now and all(who.valid_at(sealed) for who, _ in unlocked.signers)
        time = sealed if sealed is not None and holds else now
        for _who, signer in missing:
            content = self._packages.sign(content, signer, time)
        if missing:
            self._papers.write(path, content)
        already = tuple(who.name for who, _ in unlocked.signers if who.fingerprint in signed_by)
        return SignedPaper(path, tuple(who.name for who, _ in missing), already, time)


def sign_congress(desk: Desk, closing: Closing, unlocked: Unlocked) -> SignedCongress:
    """Pin the board's certificates in a congress file, and sign the QR codes of every sealed contest.

    Nothing is recorded where everything is recorded already. Codes signed by another key are signed again: a board that
    lost its key has new ones.

    Raises:
        Refused: `qr_differs`: the journal gives another count than the one that was sealed.
        BadQr: the id of a contest is too long for a QR code.
        OSError: the machine failed; what was recorded before stays.
    """
    with desk.deciding():
        new = [one for one in unlocked.certificates.certificates if one not in desk.state.pinned]
        if new:
            desk.record(EntryKind.KEYS_PINNED, {"certificates": [b64encode(one).decode() for one in new]})
    unsigned = unsigned_qrs(desk, unlocked.qr)
    if unlocked.qr is None:
        return SignedCongress(len(new), (), unsigned)
    for key, corrigendum in unsigned:
        sign_qr(desk, closing, key, unlocked.qr, corrigendum)
    return SignedCongress(len(new), unsigned, ())
