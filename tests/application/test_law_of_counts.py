"""What only the ballots can say: a dispute there was, what stood before, what stood in the way of a seal."""

from collections.abc import Mapping
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from board import HEAD, KEY, KEYER, ONE_MORE, OTHER, SECRETARY, TWO, Board, a_board, counting, write_file
from builders import a_congress, marks
from held_rounds import CHAIR, FIRST, a_body, hold
from memory_journal import Codec

from tally.application.journal_file import ChainReport, check_chains
from tally.application.recount import count_and_check, figures_found
from tally.domain.ballot import Ruling
from tally.domain.batch import keying_details, ruling_details
from tally.domain.body import Way
from tally.domain.journal import CONGRESS_CHAIN, Broken, EntryKind
from tally.domain.law import Breach
from tally.domain.passes import Keying
from tally.domain.rules import InvalidReason
from tally.store.opening import open_file

ABOUT = {"contest": KEY[0], "round": KEY[1]}
MARKED = ["marked", ""]
GOOD, BAD, OTHERWISE = (keying_details(Keying(marks(one))) for one in ("+++-", "++++", "-+++"))


def checked(board: Board, folder: Path) -> ChainReport:
    """Write what a board recorded to a file, and check it as a reader does."""
    path = folder / f"{len(list(folder.iterdir()))}.tally"
    write_file(board, path)
    with closing(open_file(path, "m", board.clock)) as journal:
        return check_chains(journal, Codec())


def append(board: Board, kind: EntryKind, details: Mapping[str, object], person: str = HEAD) -> int:
    """Append an entry as a program that asks nothing would; return its sequence."""
    return board.journal.append(CONGRESS_CHAIN, kind, person=person, details={**ABOUT, **details}).sequence


def keyed(*passes: tuple[str, ...], size: int | None = None) -> Board:
    """Return a board with a batch keyed, everybody signed in."""
    board = counting(len(passes))
    for person in (SECRETARY, KEYER, OTHER):
        board.sit(person)
    board.batch(*passes, size=size)
    board.setup.report_ballots(KEY, 10, 10, len(passes[0]))
    return board


def agreed() -> Board:
    """Return a board whose passes agree on four ballots; the second is invalid by its marks."""
    stack = ("+++-", "++++", "-+++", "+---")
    return keyed(stack, stack)


def seal(board: Board, **more: object) -> dict[str, object]:
    pins = board.desk.state.pins
    told = {"head": HEAD, "second": SECRETARY, "pins": [pins[HEAD], pins[SECRETARY]]}
    entries = len(board.journal.held[CONGRESS_CHAIN])
    return {**told, "digest": board.closing.result(KEY).digest, "entries": entries, **more}


def test_what_the_board_does_at_the_desk_is_lawful(tmp_path: Path) -> None:
    board = keyed(("+++-", "++++", "-+++", "+---"), ("+++-", "++++", "+---"))
    board.sit(SECRETARY).comparing.rekey(KEY, 1, 3, Keying(marks("-++-")))
    board.sit(HEAD).comparing.settle(KEY, 1, 3, Keying(marks("-+++")), "xem phiếu")
    board.closing.rule(KEY, 1, 2, Ruling(None, "nét gạch mờ"), SECRETARY, "271828")
    board.closing.rule(KEY, 1, 2, None, *ONE_MORE)
    board.closing.amend(KEY, 1, 1, marks("++-+"), None, "nhìn nhầm", *ONE_MORE)
    board.closing.amend(KEY, 1, 4, None, None, "không có tờ này", *ONE_MORE)
    board.setup.report_ballots(KEY, 10, 10, 3)
    for one in board.closing.unexplained(KEY):
        board.closing.explain(KEY, one.code, "đã xem")
    board.closing.seal(KEY, HEAD, "271828", SECRETARY, "271828")
    board.closing.corrigendum(KEY, "đọc nhầm", {(1, 1): (marks("+++-"), None)}, HEAD, "271828", SECRETARY, "271828")
    board.closing.corrigendum(KEY, "đọc nhầm", {(1, 1): (None, None)}, HEAD, "271828", SECRETARY, "271828")
    report = checked(board, tmp_path)
    assert report.broken == ()


