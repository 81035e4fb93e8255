"""What sheets keep from people, and what they say that the program does not print; nothing on honest papers."""

import shutil
from collections.abc import Callable
from pathlib import Path
from zipfile import ZipFile

import pytest
from foreign import convert
from openpyxl import load_workbook
from openpyxl.comments import Comment
from openpyxl.formatting.rule import Rule
from openpyxl.styles import Border, Color, Font, PatternFill, Side
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.worksheet.worksheet import Worksheet

from tally import bootstrap
from tally.application.intake import BadInput
from tally.application.printed import misprints
from tally.application.recount import recount
from tally.application.shown import How
from tally.files.minutes_xlsx import read_minutes
from tally.files.paper_xlsx import known_rules
from tally.files.unseen import unseen_on, written_on

SOURCES = (
    "department",
    "national",
    "thanh-chan",
    "cell-of-eleven",
    "excel-slate",
    *(
        f"edges/{name}"
        for name in (
            "agree-disagree-several",
            "alternates-in-order-of-votes",
            "alternates-tied",
            "alternates-waiting",
            "base-of-zero",
            "defaults",
            "empty-slate",
            "further-round",
            "one-candidate-both-boxes",
            "opinion-at-thirty-percent",
            "rulings",
            "tie-across-last-seat",
            "tie-break-round",
            "two-of-the-same-name",
        )
    ),
)


def papers(folder: Path, source: Path) -> list[Path]:
    """Write minutes and record of every contest of a source."""
    counted, maker = recount(bootstrap.open_source(source)), bootstrap.paper_maker()
    made = []
    for at, one in enumerate(counted.contests):
        for kind, content in (("bien-ban", maker.minutes(counted, one)), ("ho-so", maker.record(counted, one))):
            path = folder / f"{kind}-{source.name}-{at}.xlsx"
            path.write_bytes(content)
            made.append(path)
    return made


def check_honest(path: Path, rules: Path) -> None:
    """Check that nothing is said of an honest paper."""
    assert unseen_on(path) == (), path
    if path.name.startswith("bien-ban"):
        minutes = read_minutes(path, load_rules=known_rules(rules))
        assert list(misprints(minutes, written_on(path))) == [], path


@pytest.mark.parametrize("source", SOURCES)
def test_honest_papers(source: str, fixtures: Path, tmp_path: Path) -> None:
    for path in papers(tmp_path, fixtures / source):
        check_honest(path, fixtures / source)


def test_honest_papers_saved_again_by_libreoffice(fixtures: Path, tmp_path: Path) -> None:
    made, again = tmp_path / "made", tmp_path / "again"
    made.mkdir()
    for source in SOURCES:
        if source != "national":  # large, and the same kinds
            papers(made, fixtures / source)
    shutil.copy(fixtures / "attack" / "proof" / "bien-ban-bch-1.xlsx", made)
    files = sorted(made.iterdir())
    convert(files, "xlsx", again)
    assert len(list(again.iterdir())) == len(files) > len(SOURCES)
    for path in again.iterdir():
        check_honest(path, fixtures / "edges" / "rulings")


def _hide_row(sheet: Worksheet) -> None:
    sheet.row_dimensions[38].hidden = True


def _low_row(sheet: Worksheet) -> None:
    sheet.row_dimensions[38].height = 7


def _all_rows(sheet: Worksheet) -> None:
    sheet.sheet_format.zeroHeight = True
    sheet.row_dimensions[38].height = None


def _narrow(sheet: Worksheet) -> None:
    sheet.column_dimensions["C"].width = 0.5


def _pale(sheet: Worksheet) -> None:
    sheet["C38"].font = Font(size=13, color="FFF0F0F0")


def _of_palette(sheet: Worksheet) -> None:
    sheet["C38"].font = Font(size=13, color=Color(theme=0))


def _filled(sheet: Worksheet) -> None:
    sheet["C38"].fill = PatternFill("solid", fgColor="FF000000")


def _tiny(sheet: Worksheet) -> None:
    sheet["C38"].font = Font(size=2, color="FF000000")


def _crossed(sheet: Worksheet) -> None:
    sheet["C38"].border = Border(diagonal=Side("thin"), diagonalUp=True)


def _nothing(sheet: Worksheet) -> None:
    sheet["C38"].number_format = ";;;"


def _literal(sheet: Worksheet) -> None:
    sheet["C38"].number_format = '"9"'


