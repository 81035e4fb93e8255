"""Time and memory for the papers of the national size: one contest of 220 candidates and 1,510 ballots."""

import sys
import time
import tracemalloc
from pathlib import Path

from tally import bootstrap
from tally.application.recount import recount

NATIONAL = Path(__file__).parent.parent / "fixtures" / "national"
SECONDS, MEGABYTES = 4, 200


def main() -> int:
    """Measure the minutes and the record; return 0 when the minutes are within what is asked."""
    counted = recount(bootstrap.open_source(NATIONAL))
    contest = max(counted.contests, key=lambda one: len(one.result.candidates))
    maker = bootstrap.paper_maker()
    met = True
    for name, make in (("minutes", maker.minutes), ("record", maker.record)):
        begin = time.perf_counter()
        size = len(make(counted, contest))
        seconds = time.perf_counter() - begin
        # Memory is traced in a second run, because tracing slows the first one down.
        tracemalloc.start()
        make(counted, contest)
        megabytes = tracemalloc.get_traced_memory()[1] / 1e6
        tracemalloc.stop()
        print(f"{name}: {seconds:.2f} s, {megabytes:.0f} MB at the peak, {size / 1e3:.0f} kB on disk")
        if name == "minutes":
            met = seconds <= SECONDS and megabytes <= MEGABYTES
    print("met" if met else "NOT MET")
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
