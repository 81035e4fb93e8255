"""What a careful board would want to know: each finding fires exactly when it should, and not one step before."""

import itertools
import time
import tracemalloc
from collections.abc import Iterable
from dataclasses import replace
from datetime import date

import pytest
from builders import LUAT_2015, QD_190, QD_244, a_congress, a_contest, a_stack, count
from soundness import CONGRESS, CONTEST, STACK, Found, codes, find_all, on_the_roll, stack_of

from tally.domain import checks
from tally.domain.ballot import Ruling
from tally.domain.checks import CODES, Finding, check_contest
from tally.domain.congress import BoardMember, BoardRole
from tally.domain.rules import InvalidReason, RuleProfile, Topic
from tally.domain.slate import Candidate


def test_a_sound_count_has_no_finding() -> None:
    assert find_all() == []
    assert find_all(a_congress(10, held=date(2020, 1, 10)), profile=QD_244) == []
    assert find_all(profile=LUAT_2015) == []


# E1, W1: issued, returned, counted


def test_e101_more_ballots_issued_than_people_present() -> None:
    assert find_all(contest=replace(CONTEST, issued=11)) == [("E101", {"issued": 11, "present": 10})]


def test_w105_fewer_ballots_issued_than_people_present() -> None:
    contest = replace(CONTEST, issued=9, returned=9)
    assert find_all(contest=contest, stack=stack_of(9)) == [("W105", {"issued": 9, "present": 10})]


def test_e102_more_ballots_returned_than_issued() -> None:
    congress = on_the_roll(20, 11)
    contest = replace(CONTEST, issued=11, returned=12)
    assert find_all(congress, contest, stack_of(12)) == [
        ("E102", {"returned": 12, "issued": 11}),
        ("E104", {"counted": 12, "people": 11}),
    ]


def test_fewer_returned_than_issued_is_no_finding() -> None:
    assert find_all(contest=replace(CONTEST, returned=9), stack=stack_of(9)) == []


@pytest.mark.parametrize("returned", [9, 11])
def test_e103_returned_differs_from_valid_and_invalid(returned: int) -> None:
    contest = replace(CONTEST, issued=None, returned=returned)
    stack = a_stack(*["+++-"] * 8, "++++", "----")
    assert find_all(contest=contest, stack=stack) == [
        ("E103", {"returned": returned, "valid": 8, "invalid": 2, "counted": 10}),
        ("W106", {}),
    ]


def test_e104_more_ballots_than_people_present() -> None:
    contest = replace(CONTEST, issued=None, returned=11)
    assert find_all(on_the_roll(20, 11), contest, stack_of(11)) == [("W106", {})]
    assert find_all(on_the_roll(20, 10), contest, stack_of(11)) == [
        ("E104", {"counted": 11, "people": 10}),
        ("W106", {}),
    ]


def test_e104_more_ballots_than_people_summoned_while_those_present_are_not_known() -> None:
    contest = replace(CONTEST, issued=11, returned=11)
    assert find_all(on_the_roll(11, None), contest, stack_of(11)) == [("W304", {})]
    assert find_all(on_the_roll(10, None), contest, stack_of(11)) == [
        ("E104", {"counted": 11, "people": 10}),
        ("W304", {}),
    ]


def test_w106_ballots_issued_not_recorded() -> None:
    assert find_all(contest=replace(CONTEST, issued=None)) == [("W106", {})]


def test_w107_ballots_returned_not_recorded() -> None:
    assert find_all(contest=replace(CONTEST, returned=None)) == [("W107", {})]


def test_w108_no_ballot_counted() -> None:
    contest = replace(CONTEST, returned=0)
    assert find_all(contest=contest, stack=[]) == [("W108", {})]
    assert codes(find_all(contest=replace(contest, returned=1), stack=stack_of(1))) == []


# E3, W3: the roll and the board


