"""PINs of the people at the desk: kept as a hash that takes memory to guess at."""

import base64
import hashlib
import hmac
import secrets

_N, _R, _P = 2**15, 8, 1
_SALT = 16  # bytes
_ROOM = 64 * 1024 * 1024  # bytes; scrypt takes 128 * n * r = 32 MiB, and OpenSSL asks for some more


class ScryptPins:
    """Hashes PINs with scrypt; the text says how it was made: `scrypt$n$r$p$SALT$HASH`."""

    def hash(self, pin: str) -> str:
        """Return a new hash of a PIN; the same PIN gives another one every time."""
        salt = secrets.token_bytes(_SALT)
        digest = _scrypt(pin, salt, _N, _R, _P)
        return f"scrypt${_N}${_R}${_P}${_text(salt)}${_text(digest)}"

    def verify(self, pin_hash: str, pin: str) -> bool:
        """Tell whether a PIN is the one of a hash; takes as long whichever it is.

        Raises:
            ValueError: the hash is none of ours.
        """
        name, *numbers, salt, digest = pin_hash.split("$")
        if name != "scrypt":
            message = f"no hash of a PIN: {name}"
            raise ValueError(message)
        n, r, p = map(int, numbers)
        expected = base64.b64decode(digest, validate=True)
        return hmac.compare_digest(_scrypt(pin, base64.b64decode(salt, validate=True), n, r, p), expected)


def _scrypt(pin: str, salt: bytes, n: int, r: int, p: int) -> bytes:
    return hashlib.scrypt(pin.encode(), salt=salt, n=n, r=r, p=p, maxmem=_ROOM)


def _text(value: bytes) -> str:
    return base64.b64encode(value).decode()
