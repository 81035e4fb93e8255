"""Faults below SQLite, a few hundred: kills, power cuts, full and gone disks, damage; `benchmarks/faults.py` has more.

They take Linux and a C compiler; CI installs one.
"""

import os
import random
import subprocess
import sys
from pathlib import Path

import pytest
from disk_steps import CrashDisk, Loss, Step
from faulty_disk import NoCompiler, compiled

SCRIPT = Path(__file__).parents[2] / "benchmarks" / "faults.py"
FAULTS = 240


def needs_a_compiler() -> None:
    """Skip, loudly, where the disk cannot be made to fail."""
    try:
        compiled()
    except NoCompiler:
        assert not os.environ.get("CI"), "CI has to install gcc and libc6-dev"
        pytest.skip("NO FAULT IS TRIED HERE: that takes Linux and a C compiler (apt install gcc libc6-dev)")


def faults(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the faults."""
    needs_a_compiler()
    command = [sys.executable, str(SCRIPT), "--jobs=2", *arguments]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False, timeout=600)


def test_no_fault_loses_what_was_acknowledged_or_leaves_anything_half() -> None:
    ran = faults(f"--faults={FAULTS}", "--seed=20261130")
    assert (ran.returncode, ran.stderr) == (0, ""), ran.stdout
    *_, total = [line for line in ran.stdout.splitlines() if line.startswith("| all")]
    injected, acknowledged, lost, *_ = (int(one.replace(",", "")) for one in total.split("|")[2:-1])
    assert injected >= FAULTS * 0.9
    assert acknowledged > injected
    assert lost == 0


@pytest.mark.parametrize(("piece", "case"), [("sync", "key, repeat"), ("journal", "take over"), ("folders", "papers")])
def test_the_faults_find_it_when_a_piece_of_what_keeps_a_file_whole_is_left_out(piece: str, case: str) -> None:
    ran = faults("--faults=80", "--seed=3", f"--leave-out={piece}", f"--case={case}")
    assert ran.returncode == 1, ran.stdout
    assert "something lost: " in ran.stdout


ROOT, INODE = Path("/đĩa"), 7
WRITTEN = [
    Step("O", INODE, 1, b"/\xc4\x91\xc4\xa9a/a"),
    Step("W", INODE, 0, b"x" * 1024),
]


def left(*steps: Step) -> dict[Loss, set[tuple[tuple[str, bytes], ...]]]:
    """Return everything that a power cut was seen to leave after some steps."""
    disk = CrashDisk(ROOT, {}, {})
    for step in steps:
        disk.take(step)
    chance = random.Random(1)  # noqa: S311 - no secret
    return {loss: {tuple(disk.image(loss, chance).items()) for _ in range(200)} for loss in Loss}


def test_of_what_was_not_synced_a_power_cut_leaves_anything() -> None:
    images = left(*WRITTEN)
    assert images[Loss.NOTHING_LOST] == {(("a", b"x" * 1024),)}
    assert images[Loss.ALL_LOST] == {()}
    assert images[Loss.CONTENT_LOST] == {(("a", b""),)}
    torn = {content[:512] == b"x" * 512 for image in images[Loss.TORN] for _, content in image}
    assert torn == {True, False}, "a sector is written or not"
    assert () in images[Loss.TORN], "a name that was not flushed may be gone"


def test_what_was_synced_stays_and_a_name_does_once_its_folder_was_flushed() -> None:
    folder = Step("S", 1, 0, "/đĩa".encode())
    images = left(*WRITTEN, Step("S", INODE, 0, b""), folder)
    assert set().union(*images.values()) == {(("a", b"x" * 1024),)}
    renamed = Step("R", 0, 0, "/đĩa/a\0/đĩa/b".encode())
    images = left(*WRITTEN, Step("S", INODE, 0, b""), folder, renamed)
    assert images[Loss.ALL_LOST] == {(("a", b"x" * 1024),)}, "a rename is undone"
    assert images[Loss.TORN] == {(("a", b"x" * 1024),), (("b", b"x" * 1024),)}
