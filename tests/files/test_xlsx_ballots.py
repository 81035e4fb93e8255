"""Ballots in Excel: the columns of `ballots.csv`, the same strictness and codes, and what Excel does to marks."""
# ruff: noqa: DTZ001 - dates of Excel have no zone

import csv
from collections.abc import Callable, Sequence
from datetime import datetime, time
from pathlib import Path

import pytest
from builders import a_contest, marks
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Font
from refused import in_vietnamese, place_of, refused
from xlsx_making import Rows, save_rows

from tally.application.intake import BadInput
from tally.domain.ballot import Ballot, BallotStyle, Ruling
from tally.domain.contest import Contest
from tally.domain.rules import InvalidReason
from tally.domain.slate import Candidate
from tally.files import ballots_csv
from tally.files.ballots_xlsx import read_ballots
from tally.files.marks import Ballots

SHEET = "ballots.xlsx[Phiếu]"
HEAD: Sequence[object] = ["Cuộc bầu cử", "Lần", "Tập", "Phiếu", "Gạch tên hoặc đánh dấu", "Kết luận"]
CROSS_OUT = a_contest([Candidate(no, f"Lò {no}") for no in (1, 2, 4, 10)], seats=3)
AGREE = a_contest(3, seats=3, style=BallotStyle.AGREE_DISAGREE)


def nothing(_workbook: Workbook) -> None:
    """Change nothing."""


def ballots(
    tmp_path: Path, rows: Rows, contest: Contest = CROSS_OUT, change: Callable[[Workbook], None] = nothing
) -> tuple[Ballot, ...]:
    path = save_rows(tmp_path / "ballots.xlsx", {"Phiếu": rows}, change)
    read = read_ballots(path, [contest])
    assert list(read) == [("bch", 1)]
    return read["bch", 1]


def told(tmp_path: Path, rows: Rows, contest: Contest = CROSS_OUT) -> list[str]:
    """Return the findings as they are printed, without the file and without the words."""
    return [place_of(one).removeprefix(f"{SHEET}:") for one in refused(lambda: ballots(tmp_path, rows, contest))]


@pytest.mark.parametrize(
    "head",
    [
        HEAD,
        ["contest", "round", "batch", "ballot", "marks", "ruling"],
        ["Mã cuộc bầu", "Lần bầu", "Tập phiếu", "Phiếu số", "Gạch tên", "Kết luận của ban"],
        ["CUOC BAU CU", "LAN", "TAP", "SO PHIEU", "DANH DAU", "KET LUAN"],
        ["Cuộc bầu cử\n(contest)", "Lần\n(round)", "Tập\n(batch)", "Phiếu\n(ballot)", "Dấu\n(marks)", "Kết luận\n(x)"],
    ],
)
def test_a_table_with_everything_below_its_title(tmp_path: Path, head: Sequence[object]) -> None:
    rows: Rows = [
        ["PHIẾU ĐÃ LƯU"],
        [],
        head,
        ["bch", 1, 1, 1, None, None],
        ["bch", "1", "1", " 2 ", 4, None],
        ["bch", 1, 1, 3, "4 10", "marked"],
        ["bch", 1.0, 1, "04", " 1\n2 ", "valid:ý định rõ"],
        [None, None, None, None, " ", None],
        ["bch", 1, 2, 1, "10", "other:phiếu rách"],
        [],
    ]
    assert ballots(tmp_path, rows) == (
        Ballot(1, 1, marks("++++")),
        Ballot(1, 2, marks("++-+")),
        Ballot(1, 3, marks("++--"), Ruling(InvalidReason.MARKED)),
        Ballot(1, 4, marks("--++"), Ruling(None, "ý định rõ")),
        Ballot(2, 1, marks("+++-"), Ruling(InvalidReason.OTHER, "phiếu rách")),
    )


def test_agree_and_disagree(tmp_path: Path) -> None:
    rows: Rows = [HEAD, ["bch", 1, 1, 1, "1+ 2- 3*"], ["bch", 1, 1, 2, None], ["bch", 1, 1, 3, "2+"]]
    assert [ballot.marks for ballot in ballots(tmp_path, rows, AGREE)] == [marks("+-*"), marks("..."), marks(".+.")]


