"""What the sheets Kết quả, Biên bản and Đính chính show to people, by the keys of `application.figures`."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from tally.application.figures import ALTERNATES
from tally.application.record_layout import SHEET_CORRIGENDUM, SHEET_MINUTES, SHEET_RESULT
from tally.application.shown import Place, SheetSeen, Shown
from tally.domain.counting import Outcome
from tally.domain.names import normalise
from tally.files.shown_corrigendum import LABELS, STATUSES, shown_by_corrigendum
from tally.files.values import Formula, Row, Value
from tally.files.workbook import Sheet, open_workbook
from tally.locales import Words

_VIETNAMESE = Words("vi")
_OPINION = ("base", "needed")
_LABELS: Mapping[str, str] = {
    **{normalise(_VIETNAMESE(f"papers.figures.{key}_opinion")): key for key in _OPINION},
    **LABELS,
}
_OUTCOMES = {
    _VIETNAMESE("words.alternate.elected"): Outcome.ELECTED.value,
    **{_VIETNAMESE(f"words.alternate.{kind}"): f"alternate.{kind}" for kind in sorted(ALTERNATES)},
    **{_VIETNAMESE(f"words.outcome.{outcome}"): outcome.value for outcome in Outcome},
}
_NAME_HEAD, _OUTCOME_HEAD, _BALLOT_NO_HEAD = (
    _VIETNAMESE(f"papers.table.{key}") for key in ("name", "outcome", "ballot_no")
)
_NO, _NAME, _VOTES = 1, 2, 3
_LAST = {Place.RESULT: 6, Place.MINUTES: 5, Place.LISTED: 5}  # column of the outcome, or of the number on the ballot
_LABELLED = {Place.RESULT: ((1, 3), (5, 8)), Place.MINUTES: ((1, 3),)}  # columns of labels, and of their figures

_Pairs = Iterator[tuple[str, int | str]]


def sheets_of(path: Path) -> tuple[SheetSeen, ...]:
    """Return the sheets of a workbook in their order.

    Raises:
        BadInput: it is no workbook.
        OSError: the machine failed.
    """
    return tuple(SheetSeen(sheet.name, sheet.visible) for sheet in open_workbook(path, path.name))


def shown_figures(path: Path) -> tuple[Shown, ...]:
    """Return what a workbook shows to people; a label in words of nobody's is left out.

    Raises:
        BadInput: it is no workbook.
        OSError: the machine failed.
    """
    return shown_in(open_workbook(path, path.name))


def shown_in(sheets: Iterable[Sheet]) -> tuple[Shown, ...]:
    """Return what the sheets of a workbook show; as `shown_figures`."""
    shown: list[Shown] = []
    for sheet in sheets:
        if sheet.name == SHEET_RESULT:
            shown.append(Shown(Place.RESULT, tuple(_figures(sheet.rows(), Place.RESULT))))
        elif sheet.name == SHEET_MINUTES:
            rows = list(sheet.rows())
            shown += [Shown(place, tuple(_figures(rows, place))) for place in (Place.MINUTES, Place.LISTED)]
        elif sheet.name == SHEET_CORRIGENDUM:
            shown += shown_by_corrigendum(sheet.rows())
    return tuple(shown)


def _figures(rows: Iterable[Row], place: Place) -> _Pairs:
    """Yield the figures of the tables of candidates, and the labelled ones above them."""
    tables = {_BALLOT_NO_HEAD: Place.LISTED, _OUTCOME_HEAD: Place.MINUTES if place is Place.LISTED else place}
    table: Place | None = None
    for row in rows:
        if row.hidden:
            continue  # nobody reads it
        if row.cells.get(_NAME) == _NAME_HEAD:
            table = tables.get(str(row.cells.get(_LAST[place])))
        elif table is not None and _NO in row.cells and _VOTES in row.cells:
            if table is place:
                yield from _candidate(row, place)
        else:
            table = None
            if place is not Place.LISTED:
                yield from _labelled(row, place)


def _candidate(row: Row, place: Place) -> _Pairs:
    """Yield name, votes and outcome of a candidate's row; whatever stands there, so that nothing slips through."""
    last = row.cells.get(_LAST[place])
    no = last if place is Place.LISTED else row.cells.get(_NO)
    yield f"name.{_said(no)}", _said(row.cells.get(_NAME))
    yield f"votes.{_said(no)}", _said(row.cells.get(_VOTES))
    if place is Place.LISTED:
        yield f"listed.{_said(no)}", _said(no)
    else:
        outcome = _said(last)
        yield f"outcome.{_said(no)}", _OUTCOMES.get(normalise(str(outcome)), outcome)


def _labelled(row: Row, place: Place) -> _Pairs:
    """Yield the figures of a row of labels, each with its figure in the column where it belongs."""
    for column, beside in _LABELLED[place]:
        label = row.cells.get(column)
        key = _LABELS.get(normalise(label)) if isinstance(label, str) else None
        if key is not None:
            figure = _said(row.cells.get(beside))
            yield key, STATUSES.get(normalise(str(figure)), figure) if key == "status" else figure


def _said(value: Value | None) -> int | str:
    """Return what stands in a cell; a number that a formula makes is not the number."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if value is None:
        return ""
    text = value.text if isinstance(value, Formula) else str(value)
    return text.strip(".")  # dots to write on stand where a figure is not known
