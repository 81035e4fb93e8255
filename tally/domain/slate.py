"""The slate: the candidates as printed on the ballot (QĐ 190-QĐ/TW art. 15; QĐ 244-QĐ/TW art. 17)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from tally.domain.names import SortKey, sort_key, without_alias


@dataclass(frozen=True, slots=True)
class Candidate:
    """A person on the slate; everything but number and name may be unknown (None or empty).

    Attributes:
        no: the number printed on the ballot.
        born: a year, or the whole date.
        sex: `nam` or `nữ`.
    """

    no: int
    name: str
    born: int | date | None = None
    sex: str = ""
    ethnicity: str = ""
    first_term: bool | None = None
    position: str = ""

    def born_between(self) -> tuple[date, date] | None:
        """Return the first and the last day on which the candidate may have been born, or None when unknown."""
        if isinstance(self.born, int):
            return date(self.born, 1, 1), date(self.born, 12, 31)
        return (self.born, self.born) if self.born else None

    def is_older_than(self, other: "Candidate") -> bool:
        """Tell whether the candidate was born earlier beyond doubt: no answer is guessed from a year alone."""
        mine, theirs = self.born_between(), other.born_between()
        return mine is not None and theirs is not None and mine[1] < theirs[0]


@dataclass(frozen=True, slots=True)
class Slate:
    """The candidates in the order of the ballot, that is, of their numbers."""

    candidates: tuple[Candidate, ...]

    def __post_init__(self) -> None:
        """Put the candidates in ballot order.

        Raises:
            ValueError: two candidates share a number; a reader reports that before it makes a slate.
        """
        numbers = [candidate.no for candidate in self.candidates]
        if len(set(numbers)) != len(numbers):
            message = f"two candidates share a number: {sorted(numbers)}"
            raise ValueError(message)
        object.__setattr__(self, "candidates", tuple(sorted(self.candidates, key=lambda candidate: candidate.no)))

    def __len__(self) -> int:
        return len(self.candidates)

    def __iter__(self) -> Iterator[Candidate]:
        return iter(self.candidates)

    def positions(self) -> dict[int, int]:
        """Map each number on the ballot to its place on the ballot, counted from 0."""
        return {candidate.no: place for place, candidate in enumerate(self.candidates)}

    def changed_lines(self, after: "Slate") -> list[tuple[int, str, str]]:
        """Return the numbers under which another slate of the same numbers has something else, and both names."""
        pairs = zip(self.candidates, after.candidates, strict=False)
        return [(one.no, one.name, other.name) for one, other in pairs if one != other]

    def out_of_name_order(self) -> tuple[tuple[Candidate, Candidate], ...]:
        """Return neighbours on the ballot that stand against the order of given names, their aliases apart."""
        return tuple(
            (before, after)
            for before, after in pairwise(self.candidates)
            if sort_key(without_alias(before.name)) > sort_key(without_alias(after.name))
        )

    def same_names(self) -> tuple[tuple[Candidate, ...], ...]:
        """Return the groups of candidates who share one name, however it is spelled."""
        by_name: dict[SortKey, list[Candidate]] = {}
        for candidate in self.candidates:
            by_name.setdefault(sort_key(candidate.name), []).append(candidate)
        return tuple(tuple(group) for group in by_name.values() if len(group) > 1)
