"""A congress file: made, opened, put on the desk, copied."""

import secrets
from contextlib import ExitStack, closing
from functools import partial
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from tally.bootstrap import heights, machine

if TYPE_CHECKING:
    from tally.application.desk.desk import CongressCodec, Desk
    from tally.application.desk.guarding import Guard
    from tally.application.desk.people import PinHasher
    from tally.application.heights import Known, Outside
    from tally.application.journal_file import StoredJournal
    from tally.application.journal_source import JournalSource
    from tally.application.second_medium import SecondMedium
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
        BadInput: it is no congress file, or no file at all, of a newer version, or damaged.
        OSError: there is none, or the machine failed.
    """
    from tally.store.opening import open_file

    return open_file(path, machine.station(), machine.now, reading=reading)


def new_congress_file(path: Path, congress: "Congress", contests: "tuple[Contest, ...]") -> None:
    """Make a congress file with its declaration, whole or not at all.

    Raises:
        Refused: the declaration cannot be counted.
        BadInput: what lies beside the name is none of ours.
        OSError: the machine failed, or a killed program left something beside the name (FileExistsError).
    """
    from tally.application.desk.setup import Setup
    from tally.disk import flush_folder, make_folders
    from tally.domain.journal import CONGRESS_CHAIN
    from tally.store.left_over import refuse_left

    refuse_left(path)
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    make_folders(path.parent)
    try:
        with closing(create_journal(temporary)) as journal:
            Setup(desk_on(journal)).declare(congress, contests)
            first = next(journal.entries(CONGRESS_CHAIN)).hash
        temporary.replace(path)
        flush_folder(path.parent)
        # What had this name before was not exchanged for it: it is somebody's new congress.
        with closing(heights.memory().open(first)) as notebook:
            notebook.file(path)
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


def copy_path(file: Path, folder: Path) -> Path:
    """Return the name of a copy by Vietnam's time, so that a later one never takes the place of an earlier one."""
    from tally.domain.clock import VIETNAM, moment

    stamp = moment(machine.now()).astimezone(VIETNAM)
    return free_name(folder / f"{file.stem}.{stamp:%Y%m%dT%H%M%S}{file.suffix}")


def practice_file() -> Path:
    """Return where a congress to practise on is made: apart from everything that counts, and free."""
    import tempfile

    return Path(tempfile.gettempdir()) / f"tap-duot-{secrets.token_hex(4)}{TALLY}"


def congress_codec() -> "CongressCodec":
    """Return what reads and writes the declaration of a congress."""
    from tally.files.codec import CongressToml

    return CongressToml()


def congress_source(path: Path, measured: "heights.MeasuredFile | None" = None) -> "JournalSource":
    """Return a congress file as a source of saved ballots.

    Args:
        path: of the file.
        measured: what is known outside the file is held against it, where it is asked for.
    """
    from tally.application.journal_source import JournalSource

    opened = (lambda: open_journal(path, reading=True)) if measured is None else measured.open
    return JournalSource(opened, congress_codec())


def desk_on(journal: "StoredJournal") -> "Desk":
    """Return the desk on an open journal."""
    from tally.application.desk.desk import Desk

    return Desk(journal, congress_codec(), machine.station(), machine.now)


def open_desk(path: Path) -> "Desk":
    """Return the desk on a congress file whose every chain was checked; this computer remembers what it acknowledges.

    Raises:
        BrokenJournal: the journal is not what was appended.
        Shorter: it is shorter or other than is known of it.
        AnotherCongress: this computer counted another congress under its name.
        BadInput, OSError: as `open_journal`.
    """
    return open_guarded(path).desk


def open_guarded(path: Path, *, despite_loss: bool = False, another: bool = False) -> "Guarded":
    """Return the desk on a congress file, and what watches over the file: memory and second medium.

    Args:
        path: of the file.
        despite_loss: open it although it is shorter or other than is known of it; the board accepts that first of all
            (`Guard.lost`).
        another: open it although another congress was counted under its name; somebody said that this is right.

    Raises:
        BrokenJournal, Shorter, AnotherCongress, BadInput, OSError: as `open_desk`.
    """
    from tally.application.desk.guarding import Guard
    from tally.application.heights import AnotherCongress, Remembering, Shorter
    from tally.application.intake import BrokenJournal
    from tally.application.journal_file import check_chains

    known: list[Outside] = []

    def recalled(congress: bytes) -> "Known":
        known.append(heights.outside(congress, path))
        return known[0].known

    with ExitStack() as unless_sound:
        journal = Remembering(open_journal(path), recalled)
        unless_sound.callback(journal.close)
        report = check_chains(journal, congress_codec())
        if not report.sound:
            raise BrokenJournal(report.broken)
        if known[0].before and not another:
            raise AnotherCongress(path, known[0].before)
        lost = journal.lost()
        longer = heights.copies_with_more(path, journal.first, lost, known[0].remembered) if lost else ()
        if lost and not despite_loss:
            raise Shorter(path, lost, longer)
        desk = desk_on(journal)
        desk.latest = report.latest
        notebook = heights.memory().open(journal.first)
        guard = Guard(path, journal, notebook, known[0], partial(_medium, journal.first), longer)
        journal.closed_with(guard.close)
        unless_sound.pop_all()
    return Guarded(desk, guard)


class Guarded(NamedTuple):
    """A desk, and what watches over its file."""

    desk: "Desk"
    guard: "Guard"


def _medium(congress: bytes, folder: Path, guard: "Guard") -> "SecondMedium":
    """Begin to copy a congress file to a folder on a second medium."""
    from tally.application.second_medium import SecondMedium

    copying = heights.Copying(guard.file, congress)
    return SecondMedium(folder, copying.copy, lambda: guard.ballots, machine.now, there=copying.there)


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

    return store.backup(source, copy, congress_codec())


def restore(copy: Path, target: Path) -> "Copied":
    """Bring a copy of a congress file back; what stood there is kept beside it. Raises as `backup`."""
    from tally.store import backup as store

    return store.restore(copy, target, congress_codec())
