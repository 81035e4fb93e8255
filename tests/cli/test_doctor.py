"""`tally doctor`: every line ✓ or what to do, as text, JSON and a page to print; 1 while something is not right."""

import datetime as dt
import json
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tally import bootstrap
from tally.application.doctor import PEOPLE, VIETNAM, DiskFacts, Facts
from tally.cli.main import main

NOW = dt.datetime.now(dt.timezone(VIETNAM))
GOOD = DiskFacts(Path("D:/"), "", "ntfs", 10**10, 2.0)
VERSIONS = {"tally": "1", "python": "3.12", "sqlite": "3.45", "textual": "8", "system": "Windows 11"}
FIT = Facts(VERSIONS, "utf-8", (80, 24), NOW, NOW, True, True, GOOD, GOOD)  # noqa: FBT003


def test_this_machine_is_examined_and_nothing_is_left_behind(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status = main(["doctor", str(tmp_path), "--medium", str(tmp_path / "không có"), "--json"])
    document = json.loads(capsys.readouterr().out)
    found = {one["id"]: one for one in document["checks"]}
    assert status == 1
    assert not found["medium"]["ok"]
    assert "không có" in found["medium"]["what"]
    assert found["memory"]["ok"]
    assert found["signing"]["ok"]
    assert str(tmp_path) in found["disk"]["what"]
    assert list(tmp_path.iterdir()) == []


def test_a_machine_that_is_fit_ends_in_0_and_says_what_is_left_to_people(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bootstrap.doctor, "facts", lambda _folder, _medium: FIT)
    assert main(["doctor"]) == 0
    out, err = capsys.readouterr()
    assert [line[0] for line in out.splitlines()] == ["✓"] * 7
    assert "Còn 5 việc chỉ người ngồi trước máy thấy được" in err

    for what in PEOPLE:
        bootstrap.doctor.answers().note(what, ok=what != "keypad")
    assert main(["doctor"]) == 1
    out, err = capsys.readouterr()
    assert "✗ Có phím của bàn phím số không đến.\n  → Bật NumLock" in out
    assert err == ""


def test_the_page_to_print_has_every_letter_every_line_and_a_box_to_measure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bootstrap.doctor, "facts", lambda _folder, _medium: FIT)
    main(["doctor", "--export", str(tmp_path / "trang.xlsx")])
    sheet = load_workbook(BytesIO((tmp_path / "trang.xlsx").read_bytes())).worksheets[0]
    text = "\n".join(str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None)
    assert all(f"{letter} " in text or f" {letter}" in text for letter in "ăằẵặđơởưựỵĂẰẴẶĐƠỞƯỰỴ")
    assert "100 mm" in text
    assert text.count("✓") == 7
    # A unit is 2.1164 mm in the face of our workbooks: the box over the first two columns is 100 mm wide.
    width = sum(sheet.column_dimensions[column].width for column in "AB")
    assert width * 2.1164 == pytest.approx(100, abs=0.2)


def test_a_page_of_another_kind_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor", "--export", "trang.pdf"]) == 2
    assert ".xlsx" in capsys.readouterr().err
