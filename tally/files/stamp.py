"""The stamp of a paper: whether `tally` made it, and when what it tells was sealed (see `application/stamp.py`)."""

from datetime import UTC, datetime
from pathlib import Path

from defusedxml.ElementTree import fromstring
from openpyxl.xml.constants import COREPROPS_NS, DCORE_NS, DCTERMS_NS

from tally.application.stamp import MAKER, SEALED, Stamp
from tally.files.atomic import write_file
from tally.files.findings import refusal
from tally.files.package import MAX_FILE, Package, check_is_workbook, open_package
from tally.files.text import read_bytes

_PROPERTIES = "docProps/core.xml"
_LONGEST = 100_000  # bytes; a paper of ours has 500, saved again by another program some more


def read_paper(path: Path) -> tuple[bytes, Stamp]:
    """Return a paper as it stands on disk, and its stamp.

    Raises:
        BadInput: E804: `tally` made no such paper; and whatever any workbook can be refused for.
        OSError: the machine failed.
    """
    package = open_package(path, path.name)
    check_is_workbook(package)
    return read_bytes(path, path.name, MAX_FILE, special="E952"), read_stamp(package)


def read_stamp(package: Package) -> Stamp:
    """Return the stamp of a paper.

    Raises:
        BadInput: E804: `tally` made no such paper; E953, E955: its properties are damaged.
    """
    if _PROPERTIES not in package:
        raise refusal(package.file, "E804")
    with package.reading(_PROPERTIES):
        properties = fromstring(package.start(_PROPERTIES, _LONGEST), forbid_dtd=True)
        if properties.findtext(f"{{{DCORE_NS}}}creator") != MAKER:
            raise refusal(package.file, "E804")
        if properties.findtext(f"{{{COREPROPS_NS}}}contentStatus") != SEALED:
            return Stamp(None)
        made = datetime.fromisoformat(properties.findtext(f"{{{DCTERMS_NS}}}created") or "")
    return Stamp(made if made.tzinfo else made.replace(tzinfo=UTC))


class PapersOnDisk:
    """Papers where the board keeps them (`application.signing.Papers`)."""

    def read(self, path: Path) -> tuple[bytes, Stamp]:
        """Return a paper and its stamp; as `read_paper`."""
        return read_paper(path)

    def write(self, path: Path, content: bytes) -> None:
        """Put a paper in the place of the one that is there, whole or not at all. Raises OSError."""
        write_file(path, content)
