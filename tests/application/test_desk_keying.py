"""Keying: independent passes by different people, ballot by ballot, and nothing lost between stations."""

from dataclasses import replace

import pytest
from board import HEAD, KEY, KEYER, OTHER, SECRETARY, a_board, counting
from builders import a_congress, a_contest, marks

from tally.application.desk.desk import Refused
from tally.domain.ballot import Ruling
from tally.domain.congress import Level
from tally.domain.passes import Keying
from tally.domain.rules import InvalidReason


def test_counting_begins_once_and_by_the_board() -> None:
    board = a_board()
    with pytest.raises(Refused, match="sign_in_first"):
        board.batches.begin_counting(KEY)
    with pytest.raises(Refused, match="board_only"):
        board.sit(KEYER).batches.begin_counting(KEY)
    board.sit(HEAD)
    with pytest.raises(Refused, match="not_begun"):
        board.batches.open_batch(KEY)
    for passes in (0, 4):
        with pytest.raises(Refused, match="passes_out_of_range"):
            board.batches.begin_counting(KEY, passes)
    board.batches.begin_counting(KEY)
    with pytest.raises(Refused, match="counting_begun"):
        board.batches.begin_counting(KEY)
    with pytest.raises(Refused, match="no_such_contest"):
        board.batches.begin_counting(("bch", 2))


def test_counting_needs_a_slate_and_a_head() -> None:
    board = a_board(contest=a_contest(0)).sit(HEAD)
    with pytest.raises(Refused, match="slate_empty"):
        board.batches.begin_counting(KEY)
    headless = a_board(people=0)
    headless.people.add("Cà Văn Nam", "secretary")
    with pytest.raises(Refused, match="no_head"):
        headless.sit(HEAD).batches.begin_counting(KEY)


def test_one_pass_takes_the_head_and_a_reason_except_in_a_cell() -> None:
    board = a_board().sit(SECRETARY)
    with pytest.raises(Refused, match="head_only"):
        board.batches.begin_counting(KEY, 1, "ít phiếu")
    with pytest.raises(Refused, match="reason_needed"):
        board.sit(HEAD).batches.begin_counting(KEY, 1, " ")
    board.batches.begin_counting(KEY, 1, " ít phiếu ")
    assert board.desk.count_of(KEY).waiver == "ít phiếu"
    cell = a_board(pin="", congress=replace(a_congress(), level=Level.CELL)).sit(SECRETARY, "")
    cell.batches.begin_counting(KEY, 1)
    assert (cell.desk.count_of(KEY).wanted, cell.desk.count_of(KEY).without_pins) == (1, True)


def test_no_person_keys_two_passes_of_a_batch() -> None:
    board = counting()
    batch = board.batches.open_batch(KEY)
    board.key_pass(batch, KEYER, "+++-")
    with pytest.raises(Refused, match="own_pass"):
        board.batches.open_pass(KEY, batch)
    assert board.sit(OTHER).batches.open_pass(KEY, batch).number == 2
    with pytest.raises(Refused, match="no_pass_left"):
        board.sit(SECRETARY).batches.open_pass(KEY, batch)
    with pytest.raises(Refused, match="no_such_batch"):
        board.batches.open_pass(KEY, 2)
    # A waiver would change nothing where persons can be told apart.
    with pytest.raises(Refused, match="passes_same"):
        board.sit(HEAD).batches.waive_passes(KEY, 2, "thiếu người")
    with pytest.raises(Refused, match="own_pass"):
        board.sit(KEYER).batches.open_pass(KEY, batch)


def test_where_nobody_has_a_pin_one_person_may_key_twice_once_that_is_recorded() -> None:
    board = a_board(pin="").sit(HEAD, "")
    board.batches.begin_counting(KEY)
    batch = board.batches.open_batch(KEY)
    board.batches.open_pass(KEY, batch).close(anyway=True)
    with pytest.raises(Refused, match="own_pass"):
        board.batches.open_pass(KEY, batch)
    with pytest.raises(Refused, match="reason_needed"):
        board.batches.waive_passes(KEY, 2, "")
    board.batches.waive_passes(KEY, 2, "chi bộ chỉ có một người biết máy")
    assert board.batches.open_pass(KEY, batch).number == 2
    assert board.desk.count_of(KEY).waiver == "chi bộ chỉ có một người biết máy"


def test_passes_are_waived_by_the_head_and_only_downwards() -> None:
    board = counting().sit(SECRETARY)
    with pytest.raises(Refused, match="head_only"):
        board.batches.waive_passes(KEY, 1, "hỏng máy")
    board.sit(HEAD)
    for passes in (0, 3):
        with pytest.raises(Refused, match="passes_not_fewer"):
            board.batches.waive_passes(KEY, passes, "hỏng máy")
    board.batches.waive_passes(KEY, 1, "hỏng máy")
    assert board.desk.count_of(KEY).wanted == 1


