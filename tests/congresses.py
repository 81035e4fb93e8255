"""Random congresses as plain data (see `plain.py`), made so that the corners of the regulation come often.

A stack of ballots repeats a few patterns, or turns one pattern round the slate, so that equal votes are common; the
people summoned are then chosen around twice somebody's votes, so that exactly half and one vote over are common.
"""

from datetime import date

from hypothesis import strategies as st
from naive import naive_contest
from plain import Plain, Rows

RULES = ("qd-190-2024", "qd-244-2014", "luat-bau-cu-2015")
DEDUCTIONS = {
    "members": ("transferred", "exempt-not-present", "suspended", "absent-with-leave"),
    "delegates": ("committee-member-absent", "absent-without-alternate"),
    "conference": ("suspended",),
}
INVALIDATING = ("not-issued", "outside-list", "marked", "other:phiếu rách")
RULINGS = (*[""] * 12, *INVALIDATING, *["valid:ý định rõ ràng"] * 4)
BIRTHS = (None, 1950, 1950, 1951, date(1950, 3, 2), date(1950, 3, 3), date(1951, 1, 1), date(1949, 12, 31))
NAMES = ("Lò Văn Ánh", "Cà Văn Bình", "Cà Văn Bình", "=1+1", "Quàng Thị Đào", "Sùng A Hờ", "H'Hen Niê", "Vì Văn Yên")

Paper = tuple[list[str], str]
"""One ballot: a sign for each candidate (`+` for, `-` against, `*` both, `.` neither), and the board's ruling."""

Case = tuple[Plain, list[tuple[Plain, Rows]]]
"""A congress, and each of its contests with the rows of its ballots."""


