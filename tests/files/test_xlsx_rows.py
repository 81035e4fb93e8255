"""Sheets written in the usual way are read off their text; whatever they say, a parser says the same of them."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from paper_cases import small_case
from xlsx_making import MAIN, parts_of, sheet_xml, zip_of

from tally import bootstrap
from tally.application.intake import BadInput
from tally.files import package
from tally.files.minutes_xlsx import read_minutes
from tally.files.package import Package
from tally.files.rows import RowReader
from tally.files.shown_results import shown_figures
from tally.files.usual_rows import UsualSheet
from tally.files.values import Formula, Row
from tally.files.workbook import open_workbook, sheets_in

STYLES = (
    f'<styleSheet xmlns="{MAIN}"><cellXfs><xf numFmtId="0"/><xf numFmtId="1"/><xf numFmtId="2"/><xf numFmtId="14"/>'
    "</cellXfs></styleSheet>"
)
DATE = "3"
Read = tuple[list[Row], list[str]] | str


def read(sheet: str | bytes, styles: str = STYLES, texts: str = "") -> Read:
    """Return the rows and merged ranges of a sheet, or the code by which it is refused."""
    more = {"sharedStrings": texts} if texts else {}
    parts = parts_of("", styles=styles, **more)
    parts["xl/worksheets/sheet1.xml"] = sheet.encode() if isinstance(sheet, str) else sheet
    try:
        (one,) = sheets_in(Package("so.xlsx", zip_of(parts)))
        return one.content()
    except BadInput as bad:
        return str(bad.findings[0].code)


def parsed(sheet: str | bytes, styles: str = STYLES, texts: str = "") -> Read:
    """Return the same from the parser alone."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(UsualSheet, "of", lambda _data: None)
        return read(sheet, styles, texts)


# A row whose cells are usual, odd, or stand where they should not

TEXT = st.sampled_from(["", "0", "7", "007", "999", "1000", "123456789012345", "12345678901234567", "1.5", "1e3"])
ODD = st.sampled_from(
    [
        *("Lò Văn Ánh", " 7", "7 ", "-3", "nan", "1_0", "٣", "_x000D_", "e\u0302", "\u0338"),
        *("&amp;lt;", "&lt;", "&#55;", "a&b", "]]>", "a\nb", "a\rb", "a\r\nb", "\x01", "\x7f", "\u0085", "\u2028"),
        *("\ufffe", "<!-- -->", "<![CDATA[7]]>"),
    ]
)
KIND = st.sampled_from(["", "", ' t="n"', ' t="inlineStr"', ' t="inlineStr"', ' t="s"', ' t="str"', ' t="b"', ' t="e"'])
STYLE = st.sampled_from(["", ' s="0"', ' s="1"', ' s="3"', ' s="03"', ' s="9"', ' s="x"'])
PLACE = st.sampled_from(
    [*["{next}{row}"] * 14, "{next}9", "{row}", "a{row}", "A{row}", "ZZ{row}", "AAA{row}", "{next}0{row}"]
)
INSIDE = st.sampled_from(
    [
        *["<v>{}</v>"] * 4,
        *["<is><t>{}</t></is>"] * 3,
        *('<is><t xml:space="preserve">{}</t></is>', "<f>{}</f>", "<f>{}</f><v />", "<f>{}</f><v>5</v>"),
        *("<f>{}</f><v></v>", "<v>{}</v><v>1</v>", "<is><r><t>{}</t></r></is>", "<is><t>{}</t><t>b</t></is>"),
        *("<x>{}</x>", '<f t="shared">{}</f>'),
    ]
)
ROW = st.sampled_from(
    [*["{}"] * 8, '{}" ht="20" customHeight="1', '{}" hidden="1', '{}" ht="1" ht="2', "0{}", '{}" x="1']
)
BETWEEN = st.sampled_from([*[""] * 8, " ", "\n", "<!-- x -->", "<x/>", "x"])
MERGED = '<mergeCells><mergeCell ref="A1:B1"/></mergeCells>'
AFTER = st.sampled_from(["", MERGED, "<sheetData/>", "</worksheet>"])


@st.composite
def cells(draw: st.DrawFn, row: int) -> str:
    """Return the cells of a row."""
    written = []
    for column in "ABCD"[: draw(st.integers(0, 4))]:
        place = draw(PLACE).format(next=column, row=row)
        head = f'<c r="{place}"{draw(STYLE)}{draw(KIND)}'
        inside = draw(INSIDE).format(draw(TEXT | ODD)) if draw(st.integers(0, 5)) else ""
        written.append(f"{head}>{inside}</c>" if inside or draw(st.booleans()) else f"{head} />")
    return "".join(written)


