"""The persons at the desk: names, roles, PINs, and the lock that neither a restart nor the clock shortens."""

import json
from collections.abc import Callable

import pytest
from board import HEAD, KEYER, OTHER, SECRETARY, Board, a_board
from memory_journal import Clock, MemoryJournal, QuickHasher

from tally.application.desk.desk import Refused
from tally.application.desk.narration import sentence
from tally.application.desk.people import People, UnreadablePin
from tally.domain.congress import BoardRole
from tally.domain.journal import CONGRESS_CHAIN, EntryKind
from tally.domain.pins import LAST_TRY, lock_seconds
from tally.locales import Words


def refused(board: Board, person: str, pin: str) -> tuple[str, dict[str, object]]:
    """Try to sign in; return why not."""
    with pytest.raises(Refused) as why:
        board.people.sign_in(person, pin)
    return why.value.key, why.value.fields


def test_people_are_added_before_anybody_signs_in_and_then_by_the_head_alone() -> None:
    board = a_board()
    assert [person.id for person in board.people.all()] == ["p1", "p2", "p3", "p4"]
    board.sit(SECRETARY)
    with pytest.raises(Refused, match="head_only"):
        board.people.add("Lường Văn Yên", "keyer")
    board.people.sign_out()
    with pytest.raises(Refused, match="sign_in_first"):
        board.people.add("Lường Văn Yên", "keyer")
    assert board.sit(HEAD).people.add("  Lường  Văn Yên ", "keyer").name == "Lường Văn Yên"


@pytest.mark.parametrize(
    ("name", "role", "pin", "why"),
    [
        ("  ", "keyer", "", "name_empty"),
        ("LÒ THỊ HOA", "keyer", "", "name_twice"),
        ("Lo\u0300 Thi\u0323 Hoa", "keyer", "", "name_twice"),
        ("Lường Văn Yên", "chief", "", "no_such_role"),
        ("Lường Văn Yên", "head", "", "head_twice"),
        ("Lường Văn Yên", "keyer", "4711", "pin_digits"),
        ("Lường Văn Yên", "keyer", "47110", "pin_digits"),
        ("Lường Văn Yên", "keyer", "4711081234567", "pin_digits"),
        ("Lường Văn Yên", "keyer", "47110a", "pin_digits"),
        ("Lường Văn Yên", "keyer", "٤٧١١٠٨", "pin_digits"),
        ("Lường Văn Yên", "keyer", "123456", "pin_trivial"),
        ("Lường Văn Yên", "keyer", "19751975", "pin_trivial"),
    ],
)
def test_who_may_not_be_added(name: str, role: str, pin: str, why: str) -> None:
    board = a_board()
    before = board.appended()
    with pytest.raises(Refused, match=why):
        board.people.add(name, role, pin)
    assert board.appended() == before


def test_everybody_sets_their_own_pin_and_another_s_takes_two() -> None:
    board = a_board().sit(KEYER)
    board.people.set_pin(KEYER, "246813")
    with pytest.raises(Refused, match="head_only"):
        board.people.set_pin(HEAD, "246813")
    assert refused(board, KEYER, "271828")[0] == "wrong_pin"
    board.sit(KEYER, "246813").sit(HEAD)
    with pytest.raises(Refused, match="pin_takes_two"):
        board.people.set_pin(KEYER, "135724")
    board.people.let_in(KEYER, "135724", (HEAD, "271828"), (SECRETARY, "271828"))
    board.sit(KEYER, "135724")
    with pytest.raises(Refused, match="no_such_person"):
        board.people.set_pin("p9", "246813")


def test_where_the_board_has_not_the_two_the_head_sets_a_pin_anew_alone_and_it_is_said() -> None:
    board = a_board().sit(HEAD)
    board.people.set_pin(SECRETARY, "246813")
    entry = board.journal.held[CONGRESS_CHAIN][-1]
    assert json.loads(entry.payload)["reset"] is True
    assert sentence(Words("vi"), board.desk, entry) == (
        "Đặt mã PIN cho Cà Văn Nam. Trưởng ban một mình đặt lại, ban không đủ hai người khác."
    )
    board.people.add("Quàng Thị Nga", BoardRole.MEMBER.value, "271828")
    with pytest.raises(Refused, match="pin_takes_two"):
        board.people.set_pin(SECRETARY, "135724")
    lock_out(board, "p5")
    with pytest.raises(Refused, match="pin_takes_two"):
        board.people.set_pin(SECRETARY, "135724")


def test_no_pin_is_written_down() -> None:
    board = a_board(pin="864209")
    assert not any("864209" in entry.payload for entries in board.journal.held.values() for entry in entries)


