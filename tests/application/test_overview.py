"""Where a whole congress stands: what is done once, what comes next in each contest and what is wrong, what is left."""

from dataclasses import replace
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import pytest
from board import HEAD, KEY, KEYER, TWO, Board, a_board
from builders import a_congress, a_contest
from held_rounds import FIRST, a_body, hold
from law_cases import CERTIFICATE

from tally.application.desk.desk import Refused
from tally.application.desk.overview import ContestIs, ContestLine, Lacks, Overview
from tally.domain.contest import Contest, Method
from tally.domain.desk import ContestKey
from tally.domain.journal import EntryKind
from tally.domain.rounds import Stand
from tally.domain.slate import Slate

if TYPE_CHECKING:
    from tally.application.desk.guarding import Guard

DELEGATES: ContestKey = ("doan", 1)


def delegates(slate: Slate | None = None) -> Contest:
    return replace(
        a_contest(issued=None, returned=None),
        id="doan",
        title="Đoàn",
        slate=a_contest().slate if slate is None else slate,
    )


def two_contests() -> Board:
    board = a_board()
    board.setup.declare(a_congress(2), (a_contest(issued=None, returned=None), delegates()))
    return board.sit(HEAD)


def test_a_contest_is_not_ready_while_numbers_of_a_template_stand_in_it() -> None:
    board = two_contests()
    congress = board.desk.congress
    assert told(board)[0] is ContestIs.READY
    board.setup.update_congress(replace(congress, samples=("roll", "bch")))
    overview = Overview(board.desk)
    assert overview.lacking()[0] == (Lacks.SUMMONED, None)
    assert (Lacks.SEATS, KEY) in overview.lacking()
    assert (Lacks.SEATS, DELEGATES) not in overview.lacking()
    for what in ("bch", "roll"):
        assert told(board)[0] is ContestIs.NOT_READY
        board.setup.update_congress(board.desk.congress.looked_at(what))
    assert told(board)[0] is ContestIs.READY
    assert board.desk.congress == congress


def test_numbers_of_a_template_are_looked_at_without_a_reason_once_counting_has_begun() -> None:
    board = two_contests()
    board.setup.update_congress(replace(board.desk.congress, samples=("doan",)))
    board.batches.begin_counting(KEY, 2)
    board.setup.update_congress(board.desk.congress.looked_at("doan"))
    assert board.desk.congress.samples == ()


def line(board: Board, key: ContestKey = KEY) -> ContestLine:
    return next(one for one in Overview(board.desk).stands().contests if one.key == key)


def told(board: Board, key: ContestKey = KEY) -> tuple[ContestIs, str | None]:
    one = line(board, key)
    return one.stands, None if one.next is None else one.next.id


def count(board: Board, key: ContestKey = KEY) -> None:
    """Go through the whole list of a contest."""
    mark = board.procedure.mark_done
    mark(key, "check-box")
    assert told(board, key)[0] is ContestIs.VOTING
    board.setup.report_ballots(key, None, 2, 2)
    for step in ("report", "open"):
        mark(key, step)
    board.batches.begin_counting(key, 1, "tổ chức nhỏ")
    assert told(board, key) == (ContestIs.KEYING, "key")
    keyer = board.batches.open_pass(key, board.batches.open_batch(key, 2))
    for _ in range(2):
        keyer.key(b"\1\1\1\2")
    keyer.close()
    assert told(board, key) == (ContestIs.KEYED, "slips")
    mark(key, "rule")
    board.closing.seal(key, *TWO)
    assert told(board, key) == (ContestIs.SEALED, "announce")
    for step in ("announce", "sign", "hand-over"):
        mark(key, step)
    assert told(board, key) == (ContestIs.OVER, None)


def test_each_contest_tells_how_far_it_is_and_what_comes_next() -> None:
    board = two_contests()
    overview = Overview(board.desk)
    assert told(board) == (ContestIs.READY, "check-box")
    assert overview.stands().left == 2
    count(board)
    assert told(board, DELEGATES) == (ContestIs.READY, "check-box")
    stands = overview.stands()
    assert (stands.left, stands.complete) == (1, False)
    count(board, DELEGATES)
    stands = overview.stands()
    assert (stands.left, stands.complete) == (0, True)
    assert [step.id for step in stands.waiting] == ["backup"]
    overview.note("backup")
    assert not overview.stands().waiting


