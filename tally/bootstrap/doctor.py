"""Measures this machine for `application.doctor`."""

import datetime as dt
import os
import platform
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from tally.bootstrap import machine

if TYPE_CHECKING:
    from tally.application.doctor import Answers, Check, Facts

PAGE = "trang-thu-may.xlsx"


def examine(folder: Path, medium: Path | None = None) -> "tuple[Check, ...]":
    """Examine this machine; takes a second or two, and leaves nothing behind.

    Args:
        folder: where the congress file is, or will be.
        medium: the second medium; None: the only stick that is plugged in.
    """
    from tally.application.doctor import examined

    return examined(facts(folder.absolute(), medium))


def answers() -> "Answers":
    """Return what people in front of this machine answered."""
    from tally.files.looked_at import AnswersInFolder

    return AnswersInFolder(machine.state_folder, machine.clock)


def the_stick() -> Path | None:
    """Return the folder of the stick that is plugged in, where there is one only."""
    from tally.store.volumes import sticks

    found = sticks()
    return found[0] if len(found) == 1 else None


def page(checks: "tuple[Check, ...]") -> bytes:
    """Return the page to print (.xlsx): every letter, a line to measure, and what was found."""
    from tally.documents.doctor_page import doctor_page

    return doctor_page(checks, machine.station(), dt.datetime.now().astimezone())


def facts(folder: Path, medium: Path | None) -> "Facts":
    """Measure."""
    from tally.application.desk.guarding import same_disk
    from tally.application.doctor import Facts
    from tally.store.probing import probe

    second = medium or the_stick()
    return Facts(
        versions=_versions(),
        encoding=_encoding(),
        size=_size(),
        now=dt.datetime.now().astimezone(),
        known=_known(),
        remembers=_remembers(),
        signs=_signs(),
        disk=probe(folder),
        medium=None if second is None else probe(second),
        same_disk=second is not None and second.is_dir() and folder.is_dir() and same_disk(second, folder),
    )


def _versions() -> dict[str, str]:
    import sqlite3
    from importlib.metadata import version

    from tally import __version__

    return {
        "tally": __version__,
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "textual": version("textual"),
        "system": f"{platform.system()} {platform.release()}",
    }


def _encoding() -> str:
    """Return that of the terminal: the screens put something else in the place of stdout."""
    out = sys.__stdout__
    return out.encoding if out is not None and out.isatty() else ""


def _size() -> tuple[int, int] | None:
    try:
        columns, lines = os.get_terminal_size(sys.__stdout__.fileno() if sys.__stdout__ is not None else 1)
    except (OSError, ValueError):
        return None
    return columns, lines


def _known() -> dt.datetime:
    """Return when this program was put on the machine: its clock showed that time at least once."""
    import tally

    return dt.datetime.fromtimestamp(Path(tally.__file__).stat().st_mtime, dt.UTC)


def _remembers() -> bool:
    from tally.disk import temporary_in
    from tally.files.atomic import write_file

    try:
        file = temporary_in(machine.state_folder())
        write_file(file, b"")
        file.unlink()
    except (OSError, RuntimeError):
        return False
    return True


def _signs() -> bool:
    """Make a key, sign with it and check that: an antivirus or a missing library stops it here, not in the hall."""
    try:
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        key = Ed25519PrivateKey.generate()
        key.public_key().verify(key.sign(b"tally"), b"tally")
    except Exception:  # noqa: BLE001 - whatever it is, nothing can be signed here
        return False
    return True
