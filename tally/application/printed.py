"""What the program prints on the sheet Biên bản for the figures that minutes declare, held against what stands there.

Only what follows from the declared figures by itself is rebuilt here: names and percentages in the tables of
candidates, the sentence that each section of figures begins with, and that nothing else stands beside them in the
sections of the result and of those elected or listed. What hangs on the journal (decisions, rulings, how the ballots
were counted) needs the congress file, and is held against a whole print of it.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from tally.application.minutes import Minutes
from tally.application.same_names import told_apart
from tally.application.shown import Misprint, Written
from tally.domain.contest import Contest, Office, RoundKind
from tally.domain.counting import Outcome, hundredths
from tally.domain.names import normalise
from tally.domain.rules import Topic
from tally.locales import Words

_VIETNAMESE = Words("vi")
_NO, _NAME, _VOTES, _PERCENT, _LAST = range(1, 6)
_LETTERS = " ABCDE"
_HEADING = re.compile(r"[0-9]+\. (.+)")
_LONG = 500  # letters: what is longer may go on in the next row, of which Excel has none so high

_Row = dict[int, int | str]


def misprints(minutes: Minutes, written: Iterable[Written]) -> Iterator[Misprint]:
    """Yield the cells of the sheet Biên bản that say something else than is printed for the declared figures.

    Args:
        minutes: what they declare; no corrigendum.
        written: what stands on the sheet, in its order.
    """
    rows: dict[int, _Row] = {}
    for one in written:
        rows.setdefault(one.row, {})[one.column] = one.value
    printed = _Printed(minutes)
    reader = _Reader(printed.beginnings(), printed.beside(), printed.rows())
    for number, row in rows.items():
        yield from reader.row(number, row)
    yield from reader.missing(max(rows, default=1))


def _say(key: str, **fields: object) -> str:
    return _VIETNAMESE(f"papers.{key}", **fields)


@dataclass(frozen=True, slots=True)
class _Printed:
    """What is printed for minutes."""

    minutes: Minutes

    def rows(self) -> Mapping[int, tuple[str, str]]:
        """Return name and percentage of each candidate, by the number on the ballot."""
        contest = self.minutes.contest
        base, names = int(self.minutes.figures["base"]), told_apart(contest.slate, _VIETNAMESE)
        percent = {one.no: hundredths(self._votes(one.no), base) for one in contest.slate}
        return {no: (name, _VIETNAMESE.percent(percent[no]).removesuffix(" %")) for no, name in names.items()}

    def beginnings(self) -> Mapping[str, str]:
        """Return what each section of figures begins with, by its title; sections that are not there are left out."""
        contest, gathering = self.minutes.contest, _VIETNAMESE(f"words.gathering.{self.minutes.congress.kind}")
        seats = _VIETNAMESE.number(contest.seats)
        if contest.is_opinion:
            listed = self._with(Outcome.LISTED)
            nominees = _VIETNAMESE.number(len(contest.slate))
            count = _say("listed.count", listed=_VIETNAMESE.number(len(listed)), nominees=nominees)
            return {_say("listed.title"): count if listed else _say("listed.nobody")}
        elected, tied = self._with(Outcome.ELECTED), self._with(Outcome.TIED)
        count = _say("elected.count", elected=_VIETNAMESE.number(len(elected)), seats=seats)
        found = {_elected_title(contest): count if elected else _say("elected.nobody", seats=seats)}
        if tied:
            found[_say("tie.title")] = _say(
                "tie.who",
                people=_VIETNAMESE.number(len(tied)),
                votes=_VIETNAMESE.number(self._votes(tied[0])),
                names=self._listed(tied),
                seats=_VIETNAMESE.number(contest.seats - len(elected) - int(self.minutes.figures["unfilled"])),
            )
        unfilled = int(self.minutes.figures["unfilled"])
        if unfilled:
            found[_say("unfilled.title")] = _say(
                "unfilled.what",
                unfilled=_VIETNAMESE.number(unfilled),
                seats=seats,
                gathering=gathering,
                clause=self.minutes.profile.clauses[Topic.UNDER_FILLED],
            )
        if contest.kind is not RoundKind.TIE_BREAK:
            found[_say("slate.title")] = _say(
                "slate.fixed",
                gathering=gathering[:1].upper() + gathering[1:],
                seats=seats,
                candidates=_VIETNAMESE.number(len(contest.slate)),
                surplus=_surplus(contest),
            )
        return found

    def beside(self) -> Mapping[str, tuple[str, ...]]:
        """Return what else may stand in the sections where nothing else may, by their titles."""
        contest = self.minutes.contest
        result = "result.title_opinion" if contest.is_opinion else "result.title"
        empty = () if len(contest.slate) else (_say("table.empty"),)
        if contest.is_opinion:
            return {_say(result): empty, _say("listed.title"): ()}
        return {_say(result): empty, _elected_title(contest): self._by_age()}

    def _by_age(self) -> tuple[str, ...]:
        """Return who shared the last seat's votes where age alone told them apart (`sentences.settled_by_age`)."""
        elected = self._with(Outcome.ELECTED)
        if not elected or self._with(Outcome.TIED):
            return ()
        cut = min(self._votes(no) for no in elected)
        on_cut = tuple(one.no for one in self.minutes.contest.slate if self._votes(one.no) == cut)
        if set(on_cut) <= set(elected):
            return ()
        clause = self.minutes.profile.tie_clause
        return (_say("elected.by_age", names=self._listed(on_cut), votes=cut, clause=clause),)

    def _votes(self, no: int) -> int:
        return int(self.minutes.figures[f"votes.{no}"])

    def _listed(self, numbers: Iterable[int]) -> str:
        """Name candidates in a sentence, with their numbers on the ballot."""
        names = told_apart(self.minutes.contest.slate, _VIETNAMESE)
        return "; ".join(_say("names.numbered", no=no, name=names[no]) for no in numbers)

    def _with(self, outcome: Outcome) -> tuple[int, ...]:
        """Return the numbers of the candidates of an outcome, in the order of the ballot."""
        numbers = (one.no for one in self.minutes.contest.slate)
        return tuple(no for no in numbers if self.minutes.figures[f"outcome.{no}"] == outcome.value)


