"""Edits of a congress file by somebody who may write anything and recomputes every hash; what a board finds of them.

    python benchmarks/tamper.py [--edits N] [--seed S] [--jobs J]

A board has: the law of the journal (`tally verify FILE`), the slips of its closed passes (`--head CODE`), the heights
that its computer and its second medium remember, and the minutes and records that were signed, with their codes
(`--pin board.pem`). Of every kind of edit it is told how many were tried and found by which of these. What none of them
finds is of a kind that is listed with its reason (`NOT_FINDABLE`); otherwise it exits 1.
"""

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TypedDict

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))  # the boards of the tests

from forged import Draft
from forged_bases import Base, bases
from forgery_looks import HEIGHTS, MEANS, NOT_FINDABLE, Looks
from further_forgeries import EDITS, Nothing
from memory_journal import MemoryJournal

ANY, NONE, HEIGHTS_ALONE = "any", "not found", "heights alone"
MOST_SHOWN = 20
_SPREAD = 104_729  # keeps the draws of the parts apart
_TRIES = 200
_WRONG_DIGESTS = 0.3
"""How often somebody leaves a seal as it was."""


class Figures(TypedDict):
    """What a part of the run prints."""

    figures: dict[str, dict[str, int]]
    unlisted: list[str]


def main() -> int:
    """Run them all; return 0 when whatever is not found is listed."""
    parser = argparse.ArgumentParser(description="Edits of a congress file with every hash recomputed.")
    parser.add_argument("--edits", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--part", type=int, default=None, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.part is not None:
        return part(asked.edits // asked.jobs + (asked.part < asked.edits % asked.jobs), asked.seed, asked.part)
    begun = time.monotonic()
    command = [sys.executable, __file__, f"--edits={asked.edits}", f"--seed={asked.seed}", f"--jobs={asked.jobs}"]
    parts = [
        subprocess.Popen([*command, f"--part={one}"], stdout=subprocess.PIPE, text=True, encoding="utf-8")
        for one in range(asked.jobs)
    ]
    said = [one.communicate()[0] for one in parts]
    if any(one.returncode for one in parts):
        print("a part of the run ended before its time")
        return 1
    return report([json.loads(one) for one in said], time.monotonic() - begun)


def part(edits: int, seed: int, number: int) -> int:
    """Make a part of the edits, and print what was found as JSON."""
    chance = random.Random(seed * _SPREAD + number)  # noqa: S311 - no secret
    figures: dict[str, Counter[str]] = {name: Counter() for name in EDITS}
    unlisted: list[str] = []
    with tempfile.TemporaryDirectory() as scratch:
        os.environ["TALLY_HOME"] = f"{scratch}/nhà"
        looks = [Looks(base, Path(scratch) / str(at)) for at, base in enumerate(bases())]
        for one in looks:
            one.scratch.mkdir()
        drawn = edited(chance, [one.base for one in looks])
        for _ in range(edits):
            kind, base, journal = next(drawn)
            look = next(one for one in looks if one.base is base)
            found = look.found(journal)
            counted = figures[kind]
            counted["tried"] += 1
            counted.update(found)
            counted[ANY if found else NONE] += 1
            counted[HEIGHTS_ALONE] += found == {HEIGHTS}
            why = None if found else look.why_not(journal)
            if why is not None:
                counted[why] += 1
            elif not found:
                unlisted.append(f"{kind}, of a congress that is: {base.name}")
    print(json.dumps({"figures": figures, "unlisted": unlisted}, ensure_ascii=False))
    return 0


def edited(chance: random.Random, honest: list[Base]) -> Iterator[tuple[str, Base, MemoryJournal]]:
    """Yield edits of every kind in turn, each of an honest congress, and none that changes nothing."""
    while True:
        for kind, edit in EDITS.items():
            for _ in range(_TRIES):
                base = chance.choice(honest)
                draft = Draft(base.journal)
                try:
                    edit(draft, chance)
                except Nothing:
                    continue
                right = kind != "the digest of a seal" and chance.random() > _WRONG_DIGESTS
                journal = draft.written(right_digests=right)
                if journal.held != base.journal.held:
                    yield kind, base, journal
                    break


def report(parts: list[Figures], seconds: float) -> int:
    """Print the table; return 0 when whatever is not found is listed."""
    figures: dict[str, Counter[str]] = {name: Counter() for name in EDITS}
    for one in parts:
        for name, counted in one["figures"].items():
            figures[name] += Counter(counted)
    columns = ("tried", *MEANS, HEIGHTS_ALONE, ANY, NONE)
    print("| edit | " + " | ".join(columns) + " |")
    print("|---|" + "---:|" * len(columns))
    total = sum(figures.values(), Counter[str]())
    for name, counted in [*figures.items(), ("all", total)]:
        print(f"| {name} | " + " | ".join(f"{counted[column]:,}" for column in columns) + " |")
    print(f"{seconds:.0f} s. Not found, and why:")
    for kind, why in NOT_FINDABLE.items():
        edits = ", ".join(f"{name} ({counted[kind]})" for name, counted in figures.items() if counted[kind])
        print(f"- {kind}: {total[kind]:,}: {why}. ({edits or 'none'})")
    unlisted = Counter(line for one in parts for line in one["unlisted"])
    for line, number in unlisted.most_common(MOST_SHOWN):
        print(f"NOT FOUND AND NOT LISTED: {line} ({number})")
    return 1 if unlisted else 0


if __name__ == "__main__":
    sys.exit(main())
