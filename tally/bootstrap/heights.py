"""What is known of a congress file outside it: by this computer, by its second medium; held against the file."""

from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from tally.bootstrap import machine
from tally.disk import PUT_ASIDE, take_away, temporary_in

if TYPE_CHECKING:
    from tally.application.heights import Known, Measured, Memory, Outside, Place, Remembered
    from tally.application.journal_file import StoredJournal
    from tally.domain.height import Lost

TALLY = ".tally"
COPY = ".sao-"
"""What stands between the name of a congress file and the first digits of its congress in the name of its copy."""

GIVEN_UP = ".bo-"
"""What stands there once the board went on without what that copy holds."""

_DIGITS = 8


def memory() -> "Memory":
    """Return what this computer remembers of congresses."""
    from tally.files.remembered import MemoryInFolder

    return MemoryInFolder(machine.state_folder)


def copy_name(file: Path, congress: bytes) -> str:
    """Return the name of the copy of a congress file on a second medium; no other congress's copy has it."""
    return f"{file.stem}{COPY}{congress.hex()[:_DIGITS]}{file.suffix}"


def copy_in(folder: Path, congress: bytes) -> Path | None:
    """Return the copy of a congress in a folder, whatever its file was called; the newest of several."""
    pattern = f"*{COPY}{congress.hex()[:_DIGITS]}.tally"
    try:
        return max(folder.glob(pattern), key=lambda path: path.stat().st_mtime_ns, default=None)
    except OSError:
        return None


def outside(congress: bytes, file: Path) -> "Outside":
    """Return what is known of a congress outside a file.

    Args:
        congress: the hash of its first entry.
        file: is not a copy of itself.
    """
    from tally.application.heights import Outside

    notes = memory()
    remembered = notes.recall(congress)
    found = None if remembered.medium is None else copy_in(remembered.medium, congress)
    copy = None if found is None or _same_file(found, file) else place_of(found)
    return Outside(remembered, copy, notes.before(file, congress))


def place_of(path: Path) -> "Place | None":
    """Return a copy with its heights; None where it cannot be read."""
    from tally.application.heights import Place, heights_of

    measured = _measured(path)
    return None if measured is None else Place(path, heights_of(measured))


def copies_with_more(file: Path, congress: bytes, lost: "Iterable[Lost]", remembered: "Remembered") -> tuple[Path, ...]:
    """Return where there are copies that hold something of what is missing of a file, the one that holds most first.

    Args:
        file: the file.
        congress: the hash of its first entry.
        lost: what is missing of it.
        remembered: what this computer remembers: where it opened the file, and its second medium.
    """
    gaps = tuple(lost)
    known: Known = {one.chain: (one.known,) for one in gaps}
    missing = sum(one.known.entries - _kept(one) for one in gaps)
    on_medium = None if remembered.medium is None else copy_in(remembered.medium, congress)
    known_places = (on_medium, *remembered.files, *_set_aside(file))
    places = [one for one in known_places if one is not None and not _same_file(one, file)]
    found: list[tuple[int, Path]] = []
    for path in dict.fromkeys(places):
        measured = _measured(path, known)
        if measured is not None and measured.first == congress:
            still = sum(one.known.entries - _kept(one) for one in measured.lost())
            if still < missing:
                found.append((still, path))
    return tuple(path for _, path in sorted(found, key=lambda one: one[0]))


def _set_aside(file: Path) -> tuple[Path, ...]:
    """Return what `restore` put aside when it brought this file back: it may be the longer one."""
    try:
        beside = [one for one in file.parent.iterdir() if one.name.startswith(f"{file.stem}{PUT_ASIDE}")]
    except OSError:
        return ()
    return tuple(sorted(one for one in beside if one.suffix == file.suffix))


