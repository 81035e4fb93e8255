"""How a contest was counted, as its journal tells it: the same from the open desk and from the file."""

from dataclasses import replace
from pathlib import Path

from board import HEAD, KEY, KEYER, ONE_MORE, OTHER, SECRETARY, Board, a_board, counting, write_file
from builders import a_congress, a_contest, a_stack, marks
from counted_at_desk import corrected, counted, sealed
from memory_journal import Clock, Codec
from paper_cases import THANH_CHAN

from tally.application.figures import Disagreement, disagreements, figures_of
from tally.application.how_counted import FROM_SAVED_BALLOTS, HowCounted
from tally.application.journal_source import JournalSource
from tally.application.recount import CountedContest, SavedContest, SavedCount, recount
from tally.application.taking_in import take_in
from tally.domain.ballot import Ballot, Ruling
from tally.domain.batch import Change
from tally.domain.congress import Level
from tally.domain.journal import CONGRESS_CHAIN, EntryKind
from tally.domain.passes import Keying
from tally.domain.rules import InvalidReason
from tally.store.opening import open_file


def told(board: Board) -> HowCounted:
    return board.closing.how_counted()[KEY]


def from_file(path: Path) -> CountedContest:
    (contest,) = recount(JournalSource(lambda: open_file(path, "m", Clock()), Codec())).contests
    return contest


def test_everything_the_board_did_is_told() -> None:
    how = told(counted())
    assert (how.passes, how.batches) == (1, {1: 1, 2: 1})
    assert [one[:3] for one in how.waivers] == [(1, "máy thứ hai hỏng", HEAD)]
    assert [one[:4] for one in how.settlements] == [(1, 5, "xem lại phiếu, nét gạch mờ", HEAD)]
    assert how.keyers == {KEYER: 2, OTHER: 1}
    assert how.stations == ("may-1", "may-2")
    # Seven twice and three once; one of them by repeating the ballot before.
    assert (how.keyed, how.repeated) == (17, 1)
    assert (how.agreed, how.ruled) == (1, 1)
    assert (how.imported, how.without_pins, how.keyed_alone) == (False, False, 0)
    assert how.totals_shown == (HEAD, "2025-06-10T03:20:00.000Z")
    assert (how.seal, how.corrigenda) == (None, ())
    assert [how.name(person) for person in (HEAD, KEYER, "nobody")] == ["Lò Thị Hoa", "Vì Văn Sơn", ""]


def test_corrections_are_told_before_and_after_in_the_order_of_time() -> None:
    assert told(counted()).changes == (
        Change(
            1,
            2,
            1,
            Keying(marks("++++")),
            Keying(marks("+++-")),
            "gõ sót một số",
            KEYER,
            "2025-06-10T02:41:00.000Z",
        ),
        Change(
            2,
            3,
            0,
            Keying(marks("----")),
            Keying(marks("+---")),
            "nhìn nhầm tờ",
            HEAD,
            "2025-06-10T03:20:00.000Z",
            SECRETARY,
        ),
    )


def test_the_journal_tells_what_each_ballot_was_before() -> None:
    lines = {line.entry.kind: line for line in told(counted()).journal()}
    (settled,) = lines[EntryKind.DISPUTE_SETTLED].told
    assert (settled.batch, settled.ballot, settled.passes) == (1, 5, (1, 2))
    assert settled.before == (Keying(marks("-+++")), Keying(marks("--++")))
    assert settled.after == Keying(marks("-+++"))
    (ruled,) = lines[EntryKind.BALLOT_RULED].told
    assert ruled.before == (Keying(marks("+++-")),)
    assert ruled.after == Keying(marks("+++-"), Ruling(InvalidReason.MARKED))


