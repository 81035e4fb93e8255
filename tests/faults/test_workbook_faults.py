"""Files that call themselves .xlsx and are not, are damaged, or are made to harm: refused, saying what they are."""

import gzip
import os
import random
import struct
import time
import tracemalloc
import zipfile
import zlib
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from builders import a_contest
from refused import in_vietnamese, place_of, refused
from xlsx_making import DECLARATION, MAIN, parts_of, save_rows, sheet_xml, text_rows, zip_of

from tally import zips
from tally.application.intake import BadInput
from tally.files import package, workbook
from tally.files.ballots_xlsx import read_ballots
from tally.files.slate_xlsx import read_slate
from tally.files.workbook import MAX_COLUMNS, MAX_ROWS, open_workbook

SECONDS = 5.0
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
ROWS = text_rows([["TT", "Họ và tên"], ["1", "Lò Văn Ánh"]])
SOUND = parts_of(sheet_xml(ROWS), styles=f'<styleSheet xmlns="{MAIN}"/>', sharedStrings=f'<sst xmlns="{MAIN}"/>')
BOMB = (
    '<!DOCTYPE worksheet [<!ENTITY a "phiếu phiếu phiếu phiếu ">'
    + "".join(f'<!ENTITY {name} "{f"&{before};" * 10}">' for before, name in zip("abcdefgh", "bcdefghi", strict=True))
    + "]>"
)
UTF_16 = "UTF-16"


def read_all(path: Path) -> int:
    """Read every cell of a workbook; return how many there were."""
    return sum(len(row.cells) for sheet in open_workbook(path, "phieu.xlsx") for row in sheet.rows())


def refusal_of(tmp_path: Path, data: bytes) -> str:
    """Write bytes as an .xlsx and read it, which must be refused in time; return the one finding as it is printed."""
    path = tmp_path / "phieu.xlsx"
    path.write_bytes(data)
    began = time.process_time()
    (finding,) = refused(lambda: read_all(path))
    assert time.process_time() - began < SECONDS
    path.unlink()  # where a file is still open, as on Windows, this fails
    return f"{place_of(finding)} {in_vietnamese(finding)}"


def changed(**parts: str) -> bytes:
    """Return the sound workbook with some parts changed, named by the last word of their path."""
    names = {name.rpartition("/")[2].partition(".")[0]: name for name in SOUND if not name.endswith(".rels")}
    return zip_of(SOUND | {names[short]: text.encode() for short, text in parts.items()})


def test_the_workbook_these_tests_break_is_sound(tmp_path: Path) -> None:
    path = tmp_path / "phieu.xlsx"
    path.write_bytes(zip_of(SOUND))
    assert read_all(path) == 4


