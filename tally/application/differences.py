"""A disagreement between figures handed over and figures counted, in words: for the page, the screen and `verify`."""

from collections.abc import Iterable

from tally.application.figures import ALTERNATES, Disagreement
from tally.domain.counting import CandidateResult, Outcome, Status
from tally.locales import Words

_WORDED = {
    "outcome": frozenset(Outcome),
    "status": frozenset(Status),
    "alternate": ALTERNATES,
}


def difference_sentence(words: Words, differing: Disagreement, candidates: Iterable[CandidateResult]) -> str:
    """Return which figure differs, what was handed over and what the ballots say.

    What was handed over can be anything at all: somebody changed it. It is then quoted as it stands.

    Args:
        words: the language.
        differing: the disagreement.
        candidates: of the contest, for their names.
    """
    # A key that the count does not know was made up by whoever changed the paper: there are no words for it.
    known = differing.counted is not None
    figure = _figure(differing.key, candidates, words) if known else f"“{differing.key}”"
    official, counted = (_shown(differing.key, value, words) for value in (differing.official, differing.counted))
    return words("words.difference.sentence", figure=figure, official=official, counted=counted)


def change_sentence(words: Words, changed: Disagreement, candidates: Iterable[CandidateResult]) -> str:
    """Return which figure a corrigendum changed, with both values; as `difference_sentence`."""
    before, after = (_shown(changed.key, value, words) for value in (changed.official, changed.counted))
    figure = _figure(changed.key, candidates, words)
    return words("words.difference.changed", figure=figure, before=before, after=after)


def _figure(key: str, candidates: Iterable[CandidateResult], words: Words) -> str:
    """Say in words which figure a key is: `votes.3` is the votes of no. 3 with the name."""
    what, _, which = key.partition(".")
    if what == "invalid" and which:
        return words("words.figure.invalid_reason", which=words(f"words.reason.{which}"))
    names = {str(line.candidate.no): line.candidate.name for line in candidates}
    return words(f"words.figure.{what}", which=f"{which} {names[which]}" if which in names else which)


def _shown(key: str, value: int | str | None, words: Words) -> str:
    if value is None:
        return words("words.difference.no_such_figure")
    if value == "":
        return words("words.difference.unknown")
    if isinstance(value, int):
        return words.number(value)
    what = key.partition(".")[0]
    return words(f"words.{what}.{value}") if value in _WORDED.get(what, ()) else f"“{value}”"
