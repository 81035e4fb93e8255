"""Small builders for tests: the three regulations written out a second time, and contests and ballots in one line each.

The profiles are plain values typed here from `regulation.md`, not read from `tally/rules`: a test may compare the two.
"""

from collections.abc import Iterable, Sequence
from datetime import date

from tally.domain.ballot import Ballot, BallotStyle, Mark, Ruling
from tally.domain.congress import Base, BaseStep, BoardMember, BoardRole, Congress, CongressKind, Deduction, Roll
from tally.domain.contest import Contest, Office, RoundKind
from tally.domain.counting import MarkCounts, Result, Tally, count_contest, decide
from tally.domain.rules import (
    BaseOf,
    ConferenceRule,
    DeductionRule,
    InvalidReason,
    OpinionRule,
    PaperHead,
    RuleProfile,
    SurplusLimit,
    TieRule,
    Topic,
)
from tally.domain.slate import Candidate, Slate

DEDUCTIONS = (
    (
        CongressKind.MEMBERS,
        "transferred",
        "chuyển sinh hoạt đảng tạm thời đến nơi khác",
        "moved to temporary activity elsewhere",
    ),
    (
        CongressKind.MEMBERS,
        "exempt-not-present",
        "được miễn công tác và sinh hoạt đảng, không có mặt",
        "exempted from work and activity, not present",
    ),
    (
        CongressKind.MEMBERS,
        "suspended",
        "bị đình chỉ sinh hoạt, khởi tố hoặc tạm giam",
        "suspended, prosecuted or detained",
    ),
    (
        CongressKind.MEMBERS,
        "absent-with-leave",
        "vắng mặt suốt đại hội có lý do được cấp ủy triệu tập đồng ý",
        "absent for the whole congress with an accepted reason",
    ),
    (
        CongressKind.DELEGATES,
        "committee-member-absent",
        "cấp ủy viên cấp triệu tập vắng mặt suốt đại hội",
        "committee members of the convening level absent for the whole congress",
    ),
    (
        CongressKind.DELEGATES,
        "absent-without-alternate",
        "vắng suốt đại hội không có dự khuyết thay thế",
        "absent for the whole congress and not replaced by an alternate",
    ),
    (
        CongressKind.CONFERENCE,
        "suspended",
        "bị đình chỉ sinh hoạt, khởi tố hoặc tạm giam",
        "suspended, prosecuted or detained",
    ),
)
"""Regulation section 1: who comes off the base of which congress."""

COMMITTEES = ("committee", "standing-committee")


def party_regulation(  # noqa: PLR0913 - the two regulations differ in their numbers of articles alone
    profile_id: str,
    titles: tuple[str, str],
    in_force: tuple[date, date | None],
    *,
    force: str,
    elected: str,
    ballots: str,
    surplus: str,
    counting: str,
) -> RuleProfile:
    """Return one of the Party's two election regulations; the last arguments are its time and its articles."""
    return RuleProfile(
        id=profile_id,
        title_vi=titles[0],
        title_en=titles[1],
        in_force_from=in_force[0],
        in_force_to=in_force[1],
        base_of=BaseOf.SUMMONED,
        base_clause=elected,
        deductions=tuple(DeductionRule(*deduction, elected) for deduction in DEDUCTIONS),
        invalid=dict.fromkeys(InvalidReason, ballots),
        tie_rule=TieRule.VOTE_AGAIN,
        tie_clause=elected,
        surplus_limits=(
            SurplusLimit(surplus, COMMITTEES, min_people=1, max_percent=30),
            SurplusLimit(surplus, COMMITTEES, seats_from=3, seats_to=5, max_people=1),
        ),
        clauses={
            Topic.REGULATION: force,
            Topic.BASE: elected,
            Topic.ELECTED: elected,
            Topic.TIE_BREAK: elected,
            Topic.UNDER_FILLED: elected,
            Topic.BALLOT_ORDER: ballots,
            Topic.INVALID_BALLOTS: ballots,
            Topic.RULINGS: ballots,
            Topic.RECONCILIATION: counting,
            Topic.BOARD: counting,
            Topic.SURPLUS: surplus,
            Topic.SLATE: surplus,
        },
        most_short_rounds=2,
        short_rounds_clause=elected,
        opinion=OpinionRule(30, surplus, frozenset({InvalidReason.BOTH_OR_NEITHER})),
        conference=ConferenceRule(
            frozenset({"standing-committee", "secretary", "deputy-secretary"}), "Điều 20, Điều lệ Đảng", 9
        ),
    )


