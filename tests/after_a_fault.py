"""What a user finds after a fault: the congress file opened again, held against what was acknowledged, and keyed on."""

import hashlib
import re
import signal
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

import pytest
from acknowledged import Acknowledged, Chains, chains_of
from board import HEAD, KEYER, OTHER
from builders import marks
from disk_steps import Image
from faulty_use_case import FILE, HOME, PIN, Going, UseCase, on_table
from memory_journal import Codec

from tally import bootstrap
from tally.application.desk.desk import Refused
from tally.application.heights import Shorter
from tally.application.intake import BadInput
from tally.application.journal_file import check_chains
from tally.store.journal import SqlJournal
from tally.store.opening import open_file

SECONDS = 30
"""A file that takes longer to be opened and keyed on hangs."""


class Seen(StrEnum):
    """What there is to see after a fault; all but the first three are our failure."""

    WHOLE = "whole"
    FOUND = "found"
    HARMLESS = "harmless"
    LOST = "something lost"
    HALF = "half"
    STUCK = "stuck"
    CRASHED = "crashed"


GOOD = frozenset({Seen.WHOLE, Seen.FOUND, Seen.HARMLESS})


class Look(NamedTuple):
    """What was seen.

    Attributes:
        acknowledged: entries that had been acknowledged.
        lost: those of them that are gone.
        detail: what is wrong.
    """

    seen: Seen
    acknowledged: int = 0
    lost: int = 0
    detail: str = ""


class _Held(NamedTuple):
    """What a file holds; `named` where it says what is wrong with itself."""

    chains: Chains | None
    named: str = ""


def look(folder: Path, case: UseCase, known: Acknowledged, whole: Mapping[str, frozenset[str]]) -> Look:
    """Look at what an undamaged disk holds after a fault: everything acknowledged, nothing half, and it can go on.

    Args:
        folder: what the disk holds; it is changed.
        case: what was being done.
        known: what was acknowledged.
        whole: by name, the SHA-256 of every whole content that another file may have.
    """
    count = len(known.entries)
    try:
        with time_limit():
            # First what lies beside: opening a file of an older version puts a copy there.
            wrong = _other_files(folder, known, whole) or _wrong(folder, case, known)
            if wrong:
                return wrong._replace(acknowledged=count)
            if (folder / FILE).exists() and None not in known.states:
                _open_as_remembered(folder)
                go_on(folder / FILE)
    except (OSError, BadInput, Refused, Shorter, AssertionError) as error:
        return Look(Seen.STUCK, count, 0, repr(error))
    except Exception as error:  # noqa: BLE001 - whatever is not typed is what is looked for
        return Look(Seen.CRASHED, count, 0, repr(error))
    return Look(Seen.WHOLE, count)


def look_at_damage(folder: Path, known: Acknowledged) -> Look:
    """Look at a file that was damaged: the damage is named, or it is none."""
    count = len(known.entries)
    try:
        with time_limit():
            held = _held(folder / FILE)
    except Exception as error:  # noqa: BLE001 - as above
        return Look(Seen.CRASHED, count, 0, repr(error))
    if held.chains is None:
        return Look(Seen.FOUND, count)
    missing = known.missing(held.chains, *_kept(folder))
    if missing:
        return Look(Seen.LOST, count, len(missing), f"called sound without {sorted(missing)[:3]}")
    return Look(Seen.HARMLESS, count)


def _wrong(folder: Path, case: UseCase, known: Acknowledged) -> Look | None:
    """Find what is wrong with the congress file, or where it is being replaced, with the one kept beside it."""
    held = _held(folder / FILE)
    files = [*([] if held.chains is None else [held.chains]), *_kept(folder)]
    stands = held.chains in known.states or None in known.states  # None: nobody was told yet that there is a file
    stands = stands or (case.may_move and held.chains is None and any(one in known.states for one in files))
    missing = known.missing(*files)
    if stands and not missing:
        return None
    detail = f"{held.named or 'another content'}: {sorted(missing)[:3]}"
    return Look(Seen.LOST if missing else Seen.HALF, lost=len(missing), detail=detail)


def _kept(folder: Path) -> list[Chains]:
    """Return what files hold that were kept beside the one that took their place."""
    return [one for path in folder.glob("*.truoc-*.tally") if (one := _held(path).chains) is not None]


