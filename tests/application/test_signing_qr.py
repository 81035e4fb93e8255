"""Signing the QR codes of a sealed contest: what is refused, what the journal keeps, what a corrigendum gets."""

import base64

import pytest
from board import KEY, Board
from counted_at_desk import case, corrected, counted, sealed
from qr_keys import ThrowawayQrKey

from tally.application.desk.desk import Refused
from tally.application.desk.signing import MINUTES, sign_qr, unsigned_qrs
from tally.application.qr import read_qr
from tally.domain.journal import CONGRESS_CHAIN, EntryKind

SIGNER = ThrowawayQrKey()


def sign(board: Board, corrigendum: int = MINUTES, seed: int = 1) -> str:
    return sign_qr(board.desk, board.closing, KEY, ThrowawayQrKey(seed), corrigendum)


def entry_hash(board: Board, kind: EntryKind) -> str:
    return next(entry for entry in board.journal.held[CONGRESS_CHAIN] if entry.kind is kind).hash.hex()


def test_the_qr_says_what_was_sealed() -> None:
    board = sealed()
    payload = read_qr(sign(board)).payload
    # Eleven returned of ten issued; 3 of 10 ballots are invalid: see `counted_at_desk.counted`.
    result = board.closing.result(KEY)
    assert (payload.contest, payload.round, payload.key) == ("bch", 1, SIGNER.key_id)
    assert payload.ballots == (10, 11, result.result.tally.valid, result.result.tally.invalid)
    assert payload.votes == tuple(line.votes for line in result.result.candidates)
    assert (payload.record, payload.digest) == (result.digest, result.results)
    assert payload.head == entry_hash(board, EntryKind.CONTEST_SEALED)


def test_the_journal_keeps_it_and_every_station_and_paper_finds_it() -> None:
    board = sealed()
    assert unsigned_qrs(board.desk) == ((KEY, MINUTES),)
    assert case(board).counted.how.qr is None
    text = sign(board)
    again = board.at("may-9")
    kept = case(again).counted.how.qr
    assert kept is not None
    assert kept.text == text
    assert base64.b64decode(kept.certificate) == SIGNER.certificate
    assert unsigned_qrs(again.desk) == ()


def test_signed_again_with_the_same_key_nothing_is_recorded_and_with_another_the_last_one_counts() -> None:
    board = sealed()
    text = sign(board)
    before = board.appended()
    assert sign(board) == text
    assert board.appended() == before
    other = sign(board, seed=2)
    assert other != text
    assert board.appended() == before + 1
    qr = case(board).counted.how.qr
    assert qr is not None
    assert qr.text == other


def test_signing_changes_nothing_of_what_was_sealed() -> None:
    board = sealed()
    before = case(board).counted
    sign(board)
    after = case(board).counted
    assert (after.result, after.digest, after.results, after.how.seal) == (
        before.result,
        before.digest,
        before.results,
        before.how.seal,
    )


def test_a_corrigendum_has_a_qr_of_its_own_and_that_of_the_minutes_stays_true() -> None:
    board = corrected()
    minutes = sign(board)
    assert minutes == sign(sealed())
    assert unsigned_qrs(board.desk) == ((KEY, 1),)
    payload = read_qr(sign(board, corrigendum=1)).payload
    (made,) = case(board).counted.corrigenda
    assert (payload.digest, payload.record) == (made.results, made.digests[1])
    assert payload.head == entry_hash(board, EntryKind.CORRIGENDUM)
    # Ballot 1 of batch 2 was a vote for Bình, who is second, and should not have been.
    sealed_votes, right_votes = read_qr(minutes).payload.votes, payload.votes
    assert sealed_votes is not None
    assert right_votes == (sealed_votes[0], sealed_votes[1] - 1, *sealed_votes[2:])
    assert case(board).counted.how.qrs[made.made.entry].text != minutes
    assert unsigned_qrs(board.desk) == ()


def test_what_is_not_sealed_or_not_corrected_is_not_signed() -> None:
    with pytest.raises(Refused, match=r"^qr_not_sealed$"):
        sign(counted())
    board = corrected()
    with pytest.raises(Refused, match=r"^qr_no_corrigendum$"):
        sign(board, corrigendum=2)
    assert not any(entry.kind is EntryKind.QR_SIGNED for entry in board.journal.held[CONGRESS_CHAIN])


def test_a_seal_over_another_count_is_not_signed() -> None:
    board = sealed()
    # As a program that counts otherwise would have sealed it.
    details = {"head": "p1", "second": "p2", "digest": "a" * 64, "entries": len(board.journal.held[CONGRESS_CHAIN]) - 1}
    last = board.journal.held[CONGRESS_CHAIN].pop()
    assert last.kind is EntryKind.CONTEST_SEALED
    board.journal.append(CONGRESS_CHAIN, EntryKind.CONTEST_SEALED, details={**details, "contest": "bch", "round": 1})
    again = board.at("may-1")
    with pytest.raises(Refused, match=r"^qr_differs$"):
        sign(again)


def test_a_machine_that_fails_leaves_nothing_signed() -> None:
    board = sealed()
    board.journal.broken = True
    with pytest.raises(OSError, match="No space left"):
        sign(board)
    assert unsigned_qrs(board.desk) == ((KEY, MINUTES),)