def test_a_ruling_after_an_amendment_tells_the_amended_ballot() -> None:
    board = counting()
    board.batch(("+++-",), ("+++-",))
    board.closing.amend(KEY, 1, 1, marks("+-+-"), None, "nhìn nhầm", *ONE_MORE)
    board.closing.rule(KEY, 1, 1, Ruling(InvalidReason.MARKED), SECRETARY, "271828")
    board.closing.rule(KEY, 1, 1, None, *ONE_MORE)
    ruled = [line.told[0] for line in told(board).journal() if line.entry.kind is EntryKind.BALLOT_RULED]
    marked = Keying(marks("+-+-"), Ruling(InvalidReason.MARKED))
    assert [(one.before, one.after) for one in ruled] == [
        ((Keying(marks("+-+-")),), marked),
        ((marked,), Keying(marks("+-+-"))),
    ]


def test_the_journal_has_no_single_ballot_keyed_and_nothing_about_other_contests() -> None:
    board = counting()
    other = replace(board.desk.contests[0], id="khac", title="Cuộc khác")
    board.setup.add_contest(other)
    board.batches.begin_counting(("khac", 1))
    board.batch(("+++-",), ("+++-",))
    kinds = [line.entry.kind for line in told(board).journal()]
    assert kinds == [
        EntryKind.CONGRESS_DECLARED,
        EntryKind.COUNTING_BEGUN,
        EntryKind.CONGRESS_DECLARED,
        EntryKind.BATCH_OPENED,
        EntryKind.PASS_OPENED,
        EntryKind.PASS_CLOSED,
        EntryKind.PASS_OPENED,
        EntryKind.PASS_CLOSED,
    ]
    begun = [line.entry for line in board.closing.how_counted()["khac", 1].journal()][-1]
    assert begun.kind is EntryKind.COUNTING_BEGUN


def test_the_file_tells_what_the_desk_tells(tmp_path: Path) -> None:
    for name, board in (("counted", counted()), ("corrected", corrected())):
        write_file(board, tmp_path / f"{name}.tally")
        contest = from_file(tmp_path / f"{name}.tally")
        at_desk = board.closing.recount().contests[0]
        assert replace(contest, ballots=tuple(contest.ballots)) == at_desk
        assert contest.how == at_desk.how
        assert contest.how.journal() == at_desk.how.journal()
        assert contest.how != FROM_SAVED_BALLOTS


def test_what_passes_hold_is_not_told_before_they_agree() -> None:
    board = counting()
    board.batch(("+++-", "++--"), ("+++-", "-+--"))
    number = board.batches.open_batch(KEY)
    keyer = board.sit(KEYER).batches.open_pass(KEY, number)
    keyer.key(marks("+++-"))
    keyer.correct(1, marks("++++"), None, "gõ nhầm")
    board.sit(OTHER).comparing.rekey(KEY, 1, 2, Keying(marks("+-+-")))
    how = told(board)
    assert (how.keyed, how.changes, how.batches, how.keyers) == (0, (), {}, {})
    assert [line.told for line in how.journal() if line.told] == []


def test_who_took_a_pass_over_and_keyed_nothing_is_no_keyer() -> None:
    board = counting()
    board.batches.open_batch(KEY)
    board.key_pass(1, KEYER, "+++-", "++-+")
    keyer = board.sit(OTHER).batches.open_pass(KEY, 1)
    keyer.key(marks("+++-"))
    board.sit(HEAD).batches.resume_pass(KEY, 1, 2)
    board.sit(SECRETARY).batches.resume_pass(KEY, 1, 2).key(marks("++-+"))
    board.sit(HEAD).batches.resume_pass(KEY, 1, 2).close()
    assert told(board).keyers == {KEYER: 1, OTHER: 1, SECRETARY: 1}
    assert board.desk.count_of(KEY).batches[1].passes[2].keyers == (OTHER, HEAD, SECRETARY)


