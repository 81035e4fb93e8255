"""Results at the desk: what was accepted, counted by the code of `tally recount`; once sealed, as it was sealed."""

from tally.application.bodies import in_order, is_before, round_findings
from tally.application.desk.comparing import Comparing
from tally.application.desk.desk import Desk, count_again
from tally.application.how_counted import FROM_SAVED_BALLOTS, HowCounted
from tally.application.recount import CountedContest, with_changes
from tally.domain.ballot import Ballot
from tally.domain.body import Round
from tally.domain.checks import Finding
from tally.domain.contest import Contest
from tally.domain.counting import Result
from tally.domain.desk import ContestKey


class Results:
    """The results of the contests of a desk."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._comparing = Comparing(desk)
        self._sealed: dict[tuple[ContestKey, str, int], Result] = {}

    def result(self, key: ContestKey, how: HowCounted = FROM_SAVED_BALLOTS) -> CountedContest:
        """Return the count of the accepted ballots; once sealed, as it was sealed; `how` as of a `SavedContest`."""
        return self.count(key, tuple(self._comparing.ballots(key)), how)

    def corrected(self, key: ContestKey, upto: int | None = None) -> CountedContest:
        """Return the count with its corrigenda, all or the first so many; without one it is the result."""
        ballots = tuple(self._comparing.ballots(key))
        for corrigendum in self._desk.count_of(key).corrigenda[:upto]:
            ballots = with_changes(ballots, {(one.batch, one.ballot): one.after for one in corrigendum.changes})
        return self.count(key, ballots)

    def count(
        self, key: ContestKey, ballots: tuple[Ballot, ...], how: HowCounted = FROM_SAVED_BALLOTS
    ) -> CountedContest:
        """Count ballots as those of a contest, under the declaration of its seal or of now."""
        self._desk.refresh()
        seal = self._desk.count_of(key).seal
        declaration = self._desk.state.declaration if seal is None else seal.declaration
        congress, contests, profile = self._desk.declared(declaration)
        contest = self._desk.found(contests, key)
        sealed = "" if how.seal is None else how.seal.digest
        counted = count_again(congress, profile, contest, ballots, sealed=sealed, how=how)
        return in_order(counted, self.findings(contest))

    def findings(self, contest: Contest) -> tuple[Finding, ...]:
        """Return what is found of a contest, declared or still being typed, beside the rounds before it."""
        before = [one for one in self._desk.contests if is_before(one, contest)]
        return round_findings(self._desk.profile, self.held(contest.id, contest.round - 1), len(before), contest)

    def held(self, contest_id: str, upto: int) -> tuple[Round, ...]:
        """Return the sealed rounds of a contest up to one of them, each with what was decided after it."""
        keys = [(one.id, one.round) for one in self._desk.contests if one.id == contest_id and one.round <= upto]
        counts = [self._desk.count_of(key) for key in sorted(keys, key=lambda key: key[1])]
        return tuple(Round(self._right(count.key), count.decision) for count in counts if count.seal is not None)

    def _right(self, key: ContestKey) -> Result:
        """Return a sealed result with what was found wrong put right; nothing else changes it, so it is kept."""
        count = self._desk.count_of(key)
        digest = "" if count.seal is None else count.seal.digest
        known = (key, digest, len(count.corrigenda))
        if known not in self._sealed:
            self._sealed[known] = self.corrected(key).result
        return self._sealed[known]