def _held(path: Path) -> _Held:
    """Open a file as a user does, and read all of it."""
    try:
        journal = open_file(path, "may-1", Going(), busy_seconds=1.0)
    except (BadInput, OSError) as error:
        return _Held(None, repr(error))
    with closing(journal):
        try:
            report = check_chains(journal, Codec())
            return _Held(chains_of(journal)) if report.sound else _Held(None, repr(report.broken))
        except (BadInput, OSError) as error:
            return _Held(None, repr(error))


_TEMPORARY = re.compile(r"(^|/)\.tally-[0-9a-f]{16}\.tmp$")


def _other_files(folder: Path, known: Acknowledged, whole: Mapping[str, frozenset[str]]) -> Look | None:
    """Find a paper or a copy that is half, or gone though it was acknowledged."""
    held = {name: hashlib.sha256(content).hexdigest() for name, content in others(folder)}
    for name, digest in held.items():
        if digest not in whole.get(name, ()):
            return Look(Seen.HALF, detail=f"{name} is half")
    for name, digest in known.whole.items():
        if _TEMPORARY.search(name):
            continue  # left on a disk that went away: it was to be taken away, and nobody was told of it
        if held.get(name) != digest and held.get(name) not in whole.get(name, ()):
            return Look(Seen.LOST, lost=1, detail=f"{name} was written, and is gone")
    return None


def others(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Yield the files that have to be whole: not the congress file, nor what a killed program left half written."""
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder)
        if path.is_file() and is_other(str(name)):
            yield str(name), path.read_bytes()


def is_other(name: str) -> bool:
    """Tell whether a file has to be whole whenever it is there."""
    hidden = any(part.startswith(".") for part in Path(name).parts)
    return not (
        hidden
        or name.startswith(f"{HOME}/heights/")
        or name.endswith(("-journal", "-wal", "-shm"))
        or name == FILE
        or ".truoc-" in name
    )


def whole_in(image: Image) -> dict[str, str]:
    """Return the SHA-256 of every file of an image that has to be whole."""
    return {name: hashlib.sha256(content).hexdigest() for name, content in image.items() if is_other(name)}


def _open_as_remembered(folder: Path) -> None:
    """Open the file as a computer does that remembers it: what it remembers is in the file. Raises Shorter."""
    home = folder / HOME
    if not home.is_dir():
        return
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TALLY_HOME", str(home))
        bootstrap.open_desk(folder / FILE).journal.close()


def go_on(path: Path) -> None:
    """Key on: one ballot more where a pass is open, else whoever can sign in does; then it is as sound as before.

    Raises:
        BadInput, OSError, Refused: it cannot be gone on with.
        AssertionError: what was appended is not there.
    """
    clock = Going()
    clock.seconds = 20 * 3600
    with closing(open_file(path, "may-1", clock)) as journal:
        before = sum(map(len, chains_of(journal).values()))
        _append_something(path, journal, clock)
    with closing(open_file(path, "may-1", clock, reading=True)) as journal:
        assert check_chains(journal, Codec()).sound, "broken by going on"
        assert sum(map(len, chains_of(journal).values())) > before, "what was appended is not there"


def _append_something(path: Path, journal: SqlJournal, clock: Going) -> None:
    table = on_table(path, journal, "may-1", clock)
    if not table.people.all():
        table.people.add("Người đến sau", "head", PIN)
        return
    person = next((one for one in (KEYER, OTHER, HEAD) if one in table.desk.people and _signs_in(table, one)), None)
    assert person is not None, "nobody can sign in"
    for key, count in table.desk.state.contests.items():
        for batch in count.batches.values():
            for one in batch.passes.values():
                if not one.closed and one.person == person and count.seal is None:
                    keyer = table.batches.resume_pass(key, batch.number, one.number)
                    keyer.key(marks("+++-"))
                    return


def _signs_in(table: object, person: str) -> bool:
    try:
        table.people.sign_in(person, PIN)  # type: ignore[attr-defined]  # an `OpenDesk`
    except Refused:
        return False
    return True


@contextmanager
def time_limit(seconds: int = SECONDS) -> Iterator[None]:
    """Raise TimeoutError where something takes longer."""

    def late(_signal: int, _frame: object) -> None:
        message = f"hangs: more than {seconds} s"
        raise RuntimeError(message)

    before = signal.signal(signal.SIGALRM, late)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)
