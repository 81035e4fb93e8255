"""Our papers seen by foreign readers: LibreOffice recalculates and prints them, poppler reads the printed page.

Where a reader is absent the test is skipped and says so; in CI, where it must be there, it fails.
"""

import atexit
import csv
import os
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import NoReturn

import pytest

_TIMEOUT = 240  # seconds: the first start of LibreOffice on a loaded machine makes its profile
_EVERY_SHEET = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"

Rows = list[list[str]]


def missing(program: str) -> NoReturn:
    """Skip the test loudly, or fail it in CI.

    Raises:
        Skipped, Failed: always.
    """
    message = f"{program} is not installed: no foreign reader has looked at the papers"
    if os.environ.get("CI"):
        pytest.fail(message)
    pytest.skip(message)


@cache
def _profile() -> Path:
    """Make a profile of our own, so that no other LibreOffice on the machine is met."""
    folder = Path(tempfile.mkdtemp(prefix="tally-libreoffice-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def convert(files: Sequence[Path], to: str, folder: Path) -> None:
    """Convert files in one run of LibreOffice, which recalculates what has no stored value."""
    soffice = shutil.which("soffice") or shutil.which("libreoffice")
    if soffice is None:
        missing("LibreOffice")
    command = [soffice, f"-env:UserInstallation={_profile().as_uri()}", "--headless", "--convert-to", to]
    done = subprocess.run(
        [*command, "--outdir", str(folder), *map(str, files)],
        capture_output=True,
        text=True,
        timeout=_TIMEOUT,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def recalculated(files: Sequence[Path], folder: Path) -> dict[tuple[str, str], Rows]:
    """Return what LibreOffice shows in every cell of every sheet, by name of the file and title of the sheet."""
    convert(files, _EVERY_SHEET, folder)
    shown: dict[tuple[str, str], Rows] = {}
    for file in files:
        for path in folder.glob(f"{file.stem}-*.csv"):
            with path.open(encoding="utf-8", newline="") as lines:
                shown[file.stem, path.stem.removeprefix(f"{file.stem}-")] = list(csv.reader(lines))
    return shown


def printed(files: Sequence[Path], folder: Path) -> dict[str, Path]:
    """Print files to PDF; return the papers by name of the file."""
    convert(files, "pdf", folder)
    papers = {file.stem: folder / f"{file.stem}.pdf" for file in files}
    assert [name for name, paper in papers.items() if not paper.exists()] == []
    return papers


def page_text(paper: Path, *options: str) -> str:
    """Return the text that stands on the pages of a PDF; options as those of pdftotext."""
    if shutil.which("pdftotext") is None:
        missing("pdftotext")
    command = ["pdftotext", "-enc", "UTF-8", *options, str(paper), "-"]
    return subprocess.run(command, capture_output=True, timeout=_TIMEOUT, check=True).stdout.decode()