QD_190 = party_regulation(
    "qd-190-2024",
    (
        "Quy chế bầu cử trong Đảng (Quyết định 190-QĐ/TW ngày 10-10-2024)",
        "Election regulation of the Party (Decision 190-QĐ/TW, 10 October 2024)",
    ),
    (date(2024, 10, 10), None),
    force="Quyết định 190-QĐ/TW, hiệu lực từ 10-10-2024",
    elected="Điều 30, QĐ 190-QĐ/TW",
    ballots="Điều 15, QĐ 190-QĐ/TW",
    surplus="Điều 14, QĐ 190-QĐ/TW",
    counting="Điều 8, QĐ 190-QĐ/TW",
)

QD_244 = party_regulation(
    "qd-244-2014",
    (
        "Quy chế bầu cử trong Đảng (Quyết định 244-QĐ/TW ngày 09-6-2014)",
        "Election regulation of the Party (Decision 244-QĐ/TW, 9 June 2014)",
    ),
    (date(2014, 6, 9), date(2024, 10, 10)),
    force="Quyết định 244-QĐ/TW, hiệu lực từ 09-6-2014 đến 10-10-2024",
    elected="Điều 32, QĐ 244-QĐ/TW",
    ballots="Điều 17, QĐ 244-QĐ/TW",
    surplus="Điều 16, QĐ 244-QĐ/TW",
    counting="Điều 8, QĐ 244-QĐ/TW",
)

LUAT_2015 = RuleProfile(
    id="luat-bau-cu-2015",
    title_vi="Luật Bầu cử đại biểu Quốc hội và đại biểu Hội đồng nhân dân (số 85/2015/QH13)",
    title_en="Law on elections to the National Assembly and People's Councils (85/2015/QH13)",
    in_force_from=date(2015, 9, 1),
    in_force_to=None,
    base_of=BaseOf.VALID_BALLOTS,
    base_clause="Điều 78, Luật 85/2015/QH13",
    deductions=(),
    invalid=dict.fromkeys(InvalidReason, "Điều 74, Luật 85/2015/QH13"),
    tie_rule=TieRule.OLDER,
    tie_clause="Điều 78, Luật 85/2015/QH13",
    surplus_limits=(),
    clauses={
        Topic.REGULATION: "Luật 85/2015/QH13, hiệu lực từ 01-9-2015",
        Topic.BASE: "Điều 78, Luật 85/2015/QH13",
        Topic.ELECTED: "Điều 78, Luật 85/2015/QH13",
        Topic.TIE_BREAK: "Điều 78, Luật 85/2015/QH13",
        Topic.UNDER_FILLED: "Điều 79, Luật 85/2015/QH13",
        Topic.BALLOT_ORDER: "Điều 74, Luật 85/2015/QH13",
        Topic.INVALID_BALLOTS: "Điều 74, Luật 85/2015/QH13",
        Topic.RULINGS: "Điều 74, Luật 85/2015/QH13",
        Topic.RECONCILIATION: "Điều 73, Luật 85/2015/QH13",
        Topic.BOARD: "Điều 73, Luật 85/2015/QH13",
        Topic.SURPLUS: "Điều 57, Luật 85/2015/QH13",
        Topic.SLATE: "Điều 57, Luật 85/2015/QH13",
    },
    paper_head=PaperHead.STATE,
)

PROFILES = {profile.id: profile for profile in (QD_190, QD_244, LUAT_2015)}

BOARD = (
    BoardMember("Bùi Thị Quế", BoardRole.HEAD),
    BoardMember("Mai Văn Thịnh", BoardRole.SECRETARY),
    BoardMember("Phan Thị Vân", BoardRole.MEMBER),
)

# In the order of their given names, so that a slate of the first few is a ballot without a finding.
NAMES = (
    "Lò Văn Ánh",
    "Cà Văn Bình",
    "Nguyễn Thị Chanh",
    "Vì Văn Dũng",
    "Quàng Văn Đức",
    "Lường Thị Êm",
    "Lò Văn Giang",
    "Cà Văn Hải",
    "Quàng Thị Hoa",
    "Lường Văn Hùng",
    "Tòng Văn Ín",
    "Lò Thị Mai",
    "Cà Thị Nga",
    "Lò Văn Sơn",
    "Vì Thị Thảo",
    "Lường Văn Yên",
)


