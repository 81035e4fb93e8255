"""How long a key takes to the screen, through a pty: the counting screen with 220 candidates on 40 lines."""

import statistics
import sys
import tempfile
from pathlib import Path

from on_pty import PYTHON, ROOT, Terminal

KEYS = 400
BURSTS = 15
P50, P99, BURST = 8.0, 25.0, 50.0  # milliseconds
BALLOTS, OF_BALLOTS = 10, 150.0  # in a burst of forty keys, each on the disk; milliseconds


def main() -> int:
    """Print what was measured; return 1 when it is too slow."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "bench.tally"
        program = str(ROOT / "tests" / "desk_app.py")
        terminal = Terminal([PYTHON, program, str(file), "--candidates", "220", "--seats", "200"])
        try:
            terminal.wait_for("GẠCH")
            terminal.settle()
            keys = _single_keys(terminal)
            bursts = _bursts(terminal)
            ballots = _ballots(terminal)
        finally:
            terminal.close()
    p50, p99 = statistics.median(keys), statistics.quantiles(keys, n=100)[98]
    burst = statistics.median(bursts)
    print(f"key to paint: p50 {p50:.1f} ms (asked: <= {P50:g}), p99 {p99:.1f} ms (asked: <= {P99:g}), {len(keys)} keys")
    print(f"burst of 40 keys: median {burst:.1f} ms, worst {max(bursts):.1f} ms (asked: <= {BURST:g})")
    recorded = statistics.median(ballots)
    worst = max(ballots)
    print(f"burst of ten ballots: median {recorded:.1f} ms, worst {worst:.1f} ms (asked: <= {OF_BALLOTS:g})")
    met = p50 <= P50 and p99 <= P99 and burst <= BURST and recorded <= OF_BALLOTS
    print("met" if met else "NOT MET")
    return 0 if met else 1


def _single_keys(terminal: Terminal) -> list[float]:
    """Key numbers one digit after the other all over the slate, erasing the line now and then."""
    taken: list[float] = []
    before = ""
    number = 31
    while len(taken) < KEYS:
        shown = f"{before} {number}".strip()
        for typed in range(1, len(str(number)) + 1):
            digits = shown[: len(shown) - len(str(number)) + typed]
            waits = typed < len(str(number))
            taken.append(_timed(terminal, str(number)[typed - 1], digits + ("_" if waits else " _")))
        before = shown
        number += 17
        if number > 220:  # noqa: PLR2004 - the slate
            terminal.send("\x1b[3~")
            terminal.settle()
            before, number = "", 31 + len(taken) % 13
    return taken


def _timed(terminal: Terminal, key: str, token: str) -> float:
    begun = terminal.send(key)
    taken = (terminal.wait_for(token[-24:]) - begun) * 1000
    terminal.settle(0.02)
    return taken


def _bursts(terminal: Terminal) -> list[float]:
    """Send forty keys in one write: thirteen numbers of the slate and one key more."""
    taken: list[float] = []
    for turn in range(BURSTS):
        terminal.send("\x1b[3~")
        terminal.settle()
        numbers = [100 + turn + 7 * step for step in range(13)]
        burst = "".join(map(str, numbers)) + "5"
        begun = terminal.send(burst)
        taken.append((terminal.wait_for(f"{numbers[-1]} 5_") - begun) * 1000)
        terminal.settle()
    return taken


def _ballots(terminal: Terminal) -> list[float]:
    """Send ten ballots of a number and Enter in one write; painted is when the screen says how many are recorded."""
    taken: list[float] = []
    for turn in range(BURSTS):
        terminal.send("\x1b[3~")
        terminal.settle()
        burst = "".join(f"{100 + turn + 7 * step}\r" for step in range(BALLOTS))
        begun = terminal.send(burst)
        taken.append((terminal.wait_for(f"đã nhập {(turn + 1) * BALLOTS}/") - begun) * 1000)
        terminal.settle()
    return taken


if __name__ == "__main__":
    sys.exit(main())
