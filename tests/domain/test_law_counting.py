"""The law of counting: who begins, opens, takes over and closes what, and when; and saved ballots taken in."""

from typing import Any

import pytest
from builders import a_congress, a_contest
from law_cases import ABOUT, HASH, HEAD, KEYER, OTHER, SECRETARY, Court, at_level, closing

from tally.domain.congress import Level
from tally.domain.journal import EntryKind
from tally.domain.law import Breach

BEGUN = EntryKind.COUNTING_BEGUN
BATCH = EntryKind.BATCH_OPENED
OPENED = EntryKind.PASS_OPENED
CLOSED = EntryKind.PASS_CLOSED


# Beginning


def test_counting_begins_once_by_the_board_of_a_head_with_a_slate() -> None:
    court = Court().set_up().sit(HEAD).sit(KEYER).sit(SECRETARY)
    two = {"passes": 2, "reason": "", "without_pins": False}
    assert court.about(BEGUN, KEYER, **two) is Breach.BOARD_ONLY
    assert court.about(BEGUN, **{**two, "contest": "khac"}) is Breach.NO_CONTEST
    assert court.about(BEGUN, **{**two, "without_pins": True}) is Breach.NO_PIN
    assert court.about(BEGUN, SECRETARY, **{**two, "passes": 1, "reason": "ít phiếu"}) is Breach.HEAD_ONLY
    assert court.about(BEGUN, **{**two, "passes": 1}) is Breach.REASON
    assert court.about(BEGUN, **{**two, "passes": 1, "reason": "ít phiếu"}) is None
    assert court.about(BEGUN, passes=2) is None
    court.do_about(BEGUN, SECRETARY, **two)
    assert court.about(BEGUN, **two) is Breach.BEGUN
    empty = Court()
    empty.do(EntryKind.CONGRESS_DECLARED, "", toml=empty.put("a", a_congress(), a_contest(0)))
    empty.do(EntryKind.PERSON_ADDED, "", id="p1", name="Cà Văn Nam", role="secretary")
    empty.sit("p1")
    assert empty.about(BEGUN, passes=2, without_pins=True) is Breach.NO_CONTEST
    empty.do(EntryKind.CONGRESS_DECLARED, "p1", toml=empty.put("b", at_level(Level.CELL), a_contest()))
    assert empty.about(BEGUN, passes=2, without_pins=True) is Breach.NO_HEAD


def test_a_cell_counts_in_one_pass_without_a_reason() -> None:
    court = Court().set_up(pins=False).sit(SECRETARY)
    court.do(EntryKind.CONGRESS_DECLARED, SECRETARY, toml=court.put("cell", at_level(Level.CELL), a_contest()))
    assert court.about(BEGUN, SECRETARY, passes=1, without_pins=True) is None


def test_passes_are_waived_by_the_head_and_only_downwards() -> None:
    court = Court().set_up().sit(HEAD)
    waived = {"passes": 1, "reason": "hỏng máy"}
    assert court.about(EntryKind.PASSES_WAIVED, **waived) is Breach.NOT_BEGUN
    court = Court().counting()
    assert court.about(EntryKind.PASSES_WAIVED, SECRETARY, **waived) is Breach.HEAD_ONLY
    assert court.about(EntryKind.PASSES_WAIVED, "", **waived) is Breach.NOBODY
    assert court.about(EntryKind.PASSES_WAIVED, **{**waived, "passes": 3}) is Breach.PASSES
    assert court.about(EntryKind.PASSES_WAIVED, **{**waived, "passes": 2}) is Breach.PASSES
    assert court.about(EntryKind.PASSES_WAIVED, **waived) is None
    assert Court().counting(pins=False).about(EntryKind.PASSES_WAIVED, **{**waived, "passes": 2}) is None


# Batches


