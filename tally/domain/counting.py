"""From ballots to a result (QĐ 190-QĐ/TW art. 30; QĐ 244-QĐ/TW art. 32). All counts are integers.

Reads in the order of the board's work: `count_ballots`, `majority_base`, `decide`; `count_contest` does the three.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import islice
from typing import cast

from tally.domain.ballot import Ballot, Mark, Ruling, SavedBallots, conclude
from tally.domain.congress import Base, BaseStep, Congress
from tally.domain.contest import Contest, RoundKind
from tally.domain.rules import BaseOf, InvalidReason, RuleProfile, TieRule
from tally.domain.seats import Alternates, choose_alternates, fill_seats
from tally.domain.slate import Candidate

_CHUNK = 4096  # ballots counted together by columns; bounds the memory, changes no figure
_FOR = bytes([Mark.FOR])


class Outcome(StrEnum):
    """What the vote means for a candidate; an opinion ballot has the last two only, an election the others."""

    ELECTED = "elected"
    TIED = "tied"
    OVER_HALF = "over-half"
    NOT_ELECTED = "not-elected"
    LISTED = "listed"
    NOT_LISTED = "not-listed"


class Status(StrEnum):
    """What the vote means for the body."""

    COMPLETE = "complete"
    TIE = "tie"
    UNDER_FILLED = "under-filled"


@dataclass(frozen=True, slots=True)
class RuledBallot:
    """A ballot with the board's ruling beside what the marks alone say."""

    batch: int
    number: int
    finding: InvalidReason | None
    ruling: Ruling

    @property
    def overrides(self) -> bool:
        """True when the ruling turns a valid ballot invalid or an invalid one valid."""
        return (self.finding is None) != (self.ruling.reason is None)


@dataclass(frozen=True, slots=True)
class MarkCounts:
    """What the valid ballots say of one candidate; the four add up to the valid ballots."""

    votes: int = 0
    against: int = 0
    both: int = 0
    neither: int = 0


@dataclass(frozen=True, slots=True)
class Tally:
    """The counted ballots, before anyone is elected.

    Attributes:
        ballots: ballots counted, valid and invalid.
        invalid_by_reason: only reasons that occur, in the order of `InvalidReason`.
        marks: one `MarkCounts` per candidate in ballot order, over the valid ballots.
        ruled: every ballot the board ruled on, in the order of batch and number.
    """

    ballots: int
    invalid_by_reason: dict[InvalidReason, int]
    marks: tuple[MarkCounts, ...]
    ruled: tuple[RuledBallot, ...]

    @property
    def invalid(self) -> int:
        """Invalid ballots, all reasons together."""
        return sum(self.invalid_by_reason.values())

    @property
    def valid(self) -> int:
        """Valid ballots."""
        return self.ballots - self.invalid

    @property
    def adds_up(self) -> bool:
        """True when, name by name, votes, strikes, both boxes and neither come to the valid ballots."""
        return all(one.votes + one.against + one.both + one.neither == self.valid for one in self.marks)


@dataclass(frozen=True, slots=True)
class CandidateResult:
    """A candidate's votes and what they mean.

    Attributes:
        hundredths: percent of the base in hundredths of a percent, halves up; display only. None without a base.
        rank: 1 for the most votes; equal votes share the smaller number (1, 2, 2, 4).
    """

    candidate: Candidate
    marks: MarkCounts
    hundredths: int | None
    rank: int
    outcome: Outcome

    @property
    def votes(self) -> int:
        """Votes for the candidate on valid ballots."""
        return self.marks.votes


@dataclass(frozen=True, slots=True)
class Result:
    """The result of one contest in one round.

    Attributes:
        needed: the smallest number of votes over half, or over what an opinion ballot asks for; None in a tie-break,
            or without a base.
        candidates: in ballot order.
        unfilled: seats without an elected person and not held open by the tie.
        chosen: who is an alternate, where the contest takes some; status and outcomes are those of the seats.
    """

    contest: Contest
    base: Base
    tally: Tally
    needed: int | None
    candidates: tuple[CandidateResult, ...]
    unfilled: int
    status: Status
    chosen: Alternates = field(default_factory=Alternates)

    @property
    def elected(self) -> tuple[CandidateResult, ...]:
        """The elected, by votes; equal votes in ballot order."""
        return self._by_votes(Outcome.ELECTED)

    @property
    def tied(self) -> tuple[CandidateResult, ...]:
        """Those on whom the congress must vote again, in ballot order."""
        return self._by_votes(Outcome.TIED)

    @property
    def listed(self) -> tuple[CandidateResult, ...]:
        """Those who enter the list after an opinion ballot, by votes; equal votes in ballot order."""
        return self._by_votes(Outcome.LISTED)

    @property
    def alternates(self) -> tuple[CandidateResult, ...]:
        """The alternates, by votes; equal votes in ballot order."""
        return tuple(self.candidates[place] for place in self.chosen.taken)

    @property
    def alternates_tied(self) -> tuple[CandidateResult, ...]:
        """Those tied across the last alternate, in ballot order: the congress votes again among them."""
        return tuple(self.candidates[place] for place in self.chosen.tied)

    @property
    def alternates_in_tie(self) -> int:
        """Alternates that the vote among those tied will give."""
        return self.contest.alternates - len(self.chosen.taken) if self.chosen.tied else 0

    @property
    def seats_in_tie(self) -> int:
        """Seats that the vote among the tied will fill."""
        return self.contest.seats - len(self.elected) - self.unfilled

    def _by_votes(self, outcome: Outcome) -> tuple[CandidateResult, ...]:
        return tuple(sorted((line for line in self.candidates if line.outcome is outcome), key=lambda line: line.rank))


