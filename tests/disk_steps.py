"""What a disk may hold after a fault, derived from the steps that one run took: no fault need happen for it.

A step is on the disk for good once its file was synced (a name: once its folder was). Until then a disk may have done
any part of it, in any order, a sector at a time: the strictest reading of what a disk promises.
"""

import json
import random
import struct
from collections.abc import Iterator, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Any, NamedTuple

SECTOR = 512
"""Bytes that a disk writes whole or not at all."""

_HEADER = struct.Struct("<cIQqI")
_MARK = b"M"

Image = Mapping[str, bytes]
"""What a folder holds: the content of every file, by its path within the folder."""


class Step(NamedTuple):
    """One step; the kinds are those of `faulty_disk.c`, and `M`: something that was said meanwhile."""

    kind: str
    file: int
    offset: int
    data: bytes

    def said(self) -> Any:  # noqa: ANN401 - what was said is JSON
        """Return what a mark says."""
        return json.loads(self.data)


def say(log: Path, what: object) -> None:
    """Put a mark into a log, among the steps."""
    data = json.dumps(what).encode()
    with log.open("ab", buffering=0) as file:
        file.write(_HEADER.pack(_MARK, 0, 0, 0, len(data)) + data)


def read_steps(log: Path) -> list[Step]:
    """Return the steps of a log; a last one that is not whole was not taken."""
    content = log.read_bytes() if log.exists() else b""
    steps: list[Step] = []
    at = 0
    while at + _HEADER.size <= len(content):
        kind, _process, file, offset, length = _HEADER.unpack_from(content, at)
        at += _HEADER.size + length
        steps.append(Step(kind.decode(), file, offset, content[at - length : at]))
    return steps


class Loss(StrEnum):
    """What a power cut leaves of what was not synced."""

    NOTHING_LOST = "all there"
    ALL_LOST = "only what was synced"
    CONTENT_LOST = "names without content"
    NAMES_LOST = "content without names"
    CUT = "up to some step of every file"
    TORN = "any sectors in any order"


class _File:
    """A file: what is on the disk for good, and what is not yet."""

    def __init__(self, content: bytes = b"") -> None:
        self.safe = bytearray(content)
        self.now = bytearray(content)
        self.waiting: list[tuple[int, bytes | None]] = []

    def write(self, offset: int, data: bytes | None) -> None:
        self.waiting.append((offset, data))
        _put(self.now, offset, data)

    def sync(self) -> None:
        self.safe[:] = self.now
        self.waiting.clear()

    def upto(self, step: int) -> bytes:
        """Return it with the first so many of its steps."""
        content = bytearray(self.safe)
        for offset, data in self.waiting[:step]:
            _put(content, offset, data)
        return bytes(content)

    def torn(self, chance: random.Random) -> bytes:
        """Return it with some sectors of its steps; where it grew, what was not written is zeros, or anything."""
        content = bytearray(self.safe)
        for offset, data in self.waiting:
            if data is None:
                if chance.random() < 0.5:
                    _put(content, offset, None)
                continue
            fate = chance.random()
            if fate < 0.25:
                continue
            grown = len(content)
            if fate < 0.5:
                _put(content, offset, data)
                continue
            if grown < offset + len(data):
                rest = offset + len(data) - grown
                content += chance.randbytes(rest) if chance.random() < 0.5 else bytes(rest)
            for begin in range(offset - offset % SECTOR, offset + len(data), SECTOR):
                low, high = max(begin, offset), min(begin + SECTOR, offset + len(data))
                if chance.random() < 0.5:
                    content[low:high] = data[low - offset : high - offset]
        return bytes(content)


def _put(content: bytearray, offset: int, data: bytes | None) -> None:
    """Write, or where there is no data, set the size."""
    size = offset if data is None else offset + len(data)
    if len(content) < size:
        content += bytes(size - len(content))
    if data is None:
        del content[offset:]
    else:
        content[offset:size] = data


_FOLDER = -1
_Names = dict[str, int]


class _Naming(NamedTuple):
    """A name that is set, or taken away (None)."""

    name: str
    file: int | None

    def apply(self, names: _Names) -> None:
        if self.file is None:
            names.pop(self.name, None)
        else:
            names[self.name] = self.file


class _Renaming(NamedTuple):
    """A name that becomes another; what is in a folder goes with it."""

    source: str
    name: str

    def apply(self, names: _Names) -> None:
        moved = {name: file for name, file in names.items() if name == self.source or _is_in(name, self.source)}
        for name, file in moved.items():
            del names[name]
            names[self.name + name.removeprefix(self.source)] = file


def _is_in(name: str, folder: str) -> bool:
    return name.startswith(f"{folder}/")


