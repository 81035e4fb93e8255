"""What a careful board would want to know before it seals: coded findings, each with its clause.

A code beginning with E blocks sealing until the board has explained it; W warns. A finding is a value: it carries the
figures, and `tally.locales` has its words in both languages. A count that can be done is done whatever it finds.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from tally.domain.ballot import BallotStyle
from tally.domain.congress import BoardRole, Congress, CongressKind
from tally.domain.contest import Contest, RoundKind
from tally.domain.counting import Result, Status
from tally.domain.hand_vote import HandVote
from tally.domain.names import among
from tally.domain.rules import RuleProfile, TieRule, Topic
from tally.domain.slate import Slate

ADULT = (
    18  # years; the youngest age at which a person can be a Party member (Điều lệ Đảng, art. 1) or stand for election
)
OLDEST = 100  # years; beyond it a year of birth is more likely a slip of the pen


@dataclass(frozen=True, slots=True)
class CodeSpec:
    """What a code is about, and the figures or names its message needs."""

    topic: Topic
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding: its code, the clause behind it, and its figures by name."""

    code: str
    clause: str
    fields: Mapping[str, int | str]

    @property
    def level(self) -> str:
        """`error` blocks sealing until explained; `warning` informs."""
        return "error" if self.code.startswith("E") else "warning"


CODES: Mapping[str, CodeSpec] = {
    # The ballots: issued, returned, counted
    "E101": CodeSpec(Topic.RECONCILIATION, ("issued", "present")),
    "E102": CodeSpec(Topic.RECONCILIATION, ("returned", "issued")),
    "E103": CodeSpec(Topic.RECONCILIATION, ("returned", "valid", "invalid", "counted")),
    "E104": CodeSpec(Topic.RECONCILIATION, ("counted", "people")),
    "W105": CodeSpec(Topic.RECONCILIATION, ("issued", "present")),
    "W106": CodeSpec(Topic.RECONCILIATION, ()),
    "W107": CodeSpec(Topic.RECONCILIATION, ()),
    "W108": CodeSpec(Topic.RECONCILIATION, ()),
    # The slate
    "E201": CodeSpec(Topic.SLATE, ()),
    "E202": CodeSpec(Topic.BOARD, ("name", "no")),
    "E203": CodeSpec(Topic.SLATE, ("body_size", "seats")),
    "E204": CodeSpec(Topic.TIE_BREAK, ("candidates", "seats")),
    "W205": CodeSpec(Topic.SLATE, ("candidates", "seats")),
    "W206": CodeSpec(Topic.SLATE, ("name", "numbers")),
    "W207": CodeSpec(Topic.BALLOT_ORDER, ("before", "after")),
    "W208": CodeSpec(Topic.SURPLUS, ("surplus", "seats", "limit")),
    "W209": CodeSpec(Topic.SURPLUS, ("surplus", "seats", "minimum")),
    "W210": CodeSpec(Topic.SLATE, ("missing",)),
    "W211": CodeSpec(Topic.INVALID_BALLOTS, ("candidates", "seats")),
    "W212": CodeSpec(Topic.INVALID_BALLOTS, ("candidates", "seats")),
    "W213": CodeSpec(Topic.SLATE, ("name", "no", "born")),
    "E214": CodeSpec(Topic.SLATE, ("name", "no")),
    "E215": CodeSpec(Topic.SLATE, ("name", "no")),
    "W216": CodeSpec(Topic.SLATE, ("candidates", "seats", "alternates")),
    # The roll and the board
    "E301": CodeSpec(Topic.BASE, ("base",)),
    "E302": CodeSpec(Topic.BASE, ("present", "summoned")),
    "E303": CodeSpec(Topic.BASE, ("deducted", "absent")),
    "W304": CodeSpec(Topic.BASE, ()),
    "W305": CodeSpec(Topic.BOARD, ("heads",)),
    "W306": CodeSpec(Topic.REGULATION, ("rules", "date")),
    "W307": CodeSpec(Topic.BASE, ("members", "summoned")),
    # The saved ballots
    "E401": CodeSpec(Topic.RECONCILIATION, ("batch", "ballot", "times")),
    "W402": CodeSpec(Topic.RECONCILIATION, ("batch", "missing")),
    "W403": CodeSpec(Topic.RECONCILIATION, ("missing",)),
    "W404": CodeSpec(Topic.RULINGS, ("batch", "ballot", "reason")),
    # A hand vote
    "E601": CodeSpec(Topic.RECONCILIATION, ("counted", "present")),
    "W602": CodeSpec(Topic.RECONCILIATION, ("counted", "present")),
    # A later round of a body
    "E701": CodeSpec(Topic.SLATE, ("name", "no", "round")),
    "E702": CodeSpec(Topic.TIE_BREAK, ("extra", "missing")),
    "E703": CodeSpec(Topic.UNDER_FILLED, ("seats", "open")),
    "E704": CodeSpec(Topic.ELECTED, ("round",)),
    "E705": CodeSpec(Topic.SLATE, ("name", "no")),
    # The result
    "W501": CodeSpec(Topic.TIE_BREAK, ("names",)),
}
"""Every code of the count, with the topic whose clause it cites and the fields of its message."""


