"""A sealed count as its papers could be printed since the seal."""

from board import KEY, TWO, Board
from builders import marks
from counted_at_desk import case, counted, sealed
from held_rounds import CHAIR, FIRST, a_body, hold
from signing_keys import board_keys, qr_signer

from tally.application.desk.rounds import Rounds
from tally.application.earlier_prints import since_the_seal
from tally.application.recount import CountedContest
from tally.application.signing import Unlocked, sign_congress
from tally.domain.body import Way


def states(board: Board, *, with_journal: bool) -> list[CountedContest]:
    """Return the contest in every state, the last first, and look whether the whole holds it."""
    now = case(board)
    found = list(since_the_seal(now.recount, now.counted, with_journal=with_journal))
    assert all(one in whole.contests for whole, one in found)
    assert all(any(one is held for held in whole.contests) for whole, one in found)
    return [one for _whole, one in found]


def test_before_the_seal_there_is_one_state() -> None:
    (one,) = states(counted(), with_journal=True)
    assert one.how.seal is None


def test_every_entry_after_the_seal_is_a_state_of_the_record() -> None:
    board = sealed()
    count = len(case(board).counted.how.journal())
    for step in ("check-box", "report", "open", "announce", "sign"):
        board.procedure.mark_done(KEY, step)
    found = states(board, with_journal=True)
    assert [len(one.how.journal()) for one in found] == [count + 5 - gone for gone in range(6)]
    assert len(states(board, with_journal=False)) == 1, "nothing of it stands in the minutes"


def test_minutes_are_as_before_a_mistake_was_found_and_before_the_code_was_signed() -> None:
    board = sealed()
    sign_congress(board.desk, board.closing, Unlocked((), qr_signer(), board_keys().pins()))
    for number, paper in enumerate(("+-+-", "-++-"), start=1):
        board.closing.corrigendum(KEY, "đối chiếu lại", {(2, number): (marks(paper), None)}, *TWO)
    found = states(board, with_journal=False)
    assert [(len(one.corrigenda), len(one.how.corrigenda), len(one.how.qrs)) for one in found] == [
        *((2, 2, 1), (1, 1, 1), (0, 0, 1), (0, 0, 0))
    ]
    assert len({one.digest for one in found}) == 1, "what was sealed stays what it is"


def test_minutes_are_as_before_each_decision() -> None:
    board, rounds = a_body()
    hold(board, FIRST, 8, 7, 3, 2)
    assert isinstance(rounds, Rounds)
    rounds.report_decision(FIRST, Way.SAME_PEOPLE, 1, CHAIR)
    rounds.report_decision(FIRST, Way.LEAVE_OPEN, 1, CHAIR, "bổ sung sau")
    ways = [one.how.decision.way if one.how.decision else None for one in states(board, with_journal=False)]
    assert ways == [Way.LEAVE_OPEN, Way.SAME_PEOPLE, None]
