"""Comparing: the board is told which ballots differ, never what was keyed; what two keyings agree on stands."""

import pytest
from board import HEAD, KEY, KEYER, OTHER, SECRETARY, counting
from builders import marks

from tally.application.desk.desk import Refused
from tally.domain.ballot import Ballot
from tally.domain.passes import DisputeKind, Keying

A, B, C, D = (Keying(marks(signs)) for signs in ("+++-", "++-+", "+-++", "-+++"))


def test_disputes_of_all_batches_name_the_ballot_and_how_it_differs() -> None:
    board = counting()
    board.batch(("+++-", "++-+", "+-++"), ("+++-", "++-+", "-+++"))
    board.batch(("+++-",), ("+++-",))
    board.batch(("+++-", "++-+", "+-++"), ("+++-", "+-++"), size=3)
    board.batch(("+++-", "++-+"), ("+++-", "++-+", "++-+"), size=2)
    found = [(batch, one.ballot, one.kind, one.passes) for batch, one in board.comparing.disputes(KEY)]
    assert found == [
        (1, 3, DisputeKind.DIFFERS, (1, 2)),
        (3, 2, DisputeKind.SKIPPED, (2,)),
        (4, 2, DisputeKind.DOUBLED, (2,)),
    ]
    assert list(board.comparing.ballots(KEY)) == [Ballot(2, 1, marks("+++-"))]
    with pytest.raises(Refused, match="no_such_batch"):
        board.comparing.batch(KEY, 5)


def test_a_ballot_keyed_again_that_agrees_stands_and_the_batch_is_numbered_as_the_paper() -> None:
    board = counting()
    board.batch(("+++-", "++-+", "+-++"), ("+++-", "+-++"), size=3)
    assert board.comparing.rekey(KEY, 1, 2, B)
    assert [(one.number, one.marks) for one in board.comparing.ballots(KEY)] == [
        (number, one.marks) for number, one in ((1, A), (2, B), (3, C))
    ]
    with pytest.raises(Refused, match="no_dispute"):
        board.comparing.rekey(KEY, 1, 2, B)


def test_a_ballot_that_is_not_in_the_stack_goes() -> None:
    board = counting()
    board.batch(("+++-", "++-+"), ("+++-", "++-+", "++-+"), size=2)
    assert board.comparing.rekey(KEY, 1, 3, None)
    assert [one.number for one in board.comparing.ballots(KEY)] == [1, 2]


def test_nobody_settles_a_dispute_by_keying_it_twice() -> None:
    board = counting()
    board.batch(("+++-", "++-+"), ("+++-", "+-++"))
    board.sit(SECRETARY)
    assert not board.comparing.waits_for_head(KEY, 1, 2)
    assert not board.comparing.rekey(KEY, 1, 2, D)
    assert board.comparing.waits_for_head(KEY, 1, 2)
    with pytest.raises(Refused, match="rekeyed_already"):
        board.comparing.rekey(KEY, 1, 2, D)
    # Another person who keys the same makes two who agree.
    assert board.sit(HEAD).comparing.rekey(KEY, 1, 2, D)
    assert [one.marks for one in board.comparing.ballots(KEY)] == [A.marks, D.marks]


def test_nobody_settles_a_dispute_by_keying_their_own_mistake_again() -> None:
    board = counting()
    board.batch(("+++-", "++-+"), ("+++-", "+-++"))
    assert not board.sit(OTHER).comparing.rekey(KEY, 1, 2, C)
    assert board.comparing.waits_for_head(KEY, 1, 2)
    assert board.sit(KEYER).comparing.rekey(KEY, 1, 2, C)
    assert [one.marks for one in board.comparing.ballots(KEY)] == [A.marks, C.marks]
    # Whoever keyed a pass may see the mistake and agree with the other.
    board.batch(("+++-",), ("++-+",))
    assert board.sit(OTHER).comparing.rekey(KEY, 2, 1, A)


def test_whoever_keyed_in_a_pass_that_was_taken_over_agrees_with_nobody_by_keying_its_ballot_again() -> None:
    board = counting()
    board.sit(HEAD).batches.open_batch(KEY)
    board.key_pass(1, KEYER, "+++-")
    first = board.sit(OTHER).batches.open_pass(KEY, 1)
    first.key(marks("++-+"))
    board.sit(SECRETARY).batches.resume_pass(KEY, 1, 2).close()
    assert not board.comparing.rekey(KEY, 1, 1, B)
    assert not board.sit(OTHER).comparing.rekey(KEY, 1, 1, C)
    assert board.sit(HEAD).comparing.rekey(KEY, 1, 1, B)


def test_where_one_person_keyed_everything_the_head_rules() -> None:
    board = counting(people=1)
    board.batches.waive_passes(KEY, 2, "chi bộ một người kiểm")
    board.batches.open_batch(KEY)
    for ballot in ("+++-", "++-+"):
        board.key_pass(1, HEAD, ballot)
    assert not board.comparing.rekey(KEY, 1, 1, A)
    board.comparing.settle(KEY, 1, 1, A, "xem phiếu")
    assert [one.marks for one in board.comparing.ballots(KEY)] == [A.marks]


