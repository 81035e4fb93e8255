"""Time and memory of `tally report` over 1,000, 2,500 and 5,000 results, beside a script that merely reads them.

    python benchmarks/rollup.py [--form folder|tally|record|minutes] [--in FOLDER] [--most N]

Folders and congress files: a committee of nine, ten candidates, forty ballots. Minutes and records: of fifteen, twenty
candidates, a hundred ballots; counted at a desk, with a QR code, signed by head and secretary of a board of their own,
every one of which is pinned. The whole command is measured, from its start to the last byte of its JSON; memory is what
all its processes hold together at the peak (Pss: what they share is counted once), looked at every twentieth of a
second.

The peer verifies nothing and counts nothing: openpyxl hands over every cell of a workbook, pandas reads the ballots of
a folder and adds up their columns, sqlite3 hands over every row of a congress file; one process, before ours and after.

Making five thousand signed papers takes a quarter of an hour: `--in` keeps them, and a further run finds them there.
"""

import argparse
import json
import os
import resource
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))  # the made-up congresses of the tests

from rollup_boards import SendingBoard
from rollup_congresses import Gathering, many, usual, write
from rollup_sources import congress_file

from tally.application.papers import PaperKind

SIZES = (1_000, 2_500, 5_000)
SECONDS, MEGABYTES = 60, 1_000
LINEAR = 1.5
"""How many times as much work one of the largest size may be as one of the smallest."""

PEER_READS = 100
_LOOK = 0.05  # seconds
_PROCESSES = os.cpu_count() or 1
_A_HUNDRED = 100  # folders lie in groups of so many
PAPERS = {"minutes": PaperKind.MINUTES, "record": PaperKind.RECORD}


def _cells(path: Path) -> None:
    from openpyxl import load_workbook  # noqa: PLC0415 - the peers that are not asked cost nothing

    book = load_workbook(path, read_only=True)
    for sheet in book:
        for _ in sheet.iter_rows(values_only=True):
            pass
    book.close()


def _columns(path: Path) -> None:
    import pandas as pd  # type: ignore[import-untyped]  # noqa: PLC0415 - as above; it has no types

    tomllib.loads((path / "congress.toml").read_text(encoding="utf-8"))
    pd.read_csv(path / "ballots.csv").sum()


def _rows(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        for (table,) in tables:
            connection.execute(f'SELECT * FROM "{table}"').fetchall()  # noqa: S608 - the names of our own tables
    connection.close()


@dataclass(frozen=True)
class Form:
    """A form of results: what of it the peer reads, and how many times the peer's processor time ours may take."""

    pattern: str
    peer: str
    read: Callable[[Path], None]
    at_most: float


FORMS = {
    "folder": Form("**/congress.toml", "pandas and tomllib reading", lambda path: _columns(path.parent), 3),
    "tally": Form("**/*.tally", "sqlite3 handing over the rows", _rows, 20),
    "record": Form("**/*.xlsx", "openpyxl reading the cells", _cells, 0.5),
    "minutes": Form("**/*.xlsx", "openpyxl reading the cells", _cells, 0.75),
}


def made(root: Path, form: str, count: int) -> Path:
    """Return the folder that holds so many results, and beside it, in `pins`, what the boards published."""
    done = root / f"{form}-{count}"
    if not done.exists():
        shutil.rmtree(root, ignore_errors=True)
        _make(root, form, count)
        done.touch()
    return root / form


def _make(root: Path, form: str, count: int) -> None:
    gatherings = usual(count) if form in PAPERS else many(count)
    write(gatherings, root / "folder")
    if form == "folder":
        return
    # Whole batches to each process: every one makes keys of its own first.
    batches = [gatherings[at::_PROCESSES] for at in range(_PROCESSES)]
    with ProcessPoolExecutor(_PROCESSES, mp_context=get_context("spawn")) as pool:
        for _ in pool.map(_make_some, batches, [root] * _PROCESSES, [form] * _PROCESSES):
            pass


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


@dataclass(frozen=True)
class Measured:
    """One run of the whole command.

    Attributes:
        seconds: on the clock.
        worked: seconds of all processors.
        megabytes: at the peak.
        counted: organisations in its report.
    """

    seconds: float
    worked: float
    megabytes: float
    counted: int


def measure(arguments: Sequence[str]) -> Measured:
    """Run `tally report`."""
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
    return Measured(seconds, _processors() - worked, peak / 1_000, document["organisations"])


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


def peer_seconds(form: Form, paths: Sequence[Path]) -> float:
    """Return the processor seconds that the peer takes for one source; the first, with its imports, is not counted."""
    form.read(paths[0])
    begin = time.process_time()
    for path in paths[1 : PEER_READS + 1]:
        form.read(path)
    return (time.process_time() - begin) / len(paths[1 : PEER_READS + 1])


def compare(root: Path, name: str, sizes: Sequence[int]) -> bool:
    """Measure every size and the peer; return whether all is within what is asked."""
    form, groups = FORMS[name], sorted(made(root, name, max(sizes)).iterdir())
    pins = ["--pin", str(root / "pins")] if name in PAPERS else []
    sources = sorted((root / name).glob(form.pattern))
    peer = [peer_seconds(form, sources)]
    each: list[float] = []
    met = True
    for size in sizes:
        taken = groups[: size // _A_HUNDRED] if name == "folder" else groups[:size]
        with tempfile.TemporaryDirectory(dir=root) as folder:
            one = measure([_together(Path(folder), taken), *pins])
        each.append(one.worked / size)
        print(
            f"{name}, {size:,}: {one.seconds:.1f} s; processors {one.worked:.1f} s, {each[-1] * 1000:.1f} ms each; "
            f"{one.megabytes:.0f} MB",
            flush=True,
        )
        met &= one.counted == size and one.seconds <= SECONDS and one.megabytes <= MEGABYTES
    peer.append(peer_seconds(form, sources))
    ratio, grows = each[-1] / min(peer), each[-1] / each[0]
    print(f"{form.peer}: {min(peer) * 1000:.1f} ms each; ratio {ratio:.2f} (asked: <= {form.at_most:g})")
    print(f"grows linearly: {grows:.2f} (asked: <= {LINEAR:g}; {SECONDS} s, {MEGABYTES:,} MB)")
    return met and ratio <= form.at_most and grows <= LINEAR


def _together(folder: Path, taken: Iterable[Path]) -> str:
    """Fill a folder with links to what is measured: nobody hands over five thousand names."""
    for path in taken:
        if path.is_dir():
            shutil.copytree(path, folder / path.name, copy_function=os.link)
        else:
            os.link(path, folder / path.name)
    return str(folder)


def main() -> int:
    """Measure; return 0 when everything is within what is asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--form", choices=FORMS, default="folder")
    parser.add_argument("--in", dest="kept", type=Path, help="folder that keeps what is made")
    parser.add_argument("--most", type=int, default=max(SIZES))
    asked = parser.parse_args()
    sizes = [size for size in SIZES if size <= asked.most]
    with tempfile.TemporaryDirectory() as folder:
        met = compare((asked.kept or Path(folder)) / asked.form, asked.form, sizes)
    print("met" if met else "NOT MET")
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
