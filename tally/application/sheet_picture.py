"""A sheet of a workbook as it looks in the program that made it, for somebody to find a cell in it."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SheetPicture:
    """The cells of a sheet that hold something.

    Attributes:
        name: as on its tab.
        cells: as they are shown, by row and column from 1; none of them has anything that a terminal would obey.
    """

    name: str
    cells: Mapping[tuple[int, int], str]
