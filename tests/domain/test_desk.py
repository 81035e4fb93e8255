"""The congress's chain replayed: what every kind of entry means for the desk."""

import pytest
from replay import CHAIN, KEY, A, B, C, Writer

from tally.domain.ballot import Ballot, Ruling
from tally.domain.batch import (
    BatchCount,
    BatchState,
    Change,
    PassContents,
    PassState,
    keying_details,
)
from tally.domain.body import Decision, Way
from tally.domain.desk import ClockNoted, Person
from tally.domain.journal import CONGRESS_CHAIN, GENESIS, EntryKind
from tally.domain.passes import Keying
from tally.domain.rules import InvalidReason
from tally.domain.seal import Corrigendum, Seal, SignedQr
from tally.domain.told import Waiver

# People


def test_people_in_the_order_they_were_added_with_their_pins() -> None:
    state = (
        Writer()
        .add(EntryKind.PERSON_ADDED, {"id": "p1", "name": "Lò Văn Ánh", "role": "head", "pin": "x"})
        .add(EntryKind.PERSON_ADDED, {"id": "p2", "name": "Cà Văn Bình", "role": "keyer"})
        .add(EntryKind.PIN_SET, {"person": "p2", "pin": "y"})
        .state()
    )
    assert list(state.people.values()) == [
        Person("p1", "Lò Văn Ánh", "head", "x"),
        Person("p2", "Cà Văn Bình", "keyer", "y"),
    ]
    assert not state.attended


def test_whoever_is_added_without_a_pin_has_none() -> None:
    state = Writer().add(EntryKind.PERSON_ADDED, {"id": "p1", "name": "Lò Văn Ánh", "role": "head"}).state()
    assert state.people["p1"] == Person("p1", "Lò Văn Ánh", "head", pin="")


def test_wrong_pins_add_up_until_the_right_one_or_another() -> None:
    writer = Writer().add(EntryKind.PERSON_ADDED, {"id": "p1", "name": "Lò Văn Ánh", "role": "head", "pin": "x"})
    for failures in (1, 2):
        writer.add(EntryKind.SIGN_IN_FAILED, {"person": "p1"})
        person = writer.state().people["p1"]
        assert person.failures == failures
    assert not writer.state().attended
    writer.add(EntryKind.SIGNED_IN, {"person": "p1"})
    assert writer.state().people["p1"] == Person("p1", "Lò Văn Ánh", "head", "x")
    assert writer.state().attended
    writer.add(EntryKind.SIGN_IN_FAILED, {"person": "p1"}).add(EntryKind.PIN_SET, {"person": "p1", "pin": "z"})
    assert writer.state().people["p1"] == Person("p1", "Lò Văn Ánh", "head", "z")


# The congress


def test_the_last_declaration_counts_and_practice_is_for_good() -> None:
    writer = Writer().add(EntryKind.CONGRESS_DECLARED, {"toml": "một"})
    assert (writer.state().declaration, writer.state().practice) == ("một", False)
    writer.add(EntryKind.CONGRESS_DECLARED, {"toml": "hai", "practice": True})
    writer.add(EntryKind.CONGRESS_DECLARED, {"toml": "ba"})
    assert (writer.state().declaration, writer.state().practice) == ("ba", True)
    writer.about(EntryKind.BALLOTS_REPORTED, toml="bốn", present=9, issued=9, returned=9)
    assert writer.state().declaration == "bốn"


def test_entries_that_only_readers_need_change_nothing_but_the_head() -> None:
    writer = Writer()
    before = writer.state()
    assert (before.entries, before.head) == (0, GENESIS)
    assert (before.practice, before.attended) == (False, False)
    writer.add(EntryKind.IMPORTED, {"source": "x"}).add(EntryKind.EXPORTED, {"target": "y"})
    after = writer.state()
    assert (after.contests, after.people, after.declaration) == ({}, {}, "")
    last = writer.journal.held[CONGRESS_CHAIN][-1]
    assert (after.entries, after.head) == (2, last.hash)


def test_certificates_are_pinned_each_once_and_never_taken_back() -> None:
    writer = Writer()
    assert writer.state().pinned == ()
    writer.add(EntryKind.KEYS_PINNED, {"certificates": ["YQ==", "Yg=="]})
    writer.add(EntryKind.KEYS_PINNED, {"certificates": ["Yw==", "YQ=="]})
    assert writer.state().pinned == (b"a", b"b", b"c")