def test_columns_in_any_order_and_no_column_of_rulings(tmp_path: Path) -> None:
    rows: Rows = [["Gạch tên", "Phiếu", "Tập", "Lần", "Cuộc bầu cử"], ["4", 7, 2, 1, "bch"]]
    assert ballots(tmp_path, rows) == (Ballot(2, 7, marks("++-+")),)


def test_a_header_may_have_blanks_in_it(tmp_path: Path) -> None:
    rows: Rows = [["contest", "round", " ", "batch", "ballot", "marks"], ["bch", 1, None, 1, 1, "4"]]
    assert ballots(tmp_path, rows) == (Ballot(1, 1, marks("++-+")),)


def test_a_table_without_ballots_is_no_ballots(tmp_path: Path) -> None:
    assert ballots(tmp_path, [HEAD]) == ()


@pytest.mark.parametrize(
    ("cell", "code", "shown"),
    [
        (4.1, "E979", "4,1"),
        (datetime(2025, 10, 4), "E979", "04/10/2025"),
        (time(4, 10), "E979", "04:10"),
        (True, "E979", "TRUE"),
        ("=4", "E958", "=4"),
        ("#VALUE!", "E959", "#VALUE!"),
        ("4 10_x0007_", "E923", "4 10"),
        (410, "E944", "410"),
        (-4, "E943", "-4"),
        ("1x", "E943", "1x"),
        ("4,10", "E943", "4,10"),
        ("4+", "E947", "4+"),
        ("4 4", "E945", "4"),
        (3, "E944", "3"),
    ],
)
def test_marks_that_are_not_marks_are_refused_and_repeated(tmp_path: Path, cell: object, code: str, shown: str) -> None:
    rows: Rows = [HEAD, ["bch", 1, 1, 1, cell]]
    (finding,) = refused(lambda: ballots(tmp_path, rows))
    assert place_of(finding) == f"{SHEET}:2:5: {code}"
    assert f"{shown}" in in_vietnamese(finding)


def test_marks_that_excel_has_changed_come_with_what_to_do(tmp_path: Path) -> None:
    (finding,) = refused(lambda: ballots(tmp_path, [HEAD, ["bch", 1, 1, 1, 4.1]]))
    assert "Ô E2 là “4,1”" in in_vietnamese(finding)
    assert "Văn bản (Text)" in in_vietnamese(finding)


@pytest.mark.parametrize(
    ("row", "findings"),
    [
        (["btv", 1, 1, 1, "4"], ["2:1: E941"]),
        (["bch", 2, 1, 1, "4"], ["2:2: E941"]),
        (["bch", None, 1, 1, "4"], ["2:2: E942"]),
        (["bch", 1, 0, "x", "4"], ["2:3: E942", "2:4: E942"]),
        (["bch", 1, 1.5, 1, "4"], ["2:3: E960"]),
        (["bch", 1, 1, datetime(2025, 1, 1), "4"], ["2:4: E960"]),
        (["bch", 1, 1, 1, "4", "rách"], ["2:6: E948"]),
        (["bch", 1, 1, 1, "4", "other:"], ["2:6: E949"]),
        (["bch", 1, 1, 1, "4", "other:" + "x" * 1000], ["2:6: E988"]),
        (["bch", 1, 1, 1, 4, None, 10], ["2:7: E964"]),
        (["bch", "=1", "=2", 1, 4.5, None, 10], ["2:7: E964", "2:2: E958", "2:3: E958", "2:5: E979"]),
        (["Tổng cộng: 1 phiếu"], ["2:2: E942", "2:3: E942", "2:4: E942"]),
    ],
)
def test_every_cell_in_doubt_is_a_finding(tmp_path: Path, row: Sequence[object], findings: list[str]) -> None:
    assert told(tmp_path, [HEAD, row]) == findings


