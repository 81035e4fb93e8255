"""A table whose cells are shown as they are: Textual's own takes brackets in a name for markup."""

from typing import Any

from rich.markup import escape
from textual.widgets import DataTable

from tally.locales.visible import visible


class PlainTable(DataTable[Any]):
    """A table of texts."""

    def show_row(self, key: str, cells: dict[str, str]) -> None:
        """Show a row, in place of the one with this key or as the last one.

        Args:
            key: of the row.
            cells: texts by the keys of the columns, in their order.
        """
        shown = {column: escape(visible(text)) for column, text in cells.items()}
        if key not in {row.value for row in self.rows}:
            self.add_row(*shown.values(), key=key)
        for column, text in shown.items():
            self.update_cell(key, column, text, update_width=True)
