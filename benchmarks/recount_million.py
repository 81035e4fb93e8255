"""Recount of a congress file of 1,000,000 ballots x 30 candidates, beside SQLite handing over the rows, and pandas.

- rows: SQLite hands over what a count needs (chain, ballot, marks) to Python, and nothing is done with it
- counting: the same rows handed over and counted, without checking the chain
- recount: all of it, every chain verified, findings and digest made; with its memory at the peak
- whole process: `tally recount FILE.tally --json`, and pandas reading and counting the same ballots from a CSV

Seconds within one process are those of its processor, so that what else the machine does falls on nobody.

Usage: python benchmarks/recount_million.py [BALLOTS [FILE.tally]]; a file that is there is used as it is.
"""

import random
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

from side_by_side import PYTHON, median_seconds, report

from tally import bootstrap
from tally.application.recount import SavedContest, SavedCount
from tally.application.taking_in import take_in
from tally.domain.ballot import Ballot, BallotStyle, Mark
from tally.domain.congress import Congress, CongressKind, Roll
from tally.domain.contest import Contest, Office
from tally.domain.counting import count_ballots
from tally.domain.slate import Candidate, Slate
from tally.files.rules_toml import load_profile

CANDIDATES, SEATS, BATCH = 30, 25, 50
ROUNDS = 3
MOST_MEGABYTES = 300
MOST_TIMES = 16  # four seconds on a machine that takes a quarter of a second to hand the rows over

MEASURED = """
import resource, sys, time
from pathlib import Path
from tally import bootstrap
from tally.application.recount import recount
begin = time.process_time()
counted = recount(bootstrap.open_source(Path(sys.argv[1])))
seconds = time.process_time() - begin
unit = 1e6 if sys.platform == "darwin" else 1e3
print(seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit)
"""

WITH_PANDAS = """
import json, sys
import pandas
ballots = pandas.read_csv(sys.argv[1], dtype=str, keep_default_na=False)
struck = ballots["marks"].str.get_dummies(sep=" ")
names = {candidates} - struck.sum(axis=1)
valid = struck[(names >= 1) & (names <= {seats})]
print(json.dumps((len(valid) - valid.sum()).to_dict()))
"""


def main() -> int:
    """Measure everything; return 0 when what is asked is met."""
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    with tempfile.TemporaryDirectory() as folder:
        path = Path(sys.argv[2]) if len(sys.argv) > 2 else Path(folder) / "million.tally"  # noqa: PLR2004 - the second argument
        if not path.exists():
            make(path, number)
        rows = median_of(lambda: hand_over(path))
        failed = counting(path, rows)
        failed |= verified(path, number, rows)
        csv = Path(folder) / "ballots.csv"
        write_csv(csv, number)
        pandas = WITH_PANDAS.format(candidates=CANDIDATES, seats=SEATS)
        ours, theirs = median_seconds(
            [[PYTHON, "-m", "tally", "recount", str(path), "--json"], [PYTHON, "-c", pandas, str(csv)]], rounds=1
        )
        return failed | report("tally recount FILE.tally --json", ours, "pandas on the CSV", theirs, at_most=1)


def marks_of(number: int) -> Iterator[bytes]:
    """Yield ballots that hardly repeat, one in fifty of them invalid; the same every time."""
    chance = random.Random(190)  # noqa: S311 - ballots, no secrets
    for ballot in range(number):
        struck = 1 if ballot % BATCH == 0 else chance.randint(CANDIDATES - SEATS, CANDIDATES - 5)
        against = set(chance.sample(range(CANDIDATES), struck))
        yield bytes(Mark.AGAINST if place in against else Mark.FOR for place in range(CANDIDATES))


def make(path: Path, number: int) -> None:
    """Make the congress file."""
    congress = Congress("Đảng bộ tỉnh", CongressKind.MEMBERS, "qd-190-2024", Roll(number, number))
    slate = Slate(tuple(Candidate(no, f"Nguyễn Văn {no:02d}") for no in range(1, CANDIDATES + 1)))
    contest = Contest("bch", "Ban Chấp hành", Office.COMMITTEE, SEATS, SEATS, BallotStyle.CROSS_OUT, slate)
    bootstrap.new_congress_file(path, congress, (contest,))
    ballots = tuple(
        Ballot(place // BATCH + 1, place % BATCH + 1, marks) for place, marks in enumerate(marks_of(number))
    )
    saved = SavedCount(congress, load_profile("qd-190-2024"), (SavedContest(contest, ballots),))
    begin = time.perf_counter()
    with closing(bootstrap.open_journal(path)) as journal:
        take_in(bootstrap.desk_on(journal), journal, saved, "benchmark", {}, "benchmark")
    print(f"taking in {number:,} ballots: {time.perf_counter() - begin:.1f} s, {path.stat().st_size / 1e6:.0f} MB")


def write_csv(path: Path, number: int) -> None:
    """Write the same ballots as pandas reads them."""
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write("contest,round,batch,ballot,marks,ruling\n")
        for place, marks in enumerate(marks_of(number)):
            struck = " ".join(str(no) for no, mark in enumerate(marks, start=1) if mark == Mark.AGAINST)
            file.write(f"bch,1,{place // BATCH + 1},{place % BATCH + 1},{struck},\n")


def hand_over(path: Path) -> None:
    """Have SQLite hand over what a count needs."""
    with closing(sqlite3.connect(path)) as connection:
        cursor = connection.execute("SELECT chain, ballot, marks FROM entry WHERE ballot IS NOT NULL")
        while cursor.fetchmany(5000):
            pass


def counting(path: Path, rows: float) -> int:
    """Measure counting rows that were handed over; return 0 when the ratio is as asked."""
    saved = bootstrap.open_source(path).load()
    one = saved.contests[0]
    counted = median_of(lambda: count_ballots(one.contest, saved.profile, one.ballots))
    return report("rows handed over and counted", rows + counted, "SQLite handing them over", rows, at_most=3)


def median_of(what: Callable[[], object]) -> float:
    """Return the median of the processor's seconds it takes."""
    times: list[float] = []
    for _ in range(ROUNDS):
        begin = time.process_time()
        what()
        times.append(time.process_time() - begin)
    return statistics.median(times)


def verified(path: Path, number: int, rows: float) -> int:
    """Measure the whole recount in a fresh process; return 0 when time and memory are as asked."""
    figures: list[tuple[float, float]] = []
    for _ in range(ROUNDS):
        ran = subprocess.run([PYTHON, "-c", MEASURED, str(path)], check=True, capture_output=True, encoding="utf-8")
        seconds, megabytes = map(float, ran.stdout.split())
        figures.append((seconds, megabytes))
    seconds, megabytes = statistics.median(one for one, _ in figures), max(two for _, two in figures)
    met = seconds <= MOST_TIMES * rows and megabytes <= MOST_MEGABYTES
    print(
        f"recount of {number:,} ballots, chain verified: {seconds:.2f} s, {seconds / rows:.1f} times handing the rows "
        f"over (asked: <= {MOST_TIMES}); {megabytes:.0f} MB at the peak (asked: <= {MOST_MEGABYTES})"
    )
    print("met" if met else "NOT MET")
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