@st.composite
def sheets(draw: st.DrawFn) -> str:
    """Return a sheet of some rows, now and then with something between them."""
    rows = []
    for number in draw(st.sampled_from([(1, 2, 3), (2, 5), (1,), (3, 2), (2, 2), ()])):
        written = draw(cells(number))
        said = draw(ROW).format(number)
        rows.append(f'<row r="{said}">{written}</row>' if written or draw(st.booleans()) else f'<row r="{said}"/>')
    return sheet_xml(draw(BETWEEN).join(rows), after=draw(AFTER))


@given(sheets(), st.sampled_from([STYLES, STYLES.replace('numFmtId="0"', 'numFmtId="14"')]))
def test_both_ways_of_reading_a_sheet_say_the_same(sheet: str, styles: str) -> None:
    encoded = sheet.encode("utf-8", "surrogatepass")
    assert read(encoded, styles) == parsed(encoded, styles)


def first_columns(sheet: bytes, columns: int) -> list[Row] | str:
    """Return the rows that hold something in the first columns, and nothing else of them."""
    parts = {**parts_of("", styles=STYLES), "xl/worksheets/sheet1.xml": sheet}
    try:
        (one,) = sheets_in(Package("so.xlsx", zip_of(parts)))
        return _narrow(one.rows(columns), columns)
    except BadInput as bad:
        return str(bad.findings[0].code)


def _narrow(rows: Iterable[Row], columns: int) -> list[Row]:
    narrow = (
        row._replace(cells={column: row.cells[column] for column in row.cells if column <= columns}) for row in rows
    )
    return [row for row in narrow if row.cells]


@given(sheets(), st.integers(1, 3))
def test_the_first_columns_alone_hold_what_they_hold_in_the_whole_rows(sheet: str, columns: int) -> None:
    encoded = sheet.encode("utf-8", "surrogatepass")
    whole = parsed(encoded)
    # Where the whole is refused, what is asked for may be read, or refused too.
    if not isinstance(whole, str):
        assert first_columns(encoded, columns) == _narrow(whole[0], columns)


def test_a_cell_that_is_asked_for_and_stands_further_on_again_is_refused() -> None:
    row = '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c><c r="C1"><f>A1</f></c>{}</row>'
    assert first_columns(sheet_xml(row.format("")).encode(), 2) == [Row(1, {1: 1, 2: 2})]
    assert first_columns(sheet_xml(row.format('<c r="A1"><v>9</v></c>')).encode(), 2) == "E953"


USUAL = (
    '<row r="1" ht="20" customHeight="1"><c r="A1" s="1" t="n"><v>7</v></c><c r="B1" t="inlineStr"><is><t>Lò &amp; Cà'
    '</t></is></c><c r="C1" s="2" /><c r="D1"><f>A1&gt;1</f><v /></c></row><row r="2"></row><row r="4"><c r="B4">'
    "<v>123456</v></c></row>"
)


def test_a_sheet_in_the_usual_way_is_read_off_its_text() -> None:
    taken = UsualSheet.of(sheet_xml(USUAL).encode())
    assert taken is not None
    assert b"<row" not in taken.rest
    rows = [
        Row(1, {1: 7, 2: "Lò & Cà", 4: Formula("=A1>1")}),
        Row(4, {2: 123456}),
    ]
    assert read(sheet_xml(USUAL)) == (rows, []) == parsed(sheet_xml(USUAL))


@pytest.mark.parametrize(
    "prolog",
    [
        pytest.param('<?xml version="1.0" encoding="ISO-8859-1"?>', id="another encoding"),
        pytest.param('<?xml version="1.1"?>', id="another version of XML"),
        pytest.param("<?x y?>", id="an instruction"),
        pytest.param("<!-- <sheetData></sheetData> -->", id="a remark"),
        pytest.param('<!DOCTYPE worksheet [<!ENTITY a "7">]>', id="a document type"),
    ],
)
def test_what_could_be_read_in_two_ways_is_parsed(prolog: str) -> None:
    sheet = sheet_xml(USUAL, prolog=prolog)
    assert UsualSheet.of(sheet.encode()) is None
    assert read(sheet) == parsed(sheet)


def test_rows_of_another_namespace_are_none() -> None:
    sheet = sheet_xml(USUAL).replace(MAIN, f"{MAIN}x")
    assert read(sheet) == parsed(sheet) == "E953"
    inner = sheet_xml("").replace("<sheetData></sheetData>", f'<x xmlns="urn:x"><sheetData>{USUAL}</sheetData></x>')
    assert read(inner) == parsed(inner)


