"""Bodies over their rounds: which counted contests are rounds that were held, and how a later one fits those before."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from tally.domain.body import BodyResult, Round, bodies, body_result
from tally.domain.checks import Finding
from tally.domain.contest import Contest
from tally.domain.round_checks import check_round, unsealed_before
from tally.domain.rounds import Following, what_may_follow
from tally.domain.rules import RuleProfile

if TYPE_CHECKING:
    from tally.application.recount import CountedContest, Recount


def body_results(recount: "Recount") -> tuple[BodyResult, ...]:
    """Return the final result of every body of which the first round is in a recount and was held."""
    return bodies(round_of(counted) for counted in recount.contests if was_held(counted))


def body_upto(recount: "Recount", contest_id: str, round_: int) -> BodyResult | None:
    """Return a body over its rounds up to one of them, or None where one of them is not there or was not held."""
    upto = [one for one in recount.contests if one.result.contest.id == contest_id]
    rounds = [round_of(one) for one in upto if one.result.contest.round <= round_ and was_held(one)]
    body = next(iter(bodies(rounds)), None)
    return body if body is not None and len(body.rounds) == round_ else None


def what_follows_by_rule(recount: "Recount", counted: "CountedContest") -> Following:
    """Return what may follow a round's result beside those held before it, as long as nothing was decided on it."""
    contest = counted.result.contest
    before = body_upto(recount, contest.id, contest.round - 1)
    rounds = before.rounds if before is not None else ()
    return what_may_follow(recount.profile, body_result((*rounds, Round(counted.result))))


def round_of(counted: "CountedContest") -> Round:
    """Return a counted contest as a round of its body: with what was found wrong after the seal put right."""
    return Round(counted.right, counted.how.decision)


def was_held(counted: "CountedContest") -> bool:
    """Tell whether a contest has a result: ballots that were saved once they were counted, or else the seal."""
    keyed_at_desk = counted.how.passes > 0 and not counted.how.imported
    return counted.how.seal is not None if keyed_at_desk else counted.result.tally.ballots > 0


def with_round_findings(profile: RuleProfile, contests: Sequence["CountedContest"]) -> tuple["CountedContest", ...]:
    """Hold every later round against those before it; return all contests with what was found."""
    return tuple(_with_findings(profile, counted, contests) for counted in contests)


def _with_findings(
    profile: RuleProfile, counted: "CountedContest", contests: Iterable["CountedContest"]
) -> "CountedContest":
    contest = counted.result.contest
    before = [one for one in contests if is_before(one.result.contest, contest)]
    found = round_findings(profile, [round_of(one) for one in before if was_held(one)], len(before), contest)
    return in_order(counted, found)


def is_before(one: Contest, contest: Contest) -> bool:
    """Tell whether a contest is an earlier round of another."""
    return one.id == contest.id and one.round < contest.round


def round_findings(profile: RuleProfile, held: Iterable[Round], declared: int, contest: Contest) -> tuple[Finding, ...]:
    """Return what is found of a round beside the rounds before it.

    Args:
        profile: the regulation whose clauses are cited.
        held: the rounds before that have a result.
        declared: rounds before that there are.
        contest: of the round.
    """
    if not declared or contest.is_opinion:
        return ()
    rounds = sorted(held, key=lambda one: one.contest.round)
    if len(rounds) < declared:
        return (unsealed_before(profile, contest.round - 1),)
    # A record of a later round alone knows nothing of those before it.
    return check_round(profile, body_result(rounds), contest) if rounds[0].contest.round == 1 else ()


def in_order(counted: "CountedContest", more: Iterable[Finding]) -> "CountedContest":
    """Return a counted contest with findings more, in the order of their codes."""
    findings = sorted((*counted.findings, *more), key=lambda finding: finding.code[1:])
    return replace(counted, findings=tuple(findings))
