"""Pairs of desks on ptys key into one file while other programs read it: `python tests/windows.py 100`."""

import random
import sys
from pathlib import Path

import pytest

PAIRS = 3


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pty that pexpect can drive")
def test_whatever_two_windows_do_every_ballot_shown_as_recorded_is_there_once(tmp_path: Path) -> None:
    from windows import Figures, run_pair  # noqa: PLC0415 - needs a pty

    figures, moment = Figures(), random.Random(20261122)  # noqa: S311 - what is pressed when, no secret
    for number in range(PAIRS):
        folder = tmp_path / str(number)
        folder.mkdir()
        run_pair(folder, moment, figures)
    assert (figures.lost, figures.twice) == (0, 0)
    assert figures.corrected > 0, "ballots were corrected too: the key that does it is the one of now"
    assert figures.withdrawn > 0
    assert figures.acknowledged > 10 * PAIRS, "screens acknowledged ballots, so that losing one would have been seen"
