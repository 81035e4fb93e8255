"""The column of ethnicities of a slate: what its cells say under the heading they stand under."""

from collections.abc import Sequence
from dataclasses import replace

from tally.domain.names import fold
from tally.domain.peoples import MAJORITY, MINORITY, is_of_minority, people_in
from tally.domain.slate import Candidate
from tally.files.answers import NO, YES
from tally.files.labels import label_key

_ABOVE = {"nt", "nhu tren", "-nt-", '"', "''", "”", "“", "〃", "//", "-//-", '-"-'}
_ASKS_MINORITY = ("thieu so", "dtts", "it nguoi", "minority")


def as_above(text: str, above: str) -> str:
    """Return the text of a cell, or that of the cell above where it says so (`nt`, `như trên`, a ditto mark)."""
    return above if fold(text).strip(" .") in _ABOVE or text.strip() in _ABOVE else text


def ethnicity_of(text: str, label: str) -> str:
    """Return the people that a cell names, `Kinh` in one way; a text that names none is kept, as unknown.

    Args:
        text: of the cell.
        label: of its column: under "Dân tộc thiểu số" a cross is a person of a minority, "không" is none.
    """
    word = fold(text).strip(" .")
    if asks_minority(label):
        if word in YES:
            return MINORITY
        if word in NO:
            return MAJORITY
    is_minority = is_of_minority(text)
    if is_minority is False:
        return MAJORITY
    if is_minority:
        return people_in(text)
    # Không, x: an answer to a question that this column does not ask.
    return "" if word in YES | NO | _ABOVE else text


def asks_minority(label: str) -> bool:
    """Tell whether a column asks who is of a minority, rather than of which people everybody is."""
    key = label_key(label)
    return any(asked in key for asked in _ASKS_MINORITY)


def with_blanks(candidates: Sequence[Candidate], label: str) -> tuple[Candidate, ...]:
    """Return the candidates; under "Dân tộc thiểu số", once somebody is named or crossed, a blank is Kinh."""
    if not asks_minority(label) or not any(one.ethnicity for one in candidates):
        return tuple(candidates)
    return tuple(replace(one, ethnicity=one.ethnicity or MAJORITY) for one in candidates)
