"""Each mistake that other counting programs really make (cases.md), where it concerns saved ballots: ours does not.

Not here, because saved ballots have no screen on which they could happen: Enter held down or pressed twice, and the
deletion after a deletion that removes the wrong ballot.
"""

import json
import re
import shutil
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from tally.cli.main import main

Run = Callable[..., Any]

GIVEN_NAMES = ["An", "Bình", "Cường", "Dũng", "Đào", "Giang", "Hà", "Khánh", "Lan"]

# How the record's sheet of ballots is laid out (documents.md, `record_layout.py`): typed here, so that a change shows.
NUMBERS_ROW = 3
FIRST_BALLOT_ROW = 5
FIRST_CANDIDATE = 5


def save(  # noqa: PLR0913 - a congress in one line each, by keyword
    folder: Path,
    ballots: Sequence[str],
    *,
    names: Sequence[str] = tuple(GIVEN_NAMES),
    numbers: Sequence[int] = (),
    seats: int = 2,
    style: str = "cross-out",
    people: int = 10,
    office: str = "delegates",
) -> Path:
    """Write a congress with one contest, `ballots` being marks or `marks,ruling`; return its folder."""
    folder.mkdir(parents=True, exist_ok=True)
    candidates = "".join(
        f'[[contest.candidate]]\nno = {no}\nname = "{name}"\n'
        for no, name in zip(numbers or range(1, len(names) + 1), names, strict=True)
    )
    (folder / "congress.toml").write_text(
        'format = "tally-congress/1"\n[congress]\norganisation = "Chi bộ 1"\nkind = "members"\n'
        f"[roll]\nsummoned = {people}\npresent = {people}\n"
        f'[[contest]]\nid = "bau"\ntitle = "Bầu"\noffice = "{office}"\nseats = {seats}\nstyle = "{style}"\n'
        f"issued = {people}\nreturned = {len(ballots)}\n{candidates}",
        encoding="utf-8",
    )
    rows = [f"bau,1,1,{number},{marks}{'' if ',' in marks else ','}" for number, marks in enumerate(ballots, start=1)]
    (folder / "ballots.csv").write_text(
        "\n".join(["contest,round,batch,ballot,marks,ruling", *rows]) + "\n", encoding="utf-8"
    )
    return folder


def contest_of(run_tally: Run, folder: Path) -> dict[str, Any]:
    """Return the one contest of a folder, counted by the command."""
    ran = run_tally("recount", folder, "--json")
    assert (ran.status, ran.err) == (0, "")
    contests: list[dict[str, Any]] = json.loads(ran.out)["contests"]
    assert len(contests) == 1
    return contests[0]


def votes_of(contest: dict[str, Any]) -> dict[str, int]:
    return {line["name"]: line["votes"] for line in contest["candidates"]}


def outcomes_of(contest: dict[str, Any]) -> dict[str, str]:
    return {line["name"]: line["outcome"] for line in contest["candidates"]}


# Marks that cannot be read: refused, with the place and what was typed


@pytest.mark.parametrize(
    ("style", "marks", "said"),
    [
        pytest.param("cross-out", "491522", ("E944", "491522"), id="numbers-run-together"),
        pytest.param("cross-out", "1x", ("E943", "1x"), id="digit-and-letter"),
        pytest.param("cross-out", "3 5 3", ("E945", "3"), id="number-twice"),
        pytest.param("cross-out", "3 03", ("E945", "03"), id="number-twice-in-two-spellings"),
        pytest.param("cross-out", "10", ("E944", "10"), id="number-not-on-the-slate"),
        pytest.param("cross-out", "0", ("E944", "0"), id="number-zero"),
        pytest.param("cross-out", "-3", ("E943", "-3"), id="number-below-zero"),
        pytest.param("cross-out", "1.5", ("E943", "1.5"), id="fraction"),
        pytest.param("cross-out", "3+", ("E947", "3+"), id="sign-of-the-other-style"),
        pytest.param("agree-disagree", "3", ("E947", "3"), id="number-without-sign"),
        pytest.param("agree-disagree", "3+ 3+", ("E945", "3+"), id="agree-twice"),
        pytest.param("agree-disagree", "3+ 3-", ("E946", "3+ 3-"), id="agree-and-disagree"),
        pytest.param("agree-disagree", "3/", ("E943", "3/"), id="unknown-sign"),
        pytest.param("agree-disagree", "12+", ("E944", "12"), id="agree-not-on-the-slate"),
    ],
)
def test_a_wrong_token_is_refused_with_its_place_and_what_was_typed(
    style: str, marks: str, said: tuple[str, str], tmp_path: Path, run_tally: Run
) -> None:
    good = "1 2 3 4 5 6 7" if style == "cross-out" else "1+ 2+"
    ran = run_tally("recount", save(tmp_path / "x", [good, marks, good], style=style), "--json")
    assert (ran.status, ran.out) == (3, "")
    found = re.findall(r"^(.*):(\d+):(\d+): ([EW]\d{3}) (.*)$", ran.err, flags=re.MULTILINE)
    assert len(found) == 1
    file, row, column, code, message = found[0]
    assert file.endswith("ballots.csv")
    assert (int(row), int(column), code) == (3, 5, said[0])
    assert said[1] in message


