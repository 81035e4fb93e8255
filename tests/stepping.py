"""Desks on one file whose acts are stopped at every step between reading and writing, so that others act meanwhile.

Each desk acts in a thread of its own; one of them runs at a time, until its next step (`Turns`). The product has no
hooks: a desk works on a `SteppedJournal`, which hands everything on to the journal of the file.
"""

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext

from tally.application.desk.desk import Refused
from tally.domain.journal import Entry, EntryKind
from tally.store.journal import SqlJournal

UNHURRIED = 60.0  # seconds within which a desk comes to its next step, or something is badly wrong


def no_step() -> None:
    """Go on; stands for the end of a turn where nobody waits for one."""


class SteppedJournal:
    """A journal that says each of its steps; implements what the desk works with.

    A step is said before every reading, beginning, appending and committing, and after the last: between one and the
    next the desk touches nothing that another could see, so after the one is before the next.

    Attributes:
        step: called at each of them.
        recorded: what is on the disk because of this desk: the entries of the transactions that were committed.
    """

    def __init__(self, journal: SqlJournal, *, together: bool = True) -> None:
        """Take the journal of a file.

        Args:
            journal: of the file.
            together: False: every entry is a transaction of its own, as it was before acts decided within theirs.
        """
        self.journal = journal
        self._together = together
        self.step: Callable[[], None] = no_step
        self.recorded: list[Entry] = []
        self._appended: list[Entry] | None = None

    @property
    def name(self) -> str:
        """Where it is."""
        return self.journal.name

    def append(  # noqa: PLR0913 - the fields of an entry
        self,
        chain: str,
        kind: EntryKind,
        *,
        person: str = "",
        ballot: int | None = None,
        marks: bytes = b"",
        details: Mapping[str, object] | None = None,
    ) -> Entry:
        """Append an entry; every act of the desk does so within `together`."""
        assert self._appended is not None, f"{kind} was appended outside a transaction"
        self.step()
        entry = self.journal.append(chain, kind, person=person, ballot=ballot, marks=marks, details=details)
        self._appended.append(entry)
        return entry

    def entries(self, chain: str, after: int = 0) -> Iterator[Entry]:
        """Yield the entries of a chain."""
        self.step()
        yield from list(self.journal.entries(chain, after))

    def chains(self) -> tuple[str, ...]:
        """Return the names of all chains."""
        self.step()
        return self.journal.chains()

    @contextmanager
    def together(self) -> Iterator[None]:
        """Begin and commit; one within another joins it."""
        if self._appended is not None:
            yield
            return
        self.step()
        try:
            with self.journal.together() if self._together else nullcontext():
                self._appended = []
                yield
                self.step()
                appended = self._appended
        finally:
            self._appended = None
        self.recorded += appended
        self.step()

    def close(self) -> None:
        """Let go of the file."""
        self.journal.close()


class Actor:
    """Somebody who acts at a desk, one step at a time.

    Attributes:
        error: what the act ended with; None: it was done.
        done: whether it ended.
        blocked: whether it was last seen waiting for another program.
        turns: how many it was given.
    """

    def __init__(self, journal: SteppedJournal, act: Callable[[], object]) -> None:
        self._journal = journal
        self._act = act
        self._go, self._parked = threading.Semaphore(0), threading.Semaphore(0)
        self.error: BaseException | None = None
        self.done = False
        self.blocked = False
        self.turns = 0
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def advance(self, patience: float = UNHURRIED) -> None:
        """Let it go on to its next step, or to its end.

        Args:
            patience: seconds; after them it waits for another program, and goes on by itself once it need not.
        """
        if not self.blocked:
            self.turns += 1
            self._go.release()
        came = self._parked.acquire(timeout=patience)
        assert came or patience < UNHURRIED, "a desk waits for another that waits for it"
        self.blocked = not came
        if self.done:
            self._thread.join()

    def _run(self) -> None:
        self._go.acquire()
        self._journal.step = self._step
        try:
            self._act()
        except BaseException as error:  # noqa: BLE001 - told in the thread that asks
            self.error = error
        self._journal.step = no_step
        self.done = True
        self._parked.release()

    def _step(self) -> None:
        self._parked.release()
        self._go.acquire()

    def outcome(self) -> str:
        """Return in a word how it ended.

        Raises:
            BaseException: it ended with something that no screen says in words.
        """
        if self.error is None:
            return "done"
        if isinstance(self.error, Refused):
            return self.error.key
        if isinstance(self.error, OSError):
            return type(self.error).__name__
        raise self.error


def play(actors: Mapping[int, Actor], turns: Iterable[int], then: Sequence[int], patience: float = UNHURRIED) -> None:
    """Give one actor after the other a turn of one step, then let them come to their ends.

    Args:
        actors: the desks, by number.
        turns: whose turn it is; that of an actor who has ended is passed over.
        then: in which order the others end.
        patience: as of `Actor.advance`.
    """
    for turn in turns:
        if not actors[turn].done:
            actors[turn].advance(patience)
    while not all(actors[place].done for place in then):
        for place in then:
            actor = actors[place]
            while not actor.done:
                actor.advance(patience)
                if actor.blocked:
                    break
