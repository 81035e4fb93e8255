"""A congress file as a source of saved ballots: what its journal says stands, batch by batch."""

from collections.abc import Callable, Sequence
from contextlib import closing
from functools import partial
from itertools import islice

from tally.application.desk.account import PassTold, accounts, pass_told
from tally.application.desk.desk import CongressCodec
from tally.application.how_counted import HowCounted
from tally.application.intake import BrokenJournal
from tally.application.journal_file import ChainCheck, ChainReport, StoredJournal
from tally.application.proof import Pins
from tally.application.recount import SavedContest, SavedCount
from tally.domain.ballot import Batch, SavedBallots
from tally.domain.batch import BatchCount, PassContents
from tally.domain.contest import Contest
from tally.domain.desk import ContestKey, DeskState
from tally.domain.journal import CONGRESS_CHAIN, Entry, pass_chain


class JournalSource:
    """The saved ballots of a congress file; every chain is checked while its ballots are read.

    Attributes:
        report: what checking the chains found, once `load` returned.
        sealed: contests that are sealed, once `load` returned.
        unfinished: batches left out by `load`, because they are not accepted: contest and number.
        pinned: the board's certificates that the file holds, once `load` returned.
        practice: whether it is a made-up congress, once `load` returned.
    """

    def __init__(self, open_journal: Callable[[], StoredJournal], codec: CongressCodec) -> None:
        """Remember how to open the file; nothing is read yet."""
        self._open = open_journal
        self._codec = codec
        self.report = ChainReport(0, 0, (0, b""), 0, 0, ())
        self.sealed: frozenset[ContestKey] = frozenset()
        self.unfinished: tuple[tuple[ContestKey, int], ...] = ()
        self.pinned = Pins()
        self.practice = False

    def load(self) -> SavedCount:
        """Read everything.

        Raises:
            BrokenJournal: a chain is not what was appended, or not lawful; nothing is counted from it.
            BadInput: the file, or the congress declared in it, cannot be read.
            OSError: the machine failed.
        """
        with closing(self._open()) as journal:
            check = ChainCheck(self._codec)
            stacks = _Stacks()
            for chain, _rows, plain in check.check(journal):
                if chain != CONGRESS_CHAIN:
                    stacks.add(chain, plain)
            self.report = check.report()
            if not self.report.sound:
                raise BrokenJournal(self.report.broken)
            congress, contests, profile = self._codec.read(check.state.declaration)
            batches = _Batches(journal, stacks, check.state)
            ballots: dict[ContestKey, SavedBallots] = {}
            unfinished: list[tuple[ContestKey, int]] = []
            for contest in contests:
                key = (contest.id, contest.round)
                final = {number: batches.final(key, number) for number in sorted(check.state.contest(key).batches)}
                unfinished += [(key, number) for number, batch in final.items() if batch is None]
                ballots[key] = SavedBallots(filter(None, final.values()))
            entries = partial(self._congress_chain, self.report.head[0])
            how = accounts(check.state, contests, entries, batches.told, batches.compared)
        saved = [self._saved(one, check.state, ballots[one.id, one.round], how[one.id, one.round]) for one in contests]
        self.unfinished = tuple(unfinished)
        self.pinned = Pins.of(check.state.pinned)
        self.practice = check.state.practice
        self.sealed = frozenset(key for key, count in check.state.contests.items() if count.seal is not None)
        return SavedCount(congress, profile, tuple(saved))

    def _congress_chain(self, entries: int) -> list[Entry]:
        """Read so many entries again: what another program appended since they were checked is no part of the count."""
        with closing(self._open()) as journal:
            return list(islice(journal.entries(CONGRESS_CHAIN), entries))

    def _saved(self, contest: Contest, state: DeskState, ballots: SavedBallots, how: HowCounted) -> SavedContest:
        seal = how.seal
        if seal is None:
            return SavedContest(contest, ballots, how=how)
        if seal.declaration == state.declaration:
            return SavedContest(contest, ballots, sealed=seal.digest, how=how)
        # What was declared after the seal changes nothing of what was sealed.
        congress, contests, _ = self._codec.read(seal.declaration)
        sealed = next((one for one in contests if (one.id, one.round) == (contest.id, contest.round)), contest)
        return SavedContest(sealed, ballots, sealed=seal.digest, congress=congress, how=how)


class _Stacks:
    """What the keying passes hold, where nothing but ballots one after the other was recorded: their marks alone."""

    def __init__(self) -> None:
        self._marks: dict[str, list[bytes] | None] = {}

    def add(self, chain: str, plain: Sequence[bytes] | None) -> None:
        """Take in the marks of the next rows of a pass; None: they say more than marks."""
        before = self._marks.setdefault(chain, [])
        if before is None:
            return
        if plain is None:
            self._marks[chain] = None
        else:
            before += plain

    def alike(self, chains: list[str]) -> list[bytes] | None:
        """Return the marks that all of some passes hold, or None when they differ or say more than marks."""
        stacks = [self._marks.get(chain, []) for chain in chains]
        return stacks[0] if stacks and all(stack == stacks[0] for stack in stacks) else None


class _Batches:
    """The batches of a congress file: what stands in them, and what there is to tell of their passes.

    Args:
        journal: to read the passes again where they differ.
        stacks: the passes as they went by.
        state: the replay of the congress's chain.
    """

    def __init__(self, journal: StoredJournal, stacks: _Stacks, state: DeskState) -> None:
        self._journal = journal
        self._stacks = stacks
        self._state = state
        self._compared: dict[tuple[ContestKey, int], BatchCount] = {}
        self._spoken_of = {
            (key, batch) for key, count in state.contests.items() for batch, _ in (*count.rulings, *count.amended)
        }

    def final(self, key: ContestKey, number: int) -> Batch | None:
        """Return the ballots of a batch that stand, or None when it is not accepted."""
        count = self._state.contest(key)
        if len(count.batches[number].closed) < count.wanted:
            return None
        marks = self._alike(key, number)
        if marks is not None:
            # Keyed alike by everybody and nothing said about it since: the marks are all there is to it.
            return Batch(number, range(1, len(marks) + 1), marks)
        compared = BatchCount(count.batches[number], count.wanted, lambda one: self._contents(key, number, one))
        self._compared[key, number] = compared
        if not compared.accepted:
            return None
        return Batch.of(number, count.final_ballots(compared))

    def compared(self, key: ContestKey, number: int) -> BatchCount | None:
        """Return a batch with its passes compared, once `final` was asked; None where they are alike."""
        return self._compared.get((key, number))

    def told(self, key: ContestKey, number: int, one: int) -> PassTold:
        """Return what there is to tell of a pass."""
        chain = pass_chain(*key, number, one)
        marks = self._stacks.alike([chain])
        return pass_told(self._journal.entries(chain), number, one) if marks is None else PassTold(len(marks))

    def _alike(self, key: ContestKey, number: int) -> list[bytes] | None:
        """Return the marks of a batch whose passes hold the same, and nothing but marks; else None."""
        state = self._state.contest(key).batches[number]
        if state.numbers or (key, number) in self._spoken_of:
            return None
        return self._stacks.alike([pass_chain(*key, number, one) for one in state.closed])

    def _contents(self, key: ContestKey, number: int, one: int) -> PassContents:
        return PassContents.replay(self._journal.entries(pass_chain(*key, number, one)), number, one)
