"""What a body over its rounds says in sentences: on screen, on the page of a recount, on paper; in one language."""

from collections.abc import Callable, Iterator

from tally.domain.body import BodyResult, Decision, Elected, OpenSeats
from tally.domain.rounds import Following, Stand, stand_of
from tally.domain.rules import RuleProfile, TieRule
from tally.locales import Words


def follow_sentences(
    words: Words, profile: RuleProfile, body: BodyResult, following: Following, shown: Callable[[str], str]
) -> Iterator[str]:
    """Yield what may follow the last round of a body, each sentence with its clause.

    Args:
        words: the language.
        profile: the regulation.
        body: over its rounds.
        following: what may follow.
        shown: writes a time of the journal.
    """
    decision = body.last.decision
    match following.stand:
        case Stand.TIE | Stand.TIE_AGAIN:
            yield _tie(words, profile, body, following)
            if body.unfilled:
                yield words("rounds.follow.short_too", missing=words.number(body.unfilled))
        case Stand.SHORT:
            yield words("rounds.follow.short", missing=words.number(body.unfilled), clause=following.clause)
        case Stand.COMPLETE:
            yield words("rounds.follow.complete", clause=following.clause)
        case Stand.ROUND_DUE if decision is not None:
            yield words("rounds.follow.round_due", decision=decided(words, decision))
        case _:
            yield words("rounds.follow.left_open")
    if following.stop_clause:
        rounds = words.number(body.short_rounds)
        yield words("rounds.follow.stop", rounds=rounds, clause=following.stop_clause)
    if decision is not None:
        yield from reported_sentences(words, decision, shown)


def decided(words: Words, decision: Decision) -> str:
    """Return what the congress decided, with the number of people or seats it is about."""
    return words(f"words.decided.{decision.way}", seats=words.number(decision.seats))


def reported_sentences(words: Words, decision: Decision, shown: Callable[[str], str]) -> Iterator[str]:
    """Yield who reported a decision and when, and the reason given."""
    yield words("rounds.follow.reported", reported_by=decision.reported_by, time=shown(decision.time))
    if decision.reason:
        yield words("rounds.follow.because", reason=decision.reason.rstrip(" ."))


def _tie(words: Words, profile: RuleProfile, body: BodyResult, following: Following) -> str:
    if following.stand is Stand.TIE:
        key = "tie" if body.seats_in_tie else "tie_alternates"
    else:
        key = "tie_older" if profile.tie_rule is TieRule.OLDER else "tie_again"
    names = ", ".join(candidate.name for candidate in body.tied)
    seats = words.number(body.seats_in_tie or body.alternates_in_tie)
    return words(f"rounds.follow.{key}", names=names, seats=seats, clause=following.clause)


def body_summary(words: Words, profile: RuleProfile, body: BodyResult) -> str:
    """Return in one line how many are elected over how many rounds, and where the body stands."""
    return words(
        "rounds.body.summary",
        elected=words.number(len(body.elected)),
        seats=words.number(body.seats),
        rounds=words.number(len(body.rounds)),
        stand=words(f"words.stand.{stand_of(profile, body)}"),
    )


def elected_line(words: Words, one: Elected) -> str:
    """Return a person of the body with the round that elected them."""
    return words("rounds.body.elected", name=one.candidate.name, round=one.round, votes=words.number(one.line.votes))


def open_line(words: Words, body: BodyResult, seats: OpenSeats) -> str:
    """Return seats of the body without a person, with the reason, or the round in which they are voted on."""
    if body.votes_on(seats):
        return words("rounds.body.to_vote_on", seats=words.number(seats.seats), round=seats.round + 1)
    said = {"seats": words.number(seats.seats), "reason": words(f"words.open.{seats.reason}")}
    decision = seats.decision
    if decision is None:
        return words("rounds.body.open", **said)
    reason = decision.reason or words(f"words.way.{decision.way}")
    return words("rounds.body.open_decided", **said, round=seats.round, text=reason, reported_by=decision.reported_by)


def body_lines(words: Words, body: BodyResult) -> Iterator[str]:
    """Yield everybody of the body, then the alternates, the seats that are open, and who is not counted."""
    for one in body.elected:
        yield elected_line(words, one)
    if body.alternates:
        yield words("rounds.body.alternates")
    for one in body.alternates:
        yield elected_line(words, one)
    for seats in body.open:
        yield open_line(words, body, seats)
    for refused in body.not_taken:
        because = words(f"words.not_taken.{refused.because}")
        yield words("rounds.body.not_taken", name=refused.candidate.name, round=refused.round, because=because)


def is_over_rounds(body: BodyResult) -> bool:
    """Tell whether there is more to a body than its one round says."""
    return len(body.rounds) > 1 or body.last.decision is not None
