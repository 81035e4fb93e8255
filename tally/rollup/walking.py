"""Finding the sources of a roll-up: what lies in folders, by name; nothing twice, nothing passed over in silence."""

import errno
import os
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

from tally.application.papers import WITHOUT_RESULT
from tally.application.report.reading import machine_failed
from tally.application.report.sent import Rejected, Why

CONGRESS = "congress.toml"
BALLOTS = ("ballots.csv", "ballots.xlsx")
TALLY = ".tally"
WORKBOOKS = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
"""The last four are read by nobody: whoever sent one is told what to send."""

DEEPEST = 100
"""Folders in folders that are looked into: nobody keeps results deeper, and each is read by a call within a call."""

_HIDDEN = (".", "~$")  # what systems and Excel leave beside files


def find_sources(paths: Iterable[Path], leave_out: Collection[Path] = ()) -> Iterator[Path | Rejected]:
    """Yield every source, or why something that was handed over is none.

    A folder with saved ballots in it is a source itself. Of any other folder it is every congress file, every workbook
    and, down to the last folder in it, every folder of saved ballots; our papers that tell no result (ballots, opening
    minutes and the like) lie beside the others and are passed by. What was handed over twice comes once, and the second
    is named.

    Args:
        paths: as they were handed over.
        leave_out: files that are something else: the list of organisations, the workbook to be written.
    """
    left_out = {_real(path) for path in leave_out}
    seen: dict[Path, Path] = {}
    for path in paths:
        nothing = True
        for found in _within(path):
            if isinstance(found, Rejected):
                nothing = False
                yield found
                continue
            real = _real(found)
            if real in left_out:
                continue
            nothing = False
            if real in seen:
                yield Rejected(str(found), Why.DOUBLED, {"contest": "", "round": 0, "other": str(seen[real])})
            else:
                seen[real] = found
                yield found
        if nothing and path.is_dir():
            yield Rejected(str(path), Why.EMPTY)


def _within(path: Path) -> Iterator[Path | Rejected]:
    """Yield what was handed over under one path."""
    try:
        if not path.is_dir():
            # A file named by a person is read, or it is said why not; so is a name that does not exist.
            yield path if _may_be_result(path.name) or not path.exists() else Rejected(str(path), Why.NOT_A_RESULT)
            return
        yield from _in_folder(path, DEEPEST)
    except OSError as error:
        yield machine_failed(str(path), error)


def _in_folder(folder: Path, levels: int) -> Iterator[Path | Rejected]:
    """Yield what lies in a folder, by name; its own sub-folders, so many levels of them, where their names come."""
    if not levels:
        yield machine_failed(str(folder), OSError(errno.ENAMETOOLONG, os.strerror(errno.ENAMETOOLONG)))
        return
    try:
        with os.scandir(folder) as listed:
            entries = sorted(listed, key=lambda entry: entry.name)
    except OSError as error:
        yield machine_failed(str(folder), error)
        return
    names = {entry.name for entry in entries}
    if CONGRESS in names and names & set(BALLOTS):
        yield folder
        return
    found_any = False
    for entry in entries:
        if entry.name.startswith(_HIDDEN):
            continue
        found: Iterable[Path | Rejected] = ()
        # Links to folders are not followed: they may lead round in a circle.
        if entry.is_dir(follow_symlinks=False):
            found = _in_folder(folder / entry.name, levels - 1)
        elif _may_be_result(entry.name) and not entry.name.lower().startswith(WITHOUT_RESULT):
            found = (folder / entry.name,)
        for one in found:
            found_any = True
            yield one
    if CONGRESS in names and not found_any:
        yield folder  # declared, and no ballot anywhere: reading it says what is missing


def _may_be_result(name: str) -> bool:
    return name.lower().endswith((TALLY, *WORKBOOKS))


def _real(path: Path) -> Path:
    try:
        return path.resolve()
    except (OSError, RuntimeError):  # a circle of links
        return path.absolute()
