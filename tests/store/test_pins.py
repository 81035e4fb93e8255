"""PINs: never the PIN itself, never the same hash twice, told apart."""

import hashlib
from base64 import b64decode, b64encode

import pytest

from tally.store.pins import ScryptPins


def test_a_hash_says_how_it_was_made_and_holds_no_pin() -> None:
    name, n, r, p, salt, digest = ScryptPins().hash("4711").split("$")
    assert (name, n, r, p) == ("scrypt", "32768", "8", "1")
    assert len(b64decode(salt)) == 16
    expected = hashlib.scrypt(b"4711", salt=b64decode(salt), n=32768, r=8, p=1, maxmem=2**26)
    assert b64decode(digest) == expected


def test_the_right_pin_and_wrong_ones() -> None:
    pins = ScryptPins()
    made = pins.hash("0123")
    assert pins.verify(made, "0123")
    for wrong in ("123", "0124", "01230", "", "O123"):
        assert not pins.verify(made, wrong)


def test_two_hashes_of_one_pin_differ() -> None:
    assert ScryptPins().hash("1111") != ScryptPins().hash("1111")


def test_a_hash_made_with_other_numbers_is_still_understood() -> None:
    digest = b64encode(hashlib.scrypt(b"4711", salt=b"salt", n=1024, r=8, p=2)).decode()
    made = f"scrypt$1024$8$2${b64encode(b'salt').decode()}${digest}"
    assert ScryptPins().verify(made, "4711")
    assert not ScryptPins().verify(made, "4712")


@pytest.mark.parametrize("text", ["", "4711", "argon2$1$2$3$a$b"])
def test_what_is_no_hash_of_ours_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"no hash of a PIN|not enough values"):
        ScryptPins().verify(text, "4711")
