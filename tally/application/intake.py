"""What can be wrong with a file handed to us: coded findings with file, row, column and value.

Readers collect every finding of a file and raise `BadInput` once; nothing of a file with a finding is counted.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tally.domain.journal import Broken


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


class BrokenJournal(Exception):  # noqa: N818 - it is the journal that is broken
    """A congress file whose journal is not what was appended, so nothing is counted from it; all flaws at once."""

    def __init__(self, broken: "tuple[Broken, ...]") -> None:
        self.broken = broken
        super().__init__(", ".join(f"{one.chain} {one.sequence}: {one.why}" for one in broken))


FILE_CODES: Mapping[str, tuple[str, ...]] = {
    # Keys, certificates, and what is to be signed with them
    "E801": (),
    "E802": ("value", "since", "until"),
    "E803": ("value",),
    "E804": (),
    "E805": (),
    "E806": ("value",),
    # A picture to be verified
    "E810": (),
    "E811": (),
    # Anything that is to be opened
    "E812": ("file_kind",),
    "E813": ("limit",),
    "E814": (),
    "E815": ("number",),
    "E820": ("value", "known"),
    "E817": ("cell", "value"),
    "E818": ("cell", "value"),
    "E819": ("found", "expected"),
    "E860": ("cell", "value"),
    "E861": ("cell", "value"),
    "E899": ("value",),
    # Any text file
    "E901": ("value",),
    "E902": ("value",),
    "E903": ("value",),
    "E904": ("size", "limit"),
    "E905": ("file_kind",),
    "E906": ("encoding", "value"),
    "E907": ("value",),
    "E908": ("value",),
    "E909": ("value",),
    "E910": ("limit",),
    # Any TOML file: congress.toml and the regulations
    "E911": ("value",),
    "E912": ("key", "known"),
    "E913": ("key", "table"),
    "E914": ("key", "value"),
    "E915": ("key", "value"),
    "E916": ("key", "value"),
    "E917": ("key", "value"),
    "E918": ("key", "expected"),
    "E919": ("key", "value", "minimum", "maximum"),
    "E920": ("key", "value", "allowed"),
    "E921": ("key", "value"),
    "E922": ("key",),
    "E923": ("key", "value", "character"),
    "E924": ("value",),
    # congress.toml
    "E925": ("contest", "round"),
    "E926": ("contest", "no"),
    "E927": ("reason", "congress_kind", "allowed"),
    "E928": ("reason", "rules"),
    "E929": ("value", "known"),
    "E930": ("contest",),
    "E931": ("value",),
    # congress.toml: opinion ballots, a conference, hand votes
    "E821": ("key", "contest"),
    "E822": ("contest", "rules"),
    "E823": ("value", "known"),
    "E824": ("value",),
    "E825": ("value", "missing"),
    "E826": ("key", "limit"),
    # A regulation
    "E932": ("value", "expected"),
    "E933": ("low_key", "low", "high_key", "high"),
    "E934": ("reason", "congress_kind"),
    "E935": ("value",),
    # ballots.csv: its table
    "E936": ("missing", "value"),
    "E937": ("value", "key", "known"),
    "E938": ("value", "key", "option"),
    "E862": ("value",),
    "E939": ("found", "expected"),
    "E940": ("value",),
    # Saved ballots, in CSV and in Excel
    "E941": ("contest", "round", "known"),
    "E942": ("key", "value"),
    "E943": ("value",),
    "E944": ("value", "candidates"),
    "E945": ("value",),
    "E946": ("value",),
    "E947": ("value", "ballot_style", "example"),
    "E948": ("value", "allowed"),
    "E949": ("value",),
    "E827": ("limit",),
    # Any Excel file
    "E950": (),
    "E951": (),
    "E952": ("file_kind",),
    "E953": ("part",),
    "E954": (),
    "E955": (),
    "E956": ("limit",),
    "E957": ("limit",),
    # A cell or a table of a sheet
    "E958": ("cell", "value"),
    "E959": ("cell", "value"),
    "E960": ("cell", "value"),
    "E961": ("key", "cell", "value"),
    "E962": ("expected",),
    "E963": ("missing",),
    "E964": ("cell", "value"),
    "E965": ("sheets",),
    "E966": ("cell", "value"),
    # A slate in Excel
    "E967": (),
    "E968": ("cell", "value"),
    "E969": ("cell", "value"),
    "E970": ("no", "cell"),
    "E971": ("cell", "value"),
    "E972": ("cell", "value"),
    "E973": ("cell", "value"),
    "E974": ("cell", "value"),
    "E975": ("cell", "value"),
    "E976": ("cell", "value"),
    "E977": ("cell", "value"),
    "E978": ("found", "expected"),
    # A slate in Excel: what its columns are
    "E840": ("cell", "value"),
    "E841": ("cell", "value", "other"),
    "E842": ("cell", "value"),
    "E843": ("cell", "value"),
    "E844": ("value", "known"),
    "E846": ("cell", "value", "unseen_how"),
    "E847": ("columns", "known"),
    "E848": ("cell", "value", "name_part"),
    "W845": ("columns",),
    # A slate in Excel: who stands no more, how people are addressed
    "E853": ("cell", "value", "key", "name"),
    "E854": ("cell", "value"),
    "E855": ("cell", "value"),
    "E856": ("cell", "value", "name_part"),
    "E857": ("cell", "value"),
    "W854": ("cell", "value"),
    "W858": ("titles",),
    "W859": ("titles",),
    # Ballots in Excel
    "E979": ("cell", "value", "example"),
    "E863": ("cell", "value"),
    # A record workbook
    "E980": (),
    "E981": (),
    "E982": ("value", "known"),
    "E983": ("sheet",),
    "E984": ("found", "expected"),
    "E985": ("cell", "value", "allowed"),
    "E986": ("cell", "value"),
    "E987": ("found",),
    "E998": ("no", "found", "expected"),
    # Minutes, read by a machine
    "E995": (),
    "E996": ("key",),
    # The letters of a name
    "E850": ("text_encoding", "option", "value", "meant"),
    "E851": ("value",),
    "E852": ("value", "character"),
    # Any line of text, wherever it comes from
    "E988": ("key", "value", "limit"),
    # A congress file
    "E994": (),
    "E989": ("found", "known"),
    "E990": ("value",),
    "E828": ("value",),
    "E829": ("value",),
    "E997": ("value",),
    # Saved ballots taken into a congress file
    "E991": ("contest", "round"),
    "E992": ("contest", "round"),
    "E993": ("contest", "round"),
    "E816": ("congress_part", "saved", "declared"),
}
"""Every code of a file's finding, with the fields of its message; the words are in `tally.locales`."""
