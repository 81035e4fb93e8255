"""Keying one ballot: what each key does to the line, and that no burst is ever read otherwise than it was keyed."""

import pytest
from builders import a_slate, marks
from hypothesis import given
from hypothesis import strategies as st

from tally.domain.ballot import BallotStyle, Mark
from tally.domain.entry import (
    ENTER,
    ERASE,
    SEPARATORS,
    Entered,
    EntryLine,
    LineEvent,
    MenuAsked,
    Number,
    RefusedKey,
    RepeatAsked,
    RepeatEntered,
    Typed,
    Way,
)
from tally.domain.slate import Candidate, Slate

CROSS_OUT, AGREE = BallotStyle.CROSS_OUT, BallotStyle.AGREE_DISAGREE
KEYS = "0123456789.,+ -*/x\b\n"


def a_line(people: int = 4, style: BallotStyle = CROSS_OUT) -> EntryLine:
    return EntryLine(a_slate(people), style)


def press(line: EntryLine, keys: str) -> LineEvent:
    """Press keys one after the other; return what the last one did."""
    event: LineEvent = Typed()
    for key in keys:
        event = line.press(key)
    return event


def struck(line: EntryLine) -> list[int]:
    return [place for place, mark in enumerate(line.marks(), start=1) if mark == Mark.AGAINST]


def refusal(event: LineEvent) -> str:
    assert isinstance(event, RefusedKey), event
    return event.reason


# A number is taken as soon as no longer one could follow


def test_with_23_candidates_3_is_complete_and_1_waits() -> None:
    line = a_line(23)
    press(line, "3")
    assert (line.numbers, line.pending) == ((Number(3),), "")
    press(line, "1")
    assert (line.numbers, line.pending) == ((Number(3),), "1")
    press(line, "2")
    assert (line.numbers, line.pending) == ((Number(3), Number(12)), "")


@pytest.mark.parametrize("separator", list(".,+ "))
def test_every_separator_ends_a_number(separator: str) -> None:
    line = a_line(23)
    assert press(line, f"1{separator}2{separator}") == Typed()
    assert line.numbers == (Number(1), Number(2))


def test_a_separator_after_a_complete_number_changes_nothing() -> None:
    line = a_line(23)
    assert press(line, "3..4") == Typed()
    assert line.numbers == (Number(3), Number(4))


def test_enter_takes_the_number_that_waits() -> None:
    assert press(a_line(12), "1" + ENTER) == Entered(marks("-+++++++++++"))


def test_three_digits_with_220_candidates() -> None:
    line = a_line(220)
    press(line, "22022122")  # 220, then 221 is not on the slate
    assert line.numbers == (Number(220),)
    assert line.pending == "22"
    assert line.refused_key == "1"


def test_a_slate_with_holes_completes_by_its_own_numbers() -> None:
    line = EntryLine(Slate(tuple(Candidate(no, f"Người {no}") for no in (1, 7, 15, 100))), CROSS_OUT)
    press(line, "7")
    assert line.numbers == (Number(7),)
    press(line, "10")
    assert line.pending == "10"
    assert press(line, ENTER) == RefusedKey("not_on_slate", {"number": "10"})
    assert press(line, ERASE + "0") == Typed()
    assert press(line, ENTER) == Entered(marks("+-+-"))


def test_what_is_typed_stays_until_the_commit_returned() -> None:
    line = a_line()
    press(line, "14" + ENTER)
    assert line.typed == "14"
    line.clear()
    assert (line.typed, line.blank, line.numbers) == ("", True, ())


# Nobody struck, and nothing typed


def test_enter_on_an_empty_line_records_nothing_and_holds_nothing() -> None:
    line = a_line()
    assert press(line, ENTER) == RefusedKey("empty")
    assert not line.refused_key
    assert press(line, "1" + ENTER) == Entered(marks("-+++"))


def test_0_then_enter_strikes_nobody() -> None:
    assert press(a_line(), "0" + ENTER) == Entered(marks("++++"))


def test_0_may_be_followed_by_a_separator() -> None:
    assert press(a_line(), "0." + ENTER) == Entered(marks("++++"))


@pytest.mark.parametrize("keys", ["01", "00", "10"])
def test_0_stands_alone(keys: str) -> None:
    line = a_line(4)
    assert refusal(press(line, keys)) == "nobody_stands_alone"
    assert line.refused_key == keys[-1]


def test_the_0_of_10_is_no_nobody() -> None:
    assert press(a_line(12), "10" + ENTER) == Entered(marks("+++++++++-++"))


def test_a_separator_with_nothing_before_it_is_refused_and_holds_nothing() -> None:
    line = a_line()
    assert refusal(press(line, ".")) == "nothing_to_separate"
    assert press(line, "2" + ENTER) == Entered(marks("+-++"))


