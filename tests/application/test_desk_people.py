"""The persons at the desk: names, roles, PINs, and the lock that survives a restart."""

import pytest
from board import HEAD, KEYER, SECRETARY, Board, a_board
from memory_journal import Clock, MemoryJournal

from tally.application.desk.desk import Refused
from tally.application.desk.people import locked_for
from tally.domain.desk import Person


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
        ("Lường Văn Yên", "keyer", "123", "pin_digits"),
        ("Lường Văn Yên", "keyer", "1234567890123", "pin_digits"),
        ("Lường Văn Yên", "keyer", "12a4", "pin_digits"),
        ("Lường Văn Yên", "keyer", "١٢٣٤", "pin_digits"),
    ],
)
def test_who_may_not_be_added(name: str, role: str, pin: str, why: str) -> None:
    board = a_board()
    before = board.appended()
    with pytest.raises(Refused, match=why):
        board.people.add(name, role, pin)
    assert board.appended() == before


def test_everybody_sets_their_own_pin_and_the_head_anybody_s() -> None:
    board = a_board().sit(KEYER)
    board.people.set_pin(KEYER, "2468")
    with pytest.raises(Refused, match="head_only"):
        board.people.set_pin(HEAD, "2468")
    assert refused(board, KEYER, "1111")[0] == "wrong_pin"
    board.sit(KEYER, "2468").sit(HEAD)
    board.people.set_pin(KEYER, "1357")
    board.sit(KEYER, "1357")
    with pytest.raises(Refused, match="no_such_person"):
        board.people.set_pin("p9", "2468")


def test_no_pin_is_written_down() -> None:
    board = a_board(pin="864209")
    assert not any("864209" in entry.payload for entries in board.journal.held.values() for entry in entries)


def test_a_small_cell_does_without_pins() -> None:
    board = a_board(pin="")
    assert not board.people.needs_pin()
    assert board.people.sign_in(SECRETARY).name == "Cà Văn Nam"
    board.sit(HEAD, "").people.set_pin(HEAD, "1111")
    assert board.people.needs_pin()
    # From now on a person without a PIN could be anybody.
    assert refused(board, SECRETARY, "") == ("no_pin", {"name": "Cà Văn Nam"})


def test_a_second_person_confirms_without_taking_the_place_of_the_first() -> None:
    board = a_board().sit(HEAD)
    assert board.people.confirm(SECRETARY, "1111").id == SECRETARY
    with pytest.raises(Refused, match="wrong_pin"):
        board.people.confirm(SECRETARY, "9999")
    assert board.desk.person is not None
    assert board.desk.person.id == HEAD
    with pytest.raises(Refused, match="no_such_person"):
        board.people.confirm("p9", "1111")


def test_the_lock_doubles_and_survives_a_restart() -> None:
    board = a_board()
    assert [refused(board, KEYER, "0000") for _ in range(3)] == [
        ("wrong_pin", {"name": "Vì Văn Sơn", "left": left}) for left in (2, 1, 0)
    ]
    for seconds in (2, 4, 8, 16):
        again = board.at("may-1")
        assert refused(again, KEYER, "1111") == ("locked", {"name": "Vì Văn Sơn", "seconds": seconds})
        # Another person is not locked.
        assert again.people.confirm(HEAD, "1111").id == HEAD
        board.clock.seconds += seconds - 0.5
        assert refused(again, KEYER, "1111") == ("locked", {"name": "Vì Văn Sơn", "seconds": 1})
        board.clock.seconds += 0.5
        assert refused(again, KEYER, "0000")[0] == "wrong_pin"
    board.clock.seconds += 32
    board.sit(KEYER)
    assert refused(board, KEYER, "0000") == ("wrong_pin", {"name": "Vì Văn Sơn", "left": 2})


def test_a_locked_try_is_not_another_failure() -> None:
    board = a_board()
    for _ in range(3):
        refused(board, KEYER, "0000")
    before = board.appended()
    for _ in range(5):
        assert refused(board, KEYER, "0000")[0] == "locked"
    assert board.appended() == before


@pytest.mark.parametrize(("failures", "seconds"), [(0, 0), (2, 0), (3, 2), (4, 4), (11, 512), (12, 900), (10**6, 900)])
def test_no_lock_is_longer_than_a_quarter_of_an_hour(failures: int, seconds: int) -> None:
    now = "2025-06-10T08:00:00.000Z"
    assert locked_for(Person("p1", "", "", failures=failures, failed_at=now), now) == seconds


def test_a_clock_set_back_locks_no_longer_than_the_lock() -> None:
    person = Person("p1", "", "", failures=3, failed_at="2025-06-10T08:00:00.000Z")
    assert locked_for(person, "2025-06-09T08:00:00.000Z") == 2


def test_a_failing_disk_signs_nobody_in() -> None:
    journal = MemoryJournal(Clock())
    board = Board(journal)
    board.people.add("Lò Thị Hoa", "head")
    journal.broken = True
    with pytest.raises(OSError, match="No space"):
        board.people.sign_in(HEAD)
    assert board.desk.person is None
