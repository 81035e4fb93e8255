"""The law of closing: disputes, rulings, the seal by two people, and what follows it."""

from dataclasses import replace
from typing import Any

import pytest
from builders import a_congress, a_contest
from law_cases import ABOUT, CERTIFICATE, HASH, HEAD, KEY, KEYER, OTHER, SECRETARY, Court, closing

from tally.domain.contest import Method
from tally.domain.journal import EntryKind
from tally.domain.law import Breach

KEYING = {"marks": "1122", "ruling": None}
OTHERWISE = {"marks": "2222", "ruling": None}
SEALED = EntryKind.CONTEST_SEALED


# Steps


def test_steps_are_marked_once_by_the_board_in_their_order() -> None:
    court = Court().counting()
    step = EntryKind.STEP_DONE
    assert court.about(step, KEYER, step="check-box") is Breach.BOARD_ONLY
    assert court.about(step, step="open") is Breach.STEP, "nothing was reported"
    court.do_about(step, step="check-box")
    assert court.about(step, step="check-box") is Breach.STEP
    for one in ("report", "open", "rule"):
        court.do_about(step, step=one)
    assert court.about(step, step="announce") is Breach.STEP, "not sealed"
    assert court.about(step, step="slips") is Breach.STEP, "no pass was closed"
    assert court.about(step, step="opening") is None, "at any time after the report"
    sealed = Court().sealed()
    assert sealed.about(step, step="slips") is None
    assert sealed.about(step, step="rule") is Breach.STEP
    assert sealed.about(step, step="sign") is Breach.STEP
    for one in ("announce", "sign", "hand-over"):
        sealed.do_about(step, step=one)


def test_a_step_waits_for_what_it_is_about() -> None:
    court = Court()
    court.do(EntryKind.CONGRESS_DECLARED, "", toml=court.put("a", a_congress(), a_contest(returned=None)))
    court.do(EntryKind.PERSON_ADDED, "", id="p1", name="Lò Thị Hoa", role="head")
    court.sit(HEAD)
    assert court.about(EntryKind.STEP_DONE, step="report") is Breach.STEP
    assert court.about(EntryKind.STEP_DONE, step="rule") is Breach.STEP
    assert court.about(EntryKind.STEP_DONE, step="check-box", round=2) is Breach.NO_CONTEST


def test_what_is_not_needed_is_noted_once_and_not_of_what_was_done() -> None:
    court = Court().keyed()
    step = EntryKind.STEP_DONE
    court.do_about(step, step="no-slips")
    assert court.about(step, step="no-slips") is Breach.STEP
    court.do_about(step, step="slips")
    court.do_about(step, step="report")
    court.do_about(step, step="opening")
    assert court.about(step, step="no-opening") is Breach.STEP


def test_what_is_done_once_for_the_congress_is_noted_under_the_first_contest_and_a_backup_of_the_last_sealed() -> None:
    court = Court().sealed()
    first = court.declared["first"].contests[KEY]
    other = replace(first, id="khac")
    court.do(EntryKind.CONGRESS_DECLARED, toml=court.put("two", a_congress(), replace(other, round=1), first))
    step, elsewhere = EntryKind.STEP_DONE, {"contest": "khac"}
    assert court.about(step, step="no-keys") is Breach.STEP
    court.do_about(step, **elsewhere, step="no-keys")
    assert court.about(step, step="no-keys", **elsewhere) is Breach.STEP
    assert court.about(step, step="backup", **elsewhere) is Breach.STEP
    court.do_about(step, step="no-backup")
    court.do_about(step, step="backup")
    assert court.about(step, step="no-backup") is Breach.STEP


# Disputes and rulings


