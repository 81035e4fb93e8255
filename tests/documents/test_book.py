"""What is put into the cells of our own workbooks."""

from openpyxl import Workbook

from tally.documents.book import fill


def test_a_text_that_no_cell_holds_says_how_much_of_it_is_left_out() -> None:
    cell = Workbook().create_sheet()["A1"]
    fill(cell, "lý do " * 20_000)
    assert str(cell.value) == f"{('lý do ' * 20_000)[:10_000]}… (+110000)"
    fill(cell, "a" * 32_767)
    assert cell.value == "a" * 32_767
