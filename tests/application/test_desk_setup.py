"""Setting up: free before counting begins, with a reason after, never against ballots already keyed or sealed."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from board import HEAD, KEY, KEYER, SECRETARY, TWO, Board, a_board, counting
from builders import NAMES, a_congress, a_contest, marks
from memory_journal import Clock, MemoryJournal

from tally.application.desk.desk import Refused
from tally.application.desk.rounds import Rounds
from tally.domain.ballot import BallotStyle
from tally.domain.congress import BoardMember, BoardRole, Deduction, Level, Roll
from tally.domain.contest import Contest, Method, RoundKind
from tally.domain.slate import Candidate, Slate

Attempt = Callable[[], None]


def test_a_congress_is_declared_by_whoever_sets_it_up_and_then_by_the_board() -> None:
    board = a_board()
    board.setup.update_congress(replace(board.desk.congress, place="Hội trường"))
    board.sit(KEYER)
    with pytest.raises(Refused, match="board_only"):
        board.setup.update_congress(replace(board.desk.congress, place="Nhà văn hóa"))
    board.people.sign_out()
    with pytest.raises(Refused, match="sign_in_first"):
        board.setup.update_congress(replace(board.desk.congress, place="Nhà văn hóa"))
    board.sit(SECRETARY).setup.update_congress(replace(board.desk.congress, place="Nhà văn hóa"))
    assert board.desk.congress.place == "Nhà văn hóa"


def test_practice_is_marked_for_good() -> None:
    board = Board(MemoryJournal(Clock()))
    board.setup.declare(a_congress(), (), practice=True)
    board.setup.declare(a_congress(), (a_contest(),))
    assert board.desk.state.practice


def test_before_anything_is_declared_there_is_no_contest() -> None:
    board = Board(MemoryJournal(Clock()))
    assert board.desk.contests == ()
    with pytest.raises(Refused, match="no_such_contest"):
        board.setup.remove_contest(KEY)


def test_contests_come_and_go_before_counting() -> None:
    board = a_board().sit(HEAD)
    again = replace(a_contest(), round=2, kind=RoundKind.FURTHER)
    board.setup.add_contest(again)
    assert [(one.id, one.round) for one in board.desk.contests] == [("bch", 1), ("bch", 2)]
    with pytest.raises(Refused, match="contest_twice"):
        board.setup.add_contest(again)
    board.setup.update_contest(replace(again, seats=1))
    assert board.desk.contest(("bch", 2)).seats == 1
    board.setup.remove_contest(("bch", 2))
    assert len(board.desk.contests) == 1
    with pytest.raises(Refused, match="no_such_contest"):
        board.setup.update_contest(again)


def test_what_columns_of_slates_are_needs_no_reason_and_is_kept() -> None:
    board = counting()
    further = replace(a_contest(), id="doan", title="Đoàn đại biểu")
    board.setup.add_contest(further)
    said = (("Số trên phiếu", "no"), ("Ghi chú", "-"))
    board.setup.update_contest(replace(further, seats=1), congress=replace(board.desk.congress, slate_columns=said))
    assert board.desk.congress.slate_columns == said
    board.setup.update_congress(replace(board.desk.congress, place="Hội trường"), "ghi thiếu")
    assert board.desk.congress.slate_columns == said


def test_once_counting_began_a_change_needs_a_reason() -> None:
    board = counting()
    contest = board.desk.contest(KEY)
    without_reason: tuple[Attempt, ...] = (
        lambda: board.setup.update_contest(replace(contest, seats=2)),
        lambda: board.setup.update_congress(replace(board.desk.congress, place="Hội trường")),
    )
    for change in without_reason:
        with pytest.raises(Refused, match="reason_needed"):
            change()
    board.setup.update_contest(replace(contest, seats=2), "đại hội biểu quyết lại số lượng")
    assert board.desk.contest(KEY).seats == 2
    with pytest.raises(Refused, match="counting_begun"):
        board.setup.remove_contest(KEY, "bỏ")
    # A contest that nobody counts yet changes freely beside it.
    board.setup.add_contest(replace(a_contest(), id="doan-dai-bieu"))


def test_ballots_already_keyed_keep_their_meaning() -> None:
    board = counting()
    contest = board.desk.contest(KEY)
    board.setup.update_contest(replace(contest, slate=a_contest(5).slate), "thêm người trước khi nhập phiếu")
    batch = board.batches.open_batch(KEY)
    board.sit(KEYER).batches.open_pass(KEY, batch).key(marks("+++--"))
    board.sit(HEAD)
    contest = board.desk.contest(KEY)
    for other in (replace(contest, slate=a_contest(4).slate), replace(contest, style=BallotStyle.AGREE_DISAGREE)):
        with pytest.raises(Refused, match="ballots_keyed"):
            board.setup.update_contest(other, "sửa")
    names = ["Lò Thị Ánh", *NAMES[1:5]]
    board.setup.update_contest(replace(contest, slate=a_contest(names).slate), "in sai tên")
    assert board.desk.contest(KEY).slate.candidates[0].name == "Lò Thị Ánh"


def test_the_ballots_are_reported_into_the_declaration() -> None:
    board = a_board().sit(SECRETARY)
    board.setup.report_ballots(KEY, 9, 9, 8)
    contest = board.desk.contest(KEY)
    assert (contest.issued, contest.returned, board.desk.congress.roll.present) == (9, 8, 9)
    board.setup.report_ballots(KEY, None, 9, 9)
    assert (board.desk.contest(KEY).returned, board.desk.congress.roll.present) == (9, 9)
    for figures in ((-1, 9, 9), (9, -1, 9), (9, 9, -1)):
        with pytest.raises(Refused, match="negative"):
            board.setup.report_ballots(KEY, *figures)
    with pytest.raises(Refused, match="no_such_contest"):
        board.setup.report_ballots(("xyz", 1), 9, 9, 9)
    with pytest.raises(Refused, match="board_only"):
        board.sit(KEYER).setup.report_ballots(KEY, 9, 9, 9)


def test_what_another_form_reported_meanwhile_is_not_written_over() -> None:
    board = a_board().sit(HEAD)
    seen = board.desk.state.declaration
    board.at("may-2").sit(SECRETARY).setup.report_ballots(KEY, None, 10, 9, seen=seen)
    with pytest.raises(Refused, match="declared_meanwhile"):
        board.setup.report_ballots(KEY, None, 10, 8, seen=seen)
    assert board.desk.contest(KEY).returned == 9


def test_of_a_contest_that_another_station_removed_that_is_said_whatever_is_asked() -> None:
    board = a_board().sit(HEAD)
    board.at("may-2").sit(SECRETARY).setup.declare(a_congress(), (replace(a_contest(), id="hai"),))
    for asked in (board.closing.result, board.closing.obstacles, board.procedure.steps, Rounds(board.desk).body):
        with pytest.raises(Refused, match="no_such_contest"):
            asked(KEY)


def test_findings_before_counting_are_about_roll_board_and_slate_alone() -> None:
    board = a_board()
    assert board.setup.findings(KEY) == ()
    slate = a_contest(["Vì Văn Dũng", "Cà Văn Bình", "Lò Văn Ánh", "Vì Văn Yên"]).slate
    board.setup.update_contest(replace(board.desk.contest(KEY), slate=slate))
    congress = board.desk.congress
    head = BoardMember("Cà Văn Bình", BoardRole.HEAD)
    board.setup.update_congress(replace(congress, board=(head,), roll=replace(congress.roll, present=11)))
    assert {finding.code for finding in board.setup.findings(KEY)} == {"E202", "E302", "W207"}


def test_a_base_of_valid_ballots_is_not_missed_before_there_are_any() -> None:
    board = a_board(congress=replace(a_congress(), rules="luat-bau-cu-2015"))
    assert "E301" not in {finding.code for finding in board.setup.findings(KEY)}


def test_people_come_and_go_after_a_sealed_opinion_ballot_and_after_a_sealed_election() -> None:
    opinion = replace(a_contest(issued=None, returned=None), seats=0, body_size=0, method=Method.OPINION)
    for contest, base in ((opinion, 10), (a_contest(issued=None, returned=None), 10)):
        board = counting(passes=1, contest=contest)
        board.setup.report_ballots(KEY, 10, 2, 2)
        board.batch(("+++-", "++-+"))
        for finding in board.closing.unexplained(KEY):
            board.closing.explain(KEY, finding.code, "đã xem")
        board.closing.seal(KEY, *TWO)
        sealed = board.closing.result(KEY)
        left = Roll(10, 8, (Deduction("absent-without-alternate", 2),))
        board.setup.update_congress(replace(board.desk.congress, roll=left), "hai người về")
        now = board.closing.result(KEY)
        assert (now, now.result.base.value) == (sealed, base)
        assert board.desk.congress.roll == left


def test_what_a_sealed_contest_rests_on_stays() -> None:
    board = counting(passes=1)
    board.setup.add_contest(replace(a_contest(), id="doan-dai-bieu"), "bầu tiếp")
    board.setup.report_ballots(KEY, None, 2, 2)
    board.batch(("+++-", "++-+"))
    board.closing.seal(KEY, *TWO)
    sealed = board.closing.result(KEY)
    contest, congress = board.desk.contest(KEY), board.desk.congress
    changes: tuple[Attempt, ...] = (
        lambda: board.setup.update_contest(replace(contest, seats=2), "sửa"),
        lambda: board.setup.remove_contest(KEY, "bỏ"),
        lambda: board.setup.declare(congress, (), "làm lại"),
        lambda: board.setup.update_congress(replace(congress, roll=replace(congress.roll, summoned=99)), "sửa"),
        lambda: board.setup.update_congress(replace(congress, organisation="Đảng bộ khác"), "sửa"),
    )
    for change in changes:
        with pytest.raises(Refused, match="sealed"):
            change()
    # People come and go before the next contest.
    moved = replace(congress, roll=replace(congress.roll, present=1), level=Level.GRASSROOTS)
    board.setup.update_congress(moved, "một người về")
    assert board.desk.congress.roll.present == 1
    now = board.closing.result(KEY)
    assert (now.digest, now.findings) == (sealed.digest, sealed.findings)


def test_a_line_of_the_slate_is_changed_by_the_head_once_ballots_are_keyed() -> None:
    board = counting(1).sit(SECRETARY)
    first, *others = board.desk.contest(KEY).slate
    board.setup.update_contest(with_first(board, replace(first, name="Lò Văn Anh")), "gõ nhầm")
    assert board.desk.count_of(KEY).renamed == [], "no ballot says yet who is meant"
    board.batch(("+++-",))
    swapped = with_first(board, replace(others[-1], no=first.no))
    board.sit(SECRETARY)
    with pytest.raises(Refused, match="head_only"):
        board.setup.update_contest(swapped, "ghi nhầm")
    board.sit(HEAD).setup.update_contest(swapped, "ghi nhầm")
    (line,) = board.desk.count_of(KEY).renamed
    assert (line.no, line.before, line.after, line.reason) == (first.no, "Lò Văn Anh", others[-1].name, "ghi nhầm")
    assert line.person == HEAD


def with_first(board: Board, candidate: Candidate) -> Contest:
    """Return the contest with another first line."""
    contest = board.desk.contest(KEY)
    return replace(contest, slate=Slate((candidate, *list(contest.slate)[1:])))
