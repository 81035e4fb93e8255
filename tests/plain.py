"""Congresses as plain data, as `congress.toml` and `ballots.csv` hold them: into the domain, and out as the contract.

The same plain data goes to the naive counter; nothing of `tally.files` is used, so that neither side leans on a reader.
"""

from typing import Any

from builders import PROFILES, a_congress

from tally.application.contract import contest_document
from tally.application.recount import CountedContest
from tally.domain.ballot import Ballot, BallotStyle, Mark, Ruling
from tally.domain.checks import Finding
from tally.domain.congress import Congress, CongressKind, Deduction, Roll
from tally.domain.contest import Contest, Method, Office, RoundKind
from tally.domain.counting import Result, count_contest
from tally.domain.rules import InvalidReason
from tally.domain.slate import Candidate, Slate

Plain = dict[str, Any]
Rows = list[dict[str, str]]

SIGNS = {"+": Mark.FOR, "-": Mark.AGAINST, "*": Mark.BOTH}


class NoWords:
    """Words for a document whose findings are left out."""

    def finding(self, finding: Finding) -> str:
        """Return the code."""
        return finding.code


def to_congress(plain: Plain) -> Congress:
    """Read the roll and the kind of a congress."""
    about, roll = plain["congress"], plain["roll"]
    deductions = tuple(Deduction(one["reason"], one["count"]) for one in roll.get("deduction", []))
    return Congress(
        about["organisation"],
        CongressKind(about["kind"]),
        about["rules"],
        Roll(roll["summoned"], roll.get("present"), deductions),
    )


def to_contest(plain: Plain) -> Contest:
    """Read one `[[contest]]`."""
    return Contest(
        id=plain["id"],
        title=plain["title"],
        office=Office(plain["office"]),
        seats=plain.get("seats", 0),
        body_size=plain.get("body_size", 0),
        style=BallotStyle(plain["style"]),
        slate=Slate(tuple(Candidate(one["no"], one["name"], one.get("born")) for one in plain["candidate"])),
        round=plain["round"],
        kind=RoundKind(plain["kind"]),
        issued=plain["issued"],
        returned=plain["returned"],
        method=Method(plain.get("method", "ballot")),
        alternates=plain.get("alternates", 0),
    )


def to_ballot(contest: Contest, row: dict[str, str]) -> Ballot:
    """Read one row of `ballots.csv`."""
    tokens = row["marks"].split()
    if contest.style is BallotStyle.CROSS_OUT:
        struck = {int(token) for token in tokens}
        marks = bytes(Mark.AGAINST if candidate.no in struck else Mark.FOR for candidate in contest.slate)
    else:
        signs = {int(token[:-1]): SIGNS[token[-1]] for token in tokens}
        marks = bytes(signs.get(candidate.no, Mark.NEITHER) for candidate in contest.slate)
    word, _, text = row["ruling"].partition(":")
    ruling = Ruling(None if word == "valid" else InvalidReason(word), text) if word else None
    return Ballot(int(row["batch"]), int(row["ballot"]), marks, ruling)


def count_plain(congress: Plain, contest: Plain, rows: Rows) -> Result:
    """Count one contest by the program."""
    asked = to_contest(contest)
    ballots = [to_ballot(asked, row) for row in rows]
    return count_contest(to_congress(congress), asked, PROFILES[congress["congress"]["rules"]], ballots)


def document(result: Result) -> Plain:
    """Return the contract's object of a contest without its findings."""
    counted = contest_document(CountedContest(a_congress(), result, (), (), ""), NoWords())
    return {key: value for key, value in counted.items() if key != "findings"}
