"""The chart of a contest: a column for each candidate, and a line at the number of votes that is over half."""

from collections.abc import Mapping
from dataclasses import dataclass

from openpyxl.chart import BarChart, LineChart, Reference, Series
from openpyxl.chart.data_source import AxDataSource, NumData, NumDataSource, NumVal, StrData, StrVal
from openpyxl.chart.label import DataLabelList
from openpyxl.chart.series import Series as PlainSeries
from openpyxl.chart.series import SeriesLabel
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.chart.text import RichText, Text
from openpyxl.chart.title import Title
from openpyxl.drawing.line import LineProperties
from openpyxl.drawing.text import (
    CharacterProperties,
    Font,
    Paragraph,
    ParagraphProperties,
    RegularTextRun,
    RichTextProperties,
)
from openpyxl.utils import get_column_letter

from tally.documents.book import FACE, Sheet
from tally.documents.measure import UNIT
from tally.documents.wording import WORDS, say

PER_CHART = 30
"""Candidates in one chart, so that their names can be read."""

_CM_PER_POINT = 2.54 / 72
_BLUE = "5B9BD5"
_RED = "C00000"
_PLACES_ALONE = 3  # in the chart of one candidate, who stands in the middle
_UPRIGHT = -5_400_000  # a quarter turn against the clock, in 60,000ths of a degree


@dataclass(frozen=True, slots=True)
class ChartData:
    """What a chart shows.

    Attributes:
        title: above it.
        first: the row of its first candidate.
        last: the row of its last candidate.
        highest: the end of its scale, in votes.
        needed: votes that are over half, or None: no line.
        alone: name and votes where there is one candidate only.
        opinion: whether the line stands at what an opinion ballot asks for.
    """

    title: str
    first: int
    last: int
    highest: int
    needed: int | None
    alone: tuple[str, int] | None = None
    opinion: bool = False


@dataclass(frozen=True, slots=True)
class ChartColumns:
    """The columns of a sheet that charts are drawn from."""

    names: int
    votes: int
    threshold: int


@dataclass(frozen=True, slots=True)
class Frame:
    """Where a chart stands: row and column of its upper left cell, width in units of columns, height in points."""

    row: int
    column: int
    units: float
    height: float


def add_chart(sheet: Sheet, data: ChartData, frame: Frame, columns: ChartColumns) -> None:
    """Add a chart to a sheet."""
    worksheet = sheet.worksheet

    def column(number: int) -> Reference:
        return Reference(worksheet, min_col=number, min_row=data.first, max_row=data.last)

    bars = BarChart()
    bars.type = "col"
    bars.gapWidth = max(40, 400 // (data.last - data.first + 1))  # few candidates get no fatter columns than many
    if data.alone is None:
        bars.append(Series(column(columns.votes), title=say("tally.chart_votes")))
        bars.set_categories(column(columns.names))
    else:
        bars.append(_literal(say("tally.chart_votes"), {1: data.alone[1]}, {1: data.alone[0]}))
    bars.series[0].graphicalProperties = GraphicalProperties(solidFill=_BLUE)
    bars.dataLabels = DataLabelList(showVal=True, showSerName=False, showCatName=False, showLegendKey=False)
    bars.dataLabels.txPr = _text(8)
    bars.title = _title(data.title)
    bars.x_axis.delete = bars.y_axis.delete = False
    bars.x_axis.txPr, bars.y_axis.txPr = _text(9, turned=_UPRIGHT), _text(9)
    bars.y_axis.scaling.min = 0
    bars.y_axis.scaling.max = data.highest
    bars.y_axis.number_format = "0"
    bars.legend.position = "b"
    bars.legend.txPr = _text(10)
    if data.needed is not None:
        line = LineChart()
        key = "tally.chart_threshold_opinion" if data.opinion else "tally.chart_threshold"
        title = say(key, needed=WORDS.number(data.needed))
        if data.alone is None:
            line.append(Series(column(columns.threshold), title=title))
        else:
            # A line needs two points: it runs from an empty place on the left to another on the right.
            line.append(_literal(title, dict.fromkeys(range(_PLACES_ALONE), data.needed), {1: data.alone[0]}))
        line.series[0].graphicalProperties = GraphicalProperties(ln=LineProperties(solidFill=_RED, w=22_000))
        line.series[0].smooth = False
        bars += line
    bars.width = frame.units * UNIT * _CM_PER_POINT  # type: ignore[assignment]  # centimetres need not be whole
    bars.height = frame.height * _CM_PER_POINT
    worksheet.add_chart(bars, f"{get_column_letter(frame.column)}{frame.row}")


def _literal(title: str, values: Mapping[int, int], names: Mapping[int, str]) -> PlainSeries:
    """Return a series that holds its own figures, by place: there are no cells for places where nobody stands."""
    figures = NumData(ptCount=_PLACES_ALONE, pt=[NumVal(idx=place, v=str(value)) for place, value in values.items()])
    texts = StrData(ptCount=_PLACES_ALONE, pt=[StrVal(idx=place, v=name) for place, name in names.items()])
    series = PlainSeries(val=NumDataSource(numLit=figures), cat=AxDataSource(strLit=texts))
    series.tx = SeriesLabel(v=title)
    return series


def _title(text: str) -> Title:
    run = RegularTextRun(rPr=_letters(12, bold=True), t=text)
    return Title(tx=Text(rich=RichText(bodyPr=RichTextProperties(), p=[Paragraph(r=[run])])), overlay=False)


def _text(size: int, *, turned: int | None = None) -> RichText:
    """Return the letters of a part of the chart; `size` in points."""
    paragraph = Paragraph(pPr=ParagraphProperties(defRPr=_letters(size)), endParaRPr=CharacterProperties())
    return RichText(bodyPr=RichTextProperties(rot=turned, vert="horz"), p=[paragraph])


def _letters(size: int, *, bold: bool = False) -> CharacterProperties:
    return CharacterProperties(sz=size * 100, b=bold, latin=Font(typeface=FACE))
