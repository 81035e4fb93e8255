"""The law of people and of what is declared."""

import time
from dataclasses import replace

import pytest
from builders import a_congress, a_contest, a_slate
from law_cases import ABOUT, CERTIFICATE, HEAD, KEY, KEYER, SECRETARY, Court, at_level

from tally.domain.ballot import BallotStyle
from tally.domain.congress import Level, Roll
from tally.domain.hand_vote import HandVote
from tally.domain.journal import EntryKind
from tally.domain.law import Breach, judge, proposed
from tally.domain.pins import LAST_TRY
from tally.domain.slate import Slate
from tally.domain.told import AloneIs

DECLARED = EntryKind.CONGRESS_DECLARED
ADDED = EntryKind.PERSON_ADDED


# What an entry is


def test_what_belongs_in_another_chain_or_bears_a_ballot_is_none_of_the_congress_s() -> None:
    court = Court().set_up()
    assert court.judge(EntryKind.BALLOT_KEYED) is Breach.KIND
    assert court.judge(EntryKind.SIGNED_IN, person=HEAD, number=1) is Breach.KIND
    assert court.judge(EntryKind.SIGNED_IN, person=HEAD, marks=b"\1") is Breach.KIND


def test_a_payload_or_a_station_that_nobody_writes_is_no_entry() -> None:
    court = Court().set_up()
    assert court.judge(EntryKind.SIGNED_IN, payload='{"person": "p1"}') is Breach.SHAPE
    assert court.judge(EntryKind.SIGNED_IN, person=HEAD, station="a\0b") is Breach.SHAPE
    assert court.judge(EntryKind.SIGNED_IN, person=HEAD, station="a" * 1001) is Breach.SHAPE


def test_time_never_goes_back() -> None:
    court = Court().set_up()
    assert court.judge(EntryKind.SIGNED_IN, person=HEAD, time=court.state.time) is None
    assert court.judge(EntryKind.SIGNED_IN, person=HEAD, time="2026-11-29T10:00:00.000Z") is Breach.TIME
    assert court.judge(EntryKind.SIGNED_IN, person=HEAD, time="2026-11-30T10:00:61.000Z") is Breach.TIME


def test_what_is_proposed_is_judged_as_it_would_follow() -> None:
    court = Court().set_up()
    entry = proposed(court.state, EntryKind.SIGNED_IN, "may-1", HEAD, "2020-01-01T00:00:00.000Z", {"person": HEAD})
    assert (entry.sequence, entry.time, entry.previous) == (6, court.state.time, court.state.head)
    assert judge(court.state, entry, court.read).breach is None
    nothing = proposed(court.state, EntryKind.SIGNED_IN, "may-1", HEAD, entry.time, {})
    assert nothing.payload == ""
    assert judge(court.state, nothing, court.read).breach is Breach.SHAPE


# People


def test_people_are_added_in_their_order_each_once_with_one_head() -> None:
    court = Court().set_up(people=2)
    for wrong in (
        {"id": "p4"},
        {"id": "p2"},
        {"name": "ca van  NAM".upper()},
        {"name": "Cà Văn Nam"},
        {"role": "head"},
    ):
        details = {"id": "p3", "name": "Vì Văn Sơn", "role": "member", **wrong}
        expected = None if wrong == {"name": "CA VAN  NAM"} else Breach.PERSON_TWICE
        assert court.judge(ADDED, "", **details) is expected, wrong


def test_a_name_is_held_against_all_the_others_at_once() -> None:
    court = Court().set_up(people=2)
    began = time.process_time()
    for number in range(3, 1_503):
        court.do(ADDED, "", id=f"p{number}", name=f"Người Số {number}", role="keyer")
    assert time.process_time() - began < 4, "1,500 people"


def test_once_the_desk_is_in_use_the_head_adds_people_and_nobody_is_unnamed() -> None:
    court = Court().set_up(people=3)
    details = {"id": "p4", "name": "Quàng Thị Mai", "role": "member"}
    assert court.judge(ADDED, HEAD, **details) is Breach.NOT_SIGNED_IN
    court.sit(SECRETARY)
    assert court.judge(ADDED, "", **details) is Breach.NOBODY
    assert court.judge(ADDED, SECRETARY, **details) is Breach.HEAD_ONLY
    assert court.judge(ADDED, HEAD, **details) is Breach.NOT_SIGNED_IN
    court.sit(HEAD)
    assert court.judge(ADDED, HEAD, station="may-2", **details) is Breach.NOT_SIGNED_IN
    assert court.judge(ADDED, HEAD, **details) is None


