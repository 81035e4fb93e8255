"""Hand votes at the desk, and slates drawn from those elected; the journal keeps all of it."""

import json
from dataclasses import replace

import pytest
from board import HEAD, KEY, KEYER, TWO, Board, a_board, counting
from builders import a_congress, a_contest

from tally.application.contract import result_document
from tally.application.desk.desk import Refused
from tally.application.desk.drawing import pool_of
from tally.application.desk.hand_votes import HandVotes
from tally.application.desk.narration import sentence
from tally.application.papers import PaperKind
from tally.bootstrap import planned_papers
from tally.domain.contest import Office
from tally.domain.hand_vote import HandVote
from tally.domain.journal import CONGRESS_CHAIN, EntryKind
from tally.domain.slate import Candidate
from tally.locales import Words

PLANNED = HandVote("doan-chu-tich", "Đoàn Chủ tịch", "Các đồng chí Lò Văn Ánh, Vì Văn Dũng")
COUNTED = replace(PLANNED, agree=8, disagree=1, no_opinion=1, present=10)


def kinds(board: Board) -> list[EntryKind]:
    return [entry.kind for entry in board.journal.entries(CONGRESS_CHAIN)]


def refused_key(board: Board, vote: HandVote, reason: str = "") -> str:
    with pytest.raises(Refused) as refused:
        HandVotes(board.desk).put(vote, reason)
    return refused.value.key


def test_a_vote_is_planned_then_counted() -> None:
    board = a_board()
    hands = HandVotes(board.desk)
    hands.put(PLANNED)
    assert (hands.find("doan-chu-tich"), kinds(board)[-1]) == (PLANNED, EntryKind.CONGRESS_DECLARED)
    hands.put(COUNTED)
    assert board.desk.congress.hand_votes == (COUNTED,)
    entry = list(board.journal.entries(CONGRESS_CHAIN))[-1]
    assert entry.kind is EntryKind.HAND_VOTE_COUNTED
    recorded = json.loads(entry.payload)
    assert {key: recorded[key] for key in ("vote", "agree", "disagree", "no_opinion", "present")} == {
        "vote": "doan-chu-tich",
        "agree": 8,
        "disagree": 1,
        "no_opinion": 1,
        "present": 10,
    }
    said = sentence(Words("vi"), board.desk, entry)
    assert said == "Biểu quyết Đoàn Chủ tịch: đồng ý 8, không đồng ý 1, không có ý kiến 1."


def test_after_a_restart_it_is_still_there() -> None:
    board = a_board()
    HandVotes(board.desk).put(COUNTED)
    assert board.at("may-2").desk.congress.hand_votes == (COUNTED,)


def test_people_who_leave_later_change_nothing_of_a_vote_they_took_part_in() -> None:
    board = a_board()
    hands = HandVotes(board.desk)
    hands.put(replace(COUNTED, present=None))
    board.sit(HEAD).setup.report_ballots(KEY, 9, 9, 9)
    (vote,) = board.desk.congress.hand_votes
    assert (vote.present, hands.findings(vote)) == (10, ())


def test_numbers_that_were_counted_change_with_a_reason_only() -> None:
    board = a_board()
    HandVotes(board.desk).put(COUNTED)
    again = replace(COUNTED, agree=9, disagree=0)
    assert refused_key(board, again) == "reason_needed"
    HandVotes(board.desk).put(again, "đếm lại")
    assert board.desk.congress.hand_votes == (again,)
    entry = list(board.journal.entries(CONGRESS_CHAIN))[-1]
    assert "Lý do: đếm lại" in sentence(Words("vi"), board.desk, entry)
    with pytest.raises(Refused):
        HandVotes(board.desk).remove(COUNTED.id)
    HandVotes(board.desk).remove(COUNTED.id, "ghi nhầm")
    assert HandVotes(board.desk).find(COUNTED.id) is None
    assert kinds(board).count(EntryKind.HAND_VOTE_COUNTED) == 2


