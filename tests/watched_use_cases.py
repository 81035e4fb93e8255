"""Every use case on a congress file that a desk has open, with a hook on everything that is opened: `... FOLDER`.

Prints a line for each, and how often anything but SQLite opened the file.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager, redirect_stderr, redirect_stdout, suppress
from io import StringIO
from pathlib import Path

from board import HEAD, KEY, KEYER, OTHER, counting, write_file
from builders import marks
from memory_journal import Clock, Codec, QuickHasher
from tally_files import check_chains

from tally import bootstrap
from tally.application.desk.desk import Desk
from tally.cli.main import main
from tally.store.opening import open_file
from tally.tui.services import OpenDesk


def watch(file: Path) -> list[str]:
    """Note from now on whoever opens the file by its name."""
    opened: list[str] = []

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        if event == "open" and isinstance(arguments[0], str | bytes | os.PathLike):
            with suppress(OSError, ValueError):
                if Path(os.fsdecode(arguments[0])).absolute() == file:
                    opened.append(str(arguments))

    sys.addaudithook(hook)
    return opened


@contextmanager
def use_case(name: str, opened: list[str]) -> Iterator[None]:
    """Run one, and say whether the file was opened."""
    before = len(opened)
    yield
    sys.stdout.write(f"{name}: {opened[before:] or 'SQLite alone'}\n")


def command(*arguments: object) -> int:
    """Run a command in this process."""
    with redirect_stdout(StringIO()), redirect_stderr(StringIO()):
        return main([str(argument) for argument in arguments])


def run(folder: Path) -> int:
    """Run them all; return how often the file was opened beside SQLite."""
    file = folder / "đại hội.tally"
    os.environ["TALLY_HOME"] = str(folder / "nhà")
    board = counting()
    board.batch(("+++-", "++-+"), ("+++-", "++-+"))
    write_file(board, file)
    opened = watch(file)
    Path(file).open("rb").close()
    assert len(opened) == 1, "the hook sees what it is to see"
    opened.clear()
    clock = Clock()
    clock.seconds = 3600
    with closing(open_file(file, "may-1", clock)) as journal:
        opened.clear()  # before SQLite had it, its header was read
        table = OpenDesk.on(file, Desk(journal, Codec(), "may-1", clock), QuickHasher())
        with use_case("key", opened):
            table.people.sign_in(KEYER, "271828")
            table.batches.open_batch(KEY)
            keyer = table.batches.open_pass(KEY, 2)
            keyer.key(marks("+++-"))
        for arguments in (
            ("verify", file),
            ("recount", file),
            ("recount", file, "--json"),
            ("recount", file, "--export", folder / "giấy"),
            ("export", file, "--to", folder / "xuất"),
            ("hall", file, "--to", folder / "chiếu"),
            ("report", file),
            ("report", folder / "xuất", file),
            ("backup", file, "--to", folder / "usb"),
            ("import", file, folder / "xuất"),
            ("sign", file),
            ("new", file, "--from", folder / "xuất" / "congress.toml"),
        ):
            with use_case(f"tally {arguments[0]}", opened):
                command(*arguments)
        copy = next((folder / "usb").iterdir())
        with use_case("tally restore to another name", opened):
            assert command("restore", copy, "--to", folder / "lấy lại.tally") == 0
        with use_case("papers", opened):
            for planned in bootstrap.planned_papers(table.closing.recount(), file):
                if planned.possible:
                    bootstrap.write_planned(planned, folder / "màn hình")
        with use_case("the same file opened again, and left", opened), closing(bootstrap.open_journal(file)) as again:
            assert check_chains(again).sound
        with use_case("recent files", opened):
            bootstrap.recent_files().add(file)
            bootstrap.recent_files().paths()
        with use_case("key on", opened):
            keyer.key(marks("++-+"))
            keyer.close(anyway=True)
            table.people.sign_in(OTHER, "271828")
            table.people.sign_in(HEAD, "271828")
        with use_case("check", opened):
            assert check_chains(journal).sound
            assert table.desk.pass_contents(KEY, 2, 1).entries == 2
    return len(opened)


if __name__ == "__main__":
    sys.stdout.write(f"opened beside SQLite: {run(Path(sys.argv[1]))}\n")
