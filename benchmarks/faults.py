"""Thousands of faults in every use case that writes; whatever was acknowledged has to be there afterwards.

    python benchmarks/faults.py [--faults N] [--seed S] [--jobs J] [--case WORDS] [--leave-out PIECE]

Each use case is carried out once on a disk that notes every step below SQLite (a library in C, loaded before libc).
From the steps of that one run follow the states that a kill or a power cut would leave, at every step: they are put on
a disk, opened, checked, and keyed on. Other faults are made to happen to a running process: it is killed, its disk is
full, gone or moved, its clock jumps, another program works beside it. Linux alone.

It exits 1 when a ballot that was acknowledged is gone, anything is half, a file cannot be gone on with, or something
crashes.
"""

import argparse
import json
import math
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

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))  # the faults, and the boards of the tests

from after_a_fault import GOOD, Seen
from fault_cases import USE_CASES
from fault_kinds import KINDS, Bench, Happened
from fault_runs import Recording, record
from faulty_disk import Disk, NoCompiler, with_disk
from left_out import LEFT_OUT

MEMORY = Path("/dev/shm")  # noqa: S108 - a disk in memory: syncing costs nothing
MOST_SHOWN = 20
_SPREAD = 7919  # keeps the draws of the parts apart
COLUMNS = ("injected", "acknowledged", "lost", *Seen)


class Figures(TypedDict):
    """What a part of the run prints."""

    figures: dict[str, dict[str, int]]
    bad: list[str]
    images: int


def main() -> int:
    """Run them all; return 0 when nothing is lost."""
    parser = argparse.ArgumentParser(description="Faults in every use case that writes.")
    parser.add_argument("--faults", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--leave-out", choices=LEFT_OUT, help="of what keeps a file whole: it has to be seen")
    parser.add_argument("--case", default="", help="only the use cases in whose names this stands")
    parser.add_argument("--part", type=int, default=None, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.leave_out:
        LEFT_OUT[asked.leave_out]()
    if asked.part is not None:
        return part(asked.faults, asked.seed, asked.case, asked.part, asked.jobs)
    begun = time.monotonic()
    try:
        environment = with_disk(os.environ)
    except NoCompiler:
        print("SKIPPED: faults below SQLite take Linux and a C compiler (apt install gcc libc6-dev)")
        return 2
    command = [sys.executable, __file__, f"--faults={asked.faults}", f"--seed={asked.seed}", f"--jobs={asked.jobs}"]
    command += [f"--case={asked.case}"] if asked.case else []
    command += [f"--leave-out={asked.leave_out}"] if asked.leave_out else []
    parts = [
        subprocess.Popen([*command, f"--part={one}"], env=environment, stdout=subprocess.PIPE, text=True)
        for one in range(asked.jobs)
    ]
    said = [one.communicate()[0] for one in parts]
    if any(one.returncode for one in parts):
        print("a part of the run ended before its time")
        return 1
    return report([json.loads(one) for one in said], time.monotonic() - begun)


def part(faults: int, seed: int, case: str, number: int, of: int) -> int:
    """Make a part of the faults happen, and print what was seen as JSON."""
    figures: dict[str, Counter[str]] = {name: Counter() for name in KINDS}
    bad: list[str] = []
    with tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as scratch:
        bench = Bench(Disk(), Path(scratch), random.Random(seed * _SPREAD + number))  # noqa: S311 - no secret
        recordings = [record(one, bench.disk, Path(scratch) / "run") for one in USE_CASES if case in one.name]
        for kind, recording, happened in _all(bench, recordings, faults, number, of):
            found = happened.look
            figures[kind] += Counter(injected=1, acknowledged=found.acknowledged, lost=found.lost)
            figures[kind][found.seen] += 1
            if found.seen not in GOOD:
                bad.append(f"{kind}: {recording.case.name}: {happened.where}: {found.seen}: {found.detail}")
        images = len(bench.seen)
    print(json.dumps({"figures": figures, "bad": bad, "images": images}))
    return 0


def _all(
    bench: Bench, recordings: list[Recording], faults: int, part_: int, of: int
) -> Iterator[tuple[str, Recording, Happened]]:
    """Yield what happened: every kind has its share, each use case as many as it has steps."""
    for kind, (make, share) in KINDS.items():
        able = [one for one in recordings if able_to(kind, one)]
        steps = sum(len(one.places) for one in able)
        for at, recording in enumerate(able):
            whole = math.ceil(faults * share * len(recording.places) / steps)
            mine = whole // of + (1 if (at + part_) % of < whole % of else 0)
            for happened in make(bench, recording, mine):
                yield kind, recording, happened


def able_to(kind: str, recording: Recording) -> bool:
    """Tell whether a kind of fault can happen to a use case."""
    if kind in {"folder moved away", "clock jumps"}:
        return recording.case.at_desk
    return kind != "two programs, one fails" or recording.case.beside is not None


def report(parts: list[Figures], seconds: float) -> int:
    """Print the table; return 0 when nothing is lost."""
    figures: dict[str, Counter[str]] = {name: Counter() for name in KINDS}
    bad: list[str] = []
    images = 0
    for one in parts:
        for name, counted in one["figures"].items():
            figures[name] += Counter(counted)
        bad += one["bad"]
        images += one["images"]
    total = sum(figures.values(), Counter[str]())
    print("| kind | " + " | ".join(COLUMNS) + " |")
    print("|---|" + "---:|" * len(COLUMNS))
    for name, counted in [*figures.items(), ("all", total)]:
        print(f"| {name} | " + " | ".join(f"{counted[column]:,}" for column in COLUMNS) + " |")
    print(f"{images:,} different states of a disk looked at; {seconds:.0f} s")
    for line in bad[:MOST_SHOWN]:
        print(f"BAD {line}")
    if bad:
        print(f"{len(bad)} faults did harm")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
