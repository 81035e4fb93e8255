"""What a disk has to be told beside what is written to its files."""

import errno
import os
from pathlib import Path

_NO_FOLDER_SYNC = frozenset({errno.EINVAL, errno.ENOTSUP, errno.EBADF, errno.EACCES})


def make_folders(path: Path) -> None:
    """Make a folder, and those above it, so that a power cut does not take them back with all that is put into them.

    Raises:
        OSError: the machine failed, or something else has that name.
    """
    missing = [folder for folder in (path, *path.parents) if not folder.exists()]
    path.mkdir(parents=True, exist_ok=True)
    for folder in reversed(missing):
        flush_folder(folder.parent)


def flush_folder(folder: Path) -> None:
    """Put new names in a folder on the disk too, where the system can (Windows does it by itself).

    Raises:
        OSError: the machine failed.
    """
    if not hasattr(os, "O_DIRECTORY"):
        return
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    except OSError as error:
        # Some network disks cannot; the file itself is safe by now.
        if error.errno not in _NO_FOLDER_SYNC:
            raise
    finally:
        os.close(descriptor)
