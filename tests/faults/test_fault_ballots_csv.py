"""Saved ballots with something wrong in them: exact token, row and column; nothing guessed, nothing dropped."""

import time
from pathlib import Path

import pytest
from refused import in_vietnamese, place_of, places, refused

from tally.domain.ballot import BallotStyle
from tally.domain.contest import Contest, Office
from tally.domain.slate import Candidate, Slate
from tally.files.ballots_csv import check_table, read_ballots
from tally.files.findings import MAX_FINDINGS
from tally.files.marks import Problem, parse_marks, parse_ruling
from tally.files.text import MAX_CSV

HEADER = "contest,round,batch,ballot,marks,ruling\n"
FIRST = "bch,1,1,1,4,\n"


def contest(contest_id: str, style: BallotStyle) -> Contest:
    slate = Slate(tuple(Candidate(no, f"Người thứ {no}") for no in range(1, 12)))
    return Contest(contest_id, contest_id, Office.OTHER, 9, 9, style, slate)


CONTESTS = (contest("bch", BallotStyle.CROSS_OUT), contest("uv", BallotStyle.AGREE_DISAGREE))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "ballots.csv"


@pytest.mark.parametrize(
    ("row", "place", "value"),
    [
        # Marks that are no marks of this ballot
        ("bch,1,1,2,1x,", "3:5: E943", "“1x”"),
        ("bch,1,1,2,4 x 9,", "3:5: E943", "“x”"),
        ('bch,1,1,2,"4,9",', "3:5: E943", "“4,9”"),
        ("bch,1,1,2,4;9,", "3:5: E943", "“4;9”"),
        ("bch,1,1,2,4-9,", "3:5: E943", "“4-9”"),
        ("bch,1,1,2,4.0,", "3:5: E943", "“4.0”"),
        ("bch,1,1,2,=4,", "3:5: E943", "“=4”"),
        ("bch,1,1,2,٤,", "3:5: E943", "“٤”"),
        ("bch,1,1,2,４,", "3:5: E943", "“４”"),
        ("bch,1,1,2,²,", "3:5: E943", "“²”"),
        ("bch,1,1,2,1_0,", "3:5: E943", "“1_0”"),
        ("bch,1,1,2,\u200b4,", "3:5: E943", "\\u200b4"),
        ("bch,1,1,2,++4,", "3:5: E943", "“++4”"),
        ("uv,1,1,2,+,", "3:5: E943", "“+”"),
        ("uv,1,1,2,+4,", "3:5: E943", "“+4”"),
        ("uv,1,1,2,4+-,", "3:5: E943", "“4+-”"),
        ("uv,1,1,2,4x,", "3:5: E943", "“4x”"),
        ("bch,1,1,2," + "x" * 100 + ",", "3:5: E943", "“" + "x" * 59 + "…”"),
        # Numbers that are not on the slate
        ("bch,1,1,2,491522,", "3:5: E944", "“491522”"),
        ("bch,1,1,2,12,", "3:5: E944", "“12”"),
        ("bch,1,1,2,0,", "3:5: E944", "“0”"),
        ("uv,1,1,2,12+,", "3:5: E944", "“12”"),
        ("bch,1,1,2," + "9" * 5000 + ",", "3:5: E944", "“" + "9" * 59 + "…”"),
        ("bch,1,1,2,12,", "3:5: E944", "(11 người)"),
        # A number twice
        ("bch,1,1,2,4 4,", "3:5: E945", "“4”"),
        ("bch,1,1,2,4 9 04,", "3:5: E945", "“04”"),
        ("uv,1,1,2,4+ 4+,", "3:5: E945", "“4+”"),
        ("uv,1,1,2,4+ 4-,", "3:5: E946", "“4+ 4-”"),
        ("uv,1,1,2,4* 9+ 4+,", "3:5: E946", "“4* 4+”"),
        # The other style of ballot
        ("bch,1,1,2,4+,", "3:5: E947", "“4+” không đúng cách ghi của phiếu gạch tên"),
        ("bch,1,1,2,-4,", "3:5: E943", "“-4”"),
        ("uv,1,1,2,4,", "3:5: E947", "“4” không đúng cách ghi của phiếu đồng ý / không đồng ý"),
        # Rulings
        ("bch,1,1,2,,signed", "3:6: E948", "“signed”"),
        ("bch,1,1,2,,Marked", "3:6: E948", "“Marked”"),
        ("bch,1,1,2,,too-many", "3:6: E948", "not-issued, outside-list, marked"),
        ("bch,1,1,2,,marked:có chữ ký", "3:6: E948", "“marked:có chữ ký”"),
        ("bch,1,1,2,,khác:phiếu rách", "3:6: E948", "“khác:phiếu rách”"),
        ("bch,1,1,2,,other", "3:6: E949", "“other”"),
        ("bch,1,1,2,,other:", "3:6: E949", "“other:”"),
        ("bch,1,1,2,,valid: ", "3:6: E949", "“valid: ”"),
        ("bch,1,1,2,,other:\x1b[2J", "3:6: E923", "U+001B"),
        ('bch,1,1,2,,"other:hai\ndòng"', "3:6: E923", "U+000A"),
        # Which contest, batch and ballot
        ("bch2,1,1,2,,", "3:1: E941", "“bch2”"),
        (",1,1,2,,", "3:1: E941", "bch (1), uv (1)"),
        ("bch,2,1,2,,", "3:2: E941", "lần “2”"),
        ("bch,,1,2,,", "3:2: E942", "“round” là “”"),
        ("bch,x,1,2,,", "3:2: E942", "“round” là “x”"),
        ("bch,1,0,2,,", "3:3: E942", "“batch” là “0”"),
        ("bch,1,,2,,", "3:3: E942", "“batch” là “”"),
        ("bch,1,1.5,2,,", "3:3: E942", "“1.5”"),
        ("bch,1,1,-2,,", "3:4: E942", "“ballot” là “-2”"),
        ("bch,1,1,10000000,,", "3:4: E942", "“10000000”"),
        ("bch,1,1,1e3,,", "3:4: E942", "“1e3”"),
        ("bch,1,1,٣,,", "3:4: E942", "“٣”"),
        # The row
        ("bch,1,1,2,", "3:1: E939", "5 ô"),
        ("bch,1,1,2,4 9,,", "3:1: E939", "7 ô nhưng tiêu đề có 6 cột"),
        ("bch,1,1,2,4,9,marked", "3:1: E939", "7 ô"),
        ("bch 1 1 2", "3:1: E939", "1 ô"),
        ('bch,1,1,2,"4" 9,', "3:1: E940", "bch,1,1,2"),
        ('bch,1,1,2,"4 9,', "3:1: E940", "bch,1,1,2"),
        ("bch,1,1,2,,other:" + "x" * 131_072, "3:1: E940", "bch,1,1,2"),
    ],
)
def test_a_row_that_is_no_ballot_is_refused_at_its_place(path: Path, row: str, place: str, value: str) -> None:
    path.write_bytes((HEADER + FIRST + row + "\n").encode())
    (finding,) = refused(lambda: read_ballots(path, CONTESTS))
    assert place_of(finding) == f"ballots.csv:{place}"
    assert value in in_vietnamese(finding)