def ruled(ballot: int, ruling: object, **more: object) -> dict[str, object]:
    return {"batch": 1, "ballot": ballot, "ruling": ruling, **more}


def amended(ballot: int, before: object, after: object) -> dict[str, object]:
    change = {"batch": 1, "ballot": ballot, "before": before, "after": after}
    return {**change, "reason": "nhìn nhầm", "second": SECRETARY, "pins": [3]}


def corrected(board: Board, *changes: dict[str, object]) -> dict[str, object]:
    made = seal(board)
    two = {key: made[key] for key in ("head", "second", "pins")}
    return {**two, "before": made["digest"], "after": "cd" * 32, "reason": "đọc nhầm", "changes": list(changes)}


RULED, AMENDED = EntryKind.BALLOT_RULED, EntryKind.BALLOT_AMENDED


@pytest.mark.parametrize(
    ("kind", "details", "breach"),
    [
        (EntryKind.BALLOT_REKEYED, {"batch": 1, "place": 1, "keying": GOOD}, Breach.NO_DISPUTE),
        (EntryKind.DISPUTE_SETTLED, {"batch": 1, "place": 9, "keying": GOOD, "reason": "x"}, Breach.NO_DISPUTE),
        (RULED, ruled(5, MARKED), Breach.BALLOT),
        (RULED, ruled(1, None), Breach.NOTHING_CHANGED),
        (RULED, ruled(1, MARKED), Breach.SECOND),
        (RULED, ruled(2, [None, "rõ"]), Breach.SECOND),
        (RULED, ruled(2, MARKED, second=SECRETARY), Breach.SECOND),
        (RULED, ruled(2, MARKED), None),
        (RULED, ruled(1, MARKED, second=SECRETARY), None),
        (AMENDED, amended(5, GOOD, OTHERWISE), Breach.BALLOT),
        (AMENDED, amended(1, OTHERWISE, GOOD), Breach.BEFORE),
        (AMENDED, amended(2, BAD, None), None),
    ],
)
def test_what_the_ballots_do_not_bear_out_is_named(
    kind: EntryKind, details: dict[str, object], breach: Breach | None, tmp_path: Path
) -> None:
    board = agreed()
    if "second" in details:
        details = {**details, "pins": [board.desk.state.pins[SECRETARY]]}
    sequence = append(board, kind, details)
    broken = () if breach is None else (Broken(CONGRESS_CHAIN, sequence, breach.value),)
    assert checked(board, tmp_path).broken == broken


def test_a_ruling_against_the_marks_is_taken_back_by_two(tmp_path: Path) -> None:
    for again in (None, ["too-many", ""]):
        board = agreed()
        append(board, RULED, ruled(2, [None, "rõ"], second=SECRETARY, pins=[3]))
        sequence = append(board, RULED, ruled(2, again))
        assert checked(board, tmp_path).broken == (Broken(CONGRESS_CHAIN, sequence, "second"),)


def test_one_person_amends_no_ballot(tmp_path: Path) -> None:
    board = agreed()
    alone = {key: value for key, value in amended(1, GOOD, OTHERWISE).items() if key not in {"second", "pins"}}
    sequence = append(board, AMENDED, alone)
    assert checked(board, tmp_path).broken == (Broken(CONGRESS_CHAIN, sequence, "second"),)


def test_a_ruling_or_an_amendment_waits_until_nothing_of_the_batch_is_open(tmp_path: Path) -> None:
    board = keyed(("+++-", "-+++"), ("+++-", "+-++"))
    sequence = append(board, RULED, ruled(1, MARKED))
    assert checked(board, tmp_path).broken == (Broken(CONGRESS_CHAIN, sequence, "not_accepted"),)