def test_a_batch_counted_by_hand_has_a_ballot() -> None:
    board = counting()
    for size in (0, -1):
        with pytest.raises(Refused, match="size_wrong"):
            board.batches.open_batch(KEY, size)
    assert [board.batches.open_batch(KEY, size) for size in (50, None)] == [1, 2]


def test_two_stations_open_batches_and_passes_of_their_own() -> None:
    board = counting()
    other = board.at("may-2").sit(OTHER)
    board.sit(KEYER)
    assert (board.batches.open_batch(KEY), other.batches.open_batch(KEY), board.batches.open_batch(KEY)) == (1, 2, 3)
    assert (board.batches.open_pass(KEY, 1).number, other.batches.open_pass(KEY, 1).number) == (1, 2)


def test_of_two_stations_that_ask_at_the_same_moment_each_gets_its_own() -> None:
    board = counting()
    other = board.at("may-2").sit(OTHER)
    board.sit(KEYER)
    board.overtaken(1, lambda: other.batches.open_batch(KEY))
    assert board.batches.open_batch(KEY) == 2
    board.overtaken(1, lambda: other.batches.open_pass(KEY, 1))
    assert board.batches.open_pass(KEY, 1).number == 2
    assert board.desk.count_of(KEY).batches[1].passes[1].person == OTHER


def test_opening_again_leads_to_the_same_pass_and_the_next_ballot() -> None:
    board = counting()
    board.batches.open_batch(KEY)
    keyer = board.sit(KEYER).batches.open_pass(KEY, 1)
    for ballot in ("+++-", "++-+"):
        keyer.key(marks(ballot))
    again = board.at("may-1").sit(KEYER).batches.open_pass(KEY, 1)
    assert (again.number, again.next_ballot, again.contents.in_order()) == (1, 3, keyer.contents.in_order())


def test_a_pass_left_at_another_station_is_taken_over_and_the_first_station_stops() -> None:
    board = counting()
    board.batches.open_batch(KEY)
    first = board.sit(KEYER).batches.open_pass(KEY, 1)
    first.key(marks("+++-"))
    other = board.at("may-2").sit(OTHER)
    taken = other.batches.resume_pass(KEY, 1, 1)
    taken.key(marks("++-+"))
    assert taken.contents.in_order() == [Keying(marks("+++-")), Keying(marks("++-+"))]
    with pytest.raises(Refused, match="pass_taken_over"):
        first.key(marks("-+++"))
    # Both keyed in it, so neither keys the other pass.
    with pytest.raises(Refused, match="own_pass"):
        board.batches.open_pass(KEY, 1)
    with pytest.raises(Refused, match="pass_closed"):
        board.batches.resume_pass(KEY, 1, 2)
    taken.close()
    with pytest.raises(Refused, match="own_pass"):
        other.batches.open_pass(KEY, 1)
    with pytest.raises(Refused, match="pass_closed"):
        board.batches.resume_pass(KEY, 1, 1)


def test_who_keyed_one_pass_does_not_take_over_the_other() -> None:
    board = counting()
    board.batches.open_batch(KEY)
    board.key_pass(1, KEYER, "+++-")
    board.sit(OTHER).batches.open_pass(KEY, 1)
    with pytest.raises(Refused, match="own_pass"):
        board.sit(KEYER).batches.resume_pass(KEY, 1, 2)
    again = board.at("may-3").sit(OTHER)
    assert again.batches.resume_pass(KEY, 1, 2).next_ballot == 1


def test_of_two_windows_at_one_pass_each_is_told_of_what_the_other_keyed() -> None:
    board = counting()
    board.batches.open_batch(KEY)
    keyer = board.sit(KEYER).batches.open_pass(KEY, 1)
    double = board.at("may-1").sit(KEYER).batches.open_pass(KEY, 1)
    keyer.key(marks("+++-"))
    with pytest.raises(Refused, match="pass_moved") as told:
        double.key(marks("++-+"))
    assert told.value.fields == {"entries": 1, "ballot": 2}
    double.key(marks("++-+"))
    acts = (
        lambda: keyer.repeat(2),
        lambda: keyer.correct(1, marks("-+++"), None, "nhìn nhầm"),
        lambda: keyer.withdraw(1, "nhập thừa"),
        keyer.close,
    )
    for act in acts:
        before = board.appended()
        with pytest.raises(Refused, match="pass_moved"):
            act()
        assert board.appended() == before
        double.key(marks("--++"))  # so that the next act, too, is decided on what is no more
    with pytest.raises(Refused, match="pass_moved"):
        keyer.close()
    keyer.close()
    assert keyer.contents == double.contents == board.desk.pass_contents(KEY, 1, 1)
    assert board.desk.state.heads["pass/bch/1/1/1"] == (6, keyer.contents.head)


