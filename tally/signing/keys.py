"""The board's folder of keys: made once, read whenever something is signed; and certificates to be pinned.

`ca.*`, `head.*`, `secretary.*`, `qr.*`: `.key.pem` a private key locked by a passphrase, `.crt.pem` its certificate;
`board.pem`: all certificates, which the board publishes. The key of the CA takes the passphrases of head and secretary
together, a line each: neither alone can issue a certificate in the other's name.

Files of private keys have mode 0600 in a folder of mode 0700. Windows knows no such modes: there a file inherits who
may read it from the user's profile, where the folder is by default; a folder elsewhere is as open as its disk.
"""

import errno
import os
import secrets
import shutil
import stat
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding

from tally.application.intake import BadInput, FileFinding
from tally.application.proof import NoKeys, Pins, PinsRead, WrongPassphrase
from tally.application.signing import Certified, Owner, Passphrase
from tally.disk import flush_folder, is_folder, make_folders, read_regular
from tally.signing.certificates import (
    PrivateKey,
    certified,
    encoded,
    issue_board,
    key_id,
    read_certificate,
    read_pem,
)
from tally.signing.locked import Damaged, DoesNotOpen, lock, unlock

BOARD = "board.pem"
"""The file with every certificate of a board, for those who check its papers."""

_MOST = 1_000_000  # bytes of a file of keys or certificates
_DEEPEST = 100  # folders in folders that are looked into
_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_FOLDER_MODE, _SECRET_MODE, _PUBLIC_MODE = 0o700, 0o600, 0o644
_PEM = b"-----BEGIN CERTIFICATE-----"


class RsaSigner:
    """A person's key for workbooks (`application.proof.Signer`)."""

    def __init__(self, key: RSAPrivateKey, certificates: tuple[bytes, ...]) -> None:
        self._key = key
        self._certificates = certificates

    @property
    def certificates(self) -> tuple[bytes, ...]:
        """Return the certificate and the CA's, DER."""
        return self._certificates

    def sign(self, data: bytes) -> bytes:
        """Return the signature RSASSA-PKCS1-v1_5 with SHA-256."""
        return self._key.sign(data, PKCS1v15(), SHA256())


class Ed25519Signer:
    """The board's key for QR codes (`application.proof.QrSigner`)."""

    def __init__(self, key: Ed25519PrivateKey, certificate: bytes) -> None:
        self._key = key
        self._certificate = certificate
        self._key_id = key_id(key.public_key())

    @property
    def key_id(self) -> str:
        """Return the first 8 bytes of SHA-256 over the public key, in hex."""
        return self._key_id

    @property
    def certificate(self) -> bytes:
        """Return the certificate, DER."""
        return self._certificate

    def sign(self, data: bytes) -> bytes:
        """Return the signature: 64 bytes, the same whenever the same is signed."""
        return self._key.sign(data)


class KeyFolder:
    """A board's keys on disk (`application.signing.KeyRing`); nothing is read before it is asked for."""

    def __init__(self, path: Path, now: Callable[[], datetime]) -> None:
        """Stand for a folder, whether it is there or not.

        Args:
            path: where it is.
            now: the clock, with its zone; keys sign only while their certificate is valid.
        """
        self._path = path
        self._now = now

    @property
    def path(self) -> Path:
        """Return the folder."""
        return self._path

    def owners(self) -> tuple[Certified, ...]:
        """Return whose keys there are. Raises NoKeys, BadInput (E801), OSError."""
        return tuple(certified(self._certificate(owner), owner) for owner in Owner)

    def pins(self) -> Pins:
        """Return every certificate. Raises as `owners`."""
        return Pins.of(encoded(self._certificate(owner)) for owner in Owner)

    def exposed(self) -> tuple[Path, ...]:
        """Return the files of private keys that others can read; Windows says nothing of it here."""
        if os.name == "nt":
            return ()
        files = (_key_file(self._path, owner) for owner in Owner)
        return tuple(file for file in files if file.exists() and file.stat().st_mode & _OTHERS)

    def signer(self, owner: Owner, passphrase: Passphrase) -> RsaSigner:
        """Unlock the key of the head or the secretary. Raises as `application.signing.KeyRing.signer`."""
        certificate = self._valid_certificate(owner)
        key = self._unlocked(owner, certificate, passphrase)
        if not isinstance(key, RSAPrivateKey):
            raise _unreadable(_key_file(self._path, owner))
        return RsaSigner(key, (encoded(certificate), encoded(self._certificate(Owner.CA))))

    def qr_signer(self, passphrase: Passphrase) -> Ed25519Signer:
        """Unlock the key of the QR codes. Raises as `application.signing.KeyRing.signer`."""
        certificate = self._valid_certificate(Owner.QR)
        key = self._unlocked(Owner.QR, certificate, passphrase)
        if not isinstance(key, Ed25519PrivateKey):
            raise _unreadable(_key_file(self._path, Owner.QR))
        return Ed25519Signer(key, encoded(certificate))

    def _certificate(self, owner: Owner) -> x509.Certificate:
        return read_certificates(_certificate_file(self._path, owner))[0]

    def _valid_certificate(self, owner: Owner) -> x509.Certificate:
        certificate = self._certificate(owner)
        said = certified(certificate, owner)
        if not said.valid_at(self._now()):
            since, until = (f"{one:%d/%m/%Y}" for one in (said.since, said.until))
            raise _finding(
                _certificate_file(self._path, owner), "E802", {"value": said.name, "since": since, "until": until}
            )
        return certificate

    def _unlocked(self, owner: Owner, certificate: x509.Certificate, passphrase: Passphrase) -> PrivateKey:
        file = _key_file(self._path, owner)
        try:
            key = unlock(_read(file), passphrase)
        except Damaged as error:
            raise _unreadable(file) from error
        except DoesNotOpen as error:
            raise WrongPassphrase(owner.value) from error
        if key.public_key() != certificate.public_key():
            raise _finding(file, "E803", {"value": _certificate_file(self._path, owner).name})
        return key


