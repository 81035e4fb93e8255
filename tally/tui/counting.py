"""What each key does at the counting screen: the line, the rulings, correcting, closing; no Textual in it.

Everything happens in the order of the keys and before `press` returns, so a burst of keys is read as it was typed. A
ballot is recorded first and its line cleared after; when the machine fails, nothing is cleared.
"""

from collections.abc import Callable
from enum import Enum, auto
from typing import TYPE_CHECKING, ClassVar

from tally.application.desk.desk import Refused
from tally.domain.ballot import Ruling
from tally.domain.entry import (
    ENTER,
    ERASE,
    TAKE_BACK,
    Entered,
    EntryLine,
    LineEvent,
    MenuAsked,
    RefusedKey,
    RepeatAsked,
    RepeatEntered,
    Way,
)
from tally.domain.passes import Keying
from tally.domain.rules import InvalidReason
from tally.locales import Words
from tally.tui.asking import FAILURES, Failure, failure_text
from tally.tui.prompts import Answer, Prompt, PromptKind

if TYPE_CHECKING:
    from tally.application.desk.keyer import Keyer

RULINGS: tuple[InvalidReason | None, ...] = (
    InvalidReason.NOT_ISSUED,
    InvalidReason.OUTSIDE_LIST,
    InvalidReason.MARKED,
    InvalidReason.OTHER,
    None,
)
"""By their digits in the menu, from 1; None: the board holds the ballot valid."""

_OF_MANY = frozenset({"f4", "f7", "f8"})  # correct, withdraw, close: only where there are other ballots
PHRASES = 3  # in each short list of reasons: words `tui.count.reasons.LIST.1` to `.3`


class Outcome(Enum):
    """What a key came to, for the widget around."""

    DONE = auto()
    REFUSED = auto()  # the bell rings
    LEAVE = auto()
    CLOSED = auto()