def test_a_disputed_ballot_is_keyed_again_once_by_anybody_and_settled_once_by_the_head() -> None:
    court = Court().counting()
    again, settled = EntryKind.BALLOT_REKEYED, EntryKind.DISPUTE_SETTLED
    court.do_about(EntryKind.BATCH_OPENED, batch=1, size=None)
    first = {"batch": 1, "place": 1, "keying": KEYING}
    assert court.about(again, KEYER, **first) is Breach.NOT_ACCEPTED
    court = Court().keyed()
    assert court.about(again, KEYER, **{**first, "batch": 2}) is Breach.BATCH
    assert court.about(again, KEYER, **{**first, "round": 2}) is Breach.BATCH
    assert court.about(again, KEYER, **{**first, "keying": {"marks": "11", "ruling": None}}) is Breach.MARKS
    court.do_about(again, KEYER, **first)
    assert court.about(again, KEYER, **first) is Breach.REKEYED_TWICE
    assert court.about(again, OTHER, **{**first, "keying": None}) is None
    by_head = {**first, "reason": "xem phiếu"}
    assert court.about(settled, SECRETARY, **by_head) is Breach.HEAD_ONLY
    pin = court.state.pins[SECRETARY]
    assert court.about(settled, **by_head, pins=[pin]) is Breach.SHAPE
    assert court.about(settled, **by_head, second=SECRETARY) is Breach.PINS_NOT_SHOWN
    assert court.about(settled, **by_head, second=HEAD, pins=[pin]) is Breach.TWO_PEOPLE
    assert court.about(settled, **by_head, second=SECRETARY, pins=[pin]) is None
    court.do_about(settled, **by_head)
    assert court.about(settled, **by_head) is Breach.NO_DISPUTE


def test_the_board_rules_with_words_where_words_are_due() -> None:
    court = Court().keyed()
    first: dict[str, Any] = {"batch": 1, "ballot": 1}
    assert court.about(EntryKind.BALLOT_RULED, KEYER, **first, ruling=None) is Breach.BOARD_ONLY
    assert court.about(EntryKind.BALLOT_RULED, SECRETARY, **first, ruling=None) is None
    assert court.about(EntryKind.BALLOT_RULED, **first, ruling=["other", " "]) is Breach.REASON
    assert court.about(EntryKind.BALLOT_RULED, **first, ruling=[None, ""]) is Breach.REASON
    assert court.about(EntryKind.BALLOT_RULED, **first, ruling=["marked", ""]) is None
    assert court.about(EntryKind.BALLOT_RULED, **first, ruling=["marked", ""], pins=[3]) is Breach.SHAPE


def test_a_ruling_with_a_second_is_the_head_s_and_tells_of_the_pin() -> None:
    court = Court().keyed()
    ruled: dict[str, Any] = {"batch": 1, "ballot": 1, "ruling": ["marked", ""], "second": SECRETARY}
    pin = court.state.pins[SECRETARY]
    assert court.about(EntryKind.BALLOT_RULED, SECRETARY, **{**ruled, "second": HEAD}) is Breach.HEAD_ONLY
    assert court.about(EntryKind.BALLOT_RULED, **{**ruled, "second": HEAD}) is Breach.TWO_PEOPLE
    assert court.about(EntryKind.BALLOT_RULED, **{**ruled, "second": KEYER}) is Breach.BOARD_ONLY
    assert court.about(EntryKind.BALLOT_RULED, **{**ruled, "second": "p9"}) is Breach.NOBODY
    assert court.about(EntryKind.BALLOT_RULED, **ruled) is None, "older versions told nothing of it"
    assert court.about(EntryKind.BALLOT_RULED, **ruled, pins=[pin + 1]) is Breach.PINS_NOT_SHOWN
    court.do_about(EntryKind.BALLOT_RULED, **ruled, pins=[pin])
    again = {**ruled, "ballot": 2}
    assert court.about(EntryKind.BALLOT_RULED, **again) is Breach.PINS_NOT_SHOWN, "from the first time on it is told"
    assert court.about(EntryKind.BALLOT_RULED, **again, pins=[pin]) is None