def test_an_entry_without_a_payload_or_of_a_pass_does_not_belong_in_the_congress_s_chain() -> None:
    with pytest.raises(KeyError):
        Writer().add(EntryKind.CONGRESS_DECLARED, {}).state()
    with pytest.raises(KeyError):
        Writer().about(EntryKind.BALLOT_KEYED).state()


# A contest


def test_a_contest_nobody_spoke_of_is_empty() -> None:
    contest = Writer().state().contest(KEY)
    assert (contest.key, contest.begun, contest.wanted, contest.batches, contest.seal) == (KEY, False, 2, {}, None)


def test_counting_begun_and_passes_waived_with_their_reasons() -> None:
    writer = Writer().about(EntryKind.COUNTING_BEGUN, passes=3)
    contest = writer.state().contest(KEY)
    assert (contest.begun, contest.wanted, contest.waiver, contest.without_pins) == (True, 3, "", False)
    assert contest.begun_at == "2025-06-10T00:00:01.000Z"
    contest = writer.about(EntryKind.PASSES_WAIVED, "p2", passes=2, reason="hỏng một máy").state().contest(KEY)
    assert (contest.begun, contest.wanted, contest.waiver) == (True, 2, "hỏng một máy")
    assert contest.begun_at == "2025-06-10T00:00:01.000Z"
    assert contest.waivers == [Waiver(2, "hỏng một máy", "p2", "2025-06-10T00:00:02.000Z")]
    alone = Writer().about(EntryKind.COUNTING_BEGUN, passes=1, reason="chi bộ nhỏ", without_pins=True)
    contest = alone.state().contest(KEY)
    assert (contest.wanted, contest.waiver, contest.without_pins) == (1, "chi bộ nhỏ", True)


def test_of_two_stations_that_open_one_batch_the_first_has_it() -> None:
    state = (
        Writer().about(EntryKind.BATCH_OPENED, batch=1, size=50).about(EntryKind.BATCH_OPENED, batch=1, size=40).state()
    )
    assert state.contest(KEY).batches == {1: BatchState(1, 50, 1)}


def test_a_batch_taken_in_keeps_its_own_numbers() -> None:
    state = Writer().about(EntryKind.BATCH_OPENED, batch=1, size=2, numbers=[4, 7]).state()
    batch = state.contest(KEY).batches[1]
    batch.passes[1] = PassState(1, "", "", closed=True)
    held = {1: PassContents(ballots={1: A, 2: B})}
    ballots = state.contest(KEY).final_ballots(BatchCount(batch, 1, held.__getitem__))
    assert ballots == [Ballot(1, 4, A.marks), Ballot(1, 7, B.marks)]


def test_of_saved_ballots_that_bear_one_number_the_first_is_ruled_on_and_amended() -> None:
    writer = Writer().about(EntryKind.BATCH_OPENED, batch=1, size=4, numbers=[4, 4, 7, 7])
    writer.about(EntryKind.BALLOT_RULED, batch=1, ballot=4, ruling=["marked", ""])
    before, after = keying_details(A), keying_details(C)
    writer.about(
        EntryKind.BALLOT_AMENDED, batch=1, ballot=7, before=before, after=after, reason="nhìn nhầm tờ", second="p2"
    )
    contest = writer.state().contest(KEY)
    batch = contest.batches[1]
    batch.passes[1] = PassState(1, "", "", closed=True)
    held = {1: PassContents(ballots={1: A, 2: B, 3: A, 4: B})}
    assert contest.final_ballots(BatchCount(batch, 1, held.__getitem__)) == [
        Ballot(1, 4, A.marks, Ruling(InvalidReason.MARKED)),
        Ballot(1, 4, B.marks),
        Ballot(1, 7, C.marks),
        Ballot(1, 7, B.marks),
    ]


