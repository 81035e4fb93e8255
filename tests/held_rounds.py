"""A body voted on at the desk round after round, from the checklist's first line to the seal; in memory."""

from collections.abc import Sequence

from board import HEAD, TWO, Board, a_board
from builders import a_congress, a_contest, marks

from tally.application.desk.rounds import Rounds
from tally.domain.contest import Contest
from tally.domain.desk import ContestKey

CHAIR = "Bùi Thị Quế, thay mặt đoàn chủ tịch"
PEOPLE = 10  # summoned and present: 6 is over half
FIRST: ContestKey = ("bch", 1)


def a_body(contest: Contest | None = None) -> tuple[Board, Rounds]:
    """Return a board with a congress of ten, and what it works with after a result: four people for three seats."""
    one = a_contest(issued=None, returned=None) if contest is None else contest
    board = a_board(congress=a_congress(PEOPLE), contest=one).sit(HEAD)
    return board, Rounds(board.desk)


def ballots_for(votes: Sequence[int], most: int) -> list[str]:
    """Return ten struck ballots on which the people of a slate got so many votes, none with more names than seats."""
    ballots = [["-"] * len(votes) for _ in range(PEOPLE)]
    for place, wanted in sorted(enumerate(votes), key=lambda one: -one[1]):
        # Whoever has the most votes left to give goes on the ballots that have the most room.
        room = sorted((ballot for ballot in ballots if ballot.count("+") < most), key=lambda ballot: ballot.count("+"))
        assert len(room) >= wanted, "so many votes cannot be given"
        for ballot in room[:wanted]:
            ballot[place] = "+"
    return ["".join(ballot) for ballot in ballots]


def hold(board: Board, key: ContestKey, *votes: int) -> None:
    """Hold a round from its first ballot to its seal: one keying, so many votes in ballot order."""
    count(board, key, *votes)
    for code in dict.fromkeys(finding.code for finding in board.closing.unexplained(key)):
        board.closing.explain(key, code, "đã báo cáo đại hội")
    board.closing.seal(key, *TWO)


def count(board: Board, key: ContestKey, *votes: int) -> None:
    """Count a round, but do not seal it."""
    contest = board.desk.contest(key)
    board.sit(HEAD).setup.report_ballots(key, None, PEOPLE, PEOPLE)
    board.batches.begin_counting(key, 1, "tổ chức nhỏ")
    number = board.batches.open_batch(key, PEOPLE)
    keyer = board.batches.open_pass(key, number)
    for ballot in ballots_for(votes, contest.seats):
        keyer.key(marks(ballot))
    keyer.close()
