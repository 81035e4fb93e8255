"""A congress file: made, opened, put on the desk, copied."""

import secrets
from contextlib import ExitStack, closing
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from tally.bootstrap import machine

if TYPE_CHECKING:
    from tally.application.desk.desk import CongressCodec, Desk
    from tally.application.desk.people import PinHasher
    from tally.application.journal_file import StoredJournal
    from tally.application.journal_source import JournalSource
    from tally.domain.congress import Congress
    from tally.domain.contest import Contest
    from tally.store.copying import Copied


TALLY = ".tally"
"""How the name of a congress file ends."""


def create_journal(path: Path) -> "StoredJournal":
    """Make a congress file and open its journal.

    Raises:
        OSError: something is there already, or the machine failed.
    """
    from tally.store.opening import create

    return create(path, machine.station(), machine.now)


def open_journal(path: Path, *, reading: bool = False) -> "StoredJournal":
    """Open the journal of a congress file.

    Args:
        path: of the file.
        reading: nothing will be appended.

    Raises:
        BadInput: it is no congress file, of a newer version, or damaged.
        OSError: there is none, or the machine failed.
    """
    from tally.store.opening import open_file

    return open_file(path, machine.station(), machine.now, reading=reading)


def new_congress_file(path: Path, congress: "Congress", contests: "tuple[Contest, ...]") -> None:
    """Make a congress file with its declaration, whole or not at all.

    Raises:
        Refused: the declaration cannot be counted.
        OSError: the machine failed.
    """
    from tally.application.desk.setup import Setup
    from tally.disk import flush_folder, make_folders

    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    make_folders(path.parent)
    try:
        with closing(create_journal(temporary)) as journal:
            Setup(desk_on(journal)).declare(congress, contests)
        temporary.replace(path)
        flush_folder(path.parent)
    except OSError as error:
        error.filename, error.filename2 = str(path), None
        raise
    finally:
        for suffix in ("", "-journal"):
            temporary.with_name(temporary.name + suffix).unlink(missing_ok=True)


def free_name(path: Path) -> Path:
    """Return the path, or where something is there already, one with a number that is free."""
    numbered = (path.with_name(f"{path.stem}-{number}{path.suffix}") for number in count(2))
    return path if not path.exists() else next(name for name in numbered if not name.exists())


def practice_file() -> Path:
    """Return where a congress to practise on is made: apart from everything that counts, and free."""
    import tempfile

    return Path(tempfile.gettempdir()) / f"tap-duot-{secrets.token_hex(4)}{TALLY}"


def congress_codec() -> "CongressCodec":
    """Return what reads and writes the declaration of a congress."""
    from tally.files.codec import CongressToml

    return CongressToml()


def congress_source(path: Path) -> "JournalSource":
    """Return a congress file as a source of saved ballots."""
    from tally.application.journal_source import JournalSource

    return JournalSource(lambda: open_journal(path, reading=True), congress_codec())


def desk_on(journal: "StoredJournal") -> "Desk":
    """Return the desk on an open journal."""
    from tally.application.desk.desk import Desk

    return Desk(journal, congress_codec(), machine.station(), machine.now)


def open_desk(path: Path) -> "Desk":
    """Return the desk on a congress file whose every chain was checked.

    Raises:
        BrokenJournal: the journal is not what was appended.
        BadInput, OSError: as `open_journal`.
    """
    from tally.application.intake import BrokenJournal
    from tally.application.journal_file import check_chains

    with ExitStack() as unless_sound:
        journal = open_journal(path)
        unless_sound.callback(journal.close)
        report = check_chains(journal)
        if not report.sound:
            raise BrokenJournal(report.broken)
        desk = desk_on(journal)
        unless_sound.pop_all()
    return desk


def pin_hasher() -> "PinHasher":
    """Return the hasher of the board's PINs."""
    from tally.store.pins import ScryptPins

    return ScryptPins()


def backup(source: Path, copy: Path) -> str:
    """Copy a congress file, read the copy back, and only then put it under its name; return its SHA-256, in hex.

    Raises:
        BrokenJournal: the journal of the source is not what was appended.
        BadInput: the source is no congress file, or is damaged.
        OSError: the machine failed; what stood at `copy` still stands there.
    """
    from tally.store import backup as store

    return store.backup(source, copy)


def restore(copy: Path, target: Path) -> "Copied":
    """Bring a copy of a congress file back; what stood there is kept beside it. Raises as `backup`."""
    from tally.store import backup as store

    return store.restore(copy, target)
