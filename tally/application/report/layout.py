"""The tables of a roll-up as people read them: the same on the page, on the screen and in the workbook."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from tally.application.report.bodies import Body
from tally.application.report.tables import SHORT, Report
from tally.application.report.words import why_rejected
from tally.domain.contest import Office
from tally.domain.counting import Status
from tally.domain.statistics import Band, Figures, Share
from tally.locales import Words


class Kind(Enum):
    """What stands in a column: how it is written, and on which side."""

    TEXT = auto()
    WHOLE = auto()
    PERCENT = auto()
    TENTHS = auto()
    SHARE = auto()


@dataclass(frozen=True, slots=True)
class Part:
    """A number and what it is of a whole, in hundredths of a percent; None: unknown."""

    count: int
    hundredths: int | None


Cell = str | int | Part | None
"""A text, a whole number, hundredths of a percent, tenths of a year, or a part, as its column says; None: nothing."""

Row = tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading and what stands in it."""

    label: str
    kind: Kind = Kind.TEXT


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its title."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """Tables that stand together: a sheet of the workbook, a tab of the screen.

    Attributes:
        key: by which its title is known, `report.sheet.KEY`.
    """

    key: str
    title: str
    tables: tuple[Table, ...]


def sections(report: Report, words: Words) -> tuple[Section, ...]:
    """Return all tables; one that would be empty stays, unless nothing in it could ever have been."""
    return _Layout(report, words).sections()


class _Layout:
    def __init__(self, report: Report, words: Words) -> None:
        self._report = report
        self._words = words

    def sections(self) -> tuple[Section, ...]:
        tables: dict[str, Iterable[Table]] = {
            "summary": self._summary(),
            "levels": self._levels(),
            "organisations": [self._organisations()],
            "under_filled": [self._under_filled()],
            "ages": [self._ages()],
            "rounds": [self._ties(), self._rounds()],
            "not_sent": self._not_sent(),
            "rejected": self._rejected(),
        }
        return tuple(Section(key, self._words(f"report.sheet.{key}"), tuple(made)) for key, made in tables.items())

    def _table(self, name: str, columns: Sequence[Column], rows: Iterable[Row], **fields: object) -> Table:
        return Table(self._words(f"report.table.{name}", **fields), tuple(columns), tuple(rows))

    def _column(self, name: str, kind: Kind = Kind.TEXT) -> Column:
        return Column(self._words(f"report.column.{name}"), kind)

    def _columns(self, kind: Kind, *names: str) -> list[Column]:
        return [self._column(name, kind) for name in names]

    def _office(self, office: Office) -> str:
        text = self._words(f"words.office.{office}")
        return text[:1].upper() + text[1:]

    def _level(self, level: str) -> str:
        return self._words(f"report.level.{level or 'unknown'}")

    def _summary(self) -> Iterator[Table]:
        head = [self._column("office")]
        by_office = self._report.by_office.items()
        rows = [((self._office(office),), figures) for office, figures in by_office]
        yield self._people("people", head, rows)
        yield self._votes("votes", head, rows)
        unknown = [
            (self._office(office), *_unknown(figures)) for office, figures in by_office if any(_unknown(figures))
        ]
        if unknown:
            columns = [*head, *self._columns(Kind.WHOLE, "term", "sex", "ethnicity", "age")]
            yield self._table("unknown", columns, unknown)

    def _levels(self) -> Iterator[Table]:
        head = [self._column("level"), self._column("office")]
        by_level = self._report.by_level.items()
        rows = [((self._level(level), self._office(office)), figures) for (level, office), figures in by_level]
        yield self._people("people_by_level", head, rows)
        yield self._votes("votes_by_level", head, rows)

    def _organisations(self) -> Table:
        names = self._report.organisations
        superior = any(one.superior for one in names)
        columns = [
            self._column("organisation"),
            *([self._column("superior")] if superior else []),
            self._column("office"),
            *self._columns(Kind.WHOLE, "seats", "elected", "first_term", "women", "minority"),
            self._column("mean_age", Kind.TENTHS),
            self._column("under_filled", Kind.WHOLE),
        ]
        rows = [
            (
                names[place].name,
                *([names[place].superior] if superior else []),
                self._office(office),
                figures.seats,
                figures.elected,
                *(_known(figures, share) for share in _shares(figures)),
                figures.ages.mean_tenths,
                figures.under_filled,
            )
            for (place, office), figures in self._report.by_organisation.items()
        ]
        return self._table("by_organisation", columns, rows)

    def _people(self, name: str, head: Sequence[Column], rows: Iterable[tuple[Row, Figures]]) -> Table:
        """Return the table of who was elected."""
        columns = [
            *head,
            *self._columns(Kind.WHOLE, "contests", "seats", "elected"),
            *self._columns(Kind.SHARE, "first_term_percent", "women_percent", "minority_percent"),
        ]
        return self._table(name, columns, ((*start, *_elected(figures)) for start, figures in rows))

    def _votes(self, name: str, head: Sequence[Column], rows: Iterable[tuple[Row, Figures]]) -> Table:
        """Return the table of ages, surplus and votes."""
        columns = [
            *head,
            self._column("mean_age", Kind.TENTHS),
            *self._columns(Kind.WHOLE, "youngest", "oldest", "under_filled"),
            *self._columns(Kind.PERCENT, "surplus_min", "surplus_median", "surplus_max", "lowest", "highest"),
        ]
        return self._table(name, columns, ((*start, *_ages_and_votes(figures)) for start, figures in rows))

    def _ages(self) -> Table:
        bands = [Column(self._words(f"report.band.{band}"), Kind.WHOLE) for band in Band]
        columns = [
            self._column("office"),
            *bands,
            self._column("mean_age", Kind.TENTHS),
            *self._columns(Kind.WHOLE, "youngest", "oldest"),
        ]
        rows = [
            (
                self._office(office),
                # Nobody's birth is known: that is no nought.
                *(number if figures.ages.known else None for _, number in figures.ages.bands),
                *(figures.ages.mean_tenths, figures.ages.youngest, figures.ages.oldest),
            )
            for office, figures in self._report.by_office.items()
        ]
        return self._table("ages", columns, rows)

    def _under_filled(self) -> Table:
        columns = [*self._which(), self._column("missing", Kind.WHOLE), self._column("reason")]
        rows = [
            (*_named(body), missing, self._words(f"report.reason.{reason}"))
            for _, body in self._report.bodies
            for reason in SHORT
            if (missing := body.result.open_because(reason))
        ]
        return self._table("under_filled", columns, rows)

    def _which(self) -> list[Column]:
        return [self._column("organisation"), self._column("contest")]

    def _ties(self) -> Table:
        columns = [*self._which(), *self._columns(Kind.WHOLE, "round", "people", "seats"), self._column("settled")]
        return self._table("ties", columns, self._tie_rows())

    def _tie_rows(self) -> Iterator[Row]:
        for _, body in self._report.bodies:
            for one in body.result.rounds:
                if one.result.status is Status.TIE:
                    waits = one is body.result.last and body.result.seats_in_tie
                    settled = self._words(f"report.yes_no.{'no' if waits else 'yes'}")
                    figures = (one.contest.round, len(one.result.tied), one.result.seats_in_tie)
                    yield (*_named(body), *figures, settled)

    def _rounds(self) -> Table:
        columns = [
            *self._which(),
            self._column("round", Kind.WHOLE),
            self._column("kind"),
            *self._columns(Kind.WHOLE, "seats", "elected"),
        ]
        rows = [
            (
                *_named(body),
                one.contest.round,
                self._words(f"words.kind.{one.contest.kind}"),
                one.contest.seats,
                sum(elected.round == one.contest.round for elected in body.result.elected),
            )
            for _, body in self._report.bodies
            for one in body.result.rounds[1:]
        ]
        return self._table("rounds", columns, rows)

    def _not_sent(self) -> Iterator[Table]:
        organisation, superior, why = (self._column(name) for name in ("organisation", "superior", "why"))
        expected = self._report.expected
        if expected is not None:
            rows = [
                (one.name, one.superior, self._words(f"report.missing.{reason}")) for one, reason in expected.not_sent
            ]
            listed, left_out = self._words.number(expected.listed), ", ".join(expected.not_taken)
            title = "not_sent_columns" if left_out else "not_sent"
            yield self._table(title, [organisation, superior, why], rows, listed=listed, left_out=left_out)
            others = [(one.name, one.superior) for one in expected.not_listed]
            yield self._table("not_listed", [organisation, superior], others)
        columns = [*self._which(), self._column("round", Kind.WHOLE), why, self._column("source")]
        waiting = [
            (one.organisation.name, one.title, one.round, self._words(f"report.waiting.{one.why}"), one.source)
            for one in self._report.unfinished
        ]
        yield self._table("unfinished", columns, waiting)

    def _rejected(self) -> Iterator[Table]:
        source, why, organisation = (self._column(name) for name in ("source", "why", "organisation"))
        rows = [
            (one.source, "" if one.organisation is None else one.organisation.name, why_rejected(one, self._words))
            for one in self._report.rejected
        ]
        yield self._table("rejected", [source, organisation, why], rows)
        explain = [(*_named(body), ", ".join(body.errors)) for _, body in self._report.bodies if body.errors]
        if explain:
            yield self._table("explain", [*self._which(), self._column("findings")], explain)
        repeated = [(*_named(body), ", ".join(body.beside)) for body in self._report.repeated]
        if repeated:
            yield self._table("same_office", [*self._which(), self._column("beside")], repeated)
        unproven = [(*_named(body), ", ".join(map(str, body.unproven))) for body in self._report.unproven]
        if unproven:
            yield self._table("unproven", [*self._which(), self._column("round")], unproven)
        confirmed = [(one.source, one.organisation.name, one.by) for one in self._report.confirmed]
        if confirmed:
            yield self._table("confirmed", [source, organisation, self._column("by")], confirmed)


def cell_text(column: Column, cell: Cell, words: Words) -> str:
    """Return a cell as people read it, percent without their sign (the heading has it); a dash: nothing is known."""
    match cell:
        case str():
            return cell
        case Part(count=count, hundredths=int(hundredths)):
            return f"{words.number(count)} ({_decimals(hundredths, words)})"
        case int() if column.kind is Kind.PERCENT:
            return _decimals(cell, words)
        case int() if column.kind is Kind.TENTHS:
            return _decimals(cell * 10, words)[:-1] if cell % 10 else words.number(cell // 10)
        case int():
            return words.number(cell)
        case _:
            return words("report.dash")


def _decimals(hundredths: int, words: Words) -> str:
    return f"{'-' if hundredths < 0 else ''}{words.percent(abs(hundredths)).removesuffix(' %')}"


def _named(body: Body) -> tuple[str, str]:
    return body.organisation.name, body.result.contest.title


def _unknown(figures: Figures) -> tuple[int, int, int, int]:
    return (
        figures.first_term.unknown,
        figures.women.unknown,
        figures.minority.unknown,
        figures.ages.unknown,
    )


def _shares(figures: Figures) -> tuple[Share, ...]:
    return figures.first_term, figures.women, figures.minority


def _known(figures: Figures, share: Share) -> int | None:
    """Return how many, or None where it is known of nobody."""
    return share.count if share.unknown < figures.elected else None


def _elected(figures: Figures) -> Row:
    parts = (Part(share.count, figures.percent(share)) for share in _shares(figures))
    return (figures.contests, figures.seats, figures.elected, *parts)


def _ages_and_votes(figures: Figures) -> Row:
    ages = figures.ages
    surplus = figures.surplus() or (None, None, None)
    return (
        *(ages.mean_tenths, ages.youngest, ages.oldest, figures.under_filled),
        *surplus,
        *(figures.lowest, figures.highest),
    )
