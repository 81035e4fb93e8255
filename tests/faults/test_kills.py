"""The desk is killed while a script keys through a pty: nothing acknowledged is lost (`python tests/kills.py 300`)."""

import random
import sys
from pathlib import Path

import pytest

KILLS, MOST_KILLS = 8, 40
"""At least so many; more where the desk is slow to start, until ballots were acknowledged that could be lost."""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pty that pexpect can drive")
def test_no_kill_loses_an_acknowledged_ballot(tmp_path: Path) -> None:
    from kills import kill_once  # noqa: PLC0415 - needs a pty

    moment = random.Random(20261122)  # noqa: S311 - moments to kill at, no secret
    file = tmp_path / "đại hội.tally"
    recorded = acknowledged = 0
    for kill in range(MOST_KILLS):
        if kill >= KILLS and acknowledged > KILLS:
            break
        killed = kill_once(file, recorded, moment)
        acknowledged += killed.acknowledged - recorded
        recorded = killed.recorded
    assert acknowledged > KILLS, "the screen acknowledged ballots, so that losing one would have been seen"
