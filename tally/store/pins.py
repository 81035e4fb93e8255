"""PINs of the people at the desk: kept as a hash that takes time and memory to guess at."""

import base64
import binascii
import hashlib
import hmac
import secrets

from tally.application.desk.people import UnreadablePin

_N, _R, _P = 2**16, 8, 1  # 64 MiB and 0.13 s for one PIN, on a computer of 2020; see docs/decisions.md
_SALT, _DIGEST = 16, 64  # bytes
_ROOM = 160 * 1024 * 1024  # bytes; scrypt takes 128 * n * r, and OpenSSL asks for some more

_LONGEST = 256  # characters of a hash with all its numbers
_MOST_R, _MOST_P = 16, 4
_MOST_MEMORY = 2**20  # n * r: 128 MiB
_MOST_WORK = 2**21  # n * r * p: half a second


class ScryptPins:
    """Hashes PINs with scrypt; the text says how it was made: `scrypt$n$r$p$SALT$HASH`."""

    def hash(self, pin: str) -> str:
        """Return a new hash of a PIN; the same PIN gives another one every time."""
        salt = secrets.token_bytes(_SALT)
        digest = _scrypt(pin, salt, _N, _R, _P)
        return f"scrypt${_N}${_R}${_P}${_text(salt)}${_text(digest)}"

    def verify(self, pin_hash: str, pin: str) -> bool:
        """Tell whether a PIN is the one of a hash; takes as long whichever it is.

        A hash says itself how much work it is. That of a stranger's file may not take more memory than 128 MiB, nor
        four times as long as one of ours.

        Raises:
            UnreadablePin: the hash is none of ours, or asks for more than that.
        """
        n, r, p, salt, digest = _parts(pin_hash)
        return hmac.compare_digest(_scrypt(pin, salt, n, r, p), digest)


def _parts(pin_hash: str) -> tuple[int, int, int, bytes, bytes]:
    name, *fields = pin_hash[:_LONGEST].split("$")
    if len(pin_hash) > _LONGEST or name != "scrypt" or len(fields) != len(("n", "r", "p", "salt", "digest")):
        raise UnreadablePin
    *numbers, salt, digest = fields
    if not all(number.isascii() and number.isdigit() for number in numbers):
        raise UnreadablePin
    n, r, p = map(int, numbers)
    power_of_two = n > 1 and n & (n - 1) == 0
    within = 1 <= r <= _MOST_R and 1 <= p <= _MOST_P and n * r <= _MOST_MEMORY and n * r * p <= _MOST_WORK
    if not (power_of_two and within):
        raise UnreadablePin
    try:
        made = base64.b64decode(salt, validate=True), base64.b64decode(digest, validate=True)
    except (binascii.Error, ValueError) as error:
        raise UnreadablePin from error
    if len(made[1]) != _DIGEST:
        raise UnreadablePin
    return n, r, p, *made


def _scrypt(pin: str, salt: bytes, n: int, r: int, p: int) -> bytes:
    return hashlib.scrypt(pin.encode(errors="surrogatepass"), salt=salt, n=n, r=r, p=p, maxmem=_ROOM)


def _text(value: bytes) -> str:
    return base64.b64encode(value).decode()
