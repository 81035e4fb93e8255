"""When a machine's clock cannot be right beside a journal: why the board is asked about it."""

import datetime as dt
from enum import StrEnum

from tally.domain.desk import DeskState

TOLERANCE = 60
"""Seconds that clocks of several stations may differ."""

LONG_PAUSE = 12 * 60 * 60
"""Seconds between two acts of one count that are longer than any pause."""

VIETNAM = dt.timezone(dt.timedelta(hours=7))

_SET_UP_BEFORE = dt.timedelta(days=60)
_COUNTED_BEFORE = dt.timedelta(days=1)
_COUNTED_AFTER = dt.timedelta(days=7)


class Jump(StrEnum):
    """Why a clock cannot be right; each has its words in `tui.clock`."""

    BEHIND = "behind"
    PAUSE = "pause"
    BEFORE_THE_DAY = "before-the-day"
    AFTER_THE_DAY = "after-the-day"


def jump_of(state: DeskState, now: str, last: str, day: dt.date | None) -> Jump | None:
    """Return why a clock cannot be right, as far as nobody was asked about it yet; None: it may be right.

    Args:
        state: everything that the congress's chain says.
        now: what the machine shows, ISO 8601.
        last: of which time the last entry of all chains is, ISO 8601.
        day: of the congress; None: not declared.

    Raises:
        ValueError, TypeError, OverflowError: a text is no time of ours.
    """
    if state.practice:
        return None
    noted = state.clock_noted
    if seconds(now, last) > TOLERANCE:
        # Entries are dated as the last one until the clock has caught up: one answer is enough for all of them.
        return None if noted is not None and noted.last == last and noted.machine <= now else Jump.BEHIND
    if state.begun and state.begun == len(state.sealed):
        return None
    if state.begun and seconds(last, now) > LONG_PAUSE:
        return Jump.PAUSE
    return _off_the_day(state, now, day) if day is not None and noted is None else None


def _off_the_day(state: DeskState, now: str, day: dt.date) -> Jump | None:
    if day_of(now) < day - (_COUNTED_BEFORE if state.begun else _SET_UP_BEFORE):
        return Jump.BEFORE_THE_DAY
    # A congress of long ago may be declared and counted for a record: its file is as late as the clock.
    over = day + _COUNTED_AFTER
    return Jump.AFTER_THE_DAY if day_of(now) > over and day_of(state.began) <= over else None


def moment(text: str) -> dt.datetime:
    """Return a time of the journal. Raises as `jump_of`."""
    return dt.datetime.fromisoformat(text)


def day_of(text: str) -> dt.date:
    """Return the day that Vietnam's calendars showed. Raises as `jump_of`."""
    return moment(text).astimezone(VIETNAM).date()


def seconds(earlier: str, later: str) -> int:
    """Return the seconds from one time of the journal to another. Raises as `jump_of`."""
    return round((moment(later) - moment(earlier)).total_seconds())
