"""The law of closing: disputes, rulings, amendments, the seal, and what follows it.

What only the ballots can say (is there a dispute, what stood before) is judged where they are read
(`tally/application/law_of_counts.py`).
"""

from itertools import pairwise

from tally.domain.batch import BatchState
from tally.domain.body import Way
from tally.domain.law.breach import Breach
from tally.domain.law.case import ANYBODY, BOARD, HEAD, Case, breaks
from tally.domain.rules import InvalidReason
from tally.domain.steps import NOT_NEEDED, ONCE, is_due, noted_under


def step_done(case: Case) -> None:
    """The board marks a step as done, once, in the order of the procedure."""
    contest, step = case.contest, case.details["step"]
    case.actor(BOARD)
    if not is_due(step, case.count, contest):
        breaks(Breach.STEP)
    once = step.removeprefix(NOT_NEEDED)
    declared = () if case.declared is None else case.declared.contests
    if once in ONCE and noted_under(once, case.state, declared) != case.key:
        breaks(Breach.STEP)


def ballot_rekeyed(case: Case) -> None:
    """Anybody keys a disputed ballot again, once."""
    case.actor(ANYBODY)
    batch = _keyed(case)
    if case.entry.person in batch.rekeyed.get(case.details["place"], {}):
        breaks(Breach.REKEYED_TWICE)
    _check_marks(case, case.details["keying"])


def dispute_settled(case: Case) -> None:
    """The head settles a dispute; where nobody else keyed what stands, with one more."""
    case.actor(HEAD)
    batch = _keyed(case)
    if case.details["place"] in batch.settled:
        breaks(Breach.NO_DISPUTE)
    _check_marks(case, case.details["keying"])
    if "second" in case.details:
        case.two_people(case.entry.person, case.details["second"])
    elif "pins" in case.details:
        breaks(Breach.SHAPE)


def ballot_ruled(case: Case) -> None:
    """The board rules on an accepted ballot; where a ruling overrules the marks, or did, the head and one more do."""
    case.actor(BOARD)
    _keyed(case)
    ruling = case.details["ruling"]
    if ruling is not None and ruling[0] in (None, InvalidReason.OTHER.value) and not ruling[1].strip():
        breaks(Breach.REASON)
    if "second" in case.details:
        case.actor(HEAD)
        case.two_people(case.entry.person, case.details["second"])
    elif "pins" in case.details:
        breaks(Breach.SHAPE)


def ballot_amended(case: Case) -> None:
    """The head and one more amend an accepted ballot."""
    case.actor(HEAD)
    if "second" not in case.details:  # as an earlier version had it, which let one person do it
        breaks(Breach.SECOND)
    case.two_people(case.entry.person, case.details["second"])
    _keyed(case)
    _check_marks(case, case.details["before"], case.details["after"])
    if case.details["before"] == case.details["after"]:
        breaks(Breach.NOTHING_CHANGED)


def piles_counted(case: Case) -> None:
    """The board records piles counted by hand, each of as many names as a ballot of the contest can have."""
    case.actor(BOARD)
    if not case.contest.has_piles(map(int, case.details["piles"])):
        breaks(Breach.PILES)


def finding_explained(case: Case) -> None:
    """The board explains a finding."""
    case.actor(BOARD)
    _ = case.contest


def totals_shown(case: Case) -> None:
    """The head shows totals, or hides them."""
    case.actor(HEAD)
    _ = case.contest


def contest_sealed(case: Case) -> None:
    """The head and one more seal a contest that was begun and whose returned ballots were reported."""
    case.actor(ANYBODY)
    case.own_clock()
    case.two_people(case.details["head"], case.details["second"])
    if not case.count.begun:
        breaks(Breach.NOT_BEGUN)
    if case.contest.returned is None:
        breaks(Breach.OBSTACLE)
    seen = case.details["entries"]
    # An older version sealed over what it had read; where another station wrote meanwhile, the seal does not hold.
    if seen > case.state.entries or (seen < case.state.entries and not case.raced(seen + 1)):
        breaks(Breach.UNSEEN)


def corrigendum(case: Case) -> None:
    """The head and one more put right what was sealed, or what the corrigendum before left."""
    case.actor(ANYBODY)
    seal = case.count.seal
    if seal is None:
        breaks(Breach.NOT_SEALED)
    case.own_clock()
    case.two_people(case.details["head"], case.details["second"])
    stands = case.count.corrigenda[-1].after if case.count.corrigenda else seal.digest
    if case.details["before"] != stands:
        breaks(Breach.DIGEST_BEFORE)
    changes = case.details["changes"]
    places = [(change["batch"], change["ballot"]) for change in changes]
    if any(one >= other for one, other in pairwise(places)):
        breaks(Breach.BALLOT)
    for change in changes:
        _check_marks(case, change["before"], change["after"])
        if change["before"] == change["after"]:
            breaks(Breach.NOTHING_CHANGED)


def qr_signed(case: Case) -> None:
    """A command signs the QR code of what was sealed, or of a corrigendum; whoever has the key may run it."""
    case.anybody_or_nobody()
    case.own_clock()
    papers = [case.count.seal, *case.count.corrigenda]
    number = case.details["corrigendum"]
    paper = papers[number] if number < len(papers) else None
    if paper is None or paper.entry.hex() != case.details["over"]:
        breaks(Breach.QR)


def decision_reported(case: Case) -> None:
    """The board reports what the congress decided after a sealed round; seats left open have a reason."""
    case.actor(BOARD)
    if case.count.seal is None:
        breaks(Breach.NOT_SEALED)
    if case.contest.is_opinion:
        breaks(Breach.DECISION)
    if case.state.goes_on(case.key):
        # An older version read first and appended then: recorded, and nothing changes.
        following = case.state.contests[case.key[0], case.key[1] + 1]
        if not case.raced(following.begun_in):
            breaks(Breach.DECISION)
    if case.details["decision"] == Way.LEAVE_OPEN.value and not case.details.get("reason", "").strip():
        breaks(Breach.REASON)


def _keyed(case: Case) -> BatchState:
    """Return the batch, all of whose passes are closed. Raises Broke: there is none, or they are not."""
    batch, _ = case.batch, case.contest
    if len(batch.closed) < case.count.wanted:
        breaks(Breach.NOT_ACCEPTED)
    return batch


def _check_marks(case: Case, *keyings: dict[str, str] | None) -> None:
    for keying in keyings:
        if keying is not None and len(keying["marks"]) != len(case.contest.slate):
            breaks(Breach.MARKS)