def test_an_amendment_says_what_stood_there_and_changes_it() -> None:
    court = Court().keyed()
    change: dict[str, Any] = {"batch": 1, "ballot": 1, "before": KEYING, "after": OTHERWISE, "reason": "nhìn nhầm"}
    amended = {**change, "second": SECRETARY, "pins": [court.state.pins[SECRETARY]]}
    kind = EntryKind.BALLOT_AMENDED
    assert court.about(kind, **{**amended, "after": KEYING}) is Breach.NOTHING_CHANGED
    assert court.about(kind, **{**amended, "before": {"marks": "1", "ruling": None}}) is Breach.MARKS
    assert court.about(kind, **{**amended, "after": {"marks": "11112", "ruling": None}}) is Breach.MARKS
    assert court.about(kind, **{**amended, "after": None}) is None


def test_an_amendment_is_the_head_s_and_one_more_s_who_shows_a_pin() -> None:
    court = Court().keyed()
    change: dict[str, Any] = {"batch": 1, "ballot": 1, "before": KEYING, "after": OTHERWISE, "reason": "nhìn nhầm"}
    amended, pin = {**change, "second": SECRETARY}, court.state.pins[SECRETARY]
    kind = EntryKind.BALLOT_AMENDED
    assert court.about(kind, **amended, pins=[pin]) is None
    assert court.about(kind, **change) is Breach.SECOND
    assert court.about(kind, SECRETARY, **{**amended, "second": HEAD}) is Breach.HEAD_ONLY
    assert court.about(kind, **{**amended, "second": HEAD}) is Breach.TWO_PEOPLE
    assert court.about(kind, **{**amended, "second": KEYER}) is Breach.BOARD_ONLY
    assert court.about(kind, **amended) is Breach.PINS_NOT_SHOWN
    assert court.about(kind, **amended, pins=[pin + 1]) is Breach.PINS_NOT_SHOWN


def test_piles_and_explanations_are_the_board_s_and_totals_the_head_s() -> None:
    court = Court().keyed()
    explained = {"code": "E103", "text": "một phiếu rơi", "figures": "{}"}
    assert court.about(EntryKind.PILES_COUNTED, KEYER, piles={"2": 3}) is Breach.BOARD_ONLY
    for piles, breach in (({"4": 3, "0": 1}, None), ({}, None), ({"5": 1}, Breach.PILES), ({"9999": 1}, Breach.PILES)):
        assert court.about(EntryKind.PILES_COUNTED, piles=piles) is breach
    assert court.about(EntryKind.FINDING_EXPLAINED, SECRETARY, **explained) is None
    assert court.about(EntryKind.FINDING_EXPLAINED, SECRETARY, **{**explained, "text": " "}) is Breach.SHAPE
    assert court.about(EntryKind.FINDING_EXPLAINED, KEYER, **explained) is Breach.BOARD_ONLY
    assert court.about(EntryKind.TOTALS_SHOWN, SECRETARY, shown=True) is Breach.HEAD_ONLY


# The seal


def test_head_and_one_more_of_the_board_seal() -> None:
    court = Court().keyed()
    for head, second, breach in (
        (SECRETARY, HEAD, Breach.HEAD_ONLY),
        (OTHER, KEYER, Breach.HEAD_ONLY),
        (HEAD, HEAD, Breach.TWO_PEOPLE),
        (HEAD, KEYER, Breach.BOARD_ONLY),
        (HEAD, "p9", Breach.NOBODY),
        ("p9", SECRETARY, Breach.NOBODY),
    ):
        assert court.about(SEALED, **court.seal(head=head, second=second)) is breach
    assert court.about(SEALED, KEYER, **court.seal()) is None, "whoever sits there"
    assert court.about(SEALED, "", **court.seal()) is Breach.NOBODY


