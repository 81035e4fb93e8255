"""Kinds of edits by somebody with full write access: each draws where and what, and edits a draft of a journal.

A kind that has nothing to edit in a journal (no seal yet, no ruling) raises `Nothing`.
"""

import random
from collections.abc import Callable, Sequence
from typing import TypeVar

from board import HEAD, KEY, OTHER, SECRETARY
from forged import Draft, said

from tally.domain.batch import keying_details
from tally.domain.journal import CONGRESS_CHAIN, EntryKind, pass_chain
from tally.domain.passes import Keying

Kind = EntryKind
Details = dict[str, object]
ABOUT: Details = {"contest": KEY[0], "round": KEY[1]}
MARKS = (b"\x01\x01\x01\x02", b"\x01\x01\x02\x01", b"\x02\x01\x01\x01", b"\x01\x02\x02\x02", b"\x02\x02\x02\x02")
_OF_BALLOTS = (Kind.BALLOT_KEYED, Kind.BALLOT_CORRECTED)
_T = TypeVar("_T")


class Nothing(Exception):  # noqa: N818 - named for what there is
    """A journal has nothing that a kind of edit could be done to."""


Edit = Callable[[Draft, random.Random], None]
EDITS: dict[str, Edit] = {}


def edit(name: str) -> Callable[[Edit], Edit]:
    """Put a kind of edit into the table."""

    def put(make: Edit) -> Edit:
        EDITS[name] = make
        return make

    return put


def pick(chance: random.Random, found: Sequence[_T]) -> _T:
    """Draw one of what there is. Raises Nothing."""
    if not found:
        raise Nothing
    return chance.choice(found)


def keyed_ballot(draft: Draft, chance: random.Random) -> tuple[str, int]:
    """Draw a ballot as it was keyed or corrected: the chain of its pass, and its place there."""
    chain = pick(chance, draft.passes)
    return chain, pick(chance, draft.places(*_OF_BALLOTS, chain=chain))


def place_of_one(draft: Draft, chance: random.Random, *kinds: EntryKind) -> int:
    """Draw an entry of the congress's chain of some kinds; return its place."""
    return pick(chance, draft.places(*kinds))


def a_batch(draft: Draft, chance: random.Random) -> tuple[int, list[str]]:
    """Draw a batch; return its number and the chains of its passes."""
    chain = pick(chance, draft.passes)
    batch = int(chain.split("/")[3])
    return batch, [one for one in draft.passes if int(one.split("/")[3]) == batch]


def other_marks(chance: random.Random, marks: bytes) -> bytes:
    """Draw other marks."""
    return chance.choice([one for one in MARKS if one != marks])


def open_passes(draft: Draft) -> list[str]:
    """Return the chains of passes that are not closed."""
    closed = {
        pass_chain(*KEY, said(one)["batch"], said(one)["pass"])
        for one in draft.congress
        if one.kind is Kind.PASS_CLOSED
    }
    return [chain for chain in draft.passes if chain not in closed]


def put_act(  # noqa: PLR0913 - an entry in its parts
    draft: Draft, at: int, kind: EntryKind, details: Details, *, person: str = HEAD, station: str = "may-1"
) -> None:
    """Put an act into the congress's chain, as if done then."""
    like = draft.congress[at - 1]
    fields = {"kind": kind, "person": person, "station": station}
    draft.insert(at, like, **fields, payload="{}")
    draft.put(at, details)


# Ballots


@edit("marks of a ballot changed in one pass")
def _marks(draft: Draft, chance: random.Random) -> None:
    chain, at = keyed_ballot(draft, chance)
    draft.change(at, chain, marks=other_marks(chance, draft.held[chain][at].marks))


@edit("marks of a ballot changed in all passes")
def _marks_everywhere(draft: Draft, chance: random.Random) -> None:
    _, chains = a_batch(draft, chance)
    ballot, marks = chance.randint(1, 7), chance.choice(MARKS)
    for chain in chains:
        for at in draft.pass_entries_of(ballot, chain):
            if draft.held[chain][at].kind in _OF_BALLOTS:
                draft.change(at, chain, marks=marks)


