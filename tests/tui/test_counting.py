"""What keys do at the counting screen: recorded first, cleared after; rulings, repeats, corrections, closing."""

import pytest
from builders import a_congress, a_contest, marks
from memory_journal import Clock, Codec, MemoryJournal, QuickHasher

from tally.application.desk.desk import Desk
from tally.application.desk.keyer import Keyer
from tally.application.desk.keying import Batches
from tally.application.desk.people import People
from tally.application.desk.setup import Setup
from tally.domain.ballot import BallotStyle, Ruling
from tally.domain.passes import Keying
from tally.domain.rules import InvalidReason
from tally.locales import Words
from tally.tui.counting import Counting, Outcome

KEY = ("bch", 1)


class Table:
    """A desk in memory with one batch open for one keyer."""

    def __init__(
        self,
        people: int = 4,
        size: int | None = None,
        style: BallotStyle = BallotStyle.CROSS_OUT,
        returned: int | None = None,
    ) -> None:
        clock = Clock()
        self.journal = MemoryJournal(clock)
        self.desk = Desk(self.journal, Codec(), "may-1", clock)
        Setup(self.desk).declare(
            a_congress(), (a_contest(people, 3 if people > 1 else 1, style=style, returned=returned),)
        )
        board = People(self.desk, QuickHasher())
        board.sign_in(board.add("Bùi Thị Quế", "head").id)
        Batches(self.desk).begin_counting(KEY)
        Batches(self.desk).open_batch(KEY, size)
        self.size = size
        self.counting = self.sit_down()

    @property
    def keyer(self) -> Keyer:
        """Return the pass."""
        return self.counting.keyer

    def sit_down(self) -> Counting:
        """Open the pass as after a start of the program."""
        self.counting = Counting(Batches(self.desk).open_pass(KEY, 1), Words("vi"), self.size)
        return self.counting

    def press(self, *keys: str) -> Outcome:
        """Press keys; a text of several characters is pressed one by one, `<f4>` is one key."""
        outcome = Outcome.DONE
        for text in keys:
            for key in [text[1:-1]] if text.startswith("<") else text:
                outcome = self.counting.press(key)
        return outcome

    def recorded(self) -> dict[int, Keying]:
        """Read the pass anew from the journal."""
        return self.desk.pass_contents(KEY, 1, 1).ballots


def test_a_burst_of_three_ballots_is_three_ballots() -> None:
    table = Table(16)
    assert table.press("12\n34\n56\n") is Outcome.DONE
    assert {number: keying.marks for number, keying in table.recorded().items()} == {
        1: marks("+++++++++++-++++"),
        2: marks("++--++++++++++++"),
        3: marks("++++--++++++++++"),
    }
    assert table.counting.ballot == 4


def test_enter_on_an_empty_line_records_nothing_and_says_so() -> None:
    table = Table()
    assert table.press("\n") is Outcome.REFUSED
    assert not table.recorded()
    assert "Dòng trống" in table.counting.said


def test_nobody_struck_is_a_ballot() -> None:
    table = Table()
    table.press("0\n")
    assert table.recorded() == {1: Keying(marks("++++"))}


def test_keys_after_a_refused_one_are_counted_and_no_ballot_is_made_of_them() -> None:
    table = Table()
    assert table.press("19") is Outcome.REFUSED
    assert table.press("2\n34\n") is Outcome.REFUSED
    assert not table.recorded()
    assert table.counting.said.startswith("(5 phím sau chưa nhận) Không có số 9")
    assert table.press("\b") is Outcome.DONE
    assert table.counting.said == ""
    table.press("2\n")
    assert table.recorded() == {1: Keying(marks("--++"))}


def test_escape_takes_a_refused_key_back_and_nothing_else() -> None:
    table = Table()
    table.press("19", "<escape>")
    assert (table.counting.line.typed, table.counting.line.refused_key) == ("1", "")


def test_the_way_is_changed_for_one_ballot_or_from_here_on() -> None:
    table = Table()
    table.press("+14\n", "14\n", "*9", "14\n", "+14\n")
    said = [keying.marks for keying in table.recorded().values()]
    assert said == [marks("+--+"), marks("-++-"), marks("+--+"), marks("-++-")]


