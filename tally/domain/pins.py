"""PINs and their locks: which PIN is none, how long wrong ones keep a person waiting, who lets them in again.

What is told here follows from the entries of the journal alone; no clock has a say in it.
"""

from collections.abc import Iterable, Sequence
from itertools import pairwise

from tally.domain.congress import BoardRole
from tally.domain.desk import Person

PIN_MIN, PIN_MAX = 6, 12
"""Digits. PINs set by an older program may have four; they go on working until they are changed."""

FREE_TRIES = 3
"""Wrong PINs in a row before a person has to wait."""

LAST_TRY = 10
"""Wrong PINs in a row after which others of the board have to let a person in again."""

LONGEST_LOCK = 15 * 60
"""Seconds."""

_DOUBLINGS = 20  # more than enough to reach the longest lock; keeps the power of two small
_FEW_DIGITS = 2
_LONGEST_BLOCK = 4  # digits: a year
_ON_A_KEYPAD = ("147258", "258369", "147852", "159753", "159357", "753951", "789456", "123654", "456123", "321654")


def is_trivial(pin: str) -> bool:
    """Tell whether a PIN is one of those that are tried first.

    Those are PINs of one or two different digits (000000, 121212), runs (123456, 987654, 135791), runs of doubles
    (112233), a block said again, whole or in part (123123, 19751975, 197519), a run there and back (123321), and the
    lines of a keypad (147258).

    Args:
        pin: digits.
    """
    half = pin[: len(pin) // 2]
    return (
        len(set(pin)) <= _FEW_DIGITS
        or _is_run(pin)
        or (pin == "".join(digit * 2 for digit in pin[::2]) and _is_run(pin[::2]))
        or any(_repeats(pin, length) for length in range(1, _LONGEST_BLOCK + 1))
        or (pin == half + half[::-1] and _is_run(half))
        or any(line in pin for line in _ON_A_KEYPAD)
    )


def lock_seconds(failures: int) -> int:
    """Return how long a person waits after so many wrong PINs in a row: 2, 4, 8 ... seconds from the third one on."""
    if failures < FREE_TRIES:
        return 0
    return min(1 << min(failures - FREE_TRIES + 1, _DOUBLINGS), LONGEST_LOCK)


def helpers(people: Iterable[Person], person: Person) -> tuple[Person, ...]:
    """Return who may vouch for a person: others of the board with a PIN, who are not locked out themselves."""
    board = {role.value for role in BoardRole}
    return tuple(
        one for one in people if one.id != person.id and one.role in board and one.pin and one.failures < LAST_TRY
    )


def vouch(vouching: Sequence[Person], person: Person) -> bool:
    """Tell whether these two of a person's helpers are the right ones: the head and one more; two more for the head."""
    head = BoardRole.HEAD.value
    return len({one.id for one in vouching}) == len(vouching) == 2 and (  # noqa: PLR2004 - two people, never one
        person.role == head or any(one.role == head for one in vouching)
    )


def takes_two(people: Iterable[Person], person: Person) -> bool:
    """Tell whether nobody but two others of the board may give a person who has a PIN another one.

    Whoever sets somebody's PIN can sit down as that person, and so stand for two. Where the board has not the two for
    it, the head alone does it, and that is said wherever the count is told. Who is locked out counts among the two:
    else the head would type wrong PINs of theirs to be alone.

    Args:
        people: of the desk.
        person: who gets another PIN from somebody else.
    """
    board = {role.value for role in BoardRole}
    others = [one for one in people if one.id != person.id and one.role in board and one.pin]
    return bool(person.pin) and _are_two(others, person)


def is_locked_out(people: Iterable[Person], person: Person) -> bool:
    """Tell whether no time lets a person try another PIN, but only two others of the board.

    Where the board has not the two for it, the longest lock after each try has to do.
    """
    if person.failures < LAST_TRY:
        return False
    return _are_two(helpers(people, person), person)


def _are_two(able: Sequence[Person], person: Person) -> bool:
    """Tell whether there are two among some people who may vouch for a person."""
    head = BoardRole.HEAD.value
    return len(able) > 1 and (person.role == head or any(one.role == head for one in able))


def _is_run(pin: str) -> bool:
    """Tell whether every digit is the one before it and always the same more, 9 being followed by 0."""
    steps = {(int(later) - int(earlier)) % 10 for earlier, later in pairwise(pin)}
    return len(steps) == 1


def _repeats(pin: str, length: int) -> bool:
    return len(pin) > length and all(digit == pin[place % length] for place, digit in enumerate(pin))