def majority_base(congress: Congress, profile: RuleProfile, valid: int) -> Base:
    """Return what "more than half" is taken of, with its arithmetic.

    Args:
        congress: people summoned and deductions; a reader has refused reasons unknown to the profile.
        profile: the regulation.
        valid: valid ballots, which some laws take as the base.
    """
    if profile.base_of is BaseOf.VALID_BALLOTS:
        return Base((BaseStep("valid-ballots", valid, profile.base_clause),))
    steps = [BaseStep("summoned", congress.roll.summoned, profile.base_clause)]
    for deduction in congress.roll.deductions:
        rule = profile.deduction(congress.kind, deduction.reason)
        clause = rule.clause if rule else profile.base_clause
        steps.append(BaseStep(deduction.reason, -deduction.count, clause))
    return Base(tuple(steps))


def opinion_base(congress: Congress, profile: RuleProfile) -> Base:
    """Return what the share of an opinion ballot is taken of: the people present; nobody while that is not known.

    Raises:
        ValueError: the regulation knows no opinion ballots; a reader reports that before it makes a contest.
    """
    if profile.opinion is None:
        message = f"{profile.id} knows no opinion ballots"
        raise ValueError(message)
    step = BaseStep("present", congress.roll.present or 0, profile.opinion.clause)
    return Base((step,), profile.opinion.more_than_percent)


def count_ballots(contest: Contest, profile: RuleProfile, ballots: Iterable[Ballot]) -> Tally:
    """Classify every ballot and add up the marks of the valid ones.

    Raises:
        ValueError: a ballot does not bear one mark for each candidate; a reader reports that before it makes a ballot.
    """
    size = len(contest.slate)
    counted = 0
    invalid: dict[InvalidReason, int] = {}
    columns = [[0, 0, 0, 0] for _ in range(size)]
    ruled: list[RuledBallot] = []
    for unruled, ruled_ballots in _chunks(ballots, size):
        counted += len(unruled) + len(ruled_ballots)
        valid_marks, reasons = _classify(unruled, contest, profile)
        for ballot in ruled_ballots:
            finding = contest.finding(ballot.marks, profile)
            ruling = cast("Ruling", ballot.ruling)
            ruled.append(RuledBallot(ballot.batch, ballot.number, finding, ruling))
            reason = conclude(finding, ruling)
            if reason is None:
                valid_marks.append(ballot.marks)
            else:
                reasons.append(reason)
        for reason in reasons:
            invalid[reason] = invalid.get(reason, 0) + 1
        page = b"".join(valid_marks)
        for place, column in enumerate(columns):
            marks = page[place::size]
            for mark in Mark:
                column[mark] += marks.count(mark)
    valid = counted - sum(invalid.values())
    if any(sum(column) != valid for column in columns):
        message = "a ballot bears a mark that is none of the four"
        raise ValueError(message)
    return Tally(
        ballots=counted,
        invalid_by_reason={reason: invalid[reason] for reason in InvalidReason if reason in invalid},
        marks=tuple(
            MarkCounts(column[Mark.FOR], column[Mark.AGAINST], column[Mark.BOTH], column[Mark.NEITHER])
            for column in columns
        ),
        # Two ballots may bear one number by mistake: their contents order them, the order of reading never does.
        ruled=tuple(sorted(ruled, key=lambda entry: (entry.batch, entry.number, repr(entry)))),
    )


def _chunks(ballots: Iterable[Ballot], size: int) -> Iterator[tuple[list[bytes], list[Ballot]]]:
    """Yield some ballots at a time: the marks of those without a ruling, and those that the board ruled on.

    Raises:
        ValueError: a ballot does not bear `size` marks: they would move those of every ballot after it to others.
    """
    if isinstance(ballots, SavedBallots):
        yield [], list(ballots.ruled())
        unruled = ballots.without_ruling()
        while page := list(islice(unruled, _CHUNK)):
            if set(map(len, page)) != {size}:
                _refuse_odd(ballots, size)
            yield page, []
    else:
        stream = iter(ballots)
        while chunk := list(islice(stream, _CHUNK)):
            _refuse_odd(chunk, size)
            unruled_marks = [ballot.marks for ballot in chunk if ballot.ruling is None]
            yield unruled_marks, [ballot for ballot in chunk if ballot.ruling is not None]