@pytest.mark.parametrize("deducted", [10, 13])
def test_e301_a_base_of_zero_or_less(deducted: int) -> None:
    found = find_all(on_the_roll(10, 10, deducted))
    assert ("E301", {"base": 10 - deducted}) in found
    assert "E301" not in codes(find_all(on_the_roll(10, 10, 9)))


def test_e301_no_valid_ballot_where_valid_ballots_are_the_base() -> None:
    contest = replace(CONTEST, issued=2, returned=2)
    found = find_all(on_the_roll(2, 2), contest, a_stack("----", "++++"), LUAT_2015)
    assert found == [("E301", {"base": 0})]


def test_e302_more_present_than_summoned() -> None:
    assert find_all(on_the_roll(9, 10)) == [("E302", {"present": 10, "summoned": 9})]
    assert find_all(on_the_roll(10, 10)) == []


def test_e303_more_taken_off_the_base_than_are_absent() -> None:
    assert find_all(on_the_roll(13, 10, 3)) == []
    assert find_all(on_the_roll(13, 10, 4)) == [("E303", {"deducted": 4, "absent": 3})]
    assert find_all(on_the_roll(10, 10, 1)) == [("E303", {"deducted": 1, "absent": 0})]


def test_nobody_is_said_to_be_absent_where_more_are_present_than_summoned() -> None:
    assert codes(find_all(on_the_roll(9, 10, 1))) == ["E302"]


def test_w304_people_present_not_recorded() -> None:
    assert find_all(on_the_roll(10, None)) == [("W304", {})]
    assert find_all(on_the_roll(10, None, 2)) == [("W304", {})]


@pytest.mark.parametrize(
    ("profile", "day", "said"),
    [
        (QD_190, date(2024, 10, 9), [("W306", {"rules": "qd-190-2024", "date": "09-10-2024"})]),
        (QD_190, date(2024, 10, 10), []),
        (QD_190, date(2035, 1, 1), []),
        (QD_244, date(2014, 6, 8), [("W306", {"rules": "qd-244-2014", "date": "08-06-2014"})]),
        (QD_244, date(2014, 6, 9), []),
        (QD_244, date(2024, 10, 10), []),
        (QD_244, date(2024, 10, 11), [("W306", {"rules": "qd-244-2014", "date": "11-10-2024"})]),
    ],
)
def test_w306_the_regulation_was_in_force_on_the_day(
    profile: RuleProfile, day: date, said: list[tuple[str, dict[str, int | str]]]
) -> None:
    assert find_all(a_congress(held=day), profile=profile) == said


def test_w305_a_board_has_exactly_one_head() -> None:
    head, member = BoardMember("Bùi Thị Quế", BoardRole.HEAD), BoardMember("Mai Văn Thịnh", BoardRole.MEMBER)
    assert find_all(a_congress(board=(head, member))) == []
    assert find_all(a_congress(board=(member,))) == [("W305", {"heads": 0})]
    second = BoardMember("Phan Thị Vân", BoardRole.HEAD)
    assert find_all(a_congress(board=(head, member, second))) == [("W305", {"heads": 2})]


def test_a_board_not_named_is_no_board_without_a_head() -> None:
    assert find_all(a_congress(board=())) == []


# E4, W4: the saved ballots


def numbering_findings(numbering: Iterable[tuple[int, int]]) -> Found:
    result = count(CONTEST, STACK)
    return [(found.code, dict(found.fields)) for found in check_contest(CONGRESS, QD_190, result, numbering)]


def test_e401_the_same_ballot_number_twice() -> None:
    assert numbering_findings([(1, 1), (1, 2), (1, 2), (1, 3)]) == [("E401", {"batch": 1, "ballot": 2, "times": 2})]


def test_e401_names_every_number_that_stands_twice_in_order() -> None:
    numbering = [(2, 1), (1, 2), (2, 2), (2, 1), (1, 1), (1, 1), (2, 1), (1, 2)]
    assert numbering_findings(numbering) == [
        ("E401", {"batch": 1, "ballot": 1, "times": 2}),
        ("E401", {"batch": 1, "ballot": 2, "times": 2}),
        ("E401", {"batch": 2, "ballot": 1, "times": 3}),
    ]


