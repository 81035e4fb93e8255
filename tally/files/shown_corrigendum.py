"""What sheet Đính chính shows to people, by the keys of `application.figures`: before the corrigendum, and after it.

A figure whose label is nobody's words is `label.LABEL`.
"""

import re
from collections.abc import Iterable, Iterator, Mapping

from tally.application.figures import ALTERNATES
from tally.application.shown import Place, Shown
from tally.domain.counting import Outcome, Status
from tally.domain.names import normalise
from tally.domain.rules import InvalidReason
from tally.files.cells import as_shown
from tally.files.values import Row, Value
from tally.locales import Words

_VIETNAMESE = Words("vi")
_WORDED = ("issued", "returned", "counted", "valid", "invalid", "base", "needed", "unfilled", "status")
LABELS: Mapping[str, str] = {
    **{normalise(_VIETNAMESE(f"papers.figures.{key}")): key for key in _WORDED},
    **{
        normalise(
            _VIETNAMESE("papers.figures.invalid_reason", reason=_VIETNAMESE(f"words.reason.{reason}"))
        ): f"invalid.{reason}"
        for reason in InvalidReason
    },
}
"""The keys of figures that are no candidate's, by what they are called."""

STATUSES: Mapping[str, str] = {_VIETNAMESE(f"words.status.{status}"): status.value for status in Status}

_OWN_LABELS = {**LABELS, normalise(_VIETNAMESE("papers.figures.alternates_unfilled")): "alternates_unfilled"}
_CODES: Mapping[str, Mapping[str, str]] = {
    "status": STATUSES,
    "outcome": {_VIETNAMESE(f"words.outcome.{outcome}"): outcome.value for outcome in Outcome},
    "alternate": {_VIETNAMESE(f"words.alternate.{kind}"): kind for kind in sorted(ALTERNATES)},
}
_DIGITS = r"\d{1,9}"  # of a candidate or a corrigendum; more are no number of anything
_NUMBER = re.compile(r"-?\d{1,3}(\.\d{3}){0,5}")
_LABEL, _BEFORE, _AFTER = 1, 3, 5
_MARK = "\N{REFERENCE MARK}"  # stands in no text of the papers
_BOTH = (Place.BEFORE, Place.AFTER)


def _pattern(key: str, **fields: str) -> re.Pattern[str]:
    """Return what finds a text of the papers again, by what stands in its fields."""
    marks = {name: f"{_MARK}{place}{_MARK}" for place, name in enumerate(fields)}
    pattern = re.escape(_VIETNAMESE(f"papers.{key}", **marks))
    for name, mark in marks.items():
        pattern = pattern.replace(re.escape(mark), fields[name])
    return re.compile(pattern, re.DOTALL)


_CANDIDATE = _pattern("names.numbered", no=f"(?P<no>{_DIGITS})", name="(?P<name>.*)")
_NEXT = _pattern("names.numbered", no=_DIGITS, name="").pattern
_IN_A_LIST = _pattern("names.numbered", no=f"(?P<no>{_DIGITS})", name=f"(?P<name>.*?)(?=; {_NEXT}|$)")
_OF_CANDIDATES = {kind: _pattern(f"figures.{kind}", name="(?P<who>.*)") for kind in ("votes", "outcome", "alternate")}
_LISTS = [
    (
        _pattern(f"corrigendum.{key}", number=_DIGITS, names="(?P<names>.*)"),
        _VIETNAMESE(f"papers.corrigendum.{key}", number=_MARK, names="").partition(_MARK)[0],
        places,
    )
    for key, places in (
        ("elected_before", (Place.BEFORE,)),
        ("elected_after", (Place.AFTER,)),
        ("elected_same", _BOTH),
        ("listed_same", _BOTH),
    )
]
_HEADING = re.compile(rf"{_DIGITS}\. ")
_HEAD = {
    _LABEL: _VIETNAMESE("papers.corrigendum.figure"),
    _BEFORE: _VIETNAMESE("papers.corrigendum.before"),
    _AFTER: _VIETNAMESE("papers.corrigendum.after"),
}


def shown_by_corrigendum(rows: Iterable[Row]) -> tuple[Shown, Shown]:
    """Return the figures that changed and who was elected, as they stand on sheet Đính chính: before, and after."""
    read = [row for row in rows if not row.hidden]  # nobody reads the others
    found: dict[Place, list[tuple[str, int | str]]] = {Place.BEFORE: [], Place.AFTER: []}
    for row in _table(read):
        for place, column in ((Place.BEFORE, _BEFORE), (Place.AFTER, _AFTER)):
            found[place] += _figure(_label(row), row.cells.get(column))
    for said in _sentences(read):
        for pattern, _, places in _LISTS:
            if names := pattern.fullmatch(said):
                for place in places:
                    found[place] += _people(names["names"])
    before, after = (Shown(place, tuple(found[place])) for place in _BOTH)
    return before, after


def _table(rows: Iterable[Row]) -> Iterator[Row]:
    """Yield the rows below the head of the table, which comes again on every page."""
    inside = False
    for row in rows:
        if row.cells.items() >= _HEAD.items():
            inside = True
        elif inside and _label(row) and {_BEFORE, _AFTER} & row.cells.keys():
            yield row
        else:
            inside = False


def _sentences(rows: Iterable[Row]) -> Iterator[str]:
    """Yield the sentences with those elected; one too long for a row of Excel's runs on in the next ones."""
    said = ""
    for row in rows:
        text = _label(row)
        begins = any(text.startswith(begin) for _, begin, _ in _LISTS)
        if said and not begins and len(row.cells) == 1 and not _HEADING.match(text):
            said += f" {text}"
            continue
        if said:
            yield said
        said = text if begins else ""
    if said:
        yield said


def _label(row: Row) -> str:
    return _text(row.cells.get(_LABEL))


def _figure(label: str, value: Value | None) -> Iterator[tuple[str, int | str]]:
    """Yield what a row says of a figure, and of the name in its label."""
    key = _OWN_LABELS.get(normalise(label), f"label.{label}")
    for kind, pattern in _OF_CANDIDATES.items():
        told = pattern.fullmatch(label)
        who = None if told is None else _CANDIDATE.fullmatch(told["who"])
        if who is not None:
            key = f"{kind}.{who['no']}"
            yield f"name.{who['no']}", who["name"]
    text = _text(value)
    codes = _CODES.get(key.partition(".")[0])
    if codes is not None:
        yield key, codes.get(text, text)
    else:
        yield key, int(text.replace(".", "")) if _NUMBER.fullmatch(text) else text


def _people(names: str) -> Iterator[tuple[str, int | str]]:
    for one in _IN_A_LIST.finditer(names):
        yield f"name.{one['no']}", one["name"]
        yield f"listed.{one['no']}", int(one["no"])


def _text(value: Value | None) -> str:
    return "" if value is None else value if isinstance(value, str) else as_shown(value)