def _refuse_odd(ballots: Iterable[Ballot], size: int) -> None:
    for ballot in ballots:
        if len(ballot.marks) != size:
            message = f"batch {ballot.batch} ballot {ballot.number}: {len(ballot.marks)} marks, {size} candidates"
            raise ValueError(message)


def _classify(page: list[bytes], contest: Contest, profile: RuleProfile) -> tuple[list[bytes], list[InvalidReason]]:
    """Return the marks of the valid ballots, and why each of the others is invalid."""
    # Ballots alike in all that `find` looks at are alike in its verdict: it is asked once for each kind.
    one = len(contest.slate) == 1
    kinds: list[int] = list(b"".join(page)) if one else [marks.count(_FOR) for marks in page]
    verdicts = {kind: contest.finding(marks, profile) for kind, marks in dict(zip(kinds, page, strict=True)).items()}
    if not any(verdicts.values()):
        return page, []
    found = [verdicts[kind] for kind in kinds]
    valid = [marks for marks, reason in zip(page, found, strict=True) if reason is None]
    return valid, [reason for reason in found if reason is not None]


def decide(contest: Contest, base: Base, tie_rule: TieRule, tally: Tally) -> Result:
    """Say who is elected, who is tied and how many seats stay under-filled."""
    votes = [counts.votes for counts in tally.marks]
    outcomes = _outcomes(contest, base, tie_rule, votes)
    elected = outcomes.count(Outcome.ELECTED)
    tied = outcomes.count(Outcome.TIED)
    # A tie always has more people than seats left, so it holds every seat that nobody won outright.
    unfilled = 0 if tied else max(contest.seats - elected, 0)
    if tied:
        status = Status.TIE
    elif unfilled:
        status = Status.UNDER_FILLED
    else:
        status = Status.COMPLETE
    lines = tuple(
        CandidateResult(candidate, marks, hundredths(marks.votes, base.value), _rank(marks.votes, votes), outcome)
        for candidate, marks, outcome in zip(contest.slate, tally.marks, outcomes, strict=True)
    )
    needed = None if contest.kind is RoundKind.TIE_BREAK else base.needed
    return Result(contest, base, tally, needed, lines, unfilled, status, _alternates(contest, votes, outcomes))


def count_contest(congress: Congress, contest: Contest, profile: RuleProfile, ballots: Iterable[Ballot]) -> Result:
    """Count one contest: the order of ballots and batches changes nothing."""
    tally = count_ballots(contest, profile, ballots)
    base = opinion_base(congress, profile) if contest.is_opinion else majority_base(congress, profile, tally.valid)
    return decide(contest, base, profile.tie_rule, tally)


def _outcomes(contest: Contest, base: Base, tie_rule: TieRule, votes: Sequence[int]) -> list[Outcome]:
    """Return one outcome per candidate in ballot order."""
    if contest.is_opinion:
        return [Outcome.LISTED if base.is_majority(number) else Outcome.NOT_LISTED for number in votes]
    # Among the tied of an earlier round the higher number wins and need not be over half.
    majority_asked = contest.kind is not RoundKind.TIE_BREAK
    eligible = [place for place, number in enumerate(votes) if not majority_asked or base.is_majority(number)]
    filled = fill_seats(contest.slate, votes, eligible, contest.seats, tie_rule)
    outcomes = [Outcome.NOT_ELECTED] * len(votes)
    for place in eligible:
        if place in filled.taken:
            outcomes[place] = Outcome.ELECTED
        elif place in filled.tied:
            outcomes[place] = Outcome.TIED
        elif majority_asked:
            outcomes[place] = Outcome.OVER_HALF
    return outcomes


def _alternates(contest: Contest, votes: Sequence[int], outcomes: Sequence[Outcome]) -> Alternates:
    """Say who is an alternate: official people first, then those over half who are left, in the order of votes."""
    if not contest.alternates:
        return Alternates()
    if Outcome.TIED in outcomes:
        # Whoever loses the vote among the tied is the next in the order of votes.
        return Alternates(waiting=True)
    left = Outcome.NOT_ELECTED if contest.kind is RoundKind.TIE_BREAK else Outcome.OVER_HALF
    remaining = [place for place, outcome in enumerate(outcomes) if outcome is left]
    return choose_alternates(contest.slate, votes, remaining, contest.alternates)


def hundredths(part: int, whole: int) -> int | None:
    """Return part of whole in hundredths of a percent, halves up; display only. None when there is no whole."""
    return (2 * 10_000 * part + whole) // (2 * whole) if whole > 0 else None


def _rank(own: int, votes: Sequence[int]) -> int:
    return 1 + sum(other > own for other in votes)