def test_batches_are_numbered_one_after_the_other() -> None:
    court = Court().set_up().sit(HEAD)
    assert court.about(BATCH, batch=1, size=None) is Breach.NOT_BEGUN
    court = Court().counting()
    assert court.about(BATCH, "", batch=1, size=None) is Breach.NOBODY
    assert court.about(BATCH, KEYER, batch=2, size=None) is Breach.BATCH
    assert court.about(BATCH, KEYER, batch=1, size=2, numbers=[1, 2]) is Breach.IMPORT
    court.do_about(BATCH, KEYER, batch=1, size=50)
    assert court.about(BATCH, KEYER, batch=2, size=None) is None


def test_of_two_stations_that_opened_one_batch_at_once_the_second_changes_nothing() -> None:
    court = Court().counting().sit(OTHER, "may-2")
    court.do_about(BATCH, KEYER, batch=1, size=50)
    court.do(EntryKind.EXPORTED, "", station="may-3", target="x")
    assert court.about(BATCH, OTHER, batch=1, size=None, station="may-2") is None
    assert court.about(BATCH, KEYER, batch=1, size=None) is Breach.BATCH, "this station knew"


# Passes


def test_a_pass_is_the_next_free_one_of_a_batch_there_is() -> None:
    court = Court().counting()
    assert court.about(OPENED, KEYER, **{"batch": 1, "pass": 1}) is Breach.BATCH
    court.do_about(BATCH, batch=1, size=None)
    assert court.about(OPENED, KEYER, **{"batch": 1, "pass": 2}) is Breach.PASS
    assert court.about(OPENED, KEYER, **{"batch": 1, "pass": 1, "taken_over": True}) is Breach.PASS
    court.open_pass(1, KEYER)
    assert court.about(OPENED, OTHER, **{"batch": 1, "pass": 3}) is Breach.PASS
    court.open_pass(2, OTHER)
    court.do_about(EntryKind.PASSES_WAIVED, passes=1, reason="hỏng máy")
    court.close_pass(2, OTHER)
    assert court.about(OPENED, SECRETARY, **{"batch": 1, "pass": 3}) is Breach.PASS


def test_nobody_keys_two_passes_of_a_batch() -> None:
    court = Court().counting()
    court.do_about(BATCH, batch=1, size=None)
    court.open_pass(1, KEYER)
    assert court.about(OPENED, KEYER, **{"batch": 1, "pass": 2}) is Breach.OWN_PASS
    court.open_pass(2, OTHER)
    court.open_pass(2, SECRETARY, taken_over=True)
    assert court.about(OPENED, KEYER, **{"batch": 1, "pass": 2, "taken_over": True}) is Breach.OWN_PASS
    assert court.about(OPENED, OTHER, **{"batch": 1, "pass": 1, "taken_over": True}) is Breach.OWN_PASS
    assert court.about(OPENED, OTHER, **{"batch": 1, "pass": 2, "taken_over": True}) is None
    court = Court().counting(3)
    court.do_about(BATCH, batch=1, size=None)
    court.open_pass(1, KEYER)
    court.open_pass(2, OTHER)
    court.do_about(EntryKind.PASSES_WAIVED, passes=2, reason="thiếu người")
    assert court.about(OPENED, KEYER, **{"batch": 1, "pass": 2, "taken_over": True}) is Breach.OWN_PASS


@pytest.mark.parametrize(("pins", "people"), [(False, 4), (True, 1)])
def test_where_persons_cannot_be_told_apart_one_may_key_twice_once_recorded(*, pins: bool, people: int) -> None:
    court = Court().counting(pins=pins, people=people)
    court.do_about(BATCH, batch=1, size=None)
    court.open_pass(1, HEAD)
    second = {"batch": 1, "pass": 2}
    assert court.about(OPENED, **second) is Breach.OWN_PASS
    court.do_about(EntryKind.PASSES_WAIVED, passes=2, reason="chỉ một người")
    assert court.about(OPENED, **second) is None