def _elected_title(contest: Contest) -> str:
    return _say("elected.title_alternates" if contest.office is Office.ALTERNATES else "elected.title")


def _surplus(contest: Contest) -> str:
    if contest.surplus < 0:
        return _say("slate.short", missing=_VIETNAMESE.number(-contest.surplus))
    if contest.surplus == 0:
        return _say("slate.no_surplus")
    percent = _VIETNAMESE.percent(hundredths(contest.surplus, contest.seats))
    return _say("slate.surplus", surplus=_VIETNAMESE.number(contest.surplus), percent=percent)


_SECTIONS = frozenset(
    _say(f"{section}.title{opinion}")
    for section, opinion in (
        *((section, "") for section in ("board", "slate", "ballots", "result", "elected", "listed", "alternates")),
        *((section, "") for section in ("tie", "unfilled", "rulings", "findings", "remarks", "proof", "rounds")),
        *((section, "_opinion") for section in ("slate", "ballots", "result")),
        ("elected", "_alternates"),
    )
) | {_say("rounds.final_title")}
"""The titles of the sections of minutes that may follow one another; that of the roll stands before all of these."""

_ONLY_IF = frozenset({_say("tie.title"), _say("unfilled.title")})
"""Sections that are there only where there is something to say."""


class _Reader:
    """Goes down the sheet, and says what differs."""

    def __init__(
        self,
        beginnings: Mapping[str, str],
        beside: Mapping[str, tuple[str, ...]],
        candidates: Mapping[int, tuple[str, str]],
    ) -> None:
        self._beginnings, self._beside, self._candidates = beginnings, beside, candidates
        self._outstanding = dict(beginnings)
        self._tables = {_say("table.outcome"): _NO, _say("table.ballot_no"): _LAST}
        self._title = ""
        self._wanted = ""
        self._number_in: int | None = None  # the column of the number on the ballot, in a table of candidates

    def row(self, number: int, row: _Row) -> Iterator[Misprint]:
        """Yield what a row says otherwise than it is printed."""
        heading = _HEADING.fullmatch(normalise(str(row.get(_NO, ""))))
        title = normalise(heading[1]) if heading is not None and set(row) == {_NO} else ""
        if row.get(_NAME) == _say("table.name") and (row.get(_LAST) in self._tables or self._is_open()):
            yield from self._unsaid(number, row)
            self._number_in = self._tables.get(str(row.get(_LAST)))
        elif self._number_in is not None and _NO in row and _VOTES in row:
            yield from self._candidate(number, row, self._number_in)
        elif title in _SECTIONS:
            yield from self._unsaid(number, row)
            if title in _ONLY_IF and title not in self._beginnings:
                yield _misprint(number, _NO, row, "")
            self._title, self._number_in = title, None
            self._wanted = self._beginnings.get(title, "")
            self._outstanding.pop(title, None)
        else:
            self._number_in = None
            yield from self._text(number, row)

    def missing(self, last: int) -> Iterator[Misprint]:
        """Yield the beginnings of sections that are not there; `last` is the last row that says anything."""
        for text in self._outstanding.values():
            yield Misprint(f"A{last}", "", text)

    def _is_open(self) -> bool:
        """Tell whether something else may stand in this section."""
        return self._title not in self._beside

    def _unsaid(self, number: int, row: _Row) -> Iterator[Misprint]:
        """Yield what had to stand above a row and does not."""
        if self._wanted:
            yield _misprint(number, min(row), row, self._wanted)
            self._wanted = ""

    def _text(self, number: int, row: _Row) -> Iterator[Misprint]:
        for column, value in row.items():
            wanted, self._wanted = self._wanted, ""
            printed = (wanted,) if wanted else self._beside.get(self._title, ())
            if (wanted or not self._is_open()) and not self._is_printed(str(value), printed):
                yield _misprint(number, column, row, wanted)

    def _is_printed(self, found: str, printed: Iterable[str]) -> bool:
        """Tell whether a text is one of those printed; a long one may be only begun, and must then go on below."""
        found = normalise(found)
        for text in map(normalise, printed):
            if found == text:
                return True
            if len(found) > _LONG and text.startswith(found):
                self._wanted = text.removeprefix(found).strip()
                return True
        return False

    def _candidate(self, number: int, row: _Row, number_in: int) -> Iterator[Misprint]:
        no = row.get(number_in)
        if not isinstance(no, int) or no not in self._candidates:
            yield _misprint(number, number_in, row, "")
            return
        for column, printed in zip((_NAME, _PERCENT), self._candidates[no], strict=True):
            if normalise(str(row.get(column, ""))) != normalise(printed):
                yield _misprint(number, column, row, printed)


def _misprint(number: int, column: int, row: _Row, printed: str) -> Misprint:
    letter = _LETTERS[column] if column < len(_LETTERS) else "?"
    return Misprint(f"{letter}{number}", str(row.get(column, "")), printed)
