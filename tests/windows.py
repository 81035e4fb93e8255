"""Two desks on one file, each on a pty of its own, key and act at random while other programs read the file.

`python tests/windows.py 100` runs 100 pairs and prints the figures; `tests/faults/test_two_windows.py` runs a few.
"""

import os
import random
import re
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from time import perf_counter, sleep

import pexpect
from desk_app import KEY, MANY, a_declared_contest, begin
from memory_journal import QuickHasher
from sound_files import check_held
from tally_files import check_chains

from tally import bootstrap
from tally.application.desk.people import People
from tally.domain.ballot import Mark
from tally.domain.desk import DeskState
from tally.domain.journal import CONGRESS_CHAIN, Entry, EntryKind, pass_chain

DESK = Path(__file__).parent / "desk_app.py"
CANDIDATES = 99  # every number from 10 on is complete with its second digit
PAPERS = tuple(combinations(range(10, 100), 2))
"""The two numbers struck on a paper: every paper of a run is another one, so that none is taken for another."""

SECONDS_TO_START = 60.0
ERASE, DELETE, ESCAPE = "\x7f", "\x1b[3~", "\x1b"
CORRECT, WITHDRAW, CLOSE = "\x1bOS", "\x1b[18~", "\x1b[19~"
"""F4, F7, F8 as a terminal sends them."""

MOVED = "Cửa sổ khác"

_ESCAPES = re.compile(rb"\x1b\[[0-9;?<>=$]*[ -/]*[@-~]|\x1b[@-_]")
_SHOWN = re.compile(r"(?<!\d)(\d+) ✓ gạch (\d\d) (\d\d)(?!\d)")

OTHERS: tuple[tuple[str, ...], ...] = (
    ("verify", "{file}"),
    ("recount", "{file}"),
    ("backup", "{file}", "--to", "{folder}/usb"),
    ("export", "{file}", "--to", "{folder}/xuất"),
    ("recount", "{file}", "--export", "{folder}/giấy"),
)
"""What other programs do meanwhile."""

_ALARMS = ("Traceback", "E990", "✗")


@dataclass
class Figures:
    """What was seen.

    Attributes:
        runs: pairs of windows.
        acknowledged: ballots that a screen showed as recorded.
        recorded: ballots in the files afterwards.
        corrected: of them, once or more.
        withdrawn: of them.
        lost: acknowledged and not there.
        twice: papers that are in a file more than once.
        moved: times a window said that the other one had keyed into its pass.
        killed: windows that were killed.
        left: windows that were left in good order.
        others: other programs that read the file meanwhile.
    """

    runs: int = 0
    acknowledged: int = 0
    recorded: int = 0
    corrected: int = 0
    withdrawn: int = 0
    lost: int = 0
    twice: int = 0
    moved: int = 0
    killed: int = 0
    left: int = 0
    others: int = 0


