"""The same workbook gives the same bytes, and text stays text."""

import os
import re
import subprocess
import sys
from datetime import UTC, datetime, timedelta, timezone
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.chart import BarChart, Reference
from openpyxl.worksheet.worksheet import Worksheet

from tally.xlsx import MAX_TEXT, set_text, workbook_bytes

MOMENT = datetime(2020, 1, 10, 8, 30)  # noqa: DTZ001 - a time without zone is what a congress file has

ACCENTED = "àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ"

AWKWARD = [
    "=1+1",
    "=cmd|' /C calc'!A0",
    "+1",
    "-1",
    "@SUM(1)",
    "#N/A",
    "#REF!",
    "TRUE",
    "007",
    "1e5",
    "10/01/2020",
    "<b>&amp; \"x\" 'y'",
    "hai\ndòng",
    "😀",
    ACCENTED,
    ACCENTED.upper(),
]


def _one_cell(text: str) -> Worksheet:
    workbook = Workbook()
    sheet = workbook.active
    assert isinstance(sheet, Worksheet)
    set_text(sheet["B2"], text)
    return sheet


def _saved(sheet: Worksheet) -> bytes:
    workbook = sheet.parent
    assert isinstance(workbook, Workbook)
    return workbook_bytes(workbook, MOMENT)


@pytest.mark.parametrize("text", AWKWARD)
def test_text_is_read_back_as_the_same_text(text: str) -> None:
    workbook = load_workbook(BytesIO(_saved(_one_cell(text))))
    sheet = workbook.active
    assert isinstance(sheet, Worksheet)
    assert sheet["B2"].data_type == "s"
    assert sheet["B2"].value == text


def test_text_that_looks_like_an_escape_of_excel_is_escaped() -> None:
    with ZipFile(BytesIO(_saved(_one_cell("_x0041_")))) as archive:
        assert b"<t>_x005F_x0041_</t>" in archive.read("xl/worksheets/sheet1.xml")


def test_line_ends_become_those_of_excel() -> None:
    assert _one_cell("a\r\nb\rc").cell(2, 2).value == "a\nb\nc"


@pytest.mark.parametrize("character", ["\x00", "\x07", "\x0b", "\x1f", "\ud800", "\uffff"])
def test_a_character_that_no_xml_holds_is_shown_and_never_stops_a_paper(character: str) -> None:
    sheet = _one_cell(f"Lò{character}Ánh")
    assert sheet["B2"].value == "Lò\ufffdÁnh"
    assert _saved(sheet)


def test_text_longer_than_a_cell_is_refused_not_cut() -> None:
    sheet = _one_cell("a" * MAX_TEXT)
    with pytest.raises(ValueError, match="B2"):
        set_text(sheet["B2"], "a" * (MAX_TEXT + 1))
    with pytest.raises(ValueError, match="B2"):
        set_text(sheet["B2"], "😀" * (MAX_TEXT // 2 + 1))


def _with_chart() -> bytes:
    sheet = _one_cell("Lò Văn Ánh")
    sheet["C2"] = 7
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=3, min_row=2))
    sheet.add_chart(chart, "E5")
    return _saved(sheet)


def test_the_file_bears_no_time_but_the_given_one() -> None:
    with ZipFile(BytesIO(_with_chart())) as archive:
        assert {part.date_time for part in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert {part.create_system for part in archive.infolist()} == {3}
        assert {part.compress_type for part in archive.infolist()} == {ZIP_DEFLATED}
        core = archive.read("docProps/core.xml").decode()
    assert re.findall(r"\d{4}-\d\d-\d\dT[\d:]+Z", core) == ["2020-01-10T08:30:00Z", "2020-01-10T08:30:00Z"]


def test_a_time_with_a_zone_is_written_in_utc() -> None:
    sheet = _one_cell("x")
    workbook = sheet.parent
    assert isinstance(workbook, Workbook)
    in_vietnam = datetime(2020, 1, 10, 8, 30, tzinfo=timezone(timedelta(hours=7)))
    same = workbook_bytes(workbook, in_vietnam)
    assert same == workbook_bytes(workbook, datetime(2020, 1, 10, 1, 30, tzinfo=UTC))
    with ZipFile(BytesIO(same)) as archive:
        assert b"2020-01-10T01:30:00Z" in archive.read("docProps/core.xml")


_SCRIPT = """
import sys
import tally
import openpyxl
from datetime import datetime
from openpyxl import Workbook
from tally.xlsx import set_text, workbook_bytes
workbook = Workbook()
set_text(workbook.active["B2"], "Lò Văn Ánh < 7")
sys.stdout.buffer.write(workbook_bytes(workbook, datetime(2020, 1, 10, 8, 30)))
assert not openpyxl.LXML and openpyxl.DEFUSEDXML
"""


def test_another_process_with_other_hash_seed_and_lxml_asked_for_gives_the_same_bytes() -> None:
    environment = {**os.environ, "PYTHONHASHSEED": "77", "OPENPYXL_LXML": "True"}
    made = subprocess.run([sys.executable, "-c", _SCRIPT], check=True, capture_output=True, env=environment)
    assert made.stdout == _saved(_one_cell("Lò Văn Ánh < 7"))
