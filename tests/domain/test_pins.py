"""PINs that are none, how long wrong ones keep a person waiting, who lets a person in again."""

import pytest

from tally.domain.desk import Person
from tally.domain.pins import LAST_TRY, LONGEST_LOCK, helpers, is_locked_out, is_trivial, lock_seconds, vouch

TRIVIAL = """000000 111111 999999999999 000001 121212 111222 100001 123456 654321 012345 890123 135791 987654321 112233
    332211 123123 123412 19751975 197519 199019 123321 147258 258369 314725809 159753"""
"""Of one or two digits; runs, also of doubles; blocks said again; there and back; along the keypad."""


ORDINARY = "271828 314159 102938 190575 471108 112358 246813 135798 123457 902176345"


@pytest.mark.parametrize("pin", TRIVIAL.split())
def test_what_is_tried_first_is_no_pin(pin: str) -> None:
    assert is_trivial(pin)


@pytest.mark.parametrize("pin", ORDINARY.split())
def test_any_other_is_one(pin: str) -> None:
    assert not is_trivial(pin)


def test_few_pins_are_refused() -> None:
    """Who guesses gains nothing: of the PINs of six digits, fewer than two in a hundred are refused."""
    drawn = range(0, 1_000_000, 97)
    assert sum(is_trivial(f"{number:06d}") for number in drawn) < len(drawn) / 50


@pytest.mark.parametrize(
    ("failures", "seconds"), [(0, 0), (2, 0), (3, 2), (4, 4), (9, 128), (11, 512), (12, 900), (10**6, LONGEST_LOCK)]
)
def test_the_wait_doubles_up_to_a_quarter_of_an_hour(failures: int, seconds: int) -> None:
    assert lock_seconds(failures) == seconds


HEAD = Person("p1", "Lò Thị Hoa", "head", "x")
SECRETARY = Person("p2", "Cà Văn Nam", "secretary", "x")
MEMBER = Person("p3", "Vì Văn Sơn", "member", "x")
KEYER = Person("p4", "Quàng Thị Mai", "keyer", "x")
NO_PIN = Person("p5", "Lường Văn Yên", "member")


def failed(person: Person, failures: int = LAST_TRY) -> Person:
    return Person(person.id, person.name, person.role, person.pin, failures)


def test_others_of_the_board_vouch_if_they_have_a_pin_and_are_not_locked_out() -> None:
    people = (HEAD, SECRETARY, failed(MEMBER), KEYER, NO_PIN)
    assert helpers(people, KEYER) == (HEAD, SECRETARY)
    assert helpers(people, HEAD) == (SECRETARY,)


def test_the_head_and_one_more_vouch_and_for_the_head_two_more() -> None:
    assert vouch((HEAD, MEMBER), KEYER)
    assert vouch((MEMBER, HEAD), SECRETARY)
    assert not vouch((SECRETARY, MEMBER), KEYER)
    assert vouch((SECRETARY, MEMBER), HEAD)
    assert not vouch((SECRETARY, SECRETARY), HEAD)
    assert not vouch((HEAD,), KEYER)
    assert not vouch((HEAD, SECRETARY, MEMBER), KEYER)


@pytest.mark.parametrize(
    ("people", "locked", "is_out"),
    [
        ((HEAD, SECRETARY, MEMBER, failed(KEYER)), KEYER, True),
        ((HEAD, SECRETARY, MEMBER, failed(KEYER, LAST_TRY - 1)), KEYER, False),
        ((failed(HEAD), SECRETARY, MEMBER), HEAD, True),
        # Nobody is left who could let them in: the longest wait has to do, or nobody could count any more.
        ((failed(HEAD), SECRETARY, KEYER), HEAD, False),
        ((HEAD, failed(SECRETARY)), SECRETARY, False),
        ((failed(HEAD), SECRETARY, MEMBER, failed(KEYER)), KEYER, False),
    ],
)
def test_locked_out_is_whom_two_others_can_let_in(people: tuple[Person, ...], locked: Person, is_out: object) -> None:
    person = next(one for one in people if one.id == locked.id)
    assert is_locked_out(people, person) is is_out
