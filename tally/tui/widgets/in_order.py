"""One line about a whole list: is all of it in order, not only the row under the cursor."""

from textual.widgets import Static


class InOrder(Static):
    """Says it, with a sign before it."""

    DEFAULT_CSS = """
    InOrder { height: auto; padding: 0 2; color: $warning; }
    InOrder.-good { color: $success; }
    """

    def __init__(self) -> None:
        super().__init__(markup=False)

    def show(self, text: str, *, good: bool) -> None:
        """Say how all of it stands.

        Args:
            text: counted, so that nobody has to look at every row.
            good: there is nothing left to do or to look at.
        """
        self.set_class(good, "-good")
        self.update(f"{'✓' if good else '…'} {text}")
