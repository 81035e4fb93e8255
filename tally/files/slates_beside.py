"""The slates in Excel that a `congress.toml` names, read as the board said their columns are."""

from collections.abc import Callable
from pathlib import Path

from tally.application.intake import FileFinding
from tally.application.slate_reading import NOTHING_SAID, Columns, SlateReading, no_column
from tally.domain.old_letters import OldEncoding
from tally.domain.slate import Candidate

CONGRESS = "congress.toml"

SlateReader = Callable[[Path, str, Columns], SlateReading]
"""Reads a slate: where it is, its name as findings give it, what the board said of its columns."""

Note = Callable[[FileFinding], object]
"""Is told what a board would want to know of a slate that is taken: columns that are left out."""


def read_excel(path: Path, file: str, said: Columns) -> SlateReading:
    """Read a slate; as `examine_slate`."""
    from tally.files.slate_xlsx import examine_slate  # noqa: PLC0415 - Excel is loaded only for a slate in Excel

    return examine_slate(path, file, said)


class SlatesBeside:
    """Reads slates for a congress file."""

    def __init__(
        self,
        folder: Path,
        note: Note,
        said: Columns = NOTHING_SAID,
        encoding: OldEncoding | None = None,
        read: SlateReader = read_excel,
    ) -> None:
        """Read nothing yet.

        Args:
            folder: of the congress file.
            note: is told of columns that are left out.
            said: what the board said of columns beside the congress file, before which it goes.
            encoding: the old one whose meaning is taken.
            read: reads a slate.
        """
        self._folder = folder
        self._note = note
        self._said = said
        self._encoding = encoding
        self._read = read
        self._readings: dict[str, SlateReading] = {}
        self._known: Columns = said

    def __call__(self, name: str, columns: Columns) -> tuple[Candidate, ...]:
        """Return the candidates of a slate.

        Args:
            name: its path from the congress file.
            columns: what the congress file says that columns are.

        Raises:
            BadInput: it has findings.
            OSError: the machine failed.
        """
        self._known = {**columns, **self._said}
        reading = self._readings[name] = self._read(self._folder / name, name, self._known).in_unicode(self._encoding)
        candidates = reading.taken()
        for note in reading.notes:
            self._note(note)
        return candidates

    def unmatched(self) -> tuple[FileFinding, ...]:
        """Return a finding for every heading that was said and that no slate has, of the last slate that was read.

        Where none was read, only what was said beside the congress file is missed: the file itself is one that was
        exported, with its candidates in it.
        """
        if not self._readings:
            nothing = SlateReading(())
            return tuple(no_column(CONGRESS, nothing, key) for key in self._said)
        return tuple(
            no_column(file, self._readings[file], key)
            for file in list(self._readings)[-1:]
            for key in self._known
            if all(key in reading.unmatched for reading in self._readings.values())
        )
