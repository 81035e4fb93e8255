"""The signature of a QR code: whose it must be, over what, and when."""

from dataclasses import replace
from datetime import timedelta

import pytest
from base45 import b45encode  # type: ignore[import-untyped]  # nobody publishes its types
from qr_keys import SINCE, UNTIL, ThrowawayQrKey

from tally.application.proof import Pins
from tally.application.qr import QrFlaw, QrPayload, signed_text
from tally.signing.qr import verify_qr

BOARD, OTHER = ThrowawayQrKey(1), ThrowawayQrKey(2)
PAYLOAD = QrPayload("bch", 1, (106, 106, 105, 1), (100, 7), "00" * 32, "11" * 32, "22" * 32, BOARD.key_id)
TEXT = signed_text(PAYLOAD, BOARD)


def test_a_code_signed_by_a_pinned_key_is_sound_and_says_whose_key_it_is() -> None:
    report = verify_qr(TEXT, Pins.of([OTHER.certificate, BOARD.certificate]), at=SINCE + timedelta(days=1))
    assert report.sound
    assert report.code is not None
    assert report.code.payload == PAYLOAD
    assert (report.signer, report.valid_from, report.valid_until) == ("Mã QR 1", SINCE, UNTIL)
    assert verify_qr(TEXT, BOARD.pins).sound


def test_nothing_pinned_and_another_key_pinned_are_told_apart() -> None:
    for pins, flaw in ((Pins(), QrFlaw.NO_PINS), (OTHER.pins, QrFlaw.NOT_PINNED), (Pins((b"abc",)), QrFlaw.NOT_PINNED)):
        report = verify_qr(TEXT, pins)
        assert (report.flaws, report.sound, report.signer) == ((flaw,), False, "")
        assert report.code is not None


@pytest.mark.parametrize(
    "change", [{"round": 2}, {"votes": (7, 100)}, {"digest": "33" * 32}, {"ballots": (106, 106, 104, 2)}]
)
def test_other_figures_under_the_same_signature_are_found(change: dict[str, object]) -> None:
    signature = BOARD.sign(PAYLOAD.content)
    other = replace(PAYLOAD, **change)  # type: ignore[arg-type]  # the fields named above
    text = "TALLY1:" + b45encode(signature + other.content).decode()
    assert verify_qr(text, BOARD.pins).flaws == (QrFlaw.SIGNATURE_WRONG,)


def test_another_key_under_the_board_s_id_is_found() -> None:
    text = signed_text(PAYLOAD, OTHER)
    assert verify_qr(text, Pins.of([BOARD.certificate, OTHER.certificate])).flaws == (QrFlaw.SIGNATURE_WRONG,)


def test_a_certificate_must_be_valid_when_it_was_signed() -> None:
    assert verify_qr(TEXT, BOARD.pins, at=UNTIL + timedelta(seconds=1)).flaws == (QrFlaw.EXPIRED,)
    assert verify_qr(TEXT, BOARD.pins, at=SINCE - timedelta(seconds=1)).flaws == (QrFlaw.NOT_YET_VALID,)
    assert verify_qr(TEXT, BOARD.pins, at=UNTIL).sound
    assert verify_qr(TEXT, BOARD.pins, at=SINCE).sound


def test_a_text_that_is_none_of_ours_is_reported_and_never_raised() -> None:
    report = verify_qr("https://example.vn", BOARD.pins)
    assert (report.code, report.flaws, report.sound) == (None, (QrFlaw.NOT_OURS,), False)