def test_each_act_is_held_against_what_the_one_before_left(tmp_path: Path) -> None:
    board = agreed()
    append(board, AMENDED, amended(1, GOOD, OTHERWISE))
    append(board, AMENDED, amended(1, OTHERWISE, BAD))
    append(board, RULED, ruled(1, MARKED))
    now = {**BAD, "ruling": MARKED} if BAD is not None else None
    append(board, AMENDED, amended(1, now, None))
    assert checked(board, tmp_path).sound
    sequence = append(board, AMENDED, amended(1, BAD, GOOD))
    assert checked(board, tmp_path).broken == (Broken(CONGRESS_CHAIN, sequence, "ballot"),)


def test_whoever_keys_their_own_mistake_again_settles_no_dispute(tmp_path: Path) -> None:
    board = keyed(("+++-", "-+++"), ("+++-", "+-++"))
    again = {"batch": 1, "place": 2, "keying": keying_details(Keying(marks("+-++")))}
    append(board, EntryKind.BALLOT_REKEYED, again, OTHER)
    assert checked(board, tmp_path).sound
    sequence = append(board, RULED, ruled(1, MARKED))
    assert checked(board, tmp_path).broken == (Broken(CONGRESS_CHAIN, sequence, "not_accepted"),)


def test_a_dispute_is_settled_once_by_two_people_or_by_the_head(tmp_path: Path) -> None:
    board = keyed(("+++-", "-+++"), ("+++-", "+-++"))
    again = {"batch": 1, "place": 2, "keying": OTHERWISE}
    append(board, EntryKind.BALLOT_REKEYED, again, SECRETARY)
    assert checked(board, tmp_path).sound
    sequence = append(board, EntryKind.DISPUTE_SETTLED, {**again, "reason": "xem phiếu"})
    assert checked(board, tmp_path).broken == (Broken(CONGRESS_CHAIN, sequence, "no_dispute"),)


def test_a_ruling_is_judged_by_the_slate_and_the_seats_of_its_moment(tmp_path: Path) -> None:
    board = agreed()
    # With four seats four names are no longer too many, so that "valid" would overrule nothing.
    append(board, RULED, ruled(2, [None, "rõ"], second=SECRETARY, pins=[board.desk.state.pins[SECRETARY]]))
    contest = board.desk.contests[0]
    board.setup.declare(a_congress(), (replace(contest, seats=4, body_size=4),), "ghi nhầm số lượng")
    assert checked(board, tmp_path).sound


def test_what_nobody_else_keyed_is_settled_by_the_head_and_one_more(tmp_path: Path) -> None:
    for value, second, breach in (
        (OTHERWISE, False, None),
        (OTHERWISE, True, "second"),
        (GOOD, False, "second"),
        (GOOD, True, None),
        (None, False, "second"),
    ):
        board = keyed(("+++-", "-+++"), ("+++-", "+-++"))
        beside = {"second": SECRETARY, "pins": [board.desk.state.pins[SECRETARY]]} if second else {}
        details = {"batch": 1, "place": 2, "keying": value, "reason": "xem phiếu", **beside}
        sequence = append(board, EntryKind.DISPUTE_SETTLED, details)
        assert checked(board, tmp_path).broken == (
            () if breach is None else (Broken(CONGRESS_CHAIN, sequence, breach),)
        )


# What the board says of a count as far as it has come


def explanation(board: Board, code: str = "E103", **more: object) -> dict[str, object]:
    figures = figures_found(board.closing.result(KEY).findings, code)
    return {"code": code, "text": "một phiếu rơi", "figures": figures or "{}", **more}


EXPLAINED = EntryKind.FINDING_EXPLAINED


def short() -> Board:
    """Return a board whose passes agree on three ballots of five; the second is invalid by its marks."""
    board = keyed(("+++-", "++++", "-+++"), ("+++-", "++++", "-+++"))
    board.setup.report_ballots(KEY, 10, 10, 5)
    return board


