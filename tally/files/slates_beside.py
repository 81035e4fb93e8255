"""The slates in Excel that a `congress.toml` names, read as the board said their columns are."""

from collections.abc import Callable
from pathlib import Path

from tally.application.column_meanings import NOTHING_SAID
from tally.application.intake import BadInput, FileFinding
from tally.application.slate_reading import Columns, SlateReading, no_column
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
        self._all_read = True

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
        try:
            reading = self._read(self._folder / name, name, self._known).in_unicode(self._encoding)
        except BadInput:
            self._all_read = False
            raise
        self._readings[name] = reading
        candidates = reading.taken()
        for note in reading.notes:
            self._note(note)
        return candidates

    def unmatched(self, *, sound: bool) -> tuple[FileFinding, ...]:
        """Return a finding for every heading that was said and that no slate has, of the last slate that was read.

        Nothing can be missed while a slate that may have it cannot be read. Where a sound file names none, only what
        was said beside it is missed: it is one that was exported, with its candidates in it.

        Args:
            sound: whether the congress file says which slates there are, and nothing is wrong with it.
        """
        if not self._all_read:
            return ()
        if not self._readings:
            if not sound:
                return ()
            nothing = SlateReading(())
            return tuple(no_column(CONGRESS, nothing, key) for key in self._said)
        return tuple(
            no_column(file, self._readings[file], key)
            for file in list(self._readings)[-1:]
            for key in self._known
            if all(key in reading.unmatched for reading in self._readings.values())
        )
