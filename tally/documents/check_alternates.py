"""Alternates counted again by live formulas: those left over half, in the order of votes, until there are enough.

Written from the regulation and not from `tally.domain`, as `check_formulas`.
"""

from collections.abc import Mapping

from tally.documents.book import Formula
from tally.documents.check_formulas import Span, how_many, outcome_text, quoted
from tally.documents.wording import WORDS
from tally.domain.contest import RoundKind
from tally.domain.counting import Outcome, Result

COLUMNS = ("left", "more_left", "equal_left", "alternate")
"""Columns of the block of candidates, after the others."""

WIDTHS = (9.0, 11.0, 11.0, 18.0)


def alternate_text(kind: str) -> str:
    """Return the word for what a candidate is among the alternates: `alternate`, `tied` or `waiting`."""
    return WORDS(f"words.alternate.{kind}")


def cells(result: Result, wanted: str, columns: Mapping[str, Span], row: int) -> Mapping[str, Formula]:
    """Return the formulas of one candidate by column.

    Args:
        result: of a contest that takes alternates.
        wanted: the cell of the number of alternates.
        columns: of the block of candidates, by name.
        row: of the candidate.
    """
    outcomes, votes, left = columns["outcome"], columns["votes"], columns["left"]
    in_tie_break = result.contest.kind is RoundKind.TIE_BREAK
    remaining = outcome_text(Outcome.NOT_ELECTED if in_tie_break else Outcome.OVER_HALF)
    own, more, equal = (columns[name].at(row) for name in ("left", "more_left", "equal_left"))
    taken, tied, waiting = (quoted(alternate_text(kind)) for kind in ("alternate", "tied", "waiting"))
    here = outcomes.at(row)
    waits = f'IF(OR({here}={outcome_text(Outcome.TIED)},{here}={outcome_text(Outcome.OVER_HALF)}),{waiting},"")'
    placed = f'IF({more}+{equal}<={wanted},{taken},IF({more}<{wanted},{tied},""))'
    placed = f'IF({own}=0,"",{placed})'
    return {
        "left": Formula(f"IF({here}={remaining},1,0)"),
        "more_left": Formula(f"SUMPRODUCT({left}*({votes}>{votes.at(row)}))"),
        "equal_left": Formula(f"SUMPRODUCT({left}*({votes}={votes.at(row)}))"),
        "alternate": Formula(f"IF({how_many(outcomes, Outcome.TIED)}>0,{waits},{placed})"),
    }


def unfilled(wanted: str, columns: Mapping[str, Span]) -> Formula:
    """Compute the alternates that nobody is left for; none while a tie holds them."""
    outcomes, alternates = columns["outcome"], columns["alternate"]
    taken, tied = (f"SUMPRODUCT(--({alternates}={quoted(alternate_text(kind))}))" for kind in ("alternate", "tied"))
    return Formula(f"IF({how_many(outcomes, Outcome.TIED)}+{tied}>0,0,MAX({wanted}-{taken},0))")
