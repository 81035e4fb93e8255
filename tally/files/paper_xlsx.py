"""A signed paper read at once with what its sheets show, out of bytes that are verified too."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tally.application.minutes import Minutes
from tally.application.record_layout import SHEET_DECLARATION
from tally.application.recount import SavedCount
from tally.application.shown import Shown
from tally.domain.rules import RuleProfile
from tally.files.declared import DeclaredSheet
from tally.files.minutes_xlsx import are_minutes, minutes_in
from tally.files.package import Package, read_zip
from tally.files.record_xlsx import record_in
from tally.files.rules_toml import UnknownProfile, find_profile, load_profile
from tally.files.shown_results import shown_in
from tally.files.workbook import sheets_in


@dataclass(frozen=True, slots=True)
class PaperRead:
    """A paper that was read.

    Attributes:
        content: the bytes of the file, the same that were read.
        paper: minutes, those of a corrigendum among them, or the saved ballots of a record.
        shown: what it shows to people.
    """

    content: bytes
    paper: Minutes | SavedCount
    shown: tuple[Shown, ...]


def read_paper(path: Path) -> PaperRead:
    """Read minutes, those of a corrigendum, or a record.

    Raises:
        BadInput: E980, E981: it is none of them; or something in it is wrong.
        OSError: the machine failed.
    """
    content = read_zip(path, path.name)
    sheets = sheets_in(Package(path.name, content))
    by_name = {sheet.name: sheet for sheet in sheets}
    declared = DeclaredSheet.of(by_name[SHEET_DECLARATION]) if SHEET_DECLARATION in by_name else None
    load_rules = known_rules(path.parent)
    paper: Minutes | SavedCount
    if declared is not None and are_minutes(declared):
        paper = minutes_in(declared, load_rules)
    else:
        paper = record_in(path.name, by_name, declared, load_rules)
    return PaperRead(content, paper, shown_in(sheets))


def known_rules(folder: Path) -> Callable[[str], RuleProfile]:
    """Return what finds a regulation: one that comes with the program, else one beside the paper.

    A regulation that somebody sends along never takes the place of the one that is known.
    """

    def load(profile_id: str) -> RuleProfile:
        try:
            return load_profile(profile_id)
        except UnknownProfile:
            return find_profile(profile_id, folder)

    return load