def test_the_head_rules_where_no_two_agree() -> None:
    board = counting()
    board.batch(("+++-", "++-+"), ("+++-", "+-++"))
    board.sit(SECRETARY)
    with pytest.raises(Refused, match="head_only"):
        board.comparing.settle(KEY, 1, 2, D, "xem phiếu")
    board.sit(HEAD)
    with pytest.raises(Refused, match="reason_needed"):
        board.comparing.settle(KEY, 1, 2, D, "")
    with pytest.raises(Refused, match="no_dispute"):
        board.comparing.settle(KEY, 1, 1, D, "xem phiếu")
    with pytest.raises(Refused, match="second_needed"):
        board.comparing.settle(KEY, 1, 2, D, "xem phiếu")
    secretary = board.people.confirm(SECRETARY, "271828")
    board.comparing.settle(KEY, 1, 2, D, "xem phiếu", secretary)
    assert [one.marks for one in board.comparing.ballots(KEY)] == [A.marks, D.marks]
    assert board.at("may-2").comparing.disputes(KEY) == ()


def test_the_head_who_keyed_settles_nothing_alone_but_what_somebody_else_keyed() -> None:
    board = counting().sit(HEAD)
    board.batches.open_batch(KEY)
    board.key_pass(1, HEAD, "+++-", "---+", "+-++")
    board.key_pass(1, OTHER, "++-+", "-+--", "--++")
    head = board.sit(HEAD).comparing
    before = board.appended()
    with pytest.raises(Refused, match="second_needed"):
        head.settle(KEY, 1, 1, A, "xem phiếu")
    head.rekey(KEY, 1, 1, A)
    with pytest.raises(Refused, match="second_needed"):
        head.settle(KEY, 1, 1, A, "xem phiếu")
    for who, why in ((HEAD, "two_people"), (KEYER, "board_only")):
        with pytest.raises(Refused, match=why):
            head.settle(KEY, 1, 1, A, "xem phiếu", board.people.confirm(who, "271828"))
    secretary = board.people.confirm(SECRETARY, "271828")
    board.at("may-2").sit(SECRETARY).people.set_pin(SECRETARY, "314159")
    with pytest.raises(Refused, match="changed_meanwhile"):
        head.settle(KEY, 1, 1, A, "xem phiếu", secretary)
    assert board.appended() == before + 3, "keyed again, and the secretary's"
    head.settle(KEY, 1, 1, A, "xem phiếu", board.people.confirm(SECRETARY, "314159"))
    theirs = Keying(marks("-+--"))
    head.settle(KEY, 1, 2, theirs, "xem phiếu")
    assert not board.sit(KEYER).comparing.rekey(KEY, 1, 3, D)
    board.sit(HEAD).comparing.settle(KEY, 1, 3, D, "xem phiếu")
    assert [one.marks for one in board.comparing.ballots(KEY)] == [A.marks, theirs.marks, D.marks]
    assert [one.second for one in board.desk.count_of(KEY).settlements] == [SECRETARY, "", ""]


def test_marks_that_no_ballot_can_have_settle_nothing() -> None:
    board = counting()
    board.batch(("+++-",), ("++-+",))
    with pytest.raises(Refused, match="marks_wrong"):
        board.comparing.rekey(KEY, 1, 1, Keying(b"\1"))
    with pytest.raises(Refused, match="marks_wrong"):
        board.comparing.settle(KEY, 1, 1, Keying(b"\1"), "xem phiếu")
    board.people.sign_out()
    with pytest.raises(Refused, match="sign_in_first"):
        board.comparing.rekey(KEY, 1, 1, A)


def test_two_of_three_passes_settle_a_ballot_and_the_paper_count_can_doubt_them() -> None:
    board = counting(passes=3)
    board.batch(("+++-", "++-+"), ("+++-", "+-++"), ("+++-", "++-+"))
    assert board.comparing.disputes(KEY) == ()
    board.batch(("+++-", "++-+"), ("+++-",), ("+++-",), size=2)
    [(batch, dispute)] = board.comparing.disputes(KEY)
    assert (batch, dispute.ballot, dispute.kind, dispute.passes) == (2, 2, DisputeKind.SKIPPED, (2, 3))


def test_a_waived_pass_leaves_what_was_accepted_as_it_is() -> None:
    board = counting()
    board.batch(("+++-", "++-+"), ("+++-", "+-++"))
    board.comparing.settle(KEY, 1, 2, B, "xem phiếu")
    before = list(board.comparing.ballots(KEY))
    board.batches.open_batch(KEY)
    unfinished = board.sit(KEYER).batches.open_pass(KEY, 2)
    unfinished.key(marks("+++-"))
    board.sit(HEAD).batches.waive_passes(KEY, 1, "máy 1 hỏng")
    assert list(board.comparing.ballots(KEY)) == before
    board.sit(OTHER)
    with pytest.raises(Refused, match="no_pass_left"):
        board.batches.open_pass(KEY, 2)
    board.sit(KEYER)
    unfinished.close()
    assert [one.batch for one in board.comparing.ballots(KEY)] == [1, 1, 2]
