"""How people are addressed is no part of their name: taken off with a note, or asked about where it may be a name."""

from pathlib import Path

import pytest
from refused import in_vietnamese, place_of
from xlsx_making import Rows, save_rows

from tally.application.slate_reading import SlateReading
from tally.files.slate_xlsx import examine_slate

PLAIN = ["Lò Văn Ánh", "Cà Thị Bình", "Vì Văn Chung"]


def reading(tmp_path: Path, names: list[str], rows: Rows | None = None) -> SlateReading:
    listed = rows or [["TT", "Họ và tên"], *([no, name] for no, name in enumerate(names, 1))]
    return examine_slate(save_rows(tmp_path / "ds.xlsx", {"Danh sách": listed}), "ds.xlsx", {})


def named(read: SlateReading) -> list[str]:
    return [one.name for one in read.taken()]


@pytest.mark.parametrize(
    ("names", "note"),
    [
        (["Ông Lò Văn Ánh", "Bà Cà Thị Bình", "Ông Vì Văn Chung"], "“Ông” B2, B4; “Bà” B3"),
        (["Ông/Bà Lò Văn Ánh", "Cà Thị Bình", "Vì Văn Chung"], "“Ông/Bà” B2"),
        (["Đ/c Lò Văn Ánh", "đ/c. Cà Thị Bình", "Đồng chí Vì Văn Chung"], "“Đ/c” B2; “đ/c.” B3; “Đồng chí” B4"),
        (["TS. Lò Văn Ánh", "PGS.TS Cà Thị Bình", "Đại tá Vì Văn Chung"], "“TS.” B2; “PGS.TS” B3; “Đại tá” B4"),
    ],
)
def test_an_address_is_taken_off_with_a_note(tmp_path: Path, names: list[str], note: str) -> None:
    read = reading(tmp_path, names)
    assert named(read) == PLAIN
    assert [one.code for one in read.notes] == ["W858"]
    assert note in in_vietnamese(read.notes[0])


def test_a_rare_family_name_is_kept_with_a_note(tmp_path: Path) -> None:
    read = reading(tmp_path, ["Ông Ích Khiêm", *PLAIN])
    assert named(read)[0] == "Ông Ích Khiêm"
    assert [one.code for one in read.notes] == ["W859"]
    assert "“Ông” B2" in in_vietnamese(read.notes[0])


@pytest.mark.parametrize(
    ("names", "places"),
    [
        (["Ông Lò Văn Ánh", "Ông Vì Văn Chung"], ["2:2: E856", "3:2: E856"]),
        (["Ông Ích Khiêm", "Bà Cà Thị Bình", "Vì Văn Chung"], ["2:2: E856"]),
        (["Ông Sáu", "Bà Cà Thị Bình"], ["2:2: E856"]),
    ],
)
def test_what_may_be_a_family_name_is_asked_about(tmp_path: Path, names: list[str], places: list[str]) -> None:
    read = reading(tmp_path, names)
    assert [place_of(one).removeprefix("ds.xlsx[Danh sách]:") for one in read.findings] == places
    assert "“Ông”" in in_vietnamese(read.findings[0])


def test_a_family_name_in_its_own_column_is_the_answer(tmp_path: Path) -> None:
    rows: Rows = [["TT", "Họ", "Chữ đệm", "Tên"], [1, "Ông", "Văn", "Ánh"], [2, "Ông", "Thị", "Bình"]]
    read = reading(tmp_path, [], rows)
    assert named(read) == ["Ông Văn Ánh", "Ông Thị Bình"]
    assert not read.notes