class Counting:
    """One person keying one pass.

    `OTHERS` are what the menu offers beside rulings, by the names of their commands; `ONE_PAPER`: there is one ballot.

    Attributes:
        keyer: the pass.
        line: the ballot being keyed.
        ruling: the board's, for the ballot being keyed.
        correcting: the number in the journal of the ballot being keyed again, or None.
        prompt: the question that is open, or None.
        message: what is said under the line; empty when there is nothing to say.
        wrong: whether the message is about something refused or failed.
        progress: how far keying has come, as of the last ballot.
    """

    OTHERS: ClassVar[tuple[str, ...]] = ("correct", "withdraw", "close_pass", "usual_way")
    ONE_PAPER: ClassVar[bool] = False

    def __init__(self, keyer: "Keyer", words: Words, size: int | None = None) -> None:
        """Begin, or go on after the last ballot.

        Args:
            keyer: the pass.
            words: the language.
            size: ballots in the paper stack when they were counted by hand.
        """
        self.keyer = keyer
        self.words = words
        self.size = size
        self.line = EntryLine(keyer.contest.slate, keyer.contest.style)
        self.line.can_repeat = bool(keyer.contents.ballots)
        self.ruling: Ruling | None = None
        self.correcting: int | None = None
        self.prompt: Prompt | None = None
        self.message = ""
        self.wrong = False
        self.progress = keyer.progress()
        self._beyond = False
        self._outcome = Outcome.DONE

    @property
    def ballot(self) -> int:
        """The number of the paper being keyed: where it lies in the stack, whatever was withdrawn before it."""
        if self.correcting is None:
            return self.keyer.next_place
        return self.keyer.contents.place_of(self.correcting)

    @property
    def enough(self) -> bool:
        """True when as many ballots were keyed as there are papers, and nobody said that there is one more."""
        return self._surplus(1) and not self._beyond

    @property
    def fresh(self) -> bool:
        """True when nothing of a ballot was begun, so that something else may be done."""
        return not self.line.typed and not self.line.refused_key and self.ruling is None and self.correcting is None

    @property
    def unfinished(self) -> str:
        """What would be lost by leaving now, in words; empty when nothing would be."""
        if self.fresh and self.prompt is None:
            return ""
        return self.word("would_be_lost", ballot=self.ballot)

    @property
    def said(self) -> str:
        """What is said under the line, with how many keys were refused since the line is held."""
        ignored = self.line.ignored if self.prompt is None else self.prompt.ignored
        return f"{self.word('ignored', keys=ignored)} {self.message}" if ignored else self.message

    def word(self, key: str, /, **fields: object) -> str:
        """Return a text of this screen."""
        return self.words(f"tui.count.{key}", **fields)

    def press(self, key: str) -> Outcome:
        """Take one key: a character, `ENTER`, `ERASE`, or a name of Textual's such as `escape` or `f4`."""
        self._outcome = Outcome.DONE
        if self.prompt is not None:
            self._press_prompt(self.prompt, key)
        else:
            named = {
                "escape": self._escape,
                "delete": self._erase_all,
                "f4": self._ask_correct,
                "f7": self._ask_withdraw,
                "f8": self._ask_close,
            }.get(key)
            if named is None or (self.ONE_PAPER and key in _OF_MANY):
                self._press_line(key)
            else:
                named()
        return self._outcome

    # The line

    def _press_line(self, key: str) -> None:
        # Taking a ruling back is the last thing that Backspace and minus can do on an empty line.
        if self.ruling is not None and not self.line.typed and key in (ERASE, TAKE_BACK):
            self.ruling = None
            self._say("")
            return
        self._after(self.line.press(key))

    def _after(self, event: LineEvent) -> None:
        match event:
            case RefusedKey():
                self._refuse(event)
            case Entered(marks):
                self._entered(marks)
            case RepeatEntered(times):
                self._repeat(times)
            case RepeatAsked(times):
                first = self.ballot
                last = first + times - 1
                self._say(self.word("repeat_question", times=times, first=first, last=last))
            case MenuAsked():
                self._open_menu()
            case _:
                self._say("")

    def _refuse(self, event: RefusedKey) -> None:
        self._outcome = Outcome.REFUSED
        if event.reason == "held":
            return
        numbers = [candidate.no for candidate in self.keyer.contest.slate]
        nobody = self.word(f"nobody.{self.keyer.contest.style}.{self.line.way}")
        fields = {"first": numbers[0], "last": numbers[-1], "nobody": nobody, **event.fields}
        self._say(self.word(f"refused.{event.reason}", **fields), wrong=True)

    def _entered(self, marks: bytes) -> None:
        if self.correcting is None:
            self._if_papers_are_left(1, lambda: self._key(marks))
        elif self.keyer.contents.ballots.get(self.correcting) == Keying(marks, self.ruling):
            self._refuse(self.line.hold(ENTER, "nothing_changed"))
        else:
            self._ask_reason("correct", lambda reason: self._correct(marks, reason))

    def _key(self, marks: bytes) -> None:
        if self._recorded(lambda: self.keyer.key(marks, self.ruling)):
            self._next_ballot()

    def _if_papers_are_left(self, times: int, record: Callable[[], None]) -> None:
        """Record; where that makes more ballots than there are papers, ask first whether there is such a paper."""
        if self._beyond or not self._surplus(times):
            record()
            return

        def agreed(_given: str) -> None:
            self._beyond = True
            record()

        self.line.asked = 0
        size = self.progress.returned if self.size is None else self.size
        hint = self.word("one_more" if self.size is None else "one_more_in_batch", size=size, ballot=self.ballot)
        self._ask(Prompt(PromptKind.YES, self.word("ask.one_more"), agreed, hint=hint))

    def _surplus(self, times: int) -> bool:
        """Tell whether so many ballots more are more than the stack, or the box, was counted to hold."""
        if self.size is not None:
            return self.progress.keyed_in_pass + times > self.size
        return self.progress.returned is not None and self.progress.keyed_in_contest + times > self.progress.returned

    def _repeat(self, times: int) -> None:
        self._if_papers_are_left(times, lambda: self._record_again(times))

    def _record_again(self, times: int) -> None:
        before = sorted(self.keyer.contents.ballots.items())[-1:]
        if self._recorded(lambda: self.keyer.repeat(times)):
            self._next_ballot()
        elif sorted(self.keyer.contents.ballots.items())[-1:] != before:
            # Another window keyed into this pass: its last ballot is not the one to be repeated.
            self._erase_line()

    def _next_ballot(self) -> None:
        self.line.clear()
        self.line.can_repeat = True
        self.ruling = None
        self.progress = self.keyer.progress()
        keyed = self.progress.keyed_in_pass
        if self.size is not None and keyed >= self.size:
            self._say(self.word("full" if keyed == self.size else "more_than_full", size=self.size, keyed=keyed))
        else:
            self._say("")

    def _recorded(self, record: Callable[[], object]) -> bool:
        """Record something; when it cannot be, hold the line with everything in it and say what to do."""
        try:
            record()
        except Refused as refused:
            text = failure_text(self.words, refused)
        except FAILURES as failure:
            text = self.word("failed", ballot=self.ballot, why=_in_one_line(failure_text(self.words, failure)))
        else:
            return True
        self._outcome = Outcome.REFUSED
        self.line.asked = 0
        self.line.hold(ENTER, "failed")
        self._say(text, wrong=True)
        self.progress = self.keyer.progress()  # another window may have keyed into this pass
        return False

    # Prompts

    def _press_prompt(self, prompt: Prompt, key: str) -> None:
        if prompt.kind is PromptKind.YES and key == "f7" and not prompt.held:
            self._withdraw_instead()
            return
        answer = prompt.press(key)
        match answer:
            case Answer.REFUSED:
                self._outcome = Outcome.REFUSED
                if prompt.ignored == 0:
                    self._say(self.word(f"prompt_refused.{prompt.kind.value}"), wrong=True)
            case Answer.TYPED:
                self._say(prompt.hint)
            case Answer.LEFT:
                self._leave_prompt()
            case Answer.GIVEN:
                self.prompt = None
                self._say("")
                try:
                    prompt.then(prompt.given)
                except FAILURES as failure:
                    self._keep_prompt(prompt, failure)

    def _keep_prompt(self, prompt: Prompt, failure: Failure) -> None:
        """Go back to the question with what was typed in it, and say why it could not be done."""
        self._outcome = Outcome.REFUSED
        self.prompt = prompt
        prompt.hold(ENTER)
        why = _in_one_line(failure_text(self.words, failure))
        self._say(why if isinstance(failure, Refused) else self.word("prompt_failed", why=why), wrong=True)

    def _leave_prompt(self) -> None:
        self.prompt = None
        self._say("")

    def _ask(self, prompt: Prompt) -> None:
        self.prompt = prompt
        self._say(prompt.hint)

    def _ask_reason(self, list_: str, then: Callable[[str], None]) -> None:
        phrases = tuple(self.word(f"reasons.{list_}.{number}") for number in range(1, PHRASES + 1))
        label, hint = self.word(f"ask.{list_}"), self.word("hint.text")
        self._ask(Prompt(PromptKind.TEXT, label, then, choices=phrases, hint=hint))

    def _ask_ballot(self, what: str, then: Callable[[int], None]) -> None:
        if self._may_leave_line():
            self._ask_which(what, then)

    def _ask_which(self, what: str, then: Callable[[int], None]) -> None:
        last = len(self.keyer.contents.ballots)
        if not last:
            self._refuse(RefusedKey("no_ballot_yet"))
            return
        hint = self.word("hint.ballot", last=last)
        label = self.word(f"ask.{what}_which")
        self._ask(Prompt(PromptKind.NUMBER, label, lambda given: then(int(given)), default=str(last), hint=hint))

    # Rulings

    def _open_menu(self) -> None:
        choices = [
            self.word("ruling_valid") if reason is None else self.words(f"words.reason.{reason}") for reason in RULINGS
        ]
        if self.fresh:
            choices += [self.words(f"tui.commands.{one}.title") for one in self.OTHERS]
        none = self.word("ruling_none")
        hint = self.word("hint.menu")
        self._ask(Prompt(PromptKind.MENU, self.word("ask.menu"), self._choose, tuple(choices), zero=none, hint=hint))

    def _choose(self, given: str) -> None:
        choice = int(given)
        if choice == 0:
            self.ruling = None
        elif choice > len(RULINGS):
            others = (self._ask_correct, self._ask_withdraw, self._ask_close, self._usual_way)
            others[choice - len(RULINGS) - 1]()
        else:
            reason = RULINGS[choice - 1]
            if reason in (None, InvalidReason.OTHER):
                list_ = "valid" if reason is None else "other"
                self._ask_reason(list_, lambda text: self._rule(Ruling(reason, text)))
            else:
                self._rule(Ruling(reason))

    def _rule(self, ruling: Ruling) -> None:
        self.ruling = ruling

    # Correcting

    def _ask_correct(self) -> None:
        self._ask_ballot("correct", self._begin_correcting)

    def _begin_correcting(self, place: int) -> None:
        number = self._at(place)
        self.line.clear()
        self.line.can_repeat = False
        self.correcting = number
        self.ruling = self.keyer.contents.ballots[number].ruling

    def _correct(self, marks: bytes, reason: str) -> None:
        ballot, number = self.ballot, self.correcting
        if number is not None:
            self.keyer.correct(number, marks, self.ruling, reason)
        self._end_correcting()
        self._say(self.word("corrected", ballot=ballot))

    def _end_correcting(self) -> None:
        self.line.clear()
        self.line.can_repeat = bool(self.keyer.contents.ballots)
        self.correcting = None
        self.ruling = None
        self.progress = self.keyer.progress()

    def _ask_withdraw(self) -> None:
        self._ask_ballot("withdraw", self._begin_withdrawing)

    def _withdraw_instead(self) -> None:
        """Withdraw a ballot rather than agree that there are more papers, or fewer; what is on the line stays."""
        self._leave_prompt()
        if self.line.repeat is not None:
            self._erase_line()  # the ballot to be repeated may be the one that goes
        self._ask_which("withdraw", self._begin_withdrawing)

    def _begin_withdrawing(self, place: int) -> None:
        number = self._at(place)
        self._ask_reason("withdraw", lambda reason: self._withdraw(number, reason))

    def _withdraw(self, number: int, reason: str) -> None:
        place = self.keyer.contents.place_of(number)
        self.keyer.withdraw(number, reason)
        if self.fresh:
            self._end_correcting()
            self._say(self.word("withdrawn", ballot=place, next=self.ballot))
        else:
            self.progress = self.keyer.progress()
            self._say(self.word("withdrawn_line", ballot=place, next=self.ballot))

    def _at(self, place: int) -> int:
        """Return the number in the journal of the ballot that lies at a place of the stack. Raises Refused."""
        number = self.keyer.contents.number_at(place)
        if number is None:
            key = "no_such_ballot"
            raise Refused(key, batch=self.keyer.batch, ballot=place)
        return number

    # Closing

    def _ask_close(self) -> None:
        if self._may_leave_line():
            hint = self.word("hint.paper", batch=self.keyer.batch)
            self._ask(Prompt(PromptKind.NUMBER, self.word("ask.paper"), self._paper_counted, hint=hint))

    def _paper_counted(self, given: str) -> None:
        """Close the pass when as many ballots were keyed as there are papers; else ask once more."""
        keyed = len(self.keyer.contents.ballots)
        counted = int(given)
        if keyed and counted == keyed and self.size in (None, keyed):
            self._close(anyway=False)
            return
        hint = self.word("close_differs", keyed=keyed, counted=counted)
        self._ask(Prompt(PromptKind.YES, self.word("ask.anyway"), lambda _given: self._close(anyway=True), hint=hint))

    def _close(self, *, anyway: bool) -> None:
        self.keyer.close(anyway=anyway)
        self._outcome = Outcome.CLOSED

    # Keys with names

    def _escape(self) -> None:
        if self.line.asked or self.line.refused_key:
            self._after(self.line.press(ERASE))
        elif self.fresh:
            self._outcome = Outcome.LEAVE
        elif self.line.blank and self.ruling is None and self.correcting is None:
            self._erase_all()  # only the way was changed
        elif self.correcting is not None and not self.line.typed:
            self._end_correcting()
            self._say("")
        else:
            self._say(self.word("unfinished"))

    def _erase_all(self) -> None:
        self._erase_line()
        self._say("")

    def _erase_line(self) -> None:
        can_repeat = self.line.can_repeat
        self.line.clear()
        self.line.can_repeat = can_repeat

    def _usual_way(self) -> None:
        if self._may_leave_line():
            self.line.usual = Way.FOR if self.line.usual is Way.AGAINST else Way.AGAINST
            self._say(self.word(f"usual_way.{self.line.usual}"))

    def _may_leave_line(self) -> bool:
        if self.line.refused_key:
            self._after(self.line.press("x"))
        elif not self.fresh:
            self._refuse(RefusedKey("finish_first"))
        return self.fresh

    def _say(self, text: str, *, wrong: bool = False) -> None:
        self.message = text
        self.wrong = wrong


def _in_one_line(text: str) -> str:
    """Return a text for the one line under the ballot."""
    return " ".join(text.split("\n"))
