"""The shape of every entry's payload: which keys it has, of what type, within what bounds.

A payload is one JSON object in its one form (`journal.canonical`), so that two readers cannot read it differently.
"""

import json
import re
from base64 import b64decode
from binascii import Error as NotBase64
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tally.domain.body import Way
from tally.domain.congress import BoardRole
from tally.domain.journal import EntryKind
from tally.domain.rules import InvalidReason
from tally.domain.steps import MARKED

Check = Callable[[Any], bool]
"""Tells whether a value of a payload is one that the desk writes."""

KEYER = "keyer"
"""Technical staff who are not delegates (QĐ 190 art. 8): they key, and nothing else."""

MOST_PASSES = 3
HIGHEST_NUMBER = 9_999_999
"""Of a round, a batch, a ballot."""

MOST_COUNTED = 10**12
LONGEST_TEXT = 100_000  # characters of what somebody typed
LONGEST_DECLARATION = 4 << 20
LONGEST_PAYLOAD = 256 << 20  # the numbers of ten million saved ballots in one batch
_ROLES = frozenset({*(role.value for role in BoardRole), KEYER})
_ENCODE = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode
_FORM_OF_TIME = b"0000-00-00T00:00:00.000Z"
_FIRST_YEAR, _LAST_YEAR = 1900, 9000
_DIGITS_AS_NOUGHT = bytes.maketrans(b"123456789", b"000000000")
_INTEGER, _BIT_STRING, _SEQUENCE, _VERSION = 0x02, 0x03, 0x30, 0xA0  # tags of DER
_SHORT = 0x7F  # longest length that its first byte says itself
_FIELDS = [_INTEGER, *[_SEQUENCE] * 5]
"""Of a certificate after its version: serial number, algorithm, issuer, validity, subject, key."""

_MARKS = re.compile(r"[0-3]+")


def whole(least: int = 0, most: int = MOST_COUNTED) -> Check:
    """Return a check for whole numbers within bounds; True and False are none."""
    return lambda value: type(value) is int and least <= value <= most


def text(least: int = 0, most: int = LONGEST_TEXT) -> Check:
    """Return a check for texts of so many characters, none of them a NUL."""
    return lambda value: type(value) is str and least <= len(value) <= most and "\0" not in value


def pattern(form: str) -> Check:
    """Return a check for texts of a form."""
    fits = re.compile(form).fullmatch
    return lambda value: type(value) is str and fits(value) is not None


def of(*values: object) -> Check:
    """Return a check for one of some values, each of its very type."""
    return lambda value: any(type(value) is type(one) and value == one for one in values)


def maybe(check: Check) -> Check:
    """Return a check that lets null through too."""
    return lambda value: value is None or check(value)


def listed(check: Check, least: int = 0, most: int | None = None) -> Check:
    """Return a check for lists of so many things, each let through by a check."""
    return lambda value: (
        type(value) is list and len(value) >= least and (most is None or len(value) <= most) and all(map(check, value))
    )


def _filled(value: object) -> bool:
    return _TEXT(value) and bool(str(value).strip())


def is_base64(value: object) -> bool:
    """Tell whether a value is a text of Base64 with something in it."""
    try:
        return type(value) is str and bool(b64decode(value, validate=True))
    except (NotBase64, ValueError):
        return False


def is_certificate(value: object) -> bool:
    """Tell whether a value is a text of Base64 of what has the form of a certificate: X.509 in DER, and nothing after.

    What its fields say (whose, until when, which key) is for `verify`: libraries differ in how much of that they bear.
    """
    if not is_base64(value):
        return False
    outer = _der(b64decode(str(value)))
    if outer is None or [tag for tag, _ in outer] != [_SEQUENCE]:
        return False
    parts = _der(outer[0][1])
    if parts is None or [tag for tag, _ in parts] != [_SEQUENCE, _SEQUENCE, _BIT_STRING]:
        return False
    fields = _der(parts[0][1])
    tags = [] if fields is None else [tag for tag, _ in fields if tag != _VERSION]
    return tags[: len(_FIELDS)] == _FIELDS


def _der(content: bytes) -> list[tuple[int, bytes]] | None:
    """Return what stands one after the other in DER (X.690), each with its tag; None: it is none."""
    found: list[tuple[int, bytes]] = []
    at = 0
    while at < len(content):
        tag, length, at = content[at], int.from_bytes(content[at + 1 : at + 2]), at + 2
        if length > _SHORT:
            following = length - _SHORT - 1
            length, at = int.from_bytes(content[at : at + following]), at + following
        if at + length > len(content):
            return None
        found.append((tag, content[at : at + length]))
        at += length
    return found


def is_time(value: str) -> bool:
    """Tell whether a text is a moment as the journal writes it: `2026-11-22T05:10:00.000Z`."""
    if value.encode(errors="replace").translate(_DIGITS_AS_NOUGHT) != _FORM_OF_TIME:
        return False
    try:
        # Beside the ends of the calendar, a time of day elsewhere would be of no year.
        return _FIRST_YEAR < datetime.fromisoformat(value).year < _LAST_YEAR
    except ValueError:
        return False