@pytest.mark.parametrize(
    ("head", "finding"),
    [
        (["Cuộc bầu cử", "Lần", "Tập", "Phiếu", "Gạch tên", "Người nhập"], "1:6: E937"),
        (["Cuộc bầu cử", "Lần", "Tập", "Phiếu", "Gạch tên", "Đánh dấu"], "1:6: E938"),
        (["Cuộc bầu cử", "Lần", "Tập", "Phiếu"], "1:1: E963"),
    ],
)
def test_a_header_that_is_not_ours(tmp_path: Path, head: Sequence[object], finding: str) -> None:
    assert told(tmp_path, [head, ["bch", 1, 1, 1, "4"]]) == [finding]


def test_the_missing_columns_are_named(tmp_path: Path) -> None:
    (finding,) = refused(lambda: ballots(tmp_path, [["contest", "batch", "marks"], ["bch", 1, "4"]]))
    assert "round, ballot" in in_vietnamese(finding)


def test_a_workbook_without_the_table(tmp_path: Path) -> None:
    path = save_rows(tmp_path / "b.xlsx", {"Phiếu": [["Tập", "Phiếu"], [1, 1]]})
    assert [place_of(one) for one in refused(lambda: read_ballots(path, [CROSS_OUT], "b.xlsx"))] == ["b.xlsx:1:1: E962"]


def test_two_tables_of_ballots_are_not_guessed_between(tmp_path: Path) -> None:
    table: Rows = [HEAD, ["bch", 1, 1, 1, "4"]]
    path = save_rows(tmp_path / "b.xlsx", {"Phiếu": table, "Phiếu (2)": table, "Trống": [HEAD]})
    (finding,) = refused(lambda: read_ballots(path, [CROSS_OUT], "b.xlsx"))
    assert place_of(finding) == "b.xlsx:1:1: E965"
    assert "Phiếu, Phiếu (2)" in in_vietnamese(finding)


def test_a_ballot_that_a_filter_hides_is_a_finding(tmp_path: Path) -> None:
    def hide(workbook: Workbook) -> None:
        workbook.worksheets[0].row_dimensions[2].hidden = True

    rows: Rows = [HEAD, ["bch", 1, 1, 1, "4"]]
    (finding,) = refused(lambda: ballots(tmp_path, rows, change=hide))
    assert place_of(finding) == f"{SHEET}:2:1: E966"


def test_two_contests_and_two_rounds_in_one_table(tmp_path: Path) -> None:
    other = a_contest(2, seats=1, style=BallotStyle.AGREE_DISAGREE)
    second = Contest(
        "bch", other.title, other.office, 1, 1, BallotStyle.AGREE_DISAGREE, other.slate, round=2, kind=other.kind
    )
    rows: Rows = [HEAD, ["bch", 2, 1, 1, "1+ 2-"], ["bch", 1, 1, 1, 4]]
    path = save_rows(tmp_path / "ballots.xlsx", {"Phiếu": rows})
    assert read_ballots(path, [CROSS_OUT, second]) == {
        ("bch", 1): (Ballot(1, 1, marks("++-+")),),
        ("bch", 2): (Ballot(1, 1, marks("+-")),),
    }


FIELDS = {
    "contest": st.sampled_from(["bch", "bch", "bch", "btv"]),
    "round": st.sampled_from(["1", "1", "1", "2", ""]),
    "batch": st.sampled_from(["1", "2", "07", "0", "x", "9999999", "99999999"]),
    "ballot": st.sampled_from(["1", "2", "3", "", "-1"]),
    "marks": st.sampled_from(["", "4", "4 10", "10 1", "1 2 4 10", "4 4", "3", "4+", "1x", "41", "4, 10"]),
    "ruling": st.sampled_from(["", "", "marked", "not-issued", "other:rách", "valid:rõ", "other:", "xxx"]),
}


