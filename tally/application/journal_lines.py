"""The journal as JSON lines: one entry a line, to follow every chain without our program, and no secret in it."""

import json
from collections.abc import Iterator

from tally.application.journal_file import StoredJournal
from tally.domain.ballot import digits
from tally.domain.journal import EntryKind, EntryRow, canonical

_SECRET = "pin"  # noqa: S105 - the name of what is withheld
_WITH_SECRET = frozenset({EntryKind.PERSON_ADDED.value, EntryKind.PIN_SET.value})


def journal_lines(journal: StoredJournal) -> Iterator[bytes]:
    r"""Yield every entry as a line of JSON in UTF-8, ending in `\n`; the congress's chain first.

    Keys in the order of the hash: chain, sequence, time, station, person, kind, ballot, marks (one digit a candidate),
    payload (its canonical JSON as a text, empty for none), previous and hash (hex). Where the payload holds the hash of
    a PIN, it is written without it, and one more key `withheld` names what was left out: such an entry's own hash can
    be computed from the congress file alone, while every link of its chain can still be followed.
    """
    for chain, rows in journal.pieces():
        for row in rows:
            yield json.dumps(_document(chain, row), ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _document(chain: str, row: EntryRow) -> dict[str, object]:
    _, sequence, time, station, person, kind, ballot, marks, payload, previous, own = row
    told, withheld = _without_secret(payload) if kind in _WITH_SECRET else (payload, [])
    document = {
        "chain": chain,
        "sequence": sequence,
        "time": time,
        "station": station,
        "person": person,
        "kind": kind,
        "ballot": ballot,
        "marks": digits(marks),
        "payload": told,
        "previous": previous.hex(),
        "hash": own.hex(),
    }
    return {**document, "withheld": withheld} if withheld else document


def _without_secret(payload: str) -> tuple[str, list[str]]:
    """Return a payload without the hash of a PIN, and the names of what was left out."""
    try:
        details = json.loads(payload)
    except (ValueError, RecursionError):
        details = None
    if not isinstance(details, dict):
        # Nobody can tell where in it the hash stands.
        return "", ["payload"]
    if _SECRET not in details:
        return payload, []
    return canonical({name: value for name, value in details.items() if name != _SECRET}), [_SECRET]
