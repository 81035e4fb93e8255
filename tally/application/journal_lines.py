"""The journal as JSON lines: one entry a line, enough to compute every hash of it again without our program."""

import json
from collections.abc import Iterator

from tally.application.journal_file import StoredJournal
from tally.domain.ballot import digits
from tally.domain.journal import EntryRow


def journal_lines(journal: StoredJournal) -> Iterator[bytes]:
    r"""Yield every entry as a line of JSON in UTF-8, ending in `\n`; the congress's chain first.

    Keys in the order of the hash: chain, sequence, time, station, person, kind, ballot, marks (one digit a candidate),
    payload (its canonical JSON as a text, empty for none), previous and hash (hex).
    """
    for chain, rows in journal.pieces():
        for row in rows:
            yield json.dumps(_document(chain, row), ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _document(chain: str, row: EntryRow) -> dict[str, object]:
    _, sequence, time, station, person, kind, ballot, marks, payload, previous, own = row
    return {
        "chain": chain,
        "sequence": sequence,
        "time": time,
        "station": station,
        "person": person,
        "kind": kind,
        "ballot": ballot,
        "marks": digits(marks),
        "payload": payload,
        "previous": previous.hex(),
        "hash": own.hex(),
    }