def test_all_wrong_tokens_are_named_at_once(tmp_path: Path, run_tally: Run) -> None:
    ran = run_tally("recount", save(tmp_path / "x", ["491522", "1x", "3", "3 3 99"]), "--json")
    assert (ran.status, ran.out) == (3, "")
    found = re.findall(r"ballots\.csv:(\d+):5: (E\d{3}) ", ran.err)
    assert found == [("2", "E944"), ("3", "E943"), ("5", "E945"), ("5", "E944")]


def test_a_refused_file_leaves_no_paper(tmp_path: Path, run_tally: Run) -> None:
    """An upload of theirs always says that it succeeded."""
    ran = run_tally("recount", save(tmp_path / "x", ["1x"]), "--export", tmp_path / "papers")
    assert (ran.status, ran.out) == (3, "")
    assert list(tmp_path.rglob("*.xlsx")) == []


# Ballots called invalid that are valid


@pytest.mark.parametrize("style", ["cross-out", "agree-disagree"])
def test_slate_as_long_as_the_seats_with_nobody_struck_is_valid(style: str, tmp_path: Path, run_tally: Run) -> None:
    everybody = "" if style == "cross-out" else "1+ 2+ 3+"
    contest = contest_of(run_tally, save(tmp_path / "x", [everybody] * 10, names=GIVEN_NAMES[:3], seats=3, style=style))
    assert (contest["ballots"]["valid"], contest["ballots"]["invalid"]) == (10, 0)
    assert contest["elected"] == [1, 2, 3]


def test_fewer_names_than_seats_is_valid(tmp_path: Path, run_tally: Run) -> None:
    ballots = ["2 3 4"] * 4 + ["3 4"] * 3 + ["4"] * 3
    contest = contest_of(run_tally, save(tmp_path / "x", ballots, names=GIVEN_NAMES[:4], seats=3))
    assert (contest["ballots"]["valid"], contest["ballots"]["invalid"]) == (10, 0)
    assert votes_of(contest) == {"An": 10, "Bình": 6, "Cường": 3, "Dũng": 0}


# Elected who are not, and the other way round


def test_exactly_half_is_not_elected(tmp_path: Path, run_tally: Run) -> None:
    contest = contest_of(run_tally, save(tmp_path / "x", ["2"] * 5 + ["1"] * 5, names=GIVEN_NAMES[:2], seats=1))
    assert (contest["base"], contest["needed"]) == (10, 6)
    assert [line["percent"] for line in contest["candidates"]] == ["50.00", "50.00"]
    assert (contest["elected"], contest["tied"], contest["unfilled"]) == ([], [], 1)
    assert contest["status"] == "under-filled"


def test_the_most_votes_are_not_enough_below_half(tmp_path: Path, run_tally: Run) -> None:
    """Theirs elects on 40 % for lack of a threshold."""
    ballots = ["2 3"] * 4 + ["1 3"] * 3 + ["1 2"] * 3
    contest = contest_of(run_tally, save(tmp_path / "x", ballots, names=GIVEN_NAMES[:3], seats=1))
    assert contest["candidates"][0]["percent"] == "40.00"
    assert (contest["elected"], contest["unfilled"], contest["status"]) == ([], 1, "under-filled")


def test_half_of_the_ballots_is_not_half_of_the_people(tmp_path: Path, run_tally: Run) -> None:
    contest = contest_of(
        run_tally, save(tmp_path / "x", ["2"] * 5 + ["1"] * 2, names=GIVEN_NAMES[:2], seats=1, people=10)
    )
    assert contest["elected"] == []


def test_twenty_three_over_half_fill_twenty_seats(fixtures: Path, run_tally: Run) -> None:
    contest = contest_of(run_tally, fixtures / "edges" / "twenty-three-for-twenty")
    assert Counter(outcomes_of(contest).values()) == {"elected": 20, "over-half": 3, "not-elected": 2}
    assert len(contest["elected"]) == 20


