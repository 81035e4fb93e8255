"""After a result: what may follow, what the congress decided, and the next round made ready."""

from dataclasses import replace

from tally.application.desk.desk import BOARD, Desk, Refused, act
from tally.application.desk.results import Results
from tally.application.desk.setup import Setup
from tally.domain.body import BodyResult, Way, bodies, body_result, is_for_alternates
from tally.domain.desk import ContestKey
from tally.domain.journal import EntryKind
from tally.domain.rounds import Following, Stand, needs_reason, next_round, seats_of, undecided, what_may_follow
from tally.locales import Words


class Rounds:
    """The rounds of the bodies of a congress."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._results = Results(desk)
        self._setup = Setup(desk)

    def bodies(self) -> tuple[BodyResult, ...]:
        """Return the final result of every body over its sealed rounds."""
        self._desk.refresh()
        ids = dict.fromkeys(contest.id for contest in self._desk.contests)
        last = max((contest.round for contest in self._desk.contests), default=0)
        return bodies(one for contest_id in ids for one in self._results.held(contest_id, last))

    def body(self, key: ContestKey) -> BodyResult:
        """Return the final result of a body over its rounds up to one of them.

        Raises:
            Refused: `no_body` for opinion ballots; `round_not_sealed`.
        """
        self._desk.refresh()
        contest = self._desk.contest(key)
        if contest.is_opinion:
            raise Refused("no_body", title=contest.title)
        declared = [one for one in self._desk.contests if one.id == key[0] and one.round <= key[1]]
        held = self._results.held(*key)
        if len(held) < len(declared):
            raise Refused("round_not_sealed", title=contest.title)
        return body_result(held)

    def what_may_follow(self, key: ContestKey) -> Following:
        """Say what may follow a sealed round. Raises as `body`."""
        return what_may_follow(self._desk.profile, self.body(key))

    def follow_up(self, key: ContestKey) -> Following | None:
        """Say what may follow a round, or None while that is not known: not sealed, or opinion ballots."""
        try:
            return self.what_may_follow(key)
        except Refused:
            return None

    def ways(self, key: ContestKey) -> Following:
        """Say what the congress could decide after a sealed round, whatever was reported before. Raises as `body`."""
        return what_may_follow(self._desk.profile, undecided(self.body(key)))

    def following(self, key: ContestKey) -> ContestKey | None:
        """Return the round after another where it is declared, else None."""
        after = (key[0], key[1] + 1)
        return after if after in {(one.id, one.round) for one in self._desk.contests} else None

    def can_decide(self, key: ContestKey) -> bool:
        """Tell whether a decision on a round may be reported, or reported anew."""
        after = self.following(key)
        return (after is None or not self._desk.count_of(after).begun) and self.ways(key).asks_congress

    def check_decision(self, key: ContestKey, way: Way, seats: int, reported_by: str, reason: str = "") -> None:
        """Refuse what `report_decision` would; nothing is recorded.

        Raises:
            Refused: `nothing_to_decide`, `way_not_open`, `seats_out_of_range`, `reported_by_empty`, `reason_needed`;
                `next_round_begun`; `sign_in_first`, `board_only`; and as `body`.
        """
        self._desk.signed_in(BOARD)
        before, title = undecided(self.body(key)), self._desk.contest(key).title
        after = self.following(key)
        if after is not None and self._desk.count_of(after).begun:
            raise Refused("next_round_begun", title=title, round=after[1])
        following = what_may_follow(self._desk.profile, before)
        if not following.asks_congress:
            raise Refused("nothing_to_decide", title=title)
        if way not in following.ways:
            raise Refused("way_not_open", title=title)
        possible = seats_of(before, way)
        if seats not in possible:
            raise Refused("seats_out_of_range", fewest=possible[0], most=possible[-1])
        if not reported_by.strip():
            raise Refused("reported_by_empty")
        if not reason.strip() and needs_reason(following, before, way, seats):
            raise Refused("reason_needed")

    @act
    def report_decision(self, key: ContestKey, way: Way, seats: int, reported_by: str, reason: str = "") -> None:
        """Record what the congress decided after a sealed round; it takes the place of what was reported before.

        A next round that was made ready for another decision, and not begun, goes.

        Args:
            key: the round.
            way: one of `ways`.
            seats: people to be elected in the next round, or seats left open; one of `rounds.seats_of`.
            reported_by: who reported it on behalf of the presidium.
            reason: in words; needed for seats that stay open, and for a vote that the regulation advises against.

        Raises:
            Refused: as `check_decision`.
        """
        self.check_decision(key, way, seats, reported_by, reason)
        after = self.following(key)
        details: dict[str, object] = {"decision": way.value, "seats": seats, "reported_by": reported_by.strip()}
        self._desk.record(EntryKind.DECISION_REPORTED, {**details, "reason": reason.strip()}, key)
        if after is not None:
            self._setup.remove_contest(after)

    @act
    def prepare_round(self, key: ContestKey) -> ContestKey:
        """Declare the round that follows a sealed one, with its slate and seats; it can be edited until it begins.

        Returns:
            The next round, also where it was declared before.

        Raises:
            Refused: `nothing_to_prepare`; `sign_in_first`, `board_only`; and as `body`.
        """
        body = self.body(key)
        declared = self.following(key)
        if declared is not None:
            return declared
        following, decision = what_may_follow(self._desk.profile, body), body.last.decision
        if following.stand is Stand.TIE:
            way = Way.VOTE_AGAIN
            seats = seats_of(body, way)[0]
        elif following.stand is Stand.ROUND_DUE and decision is not None:
            way, seats = decision.way, decision.seats
        else:
            raise Refused("nothing_to_prepare", title=body.contest.title)
        contest = next_round(body, way, seats)
        if is_for_alternates(body.contest, contest):
            # Nobody shall read on a paper that whoever wins it has a seat; papers are Vietnamese.
            contest = replace(contest, title=Words("vi")("rounds.next.alternates", title=body.contest.title))
        self._setup.add_contest(contest)
        return contest.id, contest.round
