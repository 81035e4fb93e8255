"""Closing: rulings, amendments, explanations, the seal of two people, and the corrigendum after it."""

from dataclasses import replace
from typing import Any

import pytest
from board import HEAD, KEY, KEYER, ONE_MORE, SECRETARY, TWO, Board, counting
from builders import marks
from naive import naive_contest
from plain import document

from tally.application.desk.closing import Obstacle
from tally.application.desk.desk import Refused
from tally.domain.ballot import Ruling
from tally.domain.journal import CONGRESS_CHAIN
from tally.domain.passes import Keying
from tally.domain.rules import InvalidReason

MARKED, FAINT = Ruling(InvalidReason.MARKED), Ruling(None, "nét gạch mờ")


def counted(*ballots: str, returned: int | None = None) -> Board:
    """Return a board that keyed one batch twice alike and reported the ballots."""
    board = counting()
    board.setup.report_ballots(KEY, None, 10, len(ballots) if returned is None else returned)
    board.batch(ballots, ballots)
    return board


def keys(obstacles: tuple[Obstacle, ...]) -> list[str]:
    return [one.key for one in obstacles]


def by_hand(*ballots: str, rulings: dict[int, str] | None = None) -> dict[str, Any]:
    """Count by the naive counter."""
    congress = {"congress": {"rules": "qd-190-2024"}, "roll": {"summoned": 10}}
    names = ("Lò Văn Ánh", "Cà Văn Bình", "Nguyễn Thị Chanh", "Vì Văn Dũng")
    contest = {
        "id": "bch",
        "seats": 3,
        "issued": 10,
        "returned": len(ballots),
        "candidate": [{"no": no, "name": name} for no, name in enumerate(names, start=1)],
    }
    rows = [
        {
            "marks": " ".join(str(no) for no, sign in enumerate(ballot, start=1) if sign == "-"),
            "ruling": (rulings or {}).get(number, ""),
        }
        for number, ballot in enumerate(ballots, start=1)
    ]
    return naive_contest(congress, contest, rows)


def result(board: Board) -> dict[str, Any]:
    return document(board.closing.result(KEY).result)


def test_the_result_is_that_of_the_naive_counter() -> None:
    ballots = ("+++-", "++-+", "++++", "----", "+---")
    assert result(counted(*ballots)) == by_hand(*ballots)


def test_a_ruling_in_either_direction_needs_the_head_and_one_more() -> None:
    ballots = ("+++-", "++-+", "++++")
    board = counted(*ballots)
    for person, why in ((KEYER, "board_only"), (SECRETARY, "head_only")):
        with pytest.raises(Refused, match=why):
            board.sit(person).closing.rule(KEY, 1, 1, MARKED, HEAD, "271828")
    board.sit(HEAD)
    with pytest.raises(Refused, match="second_needed"):
        board.closing.rule(KEY, 1, 1, MARKED)
    for second, pin, why in (
        (HEAD, "271828", "two_people"),
        (KEYER, "271828", "board_only"),
        (SECRETARY, "0000", "wrong_pin"),
    ):
        with pytest.raises(Refused, match=why):
            board.closing.rule(KEY, 1, 1, MARKED, second, pin)
    assert result(board) == by_hand(*ballots)
    board.closing.rule(KEY, 1, 1, MARKED, SECRETARY, "271828")
    board.closing.rule(KEY, 1, 3, FAINT, SECRETARY, "271828")
    assert result(board) == by_hand(*ballots, rulings={1: "marked", 3: "valid:nét gạch mờ"})
    # Withdrawn, the marks decide again: the ballot is valid as before, which takes two as well.
    with pytest.raises(Refused, match="second_needed"):
        board.closing.rule(KEY, 1, 1, None)
    # And so does agreeing with the marks at last.
    with pytest.raises(Refused, match="head_only"):
        board.sit(SECRETARY).closing.rule(KEY, 1, 3, Ruling(InvalidReason.TOO_MANY))
    board.sit(HEAD).closing.rule(KEY, 1, 1, None, *ONE_MORE)
    assert result(board) == by_hand(*ballots, rulings={3: "valid:nét gạch mờ"})


def test_a_ruling_that_overrules_nothing_takes_one_person_of_the_board() -> None:
    board = counted("+++-", "++++")
    board.sit(SECRETARY)
    board.closing.rule(KEY, 1, 2, MARKED)
    board.closing.rule(KEY, 1, 1, FAINT)
    assert result(board) == by_hand("+++-", "++++", rulings={1: "valid:nét gạch mờ", 2: "marked"})
    with pytest.raises(Refused, match="nothing_changed"):
        board.closing.rule(KEY, 1, 2, MARKED)
    # Invalid for another reason, or for none but the marks: it stays as invalid as it was.
    board.closing.rule(KEY, 1, 2, Ruling(InvalidReason.NOT_ISSUED))
    board.closing.rule(KEY, 1, 2, None)
    for wordless in (Ruling(None), Ruling(InvalidReason.OTHER, "  ")):
        with pytest.raises(Refused, match="ruling_text_needed"):
            board.closing.rule(KEY, 1, 2, wordless)