def test_a_seal_tells_which_pins_were_shown() -> None:
    court = Court().keyed()
    untold = {key: value for key, value in court.seal().items() if key != "pins"}
    assert court.about(SEALED, **untold) is None, "older versions told nothing of it"
    assert court.about(SEALED, **{**untold, "pins": court.seal()["pins"][::-1]}) is Breach.PINS_NOT_SHOWN
    assert court.about(SEALED, **{**untold, "pins": court.seal()["pins"][:1]}) is Breach.PINS_NOT_SHOWN
    court.sit(SECRETARY).do(EntryKind.PIN_SET, SECRETARY, person=SECRETARY, pin="y")
    assert court.about(SEALED, **{**court.seal(), "pins": [2, 3]}) is Breach.PINS_NOT_SHOWN, "another one since"
    assert court.about(SEALED, **court.seal()) is None


def test_without_pins_nobody_tells_of_any_and_with_them_both_have_one() -> None:
    court = Court().counting(1, pins=False)
    assert court.about(SEALED, **court.seal(pins=[2, 3])) is Breach.PINS_NOT_SHOWN
    assert court.about(SEALED, **court.seal()) is None
    court.do(EntryKind.PIN_SET, person=HEAD, pin="x")
    assert court.about(SEALED, **court.seal(pins=[7, 8])) is Breach.NO_PIN


def test_a_seal_waits_for_the_count_and_for_the_returned_ballots() -> None:
    court = Court().set_up().sit(HEAD)
    assert court.about(SEALED, **court.seal()) is Breach.NOT_BEGUN
    court = Court()
    court.do(EntryKind.CONGRESS_DECLARED, "", toml=court.put("a", a_congress(), a_contest(returned=None)))
    for number, role in enumerate(("head", "secretary"), start=1):
        court.do(EntryKind.PERSON_ADDED, "", id=f"p{number}", name=f"Người {number}", role=role)
    court.sit(HEAD)
    court.do_about(EntryKind.COUNTING_BEGUN, passes=2, without_pins=True)
    assert court.about(SEALED, **court.seal()) is Breach.OBSTACLE


def test_a_seal_is_over_everything_but_what_another_station_wrote_at_that_moment() -> None:
    court = Court().keyed().sit(SECRETARY, "may-2")
    seen = court.state.entries
    assert court.about(SEALED, **court.seal(entries=seen + 1)) is Breach.UNSEEN
    court.do(EntryKind.EXPORTED, SECRETARY, station="may-2", target="x")
    court.do(EntryKind.EXPORTED, SECRETARY, station="may-2", target="x")
    assert court.about(SEALED, **court.seal(entries=seen)) is None, "it does not hold, and is made anew"
    court.do_about(SEALED, **court.seal(entries=seen))
    assert court.state.contest(KEY).seal is None
    assert court.about(SEALED, **court.seal(entries=seen)) is Breach.UNSEEN, "now this station knew"
    court.do_about(SEALED, **court.seal())
    assert court.state.contest(KEY).seal is not None


def test_after_the_seal_only_who_could_not_know_wrote_and_it_changes_nothing() -> None:
    court = Court().keyed().sit(SECRETARY, "may-2").sit(KEYER, "may-3")
    court.do(EntryKind.EXPORTED, SECRETARY, station="may-2", target="x")
    court.do(EntryKind.EXPORTED, KEYER, station="may-3", target="x")
    court.do_about(SEALED, **court.seal())
    ruled: dict[str, Any] = {"batch": 1, "ballot": 1, "ruling": ["marked", ""]}
    assert not court.do_about(EntryKind.BALLOT_RULED, SECRETARY, station="may-2", **ruled).changes
    assert court.state.contest(KEY).rulings == {}
    assert court.about(EntryKind.BALLOT_RULED, SECRETARY, station="may-2", **ruled) is Breach.SEALED
    assert court.about(EntryKind.BALLOT_RULED, SECRETARY, station="may-3", **ruled) is Breach.NOT_SIGNED_IN
    assert court.about(EntryKind.BALLOT_RULED, HEAD, **ruled) is Breach.SEALED
    assert court.about(SEALED, HEAD, **court.seal()) is Breach.SEALED


