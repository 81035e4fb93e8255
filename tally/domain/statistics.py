"""The figures of many elections put together: ages, women, ethnic minority, first term, surplus; no one is guessed.

What a slate does not say of a person is unknown: counted as such, and part of nothing else. Percent are in hundredths
by `counting.hundredths`, so that a roll-up and a result cannot round in two ways.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache
from typing import cast

from tally.domain.counting import hundredths
from tally.domain.names import plain
from tally.domain.peoples import is_of_minority
from tally.domain.slate import Candidate

WOMAN, MAN = "nữ", "nam"


class Band(StrEnum):
    """Bands of age, in whole years."""

    TO_30 = "to-30"
    TO_40 = "31-40"
    TO_50 = "41-50"
    TO_60 = "51-60"
    OVER_60 = "over-60"


_OLDEST_OF_BAND = ((30, Band.TO_30), (40, Band.TO_40), (50, Band.TO_50), (60, Band.TO_60))


def age_on(born: int | date | None, day: date | None) -> int | None:
    """Return the age on a day in whole years, or None when it cannot be told.

    Of a person whose year of birth alone is known it is the age reached in the year of that day, as the Party's own
    reports have it (born 1947: 72 in 2019).
    """
    if born is None or day is None:
        return None
    if isinstance(born, date):
        age = day.year - born.year - ((day.month, day.day) < (born.month, born.day))
    else:
        age = day.year - born
    return age if age >= 0 else None


def band_of(age: int) -> Band:
    """Return the band of an age."""
    return next((band for oldest, band in _OLDEST_OF_BAND if age <= oldest), Band.OVER_60)


@lru_cache(maxsize=256)
def is_woman(sex: str) -> bool | None:
    """Tell whether the person is a woman; None: unknown."""
    return {WOMAN: True, MAN: False}.get(plain(sex))


def median(values: Iterable[Fraction]) -> Fraction | None:
    """Return the middle value, or what lies half way between the two in the middle; None of none."""
    ordered = sorted(values)
    if not ordered:
        return None
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2


@dataclass(frozen=True, slots=True)
class PersonFigures:
    """What one elected person adds to the figures; None: unknown."""

    first_term: bool | None
    woman: bool | None
    minority: bool | None
    age: int | None

    @classmethod
    def of(cls, candidate: Candidate, day: date | None) -> "PersonFigures":
        """Return the figures of a candidate elected on a day."""
        return cls(
            candidate.first_term,
            is_woman(candidate.sex),
            is_of_minority(candidate.ethnicity),
            age_on(candidate.born, day),
        )


@dataclass(frozen=True, slots=True)
class Share:
    """How many of the elected are something, and of how many it is not known."""

    count: int
    unknown: int


@dataclass(frozen=True, slots=True)
class Ages:
    """The ages of the elected.

    Attributes:
        total: all known ages together, in years.
        known: of how many the age is known.
        unknown: of how many it is not.
        bands: how many by band, every band.
    """

    total: int
    known: int
    unknown: int
    youngest: int | None
    oldest: int | None
    bands: tuple[tuple[Band, int], ...]

    @property
    def mean_tenths(self) -> int | None:
        """The mean of the known ages in tenths of a year, halves up; None when none is known."""
        return (20 * self.total + self.known) // (2 * self.known) if self.known else None


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of some elections together.

    Attributes:
        contests: bodies elected, each with all its rounds.
        seats: to be filled.
        elected: people.
        under_filled: bodies with a seat open, for whatever reason.
        surpluses: of each body, candidates beyond the seats over the seats.
        lowest: of the elected, the fewest votes in hundredths of a percent of the base; None where nobody is.
        highest: of the elected, the most.
        alternates: alternates taken from those over half who got no seat.
    """

    contests: int
    seats: int
    elected: int
    under_filled: int
    first_term: Share
    women: Share
    minority: Share
    ages: Ages
    surpluses: Sequence[Fraction]
    lowest: int | None
    highest: int | None
    alternates: int = 0

    def percent(self, share: Share) -> int | None:
        """Return a share of the elected in hundredths of a percent; None where it is known of nobody."""
        return hundredths(share.count, self.elected) if share.unknown < self.elected else None

    def surplus(self) -> tuple[int, int, int] | None:
        """Return smallest, median and largest surplus in hundredths of a percent of the seats; None of no body."""
        middle = median(self.surpluses)
        if middle is None:
            return None
        return _percent(min(self.surpluses)), _percent(middle), _percent(max(self.surpluses))


def _percent(part: Fraction) -> int:
    """Return a part of one in hundredths of a percent, halves up."""
    return cast("int", hundredths(part.numerator, part.denominator))
