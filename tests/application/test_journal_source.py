"""What a board did at its desk, read back from a congress file: the same ballots, the same digest as it sealed."""

from dataclasses import replace
from pathlib import Path

import pytest
from board import HEAD, KEY, ONE_MORE, TWO, Board, counting, write_file
from builders import marks
from memory_journal import Codec

from tally.application.intake import BrokenJournal
from tally.application.journal_source import JournalSource
from tally.application.recount import recount
from tally.domain.ballot import Ballot, Ruling
from tally.domain.congress import Roll
from tally.domain.passes import Keying
from tally.domain.rules import InvalidReason
from tally.store.opening import open_file

MARKED = Ruling(InvalidReason.MARKED)


def written(board: Board, path: Path) -> JournalSource:
    """Write what a board recorded to a congress file."""
    write_file(board, path)
    return JournalSource(lambda: open_file(path, "m", board.clock), Codec())


def ballots(source: JournalSource) -> list[Ballot]:
    (contest,) = source.load().contests
    return list(contest.ballots)


def test_passes_that_agree(tmp_path: Path) -> None:
    board = counting()
    board.batch(("+++-", "++--"), ("+++-", "++--"))
    board.batch(("-+++",), ("-+++",))
    source = written(board, tmp_path / "a.tally")
    assert ballots(source) == [
        Ballot(1, 1, marks("+++-")),
        Ballot(1, 2, marks("++--")),
        Ballot(2, 1, marks("-+++")),
    ]
    assert source.unfinished == ()
    assert source.sealed == frozenset()
    assert source.report.closed == 4


def test_a_dispute_leaves_its_batch_out_until_it_is_settled(tmp_path: Path) -> None:
    board = counting()
    board.batch(("+++-", "++--"), ("+++-", "-+--"))
    board.batch(("-+++",), ("-+++",))
    source = written(board, tmp_path / "a.tally")
    assert ballots(source) == [Ballot(2, 1, marks("-+++"))]
    assert source.unfinished == ((KEY, 1),)
    board.sit(HEAD).comparing.settle(KEY, 1, 2, Keying(marks("++--")), "xem lại phiếu")
    source = written(board, tmp_path / "b.tally")
    assert ballots(source) == list(board.comparing.ballots(KEY))
    assert Ballot(1, 2, marks("++--")) in ballots(source)
    assert source.unfinished == ()


def test_what_was_corrected_ruled_on_and_amended_counts_as_it_stands_last(tmp_path: Path) -> None:
    board = counting(1)
    number = board.sit(HEAD).batches.open_batch(KEY, 5)
    keyer = board.batches.open_pass(KEY, number)
    keyer.key(marks("+++-"))
    keyer.key(marks("++++"))
    keyer.key(marks("+---"), MARKED)
    keyer.key(marks("----"))
    keyer.key(marks("-+++"))
    keyer.correct(2, marks("+-++"), None, "gõ nhầm")
    keyer.withdraw(4, "nhập hai lần")
    keyer.close(anyway=True)
    board.closing.rule(KEY, number, 1, MARKED, "p2", "271828")
    board.closing.amend(KEY, number, 4, marks("+++-"), None, "nhìn nhầm", *ONE_MORE)
    source = written(board, tmp_path / "a.tally")
    assert ballots(source) == [
        Ballot(1, 1, marks("+++-"), MARKED),
        Ballot(1, 2, marks("+-++")),
        Ballot(1, 3, marks("+---"), MARKED),
        Ballot(1, 4, marks("+++-")),
    ]
    assert ballots(source) == list(board.comparing.ballots(KEY))


def sealed_board() -> Board:
    """Return a board that has sealed a contest of ten ballots."""
    board = counting(1)
    board.setup.report_ballots(KEY, 10, 10, 10)
    board.batch(("+++-", "++--", "+---", "-+++", "+++-", "+++-", "+-++", "+++-", "+++-", "+++-"))
    for finding in board.closing.unexplained(KEY):
        board.closing.explain(KEY, finding.code, "đã xem")
    board.closing.seal(KEY, *TWO)
    assert board.desk.count_of(KEY).seal is not None
    return board


def test_a_sealed_contest_is_counted_again_to_the_digest_it_was_sealed_over(tmp_path: Path) -> None:
    board = sealed_board()
    source = written(board, tmp_path / "a.tally")
    counted = recount(source)
    assert counted.agrees
    assert counted.contests[0].digest == board.closing.result(KEY).digest
    assert source.sealed == {KEY}


def test_what_is_declared_after_the_seal_changes_nothing_of_what_was_sealed(tmp_path: Path) -> None:
    board = sealed_board()
    before = recount(written(board, tmp_path / "a.tally")).contests[0]
    gone_home = replace(board.desk.congress, roll=Roll(10, 6))
    board.setup.declare(
        gone_home, (*board.desk.contests, replace(board.desk.contests[0], id="khac")), "bốn người về sớm"
    )
    counted = recount(written(board, tmp_path / "b.tally"))
    assert counted.agrees
    assert counted.congress.roll.present == 6
    assert counted.contests[0] == before, "with six people present, ten ballots would be a finding"


def test_nothing_is_counted_from_a_broken_journal(tmp_path: Path) -> None:
    board = counting()
    board.batch(("+++-",), ("+++-",))
    source = written(board, tmp_path / "a.tally")
    board.journal.held["pass/bch/1/1/2"].clear()
    broken = written(board, tmp_path / "b.tally")
    assert len(ballots(source)) == 1
    with pytest.raises(BrokenJournal, match=r"^pass/bch/1/1/2 1: shortened$") as raised:
        broken.load()
    assert [one.why for one in raised.value.broken] == ["shortened"]
