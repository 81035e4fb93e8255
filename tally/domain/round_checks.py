"""What a careful board would want to know of a later round, held against the rounds before it."""

from collections.abc import Iterator

from tally.domain.body import BodyResult, Elected
from tally.domain.checks import Finding, make_finding
from tally.domain.contest import Contest, RoundKind
from tally.domain.persons import Roster, renumbered
from tally.domain.rules import RuleProfile

NOBODY = "–"


def check_round(profile: RuleProfile, before: BodyResult, contest: Contest) -> tuple[Finding, ...]:
    """Return every finding about a round as the rounds before it left the body, in the order of their codes.

    Args:
        profile: the regulation whose clauses are cited.
        before: the body over the rounds before, with what the congress decided.
        contest: of the round.
    """
    elected, doubtful = _known(before, contest)
    findings = [
        make_finding(profile, "E701", name=one.candidate.name, no=no, round=one.round) for no, one in elected.items()
    ]
    is_tie_break = contest.kind is RoundKind.TIE_BREAK
    if is_tie_break:
        findings += _check_tied(profile, before, contest)
    left = (before.seats_in_tie or before.alternates_in_tie) if is_tie_break else before.unfilled
    if contest.seats != left:
        findings.append(make_finding(profile, "E703", seats=contest.seats, open=left))
    findings += [make_finding(profile, "E705", name=name, no=no) for no, name in doubtful.items()]
    return tuple(findings)


def unsealed_before(profile: RuleProfile, round_: int) -> Finding:
    """Return the finding that the round before is not sealed, so that nothing can be held against it."""
    return make_finding(profile, "E704", round=round_)


def _known(before: BodyResult, contest: Contest) -> tuple[dict[int, Elected], dict[int, str]]:
    """Return by number who is elected already, and who cannot be told from somebody of an earlier round."""
    roster = Roster()
    elected: dict[int, Elected] = {}
    for held in before.rounds:
        who = roster.take_in(held.contest.slate)
        elected |= {who[one.candidate.no]: one for one in before.elected if one.round == held.contest.round}
    who = roster.take_in(contest.slate)
    already = {no: elected[person] for no, person in sorted(who.items()) if person in elected}
    doubtful = {candidate.no: candidate.name for candidate in contest.slate if candidate.no not in who}
    return already, doubtful


def _check_tied(profile: RuleProfile, before: BodyResult, contest: Contest) -> Iterator[Finding]:
    """The slate of a vote among the tied against those who tied."""
    tied = Roster()
    tied.take_in(renumbered(before.tied))
    asked = range(len(before.tied))
    who = tied.take_in(contest.slate)
    extra = [candidate.name for candidate in contest.slate if who.get(candidate.no) not in asked]
    missing = [tied.people[person].name for person in asked if person not in who.values()]
    if extra or missing:
        yield make_finding(profile, "E702", extra=", ".join(extra) or NOBODY, missing=", ".join(missing) or NOBODY)
