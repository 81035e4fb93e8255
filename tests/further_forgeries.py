"""Further kinds of edits: what was declared, who there is, when; the end of a file; a journal written anew."""

import random
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

from board import HEAD, KEY, OTHER, SECRETARY, TWO, Board, counting
from builders import a_contest, marks
from forged import Draft, rechained, said
from forgeries import (
    ABOUT,
    EDITS,
    MARKS,
    Details,
    Kind,
    Nothing,
    edit,
    open_passes,
    other_marks,
    pick,
    place_of_one,
    put_act,
)
from memory_journal import Clock, Codec, MemoryJournal, QuickHasher

from tally.application.desk.desk import Refused
from tally.domain.batch import keying_details
from tally.domain.congress import Congress
from tally.domain.contest import Contest
from tally.domain.height import Accepted, accepted_details
from tally.domain.journal import CONGRESS_CHAIN, Entry
from tally.domain.passes import Keying
from tally.domain.slate import Slate

__all__ = ["EDITS", "Nothing"]

SIGNS = ("+++-", "++-+", "-+++", "+--+", "++--", "----", "++++")


# What was declared, who there is, when


def _declare(
    draft: Draft, chance: random.Random, change: Callable[[Congress, Contest], tuple[Congress, Contest]]
) -> None:
    for at in draft.places(Kind.CONGRESS_DECLARED, Kind.BALLOTS_REPORTED, Kind.DECISION_REPORTED):
        details = said(draft.congress[at])
        if "toml" not in details:
            continue
        congress, (contest, *others), _ = Codec().read(details["toml"])
        congress, contest = change(congress, contest)
        draft.say(at, toml=Codec().write(congress, (contest, *others)))
    del chance


@edit("the base: people summoned and present")
def _base(draft: Draft, chance: random.Random) -> None:
    number = chance.randint(5, 20)
    _declare(
        draft, chance, lambda congress, one: (replace(congress, roll=replace(congress.roll, summoned=number)), one)
    )


@edit("the seats")
def _seats(draft: Draft, chance: random.Random) -> None:
    seats = chance.choice((1, 2))
    _declare(draft, chance, lambda congress, one: (congress, replace(one, seats=seats, body_size=seats)))


@edit("the order of the slate")
def _slate(draft: Draft, chance: random.Random) -> None:
    first, second = chance.sample(range(4), 2)

    def swapped(congress: Congress, contest: Contest) -> tuple[Congress, Contest]:
        people = list(contest.slate)
        people[first], people[second] = (
            replace(people[second], no=people[first].no),
            replace(people[first], no=people[second].no),
        )
        return congress, replace(contest, slate=Slate(tuple(people)))

    _declare(draft, chance, swapped)


@edit("a candidate's name")
def _name(draft: Draft, chance: random.Random) -> None:
    at = chance.randrange(4)

    def renamed(congress: Congress, contest: Contest) -> tuple[Congress, Contest]:
        people = list(contest.slate)
        people[at] = replace(people[at], name="Người Khác")
        return congress, replace(contest, slate=Slate(tuple(people)))

    _declare(draft, chance, renamed)


@edit("the organisation or the title")
def _title(draft: Draft, chance: random.Random) -> None:
    if chance.random() < 0.5:
        _declare(draft, chance, lambda congress, one: (replace(congress, organisation="Đảng bộ xã Khác"), one))
    else:
        _declare(draft, chance, lambda congress, one: (congress, replace(one, title="Cuộc bầu khác")))


@edit("one time")
def _time(draft: Draft, chance: random.Random) -> None:
    chain = chance.choice([*draft.passes, CONGRESS_CHAIN])
    at = chance.randrange(len(draft.held[chain]))
    draft.change(at, chain, time=_moved(draft.held[chain][at], chance.choice((-1, 1))))


@edit("all times")
def _times(draft: Draft, chance: random.Random) -> None:
    hours = chance.choice((-1, 1, 3))
    for chain, entries in draft.held.items():
        draft.held[chain] = [entry._replace(time=_moved(entry, hours)) for entry in entries]


def _moved(entry: Entry, hours: int) -> str:
    return f"{entry.time[:11]}{(int(entry.time[11:13]) + hours) % 24:02d}{entry.time[13:]}"


