"""Runs two commands alternately, so that whatever else the machine does falls on both, and compares their medians."""

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence

ROUNDS = 15


def median_seconds(commands: Sequence[Sequence[str]], rounds: int = ROUNDS) -> list[float]:
    """Return each command's median wall-clock seconds over `rounds` runs, taken in turn after one warm-up each.

    Raises:
        subprocess.CalledProcessError: a command failed; a failing program's time means nothing.
    """
    times: list[list[float]] = [[] for _ in commands]
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": ""}
    for turn in range(rounds + 1):
        for command, taken in zip(commands, times, strict=True):
            begin = time.perf_counter()
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=environment)
            if turn:
                taken.append(time.perf_counter() - begin)
    return [statistics.median(taken) for taken in times]


def report(what: str, ours: float, peer_name: str, peer: float, at_most: float) -> int:
    """Print both medians and their ratio; return 0 when the ratio is within what is asked, else 1."""
    ratio = ours / peer
    met = ratio <= at_most
    print(f"{what}: {ours * 1000:.0f} ms; {peer_name}: {peer * 1000:.0f} ms; ratio {ratio:.2f} (asked: <= {at_most:g})")
    print("met" if met else "NOT MET")
    return 0 if met else 1


PYTHON = sys.executable
