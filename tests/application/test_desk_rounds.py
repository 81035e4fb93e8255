"""After a result at the desk: what may follow, what the congress decided, the next round made ready."""

import json
from dataclasses import replace

import pytest
from board import HEAD, KEYER, SECRETARY, TWO, Board
from builders import NAMES, a_contest, a_slate, marks
from held_rounds import CHAIR, FIRST, a_body, count, hold

from tally.application.desk.desk import Refused
from tally.application.desk.rounds import Rounds
from tally.domain.ballot import BallotStyle
from tally.domain.body import OpenReason, Way
from tally.domain.contest import Method, Office, RoundKind
from tally.domain.journal import CONGRESS_CHAIN, EntryKind
from tally.domain.rounds import Stand
from tally.domain.slate import Candidate

ANH, BINH, CHANH, DUNG = NAMES[:4]
SECOND, THIRD = (("bch", number) for number in (2, 3))


def elected(rounds: Rounds) -> dict[str, int]:
    (body,) = rounds.bodies()
    return {one.candidate.name: one.round for one in body.elected}


def findings(board: Board, key: tuple[str, int]) -> set[str]:
    return {one.code for one in board.setup.findings(key)}


def test_nothing_is_said_of_a_round_before_it_is_sealed() -> None:
    board, rounds = a_body()
    for act in (rounds.what_may_follow, rounds.prepare_round, rounds.ways):
        with pytest.raises(Refused, match="round_not_sealed"):
            act(FIRST)
    count(board, FIRST, 8, 7, 6, 2)
    with pytest.raises(Refused, match="round_not_sealed"):
        rounds.report_decision(FIRST, Way.LEAVE_OPEN, 1, CHAIR, "bổ sung sau")
    assert rounds.bodies() == ()


def test_a_complete_body_asks_for_nothing() -> None:
    board, rounds = a_body()
    hold(board, FIRST, 8, 7, 6, 2)
    assert rounds.what_may_follow(FIRST).stand is Stand.COMPLETE
    with pytest.raises(Refused, match="nothing_to_decide"):
        rounds.report_decision(FIRST, Way.NEW_SLATE, 1, CHAIR)
    with pytest.raises(Refused, match="nothing_to_prepare"):
        rounds.prepare_round(FIRST)
    assert not rounds.can_decide(FIRST)
    assert elected(rounds) == {ANH: 1, BINH: 1, CHANH: 1}


def test_a_tie_needs_no_decision_and_its_round_is_made_ready_with_exactly_the_tied() -> None:
    board, rounds = a_body()
    hold(board, FIRST, 8, 6, 6, 6)
    assert rounds.what_may_follow(FIRST).stand is Stand.TIE
    with pytest.raises(Refused, match="nothing_to_decide"):
        rounds.report_decision(FIRST, Way.VOTE_AGAIN, 2, CHAIR)
    assert rounds.following(FIRST) is None
    assert rounds.prepare_round(FIRST) == SECOND
    contest = board.desk.contest(SECOND)
    assert [(one.no, one.name) for one in contest.slate] == [(1, BINH), (2, CHANH), (3, DUNG)]
    assert (contest.kind, contest.seats, contest.style) == (RoundKind.TIE_BREAK, 2, BallotStyle.CROSS_OUT)
    assert findings(board, SECOND) == set()
    assert rounds.following(FIRST) == SECOND
    hold(board, SECOND, 3, 4, 3)
    assert rounds.what_may_follow(SECOND).stand is Stand.TIE_AGAIN
    assert elected(rounds) == {ANH: 1, CHANH: 2}


def test_what_was_made_ready_can_be_edited_and_is_not_made_anew() -> None:
    board, rounds = a_body()
    hold(board, FIRST, 8, 7, 3, 2)
    rounds.report_decision(FIRST, Way.NEW_SLATE, 1, CHAIR)
    assert rounds.prepare_round(FIRST) == SECOND
    assert len(board.desk.contest(SECOND).slate) == 0
    assert "E201" in findings(board, SECOND)
    typed = replace(board.desk.contest(SECOND), slate=a_slate(["Tòng Văn Ín", "Lò Thị Mai"]))
    board.setup.update_contest(typed)
    assert rounds.prepare_round(FIRST) == SECOND
    assert board.desk.contest(SECOND) == typed
    assert findings(board, SECOND) == set()


