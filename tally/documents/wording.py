"""What the papers say of a contest in one place: names, dates, the arithmetic of the base, which figures there are.

The papers are Vietnamese whichever language the program speaks: they are announced and sent up.
"""

import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta, timezone

from tally.application.fours import in_fours
from tally.application.recount import CountedContest
from tally.application.same_names import day_and_month, told_apart
from tally.application.sentences import base_steps, settled_by_age
from tally.documents.book import FACE
from tally.domain.congress import Congress
from tally.domain.contest import Contest, RoundKind
from tally.domain.counting import Outcome, Result, Status
from tally.domain.names import normalise
from tally.domain.rules import BaseOf, RuleProfile
from tally.domain.slate import Candidate, Slate
from tally.locales import Words

WORDS = Words("vi")

_NO_DATE = datetime(2020, 1, 1)  # noqa: DTZ001 - stands in the file when the congress has no date; a paper has no clock
_MAX_PLACE_WORDS = 4
_COMMUNE = re.compile(r"^Đảng bộ (?:xã|phường|thị trấn|thị xã|huyện|quận|thành phố|tỉnh) (?P<place>.+)$")
_VIETNAM = timezone(timedelta(hours=7))  # everywhere in the country and all year, whatever the computer is set to
_LONGEST_FOOT = 60  # letters of a title that leave the foot of a page on one line


def say(key: str, /, **fields: object) -> str:
    """Return a text of the papers."""
    return WORDS(f"papers.{key}", **fields)


def begin(text: str) -> str:
    """Return the text with a capital first letter."""
    return text[:1].upper() + text[1:]


def paper_names(slate: Slate) -> dict[int, str]:
    """Return the name of each candidate by number; those who share a name with the year of birth, or position."""
    return told_apart(slate, WORDS)


def date_text(day: date | None) -> str:
    """Write a date as official papers do, or dots where it is unknown."""
    if day is None:
        return say("text.date_unknown")
    day_text, month_text = day_and_month(day)
    return say("text.date", day=day_text, month=month_text, year=day.year)


def local(time: str) -> datetime:
    """Return a time of the journal (ISO 8601, UTC) as Vietnam's clocks showed it."""
    return datetime.fromisoformat(time).astimezone(_VIETNAM)


def clock_text(time: str) -> str:
    """Write the hour and minute of a time of the journal, or dots where there is none."""
    if not time:
        return say("time.clock_unknown")
    at = local(time)
    return say("time.clock", hour=f"{at.hour:02d}", minute=f"{at.minute:02d}")


def moment_text(time: str) -> str:
    """Write a time of the journal to the second, with its date, for a table."""
    at = local(time)
    return say("time.moment", date=f"{at:%d-%m-%Y}", time=f"{at:%H:%M:%S}")


def created(congress: Congress) -> datetime:
    """Return the time that stands in the file: of the congress, never of the clock."""
    return _NO_DATE if congress.date is None else datetime.combine(congress.date, datetime.min.time())


def locality(congress: Congress) -> str:
    """Return the place name beside the date (`Đảng bộ xã Thanh Chăn` gives `Thanh Chăn`), or dots to write it on."""
    found = _COMMUNE.match(normalise(congress.organisation))
    place = found["place"] if found else ""
    is_name = 0 < len(place.split()) <= _MAX_PLACE_WORDS and all(word[0].isupper() for word in place.split())
    return place if is_name else say("text.place_unknown")


def congress_name(congress: Congress) -> str:
    """Return the congress in one phrase: its title, its organisation, its term."""
    title = congress.title or begin(WORDS(f"words.congress.{congress.kind}"))
    name = title if congress.organisation.casefold() in title.casefold() else f"{title} {congress.organisation}"
    return with_term(name, congress)


def with_term(text: str, congress: Congress) -> str:
    """Add the term to a title that does not name it."""
    if not congress.term or congress.term in text:
        return text
    return say("text.term", text=text, term=congress.term)