# The other way: the numbers voted for


def test_plus_at_the_start_keys_those_voted_for() -> None:
    line = a_line()
    press(line, "+14")
    assert line.way is Way.FOR
    assert press(line, ENTER) == Entered(marks("+--+"))


def test_the_next_ballot_is_keyed_the_usual_way_again() -> None:
    line = a_line()
    press(line, "+1" + ENTER)
    line.clear()
    assert line.way is Way.AGAINST


def test_plus_twice_is_the_usual_way_again() -> None:
    line = a_line()
    assert press(line, "++") == Typed()
    assert (line.way, line.typed) == (Way.AGAINST, "")


def test_where_those_voted_for_are_usual_plus_keys_those_struck() -> None:
    line = a_line()
    line.usual = Way.FOR
    assert line.way is Way.FOR
    assert press(line, "+1" + ENTER) == Entered(marks("-+++"))


def test_nobody_voted_for() -> None:
    assert press(a_line(), "+0" + ENTER) == Entered(marks("----"))


def test_plus_alone_is_an_empty_line() -> None:
    assert refusal(press(a_line(), "+" + ENTER)) == "empty"


# Agree or disagree: both boxes, neither box


def test_numbers_not_agreed_with_signs_for_both_and_neither() -> None:
    line = a_line(6, AGREE)
    press(line, "24*5/")
    assert line.numbers == (Number(2), Number(4, Mark.BOTH), Number(5, Mark.NEITHER))
    assert press(line, ENTER) == Entered(marks("+-+*.+"))


def test_a_sign_ends_the_number_that_waits() -> None:
    assert press(a_line(12, AGREE), "1*1/") == RefusedKey("twice", {"number": "1"})
    assert press(a_line(12, AGREE), "1*12/" + ENTER) == Entered(marks("*++++++++++."))


def test_a_sign_after_a_number_that_is_not_there_is_refused() -> None:
    line = EntryLine(Slate((Candidate(10, "A"), Candidate(11, "B"))), AGREE)
    assert refusal(press(line, "1*")) == "not_on_slate"


@pytest.mark.parametrize(("keys", "expected"), [("0", "+"), ("1", "-"), ("1*", "*"), ("1/", "."), ("+1", "+")])
def test_one_candidate(keys: str, expected: str) -> None:
    assert press(a_line(1, AGREE), keys + ENTER) == Entered(marks(expected))


def test_after_a_sign_or_a_separator_the_star_opens_the_rulings() -> None:
    assert press(a_line(6, AGREE), "2**") == MenuAsked()
    assert press(a_line(6, AGREE), "2.*") == MenuAsked()
    assert refusal(press(a_line(6, AGREE), "2./")) == "repeat_stands_alone"


def test_cross_out_ballots_have_no_signs() -> None:
    assert press(a_line(), "2*") == MenuAsked()
    assert refusal(press(a_line(), "2/")) == "repeat_stands_alone"


# Taking back


def test_erase_takes_the_last_key_and_minus_the_last_number() -> None:
    line = a_line(23)
    press(line, "12.1")
    press(line, ERASE)
    assert (line.numbers, line.pending) == ((Number(12),), "")
    press(line, "1-")
    assert (line.typed, line.numbers) == ("12.", (Number(12),))
    press(line, "-")
    assert line.typed == ""


def test_erasing_a_complete_number_leaves_its_digits_to_go_on_with() -> None:
    line = a_line(23)
    press(line, "12" + ERASE)
    assert (line.numbers, line.pending) == ((), "1")
    press(line, "3")
    assert line.numbers == (Number(13),)


@pytest.mark.parametrize("key", [ERASE, "-"])
def test_there_is_nothing_to_take_back_on_an_empty_line(key: str) -> None:
    line = a_line()
    assert refusal(press(line, key)) == "nothing_to_take_back"
    assert press(line, "1") == Typed()


@pytest.mark.parametrize("key", [ERASE, "-"])
def test_nobody_is_taken_back(key: str) -> None:
    assert press(a_line(), f"0{key}1" + ENTER) == Entered(marks("-+++"))


# What makes no sense is refused at once and holds the line


def test_a_number_not_on_the_slate_is_refused_at_the_digit_that_makes_it_so() -> None:
    line = a_line(16)
    assert press(line, "19") == RefusedKey("not_on_slate", {"number": "19"})
    assert (line.typed, line.refused_key) == ("1", "9")


def test_a_number_twice_is_refused_at_once_when_it_is_complete() -> None:
    line = a_line(16)
    assert press(line, "33") == RefusedKey("twice", {"number": "3"})


