"""`tally` with one thing that goes wrong, to be run on a pty: `python tests/faulty_desk.py PLACE FAILURE ARGUMENTS...`.

PLACE is where it goes wrong, FAILURE what: a key of `FAILURES`. What nobody foresaw has the PIN in its message and in
a local variable, as the real one had.
"""

import asyncio
import errno
import gc
import os
import sys
from collections.abc import Callable
from threading import Thread
from typing import Any, NoReturn

from textual.drivers.linux_driver import LinuxDriver

from tally.application.desk.keyer import Keyer
from tally.application.desk.people import People
from tally.application.journal_file import Damaged, DiskFull, Locked, ReadOnly
from tally.cli.main import main
from tally.tui.app import TallyApp
from tally.tui.screens.overview import OverviewScreen
from tally.tui.sign_in import SignIn

PIN = "491763"

FAILURES: dict[str, Callable[[], Exception]] = {
    "unforeseen": lambda: ValueError(f"a PIN {PIN} that should not be said"),
    "locked": lambda: Locked("dai-hoi.tally"),
    "disk-full": lambda: DiskFull("dai-hoi.tally"),
    "read-only": lambda: ReadOnly("dai-hoi.tally"),
    "damaged": lambda: Damaged("dai-hoi.tally", "database disk image is malformed"),
    "io": lambda: OSError(errno.EIO, "disk I/O error", "dai-hoi.tally"),
}


def failing(kind: str) -> Callable[..., NoReturn]:
    """Return a function that fails, with the PIN among its local variables."""

    def fail(*arguments: Any, **_named: Any) -> NoReturn:  # noqa: ANN401 - it stands in for anything
        typed = f"{PIN} {arguments}"
        error = FAILURES[kind]()
        error.__notes__ = [typed]
        raise error

    return fail


def on_mount_of(screen: type[OverviewScreen], do: Callable[[OverviewScreen], object]) -> None:
    """Do something once the overview stands."""
    whole = screen.on_mount

    def mounted(self: OverviewScreen) -> None:
        whole(self)
        do(self)

    screen.on_mount = mounted  # type: ignore[method-assign]


def break_at(place: str, kind: str) -> None:
    """Have something go wrong at one place of the desk."""
    fail = failing(kind)

    async def task() -> None:
        await asyncio.sleep(0.2)
        fail()

    def forgotten(screen: OverviewScreen) -> None:
        # Nobody keeps the task, so nobody asks it what became of it.
        asyncio.get_running_loop().create_task(task())
        screen.set_interval(0.3, lambda: gc.collect() and None)

    places: dict[str, Callable[[], object]] = {
        "sign-in": lambda: setattr(People, "sign_in", fail),
        "key": lambda: setattr(Keyer, "key", fail),
        "message": lambda: setattr(SignIn, "_person", fail),
        "binding": lambda: setattr(TallyApp, "action_help", fail),
        "compose": lambda: setattr(OverviewScreen, "compose_body", fail),
        "mount": lambda: setattr(OverviewScreen, "on_mount", fail),
        "render": lambda: setattr(OverviewScreen, "render", fail),
        "timer": lambda: on_mount_of(OverviewScreen, lambda screen: screen.set_timer(0.2, fail)),
        "callback": lambda: on_mount_of(OverviewScreen, lambda screen: screen.call_after_refresh(fail)),
        "worker": lambda: on_mount_of(OverviewScreen, lambda screen: screen.run_worker(fail, thread=True)),
        "task": lambda: on_mount_of(OverviewScreen, forgotten),
        "thread": lambda: on_mount_of(OverviewScreen, lambda _screen: Thread(target=fail).start()),
        "input": lambda: setattr(LinuxDriver, "process_message", fail),
        "start": lambda: setattr(TallyApp, "go", fail),
    }
    places[place]()


if __name__ == "__main__":
    break_at(sys.argv[1], sys.argv[2])
    sys.argv[:] = ["tally", *sys.argv[3:]]
    os.environ.pop("PYTHONDEVMODE", None)
    sys.exit(main())
