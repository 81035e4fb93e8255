"""What is read: saved ballots, declarations, slates, templates, regulations."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from tally.application.recount import Source
from tally.bootstrap import congress_file
from tally.domain.congress import CongressKind

if TYPE_CHECKING:
    from tally.domain.congress import Congress
    from tally.domain.contest import Contest
    from tally.domain.slate import Candidate
    from tally.locales import Words


WORKBOOKS = frozenset({".xlsx", ".xlsm", ".xlsb", ".xls", ".ods"})
"""How the names of workbooks end; the reader says what to do with those it cannot read."""


class UnknownSource(Exception):  # noqa: N818 - named for what the user handed over
    """A path that is neither a folder nor a workbook nor a congress file."""

    def __init__(self, path: Path) -> None:
        self.path = path
        super().__init__(str(path))


def ballot_meanings() -> tuple[str, ...]:
    """Return what can be said of a column of saved ballots."""
    from tally.files.ballots_columns import COLUMNS, NOT_TAKEN

    return (*COLUMNS, NOT_TAKEN)


def open_source(path: Path, meanings: Mapping[str, str] | None = None) -> Source:
    """Return the source of saved ballots at a path: a folder, a record workbook or a congress file.

    Args:
        path: where it is.
        meanings: what was said that columns of the ballots in a folder mean, by heading.

    Raises:
        UnknownSource: it is none of them; or something was said of columns, and it is no folder.
        BadInput: there is nothing at that path.
    """
    if meanings and not path.is_dir():
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

        return FolderSource(path, meanings=meanings or {})
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


def read_congress(path: Path) -> "tuple[Congress, tuple[Contest, ...]]":
    """Read a `congress.toml`, with the slates in Excel beside it that it names.

    Raises:
        BadInput: it has flaws; all of them.
        OSError: the machine failed.
    """
    from tally.files.congress_toml import read_congress as read
    from tally.files.text import MAX_TOML, read_text

    def slate_beside(name: str) -> "tuple[Candidate, ...]":
        return read_slate(path.with_name(name), name)

    file = read(read_text(path, path.name, MAX_TOML), path.name, read_slate=slate_beside)
    return file.congress, file.contests


def read_slate(path: Path, name: str) -> "tuple[Candidate, ...]":
    """Read a slate in Excel.

    Args:
        path: where it is.
        name: its name as findings give it.

    Raises:
        BadInput: it has flaws; all of them.
        OSError: the machine failed.
    """
    from tally.files.slate_xlsx import read_slate as read

    return read(path, name)


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
    from tally.files.folder import BALLOTS_CSV, BALLOTS_XLSX, CONGRESS
    from tally.files.text import MAX_CSV

    names = (CONGRESS, BALLOTS_CSV, BALLOTS_XLSX)
    files = [file for name in names if (file := path / name).is_file()] if path.is_dir() else [path]
    return {file.name: hashlib.sha256(read_regular(file, MAX_CSV, file.name)).hexdigest() for file in files}
