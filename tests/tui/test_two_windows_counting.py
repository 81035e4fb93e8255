"""Two windows of one person on one pass: what the one keyed is shown in the other before anything is recorded there."""

import pytest
from builders import marks
from desk_app import KEY, a_declared_contest, begin, keyer_of
from memory_journal import Clock, Codec, MemoryJournal

from tally.application.desk.desk import Desk
from tally.domain.passes import Keying
from tally.locales import Words
from tally.tui.counting import Counting, Outcome
from tally.tui.counting_view import CountingView

SMALL = (80, 22)  # what a terminal of 80 x 24 leaves between the two bars


class Windows:
    """Two windows on one pass, at one computer."""

    def __init__(self, language: str = "vi") -> None:
        journal = MemoryJournal(Clock())
        self.desk = Desk(journal, Codec(), "may-1", journal.clock)
        begin(self.desk, a_declared_contest(4, 3))
        other = Desk(journal, Codec(), "may-1", journal.clock)
        self.here, self.there = (Counting(keyer_of(desk), Words(language)) for desk in (self.desk, other))
        self.view = CountingView(self.here)

    def shown(self) -> list[str]:
        """Return the lines of this window."""
        return ["".join(text for text, _ in row).rstrip() for row in self.view.rows(*SMALL)]

    def recorded(self) -> dict[int, Keying]:
        """Read the pass from the journal."""
        return self.desk.pass_contents(KEY, 1, 1).ballots


def press(counting: Counting, keys: str) -> Outcome:
    """Press keys one by one."""
    outcome = Outcome.DONE
    for key in keys:
        outcome = counting.press(key)
    return outcome


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("burst", ["3\n", "3\n4\n12\n"])
def test_what_the_other_window_keyed_is_said_and_shown_on_80_columns_and_the_line_is_kept(
    language: str, burst: str
) -> None:
    windows = Windows(language)
    press(windows.here, "1\n")
    press(windows.there, "2\n")
    assert press(windows.there, "\b\n") is Outcome.DONE
    assert windows.here.ballot == 2
    assert " 2 " in windows.shown()[0]
    assert press(windows.here, burst) is Outcome.REFUSED
    after = windows.shown()
    assert list(windows.recorded()) == [1, 2]
    # The number of the ballot that will be recorded, and the ballot that the other window keyed
    assert " 3 " in after[0]
    assert after[-1].startswith(" 2 ✓"), after
    assert "│ 1 ✓" in after[-1]
    # All of what is said, with the keys that go on
    said = " ".join(" ".join(after[-4:-1]).split())
    assert windows.here.said in said
    assert "⌫ ⏎" in said
    assert " 3 ⏎ " in after[-4], "the line is as it was typed"
    press(windows.here, "\b\n")
    assert windows.recorded()[3] == Keying(marks("++-+"))
    assert len(windows.recorded()) == 3


def test_a_repeat_of_a_ballot_that_is_not_the_last_any_more_is_not_done_at_the_next_enter() -> None:
    windows = Windows()
    press(windows.here, "1\n")
    press(windows.there, "\b2\n")
    press(windows.there, "\b\n")
    assert press(windows.here, "/3\n\n") is Outcome.REFUSED
    assert "Cửa sổ khác" in windows.here.said
    press(windows.here, "\b\n")
    assert list(windows.recorded()) == [1, 2]
    # Asked for again, it is the ballot that is shown as the last one.
    press(windows.here, "\b/\n")
    assert windows.recorded()[3] == Keying(marks("+-++"))


def test_a_correction_of_a_ballot_that_the_other_window_withdrew_is_refused_and_can_be_left() -> None:
    windows = Windows()
    press(windows.here, "1\n2\n")
    press(windows.there, "4\n")  # now it knows of both
    windows.there.press("delete")
    windows.here.press("f4")
    press(windows.here, "2\n3\n")
    windows.there.press("f7")
    press(windows.there, "\n1\n")
    assert list(windows.recorded()) == [1]
    assert press(windows.here, "1\n") is Outcome.REFUSED
    assert "Cửa sổ khác" in windows.here.said
    assert press(windows.here, "\b\n") is Outcome.REFUSED
    for key in ("escape", "\n", "1", "\n"):
        windows.here.press(key)
    assert list(windows.recorded()) == [1]
    for key in ("escape", "delete", "escape"):
        windows.here.press(key)
    assert windows.here.fresh
