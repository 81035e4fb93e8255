"""The digests by which papers name each other: over what was counted, never over the bytes of a workbook."""

import hashlib
from collections.abc import Iterator, Sequence
from itertools import islice

from tally.application.figures import Figures, figures_of
from tally.domain.ballot import Ballot, Ruling, SavedBallots, digits
from tally.domain.congress import Congress
from tally.domain.contest import Contest
from tally.domain.counting import Result
from tally.domain.journal import canonical

RECORD_FORMAT = "tally-record/1"
MINUTES_FORMAT = "tally-minutes/1"
CORRIGENDUM_FORMAT = "tally-corrigendum/1"
RESULTS_FORMAT = "tally-results/1"
_CHUNK = 4096  # ballots hashed together


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
    document = _document(RECORD_FORMAT, congress, result.contest, figures_of(result))
    # "ballots" sorts before every other key, so they go into the hash one after the other: a million need no room.
    rest = canonical(document).removeprefix("{")
    digest = hashlib.sha256(b'{"ballots":[')
    lines = _lines(ballots)
    digest.update(next(lines, "").encode())
    while some := list(islice(lines, _CHUNK)):
        digest.update(f",{','.join(some)}".encode())
    digest.update(f"],{rest}".encode())
    return digest.hexdigest()


def results_digest(congress: Congress, result: Result) -> str:
    """Return the SHA-256, in hex, of the canonical results of one contest; see `digest_of_figures`."""
    return digest_of_figures(congress, result.contest, figures_of(result))


def digest_of_figures(congress: Congress, contest: Contest, figures: Figures) -> str:
    """Return the SHA-256, in hex, of the canonical results of one contest, as anyone can recompute it from the minutes.

    Canonical: as of `record_digest`, but of format `tally-results/1` and without the ballots. Sheet Khai báo of the
    minutes holds all of it: organisation, regulation, contest, round, numbers and names in the declaration, and the
    figures by their keys, each a whole number, a text, or the empty text where it is not known or not asked.

    Args:
        congress: whose contest it is.
        contest: with its slate in the order of the ballot.
        figures: all of them, see `figures.py`.
    """
    return hashlib.sha256(canonical(_document(RESULTS_FORMAT, congress, contest, figures)).encode()).hexdigest()


def _document(paper: str, congress: Congress, contest: Contest, figures: Figures) -> dict[str, object]:
    return {
        "format": paper,
        "organisation": congress.organisation,
        "rules": congress.rules,
        "contest": contest.id,
        "round": contest.round,
        "candidates": [[candidate.no, candidate.name] for candidate in contest.slate],
        "figures": dict(figures),
    }


def _lines(ballots: Sequence[Ballot]) -> Iterator[str]:
    """Yield every ballot as JSON."""
    if isinstance(ballots, SavedBallots):
        for batch in ballots.batches:
            for place, (number, marks) in enumerate(zip(batch.numbers, batch.marks, strict=True)):
                yield _line(batch.number, number, marks, batch.rulings.get(place))
    else:
        yield from (_line(ballot.batch, ballot.number, ballot.marks, ballot.ruling) for ballot in ballots)


def _line(batch: int, number: int, marks: bytes, ruling: Ruling | None) -> str:
    ruled = "null" if ruling is None else canonical([ruling.reason, ruling.text])
    return f'[{batch},{number},"{digits(marks)}",{ruled}]'
