"""What is missing of a file, in words: one entry, or from where to where."""

import pytest

from tally.application.height_words import accepted_words, lost_sentence
from tally.domain.height import NOTHING, Accepted, Height, Lost
from tally.domain.journal import CONGRESS_CHAIN, pass_chain
from tally.locales import Words

PASS = pass_chain("bch", 1, 1, 1)
VI = Words("vi")


@pytest.mark.parametrize(
    ("known", "found", "said"),
    [
        (Height(12, bytes(32), 11), Height(11, bytes(32), 11), "thiếu mục 12;"),
        (Height(14, bytes(32), 11), Height(11, bytes(32), 11), "thiếu mục 12–14;"),
        (Height(12, bytes(32), 12), Height(11, bytes(32), 11), "thiếu phiếu 12;"),
        (Height(14, bytes(32), 14), Height(11, bytes(32), 11), "thiếu phiếu 12–14;"),
    ],
)
def test_one_that_is_missing_is_no_range(known: Height, found: Height, said: str) -> None:
    assert said in lost_sentence(VI, Lost(PASS, known, found, NOTHING, other=False))


@pytest.mark.parametrize(
    ("accepted", "said"),
    [
        (Accepted(CONGRESS_CHAIN, 16, bytes(32), 15, 0, 0, other=False), "mục 16"),
        (Accepted(CONGRESS_CHAIN, 16, bytes(32), 14, 0, 0, other=False), "mục 15–16"),
        (Accepted(PASS, 12, bytes(32), 11, 11, 12, other=False), "phiếu 12"),
        (Accepted(PASS, 14, bytes(32), 11, 11, 14, other=False), "phiếu 12–14"),
    ],
)
def test_what_was_accepted_to_be_lost_is_said_alike(accepted: Accepted, said: str) -> None:
    assert accepted_words(VI, [accepted]).endswith(f": {said}")
