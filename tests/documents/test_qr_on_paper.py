"""The QR code on the minutes: the picture, its frame and words, and what a reader of QR codes makes of the page."""

import math
import re
import shutil
import subprocess
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

import foreign
import pytest
from board import KEY
from counted_at_desk import case, corrected, counted
from openpyxl.drawing.spreadsheet_drawing import OneCellAnchor
from openpyxl.worksheet.worksheet import Worksheet
from paper_cases import Case, declare, sheet, small_case, texts
from PIL import Image
from signed_cases import SIGNER, sealed_case, signed_case, signed_text_of, with_qr

from tally.application.desk.signing import MINUTES, sign_qr
from tally.application.qr_squares import squares
from tally.application.record_layout import DIGEST_COLUMN, QR_ROW, SHEET_DECLARATION
from tally.documents.qr_picture import picture
from tally.documents.workbooks import Workbooks

DPI = 150
EMU_PER_MM = 36_000
SLATES = (1, 23, 220)


def words(data: bytes, title: str = "Biên bản") -> str:
    return " ".join(" ".join(texts(sheet(data, title))).split())


def pictures(worksheet: Worksheet) -> list[Any]:
    """Return the pictures on a sheet, which openpyxl has no public way to."""
    found: list[Any] = worksheet._images  # type: ignore[attr-defined]  # see above
    return found


# The picture


def test_the_picture_shows_the_squares_and_bears_nothing_else() -> None:
    code = squares("TALLY1:ABC 123")
    data = picture(code)
    assert re.findall(rb"(IHDR|IDAT|IEND|tEXt|zTXt|iTXt|tIME|pHYs|gAMA|iCCP|eXIf)", data) == [b"IHDR", b"IDAT", b"IEND"]
    with Image.open(BytesIO(data)) as image:
        pixels = image.width // len(code)
        assert image.size == (pixels * len(code), pixels * len(code))
        shown = tuple(
            tuple(image.getpixel((column * pixels + 1, row * pixels + 1)) == 0 for column in range(len(code)))
            for row in range(len(code))
        )
    assert shown == code


def test_four_light_squares_stand_around_a_code() -> None:
    code = squares("TALLY1:ABC")
    side = len(code)
    assert all(len(row) == side for row in code)
    assert not any(code[row][column] for row in range(side) for column in range(side) if min(row, column) < 4)
    assert not any(code[row][column] for row in range(side) for column in range(side) if max(row, column) >= side - 4)
    assert all(code[4][4:11])


def test_what_is_signed_is_at_most_of_version_16() -> None:
    # Version 16 has 17 + 4 * 16 squares on a side, and the quiet zone eight more.
    sides = [len(squares(signed_text_of(sealed_case(people)))) for people in SLATES]
    assert max(sides) <= 17 + 4 * 16 + 8
    assert min(sides) >= 17 + 4 * 13 + 8


# The frame


def test_the_picture_is_held_by_one_corner_and_46_mm_wide_and_the_chart_stays() -> None:
    made = signed_case(23)
    minutes = sheet(made.minutes, "Biên bản")
    (image,) = pictures(minutes)
    assert isinstance(image.anchor, OneCellAnchor)
    side = len(squares(signed_text_of(made)))
    width = image.anchor.ext.width / EMU_PER_MM
    assert image.anchor.ext.width == image.anchor.ext.height
    assert width * (side - 8) / side == pytest.approx(46, abs=0.01)
    (row,) = [cell.row for row in minutes.iter_rows() for cell in row if "Khóa ký của ban" in str(cell.value)]
    assert image.anchor._from.row + 1 == row
    assert minutes.page_setup.scale == 100
    setup = minutes.sheet_properties.pageSetUpPr
    assert setup is not None
    assert not setup.fitToPage
    assert len(sheet(made.minutes, "Kết quả")._charts) == 1  # type: ignore[attr-defined]  # as `pictures`


def test_the_text_stands_for_machines_too() -> None:
    made = signed_case(3, 106)
    declared = sheet(made.minutes, SHEET_DECLARATION)
    assert declared.cell(QR_ROW, DIGEST_COLUMN).value == signed_text_of(made)
    assert sheet(sealed_case(3, 106).minutes, SHEET_DECLARATION).cell(QR_ROW, DIGEST_COLUMN).value is None


def test_one_line_says_how_to_check_and_what_only_the_digest_covers() -> None:
    short, long = words(signed_case(3, 106).minutes), words(signed_case(220).minutes)
    for text in (short, long):
        assert "Kiểm tra: chụp trang này rồi chạy “tally verify” với ảnh" in text
        groups = [SIGNER.key_id[at : at + 4] for at in range(0, 16, 4)]
        assert f"Khóa ký của ban: {' '.join(groups)}" in text
    assert "số phiếu của từng người, mã kết quả" in short
    assert "số phiếu của từng người không nằm trong QR, chỉ được mã kết quả bảo đảm" in long


def test_without_a_code_the_frame_says_why_and_what_to_do() -> None:
    for made, said in (
        (sealed_case(3, 106), "Chưa ký mã QR. Trưởng ban ký ở màn hình Giấy tờ"),
        (case(counted()), "Chưa có mã QR vì cuộc bầu chưa khóa sổ. Khóa sổ, ký, rồi xuất lại biên bản."),
        (small_case(), "Không có mã QR: biên bản này đếm lại từ phiếu đã lưu."),
    ):
        assert said in words(made.minutes)
        assert "“tally verify” với ảnh" not in words(made.minutes)
        assert pictures(sheet(made.minutes, "Biên bản")) == []