def test_repeats_are_recorded_together_or_not_at_all() -> None:
    board = counting()
    board.batches.open_batch(KEY)
    keyer = board.sit(KEYER).batches.open_pass(KEY, 1)
    keyer.key(marks("+++-"))
    append, left = board.journal.append, [3]

    def fails_at_the_third(*what: object, **more: object) -> object:
        left[0] -= 1
        if not left[0]:
            raise OSError(28, "No space left on device")
        return append(*what, **more)  # type: ignore[arg-type]

    board.journal.append = fails_at_the_third  # type: ignore[method-assign,assignment]
    with pytest.raises(OSError, match="No space"):
        keyer.repeat(5)
    assert (keyer.contents.entries, board.desk.pass_contents(KEY, 1, 1).entries) == (1, 1)
    assert len(keyer.repeat(5)) == 5
    assert keyer.contents == board.desk.pass_contents(KEY, 1, 1)


def test_a_keyer_sees_the_own_pass_alone() -> None:
    board = counting()
    board.batches.open_batch(KEY)
    board.key_pass(1, KEYER, "+++-", "++-+")
    keyer = board.sit(OTHER).batches.open_pass(KEY, 1)
    keyer.key(marks("-+++"))
    assert keyer.contents.in_order() == [Keying(marks("-+++"))]
    assert board.comparing.batch(KEY, 1).slots == ()
    assert keyer.progress().keyed_in_pass == 1


@pytest.mark.parametrize("wrong", [b"", b"\1\1\1", b"\1\1\1\1\1", b"\1\1\1\4"])
def test_marks_that_no_ballot_can_have_are_refused(wrong: bytes) -> None:
    board = counting()
    board.batches.open_batch(KEY)
    keyer = board.sit(KEYER).batches.open_pass(KEY, 1)
    keyer.key(marks("+++-"))
    with pytest.raises(Refused, match="marks_wrong"):
        keyer.key(wrong)
    with pytest.raises(Refused, match="marks_wrong"):
        keyer.correct(1, wrong, None, "nhầm")
    assert keyer.next_ballot == 2


def test_a_ballot_is_corrected_withdrawn_and_repeated_with_both_values_kept() -> None:
    board = counting()
    board.batches.open_batch(KEY)
    keyer = board.sit(KEYER).batches.open_pass(KEY, 1)
    with pytest.raises(Refused, match="nothing_to_repeat"):
        keyer.repeat(1)
    keyer.key(marks("+++-"))
    for times in (0, 501):
        with pytest.raises(Refused, match="repeat_out_of_range"):
            keyer.repeat(times)
    marked = Ruling(InvalidReason.MARKED)
    keyer.key(marks("++-+"), marked)
    assert [entry.ballot for entry in keyer.repeat(2)] == [3, 4]
    keyer.correct(1, marks("-+++"), marked, " đọc nhầm ")
    keyer.withdraw(3, "lặp thừa")
    with pytest.raises(Refused, match="no_such_ballot"):
        keyer.withdraw(3, "lặp thừa")
    with pytest.raises(Refused, match="no_such_ballot"):
        keyer.correct(9, marks("+++-"), None, "nhầm")
    with pytest.raises(Refused, match="reason_needed"):
        keyer.withdraw(1, " ")
    with pytest.raises(Refused, match="nothing_changed"):
        keyer.correct(1, marks("-+++"), marked, "đọc nhầm")
    again = board.at("may-1").sit(KEYER).batches.open_pass(KEY, 1).contents
    second = Keying(marks("++-+"), marked)
    assert again.ballots == {1: Keying(marks("-+++"), marked), 2: second, 4: second}
    assert again.repeated == {3, 4}
    assert [(one.ballot, one.before, one.after, one.reason) for one in again.changes] == [
        (1, Keying(marks("+++-")), Keying(marks("-+++"), marked), "đọc nhầm"),
        (3, second, None, "lặp thừa"),
    ]
    assert {one.person for one in again.changes} == {KEYER}


def test_the_finding_of_a_ballot_being_typed() -> None:
    board = counting()
    board.batches.open_batch(KEY)
    keyer = board.sit(KEYER).batches.open_pass(KEY, 1)
    assert keyer.finding(marks("++++")) is InvalidReason.TOO_MANY
    assert keyer.finding(marks("----")) is InvalidReason.NONE
    assert keyer.finding(marks("+---")) is None
    assert keyer.finding(marks("++++"), Ruling(None, "nét gạch mờ")) is None
    assert keyer.finding(marks("+---"), Ruling(InvalidReason.MARKED)) is InvalidReason.MARKED


