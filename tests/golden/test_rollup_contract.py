"""The contract `tally-report/1`, to the letter, over a small roll-up in which something of everything happens."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from rollup_congresses import Election, Gathering, Person, write
from rollup_gatherings import commune

INTERFACE = (
    *("contests", "seats", "elected", "first_term", "women", "ethnic_minority"),
    *("first_term_percent", "women_percent", "ethnic_minority_percent", "mean_age", "youngest", "oldest"),
    *("under_filled", "surplus_percent", "lowest_winning_percent", "highest_winning_percent"),
)
"""The keys of an office that the interface names."""


def gatherings() -> list[Gathering]:
    """Return four communes: one with a tie settled, one short, one of whose people little is known, one left open."""
    tie = [
        Election("bch", "Ban Chấp hành", "committee", 3, commune().elections[0].people, (9, 8, 6, 6)),
        Election(
            "bch",
            "Ban Chấp hành",
            "committee",
            1,
            [Person("Quàng Thị Đào", 1972), Person("Vì Văn Yên", 1973)],
            (4, 6),
            round=2,
            kind="tie-break",
        ),
    ]
    unknown = [Person("Lò Văn Ánh", None, "", "", None), Person("Cà Thị Bình", 1985, "nữ", "Thái", first_term=True)]
    known_little = Election("bch", "Ban Chấp hành", "committee", 2, [*unknown, Person("Vì Văn Yên")], (10, 6, 2))
    return [
        replace(commune(1), elections=tie),
        replace(commune(2), elections=[replace(commune().elections[0], votes=(9, 8, 5, 2))], level="cell"),
        replace(commune(3), elections=[known_little], level="", superior="Đảng bộ huyện Mường Ảng"),
        replace(commune(4), elections=[replace(commune().elections[0], body_size=5)]),
    ]


EXPECTED_COMMITTEE = {
    "contests": 4,
    "seats": 11,
    "elected": 10,
    "alternates": 0,
    "first_term": 1,
    "first_term_percent": "10.00",
    "first_term_unknown": 1,
    "women": 1,
    "women_percent": "10.00",
    "women_unknown": 1,
    "ethnic_minority": 1,
    "ethnic_minority_percent": "10.00",
    "ethnic_minority_unknown": 1,
    # Born 1970, 1971, 1973 | 1970, 1971 | 1985 | 1970, 1971, 1972; in 2020.
    "mean_age": 47.4,
    "youngest": 35,
    "oldest": 50,
    "age_unknown": 1,
    "age_bands": {"to-30": 0, "31-40": 1, "41-50": 8, "51-60": 0, "over-60": 0},
    "under_filled": 2,
    "surplus_percent": {"min": "33.33", "median": "33.33", "max": "50.00"},
    "lowest_winning_percent": "60.00",
    "highest_winning_percent": "100.00",
}


def test_the_document(tmp_path: Path, run_tally: Callable[..., Any]) -> None:
    root = write(gatherings(), tmp_path / "ket-qua")
    (root / "hong.tally").write_bytes(b"")
    listed = tmp_path / "danh-sach.txt"
    listed.write_text("Đảng bộ xã số 1\nĐảng bộ xã số 9\n", encoding="utf-8")
    ran = run_tally("report", root, "--json", "--expected", listed)
    assert ran.status == 1
    read = json.loads(ran.out)
    assert (read["format"], read["sources"], read["organisations"]) == ("tally-report/1", 5, 4)
    assert set(INTERFACE) <= set(read["by_office"]["committee"])
    assert read["by_office"] == {"committee": EXPECTED_COMMITTEE}
    assert {level: one["by_office"]["committee"]["elected"] for level, one in read["by_level"].items()} == {
        "grassroots": 6,
        "cell": 2,
        "unknown": 2,
    }
    names = [(one["organisation"], one["superior"], one["level"], one["date"]) for one in read["by_organisation"]]
    assert names == [
        ("Đảng bộ xã số 1", "", "grassroots", "2020-05-20"),
        ("Đảng bộ xã số 2", "", "cell", "2020-05-20"),
        ("Đảng bộ xã số 3", "Đảng bộ huyện Mường Ảng", "unknown", "2020-05-20"),
        ("Đảng bộ xã số 4", "", "grassroots", "2020-05-20"),
    ]
    short = [(one["organisation"], one["contest"], one["missing"], one["reason"]) for one in read["under_filled"]]
    assert short == [("Đảng bộ xã số 2", "bch", 1, "votes-failed"), ("Đảng bộ xã số 4", "bch", 2, "by-plan")]
    (tie,) = read["ties"]
    assert (tie["organisation"], tie["round"], tie["people"], tie["seats"], tie["settled"]) == (
        *("Đảng bộ xã số 1", 1, 2, 1),
        True,
    )
    (further,) = read["further_rounds"]
    assert (further["round"], further["kind"], further["seats"], further["elected"]) == (2, "tie-break", 1, 1)
    (rejected,) = read["rejected"]
    assert (rejected["source"], rejected["code"]) == (str(root / "hong.tally"), "not-a-result")
    assert rejected["why"].startswith("Không phải tệp đại hội .tally")
    expected = read["expected"]
    assert expected["listed"] == 2
    assert expected["not_sent"] == [{"organisation": "Đảng bộ xã số 9", "superior": "", "why": "nothing"}]
    assert [one["organisation"][-1] for one in expected["not_listed"]] == ["2", "3", "4"]


def test_the_page_and_the_workbook(tmp_path: Path, run_tally: Callable[..., Any]) -> None:
    root = write(gatherings(), tmp_path / "ket-qua")
    book = tmp_path / "tong-hop.xlsx"
    ran = run_tally("report", root, "--export", book)
    assert ran.status == 0, ran.err
    assert "4 tổ chức · 4 cuộc bầu · đọc 4 nguồn · loại 0" in ran.out
    assert "1 (10,00)" in ran.out
    assert max(map(len, ran.out.splitlines())) <= 80
    workbook = load_workbook(book)
    assert workbook.sheetnames == [
        *("Tổng hợp", "Theo cấp", "Theo tổ chức", "Bầu thiếu"),
        *("Độ tuổi", "Lần bầu thêm", "Chưa gửi", "Bị loại"),
    ]
    summary = workbook["Tổng hợp"]
    values = [[cell.value for cell in row] for row in summary.iter_rows(min_row=6, max_row=6)]
    assert values[0][:10] == ["Ban chấp hành", 4, 11, 10, 1, 10, 1, 10, 1, 10]
    for sheet in workbook:
        assert sheet.page_setup.orientation == "landscape"
        assert str(sheet.page_setup.paperSize) == "9"
    short = [[cell.value for cell in row] for row in workbook["Bầu thiếu"].iter_rows(min_row=6)]
    assert ["Đảng bộ xã số 4", "Ban Chấp hành", 2, "để khuyết theo chủ trương"] in short


def test_the_workbook_has_the_same_bytes_again_and_lying_among_the_results_it_is_none(
    tmp_path: Path, run_tally: Callable[..., Any]
) -> None:
    root = write(gatherings(), tmp_path / "ket-qua")
    book = root / "tong-hop.xlsx"
    assert run_tally("report", root, "--export", book).status == 0
    first = book.read_bytes()
    assert run_tally("report", root, "--export", book).status == 0
    assert book.read_bytes() == first
    assert run_tally("report", root, "--export", book.with_suffix(".csv")).status == 2


def test_a_name_that_begins_like_a_formula_stays_a_name(tmp_path: Path, run_tally: Callable[..., Any]) -> None:
    name = '=HYPERLINK("http://x";"Đảng bộ")'
    root = write([replace(commune(1), organisation=name)], tmp_path / "ket-qua")
    book = tmp_path / "tong-hop.xlsx"
    assert run_tally("report", root, "--export", book).status == 0
    cell = load_workbook(book)["Theo tổ chức"]["A6"]
    assert (cell.value, cell.data_type) == (name, "s")


def test_a_list_that_names_nobody_is_bad_input_as_is_one_that_is_not_there(
    tmp_path: Path, run_tally: Callable[..., Any]
) -> None:
    root = write([commune(1)], tmp_path / "ket-qua")
    empty = tmp_path / "rong.txt"
    empty.write_text("1\n2\n", encoding="utf-8")
    assert run_tally("report", root, "--expected", empty).status == 3
    assert run_tally("report", root, "--expected", tmp_path / "khong-co.txt").status == 3
