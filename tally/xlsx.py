"""Excel files as bytes: saved so that the same workbook always gives the same bytes, and text that stays text.

It knows openpyxl, and of `tally` only how zips are written: papers, templates and fixtures are all saved in one way.
"""

import re
from datetime import UTC, datetime
from io import BytesIO
from os import PathLike
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl.cell.cell import Cell
from openpyxl.workbook.workbook import Workbook
from openpyxl.writer.excel import ExcelWriter

from tally.zips import still_entry

MAX_TEXT = 32_767
"""Characters (UTF-16 units) that Excel keeps in one cell; it would cut the rest without a word."""

_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LOOKS_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


def set_text(cell: Cell, text: str) -> None:
    """Put text into a cell as text: a name `=1+1` is never a formula, `#N/A` never an error, `_x0041_` never an A.

    Args:
        cell: keeps its style.
        text: a character that no XML can hold is shown as U+FFFD, so that one odd character never stops a paper;
            every kind of line end becomes the one of Excel.

    Raises:
        ValueError: longer than `MAX_TEXT`; nothing is cut in silence.
    """
    clean = _NOT_XML.sub("\N{REPLACEMENT CHARACTER}", text.replace("\r\n", "\n").replace("\r", "\n"))
    escaped = _LOOKS_ESCAPED.sub("_x005F_", clean)
    if len(escaped.encode("utf-16-le")) // 2 > MAX_TEXT:
        message = f"{cell.coordinate}: a cell of Excel holds {MAX_TEXT} characters, not {len(text)}"
        raise ValueError(message)
    cell.value = escaped
    cell.data_type = "s"


def workbook_bytes(workbook: Workbook, created: datetime) -> bytes:
    """Return the workbook as an .xlsx; the same workbook and the same `created` give the same bytes.

    Args:
        workbook: whole; it can be saved only once when it is write-only.
        created: stands in the file as the time it was made and last changed; take it from the congress, not from the
            clock. A time without zone is taken as it is; any other is turned into UTC.
    """
    moment = created if created.tzinfo is None else created.astimezone(UTC).replace(tzinfo=None)
    workbook.properties.created = moment
    workbook.properties.modified = moment
    buffer = BytesIO()
    with _StillZip(buffer, "w", ZIP_DEFLATED) as archive:
        # Not workbook.save(): that writes the time of the clock into the file.
        ExcelWriter(workbook, archive).write_data()
    return buffer.getvalue()


class _StillZip(ZipFile):
    """A zip whose parts bear one fixed time and the marks of one system, wherever and whenever it is written."""

    def writestr(  # type: ignore[override]  # openpyxl passes a name and the data, never a ZipInfo
        self,
        zinfo_or_arcname: str,
        data: bytes | str,
        compress_type: int | None = None,
        compresslevel: int | None = None,
    ) -> None:
        """Write one part."""
        info = still_entry(zinfo_or_arcname)
        super().writestr(info, data, ZIP_DEFLATED if compress_type is None else compress_type, compresslevel)

    def write(
        self,
        filename: str | PathLike[str],
        arcname: str | PathLike[str] | None = None,
        compress_type: int | None = None,
        compresslevel: int | None = None,
    ) -> None:
        """Write one part from a file (openpyxl keeps each sheet in one until it is saved)."""
        name = str(filename if arcname is None else arcname)
        self.writestr(name, Path(filename).read_bytes(), compress_type, compresslevel)
