"""The kinds of faults: each makes so many of its kind happen to a use case, and yields what was seen after each."""

import random
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NamedTuple

from after_a_fault import Look, Seen, look, look_at_damage
from disk_steps import SECTOR, CrashDisk, Image, Loss, Step, inodes_in, put_into, read_steps
from fault_runs import (
    CRASHED,
    ERRORS,
    HANGS,
    Ended,
    Recording,
    carry_out,
    fork,
    known_at,
    known_of,
    run_into,
    wait,
    whole_of,
)
from faulty_disk import Arming, Disk, Fault
from faulty_use_case import FILE, Run

LOSSES = (Loss.ALL_LOST, Loss.CONTENT_LOST, Loss.NAMES_LOST, Loss.CUT, Loss.TORN, Loss.TORN)
JUMPS = (-400 * 86400, -2 * 86400, -3600, -30, 30, 3600, 2 * 86400, 400 * 86400)
"""Seconds by which a clock jumps."""

CUTS = 0.25
"""How much of the damage is a file cut short."""

PAGE = 4096
"""Bytes of a page of a congress file."""


class Happened(NamedTuple):
    """One fault, and what was seen after it."""

    where: str
    look: Look


@dataclass
class Bench:
    """Where faults are made to happen.

    Attributes:
        scratch: a folder on a fast disk.
        chance: what is drawn.
        seen: what was seen of an image already: many faults leave the same.
    """

    disk: Disk
    scratch: Path
    chance: random.Random
    seen: dict[tuple[object, ...], Look] = field(default_factory=dict)
    looks: int = 0

    def folder(self, image: Image) -> Path:
        """Return a new folder that holds an image."""
        self.looks += 1
        folder = self.scratch / f"ảnh-{self.looks}"
        put_into(folder, image)
        return folder

    def look(self, recording: Recording, place: int, image: Image, *, damaged: bool = False) -> Look:
        """Look at an image; the same one is not looked at twice."""
        said = sum(step.kind == "M" for step in recording.steps[:place])
        known_as = (recording.case.name, damaged, said, frozenset(image.items()))
        if known_as not in self.seen:
            folder = self.folder(image)
            known = known_at(recording, place)
            found = look_at_damage(folder, known) if damaged else look(folder, recording.case, known, recording.whole)
            self.seen[known_as] = found
            shutil.rmtree(folder)
        return self.seen[known_as]


Kind = Callable[[Bench, Recording, int], Iterator[Happened]]
"""Makes so many faults happen to a use case."""


def _drawn(bench: Bench, places: list[int], number: int) -> list[int]:
    """Draw so many places: every one of them before any comes twice."""
    drawn: list[int] = []
    while len(drawn) < number:
        drawn += bench.chance.sample(places, min(len(places), number - len(drawn)))
    return sorted(drawn)


def kills(bench: Bench, recording: Recording, number: int) -> Iterator[Happened]:
    """The program is killed before a step, or in the middle of a write."""
    disk, taken, before = recording.disk(), 0, set[int]()
    for place in _drawn(bench, recording.places, number):
        while taken < place:
            disk.take(recording.steps[taken])
            taken += 1
        step = recording.steps[place]
        if place in before and step.kind == "W" and len(step.data) > 1:
            image, where = disk.half_taken(step, bench.chance.randrange(1, len(step.data))), "in the middle of"
        else:
            image, where = disk.held(), "before"
        before.add(place)
        yield Happened(f"{where} step {place}", bench.look(recording, place, image))


def power_cuts(bench: Bench, recording: Recording, number: int) -> Iterator[Happened]:
    """The power fails after a step: of what was not synced anything may be lost."""
    disk, taken = recording.disk(), 0
    for turn, place in enumerate(_drawn(bench, recording.places, number)):
        while taken <= place:
            disk.take(recording.steps[taken])
            taken += 1
        # Whatever was said since, before the next step, was said before the power failed.
        after = next((at for at in range(place + 1, len(recording.steps)) if recording.steps[at].kind != "M"), None)
        loss = LOSSES[(turn + bench.chance.randrange(2)) % len(LOSSES)]
        image = disk.image(loss, bench.chance)
        found = bench.look(recording, len(recording.steps) if after is None else after, image)
        yield Happened(f"after step {place}: {loss}", found)


