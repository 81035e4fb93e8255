"""The digest by which minutes and record name each other: over what was counted, not over the bytes of a workbook."""

import hashlib
import json
from collections.abc import Sequence

from tally.application.figures import figures_of
from tally.domain.ballot import Ballot
from tally.domain.congress import Congress
from tally.domain.counting import Result

RECORD_FORMAT = "tally-record/1"


def record_digest(congress: Congress, result: Result, ballots: Sequence[Ballot]) -> str:
    """Return the SHA-256, in hex, of the canonical record of one contest.

    Canonical: JSON, keys sorted, no spaces, UTF-8, of organisation, regulation, contest, round, numbers and names of
    the candidates, the figures (see `figures.py`) and every ballot as `[batch, number, marks, ruling]`: marks one digit
    a candidate in ballot order (0 neither, 1 for, 2 against, 3 both), ruling null or `[reason or null, text]`.

    Args:
        congress: whose contest it is.
        result: the counted contest.
        ballots: sorted by batch and number.
    """
    document = {
        "format": RECORD_FORMAT,
        "organisation": congress.organisation,
        "rules": congress.rules,
        "contest": result.contest.id,
        "round": result.contest.round,
        "candidates": [[candidate.no, candidate.name] for candidate in result.contest.slate],
        "figures": dict(figures_of(result)),
        "ballots": [_ballot(ballot) for ballot in ballots],
    }
    text = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _ballot(ballot: Ballot) -> list[object]:
    marks = "".join(str(mark) for mark in ballot.marks)
    ruling = None if ballot.ruling is None else [ballot.ruling.reason, ballot.ruling.text]
    return [ballot.batch, ballot.number, marks, ruling]