def create_keys(
    path: Path,
    organisation: str,
    names: Mapping[Owner, str],
    passphrases: Mapping[Owner, Passphrase],
    now: Callable[[], datetime],
) -> KeyFolder:
    """Make a board's folder of keys, whole or not at all.

    Args:
        path: where; the folders above it are made when they are not there.
        organisation: whose congress it is.
        names: of head and secretary.
        passphrases: of head and secretary; the head's also opens the key of the QR codes.
        now: the clock, with its zone.

    Raises:
        FileExistsError: something is there already; keys are never overwritten.
        OSError: the machine failed; nothing is left behind.
    """
    if path.exists():
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(path))
    issued = issue_board(organisation, names[Owner.HEAD], names[Owner.SECRETARY], now())
    head, secretary = passphrases[Owner.HEAD], passphrases[Owner.SECRETARY]
    opened_by = {Owner.CA: (head, secretary), Owner.HEAD: (head,), Owner.SECRETARY: (secretary,), Owner.QR: (head,)}
    temporary = path.with_name(f".{path.name}-{secrets.token_hex(8)}.tmp")
    try:
        make_folders(path.parent)
        temporary.mkdir(_FOLDER_MODE)
        for owner, one in issued.items():
            _write(_key_file(temporary, owner), lock(one.key, *opened_by[owner]), _SECRET_MODE)
            _write(_certificate_file(temporary, owner), one.certificate.public_bytes(Encoding.PEM), _PUBLIC_MODE)
        board = b"".join(one.certificate.public_bytes(Encoding.PEM) for one in issued.values())
        _write(temporary / BOARD, board, _PUBLIC_MODE)
        flush_folder(temporary)
        temporary.rename(path)
        flush_folder(path.parent)
    except OSError as error:
        # The name the user knows, not the temporary one.
        error.filename, error.filename2 = str(path), None
        raise
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
    return KeyFolder(path, now)


def read_pins(paths: Iterable[Path]) -> PinsRead:
    """Read certificates to be pinned.

    A file that cannot be read takes nothing from the others: it is named among the findings.

    Args:
        paths: files with one or several (PEM, or one as DER), or folders of `.pem` files, such as a board's of keys, or
            a province's with those of every board, in sub-folders too.

    Raises:
        NoKeys: there is nothing at a path, or no certificate in a folder.
        BadInput: E801, E902, E812: no certificate is left, and why.
        OSError: the machine failed.
    """
    found: list[bytes] = []
    findings: list[FileFinding] = []
    for path in paths:
        files = list(_pem_files(path, _DEEPEST)) if is_folder(path) else [path]
        if not files:
            raise NoKeys(path)
        for file in files:
            try:
                found += map(encoded, read_certificates(file))
            except BadInput as error:
                findings += error.findings
            except OSError:
                if file is path:
                    raise
                findings += _unreadable(file).findings
    if findings and not found:
        raise BadInput(findings)
    return PinsRead(Pins.of(found), tuple(findings))


def _pem_files(folder: Path, levels: int) -> Iterator[Path]:
    """Yield the files of certificates below a folder, by name; links to folders are not followed. Raises OSError."""
    if not levels:
        raise OSError(errno.ENAMETOOLONG, os.strerror(errno.ENAMETOOLONG), str(folder))
    with os.scandir(folder) as listed:
        entries = sorted(listed, key=lambda entry: entry.name)
    for entry in entries:
        if entry.is_dir(follow_symlinks=False):
            yield from _pem_files(folder / entry.name, levels - 1)
        elif entry.name.endswith(".pem") and not entry.name.endswith(".key.pem"):
            yield folder / entry.name


def _key_file(path: Path, owner: Owner) -> Path:
    return path / f"{owner}.key.pem"


def _certificate_file(path: Path, owner: Owner) -> Path:
    return path / f"{owner}.crt.pem"


def _read(file: Path) -> bytes:
    """Read a small file. Raises NoKeys, BadInput (E801), OSError."""
    try:
        content = read_regular(file, _MOST)
    except FileNotFoundError as error:
        raise NoKeys(file) from error
    if len(content) > _MOST:
        raise _unreadable(file)
    return content


def read_certificates(file: Path) -> list[x509.Certificate]:
    """Read the certificates of a file, at least one. Raises NoKeys, BadInput (E801, E902, E812), OSError."""
    content = _read(file)
    try:
        found = read_pem(content) if _PEM in content else [read_certificate(content)]
        for one in found:
            # What the library reads only when it is asked for.
            one.public_key()
    except (ValueError, UnsupportedAlgorithm) as error:
        raise _unreadable(file) from error
    return found


def _write(file: Path, content: bytes, mode: int) -> None:
    """Write a new file that has its mode from the first byte on."""
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), mode)
    with os.fdopen(descriptor, "wb") as opened:
        opened.write(content)
        opened.flush()
        os.fsync(opened.fileno())


def _unreadable(file: Path) -> BadInput:
    return _finding(file, "E801", {})


def _finding(file: Path, code: str, fields: Mapping[str, int | str]) -> BadInput:
    return BadInput([FileFinding(str(file), 1, 1, code, fields)])
