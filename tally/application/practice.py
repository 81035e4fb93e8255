"""Practice: a made-up congress with papers to key from, a second person who makes mistakes, and what came of it.

Everything is drawn from a seed, so that a class can practise on the same papers. What is made bears the mark of
practice in the names of the congress and of the contest, so that it stands on every screen and on every page.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from tally.application.desk.agreeing import Agreeing
from tally.application.desk.comparing import Comparing
from tally.application.desk.desk import Desk
from tally.application.desk.keying import Batches
from tally.application.desk.people import People
from tally.application.desk.review import Review
from tally.application.desk.setup import Setup
from tally.domain.ballot import Ballot, BallotStyle, Mark
from tally.domain.congress import BoardMember, BoardRole, Congress, CongressKind, Level, Roll
from tally.domain.contest import Contest, Office
from tally.domain.desk import ContestKey
from tally.domain.names import sort_key
from tally.domain.passes import Dispute, DisputeKind, Keying, align
from tally.domain.rules import InvalidReason
from tally.domain.slate import Candidate, Slate
from tally.locales import Words

KEY: ContestKey = ("tap-duot", 1)
BATCH = 1
CANDIDATES, SEATS, BALLOTS = 9, 7, 12
"""What is practised on unless asked otherwise."""

_FAMILIES = ("Lò", "Cà", "Nguyễn", "Vì", "Quàng", "Lường", "Tòng", "Mùa", "Hoàng", "Bùi", "Trần", "Đỗ")
_MIDDLES = ("Văn", "Thị", "Minh", "Đức", "Thanh", "Hữu")
_GIVEN = ("An", "Bình", "Chanh", "Dũng", "Đức", "Giang", "Hải", "Hoa", "Hùng", "Mai", "Nga", "Phượng", "Sơn", "Yên")
_ROOM_FOR_TWO = 8  # papers; with fewer, the second person makes one mistake
_ROOM_FOR_THREE = 10
_ROOM_FOR_UNUSUAL = 8


@dataclass(frozen=True, slots=True)
class Practice:
    """What is practised on.

    Attributes:
        papers: the ballots in their order, one `Mark` byte per candidate: what a careful keyer would key.
        second: what the second person keys: the papers with mistakes.
        planted: how many mistakes.
        doubtful: the number of the paper that bears a signature, which no mark of it says; 0: there is none.
        trainee: the name of the person who practises, the head of the board.
        other: the name of the second person.
    """

    congress: Congress
    contest: Contest
    papers: tuple[bytes, ...]
    second: tuple[bytes, ...]
    planted: int
    doubtful: int
    trainee: str
    other: str


@dataclass(frozen=True, slots=True)
class Score:
    """What came of it.

    Attributes:
        papers: how many there were.
        seconds: for a ballot, the median; None before two were keyed.
        own: mistakes of the trainee's pass, with those taken back while keying.
        planted: mistakes of the second person.
        missed: ballots that are still wrong.
    """

    papers: int
    seconds: float | None
    own: int
    planted: int
    missed: int

    @property
    def caught(self) -> int:
        """Mistakes that were found and put right."""
        return max(self.own + self.planted - self.missed, 0)


def make_practice(
    words: Words, candidates: int = CANDIDATES, seats: int = SEATS, ballots: int = BALLOTS, seed: int = 1
) -> Practice:
    """Make a congress, its papers, and the mistakes.

    Args:
        words: the language of the names.
        candidates: on the slate; at least 2.
        seats: to be filled; at least 1, at most as many as candidates.
        ballots: papers in the stack; at least 3.
        seed: the same seed gives the same papers.
    """
    draw = Random(seed)  # noqa: S311 - papers to practise on, no secret
    names = [f"{family} {middle} {given}" for family in _FAMILIES for middle in _MIDDLES for given in _GIVEN]
    drawn = sorted(draw.sample(names, candidates), key=sort_key)
    slate = Slate(tuple(Candidate(no, name) for no, name in enumerate(drawn, start=1)))
    trainee, other = words("desk.practice.trainee"), words("desk.practice.other")
    congress = Congress(
        organisation=words("desk.practice.organisation"),
        kind=CongressKind.MEMBERS,
        rules="qd-190-2024",
        roll=Roll(ballots, ballots),
        title=words("desk.practice.congress"),
        level=Level.GRASSROOTS,
        board=(BoardMember(trainee, BoardRole.HEAD), BoardMember(other, BoardRole.SECRETARY)),
    )
    title = words("desk.practice.contest")
    style = BallotStyle.CROSS_OUT
    contest = Contest(
        KEY[0], title, Office.COMMITTEE, seats, seats, style, slate, KEY[1], issued=ballots, returned=ballots
    )
    unusual = _unusual(candidates, seats) if ballots >= _ROOM_FOR_UNUSUAL else 0
    papers = tuple(_papers(draw, candidates, seats, ballots, unusual))
    second = _with_mistakes(draw, papers)
    # Counted as the desk will see them: with two candidates a skipped ballot and a wrong one can look like one mistake.
    planted = _differences([Keying(paper) for paper in papers], [Keying(paper) for paper in second])
    return Practice(congress, contest, papers, second, planted, ballots if unusual else 0, trainee, other)


def begin_practice(desk: Desk, people: People, practice: Practice) -> None:
    """Declare the congress, marked as practice, and open its one batch to the trainee.

    Raises:
        OSError: the machine failed.
    """
    Setup(desk).declare(practice.congress, (practice.contest,), practice=True)
    trainee = people.add(practice.trainee, BoardRole.HEAD.value)
    people.add(practice.other, BoardRole.SECRETARY.value)
    people.sign_in(trainee.id)
    batches = Batches(desk)
    batches.begin_counting(KEY)
    batches.open_batch(KEY, len(practice.papers))


def key_second_pass(desk: Desk, people: People, practice: Practice) -> None:
    """Have the second person key the stack, with the planted mistakes; then the trainee sits down again.

    Raises:
        OSError: the machine failed.
    """
    trainee, other = people.all()[:2]
    people.sign_in(other.id)
    keyer = Batches(desk).open_pass(KEY, BATCH)
    for marks in practice.second[len(keyer.contents.ballots) :]:
        keyer.key(marks)
    keyer.close(anyway=True)
    people.sign_in(trainee.id)


def key_again_as_second(desk: Desk, people: People, practice: Practice, dispute: Dispute) -> None:
    """Have the second person look at a paper that the trainee keyed again: it takes two who agree.

    Raises:
        OSError: the machine failed.
    """
    trainee, other = people.all()[:2]
    again = desk.count_of(KEY).batches[BATCH].rekeyed.get(dispute.place, {})
    comparing = Comparing(desk)
    if other.id in again or all(one.place != dispute.place for _, one in comparing.disputes(KEY)):
        return
    there = dispute.kind is not DisputeKind.DOUBLED and dispute.ballot <= len(practice.papers)
    read = Keying(practice.papers[dispute.ballot - 1]) if there else None
    said = again.get(trainee.id)
    # What the marks do not say, such as a signature, the second person leaves to who saw it first.
    seen = said if said is not None and read is not None and said.marks == read.marks else read
    people.sign_in(other.id)
    comparing.rekey(KEY, BATCH, dispute.place, seen)
    people.sign_in(trainee.id)


def assess(
    practice: Practice, own: Sequence[Keying], corrected: int, final: Sequence[Ballot], pace: float | None
) -> Score:
    """Hold what was keyed against the papers.

    Args:
        practice: with the papers.
        own: the trainee's pass as it was closed.
        corrected: ballots that the trainee put right before that.
        final: the ballots that stand now.
        pace: seconds for a ballot.
    """
    truth = [Keying(marks) for marks in practice.papers]
    mistakes = _differences(truth, [Keying(one.marks) for one in own]) + corrected
    missed = _differences(truth, [Keying(ballot.marks) for ballot in final])
    return Score(len(truth), pace, mistakes, practice.planted, missed)


def still_to_rule(desk: Desk, agreeing: Agreeing, practice: Practice) -> tuple[int, bool]:
    """Return what is left for the board: ballots that wait for it to agree with the machine, and the doubtful one."""
    marked = any(
        one.ruling is not None and one.ruling.reason is InvalidReason.MARKED for one in Review(desk).remarkable(KEY)
    )
    return len(agreeing.waiting(KEY)), practice.doubtful > 0 and not marked


def _unusual(candidates: int, seats: int) -> int:
    """Return how many papers are not of the usual ones: too many names, none, and a usual one that is signed."""
    return 3 if candidates > seats else 2


def _papers(draw: Random, candidates: int, seats: int, ballots: int, unusual: int) -> list[bytes]:
    """Draw papers: first usual ones, then one with too many names, one with none, one that a signature spoils."""
    surplus = candidates - seats
    ways = [min(surplus + more, candidates - 1) for more in range(3)]
    strikes = draw.choices(ways, (8, 3, 1), k=ballots - unusual)
    strikes += [*([0] if surplus else []), candidates, surplus] if unusual else []
    papers: list[bytes] = []
    for number in strikes:
        paper = _struck(draw, candidates, number)
        # Neighbours differ, so that a ballot keyed twice is told from two that are alike.
        while 0 < number < candidates and papers and paper == papers[-1]:
            paper = _struck(draw, candidates, number)
        papers.append(paper)
    return papers


def _struck(draw: Random, candidates: int, number: int) -> bytes:
    struck = set(draw.sample(range(candidates), number))
    return bytes(Mark.AGAINST if place in struck else Mark.FOR for place in range(candidates))


def _with_mistakes(draw: Random, papers: tuple[bytes, ...]) -> tuple[bytes, ...]:
    """Return the papers as a person in a hurry keys them."""
    kinds = ["differs"]
    if len(papers) >= _ROOM_FOR_TWO:
        kinds.append("skipped")
    if len(papers) >= _ROOM_FOR_THREE:
        kinds.append("differs")
    # Far enough apart that each is a mistake of its own.
    step = len(papers) // len(kinds)
    keyed = list(papers)
    for turn, kind in reversed(list(enumerate(draw.sample(kinds, len(kinds))))):
        place = turn * step + draw.randrange(1, max(step - 1, 2))
        if kind == "skipped":
            del keyed[place]
        else:
            wrong = bytearray(keyed[place])
            name = draw.randrange(len(wrong))
            wrong[name] = Mark.FOR if wrong[name] == Mark.AGAINST else Mark.AGAINST
            keyed[place] = bytes(wrong)
    return tuple(keyed)


def _differences(truth: Sequence[Keying], keyed: Sequence[Keying]) -> int:
    return sum(not slot.agreed for slot in align([truth, keyed]))
