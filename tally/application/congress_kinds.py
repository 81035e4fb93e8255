"""Kinds of congress: what each elects, in its order and by which ballot, with plausible numbers.

A board begins with the kind that is its own and changes names and numbers, nothing else. Which offices there are and
who can stand for them: Điều lệ Đảng, art. 20, 22 and 24 [M]; which lists have surplus: the rule profile.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from tally.domain.ballot import BallotStyle
from tally.domain.congress import Congress, CongressKind, Level, Roll
from tally.domain.contest import Contest, Office
from tally.domain.slate import Slate
from tally.locales import Words

RULES = "qd-190-2024"
"""The regulation in force; another one is chosen when setting up."""


@dataclass(frozen=True, slots=True)
class Election:
    """A contest of a kind of congress.

    Attributes:
        id: also of its title (`kinds.title.ID`).
        seats: plausible.
        candidates: plausible: as many as the seats, or with the surplus that the regulation asks for.
        drawn_from: the id of the contest whose elected alone can stand.
    """

    id: str
    office: Office
    seats: int
    candidates: int
    alternates: int = 0
    drawn_from: str = ""

    def contest(self, words: Words) -> Contest:
        """Return the contest without candidates: with surplus names are struck out, without it there are two boxes."""
        struck = self.candidates > self.seats
        return Contest(
            id=self.id,
            title=words(f"kinds.title.{self.id}"),
            office=self.office,
            seats=self.seats,
            body_size=self.seats,
            style=BallotStyle.CROSS_OUT if struck else BallotStyle.AGREE_DISAGREE,
            slate=Slate(()),
            alternates=self.alternates,
            drawn_from=self.drawn_from,
        )


@dataclass(frozen=True, slots=True)
class Template:
    """A kind of congress; its name is `kinds.name.ID`, what it is for `kinds.what.ID`.

    Attributes:
        people: summoned; plausible.
        gathering: the key of its title (`kinds.gathering.KEY`).
    """

    id: str
    kind: CongressKind
    level: Level | None
    people: int
    elections: tuple[Election, ...]
    gathering: str = "congress"

    def congress(self, organisation: str, words: Words) -> Congress:
        """Return the congress, without a board yet."""
        title = words(f"kinds.gathering.{self.gathering}")
        return Congress(organisation, self.kind, RULES, Roll(self.people), title=title, level=self.level)

    def contests(self, words: Words) -> tuple[Contest, ...]:
        """Return its contests, without candidates yet."""
        return tuple(election.contest(words) for election in self.elections)


def _one(contest_id: str, office: Office, drawn_from: str = "") -> Election:
    return Election(contest_id, office, 1, 1, drawn_from=drawn_from)


def _delegates(seats: int, candidates: int, alternates: int) -> Election:
    return Election("doan-dai-bieu", Office.DELEGATES, seats, candidates, alternates)


CONFERENCE = Template(
    "conference",
    CongressKind.CONFERENCE,
    None,
    15,
    (
        Election("btv", Office.STANDING_COMMITTEE, 5, 6),
        _one("bi-thu", Office.SECRETARY, "btv"),
        Election("pho-bi-thu", Office.DEPUTY_SECRETARY, 2, 2, drawn_from="btv"),
        # Some of its members may come from outside the committee; its head is one of its members.
        Election("ubkt", Office.INSPECTION, 5, 5),
        _one("chu-nhiem-ubkt", Office.INSPECTION_HEAD, "ubkt"),
    ),
    "conference",
)

TEMPLATES: tuple[Template, ...] = (
    Template(
        "cell",
        CongressKind.MEMBERS,
        Level.CELL,
        7,
        (_one("bi-thu", Office.SECRETARY), _one("pho-bi-thu", Office.DEPUTY_SECRETARY)),
    ),
    Template(
        "cell-committee",
        CongressKind.MEMBERS,
        Level.CELL,
        25,
        (
            Election("chi-uy", Office.COMMITTEE, 3, 4),
            _one("bi-thu", Office.SECRETARY, "chi-uy"),
            _one("pho-bi-thu", Office.DEPUTY_SECRETARY, "chi-uy"),
        ),
    ),
    Template(
        "grassroots",
        CongressKind.DELEGATES,
        Level.GRASSROOTS,
        106,
        (Election("bch", Office.COMMITTEE, 15, 17), _delegates(5, 7, 1)),
        "delegates",
    ),
    Template(
        "grassroots-direct",
        CongressKind.DELEGATES,
        Level.GRASSROOTS,
        106,
        (Election("bch", Office.COMMITTEE, 15, 17), _one("bi-thu", Office.SECRETARY, "bch"), _delegates(5, 7, 1)),
        "delegates",
    ),
    Template(
        "above-grassroots",
        CongressKind.DELEGATES,
        Level.ABOVE_GRASSROOTS,
        200,
        (Election("bch", Office.COMMITTEE, 35, 40), _delegates(15, 18, 2)),
        "delegates",
    ),
    Template(
        "province",
        CongressKind.DELEGATES,
        Level.PROVINCE,
        350,
        (Election("bch", Office.COMMITTEE, 51, 58), _delegates(20, 24, 2)),
        "delegates",
    ),
    CONFERENCE,
)
"""In the order in which they are offered."""

DEFAULT = "grassroots"


ALWAYS_ONE = frozenset({Office.SECRETARY, Office.INSPECTION_HEAD})
"""Offices of one person, whatever the congress: of these alone the number of a template is no guess."""


def with_samples(congress: Congress, contests: Iterable[Contest], *, roll: bool) -> Congress:
    """Return a congress that says of what its numbers are only plausible, until the board looks at them.

    Args:
        congress: new.
        contests: with the numbers of a template.
        roll: whether the people summoned are such a number, too.
    """
    guessed = (contest.id for contest in contests if contest.office not in ALWAYS_ONE)
    return replace(congress, samples=(*(("roll",) if roll else ()), *guessed))


def template_of(template_id: str) -> Template:
    """Return the template of an id. Raises KeyError for none of ours: a bug."""
    return {template.id: template for template in TEMPLATES}[template_id]


def conference_contests(members: int, words: Words, *, standing: bool, inspection: bool) -> tuple[Contest, ...]:
    """Return what a committee elects at its conference.

    Args:
        members: of the committee; the seats of the standing committee follow from them, until the figure is typed.
        words: the language of the titles.
        standing: whether it elects a standing committee, from which secretary and deputies are then elected.
        inspection: whether it elects an inspection committee.
    """
    offices = {
        Office.STANDING_COMMITTEE: standing,
        Office.INSPECTION: inspection,
        Office.INSPECTION_HEAD: inspection,
    }
    contests = [one for one in CONFERENCE.contests(words) if offices.get(one.office, True)]
    ids = {contest.id for contest in contests}
    sized = [_sized(contest, members) for contest in contests]
    return tuple(one if one.drawn_from in ids else replace(one, drawn_from="") for one in sized)


def _sized(contest: Contest, members: int) -> Contest:
    """Give the standing committee a third of the members, and nobody more deputies than leave a member beside them."""
    if contest.office is Office.STANDING_COMMITTEE:
        seats = max(members // 3, 3)
    elif contest.office is Office.DEPUTY_SECRETARY:
        seats = 2 if members >= CONFERENCE.people else 1
    else:
        return contest
    return replace(contest, seats=seats, body_size=seats)