@edit("a PIN hash")
def _pin(draft: Draft, chance: random.Random) -> None:
    draft.say(
        place_of_one(draft, chance, Kind.PERSON_ADDED), pin=QuickHasher().hash(str(chance.randint(100_000, 999_999)))
    )


@edit("a role")
def _role(draft: Draft, chance: random.Random) -> None:
    draft.say(
        place_of_one(draft, chance, Kind.PERSON_ADDED), role=chance.choice(("head", "secretary", "member", "keyer"))
    )


@edit("a person's name")
def _person(draft: Draft, chance: random.Random) -> None:
    draft.say(place_of_one(draft, chance, Kind.PERSON_ADDED), name="Người Khác")


@edit("a person put in")
def _stranger(draft: Draft, chance: random.Random) -> None:
    details: Details = {"id": "p5", "name": "Người Lạ", "role": chance.choice(("member", "keyer"))}
    put_act(draft, chance.randint(5, len(draft.congress)), Kind.PERSON_ADDED, details)


@edit("what was taken in: its source and counts")
def _imported(draft: Draft, chance: random.Random) -> None:
    at = place_of_one(draft, chance, Kind.IMPORTED)
    what = chance.choice(("source", "files", "contests"))
    other: Details = {
        "source": "nơi khác",
        "files": {"ballots.csv": "0" * 64},
        "contests": [[*KEY, chance.randint(1, 30)]],
    }
    draft.put(at, {what: other[what]})


@edit("the keys that are pinned, and the codes")
def _keys(draft: Draft, chance: random.Random) -> None:
    at = place_of_one(draft, chance, Kind.KEYS_PINNED, Kind.QR_SIGNED)
    if chance.random() < 0.5:
        del draft.congress[at]
    else:
        draft.insert(at, draft.congress[at])


# The end


@edit("the tail of a chain cut off")
def _tail(draft: Draft, chance: random.Random) -> None:
    chain = chance.choice([*draft.passes, CONGRESS_CHAIN])
    del draft.held[chain][-chance.randint(1, min(6, len(draft.held[chain]))) :]


@edit("the tail of an open pass cut off")
def _open_tail(draft: Draft, chance: random.Random) -> None:
    chain = pick(chance, open_passes(draft))
    del draft.held[chain][-chance.randint(1, len(draft.held[chain])) :]


@edit("a tail cut off, and the loss accepted in the board's name")
def _accepted(draft: Draft, chance: random.Random) -> None:
    chain = pick(chance, open_passes(draft))
    known, cut = draft.held[chain][-1], chance.randint(1, len(draft.held[chain]))
    del draft.held[chain][-cut:]
    left = draft.held[chain][-1] if draft.held[chain] else None
    ballots = (0 if left is None else left.ballot or 0, known.ballot or 0)
    lost = Accepted(chain, known.sequence, known.hash, known.sequence - cut, *ballots, other=False)
    details: Details = {
        "head": HEAD,
        "second": SECRETARY,
        "reason": "mất điện",
        "lost": accepted_details([lost]),
        "pins": [2, 3],
    }
    put_act(draft, len(draft.congress), Kind.LOSS_ACCEPTED, details)


@edit("both: everything from some moment on cut off")
def _from_then(draft: Draft, chance: random.Random) -> None:
    moment = pick(chance, draft.congress[1:]).time
    for chain, entries in draft.held.items():
        draft.held[chain] = [entry for entry in entries if entry.time < moment] or (
            entries[:1] if chain == CONGRESS_CHAIN else []
        )


# Added at the end, in the name of those who may


@edit("a ballot added to an open pass")
def _added(draft: Draft, chance: random.Random) -> None:
    chain = pick(chance, open_passes(draft))
    like = draft.held[chain][-1]
    ballot = 1 + max(entry.ballot or 0 for entry in draft.held[chain])
    fields = {"kind": Kind.BALLOT_KEYED, "ballot": ballot, "marks": chance.choice(MARKS), "payload": ""}
    draft.insert(len(draft.held[chain]), like, chain, **fields)