@pytest.mark.parametrize(
    ("header", "expected", "value"),
    [
        ("contest,round,batch,ballot,ruling", ["1:1: E936"], "thiếu cột marks"),
        ("contest,batch,ballot,marks,ruling", ["1:1: E936"], "thiếu cột round"),
        ("", ["1:1: E936"], "contest, round, batch, ballot, marks"),
        ("bch,1,1,1,4 9,", ["1:1: E936", *[f"1:{place}: E937" for place in range(1, 6)]], "“bch,1,1,1,4 9,”"),
        ("contest|round|batch|ballot|marks|ruling", ["1:1: E936", "1:1: E937"], "contest|round"),
        ("sep=;\ncontest,round,batch,ballot,marks,rulling", ["2:6: E937"], "“rulling”. Cột dùng được: ruling"),
        ("contest\tround\tbatch\tballot\tmarks\tmarks", ["1:6: E938"], "“marks”"),
        ("contest,round,batch,ballot,marks,rulling", ["1:6: E937"], "“rulling”. Cột dùng được: ruling"),
        ("contest,round,batch,ballot,marks,ruling,note", ["1:7: E937"], "“note”"),
        ("contest,round,batch,ballot,marks,ruling,,x", ["1:8: E937"], "“x”"),
        ("contest,round,batch,ballot,marks,marks", ["1:6: E938"], "“marks”"),
        ('contest,round,batch,ballot,"marks,ruling', ["1:1: E940"], "“contest,round,batch"),
    ],
)
def test_a_header_that_is_none_is_refused_before_any_row(
    path: Path, header: str, expected: list[str], value: str
) -> None:
    path.write_text(f"{header}\nbch,x\n", encoding="utf-8")
    for findings in (refused(lambda: read_ballots(path, CONTESTS)), refused(lambda: check_table(path))):
        assert [place_of(finding) for finding in findings] == [f"ballots.csv:{place}" for place in expected]
        assert value in in_vietnamese(findings[0])


def test_every_problem_of_every_row_is_named_at_once(path: Path) -> None:
    path.write_text(
        HEADER
        + "bch,1,1,1,1x 491522 4 4,signed\n"
        + "bch,1,x,0,4+,other:\n"
        + "bch,1,1,2,4,\n"
        + "nobody,1,x,1,whatever,signed\n"
        + "uv,1,1,1,4+ 5,\n"
        + "uv,1,1\n",
        encoding="utf-8",
    )
    assert places(lambda: read_ballots(path, CONTESTS)) == [
        "ballots.csv:2:5: E943",
        "ballots.csv:2:5: E944",
        "ballots.csv:2:5: E945",
        "ballots.csv:2:6: E948",
        "ballots.csv:3:3: E942",
        "ballots.csv:3:4: E942",
        "ballots.csv:3:5: E947",
        "ballots.csv:3:6: E949",
        "ballots.csv:5:1: E941",
        "ballots.csv:5:3: E942",
        "ballots.csv:5:6: E948",
        "ballots.csv:6:5: E947",
        "ballots.csv:7:1: E939",
    ]


