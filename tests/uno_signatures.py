"""Asks LibreOffice what it says of the signatures of files; run by the Python that has its UNO bridge, not by ours.

    python3 uno_signatures.py SOFFICE PROFILE FILE… > answers.json

One JSON list a file, of one object a signature: `valid` (SignatureIsValid), `certificate` (CertificateStatus, 0 is
valid), `name` (subject) and `date`.
"""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from uuid import uuid4

import uno  # type: ignore[import-not-found]  # of Debian's python3-uno
from com.sun.star.beans import PropertyValue  # type: ignore[import-not-found]  # made by uno
from com.sun.star.connection import NoConnectException  # type: ignore[import-not-found]  # made by uno
from com.sun.star.uno import Exception as UnoException  # type: ignore[import-not-found]  # made by uno
from com.sun.star.uno import RuntimeException

_READ = 1  # embed.ElementModes
_PATIENCE = 120  # seconds until LibreOffice has started on a loaded machine


def connected(pipe: str) -> object:
    """Return the context of a LibreOffice that is starting."""
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    for _ in range(_PATIENCE * 4):
        try:
            return resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        except NoConnectException:
            time.sleep(0.25)
    raise TimeoutError(pipe)


def signatures(context: object, path: Path) -> list[dict[str, object]]:
    """Return what LibreOffice says of each signature of a file."""
    make = context.ServiceManager.createInstanceWithContext  # type: ignore[attr-defined]
    zipped = PropertyValue("StorageFormat", 0, "ZipFormat", 0)
    arguments = (path.as_uri(), _READ, uno.Any("[]com.sun.star.beans.PropertyValue", (zipped,)))
    factory = make("com.sun.star.embed.StorageFactory", context)
    storage = uno.invoke(factory, "createInstanceWithArguments", (arguments,))
    reader = make("com.sun.star.security.DocumentDigitalSignatures", context)
    return [
        {
            "valid": found.SignatureIsValid,
            "certificate": found.CertificateStatus,
            "partial": found.PartialDocumentSignature,
            "name": found.Signer.SubjectName if found.Signer else "",
            "date": found.SignatureDate,
        }
        for found in reader.verifyDocumentContentSignatures(storage, None)
    ]


def answers(context: object, path: Path) -> list[dict[str, object]]:
    """Return what LibreOffice says of a file; nothing where it refuses to open it."""
    try:
        return signatures(context, path)
    except RuntimeException:
        raise  # LibreOffice itself has ended
    except UnoException as error:
        print(path.name, error, file=sys.stderr)  # noqa: T201 - it is a program
        return []


def main() -> None:
    """Start LibreOffice, ask it, and end it."""
    soffice, profile, *files = sys.argv[1:]
    pipe = f"tally-{uuid4().hex}"
    command = [soffice, f"-env:UserInstallation={Path(profile).as_uri()}", "--headless", "--norestore"]
    office = subprocess.Popen([*command, f"--accept=pipe,name={pipe};urp;"], start_new_session=True)
    try:
        context = connected(pipe)
        json.dump([answers(context, Path(file)) for file in files], sys.stdout)
    finally:
        os.killpg(office.pid, signal.SIGKILL)  # the program starts another one, and both are ours
        office.wait()


main()
