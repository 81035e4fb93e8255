"""The papers of a congress: which there are at which stage of each contest, what they are called, how they are made."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import NamedTuple, Protocol

from tally.application.desk.desk import Desk
from tally.application.hall import hall_name, may_be_shown
from tally.application.recount import Corrected, CountedContest, Recount, UnknownContest
from tally.domain.contest import Contest
from tally.domain.desk import ContestKey
from tally.domain.hand_vote import HandVote
from tally.domain.journal import EntryKind
from tally.domain.steps import NOT_NEEDED
from tally.locales.visible import visible

Content = bytes | Iterator[bytes]
"""What a paper is written with: all of it, or pieces where it may be too long to hold."""


class PaperKind(StrEnum):
    """What a paper is, in the order in which a board needs them."""

    HAND_VOTE = "hand-vote"
    BALLOT = "ballot"
    BLANK_TALLY = "blank-tally"
    SLIPS = "slips"
    OPENING = "opening"
    MINUTES = "minutes"
    RECORD = "record"
    HALL = "hall"
    CORRIGENDUM = "corrigendum"
    CONGRESS = "congress"
    SAVED_BALLOTS = "saved-ballots"
    JOURNAL = "journal"


SIGNED = frozenset({PaperKind.HAND_VOTE, PaperKind.OPENING, PaperKind.MINUTES, PaperKind.RECORD, PaperKind.CORRIGENDUM})
"""What head and secretary sign as workbooks."""

OF_A_COUNT = frozenset({PaperKind.HAND_VOTE, PaperKind.MINUTES, PaperKind.RECORD, PaperKind.CORRIGENDUM})
"""What saved ballots alone are enough for."""


PRIVATE = frozenset({PaperKind.SAVED_BALLOTS, PaperKind.JOURNAL})
"""What stays with the board: how each single paper was filled in, and who keyed which when."""


GROWING = frozenset({PaperKind.RECORD, PaperKind.JOURNAL})
"""What tells the journal: every entry adds to it, and one written before is as true as it was."""


CORRIGENDUM_NAME = "dinh-chinh-"
"""How the names of corrigenda begin."""

WITHOUT_RESULT = ("phieu-bau-", "phieu-kiem-", "phieu-tap-", "mo-dau-", "bien-ban-bieu-quyet-")
"""How the names of papers begin that tell no result of a contest: a roll-up passes them by."""

OF_RESULTS = ("bien-ban-", "ho-so-", CORRIGENDUM_NAME)
"""How the names of papers begin that tell one, but for those `WITHOUT_RESULT`."""


class PaperState(StrEnum):
    """Whether a paper can be made now, and if not, what it waits for."""

    READY = "ready"
    DRAFT = "draft"
    NO_SLATE = "no-slate"
    NOT_REPORTED = "not-reported"
    NOT_COUNTED = "not-counted"
    NOT_CLOSED = "not-closed"
    NOT_SEALED = "not-sealed"
    DIFFERS = "differs"


class PaperMaker(Protocol):
    """Makes the papers of one contest; the same count gives the same bytes."""

    def ballot(self, recount: Recount, counted: CountedContest) -> bytes:
        """Return the ballot (phiếu bầu), one for all voters."""

    def blank_tally(self, recount: Recount, counted: CountedContest) -> bytes:
        """Return a blank tally sheet (phiếu kiểm) for counting a batch by hand."""

    def slips(self, recount: Recount, counted: CountedContest) -> bytes:
        """Return the slips of the closed passes (phiếu tập): ballots and the codes of their heads, to be signed."""

    def opening(self, recount: Recount, counted: CountedContest) -> bytes:
        """Return the opening minutes (biên bản mở thùng phiếu)."""

    def minutes(self, recount: Recount, counted: CountedContest) -> bytes:
        """Return the minutes (biên bản kiểm phiếu): no single ballot in them, ready to print and sign."""

    def record(self, recount: Recount, counted: CountedContest) -> bytes:
        """Return the record (hồ sơ kiểm phiếu): every ballot, and formulas that count them again."""

    def hall(self, recount: Recount, counted: CountedContest) -> bytes:
        """Return the page for the hall's projector, of a contest that may be shown."""

    def hand_vote(self, recount: Recount, vote: HandVote) -> bytes:
        """Return the minutes of a hand vote (biên bản biểu quyết)."""

    def corrigendum(self, recount: Recount, counted: CountedContest, corrected: Corrected) -> bytes:
        """Return the minutes of a mistake found after the seal (biên bản đính chính): before and after, no ballot."""

    def congress(self, recount: Recount) -> bytes:
        """Return the declaration (`congress.toml`) of every contest."""

    def saved_ballots(self, recount: Recount) -> bytes:
        """Return every ballot of every contest (`ballots.csv`)."""


