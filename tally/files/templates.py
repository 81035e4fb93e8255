"""Empty files to fill in: a slate and saved ballots in Excel, and a congress file; the same bytes each time."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Literal, NamedTuple

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.properties import PageSetupProperties

from tally.domain.congress import CongressKind
from tally.files.congress_toml import DEFAULT_RULES
from tally.files.rules_toml import load_profile
from tally.locales import Words
from tally.locales.visible import Lines
from tally.xlsx import set_text, workbook_bytes

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

_MADE = datetime(2025, 1, 1)  # noqa: DTZ001 - stands in the file as its date, so that its bytes never change

_FACE = "Times New Roman"
_LINE = Side("thin", color="FF7F7F7F")
_BOX = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_HEAD_FILL = PatternFill("solid", fgColor="FFE7E6E6")

_LINES = 60
"""Lines drawn below the header; a longer list goes on below them."""

_CHOICES_DOWN_TO = 2_000
"""The last row in which cells offer their choices."""

_A4 = 9  # Excel's number for the size of the paper
_INCHES = 0.5
_HEAD_HEIGHT = 48  # points; two languages, the longest header on two lines
_LINE_HEIGHT = 15.5  # points
_CHARACTERS_A_LINE = 1.15  # of 11 points on one unit of width


class _Column(NamedTuple):
    """A column of a template.

    Attributes:
        key: of its header, in the section of the template.
        width: in characters.
        as_text: whether what is typed stays as it is typed.
        choices: offered for picking; other texts are taken too unless `strict`.
    """

    key: str
    width: float
    as_text: bool = True
    centred: bool = False
    choices: Sequence[str] = ()
    strict: bool = False


_SLATE = (
    _Column("no", 6, as_text=False, centred=True),
    _Column("name", 30),
    _Column("born", 13, centred=True),
    _Column("sex", 9, centred=True, choices=("nam", "nữ"), strict=True),
    _Column("ethnicity", 11),
    _Column("position", 40),
    _Column("first_term", 18, centred=True, choices=("x",), strict=True),
)

_BALLOTS = (
    _Column("contest", 14),
    _Column("round", 8, as_text=False, centred=True),
    _Column("batch", 8, as_text=False, centred=True),
    _Column("ballot", 9, as_text=False, centred=True),
    _Column("marks", 36),
    _Column("ruling", 30, choices=("not-issued", "outside-list", "marked", "other:", "valid:")),
)


def slate_template() -> bytes:
    """Return an empty slate as an .xlsx, headers in Vietnamese with English beside it."""
    return _table("slate", ("guide",), _SLATE, lines=_LINES)


def ballots_template() -> bytes:
    """Return an empty table of ballots as an .xlsx, headers in Vietnamese with English beside it."""
    return _table("ballots", ("guide_contest", "guide_marks", "guide_ruling"), _BALLOTS, lines=_LINES)


def congress_template(kind: CongressKind, language: str = "vi") -> str:
    """Return a commented congress file; what must be filled in is empty, and reading it says so.

    Args:
        kind: of the gathering.
        language: of the comments.
    """
    words = Words(language)
    rules = [rule for rule in load_profile(DEFAULT_RULES).deductions if rule.congress is kind]
    is_conference = kind is CongressKind.CONFERENCE
    return words(
        "template.congress.body",
        kind=kind.value,
        gathering=words(f"words.congress.{kind}"),
        title=words(f"template.congress.title_{kind}"),
        people=words(f"template.congress.people_{kind}"),
        rules=DEFAULT_RULES,
        deductions=Lines(
            "\n".join(
                words("template.congress.deduction", reason=rule.reason, label=getattr(rule, f"label_{language}"))
                for rule in rules
            )
        ),
        contest="btv" if is_conference else "bch",
        contest_title=words(f"template.congress.contest_{kind}"),
        office="standing-committee" if is_conference else "committee",
    )


def _table(section: str, guides: Iterable[str], columns: Sequence[_Column], lines: int) -> bytes:
    vietnamese, english = Words("vi"), Words("en")
    workbook = Workbook()
    page = _Page(workbook, vietnamese(f"template.{section}.sheet"), columns)
    page.add_wide(vietnamese(f"template.{section}.title"), Font(name=_FACE, size=16, bold=True), "center")
    page.add_wide(english(f"template.{section}.title"), Font(name=_FACE, size=12, italic=True), "center")
    for guide in guides:
        page.add_wide(vietnamese(f"template.{section}.{guide}"), Font(name=_FACE, size=11), "left")
        page.add_wide(english(f"template.{section}.{guide}"), Font(name=_FACE, size=11, italic=True), "left")
    labels = [
        vietnamese("template.with_english", text=vietnamese(key), english=english(key))
        for key in (f"template.{section}.{column.key}" for column in columns)
    ]
    page.add_table(labels, lines, vietnamese("template.page.footer", page="&P", pages="&N"))
    return workbook_bytes(workbook, _MADE)


class _Page:
    """The sheet of a template, filled from the top."""

    def __init__(self, workbook: Workbook, title: str, columns: Sequence[_Column]) -> None:
        workbook.remove(workbook.worksheets[0])
        self._sheet: Worksheet = workbook.create_sheet(title)
        self._columns = columns
        self._width = sum(column.width for column in columns)
        self._row = 1

    def add_wide(self, text: str, font: Font, across: Literal["left", "center"]) -> None:
        """Add a text over the whole width of the table."""
        cell = self._cell(self._row, 1)
        set_text(cell, text)
        cell.font = font
        cell.alignment = Alignment(horizontal=across, vertical="center", wrap_text=True)
        self._sheet.merge_cells(start_row=self._row, end_row=self._row, start_column=1, end_column=len(self._columns))
        text_lines = int(len(text) / (self._width * _CHARACTERS_A_LINE)) + 1
        self._sheet.row_dimensions[self._row].height = max(_LINE_HEIGHT * text_lines, (font.size or 0) * 1.5)
        self._row += 1

    def add_table(self, labels: Sequence[str], lines: int, footer: str) -> None:
        """Add the header and empty lines below it, and set up A4 pages, one page wide, with the header on each."""
        sheet, header_row = self._sheet, self._row + 1
        for place, (label, column) in enumerate(zip(labels, self._columns, strict=True), start=1):
            head = self._cell(header_row, place)
            set_text(head, label)
            head.font = Font(name=_FACE, size=12, bold=True)
            head.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
            head.border, head.fill = _BOX, _HEAD_FILL
            for row in range(header_row + 1, header_row + 1 + lines):
                self._format(self._cell(row, place), column)
            self._format_column(get_column_letter(place), column, header_row)
        sheet.row_dimensions[header_row].height = _HEAD_HEIGHT
        sheet.freeze_panes = f"A{header_row + 1}"
        sheet.page_setup.paperSize = _A4
        sheet.page_setup.orientation = "landscape"
        sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
        sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        sheet.print_title_rows = f"{header_row}:{header_row}"
        sheet.print_options.horizontalCentered = True
        sheet.page_margins = PageMargins(left=_INCHES, right=_INCHES, top=_INCHES, bottom=_INCHES + 0.2)
        if sheet.oddFooter is not None:
            sheet.oddFooter.center.text = footer

    def _cell(self, row: int, column: int) -> Cell:
        cell = self._sheet.cell(row, column)
        if not isinstance(cell, Cell):
            message = f"{cell.coordinate} is merged into another"
            raise TypeError(message)
        return cell

    def _format(self, cell: Cell, column: _Column) -> None:
        cell.font = Font(name=_FACE, size=12)
        cell.border = _BOX
        cell.number_format = _number_format(column)
        cell.alignment = Alignment(horizontal="center" if column.centred else "left", vertical="center", wrap_text=True)

    def _format_column(self, letter: str, column: _Column, header_row: int) -> None:
        """Set what holds for the rows below the lines too: a list may be longer than the lines."""
        dimension = self._sheet.column_dimensions[letter]
        dimension.width = column.width
        dimension.number_format = _number_format(column)
        if column.choices:
            choices = DataValidation("list", formula1=f'"{",".join(column.choices)}"', allow_blank=True)
            choices.showErrorMessage = column.strict
            choices.add(f"{letter}{header_row + 1}:{letter}{_CHOICES_DOWN_TO}")
            self._sheet.add_data_validation(choices)


def _number_format(column: _Column) -> str:
    return "@" if column.as_text else "General"
