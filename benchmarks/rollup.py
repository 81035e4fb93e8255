"""Time and memory of `tally report` over 1,000, 2,500 and 5,000 results: `python benchmarks/rollup.py [--form FORM]`.

Each organisation has a committee of nine and ten candidates, and forty ballots. The whole command is measured, from its
start to the last byte of its JSON; memory is what all its processes hold together at the peak (Pss: what they share is
counted once), looked at every twentieth of a second.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))  # the made-up congresses of the tests

from rollup_congresses import many, write
from rollup_sources import congress_file, papers, records

SIZES = (1_000, 2_500, 5_000)
SECONDS, MEGABYTES = 60, 1_000
LINEAR = 1.5
"""How many times as much work one of the largest size may be as one of the smallest."""

FORMS = ("folder", "tally", "record", "minutes")
_LOOK = 0.05  # seconds


def make(root: Path, form: str, count: int) -> list[Path]:
    """Write so many results; return the folders that hold a thousand, the next fifteen hundred, and so on."""
    saved = write(many(count), root / "folder")
    if form == "folder":
        return [saved]
    folders = sorted(path.parent for path in saved.rglob("congress.toml"))
    with ProcessPoolExecutor(mp_context=get_context("spawn")) as pool:
        for _ in pool.map(_make_one, folders, [root / form] * len(folders), [form] * len(folders), chunksize=50):
            pass
    return [root / form]


def _make_one(folder: Path, to: Path, form: str) -> None:
    if form == "tally":
        congress_file(folder, to / f"{folder.name}.tally")
    elif form == "record":
        records(folder, to / folder.name)
    else:
        papers(folder, to / folder.name)
        (to / folder.name / "ho-so-bch-1.xlsx").unlink()


def measure(sources: list[str]) -> tuple[float, float, float, int]:
    """Return seconds on the clock and of all processors, megabytes at the peak, and organisations counted."""
    begin, worked = time.perf_counter(), _processors()
    command = [sys.executable, "-m", "tally", "report", *sources, "--json", "--allow-unsigned"]
    with tempfile.TemporaryFile() as out:
        process = subprocess.Popen(command, stdout=out, stderr=subprocess.DEVNULL)
        peak = 0
        while process.poll() is None:
            peak = max(peak, sum(map(_held, _with_children(process.pid))))
            time.sleep(_LOOK)
        seconds = time.perf_counter() - begin
        out.seek(0)
        document = json.load(out)
    return seconds, _processors() - worked, peak / 1_000, document["organisations"]


def _processors() -> float:
    """Return the seconds that processes which have ended worked."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _with_children(pid: int) -> list[int]:
    found = [pid]
    try:
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in (task / "children").read_text().split():
                found += _with_children(int(child))
    except OSError:
        pass  # it has just ended
    return found


def _held(pid: int) -> int:
    """Return the kilobytes that a process holds."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)


def main() -> int:
    """Measure; return 0 when everything is within what is asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--form", choices=FORMS, default="folder")
    form = parser.parse_args().form
    met = True
    with tempfile.TemporaryDirectory() as root:
        (made,) = make(Path(root), form, max(SIZES))
        groups = sorted(made.iterdir())
        each: list[float] = []
        for size in SIZES:
            # Folders and the others lie differently: a hundred together, or one by one.
            taken = groups[: size // 100] if form == "folder" else groups[:size]
            seconds, worked, megabytes, counted = measure(_together(Path(root), taken, size))
            each.append(worked / size)
            print(f"{form}, {size:,}: {seconds:.1f} s; processors {worked:.1f} s; {megabytes:.0f} MB")
            met &= counted == size and seconds <= SECONDS and megabytes <= MEGABYTES
    grows = each[-1] / each[0]
    print(f"grows linearly: {grows:.2f} (asked: <= {LINEAR:g})")
    met &= grows <= LINEAR
    print("met" if met else "NOT MET")
    return 0 if met else 1


def _together(root: Path, taken: list[Path], size: int) -> list[str]:
    """Return one folder of links to what is measured: nobody hands over five thousand names."""
    folder = root / f"taken-{size}"
    folder.mkdir()
    for path in taken:
        target = folder / path.name
        if path.is_dir():
            target.mkdir()
            for inner in path.rglob("*"):
                copy = target / inner.relative_to(path)
                if inner.is_dir():
                    copy.mkdir(parents=True, exist_ok=True)
                else:
                    os.link(inner, copy)
        else:
            os.link(path, target)
    return [str(folder)]


if __name__ == "__main__":
    sys.exit(main())
