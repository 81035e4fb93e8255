"""A contest counted at the desk with everything that can happen to it, for the papers: made through the use cases."""

from board import HEAD, KEY, KEYER, ONE_MORE, OTHER, SECRETARY, TWO, Board, a_board
from builders import marks
from paper_cases import THANH_CHAN, Case

from tally.domain.ballot import Ruling
from tally.domain.batch import keying_details
from tally.domain.congress import Congress
from tally.domain.journal import EntryKind
from tally.domain.passes import Keying
from tally.domain.rules import InvalidReason


def at(board: Board, hour: int, minute: int) -> None:
    """Set the clock, in UTC."""
    board.clock.seconds = hour * 3600 + minute * 60


def counted(congress: Congress = THANH_CHAN) -> Board:
    """Return a board with ten ballots in two batches, not sealed yet.

    Batch 1 (seven ballots, two passes): ballot 2 is corrected while it is keyed, ballots 3 and 5 are disputed; two
    keyings agree on 3, the head rules on 5. Batch 2 (three ballots) is keyed once, because a machine broke.
    Then ballot 7 of batch 1 is ruled marked, ballot 3 of batch 2 amended, and totals are shown.
    """
    board = a_board(congress=congress)
    at(board, 2, 30)
    board.sit(HEAD).batches.begin_counting(KEY)
    board.setup.report_ballots(KEY, 10, 10, 11)
    assert board.batches.open_batch(KEY, 7) == 1
    at(board, 2, 40)
    keyer = board.sit(KEYER).batches.open_pass(KEY, 1)
    keyer.key(marks("+++-"))
    keyer.key(marks("++++"))
    for ballot in ("++-+", "+++-", "-+++", "+++-", "+++-"):
        keyer.key(marks(ballot))
    at(board, 2, 41)
    keyer.correct(2, marks("+++-"), None, "gõ sót một số")
    at(board, 2, 42)
    keyer.close()
    other = board.at("may-2")
    at(board, 2, 50)
    keyer = other.sit(OTHER).batches.open_pass(KEY, 1)
    keyer.key(marks("+++-"))
    keyer.key(marks("+++-"), repeated=True)
    for ballot in ("+--+", "+++-", "--++", "+++-", "+++-"):
        keyer.key(marks(ballot))
    keyer.close()
    at(board, 3, 0)
    board.sit(SECRETARY).comparing.rekey(KEY, 1, 3, Keying(marks("++-+")))
    board.comparing.rekey(KEY, 1, 5, Keying(marks("-++-")))
    board.sit(HEAD).comparing.settle(KEY, 1, 5, Keying(marks("-+++")), "xem lại phiếu, nét gạch mờ")
    board.batches.waive_passes(KEY, 1, "máy thứ hai hỏng")
    board.batches.open_batch(KEY, 3)
    at(board, 3, 10)
    board.key_pass(2, KEYER, "+++-", "++-+", "----")
    at(board, 3, 20)
    board.sit(HEAD).closing.rule(KEY, 1, 7, Ruling(InvalidReason.MARKED), SECRETARY, "271828")
    board.closing.amend(KEY, 2, 3, marks("+---"), None, "nhìn nhầm tờ", *ONE_MORE)
    board.closing.show_totals(KEY, shown=True)
    return board


def sealed() -> Board:
    """Return the same board after it explained its findings and sealed."""
    board = counted()
    at(board, 3, 25)
    for code in dict.fromkeys(finding.code for finding in board.closing.unexplained(KEY)):
        board.closing.explain(KEY, code, "một tờ rơi ngoài hòm, đã lập biên bản riêng")
    at(board, 3, 30)
    board.closing.seal(KEY, *TWO)
    return board


def corrected() -> Board:
    """Return the same board after it found a mistake behind the seal: ballot 1 of batch 2 had no vote for Bình."""
    board = sealed()
    at(board, 6, 5)
    board.closing.corrigendum(KEY, "đối chiếu lại phiếu giấy", {(2, 1): (marks("+-+-"), None)}, *TWO)
    return board


def corrected_to(board: Board, digest: str) -> None:
    """Record a corrigendum of a sealed board over another digest, as a program that counts otherwise would."""
    seal, pins = board.desk.count_of(KEY).seal, board.desk.state.pins
    assert seal is not None
    (ballot,) = (one for one in board.closing.result(KEY).ballots if (one.batch, one.number) == (2, 1))
    change = {
        "batch": 2,
        "ballot": 1,
        "before": keying_details(Keying(ballot.marks, ballot.ruling)),
        "after": keying_details(Keying(marks("+-+-"))),
    }
    two = {"head": HEAD, "second": SECRETARY, "pins": [pins[HEAD], pins[SECRETARY]]}
    details = {**two, "reason": "đọc nhầm", "before": seal.digest, "after": digest, "changes": [change]}
    board.desk.record(EntryKind.CORRIGENDUM, details, KEY)


def case(board: Board) -> Case:
    """Return the count of a board to put on paper."""
    return Case(board.closing.recount())