@edit("a corrigendum added")
def _corrigendum_added(draft: Draft, chance: random.Random) -> None:
    place_of_one(draft, chance, Kind.CONTEST_SEALED)
    chain = pick(chance, [one for one in draft.passes if one.endswith("/1")])
    like = draft.held[chain][chance.randrange(len(draft.held[chain]))]
    after = keying_details(Keying(other_marks(chance, like.marks)))
    change: Details = {"batch": int(chain.split("/")[3]), "ballot": like.ballot, "after": after}
    change["before"] = keying_details(Keying(like.marks))
    two: Details = {"head": HEAD, "second": SECRETARY, "pins": [2, 3]}
    details: Details = {**ABOUT, **two, "before": "", "after": "", "changes": [change], "reason": "đối chiếu lại"}
    put_act(draft, len(draft.congress), Kind.CORRIGENDUM, details)


@edit("a seal added")
def _seal_added(draft: Draft, chance: random.Random) -> None:
    if draft.places(Kind.CONTEST_SEALED):
        raise Nothing
    two = {"head": HEAD, "second": SECRETARY, "pins": [2, 3]}
    put_act(draft, len(draft.congress), Kind.CONTEST_SEALED, {**ABOUT, **two, "digest": "", "entries": 0})
    del chance


@edit("a sign-in or an explanation added")
def _noted(draft: Draft, chance: random.Random) -> None:
    at = place_of_one(draft, chance, Kind.SIGNED_IN, Kind.FINDING_EXPLAINED, Kind.TOTALS_SHOWN)
    draft.insert(len(draft.congress), draft.congress[at])


@edit("another contest written in and sealed beside the others")
def _another_contest(draft: Draft, chance: random.Random) -> None:
    journal = MemoryJournal(Clock(), "may-1", rechained(draft.held).held)
    journal.clock.seconds = 12 * 3600
    board, key = Board(journal), ("bi-thu", 1)
    try:
        board.sit(HEAD).setup.add_contest(replace(a_contest(seats=1, issued=3, returned=3), id=key[0]))
        board.batches.begin_counting(key, 1, "ít phiếu")
        batch = board.batches.open_batch(key)
        keyer = board.sit(OTHER).batches.open_pass(key, batch)
        for _ in range(3):
            keyer.key(marks(chance.choice(("+---", "-+--"))))
        keyer.close()
        for code in dict.fromkeys(finding.code for finding in board.closing.unexplained(key)):
            board.closing.explain(key, code, "đã lập biên bản riêng")
        board.sit(HEAD).closing.seal(key, *TWO)
    except Refused as refused:
        raise Nothing from refused
    draft.held = {chain: list(entries) for chain, entries in journal.held.items()}


# Written anew


@edit("the whole journal written anew by a desk, with other ballots")
def _anew(draft: Draft, chance: random.Random) -> None:
    board = counting()
    for _ in range(chance.randint(1, 3)):
        ballots = tuple(chance.choice(SIGNS) for _ in range(chance.randint(1, 6)))
        board.batch(ballots, ballots)
    _as_far(draft, board)
    draft.held = {chain: list(entries) for chain, entries in board.journal.held.items()}


@edit("a fork: the desk went on otherwise from some moment")
def _fork(draft: Draft, chance: random.Random) -> None:
    _from_then(draft, chance)
    journal = MemoryJournal(Clock(), "may-1", rechained(draft.held).held)
    journal.clock.seconds = 12 * 3600
    board = Board(journal)
    try:
        ballots = tuple(chance.choice(SIGNS) for _ in range(chance.randint(1, 5)))
        board.batch(ballots, ballots)
    except Refused as refused:
        raise Nothing from refused
    _as_far(draft, board)
    draft.held = {chain: list(entries) for chain, entries in journal.held.items()}


def _as_far(draft: Draft, board: Board) -> None:
    """Seal where the honest desk had sealed, as far as the other one can."""
    if draft.places(Kind.CONTEST_SEALED):
        with suppress(Refused, ValueError, KeyError):
            number = sum(row.passes[0].keyed for row in board.batches.batches(KEY) if row.passes)
            board.setup.report_ballots(KEY, 10, number, number)
            for code in dict.fromkeys(finding.code for finding in board.closing.unexplained(KEY)):
                board.closing.explain(KEY, code, "đã lập biên bản riêng")
            board.closing.seal(KEY, *TWO)
