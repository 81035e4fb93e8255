"""A sealed count as its papers could be printed at any time since the seal.

Minutes and record are announced and signed at the seal. What is noted after it, such as what the congress decided, the
QR code or a mistake found, stands on a later print, and must not make a paper look changed that was printed before.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from tally.application.how_counted import HowCounted, JournalLine
from tally.application.recount import CountedContest, Recount
from tally.domain.batch import details_of
from tally.domain.desk import decision_of, time_of
from tally.domain.journal import Entry, EntryKind
from tally.domain.seal import SignedQr


def since_the_seal(
    whole: Recount, counted: CountedContest, *, with_journal: bool
) -> Iterator[tuple[Recount, CountedContest]]:
    """Yield a contest as it is now, then as after each earlier entry about it, back to its seal.

    Args:
        whole: what was counted.
        counted: one of its contests.
        with_journal: whether the paper shows the journal; if not, only what else a paper shows makes a difference.
    """
    yield whole, counted
    if counted.how.seal is None:
        return
    lines = counted.how.journal()
    sealed = next(place for place, line in enumerate(lines) if line.entry.hash == counted.how.seal.entry)
    before = _shown(counted.how)
    for end in range(len(lines) - 1, sealed, -1):
        earlier = _as_after(counted, lines[:end], lines[sealed + 1 : end])
        if with_journal or _shown(earlier.how) != before:
            before = _shown(earlier.how)
            contests = tuple(earlier if one is counted else one for one in whole.contests)
            yield replace(whole, contests=contests), earlier


def _shown(how: HowCounted) -> tuple[object, ...]:
    return how.decision, how.corrigenda, how.qrs


def _as_after(counted: CountedContest, lines: tuple[JournalLine, ...], since: Sequence[JournalLine]) -> CountedContest:
    """Return a contest of which no more is noted than some lines; `since`: those of them after the seal."""
    how, entries = counted.how, [line.entry for line in since]
    noted = {entry.hash for entry in entries}
    corrigenda = tuple(one for one in how.corrigenda if one.entry in noted)
    decisions = [
        decision_of(entry, details_of(entry)) for entry in entries if entry.kind is EntryKind.DECISION_REPORTED
    ]
    signed = [_signed(entry) for entry in entries if entry.kind is EntryKind.QR_SIGNED]
    earlier = replace(
        how,
        decision=decisions[-1] if decisions else None,
        corrigenda=corrigenda,
        qrs={over: code for over, code in signed if over in how.qrs},
        journal=lambda: lines,
    )
    return replace(counted, how=earlier, corrigenda=counted.corrigenda[: len(corrigenda)])


def _signed(entry: Entry) -> tuple[bytes, SignedQr]:
    details = details_of(entry)
    return bytes.fromhex(details["over"]), SignedQr(details["qr"], details["certificate"], time_of(entry, details))