def a_congress(
    summoned: int = 10,
    present: int | None = None,
    *deductions: tuple[str, int],
    kind: CongressKind = CongressKind.DELEGATES,
    held: date | None = date(2025, 6, 10),
    board: tuple[BoardMember, ...] = BOARD,
) -> Congress:
    """Return a congress at which everybody summoned is present unless told otherwise."""
    taken_off = tuple(Deduction(reason, count) for reason, count in deductions)
    return Congress(
        organisation="Đảng bộ xã Thanh Chăn",
        kind=kind,
        rules="qd-190-2024",
        roll=Roll(summoned, summoned if present is None else present, taken_off),
        date=held,
        board=board,
    )


def a_slate(people: int | Sequence[str | Candidate]) -> Slate:
    """Return a slate numbered from 1: of that many people, or of those names or candidates."""
    if isinstance(people, int):
        names: Sequence[str | Candidate] = NAMES[:people] if people <= len(NAMES) else ["Lò Văn Ánh"] * people
    else:
        names = people
    return Slate(
        tuple(one if isinstance(one, Candidate) else Candidate(no, one) for no, one in enumerate(names, start=1))
    )


def a_contest(  # noqa: PLR0913 - a contest has as many parts; a test names the one it is about
    slate: int | Sequence[str | Candidate] = 4,
    seats: int = 3,
    *,
    office: Office = Office.COMMITTEE,
    style: BallotStyle = BallotStyle.CROSS_OUT,
    kind: RoundKind = RoundKind.FIRST,
    issued: int | None = 10,
    returned: int | None = 10,
    body_size: int | None = None,
) -> Contest:
    """Return a contest that gives no finding of its own unless told otherwise."""
    return Contest(
        id="bch",
        title="Ban Chấp hành",
        office=office,
        seats=seats,
        body_size=seats if body_size is None else body_size,
        style=style,
        slate=a_slate(slate),
        round=1 if kind is RoundKind.FIRST else 2,
        kind=kind,
        issued=issued,
        returned=returned,
    )


def marks(signs: str) -> bytes:
    """Read marks in ballot order: `+` for, `-` against, `*` both, `.` neither."""
    return bytes({"+": Mark.FOR, "-": Mark.AGAINST, "*": Mark.BOTH, ".": Mark.NEITHER}[sign] for sign in signs)


def a_stack(*signs: str | tuple[str, Ruling], batch: int = 1, first: int = 1) -> list[Ballot]:
    """Return ballots of one batch, numbered on from `first`."""
    return [
        Ballot(batch, number, marks(one)) if isinstance(one, str) else Ballot(batch, number, marks(one[0]), one[1])
        for number, one in enumerate(signs, start=first)
    ]


def decided(  # noqa: PLR0913 - a test of who is elected names what it is about
    votes: Sequence[int],
    seats: int,
    base: int,
    *,
    kind: RoundKind = RoundKind.FIRST,
    tie_rule: TieRule = TieRule.VOTE_AGAIN,
    born: Sequence[int | date | None] | None = None,
) -> Result:
    """Return the decision on candidates who got so many votes, in ballot order."""
    births = [None] * len(votes) if born is None else born
    people = [Candidate(no, f"Người thứ {no}", born=birth) for no, birth in enumerate(births, start=1)]
    valid = max(base, *votes)
    tally = Tally(valid, {}, tuple(MarkCounts(number, valid - number) for number in votes), ())
    return decide(a_contest(people, seats, kind=kind), a_base(base), tie_rule, tally)


def a_base(value: int) -> Base:
    """Return a base of that many people."""
    return Base((BaseStep("summoned", value, "Điều 30"),))


def count(
    contest: Contest,
    ballots: Iterable[Ballot],
    congress: Congress | None = None,
    profile: RuleProfile = QD_190,
) -> Result:
    """Count a contest of a congress of ten."""
    return count_contest(a_congress() if congress is None else congress, contest, profile, ballots)


def outcomes(result: Result) -> list[str]:
    """Return the outcomes in ballot order, as the contract writes them."""
    return [line.outcome.value for line in result.candidates]