def test_of_two_stations_that_opened_one_pass_at_once_the_second_changes_nothing() -> None:
    court = Court().counting().sit(OTHER, "may-2")
    court.do_about(BATCH, batch=1, size=None)
    court.open_pass(1, KEYER)
    assert court.about(OPENED, OTHER, station="may-2", **{"batch": 1, "pass": 1}) is None
    court.do(EntryKind.EXPORTED, "", station="may-1", target="x")
    assert court.about(OPENED, KEYER, **{"batch": 1, "pass": 1}) is Breach.PASS
    taken = {"batch": 1, "pass": 1, "taken_over": True}
    court.close_pass(1, KEYER)
    assert court.about(OPENED, OTHER, station="may-2", **taken) is None, "it was closed a moment before"
    court.do(EntryKind.EXPORTED, "", station="may-2", target="x")
    assert court.about(OPENED, OTHER, station="may-2", **taken) is Breach.PASS


def test_a_turn_says_what_the_pass_held_with_both_or_with_neither() -> None:
    court = Court().counting()
    court.do_about(BATCH, batch=1, size=None)
    court.open_pass(1, KEYER)
    taken: dict[str, Any] = {"batch": 1, "pass": 1, "taken_over": True}
    assert court.about(OPENED, OTHER, **taken, entries=2) is Breach.SHAPE
    assert court.about(OPENED, OTHER, **taken, head=HASH) is Breach.SHAPE
    assert court.about(OPENED, OTHER, **taken, entries=2, head=HASH) is None
    assert court.about(OPENED, OTHER, **{"batch": 1, "pass": 1, "entries": 2, "head": HASH}) is Breach.SHAPE


def test_a_pass_is_closed_by_whoever_keys_it() -> None:
    court = Court().counting().sit(KEYER, "may-2")
    court.do_about(BATCH, batch=1, size=None)
    assert court.about(CLOSED, KEYER, **closing(1)) is Breach.PASS
    court.open_pass(1, KEYER)
    assert court.about(CLOSED, OTHER, **closing(1)) is Breach.NOT_KEYER
    assert court.about(CLOSED, KEYER, station="may-2", **closing(1)) is Breach.NOT_KEYER
    assert court.about(CLOSED, KEYER, **{**closing(1), "ballots": 4}) is Breach.PASS_ENDS_OTHERWISE
    assert court.about(CLOSED, KEYER, **closing(1)) is None


def test_after_a_take_over_the_new_keyer_closes_and_in_older_files_either() -> None:
    court = Court().counting()
    court.do_about(BATCH, batch=1, size=None)
    court.open_pass(1, KEYER)
    court.open_pass(1, OTHER, taken_over=True)
    assert court.about(CLOSED, KEYER, **closing(1)) is None
    assert court.about(CLOSED, SECRETARY, **closing(1)) is Breach.NOT_KEYER
    court.open_pass(1, SECRETARY, taken_over=True, entries=2, head=HASH)
    assert court.about(CLOSED, OTHER, **closing(1)) is Breach.NOT_KEYER
    assert court.about(CLOSED, SECRETARY, **closing(1)) is None


def test_a_pass_closed_twice_at_once_by_two_windows_is_closed_once() -> None:
    court = Court().counting()
    court.do_about(BATCH, batch=1, size=None)
    court.open_pass(1, KEYER)
    court.close_pass(1, KEYER)
    assert court.about(CLOSED, KEYER, **closing(1)) is None
    assert court.about(CLOSED, KEYER, **{**closing(1), "head": "cd" * 32}) is Breach.PASS
    court.do(EntryKind.EXPORTED, "", target="x")
    assert court.about(CLOSED, KEYER, **closing(1)) is Breach.PASS


# Saved ballots taken in


def importing(ballots: int = 3, *keys: tuple[str, int]) -> Court:
    """Begin to take in saved ballots."""
    court = Court().set_up()
    contests = [[*key, ballots] for key in keys or (("bch", 1),)]
    court.do(EntryKind.IMPORTED, "", source="x", files={"x": HASH}, contests=contests)
    return court