def damage(bench: Bench, recording: Recording, number: int) -> Iterator[Happened]:
    """Bits and bytes of the congress file or of its journal are flipped, zeroed, swapped, cut off."""
    disk, taken = recording.disk(), 0
    for place in _drawn(bench, [*recording.places, len(recording.steps)], number):
        while taken < place:
            disk.take(recording.steps[taken])
            taken += 1
        image = dict(disk.held())
        targets = [name for name in (FILE, f"{FILE}-journal", f"{FILE}-wal") if image.get(name)]
        if not targets:
            yield Happened("nothing there", Look(Seen.HARMLESS))
            continue
        name = bench.chance.choice([targets[0], *targets])
        where, image[name] = _damaged(image[name], bench.chance)
        yield Happened(f"{name} at step {place}: {where}", bench.look(recording, place, image, damaged=True))


def _damaged(content: bytes, chance: random.Random) -> tuple[str, bytes]:
    """Return what is done to a file, and the file."""
    at = chance.randrange(len(content))
    if chance.random() < CUTS:
        cut = chance.choice((at, *(max(0, len(content) - end) for end in (1, SECTOR, PAGE, 2 * PAGE))))
        return f"cut to {cut}", content[:cut]
    spoilt, sector = bytearray(content), at - at % SECTOR
    match chance.randrange(6):
        case 0 | 1:
            done = f"bit of byte {at}"
            spoilt[at] ^= 1 << chance.randrange(8)
        case 2:
            done = f"byte {at}"
            spoilt[at] = chance.randrange(256)
        case 3:
            done = f"sector at {sector} zeroed"
            spoilt[sector : sector + SECTOR] = bytes(len(spoilt[sector : sector + SECTOR]))
        case 4:
            length = min(chance.choice((4, 64, PAGE)), len(content) - at)
            done = f"{length} bytes at {at}"
            spoilt[at : at + length] = chance.randbytes(length)
        case _:
            other = chance.randrange(len(content)) // SECTOR * SECTOR
            done = f"sectors at {sector} and {other} swapped"
            one, two = spoilt[sector : sector + SECTOR], spoilt[other : other + SECTOR]
            if len(one) == len(two):
                spoilt[sector : sector + SECTOR], spoilt[other : other + SECTOR] = two, one
    return done, bytes(spoilt)


def real_kills(bench: Bench, recording: Recording, number: int) -> Iterator[Happened]:
    """A process is killed by the system at a step, or in the middle of a write: what was derived above, for real."""
    for place in _drawn(bench, recording.places, number):
        step = recording.places.index(place) + 1
        which = bench.chance.choice((Fault.KILL, Fault.KILL_IN_WRITE))
        yield _into(bench, recording, Arming(which, step))


def full_disks(bench: Bench, recording: Recording, number: int) -> Iterator[Happened]:
    """From a step on there is no room: for good, or until somebody makes some."""
    for place in _drawn(bench, recording.places, number):
        yield _into(bench, recording, Arming(Fault.FULL, recording.places.index(place) + 1, 0, _times(bench)))


def gone_disks(bench: Bench, recording: Recording, number: int) -> Iterator[Happened]:
    """From a step on every call on the disk fails: for good, or until it is put back; what was not synced is lost."""
    for place in _drawn(bench, recording.places, number):
        arming = Arming(Fault.GONE, recording.places.index(place) + 1, bench.chance.choice(ERRORS), _times(bench))
        lost = bench.chance.choice(LOSSES) if not arming.times else None
        yield _into(bench, recording, arming, lost)


def moved_folders(bench: Bench, recording: Recording, number: int) -> Iterator[Happened]:
    """At a step the folder is moved away: nothing is acknowledged into nowhere."""
    if not recording.case.at_desk:
        return
    for place in _drawn(bench, recording.places, number):
        away = bench.scratch / f"chỗ khác-{bench.looks + 1}"
        yield _into(bench, recording, Arming(Fault.MOVED, recording.places.index(place) + 1, elsewhere=str(away)))


def clock_jumps(bench: Bench, recording: Recording, number: int) -> Iterator[Happened]:
    """Before some acts the clock jumps."""
    if not recording.case.at_desk:
        return
    for _ in range(number):
        run = _run(bench)
        jumps = {bench.chance.randrange(12): bench.chance.choice(JUMPS) for _ in range(bench.chance.randint(1, 4))}

        def jump(act: int, run: Run = run, jumps: dict[int, int] = jumps) -> None:
            run.clock.seconds += jumps.get(act, 0)

        run.before_act = jump
        yield _into(bench, recording, None, run=run)