def test_a_second_tie_is_the_congress_s_to_decide_and_the_entry_says_who_reported_it() -> None:
    board, rounds = a_body()
    hold(board, FIRST, 8, 7, 6, 6)
    rounds.prepare_round(FIRST)
    hold(board, SECOND, 4, 4)
    assert rounds.ways(SECOND).ways == (Way.VOTE_AGAIN, Way.SAME_PEOPLE, Way.NEW_SLATE, Way.LEAVE_OPEN)
    assert rounds.can_decide(SECOND)
    rounds.report_decision(SECOND, Way.VOTE_AGAIN, 1, f" {CHAIR} ")
    entry = list(board.journal.entries(CONGRESS_CHAIN))[-1]
    assert (entry.kind, entry.person) == (EntryKind.DECISION_REPORTED, HEAD)
    assert json.loads(entry.payload) == {
        "contest": "bch",
        "round": 2,
        "decision": "vote-again",
        "seats": 1,
        "reported_by": CHAIR,
        "reason": "",
    }
    assert rounds.what_may_follow(SECOND).stand is Stand.ROUND_DUE
    assert rounds.prepare_round(SECOND) == THIRD
    assert [one.name for one in board.desk.contest(THIRD).slate] == [CHANH, DUNG]
    hold(board, THIRD, 2, 5)
    assert elected(rounds) == {ANH: 1, BINH: 1, DUNG: 3}


def test_after_two_short_rounds_going_on_needs_a_reason_and_seats_left_open_do_always() -> None:
    board, rounds = a_body()
    hold(board, FIRST, 8, 5, 5, 2)
    with pytest.raises(Refused, match="reason_needed"):
        rounds.report_decision(FIRST, Way.SAME_PEOPLE, 1, CHAIR)
    rounds.report_decision(FIRST, Way.SAME_PEOPLE, 2, CHAIR)
    rounds.prepare_round(FIRST)
    assert [one.name for one in board.desk.contest(SECOND).slate] == [BINH, CHANH, DUNG]
    hold(board, SECOND, 7, 5, 2)
    assert rounds.what_may_follow(SECOND).stop_clause == "Điều 30, QĐ 190-QĐ/TW"
    for way in (Way.SAME_PEOPLE, Way.NEW_SLATE, Way.LEAVE_OPEN):
        with pytest.raises(Refused, match="reason_needed"):
            rounds.report_decision(SECOND, way, 1, CHAIR, "  ")
    rounds.report_decision(SECOND, Way.LEAVE_OPEN, 1, CHAIR, "bổ sung sau đại hội")
    (body,) = rounds.bodies()
    assert [(one.seats, one.reason) for one in body.open] == [(1, OpenReason.VOTES_FAILED)]
    decision = body.open[0].decision
    assert decision is not None
    assert (decision.reason, decision.reported_by, decision.person) == ("bổ sung sau đại hội", CHAIR, HEAD)
    assert rounds.what_may_follow(SECOND).stand is Stand.LEFT_OPEN
    with pytest.raises(Refused, match="nothing_to_prepare"):
        rounds.prepare_round(SECOND)


def test_going_on_after_a_second_tie_needs_no_reason_before_two_rounds_were_short() -> None:
    board, rounds = a_body(a_contest(4, 2, issued=None, returned=None))
    hold(board, FIRST, 8, 5, 5, 2)
    rounds.report_decision(FIRST, Way.SAME_PEOPLE, 1, CHAIR)
    rounds.prepare_round(FIRST)
    hold(board, SECOND, 5, 5, 0)
    rounds.report_decision(SECOND, Way.NEW_SLATE, 1, CHAIR, "giới thiệu người khác")
    key = rounds.prepare_round(SECOND)
    board.setup.update_contest(replace(board.desk.contest(key), slate=a_slate(["Tòng Văn Ín", "Lò Thị Mai"])))
    hold(board, key, 5, 5)
    assert rounds.ways(THIRD).stop_clause
    with pytest.raises(Refused, match="reason_needed"):
        rounds.report_decision(THIRD, Way.SAME_PEOPLE, 1, CHAIR)


@pytest.mark.parametrize(
    ("way", "seats", "reported_by", "why"),
    [
        (Way.VOTE_AGAIN, 1, CHAIR, "way_not_open"),
        (Way.SAME_PEOPLE, 0, CHAIR, "seats_out_of_range"),
        (Way.SAME_PEOPLE, 3, CHAIR, "seats_out_of_range"),
        (Way.LEAVE_OPEN, 1, CHAIR, "seats_out_of_range"),
        (Way.SAME_PEOPLE, 2, "  ", "reported_by_empty"),
    ],
)
def test_a_report_is_held_against_the_sealed_result(way: Way, seats: int, reported_by: str, why: str) -> None:
    board, rounds = a_body()
    hold(board, FIRST, 8, 5, 5, 2)
    before = board.appended()
    with pytest.raises(Refused, match=why):
        rounds.report_decision(FIRST, way, seats, reported_by, "lý do")
    assert board.appended() == before


