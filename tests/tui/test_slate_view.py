"""The slate in columns: everybody on some page once, names that fit, none shortened without need."""

from desk_app import people_named
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from tally.domain.slate import Candidate, Slate
from tally.tui.slate_view import GAP, grid_of, shortened


def test_sixteen_names_on_80_columns_stand_in_two_whole_columns() -> None:
    grid = grid_of(people_named(16), 80, 15)
    assert (grid.columns, grid.rows, grid.pages) == (2, 8, 1)
    assert grid.name_width >= max(cell_len(candidate.name) for candidate in people_named(16))


def test_few_names_stand_in_one_column() -> None:
    assert grid_of(people_named(5), 80, 15)[:2] == (1, 5)


def test_names_are_shortened_rather_than_put_on_a_second_page() -> None:
    slate = Slate(tuple(Candidate(no, "Nguyễn Hoàng Thị Minh Phượng") for no in range(1, 31)))
    grid = grid_of(slate, 80, 10)
    assert grid.pages == 1
    assert grid.name_width < cell_len("Nguyễn Hoàng Thị Minh Phượng")


def test_220_names_lie_on_pages_of_consecutive_numbers() -> None:
    grid = grid_of(people_named(220), 80, 15)
    assert (grid.columns, grid.pages) == (3, 5)
    assert [grid.page_of(place) for place in (0, 44, 45, 219)] == [0, 0, 1, 4]


@given(people=st.integers(1, 230), width=st.integers(40, 200), rows=st.integers(1, 50))
def test_every_grid_fits_and_has_room_for_everybody(people: int, width: int, rows: int) -> None:
    grid = grid_of(people_named(people), width, rows)
    cell = 2 + grid.number_width + 2 + grid.name_width
    assert grid.columns * (cell + GAP) - GAP <= max(width, cell)
    assert grid.rows <= rows
    assert (grid.pages - 1) * grid.per_page < people <= grid.pages * grid.per_page


def test_the_words_between_are_shortened_first_and_the_given_name_stays() -> None:
    name = "Nguyễn Thị Minh Chanh"
    assert [shortened(name, width) for width in (21, 20, 18, 14, 10)] == [
        "Nguyễn Thị Minh Chanh",
        "Nguyễn T. Minh Chanh",
        "Nguyễn T. M. Chanh",
        "N. T. M. Chanh",
        "N. T. M. …",
    ]


@given(st.text(alphabet="NguyễnĐ ỳ日ế", max_size=30), st.integers(1, 30))
def test_a_shortened_name_fits(name: str, width: int) -> None:
    assert cell_len(shortened(name, width)) <= width