def two_programs(bench: Bench, recording: Recording, number: int) -> Iterator[Happened]:
    """Two programs work on one file, and one of them fails; the other goes on."""
    other = recording.case.beside
    if other is None:
        return
    for place in _drawn(bench, recording.places, number):
        run = _run(bench)
        beside = Run(run.folder, run.log, again=True)
        put_into(run.folder, recording.before)
        inodes = inodes_in(run.folder)
        which, error = bench.chance.choice(
            ((Fault.KILL, 0), (Fault.KILL_IN_WRITE, 0), (Fault.FULL, 0), (Fault.GONE, 5))
        )
        arming = Arming(which, recording.places.index(place) + 1, error, _times(bench))
        failing = fork(lambda r=run, a=arming: carry_out(recording.case, bench.disk, r, a))  # type: ignore[misc]
        going = fork(lambda b=beside, o=other: carry_out(replace(recording.case, run=o), bench.disk, b, None))  # type: ignore[misc]
        ended = [wait(failing), wait(going)]
        crashed = next((one for one in ended if one.how in {CRASHED, HANGS}), ended[0])
        found = _after(bench, recording, run, crashed, inodes)
        yield Happened(f"{which.name} at step {arming.step}, another beside", found)


def _times(bench: Bench) -> int:
    return bench.chance.choice((0, 0, 1, 2, 5))


def _run(bench: Bench) -> Run:
    bench.looks += 1
    return Run(bench.scratch / f"đĩa-{bench.looks}", bench.scratch / f"log-{bench.looks}")


def _into(
    bench: Bench, recording: Recording, arming: Arming | None, lost: Loss | None = None, run: Run | None = None
) -> Happened:
    """Carry out a use case into a fault, and look at what is left."""
    run = run or _run(bench)
    run.again = arming is not None and bool(arming.times)
    put_into(run.folder, recording.before)
    inodes = inodes_in(run.folder)
    ended = run_into(recording.case, bench.disk, run, arming)
    where = "clock" if arming is None else f"{arming.fault.name} at step {arming.step}, error {arming.error}"
    where = f"{where}, for {arming.times}" if arming is not None and arming.times else where
    return Happened(f"{where}, {lost or ''}", _after(bench, recording, run, ended, inodes, lost))


def _after(  # noqa: PLR0913, PLR0917 - a run in its parts, and what is left of it
    bench: Bench, recording: Recording, run: Run, ended: Ended, inodes: dict[int, str], lost: Loss | None = None
) -> Look:
    steps = read_steps(run.log)
    known = known_of(steps, recording.chains)
    if ended.how in {CRASHED, HANGS}:
        return Look(Seen.CRASHED, len(known.entries), 0, ended.said or "hangs")
    moved = next((at for at, step in enumerate(steps) if step.kind == "V"), None)
    folder = run.folder
    if moved is not None:
        if _acknowledged_after(steps, moved):
            return Look(Seen.LOST, len(known.entries), 1, "acknowledged into a folder that was moved away")
        folder = run.folder.with_name(f"chỗ khác-{run.folder.name.partition('-')[2]}")
        shutil.rmtree(run.folder, ignore_errors=True)
    if lost is not None:
        disk = CrashDisk(run.folder, recording.before, inodes)
        for step in steps:
            disk.take(step)
        image = disk.image(lost, bench.chance)
        shutil.rmtree(folder)
        put_into(folder, image)
    found = look(folder, recording.case, known, whole_of(run.folder, recording.before, inodes, steps))
    shutil.rmtree(folder)
    run.log.unlink()
    return found


def _acknowledged_after(steps: list[Step], moved: int) -> bool:
    """Tell whether something was acknowledged that was committed when the folder was gone.

    Where a thread beside the desk's own moved it, what was committed before may be acknowledged at that very moment.
    """
    said = [(at, step.said()) for at, step in enumerate(steps) if step.kind == "M"]
    tried = [at for at, one in said if "tried" in one]
    return any(
        at > moved and (steps[moved].file == 1 or any(moved < begun < at for begun in tried))
        for at, one in said
        if "acknowledged" in one
    )


KINDS: Mapping[str, tuple[Kind, float]] = {
    "killed at a step, or in the middle of a write": (kills, 0.17),
    "killed by the system, for real": (real_kills, 0.04),
    "power cut: only what was synced, torn, reordered": (power_cuts, 0.42),
    "disk full": (full_disks, 0.06),
    "disk gone": (gone_disks, 0.06),
    "folder moved away": (moved_folders, 0.02),
    "clock jumps": (clock_jumps, 0.02),
    "two programs, one fails": (two_programs, 0.03),
    "bits, bytes, sectors damaged; cut off": (damage, 0.18),
}
"""By name: what makes it happen, and its share of all faults."""
