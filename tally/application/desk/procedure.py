"""The board's procedure as a checklist that knows where a contest stands (QĐ 190 art. 8; QĐ 244 art. 8)."""

from collections.abc import Mapping
from typing import NamedTuple

from tally.application.desk.desk import BOARD, HEAD, Desk, Refused, act
from tally.domain.contest import Contest
from tally.domain.desk import ContestKey, ContestState
from tally.domain.journal import EntryKind
from tally.domain.rules import Topic
from tally.domain.steps import BY_HAND, NOT_NEEDED, OPTIONAL, all_there, is_due

TOPICS: Mapping[str, Topic] = {
    "check-box": Topic.BOARD,
    "issue": Topic.RECONCILIATION,
    "return": Topic.RECONCILIATION,
    "report": Topic.RECONCILIATION,
    "opening": Topic.BOARD,
    "open": Topic.BOARD,
    "begin": Topic.BOARD,
    "key": Topic.BOARD,
    "slips": Topic.BOARD,
    "compare": Topic.BOARD,
    "rule": Topic.RULINGS,
    "seal": Topic.RECONCILIATION,
    "announce": Topic.ELECTED,
    "sign": Topic.BOARD,
    "hand-over": Topic.BOARD,
}
"""Every step in its order, with what its clause is about."""

_LEAVES_BEHIND = (BY_HAND - OPTIONAL) | {"begin", "seal"}
"""Whatever is done of these, the optional steps before it are not waited for any more."""


class Step(NamedTuple):
    """One step of the procedure.

    Attributes:
        id: its words are `desk.step.ID.title` and `.help`.
        available: it can be done now.
        by_hand: `Procedure.mark_done` records it; the others show themselves in the journal.
        clause: of the regulation.
        optional: the regulation does not ask for it, and nothing waits for it.
        waived: it is optional, and the board noted that it is not needed.
        passed: it is optional, and the board has gone on without it.
    """

    id: str
    done: bool
    available: bool
    by_hand: bool
    clause: str
    optional: bool = False
    waived: bool = False
    passed: bool = False

    @property
    def waits(self) -> bool:
        """Tell whether it is still to be done."""
        return not (self.done or self.waived or self.passed)


class Procedure:
    """What the board does next."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def steps(self, key: ContestKey) -> tuple[Step, ...]:
        """Return the whole procedure of a contest, in its order."""
        self._desk.refresh()
        count, contest = self._desk.count_of(key), self._desk.contest(key)
        done = self._done(key, count, contest)
        available = self._available(key, count, contest, done)
        clauses = self._desk.profile.clauses
        gone_on = max((place for place, step in enumerate(TOPICS) if step in _LEAVES_BEHIND and done[step]), default=-1)
        return tuple(
            Step(
                step,
                done[step],
                available[step] and not done[step],
                step in BY_HAND,
                clauses[topic],
                step in OPTIONAL,
                waived=NOT_NEEDED + step in count.steps and not done[step],
                passed=step in OPTIONAL and not done[step] and place < gone_on,
            )
            for place, (step, topic) in enumerate(TOPICS.items())
        )

    def next_step(self, key: ContestKey) -> Step | None:
        """Return the first step that is still to be done, or None when the contest is over."""
        return next((step for step in self.steps(key) if step.waits), None)

    def waits_for(self, key: ContestKey, step_id: str) -> str:
        """Return the step that has to be done before another one, the first of them; empty: none."""
        before = []
        for step in self.steps(key):
            if step.id == step_id:
                break
            before.append(step)
        return next((step.id for step in before if not step.done and not step.optional), "")

    @act
    def mark_done(self, key: ContestKey, step_id: str) -> None:
        """Record a step that only people can see is done.

        Raises:
            Refused: `step_not_by_hand`; `step_not_yet`; `step_done`; `sign_in_first`, `board_only`.
        """
        self._desk.signed_in(BOARD)
        step = next(one for one in self.steps(key) if one.id == step_id)
        if not step.by_hand:
            raise Refused("step_not_by_hand")
        if step.done:
            raise Refused("step_done")
        if not step.available:
            raise Refused("step_not_yet")
        self._desk.record(EntryKind.STEP_DONE, {"step": step_id}, key)

    @act
    def waive(self, key: ContestKey, step_id: str) -> None:
        """Record that an optional step is not needed.

        Raises:
            Refused: `step_needed`; `step_done`; `sign_in_first`, `board_only`.
        """
        self._desk.signed_in(BOARD)
        if step_id not in OPTIONAL:
            raise Refused("step_needed")
        if not is_due(NOT_NEEDED + step_id, self._desk.count_of(key), self._desk.contest(key)):
            raise Refused("step_done")
        self._desk.record(EntryKind.STEP_DONE, {"step": NOT_NEEDED + step_id}, key)

    def _done(self, key: ContestKey, count: ContestState, contest: Contest) -> dict[str, bool]:
        sealed = count.seal is not None
        compared = {number: self._desk.batch_count(key, number) for number in sorted(count.batches)}
        keyed = [one for one in compared.values() if one.keyed]
        papers = sum(len(one.final()) if one.accepted else len(one.slots) for one in keyed)
        # A batch opened by mistake stands in nobody's way, once it is known that all papers are in the others.
        waiting = [number for number, one in compared.items() if not one.keyed]
        if contest.returned is not None:
            waiting = [number for number in waiting if self._desk.holds_ballots(key, number)]
        all_keyed = bool(keyed) and not waiting
        enough = all_there(papers, contest.returned, count.explained)
        done = {step: step in count.steps for step in TOPICS}
        done["issue"] = contest.issued is not None
        done["return"] = contest.returned is not None
        done["begin"] = count.begun
        done["key"] = sealed or (all_keyed and enough)
        done["compare"] = sealed or (done["key"] and all(one.accepted for one in keyed))
        done["rule"] = sealed or done["rule"]
        done["seal"] = sealed
        return done

    def _available(
        self, key: ContestKey, count: ContestState, contest: Contest, done: Mapping[str, bool]
    ) -> dict[str, bool]:
        """Tell of every step whether it can be done now: by hand in its order, in the journal as the journal allows."""
        available = {step: step in BY_HAND and is_due(step, count, contest) for step in TOPICS}
        available["rule"] = available["rule"] and done["compare"]
        available["seal"] = done["rule"]
        head = any(person.role in HEAD for person in self._desk.state.people.values())
        for step, before in (("issue", "check-box"), ("return", "issue")):
            available[step] = done[before] and count.seal is None
        available["begin"] = bool(len(contest.slate)) and head
        available["key"] = count.begun
        # Before a batch was keyed by everybody, and where all agree, there is nothing to compare yet.
        available["compare"] = any(self._desk.batch_count(key, number).open_disputes for number in count.batches)
        return available
