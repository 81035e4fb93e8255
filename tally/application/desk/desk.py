"""The desk itself: a journal, its replay, who sits at it; and how a thing that may not be done is refused."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from functools import lru_cache, wraps
from typing import Concatenate, ParamSpec, Protocol, TypeVar

from tally.application.declarations import declarations
from tally.application.how_counted import FROM_SAVED_BALLOTS, HowCounted
from tally.application.recount import CountedContest, SavedContest, SavedCount, recount
from tally.domain.ballot import Ballot
from tally.domain.batch import BatchCount, PassContents
from tally.domain.congress import BoardRole, Congress
from tally.domain.contest import Contest
from tally.domain.desk import ContestKey, ContestState, DeskState, Person
from tally.domain.journal import CONGRESS_CHAIN, Entry, EntryKind, pass_chain
from tally.domain.law import judge, proposed
from tally.domain.rules import RuleProfile

HEAD = (BoardRole.HEAD.value,)
"""The role that rules disputes, waives passes, shows totals."""

BOARD = tuple(role.value for role in BoardRole)
"""The roles of the board; a keyer is not one of them."""

KEYER = "keyer"
"""Technical staff who are not delegates (QĐ 190 art. 8): they key, and nothing else."""


class _Tried(Exception):  # noqa: N818 - nothing failed
    """An act was tried, and is undone."""


class Journal(Protocol):
    """A store of chains of entries; only ever appended to."""

    @property
    def name(self) -> str:
        """Where it is, as the user knows it."""

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
        """Append one entry to a chain; it is on the disk when this returns.

        Raises:
            OSError: the machine failed; nothing was appended.
        """

    def entries(self, chain: str, after: int = 0) -> Iterator[Entry]:
        """Yield the entries of a chain in order, those after a sequence number."""

    def chains(self) -> tuple[str, ...]:
        """Return the names of all chains, the congress's first."""

    def together(self) -> AbstractContextManager[None]:
        """Read and append as one: nobody else appends meanwhile; all of it is on the disk on leaving, or nothing.

        One within another joins it. What is read within is what was appended so far, within and before.

        Raises:
            OSError: the machine failed; nothing was appended.
        """

    def close(self) -> None:
        """Let go of the file."""


class CongressCodec(Protocol):
    """Turns a declared congress file into values and back (`files/congress_toml.py`)."""

    def read(self, text: str) -> tuple[Congress, tuple[Contest, ...], RuleProfile]:
        """Return what a congress file says. Raises BadInput."""

    def write(self, congress: Congress, contests: tuple[Contest, ...]) -> str:
        """Return the congress file."""


class Refused(Exception):  # noqa: N818 - the desk refuses; nothing failed
    """Something that may not be done now; `key` and `fields` give its words (`desk.toml`, table `refused`)."""

    def __init__(self, key: str, **fields: object) -> None:
        self.key = key
        self.fields = fields
        super().__init__(key)


@dataclass(frozen=True, slots=True)
class _Given:
    """Saved ballots that are already read."""

    saved: SavedCount

    def load(self) -> SavedCount:
        return self.saved


def count_again(  # noqa: PLR0913 - a saved contest in its parts
    congress: Congress,
    profile: RuleProfile,
    contest: Contest,
    ballots: Iterable[Ballot] = (),
    *,
    sealed: str = "",
    how: HowCounted = FROM_SAVED_BALLOTS,
) -> CountedContest:
    """Count a contest as `tally recount` does, by the same code; `sealed` and `how` as those of a `SavedContest`."""
    saved = SavedCount(congress, profile, (SavedContest(contest, tuple(ballots), sealed=sealed, how=how),))
    return recount(_Given(saved)).contests[0]


_DECLARATIONS = 16  # kept as values: the last one, and those under which contests were sealed