def test_everybody_sets_their_own_pin_and_the_head_that_of_who_has_none() -> None:
    court = Court().set_up()
    assert court.judge(EntryKind.PIN_SET, "", person="p9", pin="y") is Breach.NOBODY
    assert court.judge(EntryKind.PIN_SET, "", person=KEYER, pin="y") is None
    court.sit(SECRETARY).sit(HEAD)
    assert court.judge(EntryKind.PIN_SET, SECRETARY, person=KEYER, pin="y") is Breach.HEAD_ONLY
    assert court.judge(EntryKind.PIN_SET, SECRETARY, person=SECRETARY, pin="y") is None
    assert court.judge(EntryKind.PIN_SET, SECRETARY, person=SECRETARY, pin="y", reset=True) is Breach.SHAPE
    court.do(ADDED, HEAD, id="p5", name="Lường Văn Yên", role="keyer")
    assert court.judge(EntryKind.PIN_SET, HEAD, person="p5", pin="y", reset=True) is Breach.SHAPE
    court.do(EntryKind.PIN_SET, HEAD, person="p5", pin="y")
    assert court.state.pins["p5"] == court.state.entries
    assert court.state.alone == []


def test_another_pin_in_place_of_one_takes_two_and_the_head_alone_only_where_there_are_not_two() -> None:
    court = Court().set_up().sit(HEAD)
    for reset in ({}, {"reset": True}):
        assert court.judge(EntryKind.PIN_SET, HEAD, person=KEYER, pin="y", **reset) is Breach.TWO_PEOPLE
    pins = [court.state.pins[HEAD], court.state.pins[SECRETARY]]
    by = {"by": [HEAD, SECRETARY], "pins": pins}
    assert court.judge(EntryKind.PIN_SET, HEAD, person=KEYER, pin="y", **by, reset=True) is Breach.SHAPE
    assert court.judge(EntryKind.PIN_SET, HEAD, person=KEYER, pin="y", **by) is None
    assert court.judge(EntryKind.PIN_SET, HEAD, person=SECRETARY, pin="y") is Breach.SHAPE, "it has to be said"
    court.do(EntryKind.PIN_SET, HEAD, person=SECRETARY, pin="y", reset=True)
    (alone,) = court.state.alone
    assert (alone.what, alone.person, alone.head) == (AloneIs.RESET_PIN, SECRETARY, HEAD)
    court.do(ADDED, HEAD, id="p5", name="Lường Văn Yên", role="member", pin="x")
    assert court.judge(EntryKind.PIN_SET, HEAD, person=SECRETARY, pin="y", reset=True) is Breach.TWO_PEOPLE
    for _ in range(LAST_TRY):
        court.do(EntryKind.SIGN_IN_FAILED, "", person="p5")
    assert court.judge(EntryKind.PIN_SET, HEAD, person=SECRETARY, pin="y", reset=True) is Breach.TWO_PEOPLE


def test_who_is_added_or_gets_a_first_pin_from_the_head_while_ballots_are_counted_is_said() -> None:
    court = Court().set_up().sit(HEAD)
    court.do(ADDED, HEAD, id="p5", name="Lường Văn Yên", role="member", pin="x")
    assert court.state.alone == []
    court.do_about(EntryKind.COUNTING_BEGUN, passes=2, without_pins=False)
    court.do(ADDED, HEAD, id="p6", name="Tòng Văn Ín", role="keyer")
    court.do(ADDED, HEAD, id="p7", name="Bạc Cầm Thu", role="member")
    court.do(EntryKind.PIN_SET, HEAD, person="p6", pin="y")
    court.sit("p6")
    court.do(EntryKind.PIN_SET, "p6", person="p6", pin="z")
    said = [(one.what, one.person, one.head) for one in court.state.alone]
    assert said == [(AloneIs.ADDED, "p6", HEAD), (AloneIs.ADDED, "p7", HEAD), (AloneIs.FIRST_PIN, "p6", HEAD)]


