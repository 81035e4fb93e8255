"""What the sheets of papers show to people, held against the official figures that machines read.

A signature covers both, but whoever signs can sign two results in one workbook: one to be read, one to be checked.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from tally.application.figures import Figures, disagreements
from tally.application.same_names import told_apart
from tally.domain.contest import Contest
from tally.domain.counting import Outcome
from tally.domain.names import normalise
from tally.locales import Words

_VIETNAMESE = Words("vi")  # papers are Vietnamese whichever language the program speaks

CHOSEN = frozenset({Outcome.ELECTED, Outcome.LISTED})
"""Who is elected, or enters the list of an opinion ballot."""


class Place(StrEnum):
    """Where figures are shown to people."""

    RESULT = "result"
    MINUTES = "minutes"
    LISTED = "listed"
    BEFORE = "before"
    AFTER = "after"


@dataclass(frozen=True, slots=True)
class Shown:
    """The figures that stand in one place, by the keys of `figures.py`, and `name.NO`: what the name there is.

    Attributes:
        place: sheet Kết quả; the figures and the table of all candidates on sheet Biên bản; the lists there of those
            who were elected, listed or are alternates, whose members are `listed.NO`; or sheet Đính chính: the figures
            that changed with those elected or listed, before the corrigendum and after it.
        figures: in the order of the sheet, a key as often as it stands there; `outcome.NO` is `alternate.` and what
            `figures.ALTERNATES` says where that stands in its place.
    """

    place: Place
    figures: tuple[tuple[str, int | str], ...]


@dataclass(frozen=True, slots=True)
class SheetSeen:
    """A sheet of a workbook: its title, and whether people see it."""

    title: str
    visible: bool


class How(StrEnum):
    """Why people do not see what stands on a sheet, or not as it stands there."""

    ROW = "row"
    COLUMN = "column"
    COLOUR = "colour"
    STRUCK = "struck"
    SMALL = "small"
    FORMAT = "format"
    NOT_PRINTED = "not-printed"
    COVERED = "covered"
    CONDITIONAL = "conditional"


@dataclass(frozen=True, slots=True)
class Unseen:
    """Something on a sheet that is kept from people.

    Attributes:
        sheet: its title.
        how: why they do not see it.
        places: rows (`38`), columns (`C`) or cells (`B38`), in the order of the sheet; never none.
    """

    sheet: str
    how: How
    places: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Written:
    """What stands in a cell of the sheet Biên bản: a whole number as it is, all else as text; counted from 1."""

    row: int
    column: int
    value: int | str


@dataclass(frozen=True, slots=True)
class Misprint:
    """A cell of the sheet Biên bản that says something else than the program prints there for what is declared.

    Attributes:
        cell: such as `B38`.
        found: what stands there.
        printed: what the program prints there; empty: nothing of that kind.
    """

    cell: str
    found: str
    printed: str


@dataclass(frozen=True, slots=True)
class Differing:
    """A figure that people read otherwise than machines; `shown` is None where it does not stand there at all."""

    place: Place
    key: str
    shown: int | str | None


_OF_CORRIGENDA = frozenset({Place.BEFORE, Place.AFTER})
_ON_EVERY_SHEET = ("valid", "invalid")
_ON_RESULT = ("issued", "returned", "counted", "base", "needed", "unfilled", "status")


def differing(shown: Shown, official: Figures, contest: Contest, before: Figures | None = None) -> Iterator[Differing]:
    """Yield what stands in a place otherwise than in the official figures, and what is missing there.

    Args:
        shown: what stands there.
        official: the figures; of a corrigendum those that are right.
        contest: whose figures they are.
        before: the figures before a corrigendum; None: it is none.
    """
    told = before if before is not None and shown.place is Place.BEFORE else official
    changed = () if before is None else tuple(one.key for one in disagreements(before, official))
    names = {f"name.{no}": name for no, name in told_apart(contest.slate, _VIETNAMESE).items()}
    seen: set[str] = set()
    for key, figure in shown.figures:
        seen.add(key)
        if not _is_right(key, figure, told, names):
            yield Differing(shown.place, key, figure)
    for key in _expected(shown.place, told, contest, changed):
        if key not in seen:
            yield Differing(shown.place, key, None)


def _is_right(key: str, figure: int | str, official: Figures, names: Mapping[str, str]) -> bool:
    if key in names:
        return normalise(str(figure)) == normalise(names[key])
    what, _, no = key.partition(".")
    if what == "listed":
        return official.get(f"outcome.{no}") in CHOSEN or official.get(f"alternate.{no}") == "alternate"
    if what == "outcome" and str(figure).startswith("alternate."):
        # The minutes say that somebody is an alternate in place of the outcome.
        return f"alternate.{official.get(f'alternate.{no}')}" == figure
    return key in official and official[key] == figure


def _expected(place: Place, official: Figures, contest: Contest, changed: Iterable[str]) -> Iterator[str]:
    """Yield the keys that cannot be missing in a place."""
    if place in _OF_CORRIGENDA:
        yield from changed
        yield from (f"listed.{one.no}" for one in contest.slate if official.get(f"outcome.{one.no}") in CHOSEN)
        return
    if place is Place.LISTED:
        for no in (one.no for one in contest.slate if official.get(f"outcome.{one.no}") in CHOSEN):
            yield from (f"name.{no}", f"votes.{no}", f"listed.{no}")
        return
    yield from (f"{what}.{candidate.no}" for candidate in contest.slate for what in ("name", "votes", "outcome"))
    yield from _ON_EVERY_SHEET
    if place is Place.RESULT:
        yield from (key for key in _ON_RESULT if key in official)
        yield from (key for key, figure in official.items() if key.startswith("invalid.") and figure)
