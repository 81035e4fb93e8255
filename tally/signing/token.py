"""Signing with a smart card or USB token (PKCS#11), whose key never leaves it; needs the extra `token`."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from tally.application.intake import BadInput, FileFinding
from tally.application.proof import Signer, WrongPassphrase
from tally.application.signing import Certified, Passphrase, TokenProblem, TokenUnusable
from tally.disk import check_regular
from tally.signing.certificates import Unreadable, certified, encoded, extension_of, issued, read_certificate
from tally.signing.keys import read_certificates

if TYPE_CHECKING:
    from pkcs11 import Certificate, Session, Token
    from pkcs11.types import SignMixin

_LONGEST_CHAIN = 8


class TokenSigner:
    """A key on a token (`application.proof.Signer`), for as long as its session lasts."""

    def __init__(self, key: "SignMixin", certificates: tuple[bytes, ...]) -> None:
        self._key = key
        self._certificates = certificates

    @property
    def certificates(self) -> tuple[bytes, ...]:
        """Return the certificate of the key and those above it that are at hand, DER."""
        return self._certificates

    def sign(self, data: bytes) -> bytes:
        """Return the signature RSASSA-PKCS1-v1_5 with SHA-256, computed by the token.

        Raises:
            TokenUnusable: `FAILED`: it was pulled out, or refused.
        """
        from pkcs11 import Mechanism  # noqa: PLC0415 - an optional extra
        from pkcs11.exceptions import PKCS11Error  # noqa: PLC0415

        try:
            return bytes(self._key.sign(data, mechanism=Mechanism.SHA256_RSA_PKCS))
        except PKCS11Error as error:
            raise _failed(error) from error


@contextmanager
def token_signer(
    library: Path, label: str, pin: Passphrase, beside: Path | None, now: Callable[[], datetime]
) -> Iterator[tuple[Certified, Signer]]:
    """Open a token and yield who signs with it.

    Args:
        library: the PKCS#11 library of the token's maker (`.so`, `.dll`).
        label: of the token; empty: there is only one.
        pin: of the token.
        beside: a file of certificates, the signer's and those above it, where the token holds none; or None.
        now: the clock, with its zone.

    Raises:
        WrongPassphrase: the PIN is wrong.
        TokenUnusable: see `TokenProblem`.
        NoKeys: there is no file `beside`.
        BadInput: E801: the file `beside` holds no certificate; E802: the certificate is not valid today; E812: the
            library is no file.
        OSError: the machine failed.
    """
    given = read_certificates(beside) if beside else []
    token = _token(library, label)
    from pkcs11.exceptions import PinIncorrect, PinInvalid, PinLenRange, PinLocked, PKCS11Error  # noqa: PLC0415

    try:
        session = token.open(user_pin=pin.text())
    except (PinIncorrect, PinInvalid, PinLenRange) as error:
        raise WrongPassphrase(token.label) from error
    except PinLocked as error:
        raise TokenUnusable(TokenProblem.LOCKED, token.label) from error
    except PKCS11Error as error:
        raise _failed(error) from error
    with session:
        try:
            key, chain = _key_and_chain(session, token.label, given)
        except PKCS11Error as error:
            raise _failed(error) from error
        who = certified(chain[0])
        if not who.valid_at(now()):
            fields = {"value": who.name, "since": f"{who.since:%d/%m/%Y}", "until": f"{who.until:%d/%m/%Y}"}
            raise BadInput([FileFinding(token.label, 1, 1, "E802", fields)])
        yield who, TokenSigner(key, tuple(map(encoded, chain)))


def _token(library: Path, label: str) -> "Token":
    """Return the token meant. Raises TokenUnusable."""
    try:
        import pkcs11  # noqa: PLC0415 - an optional extra
    except ImportError as error:
        raise TokenUnusable(TokenProblem.NO_EXTRA) from error
    if library.exists():
        # The loader would wait for a pipe. What is named without a folder is looked for by the loader itself.
        check_regular(library)
    try:
        loaded = pkcs11.lib(str(library))
    except (RuntimeError, OSError) as error:
        raise TokenUnusable(TokenProblem.NO_LIBRARY, str(library)) from error
    try:
        tokens = [token for token in loaded.get_tokens() if token.flags & pkcs11.TokenFlag.TOKEN_INITIALIZED]
    except pkcs11.PKCS11Error as error:
        raise _failed(error) from error
    meant = [token for token in tokens if label in ("", token.label)]
    if len(meant) > 1:
        raise TokenUnusable(TokenProblem.SEVERAL, ", ".join(token.label for token in meant))
    if not meant:
        raise TokenUnusable(TokenProblem.NO_TOKEN, label)
    return meant[0]


def _key_and_chain(
    session: "Session", label: str, given: list[x509.Certificate]
) -> "tuple[SignMixin, list[x509.Certificate]]":
    """Return an RSA key of the token with its certificate and those above it, leaf first.

    Where several can sign, one made to sign documents is preferred: a token may hold another to log in with.

    Raises:
        TokenUnusable: `NO_CERTIFICATE`.
    """
    from pkcs11 import Attribute, KeyType, ObjectClass  # noqa: PLC0415 - an optional extra

    on_token = [
        read
        for found in session.get_objects({Attribute.CLASS: ObjectClass.CERTIFICATE})
        if (read := _read(found)) is not None  # type: ignore[arg-type]  # asked for by class
    ]
    known = [*given, *on_token]
    pairs: list[tuple[SignMixin, x509.Certificate]] = []
    for key in session.get_objects({Attribute.CLASS: ObjectClass.PRIVATE_KEY, Attribute.KEY_TYPE: KeyType.RSA}):
        # By the key itself, not by its id: makers of tokens do with ids what they like.
        modulus = int.from_bytes(key[Attribute.MODULUS], "big")
        pairs += [(key, one) for one in known if _modulus(one) == modulus]  # type: ignore[misc]  # as above
    if not pairs:
        raise TokenUnusable(TokenProblem.NO_CERTIFICATE, label)
    key, leaf = max(pairs, key=lambda pair: _signs_documents(pair[1]))
    return key, _chain(leaf, known)


def _read(found: "Certificate") -> x509.Certificate | None:
    from pkcs11 import Attribute  # noqa: PLC0415 - an optional extra

    try:
        return read_certificate(bytes(found[Attribute.VALUE]))
    except Unreadable:
        return None


def _modulus(certificate: x509.Certificate) -> int:
    try:
        key = certificate.public_key()
    except (ValueError, UnsupportedAlgorithm):
        return 0
    return key.public_numbers().n if isinstance(key, RSAPublicKey) else 0


def _signs_documents(certificate: x509.Certificate) -> bool:
    usage = extension_of(certificate, x509.KeyUsage)
    return usage is not None and usage.content_commitment


def _chain(leaf: x509.Certificate, known: list[x509.Certificate]) -> list[x509.Certificate]:
    """Return a certificate and those above it, as far as they are known."""
    chain = [leaf]
    while len(chain) < _LONGEST_CHAIN:
        above = [
            one for one in known if one.subject == chain[-1].issuer and one not in chain and issued(one, chain[-1])
        ]
        if not above:
            break
        chain.append(above[0])
    return chain


def _failed(error: Exception) -> TokenUnusable:
    return TokenUnusable(TokenProblem.FAILED, type(error).__name__)
