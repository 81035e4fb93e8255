"""Minutes read by a machine: sheet Khai báo laid out by hand, and what is wrong with its cells said cell by cell."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import Workbook
from paper_cases import small_case
from refused import in_vietnamese, place_of, refused
from xlsx_making import Rows, save_rows

from tally import bootstrap
from tally.application.minutes import Minutes
from tally.application.recount import recount
from tally.domain.body import Decision, Way
from tally.files.minutes_xlsx import read_minutes

DECLARATION = """format = "tally-congress/1"

[congress]
organisation = "Chi bộ bản Mới"
kind = "members"
rules = "qd-190-2024"
[roll]
summoned = 5
present = 5

[[contest]]
id = "chi-uy"
title = "Chi ủy"
office = "committee"
seats = 1
style = "cross-out"
candidate = [{ no = 2, name = "Lò Văn Ánh" }, { no = 5, name = "=1+1" }]
"""

FIGURES: Mapping[str, object] = {
    "issued": None,
    "returned": 4,
    "counted": 4,
    "valid": 2,
    "invalid": 2,
    "invalid.too-many": 1,
    "invalid.none": 0,
    "invalid.both-or-neither": 0,
    "invalid.not-issued": 0,
    "invalid.outside-list": 0,
    "invalid.marked": 1,
    "invalid.other": 0,
    "base": 5,
    "needed": 3,
    "votes.2": 2,
    "votes.5": 0,
    "outcome.2": "not-elected",
    "outcome.5": "not-elected",
    "unfilled": 1,
    "status": "under-filled",
}
RECORD, RESULTS = "ab" * 32, "cd" * 32
VOTES_ROW = 4 + list(FIGURES).index("votes.2")


def written(
    path: Path,
    figures: Mapping[str, object] = FIGURES,
    change: Callable[[Workbook], None] = lambda _workbook: None,
    mark: object = "tally-minutes/1",
) -> Path:
    """Write minutes by hand; `change` may do more to them."""
    lines = DECLARATION.split("\n")
    rows: list[list[object]] = [[mark, RECORD], ["ghi chú", RESULTS], ["ghi chú"]]
    for place in range(max(len(lines), len(figures))):
        line = lines[place] if place < len(lines) else None
        key, figure = list(figures.items())[place] if place < len(figures) else (None, None)
        rows.append([line, None, key, figure])
    sheets: Mapping[str, Rows] = {"Biên bản": [["BIÊN BẢN"]], "Kết quả": [["Kết quả"]], "Khai báo": rows}
    return save_rows(path, sheets, change)


def told(path: Path) -> list[str]:
    """Return the findings as they are printed, without the words."""
    return [place_of(one) for one in refused(lambda: read_minutes(path))]


def in_cell(cell: str, value: object) -> Callable[[Workbook], None]:
    def change(workbook: Workbook) -> None:
        workbook["Khai báo"][cell].value = value

    return change


def test_congress_contest_figures_and_digests_are_read(tmp_path: Path) -> None:
    found = read_minutes(written(tmp_path / "bien-ban.xlsx", change=in_cell("B3", "TALLY1:ABC")))
    assert found.congress.organisation == "Chi bộ bản Mới"
    assert [candidate.name for candidate in found.contest.slate] == ["Lò Văn Ánh", "=1+1"]
    assert found.profile.id == "qd-190-2024"
    assert found.figures == {**FIGURES, "issued": ""}
    assert (found.digest, found.results_digest, found.qr) == (RECORD, RESULTS, "TALLY1:ABC")
    assert not found.holds_together


def test_minutes_before_the_qr_was_signed_have_no_text_of_it(tmp_path: Path) -> None:
    assert not read_minutes(written(tmp_path / "bien-ban.xlsx")).qr


@pytest.mark.parametrize(
    ("cell", "value", "finding"),
    [
        ("B1", "ab", "1:2: E986"),
        ("B1", None, "1:2: E986"),
        ("B2", "CD" * 32, "2:2: E986"),
        ("B2", 5, "2:2: E986"),
        ("B3", 5, "3:2: E986"),
        ("A6", 5, "6:1: E986"),
        ("D5", -1, "5:4: E986"),
        ("D5", 2.5, "5:4: E986"),
        ("D5", "4", "5:4: E986"),
        ("D5", True, "5:4: E986"),
        ("D5", "=1+1", "5:4: E986"),
        ("D6", None, "6:4: E986"),
        (f"D{VOTES_ROW}", None, f"{VOTES_ROW}:4: E986"),
        (f"D{VOTES_ROW + 2}", "trúng cử", f"{VOTES_ROW + 2}:4: E986"),
        (f"D{VOTES_ROW + 5}", 1, f"{VOTES_ROW + 5}:4: E986"),
    ],
)
def test_a_cell_that_cannot_be_is_named(cell: str, value: object, finding: str, tmp_path: Path) -> None:
    path = written(tmp_path / "bien-ban.xlsx", change=in_cell(cell, value))
    assert told(path) == [f"bien-ban.xlsx[Khai báo]:{finding}"]


def test_every_bad_cell_is_named_at_once(tmp_path: Path) -> None:
    figures = {key: figure for key, figure in FIGURES.items() if key != "valid"} | {"votes.3": 1, "base": -2}

    def change(workbook: Workbook) -> None:
        in_cell("B2", "x")(workbook)
        in_cell("C5", "counted")(workbook)
        in_cell("D24", 7)(workbook)

    path = written(tmp_path / "bien-ban.xlsx", figures, change)
    assert told(path) == [
        "bien-ban.xlsx[Khai báo]:2:2: E986",
        "bien-ban.xlsx[Khai báo]:6:3: E986",  # counted stands there twice
        "bien-ban.xlsx[Khai báo]:23:3: E986",  # nobody has the number 3
        "bien-ban.xlsx[Khai báo]:24:3: E986",  # a figure without a key
        "bien-ban.xlsx[Khai báo]:25:3: E996",
        "bien-ban.xlsx[Khai báo]:25:3: E996",
    ]
    missing = [in_vietnamese(one) for one in refused(lambda: read_minutes(path)) if one.code == "E996"]
    assert [text for text in missing if "“returned”" in text or "“valid”" in text] == missing


@pytest.mark.parametrize(
    ("mark", "finding"),
    [
        ("tally-minutes/2", "bien-ban.xlsx[Khai báo]:1:1: E982"),
        ("tally-record/1", "bien-ban.xlsx:1:1: E995"),
        (None, "bien-ban.xlsx:1:1: E995"),
        (1, "bien-ban.xlsx:1:1: E995"),
    ],
)
def test_what_is_no_minutes_of_ours_is_refused(mark: object, finding: str, tmp_path: Path) -> None:
    assert told(written(tmp_path / "bien-ban.xlsx", mark=mark)) == [finding]


def test_a_workbook_without_the_sheet_is_refused(tmp_path: Path) -> None:
    assert told(save_rows(tmp_path / "a.xlsx", {"Bảng": [["x"]]})) == ["a.xlsx:1:1: E995"]


def real(folder: Path) -> Minutes:
    """Return the minutes of the small case as the program makes them, read back."""
    case = small_case()
    path = folder / "bien-ban.xlsx"
    path.write_bytes(bootstrap.paper_maker().minutes(case.recount, case.counted))
    return read_minutes(path)


def test_minutes_that_were_made_are_read_back_with_what_was_counted(tmp_path: Path) -> None:
    found, counted = real(tmp_path), small_case().counted
    assert found.contest == counted.result.contest
    assert found.digest == counted.digest
    assert found.holds_together
    assert {key: found.figures[key] for key in ("votes.1", "votes.2", "votes.3", "invalid.marked", "status")} == {
        "votes.1": 7,
        "votes.2": 6,
        "votes.3": 1,
        "invalid.marked": 1,
        "status": "complete",
    }


def test_minutes_of_a_made_up_congress_say_so(tmp_path: Path) -> None:
    case = small_case()
    assert not real(tmp_path).practice
    made_up = replace(case.counted, how=replace(case.counted.how, practice=True))
    path = tmp_path / "tap-duot.xlsx"
    path.write_bytes(bootstrap.paper_maker().minutes(case.recount, made_up))
    assert read_minutes(path).practice


def test_minutes_cannot_be_counted_again_and_say_where_the_ballots_are(tmp_path: Path) -> None:
    real(tmp_path)
    source = bootstrap.open_source(tmp_path / "bien-ban.xlsx")
    assert [place_of(one) for one in refused(lambda: recount(source))] == ["bien-ban.xlsx:1:1: E981"]


DECIDED = Decision(Way.SAME_PEOPLE, 1, "Bùi Thị Quế, thay mặt đoàn chủ tịch", "còn thiếu một chỗ")


@pytest.mark.parametrize("decided", [DECIDED, replace(DECIDED, way=Way.LEAVE_OPEN, reason="")])
def test_what_the_congress_decided_is_read_from_both_papers(tmp_path: Path, decided: Decision) -> None:
    case = small_case()
    counted = replace(case.counted, how=replace(case.counted.how, decision=decided))
    minutes, record = tmp_path / "bien-ban.xlsx", tmp_path / "ho-so.xlsx"
    minutes.write_bytes(bootstrap.paper_maker().minutes(case.recount, counted))
    record.write_bytes(bootstrap.paper_maker().record(case.recount, counted))
    assert read_minutes(minutes).decision == decided
    (saved,) = bootstrap.open_source(record).load().contests
    assert saved.how.decision == decided
    assert not saved.how.practice


def test_where_nothing_was_reported_there_is_no_decision(tmp_path: Path) -> None:
    assert real(tmp_path).decision is None


@pytest.mark.parametrize(
    ("cells", "place"),
    [
        ({"C2": "tự do", "D2": 1}, "2:3"),
        ({"D2": 1}, "2:3"),
        ({"C2": "leave-open"}, "2:4"),
        ({"C2": "leave-open", "D2": 0}, "2:4"),
        ({"C2": "leave-open", "D2": "hai"}, "2:4"),
        ({"C3": "Bùi Thị Quế"}, "2:3"),
    ],
)
def test_a_decision_in_pieces_is_a_finding(tmp_path: Path, cells: Mapping[str, object], place: str) -> None:
    def spoil(workbook: Workbook) -> None:
        for name, value in cells.items():
            workbook["Khai báo"][name].value = value

    first, *_ = told(written(tmp_path / "bien-ban.xlsx", change=spoil))
    assert first == f"bien-ban.xlsx[Khai báo]:{place}: E986"
