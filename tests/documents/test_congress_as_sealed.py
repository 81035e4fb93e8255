"""A congress of two contests: people leave after the first is sealed, and its papers stay as they were sealed.

106 are summoned, 104 present, 2 absent and not replaced: the base is 104, more than half of it 53. Then two people
leave and are taken off as well, a member of the board is replaced, and the congress moves: the base is 102, more than
half of it 52. With 52 votes Bình is not elected in the first contest and elected in the second.
"""

import json
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from board import HEAD, KEY, KEYER, TWO, Board, a_board, write_file
from builders import a_congress, a_contest, marks
from paper_cases import sheet, texts

from tally import bootstrap
from tally.application.hall import hall_view
from tally.application.papers import PaperKind
from tally.application.recount import CountedContest, Recount, recount
from tally.cli.main import main
from tally.domain.congress import BoardMember, BoardRole, Deduction, Roll
from tally.domain.desk import ContestKey
from tally.locales import Words

SECOND = ("doan", 1)
BALLOTS = ["++-"] * 52 + ["+-+"] * 30 + ["+--"] * 22
REASON = "absent-without-alternate"
HELD = replace(
    a_congress(106, 104, (REASON, 2)), title="Đại hội đại biểu lần thứ XXII", term="2025-2030", place="Hội trường xã"
)
NEW_BOARD = (*HELD.board[:2], BoardMember("Lường Thị Hạnh", BoardRole.MEMBER))
AFTERWARDS = replace(HELD, roll=Roll(106, 102, (Deduction(REASON, 4),)), board=NEW_BOARD, place="Trường tiểu học")
ARITHMETIC = ("106 triệu tập - 2 vắng", "106 triệu tập - 4 vắng", "= 104; quá nửa = 53", "= 102; quá nửa = 52")
SAID = {
    KEY: (ARITHMETIC[0], ARITHMETIC[2], "Phan Thị Vân", "Hội trường xã"),
    SECOND: (ARITHMETIC[1], ARITHMETIC[3], "Lường Thị Hạnh", "Trường tiểu học"),
}
OF_A_SEALED_CONTEST = (
    PaperKind.BALLOT,
    PaperKind.BLANK_TALLY,
    PaperKind.OPENING,
    PaperKind.SLIPS,
    PaperKind.MINUTES,
    PaperKind.RECORD,
    PaperKind.HALL,
)


def count(board: Board, key: ContestKey, present: int) -> None:
    """Count the ballots of a contest in one batch, and seal it."""
    board.sit(HEAD).batches.begin_counting(key, 1, "một người nhập")
    board.setup.report_ballots(key, present, present, present)
    number = board.batches.open_batch(key, present)
    keyer = board.sit(KEYER).batches.open_pass(key, number)
    for ballot in BALLOTS[:present]:
        keyer.key(marks(ballot))
    keyer.close()
    board.sit(HEAD)
    for finding in board.closing.unexplained(key):
        board.closing.explain(key, finding.code, "đã xem")
    board.closing.seal(key, *TWO)


def first_sealed() -> Board:
    contest = a_contest(["Lò Văn Ánh", "Cà Văn Bình", "Nguyễn Thị Chanh"], 2, issued=None, returned=None)
    board = a_board(congress=HELD, contest=contest).sit(HEAD)
    board.setup.add_contest(replace(contest, id="doan", title="Đoàn đại biểu"))
    count(board, KEY, 104)
    return board


def people_leave(board: Board) -> Board:
    board.sit(HEAD).setup.update_congress(AFTERWARDS, "hai đại biểu về")
    return board


def both_sealed() -> Board:
    board = people_leave(first_sealed())
    count(board, SECOND, 102)
    return board


def counted_of(whole: Recount, key: ContestKey) -> CountedContest:
    return next(one for one in whole.contests if (one.result.contest.id, one.result.contest.round) == key)


def papers(board: Board, path: Path, key: ContestKey) -> dict[PaperKind, bytes]:
    """Return the papers of a contest, made from a congress file as `tally export` makes them."""
    write_file(board, path)
    planned = bootstrap.planned_papers(recount(bootstrap.congress_source(path)), path)
    of_it = [one for one in planned if one.contest == key and one.possible]
    made = {one.kind: content for one in of_it if isinstance(content := one.make(), bytes)}
    assert len(made) == len(of_it)
    return made


def figures_shown(paper: bytes) -> dict[str, object]:
    """Return what sheet Kết quả says beside the name of each figure."""
    rows = sheet(paper, "Kết quả").iter_rows(max_row=15, values_only=True)
    cells = [[cell for cell in row if cell is not None] for row in rows]
    return {str(name): number for row in cells for name, number in pairwise(row)}


def test_the_papers_of_a_sealed_contest_are_the_same_bytes_after_people_leave(tmp_path: Path) -> None:
    board = first_sealed()
    before = papers(board, tmp_path / "a.tally", KEY)
    left = papers(people_leave(board), tmp_path / "b.tally", KEY)
    count(board, SECOND, 102)
    after = papers(board, tmp_path / "c.tally", KEY)
    assert set(before) == set(OF_A_SEALED_CONTEST)
    for kind in OF_A_SEALED_CONTEST:
        assert left[kind] == before[kind], kind
        assert after[kind] == before[kind], kind