@pytest.mark.parametrize(
    ("data", "code", "words"),
    [
        pytest.param(b"", "E903", "rỗng", id="empty"),
        pytest.param(OLE + "Workbook".encode("utf-16-le"), "E950", ".xls", id="an old workbook"),
        pytest.param(OLE + bytes(9000) + "Book".encode("utf-16-le"), "E950", ".xls", id="one of Excel 95"),
        pytest.param(OLE + "EncryptedPackage".encode("utf-16-le"), "E951", "mật khẩu", id="with a password"),
        pytest.param(OLE + "WordDocument".encode("utf-16-le"), "E952", "Office cũ", id="an old document"),
        pytest.param(b"%PDF-1.7\n%\xe2\xe3", "E952", "PDF", id="a PDF"),
        pytest.param(b"<html><table><tr><td>1</td></tr></table></html>", "E952", "HTML", id="HTML"),
        pytest.param("\ufeff\n<!DOCTYPE HTML>".encode(), "E952", "HTML", id="HTML with a mark"),
        pytest.param("<html><table>".encode(UTF_16), "E952", "HTML", id="HTML in UTF-16"),
        pytest.param(
            b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">',
            "E952",
            "XML 2003",
            id="XML of 2003",
        ),
        pytest.param(b'<?xml version="1.0"?><a/>', "E952", "tệp XML", id="some XML"),
        pytest.param("TT,Họ và tên\n1,Lò Văn Ánh\n".encode(), "E952", "CSV", id="CSV"),
        pytest.param("TT\tHọ và tên\r\n".encode(UTF_16), "E952", "CSV", id="text in UTF-16"),
        pytest.param(b"{\\rtf1 }", "E952", "RTF", id="RTF"),
        pytest.param(b"\x89PNG\r\n\x1a\n", "E952", "ảnh", id="a picture"),
        pytest.param(b"\xff\xd8\xff\xe0", "E952", "ảnh", id="a photo"),
        pytest.param(gzip.compress(b"x", mtime=0), "E952", "nén", id="gzip"),
        pytest.param(bytes(range(256)), "E952", "nhị phân", id="some bytes"),
        pytest.param(zip_of({"word/document.xml": b"<w/>"}), "E952", "Word", id="docx"),
        pytest.param(zip_of({"ppt/presentation.xml": b"<p/>"}), "E952", "PowerPoint", id="pptx"),
        pytest.param(zip_of({"xl/workbook.bin": b"\x00"}), "E952", ".xlsb", id="xlsb"),
        pytest.param(zip_of({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"}), "E952", ".ods", id="ods"),
        pytest.param(zip_of({"mimetype": b"application/vnd.oasis.opendocument.text"}), "E952", ".odt", id="odt"),
        pytest.param(zip_of({"Index/Document.iwa": b"x"}), "E952", "Numbers", id="Numbers"),
        pytest.param(zip_of({"anh.jpg": b"x"}), "E952", "ZIP", id="some zip"),
        pytest.param(zip_of({}), "E952", "ZIP", id="an empty zip"),
    ],
)
def test_a_file_that_is_no_workbook_is_refused_with_what_it_is(
    tmp_path: Path, data: bytes, code: str, words: str
) -> None:
    told = refusal_of(tmp_path, data)
    assert told.startswith(f"phieu.xlsx:1:1: {code} ")
    assert words in told


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    (finding,) = refused(lambda: read_all(tmp_path / "phieu.xlsx"))
    assert place_of(finding) == "phieu.xlsx:1:1: E901"


def test_a_folder(tmp_path: Path) -> None:
    (finding,) = refused(lambda: read_all(tmp_path))
    assert place_of(finding) == "phieu.xlsx:1:1: E902"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes in its file system")
def test_a_pipe_is_refused_instead_of_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "phieu.xlsx")
    (finding,) = refused(lambda: read_all(tmp_path / "phieu.xlsx"))
    assert place_of(finding) == "phieu.xlsx:1:1: E952"
    assert "đường ống" in in_vietnamese(finding)


def test_a_file_of_two_gigabytes_is_refused_by_its_size_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "phieu.xlsx"
    path.write_bytes(zip_of(SOUND))
    os.truncate(path, 2 * 1024**3)
    tracemalloc.start()
    began = time.process_time()
    (finding,) = refused(lambda: read_all(path))
    seconds, (_now, peak) = time.process_time() - began, tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert place_of(finding) == "phieu.xlsx:1:1: E904"
    assert "2048 MB" in in_vietnamese(finding)
    assert "32 MB" in in_vietnamese(finding)
    assert seconds < 1
    assert peak < 1024**2


@pytest.mark.parametrize("kept", [10, 100, 400, -300, -30, -10, -1])
def test_a_workbook_cut_short_is_damaged(tmp_path: Path, kept: int) -> None:
    assert refusal_of(tmp_path, zip_of(SOUND)[:kept]).startswith("phieu.xlsx:1:1: E953 ")


@pytest.mark.parametrize("missing", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/styles.xml"])
def test_a_workbook_without_one_of_its_parts_is_damaged_and_the_part_named(tmp_path: Path, missing: str) -> None:
    told = refusal_of(tmp_path, zip_of({name: data for name, data in SOUND.items() if name != missing}))
    assert told.startswith("phieu.xlsx:1:1: E953 ")
    assert missing in told


def test_a_part_that_does_not_match_its_checksum_is_damaged(tmp_path: Path) -> None:
    data = zip_of(SOUND, zipfile.ZIP_STORED)
    told = refusal_of(tmp_path, data.replace("Lò Văn Ánh".encode(), "Cà Văn Ánh".encode(), 1))
    assert told.startswith("phieu.xlsx:1:1: E953 ")
    assert "sheet1.xml" in told


@pytest.mark.parametrize("part", ["workbook", "sheet1", "styles", "sharedStrings"])
@pytest.mark.parametrize(
    "xml",
    ["", "no XML", "<a><b></a>", "<a>", "\x00", '<?xml version="1.0" encoding="klingon"?><a/>', "<a>&unknown;</a>"],
)
def test_broken_xml_is_damaged_and_the_part_named(tmp_path: Path, part: str, xml: str) -> None:
    told = refusal_of(tmp_path, changed(**{part: xml}))
    assert told.startswith("phieu.xlsx:1:1: E953 ")
    assert part in told


@pytest.mark.parametrize("part", [".rels", "workbook.xml.rels"])
def test_broken_relationships_are_damaged(tmp_path: Path, part: str) -> None:
    name = next(name for name in SOUND if name.endswith(f"/{part}"))
    assert refusal_of(tmp_path, zip_of(SOUND | {name: b"<broken"})).startswith("phieu.xlsx:1:1: E953 ")


@pytest.mark.parametrize("name", [name for name in SOUND if name != "[Content_Types].xml"])
def test_an_entity_bomb_is_refused_at_sight_in_every_part_that_is_read(tmp_path: Path, name: str) -> None:
    text = SOUND[name].decode().removeprefix(DECLARATION)
    told = refusal_of(tmp_path, zip_of(SOUND | {name: f"{DECLARATION}{BOMB}{text}".encode()}))
    assert told.startswith("phieu.xlsx:1:1: E955 ")


@pytest.mark.parametrize(
    "declaration",
    [
        '<!DOCTYPE a SYSTEM "file:///etc/passwd">',
        '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE a [<!ENTITY % x SYSTEM "http://127.0.0.1:9/x"> %x;]>',
    ],
)
def test_a_document_type_that_points_elsewhere_is_refused(tmp_path: Path, declaration: str) -> None:
    sheet = sheet_xml("", prolog=f"{DECLARATION}{declaration}")
    assert refusal_of(tmp_path, changed(sheet1=sheet)).startswith("phieu.xlsx:1:1: E955 ")


def test_an_entity_bomb_in_utf_16_is_refused_too(tmp_path: Path) -> None:
    sheet = sheet_xml("", prolog=f'<?xml version="1.0" encoding="UTF-16"?>{BOMB}').encode(UTF_16)
    told = refusal_of(tmp_path, zip_of(SOUND | {"xl/worksheets/sheet1.xml": sheet}))
    assert told.startswith("phieu.xlsx:1:1: E955 ")


def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    bomb = zip_of(SOUND | {"xl/worksheets/sheet1.xml": bytes(64 * 1024**2)})
    assert len(bomb) < 100_000
    path = tmp_path / "phieu.xlsx"
    path.write_bytes(bomb)
    tracemalloc.start()
    (finding,) = refused(lambda: read_all(path))
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert place_of(finding) == "phieu.xlsx:1:1: E954"
    assert peak < 2 * 1024**2


def declaring(data: bytes, sizes: dict[str, tuple[int, int]]) -> bytes:
    """Return a zip whose directory lies: packed and unpacked size of some parts."""
    result = bytearray(data)
    with zipfile.ZipFile(BytesIO(data)) as archive:
        place = archive.start_dir
        for entry in archive.infolist():
            if entry.filename in sizes:
                struct.pack_into("<LL", result, place + 20, *sizes[entry.filename])
            name, extra, comment = struct.unpack_from("<HHH", result, place + 28)
            place += 46 + name + extra + comment
    return bytes(result)


MEGABYTE = 1024**2


@pytest.mark.parametrize(
    "sizes",
    [
        pytest.param({"xl/worksheets/sheet1.xml": (2 * MEGABYTE, 201 * MEGABYTE)}, id="one part"),
        pytest.param(
            {
                "xl/worksheets/sheet1.xml": (2 * MEGABYTE, 151 * MEGABYTE),
                "xl/styles.xml": (2 * MEGABYTE, 151 * MEGABYTE),
            },
            id="all parts together",
        ),
        pytest.param({"xl/styles.xml": (1024, 5 * MEGABYTE)}, id="packed too well"),
    ],
)
def test_declared_sizes_are_refused_before_anything_is_unpacked(
    tmp_path: Path, sizes: dict[str, tuple[int, int]]
) -> None:
    assert refusal_of(tmp_path, declaring(zip_of(SOUND), sizes)).startswith("phieu.xlsx:1:1: E954 ")


def test_a_part_that_declares_less_than_it_holds_gives_no_more_than_it_declares(tmp_path: Path) -> None:
    bomb = zip_of(SOUND | {"xl/worksheets/sheet1.xml": sheet_xml(" " * 32 * MEGABYTE).encode()})
    with zipfile.ZipFile(BytesIO(bomb)) as archive:
        packed = archive.getinfo("xl/worksheets/sheet1.xml").compress_size
    path = tmp_path / "phieu.xlsx"
    path.write_bytes(declaring(bomb, {"xl/worksheets/sheet1.xml": (packed, 1000)}))
    tracemalloc.start()
    (finding,) = refused(lambda: read_all(path))
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert place_of(finding) == "phieu.xlsx:1:1: E953"
    assert peak < 4 * MEGABYTE


def test_a_zip_with_thousands_of_parts_is_refused(tmp_path: Path) -> None:
    many = SOUND | {f"xl/media/{number}.txt": b"" for number in range(zips.MAX_PARTS)}
    assert refusal_of(tmp_path, zip_of(many)).startswith("phieu.xlsx:1:1: E954 ")


@pytest.mark.filterwarnings("ignore:Duplicate name:UserWarning")
@pytest.mark.parametrize("twin", ["xl/worksheets/sheet1.xml", "XL/Worksheets/SHEET1.xml", "xl\\worksheets\\sheet1.xml"])
def test_two_parts_of_one_name_could_hold_two_truths(tmp_path: Path, twin: str) -> None:
    told = refusal_of(tmp_path, zip_of([*SOUND.items(), (twin, sheet_xml("").encode())]))
    assert told.startswith("phieu.xlsx:1:1: E953 ")


def test_a_part_packed_in_a_way_that_no_workbook_is(tmp_path: Path) -> None:
    assert refusal_of(tmp_path, zip_of(SOUND, zipfile.ZIP_LZMA)).startswith("phieu.xlsx:1:1: E953 ")


def test_a_zip_with_a_password(tmp_path: Path) -> None:
    data = bytearray(zip_of({"xl/workbook.xml": b"x" * 20}))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    assert refusal_of(tmp_path, bytes(data)).startswith("phieu.xlsx:1:1: E951 ")


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param("<a>" * 100 + "</a>" * 100, id="elements a hundred deep"),
        pytest.param(f'<row r="1" spans="{"1" * 2 * MEGABYTE}"/>', id="an attribute of two megabytes"),
        pytest.param(f"<!--{'x' * 2 * MEGABYTE}-->", id="a remark of two megabytes"),
        pytest.param(
            f'<row r="1"><c r="A1" t="inlineStr"><is><t>{"x" * MEGABYTE}</t></is></c></row>', id="an endless text"
        ),
        pytest.param('<row r="2"/><row r="1"/>', id="rows backwards"),
        pytest.param('<row r="1"/><row r="1"/>', id="one row twice"),
        pytest.param('<row r="0"/>', id="row 0"),
        pytest.param('<row r="1048577"/>', id="a row beyond Excel"),
        pytest.param(f'<row r="{"9" * 5000}"/>', id="a row of 5000 digits"),
        pytest.param('<row r="x"/>', id="a row that is no number"),
        pytest.param('<row r="1"><c r="A2"><v>1</v></c></row>', id="a cell of another row"),
        pytest.param('<row r="1"><c r="XFE1"><v>1</v></c></row>', id="a column beyond Excel"),
        pytest.param('<row r="1"><c r="a1"><v>1</v></c></row>', id="a column in small letters"),
        pytest.param('<row r="1"><c r="A1"><v>1</v></c><c r="A1"><v>0</v></c></row>', id="one cell twice"),
        pytest.param('<row r="1"><c r="A1"><v>1</v><v>0</v></c></row>', id="two values in one cell"),
        pytest.param('<row r="1"><c r="A1"><v>1<x/>0</v></c></row>', id="a value in two pieces"),
        pytest.param('<row r="1"><c r="A1" t="inlineStr"><is><t>a</t><t>b</t></is></c></row>', id="two texts in one"),
        pytest.param(
            '<row r="1"><c r="A1" t="inlineStr"><is><t>a</t></is><is><t>b</t></is></c></row>',
            id="two texts in one cell",
        ),
        pytest.param('<row r="1"><c r="A1"><v>1_0</v></c></row>', id="a number only Python knows"),
        pytest.param('<row r="1"><c r="A1"><v>nan</v></c></row>', id="no number"),
        pytest.param('<row r="1"><c r="A1"><v>inf</v></c></row>', id="infinity"),
        pytest.param('<row r="1"><c r="A1"><v>1e999</v></c></row>', id="a number too large"),
        pytest.param('<row r="1"><c r="A1"><v>١</v></c></row>', id="a digit of another script"),
        pytest.param('<row r="1"><c r="A1" s="x"><v>1</v></c></row>', id="a style that is no number"),
        pytest.param(f'<row r="1"><c r="A1"><v>{"9" * 5000}</v></c></row>', id="a number of 5000 digits"),
        pytest.param('<row r="1"><c r="A1" t="s"><v>0</v></c></row>', id="a text that is not in the table"),
        pytest.param('<row r="1"><c r="A1" t="s"><v>-1</v></c></row>', id="a text before the table"),
        pytest.param('<row r="1"><c r="A1" t="b"><v>2</v></c></row>', id="neither true nor false"),
        pytest.param('<row r="1"><c r="A1" t="d"><v>2020-13-01</v></c></row>', id="no date"),
        pytest.param('<row r="1"><c r="A1" t="z"><v>1</v></c></row>', id="a kind of cell that is not"),
    ],
)
def test_what_no_program_writes_is_damaged(tmp_path: Path, rows: str) -> None:
    data = zip_of(SOUND | {"xl/worksheets/sheet1.xml": sheet_xml(rows).encode()}, zipfile.ZIP_STORED)
    assert refusal_of(tmp_path, data).startswith("phieu.xlsx:1:1: E953 ")


def test_more_tags_than_any_count_needs_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cells = "".join(f'<row r="{row}"><c r="A{row}"><v>{row}</v></c></row>' for row in range(1, 1001))
    path = tmp_path / "phieu.xlsx"
    path.write_bytes(changed(sheet1=sheet_xml(cells)))
    assert read_all(path) == 1000
    monkeypatch.setattr(package, "MAX_TAGS", 5000)
    assert refusal_of(tmp_path, path.read_bytes()).startswith("phieu.xlsx:1:1: E954 ")


def test_the_budget_of_tags_is_for_all_parts_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    table = f'<sst xmlns="{MAIN}">{"<si><t>x</t></si>" * 1000}</sst>'
    cells = "".join(f'<row r="{row}"><c r="A{row}"><v>{row}</v></c></row>' for row in range(1, 1001))
    monkeypatch.setattr(package, "MAX_TAGS", 8000)
    data = changed(sheet1=sheet_xml(cells), sharedStrings=table)
    assert refusal_of(tmp_path, data).startswith("phieu.xlsx:1:1: E954 ")


@pytest.mark.parametrize(
    ("row", "column", "place"),
    [(MAX_ROWS + 1, "B", f"{MAX_ROWS + 1}:2: E956"), (7, "BXY", f"7:{MAX_COLUMNS + 1}: E957")],
)
def test_a_cell_too_far_down_or_right_is_refused_with_its_place(
    tmp_path: Path, row: int, column: str, place: str
) -> None:
    sheet = sheet_xml(f'<row r="{row}"><c r="{column}{row}"><v>1</v></c></row>')
    assert refusal_of(tmp_path, changed(sheet1=sheet)).startswith(f"phieu.xlsx[Phiếu]:{place} ")


def test_the_last_row_and_column_allowed_are_read(tmp_path: Path) -> None:
    path = tmp_path / "phieu.xlsx"
    path.write_bytes(changed(sheet1=sheet_xml(f'<row r="{MAX_ROWS}"><c r="BXX{MAX_ROWS}"><v>1</v></c></row>')))
    (sheet,) = open_workbook(path, "phieu.xlsx")
    (row,) = sheet.rows()
    assert (row.number, dict(row.cells)) == (MAX_ROWS, {MAX_COLUMNS: 1})


@pytest.mark.parametrize("dimension", ["A1:XFD1048576", "A1", "A1:ZZZZZ9", "nonsense"])
def test_a_dimension_that_lies_changes_nothing(tmp_path: Path, dimension: str) -> None:
    path = tmp_path / "phieu.xlsx"
    path.write_bytes(changed(sheet1=sheet_xml(ROWS, before=f'<dimension ref="{dimension}"/>')))
    began = time.process_time()
    assert read_all(path) == 4
    assert time.process_time() - began < 1


def test_styled_empty_cells_to_the_end_of_the_sheet_are_nothing(tmp_path: Path) -> None:
    path = tmp_path / "phieu.xlsx"
    path.write_bytes(changed(sheet1=sheet_xml(f'{ROWS}<row r="1048576"><c r="XFD1048576" s="0"/></row>')))
    assert read_all(path) == 4


def test_a_macro_workbook_is_read_and_its_macros_are_not(tmp_path: Path) -> None:
    path = tmp_path / "phieu.xlsm"
    path.write_bytes(zip_of(SOUND | {"xl/vbaProject.bin": OLE}))
    assert read_all(path) == 4


def test_whatever_bytes_are_changed_a_workbook_is_read_or_refused(tmp_path: Path) -> None:
    path = save_rows(tmp_path / "phieu.xlsx", {"Phiếu": [["TT", "Họ và tên", 3.5, None, True], [1, "Lò Văn Ánh"]]})
    sound = path.read_bytes()
    chance = random.Random(20250610)  # noqa: S311 - the same damage at every run
    outcomes = {"read": 0, "refused": 0}
    for _ in range(400):
        data = bytearray(sound)
        for _ in range(chance.randint(1, 4)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        path.write_bytes(data)
        try:
            read_all(path)
            outcomes["read"] += 1
        except BadInput:
            outcomes["refused"] += 1
    assert outcomes["read"] > 10
    assert outcomes["refused"] > 100


def test_whatever_is_changed_inside_a_sheet_it_is_read_or_refused(tmp_path: Path) -> None:
    path = tmp_path / "phieu.xlsx"
    xml = sheet_xml(
        '<row r="1"><c r="A1" s="1"><v>43840</v></c><c r="B1" t="s"><v>0</v></c><c r="C1" t="b"><v>1</v></c>'
        '<c r="D1"><f t="shared" si="0" ref="D1:D2">A1+1</f><v>2</v></c><c r="E1" t="e"><v>#REF!</v></c></row>'
        '<row r="2" hidden="1"><c t="inlineStr"><is><r><t>Lò</t></r><rPh sb="0" eb="1"><t>x</t></rPh></is></c></row>',
        after='<mergeCells><mergeCell ref="A1:B1"/></mergeCells>',
    ).encode()
    table = f'<sst xmlns="{MAIN}"><si><t>Lò Văn Ánh</t></si></sst>'
    chance = random.Random(20250611)  # noqa: S311 - as above
    refusals = 0
    for _ in range(600):
        data = bytearray(xml)
        for _ in range(chance.randint(1, 3)):
            data[chance.randrange(len(data))] = chance.choice(b'<>/"=0129AZaz#&; \xff')
        path.write_bytes(zip_of(parts_of("", sharedStrings=table) | {"xl/worksheets/sheet1.xml": bytes(data)}))
        try:
            read_all(path)
        except BadInput:
            refusals += 1
    assert 100 < refusals < 600


def test_a_sheet_stops_being_unpacked_when_it_is_refused(tmp_path: Path) -> None:
    rows = '<row r="2"/><row r="1"/>' + "".join(f"<x>{zlib.crc32(b'%d' % number)}</x>" for number in range(900_000))
    data = changed(sheet1=sheet_xml(rows))
    peaks: list[int] = []

    def measured(read: Callable[[], str]) -> str:
        tracemalloc.start()
        told = read()
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
        return told

    assert measured(lambda: refusal_of(tmp_path, data)).startswith("phieu.xlsx:1:1: E953 ")
    assert peaks[0] < len(data) * 2 + MEGABYTE


def test_more_text_than_any_list_has_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    table = f'<sst xmlns="{MAIN}">{"<si><t>phiếu</t></si>" * 201}</sst>'
    path = tmp_path / "phieu.xlsx"
    path.write_bytes(changed(sharedStrings=table))
    assert read_all(path) == 4
    monkeypatch.setattr(package, "MAX_XML", 4000)
    assert refusal_of(tmp_path, path.read_bytes()).startswith("phieu.xlsx:1:1: E954 ")


@pytest.mark.parametrize(
    ("part", "entries"),
    [
        ("workbook", '<sheets>{}</sheets>:<sheet name="a" sheetId="1"/>'),
        ("styles", "<cellXfs>{}</cellXfs>:<xf/>"),
        ("styles", '<numFmts>{}</numFmts>:<numFmt numFmtId="164" formatCode="0"/>'),
    ],
)
def test_more_entries_than_excel_takes_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, part: str, entries: str
) -> None:
    monkeypatch.setattr(workbook, "_EXCEL_ENTRIES", 50)
    outer, one = entries.split(":")
    root = "workbook" if part == "workbook" else "styleSheet"
    data = changed(**{part: f'<{root} xmlns="{MAIN}">{outer.format(one * 51)}</{root}>'})
    assert refusal_of(tmp_path, data).startswith("phieu.xlsx:1:1: E954 ")


@pytest.mark.parametrize(
    ("part", "xml"),
    [
        pytest.param(
            "workbook", f'<workbook xmlns="{MAIN}"><sheets><sheet name="a"/></sheets></workbook>', id="a sheet"
        ),
        pytest.param(
            "styles", f'<styleSheet xmlns="{MAIN}"><cellXfs><xf numFmtId="x"/></cellXfs></styleSheet>', id="a style"
        ),
        pytest.param(
            "sharedStrings", f'<sst xmlns="{MAIN}"><si><r><rPr><sz val="?"/></rPr></r></si></sst>', id="a shared text"
        ),
        pytest.param("sharedStrings", f'<sst xmlns="{MAIN}"><si><t>a</t><t>b</t></si></sst>', id="two texts in one"),
        pytest.param("sheet1", "<worksheet><sheetData/></worksheet>", id="a sheet of no known kind"),
        pytest.param("sheet1", f'<worksheet xmlns="{MAIN}x"><sheetData/></worksheet>', id="a sheet of an unknown kind"),
    ],
)
def test_what_openpyxl_cannot_read_is_damaged_and_the_part_named(tmp_path: Path, part: str, xml: str) -> None:
    told = refusal_of(tmp_path, changed(**{part: xml}))
    assert told.startswith("phieu.xlsx:1:1: E953 ")
    assert part in told


def test_a_merged_range_that_is_none_is_passed_over(tmp_path: Path) -> None:
    merges = "".join(f'<mergeCell ref="{ref}"/>' for ref in ("", "B1", "b1:c1", "B1:ZZZZ9", "1:1", "B1:B99999999"))
    path = tmp_path / "phieu.xlsx"
    path.write_bytes(changed(sheet1=sheet_xml(ROWS, after=f"<mergeCells>{merges}</mergeCells>")))
    assert [candidate.name for candidate in read_slate(path, "phieu.xlsx")] == ["Lò Văn Ánh"]


def test_a_name_merged_over_the_whole_sheet_takes_no_time_and_loses_nothing(tmp_path: Path) -> None:
    people = "".join(
        f'<row r="{row}"><c r="A{row}"><v>{row}</v></c><c r="B{row}" t="inlineStr"><is><t>Lò</t></is></c>{{}}</row>'
        for row in range(2, 1002)
    )
    head = text_rows([["TT", "Họ và tên"]])
    merged = '<mergeCells><mergeCell ref="B1:XFD1"/></mergeCells>'
    path = tmp_path / "phieu.xlsx"
    path.write_bytes(changed(sheet1=sheet_xml(head + people.replace("{}", ""), after=merged)))
    began = time.process_time()
    assert len(read_slate(path, "phieu.xlsx")) == 1000
    assert time.process_time() - began < SECONDS
    ninth = people.replace("{}", '<c r="J2"><v>1</v></c>', 1).replace("{}", "")
    assert (
        refusal_read(tmp_path, changed(sheet1=sheet_xml(head + ninth, after=merged))) == "phieu.xlsx[Phiếu]:2:10: E964"
    )


def refusal_read(tmp_path: Path, data: bytes) -> str:
    """Read bytes as a slate, which must be refused; return where and with which code."""
    path = tmp_path / "phieu.xlsx"
    path.write_bytes(data)
    (finding,) = refused(lambda: read_slate(path, "phieu.xlsx"))
    return place_of(finding)


FORMAT = '<numFmt numFmtId="164" formatCode="{}"/></numFmts><cellXfs><xf numFmtId="164"/></cellXfs>'


@pytest.mark.parametrize(
    ("text", "read"),
    [
        pytest.param("(" * 250_000, read_slate, id="brackets that never close"),
        pytest.param("ngày tháng " * 20_000, read_slate, id="a date line that never ends"),
        pytest.param("Tổng cộng " * 20_000, read_slate, id="a total that never ends"),
        pytest.param("1" * 250_000, read_slate, id="a number that never ends"),
        pytest.param("4 " * 100_000, lambda path, file: read_ballots(path, [a_contest()], file), id="endless marks"),
    ],
)
def test_a_text_made_to_keep_a_pattern_busy_is_read_or_refused_in_time(
    tmp_path: Path, text: str, read: Callable[[Path, str], object]
) -> None:
    head = ["TT", "Họ và tên", "Ngày sinh", "Giới tính"]
    if read is not read_slate:
        head = ["contest", "round", "batch", "ballot", "marks"]
    rows = text_rows([[text], head, ["1", "Lò Văn Ánh", text, "nam"], *[[text, text, text, text, text]] * 4])
    path = tmp_path / "phieu.xlsx"
    path.write_bytes(zip_of(parts_of(sheet_xml(rows)), zipfile.ZIP_STORED))
    began = time.process_time()
    refused(lambda: read(path, "phieu.xlsx"))
    assert time.process_time() - began < SECONDS


@pytest.mark.parametrize("code", ["[" * 500_000, "[h" * 250_000, "&quot;" * 150_000, "\\" * 500_000])
def test_a_number_format_made_to_keep_a_pattern_busy_takes_no_time(tmp_path: Path, code: str) -> None:
    styles = f'<styleSheet xmlns="{MAIN}"><numFmts>{FORMAT.format(code)}</styleSheet>'
    path = tmp_path / "phieu.xlsx"
    path.write_bytes(zip_of(parts_of(sheet_xml(ROWS), styles=styles), zipfile.ZIP_STORED))
    began = time.process_time()
    assert read_all(path) == 4
    assert time.process_time() - began < SECONDS
