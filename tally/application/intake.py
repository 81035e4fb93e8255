"""What can be wrong with a file handed to us: coded findings with file, row, column and value.

Readers collect every finding of a file and raise `BadInput` once; nothing of a file with a finding is counted.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class FileFinding:
    """One thing wrong with a file.

    Attributes:
        file: the name as the user knows it; for a workbook `name.xlsx[sheet]`.
        row: counted from 1; 1 when the whole file is meant.
        column: counted from 1; a character's place in TOML, a field's in CSV, a column's in Excel.
        code: a key of `FILE_CODES`.
        fields: what the message needs.
    """

    file: str
    row: int
    column: int
    code: str
    fields: Mapping[str, int | str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse a finding whose message could not be written: a bug, not an input.

        Raises:
            TypeError: the fields are not those of the code.
        """
        if set(self.fields) != set(FILE_CODES[self.code]):
            message = f"{self.code} needs {FILE_CODES[self.code]}, got {tuple(self.fields)}"
            raise TypeError(message)


class BadInput(Exception):  # noqa: N818 - it is the input that is bad; nothing of ours failed
    """A file that cannot be counted from, with all its findings in the order of the file."""

    def __init__(self, findings: Iterable[FileFinding]) -> None:
        self.findings = tuple(findings)
        super().__init__(", ".join(f"{f.file}:{f.row}:{f.column}: {f.code}" for f in self.findings))


FILE_CODES: Mapping[str, tuple[str, ...]] = {}
"""Every code of a file's finding, with the fields of its message; the words are in `tally.locales`."""
