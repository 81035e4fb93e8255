"""Declarations as the law of the journal reads them: none of them raises anything, and the last few are kept."""

from collections.abc import Callable
from functools import lru_cache

from tally.application.intake import BadInput
from tally.domain.congress import Congress
from tally.domain.contest import Contest
from tally.domain.law import Declared, Read
from tally.domain.rules import RuleProfile

_KEPT = 16  # a congress is declared anew now and then


def declarations(read: Callable[[str], tuple[Congress, tuple[Contest, ...], RuleProfile]]) -> Read:
    """Return what reads declarations for the law.

    Args:
        read: as `CongressCodec.read`.
    """

    @lru_cache(maxsize=_KEPT)
    def declared(text: str) -> Declared | None:
        try:
            congress, contests, profile = read(text)
        except (BadInput, RecursionError):
            return None
        return Declared(congress, {(one.id, one.round): one for one in contests}, profile)

    return declared