OTHER = '<row r="1"><c r="A1"><v>3</v></c></row>'


@pytest.mark.parametrize(
    "sheets",
    [
        pytest.param(
            f'<x xmlns="urn:x"><sheetData>{USUAL}</sheetData></x><sheetData >{OTHER}</sheetData>', id="foreign"
        ),
        pytest.param(
            f'<sheetData xmlns="urn:x">{OTHER}</sheetData><sheetData\n>{OTHER}</sheetData >',
            id="both out of the ordinary",
        ),
        pytest.param(f'<x xmlns="urn:x"><sheetData>{USUAL}</sheetData></x><m:sheetData/>', id="with a prefix"),
        pytest.param(f'<x><sheetData>{USUAL}</sheetData></x><sheetData a="">{OTHER}</sheetData>', id="deeper"),
        pytest.param(f"<sheetData>{OTHER}</sheetData><sheetData >{USUAL}</sheetData>", id="first"),
    ],
)
def test_of_several_lots_of_rows_none_is_taken_for_the_sheet(sheets: str) -> None:
    sheet = f'<worksheet xmlns="{MAIN}" xmlns:m="{MAIN}">{sheets}</worksheet>'
    assert UsualSheet.of(sheet.encode()) is None
    assert read(sheet) == parsed(sheet)


def test_shared_texts_and_dates_are_read_by_the_parser() -> None:
    texts = f'<sst xmlns="{MAIN}"><si><t>Cà</t></si></sst>'
    row = f'<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" s="{DATE}"><v>45000</v></c><c r="C1"><v>7</v></c></row>'
    sheet = sheet_xml(f"{row}{row.replace('1', '2').replace('45000', '45001')}")
    found = read(sheet, texts=texts)
    assert found == parsed(sheet, texts=texts)
    assert isinstance(found, tuple)
    assert dict(found[0][0].cells) == {1: "Cà", 2: datetime(2023, 3, 15), 3: 7}  # noqa: DTZ001 - a cell has no zone


def test_a_row_wider_than_the_usual() -> None:
    wide = "".join(f'<c r="{column}1"><v>{number}</v></c>' for number, column in enumerate(letters(800), start=1))
    sheet = sheet_xml(f'<row r="1">{wide}</row>')
    assert read(sheet) == parsed(sheet) == ([Row(1, {number: number for number in range(1, 801)})], [])


def letters(count: int) -> list[str]:
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    two = [first + second for first in alphabet for second in alphabet]
    return [*alphabet, *two, *("A" + one for one in two)][:count]


@pytest.mark.parametrize("at_once", [0, 10**6])
def test_a_part_is_read_at_once_or_bit_by_bit_to_the_same_end(monkeypatch: pytest.MonkeyPatch, at_once: int) -> None:
    monkeypatch.setattr(package, "AT_ONCE", at_once)
    rows = '<row r="1"><c r="A1"><v>1</v></c></row><x><row r="9"/></x><row r="2"><c r="B2"><f>A1</f></c></row>'
    merged = '<mergeCells count="1"><mergeCell ref="A1:B1"/></mergeCells>'
    expected = [Row(1, {1: 1}), Row(2, {2: Formula("=A1")})]
    assert read(sheet_xml(rows, after=merged)) == (expected, ["A1:B1"])


ALTERNATIVES = (
    '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
    '<mc:Choice Requires="x">{}</mc:Choice><mc:Fallback>{}</mc:Fallback></mc:AlternateContent>'
)
CELL = '<c r="A1"><v>1</v></c>'
ONE, TWO = f'<row r="1">{CELL}</row>', '<row r="2"><c r="A2"><v>2</v></c></row>'


