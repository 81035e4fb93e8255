"""What the cells of a workbook hold, whichever program wrote it."""
# ruff: noqa: DTZ001 - dates and times of Excel have no zone

import unicodedata
from collections.abc import Sequence
from datetime import date, datetime, time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from xlsx_making import DECLARATION, MAIN, RELATIONSHIPS, parts_of, save_rows, sheet_xml, zip_of

from tally.files.values import ExcelError, Formula, Value
from tally.files.workbook import open_workbook

ONE = '<row r="1"><c r="A1"><v>1</v></c></row>'
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"


def cells(path: Path) -> list[tuple[int, int, Value]]:
    """Return every cell of the first sheet as row, column and value."""
    sheet = open_workbook(path, path.name)[0]
    return [(row.number, column, value) for row in sheet.rows() for column, value in row.cells.items()]


def raw(tmp_path: Path, rows: str, **more: str) -> list[Value]:
    """Return the values of a sheet given as XML."""
    path = tmp_path / "raw.xlsx"
    path.write_bytes(zip_of(parts_of(sheet_xml(rows), **more)))
    return [value for _row, _column, value in cells(path)]


def one(tmp_path: Path, cell: str, **more: str) -> Value:
    """Return the value of one cell given as XML without its place."""
    (value,) = raw(tmp_path, f'<row r="1"><c r="A1" {cell}</c></row>', **more)
    return value


def same_type(one_value: object, other: object) -> bool:
    """Compare values so that 1, 1.0 and TRUE are three things."""
    return type(one_value) is type(other) and one_value == other


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Lò Văn Ánh", "Lò Văn Ánh"),
        ("Lo\u0300 Va\u0306n A\u0301nh", "Lò Văn Ánh"),
        ("hai\ndòng", "hai\ndòng"),
        (" ", " "),
        (7, 7),
        (1234, 1234),
        (-3, -3),
        (3.0, 3),
        (3.5, 3.5),
        (1e300, 1e300),
        (True, True),
        (False, False),
        (date(1975, 3, 20), datetime(1975, 3, 20)),
        (datetime(1975, 3, 20, 8, 30), datetime(1975, 3, 20, 8, 30)),
        (time(4, 10), time(4, 10)),
        ("=A1+1", Formula("=A1+1")),
        ("#REF!", ExcelError("#REF!")),
    ],
)
def test_what_openpyxl_writes(tmp_path: Path, written: object, read: Value) -> None:
    path = save_rows(tmp_path / "a.xlsx", {"Phiếu": [[None, written]]})
    ((row, column, value),) = cells(path)
    assert (row, column) == (1, 2)
    assert same_type(value, read)


def test_the_calendar_that_begins_in_1904(tmp_path: Path) -> None:
    def change(workbook: Workbook) -> None:
        workbook.epoch = CALENDAR_MAC_1904

    path = save_rows(tmp_path / "a.xlsx", {"Phiếu": [[date(1975, 3, 20)]]}, change)
    assert cells(path) == [(1, 1, datetime(1975, 3, 20))]


def test_a_text_in_several_fonts_is_one_text(tmp_path: Path) -> None:
    rich = CellRichText("Lò ", TextBlock(InlineFont(b=True), "Văn "), "Ánh")
    path = save_rows(tmp_path / "a.xlsx", {"Phiếu": [[rich]]})
    assert cells(path) == [(1, 1, "Lò Văn Ánh")]


@pytest.mark.parametrize(
    ("code", "is_date"),
    [
        ("dd/mm/yyyy", True),
        ("[$-42A]dd mmmm yyyy", True),
        ("hh:mm", True),
        ("0.00", False),
        ('0 "đồng"', False),
        ("[Red]0", False),
        ("General", False),
    ],
)
def test_a_number_is_a_date_where_its_format_says_so(tmp_path: Path, code: str, is_date: bool) -> None:  # noqa: FBT001
    styles = (
        f'<styleSheet xmlns="{MAIN}"><numFmts><numFmt numFmtId="164" formatCode="{code.replace(chr(34), "&quot;")}"/>'
        '</numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>'
        '<cellXfs><xf numFmtId="0"/><xf numFmtId="164"/></cellXfs></styleSheet>'
    )
    value = one(tmp_path, 's="1"><v>27473</v>', styles=styles)
    assert same_type(value, datetime(1975, 3, 20) if is_date else 27473)
    assert same_type(one(tmp_path, "><v>27473</v>", styles=styles), 27473)