def test_closing_a_pass_asks_about_an_empty_one_and_about_the_count_by_hand() -> None:
    board = counting()
    board.batches.open_batch(KEY, 2)
    keyer = board.sit(KEYER).batches.open_pass(KEY, 1)
    with pytest.raises(Refused, match="empty_pass"):
        keyer.close()
    keyer.key(marks("+++-"))
    with pytest.raises(Refused) as why:
        keyer.close()
    assert (why.value.key, why.value.fields) == ("size_differs", {"keyed": 1, "size": 2})
    keyer.key(marks("+++-"))
    keyer.close()
    with pytest.raises(Refused, match="pass_closed"):
        keyer.close()
    with pytest.raises(Refused, match="pass_closed"):
        keyer.withdraw(1, "nhầm")
    with pytest.raises(Refused, match="pass_closed"):
        keyer.repeat(1)


def test_a_pass_waived_while_it_is_keyed_stays_in_the_journal_and_does_not_count() -> None:
    board = counting()
    board.batches.open_batch(KEY)
    late = board.at("may-2").sit(OTHER)
    board.sit(KEYER).batches.open_pass(KEY, 1).key(marks("+++-"))
    keyer = late.batches.open_pass(KEY, 1)
    keyer.key(marks("++-+"))
    board.sit(HEAD).batches.waive_passes(KEY, 1, "máy 2 hỏng")
    board.sit(KEYER).batches.open_pass(KEY, 1).close()
    with pytest.raises(Refused, match="pass_not_needed"):
        keyer.close()
    assert [one.marks for one in board.comparing.ballots(KEY)] == [marks("+++-")]
    assert board.desk.pass_contents(KEY, 1, 2).in_order() == [Keying(marks("++-+"))]


def test_another_person_at_the_station_does_not_key_in_a_pass_left_open() -> None:
    board = counting()
    board.batches.open_batch(KEY)
    keyer = board.sit(KEYER).batches.open_pass(KEY, 1)
    board.sit(OTHER)
    with pytest.raises(Refused, match="pass_taken_over"):
        keyer.key(marks("+++-"))
    board.people.sign_out()
    with pytest.raises(Refused, match="sign_in_first"):
        keyer.key(marks("+++-"))


def test_a_failing_disk_acknowledges_nothing() -> None:
    board = counting()
    board.batches.open_batch(KEY)
    keyer = board.sit(KEYER).batches.open_pass(KEY, 1)
    keyer.key(marks("+++-"))
    board.journal.broken = True
    with pytest.raises(OSError, match="No space"):
        keyer.key(marks("++-+"))
    board.journal.broken = False
    assert keyer.next_ballot == 2
    assert keyer.key(marks("-+++")).ballot == 2


def test_progress_counts_the_passes_of_the_same_number_and_the_pace_of_the_last_ballots() -> None:
    board = counting()
    board.setup.report_ballots(KEY, None, 9, 9)
    board.batch(("+++-", "++-+"), ("+++-", "++-+"))
    board.batches.open_batch(KEY)
    board.sit(SECRETARY).batches.open_pass(KEY, 2).key(marks("+++-"))
    board.sit(HEAD).batches.open_batch(KEY)
    keyer = board.sit(KEYER).batches.open_pass(KEY, 3)
    assert keyer.progress() == (0, 3, 9, None)
    for seconds in (0, 4, 4, 600, 4):
        board.clock.seconds += seconds
        keyer.key(marks("+++-"))
    assert keyer.progress() == (5, 8, 9, 4.0)
    keyer.repeat(3)
    assert keyer.progress() == (8, 11, 9, 4.0), "a repeated ballot took no keying"


def test_the_state_of_a_batch_in_the_list() -> None:
    board = counting()
    board.sit(HEAD).batches.open_batch(KEY, 2)

    def state() -> str:
        [row] = board.batches.batches(KEY)
        return row.state

    assert state() == "keying"
    board.key_pass(1, KEYER, "+++-", "++-+")
    assert state() == "keying"
    board.key_pass(1, OTHER, "+++-", "-+++")
    assert state() == "compare"
    assert [(one.number, one.person, one.closed, one.keyed) for one in board.batches.batches(KEY)[0].passes] == [
        (1, KEYER, True, 2),
        (2, OTHER, True, 2),
    ]
    assert not board.comparing.rekey(KEY, 1, 2, Keying(marks("+---")))
    assert state() == "disputed"
    assert board.sit(SECRETARY).comparing.rekey(KEY, 1, 2, Keying(marks("++-+")))
    assert state() == "accepted"
