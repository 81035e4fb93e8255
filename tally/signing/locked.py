"""Private keys locked by a passphrase: PKCS#8, encrypted with AES-256 under scrypt (RFC 7914), as PEM.

The library's own "best available" encryption is 2,048 rounds of a hash that graphics cards are good at: a stolen file
with a passphrase of eight letters would fall in hours. scrypt takes memory, and a tenth of a second for every guess.
Any OpenSSL opens the file: `openssl pkey -in head.key.pem`.
"""

import secrets
from base64 import b64encode

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt
from cryptography.hazmat.primitives.padding import PKCS7
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from tally.application.signing import Passphrase
from tally.signing.certificates import PrivateKey

_BEGIN, _END = b"-----BEGIN ENCRYPTED PRIVATE KEY-----", b"-----END ENCRYPTED PRIVATE KEY-----"

# OpenSSL refuses to take more than 32 MiB for scrypt (128 * n * r); more rounds (p) cost time alone.
_N, _R, _P = 2**14, 8, 4
_SALT, _BLOCK, _KEY = 16, 16, 32  # bytes
_LINE = 64  # characters (RFC 7468)

_SEQUENCE, _INTEGER, _OCTETS = 0x30, 0x02, 0x04
_PBES2 = bytes.fromhex("06092a864886f70d01050d")  # 1.2.840.113549.1.5.13
_SCRYPT = bytes.fromhex("06092b06010401da47040b")  # 1.3.6.1.4.1.11591.4.11
_AES_256_CBC = bytes.fromhex("060960864801650304012a")  # 2.16.840.1.101.3.4.1.42


class Damaged(Exception):  # noqa: N818 - said of the file
    """A file that holds no locked key as this program writes it."""


class DoesNotOpen(Exception):  # noqa: N818 - said of the passphrase
    """A passphrase that does not open a key; a damaged cipher text looks the same."""


def lock(key: PrivateKey, *passphrases: Passphrase) -> bytes:
    """Return a private key as PEM, encrypted.

    Args:
        key: RSA or Ed25519.
        passphrases: several stand on a line each: all of them together open the key.
    """
    salt, start = secrets.token_bytes(_SALT), secrets.token_bytes(_BLOCK)
    secret = Scrypt(salt=salt, length=_KEY, n=_N, r=_R, p=_P).derive(_password(passphrases))
    padder, encryptor = PKCS7(_BLOCK * 8).padder(), Cipher(algorithms.AES(secret), modes.CBC(start)).encryptor()
    plain = padder.update(key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())) + padder.finalize()
    parameters = _der(_SEQUENCE, _der(_OCTETS, salt), *(_integer(number) for number in (_N, _R, _P)))
    derivation = _der(_SEQUENCE, _SCRYPT, parameters)
    cipher = _der(_SEQUENCE, _AES_256_CBC, _der(_OCTETS, start))
    algorithm = _der(_SEQUENCE, _PBES2, _der(_SEQUENCE, derivation, cipher))
    locked = _der(_SEQUENCE, algorithm, _der(_OCTETS, encryptor.update(plain) + encryptor.finalize()))
    text = b64encode(locked)
    lines = (text[place : place + _LINE] for place in range(0, len(text), _LINE))
    return b"\n".join((_BEGIN, *lines, _END, b""))


def unlock(pem: bytes, *passphrases: Passphrase) -> PrivateKey:
    """Return the private key in a PEM file.

    Raises:
        Damaged: there is no encrypted key of ours in it.
        DoesNotOpen: the passphrases are not its.
    """
    if not pem.startswith(_BEGIN):
        raise Damaged
    password = _password(passphrases)
    if not password:
        raise DoesNotOpen
    try:
        key = load_pem_private_key(pem, password)
    except (ValueError, UnsupportedAlgorithm) as error:
        raise (DoesNotOpen if pem.rstrip().endswith(_END) else Damaged) from error
    if not isinstance(key, (RSAPrivateKey, Ed25519PrivateKey)):
        raise Damaged
    return key


def _password(passphrases: tuple[Passphrase, ...]) -> bytes:
    return "\n".join(one.text() for one in passphrases).encode()


def _der(tag: int, *content: bytes) -> bytes:
    """Return a value in DER: tag, length, content."""
    body = b"".join(content)
    length = len(body).to_bytes((len(body).bit_length() + 7) // 8 or 1, "big")
    short = len(body) < 0x80  # noqa: PLR2004 - X.690, 8.1.3: longer ones say first how long their length is
    return bytes([tag]) + (length if short else bytes([0x80 | len(length)]) + length) + body


def _integer(number: int) -> bytes:
    # One bit more than it takes: the first is the sign.
    return _der(_INTEGER, number.to_bytes(number.bit_length() // 8 + 1, "big"))
