"""The counting screen as text, at any size: what is struck looks struck and bears a sign; what is typed stands."""

from typing import NoReturn

import pytest
from desk_app import a_declared_contest, begin, keyer_of
from hypothesis import given, settings
from hypothesis import strategies as st
from memory_journal import Clock, Codec, MemoryJournal
from rich.cells import cell_len

from tally.application.desk.desk import Desk
from tally.application.journal_file import Moved
from tally.domain.ballot import BallotStyle
from tally.locales import Words
from tally.tui.counting import Counting
from tally.tui.counting_view import CountingView
from tally.tui.spans import Look, Row, large

SIZES = [(80, 22), (120, 34)]


class Page:
    """A counting desk laid out."""

    def __init__(
        self,
        candidates: int = 16,
        seats: int = 14,
        size: tuple[int, int] = (80, 22),
        style: BallotStyle = BallotStyle.CROSS_OUT,
        papers: int | None = None,
    ) -> None:
        self.clock = Clock()
        self.desk = Desk(MemoryJournal(self.clock), Codec(), "may-1", self.clock)
        begin(self.desk, a_declared_contest(candidates, seats, style), papers)
        self.counting = Counting(keyer_of(self.desk), Words("vi"), papers)
        self.view = CountingView(self.counting)
        self.size = size

    def press(self, *keys: str) -> "Page":
        """Press keys; `<f4>` is one key."""
        for text in keys:
            for key in [text[1:-1]] if text.startswith("<") else text:
                self.counting.press(key)
                self.clock.seconds += 1
        return self

    def rows(self) -> list[Row]:
        """Lay it out."""
        return self.view.rows(*self.size)

    def text(self) -> list[str]:
        """Return the lines without their looks."""
        return ["".join(text for text, _ in row).rstrip() for row in self.rows()]

    def line_with(self, part: str) -> str:
        """Return the one line that holds a part."""
        (line,) = [line for line in self.text() if part in line]
        return line

    def looks(self, part: str) -> set[Look]:
        """Return the looks in which a text stands."""
        return {look for row in self.rows() for text, look in row if part in text}


def test_the_page_while_a_ballot_is_typed() -> None:
    page = Page().press("2.9\n", "4.10.1")
    assert page.text() == [
        "   TẬP 1   PHIẾU 2                                                đã nhập 1/106",
        "─" * 80,
        "›  1  Lò Văn Ánh                            9  Hoàng Thị Minh Hải",
        "   2  Phan Thanh Ánh                     ✗ 10  Mai Thị Minh Hoa",
        "   3  Vì Thanh Bình                        11  Nguyễn Thị Minh Hùng",
        "✗  4  Đỗ Hữu Chanh                         12  Trần Thị Ín",
        "   5  Tòng Hữu Dũng                        13  Lường Thị Mai",
        "   6  Cà Hữu Đức                           14  Lò Thị Nga",
        "   7  Bùi Đức Êm                           15  Phan Văn Phượng",
        "   8  Quàng Đức Giang                      16  Vì Văn Yên",
        *[""] * 7,
        "─" * 80,
        "  GẠCH  4 10 1_                                          còn 13 / 14   ✓ hợp lệ",
        "",
        "─" * 80,
        " 1 ✓ gạch 2 9",
    ]


def test_a_struck_name_is_struck_and_bears_a_cross() -> None:
    page = Page().press("4.")
    name = page.counting.keyer.contest.slate.candidates[3].name
    assert page.looks(name) == {Look.STRUCK}
    assert page.line_with(name).startswith("✗  4  ")
    page.press("-")
    assert page.looks(name + " ") == {Look.PLAIN}


def test_a_number_that_waits_is_shown_but_not_struck() -> None:
    page = Page().press("1")
    assert page.looks("Lò Văn Ánh") == {Look.WAITING}
    assert page.line_with("Lò Văn Ánh").startswith("›  1")


def test_names_voted_for_bear_a_dot_and_the_others_are_struck() -> None:
    page = Page().press("+2.")
    names = [candidate.name for candidate in page.counting.keyer.contest.slate]
    assert page.looks(names[1]) == {Look.CHOSEN}
    assert page.line_with(names[1]).startswith("●  2")
    assert page.looks(names[2]) == {Look.STRUCK}
    assert "BẦU CHO  2 _" in page.line_with("BẦU CHO")


def test_both_boxes_and_neither_have_signs_of_their_own() -> None:
    page = Page(6, 6, style=BallotStyle.AGREE_DISAGREE).press("2*3/4.")
    names = [candidate.name for candidate in page.counting.keyer.contest.slate]
    signs = [page.line_with(name)[0] for name in names]
    assert signs == [" ", "±", "○", "✗", " ", " "]
    assert "KHÔNG ĐỒNG Ý  2* 3/ 4 _" in page.line_with("KHÔNG ĐỒNG Ý")
    assert "đồng ý 3 / 6" in page.line_with("KHÔNG ĐỒNG Ý")


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ("1.2.", "còn 14 / 14   ✓ hợp lệ"),
        ("1.", "còn 15 / 14   ✗ quá số lượng (15 > 14)"),
        ("+0", "còn 0 / 14   ✗ không bầu ai"),
        ("1.2.*1", "✗ không do ban phát  ✱ có kết luận"),
        ("1.*51\n", "còn 15 / 14   ✓ hợp lệ  ✱ có kết luận"),
    ],
)
def test_what_the_ballot_is_stands_beside_it(keys: str, said: str) -> None:
    page = Page().press(keys)
    assert said in "\n".join(page.text())


