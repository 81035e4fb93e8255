"""Feeds every reader of strangers' files with damaged ones, and counts the endings that are not typed.

    python benchmarks/fuzz.py [--inputs N] [--seed S] [--jobs J] [--only READER]... [--keep FOLDER]

Inputs are made of real files (`fuzz_mutations.py`), the same for the same seed and number. Each is read within five
seconds and 300 MB beyond what the program holds anyway; what takes longer, more, or the whole process with it, is
untyped too. Of every new kind of fault the input is kept, named for the exception and where it was raised
(`KeyError-batch119-journal-4711.jsonl`). Exits 1 when anything was untyped.
"""

import argparse
import os
import signal
import sys
import tempfile
import time
import traceback
import warnings
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from pathlib import Path
from random import Random
from typing import Any

from fuzz_readers import READERS, TYPED, Reader, Untyped, say

SECONDS = 5
MEGABYTES = 300
THOUSAND = 1_000
_PIECE = 2_000
"""Inputs that a process is handed at once."""

_TELL = 30  # seconds between two words of how far it is
_GRACE = 5  # seconds after which a process that does not stop by itself is ended


class _TooLong(BaseException):
    """An input took longer than it may; no reader catches it."""


@dataclass
class Fed:
    """What came of some inputs of one reader.

    Attributes:
        seconds: of all of them.
        slowest: seconds that the slowest one took, and its number.
        untyped: how often each fault was seen, by its name.
        first: the number of the first input that showed it.
    """

    reader: str
    inputs: int = 0
    sound: int = 0
    seconds: float = 0.0
    slowest: tuple[float, int] = (0.0, 0)
    untyped: Counter[str] = field(default_factory=Counter)
    first: dict[str, int] = field(default_factory=dict)

    def add(self, other: "Fed") -> None:
        """Take in what came of others."""
        self.inputs += other.inputs
        self.sound += other.sound
        self.seconds += other.seconds
        self.slowest = max(self.slowest, other.slowest)
        self.untyped += other.untyped
        for name, number in other.first.items():
            self.first[name] = min(number, self.first.get(name, number))

    def fault(self, name: str, number: int) -> None:
        """Count a fault."""
        self.untyped[name] += 1
        self.first.setdefault(name, number)


def made(reader: Reader, seed: int, number: int) -> bytes:
    """Return an input; the same for the same seed and number."""
    return reader.vary(Random(f"{seed}/{reader.name}/{number}"))  # noqa: S311 - the same every time is what is wanted


def feed(reader: Reader, numbers: Iterable[int], seed: int, folder: Path) -> Fed:
    """Feed a reader in this process.

    Args:
        reader: which.
        numbers: of the inputs.
        seed: of all of them.
        folder: where files are put.
    """
    fed = Fed(reader.name)
    path = folder / f"fuzz{reader.suffix}"
    for number in numbers:
        content = made(reader, seed, number)
        began = time.perf_counter()
        try:
            with _bounded():
                reader.read(content, path)
            fed.sound += 1
        except TYPED as error:
            _say(error, fed, number)
        except (Exception, _TooLong) as error:  # noqa: BLE001 - to find any other is what this is for
            fed.fault(fault_name(error), number)
        took = time.perf_counter() - began
        fed.inputs += 1
        fed.seconds += took
        fed.slowest = max(fed.slowest, (took, number))
    return fed


def _say(error: BaseException, fed: Fed, number: int) -> None:
    """Say a typed ending, as a command would."""
    try:
        say(error)
    except Exception as unsaid:  # noqa: BLE001 - as above
        fed.fault(f"unsaid-{fault_name(unsaid)}", number)


def fault_name(error: BaseException) -> str:
    """Return the name of a fault: the exception, and the last line of ours that it went through."""
    if isinstance(error, Untyped):
        return f"Untyped-{str(error)[:160]}"
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if f"{os.sep}tally{os.sep}" in frame.filename] or frames
    return f"{type(error).__name__}-{Path(ours[-1].filename).stem}{ours[-1].lineno}"


