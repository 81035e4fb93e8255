"""The fixture in Excel: what the naive counter makes of it, and that its script still writes it."""

import json
import runpy
import sys
import tomllib
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from naive import naive_contest
from openpyxl import load_workbook

from tally.domain.slate import Candidate
from tally.files.slate_xlsx import read_slate

FIXTURES = Path(__file__).parents[2] / "fixtures"
FOLDER = FIXTURES / "excel-slate"
WORKBOOKS = ("excel-slate/danh-sach.xlsx", "excel-slate/ballots.xlsx", "bad/excel-slate/danh-sach.xlsx")


def rows_of(file: str) -> list[list[str]]:
    """Read a sheet with openpyxl alone, every cell as text."""
    workbook = load_workbook(FOLDER / file)
    rows = [["" if value is None else str(value) for value in row] for row in workbook.worksheets[0].values]
    workbook.close()
    return rows


def test_the_naive_counter_finds_what_is_expected() -> None:
    document = tomllib.loads((FOLDER / "congress.toml").read_text(encoding="utf-8"))
    (contest,) = document["contest"]
    contest["candidate"] = [
        {"no": int(number), "name": f"{family} {given}"}
        for number, family, given, *_rest in rows_of("danh-sach.xlsx")[8:13]
    ]
    ballots = [
        dict(zip(("contest", "round", "batch", "ballot", "marks", "ruling"), row, strict=True))
        for row in rows_of("ballots.xlsx")[3:]
        if any(row)
    ]
    assert len(ballots) == 12
    (expected,) = json.loads((FOLDER / "expected.json").read_text(encoding="utf-8"))["contests"]
    del expected["findings"]
    assert naive_contest(document, contest, ballots) == expected


def test_every_person_of_the_list_is_read_with_all_that_is_known() -> None:
    assert read_slate(FOLDER / "danh-sach.xlsx", "danh-sach.xlsx") == (
        Candidate(1, "Lò Văn Ánh", 1975, "nam", "Thái", first_term=False, position="Bí thư chi bộ"),
        Candidate(2, "Cà Thị Bích", date(1984, 9, 2), "nữ", "Thái", first_term=False, position="Chi hội trưởng Phụ nữ"),
        Candidate(3, "Quàng Văn Chung", date(1972, 3, 20), "nam", "Thái", first_term=False, position="Trưởng bản"),
        Candidate(4, "Vì Thị Hạnh", 1986, "nữ", "Thái", first_term=True, position="Giáo viên Trường Mầm non"),
        Candidate(5, "Giàng A Lử", 1990, "nam", "Mông", first_term=True, position="Công an viên"),
    )


def parts(path: Path) -> dict[str, bytes]:
    """Return what is in the parts; how they are packed is the business of the zlib of the machine."""
    with zipfile.ZipFile(path) as archive:
        return {entry.filename: archive.read(entry) for entry in archive.infolist()}


def test_the_script_writes_the_slates_of_offices_that_are_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["make_slates.py", "--to", str(tmp_path)])
    monkeypatch.syspath_prepend(str(FIXTURES))
    made: dict[str, Any] = runpy.run_path(str(FIXTURES / "make_slates.py"), run_name="__main__")
    for name in made["SLATES"]:
        here = Path("office", name, "danh-sach.xlsx")
        assert parts(tmp_path / here) == parts(FIXTURES / here), name


def test_the_script_writes_the_workbooks_that_are_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["make_excel.py", "--to", str(tmp_path)])
    made: dict[str, Any] = runpy.run_path(str(FIXTURES / "make_excel.py"), run_name="__main__")
    assert set(WORKBOOKS) < set(made["WORKBOOKS"])
    for name in made["WORKBOOKS"]:
        assert parts(tmp_path / name) == parts(FIXTURES / name), name
