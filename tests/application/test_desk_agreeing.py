"""The board agrees with the machine: on which ballots, with whose names, all of them or none, as they stand then."""

from pathlib import Path

import pytest
from board import HEAD, KEY, KEYER, ONE_MORE, SECRETARY, Board, counting, write_file
from builders import marks
from plain import document

from tally import bootstrap
from tally.application.desk.desk import Refused
from tally.application.desk.review import LookedAt, Review
from tally.application.sentences import ruling_sentences
from tally.domain.ballot import Ruling
from tally.domain.journal import CONGRESS_CHAIN, EntryKind
from tally.domain.rules import InvalidReason
from tally.locales import Words

PIN = "271828"
STACK = ("+++-", "++++", "----", "++-+", "++++", "+-++")
"""Of three seats: ballots 2 and 5 vote for too many, ballot 3 for nobody."""
TOO_MANY, NONE = InvalidReason.TOO_MANY, InvalidReason.NONE
NAMES = "Lò Thị Hoa, Cà Văn Nam"


def counted(*stacks: tuple[str, ...]) -> Board:
    """Return a board that keyed every stack twice alike."""
    board = counting()
    board.setup.report_ballots(KEY, None, 10, sum(map(len, stacks)))
    for stack in stacks:
        board.batch(stack, stack)
    return board


def places(ballots: tuple[LookedAt, ...]) -> list[tuple[int, int, str]]:
    return [(one.batch, one.number, str(one.finding)) for one in ballots]


def ruled(board: Board) -> dict[tuple[int, int], Ruling | None]:
    return {(one.batch, one.number): one.ruling for one in Review(board.desk).remarkable(KEY)}


def test_every_ballot_that_the_marks_make_invalid_is_ruled_on_by_itself_with_the_names_of_those_who_agree() -> None:
    board = counted(STACK, ("++++", "+++-"))
    seen = board.agreeing.waiting(KEY)
    wanted = [(1, 2, "too-many"), (1, 3, "none"), (1, 5, "too-many"), (2, 1, "too-many")]
    assert places(seen) == wanted
    before = board.appended()
    assert board.agreeing.agree(KEY, seen, {SECRETARY: PIN}) == seen
    assert board.appended() == before + 4
    assert {entry.kind for entry in list(board.journal.entries(CONGRESS_CHAIN))[-4:]} == {EntryKind.BALLOT_RULED}
    assert ruled(board) == {
        (1, 2): Ruling(TOO_MANY, NAMES),
        (1, 3): Ruling(NONE, NAMES),
        (1, 5): Ruling(TOO_MANY, NAMES),
        (2, 1): Ruling(TOO_MANY, NAMES),
    }
    assert not board.agreeing.waiting(KEY)
    told = ruling_sentences(Words("vi"), board.closing.result(KEY).result.tally.ruled)
    assert list(told) == [
        f"Tập 1 phiếu 2, 5; Tập 2 phiếu 1: ban kết luận không hợp lệ: bầu quá số lượng (ban đồng ý với máy: {NAMES})",
        f"Tập 1 phiếu 3: ban kết luận không hợp lệ: không bầu cho ai (ban đồng ý với máy: {NAMES})",
    ]
    with pytest.raises(Refused, match="nothing_to_agree"):
        board.agreeing.agree(KEY, (), {SECRETARY: PIN})


def test_it_changes_no_figure_of_the_result_and_every_reader_calls_it_lawful(tmp_path: Path) -> None:
    board = counted(STACK)
    before = document(board.closing.result(KEY).result)
    board.agreeing.agree(KEY, board.agreeing.waiting(KEY), {SECRETARY: PIN})
    after = board.closing.result(KEY).result
    assert document(after) == before
    assert after.tally.invalid_by_reason == {TOO_MANY: 2, NONE: 1}
    path = tmp_path / "dai-hoi.tally"
    write_file(board, path)
    saved = bootstrap.congress_source(path).load()
    assert [ballot.ruling for ballot in saved.contests[0].ballots if ballot.ruling] == [
        Ruling(TOO_MANY, NAMES),
        Ruling(NONE, NAMES),
        Ruling(TOO_MANY, NAMES),
    ]


def test_ballots_that_need_somebody_to_look_are_left_alone() -> None:
    board = counted(STACK, STACK)
    board.batch(("++++",), ("----",))  # in dispute
    board.closing.rule(KEY, 1, 2, Ruling(InvalidReason.MARKED))
    board.closing.rule(KEY, 1, 5, Ruling(None, "nét gạch mờ"), SECRETARY, PIN)
    board.closing.rule(KEY, 1, 1, Ruling(InvalidReason.MARKED), SECRETARY, PIN)
    left = [(1, 3, "none"), (2, 2, "too-many"), (2, 3, "none"), (2, 5, "too-many")]
    assert places(board.agreeing.waiting(KEY)) == left
    board.agreeing.agree(KEY, board.agreeing.waiting(KEY), {SECRETARY: PIN})
    assert ruled(board)[1, 2] == Ruling(InvalidReason.MARKED)
    assert ruled(board)[1, 5] == Ruling(None, "nét gạch mờ")
    board.closing.rule(KEY, 1, 3, None)
    assert places(board.agreeing.waiting(KEY)) == [(1, 3, "none")], "taken back, it waits again"