def test_of_two_stations_that_open_one_pass_the_first_has_it_unless_the_other_takes_it_over() -> None:
    writer = Writer().about(EntryKind.BATCH_OPENED, batch=1, size=None)
    writer.about(EntryKind.PASS_OPENED, "p1", batch=1, **{"pass": 1})
    writer.about(EntryKind.PASS_OPENED, "p2", batch=1, **{"pass": 1})
    passes = writer.state().contest(KEY).batches[1].passes
    assert passes == {1: PassState(1, "p1", "may-1", keyers=("p1",), opened=2)}
    writer.journal = writer.journal.at("may-2")
    writer.about(EntryKind.PASS_OPENED, "p2", batch=1, taken_over=True, **{"pass": 1})
    passes = writer.state().contest(KEY).batches[1].passes
    assert passes == {1: PassState(1, "p2", "may-2", keyers=("p1", "p2"), opened=4)}
    writer.about(EntryKind.PASS_OPENED, "p1", batch=1, taken_over=True, **{"pass": 1})
    assert writer.state().contest(KEY).batches[1].passes[1].keyers == ("p1", "p2")


def a_batch(*closed: int, wanted: int = 2) -> Writer:
    """Return a journal with one batch, its passes opened, and some of them closed."""
    writer = Writer().about(EntryKind.COUNTING_BEGUN, passes=wanted).about(EntryKind.BATCH_OPENED, batch=1, size=None)
    for number in range(1, wanted + 1):
        writer.about(EntryKind.PASS_OPENED, f"p{number}", batch=1, **{"pass": number})
    for number in closed:
        close(writer, number)
    return writer


def close(writer: Writer, number: int) -> Writer:
    return writer.about(
        EntryKind.PASS_CLOSED, f"p{number}", batch=1, entries=5, ballots=4, head="ab" * 32, **{"pass": number}
    )


def test_a_closed_pass_hands_its_head_to_the_congress_s_chain() -> None:
    writer = a_batch(1)
    state = writer.state()
    batch = state.contest(KEY).batches[1]
    assert batch.closed == [1]
    assert (batch.passes[1].closed, batch.passes[1].ballots, batch.passes[2].closed) == (True, 4, False)
    assert state.heads == {CHAIN: (5, bytes.fromhex("ab" * 32))}
    # Nobody takes over what is closed.
    writer.about(EntryKind.PASS_OPENED, "p3", batch=1, taken_over=True, **{"pass": 1})
    assert writer.state().contest(KEY).batches[1].passes[1].person == "p1"


def test_a_pass_waived_while_it_was_keyed_does_not_count_when_it_closes() -> None:
    writer = a_batch(1).about(EntryKind.PASSES_WAIVED, passes=1, reason="hỏng máy")
    state = close(writer, 2).state()
    assert state.contest(KEY).batches[1].closed == [1]
    assert list(state.heads) == [CHAIN]


def test_what_the_board_says_of_ballots() -> None:
    writer = a_batch(1, 2)
    writer.about(EntryKind.BALLOT_REKEYED, "p3", batch=1, place=4, keying=keying_details(A))
    writer.about(EntryKind.BALLOT_REKEYED, "p2", batch=1, place=4, keying=None)
    writer.about(EntryKind.DISPUTE_SETTLED, batch=1, place=4, keying=keying_details(B), reason="xem phiếu")
    writer.about(EntryKind.BALLOT_RULED, batch=1, ballot=2, ruling=["marked", ""])
    writer.about(EntryKind.PILES_COUNTED, piles={"2": 30, "1": 4})
    writer.about(EntryKind.FINDING_EXPLAINED, code="E103", text="một phiếu rơi", figures="{}")
    writer.about(EntryKind.TOTALS_SHOWN, shown=True)
    writer.about(EntryKind.STEP_DONE, step="report")
    contest = writer.state().contest(KEY)
    assert contest.batches[1].rekeyed == {4: {"p3": A, "p2": None}}
    assert contest.batches[1].settled == {4: B}
    assert contest.rulings == {(1, 2): Ruling(InvalidReason.MARKED)}
    assert contest.piles == {2: 30, 1: 4}
    assert (contest.explained, contest.figures) == ({"E103": "một phiếu rơi"}, {"E103": "{}"})
    assert contest.totals_shown
    assert contest.steps == {"report": writer.clock()}


# After a batch is accepted


