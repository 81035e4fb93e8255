"""How long `tally open FILE` takes to its first paint, through a pty, beside a bare Textual app with 220 rows."""

import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from on_pty import PYTHON, ROOT, Terminal
from side_by_side import report

ROUNDS = 11


def main() -> int:
    """Print what was measured; return 1 when it is too slow."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "dai-hoi.tally"
        fixture = ROOT / "fixtures" / "thanh-chan" / "congress.toml"
        subprocess.run([PYTHON, "-m", "tally", "new", str(file), "--from", str(fixture)], check=True, cwd=ROOT)
        desk: list[float] = []
        bare: list[float] = []
        for turn in range(ROUNDS + 1):
            ours = _first(["-m", "tally", "open", str(file)], "F1")
            peer = _first([str(ROOT / "benchmarks" / "bare_table.py")], "Lò Văn 1")
            if turn:
                desk.append(ours)
                bare.append(peer)
    return report(
        "first paint of the desk", statistics.median(desk), "bare app, 220 rows", statistics.median(bare), at_most=1.5
    )


def _first(arguments: list[str], text: str) -> float:
    terminal = Terminal([PYTHON, *arguments])
    try:
        return terminal.wait_for_first(text)
    finally:
        terminal.close()


if __name__ == "__main__":
    sys.exit(main())
