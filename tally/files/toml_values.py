"""Kinds of values that our TOML files share; a value that is not of its kind is refused with one of our codes."""

import datetime as dt
from enum import StrEnum
from pathlib import PurePosixPath
from typing import Annotated, Literal, LiteralString, NoReturn, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, PlainValidator
from pydantic_core import PydanticCustomError

from tally.domain.names import normalise, plain
from tally.files.marks import HIGHEST_NUMBER
from tally.files.plain_text import LONGEST_LINE, hidden_character

MOST = 10_000_000
"""The largest number of people, ballots or anything else that a file of ours can hold."""

MAX_CANDIDATES = 1_000
"""Names on one ballot, or members of one body: the largest ballot there was had 220, and paper has an end."""

MAX_CONTESTS = 500
"""Contests of a congress, each round for itself; likewise its hand votes, its deductions, its board."""

BORN_FROM, BORN_TO = 1900, 2100

_ID_CHARACTERS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-")


class Table(BaseModel):
    """A table of a TOML file: nothing is converted, an unknown key is refused."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


def _refuse(code: LiteralString, **context: int | str) -> NoReturn:
    """Refuse a value in the way that `toml_file` turns into a finding of that code."""
    raise PydanticCustomError(code, code, context)


def within(minimum: int, maximum: int) -> AfterValidator:
    """Return a check that a number is in a range, both ends included (E919)."""

    def check(number: int) -> int:
        if not minimum <= number <= maximum:
            _refuse("E919", minimum=minimum, maximum=maximum)
        return number

    return AfterValidator(check)


def _line(text: str) -> str:
    if character := hidden_character(text):
        _refuse("E923", character=character)
    if len(text) > LONGEST_LINE:
        _refuse("E988", limit=LONGEST_LINE)
    return normalise(text)


def _filled(text: str) -> str:
    if not text:
        _refuse("E922")
    return text


def _id(text: str) -> str:
    if not _ID_CHARACTERS.issuperset(text):
        _refuse("E921")
    if len(text) > LONGEST_LINE:
        _refuse("E988", limit=LONGEST_LINE)
    return _filled(text)


def _sex(value: object) -> object:
    return plain(value) if isinstance(value, str) else value


def _born(value: object) -> int | dt.date:
    # A bool is an int, and a time of day a date, to Python; not to a slate.
    if type(value) is int and BORN_FROM <= value <= BORN_TO:
        return value
    if type(value) is dt.date and BORN_FROM <= value.year <= BORN_TO:
        return value
    _refuse("E924")


def _beside(path: str) -> str:
    """Refuse a path that could lead out of the folder, on any system."""
    is_inside = not path.startswith("/") and ".." not in PurePosixPath(path).parts
    if not is_inside or hidden_character(path) or any(character in path for character in '\\:*?"<>|'):
        _refuse("E931")
    return _filled(path)


Count = Annotated[int, within(0, MOST)]
Positive = Annotated[int, within(1, MOST)]
Number = Annotated[int, within(1, HIGHEST_NUMBER)]
"""A number that rows of saved ballots repeat."""
Percent = Annotated[int, within(0, 100)]
Line = Annotated[str, AfterValidator(_line)]
"""One line of text in its one spelling; empty when it is not known."""
FilledLine = Annotated[str, AfterValidator(_line), AfterValidator(_filled)]
Id = Annotated[str, AfterValidator(_id)]
Sex = Annotated[Literal["", "nam", "nữ"], BeforeValidator(_sex)]
Born = Annotated[int | dt.date, PlainValidator(_born)]
PathBeside = Annotated[str, AfterValidator(_beside)]
"""A file in the folder of the file that names it, or below; slashes on every system."""

Choice = TypeVar("Choice", bound=StrEnum)
OneOf = Annotated[Choice, Field(strict=False)]
"""One of the words of an enumeration, written as text."""