def check_contest(
    congress: Congress, profile: RuleProfile, result: Result, numbering: Iterable[tuple[int, int]]
) -> tuple[Finding, ...]:
    """Return every finding about one counted contest, in the order of their codes.

    Args:
        congress: the roll and the board.
        profile: the regulation whose clauses are cited.
        result: the counted contest.
        numbering: batch and number of every ballot counted, in any order.
    """
    findings = [
        make_finding(profile, code, **fields)
        for code, fields in (
            *_reconcile(congress, result),
            *_check_slate(result.contest),
            *_check_candidates(congress, result.contest.slate),
            *_check_surplus(profile, result.contest),
            *_check_roll(congress, result),
            *_check_body(congress),
            *_check_regulation(congress, profile),
            *_check_numbering(numbering),
            *_check_rulings(result),
            *_check_tie(profile, result),
        )
    ]
    findings += _check_eligible(congress, profile, result.contest)
    return tuple(sorted(findings, key=lambda finding: finding.code[1:]))


def check_hand_vote(congress: Congress, profile: RuleProfile, vote: HandVote) -> tuple[Finding, ...]:
    """Hold the hands that were counted against the people present; nothing is found before they were counted."""
    present = congress.roll.present if vote.present is None else vote.present
    if vote.counted is None or present is None or vote.counted == present:
        return ()
    code = "E601" if vote.counted > present else "W602"
    return (make_finding(profile, code, counted=vote.counted, present=present),)


_Found = tuple[str, dict[str, int | str]]


def make_finding(profile: RuleProfile, code: str, **fields: int | str) -> Finding:
    """Return a finding with the clause behind it.

    Raises:
        TypeError: not the fields of that code: a bug.
    """
    spec = CODES[code]
    if set(fields) != set(spec.fields):
        message = f"{code} needs {spec.fields}, got {tuple(fields)}"
        raise TypeError(message)
    return Finding(code, profile.clauses[spec.topic], fields)


def _reconcile(congress: Congress, result: Result) -> Iterator[_Found]:
    """Issued, returned and counted ballots against each other and against the people."""
    contest, tally, present = result.contest, result.tally, congress.roll.present
    issued, returned = contest.issued, contest.returned
    if issued is None:
        yield "W106", {}
    elif present is not None and issued > present:
        yield "E101", {"issued": issued, "present": present}
    elif present is not None and issued < present:
        yield "W105", {"issued": issued, "present": present}
    if returned is None:
        yield "W107", {}
    else:
        if issued is not None and returned > issued:
            yield "E102", {"returned": returned, "issued": issued}
        if returned != tally.ballots:
            yield (
                "E103",
                {"returned": returned, "valid": tally.valid, "invalid": tally.invalid, "counted": tally.ballots},
            )
    people = congress.roll.summoned if present is None else present
    if tally.ballots > people:
        yield "E104", {"counted": tally.ballots, "people": people}
    if tally.ballots == 0:
        yield "W108", {}


def _check_slate(contest: Contest) -> Iterator[_Found]:
    """The slate against the seats and the style of the ballot."""
    size, seats = len(contest.slate), contest.seats
    if contest.body_size < seats:
        yield "E203", {"body_size": contest.body_size, "seats": seats}
    if size == 0:
        yield "E201", {}
    if size == 0 or contest.is_opinion:
        return
    if contest.kind is RoundKind.TIE_BREAK:
        if size <= seats:
            yield "E204", {"candidates": size, "seats": seats}
    elif size < seats:
        yield "W205", {"candidates": size, "seats": seats}
    elif size < seats + contest.alternates:
        yield "W216", {"candidates": size, "seats": seats, "alternates": contest.alternates}
    if contest.style is BallotStyle.CROSS_OUT and size <= seats:
        yield "W211", {"candidates": size, "seats": seats}
    if contest.style is BallotStyle.AGREE_DISAGREE and size > seats:
        yield "W212", {"candidates": size, "seats": seats}


def _check_candidates(congress: Congress, slate: Slate) -> Iterator[_Found]:
    """The names, numbers and birth dates on the slate."""
    on_board = among(member.name for member in congress.board)
    for candidate in slate:
        if on_board(candidate.name):
            yield "E202", {"name": candidate.name, "no": candidate.no}
        born = candidate.born_between()
        if born and congress.date and not ADULT <= congress.date.year - born[0].year <= OLDEST:
            yield "W213", {"name": candidate.name, "no": candidate.no, "born": born[0].year}
    for group in slate.same_names():
        yield "W206", {"name": group[0].name, "numbers": ", ".join(str(candidate.no) for candidate in group)}
    for before, after in slate.out_of_name_order():
        yield "W207", {"before": before.name, "after": after.name}
    if missing := _gaps((candidate.no for candidate in slate), first=1):
        yield "W210", {"missing": missing}


