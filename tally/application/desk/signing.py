"""Signing the QR codes of a sealed contest; the text goes into the journal, so that every paper made of it has it."""

from base64 import b64encode

from tally.application.desk.clock import own_time
from tally.application.desk.closing import Closing
from tally.application.desk.desk import Desk, Refused
from tally.application.proof import QrSigner
from tally.application.qr import payload_of, signed_text
from tally.domain.desk import ContestKey
from tally.domain.journal import EntryKind
from tally.domain.seal import SignedQr

MINUTES = 0
"""In place of the number of a corrigendum: the minutes of what was sealed."""


def sign_qr(desk: Desk, closing: Closing, key: ContestKey, signer: QrSigner, corrigendum: int = MINUTES) -> str:
    """Sign the QR code of the minutes of a sealed contest, or of a corrigendum; return its text.

    The QR of the minutes stays true of what was sealed whatever is corrected later; a corrigendum has one of its own.
    Signed again with the same key, nothing is recorded: it is the same text. With another key, the last one counts.

    Args:
        desk: where it is recorded; nobody need sit at it, for whoever has the key has its passphrase.
        closing: the end of the count on that desk.
        key: the contest.
        signer: the board's key for QR codes.
        corrigendum: its number from 1; `MINUTES`: the minutes.

    Raises:
        Refused: `qr_not_sealed`; `qr_no_corrigendum`; `qr_differs` where the journal gives another count than the one
            that was sealed or corrected.
        BadQr: the id of the contest is too long for a QR code.
        OSError: the machine failed.
    """
    with desk.deciding():
        over, digest = _signed_over(desk, key, corrigendum)
        counted = closing.corrected(key, corrigendum)
        if counted.digest != digest:
            raise Refused("qr_differs", title=desk.contest(key).title)
        payload = payload_of(counted.result, counted.results, counted.digest, over, signer.key_id)
        text = signed_text(payload, signer)
        signed = desk.count_of(key).qrs.get(over)
        if signed is None or signed.text != text:
            certificate = b64encode(signer.certificate).decode()
            details = {"corrigendum": corrigendum, "over": over.hex(), "key": signer.key_id, "qr": text}
            desk.record(EntryKind.QR_SIGNED, {**details, **own_time(desk), "certificate": certificate}, key)
    return text


def unsigned_qrs(desk: Desk, signer: QrSigner | None = None) -> tuple[tuple[ContestKey, int], ...]:
    """Return the papers whose QR code nobody has signed yet: the contest, and `MINUTES` or a corrigendum's number.

    Args:
        desk: whose contests.
        signer: those signed last by another key than this one are returned too: of a board that lost its key.
    """
    desk.refresh()
    keys = [(contest.id, contest.round) for contest in desk.contests]
    wanted = None if signer is None else b64encode(signer.certificate).decode()
    return tuple(
        (key, number)
        for key in keys
        for number, made in enumerate((desk.count_of(key).seal, *desk.count_of(key).corrigenda))
        if made is not None and not _is_signed(desk.count_of(key).qrs.get(made.entry), wanted)
    )


def _is_signed(code: SignedQr | None, certificate: str | None) -> bool:
    return code is not None and certificate in (None, code.certificate)


def _signed_over(desk: Desk, key: ContestKey, corrigendum: int) -> tuple[bytes, str]:
    """Return the hash of the seal's entry, or the corrigendum's, and the digest of the record that it names."""
    count = desk.count_of(key)
    if count.seal is None:
        raise Refused("qr_not_sealed", contest=key[0], round=key[1])
    if corrigendum == MINUTES:
        return count.seal.entry, count.seal.digest
    if corrigendum > len(count.corrigenda):
        raise Refused("qr_no_corrigendum", title=desk.contest(key).title, number=corrigendum)
    made = count.corrigenda[corrigendum - 1]
    return made.entry, made.after
