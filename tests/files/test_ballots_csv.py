"""Saved ballots as CSV: what is written reads back the same, and every form that a program saves is understood."""

import csv
import tracemalloc
from pathlib import Path

import pytest
from drawn_congresses import CONTEST_LISTS, ballots
from hypothesis import given
from hypothesis import strategies as st
from refused import place_of, refused

from tally.application.column_meanings import NOT_TAKEN
from tally.application.recount import SavedContest
from tally.domain.ballot import Ballot, BallotStyle, Ruling
from tally.domain.contest import Contest, Office
from tally.domain.rules import InvalidReason
from tally.domain.slate import Candidate, Slate
from tally.files.ballots_csv import check_table, read_ballots, write_ballots


def contest(contest_id: str, round_number: int, style: BallotStyle, size: int) -> Contest:
    slate = Slate(tuple(Candidate(no, f"Người thứ {no}") for no in range(1, size + 1)))
    return Contest(contest_id, contest_id, Office.OTHER, 1, 1, style, slate, round_number)


BCH = contest("bch", 1, BallotStyle.CROSS_OUT, 4)
AGAIN = contest("bch", 2, BallotStyle.CROSS_OUT, 2)
SECRETARY = contest("bi-thu", 1, BallotStyle.AGREE_DISAGREE, 1)
CONTESTS = (BCH, AGAIN, SECRETARY)

PLAIN = '''\
contest,round,batch,ballot,marks,ruling
bch,1,1,1,3 4,
bi-thu,1,1,1,1+,
bch,1,1,2,,marked
bch,1,2,1,2,"valid:bầu 1, 3 và ""4"""
bch,1,1,2,,marked
'''
READ = {
    ("bch", 1): (
        Ballot(1, 1, bytes([1, 1, 2, 2])),
        Ballot(1, 2, bytes([1, 1, 1, 1]), Ruling(InvalidReason.MARKED)),
        Ballot(2, 1, bytes([1, 2, 1, 1]), Ruling(None, 'bầu 1, 3 và "4"')),
        Ballot(1, 2, bytes([1, 1, 1, 1]), Ruling(InvalidReason.MARKED)),
    ),
    ("bch", 2): (),
    ("bi-thu", 1): (Ballot(1, 1, bytes([1])),),
}


def with_columns(order: list[int], delimiter: str = ",") -> str:
    """Write the rows of PLAIN with their columns in another order."""
    rows = list(csv.reader(PLAIN.splitlines()))
    return "".join(
        delimiter.join('"' + row[place].replace('"', '""') + '"' for place in order) + "\r\n" for row in rows
    )


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(PLAIN, id="as in the contract"),
        pytest.param("\ufeff" + PLAIN, id="with a byte order mark"),
        pytest.param(PLAIN.replace("\n", "\r\n"), id="lines ended as Windows does"),
        pytest.param(PLAIN.replace("\n", "\r"), id="lines ended as an old Macintosh did"),
        pytest.param(PLAIN.removesuffix("\n"), id="no end of the last line"),
        pytest.param(PLAIN + "\n\n", id="blank lines at the end"),
        pytest.param(PLAIN + "   \n", id="a line of spaces at the end"),
        pytest.param(PLAIN + ",,,,,\n,,,,,\n", id="rows of separators at the end, as Excel leaves them"),
        pytest.param(PLAIN.replace("bi-thu", "\nbi-thu"), id="a blank line in the middle"),
        pytest.param(PLAIN.replace(",", ";").replace("bầu 1;", "bầu 1,"), id="semicolons, as Excel saves in Vietnam"),
        pytest.param(with_columns([0, 1, 2, 3, 4, 5]), id="everything in quotation marks"),
        pytest.param(with_columns([5, 4, 3, 2, 1, 0]), id="the columns the other way round"),
        pytest.param("\ufeff" + with_columns([4, 0, 5, 2, 1, 3], ";"), id="any order, semicolons, a mark"),
        pytest.param(PLAIN.replace("contest,round", " Contest ,ROUND"), id="capitals and spaces in the header"),
        pytest.param(PLAIN.replace("bch,1,1,1,", " bch , 01 ,01, 1 ,"), id="spaces and leading zeros"),
        pytest.param("sep=;\r\n" + with_columns([0, 1, 2, 3, 4, 5], ";"), id="a first line for Excel"),
        pytest.param("\ufeffSEP=|\n" + with_columns([0, 1, 2, 3, 4, 5], "|"), id="a separator of its own"),
        pytest.param('"sep=;",,,,,\n' + PLAIN, id="that line saved again by another program"),
        pytest.param(with_columns([0, 1, 2, 3, 4, 5], "\t"), id="tabs"),
        pytest.param(PLAIN.replace("\n", ",,\n"), id="empty columns at the end of each row"),
        pytest.param(PLAIN.replace("ruling\n", "ruling,, \n").replace("3 4,", "3 4,, "), id="of the first rows only"),
        pytest.param(
            PLAIN.replace("contest,", "contest,,").replace("bch,", "bch,,").replace("bi-thu,", "bi-thu,,"),
            id="an emptied column in the middle",
        ),
        pytest.param(
            PLAIN.replace(
                "contest,round,batch,ballot,marks,ruling",
                "Mã cuộc bầu,Lần bầu,Tập số,Phiếu số,Gạch tên (số),Kết luận của Ban",
            ),
            id="the headings of the template",
        ),
    ],
)
def test_every_form_of_the_file_says_the_same(tmp_path: Path, text: str) -> None:
    path = tmp_path / "ballots.csv"
    path.write_bytes(text.encode())
    assert read_ballots(path, CONTESTS) == READ
    check_table(path)