def test_the_order_stays_when_one_is_put_right() -> None:
    board = a_board()
    hands = HandVotes(board.desk)
    secretariat = HandVote("doan-thu-ky", "Đoàn Thư ký")
    hands.put(PLANNED)
    hands.put(secretariat)
    hands.put(COUNTED)
    assert [vote.id for vote in board.desk.congress.hand_votes] == ["doan-chu-tich", "doan-thu-ky"]


@pytest.mark.parametrize(
    ("vote", "key"),
    [
        (replace(COUNTED, agree=-1), "negative"),
        (replace(COUNTED, present=-1), "negative"),
        (replace(COUNTED, no_opinion=None), "hands_incomplete"),
        (replace(PLANNED, agree=3), "hands_incomplete"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_recorded(vote: HandVote, key: str) -> None:
    board = a_board()
    before = board.appended()
    assert refused_key(board, vote) == key
    assert board.appended() == before


def test_only_the_board_records_hands_once_somebody_signed_in() -> None:
    board = a_board().sit(KEYER)
    assert refused_key(board, COUNTED) == "board_only"
    HandVotes(board.sit(HEAD).desk).put(COUNTED)
    assert board.desk.congress.hand_votes == (COUNTED,)


def test_hands_change_nothing_of_a_contest_that_is_counted_or_sealed() -> None:
    board = counting()
    board.setup.report_ballots(KEY, None, 10, 2)
    board.batch(("+++-", "++-+"), ("+++-", "++-+"))
    HandVotes(board.desk).put(COUNTED)
    digest = board.closing.result(KEY).digest
    board.closing.seal(KEY, *TWO)
    HandVotes(board.desk).put(replace(COUNTED, id="ban-kiem-phieu"))
    assert board.closing.result(KEY).digest == digest
    assert board.desk.count_of(KEY).seal is not None


def test_counted_votes_have_minutes_and_stand_in_the_document() -> None:
    board = counting()
    hands = HandVotes(board.desk)
    hands.put(replace(PLANNED, id="doan-thu-ky"))
    hands.put(COUNTED)
    recounted = board.closing.recount()
    planned = planned_papers(recounted)
    assert [paper.name for paper in planned if paper.kind is PaperKind.HAND_VOTE] == [
        "bien-ban-bieu-quyet-doan-chu-tich.xlsx"
    ]
    said = result_document(recounted, Words("vi"))["hand_votes"]
    assert isinstance(said, list)
    assert [(one["id"], one["agree"], one["present"]) for one in said] == [
        ("doan-thu-ky", None, 10),
        ("doan-chu-tich", 8, 10),
    ]


# Slates drawn from those elected


def sealed_committee() -> Board:
    """Return a board that sealed a committee of three, and declares a secretary drawn from it."""
    board = counting()
    secretary = replace(
        a_contest(1, 1, office=Office.SECRETARY, issued=None, returned=None), id="bi-thu", drawn_from="bch"
    )
    board.setup.add_contest(secretary, "thêm")
    return board


def test_the_secretary_is_drawn_from_the_committee_once_that_is_sealed() -> None:
    board = sealed_committee()
    secretary = board.desk.contest(("bi-thu", 1))
    waiting = pool_of(board.desk, secretary)
    assert waiting is not None
    assert (waiting.people, waiting.source, waiting.binding) == ((), "Ban Chấp hành", True)
    board.setup.report_ballots(KEY, None, 10, 10)
    ballots = ("+++-",) * 6 + ("-++-",) * 4
    board.batch(ballots, ballots)
    board.closing.seal(KEY, *TWO)
    pool = pool_of(board.desk, secretary)
    assert pool is not None
    assert [one.name for one in pool.people] == ["Cà Văn Bình", "Nguyễn Thị Chanh", "Lò Văn Ánh"]


def test_a_conference_draws_from_its_members_and_a_congress_from_anybody() -> None:
    members = (Candidate(1, "Lò Văn Ánh"), Candidate(2, "Cà Văn Bình"))
    board = a_board(congress=replace(a_congress(), body=members))
    pool = pool_of(board.desk, board.desk.contest(KEY))
    assert pool is not None
    assert (pool.people, pool.binding) == (members, False)
    free = a_board()
    assert pool_of(free.desk, free.desk.contest(KEY)) is None
