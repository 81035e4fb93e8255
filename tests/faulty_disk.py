"""A disk that fails when told to, below SQLite and Python: `faulty_disk.c`, compiled, loaded, armed from here.

Linux alone, and only where there is a C compiler: elsewhere `compiled` says why not.
"""

import ctypes
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from enum import IntEnum
from functools import cache
from pathlib import Path
from typing import NamedTuple

SOURCE = Path(__file__).with_name("faulty_disk.c")
WITHOUT_SHARED_MEMORY = Path(__file__).with_name("no_shared_memory.c")
PRELOAD = "LD_PRELOAD"


class Fault(IntEnum):
    """What happens at a step; the numbers are those of the C source."""

    NOTHING = 0
    KILL = 1
    KILL_IN_WRITE = 2
    FULL = 3
    GONE = 4
    MOVED = 5


class Arming(NamedTuple):
    """When the disk fails, and how.

    Attributes:
        fault: what happens.
        step: at which step from now on, from 1.
        error: the errno that calls on a disk that is gone fail with.
        times: for how many steps; 0: from then on for good.
        elsewhere: where the folder is moved to.
    """

    fault: Fault
    step: int
    error: int = 0
    times: int = 0
    elsewhere: str = ""


class NoCompiler(Exception):  # noqa: N818 - named for what is missing
    """Nothing here compiles C for a Linux: the disk cannot be made to fail."""


@cache
def compiled(source: Path = SOURCE) -> Path:
    """Return the library, compiled once a session.

    Args:
        source: in C.

    Raises:
        NoCompiler: this is no Linux, or there is no compiler.
    """
    compiler = shutil.which("cc") or shutil.which("gcc")
    if not sys.platform.startswith("linux") or compiler is None:
        raise NoCompiler
    name = hashlib.sha256(source.read_bytes()).hexdigest()[:16]
    library = Path(tempfile.gettempdir()) / f"tally-faulty-disk-{os.getuid()}-{name}.so"
    if not library.exists():
        made = library.with_suffix(f".{os.getpid()}")
        subprocess.run(
            [compiler, "-O1", "-shared", "-fPIC", "-o", made, source, "-ldl"], check=True, capture_output=True
        )
        made.replace(library)
    return library


def with_disk(environment: Mapping[str, str]) -> dict[str, str]:
    """Return an environment in which processes run on a disk that can be made to fail. Raises NoCompiler."""
    return {**environment, PRELOAD: str(compiled())}


class Disk:
    """The disk under this process; it was started `with_disk`."""

    def __init__(self) -> None:
        self._library = ctypes.CDLL(None)
        self._library.disk_steps.restype = ctypes.c_long

    def begin(self, folder: Path, log: Path) -> None:
        """Note from now on every step under a folder, at the end of a log outside it."""
        file = os.open(log, os.O_CREAT | os.O_APPEND | os.O_WRONLY)
        self._library.disk_begin(os.fsencode(folder), file)

    def arm(self, arming: Arming) -> None:
        """Have it fail."""
        fault, step, error, times, elsewhere = arming
        long = ctypes.c_long
        self._library.disk_fail(int(fault), long(step), error, long(times), os.fsencode(elsewhere))

    def mend(self) -> None:
        """Have it work again."""
        self.arm(Arming(Fault.NOTHING, 0))
