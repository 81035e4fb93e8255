"""Kết quả: the tally sheet. Every figure is a number; each candidate has a bar, and a chart shows the half line."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from openpyxl.formatting.rule import DataBar, FormatObject, Rule
from openpyxl.utils import get_column_letter

from tally.application.record_layout import SHEET_RESULT
from tally.application.recount import CountedContest
from tally.documents.book import (
    BOX,
    HUNDREDTHS,
    INDENT,
    WHOLE,
    Book,
    Look,
    Margins,
    Sheet,
    Value,
    protect,
    set_foot,
    set_page,
)
from tally.documents.charts import PER_CHART, ChartColumns, ChartData, Frame, add_chart
from tally.documents.measure import UNIT, height_of, wrap
from tally.documents.minutes_kinds import say_of
from tally.documents.wording import WORDS, congress_name, election, paper_names, round_text, say
from tally.domain.ballot import BallotStyle
from tally.domain.counting import Outcome, Result

NO, NAME, VOTES, PERCENT, RANK, OUTCOME, ELECTED, BAR, THRESHOLD, AGAINST, BOTH, NEITHER = range(1, 13)
"""Columns of the table of candidates; the last two stand only on ballots with boxes."""

_WIDTHS = (6.0, 28.0, 9.0, 9.0, 8.0, 17.0, 9.0, 15.0, 9.0, 9.0, 8.0, 8.0)
_FIRST_FIGURE_ROW = 5
_LEFT, _RIGHT = (
    (NO, 2, VOTES),
    (RANK, 3, BAR),
)  # of the figures: column of the name, columns it takes, column of the figure
_ROW_HEIGHT = 18.0  # points
_ONE_CHART, _EACH_OF_MANY = 13, 17  # rows of a chart; one more above it is empty
_PAGE = (297 - 2 * 12) * 72 / 25.4 * 0.97  # points of height on a page at full size, with something left for rounding
_PAGE_WIDTH = (210 - 2 * 12) * 72 / 25.4 * 0.97

_TITLE = Look(size=16, bold=True, wrapped=False)
_SUBTITLE = Look(wrapped=False)
_LABEL = Look(size=12, lines=BOX, indent=1)
_FIGURE = Look(size=12, lines=BOX, across="center", numbers=WHOLE)
_HEAD = Look(size=11, bold=True, across="center", lines=BOX, fill="E7E6E6")
_CELL = Look(size=12, lines=BOX, indent=1)
_CENTRED = Look(size=12, lines=BOX, across="center")
_NUMBER = Look(size=12, lines=BOX, across="center", numbers=WHOLE)
_PERCENT = Look(size=12, lines=BOX, across="center", numbers=HUNDREDTHS)

_OF_ELECTIONS = frozenset({"seats", "body_size", "open_by_plan"})
_SAID_OTHERWISE = frozenset({"candidates", "base", "needed"})
"""Figures that opinion ballots do not have, or have another name for."""

_BAR_COLOUR = "5B9BD5"
_CHART_COLUMNS = ChartColumns(names=NAME, votes=VOTES, threshold=THRESHOLD)


@dataclass(frozen=True, slots=True)
class TallyRows:
    """Where the candidates stand on the sheet: the rows of the first and the last, counted from 1."""

    first: int
    last: int


def fill_tally_sheet(book: Book, counted: CountedContest, foot: str) -> TallyRows:
    """Add the sheet Kết quả to a workbook; return where the candidates stand.

    Args:
        book: the workbook.
        counted: the contest.
        foot: which paper the sheet is part of, see `wording.footer`.
    """
    result = counted.result
    sheet = book.sheet(SHEET_RESULT)
    columns = _columns(result)
    sheet.widths(_WIDTHS[:columns])
    _headings(sheet, counted)
    scale = int(100 * _PAGE_WIDTH / (sum(_WIDTHS[:columns]) * UNIT))
    below = _set_figures(sheet, list(_figures(counted)))
    # The charts stand above the table: Excel repeats the head of the table on every page after it.
    chart_rows = _ONE_CHART if len(result.candidates) <= PER_CHART else _EACH_OF_MANY
    head = below + 2 + -(-len(result.candidates) // PER_CHART) * (chart_rows + 1)
    rows = _candidates(sheet, head, result, columns)
    if result.candidates:
        _charts(sheet, rows, result, above=below, chart_rows=chart_rows, page=_PAGE * 100 / scale)
        _bars(sheet, rows, result)
    set_page(sheet, landscape=False, margins=Margins(12, 12, 12, 12), scale=scale)
    sheet.worksheet.print_area = f"A1:{get_column_letter(columns)}{max(rows.last, head)}"
    sheet.worksheet.print_title_rows = f"{head}:{head}"
    sheet.worksheet.print_options.horizontalCentered = True
    set_foot(sheet, foot)
    protect(sheet)
    sheet.close()
    return rows


def _columns(result: Result) -> int:
    return NEITHER if result.contest.style is BallotStyle.AGREE_DISAGREE else AGAINST


def _headings(sheet: Sheet, counted: CountedContest) -> None:
    contest = counted.result.contest
    title = " ".join(filter(None, (election(counted.congress, contest), round_text(contest))))
    for row, text, look in (
        (1, say("tally.title"), _TITLE),
        (2, title, Look(size=14, bold=True, wrapped=False)),
        (3, congress_name(counted.congress), _SUBTITLE),
    ):
        sheet.put(row, NO, text, look)
        sheet.height(row, height_of(1, look.size))


def _figures(counted: CountedContest) -> Iterator[tuple[str, Value]]:
    """Return every figure of the contest with its name."""
    result, roll = counted.result, counted.congress.roll
    contest, tally = result.contest, result.tally
    known: dict[str, Value] = {
        "seats": contest.seats,
        "candidates": len(contest.slate),
        "body_size": contest.body_size,
        "open_by_plan": contest.open_by_plan,
        "summoned": roll.summoned,
        "present": roll.present,
        "absent": None if roll.present is None else roll.summoned - roll.present,
        "base": result.base.value,
        "needed": result.needed,
        "issued": contest.issued,
        "returned": contest.returned,
        "counted": tally.ballots,
        "valid": tally.valid,
        "invalid": tally.invalid,
    }
    said = {
        key: say(f"figures.{key}_opinion" if contest.is_opinion and key in _SAID_OTHERWISE else f"figures.{key}")
        for key in known
    }
    for key, value in known.items():
        if not (contest.is_opinion and key in _OF_ELECTIONS):
            yield said[key], value
    for reason, number in tally.invalid_by_reason.items():
        yield say("figures.invalid_reason", reason=WORDS(f"words.reason.{reason}")), number
    if contest.is_opinion:
        yield say("figures.listed"), len(result.listed)
        return
    yield say("figures.elected"), len(result.elected)
    if contest.alternates:
        yield say("figures.alternates"), contest.alternates
        yield say("figures.alternates_taken"), len(result.alternates)
        yield say("figures.alternates_unfilled"), result.chosen.unfilled
    yield say("figures.tied"), len(result.tied)
    yield say("figures.unfilled"), result.unfilled
    yield say("figures.status"), WORDS(f"words.status.{result.status}")


def _set_figures(sheet: Sheet, figures: Sequence[tuple[str, Value]]) -> int:
    """Set the figures in two columns, the first half on the left; return the last row."""
    half = -(-len(figures) // 2)
    for place, (label, value) in enumerate(figures):
        row = _FIRST_FIGURE_ROW + place % half
        column, across, figure_column = _LEFT if place < half else _RIGHT
        sheet.put(row, column, label, _LABEL, across=across)
        sheet.put(row, figure_column, value, _FIGURE)
        lines = len(wrap(label, _LABEL.size, sum(_WIDTHS[column - 1 : column - 1 + across]) - INDENT))
        sheet.height(row, max(height_of(lines, _LABEL.size), _ROW_HEIGHT, sheet.height_at(row)))
    return _FIRST_FIGURE_ROW + half - 1


def _candidates(sheet: Sheet, head: int, result: Result, columns: int) -> TallyRows:
    """Set the table; the row of the threshold is repeated for each candidate, as the chart's line needs it."""
    titles = {
        NO: say("table.no"),
        NAME: say("table.name"),
        VOTES: say("table.votes"),
        PERCENT: say("tally.percent"),
        RANK: say("tally.rank"),
        OUTCOME: say("table.outcome"),
        ELECTED: say_of(result.contest, "tally.elected", "tally.elected_opinion"),
        BAR: say("tally.bar"),
        THRESHOLD: say_of(result.contest, "tally.threshold", "tally.threshold_opinion"),
        AGAINST: say(f"tally.against_{result.contest.style}"),
        BOTH: say("tally.both"),
        NEITHER: say("tally.neither"),
    }
    for column in range(1, columns + 1):
        sheet.put(head, column, titles[column], _HEAD)
    sheet.height(head, max(height_of(len(wrap(titles[c], 11, _WIDTHS[c - 1], bold=True)), 11) for c in titles))
    names = paper_names(result.contest.slate)
    alternates = {line.candidate.no for line in result.alternates}
    for row, line in enumerate(result.candidates, start=head + 1):
        mark = say("tally.elected_mark") if line.outcome in {Outcome.ELECTED, Outcome.LISTED} else None
        mark = say("tally.alternate_mark") if line.candidate.no in alternates else mark
        cells: dict[int, tuple[Value, Look]] = {
            NO: (line.candidate.no, _NUMBER),
            NAME: (names[line.candidate.no], _CELL),
            VOTES: (line.votes, _NUMBER),
            PERCENT: (None if line.hundredths is None else line.hundredths / 100, _PERCENT),
            RANK: (line.rank, _NUMBER),
            OUTCOME: (WORDS(f"words.outcome.{line.outcome}"), _CENTRED),
            ELECTED: (mark, _CENTRED),
            BAR: (line.votes, _NUMBER),
            THRESHOLD: (result.needed, _NUMBER),
            AGAINST: (line.marks.against, _NUMBER),
            BOTH: (line.marks.both, _NUMBER),
            NEITHER: (line.marks.neither, _NUMBER),
        }
        for column in range(1, columns + 1):
            value, look = cells[column]
            sheet.put(row, column, value, look)
        lines = len(wrap(names[line.candidate.no], _CELL.size, _WIDTHS[NAME - 1] - INDENT))
        sheet.height(row, max(height_of(lines, _CELL.size), _ROW_HEIGHT))
    return TallyRows(head + 1, head + len(result.candidates))