def test_a_small_cell_does_without_pins() -> None:
    board = a_board(pin="")
    assert not board.people.needs_pin()
    assert board.people.sign_in(SECRETARY).name == "Cà Văn Nam"
    board.sit(HEAD, "").people.set_pin(HEAD, "271828")
    assert board.people.needs_pin()
    # From now on a person without a PIN could be anybody.
    assert refused(board, SECRETARY, "") == ("no_pin", {"name": "Cà Văn Nam"})


def test_a_second_person_confirms_without_taking_the_place_of_the_first() -> None:
    board = a_board().sit(HEAD)
    assert board.people.confirm(SECRETARY, "271828").id == SECRETARY
    with pytest.raises(Refused, match="wrong_pin"):
        board.people.confirm(SECRETARY, "9999")
    assert board.desk.person is not None
    assert board.desk.person.id == HEAD
    with pytest.raises(Refused, match="no_such_person"):
        board.people.confirm("p9", "271828")


def locked(board: Board, seconds: int, person: str = KEYER) -> None:
    """The right PIN is refused for so many more seconds."""
    fields = {"name": board.desk.people[person].name, "seconds": seconds}
    assert refused(board, person, "271828") == ("locked", fields)


def test_the_lock_doubles_and_survives_a_restart() -> None:
    board = a_board()
    assert [refused(board, KEYER, "0000") for _ in range(3)] == [
        ("wrong_pin", {"name": "Vì Văn Sơn", "left": left}) for left in (2, 1, 0)
    ]
    for seconds in (2, 4, 8, 16):
        locked(board, seconds)
        # Another person is not locked.
        assert board.people.confirm(HEAD, "271828").id == HEAD
        board.clock.seconds += seconds - 0.5
        locked(board, 1)
        again = board.at("may-1")
        locked(again, seconds)
        board.clock.seconds += seconds
        assert refused(again, KEYER, "0000")[0] == "wrong_pin"
        board = again
    board.clock.seconds += 32
    board.sit(KEYER)
    assert refused(board, KEYER, "0000") == ("wrong_pin", {"name": "Vì Văn Sơn", "left": 2})


@pytest.mark.parametrize("set_on", [3600.0, 10 * 365 * 86400.0, -3600.0, -365 * 86400.0])
def test_setting_the_clock_neither_opens_a_lock_nor_lengthens_it(set_on: float) -> None:
    board = a_board()
    for _ in range(3):
        refused(board, KEYER, "0000")
    board.clock.set(set_on)
    locked(board, 2)
    # Nor does a restart with the clock set: whoever had to wait waits anew, in full, from the opening.
    again = board.at("may-1")
    locked(again, 2)
    board.clock.seconds += 2
    assert again.people.sign_in(KEYER, "271828").id == KEYER


def test_the_wait_begins_with_the_opening_not_with_the_first_try() -> None:
    board = a_board()
    for _ in range(3):
        refused(board, KEYER, "0000")
    again = board.at("may-1")
    board.clock.seconds += 2
    assert again.people.sign_in(KEYER, "271828").id == KEYER


def test_wrong_pins_at_another_station_count_here() -> None:
    board = a_board()
    other = board.at("may-2")
    for station in (board, other, board):
        assert refused(station, KEYER, "0000")[0] == "wrong_pin"
    locked(board, 2)
    locked(other, 2)


def test_a_wrong_pin_is_recorded_although_what_it_was_for_is_refused() -> None:
    board = a_board()
    with pytest.raises(Refused, match="wrong_pin"):
        board.people.confirm(KEYER, "0000")
    assert board.journal.held[CONGRESS_CHAIN][-1].kind is EntryKind.SIGN_IN_FAILED
    assert board.at("may-2").desk.people[KEYER].failures == 1


def test_a_locked_try_is_not_another_failure() -> None:
    board = a_board()
    for _ in range(3):
        refused(board, KEYER, "0000")
    before = board.appended()
    for _ in range(5):
        assert refused(board, KEYER, "0000")[0] == "locked"
    assert board.appended() == before


def a_full_board() -> Board:
    """Return one with a head, a secretary, a member and a keyer, each with a PIN."""
    board = a_board(people=3)
    board.people.add("Quàng Thị Mai", BoardRole.MEMBER.value, "271828")
    return board


def lock_out(board: Board, person: str) -> None:
    """Type wrong PINs of a person, as patient as it takes."""
    for failures in range(LAST_TRY):
        board.clock.seconds += lock_seconds(failures)
        assert refused(board, person, "0000")[0] == "wrong_pin"