class Copying:
    """Copies a congress file to a second medium; what lies there and holds more is never replaced."""

    def __init__(self, file: Path, congress: bytes) -> None:
        """Begin; `congress`: the hash of its first entry."""
        self._file = file
        self._congress = congress
        self._made: tuple[int, ...] = ()
        self._elsewhere: bool | None = None

    def there(self, folder: Path) -> bool:
        """Tell whether the medium is there: a folder that is left behind where a stick was pulled is none."""
        from tally.application.desk.guarding import same_disk

        if not folder.is_dir():
            return False
        elsewhere = not same_disk(folder, self._file)
        if self._elsewhere is None:
            self._elsewhere = elsewhere
        return elsewhere or not self._elsewhere

    def copy(self, folder: Path) -> None:
        """Make a verified copy in a folder.

        Raises:
            LongerThere: the copy that lies there holds something that the file does not.
            OSError: the machine failed; the copy that lay there still lies there.
        """
        from tally.bootstrap.congress_file import backup
        from tally.store.copying import copy_file

        target = copy_in(folder, self._congress) or folder / copy_name(self._file, self._congress)
        if _stamp(target) != self._made:
            self._look_at(target)
        # Read at once to this computer's disk: a ballot waits for whoever reads, and a stick takes seconds to write.
        here = None
        try:
            here = temporary_in(machine.state_folder())
            here.parent.mkdir(parents=True, exist_ok=True)
            copy_file(self._file, here)
        except (OSError, RuntimeError):
            # No room here, or nothing may be written: then a ballot waits for the stick, and comes to be on it.
            backup(self._file, target)
        else:
            backup(here, target)
        finally:
            if here is not None:
                take_away(here)
        self._made = _stamp(target)

    def _look_at(self, target: Path) -> None:
        """Refuse to replace a copy that somebody else made and that holds more; one given up is kept aside."""
        from tally.application.second_medium import LongerThere
        from tally.bootstrap.congress_file import free_name

        place = place_of(target)
        if place is None:
            return  # nothing there, or nothing that could be read
        measured = _measured(self._file, place.heights)
        # The file speaks for itself here: it was let through when it was opened, and that copy is kept all the same.
        if measured is None or measured.comparison.lost(measured.accepted):
            raise LongerThere(target)
        if measured.comparison.lost():
            target.rename(free_name(target.with_name(target.name.replace(COPY, GIVEN_UP))))


def _stamp(path: Path) -> tuple[int, ...]:
    try:
        found = path.stat()
    except OSError:
        return ()
    return found.st_size, found.st_mtime_ns, found.st_ino


def _kept(lost: "Lost") -> int:
    return lost.agreed.entries if lost.other else lost.found.entries


def _measured(path: Path, known: "Known | None" = None) -> "Measured | None":
    from tally.application.heights import read_through
    from tally.application.intake import BadInput
    from tally.bootstrap.congress_file import open_journal

    try:
        with closing(open_journal(path, reading=True)) as journal:
            return read_through(journal, lambda _congress: known or {})
    except (OSError, BadInput, ValueError):
        return None  # not there, or no copy of ours: it knows nothing


def _same_file(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:
        return False


class MeasuredFile:
    """A congress file that is read by a command, with what is known outside it held against it.

    Attributes:
        path: of the file.
        outside: what is known, once the file was read.
        measured: the file's heights, once it was read.
    """

    def __init__(self, path: Path, codes: Iterable[str] = ()) -> None:
        """Begin; `codes`: of heads that are looked for."""
        self.path = path
        self.outside: Outside | None = None
        self.measured: Measured | None = None
        self._codes = tuple(codes)

    def open(self) -> "StoredJournal":
        """Open the file's journal for reading. Raises BadInput, OSError."""
        from tally.application.heights import Measured
        from tally.bootstrap.congress_file import open_journal

        opened = Measured(open_journal(self.path, reading=True), self._known, self._codes)
        if self.measured is None:
            self.measured = opened
        return opened

    def read(self) -> "MeasuredFile":
        """Read the file for its heights alone. Raises BadInput, OSError."""
        with closing(self.open()) as journal:
            for _ in journal.pieces():
                pass
        return self

    def lost(self) -> "tuple[Lost, ...]":
        """Return what is missing of the file, once it was read."""
        return () if self.measured is None else self.measured.lost()

    def missing_of(self, other: "MeasuredFile") -> "tuple[Lost, ...] | None":
        """Return what another copy of the congress holds and this file does not; None: it is of another congress."""
        from tally.application.heights import heights_of

        if self.measured is None or other.measured is None or self.measured.first != other.measured.first:
            return None
        again = _measured(self.path, heights_of(other.measured))
        return None if again is None else again.lost(self.measured.agreed)

    def longer(self) -> tuple[Path, ...]:
        """Return where there are copies that hold more, the one that holds most first."""
        if self.measured is None or self.outside is None:
            return ()
        return copies_with_more(self.path, self.measured.first, self.lost(), self.outside.remembered)

    def _known(self, congress: bytes) -> "Known":
        self.outside = outside(congress, self.path)
        return self.outside.known
