"""The header of a table that somebody typed in Excel: how its labels are compared, how far down it can be."""

import re

from tally.domain.names import fold

SEARCHED_ROWS = 30
"""Rows that hold something among which the header must be; above it stand titles."""

_LONGEST_LABEL = 200  # characters; the patterns below would take long over a text made to make them

_BRACKETS = re.compile(r"\(.*?\)")
_APART = re.compile("[^a-z0-9]+")


def label_key(label: object) -> str:
    """Return a label as it is compared: `Số  TT.` becomes `so tt`, `Họ và tên (khai sinh)` becomes `ho va ten`."""
    if not isinstance(label, str):
        return ""
    return " ".join(_APART.sub(" ", _BRACKETS.sub(" ", fold(label[:_LONGEST_LABEL]))).split())
