"""A slate that was read: who is on it, what each of its columns was taken for, and what is to be said of them first."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from tally.application import column_meanings
from tally.application.intake import BadInput, FileFinding
from tally.application.name_findings import OLD_LETTERS
from tally.domain.congress import Congress
from tally.domain.old_letters import OldEncoding
from tally.domain.slate import Candidate
from tally.locales.visible import visible

_LONGEST_KEY = 60  # characters of a heading that a message repeats


class Column(StrEnum):
    """What a column of a slate says; the words that `--column` and `[slate.columns]` use for it."""

    NO = "no"
    NAME = "name"
    FAMILY = "family"
    MIDDLE = "middle"
    GIVEN = "given"
    BORN = "born"
    SEX = "sex"
    MALE = "male"
    FEMALE = "female"
    SEX_ETHNICITY = "sex-ethnicity"
    ETHNICITY = "ethnicity"
    POSITION = "position"
    UNIT = "unit"
    FIRST_TERM = "first_term"
    NOT_TAKEN = column_meanings.NOT_TAKEN


Columns = Mapping[str, Column]
"""What the board said that columns are, by their headings, or by their letters where they have none."""


@dataclass(frozen=True, slots=True)
class SlateColumn:
    """A column of a slate with something in it.

    Attributes:
        key: its heading, or its letter where it has none: what `Columns` calls it.
        letter: as Excel shows it.
        meaning: what it is taken for; `NOT_TAKEN` where it is left out, or not understood.
        unclear: what it is has to be said before the slate can be taken.
    """

    key: str
    letter: str
    meaning: Column
    unclear: bool = False


@dataclass(frozen=True, slots=True)
class SlateReading:
    """What a workbook says.

    Attributes:
        candidates: in the order of the sheet, their names in Unicode.
        columns: from the left.
        findings: what is wrong with it; nothing of a slate with a finding is taken.
        notes: what a board would want to know before it takes the slate: columns that are left out.
        unmatched: headings of `Columns` that the slate does not have.
    """

    candidates: tuple[Candidate, ...]
    columns: tuple[SlateColumn, ...] = ()
    findings: tuple[FileFinding, ...] = ()
    notes: tuple[FileFinding, ...] = ()
    unmatched: tuple[str, ...] = ()

    @property
    def old_encoding(self) -> OldEncoding | None:
        """The old encoding that alone keeps the slate from being taken; None: it is sound, or more is wrong."""
        encodings = {finding.fields.get("option") for finding in self.findings if finding.code == OLD_LETTERS}
        if len(encodings) != 1 or any(finding.code != OLD_LETTERS for finding in self.findings):
            return None
        return OldEncoding(str(encodings.pop()))

    def in_unicode(self, encoding: OldEncoding | None) -> "SlateReading":
        """Return the slate with what its texts of an old encoding mean: the candidates are read so already."""
        return replace(
            self,
            findings=tuple(
                finding
                for finding in self.findings
                if encoding is None or finding.code != OLD_LETTERS or finding.fields["option"] != encoding.value
            ),
        )

    def taken(self) -> tuple[Candidate, ...]:
        """Return the candidates of a sound slate.

        Raises:
            BadInput: it has findings.
        """
        if self.findings:
            raise BadInput(self.findings)
        return self.candidates


def no_column(file: str, reading: SlateReading, key: str) -> FileFinding:
    """Return the finding that a slate has no column of a heading that the board named."""
    known = ", ".join(f"“{column.key}”" for column in reading.columns) or "–"
    return FileFinding(file, 1, 1, "E844", {"value": visible(key, _LONGEST_KEY), "known": known})


def columns_of(congress: Congress) -> Columns:
    """Return what a congress remembers of columns."""
    return {key: Column(word) for key, word in congress.slate_columns}


def with_columns(congress: Congress, said: Columns) -> Congress:
    """Return a congress that remembers what was said of columns too."""
    remembered = {**dict(congress.slate_columns), **{key: column.value for key, column in said.items()}}
    return replace(congress, slate_columns=tuple(remembered.items()))