def test_a_line_of_the_slate_changes_after_ballots_were_keyed_by_the_head_alone_and_is_said() -> None:
    court = Court().counting()
    contest = a_contest(issued=10, returned=10)
    first, *others = contest.slate
    now = replace(contest, slate=Slate((replace(first, name="Lò Văn Anh"), *others)))
    toml = court.put("now", a_congress(), now)
    changed = {"toml": toml, "reason": "gõ nhầm"}
    line = ["bch", 1, first.no, first.name, "Lò Văn Anh"]
    assert court.judge(DECLARED, SECRETARY, **changed) is None
    assert court.judge(DECLARED, HEAD, **changed, renamed=[line]) is Breach.DECLARATION, "no ballot is keyed"
    court.do_about(EntryKind.BATCH_OPENED, batch=1, size=None)
    court.open_pass(1, KEYER)
    for said in ({}, {"renamed": [[*line[:4], "Lò Văn Âu"]]}, {"renamed": [line, line]}):
        assert court.judge(DECLARED, HEAD, **changed, **said) is Breach.DECLARATION
    assert court.judge(DECLARED, HEAD, **changed, renamed=[line[:4]]) is Breach.SHAPE
    assert court.judge(DECLARED, SECRETARY, **changed, renamed=[line]) is Breach.HEAD_ONLY
    court.do(DECLARED, HEAD, **changed, renamed=[line])
    (renamed,) = court.state.contest(KEY).renamed
    assert renamed[:5] == (first.no, first.name, "Lò Văn Anh", "gõ nhầm", HEAD)


def test_two_others_of_the_board_who_show_their_pins_let_somebody_in_again() -> None:
    court = Court().set_up()
    court.do(ADDED, "", id="p5", name="Lường Văn Yên", role="member", pin="x")
    pins = court.state.pins

    def by(*people: str, whom: str = KEYER, told: object = None) -> Breach | None:
        shown = [pins[one] for one in people] if told is None else told
        return court.judge(EntryKind.PIN_SET, "", person=whom, pin="y", by=list(people), pins=shown)

    assert by(HEAD, SECRETARY) is None, "nobody need sit there"
    assert by(SECRETARY, HEAD) is None
    assert by(SECRETARY, "p5", whom=HEAD) is None
    assert by(SECRETARY, "p5") is Breach.TWO_PEOPLE, "without the head"
    assert by(HEAD, HEAD) is Breach.TWO_PEOPLE
    assert by(HEAD, "p4") is Breach.TWO_PEOPLE, "a keyer is not of the board"
    assert by(HEAD, SECRETARY, whom=SECRETARY) is Breach.TWO_PEOPLE, "not for oneself"
    assert by(HEAD, SECRETARY, told=[pins[SECRETARY], pins[HEAD]]) is Breach.PINS_NOT_SHOWN
    untold = {"person": KEYER, "pin": "y", "by": [HEAD, SECRETARY]}
    assert court.judge(EntryKind.PIN_SET, "", **untold) is Breach.PINS_NOT_SHOWN
    assert court.judge(EntryKind.PIN_SET, "", person=KEYER, pin="y", pins=[2, 3]) is Breach.SHAPE
    assert court.judge(EntryKind.PIN_SET, HEAD, **untold, pins=[2, 3]) is Breach.NOT_SIGNED_IN
    for _ in range(LAST_TRY):
        court.do(EntryKind.SIGN_IN_FAILED, "", person=SECRETARY)
    assert by(HEAD, SECRETARY) is Breach.TWO_PEOPLE, "who is locked out lets nobody in"


def test_whoever_signs_in_is_known_and_has_a_pin_where_anybody_has_one() -> None:
    court = Court().set_up(people=2)
    court.do(ADDED, "", id="p3", name="Vì Văn Sơn", role="keyer")
    assert court.judge(EntryKind.SIGNED_IN, "p9", person="p9") is Breach.NOBODY
    assert court.judge(EntryKind.SIGNED_IN, HEAD, person=SECRETARY) is Breach.NOT_SIGNED_IN
    assert court.judge(EntryKind.SIGNED_IN, KEYER, person=KEYER) is Breach.NO_PIN
    assert court.judge(EntryKind.SIGNED_IN, HEAD, person=HEAD) is None
    assert Court().set_up(pins=False).judge(EntryKind.SIGNED_IN, HEAD, person=HEAD) is None


