"""Time and memory of `tally report` over 1,000, 2,500 and 5,000 results: `python benchmarks/rollup.py [--form FORM]`.

Folders and congress files: a committee of nine, ten candidates, forty ballots. Minutes and records: of fifteen, twenty
candidates, a hundred ballots; counted at a desk, with a QR code, signed by head and secretary of a board of their own,
every one of which is pinned. The whole command is measured, from its start to the last byte of its JSON; memory is what
all its processes hold together at the peak (Pss: what they share is counted once), looked at every twentieth of a
second. `--most N` measures fewer.
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

from rollup_boards import SendingBoard
from rollup_congresses import Gathering, many, usual, write
from rollup_sources import congress_file

from tally.application.papers import PaperKind

SIZES = (1_000, 2_500, 5_000)
SECONDS, MEGABYTES = 60, 1_000
MILLISECONDS = 20
"""Of the processors, for one minutes or record, all processes and the start together."""

LINEAR = 1.5
"""How many times as much work one of the largest size may be as one of the smallest."""

FORMS = ("folder", "tally", "record", "minutes")
_LOOK = 0.05  # seconds
_PROCESSES = os.cpu_count() or 1


PAPERS = {"minutes": PaperKind.MINUTES, "record": PaperKind.RECORD}


def make(root: Path, form: str, count: int) -> Path:
    """Write so many results; return the folder that holds them, and beside it, in `pins`, what the boards published."""
    gatherings = usual(count) if form in PAPERS else many(count)
    saved = write(gatherings, root / "folder")
    if form == "folder":
        return saved
    # Whole batches to each process: every one makes keys of its own first.
    batches = [gatherings[at::_PROCESSES] for at in range(_PROCESSES)]
    with ProcessPoolExecutor(_PROCESSES, mp_context=get_context("spawn")) as pool:
        for _ in pool.map(_make_some, batches, [root] * _PROCESSES, [form] * _PROCESSES):
            pass
    return root / form


def _make_some(gatherings: list[Gathering], root: Path, form: str) -> None:
    for one in gatherings:
        saved, name = root / "folder" / one.folder, one.folder.replace("/", "-")
        if form == "tally":
            congress_file(saved, root / form / f"{name}.tally")
        else:
            board = SendingBoard(one.organisation)
            board.publish(root / "pins" / name / "board.pem")
            board.send(saved, root / form / name, PAPERS[form])
            (root / form / name / "dai-hoi.tally").unlink()


def measure(arguments: list[str]) -> tuple[float, float, float, int]:
    """Return seconds on the clock and of all processors, megabytes at the peak, and organisations counted."""
    begin, worked = time.perf_counter(), _processors()
    command = [sys.executable, "-m", "tally", "report", *arguments, "--json"]
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
    parser.add_argument("--most", type=int, default=max(SIZES))
    asked = parser.parse_args()
    form, sizes = asked.form, [size for size in SIZES if size <= asked.most]
    met = True
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        groups = sorted(make(root, form, max(sizes)).iterdir())
        pins = ["--pin", str(root / "pins")] if form in PAPERS else []
        each: list[float] = []
        for size in sizes:
            # Folders and the others lie differently: a hundred together, or one by one.
            taken = groups[: size // 100] if form == "folder" else groups[:size]
            seconds, worked, megabytes, counted = measure([_together(root, taken, size), *pins])
            each.append(worked / size)
            print(
                f"{form}, {size:,}: {seconds:.1f} s; processors {worked:.1f} s, {worked / size * 1000:.1f} ms each; "
                f"{megabytes:.0f} MB",
                flush=True,
            )
            met &= counted == size and seconds <= SECONDS and megabytes <= MEGABYTES
            met &= form not in PAPERS or worked / size * 1000 <= MILLISECONDS
    grows = each[-1] / each[0]
    print(f"grows linearly: {grows:.2f} (asked: <= {LINEAR:g})")
    met &= grows <= LINEAR
    print("met" if met else "NOT MET")
    return 0 if met else 1


def _together(root: Path, taken: list[Path], size: int) -> str:
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
    return str(folder)


if __name__ == "__main__":
    sys.exit(main())