@given(rows=st.lists(st.tuples(*FIELDS.values()), max_size=6))
def test_the_same_table_says_the_same_as_csv(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, ...]]
) -> None:
    folder = tmp_path_factory.getbasetemp()
    save_rows(folder / "same.xlsx", {"Phiếu": [list(FIELDS), *rows]})
    with (folder / "same.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([list(FIELDS), *rows])

    def outcome(read: Callable[[], Ballots]) -> object:
        try:
            return read()
        except BadInput as bad:
            return [(one.row, one.column, one.code, dict(one.fields)) for one in bad.findings]

    in_excel = outcome(lambda: read_ballots(folder / "same.xlsx", [CROSS_OUT]))
    in_csv = outcome(lambda: ballots_csv.read_ballots(folder / "same.csv", [CROSS_OUT]))
    assert in_excel == in_csv


def test_a_column_that_is_not_needed_may_be_filled(tmp_path: Path) -> None:
    rows: Rows = [[*HEAD, "#", "(ghi)", "Ghi chú", None], ["bch", 1, 1, 1, 4, None, 9, "x", "y", "z"]]
    path = save_rows(tmp_path / "ballots.xlsx", {"Phiếu": rows})
    said = {"#": "-", "Ghi chú": "-", "J": "-"}
    assert [one.code for one in refused(lambda: read_ballots(path, [CROSS_OUT], meanings=said))] == ["E937"]
    ((ballot,),) = read_ballots(path, [CROSS_OUT], meanings={**said, "(ghi)": "-"}).values()
    assert ballot == Ballot(1, 1, marks("++-+"))


def test_a_doubled_heading_says_by_what_it_can_be_left_out(tmp_path: Path) -> None:
    rows: Rows = [[*HEAD, "Phiếu"], ["bch", 1, 1, 1, 4, None, 9]]
    path = save_rows(tmp_path / "ballots.xlsx", {"Phiếu": rows})
    (finding,) = refused(lambda: read_ballots(path, [CROSS_OUT]))
    assert '--ballot-column "G=-"' in in_vietnamese(finding)
    assert read_ballots(path, [CROSS_OUT], meanings={"G": "-"})["bch", 1][0].number == 1


ONE_AND_TWO: Rows = [HEAD, ["bch", 1, 1, 1, 4, None], ["bch", 1, 1, 2, 2, None]]


def struck(workbook: Workbook) -> None:
    for cell in workbook.worksheets[0][3]:
        cell.font = Font(strike=True)


def white(workbook: Workbook) -> None:
    workbook.worksheets[0]["E3"].font = Font(color="FFFFFFFF")


def joined(workbook: Workbook) -> None:
    workbook.worksheets[0].merged_cells.add("E2:E3")


def noted(workbook: Workbook) -> None:
    workbook.worksheets[0]["E3"].comment = Comment("phiếu này hủy", "Ban kiểm phiếu")


@pytest.mark.parametrize(
    ("change", "findings"),
    [
        (struck, ["3:3: E846", "3:4: E846", "3:5: E846"]),
        (white, ["3:5: E846"]),
        (joined, ["3:5: E846"]),
        (noted, ["3:5: E863"]),
    ],
)
def test_a_ballot_that_people_see_otherwise_is_not_counted_in_silence(
    tmp_path: Path, change: Callable[[Workbook], None], findings: list[str]
) -> None:
    found = refused(lambda: ballots(tmp_path, ONE_AND_TWO, change=change))
    assert [place_of(one).removeprefix(f"{SHEET}:") for one in found] == findings
    assert "xóa" in in_vietnamese(found[0])


@pytest.mark.parametrize("said", [{}, dict.fromkeys("GHIJKL", "-")])
def test_a_second_table_beside_the_first_is_not_left_out(tmp_path: Path, said: dict[str, str]) -> None:
    rows: Rows = [[*HEAD, *HEAD], ["bch", 1, 1, 1, 4, None, "bch", 1, 1, 2, 2, None]]
    path = save_rows(tmp_path / "ballots.xlsx", {"Phiếu": rows})
    (finding,) = refused(lambda: read_ballots(path, [CROSS_OUT], meanings=said))
    assert place_of(finding) == f"{SHEET}:1:7: E862"
    text = tmp_path / "ballots.csv"
    text.write_text("\n".join(",".join("" if cell is None else str(cell) for cell in row) for row in rows))
    (finding,) = refused(lambda: ballots_csv.read_ballots(text, [CROSS_OUT], meanings=said))
    assert finding.code == "E862"
