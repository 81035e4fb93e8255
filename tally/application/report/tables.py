"""The tables of a roll-up: figures by office, level and organisation; what stays open; who has not sent."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import NamedTuple, Protocol

from tally.application.report.bodies import Body, Confirmed, gather
from tally.application.report.sent import ExpectedList, Organisation, Read, Rejected, Unfinished
from tally.domain.body import OpenReason
from tally.domain.congress import Level
from tally.domain.contest import Office
from tally.domain.names import fold, organisation_key
from tally.domain.statistics import Figures, PersonFigures, band_of


class BodyRow(NamedTuple):
    """One body in the table that is summed; `organisation` is its place in the roll-up's list."""

    organisation: int
    level: str
    office: str
    seats: int
    elected: int
    under_filled: bool
    surplus: int
    alternates: int


class PersonRow(NamedTuple):
    """One elected person in the table that is summed; None: unknown. `percent` is in hundredths."""

    organisation: int
    level: str
    office: str
    first_term: bool | None
    woman: bool | None
    minority: bool | None
    age: int | None
    band: str | None
    percent: int | None


class By(StrEnum):
    """What the figures of each office are told apart by."""

    NOTHING = ""
    LEVEL = "level"
    ORGANISATION = "organisation"


FiguresBy = Mapping[tuple[str | int, Office], Figures]
"""The figures by level or by place of the organisation (the empty text for all together), and by office."""


class Frames(Protocol):
    """Sums tables of many thousand rows."""

    def figures(self, bodies: Sequence[BodyRow], people: Sequence[PersonRow], by: By) -> FiguresBy:
        """Return the figures of every group that has a body, in the order of the groups and then of `Office`."""


class Missing(StrEnum):
    """Why an expected organisation is in no table; the words are `report.missing.*`."""

    NOTHING = "nothing"
    UNFINISHED = "unfinished"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Expected:
    """The organisations of a list, held against those that sent results.

    Attributes:
        listed: how many are on the list.
        not_sent: those without any result counted, with the reason.
        not_listed: those with results that are not on the list.
        file: where the list was read.
        not_taken: what the columns of the list are called that were left out.
    """

    listed: int
    not_sent: tuple[tuple[Organisation, Missing], ...]
    not_listed: tuple[Organisation, ...]
    file: str
    not_taken: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """A roll-up.

    Attributes:
        sources: how many were read.
        organisations: with a result, by name; figures by organisation go by their place here.
        bodies: of these organisations, each with the place of its own.
        expected: None when no list was given.
        pinned: whether any certificate is believed; else no signature proves anything.
    """

    sources: int
    organisations: tuple[Organisation, ...]
    bodies: tuple[tuple[int, Body], ...]
    by_office: Mapping[Office, Figures]
    by_level: Mapping[tuple[str, Office], Figures]
    by_organisation: Mapping[tuple[int, Office], Figures]
    unfinished: tuple[Unfinished, ...]
    rejected: tuple[Rejected, ...]
    confirmed: tuple[Confirmed, ...]
    expected: Expected | None = None
    pinned: bool = False

    @property
    def unproven(self) -> tuple[Body, ...]:
        """Bodies of which no signature proves some round; none where nobody's signature is believed anyway."""
        return tuple(body for _, body in self.bodies if self.pinned and body.unproven)

    @property
    def repeated(self) -> tuple[Body, ...]:
        """Bodies whose organisation elected their office in another contest too: perhaps one of them counts twice."""
        return tuple(body for _, body in self.bodies if body.beside)

    @property
    def sound(self) -> bool:
        """False when a source, or a contest of one, was left out."""
        return not self.rejected


