"""Steps of the procedure that people mark as done: which of them are due (QĐ 190 art. 8; QĐ 244 art. 8)."""

from collections.abc import Container, Iterable, Mapping

from tally.domain.contest import Contest
from tally.domain.desk import ContestKey, ContestState, DeskState

OPTIONAL = frozenset({"opening", "slips"})
"""Papers that the board keeps for its own sake: the regulation asks for none of them, and nothing waits for them."""

BY_HAND = frozenset({"check-box", "report", "open", "rule", "announce", "sign", "hand-over"}) | OPTIONAL
"""Steps that only people can see are done."""

ONCE = ("keys", "medium", "backup")
"""Optional steps that are done once for a congress."""

NOT_NEEDED = "no-"
"""Before the id of an optional step: the journal notes that it is not needed."""

BACKUP = "backup"
"""Of those that are done once, the one that people mark; the others show themselves."""

MARKED = BY_HAND | {BACKUP} | {NOT_NEEDED + step for step in (*OPTIONAL, *ONCE)}
"""Everything that the journal can say of a step."""

FEWER_PAPERS = "E103"
"""Papers are missing: once that is explained, nobody waits for them."""

_AFTER: Mapping[str, str] = {"opening": "report", "open": "report", "sign": "announce", "hand-over": "sign"}
"""Steps marked by hand, each with the one marked before it."""


def is_due(step: str, count: ContestState, contest: Contest) -> bool:
    """Tell whether a step may be marked now, once and in its order, as far as no ballot has a say in it.

    Args:
        step: one of `MARKED`.
        count: of the contest.
        contest: as declared.
    """
    if step in count.steps or step.removeprefix(NOT_NEEDED) in count.steps:
        return False
    match step:
        case "report":
            due = contest.returned is not None
        case "slips":
            due = any(batch.closed for batch in count.batches.values())
        case "rule":
            due = count.begun and count.seal is None
        case "announce":
            due = count.seal is not None
        case _:
            due = step not in _AFTER or _AFTER[step] in count.steps
    return due


def all_there(papers: int, returned: int | None, explained: Container[str]) -> bool:
    """Tell whether no paper is waited for any more.

    Args:
        papers: keyed by everybody.
        returned: ballots in the box; None: not reported.
        explained: codes of the findings that the board explained.
    """
    return returned is None or papers >= returned or FEWER_PAPERS in explained


def noted_under(step: str, state: DeskState, contests: Iterable[ContestKey]) -> ContestKey | None:
    """Return under which contest a step that is done once is noted: the first; a backup, the one sealed last.

    Args:
        step: one of `ONCE`.
        state: everything that the congress's chain says.
        contests: in the order of the declaration; None is returned where there are none.
    """
    return state.sealed[-1] if step == BACKUP and state.sealed else next(iter(contests), None)
