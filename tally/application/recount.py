"""Count again from saved ballots: the main job."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from tally.application.bodies import with_round_findings
from tally.application.digest import record_digest, results_digest
from tally.application.figures import Disagreement, Figures, disagreements, figures_of
from tally.application.how_counted import FROM_SAVED_BALLOTS, HowCounted
from tally.domain.ballot import Ballot, SavedBallots, numbering, place_and_content
from tally.domain.checks import Finding, check_contest
from tally.domain.congress import Congress
from tally.domain.contest import Contest
from tally.domain.counting import Result, count_contest
from tally.domain.desk import BallotPlace
from tally.domain.hand_vote import HandVote
from tally.domain.journal import canonical
from tally.domain.passes import Keying
from tally.domain.rules import RuleProfile
from tally.domain.seal import Corrigendum


@dataclass(frozen=True, slots=True)
class SavedContest:
    """A contest with its saved ballots in the order they were read.

    Attributes:
        official: the figures once handed over, with their `digest`, when the source carries them (a record workbook);
            else None.
        sealed: the digest over which the board sealed the contest (a congress file); else empty.
        congress: the congress as it was declared when the contest was sealed, if that has changed since; else None.
        corrigenda: how many there are by what the source says of itself (a record workbook, which does not hold them).
        how: how the ballots came to be counted.
    """

    contest: Contest
    ballots: Sequence[Ballot]
    official: Figures | None = None
    sealed: str = ""
    congress: Congress | None = None
    corrigenda: int = 0
    how: HowCounted = field(default=FROM_SAVED_BALLOTS, compare=False)


@dataclass(frozen=True, slots=True)
class SavedCount:
    """Everything needed to count again: the congress, its regulation, its contests and their ballots."""

    congress: Congress
    profile: RuleProfile
    contests: tuple[SavedContest, ...]


class Source(Protocol):
    """Where saved ballots come from: a folder, a record workbook, later a congress file."""

    def load(self) -> SavedCount:
        """Read everything.

        Raises:
            BadInput: something in the files is wrong; all findings at once.
            OSError: the machine failed.
        """


@dataclass(frozen=True, slots=True)
class Corrected:
    """A mistake found after the seal, counted: what stood before, and what is right.

    Attributes:
        number: of the corrigendum, from 1.
        made: what the journal says of it.
        before: the result as sealed, or as the corrigendum before left it.
        after: the result as it should have been.
        digests: of the records before and after.
        results: digest of the results after it.
    """

    number: int
    made: Corrigendum
    before: Result
    after: Result
    digests: tuple[str, str]
    results: str


@dataclass(frozen=True, slots=True)
class CountedContest:
    """A contest counted again, with what a careful board would want to know.

    Two counts are equal when they count the same, however the ballots came to be.

    Attributes:
        congress: whose contest it is, as it was declared when the contest was sealed; before the seal, and of saved
            ballots, as it is declared now. Whatever is said of one contest takes roll, board and place from here,
            because people come and go between contests.
        ballots: sorted by batch and number.
        digest: the SHA-256 over all of it, by which minutes and record name each other.
        results: the SHA-256 over what the minutes say of it (`application.digest.results_digest`), for the QR code.
        disagreements: where the official figures of the source differ from this count; empty when there are none.
        corrigenda: mistakes found after the seal; `result` is what was sealed.
        how: how the ballots came to be counted.
    """

    congress: Congress
    result: Result
    findings: tuple[Finding, ...]
    ballots: Sequence[Ballot]
    digest: str
    results: str = ""
    disagreements: tuple[Disagreement, ...] = ()
    corrigenda: tuple[Corrected, ...] = ()
    how: HowCounted = field(default=FROM_SAVED_BALLOTS, compare=False)

    @property
    def versions(self) -> tuple[tuple[str, str], ...]:
        """The digests of record and results as sealed, then as each corrigendum left them."""
        return (self.digest, self.results), *((one.digests[1], one.results) for one in self.corrigenda)

    @property
    def right(self) -> Result:
        """The result with every mistake found after the seal put right."""
        return self.corrigenda[-1].after if self.corrigenda else self.result

    def explanation(self, code: str) -> str:
        """Return the board's explanation of the findings of a code; empty where there is none of these figures."""
        holds = code in self.how.explained and self.how.figures.get(code) == figures_found(self.findings, code)
        return self.how.explained[code] if holds else ""


@dataclass(frozen=True, slots=True)
class Recount:
    """A whole source counted again.

    Attributes:
        congress: as it is declared now; each contest has its own, see `CountedContest.congress`.
    """

    congress: Congress
    profile: RuleProfile
    contests: tuple[CountedContest, ...]

    @property
    def hand_votes(self) -> tuple[HandVote, ...]:
        """The hand votes that were counted."""
        return tuple(vote for vote in self.congress.hand_votes if vote.counted is not None)

    @property
    def agrees(self) -> bool:
        """False when a count differs from the official figures that came with the ballots."""
        return not any(counted.disagreements for counted in self.contests)


