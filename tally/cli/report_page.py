"""A roll-up as a page for people: every table that says something, 80 columns, understood without colour."""

from rich.cells import cell_len
from rich.console import Group, RenderableType
from rich.rule import Rule
from rich.table import Table as RichTable
from rich.text import Text

from tally.application.report.layout import Kind, Table, cell_text, sections
from tally.application.report.tables import Report
from tally.locales import Words

MOST_ROWS = 60
"""Rows of one table that the page shows; the workbook has them all."""


def report_page(report: Report, words: Words) -> RenderableType:
    """Return the page."""
    parts: list[RenderableType] = [Text(words("report.title"), style="bold"), Text(about(report, words))]
    for section in sections(report, words):
        # Of one level alone the table by level would say the summary again.
        again = section.key == "levels" and len({level for level, _ in report.by_level}) == 1
        tables = [] if again else [table for table in section.tables if table.rows]
        if tables:
            parts += [Text(""), Rule(section.title, style="dim", align="left")]
        for table in tables:
            parts += _table(table, words)
    return Group(*parts)


def about(report: Report, words: Words) -> str:
    """Return one line about what was read."""
    return words(
        "report.about",
        organisations=words.number(len(report.organisations)),
        contests=words.number(len(report.bodies)),
        sources=words.number(report.sources),
        rejected=words.number(len(report.rejected)),
    )


def _table(table: Table, words: Words) -> list[RenderableType]:
    rich = RichTable(box=None, pad_edge=False, show_edge=False, header_style="dim", expand=False)
    for place, column in enumerate(table.columns):
        number = column.kind is not Kind.TEXT
        rich.add_column(
            column.label, justify="right" if number else "left", overflow="fold", width=_width(table, words, place)
        )
    for row in table.rows[:MOST_ROWS]:
        cells = zip(table.columns, row, strict=True)
        rich.add_row(*(Text(cell_text(column, cell, words)) for column, cell in cells))
    parts: list[RenderableType] = [Text(""), Text(table.title, style="bold"), rich]
    if len(table.rows) > MOST_ROWS:
        parts.append(Text(words("report.more_rows", number=words.number(len(table.rows) - MOST_ROWS)), style="dim"))
    return parts


def _width(table: Table, words: Words, place: int) -> int | None:
    """Return the width of a column of numbers, none of which may break; columns of words share what is left."""
    column = table.columns[place]
    if column.kind is Kind.TEXT:
        return None
    cells = (cell_text(column, row[place], words) for row in table.rows)
    return max(cell_len(text) for text in (*column.label.split(), *cells))