def test_a_corrigendum_is_the_same_bytes_after_people_leave(tmp_path: Path) -> None:
    board = first_sealed()
    board.closing.corrigendum(KEY, "đối chiếu lại phiếu giấy", {(1, 1): (marks("+--"), None)}, *TWO)
    before = papers(board, tmp_path / "a.tally", KEY)
    assert PaperKind.CORRIGENDUM in before
    assert papers(people_leave(board), tmp_path / "b.tally", KEY) == before


def test_the_desk_makes_the_papers_that_the_file_makes(tmp_path: Path) -> None:
    board = both_sealed()
    whole, maker = board.closing.recount(), bootstrap.paper_maker()
    for key in (KEY, SECOND):
        made = papers(board, tmp_path / f"{key[0]}.tally", key)
        assert maker.minutes(whole, counted_of(whole, key)) == made[PaperKind.MINUTES]
        assert maker.record(whole, counted_of(whole, key)) == made[PaperKind.RECORD]


@pytest.mark.parametrize("key", [KEY, SECOND])
def test_minutes_show_roll_arithmetic_board_and_place_of_their_own_seal(tmp_path: Path, key: ContestKey) -> None:
    other = SECOND if key == KEY else KEY
    made = papers(both_sealed(), tmp_path / "a.tally", key)
    minutes = "\n".join(texts(sheet(made[PaperKind.MINUTES], "Biên bản")))
    opening = "\n".join(texts(sheet(made[PaperKind.OPENING], "Mở thùng phiếu")))
    for said in SAID[key]:
        assert said in minutes
        assert said in opening or said in ARITHMETIC
    for said in SAID[other]:
        assert said not in minutes + opening
    shown = figures_shown(made[PaperKind.MINUTES])
    keys = ("Được triệu tập", "Có mặt", "Vắng mặt", "Mẫu số để tính quá nửa", "Số phiếu ít nhất để quá nửa", "Trúng cử")
    assert [shown[one] for one in keys] == {KEY: [106, 104, 2, 104, 53, 1], SECOND: [106, 102, 4, 102, 52, 2]}[key]


@pytest.mark.parametrize("key", [KEY, SECOND])
def test_the_record_of_each_contest_counts_to_its_sealed_digest(tmp_path: Path, key: ContestKey) -> None:
    board = both_sealed()
    seal = board.desk.count_of(key).seal
    assert seal is not None
    path = tmp_path / "ho-so.xlsx"
    path.write_bytes(papers(board, tmp_path / "a.tally", key)[PaperKind.RECORD])
    alone = recount(bootstrap.open_source(path))
    assert alone.agrees
    assert alone.contests[0].digest == seal.digest
    assert alone.congress.roll == (HELD if key == KEY else AFTERWARDS).roll


def test_the_saved_ballots_of_both_contests_count_to_their_sealed_digests(tmp_path: Path) -> None:
    board = both_sealed()
    whole = board.closing.recount()
    (tmp_path / "congress.toml").write_bytes(bootstrap.saved_congress(whole))
    (tmp_path / "ballots.csv").write_bytes(bootstrap.saved_ballots(whole))
    saved = recount(bootstrap.open_source(tmp_path))
    seals = [board.desk.count_of(key).seal for key in (KEY, SECOND)]
    assert [one.digest for one in saved.contests] == [seal.digest for seal in seals if seal is not None]
    assert [one.congress.roll for one in saved.contests] == [HELD.roll, AFTERWARDS.roll]
    assert bootstrap.saved_congress(saved) == bootstrap.saved_congress(whole)


def test_verify_finds_that_all_papers_agree_with_the_congress_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    board, file = both_sealed(), tmp_path / "a.tally"
    for key in (KEY, SECOND):
        made = papers(board, file, key)
        for kind in (PaperKind.MINUTES, PaperKind.RECORD):
            (tmp_path / f"{kind}-{key[0]}.xlsx").write_bytes(made[kind])
        file.rename(tmp_path / f"{key[0]}.tally")
    workbooks = sorted(tmp_path.glob("*.xlsx"))
    assert len(workbooks) == 4
    main(["verify", str(tmp_path / "bch.tally"), *map(str, workbooks)])
    out = capsys.readouterr().out
    wrong = [line for line in out.splitlines() if line.startswith("  ✗")]
    assert len(wrong) == 4
    assert all("không có chữ ký nào" in line for line in wrong), "that nobody signed is all that is wrong"
    assert out.count("✓ Giấy này đúng từng phần như nhật ký của bch.tally in ra.") == 4


def test_the_hall_sees_who_was_there_when_the_contest_was_sealed() -> None:
    board = both_sealed()
    whole = board.closing.recount()
    for key, present, base in ((KEY, "104", "104; quá nửa = 53"), (SECOND, "102", "102; quá nửa = 52")):
        view = hall_view(Words("vi"), whole, counted_of(whole, key))
        assert dict(view.turnout)["Có mặt"] == present
        assert base in view.remarks[0]


def test_json_and_page_tell_the_base_of_each_seal_under_the_congress_of_now(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "a.tally"
    write_file(both_sealed(), path)
    assert main(["recount", str(path), "--json"]) == 0
    first, second = json.loads(capsys.readouterr().out)["contests"]
    assert (first["base"], first["needed"], first["elected"]) == (104, 53, [1])
    assert (second["base"], second["needed"], second["elected"]) == (102, 52, [1, 2])
    assert main(["recount", str(path)]) == 0
    out = " ".join(capsys.readouterr().out.split())
    assert "= 104; quá nửa = 53" in out
    assert "= 102; quá nửa = 52" in out
