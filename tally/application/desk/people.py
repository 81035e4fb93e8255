"""The persons at the desk: who they are, their PINs, who is signed in."""

import datetime as dt
from math import ceil
from typing import Protocol

from tally.application.desk.desk import BOARD, HEAD, KEYER, Desk, Refused, act
from tally.domain.desk import Person
from tally.domain.journal import EntryKind
from tally.domain.names import sort_key

PIN_MIN, PIN_MAX = 4, 12  # digits
FREE_TRIES = 3  # wrong PINs in a row before the lock
LONGEST_LOCK = 15 * 60  # seconds
_DOUBLINGS = 20  # more than enough to reach the longest lock; keeps the power of two small


class PinHasher(Protocol):
    """Turns a PIN into what may be kept of it: a memory-hard hash."""

    def hash(self, pin: str) -> str:
        """Return the hash with everything needed to verify it."""

    def verify(self, pin_hash: str, pin: str) -> bool:
        """Tell whether the hash is that of the PIN."""


class People:
    """The persons at the desk."""

    def __init__(self, desk: Desk, hasher: PinHasher) -> None:
        self._desk = desk
        self._hasher = hasher

    def all(self) -> tuple[Person, ...]:
        """Return everybody, in the order they were added."""
        self._desk.refresh()
        return tuple(self._desk.state.people.values())

    @act
    def add(self, name: str, role: str, pin: str = "") -> Person:
        """Add a person.

        Args:
            name: as it prints in the minutes; not of somebody who is here already, however it is spelled.
            role: a `BoardRole` or `keyer`.
            pin: 4 to 12 digits, or empty.

        Raises:
            Refused: `name_empty`, `name_twice`, `no_such_role`, `head_twice`, `pin_digits`; `sign_in_first` or
                `head_only` once the desk is in use.
        """
        people = self.all()
        if self._desk.state.attended:
            self._desk.signed_in(HEAD)
        name = " ".join(name.split())
        if not name:
            raise Refused("name_empty")
        if role not in (*BOARD, KEYER):
            raise Refused("no_such_role", role=role)
        if any(sort_key(person.name) == sort_key(name) for person in people):
            raise Refused("name_twice", name=name)
        for person in people:
            if role == person.role and role in HEAD:
                raise Refused("head_twice", name=person.name)
        details = {"id": f"p{len(people) + 1}", "name": name, "role": role}
        if pin:
            details["pin"] = self._hashed(pin)
        self._desk.record(EntryKind.PERSON_ADDED, details)
        return self._desk.state.people[details["id"]]

    @act
    def set_pin(self, person_id: str, pin: str) -> None:
        """Give a person a PIN, or another one: everybody their own, the head anybody's.

        Raises:
            Refused: `pin_digits`, `no_such_person`; `sign_in_first` or `head_only` once the desk is in use.
        """
        person = self._person(person_id)
        if self._desk.state.attended and self._desk.signed_in().id != person.id:
            self._desk.signed_in(HEAD)
        self._desk.record(EntryKind.PIN_SET, {"person": person.id, "pin": self._hashed(pin)})

    def needs_pin(self) -> bool:
        """Tell whether signing in takes a PIN: no as long as nobody has one (a small cell)."""
        return any(person.pin for person in self.all())

    def sign_in(self, person_id: str, pin: str = "") -> Person:
        """Let a person sit down at this station.

        Raises:
            Refused: `wrong_pin` with the tries `left` before the lock; `locked` for so many `seconds`; `no_pin` when
                others have one and this person does not; `no_such_person`.
        """
        person = self.confirm(person_id, pin)
        before = self._desk.person
        self._desk.person = person
        try:
            self._desk.record(EntryKind.SIGNED_IN, {"person": person.id})
        except OSError:
            self._desk.person = before
            raise
        self._desk.person = self._desk.state.people[person.id]
        return self._desk.person

    def sign_out(self) -> None:
        """Let the person who is signed in leave."""
        self._desk.person = None

    def confirm(self, person_id: str, pin: str) -> Person:
        """Return a person who shows a PIN, without changing who is signed in.

        Raises:
            Refused: as `sign_in`.
        """
        with self._desk.deciding():
            person = self._person(person_id)
            if not self.needs_pin():
                return person
            if not person.pin:
                raise Refused("no_pin", name=person.name)
            if seconds := locked_for(person, self._desk.now()):
                raise Refused("locked", name=person.name, seconds=seconds)
            right = self._hasher.verify(person.pin, pin)
            if not right:
                self._desk.record(EntryKind.SIGN_IN_FAILED, {"person": person.id})
        # Refused only after it was recorded: a refusal within takes back what was appended there.
        if not right:
            raise Refused("wrong_pin", name=person.name, left=max(FREE_TRIES - person.failures - 1, 0))
        return person

    def still(self, person: Person) -> None:
        """Refuse what a person agreed to who is not any more what they were when they showed their PIN.

        Raises:
            Refused: `changed_meanwhile`.
        """
        now = self._desk.state.people.get(person.id)
        if now is None or (now.role, now.pin) != (person.role, person.pin):
            raise Refused("changed_meanwhile")

    def _person(self, person_id: str) -> Person:
        self._desk.refresh()
        if person_id not in self._desk.state.people:
            raise Refused("no_such_person")
        return self._desk.state.people[person_id]

    def _hashed(self, pin: str) -> str:
        if not (pin.isascii() and pin.isdigit() and PIN_MIN <= len(pin) <= PIN_MAX):
            raise Refused("pin_digits", minimum=PIN_MIN, maximum=PIN_MAX)
        return self._hasher.hash(pin)


def locked_for(person: Person, now: str) -> int:
    """Return for how many more seconds a person may not try a PIN: 2, 4, 8 ... after the third wrong one and on.

    Args:
        person: with the wrong PINs in a row, and the time of the last, as the journal tells them.
        now: ISO 8601.
    """
    if person.failures < FREE_TRIES:
        return 0
    lock = min(1 << min(person.failures - FREE_TRIES + 1, _DOUBLINGS), LONGEST_LOCK)
    gone = (dt.datetime.fromisoformat(now) - dt.datetime.fromisoformat(person.failed_at)).total_seconds()
    # A clock that was set back would lock for as long as it was set back; no lock is longer than itself.
    return min(max(ceil(lock - gone), 0), lock)
