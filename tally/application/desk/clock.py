"""The machine's clock against the journal: when it cannot be right, what is noted of it, what a seal says of it.

Entries never go back in time: made while the clock runs behind the last one, an entry is dated as that one is, ahead of
the machine. So one entry made while a clock was two days ahead dates all that follow two days ahead.
"""

import datetime as dt
import time
from collections.abc import Callable
from dataclasses import dataclass

from tally.application.desk.desk import Desk, Refused
from tally.domain.clock import TOLERANCE, VIETNAM, Jump, day_of, jump_of, moment, seconds
from tally.domain.journal import EntryKind

_NO_TIME = (ValueError, TypeError, OverflowError)
"""What a text raises that is no time of ours: in a file that somebody made by hand, or before the first entry."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """A clock that the board is asked about.

    Attributes:
        machine: what the machine's clock shows, ISO 8601.
        last: of which time the last entry is, ISO 8601.
        day: of the congress, as declared; None: not declared.
    """

    jump: Jump
    machine: str
    last: str
    day: dt.date | None


class Clock:
    """The clock of this machine, as the desk sees it."""

    def __init__(self, desk: Desk, ticks: Callable[[], float] = time.monotonic) -> None:
        """Begin to watch.

        Args:
            desk: whose clock it is.
            ticks: seconds since some moment, never set back nor on.
        """
        self._desk = desk
        self._ticks = ticks
        self._seen = (moment(desk.now()), ticks())

    def doubt(self) -> Doubt | None:
        """Return why the clock cannot be right, as far as nobody was asked about it yet; None: it may be right."""
        desk, now, last = self._desk, self._desk.now(), max(self._desk.latest, self._desk.state.time)
        day = self._congress_day()
        try:
            jump = jump_of(desk.state, now, last, day)
        except _NO_TIME:
            return None
        return None if jump is None else Doubt(jump, now, last, day)

    def note(self, doubt: Doubt, *, machine_right: bool) -> None:
        """Record what the board answered; nothing where another station's answer, or a seal, left nothing to ask.

        Args:
            doubt: what it was asked.
            machine_right: the machine's clock is right, whatever the file says; else it is wrong and cannot be set.

        Raises:
            OSError: the machine failed.
        """
        right = "machine" if machine_right else "journal"
        details = {"machine": doubt.machine, "last": doubt.last, "right": right}
        with self._desk.deciding():
            if jump_of(self._desk.state, doubt.machine, doubt.last, self._congress_day()) is not None:
                self._desk.record(EntryKind.CLOCK_NOTED, details)

    def _congress_day(self) -> dt.date | None:
        return self._desk.congress.date if self._desk.state.declaration else None

    def today(self) -> dt.date:
        """Return the day that Vietnam's calendars show, as this machine's clock has it."""
        return day_of(self._desk.now())

    def other_day(self) -> dt.date | None:
        """Return the declared day of the congress where that is not today; None where it is, or nobody knows it."""
        day = self._desk.congress.date
        return None if day == self.today() or self._desk.state.practice else day

    def behind(self) -> int:
        """Return by how many seconds the machine's clock is behind the last entry; 0 within the tolerance."""
        return behind(self._desk)

    def moved(self) -> int:
        """Return by how many seconds the clock was set on (or back: negative) since this was asked last.

        A computer that slept may look as if it had been set on.
        """
        now, ticks = moment(self._desk.now()), self._ticks()
        (then, before), self._seen = self._seen, (now, ticks)
        moved = (now - then).total_seconds() - (ticks - before)
        return round(moved) if abs(moved) > TOLERANCE else 0


def behind(desk: Desk) -> int:
    """Return by how many seconds the machine's clock is behind the last entry; 0 within the tolerance."""
    try:
        late = seconds(desk.now(), desk.state.time)
    except _NO_TIME:
        return 0
    return late if late > TOLERANCE else 0


def own_time(desk: Desk, *, agreed: bool = True) -> dict[str, object]:
    """Return what an entry says of the machine's own clock where that is behind the journal; else nothing.

    Within the transaction of the act.

    Args:
        desk: where the entry is made.
        agreed: those who make it know that the clock is behind.

    Raises:
        Refused: `clock_behind` where it is, and nobody agreed.
    """
    if not behind(desk):
        return {}
    if not agreed:
        raise Refused("clock_behind", machine=moment_text(desk.now()), last=moment_text(desk.state.time))
    return {"machine_time": desk.now()}


def moment_text(time_: str) -> str:
    """Write a time of the journal as Vietnam's clocks showed it: 08:15:30 10-06-2025; ? where it is none."""
    try:
        return f"{moment(time_).astimezone(VIETNAM):%H:%M:%S %d-%m-%Y}"
    except _NO_TIME:
        return "?"