def final(writer: Writer) -> list[Ballot]:
    """Return the ballots of batch 1, keyed A, B, C with a ruling on the third."""
    contest = writer.state().contest(KEY)
    held = PassContents(ballots={1: A, 2: B, 3: Keying(C.marks, Ruling(InvalidReason.MARKED))})
    return contest.final_ballots(BatchCount(contest.batches[1], 2, lambda _number: held))


def test_a_ruling_of_the_board_replaces_what_was_keyed_and_can_be_withdrawn() -> None:
    writer = a_batch(1, 2)
    marked = Ruling(InvalidReason.MARKED)
    assert [one.ruling for one in final(writer)] == [None, None, marked]
    writer.about(EntryKind.BALLOT_RULED, batch=1, ballot=1, ruling=["other", "rách"])
    writer.about(EntryKind.BALLOT_RULED, batch=1, ballot=3, ruling=None)
    assert [one.ruling for one in final(writer)] == [Ruling(InvalidReason.OTHER, "rách"), None, None]


def amend(writer: Writer, ballot: int, before: Keying, after: Keying | None) -> Writer:
    return writer.about(
        EntryKind.BALLOT_AMENDED,
        "p2",
        batch=1,
        ballot=ballot,
        before=keying_details(before),
        after=keying_details(after),
        reason="nhập nhầm",
        second="p3",
    )


def test_an_amended_ballot_takes_the_place_of_the_old_one_with_its_own_ruling() -> None:
    writer = a_batch(1, 2).about(EntryKind.BALLOT_RULED, batch=1, ballot=1, ruling=["marked", ""])
    amend(writer, 1, Keying(A.marks, Ruling(InvalidReason.MARKED)), C)
    amend(writer, 2, B, None)
    assert final(writer) == [Ballot(1, 1, C.marks), Ballot(1, 3, C.marks, Ruling(InvalidReason.MARKED))]
    first, second = writer.state().contest(KEY).changes
    assert (first.pass_, first.before, first.after) == (0, Keying(A.marks, Ruling(InvalidReason.MARKED)), C)
    assert (second.ballot, second.after, second.reason, second.person, second.second) == (
        2,
        None,
        "nhập nhầm",
        "p2",
        "p3",
    )
    assert second.time == writer.clock()


def test_an_amendment_without_the_ballot_before_is_an_error() -> None:
    writer = a_batch(1, 2).about(
        EntryKind.BALLOT_AMENDED, batch=1, ballot=1, before=None, after=keying_details(A), reason="x", second="p2"
    )
    with pytest.raises(KeyError, match="needs the ballot before"):
        writer.state()


# The seal


def sealed() -> Writer:
    writer = a_batch(1, 2).add(EntryKind.CONGRESS_DECLARED, {"toml": "khi khóa sổ"})
    entries = writer.state().entries
    return writer.about(EntryKind.CONTEST_SEALED, head="p1", second="p2", digest="d1", entries=entries)


def test_a_seal_keeps_the_declaration_it_was_made_under() -> None:
    writer = sealed().add(EntryKind.CONGRESS_DECLARED, {"toml": "về sau"})
    state = writer.state()
    entry = writer.journal.held[CONGRESS_CHAIN][-2]
    assert entry.kind is EntryKind.CONTEST_SEALED
    assert state.declaration == "về sau"
    assert state.contest(KEY).seal == Seal("p1", "p2", "d1", "2025-06-10T00:00:08.000Z", "khi khóa sổ", entry.hash)


def test_what_is_made_by_a_clock_behind_the_journal_keeps_both_times() -> None:
    own = "2025-06-09T23:00:00.000Z"
    writer = a_batch(1, 2)
    entries = writer.state().entries
    seal = {"head": "p1", "second": "p2", "digest": "d1", "entries": entries, "machine_time": own}
    writer.about(EntryKind.CONTEST_SEALED, "p1", **seal)
    sealed_at, over = writer.clock(), writer.journal.held[CONGRESS_CHAIN][-1].hash
    corrigendum = {"reason": "đọc nhầm", "before": "d1", "after": "d2", "changes": [], "head": "p1", "second": "p2"}
    writer.about(EntryKind.CORRIGENDUM, "p1", **corrigendum, machine_time=own)
    writer.about(EntryKind.QR_SIGNED, corrigendum=0, over=over.hex(), qr="x", certificate="YWJj", machine_time=own)
    contest = writer.state().contest(KEY)
    assert contest.seal is not None
    assert (contest.seal.time, contest.seal.dated) == (own, sealed_at)
    assert [(one.time, bool(one.dated)) for one in contest.corrigenda] == [(own, True)]
    assert contest.qrs[over].time == own


