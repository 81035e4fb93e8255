"""Where a congress stands: what is done once for it, where every contest is, what is missing, whether all is over."""

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from tally.application.blanks import blanks
from tally.application.desk.comparing import Comparing
from tally.application.desk.desk import BOARD, HEAD, Desk, Refused, act
from tally.application.desk.procedure import Procedure, Step
from tally.application.desk.rounds import Rounds
from tally.application.desk.setup import Setup
from tally.application.desk.signing import unsigned_qrs
from tally.domain.checks import Finding
from tally.domain.congress import BoardRole
from tally.domain.contest import Contest
from tally.domain.desk import ContestKey, ContestState
from tally.domain.journal import EntryKind
from tally.domain.rounds import OVER, Stand
from tally.domain.rules import Topic
from tally.domain.steps import BACKUP, NOT_NEEDED, ONCE, is_due, noted_under

if TYPE_CHECKING:
    from collections.abc import Callable

    from tally.application.desk.guarding import Guard


def about_ballots(finding: Finding) -> bool:
    """Tell whether a finding is about ballots issued and returned, which are mended at their steps of the checklist."""
    return finding.code[1] == "1"


class ContestIs(StrEnum):
    """How far a contest has come."""

    NOT_READY = "not-ready"
    READY = "ready"
    VOTING = "voting"
    KEYING = "keying"
    KEYED = "keyed"
    SEALED = "sealed"
    OVER = "over"


class Lacks(StrEnum):
    """What is missing in what is declared."""

    SUMMONED = "summoned"
    PRESENT = "present"
    BOARD = "board"
    SEATS = "seats"
    SLATE = "slate"


@dataclass(frozen=True, slots=True)
class ContestLine:
    """Where a contest stands in one round.

    Attributes:
        next: the step that comes next; None: it is over.
        errors: what is wrong with its slate or its ballots.
        waits_for: the title of the contest whose elected alone can stand, which is not over; empty: none.
        disputes: ballots on which the passes differ.
        due: what stands open after the result, such as a tie; None: nothing, or it is not sealed.
        unsigned: the board has keys, and the code of the minutes is not signed.
    """

    contest: Contest
    stands: ContestIs
    next: Step | None
    errors: tuple[Finding, ...] = ()
    waits_for: str = ""
    disputes: int = 0
    due: Stand | None = None
    unsigned: bool = False

    @property
    def key(self) -> ContestKey:
        """Return the contest's key."""
        return self.contest.id, self.contest.round


@dataclass(frozen=True, slots=True)
class CongressStands:
    """Where a whole congress stands.

    Attributes:
        before: what is done once before the contests.
        contests: in their order.
        after: what is done once after them.
    """

    before: tuple[Step, ...]
    contests: tuple[ContestLine, ...]
    after: tuple[Step, ...]

    @property
    def complete(self) -> bool:
        """Tell whether every contest is over: elected, announced, signed, handed over."""
        return self.left == 0

    @property
    def left(self) -> int:
        """Return how many contests are not over."""
        return sum(line.next is not None for line in self.contests)

    @property
    def waiting(self) -> tuple[Step, ...]:
        """Return what is still to be done once."""
        return tuple(step for step in (*self.before, *self.after) if step.waits)


