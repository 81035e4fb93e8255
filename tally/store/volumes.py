"""Disks: what file system a folder is on, and which sticks are plugged in; each system tells it in its own way."""

import ctypes
import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

_NAMES = 64  # letters of the name of a file system
_REMOVABLE, _REMOTE = 2, 4  # kinds of a drive, as Windows numbers them
_DRIVES = "DEFGHIJKLMNOPQRSTUVWXYZ"
_SYSTEM_FOLDERS = ("/media", "/run/media", "/mnt", "/Volumes")
_WINDOWS = getattr(ctypes, "windll", None)


def kind_of(folder: Path) -> str:
    """Return what the machine calls a folder's file system, as `ntfs`, `exfat`, `remote`; empty: it does not say."""
    if _WINDOWS is not None:
        return _windows_kind(folder)
    return max(_mounted(folder), default=(0, ""))[1]


def sticks() -> tuple[Path, ...]:
    """Return the folders of removable disks that are plugged in."""
    if _WINDOWS is not None:
        drives = (Path(f"{letter}:\\") for letter in _DRIVES)
        return tuple(one for one in drives if _drive_type(one) == _REMOVABLE and one.exists())
    return tuple(sorted(_mounts_below()))


def _mounted(folder: Path) -> Iterator[tuple[int, str]]:
    """Yield what is mounted above a folder, the length of its path first: the longest one holds the folder."""
    where = os.path.realpath(folder)
    for place, kind in _mounts():
        if where == place or where.startswith(place.rstrip("/") + "/"):
            yield len(place), kind


def _mounts() -> Iterator[tuple[str, str]]:
    """Yield where each file system of Linux is mounted, and its kind; other systems have no such list."""
    with suppress(OSError):
        for line in Path("/proc/self/mounts").read_bytes().splitlines():
            match line.split():
                case [_, place, kind, *_]:
                    yield os.fsdecode(place.replace(rb"\040", b" ")), os.fsdecode(kind)


def _mounts_below() -> Iterator[Path]:
    """Yield what is mounted where Linux and macOS mount sticks: there, or in a folder of the user's below."""
    for above in map(Path, _SYSTEM_FOLDERS):
        with suppress(OSError):
            for one in above.iterdir():
                if one.is_mount():
                    yield one
                elif one.is_dir():
                    yield from (below for below in one.iterdir() if below.is_mount())


def _drive_type(drive: Path) -> int:
    return 0 if _WINDOWS is None else int(_WINDOWS.kernel32.GetDriveTypeW(f"{drive.drive}\\"))


def _windows_kind(folder: Path) -> str:
    drive = folder.resolve()
    if _WINDOWS is None or drive.drive.startswith("\\\\") or _drive_type(drive) == _REMOTE:
        return "remote"
    name = ctypes.create_unicode_buffer(_NAMES)
    root = f"{drive.drive}\\"
    told = _WINDOWS.kernel32.GetVolumeInformationW(root, None, 0, None, None, None, name, _NAMES)
    return name.value.lower() if told else ""