def test_a_finding_is_explained_where_it_was_found_with_its_figures(tmp_path: Path) -> None:
    board = short()
    append(board, EXPLAINED, explanation(board))
    assert checked(board, tmp_path).sound
    for wrong in (explanation(board, figures="{}"), explanation(board, "E104"), explanation(board, "W999")):
        board = short()
        sequence = append(board, EXPLAINED, wrong)
        assert checked(board, tmp_path).broken == (Broken(CONGRESS_CHAIN, sequence, "no_finding"),), wrong


def test_an_explanation_is_held_against_the_ballots_of_its_moment(tmp_path: Path) -> None:
    board = short()
    explanations = [("E103", "một phiếu rơi")]
    board.closing.explain(KEY, *explanations[0])
    board.closing.rule(KEY, 1, 2, Ruling(InvalidReason.TOO_MANY, ""))
    board.closing.amend(KEY, 1, 3, None, None, "không có tờ này", *ONE_MORE)
    board.batch(("+++-",), ("+-+-",))
    for code in {one.code for one in board.closing.result(KEY).findings}:
        board.closing.explain(KEY, code, "chưa đủ phiếu")
    board.sit(SECRETARY).comparing.rekey(KEY, 2, 1, Keying(marks("+++-")))
    board.sit(HEAD).batches.waive_passes(KEY, 1, "hỏng máy")
    board.batch(("+++-", "+++-"))
    for one in board.closing.unexplained(KEY):
        board.closing.explain(KEY, one.code, "đã xem")
    board.closing.seal(KEY, *TWO)
    assert checked(board, tmp_path).broken == ()


def test_of_explanations_of_one_code_the_last_is_looked_into(tmp_path: Path) -> None:
    board = short()
    append(board, EXPLAINED, explanation(board, figures="{}"))
    append(board, EXPLAINED, explanation(board))
    assert checked(board, tmp_path).sound


def test_a_batch_counts_for_an_explanation_once_it_was_keyed_in_full(tmp_path: Path) -> None:
    board = short()
    before = explanation(board)
    append(board, EXPLAINED, before)
    board.batch(("+++-",), ("+++-",))
    assert checked(board, tmp_path).sound
    sequence = append(board, EXPLAINED, before)
    assert checked(board, tmp_path).broken == (Broken(CONGRESS_CHAIN, sequence, "no_finding"),)


STEP = EntryKind.STEP_DONE


def ruled_out(board: Board, folder: Path) -> bool:
    """Tell whether marking the rulings as done is named."""
    sequence = append(board, STEP, {"step": "rule"})
    broken = checked(board, folder).broken
    assert broken in {(), (Broken(CONGRESS_CHAIN, sequence, "step"),)}
    return bool(broken)


def test_rulings_are_done_once_all_ballots_agree(tmp_path: Path) -> None:
    assert not ruled_out(agreed(), tmp_path)
    assert ruled_out(short(), tmp_path), "papers are missing"
    board = short()
    board.closing.explain(KEY, "E103", "một phiếu rơi")
    assert not ruled_out(board, tmp_path)
    assert ruled_out(keyed(("+++-",), ("-+++",)), tmp_path), "in dispute"
    assert ruled_out(counting(), tmp_path), "nothing was keyed"


def test_rulings_wait_for_every_batch_while_nobody_knows_how_many_ballots_there_are(tmp_path: Path) -> None:
    for batches, named in ((1, False), (2, True)):
        board = counting()
        for person in (SECRETARY, KEYER, OTHER):
            board.sit(person)
        board.batch(("+++-",), ("+++-",))
        if batches > 1:
            board.batches.open_batch(KEY)
        assert ruled_out(board, tmp_path) is named


# The ends of chains


def test_a_clock_is_held_against_no_time_later_than_every_entry(tmp_path: Path) -> None:
    for last, named in ((agreed().desk.state.time, False), ("2031-01-01T00:00:00.000Z", True)):
        board = agreed()
        details = {"machine": "2020-01-01T00:00:00.000Z", "last": last, "right": "machine"}
        entry = board.journal.append(CONGRESS_CHAIN, EntryKind.CLOCK_NOTED, details=details)
        broken = (Broken(CONGRESS_CHAIN, entry.sequence, "clock"),) if named else ()
        assert checked(board, tmp_path).broken == broken