def test_a_wrong_pin_is_one_of_somebody_who_has_one() -> None:
    court = Court().set_up(people=2)
    court.do(ADDED, "", id="p3", name="Vì Văn Sơn", role="keyer")
    assert court.judge(EntryKind.SIGN_IN_FAILED, "", person=HEAD) is None
    assert court.judge(EntryKind.SIGN_IN_FAILED, "", person=KEYER) is Breach.NO_PIN
    assert court.judge(EntryKind.SIGN_IN_FAILED, SECRETARY, person=HEAD) is Breach.NOT_SIGNED_IN


def test_no_pin_is_looked_at_once_wrong_ones_lock_a_person_out() -> None:
    court = Court().set_up()
    court.do(ADDED, "", id="p5", name="Lường Văn Yên", role="member", pin="x")
    for _ in range(LAST_TRY):
        court.do(EntryKind.SIGN_IN_FAILED, "", person=KEYER)
    assert court.judge(EntryKind.SIGN_IN_FAILED, "", person=KEYER) is Breach.LOCKED_OUT
    court.do(EntryKind.PIN_SET, "", person=KEYER, pin="y", by=[HEAD, "p5"], pins=[court.state.pins[HEAD], 6])
    assert court.judge(EntryKind.SIGN_IN_FAILED, "", person=KEYER) is None


def test_whom_wrong_pins_lock_out_two_others_let_in_and_nothing_else_does() -> None:
    court = Court().keyed()
    seal = court.seal()
    for _ in range(LAST_TRY):
        court.do(EntryKind.SIGN_IN_FAILED, "", person=SECRETARY)
    assert court.judge(EntryKind.SIGNED_IN, SECRETARY, person=SECRETARY) is None, "the board has not the two for it"
    court.do(ADDED, HEAD, id="p5", name="Lường Văn Yên", role="member", pin="x")
    seal["entries"] = court.state.entries
    assert court.judge(EntryKind.SIGNED_IN, SECRETARY, person=SECRETARY) is Breach.LOCKED_OUT
    assert court.judge(EntryKind.PIN_SET, SECRETARY, person=SECRETARY, pin="y") is Breach.LOCKED_OUT
    assert court.judge(EntryKind.PIN_SET, HEAD, person=SECRETARY, pin="y") is Breach.LOCKED_OUT
    assert court.about(EntryKind.CONTEST_SEALED, **seal) is Breach.LOCKED_OUT
    pins = [court.state.pins[HEAD], court.state.pins["p5"]]
    court.do(EntryKind.PIN_SET, "", person=SECRETARY, pin="y", by=[HEAD, "p5"], pins=pins)
    assert court.judge(EntryKind.SIGNED_IN, SECRETARY, person=SECRETARY) is None
    assert court.about(EntryKind.CONTEST_SEALED, **court.seal()) is None


def noted(court: Court, machine: str = "2020-01-01T00:00:00.000Z", last: str = "") -> dict[str, str]:
    return {"machine": machine, "last": last or court.state.time, "right": "machine"}


def test_what_a_command_notes_names_nobody_or_somebody_signed_in() -> None:
    court = Court().set_up()
    for kind, details in (
        (EntryKind.EXPORTED, {"target": "x"}),
        (EntryKind.KEYS_PINNED, {"certificates": [CERTIFICATE]}),
        (EntryKind.CLOCK_NOTED, noted(court)),
    ):
        assert court.judge(kind, "", **details) is None
        assert court.judge(kind, HEAD, **details) is Breach.NOT_SIGNED_IN


def test_a_loss_is_accepted_by_the_head_who_sits_there_and_one_more_who_show_their_pins() -> None:
    court = Court().set_up()
    lost = {"chain": "congress", "entries": 9, "head": "ab" * 32, "found": 4, "kept": 0, "ballots": 0, "other": False}
    pins = [court.state.pins[HEAD], court.state.pins[SECRETARY]]
    accepted = {"head": HEAD, "second": SECRETARY, "reason": "máy hỏng", "lost": [lost], "pins": pins}
    assert court.judge(EntryKind.LOSS_ACCEPTED, **accepted) is Breach.NOT_SIGNED_IN
    court.sit(HEAD).sit(SECRETARY)
    assert court.judge(EntryKind.LOSS_ACCEPTED, **accepted) is None
    for wrong, breach in (
        ({"second": HEAD}, Breach.TWO_PEOPLE),
        ({"second": KEYER}, Breach.BOARD_ONLY),
        ({"pins": pins[::-1]}, Breach.PINS_NOT_SHOWN),
        ({"lost": [lost, lost]}, Breach.LOSS),
        ({"lost": [{**lost, "found": 9}]}, Breach.LOSS),
        ({"lost": [{**lost, "kept": 1}]}, Breach.LOSS),
        ({"lost": [{**lost, "entries": 99, "found": 98}]}, Breach.LOSS),
        ({"lost": [{**lost, "chain": "pass/bch/1/1/1"}]}, Breach.LOSS),
        ({"lost": [{**lost, "chain": "pass/bch/1/1/1", "found": 0}]}, None),
        ({"lost": [{**lost, "chain": "pass/bch/1/1/1", "found": 0, "kept": 3, "ballots": 3}]}, Breach.LOSS),
    ):
        assert court.judge(EntryKind.LOSS_ACCEPTED, **{**accepted, **wrong}) is breach
    assert court.judge(EntryKind.LOSS_ACCEPTED, SECRETARY, **accepted) is Breach.HEAD_ONLY