def test_the_refused_key_stands_on_the_line_and_its_reason_below() -> None:
    page = Page().press("19")
    line = page.line_with("GẠCH")
    assert line.startswith("  GẠCH  19  ")
    assert page.looks("9") >= {Look.WRONG}
    assert "Không có số 19" in page.text()[19]


def test_a_long_reason_is_readable_to_its_end() -> None:
    page = Page().press("1\n", "<f8>", "2\n")
    said = " ".join(" ".join(page.text()[19:21]).split())
    assert "ghi trùng thì F7 rút." in said
    assert said.endswith("⏎: vẫn khóa.")


def test_the_last_five_ballots_stand_there_the_last_one_first() -> None:
    page = Page().press("1.2\n3.4\n0\n/\n5.6\n7.8\n")
    assert page.text()[-1] == (" 6 ✓ gạch 7 8 │ 5 ✓ gạch 5 6 │ 4 ✗ quá số lượng (16 > 14) ↻ │ 3 ✗ quá số lượng …")
    tall = Page(size=(120, 34)).press("1.2\n3.4\n0\n/\n5.6\n7.8\n")
    assert tall.text()[-5:] == [
        " 6 ✓ gạch 7 8",
        " 5 ✓ gạch 5 6",
        " 4 ✗ quá số lượng (16 > 14) · không gạch ai ↻",
        " 3 ✗ quá số lượng (16 > 14) · không gạch ai",
        " 2 ✓ gạch 3 4",
    ]


def test_progress_pace_and_the_size_of_the_batch() -> None:
    page = Page(papers=50)
    for _ in range(3):
        page.press("1.2")
        page.clock.seconds += 3
        page.press("\n")
    assert page.text()[0].endswith("tập 3/50 · đã nhập 3/106 · 7,0 giây/phiếu")


def test_no_running_total_and_nothing_of_another_pass_is_on_the_screen() -> None:
    page = Page().press("1.2\n" * 3)
    text = "\n".join(page.text())
    assert "lượt" not in text
    assert not [line for line in page.text()[2:18] if line[5:].strip("0123456789 ") != line[5:].strip()]


def test_the_large_number_on_a_tall_screen() -> None:
    page = Page(size=(120, 34)).press("1.2\n" * 11)
    assert page.text()[:3] == [
        "                  ╺┓  ╺━┓",
        "   TẬP 1    PHIẾU  ┃  ┏━┛" + page.text()[1][25:],
        "                  ╺┻╸ ┗━╸",
    ]
    assert large(8) == ("┏━┓", "┣━┫", "┗━┛")


def test_the_page_follows_the_last_number_and_can_be_turned() -> None:
    page = Page(220, 200)
    assert "trang 1/5: số 1 đến 45" in page.text()[1]
    page.press("219")
    assert "trang 5/5: số 181 đến 220" in page.text()[1]
    page.view.turn(-1)
    assert "trang 4/5" in page.text()[1]
    page.view.turn(2)
    assert "trang 1/5" in page.text()[1]
    page.view.follow()
    assert "trang 5/5" in page.text()[1]


def test_a_click_finds_the_candidate_under_it() -> None:
    page = Page()
    page.rows()
    assert page.view.candidate_at(5, 2) == 1
    assert page.view.candidate_at(45, 3) == 10
    assert page.view.candidate_at(5, 10) is None
    assert page.view.candidate_at(5, 1) is None
    tall = Page(17, 14, size=(120, 34))
    tall.rows()
    assert tall.view.candidate_at(5, 4) == 1


def test_the_menu_lies_over_the_slate_and_leaves_the_line() -> None:
    page = Page().press("1.2*")
    text = page.text()
    assert "   1  không do ban kiểm phiếu phát ra" in text
    assert "   0  không có kết luận, bỏ kết luận đã chọn" in text
    assert "   6  sửa phiếu" not in text
    assert "  KẾT LUẬN  _" in text


@pytest.mark.parametrize("keys", [("1\n", "<f8>"), ("*",), ("1\n", "<f4>")])
@pytest.mark.parametrize("key", ["f4", "f7", "f8", "delete"])
def test_no_key_is_shown_by_the_name_it_has_in_the_program(keys: tuple[str, ...], key: str) -> None:
    page = Page().press(*keys, f"<{key}>")
    assert key not in "\n".join(page.text())
    assert any(f"{key.capitalize()}" in line for line in page.text())