def test_the_way_is_not_changed_in_the_middle_of_a_ballot() -> None:
    table = Table()
    assert table.press("1", "*9") is Outcome.REFUSED
    table.press("\b", "-", "\n")
    assert table.recorded() == {1: Keying(marks("-+++"))}


# The machine fails


def test_a_full_disk_clears_nothing_and_says_what_to_do() -> None:
    table = Table()
    table.journal.broken = True
    assert table.press("14\n") is Outcome.REFUSED
    assert table.counting.line.typed == "14"
    assert table.counting.said.startswith("CHƯA GHI phiếu 1: Đĩa đầy")
    assert "⌫ rồi ⏎" in table.counting.said
    # The next ballot of the burst neither joins this one nor has it recorded.
    assert table.press("23\n") is Outcome.REFUSED
    table.journal.broken = False
    assert not table.recorded()
    assert table.press("\b\n") is Outcome.DONE
    assert table.recorded() == {1: Keying(marks("-++-"))}


def test_of_repeats_that_do_not_fit_on_the_disk_none_is_recorded() -> None:
    table = Table()
    table.press("1\n")
    before = table.journal.append
    left = 2

    def append(*arguments: object, **named: object) -> object:
        nonlocal left
        left -= 1
        if left < 0:
            raise OSError(28, "No space left on device")
        return before(*arguments, **named)  # type: ignore[arg-type]

    table.journal.append = append  # type: ignore[assignment, method-assign]
    assert table.press("/5\n\n") is Outcome.REFUSED
    assert len(table.recorded()) == 1
    assert table.counting.progress.keyed_in_pass == 1
    assert table.counting.line.typed == "/5"


def test_a_pass_closed_elsewhere_is_said_and_the_line_kept() -> None:
    table = Table()
    table.press("1\n", "2")
    Batches(table.desk).open_pass(KEY, 1).close()
    assert table.press("\n") is Outcome.REFUSED
    assert table.counting.line.typed == "2"
    assert table.counting.said


# Repeating


def test_slash_repeats_the_ballot_before_as_a_record_of_its_own() -> None:
    table = Table()
    table.press("*31\n", "/\n")
    ruling = Ruling(InvalidReason.MARKED)
    assert table.recorded() == {1: Keying(marks("-+++"), ruling), 2: Keying(marks("-+++"), ruling)}
    assert table.keyer.contents.repeated == {2}


def test_a_count_is_asked_about_with_the_numbers_it_will_have() -> None:
    table = Table()
    table.press("1\n/3\n")
    assert "số 2 đến 4" in table.counting.said
    assert len(table.recorded()) == 1
    table.press("\n")
    assert list(table.recorded()) == [1, 2, 3, 4]


@pytest.mark.parametrize("no", ["-", "\b", "<escape>"])
def test_the_question_answered_no_records_nothing(no: str) -> None:
    table = Table()
    table.press("1\n/3\n", no, "-", "-", "2\n")
    assert [keying.marks for keying in table.recorded().values()] == [marks("-+++"), marks("+-++")]


def test_a_ballot_can_be_repeated_after_the_program_was_started_again() -> None:
    table = Table()
    table.press("1\n")
    table.sit_down()
    table.press("/\n")
    assert list(table.recorded()) == [1, 2]


# Rulings


@pytest.mark.parametrize(
    ("keys", "ruling"),
    [
        ("*1", Ruling(InvalidReason.NOT_ISSUED)),
        ("*2", Ruling(InvalidReason.OUTSIDE_LIST)),
        ("*3", Ruling(InvalidReason.MARKED)),
        ("*41\n", Ruling(InvalidReason.OTHER, "phiếu rách, không đọc được")),
        ("*4vết bẩn\n", Ruling(InvalidReason.OTHER, "vết bẩn")),
        ("*51\n", Ruling(None, "ý người bầu rõ ràng")),
        ("*3*0", None),
        ("*3-", None),
        ("*3\b", None),
    ],
)
def test_rulings_are_chosen_by_digits(keys: str, ruling: Ruling | None) -> None:
    table = Table()
    table.press(keys, "12\n")
    assert table.recorded() == {1: Keying(marks("--++"), ruling)}
    assert table.counting.ruling is None


def test_a_ruling_may_come_after_the_numbers() -> None:
    table = Table()
    table.press("12*3\n")
    assert table.recorded() == {1: Keying(marks("--++"), Ruling(InvalidReason.MARKED))}


