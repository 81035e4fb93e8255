"""Decide and append in one transaction: what was refused or failed half way is as if nobody had tried."""

import pytest
from board import HEAD, KEY, Board, a_board, counting
from builders import marks

from tally.application.desk.desk import Refused
from tally.domain.desk import DeskState
from tally.domain.journal import CONGRESS_CHAIN, EntryKind
from tally.domain.passes import Keying


def replayed(board: Board) -> DeskState:
    return DeskState(board.journal.entries(CONGRESS_CHAIN))


def test_what_was_recorded_before_a_refusal_is_taken_back_from_journal_and_state() -> None:
    board = a_board().sit(HEAD)
    before = board.appended()

    def refused_half_way() -> None:
        with board.desk.deciding():
            board.batches.begin_counting(KEY)
            assert board.desk.count_of(KEY).begun
            raise Refused("reason_needed")  # noqa: EM101 - the key of its words

    with pytest.raises(Refused, match="reason_needed"):
        refused_half_way()
    assert not board.desk.count_of(KEY).begun
    assert (board.appended(), board.desk.state.entries) == (before, replayed(board).entries)


def test_an_act_that_is_only_checked_is_refused_as_it_would_be_and_leaves_nothing() -> None:
    board = a_board().sit(HEAD)
    before = board.appended()
    board.desk.check(lambda: board.batches.begin_counting(KEY))
    assert not board.desk.count_of(KEY).begun
    assert (board.appended(), board.desk.state.entries) == (before, replayed(board).entries)
    with pytest.raises(Refused, match="not_begun"):
        board.desk.check(lambda: board.batches.open_batch(KEY))
    board.batches.begin_counting(KEY)


def test_a_state_that_could_not_be_read_again_is_read_before_anything_else_is_decided() -> None:
    board = a_board().sit(HEAD)
    entries = board.journal.entries

    def unreadable(chain: str, after: int = 0) -> object:
        if not after:
            raise OSError(5, "Input/output error")
        return entries(chain, after)

    def fail_half_way() -> None:
        with board.desk.deciding():
            board.batches.begin_counting(KEY)
            board.journal.entries = unreadable  # type: ignore[method-assign,assignment]
            raise OSError(5, "Input/output error")

    with pytest.raises(OSError, match="Input"):
        fail_half_way()
    with pytest.raises(OSError, match="Input"):
        board.batches.open_batch(KEY)
    board.journal.entries = entries  # type: ignore[method-assign]
    with pytest.raises(Refused, match="not_begun"):
        board.batches.open_batch(KEY)


def test_a_comparison_that_was_taken_back_is_not_remembered() -> None:
    board = counting()
    number = board.batch(("+++-",), ("++-+",))

    def refused_half_way() -> None:
        with board.desk.deciding():
            board.comparing.settle(KEY, number, 1, Keying(marks("+++-")), "xem phiếu")
            assert board.comparing.batch(KEY, number).accepted
            raise Refused("sealed")  # noqa: EM101 - as above

    with pytest.raises(Refused, match="sealed"):
        refused_half_way()
    assert not board.comparing.batch(KEY, number).accepted
    board.comparing.rekey(KEY, number, 1, board.comparing.batch(KEY, number).slots[0].keyings[0])
    assert board.comparing.batch(KEY, number).final() == [board.comparing.batch(KEY, number).slots[0].keyings[0]]


def test_one_within_another_joins_it() -> None:
    board = a_board().sit(HEAD)
    before = board.appended()
    with board.desk.deciding():
        with board.desk.deciding():
            board.desk.record(EntryKind.TOTALS_SHOWN, {"shown": True}, KEY)
        assert board.appended() == before + 1
        assert board.desk.count_of(KEY).totals_shown
    assert board.desk.count_of(KEY).totals_shown
