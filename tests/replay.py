"""A journal written by hand, entry by entry, for tests of its replay."""

from collections.abc import Mapping

from builders import marks
from memory_journal import Clock, MemoryJournal

from tally.domain.batch import PassContents, ruling_details
from tally.domain.desk import DeskState
from tally.domain.journal import CONGRESS_CHAIN, EntryKind, pass_chain
from tally.domain.passes import Keying

KEY = ("bch", 1)
ABOUT = {"contest": "bch", "round": 1}
CHAIN = pass_chain(*KEY, 1, 1)
A, B, C = (Keying(marks(signs)) for signs in ("++-", "+-+", "-++"))


class Writer:
    """A journal that is written by hand."""

    def __init__(self) -> None:
        self.clock = Clock()
        self.journal = MemoryJournal(self.clock)

    def add(self, kind: EntryKind, details: Mapping[str, object], person: str = "p1") -> "Writer":
        """Append an entry to the congress's chain, a second later."""
        self.clock.seconds += 1
        self.journal.append(CONGRESS_CHAIN, kind, person=person, details=details)
        return self

    def about(self, kind: EntryKind, person: str = "p1", **details: object) -> "Writer":
        """Append an entry about the contest."""
        return self.add(kind, {**ABOUT, **details}, person)

    def pass_(
        self,
        kind: EntryKind,
        ballot: int | None,
        keying: Keying | None = None,
        chain: str = CHAIN,
        person: str = "p1",
        **details: object,
    ) -> "Writer":
        """Append an entry to the chain of a pass, a second later."""
        self.clock.seconds += 1
        ruling = {} if keying is None or keying.ruling is None else {"ruling": ruling_details(keying.ruling)}
        self.journal.append(
            chain,
            kind,
            person=person,
            ballot=ballot,
            marks=b"" if keying is None else keying.marks,
            details={**ruling, **details},
        )
        return self

    def state(self) -> DeskState:
        """Replay the congress's chain."""
        return DeskState(self.journal.entries(CONGRESS_CHAIN))

    def contents(self, chain: str = CHAIN) -> PassContents:
        """Replay a pass."""
        return PassContents.replay(self.journal.entries(chain), 1, int(chain.rpartition("/")[2]))