def test_something_is_left_only_of_a_pass_that_was_opened() -> None:
    court = Court().keyed()
    lost = {"entries": 9, "head": "ab" * 32, "found": 3, "kept": 0, "ballots": 0, "other": False}
    pins = [court.state.pins[HEAD], court.state.pins[SECRETARY]]
    two = {"head": HEAD, "second": SECRETARY, "reason": "máy hỏng", "pins": pins}
    for chain, breach in (
        ("pass/bch/1/1/2", None),
        ("pass/bch/1/1/3", Breach.LOSS),
        ("pass/bch/1/2/1", Breach.LOSS),
        ("pass/bch/2/1/1", Breach.LOSS),
        ("pass/bch/1/1/2/3", Breach.SHAPE),
    ):
        assert court.judge(EntryKind.LOSS_ACCEPTED, **two, lost=[{**lost, "chain": chain}]) is breach


@pytest.mark.parametrize(
    ("machine", "last", "breach"),
    [
        ("2026-11-29T09:00:00.000Z", "", None),
        ("2026-11-29T10:00:01.000Z", "", Breach.CLOCK),
        ("2026-11-29T23:00:00.000Z", "", None),
        ("2026-11-29T21:00:00.000Z", "", Breach.CLOCK),
        ("2026-11-29T10:00:61.000Z", "", Breach.SHAPE),
        ("2026-11-29T10:00:01.000Z", "29-11-2026", Breach.SHAPE),
    ],
)
def test_only_a_clock_that_cannot_be_right_is_asked_about(machine: str, last: str, breach: Breach | None) -> None:
    court = Court().counting()
    assert court.judge(EntryKind.CLOCK_NOTED, "", **noted(court, machine, last)) is breach


def test_nobody_is_asked_of_a_clock_twice_nor_in_practice() -> None:
    court = Court().set_up()
    behind = noted(court, "2026-11-29T09:00:00.000Z")
    court.do(EntryKind.CLOCK_NOTED, "", **behind)
    assert court.judge(EntryKind.CLOCK_NOTED, "", **behind) is Breach.CLOCK
    court = Court()
    court.do(DECLARED, "", toml=court.put("a", a_congress(), a_contest()), practice=True)
    assert court.judge(EntryKind.CLOCK_NOTED, "", **behind) is Breach.CLOCK
    assert Court().judge(EntryKind.CLOCK_NOTED, "", **behind) is None, "before anything is declared"


# What is declared


def test_a_declaration_can_be_read_and_practice_is_for_good() -> None:
    court = Court()
    assert court.judge(DECLARED, "", toml="?") is Breach.DECLARATION
    assert court.judge(DECLARED, HEAD, toml=court.put("a", a_congress())) is Breach.NOT_SIGNED_IN
    court.do(DECLARED, "", toml="a", practice=True)
    assert court.judge(DECLARED, "", toml="a", practice=False) is Breach.DECLARATION
    assert court.judge(DECLARED, "", toml="a") is None


