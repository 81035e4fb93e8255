"""What is read: saved ballots, declarations, slates, templates, regulations."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from tally.application.column_meanings import NOTHING_SAID, Meanings
from tally.application.intake import BadInput
from tally.application.recount import Source
from tally.application.slate_reading import Columns, SlateReading
from tally.bootstrap import congress_file
from tally.domain.congress import CongressKind

if TYPE_CHECKING:
    from tally.application.sheet_picture import SheetPicture
    from tally.domain.congress import Congress
    from tally.domain.contest import Contest
    from tally.domain.old_letters import OldEncoding
    from tally.files.slates_beside import Note
    from tally.locales import Words


WORKBOOKS = frozenset({".xlsx", ".xlsm", ".xlsb", ".xls", ".ods"})
"""How the names of workbooks end; the reader says what to do with those it cannot read."""


class UnknownSource(Exception):  # noqa: N818 - named for what the user handed over
    """A path that is neither a folder nor a workbook nor a congress file."""

    def __init__(self, path: Path) -> None:
        self.path = path
        super().__init__(str(path))


def unnoted(_note: object) -> None:
    """Stand in where nobody is told what was left out of a slate."""


def ballot_meanings() -> tuple[str, ...]:
    """Return what can be said of a column of saved ballots."""
    from tally.files.ballots_columns import SAYABLE

    return SAYABLE


def open_source(
    path: Path,
    columns: Columns = NOTHING_SAID,
    note: "Note" = unnoted,
    encoding: "OldEncoding | None" = None,
    meanings: Meanings = NOTHING_SAID,
) -> Source:
    """Return the source of saved ballots at a path: a folder, a record workbook or a congress file.

    Args:
        path: where it is.
        columns: what the board said that columns of slates in Excel are.
        note: is told of columns of slates that are left out.
        encoding: the old one of slates in Excel whose meaning is taken.
        meanings: what was said that columns of the ballots in a folder mean, by heading.

    Raises:
        UnknownSource: it is none of them; or something was said of columns, and it is no folder.
        BadInput: there is nothing at that path.
    """
    if meanings and path.exists() and not path.is_dir():
        raise UnknownSource(path)
    if path.suffix.lower() in WORKBOOKS:
        from tally.files.record_xlsx import RecordSource
        from tally.files.rules_toml import find_profile

        # A record names its regulation; one of the board's own is looked for beside the workbook.
        return RecordSource(path, lambda profile_id: find_profile(profile_id, path.parent))
    if path.suffix.lower() == congress_file.TALLY:
        return congress_file.congress_source(path)
    if path.is_dir() or not path.exists():
        from tally.files.folder import FolderSource

        return FolderSource(path, columns=columns, note=note, encoding=encoding, meanings=meanings)
    raise UnknownSource(path)


def conference_from(path: Path, words: "Words") -> "tuple[Congress, tuple[Contest, ...]]":
    """Return the conference of the committee that the congress at a path elected, without candidates yet.

    Raises:
        NotReady: that congress is not over.
        UnknownSource, BadInput, OSError: as `open_source` and its `load`.
    """
    from tally.application.conference import conference_of
    from tally.application.recount import recount

    return conference_of(recount(open_source(path)), words)


def read_congress(
    path: Path, columns: Columns = NOTHING_SAID, note: "Note" = unnoted, encoding: "OldEncoding | None" = None
) -> "tuple[Congress, tuple[Contest, ...]]":
    """Read a `congress.toml`, with the slates in Excel beside it that it names; arguments as of `open_source`.

    Raises:
        BadInput: it has flaws; all of them.
        OSError: the machine failed.
    """
    from tally.files.congress_toml import read_congress as read
    from tally.files.slates_beside import SlatesBeside
    from tally.files.text import MAX_TOML, read_text

    slates = SlatesBeside(path.parent, note, columns, encoding)
    try:
        file = read(read_text(path, path.name, MAX_TOML), path.name, read_slate=slates, check_names=True)
    except BadInput as bad:
        raise BadInput((*bad.findings, *slates.unmatched(sound=False))) from bad
    if unmatched := slates.unmatched(sound=True):
        raise BadInput(unmatched)
    return file.congress, file.contests


def read_slate(path: Path, name: str, columns: Columns = NOTHING_SAID) -> SlateReading:
    """Read a slate in Excel, sound or not.

    Args:
        path: where it is.
        name: its name as findings give it.
        columns: what the board said that its columns are.

    Raises:
        BadInput: there is no table of candidates in it, or more than one.
        OSError: the machine failed.
    """
    from tally.files.slate_xlsx import examine_slate

    return examine_slate(path, name, columns)


def sheet_pictures(path: Path, name: str) -> "Mapping[str, SheetPicture]":
    """Return the sheets of a workbook to look at, by the names that findings give them; as `files.sheet_pictures`."""
    from tally.files.sheet_pictures import sheet_pictures as pictures

    return pictures(path, name)


def template(kind: str, congress: str) -> bytes:
    """Return a file to fill in: `slate` or `ballots` (Excel), or `congress` (TOML).

    Args:
        kind: of the file.
        congress: the id of a kind of congress (`application.congress_kinds`), or a `CongressKind`: every key, empty.
    """
    from tally.application.congress_kinds import TEMPLATES, template_of
    from tally.files import templates

    if kind == "slate":
        return templates.slate_template()
    if kind == "ballots":
        return templates.ballots_template()
    if congress in {one.id for one in TEMPLATES}:
        from tally.files.congress_templates import filled_template

        return filled_template(template_of(congress)).encode()
    return templates.congress_template(CongressKind(congress)).encode()


def regulations(words: "Words") -> tuple[tuple[str, str], ...]:
    """Return id and title of every regulation that comes with the program."""
    from tally.files.rules_toml import load_profile, profile_ids

    profiles = [load_profile(profile_id) for profile_id in profile_ids()]
    return tuple((one.id, one.title_vi if words.language == "vi" else one.title_en) for one in profiles)


def fingerprints(path: Path) -> Mapping[str, str]:
    """Return the SHA-256, in hex, of the file at a path, or of every file that a folder of saved ballots can have.

    Raises:
        BadInput: it is no regular file.
        OSError: the machine failed.
    """
    import hashlib

    from tally.disk import read_regular
    from tally.files.folder import BALLOTS_CSV, BALLOTS_XLSX
    from tally.files.slates_beside import CONGRESS
    from tally.files.text import MAX_CSV

    names = (CONGRESS, BALLOTS_CSV, BALLOTS_XLSX)
    files = [file for name in names if (file := path / name).is_file()] if path.is_dir() else [path]
    return {file.name: hashlib.sha256(read_regular(file, MAX_CSV, file.name)).hexdigest() for file in files}
