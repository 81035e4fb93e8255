"""A record workbook as a source, laid out by hand from `record_layout`: the papers that make it are not asked."""
# ruff: noqa: DTZ001 - dates of Excel have no zone

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from builders import marks
from openpyxl import Workbook
from refused import in_vietnamese, place_of, refused
from xlsx_making import Rows, save_rows

from tally.application.figures import Disagreement
from tally.application.recount import SavedContest, recount
from tally.domain.ballot import Ballot, BallotStyle, Ruling
from tally.domain.rules import InvalidReason
from tally.files.record_xlsx import RecordSource

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
style = "{style}"
issued = 5
returned = 4
candidate = [{{ no = 2, name = "Lò Văn Ánh" }}, {{ no = 5, name = "=1+1" }}]
"""

NAMES = [None, None, None, None, "Lò Văn Ánh", "=1+1"]
HEAD: Rows = [["Phiếu"], ["1 được bầu, 0 bị gạch"], ["Tập", "Phiếu", "Kết luận", "Xếp loại", 2, 5], NAMES]
BALLOTS: Rows = [
    [1, 1, None, "hợp lệ", 1, 0],
    [1, 2, None, "hợp lệ", 1, 0],
    [1, 3, None, "không hợp lệ", 1, 1],
    [2, 1, "marked", "không hợp lệ", 1, 0],
]
CHECK: Rows = [["Kiểm tra"], ["KHỚP"], [], ["Khóa", "Số liệu", "Đã ghi", "Đếm lại", "So sánh"]]
FIGURES: Mapping[str, object] = {
    "issued": 5,
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
    "outcome.2": "không trúng cử",
    "outcome.5": "không trúng cử",
    "unfilled": 1,
    "status": "BẦU THIẾU",
}
DIGEST = "ab" * 32


def a_record(  # noqa: PLR0913 - a record has as many parts; a test names the one it is about
    path: Path,
    *,
    ballots: Rows = BALLOTS,
    head: Rows = HEAD,
    figures: Mapping[str, object] = FIGURES,
    style: str = "cross-out",
    change: Callable[[Workbook], None] = lambda _workbook: None,
) -> RecordSource:
    """Write a record and return the source."""
    lines = DECLARATION.format(style=style).split("\n")
    sheets: dict[str, Rows] = {
        "Kết quả": [["Kết quả"]],
        "Phiếu": [*head, *ballots],
        "Kiểm tra": [
            *CHECK,
            *([key, f"nhãn {key}", figure, "=1", "=2", None, "=3"] for key, figure in figures.items()),
            [None, "Số liệu khai báo", 5],
            ["khác", None, 7],
        ],
        "Khai báo": [["tally-record/1", DIGEST], ["ghi chú"], ["ghi chú"], *([line] for line in lines)],
    }
    save_rows(path, sheets, change)
    return RecordSource(path)


def saved(source: RecordSource) -> SavedContest:
    """Return the one contest of a record."""
    (one,) = source.load().contests
    return one


def told(source: RecordSource) -> list[str]:
    """Return the findings as they are printed, without the words."""
    return [place_of(one) for one in refused(source.load)]


def test_ballots_figures_and_declaration_are_read_back(tmp_path: Path) -> None:
    source = a_record(tmp_path / "ho-so.xlsx")
    count = source.load()
    assert count.congress.organisation == "Chi bộ bản Mới"
    assert count.profile.id == "qd-190-2024"
    (one,) = count.contests
    assert [candidate.name for candidate in one.contest.slate] == ["Lò Văn Ánh", "=1+1"]
    assert one.ballots == (
        Ballot(1, 1, marks("+-")),
        Ballot(1, 2, marks("+-")),
        Ballot(1, 3, marks("++")),
        Ballot(2, 1, marks("+-"), Ruling(InvalidReason.MARKED)),
    )
    assert one.official == {
        **FIGURES,
        "outcome.2": "not-elected",
        "outcome.5": "not-elected",
        "status": "under-filled",
        "digest": DIGEST,
    }


def test_an_untouched_record_agrees_but_for_the_digest_made_up_here(tmp_path: Path) -> None:
    counted = recount(a_record(tmp_path / "ho-so.xlsx")).contests[0]
    assert [one.key for one in counted.disagreements] == ["digest"]


def test_a_mark_that_was_changed_is_counted_and_disagrees(tmp_path: Path) -> None:
    ballots = [BALLOTS[0], [1, 2, None, "hợp lệ", 0, 1], *BALLOTS[2:]]
    counted = recount(a_record(tmp_path / "ho-so.xlsx", ballots=ballots)).contests[0]
    assert [one for one in counted.disagreements if one.key != "digest"] == [
        Disagreement("votes.2", 2, 1),
        Disagreement("votes.5", 0, 1),
    ]


def test_a_figure_that_was_changed_disagrees(tmp_path: Path) -> None:
    changed = {**FIGURES, "votes.2": 3, "outcome.2": "trúng cử", "status": "đủ số lượng", "needed": None}
    counted = recount(a_record(tmp_path / "ho-so.xlsx", figures=changed)).contests[0]
    assert [one for one in counted.disagreements if one.key != "digest"] == [
        Disagreement("needed", "", 3),
        Disagreement("votes.2", 3, 2),
        Disagreement("outcome.2", "elected", "not-elected"),
        Disagreement("status", "complete", "under-filled"),
    ]


@pytest.mark.parametrize(
    ("value", "read"),
    [("=3-1", "=3-1"), (2.5, "2,5"), ("2", "2"), (True, "TRUE"), ("#REF!", "#REF!"), ("hai", "hai"), (None, "")],
)
def test_a_figure_that_is_no_number_any_more_disagrees_as_it_stands(tmp_path: Path, value: object, read: str) -> None:
    one = saved(a_record(tmp_path / "ho-so.xlsx", figures={**FIGURES, "votes.2": value}))
    assert one.official is not None
    assert one.official["votes.2"] == read


def test_a_figure_that_is_gone_or_strange_disagrees_and_stops_nothing(tmp_path: Path) -> None:
    figures = {key: value for key, value in FIGURES.items() if key != "base"} | {"lạ": 7, "outcome.5": "hoãn"}
    counted = recount(a_record(tmp_path / "ho-so.xlsx", figures=figures)).contests[0]
    assert [one for one in counted.disagreements if one.key != "digest"] == [
        Disagreement("base", None, 5),
        Disagreement("outcome.5", "hoãn", "not-elected"),
        Disagreement("lạ", 7, None),
    ]


def test_a_figure_given_twice_is_a_finding(tmp_path: Path) -> None:
    def twice(workbook: Workbook) -> None:
        workbook["Kiểm tra"]["A6"] = "issued"

    assert told(a_record(tmp_path / "ho-so.xlsx", change=twice)) == ["ho-so.xlsx[Kiểm tra]:6:1: E986"]


def test_agree_and_disagree_have_four_signs(tmp_path: Path) -> None:
    ballots: Rows = [[1, 1, None, None, "-", "*"], [1, 2, None, None, 1, 0], [1, 3, None, None, "1", "0"]]
    one = saved(a_record(tmp_path / "ho-so.xlsx", ballots=ballots, style="agree-disagree"))
    assert one.contest.style is BallotStyle.AGREE_DISAGREE
    assert [ballot.marks for ballot in one.ballots] == [marks(".*"), marks("+-"), marks("+-")]


@pytest.mark.parametrize(
    ("style", "sign", "finding"),
    [
        ("cross-out", "-", "E985"),
        ("cross-out", "*", "E985"),
        ("cross-out", 2, "E985"),
        ("cross-out", None, "E985"),
        ("cross-out", True, "E985"),
        ("cross-out", 0.5, "E985"),
        ("cross-out", "x", "E985"),
        ("cross-out", datetime(2025, 1, 1), "E985"),
        ("cross-out", "=1", "E958"),
        ("cross-out", "#N/A", "E959"),
        ("agree-disagree", "+", "E985"),
        ("agree-disagree", "", "E985"),
    ],
)
def test_a_cell_that_is_no_mark_is_a_finding_that_names_it(
    tmp_path: Path, style: str, sign: object, finding: str
) -> None:
    ballots: Rows = [[1, 1, None, None, 1, 0], [1, 2, None, None, 1, sign]]
    source = a_record(tmp_path / "ho-so.xlsx", ballots=ballots, style=style)
    (only,) = refused(source.load)
    assert place_of(only) == f"ho-so.xlsx[Phiếu]:6:6: {finding}"
    assert "F6" in in_vietnamese(only)
    if finding == "E985":
        assert ("1 0 - *" in in_vietnamese(only)) == (style == "agree-disagree")


def test_all_findings_of_the_ballots_are_told_at_once(tmp_path: Path) -> None:
    ballots: Rows = [
        [0, 1, None, None, 1, 0],
        [1, None, None, None, 1, 9],
        [1, 3, "rách", None, 1, 0],
        [1, 4, "marked", None, 1, 0, 1],
        ["=1", 5, None, None, 1, 0],
    ]
    assert told(a_record(tmp_path / "ho-so.xlsx", ballots=ballots)) == [
        "ho-so.xlsx[Phiếu]:5:1: E961",
        "ho-so.xlsx[Phiếu]:6:2: E942",
        "ho-so.xlsx[Phiếu]:6:6: E985",
        "ho-so.xlsx[Phiếu]:7:3: E948",
        "ho-so.xlsx[Phiếu]:8:7: E964",
        "ho-so.xlsx[Phiếu]:9:1: E958",
    ]


@pytest.mark.parametrize("numbers", [[2], [5, 2], [2, 5, 6], [2, None, 5], [None, 2, 5], [2, "năm"], []])
def test_other_numbers_than_those_of_the_slate_are_a_finding(tmp_path: Path, numbers: list[object]) -> None:
    head: Rows = [*HEAD[:2], ["Tập", "Phiếu", "Kết luận", "Xếp loại", *numbers], NAMES]
    (finding,) = refused(a_record(tmp_path / "ho-so.xlsx", head=head, ballots=[]).load)
    assert place_of(finding) == "ho-so.xlsx[Phiếu]:3:5: E984"
    assert "“2 5”" in in_vietnamese(finding)


def test_a_sheet_without_any_numbers_is_a_finding(tmp_path: Path) -> None:
    def erase(workbook: Workbook) -> None:
        workbook["Phiếu"].delete_rows(1, 10)

    assert told(a_record(tmp_path / "ho-so.xlsx", change=erase)) == [
        "ho-so.xlsx[Phiếu]:3:5: E984",
        "ho-so.xlsx[Phiếu]:4:5: E998",
        "ho-so.xlsx[Phiếu]:4:6: E998",
    ]


def test_names_exchanged_above_the_marks_are_findings(tmp_path: Path) -> None:
    head: Rows = [*HEAD[:3], [*NAMES[:4], "=1+1", "Lò Văn Ánh (1975)"]]
    exchanged = refused(a_record(tmp_path / "ho-so.xlsx", head=head, ballots=[]).load)
    assert [place_of(finding) for finding in exchanged] == [
        "ho-so.xlsx[Phiếu]:4:5: E998",
        "ho-so.xlsx[Phiếu]:4:6: E998",
    ]
    assert "cột số 2" in in_vietnamese(exchanged[0])
    assert "danh sách bầu cử ghi “Lò Văn Ánh”" in in_vietnamese(exchanged[0])


def test_a_name_told_apart_by_the_year_of_birth_is_that_name(tmp_path: Path) -> None:
    head: Rows = [*HEAD[:3], [*NAMES[:4], "Lò Văn Ánh (1975)", "=1+1"]]
    assert len(saved(a_record(tmp_path / "ho-so.xlsx", head=head)).ballots) == len(BALLOTS)


def test_a_record_without_ballots_has_none(tmp_path: Path) -> None:
    assert saved(a_record(tmp_path / "ho-so.xlsx", ballots=[])).ballots == ()


def test_findings_of_the_declaration_are_at_their_rows_of_the_sheet(tmp_path: Path) -> None:
    def break_it(workbook: Workbook) -> None:
        workbook["Khai báo"]["A9"] = 'rules = "qd-190"'

    source = a_record(tmp_path / "ho-so.xlsx", change=break_it)
    (finding,) = refused(source.load)
    assert (finding.file, finding.row, finding.code) == ("ho-so.xlsx[Khai báo]", 9, "E929")


def test_a_declaration_that_is_no_text_is_a_finding(tmp_path: Path) -> None:
    def break_it(workbook: Workbook) -> None:
        workbook["Khai báo"]["A7"] = 5
        workbook["Khai báo"]["A9"] = "=1"

    assert told(a_record(tmp_path / "ho-so.xlsx", change=break_it)) == [
        "ho-so.xlsx[Khai báo]:7:1: E986",
        "ho-so.xlsx[Khai báo]:9:1: E986",
    ]


def test_a_record_of_two_contests_is_no_record(tmp_path: Path) -> None:
    def add(workbook: Workbook) -> None:
        sheet = workbook["Khai báo"]
        for line in ("[[contest]]", 'id = "bi-thu"', "seats = 1", "candidate = []"):
            sheet.append([line])

    assert told(a_record(tmp_path / "ho-so.xlsx", change=add)) == ["ho-so.xlsx[Khai báo]:4:1: E987"]


@pytest.mark.parametrize(
    ("mark", "place"),
    [
        ("tally-record/2", "ho-so.xlsx[Khai báo]:1:1: E982"),
        ("tally-record/12", "ho-so.xlsx[Khai báo]:1:1: E982"),
        ("tally-congress/1", "ho-so.xlsx:1:1: E980"),
        (None, "ho-so.xlsx:1:1: E980"),
        (1, "ho-so.xlsx:1:1: E980"),
        ("=A2", "ho-so.xlsx:1:1: E980"),
    ],
)
def test_only_a_record_of_a_known_format_is_read(tmp_path: Path, mark: str | int | None, place: str) -> None:
    def remark(workbook: Workbook) -> None:
        workbook["Khai báo"]["A1"] = mark

    assert told(a_record(tmp_path / "ho-so.xlsx", change=remark)) == [place]


def test_minutes_carry_no_ballots_and_are_told_apart(tmp_path: Path) -> None:
    path = save_rows(tmp_path / "bien-ban.xlsx", {"Biên bản": [["BIÊN BẢN"]], "Kết quả": [["Kết quả"]]})
    (finding,) = refused(RecordSource(path).load)
    assert place_of(finding) == "bien-ban.xlsx:1:1: E981"
    assert "không có phiếu" in in_vietnamese(finding)


def test_any_other_workbook_is_no_record(tmp_path: Path) -> None:
    path = save_rows(tmp_path / "a.xlsx", {"Sheet1": [["TT"]]})
    assert told(RecordSource(path)) == ["a.xlsx:1:1: E980"]


@pytest.mark.parametrize("name", ["Phiếu", "Kiểm tra"])
def test_a_sheet_that_was_deleted_is_named(tmp_path: Path, name: str) -> None:
    def delete(workbook: Workbook) -> None:
        del workbook[name]

    (finding,) = refused(a_record(tmp_path / "ho-so.xlsx", change=delete).load)
    assert place_of(finding) == "ho-so.xlsx:1:1: E983"
    assert f"“{name}”" in in_vietnamese(finding)


def test_hidden_sheets_and_filtered_ballots_are_read_all_the_same(tmp_path: Path) -> None:
    def hide(workbook: Workbook) -> None:
        workbook["Khai báo"].sheet_state = "hidden"
        workbook["Phiếu"].row_dimensions[6].hidden = True

    assert len(saved(a_record(tmp_path / "ho-so.xlsx", change=hide)).ballots) == 4


def test_a_digest_that_is_gone_disagrees(tmp_path: Path) -> None:
    def erase(workbook: Workbook) -> None:
        workbook["Khai báo"]["B1"] = None

    one = saved(a_record(tmp_path / "ho-so.xlsx", change=erase))
    assert one.official is not None
    assert one.official["digest"] == ""


def test_the_regulation_is_asked_for_by_its_id(tmp_path: Path) -> None:
    path = tmp_path / "ho-so.xlsx"
    profile = a_record(path).load().profile
    asked: list[str] = []

    def load(profile_id: str) -> object:
        asked.append(profile_id)
        return replace(profile, title_vi="Quy chế riêng")

    source = RecordSource(path, load)  # type: ignore[arg-type]  # replace() is typed as what it is given
    assert source.load().profile.title_vi == "Quy chế riêng"
    assert asked == ["qd-190-2024"]
