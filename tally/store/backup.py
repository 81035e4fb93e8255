"""Copies of a congress file: a snapshot by SQLite itself, whose every entry obeys the law of the journal."""

from contextlib import closing
from pathlib import Path

from tally.application.desk.desk import CongressCodec
from tally.application.intake import BrokenJournal
from tally.application.journal_file import check_chains
from tally.store.copying import Copied, put, same_bytes, snapshot
from tally.store.opening import open_file


def backup(source: Path, target: Path, codec: CongressCodec) -> str:
    """Copy a congress file, even while a station writes to it; return the SHA-256 of the copy, in hex.

    Raises:
        BrokenJournal: the journal is not what was appended: a copy of it would look like one to go back to.
        BadInput, OSError: as `copying.put`.
    """
    return put(source, target, snapshot, lambda copy: _check(copy, str(source), codec)).digest


def restore(copy: Path, target: Path, codec: CongressCodec) -> Copied:
    """Bring a copy back byte by byte, so that its SHA-256 is the one said when it was made.

    What stood at `target` is kept beside it as `NAME.truoc-1.tally`.

    Raises:
        BrokenJournal, BadInput, OSError: as `backup`.
    """
    return put(copy, target, same_bytes, lambda brought: _check(brought, str(copy), codec), keep=True)


def _check(copy: Path, name: str, codec: CongressCodec) -> None:
    with closing(open_file(copy, "", str, reading=True, name=name)) as journal:
        report = check_chains(journal, codec)
    if not report.sound:
        raise BrokenJournal(report.broken)