@pytest.mark.parametrize("text", ["https://example.vn", "TALLY1:ABC", ""])
def test_a_code_that_cannot_be_read_is_not_printed(text: str) -> None:
    assert "Mã QR trong nhật ký không phải của kết quả này" in words(with_qr(sealed_case(3, 106), text).minutes)


def test_a_code_of_another_result_is_not_printed() -> None:
    other = signed_text_of(sealed_case(4, 106))
    assert "Mã QR trong nhật ký không phải của kết quả này" in words(with_qr(sealed_case(3, 106), other).minutes)


def test_a_corrigendum_bears_its_own_code_and_the_minutes_keep_theirs() -> None:
    board = corrected()
    before = sign_qr(board.desk, board.closing, KEY, SIGNER, MINUTES)
    made = case(board)
    unsigned = Workbooks(declare).corrigendum(made.recount, made.counted, made.counted.corrigenda[0])
    assert "Chưa ký mã QR." in words(unsigned, "Đính chính")
    own = sign_qr(board.desk, board.closing, KEY, SIGNER, 1)
    made = case(board)
    signed = Workbooks(declare).corrigendum(made.recount, made.counted, made.counted.corrigenda[0])
    assert own != before
    images = [*pictures(sheet(made.minutes, "Biên bản")), *pictures(sheet(signed, "Đính chính"))]
    assert [image.ref.getvalue() for image in images] == [picture(squares(before)), picture(squares(own))]


def test_the_same_signed_count_gives_the_same_bytes() -> None:
    assert signed_case(23).minutes == signed_case(23).minutes
    assert signed_case(23).minutes != sealed_case(23).minutes


# The page, seen by others


@pytest.fixture(scope="module")
def cases() -> Mapping[int, Case]:
    return {people: signed_case(people) for people in SLATES}


@pytest.fixture(scope="module")
def pages(cases: Mapping[int, Case], tmp_path_factory: pytest.TempPathFactory) -> Mapping[int, Path]:
    """Return the page with the QR code of each minutes, printed by LibreOffice and drawn by poppler."""
    folder = tmp_path_factory.mktemp("qr")
    files = {people: folder / f"bb-{people}.xlsx" for people in SLATES}
    for people, path in files.items():
        path.write_bytes(cases[people].minutes)
    papers = foreign.printed(list(files.values()), folder)
    if shutil.which("pdftoppm") is None:
        foreign.missing("pdftoppm")
    drawn: dict[int, Path] = {}
    for people, path in files.items():
        paper = papers[path.stem]
        sheets = foreign.page_text(paper).split("\f")
        (number,) = [number for number, text in enumerate(sheets, start=1) if "Khóa ký của ban" in text]
        assert "Mã hồ sơ phiếu (SHA-256)" in sheets[number - 1], "text and frame stand on one page"
        assert "Kiểm tra: chụp trang này" in sheets[number - 1]
        target = folder / f"trang-{people}"
        options = ["-r", str(DPI), "-png", "-singlefile", "-f", str(number), "-l", str(number)]
        subprocess.run(["pdftoppm", *options, str(paper), str(target)], check=True)
        drawn[people] = target.with_suffix(".png")
    return drawn


def read(image: Image.Image) -> list[tuple[str, list[tuple[int, int]]]]:
    """Return the text and the corners of every QR code that zxing-cpp finds."""
    zxingcpp = pytest.importorskip("zxingcpp", reason="zxing-cpp is not installed: no reader looked at the QR code")
    return [
        (found.text, [(one.x, one.y) for one in (found.position.top_left, found.position.top_right)])
        for found in zxingcpp.read_barcodes(image)
    ]


@pytest.mark.parametrize("people", SLATES)
def test_the_code_is_read_from_the_page_and_is_45_to_50_mm_wide(
    people: int, cases: Mapping[int, Case], pages: Mapping[int, Path]
) -> None:
    with Image.open(pages[people]) as page:
        ((text, (left, right)),) = read(page)
    assert text == signed_text_of(cases[people])
    width = math.dist(left, right) / DPI * 25.4
    assert 45 <= width <= 50


@pytest.mark.parametrize("people", SLATES)
@pytest.mark.parametrize("degrees", [0, 7, 90])
@pytest.mark.parametrize("quality", [None, 60])
def test_the_code_is_read_from_a_page_that_was_turned_and_packed(
    people: int, degrees: int, quality: int | None, cases: Mapping[int, Case], pages: Mapping[int, Path]
) -> None:
    with Image.open(pages[people]) as page:
        turned = page.convert("L").rotate(degrees, Image.Resampling.BICUBIC, expand=True, fillcolor=255)
    if quality is not None:
        content = BytesIO()
        turned.save(content, "JPEG", quality=quality)
        turned = Image.open(content)
    assert [text for text, _ in read(turned)] == [signed_text_of(cases[people])]


def test_nothing_stands_on_the_code(pages: Mapping[int, Path]) -> None:
    """Above the code its quiet zone is light from edge to edge."""
    for path in pages.values():
        with Image.open(path) as page:
            ((_, (left, right)),) = read(page)
            grey = page.convert("L")
            square = math.dist(left, right) / 69
            band = range(int(left[1] - 3 * square), int(left[1] - square))
            assert all(grey.getpixel((column, row)) == 255 for row in band for column in range(left[0], right[0]))
