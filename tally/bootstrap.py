"""The one place where adapters are wired; each is imported when it is needed, so that the program starts at once."""

from pathlib import Path

from tally.application.papers import PaperMaker, Written
from tally.application.recount import Source
from tally.domain.congress import CongressKind


class UnknownSource(Exception):  # noqa: N818 - named for what the user handed over
    """A path that is neither a folder nor a workbook."""

    def __init__(self, path: Path) -> None:
        self.path = path
        super().__init__(str(path))


def open_source(path: Path) -> Source:
    """Return the source of saved ballots at a path: a folder, or a record workbook.

    Raises:
        UnknownSource: it is neither.
        BadInput: there is nothing at that path.
    """
    if path.suffix.lower() in {".xlsx", ".xlsm", ".xlsb", ".xls", ".ods"}:  # the reader says what to do with the others
        from tally.files.record_xlsx import RecordSource
        from tally.files.rules_toml import find_profile

        # A record names its regulation; one of the board's own is looked for beside the workbook.
        return RecordSource(path, lambda profile_id: find_profile(profile_id, path.parent))
    if path.is_dir() or not path.exists():
        from tally.files.folder import FolderSource

        return FolderSource(path)
    raise UnknownSource(path)


def paper_maker() -> PaperMaker:
    """Return the maker of minutes and records."""
    from tally.documents.workbooks import Workbooks
    from tally.files.congress_toml import write_congress

    return Workbooks(declare=lambda congress, contest: write_congress(congress, (contest,)))


def write_paper(path: Path, content: bytes) -> Written:
    """Write a paper whole or not at all; a different paper of that name is kept under another.

    Raises:
        OSError: the machine failed.
    """
    from tally.files.atomic import keep, write_file

    kept = keep(path, unless=content)
    write_file(path, content)
    return Written(path, kept)


def write_new(path: Path, content: bytes) -> None:
    """Write a file whole or not at all.

    Raises:
        OSError: the machine failed.
    """
    from tally.files.atomic import write_file

    write_file(path, content)


def template(kind: str, congress: CongressKind) -> bytes:
    """Return an empty file to fill in: `slate` or `ballots` (Excel), or `congress` (TOML) of one kind of congress."""
    from tally.files import templates

    if kind == "slate":
        return templates.slate_template()
    if kind == "ballots":
        return templates.ballots_template()
    return templates.congress_template(congress).encode()
