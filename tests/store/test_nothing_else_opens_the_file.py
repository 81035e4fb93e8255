"""While a congress file is open, only SQLite touches it: closing any other descriptor would give back SQLite's locks.

An audit hook cannot be taken off again, so the use cases run in a process of their own.
"""

import subprocess
import sys
from pathlib import Path

HOOK = Path(__file__).parent.parent / "watched_use_cases.py"


def test_no_use_case_opens_the_file_while_sqlite_has_it_open(tmp_path: Path) -> None:
    run = subprocess.run(
        [sys.executable, HOOK, tmp_path], capture_output=True, text=True, encoding="utf-8", check=False, timeout=300
    )
    assert (run.returncode, run.stderr) == (0, "")
    lines = run.stdout.splitlines()
    assert lines[-1] == "opened beside SQLite: 0"
    assert len(lines) > 15, "every use case ran"