class Overview:
    """Where a congress stands, and what is done once for it."""

    def __init__(self, desk: Desk, guard: "Guard | None" = None) -> None:
        """Look over a desk.

        Args:
            desk: with the congress.
            guard: knows the second medium; None: nothing watches over the file, and no copy is kept of it.
        """
        self._desk = desk
        self._guard = guard
        self._procedure, self._rounds, self._setup = Procedure(desk), Rounds(desk), Setup(desk)
        self._comparing = Comparing(desk)

    def stands(self) -> CongressStands:
        """Return where the congress stands now."""
        self._desk.refresh()
        unsigned = {key for key, _number in unsigned_qrs(self._desk)} if self._desk.state.pinned else set()
        lines = tuple(self._line(contest, unsigned) for contest in self._desk.contests)
        return CongressStands((*self._needed(lines), *self._once("keys", "medium")), lines, self._once("backup"))

    def steps(self, key: ContestKey) -> tuple[Step, ...]:
        """Return the whole list of a contest: what is missing before it, its procedure, what follows its result."""
        missing = [step for step in self._of_set_up(self._is_declared(key)) if step.waits]
        listed = []
        for step in self._procedure.steps(key):
            listed.append(step)
            if step.id == "announce" and not self._desk.contest(key).is_opinion:
                listed.append(self._after(key))
        return (*missing, *listed)

    def lacking(self) -> tuple[tuple[Lacks, ContestKey | None], ...]:
        """Return what is missing in what is declared, in the order in which it is declared."""
        congress = self._desk.congress
        roles = {member.role for member in congress.board}
        found: list[tuple[Lacks, ContestKey | None]] = []
        if "roll" in congress.samples:
            found.append((Lacks.SUMMONED, None))
        if congress.roll.present is None:
            found.append((Lacks.PRESENT, None))
        if not roles >= {BoardRole.HEAD, BoardRole.SECRETARY}:
            found.append((Lacks.BOARD, None))
        for contest in self._desk.contests:
            key = (contest.id, contest.round)
            if contest.id in congress.samples and not self._desk.count_of(key).begun:
                found.append((Lacks.SEATS, key))
            if not len(contest.slate) and not self._waits_for(contest):
                found.append((Lacks.SLATE, key))
        return tuple(found)

    def blanks(self) -> tuple[str, ...]:
        """Return what the papers' heads would leave blank and can still be declared; a made-up congress needs none."""
        desk = self._desk
        sealed = any(desk.count_of((one.id, one.round)).seal is not None for one in desk.contests)
        return () if sealed or desk.state.practice else blanks(desk.congress)

    @act
    def note(self, step_id: str, *, needed: bool = True) -> None:
        """Record that a step done once for the congress is done, or that it is not needed.

        What can be seen, keys and second medium, is not noted as done. A backup holds for the contests sealed so far.

        Raises:
            Refused: `step_not_by_hand`; `step_needed`; `step_done`; `sign_in_first`, `board_only`.
        """
        self._desk.signed_in(BOARD)
        if step_id not in ONCE:
            raise Refused("step_needed")
        if needed and step_id != BACKUP:
            raise Refused("step_not_by_hand")
        count = self._about(step_id)
        step = step_id if needed else NOT_NEEDED + step_id
        if not is_due(step, count, self._desk.contest(count.key)):
            raise Refused("step_done")
        self._desk.record(EntryKind.STEP_DONE, {"step": step}, count.key)

    def _needed(self, lines: tuple[ContestLine, ...]) -> tuple[Step, ...]:
        return self._of_set_up(all(line.waits_for or line.stands is not ContestIs.NOT_READY for line in lines))

    def _of_set_up(self, declared: bool) -> tuple[Step, ...]:  # noqa: FBT001 - the one thing that it depends on
        head = any(person.role in HEAD for person in self._desk.people.values())
        clause = self._desk.profile.clauses[Topic.BOARD]
        return (
            Step("setup", declared, available=True, by_hand=False, clause=clause),
            Step("people", head, available=True, by_hand=False, clause=clause),
        )

    def _once(self, *ids: str) -> tuple[Step, ...]:
        return tuple(self._step_once(step_id) for step_id in ids if step_id != "medium" or self._guard is not None)

    def _step_once(self, step_id: str) -> Step:
        counts = [self._desk.count_of((one.id, one.round)) for one in self._desk.contests]
        about = self._about(step_id)
        shown: dict[str, Callable[[], bool]] = {
            "keys": lambda: bool(self._desk.state.pinned),
            "medium": lambda: self._guard is not None and self._guard.medium is not None,
            "backup": lambda: "backup" in about.steps,
        }
        done = shown[step_id]()
        begun = any(count.begun or "check-box" in count.steps for count in counts)
        clause = self._desk.profile.clauses[Topic.BOARD]
        return Step(
            step_id,
            done,
            not done,
            step_id == "backup",
            clause,
            optional=True,
            waived=NOT_NEEDED + step_id in about.steps and not done,
            passed=step_id != "backup" and begun and not done,
        )

    def _about(self, step_id: str) -> ContestState:
        keys = [(one.id, one.round) for one in self._desk.contests]
        return self._desk.count_of(noted_under(step_id, self._desk.state, keys) or keys[0])

    def _is_declared(self, key: ContestKey) -> bool:
        slate = self._desk.contest(key).slate
        wrong = any(not about_ballots(one) for one in self._errors(key))
        sample = {"roll", key[0]}.intersection(self._desk.congress.samples)
        return self._desk.count_of(key).begun or bool(len(slate) and not wrong and not sample)

    def _waits_for(self, contest: Contest) -> str:
        """Return the title of the contest from whose elected the slate is drawn, while they are not all known."""
        source = [one for one in self._desk.contests if contest.drawn_from and one.id == contest.drawn_from]
        if not source or len(contest.slate):
            return ""
        keys = [(one.id, one.round) for one in source]
        sealed = all(self._desk.count_of(key).seal is not None for key in keys)
        return "" if sealed and self._due(max(keys)) is None else source[0].title

    def _errors(self, key: ContestKey) -> tuple[Finding, ...]:
        return tuple(one for one in self._setup.findings(key) if one.level == "error")

    def _after(self, key: ContestKey) -> Step:
        """Return the step of what may follow the result: done when nothing does, or the next round is declared."""
        following = self._rounds.follow_up(key)
        done = following is not None and self._due(key) is None
        clause = self._desk.profile.clauses[Topic.UNDER_FILLED]
        return Step("after", done, available=following is not None, by_hand=False, clause=clause)

    def _due(self, key: ContestKey) -> Stand | None:
        following = self._rounds.follow_up(key)
        if following is None or following.stand in OVER or self._rounds.following(key) is not None:
            return None
        return following.stand

    def _line(self, contest: Contest, unsigned: set[ContestKey]) -> ContestLine:
        key = (contest.id, contest.round)
        count, steps = self._desk.count_of(key), {step.id: step for step in self.steps(key)}
        next_ = next((step for step in steps.values() if step.waits), None)
        return ContestLine(
            contest,
            self._how_far(key, count, steps, over=next_ is None),
            next_,
            errors=() if count.seal is not None else self._errors(key),
            waits_for=self._waits_for(contest),
            disputes=0 if count.seal is not None else len(self._comparing.disputes(key)),
            due=self._due(key),
            unsigned=key in unsigned,
        )

    def _how_far(self, key: ContestKey, count: ContestState, steps: dict[str, Step], *, over: bool) -> ContestIs:
        if over:
            return ContestIs.OVER
        if count.seal is not None:
            return ContestIs.SEALED
        if count.begun:
            return ContestIs.KEYED if steps["compare"].done else ContestIs.KEYING
        if not self._is_declared(key):
            return ContestIs.NOT_READY
        return ContestIs.VOTING if steps["check-box"].done else ContestIs.READY