def test_no_more_is_left_of_a_pass_than_there_is(tmp_path: Path) -> None:
    for found, named in ((4, False), (5, True)):
        board = agreed()
        lost = {"chain": "pass/bch/1/1/1", "entries": 9, "head": "ab" * 32, "kept": 0, "ballots": 0, "other": True}
        pins = board.desk.state.pins
        two = {"head": HEAD, "second": SECRETARY, "reason": "hỏng máy", "pins": [pins[HEAD], pins[SECRETARY]]}
        details = {**two, "lost": [{**lost, "found": found}]}
        entry = board.journal.append(CONGRESS_CHAIN, EntryKind.LOSS_ACCEPTED, person=HEAD, details=details)
        broken = (Broken(CONGRESS_CHAIN, entry.sequence, "loss"),) if named else ()
        assert checked(board, tmp_path).broken == broken


# The seal


def test_a_seal_waits_for_ballots(tmp_path: Path) -> None:
    board = counting()
    board.setup.report_ballots(KEY, 10, 10, 0)
    sequence = append(board, EntryKind.CONTEST_SEALED, seal(board))
    assert checked(board, tmp_path).broken == (Broken(CONGRESS_CHAIN, sequence, "obstacle"),)


def test_a_seal_waits_for_the_passes_of_a_batch_that_holds_ballots(tmp_path: Path) -> None:
    board = agreed()
    board.batches.open_batch(KEY)
    assert checked(sealed_by_hand(board), tmp_path).sound, "a batch opened by mistake stands in nobody's way"
    board = agreed()
    board.batches.open_batch(KEY)
    board.sit(KEYER).batches.open_pass(KEY, 2).key(marks("+++-"))
    board.sit(HEAD)
    report = checked(sealed_by_hand(board), tmp_path)
    assert [one.why for one in report.broken] == ["obstacle"]


def sealed_by_hand(board: Board) -> Board:
    append(board, EntryKind.CONTEST_SEALED, seal(board))
    return board


def test_a_seal_waits_for_disputes(tmp_path: Path) -> None:
    report = checked(sealed_by_hand(keyed(("+++-", "-+++"), ("+++-", "+-++"))), tmp_path)
    assert [one.why for one in report.broken] == ["obstacle"]


def test_passes_that_say_more_than_marks_are_compared_for_a_seal(tmp_path: Path) -> None:
    board = counting()
    board.setup.report_ballots(KEY, 10, 10, 1)
    batch = board.batches.open_batch(KEY)
    for person in (KEYER, OTHER):
        keyer = board.sit(person).batches.open_pass(KEY, batch)
        keyer.key(marks("+++-"), Ruling(InvalidReason.MARKED))
        keyer.close()
    board.sit(HEAD)
    assert checked(sealed_by_hand(board), tmp_path).sound


def test_an_empty_batch_accepted_by_all_passes_holds_nothing(tmp_path: Path) -> None:
    board = agreed()
    batch = board.batches.open_batch(KEY)
    for person in (KEYER, OTHER):
        board.sit(person).batches.open_pass(KEY, batch).close(anyway=True)
    board.sit(HEAD)
    assert checked(sealed_by_hand(board), tmp_path).sound


def a_ballot_too_many() -> Board:
    """Return a board with a ballot more than were returned: a finding that the board has to explain."""
    board = agreed()
    board.setup.report_ballots(KEY, 10, 10, 3)
    return board


def explained(board: Board) -> Board:
    for one in board.closing.unexplained(KEY):
        board.closing.explain(KEY, one.code, "một tờ rơi ngoài hòm")
    return board


