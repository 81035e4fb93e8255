"""The bodies of the fixtures over their rounds, as `tally recount --json` has them: values written by hand."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from naive import naive_folder

EDGES = Path(__file__).parents[2] / "fixtures" / "edges"
SINGLE = ("open-by-plan", "nobody-over-half", "tie-across-last-seat", "tie-that-fits", "name-begins-with-equals")


def bodies_of(run_tally: Callable[..., Any], folder: str) -> list[dict[str, Any]]:
    ran = run_tally("recount", EDGES / folder, "--json")
    assert (ran.status, ran.err) == (0, "")
    found: list[dict[str, Any]] = json.loads(ran.out)["bodies"]
    return found


def who(people: list[dict[str, Any]]) -> list[tuple[str, int, str, int]]:
    return [(one["name"], one["round"], one["kind"], one["votes"]) for one in people]


def test_a_further_round_fills_the_seat_that_the_first_left(run_tally: Callable[..., Any]) -> None:
    (body,) = bodies_of(run_tally, "further-round")
    assert who(body["elected"]) == [
        ("Hà Văn An", 1, "first", 10),
        ("Bùi Thị Bình", 1, "first", 7),
        ("Lê Văn Cường", 2, "further", 6),
    ]
    assert (body["rounds"], body["seats"], body["stand"], body["open"]) == ([1, 2], 3, "complete", [])


def test_a_tie_break_fills_the_seat_that_was_tied(run_tally: Callable[..., Any]) -> None:
    (body,) = bodies_of(run_tally, "tie-break-round")
    assert who(body["elected"]) == [("Hà Văn An", 1, "first", 8), ("Bùi Thị Bình", 2, "tie-break", 5)]
    assert (body["stand"], body["open"], body["not_taken"]) == ("complete", [], [])


def test_rounds_that_disagree_elect_nobody_twice_and_never_too_many(run_tally: Callable[..., Any]) -> None:
    (body,) = bodies_of(run_tally, "rounds-that-disagree")
    assert who(body["elected"]) == [
        ("Bùi Thị Bình", 1, "first", 8),
        ("Hà Văn An", 1, "first", 7),
        ("Lê Văn Cường", 2, "further", 6),
    ]
    assert body["not_taken"] == [{"name": "Lê Văn Cường", "no": 1, "round": 3, "because": "already-elected"}]


@pytest.mark.parametrize("folder", ["tie-break-tied-again", "tie-break-too-short", "no-ballots"])
def test_a_later_round_alone_or_without_ballots_is_no_body(folder: str, run_tally: Callable[..., Any]) -> None:
    assert bodies_of(run_tally, folder) == []


@pytest.mark.parametrize("folder", SINGLE)
def test_a_body_of_one_round_is_what_that_round_says(folder: str, run_tally: Callable[..., Any]) -> None:
    (body,) = bodies_of(run_tally, folder)
    (contest,) = naive_folder(EDGES / folder)["contests"]
    assert sorted(one["no"] for one in body["elected"]) == contest["elected"]
    held_by_tie = contest["seats"] - len(contest["elected"]) - contest["unfilled"]
    by_reason = {"tie": held_by_tie, "votes-failed": contest["unfilled"], "by-plan": contest["open_by_plan"]}
    assert {one["reason"]: one["seats"] for one in body["open"]} == {why: n for why, n in by_reason.items() if n}
    stands = {"complete": "complete", "tie": "tie", "under-filled": "short"}
    assert body["stand"] == stands[contest["status"]]
    assert body["decisions"] == []