def test_the_state_knows_its_times_and_what_was_said_of_the_clock() -> None:
    writer = Writer().add(EntryKind.CONGRESS_DECLARED, {"toml": "x"})
    first = writer.clock()
    assert (writer.state().began, writer.state().time, writer.state().clock_noted) == (first, first, None)
    details = {"machine": "2025-06-09T23:00:00.000Z", "last": first, "right": "machine"}
    state = writer.add(EntryKind.CLOCK_NOTED, details, "").state()
    assert (state.began, state.time) == (first, writer.clock())
    assert state.clock_noted == ClockNoted("2025-06-09T23:00:00.000Z", first)


def test_a_seal_does_not_hold_when_something_was_written_since_the_head_looked() -> None:
    writer = a_batch(1, 2)
    entries = writer.state().entries
    writer.about(EntryKind.BALLOT_RULED, batch=1, ballot=1, ruling=["marked", ""])
    writer.about(EntryKind.CONTEST_SEALED, head="p1", second="p2", digest="d1", entries=entries)
    assert writer.state().contest(KEY).seal is None


def test_nothing_written_after_the_seal_changes_the_count() -> None:
    writer = sealed()
    before = writer.state().contest(KEY)
    writer.about(EntryKind.PASSES_WAIVED, passes=1, reason="x").about(EntryKind.BATCH_OPENED, batch=2, size=1)
    writer.about(EntryKind.PASS_OPENED, "p1", batch=1, **{"pass": 3})
    close(writer, 2)
    writer.about(EntryKind.BALLOT_REKEYED, batch=1, place=1, keying=None)
    writer.about(EntryKind.DISPUTE_SETTLED, batch=1, place=1, keying=None)
    writer.about(EntryKind.BALLOT_RULED, batch=1, ballot=1, ruling=["marked", ""])
    amend(writer, 1, A, B)
    writer.about(EntryKind.PILES_COUNTED, piles={"1": 1})
    writer.about(EntryKind.FINDING_EXPLAINED, code="E103", text="x", figures="{}")
    writer.about(EntryKind.TOTALS_SHOWN, shown=True)
    writer.about(EntryKind.COUNTING_BEGUN, passes=1)
    entries = writer.state().entries
    writer.about(EntryKind.CONTEST_SEALED, head="p2", second="p1", digest="d2", entries=entries)
    assert writer.state().contest(KEY) == before
    # The procedure goes on: announcing and signing come after the seal.
    assert "sign" in writer.about(EntryKind.STEP_DONE, step="sign").state().contest(KEY).steps


def test_a_corrigendum_stands_beside_the_seal() -> None:
    change = {"batch": 1, "ballot": 2, "before": keying_details(B), "after": keying_details(C)}
    writer = sealed().about(
        EntryKind.CORRIGENDUM,
        "p3",
        reason="đọc nhầm",
        before="d1",
        after="d2",
        changes=[change],
        head="p1",
        second="p2",
    )
    contest = writer.state().contest(KEY)
    now = writer.clock()
    changes = (Change(1, 2, 0, B, C, "đọc nhầm", "p3", now),)
    assert contest.corrigenda == [
        Corrigendum("đọc nhầm", "d1", "d2", changes, ("p1", "p2"), now, writer.journal.held[CONGRESS_CHAIN][-1].hash)
    ]
    assert contest.changes == []
    assert contest.seal is not None
    assert contest.seal.digest == "d1"


def test_who_had_totals_shown_first_stays_whoever_shows_or_hides_them_later() -> None:
    writer = Writer().about(EntryKind.TOTALS_SHOWN, "p1", shown=True)
    first = ("p1", writer.clock())
    writer.about(EntryKind.TOTALS_SHOWN, "p2", shown=False).about(EntryKind.TOTALS_SHOWN, "p2", shown=True)
    contest = writer.state().contest(KEY)
    assert (contest.totals_shown, contest.first_shown) == (True, first)


