"""What the minutes say of rounds: why this one was held, what was decided after it, and the body over all of them."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from tally.application.bodies import body_upto
from tally.application.body_sentences import decided
from tally.application.recount import CountedContest, Recount
from tally.documents.minutes_lines import (
    COLUMNS,
    FREE_TEXT,
    GAP,
    SECTION,
    TABLE_HEAD,
    TEXT,
    candidate_line,
    heading,
    lines_to_write_on,
)
from tally.documents.pages import Box, Line
from tally.documents.wording import WORDS, begin, clock_text, date_text, gathering, local, paper_names, say
from tally.domain.body import BodyResult, Decision, Elected, OpenSeats, is_for_alternates
from tally.domain.contest import RoundKind
from tally.domain.slate import Slate


def why_lines(recount: Recount, counted: CountedContest) -> Iterator[Line]:
    """Set which round this is and why it was held; nothing for a first one, or where those before are not there."""
    contest = counted.result.contest
    before = body_upto(recount, contest.id, contest.round - 1) if contest.round > 1 else None
    if before is None:
        return
    assembly, decision = gathering(counted.congress), before.last.decision
    yield heading("rounds.title")
    so_far = say("rounds.so_far", elected=WORDS.number(len(before.elected)), seats=WORDS.number(before.seats))
    yield from COLUMNS.text(so_far, TEXT)
    if decision is not None:
        yield from _decision("rounds.decided", decision, assembly, before.last.contest.round)
    elif contest.kind is RoundKind.TIE_BREAK:
        rule = say(
            "rounds.by_rule_alternates" if is_for_alternates(before.contest, contest) else "rounds.by_rule",
            before=before.last.contest.round,
            people=WORDS.number(len(before.tied)),
            clause=recount.profile.tie_clause,
            gathering=assembly,
            seats=WORDS.number(contest.seats),
        )
        yield from COLUMNS.text(rule, TEXT)
    else:
        yield from lines_to_write_on(say("rounds.unknown", gathering=assembly))


def decision_lines(counted: CountedContest, *, asked: bool) -> Iterator[Line]:
    """Set what was decided after this result; before that, lines to write it on.

    Args:
        counted: the contest.
        asked: whether there is anything for the congress to decide; else there are no lines to write on.
    """
    assembly = gathering(counted.congress)
    if counted.how.decision is not None:
        yield from _decision("rounds.decided_after", counted.how.decision, assembly)
    elif asked:
        yield from lines_to_write_on(say("decision.line", gathering=assembly))


def _decision(key: str, decision: Decision, assembly: str, before: int = 0) -> Iterator[Line]:
    said = say(key, before=before, gathering=assembly, decision=decided(WORDS, decision))
    yield from COLUMNS.text(begin(said), SECTION, keep=True)
    time = f"{clock_text(decision.time)}, {date_text(local(decision.time).date())}"
    reported = say("rounds.reported", reported_by=decision.reported_by, time=time)
    yield from COLUMNS.text(reported, TEXT, keep=bool(decision.reason))  # no reason on a page without what it is for
    if decision.reason:
        yield from COLUMNS.text(say("rounds.because", reason=decision.reason.rstrip(" .")), FREE_TEXT)


def final_lines(recount: Recount, counted: CountedContest) -> Iterator[Line]:
    """Set the body over the rounds up to this one: who by which round, and why a seat is open; not for a first one."""
    contest = counted.result.contest
    body = body_upto(recount, contest.id, contest.round) if contest.round > 1 else None
    if body is None:
        return
    yield heading("rounds.final_title")
    said = say(
        "rounds.final",
        rounds=WORDS.number(len(body.rounds)),
        elected=WORDS.number(len(body.elected)),
        seats=WORDS.number(body.seats),
    )
    yield from COLUMNS.text(said, TEXT, keep=bool(body.elected))
    yield from _people(body.elected)
    if body.alternates:
        yield from COLUMNS.text(say("rounds.alternates"), TEXT, keep=True)
        yield from _people(body.alternates)
    if body.open or body.not_taken:
        yield Line(GAP)
    for seats in body.open:
        yield from COLUMNS.text(_open(counted, body, seats), TEXT)
    yield from _not_taken(body)


def _people(people: Sequence[Elected]) -> Iterator[Line]:
    if not people:
        return
    # Numbers are those of different ballots: here they go by their place.
    slate = Slate(tuple(replace(one.candidate, no=place) for place, one in enumerate(people, start=1)))
    names = paper_names(slate)
    titles = (say("table.no"), say("table.name"), say("table.votes"), say("rounds.percent"), say("rounds.round"))
    boxes = [Box(column, title, TABLE_HEAD) for column, title in enumerate(titles, start=1)]
    head = COLUMNS.line(*boxes, keep=True)
    yield head
    for place, one in enumerate(people, start=1):
        last = say("rounds.round_of", round=one.round)
        yield candidate_line(place, names[place], one.line, last, head=head)


def _open(counted: CountedContest, body: BodyResult, seats: OpenSeats) -> str:
    if body.votes_on(seats):
        assembly, number = gathering(counted.congress), WORDS.number(seats.seats)
        return say("rounds.to_vote_on", seats=number, round=seats.round + 1, gathering=assembly)
    said = {"seats": WORDS.number(seats.seats), "reason": WORDS(f"words.open.{seats.reason}")}
    decision = seats.decision
    if decision is None:
        return say("rounds.open", **said)
    text = decision.reason.rstrip(" .") or WORDS(f"words.way.{decision.way}")
    return say("rounds.open_decided", **said, gathering=gathering(counted.congress), round=seats.round, text=text)


def _not_taken(body: BodyResult) -> Iterator[Line]:
    for one in body.not_taken:
        because = WORDS(f"words.not_taken.{one.because}")
        yield from COLUMNS.text(
            say("rounds.not_taken", name=one.candidate.name, round=one.round, because=because), TEXT
        )