@dataclass(frozen=True, slots=True)
class Written:
    """A paper on disk.

    Attributes:
        kept: where a different paper of the same name was put before, or None: nothing stood in its place.
        signed_by: who signed the paper that stands there: it tells what would be written, and was left as it is.
        kept_signed_by: who had signed the paper that was put aside.
    """

    path: Path
    kept: Path | None = None
    signed_by: tuple[str, ...] = ()
    kept_signed_by: tuple[str, ...] = ()


class SignedBefore(NamedTuple):
    """A paper that stands signed where one is about to be written.

    Attributes:
        signed_by: who signed it, as their certificates have it; empty: nobody, or nothing stands there.
        stays: all that they signed is what would be written, and is still as they signed it.
    """

    signed_by: tuple[str, ...] = ()
    stays: bool = False


@dataclass(frozen=True, slots=True)
class PlannedPaper:
    """A paper, made or not yet to be made.

    Attributes:
        name: of its file.
        contest: whose it is; None: of the whole congress.
        about: which of several of its kind; empty where there is one.
        make: makes it, where it is `possible`.
    """

    name: str
    kind: PaperKind
    contest: ContestKey | None
    state: PaperState
    make: Callable[[], Content]
    about: str = ""

    @property
    def possible(self) -> bool:
        """Tell whether it can be made now."""
        return self.state in {PaperState.READY, PaperState.DRAFT}

    @property
    def signed(self) -> bool:
        """Tell whether head and secretary sign it."""
        return self.kind in SIGNED

    @property
    def private(self) -> bool:
        """Tell whether its file is for the board alone."""
        return self.kind in PRIVATE


def past(papers: Iterable[PlannedPaper], desk: Desk) -> dict[str, str]:
    """Return which opening minutes nobody needs any more, by name, and why: they tell of a moment that is over.

    Returns:
        `waived`: the board noted that they are not needed; `begun`: counting has begun since.
    """
    why: dict[str, str] = {}
    for paper in papers:
        if paper.kind is PaperKind.OPENING and paper.contest is not None:
            count = desk.count_of(paper.contest)
            if NOT_NEEDED + PaperKind.OPENING in count.steps:
                why[paper.name] = "waived"
            elif count.begun:
                why[paper.name] = "begun"
    return why


def note_papers(desk: Desk, folder: Path) -> None:
    """Record that papers were written, and where.

    Raises:
        OSError: the machine failed.
    """
    desk.record(EntryKind.EXPORTED, {"target": visible(str(folder))})


def papers_of(
    recount: Recount, maker: PaperMaker, journal: Callable[[], Iterator[bytes]] | None = None
) -> tuple[PlannedPaper, ...]:
    """Return every paper of every contest and round, then those of the congress, hand votes first; none is made yet.

    Args:
        recount: what was counted: all of it, else `congress.toml`, `ballots.csv` and the minutes of later rounds lack
            what was left out; whoever wants less picks from the papers.
        maker: makes the papers.
        journal: reads the journal as lines of JSON; None: there is none, the ballots were saved elsewhere.
    """
    papers = [planned for counted in recount.contests for planned in _papers_of(recount, counted, maker)]
    papers += [_of_hand_vote(recount, vote, maker) for vote in recount.hand_votes]
    papers += _of_congress(recount, maker, journal)
    return tuple(papers)