def test_of_two_windows_that_seal_at_once_the_second_did_not_know() -> None:
    court = Court().keyed()
    seen = court.state.entries
    court.do_about(SEALED, **court.seal())
    assert court.about(SEALED, **court.seal(entries=seen)) is None
    assert court.about(SEALED, **court.seal()) is Breach.SEALED


# After it


CHANGE = {"batch": 1, "ballot": 2, "before": KEYING, "after": OTHERWISE}


def correction(court: Court, **more: object) -> dict[str, Any]:
    pins = {"pins": [court.state.pins[HEAD], court.state.pins[SECRETARY]]} if court.state.pins else {}
    two = {"head": HEAD, "second": SECRETARY, **pins}
    return {**two, "before": HASH, "after": "cd" * 32, "reason": "đọc nhầm", "changes": [CHANGE], **more}


def test_a_corrigendum_is_by_two_people_and_always_tells_of_their_pins() -> None:
    kind = EntryKind.CORRIGENDUM
    court = Court().keyed()
    assert court.about(kind, **correction(court)) is Breach.NOT_SEALED
    court = Court().keyed()
    untold = {key: value for key, value in court.seal().items() if key != "pins"}
    court.do_about(SEALED, **untold)
    assert not court.state.pins_told
    told = correction(court)
    assert court.about(kind, **{key: value for key, value in told.items() if key != "pins"}) is Breach.PINS_NOT_SHOWN
    assert court.about(kind, **{**told, "head": SECRETARY}) is Breach.HEAD_ONLY
    assert court.about(kind, KEYER, **told) is None
    unpinned = Court().counting(1, pins=False)
    unpinned.do_about(SEALED, **unpinned.seal())
    assert unpinned.about(kind, **correction(unpinned)) is None


def test_a_corrigendum_corrects_what_stands() -> None:
    kind = EntryKind.CORRIGENDUM
    court = Court().sealed()
    assert court.about(kind, **correction(court, before="ef" * 32)) is Breach.DIGEST_BEFORE
    court.do_about(kind, **correction(court))
    assert court.about(kind, **correction(court)) is Breach.DIGEST_BEFORE
    again = correction(court, before="cd" * 32)
    assert court.about(kind, **again) is None
    for changes, breach in (
        ([CHANGE, CHANGE], Breach.BALLOT),
        ([CHANGE, {**CHANGE, "ballot": 1}], Breach.BALLOT),
        ([{**CHANGE, "after": KEYING}], Breach.NOTHING_CHANGED),
        ([{**CHANGE, "after": {"marks": "1", "ruling": None}}], Breach.MARKS),
        ([CHANGE, {**CHANGE, "ballot": 3, "after": None}], None),
    ):
        assert court.about(kind, **{**again, "changes": changes}) is breach


def test_a_qr_is_signed_over_the_seal_or_a_corrigendum_there_is() -> None:
    kind = EntryKind.QR_SIGNED
    court = Court().sealed()
    seal = court.last.hex()
    code: dict[str, Any] = {"corrigendum": 0, "over": seal, "key": "k", "qr": "TALLY1:X", "certificate": CERTIFICATE}
    assert court.about(kind, "", **code) is None
    assert court.about(kind, HEAD, **code) is None
    assert court.about(kind, "p9", **code) is Breach.NOBODY
    assert court.about(kind, "", **{**code, "over": HASH}) is Breach.QR
    assert court.about(kind, "", **{**code, "corrigendum": 1}) is Breach.QR
    assert court.about(kind, "", **{**code, "round": 2}) is Breach.QR
    court.do_about(EntryKind.CORRIGENDUM, **correction(court))
    assert court.about(kind, "", **{**code, "corrigendum": 1}) is Breach.QR
    assert court.about(kind, "", **{**code, "corrigendum": 1, "over": court.last.hex()}) is None