def test_whoever_agrees_shows_a_pin_and_nobody_agrees_alone() -> None:
    board = counted(STACK)
    seen, before = board.agreeing.waiting(KEY), board.appended()
    assert [person.id for person in board.agreeing.others()] == [SECRETARY]
    for others, why in (
        ({}, "agree_alone"),
        ({KEYER: PIN}, "agree_alone"),
        ({SECRETARY: PIN, KEYER: PIN}, "board_only"),
    ):
        with pytest.raises(Refused, match=why):
            board.agreeing.agree(KEY, seen, others)
    assert board.appended() == before
    with pytest.raises(Refused, match="wrong_pin"):
        board.agreeing.agree(KEY, seen, {SECRETARY: "314159"})
    assert not any(ruled(board).values())
    board.sit(KEYER)
    with pytest.raises(Refused, match="board_only"):
        board.agreeing.agree(KEY, seen, {SECRETARY: PIN})


def test_where_nobody_else_of_the_board_is_at_the_desk_one_person_is_the_board() -> None:
    board = counting(1, people=1)
    board.batches.open_batch(KEY)
    board.key_pass(1, HEAD, *STACK)
    board.agreeing.agree(KEY, board.agreeing.waiting(KEY), {})
    assert ruled(board)[1, 3] == Ruling(NONE, "Lò Thị Hoa")


@pytest.mark.parametrize(
    ("meanwhile", "left_out"),
    [
        (lambda other: other.closing.amend(KEY, 1, 2, None, None, "không có tờ này", *ONE_MORE), (1, 2)),
        (lambda other: other.closing.amend(KEY, 1, 2, marks("----"), None, "nhập nhầm", *ONE_MORE), (1, 2)),
        (lambda other: other.closing.amend(KEY, 1, 2, marks("+++-"), None, "nhập nhầm", *ONE_MORE), (1, 2)),
        (lambda other: other.closing.rule(KEY, 1, 5, Ruling(InvalidReason.MARKED)), (1, 5)),
    ],
)
def test_what_somebody_changed_meanwhile_is_not_ruled_on_unseen(meanwhile, left_out) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001 - an act at another station
    board = counted(STACK)
    other = board.at("may-2").sit(HEAD)
    seen = board.agreeing.waiting(KEY)
    board.overtaken(2, lambda: meanwhile(other))
    done = board.agreeing.agree(KEY, seen, {SECRETARY: PIN})
    assert [(one.batch, one.number) for one in done] == [
        place for place in ((1, 2), (1, 3), (1, 5)) if place != left_out
    ]
    assert all(ruled(board)[one.batch, one.number] == Ruling(one.finding, NAMES) for one in done)
    assert ruled(board).get(left_out) in (None, Ruling(InvalidReason.MARKED))


def test_when_another_window_ruled_on_all_of_them_first_nothing_is_recorded_twice() -> None:
    board = counted(STACK)
    other = board.at("may-2").sit(SECRETARY)
    seen = board.agreeing.waiting(KEY)
    board.overtaken(2, lambda: other.agreeing.agree(KEY, other.agreeing.waiting(KEY), {HEAD: PIN}))
    with pytest.raises(Refused, match="changed_meanwhile"):
        board.agreeing.agree(KEY, seen, {SECRETARY: PIN})
    assert ruled(board)[1, 2] == Ruling(TOO_MANY, "Cà Văn Nam, Lò Thị Hoa")


def test_a_seal_or_another_pin_meanwhile_leaves_nothing() -> None:
    board = counted(STACK)
    other = board.at("may-2").sit(SECRETARY)
    seen = board.agreeing.waiting(KEY)
    board.overtaken(2, lambda: other.people.set_pin(SECRETARY, "314159"))
    with pytest.raises(Refused, match="changed_meanwhile"):
        board.agreeing.agree(KEY, seen, {SECRETARY: PIN})
    board.closing.seal(KEY, HEAD, PIN, SECRETARY, "314159")
    with pytest.raises(Refused, match="sealed"):
        board.agreeing.agree(KEY, seen, {SECRETARY: "314159"})
    assert not any(ruled(board).values())


def test_a_machine_that_fails_half_way_leaves_none_of_them() -> None:
    board = counted(STACK)
    seen, append = board.agreeing.waiting(KEY), board.journal.append
    left = [2]

    def failing(*args: object, **details: object) -> object:
        left[0] -= 1
        if left[0] < 0:
            raise OSError(28, "No space left on device")
        return append(*args, **details)  # type: ignore[arg-type]

    board.journal.append = failing  # type: ignore[method-assign, assignment]
    with pytest.raises(OSError, match="No space"):
        board.agreeing.agree(KEY, seen, {SECRETARY: PIN})
    board.journal.append = append  # type: ignore[method-assign]
    assert board.agreeing.waiting(KEY) == seen
