"""Rows of the usual cells are read at once, as openpyxl would read them: whatever stands in them, both say the same."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from xml.etree.ElementTree import Element, SubElement

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.utils.datetime import CALENDAR_WINDOWS_1900
from openpyxl.xml.constants import SHEET_MAIN_NS
from paper_cases import small_case
from xlsx_making import parts_of, sheet_xml, zip_of

from tally import bootstrap
from tally.files import package
from tally.files.minutes_xlsx import read_minutes
from tally.files.rows import RowReader
from tally.files.shown_results import shown_figures
from tally.files.values import Row
from tally.files.workbook import open_workbook

TEXTS = ("không", "Lò Văn Ánh", "", "e\u0302")
DATES = frozenset({3})


def tag(name: str) -> str:
    return f"{{{SHEET_MAIN_NS}}}{name}"


def reader(dates: frozenset[int] = DATES) -> RowReader:
    return RowReader(TEXTS, dates, CALENDAR_WINDOWS_1900)


def read(read_row: object, element: Element) -> Row | str:
    """Return what a reader says of a row; of what it refuses, that it does."""
    try:
        row = read_row(element)  # type: ignore[operator]
    except Exception:  # noqa: BLE001 - whatever openpyxl raises is a refusal
        return "refused"
    assert isinstance(row, Row)
    return row


TEXT = st.sampled_from(["0", "7", "007", "15", "999", "1000", "123456789012345", "12345678901234567", "1.5", "1e3"])
ODD = st.sampled_from([None, "", " 7", "-3", "+3", "nan", "1_0", "٣", "x", "_x000D_", "e\u0302", "\u0338"])
KINDS = st.sampled_from([None, "n", "n", "s", "str", "inlineStr", "inlineStr", "b", "e", "d", "?"])
STYLES = st.sampled_from([None, None, "0", "1", "3", "03", "x", ""])
PLACES = st.sampled_from(["{next}{row}"] * 12 + ["{next}{other}", None, "", "{row}", "AA{row}", "a{row}", "IW{row}"])


@st.composite
def children(draw: st.DrawFn) -> Sequence[Element]:
    """Return what may stand in a cell, now and then too much of it."""
    made = []
    for name in draw(st.sampled_from([("v",), ("v",), ("is",), ("is",), ("f",), ("f", "v"), (), ("v", "v"), ("x",)])):
        child = Element(tag(name))
        child.text = draw(TEXT | ODD)
        if name == "is":
            for inner in draw(st.sampled_from([("t",), ("t",), (), ("t", "t"), ("r",), ("t", "r")])):
                run = SubElement(child, tag(inner))
                if inner == "r":
                    run = SubElement(run, tag("t"))
                run.text = draw(TEXT | ODD)
        elif draw(st.integers(0, 9)) == 0:
            SubElement(child, tag("t"))
        made.append(child)
    return made


@st.composite
def rows(draw: st.DrawFn) -> Element:
    """Return a row, mostly one as programs write it."""
    number = draw(st.sampled_from(["5", "5", "5", "05", "0", "1048577", "x", "5.0", ""]))
    row = Element(tag("row"), {"r": number} if number else {})
    if draw(st.booleans()):
        row.set("hidden", draw(st.sampled_from(["1", "0", "true"])))
    for place in range(draw(st.integers(0, 4))):
        cell = SubElement(row, tag(draw(st.sampled_from(["c"] * 9 + ["extLst"]))))
        where = draw(PLACES)
        if where is not None:
            cell.set("r", where.format(next="ABCD"[place], row=number, other="6"))
        for name, values in (("t", KINDS), ("s", STYLES)):
            value = draw(values)
            if value is not None:
                cell.set(name, value)
        cell.extend(draw(children()))
    return row


@given(rows(), st.sampled_from([DATES, frozenset({0})]))
def test_both_ways_of_reading_a_row_say_the_same(row: Element, dates: frozenset[int]) -> None:
    assert read(reader(dates).row, row) == read(reader(dates).any_row, row)


def test_a_row_counts_on_from_whichever_way_the_one_above_was_read() -> None:
    both = reader()
    for number, kind in (("2", "n"), ("3", "str"), ("4", "n")):
        row = Element(tag("row"), {"r": number})
        cell = SubElement(row, tag("c"), {"r": f"A{number}", "t": kind})
        SubElement(cell, tag("v")).text = "7"
        assert both.row(row) == Row(int(number), {1: "7" if kind == "str" else 7})
        assert read(both.row, row) == "refused"


def test_a_row_wider_than_the_usual(tmp_path: Path) -> None:
    wide = [f'<c r="{column}1"><v>{number}</v></c>' for number, column in enumerate(letters(300), start=1)]
    path = tmp_path / "rong.xlsx"
    path.write_bytes(zip_of(parts_of(sheet_xml(f'<row r="1">{"".join(wide)}</row>'))))
    (sheet,) = open_workbook(path, path.name)
    (row,) = sheet.rows()
    assert dict(row.cells) == {number: number for number in range(1, 301)}


def letters(count: int) -> list[str]:
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    return [*alphabet, *(first + second for first in alphabet for second in alphabet)][:count]


def test_what_the_styles_say_is_a_date_is_one() -> None:
    row = Element(tag("row"), {"r": "1"})
    for place, style in (("A1", None), ("B1", "3"), ("C1", "0")):
        cell = SubElement(row, tag("c"), {"r": place} if style is None else {"r": place, "s": style})
        SubElement(cell, tag("v")).text = "45000"
    day = datetime(2023, 3, 15)  # noqa: DTZ001 - a cell has no zone
    assert dict(reader().row(row).cells) == {1: 45000, 2: day, 3: 45000}
    assert dict(reader(frozenset({0})).row(row).cells) == {1: day, 2: 45000, 3: day}


@pytest.mark.parametrize("at_once", [0, 10**6])
def test_a_part_is_read_at_once_or_bit_by_bit_to_the_same_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    monkeypatch.setattr(package, "AT_ONCE", at_once)
    rows_ = '<row r="1"><c r="A1"><v>1</v></c></row><x><row r="9"/></x><row r="2"><c r="B2"><f>A1</f></c></row>'
    merged = '<mergeCells count="1"><mergeCell ref="A1:B1"/></mergeCells>'
    path = tmp_path / "so.xlsx"
    path.write_bytes(zip_of(parts_of(sheet_xml(rows_, after=merged))))
    (sheet,) = open_workbook(path, path.name)
    read_, merges = sheet.content()
    assert [(row.number, dict(row.cells)) for row in read_] == [(1, {1: 1}), (2, {2: ("=A1",)})]
    assert merges == ["A1:B1"]


def test_our_own_papers_are_read_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def slow(_reader: RowReader, element: Element) -> Row:
        pytest.fail(f"row {element.get('r')} is read as an unusual one: thousands of workbooks would take long")

    case = small_case()
    maker = bootstrap.paper_maker()
    for name, made in (("bien-ban.xlsx", maker.minutes), ("ho-so.xlsx", maker.record)):
        (tmp_path / name).write_bytes(made(case.recount, case.counted))
    monkeypatch.setattr(RowReader, "any_row", slow)
    assert read_minutes(tmp_path / "bien-ban.xlsx").holds_together
    assert shown_figures(tmp_path / "bien-ban.xlsx")
    assert bootstrap.open_source(tmp_path / "ho-so.xlsx").load().contests
