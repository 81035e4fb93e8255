"""What a paper says of itself in its properties (`docProps/core.xml`), for the program that signs it.

A signature takes its time from there: the same seal gives the same signed bytes, whenever they are made. Properties are
not signed, as with every spreadsheet program; the signature has its own time, which is.
"""

from datetime import datetime
from typing import NamedTuple

MAKER = "tally"
"""Stands there as the author."""

SEALED = "Final"
"""Stands there as the status of a paper of a sealed contest; the time it was made is then that of the seal."""


class Stamp(NamedTuple):
    """What the properties of a paper say.

    Attributes:
        sealed: when what it tells was sealed, or corrected after the seal, UTC; None: it was not sealed at a desk.
    """

    sealed: datetime | None