def try_to_let_in(board: Board, person: str, first: tuple[str, str], second: tuple[str, str]) -> str:
    """Return why nobody was let in."""
    with pytest.raises(Refused) as why:
        board.people.let_in(person, "161803", first, second)
    return why.value.key


def test_after_ten_wrong_pins_no_waiting_helps_but_the_head_and_one_more() -> None:
    board = a_full_board()
    lock_out(board, KEYER)
    for again in (board, board.at("may-2")):
        again.clock.seconds += 30 * 86400
        before = again.appended()
        assert refused(again, KEYER, "271828") == ("locked_out", {"name": "Vì Văn Sơn", "failures": 10})
        assert again.appended() == before, "nothing more to count"
    with pytest.raises(Refused, match="locked_out"):
        board.sit(HEAD).people.set_pin(KEYER, "161803")
    head, secretary, member = ((one, "271828") for one in (HEAD, SECRETARY, OTHER))
    for first, second in ((secretary, member), (head, head), (head, (KEYER, "271828"))):
        assert try_to_let_in(board, KEYER, first, second) in {"two_vouch", "locked_out"}
    assert try_to_let_in(board, KEYER, head, (SECRETARY, "0000")) == "wrong_pin"
    board.people.let_in(KEYER, "161803", head, member)
    entry = board.journal.held[CONGRESS_CHAIN][-1]
    assert entry.kind is EntryKind.PIN_SET
    assert json.loads(entry.payload)["by"] == [HEAD, OTHER]
    assert board.at("may-2").people.sign_in(KEYER, "161803").failures == 0


def test_the_head_is_let_in_by_two_others_of_the_board() -> None:
    board = a_full_board()
    lock_out(board, HEAD)
    assert refused(board, HEAD, "271828")[0] == "locked_out"
    assert try_to_let_in(board, HEAD, (SECRETARY, "271828"), (KEYER, "271828")) == "two_vouch"
    board.people.let_in(HEAD, "161803", (SECRETARY, "271828"), (OTHER, "271828"))
    assert board.sit(HEAD, "161803").desk.person is not None


def test_a_forgotten_pin_needs_no_wrong_ones_first() -> None:
    board = a_full_board()
    board.people.let_in(HEAD, "161803", (SECRETARY, "271828"), (OTHER, "271828"))
    assert refused(board, HEAD, "271828")[0] == "wrong_pin"
    board.sit(HEAD, "161803")


def test_where_nobody_can_let_them_in_the_longest_wait_has_to_do() -> None:
    """A board of two: the head locked out could never seal any more."""
    board = a_board(people=2)
    lock_out(board, HEAD)
    for failures in range(LAST_TRY, LAST_TRY + 4):
        seconds = lock_seconds(failures)
        locked(board, seconds, HEAD)
        board.clock.seconds += seconds
        assert refused(board, HEAD, "0000")[0] == "wrong_pin"
    board.clock.seconds += 15 * 60
    board.sit(HEAD)


@pytest.mark.parametrize("change", [lambda board: board.people.set_pin(SECRETARY, "161803")])
def test_whoever_was_confirmed_must_still_be_the_same_when_the_act_is_recorded(change: Callable[[Board], None]) -> None:
    board = a_board()
    person = board.people.confirm(SECRETARY, "271828")
    board.people.still(person)
    change(board.at("may-2").sit(HEAD))
    board.desk.refresh()
    with pytest.raises(Refused, match="changed_meanwhile"):
        board.people.still(person)


def test_a_pin_changed_while_it_was_typed_lets_nobody_in() -> None:
    board = a_board()
    other = board.at("may-2").sit(HEAD)
    board.overtaken(2, lambda: other.people.set_pin(SECRETARY, "161803"))
    assert refused(board, SECRETARY, "271828") == ("changed_meanwhile", {})
    assert board.desk.person is None


def test_a_hash_that_nobody_can_read_is_said_and_is_no_failure_of_the_person() -> None:
    board = a_board()

    def unreadable(*_: str) -> bool:
        raise UnreadablePin

    hasher = QuickHasher()
    hasher.verify = unreadable  # type: ignore[method-assign, assignment]
    people, before = People(board.desk, hasher, lambda: 0.0), board.appended()
    with pytest.raises(Refused, match="pin_unreadable"):
        people.sign_in(KEYER, "271828")
    assert board.appended() == before


def test_a_failing_disk_signs_nobody_in() -> None:
    journal = MemoryJournal(Clock())
    board = Board(journal)
    board.people.add("Lò Thị Hoa", "head")
    journal.broken = True
    with pytest.raises(OSError, match="No space"):
        board.people.sign_in(HEAD)
    assert board.desk.person is None
