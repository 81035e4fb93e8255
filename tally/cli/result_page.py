"""A recount as a page for people: a table a contest, 80 columns, understood without colour."""

from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from tally.application.bars import HALF_LINE, OUTCOME_SIGNS, cells_before, vote_bar
from tally.application.bodies import body_results
from tally.application.body_sentences import body_lines, body_summary, is_over_rounds
from tally.application.differences import difference_sentence
from tally.application.recount import CountedContest, Recount
from tally.application.sentences import (
    base_arithmetic,
    hand_vote_line,
    names_won,
    outcome_word,
    ruling_sentences,
    summary,
    what_follows,
)
from tally.domain.body import BodyResult
from tally.domain.contest import RoundKind
from tally.domain.counting import Outcome, Result
from tally.locales import Words
from tally.locales.visible import visible

HALF_BAR = 8  # cells on each side of the half line
STYLES = {
    Outcome.ELECTED: "bold green",
    Outcome.TIED: "bold yellow",
    Outcome.OVER_HALF: "cyan",
    Outcome.NOT_ELECTED: "",
    Outcome.LISTED: "bold green",
    Outcome.NOT_LISTED: "",
}


def result_page(recount: Recount, words: Words) -> RenderableType:
    """Return the page: whose congress, under which regulation, then every contest."""
    congress = recount.congress
    about = " · ".join(part for part in (congress.title, congress.term) if part)
    head = [Text(visible(congress.organisation), style="bold"), *([Text(visible(about))] if about else [])]
    regulation = recount.profile.title_vi if words.language == "vi" else recount.profile.title_en
    return Group(
        *head,
        Text(regulation, style="dim"),
        *(Text(hand_vote_line(words, congress, vote)) for vote in recount.hand_votes),
        *(_contest(recount, counted, words) for counted in recount.contests),
        *(_body(recount, body, words) for body in body_results(recount) if is_over_rounds(body)),
    )


def _body(recount: Recount, body: BodyResult, words: Words) -> RenderableType:
    """Return the final result of a body that was voted on more than once, or about which the congress decided."""
    return Group(
        Text(""),
        Rule(style="dim"),
        Text(words("rounds.body.title", title=body.contest.title), style="bold"),
        Text(body_summary(words, recount.profile, body), style="bold"),
        *(Padding(Text(line), (0, 0, 0, 2)) for line in body_lines(words, body)),
    )


def _contest(recount: Recount, counted: CountedContest, words: Words) -> RenderableType:
    result, contest = counted.result, counted.result.contest
    title = words(
        "words.opinion.contest" if contest.is_opinion else "cli.page.contest",
        title=contest.title,
        round=contest.round,
        kind=words(f"words.kind.{contest.kind}"),
        seats=words.number(contest.seats),
        candidates=words.number(len(contest.slate)),
    )
    parts: list[RenderableType] = [
        Text(""),
        Rule(style="dim"),
        Text(title, style="bold"),
        Text(words("cli.page.base", base=base_arithmetic(words, recount, counted))),
        *(Text(line) for line in _ballots(result, words)),
        Text(""),
        _candidates(result, words),
        Text(""),
        Text(summary(words, result), style="bold"),
        *(Text(line) for line in names_won(words, result)),
    ]
    parts += [Text(f"! {sentence}", style="yellow") for sentence in what_follows(words, recount, counted)]
    if result.tally.ruled:
        parts.append(Text(words("cli.page.rulings"), style="bold"))
        parts += [Padding(Text(said), (0, 0, 0, 2)) for said in ruling_sentences(words, result.tally.ruled)]
    parts += _findings(counted, words)
    return Group(*parts)


def _ballots(result: Result, words: Words) -> Iterator[str]:
    contest, tally = result.contest, result.tally
    reasons = ", ".join(
        f"{words(f'words.reason.{reason}')} {words.number(number)}"
        for reason, number in tally.invalid_by_reason.items()
    )
    yield words(
        "cli.page.ballots",
        issued=_known(contest.issued, words),
        returned=_known(contest.returned, words),
        valid=words.number(tally.valid),
        invalid=words.number(tally.invalid) + (f" ({reasons})" if reasons else ""),
    )
    if contest.issued is not None and contest.returned is not None and contest.issued > contest.returned:
        yield words("cli.page.not_returned", number=words.number(contest.issued - contest.returned))


def _known(number: int | None, words: Words) -> str:
    return words("cli.page.unknown") if number is None else words.number(number)


def _candidates(result: Result, words: Words) -> Table:
    half_line = result.contest.kind is not RoundKind.TIE_BREAK and result.base.value > 0
    table = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0), width=79 if half_line else None)
    table.add_column(words("cli.page.no"), justify="right", width=3)
    table.add_column(words("cli.page.name"), overflow="fold", ratio=1)
    left = cells_before(HALF_BAR, result.base.more_than)
    share = (
        words("words.opinion.over", percent=result.base.more_than)
        if result.contest.is_opinion
        else words("cli.page.half")
    )
    bar_head = f"{'':{left}}{HALF_LINE} {share}" if half_line else ""
    table.add_column(bar_head, no_wrap=True)
    table.add_column(words("cli.page.votes"), justify="right", no_wrap=True)
    table.add_column("%", justify="right", no_wrap=True)
    table.add_column(words("cli.page.rank"), justify="right", no_wrap=True)
    table.add_column(words("cli.page.outcome"), no_wrap=True)
    for line in result.candidates:
        table.add_row(
            str(line.candidate.no),
            Text(visible(line.candidate.name)),
            vote_bar(line.votes, result.base.value, HALF_BAR, half_line=half_line, more_than=result.base.more_than),
            words.number(line.votes),
            words.percent(line.hundredths).removesuffix(" %"),
            str(line.rank),
            f"{OUTCOME_SIGNS[line.outcome]} {outcome_word(words, result, line)}",
            style=STYLES[line.outcome],
        )
    return table


def _findings(counted: CountedContest, words: Words) -> Iterator[RenderableType]:
    if counted.findings:
        yield Text(words("cli.page.findings"), style="bold")
    for finding in counted.findings:
        style = "red" if finding.level == "error" else "yellow"
        line = Text(f"{finding.code} ", style=style)
        line.append(f"{words.finding(finding)} ({finding.clause})", style="default")
        yield Padding(line, (0, 0, 0, 2))
    if counted.disagreements:
        yield Text(words("cli.page.disagreements"), style="bold red")
    for differing in counted.disagreements:
        yield Padding(Text(difference_sentence(words, differing, counted.result.candidates)), (0, 0, 0, 2))