def test_without_rulings_the_column_may_be_left_out(tmp_path: Path) -> None:
    path = tmp_path / "ballots.csv"
    path.write_text("contest,round,batch,ballot,marks\nbch,2,1,1,2\n", encoding="utf-8")
    assert read_ballots(path, CONTESTS)["bch", 2] == (Ballot(1, 1, bytes([1, 2])),)


def test_a_column_that_is_not_understood_is_taken_for_what_is_said(tmp_path: Path) -> None:
    path = tmp_path / "ballots.csv"
    text = (
        PLAIN.replace("ballot,marks", "TT,marks")
        .replace("\n", ",Lò Thị Hai\n")
        .replace("ruling,Lò Thị Hai", "ruling,Ghi chú (người nhập)")
    )
    path.write_text(text, encoding="utf-8")
    assert {place_of(one) for one in refused(lambda: read_ballots(path, CONTESTS))} == {
        "ballots.csv:1:1: E936",
        "ballots.csv:1:4: E937",
        "ballots.csv:1:7: E937",
    }
    meanings = {"tt": "ballot", "Ghi chú": NOT_TAKEN}
    assert read_ballots(path, CONTESTS, meanings=meanings) == READ
    check_table(path, meanings=meanings)


def test_a_heading_that_is_spoken_of_and_not_there_is_a_finding(tmp_path: Path) -> None:
    path = tmp_path / "ballots.csv"
    path.write_text(PLAIN, encoding="utf-8")
    [finding] = refused(lambda: read_ballots(path, CONTESTS, meanings={"Ghi chú": NOT_TAKEN}))
    assert (place_of(finding), finding.fields["value"]) == ("ballots.csv:1:1: E820", "Ghi chú")


@pytest.mark.parametrize(
    ("row", "finding"),
    [
        ("bch,,1,1,1,3 4,,", None),
        ("bch,,1,1,1,3 4,", None),
        ("bch,x,1,1,1,3 4,,", "2:2: E964"),
        ("bch,,1,1,1,3 4,,1", "2:1: E939"),
        ("bch,,1,1,1,3 4,,,", "2:1: E939"),
        ("bch,,1,1,1,3 4", "2:1: E939"),
    ],
)
def test_what_stands_outside_every_heading_is_never_passed_over(tmp_path: Path, row: str, finding: str | None) -> None:
    path = tmp_path / "ballots.csv"
    path.write_text(f"contest,,round,batch,ballot,marks,ruling,\n{row}\n", encoding="utf-8")
    if finding is None:
        assert read_ballots(path, CONTESTS)["bch", 1] == READ["bch", 1][:1]
    else:
        assert [place_of(one) for one in refused(lambda: read_ballots(path, CONTESTS))] == [f"ballots.csv:{finding}"]


def test_a_header_alone_holds_no_ballots(tmp_path: Path) -> None:
    path = tmp_path / "ballots.csv"
    path.write_text("contest,round,batch,ballot,marks,ruling", encoding="utf-8")
    assert read_ballots(path, CONTESTS) == {("bch", 1): (), ("bch", 2): (), ("bi-thu", 1): ()}


def test_the_order_of_the_stack_is_kept_and_a_number_may_come_twice(tmp_path: Path) -> None:
    # That is for the board to explain (E401), not for a reader to put right.
    path = tmp_path / "ballots.csv"
    path.write_text("contest,round,batch,ballot,marks\nbch,2,2,9,2\nbch,2,1,3,\nbch,2,2,9,1\n", encoding="utf-8")
    assert [(ballot.batch, ballot.number, ballot.marks) for ballot in read_ballots(path, CONTESTS)["bch", 2]] == [
        (2, 9, bytes([1, 2])),
        (1, 3, bytes([1, 1])),
        (2, 9, bytes([2, 1])),
    ]