def test_a_tie_is_never_settled_by_the_order_of_the_list(tmp_path: Path, run_tally: Run) -> None:
    """An 8 votes; Bình and Cường 6 each for the last seat; Dũng none: whoever stands first on the ballot."""
    people = GIVEN_NAMES[:4]
    voted = [("An", "Bình")] * 4 + [("An", "Cường")] * 4 + [("Bình", "Cường")] * 2
    for position, order in enumerate(permutations(people)):
        ballots = [
            " ".join(str(no) for no, name in enumerate(order, start=1) if name not in ballot) for ballot in voted
        ]
        contest = contest_of(run_tally, save(tmp_path / str(position), ballots, names=order))
        assert outcomes_of(contest) == {"An": "elected", "Bình": "tied", "Cường": "tied", "Dũng": "not-elected"}
        assert (contest["status"], contest["unfilled"]) == ("tie", 0)


def test_the_order_in_which_candidates_are_declared_changes_nothing(tmp_path: Path, run_tally: Run) -> None:
    ballots = ["3 4"] * 4 + ["2 4"] * 4 + ["1 4"] * 2
    numbered = list(enumerate(GIVEN_NAMES[:4], start=1))
    seen = []
    for position, order in enumerate(permutations(numbered)):
        folder = save(
            tmp_path / str(position), ballots, names=[name for _, name in order], numbers=[no for no, _ in order]
        )
        seen.append(contest_of(run_tally, folder))
    assert len(seen) == 24
    assert all(contest == seen[0] for contest in seen)
    assert [line["no"] for line in seen[0]["candidates"]] == [1, 2, 3, 4]


@pytest.mark.parametrize("size", [10, 15, 21, 100, 220])
@pytest.mark.parametrize("style", ["cross-out", "agree-disagree"])
def test_any_number_of_names_is_counted(size: int, style: str, tmp_path: Path, run_tally: Run) -> None:
    """Theirs stop at 9, 14 or 20 names. Ballot k leaves out candidate k alone; the last leaves out nobody else's."""
    names = [f"Người {no}" for no in range(1, size + 1)]
    everybody = range(1, size + 1)
    missing = [*everybody, size]
    if style == "cross-out":
        ballots = [str(no) for no in missing]
    else:
        ballots = [" ".join(f"{other}+" for other in everybody if other != no) for no in missing]
    folder = save(tmp_path / "x", ballots, names=names, seats=size - 1, style=style, people=size + 1)
    contest = contest_of(run_tally, folder)
    assert contest["ballots"]["invalid"] == 0
    assert votes_of(contest) == dict.fromkeys(names[:-1], size) | {names[-1]: size - 1}


# Papers


def rows_of(sheet: Worksheet, name: str) -> list[list[object]]:
    """Return the rows in which a candidate stands, words in small letters."""
    return [
        [cell.casefold() if isinstance(cell, str) else cell for cell in row]
        for row in sheet.iter_rows(values_only=True)
        if name in row
    ]


@pytest.mark.parametrize("folder", ["thanh-chan", "edges/tie-across-last-seat", "edges/twenty-three-for-twenty"])
def test_minutes_and_record_carry_the_figures_of_the_result(
    folder: str, fixtures: Path, tmp_path: Path, run_tally: Run
) -> None:
    """Two papers of one program that disagree about the result: here every sheet of both says the same."""
    words = {
        "elected": "trúng cử",
        "tied": "ngang phiếu",
        "over-half": "quá nửa, hết chỗ",
        "not-elected": "không trúng cử",
    }
    expected = json.loads((fixtures / folder / "expected.json").read_text(encoding="utf-8"))
    assert run_tally("recount", fixtures / folder, "--export", tmp_path).status == 0
    for contest in expected["contests"]:
        minutes = load_workbook(tmp_path / f"bien-ban-{contest['id']}-{contest['round']}.xlsx")
        record = load_workbook(tmp_path / f"ho-so-{contest['id']}-{contest['round']}.xlsx")
        for sheet in (minutes["Biên bản"], minutes["Kết quả"], record["Kết quả"]):
            for line in contest["candidates"]:
                rows = rows_of(sheet, line["name"])
                # The minutes name the elected once more, in the order of votes.
                again = sheet.title == "Biên bản" and line["outcome"] == "elected"
                assert len(rows) == 1 + again
                assert all(line["votes"] in row for row in rows)
                assert words[line["outcome"]] in rows[0]
        official = {row[0]: row[2] for row in record["Kiểm tra"].iter_rows(min_row=5, values_only=True) if row[0]}
        for line in contest["candidates"]:
            assert official[f"votes.{line['no']}"] == line["votes"]
            assert str(official[f"outcome.{line['no']}"]).casefold() == words[line["outcome"]]


