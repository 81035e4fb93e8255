"""What is wrong with a signed workbook, in words: which part of it, what happened to it, and what that means."""

import re

from tally.application.proof import Flaw
from tally.locales import Words

_KINDS = (
    (re.compile(r"xl/worksheets/[^/]+\.xml"), "untitled"),
    (re.compile(r"xl/media/.+"), "picture"),
    (re.compile(r"xl/charts/[^/]+\.xml"), "chart"),
    (re.compile(r"xl/drawings/[^/]+\.xml"), "drawing"),
    (re.compile(r"xl/(styles|theme/[^/]+)\.xml"), "looks"),
    (re.compile(r"xl/sharedstrings\.xml"), "texts"),
    (re.compile(r"xl/workbook\.xml"), "workbook"),
    (re.compile(r"(.+/)?_rels/[^/]*\.rels"), "links"),
)
"""What a part of a workbook is for those who read it, by its name in small letters."""


def flaw_sentence(words: Words, flaw: Flaw) -> str:
    """Return one sentence about what is wrong with a signed workbook."""
    return words(f"proof.flaw.{flaw.code}", where=_where(words, flaw), said=flaw.said)


def _where(words: Words, flaw: Flaw) -> str:
    if flaw.sheet:
        return words("proof.part.sheet", title=flaw.sheet, part=flaw.part)
    key = next((kind for name, kind in _KINDS if name.fullmatch(flaw.part.casefold())), "other")
    return words(f"proof.part.{key}", part=flaw.part)
