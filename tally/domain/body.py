"""The final result of a body over its rounds: who is in it, by which round, and why a seat is open.

QĐ 190-QĐ/TW art. 30; QĐ 244-QĐ/TW art. 32. What may follow is said by `rounds.py`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from tally.domain.contest import Contest, Office, RoundKind
from tally.domain.counting import CandidateResult, Outcome, Result, Status
from tally.domain.persons import Roster
from tally.domain.slate import Candidate

_DID_NOT_STAND = -1
"""In place of the votes of whoever did not stand in a vote among the tied: after those who did, even without a vote."""


class Way(StrEnum):
    """What the congress may do after a result that leaves seats without a person."""

    VOTE_AGAIN = "vote-again"
    SAME_PEOPLE = "same-people"
    NEW_SLATE = "new-slate"
    LEAVE_OPEN = "leave-open"


class OpenReason(StrEnum):
    """Why a seat of the body has nobody."""

    BY_PLAN = "by-plan"
    VOTES_FAILED = "votes-failed"
    TIE = "tie"


class RefusedBecause(StrEnum):
    """Why somebody who won a round is not taken into the body: the round was not what it should have been."""

    ALREADY_ELECTED = "already-elected"
    NOT_TIED = "not-tied"
    NO_SEAT_LEFT = "no-seat-left"
    AMBIGUOUS = "ambiguous"


@dataclass(frozen=True, slots=True)
class Decision:
    """What the congress decided after a round, as it was reported to the board.

    Attributes:
        seats: people to be elected in the next round; of `LEAVE_OPEN`, the seats left open.
        reported_by: who reported it on behalf of the presidium.
        person: the id of who noted it at the desk.
        time: of the journal (ISO 8601, UTC).
    """

    way: Way
    seats: int
    reported_by: str
    reason: str = ""
    person: str = ""
    time: str = ""


@dataclass(frozen=True, slots=True)
class Round:
    """A round that was held, and what the congress decided after it; None: nothing was reported."""

    result: Result
    decision: Decision | None = None

    @property
    def contest(self) -> Contest:
        """What was voted on."""
        return self.result.contest


@dataclass(frozen=True, slots=True)
class Elected:
    """A person of the body, with the votes of the round that decided it."""

    line: CandidateResult
    round: int
    kind: RoundKind

    @property
    def candidate(self) -> Candidate:
        """The person, as on the slate of that round."""
        return self.line.candidate


@dataclass(frozen=True, slots=True)
class NotTaken:
    """Somebody who won a round and is not taken into the body."""

    candidate: Candidate
    round: int
    because: RefusedBecause


@dataclass(frozen=True, slots=True)
class OpenSeats:
    """Seats of the body without a person.

    Attributes:
        round: after which they are open; 0 for those left open by plan.
        decision: by which the congress left them open; None: planned, or nothing decided yet.
    """

    seats: int
    reason: OpenReason
    round: int = 0
    decision: Decision | None = None


@dataclass(frozen=True, slots=True)
class BodyResult:
    """The union over the rounds held so far. Nobody is in it twice, and never more people than seats.

    Attributes:
        rounds: in their order; never empty.
        elected: in the order of the rounds, within one by votes.
        open: every seat of the body without a person, with its reason.
        not_taken: winners of rounds that were not what they should have been; a finding names each cause.
        seats_in_tie: seats for which only another vote, or the congress, can say who gets them.
        unfilled: seats that nobody won, neither held by a tie nor left open by a decision.
        alternates: those over half without a seat, as many as are taken, in the order of votes.
        alternates_in_tie: alternates for which only another vote, or the congress, can say who they are.
        alternates_unfilled: alternates for whom nobody over half is left, or whom the congress did without.
        tied: who is tied, for seats or else for alternates, as on the last slate.
        others: those of the last slate voted on by majority who are not elected.
        short_rounds: rounds that ended with fewer elected than seats.
    """

    rounds: tuple[Round, ...]
    elected: tuple[Elected, ...]
    open: tuple[OpenSeats, ...]
    not_taken: tuple[NotTaken, ...]
    seats_in_tie: int
    unfilled: int
    alternates: tuple[Elected, ...]
    alternates_in_tie: int
    alternates_unfilled: int
    tied: tuple[Candidate, ...]
    others: tuple[Candidate, ...]
    short_rounds: int

    @property
    def contest(self) -> Contest:
        """The contest as it was voted on first."""
        return self.rounds[0].contest

    @property
    def last(self) -> Round:
        """The round held last."""
        return self.rounds[-1]

    @property
    def seats(self) -> int:
        """Seats to be filled at this congress."""
        return self.contest.seats

    @property
    def missing(self) -> int:
        """Seats that may still be voted on."""
        return self.seats_in_tie + self.unfilled

    def votes_on(self, seats: OpenSeats) -> bool:
        """Tell whether seats without a person are voted on in the next round, as the congress decided."""
        decision = self.last.decision
        if decision is None or decision.way is Way.LEAVE_OPEN or seats.decision is not None:
            return False
        # A vote again is about the seats in the tie; any other further round about those that nobody won.
        return seats.reason is (OpenReason.TIE if decision.way is Way.VOTE_AGAIN else OpenReason.VOTES_FAILED)

    def open_because(self, reason: OpenReason) -> int:
        """Return how many seats are open for a reason."""
        return sum(one.seats for one in self.open if one.reason is reason)


def bodies(rounds: Iterable[Round]) -> tuple[BodyResult, ...]:
    """Return every body whose first round is among some rounds, in the order in which they come first.

    Opinion ballots elect nobody and make no body.
    """
    by_id: dict[str, list[Round]] = {}
    for one in rounds:
        if not one.contest.is_opinion:
            by_id.setdefault(one.contest.id, []).append(one)
    in_order = (sorted(held, key=lambda one: one.contest.round) for held in by_id.values())
    return tuple(body_result(held) for held in in_order if held[0].contest.round == 1)


def body_result(rounds: Sequence[Round]) -> BodyResult:
    """Return the final result of a body over its rounds, in their order; at least one."""
    so_far = _SoFar(rounds[0].contest)
    for one in rounds:
        so_far.hold(one)
    last = rounds[-1].contest.round
    seats = (
        *so_far.left_open,
        OpenSeats(so_far.seats_in_tie, OpenReason.TIE, last),
        OpenSeats(so_far.unfilled, OpenReason.VOTES_FAILED, last),
        OpenSeats(max(rounds[0].contest.open_by_plan, 0), OpenReason.BY_PLAN),
    )
    alternates = so_far.alternates()
    return BodyResult(
        rounds=tuple(rounds),
        elected=tuple(so_far.elected.values()),
        open=tuple(one for one in seats if one.seats),
        not_taken=tuple(so_far.not_taken),
        seats_in_tie=so_far.seats_in_tie,
        unfilled=so_far.unfilled,
        alternates=alternates.taken,
        alternates_in_tie=alternates.in_tie,
        alternates_unfilled=rounds[0].contest.alternates - len(alternates.taken) - alternates.in_tie,
        tied=tuple(so_far.tied.values()) if so_far.seats_in_tie else alternates.tied,
        others=tuple(one for person, one in so_far.asked if person not in so_far.elected),
        short_rounds=so_far.short_rounds,
    )


@dataclass(frozen=True, slots=True)
class _Alternates:
    taken: tuple[Elected, ...] = ()
    tied: tuple[Candidate, ...] = ()
    in_tie: int = 0


@dataclass(slots=True)
class _SoFar:
    """A body while its rounds are gone through; persons go by their place in the roster, None where it is not known.

    Attributes:
        tied: who was tied in the last round; what they are on its slate.
        asked: who stood in the last round voted on by majority.
        over_half: those over half in it: their votes in it and in each vote since then among those equal so far.
        lines: where the last of those votes stand.
        done_without: whether the congress does without the alternates who are tied.
    """

    contest: Contest
    roster: Roster = field(default_factory=Roster)
    elected: dict[int, Elected] = field(default_factory=dict)
    not_taken: list[NotTaken] = field(default_factory=list)
    left_open: list[OpenSeats] = field(default_factory=list)
    tied: dict[int, Candidate] = field(default_factory=dict)
    asked: tuple[tuple[int | None, Candidate], ...] = ()
    over_half: dict[int, tuple[int, ...]] = field(default_factory=dict)
    lines: dict[int, Elected] = field(default_factory=dict)
    seats_in_tie: int = 0
    short_rounds: int = 0
    done_without: bool = False

    @property
    def seats_left(self) -> int:
        """Seats that have nobody and were not left open by a decision."""
        return self.contest.seats - len(self.elected) - sum(one.seats for one in self.left_open)

    @property
    def unfilled(self) -> int:
        """Those of them that no tie holds."""
        return self.seats_left - self.seats_in_tie

    def hold(self, one: Round) -> None:
        """Take in the next round, and what the congress decided after it."""
        contest, result = one.contest, one.result
        who = self.roster.take_in(contest.slate)
        if not is_for_alternates(self.contest, contest):
            self._take(contest, result, who)
            tied = ((who.get(line.candidate.no), line.candidate) for line in result.tied)
            self.tied = {person: line for person, line in tied if person is not None and person not in self.elected}
            self.seats_in_tie = min(result.seats_in_tie, self.seats_left) if self.tied else 0
        if contest.kind is not RoundKind.TIE_BREAK:
            self.asked = tuple((who.get(candidate.no), candidate) for candidate in contest.slate)
            self.short_rounds += result.status is Status.UNDER_FILLED
        self._rank(contest, result, who)
        if one.decision is not None and one.decision.way is not Way.VOTE_AGAIN:
            self._leave_open(contest.round, one.decision)

    def alternates(self) -> _Alternates:
        """Say who is an alternate: the order of votes; official people first, so nobody while a seat is open."""
        wanted = self.contest.alternates
        ranked = sorted(
            (person for person in self.over_half if person not in self.elected),
            key=lambda person: (tuple(-votes for votes in self.over_half[person]), person),
        )
        if self.seats_left or not wanted:
            return _Alternates()
        lines = [self.lines[person] for person in ranked]
        if len(ranked) <= wanted:
            return _Alternates(tuple(lines))
        cut = self.over_half[ranked[wanted - 1]]
        on_cut = [place for place, person in enumerate(ranked) if self.over_half[person] == cut]
        if on_cut[-1] < wanted:
            return _Alternates(tuple(lines[:wanted]))
        above = tuple(lines[: on_cut[0]])
        if self.done_without:
            return _Alternates(above)
        return _Alternates(above, tuple(lines[place].candidate for place in on_cut), wanted - len(above))

    def _take(self, contest: Contest, result: Result, who: Mapping[int, int]) -> None:
        """Take the elected of a round into the body, and nobody whom that round cannot have elected."""
        taken: dict[int, Elected] = {}
        first = contest.round == self.contest.round
        for line in result.elected:
            person = who.get(line.candidate.no)
            if person is None:
                because = RefusedBecause.AMBIGUOUS
            elif person in self.elected:
                because = RefusedBecause.ALREADY_ELECTED
            elif contest.kind is RoundKind.TIE_BREAK and person not in self.tied and not first:
                because = RefusedBecause.NOT_TIED
            else:
                taken[person] = Elected(line, contest.round, contest.kind)
                continue
            self.not_taken.append(NotTaken(line.candidate, contest.round, because))
        if len(taken) <= self.seats_left:
            self.elected |= taken
        else:
            # Which of them are too many is not for a program to say.
            because = RefusedBecause.NO_SEAT_LEFT
            self.not_taken += [NotTaken(one.candidate, contest.round, because) for one in taken.values()]

    def _rank(self, contest: Contest, result: Result, who: Mapping[int, int]) -> None:
        """Keep the votes of those over half; among equals the vote among the tied goes on where the last one ended."""
        stood = {who[line.candidate.no]: line for line in result.candidates if line.candidate.no in who}
        if contest.kind is not RoundKind.TIE_BREAK:
            over_half = {person: line for person, line in stood.items() if line.outcome is not Outcome.NOT_ELECTED}
            self.over_half = {person: (line.votes,) for person, line in over_half.items()}
            self.lines = {person: Elected(line, contest.round, contest.kind) for person, line in over_half.items()}
            self.done_without = False
            return
        equals: dict[tuple[int, ...], list[int]] = {}
        for person, votes in self.over_half.items():
            equals.setdefault(votes, []).append(person)
        for votes, people in equals.items():
            away = [person for person in people if person not in stood and person not in self.elected]
            if away and len(stood) < len(contest.slate):
                # One of them may have stood under a line that is of nobody known: which of them won is not told.
                continue
            # Votes are held against votes of the same round alone. As for a seat, that round was among those who stood.
            self.over_half |= dict.fromkeys(people, (*votes, _DID_NOT_STAND))
            for person in stood.keys() & people:
                self.over_half[person] = (*votes, stood[person].votes)
                self.lines[person] = Elected(stood[person], contest.round, contest.kind)

    def _leave_open(self, round_: int, decision: Decision) -> None:
        """Leave open what the congress does not vote on any more; a tie it goes on from otherwise holds no seat."""
        voted_on = 0 if decision.way is Way.LEAVE_OPEN else min(decision.seats, self.seats_left)
        self.done_without = decision.way is Way.LEAVE_OPEN
        if self.seats_left > voted_on:
            self.left_open.append(OpenSeats(self.seats_left - voted_on, OpenReason.VOTES_FAILED, round_, decision))
        self.seats_in_tie = 0


def is_for_alternates(first: Contest, contest: Contest) -> bool:
    """Tell whether a round votes among those tied for the last alternate, and fills no seat of the body."""
    return contest.office is Office.ALTERNATES and first.office is not Office.ALTERNATES