def test_a_seal_waits_for_every_finding_to_be_explained(tmp_path: Path) -> None:
    report = checked(sealed_by_hand(a_ballot_too_many()), tmp_path)
    assert [one.why for one in report.broken] == ["obstacle"]
    assert checked(sealed_by_hand(explained(a_ballot_too_many())), tmp_path).sound


def test_an_explanation_holds_for_its_figures_alone(tmp_path: Path) -> None:
    board = explained(a_ballot_too_many())
    board.setup.report_ballots(KEY, 10, 10, 2)
    report = checked(sealed_by_hand(board), tmp_path)
    assert [one.why for one in report.broken] == ["obstacle"]


# A decision


def decided(way: Way, seats: int, reason: str = "bổ sung sau") -> dict[str, object]:
    return {"decision": way.value, "seats": seats, "reported_by": CHAIR, "reason": reason}


@pytest.mark.parametrize(
    ("details", "breach"),
    [
        (decided(Way.LEAVE_OPEN, 999), Breach.DECISION),
        (decided(Way.LEAVE_OPEN, 1), Breach.DECISION),
        (decided(Way.VOTE_AGAIN, 2), Breach.DECISION),
        (decided(Way.SAME_PEOPLE, 3), Breach.DECISION),
        (decided(Way.SAME_PEOPLE, 1, ""), Breach.REASON),
        (decided(Way.SAME_PEOPLE, 1), None),
        (decided(Way.LEAVE_OPEN, 2), None),
    ],
)
def test_a_decision_is_one_that_is_open(details: dict[str, object], breach: Breach | None, tmp_path: Path) -> None:
    board, _ = a_body()
    hold(board, FIRST, 8, 5, 5, 2)
    sequence = append(board, EntryKind.DECISION_REPORTED, details)
    broken = () if breach is None else (Broken(CONGRESS_CHAIN, sequence, breach.value),)
    assert checked(board, tmp_path).broken == broken


def test_nothing_is_decided_where_all_seats_are_filled(tmp_path: Path) -> None:
    board, _ = a_body()
    hold(board, FIRST, 8, 7, 6, 2)
    sequence = append(board, EntryKind.DECISION_REPORTED, decided(Way.LEAVE_OPEN, 1))
    assert checked(board, tmp_path).broken == (Broken(CONGRESS_CHAIN, sequence, "decision"),)


def test_a_body_goes_on_from_what_was_right_at_that_moment(tmp_path: Path) -> None:
    board, rounds = a_body()
    hold(board, FIRST, 8, 5, 5, 2)
    rounds.report_decision(FIRST, Way.SAME_PEOPLE, 2, CHAIR)
    rounds.report_decision(FIRST, Way.SAME_PEOPLE, 1, CHAIR, "chỉ còn một người đủ tiêu chuẩn")
    second = rounds.prepare_round(FIRST)
    hold(board, second, 7, 2, 1)
    board.closing.corrigendum(FIRST, "đọc nhầm", {(1, 1): (None, None)}, *TWO)
    assert checked(board, tmp_path).sound


# A corrigendum


@pytest.mark.parametrize(
    ("changes", "breach"),
    [
        ([{"batch": 1, "ballot": 9, "before": GOOD, "after": OTHERWISE}], Breach.BALLOT),
        ([{"batch": 7, "ballot": 1, "before": GOOD, "after": OTHERWISE}], Breach.BALLOT),
        ([{"batch": 1, "ballot": 1, "before": OTHERWISE, "after": GOOD}], Breach.BEFORE),
        ([{"batch": 1, "ballot": number, "before": one, "after": None} for number, one in ((1, GOOD), (2, BAD))], None),
    ],
)
def test_a_corrigendum_says_what_was_sealed(
    changes: list[dict[str, object]], breach: Breach | None, tmp_path: Path
) -> None:
    board = sealed_by_hand(agreed())
    sequence = append(board, EntryKind.CORRIGENDUM, corrected(board, *changes))
    broken = () if breach is None else (Broken(CONGRESS_CHAIN, sequence, breach.value),)
    assert checked(board, tmp_path).broken == broken