def surplus_bounds(profile: RuleProfile, contest: Contest) -> tuple[int, int | None]:
    """Return the fewest and the most candidates beyond the seats, in people; None where the regulation sets no most."""
    if contest.kind is not RoundKind.FIRST or contest.is_opinion:
        # Later rounds take the list the congress gives them; opinion ballots have no seats to be beyond.
        return 0, None
    limits = [limit for limit in profile.surplus_limits if limit.concerns(contest.office, contest.seats)]
    minimum = max((limit.min_people for limit in limits if limit.min_people is not None), default=0)
    most = [limit.max_people for limit in limits if limit.max_people is not None]
    if not most:
        most = [limit.max_percent * contest.seats // 100 for limit in limits if limit.max_percent is not None]
    # A surplus that the regulation asks for is never more than it allows: 30 % of one seat is nobody.
    return minimum, max(min(most), minimum) if most else None


def _check_surplus(profile: RuleProfile, contest: Contest) -> Iterator[_Found]:
    """Warn, never block: the congress decides its list."""
    minimum, most = surplus_bounds(profile, contest)
    # A slate shorter than the seats has no surplus to measure; W205 says what is wrong with it.
    if 0 <= contest.surplus < minimum:
        yield "W209", {"surplus": contest.surplus, "seats": contest.seats, "minimum": minimum}
    if most is not None and contest.surplus > most:
        yield "W208", {"surplus": contest.surplus, "seats": contest.seats, "limit": most}


def _check_roll(congress: Congress, result: Result) -> Iterator[_Found]:
    roll = congress.roll
    if result.base.value <= 0:
        yield "E301", {"base": result.base.value}
    if roll.present is None:
        yield "W304", {}
    elif roll.present > roll.summoned:
        yield "E302", {"present": roll.present, "summoned": roll.summoned}
    elif roll.deducted > roll.summoned - roll.present:
        yield "E303", {"deducted": roll.deducted, "absent": roll.summoned - roll.present}
    heads = sum(member.role is BoardRole.HEAD for member in congress.board)
    if congress.board and heads != 1:
        yield "W305", {"heads": heads}


def _check_body(congress: Congress) -> Iterator[_Found]:
    """All members of a committee are summoned to its conference."""
    if congress.kind is CongressKind.CONFERENCE and congress.body and len(congress.body) != congress.roll.summoned:
        yield "W307", {"members": len(congress.body), "summoned": congress.roll.summoned}


def _check_eligible(congress: Congress, profile: RuleProfile, contest: Contest) -> Iterator[Finding]:
    """Name everybody on the slate who cannot stand, as far as it is known who can."""
    code, names, clause = "E215", contest.among, profile.clauses[Topic.SLATE]
    rule = profile.conference
    if rule is not None and congress.kind is CongressKind.CONFERENCE:
        clause = rule.clause
        if not names and contest.office in rule.members_only:
            code, names = "E214", tuple(member.name for member in congress.body)
    known = among(names)
    for candidate in contest.slate:
        if names and not known(candidate.name):
            yield Finding(code, clause, {"name": candidate.name, "no": candidate.no})


def _check_regulation(congress: Congress, profile: RuleProfile) -> Iterator[_Found]:
    """Warn of a congress counted by a regulation that did not govern it."""
    if congress.date is not None and not profile.in_force(congress.date):
        yield "W306", {"rules": profile.id, "date": f"{congress.date:%d-%m-%Y}"}


def _check_numbering(numbering: Iterable[tuple[int, int]]) -> Iterator[_Found]:
    """Every batch is a stack numbered without a hole, from 1 or on from the batch before."""
    batches: dict[int, list[int]] = {}
    for batch, number in numbering:
        batches.setdefault(batch, []).append(number)
    last_before = 0
    for batch, stack in sorted(batches.items()):
        numbers = Counter(stack)
        for number, times in sorted(numbers.items()):
            if times > 1:
                yield "E401", {"batch": batch, "ballot": number, "times": times}
        goes_on = last_before < min(numbers)
        if missing := _gaps(numbers, first=last_before + 1 if goes_on else 1):
            yield "W402", {"batch": batch, "missing": missing}
        last_before = max(numbers)
    if missing := _gaps(batches, first=1):
        yield "W403", {"missing": missing}


def _check_rulings(result: Result) -> Iterator[_Found]:
    """Name each ballot that the board held valid against its own marks."""
    for ruled in result.tally.ruled:
        if ruled.overrides and ruled.finding is not None:
            yield "W404", {"batch": ruled.batch, "ballot": ruled.number, "reason": ruled.finding.value}


def _check_tie(profile: RuleProfile, result: Result) -> Iterator[_Found]:
    """Say whose birth date would settle the tie, where age settles ties."""
    if result.status is Status.TIE and profile.tie_rule is TieRule.OLDER:
        yield "W501", {"names": ", ".join(line.candidate.name for line in result.tied)}


def _gaps(numbers: Iterable[int], first: int) -> str:
    """Write the numbers from `first` on that are missing, as `1, 3-5, 9`: a hole of any size is one span."""
    spans: list[str] = []
    expected = first
    for number in sorted(set(numbers)):
        if number > expected:
            spans.append(str(expected) if number == expected + 1 else f"{expected}-{number - 1}")
        expected = number + 1
    return ", ".join(spans)