def of_contest(papers: Iterable[PlannedPaper], contest: str, round_: int | None = None) -> tuple[PlannedPaper, ...]:
    """Return the papers of a contest, and those of the whole congress, which tell of every contest whatever is picked.

    Papers are planned of all that was counted and picked afterwards: minutes of a later round tell of those before it.

    Args:
        papers: all there are, as `papers_of` returns them.
        contest: its id.
        round_: one of its rounds; None: all of them.

    Raises:
        UnknownContest: there is no such contest.
    """
    papers = tuple(papers)
    known = tuple(dict.fromkeys(paper.contest[0] for paper in papers if paper.contest is not None))
    if contest not in known:
        raise UnknownContest(contest, known)
    return tuple(
        paper
        for paper in papers
        if paper.contest is None or (paper.contest[0] == contest and round_ in {None, paper.contest[1]})
    )


def _of_hand_vote(recount: Recount, vote: HandVote, maker: PaperMaker) -> PlannedPaper:
    name, make = f"bien-ban-bieu-quyet-{vote.id}.xlsx", partial(maker.hand_vote, recount, vote)
    return PlannedPaper(name, PaperKind.HAND_VOTE, None, PaperState.READY, make, vote.title)


def _papers_of(recount: Recount, counted: CountedContest, maker: PaperMaker) -> Iterator[PlannedPaper]:
    contest = counted.result.contest
    key = (contest.id, contest.round)
    slate = PaperState.READY if len(contest.slate) else PaperState.NO_SLATE
    count = _count_state(counted)
    makers = (
        (PaperKind.BALLOT, "phieu-bau", slate, maker.ballot),
        (PaperKind.BLANK_TALLY, "phieu-kiem", slate, maker.blank_tally),
        (PaperKind.SLIPS, "phieu-tap", _slips_state(counted), maker.slips),
        (PaperKind.OPENING, "mo-dau", _opening_state(contest), maker.opening),
        (PaperKind.MINUTES, "bien-ban", count, maker.minutes),
        (PaperKind.RECORD, "ho-so", count, maker.record),
    )
    which = f"{contest.id}-{contest.round}"
    for kind, name, state, make in makers:
        yield PlannedPaper(f"{name}-{which}.xlsx", kind, key, state, partial(make, recount, counted))
    page = partial(maker.hall, recount, counted)
    yield PlannedPaper(hall_name(contest), PaperKind.HALL, key, _hall_state(counted), page)
    for one in counted.corrigenda:
        name = f"{CORRIGENDUM_NAME}{which}-{one.number}.xlsx"
        paper = partial(maker.corrigendum, recount, counted, one)
        yield PlannedPaper(name, PaperKind.CORRIGENDUM, key, PaperState.READY, paper)


def _of_congress(
    recount: Recount, maker: PaperMaker, journal: Callable[[], Iterator[bytes]] | None
) -> Iterator[PlannedPaper]:
    ready, any_ballot = PaperState.READY, any(counted.ballots for counted in recount.contests)
    ballots = ready if any_ballot else PaperState.NOT_COUNTED
    yield PlannedPaper("congress.toml", PaperKind.CONGRESS, None, ready, partial(maker.congress, recount))
    saved = partial(maker.saved_ballots, recount)
    yield PlannedPaper("ballots.csv", PaperKind.SAVED_BALLOTS, None, ballots, saved)
    if journal is not None:
        yield PlannedPaper("nhat-ky.jsonl", PaperKind.JOURNAL, None, ready, journal)


def _opening_state(contest: Contest) -> PaperState:
    reported = contest.issued is not None and contest.returned is not None
    return PaperState.READY if reported else PaperState.NOT_REPORTED


def _count_state(counted: CountedContest) -> PaperState:
    """Return the state of minutes and record: those of a desk are a draft before the seal."""
    how = counted.how
    if how.seal is not None or not how.journalled:
        return PaperState.READY
    return PaperState.DRAFT if counted.ballots else PaperState.NOT_COUNTED


def _slips_state(counted: CountedContest) -> PaperState:
    return PaperState.READY if counted.how.closed else PaperState.NOT_CLOSED


def _hall_state(counted: CountedContest) -> PaperState:
    if may_be_shown(counted):
        return PaperState.READY
    return PaperState.NOT_SEALED if counted.how.seal is None else PaperState.DIFFERS
