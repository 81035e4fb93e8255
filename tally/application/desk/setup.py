"""Setting up: the congress, its contests and slates; free until counting begins, with a reason after that."""

from dataclasses import replace

from tally.application.desk.desk import BOARD, HEAD, Desk, Refused, act, count_again
from tally.application.desk.results import Results
from tally.domain.checks import Finding, check_contest
from tally.domain.congress import Congress, Roll
from tally.domain.contest import Contest
from tally.domain.counting import count_contest
from tally.domain.desk import ContestKey
from tally.domain.journal import EntryKind
from tally.domain.rules import BaseOf

_ABOUT_BALLOTS = frozenset({"W106", "W107", "W108", "E103"})
"""Findings that only say that nothing was counted yet."""


class Setup:
    """The congress as it is declared."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._results = Results(desk)

    @act
    def declare(
        self, congress: Congress, contests: tuple[Contest, ...], reason: str = "", *, practice: bool | None = None
    ) -> None:
        """Declare the congress and all its contests anew.

        Args:
            congress: the congress.
            contests: all of them; one that is not among them is removed.
            reason: asked for once counting of any contest has begun.
            practice: True marks a made-up congress for good.

        Raises:
            Refused: `contest_twice`; `reason_needed`; `sealed`; `ballots_keyed` where ballots already keyed would mean
                something else; `counting_begun` where a contest being counted would go; `sign_in_first`, `board_only`;
                `head_only` where a line of a slate changes after ballots were keyed.
            BadInput: the congress could not be read back; nothing is recorded.
        """
        self._check_declaration(congress, contests, reason)
        toml = self._desk.codec.write(congress, contests)
        # A journal is never taken back: what it could not be opened with again must not enter it.
        self._desk.declared(toml)
        details: dict[str, object] = {"toml": toml, "reason": reason.strip()}
        renamed = self._desk.state.changed_lines(self._desk.contests, {_key(one): one for one in contests})
        if renamed:
            if self._desk.state.attended:
                self._desk.signed_in(HEAD)
            details["renamed"] = renamed
        if practice is not None:
            details["practice"] = practice
        self._desk.record(EntryKind.CONGRESS_DECLARED, details)

    @act
    def update_congress(self, congress: Congress, reason: str = "", *, seen: str | None = None) -> None:
        """Change the congress alone; `seen` and what it raises as of `update_contest`."""
        self._check_seen(seen)
        self.declare(congress, self._desk.contests, reason)

    @act
    def update_contest(
        self, contest: Contest, reason: str = "", *, seen: str | None = None, congress: Congress | None = None
    ) -> None:
        """Change one contest.

        Args:
            contest: as it is to be.
            reason: as of `declare`.
            seen: the declaration that the person changed (`DeskState.declaration`); None: whatever it is now.
            congress: with what it remembers of slates now; None: as it is.

        Raises:
            Refused: as `declare`; `no_such_contest`; `declared_meanwhile` when somebody else declared something since,
                which would be undone.
        """
        self._check_seen(seen)
        self._desk.unsealed(_key(contest))
        self.declare(congress or self._desk.congress, self._replaced(contest), reason)

    @act
    def add_contest(self, contest: Contest, reason: str = "") -> None:
        """Add a contest at the end, or a further round of one after those before it. Raises as `declare`."""
        contests = list(self._desk.contests)
        rounds = [place for place, one in enumerate(contests) if one.id == contest.id]
        contests.insert(rounds[-1] + 1 if rounds else len(contests), contest)
        self.declare(self._desk.congress, tuple(contests), reason)

    @act
    def remove_contest(self, key: ContestKey, reason: str = "") -> None:
        """Remove a contest whose counting has not begun. Raises as `declare`, and `no_such_contest`."""
        self._desk.unsealed(key)
        self.declare(self._desk.congress, tuple(one for one in self._desk.contests if _key(one) != key), reason)

    def findings(self, key: ContestKey) -> tuple[Finding, ...]:
        """Return what a careful board would want to know of roll, board and slate before anything is counted."""
        return self.findings_if(self._desk.congress, self._desk.contest(key))

    def findings_if(self, congress: Congress, contest: Contest) -> tuple[Finding, ...]:
        """Return the same of a congress and a contest that are not declared yet: what is being typed."""
        profile = self._desk.profile
        result = count_contest(congress, contest, profile, ())
        silent = _ABOUT_BALLOTS | ({"E301"} if profile.base_of is BaseOf.VALID_BALLOTS else frozenset())
        found = check_contest(congress, profile, result, ())
        return (*(finding for finding in found if finding.code not in silent), *self._results.findings(contest))

    @act
    def report_ballots(  # noqa: PLR0913 - the figures of a report
        self,
        key: ContestKey,
        present: int | None,
        issued: int,
        returned: int | None,
        reason: str = "",
        *,
        seen: str | None = None,
    ) -> None:
        """Record the ballots issued and returned, as reported to the congress before the box is opened.

        Args:
            key: the contest.
            present: people present now, or None: as declared.
            issued: ballots handed out.
            returned: ballots found in the box; None while it is still out there.
            reason: as of `declare`, for ballots that did not return yet.
            seen: as of `update_contest`.

        Raises:
            Refused: `negative`; `declared_meanwhile`; `sealed`; `no_such_contest`; `sign_in_first`, `board_only`; as
                `declare` for ballots that did not return yet.
        """
        self._check_seen(seen)
        self._desk.unsealed(key)
        self._desk.signed_in(BOARD)
        if min(issued, returned or 0, present or 0) < 0:
            raise Refused("negative")
        congress = self._desk.congress
        if present is not None:
            congress = replace(congress, roll=replace(congress.roll, present=present))
        contests = self._replaced(replace(self._desk.contest(key), issued=issued, returned=returned))
        if returned is None:
            self.declare(congress, contests, reason)
            return
        toml = self._desk.codec.write(congress, contests)
        details = {"present": present, "issued": issued, "returned": returned, "toml": toml}
        self._desk.record(EntryKind.BALLOTS_REPORTED, details, key)

    def _check_seen(self, seen: str | None) -> None:
        if seen not in {None, self._desk.state.declaration}:
            raise Refused("declared_meanwhile")

    def _replaced(self, contest: Contest) -> tuple[Contest, ...]:
        return tuple(contest if _key(one) == _key(contest) else one for one in self._desk.contests)

    def _check_declaration(self, congress: Congress, contests: tuple[Contest, ...], reason: str) -> None:
        desk = self._desk
        if desk.state.attended:
            desk.signed_in(BOARD)
        by_key = {_key(contest): contest for contest in contests}
        if len(by_key) != len(contests):
            raise Refused("contest_twice")
        if not desk.state.declaration:
            return
        begun = [contest for contest in desk.contests if desk.count_of(_key(contest)).begun]
        # What columns of slates are, and who looked at which number, says nothing of what was counted.
        before = desk.congress
        same = replace(congress, slate_columns=before.slate_columns, samples=before.samples) == before
        changed = not same or any(by_key.get(_key(contest)) != contest for contest in begun)
        if begun and changed and not reason.strip():
            raise Refused("reason_needed")
        for contest in begun:
            self._check_begun(congress, contest, by_key.get(_key(contest)))

    def _check_begun(self, congress: Congress, before: Contest, after: Contest | None) -> None:
        """Refuse a change to a contest that its ballots, or its seal, do not allow."""
        count = self._desk.count_of(_key(before))
        if count.seal is not None:
            # People come and go between contests, each of which keeps the roll of its seal. Who was summoned, by whom
            # and under which regulation is one for all.
            profile = self._desk.profile
            sealed, declared = (
                count_again(replace(one, roll=Roll(one.roll.summoned)), profile, before).digest
                for one in (self._desk.congress, congress)
            )
            if after != before or sealed != declared:
                raise Refused("sealed", title=before.title)
        if after is None:
            raise Refused("counting_begun", title=before.title)
        if count.is_keyed and (_numbers(before) != _numbers(after) or before.style is not after.style):
            raise Refused("ballots_keyed", title=before.title)


def _key(contest: Contest) -> ContestKey:
    return contest.id, contest.round


def _numbers(contest: Contest) -> list[int]:
    return [candidate.no for candidate in contest.slate]