def _longest(result: Result) -> int:
    """Return the end of the scale of bars and charts: everybody's votes."""
    return max(result.base.value, *(line.votes for line in result.candidates), 1)


def _bars(sheet: Sheet, rows: TallyRows, result: Result) -> None:
    """Draw a bar in a cell of each candidate, all on one scale: from nobody to everybody."""
    scale = [FormatObject(type="num", val=0), FormatObject(type="num", val=_longest(result))]
    bar = DataBar(minLength=0, maxLength=100, showValue=False, cfvo=scale, color=f"FF{_BAR_COLOUR}")
    letter = get_column_letter(BAR)
    sheet.worksheet.conditional_formatting.add(
        f"{letter}{rows.first}:{letter}{rows.last}", Rule(type="dataBar", dataBar=bar)
    )


def _chart_data(result: Result, rows: TallyRows, part: int) -> ChartData:
    """Return what one chart shows; `part` is its number among several, from 0."""
    first = rows.first + part * PER_CHART
    last = min(first + PER_CHART - 1, rows.last)
    if rows.last - rows.first < PER_CHART:
        title = say("tally.chart")
    else:
        numbers = [result.candidates[row - rows.first].candidate.no for row in (first, last)]
        title = say("tally.chart_part", first=numbers[0], last=numbers[1])
    alone = None
    if first == last:
        one = result.candidates[first - rows.first]
        alone = (paper_names(result.contest.slate)[one.candidate.no], one.votes)
    opinion = result.contest.is_opinion
    return ChartData(title, first, last, _longest(result), result.needed, alone, opinion)


