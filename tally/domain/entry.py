"""The line on which a ballot is keyed: digits and keypad signs in, marks out; every key answered by a value.

What is typed is read key by key; a number is taken as soon as no longer number of the slate could follow. A key that
makes no sense is refused at once and then holds the line: nothing more is taken until the refused key was taken back.
So a burst of keys, or a typist who looks at the paper, never has a ballot read otherwise than it was keyed.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from tally.domain.ballot import BallotStyle, Mark
from tally.domain.slate import Slate

ENTER = "\n"
ERASE = "\b"
TAKE_BACK = "-"
REPEAT = "/"
MENU = "*"
OTHER_WAY = "+"
SEPARATORS = ".,+ "
"""A keypad of a Vietnamese machine may send a comma; pasted ballots have spaces."""

MOST_REPEATS = 500  # a slip of the finger on a keypad makes thousands
_SIGNS = {MENU: Mark.BOTH, REPEAT: Mark.NEITHER}
_HARMLESS = frozenset({"empty", "nothing_to_separate", "nothing_to_take_back"})
"""Refusals after which the next key cannot be misread, so the line is not held."""


class Way(StrEnum):
    """Which numbers are keyed."""

    AGAINST = "against"
    FOR = "for"


@dataclass(frozen=True, slots=True)
class Typed:
    """The key was taken into the line."""


@dataclass(frozen=True, slots=True)
class RefusedKey:
    """The key was not taken; `reason` and `fields` give its words (`tui.toml`, table `count.refused`)."""

    reason: str
    fields: Mapping[str, int | str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Entered:
    """A ballot is ready to be recorded; the line keeps it until `clear` is called, after the commit."""

    marks: bytes


@dataclass(frozen=True, slots=True)
class RepeatEntered:
    """The ballot before is to be recorded again, so many times; the line keeps it until `clear` is called."""

    times: int


@dataclass(frozen=True, slots=True)
class RepeatAsked:
    """So many repeats are to be agreed to: Enter once more is yes."""

    times: int


@dataclass(frozen=True, slots=True)
class MenuAsked:
    """The rulings are wanted."""


LineEvent = Typed | RefusedKey | Entered | RepeatEntered | RepeatAsked | MenuAsked


@dataclass(frozen=True, slots=True)
class Number:
    """A number taken, with its sign on an agree-disagree ballot: both boxes, or neither."""

    no: int
    sign: Mark | None = None


@dataclass(frozen=True, slots=True)
class _Reading:
    """What the keys up to here mean."""

    other_way: bool = False
    numbers: tuple[Number, ...] = ()
    pending: str = ""
    nobody: bool = False
    separated: bool = False
    repeat: str | None = None

    @property
    def blank(self) -> bool:
        """True when no number was begun and nothing else said."""
        return not (self.numbers or self.pending or self.nobody or self.repeat is not None)


class EntryLine:
    """The ballot being keyed.

    Attributes:
        usual: which numbers are keyed unless the ballot begins with `+`.
        can_repeat: whether there is a ballot before.
        asked: repeats waiting to be agreed to, or 0.
        refused_key: the key that holds the line, empty when nothing does.
        refusal: why it was refused, or None.
        ignored: keys refused since, because the line was held.
    """

    def __init__(self, slate: Slate, style: BallotStyle) -> None:
        self._positions = slate.positions()
        self._style = style
        # Each beginning of a number, with the numbers of the slate that begin so.
        self._begun: dict[str, list[int]] = {}
        for number in self._positions:
            text = str(number)
            for length in range(1, len(text) + 1):
                self._begun.setdefault(text[:length], []).append(number)
        self.usual = Way.AGAINST
        self.can_repeat = False
        self.asked = 0
        self.refused_key = ""
        self.refusal: RefusedKey | None = None
        self.ignored = 0
        self._keys = ""
        self._readings = [_Reading()]

    def clear(self) -> None:
        """Begin the next ballot."""
        self._keys = ""
        self._readings = [_Reading()]
        self.asked = 0
        self.release()

    def hold(self, key: str, reason: str, fields: Mapping[str, int | str] | None = None) -> RefusedKey:
        """Hold the line: nothing more is taken until this key was taken back."""
        refusal = RefusedKey(reason, fields or {})
        self.refused_key, self.refusal = key, refusal
        return refusal

    def release(self) -> None:
        """Take the refused key back."""
        self.refused_key, self.refusal, self.ignored = "", None, 0

    @property
    def typed(self) -> str:
        """The keys taken."""
        return self._keys

    @property
    def blank(self) -> bool:
        """True when Enter would record nothing."""
        return self._now.blank

    @property
    def way(self) -> Way:
        """Which numbers this ballot is keyed by."""
        other = Way.FOR if self.usual is Way.AGAINST else Way.AGAINST
        return other if self._now.other_way else self.usual

    @property
    def numbers(self) -> tuple[Number, ...]:
        """The numbers taken, in the order typed."""
        return self._now.numbers

    @property
    def pending(self) -> str:
        """The digits of a number that may go on."""
        return self._now.pending

    @property
    def nobody(self) -> bool:
        """True after `0`."""
        return self._now.nobody

    @property
    def repeat(self) -> str | None:
        """The count typed after `/`, or None when the line is no repeat."""
        return self._now.repeat

    @property
    def touched(self) -> int | None:
        """The number that the eye looks for on the slate: the one being typed, else the last one taken."""
        if self._now.pending:
            return self._begun[self._now.pending][0]
        return self._now.numbers[-1].no if self._now.numbers else None

    def marks(self) -> bytes:
        """Return the marks that Enter would record, one byte per candidate in ballot order."""
        numbers = self._now.numbers
        if self._now.pending:
            settled = self._settled(self._now)
            numbers = numbers if isinstance(settled, RefusedKey) else settled.numbers
        listed, rest = (Mark.AGAINST, Mark.FOR) if self.way is Way.AGAINST else (Mark.FOR, Mark.AGAINST)
        marks = bytearray([rest]) * len(self._positions)
        for number in numbers:
            marks[self._positions[number.no]] = listed if number.sign is None else number.sign
        return bytes(marks)

    def press(self, key: str) -> LineEvent:
        """Take one key: a digit, a keypad sign, `ENTER` or `ERASE`; anything else is refused."""
        if self.refused_key:
            return self._press_held(key)
        if self.asked:
            return self._press_asked(key)
        match key:
            case "\n":
                event = self._enter()
            case "\b" | "-":
                event = self._back(key)
            case "*" if not self._takes_sign():
                return MenuAsked() if self._now.repeat is None else self.hold(key, "repeat_stands_alone")
            case "+" if self._now == _Reading(other_way=True):
                return self._back(ERASE)
            case _:
                reading = self._next(key)
                if isinstance(reading, _Reading):
                    self._keys += key
                    self._readings.append(reading)
                    return Typed()
                event = reading
        if isinstance(event, RefusedKey) and event.reason not in _HARMLESS:
            self.hold(key, event.reason, event.fields)
        return event

    @property
    def _now(self) -> _Reading:
        return self._readings[-1]

    def _press_held(self, key: str) -> LineEvent:
        if key in (ERASE, TAKE_BACK):
            self.release()
            return Typed()
        self.ignored += 1
        return RefusedKey("held", {"ignored": self.ignored})

    def _press_asked(self, key: str) -> LineEvent:
        if key == ENTER:
            return RepeatEntered(self.asked)
        if key in (ERASE, TAKE_BACK):
            self.asked = 0
            return Typed()
        return self.hold(key, "answer_first", {"times": self.asked})

    def _enter(self) -> LineEvent:
        now = self._now
        if now.blank:
            return RefusedKey("empty")
        if now.repeat is not None:
            times = int(now.repeat or 1)
            if times == 1:
                return RepeatEntered(1)
            self.asked = times
            return RepeatAsked(times)
        if now.pending:
            settled = self._settled(now)
            if isinstance(settled, RefusedKey):
                return settled
        return Entered(self.marks())

    def _back(self, key: str) -> LineEvent:
        """Erase the last key; or take back everything since before the last number."""
        if not self._keys:
            return RefusedKey("nothing_to_take_back")
        begun = self._numbers_begun()
        self._erase()
        while key == TAKE_BACK and begun and self._numbers_begun() == begun:
            self._erase()
        return Typed()

    def _numbers_begun(self) -> int:
        return len(self._now.numbers) + bool(self._now.pending)

    def _erase(self) -> None:
        self._keys = self._keys[:-1]
        self._readings.pop()

    def _next(self, key: str) -> _Reading | RefusedKey:
        """Return what the line means with one key more, or why the key makes no sense there."""
        now = self._now
        if now.repeat is not None:
            return self._next_of_count(now, now.repeat, key)
        if len(key) == 1 and key in "0123456789":
            return self._next_digit(now, key)
        if key in _SIGNS and self._takes_sign():
            return self._signed(now, _SIGNS[key])
        if key == REPEAT:
            return self._next_repeat(now)
        if len(key) == 1 and key in SEPARATORS:
            return self._next_separator(now, key)
        return RefusedKey("not_a_key", {"key": key})

    def _next_separator(self, now: _Reading, key: str) -> _Reading | RefusedKey:
        if key == OTHER_WAY and not self._keys:
            return replace(now, other_way=True)
        return RefusedKey("nothing_to_separate") if now.blank else self._settled(now)

    def _signed(self, now: _Reading, sign: Mark) -> _Reading | RefusedKey:
        settled = self._settled(now)
        if isinstance(settled, RefusedKey):
            return settled
        return replace(settled, numbers=(*settled.numbers[:-1], replace(settled.numbers[-1], sign=sign)))

    def _next_digit(self, now: _Reading, digit: str) -> _Reading | RefusedKey:
        if now.nobody or (digit == "0" and not now.pending and now.numbers):
            return RefusedKey("nobody_stands_alone")
        if digit == "0" and not now.pending:
            return replace(now, nobody=True)
        text = now.pending + digit
        possible = self._begun.get(text)
        if possible is None:
            return RefusedKey("not_on_slate", {"number": text})
        taken = {number.no for number in now.numbers}
        if taken.issuperset(possible):
            return RefusedKey("twice", {"number": text})
        now = replace(now, pending=text, separated=False)
        if possible == [int(text)]:
            return replace(now, numbers=(*now.numbers, Number(int(text))), pending="")
        return now

    def _next_repeat(self, now: _Reading) -> _Reading | RefusedKey:
        if not now.blank or now.other_way:
            return RefusedKey("repeat_stands_alone")
        return replace(now, repeat="") if self.can_repeat else RefusedKey("nothing_to_repeat")

    def _next_of_count(self, now: _Reading, count: str, key: str) -> _Reading | RefusedKey:
        if len(key) != 1 or key not in "0123456789" or not int(count + key):
            return RefusedKey("repeat_stands_alone")
        if int(count + key) > MOST_REPEATS:
            return RefusedKey("too_many_repeats", {"most": MOST_REPEATS})
        return replace(now, repeat=count + key)

    def _settled(self, now: _Reading) -> _Reading | RefusedKey:
        """Take the number being typed as it is."""
        if not now.pending:
            return replace(now, separated=True)
        number = int(now.pending)
        if number not in self._positions:
            return RefusedKey("not_on_slate", {"number": now.pending})
        if any(taken.no == number for taken in now.numbers):
            return RefusedKey("twice", {"number": now.pending})
        return replace(now, numbers=(*now.numbers, Number(number)), pending="", separated=True)

    def _takes_sign(self) -> bool:
        """Tell whether `*` and `/` belong to the number just typed: both boxes, neither box."""
        now = self._now
        if self._style is not BallotStyle.AGREE_DISAGREE or now.separated:
            return False
        return bool(now.pending or now.numbers)