def test_a_number_that_could_go_on_is_refused_as_twice_when_it_ends() -> None:
    line = a_line(16)
    assert press(line, "1.1") == Typed()
    assert press(line, ".") == RefusedKey("twice", {"number": "1"})
    assert press(a_line(16), "1.1" + ENTER) == RefusedKey("twice", {"number": "1"})


def test_a_beginning_whose_numbers_are_all_taken_is_refused_at_its_first_digit() -> None:
    assert press(a_line(10), "1.101") == RefusedKey("twice", {"number": "1"})


@pytest.mark.parametrize("key", ["x", "é", "٣", "²", "12", "\t"])
def test_a_key_that_is_no_digit_and_no_sign_is_refused(key: str) -> None:
    line = a_line()
    assert line.press(key) == RefusedKey("not_a_key", {"key": key})
    assert line.refused_key == key


def test_nothing_is_taken_until_the_refused_key_was_taken_back() -> None:
    line = a_line(16)
    press(line, "1.1.")
    assert press(line, "2") == RefusedKey("held", {"ignored": 1})
    assert press(line, ENTER) == RefusedKey("held", {"ignored": 2})
    assert line.typed == "1.1"
    assert press(line, ERASE) == Typed()
    assert (line.refused_key, line.refusal, line.ignored) == ("", None, 0)
    assert press(line, "2" + ENTER) == Entered(marks("-++++++++++-++++"))


def test_minus_takes_the_refused_key_back_too() -> None:
    line = a_line(16)
    press(line, "19-")
    assert (line.typed, line.refused_key) == ("1", "")


def test_a_failed_commit_holds_the_line_with_everything_in_it() -> None:
    line = a_line()
    press(line, "14" + ENTER)
    assert line.hold(ENTER, "failed") == line.refusal
    press(line, "23" + ENTER)
    assert (line.typed, line.ignored) == ("14", 3)
    assert press(line, ERASE + ENTER) == Entered(marks("-++-"))


# Repeating


def a_line_after_a_ballot() -> EntryLine:
    line = a_line()
    line.can_repeat = True
    return line


def test_slash_and_enter_repeat_the_ballot_before() -> None:
    assert press(a_line_after_a_ballot(), "/" + ENTER) == RepeatEntered(1)
    assert press(a_line_after_a_ballot(), "/1" + ENTER) == RepeatEntered(1)


def test_a_count_is_agreed_to_first() -> None:
    line = a_line_after_a_ballot()
    assert press(line, "/12" + ENTER) == RepeatAsked(12)
    assert (line.asked, line.repeat) == (12, "12")
    assert press(line, ENTER) == RepeatEntered(12)


def test_the_question_can_be_answered_no() -> None:
    line = a_line_after_a_ballot()
    press(line, "/12" + ENTER)
    assert press(line, "-") == Typed()
    assert (line.asked, line.typed) == (0, "/12")
    assert press(line, "--" + ERASE) == Typed()
    assert line.typed == ""


def test_a_burst_never_agrees_to_the_question_by_its_next_ballot() -> None:
    line = a_line_after_a_ballot()
    press(line, "/12" + ENTER)
    assert press(line, "3") == RefusedKey("answer_first", {"times": 12})
    assert refusal(press(line, ENTER)) == "held"
    assert press(line, ERASE + ENTER) == RepeatEntered(12)


def test_there_is_nothing_to_repeat_before_the_first_ballot() -> None:
    line = a_line()
    assert press(line, "/") == RefusedKey("nothing_to_repeat")
    assert line.refused_key == "/"


@pytest.mark.parametrize("keys", ["1/", "+/", "/0", "/.", "/*", "//", "/x", "/X", "/٣"])
def test_a_repeat_stands_alone(keys: str) -> None:
    line = a_line_after_a_ballot()
    assert refusal(press(line, keys)) == "repeat_stands_alone"
    assert line.refused_key == keys[-1]


def test_a_count_is_at_most_500() -> None:
    line = a_line_after_a_ballot()
    assert press(line, "/500") == Typed()
    assert press(a_line_after_a_ballot(), "/501") == RefusedKey("too_many_repeats", {"most": 500})


# What the screen shows of it


def test_the_number_that_waits_is_previewed_as_enter_would_take_it() -> None:
    line = a_line(23)
    press(line, "3.1")
    assert struck(line) == [1, 3]
    assert line.touched == 1
    press(line, "0")
    assert struck(line) == [3, 10]


def test_a_number_that_waits_and_cannot_be_taken_is_not_previewed() -> None:
    line = a_line(23)
    press(line, "1.1")
    assert struck(line) == [1]


def test_the_eye_is_led_to_the_last_number() -> None:
    line = a_line(23)
    assert line.touched is None
    press(line, "12")
    assert line.touched == 12


