"""A congress file as a source of saved ballots: what its journal says stands, batch by batch."""

from collections.abc import Callable
from contextlib import closing

from tally.application.desk.desk import CongressCodec
from tally.application.intake import BrokenJournal
from tally.application.journal_file import ChainCheck, ChainReport, StoredJournal
from tally.application.recount import SavedContest, SavedCount
from tally.domain.ballot import Ballot, Batch, SavedBallots, place_and_content
from tally.domain.batch import BatchCount, BatchState, PassContents
from tally.domain.contest import Contest
from tally.domain.desk import ContestKey, ContestState
from tally.domain.journal import CONGRESS_CHAIN, EntryKind, EntryRow, pass_chain


class JournalSource:
    """The saved ballots of a congress file; every chain is checked while its ballots are read.

    Attributes:
        report: what checking the chains found, once `load` returned.
        sealed: contests that are sealed, once `load` returned.
        unfinished: batches left out by `load`, because they are not accepted: contest and number.
    """

    def __init__(self, open_journal: Callable[[], StoredJournal], codec: CongressCodec) -> None:
        """Remember how to open the file; nothing is read yet."""
        self._open = open_journal
        self._codec = codec
        self.report = ChainReport(0, 0, (0, b""), 0, 0, ())
        self.sealed: frozenset[ContestKey] = frozenset()
        self.unfinished: tuple[tuple[ContestKey, int], ...] = ()

    def load(self) -> SavedCount:
        """Read everything.

        Raises:
            BrokenJournal: a chain is not what was appended; nothing is counted from it.
            BadInput: the file, or the congress declared in it, cannot be read.
            OSError: the machine failed.
        """
        with closing(self._open()) as journal:
            check = ChainCheck()
            stacks = _Stacks()
            for chain, rows in check.check(journal):
                if chain != CONGRESS_CHAIN:
                    stacks.add(chain, rows)
            self.report = check.report()
            if not self.report.sound:
                raise BrokenJournal(self.report.broken)
            congress, contests, profile = self._codec.read(check.state.declaration)
            saved: list[SavedContest] = []
            unfinished: list[tuple[ContestKey, int]] = []
            for contest in contests:
                count = check.state.contest((contest.id, contest.round))
                spoken_of = {batch for batch, _ in (*count.rulings, *count.amended)}
                batches: list[Batch] = []
                for number, state in sorted(count.batches.items()):
                    batch = _final(journal, stacks, count, state, plain=number not in spoken_of)
                    if batch is None:
                        unfinished.append((count.key, number))
                    else:
                        batches.append(batch)
                saved.append(self._saved(contest, count, SavedBallots(batches), check.state.declaration))
        self.unfinished = tuple(unfinished)
        self.sealed = frozenset(key for key, count in check.state.contests.items() if count.seal is not None)
        return SavedCount(congress, profile, tuple(saved))

    def _saved(self, contest: Contest, count: ContestState, ballots: SavedBallots, declaration: str) -> SavedContest:
        seal = count.seal
        if seal is None:
            return SavedContest(contest, ballots)
        if seal.declaration == declaration:
            return SavedContest(contest, ballots, sealed=seal.digest)
        # What was declared after the seal changes nothing of what was sealed.
        congress, contests, _ = self._codec.read(seal.declaration)
        sealed = next((one for one in contests if (one.id, one.round) == count.key), contest)
        return SavedContest(sealed, ballots, sealed=seal.digest, congress=congress)


class _Stacks:
    """What the keying passes hold, where nothing but ballots one after the other was recorded: their marks alone."""

    def __init__(self) -> None:
        self._marks: dict[str, list[bytes] | None] = {}

    def add(self, chain: str, rows: list[EntryRow]) -> None:
        """Take in the next rows of a pass."""
        before = self._marks.setdefault(chain, [])
        if before is None:
            return
        keyed = EntryKind.BALLOT_KEYED.value
        plain = [
            marks
            for _, sequence, _, _, _, kind, ballot, marks, payload, _, _ in rows
            if kind == keyed and ballot == sequence and not payload
        ]
        if len(plain) == len(rows):
            before += plain
        else:
            self._marks[chain] = None

    def alike(self, chains: list[str]) -> list[bytes] | None:
        """Return the marks that all of some passes hold, or None when they differ or say more than marks."""
        stacks = [self._marks.get(chain, []) for chain in chains]
        return stacks[0] if stacks and all(stack == stacks[0] for stack in stacks) else None


def _final(
    journal: StoredJournal, stacks: _Stacks, count: ContestState, state: BatchState, *, plain: bool
) -> Batch | None:
    """Return the ballots of a batch that stand, or None when it is not accepted.

    Args:
        journal: to read the passes again where they differ.
        stacks: the passes as they went by.
        count: of the contest.
        state: of the batch.
        plain: True when no ballot of it was ruled on or amended after it was accepted.
    """
    if len(state.closed) < count.wanted:
        return None
    chains = {number: pass_chain(*count.key, state.number, number) for number in state.closed}
    marks = stacks.alike(list(chains.values()))
    if marks is not None and plain and not state.numbers:
        # Keyed alike by everybody and nothing said about it since: the marks are all there is to it.
        return Batch(state.number, range(1, len(marks) + 1), marks)
    compared = BatchCount(
        state,
        count.wanted,
        lambda number: PassContents.replay(journal.entries(chains[number]), state.number, number),
    )
    if not compared.accepted:
        return None
    return _batch(state.number, sorted(count.final_ballots(compared), key=place_and_content))


def _batch(number: int, ballots: list[Ballot]) -> Batch:
    return Batch(
        number,
        [ballot.number for ballot in ballots],
        [ballot.marks for ballot in ballots],
        {place: ballot.ruling for place, ballot in enumerate(ballots) if ballot.ruling is not None},
    )