def _moment(value: object) -> bool:
    return type(value) is str and is_time(value)


def _ruling(value: object) -> bool:
    match value:
        case None:
            return True
        case [reason, str(said)]:
            return _REASON(reason) and _TEXT(said)
    return False


def _keying(value: object) -> bool:
    return (
        type(value) is dict
        and set(value) == {"marks", "ruling"}
        and type(value["marks"]) is str
        and _MARKS.fullmatch(value["marks"]) is not None
        and _ruling(value["ruling"])
    )


def _change(value: object) -> bool:
    return (
        type(value) is dict and set(value) == set(_CHANGE) and all(check(value[key]) for key, check in _CHANGE.items())
    )


def _lost(value: object) -> bool:
    return type(value) is dict and set(value) == set(_LOST) and all(check(value[key]) for key, check in _LOST.items())


def _piles(value: object) -> bool:
    return type(value) is dict and all(_NUMBER_AS_KEY(names) and _COUNT(ballots) for names, ballots in value.items())


def _files(value: object) -> bool:
    return type(value) is dict and bool(value) and all(_TEXT(name) and _HASH(digest) for name, digest in value.items())


def _counted(value: object) -> bool:
    match value:
        case [contest, round_, ballots]:
            return _ID(contest) and _NUMBER(round_) and _BALLOTS(ballots)
    return False


def _renamed(value: object) -> bool:
    match value:
        case [contest, round_, no, before, after]:
            return _ID(contest) and _NUMBER(round_) and _NUMBER(no) and _filled(before) and _filled(after)
    return False


_TEXT, _COUNT, _NUMBER = text(), whole(), whole(1, HIGHEST_NUMBER)
_BALLOTS = whole(1)
_ID, _PERSON, _HASH = pattern(r"[a-z0-9-]{1,1000}"), pattern(r"p[1-9][0-9]{0,5}"), pattern(r"[0-9a-f]{64}")
_NUMBER_AS_KEY = pattern(r"0|[1-9][0-9]{0,6}")
_REASON = of(None, *(reason.value for reason in InvalidReason))
_FLAG = of(True, False)  # noqa: FBT003 - the two values there are
_TOML, _PIN = text(1, LONGEST_DECLARATION), pattern(r"[!-~]{1,1000}")
_SEQUENCES = listed(whole(1), 1, 2)
_CHANGE: Mapping[str, Check] = {
    "batch": _NUMBER,
    "ballot": _NUMBER,
    "before": _keying,
    "after": maybe(_keying),
}
_LOST: Mapping[str, Check] = {
    "chain": pattern(r"congress|pass/[a-z0-9-]{1,1000}/[1-9][0-9]{0,6}/[1-9][0-9]{0,6}/[1-3]"),
    "entries": whole(1),
    "head": _HASH,
    "found": _COUNT,
    "kept": _COUNT,
    "ballots": _COUNT,
    "other": _FLAG,
}


@dataclass(frozen=True, slots=True)
class Shape:
    """The payload of one kind of entry.

    Attributes:
        needed: keys that are always there.
        optional: keys that may be.
    """

    needed: Mapping[str, Check]
    optional: Mapping[str, Check]

    def fits(self, details: Mapping[str, Any]) -> bool:
        """Tell whether a payload is of this shape."""
        try:
            for key, check in self.needed.items():
                if not check(details[key]):
                    return False
        except KeyError:
            return False
        if len(details) == len(self.needed):
            return True
        others = details.keys() - self.needed.keys()
        return all(key in self.optional and self.optional[key](details[key]) for key in others)


def _shape(optional: Mapping[str, Check] | None = None, /, **needed: Check) -> Shape:
    return Shape(needed, optional or {})


def _about(optional: Mapping[str, Check] | None = None, /, **needed: Check) -> Shape:
    """Return the shape of an entry about a contest."""
    return Shape({"contest": _ID, "round": _NUMBER, **needed}, optional or {})


_PASS: Mapping[str, Check] = {"batch": _NUMBER, "pass": whole(1, MOST_PASSES)}

