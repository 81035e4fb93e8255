"""The words other programs rely on: in `congress.toml`, `ballots.csv`, the regulations' files and the JSON result."""

from enum import StrEnum

import pytest

from tally.domain.ballot import BallotStyle
from tally.domain.body import OpenReason, RefusedBecause, Way
from tally.domain.checks import CODES
from tally.domain.congress import BoardRole, CongressKind, Level
from tally.domain.contest import Method, Office, RoundKind
from tally.domain.counting import Outcome, Status
from tally.domain.rounds import Stand
from tally.domain.rules import BaseOf, InvalidReason, TieRule, Topic


@pytest.mark.parametrize(
    ("values", "words"),
    [
        (CongressKind, "members delegates conference"),
        (Level, "cell grassroots above-grassroots province"),
        (BoardRole, "head secretary member"),
        (
            Office,
            """
            committee standing-committee secretary deputy-secretary inspection inspection-head delegates alternates
            other
            """,
        ),
        (RoundKind, "first further tie-break"),
        (Way, "vote-again same-people new-slate leave-open"),
        (Stand, "complete tie tie-again short round-due left-open"),
        (OpenReason, "by-plan votes-failed tie"),
        (RefusedBecause, "already-elected not-tied no-seat-left ambiguous"),
        (BallotStyle, "cross-out agree-disagree"),
        (InvalidReason, "too-many none both-or-neither not-issued outside-list marked other"),
        (Method, "ballot opinion"),
        (Outcome, "elected tied over-half not-elected listed not-listed"),
        (Status, "complete tie under-filled"),
        (BaseOf, "summoned valid-ballots"),
        (TieRule, "vote-again older"),
        (
            Topic,
            """
            regulation base elected tie-break ballot-order invalid-ballots rulings reconciliation board surplus slate
            under-filled
            """,
        ),
    ],
    ids=lambda value: value.__name__ if isinstance(value, type) else "",
)
def test_each_value_is_written_as_the_interfaces_say(values: type[StrEnum], words: str) -> None:
    assert [value.value for value in values] == words.split()
    assert [value.name for value in values] == [word.replace("-", "_").upper() for word in words.split()]


def test_the_codes_of_the_count_keep_their_meaning() -> None:
    assert {code: spec.topic.value for code, spec in CODES.items()} == {
        **dict.fromkeys(("E101", "E102", "E103", "E104", "W105", "W106", "W107", "W108"), "reconciliation"),
        **dict.fromkeys(("E201", "E203", "W205", "W206", "W210", "W213", "E214", "E215", "W216"), "slate"),
        "E202": "board",
        "E204": "tie-break",
        "W207": "ballot-order",
        **dict.fromkeys(("W208", "W209"), "surplus"),
        **dict.fromkeys(("W211", "W212"), "invalid-ballots"),
        **dict.fromkeys(("E301", "E302", "E303", "W304"), "base"),
        "W305": "board",
        "W306": "regulation",
        "W307": "base",
        **dict.fromkeys(("E401", "W402", "W403"), "reconciliation"),
        "W404": "rulings",
        **dict.fromkeys(("E601", "W602"), "reconciliation"),
        **dict.fromkeys(("E701", "E705"), "slate"),
        "E702": "tie-break",
        "E703": "under-filled",
        "E704": "elected",
        "W501": "tie-break",
    }
