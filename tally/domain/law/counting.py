"""The law of counting: a contest begun, its batches opened, their passes keyed and closed; saved ballots taken in."""

from tally.domain.congress import Level
from tally.domain.desk import DEFAULT_PASSES
from tally.domain.journal import EntryKind, pass_chain
from tally.domain.law.breach import Breach
from tally.domain.law.case import ANYBODY, BOARD, HEAD, Case, breaks


def imported(case: Case) -> None:
    """A command takes saved ballots into contests of which nothing was counted yet; nobody sits at it."""
    if case.entry.person:
        breaks(Breach.IMPORT)
    declared = case.declared
    keys = [(contest, round_) for contest, round_, _ballots in case.details["contests"]]
    if declared is None or not all(key in declared.contests for key in keys):
        breaks(Breach.NO_CONTEST)
    if len(set(keys)) != len(keys):
        breaks(Breach.IMPORT)
    for key in keys:
        count = case.state.contests.get(key)
        if count is not None and count.begun:
            breaks(Breach.BEGUN)


def counting_begun(case: Case) -> None:
    """The board opens a contest to keying; with one pass the head does, with a reason, but for a cell."""
    contest, details = case.contest, case.details
    if case.count.begun:
        breaks(Breach.BEGUN)
    if not case.entry.person:
        if not case.state.importing.get(case.key) or details["passes"] != 1 or details.get("without_pins"):
            breaks(Breach.IMPORT)
        return
    case.actor(BOARD)
    if not len(contest.slate):
        breaks(Breach.NO_CONTEST)
    if not any(person.role in HEAD for person in case.state.people.values()):
        breaks(Breach.NO_HEAD)
    declared = case.declared
    cell = declared is not None and declared.congress.level is Level.CELL
    if details["passes"] < DEFAULT_PASSES and not cell:
        case.actor(HEAD)
        if not details.get("reason", "").strip():
            breaks(Breach.REASON)
    if details.get("without_pins", False) != (not case.state.pins):
        breaks(Breach.NO_PIN)


def passes_waived(case: Case) -> None:
    """The head asks for fewer passes; for as many, so that one person keys them all, where nobody can be told apart."""
    _begun(case, HEAD)
    passes, wanted = case.details["passes"], case.count.wanted
    if passes > wanted or (passes == wanted and not case.state.indistinct):
        breaks(Breach.PASSES)


def batch_opened(case: Case) -> None:
    """Anybody opens the next batch; an import opens those it has, with the numbers of their ballots."""
    _begun(case, ANYBODY)
    # Numbers only ever go up, so that the last batch is the one opened last.
    number, last = case.details["batch"], next(reversed(case.count.batches), 0)
    numbers, size = case.details.get("numbers"), case.details["size"]
    if not case.entry.person:
        left = case.state.importing.get(case.key, 0)
        unclosed = last and not case.count.batches[last].closed
        if number <= last or unclosed or size is None or size > left:
            breaks(Breach.IMPORT)
        if numbers is not None and len(numbers) != size:
            breaks(Breach.IMPORT)
    elif numbers is not None:
        breaks(Breach.IMPORT)
    elif number in case.count.batches:
        # Of two stations that asked for one number at once, the other tries again.
        if not case.raced(case.count.batches[number].opened):
            breaks(Breach.BATCH)
    elif number != last + 1:
        breaks(Breach.BATCH)


def pass_opened(case: Case) -> None:
    """Anybody opens the next pass of a batch that is not keyed in full, or takes an open one over; nobody keys two."""
    _begun(case, ANYBODY)
    batch, number = case.batch, case.details["pass"]
    one, taken_over = batch.passes.get(number), "taken_over" in case.details
    if ("entries" in case.details) != ("head" in case.details) or ("head" in case.details and not taken_over):
        breaks(Breach.SHAPE)
    if one is not None and not case.entry.person:
        breaks(Breach.IMPORT)
    if one is None:
        free = [free for free in range(1, case.count.wanted + 1) if free not in batch.passes]
        if taken_over or free[:1] != [number] or len(batch.closed) >= case.count.wanted:
            breaks(Breach.PASS)
    elif one.closed or not taken_over:
        # Of two stations that asked at once, the first has it; nobody takes over what is closed.
        if not case.raced(one.ended if one.closed and taken_over else one.opened):
            breaks(Breach.PASS)
        return
    if (one is None or one.person != case.entry.person) and not _independent(case):
        breaks(Breach.OWN_PASS)


def pass_closed(case: Case) -> None:
    """Whoever keys a pass closes it."""
    _begun(case, ANYBODY)
    batch, details = case.batch, case.details
    one = batch.passes.get(details["pass"])
    if one is None:
        breaks(Breach.PASS)
    # An older version did not say where a turn ended: then anybody who keyed may have been the last.
    last = one.turns[-1:] if one.turns[-1].entries is not None else one.turns
    if (case.entry.person, case.entry.station) not in {(turn.person, turn.station) for turn in last}:
        breaks(Breach.NOT_KEYER)
    if details["ballots"] > details["entries"]:
        breaks(Breach.PASS_ENDS_OTHERWISE)
    if not case.entry.person and details["ballots"] != batch.size:
        breaks(Breach.IMPORT)
    if one.closed:
        chain_end = (details["entries"], bytes.fromhex(details["head"]))
        chain = pass_chain(*case.key, batch.number, one.number)
        if not case.raced(one.ended) or case.state.heads.get(chain) != chain_end:
            breaks(Breach.PASS)


def _independent(case: Case) -> bool:
    """Tell whether nobody keys two passes of a batch; or persons cannot be told apart, and that was recorded."""
    number, person = case.details["pass"], case.entry.person
    if not any(person in one.keyers for other, one in case.batch.passes.items() if other != number):
        return True
    return case.state.indistinct and bool(case.count.waiver)


def _begun(case: Case, roles: frozenset[str]) -> None:
    """Let through what is done to a contest being counted, by somebody at the desk or by an import that goes on."""
    if case.entry.person or case.entry.kind is EntryKind.PASSES_WAIVED:
        case.actor(roles)
    elif not case.state.importing.get(case.key):
        breaks(Breach.NOBODY)
    _ = case.contest
    if not case.count.begun:
        breaks(Breach.NOT_BEGUN)