def test_the_same_number_in_two_batches_is_no_finding() -> None:
    assert numbering_findings([(1, 1), (1, 2), (2, 1), (2, 2)]) == []


def test_w402_a_batch_with_a_hole_in_its_numbers() -> None:
    numbering = [(1, number) for number in (1, 2, 4, 8, 9, 12)]
    assert numbering_findings(numbering) == [("W402", {"batch": 1, "missing": "3, 5-7, 10-11"})]


def test_w402_a_batch_that_does_not_begin_at_one() -> None:
    assert numbering_findings([(1, 2), (1, 3)]) == [("W402", {"batch": 1, "missing": "1"})]


def test_a_batch_may_be_numbered_on_from_the_batch_before() -> None:
    assert numbering_findings([(1, 1), (1, 2), (2, 3), (2, 4), (3, 5)]) == []
    assert numbering_findings([(1, 1), (2, 2), (3, 3)]) == []


def test_w402_a_hole_between_two_batches_numbered_on_is_found() -> None:
    assert numbering_findings([(1, 1), (1, 2), (2, 5), (2, 6)]) == [("W402", {"batch": 2, "missing": "3-4"})]


def test_w402_a_batch_that_begins_again_begins_at_one() -> None:
    assert numbering_findings([(1, 1), (1, 2), (1, 3), (2, 2), (2, 3)]) == [("W402", {"batch": 2, "missing": "1"})]
    assert numbering_findings([(1, 1), (1, 2), (1, 3), (2, 3), (2, 4)]) == [("W402", {"batch": 2, "missing": "1-2"})]


def test_w403_a_hole_in_the_numbers_of_the_batches() -> None:
    assert numbering_findings([(2, 1), (5, 1), (6, 1)]) == [("W403", {"missing": "1, 3-4"})]
    assert numbering_findings([(1, 1), (2, 1), (3, 1)]) == []


def test_the_numbers_may_come_in_any_order() -> None:
    numbering = [(1, 1), (1, 2), (1, 4), (3, 2), (3, 2)]
    expected = numbering_findings(numbering)
    assert codes(expected) == ["E401", "W402", "W402", "W403"]
    for shuffled in itertools.permutations(numbering):
        assert numbering_findings(shuffled) == expected


def test_a_huge_number_makes_one_span_and_costs_neither_time_nor_memory() -> None:
    huge = 10**18
    tracemalloc.start()
    started = time.perf_counter()
    found = numbering_findings([(1, 1), (1, huge), (huge, huge + 2), (huge, huge * 3)])
    seconds, (_, peak) = time.perf_counter() - started, tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert found == [
        ("W402", {"batch": 1, "missing": f"2-{huge - 1}"}),
        ("W402", {"batch": huge, "missing": f"{huge + 1}, {huge + 3}-{3 * huge - 1}"}),
        ("W403", {"missing": f"2-{huge - 1}"}),
    ]
    assert seconds < 1
    assert peak < 1_000_000


def test_w404_a_ballot_held_valid_against_its_marks_is_named() -> None:
    held_valid = Ruling(None, "ý định rõ ràng")
    stack = a_stack(*["+++-"] * 7, ("++++", held_valid), ("----", held_valid), "++--")
    assert find_all(stack=stack) == [
        ("W404", {"batch": 1, "ballot": 8, "reason": "too-many"}),
        ("W404", {"batch": 1, "ballot": 9, "reason": "none"}),
    ]


@pytest.mark.parametrize(
    ("signs", "ruling"),
    [
        ("+++-", Ruling(None, "hợp lệ")),
        ("+++-", Ruling(InvalidReason.MARKED)),
        ("++++", Ruling(InvalidReason.MARKED)),
    ],
)
def test_other_rulings_are_no_finding(signs: str, ruling: Ruling) -> None:
    assert find_all(stack=a_stack(*["+++-"] * 9, (signs, ruling))) == []


