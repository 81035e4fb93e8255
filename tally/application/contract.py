"""The result as other programs read it: `tally-result/1` (interfaces: `tally recount --json`)."""

from collections.abc import Mapping
from typing import Protocol

from tally.application.bodies import body_results
from tally.application.recount import CountedContest, Recount
from tally.domain.body import BodyResult, Decision, Elected
from tally.domain.checks import Finding, check_hand_vote
from tally.domain.counting import Result
from tally.domain.hand_vote import HandVote
from tally.domain.rounds import stand_of

FORMAT = "tally-result/1"


class FindingText(Protocol):
    """Words for a finding in one language."""

    def finding(self, finding: Finding) -> str:
        """Return the message of a finding."""


def result_document(recount: Recount, words: FindingText) -> dict[str, object]:
    """Return the JSON document of a recount: the same in whichever language the program speaks.

    Args:
        recount: the counted contests.
        words: the language of the findings' messages; the contract has them in Vietnamese.
    """
    document: dict[str, object] = {
        "format": FORMAT,
        "congress": {"organisation": recount.congress.organisation, "rules": recount.profile.id},
        "contests": [contest_document(counted, words) for counted in recount.contests],
    }
    document["bodies"] = [body_document(body, recount) for body in body_results(recount)]
    if recount.congress.hand_votes:
        document["hand_votes"] = [hand_vote_document(recount, vote, words) for vote in recount.congress.hand_votes]
    return document


def contest_document(counted: CountedContest, words: FindingText) -> dict[str, object]:
    """Return one contest of the document."""
    result, contest, tally = counted.result, counted.result.contest, counted.result.tally
    return {
        "id": contest.id,
        "round": contest.round,
        "kind": contest.kind.value,
        **({"method": contest.method.value} if contest.is_opinion else {}),
        "seats": contest.seats,
        "open_by_plan": contest.open_by_plan,
        "base": result.base.value,
        "needed": result.needed,
        "ballots": {
            "issued": contest.issued,
            "returned": contest.returned,
            "valid": tally.valid,
            "invalid": tally.invalid,
            "invalid_by_reason": {reason.value: number for reason, number in tally.invalid_by_reason.items()},
        },
        "candidates": [
            {
                "no": line.candidate.no,
                "name": line.candidate.name,
                "votes": line.votes,
                "percent": percent_text(line.hundredths),
                "rank": line.rank,
                "outcome": line.outcome.value,
            }
            for line in result.candidates
        ],
        "elected": sorted(line.candidate.no for line in result.elected),
        "tied": sorted(line.candidate.no for line in result.tied),
        **_kinds(result),
        "unfilled": result.unfilled,
        "status": result.status.value,
        "findings": [finding_document(finding, words) for finding in counted.findings],
    }


def body_document(body: BodyResult, recount: Recount) -> Mapping[str, object]:
    """Return the final result of a body over its rounds: who by which round, and why a seat is open."""
    contest = body.contest
    return {
        "id": contest.id,
        "rounds": [one.contest.round for one in body.rounds],
        "seats": body.seats,
        "body_size": contest.body_size,
        "stand": stand_of(recount.profile, body).value,
        "elected": [_person(one) for one in body.elected],
        **({"alternates": [_person(one) for one in body.alternates]} if contest.alternates else {}),
        "open": [
            {
                "seats": one.seats,
                "reason": one.reason.value,
                "after_round": one.round or None,
                "decision": None if one.decision is None else _decision(one.decision),
            }
            for one in body.open
        ],
        "decisions": [
            {"round": one.contest.round, **_decision(one.decision)} for one in body.rounds if one.decision is not None
        ],
        "not_taken": [
            {"name": one.candidate.name, "no": one.candidate.no, "round": one.round, "because": one.because.value}
            for one in body.not_taken
        ],
    }


def _person(one: Elected) -> Mapping[str, object]:
    line = one.line
    percent = percent_text(line.hundredths)
    about = {"name": line.candidate.name, "round": one.round, "kind": one.kind.value, "no": line.candidate.no}
    return {**about, "votes": line.votes, "percent": percent}


def _decision(decision: Decision) -> Mapping[str, object]:
    said = {"way": decision.way.value, "seats": decision.seats, "reported_by": decision.reported_by}
    return {**said, "reason": decision.reason, "time": decision.time}


def _kinds(result: Result) -> Mapping[str, object]:
    """Return what only some contests have: alternates in the order of votes, or who enters the list."""
    if result.contest.is_opinion:
        return {"listed": sorted(line.candidate.no for line in result.listed)}
    if not result.contest.alternates:
        return {}
    return {
        "alternates_wanted": result.contest.alternates,
        "alternates": [line.candidate.no for line in result.alternates],
        "alternates_tied": [line.candidate.no for line in result.alternates_tied],
        "alternates_unfilled": result.chosen.unfilled,
        "alternates_waiting": result.chosen.waiting,
    }


def hand_vote_document(recount: Recount, vote: HandVote, words: FindingText) -> Mapping[str, object]:
    """Return one hand vote of the document; numbers are null until the hands were counted."""
    roll = recount.congress.roll
    findings = check_hand_vote(recount.congress, recount.profile, vote)
    return {
        "id": vote.id,
        "title": vote.title,
        "summoned": roll.summoned,
        "present": roll.present if vote.present is None else vote.present,
        "agree": vote.agree,
        "disagree": vote.disagree,
        "no_opinion": vote.no_opinion,
        "findings": [finding_document(finding, words) for finding in findings],
    }


def finding_document(finding: Finding, words: FindingText) -> Mapping[str, object]:
    """Return one finding of the document."""
    return {
        "code": finding.code,
        "level": finding.level,
        "message": words.finding(finding),
        "clause": finding.clause,
        "fields": dict(finding.fields),
    }


def percent_text(hundredths: int | None) -> str | None:
    """Write hundredths of a percent as a string with a point: 9615 becomes `96.15`."""
    return None if hundredths is None else f"{hundredths // 100}.{hundredths % 100:02d}"
