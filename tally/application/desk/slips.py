"""The slip of a closed pass: what is read aloud and kept on paper, so that no file can come back shorter unseen."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from tally.domain.batch import details_of
from tally.domain.desk import ContestKey
from tally.domain.height import code_of, in_fours
from tally.domain.journal import CONGRESS_CHAIN, Entry, EntryKind, pass_chain


class Slip(NamedTuple):
    """What stands on the slip of a closed pass.

    Attributes:
        person: who closed it, by id.
        time: when it was closed.
        entries: in the chain of the pass.
        code: of the head of the pass, in fours.
        congress_entries: in the congress's chain up to the entry that closed the pass.
        congress_code: of that entry, in fours: it holds for everything before it, every closed pass among it.
    """

    contest: ContestKey
    batch: int
    pass_: int
    person: str
    time: str
    ballots: int
    entries: int
    code: str
    congress_entries: int
    congress_code: str


def slips(congress: bytes, entries: Iterable[Entry]) -> Iterator[Slip]:
    """Yield the slip of every closed pass, in the order in which they were closed.

    Args:
        congress: the hash of the congress's first entry.
        entries: of the congress's chain, all or some.
    """
    for entry in entries:
        if entry.kind is EntryKind.PASS_CLOSED:
            yield _slip(congress, entry)


def _slip(congress: bytes, entry: Entry) -> Slip:
    details = details_of(entry)
    key, batch, number = (details["contest"], details["round"]), details["batch"], details["pass"]
    chain = pass_chain(*key, batch, number)
    return Slip(
        contest=key,
        batch=batch,
        pass_=number,
        person=entry.person,
        time=entry.time,
        ballots=details["ballots"],
        entries=details["entries"],
        code=in_fours(code_of(congress, chain, details["entries"], bytes.fromhex(details["head"]))),
        congress_entries=entry.sequence,
        congress_code=in_fours(code_of(congress, CONGRESS_CHAIN, entry.sequence, entry.hash)),
    )