def test_an_invalid_ballot_keeps_its_marks_in_the_record(tmp_path: Path, run_tally: Run) -> None:
    """Theirs loses the marks when an invalid ballot is edited; the record of ours keeps what was on the paper."""
    ballots = ["3", "", "2,marked", "1 2 3", "3"]
    folder = save(tmp_path / "x", ballots, names=GIVEN_NAMES[:3], people=5)
    assert run_tally("recount", folder, "--export", tmp_path).status == 0
    sheet = load_workbook(tmp_path / "ho-so-bau-1.xlsx")["Phiếu"]
    rows = sheet.iter_rows(
        min_row=FIRST_BALLOT_ROW, max_row=FIRST_BALLOT_ROW + 4, min_col=FIRST_CANDIDATE, max_col=7, values_only=True
    )
    assert list(rows) == [(1, 1, 0), (1, 1, 1), (1, 0, 1), (0, 0, 0), (1, 1, 0)]
    assert sheet.cell(FIRST_BALLOT_ROW + 2, 3).value == "marked"


@pytest.fixture(scope="module")
def sealed(fixtures: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the record of a contest with a tie, made once."""
    papers = tmp_path_factory.mktemp("papers")
    assert main(["recount", str(fixtures / "edges" / "tie-across-last-seat"), "--export", str(papers)]) == 0
    return papers / "ho-so-dai-bieu-1.xlsx"


@pytest.fixture
def record(sealed: Path, tmp_path: Path) -> Path:
    """Return a copy of the record for one test to alter."""
    return Path(shutil.copy(sealed, tmp_path))


def test_a_record_is_counted_again_to_the_same_result(record: Path, fixtures: Path, run_tally: Run) -> None:
    ran = run_tally("recount", record, "--json")
    assert (ran.status, ran.err) == (0, "")
    assert json.loads(ran.out)["contests"] == [contest_of(run_tally, fixtures / "edges" / "tie-across-last-seat")]


@pytest.mark.parametrize("ballot", [0, 4, 9])
@pytest.mark.parametrize("candidate", [1, 2, 3, 4])
def test_one_altered_mark_in_the_record_is_found(ballot: int, candidate: int, record: Path, run_tally: Run) -> None:
    """A checksum that compares the ballots with themselves would agree; ours holds them against what was announced."""
    workbook = load_workbook(record)
    cell = workbook["Phiếu"].cell(FIRST_BALLOT_ROW + ballot, FIRST_CANDIDATE + candidate - 1)
    assert cell.value in {0, 1}
    cell.value = 1 - int(str(cell.value))
    workbook.save(record)
    ran = run_tally("recount", record, "--json")
    assert ran.status == 1
    assert ran.err.strip()


def test_two_altered_marks_that_leave_every_total_are_found(record: Path, run_tally: Run) -> None:
    """Ballot 1 votes An and Bình, ballot 5 An and Cường: exchanged, every total stays and only the digest tells."""
    workbook = load_workbook(record)
    sheet = workbook["Phiếu"]
    for row in (FIRST_BALLOT_ROW, FIRST_BALLOT_ROW + 4):
        for column in (FIRST_CANDIDATE + 1, FIRST_CANDIDATE + 2):
            sheet.cell(row, column).value = 1 - int(str(sheet.cell(row, column).value))
    workbook.save(record)
    assert run_tally("recount", record, "--json").status == 1


@pytest.mark.parametrize("key", ["votes.1", "valid", "issued", "base"])
def test_an_altered_official_figure_is_found(key: str, record: Path, run_tally: Run) -> None:
    workbook = load_workbook(record)
    sheet = workbook["Kiểm tra"]
    row = next(row for row in range(5, sheet.max_row + 1) if sheet.cell(row, 1).value == key)
    sheet.cell(row, 3).value = int(str(sheet.cell(row, 3).value)) + 1
    workbook.save(record)
    assert run_tally("recount", record, "--json").status == 1


def test_a_record_that_was_only_opened_and_saved_still_agrees(record: Path, run_tally: Run) -> None:
    load_workbook(record).save(record)
    ran = run_tally("recount", record, "--json")
    assert (ran.status, ran.err) == (0, "")