class Window:
    """A desk on a pty at which one person keys one pass.

    Attributes:
        chain: the pass.
        moved: times it said that the other window had keyed into its pass.
    """

    def __init__(self, file: Path, papers: Sequence[tuple[int, int]], chain: tuple[int, int], *how: str) -> None:
        command = [str(DESK), str(file), "--batch", str(chain[0]), *how]
        self._child: pexpect.spawn[bytes] = pexpect.spawn(
            sys.executable, command, dimensions=(24, 80), timeout=SECONDS_TO_START
        )
        self.chain = pass_chain(*KEY, *chain)
        self.moved = 0
        self._papers = iter(papers)
        self._output = b""
        self._held = False
        self._child.expect("PHIẾU".encode())
        for piece in (self._child.before, self._child.after):
            assert isinstance(piece, bytes)
            self._output += piece

    def key(self, ballots: int) -> None:
        """Key some ballots in one burst."""
        self._send("".join(f"{DELETE}{self._paper()}\r" for _ in range(ballots)))

    def correct(self) -> None:
        """Key the last ballot again, as another one."""
        self._send(f"{DELETE}{CORRECT}\r{self._paper()}\r1\r")

    def withdraw(self) -> None:
        """Take the last ballot back."""
        self._send(f"{DELETE}{WITHDRAW}\r1\r")

    def close_pass(self) -> None:
        """Close the pass, whatever the paper count says."""
        self._send(f"{DELETE}{CLOSE}9999\r\r")
        self.read(0.2)

    def go_on(self) -> None:
        """Do what the screen says after the other window keyed: record what is held."""
        if self._held:
            self._held = False
            self._send(f"{ERASE}\r")

    def leave(self) -> None:
        """Leave in good order."""
        self.read(0.3)
        with suppress(OSError):
            for keys in (ERASE * 12, ESCAPE, DELETE, ESCAPE, ESCAPE, ESCAPE):
                self._child.send(keys)
                self.read(0.15)
        with suppress(pexpect.EOF, pexpect.TIMEOUT):
            self._child.expect(pexpect.EOF, timeout=10)
        if isinstance(self._child.before, bytes):
            self._output += self._child.before
        self.kill()

    def kill(self) -> None:
        """Kill it, where it still runs."""
        self._child.kill(9)
        with suppress(pexpect.EOF, pexpect.TIMEOUT):
            while True:
                self._output += self._child.read_nonblocking(1 << 16, timeout=5)
        while self._child.isalive():
            sleep(0.05)
        self._child.close()

    def read(self, seconds: float) -> None:
        """Take in what is shown, until nothing comes for so long."""
        with suppress(pexpect.EOF, pexpect.TIMEOUT):
            while True:
                piece = self._child.read_nonblocking(1 << 16, timeout=seconds)
                self._output += piece
                if MOVED in _text(piece):
                    self.moved += 1
                    self._held = True

    def acknowledged(self) -> set[tuple[int, int, int]]:
        """Return the ballots that were shown as recorded: number, and what is struck."""
        return {(int(ballot), int(one), int(two)) for ballot, one, two in _SHOWN.findall(_text(self._output))}

    def text(self) -> str:
        """Return everything that was shown."""
        return _text(self._output)

    def _paper(self) -> str:
        return "".join(map(str, next(self._papers)))

    def _send(self, keys: str) -> None:
        with suppress(OSError):  # it may be gone
            self._child.send(keys)


def _text(output: bytes) -> str:
    return _ESCAPES.sub(b"\n", output).decode(errors="replace")


def struck(marks: bytes) -> tuple[int, ...]:
    """Return the numbers struck on a ballot."""
    return tuple(no for no, mark in enumerate(marks, start=1) if mark == Mark.AGAINST)


def make(file: Path) -> None:
    """Write a congress that is being counted: two batches, two keyers."""
    with closing(bootstrap.create_journal(file)) as journal:
        desk = bootstrap.desk_on(journal)
        begin(desk, a_declared_contest(CANDIDATES, CANDIDATES - 1, papers=MANY))
        People(desk, QuickHasher()).add("Vì Văn Sơn", "keyer")
        from tally.application.desk.keying import Batches  # noqa: PLC0415 - as `bootstrap` does

        Batches(desk).open_batch(KEY)


