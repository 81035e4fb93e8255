"""What somebody said that columns of a table are, where their headings do not tell: what every table shares."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Never

NOT_TAKEN = "-"
"""The meaning of a column that is not needed."""

Meanings = Mapping[str, str]
"""What was said of columns, by their headings, or by their letters where a heading names none alone."""

NOTHING_SAID: Mapping[str, Never] = MappingProxyType({})
