"""Hand votes (biểu quyết giơ tay): what was put to the gathering, and the hands that the board counted."""

from dataclasses import replace

from tally.application.desk.desk import BOARD, Desk, Refused, act
from tally.application.desk.setup import Setup
from tally.domain.checks import Finding, check_hand_vote
from tally.domain.hand_vote import HandVote
from tally.domain.journal import EntryKind


class HandVotes:
    """The hand votes of a congress."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._setup = Setup(desk)

    def find(self, vote_id: str) -> HandVote | None:
        """Return a hand vote as declared, or None."""
        return next((vote for vote in self._desk.congress.hand_votes if vote.id == vote_id), None)

    @act
    def put(self, vote: HandVote, reason: str = "") -> None:
        """Record a hand vote: as a plan, or with the hands that were counted; one of that id is replaced.

        With the hands the people present are kept: some may go home before the next contest.

        Args:
            vote: all of its three numbers, or none of them.
            reason: asked for where numbers that were counted change.

        Raises:
            Refused: `negative`; `hands_incomplete`; `reason_needed`; `sign_in_first`, `board_only`.
        """
        if self._desk.state.attended:
            self._desk.signed_in(BOARD)
        numbers = (vote.agree, vote.disagree, vote.no_opinion)
        if any(number is not None and number < 0 for number in (*numbers, vote.present)):
            raise Refused("negative")
        if vote.counted is None and any(number is not None for number in numbers):
            raise Refused("hands_incomplete")
        self._check_reason(vote.id, reason)
        congress = self._desk.congress
        if vote.counted is not None and vote.present is None:
            vote = replace(vote, present=congress.roll.present)
        others = [one for one in congress.hand_votes if one.id != vote.id]
        place = next((at for at, one in enumerate(congress.hand_votes) if one.id == vote.id), len(others))
        votes = (*others[:place], vote, *others[place:])
        changed = replace(congress, hand_votes=votes)
        toml = self._desk.codec.write(changed, self._desk.contests)
        # What could not be read back must not enter the journal.
        self._desk.declared(toml)
        if vote.counted is None:
            details: dict[str, object] = {"toml": toml, "reason": reason.strip()}
            self._desk.record(EntryKind.CONGRESS_DECLARED, details)
            return
        details = {
            "vote": vote.id,
            "title": vote.title,
            "agree": vote.agree,
            "disagree": vote.disagree,
            "no_opinion": vote.no_opinion,
            "present": vote.present,
            "reason": reason.strip(),
            "toml": toml,
        }
        self._desk.record(EntryKind.HAND_VOTE_COUNTED, details)

    @act
    def remove(self, vote_id: str, reason: str = "") -> None:
        """Take a hand vote off the list; what was counted stays in the journal. Raises as `Setup.declare`."""
        self._check_reason(vote_id, reason)
        congress = self._desk.congress
        left = tuple(one for one in congress.hand_votes if one.id != vote_id)
        self._setup.update_congress(replace(congress, hand_votes=left), reason)

    def findings(self, vote: HandVote) -> tuple[Finding, ...]:
        """Return what a careful board would want to know of a hand vote, declared or only typed."""
        return check_hand_vote(self._desk.congress, self._desk.profile, vote)

    def _check_reason(self, vote_id: str, reason: str) -> None:
        before = self.find(vote_id)
        if before is not None and before.counted is not None and not reason.strip():
            raise Refused("reason_needed")
