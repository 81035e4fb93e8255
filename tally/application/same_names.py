"""The names of a slate as everybody reads them: those who share a name are told apart, on paper and on screen alike."""

from datetime import date

from tally.domain.names import normalise
from tally.domain.slate import Candidate, Slate
from tally.locales import Words

_FIRST_PLAIN_DAY = 10
_FIRST_PLAIN_MONTH = 3


def told_apart(slate: Slate, words: Words) -> dict[int, str]:
    """Return the name of each candidate by number; those who share a name with the year of birth, or position."""
    names = {candidate.no: normalise(candidate.name) for candidate in slate}
    for group in slate.same_names():
        years = [one.born.year if isinstance(one.born, date) else one.born for one in group]
        for candidate, year in zip(group, years, strict=True):
            names[candidate.no] = _with_birth(candidate, year, words, shared=years.count(year) > 1)
    return names


def day_and_month(day: date) -> tuple[str, str]:
    """Write them as official papers do: a nought before days under 10 and before months 1 and 2."""
    return (
        f"{day.day:02d}" if day.day < _FIRST_PLAIN_DAY else str(day.day),
        f"{day.month:02d}" if day.month < _FIRST_PLAIN_MONTH else str(day.month),
    )


def _with_birth(candidate: Candidate, year: int | None, words: Words, *, shared: bool) -> str:
    """Put the year beside a name; the whole date where the year is shared too; the position where neither is known."""
    name = normalise(candidate.name)
    if year is None:
        position = candidate.position
        return words("papers.names.same_name_position", name=name, position=position) if position else name
    born = str(year)
    if shared and isinstance(candidate.born, date):
        born = "-".join((*day_and_month(candidate.born), born))
    return words("papers.names.same_name_born", name=name, born=born)
