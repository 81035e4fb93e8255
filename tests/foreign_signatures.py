"""What LibreOffice says of the signatures of workbooks, asked through UNO, with a CA trusted or not."""

import json
import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from foreign import missing

_ASKING = Path(__file__).with_name("uno_signatures.py")
_TIMEOUT = 240  # seconds
VALID = 0
"""CertificateStatus of a certificate that is valid and trusted."""

Answer = dict[str, object]


def trusting(folder: Path, *certificates: Path) -> Path:
    """Make a database of certificates (NSS) that trusts CAs (DER), like the one LibreOffice takes from Firefox."""
    certutil = shutil.which("certutil")
    if certutil is None:
        missing("certutil (libnss3-tools)")
    folder.mkdir()
    database = ("-d", f"sql:{folder}")
    subprocess.run([certutil, "-N", *database, "--empty-password"], check=True, timeout=_TIMEOUT)
    for number, path in enumerate(certificates):
        added = ("-A", "-n", f"ca{number}", "-t", "C,C,C", "-i", str(path))
        subprocess.run([certutil, *database, *added], check=True, timeout=_TIMEOUT)
    return folder


def said_of(files: Sequence[Path], folder: Path, trusted: Path) -> list[list[Answer]]:
    """Return what LibreOffice says of each signature of each file; nothing of a file that it cannot open.

    Args:
        files: workbooks.
        folder: an empty one for its profile.
        trusted: database of the certificates that it trusts.
    """
    soffice = shutil.which("soffice") or shutil.which("libreoffice")
    if soffice is None:
        missing("LibreOffice")
    python = "/usr/bin/python3"  # that of the system: the bridge is built for it
    if subprocess.run([python, "-c", "import uno"], capture_output=True, check=False).returncode:
        missing("python3-uno")
    # LibreOffice takes the time of a certificate's validity from the clock, and its language from the machine.
    environment = {**os.environ, "MOZILLA_CERTIFICATE_FOLDER": f"sql:{trusted}"}
    done = subprocess.run(
        [python, str(_ASKING), soffice, str(folder), *map(str, files)],
        env={name: value for name, value in environment.items() if not name.startswith("PYTHON")},
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=_TIMEOUT,
    )
    assert done.returncode == 0, done.stderr
    answers: list[list[Answer]] = json.loads(done.stdout)
    return answers