def test_a_contest_without_a_slate_is_not_declared_and_leads_to_setting_up() -> None:
    board = a_board()
    board.setup.declare(a_congress(), (a_contest(issued=None, returned=None), delegates(Slate(()))))
    assert told(board, DELEGATES) == (ContestIs.NOT_READY, "setup")
    steps = {step.id: step for step in Overview(board.desk).stands().before}
    assert (steps["setup"].done, steps["people"].done) == (False, True)
    # The contest that is declared is not held up by the other.
    assert Overview(board.desk).steps(KEY)[0].id == "check-box"
    assert Overview(board.desk).steps(DELEGATES)[0].id == "setup"


def test_a_contest_with_an_error_in_its_declaration_says_so() -> None:
    board = a_board()
    board.setup.declare(a_congress(), (a_contest(body_size=1, issued=None, returned=None),))
    one = line(board)
    assert one.stands is ContestIs.NOT_READY
    assert one.errors


def test_ballots_that_differ_are_counted() -> None:
    board = two_contests()
    board.setup.report_ballots(KEY, None, 10, 2)
    board.batches.begin_counting(KEY)
    board.batch(("+++-", "++-+"), ("++-+", "+-++"))
    assert line(board).disputes == 2
    assert line(board, DELEGATES).disputes == 0


def test_a_tie_stands_open_until_the_next_round_is_declared() -> None:
    board, rounds = a_body()
    hold(board, FIRST, 8, 7, 6, 6)
    assert line(board).due is Stand.TIE
    following = rounds.prepare_round(FIRST)
    assert line(board).due is None
    assert told(board, following) == (ContestIs.READY, "check-box")


def test_a_seal_without_its_signed_code_is_a_problem_only_where_the_board_has_keys() -> None:
    board = two_contests()
    count(board)
    assert not line(board).unsigned
    board.desk.record(EntryKind.KEYS_PINNED, {"certificates": [CERTIFICATE]})
    assert line(board).unsigned
    assert not line(board, DELEGATES).unsigned


# Once for the congress


def once(board: Board, step_id: str, guard: "Guard | None" = None) -> tuple[bool, bool, bool]:
    stands = Overview(board.desk, guard).stands()
    step = next(step for step in (*stands.before, *stands.after) if step.id == step_id)
    return step.done, step.waived, step.waits


def test_keys_are_there_once_certificates_are_in_the_journal_or_are_not_needed() -> None:
    board = two_contests()
    assert once(board, "keys") == (False, False, True)
    Overview(board.desk).note("keys", needed=False)
    assert once(board, "keys") == (False, True, False)
    with pytest.raises(Refused, match="step_done"):
        Overview(board.desk).note("keys", needed=False)
    board.desk.record(EntryKind.KEYS_PINNED, {"certificates": [CERTIFICATE]})
    assert once(board, "keys") == (True, False, False)


def test_counting_waits_neither_for_keys_nor_for_a_second_medium() -> None:
    board = two_contests()
    guard = cast("Guard", SimpleNamespace(medium=None))
    assert once(board, "medium", guard) == (False, False, True)
    board.procedure.mark_done(KEY, "check-box")
    assert once(board, "keys") == (False, False, False)
    assert once(board, "medium", guard) == (False, False, False)
    assert once(board, "medium", cast("Guard", SimpleNamespace(medium="usb"))) == (True, False, False)


def test_what_nothing_watches_over_has_no_second_medium_to_choose() -> None:
    board = two_contests()
    assert "medium" not in {step.id for step in Overview(board.desk).stands().before}


def test_a_backup_holds_for_what_was_sealed_before_it() -> None:
    board = two_contests()
    count(board)
    overview = Overview(board.desk)
    overview.note("backup")
    assert once(board, "backup") == (True, False, False)
    with pytest.raises(Refused, match="step_done"):
        overview.note("backup")
    count(board, DELEGATES)
    assert once(board, "backup") == (False, False, True)
    overview.note("backup")
    assert once(board, "backup") == (True, False, False)


def test_only_the_board_notes_and_only_what_can_be_noted() -> None:
    board = two_contests()
    overview = Overview(board.desk)
    for step, needed, why in (("keys", True, "step_not_by_hand"), ("setup", False, "step_needed")):
        with pytest.raises(Refused, match=why):
            overview.note(step, needed=needed)
    board.sit(KEYER)
    with pytest.raises(Refused, match="board_only"):
        overview.note("backup")


def test_opinion_ballots_have_nothing_that_follows() -> None:
    asked = replace(a_contest(issued=None, returned=None), method=Method.OPINION, seats=0, body_size=0)
    for contest, follows in ((asked, False), (a_contest(issued=None, returned=None), True)):
        steps = [step.id for step in Overview(a_board(contest=contest).desk).steps(KEY)]
        assert ("after" in steps) is follows
