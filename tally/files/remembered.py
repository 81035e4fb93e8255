"""This computer's memory of the congresses that were counted on it: the heights it acknowledged, in a small file each.

A line a height, appended: no line is ever changed, so a kill loses nothing and a power cut at most what was noted since
the last flush (ten ballots). Appending takes some ten microseconds; a flush for every ballot would cost as much as the
ballot itself. A file that has grown is written anew with the last heights of every chain.
"""

import contextlib
import json
import os
import secrets
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from tally.application.heights import Remembered
from tally.application.intake import BadInput
from tally.disk import append_regular, flush_folder, make_folders, read_regular
from tally.domain.height import Height
from tally.domain.journal import CONGRESS_CHAIN

FOLDER = "heights"
LONGEST = 1 << 20  # bytes of a memory; at the next opening it is written anew
_LONGEST = 16 * LONGEST  # bytes that are read: one congress, opened once and keyed for days, comes nowhere near
KEPT = 50  # heights of a chain that are kept then: where a copy parted from this one is told as exactly as that
_OWNER_ONLY = 0o600

_HEIGHT, _FILE, _MEDIUM = "height", "file", "medium"


class MemoryInFolder:
    """Keeps a file for each congress in a folder; one that cannot be read or written is no reason to stop."""

    def __init__(self, folder: Callable[[], Path]) -> None:
        """Keep them.

        Args:
            folder: tells where, when it is first needed; it may fail as a folder does.
        """
        self._folder = folder

    def recall(self, congress: bytes) -> Remembered:
        """Return what is remembered of a congress."""
        path = self._path(congress)
        heights: dict[str, list[Height]] = {}
        files: dict[Path, None] = {}
        medium: Path | None = None
        for line in [] if path is None else _lines(path):
            match line:
                case [str(what), str(chain), int(entries), str(head), int(ballots)] if what == _HEIGHT:
                    with contextlib.suppress(ValueError):
                        heights.setdefault(chain, []).append(Height(entries, bytes.fromhex(head), ballots))
                case [str(what), str(where)] if what in {_FILE, _MEDIUM} and not _can_be_path(where):
                    pass
                case [str(what), str(where)] if what == _FILE:
                    files.pop(Path(where), None)
                    files[Path(where)] = None
                case [str(what), str(where)] if what == _MEDIUM:
                    medium = Path(where) if where else None
                case _:
                    pass  # half a line, of a power cut
        return Remembered(heights, tuple(reversed(files)), medium)

    def before(self, file: Path, congress: bytes) -> int:
        """Return how many entries another congress had whose file had this name; 0: none, or this one was there too."""
        where = file.absolute()
        if where in self.recall(congress).files:
            return 0
        try:
            others = [bytes.fromhex(path.stem) for path in (self._folder() / FOLDER).glob("*.jsonl")]
        except (OSError, RuntimeError, ValueError):
            return 0
        remembered = (self.recall(other) for other in others)
        heights = [one.heights.get(CONGRESS_CHAIN, ()) for one in remembered if where in one.files]
        return max((height.entries for chain in heights for height in chain), default=0)

    def open(self, congress: bytes) -> "NotebookFile":
        """Go on remembering a congress; a file that has grown is written anew first."""
        path = self._path(congress)
        if path is not None:
            with contextlib.suppress(OSError, BadInput):
                if path.stat().st_size > LONGEST:
                    _shorten(path, self.recall(congress))
        return NotebookFile(path)

    def _path(self, congress: bytes) -> Path | None:
        try:
            return self._folder() / FOLDER / f"{congress.hex()[:32]}.jsonl"
        except (OSError, RuntimeError):
            return None  # there is no home folder


class NotebookFile:
    """The memory of one congress, open for appending.

    Attributes:
        failed: True once something could not be noted.
    """

    def __init__(self, path: Path | None) -> None:
        """Open it, and make it where it is not there; None: there is no folder to remember in."""
        self.failed = path is None
        self._path = path
        self._file: int | None = None

    def note(self, chain: str, height: Height) -> None:
        """Note a height that was acknowledged."""
        self._write([_HEIGHT, chain, height.entries, height.head.hex(), height.ballots])

    def file(self, path: Path) -> None:
        """Note where the congress's file is."""
        self._write([_FILE, str(path.absolute())])

    def medium(self, folder: Path | None) -> None:
        """Note the folder of the second medium."""
        self._write([_MEDIUM, "" if folder is None else str(folder.absolute())])

    def flush(self) -> None:
        """Have everything noted on the disk."""
        if self._file is not None:
            try:
                os.fsync(self._file)
            except OSError:
                self.failed = True
            self._follow()

    def close(self) -> None:
        """Flush, and let go; a second time does nothing."""
        self.flush()
        if self._file is not None:
            with contextlib.suppress(OSError):
                os.close(self._file)
            self._file = None

    def _write(self, line: list[object]) -> None:
        if self._path is None:
            return
        try:
            if self._file is None:
                make_folders(self._path.parent)
                is_new = not self._path.exists()
                self._file = _opened(self._path)
                if is_new:
                    flush_folder(self._path.parent)
            os.write(self._file, _as_line(line))
        except (OSError, BadInput, UnicodeError):
            self.failed = True

    def _follow(self) -> None:
        """Let go of a file that another window wrote anew, or that is gone: the next line goes to the name."""
        if self._file is None or self._path is None:
            return
        try:
            named, held = self._path.stat(), os.fstat(self._file)
            same = (named.st_dev, named.st_ino) == (held.st_dev, held.st_ino)
        except OSError:
            same = False
        if not same:
            with contextlib.suppress(OSError):
                os.close(self._file)
            self._file = None


def _opened(path: Path) -> int:
    descriptor = append_regular(path, _OWNER_ONLY)
    if os.fstat(descriptor).st_size:
        # After a power cut the last line may be half a line.
        os.write(descriptor, b"\n")
    return descriptor


def _as_line(line: Iterable[object]) -> bytes:
    return json.dumps(list(line), ensure_ascii=False).encode() + b"\n"


def _can_be_path(text: str) -> bool:
    try:
        return b"\0" not in os.fsencode(text)
    except UnicodeEncodeError:
        return False


def _lines(path: Path) -> Iterator[Any]:
    try:
        content = read_regular(path, _LONGEST)
    except (OSError, BadInput):
        return
    for line in content.splitlines():
        with contextlib.suppress(ValueError, RecursionError):
            yield json.loads(line)


def _shorten(path: Path, kept: Remembered) -> None:
    """Write a memory anew with the last heights of every chain. Raises OSError; then the old one stays."""
    lines: list[list[object]] = [[_FILE, str(one)] for one in reversed(kept.files)]
    lines += [[_MEDIUM, str(kept.medium)]] if kept.medium is not None else []
    for chain, heights in kept.heights.items():
        last = sorted(heights)[-KEPT:]
        lines += [[_HEIGHT, chain, one.entries, one.head.hex(), one.ballots] for one in last]
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        descriptor = _opened(temporary)
        try:
            os.write(descriptor, b"".join(map(_as_line, lines)))
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
