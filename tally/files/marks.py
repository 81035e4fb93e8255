"""One saved ballot as text: its marks and the board's ruling, the same in CSV and in Excel.

Nothing is guessed or dropped: a token that is not exactly a mark of this ballot is refused, and the message repeats it.
"""

from collections.abc import Mapping
from typing import NamedTuple

from tally.application.notation import BARE_RULINGS, WORDED_RULINGS
from tally.domain.ballot import Ballot, BallotStyle, Mark, Ruling
from tally.domain.names import normalise
from tally.domain.rules import MACHINE_REASONS, InvalidReason
from tally.domain.slate import Slate
from tally.files.findings import shown
from tally.files.plain_text import LONGEST_LINE, hidden_character

HIGHEST_NUMBER = 9_999_999
"""The highest number of a batch or a ballot."""

Ballots = dict[tuple[str, int], tuple[Ballot, ...]]
"""The ballots of each contest and round, in the order they were read."""

_SIGNS = {"+": Mark.FOR, "-": Mark.AGAINST, "*": Mark.BOTH}
_EXAMPLES = {BallotStyle.CROSS_OUT: "4 9", BallotStyle.AGREE_DISAGREE: "4+ 5- 6*"}
_LONGEST_NUMBER = 8  # digits; no candidate's number is longer

_ALLOWED_RULINGS = ", ".join([*BARE_RULINGS, *(f"{word}:…" for word in WORDED_RULINGS)])


class Problem(NamedTuple):
    """What is wrong with one field: a code of `FILE_CODES` and the fields of its message."""

    code: str
    fields: Mapping[str, int | str]


class MarksParser:
    """Reads the marks of the ballots of one contest."""

    def __init__(self, style: BallotStyle, slate: Slate) -> None:
        self._style = style
        self._places = slate.positions()
        # A name not mentioned is left standing on a cross-out ballot; without a mark it has neither box marked.
        self._unnamed = Mark.FOR if style is BallotStyle.CROSS_OUT else Mark.NEITHER
        self._blank = bytes([self._unnamed]) * len(slate)
        self._known: dict[str, tuple[int, Mark]] = {}
        for number, place in self._places.items():
            if style is BallotStyle.CROSS_OUT:
                self._known[str(number)] = (place, Mark.AGAINST)
            else:
                self._known |= {f"{number}{sign}": (place, mark) for sign, mark in _SIGNS.items()}

    def __len__(self) -> int:
        """Return how many candidates a ballot has."""
        return len(self._blank)

    def parse(self, text: str) -> bytes | tuple[Problem, ...]:
        """Return one `Mark` byte per candidate in ballot order, or every problem of the text.

        Args:
            text: tokens separated by spaces; `4 9` struck out, or `4+ 5- 6*`.
        """
        tokens = text.split()
        marks = bytearray(self._blank)
        known = self._known
        try:
            for token in tokens:
                place, mark = known[token]
                marks[place] = mark
        except KeyError:
            return self._explain(tokens)
        if len(marks) - marks.count(self._unnamed) != len(tokens):
            return self._explain(tokens)
        return bytes(marks)

    def _explain(self, tokens: list[str]) -> bytes | tuple[Problem, ...]:
        """Look at each token closely; `04` turns out to be 4 after all."""
        marks = bytearray(self._blank)
        problems: list[Problem] = []
        first: dict[int, str] = {}
        for token in tokens:
            read = self._read(token)
            if isinstance(read, Problem):
                problems.append(read)
                continue
            place, mark = read
            if place not in first:
                first[place] = token
                marks[place] = mark
            elif marks[place] == mark:
                problems.append(Problem("E945", {"value": shown(token)}))
            else:
                problems.append(Problem("E946", {"value": shown(f"{first[place]} {token}")}))
        return tuple(problems) or bytes(marks)

    def _read(self, token: str) -> tuple[int, Mark] | Problem:
        sign = _SIGNS.get(token[-1])
        digits = token[:-1] if sign is not None else token
        if not (digits.isascii() and digits.isdigit()):
            return Problem("E943", {"value": shown(token)})
        if (sign is None) != (self._style is BallotStyle.CROSS_OUT):
            return Problem(
                "E947", {"value": shown(token), "ballot_style": self._style.value, "example": _EXAMPLES[self._style]}
            )
        significant = digits.lstrip("0") or "0"
        place = self._places.get(int(significant)) if len(significant) <= _LONGEST_NUMBER else None
        if place is None:
            return Problem("E944", {"value": shown(digits), "candidates": len(self._blank)})
        return place, Mark.AGAINST if sign is None else sign


def parse_marks(text: str, style: BallotStyle, slate: Slate) -> bytes | tuple[Problem, ...]:
    """Return the marks of one ballot, or every problem of its text; for many ballots keep a `MarksParser`."""
    return MarksParser(style, slate).parse(text)


def format_marks(marks: bytes, style: BallotStyle, slate: Slate) -> str:
    """Write marks as `parse_marks` reads them.

    Raises:
        ValueError: the marks are not those of a ballot of this style and slate.
    """
    written = {Mark.AGAINST: ""} if style is BallotStyle.CROSS_OUT else {mark: sign for sign, mark in _SIGNS.items()}
    unnamed = Mark.FOR if style is BallotStyle.CROSS_OUT else Mark.NEITHER
    tokens = []
    for candidate, mark in zip(slate, marks, strict=True):
        if mark == unnamed:
            continue
        if mark not in written:
            message = f"no ballot of the style {style} has the mark {mark}"
            raise ValueError(message)
        tokens.append(f"{candidate.no}{written[Mark(mark)]}")
    return " ".join(tokens)


def parse_ruling(text: str) -> Ruling | Problem | None:
    """Return the board's ruling, None where there is none, or what is wrong with the text."""
    spelling = normalise(text)
    if not spelling:
        return None
    if problem := _problem_of_line(text):
        return problem
    if spelling in BARE_RULINGS:
        return Ruling(InvalidReason(spelling))
    word, colon, words = spelling.partition(":")
    # What the machine finds by itself is no ruling until it says who of the board agrees.
    if word not in WORDED_RULINGS or (word in MACHINE_REASONS and not colon):
        return Problem("E948", {"value": shown(text), "allowed": _ALLOWED_RULINGS})
    if not (colon and words.strip()):
        return Problem("E949", {"value": shown(text)})
    return Ruling(WORDED_RULINGS[word], words.strip())


def _problem_of_line(text: str) -> Problem | None:
    named: dict[str, int | str] = {"key": "ruling", "value": shown(text)}
    if character := hidden_character(text):
        return Problem("E923", named | {"character": character})
    return Problem("E988", named | {"limit": LONGEST_LINE}) if len(text) > LONGEST_LINE else None


def parse_number(text: str) -> int | None:
    """Return the number of a batch or a ballot, 1 to `HIGHEST_NUMBER` in plain digits, or None when it is not one."""
    digits = text.strip()
    if not (digits.isascii() and digits.isdigit()) or len(digits) > _LONGEST_NUMBER:
        return None
    number = int(digits)
    return number if 1 <= number <= HIGHEST_NUMBER else None