def test_what_lost_a_race_against_the_seal_is_held_against_nothing(tmp_path: Path) -> None:
    board = agreed()
    late = board.at("may-2").sit(SECRETARY)
    board.sit(HEAD)
    sealed_by_hand(board)
    details: dict[str, Any] = ruled(9, ruling_details(Ruling(InvalidReason.MARKED)))
    late.journal.append(CONGRESS_CHAIN, RULED, person=SECRETARY, details={**ABOUT, **details})
    assert checked(board, tmp_path).sound


def test_a_contest_is_counted_once_however_often_the_congress_decides(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted: list[Any] = []

    def count(*arguments: Any) -> Any:  # noqa: ANN401 - as it is called
        counted.append(arguments[1].id)
        return count_and_check(*arguments)

    monkeypatch.setattr("tally.application.law_of_counts.count_and_check", count)
    board, _ = a_body()
    hold(board, FIRST, 8, 5, 5, 2)
    for way in (decided(Way.SAME_PEOPLE, 1), decided(Way.LEAVE_OPEN, 2)) * 10:
        append(board, EntryKind.DECISION_REPORTED, way)
    assert checked(board, tmp_path).broken == ()
    assert counted == [FIRST[0]] * 2, "when it was sealed, and what was decided on"


def test_a_paper_taken_out_before_the_step_of_rulings_is_no_paper_waited_for(tmp_path: Path) -> None:
    board = keyed(("+++-", "++-+", "+-++"), ("+++-", "++-+", "+-++"))
    board.closing.amend(KEY, 1, 2, None, None, "nhập trùng", *ONE_MORE)
    board.procedure.mark_done(KEY, "rule")
    assert checked(board, tmp_path).broken == ()


@pytest.mark.parametrize("reported", [False, True])
@pytest.mark.parametrize("closed", [False, True])
def test_what_was_explained_before_counting_began_is_held_against_no_ballot(
    tmp_path: Path, *, reported: bool, closed: bool
) -> None:
    board = a_board().sit(HEAD)
    if reported:
        board.setup.report_ballots(KEY, 10, 10, 3)
    for code in dict.fromkeys(one.code for one in board.closing.result(KEY).findings):
        board.closing.explain(KEY, code, "đã xem")
    board.batches.begin_counting(KEY, 2)
    batch = board.batches.open_batch(KEY)
    if closed:
        for person in (KEYER, OTHER):
            board.key_pass(batch, person, "+++-", "++-+", "+-++")
    assert checked(board, tmp_path).broken == ()


def test_what_was_right_after_each_corrigendum_is_decided_on(tmp_path: Path) -> None:
    """By one corrigendum a second person is elected, and by the next one is not: one seat is open between them."""
    board, _ = a_body()
    hold(board, FIRST, 8, 5, 5, 2)
    append(board, EntryKind.DECISION_REPORTED, decided(Way.LEAVE_OPEN, 2))
    assert checked(board, tmp_path).broken == ()
    voted, against = marks("+-")
    ballot = next(one for one in board.comparing.ballots(FIRST) if one.marks[1] == against and voted in one.marks)
    place, before = (ballot.batch, ballot.number), ballot.marks
    board.closing.corrigendum(FIRST, "đọc nhầm", {place: (marks("-+--"), None)}, *TWO)
    append(board, EntryKind.DECISION_REPORTED, decided(Way.LEAVE_OPEN, 1))
    assert checked(board, tmp_path).broken == ()
    board.closing.corrigendum(FIRST, "đọc nhầm", {place: (before, None)}, *TWO)
    append(board, EntryKind.DECISION_REPORTED, decided(Way.LEAVE_OPEN, 2))
    assert checked(board, tmp_path).broken == ()
    sequence = append(board, EntryKind.DECISION_REPORTED, decided(Way.LEAVE_OPEN, 1))
    assert [one.sequence for one in checked(board, tmp_path).broken] == [sequence]