@pytest.mark.parametrize("leave", ["-", "\b", "<escape>"])
def test_the_menu_can_be_left(leave: str) -> None:
    table = Table()
    table.press("1*", leave, "2\n")
    assert table.recorded() == {1: Keying(marks("--++"))}


def test_a_digit_that_is_not_offered_holds_the_menu() -> None:
    table = Table()
    assert table.press("1*8") is Outcome.REFUSED  # closing is not offered while a ballot is half keyed
    assert table.press("12\n") is Outcome.REFUSED
    table.press("\b", "3", "\n")
    assert table.recorded() == {1: Keying(marks("-+++"), Ruling(InvalidReason.MARKED))}


def test_a_ruling_of_the_boards_own_needs_words() -> None:
    table = Table()
    assert table.press("*4\n") is Outcome.REFUSED
    assert table.press("9\n") is Outcome.REFUSED
    assert table.press("\b", "rách\n") is Outcome.DONE
    assert table.counting.ruling == Ruling(InvalidReason.OTHER, "rách")


# Correcting and withdrawing


def test_a_ballot_is_keyed_again_with_a_reason_and_both_values_stay() -> None:
    table = Table()
    table.press("1\n2\n3\n", "<f4>", "2\n", "14\n", "1\n")
    assert table.recorded()[2] == Keying(marks("-++-"))
    (change,) = table.keyer.contents.changes
    assert (change.before, change.after) == (Keying(marks("+-++")), Keying(marks("-++-")))
    assert change.reason == "gõ nhầm số"
    assert table.counting.ballot == 4


def test_enter_alone_corrects_the_last_ballot_and_the_reason_may_be_typed() -> None:
    table = Table()
    table.press("1\n2\n", "*6\n", "3\n", "đọc nhầm tên\n")
    assert table.recorded()[2] == Keying(marks("++-+"))
    assert table.keyer.contents.changes[0].reason == "đọc nhầm tên"


def test_correcting_can_be_left_at_every_step() -> None:
    table = Table()
    table.press("1\n", "<f4>", "<escape>", "<f4>", "\n", "<escape>", "<f4>", "\n", "2\n", "<escape>")
    assert table.counting.line.typed == "2"
    assert table.counting.correcting == 1
    table.press("<delete>", "<escape>")
    assert table.counting.fresh
    assert table.recorded() == {1: Keying(marks("-+++"))}
    table.press("/\n")
    assert list(table.recorded()) == [1, 2]


def test_what_is_recorded_already_is_no_correction() -> None:
    table = Table()
    table.press("1\n", "<f4>", "\n")
    assert table.press("1\n") is Outcome.REFUSED
    assert not table.keyer.contents.changes
    assert table.press("/") is Outcome.REFUSED


def test_a_correction_keeps_the_ruling_unless_it_is_taken_off() -> None:
    table = Table()
    table.press("*31\n", "<f4>", "\n", "2\n", "1\n")
    assert table.recorded()[1] == Keying(marks("+-++"), Ruling(InvalidReason.MARKED))
    table.press("<f4>", "\n", "-2\n", "1\n")
    assert table.recorded()[1] == Keying(marks("+-++"))


@pytest.mark.parametrize("key", ["<f4>", "<f7>"])
def test_there_must_be_such_a_ballot(key: str) -> None:
    table = Table()
    assert table.press(key) is Outcome.REFUSED
    assert table.counting.prompt is None
    table.press("1\n")
    assert table.press(key, "7\n") is Outcome.REFUSED
    assert table.press("\b\b", "x") is Outcome.REFUSED
    assert table.press("\b", "1\n") is Outcome.DONE


def test_a_ballot_keyed_twice_is_withdrawn_with_a_reason() -> None:
    table = Table()
    table.press("1\n1\n2\n", "<f7>", "2\n", "1\n")
    assert table.recorded() == {1: Keying(marks("-+++")), 3: Keying(marks("+-++"))}
    # The next paper is the third of the stack, whatever number the journal gives it.
    assert table.counting.ballot == 3
    assert table.counting.said == ("Đã rút phiếu 2. Các phiếu sau đếm lại theo chồng giấy; tờ tới là phiếu 3.")
    table.press("3\n")
    assert table.recorded()[4] == Keying(marks("++-+"))


