"""A roll-up as a page for people: every table that says something, 80 columns, understood without colour."""

from rich.console import Group, RenderableType
from rich.rule import Rule
from rich.text import Text

from tally.application.report.layout import sections
from tally.application.report.tables import Report
from tally.locales import Words
from tally.tui.report_view import about, drawn

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
            parts += [Text(""), Rule(Text(section.title), style="dim", align="left")]
        for table in tables:
            parts += drawn(table, words, MOST_ROWS)
    return Group(*parts)
