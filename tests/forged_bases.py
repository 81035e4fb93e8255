"""Honest congresses at several moments, and what their boards have outside the file: slips, heights, signed papers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import signing_keys
from board import KEY, KEYER, OTHER, Board, a_board, counting
from builders import a_contest, marks
from counted_at_desk import corrected, counted, sealed
from memory_journal import Codec, MemoryJournal
from tally_files import by_hand

from tally import bootstrap
from tally.application.desk.slips import slips
from tally.application.heights import Known
from tally.application.journal_source import JournalSource
from tally.application.recount import Recount, SavedContest, SavedCount, recount
from tally.application.signing import Unlocked, sign_congress
from tally.application.taking_in import take_in
from tally.domain.ballot import Ballot
from tally.domain.height import Height
from tally.domain.journal import CONGRESS_CHAIN
from tally.store.opening import create

Claims = frozenset[tuple[str, ...]]
"""What a count claims of every sealed contest: organisation, contest, round, digests, head."""


@dataclass(frozen=True)
class Base:
    """An honest congress at some moment.

    Attributes:
        signed: there are signed papers of it.
    """

    name: str
    journal: MemoryJournal
    signed: bool

    @property
    def first(self) -> bytes:
        """The hash of the congress's first entry."""
        return self.journal.held[CONGRESS_CHAIN][0].hash

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """The codes on the slips of all closed passes."""
        made = slips(self.first, self.journal.held[CONGRESS_CHAIN])
        return tuple(code.replace(" ", "") for slip in made for code in (slip.code, slip.congress_code))

    @cached_property
    def known(self) -> Known:
        """Every height that its computer acknowledged."""
        return {
            chain: tuple(
                Height(entry.sequence, entry.hash, max(one.ballot or 0 for one in entries[: at + 1]))
                for at, entry in enumerate(entries)
            )
            for chain, entries in self.journal.held.items()
        }

    @cached_property
    def claims(self) -> Claims:
        """What its signed papers claim."""
        return claims_of(recount(JournalSource(lambda: self.journal, Codec()))) if self.signed else frozenset()


def claims_of(counted_: Recount) -> Claims:
    """Return what a count claims of every sealed contest, corrigenda included, with what the papers print of it."""
    claims: list[tuple[str, ...]] = []
    for one in counted_.contests:
        contest, seal = one.result.contest, one.how.seal
        vote = (one.congress.organisation, contest.id, str(contest.round))
        if seal is not None:
            claims.append((*vote, one.results, one.digest, seal.entry.hex()))
        claims += [(*vote, made.results, made.digests[1], made.made.entry.hex()) for made in one.corrigenda]
    return frozenset(claims)


def _with_an_open_pass(board: Board) -> Board:
    batch = board.sit("p1").batches.open_batch(KEY)
    keyer = board.sit(KEYER).batches.open_pass(KEY, batch)
    for ballot in ("+++-", "++-+", "+--+"):
        keyer.key(marks(ballot))
    return board


def _begun() -> Board:
    board = counting()
    batch = board.sit("p1").batches.open_batch(KEY)
    for person in (KEYER, OTHER):
        keyer = board.sit(person).batches.open_pass(KEY, batch)
        for ballot in ("+++-", "++-+", "+--+", "-+++"):
            keyer.key(marks(ballot))
    return board


def _imported() -> Board:
    board = a_board(contest=a_contest(issued=5, returned=5))
    ballots = tuple(
        Ballot(1, number, marks(signs)) for number, signs in enumerate(("+++-", "++-+", "+--+", "-+++", "+++-"), 1)
    )
    saved = SavedCount(board.desk.congress, board.desk.profile, (SavedContest(board.desk.contest(KEY), ballots),))
    take_in(board.desk, board.journal, saved, "ballots.csv", {"ballots.csv": "ab" * 32}, "phiếu đã lưu")
    return board


def _signed(make: Callable[[], Board]) -> Board:
    board = make()
    keys = signing_keys.board_keys()
    sign_congress(board.desk, board.closing, Unlocked((), signing_keys.qr_signer(), keys.pins()))
    return board


def bases() -> tuple[Base, ...]:
    """Return the honest congresses."""
    made: Mapping[str, tuple[Board, bool]] = {
        "keying, nothing closed yet": (_begun(), False),
        "counted, a pass open": (_with_an_open_pass(counted()), False),
        "taken in from saved ballots": (_imported(), False),
        "sealed and signed": (_signed(sealed), True),
        "corrected and signed": (_signed(corrected), True),
    }
    return tuple(Base(name, board.journal, signed) for name, (board, signed) in made.items())


def file_of(journal: MemoryJournal, path: Path) -> Path:
    """Write a journal to a congress file, as somebody does who has SQLite and not our program."""
    create(path, "may-1", lambda: journal.held[CONGRESS_CHAIN][0].time).close()
    with by_hand(path, triggers=False) as connection:
        connection.execute("BEGIN")
        for number, (chain, entries) in enumerate(journal.held.items(), 1):
            if chain != CONGRESS_CHAIN:
                connection.execute("INSERT INTO chain VALUES (?, ?)", (number, chain))
            rows = ((number, *entry[1:5], entry.kind.value, *entry[6:]) for entry in entries)
            connection.executemany("INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)
        connection.execute("COMMIT")
    return path


def papers_of(base: Base, folder: Path) -> list[Path]:
    """Return the minutes and the record of a signed congress, as its head and secretary signed them."""
    from signed_papers import sign  # noqa: PLC0415 - cryptography takes a while

    folder.mkdir()
    whole = recount(bootstrap.open_source(file_of(base.journal, folder / "thật.tally")))
    maker, papers = bootstrap.paper_maker(), []
    for one in whole.contests:
        prints = [maker.minutes(whole, one), maker.record(whole, one)]
        prints += [maker.corrigendum(whole, one, corrected_) for corrected_ in one.corrigenda]
        for number, content in enumerate(prints):
            path = folder / f"giấy-{one.result.contest.id}-{number}.xlsx"
            path.write_bytes(content)
            sign(path)
            papers.append(path)
    return papers