def test_the_date_formats_that_are_built_in(tmp_path: Path) -> None:
    styles = f'<styleSheet xmlns="{MAIN}"><cellXfs><xf/><xf numFmtId="14"/><xf numFmtId="1"/></cellXfs></styleSheet>'
    assert one(tmp_path, 's="1"><v>27473</v>', styles=styles) == datetime(1975, 3, 20)
    assert same_type(one(tmp_path, 's="2"><v>27473</v>', styles=styles), 27473)


def test_a_format_that_paints_cells_under_a_condition_is_no_format_of_a_number(tmp_path: Path) -> None:
    styles = (
        f'<styleSheet xmlns="{MAIN}"><numFmts><numFmt numFmtId="164" formatCode="dd/mm/yyyy"/></numFmts>'
        '<cellXfs><xf numFmtId="164"/></cellXfs>'
        '<dxfs><dxf><numFmt numFmtId="164" formatCode="0"/></dxf></dxfs></styleSheet>'
    )
    assert one(tmp_path, "><v>27473</v>", styles=styles) == datetime(1975, 3, 20)


def test_styles_may_be_anywhere_the_relationships_say(tmp_path: Path) -> None:
    styles = f'<styleSheet xmlns="{MAIN}"><cellXfs><xf numFmtId="14"/></cellXfs></styleSheet>'
    parts = parts_of(sheet_xml('<row r="1"><c r="A1"><v>27473</v></c></row>'), styles=styles)
    parts["xl/kieu/Kieu.xml"] = parts.pop("xl/styles.xml")
    relationships = parts["xl/_rels/workbook.xml.rels"].replace(b'"styles.xml"', b'"kieu/kieu.xml"')
    path = tmp_path / "a.xlsx"
    path.write_bytes(zip_of(parts | {"xl/_rels/workbook.xml.rels": relationships}))
    assert cells(path) == [(1, 1, datetime(1975, 3, 20))]


@pytest.mark.parametrize("number", ["99999999", "-1e300", "1e300"])
def test_a_number_that_is_no_day_is_the_error_that_excel_shows(tmp_path: Path, number: str) -> None:
    styles = f'<styleSheet xmlns="{MAIN}"><cellXfs><xf/><xf numFmtId="14"/></cellXfs></styleSheet>'
    assert isinstance(one(tmp_path, f's="1"><v>{number}</v>', styles=styles), ExcelError)


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ('t="str"><f>UPPER("x")</f><v>X</v>', Formula('=UPPER("x")')),
        ('><f t="shared" si="0"/><v>3</v>', Formula("=")),
        ('t="str"><v>chữ</v>', "chữ"),
        ('t="e"><v>#N/A</v>', ExcelError("#N/A")),
        ('t="b"><v>1</v>', True),
        ('t="d"><v>1975-03-20</v>', datetime(1975, 3, 20)),
        ('t="d"><v>1975-03-20T08:30:00Z</v>', datetime(1975, 3, 20, 8, 30)),
        ("><v>3.0</v>", 3),
        ("><v>3.50E1</v>", 35),
        ("><v> 3 </v>", 3),
        ("><v>+3</v>", 3),
        ("><v>9007199254740993</v>", 9007199254740992.0),
        ('t="inlineStr"><is><t xml:space="preserve"> a </t></is>', " a "),
        ('t="inlineStr"><is><r><t>a</t></r><r><t>b</t></r><rPh sb="0" eb="1"><t>x</t></rPh></is>', "ab"),
        ('t="inlineStr"><is><t>_x0041__x000D_</t></is>', "A\r"),
        ('t="inlineStr"><is><t>_x005F_x0041_</t></is>', "_x0041_"),
        ('t="inlineStr"><is><t>_xD83D__xDE00_</t></is>', "😀"),
        ('t="inlineStr"><is><t>_xD83D_</t></is>', "\ufffd"),
    ],
)
def test_what_other_programs_write(tmp_path: Path, cell: str, value: Value) -> None:
    assert same_type(one(tmp_path, cell), value)


@pytest.mark.parametrize(
    "cell",
    [
        '<c r="A1"/>',
        '<c r="A1" s="3"></c>',
        '<c r="A1"><v/></c>',
        '<c r="A1" t="s"/>',
        '<c r="A1" t="s"><v></v></c>',
        '<c r="A1" t="inlineStr"><is><t/></is></c>',
        '<c r="A1" t="str"><v/></c>',
    ],
)
def test_a_blank_cell_is_nothing(tmp_path: Path, cell: str) -> None:
    assert raw(tmp_path, f'<row r="1">{cell}<c r="B1"><v>1</v></c></row>') == [1]