def test_after_a_withdrawal_ballots_are_corrected_and_withdrawn_by_where_their_papers_lie() -> None:
    table = Table()
    table.press("1\n1\n2\n3\n", "<f7>", "1\n", "1\n")
    # Papers 1, 2, 3 are the ballots 2, 3, 4 of the journal; Enter alone is the last paper.
    table.press("<f4>")
    assert "phiếu 3" in table.counting.said
    table.press("\n")
    assert (table.counting.correcting, table.counting.ballot) == (4, 3)
    table.press("4\n", "1\n")
    assert table.counting.said == "Đã sửa phiếu 3."
    assert table.recorded() == {2: Keying(marks("-+++")), 3: Keying(marks("+-++")), 4: Keying(marks("+++-"))}
    table.press("<f4>", "4\n")
    assert "không có phiếu 4" in table.counting.said
    table.press("\b", "<escape>", "<f7>", "1\n", "1\n")
    assert list(table.recorded()) == [3, 4]
    assert table.counting.ballot == 3


def test_after_a_restart_the_number_is_still_that_of_the_paper() -> None:
    table = Table()
    table.press("1\n1\n2\n", "<f7>", "2\n", "1\n")
    assert table.sit_down().ballot == 3


def test_a_reason_that_cannot_be_written_is_kept() -> None:
    table = Table()
    table.press("1\n", "<f4>", "\n", "2\n", "nhầm")
    table.journal.broken = True
    assert table.press("\n") is Outcome.REFUSED
    assert table.counting.said.startswith("CHƯA GHI: Đĩa đầy")
    table.journal.broken = False
    assert table.press("\n") is Outcome.REFUSED
    assert table.press("\b\n") is Outcome.DONE
    assert table.recorded()[1] == Keying(marks("+-++"))


def test_nothing_else_is_begun_while_a_ballot_is_half_keyed() -> None:
    table = Table()
    for key in ("<f4>", "<f7>", "<f8>"):
        assert table.press("1", key) is Outcome.REFUSED
        assert table.counting.prompt is None
        table.press("<delete>")
    assert table.press("19", "<f8>") is Outcome.REFUSED
    assert "Không có số 9" in table.counting.said


# Leaving and closing


def test_escape_leaves_only_when_nothing_is_half_keyed() -> None:
    table = Table()
    assert table.press("1", "<escape>") is Outcome.DONE
    assert table.counting.line.typed == "1"
    assert table.press("-", "<escape>") is Outcome.LEAVE


def test_opening_again_leads_to_the_next_ballot() -> None:
    table = Table()
    table.press("1\n2\n3")
    counting = table.sit_down()
    assert counting.ballot == 3
    assert counting.line.blank


def test_the_pass_closes_when_the_papers_are_as_many_as_the_ballots() -> None:
    table = Table()
    table.press("1\n2\n", "<f8>")
    assert table.press("2\n") is Outcome.CLOSED
    assert table.desk.count_of(KEY).batches[1].passes[1].closed


def test_a_difference_is_said_before_the_pass_is_closed() -> None:
    table = Table(size=3)
    table.press("1\n2\n", "*8")
    assert table.press("3\n") is Outcome.DONE
    assert "Đã nhập 2, phiếu giấy 3" in table.counting.said
    assert table.press("3") is Outcome.REFUSED
    assert table.press("\n") is Outcome.REFUSED
    table.press("<escape>", "3\n", "<f8>")
    assert table.press("3\n") is Outcome.CLOSED


def test_a_difference_can_be_closed_over() -> None:
    table = Table(size=3)
    table.press("1\n2\n", "<f8>", "2\n")
    assert not table.desk.count_of(KEY).batches[1].passes[1].closed
    assert table.press("\n") is Outcome.CLOSED


def test_the_batch_being_full_is_said() -> None:
    table = Table(size=2)
    table.press("1\n")
    assert table.counting.said == ""
    table.press("1\n")
    assert "Đủ 2 phiếu" in table.counting.said
    assert table.counting.enough


