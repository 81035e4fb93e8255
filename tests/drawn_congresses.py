"""Strategies for congresses, contests and ballots as domain values, as far as a file can hold them."""

from datetime import date

from hypothesis import strategies as st

from tally.domain.ballot import Ballot, BallotStyle, Mark, Ruling
from tally.domain.congress import BoardMember, BoardRole, Congress, CongressKind, Deduction, Level, Roll
from tally.domain.contest import Contest, Office, RoundKind
from tally.domain.names import normalise
from tally.domain.rules import MACHINE_REASONS, InvalidReason
from tally.domain.slate import Candidate, Slate

REASONS = {
    CongressKind.MEMBERS: ("transferred", "exempt-not-present", "suspended", "absent-with-leave"),
    CongressKind.DELEGATES: ("committee-member-absent", "absent-without-alternate"),
    CongressKind.CONFERENCE: ("suspended",),
}

SPECIAL = (
    "=1+1",
    "Lò Văn Ánh",
    'Nguyễn "Út" Bảy',
    "H'Hen Niê",
    "Y-Thuôn\\Êban",
    "#Đỗ, Ước; [x]",
    "Hoà",
    "Hòa",
    "𠀋 Thị",
)
LINES = st.sampled_from(SPECIAL) | st.text(
    st.characters(exclude_categories=("Cc", "Cs", "Cf", "Cn", "Zl", "Zp", "Co")), max_size=20
).map(normalise)
FILLED = LINES.filter(bool)
COUNTS = st.integers(0, 10_000_000)
IDS = st.text("abcdefghijklmnopqrstuvwxyz0123456789-", min_size=1, max_size=12)

CANDIDATES = st.builds(
    Candidate,
    no=st.integers(1, 10_000_000),
    name=FILLED,
    born=st.none() | st.integers(1900, 2100) | st.dates(date(1900, 1, 1), date(2100, 12, 31)),
    sex=st.sampled_from(("", "nam", "nữ")),
    ethnicity=LINES,
    first_term=st.none() | st.booleans(),
    position=LINES,
)


def slates(max_size: int = 5) -> st.SearchStrategy[Slate]:
    """Draw a slate; its numbers may leave gaps."""
    return st.lists(CANDIDATES, max_size=max_size, unique_by=lambda candidate: candidate.no).map(
        lambda candidates: Slate(tuple(candidates))
    )


CONTESTS = st.builds(
    Contest,
    id=IDS,
    title=FILLED,
    office=st.sampled_from(Office),
    seats=st.integers(1, 10_000_000),
    body_size=st.integers(1, 10_000_000),
    style=st.sampled_from(BallotStyle),
    slate=slates(),
    round=st.integers(1, 9_999_999),
    kind=st.sampled_from(RoundKind),
    issued=st.none() | COUNTS,
    returned=st.none() | COUNTS,
)

CONTEST_LISTS = st.lists(CONTESTS, min_size=1, max_size=3, unique_by=lambda contest: (contest.id, contest.round)).map(
    tuple
)


@st.composite
def congresses(draw: st.DrawFn) -> Congress:
    """Draw a congress under one of the Party's regulations."""
    kind = draw(st.sampled_from(CongressKind))
    deductions = st.builds(Deduction, reason=st.sampled_from(REASONS[kind]), count=COUNTS)
    return Congress(
        organisation=draw(FILLED),
        kind=kind,
        rules=draw(st.sampled_from(("qd-190-2024", "qd-244-2014"))),
        roll=Roll(draw(COUNTS), draw(st.none() | COUNTS), tuple(draw(st.lists(deductions, max_size=3)))),
        title=draw(LINES),
        term=draw(LINES),
        superior=draw(LINES),
        level=draw(st.none() | st.sampled_from(Level)),
        date=draw(st.none() | st.dates()),
        place=draw(LINES),
        board=tuple(draw(st.lists(st.builds(BoardMember, name=FILLED, role=st.sampled_from(BoardRole)), max_size=3))),
    )


RULINGS = (
    st.none()
    | st.sampled_from(
        [Ruling(reason) for reason in (InvalidReason.NOT_ISSUED, InvalidReason.OUTSIDE_LIST, InvalidReason.MARKED)]
    )
    | st.builds(Ruling, reason=st.sampled_from((InvalidReason.OTHER, None, *sorted(MACHINE_REASONS))), text=FILLED)
)
NUMBERS = st.integers(1, 9_999_999)


def ballots(contest: Contest) -> st.SearchStrategy[tuple[Ballot, ...]]:
    """Draw a stack of ballots of a contest."""
    crossed_out = contest.style is BallotStyle.CROSS_OUT
    signs = st.sampled_from((Mark.FOR, Mark.AGAINST) if crossed_out else tuple(Mark))
    size = len(contest.slate)
    marks = st.lists(signs, min_size=size, max_size=size).map(bytes)
    return st.lists(st.builds(Ballot, batch=NUMBERS, number=NUMBERS, marks=marks, ruling=RULINGS), max_size=6).map(
        tuple
    )