def test_cells_without_places_follow_each_other(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    rows = '<row><c><v>1</v></c><c/><c><v>2</v></c></row><row/><row><c r="B3"><v>3</v></c><c><v>4</v></c></row>'
    path.write_bytes(zip_of(parts_of(sheet_xml(rows))))
    assert cells(path) == [(1, 1, 1), (1, 3, 2), (3, 2, 3), (3, 3, 4)]


def test_cells_in_any_order_are_all_read(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    rows = '<row r="1"><c r="C1"><v>3</v></c><c r="A1"><v>1</v></c></row>'
    path.write_bytes(zip_of(parts_of(sheet_xml(rows))))
    assert sorted(cells(path)) == [(1, 1, 1), (1, 3, 3)]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Họ và tên_x000D_\n(khai sinh)", "Họ và tên\r\n(khai sinh)"),
        ("_x005F_x0041_", "_x0041_"),
        ("Lo\u0300 Va\u0306n", "Lò Văn"),
    ],
)
def test_shared_texts_are_resolved_once(tmp_path: Path, written: str, read: str) -> None:
    table = f'<sst xmlns="{MAIN}"><si><t>{written}</t></si></sst>'
    assert one(tmp_path, 't="s"><v>0</v>', sharedStrings=table) == read


def test_a_formula_that_refers_to_another_is_not_worked_out(tmp_path: Path) -> None:
    rows = (
        '<row r="1"><c r="A1"><f t="shared" si="0" ref="A1:A2">B1+1</f><v>3</v></c></row>'
        '<row r="2"><c r="A2"><f t="shared" si="0"/><v>3</v></c></row>'
        '<row r="3"><c r="A3"><f t="array" ref="A3:A4">B1:B2*2</f><v>3</v></c></row>'
    )
    assert raw(tmp_path, rows) == [Formula("=B1+1"), Formula("="), Formula("=B1:B2*2")]


@pytest.mark.parametrize("namespace", [MAIN, STRICT])
@pytest.mark.parametrize("prefix", ["", "x:"])
def test_every_way_to_write_the_namespace(tmp_path: Path, namespace: str, prefix: str) -> None:
    p, declared = prefix, f'xmlns:x="{namespace}"' if prefix else f'xmlns="{namespace}"'
    row = f'<{p}row r="1"><{p}c r="A1" t="s"><{p}v>0</{p}v></{p}c></{p}row>'
    sheet = f"{DECLARATION}<{p}worksheet {declared}><{p}sheetData>{row}</{p}sheetData></{p}worksheet>"
    table = f"<{p}sst {declared}><{p}si><{p}t>Ánh</{p}t></{p}si></{p}sst>"
    path = tmp_path / "a.xlsx"
    path.write_bytes(zip_of(parts_of(sheet, sharedStrings=table)))
    assert cells(path) == [(1, 1, "Ánh")]


def test_a_workbook_that_is_strict_in_all_its_parts(tmp_path: Path) -> None:
    styles = f'<styleSheet xmlns="{MAIN}"><cellXfs><xf numFmtId="14"/></cellXfs></styleSheet>'
    rows = '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" s="0"><v>27473</v></c></row>'
    parts = parts_of(sheet_xml(rows), styles=styles, sharedStrings=f'<sst xmlns="{MAIN}"><si><t>Ánh</t></si></sst>')
    names = {MAIN: STRICT, RELATIONSHIPS: "http://purl.oclc.org/ooxml/officeDocument/relationships"}
    for known, strict in names.items():
        parts = {name: data.replace(known.encode(), strict.encode()) for name, data in parts.items()}
    path = tmp_path / "a.xlsx"
    path.write_bytes(zip_of(parts))
    assert cells(path) == [(1, 1, "Ánh"), (1, 2, datetime(1975, 3, 20))]


def test_elements_of_other_namespaces_are_passed_over(tmp_path: Path) -> None:
    rows = '<row r="1"><c r="A1"><x14:v xmlns:x14="urn:other">9</x14:v><v>1</v></c></row>'
    assert raw(tmp_path, rows) == [1]