@edit("two ballots swapped")
def _swapped(draft: Draft, chance: random.Random) -> None:
    for chain in chance.choice((a_batch(draft, chance)[1], [pick(chance, draft.passes)])):
        places = draft.places(*_OF_BALLOTS, chain=chain)
        if len(places) > 1:
            one, two = chance.sample(places, 2)
            first, second = draft.held[chain][one].marks, draft.held[chain][two].marks
            draft.change(one, chain, marks=second)
            draft.change(two, chain, marks=first)


@edit("a ballot left out")
def _left_out(draft: Draft, chance: random.Random) -> None:
    _, chains = a_batch(draft, chance)
    ballot = chance.randint(1, 7)
    for chain in chains:
        kept = [entry for entry in draft.held[chain] if entry.ballot != ballot]
        draft.held[chain] = [
            one._replace(ballot=one.ballot - 1) if one.ballot is not None and one.ballot > ballot else one
            for one in kept
        ]


@edit("a ballot put in")
def _put_in(draft: Draft, chance: random.Random) -> None:
    _, chains = a_batch(draft, chance)
    marks = chance.choice(MARKS)
    for chain in chains:
        last = max(entry.ballot or 0 for entry in draft.held[chain])
        like = draft.held[chain][-1]
        fields = {"kind": Kind.BALLOT_KEYED, "ballot": last + 1, "marks": marks, "payload": ""}
        draft.insert(len(draft.held[chain]), like, chain, **fields)


@edit("a ballot twice")
def _twice(draft: Draft, chance: random.Random) -> None:
    chain, at = keyed_ballot(draft, chance)
    draft.insert(at + 1, draft.held[chain][at], chain)


@edit("a correction by the keyer put in")
def _corrected(draft: Draft, chance: random.Random) -> None:
    chain, at = keyed_ballot(draft, chance)
    like, marks = draft.held[chain][at], other_marks(chance, draft.held[chain][at].marks)
    fields = {"kind": Kind.BALLOT_CORRECTED, "marks": marks, "payload": '{"reason":"gõ nhầm"}'}
    draft.insert(len(draft.held[chain]), like, chain, **fields)


@edit("a withdrawal by the keyer put in")
def _withdrawn(draft: Draft, chance: random.Random) -> None:
    chain, at = keyed_ballot(draft, chance)
    fields = {"kind": Kind.BALLOT_WITHDRAWN, "marks": b"", "payload": '{"reason":"gõ hai lần"}'}
    draft.insert(len(draft.held[chain]), draft.held[chain][at], chain, **fields)


@edit("a correction or withdrawal taken out")
def _uncorrected(draft: Draft, chance: random.Random) -> None:
    chain = pick(chance, draft.passes)
    at = pick(chance, draft.places(Kind.BALLOT_CORRECTED, Kind.BALLOT_WITHDRAWN, chain=chain))
    del draft.held[chain][at]


@edit("who keyed")
def _who_keyed(draft: Draft, chance: random.Random) -> None:
    chain = pick(chance, draft.passes)
    person = chance.choice((HEAD, SECRETARY, OTHER, "p9"))
    draft.held[chain] = [entry._replace(person=person) for entry in draft.held[chain]]
    if chance.random() < 0.5:
        _, _, _, batch, number = chain.split("/")
        for at in draft.places(Kind.PASS_OPENED, Kind.PASS_CLOSED):
            details = said(draft.congress[at])
            if (details["batch"], details["pass"]) == (int(batch), int(number)):
                draft.change(at, person=person)


@edit("a station of a pass")
def _station(draft: Draft, chance: random.Random) -> None:
    chain = pick(chance, draft.passes)
    draft.held[chain] = [entry._replace(station="máy lạ") for entry in draft.held[chain]]


# What the board did