# W5: the result


def test_w501_a_tie_that_age_would_settle_if_the_dates_were_known() -> None:
    contest = a_contest(3, 2, issued=11, returned=11)
    stack = a_stack(*["++-"] * 4, *["+-+"] * 4, *["-++"] * 3)
    assert find_all(a_congress(11), contest, stack, LUAT_2015) == [("W501", {"names": "Cà Văn Bình, Nguyễn Thị Chanh"})]


def test_a_tie_that_age_has_settled_is_no_finding() -> None:
    people = [
        Candidate(1, "Lò Văn Ánh"),
        Candidate(2, "Cà Văn Bình", born=1960),
        Candidate(3, "Nguyễn Thị Chanh", born=1961),
    ]
    contest = a_contest(people, 2, issued=11, returned=11)
    stack = a_stack(*["++-"] * 4, *["+-+"] * 4, *["-++"] * 3)
    assert find_all(a_congress(11), contest, stack, LUAT_2015) == []


def test_a_tie_under_the_party_s_regulation_is_no_finding_it_is_the_result() -> None:
    contest = a_contest(3, 2, issued=11, returned=11)
    stack = a_stack(*["++-"] * 4, *["+-+"] * 4, *["-++"] * 3)
    assert find_all(a_congress(11), contest, stack) == []


# All of them


def test_every_finding_cites_the_clause_of_its_topic() -> None:
    profile = replace(QD_190, clauses={topic: f"khoản {topic}" for topic in Topic})
    congress = replace(on_the_roll(1, 2, 1), board=(BoardMember("Lò Văn Ánh", BoardRole.MEMBER),))
    contest = a_contest(["Vì Văn Dũng", "Lò Văn Ánh"], 2, issued=None, returned=9)
    stack = [*a_stack("++", ("--", Ruling(None, "")), first=2), *a_stack("++", batch=3)]
    result = count(contest, stack, congress, profile)
    found = check_contest(congress, profile, result, ((ballot.batch, ballot.number) for ballot in stack))
    assert {finding.code: finding.clause for finding in found} == {
        "E103": "khoản reconciliation",
        "E104": "khoản reconciliation",
        "W106": "khoản reconciliation",
        "E202": "khoản board",
        "W207": "khoản ballot-order",
        "W209": "khoản surplus",
        "W211": "khoản invalid-ballots",
        "E301": "khoản base",
        "E302": "khoản base",
        "W305": "khoản board",
        "W402": "khoản reconciliation",
        "W403": "khoản reconciliation",
        "W404": "khoản rulings",
    }


def test_findings_stand_in_the_order_of_their_numbers_errors_and_warnings_together() -> None:
    congress = on_the_roll(9, None)
    contest = a_contest(2, 3, issued=None, returned=None, body_size=1)
    stack = [*a_stack("++", "++"), *a_stack("++", batch=1, first=2)]
    assert codes(find_all(congress, contest, stack)) == [
        "W106",
        "W107",
        "E203",
        "W205",
        "W211",
        "W304",
        "E401",
    ]


def test_an_e_blocks_sealing_and_a_w_warns() -> None:
    assert Finding("E101", "Điều 8", {}).level == "error"
    assert Finding("W105", "Điều 8", {}).level == "warning"


def test_a_finding_whose_message_could_not_be_written_is_never_made() -> None:
    with pytest.raises(TypeError, match=r"^E101 needs \('issued', 'present'\), got \('issued',\)$"):
        checks.make_finding(QD_190, "E101", issued=11)


def test_every_code_is_an_e_or_a_w_and_its_number_is_its_own() -> None:
    assert all(code[0] in "EW" and code[1:].isdigit() and len(code) == 4 for code in CODES)
    assert len({code[1:] for code in CODES}) == len(CODES)