class Desk:
    """A congress open on the table.

    Attributes:
        journal: where everything is recorded.
        state: the replay of the congress's chain, kept up to date.
        person: who is signed in, or None.
        station: the name of this computer.
        latest: the time of the last entry of all chains when the file was opened; empty for a new one.
    """

    def __init__(self, journal: Journal, codec: CongressCodec, station: str, now: Callable[[], str]) -> None:
        self.journal = journal
        self.codec = codec
        self.station = station
        self.now = now
        self.person: Person | None = None
        self.state = DeskState(journal.entries(CONGRESS_CHAIN))
        self.latest = self.state.time
        self._declared = lru_cache(maxsize=_DECLARATIONS)(codec.read)
        self._law = declarations(codec.read)
        self._counts: dict[tuple[ContestKey, int], tuple[object, BatchCount]] = {}
        self._deciding = False
        self._recorded = False  # within `deciding`
        self._doubtful = False  # the state holds what never reached the disk

    @contextmanager
    def deciding(self) -> Iterator[None]:
        """Decide and append in one transaction: what is asked within is true of the journal until what is appended is.

        The state is up to date on entering, and nobody else appends before it is left. When anything fails or is
        refused, nothing of it was appended, and the state is as if nobody had tried. One within another joins it.

        Raises:
            OSError: the machine failed; nothing was appended.
        """
        if self._deciding:
            yield
            return
        self._deciding, self._recorded = True, False
        try:
            with self.journal.together():
                self.refresh()
                yield
        except BaseException:
            self._deciding = False
            if self._recorded:
                self._forget()
            raise
        finally:
            self._deciding = False

    def check(self, act: Callable[[], object]) -> None:
        """Refuse what an act would refuse, and record nothing: for what is asked about first.

        Raises:
            Refused: as the act.
            OSError: the machine failed.
        """
        with suppress(_Tried), self.deciding():
            act()
            raise _Tried

    def record(self, kind: EntryKind, details: Mapping[str, object], key: ContestKey | None = None) -> Entry:
        """Append an entry to the congress's chain and take it into the state.

        Args:
            kind: what is recorded.
            details: its payload.
            key: the contest it is about; its id and round are added to the payload.

        Raises:
            Refused: `unlawful` where every reader of the journal would call it so: a bug, and nothing is recorded.
        """
        about = {} if key is None else {"contest": key[0], "round": key[1]}
        person = self.person.id if self.person else ""
        with self.deciding():
            now = proposed(self.state, kind, self.station, person, self.now(), {**details, **about})
            breach = judge(self.state, now, self._law).breach
            if breach is not None:
                raise Refused("unlawful", kind=kind.value, why=breach.value)
            entry = self.journal.append(CONGRESS_CHAIN, kind, person=person, details={**details, **about})
            self._recorded = True
            self.refresh()
        return entry

    def refresh(self) -> bool:
        """Take in what other stations appended; tell whether there was anything."""
        if self._doubtful:
            self._replay()
        before = self.state.entries
        for entry in self.journal.entries(CONGRESS_CHAIN, after=before):
            self.state.apply(entry)
        return self.state.entries != before

    def _forget(self) -> None:
        """Take back what was recorded within a transaction that failed."""
        self._doubtful = True
        with suppress(OSError):  # the machine may be failing still; then the next refresh does it
            self._replay()

    def _replay(self) -> None:
        self.state = DeskState(self.journal.entries(CONGRESS_CHAIN))
        self._counts.clear()
        self._doubtful = False

    @property
    def congress(self) -> Congress:
        """The congress as last declared."""
        return self.declared(self.state.declaration)[0]

    @property
    def contests(self) -> tuple[Contest, ...]:
        """The contests as last declared; none before anything is declared."""
        return self.declared(self.state.declaration)[1] if self.state.declaration else ()

    @property
    def people(self) -> Mapping[str, Person]:
        """The persons of the desk, by id."""
        return self.state.people

    @property
    def profile(self) -> RuleProfile:
        """The regulation."""
        return self.declared(self.state.declaration)[2]

    def contest(self, key: ContestKey) -> Contest:
        """Return a contest.

        Raises:
            Refused: `no_such_contest`: another station removed it, or a round that was only made ready.
        """
        return self.found(self.contests, key)

    @staticmethod
    def found(contests: Iterable[Contest], key: ContestKey) -> Contest:
        """Return one of the contests of a declaration. Raises as `contest`."""
        for contest in contests:
            if (contest.id, contest.round) == key:
                return contest
        raise Refused("no_such_contest", contest=key[0], round=key[1])

    def count_of(self, key: ContestKey) -> ContestState:
        """Return how far the count of a contest has come."""
        return self.state.contest(key)

    def signed_in(self, roles: tuple[str, ...] = ()) -> Person:
        """Return who sits here.

        Args:
            roles: `HEAD` or `BOARD` when only those may do this; empty: anybody of the desk.

        Raises:
            Refused: `sign_in_first`; `head_only`, `board_only` when it takes another role.
        """
        if self.person is None:
            raise Refused("sign_in_first")
        if roles and self.person.role not in roles:
            raise Refused("head_only" if roles == HEAD else "board_only", name=self.person.name)
        return self.person

    def still(self, person: Person) -> None:
        """Make sure that a person who showed a PIN is who they were then.

        Raises:
            Refused: `changed_meanwhile`: their role or PIN is another by now.
        """
        now = self.state.people.get(person.id)
        if now is None or (now.role, now.pin) != (person.role, person.pin):
            raise Refused("changed_meanwhile")

    def unsealed(self, key: ContestKey) -> ContestState:
        """Return the count of a contest that may still change, with what other stations did to it.

        Raises:
            Refused: `sealed`; `no_such_contest`.
        """
        if not self._deciding:  # what others did was taken in when the transaction began, and they wait since
            self.refresh()
        contest = self.contest(key)
        count = self.count_of(key)
        if count.seal is not None:
            raise Refused("sealed", title=contest.title)
        return count

    def pass_contents(self, key: ContestKey, batch: int, number: int) -> PassContents:
        """Return what a keying pass holds, from its own chain."""
        return PassContents.replay(self.journal.entries(pass_chain(*key, batch, number)), batch, number)

    def holds_ballots(self, key: ContestKey, batch: int) -> bool:
        """Tell whether anything was keyed in a batch; one opened by mistake is empty."""
        return any(self.pass_contents(key, batch, one).entries for one in self.count_of(key).batches[batch].passes)

    def batch_count(self, key: ContestKey, number: int) -> BatchCount:
        """Return a batch with its passes held against each other; kept until something about the batch changes."""
        count = self.count_of(key)
        state = count.batches[number]
        again = sum(len(keyings) for keyings in state.rekeyed.values())
        version = (count.wanted, tuple(state.closed), again, len(state.settled))
        known = self._counts.get((key, number))
        if known is None or known[0] != version:
            compared = BatchCount(state, count.wanted, lambda one: self.pass_contents(key, number, one))
            known = self._counts[key, number] = (version, compared)
        return known[1]

    def declared(self, declaration: str) -> tuple[Congress, tuple[Contest, ...], RuleProfile]:
        """Return what a declaration says: the congress, its contests, the regulation."""
        return self._declared(declaration)


_P = ParamSpec("_P")
_R = TypeVar("_R")


class _AtDesk(Protocol):
    """The use cases of one subject, on a desk."""

    _desk: Desk


_Uses = TypeVar("_Uses", bound=_AtDesk)


def act(method: Callable[Concatenate[_Uses, _P], _R]) -> Callable[Concatenate[_Uses, _P], _R]:
    """Have a use case decide and append in one transaction of its desk (`Desk.deciding`)."""

    @wraps(method)
    def carried_out(self: _Uses, /, *args: _P.args, **kwargs: _P.kwargs) -> _R:
        with self._desk.deciding():
            return method(self, *args, **kwargs)

    return carried_out