def test_only_ballots_of_accepted_batches_are_ruled_on_and_amended() -> None:
    board = counted("+++-")
    board.batch(("+++-",), ("++-+",))
    for batch, ballot, why in ((1, 2, "no_such_ballot"), (9, 1, "no_such_ballot"), (2, 1, "not_accepted")):
        with pytest.raises(Refused, match=why):
            board.closing.rule(KEY, batch, ballot, MARKED, SECRETARY, "271828")
        with pytest.raises(Refused, match=why):
            board.closing.amend(KEY, batch, ballot, marks("+---"), None, "nhập nhầm", *ONE_MORE)


def test_an_amendment_keeps_both_values_with_its_reason() -> None:
    board = counted("+++-", "++-+", "+---")
    for person in (KEYER, SECRETARY):
        with pytest.raises(Refused, match="head_only"):
            board.sit(person).closing.amend(KEY, 1, 1, marks("-+++"), None, "nhập nhầm", HEAD, "271828")
    board.sit(HEAD)
    for second, pin, why in (
        ("", "", "second_needed"),
        (HEAD, "271828", "two_people"),
        (KEYER, "271828", "board_only"),
        (SECRETARY, "0000", "wrong_pin"),
    ):
        with pytest.raises(Refused, match=why):
            board.closing.amend(KEY, 1, 1, marks("-+++"), None, "nhập nhầm", second, pin)
    with pytest.raises(Refused, match="reason_needed"):
        board.closing.amend(KEY, 1, 1, marks("-+++"), None, " ", *ONE_MORE)
    with pytest.raises(Refused, match="nothing_changed"):
        board.closing.amend(KEY, 1, 1, marks("+++-"), None, "nhập nhầm", *ONE_MORE)
    with pytest.raises(Refused, match="marks_wrong"):
        board.closing.amend(KEY, 1, 1, b"\1", None, "nhập nhầm", *ONE_MORE)
    board.closing.amend(KEY, 1, 1, marks("-+++"), None, " nhập nhầm ", *ONE_MORE)
    board.closing.amend(KEY, 1, 2, None, None, "nhập hai lần", *ONE_MORE)
    assert [one.number for one in board.closing.result(KEY).ballots] == [1, 3]
    changes = board.desk.count_of(KEY).changes
    assert [(one.ballot, one.before, one.after, one.reason, one.person, one.second) for one in changes] == [
        (1, Keying(marks("+++-")), Keying(marks("-+++")), "nhập nhầm", HEAD, SECRETARY),
        (2, Keying(marks("++-+")), None, "nhập hai lần", HEAD, SECRETARY),
    ]
    with pytest.raises(Refused, match="no_such_ballot"):
        board.closing.amend(KEY, 1, 2, marks("+++-"), None, "nhập nhầm", *ONE_MORE)


def test_piles_by_hand_against_what_was_keyed() -> None:
    board = counted("+++-", "++-+", "+---", "++++", "----")
    board.closing.rule(KEY, 1, 2, MARKED, SECRETARY, "271828")
    assert board.closing.pile_differences(KEY) == ()
    board.closing.piles(KEY, {3: 1, 1: 2, 4: 1, 2: 1})
    assert board.closing.pile_differences(KEY) == ((0, 0, 1), (1, 2, 1), (2, 1, 0))
    board.closing.piles(KEY, {3: 1, 1: 1, 4: 1, 0: 1})
    assert board.closing.pile_differences(KEY) == ()
    for wrong in ({-1: 1}, {1: -1}):
        with pytest.raises(Refused, match="negative"):
            board.closing.piles(KEY, wrong)
    with pytest.raises(Refused, match="pile_names"):
        board.closing.piles(KEY, {5: 1})
    with pytest.raises(Refused, match="board_only"):
        board.sit(KEYER).closing.piles(KEY, {3: 1})


def test_totals_are_shown_by_the_head_and_that_is_recorded() -> None:
    board = counting().sit(SECRETARY)
    with pytest.raises(Refused, match="head_only"):
        board.closing.show_totals(KEY, shown=True)
    board.sit(HEAD).closing.show_totals(KEY, shown=True)
    assert board.at("may-2").desk.count_of(KEY).totals_shown