def _literal_text(sheet: Worksheet) -> None:
    sheet["E38"].number_format = '0;0;0;"không trúng cử"'


def _remark(sheet: Worksheet) -> None:
    sheet["C38"].comment = Comment("20 → 2", "ai đó")


def _conditional(sheet: Worksheet) -> None:
    rule = Rule(type="cellIs", operator="equal", formula=["20"], dxf=DifferentialStyle(font=Font(color="FFFFFFFF")))
    sheet.conditional_formatting.add("C38", rule)


def _cut(sheet: Worksheet) -> None:
    sheet.print_area = "A1:B82"


CASES = (
    (_hide_row, How.ROW, "38"),
    (_low_row, How.ROW, "38"),
    (_all_rows, How.ROW, "38"),
    (_narrow, How.COLUMN, "C"),
    (_pale, How.COLOUR, "C38"),
    (_of_palette, How.COLOUR, "C38"),
    (_filled, How.COLOUR, "C38"),
    (_tiny, How.SMALL, "C38"),
    (_crossed, How.STRUCK, "C38"),
    (_nothing, How.FORMAT, "C38"),
    (_literal, How.FORMAT, "C38"),
    (_literal_text, How.FORMAT, "E38"),
    (_remark, How.COVERED, "comments"),
    (_conditional, How.CONDITIONAL, "C38"),
    (_cut, How.NOT_PRINTED, "C38"),
)


@pytest.mark.parametrize(("change", "how", "place"), CASES, ids=[case[0].__name__.strip("_") for case in CASES])
def test_what_is_kept_from_people(
    change: Callable[[Worksheet], None], how: How, place: str, fixtures: Path, tmp_path: Path
) -> None:
    book = load_workbook(fixtures / "attack" / "proof" / "bien-ban-bch-1.xlsx")
    change(book["Biên bản"])
    path = tmp_path / "bien-ban.xlsx"
    book.save(path)
    found = {one.how: one.places for one in unseen_on(path) if one.sheet == "Biên bản"}
    assert set(found) == {how}
    assert place in found[how]


SAID = (
    ({"D38": "99,99"}, [("D38", "83,33")]),
    ({"B38": "Lường Văn Dũng (rút)"}, [("B38", "Lường Văn Dũng")]),
    ({"A41": "Số người trúng cử: 3; số lượng cần bầu: 4."}, [("A41", "Số người trúng cử: 4; số lượng cần bầu: 4.")]),
    ({"A41": None}, [("A42", "Số người trúng cử: 4; số lượng cần bầu: 4.")]),
    ({"A40": "6. Ghi chú"}, [("A40", ""), ("A41", ""), ("A81", "Số người trúng cử: 4; số lượng cần bầu: 4.")]),
    ({"A47": "7. Bầu thiếu"}, [("A47", "")]),
    ({"A47": "Đồng chí Dũng đã rút."}, [("A47", ""), ("A48", "")]),
    (
        {"A15": "Đại hội quyết định số lượng cần bầu: 3 người; danh sách bầu cử: 5 người, số dư 2 người."},
        [
            (
                "A15",
                (
                    "Đại hội quyết định số lượng cần bầu: 4 người; danh sách bầu cử: 5 người, "
                    "số dư 1 người (25,00 % số lượng cần bầu)."
                ),
            )
        ],
    ),
)


@pytest.mark.parametrize(("changes", "expected"), SAID)
def test_what_the_program_does_not_print(
    changes: dict[str, str | None], expected: list[tuple[str, str]], fixtures: Path, tmp_path: Path
) -> None:
    book = load_workbook(fixtures / "attack" / "proof" / "bien-ban-bch-1.xlsx")
    for cell, text in changes.items():
        book["Biên bản"][cell] = text
    path = tmp_path / "bien-ban.xlsx"
    book.save(path)
    found = misprints(read_minutes(path), written_on(path))
    assert [(one.cell, one.printed) for one in found] == expected


def test_sizes_that_are_no_numbers_are_refused(fixtures: Path, tmp_path: Path) -> None:
    path = tmp_path / "bien-ban.xlsx"
    with ZipFile(fixtures / "attack" / "proof" / "bien-ban-bch-1.xlsx") as before, ZipFile(path, "w") as after:
        for name in before.namelist():
            after.writestr(name, before.read(name).replace(b'<row r="38" ht="18.75"', b'<row r="38" ht="nan"'))
    with pytest.raises(BadInput) as refused:
        unseen_on(path)
    assert [one.code for one in refused.value.findings] == ["E953"]