@edit("a ruling changed")
def _ruling(draft: Draft, chance: random.Random) -> None:
    at = place_of_one(draft, chance, Kind.BALLOT_RULED)
    draft.say(at, ruling=chance.choice((None, ["marked", ""], ["other", "rách"], [None, "hợp lệ"])))


@edit("a ruling put in")
def _ruled(draft: Draft, chance: random.Random) -> None:
    at = chance.randint(1, len(draft.congress))
    details: Details = {
        **ABOUT,
        "batch": chance.randint(1, 2),
        "ballot": chance.randint(1, 3),
        "second": SECRETARY,
        "ruling": ["marked", ""],
        "pins": [3],
    }
    put_act(draft, at, Kind.BALLOT_RULED, details)


@edit("a ruling taken out")
def _unruled(draft: Draft, chance: random.Random) -> None:
    del draft.congress[place_of_one(draft, chance, Kind.BALLOT_RULED)]


@edit("what a dispute was settled as")
def _settled(draft: Draft, chance: random.Random) -> None:
    at = place_of_one(draft, chance, Kind.DISPUTE_SETTLED, Kind.BALLOT_REKEYED)
    draft.say(at, keying=keying_details(Keying(chance.choice(MARKS))))


@edit("a settled dispute taken out")
def _unsettled(draft: Draft, chance: random.Random) -> None:
    del draft.congress[place_of_one(draft, chance, Kind.DISPUTE_SETTLED, Kind.BALLOT_REKEYED)]


@edit("what a ballot was amended to")
def _amended(draft: Draft, chance: random.Random) -> None:
    draft.say(place_of_one(draft, chance, Kind.BALLOT_AMENDED), after=keying_details(Keying(chance.choice(MARKS))))


@edit("an amendment put in")
def _amend(draft: Draft, chance: random.Random) -> None:
    chain, at = keyed_ballot(draft, chance)
    before = draft.held[chain][at]
    after = keying_details(Keying(other_marks(chance, before.marks)))
    details: Details = {
        **ABOUT,
        "batch": int(chain.split("/")[3]),
        "ballot": before.ballot,
        "before": keying_details(Keying(before.marks)),
        "after": after,
        "reason": "nhìn nhầm tờ",
        "second": SECRETARY,
        "pins": [3],
    }
    put_act(draft, chance.randint(1, len(draft.congress)), Kind.BALLOT_AMENDED, details)


@edit("an amendment taken out")
def _unamended(draft: Draft, chance: random.Random) -> None:
    del draft.congress[place_of_one(draft, chance, Kind.BALLOT_AMENDED)]


@edit("who did an act of the board")
def _who(draft: Draft, chance: random.Random) -> None:
    at = chance.randrange(len(draft.congress))
    draft.change(at, person=chance.choice((HEAD, SECRETARY, "p3", OTHER, "")))


@edit("head or second of a seal, ruling or corrigendum")
def _two(draft: Draft, chance: random.Random) -> None:
    at = place_of_one(draft, chance, Kind.CONTEST_SEALED, Kind.CORRIGENDUM, Kind.BALLOT_RULED)
    draft.put(at, {chance.choice(("head", "second")): chance.choice((HEAD, SECRETARY, "p3", "p4", "p9"))})


@edit("the PIN entries a seal shows")
def _pins(draft: Draft, chance: random.Random) -> None:
    at = place_of_one(draft, chance, Kind.CONTEST_SEALED, Kind.CORRIGENDUM, Kind.BALLOT_RULED)
    draft.say(at, pins=chance.choice(([], [2], [2, 2], [3, 2], [2, 4])))


@edit("the digest of a seal")
def _digest(draft: Draft, chance: random.Random) -> None:
    draft.say(place_of_one(draft, chance, Kind.CONTEST_SEALED), digest=chance.randbytes(32).hex())


@edit("a seal taken out, and what came after")
def _unsealed(draft: Draft, chance: random.Random) -> None:
    del draft.congress[place_of_one(draft, chance, Kind.CONTEST_SEALED) :]