def test_an_explanation_is_of_the_figures_of_then() -> None:
    board = counted("+++-", "++-+", returned=3)
    assert [finding.code for finding in board.closing.unexplained(KEY)] == ["E103"]
    with pytest.raises(Refused, match="no_such_finding"):
        board.closing.explain(KEY, "E102", "không")
    with pytest.raises(Refused, match="reason_needed"):
        board.closing.explain(KEY, "E103", " ")
    with pytest.raises(Refused, match="board_only"):
        board.sit(KEYER).closing.explain(KEY, "E103", "một phiếu rơi")
    board.sit(HEAD).closing.explain(KEY, "E103", "một phiếu rơi xuống gầm bàn, đã lập biên bản")
    assert board.closing.unexplained(KEY) == ()
    # Another ballot goes missing: that was not explained.
    board.closing.amend(KEY, 1, 2, None, None, "không có phiếu này", *ONE_MORE)
    assert [finding.code for finding in board.closing.unexplained(KEY)] == ["E103"]


def test_what_stands_in_the_way_of_a_seal() -> None:
    board = counting()
    closing = board.closing
    assert keys(closing.obstacles(KEY)) == ["nothing_counted", "returned_unknown"]
    board.batch(("+++-", "++-+"), ("+++-", "+-++"))
    board.setup.report_ballots(KEY, None, 10, 3)
    assert closing.obstacles(KEY) == (
        Obstacle("batch_disputed", {"batch": 1, "ballots": 1}),
        Obstacle("finding_open", {"code": "E103"}),
    )
    board.comparing.rekey(KEY, 1, 2, Keying(marks("++-+")))
    # A batch opened by mistake stands in nobody's way; one being keyed does.
    board.batches.open_batch(KEY)
    assert keys(closing.obstacles(KEY)) == ["finding_open"]
    board.key_pass(2, KEYER, "+++-")
    assert keys(closing.obstacles(KEY)) == ["batch_open", "finding_open"]
    with pytest.raises(Refused, match="batch_open"):
        closing.seal(KEY, *TWO)
    board.key_pass(2, SECRETARY, "+++-")
    assert closing.obstacles(KEY) == ()
    board.sit(HEAD)
    closing.seal(KEY, *TWO)
    assert keys(closing.obstacles(KEY)) == ["sealed"]


def test_a_contest_not_begun_is_not_sealed() -> None:
    board = counting()
    board.setup.add_contest(replace(board.desk.contest(KEY), id="khac"))
    assert keys(board.closing.obstacles(("khac", 1))) == ["not_begun"]


def test_two_different_people_of_the_board_seal() -> None:
    board = counted("+++-")
    before = len(board.journal.held[CONGRESS_CHAIN])
    for people, why in (
        ((SECRETARY, "271828", HEAD, "271828"), "head_only"),
        ((HEAD, "271828", HEAD, "271828"), "two_people"),
        ((HEAD, "271828", KEYER, "271828"), "board_only"),
        ((HEAD, "271828", "p9", "271828"), "no_such_person"),
    ):
        with pytest.raises(Refused, match=why):
            board.closing.seal(KEY, *people)
    assert len(board.journal.held[CONGRESS_CHAIN]) == before
    for people in ((HEAD, "9999", SECRETARY, "271828"), (HEAD, "271828", SECRETARY, "9999")):
        with pytest.raises(Refused, match="wrong_pin"):
            board.closing.seal(KEY, *people)
    board.people.sign_out()
    with pytest.raises(Refused, match="sign_in_first"):
        board.closing.seal(KEY, *TWO)
    board.sit(SECRETARY).closing.seal(KEY, *TWO)
    seal = board.desk.count_of(KEY).seal
    assert seal is not None
    assert (seal.head, seal.second, seal.digest) == (HEAD, SECRETARY, board.closing.result(KEY).digest)


_LAST_OF_A_SEAL = 4
"""A seal is looked at, two people show their PINs, each in a transaction of its own; in the last it is decided."""


def test_a_seal_is_over_what_another_station_wrote_at_that_moment() -> None:
    board = counted("+++-", "++-+")
    other = board.at("may-2").sit(HEAD)
    board.sit(HEAD)
    board.overtaken(
        _LAST_OF_A_SEAL, lambda: other.closing.amend(KEY, 1, 1, marks("-+++"), None, "nhập nhầm", *ONE_MORE)
    )
    board.closing.seal(KEY, *TWO)
    seal = board.desk.count_of(KEY).seal
    assert seal is not None
    assert [one.marks for one in board.closing.result(KEY).ballots] == [marks("-+++"), marks("++-+")]
    assert seal.digest == board.closing.result(KEY).digest


