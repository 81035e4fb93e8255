"""The one place where adapters are wired; each is imported when it is needed, so that the program starts at once."""

from pathlib import Path

from tally.application.papers import PaperMaker, Written
from tally.application.recount import Source


class UnknownSource(Exception):  # noqa: N818 - named for what the user handed over
    """A path that is neither a folder nor a workbook."""

    def __init__(self, path: Path) -> None:
        self.path = path
        super().__init__(str(path))