def test_the_board_declares_freely_until_counting_begins_and_with_a_reason_from_then_on() -> None:
    court = Court().set_up().sit(HEAD).sit(KEYER)
    contest = court.declared["first"].contests[KEY]
    court.put("more", at_level(Level.CELL), contest)
    assert court.judge(DECLARED, KEYER, toml="more") is Breach.BOARD_ONLY
    assert court.judge(DECLARED, HEAD, toml="more") is None
    court.do_about(EntryKind.COUNTING_BEGUN, passes=2, reason="", without_pins=False)
    assert court.judge(DECLARED, HEAD, toml="more", reason=" ") is Breach.REASON
    assert court.judge(DECLARED, HEAD, toml="more", reason="ghi nhầm") is None
    assert court.judge(DECLARED, HEAD, toml="first") is None
    court.put("gone", a_congress())
    assert court.judge(DECLARED, HEAD, toml="gone", reason="ghi nhầm") is Breach.DECLARATION
    court.put("another", a_congress(), contest, replace(contest, id="khac"))
    assert court.judge(DECLARED, HEAD, toml="another") is None
    court.put("seats", a_congress(), replace(contest, seats=2))
    assert court.judge(DECLARED, HEAD, toml="seats") is Breach.REASON


def test_what_ballots_mean_stays_once_they_are_keyed() -> None:
    court = Court().counting()
    contest = court.declared["first"].contests[KEY]
    shorter = court.put("shorter", a_congress(), replace(contest, slate=a_slate(3)))
    assert court.judge(DECLARED, HEAD, toml=shorter, reason="rút tên") is None
    court.do_about(EntryKind.BATCH_OPENED, batch=1, size=None)
    assert court.judge(DECLARED, HEAD, toml=shorter, reason="rút tên") is None
    court.open_pass(1, KEYER)
    assert court.judge(DECLARED, HEAD, toml=shorter, reason="rút tên") is Breach.DECLARATION
    style = court.put("style", a_congress(), replace(contest, style=BallotStyle.AGREE_DISAGREE))
    assert court.judge(DECLARED, HEAD, toml=style, reason="nhầm kiểu") is Breach.DECLARATION


def test_after_a_seal_people_come_and_go_and_nothing_else_of_it_changes() -> None:
    court = Court().sealed()
    contest = court.declared["first"].contests[KEY]
    fewer = court.put("fewer", replace(a_congress(), roll=Roll(10, 6)), contest)
    assert court.judge(DECLARED, HEAD, toml=fewer, reason="bốn người về") is None
    for wrong in (replace(a_congress(), rules="qd-244-2014"), replace(a_congress(), roll=Roll(9, 6))):
        court.put("wrong", wrong, contest)
        assert court.judge(DECLARED, HEAD, toml="wrong", reason="x") is Breach.SEALED
    seats = court.put("seats", a_congress(), replace(contest, seats=2))
    assert court.judge(DECLARED, HEAD, toml=seats, reason="x") is Breach.SEALED


def test_reporting_ballots_declares_them_and_who_is_present_alone() -> None:
    court = Court()
    reported = {**ABOUT, "present": 9, "issued": 9, "returned": 8, "toml": "reported"}
    assert court.judge(EntryKind.BALLOTS_REPORTED, HEAD, **reported) is Breach.NO_CONTEST
    court.set_up().sit(HEAD).sit(KEYER)
    contest = court.declared["first"].contests[KEY]
    now = replace(contest, issued=9, returned=8)
    nine = replace(a_congress(), roll=Roll(10, 9))
    court.put("reported", nine, now)
    assert court.judge(EntryKind.BALLOTS_REPORTED, KEYER, **reported) is Breach.BOARD_ONLY
    assert court.judge(EntryKind.BALLOTS_REPORTED, HEAD, **reported) is None
    assert court.judge(EntryKind.BALLOTS_REPORTED, HEAD, **{**reported, "round": 2}) is Breach.NO_CONTEST
    assert court.judge(EntryKind.BALLOTS_REPORTED, HEAD, **{**reported, "present": 8}) is Breach.DECLARATION
    assert court.judge(EntryKind.BALLOTS_REPORTED, HEAD, **{**reported, "present": None}) is Breach.DECLARATION
    assert court.judge(EntryKind.BALLOTS_REPORTED, HEAD, **{**reported, "toml": "?"}) is Breach.DECLARATION
    court.put("reported", nine, replace(now, seats=1))
    assert court.judge(EntryKind.BALLOTS_REPORTED, HEAD, **reported) is Breach.DECLARATION
    court.put("reported", a_congress(), now)
    assert court.judge(EntryKind.BALLOTS_REPORTED, HEAD, **{**reported, "present": None}) is None
    sealed = Court().sealed()
    sealed.put("reported", nine, now)
    assert sealed.judge(EntryKind.BALLOTS_REPORTED, HEAD, **reported) is Breach.SEALED


