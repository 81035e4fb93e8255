"""Runs of a use case on a disk that notes every step, or fails at one; each in a process of its own, forked."""

import errno
import os
import shutil
import signal
import sys
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple
from unittest.mock import patch

from acknowledged import Acknowledged, Chains, chains_of
from after_a_fault import whole_in
from disk_steps import CrashDisk, Image, Step, changes, held_in, inodes_in, put_into, read_steps
from faulty_disk import Arming, Disk
from faulty_use_case import EXPECTED, FILE, HOME, Failed, Going, Run, UseCase

from tally.store.opening import open_file

SECONDS = 90
"""After so long a run is held to hang."""

DONE, TOLD, CRASHED, HANGS = 0, 1, 2, 3


class Ended(NamedTuple):
    """How a run ended.

    Attributes:
        how: `DONE`; `TOLD`: the user was told why not; `CRASHED`, `HANGS`; or minus the signal it was killed by.
        said: the traceback of a crash.
    """

    how: int
    said: str = ""


@dataclass(frozen=True)
class Recording:
    """A run without a fault.

    Attributes:
        root: the folder as the steps name it.
        before: what it held.
        inodes: the names of its files by their inodes.
        chains: what the congress file held; None: there was none.
        steps: all that was done to the disk, and what was said meanwhile.
        whole: by name, the SHA-256 of every whole content that a file other than the congress file had.
    """

    case: UseCase
    root: Path
    before: Image
    inodes: dict[int, str]
    chains: Chains | None
    steps: list[Step]
    whole: dict[str, frozenset[str]]

    @property
    def places(self) -> list[int]:
        """The places of the steps that change the disk."""
        return list(changes(self.steps))

    def disk(self) -> CrashDisk:
        """Return the disk as it was before the run."""
        return CrashDisk(self.root, self.before, self.inodes)


def prepared(case: UseCase, folder: Path) -> tuple[Image, Chains | None]:
    """Return what lies in a folder before a use case, and what its congress file holds."""
    folder.mkdir(parents=True)
    home = folder.with_name(f"{folder.name}-{HOME}")
    # Nothing is known of the case's congress: not what whoever runs this counted, nor another case.
    with patch.dict(os.environ, {"TALLY_HOME": str(home)}):
        case.prepare(folder)
    shutil.rmtree(home, ignore_errors=True)
    before = held_in(folder)
    shutil.rmtree(folder)
    if FILE not in before:
        return before, None
    # Of a copy: opening a file may change it.
    put_into(folder, before)
    journal = open_file(folder / FILE, "", Going())
    chains = chains_of(journal)
    journal.close()
    shutil.rmtree(folder)
    return before, chains


def record(case: UseCase, disk: Disk, scratch: Path) -> Recording:
    """Carry out a use case on a disk that notes every step.

    Raises:
        AssertionError: it cannot be carried out even without a fault.
    """
    before, chains = prepared(case, scratch / "trước")
    root, log = scratch / "đĩa", scratch / "log"
    put_into(root, before)
    inodes = inodes_in(root)
    ended = forked(lambda: carry_out(case, disk, Run(root, log), None))
    assert ended.how == DONE, f"{case.name}: {ended}"
    steps = read_steps(log)
    whole = whole_of(root, before, inodes, steps)
    left = whole_in(held_in(root))
    assert all(digest in whole.get(name, ()) for name, digest in left.items()), "written otherwise than by a rename"
    shutil.rmtree(root)
    log.unlink()
    return Recording(case, root, before, inodes, chains, steps, whole)


def whole_of(root: Path, before: Image, inodes: dict[int, str], steps: list[Step]) -> dict[str, frozenset[str]]:
    """Return, by name, the SHA-256 of the contents that a file had when it got its name: then it is whole."""
    disk = CrashDisk(root, before, inodes)
    digests: dict[str, set[str]] = {name: {digest} for name, digest in whole_in(before).items()}
    for step in steps:
        disk.take(step)
        if step.kind == "R":
            named = disk.named(step)
            for name, digest in whole_in(disk.held()).items():
                if name == named or name.startswith(f"{named}/"):
                    digests.setdefault(name, set()).add(digest)
    return {name: frozenset(one) for name, one in digests.items()}


def known_at(recording: Recording, place: int) -> Acknowledged:
    """Return what was acknowledged before a place in the steps."""
    known = Acknowledged(recording.chains)
    for step in recording.steps[:place]:
        if step.kind == "M":
            known.hear(step.said())
    if None in known.states:
        # A congress file that is being made may be there before anybody says so.
        said = (step.said() for step in recording.steps[place:] if step.kind == "M")
        first = next((one["stands"] for one in said if "stands" in one), None)
        if first is not None:
            known.hear({"may_stand": first})
    return known


def known_of(steps: list[Step], chains: Chains | None) -> Acknowledged:
    """Return what was acknowledged in a run that met with a fault."""
    known = Acknowledged(chains)
    for step in steps:
        if step.kind == "M":
            known.hear(step.said())
    return known


def run_into(case: UseCase, disk: Disk, run: Run, arming: Arming | None) -> Ended:
    """Carry out a use case on a disk that fails."""
    return forked(lambda: carry_out(case, disk, run, arming))


def carry_out(case: UseCase, disk: Disk, run: Run, arming: Arming | None) -> None:
    os.environ["TALLY_HOME"] = str(run.folder / HOME)
    os.environ.pop("TALLY_DEBUG", None)
    disk.begin(run.folder, run.log)
    if arming is not None:
        disk.arm(arming)
    case.carry_out(run)


def forked(act: Callable[[], None]) -> Ended:
    """Do something in a process of its own."""
    child = fork(act)
    return wait(child)


def fork(act: Callable[[], None]) -> tuple[int, Path]:
    """Begin to do something in a process of its own; return its id, and where it says why it crashed."""
    said = Path(f"/tmp/tally-fault-{os.getpid()}-{time.monotonic_ns()}")  # noqa: S108 - Linux alone
    child = os.fork()
    if child:
        return child, said
    how = DONE
    try:
        act()
    except (Failed, *EXPECTED):
        how = TOLD
    except BaseException:  # noqa: BLE001 - a crash is what is looked for
        how = CRASHED
        said.write_text(traceback.format_exc(), encoding="utf-8")
    finally:
        sys.stdout.flush()
        os._exit(how)


def wait(child: tuple[int, Path]) -> Ended:
    """Wait until a process ends; one that hangs is killed."""
    process, said = child
    end = time.monotonic() + SECONDS
    while True:
        ended, status = os.waitpid(process, os.WNOHANG)
        if ended:
            break
        if time.monotonic() > end:
            os.kill(process, signal.SIGKILL)
            os.waitpid(process, 0)
            return Ended(HANGS)
        time.sleep(0.002)
    text = said.read_text(encoding="utf-8") if said.exists() else ""
    said.unlink(missing_ok=True)
    return Ended(-os.WTERMSIG(status) if os.WIFSIGNALED(status) else os.WEXITSTATUS(status), text)


ERRORS = (errno.EIO, errno.ENODEV, errno.ENOENT, errno.ESTALE)
"""How calls fail on a disk that is gone."""