@st.composite
def contests(draw: st.DrawFn, number: int, rules: str) -> tuple[Plain, Rows]:
    """Draw one contest and its ballots."""
    shape = draw(st.sampled_from(("one", "mixed", "mixed", "names", "turning", "dealt", "dealt", "dealt", "invalid")))
    if shape == "dealt":
        seats = draw(st.integers(2, 4))
        size = seats + draw(st.integers(1, 3))
    else:
        size = 1 if shape == "one" else draw(st.sampled_from((5, 4, 3, 2, 8, 1, 0)))
        seats = draw(st.integers(1, max(size - 1, 1)) | st.integers(1, size + 2))
    numbers = draw(
        st.sampled_from((list(range(1, size + 1)), list(range(size, 0, -1)), [3 * place + 2 for place in range(size)]))
    )
    style = draw(st.sampled_from(("cross-out", "agree-disagree")))
    kind = draw(st.sampled_from(("first", "first", "further", "tie-break")))
    candidates: list[Plain] = [
        {"no": no, "name": draw(st.sampled_from(NAMES)), "born": draw(st.sampled_from(BIRTHS))} for no in numbers
    ]
    for candidate in candidates:
        if candidate["born"] is None:
            del candidate["born"]
    if rules == "luat-bau-cu-2015" and draw(st.booleans()):
        for place, candidate in enumerate(candidates):
            candidate["born"] = 1940 + place
    stack = draw(stacks(shape, "+-" if style == "cross-out" else "+-*.", size, seats))
    batches = draw(st.integers(1, 3))
    contest: Plain = {
        "id": f"bch-{number}",
        "title": "Ban Chấp hành",
        "office": "committee",
        "seats": seats,
        "body_size": seats + draw(st.integers(-1, 2)),
        "style": style,
        "round": 1 if kind == "first" else 2,
        "kind": kind,
        "issued": draw(st.none() | st.integers(0, 20)),
        "returned": draw(st.none() | st.integers(0, 20)),
        "candidate": candidates,
    }
    rows = [
        {
            "contest": contest["id"],
            "round": str(contest["round"]),
            "batch": str(place % batches + 1),
            "ballot": str(place // batches + 1),
            "marks": write_marks(style, numbers, pattern),
            "ruling": ruling,
        }
        for place, (pattern, ruling) in enumerate(stack)
    ]
    return contest, rows


@st.composite
def stacks(draw: st.DrawFn, shape: str, signs: str, size: int, seats: int) -> list[Paper]:
    """Draw the ballots of one contest: a few patterns repeated, or turned, or dealt, or all of them invalid."""
    free = st.lists(st.sampled_from(signs), min_size=size, max_size=size)
    most = min(seats, size)
    names = draw(st.integers(min(1, most), most))
    full = st.permutations(["+"] * names + ["-"] * (size - names))
    if shape == "turning":
        pattern = draw(full)
        patterns = [pattern[place:] + pattern[:place] for place in range(size)] or [[]]
        return [(pattern, "") for pattern in patterns * draw(st.integers(1, 3))]
    if shape == "dealt":
        return draw(dealt(size, seats))
    if shape == "invalid":
        ways = [(list(pattern), ruling) for pattern in (["+"] * size, ["-"] * size) for ruling in INVALIDATING]
        return draw(st.lists(st.sampled_from(ways), max_size=6))
    nobody_struck = st.just(["+"] * size)
    any_pattern = {"one": free, "names": full, "mixed": full | free | nobody_struck}[shape]
    palette = draw(st.lists(st.tuples(any_pattern, st.sampled_from(RULINGS)), min_size=1, max_size=4))
    return draw(st.lists(st.sampled_from(palette), max_size=16))


@st.composite
def dealt(draw: st.DrawFn, size: int, seats: int) -> list[Paper]:
    """Draw ballots, each with as many names as seats or fewer, by which the last seat falls among equal votes."""
    above = draw(st.integers(0, seats - 1))
    on_cut = draw(st.integers(seats - above + 1, size - above))
    least = draw(st.integers(1, 4))
    ladder = [least + 2] * above + [least + 1] * on_cut + [least] * (size - above - on_cut)
    votes = draw(st.permutations(ladder))
    # As few ballots as can hold the votes, so that they are over half of the valid ballots too; or a few more.
    ballots = max(*votes, -(-sum(votes) // seats)) + draw(st.sampled_from((0, 0, 0, 1, 3)))
    papers = [["-"] * size for _ in range(ballots)]
    names = [place for place, number in enumerate(votes) for _ in range(number)]
    for turn, place in enumerate(names):
        papers[turn % ballots][place] = "+"
    return [(paper, "") for paper in papers]


def write_marks(style: str, numbers: list[int], pattern: list[str]) -> str:
    """Write the marks of a ballot as `ballots.csv` has them; a number with neither box marked is not named."""
    if style == "cross-out":
        return " ".join(str(no) for no, sign in zip(numbers, pattern, strict=True) if sign == "-")
    return " ".join(f"{no}{sign}" for no, sign in zip(numbers, pattern, strict=True) if sign != ".")


@st.composite
def congresses(draw: st.DrawFn) -> Case:
    """Draw a congress with one or two contests and their ballots."""
    rules = draw(st.sampled_from((*RULES, "luat-bau-cu-2015")))
    kind = draw(st.sampled_from(sorted(DEDUCTIONS)))
    known = () if rules == "luat-bau-cu-2015" else DEDUCTIONS[kind]
    deductions: list[Plain] = [{"reason": reason, "count": draw(st.sampled_from((0, 0, 1, 3)))} for reason in known]
    plain: Plain = {
        "format": "tally-congress/1",
        "congress": {"organisation": "Đảng bộ xã Thanh Chăn", "kind": kind, "rules": rules},
        "roll": {"summoned": 1, "present": draw(st.none() | st.integers(0, 20)), "deduction": deductions},
    }
    drawn = [draw(contests(1, rules))]
    if draw(st.booleans()):
        drawn.append(draw(contests(2, rules)))
    base: int = draw(bases(plain, *drawn[0]))
    plain["roll"]["summoned"] = base + sum(int(deduction["count"]) for deduction in deductions)
    plain["contest"] = [contest for contest, _ in drawn]
    return plain, drawn


@st.composite
def delegations(draw: st.DrawFn) -> Case:
    """Draw an election of delegates that takes alternates, with so many people over half that there are some."""
    plain, drawn = draw(congresses())
    plain["congress"]["rules"] = draw(st.sampled_from(RULES[:2]))
    contest, rows = drawn[0]
    contest["alternates"] = draw(st.sampled_from((1, 1, 2, 3)))
    if draw(st.sampled_from((True, True, True, False))):
        ballots, seats = draw(st.sampled_from((3, 5, 9))), draw(st.integers(3, 5))
        half = ballots // 2 + 1
        ladder = st.permutations([half + 1] * seats + [half] * draw(st.integers(1, 3)))
        # Nobody's ballot has more names than seats, so the votes of all together have a limit.
        votes = draw(st.lists(st.integers(half, ballots), min_size=seats + 1, max_size=seats + 3) | ladder)
        while sum(votes) > seats * ballots:
            votes[votes.index(max(votes))] -= 1
        size = len(votes)
        patterns = [["-"] * size for _ in range(ballots)]
        for turn, place in enumerate(place for place, number in enumerate(votes) for _ in range(number)):
            patterns[turn % ballots][place] = "+"
        contest |= {"seats": seats, "style": "cross-out"}
        contest["candidate"] = [{"no": no, "name": f"Người thứ {no}"} for no in range(1, size + 1)]
        rows = [
            {
                "contest": contest["id"],
                "round": str(contest["round"]),
                "batch": "1",
                "ballot": str(number),
                "marks": write_marks("cross-out", list(range(1, size + 1)), pattern),
                "ruling": "",
            }
            for number, pattern in enumerate(patterns, start=1)
        ]
        plain["roll"] |= {"summoned": ballots, "deduction": []}
    plain["contest"] = [contest]
    return plain, [(contest, rows)]


@st.composite
def opinions(draw: st.DrawFn) -> Case:
    """Draw a congress that asks for an opinion on nominees; three in ten of those present come often."""
    plain, drawn = draw(congresses())
    plain["congress"]["rules"] = draw(st.sampled_from(RULES[:2]))
    contest, rows = drawn[0]
    for key in ("seats", "body_size", "alternates"):
        contest.pop(key, None)
    contest |= {"method": "opinion", "kind": "first", "round": 1}
    for row in rows:
        row["round"] = "1"
    plain["contest"] = [contest]
    votes = [candidate["votes"] for candidate in naive_contest(plain, contest, rows)["candidates"]]
    around = draw(st.sampled_from([10 * number // 3 + more for number in votes for more in (0, 1)] or [1]))
    plain["roll"]["present"] = draw(st.sampled_from((around, around, len(rows), 0, None)))
    return plain, [(contest, rows)]


@st.composite
def bases(draw: st.DrawFn, congress: Plain, contest: Plain, rows: Rows) -> int:
    """Draw a base: around twice somebody's votes, as many as the ballots, anything small, or nothing at all."""
    votes = [candidate["votes"] for candidate in naive_contest(congress, contest, rows)["candidates"]]
    way = draw(st.sampled_from(("half", "half", "over", "over", "over", "ballots", "small", "nothing")))
    if way == "half" and votes:
        return 2 * int(draw(st.sampled_from(votes)))
    if way == "over" and votes:
        return 2 * int(draw(st.sampled_from((min(votes), *votes)))) - 1
    if way == "ballots":
        return len(rows)
    if way == "nothing":
        return draw(st.integers(-3, 0))
    return draw(st.integers(1, 12))
