"""Workbooks for tests: sound ones made with openpyxl, hostile ones written part by part."""

import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from io import BytesIO
from pathlib import Path

from openpyxl import Workbook

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONSHIPS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

Rows = Sequence[Sequence[object]]


def save_rows(
    path: Path,
    sheets: Mapping[str, Rows],
    change: Callable[[Workbook], None] = lambda _workbook: None,
) -> Path:
    """Write a workbook: each sheet from its rows, each row from column A; `change` may do more to it."""
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    for name, rows in sheets.items():
        sheet = workbook.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    change(workbook)
    workbook.save(path)
    workbook.close()
    return path


def sheet_xml(rows: str, before: str = "", after: str = "", prolog: str = DECLARATION) -> str:
    """Return the XML of a sheet with these `<row>` elements."""
    return f'{prolog}<worksheet xmlns="{MAIN}">{before}<sheetData>{rows}</sheetData>{after}</worksheet>'


def text_rows(rows: Iterable[Sequence[str]]) -> str:
    """Return `<row>` elements of texts."""
    written = []
    for number, row in enumerate(rows, start=1):
        cells = "".join(
            f'<c r="{chr(ord("A") + place)}{number}" t="inlineStr"><is><t>{text}</t></is></c>'
            for place, text in enumerate(row)
        )
        written.append(f'<row r="{number}">{cells}</row>')
    return "".join(written)


def parts_of(sheet: str, **more: str) -> dict[str, bytes]:
    """Return the parts of a workbook of one sheet named Phiếu; `styles` and `sharedStrings` may be added."""
    kinds = "".join(
        f'<Relationship Id="m{place}" Type="{RELATIONSHIPS}/{kind}" Target="{kind}.xml"/>'
        for place, kind in enumerate(more)
    )
    parts = {
        "[Content_Types].xml": f'{DECLARATION}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "_rels/.rels": (
            f'{DECLARATION}<Relationships xmlns="{PACKAGE}">'
            f'<Relationship Id="r1" Type="{RELATIONSHIPS}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
        ),
        "xl/workbook.xml": (
            f'{DECLARATION}<workbook xmlns="{MAIN}" xmlns:r="{RELATIONSHIPS}">'
            '<sheets><sheet name="Phiếu" sheetId="1" r:id="s1"/></sheets></workbook>'
        ),
        "xl/_rels/workbook.xml.rels": (
            f'{DECLARATION}<Relationships xmlns="{PACKAGE}">'
            f'<Relationship Id="s1" Type="{RELATIONSHIPS}/worksheet" Target="worksheets/sheet1.xml"/>{kinds}'
            "</Relationships>"
        ),
        "xl/worksheets/sheet1.xml": sheet,
    } | {f"xl/{kind}.xml": xml for kind, xml in more.items()}
    return {name: text.encode() for name, text in parts.items()}


def zip_of(parts: Mapping[str, bytes] | Sequence[tuple[str, bytes]], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return a zip of parts."""
    buffer = BytesIO()
    pairs = parts.items() if isinstance(parts, Mapping) else parts
    with zipfile.ZipFile(buffer, "w", compression) as archive:
        for name, data in pairs:
            archive.writestr(name, data)
    return buffer.getvalue()