def hands(**more: int) -> HandVote:
    return HandVote(
        "chu-tich", "Đoàn chủ tịch", "", **{"agree": 9, "disagree": 0, "no_opinion": 1, "present": 10, **more}
    )


def test_a_hand_vote_declares_itself_alone_and_changes_with_a_reason() -> None:
    kind = EntryKind.HAND_VOTE_COUNTED
    details = {
        "vote": "chu-tich",
        "title": "Đoàn chủ tịch",
        "agree": 9,
        "disagree": 0,
        "no_opinion": 1,
        "present": 10,
        "reason": "",
        "toml": "voted",
    }
    court = Court()
    contest, congress = a_contest(), a_congress()
    plan, other = HandVote("chu-tich", "Đoàn chủ tịch"), HandVote("thu-ky", "Đoàn thư ký")
    court.put("voted", replace(congress, hand_votes=(hands(), other)), contest)
    assert court.judge(kind, "", **details) is Breach.DECLARATION, "nothing was declared before"
    court.do(DECLARED, "", toml=court.put("planned", replace(congress, hand_votes=(plan, other)), contest))
    assert court.judge(kind, "", **details) is None
    assert court.judge(kind, "", **{**details, "agree": 8}) is Breach.DECLARATION
    assert court.judge(kind, "", **{**details, "vote": "thu-ky"}) is Breach.DECLARATION
    assert court.judge(kind, "", **{**details, "vote": "bau-cu"}) is Breach.DECLARATION
    for name, wrong in {
        "contest": (replace(congress, hand_votes=(hands(), other)), replace(contest, seats=2)),
        "congress": (replace(congress, hand_votes=(hands(), other), rules="x"), contest),
        "other": (replace(congress, hand_votes=(hands(), replace(other, agree=3))), contest),
        "lost": (replace(congress, hand_votes=(hands(),)), contest),
    }.items():
        court.put("voted", *wrong)
        assert court.judge(kind, "", **details) is Breach.DECLARATION, name
    court.put("voted", replace(congress, hand_votes=(hands(), other)), contest)
    court.do(kind, "", **details)
    again = court.put("again", replace(congress, hand_votes=(hands(agree=8), other)), contest)
    corrected = {**details, "agree": 8, "toml": again}
    assert court.judge(kind, "", **corrected) is Breach.REASON
    assert court.judge(kind, "", **{**corrected, "reason": "đếm lại"}) is None


def test_a_hand_vote_is_planned_while_a_contest_is_counted_and_a_counted_one_goes_with_a_reason() -> None:
    court = Court().counting()
    congress, contest = court.declared["first"].congress, court.declared["first"].contests[KEY]
    planned = court.put("planned", replace(congress, hand_votes=(HandVote("thu-ky", "Đoàn thư ký"),)), contest)
    court.do(DECLARED, HEAD, toml=planned, reason="")
    court.put("voted", replace(congress, hand_votes=(hands(),)), contest)
    court.do(DECLARED, HEAD, toml="voted", reason="")
    assert court.judge(DECLARED, HEAD, toml="first", reason="") is Breach.REASON
    assert court.judge(DECLARED, HEAD, toml="first", reason="ghi nhầm") is None


def test_what_columns_of_slates_are_is_said_at_any_time() -> None:
    court = Court().counting()
    congress, contest = court.declared["first"].congress, court.declared["first"].contests[KEY]
    said = court.put("said", replace(congress, slate_columns=(("Số trên phiếu", "no"),)), contest)
    court.do(DECLARED, HEAD, toml=said, reason="")
    # And so is which numbers of a template nobody has looked at.
    court.do(DECLARED, HEAD, toml=court.put("samples", replace(congress, samples=("roll",)), contest), reason="")
    assert court.judge(DECLARED, HEAD, toml="first", reason="") is None


@pytest.mark.parametrize("kind", [EntryKind.PILES_COUNTED, EntryKind.TOTALS_SHOWN])
def test_a_contest_that_nobody_declared_is_counted_by_nobody(kind: EntryKind) -> None:
    court = Court().set_up().sit(HEAD)
    details: dict[str, object] = {"piles": {}} if kind is EntryKind.PILES_COUNTED else {"shown": True}
    assert court.about(kind, **details) is None
    assert court.about(kind, round=2, **details) is Breach.NO_CONTEST
