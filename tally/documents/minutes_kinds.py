"""What the minutes say of contests that are not a plain election: opinion ballots, and alternates in order of votes."""

from collections.abc import Iterator

from tally.application.bodies import what_follows_by_rule
from tally.application.recount import CountedContest, Recount
from tally.documents.minutes_lines import (
    COLUMNS,
    SECTION,
    TEXT,
    candidate_line,
    heading,
)
from tally.documents.minutes_rounds import decision_lines
from tally.documents.pages import Line
from tally.documents.wording import WORDS, begin, gathering, listed, numbered, paper_names, say
from tally.domain.contest import Contest, RoundKind
from tally.domain.counting import CandidateResult, Result
from tally.domain.rules import Topic


def say_of(contest: Contest, of_election: str, of_opinion: str, /, **fields: object) -> str:
    """Return a text of the papers, by its key: one is said of an election, another of opinion ballots."""
    return say(of_opinion if contest.is_opinion else of_election, **fields)


def nominee_lines(contest: Contest) -> Iterator[Line]:
    """Set who was asked about, and how the papers were marked."""
    yield heading("slate.title_opinion")
    yield from COLUMNS.text(say("slate.nominees", nominees=WORDS.number(len(contest.slate))), TEXT)
    yield from COLUMNS.text(say(f"slate.{contest.style}_opinion"), TEXT)


def listed_lines(result: Result, table_head: Line) -> Iterator[Line]:
    """Set who enters the list, most votes first."""
    yield heading("listed.title")
    if not result.listed:
        yield from COLUMNS.text(say("listed.nobody"), TEXT)
        return
    listed_people, nominees = WORDS.number(len(result.listed)), WORDS.number(len(result.candidates))
    yield from COLUMNS.text(say("listed.count", listed=listed_people, nominees=nominees), TEXT, keep=True)
    yield from _table(result, result.listed, table_head)


def alternate_lines(recount: Recount, counted: CountedContest, table_head: Line) -> Iterator[Line]:
    """Set the alternates in the order of votes, a tie among them, and how many are missing; nothing without any."""
    result, profile = counted.result, recount.profile
    wanted = result.contest.alternates
    if not wanted:
        return
    yield heading("alternates.title")
    if result.chosen.waiting:
        yield from COLUMNS.text(say("alternates.wait"), TEXT)
        return
    count = say("alternates.count", taken=WORDS.number(len(result.alternates)), wanted=WORDS.number(wanted))
    yield from COLUMNS.text(count, TEXT, keep=bool(result.alternates))
    if result.alternates:
        yield from _table(result, result.alternates, table_head)
    if result.alternates_tied:
        names = paper_names(result.contest.slate)
        again, assembly = result.contest.kind is RoundKind.TIE_BREAK, gathering(counted.congress)
        tied = say(
            "alternates.tied_again" if again else "alternates.tied",
            people=WORDS.number(len(result.alternates_tied)),
            votes=WORDS.number(result.alternates_tied[0].votes),
            names=listed(numbered(line.candidate, names) for line in result.alternates_tied),
            seats=WORDS.number(result.alternates_in_tie),
            gathering=assembly if again else begin(assembly),
            clause=profile.tie_clause,
        )
        decision = list(decision_lines(counted, asked=what_follows_by_rule(recount, counted).asks_congress))
        yield from COLUMNS.text(tied, SECTION, keep=bool(decision))
        yield from decision
    if result.chosen.unfilled:
        missing = WORDS.number(result.chosen.unfilled)
        clause = profile.clauses[Topic.UNDER_FILLED]
        short = say("alternates.short", missing=missing, gathering=gathering(counted.congress), clause=clause)
        yield from COLUMNS.text(short, SECTION, keep=True)
        yield from decision_lines(counted, asked=True)


def _table(result: Result, lines: tuple[CandidateResult, ...], head: Line) -> Iterator[Line]:
    names = paper_names(result.contest.slate)
    yield head
    for place, line in enumerate(lines, start=1):
        yield candidate_line(place, names[line.candidate.no], line, line.candidate.no, head=head)