def test_parts_may_be_anywhere_the_relationships_say(tmp_path: Path) -> None:
    parts = parts_of(sheet_xml(ONE))
    moved = {name.replace("xl/worksheets/sheet1.xml", "xl/deep/er/Trang.xml"): data for name, data in parts.items()}
    relationships = moved["xl/_rels/workbook.xml.rels"].replace(
        b"worksheets/sheet1.xml", b"/xl/deep/er/../er/trang.xml"
    )
    path = tmp_path / "a.xlsx"
    path.write_bytes(zip_of(moved | {"xl/_rels/workbook.xml.rels": relationships}))
    assert cells(path) == [(1, 1, 1)]


def test_sheets_are_named_in_findings_and_told_hidden_from_visible(tmp_path: Path) -> None:
    def change(workbook: Workbook) -> None:
        workbook["Bản cũ"].sheet_state = "hidden"
        workbook["Rất kín"].sheet_state = "veryHidden"
        workbook.create_chartsheet("Biểu đồ")

    path = save_rows(tmp_path / "a.xlsx", {"Bản cũ": [[1]], "Danh sa\u0301ch": [[2]], "Rất kín": [[3]]}, change)
    sheets = open_workbook(path, "a.xlsx")
    assert [(sheet.name, sheet.file, sheet.visible) for sheet in sheets] == [
        ("Bản cũ", "a.xlsx[Bản cũ]", False),
        ("Danh sách", "a.xlsx[Danh sách]", True),
        ("Rất kín", "a.xlsx[Rất kín]", False),
    ]


def test_hidden_rows_and_merged_ranges_are_told(tmp_path: Path) -> None:
    def change(workbook: Workbook) -> None:
        sheet = workbook.worksheets[0]
        sheet.row_dimensions[2].hidden = True
        sheet.merge_cells("B1:C1")

    path = save_rows(tmp_path / "a.xlsx", {"Phiếu": [[1, 2], [3], [4]]}, change)
    rows, merges = open_workbook(path, "a.xlsx")[0].content()
    assert [(row.number, row.hidden) for row in rows] == [(1, False), (2, True), (3, False)]
    assert merges == ["B1:C1"]


@pytest.mark.parametrize(
    ("height", "hidden"),
    [("0", True), ("0.0", True), ("0.75", True), ("00", True), ("1", False), ("15.75", False), ("tall", False)],
)
def test_a_row_without_height_is_told_as_hidden(tmp_path: Path, height: str, hidden: bool) -> None:  # noqa: FBT001
    path = tmp_path / "a.xlsx"
    path.write_bytes(
        zip_of(parts_of(sheet_xml(f'<row r="1" ht="{height}" customHeight="1"><c r="A1"><v>1</v></c></row>')))
    )
    rows, _ = open_workbook(path, "a.xlsx")[0].content()
    assert [(row.cells, row.hidden) for row in rows] == [({1: 1}, hidden)]


def test_what_openpyxl_would_warn_of_is_no_matter(tmp_path: Path) -> None:
    extension = '<extLst><ext uri="{05C60535-1F16-4fd2-B633-F4F36F0B64E0}"><x/></ext></extLst>'
    validation = '<dataValidations count="1"><dataValidation type="list" sqref="A1" imeMode="?"/></dataValidations>'
    path = tmp_path / "a.xlsx"
    path.write_bytes(
        zip_of(parts_of(sheet_xml('<row r="1"><c r="A1"><v>1</v></c></row>', after=validation + extension)))
    )
    assert cells(path) == [(1, 1, 1)]


VALUES = (
    st.none()
    | st.booleans()
    | st.integers(-(2**52), 2**52)
    | st.floats(allow_nan=False, allow_infinity=False, width=32)
    | st.text(st.characters(blacklist_categories=["Cs", "Cc", "Cn", "Co"]), min_size=1, max_size=20)
    | st.dates(date(1901, 1, 1), date(2100, 12, 31))
)


@given(rows=st.lists(st.lists(VALUES, max_size=6), max_size=6))
def test_every_table_is_read_as_openpyxl_reads_it(
    tmp_path_factory: pytest.TempPathFactory, rows: Sequence[Sequence[object]]
) -> None:
    path = save_rows(tmp_path_factory.getbasetemp() / "table.xlsx", {"Phiếu": rows})
    workbook = load_workbook(path)
    expected = {
        (cell.row, cell.column): unicodedata.normalize("NFC", cell.value) if isinstance(cell.value, str) else cell.value
        for row in workbook.worksheets[0].iter_rows()
        for cell in row
        if cell.value is not None and cell.data_type not in "fe"
    }
    workbook.close()
    found = {(row, column): value for row, column, value in cells(path) if not isinstance(value, (Formula, ExcelError))}
    assert found == expected
