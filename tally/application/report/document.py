"""The roll-up as other programs read it: `tally-report/1` (interfaces: `tally report --json`).

Numbers are whole numbers, percent are texts with two decimals and a point. `mean_age` is a number in tenths of a year
at most, a whole number where it is one: 57 or 56.8. What nothing is known of is null.
"""

from collections.abc import Iterator, Mapping

from tally.application.contract import percent_text
from tally.application.report.bodies import Body
from tally.application.report.sent import Organisation, Rejected
from tally.application.report.tables import SHORT, Report
from tally.application.report.words import why_rejected
from tally.domain.body import OpenReason
from tally.domain.contest import Office
from tally.domain.counting import Status
from tally.domain.statistics import Figures
from tally.locales import Words

FORMAT = "tally-report/1"

Document = dict[str, object]


def report_document(report: Report) -> Document:
    """Return the JSON document of a roll-up: the same in whichever language the program speaks."""
    words = Words("vi")
    document: Document = {
        "format": FORMAT,
        "sources": report.sources,
        "organisations": len(report.organisations),
        "by_office": _by_office(report.by_office),
        "by_level": _by_level(report),
        "by_organisation": list(_by_organisation(report)),
        "under_filled": [one for _, body in report.bodies for one in _under_filled(body)],
        "ties": [one for _, body in report.bodies for one in _ties(body)],
        "further_rounds": [one for _, body in report.bodies for one in _further_rounds(body)],
        "unfinished": [
            {
                "source": one.source,
                **_who(one.organisation),
                "contest": one.contest,
                "round": one.round,
                "why": one.why.value,
            }
            for one in report.unfinished
        ],
        "to_explain": [{**_about(body), "findings": list(body.errors)} for _, body in report.bodies if body.errors],
        "same_office": [{**_about(body), "beside": list(body.beside)} for body in report.repeated],
        "confirmed": [
            {"source": one.source, "by": one.by, **_who(one.organisation), "contest": one.contest, "round": one.round}
            for one in report.confirmed
        ],
        "rejected": [_rejected(one, words) for one in report.rejected],
    }
    if report.pinned:
        document["unproven"] = [{**_about(body), "rounds": list(body.unproven)} for body in report.unproven]
    if report.expected is not None:
        expected = report.expected
        document["expected"] = {
            "file": expected.file,
            "listed": expected.listed,
            "columns_not_taken": list(expected.not_taken),
            "not_sent": [{**_who(one), "why": why.value} for one, why in expected.not_sent],
            "not_listed": [_who(one) for one in expected.not_listed],
        }
    return document


def figures_document(figures: Figures) -> Document:
    """Return the figures of one office."""
    surplus, ages = figures.surplus(), figures.ages
    return {
        "contests": figures.contests,
        "seats": figures.seats,
        "elected": figures.elected,
        "alternates": figures.alternates,
        "first_term": figures.first_term.count,
        "first_term_percent": percent_text(figures.percent(figures.first_term)),
        "first_term_unknown": figures.first_term.unknown,
        "women": figures.women.count,
        "women_percent": percent_text(figures.percent(figures.women)),
        "women_unknown": figures.women.unknown,
        "ethnic_minority": figures.minority.count,
        "ethnic_minority_percent": percent_text(figures.percent(figures.minority)),
        "ethnic_minority_unknown": figures.minority.unknown,
        "mean_age": _mean(ages.mean_tenths),
        "youngest": ages.youngest,
        "oldest": ages.oldest,
        "age_unknown": ages.unknown,
        "age_bands": {band.value: number for band, number in ages.bands},
        "under_filled": figures.under_filled,
        "surplus_percent": None
        if surplus is None
        else dict(zip(("min", "median", "max"), map(signed_percent_text, surplus), strict=True)),
        "lowest_winning_percent": percent_text(figures.lowest),
        "highest_winning_percent": percent_text(figures.highest),
    }


def signed_percent_text(hundredths: int) -> str:
    """Write hundredths of a percent that may be below nothing: fewer candidates than seats."""
    return f"{'-' if hundredths < 0 else ''}{percent_text(abs(hundredths))}"


def _mean(tenths: int | None) -> float | int | None:
    if tenths is None:
        return None
    return tenths / 10 if tenths % 10 else tenths // 10


def _by_office(figures: Mapping[Office, Figures]) -> Document:
    return {office.value: figures_document(one) for office, one in figures.items()}


def _by_level(report: Report) -> Document:
    levels: dict[str, dict[Office, Figures]] = {}
    for (level, office), figures in report.by_level.items():
        levels.setdefault(level, {})[office] = figures
    return {level or "unknown": {"by_office": _by_office(figures)} for level, figures in levels.items()}


def _by_organisation(report: Report) -> Iterator[Document]:
    bodies: dict[int, list[Body]] = {}
    for place, body in report.bodies:
        bodies.setdefault(place, []).append(body)
    figures: dict[int, dict[Office, Figures]] = {}
    for (place, office), one in report.by_organisation.items():
        figures.setdefault(place, {})[office] = one
    for place, organisation in enumerate(report.organisations):
        own = bodies[place]
        yield {
            **_who(organisation),
            "level": next((body.level for body in own if body.level), "unknown"),
            "date": next((body.date.isoformat() for body in own if body.date is not None), None),
            "by_office": _by_office(figures[place]),
            "contests": [_contest(body) for body in own],
        }


def _contest(body: Body) -> Document:
    result = body.result
    return {
        "contest": result.contest.id,
        "title": result.contest.title,
        "office": result.contest.office.value,
        "rounds": len(result.rounds),
        "seats": result.seats,
        "elected": len(result.elected),
        "open": {reason.value: result.open_because(reason) for reason in OpenReason},
    }


def _under_filled(body: Body) -> Iterator[Document]:
    for reason in SHORT:
        missing = body.result.open_because(reason)
        if missing:
            yield {**_about(body), "missing": missing, "reason": reason.value}


def _ties(body: Body) -> Iterator[Document]:
    """Yield every tie across the last seat, and whether later rounds have settled it."""
    for one in body.result.rounds:
        if one.result.status is Status.TIE:
            is_last = one is body.result.last
            yield {
                **_about(body),
                "round": one.contest.round,
                "people": len(one.result.tied),
                "seats": one.result.seats_in_tie,
                "settled": not (is_last and body.result.seats_in_tie),
            }


def _further_rounds(body: Body) -> Iterator[Document]:
    for one in body.result.rounds[1:]:
        yield {
            **_about(body),
            "round": one.contest.round,
            "kind": one.contest.kind.value,
            "seats": one.contest.seats,
            "elected": sum(elected.round == one.contest.round for elected in body.result.elected),
        }


def _about(body: Body) -> Document:
    contest = body.result.contest
    return {
        **_who(body.organisation),
        "contest": contest.id,
        "title": contest.title,
        "office": contest.office.value,
    }


def _who(organisation: Organisation) -> Document:
    return {"organisation": organisation.name, "superior": organisation.superior}


def _rejected(one: Rejected, words: Words) -> Document:
    document: Document = {"source": one.source, "why": why_rejected(one, words), "code": one.why.value}
    if one.organisation is not None:
        document |= _who(one.organisation)
    return document