@pytest.mark.parametrize(("keys", "nobody"), [("", False), ("3", False), ("0", True), ("3-0", True)])
def test_the_screen_can_say_that_nobody_is_struck(keys: str, nobody: bool) -> None:  # noqa: FBT001 - a column
    line = a_line(23)
    press(line, keys)
    assert line.nobody is nobody


# Any keys at all


def naive_reading(typed: str, people: int, style: BallotStyle) -> bytes:
    """Read the keys of one ballot as the help explains them, without the machine."""
    listed, rest = (Mark.FOR, Mark.AGAINST) if typed.startswith("+") else (Mark.AGAINST, Mark.FOR)
    found = dict.fromkeys(range(1, people + 1), rest)
    digits = ""
    last = 0
    for key in (*typed, "."):
        if key.isdigit():
            digits += key
            longer = any(str(number).startswith(digits) and str(number) != digits for number in found)
            if digits == "0" or longer:
                continue
        if digits.strip("0"):
            last = int(digits)
            assert last in found
            found[last] = listed
        digits = ""
        if key in "*/":
            assert style is AGREE
            found[last] = Mark.BOTH if key == "*" else Mark.NEITHER
    return bytes(found.values())


@given(
    people=st.sampled_from([1, 4, 9, 10, 12, 23, 120]),
    style=st.sampled_from(list(BallotStyle)),
    keys=st.lists(st.sampled_from(KEYS), max_size=60),
)
def test_whatever_is_pressed_a_ballot_is_what_its_keys_say(people: int, style: BallotStyle, keys: list[str]) -> None:
    line = a_line(people, style)
    accepted = ""
    for key in keys:
        held = bool(line.refused_key)
        asked = line.asked
        event = line.press(key)
        if isinstance(event, Typed) and not held and not asked:
            # A plain text editor's idea of the line: keys go to its end, or its end goes away.
            if key in "\b-" or (key == "+" and accepted == "+"):
                assert accepted.startswith(line.typed)
                assert len(line.typed) < len(accepted)
                assert key == "-" or len(line.typed) == len(accepted) - 1
            else:
                assert line.typed == accepted + key
            accepted = line.typed
        assert line.typed == accepted  # a key that was not taken changes nothing
        shown = "".join(f"{one.no}" for one in line.numbers) + line.pending + ("0" if line.nobody else "")
        assert (line.repeat or "") + shown == "".join(digit for digit in accepted if digit.isdigit())
        if isinstance(event, Entered):
            assert not held
            assert accepted.strip(SEPARATORS)
            assert event.marks == naive_reading(accepted, people, style)
        if isinstance(event, RepeatEntered):
            assert accepted == "/" or int(accepted[1:]) == event.times
        if isinstance(event, Entered | RepeatEntered):
            line.clear()
            line.can_repeat = True
            accepted = ""


@given(
    st.lists(st.sets(st.integers(1, 23), min_size=1), min_size=1, max_size=8),
    st.sampled_from(SEPARATORS.replace("+", "")),
)
def test_a_burst_of_whole_ballots_gives_just_those_ballots(ballots: list[set[int]], separator: str) -> None:
    line = a_line(23)
    entered: list[list[int]] = []
    for key in "".join(separator.join(map(str, sorted(ballot))) + ENTER for ballot in ballots):
        event = line.press(key)
        assert not isinstance(event, RefusedKey)
        if isinstance(event, Entered):
            entered.append([place for place, mark in enumerate(event.marks, start=1) if mark == Mark.AGAINST])
            line.clear()
    assert entered == [sorted(ballot) for ballot in ballots]


# What the screen reads off the line


def test_a_fresh_line_and_one_for_the_next_ballot_ask_and_hold_nothing() -> None:
    fresh = a_line()
    assert (fresh.can_repeat, fresh.asked, fresh.refused_key, fresh.refusal, fresh.ignored) == (False, 0, "", None, 0)
    line = a_line_after_a_ballot()
    press(line, "/3\n")
    assert line.asked == 3
    line.clear()
    assert (line.asked, line.refused_key, line.refusal) == (0, "", None)


def test_a_held_line_says_why_with_what_was_typed() -> None:
    line = a_line(4)
    press(line, "9")
    assert (line.refused_key, line.refusal) == ("9", RefusedKey("not_on_slate", {"number": "9"}))


@pytest.mark.parametrize("key", ["x", "X", "٣"])
def test_what_is_on_no_keypad_is_no_key(key: str) -> None:
    assert press(a_line(), key) == RefusedKey("not_a_key", {"key": key})


def test_a_sign_after_a_separator_is_of_no_number() -> None:
    line = a_line(23, AGREE)
    assert press(line, "1.*") == MenuAsked()
    assert line.numbers == (Number(1),)
