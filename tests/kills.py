"""Kills the desk at random moments while a script keys, and looks for every ballot it had acknowledged.

`python tests/kills.py 300` runs 300 kills on one file and prints the figures; `tests/faults/test_kills.py` runs a few.
"""

import random
import re
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import pexpect
from builders import marks

from tally import bootstrap
from tally.application.journal_file import check_chains
from tally.domain.batch import PassContents
from tally.domain.journal import pass_chain

DESK = Path(__file__).parent / "desk_app.py"
CANDIDATES = 99  # every number from 10 on is complete with its second digit
_ESCAPES = re.compile(rb"\x1b\[[0-9;?<>=$]*[ -/]*[@-~]|\x1b[@-_]")
_NEXT_BALLOT = re.compile(r"PHIẾU\s+(\d+)")
_KEYED = re.compile(r"(\d+) ✓ gạch")
SECONDS_TO_START = 30.0


class Killed(NamedTuple):
    """What one kill showed.

    Attributes:
        acknowledged: the highest ballot that the screen said was recorded.
        recorded: ballots in the file afterwards.
        sent: ballots keyed.
    """

    acknowledged: int
    recorded: int
    sent: int


def struck(ballot: int) -> int:
    """Return the one number that the script strikes out on a ballot."""
    return 10 + ballot * 7 % 90


def kill_once(file: Path, recorded: int, moment: random.Random) -> Killed:
    """Start the desk on a file, key as fast as it goes, kill it at a random moment, open the file and look.

    Args:
        file: made when it is not there.
        recorded: ballots in it before.
        moment: when to kill; one time in ten while the desk is still starting.

    Raises:
        AssertionError: a ballot that was acknowledged is not there, is another one, or the chain is broken.
    """
    command = [str(DESK), str(file), "--candidates", str(CANDIDATES), "--seats", str(CANDIDATES - 1)]
    child: pexpect.spawn[bytes] = pexpect.spawn(sys.executable, command, dimensions=(24, 80), timeout=SECONDS_TO_START)
    shown = b""
    ballot = recorded
    if file.exists() and moment.random() < 0.1:
        time.sleep(moment.uniform(0.0, 1.0))
    else:
        child.expect("PHIẾU".encode())
        for piece in (child.before, child.after):
            assert isinstance(piece, bytes)
            shown += piece
        end = time.perf_counter() + moment.uniform(0.0, 0.6)
        while time.perf_counter() < end:
            burst = moment.choice((1, 1, 1, 3, 8))
            child.send("".join(f"{struck(ballot + one)}\r" for one in range(1, burst + 1)))
            ballot += burst
            with suppress(pexpect.TIMEOUT):
                shown += child.read_nonblocking(1 << 16, timeout=moment.uniform(0.0, 0.03))
    child.kill(9)
    with suppress(pexpect.EOF, pexpect.TIMEOUT):
        while True:
            shown += child.read_nonblocking(1 << 16, timeout=5)
    child.close(force=True)
    text = _ESCAPES.sub(b"", shown).decode(errors="replace")
    acknowledged = max(
        (recorded, *(int(one) - 1 for one in _NEXT_BALLOT.findall(text)), *map(int, _KEYED.findall(text)))
    )
    return Killed(acknowledged, look(file, acknowledged, ballot), ballot)


def look(file: Path, acknowledged: int, sent: int) -> int:
    """Open the file and return how many ballots it holds.

    Raises:
        AssertionError: they are not the first so many that were keyed, or fewer than were acknowledged.
    """
    if not file.exists():
        assert acknowledged == 0
        return 0
    journal = bootstrap.open_journal(file)
    try:
        assert check_chains(journal, bootstrap.congress_codec()).sound, "a chain is broken"
        entries = journal.entries(pass_chain("bch", 1, 1, 1))
        ballots = PassContents.replay(entries, 1, 1).ballots
    finally:
        journal.close()
    assert list(ballots) == list(range(1, len(ballots) + 1)), "a hole in the numbers"
    assert acknowledged <= len(ballots) <= sent, f"{acknowledged} acknowledged, {len(ballots)} recorded, {sent} keyed"
    for number, keying in ballots.items():
        paper = "".join("-" if no == struck(number) else "+" for no in range(1, CANDIDATES + 1))
        assert keying.marks == marks(paper), f"ballot {number} is another one"
    return len(ballots)


def main() -> int:
    """Kill as often as asked; print what was seen."""
    times = int(sys.argv[1]) if len(sys.argv) > 1 else 300
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    moment = random.Random(seed)  # noqa: S311 - moments to kill at, no secret
    recorded = acknowledged = 0
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "thử.tally"
        for _ in range(times):
            killed = kill_once(file, recorded, moment)
            acknowledged += killed.acknowledged - recorded
            recorded = killed.recorded
    sys.stdout.write(f"{times} kills: {acknowledged} ballots acknowledged, {recorded} recorded, none lost, none half\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
