"""The persons at the desk: who they are, their PINs, who is signed in."""

import time
from collections.abc import Callable
from math import ceil
from typing import Protocol

from tally.application.desk.desk import BOARD, HEAD, KEYER, Desk, Refused
from tally.domain.desk import Person
from tally.domain.journal import EntryKind
from tally.domain.names import sort_key
from tally.domain.pins import (
    FREE_TRIES,
    PIN_MAX,
    PIN_MIN,
    helpers,
    is_locked_out,
    is_trivial,
    lock_seconds,
    takes_two,
    vouch,
)


class UnreadablePin(Exception):  # noqa: N818 - named for what it is
    """What stands in the file as the hash of a PIN is none that this program made."""


class PinHasher(Protocol):
    """Turns a PIN into what may be kept of it: a memory-hard hash."""

    def hash(self, pin: str) -> str:
        """Return the hash with everything needed to verify it."""

    def verify(self, pin_hash: str, pin: str) -> bool:
        """Tell whether the hash is that of the PIN.

        Raises:
            UnreadablePin: it is no hash, or asks for more time or memory than one of ours does.
        """


class People:
    """The persons at the desk.

    Wrong PINs are counted by the journal; how long one has to wait is measured by a clock that nobody can set. What is
    measured is forgotten when the program ends, so whoever had to wait then waits anew, in full, from the opening.
    """

    def __init__(self, desk: Desk, hasher: PinHasher, ticks: Callable[[], float] = time.monotonic) -> None:
        """Begin; whoever has to wait waits from now on.

        Args:
            desk: whose persons they are.
            hasher: of their PINs.
            ticks: seconds since some moment, never set back nor on.
        """
        self._desk = desk
        self._hasher = hasher
        self._ticks = ticks
        self._waiting: dict[str, tuple[int, float]] = {}
        for person in desk.state.people.values():
            self.locked_for(person)

    def all(self) -> tuple[Person, ...]:
        """Return everybody, in the order they were added."""
        self._desk.refresh()
        return tuple(self._desk.state.people.values())

    def add(self, name: str, role: str, pin: str = "") -> Person:
        """Add a person.

        Args:
            name: as it prints in the minutes; not of somebody who is here already, however it is spelled.
            role: a `BoardRole` or `keyer`.
            pin: 6 to 12 digits that are not the first ones to be tried, or empty.

        Raises:
            Refused: `name_empty`, `name_twice`, `no_such_role`, `head_twice`, `pin_digits`, `pin_trivial`;
                `sign_in_first` or `head_only` once the desk is in use.
        """
        details = {"name": " ".join(name.split()), "role": role}
        if not details["name"]:
            raise Refused("name_empty")
        if role not in (*BOARD, KEYER):
            raise Refused("no_such_role", role=role)
        if pin:
            details["pin"] = self._hashed(pin)
        with self._desk.deciding():
            people = self.all()
            if self._desk.state.attended:
                self._desk.signed_in(HEAD)
            if sort_key(details["name"]) in self._desk.state.names:
                raise Refused("name_twice", name=details["name"])
            for person in people:
                if role == person.role and role in HEAD:
                    raise Refused("head_twice", name=person.name)
            details["id"] = f"p{len(people) + 1}"
            self._desk.record(EntryKind.PERSON_ADDED, details)
        return self._desk.state.people[details["id"]]

    def set_pin(self, person_id: str, pin: str) -> None:
        """Give a person a PIN, or another one: everybody their own, the head that of who has none.

        In place of a PIN that somebody else has, the head alone sets another only where the board has not the two who
        could vouch (`let_in`); it is recorded as that, and said in the minutes.

        Raises:
            Refused: `pin_digits`, `pin_trivial`, `no_such_person`; `locked_out`, `pin_takes_two`: that takes two
                (`let_in`); `sign_in_first` or `head_only` once the desk is in use.
        """
        hashed = self._hashed(pin)
        details: dict[str, object] = {"person": person_id, "pin": hashed}
        with self._desk.deciding():
            person = self._person(person_id)
            others = self._desk.state.attended and self._desk.signed_in().id != person.id
            if others:
                self._desk.signed_in(HEAD)
            if is_locked_out(self._desk.state.people.values(), person):
                raise Refused("locked_out", name=person.name, failures=person.failures)
            if others and self.takes_two(person):
                raise Refused("pin_takes_two", name=person.name)
            if others and person.pin:
                details["reset"] = True
            self._desk.record(EntryKind.PIN_SET, details)

    def takes_two(self, person: Person) -> bool:
        """Tell whether only two others of the board may give a person another PIN (`let_in`)."""
        return takes_two(self._desk.state.people.values(), person)

    def check_pin(self, pin: str) -> None:
        """Make sure that a PIN may be one. Raises Refused: `pin_digits`, `pin_trivial`."""
        if not (pin.isascii() and pin.isdigit() and PIN_MIN <= len(pin) <= PIN_MAX):
            raise Refused("pin_digits", minimum=PIN_MIN, maximum=PIN_MAX)
        if is_trivial(pin):
            raise Refused("pin_trivial")

    def helpers(self, person_id: str) -> tuple[Person, ...]:
        """Return who may vouch for a person in `let_in`. Raises as it."""
        person = self._person(person_id)
        return helpers(self._desk.state.people.values(), person)

    def let_in(self, person_id: str, pin: str, first: tuple[str, str], second: tuple[str, str]) -> None:
        """Give a person a new PIN after too many wrong ones, or because it is forgotten: two others vouch for them.

        Args:
            person_id: who gets it.
            pin: the new one, typed by that person.
            first: id and PIN of the head; of another one of the board where the head is the person.
            second: id and PIN of one more of the board.

        Raises:
            Refused: `two_vouch` for others than these two; `pin_digits`, `pin_trivial`; and as `confirm`.
        """
        hashed = self._hashed(pin)
        vouching = [self.confirm(*one) for one in (first, second)]
        with self._desk.deciding():
            for one in vouching:
                self.still(one)
            person = self._person(person_id)
            able = {one.id for one in helpers(self._desk.state.people.values(), person)}
            if not (vouch(vouching, person) and able.issuperset(one.id for one in vouching)):
                raise Refused("two_vouch", name=person.name)
            by = [one.id for one in vouching]
            shown = [self._desk.state.pins[one] for one in by]
            self._desk.record(EntryKind.PIN_SET, {"person": person.id, "pin": hashed, "by": by, "pins": shown})

    def needs_pin(self) -> bool:
        """Tell whether signing in takes a PIN: no as long as nobody has one (a small cell)."""
        return any(person.pin for person in self.all())

    def sign_in(self, person_id: str, pin: str = "") -> Person:
        """Let a person sit down at this station.

        Raises:
            Refused: `wrong_pin` with the tries `left` before the lock; `locked` for so many `seconds`; `locked_out`
                until two others let this person in; `no_pin` when others have one and this person does not;
                `pin_unreadable`; `no_such_person`; `changed_meanwhile` while the PIN was looked at.
        """
        person = self.confirm(person_id, pin)
        before = self._desk.person
        try:
            with self._desk.deciding():
                self.still(person)
                self._desk.person = person
                self._desk.record(EntryKind.SIGNED_IN, {"person": person.id})
        except BaseException:
            self._desk.person = before
            raise
        self._desk.person = self._desk.state.people[person.id]
        return self._desk.person

    def sign_out(self) -> None:
        """Let the person who is signed in leave."""
        self._desk.person = None

    def confirm(self, person_id: str, pin: str) -> Person:
        """Return a person who shows a PIN, without changing who is signed in.

        Not within a transaction of the act that it is for: a wrong PIN is recorded although the act is refused. The act
        then asks whether the person is `still` who was confirmed.

        Raises:
            Refused: as `sign_in`.
        """
        with self._desk.deciding():
            person = self._person(person_id)
            refused = self._refusal(person, pin)
            if refused is not None and refused.key == "wrong_pin":
                self._desk.record(EntryKind.SIGN_IN_FAILED, {"person": person.id})
                self.locked_for(self._desk.state.people[person.id])
        if refused is not None:
            raise refused
        return person

    def still(self, person: Person) -> None:
        """Make sure that a person who was confirmed is who they were then. Raises Refused: as `Desk.still`."""
        self._desk.still(person)

    def locked_for(self, person: Person) -> int:
        """Return for how many more seconds a person may not try a PIN here: 2, 4, 8 ... after the third wrong one.

        Args:
            person: as the journal tells of them now.
        """
        lock = lock_seconds(person.failures)
        if not lock:
            self._waiting.pop(person.id, None)
            return 0
        failures, since = self._waiting.get(person.id, (0, 0.0))
        if failures != person.failures:
            since = self._ticks()
            self._waiting[person.id] = (person.failures, since)
        return max(ceil(lock - (self._ticks() - since)), 0)

    def locked_out(self, person: Person) -> bool:
        """Tell whether no waiting helps a person any more, but only two others (`let_in`)."""
        return is_locked_out(self._desk.state.people.values(), person)

    def _refusal(self, person: Person, pin: str) -> Refused | None:
        """Return why a person is not let in with a PIN; None: it is the right one."""
        if not any(one.pin for one in self._desk.state.people.values()):
            return None
        kept_out = self._kept_out(person)
        if kept_out is not None:
            return kept_out
        try:
            right = self._hasher.verify(person.pin, pin)
        except UnreadablePin:
            return Refused("pin_unreadable", name=person.name)
        left = max(FREE_TRIES - person.failures - 1, 0)
        return None if right else Refused("wrong_pin", name=person.name, left=left)

    def _kept_out(self, person: Person) -> Refused | None:
        """Return why a person may not try a PIN now; None: they may."""
        if not person.pin:
            return Refused("no_pin", name=person.name)
        if self.locked_out(person):
            return Refused("locked_out", name=person.name, failures=person.failures)
        if seconds := self.locked_for(person):
            return Refused("locked", name=person.name, seconds=seconds)
        return None

    def _person(self, person_id: str) -> Person:
        self._desk.refresh()
        if person_id not in self._desk.state.people:
            raise Refused("no_such_person")
        return self._desk.state.people[person_id]

    def _hashed(self, pin: str) -> str:
        self.check_pin(pin)
        return self._hasher.hash(pin)
