"""The tables of a roll-up drawn for a terminal: on the page of `tally report` and on its screen."""

from typing import Literal

from rich.cells import cell_len
from rich.console import RenderableType
from rich.table import Table as RichTable
from rich.text import Text

from tally.application.report.layout import Kind, Table, cell_text
from tally.application.report.tables import Report
from tally.locales import Words
from tally.locales.visible import visible


def about(report: Report, words: Words) -> str:
    """Return one line about what was read, and what no signature proves of it."""
    read = words(
        "report.about",
        organisations=words.number(len(report.organisations)),
        contests=words.number(len(report.bodies)),
        sources=words.number(report.sources),
        rejected=words.number(len(report.rejected)),
    )
    unproven = len(report.unproven)
    return f"{read} · {words('report.unproven_short', number=words.number(unproven))}" if unproven else read


def drawn(table: Table, words: Words, most_rows: int) -> list[RenderableType]:
    """Draw a table under its title.

    Args:
        table: what is drawn.
        words: the language.
        most_rows: how many rows are shown; that there are more is said.
    """
    heading = [Text(""), Text(table.title, style="bold")]
    if not table.rows:
        return [*heading, Text(words("report.none"), style="dim")]
    rich = RichTable(box=None, pad_edge=False, show_edge=False, header_style="dim", expand=False)
    for place, column in enumerate(table.columns):
        side: Literal["left", "right"] = "left" if column.kind is Kind.TEXT else "right"
        rich.add_column(Text(column.label), justify=side, overflow="fold", width=_width(table, words, place, most_rows))
    for row in table.rows[:most_rows]:
        cells = zip(table.columns, row, strict=True)
        rich.add_row(*(Text(visible(cell_text(column, cell, words))) for column, cell in cells))
    left = len(table.rows) - most_rows
    more = [Text(words("report.more_rows", number=words.number(left)), style="dim")] if left > 0 else []
    return [*heading, rich, *more]


def _width(table: Table, words: Words, place: int, most_rows: int) -> int | None:
    """Return the width of a column of numbers, none of which may break; columns of words share what is left."""
    column = table.columns[place]
    if column.kind is Kind.TEXT:
        return None
    cells = (cell_text(column, row[place], words) for row in table.rows[:most_rows])
    return max(cell_len(text) for text in (*column.label.split(), *cells))
