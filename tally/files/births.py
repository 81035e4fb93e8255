"""A date or a year of birth as people type it in Excel."""

import re
from datetime import date, datetime

from tally.domain.names import normalise
from tally.files.toml_values import BORN_FROM, BORN_TO
from tally.files.values import MonthShown, Value

_DAY_FIRST = re.compile(r"(?P<day>\d{1,2})[/.\-](?P<month>\d{1,2})[/.\-](?P<year>\d{4})", re.ASCII)
_YEAR_FIRST = re.compile(r"(?P<year>\d{4})[/.\-](?P<month>\d{1,2})[/.\-](?P<day>\d{1,2})", re.ASCII)
_MONTH = re.compile(r"(?P<month>\d{1,2})[/.\-](?P<year>\d{4})", re.ASCII)
_YEAR = re.compile(r"(?P<year>\d{4})", re.ASCII)
_SHORT_YEAR = re.compile(r"(\d{1,2}[/.\-])?(\d{1,2}[/.\-])?\d{1,2}", re.ASCII)

EARLIEST_DATE = 1910
"""A year typed into a cell formatted as a date (1975) becomes a day of 1905; nobody on a slate is born then."""

UNUSABLE = "E972"
SHORT_YEAR = "E973"


def birth_of(value: Value) -> int | date | str:
    """Return a year, a whole date, or the code of what is wrong: `UNUSABLE`, or `SHORT_YEAR` for one of two digits.

    Args:
        value: what the cell holds. Text is read day first, as it is written in Vietnam; of a month and a year
            (`03/1975`) the year is kept, and so it is of a date whose cell shows no day.
    """
    if isinstance(value, datetime):
        if not EARLIEST_DATE <= value.year <= BORN_TO:
            return UNUSABLE
        return value.year if isinstance(value, MonthShown) else value.date()
    if isinstance(value, (int, str)) and not isinstance(value, bool):
        return _from_text(normalise(str(value)).replace(" ", ""))
    return UNUSABLE


def _from_text(text: str) -> int | date | str:
    if _SHORT_YEAR.fullmatch(text):
        return SHORT_YEAR
    patterns = (_DAY_FIRST, _YEAR_FIRST, _MONTH, _YEAR)
    match = next((found for pattern in patterns if (found := pattern.fullmatch(text))), None)
    if match is None:
        return UNUSABLE
    parts = {name: int(digits) for name, digits in match.groupdict().items()}
    try:
        whole = date(parts["year"], parts.get("month", 1), parts.get("day", 1))
    except ValueError:
        return UNUSABLE
    if not BORN_FROM <= whole.year <= BORN_TO:
        return UNUSABLE
    return whole if "day" in parts else whole.year
