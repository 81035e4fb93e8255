"""What sheet Kết quả shows to people, by the keys of `application.figures`: to be held against what machines read."""

from collections.abc import Mapping
from pathlib import Path

from tally.application.figures import Figures
from tally.application.record_layout import SHEET_RESULT
from tally.domain.counting import Outcome, Status
from tally.domain.names import normalise
from tally.domain.rules import InvalidReason
from tally.files.values import Row
from tally.files.workbook import open_workbook
from tally.locales import Words

_VIETNAMESE = Words("vi")
_WORDED = ("issued", "returned", "counted", "valid", "invalid", "base", "needed", "unfilled", "status")
_LABELS: Mapping[str, str] = {
    **{_VIETNAMESE(f"papers.figures.{key}"): key for key in _WORDED},
    **{
        _VIETNAMESE("papers.figures.invalid_reason", reason=_VIETNAMESE(f"words.reason.{reason}")): f"invalid.{reason}"
        for reason in InvalidReason
    },
}
_OUTCOMES = {_VIETNAMESE(f"words.outcome.{outcome}"): outcome.value for outcome in Outcome}
_STATUSES = {_VIETNAMESE(f"words.status.{status}"): status.value for status in Status}


def shown_figures(path: Path) -> Figures:
    """Return the figures that sheet Kết quả shows; a label or an outcome in words of nobody's is left out.

    Raises:
        BadInput: it is no workbook.
        OSError: the machine failed.
    """
    figures: dict[str, int | str] = {}
    for sheet in open_workbook(path, path.name):
        if sheet.name == SHEET_RESULT:
            for row in sheet.rows():
                figures |= _candidate(row) if isinstance(row.cells.get(1), int) else _labelled(row)
    return figures


def _candidate(row: Row) -> Figures:
    """Return votes and outcome of a candidate's row: number, name, votes, percent, rank, outcome."""
    number, votes, outcome = row.cells.get(1), row.cells.get(3), row.cells.get(6)
    found: dict[str, int | str] = {}
    if isinstance(votes, int):
        found[f"votes.{number}"] = votes
    if isinstance(outcome, str):
        found[f"outcome.{number}"] = _OUTCOMES.get(normalise(outcome), outcome)
    return found


def _labelled(row: Row) -> Figures:
    """Return the figures of a row of labels, each with its figure in the next filled cell."""
    found: dict[str, int | str] = {}
    filled = [value for _, value in sorted(row.cells.items())]
    for place, label in enumerate(filled):
        key = _LABELS.get(normalise(label)) if isinstance(label, str) else None
        if key is None:
            continue
        figure = filled[place + 1] if place + 1 < len(filled) else ""
        if isinstance(figure, str):
            # Where a figure is not known its cell is empty, and the next filled one is another label.
            figure = _STATUSES.get(normalise(figure), "") if key == "status" else ""
        if isinstance(figure, (int, str)):
            found[key] = figure
    return found