def test_a_long_line_keeps_its_end_in_sight() -> None:
    page = Page(220, 200).press("".join(f"{number}." for number in range(101, 141)))
    line = page.line_with("GẠCH")
    assert "GẠCH  …" in line
    assert "139 140 _" in line
    assert "✓ hợp lệ" in line


def test_a_long_reason_keeps_its_end_in_sight() -> None:
    page = Page().press("*4", "phiếu bị rách làm đôi, hai nửa đã được ghép lại trước mặt mọi người và xem kỹ")
    assert page.line_with("LÝ DO").endswith("và xem kỹ_")


def test_the_ballot_being_corrected_is_named_and_what_is_recorded_is_said() -> None:
    page = Page().press("2.9\n", "1.3\n", "<f4>", "1\n")
    assert "SỬA PHIẾU 1" in page.text()[0]
    assert "Đang ghi: 1 ✓ gạch 2 9." in page.text()[19]
    page.press("4.5\n")
    assert "LÝ DO SỬA" in page.line_with("LÝ DO SỬA")


@pytest.mark.parametrize("style", list(BallotStyle))
@settings(max_examples=60, deadline=None)
@given(
    candidates=st.sampled_from([1, 2, 16, 23, 220]),
    size=st.sampled_from([*SIZES, (60, 16), (200, 50), (80, 12)]),
    keys=st.lists(st.sampled_from([*"0123456789.,+-*/\n\bx", "escape", "delete", "f4", "f7", "f8"]), max_size=40),
)
def test_whatever_is_pressed_every_line_is_as_wide_as_the_screen(
    style: BallotStyle, candidates: int, size: tuple[int, int], keys: list[str]
) -> None:
    page = Page(candidates, max(candidates - 2, 1), size, style)
    for key in keys:
        page.counting.press(key)
        rows = page.rows()
        assert len(rows) == size[1]
        assert all(sum(cell_len(text) for text, _ in row) <= size[0] for row in rows)


def test_why_a_ballot_could_not_be_recorded_is_readable_to_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    page = Page(99).press("12\n")
    gone = Moved("/media/ban-kiem-phieu/USB DISK/Đảng bộ xã Thanh Chăn nhiệm kỳ 2025-2030/đại hội.tally")
    monkeypatch.setattr(page.desk.journal, "append", lambda *_what, **_more: raise_(gone))
    lines = page.press("34\n").text()
    assert page.counting.said in " ".join(" ".join(lines).split())
    assert len(lines) == 22
    assert "34 ⏎" in page.line_with("GẠCH"), "above it, the line as it was typed"


def raise_(error: Exception) -> NoReturn:
    raise error


@pytest.mark.parametrize(
    ("style", "keys", "said"),
    [
        (BallotStyle.CROSS_OUT, "+", "ĐƯỢC BẦU, ai không gõ là bị gạch. 0 rồi ⏎: gạch hết. + lần nữa, hoặc Esc: thôi"),
        (BallotStyle.CROSS_OUT, "+4.10.", "ĐƯỢC BẦU, ai không gõ là bị gạch. ⏎ ghi phiếu, phiếu sau lại gõ như cũ."),
        (BallotStyle.AGREE_DISAGREE, "+", "ĐỒNG Ý, ai không gõ là không đồng ý. 0 rồi ⏎: không đồng ý ai."),
    ],
)  # fmt: skip
@pytest.mark.parametrize("size", SIZES)
def test_the_other_way_explains_itself_for_as_long_as_it_lasts(
    style: BallotStyle, keys: str, said: str, size: tuple[int, int]
) -> None:
    page = Page(style=style, size=size)
    page.press(keys)
    assert f"Riêng phiếu này gõ số {said}" in " ".join(" ".join(page.text()).split())
    page.press("<delete>")
    assert "Riêng phiếu này" not in "".join(page.text())


def test_the_way_changed_from_here_on_is_said_at_every_ballot() -> None:
    page = Page()
    page.press("*9", "1\n", "2")
    text = " ".join(" ".join(page.text()).split())
    assert "Mọi phiếu gõ số ĐƯỢC BẦU, ai không gõ là bị gạch. ⏎ ghi; 0 rồi ⏎: gạch hết. *9 đổi lại" in text
    page.press("\n", "+")
    assert "Riêng phiếu này gõ số BỊ GẠCH, ai không gõ là được bầu." in " ".join(" ".join(page.text()).split())


@pytest.mark.parametrize("size", SIZES)
def test_when_every_paper_is_keyed_no_ballot_beyond_them_stands_on_the_screen(size: tuple[int, int]) -> None:
    page = Page(papers=2, size=size)
    page.press("1.2\n3.4\n")
    head = " ".join(" ".join(page.text()[:3]).split())
    assert "ĐỦ" in head, head
    assert "PHIẾU 3" not in head
    assert "tập 2/2" in head
    # One keyed twice is taken back: the screen counts the papers, not the entries of the journal.
    page.press("<f7>", "1\n", "1\n")
    head = " ".join(" ".join(page.text()[:3]).split())
    assert "tập 1/2" in head
    assert any(line.lstrip().startswith("1 ✓ gạch 3 4") for line in page.text()), page.text()