def _charts(  # noqa: PLR0913 - what is drawn, and where there is room for it
    sheet: Sheet, rows: TallyRows, result: Result, *, above: int, chart_rows: int, page: float
) -> None:
    """Draw the charts below the figures, each with some thirty candidates; none is cut by the end of a page.

    Args:
        sheet: what they stand on.
        rows: where the candidates stand.
        result: what they show.
        above: the row above the first chart.
        chart_rows: rows that a chart takes.
        page: points of height on one page.
    """
    used = sum(sheet.height_at(row) or _ROW_HEIGHT for row in range(1, above + 1))
    block = (chart_rows + 1) * _ROW_HEIGHT
    # The last block is the head of the table with its first candidates: it begins a page rather than ending one.
    for part, row in enumerate(range(above + 1, rows.first, chart_rows + 1)):
        if used + block > page:
            sheet.page_break(row - 1)
            used = 0.0
        used += block
        if row == rows.first - 2:
            break
        for each in range(row, row + chart_rows + 1):
            sheet.height(each, _ROW_HEIGHT)
        frame = Frame(row + 1, NO, sum(_WIDTHS[: _columns(result)]), chart_rows * _ROW_HEIGHT)
        add_chart(sheet, _chart_data(result, rows, part), frame, _CHART_COLUMNS)
