"""Is this machine fit for the hall? What is asked of it, and what each answer means; measuring is for other rooms.

Some of it only a person in front of the machine sees: letters on the screen, keys of the keypad, a printed page. What
they answered is remembered for a week, so that a command can say it too.
"""

import datetime as dt
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

FORMAT = "tally-doctor/1"

LETTERS, KEYPAD, TYPING, CLOCK_RIGHT, PAGE = PEOPLE = ("letters", "keypad", "typing", "clock_right", "page")
"""What only a person sees, in the order in which it is looked at."""

REMEMBERED = dt.timedelta(days=7)
"""How long an answer of a person holds: the evening before, not last year's congress."""

VIETNAM = dt.timedelta(hours=7)
LEAST_FREE = 200_000_000  # bytes: a congress of a thousand ballots, its papers and its copies take a tenth
SLOWEST = 150.0  # milliseconds to save a ballot: beyond it the person who keys waits
LEAST_SIZE = (80, 24)
DRAWN = "█▌▏░─│┌┐└┘✓✗▶·⏎"
"""Bars, frames and signs of the screens."""

_UNSAFE = frozenset({"tmpfs", "ramfs", "devtmpfs"})
_REMOTE = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "webdav", "fuse.sshfs", "9p", "remote"})

VOWELS = "aăâeêioôơuưy"
_TONES = ("", "\u0300", "\u0301", "\u0309", "\u0303", "\u0323")


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at.

    Attributes:
        id: what; its words are `doctor.ID.*`.
        ok: whether it is as it should be.
        how: which of its words say so; `good` where it is.
        fields: what the words name.
    """

    id: str
    ok: bool
    how: str
    fields: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DiskFacts:
    """What was measured of a folder as a place for a congress file.

    Attributes:
        folder: where.
        failed: what could not be done there, as `missing` or `not_writable`; empty: nothing failed.
        kind: of its file system, as the machine calls it; empty where it does not say.
        free: bytes.
        milliseconds: that the median of the ballots took until it was on the disk.
        kept: whether what was written was read again, byte by byte, from a file opened anew.
        locks: whether a second program is kept out while one writes.
    """

    folder: Path
    failed: str = ""
    kind: str = ""
    free: int = 0
    milliseconds: float = 0.0
    kept: bool = True
    locks: bool = True


@dataclass(frozen=True, slots=True)
class Facts:
    """What was measured of a machine.

    Attributes:
        versions: by name: of the program, Python, SQLite, and the system.
        encoding: of what is printed on the terminal; empty: nothing is.
        size: columns and lines of the terminal; None: there is none.
        now: the time by the machine's clock, with its zone.
        known: the latest time that this machine has seen before: its clock was right then.
        remembers: whether it can note how far a congress file had come.
        signs: whether a signature can be made and checked.
        disk: where the congress file is, or will be.
        medium: the second medium; None: none was found or named.
        same_disk: whether both are on one disk.
    """

    versions: Mapping[str, str]
    encoding: str
    size: tuple[int, int] | None
    now: dt.datetime
    known: dt.datetime
    remembers: bool
    signs: bool
    disk: DiskFacts
    medium: DiskFacts | None
    same_disk: bool = False


class Answers(Protocol):
    """What people in front of this machine answered."""

    def all(self) -> Mapping[str, tuple[bool, dt.datetime]]:
        """Return each answer with its time, by what was looked at; nothing where nothing can be read."""

    def note(self, what: str, *, ok: bool) -> None:
        """Remember an answer; what cannot be noted never stops anybody."""


def examined(facts: Facts) -> tuple[Check, ...]:
    """Return what the machine itself tells."""
    return (
        Check("versions", ok=True, how="good", fields=facts.versions),
        _terminal(facts),
        _disk("disk", facts.disk),
        _medium(facts),
        Check("memory", ok=facts.remembers, how="good" if facts.remembers else "forgets"),
        _clock(facts),
        Check("signing", ok=facts.signs, how="good" if facts.signs else "fails"),
    )


def answered(answers: Mapping[str, tuple[bool, dt.datetime]], now: dt.datetime) -> tuple[Check, ...]:
    """Return what people told within the last week."""
    fresh = {what: ok for what, (ok, when) in answers.items() if abs(now - when) <= REMEMBERED}
    return tuple(Check(what, fresh[what], "good" if fresh[what] else "bad") for what in PEOPLE if what in fresh)


def letters() -> tuple[str, str]:
    """Return all letters that Vietnamese has beside those of English, composed (NFC): 67 small ones, 67 capitals."""
    toned = [unicodedata.normalize("NFC", vowel + tone) for vowel in VOWELS for tone in _TONES]
    small = "".join([*(one for one in toned if not one.isascii()), "đ"])
    return small, small.upper()


class Speech(Protocol):
    """Words in one language."""

    def __call__(self, key: str, /, **fields: object) -> str:
        """Return a text with its fields filled in."""


def what_text(words: Speech, check: Check) -> str:
    """Say what was found."""
    return words(f"doctor.{check.id}.{check.how}", **check.fields)


def remedy_text(words: Speech, check: Check) -> str:
    """Say what to do about it; empty where nothing is to be done."""
    return "" if check.ok else words(f"doctor.{check.id}.{check.how}_remedy", **check.fields)


def doctor_document(checks: Iterable[Check], words: Speech) -> dict[str, object]:
    """Return the JSON document `tally-doctor/1`."""
    return {
        "format": FORMAT,
        "checks": [
            {"id": one.id, "ok": one.ok, "what": what_text(words, one), "remedy": remedy_text(words, one)}
            for one in checks
        ],
    }


def _terminal(facts: Facts) -> Check:
    columns, lines = facts.size or LEAST_SIZE
    fields = {"encoding": facts.encoding, "columns": columns, "lines": lines}
    if facts.encoding:
        try:
            "".join((*letters(), DRAWN)).encode(facts.encoding)
        except (LookupError, UnicodeError):
            return Check("terminal", ok=False, how="encoding", fields=fields)
    if columns < LEAST_SIZE[0] or lines < LEAST_SIZE[1]:
        return Check("terminal", ok=False, how="small", fields=fields)
    return Check("terminal", ok=True, how="good" if facts.size else "none", fields=fields)


def _disk(id_: str, disk: DiskFacts) -> Check:
    how = _fault_of(disk)
    fields = {
        "folder": disk.folder,
        "kind": disk.kind or "?",
        "free": disk.free // 1_000_000,
        "least": LEAST_FREE // 1_000_000,
        "milliseconds": round(disk.milliseconds, 1),
    }
    return Check(id_, ok=not how, how=how or "good", fields=fields)


def _fault_of(disk: DiskFacts) -> str:
    faults = {
        disk.failed or "failed": bool(disk.failed),
        "not_kept": not disk.kept,
        "no_locks": not disk.locks,
        "unsafe": disk.kind.lower() in _UNSAFE,
        "remote": disk.kind.lower() in _REMOTE,
        "full": disk.free < LEAST_FREE,
        "slow": disk.milliseconds > SLOWEST,
    }
    return next((fault for fault, is_so in faults.items() if is_so), "")


def _medium(facts: Facts) -> Check:
    if facts.medium is None:
        return Check("medium", ok=False, how="none")
    check = _disk("medium", facts.medium)
    if check.ok and facts.same_disk:
        return Check("medium", ok=False, how="same_disk", fields=check.fields)
    return check


def _clock(facts: Facts) -> Check:
    offset = facts.now.utcoffset() or dt.timedelta()
    hours = offset / dt.timedelta(hours=1)
    fields = {"now": f"{facts.now:%H:%M %d-%m-%Y}", "zone": f"{hours:+g}", "known": f"{facts.known:%d-%m-%Y}"}
    how = "behind" if facts.now < facts.known else "zone" if offset != VIETNAM else "good"
    return Check("clock", ok=how == "good", how=how, fields=fields)