def test_one_person_who_keyed_both_passes_is_told() -> None:
    board = a_board(pin="", congress=replace(a_congress(), level=Level.CELL)).sit(HEAD, "")
    board.batches.begin_counting(KEY, 2, "chi bộ có một máy, một người")
    number = board.batches.open_batch(KEY)
    for _ in range(2):
        keyer = board.batches.open_pass(KEY, number)
        keyer.key(marks("+++-"))
        keyer.close()
    how = told(board)
    assert (how.keyed_alone, how.without_pins) == (1, True)
    assert [one.reason for one in how.waivers] == ["chi bộ có một máy, một người"]


def test_an_explanation_is_about_its_figures_only() -> None:
    board = sealed()
    contest = board.closing.recount().contests[0]
    assert contest.explanation("E102") == "một tờ rơi ngoài hòm, đã lập biên bản riêng"
    assert contest.explanation("W301") == ""
    unsealed = counted()
    unsealed.closing.explain(KEY, "E102", "đã xem")
    unsealed.setup.report_ballots(KEY, 10, 10, 12)
    assert [finding.code for finding in unsealed.closing.recount().contests[0].findings][:1] == ["E102"]
    assert unsealed.closing.recount().contests[0].explanation("E102") == ""


def test_a_corrigendum_is_counted_before_and_after_and_held_against_its_digests() -> None:
    contest = corrected().closing.recount().contests[0]
    (one,) = contest.corrigenda
    assert one.before == contest.result
    assert disagreements(figures_of(one.before), figures_of(one.after)) == (Disagreement("votes.2", 8, 7),)
    assert contest.how.seal is not None
    assert one.digests == (contest.how.seal.digest, one.made.after)
    assert contest.disagreements == ()


def test_a_second_corrigendum_goes_on_from_the_first() -> None:
    board = corrected()
    board.closing.corrigendum(KEY, "tờ này không có", {(2, 2): (None, None)}, HEAD, "271828", SECRETARY, "271828")
    first, second = board.closing.recount().contests[0].corrigenda
    assert (first.number, second.number) == (1, 2)
    assert second.before == first.after
    assert second.digests[0] == first.digests[1]
    assert (second.before.tally.ballots, second.after.tally.ballots) == (10, 9)


def test_digests_that_do_not_hold_are_disagreements() -> None:
    board = corrected()
    count = board.desk.count_of(KEY)
    assert count.seal is not None
    count.seal = replace(count.seal, digest="a" * 64)
    count.corrigenda[0] = replace(count.corrigenda[0], after="b" * 64)
    contest = board.closing.recount().contests[0]
    assert [(one.key, one.official) for one in contest.disagreements] == [
        ("digest", "a" * 64),
        ("corrigendum.1", "b" * 64),
    ]


def test_ballots_taken_in_are_told_as_such(tmp_path: Path) -> None:
    board = a_board(congress=THANH_CHAN, contest=a_contest())
    path = tmp_path / "a.tally"
    write_file(board, path)
    saved = SavedContest(a_contest(), tuple(a_stack("+++-", "++-+")))
    journal = open_file(path, "may-1", Clock())
    desk = type(board.desk)(journal, Codec(), "may-1", Clock())
    profile = board.desk.profile
    take_in(
        desk, journal, SavedCount(THANH_CHAN, profile, (saved,)), "thư mục", {"ballots.csv": "ab" * 32}, "phiếu đã lưu"
    )
    journal.close()
    how = from_file(path).how
    assert (how.imported, how.passes, how.keyers) == (True, 1, {})
    assert [one[:3] for one in how.waivers] == [(1, "phiếu đã lưu", "")]
    assert EntryKind.IMPORTED in [line.entry.kind for line in how.journal()]


def test_counts_are_equal_however_the_ballots_came_to_be() -> None:
    contest = counted().closing.recount().contests[0]
    assert contest == replace(contest, how=FROM_SAVED_BALLOTS)
    assert isinstance(contest.ballots[0], Ballot)
    assert CONGRESS_CHAIN in {line.entry.chain for line in contest.how.journal()}
