"""A question on the counting screen, answered by keys in their order; no Textual in it."""

from collections.abc import Callable
from enum import Enum, StrEnum, auto

from tally.domain.entry import ENTER, ERASE, TAKE_BACK
from tally.domain.names import normalise
from tally.tui.letters import composed, without_last

ESCAPE = "escape"
MOST_DIGITS = 4
MOST_TEXT = 200  # characters of a reason
_DIGITS = frozenset("0123456789")


class PromptKind(StrEnum):
    """What answers it: one digit; a number and Enter; a digit or words and Enter; Enter alone."""

    MENU = "menu"
    NUMBER = "number"
    TEXT = "text"
    YES = "yes"


class Answer(Enum):
    """What a key did to a question."""

    TYPED = auto()
    REFUSED = auto()
    LEFT = auto()
    GIVEN = auto()


class Prompt:
    """One question.

    Attributes:
        label: what is asked, two or three words beside what is typed.
        choices: by digit, from 1.
        zero: what the digit 0 means in a menu, empty for nothing.
        hint: what to do.
        typed: so far.
        given: the answer, once there is one.
        held: the key that was refused and holds the question, empty when nothing does.
        ignored: keys refused since.
    """

    def __init__(  # noqa: PLR0913 - the parts of a question
        self,
        kind: PromptKind,
        label: str,
        then: Callable[[str], None],
        choices: tuple[str, ...] = (),
        *,
        zero: str = "",
        default: str = "",
        hint: str = "",
    ) -> None:
        """Ask.

        Args:
            kind: what answers it.
            label: what is asked.
            then: what to do with the answer.
            choices: by digit, from 1.
            zero: what the digit 0 means in a menu.
            default: the answer of Enter alone.
            hint: what to do.
        """
        self.kind = kind
        self.label = label
        self.then = then
        self.choices = choices
        self.zero = zero
        self.hint = hint
        self.typed = ""
        self.given = ""
        self.held = ""
        self.ignored = 0
        self._default = default

    def hold(self, key: str) -> None:
        """Take nothing more until this key was taken back."""
        self.held, self.ignored = key, 0

    def press(self, key: str) -> Answer:
        """Take one key."""
        if key == ESCAPE:
            return Answer.LEFT
        back = key == ERASE or (key == TAKE_BACK and self.kind is not PromptKind.TEXT)
        if self.held:
            if back or key == TAKE_BACK:
                self.hold("")
                return Answer.TYPED
            self.ignored += 1
            return Answer.REFUSED
        if back:
            left = not self.typed
            self.typed = without_last(self.typed)
            return Answer.LEFT if left else Answer.TYPED
        answer = self._enter() if key == ENTER else self._type(key)
        if answer is Answer.REFUSED and key != ENTER:
            self.hold(key)
        return answer

    def _enter(self) -> Answer:
        text = self.typed or self._default
        if self.kind is PromptKind.TEXT:
            text = normalise(text)
            if text.isdecimal():
                known = len(text) == 1 and 1 <= int(text) <= len(self.choices)
                text = self.choices[int(text) - 1] if known else ""
        if self.kind is PromptKind.MENU or (self.kind is not PromptKind.YES and not text):
            return Answer.REFUSED
        self.given = text
        return Answer.GIVEN

    def _type(self, key: str) -> Answer:
        digit = key in _DIGITS
        match self.kind:
            case PromptKind.MENU if digit and int(key) <= len(self.choices) and (key != "0" or self.zero):
                self.given = key
                return Answer.GIVEN
            case PromptKind.NUMBER if digit and len(self.typed) < MOST_DIGITS:
                self.typed += key
                return Answer.TYPED
            case PromptKind.TEXT if len(key) == 1 and key.isprintable() and len(self.typed) < MOST_TEXT:
                self.typed = composed(self.typed + key)
                return Answer.TYPED
        return Answer.REFUSED