def test_contests_whose_ballots_were_taken_in_are_marked() -> None:
    state = Writer().add(EntryKind.IMPORTED, {"source": "x", "contests": [["bch", 1, 106]]}).state()
    assert state.contest(KEY).imported
    assert not state.contest(("bch", 2)).imported


# The QR code of a paper


def sign(writer: Writer, over: bytes, text: str) -> Writer:
    return writer.about(EntryKind.QR_SIGNED, corrigendum=0, over=over.hex(), key="k", qr=text, certificate="YWJj")


def head(writer: Writer) -> bytes:
    return writer.journal.held[CONGRESS_CHAIN][-1].hash


def test_a_qr_is_kept_with_the_seal_or_the_corrigendum_that_it_is_signed_over_and_the_last_one_counts() -> None:
    writer = sealed()
    seal = head(writer)
    sign(sign(writer, seal, "TALLY1:A"), seal, "TALLY1:B")
    first = SignedQr("TALLY1:B", "YWJj", writer.clock())
    assert writer.state().contest(KEY).qrs == {seal: first}
    writer.about(EntryKind.CORRIGENDUM, reason="x", before="d1", after="d2", changes=[], head="p1", second="p2")
    corrigendum = head(writer)
    sign(writer, corrigendum, "TALLY1:C")
    second = SignedQr("TALLY1:C", "YWJj", writer.clock())
    assert writer.state().contest(KEY).qrs == {seal: first, corrigendum: second}


def test_a_qr_over_anything_else_is_of_no_paper() -> None:
    unsealed = a_batch(1, 2)
    sign(unsealed, head(unsealed), "TALLY1:A")
    assert unsealed.state().contest(KEY).qrs == {}
    # The seal that came too late does not hold, and what is signed over it is signed over nothing.
    writer = sealed()
    writer.about(EntryKind.CONTEST_SEALED, head="p2", second="p1", digest="d2", entries=writer.state().entries)
    sign(sign(writer, head(writer), "TALLY1:B"), GENESIS, "TALLY1:C")
    state = writer.state()
    assert state.contest(KEY).qrs == {}
    assert state.contest(KEY).seal is not None


def test_a_qr_changes_nothing_else_of_a_sealed_contest() -> None:
    writer = sealed()
    before = writer.state().contest(KEY)
    after = sign(writer, head(writer), "TALLY1:A").state().contest(KEY)
    assert after.qrs != before.qrs
    after.qrs.clear()
    assert after == before


# What the congress decided


def reported(way: str, **more: object) -> dict[str, object]:
    return {"contest": KEY[0], "round": KEY[1], "decision": way, "seats": 1, "reported_by": "Bùi Thị Quế", **more}


def test_the_decision_reported_last_counts_and_all_of_them_stay() -> None:
    writer = Writer().about(EntryKind.DECISION_REPORTED, "p1", **reported("new-slate"))
    first = Decision(Way.NEW_SLATE, 1, "Bùi Thị Quế", "", "p1", writer.clock())
    assert writer.state().contest(KEY).decision == first
    writer.about(EntryKind.DECISION_REPORTED, "p1", **reported("leave-open", reason="bổ sung sau"))
    count = writer.state().contest(KEY)
    last = Decision(Way.LEAVE_OPEN, 1, "Bùi Thị Quế", "bổ sung sau", "p1", writer.clock())
    assert (count.decision, count.decisions) == (last, [first, last])


def test_without_a_report_there_is_no_decision() -> None:
    assert Writer().state().contest(KEY).decision is None


def test_once_the_next_round_is_counted_another_decision_changes_nothing() -> None:
    writer = Writer().about(EntryKind.DECISION_REPORTED, "p1", **reported("new-slate"))
    writer.add(EntryKind.STEP_DONE, {"contest": KEY[0], "round": KEY[1] + 1, "step": "check-box"})
    writer.about(EntryKind.DECISION_REPORTED, "p1", **reported("same-people"))
    writer.add(EntryKind.COUNTING_BEGUN, {"contest": KEY[0], "round": KEY[1] + 1, "passes": 2})
    writer.about(EntryKind.DECISION_REPORTED, "p1", **reported("leave-open"))
    state = writer.state()
    assert [one.way for one in state.contest(KEY).decisions] == [Way.NEW_SLATE, Way.SAME_PEOPLE]
    assert state.entries == 5