def test_saved_ballots_are_taken_in_at_once_and_whole() -> None:
    court = importing(5)
    assert court.about(BEGUN, "", passes=2) is Breach.IMPORT
    assert court.about(BEGUN, "", passes=1, without_pins=True) is Breach.IMPORT
    assert court.about(BATCH, "", batch=3, size=3) is Breach.NOT_BEGUN
    court.do_about(BEGUN, "", passes=1, reason="phiếu đã lưu", without_pins=False)
    for wrong in ({"size": None}, {"size": 6}, {"numbers": [4]}):
        assert court.about(BATCH, "", **{"batch": 3, "size": 3, **wrong}) is Breach.IMPORT
    court.do_about(BATCH, "", batch=3, size=3, numbers=[4, 4, 7])
    assert court.about(BATCH, "", batch=4, size=1) is Breach.IMPORT, "the batch before is not closed"
    court.do_about(OPENED, "", **{"batch": 3, "pass": 1})
    assert court.about(OPENED, "", **{"batch": 3, "pass": 1}) is Breach.IMPORT
    assert court.about(CLOSED, "", **{**closing(1), "batch": 3, "ballots": 2}) is Breach.IMPORT
    court.do_about(CLOSED, "", **{**closing(1), "batch": 3})
    assert court.about(BATCH, "", batch=2, size=2) is Breach.IMPORT, "numbers go up"
    # Two ballots are still to come: nothing else comes between.
    assert court.judge(EntryKind.EXPORTED, "", target="x") is Breach.IMPORT
    assert court.about(BATCH, HEAD, batch=4, size=2) is Breach.IMPORT
    court.do_about(BATCH, "", batch=4, size=2)
    court.do_about(OPENED, "", **{"batch": 4, "pass": 1})
    court.do_about(CLOSED, "", **{**closing(1), "batch": 4, "ballots": 2, "entries": 2})
    assert not any(court.state.importing.values())
    assert court.about(BATCH, "", batch=5, size=1) is Breach.NOBODY
    court.do(EntryKind.EXPORTED, "", target="x")
    assert court.state.importing == {}
    assert court.about(BATCH, "", batch=5, size=1) is Breach.NOBODY


def test_ballots_are_taken_into_declared_contests_that_nobody_counts_and_each_once() -> None:
    court = Court().counting()
    bch: dict[str, Any] = {"source": "x", "files": {"x": HASH}, "contests": [["bch", 1, 3]]}
    assert court.judge(EntryKind.IMPORTED, "", **bch) is Breach.BEGUN
    assert court.judge(EntryKind.IMPORTED, HEAD, **bch) is Breach.IMPORT
    assert Court().judge(EntryKind.IMPORTED, "", **bch) is Breach.NO_CONTEST
    court = Court().set_up().sit(HEAD)
    court.do_about(EntryKind.TOTALS_SHOWN, shown=True)
    assert court.judge(EntryKind.IMPORTED, "", **bch) is None
    assert court.judge(EntryKind.IMPORTED, "", **{**bch, "contests": [["khac", 1, 3]]}) is Breach.NO_CONTEST
    assert court.judge(EntryKind.IMPORTED, "", **{**bch, "contests": [["bch", 1, 3]] * 2}) is Breach.IMPORT
    empty: tuple[dict[str, object], ...] = ({"contests": []}, {"files": {}}, {"source": " "})
    for nothing in empty:
        assert court.judge(EntryKind.IMPORTED, "", **{**bch, **nothing}) is Breach.SHAPE, "nothing, from nowhere"


def test_who_is_nobody_begins_nothing_but_an_import() -> None:
    court = Court().set_up()
    assert court.about(BEGUN, "", passes=1) is Breach.IMPORT
    assert court.about(CLOSED, "", **closing(1)) is Breach.NOBODY
    assert ABOUT["contest"] == "bch"