SHAPES: Mapping[EntryKind, Shape] = {
    EntryKind.CONGRESS_DECLARED: _shape(
        {"reason": _TEXT, "practice": _FLAG, "renamed": listed(_renamed, 1)}, toml=_TOML
    ),
    EntryKind.PERSON_ADDED: _shape({"pin": _PIN}, id=_PERSON, name=_filled, role=of(*_ROLES)),
    EntryKind.PIN_SET: _shape(
        {"by": listed(_PERSON, 2, 2), "pins": _SEQUENCES, "reset": of(True)},  # noqa: FBT003 - the one value there is
        person=_PERSON,
        pin=_PIN,
    ),
    EntryKind.SIGN_IN_FAILED: _shape(person=_PERSON),
    EntryKind.SIGNED_IN: _shape(person=_PERSON),
    EntryKind.STEP_DONE: _about(step=of(*MARKED)),
    EntryKind.BALLOTS_REPORTED: _about(present=maybe(_COUNT), issued=_COUNT, returned=_COUNT, toml=_TOML),
    EntryKind.HAND_VOTE_COUNTED: _shape(
        vote=_ID,
        title=_TEXT,
        agree=_COUNT,
        disagree=_COUNT,
        no_opinion=_COUNT,
        present=maybe(_COUNT),
        reason=_TEXT,
        toml=_TOML,
    ),
    EntryKind.COUNTING_BEGUN: _about({"reason": _TEXT, "without_pins": _FLAG}, passes=whole(1, MOST_PASSES)),
    EntryKind.PASSES_WAIVED: _about(passes=whole(1, MOST_PASSES), reason=_filled),
    EntryKind.BATCH_OPENED: _about({"numbers": listed(_NUMBER, 1)}, batch=_NUMBER, size=maybe(whole(1))),
    EntryKind.PASS_OPENED: _about({"taken_over": of(True), "entries": whole(), "head": _HASH}, **_PASS),  # noqa: FBT003 - the one value there is
    EntryKind.PASS_CLOSED: _about(ballots=_COUNT, entries=_COUNT, head=_HASH, **_PASS),
    EntryKind.BALLOT_REKEYED: _about(batch=_NUMBER, place=_NUMBER, keying=maybe(_keying)),
    EntryKind.DISPUTE_SETTLED: _about(
        {"second": _PERSON, "pins": _SEQUENCES}, batch=_NUMBER, place=_NUMBER, keying=maybe(_keying), reason=_filled
    ),
    EntryKind.BALLOT_RULED: _about(
        {"second": _PERSON, "pins": _SEQUENCES}, batch=_NUMBER, ballot=_NUMBER, ruling=_ruling
    ),
    EntryKind.BALLOT_AMENDED: _about({"second": _PERSON, "pins": _SEQUENCES}, reason=_filled, **_CHANGE),
    EntryKind.PILES_COUNTED: _about(piles=_piles),
    EntryKind.FINDING_EXPLAINED: _about(code=pattern(r"[EW][0-9]{3}"), text=_filled, figures=_TEXT),
    EntryKind.TOTALS_SHOWN: _about(shown=_FLAG),
    EntryKind.CONTEST_SEALED: _about(
        {"pins": _SEQUENCES, "machine_time": _moment}, head=_PERSON, second=_PERSON, digest=_HASH, entries=_COUNT
    ),
    EntryKind.CORRIGENDUM: _about(
        {"pins": _SEQUENCES, "machine_time": _moment},
        head=_PERSON,
        second=_PERSON,
        reason=_filled,
        before=_HASH,
        after=_HASH,
        changes=listed(_change, 1),
    ),
    EntryKind.QR_SIGNED: _about(
        {"machine_time": _moment},
        corrigendum=_COUNT,
        over=_HASH,
        key=pattern(r"[!-~]{1,1000}"),
        qr=text(1),
        certificate=is_certificate,
    ),
    EntryKind.DECISION_REPORTED: _about(
        {"reason": _TEXT}, decision=of(*(way.value for way in Way)), seats=_COUNT, reported_by=_filled
    ),
    EntryKind.IMPORTED: _shape(source=_filled, files=_files, contests=listed(_counted, 1)),
    EntryKind.EXPORTED: _shape(target=_filled),
    EntryKind.CLOCK_NOTED: _shape(machine=_moment, last=_moment, right=of("machine", "journal")),
    EntryKind.KEYS_PINNED: _shape(certificates=listed(is_certificate, 1)),
    EntryKind.LOSS_ACCEPTED: _shape(
        {"pins": _SEQUENCES}, head=_PERSON, second=_PERSON, reason=_filled, lost=listed(_lost, 1)
    ),
    # In the chain of a pass, which says itself what it is about.
    EntryKind.BALLOT_KEYED: _shape({"ruling": _ruling, "repeated": of(True)}),  # noqa: FBT003 - the one value there is
    EntryKind.BALLOT_CORRECTED: _shape({"ruling": _ruling}, reason=_filled),
    EntryKind.BALLOT_WITHDRAWN: _shape(reason=_filled),
}
"""Of every kind of entry."""

NONE: Mapping[str, Any] = {}
"""What the empty payload says."""


def payload_of(kind: EntryKind, payload: str) -> Mapping[str, Any] | None:
    """Return what a payload says, or None where it is none that the desk can have written for an entry of that kind."""
    if len(payload) > LONGEST_PAYLOAD:
        return None
    details: Any = NONE
    if payload:
        try:
            details = json.loads(payload)
            same = type(details) is dict and bool(details) and _ENCODE(details) == payload
        except (ValueError, RecursionError):
            return None
        if not same:
            return None
    return details if SHAPES[kind].fits(details) else None