@edit("a corrigendum changed")
def _corrigendum(draft: Draft, chance: random.Random) -> None:
    at = place_of_one(draft, chance, Kind.CORRIGENDUM)
    changes = said(draft.congress[at])["changes"]
    changes[0]["after"] = keying_details(Keying(chance.choice(MARKS)))
    draft.say(at, changes=changes)


@edit("a corrigendum taken out")
def _no_corrigendum(draft: Draft, chance: random.Random) -> None:
    del draft.congress[place_of_one(draft, chance, Kind.CORRIGENDUM)]


@edit("passes waived put in")
def _waive(draft: Draft, chance: random.Random) -> None:
    at = chance.choice((7, len(draft.congress)))
    put_act(draft, at, Kind.PASSES_WAIVED, {**ABOUT, "passes": 1, "reason": "máy hỏng"})


@edit("a batch taken out")
def _no_batch(draft: Draft, chance: random.Random) -> None:
    batch, chains = a_batch(draft, chance)
    draft.held[CONGRESS_CHAIN] = [
        entry for entry in draft.congress if said(entry).get("batch") != batch or entry.kind is Kind.IMPORTED
    ]
    for chain in chains:
        del draft.held[chain]


@edit("a batch put in")
def _batch(draft: Draft, chance: random.Random) -> None:
    batch = 1 + max(int(chain.split("/")[3]) for chain in draft.passes or ["///0"])
    chain = pass_chain(*KEY, batch, 1)
    like = pick(chance, [one for chain in draft.passes for one in draft.held[chain] if one.kind is Kind.BALLOT_KEYED])
    draft.held[chain] = [
        like._replace(chain=chain, sequence=-1, hash=b"", ballot=number, marks=chance.choice(MARKS), payload="")
        for number in range(1, chance.randint(2, 5))
    ]
    seals = draft.places(Kind.CONTEST_SEALED)
    at = seals[0] if seals else len(draft.congress)
    about = {**ABOUT, "batch": batch}
    closed = {**about, "pass": 1, "ballots": 0, "entries": 0, "head": ""}
    for kind, details in ((Kind.PASS_CLOSED, closed), (Kind.PASS_OPENED, {**about, "pass": 1})):
        put_act(draft, at, kind, details, person=like.person, station=like.station)
    put_act(draft, at, Kind.BATCH_OPENED, {**about, "size": None})


@edit("any entry of the congress's chain taken out")
def _entry_out(draft: Draft, chance: random.Random) -> None:
    del draft.congress[chance.randrange(len(draft.congress))]


@edit("any two entries of the congress's chain swapped")
def _order(draft: Draft, chance: random.Random) -> None:
    one, two = chance.sample(range(len(draft.congress)), 2)
    draft.congress[one], draft.congress[two] = draft.congress[two], draft.congress[one]


@edit("any entry of the congress's chain twice")
def _entry_twice(draft: Draft, chance: random.Random) -> None:
    at = chance.randrange(len(draft.congress))
    draft.insert(chance.randint(at + 1, len(draft.congress)), draft.congress[at])


@edit("counts reported by hand")
def _reported(draft: Draft, chance: random.Random) -> None:
    at = place_of_one(draft, chance, Kind.BALLOTS_REPORTED, Kind.PILES_COUNTED)
    draft.put(at, {chance.choice(("issued", "returned", "present")): chance.randint(1, 12)})


@edit("words of an explanation or a reason")
def _words(draft: Draft, chance: random.Random) -> None:
    kinds = (Kind.FINDING_EXPLAINED, Kind.PASSES_WAIVED, Kind.BALLOT_AMENDED, Kind.DISPUTE_SETTLED, Kind.CORRIGENDUM)
    at = place_of_one(draft, chance, *kinds)
    draft.put(at, {"text" if draft.congress[at].kind is Kind.FINDING_EXPLAINED else "reason": "lý do khác"})