class CrashDisk:
    """A folder on a disk, taken through the steps of a run one by one; asked at any what a fault would leave."""

    def __init__(self, root: Path, before: Image, inodes: Mapping[int, str]) -> None:
        """Begin with what lay there for good before the run.

        Args:
            root: the folder as the steps name it.
            before: what it held.
            inodes: the names of its files, by their inodes.
        """
        self._root = f"{root}/"
        self._files: list[_File] = []
        self._by_inode: dict[int, int] = {}
        self._safe: _Names = {}
        self._waiting: list[_Naming | _Renaming] = []
        for inode, name in inodes.items():
            self._safe[name] = self._new(inode, before[name])
            self._safe.update(dict.fromkeys(map(str, Path(name).parents), _FOLDER))
        self._now: _Names = dict(self._safe)

    def take(self, step: Step) -> None:
        """Go on by one step."""
        _TAKEN[step.kind](self, step)

    def _open(self, step: Step) -> None:
        made, emptied = step.offset & 1, step.offset & 2
        if made:
            self._change(_Naming(self._name(step.data), self._new(step.file)))
        elif emptied:
            self._file(step).write(0, None)

    def _write(self, step: Step) -> None:
        self._file(step).write(step.offset, step.data)

    def _cut(self, step: Step) -> None:
        self._file(step).write(step.offset, None)

    def _sync(self, step: Step) -> None:
        if not step.data:
            self._file(step).sync()
            return
        folder = self._name(step.data)
        waiting, self._waiting = self._waiting, []
        for change in waiting:
            if str(Path(change.name).parent) == folder:
                change.apply(self._safe)
            else:
                self._waiting.append(change)

    def _unlink(self, step: Step) -> None:
        self._change(_Naming(self._name(step.data), None))

    def _rename(self, step: Step) -> None:
        source, target = map(self._name, step.data.split(b"\0"))
        self._change(_Renaming(source, target))

    def _make_folder(self, step: Step) -> None:
        self._change(_Naming(self._name(step.data), _FOLDER))

    def _said(self, step: Step) -> None:
        """Nothing happens to the disk."""

    def image(self, loss: Loss, chance: random.Random) -> Image:
        """Return what the folder holds after a power cut now; `NOTHING_LOST`: after a kill."""
        names = self._names(loss, chance)
        files = {name: file for name, file in names.items() if file != _FOLDER}
        return {
            name: self._content(self._files[file], loss, chance)
            for name, file in sorted(files.items())
            if all(names.get(str(folder)) == _FOLDER for folder in Path(name).parents[:-1])
        }

    def held(self) -> Image:
        """Return what the folder holds for whoever looks now."""
        return self.image(Loss.NOTHING_LOST, random.Random(0))  # noqa: S311 - nothing is drawn

    def named(self, step: Step) -> str:
        """Return the name that a rename gave."""
        return self._name(step.data.partition(b"\0")[2])

    def half_taken(self, step: Step, part: int) -> Image:
        """Return what the folder holds after a kill in the middle of a write, of which so many bytes were done."""
        file = self._file(step)
        before = bytes(file.now)
        _put(file.now, step.offset, step.data[:part])
        image = self.held()
        file.now[:] = before
        return image

    def _content(self, file: _File, loss: Loss, chance: random.Random) -> bytes:
        if loss is Loss.TORN:
            return file.torn(chance)
        if loss is Loss.CUT:
            return file.upto(chance.randint(0, len(file.waiting)))
        return bytes(file.safe if loss in {Loss.ALL_LOST, Loss.CONTENT_LOST} else file.now)

    def _names(self, loss: Loss, chance: random.Random) -> _Names:
        if loss in {Loss.NOTHING_LOST, Loss.CONTENT_LOST}:
            return self._now
        names = dict(self._safe)
        if loss is Loss.CUT:
            for change in self._waiting[: chance.randint(0, len(self._waiting))]:
                change.apply(names)
        elif loss is Loss.TORN:
            for change in self._waiting:
                if chance.random() < 0.5:
                    change.apply(names)
        return names

    def _change(self, change: _Naming | _Renaming) -> None:
        change.apply(self._now)
        self._waiting.append(change)

    def _new(self, inode: int, content: bytes = b"") -> int:
        """Return the number of a file that is new; an inode may have been another's before."""
        self._files.append(_File(content))
        self._by_inode[inode] = len(self._files) - 1
        return len(self._files) - 1

    def _file(self, step: Step) -> _File:
        return self._files[self._by_inode[step.file]]

    def _name(self, path: bytes) -> str:
        return path.decode("utf-8", "surrogateescape").removeprefix(self._root).removeprefix(self._root[:-1]) or "."


_TAKEN = {
    "O": CrashDisk._open,
    "W": CrashDisk._write,
    "T": CrashDisk._cut,
    "S": CrashDisk._sync,
    "U": CrashDisk._unlink,
    "X": CrashDisk._unlink,
    "R": CrashDisk._rename,
    "K": CrashDisk._make_folder,
    "M": CrashDisk._said,
    "V": CrashDisk._said,
}


def held_in(folder: Path) -> dict[str, bytes]:
    """Return what a folder holds."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def inodes_in(folder: Path) -> dict[int, str]:
    """Return the files in a folder by their inodes."""
    return {path.stat().st_ino: str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def put_into(folder: Path, image: Image) -> None:
    """Write what a folder is to hold; it is new."""
    folder.mkdir(parents=True)
    for name, content in image.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def changes(steps: list[Step]) -> Iterator[int]:
    """Yield the places of the steps that change something, in a list of steps."""
    return (place for place, step in enumerate(steps) if step.kind != "M")