def run_pair(folder: Path, moment: random.Random, figures: Figures) -> None:
    """Run one pair of windows.

    Raises:
        AssertionError: a ballot was lost or is there twice, a chain is broken, or another program cried wolf.
    """
    file = folder / "đại hội.tally"
    make(file)
    person, place = moment.choice((("p2", (1, 1)), ("p2", (1, 1)), ("p3", (1, 2)), ("p3", (2, 1))))
    windows = [
        Window(file, PAPERS[:1000], (1, 1), "--person", "p2"),
        Window(file, PAPERS[1000:2000], place, "--person", person),
    ]
    others: list[subprocess.Popen[bytes]] = []
    acts = moment.randint(30, 70)
    takes_over, closes = moment.randrange(acts * 3), moment.randrange(acts * 2)
    for number in range(acts):
        window = moment.choice(windows)
        window.read(moment.uniform(0.0, 0.08))
        if moment.random() < 0.8:
            window.go_on()
        if number in {3, acts // 2}:
            others.append(_beside(file, folder, moment))
        if number == takes_over:
            with suppress(pexpect.EOF):  # where the pass is closed already it may not, and the desk ends
                windows.append(Window(file, PAPERS[2000:], (1, 1), "--person", "p1", "--take-over", "1"))
        elif number == closes:
            window.close_pass()
        else:
            moment.choice(
                (*[lambda w=window: w.key(moment.choice((1, 1, 2, 5)))] * 6, window.correct, window.withdraw)
            )()
    _end(windows, moment, figures)
    figures.others += len(others)
    for other in others:
        _check_other(other)
    figures.runs += 1
    look(file, windows, figures)
    verified = _tally(file.parent, "verify", str(file))
    _check_other(verified)
    assert verified.returncode == 0


def _end(windows: Sequence[Window], moment: random.Random, figures: Figures) -> None:
    for window in moment.sample(windows, len(windows)):
        if moment.random() < 0.5:
            window.kill()
            figures.killed += 1
        else:
            window.go_on()
            window.leave()
            figures.left += 1


def look(file: Path, windows: Sequence[Window], figures: Figures) -> None:
    """Open the file and look for every ballot that a window showed as recorded."""
    with closing(bootstrap.open_journal(file)) as journal:
        assert check_chains(journal).sound, "a chain is broken"
        held: dict[str, tuple[Entry, ...]] = {chain: tuple(journal.entries(chain)) for chain in journal.chains()}
    check_held(held, DeskState(held[CONGRESS_CHAIN]))
    keyed = [entry for entries in held.values() for entry in entries if entry.kind is EntryKind.BALLOT_KEYED]
    there: dict[tuple[str, tuple[int, ...]], int] = {}
    for chain, entries in held.items():
        for entry in entries:
            if entry.kind in (EntryKind.BALLOT_KEYED, EntryKind.BALLOT_CORRECTED) and entry.ballot is not None:
                keyed_as = chain, struck(entry.marks)
                there[keyed_as] = max(entry.ballot, there.get(keyed_as, 0))
    shown = {(window.chain, *ballot) for window in windows for ballot in window.acknowledged()}
    # On the screen stands where the paper lies: its number in the journal, less what was withdrawn before it.
    lost = [(chain, place, *paper) for chain, place, *paper in shown if there.get((chain, tuple(paper)), 0) < place]
    # A reason pressed where none was asked for is a ballot of one number: no paper of a window.
    papers = Counter(paper for entry in keyed if len(paper := struck(entry.marks)) > 1)
    twice = [paper for paper, times in papers.items() if times > 1]
    figures.acknowledged += len(shown)
    figures.recorded += len(keyed)
    kinds = Counter(entry.kind for entries in held.values() for entry in entries)
    figures.corrected += kinds[EntryKind.BALLOT_CORRECTED]
    figures.withdrawn += kinds[EntryKind.BALLOT_WITHDRAWN]
    figures.lost += len(lost)
    figures.twice += len(twice)
    figures.moved += sum(window.moved for window in windows)
    assert not lost, f"lost: {sorted(lost)}"
    assert not twice, f"there twice: {twice}"


def _beside(file: Path, folder: Path, moment: random.Random) -> "subprocess.Popen[bytes]":
    command = [part.format(file=file, folder=folder) for part in moment.choice(OTHERS)]
    return _tally(folder, *command)


def _tally(folder: Path, *arguments: str) -> "subprocess.Popen[bytes]":
    environment = {**os.environ, "TALLY_HOME": str(folder / "nhà")}
    command = [sys.executable, "-m", "tally", *arguments]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)


def _check_other(other: "subprocess.Popen[bytes]") -> None:
    output, _ = other.communicate(timeout=120)
    said = output.decode(errors="replace")
    assert other.returncode in {0, 1}, (other.args, other.returncode, said)
    assert not any(alarm in said for alarm in _ALARMS), (other.args, said)


def main() -> int:
    """Run as many pairs as asked; print what was seen."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    moment = random.Random(seed)  # noqa: S311 - what is pressed when, no secret
    figures, began = Figures(), perf_counter()
    for number in range(runs):
        with tempfile.TemporaryDirectory() as folder:
            run_pair(Path(folder), moment, figures)
        sys.stdout.write(f"{number + 1}: {figures}, {perf_counter() - began:.0f} s\n")
        sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
