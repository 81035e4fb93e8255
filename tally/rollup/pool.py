"""Many sources read by several processes: no file, and no process that dies, keeps the others waiting."""

import gc
import os
import signal
import sys
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import redirect_stderr
from multiprocessing import get_context
from pathlib import Path

from tally.application.report.sent import Read, Rejected, Why

ReadOne = Callable[[str], Read]
"""Reads one source; a function that another process can import, and it never raises."""

Chunk = list[tuple[int, str]]
"""Sources that a process is handed at once, each with its place."""

FEW = 24
"""So many sources are read faster in this process than another is started."""

LARGEST_CHUNK = 16
_CHUNKS_EACH = 8  # pieces of the work per process, so that none waits long for the last
_CELLS_BETWEEN_SEARCHES = 100_000
_AHEAD = 2  # chunks under way per process: little is read twice when one dies


def read_all(paths: Sequence[Path], read: ReadOne, processes: int | None = None) -> Iterator[tuple[int, Read]]:
    """Yield what came of each source with its place, as it comes; leaving early lets the rest go unread.

    Args:
        paths: the sources.
        read: reads one.
        processes: how many at once; as many as the machine has unless given.
    """
    workers = min(processes or _cores(), max(1, len(paths) // FEW))
    numbered = list(enumerate(map(str, paths)))
    if workers == 1:
        for place, path in numbered:
            yield place, read(path)
        return
    size = max(1, min(LARGEST_CHUNK, len(numbered) // (workers * _CHUNKS_EACH)))
    left = [numbered[at : at + size] for at in range(0, len(numbered), size)]
    died: list[Chunk] = []
    while left:
        lost, left = yield from _in_pool(left, read, workers, workers * _AHEAD)
        died += lost
    # What was under way when a process died is read again, one by one: whoever does it again is named.
    left = [[one] for chunk in died for one in chunk]
    while left:
        lost, left = yield from _in_pool(left, read, 1, 1)
        for chunk in lost:
            for place, path in chunk:
                yield place, Rejected(path, Why.CRASHED)


def _in_pool(
    chunks: Sequence[Chunk], read: ReadOne, workers: int, ahead: int
) -> Generator[tuple[int, Read], None, tuple[list[Chunk], list[Chunk]]]:
    """Yield what processes read; return the chunks under way when one died, and those not begun by then."""
    _start_tracker()
    # Spawned on every system: a process that was forked beside threads may wait for ever for one of their locks.
    # The reader is handed over once a process: it may hold the certificates of thousands of boards.
    pool = ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=_begin, initargs=(read,))
    waiting: dict[Future[list[tuple[int, Read]]], Chunk] = {}
    lost: list[Chunk] = []
    left = list(reversed(chunks))
    try:
        while waiting or (left and not lost):
            while left and not lost and len(waiting) < ahead:
                try:
                    waiting[pool.submit(_read_chunk, left[-1])] = left[-1]
                except BrokenProcessPool:
                    break  # what is under way will say so
                left.pop()
            if not waiting:
                lost.append(left.pop())
                break
            done, _ = wait(waiting, return_when=FIRST_COMPLETED)
            for future in done:
                chunk = waiting.pop(future)
                try:
                    came = future.result()
                except BrokenProcessPool:
                    lost.append(chunk)
                else:
                    yield from came
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
    return lost, list(reversed(left))


def _start_tracker() -> None:
    """Start the process that looks after the semaphores, on the real stderr: that of a full screen is no file."""
    if sys.platform != "win32":
        from multiprocessing import resource_tracker  # noqa: PLC0415 - Windows has none

        with redirect_stderr(sys.__stderr__):
            resource_tracker.ensure_running()


_reader: list[ReadOne] = []
"""What reads in this process, once it has begun."""


def _begin(read: ReadOne) -> None:
    """Begin a process of the pool."""
    _reader[:] = [read]
    # Ctrl+C ends the work in one place, and not in a traceback of every process.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # What a file is read into holds no circles: looking for some, every few hundred cells, would take a fifth longer.
    gc.set_threshold(_CELLS_BETWEEN_SEARCHES)


def _read_chunk(chunk: Chunk) -> list[tuple[int, Read]]:
    (read,) = _reader
    return [(place, read(path)) for place, path in chunk]


def _cores() -> int:
    """Return how many processors this process may use, where the system tells; else how many there are."""
    allowed = getattr(os, "sched_getaffinity", None)
    return len(allowed(0)) if allowed is not None else os.cpu_count() or 1
