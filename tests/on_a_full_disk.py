"""Runs commands of `tally` on a disk that has no room left: `on_a_full_disk.py FOLDER LOG`, a command a line.

Started with the disk of `faulty_disk.py` below it; answers with each command's status, and says what it says.
"""

import shlex
import sys
from pathlib import Path

from faulty_disk import Arming, Disk, Fault

from tally.cli.main import main

if __name__ == "__main__":
    disk = Disk()
    disk.begin(Path(sys.argv[1]), Path(sys.argv[2]))
    disk.arm(Arming(Fault.FULL, 1))
    for line in sys.stdin.read().splitlines():
        sys.stdout.write(f"{line.split()[0]}: {main(shlex.split(line))}\n")
