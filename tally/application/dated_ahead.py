"""What verifying says of times: of entries that by this computer's clock are not made yet, of seals dated ahead."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from tally.application.desk.clock import moment_text
from tally.application.evidence import Statement, Verdict
from tally.application.recount import CountedContest
from tally.application.signed_by import time_in
from tally.domain.clock import TOLERANCE

_CLOCKS_DIFFER = timedelta(seconds=TOLERANCE)


def ahead_of_clock(latest: str, now: datetime | None) -> Iterator[Statement]:
    """Say that a journal has entries of a time that has not come.

    Args:
        latest: the latest time of its entries.
        now: by the clock of this computer; None: not looked at.
    """
    last = time_in(latest)
    if now is not None and last is not None and last > now + _CLOCKS_DIFFER:
        fields = {"last": moment_text(latest), "now": moment_text(now.isoformat())}
        yield Statement(Verdict.NOT_PROVEN, "ahead_of_clock", fields)


def dated_ahead(one: CountedContest) -> Iterator[Statement]:
    """Say where a seal or a corrigendum bears another time than the machine showed on which it was made."""
    contest, seal = one.result.contest, one.how.seal
    of = {"contest": contest.id, "round": contest.round}
    if seal is not None and seal.dated:
        times = {"time": moment_text(seal.time), "dated": moment_text(seal.dated)}
        yield Statement(Verdict.NOT_PROVEN, "sealed_ahead", {**of, **times})
    for corrected in one.corrigenda:
        made = corrected.made
        if made.dated:
            times = {"time": moment_text(made.time), "dated": moment_text(made.dated)}
            yield Statement(Verdict.NOT_PROVEN, "corrected_ahead", {**of, **times, "number": corrected.number})