@contextmanager
def _bounded() -> Iterator[None]:
    """Stop what takes too long, where the system has a clock for it; else the process is ended from outside."""
    if not hasattr(signal, "setitimer"):
        yield
        return
    signal.setitimer(signal.ITIMER_REAL, SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def _stop(*_: object) -> None:
    raise _TooLong


def prepare(*, bound_memory: bool = True) -> None:
    """Have warnings be faults, endless inputs stopped, and memory bounded, in this process."""
    warnings.simplefilter("error")
    if hasattr(signal, "SIGALRM"):
        signal.signal(signal.SIGALRM, _stop)
    if bound_memory and sys.platform == "linux":
        import resource  # noqa: PLC0415 - Windows has none

        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
        most = pages * resource.getpagesize() + MEGABYTES * 1024 * 1024
        resource.setrlimit(resource.RLIMIT_AS, (most, most))


def _work(tasks: Connection, now: Any, seed: int) -> None:  # noqa: ANN401 - a shared array
    """Feed what is handed over, piece by piece; tell all the while which input it is."""
    with tempfile.TemporaryDirectory(prefix="tally-fuzz-") as folder:
        prepare(bound_memory=False)
        for reader in READERS.values():  # everything is loaded and warm before memory is bounded
            feed(reader, range(-3, 0), seed, Path(folder))
        prepare()
        while True:
            piece = tasks.recv()
            if piece is None:
                break
            name, start, stop = piece

            def told(start: int = start, stop: int = stop) -> Iterator[int]:
                for number in range(start, stop):
                    now[0], now[1] = number, time.monotonic()
                    yield number

            fed = feed(READERS[name], told(), seed, Path(folder))
            now[1] = 0.0
            tasks.send(fed)
        warnings.simplefilter("ignore")  # what is cleaned up at the end warns of itself


class _Worker:
    """A process that feeds readers."""

    def __init__(self, seed: int) -> None:
        context = get_context("spawn")
        self.pipe, theirs = context.Pipe()
        self.now = context.Array("d", 2, lock=False)
        self.process = context.Process(target=_work, args=(theirs, self.now, seed), daemon=True)
        self.process.start()
        theirs.close()
        self.piece: tuple[str, int, int] | None = None
        self.hung = False

    def hand(self, piece: tuple[str, int, int]) -> None:
        """Hand over a piece of work."""
        self.piece = piece
        self.now[0] = piece[1]
        self.pipe.send(piece)

    def is_done(self) -> bool:
        """Tell whether it has something to say, is gone, or was at one input for too long, and is gone now."""
        self.hung = self.now[1] > 0 and time.monotonic() - self.now[1] > SECONDS + _GRACE
        if self.hung:
            self.process.kill()
            self.process.join()
        return self.pipe.poll() or not self.process.is_alive()

    def came(self) -> tuple[Fed, list[tuple[str, int, int]]]:
        """Return what came of its piece, and what of it is to be fed again because the process is gone."""
        name, start, stop = self.piece or ("", 0, 0)
        self.piece = None
        try:
            fed: Fed = self.pipe.recv()
        except (EOFError, OSError):
            self.process.join(_GRACE)
            at = int(self.now[0])
            fed = Fed(name, inputs=1)
            fed.fault("Hangs" if self.hung else f"Died-{self.process.exitcode}", at)
            return fed, [piece for piece in ((name, at + 1, stop), (name, start, at)) if piece[1] < piece[2]]
        return fed, []


def run(pieces: list[tuple[str, int, int]], seed: int, jobs: int) -> dict[str, Fed]:
    """Feed readers in several processes; one that dies or hangs is a fault of the input it was at."""
    results = {name: Fed(name) for name, _, _ in pieces}
    left = list(reversed(pieces))
    workers = [_Worker(seed) for _ in range(min(jobs, len(pieces)))]
    inputs, told = sum(stop - start for _, start, stop in pieces), time.monotonic()
    while left or any(worker.piece for worker in workers):
        for place, worker in enumerate(workers):
            if worker.piece is None and left:
                worker.hand(left.pop())
            elif worker.piece is not None and worker.is_done():
                fed, again = worker.came()
                results[fed.reader].add(fed)
                left += again
                if not worker.process.is_alive():
                    workers[place] = _Worker(seed)
        wait([worker.pipe for worker in workers if worker.piece], timeout=1)
        if time.monotonic() - told > _TELL:
            told = time.monotonic()
            print(f"{sum(fed.inputs for fed in results.values()):,} of {inputs:,}", file=sys.stderr)
    for worker in workers:
        worker.pipe.send(None)
        worker.process.join()
    return results


def pieces_of(inputs: int, names: Iterable[str]) -> list[tuple[str, int, int]]:
    """Return the work in pieces: of so many inputs in all, each reader's share."""
    chosen = [READERS[name] for name in names]
    whole = sum(reader.share for reader in chosen)
    pieces = []
    for reader in chosen:
        number = max(1, round(inputs * reader.share / whole))
        pieces += [(reader.name, at, min(at + _PIECE, number)) for at in range(0, number, _PIECE)]
    return pieces


def main() -> int:
    """Run and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--inputs", type=int, default=100 * THOUSAND, help="of all readers together")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument(
        "--only", action="append", choices=list(READERS), help="feed this reader alone; may be repeated"
    )
    parser.add_argument("--keep", type=Path, default=Path(tempfile.gettempdir()) / "tally-fuzz")
    asked = parser.parse_args()
    began = time.monotonic()
    results = run(pieces_of(asked.inputs, asked.only or READERS), asked.seed, asked.jobs)
    print(f"{'reader':<16}{'inputs':>9}{'typed':>9}{'sound':>9}{'untyped':>9}{'ms each':>9}{'slowest s':>11}")
    for fed in results.values():
        untyped = fed.untyped.total()
        typed = fed.inputs - fed.sound - untyped
        each = fed.seconds / max(1, fed.inputs) * THOUSAND
        print(
            f"{fed.reader:<16}{fed.inputs:>9,}{typed:>9,}{fed.sound:>9,}{untyped:>9,}{each:>9.2f}{fed.slowest[0]:>11.2f}"
        )
    whole, untyped = sum(fed.inputs for fed in results.values()), sum(fed.untyped.total() for fed in results.values())
    print(f"{whole:,} inputs, {untyped:,} untyped, {time.monotonic() - began:,.0f} s, seed {asked.seed}")
    for fed in results.values():
        for name, times in fed.untyped.most_common():
            print(f"  {name} ({fed.reader}, {times} times): {_kept(fed, name, asked.seed, asked.keep)}")
    return 1 if untyped else 0


def _kept(fed: Fed, name: str, seed: int, folder: Path) -> Path:
    """Keep the first input that showed a fault."""
    reader, number = READERS[fed.reader], fed.first[name]
    folder.mkdir(parents=True, exist_ok=True)
    short = "".join(one if one.isalnum() or one in "-_" else "_" for one in name[:60])
    path = folder / f"{short}-{reader.name}-{number}{reader.suffix}"
    path.write_bytes(made(reader, seed, number))
    return path


if __name__ == "__main__":
    sys.exit(main())