def roll_up(
    reads: Sequence[Read],
    frames: Callable[[], Frames],
    listed: ExpectedList | None = None,
    *,
    pinned: bool = False,
) -> Report:
    """Put what came of reading all sources into tables.

    Args:
        reads: in the order of the sources.
        frames: makes what sums the tables.
        listed: organisations that should send results; None: nobody said.
        pinned: whether any certificate is believed.
    """
    gathered = gather(reads)
    by_key = {body.organisation.key: body.organisation for body in gathered.bodies}
    in_order = sorted(by_key, key=lambda key: (_natural(key[1]), _natural(key[0]), key))
    order = {key: place for place, key in enumerate(in_order)}
    levels = {body.organisation.key: body.level for body in gathered.bodies if body.level}
    # A conference may not say the level that the congress before it said.
    levelled = (replace(body, level=levels.get(body.organisation.key, "")) for body in gathered.bodies)
    placed = sorted(
        ((order[body.organisation.key], body) for body in levelled),
        key=lambda pair: (pair[0], _OFFICES[pair[1].result.contest.office], pair[1].result.contest.id),
    )
    bodies = [_body_row(place, body) for place, body in placed]
    people = [row for place, body in placed for row in _person_rows(place, body)]
    table = frames()
    everything = table.figures(bodies, people, By.NOTHING)
    return Report(
        sources=len(reads),
        organisations=tuple(by_key[key] for key in order),
        bodies=tuple(placed),
        by_office={office: figures for (_, office), figures in everything.items()},
        by_level={
            (str(level), office): figures
            for (level, office), figures in sorted(
                table.figures(bodies, people, By.LEVEL).items(), key=lambda item: _LEVELS[str(item[0][0])]
            )
        },
        by_organisation={
            (int(place), office): figures
            for (place, office), figures in table.figures(bodies, people, By.ORGANISATION).items()
        },
        unfinished=gathered.unfinished,
        rejected=gathered.rejected,
        confirmed=gathered.confirmed,
        expected=None if listed is None else _held_against(listed, list(by_key.values()), gathered),
        pinned=pinned,
    )


def _natural(name: str) -> list[tuple[int, str]]:
    """Order names as people do: accents apart, and Chi bộ 2 before Chi bộ 10."""
    # Numbers by their length and then digit by digit: a stranger's may have more digits than Python turns into one.
    parts = ((part, part.lstrip("0")) for part in re.split(r"(\d+)", fold(name)))
    return [(len(digits), digits) if part.isdecimal() else (0, part) for part, digits in parts]


_OFFICES = {office: place for place, office in enumerate(Office)}
_LEVELS = {level: place for place, level in enumerate((*reversed(Level), ""))}


def _body_row(place: int, body: Body) -> BodyRow:
    result, contest = body.result, body.result.contest
    return BodyRow(
        organisation=place,
        level=body.level,
        office=contest.office.value,
        seats=result.seats,
        elected=len(result.elected),
        under_filled=any(result.open_because(reason) for reason in SHORT),
        surplus=contest.surplus,
        alternates=len(result.alternates),
    )


SHORT = (OpenReason.VOTES_FAILED, OpenReason.BY_PLAN)
"""Why a body is under-filled; a tie that the congress still has to settle is named apart."""


def _person_rows(place: int, body: Body) -> Iterable[PersonRow]:
    office = body.result.contest.office.value
    for elected in body.result.elected:
        person = PersonFigures.of(elected.candidate, body.date)
        band = None if person.age is None else band_of(person.age).value
        yield PersonRow(
            place,
            body.level,
            office,
            person.first_term,
            person.woman,
            person.minority,
            person.age,
            band,
            elected.line.hundredths,
        )


class _Gathered(Protocol):
    @property
    def unfinished(self) -> tuple[Unfinished, ...]: ...

    @property
    def rejected(self) -> tuple[Rejected, ...]: ...


def _held_against(listed: ExpectedList, sent: Sequence[Organisation], gathered: _Gathered) -> Expected:
    """Hold a list against those who sent: by name, and by the superior where both say it."""
    unfinished = _Names(one.organisation for one in gathered.unfinished)
    rejected = _Names(one.organisation for one in gathered.rejected if one.organisation is not None)
    have_sent, on_list = _Names(sent), _Names(listed.organisations)
    not_sent = []
    for one in listed.organisations:
        if one not in have_sent:
            why = Missing.REJECTED if one in rejected else Missing.UNFINISHED if one in unfinished else Missing.NOTHING
            not_sent.append((one, why))
    others = tuple(one for one in sent if one not in on_list)
    return Expected(len(listed.organisations), tuple(not_sent), others, listed.file, listed.not_taken)


class _Names:
    """Organisations to look one up in."""

    def __init__(self, organisations: Iterable[Organisation]) -> None:
        self._superiors: dict[str, set[str]] = {}
        for one in organisations:
            self._superiors.setdefault(organisation_key(one.name), set()).add(organisation_key(one.superior))

    def __contains__(self, one: Organisation) -> bool:
        superiors = self._superiors.get(organisation_key(one.name), set())
        superior = organisation_key(one.superior)
        return bool(superiors) and (not superior or superior in superiors or "" in superiors)