class UnknownContest(LookupError):  # noqa: N818 - named for what the user asked for
    """The source has no contest of that id; `known` lists those it has."""

    def __init__(self, asked: str, known: tuple[str, ...]) -> None:
        self.asked = asked
        self.known = known
        super().__init__(asked)


def recount(source: Source, contest_id: str | None = None) -> Recount:
    """Count every contest of a source again, or every round of one.

    Raises:
        UnknownContest: `contest_id` is not in the source.
        BadInput, OSError: as the source's `load`.
    """
    saved = source.load()
    asked = tuple(one for one in saved.contests if contest_id in (None, one.contest.id))
    if contest_id is not None and not asked:
        raise UnknownContest(contest_id, tuple(dict.fromkeys(one.contest.id for one in saved.contests)))
    counted = with_round_findings(saved.profile, [_count(saved, one) for one in asked])
    # Whoever asks for one contest does not ask for the hand votes.
    congress = saved.congress if contest_id is None else replace(saved.congress, hand_votes=())
    return Recount(congress, saved.profile, counted)


def figures_found(findings: Iterable[Finding], code: str) -> str | None:
    """Return the figures of every finding of a code in one text, or None when there is none."""
    found = [finding for finding in findings if finding.code == code]
    return "\n".join(canonical(finding.fields) for finding in found) if found else None


def unexplained(findings: Sequence[Finding], figures: Mapping[str, str]) -> tuple[Finding, ...]:
    """Return the findings that block a seal.

    Args:
        findings: of a contest.
        figures: what the board explained, by code: an explanation holds for these figures and no others.
    """
    return tuple(
        one for one in findings if one.level == "error" and figures.get(one.code) != figures_found(findings, one.code)
    )


def count_and_check(
    congress: Congress, contest: Contest, profile: RuleProfile, ballots: Sequence[Ballot]
) -> tuple[Result, tuple[Finding, ...]]:
    """Count ballots in their order; return the result and what is found of it, the rounds before it apart."""
    result = count_contest(congress, contest, profile, ballots)
    return result, check_contest(congress, profile, result, numbering(ballots))


def with_changes(ballots: Iterable[Ballot], changes: Mapping[BallotPlace, Keying | None]) -> tuple[Ballot, ...]:
    """Return ballots of which some are changed; None: there is no such paper.

    Where saved ballots bear one number twice, the first of them is changed.
    """
    left = dict(changes)
    changed: list[Ballot] = []
    for ballot in ballots:
        place = (ballot.batch, ballot.number)
        if place not in left:
            changed.append(ballot)
        elif (after := left.pop(place)) is not None:
            changed.append(Ballot(*place, after.marks, after.ruling))
    return tuple(changed)


def _count(saved: SavedCount, one: SavedContest) -> CountedContest:
    congress = one.congress or saved.congress
    ballots = _in_order(one.ballots)
    result, findings = count_and_check(congress, one.contest, saved.profile, ballots)
    digest = record_digest(congress, result, ballots)
    differing = () if one.official is None else disagreements(one.official, {**figures_of(result), "digest": digest})
    if one.sealed:
        differing += disagreements({"digest": one.sealed}, {"digest": digest})
    corrigenda = tuple(_corrected(congress, saved.profile, result, digest, ballots, one.how.corrigenda))
    for corrected in corrigenda:
        key = f"corrigendum.{corrected.number}"
        differing += disagreements({key: corrected.made.after}, {key: corrected.digests[1]})
    results = results_digest(congress, result)
    return CountedContest(congress, result, findings, ballots, digest, results, differing, corrigenda, one.how)


def _corrected(  # noqa: PLR0913, PLR0917 - a counted contest in its parts, and what was corrected of it
    congress: Congress,
    profile: RuleProfile,
    result: Result,
    digest: str,
    ballots: Sequence[Ballot],
    corrigenda: Iterable[Corrigendum],
) -> Iterator[Corrected]:
    for number, made in enumerate(corrigenda, start=1):
        ballots = with_changes(ballots, {(one.batch, one.ballot): one.after for one in made.changes})
        after = count_contest(congress, result.contest, profile, ballots)
        digests = (digest, record_digest(congress, after, ballots))
        yield Corrected(number, made, result, after, digests, results_digest(congress, after))
        result, digest = after, digests[1]


def _in_order(ballots: Sequence[Ballot]) -> Sequence[Ballot]:
    """Return ballots sorted by batch and number; those of a congress file lie so already."""
    if isinstance(ballots, SavedBallots):
        return ballots
    # Where two ballots bear one number, their content orders them, so that the order of a file never matters.
    return tuple(sorted(ballots, key=place_and_content))
