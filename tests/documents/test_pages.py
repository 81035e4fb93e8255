"""Lines on pages: nothing cut, heads repeated, what belongs together on one page; and texts measured wide enough."""

import pytest

from tally.documents.book import Look
from tally.documents.measure import TALLEST, UNIT, height_of, text_width, wrap
from tally.documents.pages import PAGE, Box, Columns, Line, kept, paginate

COLUMNS = Columns((10, 30))


def test_a_page_is_filled_and_no_more() -> None:
    pages = paginate([Line(PAGE / 4)] * 9)
    assert [len(page) for page in pages] == [4, 4, 1]


def test_what_is_kept_together_moves_to_the_next_page_together() -> None:
    first, last = Line(PAGE - 30), Line(10)
    together = kept([Line(20), Line(20), Line(20)])
    assert paginate([first, *together, last]) == [[first], [*together, last]]


def test_the_head_of_a_table_is_set_again_where_it_goes_on() -> None:
    head = Line(30, keep=True)
    row = Line(100, head=(head,))
    pages = paginate([head, *[row] * 15])
    assert [page[0] for page in pages] == [head] * 3
    assert [page.count(row) for page in pages] == [6, 6, 3]
    assert all(sum(line.height for line in page) <= PAGE for page in pages)


def test_a_block_higher_than_a_page_begins_a_page_and_makes_no_empty_one() -> None:
    block = kept([Line(PAGE / 2)] * 3)
    assert paginate(block) == [block]


def test_no_lines_make_one_empty_page() -> None:
    assert paginate([]) == [[]]


def test_a_line_is_as_high_as_its_highest_text() -> None:
    narrow = Box(1, "mười hai chữ trong một ô hẹp chỉ mười đơn vị", Look())
    wide = Box(2, "một", Look())
    assert COLUMNS.line(wide, narrow).height == height_of(len(wrap(str(narrow.value), 13, 10)), 13)
    assert COLUMNS.line(wide).height == height_of(1, 13)
    assert COLUMNS.line(wide, least=50).height == 50


def test_a_text_too_long_for_one_row_is_set_in_several_and_whole() -> None:
    text = " ".join(f"chữ{number}" for number in range(600))
    lines = COLUMNS.text(text, Look())
    assert len(lines) > 1
    assert all(line.height < TALLEST for line in lines)
    assert " ".join(str(line.boxes[0].value) for line in lines) == text


@pytest.mark.parametrize(
    ("text", "size", "bold", "points"),
    [
        # Widths of the face as its own metrics give them, summed by hand.
        ("I", 10, False, 3.33),
        ("W", 10, False, 9.44),
        ("W", 10, True, 10.0),
        ("ABC", 10, False, 7.22 + 6.67 + 6.67),
        ("Ầ", 10, False, 7.22),
        ("đ", 20, False, 10.0),
        ("2020-2025", 10, False, 8 * 5.0 + 3.33),
    ],
)
def test_a_width_is_the_sum_of_the_letters(text: str, size: float, points: float, *, bold: bool) -> None:
    assert text_width(text, size, bold=bold) == pytest.approx(points)


def test_a_horn_takes_room_and_an_accent_takes_none() -> None:
    assert text_width("ấ", 10) == text_width("a", 10)
    assert text_width("ợ", 10) > text_width("o", 10)
    assert text_width("中", 10) == 10


def test_words_are_broken_into_lines_and_a_word_too_long_into_parts() -> None:
    lines = wrap("Nguyễn Thị Minh Khai", 13, 12)
    assert lines == ["Nguyễn Thị", "Minh Khai"]
    parts = wrap("m" * 40, 13, 12)
    assert "".join(parts) == "m" * 40
    assert len(parts) > 5
    assert wrap("một\nhai", 13, 40) == ["một", "hai"]
    assert wrap("", 13, 40) == [""]


def test_heights_are_whole_pixels_and_end_where_excel_ends() -> None:
    assert height_of(1, 13) % 0.75 == 0
    assert height_of(2, 13) > 2 * 13 * 1.15
    assert height_of(100, 13) == TALLEST


def test_a_word_however_long_is_broken_where_the_line_is_full() -> None:
    """Somebody wrote a reason of a hundred thousand letters without a space; the fuzzer found that it took minutes."""
    lines = wrap("a" * 100_000 + "\nb", 12, 73)
    assert "".join(lines[:-1]) == "a" * 100_000
    assert {len(line) for line in lines[:-2]} == {len(lines[0])}
    assert 0.9 * 73 * UNIT < text_width(lines[0], 12) <= 73 * UNIT
    assert wrap("W" * 3, 12, 1) == ["W", "W", "W"], "one letter at least stands on a line"
