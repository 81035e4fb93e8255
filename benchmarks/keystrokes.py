"""Keys pressed per ballot at the counting desk, beside typing 1 or 0 for every candidate in a sheet.

Every ballot of the sample is keyed by the shortest way the desk knows and by the way a newcomer would take (the numbers
struck out, nothing else); what the line reads must be the ballot. In a sheet each candidate takes a digit and a Tab.
"""

import sys
from collections.abc import Iterable
from pathlib import Path

from tally import bootstrap
from tally.application.recount import SavedContest
from tally.domain.ballot import Ballot, Mark
from tally.domain.entry import ENTER, Entered, EntryLine, RepeatEntered

FIXTURES = Path(__file__).parent.parent / "fixtures"
SAMPLES = (("thanh-chan", "bch"), ("national", ""))  # the national committee is the largest contest of its folder
KEYS_OF_A_CELL = 2


def keys_for(line: EntryLine, numbers: Iterable[int], first: str = "") -> str:
    """Return the keys for these numbers, separated only where a longer number could follow; the line has taken them."""
    line.clear()
    keys = first
    for key in first:
        line.press(key)
    for number in numbers:
        if line.pending:
            line.press(".")
            keys += "."
        for digit in str(number):
            line.press(digit)
        keys += str(number)
    if line.blank:
        line.press("0")
        keys += "0"
    return keys + ENTER


def presses(saved: SavedContest) -> tuple[int, int]:
    """Return keys pressed for all ballots: by the numbers struck out alone, and by the shortest way.

    Raises:
        AssertionError: the line would record another ballot than the paper: a bug.
    """
    slate = saved.contest.slate
    line = EntryLine(slate, saved.contest.style)
    line.can_repeat = True
    plain = shortest = 0
    before: Ballot | None = None
    for ballot in saved.ballots:
        struck = [one.no for one, mark in zip(slate, ballot.marks, strict=True) if mark == Mark.AGAINST]
        left = [one.no for one, mark in zip(slate, ballot.marks, strict=True) if mark == Mark.FOR]
        ways = []
        for first, numbers in (("", struck), ("+", left)):
            if first and not left:
                continue
            keys = keys_for(line, numbers, first)
            event = line.press(ENTER)
            if not isinstance(event, Entered) or event.marks != ballot.marks:
                message = f"batch {ballot.batch} ballot {ballot.number}: {keys!r} gives {event}"
                raise AssertionError(message)
            ways.append(len(keys))
        if before is not None and before.marks == ballot.marks:
            line.clear()
            line.press("/")
            if not isinstance(line.press(ENTER), RepeatEntered):
                message = "a repeat was not taken"
                raise AssertionError(message)
            ways.append(2)
        plain += ways[0]
        shortest += min(ways)
        before = ballot
    return plain, shortest


def main() -> int:
    """Print the figures; return 0."""
    for folder, contest_id in SAMPLES:
        saved = bootstrap.open_source(FIXTURES / folder).load()
        chosen = [one for one in saved.contests if contest_id in ("", one.contest.id)]
        one = max(chosen, key=lambda one: len(one.contest.slate))
        ballots, size = len(one.ballots), len(one.contest.slate)
        plain, shortest = presses(one)
        print(
            f"{folder}/{one.contest.id}: {size} candidates, {ballots} ballots: {plain / ballots:.1f} keys a ballot "
            f"(shortest way {shortest / ballots:.1f}); in a sheet {KEYS_OF_A_CELL * size}"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