def test_only_the_board_reports_a_decision() -> None:
    board, rounds = a_body()
    hold(board, FIRST, 8, 5, 5, 2)
    board.sit(KEYER)
    with pytest.raises(Refused, match="board_only"):
        rounds.report_decision(FIRST, Way.SAME_PEOPLE, 2, CHAIR)
    board.desk.person = None
    with pytest.raises(Refused, match="sign_in_first"):
        rounds.report_decision(FIRST, Way.SAME_PEOPLE, 2, CHAIR)
    board.sit(SECRETARY)
    rounds.report_decision(FIRST, Way.SAME_PEOPLE, 2, CHAIR)


def test_a_decision_reported_by_mistake_is_reported_anew_until_the_next_round_begins() -> None:
    board, rounds = a_body()
    hold(board, FIRST, 8, 5, 5, 2)
    rounds.report_decision(FIRST, Way.SAME_PEOPLE, 2, CHAIR)
    rounds.prepare_round(FIRST)
    assert rounds.can_decide(FIRST)
    rounds.report_decision(FIRST, Way.SAME_PEOPLE, 1, CHAIR, "chỉ còn một người đủ tiêu chuẩn")
    assert rounds.following(FIRST) is None, "what was ready for another decision is gone"
    rounds.prepare_round(FIRST)
    assert board.desk.contest(SECOND).seats == 1
    count(board, SECOND, 7, 2, 1)
    assert not rounds.can_decide(FIRST)
    with pytest.raises(Refused, match="next_round_begun"):
        rounds.report_decision(FIRST, Way.LEAVE_OPEN, 2, CHAIR, "bổ sung sau")
    board.closing.seal(SECOND, *TWO)
    assert elected(rounds) == {ANH: 1, BINH: 2}
    assert rounds.what_may_follow(SECOND).stand is Stand.LEFT_OPEN


def test_what_another_station_reported_is_seen_here() -> None:
    board, rounds = a_body()
    hold(board, FIRST, 8, 5, 5, 2)
    other = board.at("may-2").sit(SECRETARY)
    Rounds(other.desk).report_decision(FIRST, Way.SAME_PEOPLE, 2, CHAIR)
    assert rounds.what_may_follow(FIRST).stand is Stand.ROUND_DUE
    assert rounds.prepare_round(FIRST) == SECOND
    assert Rounds(other.desk).prepare_round(FIRST) == SECOND


def test_a_round_that_should_not_be_as_it_is_blocks_its_seal_until_the_board_explains_it() -> None:
    board, rounds = a_body()
    hold(board, FIRST, 8, 7, 3, 2)
    rounds.report_decision(FIRST, Way.SAME_PEOPLE, 1, CHAIR)
    rounds.prepare_round(FIRST)
    wrong = replace(board.desk.contest(SECOND), slate=a_slate([ANH, CHANH, DUNG]), seats=2, body_size=2)
    board.setup.update_contest(wrong)
    assert findings(board, SECOND) == {"E701", "E703"}
    count(board, SECOND, 7, 6, 1)
    assert {one.code for one in board.closing.unexplained(SECOND)} == {"E701", "E703"}
    for code in ("E701", "E703"):
        board.closing.explain(SECOND, code, "đã báo cáo đại hội")
    board.closing.seal(SECOND, *TWO)
    assert elected(rounds) == {ANH: 1, BINH: 1, CHANH: 2}
    (body,) = rounds.bodies()
    assert [one.candidate.name for one in body.not_taken] == [ANH]


def test_a_round_before_which_another_is_not_sealed_says_only_that() -> None:
    board, rounds = a_body()
    again = replace(a_contest(2, 1, kind=RoundKind.FURTHER, issued=None, returned=None), round=2)
    board.setup.add_contest(again)
    assert findings(board, SECOND) == {"E704"}
    count(board, SECOND, 7, 1)
    assert {one.code for one in board.closing.unexplained(SECOND)} == {"E704"}
    with pytest.raises(Refused, match="round_not_sealed"):
        rounds.what_may_follow(SECOND)


def test_a_mistake_found_after_the_seal_changes_what_follows() -> None:
    board, rounds = a_body(a_contest(2, 1, issued=None, returned=None))
    hold(board, FIRST, 6, 3)
    assert rounds.what_may_follow(FIRST).stand is Stand.COMPLETE
    place = next(one.number for one in board.comparing.ballots(FIRST) if one.marks == marks("+-"))
    board.closing.corrigendum(FIRST, "đọc nhầm", {(1, place): (marks("-+"), None)}, *TWO)
    assert rounds.what_may_follow(FIRST).stand is Stand.SHORT
    assert elected(rounds) == {}