@pytest.fixture(params=["at-once", "bit-by-bit"])
def _both_sizes(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param == "bit-by-bit":
        monkeypatch.setattr(package, "AT_ONCE", 0)


# In each LibreOffice 7.4 shows one of two truths, or something else than openpyxl would read.
@pytest.mark.parametrize(
    "inside",
    [
        pytest.param(ALTERNATIVES.format(f"<sheetData>{ONE}</sheetData>", f"<sheetData>{TWO}</sheetData>"), id="sheet"),
        pytest.param(f"<sheetData>{ONE}{ALTERNATIVES.format('', TWO)}</sheetData>", id="row"),
        pytest.param(f'<sheetData><row r="1">{ALTERNATIVES.format("", CELL)}</row></sheetData>', id="cell"),
        pytest.param(
            f'<sheetData><row r="1"><c r="A1"><v>7</v>{ALTERNATIVES.format("", "<v>22</v>")}</c></row></sheetData>',
            id="value",
        ),
        pytest.param(f"<sheetData>{ONE}</sheetData>{ALTERNATIVES.format('<x><row/></x>', '')}", id="a row anywhere"),
        pytest.param(
            '<sheetData><row r="1"><c r="A1" t="inlineStr"><v>5</v><is><t>7</t></is></c></row></sheetData>',
            id="a value and a text",
        ),
        pytest.param('<sheetData><row r="1_0"><c><v>1</v></c></row></sheetData>', id="a row only Python numbers"),
        pytest.param('<sheetData><row r="1e1"><c><v>1</v></c></row></sheetData>', id="a row by its exponent"),
        pytest.param('<sheetData><row r="٣"><c><v>1</v></c></row></sheetData>', id="a row in another script"),
    ],
)
@pytest.mark.usefixtures("_both_sizes")
def test_a_sheet_that_shows_something_else_elsewhere_is_refused(inside: str) -> None:
    sheet = f'<worksheet xmlns="{MAIN}">{inside}</worksheet>'
    assert read(sheet) == parsed(sheet) == "E953"


def test_texts_of_which_programs_show_one_each_are_refused() -> None:
    sheet = sheet_xml('<row r="1"><c r="A1" t="s"><v>0</v></c></row>')
    either, other = "<si><t>Cà</t></si>", "<si><t>Lò</t></si>"
    assert read(sheet, texts=f'<sst xmlns="{MAIN}">{ALTERNATIVES.format("", either)}{other}</sst>') == "E953"
    within = ALTERNATIVES.format("", "<t>Lò</t>")
    assert read(sheet, texts=f'<sst xmlns="{MAIN}"><si><t>Cà</t>{within}</si></sst>') == "E953"


@pytest.mark.parametrize(
    "sheet",
    [
        f"<sheetData>{ONE}</sheetData><extLst><ext><sheetData>{TWO}</sheetData></ext></extLst>",
        f"<sheetData>{ONE}<sheetData>{TWO}</sheetData></sheetData>",
        f'<x xmlns="urn:x"><sheetData xmlns="{MAIN}">{TWO}</sheetData></x><sheetData>{ONE}</sheetData>',
        f"<sheetData>{ONE}</sheetData>{ALTERNATIVES.format('<controls/>', '')}",
    ],
)
@pytest.mark.usefixtures("_both_sizes")
def test_rows_elsewhere_are_passed_over_as_libreoffice_does(sheet: str) -> None:
    assert read(f'<worksheet xmlns="{MAIN}">{sheet}</worksheet>') == ([Row(1, {1: 1})], [])


def test_our_own_papers_are_read_off_their_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def slow(_reader: RowReader, row: object) -> Row:
        pytest.fail(f"{row} is parsed: thousands of workbooks would take long")

    case = small_case()
    maker = bootstrap.paper_maker()
    for name, made in (("bien-ban.xlsx", maker.minutes), ("ho-so.xlsx", maker.record)):
        (tmp_path / name).write_bytes(made(case.recount, case.counted))
    expected = [list(rows_of(tmp_path / name)) for name in ("bien-ban.xlsx", "ho-so.xlsx")]
    monkeypatch.setattr(RowReader, "row", slow)
    assert read_minutes(tmp_path / "bien-ban.xlsx").holds_together
    assert shown_figures(tmp_path / "bien-ban.xlsx")
    assert bootstrap.open_source(tmp_path / "ho-so.xlsx").load().contests
    monkeypatch.undo()
    monkeypatch.setattr(UsualSheet, "of", lambda _data: None)
    assert [list(rows_of(tmp_path / name)) for name in ("bien-ban.xlsx", "ho-so.xlsx")] == expected


def rows_of(path: Path) -> Iterator[Row]:
    """Yield every row of every sheet."""
    for sheet in open_workbook(path, path.name):
        yield from sheet.rows()


@pytest.mark.parametrize("text", ["&amp;" * 150_000, '<c r="A1"' * 60_000, "<row " * 100_000, " " * 900_000])
def test_no_text_keeps_the_pattern_busy(text: str) -> None:
    sheet = sheet_xml(f'<row r="1"><c r="A1" t="inlineStr"><is><t>{text}</t></is></c></row>')
    assert isinstance(read(sheet), (tuple, str))