@pytest.mark.parametrize("transaction", range(1, _LAST_OF_A_SEAL + 1))
def test_nobody_seals_another_result_than_they_saw(transaction: int) -> None:
    board = counted("+++-", "++-+")
    other = board.at("may-2").sit(HEAD)
    board.sit(HEAD)
    seen = board.closing.result(KEY).digest
    board.overtaken(transaction, lambda: other.closing.amend(KEY, 1, 1, marks("-+++"), None, "nhập nhầm", *ONE_MORE))
    with pytest.raises(Refused, match="result_changed"):
        board.closing.seal(KEY, *TWO, seen)
    assert board.desk.count_of(KEY).seal is None
    board.closing.seal(KEY, *TWO, board.closing.result(KEY).digest)


def test_a_seal_is_refused_when_another_station_wrote_something_that_stands_in_its_way() -> None:
    board = counted("+++-", "++-+")
    other = board.at("may-2").sit(HEAD)
    board.sit(HEAD)
    board.overtaken(_LAST_OF_A_SEAL, lambda: other.setup.report_ballots(KEY, None, 10, 3))
    with pytest.raises(Refused, match="finding_open"):
        board.closing.seal(KEY, *TWO)
    assert board.desk.count_of(KEY).seal is None


def test_who_has_another_pin_by_the_time_of_the_seal_has_to_show_it() -> None:
    board = counted("+++-", "++-+")
    other = board.at("may-2").sit(HEAD)
    board.sit(HEAD)
    board.overtaken(_LAST_OF_A_SEAL, lambda: other.people.set_pin(SECRETARY, "246810"))
    with pytest.raises(Refused, match="changed_meanwhile"):
        board.closing.seal(KEY, *TWO)
    assert board.desk.count_of(KEY).seal is None


def test_a_ruling_that_would_overrule_only_since_another_station_wrote_is_refused() -> None:
    board = counted("+++-", "++-+")
    other = board.at("may-2").sit(HEAD)
    board.sit(HEAD)
    board.overtaken(2, lambda: other.closing.amend(KEY, 1, 1, marks("----"), None, "nhập nhầm", *ONE_MORE))
    with pytest.raises(Refused, match="changed_meanwhile"):
        board.closing.rule(KEY, 1, 1, Ruling(None, "trưởng ban nhận"), SECRETARY, "271828")
    assert not board.desk.count_of(KEY).rulings


def test_an_amendment_of_what_another_station_changed_meanwhile_is_refused() -> None:
    board = counted("+++-", "++-+")
    other = board.at("may-2").sit(HEAD)
    board.overtaken(2, lambda: other.closing.amend(KEY, 1, 1, marks("----"), None, "nhập nhầm", *ONE_MORE))
    with pytest.raises(Refused, match="changed_meanwhile"):
        board.closing.amend(KEY, 1, 1, marks("-+++"), None, "nhìn nhầm", *ONE_MORE)
    assert len(board.desk.count_of(KEY).changes) == 1


def test_a_corrigendum_says_before_and_after_and_the_sealed_result_stays() -> None:
    board = counted("+++-", "++-+")
    with pytest.raises(Refused, match="not_sealed"):
        board.closing.corrigendum(KEY, "đọc nhầm", {(1, 1): (marks("-+++"), None)}, *TWO)
    board.closing.seal(KEY, *TWO)
    sealed = board.closing.result(KEY)
    for changes, reason, why in (
        ({(1, 1): (marks("-+++"), None)}, " ", "reason_needed"),
        ({}, "đọc nhầm", "nothing_changed"),
        ({(1, 1): (marks("+++-"), None)}, "đọc nhầm", "nothing_changed"),
        ({(1, 3): (marks("-+++"), None)}, "đọc nhầm", "no_such_ballot"),
        ({(1, 1): (b"\1", None)}, "đọc nhầm", "marks_wrong"),
    ):
        with pytest.raises(Refused, match=why):
            board.closing.corrigendum(KEY, reason, changes, *TWO)
    with pytest.raises(Refused, match="two_people"):
        board.closing.corrigendum(KEY, "đọc nhầm", {(1, 1): (marks("-+++"), None)}, HEAD, "271828", HEAD, "271828")
    board.closing.corrigendum(KEY, "đọc nhầm", {(1, 1): (marks("-+++"), None), (1, 2): (None, None)}, *TWO)
    assert board.closing.result(KEY) == sealed
    assert [(one.number, one.marks) for one in board.closing.corrected(KEY).ballots] == [(1, marks("-+++"))]
    board.closing.corrigendum(KEY, "phiếu có dấu", {(1, 1): (marks("-+++"), MARKED)}, *TWO)
    first, second = board.desk.count_of(KEY).corrigenda
    assert (first.before, first.after) == (sealed.digest, second.before)
    assert second.after == board.closing.corrected(KEY).digest
    assert board.closing.corrected(KEY).result.tally.invalid == 1


def test_the_recount_has_every_contest() -> None:
    board = counted("+++-", "++-+")
    [contest] = board.closing.recount().contests
    assert contest == board.closing.result(KEY)