def test_opinion_ballots_have_no_later_round() -> None:
    contest = replace(a_contest(2, 1, issued=None, returned=None), seats=0, body_size=0, method=Method.OPINION)
    _board, rounds = a_body(contest)
    with pytest.raises(Refused, match="no_body"):
        rounds.what_may_follow(FIRST)


def test_the_papers_know_what_was_decided_and_the_recount_every_round() -> None:
    board, rounds = a_body()
    hold(board, FIRST, 8, 7, 3, 2)
    rounds.report_decision(FIRST, Way.LEAVE_OPEN, 1, CHAIR, "bổ sung sau")
    (counted,) = board.closing.recount().contests
    assert counted.how.decision is not None
    assert counted.how.decision.way is Way.LEAVE_OPEN


def test_alternates_who_tie_are_voted_on_again_at_the_desk() -> None:
    contest = replace(a_contest(4, 1, office=Office.DELEGATES, issued=None, returned=None), seats=2, body_size=2)
    board, rounds = a_body(replace(contest, alternates=1, slate=a_slate(3)))
    board.sit(HEAD)
    hold(board, FIRST, 8, 6, 6)
    # Two for the last seat come first; whoever loses is the alternate.
    assert rounds.what_may_follow(FIRST).stand is Stand.TIE
    rounds.prepare_round(FIRST)
    assert board.desk.contest(SECOND).alternates == 1
    hold(board, SECOND, 3, 4)
    (body,) = rounds.bodies()
    assert [one.candidate.name for one in body.alternates] == [BINH]
    assert elected(rounds) == {ANH: 1, CHANH: 2}


def test_a_vote_on_alternates_alone_is_called_by_what_it_is_for_and_stands_beside_its_first_round() -> None:
    contest = a_contest(6, 4, office=Office.DELEGATES, issued=None, returned=None)
    board, rounds = a_body(replace(contest, title="Đoàn đại biểu", alternates=1))
    board.setup.add_contest(replace(contest, id="khac"))
    hold(board, FIRST, 7, 7, 7, 7, 6, 6)
    assert rounds.what_may_follow(FIRST).stand is Stand.TIE
    second = board.desk.contest(rounds.prepare_round(FIRST))
    assert (second.title, second.office, second.seats) == ("Dự khuyết Đoàn đại biểu", Office.ALTERNATES, 1)
    assert [(one.id, one.round) for one in board.desk.contests] == [FIRST, SECOND, ("khac", 1)]
    hold(board, SECOND, 5, 5)
    rounds.report_decision(SECOND, Way.VOTE_AGAIN, 1, CHAIR)
    third = board.desk.contest(rounds.prepare_round(SECOND))
    assert third.title == second.title
    (body,) = rounds.bodies()
    assert body.contest.title == "Đoàn đại biểu"


def test_a_vote_on_alternates_that_one_of_the_tied_is_missing_from_gives_who_won_it() -> None:
    contest = a_contest(9, 6, office=Office.DELEGATES, issued=None, returned=None)
    board, rounds = a_body(replace(contest, alternates=1))
    hold(board, FIRST, 7, 7, 7, 7, 7, 7, 6, 6, 6)
    second = board.desk.contest(rounds.prepare_round(FIRST))
    _away, *stood = (one.name for one in second.slate)
    board.setup.update_contest(replace(second, slate=a_slate(stood)))
    assert findings(board, SECOND) == {"E702"}
    hold(board, SECOND, 3, 4)
    (body,) = rounds.bodies()
    assert [one.candidate.name for one in body.alternates] == [stood[1]]
    assert rounds.what_may_follow(SECOND).stand is Stand.COMPLETE


def test_nobody_guesses_between_two_of_a_name() -> None:
    twins = [Candidate(1, ANH, born=1970), Candidate(2, ANH, born=1980), Candidate(3, BINH)]
    board, rounds = a_body(a_contest(twins, 2, issued=None, returned=None))
    hold(board, FIRST, 8, 3, 2)
    rounds.report_decision(FIRST, Way.NEW_SLATE, 1, CHAIR)
    rounds.prepare_round(FIRST)
    board.setup.update_contest(replace(board.desk.contest(SECOND), slate=a_slate([ANH, BINH])))
    assert findings(board, SECOND) == {"E705"}
