"""PINs: never the PIN itself, never the same hash twice, told apart; a stranger's hash is bounded."""

import hashlib
import subprocess
import sys
import time
from base64 import b64decode, b64encode
from contextlib import suppress

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from measured import PEAK

from tally.application.desk.people import UnreadablePin
from tally.store.pins import ScryptPins

SALT, DIGEST = b64encode(bytes(16)).decode(), b64encode(bytes(64)).decode()


def test_a_hash_says_how_it_was_made_and_holds_no_pin() -> None:
    name, n, r, p, salt, digest = ScryptPins().hash("471108").split("$")
    assert (name, n, r, p) == ("scrypt", "65536", "8", "1")
    assert len(b64decode(salt)) == 16
    expected = hashlib.scrypt(b"471108", salt=b64decode(salt), n=65536, r=8, p=1, maxmem=2**27)
    assert b64decode(digest) == expected


def test_the_right_pin_and_wrong_ones() -> None:
    pins = ScryptPins()
    made = pins.hash("012358")
    assert pins.verify(made, "012358")
    for wrong in ("12358", "012359", "0123580", "", "O12358", "012358\ud800"):
        assert not pins.verify(made, wrong)


def test_two_hashes_of_one_pin_differ() -> None:
    assert ScryptPins().hash("271828") != ScryptPins().hash("271828")


@pytest.mark.parametrize(("n", "r", "p"), [(1024, 8, 2), (32768, 8, 1)])
def test_a_hash_made_with_other_numbers_is_still_understood(n: int, r: int, p: int) -> None:
    """The second is what files of older versions hold, with PINs of four digits."""
    digest = b64encode(hashlib.scrypt(b"4711", salt=b"salt", n=n, r=r, p=p, maxmem=2**26)).decode()
    made = f"scrypt${n}${r}${p}${b64encode(b'salt').decode()}${digest}"
    assert ScryptPins().verify(made, "4711")
    assert not ScryptPins().verify(made, "4712")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "4711",
        "argon2$1$2$3$a$b",
        "scrypt",
        "scrypt$$$$$",
        f"scrypt$65536$8${SALT}${DIGEST}",
        f"scrypt$65536$8$1${SALT}${DIGEST}$",
        f"scrypt$65535$8$1${SALT}${DIGEST}",
        f"scrypt$1$8$1${SALT}${DIGEST}",
        f"scrypt$-2$8$1${SALT}${DIGEST}",
        f"scrypt$٤$8$1${SALT}${DIGEST}",
        f"scrypt$²$8$1${SALT}${DIGEST}",
        f"scrypt$65536$0$1${SALT}${DIGEST}",
        f"scrypt$65536$8$0${SALT}${DIGEST}",
        f"scrypt$65536$8$1$*${DIGEST}",
        f"scrypt$65536$8$1${SALT}$é",
        f"scrypt$65536$8$1${SALT}$AAAA",
        f"scrypt$65536$8$1${SALT}${DIGEST[:-4]}",
        f"scrypt$65536$8$1${SALT * 20}${DIGEST}",
        "scrypt$" + "9" * 5000,
        f"scrypt$262144$8$1${SALT}${DIGEST}",
        f"scrypt$2${2**20}$1${SALT}${DIGEST}",
        f"scrypt$2$1${2**24}${SALT}${DIGEST}",
        f"scrypt$65536$16$4${SALT}${DIGEST}",
        f"scrypt${2**70}$8$1${SALT}${DIGEST}",
    ],
)
def test_what_is_no_hash_of_ours_is_refused_at_once(text: str) -> None:
    began = time.perf_counter()
    with pytest.raises(UnreadablePin):
        ScryptPins().verify(text, "471108")
    assert time.perf_counter() - began < 0.05


@given(
    st.one_of(
        st.text(),
        st.builds("scrypt${}${}${}${}${}".format, *[st.integers(-1, 2**40)] * 3, st.text(max_size=30), st.text()),
        st.builds(
            "scrypt${}${}${}${}${}".format,
            st.sampled_from([2, 4, 1024]),
            st.integers(1, 40),
            st.integers(1, 40),
            st.binary(max_size=40).map(lambda one: b64encode(one).decode()),
            st.just(DIGEST),
        ),
    )
)
@example(f"scrypt$2$16$4$${DIGEST}")
def test_a_forged_hash_opens_nothing_and_fails_typed(text: str) -> None:
    with suppress(UnreadablePin):
        assert not ScryptPins().verify(text, "471108")


@pytest.mark.skipif(sys.platform == "win32", reason="no getrusage")
def test_the_costliest_hash_that_is_taken_is_bounded() -> None:
    """By n * r = 2**20 (128 MiB), p = 2: four times our own work."""
    program = (
        f"{PEAK}\nimport time; from tally.store.pins import ScryptPins; began = time.process_time();"
        f"right = ScryptPins().verify('scrypt$131072$8$2${SALT}${DIGEST}', '471108');"
        "print(right, time.process_time() - began < 5, peak())"
    )
    right, in_time, peak = subprocess.run(
        [sys.executable, "-c", program], check=True, capture_output=True, text=True
    ).stdout.split()
    assert (right, in_time) == ("False", "True")
    assert int(peak) < 300_000
