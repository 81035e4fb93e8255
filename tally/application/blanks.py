"""What the head of every paper would leave blank: a name whose dots nobody filled in, a day that nobody declared."""

import re

from tally.domain.congress import Congress

_DOTS = re.compile(r"\.\.|…")
"""Stands in the names of a template for what only the board knows: `Đại hội đại biểu lần thứ ...`."""


def blanks(congress: Congress) -> tuple[str, ...]:
    """Return what is left blank: `organisation`, `title`, `date`; its words are `desk.blank.KEY`."""
    named = {"organisation": congress.organisation, "title": congress.title}
    found = [what for what, text in named.items() if _DOTS.search(text)]
    return (*found, *(() if congress.date else ("date",)))