def election(congress: Congress, contest: Contest) -> str:
    """Return what is elected: `Bầu Ban Chấp hành Đảng bộ xã, nhiệm kỳ 2020-2025`."""
    if contest.is_opinion:
        return with_term(say("text.opinion", title=contest.title), congress)
    named = contest.title if contest.title.casefold().startswith("bầu ") else say("text.election", title=contest.title)
    return with_term(named, congress)


def round_text(contest: Contest) -> str:
    """Return which round it is, or nothing for a first vote."""
    if contest.kind is RoundKind.FIRST and contest.round == 1:
        return ""
    return say(f"text.round_{contest.kind}", round=contest.round)


def gathering(congress: Congress) -> str:
    """Return who decides: the congress, or the conference."""
    return WORDS(f"words.gathering.{congress.kind}")


def presidium(congress: Congress) -> str:
    """Return who leads it and takes the papers over: the presidium, or the chair of a conference."""
    return say(f"presidium.{congress.kind}")


def percent_head(profile: RuleProfile, result: Result) -> str:
    """Return the head of the column of percentages: what they are taken of."""
    if result.contest.is_opinion:
        kind = "present"
    elif profile.base_of is BaseOf.VALID_BALLOTS:
        kind = "valid-ballots"
    else:
        kind = "base" if len(base_steps(result.base)) > 1 else "summoned"
    return say(f"table.percent_{kind}", base=WORDS.number(result.base.value))


def percent_cell(hundredths: int | None) -> str:
    """Write a percentage without its sign, for a column headed by it."""
    return WORDS.percent(hundredths).removesuffix(" %")


def figure_label(key: str, slate: Slate, names: dict[int, str]) -> str:
    """Name a figure (`application/figures.py`) by its key; `names` are those of `paper_names`."""
    kind, _, rest = key.partition(".")
    if kind == "invalid" and rest:
        return say("figures.invalid_reason", reason=WORDS(f"words.reason.{rest}"))
    if rest:
        candidate = next(candidate for candidate in slate if str(candidate.no) == rest)
        return say(f"figures.{kind}", name=numbered(candidate, names))
    return say(f"figures.{key}")


def figure_value(key: str, figure: int | str) -> int | str | None:
    """Return what stands for a figure: words for an outcome and the status, nothing where it is unknown."""
    if key == "status":
        return WORDS(f"words.status.{Status(str(figure))}")
    if key.startswith("alternate.") and figure:
        return WORDS(f"words.alternate.{figure}")
    if key.startswith("outcome."):
        return WORDS(f"words.outcome.{Outcome(str(figure))}")
    return None if figure == "" else figure


def listed(names: Iterable[str]) -> str:
    """Join names, which may themselves hold commas."""
    return "; ".join(names)


def named_by_age(counted: CountedContest) -> tuple[str, int] | None:
    """Return who shared the last seat's votes and how many those were, where age alone told them apart."""
    on_cut = settled_by_age(counted.result)
    names = paper_names(counted.result.contest.slate)
    return (listed(numbered(line.candidate, names) for line in on_cut), on_cut[0].votes) if on_cut else None


def numbered(candidate: Candidate, names: dict[int, str]) -> str:
    """Name a candidate in a sentence, with the number on the ballot."""
    return say("names.numbered", no=candidate.no, name=names[candidate.no])


def footer(counted: CountedContest, kind: str, digest: str = "") -> str:
    """Return the foot that every page bears, in Excel's commands, so that a loose page is known by it.

    Args:
        counted: the contest.
        kind: which paper: `minutes`, `record`, `corrigendum`, `opening`, `blank_tally`, `slips` or `ballot`.
        digest: of the record it belongs to, where that is not the contest's own.
    """
    title = election(counted.congress, counted.result.contest)
    if len(title) > _LONGEST_FOOT:
        title = title[: _LONGEST_FOOT - 1].rstrip() + "…"
    text = say(f"footer.{kind}", election=title, digest=in_fours((digest or counted.digest)[:16]))
    # In a header or footer `&` begins a command.
    page = say("footer.page", page="&P", pages="&N")
    return f'&"{FACE},Italic"&9 {text.replace("&", "&&")} – {page}'