@st.composite
def saved_contests(draw: st.DrawFn) -> tuple[SavedContest, ...]:
    """Draw contests, each with its ballots."""
    return tuple(SavedContest(one, draw(ballots(one))) for one in draw(CONTEST_LISTS))


@given(saved=saved_contests())
def test_what_is_written_reads_back_the_same(
    tmp_path_factory: pytest.TempPathFactory, saved: tuple[SavedContest, ...]
) -> None:
    path = tmp_path_factory.getbasetemp() / "drawn-ballots.csv"
    path.write_bytes(write_ballots(saved).encode())
    assert read_ballots(path, [one.contest for one in saved]) == {
        (one.contest.id, one.contest.round): one.ballots for one in saved
    }


def test_what_is_written_is_the_plain_form() -> None:
    saved = [SavedContest(one, READ[one.id, one.round]) for one in (SECRETARY, BCH)]
    assert write_ballots(saved) == (
        "contest,round,batch,ballot,marks,ruling\n"
        "bi-thu,1,1,1,1+,\n"
        "bch,1,1,1,3 4,\n"
        "bch,1,1,2,,marked\n"
        'bch,1,2,1,2,"valid:bầu 1, 3 và ""4"""\n'
        "bch,1,1,2,,marked\n"
    )


def test_many_ballots_take_the_memory_of_the_ballots(tmp_path: Path) -> None:
    count, size = 50_000, 30
    path = tmp_path / "ballots.csv"
    rows = (
        f"bch,1,{n // 50 + 1},{n % 50 + 1},{' '.join(str(no + 1) for no in range(size) if n >> no & 1)},\n"
        for n in range(count)
    )
    path.write_text("contest,round,batch,ballot,marks,ruling\n" + "".join(rows), encoding="utf-8")
    tracemalloc.start()
    try:
        stack = read_ballots(path, [contest("bch", 1, BallotStyle.CROSS_OUT, size)])["bch", 1]
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert len(stack) == count
    # The bytes of the file, 80 a ballot object, 63 its marks, 8 its place in the stack, twice while it is closed; and
    # the texts of marks that are kept, of which there are at most 20,000.
    assert peak < path.stat().st_size + count * (80 + 63 + 16) + 20_000 * 250


def test_a_sign_and_a_bracket_are_two_headings_and_a_heading_given_twice_goes_by_its_letter(tmp_path: Path) -> None:
    path = tmp_path / "ballots.csv"
    text = PLAIN.replace("\n", ",7,x,6,5\n").replace("ruling,7,x,6,5", "ruling,#,(ghi),TT,TT")
    path.write_text(text, encoding="utf-8")
    (finding,) = refused(lambda: read_ballots(path, CONTESTS, meanings={"#": NOT_TAKEN, "TT": NOT_TAKEN}))
    assert (place_of(finding), finding.fields["value"]) == ("ballots.csv:1:8: E937", "(ghi)")
    (finding,) = refused(
        lambda: read_ballots(path, CONTESTS, meanings={"#": NOT_TAKEN, "(ghi)": NOT_TAKEN, "i": NOT_TAKEN})
    )
    assert (place_of(finding), finding.fields["key"]) == ("ballots.csv:1:10: E937", "J")
    said = {"#": NOT_TAKEN, "(GHI)": NOT_TAKEN, "I": NOT_TAKEN, "J": NOT_TAKEN}
    assert read_ballots(path, CONTESTS, meanings=said) == READ


def test_a_column_without_a_heading_is_said_by_its_letter(tmp_path: Path) -> None:
    path = tmp_path / "ballots.csv"
    text = PLAIN.replace("contest,round", "contest,,round").replace("bch,", "bch,ghi,").replace("bi-thu,", "bi-thu,,")
    path.write_text(text, encoding="utf-8")
    assert [one.code for one in refused(lambda: read_ballots(path, CONTESTS))] == ["E964"] * 4
    assert read_ballots(path, CONTESTS, meanings={"B": NOT_TAKEN}) == READ
    path.write_text(PLAIN.replace("contest,", ","), encoding="utf-8")
    assert read_ballots(path, CONTESTS, meanings={"A": "contest"}) == READ


def test_columns_beyond_those_that_have_letters_go_by_their_number(tmp_path: Path) -> None:
    path = tmp_path / "ballots.csv"
    path.write_text(f"contest,round,batch{',' * 20_000},x\nbch,1,1\n", encoding="utf-8")
    assert {one.code for one in refused(lambda: read_ballots(path, [contest("bch", 1, BallotStyle.CROSS_OUT, 3)]))}
