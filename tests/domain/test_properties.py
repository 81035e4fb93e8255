"""What holds for every congress: random ones, counted by the program and by a naive second counter.

`TALLY_EXAMPLES` sets how many congresses each property is tried on; with `CI` set they are the same every time.
"""

import os
import random
from collections import Counter
from collections.abc import Iterator
from copy import deepcopy
from fractions import Fraction
from itertools import pairwise
from typing import Any

import pytest
from builders import PROFILES
from congresses import Case, congresses, delegations, opinions
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st
from naive import naive_contest
from plain import Plain, Rows, count_plain, document, to_ballot, to_contest

from tally.domain.counting import Result, count_ballots

EXAMPLES = int(os.environ.get("TALLY_EXAMPLES", "1000"))
thorough = settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize="CI" in os.environ,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
fewer = settings(thorough, max_examples=max(EXAMPLES // 4, 1))

STEPS = ("not-elected", "over-half", "tied", "elected")
"""Outcomes from the lowest to the highest."""


def counted(case: Case) -> Iterator[tuple[Plain, Rows, Result]]:
    """Count every contest of a congress by the program."""
    congress, contests = case
    for contest, rows in contests:
        yield contest, rows, count_plain(congress, contest, rows)


def corners(congress: Plain, contest: Plain, rows: Rows, naive: Plain) -> Iterator[str]:
    """Name what a contest has that the regulation treats in its own way, as the naive counter sees it."""
    seats, votes = contest["seats"], [candidate["votes"] for candidate in naive["candidates"]]
    base, kind, rules = naive["base"], naive["kind"], congress["congress"]["rules"]
    law = rules == "luat-bau-cu-2015"
    outcomes = {candidate["outcome"] for candidate in naive["candidates"]}
    yield from (f"outcome {outcome}" for outcome in outcomes)
    yield from (f"invalid for {reason}" for reason in naive["ballots"]["invalid_by_reason"])
    yield f"status {naive['status']}"
    yield f"{kind} with status {naive['status']}"
    yield f"rules {rules}"
    yield f"{contest['style']} with {min(len(votes), 2)} candidates or more"
    yield f"congress of {congress['congress']['kind']}"
    facts = {
        "deductions": any(one["count"] for one in congress["roll"]["deduction"]) and not law,
        "exactly half": base > 0 and any(2 * number == base for number in votes),
        "one vote over half": any(2 * number == base + 1 for number in votes),
        "base zero or less": base <= 0 and not law,
        "every ballot invalid": bool(rows) and not naive["ballots"]["valid"],
        "no ballot": not rows,
        "seats as candidates": seats == len(votes),
        "seats more than candidates": seats > len(votes) > 0,
        "a tie for several seats": bool(naive["tied"]) and seats - len(naive["elected"]) > 1,
        "a tie beside elected people": bool(naive["tied"] and naive["elected"]),
        "a tie beside people over half": bool(naive["tied"]) and "over-half" in outcomes,
        "a tie the law leaves": law and bool(naive["tied"]),
        "a tie the older wins": law and settled_by_age(naive),
        "held valid against the marks": any(row["ruling"].startswith("valid") for row in rows)
        and naive_contest(congress, contest, unruled(rows))["ballots"]["valid"] < naive["ballots"]["valid"],
        "under-filled beside elected people": bool(naive["unfilled"] and naive["elected"]),
        "rank shared": len(set(votes)) < len(votes),
        "an alternate": bool(naive.get("alternates")),
        "a tie across the last alternate": bool(naive.get("alternates_tied")),
        "alternates that fit beside a tie of votes": len({votes_of(naive, no) for no in naive.get("alternates", ())})
        < len(naive.get("alternates", ())),
        "alternates missing": bool(naive.get("alternates_unfilled")),
        "alternates waiting": bool(naive.get("alternates_waiting")),
        "an alternate of a vote among the tied": kind == "tie-break" and bool(naive.get("alternates")),
    }
    yield from (fact for fact, holds in facts.items() if holds)


def votes_of(naive: Plain, no: int) -> int:
    """Return the votes of a number."""
    votes: int = next(one["votes"] for one in naive["candidates"] if one["no"] == no)
    return votes


def settled_by_age(naive: Plain) -> bool:
    """Tell whether of two people with equal votes one was elected and the other was not."""
    elected = {one["votes"] for one in naive["candidates"] if one["outcome"] == "elected"}
    return any(one["votes"] in elected for one in naive["candidates"] if one["outcome"] == "over-half")


def unruled(rows: Rows) -> Rows:
    """Return the ballots as the board found them, before it ruled."""
    return [{**row, "ruling": ""} for row in rows]


ALWAYS_REACHED = {
    *(f"outcome {outcome}" for outcome in STEPS),
    *(
        f"invalid for {reason}"
        for reason in ("too-many", "none", "both-or-neither", "not-issued", "outside-list", "marked", "other")
    ),
    *(
        f"{kind} with status {status}"
        for kind in ("first", "further", "tie-break")
        for status in ("complete", "tie", "under-filled")
    ),
    *(f"rules {rules}" for rules in ("qd-190-2024", "qd-244-2014", "luat-bau-cu-2015")),
    *(f"{style} with {size} candidates or more" for style in ("cross-out", "agree-disagree") for size in (0, 1, 2)),
    *(f"congress of {kind}" for kind in ("members", "delegates", "conference")),
    "deductions",
    "exactly half",
    "one vote over half",
    "base zero or less",
    "every ballot invalid",
    "no ballot",
    "seats as candidates",
    "seats more than candidates",
    "a tie for several seats",
    "a tie beside elected people",
    "a tie beside people over half",
    "a tie the law leaves",
    "a tie the older wins",
    "held valid against the marks",
    "under-filled beside elected people",
    "rank shared",
}

ALWAYS_REACHED_BY_DELEGATIONS = {
    "an alternate",
    "a tie across the last alternate",
    "alternates that fit beside a tie of votes",
    "alternates missing",
    "alternates waiting",
    "an alternate of a vote among the tied",
    *(f"{kind} with status {status}" for kind in ("first", "further", "tie-break") for status in ("complete", "tie")),
}


@thorough
@given(congresses())
def test_the_program_and_the_naive_counter_agree(case: Case) -> None:
    congress, contests = case
    for contest, rows in contests:
        naive = naive_contest(congress, contest, rows)
        for corner in corners(congress, contest, rows, naive):
            event(corner)
        assert document(count_plain(congress, contest, rows)) == naive


@thorough
@given(opinions())
def test_the_program_and_the_naive_counter_agree_on_who_enters_the_list(case: Case) -> None:
    congress, contests = case
    for contest, rows in contests:
        naive = naive_contest(congress, contest, rows)
        present = congress["roll"]["present"]
        for candidate in naive["candidates"]:
            event(f"{candidate['outcome']}, {'none present' if not present else 'some present'}")
            if present and 10 * candidate["votes"] == 3 * present:
                event("exactly three in ten")
        assert document(count_plain(congress, contest, rows)) == naive


@thorough
@given(delegations())
def test_the_program_and_the_naive_counter_agree_on_alternates(case: Case) -> None:
    congress, contests = case
    for contest, rows in contests:
        naive = naive_contest(congress, contest, rows)
        for corner in corners(congress, contest, rows, naive):
            event(corner)
        assert document(count_plain(congress, contest, rows)) == naive


@fewer
@given(delegations())
def test_alternates_come_after_the_official_people_and_before_everybody_else(case: Case) -> None:
    for contest, _, result in counted(case):
        wanted, chosen = contest.get("alternates", 0), {line.candidate.no for line in result.alternates}
        official = {line.candidate.no for line in (*result.elected, *result.tied)}
        level = {line.candidate.no for line in result.alternates_tied}
        assert not official & (chosen | level)
        assert not chosen & level
        assert len(chosen) + result.alternates_in_tie + result.chosen.unfilled == (0 if result.tied else wanted)
        assert len(level) > result.alternates_in_tie or not level
        left = [line for line in result.candidates if line.candidate.no not in official | chosen | level]
        for line in (*result.alternates, *result.alternates_tied):
            assert contest["kind"] == "tie-break" or line.outcome == "over-half"
            assert all(line.votes >= other.votes for other in left if other.outcome == line.outcome)


@pytest.mark.parametrize(
    ("drawn", "always"),
    [(congresses(), ALWAYS_REACHED), (delegations(), ALWAYS_REACHED_BY_DELEGATIONS)],
    ids=["congresses", "delegations"],
)
def test_the_random_congresses_reach_every_corner_often(drawn: st.SearchStrategy[Case], always: set[str]) -> None:
    seen: Counter[str] = Counter()

    @settings(thorough, max_examples=1000, derandomize=True, database=None)
    @given(drawn)
    def look(case: Case) -> None:
        congress, contests = case
        reached = set()
        for contest, rows in contests:
            reached |= set(corners(congress, contest, rows, naive_contest(congress, contest, rows)))
        seen.update(reached)

    look()
    assert {corner: seen[corner] for corner in always if seen[corner] < 10} == {}


@fewer
@given(congresses(), st.randoms(use_true_random=False))
def test_the_order_of_the_ballots_changes_nothing(case: Case, shuffler: random.Random) -> None:
    congress, _ = case
    for contest, rows, result in counted(case):
        shuffled = list(rows)
        shuffler.shuffle(shuffled)
        assert count_plain(congress, contest, shuffled) == result


@fewer
@given(congresses(), st.randoms(use_true_random=False))
def test_the_order_of_the_batches_changes_nothing(case: Case, shuffler: random.Random) -> None:
    congress, _ = case
    for contest, rows, result in counted(case):
        batches = sorted({row["batch"] for row in rows})
        shuffler.shuffle(batches)
        renamed = dict(zip(sorted(batches), batches, strict=True))
        moved = [{**row, "batch": renamed[row["batch"]]} for row in rows]
        moved.sort(key=lambda row: int(row["batch"]))
        assert document(count_plain(congress, contest, moved)) == document(result)


@fewer
@given(congresses(), st.randoms(use_true_random=False))
def test_the_order_in_which_the_candidates_are_written_changes_nothing(case: Case, shuffler: random.Random) -> None:
    congress, _ = case
    for contest, rows, result in counted(case):
        written = deepcopy(contest)
        shuffler.shuffle(written["candidate"])
        assert count_plain(congress, written, rows) == result


@fewer
@given(congresses(), st.randoms(use_true_random=False))
def test_other_numbers_on_the_ballot_change_nobody_s_result(case: Case, shuffler: random.Random) -> None:
    congress, _ = case
    for contest, rows, result in counted(case):
        numbers = [candidate["no"] for candidate in contest["candidate"]]
        others = list(range(1, 2 * len(numbers) + 1))
        shuffler.shuffle(others)
        new = dict(zip(numbers, others, strict=False))
        renumbered = deepcopy(contest)
        for candidate in renumbered["candidate"]:
            candidate["no"] = new[candidate["no"]]
        moved = [{**row, "marks": " ".join(renumber(token, new) for token in row["marks"].split())} for row in rows]
        again = count_plain(congress, renumbered, moved)
        assert {new[no]: fate for no, fate in fates(result).items()} == fates(again)
        assert (again.status, again.unfilled, again.needed) == (result.status, result.unfilled, result.needed)
        assert again.tally.invalid_by_reason == result.tally.invalid_by_reason


def renumber(token: str, new: dict[int, int]) -> str:
    """Write `4`, `4+`, `4-` or `4*` with another number."""
    no = token.rstrip("+-*")
    return f"{new[int(no)]}{token[len(no) :]}"


def fates(result: Result) -> dict[int, tuple[Any, ...]]:
    """Return all that is said of each candidate, by number."""
    return {
        line.candidate.no: (line.candidate.name, line.marks, line.hundredths, line.rank, line.outcome)
        for line in result.candidates
    }


@fewer
@given(congresses(), st.data())
def test_one_vote_more_never_lowers_a_candidate_s_outcome(case: Case, data: st.DataObject) -> None:
    congress, _ = case
    for contest, rows, result in counted(case):
        # Only ballots that are valid before and after: then the base stays what it was, whatever it is taken of.
        turned = [
            (place, candidate["no"], more)
            for place, row in enumerate(rows)
            for candidate in contest["candidate"]
            if valid(contest, row)
            and (more := one_vote_more(contest, row, candidate["no"])) is not None
            and valid(contest, more)
        ]
        if not turned:
            continue
        place, no, row = data.draw(st.sampled_from(turned))
        again = count_plain(congress, contest, [*rows[:place], row, *rows[place + 1 :]])
        before = next(line for line in result.candidates if line.candidate.no == no)
        after = next(line for line in again.candidates if line.candidate.no == no)
        event(f"one vote more: {before.outcome} to {after.outcome}")
        assert again.base == result.base
        assert after.votes == before.votes + 1
        assert STEPS.index(after.outcome) >= STEPS.index(before.outcome)


def one_vote_more(contest: Plain, row: dict[str, str], no: int) -> dict[str, str] | None:
    """Turn a mark against a candidate into one for them; None where the ballot bears none."""
    tokens = row["marks"].split()
    if contest["style"] == "cross-out" and str(no) in tokens:
        return {**row, "marks": " ".join(token for token in tokens if token != str(no))}
    if contest["style"] == "agree-disagree" and f"{no}-" in tokens:
        return {**row, "marks": " ".join(f"{no}+" if token == f"{no}-" else token for token in tokens)}
    return None


def valid(contest: Plain, row: dict[str, str]) -> bool:
    """Tell whether the naive counter holds one ballot valid."""
    roll = {"congress": {"rules": "qd-190-2024"}, "roll": {"summoned": 1}}
    return bool(naive_contest(roll, contest, [row])["ballots"]["valid"])


@fewer
@given(congresses(), st.integers(2, 4))
def test_a_split_into_batches_sums_to_the_whole(case: Case, parts: int) -> None:
    congress, contests = case
    rules = congress["congress"]["rules"]
    for contest_data, rows in contests:
        contest = to_contest(contest_data)
        ballots = [to_ballot(contest, row) for row in rows]
        whole = count_ballots(contest, PROFILES[rules], ballots)
        pieces = [count_ballots(contest, PROFILES[rules], ballots[part::parts]) for part in range(parts)]
        assert sum(piece.ballots for piece in pieces) == whole.ballots
        assert sum(piece.valid for piece in pieces) == whole.valid
        reasons: Counter[str] = Counter()
        for piece in pieces:
            reasons.update(piece.invalid_by_reason)
        assert reasons == Counter(whole.invalid_by_reason)
        for place, marks in enumerate(whole.marks):
            columns = [piece.marks[place] for piece in pieces]
            assert sum(column.votes for column in columns) == marks.votes
            assert sum(column.against for column in columns) == marks.against
            assert sum(column.both for column in columns) == marks.both
            assert sum(column.neither for column in columns) == marks.neither


@fewer
@given(congresses())
def test_what_the_valid_ballots_say_of_a_candidate_adds_up_to_the_valid_ballots(case: Case) -> None:
    for _, rows, result in counted(case):
        assert result.tally.valid + result.tally.invalid == result.tally.ballots == len(rows)
        for line in result.candidates:
            marks = line.marks
            assert marks.votes + marks.against + marks.both + marks.neither == result.tally.valid


@fewer
@given(congresses())
def test_every_seat_is_elected_held_by_a_tie_or_unfilled(case: Case) -> None:
    for contest, _, result in counted(case):
        assert len(result.elected) <= contest["seats"]
        assert len(result.elected) + result.seats_in_tie + result.unfilled == contest["seats"]
        assert min(result.seats_in_tie, result.unfilled) == 0
        assert bool(result.seats_in_tie) == bool(result.tied)
        assert len(result.tied) > result.seats_in_tie or not result.tied


@fewer
@given(congresses())
def test_who_is_over_half_is_told_so_and_nobody_else(case: Case) -> None:
    for contest, _, result in counted(case):
        if contest["kind"] == "tie-break":
            continue
        for line in result.candidates:
            base = result.base.value
            over_half = base > 0 and Fraction(line.votes, base) > Fraction(1, 2)
            assert over_half == (line.outcome in ("elected", "tied", "over-half"))


@fewer
@given(congresses())
def test_exactly_half_is_never_elected_where_a_majority_is_asked(case: Case) -> None:
    for contest, _, result in counted(case):
        for line in result.candidates:
            if contest["kind"] != "tie-break" and 2 * line.votes == result.base.value:
                event("exactly half")
                assert line.outcome == "not-elected"


@fewer
@given(congresses())
def test_nobody_with_fewer_votes_is_placed_above_anybody_with_more(case: Case) -> None:
    for _, _, result in counted(case):
        lines = sorted(result.candidates, key=lambda line: line.rank)
        for better, worse in pairwise(lines):
            assert better.votes >= worse.votes
            assert (better.rank == worse.rank) == (better.votes == worse.votes)
            if better.votes > worse.votes:
                assert STEPS.index(better.outcome) >= STEPS.index(worse.outcome)