def test_the_column_is_that_of_the_file_whatever_the_order_of_its_columns(path: Path) -> None:
    path.write_text("ruling;marks;ballot;batch;round;contest\nx;1x;0;0;1;bch\n;;1;1;1;x\n", encoding="utf-8")
    assert places(lambda: read_ballots(path, CONTESTS)) == [
        "ballots.csv:2:4: E942",
        "ballots.csv:2:3: E942",
        "ballots.csv:2:2: E943",
        "ballots.csv:2:1: E948",
        "ballots.csv:3:6: E941",
    ]


def test_rows_count_lines_even_after_blank_lines_and_rows_of_two_lines(path: Path) -> None:
    path.write_bytes(
        HEADER.encode() + b'\r\n\r\nbch,1,1,1,"4\r\n9",\r\nbch,1,1,2,1x,\r\n   \r\nbch,1,1,3,2x,\r\n',
    )
    assert places(lambda: read_ballots(path, CONTESTS)) == ["ballots.csv:6:5: E943", "ballots.csv:8:5: E943"]


def test_a_row_of_separators_in_the_middle_is_a_ballot_that_says_nothing_and_is_refused(path: Path) -> None:
    path.write_text(HEADER + ",,,,,\n" + FIRST + ",,,,,\n", encoding="utf-8")
    assert places(lambda: read_ballots(path, CONTESTS)) == [
        "ballots.csv:2:2: E942",
        "ballots.csv:2:3: E942",
        "ballots.csv:2:4: E942",
    ]


def test_what_does_not_need_the_contests_is_checked_without_them(path: Path) -> None:
    path.write_text(HEADER + "nobody,x,x,x,1x,signed\nbch,1\n" + 'bch,1,1,"1"2,\n', encoding="utf-8")
    assert places(lambda: check_table(path)) == ["ballots.csv:3:1: E939", "ballots.csv:4:1: E940"]


def test_a_file_of_millions_of_flaws_stops_at_a_number_that_can_be_read(path: Path) -> None:
    path.write_text(HEADER + "bch,1,1,1,1x,\n" * (MAX_FINDINGS + 5), encoding="utf-8")
    findings = refused(lambda: read_ballots(path, CONTESTS))
    assert len(findings) == MAX_FINDINGS + 1
    assert place_of(findings[-1]) == f"ballots.csv:{MAX_FINDINGS + 1}:5: E910"
    assert str(MAX_FINDINGS) in in_vietnamese(findings[-1])


def test_a_line_without_an_end_is_refused_in_bounded_time(path: Path) -> None:
    path.write_bytes((HEADER + FIRST).encode() + b"," * (MAX_CSV - 100))
    began = time.perf_counter()
    assert places(lambda: read_ballots(path, CONTESTS)) == ["ballots.csv:3:1: E940"]
    assert time.perf_counter() - began < 5


def test_an_unclosed_quotation_mark_does_not_swallow_the_file(path: Path) -> None:
    path.write_bytes((HEADER + FIRST + 'bch,1,1,2,"4 9,\n' + FIRST * 100_000).encode())
    assert places(lambda: read_ballots(path, CONTESTS)) == ["ballots.csv:3:1: E940"]


def test_marks_and_rulings_say_their_problems_to_whoever_reads_them() -> None:
    slate = CONTESTS[0].slate
    problems = parse_marks("1x 4 4", BallotStyle.CROSS_OUT, slate)
    assert problems == (Problem("E943", {"value": "1x"}), Problem("E945", {"value": "4"}))
    assert parse_ruling("other:") == Problem("E949", {"value": "other:"})


@pytest.mark.parametrize("bound", ["MAX_BALLOTS", "MAX_MARKS"])
def test_more_ballots_than_are_read_at_once_are_refused_at_the_row(
    path: Path, monkeypatch: pytest.MonkeyPatch, bound: str
) -> None:
    """The more candidates there are, the fewer ballots."""
    candidates = len(CONTESTS[0].slate) if bound == "MAX_MARKS" else 1
    path.write_text(HEADER + FIRST * 11, encoding="utf-8")
    monkeypatch.setattr(f"tally.files.ballots_csv.{bound}", 11 * candidates)
    assert len(read_ballots(path, CONTESTS)["bch", 1]) == 11
    monkeypatch.setattr(f"tally.files.ballots_csv.{bound}", 10 * candidates)
    (finding,) = refused(lambda: read_ballots(path, CONTESTS))
    assert (place_of(finding), finding.fields) == ("ballots.csv:12:1: E827", {"limit": 10})