@pytest.mark.parametrize("size", [2, None])
def test_a_ballot_more_than_there_are_papers_is_asked_about_once(size: int | None) -> None:
    """Without a count of the stack, the ballots of the box are the limit."""
    table = Table(size=size, returned=2)
    table.press("1\n1\n")
    assert table.press("3\n") is Outcome.DONE
    assert len(table.recorded()) == 2
    assert "Có thật một tờ nữa không?" in table.counting.said
    assert "ghi thêm phiếu 3" in table.counting.said
    # No: the line is as it was typed, and the ballot keyed twice can be withdrawn.
    table.press("<escape>")
    assert table.counting.line.typed == "3"
    table.press("<delete>", "<f7>", "\n", "1\n", "3\n")
    assert table.recorded() == {1: Keying(marks("-+++")), 3: Keying(marks("++-+"))}
    # Yes: that one and those after it are recorded.
    table.press("4\n", "\n")
    assert not table.counting.enough
    table.press("4\n", "/2\n\n")
    assert len(table.recorded()) == 6


def test_repeats_beyond_the_papers_are_asked_about() -> None:
    table = Table(size=4)
    table.press("1\n", "/4\n", "\n")
    assert "Có thật" in table.counting.said
    assert len(table.recorded()) == 1
    table.press("<escape>", "<delete>", "/3\n", "\n")
    assert len(table.recorded()) == 4


def test_closing_needs_a_number() -> None:
    table = Table()
    table.press("1\n", "<f8>")
    assert table.press("\n") is Outcome.REFUSED
    assert table.press("12345") is Outcome.REFUSED


# Agree or disagree


def test_signs_and_rulings_beside_each_other() -> None:
    table = Table(4, style=BallotStyle.AGREE_DISAGREE)
    table.press("1*2/.*3\n")
    assert table.recorded() == {1: Keying(marks("*.++"), Ruling(InvalidReason.MARKED))}


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_refusal_and_question_has_its_words(language: str) -> None:
    table = Table()
    table.counting.words = Words(language)
    for keys in ("\n", "9", "11", "01", ".", "-", "x", "/", "1/", "*9", "*4\n", "<f4>", "<f8>"):
        assert table.press(keys) in (Outcome.REFUSED, Outcome.DONE)
        assert table.counting.said
        table.press("<escape>", "<escape>", "<delete>")


# The other way


@pytest.mark.parametrize(
    ("style", "empty"),
    [(BallotStyle.CROSS_OUT, "Phiếu gạch hết"), (BallotStyle.AGREE_DISAGREE, "Phiếu không đồng ý ai")],
)
def test_an_empty_line_the_other_way_says_what_zero_is_there(style: BallotStyle, empty: str) -> None:
    table = Table(style=style)
    assert table.press("+\n") is Outcome.REFUSED
    assert empty in table.counting.said
    table.press("0\n")
    assert table.recorded() == {1: Keying(marks("----"))}


def test_escape_on_a_plus_alone_takes_it_back_and_a_second_one_leaves() -> None:
    table = Table()
    assert table.press("+", "<escape>") is Outcome.DONE
    assert table.counting.fresh
    assert table.press("<escape>") is Outcome.LEAVE


@pytest.mark.parametrize("how", [{"size": 2}, {"returned": 2}])
def test_f7_in_the_question_about_one_paper_more_withdraws_and_keeps_the_line(how: dict[str, int]) -> None:
    table = Table(**how)  # type: ignore[arg-type]
    table.press("1\n2\n3\n")
    assert table.counting.prompt is not None
    table.press("<f7>")
    assert table.counting.prompt is not None
    assert table.counting.prompt.label == Words("vi")("tui.count.ask.withdraw_which")
    assert table.press("2\n1\n") is Outcome.DONE
    assert sorted(table.recorded()) == [1]
    assert "còn trên dòng" in table.counting.said
    assert table.counting.line.typed
    table.press("\n")
    assert [table.recorded()[number].marks for number in sorted(table.recorded())] == [marks("-+++"), marks("++-+")]


def test_f7_in_that_question_drops_a_repeat_whose_ballot_may_go() -> None:
    table = Table(size=2)
    table.press("1\n2\n/\n")
    assert table.counting.prompt is not None
    table.press("<f7>", "2\n1\n")
    assert sorted(table.recorded()) == [1]
    assert table.counting.fresh


def test_f7_where_fewer_papers_are_counted_than_keyed_withdraws_too() -> None:
    table = Table()
    table.press("1\n2\n", "<f8>", "1\n", "<f7>", "2\n1\n")
    assert sorted(table.recorded()) == [1]
    assert table.counting.prompt is None
