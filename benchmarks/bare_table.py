"""The peer of `first_paint.py`: a bare Textual app with a table of 220 rows."""

from textual.app import App, ComposeResult
from textual.widgets import DataTable


class Bare(App[None]):
    """A table and nothing else."""

    def compose(self) -> ComposeResult:
        """The table."""
        yield DataTable()

    def on_mount(self) -> None:
        """Fill it."""
        table = self.query_one(DataTable)
        table.add_columns("no", "name")
        for number in range(1, 221):
            table.add_row(str(number), f"Lò Văn {number}")


if __name__ == "__main__":
    Bare().run()
