"""What the hall is shown of a sealed result: the same figures and words for the page in a browser and for the screen.

The hall sees the congress, the turnout, every candidate, who is elected and what follows; no ballot, no person of the
board, nothing of how it was counted.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import NamedTuple, TypeVar

from tally.application.bars import OUTCOME_SIGNS, bar_parts, cells_before
from tally.application.bodies import what_follows_by_rule
from tally.application.differences import change_sentence
from tally.application.figures import disagreements, figures_of
from tally.application.recount import CountedContest, Recount
from tally.application.same_names import told_apart
from tally.application.sentences import base_arithmetic, outcome_word, settled_by_age, summary, what_follows
from tally.domain.contest import Contest, RoundKind
from tally.domain.counting import Outcome, Result
from tally.domain.rules import TieRule
from tally.locales import Words


class NotSealed(Exception):  # noqa: N818 - named for what is the matter
    """The contest is not sealed, or its count is not what was sealed: nobody in the hall may see it."""


class HallFigure(NamedTuple):
    """A figure of the turnout, ready to be read."""

    label: str
    value: str


class HallLine(NamedTuple):
    """A candidate, ready to be read.

    Attributes:
        name: told apart from others of the same name.
        said: the outcome in words.
        sign: the outcome as a sign.
    """

    no: int
    name: str
    votes: int
    number: str
    percent: str
    outcome: Outcome
    said: str
    sign: str


@dataclass(frozen=True, slots=True)
class HallView:
    """A sealed result as the hall sees it.

    Attributes:
        congress: title and term in one line; empty where neither is known.
        round: which round it is; empty for a first vote.
        asked: how many are to be elected of how many.
        practice: the mark of a made-up congress; else empty.
        turnout: people and ballots.
        remarks: the base with its arithmetic, invalid ballots by reason, ballots not returned.
        base: what half is taken of; zero or less: there are no bars.
        more_than: percent of the base at which the half line stands.
        half: what the half line means; empty where none is drawn.
        lines: every candidate, in the order of the ballot.
        elected: by votes; after opinion ballots, those who enter the list.
        elected_heading: what they are.
        alternates: by votes.
        tied: those who share the last seats.
        tied_heading: what follows for them: a vote again by the rule, or what the congress decides.
        summary: elected, under-filled, tied in one line.
        follows: why age settled a tie, where it did; what the congress decides next.
        corrected_mark: says that this is a corrected result; else empty.
        corrected: each figure that was changed after the seal.
        digest: of these results, in hex.
        digest_how: which paper bears the same.
    """

    organisation: str
    congress: str
    contest: str
    round: str
    asked: str
    practice: str
    turnout: tuple[HallFigure, ...]
    remarks: tuple[str, ...]
    base: int
    more_than: int
    half: str
    lines: tuple[HallLine, ...]
    elected: tuple[HallLine, ...]
    elected_heading: str
    alternates: tuple[HallLine, ...]
    tied: tuple[HallLine, ...]
    tied_heading: str
    summary: str
    follows: tuple[str, ...]
    corrected_mark: str
    corrected: tuple[str, ...]
    digest: str
    digest_how: str

    def bar(self, line: HallLine, half: int) -> tuple[int, int]:
        """Return how many of `half` parts are full on each side of the half line; see `bars.bar_parts`."""
        return bar_parts(line.votes, self.base, half, self.more_than) if self.base > 0 else (0, 0)

    def before(self, half: int) -> int:
        """Return how many of twice `half` parts stand before the half line."""
        return cells_before(half, self.more_than)


_Item = TypeVar("_Item")


def shared_out(items: Sequence[_Item], most: int) -> list[Sequence[_Item]]:
    """Return items in as few pages as can be, none larger than `most`, none much smaller than another."""
    parts = -(-len(items) // most)
    ends = [len(items) * number // parts for number in range(parts + 1)] if parts else []
    return [items[start:end] for start, end in pairwise(ends)]


def may_be_shown(counted: CountedContest) -> bool:
    """Tell whether the hall may see a contest: its board sealed it, and this count is what was sealed."""
    return counted.how.seal is not None and not counted.disagreements


def hall_name(contest: Contest) -> str:
    """Return what the hall page of a contest is called."""
    return f"trang-chieu-{contest.id}-{contest.round}.html"


def hall_view(words: Words, recount: Recount, counted: CountedContest) -> HallView:
    """Return what the hall sees of a contest; after a corrigendum, the result that is right.

    Raises:
        NotSealed: the contest is not sealed, or this count disagrees with what was sealed.
    """
    if not may_be_shown(counted):
        raise NotSealed
    right = replace(counted, result=counted.right)
    results = counted.corrigenda[-1].results if counted.corrigenda else counted.results
    congress, result, contest = right.congress, right.result, right.result.contest
    lines = _lines(words, result)
    of = {line.no: line for line in lines}
    won = tuple(of[one.candidate.no] for one in (*result.elected, *result.listed))
    return HallView(
        organisation=congress.organisation,
        congress=" · ".join(part for part in (congress.title, congress.term) if part),
        contest=contest.title,
        round=_round(words, contest),
        asked=_asked(words, contest),
        practice=words("hall.practice") if counted.how.practice else "",
        turnout=tuple(_turnout(words, right)),
        remarks=(words("hall.base", base=base_arithmetic(words, recount, right)), *_of_ballots(words, result)),
        base=result.base.value,
        more_than=result.base.more_than,
        half=_half(words, result),
        lines=lines,
        elected=won,
        elected_heading=words("hall.listed" if contest.is_opinion else "hall.elected", number=words.number(len(won))),
        alternates=tuple(of[one.candidate.no] for one in result.alternates),
        tied=tuple(of[one.candidate.no] for one in result.tied),
        tied_heading=_tied_heading(words, recount, right),
        summary=_summary(words, result),
        follows=(*_by_age(words, recount, result), *what_follows(words, recount, right)),
        corrected_mark=words("hall.corrected_mark", number=len(counted.corrigenda)) if counted.corrigenda else "",
        corrected=tuple(_changed(words, counted.result, result)),
        digest=results,
        digest_how=words("hall.digest_how_corrected" if counted.corrigenda else "hall.digest_how"),
    )


def _lines(words: Words, result: Result) -> tuple[HallLine, ...]:
    names = told_apart(result.contest.slate, words)
    return tuple(
        HallLine(
            no=line.candidate.no,
            name=names[line.candidate.no],
            votes=line.votes,
            number=words.number(line.votes),
            percent=words.percent(line.hundredths),
            outcome=line.outcome,
            said=outcome_word(words, result, line),
            sign=OUTCOME_SIGNS[line.outcome],
        )
        for line in result.candidates
    )


def _asked(words: Words, contest: Contest) -> str:
    """Say how many are to be elected of how many, or asked about."""
    candidates = words.number(len(contest.slate))
    if contest.is_opinion:
        return words("hall.asked_opinion", nominees=candidates)
    if contest.alternates:
        seats, alternates = words.number(contest.seats), words.number(contest.alternates)
        return words("hall.asked_alternates", seats=seats, alternates=alternates, candidates=candidates)
    return words("hall.asked", seats=words.number(contest.seats), candidates=candidates)


def _tied_heading(words: Words, recount: Recount, counted: CountedContest) -> str:
    if recount.profile.tie_rule is TieRule.OLDER:
        return words("hall.tied_older")
    if what_follows_by_rule(recount, counted).asks_congress:
        return words("hall.tied_again", gathering=words(f"words.gathering.{counted.congress.kind}"))
    return words("hall.tied")


def _half(words: Words, result: Result) -> str:
    if result.needed is None:
        return ""
    key = "hall.share" if result.contest.is_opinion else "hall.half"
    return words(key, needed=words.number(result.needed), percent=result.base.more_than)


def _summary(words: Words, result: Result) -> str:
    if result.contest.is_opinion:
        return summary(words, result)
    said = words(
        "hall.summary",
        elected=words.number(len(result.elected)),
        seats=words.number(result.contest.seats),
        status=words(f"words.status.{result.status}"),
    )
    if not result.contest.alternates:
        return said
    taken, wanted = words.number(len(result.alternates)), words.number(result.contest.alternates)
    return f"{said} · {words('words.sentence.alternates_taken', taken=taken, wanted=wanted)}"


def _round(words: Words, contest: Contest) -> str:
    if contest.kind is RoundKind.FIRST and contest.round == 1:
        return ""
    return words("hall.round", round=contest.round, kind=words(f"words.kind.{contest.kind}"))


def _turnout(words: Words, counted: CountedContest) -> Iterator[HallFigure]:
    roll, contest, tally = counted.congress.roll, counted.result.contest, counted.result.tally
    figures = {
        "summoned": roll.summoned,
        "present": roll.present,
        "issued": contest.issued,
        "returned": contest.returned,
        "valid": tally.valid,
        "invalid": tally.invalid,
    }
    for key, number in figures.items():
        yield HallFigure(words(f"hall.{key}"), words("hall.unknown") if number is None else words.number(number))


def _of_ballots(words: Words, result: Result) -> Iterator[str]:
    contest, reasons = result.contest, result.tally.invalid_by_reason
    if contest.issued is not None and contest.returned is not None and contest.issued > contest.returned:
        yield words("hall.not_returned", ballots=words.number(contest.issued - contest.returned))
    if reasons:
        said = "; ".join(f"{words(f'words.reason.{one}')}: {words.number(ballots)}" for one, ballots in reasons.items())
        yield words("hall.reasons", reasons=said)


def _by_age(words: Words, recount: Recount, result: Result) -> Iterator[str]:
    on_cut = settled_by_age(result)
    if on_cut:
        names = told_apart(result.contest.slate, words)
        numbers = [one.candidate.no for one in on_cut]
        said = "; ".join(words("papers.names.numbered", no=no, name=names[no]) for no in numbers)
        votes = words.number(on_cut[0].votes)
        yield words("papers.elected.by_age", votes=votes, names=said, clause=recount.profile.tie_clause)


def _changed(words: Words, before: Result, after: Result) -> Iterator[str]:
    for changed in disagreements(figures_of(before), figures_of(after)):
        yield change_sentence(words, changed, after.candidates)
