"""Names and numbers of a list that were taken though whoever looks at the sheet does not see them, or sees them struck.

In an office a line through a name says that the person is off the list; what is hidden or white is a list of before.
"""

from collections.abc import Iterable, Mapping

from tally.application.shown import How
from tally.files.cells import as_shown, cell_name
from tally.files.findings import Findings
from tally.files.unseen import unseen_cells
from tally.files.values import Value
from tally.files.workbook import Sheet


def refuse_unseen(
    sheet: Sheet, merges: Iterable[str], taken: Mapping[tuple[int, int], Value], findings: Findings
) -> None:
    """Add a finding (E846) for each cell that people do not see as it was taken; one for a column that they do not see.

    Args:
        sheet: the sheet.
        merges: its merged ranges.
        taken: what stands in the cells that were taken, by row and column.
        findings: where to say it.

    Raises:
        BadInput: as `unseen_cells`.
    """
    columns: set[int] = set()
    for (row, column), how in sorted(unseen_cells(sheet, taken, merges).items()):
        if how is How.COLUMN and column in columns:
            continue
        columns |= {column} if how is How.COLUMN else set()
        value = as_shown(taken[row, column])
        findings.add(row, column, "E846", cell=cell_name(row, column), value=value, unseen_how=how.value)
