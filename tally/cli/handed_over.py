"""What is handed over to a command: a folder stands for what is in it, and `*` is filled in where the shell did not."""

import glob
import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

_LEFT_BEHIND = (".", "~$")  # what systems and Excel leave beside files


class Handed(NamedTuple):
    """One thing that was handed over.

    Attributes:
        name: its path; where a command takes more than files, the thing itself.
        folder: the one in which it was found; empty: somebody named it.
    """

    name: str
    folder: str = ""


def expanded(named: Iterable[str], in_folder: Callable[[Path], Iterable[Path]]) -> Iterator[Handed]:
    """Yield the files meant.

    Args:
        named: paths as they were typed; a pattern that no shell filled in (Windows) stands for what it fits.
        in_folder: returns the files for which a folder stands.
    """
    for one in named:
        for path in _filled_in(one):
            # Not Path.is_dir, which raises where the folder above may not be entered.
            if os.path.isdir(path):  # noqa: PTH112
                yield from (Handed(str(inside), str(path)) for inside in in_folder(path))
            else:
                yield Handed(str(path))


def all_within(folder: Path, failed: Callable[[OSError], object]) -> Iterator[Path]:
    """Yield every file in a folder, then those in the folders below, by name.

    What systems and Excel leave beside files is none of them. Links to folders are not followed: they may lead round in
    a circle.

    Args:
        folder: where to look.
        failed: is told of a folder that cannot be read; the others are gone through all the same.
    """
    waiting = [folder]
    while waiting:
        try:
            with os.scandir(waiting.pop()) as listed:
                entries = sorted(listed, key=lambda entry: entry.name)
        except OSError as error:
            failed(error)
            continue
        seen = [entry for entry in entries if not entry.name.startswith(_LEFT_BEHIND)]
        below = [entry for entry in seen if entry.is_dir(follow_symlinks=False)]
        waiting += [Path(entry) for entry in reversed(below)]
        yield from (Path(entry) for entry in seen if entry not in below and not _is_linked_folder(entry))


def _is_linked_folder(entry: "os.DirEntry[str]") -> bool:
    return entry.is_symlink() and os.path.isdir(entry)  # noqa: PTH112 - of a link in a circle, `is_dir` may raise


def _filled_in(named: str) -> list[Path]:
    path = Path(named)
    if glob.has_magic(named) and not os.path.lexists(path):
        # Not Path.glob: the pattern may begin at any folder, or on another disk.
        return sorted(map(Path, glob.glob(named))) or [path]  # noqa: PTH207
    return [path]
