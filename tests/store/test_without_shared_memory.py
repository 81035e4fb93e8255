"""A disk without shared memory (exFAT, a network share): a congress is made, counted, examined and saved on it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from faulty_disk import PRELOAD, WITHOUT_SHARED_MEMORY, NoCompiler, compiled

SAVED = Path(__file__).parents[2] / "fixtures" / "cell-of-eleven"
DAY = """
import sqlite3, sys
from tally.cli.main import main
statuses = [int(main(command.split("|"))) for command in sys.argv[1:]]
old = sqlite3.connect("cu.tally")
old.execute("PRAGMA journal_mode = WAL")
try:
    old.execute("SELECT count(*) FROM entry").fetchone()
except sqlite3.OperationalError:
    print("no shared memory here", file=sys.stderr)
old.close()
of_old = [int(main(["recount", "cu.tally"])), int(main(["backup", "cu.tally", "--to", "cu"]))]
print(statuses, of_old, file=sys.stderr)
"""


def test_everything_is_done_on_it_and_an_older_file_is_read(tmp_path: Path) -> None:
    try:
        library = compiled(WITHOUT_SHARED_MEMORY)
    except NoCompiler:
        pytest.skip("nothing here compiles C for a Linux")
    commands = [
        f"new|a.tally|--from|{SAVED / 'congress.toml'}",
        f"import|a.tally|{SAVED}",
        "recount|a.tally|--json",
        "verify|a.tally",
        "backup|a.tally|--to|sao",
        "report|a.tally|--json",
        f"new|cu.tally|--from|{SAVED / 'congress.toml'}",
    ]
    ended = subprocess.run(
        [sys.executable, "-c", DAY, *commands],
        cwd=tmp_path,
        env={**os.environ, PRELOAD: str(library)},
        capture_output=True,
        text=True,
        check=True,
    )
    *_, last = ended.stderr.splitlines()
    assert "no shared memory here" in ended.stderr, "the disk has shared memory: nothing was tried"
    # An older file, that another program left in the mode that needs shared memory, is read; to write it must move.
    assert last == "[0, 0, 0, 0, 0, 0, 0] [0, 4]", ended.stderr
    assert "chép tệp sang ổ khác" in ended.stderr