def test_a_decision_is_about_a_sealed_election() -> None:
    kind = EntryKind.DECISION_REPORTED
    decided = {"decision": "same-people", "seats": 1, "reported_by": "Đoàn chủ tịch", "reason": ""}
    assert Court().keyed().about(kind, **decided) is Breach.NOT_SEALED
    court = Court().sealed()
    assert court.about(kind, KEYER, **decided) is Breach.BOARD_ONLY
    assert court.about(kind, **decided) is None
    assert court.about(kind, **{**decided, "decision": "leave-open"}) is Breach.REASON
    assert court.about(kind, **{**decided, "decision": "leave-open", "reason": "đại hội quyết định"}) is None
    opinion = replace(a_contest(), method=Method.OPINION, seats=0, body_size=0, issued=10, returned=10)
    court.put("first", a_congress(), opinion)
    assert court.about(kind, **decided) is Breach.DECISION


def test_nothing_is_decided_on_a_round_once_the_next_began_but_by_who_could_not_know() -> None:
    decided = {"decision": "same-people", "seats": 1, "reported_by": "Đoàn chủ tịch", "reason": ""}
    court = Court().sealed().sit(SECRETARY, "may-2")
    first = court.declared["first"].contests[KEY]
    court.do(EntryKind.CONGRESS_DECLARED, toml=court.put("two", a_congress(), first, replace(first, round=2)))
    court.do(EntryKind.COUNTING_BEGUN, **{**ABOUT, "round": 2}, passes=2, reason="", without_pins=False)
    assert court.about(EntryKind.DECISION_REPORTED, SECRETARY, station="may-2", **decided) is None
    court.do_about(EntryKind.DECISION_REPORTED, SECRETARY, station="may-2", **decided)
    assert court.state.contest(KEY).decision is None, "recorded, and nothing changes"
    assert court.about(EntryKind.DECISION_REPORTED, SECRETARY, station="may-2", **decided) is Breach.DECISION
    assert court.about(EntryKind.DECISION_REPORTED, **decided) is Breach.DECISION


@pytest.mark.parametrize("number", [1, 2])
def test_a_pass_that_is_not_needed_any_more_closes_without_counting(number: int) -> None:
    court = Court().counting()
    court.do_about(EntryKind.BATCH_OPENED, batch=1, size=None)
    for one, person in ((1, KEYER), (2, OTHER)):
        court.open_pass(one, person)
    court.do_about(EntryKind.PASSES_WAIVED, passes=1, reason="hỏng máy")
    court.close_pass(3 - number, (KEYER, OTHER)[2 - number])
    court.close_pass(number, (KEYER, OTHER)[number - 1])
    assert court.state.contest(KEY).batches[1].closed == [3 - number]
    assert {**ABOUT, **closing(1)}["pass"] == 1


def test_a_machine_s_own_time_is_told_only_where_it_was_behind() -> None:
    behind, ahead = "2026-11-29T09:00:00.000Z", "2026-11-29T11:00:00.000Z"
    court = Court().keyed()
    assert court.about(SEALED, **court.seal(machine_time=ahead)) is Breach.TIME
    assert court.about(SEALED, **court.seal(machine_time="9 giờ")) is Breach.SHAPE
    court.do_about(SEALED, **court.seal(machine_time=behind))
    assert court.about(EntryKind.CORRIGENDUM, **correction(court, machine_time=ahead)) is Breach.TIME
    assert court.about(EntryKind.CORRIGENDUM, **correction(court, machine_time=behind)) is None
    code: dict[str, Any] = {
        "corrigendum": 0,
        "over": court.last.hex(),
        "key": "k",
        "qr": "T:X",
        "certificate": CERTIFICATE,
    }
    assert court.about(EntryKind.QR_SIGNED, "", **code, machine_time=ahead) is Breach.TIME
    assert court.about(EntryKind.QR_SIGNED, "", **code, machine_time=behind) is None
